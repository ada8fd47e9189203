package demo

import (
	"context"
	_ "embed"
	"fmt"
	"strconv"
	"strings"
	"time"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/id"
	"bedside/internal/identity"
	"bedside/internal/phi"
	"bedside/internal/publish"
	"bedside/internal/strict"
	"bedside/internal/tx"
)

//go:embed posts.toml
var written string

// Written is a post of the demo as its file says it. Days count from today.
type Written struct {
	Slug        string            `toml:"slug"` // of a post that was public
	Title       string            `toml:"title"`
	Language    string            `toml:"language"` // English if it is left out
	Kind        publish.Kind      `toml:"kind"`
	Who         string            `toml:"who"` // wrote it
	By          string            `toml:"by"`  // approved it
	Days        int               `toml:"days"`
	State       publish.State     `toml:"state"`
	Channels    []publish.Channel `toml:"channels"` // the site if they are left out
	Body        string            `toml:"body"`
	Sources     []string          `toml:"sources"`
	Disclosures []string          `toml:"disclosures"`
	Story       publish.Whose     `toml:"story"`
	Label       string            `toml:"label"`
	Correction  string            `toml:"correction"`
	Corrected   int               `toml:"corrected"`
	Missed      string            `toml:"missed"` // what the first version did not say
	Removed     int               `toml:"removed"`
}

// Posts returns what the demo practice has written, in the order of its file.
func Posts() ([]Written, error) {
	var f struct {
		Posts []Written `toml:"post"`
	}
	err := strict.Decode(strings.NewReader(written), &f)
	return f.Posts, err
}

// Content is the post as it was approved.
func (w Written) Content() publish.Content {
	c := publish.Content{Kind: w.Kind, Account: publish.ForPractice, Language: w.Language, Title: w.Title, Body: strings.TrimSpace(w.Body), Channels: w.Channels,
		Sources: w.Sources, Disclosures: w.Disclosures, Correction: w.Correction}
	if c.Language == "" {
		c.Language = "en"
	}
	if c.Channels == nil {
		c.Channels = []publish.Channel{publish.SiteChannel}
	}
	if w.Story != "" {
		c.Story = publish.Story{Told: true, Whose: w.Story, Label: w.Label}
	}
	return c
}

// morning is when the demo's posts go out, by the practice's wall clock.
var morning = civil.NewClock(9, 10)

// at is the morning some days from today.
func (s *seeding) at(days int) (time.Time, error) {
	home, err := civil.Zone(s.plan.File.Practice.Zone)
	if err != nil {
		return time.Time{}, err
	}
	return civil.DateOf(s.now.In(home)).AddDays(days).At(morning, home), nil
}

// byName are the staff as they act.
func (s *seeding) byName(ctx context.Context, t tx.Tx) (map[string]actor.Actor, error) {
	all, err := s.Identity.Staff(ctx, t)
	who := map[string]actor.Actor{}
	for _, one := range all {
		who[one.Name] = one.Actor()
	}
	return who, err
}

// past reports whether the post is history: written down as if it had happened.
func (w Written) past() bool {
	return w.State == publish.Published || w.State == publish.Down || w.State == publish.Expired
}

// enterPosts writes the posts of the past days down, as if they had been written, approved and published then.
func (s *seeding) enterPosts(ctx context.Context, t tx.Tx) error {
	who, err := s.byName(ctx, t)
	if err != nil {
		return err
	}
	all, err := Posts()
	if err != nil {
		return err
	}
	n := 0
	for _, w := range all {
		if !w.past() {
			continue
		}
		n++
		if err := s.enterPost(ctx, t, w, who); err != nil {
			return err
		}
	}
	return s.Posts.Audit.Record(ctx, t, "entered", audit.Ref{Kind: "posts"}, "", audit.Facts{"posts": strconv.Itoa(n)})
}

// enterPost writes one post down: its versions with their approvals and, if it was public, its publications.
func (s *seeding) enterPost(ctx context.Context, t tx.Tx, w Written, who map[string]actor.Actor) error {
	due, err := s.at(w.Days)
	if err != nil {
		return err
	}
	p := publish.Post{ID: id.New[publish.Post](s.IDs), Kind: w.Kind, Account: publish.ForPractice, Author: identity.StaffID(who[w.Who].ID), State: w.State, Slug: w.Slug,
		Due: due, Created: due.AddDate(0, 0, -2), Changed: due, Row: 1}
	contents, times := []publish.Content{w.Content()}, []time.Time{due}
	if w.Correction != "" {
		later, err := s.at(w.Corrected)
		if err != nil {
			return err
		}
		first := w.Content()
		first.Correction, first.Body = "", strings.Replace(first.Body, w.Missed, "", 1)
		contents, times, p.Changed = []publish.Content{first, w.Content()}, append(times, later), later
	}
	versions := make([]publish.Version, len(contents))
	for i, c := range contents {
		versions[i] = publish.Version{ID: id.New[publish.Version](s.IDs), Post: p.ID, Number: i + 1, Content: c, By: p.Author, At: times[i].AddDate(0, 0, -1),
			Submitted: times[i].Add(-2 * time.Hour), Hash: c.Hash()}
	}
	last := versions[len(versions)-1]
	if p.Current = last.ID; w.State == publish.Published {
		p.Public = last.ID
	}
	if err := s.Posts.Store.AddPost(ctx, t, p); err != nil {
		return err
	}
	for i, v := range versions {
		if err := s.Posts.Store.AddVersion(ctx, t, v); err != nil {
			return err
		}
		a := publish.Approval{ID: id.New[publish.Approval](s.IDs), Post: p.ID, Version: v.ID, Hash: v.Hash, Verdict: publish.Approve, By: identity.StaffID(who[w.By].ID), At: times[i].Add(-time.Hour)}
		if w.State == publish.Expired {
			a.At = due.Add(4 * time.Hour)
		}
		if err := s.Posts.Store.AddApproval(ctx, t, a); err != nil {
			return err
		}
		if w.State == publish.Expired {
			continue
		}
		u := publish.Publication{ID: id.New[publish.Publication](s.IDs), Post: p.ID, Version: v.ID, Hash: v.Hash, Channel: publish.SiteChannel, Status: publish.Live, Ref: p.Slug,
			Due: times[i], Tries: 1, Tried: times[i], Sent: times[i], Row: 1}
		switch {
		case v.ID != last.ID:
			u.Status = publish.Replaced
		case w.State == publish.Down:
			u.Status = publish.Gone
			if u.Off, err = s.at(w.Removed); err != nil {
				return err
			}
		}
		if err := s.Posts.Store.AddPublication(ctx, t, u); err != nil {
			return err
		}
	}
	return nil
}

// writePosts writes the others through the service, as people do, as far as their state says.
func (s *seeding) writePosts(ctx context.Context) error {
	var who map[string]actor.Actor
	var have []publish.Post
	err := s.DB.View(ctx, actor.System(), func(t tx.Tx) (err error) {
		if who, err = s.byName(ctx, t); err == nil {
			have, err = s.Posts.Store.Posts(ctx, t, 1)
		}
		return err
	})
	if err != nil || len(have) > 0 {
		return err
	}
	all, err := Posts()
	if err != nil {
		return err
	}
	for _, w := range all {
		if w.past() {
			continue
		}
		if err := s.writePost(ctx, w, who); err != nil {
			return fmt.Errorf("%s: %w", w.Title, err)
		}
	}
	return nil
}

func (s *seeding) writePost(ctx context.Context, w Written, who map[string]actor.Actor) error {
	d := publish.Draft{Content: w.Content()}
	if w.Days > 0 {
		var err error
		if d.Due, err = s.at(w.Days); err != nil {
			return err
		}
	}
	p, err := s.Posts.Save(ctx, who[w.Who], d)
	if err != nil || w.State == publish.Drafting {
		return err
	}
	if p, err = s.Posts.Submit(ctx, who[w.Who], p.ID, p.Row); err == nil && w.By != "" {
		p, err = s.Posts.Approve(ctx, who[w.By], p.ID, d.Hash(), phi.Text{})
	}
	if err == nil && p.State != w.State {
		err = fault.New(fault.Internal, "demo.writePost", "It is "+string(p.State)+" and not "+string(w.State)+".")
	}
	return err
}
