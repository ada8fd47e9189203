package outreach

import (
	"context"

	"bedside/internal/actor"
	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/tx"
)

// DueItem is an entry of the due list as staff see it.
type DueItem struct {
	Due
	Name phi.Name
}

// Recalls returns entries of the due list, the earliest first, and enters their patients in the access log. Forbidden
// without the right to see the outbox.
func (s *Service) Recalls(ctx context.Context, by actor.Actor, status DueStatus, limit, offset int) ([]DueItem, error) {
	const op = "outreach.Recalls"
	if err := by.Need(actor.SeeOutbox); err != nil {
		return nil, fault.At(op, err)
	}
	var items []DueItem
	err := s.DB.View(ctx, by, func(t tx.Tx) error {
		all, err := s.Store.FindDue(ctx, t, status, limit, offset)
		if err != nil {
			return err
		}
		var ids []patient.ID
		var shown []string
		for _, d := range all {
			ids, shown = append(ids, d.Patient), append(shown, string(d.Patient))
		}
		people, err := s.Patients.Many(ctx, t, ids)
		if err != nil {
			return err
		}
		for _, d := range all {
			items = append(items, DueItem{d, people[d.Patient].Name})
		}
		return s.Audit.Disclose(ctx, t, "due list", shown...)
	})
	return items, fault.At(op, err)
}

// farDue is how many years from now a visit may be due, and for how many it may have been.
const farDue = 10

// AddRecall puts a patient on the due list, in the caller's transaction, instead of what was there for the service. How is
// staff or import. Errors as of CheckRecall; Forbidden without the right to manage the outbox.
func (s *Service) AddRecall(ctx context.Context, t tx.Tx, p patient.ID, service practice.ServiceID, day civil.Date, how string) (RecallID, error) {
	const op = "outreach.AddRecall"
	if err := t.By().Need(actor.ManageOutbox); err != nil {
		return "", fault.At(op, err)
	}
	if err := s.CheckRecall(ctx, t, p, service, day); err != nil {
		return "", fault.At(op, err)
	}
	i, err := s.addDue(ctx, t, Due{Patient: p, Service: service, Day: day, How: how})
	return i, fault.At(op, err)
}

// CheckRecall says why a patient cannot be put on the due list. Invalid, with its field as the cause, for a service that the
// practice does not give, a day that is missing or out of the way, or a visit of the service that is booked already; NotFound
// if there is no such patient.
func (s *Service) CheckRecall(ctx context.Context, t tx.Tx, p patient.ID, service practice.ServiceID, day civil.Date) error {
	no := func(f practice.Field, sentence string) error {
		return fault.Wrap(fault.Invalid, "outreach.CheckRecall", sentence, f)
	}
	house, err := s.Practice.Get(ctx, t)
	if err != nil {
		return err
	}
	if _, err := s.Patients.Get(ctx, t, p); err != nil {
		return err
	}
	svc, ok := house.Service(service)
	today := civil.DateOf(t.Now().In(practice.Location{Zone: house.Settings.Zone}.In()))
	switch {
	case !ok || !svc.Active:
		return no("Service", "Choose the kind of visit that is due.")
	case day.IsZero():
		return no("Day", "Say by which day the visit is due.")
	case day.Year > today.Year+farDue || day.Year < today.Year-farDue:
		return no("Day", "That is more than ten years away. Check the year.")
	}
	booked, err := s.hasNext(ctx, t, p, service, t.Now())
	if err == nil && booked {
		err = no("Service", "A visit of this kind is booked already, so none is due.")
	}
	return err
}

// PauseRecall stops the messages of an entry until it is resumed. Conflict if it has ended.
func (s *Service) PauseRecall(ctx context.Context, by actor.Actor, i RecallID) error {
	return s.manageDue(ctx, by, i, "outreach.PauseRecall", func(t tx.Tx, d Due) error {
		if d.Status != IsDue {
			return dueOver()
		}
		return s.endDue(ctx, t, d, IsPaused, "recall paused")
	})
}

// ResumeRecall goes on with an entry that was paused. Conflict if it was not.
func (s *Service) ResumeRecall(ctx context.Context, by actor.Actor, i RecallID) error {
	return s.manageDue(ctx, by, i, "outreach.ResumeRecall", func(t tx.Tx, d Due) error {
		if d.Status != IsPaused {
			return dueOver()
		}
		d.Status = IsDue
		if d.Tries < recallTries {
			if err := s.lookAgain(ctx, t, d); err != nil {
				return err
			}
		}
		return s.saveDue(ctx, t, d, "recall resumed")
	})
}

// RemoveRecall takes an entry off the list. Conflict if it has ended.
func (s *Service) RemoveRecall(ctx context.Context, by actor.Actor, i RecallID) error {
	return s.manageDue(ctx, by, i, "outreach.RemoveRecall", func(t tx.Tx, d Due) error {
		if d.Status != IsDue && d.Status != IsPaused {
			return dueOver()
		}
		return s.endDue(ctx, t, d, HasEnded, "recall removed")
	})
}

func dueOver() error {
	return fault.New(fault.Conflict, "outreach.manageDue", "Something has become of this entry meanwhile. Please look at the list again.")
}

func (s *Service) manageDue(ctx context.Context, by actor.Actor, i RecallID, op string, f func(tx.Tx, Due) error) error {
	if err := by.Need(actor.ManageOutbox); err != nil {
		return fault.At(op, err)
	}
	return fault.At(op, s.DB.Do(ctx, by, func(t tx.Tx) error {
		d, err := s.Store.Due(ctx, t, i)
		if err != nil {
			return err
		}
		return f(t, d)
	}))
}
