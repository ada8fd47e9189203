package guard_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"bedside/internal/guard"
	"bedside/internal/guard/rules"
)

// pieces make texts of the kind the guard is for; any order of them must be safe.
var pieces = []string{
	"My patient", "Maria Lopez", "Dr. Patel", "his wife", "Carol", "a 93-year-old", "came on", "October 3, 2026", "10/3/26", "4/21",
	"from Duluth, MN", "12 North Elm St, Apt 3,", "Duluth, MN 55802", "MRN", "CH-12345", "SSN", "123-45-6789", "call", "218-555-0199",
	"jen@example.org", "at Lakeside Clinic", "member ID", "W2034-556", ".", ",", "\n", "(", ")", "Thank you for being our patient", "your visit",
	"https://gofundme.com/x", "2001:db8::1", "203.0.113.9", "👩‍⚕️", "é", "\xff", "she", "was admitted", "the", "on", "since", "in", "to", "[date]",
	"Flu clinic", "we", "you", "take 5 mg", "cures", "#tag", "@jen_d", "jen dot hall at example dot com", "St.", "J.", "-", "'s", "of", "1",
	"a 71-year-old", "dairy farmer", "with ALS", "from Elba, NY", "last Tuesday", "the mayor", "the first patient in the state", "a nurse in her 40s",
	"was struck by lightning", "has had a stroke", "in the news",
}

func textGen() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		if rapid.IntRange(0, 9).Draw(t, "odd") == 0 {
			return string(rapid.SliceOf(rapid.Byte()).Draw(t, "bytes"))
		}
		words := rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 25).Draw(t, "pieces")
		return strings.Join(words, rapid.SampledFrom([]string{" ", " ", " ", ""}).Draw(t, "between"))
	})
}

var kindsOf = rapid.SampledFrom([]guard.Kind{guard.Post, guard.Reply, guard.Page, guard.SMS, guard.Email, guard.Voice, guard.Chat})
var audiencesOf = rapid.SampledFrom([]guard.Audience{guard.Public, guard.Patient, guard.Staff})

func draftGen() *rapid.Generator[guard.Draft] {
	return rapid.Custom(func(t *rapid.T) guard.Draft {
		d := post(textGen().Draw(t, "text"))
		d.Kind, d.Audience = kindsOf.Draw(t, "kind"), audiencesOf.Draw(t, "audience")
		return d
	})
}

// checkReport says what is wrong with a report, whatever the text.
func checkReport(text string, r guard.Report) string {
	points := []rune(text)
	verdict, last := guard.Clear, 0
	for _, f := range r.Findings {
		switch {
		case f.Start < last || f.End <= f.Start || f.End > len(points):
			return "offsets are out of order or outside the text"
		case utf8.RuneCountInString(f.Text) != f.End-f.Start:
			return "the words are not as long as the offsets say"
		case utf8.ValidString(text) && string(points[f.Start:f.End]) != f.Text:
			return "the words do not stand at the offsets"
		case f.Message == "" || f.Authority == "" || f.Rule == "":
			return "a finding explains nothing"
		case (f.Category == guard.Privacy) != (f.Type != ""):
			return "a type without privacy or privacy without a type"
		}
		last = f.Start
		switch {
		case f.Severity == rules.Block:
			verdict = guard.Block
		case f.Severity == rules.Warn && verdict == guard.Clear:
			verdict = guard.Review
		}
	}
	if verdict != r.Verdict {
		return "the verdict is not the sum of the findings"
	}
	return ""
}

func blocksPrivacy(r guard.Report) bool {
	for _, f := range r.Findings {
		if f.Category == guard.Privacy && f.Severity == rules.Block {
			return true
		}
	}
	return false
}

func TestReportsAreSound(t *testing.T) {
	g := newGuard(t, lakeside)
	rapid.Check(t, func(t *rapid.T) {
		d := draftGen().Draw(t, "draft")
		r := g.Check(d)
		if wrong := checkReport(r.Text, r); wrong != "" {
			t.Fatalf("%s: %q, %+v", wrong, r.Text, r.Findings)
		}
	})
}

func TestRedactLeavesNothingThatBlocks(t *testing.T) {
	g := newGuard(t, lakeside)
	rapid.Check(t, func(t *rapid.T) {
		d := draftGen().Draw(t, "draft")
		again := d
		again.Body = []guard.Part{guard.Literal(g.Redact(d))}
		if r := g.Check(again); blocksPrivacy(r) {
			t.Fatalf("%q became %q: %q", g.Check(d).Text, r.Text, privacy(r))
		}
	})
}

func TestClearOnlyWhatIsClear(t *testing.T) {
	g := newGuard(t, lakeside)
	rapid.Check(t, func(t *rapid.T) {
		d := draftGen().Draw(t, "draft")
		if d.Audience == guard.Patient {
			d.Recipient = "cp-1"
		}
		c, r, err := g.Clear(d)
		if (err == nil) != (r.Verdict == guard.Clear) {
			t.Fatalf("verdict %s and error %v", r.Verdict, err)
		}
		a, ch, to := audiencesOf.Draw(t, "to"), rapid.SampledFrom([]guard.Channel{"site", "sms"}).Draw(t, "channel"), rapid.SampledFrom([]string{"", "cp-1", "cp-2"}).Draw(t, "recipient")
		_, body, errFor := c.For(a, ch, to)
		if want := err == nil && a == d.Audience && ch == d.Channel && to == d.Recipient; (errFor == nil) != want {
			t.Fatalf("opened %v, want %v", errFor == nil, want)
		} else if want && body != r.Text {
			t.Fatalf("%q went out, %q was read", body, r.Text)
		}
	})
}

func FuzzCheck(f *testing.F) {
	for _, p := range pieces {
		f.Add(p)
	}
	f.Add(strings.Join(pieces, " "))
	g := newGuard(f, lakeside)
	f.Fuzz(func(t *testing.T, text string) {
		if wrong := checkReport(text, g.Check(post(text))); wrong != "" {
			t.Error(wrong)
		}
	})
}

func FuzzRedact(f *testing.F) {
	f.Add(strings.Join(pieces, " "))
	g := newGuard(f, lakeside)
	f.Fuzz(func(t *testing.T, text string) {
		if r := g.Check(post(g.Redact(post(text)))); blocksPrivacy(r) {
			t.Errorf("%q is left", privacy(r))
		}
	})
}
