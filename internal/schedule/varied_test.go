package schedule_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"bedside/internal/civil"
	"bedside/internal/practice"
	"bedside/internal/schedule"
)

func same(s schedule.Slot) schedule.Slot { return s }

func slotsAt(t *testing.T, texts ...string) (all []schedule.Slot) {
	for _, text := range texts {
		at, err := time.Parse("Jan 2 15:04 2006", text[:len("Dec 01 08:00")]+" 2026")
		must(t, err)
		all = append(all, schedule.Slot{Start: at, Provider: practice.ProviderID(text[len("Dec 01 08:00"):])})
	}
	return all
}

func TestVariedByExample(t *testing.T) {
	for name, c := range map[string]struct{ all, want []string }{
		"another day, the other half": {
			[]string{"Dec 01 08:00", "Dec 01 08:20", "Dec 01 14:00", "Dec 02 08:00", "Dec 02 13:00", "Dec 03 08:00", "Dec 03 10:00"},
			[]string{"Dec 01 08:00", "Dec 02 13:00", "Dec 03 10:00"}},
		"afternoons on the first day only": {
			[]string{"Dec 01 08:00", "Dec 01 14:00", "Dec 02 08:00", "Dec 02 10:00"},
			[]string{"Dec 01 08:00", "Dec 01 14:00", "Dec 02 10:00"}},
		"an afternoon in weeks does not stand for one today": {
			[]string{"Dec 01 08:00", "Dec 01 14:00", "Dec 02 10:00", "Dec 21 14:00"},
			[]string{"Dec 01 08:00", "Dec 01 14:00", "Dec 02 10:00"}},
		"one in weeks where there is no other": {
			[]string{"Dec 01 08:00", "Dec 02 10:00", "Dec 21 14:00"},
			[]string{"Dec 01 08:00", "Dec 02 10:00", "Dec 21 14:00"}},
		"one day": {
			[]string{"Dec 01 08:00", "Dec 01 08:20", "Dec 01 10:00", "Dec 01 13:00"},
			[]string{"Dec 01 08:00", "Dec 01 10:00", "Dec 01 13:00"}},
		"with somebody else": {
			[]string{"Dec 01 08:00 A", "Dec 01 08:00 B", "Dec 02 13:00 A", "Dec 02 13:00 B", "Dec 03 10:00 A", "Dec 03 10:00 B", "Dec 03 10:00 C"},
			[]string{"Dec 01 08:00 A", "Dec 02 13:00 B", "Dec 03 10:00 C"}},
		"the latest first": {
			[]string{"Dec 09 16:00", "Dec 09 15:00", "Dec 08 15:00", "Dec 08 09:00", "Dec 07 11:00"},
			[]string{"Dec 07 11:00", "Dec 08 09:00", "Dec 09 16:00"}},
	} {
		t.Run(name, func(t *testing.T) {
			if got, want := schedule.Varied(slotsAt(t, c.all...), 3, same), slotsAt(t, c.want...); !slices.Equal(got, want) {
				t.Errorf("%v, want %v", got, want)
			}
		})
	}
}

func TestVariedTimesDiffer(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var all []schedule.Slot
		for range rapid.IntRange(0, 30).Draw(rt, "times") {
			day := civil.Date{Year: 2026, Month: 12, Day: 1 + rapid.IntRange(0, 25).Draw(rt, "day")}
			all = append(all, schedule.Slot{Start: day.At(civil.Clock(20*rapid.IntRange(21, 60).Draw(rt, "clock")), civilZone(t)),
				Provider: practice.ProviderID(rapid.SampledFrom([]string{"a", "b", "c"}).Draw(rt, "with"))})
		}
		slices.SortFunc(all, func(a, b schedule.Slot) int { return a.Start.Compare(b.Start) })
		n := rapid.IntRange(1, 7).Draw(rt, "at once")
		got := schedule.Varied(all, n, same)
		starts := func(of []schedule.Slot, key func(time.Time) string) map[string]bool {
			keys := map[string]bool{}
			for _, s := range of {
				keys[key(s.Start)] = true
			}
			return keys
		}
		each := func(at time.Time) string { return at.String() }
		half := func(at time.Time) string { return at.Format("PM") }
		day := func(at time.Time) string { return at.Format(time.DateOnly) }
		switch {
		case len(got) != min(n, len(starts(all, each))):
			rt.Fatalf("%d of %d times, want %d", len(got), len(all), n)
		case len(starts(got, each)) != len(got):
			rt.Fatalf("a start comes twice: %v", got)
		case slices.ContainsFunc(got, func(s schedule.Slot) bool { return !slices.Contains(all, s) }):
			rt.Fatalf("not all of %v are free", got)
		case !slices.IsSortedFunc(got, func(a, b schedule.Slot) int { return a.Start.Compare(b.Start) }):
			rt.Fatalf("not in order: %v", got)
		case len(all) > 0 && got[0] != all[0]:
			rt.Fatalf("the first is %v, the earliest %v", got[0], all[0])
		case n >= 2 && len(starts(got, half)) != len(starts(all, half)):
			rt.Fatalf("one half of the day only: %v", got)
		case n >= 3 && len(starts(all, day)) > 1 && len(starts(got, day)) == 1:
			rt.Fatalf("one day only: %v", got)
		case !slices.Equal(got, schedule.Varied(all, n, same)):
			rt.Fatal("other times the second time")
		}
	})
}
