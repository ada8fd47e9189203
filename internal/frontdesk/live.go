package frontdesk

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"bedside/internal/actor"
	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/identity"
	"bedside/internal/inbox"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/triage"
	"bedside/internal/tx"
)

const (
	liveFor  = 30 * time.Minute // after its last turn a conversation counts as going on
	liveMost = 200
	longPage = 500 // entries of one reading
)

// Live returns the conversations that are going on, the most urgent first, then the last spoken in. SeeInbox. It shows
// who they say they are and nothing on file.
func (s *Service) Live(ctx context.Context, by actor.Actor) ([]Live, error) {
	const op = "frontdesk.Live"
	if err := by.Need(actor.SeeInbox); err != nil {
		return nil, fault.At(op, err)
	}
	var all []Live
	err := s.DB.View(ctx, by, func(t tx.Tx) error {
		all = nil
		t = t.As(actor.System())
		running, err := s.Store.Running(ctx, t, t.Now().Add(-liveFor), liveMost)
		if err != nil {
			return err
		}
		names, err := s.names(ctx, t)
		if err != nil {
			return err
		}
		for _, c := range running {
			l, err := s.live(ctx, t, c, names)
			if err != nil {
				return err
			}
			all = append(all, l)
		}
		return nil
	})
	slices.SortStableFunc(all, func(a, b Live) int {
		return cmp.Or(rank(b.Urgency)-rank(a.Urgency), b.Last.Compare(a.Last))
	})
	return all, fault.At(op, err)
}

func (s *Service) live(ctx context.Context, t tx.Tx, c Conversation, names map[identity.StaffID]string) (Live, error) {
	h, err := s.Inbox.Thread(ctx, t, c.Thread)
	if err != nil {
		return Live{}, err
	}
	m := c.recalled()
	machine, err := s.machineOf(ctx, t, m.State.Edition)
	if err != nil {
		return Live{}, err
	}
	if machine == nil {
		machine = s.machines.shipped
	}
	return Live{
		ID: c.ID, Channel: c.Channel, Since: c.Started, Last: c.Last, Language: c.Language, Step: c.Step, State: machine.InWords(c.Step), Urgency: c.Urgency,
		Thread: c.Thread, Who: phi.NewName(m.State.Who.Given, m.State.Who.Family), Verified: c.Patient != "",
		Line: phi.NewText(m.Line), LineFrom: inbox.FromPatient, Speaker: names[h.Owner.Staff],
	}, nil
}

// names are the first names of staff.
func (s *Service) names(ctx context.Context, t tx.Tx) (map[identity.StaffID]string, error) {
	list, err := s.Staff.List(ctx, t)
	all := map[identity.StaffID]string{}
	for _, p := range list {
		all[p.ID], _, _ = strings.Cut(p.Name, " ")
	}
	return all, err
}

// Conversation returns one with every turn, and enters its patient in the access log. SeeInbox.
func (s *Service) Conversation(ctx context.Context, by actor.Actor, i ID) (Detail, error) {
	const op = "frontdesk.Conversation"
	if err := by.Need(actor.SeeInbox); err != nil {
		return Detail{}, fault.At(op, err)
	}
	var d Detail
	err := s.DB.View(ctx, by, func(t tx.Tx) error {
		own := t.As(actor.System())
		c, err := s.Store.Get(ctx, own, i)
		if err != nil {
			return err
		}
		names, err := s.names(ctx, own)
		if err != nil {
			return err
		}
		if d.Live, err = s.live(ctx, own, c, names); err != nil {
			return err
		}
		d.Ended, d.Patient, d.Turns = c.Ended, c.Patient, nil
		entries, err := s.entries(ctx, own, c.Thread, 0)
		if err != nil {
			return err
		}
		for _, e := range entries {
			if e.Session == string(c.ID) || e.From == inbox.FromStaff && !e.At.Before(c.Started) {
				d.Turns = append(d.Turns, Step{Seq: e.Seq, At: e.At, From: e.From, Who: names[e.Staff], Text: e.Text, Why: readWhy(e.Why)})
			}
		}
		return s.Audit.Disclose(ctx, t, "conversation", patients(c.Patient)...)
	})
	return d, fault.At(op, err)
}

func patients(i patient.ID) []string {
	if i == "" {
		return nil
	}
	return []string{string(i)}
}

// entries are all of a thread after a place.
func (s *Service) entries(ctx context.Context, t tx.Tx, i inbox.ThreadID, after int64) (all []inbox.Entry, err error) {
	for {
		page, err := s.Inbox.Entries(ctx, t, i, after, longPage)
		if err != nil || len(page) == 0 {
			return all, err
		}
		all = append(all, page...)
		after = page[len(page)-1].Seq
		if len(page) < longPage {
			return all, nil
		}
	}
}

// Transcript returns what was said in a session after a place, also by staff. Every outgoing line is cleared anew for
// its recipient; one that is not cleared any more is left out. NotFound if the session has said nothing yet.
func (s *Service) Transcript(ctx context.Context, channel, session string, after int64) (Transcript, error) {
	const op = "frontdesk.Transcript"
	var out Transcript
	var entries []inbox.Entry
	names := map[identity.StaffID]string{}
	err := s.DB.View(ctx, actor.System(), func(t tx.Tx) error {
		c, err := s.Store.Latest(ctx, t, channel, session)
		if err != nil {
			return err
		}
		h, err := s.Inbox.Thread(ctx, t, c.Thread)
		if err != nil {
			return err
		}
		if names, err = s.names(ctx, t); err != nil {
			return err
		}
		out = Transcript{Last: after, Owner: names[h.Owner.Staff], Ended: !c.Ended.IsZero(), Recipient: string(c.ID)}
		entries, err = s.entries(ctx, t, c.Thread, after)
		return err
	})
	if err != nil {
		return Transcript{}, fault.At(op, err)
	}
	for _, e := range entries {
		out.Last = max(out.Last, e.Seq)
		l := Line{Seq: e.Seq, At: e.At, From: e.From, Who: names[e.Staff], Urgent: e.From == inbox.FromBedside && e.Urgency == triage.Emergency}
		if e.From == inbox.FromPatient {
			l.Own = e.Text
		} else if l.Words, err = s.again(e, channel, out.Recipient); err != nil {
			s.Log.Error("a line was not cleared again", "entry", string(e.ID))
			continue
		}
		out.Lines = append(out.Lines, l)
	}
	return out, nil
}

// again clears an entry that was said.
func (s *Service) again(e inbox.Entry, channel, recipient string) (guard.Cleared, error) {
	if e.Said.IsZero() {
		e.Said = inbox.Keep(inbox.Piece{Text: e.Text})
	}
	return s.clear(answer{Said: e.Said.Reveal()}, channel, recipient)
}
