package outreach

import (
	"context"
	"time"

	"bedside/internal/audit"
	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/id"
	"bedside/internal/job"
	"bedside/internal/patient"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/tx"
)

// RecallID names an entry of the due list.
type RecallID = id.Of[Due]

// Due is an entry of the due list: a patient is to have a visit of a service by a day.
type Due struct {
	ID      RecallID
	Patient patient.ID
	Service practice.ServiceID
	Day     civil.Date
	How     string // visit, staff, import: where it comes from
	Status  DueStatus
	Tries   int       // messages planned so far
	Told    time.Time // when the last of them was planned
	Created time.Time
	Changed time.Time
	Version int64
}

// DueStatus is the state of an entry of the due list.
type DueStatus string

const (
	IsDue     DueStatus = "due"    // or will be
	IsPaused  DueStatus = "paused" // by a person
	HasBooked DueStatus = "booked" // a visit of the service was booked
	HasEnded  DueStatus = "ended"  // removed by a person, or replaced by a later one
)

// Recaller keeps the due list. Its methods return faults.
type Recaller interface {
	AddDue(ctx context.Context, t tx.Tx, d Due) error
	Due(ctx context.Context, t tx.Tx, i RecallID) (Due, error)
	// SaveDue replaces an entry whose version is still d.Version-1; Conflict if it is not.
	SaveDue(ctx context.Context, t tx.Tx, d Due) error
	// DueOf returns the patient's entries, the latest first.
	DueOf(ctx context.Context, t tx.Tx, p patient.ID) ([]Due, error)
	// FindDue returns entries of a status by day, the earliest first.
	FindDue(ctx context.Context, t tx.Tx, status DueStatus, limit, offset int) ([]Due, error)
	// DueBy returns up to limit entries that are due by the day, were told fewer than tries times and last before the time,
	// and have no visit of the service in the book, the earliest first.
	DueBy(ctx context.Context, t tx.Tx, day civil.Date, tries int, told time.Time, limit int) ([]Due, error)
}

const (
	// RecallJob is the kind of the jobs that [Service.RecallDue] handles. Their key and ref are the entry's id.
	RecallJob = "outreach.recall"

	recallTries  = 3                   // messages for one entry
	recallPause  = 14 * 24 * time.Hour // between them
	recallUseful = 7 * 24 * time.Hour  // how long one of them is of use
	recallHour   = 10                  // o'clock at the practice
)

// dueAgain puts the patient on the due list so many months after a visit that took place, instead of what was there for
// the service. Whoever has the next visit already is not put there.
func (s *Service) dueAgain(ctx context.Context, t tx.Tx, a schedule.Appointment, months int) error {
	if next, err := s.hasNext(ctx, t, a.Patient, a.Service, a.Start); next || err != nil {
		return err
	}
	day := civil.DateOf(a.Start)
	_, err := s.addDue(ctx, t, Due{Patient: a.Patient, Service: a.Service, Day: civil.DateOf(day.At(0, time.UTC).AddDate(0, months, 0)), How: "visit"})
	return err
}

// hasNext reports whether a visit of the service after a time is in the patient's book.
func (s *Service) hasNext(ctx context.Context, t tx.Tx, p patient.ID, service practice.ServiceID, after time.Time) (bool, error) {
	all, err := s.Visits.OfPatient(ctx, t, p)
	for _, v := range all {
		if v.Service == service && v.Status.Open() && v.Start.After(after) {
			return true, nil
		}
	}
	return false, err
}

func (s *Service) addDue(ctx context.Context, t tx.Tx, d Due) (RecallID, error) {
	old, err := s.Store.DueOf(ctx, t, d.Patient)
	if err != nil {
		return "", err
	}
	for _, o := range old {
		if o.Service == d.Service && (o.Status == IsDue || o.Status == IsPaused) {
			if err := s.endDue(ctx, t, o, HasEnded, "recall replaced"); err != nil {
				return "", err
			}
		}
	}
	d.ID, d.Status, d.Created, d.Changed, d.Version = id.New[Due](s.IDs), IsDue, t.Now(), t.Now(), 1
	if err := s.Store.AddDue(ctx, t, d); err != nil {
		return "", err
	}
	if err := s.lookAgain(ctx, t, d); err != nil {
		return "", err
	}
	return d.ID, s.Audit.Record(ctx, t, "recall added", audit.Ref{Kind: "recall", ID: string(d.ID)}, "", audit.Facts{"due": d.Day.String(), "how": d.How})
}

// recalled ends the recall to a visit that was booked.
func (s *Service) recalled(ctx context.Context, t tx.Tx, a schedule.Appointment) error {
	all, err := s.Store.DueOf(ctx, t, a.Patient)
	for _, d := range all {
		if err == nil && d.Service == a.Service && (d.Status == IsDue || d.Status == IsPaused) {
			err = s.endDue(ctx, t, d, HasBooked, "recall answered")
		}
	}
	return err
}

// unbooked puts a recall back on the list when the visit that answered it is cancelled, and no other is booked.
func (s *Service) unbooked(ctx context.Context, t tx.Tx, a schedule.Appointment) error {
	if next, err := s.hasNext(ctx, t, a.Patient, a.Service, t.Now()); next || err != nil {
		return err
	}
	all, err := s.Store.DueOf(ctx, t, a.Patient)
	for _, d := range all {
		if err != nil || d.Service != a.Service {
			continue
		}
		if d.Status != HasBooked {
			return nil
		}
		if d.Status = IsDue; d.Tries < recallTries {
			d.Told = t.Now() // not at once: they have just cancelled
			if err = s.lookAgain(ctx, t, d); err != nil {
				return err
			}
		}
		return s.saveDue(ctx, t, d, "recall due again")
	}
	return err
}

func (s *Service) endDue(ctx context.Context, t tx.Tx, d Due, to DueStatus, verb string) error {
	if err := s.Withdraw(ctx, t, string(d.ID), Settled); err != nil {
		return err
	}
	if err := s.Queue.Drop(ctx, t, RecallJob, string(d.ID)); err != nil {
		return err
	}
	d.Status = to
	return s.saveDue(ctx, t, d, verb)
}

func (s *Service) saveDue(ctx context.Context, t tx.Tx, d Due, verb string) error {
	d.Changed = t.Now()
	d.Version++
	if err := s.Store.SaveDue(ctx, t, d); err != nil {
		return err
	}
	return s.Audit.Record(ctx, t, verb, audit.Ref{Kind: "recall", ID: string(d.ID)}, "", audit.Facts{"status": string(d.Status), "due": d.Day.String()})
}

// lookAgain puts the job that looks at the entry when its next message is due.
func (s *Service) lookAgain(ctx context.Context, t tx.Tx, d Due) error {
	p, err := s.Practice.Get(ctx, t)
	if err != nil {
		return err
	}
	return s.Queue.Put(ctx, t, job.Job{Kind: RecallJob, Key: string(d.ID), Ref: string(d.ID), Due: d.next(p)})
}

// next is when the entry's next message is planned: on its day, and a fortnight after the one before.
func (d Due) next(p *practice.Practice) time.Time {
	at := d.Day.At(civil.NewClock(recallHour, 0), practice.Location{Zone: p.Settings.Zone}.In())
	if !d.Told.IsZero() {
		at = later(at, d.Told.Add(recallPause))
	}
	return at
}

// RecallDue is the [job.Handler] of one entry of the due list: it plans the next message while the patient has not booked
// and fewer than three were planned.
func (s *Service) RecallDue(ctx context.Context, c job.Claimed) error {
	return fault.At("outreach.RecallDue", s.work(ctx, func(t tx.Tx) error {
		if err := s.Queue.Done(ctx, t, c); err != nil {
			return err
		}
		d, err := s.Store.Due(ctx, t, RecallID(c.Ref))
		if err != nil || d.Status != IsDue || d.Tries >= recallTries {
			if fault.Is(err, fault.NotFound) {
				return nil
			}
			return err
		}
		if next, err := s.hasNext(ctx, t, d.Patient, d.Service, t.Now()); err != nil {
			return err
		} else if next {
			return s.endDue(ctx, t, d, HasBooked, "recall answered")
		}
		if _, err := s.Plan(ctx, t, Plan{Kind: Recall, Patient: d.Patient, Ref: string(d.ID), Due: t.Now(), Until: t.Now().Add(recallUseful)}); err != nil {
			return err
		}
		d.Tries, d.Told = d.Tries+1, t.Now()
		if d.Tries < recallTries {
			if err := s.lookAgain(ctx, t, d); err != nil {
				return err
			}
		}
		return s.saveDue(ctx, t, d, "recall told")
	}))
}

// recalls is the [Source] of recalls.
type recalls struct{ *Service }

// Matter implements [Source].
func (r recalls) Matter(ctx context.Context, t tx.Tx, m Message) (Matter, error) {
	d, err := r.Store.Due(ctx, t, RecallID(m.Ref))
	if err != nil && !fault.Is(err, fault.NotFound) {
		return Matter{}, err
	}
	if err != nil || d.Status != IsDue {
		return Matter{Moot: Settled}, nil
	}
	return Matter{}, nil
}
