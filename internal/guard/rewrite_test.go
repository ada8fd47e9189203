package guard

import (
	"cmp"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"pgregory.net/rapid"

	"bedside/internal/guard/lex"
	"bedside/internal/guard/rules"
)

func redactor(t testing.TB) *Guard {
	t.Helper()
	g, err := New(nil, Own{}, func() time.Time { return time.Date(2026, time.November, 22, 9, 0, 0, 0, time.UTC) })
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func public(text string) Draft {
	return Draft{Kind: Post, Audience: Public, Channel: "site", Body: []Part{Literal(text)}}
}

// Stories before and after, as testdata/rewrite.txt lists them.
func TestRewrite(t *testing.T) {
	b, err := os.ReadFile("testdata/rewrite.txt")
	if err != nil {
		t.Fatal(err)
	}
	g := redactor(t)
	for _, c := range strings.Split(strings.TrimSpace(string(b)), "\n---\n") {
		before, after, ok := strings.Cut(c, "\n=>\n")
		if !ok {
			t.Fatalf("no => in %q", c)
		}
		if got := g.Redact(public(before)); got != after {
			t.Errorf("%s\ngot  %s\nwant %s", before, got, after)
		}
	}
}

// soundRewrite says what is wrong with the rewrite of a draft, whatever its text.
func soundRewrite(g *Guard, d Draft) string {
	text, _, _ := d.render()
	made := g.Redact(d)
	again := d
	again.Title, again.Body = nil, []Part{Literal(made)}
	r := g.Check(again)
	for _, f := range r.Findings {
		if f.Category == Privacy && f.Severity == rules.Block {
			return "what blocks is left: " + f.Type + " " + f.Text + " in " + made
		}
	}
	if twice := g.Redact(again); twice != made {
		return "rewritten again it changes: " + made + " becomes " + twice
	}
	if len(made) > 8*len(text)+len(removed) && made != g.Check(d).Offer {
		return "it grew: " + made
	}
	return ""
}

// unchanged checks that one pass leaves the words outside of what was found, but for the small words beside it.
func unchanged(g *Guard, d Draft) string {
	r := g.Check(d)
	var doc lex.Doc
	doc.Scan(r.Text, nil)
	spans := r.echoed(r.mendable(false), &doc)
	if slices.ContainsFunc(spans, func(s span) bool { return s.Fix == nil || isSentence(*s.Fix) }) {
		return "" // whole sentences go
	}
	made := wordsOf(r.rewrite(false))
	at := 0
	var kept []string
	for _, s := range spans {
		kept = append(kept, wordsOf(r.Text[at:s.start])...)
		at = s.end
	}
	kept = append(kept, wordsOf(r.Text[at:])...)
	next := 0
	for _, w := range kept {
		if slices.Contains(besides, w) {
			continue
		}
		i := slices.Index(made[next:], w)
		if i < 0 {
			return "the word " + w + " is gone from " + r.Text + ", which became " + strings.Join(made, " ")
		}
		next += i + 1
	}
	return ""
}

// besides are small words that the grammar of a fix may take with it.
var besides = append(strings.Fields("on in at from of for since during throughout after last this next early late mid past near under via by between until and to through a an the el la los del al de en un una "+
	"named called llamado llamada is are was were am his her their my our your s it its años o más"), owners...)

func wordsOf(text string) []string {
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// eachText calls f with every text of the development data, whatever it was collected for, once.
func eachText(t *testing.T, f func(t *testing.T, text string) (wrong string)) {
	for _, file := range []string{"phi.jsonl", "phi_es.jsonl", "social_names.jsonl", "claims.jsonl", "red_flags.jsonl", "scope.jsonl", "slots.jsonl", "sgd.jsonl"} {
		t.Run(file, func(t *testing.T) {
			seen := map[string]bool{}
			wrong := 0
			for _, l := range readRows[struct{ Text, Utterance string }](t, file) {
				text := cmp.Or(l.Text, l.Utterance)
				if seen[text] {
					continue
				}
				seen[text] = true
				if s := f(t, text); s != "" {
					if wrong++; wrong <= 5 {
						t.Error(s)
					}
				}
			}
			if len(seen) < 100 {
				t.Errorf("only %d texts", len(seen))
			}
			if wrong > 0 {
				t.Errorf("%d in all", wrong)
			}
		})
	}
}

func TestRewriteOfDevelopmentData(t *testing.T) {
	g := redactor(t)
	eachText(t, func(t *testing.T, text string) (wrong string) {
		for _, kind := range []Kind{Post, Reply} {
			d := public(text)
			d.Kind = kind
			wrong = cmp.Or(wrong, soundRewrite(g, d), unchanged(g, d))
		}
		return wrong
	})
}

// storyPieces are combined in any order; the result need not make sense, the rewrite must hold all the same.
var storyPieces = []string{
	"My patient", "Maria Lopez", "Maria's", "Dr. Patel", "her husband", "Carlos", "(Ana Reyes)", "a 93-year-old", "aged 91", "in her nineties", "was seen", "on March 5, 2023",
	"on Tuesday", "in March", "from March 3 to March 9, 2024", "born in 1930", "at 12 Elm Street", "from Duluth, MN", "in Cloquet", "at St. Luke's Hospital", "call 218-555-0199",
	"at jen@example.org", "MRN: CH-12345", "SSN 123-45-6789", "with hypertension", "prior to", "is diabetic", ",", ".", ";", ":", "\n", "\n- ", "—", "(", ")", "She", "he will", "the", "family",
	"Mi paciente", "José Núñez", "el 3 de octubre de 2026", "en Calle Luna 12", "de 93 años", "su esposa", "vive", "Thank you", "Hi", "#Duluth", "@jen_d", "https://gofundme.com/x", "utilize", "individuals", "\xff", "👩",
}

func TestRewriteOfAnything(t *testing.T) {
	g := redactor(t)
	rapid.Check(t, func(t *rapid.T) {
		glued := rapid.IntRange(0, 3).Draw(t, "glued") == 0
		between := " "
		if glued {
			between = ""
		}
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(storyPieces), 0, 30).Draw(t, "pieces"), between)
		if rapid.IntRange(0, 9).Draw(t, "odd") == 0 {
			text = rapid.String().Draw(t, "text")
		}
		d := public(text)
		d.Kind = rapid.SampledFrom([]Kind{Post, Reply, Page, Email}).Draw(t, "kind")
		wrong := soundRewrite(g, d)
		if !glued { // else a word of a fix's grammar may be half of another
			wrong = cmp.Or(wrong, unchanged(g, d))
		}
		if wrong != "" {
			t.Fatal(wrong)
		}
	})
}

// What has nothing to mend comes back byte for byte.
func TestRewriteLeavesTheRest(t *testing.T) {
	g := redactor(t)
	b, err := os.ReadFile("testdata/ordinary.txt")
	if err != nil {
		t.Fatal(err)
	}
	same := 0
	for _, text := range strings.Split(strings.TrimSpace(string(b)), "\n---\n") {
		r := g.Check(public(text))
		if len(r.mendable(false)) > 0 {
			continue
		}
		if same++; g.Redact(public(text)) != text {
			t.Errorf("%q changed", text)
		}
	}
	if same < 200 {
		t.Errorf("only %d posts need nothing", same)
	}
}
