package publish

import (
	"context"

	"bedside/internal/actor"
	"bedside/internal/fault"
	"bedside/internal/guard/source"
	"bedside/internal/tx"
)

// Look has the papers that a draft cites looked up, which may take some seconds, and reads the draft then as
// [Service.Check] does. It keeps nothing of the draft.
func (s *Service) Look(ctx context.Context, by actor.Actor, d Draft) (Checked, error) {
	c, err := s.Check(ctx, by, d)
	if err != nil || s.Sources == nil {
		return c, fault.At("publish.Look", err)
	}
	papers := c.Papers()
	if len(papers) == 0 {
		return c, nil
	}
	s.Sources.Ask(ctx, papers)
	return s.Check(ctx, by, d)
}

// lookUp has the papers that a post's current words cite looked up.
func (s *Service) lookUp(ctx context.Context, by actor.Actor, i PostID) error {
	var c Checked
	err := s.DB.View(ctx, by, func(t tx.Tx) error {
		p, err := s.Store.Post(ctx, t, i)
		if err != nil {
			return err
		}
		v, err := s.Store.Version(ctx, t, p.Current)
		if err != nil {
			return err
		}
		c, err = s.checked(ctx, t, p, v)
		return err
	})
	if papers := c.Papers(); err == nil && len(papers) > 0 {
		s.Sources.Ask(ctx, papers)
	}
	return err
}

// Papers are those that the words cite on any channel, each once.
func (c Checked) Papers() (all []source.ID) {
	seen := map[source.ID]bool{}
	for _, ch := range Channels() {
		for _, s := range c.On[ch].Report.Sources {
			if !s.ID.IsZero() && !seen[s.ID] {
				seen[s.ID], all = true, append(all, s.ID)
			}
		}
	}
	return all
}
