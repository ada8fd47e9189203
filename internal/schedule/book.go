package schedule

import (
	"context"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/id"
	"bedside/internal/job"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/tx"
)

// Scheduler offers and gives times. It may be used by several goroutines at once.
type Scheduler struct {
	DB       tx.DB
	Store    Store
	Practice Practices
	Patients Patients
	Audit    *audit.Log
	IDs      *id.Source

	Followers []Follower // told of every change, in this order

	Waits   WaitStore // nil: nobody can wait
	Queue   job.Queue // for the waitlist, as Offered
	Offered []OfferFollower
	Reach   Reacher // nil: whoever is offered a time hears of it at once

	Owner Owner // nil: every visit stands in this book
}

// Practices is what the scheduler asks of package practice.
type Practices interface {
	Get(ctx context.Context, t tx.Tx) (*practice.Practice, error)
}

// Patients is what the scheduler asks of package patient.
type Patients interface {
	Admit(ctx context.Context, t tx.Tx, p patient.Person) (patient.ID, error)
	Get(ctx context.Context, t tx.Tx, i patient.ID) (patient.Patient, error)
}

// Request asks for a visit.
type Request struct {
	Key      string              // idempotency key; "" for none
	Patient  patient.ID          // a known patient; else
	Person   patient.Person      // who somebody says they are
	Provider practice.ProviderID // "" for anyone: whoever is free and has the fewest visits that day
	Location practice.LocationID
	Service  practice.ServiceID
	Start    time.Time
	Reason   phi.Text // at most 500 code points
	Channel  string   // site, console, api

	Seen     practice.Seen // what a stranger says: whether they have been here before
	State    string        // two letters: where the patient will be during a video visit
	Hold     HoldID        // the time was kept; "" if it was not
	Pending  bool          // somebody has yet to confirm it
	Overbook phi.Text      // why staff overbook; empty: they do not

	Quiet bool                // a quiet visit; nobody asks why
	Reach patient.ContactKind // at which of the patient's contact points they are told of a quiet one; "" for none
	Value phi.Text            // of that contact point; empty for the first of its kind

	series ID // the first visit of the series that this one belongs to
	first  bool

	offered bool        // it was kept for the patient from the waitlist: the rules were those of whoever offered it
	instead Appointment // a visit that cannot be kept, in whose place this time is kept: the patient's own cells are its own until then
	moves   bool        // a visit that they have is to be moved: whether it is for them was settled when it was booked
}

// asks is whose rules bind: those of whoever asks, or of Bedside where the time was offered to them.
func asks(t tx.Tx, offered bool) tx.Tx {
	if offered {
		return t.As(actor.System())
	}
	return t
}

const longestReason = 500

// short reports whether a reason is no longer than one may be, and can be read.
func short(reason phi.Text) bool {
	s := strings.TrimSpace(reason.Reveal())
	return utf8.RuneCountInString(s) <= longestReason && utf8.ValidString(s)
}

func errReason() error {
	return about("Reason", "Please give the reason for the visit in at most 500 characters.")
}

func errOverbook() error {
	return about("Overbook", "Only staff can overbook, with a reason of at most 500 characters.")
}

// Book gives a free time to a patient. Asking twice with one key gives one visit; a key that comes back with
// another request is a Conflict. Conflict also when the time was taken, Invalid when it was never offered.
func (s *Scheduler) Book(ctx context.Context, by actor.Actor, r Request) (Appointment, error) {
	var a Appointment
	err := s.DB.Do(ctx, by, func(t tx.Tx) (err error) {
		a, err = s.BookIn(ctx, t, r)
		return err
	})
	return a, err
}

// BookIn is [Scheduler.Book] within the caller's transaction.
func (s *Scheduler) BookIn(ctx context.Context, t tx.Tx, r Request) (Appointment, error) {
	if err := t.By().Need(actor.Book); err != nil {
		return Appointment{}, err
	}
	if r.Patient != "" {
		if err := t.By().NeedFor(actor.SeePatients, string(r.Patient)); err != nil {
			return Appointment{}, err
		}
	}
	if !short(r.Reason) {
		return Appointment{}, errReason()
	}
	request := r.fingerprint()
	if r.Key != "" {
		i, same, err := s.Store.Recall(ctx, t, r.Key, request)
		switch {
		case err == nil && same:
			return s.Store.Get(ctx, t, i)
		case err == nil:
			return Appointment{}, fault.New(fault.Conflict, "schedule.Book", "This form was already used for another visit. Please start again.")
		case !fault.Is(err, fault.NotFound):
			return Appointment{}, err
		}
	}
	a := Appointment{
		ID: id.New[Appointment](s.IDs), Patient: r.Patient, Provider: r.Provider, Location: r.Location, Service: r.Service,
		Start: r.Start, Status: Booked, Channel: r.Channel, Reason: r.Reason, Created: t.Now(), Changed: t.Now(), Version: 1,
	}
	a.Quiet = r.Quiet
	if a.Series = r.series; r.first {
		a.Series = a.ID
	}
	if r.Pending {
		a.Status = Pending
	}
	err := s.take(ctx, t, &a, r)
	if err != nil {
		return Appointment{}, err
	}
	if a.Quiet && r.Reach != "" {
		if a.Reach, err = s.reach(ctx, t, a.Patient, r); err != nil {
			return Appointment{}, err
		}
	}
	if elsewhere, err := s.owned(ctx, t, a.Provider); err != nil {
		return Appointment{}, err
	} else if elsewhere {
		a.Status = Pending
	}
	if err := s.Store.Insert(ctx, t, a); err != nil {
		return Appointment{}, err
	}
	if r.Key != "" {
		if err := s.Store.Remember(ctx, t, r.Key, request, a.ID); err != nil {
			return Appointment{}, err
		}
	}
	if err := s.replaces(ctx, t, a); err != nil {
		return Appointment{}, err
	}
	return a, s.tell(ctx, t, Change{Kind: WasBooked, After: a})
}

// take finds out whom the visit is for and gives it its time.
func (s *Scheduler) take(ctx context.Context, t tx.Tx, a *Appointment, r Request) error {
	p, err := s.Practice.Get(ctx, t)
	if err != nil {
		return err
	}
	if err := s.reap(ctx, t); err != nil {
		return err
	}
	rules, err := s.known(ctx, t, p, r)
	if err != nil {
		return err
	}
	if a.Overbook = r.Overbook; rules.over && (!rules.staff || !short(r.Overbook)) {
		return errOverbook()
	}
	a.State = phi.NewText(rules.about.State)
	admit := func() error {
		if a.Patient != "" {
			return nil
		}
		a.Patient, err = s.Patients.Admit(ctx, t, r.Person)
		return err
	}
	if r.Hold != "" {
		return s.redeem(ctx, t, a, r, rules, admit)
	}
	return s.settle(ctx, t, a, rules, admit)
}

// known returns the rules for the patient: of a stranger by what they say, of a patient by what is on record.
func (s *Scheduler) known(ctx context.Context, t tx.Tx, p *practice.Practice, r Request) (rules, error) {
	who := About{Birth: r.Person.Birth, Seen: r.Seen, State: strings.ToUpper(strings.TrimSpace(r.State)), Reason: r.Reason.Reveal()}
	if who.State != "" {
		if _, err := ParseState(who.State); err != nil {
			return rules{}, err
		}
	}
	offered := r.offered && !(who.State == "" && video(p, r.Service)) // where they will be only they can say
	rules, err := s.rulesOf(ctx, asks(t, offered), p, r.Service, r.Patient, who)
	if err != nil {
		return rules, err
	}
	rules.over = strings.TrimSpace(r.Overbook.Reveal()) != ""
	return rules, rules.knows()
}

func video(p *practice.Practice, i practice.ServiceID) bool {
	svc, _ := p.Service(i)
	return svc.Telehealth
}

// rulesOf returns the rules for whom the service is asked: of a patient what is on record counts, where the service asks
// for it.
func (s *Scheduler) rulesOf(ctx context.Context, t tx.Tx, p *practice.Practice, i practice.ServiceID, who patient.ID, a About) (rules, error) {
	r, err := rulesFor(p, i, t, a)
	if err != nil || who == "" || r.svc.Seen == practice.Anyone && !r.svc.Aged() {
		return r, err
	}
	return r, s.recall(ctx, t, who, &r.about)
}

// recall fills in what is on record of a patient.
func (s *Scheduler) recall(ctx context.Context, t tx.Tx, i patient.ID, a *About) error {
	own := t
	if t.By().Own() == string(i) {
		own = t.As(actor.System()) // their record says whether the visit is for them, and is not shown
	}
	who, err := s.Patients.Get(ctx, own, i)
	if err != nil {
		return err
	}
	seen, err := s.Store.Seen(ctx, t, i, t.Now())
	if a.Birth, a.Seen = who.Birth, practice.New; seen {
		a.Seen = practice.Returning
	}
	return err
}

// Get returns an appointment. The caller enters the disclosure of its patient.
func (s *Scheduler) Get(ctx context.Context, t tx.Tx, i ID) (Appointment, error) {
	if err := t.By().Need(actor.SeeSchedule); err != nil {
		return Appointment{}, err
	}
	a, err := s.Store.Get(ctx, t, i)
	if fault.Is(err, fault.NotFound) {
		return a, errNoVisit("schedule.Get")
	}
	return a, err
}

func errNoVisit(op string) error { return fault.New(fault.NotFound, op, "There is no such visit.") }

// Between returns the appointments that begin in [from, to). The caller enters the disclosures.
func (s *Scheduler) Between(ctx context.Context, t tx.Tx, from, to time.Time, f Filter) ([]Appointment, error) {
	if err := t.By().Need(actor.SeeSchedule); err != nil {
		return nil, err
	}
	return s.Store.Between(ctx, t, from, to, f)
}

// OfPatient returns a patient's appointments, the latest first. The caller enters the disclosure.
func (s *Scheduler) OfPatient(ctx context.Context, t tx.Tx, i patient.ID) ([]Appointment, error) {
	if err := t.By().NeedFor(actor.SeeSchedule, string(i)); err != nil {
		return nil, err
	}
	return s.Store.OfPatient(ctx, t, i)
}

// Coming returns the visits of a patient that stand in the book, or were asked for, and are still to come, the next first: nothing else of
// theirs is read. The caller enters the disclosure.
func (s *Scheduler) Coming(ctx context.Context, t tx.Tx, i patient.ID) ([]Appointment, error) {
	if err := t.By().NeedFor(actor.SeeSchedule, string(i)); err != nil {
		return nil, err
	}
	return s.Store.Coming(ctx, t, i, t.Now())
}

func errTaken() error {
	return fault.New(fault.Conflict, "schedule.occupy", "That time was just taken. Please choose another.")
}

// tell records the change and tells the followers.
func (s *Scheduler) tell(ctx context.Context, t tx.Tx, c Change) error {
	a := c.After
	facts := audit.Facts{
		"patient": string(a.Patient), "provider": string(a.Provider), "location": string(a.Location), "service": string(a.Service),
		"room": string(a.Room), "start": a.Start.UTC().Format(time.RFC3339), "version": strconv.FormatInt(a.Version, 10),
	}
	if a.Lane >= overLane {
		facts["overbooked"] = "lane " + strconv.Itoa(a.Lane)
	} else if strings.TrimSpace(a.Overbook.Reveal()) != "" {
		facts["overbooked"] = "beyond what is offered"
	}
	switch c.Kind {
	case WasBooked:
		facts["channel"] = a.Channel
	case WasMoved:
		facts["from"], facts["from_provider"], facts["from_location"] = c.Before.Start.UTC().Format(time.RFC3339), string(c.Before.Provider), string(c.Before.Location)
	case WasCancelled:
		facts["why"] = a.Why
	case WasConfirmed:
		facts["how"] = a.ConfirmedHow
	case WasQuieted:
		facts["quiet"] = strconv.FormatBool(a.Quiet)
	case WasClosed, WasMarked:
		facts["status"] = string(a.Status)
	}
	if err := s.Audit.Record(ctx, t, string(c.Kind), audit.Ref{Kind: "appointment", ID: string(a.ID)}, string(a.ID), facts); err != nil {
		return err
	}
	for _, f := range s.Followers {
		if err := f.AppointmentChanged(ctx, t, c); err != nil {
			return err
		}
	}
	return nil
}

// fingerprint is what makes two requests the same. It goes only into a keyed token.
func (r Request) fingerprint() string {
	return strings.Join([]string{
		string(r.Patient), r.Person.Name.Reveal(), r.Person.Birth.Reveal(), r.Person.Phone.Reveal(), r.Person.Email.Reveal(),
		string(r.Provider), string(r.Location), string(r.Service), r.Start.UTC().Format(time.RFC3339), r.Reason.Reveal(), r.Channel,
		string(r.Seen), r.State, string(r.Hold), strconv.FormatBool(r.Pending), r.Overbook.Reveal(), strconv.FormatBool(r.Quiet), string(r.Reach), r.Value.Reveal(),
	}, "\x00")
}

// DayOf returns the civil date of the visit by its own wall clock.
func (a Appointment) DayOf() civil.Date { return civil.DateOf(a.Start) }

// CountByDay counts the visits of each day in [from, to) by the calendar of loc, cancelled ones left out. It
// discloses nobody.
func (s *Scheduler) CountByDay(ctx context.Context, t tx.Tx, from, to time.Time, loc *time.Location) (map[civil.Date]int, error) {
	if err := t.By().Need(actor.SeeSchedule); err != nil {
		return nil, err
	}
	busy, err := s.Store.Busy(ctx, t, from, to)
	days := map[civil.Date]int{}
	for _, b := range busy {
		if !b.From.Before(from) {
			days[civil.DateOf(b.From.In(loc))]++
		}
	}
	return days, err
}
