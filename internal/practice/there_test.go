package practice_test

import (
	"strings"
	"testing"
	"time"

	"bedside/internal/fault"
	"bedside/internal/practice"
)

// TestThereIsReadAndWritten: what is written in lines is read as it was, and what makes no sense is said.
func TestThereIsReadAndWritten(t *testing.T) {
	for _, x := range []struct{ typed, again, wrong string }{
		{"", "", ""},
		{"Mon-Thu 8:00-17:00", "Mon-Thu 08:00-17:00", ""},
		{"monday,wed 8:00-12:00,13:00-17:00", "Mon 08:00-12:00, 13:00-17:00\nWed 08:00-12:00, 13:00-17:00", ""},
		{"Sat-Mon 9:00-24:00", "Mon 09:00-24:00\nSat-Sun 09:00-24:00", ""},
		{"away 12/24/2026 to 12/31/2026\n away 2026-11-27", "away 2026-11-27\naway 2026-12-24 to 2026-12-31", ""},
		{"Mon 17:00-8:00", "", "ends before it begins"},
		{"Mon 8:00-8:00", "", "ends before it begins"},
		{"Mon 8:02-9:00", "", "on five minutes"},
		{"Mon 8:00-12:00\nMon-Tue 11:00-13:00", "", "Two times on Monday overlap"},
		{"Mo 8:00-9:00", "", "the days and then the times"},
		{"Mon eight to nine", "", "the times after the days"},
		{"Mon 8:00-25:00", "", "the times after the days"},
		{"away tomorrow", "", "days it is away"},
		{"away 2026-12-31 to 2026-12-24", "", "before the first"},
		{strings.Repeat("away 2026-12-31\n", 61), "", "too many"},
	} {
		h, err := practice.ParseThere(x.typed)
		if x.wrong != "" {
			if !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Message(err), x.wrong) {
				t.Errorf("%q: %v, want %q", x.typed, err, x.wrong)
			}
			continue
		}
		if err != nil || h.String() != x.again || h.Always() != (x.typed == "") {
			t.Errorf("%q is %q, %v", x.typed, h.String(), err)
		}
		if again, err := practice.ParseThere(h.String()); err != nil || again.String() != x.again {
			t.Errorf("%q is then %q, %v", x.typed, again.String(), err)
		}
	}
}

func TestDuring(t *testing.T) {
	loc, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	h, err := practice.ParseThere("Sun 0:00-4:00\nMon 8:00-12:00, 12:00-13:00\naway 2026-11-30")
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		start   string
		minutes int
		want    bool
	}{
		{"2026-11-23 08:00", 240, true}, {"2026-11-23 07:55", 20, false}, {"2026-11-23 11:45", 20, false}, {"2026-11-23 12:40", 20, true}, {"2026-11-23 12:45", 20, false},
		{"2026-11-24 09:00", 20, false}, {"2026-11-30 09:00", 20, false},
		{"2026-11-01 00:00", 300, true}, {"2026-11-01 00:00", 305, false}, // the day has an hour more
		{"2026-03-08 00:00", 180, true}, {"2026-03-08 00:00", 185, false}, // and this one an hour less
	} {
		start, err := time.ParseInLocation("2006-01-02 15:04", x.start, loc)
		if err != nil {
			t.Fatal(err)
		}
		if got := h.During(start, start.Add(time.Duration(x.minutes)*time.Minute)); got != x.want {
			t.Errorf("%s for %d minutes: %t", x.start, x.minutes, got)
		}
	}
}

func TestPresencesOfALocation(t *testing.T) {
	l := practice.Location{Rooms: []practice.Room{{Name: "Room 1", Active: true}, {Name: "Old", Active: false}},
		Resources: []practice.Resource{{Pool: "Assistant", Name: "Bo", Active: true}, {Pool: "Scanner", Name: "Bo", Active: true}}}
	typed := []string{"room 1: Mon-Thu 8:00-17:00", "Scanner Bo: away 2026-12-24", "Scanner Bo: Fri 8:00-9:00"}
	if err := l.SetPresences(typed); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(l.Presences(), "|"); got != "Room 1: Mon-Thu 08:00-17:00|Scanner Bo: Fri 08:00-09:00|Scanner Bo: away 2026-12-24" {
		t.Error(got)
	}
	for line, want := range map[string]string{"Room 1 Mon 8:00-9:00": "There is no room", "Old: Mon 8:00-9:00": "There is no room", "Bo: away 2026-12-24": "There is no room", "nothing": "a colon"} {
		if err := l.SetPresences([]string{line}); !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Message(err), want) {
			t.Errorf("%q: %v", line, err)
		}
	}
	if err := l.SetPresences(nil); err != nil || len(l.Presences()) != 0 {
		t.Errorf("what has no line is there always: %v %v", l.Presences(), err)
	}
}

func FuzzThere(f *testing.F) {
	for _, s := range []string{"Mon-Thu 8:00-17:00", "away 2026-12-24 to 2026-12-31", "Sat-Mon 9:00-24:00", "x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		h, err := practice.ParseThere(s)
		if err != nil {
			return
		}
		again, err := practice.ParseThere(h.String())
		if err != nil || again.String() != h.String() {
			t.Errorf("%q is written as %q and read as %q, %v", s, h.String(), again.String(), err)
		}
	})
}
