package triage

import (
	"bufio"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"bedside/internal/testkit"
)

// lines decodes every line of a file of development data.
func lines[T any](t *testing.T, name string) []T {
	t.Helper()
	f, err := os.Open(testkit.Data(t, name))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	var all []T
	s := bufio.NewScanner(f)
	s.Buffer(nil, 1<<22)
	for s.Scan() {
		var v T
		if err := json.Unmarshal(s.Bytes(), &v); err != nil {
			t.Fatal(err)
		}
		all = append(all, v)
	}
	if err := s.Err(); err != nil || len(all) == 0 {
		t.Fatalf("%s: %d lines, %v", name, len(all), err)
	}
	return all
}

// TestRedFlags measures on public complaints labelled for urgency: what was said alone, and with the note beside it.
func TestRedFlags(t *testing.T) {
	r := reader(t)
	rows := lines[struct {
		ID, Utterance, Context, Tier string
		Detectable                   bool `json:"text_detectable"`
	}](t, "red_flags.jsonl")
	for _, way := range []struct {
		name    string
		context bool
	}{{"utterance", false}, {"utterance and context", true}} {
		critical, found, urgent, heard, routine, falsely := 0, 0, 0, 0, 0, 0
		for _, row := range rows {
			text := row.Utterance
			if way.context && row.Context != "" {
				text = strings.TrimRight(text, ".!? ") + ". " + row.Context
			}
			tier := r.Read(text).Tier
			switch {
			case row.Tier == "critical" && row.Detectable:
				critical++
				if tier == Emergency {
					found++
				}
			case row.Tier == "urgent" && row.Detectable:
				urgent++
				if tier != None {
					heard++
				}
			case row.Tier == "routine":
				routine++
				if tier == Emergency {
					falsely++
				}
			}
		}
		t.Logf("%s: critical %d of %d, urgent heard %d of %d, routine called an emergency %d of %d", way.name, found, critical, heard, urgent, falsely, routine)
		if share(found, critical) < 0.95 || share(heard, urgent) < 0.8 || share(falsely, routine) > 0.02 {
			t.Errorf("%s: less than 95 %% of the critical or 80 %% of the urgent ones heard, or more than 2 %% of the routine ones", way.name)
		}
	}
}

// TestHarmless measures false alarms on turns that have nothing to do with health, and on bookings.
func TestHarmless(t *testing.T) {
	r := reader(t)
	for _, set := range []struct {
		file string
		most float64 // called an emergency
	}{{"scope.jsonl", 0.002}, {"sgd.jsonl", 0.001}} {
		rows := lines[struct{ Utterance, Speaker string }](t, set.file)
		n, alarms, urgent := 0, 0, 0
		for _, row := range rows {
			if row.Speaker == "system" {
				continue
			}
			n++
			switch r.Read(row.Utterance).Tier {
			case Emergency:
				alarms++
			case Urgent:
				urgent++
			}
		}
		t.Logf("%s: %d of %d called an emergency, %d urgent", set.file, alarms, n, urgent)
		if share(alarms, n) > set.most || share(urgent, n) > 0.005 {
			t.Errorf("%s: more than %g are called an emergency, or more than 0.005 urgent", set.file, set.most)
		}
	}
}

func share(part, whole int) float64 { return float64(part) / float64(whole) }

func reader(t testing.TB) *Reader {
	t.Helper()
	r, err := New()
	if err != nil {
		t.Fatal(err)
	}
	return r
}
