package outreach

import (
	"slices"
	"time"

	"bedside/internal/civil"
	"bedside/internal/guard"
	"bedside/internal/practice"
	"bedside/internal/schedule"
)

// calling is when a patient may be written to unasked: within the quiet hours' limits on the clocks of all the zones the
// patient may be in, at most one reminder a civil day and three in any seven days, counted for the patient and again for
// the address (47 CFR 64.1200(a)(9)(iv); SAFETY 13).
type calling struct {
	hours civil.Interval
	zones []*time.Location // the visit's first
}

const (
	perWeek = 3
	week    = 7 * 24 * time.Hour
	// step is how finely a day is searched for an open time. It divides every zone's offset.
	step = 15 * time.Minute
	// spacing is how long after a text no other goes to the same number unasked.
	spacing = 10 * time.Minute
	// farthest is how far ahead an open time is searched: caps and quiet hours that can be met end long before.
	farthest = 14 * 24 * time.Hour
)

// widest are the limits that no setting of a practice can widen.
var widest = civil.Interval{From: civil.NewClock(8, 0), To: civil.NewClock(21, 0)}

// callingFor returns when reminders of the visit may go out: within hours on the clocks of the visit, the practice and
// wherever else the patient may be. Where the practice's own hours never meet on all of them, the widest ones hold.
func callingFor(a schedule.Appointment, s practice.Settings, more ...string) calling {
	c := calling{hours: civil.Interval{From: max(s.Quiet.From, widest.From), To: min(s.Quiet.To, widest.To)}}
	if !c.hours.Valid() {
		c.hours = widest
	}
	for _, name := range append([]string{a.Zone, s.Zone}, more...) {
		zone, err := civil.Zone(name)
		if err == nil && name != "" && !slices.Contains(c.zones, zone) {
			c.zones = append(c.zones, zone)
		}
	}
	if len(c.zones) == 0 {
		c.zones = []*time.Location{time.UTC}
	}
	if _, ok := c.nearest(civil.DateOf(a.Start.In(c.zones[0])), a.Start); !ok {
		c.hours = widest
	}
	return c
}

// open reports whether a reminder may go out at t.
func (c calling) open(t time.Time) bool {
	for _, z := range c.zones {
		if now := civil.ClockOf(t.In(z)); now < c.hours.From || now >= c.hours.To {
			return false
		}
	}
	return true
}

// nearest returns the open time of the day, by the visit's calendar, that is closest to t; false if there is none.
func (c calling) nearest(day civil.Date, t time.Time) (time.Time, bool) {
	if c.open(t) {
		return t, true
	}
	var best time.Time
	end := day.AddDays(1).At(0, c.zones[0])
	for at := day.At(0, c.zones[0]); at.Before(end); at = at.Add(step) {
		if c.open(at) && (best.IsZero() || at.Sub(t).Abs() < best.Sub(t).Abs()) {
			best = at
		}
	}
	return best, !best.IsZero()
}

// reminderAt returns when a reminder goes out that many days before the visit: at the visit's own time of day, by
// the visit's calendar and not by hours, shifted into open hours of that day.
func (c calling) reminderAt(a schedule.Appointment, days int) time.Time {
	start := a.Start.In(c.zones[0])
	day := civil.DateOf(start).AddDays(-days)
	at, _ := c.nearest(day, day.At(civil.ClockOf(start), c.zones[0]))
	return at
}

// past is what counts against one more message: reminders to the patient, reminders to the address, texts to the number.
type past struct {
	patient, address []time.Time
	texts            []time.Time
}

func pastOf(told []Told, channel guard.Channel) (p past) {
	for _, x := range told {
		if x.Patient && x.Kind.Reminder() {
			p.patient = append(p.patient, x.At)
		}
		if x.Address && x.Kind.Reminder() {
			p.address = append(p.address, x.At)
		}
		if x.Address && channel != Email {
			p.texts = append(p.texts, x.At)
		}
	}
	return p
}

// free returns the first time from t on at which one more reminder may go out after what was said before, and what it
// waits for. Where there is none within two weeks it gives up and returns a later time, with what stood in the way.
func (c calling) free(t time.Time, p past) (time.Time, Why) {
	why := WhyNone
	for end := t.Add(farthest); !t.After(end); {
		next := t
		switch {
		case c.sameDay(t, p.patient), c.sameDay(t, p.address):
			why, next = Cap, c.tomorrow(t)
		case inWeek(t, p.patient) >= perWeek, inWeek(t, p.address) >= perWeek:
			why, next = Cap, t.Add(step)
		case !spacedAt(t, p.texts).Equal(t):
			next = spacedAt(t, p.texts)
			if why == WhyNone {
				why = Spacing
			}
		case !c.open(t):
			next = t.Truncate(step).Add(step)
			if why == WhyNone {
				why = QuietHours
			}
		default:
			return t, why
		}
		t = next
	}
	return t, why
}

// spacedAt is t, or when enough time has passed since a text; a clock may have been set back.
func spacedAt(t time.Time, texts []time.Time) time.Time {
	for _, x := range texts {
		if t.Sub(x).Abs() < spacing {
			return x.Add(spacing)
		}
	}
	return t
}

// sameDay reports whether a reminder went out on t's day, by any of the calendars.
func (c calling) sameDay(t time.Time, before []time.Time) bool {
	for _, z := range c.zones {
		for _, b := range before {
			if civil.DateOf(b.In(z)) == civil.DateOf(t.In(z)) {
				return true
			}
		}
	}
	return false
}

// tomorrow is the first moment of the next day by the calendar that turns first.
func (c calling) tomorrow(t time.Time) time.Time {
	var first time.Time
	for _, z := range c.zones {
		if next := civil.DateOf(t.In(z)).AddDays(1).At(0, z); first.IsZero() || next.Before(first) {
			first = next
		}
	}
	return first
}

// inWeek counts the reminders less than seven days from t, on either side: a clock may have been set back.
func inWeek(t time.Time, before []time.Time) (n int) {
	for _, b := range before {
		if t.Sub(b).Abs() < week {
			n++
		}
	}
	return n
}
