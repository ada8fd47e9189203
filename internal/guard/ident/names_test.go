package ident

import (
	"os"
	"slices"
	"strings"
	"testing"

	"bedside/internal/guard/lex"
)

// namesIn returns the names found in a text, without their titles.
func namesIn(f *Finder, dict *lex.Dict, text string) []string {
	var d lex.Doc
	d.Scan(text, dict)
	var out []string
	for _, h := range f.Find(&d, 2026) {
		if h.Type == Name {
			out = append(out, text[h.Start:h.End])
		}
	}
	return out
}

// Whole names are found and nothing else, in sentences of every sort: of 100 names 97, of 100 lines that name nobody at
// most 3 raise a name.
func TestNames(t *testing.T) {
	b, err := os.ReadFile("testdata/names.txt")
	if err != nil {
		t.Fatal(err)
	}
	words := map[uint64]lex.Entry{}
	AddTo(words)
	dict := lex.NewDict(words)
	var f Finder
	names, missed, quiet, wrong, extra := 0, 0, 0, 0, 0
	for line := range strings.Lines(string(b)) {
		line = strings.TrimSuffix(line, "\n")
		if strings.HasPrefix(line, "# ") {
			continue
		}
		var want []string
		for rest := line; ; {
			_, after, ok := strings.Cut(rest, "[")
			if !ok {
				break
			}
			name, after, _ := strings.Cut(after, "]")
			want = append(want, name)
			rest = after
		}
		text := strings.NewReplacer("[", "", "]", "").Replace(line)
		got := namesIn(&f, dict, text)
		if len(want) == 0 {
			quiet++
			if len(got) > 0 {
				wrong++
				t.Logf("%q names nobody, found %q", text, got)
			}
			continue
		}
		for _, w := range want {
			names++
			if !slices.ContainsFunc(got, func(g string) bool { return strings.HasSuffix(g, w) }) {
				missed++
				t.Logf("%q in %q, found %q", w, text, got)
			}
		}
		if len(got) > len(want) {
			extra++
			t.Logf("too much in %q: %q", text, got)
		}
	}
	t.Logf("%d names, %d not found whole; %d lines name nobody, %d raise a name; %d lines raise one too many", names, missed, quiet, wrong, extra)
	if 100*missed > 3*names || 100*wrong > 3*quiet || 100*extra > 2*names {
		t.Error("names are found less well than promised")
	}
}
