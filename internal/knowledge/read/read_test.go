package read_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"bedside/internal/knowledge/read"
)

func texts(p read.Page) (all []string) {
	for _, x := range p.Passages() {
		all = append(all, strings.Join(x.Headings, " › ")+" | "+x.Text)
	}
	return all
}

func TestPassages(t *testing.T) {
	long := strings.Repeat("Dr. Marlow sees patients at 8 a.m. on Mondays in St. Paul. ", 12)
	for _, c := range []struct {
		name, kind, text string
		want             []string
	}{
		{"markdown", "text/markdown", "# Guide\n\n## Parking\n\nPark *behind* the [house](https://x.example).\n\n## Bring\n\nPlease bring:\n\n- a photo ID\n- your card\n\n```\ncode is not read\n```\n",
			[]string{"Guide › Parking | Park behind the house.", "Guide › Bring | Please bring: a photo ID; your card"}},
		{"a table", "text/markdown", "## Prices\n\n| Visit | Price |\n|---|---|\n| Short | $95 |\n| Long | $160 |\n", []string{"Prices | Visit: Price; Short: $95; Long: $160"}},
		{"a sibling heading", "text/markdown", "## A\n\n### B\n\nIn B it is.\n\n## C\n\nIn C it is.\n", []string{"A › B | In B it is.", "C | In C it is."}},
		{"escapes", "text/markdown", "It costs 5\\* &amp; more.\n", []string{" | It costs 5* & more."}},
		{"html", "text/html", "<html><head><title>T</title></head><body><nav>Menu one</nav><main><h1>Visit</h1><p>Park <b>behind</b> the house.<script>x()</script></p><div hidden>Not seen here</div><p style='display: none'>Nor this one</p></main><footer>Foot note</footer></body></html>",
			[]string{"Visit | Park behind the house."}},
		{"questions", "text/html", "<dl><dt>Where do I park?</dt><dd>Behind the house.</dd><dt>Is it free?</dt><dd>Yes, it is.</dd></dl><details><summary>Dogs?</summary>Service dogs only.</details>",
			[]string{"Where do I park? | Behind the house.", "Is it free? | Yes, it is.", "Dogs? | Service dogs only."}},
		{"no main", "text/html", "<body><div>Loose words here<br>and there</div></body>", []string{" | Loose words here and there"}},
		{"plain", "text/plain", "Parking\n\nPark behind\nthe house.\r\n\r\nTo bring\n\n- an ID\n- a list\n  of medicines\n", []string{"Parking | Park behind the house.", "To bring | an ID; a list of medicines"}},
		{"long", "text/plain", long, []string{" | " + strings.TrimSpace(strings.Repeat("Dr. Marlow sees patients at 8 a.m. on Mondays in St. Paul. ", 5))}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := texts(read.Read(c.kind, []byte(c.text)))
			for i, w := range c.want {
				if i >= len(got) || got[i] != w {
					t.Errorf("passage %d of %q, want %q", i, got, w)
				}
			}
			if c.name != "long" && len(got) != len(c.want) {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

func TestWhatAPageSaysOfItself(t *testing.T) {
	p := read.Read("text/html", []byte(`<html lang="es-MX"><head><title> Su  visita </title><link rel="canonical" href="/visita"><meta name="robots" content="noindex, nofollow"></head><body><a href="/a">A</a><a rel="nofollow" href="/b">B</a></body></html>`))
	if p.Title != "Su visita" || p.Language != "es" || p.Canonical != "/visita" || !p.NoIndex || !p.NoFollow || len(p.Links) != 1 || p.Links[0] != "/a" {
		t.Errorf("read %+v", p)
	}
}

// FuzzRead: whatever the bytes are, a page comes out whose passages are words of it, in one breath.
func FuzzRead(f *testing.F) {
	for _, s := range []string{"# A\n\n- b\n", "<p>a<table><tr><td>b", "a\n\nb.", "<dl><dt>q?<dd>a b", "\xff\xfe", "&amp;\\*", "<!doctype html><main><ul><li>x y<ul><li>z", strings.Repeat("<div>", 700) + "deep words", strings.Repeat("> ", 200) + "deep words"} {
		for kind := range 3 {
			f.Add(kind, s)
		}
	}
	kinds := []string{"text/markdown", "text/html", "text/plain"}
	f.Fuzz(func(t *testing.T, kind int, s string) {
		p := read.Read(kinds[(kind%3+3)%3], []byte(s))
		for _, x := range p.Passages() {
			if !utf8.ValidString(x.Text) || utf8.RuneCountInString(x.Text) > 600 || strings.TrimSpace(x.Text) != x.Text || strings.Contains(x.Text, "  ") || len(strings.Fields(x.Text)) < 2 {
				t.Errorf("a passage: %q", x.Text)
			}
		}
	})
}
