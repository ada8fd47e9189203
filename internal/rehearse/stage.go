package rehearse

import (
	"context"
	"slices"
	"time"

	"bedside/internal/actor"
	"bedside/internal/civil"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/tx"
)

// stage is a house that is ready for one run.
type stage struct {
	h      *House
	cast   cast
	caller person
	mine   []schedule.Appointment // the caller's visits that are on file, first the next
	others []schedule.Appointment // somebody else's
	files  int                    // patients on file
}

// openingHour is where the clock stands in a scenario in opening hours, by the practice's zone: the first of these at
// which it is open.
var openingHours = []civil.Clock{civil.NewClock(10, 0), civil.NewClock(9, 30), civil.NewClock(11, 0), civil.NewClock(13, 30), civil.NewClock(15, 0), civil.NewClock(8, 30), civil.NewClock(17, 30)}

// closedHours are the same for one after hours.
var closedHours = []civil.Clock{civil.NewClock(21, 30), civil.NewClock(22, 45), civil.NewClock(4, 30)}

// standing is where the clock stands: on the first working day from at on. False if the practice is never open, or
// never closed.
func standing(p *practice.Practice, at time.Time, which string) (time.Time, bool) {
	zone, err := civil.Zone(p.Settings.Zone)
	if err != nil {
		return time.Time{}, false
	}
	hours, open := openingHours, true
	if which == "closed" {
		hours, open = closedHours, false
	}
	today := civil.DateOf(at.In(zone))
	for n := range 14 {
		d := today.AddDays(n)
		if !slices.ContainsFunc(p.Locations, func(l practice.Location) bool { return len(p.OpenOn(l.ID, d)) > 0 }) {
			continue
		}
		for _, c := range hours {
			if t := d.At(c, zone); p.OpenAt(t) == open {
				return t, true
			}
		}
	}
	return time.Time{}, false
}

// set puts the people on file, with their visits.
func (s *stage) set(ctx context.Context, who string, other person) error {
	if who != "known" && who != "known twice" {
		return nil
	}
	return s.h.DB.Do(ctx, actor.System(), func(t tx.Tx) error {
		slots, err := s.h.Visits.Slots(ctx, t, schedule.Query{Service: practice.ServiceID(s.cast["service"].fact), From: civil.DateOf(t.Now()).AddDays(2), To: civil.DateOf(t.Now()).AddDays(searched)})
		if err != nil {
			return err
		}
		taken := []string{s.cast["day"].fact, s.cast["day2"].fact, s.cast["week"].fact}
		free := slices.DeleteFunc(slots, func(x schedule.Slot) bool {
			return x.Start.Hour() < 8 || x.Start.Hour() > 16 || slices.Contains(taken, civil.DateOf(x.Start).String())
		})
		n := 1
		if who == "known twice" {
			n = 2
		}
		s.mine, s.others, s.files = nil, nil, 0
		mine, free, err := s.admit(ctx, t, s.caller, n, free)
		if err != nil {
			return err
		}
		others, _, err := s.admit(ctx, t, other, 1, free)
		if err != nil {
			return err
		}
		s.mine, s.others = mine, others
		for i, a := range mine {
			s.name([]string{"visit", "visit2"}[i], a)
		}
		for _, a := range others {
			s.name("other.visit", a)
		}
		s.cast.put("other.name", other.Given+" "+other.Family)
		s.cast.put("other.birth", tongues[other.Language].birth(other.born()))
		return nil
	})
}

// admit puts somebody on file with so many visits, each on a day of its own, and returns the times that are left.
func (s *stage) admit(ctx context.Context, t tx.Tx, p person, n int, free []schedule.Slot) ([]schedule.Appointment, []schedule.Slot, error) {
	i, err := s.h.Patients.Add(ctx, t, patient.Patient{Name: p.name(), Birth: phi.NewBirthDate(p.born()), Contacts: []patient.Contact{{Kind: patient.Phone, Value: phi.NewText(p.Phone)}}})
	if err != nil {
		return nil, nil, err
	}
	s.files++
	var all []schedule.Appointment
	for len(all) < n && len(free) > 0 {
		at := free[0]
		a, err := s.h.Visits.BookIn(ctx, t, schedule.Request{Patient: i, Provider: at.Provider, Location: at.Location, Service: practice.ServiceID(s.cast["service"].fact), Start: at.Start, Channel: "console"})
		if err != nil {
			return nil, nil, err
		}
		all = append(all, a)
		day := civil.DateOf(at.Start)
		free = slices.DeleteFunc(free, func(x schedule.Slot) bool { return civil.DateOf(x.Start) == day })
	}
	return all, free, nil
}

// name makes placeholders of a visit: {visit} is its day.
func (s *stage) name(key string, a schedule.Appointment) {
	l, _ := s.h.Practice.Location(a.Location)
	v, _ := s.h.Practice.Provider(a.Provider)
	at := a.Start.In(l.In())
	t := tongues[s.caller.Language]
	s.cast[key] = value{t.days[at.Weekday()], string(a.ID)}
	s.cast[key+".date"] = value{t.day(civil.DateOf(at)), civil.DateOf(at).String()}
	s.cast[key+".clock"] = value{at.Format("3:04"), at.Format("15:04")}
	s.cast.put(key+".provider", v.Family)
}
