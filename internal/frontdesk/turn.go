package frontdesk

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/fault"
	"bedside/internal/frontdesk/flow"
	"bedside/internal/id"
	"bedside/internal/inbox"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/tx"
	"bedside/internal/words"
)

// Turn answers a turn. It returns an error only for a turn without a channel, session or id, which is Invalid: whatever
// else fails, there is something to say.
func (s *Service) Turn(ctx context.Context, in Turn) (Reply, error) {
	if in.Channel != Voice && in.Channel != SMS && in.Channel != Chat || in.Session == "" || in.ID == "" {
		return Reply{}, fault.New(fault.Invalid, "frontdesk.Turn", "A turn needs a channel, a session and an id.")
	}
	if in.Event == "" {
		in.Event = Said
	}
	d := s.listen(in)
	var r Reply
	err := s.safely(func() (err error) { r, err = s.answer(ctx, in, d); return err })
	if err == nil {
		return r, nil
	}
	s.Log.Error("a turn failed", "channel", in.Channel, "kind", fault.KindOf(err).String(), "err", err)
	return s.fallback(in, d), nil
}

// safely makes an error of a panic. What it panicked with may hold a patient's words and goes nowhere.
func (s *Service) safely(f func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fault.New(fault.Internal, "frontdesk.safely", fmt.Sprintf("a turn panicked with a %T", p))
		}
	}()
	return f()
}

const repeats = 4 // how often a turn is tried when somebody else was first

// answer runs the turn in one transaction, as often as it takes, and renders what was committed.
func (s *Service) answer(ctx context.Context, in Turn, d danger) (Reply, error) {
	var taken []flow.Offer
	for n := 0; ; n++ {
		var a answer
		err := s.safely(func() error {
			return s.DB.Do(ctx, actor.System(), func(t tx.Tx) (err error) {
				a, err = s.turn(ctx, t, in, d, taken)
				return err
			})
		})
		var gone *takenError
		switch {
		case err == nil:
			return s.render(ctx, in, a)
		case errors.As(err, &gone) && n < repeats:
			taken = append(taken, gone.offer)
		case fault.Is(err, fault.Conflict) && n < repeats:
		case d.urgent() && !d.bare: // the rest failed: keep what was said and have staff look
			s.Log.Error("a turn failed", "channel", in.Channel, "kind", fault.KindOf(err).String(), "err", err)
			d.bare = true
		default:
			return Reply{}, err
		}
	}
}

// takenError says that somebody else was given the time meanwhile.
type takenError struct {
	offer flow.Offer
	err   error
}

func (e *takenError) Error() string { return "the time was taken" }
func (e *takenError) Unwrap() error { return e.err }

// turn is one turn within its transaction.
func (s *Service) turn(ctx context.Context, t tx.Tx, in Turn, d danger, taken []flow.Offer) (answer, error) {
	began := time.Now()
	before, err := s.Store.Answered(ctx, t, in.Channel, in.Session, in.ID)
	if err == nil {
		return readAnswer(before)
	}
	if !fault.Is(err, fault.NotFound) {
		return answer{}, err
	}
	p, err := s.Practice.Get(ctx, t)
	if err != nil {
		return answer{}, err
	}
	w, err := s.enter(ctx, t, p, in)
	if err != nil {
		return answer{}, err
	}
	w.taken = taken
	m := w.c.recalled()
	why := Why{Before: m.State.Name()}
	a, err := w.respond(&m, d, &why)
	if err != nil {
		return answer{}, err
	}
	why.After, why.Did, why.Took = m.State.Name(), a.Effects, time.Since(began)
	if err := w.keep(&m, &a, d, why); err != nil {
		return answer{}, err
	}
	return a, nil
}

// idleAfter is how long after its last turn a conversation is over by itself, where the channel does not say so.
const idleAfter = 12 * time.Hour

// enter finds the conversation and its thread, or begins them.
func (s *Service) enter(ctx context.Context, t tx.Tx, p *practice.Practice, in Turn) (*world, error) {
	w := &world{Service: s, ctx: ctx, t: t, in: in, p: p}
	c, err := s.Store.Latest(ctx, t, in.Channel, in.Session)
	switch {
	case err == nil && c.Ended.IsZero() && (in.Channel == Chat || t.Now().Sub(c.Last) < idleAfter):
		w.c = c
		w.thread, err = s.Inbox.Thread(ctx, t, c.Thread)
	case err == nil || fault.Is(err, fault.NotFound):
		err = w.begin()
	}
	if err != nil {
		return nil, err
	}
	w.ready, _, err = s.OnCall.Ready(ctx, t)
	return w, err
}

func (w *world) begin() (err error) {
	o := inbox.Opening{Key: w.in.Session, Language: w.in.Language}
	if !w.in.From.IsZero() {
		o = inbox.Opening{Kind: patient.Phone, Contact: phi.NewText(w.in.From.Reveal()), Language: w.in.Language}
	}
	if w.thread, err = w.Service.Inbox.Open(w.ctx, w.t, o); err != nil {
		return err
	}
	language := w.in.Language
	if language == "" {
		language = w.thread.Language
	}
	if language == "" || language == words.Spanish && !w.p.Desk.Spanish {
		language = words.English
	}
	w.fresh = true
	w.c = Conversation{ID: id.New[Conversation](w.IDs), Channel: w.in.Channel, Thread: w.thread.ID, Language: language, Started: w.t.Now()}
	return w.Audit.Record(w.ctx, w.t, "conversation began", audit.Ref{Kind: "conversation", ID: string(w.c.ID)}, "",
		audit.Facts{"channel": w.c.Channel, "thread": string(w.thread.ID)})
}

// respond decides what to say: the words of an emergency first, nothing where a person speaks, else what the flow says.
func (w *world) respond(m *memory, d danger, why *Why) (answer, error) {
	switch {
	case w.in.Event == VoicemailLeft:
		if err := w.voicemail(d); err != nil {
			return answer{}, err
		}
	case w.in.Event == Ended:
		w.c.Ended = w.t.Now()
	}
	if w.in.Channel == SMS {
		stopped, err := w.Service.Patients.StoppedAt(w.ctx, w.t, patient.Phone, phi.NewText(w.in.From.Reveal()))
		if err != nil {
			return answer{}, err
		}
		m.State.Stopped = stopped
	}
	if a, done, err := w.alarm(m, d, why); done || err != nil {
		return a, err
	}
	if !w.thread.Owner.Bedside() && w.in.Event != VoicemailLeft {
		why.Note = "a person speaks"
		return answer{Silent: true}, nil
	}
	return w.converse(m, flow.In{Event: flow.Event(eventOf(w.in.Event))}, why)
}

func eventOf(e Event) Event {
	if e == Said {
		return ""
	}
	return e
}

// keep stores the entries, the conversation and the answer.
func (w *world) keep(m *memory, a *answer, d danger, why Why) error {
	a.Effects = append(w.did, a.Effects...)
	if err := w.heard(m, d, why); err != nil {
		return err
	}
	if !a.Silent && a.Said != "" {
		text, err := said(a.Said)
		if err != nil {
			return err
		}
		if _, err := w.Service.Inbox.Add(w.ctx, w.t, inbox.Entry{Thread: w.c.Thread, Session: string(w.c.ID), From: inbox.FromBedside, Channel: w.c.Channel,
			Text: phi.NewText(text), Said: phi.NewText(a.Said), Urgency: d.tier()}); err != nil {
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
	a.Urgency, a.Digits, a.Long, a.Next = d.tier(), e.Digits, e.Long, strconv.FormatInt(w.c.Turns, 10)
	text, err := a.text()
	if err != nil {
		return err
	}
	return w.Store.Answer(w.ctx, w.t, w.c.ID, w.in.Channel, w.in.Session, w.in.ID, text)
}

// heard adds the entry of what the caller said, keyed or left.
func (w *world) heard(m *memory, d danger, why Why) error {
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
	default:
		return nil
	}
	e.Text, e.Why = phi.NewText(text), why.text()
	_, err := w.Service.Inbox.Add(w.ctx, w.t, e)
	return err
}

// voicemail gives staff the recording to listen to.
func (w *world) voicemail(d danger) error {
	i, err := w.Task(inbox.Task{Kind: inbox.Voicemail, Urgency: d.tier(), Text: phi.NewText("Listen to the spoken message.")})
	w.did = append(w.did, Effect{flow.TaskMade, i})
	return err
}
