package bluesky

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"bedside/internal/id"
	"bedside/internal/publish"
)

// Names are TIDs, the same for the same key, different for different ones, and sort by the time of their keys.
func TestRecordName(t *testing.T) {
	now := time.Date(2026, 11, 23, 18, 0, 0, 0, time.UTC)
	source := id.NewSource(func() time.Time { return now }, strings.NewReader(strings.Repeat("0123456789abcdefghijk", 1<<14)))
	seen := map[string]bool{}
	last := ""
	for range 500 {
		now = now.Add(2 * time.Millisecond)
		key := id.New[publish.Publication](source)
		name, err := recordName(string(key))
		if err != nil || len(name) != 13 || strings.Trim(name, sortable) != "" || !strings.Contains("234567abcdefghij", name[:1]) || seen[name] || name <= last {
			t.Fatalf("%s is named %q after %q, %v", key, name, last, err)
		}
		if again, _ := recordName(strings.ToUpper(string(key))); again != name {
			t.Errorf("%s is named %q and %q", key, name, again)
		}
		seen[name], last = true, name
	}
}

// At one instant, such as a day's posts that are planned together, names differ too.
func TestRecordNamesOfOneInstant(t *testing.T) {
	now := time.Date(2026, 11, 23, 18, 0, 0, 0, time.UTC)
	source := id.NewSource(func() time.Time { return now }, strings.NewReader(strings.Repeat("0123456789abcdefghijk", 1<<10)))
	seen := map[string]bool{}
	for range 50 {
		name, err := recordName(string(id.New[publish.Publication](source)))
		if err != nil || seen[name] {
			t.Fatalf("%q is there twice, %v", name, err)
		}
		seen[name] = true
	}
}

func TestFind(t *testing.T) {
	for text, want := range map[string]string{
		"":                                   "",
		"no links here, a@b.example is mail": "",
		"see https://a.example/x?y=1#z.":     "link https://a.example/x?y=1#z",
		"(https://a.example/wiki/Flu_(illness)) and":              "link https://a.example/wiki/Flu_(illness)",
		"“https://a.example/”, he said":                           "link https://a.example/",
		"https://a.example,https://b.example":                     "link https://a.example,https://b.example",
		"xhttps://a.example https:// http://u:p@a.example":        "",
		"javascript:alert(1) ftp://a.example":                     "",
		"#flu #2026 #flu2026! a#b # ##x #añoNuevo":                "tag flu|tag flu2026|tag añoNuevo",
		"#" + strings.Repeat("a", 65):                             "",
		"@a.example, (@B.example) @nodot x@a.example @-a.example": "mention a.example|mention b.example",
		"👩‍⚕️ https://a.example 👩‍⚕️ #flu":                        "link https://a.example|tag flu",
		"line\nhttps://a.example\n#flu":                           "link https://a.example|tag flu",
		"\xff https://a.example/\xff #f\xff #ok":                  "tag ok",
	} {
		var got []string
		for _, f := range find(text) {
			_, kind, _ := strings.Cut(f.Features[0].Type, "#")
			got = append(got, kind+" "+f.Features[0].URI+f.Features[0].Tag+f.Features[0].DID)
		}
		if strings.Join(got, "|") != want {
			t.Errorf("in %q there is %q, want %q", text, got, want)
		}
	}
}

// proper fails if facets overlap, lie outside the text or cut a character, or do not say what stands there.
func proper(t interface{ Errorf(string, ...any) }, text string) {
	end := 0
	for _, f := range find(text) {
		if f.Index.Start < end || f.Index.End <= f.Index.Start || f.Index.End > len(text) || len(f.Features) != 1 {
			t.Errorf("%+v in %q", f, text)
			return
		}
		end = f.Index.End
		there := text[f.Index.Start:f.Index.End]
		what := f.Features[0]
		if !utf8.ValidString(there) || there != what.URI && there != "#"+what.Tag && strings.ToLower(there) != "@"+what.DID {
			t.Errorf("%+v stands for %q", f, there)
		}
	}
}

func TestFacetsAreProper(t *testing.T) {
	piece := rapid.SampledFrom([]string{"https://a.example/", "http://", "#flu", "#", "@a.example", "@", ".", ")", "(", " ", "é", "👩‍⚕️", "\u200d", "\n", "x", "”", "\xff"})
	rapid.Check(t, func(r *rapid.T) { proper(r, strings.Join(rapid.SliceOf(piece).Draw(r, "text"), "")) })
}

func FuzzFind(f *testing.F) {
	f.Add("see https://a.example/x (#flu) @a.example!")
	f.Add(strings.Repeat("#", 1000))
	f.Fuzz(func(t *testing.T, text string) { proper(t, text) })
}
