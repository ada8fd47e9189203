package publish

import (
	"context"
	"slices"
	"time"

	"bedside/internal/actor"
	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/identity"
	"bedside/internal/practice"
	"bedside/internal/tx"
)

// Card is a post on the board.
type Card struct {
	Post
	Title        string
	Channels     []Channel
	AuthorName   string
	Publications []Publication
	Day          civil.Date // on which it is due or was public first; no day for no time yet
}

// Board is the posts by state, the days asked for, and how the last weeks were.
type Board struct {
	Cards map[State][]Card
	Days  []Day
	Mix   Mix
	Free  civil.Date // the next day with room
}

// Day is one day of the plan.
type Day struct {
	Date  civil.Date
	Quiet string // "" or why nothing is planned on it
	Cards []Card
}

// mixDays is how many days the mix looks back.
const mixDays = 30

// Mix is how the posts of the last 30 days divide, against what the practice aims at.
type Mix struct {
	Since  civil.Date
	Total  int
	Kinds  []Share
	Pace   map[Channel]Pace
	Enough bool // at least twelve: with fewer the shares say nothing
}

// Share is one kind's part of the mix.
type Share struct {
	Kind    Kind
	Posts   int
	Percent int
	Aim     int
}

// Pace is how often a channel had something new.
type Pace struct{ Week, AtMost int }

// boardPosts is how many posts a board looks at, the latest changed first.
const boardPosts = 500

// Board returns what is worked on, and what was or will be public on the days from one to another.
func (s *Service) Board(ctx context.Context, by actor.Actor, from, to civil.Date) (b Board, err error) {
	const op = "publish.Board"
	if err := by.Need(actor.SeePosts); err != nil {
		return b, fault.At(op, err)
	}
	if to.Before(from) || from.DaysUntil(to) > 400 {
		return b, fault.New(fault.Invalid, op, "A plan is of at most a year, from an earlier day to a later one.")
	}
	err = s.DB.View(ctx, by, func(t tx.Tx) error {
		house, err := s.Practice.Get(ctx, t)
		if err != nil {
			return err
		}
		policy, err := s.policy(ctx, t)
		if err != nil {
			return err
		}
		cards, err := s.cards(ctx, t, house)
		if err != nil {
			return err
		}
		today := dayOf(house, t.Now())
		b = Board{Cards: map[State][]Card{}, Mix: mix(cards, policy, house, t.Now())}
		for d := from; !to.Before(d); d = d.AddDays(1) {
			day := Day{Date: d, Quiet: quiet(policy, house, d)}
			for _, c := range cards {
				if c.Day == d && c.State != Down {
					day.Cards = append(day.Cards, c)
				}
			}
			b.Days = append(b.Days, day)
		}
		for _, c := range cards {
			settled := c.State == Published || c.State == Down
			if !settled || !c.Day.IsZero() && !c.Day.Before(from) && !to.Before(c.Day) {
				b.Cards[c.State] = append(b.Cards[c.State], c)
			}
		}
		b.Free = free(cards, policy, house, today)
		return nil
	})
	return b, fault.At(op, err)
}

// cards are the posts as the board shows them, the latest changed first.
func (s *Service) cards(ctx context.Context, t tx.Tx, house *practice.Practice) ([]Card, error) {
	posts, err := s.Store.Posts(ctx, t, boardPosts)
	if err != nil {
		return nil, err
	}
	names, err := s.names(ctx, t)
	if err != nil {
		return nil, err
	}
	ids := make([]PostID, len(posts))
	for n, p := range posts {
		ids[n] = p.ID
	}
	versions, err := s.Store.Currents(ctx, t, ids)
	if err != nil {
		return nil, err
	}
	out, err := s.Store.PublicationsOf(ctx, t, ids)
	if err != nil {
		return nil, err
	}
	all := make([]Card, 0, len(posts))
	for _, p := range posts {
		v := versions[p.ID]
		c := Card{Post: p, Title: v.Title, Channels: v.Channels, AuthorName: names[p.Author], Publications: out[p.ID]}
		at := p.Due
		if first := firstSent(c.Publications); !first.IsZero() {
			at = first
		}
		if !at.IsZero() {
			c.Day = dayOf(house, at)
		}
		all = append(all, c)
	}
	return all, nil
}

func firstSent(all []Publication) (first time.Time) {
	for _, u := range all {
		if !u.Sent.IsZero() && (first.IsZero() || u.Sent.Before(first)) {
			first = u.Sent
		}
	}
	return first
}

// names are the names of everybody who works here or did.
func (s *Service) names(ctx context.Context, t tx.Tx) (map[identity.StaffID]string, error) {
	all, err := s.Staff.List(ctx, t)
	names := map[identity.StaffID]string{}
	for _, p := range all {
		names[p.ID] = p.Name
	}
	return names, err
}

// quiet is "" or why nothing is planned on the day.
func quiet(p Policy, house *practice.Practice, d civil.Date) string {
	if c, closed := house.ClosedOn(d, "", ""); closed {
		return c.Name
	}
	if slices.Contains(p.QuietDays, d.Weekday()) {
		return d.Weekday().String()
	}
	return ""
}

// free is the next day that is not quiet and has nothing yet; no day within a year.
func free(cards []Card, p Policy, house *practice.Practice, today civil.Date) civil.Date {
	taken := map[civil.Date]bool{}
	for _, c := range cards {
		taken[c.Day] = taken[c.Day] || c.State != Down
	}
	for n := 1; n <= 366; n++ {
		if d := today.AddDays(n); !taken[d] && quiet(p, house, d) == "" {
			return d
		}
	}
	return civil.Date{}
}

// mix counts what became public lately. Corrections of a post are not new posts.
func mix(cards []Card, p Policy, house *practice.Practice, now time.Time) Mix {
	today := dayOf(house, now)
	m := Mix{Since: today.AddDays(-mixDays), Pace: map[Channel]Pace{}}
	counts := map[Kind]int{}
	for _, c := range cards {
		if at := firstSent(c.Publications); !at.IsZero() && c.State != Down && !dayOf(house, at).Before(m.Since) {
			counts[c.Kind]++
			m.Total++
		}
		week := map[Channel]bool{}
		for _, u := range c.Publications {
			if u.Status == Live && c.State != Down && now.Sub(u.Sent) < 7*24*time.Hour {
				week[u.Channel] = true
			}
		}
		for ch := range week {
			m.Pace[ch] = Pace{m.Pace[ch].Week + 1, p.PerWeek}
		}
	}
	for _, k := range Kinds() {
		share := Share{Kind: k, Posts: counts[k], Aim: p.Aims[k]}
		if m.Total > 0 {
			share.Percent = (100*counts[k] + m.Total/2) / m.Total
		}
		m.Kinds = append(m.Kinds, share)
	}
	m.Enough = m.Total >= 12
	return m
}
