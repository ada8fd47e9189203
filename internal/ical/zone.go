package ical

import (
	_ "embed"
	"slices"
	"strconv"
	"strings"
	"time"

	"bedside/internal/civil"
)

// zone turns what a wall clock shows into an instant, and back. A time that the clock jumps over is read as if it had
// not jumped yet, one that it shows twice as the first (RFC 5545 3.3.5).
type zone interface {
	at(wall time.Time) time.Time
	wall(at time.Time) time.Time
}

// place is a zone by its IANA rules.
type place struct{ *time.Location }

func (z place) at(wall time.Time) time.Time {
	t := time.Date(wall.Year(), wall.Month(), wall.Day(), wall.Hour(), wall.Minute(), wall.Second(), 0, z.Location)
	if z.wall(t).Equal(wall) {
		if first := z.before(t, wall); z.wall(first).Equal(wall) {
			return first
		}
		return t
	}
	return z.before(t, wall)
}

// before is the wall time by the offset that was in force a few hours earlier.
func (z place) before(t, wall time.Time) time.Time {
	_, offset := t.Add(-4 * time.Hour).In(z.Location).Zone()
	return wall.Add(-time.Duration(offset) * time.Second)
}

func (z place) wall(at time.Time) time.Time { return asWall(at.In(z.Location)) }

func asWall(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, time.UTC)
}

// windows are the names that Windows and Outlook give to zones: Unicode CLDR 47, windowsZones.xml, territory 001, and
// the names that Outlook shows for the zones of the United States.
//
//go:embed windows.txt
var windows string

// zone returns the zone that a TZID names. One that nobody knows is read as the practice's, and said so.
func (p *parser) zone(id string) zone {
	z := p.zones[id]
	if z != nil {
		return z
	}
	brought := p.brought[id]
	if z = known(id, brought); z == nil && brought != nil && len(brought.jumps) > 0 {
		z = brought
	}
	if z == nil {
		if z = p.floating(); len(p.out.Left) < mostLeft {
			p.out.Left = append(p.out.Left, "The time zone “"+clip(id)+"” is unknown: its times are read as the practice's.")
		}
	}
	p.zones[id] = z
	return z
}

func clip(s string) string {
	r := []rune(strings.ToValidUTF8(s, "?"))
	return string(r[:min(len(r), 40)])
}

// known finds a zone by its IANA name, with whatever stands before it, or by the name that Windows gives it; nil if
// nobody knows it.
func known(id string, brought *ownZone) zone {
	name := strings.TrimSpace(id)
	if brought != nil && brought.place != "" {
		name = brought.place
	}
	for _, n := range []string{name, afterSlash(name, 2), afterSlash(name, 3)} {
		if n == "" || strings.EqualFold(n, "local") {
			continue
		}
		if loc, err := civil.Zone(n); err == nil {
			return place{loc}
		}
	}
	if _, behind, ok := strings.Cut(name, ") "); ok && strings.HasPrefix(name, "(") {
		name = behind
	}
	for l := range strings.Lines(windows) {
		theirs, ours, _ := strings.Cut(strings.TrimSpace(l), "\t")
		if strings.EqualFold(theirs, name) {
			if loc, err := civil.Zone(ours); err == nil {
				return place{loc}
			}
		}
	}
	return nil
}

// afterSlash is the last n parts of a name such as "/freeassociation.sourceforge.net/America/New_York".
func afterSlash(s string, n int) string {
	parts := strings.Split(s, "/")
	if len(parts) <= n {
		return ""
	}
	return strings.Join(parts[len(parts)-n:], "/")
}

// ownZone is a zone by the rules that a file brings along.
type ownZone struct {
	id, place string
	rules     []observance
	jumps     []jump // in order of the wall clock
}

// observance is a time of the year by such rules.
type observance struct {
	start     line
	rrule     string
	dates     []line
	from, to  time.Duration // what is ahead of UTC before and from then on
	unmanaged bool          // an offset that cannot be read
}

// jump is one change of the clock.
type jump struct {
	wall     time.Time // by the clock before
	from, to time.Duration
}

func (z *ownZone) take(l line) {
	switch l.name {
	case "TZID":
		z.id = l.value
	case "X-LIC-LOCATION":
		z.place = l.value
	}
}

func (o *observance) take(l line) {
	switch l.name {
	case "DTSTART":
		o.start = l
	case "RRULE":
		o.rrule = l.value
	case "RDATE":
		o.dates = append(o.dates, l)
	case "TZOFFSETFROM":
		o.from = o.offset(l.value)
	case "TZOFFSETTO":
		o.to = o.offset(l.value)
	}
}

func (o *observance) offset(s string) time.Duration {
	s = strings.TrimSpace(s)
	if len(s) < 5 || s[0] != '+' && s[0] != '-' {
		o.unmanaged = true
		return 0
	}
	h, err := strconv.Atoi(s[1:3])
	m, err2 := strconv.Atoi(s[3:5])
	if err != nil || err2 != nil || h > 15 || m > 59 {
		o.unmanaged = true
		return 0
	}
	d := time.Duration(h)*time.Hour + time.Duration(m)*time.Minute
	if s[0] == '-' {
		return -d
	}
	return d
}

const mostJumps = 4000

// work finds out when the clock jumps, from 1970 to a year after what was asked.
func (z *ownZone) work(p *parser) {
	for _, o := range z.rules {
		start, err := parseWall(strings.TrimSuffix(strings.TrimSpace(o.start.value), "Z"))
		if err != nil || o.unmanaged {
			continue
		}
		note := func(wall time.Time) error {
			if len(z.jumps) < mostJumps {
				z.jumps = append(z.jumps, jump{wall, o.from, o.to})
			}
			return nil
		}
		_ = note(start)
		for _, l := range o.dates {
			for _, text := range strings.Split(l.value, ",") {
				if t, err := parseWall(strings.TrimSpace(text)); err == nil {
					_ = note(t)
				}
			}
		}
		if o.rrule == "" {
			continue
		}
		m := moment{wall: start, zone: place{time.UTC}}
		if r, err := parseRule(o.rrule, m); err == nil {
			_ = r.times(m, time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC), p.asked.To.AddDate(1, 0, 0), &p.steps, note)
		}
	}
	slices.SortStableFunc(z.jumps, func(a, b jump) int { return a.wall.Compare(b.wall) })
}

func (z *ownZone) at(wall time.Time) time.Time {
	offset := time.Duration(0)
	if len(z.jumps) > 0 {
		offset = z.jumps[0].from
	}
	for _, j := range z.jumps {
		if wall.Before(j.wall) {
			break
		}
		if offset = j.to; wall.Before(j.wall.Add(j.to - j.from)) {
			offset = j.from // the clock jumps over it
		}
	}
	return wall.Add(-offset)
}

func (z *ownZone) wall(at time.Time) time.Time {
	offset := time.Duration(0)
	if len(z.jumps) > 0 {
		offset = z.jumps[0].from
	}
	for _, j := range z.jumps {
		if at.Before(j.wall.Add(-j.from)) {
			break
		}
		offset = j.to
	}
	return asWall(at.UTC().Add(offset))
}
