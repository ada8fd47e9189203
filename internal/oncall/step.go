package oncall

import (
	"context"
	"slices"

	"bedside/internal/attempt"
	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/id"
	"bedside/internal/job"
	"bedside/internal/tx"
)

// tryTwice is how often a step is tried whose program dies, before the next step has its turn.
const tryTwice = 2

// Step is the [job.Handler] of an alert's next step. It commits a try, alerts whoever has the rank now, and commits
// what became of it. If the program dies in between, the person may be alerted twice: of all that Bedside sends only
// alerts may repeat. A step that reached nobody is followed by the next one at once. After the last step the owner is
// alerted by every way there is, and again after [Policy.Again], until somebody takes it.
func (s *Service) Step(ctx context.Context, c job.Claimed) error {
	const op = "oncall.Step"
	w, err := s.begin(ctx, c)
	if err != nil || w == nil {
		return fault.At(op, err)
	}
	out, err := s.send(ctx, w)
	if err != nil {
		out = attempt.Outcome{Result: attempt.Failed, Code: Refused}
	}
	return fault.At(op, s.work(ctx, func(t tx.Tx) error { return s.outcome(ctx, t, c, w.try.ID, out) }))
}

// warning is an alert on its way to a person.
type warning struct {
	try     Try
	person  Person
	cleared guard.Cleared
}

// begin starts a try, which is returned, or commits why there is none. A follower that fails must not keep the owner
// from being alerted: then the followers hear of the end with one of the next steps.
func (s *Service) begin(ctx context.Context, c job.Claimed) (w *warning, err error) {
	for _, followers := range [][]Follower{s.Followers, nil} {
		err = s.work(ctx, func(t tx.Tx) (err error) {
			w, err = s.look(ctx, t, c, followers)
			return err
		})
		if err == nil || len(s.Followers) == 0 {
			return w, err
		}
	}
	return nil, err
}

func (s *Service) look(ctx context.Context, t tx.Tx, c job.Claimed, followers []Follower) (*warning, error) {
	a, err := s.Store.Get(ctx, t, AlertID(c.Ref))
	if fault.Is(err, fault.NotFound) {
		return nil, s.Queue.Done(ctx, t, c)
	}
	if err != nil {
		return nil, err
	}
	tries, err := s.Store.Tries(ctx, t, a.ID)
	if err != nil {
		return nil, err
	}
	switch {
	case slices.ContainsFunc(tries, Try.running):
		return nil, s.crashed(ctx, t, c, a, tries)
	case !a.Status.Live():
		return nil, s.Queue.Done(ctx, t, c)
	case a.Next.After(t.Now()):
		return nil, s.Queue.Later(ctx, t, c, a.Next)
	}
	l, err := s.ladder(ctx, t, a)
	if err != nil {
		return nil, err
	}
	if a.Round == 0 && a.Step >= len(l.steps) {
		a.Round, a.Step = 1, 0
	}
	if err := s.end(ctx, t, &a, followers); err != nil {
		return nil, err
	}
	return s.try(ctx, t, c, a, l, tries)
}

// end says that a ladder is at its end. Where nobody can be told now, the alert stays open, and is told of later.
func (s *Service) end(ctx context.Context, t tx.Tx, a *Alert, followers []Follower) error {
	if a.Round == 0 || a.Status != Open || len(followers) == 0 && len(s.Followers) > 0 {
		return nil
	}
	a.Status = Unanswered
	if err := s.save(ctx, t, a, "alert unanswered", nil); err != nil || a.Drill {
		return err
	}
	for _, f := range followers {
		if err := f.AlertEnded(ctx, t, *a); err != nil {
			return err
		}
	}
	return nil
}

// crashed settles tries that nobody is working on any more, for c holds the lease, and looks again at once.
func (s *Service) crashed(ctx context.Context, t tx.Tx, c job.Claimed, a Alert, tries []Try) error {
	died := 0
	for _, y := range tries {
		if y.running() {
			y.Ended, y.Outcome, y.Code = t.Now(), attempt.Unknown, Crashed
			if err := s.Store.End(ctx, t, y); err != nil {
				return err
			}
			if err := s.record(ctx, t, a, "alert in doubt", y.facts()); err != nil {
				return err
			}
		}
		if y.Round == a.Round && y.Step == a.Step && y.Code == Crashed {
			died++
		}
	}
	if !a.Status.Live() {
		return s.Queue.Done(ctx, t, c)
	}
	a.Next = t.Now()
	if died >= tryTwice {
		l, err := s.ladder(ctx, t, a)
		if err != nil {
			return err
		}
		l.advance(&a, t.Now(), false)
	}
	if err := s.Queue.Later(ctx, t, c, a.Next); err != nil {
		return err
	}
	return s.save(ctx, t, &a, "alert goes on", nil)
}

// try starts a try of the alert's step, or keeps that it reached nobody.
func (s *Service) try(ctx context.Context, t tx.Tx, c job.Claimed, a Alert, l ladder, before []Try) (*warning, error) {
	step := l.step(a)
	y := Try{ID: id.New[Try](s.IDs), Alert: a.ID, Round: a.Round, Step: a.Step, How: step.How, Started: t.Now()}
	w, err := s.prepare(ctx, t, a, y, step.Who, before)
	if err != nil {
		return nil, err
	}
	if err := s.Store.Start(ctx, t, w.try); err != nil {
		return nil, err
	}
	if w.try.running() {
		return w, s.save(ctx, t, &a, "alert attempted", w.try.facts())
	}
	l.advance(&a, t.Now(), false)
	if err := s.Queue.Later(ctx, t, c, a.Next); err != nil {
		return nil, err
	}
	return nil, s.save(ctx, t, &a, "alert attempt failed", w.try.facts())
}

// prepare finds the person and the words of a try. A try that cannot be made has ended.
func (s *Service) prepare(ctx context.Context, t tx.Tx, a Alert, y Try, who Who, before []Try) (*warning, error) {
	w := &warning{try: y}
	failed := func(code string) (*warning, error) {
		w.try.Ended, w.try.Outcome, w.try.Code = y.Started, attempt.Failed, code
		return w, nil
	}
	person, err := s.find(ctx, t, who)
	switch {
	case err != nil:
		return nil, err
	case person == nil:
		return failed(Nobody)
	}
	w.person, w.try.Person = *person, person.ID
	passed := func(b Try) bool { return b.Person == person.ID && b.Code == PassedOn }
	switch {
	case a.Round == 0 && slices.ContainsFunc(before, passed):
		return failed(PassedOn)
	case y.How == Email && person.Email.IsZero(), y.How != Email && person.Phone.IsZero():
		return failed(NoAddress)
	case !s.Sender.Ready(y.How):
		return failed(NoCarrier)
	}
	p, err := s.Practice.Get(ctx, t)
	if err != nil {
		return nil, err
	}
	if w.cleared, err = s.words(a, w.try, p); err != nil {
		return failed(ByGuard)
	}
	return w, nil
}

// outcome keeps what became of a try.
func (s *Service) outcome(ctx context.Context, t tx.Tx, c job.Claimed, i TryID, out attempt.Outcome) error {
	y, err := s.Store.Try(ctx, t, i)
	if err != nil {
		return err
	}
	a, err := s.Store.Get(ctx, t, y.Alert)
	if err != nil {
		return err
	}
	if !y.running() { // passed on meanwhile, or taken for dead, and then c is no longer ours
		return s.Queue.Later(ctx, t, c, a.Next)
	}
	y.Ended, y.Outcome, y.Code = t.Now(), out.Result, out.Code
	if err := s.Store.End(ctx, t, y); err != nil {
		return err
	}
	verb := map[attempt.Result]string{attempt.Sent: "alert sent", attempt.Unknown: "alert in doubt"}[out.Result]
	verb = orElse(verb, "alert attempt failed")
	if !a.Status.Live() {
		if err := s.Queue.Done(ctx, t, c); err != nil {
			return err
		}
		return s.record(ctx, t, a, verb, y.facts())
	}
	l, err := s.ladder(ctx, t, a)
	if err != nil {
		return err
	}
	l.advance(&a, t.Now(), out.Result == attempt.Sent)
	if err := s.Queue.Later(ctx, t, c, a.Next); err != nil {
		return err
	}
	return s.save(ctx, t, &a, verb, y.facts())
}
