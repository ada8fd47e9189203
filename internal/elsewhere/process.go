package elsewhere

import (
	"context"
	"slices"
	"strings"
	"time"

	"bedside/internal/actor"
	"bedside/internal/fault"
	"bedside/internal/hl7"
	"bedside/internal/id"
	"bedside/internal/job"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/tx"
)

// ReadMessages is the [job.Handler] of what came in over an interface. Each message is one transaction, in the order in
// which they came; one that nobody can place is held and keeps nothing else waiting.
func (s *Service) ReadMessages(ctx context.Context, c job.Claimed) error {
	ctx = within(ctx, c.Ref)
	for ctx.Err() == nil {
		more := false
		err := s.DB.Do(ctx, actor.System(), func(t tx.Tx) error {
			m, err := s.Store.NextMessage(ctx, t, c.Ref, false, New)
			if fault.Is(err, fault.NotFound) {
				return s.Queue.Done(ctx, t, c)
			}
			if err != nil {
				return err
			}
			if more, err = true, s.apply(ctx, t, &m); err != nil {
				return err
			}
			return s.Store.SaveMessage(ctx, t, m)
		})
		if err != nil || !more {
			return fault.At("elsewhere.ReadMessages", err)
		}
	}
	return ctx.Err()
}

// inside marks a context in which a change comes from an interface, so that it is not sent back to it.
type inside struct{}

func within(ctx context.Context, name string) context.Context {
	return context.WithValue(ctx, inside{}, name)
}

// wrongClock is how far ahead of the time at which it came a message may say that it was written: its zone may be wrong.
const wrongClock = 26 * time.Hour

// apply does what a message says.
func (s *Service) apply(ctx context.Context, t tx.Tx, m *Message) error {
	i, err := s.Store.Interface(ctx, t, m.Interface)
	if err != nil {
		return err
	}
	parsed, err := hl7.Parse([]byte(m.Raw.Reveal()))
	if err != nil {
		m.State, m.Problem = Ignored, "It can no longer be read."
		return nil
	}
	read, no := readSIU(parsed, i.zone())
	if no != nil {
		m.State, m.Problem = Ignored, no.sentence
		return nil
	}
	if read.at.IsZero() || read.at.Sub(m.At) > wrongClock { // else nothing that comes later would ever be newer
		read.at = m.At
	}
	v, a, err := s.find(ctx, t, i, read)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	if read.at.Before(v.Said) {
		m.State, m.Problem = Stale, "Something newer was said about the visit."
		return nil
	}
	if v.ID == "" {
		v.ID, v.Interface = id.New[Visit](s.IDs), i.Name
	}
	v.Placer, v.Filler, v.Said = phi.NewText(read.placer), phi.NewText(read.filler), read.at
	if a != nil {
		v.Appointment, v.State, m.Appointment = a.ID, IsOurs, a.ID
		if err := s.ourVisit(ctx, t, i, read, *a, m); err != nil {
			return err
		}
	} else if err := s.theirVisit(ctx, t, i, read, &v, m); err != nil {
		return err
	}
	if m.State == Held {
		return nil
	}
	return s.Store.PutVisit(ctx, t, v)
}

// find returns what is known of the visit, and the visit of ours if it is one. NotFound if nothing is known.
func (s *Service) find(ctx context.Context, t tx.Tx, i Interface, read said) (Visit, *schedule.Appointment, error) {
	v, err := s.Store.Spoken(ctx, t, i.Name, read.placer, read.filler)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return v, nil, err
	}
	ours := v.Appointment
	if ours == "" {
		if parsed, bad := id.Parse[schedule.Appointment](read.placer); bad == nil {
			ours = parsed
		}
	}
	if ours == "" {
		return v, nil, err
	}
	a, none := s.Visits.Store.Get(ctx, t, ours)
	if fault.Is(none, fault.NotFound) {
		return v, nil, err
	}
	return v, &a, none
}

// theirVisit takes or frees the time of a visit of the other book.
func (s *Service) theirVisit(ctx context.Context, t tx.Tx, i Interface, read said, v *Visit, m *Message) error {
	codes, err := s.Store.Mappings(ctx, t, i.Name)
	if err != nil {
		return err
	}
	if events[read.event] == "did not come" {
		m.State = Done
		return nil
	}
	var spans []schedule.Span
	if read.takes() {
		who, where, unknown, err := s.resolve(ctx, t, i, codes, read)
		if err != nil {
			return err
		}
		if len(unknown) > 0 {
			m.State, m.Problem = Held, "Nobody has said who “"+strings.Join(unknown, "”, “")+"” is here. Say it above, and the message is looked at again."
			return nil
		}
		if len(who)+len(where) == 0 {
			m.State, m.Problem, v.State = Ignored, "It is about nobody and no room of this practice.", TakesNone
			_, err := s.Visits.Block(ctx, t, schedule.Block{Source: i.Source(), Ref: string(v.ID)})
			return err
		}
		patient, err := s.match(ctx, t, read.who)
		if err != nil {
			return err
		}
		for _, p := range who {
			spans = append(spans, schedule.OfElsewhere(p, "", "", read.from, read.to)...)
		}
		for _, r := range where {
			spans = append(spans, schedule.OfElsewhere("", r, "", read.from, read.to)...)
		}
		spans = append(spans, schedule.OfElsewhere("", "", patient, read.from, read.to)...)
	}
	if m.State, v.State = Done, TakesNone; len(spans) > 0 {
		v.State = TakesTime
	}
	if _, err := s.Visits.Block(ctx, t, schedule.Block{Source: i.Source(), Ref: string(v.ID), Spans: spans}); err != nil {
		return err
	}
	return s.clash(ctx, t, i.Source(), string(v.ID), i.Name, spans)
}

// resolve finds who and what of ours a visit takes. Codes that nobody has explained are kept, and staff are told once.
func (s *Service) resolve(ctx context.Context, t tx.Tx, i Interface, codes mapped, read said) (who []practice.ProviderID, where []practice.RoomID, unknown []string, err error) {
	see := func(kind MapKind, code string) error {
		return s.Store.PutMapping(ctx, t, i.Name, Mapping{Kind: kind, Code: code, Seen: t.Now()})
	}
	for _, code := range read.providers {
		target, known := codes.target(MapProvider, code)
		switch {
		case !known:
			if unknown = append(unknown, code); err == nil {
				err = see(MapProvider, code)
			}
			if err == nil {
				text := "“" + i.Name + "” speaks of a provider “" + code + "” whom nobody has matched with one of ours, so their visits take no time here yet. Say who it is on the page Other books."
				err = s.once(ctx, t, i.Source(), unknownNote(code), text)
			}
		case target != Nothing && !slices.Contains(who, practice.ProviderID(target)):
			who = append(who, practice.ProviderID(target))
		}
	}
	for _, code := range read.rooms {
		target, known := codes.target(MapRoom, code)
		switch {
		case !known && err == nil:
			err = see(MapRoom, code)
		case known && target != Nothing && !slices.Contains(where, practice.RoomID(target)):
			where = append(where, practice.RoomID(target))
		}
	}
	return who, where, unknown, err
}

func unknownNote(code string) string { return "unknown " + strings.ToLower(code) }

// match finds the one patient on file with the same name, birth date and phone number; "" if there is none, or two. Then
// they cannot be in two places at once. Nothing is ever added to a record, and nobody is told.
func (s *Service) match(ctx context.Context, t tx.Tx, who person) (patient.ID, error) {
	if who.name.IsZero() || who.birth.Reveal() == "" || len(who.phone) < 10 {
		return "", nil
	}
	all, err := s.Patients.Alike(ctx, t, patient.Patient{Name: who.name, Birth: who.birth})
	if err != nil {
		return "", err
	}
	var found patient.ID
	for _, p := range all {
		same := strings.EqualFold(p.Name.Reveal(), who.name.Reveal()) && slices.ContainsFunc(p.Contacts, func(c patient.Contact) bool {
			return c.Kind == patient.Phone && tail(digits(c.Value.Reveal())) == tail(who.phone)
		})
		if same && found != "" {
			return "", nil
		}
		if same {
			found = p.ID
		}
	}
	return found, nil
}

// tail is a number without its country.
func tail(digits string) string { return digits[max(0, len(digits)-10):] }
