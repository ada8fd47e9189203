package oncall

import (
	"context"
	"unicode/utf8"

	"bedside/internal/actor"
	"bedside/internal/fault"
	"bedside/internal/identity"
	"bedside/internal/phi"
	"bedside/internal/tx"
)

// Acknowledge takes an alert in the console. Taking one's own again is no error, one that somebody else has or that is
// done is Conflict. Forbidden without the right WorkInbox.
func (s *Service) Acknowledge(ctx context.Context, by actor.Actor, i AlertID) error {
	const op = "oncall.Acknowledge"
	return s.handle(ctx, by, op, i, func(t tx.Tx, a *Alert) error {
		switch {
		case a.Status == Acknowledged && a.Staff == identity.StaffID(by.ID) && by.ID != "":
			return nil
		case a.Status == Acknowledged:
			names, err := s.names(ctx, t)
			if err != nil {
				return err
			}
			return fault.New(fault.Conflict, op, orElse(names[a.By], "A colleague")+" has this alert already.")
		case a.Status == Closed:
			return fault.New(fault.Conflict, op, "This alert is done already.")
		}
		return s.acknowledge(ctx, t, a, "", identity.StaffID(by.ID), "console")
	})
}

// Close ends an alert that is done, taken or not, with a note for whoever looks at it later. Conflict if it is done
// already, Invalid for a note of more than 500 characters, Forbidden without the right WorkInbox.
func (s *Service) Close(ctx context.Context, by actor.Actor, i AlertID, note phi.Text) error {
	const op, most = "oncall.Close", 500
	if utf8.RuneCountInString(note.Reveal()) > most {
		return fault.New(fault.Invalid, op, "The note is too long. Write what happened into the conversation, and a line here.")
	}
	return s.handle(ctx, by, op, i, func(t tx.Tx, a *Alert) error {
		if a.Status == Closed {
			return fault.New(fault.Conflict, op, "This alert is done already.")
		}
		a.Status, a.Note = Closed, note
		return s.save(ctx, t, a, "alert closed", nil)
	})
}

// handle changes an alert for a staff member.
func (s *Service) handle(ctx context.Context, by actor.Actor, op string, i AlertID, f func(tx.Tx, *Alert) error) error {
	if err := by.Need(actor.WorkInbox); err != nil {
		return fault.At(op, err)
	}
	return fault.At(op, s.DB.Do(ctx, by, func(t tx.Tx) error {
		a, err := s.Store.Get(ctx, t, i)
		if err != nil {
			return err
		}
		return f(t, &a)
	}))
}

// Item is an alert in a list, with names.
type Item struct {
	Alert
	GroupName string // "" if its ladder is gone
	ByName    string // of who took it, if somebody on call did
}

// Detail is one alert with everything that was tried.
type Detail struct {
	Item
	Tries []NamedTry // oldest first
}

// NamedTry is a try with the name of who was alerted.
type NamedTry struct {
	Try
	Name string
}

// Alerts returns the alerts that match, the last raised first. Forbidden without the right SeeOnCall.
func (s *Service) Alerts(ctx context.Context, by actor.Actor, f Filter) (all []Item, err error) {
	err = s.see(ctx, by, "oncall.Alerts", func(t tx.Tx) error {
		found, err := s.Store.Find(ctx, t, f)
		if err != nil {
			return err
		}
		all, err = s.items(ctx, t, found)
		return err
	})
	return all, err
}

// Alert returns one alert. NotFound if there is none, Forbidden without the right SeeOnCall.
func (s *Service) Alert(ctx context.Context, by actor.Actor, i AlertID) (d Detail, err error) {
	err = s.see(ctx, by, "oncall.Alert", func(t tx.Tx) error {
		a, err := s.Store.Get(ctx, t, i)
		if err != nil {
			return err
		}
		items, err := s.items(ctx, t, []Alert{a})
		if err != nil {
			return err
		}
		names, err := s.names(ctx, t)
		if err != nil {
			return err
		}
		tries, err := s.Store.Tries(ctx, t, i)
		d = Detail{Item: items[0]}
		for _, y := range tries {
			d.Tries = append(d.Tries, NamedTry{y, names[y.Person]})
		}
		return err
	})
	return d, err
}

func (s *Service) items(ctx context.Context, t tx.Tx, alerts []Alert) ([]Item, error) {
	names, err := s.names(ctx, t)
	if err != nil {
		return nil, err
	}
	groups, err := s.Store.Groups(ctx, t)
	if err != nil {
		return nil, err
	}
	of := map[GroupID]string{}
	for _, g := range groups {
		of[g.ID] = g.Name
	}
	var all []Item
	for _, a := range alerts {
		all = append(all, Item{a, of[a.Group], names[a.By]})
	}
	return all, nil
}

// names are what everybody is called, also who is not alerted any more.
func (s *Service) names(ctx context.Context, t tx.Tx) (map[PersonID]string, error) {
	all, err := s.Store.Persons(ctx, t)
	if err != nil {
		return nil, err
	}
	names := map[PersonID]string{}
	for _, p := range all {
		names[p.ID] = p.Name
	}
	return names, nil
}

// see reads for a page.
func (s *Service) see(ctx context.Context, by actor.Actor, op string, f func(tx.Tx) error) error {
	if err := by.Need(actor.SeeOnCall); err != nil {
		return fault.At(op, err)
	}
	return fault.At(op, s.DB.View(ctx, by, f))
}
