package publish

import (
	"context"
	"time"

	"bedside/internal/fault"
	"bedside/internal/identity"
	"bedside/internal/tx"
)

// Public is a post as everybody sees it on the site.
type Public struct {
	Post        PostID
	Slug        string
	Gone        bool // it was taken down: nothing else is set but Slug
	Version     Version
	HTML        string           // the whole post: label, body, disclosures, corrections, sources
	Text        string           // the same in plain words
	Author      identity.StaffID // who began it
	ReviewedBy  identity.StaffID // who approved it
	Reviewed    time.Time
	First       time.Time // when it first was public on the site
	Changed     time.Time // when its words last changed there; First if they did not
	Corrections []Correction
}

// Correction says that the words were changed after they were public, when and what.
type Correction struct {
	At   time.Time
	Note string
}

// Published returns what the site shows, the latest first. Everybody may see it.
func (s *Service) Published(ctx context.Context, t tx.Tx, limit, offset int) ([]Public, error) {
	const op = "publish.Published"
	all, err := s.Store.Shown(ctx, t, limit, offset)
	if err != nil {
		return nil, fault.At(op, err)
	}
	shown := make([]Public, 0, len(all))
	for _, p := range all {
		o, err := s.shown(ctx, t, p)
		if err != nil {
			return nil, fault.At(op, err)
		}
		shown = append(shown, o)
	}
	return shown, nil
}

// PublishedPost returns the post at an address of the site, which it keeps under every title. One that was there and
// was taken down is Gone; any other is NotFound.
func (s *Service) PublishedPost(ctx context.Context, t tx.Tx, slug string) (Public, error) {
	const op = "publish.PublishedPost"
	p, err := s.Store.BySlug(ctx, t, slug)
	if err != nil {
		return Public{}, fault.At(op, err)
	}
	o, err := s.shown(ctx, t, p)
	return o, fault.At(op, err)
}

// shown is a post as the site shows it; NotFound if it never did.
func (s *Service) shown(ctx context.Context, t tx.Tx, p Post) (Public, error) {
	out, err := s.Store.Publications(ctx, t, p.ID)
	if err != nil {
		return Public{}, err
	}
	o := Public{Post: p.ID, Slug: p.Slug, Author: p.Author}
	var live VersionID
	for _, u := range out {
		if u.Channel != SiteChannel || u.Sent.IsZero() {
			continue
		}
		if o.First.IsZero() {
			o.First = u.Sent
		}
		if u.Status == Live {
			live, o.Changed = u.Version, u.Sent
		}
	}
	switch {
	case o.First.IsZero():
		return Public{}, fault.New(fault.NotFound, "publish.shown", "There is no such post.")
	case live == "":
		return Public{Slug: p.Slug, Gone: true}, nil
	}
	if o.Version, err = s.Store.Version(ctx, t, live); err != nil {
		return Public{}, err
	}
	w, err := s.setting(ctx, t, o.Version)
	if err != nil {
		return Public{}, err
	}
	i := s.item(p, o.Version, SiteChannel, w)
	o.HTML, o.Text, o.Corrections = i.HTML, i.Text, w.corrections
	a, _, err := s.approved(ctx, t, p, o.Version)
	o.ReviewedBy, o.Reviewed = a.By, a.At
	return o, err
}

// PublishedPicture returns a picture that the site shows; NotFound for any other.
func (s *Service) PublishedPicture(ctx context.Context, t tx.Tx, i MediaID) (Picture, []byte, error) {
	const op = "publish.PublishedPicture"
	shown, err := s.Store.Showing(ctx, t, i)
	if err == nil && !shown {
		err = fault.New(fault.NotFound, op, "There is no such picture.")
	}
	if err != nil {
		return Picture{}, nil, fault.At(op, err)
	}
	return s.picture(ctx, t, i)
}
