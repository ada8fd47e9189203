package exchange

import (
	"context"
	"slices"
	"time"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/fault"
	"bedside/internal/id"
	"bedside/internal/job"
	"bedside/internal/phi"
	"bedside/internal/tx"
)

const (
	chunk  = 200              // rows in one transaction: many for speed, few enough that nobody waits long for the writer
	budget = 30 * time.Second // how long one claim works before it lets others
)

// Bring takes a file in and has the dry run begin, by columns that it guesses from the headings. Nothing of it is
// stored but the file itself, sealed. Invalid with a sentence if the file cannot be used at all; Forbidden without the
// right to bring the kind in.
func (s *Service) Bring(ctx context.Context, by actor.Actor, k Kind, name string, file []byte) (Run, error) {
	const op = "exchange.Bring"
	if !slices.Contains(Kinds(), k) {
		return Run{}, fault.New(fault.Invalid, op, "Say what the file holds: providers, patients, appointments or recalls.")
	}
	if err := by.Need(k.Right()); err != nil {
		return Run{}, fault.At(op, err)
	}
	table, err := Read(file)
	if err != nil {
		return Run{}, err
	}
	if len(table.Rows) == 0 {
		return Run{}, unusable("The file has headings and no rows.")
	}
	r := Run{Kind: k, Name: phi.NewText(name), Plan: Plan{Columns: Guess(k, table.Headings)}, Phase: Checking, Lines: len(table.Rows), By: by.ID, Role: by.Role, Version: 1}
	if whole(k, r.Plan.Columns) != "" {
		r.Phase = Checked // staff say first what the columns are
	}
	err = s.DB.Do(ctx, by, func(t tx.Tx) error {
		r.ID, r.Made, r.Changed = id.New[Run](s.IDs), t.Now(), t.Now()
		if err := s.Store.Insert(ctx, t, r, file); err != nil {
			return err
		}
		if err := s.work(ctx, t, r); err != nil {
			return err
		}
		return s.record(ctx, t, r, "brought")
	})
	return r, fault.At(op, err)
}

// work puts the job of a run that goes on.
func (s *Service) work(ctx context.Context, t tx.Tx, r Run) error {
	if r.Phase != Checking && r.Phase != Applying {
		return nil
	}
	return s.Queue.Put(ctx, t, job.Job{Kind: JobKind, Key: string(r.ID), Ref: string(r.ID), Due: t.Now()})
}

func (s *Service) record(ctx context.Context, t tx.Tx, r Run, verb string) error {
	return s.Audit.Record(ctx, t, verb, audit.Ref{Kind: "import", ID: string(r.ID)}, "", audit.Facts{"kind": string(r.Kind), "phase": string(r.Phase)})
}

// Replan has the dry run begin anew by another plan. Invalid with a sentence for a plan by which the file cannot be
// read, Conflict unless somebody is to decide; Forbidden as Bring.
func (s *Service) Replan(ctx context.Context, by actor.Actor, i ID, p Plan) error {
	return s.decide(ctx, by, i, "planned", func(t tx.Tx, r *Run) error {
		if len(p.Columns) != len(r.Plan.Columns) {
			return unusable("The plan is for a file with other columns. Choose the file again.")
		}
		if problem := whole(r.Kind, p.Columns); problem != "" {
			return unusable(problem)
		}
		r.Plan, r.Phase, r.At, r.Counts = p, Checking, 0, Counts{}
		return s.Store.Clear(ctx, t, r.ID)
	})
}

// Apply has the rows brought in that the dry run has not refused. Conflict unless it has looked at all of them; Forbidden
// as Bring.
func (s *Service) Apply(ctx context.Context, by actor.Actor, i ID) error {
	return s.decide(ctx, by, i, "began", func(t tx.Tx, r *Run) error {
		if r.At < r.Lines {
			return unusable("Say first what the columns are.")
		}
		r.Phase, r.At, r.Counts = Applying, 0, Counts{}
		r.By, r.Role = by.ID, by.Role
		return s.Store.Clear(ctx, t, r.ID)
	})
}

// Drop decides against a file: nothing of it comes in, and it is gone. Conflict as Apply, Forbidden as Bring.
func (s *Service) Drop(ctx context.Context, by actor.Actor, i ID) error {
	return s.decide(ctx, by, i, "dropped", func(t tx.Tx, r *Run) error {
		r.Phase = Dropped
		return s.Store.Forget(ctx, t, r.ID)
	})
}

func (s *Service) decide(ctx context.Context, by actor.Actor, i ID, verb string, f func(tx.Tx, *Run) error) error {
	const op = "exchange.decide"
	return fault.At(op, s.DB.Do(ctx, by, func(t tx.Tx) error {
		r, err := s.Store.Get(ctx, t, i)
		if err != nil {
			return err
		}
		if err := by.Need(r.Kind.Right()); err != nil {
			return err
		}
		if r.Phase != Checked {
			return fault.New(fault.Conflict, op, "This file is not waiting for a decision any more. Look at it again.")
		}
		if err := f(t, &r); err != nil {
			return err
		}
		r.Changed, r.Version = t.Now(), r.Version+1
		if err := s.Store.Save(ctx, t, r); err != nil {
			return err
		}
		if err := s.work(ctx, t, r); err != nil {
			return err
		}
		return s.record(ctx, t, r, verb)
	}))
}

// Step is the [job.Handler] of one run: it works for a while, row by row, and goes on later where it was.
func (s *Service) Step(ctx context.Context, c job.Claimed) error {
	const op = "exchange.Step"
	more, err := s.Advance(ctx, ID(c.Ref), budget)
	switch {
	case fault.Is(err, fault.Conflict): // somebody waits for it at a screen and goes on meanwhile
		more = true
	case err != nil && !fault.Is(err, fault.NotFound):
		return fault.At(op, err)
	}
	return fault.At(op, s.DB.Do(ctx, actor.System(), func(t tx.Tx) error {
		if more {
			return s.Queue.Later(ctx, t, c, t.Now().Add(time.Second))
		}
		return s.Queue.Done(ctx, t, c)
	}))
}

// Advance goes on with a run for so long, and reports whether there is more to do.
func (s *Service) Advance(ctx context.Context, i ID, long time.Duration) (more bool, err error) {
	var run Run
	var r *reading
	var began time.Time
	err = s.DB.View(ctx, actor.System(), func(t tx.Tx) error {
		began = t.Now()
		if run, err = s.Store.Get(ctx, t, i); err != nil || run.Phase != Checking && run.Phase != Applying {
			return err
		}
		file, err := s.Store.File(ctx, t, i)
		if err != nil {
			return err
		}
		p, err := s.Practice.Get(ctx, t)
		if err != nil {
			return err
		}
		if r, err = read(run, file, p, run.Changed); err != nil { // by the time of the decision: each step reads the same
			return err
		}
		return s.goOn(ctx, t, r)
	})
	if err != nil || r == nil {
		return false, err
	}
	for run.At < run.Lines {
		var now time.Time
		if run, now, err = s.chunk(ctx, r, run); err != nil {
			return false, err
		}
		if now.Sub(began) > long {
			break
		}
	}
	return run.At < run.Lines, nil
}

// chunk looks at the next rows, or brings them in, and keeps how far the run is in the same transaction.
func (s *Service) chunk(ctx context.Context, r *reading, run Run) (next Run, now time.Time, err error) {
	by := actor.System()
	if run.By != "" {
		by = actor.Actor{Kind: actor.Staff, Role: run.Role, ID: run.By}
	}
	end := min(run.At+chunk, len(r.rows))
	var to settled
	err = s.DB.Do(ctx, by, func(t tx.Tx) error {
		next, now, to = run, t.Now(), settled{counts: run.Counts}
		kept, err := s.Store.Get(ctx, t, run.ID)
		if err != nil || kept.Version != run.Version {
			return fault.New(fault.Conflict, "exchange.chunk", "Somebody else goes on with this file.")
		}
		for i := run.At; i < end; i++ {
			if err := s.settle(ctx, t, r, i, &to); err != nil {
				return err
			}
		}
		next.Counts = to.counts
		next.Counts.Refused += len(to.refusals)
		if err := s.Store.Refuse(ctx, t, run.ID, to.refusals); err != nil {
			return err
		}
		if err := s.Store.Note(ctx, t, run.ID, to.changes); err != nil {
			return err
		}
		next.At = end
		next.Version++
		if next.At >= next.Lines {
			if next.Phase == Checking {
				next.Phase = Checked
			} else {
				next.Phase = Done
			}
			if next.Phase == Done {
				if err := s.Store.Forget(ctx, t, run.ID); err != nil {
					return err
				}
			}
		}
		if err := s.Store.Save(ctx, t, next); err != nil {
			return err
		}
		return s.record(ctx, t, next, "went on")
	})
	if err == nil {
		r.keep(to)
	}
	return next, now, err
}
