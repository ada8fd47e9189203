package patient

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/fault"
	"bedside/internal/id"
	"bedside/internal/tx"
)

func about(i ID) audit.Ref { return audit.Ref{Kind: "patient", ID: string(i)} }

// Add adds a patient and returns the new id; ID, times and version of p are not read. Invalid with a sentence,
// Forbidden without the right to change patients. It does not look for doubles: see [Registry.Alike].
func (r *Registry) Add(ctx context.Context, t tx.Tx, p Patient) (ID, error) {
	if err := t.By().Need(actor.ChangePatients); err != nil {
		return "", err
	}
	return r.add(ctx, t, "added", p)
}

func (r *Registry) add(ctx context.Context, t tx.Tx, verb string, p Patient) (ID, error) {
	if err := p.normalise(dayOf(t.Now())); err != nil {
		return "", fault.At("patient.Add", err)
	}
	p.ID, p.Version = id.New[Patient](r.IDs), 1
	p.Created, p.Changed = t.Now(), t.Now()
	for i := range p.Contacts {
		c := &p.Contacts[i]
		c.ID = id.New[Contact](r.IDs)
		if c.ConsentAt = t.Now(); !c.Consent {
			c.ConsentHow, c.ConsentAt = "", time.Time{}
		}
	}
	if err := r.Store.Insert(ctx, t, p, p.keys()); err != nil {
		return "", fault.At("patient.Add", err)
	}
	if err := r.enterChanged(ctx, t, Patient{}, p); err != nil {
		return "", err
	}
	facts := audit.Facts{"contacts": strconv.Itoa(len(p.Contacts)), "consents": consents(p.Contacts)}
	if p.Like != "" {
		facts["like"] = string(p.Like)
	}
	return p.ID, r.Audit.Record(ctx, t, verb, about(p.ID), "", facts)
}

// Change replaces name, birth date, number, contacts and Like of the patient with p.ID if nobody has since p.Version
// was read: otherwise Conflict. A contact with an id stays, one without is added, a missing one is removed. Consent is
// as p has it; an opt-out holds regardless until [Registry.SetConsent]. NotFound, Invalid with a sentence, Forbidden
// without the right to change patients.
func (r *Registry) Change(ctx context.Context, t tx.Tx, p Patient) error {
	if err := t.By().Need(actor.ChangePatients); err != nil {
		return err
	}
	p.Contacts = slices.Clone(p.Contacts)
	if err := p.normalise(dayOf(t.Now())); err != nil {
		return fault.At("patient.Change", err)
	}
	old, err := r.Get(ctx, t, p.ID)
	if err != nil {
		return err
	}
	for i := range p.Contacts {
		if err := r.keepContact(t, &p.Contacts[i], old); err != nil {
			return err
		}
	}
	fields := changed(old, p)
	if fields == "" && p.Version == old.Version {
		return nil
	}
	p.Created, p.Changed = old.Created, t.Now()
	if err := r.Store.Update(ctx, t, p, p.keys()); err != nil {
		return fault.At("patient.Change", err)
	}
	if err := r.enterChanged(ctx, t, old, p); err != nil {
		return err
	}
	return r.Audit.Record(ctx, t, "changed", about(p.ID), "", audit.Facts{"fields": fields, "consents": consents(p.Contacts)})
}

// keepContact gives a new contact point its id and dates a consent that is new.
func (r *Registry) keepContact(t tx.Tx, c *Contact, old Patient) error {
	i := slices.IndexFunc(old.Contacts, func(o Contact) bool { return o.ID == c.ID })
	var before Contact
	if c.ID == "" {
		c.ID = id.New[Contact](r.IDs)
	} else if i < 0 {
		return fault.New(fault.NotFound, "patient.Change", "This contact point is no longer on file. Look again and repeat your change.")
	} else {
		before = old.Contacts[i]
	}
	if c.Also = nil; c.same(before) {
		c.Also = before.Also
	}
	switch {
	case before.ID != "" && c.Consent == before.Consent && c.same(before):
		c.ConsentHow, c.ConsentAt = before.ConsentHow, before.ConsentAt
	case c.Consent:
		c.ConsentAt = t.Now()
	case before.Consent && c.same(before):
		c.ConsentHow, c.ConsentAt = "withdrawn", t.Now()
	default:
		c.ConsentHow, c.ConsentAt = "", time.Time{}
	}
	return nil
}

// enterChanged adds to the ledger what a change says about consent to reminders.
func (r *Registry) enterChanged(ctx context.Context, t tx.Tx, old, p Patient) error {
	for _, c := range p.Contacts {
		var before Contact
		if i := slices.IndexFunc(old.Contacts, func(o Contact) bool { return o.ID == c.ID && o.same(c) }); i >= 0 {
			before = old.Contacts[i]
		}
		if c.Consent == before.Consent {
			continue
		}
		act := Withdrew
		if c.Consent {
			act = Gave
		}
		if err := r.enter(ctx, t, p.ID, c, act, Said{How: c.ConsentHow, Words: c.ConsentWords, For: []Purpose{Reminders}}); err != nil {
			return err
		}
	}
	return nil
}

// consents names how consent was given for each contact point that has it.
func consents(contacts []Contact) string {
	var how []string
	for _, c := range contacts {
		if c.Consent {
			how = append(how, string(c.Kind)+": "+c.ConsentHow)
		}
	}
	return strings.Join(how, ", ")
}

// changed names the parts in which the two differ, never what they hold.
func changed(a, b Patient) string {
	var fields []string
	differ := func(field string, is bool) {
		if is {
			fields = append(fields, field)
		}
	}
	differ("name", a.Name.RevealGiven() != b.Name.RevealGiven() || a.Name.RevealFamily() != b.Name.RevealFamily())
	differ("birth", a.Birth.Reveal() != b.Birth.Reveal())
	differ("number", a.Number.Reveal() != b.Number.Reveal())
	differ("contacts", !slices.EqualFunc(a.Contacts, b.Contacts, func(x, y Contact) bool {
		return x.ID == y.ID && x.same(y) && x.Consent == y.Consent
	}))
	differ("like", a.Like != b.Like)
	return strings.Join(fields, ",")
}
