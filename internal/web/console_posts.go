package web

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"bedside/internal/actor"
	"bedside/internal/civil"
	"bedside/internal/publish"
	"bedside/internal/web/view"
)

// postChannels are the channels as people call them.
var postChannels = map[publish.Channel]string{
	publish.SiteChannel: "Website", publish.WordPress: "WordPress", publish.Bluesky: "Bluesky", publish.LinkedIn: "LinkedIn", publish.Instagram: "Instagram",
	publish.X: "X", publish.Facebook: "Facebook", publish.Mastodon: "Mastodon", publish.Newsletter: "Newsletter",
}

// postKinds are the kinds of content as people call them.
var postKinds = map[publish.Kind]string{
	publish.Education: "Education", publish.Answer: "Answers to questions", publish.News: "News of the practice", publish.Shared: "Passed on",
	publish.Promotion: "Promotion",
}

// channelNames are the names of channels, in the order of screens.
func channelNames(all []publish.Channel) (names []string) {
	for _, ch := range publish.Channels() {
		if slices.Contains(all, ch) {
			names = append(names, postChannels[ch])
		}
	}
	return names
}

// postTabs are the places of the public voice that the reader may go to.
func (c *call) postTabs(now string) []view.Link {
	tabs := []view.Link{{Text: "Board", URL: "/console/posts"}, {Text: "Month", URL: "/console/posts/month"}, {Text: "Pictures", URL: "/console/pictures"}}
	if c.by.May(actor.WritePosts) {
		tabs = append(tabs, view.Link{Text: "Authorizations", URL: "/console/authorisations"}, view.Link{Text: "Look back", URL: lookbackHome})
	}
	tabs = append(tabs, view.Link{Text: "Rules", URL: rulesHome})
	if c.by.May(actor.ManageVoice) {
		tabs = append(tabs, view.Link{Text: "Mistakes", URL: "/console/mistakes"})
	}
	for i := range tabs {
		tabs[i].Now = tabs[i].URL == now
	}
	return tabs
}

// writeURL is where a new post is begun, "" for who may not.
func (c *call) writeURL() string {
	if c.by.May(actor.WritePosts) {
		return "/console/posts/new"
	}
	return ""
}

// columns are the board: what a column is for, the state that its name says, and those that stand above it.
var columns = []struct {
	name, hint string
	says       publish.State
	above      []publish.State
}{
	{"Drafts", "What is being written.", publish.Drafting, nil},
	{"Waiting for approval", "Somebody else reads it here.", publish.Submitted, nil},
	{"Cooling off", "Approved, and read again after a while.", publish.Cooling, nil},
	{"Approved", "Ready, without a time.", publish.Approved, nil},
	{"Scheduled", "Goes out by itself.", publish.Scheduled, []publish.State{publish.Expired}},
	{"Published", "What was public in the last 30 days.", publish.Published, []publish.State{publish.Partly, publish.Publishing}},
}

const (
	boardBack  = 30  // days
	boardAhead = 180 // days
)

// posts is the board.
func (c *call) posts() error {
	today := civil.DateOf(c.Now().In(c.office()))
	b, err := c.Posts.Board(c.r.Context(), c.by, today.AddDays(-boardBack), today.AddDays(boardAhead))
	if err != nil {
		return err
	}
	v := view.Posts{Console: c.console("Posts", view.InPosts), Tabs: c.postTabs("/console/posts"), NewURL: c.writeURL(), Empty: true}
	for _, col := range columns {
		column := view.PostColumn{Name: col.name, Hint: col.hint}
		for _, state := range append(slices.Clone(col.above), col.says) {
			for _, p := range b.Cards[state] {
				card := c.postCard(p)
				if state == col.says {
					card.Marks = nil
				}
				column.Cards = append(column.Cards, card)
			}
		}
		v.Empty = v.Empty && len(column.Cards) == 0
		v.Columns = append(v.Columns, column)
	}
	return c.page(v)
}

func (c *call) postCard(p publish.Card) view.PostCard {
	v := view.PostCard{URL: "/console/posts/" + string(p.ID), Title: p.Title, Kind: postKinds[p.Kind], Author: p.AuthorName,
		Channels: channelNames(p.Channels), Marks: []view.Mark{view.PostMark(string(p.State))}, Needs: c.postNeeds(p)}
	if v.Title == "" {
		v.Title = "Without a title"
	}
	switch at := c.postTime(p); {
	case p.State == publish.Cooling && c.Now().Before(p.CoolUntil):
		v.When = "until " + stamp(p.CoolUntil.In(c.office()))
	case !at.IsZero():
		v.When = stamp(at)
	}
	return v
}

// postTime is when a post was public first, or is due, in the practice's zone.
func (c *call) postTime(p publish.Card) time.Time {
	at := p.Due
	for _, u := range p.Publications {
		if !u.Sent.IsZero() && (at.IsZero() || u.Sent.Before(at)) {
			at = u.Sent
		}
	}
	if at.IsZero() {
		return at
	}
	return at.In(c.office())
}

// postNeeds is what a person has to do next, "" for nothing.
func (c *call) postNeeds(p publish.Card) string {
	for _, n := range []struct {
		status publish.Status
		what   string
	}{
		{publish.Lost, "Remove it by hand from %s"}, {publish.Unknown, "Find out whether it is on %s"},
		{publish.Failed, "See why it failed on %s"}, {publish.Confirm, "Post it on %s by hand"},
	} {
		for _, u := range p.Publications {
			if u.Status == n.status {
				return fmt.Sprintf(n.what, postChannels[u.Channel])
			}
		}
	}
	switch {
	case p.State == publish.Submitted && p.Account == publish.Own:
		return "Read it again and approve it"
	case p.State == publish.Submitted:
		return "Somebody else reads it"
	case p.State == publish.Cooling && !c.Now().Before(p.CoolUntil):
		return "Read it again"
	case p.State == publish.Approved:
		return "Give it a time"
	case p.State == publish.Expired:
		return "Give it a new time"
	}
	return ""
}

// postsMonth is the month as a calendar, with the mix and the pace.
func (c *call) postsMonth() error {
	today := civil.DateOf(c.Now().In(c.office()))
	first := civil.Date{Year: today.Year, Month: today.Month, Day: 1}
	if d, err := civil.ParseDate(c.form("month") + "-01"); err == nil {
		first = d
	}
	next := civil.Date{Year: first.AddDays(31).Year, Month: first.AddDays(31).Month, Day: 1}
	from, to := first.Monday(), next.AddDays(-1).Monday().AddDays(6)
	b, err := c.Posts.Board(c.r.Context(), c.by, from, to)
	if err != nil {
		return err
	}
	at := func(d civil.Date) string { return "/console/posts/month?month=" + d.Format("2006-01") }
	v := view.PostMonth{Console: c.console("Month", view.InPosts), Tabs: c.postTabs("/console/posts/month"), Name: first.Format("January 2006"),
		Earlier: at(first.AddDays(-1)), Later: at(next), NewURL: c.writeURL()}
	if first.Year != today.Year || first.Month != today.Month {
		v.Today = "/console/posts/month"
	}
	for _, d := range weekdays {
		v.Days = append(v.Days, d.String()[:3])
	}
	for week := range slices.Chunk(b.Days, 7) {
		var row []view.PostDay
		for _, d := range week {
			row = append(row, c.postDay(d, first, today, b.Free))
		}
		v.Weeks = append(v.Weeks, row)
	}
	c.postMix(&v, b)
	return c.page(v)
}

func (c *call) postDay(d publish.Day, month, today, free civil.Date) view.PostDay {
	v := view.PostDay{Number: fmt.Sprint(d.Date.Day), Label: d.Date.Format("Monday, January 2"), Now: d.Date == today, Free: d.Date == free,
		Out: d.Date.Month != month.Month, Quiet: d.Quiet}
	if d.Quiet == d.Date.Weekday().String() {
		v.Quiet = "quiet"
	}
	for _, p := range d.Cards {
		card := c.postCard(p)
		card.When = ""
		if at := c.postTime(p); !at.IsZero() {
			card.When = clock(at)
		}
		v.Cards = append(v.Cards, card)
	}
	return v
}

func (c *call) postMix(v *view.PostMonth, b publish.Board) {
	if !b.Free.IsZero() {
		v.Free = b.Free.Format("Monday, January 2")
	}
	if b.Mix.Total > 0 {
		v.Thin, v.MixNote = !b.Mix.Enough, plural(b.Mix.Total, "post")+" since "+b.Mix.Since.Format("January 2")+". The line is what you aim at."
		for _, s := range b.Mix.Kinds {
			v.Mix = append(v.Mix, view.PostShare{Kind: postKinds[s.Kind], Posts: s.Posts, Percent: s.Percent, Aim: s.Aim})
		}
	}
	with := slices.Collect(maps.Keys(b.Mix.Pace))
	for _, ch := range publish.Channels() {
		if !slices.Contains(with, ch) {
			continue
		}
		p := b.Mix.Pace[ch]
		row := view.PostPace{Channel: postChannels[ch], Said: fmt.Sprintf("%d of at most %d this week", p.Week, p.AtMost)}
		if p.Week > p.AtMost {
			row.Mark = &view.Mark{Tone: view.Caution, Icon: "triangle-alert", Word: "More than planned"}
		}
		v.Pace = append(v.Pace, row)
	}
}
