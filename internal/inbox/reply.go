package inbox

import (
	"context"
	"strconv"
	"strings"
	"unicode/utf8"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/tx"
)

// longest is how many code points a reply may have: what carriers take as one text.
const longest = 1600

// Reply answers in a thread and takes it over: in a chat at once, to a number as a text that waits for [Service.Send].
// Words that the guard does not clear are Invalid: nothing changes, and the report says why. Conflict if a colleague
// speaks in the thread, if its state has changed since the version, or if the number asked us to stop; Unavailable
// without a text line. The same key with the same words again is the same reply.
func (s *Service) Reply(ctx context.Context, by actor.Actor, i ThreadID, version int64, key string, text phi.Text) (guard.Report, error) {
	const op = "inbox.Reply"
	if err := worker(by); err != nil {
		return guard.Report{}, fault.At(op, err)
	}
	words := strings.TrimSpace(text.Reveal())
	if words == "" || utf8.RuneCountInString(words) > longest {
		return guard.Report{}, fault.New(fault.Invalid, op, "A reply needs words, and at most "+strconv.Itoa(longest)+" characters.")
	}
	if key != "" {
		key = "reply " + by.ID + " " + key
	}
	e := Entry{From: FromStaff, Staff: staffOf(by), Text: phi.NewText(words), Key: key}
	var report guard.Report
	err := s.DB.Do(ctx, by, func(t tx.Tx) error {
		h, err := s.Store.Thread(ctx, t, i)
		if err != nil {
			return err
		}
		if again, err := s.repeated(ctx, t, h, e); again || err != nil {
			return err
		}
		if h.Version != version || !h.Owner.Bedside() && h.Owner.Staff != e.Staff {
			return s.changed(ctx, t, h)
		}
		if e.Channel, e.State, err = s.way(ctx, t, h); err != nil {
			return err
		}
		d, err := draft(h, e)
		if err != nil {
			return err
		}
		if _, report, err = s.Guard.Clear(d); err != nil {
			return err
		}
		return s.reply(ctx, t, h, e)
	})
	return report, fault.At(op, err)
}

// repeated reports whether the reply is there already; Conflict if other words are under its key.
func (s *Service) repeated(ctx context.Context, t tx.Tx, h Thread, e Entry) (bool, error) {
	if e.Key == "" {
		return false, nil
	}
	old, err := s.Store.ByKey(ctx, t, h.ID, e.Key)
	if fault.Is(err, fault.NotFound) {
		return false, nil
	}
	if err == nil && old.Text.Reveal() != e.Text.Reveal() {
		err = fault.New(fault.Conflict, "inbox.Reply", "Another reply was sent from this page already. Please look at the thread again.")
	}
	return true, err
}

// way is how a reply reaches the person of a thread, and how it begins.
func (s *Service) way(ctx context.Context, t tx.Tx, h Thread) (channel string, begins SendState, err error) {
	switch h.Kind {
	case "":
		return Chat, NotSent, nil
	case patient.Phone:
		if !s.Texter.Ready() {
			return "", "", fault.New(fault.Unavailable, "inbox.Reply", "There is no line for texts. Phone the patient.")
		}
		stopped, err := s.Patients.StoppedAt(ctx, t, h.Kind, h.Contact)
		if err == nil && stopped {
			err = fault.New(fault.Conflict, "inbox.Reply", "Somebody at this number asked us not to text. Phone the patient.")
		}
		return SMS, Queued, err
	}
	return "", "", fault.New(fault.Invalid, "inbox.Reply", "This thread cannot be answered here. Phone the patient, or write from your own mail.")
}

// draft is what an entry says to the person of its thread, for the guard.
func draft(h Thread, e Entry) (guard.Draft, error) {
	d := guard.Draft{Kind: guard.Kind(e.Channel), Audience: guard.Patient, Channel: guard.Channel(e.Channel), Recipient: string(h.ID), Author: string(actor.Bedside)}
	if e.Staff != "" {
		d.Author = string(e.Staff)
	}
	var err error
	d.Body, err = e.parts()
	return d, err
}

// reply adds a reply that is cleared.
func (s *Service) reply(ctx context.Context, t tx.Tx, h Thread, e Entry) error {
	if h.Owner.Bedside() {
		if err := s.take(ctx, t, &h); err != nil {
			return err
		}
	}
	e, err := s.put(ctx, t, &h, e)
	if err != nil {
		return err
	}
	h.Status, h.Unread = Waiting, false
	return s.change(ctx, t, &h, "replied", audit.Facts{"entry": string(e.ID), "channel": e.Channel})
}

// CheckReply says what the guard would say to a reply, while it is typed. Forbidden without the right to work in the
// inbox.
func (s *Service) CheckReply(by actor.Actor, h Thread, text phi.Text) (guard.Report, error) {
	if err := by.Need(actor.WorkInbox); err != nil {
		return guard.Report{}, fault.At("inbox.CheckReply", err)
	}
	e := Entry{Staff: staffOf(by), Channel: SMS, Text: text}
	if h.Kind == "" {
		e.Channel = Chat
	}
	d, err := draft(h, e)
	return s.Guard.Check(d), fault.At("inbox.CheckReply", err)
}
