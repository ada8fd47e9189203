package publish

import (
	"context"
	"slices"
	"time"

	"bedside/internal/audit"
	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/job"
	"bedside/internal/practice"
	"bedside/internal/tx"
)

// unpublish takes down every post that rests on an authorisation and may be public, and makes the others drafts.
func (s *Service) unpublish(ctx context.Context, t tx.Tx, a Authorisation) (all []Publication, err error) {
	posts, err := s.Store.UsedBy(ctx, t, a.ID)
	if err != nil {
		return nil, err
	}
	for _, p := range posts {
		shown, err := s.shows(ctx, t, p, a.ID)
		if err != nil {
			return nil, err
		}
		switch {
		case shown:
			gone, err := s.takeDown(ctx, t, p, "taken down for an authorisation")
			if err != nil {
				return nil, err
			}
			all = append(all, gone...)
		case p.State != Down && p.State != Drafting && p.Public == "":
			if err := s.withhold(ctx, t, p.ID); err != nil {
				return nil, err
			}
			if err := s.again(ctx, t, &p, "post returned for an authorisation"); err != nil {
				return nil, err
			}
		}
	}
	return all, nil
}

// shows reports whether a version that rests on the authorisation is public somewhere, or may be.
func (s *Service) shows(ctx context.Context, t tx.Tx, p Post, i AuthorisationID) (bool, error) {
	all, err := s.Store.Publications(ctx, t, p.ID)
	if err != nil {
		return false, err
	}
	for _, u := range all {
		if u.Status != Live && u.Status != Sending && u.Status != Unknown && u.Status != Confirm {
			continue
		}
		v, err := s.Store.Version(ctx, t, u.Version)
		if err != nil {
			return false, err
		}
		if slices.Contains(v.Authorisations(), i) {
			return true, nil
		}
	}
	return false, nil
}

// reviewLater records what became of an authorisation and puts the job that looks at it when it ends, or when a minor
// comes of age.
func (s *Service) reviewLater(ctx context.Context, t tx.Tx, a Authorisation, verb string) error {
	if err := s.Audit.Record(ctx, t, verb, audit.Ref{Kind: "authorisation", ID: string(a.ID)}, "", audit.Facts{"kind": string(a.Kind)}); err != nil {
		return err
	}
	house, err := s.Practice.Get(ctx, t)
	if err != nil {
		return err
	}
	due, any := a.next(house)
	if !any {
		return s.Queue.Drop(ctx, t, ReviewJob, string(a.ID))
	}
	return s.Queue.Put(ctx, t, job.Job{Kind: ReviewJob, Key: string(a.ID), Ref: string(a.ID), Due: due})
}

// next is when an authorisation has to be looked at next; false if never.
func (a Authorisation) next(house *practice.Practice) (time.Time, bool) {
	var days []civil.Date
	if !a.Expires.IsZero() {
		days = append(days, a.Expires.AddDays(1))
	}
	if !a.Turns18.IsZero() && (a.Reviewed.IsZero() || a.Reviewed.Before(a.Turns18)) {
		days = append(days, a.Turns18)
	}
	var next civil.Date
	for _, d := range days {
		if next.IsZero() || d.Before(next) {
			next = d
		}
	}
	return next.At(0, zoneOf(house)), len(days) > 0 && a.Ended.IsZero()
}

// Review is the [job.Handler] of an authorisation that ends or was given for a minor. What rests on one that has
// expired is taken down; for one of a minor who came of age a person is told.
func (s *Service) Review(ctx context.Context, c job.Claimed) error {
	return fault.At("publish.Review", s.work(ctx, func(t tx.Tx) error {
		a, err := s.Store.Authorisation(ctx, t, AuthorisationID(c.Ref))
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		if err != nil || !a.Ended.IsZero() {
			return s.Queue.Done(ctx, t, c)
		}
		house, err := s.Practice.Get(ctx, t)
		if err != nil {
			return err
		}
		today := dayOf(house, t.Now())
		expired := !a.Expires.IsZero() && a.Expires.Before(today)
		if !expired && a.grown(today) && !a.Expires.IsZero() {
			err = s.Queue.Later(ctx, t, c, a.Expires.AddDays(1).At(0, zoneOf(house)))
		} else {
			err = s.Queue.Done(ctx, t, c)
		}
		if err != nil {
			return err
		}
		e := Errand{Kind: ToReview, Text: "An authorisation was given for a minor who is 18 now. Ask them whether it still holds."}
		if expired {
			e.Text = "An authorisation has expired. What rested on it was taken down."
			if _, err := s.unpublish(ctx, t, a); err != nil {
				return err
			}
		}
		if err := s.Tell.Tell(ctx, t, e); err != nil {
			return err
		}
		return s.Audit.Record(ctx, t, "authorisation due", audit.Ref{Kind: "authorisation", ID: string(a.ID)}, "", nil)
	}))
}
