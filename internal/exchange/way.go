package exchange

import (
	"context"
	"slices"
	"time"

	"bedside/internal/fault"
	"bedside/internal/patient"
	"bedside/internal/schedule"
	"bedside/internal/tx"
)

// mostTogether is how many rows are settled as one: a day of a large practice on which all visits move.
const mostTogether = 400

// appointment settles the row of a visit, and with it the rows whose visits make way for it and those that want the time
// which it leaves: whatever the order of the rows, each finds the time free that the file frees.
func (s *Service) appointment(ctx context.Context, t tx.Tx, r *reading, row int, to *settled) (outcome, error) {
	if what, ok := r.settledEarly(r.rows[row].line, to); ok {
		return what, nil
	}
	first, err := s.intend(ctx, t, r, row)
	if err != nil {
		return "", err
	}
	all := []intent{first}
	if first.fits() || first.leaves() {
		if all, err = s.together(ctx, t, r, first, to); err != nil {
			return "", err
		}
	}
	if r.run.Phase != Checking {
		if err := s.carry(ctx, t, all); err != nil {
			return "", err
		}
	}
	for _, in := range all {
		if in.leaves() || in.row > row {
			to.changes = append(to.changes, r.changeOf(in))
		}
		if in.leaves() {
			to.gone = append(to.gone, in.was)
		}
		if in.fits() && in.takes(r) {
			to.come = append(to.come, in.here)
		}
	}
	return first.what, nil
}

// takes reports whether the visit, once it is fitted in, owns time.
func (i intent) takes(r *reading) bool { return i.here.Status.Takes() && i.here.Start.After(r.now) }

// together finds the rows that are settled with the first, fitted in. Invalid with a sentence if the first cannot be.
func (s *Service) together(ctx context.Context, t tx.Tx, r *reading, first intent, to *settled) ([]intent, error) {
	all, in := []intent{first}, map[int]bool{first.row: true}
	var why error
	for n := 0; n < len(all); n++ {
		var more []int
		m := &all[n]
		if m.fits() {
			gone, come := r.around(m.visit.start, to)
			if err := s.fit(ctx, t, r, m, gone, come); fault.Is(err, fault.Conflict) {
				if n == 0 {
					why = refused(fault.Message(err))
				}
				if more, err = s.inTheWay(ctx, t, r, *m); err != nil {
					return nil, err
				}
			} else if err != nil {
				return nil, err
			}
		}
		if m.leaves() {
			more = append(more, r.wanting(m.visit, m.was)...)
		}
		for _, row := range more {
			if in[row] || row < first.row || r.rows[row].no != nil || len(all) == mostTogether {
				continue
			}
			if _, ok := r.settledEarly(r.rows[row].line, to); ok {
				continue
			}
			in[row] = true
			other, err := s.intend(ctx, t, r, row)
			if err == nil && (other.fits() || other.leaves()) {
				all = append(all, other)
			} else if err != nil && !fault.Is(err, fault.Invalid) {
				return nil, err
			}
		}
	}
	if len(all) == 1 {
		return all, why
	}
	return s.agreed(ctx, t, r, all, to)
}

// agreed leaves out whom the others leave no time, until those who remain all have theirs. Invalid with a sentence if that
// is the first.
func (s *Service) agreed(ctx context.Context, t tx.Tx, r *reading, all []intent, to *settled) ([]intent, error) {
	for {
		var left, came []schedule.Appointment
		for _, in := range all {
			if in.leaves() {
				left = append(left, in.was)
			}
		}
		var kept []intent
		for n, in := range all {
			if in.fits() {
				gone, come := r.around(in.visit.start, to)
				err := s.fit(ctx, t, r, &in, append(gone, left...), append(come, came...))
				switch {
				case fault.Is(err, fault.Conflict) && n == 0:
					return nil, refused(fault.Message(err))
				case fault.Is(err, fault.Conflict):
					continue
				case err != nil:
					return nil, err
				}
				if in.takes(r) {
					came = append(came, in.here)
				}
			}
			kept = append(kept, in)
		}
		if len(kept) == len(all) {
			return kept, nil
		}
		all = kept
	}
}

// inTheWay lists the rows of the file about visits that have what the visit wants.
func (s *Service) inTheWay(ctx context.Context, t tx.Tx, r *reading, in intent) (rows []int, err error) {
	a := in.here
	var near []schedule.Appointment
	for _, f := range []schedule.Filter{{Provider: a.Provider}, {Location: a.Location}} {
		some, err := s.Schedule.Store.Between(ctx, t, a.From().Add(-longestRow*time.Minute), a.Blocked.Add(longestRow*time.Minute/2), f)
		if err != nil {
			return nil, err
		}
		near = append(near, some...)
	}
	theirs, err := s.Schedule.Store.OfPatient(ctx, t, in.who)
	if err != nil {
		return nil, err
	}
	var ids []schedule.ID
	for _, o := range append(near, theirs...) {
		if o.Status.Takes() && o.From().Before(a.Blocked) && a.From().Before(o.Blocked) {
			ids = append(ids, o.ID)
		}
	}
	known, err := s.Store.ForeignOf(ctx, t, ids)
	for _, f := range known {
		if row, ok := r.numbered[f.Name.Reveal()]; ok {
			rows = append(rows, row)
		}
	}
	slices.Sort(rows)
	return rows, err
}

// wanting lists the rows that want the time which a visit has.
func (r *reading) wanting(v visit, was schedule.Appointment) (rows []int) {
	v.provider.ID = was.Provider
	for _, key := range v.wants() {
		all := r.wanted[key]
		n, _ := slices.BinarySearchFunc(all, was.From().Add(-longestRow*time.Minute), func(s stretch, at time.Time) int { return s.from.Compare(at) })
		for ; n < len(all) && all[n].from.Before(was.Blocked.Add(longestRow*time.Minute/2)); n++ {
			svc := r.rows[all[n].row].visit.service
			if all[n].from.Add(-time.Duration(svc.Before)*time.Minute).Before(was.Blocked) && was.From().Before(all[n].to.Add(time.Duration(svc.Buffer)*time.Minute)) {
				rows = append(rows, all[n].row)
			}
		}
	}
	return rows
}

// days are visits by the day in UTC on which they begin.
type days map[int64][]schedule.Appointment

func dayOf(at time.Time) int64 { return at.Unix() / (24 * 60 * 60) }

// around are the visits that have left their times, and that have come, near a start: in a dry run, which writes nothing,
// by what was settled before.
func (r *reading) around(start time.Time, to *settled) (gone, come []schedule.Appointment) {
	if r.run.Phase != Checking {
		return nil, nil
	}
	near := func(kept days, now []schedule.Appointment) (all []schedule.Appointment) {
		for d := dayOf(start) - 1; d <= dayOf(start)+1; d++ {
			all = append(all, kept[d]...)
		}
		for _, a := range now {
			if d := dayOf(a.Start) - dayOf(start); d >= -1 && d <= 1 {
				all = append(all, a)
			}
		}
		return all
	}
	return near(r.gone, to.gone), near(r.come, to.come)
}

// settledEarly reports what became of a line that was settled together with one before it.
func (r *reading) settledEarly(line int, to *settled) (outcome, bool) {
	for _, c := range to.changes {
		if c.Line == line {
			return outcome(c.What), true
		}
	}
	what, ok := r.early[line]
	return what, ok
}

// keep takes over what a transaction has settled.
func (r *reading) keep(to settled) {
	for _, c := range to.changes {
		r.early[c.Line] = outcome(c.What)
	}
	for _, a := range to.gone {
		r.gone[dayOf(a.Start)] = append(r.gone[dayOf(a.Start)], a)
	}
	for _, a := range to.come {
		r.come[dayOf(a.Start)] = append(r.come[dayOf(a.Start)], a)
	}
	for _, no := range to.refusals {
		if n, ok := slices.BinarySearchFunc(r.rows, no.Line, func(s said, line int) int { return s.line - line }); ok {
			r.rows[n].no = &no
		}
	}
}

// goOn takes over what was settled before the reading was made anew.
func (s *Service) goOn(ctx context.Context, t tx.Tx, r *reading) error {
	if r.run.Kind != Appointments || r.run.At == 0 {
		return nil
	}
	var to settled
	var err error
	if to.changes, err = s.Store.Noted(ctx, t, r.run.ID, 0); err != nil {
		return err
	}
	if to.refusals, err = s.Store.Refusals(ctx, t, r.run.ID, 0, len(r.rows)); err != nil {
		return err
	}
	for _, c := range to.changes {
		if r.run.Phase != Checking || outcome(c.What) == patient.WasAdded {
			continue
		}
		a, err := s.Schedule.Store.Get(ctx, t, c.Visit)
		if err != nil {
			return err
		}
		to.gone = append(to.gone, a)
	}
	r.keep(to)
	return nil
}

// changeOf says what a row does to a visit that is here.
func (r *reading) changeOf(in intent) Change {
	when := func(a schedule.Appointment) string { return a.Start.Format("Mon, January 2, 2006 at 3:04 pm MST") }
	c := Change{Line: r.rows[in.row].line, What: string(in.what), Visit: in.was.ID, Text: when(in.was)}
	if in.what != wasMoved {
		return c
	}
	c.Text = "from " + c.Text + " to " + when(in.here)
	if v, ok := r.practice.Provider(in.here.Provider); ok && in.here.Provider != in.was.Provider {
		c.Text += ", with " + v.Name()
	}
	if l, ok := r.practice.Location(in.here.Location); ok && in.here.Location != in.was.Location {
		c.Text += ", at " + l.Name
	}
	return c
}
