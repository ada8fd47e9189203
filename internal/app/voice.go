package app

import (
	"context"
	"io"
	"net"
	"net/url"

	"bedside/internal/fetch"
	"bedside/internal/guard"
	"bedside/internal/guard/lift"
	"bedside/internal/guard/media"
	"bedside/internal/guard/rules"
	"bedside/internal/inbox"
	"bedside/internal/phi"
	"bedside/internal/publish"
	"bedside/internal/social/bluesky"
	"bedside/internal/social/wordpress"
	"bedside/internal/triage"
	"bedside/internal/tx"
	"bedside/internal/web"
)

// voice puts the public voice together.
func (a *App) voice() *publish.Service {
	channels := map[publish.Channel]publish.Publisher{publish.SiteChannel: publish.Site{}}
	if a.WordPress.URL != "" {
		a.WordPress.HTTP = a.fetcher(a.WordPress.URL)
		channels[publish.WordPress] = &wordpress.Client{Config: a.WordPress}
	}
	if a.Bluesky.Server != "" {
		a.Bluesky.HTTP = a.fetcher(a.Bluesky.Server)
		channels[publish.Bluesky] = bluesky.New(a.Bluesky)
	}
	s := &publish.Service{
		DB: a.Store, Store: a.Store.Publish(), Queue: a.Store.Jobs(), Guard: &a.guard, Publishers: channels,
		Typeset: a.typeset, Clean: pictures{}, Practice: a.Practice, Staff: a.Store.Identity(), Tell: errands{a.Inbox}, Audit: a.Audit, IDs: a.IDs,
	}
	if len(a.Papers.Services) > 0 {
		s.Sources = a.Papers
	}
	return s
}

// fetcher asks a server of the practice's own configuration, which may stand on this machine. Addresses that people
// give go through [App.Fetch] and never do.
func (a *App) fetcher(server string) *fetch.Client {
	u, err := url.Parse(server)
	beside := err == nil && (u.Hostname() == "localhost" || net.ParseIP(u.Hostname()).IsLoopback())
	return fetch.New(fetch.Config{Agent: agent, Loopback: beside, Now: a.Now})
}

// agent is what Bedside calls itself to other servers.
const agent = "Bedside/1.0"

// pictures cleans pictures as the guard does.
type pictures struct{}

// Clean implements [publish.Cleaner].
func (pictures) Clean(r io.Reader) (publish.Cleaned, error) {
	c, err := media.Clean(r, media.Standard())
	return publish.Cleaned{Bytes: c.Bytes, Type: c.Type, Width: c.Width, Height: c.Height, Removed: c.Removed}, err
}

// errands puts what a post needs from a person on the list of things to do.
type errands struct{ *inbox.Service }

// Tell implements [publish.Teller].
func (e errands) Tell(ctx context.Context, t tx.Tx, n publish.Errand) error {
	k := inbox.Task{Kind: inbox.Message, Text: phi.NewText(n.Text), Due: n.Due, Assignee: n.For, Urgency: triage.None}
	if n.Kind == publish.ToFind {
		k.Kind = inbox.Doubt
	}
	if n.Urgent {
		k.Urgency = triage.Urgent
	}
	_, err := e.AddTask(ctx, t, k)
	return err
}

// RuleSet implements [publish.Clearer].
func (g *liveGuard) RuleSet() string { return g.current.Load().RuleSet() }

// Redact makes words general.
func (g *liveGuard) Redact(d guard.Draft) string { return g.current.Load().Redact(d) }

// Packs returns every rule pack, and what is wrong with the practice's own.
func (g *liveGuard) Packs() ([]rules.Pack, web.PackProblem) {
	return g.current.Load().Packs(), g.packs.state()
}

// Lift turns a story into a general statement.
func (g *liveGuard) Lift(d guard.Draft) lift.Proposal { return g.current.Load().Lift(d) }
