package schedule

import (
	"cmp"
	"context"
	"slices"
	"time"

	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/practice"
	"bedside/internal/tx"
)

const wallLayout = "2006-01-02T15:04"

// settle gives the visit its time by the rules, which Slots asks too: it checks that the time is offered, calls admit,
// takes the cells of the provider, who is chosen here if nobody was named, of the patient, a room and the resources, and
// fills in what follows. To a stranger every refusal of a taken time sounds the same, so that nobody learns when somebody
// else has a visit.
func (s *Scheduler) settle(ctx context.Context, t tx.Tx, a *Appointment, r rules, admit func() error) error {
	var open []spot
	refused := fault.New(fault.Invalid, "schedule.settle", "This provider does not offer that visit there. Please choose again.")
	if a.Location == "" {
		return refused
	}
	for _, o := range r.spots(a.Provider, a.Location) {
		if err := r.offers(o, a.Start); err != nil {
			refused = err
			continue
		}
		open = append(open, o)
	}
	if len(open) == 0 {
		return refused
	}
	if err := r.suits(a.Start, open[0].l); err != nil {
		return err
	}
	if err := admit(); err != nil {
		return err
	}
	grid, err := s.glance(ctx, t, r, a, open)
	if err != nil {
		return err
	}
	slices.SortStableFunc(open, func(x, y spot) int { return cmp.Compare(grid.load(r, x.v, a.Start), grid.load(r, y.v, a.Start)) })
	for _, o := range open {
		g, ok := r.assign(grid, o, a.Start)
		if !ok {
			continue
		}
		a.Provider, a.Location, a.Start = o.v.ID, o.l.ID, a.Start.In(o.l.In())
		a.End, a.Before = a.Start.Add(minutes(r.svc.Minutes)), minutes(r.svc.Before)
		a.Blocked = a.End.Add(minutes(r.svc.Buffer))
		a.Zone, a.Wall = o.l.Zone, a.Start.Format(wallLayout)
		a.Room, a.Resources, a.Lane = g.room, g.resources, g.lane
		return s.occupy(ctx, t, *a)
	}
	return r.taken(grid, open[0], a.Start)
}

// glance reads of the cells that the visit wants which are given away, and where it matters how many visits there are.
func (s *Scheduler) glance(ctx context.Context, t tx.Tx, r rules, a *Appointment, spots []spot) (*occupancy, error) {
	from, to := r.blocked(a.Start)
	o := newOccupancy(from, to)
	var all []string
	for _, p := range spots {
		all = append(all, p.who)
		for _, room := range p.rooms {
			all = append(all, ofRoom(room))
		}
	}
	all = append(all, resourcesOf(spots)...)
	slices.Sort(all)
	var err error
	if o.lanes, err = s.Store.Taken(ctx, t, slices.Compact(all), from, to); err != nil {
		return nil, err
	}
	for resource := range o.lanes {
		o.mark(o.row(resource), from, to)
	}
	o.look(spots)
	if r.svc.Seats > 1 {
		shared, err := s.Store.Sessions(ctx, t, r.svc.ID, a.Start, a.Start.Add(time.Second), a.ID)
		if err != nil {
			return nil, err
		}
		o.share(shared)
	}
	if len(spots) > 1 || !r.over && (spots[0].v.MostDay > 0 || spots[0].v.MostWeek > 0) {
		busy, err := s.Store.Busy(ctx, t, a.Start.AddDate(0, 0, -8), a.Start.AddDate(0, 0, 8))
		if err != nil {
			return nil, err
		}
		if own, err := s.Store.Get(ctx, t, a.ID); err == nil { // it does not count itself when it moves
			busy = slices.DeleteFunc(busy, func(b Busy) bool { return b.Provider == own.Provider && b.Lane == own.Lane && b.Start.Equal(own.Start) })
		} else if !fault.Is(err, fault.NotFound) {
			return nil, err
		}
		for _, p := range spots {
			o.count(busy, p.v.ID, r.p.In(p.v))
		}
	}
	return o, nil
}

// load is how many visits the provider has on the start's day.
func (o *occupancy) load(r rules, v practice.Provider, start time.Time) int {
	return o.days[v.ID][civil.DateOf(start.In(r.p.In(v)))]
}

// taken says why the start cannot be had at the spot.
func (r rules) taken(o *occupancy, s spot, start time.Time) error {
	from, to := r.blocked(start)
	switch {
	case !r.staff || o.any(s.who, from, to):
		return errTaken()
	case o.full(r, s.v, start):
		return fault.New(fault.Conflict, "schedule.settle", s.v.Name()+" has as many visits then as they take. Choose another day, or overbook with a reason.")
	case len(s.rooms) > 0 && !slices.ContainsFunc(s.rooms, func(i practice.RoomID) bool { return !o.any(ofRoom(i), from, to) && r.has(s, string(i), start) }):
		return fault.New(fault.Conflict, "schedule.settle", "No room is free at that time.")
	}
	return fault.New(fault.Conflict, "schedule.settle", "What the visit needs is not free at that time.")
}

// occupy takes the cells of the visit.
func (s *Scheduler) occupy(ctx context.Context, t tx.Tx, a Appointment) error {
	spans := a.spans()
	if a.Patient != "" {
		theirs, err := s.Store.Taken(ctx, t, []string{ofPatient(a.Patient)}, a.Start, a.End)
		switch {
		case err != nil:
			return err
		case len(theirs) > 0 && t.By().Outside():
			return errTaken()
		case len(theirs) > 0:
			return fault.New(fault.Conflict, "schedule.occupy", "The patient already has a visit at that time.")
		}
	}
	ok, err := s.Store.Occupy(ctx, t, a.ID, spans...)
	if err == nil && !ok {
		err = errTaken()
	}
	return err
}

// spans are what the visit occupies. What blocks provider, room and resources before and after is not the patient's.
func (a Appointment) spans() []Span {
	spans := []Span{{ofProvider(a.Provider), a.Lane, a.From(), a.Blocked}}
	if a.Patient != "" {
		spans = append(spans, Span{ofPatient(a.Patient), 0, a.Start, a.End})
	}
	if a.Room != "" {
		spans = append(spans, Span{ofRoom(a.Room), a.Lane, a.From(), a.Blocked})
	}
	for _, i := range a.Resources {
		spans = append(spans, Span{ofResource(i), a.Lane, a.From(), a.Blocked})
	}
	return spans
}

// Overlaps counts the pairs of visits that block the same lane of a provider or of a room at the same time. It must be 0.
func Overlaps(busy []Busy) int {
	busy = slices.SortedFunc(slices.Values(busy), func(a, b Busy) int { return a.From.Compare(b.From) })
	count := 0
	last := map[string][]Busy{}
	for _, b := range busy {
		for _, resource := range []string{ofProvider(b.Provider), ofRoom(b.Room)} {
			if b.Room == "" && resource == ofRoom("") {
				continue
			}
			resource += " " + itoa(b.Lane)
			open := last[resource][:0]
			for _, o := range last[resource] {
				if o.To.After(b.From) {
					count++
					open = append(open, o)
				}
			}
			last[resource] = append(open, b)
		}
	}
	return count
}
