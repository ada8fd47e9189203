package flow

import (
	"slices"

	"bedside/internal/civil"
	"bedside/internal/frontdesk/hear"
	"bedside/internal/frontdesk/when"
	"bedside/internal/practice"
)

// begin starts a flow with what was just said.
func (t *talk) begin(f *Flow) error { return t.start(f, map[string]string{}) }

// later keeps a second thing that was asked for in one breath.
func (t *talk) later(f *Flow) {
	if slices.ContainsFunc(t.Queue, func(l Later) bool { return l.Flow == f.Name }) {
		return
	}
	l := Later{Flow: f.Name, Text: clip(t.in.Text), Slots: map[string]string{}}
	for _, s := range t.in.Heard.Slots { // the last that was named belongs to it
		if s.Name == "service" && f.Name == "book" {
			l.Slots["service"], l.Slots["reason"] = s.ID, s.Value
		}
	}
	t.Queue = append(t.Queue, l)
}

// start starts a flow. What is known already, such as the name, is not asked again.
func (t *talk) start(f *Flow, slots map[string]string) error {
	if f.off {
		t.say("off", nil)
		if f = t.flows["message"]; telling("text", t.in.Text) {
			slots = map[string]string{"text": clip(t.in.Text)}
		}
	}
	t.State.Frame = Frame{Flow: f.Name, Slots: slots}
	t.Lost = 0
	if dial := t.p.Desk.Dial(f.Name); !t.Ready() || dial == practice.Message && f.Does != "" {
		t.Plain = f.Does != ""
	}
	if !t.Ready() {
		t.say("unready", nil)
	}
	if !t.Plain && len(f.Steps) == 0 {
		return t.inform(f)
	}
	for _, o := range t.in.Heard.Others {
		if other, ok := t.byWish[string(o)]; ok && other != f {
			t.later(other)
		}
	}
	t.absorb()
	return t.next()
}

// next asks for the first thing that is missing, or does what the flow does.
func (t *talk) next() error {
	if t.Doubt != nil {
		return t.askDoubt()
	}
	if t.Behalf == whose {
		if t.Step == "" {
			t.Step, t.Fails = t.stepsOf()[0], 0
		}
		return t.askWhose()
	}
	t.handOver()
	for s := t.beginning(); s != End; s = t.after(s) {
		known, err := t.known(s)
		if err != nil || t.asks { // the step has asked by itself, or ended the flow
			return err
		}
		if known {
			continue
		}
		if t.Step != s {
			t.Step, t.Fails = s, 0
		}
		return t.ask("")
	}
	return t.finish()
}

// beginning is the first step of the flow that runs.
func (t *talk) beginning() string {
	if all := t.stepsOf(); len(all) > 0 {
		return all[0]
	}
	return End
}

// after is the step that follows one that is known.
func (t *talk) after(step string) string {
	if f := t.flow(); f.own != nil && !t.Plain {
		return f.own.after(step, t.Slots[step])
	}
	all := t.stepsOf()
	if i := slices.Index(all, step); i+1 < len(all) {
		return all[i+1]
	}
	return End
}

// walked are the steps from the beginning to the one that is asked, without it.
func (t *talk) walked() (all []string) {
	for s := t.beginning(); s != End && s != t.Step; s = t.after(s) {
		all = append(all, s)
	}
	return all
}

// done ends the flow and takes up what is waiting.
func (t *talk) done() error {
	if t.out.Known == nil {
		t.out.Known = t.State.Known(t.p)
	}
	bound := t.Bound != ""
	if err := t.give(""); err != nil {
		return err
	}
	t.State.Frame = Frame{}
	if bound {
		t.asks, t.Question = true, ""
		return nil
	}
	if t.Behalf != "" { // what they ask next, they ask for themselves
		t.Who, t.Caller, t.Behalf = Who{Phone: t.Who.Phone}, Who{}, ""
	}
	if len(t.Parked) > 0 {
		t.State.Frame, t.Parked = t.Parked[0], t.Parked[1:]
		t.say("return", nil)
		return t.next()
	}
	if len(t.Queue) > 0 {
		next := t.Queue[0]
		t.Queue = t.Queue[1:]
		t.say("next", nil)
		t.in.Heard, t.in.Text = hear.Heard{Selected: -1}, next.Text // what was said just now belongs to the flow before
		return t.start(t.flows[next.Flow], next.Slots)
	}
	t.say("more", nil)
	t.Question, t.asks = t.line("more"), true
	return nil
}

// left is somebody who is gone. What they wanted passed on is.
func (t *talk) left() error {
	var err error
	if f := t.flow(); f != nil && (t.Plain || f.Does == "") && t.summary() != "" {
		err = t.task(f.Task, f.Title+" They left before the end.", t.summary())
	}
	t.State.Frame, t.Parked, t.Queue = Frame{}, nil, nil
	return err
}

// today offers a visit today to somebody who said something urgent.
func (t *talk) today() error {
	f, today := t.flows["book"], civil.DateOf(t.Now())
	if !t.Ready() || f.off || t.p.Desk.Dial(f.Name) == practice.Message {
		t.asks = true
		return nil
	}
	t.State.Frame = Frame{Flow: f.Name, Slots: map[string]string{"reason": clip(t.in.Text)}, Wished: true,
		Want: when.Want{Dates: []when.Days{{From: today, To: today}}}}
	return t.next()
}
