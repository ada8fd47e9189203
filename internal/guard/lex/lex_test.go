package lex

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func words(s string) string {
	var d Doc
	d.Scan(s, nil)
	var out []string
	for _, t := range d.Tokens {
		out = append(out, s[t.Start:t.End])
	}
	return strings.Join(out, "|")
}

func TestScan(t *testing.T) {
	for in, want := range map[string]string{
		"":                         "",
		"John's knee.":             "John|'s|knee|.",
		"Siobhan O’Sullivan’s dog": "Siobhan|O’Sullivan|’s|dog",
		"don't call 218-555-0100":  "don't|call|218|-|555|-|0100",
		"A1c 65yo":                 "A1c|65yo",
		"José\u00a0Núñez":          "José|Núñez",
		"a\xff\xfeb":               "a|\xff|\xfe|b",
		"'s":                       "'|s",
		"3 mg/kg":                  "3|mg|/|kg",
	} {
		if got := words(in); got != want {
			t.Errorf("Scan(%q) = %s, want %s", in, got, want)
		}
	}
}

func TestFold(t *testing.T) {
	for _, pair := range [][2]string{{"José", "JOSE"}, {"Łukasz", "lukasz"}, {"Peña", "pena"}, {"O’Neil", "o'neil"}, {"Žižek", "zizek"}} {
		a, b := Hashes(pair[0]), Hashes(pair[1])
		if len(a) != 1 || len(b) != 1 || a[0] != b[0] {
			t.Errorf("%s and %s are not the same word", pair[0], pair[1])
		}
	}
	if n := utf8.RuneCountInString(plainLatin); n != 0x180-0xc0 {
		t.Errorf("the table of plain letters has %d entries, want %d", n, 0x180-0xc0)
	}
}

// A word has one hash, however it is written and whatever stands around it.
func TestWordHasOneHash(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.StringMatching("[a-z]{1,20}").Draw(t, "word")
		before := rapid.SampledFrom([]string{"", " ", "(", "12 ", "é ", "a-"}).Draw(t, "before")
		after := rapid.SampledFrom([]string{"", " ", ".", "-b", "'s", ", 3", "’s", "\n"}).Draw(t, "after")
		for _, written := range []string{word, strings.ToUpper(word), strings.ToUpper(word[:1]) + word[1:], strings.NewReplacer("e", "é", "o", "Ö").Replace(word)} {
			var d Doc
			d.Scan(before+written+after, nil)
			found := false
			for _, tok := range d.Tokens {
				found = found || tok.Hash == Hash(word)
			}
			if !found {
				t.Fatalf("%q in %q has another hash than %q", written, d.Text, word)
			}
			if FNV(written) != FNV(word) {
				t.Fatalf("FNV of %q and %q", written, word)
			}
		}
	})
}

// A word wakes if it is one that does, has a capital or a digit; of the marks some do.
func TestWoken(t *testing.T) {
	var d Doc
	d.Scan("the cat, the Dog saw 3 mice @ a1", NewDict(map[uint64]Entry{Hash("cat"): {Wakes: true}, Hash("mice"): {Class: 1}}))
	var got []string
	for _, i := range d.Woken {
		got = append(got, d.Text[d.Tokens[i].Start:d.Tokens[i].End])
	}
	if want := "cat|Dog|3|@|a1"; strings.Join(got, "|") != want {
		t.Errorf("woken are %s, want %s", strings.Join(got, "|"), want)
	}
}

// Tokens lie in order, do not overlap, and between them there is only white space.
func TestTokensCoverText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := string(rapid.SliceOf(rapid.Byte()).Draw(t, "bytes"))
		if rapid.Bool().Draw(t, "valid") {
			text = rapid.String().Draw(t, "text")
		}
		var d Doc
		d.Scan(text, nil)
		at := int32(0)
		for _, tok := range d.Tokens {
			if tok.Start < at || tok.End <= tok.Start {
				t.Fatalf("token %d-%d after %d in %q", tok.Start, tok.End, at, text)
			}
			if strings.TrimSpace(strings.Map(control, text[at:tok.Start])) != "" {
				t.Fatalf("%q was skipped", text[at:tok.Start])
			}
			at = tok.End
		}
	})
}

// control makes ASCII control characters, which separate words here, into white space.
func control(r rune) rune {
	if r < ' ' || r == 0x7f {
		return ' '
	}
	return r
}

func TestScanAllocatesNothing(t *testing.T) {
	text := strings.Repeat("A word, 12 marks & Núñez's cat. ", 20)
	var d Doc
	d.Scan(text, nil)
	if n := testing.AllocsPerRun(100, func() { d.Scan(text, nil) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
