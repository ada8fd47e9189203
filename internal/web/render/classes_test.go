package render

import (
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"bedside/internal/web/view/samples"
)

var (
	cssNote  = regexp.MustCompile(`(?s)/\*.*?\*/`)
	cssBody  = regexp.MustCompile(`\{[^{}]*\}`)
	cssClass = regexp.MustCompile(`\.([a-z][a-z0-9-]*)`)
	useClass = regexp.MustCompile(`class="([^"]*)"`)
	placed   = regexp.MustCompile(`^(at|for)-\d+$`) // what grid.go makes
)

// TestClasses finds dead rules in the style sheets, and classes in pages that
// no rule knows.
func TestClasses(t *testing.T) {
	ruled := map[string]bool{}
	sheets, err := filepath.Glob("../static/css/*.css")
	if err != nil || len(sheets) == 0 {
		t.Fatal(sheets, err)
	}
	for _, f := range sheets {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		selectors := cssBody.ReplaceAllString(cssNote.ReplaceAllString(string(b), ""), "{}")
		for _, m := range cssClass.FindAllStringSubmatch(selectors, -1) {
			ruled[m[1]] = true
		}
	}
	e, err := New()
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	for _, s := range samples.All() {
		w := httptest.NewRecorder()
		if err := e.Page(w, 200, s.View); err != nil {
			t.Fatal(err)
		}
		for _, m := range useClass.FindAllStringSubmatch(w.Body.String(), -1) {
			for _, c := range strings.Fields(m[1]) {
				used[c] = true
			}
		}
	}
	for c := range ruled {
		if !used[c] && !placed.MatchString(c) {
			t.Errorf("a rule for .%s, which no page has", c)
		}
	}
	for c := range used {
		if !ruled[c] && !placed.MatchString(c) {
			t.Errorf("class %q, for which there is no rule", c)
		}
	}
}
