package web

import (
	"strings"
	"time"

	"bedside/internal/actor"
	"bedside/internal/fault"
	"bedside/internal/patient"
	"bedside/internal/practice"
	"bedside/internal/publish"
	"bedside/internal/schedule"
	"bedside/internal/tx"
	"bedside/internal/web/view"
)

// affectedMarks are the states of an affected visit.
var affectedMarks = map[schedule.AffectedState]view.Mark{
	schedule.Unasked:     {Tone: view.Caution, Icon: "clock", Word: "Not asked yet"},
	schedule.Asked:       {Tone: view.Note, Icon: "send", Word: "Asked"},
	schedule.Accepts:     {Tone: view.Good, Icon: "circle-check", Word: "Agreed"},
	schedule.Declines:    {Tone: view.Stop, Icon: "phone", Word: "Said no: phone"},
	schedule.Unanswered:  {Tone: view.Stop, Icon: "phone", Word: "No answer: phone"},
	schedule.MovedByHand: {Tone: view.Good, Icon: "undo-2", Word: "Moved"},
	schedule.CalledOff:   {Tone: view.Quiet, Icon: "circle-x", Word: "Cancelled"},
	schedule.Held:        {Tone: view.Quiet, Icon: "check", Word: "Its time has come"},
}

// closed shows a closure and how far everybody is whom it concerns.
func (c *call) closed() error {
	p, err := c.current()
	if err != nil {
		return err
	}
	i := practice.ClosureID(c.r.PathValue("id"))
	shut, ok := p.Closure(i)
	if !ok {
		return fault.New(fault.NotFound, "web.closed", "This closure is gone. The days are open again.")
	}
	v := view.Closed{Console: c.console("Closed", view.InCalendar), ID: string(i), What: shuts(p, shut), When: dates(shut.From, shut.To), CanEdit: c.by.May(actor.CloseDays) && c.by.May(actor.ChangeVisits),
		Over: !shut.Yearly && !c.Now().Before(p.Ends(shut))}
	if shut.When.Valid() {
		v.When += ", " + shut.When.From.Spoken() + " to " + shut.When.To.Spoken()
	}
	v.Facts = []view.Fact{{Name: "Closed", Value: v.What}, {Name: "When", Value: v.When}, {Name: "Why", Value: shut.Name}}
	if err := c.closedNotice(p, &v, i); err != nil {
		return err
	}
	err = c.view(func(t tx.Tx) error {
		all, err := c.Schedule.Affected(c.r.Context(), t, i)
		if err != nil {
			return err
		}
		v.Rows, err = c.affectedRows(t, p, all)
		v.Done, v.Open, v.Of, v.Phone = 0, 0, len(all), nil
		for n, f := range all {
			if f.State.Done() {
				v.Done++
			}
			if f.State.Ask() {
				v.Open++
			}
			if f.State == schedule.Declines || f.State == schedule.Unanswered || f.State == schedule.Unasked && len(f.Choice) == 0 {
				v.Phone = append(v.Phone, v.Rows[n])
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	return c.page(v)
}

// closedNotice adds what is said of the closure and where.
func (c *call) closedNotice(p *practice.Practice, v *view.Closed, i practice.ClosureID) error {
	for _, n := range p.Notice {
		if n.Closure != i {
			continue
		}
		v.English, v.Spanish = n.English, n.Spanish
		if !v.Over {
			v.Said = []view.Mark{{Tone: view.Good, Icon: "phone", Word: "Callers hear it"}, {Tone: view.Good, Icon: "message-circle", Word: "The chat says it"}, {Tone: view.Good, Icon: "globe", Word: "It stands on the site"}}
		}
		if n.Post == "" {
			continue
		}
		post, err := c.Posts.Get(c.r.Context(), c.by, publish.PostID(n.Post))
		if err != nil {
			return err
		}
		v.Post, v.PostMark = &view.Link{Text: "The post", URL: "/console/posts/" + n.Post}, view.PostMark(string(post.State))
	}
	return nil
}

func (c *call) affectedRow(p *practice.Practice, f schedule.Affected, to patient.Patient) view.AffectedRow {
	a := f.Visit
	svc, _ := p.Service(a.Service)
	who, _ := p.Provider(a.Provider)
	was := f.Was.In(zoneOf(p, a.Location))
	row := view.AffectedRow{ID: string(a.ID), Time: stampAway(was, zoneOf(p, "")), Patient: to.Name.Reveal(), PatientURL: "/console/patients/" + string(to.ID), VisitURL: "/console/visits/" + string(a.ID),
		Phone: phone(contact(to, patient.Phone)), What: svc.Name + ", " + short(who), Mark: affectedMarks[f.State]}
	switch f.State {
	case schedule.Asked:
		row.New, row.Note = c.slotWords(p, a, f.Offer.Provider, f.Offer.Location, f.Offer.Start), "kept until "+stampAway(f.Offer.Expires.In(zoneOf(p, f.Offer.Location)), zoneOf(p, ""))
	case schedule.Accepts, schedule.MovedByHand:
		row.New = c.slotWords(p, schedule.Appointment{}, a.Provider, a.Location, a.Start)
	}
	for n, s := range f.Choice {
		row.Times = append(row.Times, view.Option(slotValue(s), c.slotWords(p, a, s.Provider, s.Location, s.Start), n == 0))
	}
	return row
}

// slotWords says a time, and with whom and where as far as that differs from the visit.
func (c *call) slotWords(p *practice.Practice, a schedule.Appointment, v practice.ProviderID, l practice.LocationID, start time.Time) string {
	text := stampAway(start.In(zoneOf(p, l)), zoneOf(p, ""))
	if who, ok := p.Provider(v); ok && v != a.Provider {
		text += ", " + short(who)
	}
	if at, ok := p.Location(l); ok && l != a.Location && a.Location != "" {
		text += ", " + at.Name
	}
	return text
}

func slotValue(s schedule.Slot) string {
	return string(s.Provider) + " " + string(s.Location) + " " + s.Start.UTC().Format(time.RFC3339)
}

func parseSlot(s string) (o schedule.Slot, err error) {
	parts := strings.Fields(s)
	if len(parts) == 3 {
		o.Provider, o.Location = practice.ProviderID(parts[0]), practice.LocationID(parts[1])
		o.Start, err = time.Parse(time.RFC3339, parts[2])
	}
	if len(parts) != 3 || err != nil {
		return o, fault.New(fault.Invalid, "web.parseSlot", "Choose one of the times.")
	}
	return o, nil
}

// closedAsk offers one patient the time that was chosen, or all who were not asked the nearest.
func (c *call) closedAsk() error {
	i := practice.ClosureID(c.r.PathValue("id"))
	var picks map[schedule.ID]schedule.Slot
	if visit := c.form("visit"); visit != "" {
		to, err := parseSlot(c.form("time_" + visit))
		if err != nil {
			return err
		}
		picks = map[schedule.ID]schedule.Slot{schedule.ID(visit): to}
	}
	done, err := c.Closures.Ask(c.r.Context(), c.by, i, picks)
	if err != nil {
		return err
	}
	c.say("asks")
	if done.Taken > 0 {
		c.say("takenmeanwhile")
	}
	return c.see("/console/closures/" + string(i))
}

// closedRest cancels what is left.
func (c *call) closedRest() error {
	i := practice.ClosureID(c.r.PathValue("id"))
	if _, err := c.Closures.CancelRest(c.r.Context(), c.by, i); err != nil {
		return err
	}
	c.say("cancelled")
	return c.see("/console/closures/" + string(i))
}

// closedUndo opens again.
func (c *call) closedUndo() error {
	done, err := c.Closures.Undo(c.r.Context(), c.by, practice.ClosureID(c.r.PathValue("id")))
	if err != nil {
		return err
	}
	c.say("opened")
	if done.Left > 0 {
		c.say("openedleft")
	}
	return c.see("/console/practice/closures")
}
