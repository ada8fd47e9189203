package store

import (
	"context"

	"bedside/internal/outreach"
	"bedside/internal/patient"
	"bedside/internal/schedule"
	"bedside/internal/tx"
)

// Invitations returns the store of who was invited to what.
func (s *Store) Invitations() outreach.Invitations { return invitationStore{} }

type invitationStore struct{}

func (invitationStore) Invited(ctx context.Context, t tx.Tx, i schedule.ID, c patient.ContactID) (bool, error) {
	var n int
	err := in(t).one(ctx, "SELECT COUNT(*) FROM invitation WHERE appointment_id = ? AND contact_id = ?", []any{i, c}, &n)
	return n > 0, err
}

func (invitationStore) Invite(ctx context.Context, t tx.Tx, i schedule.ID, c patient.ContactID, sequence int64) error {
	_, err := in(t).exec(ctx, `INSERT INTO invitation (appointment_id, contact_id, sequence, at) VALUES (?, ?, ?, ?)
		ON CONFLICT (appointment_id, contact_id) DO UPDATE SET sequence = excluded.sequence, at = excluded.at`, i, c, sequence, micros(t.Now()))
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
