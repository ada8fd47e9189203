package publish

import (
	"context"

	"bedside/internal/actor"
	"bedside/internal/fault"
	"bedside/internal/phi"
	"bedside/internal/tx"
)

// TakeDown takes a post down everywhere, for good: from the site at once, from every account by jobs that begin at
// once, and where Bedside cannot, a person is told. It returns what is where: [Gone], still [Live] or [Sending] and on
// its way down, or [Lost] with what a person has to remove. The author may, and whoever may approve. Doing it again
// returns how far it is.
func (s *Service) TakeDown(ctx context.Context, by actor.Actor, i PostID, reason phi.Text) (all []Publication, err error) {
	const op = "publish.TakeDown"
	who, err := person(by, actor.WritePosts)
	if err != nil {
		return nil, fault.At(op, err)
	}
	err = s.DB.Do(ctx, by, func(t tx.Tx) error {
		p, err := s.Store.Post(ctx, t, i)
		if err != nil {
			return err
		}
		if who != p.Author {
			if err := by.Need(actor.ApprovePosts); err != nil {
				return err
			}
		}
		if !reason.IsZero() && p.State != Down {
			if err := s.Store.AddComment(ctx, t, s.comment(t, p, who, reason)); err != nil {
				return err
			}
		}
		all, err = s.takeDown(ctx, t, p, "taken down")
		return err
	})
	return all, fault.At(op, err)
}

// takeDown orders every publication of a post down.
func (s *Service) takeDown(ctx context.Context, t tx.Tx, p Post, why string) ([]Publication, error) {
	if p.State != Down {
		p.State, p.Public, p.ReadAgain = Down, "", false
		if err := s.Queue.Drop(ctx, t, RemindJob, string(p.ID)); err != nil {
			return nil, err
		}
		if err := s.save(ctx, t, &p, "post "+why, nil); err != nil {
			return nil, err
		}
		all, err := s.Store.Publications(ctx, t, p.ID)
		if err != nil {
			return nil, err
		}
		for _, u := range all {
			if err := s.order(ctx, t, p, u); err != nil {
				return nil, err
			}
		}
	}
	return s.Store.Publications(ctx, t, p.ID)
}

// order orders one publication down.
func (s *Service) order(ctx context.Context, t tx.Tx, p Post, u Publication) error {
	to := s.Publishers[u.Channel]
	if p.Account == Own {
		to = nil
	}
	now := t.Now()
	switch was := u.Status; {
	case was == Gone || was == Lost:
		return nil
	case was == Waiting, was == Failed, was == Replaced, was == Live && u.Channel == SiteChannel:
		u.Status, u.Why, u.Off = Gone, WhyNone, now
		if err := s.Queue.Drop(ctx, t, SendJob, string(u.ID)); err != nil {
			return err
		}
	case to == nil: // a person posted it, or was about to
		u.Status, u.Why, u.Off = Lost, ByHand, now
	case was == Live && u.Ref == "":
		u.Status, u.Why, u.Off = Lost, CannotRemove, now
	case was == Unknown: // asked once more, now that it matters
		u.Status, u.Tried = Sending, now
		fallthrough
	default:
		u.Off = now
		if err := s.look(ctx, t, u, now); err != nil {
			return err
		}
	}
	if u.Status == Lost {
		e := Errand{Kind: ToRemove, Urgent: true, Text: "A post has to be removed by hand from " + string(u.Channel) + ".", For: p.Author, Post: p.ID}
		if err := s.Tell.Tell(ctx, t, e); err != nil {
			return err
		}
	}
	return s.keep(ctx, t, &u, "publication ordered down")
}

// Removed says that a person removed what Bedside could not. Conflict if it is in another state.
func (s *Service) Removed(ctx context.Context, by actor.Actor, i PublicationID) error {
	return s.byHand(ctx, by, i, "publish.Removed", func(t tx.Tx, _ *Post, u *Publication) error {
		if u.Status != Lost {
			return tooLate("publish.Removed")
		}
		u.Status, u.Why = Gone, RemovedByPerson
		return s.keep(ctx, t, u, "publication removed by a person")
	})
}
