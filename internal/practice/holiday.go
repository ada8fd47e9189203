package practice

import (
	"context"
	"slices"
	"strings"
	"time"

	"bedside/internal/audit"
	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/tx"
)

// federal are the public holidays of 5 U.S.C. 6103(a): on a date, or on a weekday of a month, counted from its
// beginning or, with -1, from its end. One that falls on a Saturday is kept on the Friday before (6103(b)), one on a
// Sunday on the Monday after (Executive Order 11582).
var federal = []struct {
	name    string
	month   time.Month
	day     int // 0: on the weekday
	weekday time.Weekday
	nth     int
}{
	{"New Year’s Day", time.January, 1, 0, 0},
	{"Martin Luther King Jr. Day", time.January, 0, time.Monday, 3},
	{"Washington’s Birthday", time.February, 0, time.Monday, 3},
	{"Memorial Day", time.May, 0, time.Monday, -1},
	{"Juneteenth", time.June, 19, 0, 0},
	{"Independence Day", time.July, 4, 0, 0},
	{"Labor Day", time.September, 0, time.Monday, 1},
	{"Columbus Day", time.October, 0, time.Monday, 2},
	{"Veterans Day", time.November, 11, 0, 0},
	{"Thanksgiving Day", time.November, 0, time.Thursday, 4},
	{"Christmas Day", time.December, 25, 0, 0},
}

// FederalHolidays names the federal holidays that a practice can keep, in the order of the year.
func FederalHolidays() []string {
	names := make([]string, len(federal))
	for i, h := range federal {
		names[i] = h.name
	}
	return names
}

// Holiday returns the day in the year on which the federal holiday is kept, which for New Year's Day may be the last
// day of the year before; false for a name that none has.
func Holiday(name string, year int) (civil.Date, bool) {
	for _, h := range federal {
		if h.name != name {
			continue
		}
		d := civil.Date{Year: year, Month: h.month, Day: h.day}
		switch {
		case h.day == 0 && h.nth > 0:
			d.Day = 1
			d = d.AddDays((int(h.weekday-d.Weekday())+7)%7 + 7*(h.nth-1))
		case h.day == 0:
			d = civil.Date{Year: year, Month: h.month + 1, Day: 1}.AddDays(-1)
			d = d.AddDays(-((int(d.Weekday()-h.weekday) + 7) % 7))
		case d.Weekday() == time.Saturday:
			d = d.AddDays(-1)
		case d.Weekday() == time.Sunday:
			d = d.AddDays(1)
		}
		return d, true
	}
	return civil.Date{}, false
}

// holidayOn returns the holiday that the practice keeps on the day, as a closure of everything.
func (p *Practice) holidayOn(d civil.Date) (Closure, bool) {
	if len(p.Holidays) == 0 {
		return Closure{}, false
	}
	for _, h := range federal {
		year := d.Year
		if h.month == time.January && h.day == 1 && d.Month == time.December {
			year++ // kept on the last day of the year before
		} else if h.month != d.Month {
			continue
		}
		if on, _ := Holiday(h.name, year); on == d && slices.Contains(p.Holidays, h.name) {
			return Closure{Name: h.name, From: d, To: d}, true
		}
	}
	return Closure{}, false
}

// SaveHolidays replaces the federal holidays on which the practice is closed, by their names. Invalid for a name that
// none has.
func (r *Registry) SaveHolidays(ctx context.Context, t tx.Tx, names []string) error {
	const op = "practice.SaveHolidays"
	p, err := r.changeMore(ctx, t)
	if err != nil {
		return err
	}
	var kept []string
	for _, name := range FederalHolidays() {
		if slices.Contains(names, name) {
			kept = append(kept, name)
		}
	}
	for _, name := range names {
		if !slices.Contains(kept, name) {
			return fault.Wrap(fault.Invalid, op, "There is no federal holiday called "+name+". They are: "+strings.Join(FederalHolidays(), ", ")+".", Field("Holidays"))
		}
	}
	if slices.Equal(kept, p.Holidays) {
		return nil
	}
	if err := r.Store.ReplaceHolidays(ctx, t, kept); err != nil {
		return fault.At(op, err)
	}
	return r.changedTo(ctx, t, p, "changed", audit.Ref{Kind: "holidays"}, audit.Facts{"holidays": strings.Join(kept, ", ")})
}
