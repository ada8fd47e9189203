package words_test

import (
	"testing"
	"unicode/utf8"

	"bedside/internal/words"
)

func TestSplit(t *testing.T) {
	texts := func(s string) (got []string) {
		for _, w := range words.Split(s) {
			got = append(got, w.Text)
		}
		return got
	}
	for in, want := range map[string][]string{
		"I can’t breathe!":         {"i", "can't", "breathe", "!"},
		"SEÑORA José, ¿mañana?":    {"senora", "jose", ",", "¿", "manana", "?"},
		"10:30am on 12/5":          {"10", ":", "30", "am", "on", "12", "/", "5"},
		"the 5th":                  {"the", "5", "th"},
		"ch\u200best\u0000 pain":   {"chest", "pain"},
		"e\u0301l rock 'n' roll":   {"el", "rock", "'", "n", "'", "roll"},
		"\xff\xfe ok":              {"\ufffd", "\ufffd", "ok"},
		"":                         nil,
		"ʹ0$ oʼclock ʼ":            {"'", "0", "$", "o'clock", "'"},
		"straße ﬁne ｆｕｌｌ":          {"straße", "fine", "full"},
		"I hаve сhеst pаin":        {"i", "have", "chest", "pain"},
		"мой доктор, ρain":         {"мои", "доктор", ",", "pain"},
		"women's don't o'clock 5'": {"women's", "don't", "o'clock", "5", "'"},
	} {
		got := texts(in)
		if len(got) != len(want) {
			t.Errorf("%q: %q, want %q", in, got, want)
			continue
		}
		for i := range got {
			if got[i] != want[i] {
				t.Errorf("%q: %q, want %q", in, got, want)
				break
			}
		}
	}
}

func TestTell(t *testing.T) {
	for in, want := range map[string]words.Language{
		"I need to see the doctor tomorrow":     words.English,
		"necesito una cita para mi hija mañana": words.Spanish,
		"Dr. Osei":                              "",
		"no":                                    "",
		"¿Herrera?":                             words.Spanish,
	} {
		if got := words.Tell(words.Split(in)); got != want {
			t.Errorf("%q is %q, want %q", in, got, want)
		}
	}
}

func FuzzSplit(f *testing.F) {
	f.Add("I can’t breathe")
	f.Add("a'\u0301b \xffé")
	f.Add("ʹ0$")
	f.Add("ʼ ʼa bʼ")
	f.Fuzz(func(t *testing.T, s string) {
		last, n := 0, utf8.RuneCountInString(s)
		for _, w := range words.Split(s) {
			if w.Start < last || w.End <= w.Start || w.End > n || w.Text == "" {
				t.Fatalf("%q: word %+v after %d of %d", s, w, last, n)
			}
			last = w.End
		}
	})
}
