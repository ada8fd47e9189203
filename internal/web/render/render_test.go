package render

import (
	"encoding/json"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"bedside/internal/web/view/samples"

	"golang.org/x/net/html"
)

// TestEveryPage draws every sample, holds it to the rules of the house, and
// demands that every template and every icon is used. With BEDSIDE_PAGES set
// it writes the pages into that folder, to look at them in a browser.
func TestEveryPage(t *testing.T) {
	e, err := New()
	if err != nil {
		t.Fatal(err)
	}
	unused := map[string]bool{}
	for _, n := range e.Names() {
		unused[n] = true
	}
	icons := map[string]bool{}
	for _, s := range samples.All() {
		t.Run(s.Name, func(t *testing.T) {
			delete(unused, s.View.Template())
			w := httptest.NewRecorder()
			if err := e.Page(w, 200, s.View); err != nil {
				t.Fatal(err)
			}
			if w.Header().Get("Content-Type") != "text/html; charset=utf-8" {
				t.Error("content type is", w.Header().Get("Content-Type"))
			}
			body := w.Body.String()
			doc, err := html.Parse(strings.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			p := page{T: t, ids: map[string]bool{}, labels: map[string]bool{}, icons: icons}
			p.gather(doc)
			p.check(doc)
			p.end()
			if strings.Contains(body, "ZgotmplZ") {
				t.Error("a value stands where html/template does not trust it")
			}
			if dir := os.Getenv("BEDSIDE_PAGES"); dir != "" {
				if err := os.WriteFile(filepath.Join(dir, s.Name+".html"), w.Body.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
	for n := range unused {
		t.Errorf("template %s has no sample", n)
	}
	for n, used := range icons {
		if !used {
			t.Errorf("icon %s stands in the sprite and is never used", n)
		}
	}
}

// page is one page under examination.
type page struct {
	*testing.T
	ids, labels map[string]bool
	icons       map[string]bool
	h1, first   int
	level       int
}

// gather notes ids and labels before anything refers to them.
func (p *page) gather(n *html.Node) {
	if id := attr(n, "id"); id != "" {
		if p.ids[id] {
			p.Errorf("id %q stands twice", id)
		}
		p.ids[id] = true
	}
	if n.Data == "label" && attr(n, "for") != "" {
		p.labels[attr(n, "for")] = true
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		p.gather(c)
	}
}

// patientWords are values of the samples' patients, which must stand in no
// title and no address.
var patientWords = regexp.MustCompile(`(?i)delacroix|\bada\b|tran\b|whitfield|zzyzx|555-01[49]|example\.com|03/14`)

func (p *page) check(n *html.Node) {
	if n.Type == html.ElementNode {
		p.element(n)
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		p.check(c)
	}
}

func (p *page) element(n *html.Node) {
	for _, a := range n.Attr {
		switch {
		case a.Key == "style", strings.HasPrefix(a.Key, "on"), strings.HasPrefix(a.Key, "hx-on"):
			p.Errorf("<%s %s>: the CSP forbids it", n.Data, a.Key)
		case a.Key == "href" && n.Data == "use":
			name := strings.TrimPrefix(a.Val, "#i-")
			if !p.ids["i-"+name] {
				p.Errorf("icon %s is not in the sprite", name)
			}
			p.icons[name] = true
		case a.Key == "href", a.Key == "action":
			if strings.HasPrefix(a.Val, "javascript:") || a.Val == "" {
				p.Errorf("<%s %s=%q>", n.Data, a.Key, a.Val)
			}
			if patientWords.MatchString(a.Val) {
				p.Errorf("a patient's value in an address: %s", a.Val)
			}
		case a.Key == "for", a.Key == "aria-labelledby", a.Key == "aria-describedby":
			for _, id := range strings.Fields(a.Val) {
				if !p.ids[id] {
					p.Errorf("%s=%q: there is no such id", a.Key, id)
				}
			}
		}
	}
	switch n.Data {
	case "style":
		p.Error("an inline style sheet")
	case "script":
		switch data := attr(n, "type") == "application/ld+json"; {
		case data && !json.Valid([]byte(text(n))):
			p.Errorf("data that are no JSON: %s", text(n))
		case data && patientWords.MatchString(text(n)):
			p.Error("a patient's value in what a page says to machines")
		case !data && attr(n, "src") == "":
			p.Error("an inline script")
		}
	case "symbol":
		if name := strings.TrimPrefix(attr(n, "id"), "i-"); !p.icons[name] {
			p.icons[name] = false
		}
	case "title":
		if n.Parent.Data == "head" && (text(n) == "" || patientWords.MatchString(text(n))) {
			p.Errorf("title %q", text(n))
		}
	case "h1", "h2", "h3", "h4":
		p.heading(n)
	case "a", "button":
		if strings.Contains(" "+attr(n, "class")+" ", " first ") {
			p.first++
		}
		if strings.TrimSpace(text(n)) == "" && attr(n, "aria-label") == "" {
			p.Errorf("a <%s> without words", n.Data)
		}
	case "input", "select", "textarea":
		if attr(n, "type") != "hidden" && !p.labels[attr(n, "id")] && attr(n, "aria-label") == "" && !inside(n, "label") {
			p.Errorf("<%s name=%q> has no label", n.Data, attr(n, "name"))
		}
	case "th":
		if attr(n, "scope") == "" {
			p.Errorf("a heading cell %q without scope", text(n))
		}
	case "form":
		if m := attr(n, "method"); m != "get" && m != "post" && m != "dialog" {
			p.Errorf("a form with method %q", m)
		}
	}
}

// heading holds the order: one h1, and no level left out on the way down.
func (p *page) heading(n *html.Node) {
	if inside(n, "dialog") {
		return
	}
	level := int(n.Data[1] - '0')
	if level == 1 {
		p.h1++
	}
	if level > p.level+1 {
		p.Errorf("<%s>%s</%s> after level %d", n.Data, text(n), n.Data, p.level)
	}
	p.level = level
}

func (p *page) end() {
	if p.h1 != 1 {
		p.Errorf("%d main headings, want 1", p.h1)
	}
	if p.first > 1 {
		p.Errorf("%d primary actions, want one at most", p.first)
	}
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func inside(n *html.Node, tag string) bool {
	for ; n != nil; n = n.Parent {
		if n.Data == tag {
			return true
		}
	}
	return false
}

func text(n *html.Node) string {
	if n.Type == html.TextNode {
		return n.Data
	}
	var b strings.Builder
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		b.WriteString(text(c))
	}
	return b.String()
}
