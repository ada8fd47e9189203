package when_test

import (
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"bedside/internal/civil"
	"bedside/internal/frontdesk/when"
)

var (
	dates = rapid.Custom(func(t *rapid.T) civil.Date {
		return civil.DateOf(friday).AddDays(rapid.IntRange(-3, 40).Draw(t, "day"))
	})
	hours = rapid.Custom(func(t *rapid.T) civil.Interval {
		from := rapid.IntRange(0, 1438).Draw(t, "from")
		return civil.Interval{From: civil.Clock(from), To: civil.Clock(rapid.IntRange(from+1, 1440).Draw(t, "to"))}
	})
	spans = rapid.Custom(func(t *rapid.T) when.Days {
		s := when.Days{On: when.Weekdays(rapid.IntRange(0, 127).Draw(t, "on"))}
		if rapid.Bool().Draw(t, "from") {
			s.From = dates.Draw(t, "first")
		}
		if rapid.Bool().Draw(t, "to") {
			s.To = dates.Draw(t, "last")
		}
		s.Clocks = rapid.SliceOfN(hours, 0, 2).Draw(t, "hours")
		return s
	})
	wants = rapid.Custom(func(t *rapid.T) when.Want {
		return when.Want{
			Dates: rapid.SliceOfN(spans, 0, 3).Draw(t, "dates"), NotDates: rapid.SliceOfN(spans, 0, 2).Draw(t, "not"),
			Clocks: rapid.SliceOfN(hours, 0, 2).Draw(t, "clocks"), Prefer: rapid.SampledFrom([]when.Preference{"", when.Soonest, when.Later}).Draw(t, "prefer"),
		}
	})
	instants = rapid.Custom(func(t *rapid.T) time.Time {
		return friday.Add(time.Duration(rapid.IntRange(-5000, 60000).Draw(t, "minutes")) * time.Minute)
	})
)

// A time fits only on a day that may fit, and every such day lies in the days worth searching.
func TestTimesFitOnlyOnDaysThatFit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w, at := wants.Draw(t, "want"), instants.Draw(t, "at")
		day, now := civil.DateOf(at), civil.DateOf(friday)
		if w.At(at) && !w.Day(day) {
			t.Fatalf("%v fits %+v and its day does not", at, w)
		}
		from, to := w.Days(now, 30)
		inside := !day.Before(from) && !to.Before(day)
		if w.Day(day) && !day.Before(now) && now.DaysUntil(day) <= 30 && !inside {
			t.Fatalf("%v fits %+v and is not within %v and %v", day, w, from, to)
		}
	})
}

func TestNothingWantedAllowsAll(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := instants.Draw(t, "at")
		if !(when.Want{}).At(at) || !(when.Want{}).IsZero() {
			t.Fatal("the zero want refuses something")
		}
	})
}

// What was said last counts, and saying nothing or the same again changes nothing.
func TestWith(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w, newer, at := wants.Draw(t, "want"), wants.Draw(t, "newer"), instants.Draw(t, "at")
		if got := w.With(when.Want{}); !reflect.DeepEqual(got.Dates, w.Dates) && len(got.Dates)+len(w.Dates) > 0 || got.At(at) != w.At(at) {
			t.Fatalf("nothing new made %+v of %+v", got, w)
		}
		if got := (when.Want{}).With(w); got.At(at) != w.At(at) {
			t.Fatalf("the first wish became %+v instead of %+v", got, w)
		}
		both := w.With(newer)
		if again := both.With(newer); again.At(at) != both.At(at) {
			t.Fatalf("said twice: %+v, then %+v", both, again)
		}
		if len(newer.Dates) > 0 && both.Day(civil.DateOf(at)) && !newer.Day(civil.DateOf(at)) {
			t.Fatalf("%+v allows a day that %+v does not", both, newer)
		}
	})
}

// The wishes of one caller, turn by turn.
func TestTurnByTurn(t *testing.T) {
	for _, tt := range []struct {
		name, fits, not string
		said            []string
	}{
		{"another day, the same time", "2027-03-11 15:00", "2027-03-09 15:00", []string{"Tuesday at 3", "no, Thursday"}},
		{"another time, the same day", "2027-03-09 16:00", "2027-03-09 15:00", []string{"Tuesday at 3", "make it 4 pm"}},
		{"a part of the day", "2027-03-09 14:15", "2027-03-09 09:00", []string{"next Tuesday", "in the afternoon"}},
		{"not that day", "2027-03-10 09:00", "2027-03-09 09:00", []string{"next week", "not Tuesday"}},
		{"that day after all", "2027-03-09 09:00", "2027-03-10 09:00", []string{"not Tuesday", "on second thought, Tuesday"}},
		{"gives the day free", "2027-03-17 15:00", "2027-03-17 09:00", []string{"Tuesday at 3", "any day is fine"}},
		{"gives the time free", "2027-03-09 09:00", "2027-03-10 09:00", []string{"Tuesday at 3", "any time"}},
		{"each day with its hours", "2027-03-11 17:00", "2027-03-09 17:00", []string{"Tuesday morning or Thursday after four"}},
		{"any day but one", "2027-03-11 17:00", "2027-03-12 17:00", []string{"any day but Friday after four"}},
		{"after the hour of each day", "2027-03-08 16:30", "2027-03-08 15:30", []string{"any day but Friday after four"}},
		{"a window", "2027-03-08 14:00", "2027-03-08 16:00", []string{"Monday between two and four"}},
		{"before a day", "2027-03-10 09:00", "2027-03-11 09:00", []string{"before next Thursday"}},
		{"a day of the week in a month", "2027-04-12 09:00", "2027-04-13 09:00", []string{"a Monday in April"}},
		{"moved", "2027-03-11 09:00", "2027-03-09 09:00", []string{"move it from Tuesday to Thursday"}},
		{"Spanish", "2027-03-09 16:00", "2027-03-09 09:00", []string{"el martes", "después de las tres"}},
	} {
		var w when.Want
		for _, s := range tt.said {
			w = w.With(when.Read(s, when.Options{Now: friday}).Want)
		}
		for text, want := range map[string]bool{tt.fits: true, tt.not: false} {
			at, err := time.Parse("2006-01-02 15:04", text)
			if err != nil {
				t.Fatal(err)
			}
			if w.At(at) != want {
				t.Errorf("%s: %s fits is %v, of %+v", tt.name, text, !want, w)
			}
		}
	}
}

func TestOffered(t *testing.T) {
	at := func(day, hour int) time.Time { return time.Date(2027, 3, day, hour, 0, 0, 0, time.UTC) }
	o := when.Options{Now: friday, Offered: []time.Time{at(9, 9), at(9, 19)}}
	for text, tt := range map[string]struct{ fits, not time.Time }{
		"something later":     {at(9, 20), at(9, 18)},
		"anything earlier":    {at(9, 8), at(9, 10)},
		"a different day":     {at(10, 9), at(9, 12)},
		"another time please": {at(9, 12), at(9, 9)},
		"the one at seven":    {at(9, 19), at(9, 7)},
		"the week after":      {at(18, 9), at(12, 9)},
		"later that day":      {at(9, 20), at(10, 20)},
		"the Friday after":    {at(12, 9), at(5, 9)},
		"not that early":      {at(10, 10), at(10, 9)},
		"that is too late":    {at(10, 18), at(10, 19)},
		"el día siguiente":    {at(10, 9), at(9, 9)},
		"es muy tarde":        {at(9, 9), at(9, 19)},
	} {
		w := when.Read(text, o).Want
		if !w.At(tt.fits) || w.At(tt.not) {
			t.Errorf("%q is %+v", text, w)
		}
	}
}
