package web

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"bedside/internal/civil"
	"bedside/internal/outreach"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/tx"
)

// calendarFits answers the calendar's script, before anything is dropped, where on a day a visit could go.
type calendarFits struct {
	Version string                           `json:"version"` // of the visit, which the move has to name
	Span    int                              `json:"span"`    // cells that it takes
	Why     []string                         `json:"why"`
	By      map[practice.ProviderID][]fitRun `json:"by"` // who is not in it does not offer the visit
	None    string                           `json:"none"`
}

// fitRun is the first and the last cell of a run, counted from midnight; whether it is free (0), can be overbooked (1)
// or not be had (2); and which sentence of Why says what is against it.
type fitRun [4]int

// calendarFits asks the rules.
func (c *call) calendarFits() error {
	p, err := c.current()
	if err != nil {
		return err
	}
	a, l := c.askedCalendar(p)
	hours := civil.Interval{From: civil.Clock(max(c.number("from"), 0)), To: civil.Clock(min(max(c.number("to"), 0), 1440))}
	if !hours.Valid() {
		hours = civil.Interval{To: 1440}
	}
	var visit schedule.Appointment
	var fits map[practice.ProviderID][]schedule.Fit
	err = c.view(func(t tx.Tx) (err error) {
		ctx := c.r.Context()
		if visit, err = c.Schedule.Get(ctx, t, schedule.ID(c.form("visit"))); err != nil {
			return err
		}
		fits, err = c.Schedule.Fits(ctx, t, visit.ID, l.ID, a.date, hours)
		return err
	})
	if err != nil {
		return err
	}
	svc, _ := p.Service(visit.Service)
	v := calendarFits{Version: strconv.FormatInt(visit.Version, 10), Span: int(visit.End.Sub(visit.Start) / schedule.Cell), Why: []string{}, By: map[practice.ProviderID][]fitRun{}, None: "does not offer: " + svc.Name}
	cell := func(at time.Time) int { return int(civil.ClockOf(at.In(l.In()))) / 5 }
	for who, runs := range fits {
		for _, f := range runs {
			r := fitRun{cell(f.From), cell(f.To), 2, -1}
			switch {
			case f.Free:
				r[2] = 0
			case f.Over:
				r[2] = 1
			}
			if f.Why != "" {
				if r[3] = slices.Index(v.Why, f.Why); r[3] < 0 {
					r[3], v.Why = len(v.Why), append(v.Why, f.Why)
				}
			}
			v.By[who] = append(v.By[who], r)
		}
	}
	return c.told(http.StatusOK, v)
}

// askedTime is a time that somebody typed or dropped a visit on: a day and a time of day by the location's clock.
func (c *call) askedTime(p *practice.Practice, where practice.LocationID) (time.Time, bool) {
	l, found := p.Location(where)
	day, err := civil.ParseDate(c.form("on"))
	at, err2 := civil.ParseClock(c.form("at"))
	return day.At(at, l.In()), found && err == nil && err2 == nil
}

// movedTo is what the script reads after a drop: what to say, and how the move is taken back.
type movedTo struct {
	Said    string `json:"said"`
	Version string `json:"version"`
	Undo    struct {
		Provider practice.ProviderID `json:"provider"`
		Location practice.LocationID `json:"location"`
		On       string              `json:"on"`
		At       string              `json:"at"`
		Over     bool                `json:"over"` // it stood where only overbooking puts it
		Said     string              `json:"said"` // when it is done at once
	} `json:"undo"`
}

// answerMoved tells the script what became of the visit that stood elsewhere before.
func (c *call) answerMoved(p *practice.Practice, before, after schedule.Appointment) error {
	w, _ := p.Provider(after.Provider)
	v := movedTo{Version: strconv.FormatInt(after.Version, 10)}
	v.Said = "Moved to " + clock(after.Start) + " with " + short(w) + "."
	if civil.DateOf(after.Start) != before.DayOf() {
		v.Said = "Moved to " + dayTime(after.Start) + " with " + short(w) + "."
	}
	when, undone := tellAtOnce, " The patient gets word of that too."
	if outreach.ToldAt(c.by, before, after, c.Now()).After(c.Now()) {
		when, undone = "in a minute, unless you undo it", " Nothing was sent."
	}
	tell, note, err := c.tellNote(after, when)
	if err != nil {
		return err
	}
	v.Said += " " + note
	if v.Undo.Said = "It is back where it was."; tell {
		v.Undo.Said += undone
	}
	v.Undo.Provider, v.Undo.Location, v.Undo.Over = before.Provider, before.Location, before.Overbook.Reveal() != ""
	v.Undo.On, v.Undo.At = before.DayOf().String(), civil.ClockOf(before.Start).String()
	return c.told(http.StatusOK, v)
}
