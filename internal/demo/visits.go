package demo

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"time"

	"bedside/internal/civil"
	"bedside/internal/practice"
	"bedside/internal/schedule"
)

// usual is how often a service is asked for and what people say it is about.
type usual struct {
	weight  int
	reasons []string
	child   []string // what is said of children, if that differs
	who     func(r resident, day civil.Date) bool
}

func anybody(resident, civil.Date) bool       { return true }
func grownUp(r resident, day civil.Date) bool { return r.age(day) >= 18 }
func between(from, to int) func(resident, civil.Date) bool {
	return func(r resident, day civil.Date) bool { return r.age(day) >= from && r.age(day) <= to }
}

const sameDay = "Same-day visit"

var asked = map[string]usual{
	"Office visit":         {30, []string{"Cough for two weeks", "Lower back pain", "Rash on both arms", "Headaches in the afternoon", "Trouble sleeping", "Knee hurts on stairs", "Heartburn", "Tired all the time", "Follow-up"}, []string{"Cough for two weeks", "Rash on both arms", "Tummy aches", "Trouble sleeping", "Follow-up"}, anybody},
	sameDay:                {14, []string{"Sore throat since yesterday", "Ear ache", "Fever", "Twisted ankle", "Burning when passing water", "Pink eye", "Cut on the hand"}, []string{"Sore throat since yesterday", "Ear ache", "Fever", "Twisted ankle", "Pink eye"}, anybody},
	"New patient visit":    {6, []string{"Just moved here", "Looking for a new doctor"}, nil, anybody},
	"Annual physical":      {10, []string{"Yearly check", ""}, nil, grownUp},
	"Well-child visit":     {26, []string{"Yearly check", "School form", "Sports form"}, nil, between(0, 17)},
	"Women’s health visit": {12, []string{"Yearly exam", "A question", ""}, nil, func(r resident, day civil.Date) bool { return r.woman && r.age(day) >= 16 }},
	"Diabetes follow-up":   {10, []string{"Three-month check", "New meter"}, nil, between(35, 120)},
	"Blood pressure check": {9, []string{"New medicine", "Check"}, nil, between(40, 120)},
	"Vaccination":          {12, []string{"Flu shot", "Tetanus booster", "Shingles, second dose"}, []string{"Flu shot", "School shots"}, anybody},
	"Video visit":          {16, []string{"Talk about test results", "Medicine question", "Allergies are back", "Not sleeping", "Follow-up"}, []string{"Allergies are back", "Rash", "Follow-up"}, anybody},
	"Joint injection":      {5, []string{"Knee", "Shoulder"}, nil, between(40, 120)},
	"Minor procedure":      {4, []string{"Mole on the back", "Ingrown nail", "Stitches out"}, nil, between(12, 120)},
}

// treats says whom a provider sees, as their limits on the site do.
func treats(provider string) func(resident, civil.Date) bool {
	switch provider {
	case "Tomás Herrera":
		return between(0, 18)
	case "Ines Marlow":
		return between(2, 120)
	case "Lena Kowalczyk":
		return between(12, 120)
	case "Kwame Osei":
		return grownUp
	}
	return anybody
}

// fullness is the chance that a free start is taken, by days from today: the past is busy, the far future open.
func fullness(days int) float64 {
	switch {
	case days <= 0:
		return 0.72
	case days <= 7:
		return 0.56
	case days <= 14:
		return 0.36
	}
	return 0.2
}

// diary fills the calendar.
type diary struct {
	r      *rand.Rand
	now    time.Time
	today  civil.Date
	file   practice.File
	town   []resident
	seen   map[string]bool      // who comes on which day: one visit a day each
	rooms  map[string]time.Time // until when a room is taken; days are filled hour by hour
	visits []Visit
}

// opening is a stretch in which a provider sees patients.
type opening struct {
	provider practice.FileProvider
	location practice.FileLocation
	from, to time.Time
}

// fill walks day by day and, within a day, in the order of time, so that rooms are given out as they become free.
func (d *diary) fill() ([]Visit, error) {
	for n := -behind; n <= ahead; n++ {
		openings, err := d.openings(d.today.AddDays(n))
		if err != nil {
			return nil, err
		}
		for len(openings) > 0 {
			slices.SortStableFunc(openings, func(a, b opening) int { return a.from.Compare(b.from) })
			o := &openings[0]
			o.from = d.next(*o, n)
			if !o.from.Before(o.to) {
				openings = openings[1:]
			}
		}
	}
	slices.SortStableFunc(d.visits, func(a, b Visit) int { return a.Start.Compare(b.Start) })
	return d.visits, nil
}

// openings lists where work is done on a day, breaks and closures left out.
func (d *diary) openings(day civil.Date) ([]opening, error) {
	var all []opening
	for _, h := range d.file.Hours {
		provider := d.file.Providers[slices.IndexFunc(d.file.Providers, func(p practice.FileProvider) bool { return p.Given+" "+p.Family == h.Provider })]
		location := d.file.Locations[slices.IndexFunc(d.file.Locations, func(l practice.FileLocation) bool { return l.Name == h.Location })]
		zone, err := civil.Zone(location.Zone)
		if err != nil {
			return nil, err
		}
		if d.closed(h, day) {
			continue
		}
		week, err := h.Week()
		if err != nil {
			return nil, err
		}
		for _, w := range practice.Open(week, day.Weekday()) {
			all = append(all, opening{provider, location, day.At(w.From, zone), day.At(w.To, zone)})
		}
	}
	return all, nil
}

func (d *diary) closed(h practice.FileHours, day civil.Date) bool {
	return slices.ContainsFunc(d.file.Closures, func(c practice.FileClosure) bool {
		here := (c.Location == "" || c.Location == h.Location) && (c.Provider == "" || c.Provider == h.Provider)
		return here && c.From <= day.String() && day.String() <= c.To // dates in this form sort as text
	})
}

// next books the start of the opening or leaves it free, and returns the start after it.
func (d *diary) next(o opening, days int) time.Time {
	free := o.from.Add(time.Duration(d.file.Practice.SlotStep) * time.Minute)
	if d.r.Float64() >= fullness(days) {
		return free
	}
	service, ok := d.service(o, days)
	if !ok {
		return free
	}
	day := civil.DateOf(o.from)
	who, ok := d.patient(o, service, day)
	room, roomFree := d.room(o, service)
	if !ok || !roomFree {
		return free
	}
	v := Visit{Patient: who, Provider: o.provider.Given + " " + o.provider.Family, Location: o.location.Name, Room: room, Service: service.Name,
		Start: o.from, End: o.from.Add(time.Duration(service.Minutes) * time.Minute)}
	v.Blocked = v.End.Add(time.Duration(service.Buffer) * time.Minute)
	reasons := asked[service.Name].reasons
	if child := asked[service.Name].child; child != nil && d.town[who].age(day) < 18 {
		reasons = child
	}
	v.Reason = reasons[d.r.IntN(len(reasons))]
	d.outcome(&v)
	d.visits = append(d.visits, v)
	d.seen[seenKey(who, day)] = true
	if v.Status == schedule.Cancelled {
		return v.Start // somebody else may have it
	}
	if room != "" {
		d.rooms[o.location.Name+room] = v.Blocked
	}
	return v.Blocked
}

// service chooses one that the provider offers, that fits before the opening ends and that is asked for so long ahead.
func (d *diary) service(o opening, days int) (practice.FileService, bool) {
	var fit []practice.FileService
	sum := 0
	for _, s := range d.file.Services {
		blocked := o.from.Add(time.Duration(s.Minutes+s.Buffer) * time.Minute)
		if slices.Contains(o.provider.Services, s.Name) && !blocked.After(o.to) && (s.Name != sameDay || days <= 0) {
			fit = append(fit, s)
			sum += asked[s.Name].weight
		}
	}
	if len(fit) == 0 {
		return practice.FileService{}, false
	}
	n := d.r.IntN(sum)
	for _, s := range fit {
		if n -= asked[s.Name].weight; n < 0 {
			return s, true
		}
	}
	return fit[0], true
}

// patient draws until somebody suits; near the other location live fewer who come.
func (d *diary) patient(o opening, s practice.FileService, day civil.Date) (int, bool) {
	for range 60 {
		i := d.r.IntN(len(d.town))
		p := d.town[i]
		far := p.pond != (o.location.Name == "Mill Pond") && !s.Telehealth
		suits := treats(o.provider.Given+" "+o.provider.Family)(p, day) && asked[s.Name].who(p, day)
		if suits && !d.seen[seenKey(i, day)] && (!far || d.r.IntN(10) == 0) {
			return i, true
		}
	}
	return 0, false
}

func seenKey(who int, day civil.Date) string { return day.String() + " " + strconv.Itoa(who) }

// room returns the first that is free, "" for a video visit.
func (d *diary) room(o opening, s practice.FileService) (string, bool) {
	if s.Telehealth {
		return "", true
	}
	for _, name := range o.location.Rooms {
		if !d.rooms[o.location.Name+name].After(o.from) {
			return name, true
		}
	}
	return "", false
}

// outcome draws how the visit was booked and what became of it. The draws are the same at every hour of the day.
func (d *diary) outcome(v *Visit) {
	lead := time.Duration(2*60+d.r.IntN(20*24*60)) * time.Minute
	if v.Service == sameDay {
		lead = time.Duration(60+d.r.IntN(9*60)) * time.Minute
	}
	chance, at := d.r.IntN(100), 0.2+0.7*d.r.Float64()
	v.Channel = []string{"site", "site", "console", "console", "console"}[d.r.IntN(5)]
	dawn := d.today.At(civil.NewClock(6, 0), v.Start.Location())
	if d.now.Before(dawn) {
		dawn = d.now
	}
	v.Created = v.Start.Add(-lead)
	if !v.Created.Before(dawn) { // whoever comes later than today has booked before today
		v.Created = dawn.Add(-lead)
	}
	if v.Created = v.Created.Truncate(time.Minute); v.Channel == "console" {
		v.Created = officeHour(v.Created, v.Start)
	}
	v.Changed, v.Status = v.Created, schedule.Booked
	over := !v.End.After(d.now)
	switch {
	case chance < 6:
		v.Status, v.Why = schedule.Cancelled, []string{"patient", "patient", "practice"}[chance%3]
		end := v.Start
		if dawn.Before(end) {
			end = dawn
		}
		v.Changed = v.Created.Add(time.Duration(float64(end.Sub(v.Created)) * at)).Truncate(time.Minute)
	case over && chance < 11:
		v.Status, v.Changed = schedule.NoShow, v.End
	case over:
		v.Status, v.Changed = schedule.Fulfilled, v.End
	}
}

// officeHour moves a booking by the front desk to when somebody was there, before the visit.
func officeHour(at, visit time.Time) time.Time {
	day := civil.DateOf(at)
	hour := civil.NewClock(8, 0) + civil.ClockOf(at)%civil.NewClock(9, 0)
	for moved := day.At(hour, at.Location()); ; moved = day.At(hour, at.Location()) {
		if !moved.After(at) && moved.Before(visit) {
			return moved
		}
		day = day.AddDays(-1)
	}
}
