package publish

import (
	"context"
	"slices"

	"bedside/internal/guard"
	"bedside/internal/tx"
)

// world is what decides about a publication.
type world struct {
	post    Post
	version Version
	u       Publication
	item    Item
	to      Publisher    // nil where a person posts
	before  *Publication // of an earlier version, that is public on the channel
	doubt   bool         // nobody knows whether an earlier version is
}

func (s *Service) world(ctx context.Context, t tx.Tx, u Publication) (w world, err error) {
	w.u = u
	if w.post, err = s.Store.Post(ctx, t, u.Post); err != nil {
		return w, err
	}
	if w.version, err = s.Store.Version(ctx, t, u.Version); err != nil {
		return w, err
	}
	set, err := s.setting(ctx, t, w.version)
	if err != nil {
		return w, err
	}
	p := w.post
	p.Due = u.Due
	w.item = s.item(p, w.version, u.Channel, set)
	w.item.Key = string(u.ID)
	if w.post.Account == ForPractice {
		w.to = s.Publishers[u.Channel]
	}
	all, err := s.Store.Publications(ctx, t, u.Post)
	for _, o := range all {
		if o.Channel != u.Channel || o.ID >= u.ID {
			continue
		}
		switch o.Status {
		case Live:
			w.before = &o
		case Sending, Unknown:
			w.doubt = true
		}
	}
	return w, err
}

// onItsWay reports whether a post is past everything that people decide about it.
func onItsWay(p Post) bool {
	return slices.Contains([]State{Scheduled, Publishing, Published, Partly}, p.State)
}

// stands returns why the words may not go, with the words if they may.
func (s *Service) stands(ctx context.Context, t tx.Tx, w world) (guard.Cleared, Why, error) {
	var none guard.Cleared
	p, v := w.post, w.version
	_, approved, err := s.approved(ctx, t, p, v)
	if err != nil {
		return none, WhyNone, err
	}
	if !approved || !onItsWay(p) || p.ReadAgain || p.Current != v.ID || w.u.Hash != v.Hash {
		return none, NotApproved, nil
	}
	why, err := s.unauthorised(ctx, t, v)
	if err != nil {
		return none, WhyNone, err
	}
	if why != "" {
		return none, NotAuthorised, nil
	}
	waivers, err := s.waivers(ctx, t, v)
	if err != nil {
		return none, WhyNone, err
	}
	cleared, _, err := s.Guard.Clear(draft(w.item, w.u.Channel, v), waivers[w.u.Channel]...)
	if err != nil {
		return none, ByGuard, nil
	}
	return cleared, WhyNone, nil
}
