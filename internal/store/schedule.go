package store

import (
	"context"
	"database/sql"
	"slices"
	"strconv"
	"strings"
	"time"

	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/tx"
)

// Schedule returns the store of package schedule.
func (s *Store) Schedule() schedule.Store { return scheduleStore{s} }

type scheduleStore struct{ *Store }

const appointmentColumns = `id, patient_id, provider_id, location_id, service_id, room_id, starts, ends, blocked_until, zone, wall,
	status, channel, reason_sealed, cancel_reason, created_at, changed_at, version`

func (s scheduleStore) scan(scan func(...any) error) (a schedule.Appointment, err error) {
	var starts, ends, blocked, created, changed int64
	var reason []byte
	err = scan(&a.ID, &a.Patient, &a.Provider, &a.Location, &a.Service, &a.Room, &starts, &ends, &blocked, &a.Zone, &a.Wall,
		&a.Status, &a.Channel, &reason, &a.Why, &created, &changed, &a.Version)
	if err != nil {
		return a, err
	}
	loc, err := civil.Zone(a.Zone)
	if err != nil {
		return a, fault.Wrap(fault.Internal, "store.schedule", "an appointment's zone is unknown", err)
	}
	a.Start, a.End, a.Blocked = instant(starts).In(loc), instant(ends).In(loc), instant(blocked).In(loc)
	a.Created, a.Changed = instant(created), instant(changed)
	text, err := s.keys.Open(reasonPlace(a.ID), reason)
	a.Reason = phi.NewText(text)
	return a, err
}

func reasonPlace(i schedule.ID) string { return "appointment|reason|" + string(i) }

func (s scheduleStore) list(ctx context.Context, t tx.Tx, where string, args ...any) ([]schedule.Appointment, error) {
	var all []schedule.Appointment
	err := in(t).each(ctx, "SELECT "+appointmentColumns+" FROM appointment WHERE "+where, args, func(scan func(...any) error) error {
		a, err := s.scan(scan)
		all = append(all, a)
		return err
	})
	return all, err
}

func (s scheduleStore) Get(ctx context.Context, t tx.Tx, i schedule.ID) (schedule.Appointment, error) {
	all, err := s.list(ctx, t, "id = ?", i)
	if err == nil && len(all) == 0 {
		err = fault.New(fault.NotFound, "store.schedule.Get", "")
	}
	if err != nil {
		return schedule.Appointment{}, err
	}
	return all[0], nil
}

func (s scheduleStore) Between(ctx context.Context, t tx.Tx, from, to time.Time, f schedule.Filter) ([]schedule.Appointment, error) {
	where, args := "starts >= ? AND starts < ?", []any{micros(from), micros(to)}
	for _, c := range []struct{ column, value string }{
		{"provider_id", string(f.Provider)}, {"location_id", string(f.Location)}, {"status", string(f.Status)},
	} {
		if c.value != "" {
			where += " AND " + c.column + " = ?"
			args = append(args, c.value)
		}
	}
	return s.list(ctx, t, where+" ORDER BY starts, provider_id", args...)
}

func (s scheduleStore) OfPatient(ctx context.Context, t tx.Tx, i patient.ID) ([]schedule.Appointment, error) {
	return s.list(ctx, t, "patient_id = ? ORDER BY starts DESC", i)
}

func (s scheduleStore) Coming(ctx context.Context, t tx.Tx, i patient.ID, now time.Time) ([]schedule.Appointment, error) {
	return s.list(ctx, t, "patient_id = ? AND status = ? AND starts > ? ORDER BY starts", i, string(schedule.Booked), micros(now))
}

func (s scheduleStore) Insert(ctx context.Context, t tx.Tx, all ...schedule.Appointment) error {
	for _, a := range all {
		_, err := in(t).exec(ctx, "INSERT INTO appointment ("+appointmentColumns+") VALUES ("+marks(18)+")",
			a.ID, a.Patient, a.Provider, a.Location, a.Service, a.Room, micros(a.Start), micros(a.End), micros(a.Blocked), a.Zone, a.Wall,
			a.Status, a.Channel, s.keys.Seal(reasonPlace(a.ID), a.Reason.Reveal()), a.Why, micros(a.Created), micros(a.Changed), a.Version)
		if err != nil {
			return err
		}
	}
	return nil
}

func (s scheduleStore) Update(ctx context.Context, t tx.Tx, a schedule.Appointment) error {
	n, err := in(t).exec(ctx, `UPDATE appointment SET provider_id = ?, location_id = ?, room_id = ?, starts = ?, ends = ?, blocked_until = ?,
		zone = ?, wall = ?, status = ?, cancel_reason = ?, changed_at = ?, version = ? WHERE id = ? AND version = ?`,
		a.Provider, a.Location, a.Room, micros(a.Start), micros(a.End), micros(a.Blocked),
		a.Zone, a.Wall, a.Status, a.Why, micros(a.Changed), a.Version, a.ID, a.Version-1)
	if err == nil && n == 0 {
		err = fault.New(fault.Conflict, "store.schedule.Update", "Somebody else changed this visit meanwhile. Please look at it again.")
	}
	return err
}

// longestBlock bounds how long before a moment a visit that still blocks it can have begun.
const longestBlock = 12 * time.Hour

const idLength = 36 // of an id, as package id writes it

// Busy packs a provider's visits into one row, because a row costs more than what is in it: for each visit the id of
// its room, if it has one, and right behind it one number, its first cell times 1024 and how many cells it blocks.
func (s scheduleStore) Busy(ctx context.Context, t tx.Tx, from, to time.Time) ([]schedule.Busy, error) {
	const cell = int64(schedule.Cell / time.Microsecond)
	var all []schedule.Busy
	err := in(t).each(ctx, `SELECT v.id, (SELECT string_agg(a.room_id || CAST(a.starts / ? * 1024 + (a.blocked_until - a.starts) / ? AS TEXT), ',')
			FROM appointment a WHERE a.provider_id = v.id AND a.starts >= ? AND a.starts < ? AND a.blocked_until > ? AND a.status <> 'cancelled')
		FROM provider v`,
		[]any{cell, cell, micros(from.Add(-longestBlock)), micros(to), micros(from)}, func(scan func(...any) error) error {
			var provider practice.ProviderID
			var packed sql.NullString
			if err := scan(&provider, &packed); err != nil {
				return err
			}
			all = slices.Grow(all, strings.Count(packed.String, ",")+1)
			for rest := packed.String; rest != ""; {
				var one string
				one, rest, _ = strings.Cut(rest, ",")
				room := ""
				if len(one) > idLength {
					room, one = one[:idLength], one[idLength:]
				}
				n, err := strconv.ParseInt(one, 10, 64)
				if err != nil {
					return fault.Wrap(fault.Internal, "store.schedule.Busy", "", err)
				}
				at := time.Unix(n>>10*int64(schedule.Cell/time.Second), 0)
				all = append(all, schedule.Busy{Provider: provider, Room: practice.RoomID(room), From: at, To: at.Add(time.Duration(n&1023) * schedule.Cell)})
			}
			return nil
		})
	return all, err
}

// Cells are numbered from 1970 in UTC. A span that does not lie on whole cells takes every cell it touches.
func cells(sp schedule.Span) (first, end int64) {
	const size = int64(schedule.Cell / time.Second)
	return sp.From.Unix() / size, (sp.To.Unix() + size - 1) / size
}

func (s scheduleStore) Taken(ctx context.Context, t tx.Tx, resources []string, from, to time.Time) (map[string]bool, error) {
	first, end := cells(schedule.Span{From: from, To: to})
	args := make([]any, 0, len(resources)+2)
	for _, r := range resources {
		args = append(args, r)
	}
	taken := map[string]bool{}
	err := in(t).each(ctx, "SELECT DISTINCT resource FROM busy_cell WHERE resource IN ("+marks(len(resources))+") AND lane = 0 AND cell >= ? AND cell < ?",
		append(args, first, end), func(scan func(...any) error) error {
			var r string
			err := scan(&r)
			taken[r] = true
			return err
		})
	return taken, err
}

// Occupy inserts in the order of the primary key, so that two transactions never wait for each other crosswise.
func (s scheduleStore) Occupy(ctx context.Context, t tx.Tx, i schedule.ID, spans ...schedule.Span) (bool, error) {
	spans = slices.SortedFunc(slices.Values(spans), func(a, b schedule.Span) int { return strings.Compare(a.Resource, b.Resource) })
	var args []any
	for _, sp := range spans {
		first, end := cells(sp)
		for c := first; c < end; c++ {
			args = append(args, sp.Resource, c, i)
		}
	}
	if len(args) == 0 {
		return false, fault.New(fault.Invalid, "store.schedule.Occupy", "A visit must take some time.")
	}
	rows := strings.TrimSuffix(strings.Repeat("(?, 0, ?, ?), ", len(args)/3), ", ")
	n, err := in(t).exec(ctx, "INSERT INTO busy_cell (resource, lane, cell, appointment_id) VALUES "+rows+" ON CONFLICT DO NOTHING", args...)
	return n == int64(len(args)/3), err
}

func (s scheduleStore) Release(ctx context.Context, t tx.Tx, i schedule.ID) error {
	_, err := in(t).exec(ctx, "DELETE FROM busy_cell WHERE appointment_id = ?", i)
	return err
}

func (s scheduleStore) Recall(ctx context.Context, t tx.Tx, key, request string) (i schedule.ID, same bool, err error) {
	var hash []byte
	err = in(t).one(ctx, "SELECT appointment_id, request_hash FROM idempotency WHERE key_hash = ?", []any{s.keys.Token("idempotency key", key)}, &i, &hash)
	return i, string(hash) == string(s.keys.Token("idempotent request", request)), err
}

func (s scheduleStore) Remember(ctx context.Context, t tx.Tx, key, request string, i schedule.ID) error {
	_, err := in(t).exec(ctx, "INSERT INTO idempotency (key_hash, request_hash, appointment_id, at) VALUES (?, ?, ?, ?)",
		s.keys.Token("idempotency key", key), s.keys.Token("idempotent request", request), i, micros(t.Now()))
	return err
}

func (s scheduleStore) Forget(ctx context.Context, before time.Time) error {
	return s.own(ctx, func(t *Tx) error {
		_, err := t.keep(ctx, "DELETE FROM idempotency WHERE at < ?", micros(before))
		return err
	})
}
