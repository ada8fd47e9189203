package patient

import (
	"context"
	"slices"
	"time"

	"bedside/internal/actor"
	"bedside/internal/fault"
	"bedside/internal/phi"
	"bedside/internal/tx"
)

// Brought is what became of a patient who was brought in, or would.
type Brought string

const (
	WasAdded     Brought = "added"
	WasUpdated   Brought = "updated"
	WasUnchanged Brought = "unchanged"
)

// Bring adds a patient out of a file who is not on file and brings one up to date who is: by the practice's number, or
// without one by name, birth date and a contact point. It adds contact points and never removes one, and it never
// changes a consent that is on file, so that an old file cannot undo what a patient has said since. Bringing somebody
// in twice changes nothing the second time. A dry run writes nothing and says what would come of it. Invalid with a
// sentence, found before anything is written; Forbidden without the right to change patients.
func (r *Registry) Bring(ctx context.Context, t tx.Tx, p Patient, dry bool) (Brought, error) {
	const op = "patient.Bring"
	if err := t.By().Need(actor.ChangePatients); err != nil {
		return "", err
	}
	if err := p.normalise(dayOf(t.Now())); err != nil {
		return "", fault.At(op, err)
	}
	on, twins, found, err := r.onFile(ctx, t, p)
	if err != nil {
		return "", err
	}
	merged := on.with(p)
	switch {
	case found && !p.sameName(on) && p.Birth.Reveal() != on.Birth.Reveal():
		return "", fault.At(op, invalid("The number in this row belongs to a patient with another name and birth date."))
	case found && changed(on, merged) == "":
		return WasUnchanged, nil
	case found && len(merged.Contacts) > contactMost:
		return "", fault.At(op, invalid("A patient can have ten contact points at most."))
	case found && dry:
		return WasUpdated, nil
	case found:
		return WasUpdated, r.Change(ctx, t, merged)
	case dry:
		return WasAdded, nil
	}
	p.Like = likest(p, twins)
	_, err = r.add(ctx, t, "imported", p)
	return WasAdded, err
}

// OnFile returns the patients on file that a row of a file may mean: whoever has the number, or without one whoever has
// the name and birth date, and of several those who share a contact point. Forbidden without the right to see patients.
func (r *Registry) OnFile(ctx context.Context, t tx.Tx, p Patient) ([]Patient, error) {
	if err := t.By().Need(actor.SeePatients); err != nil {
		return nil, err
	}
	if on, found, err := r.numbered(ctx, t, p.Number); err != nil || found {
		return []Patient{on}, err
	}
	if p.Birth.IsZero() || p.Name.IsZero() {
		return nil, nil
	}
	twins, err := r.bornWith(ctx, t, p)
	if err != nil {
		return nil, err
	}
	same := slices.DeleteFunc(twins, func(o Patient) bool { return !p.sameName(o) })
	if nearer := slices.DeleteFunc(slices.Clone(same), func(o Patient) bool { return !p.sharesContact(o) }); len(same) > 1 && len(nearer) > 0 {
		return nearer, nil
	}
	return same, nil
}

// onFile returns the record of p, or those with p's birth date if there is none.
func (r *Registry) onFile(ctx context.Context, t tx.Tx, p Patient) (on Patient, twins []Patient, found bool, err error) {
	if on, found, err = r.numbered(ctx, t, p.Number); err != nil || found {
		return on, nil, found, err
	}
	if twins, err = r.bornWith(ctx, t, p); err != nil {
		return on, nil, false, err
	}
	if i := slices.IndexFunc(twins, p.isOnFileAs); i >= 0 {
		return twins[i], nil, true, nil
	}
	return on, twins, false, nil
}

// numbered returns the patient who has the practice's number.
func (r *Registry) numbered(ctx context.Context, t tx.Tx, number phi.Text) (Patient, bool, error) {
	bare := bare(number.Reveal())
	if bare == "" {
		return Patient{}, false, nil
	}
	ids, err := r.Store.Having(ctx, t, [][]Key{{key(KeyNumber, bare)}}, 1)
	if err != nil {
		return Patient{}, false, fault.At("patient.numbered", err)
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

// Same reports whether two rows of a file are one patient: the same number, or the same name and birth date with
// nothing against it.
func (p Patient) Same(o Patient) bool {
	ours, theirs := bare(p.Number.Reveal()), bare(o.Number.Reveal())
	if ours != "" && theirs != "" {
		return ours == theirs
	}
	return p.sameName(o) && p.Birth.Reveal() == o.Birth.Reveal() && (len(p.Contacts) == 0 || len(o.Contacts) == 0 || p.sharesContact(o))
}

// Marks are what two rows of a file that are one patient have at least one of in common.
func (p Patient) Marks() []phi.Text {
	all := []phi.Text{phi.NewText("name " + plain(p.Name.Reveal()) + p.Birth.Reveal())}
	if n := bare(p.Number.Reveal()); n != "" {
		all = append(all, phi.NewText("number "+n))
	}
	return all
}

// Normal returns p as it would be kept. Invalid with a sentence about the first thing that is wrong.
func Normal(p Patient, now time.Time) (Patient, error) {
	p.Contacts = slices.Clone(p.Contacts)
	err := p.normalise(dayOf(now))
	return p, err
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
