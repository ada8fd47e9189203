// Package ical reads calendars (RFC 5545) for the one thing that a book needs of them, when somebody is busy, and writes
// what calendars of other programs subscribe to and invitations by e-mail (RFC 7986, RFC 5546).
//
// It promises that what it reads is whole or an error, that times are right in every zone and on both days when the
// clock jumps, read and written, that nothing but times leaves what it reads, and that no file, however it was made,
// costs more than bounded time and memory. Callers owe the zone in which a time that names none is meant, and that
// nothing about a patient stands in what they have written.
package ical

import (
	"cmp"
	"slices"
	"time"

	"bedside/internal/fault"
)

// What a calendar may cost.
const (
	Largest     = 64 << 20 // bytes
	mostEvents  = 250_000
	mostTimes   = 400_000 // occurrences within what is asked for
	mostSteps   = 8_000_000
	longestLine = 1 << 20 // unfolded
	deepest     = 8       // components in components
	mostLeft    = 5       // sentences about what was left out
)

// Stretch is a time in which somebody is busy.
type Stretch struct{ From, To time.Time }

// Asked says what is wanted of a calendar.
type Asked struct {
	From, To time.Time             // nothing outside is looked at
	Zone     *time.Location        // of times that name none, and of whole days
	Ours     func(uid string) bool // events that are our own visits, which came back; nil for none
}

// Read is what a calendar says.
type Read struct {
	Busy   []Stretch // in order, none touching the next, within what was asked
	Events int       // that were read, repeating ones once
	Left   []string  // sentences about events that could not be read, some of them
	Lost   int       // how many could not be read
}

// Busy reads a calendar. Invalid with a sentence for a person if it is none, is cut off, or asks for too much.
func Busy(text []byte, a Asked) (Read, error) {
	if len(text) > Largest {
		return Read{}, wrong("The calendar is larger than 64 MB. Ask for one that holds only the coming year.")
	}
	p := parser{asked: a, zones: map[string]zone{}, brought: map[string]*ownZone{}, series: map[string]*series{}}
	if err := p.read(text); err != nil {
		return Read{}, err
	}
	if err := p.expand(); err != nil {
		return Read{}, err
	}
	p.out.Busy = merge(p.out.Busy)
	return p.out, nil
}

func wrong(sentence string) error { return fault.New(fault.Invalid, "ical.Busy", sentence) }

// add notes that somebody is busy, as far as it lies within what was asked.
func (p *parser) add(from, to time.Time) error {
	if from.Before(p.asked.From) {
		from = p.asked.From
	}
	if to.After(p.asked.To) {
		to = p.asked.To
	}
	if !from.Before(to) {
		return nil
	}
	if p.times++; p.times > mostTimes {
		return wrong("The calendar has more than 400,000 times in the coming year. One of its events may repeat every minute or second: mend or remove it.")
	}
	p.out.Busy = append(p.out.Busy, Stretch{from, to})
	return nil
}

// lost counts an event that cannot be read and keeps the reason, once.
func (p *parser) lost(sentence string) {
	p.out.Lost++
	if len(p.out.Left) < mostLeft && !slices.Contains(p.out.Left, sentence) {
		p.out.Left = append(p.out.Left, sentence)
	}
}

// merge joins stretches that touch.
func merge(all []Stretch) []Stretch {
	slices.SortFunc(all, func(a, b Stretch) int { return cmp.Or(a.From.Compare(b.From), a.To.Compare(b.To)) })
	var out []Stretch
	for _, s := range all {
		if n := len(out); n > 0 && !s.From.After(out[n-1].To) {
			if s.To.After(out[n-1].To) {
				out[n-1].To = s.To
			}
			continue
		}
		out = append(out, s)
	}
	return out
}
