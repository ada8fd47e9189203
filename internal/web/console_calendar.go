package web

import (
	"fmt"
	"slices"

	"bedside/internal/actor"
	"bedside/internal/civil"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/web/view"
)

// calendar shows a day, a week, a month or a list.
func (c *call) calendar() error {
	p, err := c.current()
	if err != nil {
		return err
	}
	a, l := c.askedCalendar(p)
	frame, bar := c.console("Calendar", view.InCalendar), c.calendarBar(p, a, l)
	switch piece, err := c.calendarPiece(p, a, l, nil); v := piece.(type) {
	case view.CalendarGrid:
		v.Moving = c.form("move")
		return c.page(view.Calendar{Console: frame, Bar: bar, Grid: v})
	case view.CalendarLoads:
		return c.page(view.CalendarWeek{Console: frame, Bar: bar, Loads: v})
	case view.CalendarDays:
		return c.page(view.CalendarMonth{Console: frame, Bar: bar, Month: v})
	case view.CalendarRows:
		return c.page(view.CalendarList{Console: frame, Bar: bar, List: v})
	default:
		return err
	}
}

// calendarPiece is what stands under the bar: of a grid, with only, some of the columns.
func (c *call) calendarPiece(p *practice.Practice, a asking, l practice.Location, only []string) (view.Piece, error) {
	switch {
	case a.grid():
		return orNone(c.calendarGrid(p, a, l, only))
	case a.view == "week":
		return orNone(c.calendarWeek(p, a, l))
	case a.view == "month":
		return orNone(c.calendarMonth(p, a, l))
	}
	return orNone(c.calendarRows(p, a, l))
}

func orNone[P view.Piece](piece P, err error) (view.Piece, error) {
	if err != nil {
		return nil, err
	}
	return piece, nil
}

// calendarColumns is the same without the page around it, for one that is open.
func (c *call) calendarColumns() error {
	p, err := c.current()
	if err != nil {
		return err
	}
	a, l := c.askedCalendar(p)
	piece, err := c.calendarPiece(p, a, l, c.r.Form["only"])
	if err != nil {
		return err
	}
	return c.piece(piece)
}

// calendarBar says where one is and where one can go.
func (c *call) calendarBar(p *practice.Practice, a asking, l practice.Location) view.CalendarBar {
	loc := l.In()
	today := civil.DateOf(c.Now().In(loc))
	b := view.CalendarBar{View: a.view, Date: a.date.String(), Zone: zoneName(loc), Range: a.date.Format("Monday, January 2"), Cancelled: a.cancelled,
		SheetURL: "/console/calendar/sheet?" + a.query(), FreeURL: c.freeURL(l.ID)}
	if c.by.May(actor.CloseDays) {
		b.CloseURL = "/console/close"
	}
	prev, next := a.date.AddDays(-1), a.date.AddDays(1)
	switch a.view {
	case "week":
		first := a.date.Monday()
		b.Range = first.Format("January 2") + " to " + first.AddDays(6).Format("January 2")
		prev, next = a.date.AddDays(-7), a.date.AddDays(7)
	case "month":
		b.Range = a.date.Format("January 2006")
		prev, next = firstOf(firstOf(a.date).AddDays(-1)), firstOf(firstOf(a.date).AddDays(31))
	}
	if shut, closed := p.ClosedOn(a.date, l.ID, ""); closed && a.view != "week" && a.view != "month" {
		b.Closed = "Closed: " + shut.Name
	}
	b.Prev, b.Next = a.on(prev).url(), a.on(next).url()
	if a.date != today {
		b.TodayURL = a.on(today).url()
	}
	for _, v := range []struct{ view, text string }{{"day", "Day"}, {"week", "Week"}, {"month", "Month"}, {"list", "List"}} {
		b.Views = append(b.Views, view.Link{Text: v.text, URL: a.as(v.view).url(), Now: v.view == a.view})
	}
	if c.by.May(actor.ChangeVisits) {
		b.BookURL = "/console/book?location=" + string(l.ID)
	}
	all := 0
	for _, w := range p.Providers {
		if w.Active {
			all++
			b.Providers = append(b.Providers, view.Option(w.Slug, w.Name(), a.shows(w)))
		}
	}
	switch {
	case len(a.who) == 1:
		w := p.Providers[slices.IndexFunc(p.Providers, func(w practice.Provider) bool { return w.Slug == a.who[0] })]
		b.Some = short(w)
	case len(a.who) > 0:
		b.Some = fmt.Sprintf("%d of %d providers", len(a.who), all)
	default:
		b.Some = "All " + plural(all, "provider")
	}
	for _, other := range p.Locations {
		if other.Active {
			b.Locations = append(b.Locations, view.Option(string(other.ID), other.Name, other.ID == l.ID))
		}
	}
	return b
}

func firstOf(d civil.Date) civil.Date { return civil.Date{Year: d.Year, Month: d.Month, Day: 1} }

// calendarRows are a day as one list in the order of time.
func (c *call) calendarRows(p *practice.Practice, a asking, l practice.Location) (v view.CalendarRows, err error) {
	b, err := c.readBook(a, l, a.date, 1, func(map[practice.ProviderID]schedule.Extent) []practice.ProviderID { return idsOf(a.everybody(p)) })
	if err != nil {
		return v, err
	}
	v = view.CalendarRows{Query: a.query(), Pulse: pulsesOf(p, b.pulses, b.tells).Sum, BookURL: c.calendarBar(p, a, l).BookURL}
	for _, x := range b.visits {
		row := c.row(p, x, b.who[x.Patient])
		if m := reachMark(x, b.reach[x.ID]); m != nil && x.Status == schedule.Booked {
			row.Mark = view.Mark{Tone: m.Tone, Icon: m.Icon, Word: row.Mark.Word + ", " + lowerFirst(m.Word)}
		}
		v.Rows = append(v.Rows, row)
	}
	return v, nil
}

// freeURL is where the next free time is looked for, "" for who may not book.
func (c *call) freeURL(l practice.LocationID) string {
	if !c.by.May(actor.Book) {
		return ""
	}
	return "/console/calendar/free?location=" + string(l)
}
