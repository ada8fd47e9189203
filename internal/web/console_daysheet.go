package web

import (
	"slices"
	"strings"
	"time"

	"bedside/internal/civil"
	"bedside/internal/patient"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/web/view"
)

// sheetCookie remembers what stands on the day sheet of this browser.
const sheetCookie = "bedside_sheet"

// sheetColumns are what can stand on paper beside time and name. What is not chosen is not read out.
var sheetColumns = []struct{ name, label string }{
	{"born", "Birth date"}, {"service", "Kind of visit"}, {"room", "Room"}, {"status", "Status"}, {"phone", "Phone"}, {"reason", "Reason"}, {"free", "Free times"}, {"initials", "Initials instead of names"},
}

// sheetShows reads which columns are asked for: those of the form, else those of this browser, else a few.
func (c *call) sheetShows() (shows []string) {
	shows = []string{"born", "service", "room", "status"}
	if cookie, err := c.r.Cookie(sheetCookie); err == nil {
		shows = strings.Split(cookie.Value, ".")
	}
	if c.form("keep") == "1" {
		shows = nil
		for _, s := range sheetColumns {
			if slices.Contains(c.r.Form["show"], s.name) {
				shows = append(shows, s.name)
			}
		}
		c.remember(sheetCookie, strings.Join(shows, "."))
	}
	return shows
}

// daySheet is the printed list of a day, a page for each provider.
func (c *call) daySheet() error {
	p, err := c.current()
	if err != nil {
		return err
	}
	a, l := c.askedCalendar(p)
	a.view, a.cancelled = "day", false
	b, err := c.readBook(a, l, a.date, 1, func(map[practice.ProviderID]schedule.Extent) []practice.ProviderID { return idsOf(a.everybody(p)) })
	if err != nil {
		return err
	}
	shows := c.sheetShows()
	on := func(name string) bool { return slices.Contains(shows, name) }
	v := view.DaySheet{Console: c.console("Day sheet", view.InCalendar), Date: a.date.Format("Monday, January 2, 2006"), Day: a.date.String(), Location: string(l.ID), Where: l.Name, Zone: zoneName(l.In()),
		Printed: "Printed " + stamp(c.Now().In(l.In())) + " by " + c.session.Staff.Name, BackURL: a.url(),
		Born: on("born"), Phone: on("phone"), Service: on("service"), Room: on("room"), Reason: on("reason"), Status: on("status"), Initials: on("initials")}
	for _, s := range sheetColumns {
		v.Columns = append(v.Columns, view.Option(s.name, s.label, on(s.name)))
	}
	for _, w := range p.Providers {
		sheet := view.Sheet{Provider: w.Name(), Hours: stretches(p.WorkOn(a.date, l.ID, w.ID))}
		mine := slices.DeleteFunc(slices.Clone(b.visits), func(x schedule.Appointment) bool { return x.Provider != w.ID })
		if len(mine) == 0 && !(on("free") && w.Active && a.shows(w) && sheet.Hours != "off") {
			continue
		}
		for _, x := range mine {
			sheet.Rows = append(sheet.Rows, c.sheetRow(p, x, b.who[x.Patient], on))
		}
		if on("free") {
			sheet.Rows = withGaps(sheet.Rows, mine, p.WorkOn(a.date, l.ID, w.ID), l, a.date)
		}
		v.Sheets = append(v.Sheets, sheet)
	}
	return c.page(v)
}

// sheetRow is one visit on paper: of its values only those that are asked for.
func (c *call) sheetRow(p *practice.Practice, a schedule.Appointment, to patient.Patient, on func(string) bool) view.SheetRow {
	row := view.SheetRow{VisitRow: c.row(p, a, to)}
	if on("initials") {
		row.Patient = ""
		for _, part := range strings.Fields(to.Name.Reveal()) {
			row.Patient += string([]rune(part)[:1]) + "."
		}
	}
	if on("phone") {
		row.Phone = phone(contact(to, patient.Phone))
	}
	if on("reason") {
		row.Reason = a.Reason.Reveal()
	}
	return row
}

// withGaps puts what is free of the work between the visits, in order.
func withGaps(rows []view.SheetRow, visits []schedule.Appointment, work []civil.Interval, l practice.Location, day civil.Date) []view.SheetRow {
	type at struct {
		start time.Time
		row   view.SheetRow
	}
	var all []at
	for i, a := range visits {
		all = append(all, at{a.Start, rows[i]})
	}
	for _, w := range work {
		free, end := day.At(w.From, l.In()), day.At(w.To, l.In())
		gap := func(until time.Time) {
			if until.After(free) {
				all = append(all, at{free, view.SheetRow{VisitRow: view.VisitRow{Time: clock(free)}, Free: hoursLong(until.Sub(free)) + " free"}})
			}
		}
		for _, a := range visits {
			if a.From().Before(end) && a.Blocked.After(free) {
				gap(a.From())
				free = a.Blocked
			}
		}
		gap(end)
	}
	slices.SortStableFunc(all, func(a, b at) int { return a.start.Compare(b.start) })
	rows = nil
	for _, x := range all {
		rows = append(rows, x.row)
	}
	return rows
}
