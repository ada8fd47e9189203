package web

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"bedside/internal/actor"
	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/patient"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/tx"
	"bedside/internal/web/view"
	"bedside/internal/words"
)

// The pages behind the links of messages. Each acts on one visit or one offer, on a button press alone, and tells nothing
// that the message did not (SAFETY 8).

// linked is what a link is about, as it stands now.
type linked struct {
	p     *practice.Practice
	visit schedule.Appointment
	offer schedule.Offer
	of    patient.ID
	lang  words.Language
	path  string
}

// by acts for the patient whom the message was for.
func (l linked) by() actor.Actor { return actor.Verified(string(l.of)) }

// when says a time at the place of the link's visit, in its language, to begin a line.
func (l linked) when(at time.Time) string { return begins(l.within(at)) }

// within says it within a sentence.
func (l linked) within(at time.Time) string {
	return tongue(l.lang).when(at.In(zoneOf(l.p, l.visit.Location)))
}

// follow reads what a link is about and enters the disclosure.
func (c *call) follow(path string, f func(t tx.Tx, l *linked) error) (l linked, err error) {
	l.path = path
	err = c.DB.View(c.r.Context(), actor.System(), func(t tx.Tx) (err error) {
		ctx := c.r.Context()
		if l.p, err = c.Practice.Get(ctx, t); err != nil {
			return err
		}
		if err := f(t, &l); err != nil {
			return err
		}
		wants, err := c.Patients.Preferences(ctx, t, l.of)
		l.lang = wants.Language
		if err != nil {
			return err
		}
		return c.Audit.Disclose(ctx, t.As(actor.Visitor()), "link of a message", string(l.of))
	})
	l.lang = c.language(l.lang)
	return l, err
}

// answerPage is the page without its words.
func (c *call) answerPage(l linked) (view.Answer, answerWords) {
	say := answering[l.lang]
	return view.Answer{Site: c.siteIn(l.lang, say.title, "book"), Action: l.path + "?lang=" + string(l.lang), Call: say.call}, say
}

// answered is the page that says what was done, or why nothing was.
func (c *call) answered(l linked, status int, head, lead string, at time.Time) error {
	v, _ := c.answerPage(l)
	v.Head, v.Lead, v.Became = head, lead, c.r.Method == http.MethodPost
	if !at.IsZero() {
		v.When = l.when(at)
	}
	return c.Render.Page(c.w, status, v)
}

// theVisit is the visit of the address; the time that the message said is returned, too.
func (c *call) theVisit() (linked, time.Time, error) {
	ref := c.r.PathValue("ref")
	i, at, err := c.Outreach.CheckVisit(ref)
	if err != nil {
		return linked{}, at, err
	}
	l, err := c.follow("/visit/"+ref, func(t tx.Tx, l *linked) (err error) {
		l.visit, err = c.Schedule.Get(c.r.Context(), t, i)
		l.of = l.visit.Patient
		return err
	})
	return l, at, err
}

// past says why a visit can no longer be answered, "" if it can.
func (c *call) past(l linked, at time.Time) string {
	say := answering[l.lang]
	switch {
	case !l.visit.Status.Takes():
		return say.off
	case !l.visit.Start.Equal(at):
		return say.moved
	case !l.visit.Status.Open() || !l.visit.Start.After(c.Now()):
		return say.over
	}
	return ""
}

// visitLink asks what is to become of a visit.
func (c *call) visitLink() error {
	l, at, err := c.theVisit()
	if err != nil {
		return err
	}
	return c.visitAsk(l, at, http.StatusOK, nil)
}

func (c *call) visitAsk(l linked, at time.Time, status int, n *view.Notice) error {
	v, say := c.answerPage(l)
	v.Notice, v.Head = n, say.visit
	if why := c.past(l, at); why != "" {
		v.Lead = why
		return c.Render.Page(c.w, status, v)
	}
	v.When = l.when(at)
	if v.Buttons = []view.Choice{view.Option("confirm", say.confirm, true)}; !l.visit.Confirmed.IsZero() {
		v.Lead, v.Buttons = say.confirmed, nil
	}
	v.Buttons = append(v.Buttons, view.Option("change", say.change, false))
	if c.mayWait(l) {
		v.Buttons = append(v.Buttons, view.Option("sooner", say.sooner, false))
	}
	v.Buttons = append(v.Buttons, view.Option("cancel", say.cancel, false))
	return c.Render.Page(c.w, status, v)
}

// visitAnswer does what the button says.
func (c *call) visitAnswer() error {
	l, at, err := c.theVisit()
	if err != nil {
		return err
	}
	if c.past(l, at) != "" {
		return c.visitAsk(l, at, http.StatusConflict, nil)
	}
	say := answering[l.lang]
	may := func(flow string) bool { return l.p.Desk.Dial(flow) == practice.Act }
	answer := c.r.PostFormValue("answer")
	switch {
	case answer == "confirm":
		if _, err := c.Schedule.Confirm(c.r.Context(), l.by(), l.visit.ID, 0, "link"); err != nil {
			return c.again(l, at, err)
		}
		return c.answered(l, http.StatusOK, say.thanks, say.confirmed, at)
	case answer == "change" && !may("reschedule"), (answer == "cancel" || answer == "give up") && !may("cancel"):
		return c.answered(l, http.StatusOK, say.visit, say.byPhone, at)
	case answer == "change":
		return c.visitTimes(l, at, http.StatusOK, nil)
	case answer == "sooner" && c.mayWait(l):
		return c.visitWait(l, at)
	case answer == "leave":
		return c.visitLeave(l, at)
	case answer == "cancel":
		v, _ := c.answerPage(l)
		v.Head, v.When = say.sure, l.when(at)
		v.Buttons = []view.Choice{view.Option("give up", say.giveUp, true), view.Option("keep", say.keep, false)}
		return c.page(v)
	case answer == "give up":
		if _, err := c.Schedule.Cancel(c.r.Context(), l.by(), l.visit.ID, l.visit.Version, "patient"); err != nil {
			return c.again(l, at, err)
		}
		return c.answered(l, http.StatusOK, say.thanks, say.gone, time.Time{})
	case answer == "keep":
		return c.visitAsk(l, at, http.StatusOK, nil)
	}
	n, err := strconv.ParseInt(answer, 10, 64)
	if err != nil || !may("reschedule") {
		return c.visitAsk(l, at, http.StatusBadRequest, nil)
	}
	start := time.Unix(n*60, 0)
	a, err := c.Schedule.Move(c.r.Context(), l.by(), schedule.Move{ID: l.visit.ID, Version: l.visit.Version, Start: start, Provider: l.visit.Provider, Location: l.visit.Location})
	if fault.Is(err, fault.Conflict) || fault.Is(err, fault.Invalid) {
		return c.visitTimes(l, at, http.StatusConflict, &view.Notice{Tone: view.Caution, Title: say.taken})
	}
	if err != nil {
		return err
	}
	return c.answered(l, http.StatusOK, say.thanks, say.movedTo, a.Start)
}

// again looks at the visit anew where somebody else changed it meanwhile.
func (c *call) again(l linked, at time.Time, err error) error {
	if !fault.Is(err, fault.Conflict) && !fault.Is(err, fault.NotFound) {
		return err
	}
	return c.answered(l, http.StatusConflict, answering[l.lang].visit, answering[l.lang].moved, time.Time{})
}

// timesShown is how many times a page offers for a visit.
const timesShown = 6

// visitTimes shows free times with the same provider at the same place, the nearest that differ.
func (c *call) visitTimes(l linked, at time.Time, status int, n *view.Notice) error {
	v, say := c.answerPage(l)
	v.Notice, v.Head, v.When, v.Label = n, say.another, l.when(at), say.choose
	if err := c.freeTimes(l, &v, time.Time{}); err != nil {
		return err
	}
	if len(v.Times) == 0 {
		v.Lead = say.byPhone
	}
	v.Buttons = []view.Choice{view.Option("keep", say.keep, false)}
	return c.Render.Page(c.w, status, v)
}

// freeTimes puts free times with the same provider at the same place on the page, those before an instant or all for none.
func (c *call) freeTimes(l linked, v *view.Answer, before time.Time) error {
	today := civil.DateOf(c.Now().In(zoneOf(l.p, l.visit.Location)))
	var slots []schedule.Slot
	err := c.view(func(t tx.Tx) (err error) {
		slots, err = c.Schedule.Slots(c.r.Context(), t, schedule.Query{Service: l.visit.Service, Provider: l.visit.Provider, Location: l.visit.Location,
			From: today, To: today.AddDays(60), About: schedule.About{State: l.visit.State.Reveal()}})
		return err
	})
	if err != nil {
		return err
	}
	slots = slices.DeleteFunc(slots, func(s schedule.Slot) bool {
		return s.Start.Equal(l.visit.Start) || !before.IsZero() && !s.Start.Before(before)
	})
	for _, s := range schedule.Varied(slots, timesShown, func(s schedule.Slot) schedule.Slot { return s }) {
		v.Times = append(v.Times, view.Option(slotTime(s.Start), l.when(s.Start), false))
	}
	return nil
}

// theOffer is the offer of the address.
func (c *call) theOffer() (linked, error) {
	ref := c.r.PathValue("ref")
	i, err := c.Outreach.CheckOffer(ref)
	if err != nil {
		return linked{}, err
	}
	return c.follow("/offer/"+ref, func(t tx.Tx, l *linked) error {
		o, w, err := c.Schedule.Offer(c.r.Context(), t, i)
		l.offer, l.of = o, w.Patient
		l.visit = schedule.Appointment{Location: o.Location, Start: o.Start}
		return err
	})
}

// offerLink asks whether a time from the waitlist is taken.
func (c *call) offerLink() error {
	l, err := c.theOffer()
	if err != nil {
		return err
	}
	say := answering[l.lang]
	switch {
	case l.offer.Status == schedule.OfferAccepted:
		return c.answered(l, http.StatusOK, say.yours, say.bookedAt, l.offer.Start)
	case l.offer.Status != schedule.OfferOpen || !l.offer.Expires.After(c.Now()):
		return c.answered(l, http.StatusOK, say.offered, say.notKept, time.Time{})
	}
	v, _ := c.answerPage(l)
	v.Head, v.When, v.Lead = say.offered, l.when(l.offer.Start), say.keptUntil+" "+l.within(l.offer.Expires)+"."
	v.Buttons = []view.Choice{view.Option("yes", say.take, true), view.Option("no", say.pass, false)}
	return c.page(v)
}

// offerAnswer takes it or lets it go.
func (c *call) offerAnswer() error {
	l, err := c.theOffer()
	if err != nil {
		return err
	}
	say := answering[l.lang]
	if c.r.PostFormValue("answer") == "yes" {
		var a schedule.Appointment
		if a, err = c.Schedule.Accept(c.r.Context(), l.by(), l.offer.ID); err == nil {
			return c.answered(l, http.StatusOK, say.yours, say.bookedAt, a.Start)
		}
	} else if err = c.Schedule.Decline(c.r.Context(), l.by(), l.offer.ID); err == nil {
		return c.answered(l, http.StatusOK, say.thanks, say.passed, time.Time{})
	}
	if !fault.Is(err, fault.Conflict) && !fault.Is(err, fault.NotFound) {
		return err
	}
	return c.answered(l, http.StatusConflict, say.offered, say.notKept, time.Time{})
}
