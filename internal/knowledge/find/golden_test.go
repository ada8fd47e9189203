package find_test

import (
	"bufio"
	"os"
	"path/filepath"
	"slices"
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

func openLibrary(t testing.TB, folder string) library {
	t.Helper()
	l := library{map[words.Language][]find.Entry{}, map[words.Language]*find.Index{}}
	files, err := filepath.Glob(filepath.Join("testdata", folder, "*.*"))
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

func questions(t testing.TB, folder string) (all []golden) {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", folder, "questions.txt"))
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

// TestGoldenQuestions: a wrong passage is rarer than none, on the questions that the weights were set on and on those,
// over other documents, that they never saw. The bounds are what was measured when they were written, rounded down.
func TestGoldenQuestions(t *testing.T) {
	for _, set := range []struct {
		folder            string
		precision, recall float64
		asked             int
	}{{"set", 0.98, 0.75, 200}, {"fresh", 0.92, 0.64, 60}} {
		t.Run(set.folder, func(t *testing.T) {
			y := tried(t, set.folder)
			t.Logf("precision %.3f, recall %.3f of %d questions: %+v", y.precision(), y.recall(), y.asked(), y)
			if y.precision() < set.precision || y.recall() < set.recall || y.asked() < set.asked || (y.silent+y.invented)*4 < y.asked() {
				t.Errorf("want precision %.2f and recall %.2f of at least %d questions, a quarter of them without an answer", set.precision, set.recall, set.asked)
			}
			if y.wrong+y.invented >= y.missed {
				t.Errorf("%d are wrong and %d are missed", y.wrong+y.invented, y.missed)
			}
		})
	}
}

func (y tally) asked() int { return y.right + y.wrong + y.missed + y.silent + y.invented }

func tried(t *testing.T, folder string) (y tally) {
	l := openLibrary(t, folder)
	for _, g := range questions(t, folder) {
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
			t.Logf("wrong: %s → %.60s", g.question, text)
		case ok:
			y.invented++
			t.Logf("invented: %s → %.60s", g.question, text)
		case g.want != "":
			y.missed++
			t.Logf("missed: %s", g.question)
		default:
			y.silent++
		}
	}
	return y
}

// FuzzFind: no question breaks the index, and the same one is answered the same again.
func FuzzFind(f *testing.F) {
	l := openLibrary(f, "set")
	for _, g := range questions(f, "set") {
		f.Add(g.question)
	}
	f.Fuzz(func(t *testing.T, q string) {
		for _, x := range l.index {
			one, two := x.Find(q), x.Find(q)
			if !slices.Equal(one, two) {
				t.Errorf("%q: %v and %v", q, one, two)
			}
			for _, h := range one {
				if h.Sure < 0 || h.Sure > 1.0001 || h.Score < 0 {
					t.Errorf("%q: %+v", q, h)
				}
			}
		}
	})
}

// TestTheSameIndex: however often it is made, an index answers the same.
func TestTheSameIndex(t *testing.T) {
	one, two := openLibrary(t, "set"), openLibrary(t, "set")
	for _, g := range questions(t, "set") {
		for language := range one.index {
			if a, b := one.index[language].Find(g.question), two.index[language].Find(g.question); !slices.Equal(a, b) {
				t.Fatalf("%s: %v and %v", g.question, a, b)
			}
		}
	}
}
