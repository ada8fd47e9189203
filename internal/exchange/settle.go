package exchange

import (
	"context"
	"reflect"
	"slices"
	"strings"

	"bedside/internal/fault"
	"bedside/internal/patient"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/tx"
)

// outcome is what became of a row that was not refused, or would.
type outcome = patient.Brought

// What only becomes of visits.
const (
	wasMoved     outcome = "moved"
	wasCancelled outcome = "cancelled"
)

// settled is what became of some rows within one transaction.
type settled struct {
	counts     Counts
	refusals   []Refusal
	changes    []Change
	gone, come []schedule.Appointment
}

// settle brings one row in, or says in a dry run what would come of it, and counts it.
func (s *Service) settle(ctx context.Context, t tx.Tx, r *reading, i int, to *settled) error {
	row := r.rows[i]
	if row.no != nil {
		to.refusals = append(to.refusals, *row.no)
		return nil
	}
	var what outcome
	var err error
	dry := r.run.Phase == Checking
	switch r.run.Kind {
	case Patients:
		what, err = s.Patients.Bring(ctx, t, row.patient, dry)
	case Providers:
		what, err = s.provider(ctx, t, r, row.provider, dry)
	case Appointments:
		what, err = s.appointment(ctx, t, r, i, to)
	case Recalls:
		what, err = s.recall(ctx, t, row.due, dry)
	}
	if fault.Is(err, fault.Invalid) { // it is found before anything is written
		to.refusals = append(to.refusals, Refusal{Line: row.line, Sentence: fault.Message(err)})
		return nil
	}
	n := &to.counts
	switch what {
	case patient.WasAdded:
		n.Added++
	case patient.WasUpdated:
		n.Changed++
	case wasMoved:
		n.Moved++
	case wasCancelled:
		n.Cancelled++
	case patient.WasUnchanged:
		n.Unchanged++
	}
	return err
}

// provider adds a provider who is not there, found by NPI or name, or fills in what the file says of one who is. What
// the file leaves empty stays.
func (s *Service) provider(ctx context.Context, t tx.Tx, r *reading, v practice.Provider, dry bool) (outcome, error) {
	p, err := s.Practice.Get(ctx, t)
	if err != nil {
		return "", err
	}
	i := slices.IndexFunc(p.Providers, func(o practice.Provider) bool { return v.NPI != "" && o.NPI == v.NPI })
	if i < 0 {
		i = slices.IndexFunc(p.Providers, func(o practice.Provider) bool {
			return bare(o.Given+o.Family) == bare(v.Given+v.Family) && (o.NPI == "" || v.NPI == "")
		})
	}
	what, next := patient.WasAdded, v
	if i >= 0 {
		on := p.Providers[i]
		next = on
		for _, f := range []struct {
			to   *string
			from string
		}{{&next.Given, v.Given}, {&next.Family, v.Family}, {&next.Credentials, v.Credentials}, {&next.Specialty, v.Specialty}, {&next.Languages, v.Languages}, {&next.NPI, v.NPI}} {
			if f.from != "" && !strings.EqualFold(*f.to, f.from) {
				*f.to = f.from
			}
		}
		if len(v.Services) > 0 {
			next.Services = slices.Clone(v.Services)
			slices.Sort(next.Services)
			next.Services = slices.Compact(next.Services)
			if had := slices.Sorted(slices.Values(on.Services)); slices.Equal(had, next.Services) {
				next.Services = on.Services
			}
		}
		if slices.Contains(r.run.Plan.Columns, Active) {
			next.Active = v.Active
		}
		if what = patient.WasUpdated; reflect.DeepEqual(on, next) {
			return patient.WasUnchanged, nil
		}
	}
	if dry {
		return what, practice.CheckProvider(next)
	}
	_, err = s.Practice.SaveProvider(ctx, t, next)
	return what, err
}
