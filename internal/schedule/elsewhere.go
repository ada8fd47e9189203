package schedule

import (
	"context"
	"slices"
	"time"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/fault"
	"bedside/internal/patient"
	"bedside/internal/practice"
	"bedside/internal/tx"
)

// laneElsewhere is the lane of what is taken in a book that lives elsewhere. Such times may overlap each other and visits
// that are booked here, so no key keeps them apart; to everybody who looks for a time they are taken.
const laneElsewhere = 63

// Owner says whose book a provider's visits stand in.
type Owner interface {
	// Owns reports whether another system decides about the provider's visits: then a booking is [Pending] until it has
	// agreed.
	Owns(ctx context.Context, t tx.Tx, v practice.ProviderID) (bool, error)
}

// owned reports whether somebody else has to agree to a visit with the provider.
func (s *Scheduler) owned(ctx context.Context, t tx.Tx, v practice.ProviderID) (bool, error) {
	if s.Owner == nil {
		return false, nil
	}
	return s.Owner.Owns(ctx, t, v)
}

// Block is what one visit elsewhere, or all of a calendar, takes here.
type Block struct {
	Source string // a feed's id or an interface's name
	Ref    string // which of its visits, "" where nobody says
	Spans  []Span // of [OfElsewhere]; none frees what it took
}

// OfElsewhere are the spans in which a provider, a room and a patient are taken elsewhere; "" for none of them. What lies
// on part of a cell takes all of it.
func OfElsewhere(v practice.ProviderID, r practice.RoomID, p patient.ID, from, to time.Time) []Span {
	var all []Span
	for resource, there := range map[string]bool{ofProvider(v): v != "", ofRoom(r): r != "", ofPatient(p): p != ""} {
		if there {
			all = append(all, Span{resource, laneElsewhere, from, to})
		}
	}
	return all
}

// Block takes the place of what the same visit, or the same calendar, took before. It reports whether that was something
// else. Nothing keeps it from overlapping visits that are booked: [Scheduler.Clashes] finds those.
func (s *Scheduler) Block(ctx context.Context, t tx.Tx, b Block) (changed bool, err error) {
	if err := t.By().Need(actor.ChangeVisits); err != nil {
		return false, err
	}
	pieces := inPieces(b.Spans)
	had, err := s.Store.Blocked(ctx, t, b.Source, b.Ref)
	if err != nil || slices.EqualFunc(had, pieces, func(a, b Span) bool {
		return a.Resource == b.Resource && a.From.Equal(b.From) && a.To.Equal(b.To)
	}) {
		return false, err
	}
	if err := s.Store.Block(ctx, t, b.Source, b.Ref, pieces); err != nil {
		return false, err
	}
	return true, s.Audit.Record(ctx, t, "taken elsewhere", audit.Ref{Kind: "elsewhere", ID: b.Source}, "", audit.Facts{"visit": b.Ref, "times": itoa(len(b.Spans))})
}

// longestPiece bounds how long before a moment something that is taken elsewhere can have begun.
const longestPiece = 24 * time.Hour

// inPieces widens spans to whole cells, joins those that touch and cuts what is longer than a day, in the order in which
// the store keeps them.
func inPieces(spans []Span) []Span {
	all := slices.Clone(spans)
	for i := range all {
		all[i].Lane = laneElsewhere
		all[i].From, all[i].To = all[i].From.Truncate(Cell).UTC(), all[i].To.Add(Cell-time.Nanosecond).Truncate(Cell).UTC()
	}
	slices.SortFunc(all, func(a, b Span) int {
		if a.Resource != b.Resource {
			if a.Resource < b.Resource {
				return -1
			}
			return 1
		}
		return a.From.Compare(b.From)
	})
	var out []Span
	for _, n := range all {
		if k := len(out); k > 0 && out[k-1].Resource == n.Resource && !n.From.After(out[k-1].To) {
			if n.To.After(out[k-1].To) {
				out[k-1].To = n.To
			}
			continue
		}
		if n.From.Before(n.To) {
			out = append(out, n)
		}
	}
	var cut []Span
	for _, n := range out {
		for n.To.Sub(n.From) > longestPiece {
			first := n
			first.To = n.From.Add(longestPiece)
			cut, n.From = append(cut, first), first.To
		}
		cut = append(cut, n)
	}
	return cut
}

// Elsewhere is a time in which a provider or a room is taken in another book.
type Elsewhere struct {
	Source   string
	Provider practice.ProviderID
	Room     practice.RoomID
	From, To time.Time
}

// Elsewhere returns what is taken in other books in [from, to). It says nothing of any patient.
func (s *Scheduler) Elsewhere(ctx context.Context, t tx.Tx, from, to time.Time) ([]Elsewhere, error) {
	if err := t.By().Need(actor.SeeSchedule); err != nil {
		return nil, err
	}
	spans, sources, err := s.Store.Elsewhere(ctx, t, from, to)
	var all []Elsewhere
	for i, o := range spans {
		e := Elsewhere{Source: sources[i], From: o.From, To: o.To}
		if v, ok := cutPrefix[practice.ProviderID](o.Resource, ofProvider("")); ok {
			e.Provider = v
		} else if r, ok := cutPrefix[practice.RoomID](o.Resource, ofRoom("")); ok {
			e.Room = r
		} else {
			continue
		}
		all = append(all, e)
	}
	return all, err
}

func cutPrefix[T ~string](s, prefix string) (T, bool) {
	if len(s) < len(prefix) || s[:len(prefix)] != prefix {
		return "", false
	}
	return T(s[len(prefix):]), true
}

// Clashes returns the visits still to come that lie on the spans, but for what was overbooked on purpose.
func (s *Scheduler) Clashes(ctx context.Context, t tx.Tx, spans []Span) ([]Appointment, error) {
	if err := t.By().Need(actor.SeeSchedule); err != nil {
		return nil, err
	}
	pieces := inPieces(spans)
	var from, to time.Time
	for _, p := range pieces {
		if from.IsZero() || p.From.Before(from) {
			from = p.From
		}
		if p.To.After(to) {
			to = p.To
		}
	}
	if from = latest(from, t.Now()); !from.Before(to) {
		return nil, nil
	}
	all, err := s.Store.Between(ctx, t, from.Add(-longestPiece/2), to.Add(longestBuffer), Filter{})
	return slices.DeleteFunc(all, func(a Appointment) bool {
		return !a.Status.Open() || a.Lane >= overLane || !a.End.After(t.Now()) || !slices.ContainsFunc(a.spans(), func(o Span) bool {
			return slices.ContainsFunc(pieces, func(p Span) bool { return p.Resource == o.Resource && p.From.Before(o.To) && o.From.Before(p.To) })
		})
	}), err
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// freeElsewhere is Conflict if something of what the visit wants is taken elsewhere.
func (s *Scheduler) freeElsewhere(ctx context.Context, t tx.Tx, a Appointment) error {
	var wants []string
	for _, o := range a.spans() {
		wants = append(wants, o.Resource)
	}
	taken, err := s.Store.Taken(ctx, t, wants, a.From(), a.Blocked)
	for _, lanes := range taken {
		if lanes&(1<<laneElsewhere) != 0 {
			return fault.New(fault.Conflict, "schedule.redeem", "That time was just taken in the practice's other calendar. Please choose another.")
		}
	}
	return err
}
