package store

import (
	"context"
	"time"

	"bedside/internal/civil"
	"bedside/internal/patient"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/tx"
)

// Waits returns the waitlist's store.
func (s *Store) Waits() schedule.WaitStore { return waitStore{scheduleStore{s}} }

type waitStore struct{ book scheduleStore }

const waitColumns = `id, patient_id, service_id, provider_id, location_id, first_day, last_day, weekdays, after_minute, until_minute,
	appointment_id, urgent, closure_id, was, status, created_at, changed_at,
	channel, reason_sealed, state_sealed`

func (s waitStore) PutWait(ctx context.Context, t tx.Tx, w schedule.Wait) error {
	var days int64
	for _, d := range w.Days {
		days |= 1 << d
	}
	_, err := in(t).exec(ctx, "INSERT INTO waitlist ("+waitColumns+") VALUES ("+marks(20)+`)
		ON CONFLICT (id) DO UPDATE SET provider_id = excluded.provider_id, location_id = excluded.location_id, first_day = excluded.first_day, last_day = excluded.last_day,
		weekdays = excluded.weekdays, after_minute = excluded.after_minute, until_minute = excluded.until_minute, appointment_id = excluded.appointment_id,
		urgent = excluded.urgent, status = excluded.status, changed_at = excluded.changed_at, reason_sealed = excluded.reason_sealed, state_sealed = excluded.state_sealed`,
		w.ID, w.Patient, w.Service, w.Provider, w.Location, w.From.String(), w.To.String(), days, int64(w.After), int64(w.Until),
		w.Instead, w.Urgent, w.Because, micros(w.Was), string(w.Status), micros(w.Created), micros(w.Changed),
		w.Channel, s.book.sealed(waitPlace("reason", w.ID), w.Reason), s.book.sealed(waitPlace("state", w.ID), w.State))
	return err
}

func waitPlace(column string, i schedule.WaitID) string {
	return "waitlist|" + column + "|" + string(i)
}

func (s waitStore) scan(scan func(...any) error) (w schedule.Wait, err error) {
	var from, to string
	var days, was, created, changed int64
	var reason, state []byte
	err = scan(&w.ID, &w.Patient, &w.Service, &w.Provider, &w.Location, &from, &to, &days, &w.After, &w.Until, &w.Instead, &w.Urgent, &w.Because, &was, &w.Status, &created, &changed,
		&w.Channel, &reason, &state)
	if err == nil {
		w.Reason, err = s.book.opened(waitPlace("reason", w.ID), reason)
	}
	if err == nil {
		w.State, err = s.book.opened(waitPlace("state", w.ID), state)
	}
	if err == nil {
		w.From, err = civil.ParseDate(from)
	}
	if err == nil {
		w.To, err = civil.ParseDate(to)
	}
	for d := time.Sunday; d <= time.Saturday; d++ {
		if days&(1<<d) != 0 {
			w.Days = append(w.Days, d)
		}
	}
	w.Was, w.Created, w.Changed = instant(was), instant(created), instant(changed)
	return w, err
}

func (s waitStore) Wait(ctx context.Context, t tx.Tx, i schedule.WaitID) (schedule.Wait, error) {
	return s.scan(func(to ...any) error {
		return in(t).one(ctx, "SELECT "+waitColumns+" FROM waitlist WHERE id = ?", []any{i}, to...)
	})
}

func (s waitStore) Waiting(ctx context.Context, t tx.Tx, of patient.ID) (all []schedule.Wait, err error) {
	where, args := "status = 'waiting'", []any(nil)
	if of != "" {
		where, args = where+" AND patient_id = ?", []any{of}
	}
	err = in(t).each(ctx, "SELECT "+waitColumns+" FROM waitlist WHERE "+where+" ORDER BY created_at, id", args, func(scan func(...any) error) error {
		w, err := s.scan(scan)
		all = append(all, w)
		return err
	})
	return all, err
}

func (s waitStore) Because(ctx context.Context, t tx.Tx, c practice.ClosureID) (all []schedule.Wait, err error) {
	err = in(t).each(ctx, "SELECT "+waitColumns+" FROM waitlist WHERE closure_id = ? ORDER BY created_at, id", []any{c}, func(scan func(...any) error) error {
		w, err := s.scan(scan)
		all = append(all, w)
		return err
	})
	return all, err
}

const offerColumns = "id, waitlist_id, hold_id, provider_id, location_id, service_id, starts, status, made_at, expires_at, changed_at"

func (waitStore) PutOffer(ctx context.Context, t tx.Tx, o schedule.Offer) error {
	_, err := in(t).exec(ctx, "INSERT INTO wait_offer ("+offerColumns+") VALUES ("+marks(11)+`)
		ON CONFLICT (id) DO UPDATE SET status = excluded.status, changed_at = excluded.changed_at`,
		o.ID, o.Wait, o.Hold, o.Provider, o.Location, o.Service, micros(o.Start), string(o.Status), micros(o.Made), micros(o.Expires), micros(o.Changed))
	return err
}

func scanOffer(scan func(...any) error) (o schedule.Offer, err error) {
	var starts, made, expires, changed int64
	err = scan(&o.ID, &o.Wait, &o.Hold, &o.Provider, &o.Location, &o.Service, &starts, &o.Status, &made, &expires, &changed)
	o.Start, o.Made, o.Expires, o.Changed = instant(starts), instant(made), instant(expires), instant(changed)
	return o, err
}

func (waitStore) Offer(ctx context.Context, t tx.Tx, i schedule.OfferID) (schedule.Offer, error) {
	return scanOffer(func(to ...any) error {
		return in(t).one(ctx, "SELECT "+offerColumns+" FROM wait_offer WHERE id = ?", []any{i}, to...)
	})
}

func (waitStore) OffersOf(ctx context.Context, t tx.Tx, i schedule.WaitID) (all []schedule.Offer, err error) {
	err = in(t).each(ctx, "SELECT "+offerColumns+" FROM wait_offer WHERE waitlist_id = ? ORDER BY made_at", []any{i}, func(scan func(...any) error) error {
		o, err := scanOffer(scan)
		all = append(all, o)
		return err
	})
	return all, err
}
