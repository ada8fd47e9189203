package publish

import (
	"context"
	"slices"
	"time"

	"bedside/internal/attempt"
	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/job"
	"bedside/internal/tx"
)

const (
	patience   = 12 * time.Hour   // how long after its time a publication may still go out by itself
	askAfter   = time.Minute      // when the channel is asked about an attempt without an answer, and between
	askFor     = 30 * time.Minute // how long it is asked while it cannot say
	channelGap = 5 * time.Minute  // between looks for an account that is not configured
	removeFor  = 15 * time.Minute // how long taking down is tried before a person is told
)

// Send is the [job.Handler] of one publication. It reads the world anew: whether the words are still those that were
// approved, whether every authorisation holds, what the guard says now. It commits the attempt, publishes, and commits
// what became of it. Where the program died in between, or the answer never came, it asks the channel before it does
// anything else; when the channel cannot say, the publication is [Unknown] and a person is told.
func (s *Service) Send(ctx context.Context, c job.Claimed) error {
	const op = "publish.Send"
	a, err := s.begin(ctx, c)
	if err != nil || a == nil {
		return fault.At(op, err)
	}
	r, err := a.run(ctx)
	if err != nil { // refused before anything left the house, and it would be again
		r = Result{Outcome: attempt.Outcome{Result: attempt.Failed, Permanent: true, Code: "refused here"}}
		if a.act == finds {
			r.Result = attempt.Unknown
		}
	}
	return fault.At(op, s.settle(ctx, c, *a, r))
}

// act is what is done on a channel.
type act int

const (
	publishes act = iota
	updates
	finds
	removes
)

// action is something that is done on a channel, with the attempt committed.
type action struct {
	act     act
	to      Publisher
	u       Publication
	item    Item
	cleared guard.Cleared
	ref     string // of what is updated or removed: doing either twice is doing it once
}

func (a action) run(ctx context.Context) (r Result, err error) {
	switch a.act {
	case publishes:
		return a.to.Publish(ctx, a.cleared, a.item)
	case updates:
		return a.to.Update(ctx, a.cleared, a.item, a.ref)
	case finds:
		return a.to.Find(ctx, a.item)
	}
	r.Outcome, err = a.to.Remove(ctx, a.ref)
	return r, err
}

// begin looks at a publication and either returns what is to be done on its channel or commits why there is nothing.
func (s *Service) begin(ctx context.Context, c job.Claimed) (*action, error) {
	var a *action
	err := s.work(ctx, func(t tx.Tx) error {
		a = nil
		u, err := s.Store.Publication(ctx, t, PublicationID(c.Ref))
		if fault.Is(err, fault.NotFound) {
			return s.Queue.Done(ctx, t, c)
		}
		if err != nil {
			return err
		}
		w, err := s.world(ctx, t, u)
		if err != nil {
			return err
		}
		switch {
		case u.Status == Live && !u.Off.IsZero():
			a = &action{act: removes, to: w.to, u: u, ref: u.Ref}
			return nil
		case u.Status == Sending && u.Ref != "" && !u.Off.IsZero(): // an update that nobody knows of
			a = &action{act: removes, to: w.to, u: u, ref: u.Ref}
			return nil
		case u.Status == Sending && u.Ref == "":
			a = &action{act: finds, to: w.to, u: u, item: w.item}
			return nil
		case u.Status == Waiting, u.Status == Sending:
			a, err = s.try(ctx, t, c, w)
			return err
		}
		return s.Queue.Done(ctx, t, c)
	})
	return a, err
}

// world is what decides about a publication.
type world struct {
	post    Post
	version Version
	u       Publication
	item    Item
	to      Publisher    // nil where a person posts
	before  *Publication // of an earlier version, that is public on the channel
	doubt   bool         // nobody knows whether an earlier version is
}

func (s *Service) world(ctx context.Context, t tx.Tx, u Publication) (w world, err error) {
	w.u = u
	if w.post, err = s.Store.Post(ctx, t, u.Post); err != nil {
		return w, err
	}
	if w.version, err = s.Store.Version(ctx, t, u.Version); err != nil {
		return w, err
	}
	set, err := s.setting(ctx, t, w.version)
	if err != nil {
		return w, err
	}
	p := w.post
	p.Due = u.Due
	w.item = s.item(p, w.version, u.Channel, set)
	w.item.Key = string(u.ID)
	if w.post.Account == ForPractice {
		w.to = s.Publishers[u.Channel]
	}
	all, err := s.Store.Publications(ctx, t, u.Post)
	for _, o := range all {
		if o.Channel != u.Channel || o.ID >= u.ID {
			continue
		}
		switch o.Status {
		case Live:
			w.before = &o
		case Sending, Unknown:
			w.doubt = true
		}
	}
	return w, err
}

// onItsWay reports whether a post is past everything that people decide about it.
func onItsWay(p Post) bool {
	return slices.Contains([]State{Scheduled, Publishing, Published, Partly}, p.State)
}

// stands returns why the words may not go, with the words if they may.
func (s *Service) stands(ctx context.Context, t tx.Tx, w world) (guard.Cleared, Why, error) {
	var none guard.Cleared
	p, v := w.post, w.version
	_, approved, err := s.approved(ctx, t, p, v)
	if err != nil {
		return none, WhyNone, err
	}
	if !approved || !onItsWay(p) || p.ReadAgain || p.Current != v.ID || w.u.Hash != v.Hash {
		return none, NotApproved, nil
	}
	why, err := s.unauthorised(ctx, t, v)
	if err != nil {
		return none, WhyNone, err
	}
	if why != "" {
		return none, NotAuthorised, nil
	}
	waivers, err := s.waivers(ctx, t, v)
	if err != nil {
		return none, WhyNone, err
	}
	cleared, _, err := s.Guard.Clear(draft(w.item, w.u.Channel, v), waivers[w.u.Channel]...)
	if err != nil {
		return none, ByGuard, nil
	}
	return cleared, WhyNone, nil
}

// try starts an attempt if everything allows it.
func (s *Service) try(ctx context.Context, t tx.Tx, c job.Claimed, w world) (*action, error) {
	u := w.u
	cleared, why, err := s.stands(ctx, t, w)
	if err != nil {
		return nil, err
	}
	switch {
	case why != WhyNone:
		u.Status, u.Why = Failed, why
		return nil, s.fail(ctx, t, c, w.post, u)
	case t.Now().Sub(u.Due) > patience:
		u.Status, u.Why = Failed, OutOfTime
		return nil, s.fail(ctx, t, c, w.post, u)
	case w.to == nil, w.before != nil && w.before.Ref == "": // or a person found it, and only a person can find it again
		u.Status, u.Why = Confirm, WhyNone
		if err := s.Tell.Tell(ctx, t, Errand{Kind: ToPost, Text: "A post is ready to be posted by hand. Copy it, post it, and say where it is.", Post: u.Post}); err != nil {
			return nil, err
		}
		return nil, s.finish(ctx, t, c, w.post, u, "publication by hand")
	case w.doubt:
		return nil, s.wait(ctx, t, c, w.post, u, Earlier, t.Now().Add(channelGap))
	case !w.to.Ready():
		return nil, s.wait(ctx, t, c, w.post, u, NoChannel, t.Now().Add(channelGap))
	}
	u.Status, u.Why, u.Tried = Sending, WhyNone, t.Now()
	u.Tries++
	a := &action{act: publishes, to: w.to, item: w.item, cleared: cleared}
	if w.before != nil {
		u.Ref = w.before.Ref
	}
	if u.Ref != "" {
		a.act, a.ref = updates, u.Ref
	}
	if err := s.keep(ctx, t, &u, "publication attempted"); err != nil {
		return nil, err
	}
	a.u = u
	return a, s.tally(ctx, t, w.post)
}

// wait looks again later. Waiting on for the same reason is worth no row.
func (s *Service) wait(ctx context.Context, t tx.Tx, c job.Claimed, p Post, u Publication, why Why, again time.Time) error {
	if err := s.Queue.Later(ctx, t, c, again); err != nil {
		return err
	}
	if u.Status == Waiting && u.Why == why {
		return nil
	}
	u.Status, u.Why = Waiting, why
	if err := s.keep(ctx, t, &u, "publication waits"); err != nil {
		return err
	}
	return s.tally(ctx, t, p)
}

// finish keeps the last state of a publication and ends its job.
func (s *Service) finish(ctx context.Context, t tx.Tx, c job.Claimed, p Post, u Publication, verb string) error {
	if err := s.Queue.Done(ctx, t, c); err != nil {
		return err
	}
	if err := s.keep(ctx, t, &u, verb); err != nil {
		return err
	}
	return s.tally(ctx, t, p)
}

// fail is finish for what needs a person.
func (s *Service) fail(ctx context.Context, t tx.Tx, c job.Claimed, p Post, u Publication) error {
	e := Errand{Kind: ToFind, Text: "A post did not appear on " + string(u.Channel) + ". See why, and what to do.", For: p.Author, Post: p.ID}
	switch u.Status {
	case Unknown:
		e.Text = "Nobody knows whether a post appeared on " + string(u.Channel) + ". Look there before you send it again."
	case Lost:
		e.Kind, e.Urgent, e.Text = ToRemove, true, "A post could not be taken down from "+string(u.Channel)+". Remove it there yourself."
	}
	if err := s.Tell.Tell(ctx, t, e); err != nil {
		return err
	}
	return s.finish(ctx, t, c, p, u, "publication "+string(u.Status))
}

// tally brings the state of a post into line with its publications.
func (s *Service) tally(ctx context.Context, t tx.Tx, p Post) error {
	if !onItsWay(p) {
		return nil
	}
	all, err := s.Store.Publications(ctx, t, p.ID)
	if err != nil {
		return err
	}
	state, some := Published, false
	worst := map[State]int{Published: 0, Scheduled: 1, Publishing: 2, Partly: 3}
	for _, u := range all {
		if u.Version != p.Current {
			continue
		}
		is := Published
		switch {
		case u.Status == Live:
			some = true
		case u.Status == Failed, u.Status == Unknown, u.Status == Lost:
			is = Partly
		case u.Status == Sending, u.Status == Confirm, u.Status == Waiting && u.Why != WhyNone:
			is = Publishing
		case u.Status == Waiting:
			is = Scheduled
		}
		if worst[is] > worst[state] {
			state = is
		}
	}
	if state == Scheduled && some {
		state = Publishing
	}
	if state == p.State {
		return nil
	}
	p.State = state
	return s.save(ctx, t, &p, "post "+string(state), nil)
}
