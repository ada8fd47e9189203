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
	"bedside/internal/patient"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/tx"
	"bedside/internal/web/view"
)

// book is what a picture of some days is drawn from, as it stood at one moment.
type book struct {
	visits []schedule.Appointment
	holds  []schedule.Hold
	away   []schedule.Elsewhere // taken in other books
	who    map[patient.ID]patient.Patient
	reach  map[schedule.ID]outreach.Informed
	pulses map[practice.ProviderID]schedule.Pulse
}

// readBook reads the days with a number of queries that does not grow with the providers, and enters in the access log
// whoever is shown. With only, it leaves out every column but those.
func (c *call) readBook(p *practice.Practice, a asking, l practice.Location, first civil.Date, days int, only []string) (b book, err error) {
	loc := l.In()
	from, to := first.At(0, loc), first.AddDays(days).At(0, loc)
	shown := map[practice.ProviderID]bool{}
	for _, w := range p.Providers {
		shown[w.ID] = a.shows(w) && (len(only) == 0 || days > 1 || slices.Contains(only, string(w.ID)))
	}
	err = c.view(func(t tx.Tx) error {
		ctx := c.r.Context()
		f := schedule.Filter{Location: l.ID}
		if len(only) == 1 && days == 1 {
			f.Provider = practice.ProviderID(only[0])
		}
		if b.visits, err = c.Schedule.Between(ctx, t, from, to, f); err != nil {
			return err
		}
		b.visits = slices.DeleteFunc(b.visits, func(v schedule.Appointment) bool {
			return !shown[v.Provider] || !v.Status.Takes() && (v.Status != schedule.Cancelled || !a.cancelled)
		})
		if b.holds, err = c.Schedule.Holds(ctx, t, from, to, f); err != nil {
			return err
		}
		if b.away, err = c.Schedule.Elsewhere(ctx, t, from, to); err != nil {
			return err
		}
		if b.reach, err = c.Outreach.Reached(ctx, t, from, to); err != nil {
			return err
		}
		if b.pulses, err = c.Schedule.Pulses(ctx, t, from, to); err != nil {
			return err
		}
		b.who, err = c.patientsOf(t, "visits", b.visits)
		return err
	})
	return b, err
}

// pulseOf is a column's pulse as its page knows it.
func pulseOf(p *practice.Practice, of schedule.Pulse) string {
	h := fnv.New64a()
	_, _ = fmt.Fprint(h, p.Version, of)
	return strconv.FormatUint(h.Sum64(), 36)
}

// calendarGrid draws the columns of a day, or of one provider's week; with only, some of them.
func (c *call) calendarGrid(p *practice.Practice, a asking, l practice.Location, only []string) (view.CalendarGrid, view.CalendarBar, error) {
	loc := l.In()
	now := c.Now().In(loc)
	first, days := a.date, 1
	if a.view == "week" {
		first, days = a.date.Monday(), 7
	}
	b, err := c.readBook(p, a, l, first, days, only)
	if err != nil {
		return view.CalendarGrid{}, view.CalendarBar{}, err
	}
	bar := c.calendarBar(p, a, l)
	grid := gridOf(p, l, b.visits)
	g := view.CalendarGrid{Week: days > 1, Hours: grid.lines(), Scale: scaleOf(b.visits), From: int(grid.from), Now: int(civil.ClockOf(now)), Location: string(l.ID),
		Step: p.Settings.SlotStep / 5, Edit: c.by.May(actor.ChangeVisits), Query: a.query()}
	draw := painter{c: c, p: p, l: l, loc: loc, grid: grid, book: b, now: now, shared: sharedIn(b.visits)}
	mine := map[practice.ProviderID][]schedule.Appointment{}
	slices.SortStableFunc(b.visits, func(x, y schedule.Appointment) int { // what was overbooked stands beside what was there
		return cmp.Or(x.Start.Compare(y.Start), cmp.Compare(x.Lane, y.Lane))
	})
	for _, v := range b.visits {
		mine[v.Provider] = append(mine[v.Provider], v)
	}
	for _, w := range p.Providers {
		if !a.shows(w) || len(only) > 0 && days == 1 && !slices.Contains(only, string(w.ID)) {
			continue
		}
		for i := range days {
			d := first.AddDays(i)
			if days == 1 && len(mine[w.ID]) == 0 && (!w.Active || len(a.who) == 0 && len(draw.hours(d, w.ID)) == 0) {
				continue
			}
			col := draw.column(d, w, on(mine[w.ID], d))
			col.Key, col.Head, col.URL = string(w.ID), short(w), a.as("week").only(w.Slug).url()
			if days > 1 {
				col.Key, col.Head, col.URL = d.String(), d.Format("Mon 2"), a.as("day").on(d).url()
			}
			g.Columns = append(g.Columns, col)
		}
	}
	return g, bar, nil
}

func on(visits []schedule.Appointment, d civil.Date) []schedule.Appointment {
	return slices.DeleteFunc(slices.Clone(visits), func(a schedule.Appointment) bool { return a.DayOf() != d })
}

// grid is the stretch of the day that a picture shows, in whole hours.
type grid struct{ from, to civil.Clock }

// scaleOf makes the cells as tall as the shortest visit needs to be a target of 24 pixels (WCAG 2.2, 2.5.8).
func scaleOf(visits []schedule.Appointment) string {
	shortest := time.Hour
	for _, a := range visits {
		shortest = min(shortest, a.End.Sub(a.Start))
	}
	switch {
	case shortest <= schedule.Cell:
		return "finest"
	case shortest <= 2*schedule.Cell:
		return "fine"
	}
	return ""
}

// gridOf spans the hours of everybody at the location and every visit.
func gridOf(p *practice.Practice, l practice.Location, visits []schedule.Appointment) grid {
	g := grid{8 * 60, 17 * 60}
	for _, h := range p.Hours {
		if h.Location == l.ID {
			g.from, g.to = min(g.from, h.When.From), max(g.to, h.When.To)
		}
	}
	for _, s := range p.Specials {
		for _, w := range s.Open {
			if s.Location == l.ID {
				g.from, g.to = min(g.from, w.From), max(g.to, w.To)
			}
		}
	}
	for _, a := range visits {
		g.from, g.to = min(g.from, civil.ClockOf(a.Start)), max(g.to, civil.ClockOf(a.Start)+civil.Clock(a.End.Sub(a.Start)/time.Minute))
	}
	return grid{g.from / 60 * 60, min((g.to+59)/60*60, 1440)}
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
