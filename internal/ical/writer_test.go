package ical_test

import (
	"bytes"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"
	"unicode/utf8"

	"pgregory.net/rapid"

	"bedside/internal/ical"
	"bedside/internal/testkit"
)

func zoneOf(t testing.TB, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func item(zone string, start time.Time) ical.Item {
	return ical.Item{UID: "a-1@bedside", Stamp: start, Start: start, End: start.Add(30 * time.Minute), Zone: zone, Status: ical.Confirmed, Summary: "Visit"}
}

func write(t testing.TB, o ical.Object) []byte {
	t.Helper()
	b, err := ical.Write(o)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

const stamp = "2006-01-02T15:04:05Z"

// Every hour of the nights in which clocks are set, and of ordinary days, in zones of all sorts: another program that
// knows only the zones we write finds the same instants.
func TestAnotherProgramReadsTheSameInstants(t *testing.T) {
	testkit.Need(t, "icaljs")
	var calendars [][]byte
	var wants [][]time.Time
	for _, name := range []string{"America/New_York", "America/Chicago", "America/Phoenix", "America/Puerto_Rico", "Pacific/Honolulu", "America/Indiana/Indianapolis",
		"America/Denver", "America/Anchorage", "Europe/London", "Australia/Sydney", "Africa/Casablanca", "Asia/Kolkata", "UTC"} {
		var items []ical.Item
		var want []time.Time
		for _, day := range []string{"2026-03-08", "2026-11-01", "2027-03-14", "2027-11-07", "2026-03-29", "2026-10-25", "2026-04-05", "2026-10-04", "2026-02-15", "2026-07-04", "2028-01-31"} {
			noon, err := time.ParseInLocation(time.DateOnly, day, zoneOf(t, name))
			if err != nil {
				t.Fatal(err)
			}
			for h := range 30 {
				at := noon.Add(time.Duration(h)*time.Hour - 2*time.Hour)
				items, want = append(items, item(name, at)), append(want, at)
			}
		}
		calendars = append(calendars, write(t, ical.Object{Method: ical.Publish, Items: items}))
		wants = append(wants, want)
	}
	for i, c := range testkit.ICalJS(t, calendars...) {
		for k, e := range c.Events {
			if want := wants[i][k].UTC(); e.Start != want.Format(stamp) || e.End != want.Add(30*time.Minute).Format(stamp) {
				t.Errorf("%s: %s is read as %s to %s", wants[i][k].Location(), wants[i][k], e.Start, e.End)
			}
		}
		if len(c.Events) != len(wants[i]) {
			t.Errorf("%d events of %d", len(c.Events), len(wants[i]))
		}
	}
}

func TestAnotherProgramReadsTheSameWords(t *testing.T) {
	start := time.Date(2026, 12, 1, 20, 20, 0, 0, time.UTC)
	words := "Ça va; oui, non\\\nzweite Zeile: „größer“ " + strings.Repeat("日本語の長い文 ", 30) + "end"
	i := item("America/Chicago", start)
	i.Summary, i.Location, i.Text, i.Sequence = words, words, words, 7
	i.Organizer, i.Attendee = ical.Person{Mail: "office@practice.example"}, ical.Person{Name: `Ines "the ^ one", Marlow; MD`, Mail: "someone@example.com"}
	c := testkit.ICalJS(t, write(t, ical.Object{Method: ical.Request, Name: "Elm Street Practice", Color: "teal", Refresh: time.Hour, Items: []ical.Item{i}}))[0]
	e := c.Events[0]
	if e.Summary != words || e.Location != words || e.Text != words {
		t.Errorf("read as %q", e.Summary)
	}
	if c.Method != "REQUEST" || c.Name != "Elm Street Practice" || c.Color != "teal" || c.Refresh != "PT60M" {
		t.Errorf("%+v", c)
	}
	if e.Organizer != "mailto:office@practice.example" || e.Attendee != "mailto:someone@example.com" || e.CN != `Ines "the ^ one", Marlow; MD` || e.Sequence != 7 {
		t.Errorf("%+v", e)
	}
}

func TestZones(t *testing.T) {
	at := time.Date(2026, 12, 1, 20, 20, 0, 0, time.UTC)
	for name, want := range map[string]string{
		"America/New_York": "BEGIN:VTIMEZONE\r\nTZID:America/New_York\r\n" +
			"BEGIN:DAYLIGHT\r\nDTSTART:20260308T020000\r\nTZOFFSETFROM:-0500\r\nTZOFFSETTO:-0400\r\nTZNAME:EDT\r\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU\r\nEND:DAYLIGHT\r\n" +
			"BEGIN:STANDARD\r\nDTSTART:20261101T020000\r\nTZOFFSETFROM:-0400\r\nTZOFFSETTO:-0500\r\nTZNAME:EST\r\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n",
		"America/Phoenix": "BEGIN:VTIMEZONE\r\nTZID:America/Phoenix\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:-0700\r\nTZOFFSETTO:-0700\r\nTZNAME:MST\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n",
	} {
		if got := string(write(t, ical.Object{Method: ical.Publish, Items: []ical.Item{item(name, at)}})); !strings.Contains(got, want) {
			t.Errorf("%s:\n%s\nwant\n%s", name, got, want)
		}
	}
	if got := string(write(t, ical.Object{Method: ical.Publish, Items: []ical.Item{item("UTC", at)}})); strings.Contains(got, "VTIMEZONE") || !strings.Contains(got, "DTSTART:20261201T202000Z") {
		t.Error(got)
	}
}

func TestWhatCannotBeWritten(t *testing.T) {
	at := time.Date(2026, 12, 1, 20, 20, 0, 0, time.UTC)
	for name, spoil := range map[string]func(*ical.Item){
		"no id":               func(i *ical.Item) { i.UID = "" },
		"a line in the id":    func(i *ical.Item) { i.UID = "a\r\nATTENDEE:b" },
		"ends as it begins":   func(i *ical.Item) { i.End = i.Start },
		"ends before":         func(i *ical.Item) { i.End = i.Start.Add(-time.Minute) },
		"no such zone":        func(i *ical.Item) { i.Zone = "America/Atlantis" },
		"a line in the reply": func(i *ical.Item) { i.Organizer.Mail = "a@b.example\r\nX:1" },
	} {
		i := item("America/Chicago", at)
		spoil(&i)
		if b, err := ical.Write(ical.Object{Method: ical.Publish, Items: []ical.Item{i}}); err == nil {
			t.Errorf("%s: written\n%s", name, b)
		}
	}
}

// unfolded is an independent reader of lines: RFC 5545 §3.1 and no more.
func unfolded(t testing.TB, b []byte) (lines []string) {
	t.Helper()
	for _, l := range bytes.SplitAfter(b, []byte("\r\n")) {
		if len(l) == 0 {
			continue
		}
		if !bytes.HasSuffix(l, []byte("\r\n")) || bytes.ContainsAny(l[:len(l)-2], "\r\n") {
			t.Fatalf("a line does not end as it must: %q", l)
		}
		l = l[:len(l)-2]
		if len(l) > 75 || !utf8.Valid(l) {
			t.Fatalf("a line of %d octets: %q", len(l), l)
		}
		if l[0] == ' ' {
			lines[len(lines)-1] += string(l[1:])
			continue
		}
		lines = append(lines, string(l))
	}
	return lines
}

func unescaped(s string) string {
	return strings.NewReplacer(`\\`, `\`, `\;`, ";", `\,`, ",", `\n`, "\n").Replace(s)
}

func FuzzWrite(f *testing.F) {
	f.Add("Visit", "1 Harbor Street, Elba", "Ines", int64(1_790_000_000))
	f.Add("a\r\nBEGIN:VEVENT", "\x00;,\\", `"^`, int64(0))
	f.Add(strings.Repeat("é", 80), "\xff\xfe", "\n", int64(4_000_000_000))
	f.Fuzz(func(t *testing.T, summary, place, name string, unix int64) {
		i := item("America/New_York", time.Unix(unix%5_000_000_000, 0))
		i.Summary, i.Location, i.Attendee = summary, place, ical.Person{Name: name, Mail: "someone@example.com"}
		var got struct{ begins, summaries int }
		for _, l := range unfolded(t, write(t, ical.Object{Method: ical.Request, Items: []ical.Item{i}})) {
			if l == "BEGIN:VEVENT" {
				got.begins++
			}
			if v, ok := strings.CutPrefix(l, "SUMMARY:"); ok {
				got.summaries++
				if utf8.ValidString(summary) && !strings.ContainsFunc(summary, func(r rune) bool { return r < ' ' || r >= 0x7f && r < 0xa0 }) && unescaped(v) != summary {
					t.Fatalf("%q was written as %q", summary, v)
				}
			}
		}
		if got.begins != 1 || got.summaries != 1 {
			t.Fatalf("%+v", got)
		}
	})
}

func TestTheSameObjectIsTheSameBytes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var o ical.Object
		for range rapid.IntRange(0, 5).Draw(t, "n") {
			o.Items = append(o.Items, item(rapid.SampledFrom([]string{"America/Chicago", "America/Phoenix", "Europe/Berlin"}).Draw(t, "zone"),
				time.Unix(rapid.Int64Range(1_700_000_000, 2_000_000_000).Draw(t, "at"), 0)))
		}
		a, err := ical.Write(o)
		if err != nil {
			t.Fatal(err)
		}
		b, err := ical.Write(o)
		if err != nil || !bytes.Equal(a, b) {
			t.Fatal("two writings differ", err)
		}
	})
}
