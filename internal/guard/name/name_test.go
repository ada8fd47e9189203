package name_test

import (
	"testing"

	"bedside/internal/guard/lex"
	"bedside/internal/guard/name"
)

func TestOf(t *testing.T) {
	for word, want := range map[string]func(name.Info) bool{
		"maria":    func(f name.Info) bool { return f.Given() == 3 },
		"Nguyễn":   func(f name.Info) bool { return f.Surname() > 1 },
		"okafor":   func(f name.Info) bool { return f.Surname() > 1 && f.Given() == 0 },
		"grace":    func(f name.Info) bool { return f.Given() > 1 && f.Ordinary() > 0 },
		"water":    func(f name.Info) bool { return !f.Listed() && f.Ordinary() == 3 },
		"hospital": func(f name.Info) bool { return f.Kind() == name.Facility },
		"says":     func(f name.Info) bool { return f.Kind() == name.Says },
		"xqzzkv":   func(f name.Info) bool { return f == 0 },
	} {
		if f := name.Of(name.Hashes(word)[0]); !want(f) {
			t.Errorf("%s: given %d, surname %d, ordinary %d, %s", word, f.Given(), f.Surname(), f.Ordinary(), name.Kinds[f.Kind()])
		}
	}
}

// The same word is a name in one place and none in another.
func TestContextDecides(t *testing.T) {
	for _, c := range []struct {
		text string
		at   int
		want bool
	}{
		{"I met Grace at the gym.", 2, true},
		{"She bore it with grace.", 4, false},
		{"We saw Mark Teller today.", 2, true},
		{"Mark your calendars.", 0, false},
		{"Talyndra told me so.", 0, true},
		{"Buy Talyndra online.", 1, false},
		{"Ask Baker about it.", 1, true},
		{"The baker was ill.", 1, false},
	} {
		var d lex.Doc
		d.Scan(c.text, nil)
		if got := name.Is(&d, c.at, false); got != c.want {
			t.Errorf("%q, word %d: %v", c.text, c.at, got)
		}
	}
}

func TestAllocatesNothing(t *testing.T) {
	var d lex.Doc
	d.Scan("Yesterday Maria Lopez told Dr. Baker that Anything Goes.", nil)
	if n := testing.AllocsPerRun(100, func() {
		for i := range d.Tokens {
			name.Is(&d, i, i > 0)
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
