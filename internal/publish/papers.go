package publish

import (
	"context"
	"slices"
	"time"

	"bedside/internal/fault"
	"bedside/internal/guard/rules"
	"bedside/internal/guard/source"
	"bedside/internal/job"
	"bedside/internal/tx"
)

// papersEvery is how often the papers of a public post are looked up again: a retraction comes years later, and a week is
// soon enough.
const papersEvery = 7 * 24 * time.Hour

// watchPapers has the papers looked up again that a post cites which is now public.
func (s *Service) watchPapers(ctx context.Context, t tx.Tx, p Post) error {
	c, _, err := s.onShow(ctx, t, p)
	if err != nil || len(c.Papers()) == 0 {
		return err
	}
	return s.Queue.Put(ctx, t, job.Job{Kind: PapersJob, Key: string(p.ID), Ref: string(p.ID), Due: t.Now().Add(papersEvery)})
}

// onShow is what the guard says now of the version that is public.
func (s *Service) onShow(ctx context.Context, t tx.Tx, p Post) (Checked, Version, error) {
	v, err := s.Store.Version(ctx, t, p.Public)
	if err != nil {
		return Checked{}, v, err
	}
	c, err := s.checked(ctx, t, p, v)
	return c, v, err
}

// Papers is the [job.Handler] of public posts that cite papers. Where one was retracted since, its author is told, once;
// what becomes of the post is for people to decide.
func (s *Service) Papers(ctx context.Context, c job.Claimed) error {
	const op = "publish.Papers"
	var papers []source.ID
	err := s.work(ctx, func(t tx.Tx) error {
		papers = nil
		p, err := s.Store.Post(ctx, t, PostID(c.Ref))
		if fault.Is(err, fault.NotFound) || err == nil && p.Public == "" {
			return s.Queue.Done(ctx, t, c)
		}
		if err != nil {
			return err
		}
		now, _, err := s.onShow(ctx, t, p)
		if papers = now.Papers(); err == nil && len(papers) == 0 {
			return s.Queue.Done(ctx, t, c)
		}
		return err
	})
	if err != nil || len(papers) == 0 {
		return fault.At(op, err)
	}
	if s.Sources != nil {
		s.Sources.Ask(ctx, papers)
	}
	return fault.At(op, s.work(ctx, func(t tx.Tx) error {
		p, err := s.Store.Post(ctx, t, PostID(c.Ref))
		if err != nil {
			return err
		}
		if p.Public == "" { // it was taken down meanwhile
			return s.Queue.Done(ctx, t, c)
		}
		now, v, err := s.onShow(ctx, t, p)
		if err != nil {
			return err
		}
		taken, err := s.takenBack(ctx, t, now, v)
		if err != nil {
			return err
		}
		if !taken {
			return s.Queue.Later(ctx, t, c, t.Now().Add(papersEvery))
		}
		if err := s.Queue.Done(ctx, t, c); err != nil {
			return err
		}
		return s.Tell.Tell(ctx, t, Errand{Kind: ToFind, Urgent: true, Text: "A paper that a public post cites was retracted. Read the post again: correct it, or take it down.", For: p.Author, Post: p.ID})
	}))
}

// takenBack reports whether the version cites a paper that was retracted, without saying so, and nobody let that pass.
func (s *Service) takenBack(ctx context.Context, t tx.Tx, c Checked, v Version) (bool, error) {
	waivers, err := s.waivers(ctx, t, v)
	if err != nil {
		return false, err
	}
	return slices.ContainsFunc(v.Channels, func(ch Channel) bool {
		r := c.On[ch].Report
		for _, f := range r.Findings {
			if f.Rule == "source.retraction" && f.Severity == rules.Block && !waived(waivers, ch, r, f.Rule) {
				return true
			}
		}
		return false
	}), nil
}
