package app

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/guard/reident"
	"bedside/internal/guard/rules"
	"bedside/internal/practice"
	"bedside/internal/store"
	"bedside/internal/tx"
	"bedside/internal/web"
)

// liveGuard is the guard with what is the practice's own today: its names and places, its rule packs and what it has
// switched off.
type liveGuard struct {
	current atomic.Pointer[guard.Guard]
	packs   ownPacks

	mu      sync.Mutex // one looks at a time
	version int64
}

// Clear implements outreach.Guard. While rules of the practice's own cannot be read and none were read before, nothing
// for the public is cleared, because a rule that would stop it may be among them; patients are answered as ever.
func (g *liveGuard) Clear(d guard.Draft, w ...guard.Waiver) (guard.Cleared, guard.Report, error) {
	if err := g.blind(d); err != nil {
		return guard.Cleared{}, guard.Report{}, err
	}
	return g.current.Load().Clear(d, w...)
}

// blind is Unavailable while a draft for the public cannot be read with all rules.
func (g *liveGuard) blind(d guard.Draft) error {
	if p := g.packs.state(); p.Blind && d.Audience == guard.Public {
		return fault.New(fault.Unavailable, "app.blind", "Nothing goes out in public, because the practice's own rules cannot be read. "+p.Text)
	}
	return nil
}

// Answer implements api.Server's Guard.
func (g *liveGuard) Answer(d guard.Draft) (guard.Report, error) {
	if err := g.blind(d); err != nil {
		return guard.Report{}, err
	}
	return g.Check(d), nil
}

// ClearStanding clears words for whoever they will be said to.
func (g *liveGuard) ClearStanding(text string) (guard.Standing, error) {
	return g.current.Load().ClearStanding(text)
}

// Check implements outreach.Guard.
func (g *liveGuard) Check(d guard.Draft) guard.Report { return g.current.Load().Check(d) }

const guardEvery = 5 * time.Second

// run keeps the guard up to date with the practice.
func (g *liveGuard) run(a *App) func(context.Context) {
	return func(ctx context.Context) {
		for {
			select {
			case <-ctx.Done():
				return
			case <-time.After(guardEvery):
			}
			if err := g.refresh(ctx, a); err != nil && ctx.Err() == nil {
				a.Log.Error("refreshing the guard", "err", err)
			}
			if err := a.Library.Refresh(ctx); err != nil && ctx.Err() == nil {
				a.Log.Error("refreshing the library", "err", err)
			}
			if err := a.Papers.Shelf.Refresh(); err != nil {
				a.Log.Error("the index of retracted papers", "err", err)
			}
		}
	}
}

func (g *liveGuard) refresh(ctx context.Context, a *App) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	var p *practice.Practice
	err := a.Store.View(ctx, actor.System(), func(t tx.Tx) (err error) {
		p, err = a.Practice.Get(ctx, t)
		return err
	})
	if err != nil {
		return err
	}
	packs, changed, err := g.packs.read(a)
	if err == nil {
		if err := g.packs.tell(ctx, a); err != nil {
			a.Log.Error("telling of the practice's own rules", "err", err)
		}
	}
	if err != nil || g.current.Load() != nil && p.Version == g.version && !changed {
		return err
	}
	fresh, err := guard.New(packs, Own(p), a.Now)
	if err != nil {
		return err
	}
	fresh.UseNotices(a.Papers)
	g.current.Store(fresh)
	g.version = p.Version
	return nil
}

// Own is what the guard must not take for a patient's: names, places and numbers of the practice itself; and where it
// is, with how many people a description must fit.
func Own(p *practice.Practice) guard.Own {
	group := reident.Practice{Readers: p.Group.Readers, Insiders: p.Group.Insiders, Daily: p.Group.Daily, Catchment: p.Group.Catchment}
	o := guard.Own{Names: []string{p.Settings.Name, p.Settings.NeutralName}, Phones: []string{p.Settings.Phone}, Emails: []string{p.Settings.Email}, Domains: []string{p.Settings.URL}}
	for _, l := range p.Locations {
		o.States = append(o.States, l.State)
		group.Towns = append(group.Towns, reident.Town{Name: l.City, State: l.State})
		o.Places = append(o.Places, l.Name, l.Address, l.City, l.Address+", "+l.City+", "+l.State+" "+l.ZIP)
		o.Phones = append(o.Phones, l.Phone)
	}
	for _, v := range p.Providers {
		o.Names = append(o.Names, v.Given+" "+v.Family, v.Family)
	}
	o.Names = append(o.Names, p.Desk.Insurances...) // a list of them looks like one of people
	o.Practice = group
	for _, r := range p.RulesOff {
		o.Off = append(o.Off, rules.Off{Rule: r.Rule, By: []string{r.By, r.Second}})
	}
	return o
}

// watcher looks at the audit chain again and again.
type watcher struct {
	mu   sync.Mutex
	last web.ChainState
}

func (w *watcher) state() web.ChainState {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.last
}

const (
	watchPause = 5 * time.Second
	watchShare = 100 // a look may take a hundredth of the time
)

// run verifies the chain over and over; a long log is looked at less often.
func (w *watcher) run(a *App) func(context.Context) {
	return func(ctx context.Context) {
		for {
			began := time.Now()
			r, err := a.verify(ctx)
			if err != nil && ctx.Err() == nil {
				a.Log.Error("verifying the audit log", "err", err)
			}
			if err == nil {
				w.note(a, r)
			}
			select {
			case <-ctx.Done():
				return
			case <-time.After(max(watchPause, watchShare*time.Since(began))):
			}
		}
	}
}

func (w *watcher) note(a *App, r audit.Report) {
	s := web.ChainState{At: a.Now(), Events: int64(r.Events)}
	if len(r.Head.MAC) >= 6 {
		s.Head = fmt.Sprintf("%x", r.Head.MAC[:6])
	}
	if r.Problem != nil {
		s.Problem = r.Problem.Sentence
		a.Log.Error("the audit log was tampered with", "what", r.Problem.Sentence)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.last = s
}

func (a *App) verify(ctx context.Context) (audit.Report, error) {
	heads, err := store.HeadFile{Path: a.Heads}.Read(a.Keys)
	if err != nil {
		return audit.Report{}, err
	}
	return audit.Verify(ctx, a.Store.Audit(), a.Keys, heads)
}
