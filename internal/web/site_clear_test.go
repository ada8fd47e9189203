package web

import (
	"html"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"bedside/internal/guard"
	"bedside/internal/guard/rules"
	"bedside/internal/web/templates"
)

// What the public pages say of themselves is not cleared where it is shown: here the guard reads every sentence of it, in
// both languages, and a sentence about an emergency in Spanish is one of those that somebody has looked at.
func TestTheGuardReadsThePublicPages(t *testing.T) {
	var texts []string
	files, err := fs.Glob(templates.FS, "site/*.html")
	must(t, err)
	for _, name := range append(files, "parts/site.html", "parts/parts.html", "parts/chat.html", "frame/site.html") {
		b, err := fs.ReadFile(templates.FS, name)
		must(t, err)
		texts = append(texts, quoted(string(b))...)
		for _, text := range regexp.MustCompile(`>[^<>{}]+<`).FindAllString(regexp.MustCompile(`{{[^}]*}}`).ReplaceAllString(string(b), ""), -1) {
			texts = append(texts, html.UnescapeString(strings.Trim(text, "<>")))
		}
	}
	sources, err := filepath.Glob("site_*.go")
	must(t, err)
	for _, name := range sources {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		b, err := os.ReadFile(name)
		must(t, err)
		texts = append(texts, quoted(string(b))...)
	}
	g, err := guard.New(nil, guard.Own{}, time.Now)
	must(t, err)
	read := 0
	for _, text := range texts {
		text = strings.TrimSpace(strings.TrimPrefix(strings.TrimPrefix(text, "hint="), "optional="))
		if !strings.Contains(text, " ") {
			continue
		}
		read++
		for _, f := range g.Check(guard.Draft{Kind: guard.Page, Audience: guard.Public, Channel: "site", Body: []guard.Part{guard.Literal(text)}}).Findings {
			if f.Severity == rules.Block || f.Severity == rules.Warn && f.Category != guard.Privacy { // “Elija” may be a name, and an example a number
				t.Errorf("%q: %s", text, f.Message)
			}
		}
		rest := text
		for _, sentence := range emergencyES {
			rest = strings.ReplaceAll(rest, sentence, "")
		}
		if strings.Contains(strings.ToLower(rest), "emergencia") || strings.Contains(rest, "ame al 911") {
			t.Errorf("%q has a new sentence about an emergency", text)
		}
	}
	if read < 300 {
		t.Errorf("the guard read %d texts only", read)
	}
}

// quoted are the texts in quotation marks of a template or a source.
func quoted(source string) (all []string) {
	for _, m := range regexp.MustCompile(`"((?:[^"\\\n]|\\.)*)"`).FindAllStringSubmatch(source, -1) {
		all = append(all, m[1])
	}
	return all
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// emergencyES are the Spanish sentences about an emergency that were looked at.
var emergencyES = []string{
	"No use este formulario en una emergencia. Llame al 911.", "En una emergencia llame al 911.", "En una emergencia, llame al 911 y no nos espere.",
	"En una emergencia, llame usted al 911.", "En una emergencia llame al",
}
