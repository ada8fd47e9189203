package closing

import (
	"context"
	"strconv"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/fault"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/publish"
	"bedside/internal/schedule"
	"bedside/internal/tx"
)

// Asked counts what asking patients came to.
type Asked struct {
	Offered int // a time is kept for them and they are told of it
	Told    int // no time was found: they are told that the visit cannot take place, and somebody phones
	Taken   int // somebody took the time while this was decided: choose another
}

// Ask offers another time to the patients whose visits fall on the closure and who have none: what was picked for a
// visit, else the nearest. Only what is picked if anything is. Each is a transaction of its own, so that one who cannot
// be helped keeps nobody else waiting; doing it again asks only who was not.
func (s *Service) Ask(ctx context.Context, by actor.Actor, i practice.ClosureID, picks map[schedule.ID]schedule.Slot) (done Asked, err error) {
	const op = "closing.Ask"
	var all []schedule.Affected
	err = s.DB.View(ctx, by, func(t tx.Tx) (err error) {
		all, err = s.Schedule.Affected(ctx, t, i)
		return err
	})
	if err != nil {
		return done, fault.At(op, err)
	}
	for _, f := range all {
		to, picked := picks[f.Visit.ID]
		if !f.State.Ask() || len(picks) > 0 && !picked {
			continue
		}
		if !picked && f.State != schedule.Unasked { // they said no to what we chose: a person asks what suits them
			continue
		}
		if !picked && len(f.Choice) == 0 {
			if err := s.DB.Do(ctx, by, func(t tx.Tx) error { return s.Tell.Impossible(ctx, t, f.Visit) }); err != nil {
				return done, fault.At(op, err)
			}
			done.Told++
			continue
		}
		if !picked {
			to = f.Choice[0]
		}
		switch _, err := s.Schedule.Propose(ctx, by, i, f.Visit.ID, to); {
		case err == nil:
			done.Offered++
		case fault.Is(err, fault.Conflict), fault.Is(err, fault.Invalid):
			done.Taken++
		default:
			return done, fault.At(op, err)
		}
	}
	return done, nil
}

// CancelRest cancels for the practice every visit that still falls on the closure and for which nothing is kept, and
// tells the patients. It returns how many.
func (s *Service) CancelRest(ctx context.Context, by actor.Actor, i practice.ClosureID) (n int, err error) {
	err = s.DB.Do(ctx, by, func(t tx.Tx) error {
		n = 0
		all, err := s.Schedule.Affected(ctx, t, i)
		for k := 0; k < len(all) && err == nil; k++ {
			if f := all[k]; f.State.Ask() {
				_, err = s.Schedule.CancelIn(ctx, t, f.Visit.ID, f.Visit.Version, "practice")
				n++
			}
		}
		return err
	})
	return n, fault.At("closing.CancelRest", err)
}

// Undone is what an undo came to.
type Undone struct {
	Stand  int // patients whose visits take place after all, and who are told so if they were told otherwise
	Agreed int // patients who had agreed to another time, or were moved or cancelled: they keep what was agreed
	Left   int // places where the post is still to be taken down
}

// Undo opens again: the closure and what is said of it end, kept times are given back, whoever was told otherwise hears
// that the visit stands, and the post is taken down. It may be done again if it was interrupted. NotFound for a closure
// that is gone.
func (s *Service) Undo(ctx context.Context, by actor.Actor, i practice.ClosureID) (done Undone, err error) {
	const op = "closing.Undo"
	var post publish.PostID
	err = s.DB.View(ctx, by, func(t tx.Tx) error {
		p, err := s.Practice.Get(ctx, t)
		if err != nil {
			return err
		}
		for _, n := range p.Notice {
			if n.Closure == i {
				post = publish.PostID(n.Post)
			}
		}
		return nil
	})
	if err == nil && post != "" { // first, since it can be done again and the rest cannot be found once it is gone
		all, down := s.Posts.TakeDown(ctx, by, post, phi.NewText("The closure was taken back."))
		for _, u := range all {
			if u.Status != publish.Gone {
				done.Left++
			}
		}
		if fault.Is(down, fault.Forbidden) { // somebody else's post: whoever may take it down sees it there
			done.Left, down = done.Left+1, nil
		}
		err = down
	}
	if err != nil {
		return done, fault.At(op, err)
	}
	err = s.DB.Do(ctx, by, func(t tx.Tx) error {
		done.Stand, done.Agreed = 0, 0
		all, err := s.Schedule.Affected(ctx, t, i)
		if err != nil {
			return err
		}
		for _, f := range all {
			if f.State.Done() {
				done.Agreed++
			}
		}
		stand, err := s.Schedule.Reopen(ctx, t, i)
		if err != nil {
			return err
		}
		for _, a := range stand {
			if err := s.Tell.Stands(ctx, t, a); err != nil {
				return err
			}
		}
		done.Stand = len(stand)
		if err := s.Practice.RemoveClosure(ctx, t, i); err != nil {
			return err
		}
		return s.Audit.Record(ctx, t, "opened again", audit.Ref{Kind: "closure", ID: string(i)}, "", audit.Facts{"visits": strconv.Itoa(done.Stand)})
	})
	return done, fault.At(op, err)
}
