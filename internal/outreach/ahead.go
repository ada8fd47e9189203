package outreach

import (
	"context"
	"slices"
	"time"

	"bedside/internal/actor"
	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/tx"
)

// Coming is a message that is to go out, as it looks now.
type Coming struct {
	Item
	Recall RecallID      // of a recall that is planned on its day, unless the patient books before; then Item has no id
	Way    guard.Channel // by which it would go, "" for none
	Will   Status        // Sending: it will go; Waiting: it will wait; Skipped: it will not go; Held: somebody must look
	Then   Why           // why it will wait or not go; if it will go, WhyNone or that staff can still take back what it tells
	At     time.Time     // when it will go, or looks again
}

// mostComing is how many messages one look ahead shows.
const mostComing = 300

// mostDue is how many entries of the due list one look ahead reads.
const mostDue = 2000

// Ahead lists what waits and falls due in [from, to), the earliest first, with what would become of each if nothing
// changed: the same judgement that sends it decides. Recalls that fall due then are among them, as far as the patient has
// no visit in the book. It enters the patients in the access log; more says that there are more than are shown. Forbidden
// without the right to see the outbox.
func (s *Service) Ahead(ctx context.Context, by actor.Actor, from, to time.Time) (all []Coming, more bool, err error) {
	const op = "outreach.Ahead"
	if err := by.Need(actor.SeeOutbox); err != nil {
		return nil, false, fault.At(op, err)
	}
	err = s.DB.View(ctx, by, func(t tx.Tx) error {
		all = nil
		found, err := s.Store.DueWithin(ctx, t, from, to, mostComing+1)
		if err != nil {
			return err
		}
		recalls, err := s.recallsWithin(ctx, t, from, to)
		if err != nil {
			return err
		}
		found = append(found, recalls...)
		slices.SortStableFunc(found, func(a, b Message) int { return a.Due.Compare(b.Due) })
		if more = len(found) > mostComing; more {
			found = found[:mostComing]
		}
		items, err := s.items(ctx, t, found)
		if err != nil {
			return err
		}
		for _, i := range items {
			c, err := s.foresee(ctx, t, i)
			if err != nil {
				return err
			}
			all = append(all, c)
		}
		return nil
	})
	return all, more, fault.At(op, err)
}

// recallsWithin are the messages that recalls will plan in [from, to), as they would be: without ids.
func (s *Service) recallsWithin(ctx context.Context, t tx.Tx, from, to time.Time) (all []Message, err error) {
	p, err := s.Practice.Get(ctx, t)
	if err != nil {
		return nil, err
	}
	settings, err := s.Store.Settings(ctx, t)
	if err != nil || !settings.On(Recall) {
		return nil, err
	}
	dues, err := s.Store.DueBy(ctx, t, civil.DateOf(to).AddDays(1), recallTries, to.Add(-recallPause), mostDue)
	for _, d := range dues {
		if at := d.next(p); !at.Before(from) && at.Before(to) {
			all = append(all, Message{Kind: Recall, Patient: d.Patient, Ref: string(d.ID), Due: at, Until: at.Add(recallUseful), Status: Waiting})
		}
	}
	return all, err
}

// foresee says what would become of a message when it is due.
func (s *Service) foresee(ctx context.Context, t tx.Tx, i Item) (Coming, error) {
	c := Coming{Item: i, Will: i.Status, Then: i.Why, At: i.Due}
	if i.ID == "" {
		c.Recall = RecallID(i.Ref)
	}
	if i.Status != Waiting {
		return c, nil
	}
	w, err := s.read(ctx, t, i.Message)
	if err != nil {
		return c, err
	}
	now := i.Due
	if now.Before(t.Now()) {
		now = t.Now()
	}
	j := w.judge(i.Message, now, s.Ready(w.channel))
	if c.Way, c.Will, c.Then, c.At = w.channel, j.status, j.why, now; j.status == Waiting {
		c.At = j.again
	}
	if j.status == Sending && i.Why == MayUndo && i.Due.After(t.Now()) {
		c.Then = MayUndo
	}
	return c, nil
}

// ComingCounts counts what waits, and recalls that are not planned yet, by the day on which it is due, days beginning at
// each of the times; what is overdue counts for the first. The last time ends the last day. Forbidden without the right to see the outbox.
func (s *Service) ComingCounts(ctx context.Context, by actor.Actor, days []time.Time) (counts []int, err error) {
	const op = "outreach.ComingCounts"
	if err := by.Need(actor.SeeOutbox); err != nil {
		return nil, fault.At(op, err)
	}
	err = s.DB.View(ctx, by, func(t tx.Tx) error {
		counts = nil
		recalls, err := s.recallsWithin(ctx, t, time.Time{}, days[len(days)-1])
		if err != nil {
			return err
		}
		for n := range len(days) - 1 {
			from := days[n]
			if n == 0 {
				from = time.Time{}
			}
			k, err := s.Store.CountDue(ctx, t, from, days[n+1])
			if err != nil {
				return err
			}
			for _, m := range recalls {
				if !m.Due.Before(from) && m.Due.Before(days[n+1]) {
					k++
				}
			}
			counts = append(counts, k)
		}
		return nil
	})
	return counts, fault.At(op, err)
}
