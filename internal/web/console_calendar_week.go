package web

import (
	"fmt"
	"time"

	"bedside/internal/civil"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/tx"
	"bedside/internal/web/view"
)

// loads reads how full the days are; it discloses nobody.
func (c *call) loads(l practice.Location, first civil.Date, days int) (all map[practice.ProviderID]map[civil.Date]schedule.Load, err error) {
	err = c.view(func(t tx.Tx) error {
		all, err = c.Schedule.Loads(c.r.Context(), t, first.At(0, l.In()), first.AddDays(days).At(0, l.In()), l.In())
		return err
	})
	return all, err
}

// calendarWeek shows how full the week of several providers is.
func (c *call) calendarWeek(p *practice.Practice, a asking, l practice.Location) error {
	first := a.date.Monday()
	loads, err := c.loads(l, first, 7)
	if err != nil {
		return err
	}
	today := civil.DateOf(c.Now().In(l.In()))
	v := view.CalendarWeek{Console: c.console("Calendar", view.InCalendar), Bar: c.calendarBar(p, a, l)}
	for i := range 7 {
		d := first.AddDays(i)
		head := view.DayHead{Text: d.Format("Mon 2"), URL: a.as("day").on(d).url(), Today: d == today}
		if shut, closed := p.ClosedOn(d, l.ID, ""); closed {
			head.Note = shut.Name
		}
		v.Days = append(v.Days, head)
	}
	for _, w := range p.Providers {
		if !w.Active || !a.shows(w) {
			continue
		}
		row := view.LoadRow{Who: short(w), URL: a.only(w.Slug).url()}
		works := false
		for i := range 7 {
			d := first.AddDays(i)
			day := loadDay(loads[w.ID][d], workOf(p, d, w.ID))
			day.URL, day.Today = a.as("day").on(d).url(), d == today
			day.Label = short(w) + ", " + d.Format("Monday, January 2")
			works = works || !day.Off
			row.Days = append(row.Days, day)
		}
		if works || len(a.who) > 0 {
			v.Rows = append(v.Rows, row)
		}
	}
	return c.page(v)
}

// workOf is how long the provider works on the day, at all locations.
func workOf(p *practice.Practice, d civil.Date, v practice.ProviderID) (long time.Duration) {
	for _, l := range p.Locations {
		for _, w := range p.WorkOn(d, l.ID, v) {
			long += time.Duration(w.To-w.From) * time.Minute
		}
	}
	return long
}

// loadDay says how full a day of so much work is.
func loadDay(l schedule.Load, work time.Duration) view.LoadDay {
	day := view.LoadDay{Count: l.Visits, Off: work == 0 && l.Visits == 0, Over: l.Taken > work, Text: "off"}
	if day.Off {
		return day
	}
	day.Tenth = 10
	if work > 0 {
		day.Tenth = min(int((10*l.Taken+work/2)/work), 10)
	}
	day.Visits = plural(l.Visits, "visit")
	switch free := work - l.Taken; {
	case free > 0:
		day.Text = hoursLong(free) + " free"
	case free < 0:
		day.Text = hoursLong(-free) + " too much"
	default:
		day.Text = "full"
	}
	return day
}

// hoursLong says 80 minutes as "1 h 20 min".
func hoursLong(d time.Duration) string {
	h, m := int(d.Hours()), int(d.Minutes())%60
	switch {
	case h == 0:
		return fmt.Sprintf("%d min", m)
	case m == 0:
		return fmt.Sprintf("%d h", h)
	}
	return fmt.Sprintf("%d h %d min", h, m)
}

// calendarMonth is a month to jump from.
func (c *call) calendarMonth(p *practice.Practice, a asking, l practice.Location) error {
	month := firstOf(a.date)
	first, end := month.Monday(), firstOf(month.AddDays(31)).AddDays(-1).Monday().AddDays(7)
	loads, err := c.loads(l, first, first.DaysUntil(end))
	if err != nil {
		return err
	}
	today := civil.DateOf(c.Now().In(l.In()))
	v := view.CalendarMonth{Console: c.console("Calendar", view.InCalendar), Bar: c.calendarBar(p, a, l)}
	for _, d := range weekdays {
		v.Days = append(v.Days, d.String()[:3])
	}
	for d := first; d.Before(end); d = d.AddDays(7) {
		var row []view.MonthDay
		for i := range 7 {
			row = append(row, monthDay(p, a, l, d.AddDays(i), month, today, loads))
		}
		v.Weeks = append(v.Weeks, row)
	}
	return c.page(v)
}

// monthDay sums up everybody's day.
func monthDay(p *practice.Practice, a asking, l practice.Location, d, month, today civil.Date, loads map[practice.ProviderID]map[civil.Date]schedule.Load) view.MonthDay {
	var sum schedule.Load
	var work time.Duration
	for _, w := range p.Providers {
		if a.shows(w) {
			sum.Visits += loads[w.ID][d].Visits
			sum.Taken += loads[w.ID][d].Taken
			if w.Active {
				work += workOf(p, d, w.ID)
			}
		}
	}
	day := view.MonthDay{LoadDay: loadDay(sum, work), Number: d.Day, Out: d.Month != month.Month}
	day.URL, day.Today = a.as("day").on(d).url(), d == today
	if shut, closed := p.ClosedOn(d, l.ID, ""); closed {
		day.Note = shut.Name
	}
	day.Label = d.Format("Monday, January 2")
	return day
}
