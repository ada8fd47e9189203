package store

import (
	"context"
	"encoding/json"
	"math/bits"
	"strings"
	"sync/atomic"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/fault"
	"bedside/internal/tx"
)

// Audit returns the store of package audit.
func (s *Store) Audit() audit.Store { return auditStore{s} }

type auditStore struct{ *Store }

const eventColumns = "e.id, e.at, e.actor_kind, e.actor_role, e.actor_id, e.verb, e.subject_kind, e.subject_id, e.about, e.facts, e.tag, e.seq, e.mac"

// Insert implements [audit.Store]. Any event but a Read lets the transaction commit.
func (auditStore) Insert(ctx context.Context, t tx.Tx, e audit.Event, patients []string) error {
	facts := e.Facts
	if facts == nil {
		facts = audit.Facts{}
	}
	text, err := json.Marshal(facts)
	if err != nil {
		return fault.Wrap(fault.Internal, "audit.Insert", "", err)
	}
	_, err = in(t).keep(ctx, `INSERT INTO event (id, at, actor_kind, actor_role, actor_id, verb, subject_kind, subject_id, about, facts, tag)
		VALUES (`+marks(11)+`)`, string(e.ID), micros(e.At), string(e.By.Kind), string(e.By.Role), e.By.ID, e.Verb, e.Subject.Kind, e.Subject.ID, e.About, string(text), e.Tag)
	for len(patients) > 0 && err == nil {
		some := patients[:min(len(patients), 100)]
		patients = patients[len(some):]
		var args []any
		for _, p := range some {
			args = append(args, string(e.ID), p)
		}
		_, err = in(t).keep(ctx, "INSERT INTO access (event_id, patient_id) VALUES "+strings.TrimSuffix(strings.Repeat("(?, ?), ", len(some)), ", "), args...)
	}
	if err == nil && e.Verb != audit.Read {
		in(t).recorded = true
	}
	return fault.At("audit.Insert", err)
}

// Find implements [audit.Store].
func (auditStore) Find(ctx context.Context, t tx.Tx, f audit.Filter) ([]audit.Event, error) {
	query, args := "SELECT "+eventColumns+" FROM event e WHERE 1 = 1", []any(nil)
	where := func(set bool, condition string, a ...any) {
		if set {
			query, args = query+" AND "+condition, append(args, a...)
		}
	}
	where(f.About != "", "e.about = ?", f.About)
	where(f.Patient != "", `e.id IN (SELECT event_id FROM access WHERE patient_id = ?
		UNION ALL SELECT id FROM event WHERE subject_kind = 'patient' AND subject_id = ?
		UNION ALL SELECT x.id FROM appointment a JOIN event x ON x.about = a.id WHERE a.patient_id = ?)`, f.Patient, f.Patient, f.Patient)
	where(f.Subject != audit.Ref{}, "e.subject_kind = ? AND e.subject_id = ?", f.Subject.Kind, f.Subject.ID)
	where(f.Verb != "", "e.verb = ?", f.Verb)
	where(f.Actor != "", "e.actor_id = ?", f.Actor)
	where(!f.Since.IsZero(), "e.at >= ?", micros(f.Since))
	where(!f.Before.IsZero(), "e.at < ?", micros(f.Before))
	where(f.OlderThan.ID != "", "(e.at, e.id) < (?, ?)", micros(f.OlderThan.At), string(f.OlderThan.ID))
	query += " ORDER BY e.at DESC, e.id DESC"
	if f.Limit > 0 {
		query, args = query+" LIMIT ?", append(args, f.Limit)
	}
	events, err := events(ctx, in(t), query, args...)
	return events, fault.At("audit.Find", err)
}

// Unsealed implements [audit.Store].
func (s auditStore) Unsealed(ctx context.Context, after audit.Event, limit int) (found []audit.Event, err error) {
	err = s.View(ctx, actor.System(), func(t tx.Tx) error {
		found, err = events(ctx, in(t), "SELECT "+eventColumns+" FROM event e"+s.engine.byIndex("event_unsealed")+` WHERE e.seq IS NULL AND (e.at, e.id) > (?, ?)
			ORDER BY e.at, e.id LIMIT ?`, after.At.UnixMicro(), string(after.ID), limit)
		return err
	})
	return found, fault.At("audit.Unsealed", err)
}

// Seal implements [audit.Store]. That seq is unique refuses the second of two who seal at once, so the transaction
// need not be serializable, which would make it and the bookings beside it conflict all the time.
func (s auditStore) Seal(ctx context.Context, events []audit.Event) error {
	err := s.engine.light(ctx, func(r runner) error {
		t := &Tx{work: &work{run: r, ran: new(atomic.Int64)}}
		for rest := events; len(rest) > 0; {
			some := rest[:1<<min(bits.Len(uint(len(rest)))-1, 6)] // 64, 32 … 1: few different statements
			rest = rest[len(some):]
			// The first SELECT, of no rows, gives the columns their types; the + keeps SQLite from looking through
			// everything that is unsealed.
			query, args := "WITH v (id, seq, mac) AS (SELECT id, seq, mac FROM event WHERE 1 = 0", []any(nil)
			for _, e := range some {
				query, args = query+" UNION ALL SELECT ?, ?, ?", append(args, string(e.ID), e.Seq, e.MAC)
			}
			n, err := t.keep(ctx, query+") UPDATE event SET seq = v.seq, mac = v.mac FROM v WHERE event.id = v.id AND +event.seq IS NULL", args...)
			if err != nil {
				return err
			}
			if int(n) != len(some) {
				return fault.New(fault.Conflict, "audit.Seal", "sealed already")
			}
		}
		return nil
	})
	return fault.At("audit.Seal", classify("store.light", err))
}

// Chain implements [audit.Store].
func (s auditStore) Chain(ctx context.Context, f func(audit.Event, []string) error) error {
	const from = " FROM event e LEFT JOIN access a ON a.event_id = e.id WHERE e.seq IS "
	err := s.View(ctx, actor.System(), func(t tx.Tx) error {
		for _, rest := range []string{from + "NOT NULL ORDER BY e.seq", from + "NULL ORDER BY e.at, e.id"} {
			if err := withPatients(ctx, in(t), "SELECT "+eventColumns+", COALESCE(a.patient_id, '')"+rest, f); err != nil {
				return err
			}
		}
		return nil
	})
	return fault.At("audit.Chain", err)
}

// withPatients calls f once for the rows of each event, which follow each other, one row for each patient.
func withPatients(ctx context.Context, t *Tx, query string, f func(audit.Event, []string) error) error {
	var e audit.Event
	var patients []string
	err := t.each(ctx, query, nil, func(scan func(...any) error) error {
		var patient string
		x, err := event(scan, &patient)
		if err != nil {
			return err
		}
		if x.ID != e.ID {
			if e.ID != "" {
				if err := f(e, patients); err != nil {
					return err
				}
			}
			e, patients = x, nil
		}
		if patient != "" {
			patients = append(patients, patient)
		}
		return nil
	})
	if err == nil && e.ID != "" {
		err = f(e, patients)
	}
	return err
}

// Head implements [audit.Store].
func (s auditStore) Head(ctx context.Context) (h audit.Head, err error) {
	err = s.View(ctx, actor.System(), func(t tx.Tx) error {
		return in(t).one(ctx, "SELECT seq, mac FROM event WHERE seq IS NOT NULL ORDER BY seq DESC LIMIT 1", nil, &h.Seq, &h.MAC)
	})
	if fault.Is(err, fault.NotFound) {
		return audit.Head{}, nil
	}
	return h, fault.At("audit.Head", err)
}

func events(ctx context.Context, t *Tx, query string, args ...any) ([]audit.Event, error) {
	var all []audit.Event
	err := t.each(ctx, query, args, func(scan func(...any) error) error {
		e, err := event(scan)
		all = append(all, e)
		return err
	})
	return all, err
}

// event scans eventColumns and what comes behind them.
func event(scan func(...any) error, more ...any) (e audit.Event, err error) {
	var at int64
	var seq *int64
	var facts string
	err = scan(append([]any{&e.ID, &at, &e.By.Kind, &e.By.Role, &e.By.ID, &e.Verb, &e.Subject.Kind, &e.Subject.ID, &e.About,
		&facts, &e.Tag, &seq, &e.MAC}, more...)...)
	if err != nil {
		return e, err
	}
	e.At = instant(at)
	if seq != nil {
		e.Seq = *seq
	}
	// Text that is not exactly what Insert writes was changed; it becomes a fact that no tag fits.
	if err := json.Unmarshal([]byte(facts), &e.Facts); err == nil {
		if again, err := json.Marshal(e.Facts); err == nil && string(again) == facts {
			return e, nil
		}
	}
	e.Facts = audit.Facts{"unreadable": facts}
	return e, nil
}
