package archive_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"bedside/internal/guard"
	"bedside/internal/publish/archive"
)

func newGuard(t testing.TB) *guard.Guard {
	t.Helper()
	g, err := guard.New(nil, guard.Own{}, func() time.Time { return time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC) })
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// manyTweets is an archive of so many posts, some of which hold what the guard finds.
func manyTweets(n int) string {
	said := []string{
		"Flu shots are here. Walk in on Saturday, nine to noon, and bring your insurance card.",
		"My patient Maria Lopez, 71, came in on October 3 with her husband. Her biopsy was fine!",
		"This supplement cures diabetes in two weeks, guaranteed.",
		"A good night’s sleep helps children learn. Keep screens out of the bedroom.",
		"@colleague thank you for the talk on blood pressure, see you at the next one",
	}
	var b strings.Builder
	b.WriteString("window.YTD.tweets.part0 = [")
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		at := time.Date(2012, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(i) * 12 * time.Hour)
		_, _ = fmt.Fprintf(&b, "\n{\"tweet\": {\"id_str\": \"%d\", \"created_at\": %q, \"full_text\": %q, \"favorite_count\": \"3\", \"retweeted\": false, \"lang\": \"en\", \"entities\": {\"hashtags\": [], \"urls\": []}}}", i, at.Format(time.RubyDate), said[i%len(said)])
	}
	b.WriteString("]")
	return b.String()
}

func TestReview(t *testing.T) {
	a := must(t, manyTweets(20))
	r, err := archive.Review(context.Background(), newGuard(t), a.Posts)
	if err != nil {
		t.Fatal(err)
	}
	if r.Read != 20 || len(r.Groups) != 2 {
		t.Fatalf("%d read, %d groups", r.Read, len(r.Groups))
	}
	for i, want := range []struct {
		category guard.Category
		blocks   bool
		word     string
	}{{"privacy", true, "Maria"}, {"claim", false, "cures"}} {
		g := r.Groups[i]
		if g.Category != want.category || g.Blocks != want.blocks || len(g.Found) != 4 {
			t.Errorf("group %d is %s, blocks %t, with %d posts", i, g.Category, g.Blocks, len(g.Found))
		}
		for n, f := range g.Found {
			if !strings.Contains(f.Text, want.word) || n > 0 && f.At.After(g.Found[n-1].At) {
				t.Errorf("group %d holds another post, or not the latest first", i)
			}
		}
	}
}

// A reply is read as a reply: what tells the world that somebody is a patient may stand in a post of the practice.
func TestRepliesAreReadAsReplies(t *testing.T) {
	said := archive.Post{Channel: archive.Facebook, Text: "Thank you for being our patient!"}
	reply := said
	reply.Reply = true
	r, err := archive.Review(context.Background(), newGuard(t), []archive.Post{said, reply})
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range r.Groups {
		for _, f := range g.Found {
			if f.Reply && f.Blocks {
				return
			}
		}
	}
	t.Error("the reply is not found")
}

// What may not be said today comes before what is in doubt, also when the doubt is younger.
func TestWhatBlocksComesFirst(t *testing.T) {
	day := func(n int) time.Time { return time.Date(2020, 1, n, 0, 0, 0, 0, time.UTC) }
	reads := checker{newGuard(t), func(text string) guard.Report {
		r := guard.Report{Text: text, Verdict: guard.Review, Findings: []guard.Finding{{Category: "claim", Severity: "warn"}, {Category: "fit", Severity: "note"}}}
		switch text {
		case "blocks":
			r.Verdict, r.Findings[0].Severity = guard.Block, "block"
		case "doubt":
			r.Findings[0] = guard.Finding{Category: guard.Privacy, Severity: "warn", Text: "Ann"}
		case "mention":
			r.Findings[0] = guard.Finding{Category: guard.Privacy, Severity: "warn", Text: "@ann"}
		case "both":
			r.Findings = append(r.Findings, guard.Finding{Category: guard.Privacy, Severity: "block"})
			r.Verdict = guard.Block
		}
		return r
	}}
	posts := []archive.Post{{Text: "young", At: day(9)}, {Text: "doubt", At: day(8)}, {Text: "old", At: day(1)}, {Text: "blocks", At: day(2)}, {Text: "both", At: day(1)}, {Text: "mention", At: day(1)}}
	r, err := archive.Review(context.Background(), reads, posts)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, g := range r.Groups {
		for _, f := range g.Found {
			got = append(got, f.Text)
		}
		got = append(got, "/")
	}
	if s := strings.Join(got, " "); s != "both / blocks young old / doubt /" {
		t.Error(s)
	}
}

func TestReviewEnds(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	stop()
	if _, err := archive.Review(ctx, newGuard(t), make([]archive.Post, 1)); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// checker reports on the words of a draft, which the real guard reads out of it.
type checker struct {
	reads *guard.Guard
	say   func(text string) guard.Report
}

func (c checker) Check(d guard.Draft) guard.Report { return c.say(c.reads.Check(d).Text) }
