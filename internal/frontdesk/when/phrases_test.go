package when_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"bedside/internal/civil"
	"bedside/internal/frontdesk/when"
	"bedside/internal/testkit"
)

var _ = flag.Bool("update", false, "write the golden files anew")

// friday is when all phrases are said.
var friday = time.Date(2027, 3, 5, 9, 30, 0, 0, time.UTC)

// TestPhrases reads testdata/phrases.txt: a phrase, " | ", and what it means on Friday, 5 March 2027, 9:30. A phrase
// may begin with what was just asked: "?time six". In the meaning
//
//	2027-03-09  15:00        a date, a time      ~x      another reading
//	a..b  a..  ..b           from and to         !x  <x  not wanted; when something was
//	[12:00-18:00] {Mon Wed}  hours, days of the week that are wanted; {!Fri} not wanted
//	clash:weekday vague      as they are named; a dash is nothing
func TestPhrases(t *testing.T) {
	file, err := os.ReadFile("testdata/phrases.txt")
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	phrases := 0
	for line := range strings.Lines(string(file)) {
		phrase, _, ok := strings.Cut(strings.TrimRight(line, "\n"), " | ")
		if !ok || strings.HasPrefix(phrase, "#") {
			out.WriteString(line)
			continue
		}
		phrases++
		fmt.Fprintf(&out, "%s | %s\n", phrase, meaning(read(phrase)))
	}
	testkit.Golden(t, "testdata/phrases.txt", []byte(out.String()))
	if phrases < 1500 {
		t.Errorf("%d phrases; the golden file has at least 1,500", phrases)
	}
}

// read reads a phrase of the golden file.
func read(phrase string) when.Reading {
	o := when.Options{Now: friday}
	if rest, ok := strings.CutPrefix(phrase, "?"); ok {
		asked, text, _ := strings.Cut(rest, " ")
		o.Asked, phrase = []string{asked}, text
	}
	return when.Read(phrase, o)
}

// meaning writes a reading in the words of the golden file.
func meaning(r when.Reading) string {
	var parts []string
	for i := 0; i < len(r.Mentions); i++ {
		m := r.Mentions[i]
		s := m.Value
		for _, a := range m.Alternatives {
			s += "~" + a
		}
		switch {
		case strings.HasSuffix(m.Name, "_from") && i+1 < len(r.Mentions) && r.Mentions[i+1].Start == m.Start && strings.HasSuffix(r.Mentions[i+1].Name, "_to"):
			i++
			s = m.Value + ".." + r.Mentions[i].Value
		case strings.HasSuffix(m.Name, "_from"):
			s += ".."
		case strings.HasSuffix(m.Name, "_to"):
			s = ".." + s
		}
		if m.Not {
			s = "!" + s
		}
		if m.Past {
			s = "<" + s
		}
		parts = append(parts, s)
	}
	parts = append(parts, wanted(r.Want)...)
	if r.Clash != nil {
		parts = append(parts, "clash:"+string(r.Clash.Kind))
	}
	if len(r.Vague) > 0 {
		parts = append(parts, "vague")
	}
	if len(parts) == 0 {
		return "-"
	}
	return strings.Join(parts, " ")
}

// wanted writes what of a want does not stand in the mentions already.
func wanted(w when.Want) (parts []string) {
	hours := func(clocks []civil.Interval, not string) {
		for _, c := range clocks {
			if c.To != c.From+1 {
				parts = append(parts, fmt.Sprintf("[%s%s-%s]", not, c.From, c.To))
			}
		}
	}
	weekdays := func(s when.Weekdays, not string) {
		var names []string
		for d := range 7 {
			if s.Has(time.Weekday(d)) {
				names = append(names, time.Weekday(d).String()[:3])
			}
		}
		if len(names) > 0 {
			parts = append(parts, "{"+not+strings.Join(names, " ")+"}")
		}
	}
	for _, d := range w.Dates {
		weekdays(d.On, "")
		hours(d.Clocks, "")
	}
	hours(w.Clocks, "")
	for _, d := range w.NotDates {
		weekdays(d.On, "!")
		hours(d.Clocks, "!")
	}
	if w.Prefer != "" {
		parts = append(parts, string(w.Prefer))
	}
	switch {
	case w.AnyDay && w.AnyTime:
		parts = append(parts, "anywhen")
	case w.AnyDay:
		parts = append(parts, "anyday")
	case w.AnyTime:
		parts = append(parts, "anytime")
	}
	if w.Other {
		parts = append(parts, "other")
	}
	return parts
}
