package frontdesk

import (
	"context"

	"bedside/internal/actor"
	"bedside/internal/fault"
	"bedside/internal/inbox"
	"bedside/internal/phi"
	"bedside/internal/schedule"
	"bedside/internal/triage"
	"bedside/internal/tx"
)

// Joining is what somebody says who is ready for a video visit: where they are and how to call them back, before anything
// else (SAFETY 3).
type Joining struct {
	Visit schedule.Appointment
	Where phi.Text // street and town
	State string   // two letters
	Phone phi.Text
}

// Join tells staff that the patient of a video visit is ready, where they are, and how to call them back; once for the
// same words. Invalid without all three.
func (s *Service) Join(ctx context.Context, in Joining) error {
	const op = "frontdesk.Join"
	if digits(in.Phone.Reveal()) < 7 || in.Where.Reveal() == "" || len(in.State) != 2 {
		return fault.New(fault.Invalid, op, "Say where you are and at which number we can call you back.")
	}
	text := "Ready for the video visit. At " + in.Where.Reveal() + ", " + in.State + ". Call back at " + in.Phone.Reveal() + "."
	if said := in.Visit.State.Reveal(); said != "" && said != in.State {
		text += " They said " + said + " when they booked: check that the clinician is licensed in " + in.State + "."
	}
	return fault.At(op, s.DB.Do(ctx, actor.System(), func(t tx.Tx) error {
		h, err := s.Inbox.Open(ctx, t, inbox.Opening{Key: "join " + string(in.Visit.ID)})
		if err != nil {
			return err
		}
		e, err := s.Inbox.Add(ctx, t, inbox.Entry{Thread: h.ID, From: inbox.FromPatient, Channel: Chat, Text: phi.NewText(text), Urgency: triage.None, Key: "join " + text})
		if err != nil || !e.At.Equal(t.Now()) {
			return err
		}
		_, err = s.Inbox.AddTask(ctx, t, inbox.Task{Kind: inbox.Callback, Thread: h.ID, Patient: in.Visit.Patient, Appointment: in.Visit.ID, Due: in.Visit.Start, Text: phi.NewText(text)})
		return err
	}))
}
