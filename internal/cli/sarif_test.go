package cli

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"bedside/internal/guard"
	"bedside/internal/guard/rules"
)

// sarifSchema is the schema that OASIS publishes.
func sarifSchema(t testing.TB) *jsonschema.Schema {
	t.Helper()
	f, err := os.Open("testdata/sarif-schema-2.1.0.json")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	doc, err := jsonschema.UnmarshalJSON(f)
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("sarif.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("sarif.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func testGuard(t testing.TB) *guard.Guard {
	t.Helper()
	g, err := guard.New(nil, guard.Own{}, func() time.Time { return time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC) })
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// checkAll reads texts as check does, each under the name beside it.
func checkAll(g *guard.Guard, files ...string) []checked {
	c := CheckCmd{Draft: draftFlags{Kind: "post", Audience: "public"}}
	var all []checked
	for i := 0; i < len(files); i += 2 {
		all = append(all, c.check(g, files[i], files[i+1]))
	}
	return all
}

func sarifOf(t testing.TB, all []checked, packs []rules.Pack) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := writeSARIF(&b, all, packs); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

var sarifTexts = []string{
	"a post.txt", "Good news.\r\n\r\nMy patient María López 👩‍⚕️ came on October 3, 2026.\nCall her: 218-555-0143.",
	"-", "Nothing to see here.",
	"/tmp/x.md", "# Café\n\nMy patient **Maria** Lopez lives at 12 North Elm St, Duluth.\n",
	"empty.txt", "",
	"broken.txt", "\xff\xfe My patient Maria Lopez\x00 came.\n",
}

// What is written is SARIF 2.1.0 by the schema that OASIS publishes.
func TestSARIFValidates(t *testing.T) {
	schema, g := sarifSchema(t), testGuard(t)
	for _, all := range [][]checked{checkAll(g), checkAll(g, sarifTexts...)} {
		written := sarifOf(t, all, g.Packs())
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(written))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(doc); err != nil {
			t.Errorf("%v", err)
		}
	}
	if err := schema.Validate(map[string]any{"version": "2.1.0"}); err == nil {
		t.Error("the schema takes a log without runs")
	}
}

// Every result points to a rule of the driver and to the place where the words stand, in code points, and the words
// themselves are not in it.
func TestSARIFPoints(t *testing.T) {
	g := testGuard(t)
	all := checkAll(g, sarifTexts...)
	written := sarifOf(t, all, g.Packs())
	var log sarifLog
	if err := json.Unmarshal(written, &log); err != nil {
		t.Fatal(err)
	}
	run, n := log.Runs[0], 0
	if run.ColumnKind != "unicodeCodePoints" {
		t.Error(run.ColumnKind)
	}
	for _, c := range all {
		lines := strings.Split(c.text, "\n")
		for _, f := range c.report.Findings {
			r := run.Results[n]
			n++
			if r.RuleID != f.Rule || run.Tool.Driver.Rules[r.RuleIndex].ID != f.Rule {
				t.Errorf("rule %s has the index of %s", r.RuleID, run.Tool.Driver.Rules[r.RuleIndex].ID)
			}
			at := r.Locations[0].PhysicalLocation
			if run.Artifacts[*at.ArtifactLocation.Index].Location.URI != at.ArtifactLocation.URI {
				t.Error("another artifact:", at.ArtifactLocation.URI)
			}
			if at.Region.StartLine != at.Region.EndLine {
				continue
			}
			line := []rune(lines[at.Region.StartLine-1])
			if got := string(line[at.Region.StartColumn-1 : at.Region.EndColumn-1]); got != string([]rune(f.Text)) {
				t.Errorf("%s: the region is %q, the words are %q", c.name, got, f.Text)
			}
			if at.Region.CharLength != utf8.RuneCountInString(f.Text) {
				t.Errorf("%s: %d code points of %q", c.name, at.Region.CharLength, f.Text)
			}
		}
	}
	if n != len(run.Results) || n < 6 {
		t.Errorf("%d findings, %d results", n, len(run.Results))
	}
	for _, secret := range []string{"López", "Lopez", "218-555", "Elm"} {
		if bytes.Contains(written, []byte(secret)) {
			t.Errorf("the words %q are in it", secret)
		}
	}
	if uri := run.Artifacts[0].Location.URI; uri != "a%20post.txt" {
		t.Error(uri)
	}
}

// A fix of a result, put in by its offsets, is what the guard's own fix comes to.
func TestSARIFFixes(t *testing.T) {
	g := testGuard(t)
	text := "I treated María López 👩‍⚕️.\nMaría's knee is better since March 5, 2023.\n"
	all := checkAll(g, "post.txt", text)
	var log sarifLog
	if err := json.Unmarshal(sarifOf(t, all, nil), &log); err != nil {
		t.Fatal(err)
	}
	mended := 0
	for _, r := range log.Runs[0].Results {
		for _, f := range r.Fixes {
			points, out, at := []rune(text), "", 0
			for _, p := range f.ArtifactChanges[0].Replacements {
				out += string(points[at:p.DeletedRegion.CharOffset])
				if p.InsertedContent != nil {
					out += p.InsertedContent.Text
				}
				at = p.DeletedRegion.CharOffset + p.DeletedRegion.CharLength
			}
			out += string(points[at:])
			mended++
			if r.RuleID == "privacy.name" && out != "I treated the patient 👩‍⚕️.\nThe patient's knee is better since March 5, 2023.\n" ||
				r.RuleID == "privacy.date" && out != "I treated María López 👩‍⚕️.\nMaría's knee is better since 2023.\n" {
				t.Errorf("%s: %q", r.RuleID, out)
			}
		}
	}
	if mended < 3 {
		t.Errorf("%d fixes", mended)
	}
}

// Whatever the text and the file's name, what is written is valid JSON of the schema's form.
func FuzzSARIF(f *testing.F) {
	for i := 0; i < len(sarifTexts); i += 2 {
		f.Add(sarifTexts[i], sarifTexts[i+1])
	}
	f.Add("%zz:?#", "My patient [Bob](x \"<!-- SSN 123-45-6789 -->")
	schema, g := sarifSchema(f), testGuard(f)
	f.Fuzz(func(t *testing.T, name, text string) {
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(sarifOf(t, checkAll(g, name, text), nil)))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(doc); err != nil {
			t.Error(err)
		}
	})
}
