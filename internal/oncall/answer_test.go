package oncall_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"bedside/internal/actor"
	"bedside/internal/attempt"
	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/oncall"
	"bedside/internal/phi"
	"bedside/internal/testkit"
	"bedside/internal/tx"
)

// said returns the words of an answer.
func said(t testing.TB, n oncall.Answer, how oncall.How) string {
	t.Helper()
	_, body, err := oncall.Words(n.Words, how, n.Recipient)
	must(t, err)
	return body
}

// ref is the last part of the link that a text or a letter holds.
func ref(s sent) string {
	_, rest, _ := strings.Cut(s.body, oncall.LinkPath)
	return strings.Fields(rest + " ")[0]
}

func TestReply(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		h := openHouse(t, dsn)
		if _, ours := h.reply(1, "1"); ours {
			t.Error("a reply before any alert answered one")
		}
		i := h.urgent()
		h.tick()
		for _, text := range []string{"", "one moment", "who is this?", "I need a refill, ok?", "11", "stop", "1 knee hurts", strings.Repeat("ok ", 100)} {
			if a, ours := h.reply(1, text); ours {
				t.Errorf("%q is taken for an answer: %+v", text, a)
			}
		}
		if _, ours := h.reply(2, "1"); ours {
			t.Error("somebody who was not alerted took it")
		}
		if _, ours := h.reply(9, "1"); ours {
			t.Error("a number that is nobody's took it")
		}
		a, ours := h.reply(1, " Got it! ")
		if !ours || a.What != oncall.Took || a.Alert != i || !strings.HasPrefix(said(t, a, oncall.Text), "It is yours. Thank you. Open: https://practice.example/oncall/") {
			t.Errorf("the answer is %+v", a)
		}
		if a, _ = h.reply(1, "1"); a.What != oncall.Yours {
			t.Errorf("taking it again: %+v", a)
		}
		h.clock.Advance(time.Hour + time.Second)
		if _, ours = h.reply(1, "1"); ours {
			t.Error("an hour later it is still taken for an answer")
		}
	})
}

// Everything in the vocabulary takes or passes on, however it is typed.
func TestVocabulary(t *testing.T) {
	for text, want := range map[string]oncall.What{
		"1": oncall.Took, "1.": oncall.Took, "OK": oncall.Took, "Yes!": oncall.Took, "ack": oncall.Took, "I’m on it": oncall.Took, "i'll take it": oncall.Took,
		"Sí": oncall.Took, "on my way": oncall.Took, "OMW": oncall.Took,
		"2": oncall.Passed, "No.": oncall.Passed, "can't": oncall.Passed, "I can’t": oncall.Passed, "Pass": oncall.Passed, "no puedo": oncall.Passed,
	} {
		h := openHouse(t, testkit.SQLite(t))
		h.urgent()
		h.tick()
		if a, ours := h.reply(1, text); !ours || a.What != want {
			t.Errorf("%q: %t %s, want %s", text, ours, a.What, want)
		}
	}
}

// The first who takes it has it, the second is told who.
func TestTakenTwice(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		h := openHouse(t, dsn)
		i := h.urgent()
		h.tick()
		h.wait(5 * time.Minute)
		h.wait(10 * time.Minute)
		all := h.got("text "+number(1), "call "+number(1), "call "+number(2))
		a, err := h.Pressed(ctx, all[2].ref, "1")
		if must(t, err); a.What != oncall.Took || said(t, a, oncall.Call) != "It is yours. Thank you." {
			t.Errorf("pressed 1: %+v", a)
		}
		a, ours := h.reply(1, "1")
		if !ours || a.What != oncall.Others || a.Name != "Ben Ocker" || said(t, a, oncall.Text) != "Ben Ocker has it since 8:15 pm." {
			t.Errorf("the second is told %+v: %s", a, said(t, a, oncall.Text))
		}
		if a, err = h.Pressed(ctx, all[1].ref, "2"); err != nil || a.What != oncall.Others {
			t.Errorf("passing on what somebody has: %+v %v", a, err)
		}
		err = h.Acknowledge(ctx, frontDesk, i)
		if !fault.Is(err, fault.Conflict) || fault.Message(err) != "Ben Ocker has this alert already." {
			t.Errorf("taken in the console: %v", err)
		}
		must(t, h.Service.Close(ctx, frontDesk, i, phi.NewText("called back")))
		if d := h.is(i, oncall.Closed); d.By != h.ben || d.Note.Reveal() != "called back" {
			t.Errorf("closed: %+v", d.Item)
		}
		if a, err = h.Take(ctx, ref(all[0])); err != nil || a.What != oncall.Done {
			t.Errorf("taking what is done: %+v %v", a, err)
		}
		for _, again := range []error{h.Service.Close(ctx, frontDesk, i, phi.Text{}), h.Acknowledge(ctx, frontDesk, i)} {
			if !fault.Is(again, fault.Conflict) {
				t.Errorf("done already: %v", again)
			}
		}
		h.wait(time.Hour)
		h.got()
	})
}

func TestPressed(t *testing.T) {
	ctx := context.Background()
	h := openHouse(t, testkit.SQLite(t))
	h.line.without[oncall.Text] = true
	h.urgent()
	h.tick()
	call := h.got("call " + number(1))[0]
	for _, digits := range []string{"", "3", "12", "#"} {
		a, err := h.Pressed(ctx, call.ref, digits)
		if must(t, err); a.What != oncall.Unclear || said(t, a, oncall.Call) != "That was not understood. Press 1 to take it." {
			t.Errorf("%q: %+v", digits, a)
		}
	}
	a, err := h.Pressed(ctx, call.ref, "2")
	if must(t, err); a.What != oncall.Passed || said(t, a, oncall.Call) != "Thank you. The next one on call is alerted." {
		t.Errorf("2: %+v", a)
	}
	h.tick()
	h.got("call " + number(2))
}

// A link shows and changes nothing until somebody acts, and nothing but the whole link works.
func TestLink(t *testing.T) {
	ctx := context.Background()
	h := openHouse(t, testkit.SQLite(t))
	i := h.urgent()
	h.tick()
	link := ref(h.got("text " + number(1))[0])
	for range 3 {
		c, err := h.Look(ctx, link)
		if must(t, err); c.Alert.ID != i || c.Alert.Status != oncall.Open || c.Alert.Rule != "" || c.To != "Ana Brook" || c.By != "" {
			t.Errorf("the page shows %+v", c)
		}
	}
	for _, wrong := range []string{"", ".", link[:len(link)-1], link + "x", string(i), "00000000-0000-7000-8000-000000000000" + link[36:], strings.ToUpper(link)} {
		_, look := h.Look(ctx, wrong)
		_, take := h.Take(ctx, wrong)
		_, pass := h.Pass(ctx, wrong)
		_, press := h.Pressed(ctx, wrong, "1")
		for _, err := range []error{look, take, pass, press} {
			if !fault.Is(err, fault.NotFound) {
				t.Errorf("%q: %v", wrong, err)
			}
		}
	}
	h.is(i, oncall.Open)
	a, err := h.Take(ctx, link)
	if must(t, err); a.What != oncall.Took {
		t.Errorf("taken: %+v", a)
	}
	if _, _, err := oncall.Words(a.Words, oncall.Text, a.Recipient); !fault.Is(err, fault.Forbidden) {
		t.Errorf("a page has words for a text: %v", err)
	}
	if c, err := h.Look(ctx, link); err != nil || c.By != "Ana Brook" || c.Alert.Status != oncall.Acknowledged {
		t.Errorf("the page shows %+v, %v", c, err)
	}
	h.wait(24 * time.Hour)
	h.got()
}

// Who passes is not alerted again before the end; who passes twice or late hurries nobody.
func TestPassing(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		h := openHouse(t, dsn)
		i := h.urgent()
		h.tick()
		h.got("text " + number(1))
		if a, ours := h.reply(1, "2"); !ours || a.What != oncall.Passed || said(t, a, oncall.Text) != "Thank you. The next one on call is alerted." {
			t.Errorf("passed on: %+v", a)
		}
		h.tick()
		h.got("call " + number(2)) // the call to who has passed is left out
		if a, _ := h.reply(1, "2"); a.What != oncall.Passed {
			t.Errorf("passed on twice: %+v", a)
		}
		h.tick()
		h.got()
		if a, _ := h.reply(2, "no"); a.What != oncall.Passed {
			t.Errorf("passed on by the backup: %+v", a)
		}
		h.tick()
		h.got("text "+number(4), "call "+number(4), "email person4@practice.example")
		a, _ := h.reply(4, "2")
		if a.What != oncall.Last || !strings.HasPrefix(said(t, a, oncall.Text), "There is nobody left to pass it on to.") {
			t.Errorf("passed on by the owner: %+v", a)
		}
		h.tick()
		h.got()
		h.is(i, oncall.Unanswered)
		h.wait(15 * time.Minute)
		h.got("text "+number(4), "call "+number(4), "email person4@practice.example")
		if a, _ := h.reply(1, "1"); a.What != oncall.Took { // who passed may change their mind
			t.Errorf("taken after it was passed on: %+v", a)
		}
	})
}

// An answer that comes while the carrier still works holds.
func TestAnAnswerInTheMiddle(t *testing.T) {
	for text, next := range map[string][]string{"1": nil, "2": {"call " + number(2)}} {
		t.Run(text, func(t *testing.T) {
			testkit.Engines(t, func(t *testing.T, dsn string) {
				h := openHouse(t, dsn)
				h.line.outcome = func(how oncall.How, to string) (attempt.Outcome, error) {
					if to == number(1) {
						if _, ours := h.reply(1, text); !ours {
							t.Error("the answer is not taken for one")
						}
					}
					return went(how, to)
				}
				h.urgent()
				h.tick()
				h.got(append([]string{"text " + number(1)}, next...)...)
				h.wait(4 * time.Minute)
				h.got()
			})
		})
	}
}

// A text answers the alert that was sent last and still waits, and says that more do.
func TestTwoAlerts(t *testing.T) {
	h := openHouse(t, testkit.SQLite(t))
	first := h.urgent()
	h.tick()
	h.clock.Advance(time.Minute)
	second := h.urgent()
	h.tick()
	a, _ := h.reply(1, "1")
	if a.Alert != second || a.More != 1 || !strings.HasSuffix(said(t, a, oncall.Text), " Still waiting for somebody: 1. Reply 1 to take the next one.") {
		t.Errorf("the first answer: %+v %s", a, said(t, a, oncall.Text))
	}
	if a, _ = h.reply(1, "1"); a.Alert != first || a.What != oncall.Took || a.More != 0 {
		t.Errorf("the second answer: %+v", a)
	}
}

func TestTheConsole(t *testing.T) {
	ctx := context.Background()
	h := openHouse(t, testkit.SQLite(t))
	h.change(h.ben, func(p *oncall.Person) { p.Staff = "clinician" })
	i := h.urgent()
	for name, by := range map[string]actor.Actor{"read only": readOnly, "a visitor": actor.Visitor(), "a patient": actor.Verified("p"), "nobody": {}} {
		if err := h.Acknowledge(ctx, by, i); !fault.Is(err, fault.Forbidden) {
			t.Errorf("acknowledged by %s: %v", name, err)
		}
		if err := h.Service.Close(ctx, by, i, phi.Text{}); !fault.Is(err, fault.Forbidden) {
			t.Errorf("closed by %s: %v", name, err)
		}
	}
	if err := h.Acknowledge(ctx, clinician, "00000000-0000-7000-8000-000000000000"); !fault.Is(err, fault.NotFound) {
		t.Errorf("an alert that is not there: %v", err)
	}
	if err := h.Service.Close(ctx, clinician, i, phi.NewText(strings.Repeat("x", 501))); !fault.Is(err, fault.Invalid) {
		t.Errorf("a long note: %v", err)
	}
	for range 2 { // one's own again is no error
		must(t, h.Acknowledge(ctx, clinician, i))
	}
	if d := h.is(i, oncall.Acknowledged); d.By != h.ben || d.Staff != "clinician" || d.ByName != "Ben Ocker" {
		t.Errorf("taken by %+v", d.Item)
	}
	if len(h.hears.acknowledged) != 1 || h.hears.acknowledged[0].By != h.ben {
		t.Errorf("followers heard %+v", h.hears.acknowledged)
	}
	h.tick()
	h.got()
	for _, by := range []actor.Actor{actor.Visitor(), actor.Verified("p"), {}} {
		_, all := h.Alerts(ctx, by, oncall.Filter{})
		_, one := h.Alert(ctx, by, i)
		_, roster := h.Roster(ctx, by)
		_, calendar := h.Calendar(ctx, by, evening, evening.Add(time.Hour))
		_, gaps := h.Gaps(ctx, by, evening, 28)
		duty := h.View(ctx, by, func(t tx.Tx) error { _, err := h.OnDuty(ctx, t, evening); return err })
		for _, err := range []error{all, one, roster, calendar, gaps, duty} {
			if !fault.Is(err, fault.Forbidden) {
				t.Errorf("seen by %q: %v", by.Kind, err)
			}
		}
	}
}

// Words for one person or way open for no other.
func TestWords(t *testing.T) {
	h := openHouse(t, testkit.SQLite(t))
	h.urgent()
	h.tick()
	a, _ := h.reply(1, "1")
	for _, how := range []oncall.How{oncall.Call, oncall.Email, "pigeon"} {
		if _, _, err := oncall.Words(a.Words, how, a.Recipient); !fault.Is(err, fault.Forbidden) {
			t.Errorf("opened for %s: %v", how, err)
		}
	}
	for _, c := range []guard.Cleared{{}, a.Words} {
		if _, _, err := oncall.Words(c, oncall.Text, string(h.ben)); !fault.Is(err, fault.Forbidden) {
			t.Errorf("opened for somebody else: %v", err)
		}
	}
}
