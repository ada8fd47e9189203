package rehearse

import (
	"context"
	"fmt"
	"strings"

	"bedside/internal/fault"
	"bedside/internal/frontdesk/edition"
	"bedside/internal/tx"
)

var _ edition.Gate = (*Service)(nil)

const named = 3 // scenarios that a refusal names

// MayPublish implements [edition.Gate]. A draft that no rehearsal has seen is rehearsed at once, each scenario once. If one
// that passes with what callers hear fails with the draft, and nobody has given a reason, it is Conflict. Going back is
// never refused: what was heard before is there to go back to.
func (s *Service) MayPublish(ctx context.Context, c edition.Candidate) error {
	const op = "rehearse.MayPublish"
	if c.Back {
		return nil
	}
	r, err := s.seen(ctx, c)
	if err != nil {
		return fault.At(op, err)
	}
	if r.Worse == 0 || r.Reason != "" {
		return nil
	}
	both, err := r.Both()
	if err != nil || both.Draft == nil {
		return fault.At(op, err)
	}
	names := NewlyFailing(both.Published, *both.Draft)
	more := ""
	if len(names) > named {
		more = fmt.Sprintf(" and %d more", len(names)-named)
		names = names[:named]
	}
	return fault.New(fault.Conflict, op, "In rehearsal this fails with the draft and passes today: "+strings.Join(names, ", ")+more+
		". Mend the draft, or write down on the page Rehearsal why it is right all the same.")
}

// seen returns the last rehearsal of this draft beside what callers hear, in the practice as it is, and holds one if
// there is none.
func (s *Service) seen(ctx context.Context, c edition.Candidate) (Rehearsal, error) {
	r, w, err := s.prepare(ctx, c.By, 1)
	if err != nil || r.Draft == "" {
		return r, err
	}
	var all []Rehearsal
	if err := s.DB.View(ctx, c.By, func(t tx.Tx) (err error) { all, err = s.Store.Last(ctx, t, shown); return err }); err != nil {
		return r, err
	}
	for _, have := range all {
		if have.State == Done && have.Draft == r.Draft && have.Published == r.Published && have.Practice == r.Practice {
			return have, nil
		}
	}
	hold, stop := context.WithCancel(ctx)
	defer stop()
	if err := s.begin(r.ID, stop); err != nil {
		return r, err
	}
	defer s.end()
	if err := s.keep(ctx, c.By, r, "rehearsal began", true); err != nil {
		return r, err
	}
	return s.hold(hold, c.By, r, w)
}
