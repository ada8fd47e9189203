package ident

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"bedside/internal/guard/lex"
)

// What a name needs to be found, and what takes it away again.
func TestEvidence(t *testing.T) {
	words := map[uint64]lex.Entry{}
	AddTo(words)
	dict := lex.NewDict(words)
	var f Finder
	for _, c := range []struct {
		why, text string
		want      []string
	}{
		{"a line break inside", "The results of Corinne\nAshworth are back.", []string{"Corinne\nAshworth"}},
		{"a list of one name a line", "Corinne Baptiste\nMarisol Vega\n", []string{"Corinne Baptiste", "Marisol Vega"}},
		{"established once, alone later", "Maria Okonjo called. Later Okonjo wrote, and okonjo came.", []string{"Maria Okonjo", "Okonjo", "okonjo"}},
		{"an unknown word, announced", "A patient named Talyndra came. Talyndra is well.", []string{"Talyndra", "Talyndra"}},
		{"kin", "Her brother Zebulon drove.", []string{"Zebulon"}},
		{"a salutation", "Dear Philippa, your results are in.", []string{"Philippa"}},
		{"a title before an unknown word", "Mrs. Quoxley is here.", []string{"Mrs. Quoxley"}},
		{"a doctor's initial", "Dr. A. Baker's clinic called.", []string{"Dr. A. Baker"}},
		{"letters after it", "Ask Ramona Vega MD about it.", []string{"Ramona Vega MD"}},
		{"a hashtag", "#JusticeForAnnaSmith now", []string{"AnnaSmith"}},
		{"a hashtag of words", "#HeartHealthMonth is here", nil},
		{"small letters", "tell roberto yamamura that we called", []string{"roberto yamamura"}},
		{"an eponym and a person of the same name", "Mr. Parkinson has no Parkinson's disease.", []string{"Mr. Parkinson"}},
		{"two eponyms", "A Swan-Ganz catheter and an Osgood-Schlatter lesion.", nil},
		{"an organisation", "He works for Kessler Capital Partners.", nil},
		{"a hospital", "Ruth Ellison Memorial Hospital opens.", nil},
		{"authors", "Okafor et al. 2021; Lindqvist and Baptiste (2020) agreed.", nil},
		{"a list of references", "Okafor J, Lindqvist A. Salt and sleep. BMJ. 2019;3:4.", nil},
		{"no reference", "Options for a patient with SLE, Anne O., seen in 2023.", []string{"Anne O."}},
		{"the same man, no author", "Okafor and his wife came in 2021.", []string{"Okafor"}},
	} {
		if got := namesIn(&f, dict, c.text); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q: got %q, want %q", c.why, c.text, got, c.want)
		}
	}
}

// Names lie in order within the text, do not overlap, and are the same each time, whatever the text.
func TestNamesOfAnyText(t *testing.T) {
	words := map[uint64]lex.Entry{}
	AddTo(words)
	dict := lex.NewDict(words)
	pieces := []string{"Maria", "Lopez", "de", "la", "-", ".", ",", "J.", "\n", " ", "'s", "#", "@", "and", "Dr.", "MD", "Jr.", "et al.", "(2021)", "é", "\xff", "is", "HILL", "ivy", "O'"}
	rapid.Check(t, func(t *rapid.T) {
		text := ""
		for _, p := range rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 40).Draw(t, "pieces") {
			text += p
			if rapid.Bool().Draw(t, "space") {
				text += " "
			}
		}
		var d lex.Doc
		d.Scan(text, dict)
		var f Finder
		first := slices.Clone(f.Find(&d, 2026))
		at := 0
		for _, h := range first {
			if h.Start < at || h.End <= h.Start || h.End > len(text) || h.From < 0 || h.To > len(d.Tokens) || h.To <= h.From {
				t.Fatalf("hit %+v in %q", h, text)
			}
			at = h.End
		}
		if again := f.Find(&d, 2026); !slices.Equal(first, again) {
			t.Fatalf("%q: %v, then %v", text, first, again)
		}
	})
}
