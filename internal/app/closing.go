package app

import (
	"context"
	"time"

	"bedside/internal/actor"
	"bedside/internal/inbox"
	"bedside/internal/outreach"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/schedule"
	"bedside/internal/tx"
)

// caller has staff phone patients whom no message reaches.
type caller struct{ *inbox.Service }

// closings tells the patients of a closure.
type closings struct {
	caller
	outreach *outreach.Service
}

// Impossible implements [closing.Teller].
func (s closings) Impossible(ctx context.Context, t tx.Tx, a schedule.Appointment) error {
	return s.phone(ctx, t, a, "Their visit falls on a closure, and no other time is free soon. Phone, and find one together.")
}

// Stands implements [closing.Teller].
func (s closings) Stands(ctx context.Context, t tx.Tx, a schedule.Appointment) error {
	if told, err := s.outreach.Restate(ctx, t, a); err != nil || told {
		return err
	}
	return s.phone(ctx, t, a, "The closure was taken back. Phone, and say that the visit takes place as it was planned.")
}

func (s caller) phone(ctx context.Context, t tx.Tx, a schedule.Appointment, text string) error {
	return s.Phone(ctx, t, a.Patient, text, a.Start)
}

// Phone implements [outreach.Caller].
func (s caller) Phone(ctx context.Context, t tx.Tx, p patient.ID, why string, due time.Time) error {
	_, err := s.AddTask(ctx, t.As(actor.System()), inbox.Task{Kind: inbox.PhonePatient, Patient: p, Text: phi.NewText(why), Due: due})
	return err
}
