package guard_test

import (
	"strings"
	"testing"

	"bedside/internal/guard"
)

// hostile is what a program or a person with bad intent may send, each some megabytes long.
func hostile() map[string]string {
	return map[string]string{
		"a million brackets": strings.Repeat("(", 1e6), "brackets in brackets": strings.Repeat("[(", 5e5) + strings.Repeat(")]", 5e5),
		"one word of 10 MB": strings.Repeat("a", 10<<20), "one number of 10 MB": strings.Repeat("1", 10<<20), "one accented word": strings.Repeat("é", 2<<20),
		"invalid UTF-8": strings.Repeat("\xff", 1<<20), "halves of letters": strings.Repeat("\xc3", 1<<20), "a broken letter": "Walk each day.\xc3 Rest.",
		"NULs": strings.Repeat("\x00", 2<<20), "one NUL": "Walk\x00 each day.", "marks without end": strings.Repeat("#@", 1<<20),
	}
}

// What nobody can read as words is not clear: it gets a finding, and a person looks.
func TestHostileTextIsNotClear(t *testing.T) {
	g := newGuard(t, guard.Own{})
	for name, text := range hostile() {
		r := g.Check(post(text))
		if r.Verdict == guard.Clear || len(r.Findings) == 0 {
			t.Errorf("%s is clear", name)
		}
		if _, _, err := g.Clear(post(text)); err == nil {
			t.Errorf("%s may go out", name)
		}
	}
	for name, text := range map[string]string{
		"a long address": "Read https://lakeside.example/" + strings.Repeat("very-long-path/", 80) + " before your visit.", "a rule of dashes": strings.Repeat("-", 900) + "\nWalk each day.",
		"another script": strings.Repeat("Ходите каждый день. ", 200), "nothing": "", "emoji": strings.Repeat("👩‍⚕️ Walk! ", 200), "a table": strings.Repeat("| a | b |\n", 400),
	} {
		for _, f := range g.Check(post(text)).Findings {
			if f.Rule == "fit.unreadable" {
				t.Errorf("%s cannot be read: %s", name, f.Message)
			}
		}
	}
}
