package civil_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"bedside/internal/civil"
	"bedside/internal/fault"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func TestAtAroundTheJumps(t *testing.T) {
	spring, autumn := civil.Date{Year: 2026, Month: 3, Day: 8}, civil.Date{Year: 2026, Month: 11, Day: 1}
	for _, c := range []struct {
		zone   string
		day    civil.Date
		clock  string
		want   string // in UTC
		exists bool
	}{
		{"America/New_York", spring, "00:00", "2026-03-08 05:00", true},
		{"America/New_York", spring, "01:59", "2026-03-08 06:59", true},
		{"America/New_York", spring, "02:00", "2026-03-08 07:00", false}, // 03:00 EDT, the instant of the jump
		{"America/New_York", spring, "02:30", "2026-03-08 07:30", false}, // 03:30 EDT
		{"America/New_York", spring, "02:59", "2026-03-08 07:59", false},
		{"America/New_York", spring, "03:00", "2026-03-08 07:00", true},
		{"America/New_York", spring, "24:00", "2026-03-09 04:00", false}, // as 00:00 of the next day, which is not d
		{"America/New_York", autumn, "00:59", "2026-11-01 04:59", true},
		{"America/New_York", autumn, "01:00", "2026-11-01 05:00", true}, // comes twice: the first, EDT
		{"America/New_York", autumn, "01:30", "2026-11-01 05:30", true},
		{"America/New_York", autumn, "01:59", "2026-11-01 05:59", true},
		{"America/New_York", autumn, "02:00", "2026-11-01 07:00", true}, // comes once: EST
		{"America/New_York", autumn, "09:00", "2026-11-01 14:00", true},
		{"America/Indiana/Indianapolis", spring, "02:30", "2026-03-08 07:30", false},
		{"America/Indiana/Indianapolis", autumn, "01:30", "2026-11-01 05:30", true},
		{"America/Phoenix", spring, "02:30", "2026-03-08 09:30", true},
		{"America/Phoenix", autumn, "01:30", "2026-11-01 08:30", true},
		{"America/Puerto_Rico", spring, "02:30", "2026-03-08 06:30", true},
		{"America/Puerto_Rico", autumn, "01:30", "2026-11-01 05:30", true},
		{"Pacific/Honolulu", spring, "02:30", "2026-03-08 12:30", true},
		{"Pacific/Honolulu", autumn, "01:30", "2026-11-01 11:30", true},
		// zones that jump at midnight, and by half an hour
		{"America/Havana", spring, "00:30", "2026-03-08 05:30", false},
		{"Australia/Lord_Howe", civil.Date{Year: 2026, Month: 4, Day: 5}, "01:45", "2026-04-04 14:45", true},
		{"Australia/Lord_Howe", civil.Date{Year: 2026, Month: 10, Day: 4}, "02:15", "2026-10-03 15:45", false},
	} {
		loc := zone(t, c.zone)
		clock, err := civil.ParseClock(c.clock)
		if err != nil {
			t.Fatal(err)
		}
		got := c.day.At(clock, loc)
		if s := got.UTC().Format("2006-01-02 15:04"); s != c.want {
			t.Errorf("%s %s in %s is %s UTC, want %s", c.day, c.clock, c.zone, s, c.want)
		}
		if got.Location() != loc {
			t.Errorf("%s %s in %s is told in %s", c.day, c.clock, c.zone, got.Location())
		}
		if c.day.Exists(clock, loc) != c.exists {
			t.Errorf("%s %s in %s exists: %t", c.day, c.clock, c.zone, !c.exists)
		}
	}
}

// A day's quarter hours against the instants of the day, one by one, over years in which zones changed their rules:
// At is the first instant that shows the wall time, and Exists knows whether there is one.
func TestAtIsTheFirst(t *testing.T) {
	for _, name := range []string{"America/New_York", "America/Indiana/Indianapolis", "America/Phoenix", "America/Puerto_Rico",
		"Pacific/Honolulu", "America/Anchorage", "America/Havana", "America/Santiago", "Australia/Lord_Howe"} {
		loc := zone(t, name)
		first, last := civil.Date{Year: 2005, Month: 1, Day: 1}, civil.Date{Year: 2008, Month: 1, Day: 1}
		for d := first; d.Before(last); d = d.AddDays(1) {
			shown := map[civil.Clock]time.Time{}
			midnight := time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC)
			for i := -14 * 4; i < (24+14)*4; i++ {
				now := midnight.Add(time.Duration(i) * 15 * time.Minute).In(loc)
				if _, seen := shown[civil.ClockOf(now)]; !seen && civil.DateOf(now) == d {
					shown[civil.ClockOf(now)] = now
				}
			}
			for c := civil.Clock(0); c < 1440; c += 15 {
				got := d.At(c, loc)
				want, exists := shown[c]
				if exists && !got.Equal(want) {
					t.Fatalf("%s: %s %s is %s, want %s", name, d, c, got, want)
				}
				if !exists && (civil.DateOf(got) != d || civil.ClockOf(got) <= c) {
					t.Fatalf("%s: %s %s, which the clock jumps over, is %s", name, d, c, got)
				}
				if d.Exists(c, loc) != exists {
					t.Fatalf("%s: %s %s exists: %t", name, d, c, !exists)
				}
			}
		}
	}
}

func anyDate() *rapid.Generator[civil.Date] {
	return rapid.Custom(func(t *rapid.T) civil.Date {
		return civil.Date{Year: 1, Month: 1, Day: 1}.AddDays(rapid.IntRange(0, 3_000_000).Draw(t, "day"))
	})
}

func TestDateArithmetic(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, n := anyDate().Draw(t, "d"), rapid.IntRange(-100_000, 100_000).Draw(t, "n")
		e := d.AddDays(n)
		if got := d.DaysUntil(e); got != n {
			t.Fatalf("%s and %d days later are %d days apart", d, n, got)
		}
		if e.AddDays(-n) != d {
			t.Fatalf("%s, %d days later and back, is %s", d, n, e.AddDays(-n))
		}
		if d.Before(e) != (n > 0) {
			t.Fatalf("%s before %s: %t", d, e, d.Before(e))
		}
		m := d.Monday()
		if m.Weekday() != time.Monday || d.Before(m) || m.DaysUntil(d) > 6 {
			t.Fatalf("the Monday of %s is %s, a %s", d, m, m.Weekday())
		}
	})
	// Over centuries, as a year of birth with a slip in it gives.
	if got := (civil.Date{Year: 1, Month: 1, Day: 1}).DaysUntil(civil.Date{Year: 2026, Month: 11, Day: 22}); got != 739_941 {
		t.Errorf("from the year 1 it is %d days", got)
	}
}

func TestDateText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := anyDate().Draw(t, "d")
		for _, text := range []string{d.String(), d.Format("1/2/2006"), d.Format("01/02/2006"), d.Format("1-2-2006")} {
			if got, err := civil.ParseUSDate(text); err != nil || got != d {
				t.Fatalf("ParseUSDate(%s) = %s, %v", text, got, err)
			}
		}
		if got, err := civil.ParseDate(d.String()); err != nil || got != d {
			t.Fatalf("ParseDate(%s) = %s, %v", d, got, err)
		}
	})
	if s := (civil.Date{}).String(); s != "" {
		t.Errorf("no day is written %q", s)
	}
	for _, text := range []string{"", "2026-02-29", "2026-13-01", "2026-1-1", "11/31/2026", "31/12/2026", "11/22/26", "22.11.2026", "2026-11-22T09:00", "２０２６-11-22"} {
		if d, err := civil.ParseUSDate(text); !fault.Is(err, fault.Invalid) || !d.IsZero() {
			t.Errorf("ParseUSDate(%q) = %v, %v", text, d, err)
		} else if text != "" && strings.Contains(err.Error(), text) {
			t.Errorf("ParseUSDate(%q) repeats the input: %v", text, err)
		}
	}
}

func TestClock(t *testing.T) {
	for c := civil.Clock(0); c <= 1440; c++ {
		if got, err := civil.ParseClock(c.String()); err != nil || got != c {
			t.Errorf("ParseClock(%s) = %v, %v", c, got, err)
		}
	}
	for text, spoken := range map[string]string{"00:00": "12:00 am", "00:05": "12:05 am", "09:30": "9:30 am", "11:59": "11:59 am",
		"12:00": "12:00 pm", "12:30": "12:30 pm", "13:00": "1:00 pm", "23:59": "11:59 pm", "24:00": "12:00 am"} {
		c, err := civil.ParseClock(text)
		if err != nil || c.Spoken() != spoken {
			t.Errorf("%s is said %q, want %q (%v)", text, c.Spoken(), spoken, err)
		}
	}
	for _, text := range []string{"", "24:01", "25:00", "09:60", "-1:00", "09:30:00", "9.30", "noon"} {
		if _, err := civil.ParseClock(text); !fault.Is(err, fault.Invalid) {
			t.Errorf("ParseClock(%q) = %v", text, err)
		}
	}
}

// Intervals against the minutes they are made of.
func TestInterval(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string) civil.Interval {
			from := rapid.IntRange(0, 1439).Draw(t, name+" from")
			return civil.Interval{From: civil.Clock(from), To: civil.Clock(rapid.IntRange(from+1, 1440).Draw(t, name+" to"))}
		}
		i, j := draw("i"), draw("j")
		in := func(i civil.Interval, c civil.Clock) bool { return i.From <= c && c < i.To }
		overlaps, contains := false, true
		for c := civil.Clock(0); c < 1440; c++ {
			overlaps = overlaps || in(i, c) && in(j, c)
			contains = contains && (in(i, c) || !in(j, c))
		}
		if !i.Valid() || !j.Valid() {
			t.Fatalf("%v or %v is not valid", i, j)
		}
		if i.Overlaps(j) != overlaps || j.Overlaps(i) != overlaps {
			t.Fatalf("%v overlaps %v: %t", i, j, !overlaps)
		}
		if i.Contains(j) != contains {
			t.Fatalf("%v contains %v: %t", i, j, !contains)
		}
	})
	for _, i := range []civil.Interval{{}, {From: 5, To: 5}, {From: 6, To: 5}, {From: -1, To: 5}, {From: 0, To: 1441}} {
		if i.Valid() {
			t.Errorf("%v is valid", i)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"2026-11-22", "11/22/2026", "2-29-2024", "09:30", "24:00", "0000-01-01", "9999-12-31"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if d, err := civil.ParseUSDate(text); err == nil {
			if again, err := civil.ParseDate(d.String()); err != nil || again != d {
				t.Errorf("%q became %s, which is %v, %v", text, d, again, err)
			}
		}
		if c, err := civil.ParseClock(text); err == nil {
			if again, err := civil.ParseClock(c.String()); err != nil || again != c || c < 0 || c > 1440 {
				t.Errorf("%q became %s, which is %v, %v", text, c, again, err)
			}
		}
	})
}

func ExampleDate_At() {
	ny, err := time.LoadLocation("America/New_York")
	if err != nil {
		panic(err)
	}
	spring := civil.Date{Year: 2026, Month: time.March, Day: 8} // at two in the morning the clock jumps to three
	fmt.Println(spring.At(civil.NewClock(9, 0), ny))
	fmt.Println(spring.At(civil.NewClock(2, 30), ny))
	// Output:
	// 2026-03-08 09:00:00 -0400 EDT
	// 2026-03-08 03:30:00 -0400 EDT
}
