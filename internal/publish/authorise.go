package publish

import (
	"context"
	"strings"

	"bedside/internal/actor"
	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/id"
	"bedside/internal/phi"
	"bedside/internal/tx"
)

// unauthorised is "" if every authorisation of a version holds today, else a sentence.
func (s *Service) unauthorised(ctx context.Context, t tx.Tx, v Version) (string, error) {
	house, err := s.Practice.Get(ctx, t)
	if err != nil {
		return "", err
	}
	for _, i := range v.Authorisations() {
		a, err := s.Store.Authorisation(ctx, t, i)
		if fault.Is(err, fault.NotFound) {
			return "An authorisation is not on record.", nil
		}
		if err != nil {
			return "", err
		}
		if why := a.Problem(dayOf(house, t.Now())); why != "" {
			return why, nil
		}
	}
	return "", nil
}

// AddAuthorisation records an authorisation; it may be completed later and holds when it is.
func (s *Service) AddAuthorisation(ctx context.Context, by actor.Actor, a Authorisation) (AuthorisationID, error) {
	const op = "publish.AddAuthorisation"
	who, err := person(by, actor.ManageVoice)
	if err != nil {
		return "", fault.At(op, err)
	}
	if a.Kind != OfPatient && a.Kind != Release || a.Person.IsZero() {
		return "", fault.New(fault.Invalid, op, "Say who it is about, and whether they are a patient.")
	}
	err = s.DB.Do(ctx, by, func(t tx.Tx) error {
		a.ID, a.By, a.Created, a.Row = id.New[Authorisation](s.IDs), who, t.Now(), 1
		a.Ended, a.Revoked, a.How = civil.Date{}, false, phi.Text{}
		if err := s.Store.AddAuthorisation(ctx, t, a); err != nil {
			return err
		}
		return s.reviewLater(ctx, t, a, "authorisation added")
	})
	return a.ID, fault.At(op, err)
}

// ChangeAuthorisation completes an authorisation, or keeps that it was looked at again. Conflict if it has ended or has
// changed since it was read.
func (s *Service) ChangeAuthorisation(ctx context.Context, by actor.Actor, a Authorisation) error {
	const op = "publish.ChangeAuthorisation"
	if _, err := person(by, actor.ManageVoice); err != nil {
		return fault.At(op, err)
	}
	return fault.At(op, s.DB.Do(ctx, by, func(t tx.Tx) error {
		was, err := s.Store.Authorisation(ctx, t, a.ID)
		if err != nil {
			return err
		}
		if was.Row != a.Row || !was.Ended.IsZero() {
			return fault.New(fault.Conflict, op, "This authorisation has ended or changed meanwhile. Please look at it again.")
		}
		a.Kind, a.By, a.Created = was.Kind, was.By, was.Created
		a.Ended, a.Revoked, a.How = civil.Date{}, false, phi.Text{}
		a.Row++
		if err := s.Store.SaveAuthorisation(ctx, t, a); err != nil {
			return err
		}
		return s.reviewLater(ctx, t, a, "authorisation changed")
	}))
}

// Revoke ends an authorisation because the person took it back, and takes down at once every post that shows or tells
// of them. It returns the publications of those posts. Whoever writes posts may: withdrawal does not wait for an
// administrator.
func (s *Service) Revoke(ctx context.Context, by actor.Actor, i AuthorisationID, on civil.Date, how phi.Text) ([]Publication, error) {
	return s.endAuthorisation(ctx, by, i, on, how, true)
}

// End ends an authorisation because the event that it names has happened, with the same consequences.
func (s *Service) End(ctx context.Context, by actor.Actor, i AuthorisationID, on civil.Date, what phi.Text) ([]Publication, error) {
	return s.endAuthorisation(ctx, by, i, on, what, false)
}

func (s *Service) endAuthorisation(
	ctx context.Context, by actor.Actor, i AuthorisationID, on civil.Date, how phi.Text, revoked bool,
) (all []Publication, err error) {
	const op = "publish.Revoke"
	if _, err := person(by, actor.WritePosts); err != nil {
		return nil, fault.At(op, err)
	}
	if on.IsZero() || strings.TrimSpace(how.Reveal()) == "" {
		return nil, fault.New(fault.Invalid, op, "Say on which day, and how.")
	}
	err = s.DB.Do(ctx, by, func(t tx.Tx) error {
		a, err := s.Store.Authorisation(ctx, t, i)
		if err != nil {
			return err
		}
		if !a.Ended.IsZero() {
			return fault.New(fault.Conflict, op, "This authorisation has ended already.")
		}
		a.Ended, a.Revoked, a.How = on, revoked, how
		a.Row++
		if err := s.Store.SaveAuthorisation(ctx, t, a); err != nil {
			return err
		}
		if err := s.reviewLater(ctx, t, a, "authorisation ended"); err != nil {
			return err
		}
		all, err = s.unpublish(ctx, t, a)
		return err
	})
	return all, fault.At(op, err)
}

// Authorisations returns all authorisations, the latest first. Patients among them are entered in the access log.
func (s *Service) Authorisations(ctx context.Context, by actor.Actor) (all []Authorisation, err error) {
	const op = "publish.Authorisations"
	if err := by.Need(actor.WritePosts); err != nil {
		return nil, fault.At(op, err)
	}
	err = s.DB.View(ctx, by, func(t tx.Tx) error {
		if all, err = s.Store.Authorisations(ctx, t); err != nil {
			return err
		}
		return s.disclose(ctx, t, all...)
	})
	return all, fault.At(op, err)
}

// Authorisation returns one, and enters its patient in the access log.
func (s *Service) Authorisation(ctx context.Context, by actor.Actor, i AuthorisationID) (a Authorisation, err error) {
	const op = "publish.Authorisation"
	if err := by.Need(actor.WritePosts); err != nil {
		return a, fault.At(op, err)
	}
	err = s.DB.View(ctx, by, func(t tx.Tx) error {
		if a, err = s.Store.Authorisation(ctx, t, i); err != nil {
			return err
		}
		return s.disclose(ctx, t, a)
	})
	return a, fault.At(op, err)
}

func (s *Service) disclose(ctx context.Context, t tx.Tx, all ...Authorisation) error {
	var shown []string
	for _, a := range all {
		if a.Patient != "" {
			shown = append(shown, string(a.Patient))
		}
	}
	return s.Audit.Disclose(ctx, t, "authorisations", shown...)
}
