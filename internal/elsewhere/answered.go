package elsewhere

import (
	"context"
	"slices"

	"bedside/internal/audit"
	"bedside/internal/fault"
	"bedside/internal/inbox"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/tx"
)

// ourVisit does to a visit of ours what the other book says of it.
func (s *Service) ourVisit(ctx context.Context, t tx.Tx, i Interface, read said, a schedule.Appointment, m *Message) error {
	m.State = Done
	switch {
	case events[read.event] == "did not come" || read.status == "NOSHOW":
		if slices.Contains(a.Next(t.Now()), schedule.NoShow) {
			_, err := s.Visits.MarkIn(ctx, t, a.ID, 0, schedule.NoShow)
			return err
		}
	case !read.takes():
		return s.refuse(ctx, t, i.Name, a)
	case read.pending():
	default:
		return s.follow(ctx, t, i, read, a, m)
	}
	return nil
}

// follow moves a visit of ours to where the other book has it, and counts that as its agreement.
func (s *Service) follow(ctx context.Context, t tx.Tx, i Interface, read said, a schedule.Appointment, m *Message) error {
	if !a.Status.Takes() {
		text := "“" + i.Name + "” has a visit on " + spoken(read.from.In(a.Start.Location())) + " that was cancelled here. Look which of them holds."
		return s.task(ctx, t, inbox.Task{Kind: inbox.OtherBook, Patient: a.Patient, Appointment: a.ID, Text: phi.NewText(text)})
	}
	codes, err := s.Store.Mappings(ctx, t, i.Name)
	if err != nil {
		return err
	}
	move := schedule.Move{ID: a.ID, Start: read.from, Provider: a.Provider}
	for _, code := range read.providers {
		if target, known := mapped(codes).target(MapProvider, code); known && target != Nothing {
			move.Provider = practice.ProviderID(target)
			break
		}
	}
	if a.Status.Open() && (!read.from.Equal(a.Start) || move.Provider != a.Provider) {
		moved, err := s.place(ctx, t, i.Name, move)
		if fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict) {
			m.State, m.Problem = Done, "The visit could not be moved here: "+fault.Message(err)
			text := "“" + i.Name + "” has moved a visit to " + spoken(read.from.In(a.Start.Location())) + ", which cannot be had here. Look at both books."
			return s.task(ctx, t, inbox.Task{Kind: inbox.OtherBook, Patient: a.Patient, Appointment: a.ID, Text: phi.NewText(text)})
		}
		if err != nil {
			return err
		}
		if a.Status == schedule.Pending {
			text := "The visit was asked for on " + spoken(a.Start) + ", and “" + i.Name + "” has it on " + spoken(moved.Start) + ". The patient is told the time that holds. Phone them: they asked for another."
			if err := s.task(ctx, t, inbox.Task{Kind: inbox.PhonePatient, Patient: a.Patient, Appointment: a.ID, Text: phi.NewText(text)}); err != nil {
				return err
			}
		}
		a = moved
	}
	if a.Status == schedule.Pending {
		return s.agree(ctx, t, i.Name, a)
	}
	if read.status == "COMPLETE" && slices.Contains(a.Next(t.Now()), schedule.Fulfilled) {
		_, err := s.Visits.MarkIn(ctx, t, a.ID, 0, schedule.Fulfilled)
		return err
	}
	return nil
}

// place moves a visit to where it stands in the other book, whatever the rules here say of that time.
func (s *Service) place(ctx context.Context, t tx.Tx, name string, m schedule.Move) (schedule.Appointment, error) {
	m.Agreed = true
	a, err := s.Visits.MoveIn(ctx, t, m)
	if fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict) {
		m.Overbook = phi.NewText("So it stands in " + name + ".")
		a, err = s.Visits.MoveIn(ctx, t, m)
	}
	return a, err
}

// putBack puts a visit back to the time that it had, because the other book does not agree to another: there it stands as
// before. The patient is told, and somebody phones who asked for the other. False, and nothing is done, if that time is
// not known or is over.
func (s *Service) putBack(ctx context.Context, t tx.Tx, name string, a schedule.Appointment) (bool, error) {
	back, ok, err := s.Visits.Stood(ctx, t, a.ID)
	if err != nil || !ok {
		return false, err
	}
	stands, err := s.place(ctx, t, name, back)
	if fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict) {
		return false, nil
	}
	if err == nil {
		err = s.agree(ctx, t, name, stands)
	}
	if err != nil {
		return false, err
	}
	text := "“" + name + "” did not agree to move the visit to " + spoken(a.Start) + ", so it is again on " + spoken(stands.Start) + ", and the patient is told so. Phone them and find another time if that one does not suit."
	return true, s.task(ctx, t, inbox.Task{Kind: inbox.PhonePatient, Patient: a.Patient, Appointment: a.ID, Text: phi.NewText(text)})
}

// agree makes a request a visit: now the patient is told that it is booked.
func (s *Service) agree(ctx context.Context, t tx.Tx, name string, a schedule.Appointment) error {
	if _, err := s.Visits.MarkIn(ctx, t, a.ID, 0, schedule.Booked); err != nil {
		return err
	}
	return s.Audit.Record(ctx, t, "agreed", audit.Ref{Kind: "interface", ID: name}, string(a.ID), nil)
}

// refuse cancels a visit that the other book does not have, or no longer has. The patient gets the practice's word, and
// somebody phones who had only asked.
func (s *Service) refuse(ctx context.Context, t tx.Tx, name string, a schedule.Appointment) error {
	if !a.Status.Takes() || a.Status == schedule.Fulfilled || a.Status == schedule.NoShow {
		return nil
	}
	asked := a.Status == schedule.Pending
	if _, err := s.Visits.CancelIn(ctx, t, a.ID, 0, "practice"); err != nil {
		return err
	}
	if !asked {
		return nil
	}
	text := "“" + name + "” did not agree to the visit on " + spoken(a.Start) + ", so the request is cancelled. Phone the patient and find another time."
	return s.task(ctx, t, inbox.Task{Kind: inbox.PhonePatient, Patient: a.Patient, Appointment: a.ID, Text: phi.NewText(text)})
}
