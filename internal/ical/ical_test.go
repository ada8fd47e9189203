package ical_test

import (
	"fmt"
	"maps"
	"os"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"pgregory.net/rapid"

	"bedside/internal/fault"
	"bedside/internal/ical"
)

var newYork = zone("America/New_York")

func zone(name string) *time.Location {
	l, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return l
}

// asked is the year from November 2026, in New York.
func asked() ical.Asked {
	from := time.Date(2026, 11, 1, 0, 0, 0, 0, newYork)
	return ical.Asked{From: from, To: from.AddDate(1, 0, 0), Zone: newYork}
}

func calendar(events ...string) []byte {
	return []byte(strings.ReplaceAll("BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Test//EN\n"+strings.Join(events, "")+"END:VCALENDAR\n", "\n", "\r\n"))
}

func event(lines ...string) string {
	return "BEGIN:VEVENT\nDTSTAMP:20261101T000000Z\n" + strings.Join(lines, "\n") + "\nEND:VEVENT\n"
}

// show writes stretches as they are in New York, n at most.
func show(all []ical.Stretch, n int) string {
	var out []string
	for i, s := range all {
		if i == n {
			out = append(out, fmt.Sprintf("and %d more", len(all)-n))
			break
		}
		out = append(out, s.From.In(newYork).Format("Mon 2006-01-02 15:04")+" to "+s.To.In(newYork).Format("01-02 15:04 MST"))
	}
	return strings.Join(out, "\n")
}

func TestBusy(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"plain", event("UID:1", "DTSTART:20261202T140000Z", "DTEND:20261202T150000Z"), "Wed 2026-12-02 09:00 to 12-02 10:00 EST"},
		{"a zone by its name", event("UID:1", "DTSTART;TZID=America/Chicago:20261202T090000", "DTEND;TZID=America/Chicago:20261202T093000"), "Wed 2026-12-02 10:00 to 12-02 10:30 EST"},
		{"a name of Windows", event("UID:1", "DTSTART;TZID=Eastern Standard Time:20270701T090000", "DURATION:PT30M"), "Thu 2027-07-01 09:00 to 07-01 09:30 EDT"},
		{"a name of Outlook", event("UID:1", `DTSTART;TZID="(UTC-05:00) Eastern Time (US & Canada)":20261202T090000`, "DURATION:PT30M"), "Wed 2026-12-02 09:00 to 12-02 09:30 EST"},
		{"a name with a path before it", event("UID:1", "DTSTART;TZID=/freeassociation.sourceforge.net/America/New_York:20261202T090000", "DURATION:PT30M"), "Wed 2026-12-02 09:00 to 12-02 09:30 EST"},
		{"no zone is the practice's", event("UID:1", "DTSTART:20261202T090000", "DURATION:PT1H15M"), "Wed 2026-12-02 09:00 to 12-02 10:15 EST"},
		{"a whole day", event("UID:1", "DTSTART;VALUE=DATE:20261202", "DTEND;VALUE=DATE:20261204"), "Wed 2026-12-02 00:00 to 12-04 00:00 EST"},
		{"a whole day without an end", event("UID:1", "DTSTART;VALUE=DATE:20261202"), "Wed 2026-12-02 00:00 to 12-03 00:00 EST"},
		{"the day on which the clock jumps", event("UID:1", "DTSTART;VALUE=DATE:20270314"), "Sun 2027-03-14 00:00 to 03-15 00:00 EDT"},
		{"folded", event("UI\n D:1", "DTSTART;TZID=America/\n New_York:2026120\n\t2T090000", "DURATION:PT\n 30M", "DESCRIPTION:one\\n\n  two: three"), "Wed 2026-12-02 09:00 to 12-02 09:30 EST"},
		{"free", event("UID:1", "DTSTART:20261202T140000Z", "DURATION:PT1H", "TRANSP:TRANSPARENT"), ""},
		{"free in Outlook", event("UID:1", "DTSTART:20261202T140000Z", "DURATION:PT1H", "X-MICROSOFT-CDO-BUSYSTATUS:FREE"), ""},
		{"cancelled", event("UID:1", "DTSTART:20261202T140000Z", "DURATION:PT1H", "STATUS:CANCELLED"), ""},
		{"without a length", event("UID:1", "DTSTART:20261202T140000Z"), ""},
		{"an alarm is not the event", event("UID:1", "DTSTART:20261202T140000Z", "DTEND:20261202T150000Z", "BEGIN:VALARM", "TRIGGER:-PT15M", "DURATION:PT9H", "DTSTART:20260101T000000Z", "END:VALARM"), "Wed 2026-12-02 09:00 to 12-02 10:00 EST"},
		{"before and after what was asked", event("UID:1", "DTSTART:20250101T140000Z", "DURATION:PT1H") + event("UID:2", "DTSTART:20290101T140000Z", "DURATION:PT1H") + event("UID:3", "DTSTART:20261030T140000Z", "DTEND:20261101T140000Z"), "Sun 2026-11-01 00:00 to 11-01 09:00 EST"},
		{"two that touch are one", event("UID:1", "DTSTART:20261202T140000Z", "DURATION:PT1H") + event("UID:2", "DTSTART:20261202T150000Z", "DURATION:PT1H"), "Wed 2026-12-02 09:00 to 12-02 11:00 EST"},
		{"busy times only", "BEGIN:VFREEBUSY\nUID:1\nFREEBUSY:20261202T140000Z/PT1H,20261203T140000Z/20261203T143000Z\nFREEBUSY;FBTYPE=FREE:20261204T140000Z/PT1H\nEND:VFREEBUSY\n", "Wed 2026-12-02 09:00 to 12-02 10:00 EST\nThu 2026-12-03 09:00 to 12-03 09:30 EST"},

		{"every week through both changes of the clock", event("UID:1", "DTSTART;TZID=Eastern Standard Time:20261026T090000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;UNTIL=20261109T235959Z"), "Mon 2026-11-02 09:00 to 11-02 10:00 EST\nMon 2026-11-09 09:00 to 11-09 10:00 EST"},
		{"and in spring", event("UID:1", "DTSTART;TZID=America/New_York:20270308T090000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=2"), "Mon 2027-03-08 09:00 to 03-08 10:00 EST\nMon 2027-03-15 09:00 to 03-15 10:00 EDT"},
		{"in the hour that is not there", event("UID:1", "DTSTART;TZID=America/New_York:20270314T023000", "DURATION:PT30M"), "Sun 2027-03-14 03:30 to 03-14 04:00 EDT"},
		{"in the hour that is there twice", event("UID:1", "DTSTART;TZID=America/New_York:20261101T013000", "DURATION:PT30M"), "Sun 2026-11-01 01:30 to 11-01 01:00 EST"},
		{"days of the week", event("UID:1", "DTSTART:20261201T140000Z", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;BYDAY=TU,TH;COUNT=3"), "Tue 2026-12-01 09:00 to 12-01 10:00 EST\nThu 2026-12-03 09:00 to 12-03 10:00 EST\nTue 2026-12-08 09:00 to 12-08 10:00 EST"},
		{"every other week from Sunday", event("UID:1", "DTSTART:20261201T140000Z", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=SU,TU;COUNT=4"), "Tue 2026-12-01 09:00 to 12-01 10:00 EST\nSun 2026-12-13 09:00 to 12-13 10:00 EST\nTue 2026-12-15 09:00 to 12-15 10:00 EST\nSun 2026-12-27 09:00 to 12-27 10:00 EST"},
		{"the last Friday", event("UID:1", "DTSTART:20261127T140000Z", "DURATION:PT1H", "RRULE:FREQ=MONTHLY;BYDAY=-1FR;COUNT=2"), "Fri 2026-11-27 09:00 to 11-27 10:00 EST\nFri 2026-12-25 09:00 to 12-25 10:00 EST"},
		{"the last working day", event("UID:1", "DTSTART:20261130T140000Z", "DURATION:PT1H", "RRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=2"), "Mon 2026-11-30 09:00 to 11-30 10:00 EST\nThu 2026-12-31 09:00 to 12-31 10:00 EST"},
		{"the 31st", event("UID:1", "DTSTART:20261231T140000Z", "DURATION:PT1H", "RRULE:FREQ=MONTHLY;COUNT=2"), "Thu 2026-12-31 09:00 to 12-31 10:00 EST\nSun 2027-01-31 09:00 to 01-31 10:00 EST"},
		{"a birthday from long ago", event("UID:1", "DTSTART;VALUE=DATE:19610704", "RRULE:FREQ=YEARLY"), "Sun 2027-07-04 00:00 to 07-05 00:00 EDT"},
		{"Thanksgiving", event("UID:1", "DTSTART;VALUE=DATE:20101125", "RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH"), "Thu 2026-11-26 00:00 to 11-27 00:00 EST"},
		{"the leap day", event("UID:1", "DTSTART;VALUE=DATE:20240229", "RRULE:FREQ=YEARLY"), ""},
		{"a week of the year", event("UID:1", "DTSTART;VALUE=DATE:20201228", "RRULE:FREQ=YEARLY;BYWEEKNO=53;BYDAY=MO"), "Mon 2026-12-28 00:00 to 12-29 00:00 EST"},
		{"by the hour", event("UID:1", "DTSTART:20261202T140000Z", "DURATION:PT10M", "RRULE:FREQ=HOURLY;INTERVAL=3;COUNT=2"), "Wed 2026-12-02 09:00 to 12-02 09:10 EST\nWed 2026-12-02 12:00 to 12-02 12:10 EST"},
		{"a day left out", event("UID:1", "DTSTART;TZID=America/New_York:20261202T090000", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=3", "EXDATE:20261203T140000Z"), "Wed 2026-12-02 09:00 to 12-02 10:00 EST\nFri 2026-12-04 09:00 to 12-04 10:00 EST"},
		{"whole days left out of a time", event("UID:1", "DTSTART;TZID=America/New_York:20261202T090000", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=3", "EXDATE;VALUE=DATE:20261202,20261204"), "Thu 2026-12-03 09:00 to 12-03 10:00 EST"},
		{"another day", event("UID:1", "DTSTART;TZID=America/New_York:20261202T090000", "DURATION:PT1H", "RDATE;VALUE=PERIOD:20261205T140000Z/PT30M", "RDATE;TZID=America/New_York:20261207T090000"), "Wed 2026-12-02 09:00 to 12-02 10:00 EST\nSat 2026-12-05 09:00 to 12-05 09:30 EST\nMon 2026-12-07 09:00 to 12-07 10:00 EST"},
		{"one of them at another time", event("UID:1", "RECURRENCE-ID;TZID=America/New_York:20261203T090000", "DTSTART;TZID=America/New_York:20261203T160000", "DURATION:PT30M") +
			event("UID:1", "DTSTART;TZID=America/New_York:20261202T090000", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=3"), "Wed 2026-12-02 09:00 to 12-02 10:00 EST\nThu 2026-12-03 16:00 to 12-03 16:30 EST\nFri 2026-12-04 09:00 to 12-04 10:00 EST"},
		{"one of them cancelled", event("UID:1", "DTSTART;TZID=America/New_York:20261202T090000", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=2") +
			event("UID:1", "RECURRENCE-ID:20261202T140000Z", "DTSTART:20261202T140000Z", "DURATION:PT1H", "STATUS:CANCELLED"), "Thu 2026-12-03 09:00 to 12-03 10:00 EST"},
		{"one of them free", event("UID:1", "DTSTART;TZID=America/New_York:20261202T090000", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=2") +
			event("UID:1", "RECURRENCE-ID:20261202T140000Z", "DTSTART:20261202T140000Z", "DURATION:PT1H", "TRANSP:TRANSPARENT"), "Thu 2026-12-03 09:00 to 12-03 10:00 EST"},
		{"from one of them on at another time", event("UID:1", "DTSTART;TZID=America/New_York:20261202T090000", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=4") +
			event("UID:1", "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=America/New_York:20261204T090000", "DTSTART;TZID=America/New_York:20261204T140000", "DURATION:PT30M"),
			"Wed 2026-12-02 09:00 to 12-02 10:00 EST\nThu 2026-12-03 09:00 to 12-03 10:00 EST\nFri 2026-12-04 14:00 to 12-04 14:30 EST\nSat 2026-12-05 14:00 to 12-05 14:30 EST"},
		{"from one of them on at another hour, through the change of the clock, but for one", event("UID:1", "DTSTART;TZID=Eastern Standard Time:20270312T090000", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=5", "EXDATE:20270316T130000Z") +
			event("UID:1", "RECURRENCE-ID;RANGE=THISANDFUTURE:20270313T140000Z", "DTSTART;TZID=America/New_York:20270313T110000", "DTEND;TZID=America/New_York:20270313T113000") +
			event("UID:1", "RECURRENCE-ID;TZID=America/New_York:20270315T090000", "DTSTART;TZID=America/New_York:20270315T080000", "DURATION:PT15M"),
			"Fri 2027-03-12 09:00 to 03-12 10:00 EST\nSat 2027-03-13 11:00 to 03-13 11:30 EST\nSun 2027-03-14 11:00 to 03-14 11:30 EDT\nMon 2027-03-15 08:00 to 03-15 08:15 EDT"},
		{"from one of them on never again", event("UID:1", "DTSTART;TZID=America/New_York:20261202T090000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY") +
			event("UID:1", "RECURRENCE-ID;TZID=America/New_York;RANGE=THISANDFUTURE:20261209T090000", "STATUS:CANCELLED"), "Wed 2026-12-02 09:00 to 12-02 10:00 EST"},
		{"from one of them on free, and then not", event("UID:1", "DTSTART;TZID=America/New_York:20261202T090000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=4") +
			event("UID:1", "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=America/New_York:20261223T090000", "DTSTART;TZID=America/New_York:20261223T100000", "DURATION:PT1H") +
			event("UID:1", "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=America/New_York:20261209T090000", "DTSTART;TZID=America/New_York:20261209T090000", "DURATION:PT1H", "TRANSP:TRANSPARENT"),
			"Wed 2026-12-02 09:00 to 12-02 10:00 EST\nWed 2026-12-23 10:00 to 12-23 11:00 EST"},
		{"whole days, from one on a day later and longer", event("UID:1", "DTSTART;VALUE=DATE:20261130", "RRULE:FREQ=WEEKLY;COUNT=3") +
			event("UID:1", "RECURRENCE-ID;VALUE=DATE;RANGE=THISANDFUTURE:20261207", "DTSTART;VALUE=DATE:20261208", "DTEND;VALUE=DATE:20261210"),
			"Mon 2026-11-30 00:00 to 12-01 00:00 EST\nTue 2026-12-08 00:00 to 12-10 00:00 EST\nTue 2026-12-15 00:00 to 12-17 00:00 EST"},
		{"moved into what is asked for from before it", event("UID:1", "DTSTART;TZID=America/New_York:20260801T090000", "DURATION:PT1H", "RRULE:FREQ=MONTHLY;COUNT=3") +
			event("UID:1", "RECURRENCE-ID;TZID=America/New_York;RANGE=THISANDFUTURE:20260901T090000", "DTSTART;TZID=America/New_York:20261101T090000", "DURATION:PT1H"),
			"Sun 2026-11-01 09:00 to 11-01 10:00 EST\nTue 2026-12-01 09:00 to 12-01 10:00 EST"},
		{"the file's own zone", "BEGIN:VTIMEZONE\nTZID:Customized Time Zone\nBEGIN:STANDARD\nDTSTART:16010101T020000\nTZOFFSETFROM:-0400\nTZOFFSETTO:-0500\nRRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=11\nEND:STANDARD\nBEGIN:DAYLIGHT\nDTSTART:16010101T020000\nTZOFFSETFROM:-0500\nTZOFFSETTO:-0400\nRRULE:FREQ=YEARLY;BYDAY=2SU;BYMONTH=3\nEND:DAYLIGHT\nEND:VTIMEZONE\n" +
			event("UID:1", "DTSTART;TZID=Customized Time Zone:20270312T090000", "DURATION:PT1H", "RRULE:FREQ=DAILY;INTERVAL=3;COUNT=2") + event("UID:2", "DTSTART;TZID=Customized Time Zone:20270314T023000", "DURATION:PT30M") + event("UID:3", "DTSTART;TZID=Customized Time Zone:20261101T013000", "DURATION:PT30M"),
			"Sun 2026-11-01 01:30 to 11-01 01:00 EST\nFri 2027-03-12 09:00 to 03-12 10:00 EST\nSun 2027-03-14 03:30 to 03-14 04:00 EDT\nMon 2027-03-15 09:00 to 03-15 10:00 EDT"},
		{"one that has begun before", event("UID:1", "DTSTART;VALUE=DATE:20261029", "DTEND;VALUE=DATE:20261103"), "Sun 2026-11-01 00:00 to 11-03 00:00 EST"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := ical.Busy(calendar(c.in), asked())
			if err != nil {
				t.Fatal(err)
			}
			if got := show(r.Busy, 5); got != c.want || r.Lost != 0 || len(r.Left) != 0 {
				t.Errorf("got %q\nwant %q\n%d lost: %q", got, c.want, r.Lost, r.Left)
			}
		})
	}
}

// What cannot be read is counted and said; what is beside it counts.
func TestLeft(t *testing.T) {
	good := event("UID:good", "DTSTART:20261202T140000Z", "DURATION:PT1H")
	for _, c := range []struct{ name, in, left string }{
		{"ends before it begins", event("UID:1", "DTSTART:20261203T140000Z", "DTEND:20261203T130000Z"), "An event ends before it begins, or lasts more than ten years."},
		{"no beginning", event("UID:1", "DTEND:20261203T130000Z"), "An event has no time at which it begins, or one that cannot be read."},
		{"nonsense", event("UID:1", "DTSTART:20261303T130000Z", "DURATION:PT1H"), "An event has no time at which it begins, or one that cannot be read."},
		{"a length that is none", event("UID:1", "DTSTART:20261203T130000Z", "DURATION:an hour"), "An event's length cannot be read."},
		{"a rule that is none", event("UID:1", "DTSTART:20261203T130000Z", "DURATION:PT1H", "RRULE:FREQ=FORTNIGHTLY"), "An event repeats in a way that cannot be read. Only its first time counts."},
		{"an exception that is none", event("UID:1", "DTSTART:20261203T130000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY", "EXDATE:tomorrow"), "An event names a day on which it does not take place that cannot be read."},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := ical.Busy(calendar(c.in, good), asked())
			busy := 1
			switch { // what is known of it is taken
			case strings.Contains(c.in, "FORTNIGHTLY"):
				busy = 2
			case strings.Contains(c.in, "EXDATE"):
				busy = 1 + int(asked().To.Sub(time.Date(2026, 12, 3, 0, 0, 0, 0, newYork)).Hours()/24+0.5)
			}
			if err != nil || len(r.Busy) != busy || r.Lost != 1 || len(r.Left) != 1 || r.Left[0] != c.left || r.Events != 2 {
				t.Errorf("%v, %+v", err, r)
			}
		})
	}
	r, err := ical.Busy(calendar(event("UID:1", "DTSTART;TZID=Middle Earth:20261202T090000", "DURATION:PT1H")), asked())
	if err != nil || show(r.Busy, 1) != "Wed 2026-12-02 09:00 to 12-02 10:00 EST" || len(r.Left) != 1 || !strings.Contains(r.Left[0], "“Middle Earth” is unknown") {
		t.Errorf("%v, %+v", err, r)
	}
}

// A series that is changed from some of its days on, and on single days, is taken when a slow reading of each day by itself
// says so.
func TestFromThisOneOn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		first := time.Date(2026, 11, 20, 9, 0, 0, 0, newYork)
		at := func(day, hour int) time.Time { return time.Date(2026, 11, 20+day, hour, 0, 0, 0, newYork) }
		stamp := func(at time.Time) string {
			if rapid.Bool().Draw(t, "in UTC") {
				return ":" + at.UTC().Format("20060102T150405Z")
			}
			return ";TZID=America/New_York:" + at.Format("20060102T150405")
		}
		type said struct {
			moved, hour, long int
			off               bool
		}
		days := rapid.IntRange(1, 150).Draw(t, "days")
		events := []string{event("UID:1", "DTSTART;TZID=America/New_York:"+first.Format("20060102T150405"), "DURATION:PT1H", fmt.Sprintf("RRULE:FREQ=DAILY;COUNT=%d", days))}
		ranged, single := map[int]said{}, map[int]said{}
		for range rapid.IntRange(0, 5).Draw(t, "parts") {
			day := rapid.IntRange(0, days-1).Draw(t, "day")
			if _, had := ranged[day]; had {
				continue
			}
			if _, had := single[day]; had {
				continue
			}
			o := said{rapid.IntRange(-3, 3).Draw(t, "moved"), rapid.IntRange(4, 20).Draw(t, "hour"), rapid.IntRange(1, 3).Draw(t, "long"), rapid.IntRange(0, 4).Draw(t, "off") == 0}
			lines := []string{"UID:1", "DTSTART" + stamp(at(day+o.moved, o.hour)), fmt.Sprintf("DURATION:PT%dH", o.long)}
			if o.off {
				lines = append(lines, "STATUS:CANCELLED")
			}
			if rapid.Bool().Draw(t, "and all that follow") {
				ranged[day] = o
				lines = append(lines, "RECURRENCE-ID;RANGE=THISANDFUTURE"+stamp(at(day, 9)))
			} else {
				single[day] = o
				lines = append(lines, "RECURRENCE-ID"+stamp(at(day, 9)))
			}
			events = append(events, event(lines...))
		}
		want := map[int64]bool{}
		for day := range days {
			o := said{hour: 9, long: 1}
			for from := range day + 1 {
				if r, ok := ranged[from]; ok {
					o = r
				}
			}
			if one, ok := single[day]; ok {
				o = one
			}
			for h := range o.long {
				if !o.off {
					want[at(day+o.moved, o.hour).Add(time.Duration(h)*time.Hour).Unix()] = true
				}
			}
		}
		r, err := ical.Busy(calendar(rapid.Permutation(events).Draw(t, "events")...), asked())
		if err != nil || r.Lost != 0 {
			t.Fatalf("%v %q", err, r.Left)
		}
		got := map[int64]bool{}
		for _, s := range r.Busy {
			for at := s.From; at.Before(s.To); at = at.Add(time.Hour) {
				got[at.Unix()] = true
			}
		}
		if !maps.Equal(got, want) {
			t.Fatalf("%d hours are taken, want %d\n%s", len(got), len(want), strings.Join(events, ""))
		}
	})
}

func TestOurs(t *testing.T) {
	a := asked()
	a.Ours = func(uid string) bool { return strings.HasSuffix(uid, "@bedside") }
	r, err := ical.Busy(calendar(event("UID:7@bedside", "DTSTART:20261202T140000Z", "DURATION:PT1H")), a)
	if err != nil || len(r.Busy) != 0 {
		t.Errorf("%v, %+v", err, r)
	}
}

// What is no calendar, is cut off, or asks for more than anybody can be asked is refused whole, soon.
func TestRefused(t *testing.T) {
	whole := string(calendar(event("UID:1", "DTSTART:20261202T140000Z", "DURATION:PT1H")))
	for _, c := range []struct{ name, in, says string }{
		{"nothing", "", "This is no calendar"},
		{"a page", "<!DOCTYPE html>\n<html><body>BEGIN:VCALENDAR</body></html>", "This is no calendar"},
		{"cut off", whole[:len(whole)-30], "was cut off"},
		{"cut off between two events", strings.TrimSuffix(whole, "END:VCALENDAR\r\n"), "was cut off"},
		{"an end too many", strings.Replace(whole, "END:VEVENT", "END:VEVENT\r\nEND:VEVENT", 1), "damaged"},
		{"a line without end", "BEGIN:VCALENDAR\r\nX-A:" + strings.Repeat("a\r\n ", 1<<20), "more than a megabyte"},
		{"too deep", strings.Repeat("BEGIN:VCALENDAR\r\n", 20), "parts within parts"},
		{"every second without end", string(calendar(event("UID:1", "DTSTART:20200101T000000Z", "DURATION:PT1S", "RRULE:FREQ=SECONDLY"))), "more than 400,000 times"},
		{"every second without end and never", string(calendar(event("UID:1", "DTSTART:20200101T000000Z", "DURATION:PT1S", "RRULE:FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30"))), "repeat so often"},
		{"a very long count", string(calendar(event("UID:1", "DTSTART:19000101T000000Z", "DURATION:PT1S", "RRULE:FREQ=MINUTELY;COUNT=9999999"), event("UID:2", "DTSTART:19000101T000000Z", "DURATION:PT1S", "RRULE:FREQ=MINUTELY;COUNT=9999999"), event("UID:3", "DTSTART:19000101T000000Z", "DURATION:PT1S", "RRULE:FREQ=MINUTELY;COUNT=9999999"))), "repeat so often"},
		{"one name for everything", string(calendar(strings.Repeat(event("UID:1", "DTSTART:20261202T140000Z", "DURATION:PT1S")+event("UID:1", "RECURRENCE-ID;RANGE=THISANDFUTURE:20261202T140000Z", "DTSTART:20261202T140000Z", "DURATION:PT1S"), 20_000))), "repeat so often"},
		{"thousands of lists", string(calendar(strings.Repeat(event("UID:1", "DTSTART:19000101T000000Z", "DURATION:PT1S", "RRULE:FREQ=YEARLY;COUNT=5000;BYYEARDAY=-1;BYHOUR="+list(24)+";BYMINUTE="+list(60)+";BYSECOND="+list(60)), 300))), "repeat so often"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := ical.Busy([]byte(c.in), asked())
			if !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Message(err), c.says) || len(r.Busy) != 0 {
				t.Errorf("%v, %d times", err, len(r.Busy))
			}
		})
	}
}

func list(n int) string {
	var all []string
	for i := range n {
		all = append(all, fmt.Sprint(i))
	}
	return strings.Join(all, ",")
}

// A large calendar is read whole.
func TestHundredThousand(t *testing.T) {
	var b strings.Builder
	for i := range 100_000 {
		at := time.Date(2020, 1, 1, 15, 0, 0, 0, time.UTC).AddDate(0, 0, i/40).Add(time.Duration(i%40) * 15 * time.Minute)
		b.WriteString(event(fmt.Sprintf("UID:%d", i), "DTSTART;TZID=Eastern Standard Time:"+at.Format("20060102T150405"), "DURATION:PT10M", "SUMMARY:Nothing that is kept"))
	}
	r, err := ical.Busy(calendar(b.String()), asked())
	if err != nil || r.Events != 100_000 || r.Lost != 0 {
		t.Fatalf("%v, %d events", err, r.Events)
	}
}

// A day's rule gives exactly the days that the clock on the wall shows, whatever the zone and the time of the year.
func TestEveryDay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom([]string{"America/New_York", "America/Phoenix", "America/Puerto_Rico", "Pacific/Honolulu", "America/Indiana/Indianapolis", "America/Los_Angeles"}).Draw(t, "zone")
		loc := zone(name)
		start := time.Date(rapid.IntRange(2015, 2027).Draw(t, "year"), time.Month(rapid.IntRange(1, 12).Draw(t, "month")), rapid.IntRange(1, 28).Draw(t, "day"), rapid.IntRange(4, 20).Draw(t, "hour"), 0, 0, 0, loc)
		every := rapid.IntRange(1, 9).Draw(t, "every")
		a := asked()
		r, err := ical.Busy(calendar(event("UID:1", "DTSTART;TZID="+name+":"+start.Format("20060102T150405"), "DURATION:PT30M", fmt.Sprintf("RRULE:FREQ=DAILY;INTERVAL=%d", every))), a)
		if err != nil {
			t.Fatal(err)
		}
		var want []ical.Stretch
		for at := start; at.Before(a.To); at = time.Date(at.Year(), at.Month(), at.Day()+every, at.Hour(), 0, 0, 0, loc) {
			from, to := at, at.Add(30*time.Minute)
			if from.Before(a.From) {
				from = a.From
			}
			if to.After(a.To) {
				to = a.To
			}
			if from.Before(to) {
				want = append(want, ical.Stretch{From: from, To: to})
			}
		}
		if show(r.Busy, 3000) != show(want, 3000) {
			t.Fatalf("got\n%s\nwant\n%s", show(r.Busy, 9), show(want, 9))
		}
	})
}

// Every zone that Windows knows is one that we know.
func TestWindowsZones(t *testing.T) {
	table, err := os.ReadFile("windows.txt")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for line := range strings.Lines(string(table)) {
		theirs, ours, _ := strings.Cut(strings.TrimSpace(line), "\t")
		at := time.Date(2027, 7, 1, 9, 0, 0, 0, zone(ours))
		r, err := ical.Busy(calendar(event("UID:1", `DTSTART;TZID="`+theirs+`":20270701T090000`, "DURATION:PT5M")), asked())
		if err != nil || len(r.Busy) != 1 || !r.Busy[0].From.Equal(at) || len(r.Left) > 0 {
			t.Errorf("%s: %v, %v", theirs, err, r)
		}
		n++
	}
	if n < 130 {
		t.Errorf("only %d zones", n)
	}
}

// FuzzBusy looks for calendars that break the reader, or that it gives times for that are out of order or outside.
func FuzzBusy(f *testing.F) {
	f.Add(string(calendar(event("UID:1", "DTSTART;TZID=Eastern Standard Time:20261202T090000", "DURATION:PT30M", "RRULE:FREQ=MONTHLY;BYDAY=-1FR,2MO;BYSETPOS=1;UNTIL=20271231", "EXDATE:20261202T140000Z"))))
	f.Add(string(calendar("BEGIN:VTIMEZONE\nTZID:x\nBEGIN:STANDARD\nDTSTART:16010101T020000\nTZOFFSETFROM:-0400\nTZOFFSETTO:-0500\nRRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=11\nEND:STANDARD\nEND:VTIMEZONE\n", event("UID:1", "DTSTART;TZID=x:20261202T090000", "DTEND;TZID=x:20261202T100000", "RDATE;VALUE=PERIOD:20261205T140000Z/PT30M"))))
	f.Add(string(calendar("BEGIN:VFREEBUSY\nFREEBUSY:20261202T140000Z/PT1H\nEND:VFREEBUSY\n", event("UID:2", "RECURRENCE-ID:20261202", "DTSTART;VALUE=DATE:20261202", "RRULE:FREQ=YEARLY;BYWEEKNO=1,-1;BYYEARDAY=3"))))
	f.Fuzz(func(t *testing.T, text string) {
		a := asked()
		r, err := ical.Busy([]byte(text), a)
		if err != nil && (!fault.Is(err, fault.Invalid) || fault.Message(err) == "") {
			t.Fatalf("%v", err)
		}
		last := a.From.Add(-1)
		for _, s := range r.Busy {
			if !s.From.After(last) || !s.From.Before(s.To) || s.To.After(a.To) {
				t.Fatalf("%v after %v", s, last)
			}
			last = s.To
		}
	})
}
