package schedule

import (
	"slices"
	"time"

	"bedside/internal/civil"
	"bedside/internal/practice"
)

// occupancy knows what of a stretch of time is given away, one bit a cell of every resource. A search fills it from the
// book, a booking from the cells that it wants.
type occupancy struct {
	base, cells int64 // the first cell, and how many
	rows        map[string]row
	lanes       map[string]uint64 // which lanes of a resource are taken anywhere in the stretch; for a booking only
	shared      map[session]sharing
	days        map[practice.ProviderID]map[civil.Date]int // visits a day, by the provider's calendar
	weeks       map[practice.ProviderID]map[civil.Date]int // visits a week, by its Monday
}

type row []uint64

// session is one visit that several patients share.
type session struct {
	v     practice.ProviderID
	l     practice.LocationID
	start int64
}

// sharing is what the patients of a session share, and which seats are taken.
type sharing struct {
	Session
	lanes uint64
}

func newOccupancy(from, to time.Time) *occupancy {
	o := &occupancy{base: cellOf(from), rows: map[string]row{}, lanes: map[string]uint64{}, shared: map[session]sharing{},
		days: map[practice.ProviderID]map[civil.Date]int{}, weeks: map[practice.ProviderID]map[civil.Date]int{}}
	o.cells = cellUp(to) - o.base
	return o
}

// add marks what the visits block.
func (o *occupancy) add(busy []Busy) {
	var who practice.ProviderID
	var r row
	rooms := map[practice.RoomID]row{}
	for _, b := range busy {
		if b.Provider != who || r == nil {
			who, r = b.Provider, o.row(ofProvider(b.Provider))
		}
		o.mark(r, b.From, b.To)
		if b.Room != "" {
			if rooms[b.Room] == nil {
				rooms[b.Room] = o.row(ofRoom(b.Room))
			}
			o.mark(rooms[b.Room], b.From, b.To)
		}
	}
}

// count counts the visits by the provider's calendar: patients who share one are one visit.
func (o *occupancy) count(busy []Busy, v practice.ProviderID, loc *time.Location) {
	type one struct{ start, lane int64 }
	seen, days, weeks := map[one]bool{}, map[civil.Date]int{}, map[civil.Date]int{}
	for _, b := range busy {
		k := one{b.Start.Unix(), 0}
		if b.Lane >= overLane {
			k.lane = int64(b.Lane)
		}
		if b.Provider != v || seen[k] {
			continue
		}
		seen[k] = true
		d := civil.DateOf(b.Start.In(loc))
		days[d]++
		weeks[d.Monday()]++
	}
	o.days[v], o.weeks[v] = days, weeks
}

// share notes who is in which visit that several patients share. What was overbooked beside one is a visit by itself.
func (o *occupancy) share(all []Session) {
	for _, s := range all {
		if s.Lane >= overLane {
			continue
		}
		k := session{s.Provider, s.Location, s.Start.Unix()}
		o.shared[k] = sharing{s, o.shared[k].lanes | 1<<s.Lane}
	}
}

// full reports whether the provider has as many visits in the start's day or week as they take.
func (o *occupancy) full(r rules, v practice.Provider, start time.Time) bool {
	if v.MostDay == 0 && v.MostWeek == 0 {
		return false
	}
	d := civil.DateOf(start.In(r.p.In(v)))
	return v.MostDay > 0 && o.days[v.ID][d] >= v.MostDay || v.MostWeek > 0 && o.weeks[v.ID][d.Monday()] >= v.MostWeek
}

func (o *occupancy) row(resource string) row {
	r := o.rows[resource]
	if r == nil {
		r = make(row, (o.cells+63)/64)
		o.rows[resource] = r
	}
	return r
}

func (o *occupancy) mark(r row, from, to time.Time) {
	for c := max(cellOf(from)-o.base, 0); c < min(cellUp(to)-o.base, o.cells); c++ {
		r[c/64] |= 1 << (c % 64)
	}
}

// any reports whether a cell of the resource in [from, to) is taken.
func (o *occupancy) any(resource string, from, to time.Time) bool {
	return o.taken(o.rows[resource], from, to)
}

// look finds what the spots have given away, once for many questions.
func (o *occupancy) look(spots []spot) {
	for i := range spots {
		s := &spots[i]
		s.whose, s.roomRows = o.rows[s.who], make([]row, len(s.rooms))
		for k, room := range s.rooms {
			s.roomRows[k] = o.rows[ofRoom(room)]
		}
		s.pools = slices.Clone(s.pools)
		for k := range s.pools {
			p := &s.pools[k]
			p.rows = make([]row, len(p.of))
			for n, resource := range p.of {
				p.rows[n] = o.rows[ofResource(resource)]
			}
		}
	}
}

// taken reports whether a cell of the row in [from, to) is taken.
func (o *occupancy) taken(r row, from, to time.Time) bool {
	if r == nil {
		return false
	}
	for c := max(cellOf(from)-o.base, 0); c < min(cellUp(to)-o.base, o.cells); c++ {
		if r[c/64]&(1<<(c%64)) != 0 {
			return true
		}
	}
	return false
}

func cellOf(t time.Time) int64 { return t.Unix() / int64(Cell/time.Second) }
func cellUp(t time.Time) int64 { return cellOf(t.Add(Cell - time.Second)) }
