package oncall

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/fault"
	"bedside/internal/id"
	"bedside/internal/tx"
)

// Roster is everything that is entered.
type Roster struct {
	Persons   []Person // by name, also who is not alerted any more
	Shifts    []Shift  // that are not over
	Overrides []Override
	Groups    []Group
	Policy    Policy
}

// Roster returns what is entered and not over. Forbidden without the right SeeOnCall.
func (s *Service) Roster(ctx context.Context, by actor.Actor) (r Roster, err error) {
	err = s.see(ctx, by, "oncall.Roster", func(t tx.Tx) (err error) {
		const ever = 100 * 366 * 24 * time.Hour
		if r.Persons, err = s.Store.Persons(ctx, t); err != nil {
			return err
		}
		if r.Shifts, err = s.Store.Shifts(ctx, t, t.Now(), t.Now().Add(ever)); err != nil {
			return err
		}
		slices.SortStableFunc(r.Shifts, func(a, b Shift) int { return a.From.Compare(b.From) })
		if r.Overrides, err = s.Store.Overrides(ctx, t, t.Now(), t.Now().Add(ever)); err != nil {
			return err
		}
		slices.SortStableFunc(r.Overrides, func(a, b Override) int { return a.From.Compare(b.From) })
		if r.Groups, err = s.Store.Groups(ctx, t); err != nil {
			return err
		}
		r.Policy, err = s.Store.Policy(ctx, t)
		return err
	})
	return r, err
}

// manage changes what is entered. Every method that does is Forbidden without the right ManageOnCall, and Invalid with
// a sentence about the first thing that is wrong.
func (s *Service) manage(ctx context.Context, by actor.Actor, op string, f func(tx.Tx) error) error {
	if err := by.Need(actor.ManageOnCall); err != nil {
		return fault.At(op, err)
	}
	return fault.At(op, s.DB.Do(ctx, by, f))
}

func invalid(sentence string) error { return fault.New(fault.Invalid, "oncall.check", sentence) }

// changed records a change of what is entered.
func (s *Service) changed(ctx context.Context, t tx.Tx, verb, kind, i string, facts audit.Facts) error {
	return s.Audit.Record(ctx, t, verb, audit.Ref{Kind: kind, ID: i}, "", facts)
}

// name checks what somebody typed as the name of something.
func name(what, s string, most int) (string, error) {
	s = strings.TrimSpace(s)
	switch {
	case !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) || r == utf8.RuneError }):
		return "", invalid(what + " holds a character that cannot be shown. Type it again.")
	case utf8.RuneCountInString(s) > most:
		return "", invalid(what + " is too long.")
	}
	return s, nil
}

var e164 = regexp.MustCompile(`^\+[1-9][0-9]{7,14}$`)

// SavePerson adds a person, or replaces the one with its id; who is saved may be alerted. Conflict if somebody else who
// may be alerted has the number, since a reply must say who sent it.
func (s *Service) SavePerson(ctx context.Context, by actor.Actor, p Person) (PersonID, error) {
	err := s.manage(ctx, by, "oncall.SavePerson", func(t tx.Tx) (err error) {
		if p.Name, err = name("The name", p.Name, 80); err != nil {
			return err
		}
		switch {
		case p.Name == "":
			return invalid("The name is missing.")
		case !p.Phone.IsZero() && !e164.MatchString(p.Phone.Reveal()):
			return invalid("That is not a telephone number. It looks like (218) 555-0123.")
		case p.Phone.IsZero() && p.Email.IsZero():
			return invalid("Enter a telephone number or an e-mail address, so that this person can be alerted.")
		}
		before, err := s.Store.PersonAt(ctx, t, p.Phone)
		switch {
		case fault.Is(err, fault.NotFound):
		case err != nil:
			return err
		case before.ID != p.ID && before.Active && !p.Phone.IsZero():
			return fault.New(fault.Conflict, "oncall.SavePerson", before.Name+" has this number already.")
		}
		verb := "changed"
		if p.ID == "" {
			p.ID, verb = id.New[Person](s.IDs), "added"
		} else if _, err := s.person(ctx, t, p.ID); err != nil {
			return err
		}
		p.Active = true
		if err := s.Store.PutPerson(ctx, t, p); err != nil {
			return err
		}
		return s.changed(ctx, t, verb, "on-call person", string(p.ID), audit.Facts{"staff": string(p.Staff)})
	})
	if err != nil {
		return "", err
	}
	return p.ID, nil
}

// person returns somebody of the list; NotFound if there is no such person.
func (s *Service) person(ctx context.Context, t tx.Tx, i PersonID) (Person, error) {
	all, err := s.Store.Persons(ctx, t)
	if err != nil {
		return Person{}, err
	}
	at := slices.IndexFunc(all, func(p Person) bool { return p.ID == i })
	if at < 0 {
		return Person{}, fault.New(fault.NotFound, "oncall.person", "There is no such person on the list.")
	}
	return all[at], nil
}

// alertable returns a person who may be alerted, Invalid if there is none.
func (s *Service) alertable(ctx context.Context, t tx.Tx, i PersonID, missing string) (Person, error) {
	p, err := s.person(ctx, t, i)
	if fault.Is(err, fault.NotFound) || err == nil && !p.Active {
		return Person{}, invalid(missing)
	}
	return p, err
}

// RemovePerson has nobody alert the person any more; what they did stays. Conflict for the owner and the fallback.
func (s *Service) RemovePerson(ctx context.Context, by actor.Actor, i PersonID) error {
	return s.manage(ctx, by, "oncall.RemovePerson", func(t tx.Tx) error {
		p, err := s.person(ctx, t, i)
		if err != nil {
			return err
		}
		policy, err := s.Store.Policy(ctx, t)
		if err != nil {
			return err
		}
		if i == policy.Owner || i == policy.Fallback {
			return fault.New(fault.Conflict, "oncall.RemovePerson", p.Name+" is the owner or the fallback. Choose somebody else for that first.")
		}
		p.Active = false
		if err := s.Store.PutPerson(ctx, t, p); err != nil {
			return err
		}
		return s.changed(ctx, t, "removed", "on-call person", string(i), nil)
	})
}

// SavePolicy replaces the policy. Owner and fallback are people who can be alerted; times are whole minutes.
func (s *Service) SavePolicy(ctx context.Context, by actor.Actor, p Policy) error {
	return s.manage(ctx, by, "oncall.SavePolicy", func(t tx.Tx) error {
		owner, err := s.alertable(ctx, t, p.Owner, "Say who the owner is: the person to whom every alert comes that nobody took.")
		if err != nil {
			return err
		}
		fallback, err := s.alertable(ctx, t, p.Fallback, "Say who answers when nobody is entered on the calendar.")
		if err != nil {
			return err
		}
		for _, who := range []Person{owner, fallback} {
			if who.Phone.IsZero() {
				return invalid("Enter a telephone number for " + who.Name + " first.")
			}
		}
		if !minutes(p.Again, 5, 60) {
			return invalid("The owner is alerted again every 5 to 60 minutes.")
		}
		if err := s.Store.PutPolicy(ctx, t, p); err != nil {
			return err
		}
		return s.changed(ctx, t, "changed", "on-call policy", "", audit.Facts{"owner": string(p.Owner), "fallback": string(p.Fallback),
			"again": p.Again.String()})
	})
}

// minutes reports whether d is a whole number of minutes within the limits.
func minutes(d time.Duration, least, most int) bool {
	return d%time.Minute == 0 && d >= time.Duration(least)*time.Minute && d <= time.Duration(most)*time.Minute
}
