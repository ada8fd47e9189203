package web

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"slices"
	"strconv"
	"strings"
	"time"

	"bedside/internal/actor"
	"bedside/internal/civil"
	"bedside/internal/outreach"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/web/view"
)

// pulseOf is a column's pulse as its page knows it: of the practice, the provider's book, and how far patients are told.
func pulseOf(p *practice.Practice, of schedule.Pulse, tells int64) string {
	return hashed(p.Version, of, tells)
}

// hashed makes one short word of values; maps print in the order of their keys.
func hashed(values ...any) string {
	h := fnv.New64a()
	_, _ = fmt.Fprint(h, values...)
	return strconv.FormatUint(h.Sum64(), 36)
}

// calendarGrid draws the columns of a day, or of one provider's week; with only, some of them.
func (c *call) calendarGrid(p *practice.Practice, a asking, l practice.Location, only []string) (g view.CalendarGrid, err error) {
	first, days := a.span()
	week := days > 1
	all, drawn := a.everybody(p), []practice.ProviderID(nil)
	b, err := c.readBook(a, l, first, days, func(extents map[practice.ProviderID]schedule.Extent) []practice.ProviderID {
		if week {
			drawn = idsOf(all)
		} else {
			all, drawn = a.columns(p, l.ID, only, extents)
		}
		return drawn
	})
	if err != nil {
		return g, err
	}
	loc := l.In()
	now := c.Now().In(loc)
	grid, shortest := gridOf(p, l, b, days)
	g = view.CalendarGrid{Week: week, Hours: grid.lines(), Scale: scaleOf(shortest), From: int(grid.from), Now: int(civil.ClockOf(now)), Location: string(l.ID),
		Step: p.Settings.SlotStep / 5, Edit: c.by.May(actor.ChangeVisits), Query: a.query()}
	draw := painter{c: c, p: p, l: l, loc: loc, grid: grid, book: b, now: now, shared: sharedIn(b.visits)}
	mine := map[practice.ProviderID][]schedule.Appointment{}
	slices.SortStableFunc(b.visits, func(x, y schedule.Appointment) int { // what was overbooked stands beside what was there
		return cmp.Or(x.Start.Compare(y.Start), cmp.Compare(x.Lane, y.Lane))
	})
	for _, v := range b.visits {
		mine[v.Provider] = append(mine[v.Provider], v)
	}
	for _, w := range all {
		for i := range days {
			d, whole := first.AddDays(i), slices.Contains(drawn, w.ID)
			visits := mine[w.ID]
			if week {
				visits = on(visits, d)
			}
			col := draw.column(d, w, visits, whole)
			switch {
			case week:
				col.Number, col.Head, col.URL = i, d.Format("Mon 2"), a.as("day").on(d).here()
			default:
				col.Number, col.Head, col.URL = slices.IndexFunc(p.Providers, func(o practice.Provider) bool { return o.ID == w.ID }), short(w), a.as("week").only(w.Slug).here()
			}
			if !whole {
				col.Sub, col.More = plural(b.extents[w.ID].Visits, "visit"), a.only(w.Slug).here()
			}
			g.Columns = append(g.Columns, col)
		}
	}
	return g, nil
}

func on(visits []schedule.Appointment, d civil.Date) []schedule.Appointment {
	return slices.DeleteFunc(slices.Clone(visits), func(a schedule.Appointment) bool { return a.DayOf() != d })
}

// grid is the stretch of the day that a picture shows, in whole hours.
type grid struct{ from, to civil.Clock }

// scaleOf makes the cells as tall as the shortest visit needs to be a target of 24 pixels (WCAG 2.2, 2.5.8).
func scaleOf(shortest time.Duration) string {
	switch {
	case shortest <= schedule.Cell:
		return "finest"
	case shortest <= 2*schedule.Cell:
		return "fine"
	}
	return ""
}

// gridOf spans the hours of everybody at the location and every visit, whoever is shown, so that a column that is drawn
// alone fits the others; and says how long the shortest visit is, an hour at most.
func gridOf(p *practice.Practice, l practice.Location, b book, days int) (g grid, shortest time.Duration) {
	g, shortest = grid{8 * 60, 17 * 60}, time.Hour
	widen := func(from, to civil.Clock) { g.from, g.to = min(g.from, from), max(g.to, to) }
	for _, h := range p.Hours {
		if h.Location == l.ID {
			widen(h.When.From, h.When.To)
		}
	}
	for _, s := range p.Specials {
		for _, w := range s.Open {
			if s.Location == l.ID {
				widen(w.From, w.To)
			}
		}
	}
	taken := func(first, last time.Time, short time.Duration) {
		from := civil.ClockOf(first.In(l.In()))
		widen(from, from+civil.Clock(last.Sub(first)/time.Minute))
		shortest = min(shortest, short)
	}
	if days == 1 {
		for _, e := range b.extents {
			taken(e.First, e.Last, e.Shortest)
		}
	}
	for _, a := range b.visits {
		taken(a.Start, a.End, a.End.Sub(a.Start))
	}
	return grid{g.from / 60 * 60, min((g.to+59)/60*60, 1440)}, shortest
}

func (g grid) lines() []view.HourLine {
	var lines []view.HourLine
	for at := g.from; at < g.to; at += 60 {
		lines = append(lines, view.HourLine{At: g.cell(at), Text: hourText(at)})
	}
	return lines
}

func hourText(at civil.Clock) string {
	hour, half := int(at)/60%12, "am"
	if hour == 0 {
		hour = 12
	}
	if at >= 720 {
		half = "pm"
	}
	return strconv.Itoa(hour) + " " + half
}

// cell numbers five-minute cells from 1.
func (g grid) cell(at civil.Clock) int { return int(at-g.from)/5 + 1 }

// seat tells the visits that several patients share from others.
type seat struct {
	v     practice.ProviderID
	s     practice.ServiceID
	start int64
}

func seatOf(a schedule.Appointment) seat { return seat{a.Provider, a.Service, a.Start.Unix()} }

// sharedIn counts the patients of each visit.
func sharedIn(visits []schedule.Appointment) map[seat]int {
	n := map[seat]int{}
	for _, a := range visits {
		if a.Status.Takes() && !a.Overbooked() {
			n[seatOf(a)]++
		}
	}
	return n
}

// block is one visit in its column.
func (d painter) block(a schedule.Appointment) view.Block {
	svc, _ := d.p.Service(a.Service)
	b := view.Block{
		ID: string(a.ID), At: d.grid.cell(civil.ClockOf(a.Start)), Span: max(int(a.End.Sub(a.Start)/schedule.Cell), 1),
		Patient: d.book.who[a.Patient].Name.Reveal(), Service: svc.Name, State: string(a.Status), Past: a.End.Before(d.now), Over: a.Overbook.Reveal() != "",
	}
	b.Time, b.Half, _ = strings.Cut(clock(a.Start), " ")
	b.Word = view.VisitMark(string(a.Status)).Word
	if r := reachMark(a, d.book.reach[a.ID]); a.Status == schedule.Booked && r != nil {
		b.Reach, b.Word = r.class, b.Word+", "+lowerFirst(r.Word)
	}
	if b.Over {
		b.Word += ", overbooked"
	}
	if a.Quiet {
		b.Word += ", quiet"
	}
	if svc.Seats > 1 && !a.Overbooked() {
		b.Shared, b.Patient, b.Service = true, svc.Name, fmt.Sprintf("%d of %d seats", d.shared[seatOf(a)], svc.Seats)
	}
	return b
}

// told is how far a patient is told, as a mark.
type told struct {
	view.Mark
	class string
}

func reachMark(a schedule.Appointment, r outreach.Informed) *told {
	switch {
	case !a.Confirmed.IsZero():
		return &told{view.Mark{Tone: view.Good, Icon: "user-check", Word: "Confirmed"}, "confirmed"}
	case r == outreach.IsInformed:
		return &told{view.Mark{Tone: view.Note, Icon: "mail", Word: "Told"}, "told"}
	case r == outreach.IsReminded:
		return &told{view.Mark{Tone: view.Good, Icon: "bell", Word: "Reminded"}, "reminded"}
	case r == outreach.IsUnreached:
		return &told{view.Mark{Tone: view.Caution, Icon: "phone", Word: "Phone them"}, "unreached"}
	}
	return nil
}
