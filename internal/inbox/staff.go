package inbox

import (
	"context"
	"slices"
	"strings"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/fault"
	"bedside/internal/identity"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/triage"
	"bedside/internal/tx"
)

// What staff do with a thread. Whoever does it saw the thread at a version; Conflict if its state has changed since,
// NotFound if there is no such thread, Forbidden without the right to work in the inbox.

// longestNote is how many bytes a note may have.
const longestNote = 10_000

// Note adds a note among staff. Nobody outside ever sees it. Invalid without words or with too many.
func (s *Service) Note(ctx context.Context, by actor.Actor, i ThreadID, text phi.Text) error {
	const op = "inbox.Note"
	if err := by.Need(actor.WorkInbox); err != nil {
		return fault.At(op, err)
	}
	words := strings.TrimSpace(text.Reveal())
	if words == "" || len(words) > longestNote {
		return fault.New(fault.Invalid, op, "A note needs words, and not more than a few pages of them.")
	}
	return fault.At(op, s.DB.Do(ctx, by, func(t tx.Tx) error {
		_, err := s.Add(ctx, t, Entry{Thread: i, From: FromNote, Staff: staffOf(by), Channel: "console", Text: phi.NewText(words)})
		return err
	}))
}

// Assign gives a thread to a staff member, "" to nobody. Invalid for somebody who does not work in the inbox.
func (s *Service) Assign(ctx context.Context, by actor.Actor, i ThreadID, version int64, to identity.StaffID) error {
	return s.manage(ctx, by, i, version, "inbox.Assign", func(t tx.Tx, h *Thread) error {
		if err := s.assignable(ctx, t, to); err != nil {
			return err
		}
		h.Assignee = to
		return s.change(ctx, t, h, "thread assigned", audit.Facts{"assignee": string(to)})
	})
}

// assignable is nil for "" and for somebody who may work in the inbox, else Invalid.
func (s *Service) assignable(ctx context.Context, t tx.Tx, to identity.StaffID) error {
	if to == "" {
		return nil
	}
	all, err := s.Staff.List(ctx, t)
	if err != nil {
		return err
	}
	can := func(who identity.Staff) bool {
		return who.ID == to && who.Ended.IsZero() && who.Actor().May(actor.WorkInbox)
	}
	if !slices.ContainsFunc(all, can) {
		return fault.New(fault.Invalid, "inbox.Assign", "Choose somebody who works here and may answer patients.")
	}
	return nil
}

// Resolve ends a thread until the person says something again, and hands it back to Bedside, so that whoever writes at
// night is answered. Conflict while it has open tasks.
func (s *Service) Resolve(ctx context.Context, by actor.Actor, i ThreadID, version int64) error {
	return s.manage(ctx, by, i, version, "inbox.Resolve", func(t tx.Tx, h *Thread) error {
		tasks, err := s.Store.OpenTasks(ctx, t, []ThreadID{i})
		if err != nil || h.Status == Resolved {
			return err
		}
		if tasks[i] > 0 {
			return fault.New(fault.Conflict, "inbox.Resolve", "There is still something to do in this thread. Finish its tasks first.")
		}
		h.Status, h.Owner, h.Unread, h.Urgency = Resolved, Owner{}, false, triage.None
		return s.turn(ctx, t, h, "Resolved.", "thread resolved")
	})
}

// Reopen undoes Resolve.
func (s *Service) Reopen(ctx context.Context, by actor.Actor, i ThreadID, version int64) error {
	return s.manage(ctx, by, i, version, "inbox.Reopen", func(t tx.Tx, h *Thread) error {
		if h.Status != Resolved {
			return nil
		}
		h.Status = Open
		return s.turn(ctx, t, h, "Opened again.", "thread reopened")
	})
}

// Take makes the staff member the one who speaks, instead of Bedside or of a colleague. From its commit on nobody else
// says anything in the thread; a text of theirs that still waits is held.
func (s *Service) Take(ctx context.Context, by actor.Actor, i ThreadID, version int64) error {
	return s.manage(ctx, by, i, version, "inbox.Take", func(t tx.Tx, h *Thread) error {
		if h.Owner.Staff == staffOf(by) {
			return nil
		}
		return s.take(ctx, t, h)
	})
}

// take makes whoever acts the one who speaks.
func (s *Service) take(ctx context.Context, t tx.Tx, h *Thread) error {
	h.Owner = Owner{staffOf(t.By())}
	if h.Unread = false; h.Status == Resolved {
		h.Status = Open
	}
	return s.turn(ctx, t, h, "Took over.", "thread taken over")
}

// HandBack lets Bedside speak again.
func (s *Service) HandBack(ctx context.Context, by actor.Actor, i ThreadID, version int64) error {
	return s.manage(ctx, by, i, version, "inbox.HandBack", func(t tx.Tx, h *Thread) error {
		if h.Owner.Bedside() {
			return nil
		}
		h.Owner = Owner{}
		return s.turn(ctx, t, h, "Handed back to Bedside.", "thread handed back")
	})
}

// turn is change with an entry that says it.
func (s *Service) turn(ctx context.Context, t tx.Tx, h *Thread, what, verb string) error {
	if err := s.happened(ctx, t, h, what); err != nil {
		return err
	}
	return s.change(ctx, t, h, verb, nil)
}

// SetPatient says who the person of a thread is, and of its open tasks; "" for nobody we know. The patient is entered
// in the access log. Invalid if there is no such patient.
func (s *Service) SetPatient(ctx context.Context, by actor.Actor, i ThreadID, version int64, p patient.ID) error {
	return s.manage(ctx, by, i, version, "inbox.SetPatient", func(t tx.Tx, h *Thread) error {
		people, err := s.people(ctx, t, "thread", []patient.ID{p})
		if err != nil {
			return err
		}
		if _, ok := people[p]; p != "" && !ok {
			return fault.New(fault.Invalid, "inbox.SetPatient", "There is no such patient.")
		}
		h.Patient, h.Verified = p, ""
		if err := s.Store.SetTaskPatient(ctx, t, i, p); err != nil {
			return err
		}
		return s.change(ctx, t, h, "patient set", audit.Facts{"patient": string(p)})
	})
}

// manage changes a thread for a staff member who saw the version.
func (s *Service) manage(ctx context.Context, by actor.Actor, i ThreadID, version int64, op string, f func(tx.Tx, *Thread) error) error {
	if err := worker(by); err != nil {
		return fault.At(op, err)
	}
	return fault.At(op, s.DB.Do(ctx, by, func(t tx.Tx) error {
		h, err := s.Store.Thread(ctx, t, i)
		if err != nil {
			return err
		}
		if h.Version != version {
			return s.changed(ctx, t, h)
		}
		return f(t, &h)
	}))
}

// worker is nil for a staff member who may work in the inbox.
func worker(by actor.Actor) error {
	if staffOf(by) == "" {
		return fault.New(fault.Forbidden, "inbox.worker", "Only a person who is signed in can do this.")
	}
	return by.Need(actor.WorkInbox)
}

// changed says that the state of a thread has changed since somebody looked at it, and who speaks in it by now.
func (s *Service) changed(ctx context.Context, t tx.Tx, h Thread) error {
	if h.Owner.Bedside() || h.Owner.Staff == staffOf(t.By()) {
		return fault.New(fault.Conflict, "inbox.changed", "Somebody else changed this thread meanwhile. Please look at it again.")
	}
	names, err := s.names(ctx, t)
	if err != nil {
		return err
	}
	return fault.New(fault.Conflict, "inbox.changed", names[h.Owner.Staff]+" took this over. Ask them, or take it over yourself.")
}
