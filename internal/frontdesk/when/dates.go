package when

import (
	"time"

	"bedside/internal/civil"
)

func oneDay(d civil.Date, other ...civil.Date) *days {
	return &days{Days: Days{From: d, To: d}, other: other, said: said{weekday: -1}}
}

func fromTo(from, to civil.Date) *days {
	return &days{Days: Days{From: from, To: to}, said: said{weekday: -1}}
}

// nextOn returns the first day from d on that is a w.
func nextOn(d civil.Date, w time.Weekday) civil.Date { return d.AddDays((int(w-d.Weekday()) + 7) % 7) }

// nearestOn returns the day of the week closest to d, d itself where no weekday was said.
func nearestOn(d civil.Date, weekday int) civil.Date {
	if weekday < 0 {
		return d
	}
	ahead := (weekday - int(d.Weekday()) + 7) % 7
	if ahead > 3 {
		ahead -= 7
	}
	return d.AddDays(ahead)
}

func exists(d civil.Date) bool { return d.Day >= 1 && d.Day <= lastOf(d.Year, d.Month).Day }

func lastOf(year int, m time.Month) civil.Date {
	return civil.DateOf(time.Date(year, m+1, 0, 12, 0, 0, 0, time.UTC))
}

func nextMonth(year int, m time.Month) (int, time.Month) {
	if m == time.December {
		return year + 1, time.January
	}
	return year, m + 1
}

// addMonths returns the same day n months on, the last of the month where it has no such day.
func addMonths(d civil.Date, n int) civil.Date {
	first := civil.DateOf(time.Date(d.Year, d.Month+time.Month(n), 1, 12, 0, 0, 0, time.UTC))
	first.Day = min(d.Day, lastOf(first.Year, first.Month).Day)
	return first
}
