package frontdesk_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"bedside/internal/actor"
	"bedside/internal/fault"
	"bedside/internal/frontdesk"
	"bedside/internal/practice"
	"bedside/internal/testkit"
)

// heldTalks are conversations through everything that a turn can be decided by.
var heldTalks = map[string][]string{
	frontdesk.Chat: {"hi, I'd like to book an appointment for my knee", "next Tuesday afternoon", "the second one", "Tom Reed", "4/12/1980", "no, the name is Read",
		"tom@example.com", "yes please", "when is my next appointment", "Tom Reed", "3/3/1958", "Tom Reed", "4/12/1980", "what are your hours?", "do you take Medicare?",
		"I have crushing chest pain", "hello?", "continue", "I need a refill", "lisinopril", "the pharmacy on Main Street", "can I talk to a person"},
	frontdesk.SMS: {"quisiera cancelar mi cita", "María López", "5/7/1961", "sí", "STOP", "hello?", "START", "my dad took too many pills an hour ago"},
	frontdesk.Voice: {"I want to move my appointment", "Maria Lopez", "march third nineteen fifty eight", "Thursday morning", "the first one", "yes", "blah blah glorp",
		"I fainted yesterday", "no", "my wife's appointment, when is it"},
}

func (c *call) all() (d frontdesk.Detail) {
	c.Helper()
	l, err := c.desk.Live(context.Background(), c.ana)
	must(c, err)
	for _, x := range l {
		if x.Channel == c.channel {
			d, err = c.desk.Conversation(context.Background(), c.ana, x.ID)
			must(c, err)
		}
	}
	return d
}

// TestEveryTurnReplaysToTheSameResult though the book, the clock and the roster are others by then, and writes nothing.
func TestEveryTurnReplaysToTheSameResult(t *testing.T) {
	h := openHouse(t, testkit.SQLite(t))
	h.known("Maria", "Lopez", "1958-03-03", "218-555-0123", "2026-12-01", "10:00", "Marlow")
	h.known("María", "Lopez", "1961-05-07", "218-555-0124", "2026-12-02", "10:00", "Osei")
	calls := map[string]*call{}
	for channel, turns := range heldTalks {
		c := h.call(channel, "+12185550166")
		calls[channel] = c
		c.send(frontdesk.Turn{Event: frontdesk.Opened})
		for n, said := range turns {
			c.send(frontdesk.Turn{Text: said, NBest: []string{said, said + " uh"}, Heard: n%4 != 3})
			h.clock.Advance(5 * time.Second)
		}
		c.send(frontdesk.Turn{Event: frontdesk.Silence})
	}
	details := map[string]frontdesk.Detail{}
	for channel, c := range calls {
		details[channel] = c.all()
	}
	did := map[string]bool{}
	for _, d := range details {
		for _, s := range d.Turns {
			if s.Why != nil {
				for _, e := range s.Why.Did {
					did[e.Type] = true
				}
			}
		}
	}
	for _, must := range []string{"appointment_booked", "appointment_moved", "appointment_cancelled", "task_created", "alert_raised", "opted_out"} {
		if !did[must] {
			t.Errorf("no turn did %s, so none of it was run again", must)
		}
	}
	h.grab()
	h.unready()
	h.clock.Advance(72 * time.Hour)
	for channel, d := range details {
		turns := len(heldTalks[channel]) + 2
		for n := range turns {
			before := h.events()
			r, err := h.desk.Replay(context.Background(), h.ana, d.ID, int64(n+1))
			must(t, err)
			if !r.Same() || len(r.Changed) > 0 {
				t.Errorf("%s, turn %d differs: %+v, changed %+v", channel, n+1, r.Differs, r.Changed)
			}
			if made := h.events() - before; made > 1 {
				t.Errorf("%s, turn %d: running it again left %d events", channel, n+1, made)
			}
		}
		seen := map[int64]bool{}
		for _, s := range d.Turns {
			if s.Why != nil {
				seen[s.Why.Turn] = true
			}
		}
		for n := range turns {
			if !seen[int64(n+1)] {
				t.Errorf("%s: the reason for turn %d stands nowhere", channel, n+1)
			}
		}
	}
}

func (h *house) events() int {
	all, err := h.findEvents("")
	must(h, err)
	return len(all)
}

// TestAReplayTellsWhatIsDifferentNow and which version of what has changed.
func TestAReplayTellsWhatIsDifferentNow(t *testing.T) {
	h := openHouse(t, testkit.SQLite(t))
	c := h.call(frontdesk.Chat, "")
	c.say("do you take Medicare?")
	i := c.all().ID
	h.changeDesk(func(d *practice.Desk) { d.Insurances = []string{"Lakeside Mutual"} })
	r, err := h.desk.Replay(context.Background(), h.ana, i, 1)
	must(t, err)
	if r.Same() || len(r.Changed) != 1 || r.Changed[0].What != "The practice's settings" {
		t.Errorf("%+v, changed %+v", r.Differs, r.Changed)
	}
	if _, err := h.desk.Replay(context.Background(), h.ana, i, 9); !fault.Is(err, fault.NotFound) {
		t.Error("a turn that there was not:", err)
	}
	if _, err := h.desk.Replay(context.Background(), actor.Visitor(), i, 1); !fault.Is(err, fault.Forbidden) {
		t.Error("a visitor:", err)
	}
}

// TestWhyTellsWhatDecided: the hearing, the scores, the doubts, the rule, the guard.
func TestWhyTellsWhatDecided(t *testing.T) {
	h := openHouse(t, testkit.SQLite(t))
	c := h.call(frontdesk.Voice, "+12185550166")
	c.heard("I want to book an appointment with Dr. Marlow", "I want to look an appointment with Dr. Marlowe")
	c.say("I have crushing chest pain")
	var why []frontdesk.Why
	for _, s := range c.all().Turns {
		if s.Why != nil {
			why = append(why, *s.Why)
		}
	}
	if len(why) != 2 {
		t.Fatalf("%d reasons", len(why))
	}
	first, second := why[0], why[1]
	if first.Turn != 1 || first.Heard != "I want to book an appointment with Dr. Marlow" || len(first.Scores) == 0 || first.Scores[0].Intent != "book" ||
		!strings.HasPrefix(first.Guard, "clear") || first.After == "idle" {
		t.Errorf("%+v", first)
	}
	if len(second.Rules) == 0 || second.Guard != "clear, as a standing sentence" || len(second.Did) == 0 {
		t.Errorf("%+v", second)
	}
}
