package outreach

import (
	"context"
	"time"

	"bedside/internal/actor"
	"bedside/internal/fault"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/schedule"
	"bedside/internal/tx"
)

// FollowUpOf returns the follow-up of a link that [Service.FollowUpLink] made. It tells nothing to whoever holds the link,
// and changes nothing. NotFound for a link that is not ours or is two weeks old.
func (s *Service) FollowUpOf(ctx context.Context, ref string) (m Message, err error) {
	const op = "outreach.FollowUpOf"
	i, err := fromRef[Message](s, "after", ref)
	if err != nil {
		return m, fault.At(op, err)
	}
	err = s.DB.View(ctx, actor.System(), func(t tx.Tx) error {
		if m, err = s.Store.Get(ctx, t, i); err == nil && (m.Kind != FollowUp || t.Now().Sub(m.Due).Abs() > answerable) {
			err = fault.New(fault.NotFound, op, "This link is too old. Please call us.")
		}
		return err
	})
	return m, fault.At(op, err)
}

// Asked returns of which visit somebody at the number was asked in the last days how they are, the last of several, false
// if of none.
func (s *Service) Asked(ctx context.Context, t tx.Tx, number phi.Phone) (patient.ID, schedule.ID, bool, error) {
	m, err := s.Store.Last(ctx, t, FollowUp, phi.NewText(number.Reveal()), t.Now().Add(-goodAfter))
	if fault.Is(err, fault.NotFound) {
		return "", "", false, nil
	}
	return m.Patient, m.Appointment, err == nil, fault.At("outreach.Asked", err)
}

// JoinOf returns the video visit of a link that [Service.JoinLink] made, with nothing but where and when. NotFound for a
// link that is not ours, or whose visit is off or over.
func (s *Service) JoinOf(ctx context.Context, ref string) (a schedule.Appointment, err error) {
	const op = "outreach.JoinOf"
	i, err := fromRef[schedule.Appointment](s, "join", ref)
	if err != nil {
		return a, fault.At(op, err)
	}
	err = s.DB.View(ctx, actor.System(), func(t tx.Tx) error {
		if a, err = s.Visits.Get(ctx, t, i); err == nil && (!a.Status.Takes() || t.Now().After(a.End.Add(time.Hour))) {
			err = fault.New(fault.NotFound, op, "This visit is over, or was changed. Please call us.")
		}
		return err
	})
	return a, fault.At(op, err)
}
