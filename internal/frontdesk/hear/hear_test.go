package hear_test

import (
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"bedside/internal/civil"
	"bedside/internal/frontdesk/hear"
	"bedside/internal/practice"
	"bedside/internal/words"
)

func TestSelected(t *testing.T) {
	e := hear.New(lakeside())
	at := func(day, hour, minute int) time.Time { return time.Date(2026, 11, day, hour, minute, 0, 0, time.UTC) }
	times := []time.Time{at(24, 10, 20), at(24, 14, 0), at(26, 9, 40)}
	providers := []string{"Ines Marlow", "Kwame Osei", "Ruth Bergstrom"}
	for _, c := range []struct {
		text, digits string
		offered      []time.Time
		choices      []string
		want         int
	}{
		{text: "the second one", offered: times, want: 1},
		{text: "the first", offered: times, want: 0},
		{text: "number three please", offered: times, want: 2},
		{text: "the last one", offered: times, want: 2},
		{text: "the 10:20", offered: times, want: 0},
		{text: "ten twenty works", offered: times, want: 0},
		{text: "two o'clock", offered: times, want: 1},
		{text: "Thursday is better", offered: times, want: 2},
		{text: "the earliest", offered: times, want: 0},
		{text: "the later one", offered: times[:2], want: 1},
		{text: "Tuesday", offered: times, want: -1}, // two of them
		{text: "yes", offered: times, want: -1},
		{text: "yes", offered: times[:1], want: 0},
		{text: "no", offered: times[:1], want: -1},
		{text: "do you have anything later", offered: times, want: -1},
		{text: "the fifth one", offered: times, want: -1},
		{digits: "2", offered: times, want: 1},
		{digits: "7", offered: times, want: -1},
		{text: "Osei", choices: providers, want: 1},
		{text: "I'd like Ruth", choices: providers, want: 2},
		{text: "el segundo", choices: providers, want: 1},
		{text: "whoever", choices: providers, want: -1},
	} {
		h := e.Hear(hear.Input{Text: c.text, Digits: c.digits, Offered: c.offered, Choices: c.choices, Asked: []string{"time"}, Now: friday()})
		if h.Selected != c.want {
			t.Errorf("%q %q: %d, want %d", c.text, c.digits, h.Selected, c.want)
		}
		if h.Selected >= 0 && !h.Has(hear.Select) {
			t.Errorf("%q %q: acts %v", c.text, c.digits, h.Acts)
		}
	}
}

func TestMatches(t *testing.T) {
	people := []hear.Person{
		{Name: "Robert Marlow"}, {Name: "José Luis Hernández García"}, {Name: "Catherine O'Neill"}, {Name: "Geoffrey Smythe"}, {Name: "Siobhan Wright"},
		{Name: "Mary Kowalczyk"}, {Name: "Anne-Marie Dubois"}, {Name: "Stephen Phillips"}, {Name: "Jack Lee"}, {Name: "Jane Li"},
	}
	e := hear.New(lakeside(people...))
	for _, c := range []struct {
		said []string
		want int
	}{
		{[]string{"Bob Marlow"}, 0},
		{[]string{"bob marlowe"}, 0},
		{[]string{"jose hernandez"}, 1},
		{[]string{"Jose Hernandez Garcia"}, 1},
		{[]string{"Kate O Neil", "Cathy O'Neil"}, 2},
		{[]string{"Jeff Smith"}, 3},
		{[]string{"shivon right"}, 4},
		{[]string{"Mary Kovalchick"}, 5},
		{[]string{"M A R Y K O W A L C Z Y K"}, 5},
		{[]string{"Anne Marie Duboys"}, 6},
		{[]string{"Steven Philips"}, 7},
		{[]string{"Jane Lee"}, 9},
	} {
		h := e.Hear(hear.Input{Text: c.said[0], NBest: c.said, Asked: []string{"name"}, Now: friday()})
		if len(h.Matches) == 0 || h.Matches[0].Index != c.want || h.Matches[0].Name != people[c.want].Name {
			t.Errorf("%q: %v, want %s", c.said, h.Matches, people[c.want].Name)
		}
		if !slices.IsSortedFunc(h.Matches, func(a, b hear.Match) int { return int(1000 * (b.Score - a.Score)) }) {
			t.Errorf("%q: not best first: %v", c.said, h.Matches)
		}
	}
	for _, text := range []string{"yes", "I don't know", "representative", ""} {
		if h := e.Hear(hear.Input{Text: text, Asked: []string{"name"}, Now: friday()}); len(h.Matches) > 0 {
			t.Errorf("%q: %v", text, h.Matches)
		}
	}
}

// TestNamesakes tells people of one name apart by what they say besides.
func TestNamesakes(t *testing.T) {
	born := func(s string) civil.Date {
		d, err := civil.ParseDate(s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	e := hear.New(lakeside(hear.Person{Name: "Ann Lee", Birth: born("1990-01-02")}, hear.Person{Name: "Anne Lee", Birth: born("1958-03-03")}))
	h := e.Hear(hear.Input{Text: "Ann Lee, born March 3rd 1958", Asked: []string{"name", "dob"}, Now: friday()})
	if len(h.Matches) != 2 || h.Matches[0].Index != 1 {
		t.Errorf("%v of %v", h.Matches, h.Slots)
	}
}

func TestVocabularyOf(t *testing.T) {
	p := &practice.Practice{
		Services:  []practice.Service{{ID: "s1", Name: "Checkup", Active: true}, {ID: "s2", Name: "Old", Active: false}},
		Providers: []practice.Provider{{ID: "p1", Given: "Pat", Family: "Quill", Active: true}},
		Locations: []practice.Location{{ID: "l1", Name: "Main Street", Active: true}},
		Desk:      practice.Desk{Insurances: []string{"Northern Lights Mutual"}},
	}
	h := hear.New(hear.VocabularyOf(p)).Hear(hear.Input{Text: "a checkup with doctor quill on Main, I have northern lights mutual", Now: friday()})
	for name, want := range map[string]hear.Slot{
		"service": {Value: "Checkup", ID: "s1"}, "provider": {Value: "Pat Quill", ID: "p1"}, "location": {Value: "Main Street", ID: "l1"},
		"insurance": {Value: "Northern Lights Mutual"},
	} {
		if s, _ := h.Slot(name); s.Value != want.Value || s.ID != want.ID {
			t.Errorf("%s: %q %q", name, s.Value, s.ID)
		}
	}
}

func TestLanguageAndMissed(t *testing.T) {
	e := hear.New(lakeside())
	if h := e.Hear(hear.Input{Text: "quiero una cita", Now: friday()}); h.Language != words.Spanish {
		t.Errorf("language %q", h.Language)
	}
	h := e.Hear(hear.Input{Text: "I need an appointment for my zorgle tomorrow", Now: friday()})
	if len(h.Missed) != 1 || h.Text[h.Missed[0].Start:h.Missed[0].End] != "zorgle" {
		t.Errorf("missed %v", h.Missed)
	}
	if h := e.Hear(hear.Input{NBest: []string{"cancel my appointment"}, Now: friday()}); h.Intent != hear.Cancel || h.Text != "cancel my appointment" {
		t.Errorf("%+v", h)
	}
}

// TestNumbersAgree says a telephone number and a date of birth in every way and wants the same back.
func TestNumbersAgree(t *testing.T) {
	e := hear.New(lakeside())
	digit := strings.Fields("zero one two three four five six seven eight nine")
	rapid.Check(t, func(t *rapid.T) {
		last := rapid.StringMatching(`555[2-9][0-9]{3}`).Draw(t, "number")
		var said []string
		for _, d := range "218" + last {
			w := digit[d-'0']
			if d == '0' && rapid.Bool().Draw(t, "oh") {
				w = "oh"
			}
			said = append(said, w)
		}
		text := strings.Join(said, rapid.SampledFrom([]string{" ", ", ", " uh "}).Draw(t, "pause"))
		h := e.Hear(hear.Input{Text: text, Asked: []string{"phone"}, Now: friday()})
		if e164, err := practice.ParsePhone("218" + last); err == nil {
			if s, _ := h.Slot("phone"); s.Value != e164 {
				t.Fatalf("%q: %q", text, s.Value)
			}
		}
		d := civil.Date{Year: 1906, Month: 1, Day: 1}.AddDays(rapid.IntRange(0, 43_000).Draw(t, "day"))
		layout := rapid.SampledFrom([]string{
			"January 2, 2006", "Jan 2 2006", "1/2/2006", "01/02/2006", "the 2 of January 2006", "2 January 2006", "01 02 2006", "01022006", "1-2-2006",
		}).Draw(t, "layout")
		h = e.Hear(hear.Input{Text: d.Format(layout), Asked: []string{"dob"}, Now: friday()})
		if s, _ := h.Slot("dob"); s.Value != d.String() {
			t.Fatalf("%q: %q, want %s", d.Format(layout), s.Value, d)
		}
		h = e.Hear(hear.Input{Digits: d.Format("01022006"), Asked: []string{"dob"}, Now: friday()})
		if s, _ := h.Slot("dob"); s.Value != d.String() {
			t.Fatalf("keyed %s: %q", d, s.Value)
		}
	})
}

func FuzzHear(f *testing.F) {
	e := hear.New(lakeside(hear.Person{Name: "Robert Marlow"}, hear.Person{Name: "José Hernández"}))
	f.Add("I'd like to see Dr. Osei next Tuesday at ten", "date", "What day?", "")
	f.Add("my name is S M I T H, born 3/3/58, 218 555 0123", "name", "", "0")
	f.Add("no, el jueves a las tres y media \xff\x00", "dob", "¿Qué día?", "03031958")
	f.Add("double double double", "phone", "", "")
	f.Add("hyphen dash - - hyphen", "member_id", "", "9")
	f.Fuzz(func(t *testing.T, text, asked, prompt, digits string) {
		h := e.Hear(hear.Input{
			Text: text, NBest: []string{text, prompt}, Digits: digits, Asked: []string{asked}, Prompt: prompt, Now: friday(),
			Offered: []time.Time{friday()}, Choices: []string{"One", "Two"},
		})
		n := utf8.RuneCountInString(text)
		for _, s := range h.Slots {
			if s.Start < 0 || s.End < s.Start || s.End > n || s.Value == "" || s.Sure < 0 || s.Sure > 1 {
				t.Fatalf("slot %+v of %d", s, n)
			}
			if s.Name == "dob" || s.Name == "date" {
				if _, err := civil.ParseDate(s.Value); err != nil {
					t.Fatalf("%+v", s)
				}
			}
		}
		for _, m := range h.Missed {
			if m.Start < 0 || m.End <= m.Start || m.End > n {
				t.Fatalf("missed %+v of %d", m, n)
			}
		}
		if h.Selected < -1 || h.Selected > 1 || h.Intent == "" || h.Sure < 0 || h.Sure > 1 {
			t.Fatalf("%+v", h)
		}
	})
}

// TestLong is ten thousand characters at once.
func TestLong(t *testing.T) {
	e := hear.New(lakeside(hear.Person{Name: "Robert Marlow"}))
	for _, unit := range []string{"I need to cancel my appointment and then ", "one two three four ", "B as in boy ", "dr osei no tuesday ", "stop ", "my name is ", "🙂 "} {
		text := strings.Repeat(unit, 10_000/len(unit))
		in := hear.Input{Text: text, Asked: []string{"name", "dob", "phone", "member_id"}, Now: friday()}
		best := time.Hour
		for range 3 { // the machine may be busy once, not three times
			start := time.Now()
			e.Hear(in)
			best = min(best, time.Since(start))
		}
		if best > time.Second { // what grows with the square would take longer, on any machine
			t.Errorf("%q took %v", unit, best)
		}
	}
}

// TestGrowth holds that eight times the words take about eight times as long, and not sixty-four. The bound is far from
// both, for a busy machine.
func TestGrowth(t *testing.T) {
	e := hear.New(lakeside(hear.Person{Name: "Robert Marlow"}))
	took := func(unit string, n int) time.Duration {
		in := hear.Input{Text: strings.Repeat(unit, n/len(unit)), Now: friday()}
		best := time.Hour
		for range 5 {
			start := time.Now()
			e.Hear(in)
			best = min(best, time.Since(start))
		}
		return best
	}
	for _, unit := range []string{"my member id is ", "1/2/", "no sorry Tuesday ", "I'd like an apointment with dr osei ", "my name is Ann "} {
		if one, eight := took(unit, 1_250), took(unit, 10_000); eight > 30*one {
			t.Errorf("%q: %v, and eight times as much %v", unit, one, eight)
		}
	}
}

func BenchmarkLong(b *testing.B) {
	e := hear.New(lakeside())
	in := hear.Input{Text: strings.Repeat("I'd like an appointment on Tuesday at three with Dr. Osei, no, Marlow. ", 140), Now: friday()}
	for b.Loop() {
		e.Hear(in)
	}
}

func BenchmarkHear(b *testing.B) {
	e := hear.New(lakeside())
	in := hear.Input{Text: "I'd like to come in with Doctor Osei next Tuesday afternoon about my blood pressure", Prompt: "How can I help you?", Now: friday()}
	for b.Loop() {
		e.Hear(in)
	}
}
