package web

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/practice"
	"bedside/internal/web/view"
)

// The grid of seven days, as the hours of a provider and the first run show it: a day is open from one time to
// another with breaks, or not at all.

// weekdays in the order of the grid.
var weekdays = []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday, time.Sunday}

// dayKey is the end of the names of a day's inputs: "mon".
func dayKey(d time.Weekday) string { return strings.ToLower(d.String()[:3]) }

// usualWeek is what a form offers before anything is saved: Monday to Friday, 8 to 5, an hour at noon.
func usualWeek() (week []practice.Hours) {
	for _, d := range weekdays[:5] {
		week = append(week,
			practice.Hours{Weekday: d, When: civil.Interval{From: civil.NewClock(8, 0), To: civil.NewClock(17, 0)}},
			practice.Hours{Weekday: d, When: civil.Interval{From: civil.NewClock(12, 0), To: civil.NewClock(13, 0)}, Break: true})
	}
	return week
}

// weekGrid shows a week. A closed day has usual times ready, so that ticking it is enough.
func weekGrid(week []practice.Hours) (v view.HoursWeek) {
	for _, d := range weekdays {
		row := view.HoursDay{Key: dayKey(d), Name: d.String(), From: "08:00", To: "17:00"}
		work, breaks := dayOf(week, d)
		if len(work) > 0 {
			row.On, row.From, row.To = true, timeInput(work[0].From), timeInput(work[len(work)-1].To)
		}
		for i := 1; i < len(work); i++ { // what lies between two stretches is a break, too
			breaks = append(breaks, civil.Interval{From: work[i-1].To, To: work[i].From})
		}
		breaks = slices.DeleteFunc(breaks, func(b civil.Interval) bool { return !b.Valid() })
		if len(breaks) > 0 {
			row.BreakFrom, row.BreakTo = timeInput(breaks[0].From), timeInput(breaks[0].To)
		}
		for _, b := range breaks[min(len(breaks), 1):] {
			row.More = strings.TrimSpace(row.More + " " + b.From.String() + "-" + b.To.String())
		}
		v.Days = append(v.Days, row)
	}
	return v
}

// dayOf returns the work and the breaks of one weekday in order.
func dayOf(week []practice.Hours, d time.Weekday) (work, breaks []civil.Interval) {
	for _, h := range week {
		switch {
		case h.Weekday != d:
		case h.Break:
			breaks = append(breaks, h.When)
		default:
			work = append(work, h.When)
		}
	}
	for _, all := range [][]civil.Interval{work, breaks} {
		slices.SortFunc(all, func(a, b civil.Interval) int { return cmp.Compare(a.From, b.From) })
	}
	return work, breaks
}

// timeInput writes a time for an input of the browser, which calls midnight 00:00 at both ends of the day.
func timeInput(c civil.Clock) string { return (c % 1440).String() }

// readWeek reads the grid of a form and writes beside each day what is wrong with it.
func (c *call) readWeek(m *mistakes) (week []practice.Hours, v view.HoursWeek) {
	for _, d := range weekdays {
		k := dayKey(d)
		row := view.HoursDay{Key: k, Name: d.String(), On: c.form("on_"+k) != "", From: c.form("from_" + k), To: c.form("to_" + k), BreakFrom: c.form("break_from_" + k), BreakTo: c.form("break_to_" + k), More: c.form("more_" + k)}
		if row.On {
			hours, err := readDay(d, row)
			if err == nil {
				err = practice.CheckWeek(hours)
			}
			if err != nil {
				row.Error = fault.Message(err)
				*m++
			}
			week = append(week, hours...)
		}
		v.Days = append(v.Days, row)
	}
	return week, v
}

func readDay(d time.Weekday, row view.HoursDay) ([]practice.Hours, error) {
	work, err := readStretch(row.From, row.To)
	if err != nil {
		return nil, err
	}
	hours := []practice.Hours{{Weekday: d, When: work}}
	pauses, err := readStretches(row.More)
	if row.BreakFrom != "" || row.BreakTo != "" {
		pause, err2 := readStretch(row.BreakFrom, row.BreakTo)
		pauses, err = append([]civil.Interval{pause}, pauses...), cmp.Or(err, err2)
	}
	if err != nil {
		return nil, fault.New(fault.Invalid, "web.readDay", "A break needs two times, the second after the first, such as 12:00 pm to 12:30 pm. Or clear it.")
	}
	for _, pause := range pauses {
		if !work.Contains(pause) {
			return nil, fault.New(fault.Invalid, "web.readDay", "The break is outside the hours.")
		}
		if slices.ContainsFunc(hours[1:], func(h practice.Hours) bool { return h.When.Overlaps(pause) }) {
			return nil, fault.New(fault.Invalid, "web.readDay", "Two breaks overlap.")
		}
		hours = append(hours, practice.Hours{Weekday: d, When: pause, Break: true})
	}
	return hours, nil
}

func readStretch(from, to string) (i civil.Interval, err error) {
	if i.From, err = readClock(from); err == nil {
		i.To, err = readClock(to)
	}
	if err != nil {
		return i, fault.New(fault.Invalid, "web.readStretch", "Say from when to when, such as 8:00 am to 5:00 pm.")
	}
	if i.To == 0 {
		i.To = 1440
	}
	if !i.Valid() {
		return i, fault.New(fault.Invalid, "web.readStretch", "The end is before the start.")
	}
	return i, nil
}

// readClock reads a time of day as people write it: "9:30 am", "9 am", "09:30".
func readClock(text string) (civil.Clock, error) {
	plain := strings.ToUpper(strings.NewReplacer(" ", "", ".", "").Replace(text))
	for _, layout := range []string{"3:04PM", "3PM"} {
		if t, err := time.Parse(layout, plain); err == nil {
			return civil.ClockOf(t), nil
		}
	}
	clock, err := civil.ParseClock(text)
	if err != nil {
		return 0, fault.New(fault.Invalid, "web.readClock", "A time of day looks like 9:30 am.")
	}
	return clock, nil
}

const oneClock = `(\d{1,2}(?::\d\d)?\s*(?:[ap]\.?m\.?)?)`

// readStretches reads several: "8:00 am-12:00 pm, 1 pm to 3 pm" or "08:00-12:00 13:00-15:00".
func readStretches(text string) (all []civil.Interval, err error) {
	one := regexp.MustCompile(`(?i)^[\s,;]*` + oneClock + `\s*(?:-|–|to)\s*` + oneClock + `(?:[\s,;]+|$)`)
	for text = strings.TrimSpace(text); text != ""; {
		found := one.FindStringSubmatch(text)
		if found == nil {
			return nil, fault.New(fault.Invalid, "web.readStretches", "Hours look like 8:00 am-12:00 pm, 1:00 pm-3:00 pm.")
		}
		i, err := readStretch(found[1], found[2])
		if err != nil {
			return nil, err
		}
		all, text = append(all, i), text[len(found[0]):]
	}
	return all, nil
}

// weekSum says how long a week is: "36 hours a week".
func weekSum(week []practice.Hours) string {
	minutes := 0
	for _, h := range week {
		length := int(h.When.To - h.When.From)
		if h.Break {
			length = -length
		}
		minutes += length
	}
	return strings.TrimSuffix(fmt.Sprintf("%.1f", float64(minutes)/60), ".0") + " hours a week"
}
