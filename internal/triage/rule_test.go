package triage

import "testing"

// TestExamples holds every rule to its own examples.
func TestExamples(t *testing.T) {
	r, err := New()
	if err != nil {
		t.Fatal(err)
	}
	for _, rule := range r.Rules() {
		fires := func(text string) bool {
			for _, f := range r.Read(text).Flags {
				if f.Rule == rule.ID {
					return true
				}
			}
			return false
		}
		for _, text := range rule.Fires {
			if !fires(text) {
				t.Errorf("%s does not fire on %q", rule.ID, text)
			}
		}
		for _, text := range rule.Quiet {
			if fires(text) {
				t.Errorf("%s fires on %q", rule.ID, text)
			}
		}
	}
}
