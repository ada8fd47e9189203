package outreach

import (
	"context"
	"slices"
	"time"

	"bedside/internal/actor"
	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/job"
	"bedside/internal/patient"
	"bedside/internal/tx"
)

const (
	noticeAtOnce = 100                // messages that one transaction plans
	noticeUseful = 3 * 24 * time.Hour // how long one is of use
)

// SendNotice sends a draft to its group, after a second look: the version is the one whose words and numbers were seen.
// Invalid for words that may not go out or a group of nobody; Conflict if it was changed or sent; Forbidden without the
// right to manage the outbox.
func (s *Service) SendNotice(ctx context.Context, by actor.Actor, i NoticeID, version int64) error {
	const op = "outreach.SendNotice"
	if err := by.Need(actor.ManageOutbox); err != nil {
		return fault.At(op, err)
	}
	return fault.At(op, s.DB.Do(ctx, by, func(t tx.Tx) error {
		n, err := s.draftNotice(ctx, t, i, version)
		if err != nil {
			return err
		}
		r, err := s.reach(ctx, t, n)
		if err != nil {
			return err
		}
		if r.Problem == "" && r.Email+r.Text == 0 {
			r.Problem = "Nobody in this group can be written to."
		}
		if r.Problem != "" {
			return fault.New(fault.Invalid, op, r.Problem)
		}
		n.Status, n.SentBy, n.Until = NoticeSent, by.ID, t.Now().Add(noticeUseful)
		if err := s.Queue.Put(ctx, t, job.Job{Kind: NoticeJob, Key: string(n.ID), Ref: string(n.ID), Due: t.Now()}); err != nil {
			return err
		}
		return s.saveNotice(ctx, t, n, "announcement sent")
	}))
}

// StopNotice ends an announcement: what still waits is not sent. Conflict if it was not sent or has been stopped.
func (s *Service) StopNotice(ctx context.Context, by actor.Actor, i NoticeID) error {
	const op = "outreach.StopNotice"
	if err := by.Need(actor.ManageOutbox); err != nil {
		return fault.At(op, err)
	}
	return fault.At(op, s.DB.Do(ctx, by, func(t tx.Tx) error {
		n, err := s.Store.Notice(ctx, t, i)
		if err != nil {
			return err
		}
		if n.Status != NoticeSent {
			return fault.New(fault.Conflict, op, "This announcement is not being sent.")
		}
		n.Status, n.SentBy = NoticeStopped, by.ID
		if err := s.Queue.Drop(ctx, t, NoticeJob, string(i)); err != nil {
			return err
		}
		if err := s.Withdraw(ctx, t, string(i), ByStaff); err != nil {
			return err
		}
		return s.saveNotice(ctx, t, n, "announcement stopped")
	}))
}

// NoticeDue is the [job.Handler] of one announcement: it plans a message for each of the group, some at a time.
func (s *Service) NoticeDue(ctx context.Context, c job.Claimed) error {
	return fault.At("outreach.NoticeDue", s.work(ctx, func(t tx.Tx) error {
		n, err := s.Store.Notice(ctx, t, NoticeID(c.Ref))
		if err != nil || n.Status != NoticeSent || !n.Until.After(t.Now()) {
			if err != nil && !fault.Is(err, fault.NotFound) {
				return err
			}
			return s.Queue.Done(ctx, t, c)
		}
		people, err := s.members(ctx, t, n.Group)
		if err != nil {
			return err
		}
		planned, err := s.Store.About(ctx, t, string(n.ID))
		if err != nil {
			return err
		}
		has := map[patient.ID]bool{}
		for _, m := range planned {
			has[m.Patient] = true
		}
		people = slices.DeleteFunc(people, func(p patient.ID) bool { return has[p] })
		now := people[:min(len(people), noticeAtOnce)]
		for _, p := range now {
			if _, err := s.Plan(ctx, t, Plan{Kind: Announcement, Patient: p, Ref: string(n.ID), Due: t.Now(), Until: n.Until}); err != nil {
				return err
			}
		}
		if n.People += len(now); len(now) > 0 {
			if err := s.saveNotice(ctx, t, n, "announcement planned"); err != nil {
				return err
			}
		}
		if len(now) < len(people) {
			return s.Queue.Later(ctx, t, c, t.Now())
		}
		return s.Queue.Done(ctx, t, c)
	}))
}

// announcements is the [Source] of announcements.
type announcements struct{ *Service }

// Matter implements [Source].
func (a announcements) Matter(ctx context.Context, t tx.Tx, m Message) (Matter, error) {
	n, err := a.Store.Notice(ctx, t, NoticeID(m.Ref))
	if err != nil && !fault.Is(err, fault.NotFound) {
		return Matter{}, err
	}
	if err != nil || n.Status != NoticeSent {
		return Matter{Moot: Settled}, nil
	}
	return Matter{Words: []guard.Part{guard.Literal(n.Words)}}, nil
}
