package flow

import (
	"slices"
	"strings"

	"bedside/internal/frontdesk/hear"
	"bedside/internal/inbox"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/words"
)

// Event is what a turn is, where it is not something said.
type Event string

const (
	Said         Event = ""
	Opened       Event = "opened"
	Silence      Event = "silence"
	TransferDone Event = "transfer_done"
	Voicemail    Event = "voicemail_left"
	Ended        Event = "ended"
	Continue     Event = "continue" // the emergency was none, they say
	Today        Event = "today"    // something urgent was said, and it may be seen to today
)

// In is a turn.
type In struct {
	Event  Event
	Text   string
	Digits string
	Heard  hear.Heard
	Full   bool   // the reply before was heard to its end
	Key    string // makes what is booked unique
}

// talk is one turn as it runs.
type talk struct {
	*Machine
	*State
	World
	in   In
	p    *practice.Practice
	out  Out
	asks bool // the turn ends with a question, or needs none
}

// Turn takes a turn, changes the state and returns what to say. An error means that nothing of it holds.
func (m *Machine) Turn(s *State, in In, w World) (Out, error) {
	t := &talk{Machine: m, State: s, World: w, in: in, p: w.Practice()}
	if t.Language == "" {
		t.Language = words.English
	}
	run := t.run
	if f := t.flow(); f == nil || !slices.Contains(t.stepsOf(), t.Step) { // a step that there is not, or not any more
		if t.Flow != "" && in.Event != Ended {
			run = t.anew
		} else {
			t.State.Frame = Frame{}
		}
	}
	if err := run(); err != nil {
		return Out{}, err
	}
	if len(t.out.Pieces) == 0 && !t.out.Silent && in.Event != Ended && in.Event != Today {
		t.say("sorry", nil)
	}
	t.out.Hold = t.Step == "confirm"
	t.Greeted = t.Greeted || !t.out.Silent
	if t.out.Known == nil {
		t.out.Known = t.State.Known(t.p)
	}
	return t.out, nil
}

func (t *talk) run() error {
	if t.in.Event != Silence {
		t.Silences = 0
	}
	switch t.in.Event {
	case Ended:
		return t.left()
	case Opened:
		t.greet()
		t.announce()
		return t.ask("")
	case Continue:
		if f, ok := t.wished(); ok && t.Flow == "" {
			return t.begin(f)
		}
		return t.ask("")
	case Today:
		return t.today()
	case Silence:
		return t.silence()
	case TransferDone:
		t.say("nobody", nil)
		return t.orMessage("")
	case Voicemail:
		t.say("voicemail.thanks", nil)
		t.out.Hangup = true
		return nil
	}
	if done, err := t.texting(); done || err != nil {
		return err
	}
	if t.in.Heard.Intent != hear.OptOut {
		if done, err := t.replied(); done || err != nil {
			return err
		}
	}
	t.speak()
	if !t.Greeted {
		t.greet()
	}
	t.number()
	if done, err := t.control(); done || err != nil {
		return err
	}
	if t.Flow != "" && t.Step != "" {
		return t.answer()
	}
	return t.idle()
}

// anew goes on where what was asked last is not asked any more: it says so, obeys what may be said at any time, and asks
// what is open now. What was said before is kept.
func (t *talk) anew() error {
	t.Parked = slices.DeleteFunc(t.Parked, func(f Frame) bool {
		return t.flows[f.Flow] == nil || !slices.Contains(t.flows[f.Flow].Steps, f.Step) && !f.Plain
	})
	f, frame := t.flow(), t.State.Frame
	t.note("the flow was changed")
	t.State.Frame = Frame{}
	t.speak()
	if t.in.Event == Said {
		if done, err := t.texting(); done || err != nil {
			return err
		}
		if done, err := t.control(); done || err != nil {
			return err
		}
	}
	t.say("anew", nil)
	if f == nil || f.off {
		return t.ask("")
	}
	t.State.Frame = frame
	t.Step, t.Fails = "", 0
	return t.next()
}

// say adds a sentence.
func (t *talk) say(key string, args Args) {
	line, ok := t.wording(t.Language).line(key, t.Channel())
	if !ok {
		return
	}
	all := map[string]any{"practice": t.p.Settings.NeutralName, "phone": t.call()}
	for k, v := range args {
		all[k] = v
	}
	t.add(pieces(line, all))
}

func (t *talk) add(more []inbox.Piece) {
	if len(more) == 0 {
		return
	}
	if len(t.out.Pieces) > 0 {
		t.out.Pieces = append(t.out.Pieces, inbox.Piece{Text: phi.NewText(" ")})
	}
	t.out.Pieces = append(t.out.Pieces, more...)
}

// first returns the first of the keys that has words.
func (t *talk) first(keys ...string) string {
	for _, k := range keys {
		if _, ok := t.wording(t.Language).line(k, t.Channel()); ok {
			return k
		}
	}
	return ""
}

func (t *talk) note(code string) { t.out.Notes = append(t.out.Notes, code) }

func (t *talk) did(effect, id string) { t.out.Effects = append(t.out.Effects, Effect{effect, id}) }

// speak goes on in the language that was just spoken. A name, a date or a number tells of none.
func (t *talk) speak() {
	if t.steps[t.Step].Long && !t.steps[t.Step].Free && len(strings.Fields(plainly(t.in.Text))) < 4 {
		return
	}
	if l := t.in.Heard.Language; l != "" && l != t.Language && (l == words.English || t.p.Desk.Spanish) {
		t.Language = l
	}
}

// number takes the number that they call or write from as the one to reach them at.
func (t *talk) number() {
	if n := t.From().Reveal(); n != "" && t.Who.Phone == "" {
		t.Who.Phone = n
	}
}

// steps are those of the flow that runs.
func (t *talk) stepsOf() []string {
	switch {
	case t.Plain:
		return t.message
	case t.coded():
		return withCode(t.ageFirst(t.flow().Steps))
	}
	return t.ageFirst(t.flow().Steps)
}

func (t *talk) flow() *Flow { return t.flows[t.Flow] }

// line is the text of a key, for the listener.
func (t *talk) line(key string) string { return Text(t.Line(key, t.Channel(), t.Language, nil)) }
