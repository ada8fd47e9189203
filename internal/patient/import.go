package patient

import (
	"context"
	"slices"
	"strconv"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/fault"
	"bedside/internal/phi"
	"bedside/internal/tx"
)

// Result is what became of the rows of an import.
type Result struct {
	Added, Updated, Unchanged int
	Problems                  []Problem // of the file and those that only the records on file show
}

// batch is how many rows share a transaction: many for speed, few enough that nobody waits long for the writer.
const batch = 500

// Apply adds the patients of the file who are not on file and brings those up to date who are: by the practice's
// number, or without one by name, birth date and a contact point. It adds contact points and never removes one, and it
// never changes a consent that is on file, so that an old file cannot undo what a patient has said since. Applying a
// file twice changes nothing the second time. Progress, if not nil, hears after each transaction how many rows are
// done. If it fails in between, the rows before are in and applying it again goes on from there. Forbidden without
// the right to change patients.
func (im Import) Apply(ctx context.Context, db tx.DB, by actor.Actor, r *Registry, progress func(done int)) (Result, error) {
	sum := Result{Problems: slices.Clone(im.Problems)}
	if err := by.Need(actor.ChangePatients); err != nil {
		return sum, err
	}
	done := 0
	for rows := range slices.Chunk(im.Rows, batch) {
		var part Result
		err := db.Do(ctx, by, func(t tx.Tx) error {
			part = Result{}
			for _, row := range rows {
				if err := r.bring(ctx, t, row, &part); err != nil {
					return err
				}
			}
			return r.imported(ctx, t, part)
		})
		if err != nil {
			return sum, fault.At("patient.Import", err)
		}
		sum.Added, sum.Updated, sum.Unchanged = sum.Added+part.Added, sum.Updated+part.Updated, sum.Unchanged+part.Unchanged
		sum.Problems = append(sum.Problems, part.Problems...)
		if done += len(rows); progress != nil {
			progress(done)
		}
	}
	slices.SortStableFunc(sum.Problems, func(a, b Problem) int { return a.Line - b.Line })
	return sum, nil
}

func (r *Registry) imported(ctx context.Context, t tx.Tx, part Result) error {
	if part.Added+part.Updated == 0 {
		return nil
	}
	facts := audit.Facts{"added": strconv.Itoa(part.Added), "updated": strconv.Itoa(part.Updated), "unchanged": strconv.Itoa(part.Unchanged)}
	return r.Audit.Record(ctx, t, "imported", audit.Ref{Kind: "patients"}, "", facts)
}

// bring brings one row in.
func (r *Registry) bring(ctx context.Context, t tx.Tx, row Row, sum *Result) error {
	p := row.Patient
	on, found, err := r.numbered(ctx, t, p.Number)
	if err != nil {
		return err
	}
	var twins []Patient
	if !found {
		if twins, err = r.bornWith(ctx, t, p); err != nil {
			return err
		}
		if i := slices.IndexFunc(twins, p.isOnFileAs); i >= 0 {
			on, found = twins[i], true
		}
	}
	merged := on.with(p)
	count := &sum.Added
	switch {
	case !found:
		p.Like = likest(p, twins)
		_, err = r.add(ctx, t, "imported", p)
	case !p.sameName(on) && p.Birth.Reveal() != on.Birth.Reveal():
		err = invalid("The number on this line belongs to a patient with another name and birth date.")
	case changed(on, merged) == "":
		count = &sum.Unchanged
	default:
		count = &sum.Updated
		err = r.Change(ctx, t, merged)
	}
	if fault.Is(err, fault.Invalid) { // it is found before anything is written
		sum.Problems = append(sum.Problems, Problem{row.Line, fault.Message(err)})
		return nil
	}
	*count++
	return err
}

// numbered returns the patient who has the practice's number.
func (r *Registry) numbered(ctx context.Context, t tx.Tx, number phi.Text) (Patient, bool, error) {
	bare := bare(number.Reveal())
	if bare == "" {
		return Patient{}, false, nil
	}
	ids, err := r.Store.Having(ctx, t, [][]Key{{key(KeyNumber, bare)}}, 1)
	if err != nil {
		return Patient{}, false, fault.At("patient.Import", err)
	}
	list, err := r.load(ctx, t, ids)
	if err != nil || len(list) == 0 {
		return Patient{}, false, err
	}
	return list[0], true, nil
}

// isOnFileAs reports whether p, a row, is the patient o, who has the same birth date: the same name, a contact point in
// common if the row has any, and no other number.
func (p Patient) isOnFileAs(o Patient) bool {
	ours, theirs := bare(p.Number.Reveal()), bare(o.Number.Reveal())
	reachable := len(p.Contacts) == 0 || p.sharesContact(o)
	return p.sameName(o) && reachable && (ours == "" || theirs == "" || ours == theirs)
}

// with returns the record as a row makes it: birth date and number as in the row, its contact points added, and its
// name unless it is only spelled in another way, such as in capital letters.
func (on Patient) with(p Patient) Patient {
	on.Birth = p.Birth
	if !p.sameName(on) {
		on.Name = p.Name
	}
	if p.Number.Reveal() != "" {
		on.Number = p.Number
	}
	on.Contacts = slices.Clone(on.Contacts)
	for _, c := range p.Contacts {
		if !slices.ContainsFunc(on.Contacts, c.same) {
			on.Contacts = append(on.Contacts, c)
		}
	}
	return on
}
