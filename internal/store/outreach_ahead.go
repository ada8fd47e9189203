package store

import (
	"context"
	"time"

	"bedside/internal/fault"
	"bedside/internal/outreach"
	"bedside/internal/patient"
	"bedside/internal/tx"
)

const dueWithin = ` FROM message m WHERE m.status IN ('waiting', 'held') AND m.due >= ? AND m.due < ?`

// DueWithin implements [outreach.Store].
func (s messages) DueWithin(ctx context.Context, t tx.Tx, from, to time.Time, limit int) ([]outreach.Message, error) {
	return s.list(ctx, t, `SELECT `+messageColumns+dueWithin+` ORDER BY m.due, m.id LIMIT ?`, micros(from), micros(to), limit)
}

// CountDue implements [outreach.Store].
func (messages) CountDue(ctx context.Context, t tx.Tx, from, to time.Time) (n int, err error) {
	err = in(t).one(ctx, `SELECT COUNT(*)`+dueWithin, []any{micros(from), micros(to)}, &n)
	return n, fault.At("outreach.CountDue", err)
}

// Pauses implements [outreach.Store].
func (messages) Pauses(ctx context.Context, t tx.Tx) ([]outreach.Pause, error) {
	return pauses(ctx, t, "")
}

// PauseOf implements [outreach.Store].
func (messages) PauseOf(ctx context.Context, t tx.Tx, p patient.ID) (longest outreach.Pause, err error) {
	all, err := pauses(ctx, t, "WHERE patient_id = '' OR patient_id = ?", string(p))
	for _, one := range all {
		if longest.At.IsZero() || !longest.Until.IsZero() && (one.Until.IsZero() || one.Until.After(longest.Until)) {
			longest = one
		}
	}
	return longest, err
}

func pauses(ctx context.Context, t tx.Tx, where string, args ...any) (all []outreach.Pause, err error) {
	err = in(t).each(ctx, "SELECT patient_id, until, made_by, made_at FROM message_pause "+where+" ORDER BY patient_id", args, func(scan func(...any) error) error {
		var p outreach.Pause
		var until, at int64
		err := scan((*string)(&p.Patient), &until, &p.By, &at)
		p.Until, p.At = instant(until), instant(at)
		all = append(all, p)
		return err
	})
	return all, fault.At("outreach.pauses", err)
}

// PutPause implements [outreach.Store].
func (messages) PutPause(ctx context.Context, t tx.Tx, p outreach.Pause) error {
	_, err := in(t).exec(ctx, `INSERT INTO message_pause (patient_id, until, made_by, made_at) VALUES (?, ?, ?, ?)
		ON CONFLICT (patient_id) DO UPDATE SET until = excluded.until, made_by = excluded.made_by, made_at = excluded.made_at`,
		string(p.Patient), micros(p.Until), p.By, micros(p.At))
	return fault.At("outreach.PutPause", err)
}

// DropPause implements [outreach.Store].
func (messages) DropPause(ctx context.Context, t tx.Tx, p patient.ID) error {
	_, err := in(t).exec(ctx, "DELETE FROM message_pause WHERE patient_id = ?", string(p))
	return fault.At("outreach.DropPause", err)
}
