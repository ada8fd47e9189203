package web

import (
	"net/http"
	"time"

	"bedside/internal/actor"
	"bedside/internal/civil"
	"bedside/internal/outreach"
	"bedside/internal/patient"
	"bedside/internal/tx"
	"bedside/internal/web/view"
)

const aheadDays = 7

// ahead shows what goes out on one of the next seven days.
func (c *call) ahead() error { return c.aheadPage(http.StatusOK, "") }

// aheadPage shows it, with what is wrong with the day of a pause.
func (c *call) aheadPage(status int, wrong string) error {
	p, err := c.current()
	if err != nil {
		return err
	}
	zone := zoneOf(p, "")
	today, chosen := civil.DateOf(c.Now().In(zone)), 0
	days := make([]time.Time, aheadDays+1)
	for n := range days {
		days[n] = today.AddDays(n).At(0, zone)
		if n < aheadDays && c.form("day") == today.AddDays(n).String() {
			chosen = n
		}
	}
	counts, err := c.Outreach.ComingCounts(c.r.Context(), c.by, days)
	if err != nil {
		return err
	}
	v := view.Ahead{Console: c.console("Outbox", view.InOutbox), Pages: view.OutboxPages("/console/outbox/ahead"), CanEdit: c.by.May(actor.ManageOutbox), Until: view.Field{Error: wrong}}
	for n, k := range counts {
		d := today.AddDays(n)
		v.Days = append(v.Days, view.DayCount{Label: d.Format("Monday, Jan 2"), Tick: d.Format("2"), Count: k, Now: n == chosen, Ahead: n != chosen})
		v.Links = append(v.Links, view.Link{Text: d.Format("Mon, Jan 2"), URL: "/console/outbox/ahead?day=" + d.String(), Now: n == chosen})
	}
	if err := c.pauses(&v, zone); err != nil {
		return err
	}
	from := days[chosen]
	if chosen == 0 {
		from = time.Time{}
	}
	all, more, err := c.Outreach.Ahead(c.r.Context(), c.by, from, days[chosen+1])
	v.More = more
	for _, m := range all {
		v.Rows = append(v.Rows, c.comingRow(m, zone))
	}
	if err != nil {
		return err
	}
	if wrong != "" {
		v.Notice, v.Until.Value = view.Mend(1), c.form("until")
	}
	return c.Render.Page(c.w, status, v)
}

// pauses fills in what holds messages back.
func (c *call) pauses(v *view.Ahead, zone *time.Location) error {
	return c.view(func(t tx.Tx) error {
		all, err := c.Outreach.Pauses(c.r.Context(), t)
		if err != nil {
			return err
		}
		v.Pauses, v.All = nil, false
		var shown []string
		for _, p := range all {
			if !p.Until.IsZero() && !p.Until.After(c.Now()) {
				continue
			}
			row := view.PauseRow{Patient: string(p.Patient), Who: "Everybody", Until: "until somebody resumes", Since: stamp(p.At.In(zone))}
			if !p.Until.IsZero() {
				row.Until = "until " + stamp(p.Until.In(zone))
			}
			if v.All = v.All || p.Patient == ""; p.Patient != "" {
				to, err := c.Patients.Get(c.r.Context(), t, p.Patient)
				if err != nil {
					return err
				}
				row.Who, row.URL = to.Name.Reveal(), "/console/patients/"+string(to.ID)
				shown = append(shown, string(to.ID))
			}
			v.Pauses = append(v.Pauses, row)
		}
		return c.Audit.Disclose(c.r.Context(), t, "outbox", shown...)
	})
}

// comingRow is a message with what would become of it.
func (c *call) comingRow(m outreach.Coming, zone *time.Location) view.ComingRow {
	row, then := c.messageRow(m.Item), m.Message
	then.Status, then.Why = m.Will, m.Then
	coming := view.ComingRow{URL: row.URL, To: row.To, Patient: string(m.Patient), Kind: row.Kind, Icon: row.Icon, Why: row.Why, By: channelMarks[m.Way], When: clock(m.At.In(zone)), Note: whyNoted(then), Paused: m.Then == outreach.Paused}
	if m.Recall != "" {
		coming.URL, coming.Note = "/console/patients/"+string(m.Patient), "planned that day, unless they book a visit before"
		if note := whyNoted(then); note != "" {
			coming.Note = note + "; " + coming.Note
		}
	}
	switch m.Will {
	case outreach.Sending:
		coming.Mark = view.Mark{Tone: view.Good, Icon: "send", Word: "Will go"}
	case outreach.Waiting:
		coming.Mark = view.Mark{Tone: view.Note, Icon: "clock", Word: "Will wait"}
		if m.At.Sub(m.Due) > time.Hour {
			coming.When = stamp(m.At.In(zone))
		}
	case outreach.Skipped:
		coming.Mark = view.Mark{Tone: view.Quiet, Icon: "circle-slash", Word: "Will not go"}
	default:
		coming.Mark = view.MessageMark(string(m.Will))
	}
	return coming
}

// longestPause is for how many days messages are held back at most: a year that was typed wrong holds them back for ever.
const longestPause = 366

// pausePost holds messages back.
func (c *call) pausePost() error {
	p, err := c.current()
	if err != nil {
		return err
	}
	zone := zoneOf(p, "")
	var until time.Time
	if text := c.form("until"); text != "" {
		d, err := civil.ParseUSDate(text)
		if today := civil.DateOf(c.Now().In(zone)); err != nil || !today.Before(d) || today.DaysUntil(d) > longestPause {
			return c.aheadPage(http.StatusBadRequest, "Choose a day from tomorrow on, within a year, or leave it empty.")
		}
		until = d.At(0, zone)
	}
	if err := c.Outreach.Hold(c.r.Context(), c.by, patient.ID(c.form("patient")), until); err != nil {
		return err
	}
	c.say("paused")
	return c.see("/console/outbox/ahead")
}

// resumePost lets them go again.
func (c *call) resumePost() error {
	if err := c.Outreach.Resume(c.r.Context(), c.by, patient.ID(c.form("patient"))); err != nil {
		return err
	}
	c.say("resumed")
	return c.see("/console/outbox/ahead")
}

// messageBounced notes that a message that was sent came back.
func (c *call) messageBounced() error {
	return c.decide("settled", c.Outreach.Bounced(c.r.Context(), c.by, outreach.ID(c.r.PathValue("id"))))
}
