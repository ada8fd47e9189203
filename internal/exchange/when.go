package exchange

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"bedside/internal/civil"
	"bedside/internal/fault"
)

var numeric = regexp.MustCompile(`^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\b`)

// dayFirst reports whether a date can only be read with the day first, and whether it can be read in two ways.
func dayFirst(s string) (only, either bool) {
	m := numeric.FindStringSubmatch(s)
	if m == nil {
		return false, false
	}
	a, _ := strconv.Atoi(m[1])
	b, _ := strconv.Atoi(m[2])
	return a > 12 && b <= 12, a <= 12 && b <= 12 && a != b
}

// order is how the dates of a column are written.
type order struct {
	dayFirst bool // staff said so
	mixed    bool // some can only be read with the day first, and staff said nothing
}

// american turns a date into the order that the program reads. Invalid if it can be read in two ways.
func (o order) american(s string) (string, error) {
	_, either := dayFirst(s)
	switch {
	case o.mixed && either:
		return "", refused("Other dates in this column have the day first, so this one can be read in two ways. Say how the file writes dates, or write them as 1980-02-28.")
	case !o.dayFirst:
		return s, nil
	}
	m := numeric.FindStringSubmatch(s)
	if m == nil {
		return s, nil
	}
	return m[3] + "-" + pad(m[2]) + "-" + pad(m[1]) + s[len(m[0]):], nil
}

func pad(s string) string {
	if len(s) == 1 {
		return "0" + s
	}
	return s
}

func refused(sentence string) error { return fault.New(fault.Invalid, "exchange.row", sentence) }

// midnight is a time of day that spreadsheets put behind a date.
var midnight = regexp.MustCompile(`[ T]0?0:00(:00(\.0+)?)?( AM)?$|[ ]12:00:00 AM$`)

// dateOnly is a date without the time of day that spreadsheets put behind it.
func dateOnly(s string) string { return midnight.ReplaceAllString(s, "") }

var (
	dayLayouts   = []string{time.DateOnly, "1/2/2006", "1-2-2006", "1.2.2006", "2006/1/2", "20060102", "Jan 2, 2006", "Jan 2 2006", "January 2, 2006", "January 2 2006", "2-Jan-2006", "2 Jan 2006", "2 January 2006", "Mon Jan 2 2006", "Mon, Jan 2, 2006", "Monday, January 2, 2006"}
	clockLayouts = []string{"15:04", "15:04:05", "3:04 PM", "3:04PM", "3:04:05 PM", "3 PM", "3PM", "1504", "03:04 PM"}
)

const (
	badDay   = "That is not a date. Write month, day and full year, such as 11/30/2026."
	badClock = "That is not a time of day. Write it as 2:30 pm or 14:30."
)

func parseDay(s string) (civil.Date, error) {
	for _, layout := range dayLayouts {
		if t, err := time.Parse(layout, s); err == nil {
			return civil.DateOf(t), nil
		}
	}
	return civil.Date{}, refused(badDay)
}

func parseClock(s string) (civil.Clock, error) {
	s = strings.ToUpper(strings.ReplaceAll(s, ".", ""))
	if strings.HasSuffix(s, "A") || strings.HasSuffix(s, "P") {
		s += "M"
	}
	for _, layout := range clockLayouts {
		if t, err := time.Parse(layout, s); err == nil {
			return civil.ClockOf(t), nil
		}
	}
	return 0, refused(badClock)
}

// parseWhen reads a date with its time of day in one or two values, by the clock of zone unless it says its offset.
// Invalid for a time that the clock shows twice or never.
func parseWhen(day, clock string, zone *time.Location) (time.Time, error) {
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04Z07:00", "2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05 -0700"} {
		if t, err := time.Parse(layout, day); err == nil {
			return t, nil
		}
	}
	if clock == "" {
		var ok bool
		if day, clock, ok = cutDay(day); !ok {
			return time.Time{}, refused("The time of day is missing. Give it with the date or in a column of its own.")
		}
	} else {
		day = dateOnly(day)
	}
	d, err := parseDay(day)
	if err != nil {
		return time.Time{}, err
	}
	c, err := parseClock(clock)
	if err != nil {
		return time.Time{}, err
	}
	if !d.Exists(c, zone) {
		return time.Time{}, refused("There is no such time that day, because clocks go forward. Check the time.")
	}
	t := d.At(c, zone)
	if again := t.Add(time.Hour); civil.ClockOf(again.In(zone)) == c && civil.DateOf(again.In(zone)) == d {
		return time.Time{}, refused("This time comes twice that day, because clocks go back. Write it with its offset, such as 2026-11-01T01:30:00-05:00.")
	}
	return t, nil
}

// cutDay takes "11/30/2026 9:00 AM" apart.
func cutDay(s string) (day, clock string, ok bool) {
	s = strings.Replace(s, ", ", " ", 1)
	for i := range s {
		if s[i] != ' ' && s[i] != 'T' {
			continue
		}
		if _, err := parseDay(s[:i]); err == nil && i+1 < len(s) {
			if _, err := parseClock(strings.TrimSpace(s[i+1:])); err == nil {
				return s[:i], strings.TrimSpace(s[i+1:]), true
			}
		}
	}
	return s, "", false
}
