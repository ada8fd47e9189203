package publish

import (
	"context"
	"net/url"
	"strings"

	"bedside/internal/actor"
	"bedside/internal/fault"
	"bedside/internal/tx"
)

func tooLate(op string) error {
	return fault.New(fault.Conflict, op, "Something has become of this publication meanwhile. Please look at it again.")
}

// Copy returns what a person posts by hand, if it may still go: read anew, as a job would. Conflict if the publication
// does not wait for a person, Invalid if something stands in the way by now.
func (s *Service) Copy(ctx context.Context, by actor.Actor, i PublicationID) (item Item, err error) {
	const op = "publish.Copy"
	if _, err := person(by, actor.WritePosts); err != nil {
		return item, fault.At(op, err)
	}
	err = s.DB.View(ctx, by, func(t tx.Tx) error {
		u, err := s.Store.Publication(ctx, t, i)
		if err != nil {
			return err
		}
		if u.Status != Confirm {
			return tooLate(op)
		}
		w, err := s.world(ctx, t, u)
		if err != nil {
			return err
		}
		if _, why, err := s.stands(ctx, t, w); err != nil || why != WhyNone {
			if err == nil {
				err = fault.New(fault.Invalid, op, "These words may not go any more. Look at the post.")
			}
			return err
		}
		item = w.item
		return nil
	})
	return item, fault.At(op, err)
}

// Confirm says where a person posted what goes by hand. Invalid without an address that begins with https://.
func (s *Service) Confirm(ctx context.Context, by actor.Actor, i PublicationID, address string) error {
	const op = "publish.Confirm"
	return s.byHand(ctx, by, i, op, func(t tx.Tx, p *Post, u *Publication) (err error) {
		if u.Status != Confirm {
			return tooLate(op)
		}
		if u.URL, err = addressOf(address); err != nil {
			return err
		}
		return s.public(ctx, t, p, u, ByHand)
	})
}

// Settle says of a publication whose fate is unknown what a person found: where it is, or that it is not there.
func (s *Service) Settle(ctx context.Context, by actor.Actor, i PublicationID, there bool, address string) error {
	const op = "publish.Settle"
	return s.byHand(ctx, by, i, op, func(t tx.Tx, p *Post, u *Publication) (err error) {
		if u.Status != Unknown {
			return tooLate(op)
		}
		if !there {
			u.Status, u.Why = Failed, NotPosted
			if err := s.keep(ctx, t, u, "publication settled"); err != nil {
				return err
			}
			return s.tally(ctx, t, *p)
		}
		if u.URL, err = addressOf(address); err != nil {
			return err
		}
		return s.public(ctx, t, p, u, FoundPosted)
	})
}

// Again tries once more: to publish what failed, to find what is unknown, to remove what could not be taken down.
// Whatever stood in the way is looked at anew. Conflict if the publication is in another state.
func (s *Service) Again(ctx context.Context, by actor.Actor, i PublicationID) error {
	const op = "publish.Again"
	return s.byHand(ctx, by, i, op, func(t tx.Tx, p *Post, u *Publication) error {
		now := t.Now()
		switch {
		case u.Status == Failed && onItsWay(*p) && u.Version == p.Current:
			u.Status, u.Why, u.Due, u.Tries = Waiting, WhyNone, now, 0
		case u.Status == Unknown:
			u.Status, u.Tried = Sending, now
		case u.Status == Lost && u.Why == CannotRemove && u.Ref != "":
			u.Status, u.Why, u.Off = Live, WhyNone, now
		default:
			return tooLate(op)
		}
		if err := s.keep(ctx, t, u, "publication tried again"); err != nil {
			return err
		}
		if err := s.look(ctx, t, *u, now); err != nil {
			return err
		}
		return s.tally(ctx, t, *p)
	})
}

// byHand changes a publication for a person.
func (s *Service) byHand(ctx context.Context, by actor.Actor, i PublicationID, op string, f func(tx.Tx, *Post, *Publication) error) error {
	who, err := person(by, actor.WritePosts)
	if err != nil {
		return fault.At(op, err)
	}
	return fault.At(op, s.DB.Do(ctx, by, func(t tx.Tx) error {
		u, err := s.Store.Publication(ctx, t, i)
		if err != nil {
			return err
		}
		p, err := s.Store.Post(ctx, t, u.Post)
		if err != nil {
			return err
		}
		if p.Account == Own && p.Author != who {
			return fault.New(fault.Forbidden, op, "This is on somebody's own account. Only its author can do this.")
		}
		return f(t, &p, &u)
	}))
}

// addressOf reads where a post is.
func addressOf(s string) (string, error) {
	u, err := url.Parse(strings.TrimSpace(s))
	if err != nil || u.Scheme != "https" || u.Host == "" || len(s) > maxLine {
		return "", fault.New(fault.Invalid, "publish.addressOf", "Say where it is. The address begins with https://.")
	}
	return u.String(), nil
}
