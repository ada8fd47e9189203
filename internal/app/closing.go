package app

import (
	"context"

	"bedside/internal/actor"
	"bedside/internal/inbox"
	"bedside/internal/phi"
	"bedside/internal/schedule"
	"bedside/internal/tx"
)

// closedTeller has staff phone the patients of a closure for whom there is no message.
type closedTeller struct{ *inbox.Service }

// Impossible implements [closing.Teller].
func (s closedTeller) Impossible(ctx context.Context, t tx.Tx, a schedule.Appointment) error {
	return s.phone(ctx, t, a, "Their visit falls on a closure, and no other time is free soon. Phone, and find one together.")
}

// Stands implements [closing.Teller].
func (s closedTeller) Stands(ctx context.Context, t tx.Tx, a schedule.Appointment) error {
	return s.phone(ctx, t, a, "The closure was taken back. Phone, and say that the visit takes place as it was planned.")
}

func (s closedTeller) phone(ctx context.Context, t tx.Tx, a schedule.Appointment, text string) error {
	_, err := s.AddTask(ctx, t.As(actor.System()), inbox.Task{Kind: inbox.PhonePatient, Patient: a.Patient, Text: phi.NewText(text), Due: a.Start})
	return err
}
