package schedule

import (
	"context"
	"time"

	"bedside/internal/actor"
	"bedside/internal/civil"
	"bedside/internal/practice"
	"bedside/internal/tx"
)

// Pulse tells whether a provider's part of the book is still as it was: it is another one after every change of a visit
// or a hold that begins in the time, and it discloses nobody.
type Pulse struct {
	Visits  int64 // how many, whatever their state
	Changed int64 // when the last one changed, microseconds since 1970
	Marks   int64 // the sum of their versions
	Holds   int64 // that have not expired
	Expires int64 // the sum of when they do

	Elsewhere int64 // a sum over what is taken in other books
}

// Pulses returns the pulse of every provider who has a visit or a hold that begins in [from, to), or is taken then in
// another book.
func (s *Scheduler) Pulses(ctx context.Context, t tx.Tx, from, to time.Time) (map[practice.ProviderID]Pulse, error) {
	if err := t.By().Need(actor.SeeSchedule); err != nil {
		return nil, err
	}
	all, err := s.Store.Pulses(ctx, t, from, to)
	if err != nil {
		return nil, err
	}
	taken, err := s.Elsewhere(ctx, t, from, to)
	for _, e := range taken {
		p := all[e.Provider]
		p.Elsewhere += 3*cellOf(e.From) + cellOf(e.To)
		all[e.Provider] = p
	}
	return all, err
}

// Holds returns the holds that have not expired and begin in [from, to), the earliest first. The caller enters the
// disclosure of those that are for a patient.
func (s *Scheduler) Holds(ctx context.Context, t tx.Tx, from, to time.Time, f Filter) ([]Hold, error) {
	if err := t.By().Need(actor.SeeSchedule); err != nil {
		return nil, err
	}
	return s.Store.Holds(ctx, t, from, to, f)
}

// Extent is what a provider's visits of a stretch of time take of it.
type Extent struct {
	Visits      int // that take their time
	First, Last time.Time
	Shortest    time.Duration
}

// Extents returns the extent of the visits that begin in [from, to) at the location, of every provider who has one:
// those that take their time, and with cancelled those that were cancelled too. It discloses nobody.
func (s *Scheduler) Extents(ctx context.Context, t tx.Tx, from, to time.Time, l practice.LocationID, cancelled bool) (map[practice.ProviderID]Extent, error) {
	if err := t.By().Need(actor.SeeSchedule); err != nil {
		return nil, err
	}
	return s.Store.Extents(ctx, t, from, to, l, cancelled)
}

// Load is how full a provider's day is.
type Load struct {
	Visits int           // patients and holds
	Taken  time.Duration // during which the provider is blocked
}

// Loads returns how full the days of each provider in [from, to) are, at all locations together, by the calendar of
// loc. It discloses nobody.
func (s *Scheduler) Loads(ctx context.Context, t tx.Tx, from, to time.Time, loc *time.Location) (map[practice.ProviderID]map[civil.Date]Load, error) {
	if err := t.By().Need(actor.SeeSchedule); err != nil {
		return nil, err
	}
	busy, err := s.Store.Busy(ctx, t, from, to)
	all := map[practice.ProviderID]map[civil.Date]Load{}
	type one struct {
		v     practice.ProviderID
		start int64
		over  bool
	}
	seen := map[one]bool{}
	for _, b := range busy {
		if b.Start.Before(from) || !b.Start.Before(to) {
			continue
		}
		if all[b.Provider] == nil {
			all[b.Provider] = map[civil.Date]Load{}
		}
		d := civil.DateOf(b.Start.In(loc))
		l := all[b.Provider][d]
		l.Visits++
		if k := (one{b.Provider, b.Start.Unix(), b.Lane >= overLane}); !seen[k] || k.over { // who shares a visit takes the time once
			seen[k] = true
			l.Taken += b.To.Sub(b.From)
		}
		all[b.Provider][d] = l
	}
	return all, err
}

// Overbooked reports whether the visit has a lane of its own beside the provider's others.
func (a Appointment) Overbooked() bool { return a.Lane >= overLane }
