package web

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"bedside/internal/actor"
	"bedside/internal/fault"
	"bedside/internal/outreach"
	"bedside/internal/patient"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/tx"
	"bedside/internal/web/view"
)

// waitlist shows who waits.
func (c *call) waitlist() error { return c.waitlistPage(http.StatusOK, nil) }

func (c *call) waitlistPage(status int, notice *view.Notice) error {
	v := view.Waitlist{Console: c.console("Waitlist", view.InCalendar), CanEdit: c.by.May(actor.ChangeVisits)}
	if notice != nil {
		v.Notice = notice
	}
	var p *practice.Practice
	var all []schedule.Waited
	var people []patient.Patient
	err := c.view(func(t tx.Tx) (err error) {
		if p, err = c.Practice.Get(c.r.Context(), t); err != nil {
			return err
		}
		if all, err = c.Schedule.Waitlist(c.r.Context(), t); err != nil {
			return err
		}
		people = nil
		var shown []string
		for _, w := range all {
			to, err := c.Patients.Get(c.r.Context(), t, w.Patient)
			if err != nil {
				return err
			}
			people = append(people, to)
			shown = append(shown, string(w.Patient))
		}
		return c.Audit.Disclose(c.r.Context(), t, "waitlist", shown...)
	})
	if err != nil {
		return err
	}
	for n, w := range all {
		told, err := c.toldOf(w)
		if err != nil {
			return err
		}
		row := c.waitRow(p, w, people[n], told)
		if row.TimesURL != "" && c.r.URL.Query().Get("for") == string(w.ID) {
			if err := c.view(func(t tx.Tx) (err error) { row.Times, err = c.waitTimes(t, p, w.Wait); return err }); err != nil {
				return err
			}
			if len(row.Times) > 0 {
				row.TimesURL = ""
			}
		}
		v.Rows = append(v.Rows, row)
	}
	return c.Render.Page(c.w, status, v)
}

func (c *call) waitRow(p *practice.Practice, w schedule.Waited, to patient.Patient, told map[schedule.OfferID]*view.Mark) view.WaitRow {
	svc, _ := p.Service(w.Service)
	row := view.WaitRow{ID: string(w.ID), Patient: to.Name.Reveal(), PatientURL: "/console/patients/" + string(to.ID), Phone: phone(contact(to, patient.Phone)),
		What: svc.Name, When: dates(w.From, w.To), Since: w.Created.In(zoneOf(p, "")).Format("Jan 2"), Urgent: w.Urgent}
	if v, ok := p.Provider(w.Provider); ok {
		row.What += " with " + short(v)
	}
	if l, ok := p.Location(w.Location); ok {
		row.What += ", " + l.Name
	}
	for i, d := range w.Days {
		row.When += map[bool]string{true: ", only ", false: ", "}[i == 0] + d.String()[:3]
	}
	if w.After != 0 {
		row.When += ", after " + w.After.Spoken()
	}
	if w.Until != 0 {
		row.When += ", until " + w.Until.Spoken()
	}
	row.Why = turnWords[w.Rank()]
	if by := joinedBy[w.Channel]; by != "" {
		row.Since += " " + by
	}
	if about := w.Reason.Reveal(); about != "" {
		row.What += ": " + about
	}
	for _, o := range w.Offers {
		who, _ := p.Provider(o.Provider)
		at := zoneOf(p, o.Location)
		shown := view.OfferRow{ID: string(o.ID), When: dayTime(o.Start.In(at)) + ", " + short(who), Until: stamp(o.Expires.In(at)), Told: told[o.ID]}
		switch {
		case o.Status == schedule.OfferOpen && o.Expires.After(c.Now()):
			row.Offer = &shown
		case o.Status != schedule.OfferAccepted:
			shown.Became = map[schedule.OfferStatus]string{schedule.OfferDeclined: "let go", schedule.OfferExpired: "nobody answered", schedule.OfferOpen: "nobody answered"}[o.Status]
			row.Passed = append(row.Passed, shown)
		}
	}
	if w.Because != "" {
		row.Why = "first, a closure took their visit"
	}
	if row.Offer == nil && c.by.May(actor.ChangeVisits) {
		row.TimesURL = "/console/waitlist?for=" + string(w.ID) + "#w-" + string(w.ID)
	}
	return row
}

// joinedBy says by which channel patients put themselves on the list.
var joinedBy = map[string]string{"site": "on the site", "link": "by their visit's page", "chat": "by chat", "sms": "by text", "voice": "by phone"}

var turnWords = map[schedule.Rank]string{schedule.RankUrgent: "first, it is urgent", schedule.RankNoVisit: "has no visit yet", schedule.RankEarlier: "has a visit and wants an earlier one"}

// toldOf is what became of the messages about the offers.
func (c *call) toldOf(w schedule.Waited) (map[schedule.OfferID]*view.Mark, error) {
	told := map[schedule.OfferID]*view.Mark{}
	if len(w.Offers) == 0 || !c.by.May(actor.SeeOutbox) {
		return told, nil
	}
	items, err := c.Outreach.List(c.r.Context(), c.by, outreach.Filter{Patient: w.Patient, Limit: 50})
	for _, m := range items {
		if m.Kind != outreach.Offer && m.Kind != outreach.Proposal {
			continue
		}
		mark := view.MessageMark(string(m.Status))
		if m.Status == outreach.Waiting && m.Why == outreach.QuietHours {
			mark.Word = "Goes at " + clock(m.Due.In(c.office()))
		}
		told[schedule.OfferID(m.Ref)] = &mark
	}
	return told, err
}

// waitTimes are free times that would suit an entry, to be offered by hand.
func (c *call) waitTimes(t tx.Tx, p *practice.Practice, w schedule.Wait) (all []view.Choice, err error) {
	q := schedule.Query{Service: w.Service, Provider: w.Provider, Location: w.Location, From: w.From, To: w.To, After: w.After, Until: w.Until}
	if w.Instead == "" {
		q.Patient = w.Patient
	}
	for d := time.Sunday; d <= time.Saturday && len(w.Days) > 0; d++ {
		if !slices.Contains(w.Days, d) {
			q.Except = append(q.Except, d)
		}
	}
	slots, err := c.Schedule.Slots(c.r.Context(), t, q)
	if errors.As(err, new(schedule.Field)) { // it was for them when they began to wait
		return nil, nil
	}
	for _, s := range schedule.Varied(slots, timesShown, func(s schedule.Slot) schedule.Slot { return s }) {
		who, _ := p.Provider(s.Provider)
		all = append(all, view.Option(slotTime(s.Start)+" "+string(s.Provider)+" "+string(s.Location), dayTime(s.Start)+", "+short(who), false))
	}
	return all, err
}

// waitOffer offers a time that staff chose.
func (c *call) waitOffer() error {
	parts := strings.Fields(c.form("time"))
	if len(parts) != 3 {
		return c.waitlistPage(http.StatusBadRequest, &view.Notice{Tone: view.Stop, Title: "Choose a time to offer.", Text: "Nothing was offered."})
	}
	start, err := parseSlotTime(parts[0])
	if err == nil {
		_, err = c.Schedule.OfferTo(c.r.Context(), c.by, schedule.WaitID(c.r.PathValue("id")), practice.ProviderID(parts[1]), practice.LocationID(parts[2]), start)
	}
	if fault.Is(err, fault.Conflict) || fault.Is(err, fault.Invalid) {
		return c.waitlistPage(http.StatusConflict, &view.Notice{Tone: view.Stop, Title: fault.Message(err), Text: "Nothing was offered."})
	}
	if err != nil {
		return err
	}
	c.say("saved")
	return c.see("/console/waitlist")
}

// waitEnd takes somebody off the waitlist.
func (c *call) waitEnd() error {
	if err := c.Schedule.Unwait(c.r.Context(), c.by, schedule.WaitID(c.r.PathValue("id"))); err != nil {
		return err
	}
	c.say("removed")
	return c.see("/console/waitlist")
}

// offerPost notes what somebody on the waitlist says to an offered time.
func (c *call) offerPost() error {
	i := schedule.OfferID(c.r.PathValue("id"))
	if c.form("answer") != "yes" {
		if err := c.Schedule.Decline(c.r.Context(), c.by, i); err != nil {
			return err
		}
		c.say("saved")
		return c.see("/console/waitlist")
	}
	a, err := c.Schedule.Accept(c.r.Context(), c.by, i)
	if fault.Is(err, fault.Conflict) {
		return c.waitlistPage(http.StatusConflict, &view.Notice{Tone: view.Stop, Title: fault.Message(err), Text: "Nothing was booked."})
	}
	if err != nil {
		return err
	}
	c.say("booked")
	return c.see("/console/visits/" + string(a.ID))
}
