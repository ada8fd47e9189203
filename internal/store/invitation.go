package store

import (
	"context"

	"bedside/internal/outreach"
	"bedside/internal/patient"
	"bedside/internal/schedule"
	"bedside/internal/tx"
)

// Invitations returns the store of who was invited to what.
func (s *Store) Invitations() outreach.Invitations { return invitationStore{patientStore{s}} }

type invitationStore struct{ people patientStore }

func (s invitationStore) Invited(ctx context.Context, t tx.Tx, i schedule.ID, c patient.Contact) (bool, error) {
	var n int
	err := in(t).one(ctx, "SELECT COUNT(*) FROM invitation WHERE appointment_id = ? AND contact_id = ? AND (value_token IS NULL OR value_token = ?)",
		[]any{i, c.ID, s.people.contactToken(c.Kind, c.Value)}, &n)
	return n > 0, err
}

func (s invitationStore) Invite(ctx context.Context, t tx.Tx, i schedule.ID, c patient.Contact, sequence int64) error {
	_, err := in(t).exec(ctx, `INSERT INTO invitation (appointment_id, contact_id, value_token, sequence, at) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (appointment_id, contact_id) DO UPDATE SET value_token = excluded.value_token, sequence = excluded.sequence, at = excluded.at`,
		i, c.ID, s.people.contactToken(c.Kind, c.Value), sequence, micros(t.Now()))
	return err
}

func (invitationStore) Unwanted(ctx context.Context, t tx.Tx, p patient.ID) (bool, error) {
	var n int
	err := in(t).one(ctx, "SELECT COUNT(*) FROM no_invitation WHERE patient_id = ?", []any{p}, &n)
	return n > 0, err
}

func (invitationStore) SetUnwanted(ctx context.Context, t tx.Tx, p patient.ID, unwanted bool) error {
	query, args := "DELETE FROM no_invitation WHERE patient_id = ?", []any{p}
	if unwanted {
		query, args = "INSERT INTO no_invitation (patient_id, at) VALUES (?, ?) ON CONFLICT (patient_id) DO NOTHING", append(args, micros(t.Now()))
	}
	_, err := in(t).exec(ctx, query, args...)
	return err
}
