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

// loads reads how full the days are, and the pulse of them all; it discloses nobody.
func (c *call) loads(p *practice.Practice, a asking, l practice.Location) (all map[practice.ProviderID]map[civil.Date]schedule.Load, pulse string, err error) {
	first, days := a.span()
	from, to := first.At(0, l.In()), first.AddDays(days).At(0, l.In())
	err = c.view(func(t tx.Tx) error {
		pulses, err := c.Schedule.Pulses(c.r.Context(), t, from, to)
		if err != nil {
			return err
		}
		tells, err := c.Outreach.Tells(c.r.Context(), t, from, to)
		if err != nil {
			return err
		}
		pulse = pulsesOf(p, pulses, tells).Sum
		all, err = c.Schedule.Loads(c.r.Context(), t, from, to, l.In())
		return err
	})
	return all, pulse, err
}

// calendarWeek shows how full the week of several providers is.
func (c *call) calendarWeek(p *practice.Practice, a asking, l practice.Location) (v view.CalendarLoads, err error) {
	loads, pulse, err := c.loads(p, a, l)
	if err != nil {
		return v, err
	}
	first, days := a.span()
	today := civil.DateOf(c.Now().In(l.In()))
	v.Query, v.Pulse = a.query(), pulse
	for i := range days {
		d := first.AddDays(i)
		head := view.DayHead{Text: d.Format("Mon 2"), URL: a.as("day").on(d).here(), Today: d == today}
		if shut, closed := p.ClosedOn(d, l.ID, ""); closed {
			head.Note = shut.Name
		}
		v.Days = append(v.Days, head)
	}
	for _, w := range p.Providers {
		if !w.Active || !a.shows(w) {
			continue
		}
		row := view.LoadRow{Who: short(w), URL: a.only(w.Slug).here()}
		works := false
		for i := range days {
			d := first.AddDays(i)
			day := loadDay(loads[w.ID][d], workOf(p, d, w.ID))
			day.Today = d == today
			if !day.Off { // the head of the column leads there too
				day.URL, day.Label = a.as("day").on(d).here(), short(w)+", "+d.Format("Monday 2")
			}
			works = works || !day.Off
			row.Days = append(row.Days, day)
		}
		if works || len(a.who) > 0 {
			v.Rows = append(v.Rows, row)
		}
	}
	return v, nil
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
func (c *call) calendarMonth(p *practice.Practice, a asking, l practice.Location) (v view.CalendarDays, err error) {
	loads, pulse, err := c.loads(p, a, l)
	if err != nil {
		return v, err
	}
	month := firstOf(a.date)
	first, days := a.span()
	today := civil.DateOf(c.Now().In(l.In()))
	v.Query, v.Pulse, v.Month = a.query(), pulse, month.Format("January 2006")
	for _, d := range weekdays {
		v.Days = append(v.Days, d.String()[:3])
	}
	for d := first; first.DaysUntil(d) < days; d = d.AddDays(7) {
		var row []view.MonthDay
		for i := range 7 {
			row = append(row, monthDay(p, a, l, d.AddDays(i), month, today, loads))
		}
		v.Weeks = append(v.Weeks, row)
	}
	return v, nil
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
	day.URL, day.Today = a.as("day").on(d).here(), d == today
	if shut, closed := p.ClosedOn(d, l.ID, ""); closed {
		day.Note = shut.Name
	}
	day.Label = d.Format("Monday, January 2")
	return day
}
