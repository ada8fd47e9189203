package when

import (
	"time"

	"bedside/internal/civil"
)

// days is what a phrase says about the day.
type days struct {
	Days               // one day where From is To, otherwise a span
	said  said         // how it was said, where it can be narrowed by a span beside it
	part  int          // "tomorrow morning": the part of the day, 0 none
	other []civil.Date // other readings of From, best first
	past  bool         // when something was
	clash *Clash       // without its place
	rel   relation
	ends  bool // "end of March": said as one day, the last
}

// relation is how the speaker stands to a day or time: at it, or on one side.
type relation int

const (
	at relation = iota
	after
	from
	before
	until
	around
	since
	span // from one to the other
)

// said is a date as it was said; what was not is 0, the weekday -1.
type said struct {
	weekday          int
	day, month, year int
	which            int // 0 plain, 1 "this", 2 "next", 3 "last"
}

// recent is how many days ago a date said without its year may be and still be meant: it is asked about. One of the
// running month is taken for that one.
const recent = 14

// far is how many months ahead a date is searched that must fall on a weekday.
const far = 60

// resolve finds the day, nil if nothing fits.
func (r *reader) resolve(s said) *days {
	var d *days
	switch {
	case s.month > 0 && s.day > 0:
		d = r.monthDay(s)
	case s.month > 0:
		d = r.month(s)
	case s.day > 0:
		d = r.dayOnly(s)
	case s.weekday >= 0:
		d = r.weekday(s)
	}
	if d != nil {
		d.said = s
	}
	return d
}

func (r *reader) weekday(s said) *days {
	w := time.Weekday(s.weekday)
	ahead := (s.weekday - int(r.today.Weekday()) + 7) % 7
	next := r.today.AddDays(ahead)
	inWeek := r.today.Monday().AddDays((s.weekday + 6) % 7) // the one of this week
	switch s.which {
	case 1:
		if inWeek.Before(r.today) {
			return oneDay(next)
		}
		return oneDay(inWeek)
	case 2:
		day := inWeek.AddDays(7)
		switch {
		case ahead == 0:
			return oneDay(day)
		case next == day:
			return oneDay(day, day.AddDays(7))
		}
		return oneDay(day, next)
	case 3:
		d := oneDay(next.AddDays(-7))
		d.past = true
		return d
	}
	if ahead == 0 {
		return oneDay(r.today.AddDays(7), r.today)
	}
	return oneDay(nextOn(r.today.AddDays(1), w))
}

// dayOnly finds "the 13th", and "Friday the 13th" in the month where it is one.
func (r *reader) dayOnly(s said) *days {
	var first, found civil.Date // the next such day of any month; the one on the weekday
	year, month := r.today.Year, r.today.Month
	for i := 0; i < far && found.IsZero(); i++ {
		if d := (civil.Date{Year: year, Month: month, Day: s.day}); exists(d) && !d.Before(r.today) {
			if first.IsZero() {
				first = d
			}
			if s.weekday < 0 || int(d.Weekday()) == s.weekday {
				found = d
			}
		}
		year, month = nextMonth(year, month)
	}
	if found.IsZero() {
		return nil
	}
	d := oneDay(found)
	if near := nearestOn(first, s.weekday); s.weekday >= 0 && first.DaysUntil(found) > 62 {
		d.other = []civil.Date{near, first}
		d.clash = &Clash{Kind: WeekdayClash, Readings: []civil.Date{near, first, found}}
	}
	return d
}

func (r *reader) monthDay(s said) *days {
	if s.day > 31 || s.day > 29 && s.month == 2 || s.day == 31 && !exists(civil.Date{Year: 2000, Month: time.Month(s.month), Day: 31}) {
		return r.noSuchDay(s)
	}
	day := civil.Date{Year: s.year, Month: time.Month(s.month), Day: s.day}
	if s.year > 0 {
		if !exists(day) {
			return r.noSuchDay(s)
		}
		d := oneDay(day)
		r.check(d, s)
		if day.Before(r.today) {
			d.past = true
			if day.DaysUntil(r.today) < 366 {
				d.clash = &Clash{Kind: PastDay, Readings: []civil.Date{day, r.upcoming(s)}}
			}
		}
		return d
	}
	next, ago := r.upcoming(s), r.previous(s)
	if ago.Month == r.today.Month && ago.Year == r.today.Year && (s.weekday < 0 || int(ago.Weekday()) == s.weekday) {
		d := oneDay(ago, next)
		d.past, d.clash = true, &Clash{Kind: PastDay, Readings: []civil.Date{ago, next}}
		return d
	}
	d := oneDay(next)
	if r.check(d, s); d.clash == nil && ago.DaysUntil(r.today) <= recent {
		d.other, d.clash = []civil.Date{ago}, &Clash{Kind: PastDay, Readings: []civil.Date{next, ago}}
	}
	return d
}

// previous returns the last day with that month and number before today.
func (r *reader) previous(s said) civil.Date {
	day := civil.Date{Year: r.today.Year, Month: time.Month(s.month), Day: s.day}
	for !exists(day) || !day.Before(r.today) {
		day.Year--
	}
	return day
}

// upcoming returns the next day with that month and number, today included.
func (r *reader) upcoming(s said) civil.Date {
	day := civil.Date{Year: r.today.Year, Month: time.Month(s.month), Day: s.day}
	for !exists(day) || day.Before(r.today) {
		day.Year++
	}
	return day
}

// check adds a clash where the weekday is not that of the day; where no year was said it fixes the year.
func (r *reader) check(d *days, s said) {
	if s.weekday < 0 || int(d.From.Weekday()) == s.weekday {
		return
	}
	day, near := d.From, nearestOn(d.From, s.weekday)
	d.other = []civil.Date{near}
	d.clash = &Clash{Kind: WeekdayClash, Readings: []civil.Date{day, near}}
	for y := day.Year + 1; s.year == 0 && y <= day.Year+far/12; y++ {
		if fixed := (civil.Date{Year: y, Month: day.Month, Day: day.Day}); exists(fixed) && int(fixed.Weekday()) == s.weekday {
			*d = *oneDay(fixed, day, near)
			d.clash = &Clash{Kind: WeekdayClash, Readings: []civil.Date{day, near, fixed}}
			return
		}
	}
}

// noSuchDay is a day of a month that does not have it; the clash names the last of the month and the first of the next.
func (r *reader) noSuchDay(s said) *days {
	year := s.year
	if year == 0 {
		year = r.upcoming(said{month: s.month, day: 1}).Year
	}
	last := lastOf(year, time.Month(s.month))
	return &days{said: s, clash: &Clash{Kind: NoSuchDay, Readings: []civil.Date{last, last.AddDays(1)}}}
}

// month finds "March": this one where it runs, else the next; "last March" the one before.
func (r *reader) month(s said) *days {
	year := s.year
	if year == 0 {
		year = r.today.Year
		if time.Month(s.month) < r.today.Month {
			year++
		}
		switch {
		case s.which == 3:
			year--
		case s.which == 2 && time.Month(s.month) == r.today.Month:
			year++
		}
	}
	d := fromTo(civil.Date{Year: year, Month: time.Month(s.month), Day: 1}, lastOf(year, time.Month(s.month)))
	d.past = d.To.Before(r.today)
	return d
}

// back makes of a day said without a year or a week the latest one that went by: "since Tuesday".
func (r *reader) back(d *days) {
	s := d.said
	switch {
	case d.From.IsZero() || d.From.Before(r.today) || s.year > 0:
	case s.month > 0:
		for d.From.Year--; !exists(d.From); d.From.Year-- {
		}
		if d.To.Year--; s.day > 0 {
			d.To = d.From
		} else {
			d.To = lastOf(d.From.Year, d.From.Month)
		}
	case s.day > 0:
		for day := r.today.AddDays(-1); ; day = day.AddDays(-1) {
			if day.Day == s.day {
				d.From, d.To = day, day
				break
			}
		}
	case s.weekday >= 0:
		day := nextOn(r.today.AddDays(-7), time.Weekday(s.weekday))
		d.From, d.To = day, day
	}
	d.past, d.clash, d.other = true, nil, nil
}

// narrow reads a bare weekday or day number within a span that was said beside it: "next week … on Tuesday".
func narrow(d *days, s Days) bool {
	if s.From.IsZero() || s.To.IsZero() || d.said.month > 0 || d.said.which > 0 || d.said.weekday < 0 && d.said.day == 0 {
		return false
	}
	for day := s.From; !s.To.Before(day); day = day.AddDays(1) {
		if (d.said.weekday < 0 || int(day.Weekday()) == d.said.weekday) && (d.said.day == 0 || day.Day == d.said.day) {
			d.From, d.To, d.other, d.clash = day, day, nil, nil
			return true
		}
	}
	return false
}
