package practice

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"bedside/internal/civil"
)

// There is when a room or a resource is at its location. The zero There is always. It is written in lines, in a file, in
// a form and in the database: "Mon-Thu 08:00-17:00" and "away 2026-12-24 to 2026-12-31".
type There struct {
	Week []Presence // by weekday and time; none: whenever somebody works
	Away []Absence  // by day
}

// Presence is a stretch of one day of the week.
type Presence struct {
	Weekday time.Weekday
	When    civil.Interval
}

// Absence is from one day to another, both included.
type Absence struct{ From, To civil.Date }

// Always reports whether nothing limits it.
func (h There) Always() bool { return len(h.Week)+len(h.Away) == 0 }

// During reports whether it is there all the time from start to end, by the clock of start's own zone.
func (h There) During(start, end time.Time) bool {
	first, last := civil.DateOf(start), civil.DateOf(end.Add(-time.Second))
	if slices.ContainsFunc(h.Away, func(a Absence) bool { return !last.Before(a.From) && !a.To.Before(first) }) {
		return false
	}
	return len(h.Week) == 0 || slices.ContainsFunc(h.Week, func(p Presence) bool {
		return p.Weekday == first.Weekday() && !start.Before(first.At(p.When.From, start.Location())) && !end.After(first.At(p.When.To, start.Location()))
	})
}

const (
	mostPresences = 7 * 6
	mostAbsences  = 60
)

var shortDays = []string{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"}

// String writes it in lines, stretches of the same days together.
func (h There) String() string {
	var all []string
	for day := range h.byTimes() {
		all = append(all, day)
	}
	for _, a := range h.Away {
		line := "away " + a.From.String()
		if a.To != a.From {
			line += " to " + a.To.String()
		}
		all = append(all, line)
	}
	return strings.Join(all, "\n")
}

// byTimes yields the days and their times, days with the same times as one line.
func (h There) byTimes() func(func(string) bool) {
	times := map[time.Weekday]string{}
	for _, p := range h.Week {
		if times[p.Weekday] != "" {
			times[p.Weekday] += ", "
		}
		times[p.Weekday] += p.When.From.String() + "-" + p.When.To.String()
	}
	return func(yield func(string) bool) {
		for n := 0; n < 7; n++ {
			from := time.Weekday((n + 1) % 7) // from Monday
			if times[from] == "" {
				continue
			}
			to := n
			for to < 6 && times[time.Weekday((to+2)%7)] == times[from] {
				to++
			}
			days := shortDays[from]
			if to > n {
				days += "-" + shortDays[(to+1)%7]
			}
			if n = to; !yield(days + " " + times[from]) {
				return
			}
		}
	}
}

// ParseThere reads lines as String writes them, and dates as Americans write them too. Invalid with a sentence.
func ParseThere(text string) (h There, err error) {
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		rest, away := strings.CutPrefix(strings.ToLower(line), "away ")
		switch {
		case line == "":
		case away:
			err = h.readAway(rest)
		default:
			err = h.readDays(line)
		}
		if err != nil {
			return There{}, err
		}
	}
	return h, h.check()
}

func (h *There) readAway(text string) error {
	first, last, two := strings.Cut(text, " to ")
	from, err := civil.ParseUSDate(strings.TrimSpace(first))
	to := from
	if err == nil && two {
		to, err = civil.ParseUSDate(strings.TrimSpace(last))
	}
	switch {
	case err != nil:
		return invalid("Write the days it is away like this: away 2026-12-24 to 2026-12-31.")
	case to.Before(from):
		return invalid("The last day it is away is before the first.")
	}
	h.Away = append(h.Away, Absence{from, to})
	return nil
}

func (h *There) readDays(line string) error {
	days, times, _ := strings.Cut(line, " ")
	var on []time.Weekday
	for part := range strings.SplitSeq(days, ",") {
		first, last, two := strings.Cut(part, "-")
		from, ok := weekdayOf(first)
		to := from
		if ok && two {
			to, ok = weekdayOf(last)
		}
		if !ok {
			return invalid("Write the days and then the times like this: Mon-Thu 8:00-17:00.")
		}
		for d := from; ; d = (d + 1) % 7 {
			if on = append(on, d); d == to {
				break
			}
		}
	}
	for part := range strings.SplitSeq(times, ",") {
		first, last, _ := strings.Cut(part, "-")
		from, err := civil.ParseClock(strings.TrimSpace(first))
		to, err2 := civil.ParseClock(strings.TrimSpace(last))
		switch when := (civil.Interval{From: from, To: to}); {
		case err != nil || err2 != nil:
			return invalid("Write the times after the days like this: Mon-Thu 8:00-17:00.")
		case !when.Valid():
			return invalid("The time ends before it begins: " + when.From.String() + "-" + when.To.String() + ".")
		case when.From%5 != 0 || when.To%5 != 0:
			return invalid("Times are on five minutes, such as 8:00 or 8:05.")
		default:
			for _, d := range on {
				h.Week = append(h.Week, Presence{d, when})
			}
		}
	}
	return nil
}

// weekdayOf reads a day by its first three letters, or more of them.
func weekdayOf(s string) (time.Weekday, bool) {
	s = strings.ToLower(strings.TrimSpace(s))
	for d := time.Sunday; d <= time.Saturday; d++ {
		if len(s) >= 3 && strings.HasPrefix(strings.ToLower(d.String()), s) {
			return d, true
		}
	}
	return 0, false
}

// check sorts the stretches and refuses those that overlap.
func (h *There) check() error {
	h.Week, h.Away = slices.Clone(h.Week), slices.Clone(h.Away)
	slices.SortFunc(h.Week, func(a, b Presence) int {
		return cmp.Or(cmp.Compare(a.Weekday, b.Weekday), cmp.Compare(a.When.From, b.When.From))
	})
	slices.SortFunc(h.Away, func(a, b Absence) int { return cmp.Compare(b.From.DaysUntil(a.From), 0) })
	for i := 1; i < len(h.Week); i++ {
		if a, b := h.Week[i-1], h.Week[i]; a.Weekday == b.Weekday && a.When.Overlaps(b.When) {
			return invalid("Two times on " + a.Weekday.String() + " overlap. Make them one.")
		}
	}
	if len(h.Week) > mostPresences || len(h.Away) > mostAbsences {
		return invalid("That is too many times for one room or resource.")
	}
	return nil
}

// Presences writes when the rooms and resources of the location are there, a line each with the name in front; what is
// always there has none.
func (l Location) Presences() []string {
	var all []string
	for name, h := range l.named() {
		for line := range strings.Lines(h.String()) {
			all = append(all, name+": "+strings.TrimSpace(line))
		}
	}
	return all
}

// named yields the active rooms and resources by the name that tells them apart: a resource whose name another one has
// comes with its pool.
func (l *Location) named() func(func(string, *There) bool) {
	seen := map[string]int{}
	for _, r := range l.Rooms {
		if r.Active {
			seen[strings.ToLower(r.Name)]++
		}
	}
	for _, r := range l.Resources {
		if r.Active {
			seen[strings.ToLower(r.Name)]++
		}
	}
	return func(yield func(string, *There) bool) {
		for i := range l.Rooms {
			if r := &l.Rooms[i]; r.Active && !yield(r.Name, &r.There) {
				return
			}
		}
		for i := range l.Resources {
			r := &l.Resources[i]
			name := r.Name
			if seen[strings.ToLower(name)] > 1 {
				name = r.Pool + " " + r.Name
			}
			if r.Active && !yield(name, &r.There) {
				return
			}
		}
	}
}

// SetPresences reads lines as Presences writes them. What has no line is always there. Invalid with a sentence and the
// field "There".
func (l *Location) SetPresences(lines []string) error {
	texts := map[*There]string{}
	for _, h := range l.named() {
		*h = There{}
	}
	for _, line := range lines {
		name, text, ok := strings.Cut(line, ":")
		if !ok {
			return in("There", invalid("Write a name, a colon, and when it is there: Room 3: Mon-Thu 8:00-17:00."))
		}
		found := false
		for n, h := range l.named() {
			if strings.EqualFold(n, strings.TrimSpace(name)) {
				texts[h] += text + "\n"
				found = true
				break
			}
		}
		if !found {
			return in("There", invalid("There is no room and nothing else here with the name “"+strings.TrimSpace(name)+"”. Write it as it stands above."))
		}
	}
	for h, text := range texts {
		read, err := ParseThere(text)
		if err != nil {
			return in("There", err)
		}
		*h = read
	}
	return nil
}
