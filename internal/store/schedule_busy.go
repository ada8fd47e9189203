package store

import (
	"context"
	"database/sql"
	"slices"
	"strconv"
	"strings"
	"time"

	"bedside/internal/fault"
	"bedside/internal/patient"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/tx"
)

// takes is which visits occupy their time. The index appointment_taken has the same words.
const takes = "status <> 'cancelled' AND status <> 'entered-in-error'"

// longestBlock bounds how long before a moment a visit that still blocks it can have begun, and longestBefore how long
// after it one can begin that blocks it already.
const (
	longestBlock  = 12 * time.Hour
	longestBefore = 4 * time.Hour
)

const idLength = 36 // of an id, as package id writes it

// One number says what a visit blocks: its first cell, and below it how many cells from the start on, how many before
// it, and the lane.
const (
	laneBits, beforeBits, cellBits = 6, 6, 10
	packed                         = `a.starts / ? * 4194304 + (a.blocked_until - a.starts) / ? * 4096 + a.before_minutes / 5 * 64 + a.lane`
)

func unpack(n int64) (b schedule.Busy) {
	mask := func(size int) (v int64) { v = n & (1<<size - 1); n >>= size; return v }
	lane, before, long := mask(laneBits), mask(beforeBits), mask(cellBits)
	b.Start, b.Lane = time.Unix(n*int64(schedule.Cell/time.Second), 0), int(lane)
	b.From, b.To = b.Start.Add(-time.Duration(before)*schedule.Cell), b.Start.Add(time.Duration(long)*schedule.Cell)
	return b
}

// Busy packs a provider's visits into one row, because a row costs more than what is in it: for each visit the id of
// its room, if it has one, and right behind it one number.
func (s scheduleStore) Busy(ctx context.Context, t tx.Tx, from, to time.Time) ([]schedule.Busy, error) {
	const cell = int64(schedule.Cell / time.Microsecond)
	type book struct {
		of     practice.ProviderID
		visits string
	}
	var providers []book
	count := 0
	from0, to0 := from.Add(-longestBlock), to.Add(longestBefore)
	err := in(t).each(ctx, `SELECT v.id, (SELECT string_agg(a.room_id || CAST(`+packed+` AS TEXT), ',')
			FROM appointment a WHERE a.provider_id = v.id AND a.starts >= ? AND a.starts < ? AND a.blocked_until > ? AND a.status <> 'cancelled' AND a.status <> 'entered-in-error')
		FROM provider v`,
		[]any{cell, cell, micros(from0), micros(to0), micros(from)}, func(scan func(...any) error) error {
			var provider practice.ProviderID
			var visits sql.NullString
			if err := scan(&provider, &visits); err != nil {
				return err
			}
			if visits.String != "" {
				providers = append(providers, book{provider, visits.String})
				count += strings.Count(visits.String, ",") + 1
			}
			return nil
		})
	if err != nil {
		return nil, err
	}
	all := make([]schedule.Busy, 0, count) // a search makes nothing else as large: growing it would cost more than filling it
	for _, p := range providers {
		for rest := p.visits; rest != ""; {
			var one string
			one, rest, _ = strings.Cut(rest, ",")
			room := ""
			if len(one) > idLength {
				room, one = one[:idLength], one[idLength:]
			}
			n, err := strconv.ParseInt(one, 10, 64)
			if err != nil {
				return nil, fault.Wrap(fault.Internal, "store.schedule.Busy", "", err)
			}
			b := unpack(n)
			if b.Provider, b.Room = p.of, practice.RoomID(room); b.From.Before(to) {
				all = append(all, b)
			}
		}
	}
	err = in(t).each(ctx, "SELECT a.provider_id, a.room_id, "+packed+" FROM hold a WHERE a.expires_at > ? AND a.starts >= ? AND a.starts < ? ORDER BY a.provider_id",
		[]any{cell, cell, micros(t.Now()), micros(from0), micros(to0)}, func(scan func(...any) error) error {
			var provider practice.ProviderID
			var room practice.RoomID
			var n int64
			err := scan(&provider, &room, &n)
			b := unpack(n)
			b.Provider, b.Room = provider, room
			all = append(all, b)
			return err
		})
	return all, err
}

func (s scheduleStore) Cells(ctx context.Context, t tx.Tx, resources []string, from, to time.Time) ([]schedule.Span, error) {
	if len(resources) == 0 {
		return nil, nil
	}
	first, end := cells(schedule.Span{From: from, To: to})
	args := append(texts(resources), first, end, micros(t.Now()))
	var all []schedule.Span
	err := in(t).each(ctx, `SELECT b.resource, b.lane, b.cell FROM busy_cell b WHERE b.resource IN (`+marks(len(resources))+`) AND b.cell >= ? AND b.cell < ?
		AND NOT EXISTS (SELECT 1 FROM hold h WHERE h.id = b.appointment_id AND h.expires_at <= ?)`, args, func(scan func(...any) error) error {
		var sp schedule.Span
		var cell int64
		err := scan(&sp.Resource, &sp.Lane, &cell)
		sp.From = time.Unix(cell*int64(schedule.Cell/time.Second), 0)
		sp.To = sp.From.Add(schedule.Cell)
		all = append(all, sp)
		return err
	})
	return all, err
}

func texts(all []string) []any {
	var args []any
	for _, s := range all {
		args = append(args, s)
	}
	return args
}

func (s scheduleStore) Sessions(ctx context.Context, t tx.Tx, service practice.ServiceID, from, to time.Time, but schedule.ID) ([]schedule.Session, error) {
	var all []schedule.Session
	err := in(t).each(ctx, `SELECT provider_id, location_id, room_id, resources, starts, lane FROM appointment
			WHERE service_id = ? AND starts >= ? AND starts < ? AND id <> ? AND `+takes+`
		UNION ALL SELECT provider_id, location_id, room_id, resources, starts, lane FROM hold
			WHERE service_id = ? AND starts >= ? AND starts < ? AND id <> ? AND expires_at > ?`,
		[]any{service, micros(from), micros(to), but, service, micros(from), micros(to), but, micros(t.Now())}, func(scan func(...any) error) error {
			var one schedule.Session
			var resources string
			var starts int64
			err := scan(&one.Provider, &one.Location, &one.Room, &resources, &starts, &one.Lane)
			one.Resources, one.Start = resourceIDs(resources), instant(starts)
			all = append(all, one)
			return err
		})
	return all, err
}

func (s scheduleStore) Seen(ctx context.Context, t tx.Tx, i patient.ID, before time.Time) (bool, error) {
	var n int
	err := in(t).one(ctx, "SELECT COUNT(*) FROM appointment WHERE patient_id = ? AND starts < ? AND status IN ('booked', 'arrived', 'checked-in', 'fulfilled')",
		[]any{i, micros(before)}, &n)
	return n > 0, err
}

func (s scheduleStore) Missed(ctx context.Context, t tx.Tx, i patient.ID, before time.Time) (bool, error) {
	var n int // of the few visits of one patient, whatever index there is on what was missed
	err := in(t).one(ctx, "SELECT COUNT(*) FROM appointment WHERE patient_id = ? AND starts < ? AND NOT (status <> 'noshow')", []any{i, micros(before)}, &n)
	return n > 0, err
}

func (s scheduleStore) OfSeries(ctx context.Context, t tx.Tx, series schedule.ID) ([]schedule.Appointment, error) {
	return s.list(ctx, t, "series_id = ? AND series_id <> '' ORDER BY starts", series)
}

// Cells are numbered from 1970 in UTC. A span that does not lie on whole cells takes every cell it touches.
func cells(sp schedule.Span) (first, end int64) {
	const size = int64(schedule.Cell / time.Second)
	return sp.From.Unix() / size, (sp.To.Unix() + size - 1) / size
}

func (s scheduleStore) Taken(ctx context.Context, t tx.Tx, resources []string, from, to time.Time) (map[string]uint64, error) {
	first, end := cells(schedule.Span{From: from, To: to})
	taken := map[string]uint64{}
	which := texts(resources)
	args := slices.Concat(which, []any{first, end}, which, []any{first - mostCells, end, first})
	err := in(t).each(ctx, `SELECT DISTINCT resource, lane FROM busy_cell WHERE resource IN (`+marks(len(resources))+`) AND cell >= ? AND cell < ?
		UNION ALL SELECT DISTINCT resource, `+laneElsewhere+` FROM busy_elsewhere WHERE resource IN (`+marks(len(resources))+`) AND first_cell > ? AND first_cell < ? AND end_cell > ?`,
		args, func(scan func(...any) error) error {
			var r string
			var lane int
			err := scan(&r, &lane)
			taken[r] |= 1 << lane
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
			args = append(args, sp.Resource, sp.Lane, c, i)
		}
	}
	if len(args) == 0 {
		return false, fault.New(fault.Invalid, "store.schedule.Occupy", "A visit must take some time.")
	}
	const columns = 4
	rows := strings.TrimSuffix(strings.Repeat("(?, ?, ?, ?), ", len(args)/columns), ", ")
	n, err := in(t).exec(ctx, "INSERT INTO busy_cell (resource, lane, cell, appointment_id) VALUES "+rows+" ON CONFLICT DO NOTHING", args...)
	return n == int64(len(args)/columns), err
}

func (s scheduleStore) Release(ctx context.Context, t tx.Tx, i schedule.ID) error {
	_, err := in(t).exec(ctx, "DELETE FROM busy_cell WHERE appointment_id = ?", i)
	return err
}

func (s scheduleStore) InsertHold(ctx context.Context, t tx.Tx, h schedule.Hold) error {
	_, err := in(t).exec(ctx, "INSERT INTO hold ("+holdColumns+") VALUES ("+marks(13)+")",
		h.ID, h.Patient, h.Provider, h.Location, h.Service, h.Room, listed(h.Resources), micros(h.Start), micros(h.End), micros(h.Blocked),
		int64(h.Before/time.Minute), h.Lane, micros(h.Expires))
	return err
}

const holdColumns = "id, patient_id, provider_id, location_id, service_id, room_id, resources, starts, ends, blocked_until, before_minutes, lane, expires_at"

func scanHold(scan func(...any) error) (h schedule.Hold, err error) {
	var resources string
	var starts, ends, blocked, before, expires int64
	err = scan(&h.ID, &h.Patient, &h.Provider, &h.Location, &h.Service, &h.Room, &resources, &starts, &ends, &blocked, &before, &h.Lane, &expires)
	h.Resources, h.Start, h.End, h.Blocked = resourceIDs(resources), instant(starts), instant(ends), instant(blocked)
	h.Before, h.Expires = time.Duration(before)*time.Minute, instant(expires)
	return h, err
}

func (s scheduleStore) Hold(ctx context.Context, t tx.Tx, i schedule.HoldID) (h schedule.Hold, err error) {
	h, err = scanHold(func(to ...any) error {
		return in(t).one(ctx, "SELECT "+holdColumns+" FROM hold WHERE id = ?", []any{i}, to...)
	})
	return h, err
}

func (s scheduleStore) DeleteHold(ctx context.Context, t tx.Tx, i schedule.HoldID) error {
	_, err := in(t).exec(ctx, "DELETE FROM hold WHERE id = ?", i)
	return err
}

func (s scheduleStore) Expired(ctx context.Context, t tx.Tx, by time.Time) ([]schedule.HoldID, error) {
	var all []schedule.HoldID
	err := in(t).each(ctx, "SELECT id FROM hold WHERE expires_at <= ? ORDER BY expires_at LIMIT 200", []any{micros(by)}, func(scan func(...any) error) error {
		var i schedule.HoldID
		err := scan(&i)
		all = append(all, i)
		return err
	})
	return all, err
}

func (s scheduleStore) Undecided(ctx context.Context, t tx.Tx) (n int, err error) {
	err = in(t).one(ctx, "SELECT COUNT(*) FROM hold WHERE patient_id = '' AND expires_at > ?", []any{micros(t.Now())}, &n)
	return n, err
}
