package flow

import (
	"time"

	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/frontdesk/hear"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/schedule"
)

// The waiting list. Who wants a new visit waits as somebody books one, who wants theirs sooner as somebody moves one: the
// same is asked, and what they said while times were looked for is kept. What is free already is offered first.

// Waiting is an entry of a verified patient's on the waiting list.
type Waiting struct {
	ID       schedule.WaitID
	Service  practice.ServiceID
	Provider practice.ProviderID
	Location practice.LocationID
	From, To civil.Date
	Days     []time.Weekday
	After    civil.Clock
	Until    civil.Clock
	Kept     *WaitingOffer // a time that is kept for them, nil for none
}

// WaitingOffer is a time that is kept for whoever waits.
type WaitingOffer struct {
	Start, Until time.Time
	Location     practice.LocationID
}

// Waits is what a conversation can see and do of the waiting list.
type Waits interface {
	// MatchWaiting is Match for what somebody waits for: false if there is nothing that may be spoken of.
	MatchWaiting(names []phi.Name, births []phi.BirthDate, by *Speaker) (patient.ID, []Waiting, bool, error)
	// Wait puts on the list: the verified patient, or else who they say they are. Leave takes the entry off.
	Wait(j schedule.Joining) (schedule.WaitID, error)
	Leave(by patient.ID, i schedule.WaitID) error
}

// mayWait reports whether Bedside takes the flow further than a message.
func (t *talk) mayWait(flow string) bool {
	return t.Ready() && !t.flows[flow].off && t.p.Desk.Dial(flow) != practice.Message
}

// asksToWait goes on to the waiting list where somebody asks for it while they look for a time.
func (t *talk) asksToWait() (bool, error) {
	f, ok := t.wished()
	if !ok || f.Name != "waitlist" || t.Plain {
		return false, nil
	}
	switch {
	case t.Flow == "book" && t.mayWait("waitlist"):
		t.Slots["list"], t.Slots["held"] = "yes", "no"
		return true, t.turnTo("waitlist")
	case t.Flow == "reschedule" && t.mayWait("sooner"):
		return true, t.turnTo("sooner")
	}
	return false, nil
}

// turnTo goes on in another flow with what was said in this one.
func (t *talk) turnTo(flow string) error {
	if err := t.give(""); err != nil {
		return err
	}
	if t.absorbWish(); len(t.Shown) > 0 { // what they wished for last, though none of it suited
		t.Slots["looked"], t.Wished = "yes", true
	}
	t.Flow, t.Step, t.Fails = flow, "", 0
	t.Offered, t.Chosen, t.Last, t.Doubt = nil, nil, nil, nil
	for _, s := range []string{"confirm", "change", "other"} {
		delete(t.Slots, s)
	}
	return t.next()
}

// absorbWish takes the days and times that are said with the request.
func (t *talk) absorbWish() {
	h := t.in.Heard.When
	if h.Clash != nil || h.Want.IsZero() {
		return
	}
	t.Want = t.Want.With(h.Want)
	t.Wished = true
	t.mentions()
}

// orWait offers the waiting list to somebody for whom nothing is free, a message where that is no way.
func (t *talk) orWait() error {
	svc, ok := t.p.Service(t.service())
	if !ok || t.Flow != "book" || t.nobody(svc) || !t.mayWait("waitlist") {
		return t.orMessage(t.summary())
	}
	t.Slots["held"], t.Slots["looked"] = "no", "yes"
	t.Wished = true
	return t.turnTo("waitlist")
}

// takeList takes whether they want to be on the list, which was offered to them.
func (t *talk) takeList() (bool, error) {
	h := t.in.Heard
	switch {
	case h.Has(hear.Affirm) && !h.Has(hear.Deny), h.Said && h.Intent == hear.Waitlist, t.in.Digits == "1":
		t.Slots["list"] = "yes"
		return true, nil
	case h.Has(hear.Deny):
		return true, t.orMessage(t.summary())
	}
	return false, nil
}

// Words of somebody who has a visit already, and of somebody who has none, folded.
var (
	haveOne = []string{"my appointment", "my visit", "my appt", "my checkup", "my physical", "i have an appointment", "i have a visit", "i've an appointment", "have one", "have an appointment", "have a visit", "got one", "got an appointment",
		"already have", "already booked", "i'm booked", "booked already", "existing", "than my", "i'm scheduled", "am scheduled",
		"mi cita", "tengo cita", "tengo una cita", "ya tengo", "la que tengo", "mi visita", "mi consulta"}
	haveNone = []string{"new one", "new visit", "new appointment", "a new", "don't have", "dont have", "do not have", "have none", "no appointment", "no visit", "not booked", "none yet", "first visit", "new patient",
		"no tengo", "una nueva", "cita nueva", "nueva cita", "nueva", "paciente nuevo", "paciente nueva", "primera vez"}
	soonerWords = []string{"sooner", "earlier", "mas temprano", "mas pronto", "antes", "adelantar"}
	newWords    = []string{"new", "nuevo", "nueva"}
)

// haveVisit is whether somebody says that they have a visit: "yes", "no", or "" for neither.
func haveVisit(plain string) string {
	switch {
	case saysAny(plain, haveNone):
		return "no"
	case saysAny(plain, haveOne):
		return "yes"
	}
	return ""
}

// takeHeld takes whether they have a visit that they want sooner, or need a new one.
func (t *talk) takeHeld() (bool, error) {
	h, plain := t.in.Heard, plainly(t.in.Text)
	said := haveVisit(plain)
	switch {
	case said != "":
	case t.in.Digits == "1", saysAny(plain, soonerWords), h.Has(hear.Affirm) && !h.Has(hear.Deny) && !saysAny(plain, newWords):
		said = "yes"
	case t.in.Digits == "2", saysAny(plain, newWords), h.Has(hear.Deny):
		said = "no"
	default:
		return false, nil
	}
	t.Slots["held"] = said
	return true, nil
}

// anyTime are the words of somebody to whom every time is right, folded.
var anyTime = []string{"any time", "anytime", "any day", "whenever", "any", "doesn't matter", "does not matter", "don't care", "no preference", "flexible", "all of them",
	"cualquier dia", "cualquier hora", "cualquiera", "a cualquier hora", "cuando sea", "da igual", "no importa", "me da lo mismo"}

// listed reports whether the flow is about what somebody waits for already.
func (t *talk) listed() bool {
	does := t.flow().Does
	return does == "leave" || does == "waiting"
}

// joins reports whether the flow puts somebody on the list.
func (t *talk) joins() bool { return t.Flow == "waitlist" || t.Flow == "sooner" }

// lookedInto offers what is free already before anybody waits for it, once. It reports whether the flow goes on.
func (t *talk) lookedInto() (bool, error) {
	if !t.joins() || t.Slots["looked"] != "" {
		return true, nil
	}
	t.Slots["looked"] = "yes"
	to, want := "book", t.Want
	if t.Visit != nil {
		to, want.Before = "reschedule", t.Visit.Start
	}
	if !t.mayWait(to) {
		return true, nil
	}
	slots, err := t.free()
	if err != nil || len(t.fits(slots, want, nil)) == 0 {
		return err == nil, err
	}
	t.say("wait.free", nil)
	t.Want, t.Wished = want, true
	return false, t.turnTo(to)
}

// putOn puts them on the list.
func (t *talk) putOn() error {
	j := schedule.Joining{Wait: t.entry(), Seen: practice.Seen(t.Slots["seen"])}
	args := t.args()
	j.Channel, j.State, j.Reason = t.Channel(), phi.NewText(t.Slots["state"]), phi.NewText(reason(t.Slots["reason"]))
	if t.Visit != nil {
		j.Patient, j.State, j.Reason = t.mover(), phi.Text{}, phi.Text{}
	} else {
		j.Person = t.stranger()
	}
	i, err := t.Wait(j)
	if fault.Is(err, fault.Invalid) || fault.Is(err, fault.NotFound) { // what the kind of visit, or the registry, does not take
		t.note("the list refused")
		return t.orMessage(t.summary())
	}
	if err != nil {
		return err
	}
	t.did(Waited, string(i))
	if t.Visit == nil {
		if err := t.named(); err != nil {
			return err
		}
	}
	t.say(t.Flow+".done", args)
	return t.done()
}

// leave takes everything off the list that they wait for.
func (t *talk) leave() error {
	for _, w := range t.Waits {
		if err := t.Leave(t.Who.Patient, w.ID); err != nil {
			if fault.Is(err, fault.Conflict) || fault.Is(err, fault.NotFound) {
				continue // it is over by itself
			}
			return err
		}
		t.did(Unwaited, string(w.ID))
	}
	t.say("waitlist_leave.done", nil)
	return t.done()
}

// waiting tells what they wait for, and what is kept for them.
func (t *talk) waiting() error {
	t.say("waitlist_info.tell", t.args())
	for _, w := range t.Waits {
		if w.Kept == nil {
			continue
		}
		l, _ := t.p.Location(w.Kept.Location)
		c := t.calendar()
		t.say("waitlist_info.kept", Args{"when": c.when(w.Kept.Start.In(l.In()), t.zoned(l)), "to": c.when(w.Kept.Until.In(l.In()), t.zoned(l))})
	}
	return t.done()
}
