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
