// Package civil holds dates and times of day as people say them, without an instant: what an office wall clock and
// a wall calendar show.
//
// It promises that turning them into an instant takes a zone and a decision: [Date.At] says what it does on the two
// days a year when the clock jumps. Callers owe the zone of the place they mean, and keep instant, zone and wall
// time together where both matter.
package civil

import (
	"fmt"
	"time"

	"bedside/internal/fault"
)

// Date is a day of the Gregorian calendar. The zero Date is no day.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// DateOf returns the day that t falls on in t's own zone.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{y, m, d}
}

// ParseDate reads "2026-11-22". Anything else, and a day that does not exist, is Invalid.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return Date{}, fault.New(fault.Invalid, "civil.ParseDate", "A date looks like 2026-11-22.")
	}
	return DateOf(t), nil
}

// ParseUSDate reads a date as Americans write it, "11/22/2026" or "11-22-2026", or as ParseDate does.
func ParseUSDate(s string) (Date, error) {
	for _, layout := range []string{time.DateOnly, "1/2/2006", "1-2-2006"} {
		if t, err := time.Parse(layout, s); err == nil {
			return DateOf(t), nil
		}
	}
	return Date{}, fault.New(fault.Invalid, "civil.ParseUSDate", "A date looks like 11/22/2026.")
}

// String returns "2026-11-22", or "" for no day.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, int(d.Month), d.Day)
}

// IsZero reports whether d is no day.
func (d Date) IsZero() bool { return d == Date{} }

// AddDays returns the day n days later.
func (d Date) AddDays(n int) Date { return DateOf(d.noon().AddDate(0, 0, n)) }

// Weekday returns the day of the week.
func (d Date) Weekday() time.Weekday { return d.noon().Weekday() }

// Before reports whether d is an earlier day than e.
func (d Date) Before(e Date) bool { return d.noon().Before(e.noon()) }

// DaysUntil returns how many days after d the day e is.
func (d Date) DaysUntil(e Date) int { return int((e.noon().Unix() - d.noon().Unix()) / 86400) }

// Monday returns the Monday of d's week.
func (d Date) Monday() Date { return d.AddDays(-(int(d.Weekday()) + 6) % 7) }

// Format formats the day as time.Time does, with a layout that names no time of day.
func (d Date) Format(layout string) string { return d.noon().Format(layout) }

func (d Date) noon() time.Time { return time.Date(d.Year, d.Month, d.Day, 12, 0, 0, 0, time.UTC) }

// At returns the instant at which a wall clock in loc shows c on d. A time that the clock jumps over in spring
// becomes the instant just as long after the jump; of a time that comes twice in autumn it is the first.
func (d Date) At(c Clock, loc *time.Location) time.Time {
	wall := time.Date(d.Year, d.Month, d.Day, int(c)/60, int(c)%60, 0, 0, time.UTC)
	by := func(offsetOn time.Time) time.Time {
		_, seconds := offsetOn.In(loc).Zone()
		return wall.Add(-time.Duration(seconds) * time.Second).In(loc)
	}
	before, after := by(wall.AddDate(0, 0, -1)), by(wall.AddDate(0, 0, 1)) // the same but around a jump
	if ClockOf(before) != c%1440 && ClockOf(after) == c%1440 {
		return after
	}
	return before
}

// Exists reports whether a wall clock in loc ever shows c on d: false in the hour that spring jumps over.
func (d Date) Exists(c Clock, loc *time.Location) bool {
	t := d.At(c, loc)
	return DateOf(t) == d && ClockOf(t) == c
}

// Clock is a time of day in minutes after midnight, 0 to 1440; 1440 is the end of the day.
type Clock int

// NewClock returns hour:minute.
func NewClock(hour, minute int) Clock { return Clock(hour*60 + minute) }

// ClockOf returns the time of day that a wall clock shows at t in t's own zone.
func ClockOf(t time.Time) Clock { return NewClock(t.Hour(), t.Minute()) }

// ParseClock reads "09:30", "24:00" too. Anything else is Invalid.
func ParseClock(s string) (Clock, error) {
	if s == "24:00" {
		return 1440, nil
	}
	t, err := time.Parse("15:04", s)
	if err != nil {
		return 0, fault.New(fault.Invalid, "civil.ParseClock", "A time of day looks like 09:30.")
	}
	return ClockOf(t), nil
}

// String returns "09:30".
func (c Clock) String() string { return fmt.Sprintf("%02d:%02d", int(c)/60, int(c)%60) }

// Spoken returns "9:30 am" as Americans write it.
func (c Clock) Spoken() string {
	half := "am"
	if c%1440 >= 720 {
		half = "pm"
	}
	hour := int(c) / 60 % 12
	if hour == 0 {
		hour = 12
	}
	return fmt.Sprintf("%d:%02d %s", hour, int(c)%60, half)
}

// Moment writes an instant out by the clock that it carries: "Mon, November 23, 2026, 9:30 am CST".
func Moment(t time.Time) string {
	return t.Format("Mon, January 2, 2006, ") + ClockOf(t).Spoken() + t.Format(" MST")
}

// Interval is the part of a day from From up to and not including To.
type Interval struct{ From, To Clock }

// Valid reports whether the interval lies within a day and is not empty.
func (i Interval) Valid() bool { return 0 <= i.From && i.From < i.To && i.To <= 1440 }

// Overlaps reports whether the two share a moment.
func (i Interval) Overlaps(j Interval) bool { return i.From < j.To && j.From < i.To }

// Contains reports whether all of j lies in i.
func (i Interval) Contains(j Interval) bool { return i.From <= j.From && j.To <= i.To }
