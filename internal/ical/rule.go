package ical

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// rule is an RRULE (RFC 5545 3.3.10).
type rule struct {
	freq     string
	interval int
	count    int // 0 for no end
	until    *moment
	months   []int
	monthDay []int
	yearDay  []int
	weekNo   []int
	days     []nth
	hours    []int
	minutes  []int
	seconds  []int
	setPos   []int
	monday   time.Weekday // on which the week begins
}

// nth is a weekday: every one for 0, else the first, the last and so on.
type nth struct {
	n   int
	day time.Weekday
}

var weekdays = map[string]time.Weekday{"SU": 0, "MO": 1, "TU": 2, "WE": 3, "TH": 4, "FR": 5, "SA": 6}

func parseRule(s string, start moment) (r rule, err error) {
	r.interval, r.monday = 1, time.Monday
	for _, part := range strings.Split(strings.ToUpper(strings.TrimSpace(s)), ";") {
		if part == "" {
			continue
		}
		name, value, _ := strings.Cut(part, "=")
		switch name {
		case "FREQ":
			r.freq = value
		case "INTERVAL":
			r.interval, err = number(value, 1, 10_000)
		case "COUNT":
			r.count, err = number(value, 1, 10_000_000)
		case "UNTIL":
			r.until, err = until(value, start)
		case "WKST":
			day, ok := weekdays[value]
			if r.monday = day; !ok {
				err = errTime
			}
		case "BYMONTH":
			r.months, err = numbers(value, 1, 12)
		case "BYMONTHDAY":
			r.monthDay, err = numbers(value, -31, 31)
		case "BYYEARDAY":
			r.yearDay, err = numbers(value, -366, 366)
		case "BYWEEKNO":
			r.weekNo, err = numbers(value, -53, 53)
		case "BYHOUR":
			r.hours, err = numbers(value, 0, 23)
		case "BYMINUTE":
			r.minutes, err = numbers(value, 0, 59)
		case "BYSECOND":
			r.seconds, err = numbers(value, 0, 60)
		case "BYSETPOS":
			r.setPos, err = numbers(value, -366, 366)
		case "BYDAY":
			r.days, err = byDay(value)
		default:
			if !strings.HasPrefix(name, "X-") {
				err = errTime
			}
		}
		if err != nil {
			return r, err
		}
	}
	if !slices.Contains([]string{"SECONDLY", "MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"}, r.freq) {
		return r, errTime
	}
	return r, nil
}

func number(s string, from, to int) (int, error) {
	n, err := strconv.Atoi(s)
	if err != nil || n < from || n > to {
		return 0, errTime
	}
	return n, nil
}

func numbers(s string, from, to int) (all []int, err error) {
	for _, one := range strings.Split(s, ",") {
		n, err := number(strings.TrimPrefix(one, "+"), from, to)
		if err != nil || from < 0 && n == 0 || len(all) > 400 {
			return nil, errTime
		}
		all = append(all, n)
	}
	return all, nil
}

func byDay(s string) (all []nth, err error) {
	for _, one := range strings.Split(s, ",") {
		if len(one) < 2 || len(all) > 400 {
			return nil, errTime
		}
		day, ok := weekdays[one[len(one)-2:]]
		d := nth{day: day}
		if before := strings.TrimPrefix(one[:len(one)-2], "+"); before != "" {
			if d.n, err = number(before, -53, 53); err != nil || d.n == 0 {
				return nil, errTime
			}
		}
		if !ok {
			return nil, errTime
		}
		all = append(all, d)
	}
	return all, nil
}

func until(s string, start moment) (*moment, error) {
	if len(s) == 8 {
		t, err := time.Parse("20060102", s)
		return &moment{wall: t.Add(24*time.Hour - time.Second), zone: start.zone}, err
	}
	if utc, ok := strings.CutSuffix(s, "Z"); ok {
		t, err := parseWall(utc)
		return &moment{wall: t, zone: place{time.UTC}}, err
	}
	t, err := parseWall(s)
	return &moment{wall: t, zone: start.zone}, err
}
