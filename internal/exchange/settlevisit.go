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

// appointment brings a visit in. One that the other system has a number for is found by it, and follows what changed there:
// it is moved, cancelled or closed, and whoever follows visits is told as of any change. Others are found by patient,
// provider and time.
func (s *Service) appointment(ctx context.Context, t tx.Tx, r *reading, v visit, dry bool) (outcome, error) {
	who, err := s.one(ctx, t, v.who)
	if err != nil {
		return "", err
	}
	if v.number != "" {
		f, err := s.Store.Foreign(ctx, t, phi.NewText(v.number))
		if err == nil {
			return s.follow(ctx, t, r, f, who, v, dry)
		}
		if !fault.Is(err, fault.NotFound) {
			return "", err
		}
	}
	what, i, err := s.here(ctx, t, who, v)
	if err != nil || what != "" {
		if err == nil && v.number != "" {
			err = s.name(ctx, t, i, v, dry)
		}
		return what, err
	}
	a, err := s.Schedule.Fit(ctx, t, r.practice, v.row(who), r.overbook())
	if fault.Is(err, fault.Conflict) {
		return "", refused(fault.Message(err))
	}
	if err != nil || dry {
		return patient.WasAdded, err
	}
	if err := s.Schedule.EnterOne(ctx, t, a); err != nil {
		return "", err
	}
	if v.number != "" {
		if err := s.name(ctx, t, a.ID, v, dry); err != nil {
			return "", err
		}
	}
	return patient.WasAdded, s.Outreach.Entered(ctx, t, a)
}

func (r *reading) overbook() string {
	if r.run.Plan.Overbook {
		return "It was so in the book that this one was taken over from."
	}
	return ""
}

// here finds the patient's visit with the provider at the time, and what the row makes of it: "" if there is none.
func (s *Service) here(ctx context.Context, t tx.Tx, who patient.ID, v visit) (outcome, schedule.ID, error) {
	on, err := s.Schedule.Store.OfPatient(ctx, t, who)
	if err != nil {
		return "", "", err
	}
	for _, a := range on {
		if !a.Start.Equal(v.start) || a.Provider != v.provider.ID {
			continue
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

// name keeps what the other system calls a visit, and what it says of it. Invalid if it has another name for it.
func (s *Service) name(ctx context.Context, t tx.Tx, i schedule.ID, v visit, dry bool) error {
	known, err := s.Store.ForeignOf(ctx, t, []schedule.ID{i})
	if err != nil {
		return err
	}
	if f, ok := known[i]; ok && f.Name.Reveal() != v.number {
		return refused("This visit is here already, with another visit number.")
	}
	if dry {
		return nil
	}
	return s.Store.PutForeign(ctx, t, Foreign{Name: phi.NewText(v.number), Appointment: i, Said: v.standing()})
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

// follow does to a visit what changed in the other book since its last file. What was changed only here stays, so that an
// old file undoes nothing; what was changed in both, a person decides.
func (s *Service) follow(ctx context.Context, t tx.Tx, r *reading, f Foreign, who patient.ID, v visit, dry bool) (outcome, error) {
	a, err := s.Schedule.Store.Get(ctx, t, f.Appointment)
	if err != nil {
		return "", err
	}
	if a.Patient != who {
		return "", refused("This visit number belongs to a visit of another patient.")
	}
	now := standing(a.Start, a.Provider, a.Location, int(a.End.Sub(a.Start)/time.Minute), a.Status)
	there := v.standing()
	what := outcome(patient.WasUnchanged)
	switch {
	case there == now, over(a.Status, v.status) && a.Start.Equal(v.start):
	case there == f.Said:
		return what, nil
	case now != f.Said:
		return "", refused("This visit was changed both here and in the other system since the last file. Look which of them holds, and change it here.")
	default:
		if what, err = s.change(ctx, t, r, a, v, dry); err != nil {
			return "", err
		}
	}
	if dry || there == f.Said {
		return what, nil
	}
	f.Said = there
	return what, s.Store.PutForeign(ctx, t, f)
}

// change makes the visit what the file says. Invalid with a sentence if it cannot be.
func (s *Service) change(ctx context.Context, t tx.Tx, r *reading, a schedule.Appointment, v visit, dry bool) (outcome, error) {
	same := a.Start.Equal(v.start) && a.Provider == v.provider.ID && a.Location == v.location.ID
	switch {
	case v.service.ID != a.Service:
		return "", refused("This visit is here as another kind of visit. Cancel it here and bring it in with a new visit number.")
	case v.status == schedule.Cancelled && a.Status.Open():
		if dry {
			return wasCancelled, nil
		}
		_, err := s.Schedule.CancelIn(ctx, t, a.ID, a.Version, "practice") // so that the patient is told, whoever did it there
		return wasCancelled, err
	case v.status == schedule.Booked && a.Status.Open():
		to, err := s.Schedule.Refit(ctx, t, r.practice, a, v.row(a.Patient), r.overbook())
		if fault.Is(err, fault.Conflict) {
			return "", refused(fault.Message(err))
		}
		if err != nil || dry {
			return wasMoved, err
		}
		_, err = s.Schedule.FollowIn(ctx, t, to)
		return wasMoved, err
	case same && slices.Contains(a.Next(r.now), v.status):
		if dry {
			return patient.WasUpdated, nil
		}
		_, err := s.Schedule.MarkIn(ctx, t, a.ID, a.Version, v.status)
		return patient.WasUpdated, err
	case a.Status == schedule.Cancelled:
		return "", refused("This visit is cancelled here, and the file says that it stands. Book it anew here, or bring it in with a new visit number.")
	}
	return "", refused("This visit is here with another status. Change it here.")
}
