// Package elsewhere keeps this book in step with one that lives in another program: calendars that are read, and HL7
// interfaces over which visits come and go.
//
// It promises that what is taken elsewhere is offered here to nobody; that a reading that fails leaves the one before
// whole; that a message is on disk before it is acknowledged, counts once, and is looked at in its order; that what is
// sent goes out in the order of the changes, each with a number of its own that never changes; and that where another
// system owns the book, nobody is told "booked" before it has agreed. Of another system's patients it keeps nothing
// but sealed messages, for thirty days. Callers owe that every change of a visit reaches [Service.AppointmentChanged],
// and the jobs of [Service.Handlers] to a runner.
package elsewhere

import (
	"context"
	"log/slog"
	"slices"
	"time"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/fault"
	"bedside/internal/id"
	"bedside/internal/inbox"
	"bedside/internal/job"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/tx"
)

// Service is the door between the books. All fields but Line are needed; it may be used by several goroutines at once.
type Service struct {
	DB       tx.DB
	Store    Store
	Queue    job.Queue
	Practice Practice
	Patients Patients
	Visits   *schedule.Scheduler
	Inbox    Inbox
	Web      Web
	Line     Line // nil where nothing can be sent
	Audit    *audit.Log
	IDs      *id.Source
	Log      *slog.Logger
	Now      func() time.Time
}

// Practice is what is asked of package practice.
type Practice interface {
	Get(ctx context.Context, t tx.Tx) (*practice.Practice, error)
}

// Patients is what is asked of package patient.
type Patients interface {
	Get(ctx context.Context, t tx.Tx, i patient.ID) (patient.Patient, error)
	Alike(ctx context.Context, t tx.Tx, p patient.Patient) ([]patient.Patient, error)
}

// Inbox gives staff something to do.
type Inbox interface {
	AddTask(ctx context.Context, t tx.Tx, k inbox.Task) (inbox.TaskID, error)
}

// Web asks for calendars.
type Web interface {
	// Allowed is Invalid with a sentence for an address that is not asked.
	Allowed(address string) error
	// Get asks for what is at the address, unless it is what the marks of the last answer say.
	Get(ctx context.Context, address, etag, modified string) (Answer, error)
}

// Answer is what a calendar's server said.
type Answer struct {
	Body           []byte
	Same           bool // nothing has changed since the marks were given
	ETag, Modified string
}

// Kinds of jobs.
const (
	FeedJob = "elsewhere.feed" // read a calendar; key and ref are its id
	InJob   = "elsewhere.in"   // look at what came in over an interface; key and ref are its name
	OutJob  = "elsewhere.out"  // send what waits for an interface
	WaitJob = "elsewhere.wait" // a request that nobody has agreed to; key and ref are the visit's id
)

// Handlers are the handlers of the jobs.
func (s *Service) Handlers() map[string]job.Handler {
	return map[string]job.Handler{FeedJob: s.ReadFeed, InJob: s.ReadMessages, OutJob: s.Send, WaitJob: s.Overdue}
}

func (s *Service) record(ctx context.Context, t tx.Tx, verb, kind, i string, facts audit.Facts) error {
	return s.Audit.Record(ctx, t, verb, audit.Ref{Kind: kind, ID: i}, "", facts)
}

// clash tells staff, once, of every visit that lies at a time that is taken elsewhere.
func (s *Service) clash(ctx context.Context, t tx.Tx, source, ref, name string, spans []schedule.Span) error {
	visits, err := s.Visits.Clashes(ctx, t, spans)
	if err != nil {
		return err
	}
	told, err := s.Store.Clashes(ctx, t, source, ref)
	if err != nil {
		return err
	}
	var now []Clash
	for _, a := range visits {
		c := Clash{Appointment: a.ID, Start: a.Start.UTC()}
		if now = append(now, c); slices.ContainsFunc(told, func(o Clash) bool { return o.Appointment == c.Appointment && o.Start.Equal(c.Start) }) {
			continue
		}
		text := "A visit is booked here at a time that “" + name + "” says is taken: " + spoken(a.Start) + ". Look which of them holds, and move or cancel the other."
		if err := s.task(ctx, t, inbox.Task{Kind: inbox.OtherBook, Patient: a.Patient, Appointment: a.ID, Text: phi.NewText(text)}); err != nil {
			return err
		}
	}
	return s.Store.PutClashes(ctx, t, source, ref, now)
}

// once gives staff a task of which they are told only once until it is over.
func (s *Service) once(ctx context.Context, t tx.Tx, source, about, text string) error {
	told, err := s.Store.Clashes(ctx, t, source, about)
	if err != nil || len(told) > 0 {
		return err
	}
	if err := s.task(ctx, t, inbox.Task{Kind: inbox.OtherBook, Text: phi.NewText(text)}); err != nil {
		return err
	}
	return s.Store.PutClashes(ctx, t, source, about, []Clash{{Start: t.Now()}})
}

// over says that what [Service.once] spoke of is over.
func (s *Service) over(ctx context.Context, t tx.Tx, source, about string) error {
	return s.Store.PutClashes(ctx, t, source, about, nil)
}

func (s *Service) task(ctx context.Context, t tx.Tx, k inbox.Task) error {
	_, err := s.Inbox.AddTask(ctx, t.As(actor.System()), k)
	return err
}

// spoken is a time as staff read it; it has the zone of its place.
func spoken(at time.Time) string { return at.Format("Mon, January 2, 2006 at 3:04 pm MST") }

func wrong(op, sentence string) error { return fault.New(fault.Invalid, op, sentence) }
