package knowledge

import (
	"context"

	"bedside/internal/actor"
	"bedside/internal/tx"
)

// Listed is a source with what staff see of it.
type Listed struct {
	Source
	Pages map[PageState]int // of the generation that answers
	Next  map[PageState]int // of the one that is being read
	Found map[Use]int       // passages of the one that answers
}

// Detail is a source with its pages and what is wrong with them.
type Detail struct {
	Listed
	Rows     []Page
	More     int       // pages that are not among Rows
	Problems []Passage // that are not said
}

// shownPages is how many pages of a source are listed.
const shownPages = 100

// List returns all sources. Forbidden without the right to see the practice.
func (s *Service) List(ctx context.Context, t tx.Tx) ([]Listed, error) {
	if err := may(t.By(), actor.SeePractice, "knowledge.List"); err != nil {
		return nil, err
	}
	sources, err := s.Store.Sources(ctx, t)
	if err != nil {
		return nil, err
	}
	all := make([]Listed, len(sources))
	for i, src := range sources {
		if all[i], err = s.listed(ctx, t, src); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func (s *Service) listed(ctx context.Context, t tx.Tx, src Source) (l Listed, err error) {
	l.Source = src
	if l.Pages, err = s.Store.Counts(ctx, t, src.ID, src.Live); err != nil {
		return l, err
	}
	if l.Found, err = s.Store.Uses(ctx, t, src.ID, src.Live); err != nil {
		return l, err
	}
	if src.Building > 0 {
		l.Next, err = s.Store.Counts(ctx, t, src.ID, src.Building)
	}
	return l, err
}

// Get returns a source with its pages. While it is read for the first time they are those that are being read.
func (s *Service) Get(ctx context.Context, t tx.Tx, i SourceID) (d Detail, err error) {
	if err := may(t.By(), actor.SeePractice, "knowledge.Get"); err != nil {
		return d, err
	}
	src, err := s.Store.Source(ctx, t, i)
	if err != nil {
		return d, err
	}
	if d.Listed, err = s.listed(ctx, t, src); err != nil {
		return d, err
	}
	generation := src.Live
	if generation == 0 {
		generation = src.Building
	}
	all, err := s.Store.Pages(ctx, t, i, generation, "", mostPages)
	if err != nil {
		return d, err
	}
	d.Rows = all[:min(len(all), shownPages)]
	d.More = len(all) - len(d.Rows)
	for _, use := range []Use{Blocked, Health} {
		found, err := s.Store.Passages(ctx, t, i, generation, use)
		if err != nil {
			return d, err
		}
		d.Problems = append(d.Problems, found[:min(len(found), shownPages)]...)
	}
	return d, nil
}
