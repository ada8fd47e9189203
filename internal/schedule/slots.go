package schedule

import (
	"cmp"
	"context"
	"slices"
	"time"

	"bedside/internal/actor"
	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/patient"
	"bedside/internal/practice"
	"bedside/internal/tx"
)

// Query asks for free times.
type Query struct {
	Service  practice.ServiceID
	Provider practice.ProviderID // "" for any
	Location practice.LocationID // "" for any
	From, To civil.Date          // both included, by each location's calendar; at most 62 days

	Except   []time.Weekday // not on these
	After    civil.Clock    // not before this time of day
	Until    civil.Clock    // over by this time of day; 0 for none
	Language string         // of the provider, "" for any
	About    About          // whom it is for, as far as that is known
	Patient  patient.ID     // whom it is for, where they are known: then what is on record of them counts
	Fair     bool           // where several are free at one time and place, only whoever has the fewest visits that day
	Most     int            // so many at most, as different as they can be; 0 for all
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
// shown what the notice and horizon allow, staff everything from now on. Invalid with a [Field] where the service is
// not for the patient.
func (s *Scheduler) Slots(ctx context.Context, t tx.Tx, q Query) ([]Slot, error) {
	if err := t.By().Need(actor.Book); err != nil {
		return nil, err
	}
	if q.Patient != "" {
		if err := t.By().NeedFor(actor.SeePatients, string(q.Patient)); err != nil {
			return nil, err
		}
	}
	p, err := s.Practice.Get(ctx, t)
	if err != nil {
		return nil, err
	}
	r, err := s.rulesOf(ctx, t, p, q.Service, q.Patient, q.About)
	if err != nil {
		return nil, err
	}
	if q.To.Before(q.From) || q.From.DaysUntil(q.To) > longestSearch {
		return nil, fault.New(fault.Invalid, "schedule.Slots", "Please ask for at most 62 days at once.")
	}
	spots := r.spots(q.Provider, q.Location)
	if q.Language != "" {
		spots = slices.DeleteFunc(spots, func(o spot) bool { return !o.v.Speaks(q.Language) })
	}
	grid, err := s.survey(ctx, t, r, q, spots)
	if err != nil {
		return nil, err
	}
	var slots []Slot
	for _, o := range spots {
		if err := r.suits(q.From.At(720, o.l.In()), o.l); err != nil && r.suits(q.To.At(720, o.l.In()), o.l) != nil {
			return nil, err
		}
		for day := q.From; !q.To.Before(day); day = day.AddDays(1) {
			if slices.Contains(q.Except, day.Weekday()) {
				continue
			}
			for _, w := range r.windows(o, day) {
				for start := range r.starts(w) {
					end := start.Add(minutes(r.svc.Minutes))
					if !q.fits(start, end) {
						continue
					}
					if _, ok := r.assign(grid, o, start); ok {
						slots = append(slots, Slot{Provider: o.v.ID, Location: o.l.ID, Start: start, End: end})
					}
				}
			}
		}
	}
	if r.svc.Aged() {
		slots = slices.DeleteFunc(slots, func(f Slot) bool { l, _ := p.Location(f.Location); return r.suits(f.Start, l) != nil })
	}
	slots = byStart(slots)
	if q.Fair {
		slots = r.fair(grid, slots)
	}
	if q.Most > 0 {
		slots = Varied(slots, q.Most, func(f Slot) Slot { return f })
	}
	return slots, nil
}

// byStart puts the times in order, those of one start as they were. Numbers are sorted faster than times.
func byStart(slots []Slot) []Slot {
	type key struct {
		start int64
		n     int
	}
	keys := make([]key, len(slots))
	for n, f := range slots {
		keys[n] = key{f.Start.Unix(), n}
	}
	slices.SortFunc(keys, func(a, b key) int { return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(a.n, b.n)) })
	sorted := make([]Slot, len(slots))
	for n, k := range keys {
		sorted[n] = slots[k.n]
	}
	return sorted
}

// fits reports whether the time of day is asked for.
func (q Query) fits(start, end time.Time) bool {
	if q.After == 0 && q.Until == 0 {
		return true
	}
	from, to := civil.ClockOf(start), civil.ClockOf(end)
	return from >= q.After && (q.Until == 0 || to <= q.Until && civil.DateOf(end) == civil.DateOf(start)) // by the clock, which may be put back meanwhile
}

// survey reads what is given away in the days of the query, and where counts matter in the weeks around them.
func (s *Scheduler) survey(ctx context.Context, t tx.Tx, r rules, q Query, spots []spot) (*occupancy, error) {
	from, to := q.span(r.p)
	counted := slices.ContainsFunc(spots, func(o spot) bool { return q.Fair || o.v.MostDay > 0 || o.v.MostWeek > 0 })
	wideFrom, wideTo := from, to
	if counted {
		wideFrom, wideTo = from.AddDate(0, 0, -8), to.AddDate(0, 0, 8)
	}
	busy, err := s.Store.Busy(ctx, t, wideFrom, wideTo)
	if err != nil {
		return nil, err
	}
	o := newOccupancy(from.Add(-longestBuffer), to.Add(longestBuffer))
	o.add(busy)
	elsewhere, _, err := s.Store.Elsewhere(ctx, t, from.Add(-longestBuffer), to.Add(longestBuffer))
	if err != nil {
		return nil, err
	}
	for _, e := range elsewhere {
		o.mark(o.row(e.Resource), e.From, e.To)
	}
	for i := range spots {
		if v := spots[i].v; counted && o.days[v.ID] == nil {
			o.count(busy, v.ID, r.p.In(v))
		}
	}
	if len(r.svc.Needs) > 0 {
		cells, err := s.Store.Cells(ctx, t, resourcesOf(spots), from.Add(-longestBuffer), to.Add(longestBuffer))
		if err != nil {
			return nil, err
		}
		for _, c := range cells {
			o.mark(o.row(c.Resource), c.From, c.To)
		}
	}
	if r.svc.Seats > 1 {
		all, err := s.Store.Sessions(ctx, t, r.svc.ID, from, to, "")
		if err != nil {
			return nil, err
		}
		o.share(all)
	}
	o.look(spots)
	return o, nil
}

// longestBuffer is how long before and after a visit anything can be blocked for it.
const longestBuffer = 4 * time.Hour

func resourcesOf(spots []spot) []string {
	var all []string
	for _, o := range spots {
		for _, p := range o.pools {
			for _, i := range p.of {
				all = append(all, ofResource(i))
			}
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// fair keeps, of the sorted times, one at each start and place: with whoever has the fewest visits that day, then in the
// practice's order.
func (r rules) fair(o *occupancy, slots []Slot) []Slot {
	load := func(f Slot) int {
		v, _ := r.p.Provider(f.Provider)
		return o.days[f.Provider][civil.DateOf(f.Start.In(r.p.In(v)))]
	}
	var kept []Slot
	for i := 0; i < len(slots); {
		n := i + 1
		for n < len(slots) && slots[n].Start.Equal(slots[i].Start) {
			n++
		}
		same := slices.Clone(slots[i:n])
		slices.SortStableFunc(same, func(a, b Slot) int { return cmp.Compare(load(a), load(b)) })
		for k, f := range same {
			if !slices.ContainsFunc(same[:k], func(b Slot) bool { return b.Location == f.Location }) {
				kept = append(kept, f)
			}
		}
		i = n
	}
	return kept
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
