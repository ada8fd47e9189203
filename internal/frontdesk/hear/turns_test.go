package hear_test

import (
	"bufio"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"bedside/internal/frontdesk/hear"
)

// lakeside is the vocabulary of the demo practice.
func lakeside(roster ...hear.Person) hear.Vocabulary {
	named := func(names ...string) (all []hear.Named) {
		for _, n := range names {
			all = append(all, hear.Named{ID: "id of " + n, Name: n})
		}
		return all
	}
	return hear.Vocabulary{
		Services: named("Office visit", "Same-day visit", "New patient visit", "Annual physical", "Well-child visit", "Women’s health visit",
			"Diabetes follow-up", "Blood pressure check", "Vaccination", "Video visit", "Joint injection", "Minor procedure"),
		Providers: named("Ines Marlow", "Kwame Osei", "Ruth Bergstrom", "Tomás Herrera", "Lena Kowalczyk"),
		Locations: named("Harbor Street", "Mill Pond"),
		Roster:    roster,
	}
}

// friday is today in every test that says nothing else.
func friday() time.Time { return time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC) }

func TestTurns(t *testing.T) {
	f, err := os.Open("testdata/turns.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	e := hear.New(lakeside())
	turns, lines := 0, bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		line := lines.Text()
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		turns++
		columns := append(strings.SplitN(line, "|", 3), "")
		in := turnOf(t, n, strings.TrimSpace(columns[0]), columns[2])
		expect(t, n, e.Hear(in), strings.TrimSpace(columns[1]))
	}
	if turns < 300 {
		t.Errorf("only %d turns", turns)
	}
}

// fields splits "asked=dob prompt=What is it?" at the names: a value may have spaces.
func fields(s string, names ...string) map[string]string {
	m, last := map[string]string{}, ""
	for _, w := range strings.Fields(s) {
		k, v, ok := strings.Cut(w, "=")
		if ok && slices.Contains(names, k) {
			last, m[k] = k, v
		} else {
			m[last] += " " + w
		}
	}
	return m
}

func turnOf(t *testing.T, n int, text, options string) hear.Input {
	o := fields(options, "asked", "prompt", "digits", "channel", "locale")
	if o[""] != "" {
		t.Fatalf("line %d: %q", n, o[""])
	}
	in := hear.Input{Text: text, Prompt: o["prompt"], Digits: o["digits"], Channel: o["channel"], Now: friday(), DayFirst: o["locale"] == "en-GB"}
	if o["asked"] != "" {
		in.Asked = strings.Split(o["asked"], ",")
	}
	return in
}

func expect(t *testing.T, n int, h hear.Heard, want string) {
	intent, rest, _ := strings.Cut(want, " ")
	if string(h.Intent) != intent {
		t.Errorf("line %d: intent %s, want %s", n, h.Intent, intent)
	}
	var others []hear.Intent
	var acts []hear.Act
	values := rest
	for _, w := range strings.Fields(rest) {
		if o, ok := strings.CutPrefix(w, "+"); ok {
			others, values = append(others, hear.Intent(o)), strings.Replace(values, w, "", 1)
		}
		if a, ok := strings.CutPrefix(w, ":"); ok {
			acts, values = append(acts, hear.Act(a)), strings.Replace(values, w, "", 1)
		}
	}
	if !slices.Equal(others, h.Others) {
		t.Errorf("line %d: further intents %v, want %v", n, h.Others, others)
	}
	got := slices.Sorted(slices.Values(h.Acts))
	if slices.Sort(acts); len(acts) > 0 && !slices.Equal(got, acts) {
		t.Errorf("line %d: acts %v, want %v", n, got, acts)
	}
	for name, value := range fields(values, "date", "time", "name", "dob", "phone", "provider", "location", "service", "reason", "insurance", "member_id") {
		if s, _ := h.Slot(name); s.Value != value {
			t.Errorf("line %d: %s %q, want %q", n, name, s.Value, value)
		}
	}
}
