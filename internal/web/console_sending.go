package web

import (
	"slices"
	"strconv"

	"bedside/internal/actor"
	"bedside/internal/fault"
	"bedside/internal/outreach"
	"bedside/internal/practice"
	"bedside/internal/web/view"
)

// chosenKinds are the kinds that can be switched off, and when they go.
var chosenKinds = map[outreach.Kind]struct{ label, note string }{
	outreach.Reminder3:  {"Reminder three days before", "At the time of day of the visit, within quiet hours’ limits."},
	outreach.Reminder1:  {"Reminder one day before", "At the time of day of the visit, within quiet hours’ limits."},
	outreach.Reminder0:  {"Reminder on the day", "Three hours before, and only to who missed a visit before."},
	outreach.Telehealth: {"How to join a video visit", "One day before, with a page that tries camera and microphone; instead of the reminder."},
	outreach.Join:       {"Link to the video visit", "One hour before."},
	outreach.Missed:     {"After a visit that did not take place", "Two hours later, without blame, with a way to a new time."},
	outreach.FollowUp:   {"Asking how they are", "So many days after a visit as stands below."},
	outreach.Recall:     {"Time for the next visit", "When it is due, and twice more a fortnight apart, until they book."},
}

// sending shows what the practice sends.
func (c *call) sending() error {
	chosen, err := c.Outreach.Chosen(c.r.Context(), c.by)
	if err != nil {
		return err
	}
	p, err := c.current()
	if err != nil {
		return err
	}
	v := view.Sending{Settings: c.under("Sending"), DueURL: "/console/due", Always: []view.Fact{
		{Name: "Hours", Value: "Nothing unasked goes out before 8:00 am or after 9:00 pm, wherever the patient may be; narrower hours stand under Practice, General"},
		{Name: "How many", Value: "One reminder a day and three in seven days for a patient, and the same for a number or address, whoever of a family shares it; notes about a video visit count too, and what the limit holds back goes the next day or, when that is too late, not at all"},
		{Name: "Video visits", Value: "The link stands in the confirmation too, which does not count, so no limit keeps it from the patient"},
		{Name: "Together", Value: "Two that are due become one; two texts are ten minutes apart"},
		{Name: "Who", Value: "Who agreed to it, and never a number that asked us to stop"},
		{Name: "Always", Value: "Confirmations, new times and cancellations; a cancellation of the same day goes at once"},
	}}
	for _, k := range outreach.Choices() {
		words := chosenKinds[k]
		v.Kinds = append(v.Kinds, view.Choice{Value: string(k), Label: words.label, Note: words.note, Chosen: chosen.On(k)})
	}
	for _, svc := range p.Services {
		if !svc.Active {
			continue
		}
		after := chosen.After[svc.ID]
		v.Services = append(v.Services, view.SendingService{ID: string(svc.ID), Name: svc.Name,
			FollowUp: amounts(after.FollowUp, never(func(n int) string { return plural(n, "day") + " later" }), 0, 1, 2, 3, 7, 14),
			Recall:   amounts(after.Recall, never(func(n int) string { return "in " + plural(n, "month") }), 0, 1, 3, 6, 12, 24)})
	}
	return c.page(v)
}

func never(f func(int) string) func(int) string {
	return func(n int) string {
		if n == 0 {
			return "no"
		}
		return f(n)
	}
}

// sendingPost keeps it.
func (c *call) sendingPost() error {
	p, err := c.current()
	if err != nil {
		return err
	}
	to := outreach.Settings{Kinds: map[outreach.Kind]bool{}, After: map[practice.ServiceID]outreach.After{}}
	for _, k := range outreach.Choices() {
		to.Kinds[k] = slices.Contains(c.r.PostForm["kind"], string(k))
	}
	was, err := c.Outreach.Chosen(c.r.Context(), c.by)
	if err != nil {
		return err
	}
	for _, svc := range p.Services {
		after := was.After[svc.ID]
		if svc.Active {
			after = outreach.After{FollowUp: c.number("followup-" + string(svc.ID)), Recall: c.number("recall-" + string(svc.ID))}
		}
		to.After[svc.ID] = after
	}
	if err := c.Outreach.Choose(c.r.Context(), c.by, to); err != nil {
		return fault.At("web.sending", err)
	}
	c.say("saved")
	return c.see("/console/practice/sending")
}

const duePage = 50

var dueTabs = []struct {
	status outreach.DueStatus
	text   string
}{{outreach.IsDue, "Due"}, {outreach.IsPaused, "Paused"}, {outreach.HasBooked, "Booked"}, {outreach.HasEnded, "Taken off"}}

var dueFrom = map[string]string{"visit": "after their last visit", "staff": "entered by staff", "import": "from a list"}

// due lists who is to come again.
func (c *call) due() error {
	state := outreach.DueStatus(c.form("state"))
	if state == "" {
		state = outreach.IsDue
	}
	page := pageNumber(c.form("page"))
	all, err := c.Outreach.Recalls(c.r.Context(), c.by, state, duePage+1, page*duePage)
	if err != nil {
		return err
	}
	p, err := c.current()
	if err != nil {
		return err
	}
	home := zoneOf(p, "")
	v := view.DueList{Console: c.console("Due list", view.InOutbox), Pages: view.OutboxPages("/console/due"), CanEdit: c.by.May(actor.ManageOutbox), Imports: c.by.May(actor.ChangePatients)}
	at := func(n int) string { return "/console/due?state=" + string(state) + "&page=" + strconv.Itoa(n) }
	if page > 0 {
		v.Prev = at(page - 1)
	}
	if len(all) > duePage {
		all, v.Next = all[:duePage], at(page+1)
	}
	for _, t := range dueTabs {
		v.Tabs = append(v.Tabs, view.Tab{Text: t.text, URL: "/console/due?state=" + string(t.status), Now: t.status == state})
	}
	today := p.Today(c.Now())
	for _, d := range all {
		svc, _ := p.Service(d.Service)
		row := view.DueRow{ID: string(d.ID), Patient: d.Name.Reveal(), PatientURL: "/console/patients/" + string(d.Patient), What: svc.Name, When: d.Day.Format("Jan 2, 2006"), From: dueFrom[d.How],
			Told: "not yet", Late: d.Status == outreach.IsDue && d.Day.Before(today), CanPause: d.Status == outreach.IsDue, CanResume: d.Status == outreach.IsPaused}
		if d.Tries > 0 {
			row.Told = plural(d.Tries, "time") + ", last on " + d.Told.In(home).Format("Jan 2")
		}
		if d.Status == outreach.IsDue {
			row.BookURL = "/console/book/" + string(d.Patient)
		}
		v.Rows = append(v.Rows, row)
	}
	return c.page(v)
}

// duePost pauses an entry, goes on with it, or takes it off.
func (c *call) duePost() error {
	do := map[string]func() error{
		"pause": func() error {
			return c.Outreach.PauseRecall(c.r.Context(), c.by, outreach.RecallID(c.r.PathValue("id")))
		},
		"resume": func() error {
			return c.Outreach.ResumeRecall(c.r.Context(), c.by, outreach.RecallID(c.r.PathValue("id")))
		},
		"remove": func() error {
			return c.Outreach.RemoveRecall(c.r.Context(), c.by, outreach.RecallID(c.r.PathValue("id")))
		},
	}[c.r.PathValue("do")]
	if do == nil {
		return fault.New(fault.NotFound, "web.due", "There is no such page.")
	}
	if err := do(); err != nil {
		return fault.At("web.due", err)
	}
	c.say("settled")
	return c.see("/console/due")
}
