package schedule

import (
	"math/bits"
	"slices"
	"strconv"
	"time"

	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/practice"
	"bedside/internal/tx"
)

// rules decide for one actor, service and patient which times may be had and what a visit then takes. A search asks them
// about every start, a booking about one; nothing else decides.
type rules struct {
	p        *practice.Practice
	svc      practice.Service
	about    About
	staff    bool
	over     bool // staff overbook: hours, limits, reserved times and what is taken do not bind
	now      time.Time
	earliest time.Time
	latest   time.Time
}

// rulesFor returns the rules if the actor may be offered the service: a stranger nothing before the practice is live.
func rulesFor(p *practice.Practice, i practice.ServiceID, t tx.Tx, a About) (rules, error) {
	svc, ok := p.Service(i)
	stranger := t.By().Outside()
	if !ok || !svc.Active || stranger && (!svc.Online || !p.Settings.Live) {
		return rules{}, fault.New(fault.NotFound, "schedule.rulesFor", "This kind of visit cannot be booked here. Please choose another or call us.")
	}
	r := rules{p: p, svc: svc, about: a, staff: !stranger, now: t.Now(), earliest: t.Now(), latest: t.Now().AddDate(2, 0, 0)}
	if stranger {
		notice, horizon := p.Settings.Ahead(svc)
		r.earliest, r.latest = t.Now().Add(notice), t.Now().AddDate(0, 0, horizon)
	}
	return r, nil
}

// spot is a provider at a location, with the rooms and pools from which a visit there takes.
type spot struct {
	v     practice.Provider
	l     practice.Location
	who   string
	rooms []practice.RoomID
	pools []pool
	work  practice.Shifts
	there map[string]practice.There // of the rooms and resources that are not always there

	whose    row   // what the provider has given away; found by [occupancy.look]
	roomRows []row // as of the rooms
}

type pool struct {
	of   []practice.ResourceID
	rows []row
	need int
}

// spots lists who may give the visit where; "" is anyone and anywhere. A location that lacks what the service needs is
// none of them.
func (r rules) spots(who practice.ProviderID, where practice.LocationID) []spot {
	var all []spot
	for _, l := range r.p.Locations {
		if !l.Active || where != "" && l.ID != where {
			continue
		}
		s := spot{l: l, rooms: roomsFor(r.svc, l), there: sometimes(l)}
		short := false
		for _, n := range r.svc.Needs {
			of := l.Pool(n.Pool)
			short = short || len(of) < n.Count
			s.pools = append(s.pools, pool{of: of, need: n.Count})
		}
		if short && !r.over {
			continue
		}
		for _, v := range r.p.Providers {
			if v.Active && v.Offers(r.svc.ID) && (who == "" || v.ID == who) {
				s.v, s.who, s.work = v, ofProvider(v.ID), r.p.Shifts(l.ID, v.ID)
				all = append(all, s)
			}
		}
	}
	return all
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

// sometimes are the rooms and resources that are not always at the location.
func sometimes(l practice.Location) map[string]practice.There {
	all := map[string]practice.There{}
	for _, r := range l.Rooms {
		if !r.There.Always() {
			all[string(r.ID)] = r.There
		}
	}
	for _, r := range l.Resources {
		if !r.There.Always() {
			all[string(r.ID)] = r.There
		}
	}
	return all
}

// has reports whether the room or the resource is at the spot during a visit of the service that starts then.
func (r rules) has(s spot, what string, start time.Time) bool {
	h, limited := s.there[what]
	if !limited {
		return true
	}
	start = start.In(s.l.In())
	return h.During(start, start.Add(minutes(r.svc.Minutes)))
}

// window is a stretch of one day in which a provider sees patients at a location, and what of it is kept back.
type window struct {
	from, to time.Time
	kept     []kept
}

type kept struct {
	from, to, opens time.Time
	ours            bool // the service may use it once it is open
	name            string
}

// windows returns the work of the day, by the wall clock of the location: on the two days when it jumps a window is an
// hour shorter or longer, and nobody is booked at a wrong time.
func (r rules) windows(s spot, day civil.Date) []window {
	if !r.licensed(s.v.ID, day) {
		return nil
	}
	loc := s.l.In()
	var reserved []kept
	for _, k := range r.p.Reserved {
		if k.Provider == s.v.ID && k.Location == s.l.ID && k.Weekday == day.Weekday() {
			ours := len(k.Services) == 0 || slices.Contains(k.Services, r.svc.ID)
			reserved = append(reserved, kept{day.At(k.When.From, loc), day.At(k.When.To, loc), k.Opens(day, loc), ours, k.Name})
		}
	}
	var ws []window
	for _, w := range s.work.On(day) {
		ws = append(ws, window{day.At(w.From, loc), day.At(w.To, loc), reserved})
	}
	return ws
}

// starts yields the starts that are offered in the window.
func (r rules) starts(w window) func(func(time.Time) bool) {
	b := r.bounds(w)
	return func(yield func(time.Time) bool) {
		for at := b.from; at <= b.last; at += b.step {
			if !b.hold(at) {
				continue
			}
			if start := w.from.Add(time.Duration(at-b.from) * time.Second); !r.keptBack(w, start) && !yield(start) {
				return
			}
		}
	}
}

// bounds are what a window and the clock allow a start, in seconds since 1970: a search asks them more often than
// anything else.
type bounds struct {
	from, last       int64 // the first start in the window and the last
	earliest, latest int64
	step, grain      int64 // starts lie so far from one another, and on whole grains
}

func (r rules) bounds(w window) bounds {
	b := bounds{from: w.from.Unix(), last: w.to.Unix() - int64(r.svc.Minutes)*60, earliest: r.earliest.Add(time.Second - 1).Unix(), latest: r.latest.Unix(),
		step: int64(r.p.Settings.SlotStep) * 60}
	if r.staff {
		b.grain = int64(Cell / time.Second)
	}
	return b
}

func (b bounds) hold(start int64) bool {
	if start < b.from || start > b.last || start < b.earliest || start > b.latest {
		return false
	}
	if b.grain > 0 {
		return start%b.grain == 0
	}
	return (start-b.from)%b.step == 0
}

// within reports whether a start that lies in the window may be had: in time, on a step, and not kept back. Staff may
// also begin between two steps, on any cell.
func (r rules) within(w window, start time.Time) bool {
	return r.bounds(w).hold(start.Unix()) && !r.keptBack(w, start)
}

func (r rules) keptBack(w window, start time.Time) bool {
	if len(w.kept) == 0 {
		return false
	}
	end := start.Add(minutes(r.svc.Minutes))
	return slices.ContainsFunc(w.kept, func(k kept) bool { return k.against(r.now, start, end) })
}

func (k kept) against(now, start, end time.Time) bool {
	return start.Before(k.to) && k.from.Before(end) && (!k.ours || now.Before(k.opens))
}

// offers says why a start is not offered at the spot, or nil. It is [rules.within] with words.
func (r rules) offers(s spot, start time.Time) error {
	if start.Before(r.now) || start.Unix()%int64(Cell/time.Second) != 0 {
		return notOffered("")
	}
	day := civil.DateOf(start.In(s.l.In()))
	if !r.licensed(s.v.ID, day) {
		return r.unlicensed()
	}
	if r.over {
		return nil
	}
	end := start.Add(minutes(r.svc.Minutes))
	for _, w := range r.windows(s, day) {
		if r.within(w, start) {
			return nil
		}
		for _, k := range w.kept {
			if r.staff && k.against(r.now, start, end) {
				return notOffered("This time is kept for “" + k.name + "”. It can be overbooked with a reason.")
			}
		}
	}
	if c, closed := r.p.ClosedOn(day, s.l.ID, s.v.ID); closed && r.staff {
		return notOffered("Nobody works then: " + c.Name + ".")
	}
	return notOffered("")
}

func (r rules) unlicensed() error {
	return about("State", "This provider is not licensed in "+r.about.State+". Please choose somebody else, or a visit at one of our offices.")
}

func notOffered(sentence string) error {
	if sentence == "" {
		sentence = "This time is not offered. Please choose another."
	}
	return fault.New(fault.Invalid, "schedule.offers", sentence)
}

// blocked is how long provider, room and resources are taken by a visit that starts then.
func (r rules) blocked(start time.Time) (from, to time.Time) {
	return start.Add(-minutes(r.svc.Before)), start.Add(minutes(r.svc.Minutes + r.svc.Buffer))
}

// given is what a visit takes beside its provider's time.
type given struct {
	room      practice.RoomID
	resources []practice.ResourceID
	lane      int
	shared    bool // others are in the visit already
}

// lane numbers below overLane are seats; what is overbooked has those from there on, to the one before [laneElsewhere].
const overLane = 32

// assign returns what a visit takes, or false if it is not to be had. When staff overbook, it takes what is free.
func (r rules) assign(o *occupancy, s spot, start time.Time) (g given, ok bool) {
	if r.svc.Seats > 1 {
		if shared, there := o.shared[session{s.v.ID, s.l.ID, start.Unix()}]; there && r.whole(shared.Session, s) {
			g = given{shared.Room, shared.Resources, bits.TrailingZeros64(^shared.lanes), true}
			if g.lane < r.svc.Seats {
				return g, true
			}
		}
	}
	from, to := r.blocked(start)
	busy := o.taken(s.whose, from, to)
	if !r.over && (busy || o.full(r, s.v, start)) {
		return given{}, false
	}
	if g = (given{}); busy {
		g.lane = overLane + bits.TrailingZeros64(^(o.lanes[s.who] >> overLane))
		if g.lane >= laneElsewhere {
			return g, false
		}
	}
	for i, room := range s.rooms {
		if !o.taken(s.roomRows[i], from, to) && r.has(s, string(room), start) {
			g.room = room
			break
		}
	}
	if len(s.rooms) > 0 && g.room == "" && !r.over {
		return g, false
	}
	for _, p := range s.pools {
		left := p.need
		for i := 0; i < len(p.of) && left > 0; i++ {
			if !o.taken(p.rows[i], from, to) && r.has(s, string(p.of[i]), start) {
				g.resources = append(g.resources, p.of[i])
				left--
			}
		}
		if left > 0 && !r.over {
			return g, false
		}
	}
	return g, true
}

// whole reports whether a visit that several share has what it needs: one that staff overbooked may not, and nobody else
// is put into it.
func (r rules) whole(shared Session, s spot) bool {
	needs := 0
	for _, n := range r.svc.Needs {
		needs += n.Count
	}
	return len(shared.Resources) >= needs && (shared.Room != "" || len(s.rooms) == 0)
}

func minutes(n int) time.Duration { return time.Duration(n) * time.Minute }

func itoa(n int) string { return strconv.Itoa(n) }
