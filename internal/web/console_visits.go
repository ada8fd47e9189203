package web

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/civil"
	"bedside/internal/outreach"
	"bedside/internal/patient"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/tx"
	"bedside/internal/web/view"
)

// visits reads the visits that begin in [from, to) with their patients, and enters in the access log what is shown.
func (c *call) visits(p **practice.Practice, from, to time.Time, f schedule.Filter) ([]schedule.Appointment, map[patient.ID]patient.Patient, error) {
	var all []schedule.Appointment
	var who map[patient.ID]patient.Patient
	err := c.view(func(t tx.Tx) (err error) {
		ctx := c.r.Context()
		if *p, err = c.Practice.Get(ctx, t); err != nil {
			return err
		}
		if all, err = c.Schedule.Between(ctx, t, from, to, f); err != nil {
			return err
		}
		who, err = c.patientsOf(t, "visits", all)
		return err
	})
	return all, who, err
}

// patientsOf reads the patients of the visits and enters the disclosure.
func (c *call) patientsOf(t tx.Tx, what string, all []schedule.Appointment) (map[patient.ID]patient.Patient, error) {
	var ids []patient.ID
	var shown []string
	for _, a := range all {
		ids = append(ids, a.Patient)
		shown = append(shown, string(a.Patient))
	}
	who, err := c.Patients.Many(c.r.Context(), t, ids)
	if err != nil {
		return nil, err
	}
	return who, c.Audit.Disclose(c.r.Context(), t, what, shown...)
}

// row is one visit in a list.
func (c *call) row(p *practice.Practice, a schedule.Appointment, to patient.Patient) view.VisitRow {
	w, _ := p.Provider(a.Provider)
	svc, _ := p.Service(a.Service)
	return view.VisitRow{
		URL: "/console/visits/" + string(a.ID), Time: clock(a.Start), Length: length(a.End.Sub(a.Start)), Patient: to.Name.Reveal(), DOB: born(to, c.Now(), false),
		Service: svc.Name, Who: short(w), Room: roomName(p, a), Mark: view.VisitMark(string(a.Status)), Past: a.End.Before(c.Now()),
	}
}

func roomName(p *practice.Practice, a schedule.Appointment) string {
	l, _ := p.Location(a.Location)
	for _, r := range l.Rooms {
		if r.ID == a.Room {
			return r.Name
		}
	}
	return ""
}

// born says the birth date, with the age where there is room for it.
func born(to patient.Patient, now time.Time, age bool) string {
	d := to.Birth.RevealDate()
	if d.IsZero() {
		return "birth date unknown"
	}
	if !age {
		return "born " + usDate(d)
	}
	return fmt.Sprintf("born %s (%d)", usDate(d), to.Birth.AgeOn(civil.DateOf(now)))
}

// banner names a patient by two identifiers.
func (c *call) banner(to patient.Patient) view.Banner {
	b := view.Banner{Name: to.Name.Reveal(), DOB: born(to, c.Now(), true), Phone: phone(contact(to, patient.Phone)), URL: "/console/patients/" + string(to.ID)}
	for _, ct := range to.Contacts {
		if ct.OptedOut {
			b.Flags = append(b.Flags, view.Mark{Tone: view.Caution, Icon: "circle-slash", Word: "Stopped " + kindWords[ct.Kind]})
		}
	}
	if to.Like != "" {
		b.Flags = append(b.Flags, view.Mark{Tone: view.Caution, Icon: "users", Word: "Perhaps here twice"})
	}
	return b
}

var kindWords = map[patient.ContactKind]string{patient.Phone: "phone", patient.Email: "e-mail"}

// opened is one visit with what its pages show around it.
type opened struct {
	practice *practice.Practice
	visit    schedule.Appointment
	patient  patient.Patient
	messages []outreach.Item
}

// open reads the visit of the address and enters the disclosure.
func (c *call) open(what string) (o opened, err error) {
	err = c.view(func(t tx.Tx) (err error) {
		ctx := c.r.Context()
		if o.practice, err = c.Practice.Get(ctx, t); err != nil {
			return err
		}
		if o.visit, err = c.Schedule.Get(ctx, t, schedule.ID(c.r.PathValue("id"))); err != nil {
			return err
		}
		who, err := c.patientsOf(t, what, []schedule.Appointment{o.visit})
		o.patient = who[o.visit.Patient]
		return err
	})
	return o, err
}

// visit is the page of one appointment.
func (c *call) visit() error {
	o, err := c.open("visit")
	if err != nil {
		return err
	}
	a, p := o.visit, o.practice
	var events []audit.Event
	var stood schedule.Move
	moved := false
	err = c.view(func(t tx.Tx) (err error) {
		ctx := c.r.Context()
		if stood, moved, err = c.Schedule.Stood(ctx, t, a.ID); err != nil {
			return err
		}
		events, err = c.Audit.History(ctx, t, string(a.ID))
		return err
	})
	if err != nil {
		return err
	}
	if o.messages, err = c.Outreach.List(c.r.Context(), c.by, outreach.Filter{Appointment: a.ID}); err != nil {
		return err
	}
	v := view.Visit{
		Console: c.console("Visit", view.InCalendar), Patient: c.banner(o.patient), Mark: view.VisitMark(string(a.Status)),
		When: dayTime(a.Start), Zone: zoneName(a.Start.Location()), Length: length(a.End.Sub(a.Start)), Facts: visitFacts(p, a),
	}
	names, err := c.actorNames()
	if err != nil {
		return err
	}
	for _, e := range events {
		v.History = append(v.History, c.step(e, a.Start.Location(), names))
	}
	for _, m := range o.messages {
		row := c.messageRow(m)
		row.To = ""
		v.Messages = append(v.Messages, row)
	}
	base := "/console/visits/" + string(a.ID)
	if a.Status.Open() && c.by.May(actor.ChangeVisits) {
		v.MoveURL, v.CancelURL = base+"/move", base+"/cancel"
	}
	if v.Marks = markSteps(a, c.Now()); len(v.Marks) > 0 && c.by.May(actor.ChangeVisits) {
		v.CloseAction, v.Version = base+"/close", strconv.FormatInt(a.Version, 10)
	}
	if a.Status.Open() && c.by.May(actor.ChangeVisits) {
		c.quietly(&v, a, o.patient)
		if moved {
			v.BackAction, v.BackTo = base+"/back", dayTime(stood.Start.In(a.Start.Location()))
		}
	}
	if c.by.May(actor.SeeAudit) {
		v.AuditURL = "/console/audit/visits/" + string(a.ID)
	}
	if c.by.May(actor.ChangeVisits) {
		v.AgainURL = "/console/book/" + string(a.Patient)
	}
	return c.page(v)
}

var confirmWords = map[string]string{"text": "by text", "link": "on the site", "call": "on the telephone", "chat": "in a chat", "staff": "and noted by staff"}

// quietly fills in what staff may note of a visit that is to come.
func (c *call) quietly(v *view.Visit, a schedule.Appointment, to patient.Patient) {
	v.Version, v.Quiet = strconv.FormatInt(a.Version, 10), a.Quiet
	if v.QuietAction = "/console/visits/" + string(a.ID) + "/quiet"; a.Confirmed.IsZero() && a.Status == schedule.Booked && a.Start.After(c.Now()) {
		v.ConfirmAction = "/console/visits/" + string(a.ID) + "/confirm"
	}
	v.Reach = []view.Choice{view.Option("", "nowhere: the patient comes or calls", a.Reach == "")}
	for _, ct := range to.Contacts {
		value := ct.Value.Reveal()
		if ct.Kind == patient.Phone {
			value = phone(value)
		}
		v.Reach = append(v.Reach, view.Option(string(ct.ID), value, a.Reach == ct.ID))
	}
}

// visitConfirm notes that the patient says they are coming.
func (c *call) visitConfirm() error {
	return c.noteVisit(func(i schedule.ID, version int64) error {
		_, err := c.Schedule.Confirm(c.r.Context(), c.by, i, version, "staff")
		return err
	})
}

// visitBack puts a visit back to where it stood before a move that nobody has agreed to.
func (c *call) visitBack() error {
	return c.noteVisit(func(i schedule.ID, version int64) error {
		_, err := c.Schedule.PutBack(c.r.Context(), c.by, i, version)
		return err
	})
}

// visitQuiet makes a visit a quiet one, or one like others again. Nobody is asked why.
func (c *call) visitQuiet() error {
	return c.noteVisit(func(i schedule.ID, version int64) error {
		_, err := c.Schedule.Quiet(c.r.Context(), c.by, i, version, c.form("quiet") != "", patient.ContactID(c.form("reach")))
		return err
	})
}

func (c *call) noteVisit(f func(schedule.ID, int64) error) error {
	i := schedule.ID(c.r.PathValue("id"))
	version, err := parseVersion(c.form("key"))
	if err == nil {
		err = f(i, version)
	}
	if err != nil {
		return err
	}
	c.say("saved")
	return c.see("/console/visits/" + string(i))
}

var channelWords = map[string]string{"site": "by the patient on the site", "console": "by the front desk", "api": "by another program", "fhir": "by another program", "import": "taken over from another book", "waitlist": "from the waitlist", "sms": "by text", "voice": "on the telephone", "chat": "in a chat"}

func visitFacts(p *practice.Practice, a schedule.Appointment) []view.Fact {
	w, _ := p.Provider(a.Provider)
	l, _ := p.Location(a.Location)
	svc, _ := p.Service(a.Service)
	facts := []view.Fact{{Name: "Service", Value: svc.Name}, {Name: "Provider", Value: w.Name()}, {Name: "Location", Value: l.Name}}
	if room := roomName(p, a); room != "" {
		facts = append(facts, view.Fact{Name: "Room", Value: room})
	}
	if names := resourceNames(l, a.Resources); names != "" {
		facts = append(facts, view.Fact{Name: "With", Value: names})
	}
	if state := a.State.Reveal(); state != "" {
		facts = append(facts, view.Fact{Name: "Patient will be in", Value: state})
	}
	if why := a.Overbook.Reveal(); why != "" {
		facts = append(facts, view.Fact{Name: "Overbooked", Value: why})
	}
	facts = append(facts, view.Fact{Name: "Reason", Value: cmp.Or(a.Reason.Reveal(), "not said")},
		view.Fact{Name: "Booked", Value: cmp.Or(channelWords[a.Channel], a.Channel) + ", " + stamp(a.Created.In(a.Start.Location()))})
	if !a.Confirmed.IsZero() {
		facts = append(facts, view.Fact{Name: "Confirmed", Value: "by the patient, " + cmp.Or(confirmWords[a.ConfirmedHow], a.ConfirmedHow) + ", " + stamp(a.Confirmed.In(a.Start.Location()))})
	}
	if a.Quiet {
		facts = append(facts, view.Fact{Name: "Quiet visit", Value: "Tell nobody else, and reach the patient only where they chose"})
	}
	if a.Status == schedule.Cancelled {
		facts = append(facts, view.Fact{Name: "Cancelled", Value: whyWords[a.Why]})
	}
	return facts
}

func resourceNames(l practice.Location, ids []practice.ResourceID) string {
	var names []string
	for _, r := range l.Resources {
		if slices.Contains(ids, r.ID) {
			names = append(names, r.Pool+" "+r.Name)
		}
	}
	return strings.Join(names, ", ")
}

// markSteps are the states that staff may mark the visit as now.
func markSteps(a schedule.Appointment, now time.Time) []view.VisitStep {
	words := map[schedule.Status]view.VisitStep{
		schedule.Booked: {Text: "Confirm it", Icon: "calendar-check"}, schedule.Arrived: {Text: "Arrived", Icon: "circle-check"}, schedule.CheckedIn: {Text: "Checked in", Icon: "circle-check"},
		schedule.Fulfilled: {Text: "It took place", Icon: "check"}, schedule.NoShow: {Text: "Did not come", Icon: "circle-alert"}, schedule.EnteredInError: {Text: "Entered in error", Icon: "circle-x"},
	}
	var all []view.VisitStep
	for _, s := range a.Next(now) {
		step := words[s]
		if step.Status = string(s); s == schedule.Booked && a.Status != schedule.Pending {
			step.Text, step.Icon = "Not here yet", "undo-2"
		}
		all = append(all, step)
	}
	return all
}

var whyWords = map[string]string{"patient": "by the patient", "practice": "by the practice", "mistake": "booked by mistake"}

// staffNames maps staff ids to names.
func (c *call) staffNames() (map[string]string, error) {
	names := map[string]string{}
	err := c.view(func(t tx.Tx) error {
		all, err := c.Identity.Names(c.r.Context(), t)
		for i, name := range all {
			names[string(i)] = name
		}
		return err
	})
	return names, err
}
