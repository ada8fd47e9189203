package lex

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestPlainOf(t *testing.T) {
	for in, want := range map[string]string{
		"":                            "",
		"**Jane** Doe":                "Jane Doe",
		"_Jane_ and ~~Ann~~ `Lee`":    "Jane and Ann Lee",
		"5*3, snake_case, ~30, a * b": "5*3, snake_case, ~30, a * b",
		"***-**-6789":                 "***-**-6789",
		"Ja\u200bne D\u00adoe":        "Jane Doe",
		"\ufeffJane":                  "Jane",
		"👩‍⚕️ nurse":                  "👩‍⚕️ nurse",
		"Jаnе Smіth":                  "Jane Smith",
		"Анна и Борис":                "Анна и Борис",
		"Πλατεία":                     "Πλατεία",
		"２１８‑555‑０１９９":                "218-555-0199",
		"𝐉𝐚𝐧𝐞 𝟓𝟓𝟓 Ⓙⓐⓝⓔ": "Jane 555 Jane",
		"José Núñez":  "José Núñez",
		"\xff*a*\xfe": "\xffa\xfe",
	} {
		if got := PlainOf(in).Text; got != want {
			t.Errorf("PlainOf(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestSourceOfPlainText(t *testing.T) {
	for text, word := range map[string]string{
		"My **Jane** Doe.":   "Jane",
		"A Jаnе here":        "Jane",
		"x \u200bJa\u200bne": "Jane",
		"２１８-５５５ a":          "555",
	} {
		p := PlainOf(text)
		at := strings.Index(p.Text, word)
		start, end := p.Source(at, at+len(word))
		if got := PlainOf(text[start:end]).Text; got != word {
			t.Errorf("%q in %q is %q in the source", word, text, text[start:end])
		}
	}
}

// checkPlain says what is wrong with a plain text and the way back from it.
func checkPlain(text string) string {
	p := PlainOf(text)
	var d Doc
	if d.Scan(text, nil); !d.Styled && p.Text != text {
		return "a scan saw nothing to change"
	}
	d.Scan(p.Text, nil)
	last := 0
	for _, tok := range d.Tokens {
		start, end := p.Source(int(tok.Start), int(tok.End))
		switch {
		case start < last || end <= start || end > len(text):
			return "a token has no place in the source"
		case utf8.ValidString(text) && !utf8.ValidString(text[start:end]):
			return "a token's place cuts a code point"
		}
		last = end
	}
	for i := 0; i <= len(text); i++ {
		if at := p.At(i); at < 0 || at > len(p.Text) {
			return "a byte has no place in the plain text"
		}
	}
	return ""
}

func TestPlainLeadsBack(t *testing.T) {
	pieces := rapid.SampledFrom([]string{"*", "**", "_", "~~", "`", "\u200b", "\u200d", "а", "е", "Ж", "é", "Jane", " ", "5", "Ａ", "𝐉", "👩", "\xff", "-", "‑", "#", "\n"})
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOf(pieces).Draw(t, "pieces"), "")
		if wrong := checkPlain(text); wrong != "" {
			t.Fatalf("%s: %q became %q", wrong, text, PlainOf(text).Text)
		}
	})
}

func FuzzPlainOf(f *testing.F) {
	f.Add("My **Jаnе** D\u200boe ２１８‑555 #JaneDoe")
	f.Fuzz(func(t *testing.T, text string) {
		if wrong := checkPlain(text); wrong != "" {
			t.Error(wrong)
		}
	})
}

func TestHashtagsAndWrappedLines(t *testing.T) {
	for in, want := range map[string]string{
		"#JaneDoe #flu #ASHConference": "#|Jane|Doe|#|flu|#|ASHConference",
		"#FluShots2026!":               "#|Flu|Shots2026|!",
		"#CS123456":                    "#|CS123456",
		"JaneDoe":                      "JaneDoe",
	} {
		if got := words(in); got != want {
			t.Errorf("Scan(%q) = %s, want %s", in, got, want)
		}
	}
	long := "She walked along the harbor every single morning and"
	for text, lines := range map[string]int{
		long + "\nfed the gulls":     1,
		long + ".\nFed the gulls":    2,
		long + "\n\nfed the gulls":   2,
		long + "\n- fed the gulls":   2,
		"12 Elm Street\nDuluth, MN":  2,
		long + "\nand\nfed the gull": 2,
	} {
		var d Doc
		d.Scan(text, nil)
		n := 0
		for i := range d.Tokens {
			if d.Tokens[i].Has(Line) {
				n++
			}
		}
		if n != lines {
			t.Errorf("%q has %d lines, want %d", text, n, lines)
		}
	}
}

func FuzzScan(f *testing.F) {
	f.Add("José's #FluShot\n218-555-0100 \xff")
	f.Fuzz(func(t *testing.T, text string) {
		var d Doc
		d.Scan(text, nil)
		at := int32(0)
		for _, tok := range d.Tokens {
			if tok.Start < at || tok.End <= tok.Start || int(tok.End) > len(text) {
				t.Fatalf("token %d-%d after %d", tok.Start, tok.End, at)
			}
			at = tok.End
		}
	})
}
