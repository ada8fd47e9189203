package outreach

import (
	"context"
	"slices"

	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/tx"
)

// item is a message with its world: one of those that go out as one.
type item struct {
	Message
	world
}

// mostTogether is how many messages become one; a text would grow too long.
const mostTogether = 4

// together returns what goes out with a message that goes out now, itself first: one message where two are due. Reminders
// to an address are said together with all that are due there on that day, whoever of a family they are about, since
// the address gets one a day; answers about several visits of one patient that are due together too. Each of them is
// judged on its own, and a quiet visit is said alone.
func (s *Service) together(ctx context.Context, t tx.Tx, m Message, w world) ([]item, error) {
	all := []item{{m, w}}
	if w.visit.Quiet || !visits(m.Kind) && m.Kind != Recall {
		return all, nil
	}
	waiting, err := s.Store.WaitingFor(ctx, t, w.contact.ID)
	if err != nil {
		return nil, err
	}
	for _, o := range waiting {
		if len(all) == mostTogether {
			break
		}
		if o.ID == m.ID || o.Status != Waiting || !joins(m, o) {
			continue
		}
		v, err := s.read(ctx, t, o)
		if err != nil {
			return nil, err
		}
		due := !o.Due.After(t.Now())
		if m.Kind.Reminder() {
			zone, err := civil.Zone(w.zone())
			due = due || err == nil && civil.DateOf(o.Due.In(zone)) == civil.DateOf(t.Now().In(zone))
		}
		same := v.channel == w.channel && v.contact.Value.Reveal() == w.contact.Value.Reveal()
		if due && same && !v.visit.Quiet && v.judge(o, t.Now(), true).status == Sending {
			all = append(all, item{o, v})
		}
	}
	slices.SortStableFunc(all[1:], func(a, b item) int { return a.visit.Start.Compare(b.visit.Start) })
	return all, nil
}

// visits reports whether messages of the kind say when visits are, and so can say it of several. Those that hold the link to
// one go alone.
func visits(k Kind) bool {
	switch k {
	case Requested, Confirmation, Moved, Cancelled, Reminder3, Reminder1, Reminder0:
		return true
	}
	return false
}

// joins reports whether two messages to one address can be one.
func joins(a, b Message) bool {
	if a.Kind.Reminder() && b.Kind.Reminder() {
		return (visits(a.Kind) || visits(b.Kind)) && (visits(b.Kind) || b.Kind == Recall)
	}
	return a.Kind == b.Kind && a.Patient == b.Patient
}

// zone is the name of the zone of the visit, or of the practice.
func (w world) zone() string {
	if w.visit.Zone != "" {
		return w.visit.Zone
	}
	return w.practice.Settings.Zone
}

// accompany makes the state of a message that of all that go out with it. What waits again waits on its own.
func (s *Service) accompany(ctx context.Context, t tx.Tx, m Message, verb string) error {
	all, err := s.Store.Together(ctx, t, m.ID)
	if err != nil {
		return fault.At("outreach.accompany", err)
	}
	for _, o := range all {
		if o.Status != Sending && o.Status != Unknown {
			continue
		}
		o.Status, o.Why, o.Due = m.Status, m.Why, m.Due
		if m.Status == Waiting {
			o.With = ""
			if err := s.schedule(ctx, t, o); err != nil {
				return err
			}
		}
		if err := s.save(ctx, t, &o, verb, nil); err != nil {
			return err
		}
	}
	return nil
}
