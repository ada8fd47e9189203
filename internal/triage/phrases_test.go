package triage

import (
	"bufio"
	"os"
	"strings"
	"testing"
)

// phrases returns the lines of a file of testdata without its comments.
func phrases(t testing.TB, name string) (all []string) {
	t.Helper()
	f, err := os.Open("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	for s := bufio.NewScanner(f); s.Scan(); {
		if !strings.HasPrefix(s.Text(), "#") && s.Text() != "" {
			all = append(all, s.Text())
		}
	}
	return all
}

// TestPhrases holds the reader to phrases that were written for it, each with the kind it must find.
func TestPhrases(t *testing.T) {
	r := reader(t)
	kinds, n := map[string]bool{}, 0
	for _, file := range []struct {
		name  string
		tiers []Tier
	}{{"emergency.txt", []Tier{Emergency}}, {"urgent.txt", []Tier{Urgent, Emergency}}} {
		for _, line := range phrases(t, file.name) {
			kind, text, _ := strings.Cut(line, " | ")
			res := r.Read(text)
			kinds[kind], n = true, n+1
			if res.Tier != file.tiers[0] && res.Tier != file.tiers[len(file.tiers)-1] {
				t.Errorf("%s: %q is %s", kind, text, res.Tier)
			} else if !res.Has(Kind(kind)) {
				t.Errorf("%s: %q is %s of %v", kind, text, res.Tier, res.Flags[0].Kind)
			}
		}
	}
	harmless := phrases(t, "harmless.txt")
	for _, text := range harmless {
		if res := r.Read(text); res.Tier != None {
			t.Errorf("%q is %s by %s", text, res.Tier, res.Flags[0].Rule)
		}
	}
	if len(kinds) < 20 || n < 300 || len(harmless) < 300 {
		t.Errorf("only %d kinds, %d alarms and %d harmless phrases", len(kinds), n, len(harmless))
	}
}
