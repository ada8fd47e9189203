package flow

import (
	"strings"
	"time"

	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/inbox"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/schedule"
)

// act returns what flows do in the end, by name; nil where staff do it, or where it is an answer. False for a name that
// there is not.
func act(name string) (func(*talk) error, bool) {
	switch name {
	case "book":
		return (*talk).book, true
	case "move":
		return (*talk).move, true
	case "cancel":
		return (*talk).cancel, true
	case "confirm":
		return (*talk).confirm, true
	case "tell":
		return (*talk).tell, true
	case "wait":
		return (*talk).putOn, true
	case "leave":
		return (*talk).leave, true
	case "waiting":
		return (*talk).waiting, true
	case "", "office", "find", "insurance":
		return nil, true
	}
	return nil, false
}

// finish does what the flow is for, as far as the practice lets Bedside.
func (t *talk) finish() error {
	f := t.flow()
	switch {
	case t.Plain || f.Does == "":
		if err := t.task(f.Task, f.Title+t.proof(), t.summary()); err != nil {
			return err
		}
		if err := t.named(); err != nil {
			return err
		}
		t.passed("passed")
		return t.done()
	case t.dial() == practice.Propose && f.Task == inbox.Proposal:
		return t.propose(f)
	}
	do, _ := act(f.Does)
	return do(t)
}

func (t *talk) named() error {
	if t.Who.Given == "" {
		return nil
	}
	return t.Named(phi.NewName(t.Who.Given, t.Who.Family))
}

// local is when an offered time is, by the wall clock of its place.
func (t *talk) local(o Offer) time.Time {
	l, _ := t.p.Location(o.Location)
	return o.Start.In(l.In())
}

// propose has staff do what was worked out.
func (t *talk) propose(f *Flow) error {
	args := t.args()
	lines := []string{t.summary()}
	if t.joins() {
		lines = append(lines, "To wait for: "+t.waitPlain())
	}
	if t.Visit != nil {
		lines = append(lines, "The visit: "+t.plain(t.Visit.Start, t.Visit.Location, t.Visit.Provider, t.Visit.Service))
	}
	if t.Chosen != nil {
		lines = append(lines, "Wanted: "+t.plain(t.Chosen.Start, t.Chosen.Location, t.Chosen.Provider, t.service()))
	}
	if err := t.task(f.Task, f.Title, strings.Join(lines, "\n")); err != nil {
		return err
	}
	if err := t.named(); err != nil {
		return err
	}
	if f.Does == "move" {
		args["when"] = args["to"]
	}
	t.say(f.Name+".propose", args)
	return t.done()
}

// plain says a time for staff.
func (t *talk) plain(at time.Time, where practice.LocationID, who practice.ProviderID, what practice.ServiceID) string {
	l, _ := t.p.Location(where)
	v, _ := t.p.Provider(who)
	s, _ := t.p.Service(what)
	return at.In(l.In()).Format("Mon, January 2, 2006 at 3:04 pm MST") + ", " + s.Name + " with " + v.Name() + ", " + l.Name
}

// book books the chosen time. What the guard and the schedule have not committed is never said.
func (t *talk) book() error {
	if gone, err := t.gone(); gone || err != nil {
		return err
	}
	a, err := t.Book(schedule.Request{Key: t.in.Key, Person: t.stranger(), Provider: t.Chosen.Provider, Location: t.Chosen.Location, Service: t.service(),
		Start: t.Chosen.Start, Reason: phi.NewText(reason(t.Slots["reason"])), Channel: t.Channel(), State: t.Slots["state"], Seen: practice.Seen(t.Slots["seen"])})
	if fault.Is(err, fault.Invalid) { // a name or a number that the registry does not take
		t.note("the registry refused")
		return t.orMessage(t.summary())
	}
	if err != nil {
		return err
	}
	t.did(Booked, string(a.ID))
	if err := t.named(); err != nil {
		return err
	}
	if a.Status == schedule.Pending {
		t.say("book.requested", t.told(a))
		return t.done()
	}
	t.say("book.done", t.told(a))
	if t.Who.Email != "" {
		t.say("book.mail", nil)
	}
	return t.done()
}

// stranger is who they say they are.
func (t *talk) stranger() patient.Person {
	who := patient.Person{Name: phi.NewName(t.Who.Given, t.Who.Family), Phone: phi.NewPhone(t.Who.Phone), How: t.Channel()}
	if d, err := civil.ParseDate(t.Who.Birth); err == nil {
		who.Birth = phi.NewBirthDate(d)
	}
	if e, err := phi.ParseEmail(t.Who.Email); err == nil {
		who.Email = e
	}
	return who
}

// reason shortens a reason to what a visit keeps.
func reason(s string) string {
	r := []rune(s)
	return string(r[:min(len(r), 500)])
}

// gone reports whether the chosen time is taken meanwhile; then others are offered.
func (t *talk) gone() (bool, error) {
	day := civil.DateOf(t.local(*t.Chosen))
	free, err := t.Free(schedule.Query{Service: t.service(), Provider: t.Chosen.Provider, Location: t.Chosen.Location, From: day, To: day, About: t.aboutThem()})
	if err != nil {
		return false, err
	}
	for _, s := range free {
		if offerOf(s).same(*t.Chosen) {
			return false, nil
		}
	}
	t.say("time.taken", nil)
	t.note("taken")
	t.rewish()
	t.Wished = true
	delete(t.Slots, "confirm")
	return true, t.next()
}

// told are the args of a visit as it stands in the book.
func (t *talk) told(a schedule.Appointment) Args {
	args := Args{}
	t.describe(args, "when", VisitOf(a))
	return args
}

// changed says that a visit is no longer as it was read, and looks again.
func (t *talk) changed(err error) error {
	if !fault.Is(err, fault.Conflict) && !fault.Is(err, fault.NotFound) {
		return err
	}
	if t.Bound != "" { // nothing new is told of it
		t.say("reply.moved", nil)
		_, err := t.replyDone()
		return err
	}
	t.say("changed", nil)
	t.note("the visit changed")
	t.Visit, t.Visits = nil, nil
	t.rewish()
	delete(t.Slots, "confirm")
	return t.next()
}

func (t *talk) move() error {
	hold := t.kept()
	if err := t.give(hold); err != nil {
		return err
	}
	if hold == "" {
		if gone, err := t.gone(); gone || err != nil {
			return err
		}
	}
	a, err := t.Move(t.mover(), schedule.Move{ID: t.Visit.ID, Version: t.Visit.Version, Start: t.Chosen.Start, Provider: t.Chosen.Provider, Location: t.Chosen.Location, Hold: hold, State: t.Slots["state"]})
	if err != nil {
		return t.changed(err)
	}
	t.did(Moved, string(a.ID))
	if a.Status == schedule.Pending {
		t.say("reschedule.requested", t.told(a))
		return t.done()
	}
	t.say("reschedule.done", t.told(a))
	return t.done()
}

func (t *talk) cancel() error {
	a, err := t.Cancel(t.mover(), t.Visit.ID, t.Visit.Version)
	if err != nil {
		return t.changed(err)
	}
	t.did(Cancelled, string(a.ID))
	t.say("cancel.done", t.told(a))
	return t.done()
}

func (t *talk) confirm() error {
	args := Args{}
	t.describe(args, "when", t.Visits[0])
	if t.Visits[0].Requested {
		t.say("tell.requested", args)
		return t.done()
	}
	t.say("confirm.done", args)
	return t.done()
}

func (t *talk) tell() error {
	if len(t.Visits) == 1 {
		args := Args{}
		t.describe(args, "when", t.Visits[0])
		key := "tell.one"
		if t.Visits[0].Requested {
			key = "tell.requested"
		}
		t.say(key, args)
	} else {
		t.say("tell.more", Args{"offers": t.visits(t.Visits)})
	}
	return t.done()
}
