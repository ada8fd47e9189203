package schedule

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/id"
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
}

// Practices is what the scheduler asks of package practice.
type Practices interface {
	Get(ctx context.Context, t tx.Tx) (*practice.Practice, error)
}

// Patients is what the scheduler asks of package patient.
type Patients interface {
	Admit(ctx context.Context, t tx.Tx, p patient.Person) (patient.ID, error)
}

// Request asks for a visit.
type Request struct {
	Key      string         // idempotency key; "" for none
	Patient  patient.ID     // a known patient; else
	Person   patient.Person // who somebody says they are
	Provider practice.ProviderID
	Location practice.LocationID
	Service  practice.ServiceID
	Start    time.Time
	Reason   phi.Text // at most 500 code points
	Channel  string   // site, console, api
}

const longestReason = 500

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
	if n := utf8.RuneCountInString(r.Reason.Reveal()); n > longestReason || !utf8.ValidString(r.Reason.Reveal()) {
		return Appointment{}, fault.New(fault.Invalid, "schedule.Book", "Please give the reason for the visit in at most 500 characters.")
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
	p, err := s.Practice.Get(ctx, t)
	if err != nil {
		return Appointment{}, err
	}
	rooms, err := place(p, t, &a)
	if err != nil {
		return Appointment{}, err
	}
	if a.Patient == "" {
		if a.Patient, err = s.Patients.Admit(ctx, t, r.Person); err != nil {
			return Appointment{}, err
		}
	}
	if err := s.occupy(ctx, t, &a, rooms); err != nil {
		return Appointment{}, err
	}
	if err := s.Store.Insert(ctx, t, a); err != nil {
		return Appointment{}, err
	}
	if r.Key != "" {
		if err := s.Store.Remember(ctx, t, r.Key, request, a.ID); err != nil {
			return Appointment{}, err
		}
	}
	return a, s.tell(ctx, t, Change{Kind: WasBooked, After: a})
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

// Coming returns the visits of a patient that stand in the book and are still to come, the next first: nothing else of
// theirs is read. The caller enters the disclosure.
func (s *Scheduler) Coming(ctx context.Context, t tx.Tx, i patient.ID) ([]Appointment, error) {
	if err := t.By().NeedFor(actor.SeeSchedule, string(i)); err != nil {
		return nil, err
	}
	return s.Store.Coming(ctx, t, i, t.Now())
}

// place checks that the time could be offered, fills in what follows from it, and returns the rooms to choose from.
func place(p *practice.Practice, t tx.Tx, a *Appointment) ([]practice.RoomID, error) {
	svc, err := bookable(p, a.Service, t.By())
	if err != nil {
		return nil, err
	}
	l, okL := p.Location(a.Location)
	v, okV := p.Provider(a.Provider)
	if !okL || !okV || !l.Active || !v.Active || !v.Offers(svc.ID) {
		return nil, fault.New(fault.Invalid, "schedule.place", "This provider does not offer that visit there. Please choose again.")
	}
	earliest, latest := limits(p, t)
	if a.Start.Before(earliest) || a.Start.After(latest) || !offered(p, v.ID, l, svc, a.Start, t.By()) {
		return nil, fault.New(fault.Invalid, "schedule.place", "This time is not offered. Please choose another.")
	}
	a.Start = a.Start.In(l.In())
	a.End = a.Start.Add(minutes(svc.Minutes))
	a.Blocked = a.End.Add(minutes(svc.Buffer))
	a.Zone, a.Wall = l.Zone, a.Start.Format("2006-01-02T15:04")
	return roomsFor(svc, l), nil
}

// occupy takes the cells of provider, patient and a room. To a stranger every refusal sounds the same, so that
// nobody learns when somebody else has a visit.
func (s *Scheduler) occupy(ctx context.Context, t tx.Tx, a *Appointment, rooms []practice.RoomID) error {
	resources := []string{ofProvider(a.Provider)}
	for _, r := range rooms {
		resources = append(resources, ofRoom(r))
	}
	taken, err := s.Store.Taken(ctx, t, resources, a.Start, a.Blocked)
	if err != nil {
		return err
	}
	theirs, err := s.Store.Taken(ctx, t, []string{ofPatient(a.Patient)}, a.Start, a.End) // a buffer is not the patient's
	if err != nil {
		return err
	}
	stranger := t.By().Kind == actor.Patient
	switch {
	case taken[ofProvider(a.Provider)] || stranger && theirs[ofPatient(a.Patient)]:
		return errTaken()
	case theirs[ofPatient(a.Patient)]:
		return fault.New(fault.Conflict, "schedule.occupy", "The patient already has a visit at that time.")
	}
	a.Room = ""
	for _, r := range rooms {
		if !taken[ofRoom(r)] {
			a.Room = r
			break
		}
	}
	spans := []Span{{ofProvider(a.Provider), a.Start, a.Blocked}, {ofPatient(a.Patient), a.Start, a.End}}
	if len(rooms) > 0 {
		if a.Room == "" {
			if stranger {
				return errTaken()
			}
			return fault.New(fault.Conflict, "schedule.occupy", "No room is free at that time.")
		}
		spans = append(spans, Span{ofRoom(a.Room), a.Start, a.Blocked})
	}
	ok, err := s.Store.Occupy(ctx, t, a.ID, spans...)
	if err == nil && !ok {
		err = errTaken()
	}
	return err
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
	switch c.Kind {
	case WasBooked:
		facts["channel"] = a.Channel
	case WasMoved:
		facts["from"] = c.Before.Start.UTC().Format(time.RFC3339)
	case WasCancelled:
		facts["why"] = a.Why
	case WasClosed:
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
	}, "\x00")
}

// Overlaps counts the pairs of visits that block the same provider or the same room at the same time. It must be 0.
func Overlaps(busy []Busy) int {
	busy = slices.SortedFunc(slices.Values(busy), func(a, b Busy) int { return a.From.Compare(b.From) })
	count := 0
	last := map[string][]Busy{}
	for _, b := range busy {
		for _, resource := range []string{ofProvider(b.Provider), ofRoom(b.Room)} {
			if b.Room == "" && resource == ofRoom("") {
				continue
			}
			open := last[resource][:0]
			for _, o := range last[resource] {
				if o.To.After(b.From) {
					count++
					open = append(open, o)
				}
			}
			last[resource] = append(open, b)
		}
	}
	return count
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
