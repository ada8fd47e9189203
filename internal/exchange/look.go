package exchange

import (
	"context"

	"bedside/internal/actor"
	"bedside/internal/fault"
	"bedside/internal/schedule"
	"bedside/internal/tx"
)

// Seen is a run as somebody looks at it.
type Seen struct {
	Run
	Headings []string // none once the file is gone
	First    []Row    // a few rows as they stand in the file
	Refusals []Refusal
	Changes  []Numbered // of visits that are here
}

const (
	firstRows = 3
	mostSeen  = 100
)

// Look returns a run with the first of its refusals and changes. NotFound, Forbidden without the right to bring its kind in.
func (s *Service) Look(ctx context.Context, by actor.Actor, i ID) (Seen, error) {
	const op = "exchange.Look"
	var v Seen
	err := s.DB.View(ctx, by, func(t tx.Tx) (err error) {
		if v.Run, err = s.mine(ctx, t, i); err != nil {
			return err
		}
		if v.Refusals, err = s.Store.Refusals(ctx, t, i, 0, mostSeen); err != nil {
			return err
		}
		if v.Changes, err = s.changes(ctx, t, i, 0, mostSeen); err != nil || v.Phase != Checked {
			return err
		}
		file, err := s.Store.File(ctx, t, i)
		if err != nil {
			return err
		}
		table, err := Read(file)
		v.Headings, v.First = table.Headings, table.Rows[:min(firstRows, len(table.Rows))]
		return err
	})
	return v, fault.At(op, err)
}

// changes are some of a run's changes.
func (s *Service) changes(ctx context.Context, t tx.Tx, i ID, after, limit int) ([]Numbered, error) {
	some, err := s.Store.Changes(ctx, t, i, after, limit)
	if err != nil {
		return nil, err
	}
	var ids []schedule.ID
	for _, c := range some {
		ids = append(ids, c.Visit)
	}
	known, err := s.Store.ForeignOf(ctx, t, ids)
	var all []Numbered
	for _, c := range some {
		all = append(all, Numbered{c, known[c.Visit].Name.Reveal()})
	}
	return all, err
}

func (s *Service) mine(ctx context.Context, t tx.Tx, i ID) (Run, error) {
	r, err := s.Store.Get(ctx, t, i)
	if err == nil {
		err = t.By().Need(r.Kind.Right())
	}
	return r, err
}

// Refusals gives every refusal of a run to f, in order, until f fails. Errors as of Look.
func (s *Service) Refusals(ctx context.Context, by actor.Actor, i ID, f func(Refusal) error) error {
	some := func(t tx.Tx, after int) ([]Refusal, error) { return s.Store.Refusals(ctx, t, i, after, atOnce) }
	return walk(ctx, s, by, i, some, func(r Refusal) (int, error) { return r.Line, f(r) })
}

// Numbered is a change with what the other system calls the visit.
type Numbered struct {
	Change
	Number string
}

// Changes gives every change of a run to f as Refusals does its refusals.
func (s *Service) Changes(ctx context.Context, by actor.Actor, i ID, f func(Numbered) error) error {
	some := func(t tx.Tx, after int) ([]Numbered, error) { return s.changes(ctx, t, i, after, atOnce) }
	return walk(ctx, s, by, i, some, func(c Numbered) (int, error) { return c.Line, f(c) })
}

const atOnce = 1000

// walk gives to each what some returns of a run, always behind the line that it ended with.
func walk[T any](ctx context.Context, s *Service, by actor.Actor, i ID, some func(t tx.Tx, after int) ([]T, error), each func(T) (line int, err error)) error {
	for after := 0; ; {
		var all []T
		err := s.DB.View(ctx, by, func(t tx.Tx) error {
			_, err := s.mine(ctx, t, i)
			if err == nil {
				all, err = some(t, after)
			}
			return err
		})
		if err != nil || len(all) == 0 {
			return fault.At("exchange.walk", err)
		}
		for _, o := range all {
			if after, err = each(o); err != nil {
				return err
			}
		}
	}
}

// Recent returns the latest runs of the kinds that the actor may bring in.
func (s *Service) Recent(ctx context.Context, t tx.Tx) ([]Run, error) {
	all, err := s.Store.Recent(ctx, t, 20)
	var mine []Run
	for _, r := range all {
		if t.By().May(r.Kind.Right()) {
			mine = append(mine, r)
		}
	}
	return mine, fault.At("exchange.Recent", err)
}

// Sample is a file of the kind, for people to copy. Nobody in it exists.
func Sample(k Kind) string {
	switch k {
	case Providers:
		return "first name,last name,credentials,specialty,NPI\nTheodora,Wexcombe,MD,Family medicine,1234567893\nAmbrose,Linnet,NP,Family medicine,\n"
	case Recalls:
		return "first name,last name,date of birth,kind of visit,due date\nAlex,Sample,02/28/1980,Follow-up,05/03/2027\n"
	case Appointments:
		return "visit number,first name,last name,date of birth,provider,location,kind of visit,date,time,minutes,status\n80417,Alex,Sample,02/28/1980,\"Wexcombe, Theodora\",Harbor Street,Follow-up,11/30/2026,9:00 am,20,scheduled\n"
	}
	return "first name,last name,date of birth,phone,email,chart number,consent\nAlex,Sample,02/28/1980,218-555-0123,alex@example.com,A-1001,yes\nSam,\"O'Sample\",1/5/1962,(906) 555-0188,,A-1002,no\nMaría,Muestra López,2015-07-30,,maria@example.org,,\n"
}
