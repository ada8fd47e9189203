package web

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"bedside/internal/actor"
	"bedside/internal/civil"
	"bedside/internal/patient"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/web/view"
)

// asking is what the calendar is asked to show.
type asking struct {
	week     bool
	date     civil.Date
	provider practice.ProviderID
	location practice.LocationID
}

func (a asking) url(path string) string {
	v := url.Values{"view": {"day"}, "date": {a.date.String()}}
	if a.week {
		v.Set("view", "week")
	}
	if a.provider != "" {
		v.Set("provider", string(a.provider))
	}
	if a.location != "" {
		v.Set("location", string(a.location))
	}
	return path + "?" + v.Encode()
}

func (a asking) on(d civil.Date) asking { a.date = d; return a }

// askedCalendar reads the address. Without a location the first one is shown: a picture of the day has one zone.
func (c *call) askedCalendar(p *practice.Practice) (asking, practice.Location) {
	a := asking{week: c.form("view") == "week", provider: practice.ProviderID(c.form("provider")), location: practice.LocationID(c.form("location"))}
	l, ok := p.Location(a.location)
	if !ok {
		l = firstLocation(p)
		a.location = l.ID
	}
	a.date = civil.DateOf(c.Now().In(l.In()))
	if d, err := civil.ParseDate(c.form("date")); err == nil {
		a.date = d
	}
	return a, l
}

// calendar shows a day with a column a provider, or a week with a column a day.
func (c *call) calendar() error {
	p, err := c.current()
	if err != nil {
		return err
	}
	a, l := c.askedCalendar(p)
	loc := l.In()
	now := c.Now().In(loc)
	today := civil.DateOf(now)
	first, days := a.date, 1
	if a.week {
		first, days = a.date.Monday(), 7
	}
	visits, who, err := c.visits(&p, first.At(0, loc), first.AddDays(days).At(0, loc), schedule.Filter{Provider: a.provider, Location: l.ID})
	if err != nil {
		return err
	}
	visits = slices.DeleteFunc(visits, func(v schedule.Appointment) bool { return !v.Status.Takes() })
	step := 1
	if a.week {
		step = 7
	}
	v := view.Calendar{
		Console: c.console("Calendar", view.InCalendar), Week: a.week, Date: a.date.String(), Zone: zoneName(loc), Range: a.date.Format("Monday, January 2"),
		Prev: a.on(a.date.AddDays(-step)).url("/console/calendar"), Next: a.on(a.date.AddDays(step)).url("/console/calendar"), SheetURL: a.url("/console/calendar/sheet"),
	}
	if a.date != today {
		v.TodayURL = a.on(today).url("/console/calendar")
	}
	a.week = false
	v.DayURL = a.url("/console/calendar")
	a.week = true
	v.WeekURL = a.url("/console/calendar")
	a.week = v.Week
	if c.by.May(actor.ChangeVisits) {
		v.BookURL = "/console/book"
	}
	v.Providers = []view.Choice{view.Option("", "All providers", a.provider == "")}
	for _, w := range p.Providers {
		if w.Active {
			v.Providers = append(v.Providers, view.Option(string(w.ID), w.Name(), w.ID == a.provider))
		}
	}
	for _, other := range p.Locations {
		if other.Active {
			v.Locations = append(v.Locations, view.Option(string(other.ID), other.Name, other.ID == l.ID))
		}
	}
	grid := gridOf(p, l, visits)
	v.Hours = grid.lines()
	v.Scale = scaleOf(visits)
	draw := painter{c: c, p: p, l: l, loc: loc, grid: grid, who: who, now: now}
	if a.week {
		v.Range = first.Format("January 2") + " to " + first.AddDays(6).Format("January 2")
		marks, met := marksOf(p), map[practice.ProviderID]bool{}
		for d := first; first.DaysUntil(d) < 7; d = d.AddDays(1) {
			col := draw.column(d, a.provider, on(visits, d))
			col.Head, col.Today, col.URL = d.Format("Mon 2"), d == today, asking{date: d, provider: a.provider, location: a.location}.url("/console/calendar")
			col.Sub = countVisits(len(col.Visits))
			if shut := draw.shut(d, a.provider); shut != "" {
				col.Sub = shut
			}
			if a.provider == "" {
				for i, b := range on(visits, d) {
					w, _ := p.Provider(b.Provider)
					col.Visits[i].Who, col.Visits[i].By = short(w), marks[w.ID]
					met[w.ID] = true
				}
			}
			v.Columns = append(v.Columns, col)
		}
		v.Lists = a.provider == ""
		for _, w := range p.Providers {
			if met[w.ID] {
				v.Legend = append(v.Legend, view.Fact{Name: marks[w.ID], Value: short(w)})
			}
		}
		return c.page(v)
	}
	if shut := draw.shut(a.date, ""); shut != "" {
		v.Closed = shut
	}
	for _, w := range p.Providers {
		mine := slices.DeleteFunc(slices.Clone(visits), func(b schedule.Appointment) bool { return b.Provider != w.ID })
		if !w.Active && len(mine) == 0 || a.provider != "" && w.ID != a.provider || len(mine) == 0 && len(draw.work(a.date, w.ID)) == 0 && a.provider == "" {
			continue
		}
		col := draw.column(a.date, w.ID, mine)
		col.Head, col.Sub, col.Today = short(w), countVisits(len(mine)), a.date == today
		v.Columns = append(v.Columns, col)
	}
	return c.page(v)
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

// painter draws columns.
type painter struct {
	c    *call
	p    *practice.Practice
	l    practice.Location
	loc  *time.Location
	grid grid
	who  map[patient.ID]patient.Patient
	now  time.Time
}

// shut says why nobody, or the provider, works on the day; "" if they may.
func (d painter) shut(day civil.Date, v practice.ProviderID) string {
	if c, closed := d.p.ClosedOn(day, d.l.ID, v); closed {
		return "Closed: " + c.Name
	}
	return ""
}

// work is the provider's hours on the day at the location, or everybody's together for "": those of the date or of the
// week, with what is closed for a part of the day as breaks.
func (d painter) work(day civil.Date, v practice.ProviderID) (work []practice.Hours) {
	special := map[practice.ProviderID]bool{}
	for _, s := range d.p.Specials {
		if s.Date == day && s.Location == d.l.ID && (v == "" || s.Provider == v) {
			special[s.Provider] = true
			for i, w := range s.Open {
				work = append(work, practice.Hours{Provider: s.Provider, When: w})
				if i > 0 {
					work = append(work, practice.Hours{Provider: s.Provider, Break: true, When: civil.Interval{From: s.Open[i-1].To, To: w.From}})
				}
			}
		}
	}
	for _, h := range d.p.Hours {
		if h.Location == d.l.ID && h.Weekday == day.Weekday() && (v == "" || h.Provider == v) && !special[h.Provider] {
			work = append(work, h)
		}
	}
	for _, c := range d.p.Shut(day, day) {
		if c.When.Valid() && (c.Location == "" || c.Location == d.l.ID) && (c.Provider == "" || c.Provider == v) {
			work = append(work, practice.Hours{Break: true, When: c.When})
		}
	}
	return work
}

func (d painter) column(day civil.Date, v practice.ProviderID, visits []schedule.Appointment) view.Column {
	var col view.Column
	open, shut := d.grid.to, d.grid.from
	for _, h := range d.work(day, v) {
		if h.Break {
			if v != "" {
				col.Bands = append(col.Bands, d.band(h.When.From, h.When.To, "break", "Break"))
			}
			continue
		}
		open, shut = min(open, h.When.From), max(shut, h.When.To)
	}
	switch shutBy := d.shut(day, v); {
	case shutBy != "":
		col.Bands = []view.Band{d.band(d.grid.from, d.grid.to, "closed", shutBy)}
	case open >= shut:
		col.Bands = append(col.Bands, d.band(d.grid.from, d.grid.to, "off", ""))
	default:
		if open > d.grid.from {
			col.Bands = append(col.Bands, d.band(d.grid.from, open, "off", ""))
		}
		if shut < d.grid.to {
			col.Bands = append(col.Bands, d.band(shut, d.grid.to, "off", ""))
		}
	}
	for _, a := range visits {
		svc, _ := d.p.Service(a.Service)
		at := civil.ClockOf(a.Start)
		b := view.Block{
			URL: "/console/visits/" + string(a.ID), At: d.grid.cell(at), Span: max(int(a.End.Sub(a.Start)/schedule.Cell), 1), Until: clock(a.End),
			Patient: d.who[a.Patient].Name.Reveal(), Service: svc.Name, Mark: view.VisitMark(string(a.Status)), Past: a.End.Before(d.now),
		}
		b.Time, b.Half, _ = strings.Cut(clock(a.Start), " ")
		col.Visits = append(col.Visits, b)
	}
	if day == civil.DateOf(d.now) {
		if at := civil.ClockOf(d.now); at >= d.grid.from && at < d.grid.to {
			col.NowAt = d.grid.cell(at)
		}
	}
	return col
}

func (d painter) band(from, to civil.Clock, kind, text string) view.Band {
	return view.Band{At: d.grid.cell(from), Span: int(to-from) / 5, Kind: kind, Text: text}
}

// marksOf gives every provider initials that no other has.
func marksOf(p *practice.Practice) map[practice.ProviderID]string {
	marks, taken := map[practice.ProviderID]string{}, map[string]bool{}
	for _, w := range p.Providers {
		mark := initials(w.Given, w.Family)
		for n := 2; taken[mark] && n <= len([]rune(w.Family)); n++ {
			mark = initials(w.Given, "") + string([]rune(w.Family)[:n])
		}
		marks[w.ID], taken[mark] = mark, true
	}
	return marks
}

func countVisits(n int) string {
	if n == 1 {
		return "1 visit"
	}
	return fmt.Sprintf("%d visits", n)
}

// daySheet is the printed list of a day.
func (c *call) daySheet() error {
	p, err := c.current()
	if err != nil {
		return err
	}
	a, l := c.askedCalendar(p)
	loc := l.In()
	visits, who, err := c.visits(&p, a.date.At(0, loc), a.date.AddDays(1).At(0, loc), schedule.Filter{Provider: a.provider, Location: l.ID})
	if err != nil {
		return err
	}
	a.week = false
	v := view.DaySheet{Console: c.console("Day sheet", view.InCalendar), Date: a.date.Format("Monday, January 2, 2006"), Where: l.Name, Zone: zoneName(loc),
		Printed: "Printed " + stamp(c.Now().In(loc)) + " by " + c.session.Staff.Name, BackURL: a.url("/console/calendar")}
	draw := painter{c: c, p: p, l: l, loc: loc}
	for _, w := range p.Providers {
		sheet := view.Sheet{Provider: w.Name()}
		for _, h := range draw.work(a.date, w.ID) {
			if sheet.Hours != "" {
				sheet.Hours += ", "
			}
			if h.Break {
				sheet.Hours += "break "
			}
			sheet.Hours += h.When.From.Spoken() + " to " + h.When.To.Spoken()
		}
		for _, b := range visits {
			if b.Provider == w.ID && b.Status.Takes() {
				sheet.Rows = append(sheet.Rows, c.row(p, b, who[b.Patient]))
			}
		}
		if len(sheet.Rows) > 0 {
			v.Sheets = append(v.Sheets, sheet)
		}
	}
	return c.page(v)
}
