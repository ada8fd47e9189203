package store

import (
	"context"
	"strings"
	"time"

	"bedside/internal/fault"
	"bedside/internal/oncall"
	"bedside/internal/phi"
	"bedside/internal/tx"
)

// alarms keeps alerts and tries, and through roster who is on call.
type alarms struct{ roster }

// OnCall returns the store of the roster and of alerts.
func (s *Store) OnCall() oncall.Store { return alarms{roster{s.keys}} }

const alertColumns = `id, thread_id, tier, rule, group_id, status, step, round, raised_at, next_at, acked_at, person_id, staff_id, note_sealed, drill, version`

func notePlace(i oncall.AlertID) string { return "alert|note_sealed|" + string(i) }

func (s alarms) seal(a oncall.Alert) []byte { return s.keys.Seal(notePlace(a.ID), a.Note.Reveal()) }

// Add implements [oncall.Store].
func (s alarms) Add(ctx context.Context, t tx.Tx, a oncall.Alert, key string) error {
	_, err := in(t).exec(ctx, `INSERT INTO alert (raise_key, `+alertColumns+`) VALUES (`+marks(17)+`)`,
		key, string(a.ID), a.Thread, string(a.Tier), a.Rule, string(a.Group), string(a.Status), a.Step, a.Round,
		micros(a.Raised), micros(a.Next), micros(a.Acked), string(a.By), string(a.Staff), s.seal(a), a.Drill, a.Row)
	return fault.At("oncall.Add", err)
}

// Raised implements [oncall.Store].
func (s alarms) Raised(ctx context.Context, t tx.Tx, key string) (oncall.Alert, error) {
	return s.alert(ctx, t, "raise_key = ?", key)
}

// Get implements [oncall.Store].
func (s alarms) Get(ctx context.Context, t tx.Tx, i oncall.AlertID) (oncall.Alert, error) {
	return s.alert(ctx, t, "id = ?", string(i))
}

func (s alarms) alert(ctx context.Context, t tx.Tx, where, arg string) (oncall.Alert, error) {
	all, err := s.alerts(ctx, t, `SELECT `+alertColumns+` FROM alert WHERE `+where, arg)
	if err == nil && len(all) == 0 {
		err = fault.New(fault.NotFound, "oncall.Get", "There is no such alert.")
	}
	if err != nil {
		return oncall.Alert{}, err
	}
	return all[0], nil
}

// Save implements [oncall.Store].
func (s alarms) Save(ctx context.Context, t tx.Tx, a oncall.Alert) error {
	n, err := in(t).exec(ctx, `UPDATE alert SET status = ?, step = ?, round = ?, next_at = ?, acked_at = ?, person_id = ?, staff_id = ?, note_sealed = ?, version = ?
			WHERE id = ? AND version = ?`,
		string(a.Status), a.Step, a.Round, micros(a.Next), micros(a.Acked), string(a.By), string(a.Staff), s.seal(a), a.Row, string(a.ID), a.Row-1)
	if err == nil && n == 0 {
		err = fault.New(fault.Conflict, "oncall.Save", "Something has become of this alert meanwhile. Please look at it again.")
	}
	return fault.At("oncall.Save", err)
}

// Find implements [oncall.Store].
func (s alarms) Find(ctx context.Context, t tx.Tx, f oncall.Filter) ([]oncall.Alert, error) {
	where, args := []string{`raised_at >= ?`}, []any{micros(f.Since)}
	if f.Live {
		where = append(where, `status IN ('open', 'unanswered')`)
	}
	if f.Thread != "" {
		where, args = append(where, `thread_id = ?`), append(args, f.Thread)
	}
	query := `SELECT ` + alertColumns + ` FROM alert WHERE ` + strings.Join(where, ` AND `) + ` ORDER BY raised_at DESC, id DESC`
	if f.Limit > 0 {
		query, args = query+` LIMIT ? OFFSET ?`, append(args, f.Limit, f.Offset)
	}
	return s.alerts(ctx, t, query, args...)
}

func (s alarms) alerts(ctx context.Context, t tx.Tx, query string, args ...any) ([]oncall.Alert, error) {
	var all []oncall.Alert
	err := in(t).each(ctx, query, args, func(scan func(...any) error) error {
		var a oncall.Alert
		var raised, next, acked int64
		var note []byte
		if err := scan((*string)(&a.ID), &a.Thread, (*string)(&a.Tier), &a.Rule, (*string)(&a.Group), (*string)(&a.Status), &a.Step, &a.Round,
			&raised, &next, &acked, (*string)(&a.By), (*string)(&a.Staff), &note, &a.Drill, &a.Row); err != nil {
			return err
		}
		text, err := s.keys.Open(notePlace(a.ID), note)
		a.Raised, a.Next, a.Acked, a.Note = instant(raised), instant(next), instant(acked), phi.NewText(text)
		all = append(all, a)
		return err
	})
	return all, fault.At("oncall.alerts", err)
}

const tryColumns = `id, alert_id, round, step, person_id, how, started_at, ended_at, outcome, code`

// Start implements [oncall.Store].
func (alarms) Start(ctx context.Context, t tx.Tx, y oncall.Try) error {
	_, err := in(t).exec(ctx, `INSERT INTO alert_try (`+tryColumns+`) VALUES (`+marks(10)+`)`,
		string(y.ID), string(y.Alert), y.Round, y.Step, string(y.Person), string(y.How), micros(y.Started), micros(y.Ended), string(y.Outcome), y.Code)
	return fault.At("oncall.Start", err)
}

// End implements [oncall.Store].
func (alarms) End(ctx context.Context, t tx.Tx, y oncall.Try) error {
	n, err := in(t).exec(ctx, `UPDATE alert_try SET ended_at = ?, outcome = ?, code = ? WHERE id = ?`,
		micros(y.Ended), string(y.Outcome), y.Code, string(y.ID))
	if err == nil && n == 0 {
		err = fault.New(fault.NotFound, "oncall.End", "")
	}
	return fault.At("oncall.End", err)
}

// Tries implements [oncall.Store].
func (s alarms) Tries(ctx context.Context, t tx.Tx, i oncall.AlertID) ([]oncall.Try, error) {
	return s.tries(ctx, t, `alert_id = ? ORDER BY started_at, id`, string(i))
}

// Tried implements [oncall.Store].
func (s alarms) Tried(ctx context.Context, t tx.Tx, p oncall.PersonID, since time.Time) ([]oncall.Try, error) {
	return s.tries(ctx, t, `person_id = ? AND started_at >= ? AND outcome <> 'failed' ORDER BY started_at DESC, id DESC`, string(p), micros(since))
}

// Try implements [oncall.Store].
func (s alarms) Try(ctx context.Context, t tx.Tx, i oncall.TryID) (oncall.Try, error) {
	all, err := s.tries(ctx, t, `id = ?`, string(i))
	if err == nil && len(all) == 0 {
		err = fault.New(fault.NotFound, "oncall.Try", "There is no such alert.")
	}
	if err != nil {
		return oncall.Try{}, err
	}
	return all[0], nil
}

func (alarms) tries(ctx context.Context, t tx.Tx, where string, args ...any) ([]oncall.Try, error) {
	var all []oncall.Try
	err := in(t).each(ctx, `SELECT `+tryColumns+` FROM alert_try WHERE `+where, args, func(scan func(...any) error) error {
		var y oncall.Try
		var started, ended int64
		err := scan((*string)(&y.ID), (*string)(&y.Alert), &y.Round, &y.Step, (*string)(&y.Person), (*string)(&y.How),
			&started, &ended, (*string)(&y.Outcome), &y.Code)
		y.Started, y.Ended = instant(started), instant(ended)
		all = append(all, y)
		return err
	})
	return all, fault.At("oncall.tries", err)
}
