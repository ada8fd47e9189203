package schedule

import (
	"context"
	"slices"
	"time"

	"bedside/internal/actor"
	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/practice"
	"bedside/internal/tx"
)

// Query asks for free times.
type Query struct {
	Service  practice.ServiceID
	Provider practice.ProviderID // "" for any
	Location practice.LocationID // "" for any
	From, To civil.Date          // both included, by each location's calendar; at most 62 days
}

// Slot is a free time.
type Slot struct {
	Provider practice.ProviderID
	Location practice.LocationID
	Start    time.Time // in the location's zone
	End      time.Time
}

const longestSearch = 62 // days

// Slots returns the free times that match, earliest first, then in the practice's order of providers. A visitor is
// shown what the practice's notice and horizon allow, staff everything from now on.
func (s *Scheduler) Slots(ctx context.Context, t tx.Tx, q Query) ([]Slot, error) {
	if err := t.By().Need(actor.Book); err != nil {
		return nil, err
	}
	p, err := s.Practice.Get(ctx, t)
	if err != nil {
		return nil, err
	}
	svc, err := bookable(p, q.Service, t.By())
	if err != nil {
		return nil, err
	}
	if q.To.Before(q.From) || q.From.DaysUntil(q.To) > longestSearch {
		return nil, fault.New(fault.Invalid, "schedule.Slots", "Please ask for at most 62 days at once.")
	}
	from, to := q.span(p)
	busy, err := s.Store.Busy(ctx, t, from, to)
	if err != nil {
		return nil, err
	}
	grid := newOccupancy(busy, from, to)
	earliest, latest := limits(p, t)
	var slots []Slot
	for _, l := range p.Locations {
		if !l.Active || q.Location != "" && l.ID != q.Location {
			continue
		}
		loc, rooms := l.In(), roomsFor(svc, l)
		for _, v := range p.Providers {
			if !v.Active || !v.Offers(svc.ID) || q.Provider != "" && v.ID != q.Provider {
				continue
			}
			hours := hoursOf(p, v.ID, l.ID)
			for day := q.From; !q.To.Before(day); day = day.AddDays(1) {
				if _, away := p.ClosedOn(day, l.ID, v.ID); away {
					continue
				}
				for _, w := range windows(hours, loc, day) {
					for start := range starts(w, svc, p.Settings.SlotStep) {
						end := start.Add(minutes(svc.Minutes))
						if start.Before(earliest) || start.After(latest) || !grid.free(v.ID, rooms, start, end.Add(minutes(svc.Buffer))) {
							continue
						}
						slots = append(slots, Slot{Provider: v.ID, Location: l.ID, Start: start, End: end})
					}
				}
			}
		}
	}
	slices.SortStableFunc(slots, func(a, b Slot) int { return a.Start.Compare(b.Start) })
	return slots, nil
}

// span is from the first midnight of the query's days to the last, in whichever zone of the practice comes first or last.
func (q Query) span(p *practice.Practice) (from, to time.Time) {
	for i, l := range p.Locations {
		begins, ends := q.From.At(0, l.In()), q.To.AddDays(1).At(0, l.In())
		if i == 0 || begins.Before(from) {
			from = begins
		}
		if i == 0 || ends.After(to) {
			to = ends
		}
	}
	return from, to
}

// bookable returns the service if the actor may be offered it: a stranger nothing before the practice is live.
func bookable(p *practice.Practice, i practice.ServiceID, by actor.Actor) (practice.Service, error) {
	svc, ok := p.Service(i)
	if !ok || !svc.Active || by.Kind == actor.Patient && (!svc.Online || !p.Settings.Live) {
		return practice.Service{}, fault.New(fault.NotFound, "schedule.bookable", "This kind of visit cannot be booked here. Please choose another or call us.")
	}
	return svc, nil
}

// limits returns the earliest and the latest start that the actor may take.
func limits(p *practice.Practice, t tx.Tx) (earliest, latest time.Time) {
	now := t.Now()
	if t.By().Kind != actor.Patient {
		return now, now.AddDate(2, 0, 0)
	}
	return now.Add(p.Settings.Notice), now.AddDate(0, 0, p.Settings.Horizon)
}

// roomsFor returns the rooms of which the service needs one; none where it needs none or the location lists none.
func roomsFor(svc practice.Service, l practice.Location) []practice.RoomID {
	if svc.Telehealth {
		return nil
	}
	var rooms []practice.RoomID
	for _, r := range l.Rooms {
		if r.Active {
			rooms = append(rooms, r.ID)
		}
	}
	return rooms
}

// window is a stretch of one day in which a provider sees patients at a location.
type window struct{ from, to time.Time }

// hoursOf returns the provider's week at the location.
func hoursOf(p *practice.Practice, v practice.ProviderID, l practice.LocationID) []practice.Hours {
	var week []practice.Hours
	for _, h := range p.Hours {
		if h.Provider == v && h.Location == l {
			week = append(week, h)
		}
	}
	return week
}

// windows returns the work of the day without breaks, by the wall clock of loc: on the two days when it jumps a window
// is an hour shorter or longer, and nobody is booked at a wrong time.
func windows(week []practice.Hours, loc *time.Location, day civil.Date) []window {
	var ws []window
	for _, w := range practice.Open(week, day.Weekday()) {
		ws = append(ws, window{day.At(w.From, loc), day.At(w.To, loc)})
	}
	return ws
}

// starts yields the starts that are offered in the window.
func starts(w window, svc practice.Service, step int) func(func(time.Time) bool) {
	return func(yield func(time.Time) bool) {
		for at := w.from; !at.Add(minutes(svc.Minutes)).After(w.to); at = at.Add(minutes(step)) {
			if !yield(at) {
				return
			}
		}
	}
}

// offered reports whether Slots could show the start: the same hours, closures and steps. Staff may also begin
// between two steps, on any cell.
func offered(p *practice.Practice, v practice.ProviderID, l practice.Location, svc practice.Service, start time.Time, by actor.Actor) bool {
	loc := l.In()
	end := start.Add(minutes(svc.Minutes))
	day := civil.DateOf(start.In(loc))
	if _, away := p.ClosedOn(day, l.ID, v); away {
		return false
	}
	for _, w := range windows(hoursOf(p, v, l.ID), loc, day) {
		if start.Before(w.from) || end.After(w.to) {
			continue
		}
		if by.Kind != actor.Patient {
			return start.Unix()%int64(Cell/time.Second) == 0
		}
		return start.Sub(w.from)%minutes(p.Settings.SlotStep) == 0
	}
	return false
}

func minutes(n int) time.Duration { return time.Duration(n) * time.Minute }
