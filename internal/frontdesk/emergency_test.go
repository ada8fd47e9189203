package frontdesk_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"bedside/internal/actor"
	"bedside/internal/frontdesk"
	"bedside/internal/inbox"
	"bedside/internal/oncall"
	"bedside/internal/testkit"
)

// alerts returns every alert, the last raised first.
func (h *house) alerts() []oncall.Item {
	h.Helper()
	all, err := h.oncall.Alerts(context.Background(), actor.System(), oncall.Filter{})
	must(h, err)
	return all
}

// tasks returns the text of what is to do, in one line.
func (h *house) tasks() string {
	h.Helper()
	all, err := h.inbox.Tasks(context.Background(), actor.System(), inbox.TaskFilter{Open: true})
	must(h, err)
	var b strings.Builder
	for _, k := range all {
		b.WriteString(k.Text.Reveal() + " ")
	}
	return b.String()
}

// does reports whether the last turn had an effect.
func (c *call) does(effect string) bool {
	for _, e := range c.last.Effects {
		if e.Type == effect {
			return true
		}
	}
	return false
}

func TestNothingIsPromisedWhereNobodyIsReached(t *testing.T) {
	h := openHouse(t, testkit.SQLite(t))
	h.clock.Advance(11 * time.Hour) // nine in the evening
	c := h.call(frontdesk.Voice, "+12185550111")
	if got := c.say("I'm out of my insulin"); !strings.Contains(got, "nobody calls you within") || !c.does("alert_raised") {
		t.Errorf("with somebody on call: %q %v", got, c.last.Effects)
	}
	h.unready()
	for text, want := range map[string]string{
		"I'm out of my insulin":   "If it gets worse or cannot wait, call 911 or go to an emergency room.",
		"se me acabó la insulina": "Si empeora o no puede esperar, llame al 911 o vaya a una sala de emergencias.",
	} {
		c = h.call(frontdesk.Voice, "+12185550112")
		if got := c.say(text); got != want || !c.does("alert_raised") || !c.does("task_created") {
			t.Errorf("without: %q %v", got, c.last.Effects)
		}
	}
	must(t, h.Close())
	if got := h.call(frontdesk.Voice, "+12185550113").say("I'm out of my insulin"); !strings.HasPrefix(got, "If it gets worse or cannot wait") {
		t.Errorf("without a database: %q", got)
	}
}

func TestASecondEmergencyInAConversationAlertsAgain(t *testing.T) {
	h := openHouse(t, testkit.SQLite(t))
	c := h.call(frontdesk.Chat, "")
	for n := 1; n <= 2; n++ {
		c.say("I have crushing chest pain")
		if all := h.alerts(); len(all) != n || !c.does("alert_raised") {
			t.Fatalf("%d alerts after %d emergencies", len(all), n)
		}
		must(t, h.oncall.Acknowledge(context.Background(), actor.System(), h.alerts()[0].ID))
		h.clock.Advance(40 * time.Minute)
	}
}

// TestWhatIsSaidLaterIsReadWithWhatWasSaidBefore: each alone would be answered by less.
func TestWhatIsSaidLaterIsReadWithWhatWasSaidBefore(t *testing.T) {
	h := openHouse(t, testkit.SQLite(t))
	for _, x := range [][2]string{{"my son swallowed bleach", "he took it on purpose"}, {"mi hijo tomó cloro", "lo tomó a propósito"}} {
		c := h.call(frontdesk.Voice, "+12185550111")
		c.say(x[0])
		got := c.say(x[1])
		first, _, _ := strings.Cut(got, ".")
		if strings.Contains(first, "Poison") || strings.Contains(first, "if the person") || strings.Contains(first, "si la persona") || !strings.Contains(first, "911") ||
			!c.does("alert_raised") || !c.last.Hold {
			t.Errorf("%q is answered by %q %v", x[1], got, c.last.Effects)
		}
	}
}

func TestAnEmergencyIsRememberedUntilItIsTakenBack(t *testing.T) {
	h := openHouse(t, testkit.SQLite(t))
	c := h.call(frontdesk.Voice, "+12185550111")
	c.say("I have crushing chest pain")
	for _, text := range []string{"hm", "I am not sure", "well", "the blue one"} {
		if got := c.say(text); !strings.HasPrefix(got, "Call 911 now.") {
			t.Errorf("%q is answered by %q", text, got)
		}
	}
	c.say("continue")
	if got := c.say("hm"); strings.Contains(got, "911") {
		t.Errorf("it was taken back: %q", got)
	}
}

func TestATakeBackAfterStopIsAnsweredByAPerson(t *testing.T) {
	h := openHouse(t, testkit.SQLite(t))
	c := h.call(frontdesk.SMS, "+12185550111")
	c.say("I'd like an appointment for my knee")
	c.say("STOP")
	c.say("I have crushing chest pain")
	if got := c.say("continue"); got != "" || !c.last.Silent || !c.does("task_created") {
		t.Errorf("%q %v", got, c.last.Effects)
	}
	if got := c.say("hello?"); got != "" {
		t.Errorf("after it: %q", got)
	}
}

func TestWordsOfAnEmergencyAreNoRequest(t *testing.T) {
	h := openHouse(t, testkit.SQLite(t))
	for text, want := range map[string]string{"I have crushing chest pain": "How can I help you?", "I can't breathe and my pain is terrible": "How can I help you?",
		"my chest hurts, can I get an appointment tomorrow?": "Which one suits you?"} {
		c := h.call(frontdesk.Voice, "+12185550111")
		c.say(text)
		if got := c.say("continue"); !strings.Contains(got, want) {
			t.Errorf("%q, taken back: %q in %s", text, got, c.last.State)
		}
	}
	c := h.call(frontdesk.Voice, "+12185550111")
	if c.say("I'd like to book an appointment"); c.last.State != "book.reason" {
		t.Fatal(c.last.State)
	}
	if c.say("continue"); c.last.State != "book.reason" || c.last.Slots["reason"] != "" {
		t.Errorf("continue became a reason: %s %v", c.last.State, c.last.Slots)
	}
}

func TestWhoIsNotSafeIsLeftAlone(t *testing.T) {
	h := openHouse(t, testkit.SQLite(t))
	for _, x := range []struct{ said, no, want string }{
		{"my husband beats me and I am afraid of him", "no", "All right. In danger, call 911."},
		{"my husband beats me and I am afraid of him", "yes, no", "All right. In danger, call 911."},
		{"mi esposo me pega", "no", "De acuerdo. En peligro, llame al 911."},
	} {
		c := h.call(frontdesk.SMS, "+12185550111")
		c.session += x.said + x.no
		c.say(x.said)
		if got := c.say(x.no); got != x.want {
			t.Errorf("%q is answered by %q", x.no, got)
		}
		for _, text := range []string{"hello", "who is this"} {
			if got := c.say(text); got != "" || !c.last.Silent {
				t.Errorf("then %q is answered by %q", text, got)
			}
		}
	}
	if all := h.tasks(); strings.Contains(all, "Phone them") || !strings.Contains(all, "ask a clinician how to reach them safely") {
		t.Errorf("to do: %s", all)
	}
}

func TestACallNeedsANumber(t *testing.T) {
	h := openHouse(t, testkit.SQLite(t))
	h.clock.Advance(11 * time.Hour)
	c := h.call(frontdesk.Chat, "")
	if got := c.say("I'm out of my insulin"); !strings.HasSuffix(got, "Please write your phone number, so that we can call you.") {
		t.Errorf("no number was asked for: %q", got)
	}
	if got := c.say("218 555 0177"); !strings.HasPrefix(got, "Thank you.") || !strings.Contains(h.tasks(), "218 555 0177") {
		t.Errorf("%q, to do: %s", got, h.tasks())
	}
	if got := h.call(frontdesk.SMS, "+12185550111").say("I'm out of my insulin"); strings.Contains(got, "write your phone number") {
		t.Errorf("the number of a text is known: %q", got)
	}
}
