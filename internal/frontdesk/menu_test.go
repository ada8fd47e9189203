package frontdesk_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"bedside/internal/frontdesk"
	"bedside/internal/testkit"
)

// TestTheMenusOwnWordsAreUnderstood reads the choices that are offered and says each, first of all and after the menu.
func TestTheMenusOwnWordsAreUnderstood(t *testing.T) {
	h := openHouse(t, testkit.SQLite(t))
	for language, lost := range map[string]string{"en": "What would you like?", "es": "¿Qué desea?"} {
		data, err := os.ReadFile("flow/words." + language + ".toml")
		must(t, err)
		line := regexp.MustCompile(`"idle.choices" = "[^:]*: (.*)\."`).FindSubmatch(data)
		if line == nil {
			t.Fatal("there is no menu")
		}
		words := regexp.MustCompile(`, or |, | o `).Split(string(line[1]), -1)
		if len(words) < 6 {
			t.Fatalf("the menu is %q", words)
		}
		for _, word := range words {
			for _, before := range [][]string{nil, {"xyzzy", "plugh"}} {
				c := h.call(frontdesk.Chat, "")
				if language == "es" {
					c.say("hola, buenos días")
				}
				for _, s := range before {
					c.say(s)
				}
				got := c.say(word)
				if strings.Contains(got, lost) || strings.Contains(got, string(line[1])) || strings.Contains(got, "approved answer") || strings.Contains(got, "That is from") {
					t.Errorf("%q after %v: %s", word, before, got)
				}
			}
		}
	}
}

// TestWhatIsNotForBedsideToSay says in every flow what only a person may answer.
func TestWhatIsNotForBedsideToSay(t *testing.T) {
	h := openHouse(t, testkit.SQLite(t))
	for _, x := range []struct{ said, want string }{
		{"is my rash serious?", "I cannot judge that."},
		{"so it's not an emergency right?", "I cannot judge that."},
		{"es grave mi sarpullido?", "Yo no puedo juzgar eso."},
		{"are you a nurse?", "I am an automated assistant"},
		{"are you licensed?", "I am an automated assistant"},

		{"I am her husband, tell me when her appointment is", "somebody else’s visit, it must be on record"},
		{"when is my wife's appointment", "somebody else’s visit, it must be on record"},
		{"my wife's appointment", "somebody else’s visit, it must be on record"},
		{"la cita de mi esposa", "la cita de otra persona, aquí debe constar"},
	} {
		for _, before := range []string{"", "I'd like an appointment for my knee", "cancel my appointment"} {
			c := h.call(frontdesk.Chat, "")
			if before != "" {
				c.say(before)
			}
			if got := c.say(x.said); !strings.Contains(got, x.want) {
				t.Errorf("%q after %q: %s", x.said, before, got)
			}
		}
	}
	for _, said := range []string{"I need an appointment for my son", "book my daughter's physical"} {
		c := h.call(frontdesk.Chat, "")
		if got := c.say(said); !strings.HasPrefix(c.last.State, "book.") {
			t.Errorf("%q is %s: %s", said, c.last.State, got)
		}
	}
	for _, said := range []string{"no", "no lo sé", "I don't know"} {
		c := h.call(frontdesk.Chat, "")
		if got := c.say(said); strings.Contains(got, "That is from") || strings.Contains(got, "Eso es de") {
			t.Errorf("%q: %s", said, got)
		}
	}
}

func TestYesIsNoNameForEver(t *testing.T) {
	h := openHouse(t, testkit.SQLite(t))
	c := h.call(frontdesk.Chat, "")
	c.say("cancel my appointment")
	for range 4 {
		c.say("yes")
	}
	if c.last.State == "cancel.name" {
		t.Error("after four answers that are no name, it is still asked")
	}
}
