package ical

import (
	"slices"
	"time"
)

// ended reports whether the rule is over at the wall time of start's zone.
func (r *rule) ended(start moment, wall time.Time) bool {
	switch {
	case r.until == nil:
		return false
	case start.day || r.until.zone == start.zone:
		return wall.After(r.until.wall)
	}
	start.wall = wall
	return start.instant().After(r.until.instant())
}

var errSteps = wrong("The calendar's events repeat so often that they cannot all be looked at. One of them may repeat every minute or second: mend or remove it.")

// times yields the wall times within [lo, hi], the first of the event included, in order. It counts its steps.
func (r *rule) times(start moment, lo, hi time.Time, steps *int, yield func(time.Time) error) error {
	n := 0
	give := func(wall time.Time) (done bool, err error) {
		if r.ended(start, wall) || wall.After(hi) {
			return true, nil
		}
		if n++; !wall.Before(lo) {
			err = yield(wall)
		}
		return r.count > 0 && n >= r.count, err
	}
	if done, err := give(start.wall); done || err != nil {
		return err
	}
	k := 0
	if r.count == 0 {
		k = r.skip(start.wall, lo)
	}
	for ; ; k++ {
		at, over := r.period(start.wall, k)
		if over || at.After(hi) {
			return nil
		}
		found, cost := r.candidates(start.wall, at)
		if *steps += cost; *steps > mostSteps {
			return errSteps
		}
		for _, wall := range found {
			if !wall.After(start.wall) {
				continue
			}
			if done, err := give(wall); done || err != nil {
				return err
			}
		}
	}
}

var units = map[string]time.Duration{"SECONDLY": time.Second, "MINUTELY": time.Minute, "HOURLY": time.Hour, "DAILY": 24 * time.Hour, "WEEKLY": 7 * 24 * time.Hour}

// period is where the k-th period of the rule begins.
func (r *rule) period(start time.Time, k int) (at time.Time, over bool) {
	step := k * r.interval
	switch r.freq {
	case "YEARLY":
		at = time.Date(start.Year()+step, 1, 1, 0, 0, 0, 0, time.UTC)
	case "MONTHLY":
		at = time.Date(start.Year(), start.Month()+time.Month(step), 1, 0, 0, 0, 0, time.UTC)
	case "WEEKLY":
		at = r.week(start).AddDate(0, 0, 7*step)
	case "DAILY":
		at = midnight(start).AddDate(0, 0, step)
	default:
		at = start.Add(time.Duration(step) * units[r.freq])
	}
	return at, at.Year() > 9999
}

// week is the day on which the week begins.
func (r *rule) week(day time.Time) time.Time {
	return midnight(day).AddDate(0, 0, -((int(day.Weekday()-r.monday) + 7) % 7))
}

// skip is a period before the first that reaches lo, so that a rule that began long ago costs nothing.
func (r *rule) skip(start, lo time.Time) int {
	if !lo.After(start) {
		return 0
	}
	switch r.freq {
	case "YEARLY":
		return max(0, (lo.Year()-start.Year())/r.interval-1)
	case "MONTHLY":
		return max(0, ((lo.Year()-start.Year())*12+int(lo.Month()-start.Month()))/r.interval-1)
	}
	seconds := (lo.Unix() - start.Unix()) / int64(units[r.freq]/time.Second)
	return int(max(0, seconds/int64(r.interval)-1))
}

// candidates are the times of the period that begins then, in order, and what it cost to find them.
func (r *rule) candidates(start, at time.Time) (found []time.Time, cost int) {
	if d, small := units[r.freq]; small && d < 24*time.Hour {
		if r.fits(start, at) && in(r.hours, at.Hour()) && in(r.minutes, at.Minute()) && in(r.seconds, at.Second()) {
			found = []time.Time{at}
		}
		return found, 1
	}
	for _, day := range r.daysOf(start, at) {
		if cost++; r.fits(start, day) {
			found = append(found, r.clock(start, day)...)
		}
	}
	if len(r.setPos) == 0 {
		return found, cost + len(found) + 1
	}
	var chosen []time.Time
	for i := range found {
		if slices.Contains(r.setPos, i+1) || slices.Contains(r.setPos, i-len(found)) {
			chosen = append(chosen, found[i])
		}
	}
	return chosen, cost + len(found) + 1
}

func in(all []int, n int) bool { return len(all) == 0 || slices.Contains(all, n) }

// daysOf are the days of the period that are worth a look.
func (r *rule) daysOf(start, at time.Time) (days []time.Time) {
	run := func(from time.Time, to time.Time) {
		for d := from; d.Before(to); d = d.AddDate(0, 0, 1) {
			days = append(days, d)
		}
	}
	switch {
	case r.freq == "DAILY":
		return []time.Time{at}
	case r.freq == "WEEKLY":
		run(at, at.AddDate(0, 0, 7))
	case r.freq == "MONTHLY":
		if in(r.months, int(at.Month())) {
			run(at, at.AddDate(0, 1, 0))
		}
	case len(r.yearDay)+len(r.weekNo) > 0 || len(r.months) == 0 && len(r.days)+len(r.monthDay) > 0:
		run(at.AddDate(0, 0, -6), at.AddDate(1, 0, 6)) // the first week may begin in December
		days = slices.DeleteFunc(days, func(d time.Time) bool { return len(r.weekNo) == 0 && d.Year() != at.Year() })
	default:
		months := slices.Sorted(slices.Values(r.months))
		if len(months) == 0 {
			months = []int{int(start.Month())}
		}
		for _, m := range slices.Compact(months) {
			first := time.Date(at.Year(), time.Month(m), 1, 0, 0, 0, 0, time.UTC)
			run(first, first.AddDate(0, 1, 0))
		}
	}
	return days
}

// fits reports whether the day is one of the rule's.
func (r *rule) fits(start, day time.Time) bool {
	if !in(r.months, int(day.Month())) {
		return false
	}
	last := time.Date(day.Year(), day.Month()+1, 0, 0, 0, 0, 0, time.UTC).Day()
	year := time.Date(day.Year(), 12, 31, 0, 0, 0, 0, time.UTC).YearDay()
	if len(r.monthDay) > 0 && !slices.Contains(r.monthDay, day.Day()) && !slices.Contains(r.monthDay, day.Day()-last-1) {
		return false
	}
	if len(r.yearDay) > 0 && !slices.Contains(r.yearDay, day.YearDay()) && !slices.Contains(r.yearDay, day.YearDay()-year-1) {
		return false
	}
	if len(r.weekNo) > 0 {
		n, of := r.weekOf(day)
		if !slices.Contains(r.weekNo, n) && !slices.Contains(r.weekNo, n-of-1) {
			return false
		}
	}
	if len(r.days) > 0 {
		return slices.ContainsFunc(r.days, func(d nth) bool { return d.day == day.Weekday() && r.isNth(d.n, day, last, year) })
	}
	if len(r.monthDay)+len(r.yearDay) > 0 {
		return true
	}
	switch {
	case r.freq == "WEEKLY" || len(r.weekNo) > 0:
		return day.Weekday() == start.Weekday()
	case r.freq == "MONTHLY" || r.freq == "YEARLY":
		return day.Day() == start.Day() && (r.freq == "MONTHLY" || len(r.months) > 0 || day.Month() == start.Month())
	}
	return true
}

// isNth reports whether the day is the n-th of its weekday in its month, or in its year where the rule speaks of years.
func (r *rule) isNth(n int, day time.Time, lastOfMonth, lastOfYear int) bool {
	at, last := day.Day(), lastOfMonth
	switch {
	case n == 0 || r.freq != "MONTHLY" && r.freq != "YEARLY":
		return true
	case r.freq == "YEARLY" && len(r.months) == 0:
		at, last = day.YearDay(), lastOfYear
	}
	if n > 0 {
		return (at-1)/7+1 == n
	}
	return (last-at)/7+1 == -n
}

// weekOf is the week's number in its year, and how many weeks that year has: the first has at least four days of it.
func (r *rule) weekOf(day time.Time) (n, of int) {
	fourth := r.week(day).AddDate(0, 0, 3) // it is in the year that the week belongs to
	first := r.week(time.Date(fourth.Year(), 1, 4, 0, 0, 0, 0, time.UTC))
	next := r.week(time.Date(fourth.Year()+1, 1, 4, 0, 0, 0, 0, time.UTC))
	week := 7 * 24 * time.Hour
	return int(r.week(day).Sub(first)/week) + 1, int(next.Sub(first) / week)
}

// clock are the times of a day.
func (r *rule) clock(start, day time.Time) (all []time.Time) {
	or := func(given []int, usual int) []int {
		if len(given) == 0 {
			return []int{usual}
		}
		return slices.Sorted(slices.Values(given))
	}
	for _, h := range or(r.hours, start.Hour()) {
		for _, m := range or(r.minutes, start.Minute()) {
			for _, s := range or(r.seconds, start.Second()) {
				all = append(all, day.Add(time.Duration(h)*time.Hour+time.Duration(m)*time.Minute+time.Duration(s)*time.Second))
			}
		}
	}
	return all
}
