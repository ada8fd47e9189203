package web

import (
	"cmp"
	"testing"

	"bedside/internal/actor"
	"bedside/internal/web/view"
)

// Who sees a page listed may open it, and who may open it sees it listed.
func TestPracticePagesNeedWhatTheirRoutesNeed(t *testing.T) {
	needs := map[string]actor.Right{}
	for _, r := range (&Server{}).Routes() {
		needs[r.Pattern] = r.Need
	}
	seen := map[string]bool{}
	for _, g := range view.PracticeGroups() {
		for _, p := range g.Places {
			need, ok := needs["GET "+p.URL]
			if want := cmp.Or(placeNeeds[p.Text], actor.SeePractice); !ok || need != want {
				t.Errorf("%s, %s: it is listed for %q, and its address asks for %q", p.Text, p.URL, want, need)
			}
			if seen[p.Text] || p.Says == "" {
				t.Errorf("%s stands there twice, or says nothing", p.Text)
			}
			seen[p.Text] = true
		}
	}
	for text := range placeNeeds {
		if !seen[text] {
			t.Errorf("%s has a right and no page", text)
		}
	}
}
