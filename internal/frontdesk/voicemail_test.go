package frontdesk_test

import (
	"context"
	"testing"

	"bedside/internal/actor"
	"bedside/internal/frontdesk"
	"bedside/internal/inbox"
	"bedside/internal/testkit"
	"bedside/internal/triage"
)

// TestASpokenMessageIsOneTask: the recording and what the carrier made of its words are two entries and one thing to
// do, in whichever order they come; an emergency in the words is heard.
func TestASpokenMessageIsOneTask(t *testing.T) {
	left := frontdesk.Turn{ID: "RE1", Event: frontdesk.VoicemailLeft, Detail: "RE1", Seconds: 9}
	read := frontdesk.Turn{ID: "RE1:text", Event: frontdesk.VoicemailRead, Detail: "RE1", Text: "Please call me back about my visit."}
	for name, turns := range map[string][]frontdesk.Turn{"in order": {left, read}, "twice": {left, left, read, read}, "the words alone": {read}} {
		t.Run(name, func(t *testing.T) {
			h := openHouse(t, testkit.SQLite(t))
			c := h.call(frontdesk.Voice, "+12185550177")
			c.send(frontdesk.Turn{ID: "open", Event: frontdesk.Opened})
			for _, turn := range turns {
				c.send(turn)
			}
			tasks, err := h.inbox.Tasks(context.Background(), actor.System(), inbox.TaskFilter{Open: true})
			must(t, err)
			if len(tasks) != 1 || tasks[0].Kind != inbox.Voicemail {
				t.Fatalf("to do: %+v", tasks)
			}
			d, err := h.inbox.Get(context.Background(), actor.System(), tasks[0].Thread)
			must(t, err)
			audio, words := 0, 0
			for _, e := range d.Entries {
				if e.Channel != "voicemail" {
					continue
				}
				if e.Ref != "" {
					audio++
				}
				if e.Text.Reveal() == read.Text {
					words++
				}
			}
			if audio != 1 || words > 1 || words == 0 {
				t.Errorf("%d recordings and their words %d times", audio, words)
			}
		})
	}
	t.Run("an emergency", func(t *testing.T) {
		h := openHouse(t, testkit.SQLite(t))
		c := h.call(frontdesk.Voice, "+12185550177")
		c.send(frontdesk.Turn{ID: "open", Event: frontdesk.Opened})
		c.send(left)
		loud := read
		loud.Text = "I have crushing chest pain and cannot breathe."
		c.send(loud)
		if !c.last.Silent || c.last.Urgency != triage.Emergency {
			t.Errorf("said into a line that is dead: %+v", c.last)
		}
		raised := false
		for _, e := range c.last.Effects {
			raised = raised || e.Type == "alert_raised"
		}
		if !raised {
			t.Errorf("nobody was alerted: %+v", c.last.Effects)
		}
	})
}
