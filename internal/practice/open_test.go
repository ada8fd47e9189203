package practice

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"bedside/internal/civil"
)

// anyPractice has a few providers with hours, breaks and closures around the two days on which clocks jump.
func anyPractice(t *rapid.T) *Practice {
	p := &Practice{
		Locations: []Location{{ID: "harbor", Zone: "America/Chicago", Active: true}, {ID: "pond", Zone: "America/New_York", Active: rapid.Bool().Draw(t, "pond")}},
		Services:  []Service{{ID: "visit", Active: true}, {ID: "video", Active: true, Telehealth: true}, {ID: "old", Telehealth: true}},
		Providers: []Provider{
			{ID: "a", Active: true, Services: []ServiceID{"visit", "video"}}, {ID: "b", Active: true}, {ID: "c", Active: true, Services: []ServiceID{"video"}},
			{ID: "d", Services: []ServiceID{"visit"}},
		},
	}
	span := func(name string) civil.Interval {
		from := rapid.IntRange(0, 1435/5).Draw(t, name)
		return civil.Interval{From: civil.Clock(5 * from), To: civil.Clock(5 * rapid.IntRange(from+1, 288).Draw(t, name+" until"))}
	}
	for range rapid.IntRange(0, 12).Draw(t, "stretches") {
		p.Hours = append(p.Hours, Hours{
			Provider: rapid.SampledFrom([]ProviderID{"a", "b", "c", "d"}).Draw(t, "who"), Location: rapid.SampledFrom([]LocationID{"harbor", "pond"}).Draw(t, "where"),
			Weekday: time.Weekday(rapid.IntRange(0, 6).Draw(t, "weekday")), Break: rapid.IntRange(0, 3).Draw(t, "break") == 0, When: span("when"),
		})
	}
	for range rapid.IntRange(0, 2).Draw(t, "closures") {
		from := anyDay(t)
		p.Closures = append(p.Closures, Closure{
			Provider: rapid.SampledFrom([]ProviderID{"", "a"}).Draw(t, "who is away"), Location: rapid.SampledFrom([]LocationID{"", "pond"}).Draw(t, "what is closed"),
			From: from, To: from.AddDays(rapid.IntRange(0, 5).Draw(t, "days")),
		})
	}
	return p
}

func anyDay(t *rapid.T) civil.Date {
	jump := rapid.SampledFrom([]civil.Date{{Year: 2026, Month: 3, Day: 8}, {Year: 2026, Month: 11, Day: 1}}).Draw(t, "jump")
	return jump.AddDays(rapid.IntRange(-5, 5).Draw(t, "day"))
}

// worksAt is the definition, a minute at a time: somebody who sees patients in person works, and is neither on a break
// nor away.
func worksAt(p *Practice, l LocationID, d civil.Date, c civil.Clock) bool {
	for _, v := range []ProviderID{"a", "b"} {
		work, rest := false, false
		for _, h := range p.Hours {
			if h.Provider == v && h.Location == l && h.Weekday == d.Weekday() && h.When.From <= c && c < h.When.To {
				work, rest = work || !h.Break, rest || h.Break
			}
		}
		for _, s := range p.Closures {
			if (s.Provider == "" || s.Provider == v) && (s.Location == "" || s.Location == l) && s.From.DaysUntil(d) >= 0 && d.DaysUntil(s.To) >= 0 {
				rest = true
			}
		}
		if work && !rest {
			return true
		}
	}
	return false
}

func TestOpenOn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, d := anyPractice(t), anyDay(t)
		for _, l := range p.Locations {
			open := p.OpenOn(l.ID, d)
			for i, o := range open {
				if !o.Valid() || i > 0 && open[i-1].To >= o.From {
					t.Fatalf("%v is not in order, or joined", open)
				}
			}
			for c := civil.Clock(0); c < 1440; c++ {
				is := slices.ContainsFunc(open, func(o civil.Interval) bool { return o.From <= c && c < o.To })
				if want := l.Active && worksAt(p, l.ID, d, c); is != want {
					t.Fatalf("%s at %s on %s is open: %t; the hours say %v", l.ID, c, d, is, open)
				}
			}
		}
		if p.OpenOn("nowhere", d) != nil {
			t.Fatal("a location that does not exist is open")
		}
	})
}

func TestWeek(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, from := anyPractice(t), anyDay(t)
		for i, day := range p.Week("harbor", from) {
			if day.Date != from.AddDays(i) || !slices.Equal(day.Open, p.OpenOn("harbor", day.Date)) {
				t.Fatalf("day %d is %+v", i, day)
			}
		}
	})
	p := &Practice{Closures: []Closure{
		{Name: "Away", Provider: "a", From: civil.Date{Year: 2026, Month: 11, Day: 24}, To: civil.Date{Year: 2026, Month: 11, Day: 24}},
		{Name: "Painters", Location: "pond", From: civil.Date{Year: 2026, Month: 11, Day: 25}, To: civil.Date{Year: 2026, Month: 11, Day: 25}},
		{Name: "Thanksgiving", From: civil.Date{Year: 2026, Month: 11, Day: 26}, To: civil.Date{Year: 2026, Month: 11, Day: 27}},
	}}
	var names []string
	for _, day := range p.Week("harbor", civil.Date{Year: 2026, Month: 11, Day: 23}) {
		names = append(names, day.Closed)
	}
	if want := []string{"", "", "", "Thanksgiving", "Thanksgiving", "", ""}; !slices.Equal(names, want) {
		t.Errorf("the closures of the week are %q, want %q", names, want)
	}
}

// OpenAt by the definition, at every five minutes of a day; the hour that comes twice in autumn belongs to the hours
// only once.
func TestOpenAt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, d := anyPractice(t), anyDay(t)
		from := d.At(0, p.Locations[0].In())
		for at := from; at.Before(from.Add(24 * time.Hour)); at = at.Add(5 * time.Minute) {
			open, twice := false, false
			for _, l := range p.Locations {
				local := at.In(l.In())
				day, c := civil.DateOf(local), civil.ClockOf(local)
				open = open || l.Active && worksAt(p, l.ID, day, c)
				twice = twice || day.Weekday() == time.Sunday && c < 180
			}
			if got := p.OpenAt(at); got != open && !twice {
				t.Fatalf("at %s the practice is open: %t", at, got)
			}
			next, ok := p.NextOpen(at)
			if got := ok && !next.From.After(at) && next.To.After(at); got != p.OpenAt(at) {
				t.Fatalf("at %s the next opening is %v", at, next)
			}
		}
	})
}

func TestNextOpen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := anyPractice(t)
		at := anyDay(t).At(civil.Clock(rapid.IntRange(0, 1439).Draw(t, "minute")), p.Locations[0].In())
		next, ok := p.NextOpen(at)
		until := at.Add(20 * 24 * time.Hour)
		if ok {
			if !next.From.Before(next.To) || !next.To.After(at) || !p.OpenAt(next.From) || !p.OpenAt(next.To.Add(-time.Minute)) {
				t.Fatalf("after %s it opens %+v", at, next)
			}
			until = next.From
		}
		for ; at.Before(until); at = at.Add(5 * time.Minute) {
			if p.OpenAt(at) {
				t.Fatalf("it is open at %s, and the next opening is %+v (%t)", at, next, ok)
			}
		}
	})
}

// A spring morning on which the clock jumps from two to three, by hand.
func TestOpenOnTheDayTheClockJumps(t *testing.T) {
	p := &Practice{
		Locations: []Location{{ID: "harbor", Zone: "America/Chicago", Active: true}},
		Providers: []Provider{{ID: "a", Active: true}},
		Hours:     []Hours{{Provider: "a", Location: "harbor", Weekday: time.Sunday, When: civil.Interval{From: civil.NewClock(1, 0), To: civil.NewClock(4, 0)}}},
	}
	zone := p.Locations[0].In()
	next, ok := p.NextOpen(civil.Date{Year: 2026, Month: 3, Day: 2}.At(civil.NewClock(12, 0), zone))
	spring := civil.Date{Year: 2026, Month: 3, Day: 8}
	if !ok || !next.From.Equal(spring.At(civil.NewClock(1, 0), zone)) || next.To.Sub(next.From) != 2*time.Hour {
		t.Errorf("it opens from %s to %s", next.From, next.To)
	}
}
