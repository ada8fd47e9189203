package exchange

import (
	"context"
	"fmt"
	"slices"
	"time"

	"bedside/internal/fault"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/schedule"
	"bedside/internal/tx"
)

// intent is what a row makes of the book.
type intent struct {
	row   int // of the reading
	what  outcome
	visit visit
	who   patient.ID
	here  schedule.Appointment // the visit that it is about; of one that is added or moved, what it will be once it is fitted in
	was   schedule.Appointment // the visit as it is here; zero for one that is added
	says  *Foreign             // what is kept of the file once it is done
}

// fits reports whether the visit gets a time, and leaves whether it gives one up.
func (i intent) fits() bool   { return i.what == patient.WasAdded || i.what == wasMoved }
func (i intent) leaves() bool { return i.what == wasMoved || i.what == wasCancelled }

// intend finds out what the row makes of the book. A visit that the other system has a number for is found by it, and
// follows what changed there: it is moved, cancelled or closed. Others are found by patient, provider and time. Invalid
// with a sentence for a row that is refused.
func (s *Service) intend(ctx context.Context, t tx.Tx, r *reading, row int) (in intent, err error) {
	v := r.rows[row].visit
	in = intent{row: row, visit: v}
	if in.who, err = s.one(ctx, t, v.who); err != nil {
		return in, err
	}
	if v.number != "" {
		f, err := s.Store.Foreign(ctx, t, phi.NewText(v.number))
		if err == nil {
			return s.follow(ctx, t, r, f, in)
		}
		if !fault.Is(err, fault.NotFound) {
			return in, err
		}
		in.says = &Foreign{Name: phi.NewText(v.number), Said: v.standing()}
	}
	what, i, err := s.here(ctx, t, r, in.who, v)
	if in.what = what; what == "" {
		in.what = patient.WasAdded
	} else if in.says != nil {
		in.says.Appointment = i
	}
	return in, err
}

// fit fits in what is added or moved, among what else is so. Errors as of [schedule.Scheduler.Fit].
func (s *Service) fit(ctx context.Context, t tx.Tx, r *reading, in *intent, gone, come []schedule.Appointment) (err error) {
	book := s.Schedule.After(gone, come)
	if in.what == wasMoved {
		in.here, err = book.Refit(ctx, t, r.practice, in.was, in.visit.row(in.who), r.overbook())
	} else {
		in.here, err = book.Fit(ctx, t, r.practice, in.visit.row(in.who), r.overbook())
	}
	return err
}

// carry does what was decided, of several rows in one.
func (s *Service) carry(ctx context.Context, t tx.Tx, all []intent) error {
	var to schedule.Rearranged
	for _, in := range all {
		switch in.what {
		case patient.WasAdded:
			to.Entered = append(to.Entered, in.here)
		case wasMoved:
			to.Moved = append(to.Moved, in.here)
		case wasCancelled: // so that the patient is told, whoever did it there
			to.Off = append(to.Off, in.was.ID)
		case patient.WasUpdated:
			if _, err := s.Schedule.MarkIn(ctx, t, in.was.ID, in.was.Version, in.visit.status); err != nil {
				return err
			}
		}
	}
	if err := s.Schedule.Rearrange(ctx, t, to); fault.Is(err, fault.Conflict) { // all of it was fitted in just now: trying again would not help
		return fault.Wrap(fault.Internal, "exchange.carry", "", err)
	} else if err != nil {
		return err
	}
	if err := s.Outreach.Entered(ctx, t, to.Entered...); err != nil {
		return err
	}
	for _, in := range all {
		if in.says == nil {
			continue
		}
		if in.what == patient.WasAdded {
			in.says.Appointment = in.here.ID
		}
		if err := s.Store.PutForeign(ctx, t, *in.says); err != nil {
			return err
		}
	}
	return nil
}

func (r *reading) overbook() string {
	if r.run.Plan.Overbook {
		return "It was so in the book that this one was taken over from."
	}
	return ""
}

// here finds the patient's visit with the provider at the time, and what the row makes of it: "" if there is none. A visit
// of which the file speaks under another number is another one.
func (s *Service) here(ctx context.Context, t tx.Tx, r *reading, who patient.ID, v visit) (outcome, schedule.ID, error) {
	on, err := s.Schedule.Store.OfPatient(ctx, t, who)
	if err != nil {
		return "", "", err
	}
	for _, a := range on {
		if !a.Start.Equal(v.start) || a.Provider != v.provider.ID {
			continue
		}
		known, err := s.Store.ForeignOf(ctx, t, []schedule.ID{a.ID})
		if err != nil {
			return "", "", err
		}
		if f, ok := known[a.ID]; ok {
			if _, speaks := r.numbered[f.Name.Reveal()]; speaks {
				continue
			}
			if v.number != "" {
				return "", "", refused("This visit is here already, with another visit number.")
			}
		}
		switch {
		case a.Status == v.status, a.Status.Takes() && v.status == schedule.Booked, over(a.Status, v.status):
			return patient.WasUnchanged, a.ID, nil
		case a.Status.Takes() && v.status == schedule.Cancelled:
			return "", "", refused("This visit stands here, and the file says that it is cancelled. Cancel it here, so that the patient is told.")
		case a.Status.Takes():
			return "", "", refused("This visit is here with another status. Change it here.")
		}
	}
	return "", "", nil
}

// over reports whether a visit has begun here and is over in the file.
func over(here, there schedule.Status) bool {
	return (here == schedule.Arrived || here == schedule.CheckedIn) && there == schedule.Fulfilled
}

// standing is what a file says of a visit, or what it would say of one that is here: two that are the same agree.
func standing(start time.Time, provider, location any, minutes int, status schedule.Status) string {
	if status.Open() || status == schedule.Arrived || status == schedule.CheckedIn {
		status = schedule.Booked
	}
	return fmt.Sprintf("%d %v %v %d %s", start.Unix(), provider, location, minutes, status)
}

func (v visit) standing() string {
	return standing(v.start, v.provider.ID, v.location.ID, v.minutes, v.status)
}

// follow decides what becomes of a visit that changed in the other book since its last file. What was changed only here
// stays, so that an old file undoes nothing; what was changed in both, a person decides.
func (s *Service) follow(ctx context.Context, t tx.Tx, r *reading, f Foreign, in intent) (intent, error) {
	a, err := s.Schedule.Store.Get(ctx, t, f.Appointment)
	if err != nil {
		return in, err
	}
	if in.was, in.here = a, a; a.Patient != in.who {
		return in, refused("This visit number belongs to a visit of another patient.")
	}
	now := standing(a.Start, a.Provider, a.Location, int(a.End.Sub(a.Start)/time.Minute), a.Status)
	there := in.visit.standing()
	if there != f.Said {
		in.says = &Foreign{Name: f.Name, Appointment: f.Appointment, Said: there}
	}
	in.what = patient.WasUnchanged
	switch {
	case there == now, there == f.Said, over(a.Status, in.visit.status) && a.Start.Equal(in.visit.start):
	case now != f.Said:
		return in, refused("This visit was changed both here and in the other system since the last file. Look which of them holds, and change it here.")
	default:
		in.what, err = change(r, a, in.visit)
	}
	return in, err
}

// change is what makes the visit what the file says. Invalid with a sentence if nothing does.
func change(r *reading, a schedule.Appointment, v visit) (outcome, error) {
	same := a.Start.Equal(v.start) && a.Provider == v.provider.ID && a.Location == v.location.ID
	switch {
	case v.service.ID != a.Service:
		return "", refused("This visit is here as another kind of visit. Cancel it here and bring it in with a new visit number.")
	case v.status == schedule.Cancelled && a.Status.Open():
		return wasCancelled, nil
	case v.status == schedule.Booked && a.Status.Open():
		return wasMoved, nil
	case same && slices.Contains(a.Next(r.now), v.status):
		return patient.WasUpdated, nil
	case a.Status == schedule.Cancelled:
		return "", refused("This visit is cancelled here, and the file says that it stands. Book it anew here, or bring it in with a new visit number.")
	}
	return "", refused("This visit is here with another status. Change it here.")
}
