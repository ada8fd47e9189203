package ical

import (
	"errors"
	"strconv"
	"strings"
	"time"
)

// moment is a time as a calendar writes it: what a wall clock shows, and whose clock it is.
type moment struct {
	wall time.Time // what the clock shows, written as UTC
	day  bool      // a whole day
	zone zone
}

func (m moment) instant() time.Time { return m.zone.at(m.wall) }

// like is what the clock of m shows at another moment; a day is the day at the same time.
func (m moment) like(o moment) time.Time {
	switch {
	case m.day:
		return midnight(o.wall)
	case o.day:
		return midnight(o.wall).Add(m.wall.Sub(midnight(m.wall)))
	case m.zone == o.zone:
		return o.wall
	}
	return m.zone.wall(o.instant())
}

func midnight(wall time.Time) time.Time { return wall.Truncate(24 * time.Hour) }

var errTime = errors.New("not a time")

// moment reads a DATE or DATE-TIME with its zone.
func (p *parser) moment(l line) (moment, error) {
	text := strings.TrimSpace(l.value)
	if len(text) == 8 || strings.EqualFold(l.param("VALUE"), "DATE") {
		t, err := time.Parse("20060102", text)
		return moment{wall: t, day: true, zone: p.floating()}, err
	}
	if utc, ok := strings.CutSuffix(text, "Z"); ok {
		t, err := parseWall(utc)
		return moment{wall: t, zone: place{time.UTC}}, err
	}
	t, err := parseWall(text)
	if err != nil {
		return moment{}, err
	}
	if id := l.param("TZID"); id != "" {
		return moment{wall: t, zone: p.zone(id)}, nil
	}
	return moment{wall: t, zone: p.floating()}, nil
}

func parseWall(s string) (time.Time, error) {
	t, err := time.Parse("20060102T150405", s)
	if err != nil {
		t, err = time.Parse("20060102T1504", s)
	}
	if err != nil || t.Year() < 1 {
		return t, errTime
	}
	return t, nil
}

// floating is the zone of times that name none.
func (p *parser) floating() zone { return place{p.asked.Zone} }

// length is how long an event lasts: by the clock, or for whole days.
type length struct {
	days  int // by the calendar
	exact time.Duration
}

// after is the end of what begins at the moment, which is from.
func (d length) after(m moment, from time.Time) time.Time {
	if d.days == 0 {
		return from.Add(d.exact)
	}
	return m.zone.at(m.wall.AddDate(0, 0, d.days)).Add(d.exact)
}

func (d length) most() time.Duration { return time.Duration(d.days)*25*time.Hour + d.exact }

const longestEvent = 10 * 366 * 24 * time.Hour

// long returns how long the event lasts, or a sentence that says why nobody knows.
func (p *parser) long(e event, start moment) (length, string) {
	switch {
	case e.end.name != "":
		end, err := p.moment(e.end)
		if err != nil {
			return length{}, "An event has an end that cannot be read."
		}
		if start.day && end.day {
			days := int(end.wall.Sub(start.wall) / (24 * time.Hour))
			if days < 0 || days > 3660 {
				return length{}, "An event ends before it begins, or lasts more than ten years."
			}
			return length{days: max(days, 1)}, ""
		}
		exact := end.instant().Sub(start.instant())
		if exact < 0 || exact > longestEvent {
			return length{}, "An event ends before it begins, or lasts more than ten years."
		}
		return length{exact: exact}, ""
	case e.duration != "":
		d, err := parseLength(e.duration)
		if err != nil || d.most() > longestEvent {
			return length{}, "An event's length cannot be read."
		}
		return d, ""
	case start.day:
		return length{days: 1}, ""
	}
	return length{}, ""
}

// parseLength reads a DURATION such as P1DT2H or PT20M. What is shorter than nothing is an error.
func parseLength(s string) (d length, err error) {
	s = strings.TrimPrefix(strings.ToUpper(strings.TrimSpace(s)), "+")
	rest, ok := strings.CutPrefix(s, "P")
	if !ok || rest == "" {
		return d, errTime
	}
	inTime, some := false, false
	for rest != "" {
		if rest[0] == 'T' && !inTime {
			inTime, rest = true, rest[1:]
			continue
		}
		n := strings.IndexFunc(rest, func(r rune) bool { return r < '0' || r > '9' })
		if n < 1 || n > 7 {
			return d, errTime
		}
		v, _ := strconv.Atoi(rest[:n])
		unit := rest[n]
		rest, some = rest[n+1:], true
		switch {
		case unit == 'W' && !inTime:
			d.days += 7 * v
		case unit == 'D' && !inTime:
			d.days += v
		case unit == 'H' && inTime:
			d.exact += time.Duration(v) * time.Hour
		case unit == 'M' && inTime:
			d.exact += time.Duration(v) * time.Minute
		case unit == 'S' && inTime:
			d.exact += time.Duration(v) * time.Second
		default:
			return d, errTime
		}
	}
	if !some || d.days > 3660 {
		return d, errTime
	}
	return d, nil
}

// period reads a PERIOD: two times, or a time and a length.
func (p *parser) period(l line) (from, to time.Time, err error) {
	first, second, ok := strings.Cut(l.value, "/")
	if !ok {
		return from, to, errTime
	}
	m, err := p.moment(line{value: first, params: strings.ReplaceAll(l.params, "VALUE=PERIOD", "")})
	if err != nil {
		return from, to, err
	}
	from = m.instant()
	if strings.HasPrefix(strings.TrimSpace(second), "P") {
		d, err := parseLength(second)
		return from, d.after(m, from), err
	}
	end, err := p.moment(line{value: second, params: strings.ReplaceAll(l.params, "VALUE=PERIOD", "")})
	if err != nil {
		return from, to, err
	}
	return from, end.instant(), nil
}
