package frontdesk

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"bedside/internal/actor"
	"bedside/internal/fault"
	"bedside/internal/identity"
	"bedside/internal/inbox"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/tx"
)

// Replayed is a turn that was run again, with what it came to then and now.
type Replayed struct {
	Conversation Live
	Turn         int64
	At           time.Time // when it was
	Said         phi.Text  // what the caller said or keyed
	Why          Why       // then
	Differs      []Difference
	Changed      []Difference // what it is decided by that has changed since
}

// Same reports whether it came to the same result.
func (r Replayed) Same() bool { return len(r.Differs) == 0 }

// Difference is something that is not as it was.
type Difference struct{ What, Then, Now string }

// Replay runs a turn again with what the conversation remembered, the clock and everything that the world said then, on
// nothing but the copy that was kept: it changes nothing and asks nobody. Where the rules of today come to something
// else, it says what. SeeInbox; it enters the patient in the access log. NotFound for a turn of which no trace was kept.
func (s *Service) Replay(ctx context.Context, by actor.Actor, i ID, turn int64) (Replayed, error) {
	const op = "frontdesk.Replay"
	if err := by.Need(actor.SeeInbox); err != nil {
		return Replayed{}, fault.At(op, err)
	}
	var r Replayed
	err := s.DB.View(ctx, by, func(t tx.Tx) error {
		own := t.As(actor.System())
		c, err := s.Store.Get(ctx, own, i)
		if err != nil {
			return err
		}
		text, err := s.Store.Traced(ctx, own, i, turn)
		if fault.Is(err, fault.NotFound) {
			return fault.New(fault.NotFound, op, "Nothing was kept of this turn by which it could be run again.")
		}
		if err != nil {
			return err
		}
		var tr trace
		if err := json.Unmarshal([]byte(text.Reveal()), &tr); err != nil {
			return fault.Wrap(fault.Internal, op, "what a turn was decided by cannot be read", err)
		}
		names, err := s.names(ctx, own)
		if err != nil {
			return err
		}
		if r.Conversation, err = s.live(ctx, own, c, names); err != nil {
			return err
		}
		if r, err = s.replay(ctx, own, r.Conversation, c, turn, tr); err != nil {
			return err
		}
		return s.Audit.Disclose(ctx, t, "conversation", patients(c.Patient)...)
	})
	return r, fault.At(op, err)
}

func (s *Service) replay(ctx context.Context, t tx.Tx, l Live, c Conversation, turn int64, tr trace) (Replayed, error) {
	r := Replayed{Conversation: l, Turn: turn, At: tr.At, Why: tr.Why, Said: phi.NewText(tr.In.Text)}
	if tr.In.Text == "" && tr.In.Digits != "" {
		r.Said = phi.NewText("[keys] " + tr.In.Digits)
	}
	p, err := s.Practice.Get(ctx, t)
	if err != nil {
		return r, err
	}
	c.Memory, c.Last, c.Patient, c.Language, c.Turns = phi.NewText(tr.Before), tr.Last, patient.ID(tr.Patient), tr.Language, turn-1
	in := tr.turn()
	w := &world{Service: s, ctx: ctx, t: t, at: tr.At, tape: &tape{Asked: tr.Tape, plays: true}, in: in, said: in, p: p, c: c, ready: tr.Ready, sends: tr.Codes,
		proposed: tr.Proposed, thread: inbox.Thread{ID: c.Thread}}
	if tr.Person {
		w.thread.Owner.Staff = identity.StaffID("somebody")
	}
	m, d := c.recalled(), s.listen(in)
	if w.machine, err = s.machineOf(ctx, t, m.State.Edition); err != nil {
		return r, err
	}
	if w.machine == nil {
		w.machine = s.machines.shipped
	}
	r.Changed = tr.Versions.since(w.versions(), home(p))
	d.bare, d.alone = tr.Bare, tr.Alone
	var a answer
	var why Why
	err = s.safely(func() (err error) { a, why, err = w.run(&m, &d); return err })
	var stray *strayError
	switch {
	case errors.As(err, &stray):
		r.Differs = append(r.Differs, Difference{"What it asks for or does", stray.then.words(), stray.now.words()})
		return r, nil
	case err != nil:
		return r, err
	}
	if left := len(tr.Tape) - w.tape.next; left > 0 {
		r.Differs = append(r.Differs, Difference{"What it asks for or does", tr.Tape[w.tape.next].words(), asking{}.words()})
	}
	var now trace
	now.ended(w, m, a, why)
	r.Differs = append(r.Differs, tr.against(now)...)
	return r, nil
}

// words says what was asked of the world.
func (a asking) words() string {
	if a.What == "" {
		return "nothing more"
	}
	return a.What
}

// against are the differences between what a turn came to and what it comes to now.
func (r *trace) against(now trace) (all []Difference) {
	add := func(what, then, now string) {
		if then != now {
			all = append(all, Difference{what, then, now})
		}
	}
	a, b := r.Why, now.Why
	add("What was heard", a.heard(), b.heard())
	add("Emergency rules", strings.Join(a.Rules, ", "), strings.Join(b.Rules, ", "))
	add("The next question", a.After, b.After)
	text := func(kept string) string {
		s, err := said(kept)
		if err != nil {
			return ""
		}
		return s
	}
	add("What is said", text(r.Said), text(now.Said))
	add("What is done", effects(r.Effects), effects(now.Effects))
	add("What decided besides", a.Note, b.Note)
	if len(all) == 0 && (r.After != now.After || r.Rest != now.Rest || r.Said != now.Said) {
		all = append(all, Difference{"What the conversation remembers", "as it was kept", "something else"})
	}
	return all
}

// heard says how a turn was understood, in one line.
func (y Why) heard() string {
	list := []string{y.Intent}
	for _, name := range sortedKeys(y.Slots) {
		list = append(list, name+" "+y.Slots[name])
	}
	return strings.Join(slices.Concat(list, y.Also, y.Acts), ", ")
}

func sortedKeys(m map[string]string) []string {
	all := make([]string, 0, len(m))
	for k := range m {
		all = append(all, k)
	}
	slices.Sort(all)
	return all
}

func effects(all []Effect) string {
	list := make([]string, len(all))
	for i, e := range all {
		list[i] = e.Type
	}
	return strings.Join(list, ", ")
}

// since are the versions that are others now.
func (v Versions) since(now Versions, zone *time.Location) (all []Difference) {
	if v.Practice != now.Practice { // a version is the time of the change, or next to it
		of := func(version int64) string {
			return "as of " + time.UnixMicro(version).In(zone).Format("Jan 2, 2006, 3:04:05 pm")
		}
		all = append(all, Difference{"The practice's settings", of(v.Practice), of(now.Practice)})
	}
	for _, x := range []Difference{
		{"The list of emergencies", v.RedFlags, now.RedFlags},
		{"The word lists", v.Ear, now.Ear},
		{"The questions and their wording", v.Flows, now.Flows},
	} {
		if x.Then != x.Now {
			all = append(all, x)
		}
	}
	return all
}
