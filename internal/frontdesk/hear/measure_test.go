package hear_test

import (
	"bufio"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"bedside/internal/frontdesk/hear"
	"bedside/internal/testkit"
	"bedside/internal/words"
)

// each reads a file of development data line by line.
func each[T any](t testing.TB, name string, f func(T)) {
	t.Helper()
	file, err := os.Open(testkit.Data(t, name))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var row T
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			t.Fatal(err)
		}
		f(row)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
}

// share counts how many of the rows come out right.
type share struct{ right, all int }

func (s *share) add(right bool) {
	s.all++
	if right {
		s.right++
	}
}

func (s share) percent() float64 { return 100 * float64(s.right) / float64(max(s.all, 1)) }

// floor fails if fewer are right than we have reached.
func (s share) floor(t *testing.T, what string, percent float64) {
	t.Helper()
	t.Logf("%s: %.2f %% of %d", what, s.percent(), s.all)
	if s.all == 0 || s.percent() < percent {
		t.Errorf("%s: %.2f %%, want at least %.2f %%", what, s.percent(), percent)
	}
}

// opens reports whether an intent begins a flow.
func opens(i hear.Intent) bool {
	return !slices.Contains([]hear.Intent{hear.None, hear.Other, hear.Goodbye, hear.Repeat}, i)
}

// TestIntents measures on whole booking dialogues; what was said before each turn is known, and nothing else.
func TestIntents(t *testing.T) {
	type row struct {
		Kind, Speaker, Utterance, Intent, Ref string
		History                               []string
	}
	want := map[string]hear.Intent{"BookAppointment": hear.Book, "FindProvider": hear.FindProvider}
	e := hear.New(lakeside())
	var right share
	each(t, "sgd.jsonl", func(r row) {
		if r.Speaker != "user" || r.Kind != "doctor" && r.Kind != "dentist" {
			return
		}
		now, err := time.Parse(time.DateOnly, r.Ref)
		if err != nil {
			t.Fatal(err)
		}
		in := hear.Input{Text: r.Utterance, Now: now}
		if n := len(r.History); n > 0 {
			in.Prompt = r.History[n-1]
		}
		got := e.Hear(in).Intent
		if w, ok := want[r.Intent]; ok {
			right.add(got == w)
		} else {
			right.add(!opens(got))
		}
	})
	right.floor(t, "intent, given what was said before", 96)
}

// TestScope measures what people say who do not speak to a front desk.
func TestScope(t *testing.T) {
	type row struct{ Utterance, Band string }
	e := hear.New(lakeside())
	var out, dialogue share
	each(t, "scope.jsonl", func(r row) {
		opened := opens(e.Hear(hear.Input{Text: r.Utterance, Now: friday()}).Intent)
		switch r.Band {
		case "out":
			out.add(!opened)
		case "dialogue":
			dialogue.add(!opened)
		}
	})
	out.floor(t, "out of scope opens no flow", 98.8)
	dialogue.floor(t, "courtesies and commands open no flow", 98)
}

// spoken is a row of real speech recognition, British.
type spoken struct {
	Source, Utterance string
	NBest, Requested  []string
	Attempt           int
	Gold              map[string]string
}

func eachSpoken(t testing.TB, asked string, f func(spoken)) {
	each(t, "slots.jsonl", func(r spoken) {
		if r.Source == "evi" && slices.Equal(r.Requested, []string{asked}) {
			f(r)
		}
	})
}

// TestBirths measures dates of birth as a recogniser heard them.
func TestBirths(t *testing.T) {
	e := hear.New(lakeside())
	var first, three, heard, sure share
	eachSpoken(t, "dob", func(r spoken) {
		h := e.Hear(hear.Input{Text: r.Utterance, NBest: r.NBest, Asked: []string{"dob"}, Now: friday(), DayFirst: true})
		s, _ := h.Slot("dob")
		first.add(s.Value == r.Gold["dob"])
		right := s.Value == r.Gold["dob"] || slices.Contains(s.Alternatives, r.Gold["dob"])
		if len(s.Alternatives) > 2 {
			t.Errorf("%d alternatives", len(s.Alternatives))
		}
		three.add(right)
		if len(r.NBest) > 0 {
			heard.add(right)
		}
		if s.Sure > 0.9 {
			sure.add(s.Value == r.Gold["dob"])
		}
	})
	first.floor(t, "date of birth, first reading", 80)
	three.floor(t, "date of birth, among three readings", 85)
	heard.floor(t, "the same where anything was recognised", 87)
	sure.floor(t, "first reading of what is called sure", 92)
}

// TestRoster measures who of a thousand people said their name. Besides those who did, the roster holds people made of
// the same given and family names, so that it is harder than a real one.
func TestRoster(t *testing.T) {
	var people []hear.Person
	var given, family []string
	seen := map[string]bool{}
	eachSpoken(t, "name", func(r spoken) {
		name := r.Gold["name"]
		if g, f, ok := strings.Cut(name, " "); ok && !seen[name] {
			seen[name] = true
			people, given, family = append(people, hear.Person{Name: name}), append(given, g), append(family, f)
		}
	})
	for i := 0; len(people) < 1000; i++ {
		if name := given[i*7%len(given)] + " " + family[(i*13+5)%len(family)]; !seen[name] {
			seen[name] = true
			people = append(people, hear.Person{Name: name})
		}
	}
	e := hear.New(lakeside(people...))
	var right share
	eachSpoken(t, "name", func(r spoken) {
		if r.Attempt > 0 {
			return
		}
		h := e.Hear(hear.Input{Text: r.Utterance, NBest: r.NBest, Asked: []string{"name"}, Now: friday()})
		right.add(len(h.Matches) > 0 && words.Fold(h.Matches[0].Name) == words.Fold(r.Gold["name"]))
	})
	right.floor(t, "the right person first, first attempt", 90)
}
