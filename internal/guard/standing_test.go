package guard_test

import (
	"testing"
	"time"

	"bedside/internal/fault"
	"bedside/internal/guard"
)

func TestStandingWords(t *testing.T) {
	g, err := guard.New(nil, guard.Own{}, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	const words = "Call 911 now."
	s, err := g.ClearStanding(words)
	if err != nil {
		t.Fatal(err)
	}
	for _, ch := range []guard.Channel{"sms", "voice", "chat"} {
		c, err := s.To(ch, "r1")
		if err != nil {
			t.Fatal(err)
		}
		if title, body, err := c.For(guard.Patient, ch, "r1"); err != nil || title != "" || body != words {
			t.Errorf("%s: %q %q %v", ch, title, body, err)
		}
		if _, _, err := c.For(guard.Patient, ch, "r2"); !fault.Is(err, fault.Forbidden) {
			t.Errorf("%s: said to somebody else: %v", ch, err)
		}
	}
	for what, to := range map[string]func() (guard.Cleared, error){
		"the public":   func() (guard.Cleared, error) { return s.To("site", "r1") },
		"nobody":       func() (guard.Cleared, error) { return s.To("voice", "") },
		"no words":     func() (guard.Cleared, error) { return guard.Standing{}.To("voice", "r1") },
		"no channel":   func() (guard.Cleared, error) { return s.To("", "r1") },
		"left message": func() (guard.Cleared, error) { return s.To("voicemail", "r1") },
	} {
		if _, err := to(); !fault.Is(err, fault.Forbidden) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := g.ClearStanding("My patient Anna Smith, born March 3, 1958, had a stroke."); !fault.Is(err, fault.Invalid) {
		t.Errorf("a patient's data stands: %v", err)
	}
}
