package outreach

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"bedside/internal/civil"
	"bedside/internal/practice"
	"bedside/internal/schedule"
)

// zones are all that US practices live in, those without summer time too.
var zones = []string{"America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles", "America/Anchorage",
	"America/Adak", "Pacific/Honolulu", "America/Puerto_Rico", "Pacific/Guam", "Pacific/Pago_Pago"}

func zone(t rapid.TB, name string) *time.Location {
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

// someVisit draws a visit near a clock change or anywhere in the year, at any time of day.
func someVisit(t *rapid.T) (schedule.Appointment, practice.Settings) {
	day := rapid.SampledFrom([]civil.Date{
		{Year: 2026, Month: 3, Day: 8}, {Year: 2026, Month: 11, Day: 1}, {Year: 2027, Month: 3, Day: 14}, {Year: 2026, Month: 7, Day: 1},
	}).Draw(t, "day").AddDays(rapid.IntRange(-5, 5).Draw(t, "offset"))
	there, here := rapid.SampledFrom(zones).Draw(t, "location"), rapid.SampledFrom(zones).Draw(t, "practice")
	start := day.At(civil.Clock(rapid.IntRange(0, 287).Draw(t, "cell")*5), zone(t, there))
	return schedule.Appointment{Start: start, Zone: there}, practice.Settings{Zone: here, Quiet: widest}
}

func hour(at time.Time, name string, t rapid.TB) civil.Clock {
	return civil.ClockOf(at.In(zone(t, name)))
}

// Reminders are planned on the right day by the calendar of the visit, within quiet hours of both zones, and at the
// visit's own time of day wherever that is allowed.
func TestReminderAt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, s := someVisit(t)
		c := callingFor(a, s)
		start := a.Start.In(zone(t, a.Zone))
		for _, days := range []int{1, 3} {
			at := c.reminderAt(a, days)
			if at.IsZero() {
				t.Fatalf("no reminder %d days before %s, practice in %s", days, start, s.Zone)
			}
			if got := civil.DateOf(at.In(start.Location())).DaysUntil(civil.DateOf(start)); got != days {
				t.Fatalf("a reminder %d days before %s goes out %d days before, at %s", days, start, got, at.In(start.Location()))
			}
			for _, name := range []string{a.Zone, s.Zone} {
				if h := hour(at, name, t); h < widest.From || h >= widest.To {
					t.Fatalf("a reminder of %s goes out at %s in %s", start, h, name)
				}
			}
			same := civil.DateOf(start).AddDays(-days).At(civil.ClockOf(start), start.Location())
			if c.open(same) && !same.Equal(at) {
				t.Fatalf("a reminder of %s goes out at %s and could at %s", start, at, same)
			}
		}
	})
}

func TestReminderAtExamples(t *testing.T) {
	for _, c := range []struct{ start, zone, practice, want1, want3 string }{
		{"2026-12-01T14:20:00-06:00", "America/Chicago", "America/Chicago", "2026-11-30T14:20:00-06:00", "2026-11-28T14:20:00-06:00"},
		{"2026-12-01T07:00:00-06:00", "America/Chicago", "America/Chicago", "2026-11-30T08:00:00-06:00", "2026-11-28T08:00:00-06:00"},
		{"2026-12-01T21:30:00-06:00", "America/Chicago", "America/Chicago", "2026-11-30T20:45:00-06:00", "2026-11-28T20:45:00-06:00"},
		// eight in Chicago is six in Los Angeles
		{"2026-12-01T08:00:00-06:00", "America/Chicago", "America/Los_Angeles", "2026-11-30T10:00:00-06:00", "2026-11-28T10:00:00-06:00"},
		// the day after the clock went forward, and the day after it went back: by the calendar, not by 24 hours
		{"2027-03-15T09:00:00-05:00", "America/Chicago", "America/Chicago", "2027-03-14T09:00:00-05:00", "2027-03-12T09:00:00-06:00"},
		{"2026-11-01T09:00:00-06:00", "America/Chicago", "America/Chicago", "2026-10-31T09:00:00-05:00", "2026-10-29T09:00:00-05:00"},
	} {
		start, err := time.Parse(time.RFC3339, c.start)
		if err != nil {
			t.Fatal(err)
		}
		a := schedule.Appointment{Start: start, Zone: c.zone}
		cal := callingFor(a, practice.Settings{Zone: c.practice, Quiet: widest})
		for days, want := range map[int]string{1: c.want1, 3: c.want3} {
			if got := cal.reminderAt(a, days).In(zone(t, c.zone)).Format(time.RFC3339); got != want {
				t.Errorf("%d days before %s (%s, practice in %s): %s, want %s", days, c.start, c.zone, c.practice, got, want)
			}
		}
	}
}

// However reminders ask to go out, at most one goes on a day and three in a week, all within quiet hours.
func TestFree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, s := someVisit(t)
		c := callingFor(a, s)
		now := a.Start.Add(-time.Duration(rapid.IntRange(0, 10*24*60).Draw(t, "before")) * time.Minute)
		var sent []time.Time
		for range rapid.IntRange(1, 7).Draw(t, "reminders") {
			at, why := c.free(now, past{patient: sent})
			if at.Before(now) || (why == WhyNone) != at.Equal(now) {
				t.Fatalf("free(%s) = %s, %q", now, at, why)
			}
			if again, _ := c.free(at, past{patient: sent}); !again.Equal(at) {
				t.Fatalf("what is free at %s is free only at %s", at, again)
			}
			sent = append(sent, at)
			now = at.Add(time.Duration(rapid.IntRange(0, 3*24*60).Draw(t, "pause")) * time.Minute)
		}
		slices.SortFunc(sent, time.Time.Compare)
		for i, at := range sent {
			for _, name := range []string{a.Zone, s.Zone} {
				if h := hour(at, name, t); h < widest.From || h >= widest.To {
					t.Fatalf("a reminder goes out at %s in %s", h, name)
				}
				if i > 0 && civil.DateOf(at.In(zone(t, name))) == civil.DateOf(sent[i-1].In(zone(t, name))) {
					t.Fatalf("two reminders on one day in %s: %s and %s", name, sent[i-1], at)
				}
			}
			if i >= perWeek && at.Sub(sent[i-perWeek]) < week {
				t.Fatalf("four reminders from %s to %s", sent[i-perWeek], at)
			}
		}
	})
}

// Zones whose days never meet end the search without an open time.
func TestFreeGivesUp(t *testing.T) {
	now := time.Date(2026, 12, 1, 20, 20, 0, 0, time.UTC)
	c := callingFor(schedule.Appointment{Start: now, Zone: "America/Chicago"}, practice.Settings{Zone: "America/Chicago"}, "Europe/London", "Asia/Tokyo")
	if at, why := c.free(now, past{}); why != QuietHours || at.Before(now.Add(farthest)) || at.After(now.Add(farthest+24*time.Hour)) {
		t.Errorf("free at %s, %q", at, why)
	}
}

// A practice can make its quiet hours narrower and never wider.
func TestQuietHoursHaveALimit(t *testing.T) {
	a := schedule.Appointment{Start: time.Date(2026, 12, 1, 20, 20, 0, 0, time.UTC), Zone: "America/Chicago"}
	for _, c := range []struct{ set, want civil.Interval }{
		{civil.Interval{From: 0, To: 1440}, widest},
		{civil.Interval{}, widest},
		{civil.Interval{From: 600, To: 660}, civil.Interval{From: 600, To: 660}},
		{civil.Interval{From: 400, To: 600}, civil.Interval{From: 480, To: 600}},
	} {
		if got := callingFor(a, practice.Settings{Zone: "America/Chicago", Quiet: c.set}).hours; got != c.want {
			t.Errorf("quiet hours %v become %v, want %v", c.set, got, c.want)
		}
	}
}

// A patient whose area code is Hawaii's is not written to before it is eight there.
func TestTheAreaCodeCounts(t *testing.T) {
	zones := practice.PhoneZones("+18085550142")
	a := schedule.Appointment{Zone: "America/Chicago"}
	morning := time.Date(2026, 12, 1, 15, 0, 0, 0, time.UTC) // nine in Chicago, five in Honolulu
	c := callingFor(a, practice.Settings{Zone: "America/Chicago", Quiet: widest}, zones...)
	if c.open(morning) || !c.open(morning.Add(3*time.Hour)) {
		t.Errorf("with the zones %v it is open at %v", zones, morning)
	}
	if got := practice.PhoneZones("+18005550142"); got != nil {
		t.Errorf("a toll-free number is in %v", got)
	}
}
