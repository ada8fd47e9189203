package archive

import (
	"bufio"
	"bytes"
	"html"
	"strings"
	"time"
)

// tweetRow is a row of data/tweets.js, data/note-tweet.js or data/account.js; the oldest archives have no wrapper.
type tweetRow struct {
	Tweet *tweet `json:"tweet"`
	Note  *struct {
		CreatedAt string `json:"createdAt"`
		Core      struct {
			Text string `json:"text"`
		} `json:"core"`
	} `json:"noteTweet"`
	Account *struct {
		Username string `json:"username"`
	} `json:"account"`
	tweet
}

type tweet struct {
	ID       string `json:"id_str"`
	FullText string `json:"full_text"`
	Created  string `json:"created_at"`
	ReplyTo  string `json:"in_reply_to_screen_name"`
	Entities struct {
		URLs  []shortened `json:"urls"`
		Media []shortened `json:"media"`
	} `json:"entities"`
}

type shortened struct {
	URL      string `json:"url"`
	Expanded string `json:"expanded_url"`
}

// script reads a file that begins with what it is, as "window.YTD.tweets.part0 = [".
func (a *reader) script(name string, s *source, in *bufio.Reader, head []byte) {
	label, _, ok := bytes.Cut(head, []byte("="))
	parts := strings.Split(string(label), ".")
	if !ok || len(parts) < 3 {
		return
	}
	switch kind := parts[2]; kind {
	case "tweet", "tweets", "community_tweet", "note_tweet", "account":
		_, _ = in.Discard(len(label) + 1)
		a.json(name, s, in, kind)
	}
}

func (a *reader) tweet(r tweetRow, kind string) {
	if r.Account != nil && kind == "account" {
		a.handle = r.Account.Username
	}
	if r.Note != nil {
		at, _ := time.Parse(time.RFC3339, r.Note.CreatedAt)
		if len(a.long) < mostPosts {
			a.long = append(a.long, Post{Channel: X, Text: html.UnescapeString(r.Note.Core.Text), At: at})
		}
		return
	}
	t := r.tweet
	if r.Tweet != nil {
		t = *r.Tweet
	}
	if t.FullText == "" {
		return
	}
	for _, u := range t.Entities.URLs {
		if u.URL != "" && u.Expanded != "" {
			t.FullText = strings.ReplaceAll(t.FullText, u.URL, u.Expanded)
		}
	}
	for _, m := range t.Entities.Media {
		if m.URL != "" {
			t.FullText = strings.ReplaceAll(t.FullText, m.URL, "")
		}
	}
	p := Post{Channel: X, Text: html.UnescapeString(t.FullText), Reply: t.ReplyTo != "" && !strings.EqualFold(t.ReplyTo, a.handle)}
	p.At, _ = time.Parse(time.RubyDate, t.Created)
	if digits(t.ID) {
		p.URL = "https://x.com/i/status/" + t.ID
	}
	a.add(p)
}

func digits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// longer gives the posts that X cuts off in its list their whole words. One whose beginning is not in the list stands
// for itself.
func (a *reader) longer() {
	at := map[int64][]int{}
	for i, p := range a.Posts {
		if p.Channel == X && len(a.long) > 0 {
			at[p.At.Unix()] = append(at[p.At.Unix()], i)
		}
	}
next:
	for _, p := range a.long {
		for _, i := range at[p.At.Unix()] {
			cut, _, _ := strings.Cut(a.Posts[i].Text, "…")
			if strings.HasPrefix(p.Text, strings.TrimSpace(cut)) {
				a.Posts[i].Text = p.Text
				continue next
			}
		}
		a.add(p)
	}
	a.long = nil
}
