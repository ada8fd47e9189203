package app_test

import (
	"context"
	"strings"
	"testing"

	"bedside/internal/actor"
	"bedside/internal/frontdesk"
	"bedside/internal/inbox"
	"bedside/internal/oncall"
	"bedside/internal/phi"
	"bedside/internal/tx"
)

// TestWhoIsWrittenToAtTheEndOfALadder: who wrote is, not who phoned, nor somebody whose words another may read.
func TestWhoIsWrittenToAtTheEndOfALadder(t *testing.T) {
	d, ctx := startDemo(t), context.Background()
	for _, x := range []struct {
		name, channel, text string
		told                bool
	}{
		{"chat", frontdesk.Chat, "I have crushing chest pain", true},
		{"abuse", frontdesk.Chat, "my husband beats me and I am afraid of him", false},
		{"call", frontdesk.Voice, "I have crushing chest pain", false},
	} {
		from := phi.Phone{}
		if x.channel == frontdesk.Voice {
			from = phi.NewPhone("+12185550177")
		}
		r, err := d.Desk.Turn(ctx, frontdesk.Turn{Channel: x.channel, Session: "ladder-" + x.name, ID: "1", Text: x.text, From: from})
		must(t, err)
		alert := oncall.AlertID("")
		for _, e := range r.Effects {
			if e.Type == "alert_raised" {
				alert = oncall.AlertID(e.ID)
			}
		}
		if x.channel == frontdesk.Voice { // a text that comes later makes no text of the call
			_, err = d.Desk.Turn(ctx, frontdesk.Turn{Channel: frontdesk.SMS, Session: "+12185550177", ID: "2", Text: "what are your hours", From: from})
			must(t, err)
		}
		told, task := false, false
		must(t, d.Store.Do(ctx, actor.System(), func(s tx.Tx) error {
			a, err := d.OnCall.Store.Get(ctx, s, alert)
			if err != nil {
				return err
			}
			for _, f := range d.OnCall.Followers {
				if err := f.AlertEnded(ctx, s, a); err != nil {
					return err
				}
			}
			entries, err := d.Inbox.Entries(ctx, s, inbox.ThreadID(a.Thread), 0, 100)
			for _, e := range entries {
				told = told || strings.Contains(e.Text.Reveal(), "We could not reach the clinician on call")
			}
			return err
		}))
		tasks, err := d.Inbox.Tasks(ctx, actor.System(), inbox.TaskFilter{Open: true})
		must(t, err)
		for _, k := range tasks {
			task = task || k.Thread == r.Thread && k.Kind == inbox.Unanswered && strings.Contains(k.Text.Reveal(), "safely") == (x.name == "abuse")
		}
		if told != x.told || !task {
			t.Errorf("%s: told %v, a task %v", x.name, told, task)
		}
	}
}
