package rehearse

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"bedside/internal/frontdesk"
	"bedside/internal/guard"
	"bedside/internal/phi"
	"bedside/internal/triage"
)

const (
	mostTurns = 30
	mostAsked = 5 // how often a step may be asked before the conversation goes in circles
	pause     = 20 * time.Second
)

// played is one conversation as it went.
type played struct {
	*caller
	stage   *stage
	run     *Run
	replies []said
	last    frontdesk.Reply
	session string
}

// said is one answer, with what it answers.
type said struct {
	in    frontdesk.Turn
	reply frontdesk.Reply
	text  string
}

// wrong adds a sentence about what went wrong.
func (p *played) wrong(format string, args ...any) {
	p.run.Wrong = append(p.run.Wrong, fmt.Sprintf(format, args...))
}

// play holds the conversation and leaves the house as the conversation left it.
func (p *played) play(ctx context.Context) error {
	p.session = "rehearsal"
	if p.channel == frontdesk.SMS {
		p.session = p.stage.caller.Phone
	}
	if p.channel != frontdesk.SMS {
		if err := p.turn(ctx, frontdesk.Turn{Event: frontdesk.Opened, Heard: true}); err != nil {
			return err
		}
	}
	first, _ := p.caller.turn(hello)
	in, goes := p.says(p.around(first)), true
	for n := 0; goes; n++ {
		if n == mostTurns {
			p.wrong("After %d turns the conversation had not come to an end.", n)
			break
		}
		if err := p.turn(ctx, in); err != nil {
			return err
		}
		if in.Event == frontdesk.Ended {
			return nil
		}
		lost := ""
		if in, goes, lost = p.next(p.last); lost != "" {
			p.wrong("The front desk asks for “%s”, and the scenario says nothing about it.", lost)
		}
		if step := p.circles(); step != "" {
			p.wrong("The front desk asks for “%s” again and again.", step)
			break
		}
	}
	if p.channel == frontdesk.SMS {
		return nil
	}
	return p.turn(ctx, frontdesk.Turn{Event: frontdesk.Ended, Heard: true})
}

// circles is a step that was asked too often.
func (p *played) circles() string {
	for step, n := range p.asked {
		if n > max(mostAsked, len(p.Says[step])+2) {
			return step
		}
	}
	return ""
}

// turn sends a turn and keeps what was said.
func (p *played) turn(ctx context.Context, in frontdesk.Turn) error {
	in.Channel, in.Session, in.ID = p.channel, p.session, strconv.Itoa(len(p.replies)+1)
	if p.channel != frontdesk.Chat {
		in.From = phi.NewPhone(p.stage.caller.Phone)
	}
	r, err := p.stage.h.Desk.Turn(ctx, in)
	if err != nil {
		return err
	}
	text := ""
	if !r.Silent {
		if _, text, err = r.Words.For(guard.Patient, guard.Channel(p.channel), r.Recipient); err != nil {
			return err
		}
	}
	p.last = r
	p.replies = append(p.replies, said{in, r, text})
	p.run.Lines = append(p.run.Lines, Line{Caller: true, Text: did(in)}, Line{Text: text, State: state(r)})
	p.stage.h.Clock.Set(p.stage.h.Clock.Now().Add(pause))
	if n := p.stage.h.Faults.take(); n > 0 {
		p.wrong("The turn failed inside: “%s”.", did(in))
	}
	p.atOnce(in, r, text)
	return nil
}

// atOnce sees to what holds for every answer of every scenario.
func (p *played) atOnce(in frontdesk.Turn, r frontdesk.Reply, text string) {
	if r.Urgency == triage.Emergency && !leads(text) {
		p.wrong("The answer to an emergency does not begin with whom to call: “%s”.", text)
	}
	if text == "" && !r.Silent && in.Event != frontdesk.Ended {
		p.wrong("To “%s” there is no answer.", did(in))
	}
	spoken := in.Event == "" && len(strings.Fields(in.Text)) > 3
	if l := language(text); spoken && l != "" && l != p.Language && language(in.Text) == p.Language && r.Urgency == triage.None {
		p.wrong("“%s” is answered in another language.", did(in))
	}
}

// leads reports whether the first sentence names 911, 988 or Poison Help.
func leads(text string) bool {
	first, _, _ := strings.Cut(text, ". ")
	for _, n := range []string{"911", "988", "1-800-222-1222"} {
		if strings.Contains(first, n) {
			return true
		}
	}
	return false
}

// did says what a turn was.
func did(in frontdesk.Turn) string {
	switch {
	case in.Event == frontdesk.Opened:
		return "(calls)"
	case in.Event == frontdesk.Ended:
		return leaves
	case in.Event == frontdesk.Silence:
		return silence
	case in.Event == frontdesk.TransferDone:
		return "(nobody picks up: " + in.Detail + ")"
	case in.Event == frontdesk.VoicemailLeft:
		return "(leaves a message: " + in.Text + ")"
	case in.Digits != "":
		return keys + in.Digits + ")"
	case !in.Heard:
		return early + in.Text
	}
	return in.Text
}

// state is the step of an answer with what it did.
func state(r frontdesk.Reply) string {
	all := []string{r.State}
	for _, e := range r.Effects {
		all = append(all, e.Type)
	}
	if r.Urgency != triage.None && r.Urgency != "" {
		all = append(all, string(r.Urgency))
	}
	for _, x := range []struct {
		is   bool
		name string
	}{{r.Silent, "silent"}, {r.Voicemail, "voicemail"}, {r.Hangup, "hangs up"}} {
		if x.is {
			all = append(all, x.name)
		}
	}
	return strings.Join(all, " · ")
}
