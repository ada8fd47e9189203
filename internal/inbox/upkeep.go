package inbox

import (
	"context"

	"bedside/internal/actor"
	"bedside/internal/fault"
	"bedside/internal/identity"
	"bedside/internal/phi"
	"bedside/internal/triage"
	"bedside/internal/tx"
)

// Mending says that something of Bedside's own has to be put right by an administrator, as a task: while it is wrong
// there is one open task of the kind, whose words are those of today, and once text is "" Bedside itself says that it is
// done. It is for the administrator who has been here longest, unless somebody gives it to another.
func (s *Service) Mending(ctx context.Context, t tx.Tx, kind TaskKind, text string, urgency triage.Tier) error {
	const op = "inbox.Mending"
	if err := t.By().Need(actor.WorkInbox); err != nil {
		return fault.At(op, err)
	}
	all, err := s.Store.FindTasks(ctx, t, TaskFilter{Kind: kind, Open: true, Limit: 1}, "")
	if err != nil {
		return fault.At(op, err)
	}
	open := len(all) > 0
	switch {
	case open && all[0].Text.Reveal() == text:
		return nil
	case open:
		k := all[0]
		verb := "task changed"
		if k.Text, k.Urgency = phi.NewText(text), urgency; text == "" {
			k.Text, k.Urgency, k.Done, k.Note, verb = all[0].Text, all[0].Urgency, t.Now(), phi.NewText("It is mended."), "task done"
		}
		k.Version++
		if err := s.Store.SaveTask(ctx, t, k); err != nil {
			return fault.At(op, err)
		}
		return fault.At(op, s.recordTask(ctx, t, k, verb))
	case text == "":
		return nil
	}
	to, err := s.administrator(ctx, t)
	if err != nil {
		return fault.At(op, err)
	}
	_, err = s.AddTask(ctx, t, Task{Kind: kind, Text: phi.NewText(text), Urgency: urgency, Assignee: to})
	return fault.At(op, err)
}

// administrator is the one who has been here longest, "" if there is none.
func (s *Service) administrator(ctx context.Context, t tx.Tx) (identity.StaffID, error) {
	all, err := s.Staff.List(ctx, t)
	var first identity.Staff
	for _, who := range all {
		if who.Role == actor.Admin && who.Ended.IsZero() && (first.ID == "" || who.Created.Before(first.Created)) {
			first = who
		}
	}
	return first.ID, err
}
