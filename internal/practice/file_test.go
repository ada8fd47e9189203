package practice

import (
	"strings"
	"testing"
	"time"

	"bedside/internal/civil"
	"bedside/internal/fault"
)

func TestExampleIsUnderstood(t *testing.T) {
	f, err := ReadFile(strings.NewReader(Example()))
	if err != nil {
		t.Fatal(err)
	}
	week, err := f.Hours[0].Week()
	if err != nil {
		t.Fatal(err)
	}
	want := []Hours{
		{Weekday: time.Monday, When: civil.Interval{From: 480, To: 720}},
		{Weekday: time.Monday, When: civil.Interval{From: 780, To: 1020}},
		{Weekday: time.Wednesday, When: civil.Interval{From: 480, To: 1020}},
		{Weekday: time.Wednesday, Break: true, When: civil.Interval{From: 720, To: 750}},
	}
	for i, h := range week {
		if i >= len(want) || h != want[i] {
			t.Errorf("stretch %d is %+v", i, h)
		}
	}
	if d := f.Desk.desk(); d.Urgent != 30*time.Minute || d.Dial("cancel") != Propose || d.Dial("reschedule") != Act || len(d.Insurances) != 3 {
		t.Errorf("desk: %+v", d)
	}
	s, err := f.settings()
	if err != nil || s.Notice != 2*time.Hour || s.Horizon != 60 || s.Quiet.To != civil.NewClock(20, 0) {
		t.Errorf("settings: %+v, %v", s, err)
	}
}

func TestReadFileTellsWhatIsWrong(t *testing.T) {
	for file, want := range map[string]string{
		"[practice]\nname = \"A\"\nphnoe = \"1\"\n": `Line 3: there is no setting "practice.phnoe". Did you mean "phone"?`,
		"[practise]\n": `Line 1: there is no setting "practise". Did you mean "practice"?`,
		"[[location]]\nrooms = [\"1\"]\n[[location]]\ncolor = 1\n": `Line 4: there is no setting "location.color".`,
		"[practice]\nname = \n":                "Line 2: ",
		"[practice]\nhorizon_days = \"ten\"\n": `Line 2 (last key "practice.horizon_days"): `,
		"[[service]]\nname = \"V\"\n[[provider]]\ngiven=\"A\"\nfamily=\"B\"\nservices=[\"W\"]\n": `The provider "A B" offers "W", and no service has this name.`,
		"[[hours]]\nprovider = \"A B\"\n": `There are hours of "A B", and no provider has this name.`,
		"[[provider]]\ngiven=\"A\"\nfamily=\"B\"\n[[location]]\nname=\"L\"\n[[hours]]\nprovider = \"A B\"\nlocation = \"L\"\nmon = \"9 to 5\"\n": "The hours of A B at L on Monday cannot be read.",
		"[[closure]]\nname = \"X\"\nfrom = \"11/26/2026\"\n":      `The days of the closure "X" cannot be read. A day looks like 2026-11-26.`,
		"[practice]\nmessages = \"always\"\n":                     "The hours for messages look like 08:00-21:00.",
		"[desk]\nurgent_minutes = 600\n":                          "In the file, desk: The time until somebody calls back is from 5 to 120 minutes.",
		"[desk.trust]\nrefill = \"act\"\n":                        "In the file, desk: The dial of refill can be: message.",
		"[[answer]]\nasks = [\"Parking?\"]\nenglish = \"Yes.\"\n": "In the file, answer to Parking?: The source is missing.",
		"[[answer]]\nenglish = \"Yes.\"\nsource = \"us\"\n":       "In the file, an answer: Write at least one way in which people ask it.",
		"name = \"\xff\"\n":                                       "The file is not UTF-8 text. Save it as UTF-8.",
		"#" + strings.Repeat("x", 1<<20):                          "The file is larger than a megabyte.",
	} {
		_, err := ReadFile(strings.NewReader(file))
		if !fault.Is(err, fault.Invalid) || !strings.HasPrefix(fault.Message(err), want) {
			t.Errorf("got %q, want %q", fault.Message(err), want)
		}
	}
}

func TestSlug(t *testing.T) {
	none := func(string) bool { return false }
	for name, want := range map[string]string{
		"Ines Marlow": "ines-marlow", "José Peña-Ruiz": "jose-pena-ruiz", "Sean O'Brien": "sean-obrien", "  B.  12 shot! ": "b-12-shot", "王": "page", "": "page",
	} {
		if got := slug(name, none); got != want {
			t.Errorf("slug(%q) = %q, want %q", name, got, want)
		}
	}
	if got := slug("Visit", func(s string) bool { return s == "visit" || s == "visit-2" }); got != "visit-3" {
		t.Errorf("a slug that is taken became %q", got)
	}
}

func TestParsePhone(t *testing.T) {
	for in, want := range map[string]string{
		"(218) 555-0123": "+12185550123", "218.555.0123": "+12185550123", "1-218-555-0123": "+12185550123", "+44 20 7946 0000": "+442079460000",
		"911": "", "5550123": "", "": "", "call me": "", "1234567890": "", "218-555-0123 x4": "", "\xff": "",
	} {
		got, err := ParsePhone(in)
		if got != want || (want == "") != fault.Is(err, fault.Invalid) {
			t.Errorf("ParsePhone(%q) = %q, %v", in, got, err)
		}
	}
}

func FuzzReadFile(f *testing.F) {
	f.Add(Example())
	f.Add("[practice]\nx = {y = [1, 2]}\n")
	f.Fuzz(func(t *testing.T, file string) {
		if _, err := ReadFile(strings.NewReader(file)); err != nil && (!fault.Is(err, fault.Invalid) || fault.Message(err) == "") {
			t.Errorf("not a sentence about the file: %v", err)
		}
	})
}
