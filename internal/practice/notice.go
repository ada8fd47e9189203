package practice

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"bedside/internal/audit"
	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/tx"
)

// Notice is a sentence about a closure. Callers, the chat and the site say it from From until the closure is over.
type Notice struct {
	Closure ClosureID
	English string
	Spanish string
	From    time.Time
	Post    string // the id of the post that says the same, "" for none
}

// longestNotice is how many characters a notice may have: callers listen to it before anything else.
const longestNotice = 200

// Notices returns what is said now, at the location or, for "", anywhere: of the closures that begin first.
func (p *Practice) Notices(now time.Time, l LocationID) []Notice {
	var all []Notice
	for _, n := range p.Notice {
		c, ok := p.Closure(n.Closure)
		if ok && !n.From.After(now) && now.Before(p.Ends(c)) && (l == "" || c.Location == "" || c.Location == l) {
			all = append(all, n)
		}
	}
	return all
}

// Closure returns the closure, or false if there is none with the id.
func (p *Practice) Closure(i ClosureID) (Closure, bool) {
	return find(p.Closures, func(c Closure) bool { return c.ID == i })
}

// Ends is when a closure that does not come every year is over, by the clock of its location.
func (p *Practice) Ends(c Closure) time.Time {
	zone, err := civil.Zone(p.Settings.Zone)
	if err != nil {
		zone = time.UTC
	}
	if l, ok := p.Location(c.Location); ok {
		zone = l.In()
	}
	if c.When.Valid() {
		return c.To.At(c.When.To, zone)
	}
	return c.To.AddDays(1).At(0, zone)
}

// Meets reports whether a visit of the provider at the location, both times in its zone, falls on the closure.
func (c Closure) Meets(l LocationID, v ProviderID, from, to time.Time) bool {
	if !c.concerns(l, v) || !c.on(civil.DateOf(from)) {
		return false
	}
	return !c.When.Valid() || civil.ClockOf(from) < c.When.To && c.When.From <= civil.ClockOf(to.Add(-1))
}

// Falls returns a closure that the visit falls on, by itself and not only by a holiday; false if there is none.
func (p *Practice) Falls(l LocationID, v ProviderID, from, to time.Time) (Closure, bool) {
	return find(p.Closures, func(c Closure) bool { return c.Meets(l, v, from, to) })
}

// PutNotice adds or replaces what is said of a closure. Whoever calls has had the words cleared. Invalid with a sentence
// for words that are missing or too long, NotFound for a closure that is gone.
func (r *Registry) PutNotice(ctx context.Context, t tx.Tx, n Notice) error {
	const op = "practice.PutNotice"
	p, err := r.shutting(ctx, t)
	if err != nil {
		return err
	}
	if _, ok := p.Closure(n.Closure); !ok {
		return fault.New(fault.NotFound, op, "This closure is gone.")
	}
	n.English, n.Spanish = strings.Join(strings.Fields(n.English), " "), strings.Join(strings.Fields(n.Spanish), " ")
	for at, words := range map[Field]string{"English": n.English, "Spanish": n.Spanish} {
		switch {
		case words == "":
			return fault.At(op, in(at, invalid("Write the sentence in both languages.")))
		case utf8.RuneCountInString(words) > longestNotice:
			return fault.At(op, in(at, invalid("Callers listen to this first. Use at most 200 characters.")))
		}
	}
	if err := r.Store.PutNotice(ctx, t, n); err != nil {
		return fault.At(op, err)
	}
	return r.changedTo(ctx, t, p, "said", audit.Ref{Kind: "closure", ID: string(n.Closure)}, audit.Facts{"post": n.Post})
}
