package schedule

import (
	"context"
	"slices"
	"time"

	"bedside/internal/actor"
	"bedside/internal/fault"
	"bedside/internal/patient"
	"bedside/internal/practice"
	"bedside/internal/tx"
)

// Search chooses appointments for another program. Nil lists and zero values choose all.
type Search struct {
	IDs       []ID
	Patients  []patient.ID
	Providers []practice.ProviderID
	Locations []practice.LocationID
	Services  []practice.ServiceID
	Without   []practice.ServiceID // but for these
	Loud      bool                 // but for quiet visits
	Statuses  []Status
	Starts    []Stretch // every one of them holds
	Changed   []Stretch

	ByChange bool // in order of the last change, else of the beginning
	Latest   bool // the latest first
	After    Place
	Limit    int
}

// Stretch is from From, included, to To, not included; a zero time is no bound. Not turns it round.
type Stretch struct {
	From, To time.Time
	Not      bool
}

// Place is where a page ended; the zero Place is the beginning.
type Place struct {
	At time.Time
	ID ID
}

// MostCounted is how many appointments are counted at most: who asks for more is told that there are more.
const MostCounted = 10_000

// Search returns up to Limit appointments that match, from After on, and how many match in all, at most one more than
// [MostCounted]. Whoever may not see the schedule may search what is their own. The caller enters the disclosures.
func (s *Scheduler) Search(ctx context.Context, t tx.Tx, q Search) (found []Appointment, total int, err error) {
	if own := t.By().Own(); own == "" || !slices.Equal(q.Patients, []patient.ID{patient.ID(own)}) {
		err = t.By().Need(actor.SeeSchedule)
	} else {
		err = t.By().NeedFor(actor.SeeSchedule, own)
	}
	if err != nil {
		return nil, 0, err
	}
	if q.Limit > 0 {
		if found, err = s.Store.Search(ctx, t, q); err != nil {
			return nil, 0, err
		}
	}
	total, err = s.Store.Count(ctx, t, q, MostCounted+1)
	return found, total, err
}

// Show returns an appointment to whoever may see the schedule, and to a patient who asks for their own; somebody else's
// is not there for them. The caller enters the disclosure.
func (s *Scheduler) Show(ctx context.Context, t tx.Tx, i ID) (Appointment, error) {
	a, err := s.Store.Get(ctx, t, i)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return a, err
	}
	may := t.By().NeedFor(actor.SeeSchedule, string(a.Patient))
	if err != nil && may == nil || may != nil && t.By().Own() != "" {
		return Appointment{}, errNoVisit("schedule.Show")
	}
	return a, may
}

// Kept returns a hold that has not expired; NotFound for any other. It tells whom it is for, if that is known: the caller
// enters the disclosure.
func (s *Scheduler) Kept(ctx context.Context, t tx.Tx, i HoldID) (Hold, error) {
	if err := t.By().Need(actor.Book); err != nil {
		return Hold{}, err
	}
	h, err := s.Store.Hold(ctx, t, i)
	if fault.Is(err, fault.NotFound) || err == nil && (!h.Expires.After(t.Now()) || t.By().Own() != "" && h.Patient != "" && string(h.Patient) != t.By().Own()) {
		return Hold{}, fault.New(fault.NotFound, "schedule.Kept", sentenceExpired)
	}
	return h, err
}

// OfKey returns the visit that was booked under a key, so that a caller whose request comes again can say what it was;
// Conflict if there is none. It shows nothing to whoever did not book it: who has the key does.
func (s *Scheduler) OfKey(ctx context.Context, t tx.Tx, key string) (Appointment, error) {
	if err := t.By().Need(actor.Book); err != nil {
		return Appointment{}, err
	}
	i, _, err := s.Store.Recall(ctx, t, key, "")
	if fault.Is(err, fault.NotFound) {
		return Appointment{}, fault.New(fault.Conflict, "schedule.OfKey", sentenceExpired)
	}
	if err != nil {
		return Appointment{}, err
	}
	return s.Store.Get(ctx, t, i)
}
