package find_test

import (
	"bufio"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bedside/internal/knowledge/find"
	"bedside/internal/knowledge/read"
	"bedside/internal/words"
)

// library is the passages of the documents in testdata, an index for each language.
type library struct {
	entries map[words.Language][]find.Entry
	index   map[words.Language]*find.Index
}

var types = map[string]string{".md": "text/markdown", ".html": "text/html", ".txt": "text/plain"}

func openLibrary(t testing.TB) library {
	t.Helper()
	l := library{map[words.Language][]find.Entry{}, map[words.Language]*find.Index{}}
	files, err := filepath.Glob("testdata/*.*")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if filepath.Base(f) == "questions.txt" {
			continue
		}
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		p := read.Read(types[filepath.Ext(f)], data)
		language := p.Language
		if language == "" {
			language = words.English
		}
		for _, s := range p.Passages() {
			l.entries[language] = append(l.entries[language], find.Entry{Title: p.Title, Headings: s.Headings, Text: s.Text})
		}
	}
	for language, all := range l.entries {
		l.index[language] = find.New(language, all)
	}
	return l
}

// golden is a question and how the passage begins that answers it, "" for none.
type golden struct {
	question, want string
}

func questions(t testing.TB) (all []golden) {
	t.Helper()
	f, err := os.Open("testdata/questions.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	for s := bufio.NewScanner(f); s.Scan(); {
		q, want, ok := strings.Cut(s.Text(), " | ")
		if !ok {
			continue
		}
		all = append(all, golden{q, strings.TrimPrefix(want, "-")})
	}
	return all
}

// tally is what became of questions.
type tally struct{ right, wrong, missed, silent, invented int }

func (y tally) precision() float64 {
	return float64(y.right) / float64(max(y.right+y.wrong+y.invented, 1))
}
func (y tally) recall() float64 { return float64(y.right) / float64(max(y.right+y.wrong+y.missed, 1)) }

// TestGoldenQuestions: a wrong passage is rarer than none. The weights were set on the odd lines.
func TestGoldenQuestions(t *testing.T) {
	l := openLibrary(t)
	var half [2]tally
	for i, g := range questions(t) {
		y := &half[i%2]
		language := words.Tell(words.Split(g.question))
		if language == "" {
			language = words.English
		}
		hit, ok := find.Best(l.index[language].Find(g.question))
		text := ""
		if ok {
			text = l.entries[language][hit.Entry].Text
		}
		switch {
		case ok && g.want != "" && strings.HasPrefix(text, g.want):
			y.right++
		case ok && g.want != "":
			y.wrong++
			t.Logf("%d wrong    %.2f %5.1f %s → %.60s", i%2, hit.Sure, hit.Score, g.question, text)
		case ok:
			y.invented++
			t.Logf("%d invented %.2f %5.1f %s → %.60s", i%2, hit.Sure, hit.Score, g.question, text)
		case g.want != "":
			y.missed++
			t.Logf("%d missed   %s → %v", i%2, g.question, top(l, language, g.question))
		default:
			y.silent++
		}
	}
	for i, name := range []string{"odd", "even"} {
		t.Logf("%s: precision %.3f recall %.3f %+v", name, half[i].precision(), half[i].recall(), half[i])
	}
}

func top(l library, language words.Language, q string) (s string) {
	for _, h := range l.index[language].Find(q)[:min(2, len(l.index[language].Find(q)))] {
		s += strings.TrimSpace(l.entries[language][h.Entry].Text[:min(40, len(l.entries[language][h.Entry].Text))])
		s += " " + string(rune('0'+int(h.Sure*10))) + "/10; "
	}
	return s
}
