package when_test

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"bedside/internal/civil"
	"bedside/internal/frontdesk/when"
	"bedside/internal/words"
)

func TestClashes(t *testing.T) {
	for text, want := range map[string]struct {
		kind     when.ClashKind
		readings string
	}{
		"Friday, March 10 please": {when.WeekdayClash, "2027-03-10 2027-03-12 2028-03-10"},
		"Friday the 17th":         {when.WeekdayClash, "2027-03-19 2027-03-17 2027-09-17"},
		"on February 30":          {when.NoSuchDay, "2028-02-29 2028-03-01"},
		"March 1":                 {when.PastDay, "2027-03-01 2028-03-01"},
		"the 3rd of this month":   {when.PastDay, "2027-03-03 2028-03-03"},
		"March 9":                 {},
		"since Friday, March 10":  {},
	} {
		r := when.Read(text, when.Options{Now: friday})
		var got []string
		if r.Clash != nil {
			for _, d := range r.Clash.Readings {
				got = append(got, d.String())
			}
			if len(r.Want.Dates) > 0 {
				t.Errorf("%q wants %v before the caller was asked", text, r.Want.Dates)
			}
			if r.Clash.Kind != want.kind {
				t.Errorf("%q clashes by %s, want %s", text, r.Clash.Kind, want.kind)
			}
		}
		if strings.Join(got, " ") != want.readings {
			t.Errorf("%q may mean %v, want %s", text, got, want.readings)
		}
	}
}

func TestDayFirst(t *testing.T) {
	for text, want := range map[string][2]string{
		"5/12":       {"2027-05-12", "2027-12-05"},
		"5/12/2027":  {"2027-05-12", "2027-12-05"},
		"31/5":       {"2027-05-31", "2027-05-31"},
		"2027-12-05": {"2027-12-05", "2027-12-05"},
	} {
		for i, dayFirst := range []bool{false, true} {
			got := when.Read(text, when.Options{Now: friday, DayFirst: dayFirst}).Mentions
			if len(got) != 1 || got[0].Value != want[i] {
				t.Errorf("%q day first %v: %v, want %s", text, dayFirst, got, want[i])
			}
		}
	}
}

// "once" is eleven in Spanish and a word in English.
func TestLanguage(t *testing.T) {
	for language, want := range map[words.Language]int{words.English: 0, words.Spanish: 1} {
		if got := when.Read("once", when.Options{Now: friday, Asked: []string{"time"}, Language: language}).Mentions; len(got) != want {
			t.Errorf("%s: %v", language, got)
		}
	}
}

// The places of mentions are code points, also behind what is no ASCII.
func TestPlaces(t *testing.T) {
	text := "¿Sí? Señor… mañana a las 3 de la tarde, ok?"
	r := []rune(text)
	var got []string
	for _, m := range when.Read(text, when.Options{Now: friday}).Mentions {
		got = append(got, string(r[m.Start:m.End]))
	}
	if strings.Join(got, "|") != "mañana|3 de la tarde" {
		t.Errorf("%q", got)
	}
}

// A turn of 10,000 characters is read in a moment, whatever it is made of.
func TestLongTurns(t *testing.T) {
	for _, piece := range []string{"Tuesday or ", "5 ", "at 3, ", "from 5 to 7 ", "the 9th of March, 2027 ", "not ",
		"el martes a las tres y media ", "a", "1/2/", "half past ", "no, sorry, "} {
		text := strings.Repeat(piece, 10000/len(piece))
		best := time.Hour
		for range 20 { // the best of them: other programs run on the machine too
			begin := time.Now()
			when.Read(text, when.Options{Now: friday, Asked: []string{"date", "time"}})
			best = min(best, time.Since(begin))
		}
		if t.Logf("%q: %v", piece, best); best > time.Second {
			t.Errorf("%q, repeated, took %v", piece, best)
		}
	}
}

func BenchmarkRead(b *testing.B) {
	for b.Loop() {
		when.Read("Hi, I'd like to come in next Tuesday afternoon, or Thursday after four if that works", when.Options{Now: friday})
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{"Tuesday… no, Thursday at 3", "from the 31st to 2/30/2027", "half past 25", "el 5 de marzo a las menos cuarto",
		"99 years from February 29", "since last next the week of", "12:60 24:00 0:00 am", "2000 weeks ago", "\xff5:\x00 pm"} {
		f.Add(s, int64(0), false)
	}
	f.Fuzz(func(t *testing.T, text string, days int64, asked bool) {
		o := when.Options{Now: friday.AddDate(0, 0, int(days%36500))}
		if asked {
			o.Asked = []string{"date", "time"}
		}
		n := utf8.RuneCountInString(text)
		place := func(start, end int) {
			if start < 0 || end <= start || end > n {
				t.Fatalf("%q: place %d to %d of %d", text, start, end, n)
			}
		}
		r := when.Read(text, o)
		for _, m := range r.Mentions {
			place(m.Start, m.End)
			for _, v := range append([]string{m.Value}, m.Alternatives...) {
				var err error
				if strings.HasPrefix(m.Name, "date") {
					_, err = civil.ParseDate(v)
				} else {
					_, err = civil.ParseClock(v)
				}
				if err != nil {
					t.Fatalf("%q: %s is %q", text, m.Name, v)
				}
			}
		}
		for _, v := range r.Vague {
			place(v.Start, v.End)
		}
		if r.Clash != nil {
			place(r.Clash.Start, r.Clash.End)
		}
		for _, c := range r.Want.Clocks {
			if !c.Valid() {
				t.Fatalf("%q wants %v", text, c)
			}
		}
		for _, d := range r.Want.Dates {
			if !d.From.IsZero() && !d.To.IsZero() && d.To.Before(d.From) {
				t.Fatalf("%q wants %v", text, d)
			}
			for _, c := range d.Clocks {
				if !c.Valid() {
					t.Fatalf("%q wants %v", text, c)
				}
			}
		}
	})
}
