package frontdesk_test

import (
	"strings"
	"testing"

	"bedside/internal/frontdesk"
	"bedside/internal/testkit"
	"bedside/internal/triage"
)

// TestOnlyAPlainTakeBackTakesAnEmergencyBack holds that words which deny a recovery, or ask for help, keep it.
func TestOnlyAPlainTakeBackTakesAnEmergencyBack(t *testing.T) {
	h := openHouse(t, testkit.SQLite(t))
	for text, back := range map[string]bool{
		"continue": true, "Continue, please.": true, "yes, it's not an emergency": true, "no, it's not an emergency": true, "I want to go on": true,
		"It was a false alarm, sorry": true, "I'm okay": true, "continúa por favor": true, "no, no es una emergencia": true, "estoy bien, gracias": true,
		"no continúa respirando": false, "no estoy bien": false, "I don't think I can go on": false, "please continue helping me, what do I do?": false,
		"i am ok with dying": false, "no false alarm": false, "I'm fine if I lie down": false, "continue?": false, "¿continúa?": false, "is it not an emergency": false,
		"she can't continue": false, "yes": false, "go on without me": false,
	} {
		c := h.call(frontdesk.Voice, "+12185550111")
		c.say("my chest hurts and I can't breathe")
		if c.last.Urgency != triage.Emergency {
			t.Fatal("no emergency was heard")
		}
		got := c.say(text)
		if gone := !strings.Contains(got, "911") && !strings.Contains(got, "988"); gone != back {
			t.Errorf("%q: taken back %v, want %v", text, gone, back)
		}
	}
}

// TestOnlyAPlainNoLetsAQuestionRest holds the one question about something ambiguous to a plain no.
func TestOnlyAPlainNoLetsAQuestionRest(t *testing.T) {
	h := openHouse(t, testkit.SQLite(t))
	for text, rests := range map[string]bool{
		"no": true, "No, thank you.": true, "it's not an emergency": true, "no lo es": true,
		"no, I don't think I can do this": false, "no estoy bien": false, "please continue helping me": false, "yes": false, "i am ok with dying": false,
	} {
		c := h.call(frontdesk.Chat, "")
		c.say("please help me")
		c.say(text)
		alerted := false
		for _, e := range c.last.Effects {
			alerted = alerted || e.Type == "alert_raised"
		}
		if alerted == rests {
			t.Errorf("%q: alerted %v", text, alerted)
		}
	}
}
