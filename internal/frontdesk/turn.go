package frontdesk

import (
	"cmp"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
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
	proposed := s.consult(ctx, in, d)
	for n := 0; ; n++ {
		var a answer
		err := s.safely(func() error {
			return s.DB.Do(ctx, actor.System(), func(t tx.Tx) (err error) {
				a, err = s.turn(ctx, t, in, d, taken, proposed)
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
		case d.urgent() && !d.alone:
			d.alone = true
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
func (s *Service) turn(ctx context.Context, t tx.Tx, in Turn, d danger, taken []flow.Offer, proposed proposal) (answer, error) {
	began := s.Now()
	before, err := s.before(ctx, t, in)
	if err == nil && before.Mark != s.mark(in) { // an id that was used for other words: a turn of its own
		in.ID += "~" + s.mark(in)
		before, err = s.before(ctx, t, in)
	}
	if err == nil || !fault.Is(err, fault.NotFound) {
		return before, err
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
	if err := w.goBy(&m); err != nil {
		return answer{}, err
	}
	if proposed.asked && proposed.version == w.c.Version {
		m.Asked++
		w.proposed = proposed.said
	}
	tr := w.trace(m, d)
	a, why, err := w.run(&m, &d)
	if err != nil {
		return answer{}, err
	}
	why.Took, why.Turn = s.Now().Sub(began), w.c.Turns+1
	why.Guard, tr.Versions.Guard = w.verdict(a)
	tr.ended(w, m, a, why)
	if err := w.keep(&m, &a, d, why); err != nil {
		return answer{}, err
	}
	if err := w.keepCode(); err != nil {
		return answer{}, err
	}
	return a, w.keepTrace(tr)
}

// run decides a turn and says why.
func (w *world) run(m *memory, d *danger) (answer, Why, error) {
	why := Why{Before: m.State.Name(), Asked: m.State.Question, Others: w.in.NBest, Proposed: w.proposed}
	a, err := w.respond(m, d, &why)
	a.Effects = append(w.did, a.Effects...)
	why.After, why.Did = m.State.Name(), a.Effects
	return a, why, err
}

// before is what the turn was answered, NotFound for a new one.
func (s *Service) before(ctx context.Context, t tx.Tx, in Turn) (answer, error) {
	text, err := s.Store.Answered(ctx, t, in.Channel, in.Session, in.ID)
	if err != nil {
		return answer{}, err
	}
	return readAnswer(text)
}

// mark tells what was said or done in a turn from anything else, without telling what it was.
func (s *Service) mark(in Turn) string {
	token := s.Keys.Token("turn", string(in.Event)+"\x00"+in.Text+"\x00"+in.Digits)
	return base64.RawURLEncoding.EncodeToString(token[:12])
}

// idleAfter is how long after its last turn a conversation is over by itself, where the channel does not say so.
const idleAfter = 12 * time.Hour

// enter finds the conversation and its thread, or begins them.
func (s *Service) enter(ctx context.Context, t tx.Tx, p *practice.Practice, in Turn) (*world, error) {
	w := &world{Service: s, ctx: ctx, t: t, at: t.Now(), tape: &tape{}, sends: s.codes(), in: in, said: in, p: p}
	c, err := s.Store.Latest(ctx, t, in.Channel, in.Session)
	switch {
	case err == nil && s.goesOn(t, c, in):
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

// look is enter for a turn that is only to be understood: it begins nothing.
func (s *Service) look(ctx context.Context, t tx.Tx, p *practice.Practice, in Turn) (*world, error) {
	w := &world{Service: s, ctx: ctx, t: t, at: t.Now(), in: in, said: in, p: p, c: Conversation{Language: cmp.Or(in.Language, words.English)}}
	c, err := s.Store.Latest(ctx, t, in.Channel, in.Session)
	switch {
	case err == nil && s.goesOn(t, c, in):
		w.c = c
		w.thread, err = s.Inbox.Thread(ctx, t, c.Thread)
	case fault.Is(err, fault.NotFound):
		err = nil
	}
	return w, err
}

// goesOn reports whether a turn belongs to the conversation.
func (s *Service) goesOn(t tx.Tx, c Conversation, in Turn) bool {
	return c.Ended.IsZero() && (in.Channel == Chat || t.Now().Sub(c.Last) < idleAfter)
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
func (w *world) respond(m *memory, d *danger, why *Why) (answer, error) {
	switch {
	case w.in.Event == VoicemailRead: // the words may come before the recording, or without it
		err := w.do("recording", "", func() error {
			_, err := w.Store.Answered(w.ctx, w.t, w.in.Channel, w.in.Session, w.in.Detail)
			return err
		})
		if fault.Is(err, fault.NotFound) {
			w.in.Event, err = VoicemailLeft, nil
			return w.respond(m, d, why)
		}
		if err != nil {
			return answer{}, err
		}
	case w.in.Event == VoicemailLeft:
		if err := w.voicemail(*d); err != nil {
			return answer{}, err
		}
	case w.in.Event == Ended:
		w.c.Ended = w.at
	}
	if w.in.Channel == SMS {
		stopped, err := ask(w, "stopped", "", asJSON[bool](), func() (bool, error) {
			return w.Service.Patients.StoppedAt(w.ctx, w.t, patient.Phone, phi.NewText(w.in.From.Reveal()))
		})
		if err != nil {
			return answer{}, err
		}
		m.State.Stopped = stopped
	}
	a, done, err := w.alarm(m, d, why)
	if w.in.Event == VoicemailRead { // nobody is on the line any more
		a.Silent = true
		return a, err
	}
	if done || err != nil {
		return a, err
	}
	if !w.thread.Owner.Bedside() && w.in.Event != VoicemailLeft {
		why.Note = "a person speaks"
		return answer{Silent: true}, nil
	}
	if a, done, err := w.wellness(m, why); done || err != nil {
		return a, err
	}
	return w.converse(m, flow.In{Event: flow.Event(eventOf(w.in.Event))}, why)
}

func eventOf(e Event) Event {
	if e == Said {
		return ""
	}
	return e
}
