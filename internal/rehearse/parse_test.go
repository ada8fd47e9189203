package rehearse

import (
	"slices"
	"strings"
	"testing"

	"bedside/internal/fault"
	"bedside/internal/frontdesk/flow"
	"bedside/internal/practice"
)

func TestParse(t *testing.T) {
	all, err := Parse("x", "# nothing\n== a.b\nWhat it is about: really.\npersona: plain, hurried\nchannel: sms\nlanguage: es\ncaller: known\nclock: closed\nneeds: act book\nhello: hola | buenas\n\t| buenos días\ntime: la primera\ntime: no\nexpect: booked day={day} part=morning\nexpect: said cita\nnever: {visit.date}\nallow: task kind=message\n== c\nhello: hi\n")
	if err != nil || len(all) != 2 {
		t.Fatalf("%v %d", err, len(all))
	}
	s := all[0]
	if s.Name != "a.b" || s.About != "What it is about: really." || !slices.Equal(s.Personas, []string{"plain", "hurried"}) || s.Language != "es" || s.Caller != "known" || s.Clock != "closed" {
		t.Errorf("%+v", s)
	}
	if h := s.Says["hello"]; len(h) != 1 || !slices.Equal(h[0], Turn{"hola", "buenas", "buenos días"}) || len(s.Says["time"]) != 2 {
		t.Errorf("it says %v", s.Says)
	}
	if len(s.Expects) != 4 || s.Expects[0].With["day"] != "{day}" || s.Expects[1].Text != "cita" || s.Expects[2].Verb != "never" || s.Expects[3].Verb != "allow" {
		t.Errorf("it expects %v", s.Expects)
	}
	if c := all[1]; !slices.Equal(c.Personas, []string{"plain"}) || len(c.Channels) != 3 || c.Language != "en" {
		t.Errorf("what is usual is not taken: %+v", c)
	}
}

func TestParseRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"hello: hi":                                "begins with ==",
		"== A":                                     "small letters",
		"== a\n== a":                               "already",
		"== a\nhello:":                             "says nothing",
		"== a\nabout it\nno colon here":            "a key, a colon",
		"== a\nhello: a || b":                      "empty",
		"== a\nlanguage: fr":                       "no language",
		"== a\nchannel: fax":                       "no channel",
		"== a\ncaller: nobody":                     "no caller",
		"== a\ntopic: x\ntopic: y":                 "twice",
		"== a\nexpect: wonders":                    "nothing is called",
		"== a\nexpect: booked colour=red":          "knows no",
		"== a\nexpect: said":                       "needs the words",
		"== a\nallow: booked":                      "only a task",
		"== a\n  goes on":                          "goes on with",
		"== a\nhello: " + strings.Repeat("x", 601): "too long",
	} {
		_, err := Parse("f.txt", text)
		if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "f.txt") {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

// What is read is a scenario that can be played, or an error; nothing is read for ever.
func FuzzParse(f *testing.F) {
	f.Add("== a\nabout\nhello: a | b ~ c\nexpect: booked day={day}\n")
	f.Add("== a\nhello: (keys {birth.keys}) | (silence)\n\t| more\nnever: x\n==")
	f.Fuzz(func(t *testing.T, text string) {
		all, err := Parse("f", text)
		if err != nil {
			if !fault.Is(err, fault.Invalid) {
				t.Errorf("%v", err)
			}
			return
		}
		for _, s := range all {
			if !isName.MatchString(s.Name) || len(s.Channels) == 0 || len(s.Personas) == 0 {
				t.Errorf("%+v", s)
			}
			for _, turns := range s.Says {
				for _, turn := range turns {
					if len(turn) == 0 || slices.Contains(turn, "") {
						t.Errorf("%q says nothing", turn)
					}
				}
			}
		}
	})
}

// The shipped scenarios are what the front of the house promises: enough of them, in both languages, on all channels,
// over all flows and personas, and each turn in five ways.
func TestShipped(t *testing.T) {
	all, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	personas, err := Personas()
	if err != nil {
		t.Fatal(err)
	}
	machine, err := flow.Load()
	if err != nil {
		t.Fatal(err)
	}
	steps := []string{hello, then, alarm, more, "transfer", "voicemail"}
	for _, step := range []string{"reason", "date", "time", "name", "dob", "phone", "visit", "confirm", "text", "medicine", "pharmacy", "state", "list", "held"} {
		if machine.InWords("x."+step) == "" {
			t.Errorf("the flows know no step %q", step)
		}
		steps = append(steps, step)
	}
	if len(all) < 120 {
		t.Errorf("%d scenarios", len(all))
	}
	have := map[string]int{}
	for _, s := range all {
		have[string(s.Language)]++
		have["topic "+s.Topic]++
		for _, c := range s.Channels {
			have[c]++
		}
		for _, p := range s.Personas {
			have["persona "+p]++
			if personas[p+"."+string(s.Language)] == nil {
				t.Errorf("%s names a persona that there is not: %s", s.Name, p)
			}
		}
		if s.About == "" || s.Topic == "" || len(s.Says[hello]) != 1 {
			t.Errorf("%s does not say what it is about, or does not begin", s.Name)
		}
		for key, turns := range s.Says {
			if !slices.Contains(steps, key) {
				t.Errorf("%s answers a question that there is not: %s", s.Name, key)
			}
			for _, turn := range turns {
				if len(turn) < Repeats {
					t.Errorf("%s says %s in %d ways, want %d", s.Name, key, len(turn), Repeats)
				}
			}
		}
	}
	for _, f := range practice.Flows() {
		if have["topic "+f.Name] == 0 {
			t.Errorf("there is no scenario for %s", f.Name)
		}
	}
	for _, want := range []string{"persona hurried", "persona confused", "persona hardofhearing", "persona abusive", "persona rambling", "persona wavering", "topic emergency", "topic opt_out", "topic staff", "topic privacy"} {
		if have[want] == 0 {
			t.Errorf("there is no scenario with %s", want)
		}
	}
	for what, least := range map[string]int{"en": 100, "es": 20, "voice": 60, "sms": 50, "chat": 60} {
		if have[what] < least {
			t.Errorf("%d scenarios are %s, want %d", have[what], what, least)
		}
	}
	for name, p := range personas {
		for key, turns := range p.Says {
			for _, turn := range turns {
				if len(turn) < Repeats {
					t.Errorf("%s says %s in %d ways", name, key, len(turn))
				}
			}
		}
	}
}

func TestPeople(t *testing.T) {
	all, err := people()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range all {
		if p.born().IsZero() || !strings.HasPrefix(p.Phone, "+121855501") || !strings.Contains(p.Email, "@example.") {
			t.Errorf("%+v may be somebody", p)
		}
	}
}

func TestCompare(t *testing.T) {
	of := func(outcomes ...Outcome) (r Report) {
		for i, o := range outcomes {
			r.Results = append(r.Results, Result{Name: string(rune('a' + i)), Outcome: o})
		}
		return r
	}
	published := of(Passed, Failed, Skipped, Passed, Passed)
	draft := of(Failed, Failed, Failed, Passed, Skipped, Failed)
	if got := NewlyFailing(published, draft); !slices.Equal(got, []string{"a", "c"}) {
		t.Errorf("newly failing: %v", got)
	}
}
