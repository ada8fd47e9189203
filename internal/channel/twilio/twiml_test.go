package twilio

import (
	"encoding/xml"
	"io"
	"net/http/httptest"
	"strings"
	"testing"
	"unicode/utf8"

	"bedside/internal/words"
)

// Whatever is said, hinted or dialled, the answer has the verbs that were meant and no others.
func FuzzTwiML(f *testing.F) {
	f.Add("Tuesday", "knee")
	f.Add(`</Say><Dial>+12185550123</Dial><Say>`, `"><Hangup/>`)
	f.Add("]]>\x00\x1b\ufffe", "\xff&#0;&lt;")
	f.Fuzz(func(t *testing.T, text, value string) {
		w := httptest.NewRecorder()
		write(w, gather{Action: value, Hints: hints([]string{value}), Language: value, Prompts: []say{{Text: text}}}, redirect{URL: value}, message{Text: text},
			dial{Number: number{URL: value, E164: text}})
		var names []string
		for d := xml.NewDecoder(w.Body); ; {
			tok, err := d.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			if e, ok := tok.(xml.StartElement); ok {
				names = append(names, e.Name.Local)
			}
		}
		if got, want := strings.Join(names, " "), "Response Gather Say Redirect Message Dial Number"; got != want {
			t.Errorf("the verbs are %s, want %s", got, want)
		}
	})
}

func FuzzPieces(f *testing.F) {
	f.Add("one two three", 5)
	f.Add(strings.Repeat("x", 40), 7)
	f.Fuzz(func(t *testing.T, text string, most int) {
		if most < 1 || most > 5000 || !utf8.ValidString(text) {
			return
		}
		all := pieces(text, most)
		bare := func(s string) string { return strings.Join(strings.Fields(s), "") }
		if bare(strings.Join(all, "")) != bare(text) {
			t.Errorf("words were lost: %q", all)
		}
		for _, p := range all {
			if n := utf8.RuneCountInString(p); n > most || n == 0 {
				t.Errorf("a piece has %d code points of %d", n, most)
			}
		}
	})
}

func TestSpokenInBothLanguages(t *testing.T) {
	for l, want := range map[words.Language]string{words.English: "en-US", words.Spanish: "es-US", "": "en-US"} {
		if got := spoken("Hello", l); len(got) != 1 || got[0].Language != want {
			t.Errorf("%q is spoken as %+v", l, got)
		}
	}
	if got := spoken(strings.Repeat("word ", 2000), words.English); len(got) != 3 {
		t.Errorf("a long text is said in %d pieces", len(got))
	}
}
