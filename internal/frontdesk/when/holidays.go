package when

import (
	"time"

	"bedside/internal/civil"
)

// holiday is a day that has a name. The numbers stand in lexicon.txt and in the grammar.
type holiday int

const (
	thanksgiving holiday = iota + 1
	christmas
	easter
	juneteenth
	halloween
	christmasEve
	newYearsEve
	passover
	hanukkah
	newYear
	kingDay
	presidentsDay
	memorialDay
	independenceDay
	laborDay
	columbusDay
	veteransDay
	blackFriday
	valentines
	stPatrick
	mothersDay
	fathersDay
	goodFriday
	epiphany
	groundhog
)

// in returns the day of the holiday in a year (5 U.S.C. 6103 for the federal ones, observed on the day itself); false
// for one whose date this calendar does not tell.
func (h holiday) in(year int) (civil.Date, bool) {
	on := func(m time.Month, d int) (civil.Date, bool) { return civil.Date{Year: year, Month: m, Day: d}, true }
	nth := func(n int, w time.Weekday, m time.Month) (civil.Date, bool) { return nthWeekday(n, w, year, m), true }
	switch h {
	case newYear:
		return on(time.January, 1)
	case epiphany:
		return on(time.January, 6)
	case kingDay:
		return nth(3, time.Monday, time.January)
	case groundhog:
		return on(time.February, 2)
	case valentines:
		return on(time.February, 14)
	case presidentsDay:
		return nth(3, time.Monday, time.February)
	case stPatrick:
		return on(time.March, 17)
	case goodFriday:
		return easterIn(year).AddDays(-2), true
	case easter:
		return easterIn(year), true
	case mothersDay:
		return nth(2, time.Sunday, time.May)
	case memorialDay:
		return nth(-1, time.Monday, time.May)
	case juneteenth:
		return on(time.June, 19)
	case fathersDay:
		return nth(3, time.Sunday, time.June)
	case independenceDay:
		return on(time.July, 4)
	case laborDay:
		return nth(1, time.Monday, time.September)
	case columbusDay:
		return nth(2, time.Monday, time.October)
	case halloween:
		return on(time.October, 31)
	case veteransDay:
		return on(time.November, 11)
	case thanksgiving:
		return nth(4, time.Thursday, time.November)
	case blackFriday:
		return nthWeekday(4, time.Thursday, year, time.November).AddDays(1), true
	case christmasEve:
		return on(time.December, 24)
	case christmas:
		return on(time.December, 25)
	case newYearsEve:
		return on(time.December, 31)
	}
	return civil.Date{}, false
}

// nthWeekday returns the n-th such day of the week in a month, the last one for -1; where there is no fifth, a day of
// the next month.
func nthWeekday(n int, w time.Weekday, year int, m time.Month) civil.Date {
	if n < 0 {
		last := lastOf(year, m)
		return last.AddDays(-(int(last.Weekday()-w) + 7) % 7)
	}
	first := civil.Date{Year: year, Month: m, Day: 1}
	return first.AddDays((int(w-first.Weekday())+7)%7 + 7*(n-1))
}

// easterIn returns Easter Sunday of the Gregorian calendar by the Meeus/Jones/Butcher computus.
func easterIn(year int) civil.Date {
	a, b, c := year%19, year/100, year%100
	d, e, f := b/4, b%4, (b+8)/25
	g := (b - f + 1) / 3
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return civil.Date{Year: year, Month: time.Month(n / 31), Day: n%31 + 1}
}
