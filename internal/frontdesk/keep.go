package frontdesk

import (
	"strconv"

	"bedside/internal/audit"
	"bedside/internal/frontdesk/flow"
	"bedside/internal/inbox"
	"bedside/internal/phi"
)

// keep stores the entries, the conversation and the answer.
func (w *world) keep(m *memory, a *answer, d danger, why Why) error {
	kept, err := w.heard(m, d, why)
	if err != nil {
		return err
	}
	if !a.Silent && a.Said != "" {
		text, err := said(a.Said)
		if err != nil {
			return err
		}
		e := inbox.Entry{Thread: w.c.Thread, Session: string(w.c.ID), From: inbox.FromBedside, Channel: w.c.Channel,
			Text: phi.NewText(text), Said: phi.NewText(a.Said), Urgency: d.tier()}
		if !kept { // nobody said anything: the reason stands with what was said to them
			e.Why = why.text()
		}
		if _, err := w.Service.Inbox.Add(w.ctx, w.t, e); err != nil {
			return err
		}
	}
	if w.in.Event == Ended {
		if err := w.Audit.Record(w.ctx, w.t, "conversation ended", audit.Ref{Kind: "conversation", ID: string(w.c.ID)}, "", nil); err != nil {
			return err
		}
		if err := w.Service.Inbox.Ended(w.ctx, w.t, w.c.Thread); err != nil {
			return err
		}
	}
	w.c.Language, w.c.Step, w.c.Patient, w.c.Last = m.State.Language, m.State.Name(), m.State.Who.Patient, w.t.Now()
	if worse(d.tier(), w.c.Urgency) {
		w.c.Urgency = d.tier()
	}
	w.c.Turns++
	w.c.Version++
	if err := w.c.remember(*m); err != nil {
		return err
	}
	if w.fresh {
		if err := w.Store.Add(w.ctx, w.t, w.c, w.in.Session); err != nil {
			return err
		}
	} else if err := w.Store.Save(w.ctx, w.t, w.c); err != nil {
		return err
	}
	e := w.machine.Expecting(&m.State, w.p)
	a.Conversation, a.Thread, a.Language, a.State = w.c.ID, w.c.Thread, m.State.Language, m.State.Name()
	if a.Slots == nil {
		a.Slots = m.State.Known(w.p)
	}
	a.Urgency, a.Digits, a.Long, a.Next, a.Mark = d.tier(), e.Digits, e.Long, strconv.FormatInt(w.c.Turns, 10), w.mark(w.said)
	text, err := a.text()
	if err != nil {
		return err
	}
	return w.Store.Answer(w.ctx, w.t, w.c.ID, w.in.Channel, w.in.Session, w.in.ID, text)
}

// heard adds the entry of what the caller said, keyed or left, and reports whether there is one.
func (w *world) heard(m *memory, d danger, why Why) (bool, error) {
	text := w.in.Text
	if text == "" && len(w.in.NBest) > 0 {
		text = w.in.NBest[0]
	}
	if text == "" && w.in.Digits != "" {
		text = "[keys] " + w.in.Digits
	}
	e := inbox.Entry{Thread: w.c.Thread, Session: string(w.c.ID), From: inbox.FromPatient, Channel: w.c.Channel, Urgency: d.tier()}
	switch w.in.Event {
	case Said:
		m.Line = text
	case Silence:
		text = "[silence]"
	case VoicemailLeft:
		e.Channel, e.Ref, e.Seconds = "voicemail", w.in.Detail, w.in.Seconds
		if text == "" {
			text = "[a spoken message]"
		}
	case VoicemailRead:
		e.Channel = "voicemail"
	default:
		return false, nil
	}
	e.Text, e.Why = phi.NewText(text), why.text()
	_, err := w.Service.Inbox.Add(w.ctx, w.t, e)
	return true, err
}

// voicemail gives staff the recording to listen to.
func (w *world) voicemail(d danger) error {
	i, err := w.Task(inbox.Task{Kind: inbox.Voicemail, Urgency: d.tier(), Text: phi.NewText("Listen to the spoken message.")})
	w.did = append(w.did, Effect{flow.TaskMade, i})
	return err
}
