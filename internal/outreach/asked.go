package outreach

import (
	"cmp"
	"context"
	"slices"
	"time"

	"bedside/internal/audit"
	"bedside/internal/fault"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/schedule"
	"bedside/internal/tx"
)

// Asked is what a message to a number was about, as it stands now: what a reply to it may act on.
type Asked struct {
	Patient patient.ID
	Name    phi.Name
	Visit   schedule.Appointment // of an offer, as much as it says: who, where, when
	Offer   schedule.OfferID     // "" for a visit that stands
	State   AskedState
	Sent    time.Time
}

// AskedState is what became of it since the message.
type AskedState string

const (
	AskedOpen      AskedState = "open"
	AskedConfirmed AskedState = "confirmed"
	AskedMoved     AskedState = "moved"
	AskedOff       AskedState = "off"
	AskedOver      AskedState = "over"
)

// answerable is how long a message can be replied to after it was sent.
const answerable = 14 * 24 * time.Hour

// AskedAt returns what the last messages to a number or an address were about, each visit once, the last sent first.
// Messages that may have arrived count, and so do those to somebody who shares the number: the caller asks which is meant.
// It is for the program alone: the caller tells nothing of it that the messages did not.
func (s *Service) AskedAt(ctx context.Context, t tx.Tx, kind patient.ContactKind, value phi.Text) ([]Asked, error) {
	const op = "outreach.AskedAt"
	to, err := s.Patients.Holders(ctx, t, kind, value)
	if err != nil || len(to) == 0 {
		return nil, fault.At(op, err)
	}
	var all []Asked
	for _, p := range to {
		i := slices.IndexFunc(p.Contacts, func(c patient.Contact) bool { return c.Kind == kind && c.Value.Reveal() == value.Reveal() })
		if i < 0 {
			continue
		}
		sent, err := s.Store.SentTo(ctx, t, p.ID, p.Contacts[i].ID, t.Now().Add(-answerable))
		if err != nil {
			return nil, fault.At(op, err)
		}
		for _, m := range sent {
			about := Asked{Patient: p.ID, Name: p.Name, State: AskedOpen}
			asks, err := s.about(ctx, t, m, &about)
			if err != nil {
				return nil, fault.At(op, err)
			}
			said := func(o Asked) bool { return o.Visit.ID == about.Visit.ID && o.Offer == about.Offer }
			if asks && !slices.ContainsFunc(all, said) {
				all = append(all, about)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b Asked) int { return b.Sent.Compare(a.Sent) })
	return all, nil
}

// about fills in what a message that was sent was about; false if it asked nothing.
func (s *Service) about(ctx context.Context, t tx.Tx, m Message, a *Asked) (bool, error) {
	tries, err := s.Store.Attempts(ctx, t, cmp.Or(m.With, m.ID))
	if err != nil || len(tries) == 0 {
		return false, err
	}
	a.Sent = tries[len(tries)-1].Started
	switch m.Kind {
	case Offer, Proposal:
		return s.aboutOffer(ctx, t, m, a)
	case Confirmation, Reminder3, Reminder1, Reminder0, Telehealth, Join, Moved, Cancelled, Missed:
		return true, s.aboutVisit(ctx, t, m, a)
	}
	return false, nil
}

func (s *Service) aboutOffer(ctx context.Context, t tx.Tx, m Message, a *Asked) (bool, error) {
	source := s.Sources[m.Kind]
	if source == nil {
		return false, nil
	}
	x, err := source.Matter(ctx, t, m)
	a.Offer, a.Visit = schedule.OfferID(m.Ref), x.Visit
	switch x.Moot {
	case WhyNone:
	case Taken:
		a.State = AskedConfirmed
	default:
		a.State = AskedOff
	}
	return true, err
}

func (s *Service) aboutVisit(ctx context.Context, t tx.Tx, m Message, a *Asked) (err error) {
	if a.Visit, err = s.Visits.Get(ctx, t, m.Appointment); err != nil {
		return err
	}
	moved, err := s.Audit.Find(ctx, t, audit.Filter{About: string(m.Appointment), Subject: audit.Ref{Kind: "appointment", ID: string(m.Appointment)},
		Verb: string(schedule.WasMoved), Since: a.Sent})
	slices.Reverse(moved)
	switch {
	case err != nil:
	case !a.Visit.Status.Takes():
		a.State = AskedOff
	case len(moved) > 0 && !standsAgain(a.Visit, moved, a.Sent):
		a.State = AskedMoved
	case !a.Visit.Status.Open(), !a.Visit.Start.After(t.Now()):
		a.State = AskedOver
	case !a.Visit.Confirmed.IsZero():
		a.State = AskedConfirmed
	}
	return err
}
