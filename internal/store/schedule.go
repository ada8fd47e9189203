package store

import (
	"context"
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
	status, channel, reason_sealed, cancel_reason, created_at, changed_at, version, before_minutes, lane, resources, overbook_sealed, state_sealed, series_id,
	quiet, reach_id, confirmed_at, confirmed_how`

func (s scheduleStore) scan(scan func(...any) error) (a schedule.Appointment, err error) {
	var starts, ends, blocked, created, changed int64
	var reason, overbook, state []byte
	var before, confirmed int64
	var resources string
	err = scan(&a.ID, &a.Patient, &a.Provider, &a.Location, &a.Service, &a.Room, &starts, &ends, &blocked, &a.Zone, &a.Wall,
		&a.Status, &a.Channel, &reason, &a.Why, &created, &changed, &a.Version, &before, &a.Lane, &resources, &overbook, &state, &a.Series, &a.Quiet, &a.Reach, &confirmed, &a.ConfirmedHow)
	if err != nil {
		return a, err
	}
	loc, err := civil.Zone(a.Zone)
	if err != nil {
		return a, fault.Wrap(fault.Internal, "store.schedule", "an appointment's zone is unknown", err)
	}
	a.Start, a.End, a.Blocked = instant(starts).In(loc), instant(ends).In(loc), instant(blocked).In(loc)
	a.Created, a.Changed, a.Confirmed = instant(created), instant(changed), instant(confirmed)
	a.Before, a.Resources = time.Duration(before)*time.Minute, resourceIDs(resources)
	for _, sealed := range []struct {
		place string
		from  []byte
		to    *phi.Text
	}{{reasonPlace(a.ID), reason, &a.Reason}, {overbookPlace(a.ID), overbook, &a.Overbook}, {statePlace(a.ID), state, &a.State}} {
		if len(sealed.from) == 0 && sealed.to != &a.Reason {
			continue
		}
		text, err := s.keys.Open(sealed.place, sealed.from)
		if err != nil {
			return a, err
		}
		*sealed.to = phi.NewText(text)
	}
	return a, nil
}

func resourceIDs(s string) []practice.ResourceID {
	var all []practice.ResourceID
	for _, i := range lines(s) {
		all = append(all, practice.ResourceID(i))
	}
	return all
}

// sealed is a value for a column that holds nothing where there is nothing to hide.
func (s scheduleStore) sealed(place string, v phi.Text) []byte {
	if v.Reveal() == "" {
		return nil
	}
	return s.keys.Seal(place, v.Reveal())
}

// opened is the value of such a column.
func (s scheduleStore) opened(place string, from []byte) (phi.Text, error) {
	if len(from) == 0 {
		return phi.Text{}, nil
	}
	text, err := s.keys.Open(place, from)
	return phi.NewText(text), err
}

func reasonPlace(i schedule.ID) string   { return "appointment|reason|" + string(i) }
func overbookPlace(i schedule.ID) string { return "appointment|overbook|" + string(i) }
func statePlace(i schedule.ID) string    { return "appointment|state|" + string(i) }

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
	where, args := filtered(f, "starts >= ? AND starts < ?", micros(from), micros(to))
	return s.list(ctx, t, where+" ORDER BY starts, provider_id", args...)
}

func (s scheduleStore) OfPatient(ctx context.Context, t tx.Tx, i patient.ID) ([]schedule.Appointment, error) {
	return s.list(ctx, t, "patient_id = ? ORDER BY starts DESC", i)
}

func (s scheduleStore) Coming(ctx context.Context, t tx.Tx, i patient.ID, now time.Time) ([]schedule.Appointment, error) {
	return s.list(ctx, t, "patient_id = ? AND status IN (?, ?) AND starts > ? ORDER BY starts", i, string(schedule.Booked), string(schedule.Pending), micros(now))
}

func (s scheduleStore) Insert(ctx context.Context, t tx.Tx, all ...schedule.Appointment) error {
	for _, a := range all {
		_, err := in(t).exec(ctx, "INSERT INTO appointment ("+appointmentColumns+") VALUES ("+marks(28)+")",
			a.ID, a.Patient, a.Provider, a.Location, a.Service, a.Room, micros(a.Start), micros(a.End), micros(a.Blocked), a.Zone, a.Wall,
			a.Status, a.Channel, s.keys.Seal(reasonPlace(a.ID), a.Reason.Reveal()), a.Why, micros(a.Created), micros(a.Changed), a.Version,
			int64(a.Before/time.Minute), a.Lane, listed(a.Resources), s.sealed(overbookPlace(a.ID), a.Overbook), s.sealed(statePlace(a.ID), a.State), a.Series,
			a.Quiet, a.Reach, micros(a.Confirmed), a.ConfirmedHow)
		if err != nil {
			return err
		}
	}
	return nil
}

func (s scheduleStore) Update(ctx context.Context, t tx.Tx, a schedule.Appointment) error {
	n, err := in(t).exec(ctx, `UPDATE appointment SET provider_id = ?, location_id = ?, room_id = ?, starts = ?, ends = ?, blocked_until = ?,
		zone = ?, wall = ?, status = ?, cancel_reason = ?, changed_at = ?, version = ?, before_minutes = ?, lane = ?, resources = ?,
		overbook_sealed = ?, state_sealed = ?, quiet = ?, reach_id = ?, confirmed_at = ?, confirmed_how = ? WHERE id = ? AND version = ?`,
		a.Provider, a.Location, a.Room, micros(a.Start), micros(a.End), micros(a.Blocked),
		a.Zone, a.Wall, a.Status, a.Why, micros(a.Changed), a.Version, int64(a.Before/time.Minute), a.Lane, listed(a.Resources),
		s.sealed(overbookPlace(a.ID), a.Overbook), s.sealed(statePlace(a.ID), a.State), a.Quiet, a.Reach, micros(a.Confirmed), a.ConfirmedHow, a.ID, a.Version-1)
	if err == nil && n == 0 {
		err = fault.New(fault.Conflict, "store.schedule.Update", "Somebody else changed this visit meanwhile. Please look at it again.")
	}
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
