package store

import (
	"context"
	"strings"
	"time"

	"bedside/internal/fault"
	"bedside/internal/oncall"
	"bedside/internal/phi"
	"bedside/internal/triage"
	"bedside/internal/tx"
)

// roster keeps who is on call.
type roster struct{ keys *phi.Keys }

func personPlace(column string, i oncall.PersonID) string {
	return "oncall_person|" + column + "|" + string(i)
}

func (r roster) phoneToken(p phi.Phone) []byte {
	if p.IsZero() {
		return nil
	}
	return r.keys.Token("on call phone", p.Reveal())
}

// Persons implements [oncall.Store].
func (r roster) Persons(ctx context.Context, t tx.Tx) ([]oncall.Person, error) {
	return r.persons(ctx, t, `1 = 1 ORDER BY name, id`)
}

// PersonAt implements [oncall.Store].
func (r roster) PersonAt(ctx context.Context, t tx.Tx, p phi.Phone) (oncall.Person, error) {
	all, err := r.persons(ctx, t, `phone_token = ? ORDER BY active DESC, id DESC LIMIT 1`, r.phoneToken(p))
	if err == nil && len(all) == 0 {
		err = fault.New(fault.NotFound, "oncall.PersonAt", "Nobody on call has this number.")
	}
	if err != nil {
		return oncall.Person{}, err
	}
	return all[0], nil
}

func (r roster) persons(ctx context.Context, t tx.Tx, where string, args ...any) ([]oncall.Person, error) {
	var all []oncall.Person
	err := in(t).each(ctx, `SELECT id, staff_id, name, phone_sealed, email_sealed, active FROM oncall_person WHERE `+where, args,
		func(scan func(...any) error) error {
			var p oncall.Person
			var phone, email []byte
			if err := scan((*string)(&p.ID), (*string)(&p.Staff), &p.Name, &phone, &email, &p.Active); err != nil {
				return err
			}
			number, err := r.keys.Open(personPlace("phone_sealed", p.ID), phone)
			if err != nil {
				return err
			}
			address, err := r.keys.Open(personPlace("email_sealed", p.ID), email)
			if err != nil {
				return err
			}
			if number != "" {
				p.Phone = phi.NewPhone(number)
			}
			if address != "" {
				p.Email, err = phi.ParseEmail(address)
			}
			all = append(all, p)
			return err
		})
	return all, fault.At("oncall.persons", err)
}

// PutPerson implements [oncall.Store].
func (r roster) PutPerson(ctx context.Context, t tx.Tx, p oncall.Person) error {
	_, err := in(t).exec(ctx, `INSERT INTO oncall_person (id, staff_id, name, phone_sealed, phone_token, email_sealed, active) VALUES (`+marks(7)+`)
		ON CONFLICT (id) DO UPDATE SET staff_id = excluded.staff_id, name = excluded.name, phone_sealed = excluded.phone_sealed,
			phone_token = excluded.phone_token, email_sealed = excluded.email_sealed, active = excluded.active`,
		string(p.ID), string(p.Staff), p.Name, r.keys.Seal(personPlace("phone_sealed", p.ID), p.Phone.Reveal()), r.phoneToken(p.Phone),
		r.keys.Seal(personPlace("email_sealed", p.ID), p.Email.Reveal()), p.Active)
	return fault.At("oncall.PutPerson", err)
}

// Shifts implements [oncall.Store].
func (roster) Shifts(ctx context.Context, t tx.Tx, from, to time.Time) ([]oncall.Shift, error) {
	var all []oncall.Shift
	err := in(t).each(ctx, `SELECT id, person_id, rank, starts, ends FROM oncall_shift WHERE ends > ? AND starts < ? ORDER BY id`,
		[]any{micros(from), micros(to)}, func(scan func(...any) error) error {
			var s oncall.Shift
			var starts, ends int64
			err := scan((*string)(&s.ID), (*string)(&s.Person), (*string)(&s.Rank), &starts, &ends)
			s.From, s.To = instant(starts), instant(ends)
			all = append(all, s)
			return err
		})
	return all, fault.At("oncall.Shifts", err)
}

// PutShift implements [oncall.Store].
func (roster) PutShift(ctx context.Context, t tx.Tx, s oncall.Shift) error {
	_, err := in(t).exec(ctx, `INSERT INTO oncall_shift (id, person_id, rank, starts, ends) VALUES (`+marks(5)+`)
		ON CONFLICT (id) DO UPDATE SET person_id = excluded.person_id, rank = excluded.rank, starts = excluded.starts, ends = excluded.ends`,
		string(s.ID), string(s.Person), string(s.Rank), micros(s.From), micros(s.To))
	return fault.At("oncall.PutShift", err)
}

// Overrides implements [oncall.Store].
func (roster) Overrides(ctx context.Context, t tx.Tx, from, to time.Time) ([]oncall.Override, error) {
	var all []oncall.Override
	err := in(t).each(ctx, `SELECT id, starts, ends, instead_id, person_id, note FROM oncall_override WHERE ends > ? AND starts < ? ORDER BY id`,
		[]any{micros(from), micros(to)}, func(scan func(...any) error) error {
			var o oncall.Override
			var starts, ends int64
			err := scan((*string)(&o.ID), &starts, &ends, (*string)(&o.Instead), (*string)(&o.Person), &o.Note)
			o.From, o.To = instant(starts), instant(ends)
			all = append(all, o)
			return err
		})
	return all, fault.At("oncall.Overrides", err)
}

// AddOverride implements [oncall.Store].
func (roster) AddOverride(ctx context.Context, t tx.Tx, o oncall.Override) error {
	_, err := in(t).exec(ctx, `INSERT INTO oncall_override (id, starts, ends, instead_id, person_id, note) VALUES (`+marks(6)+`)`,
		string(o.ID), micros(o.From), micros(o.To), string(o.Instead), string(o.Person), o.Note)
	return fault.At("oncall.AddOverride", err)
}

// DropShift implements [oncall.Store].
func (roster) DropShift(ctx context.Context, t tx.Tx, i oncall.ShiftID) error {
	return drop(ctx, t, `DELETE FROM oncall_shift WHERE id = ?`, string(i))
}

// DropOverride implements [oncall.Store].
func (roster) DropOverride(ctx context.Context, t tx.Tx, i oncall.OverrideID) error {
	return drop(ctx, t, `DELETE FROM oncall_override WHERE id = ?`, string(i))
}

// DropGroup implements [oncall.Store].
func (roster) DropGroup(ctx context.Context, t tx.Tx, i oncall.GroupID) error {
	if _, err := in(t).exec(ctx, `DELETE FROM oncall_step WHERE group_id = ?`, string(i)); err != nil {
		return err
	}
	return drop(ctx, t, `DELETE FROM oncall_group WHERE id = ?`, string(i))
}

// drop removes the row of an id; NotFound if there is none.
func drop(ctx context.Context, t tx.Tx, statement, i string) error {
	n, err := in(t).exec(ctx, statement, i)
	if err == nil && n == 0 {
		err = fault.New(fault.NotFound, "oncall.drop", "Somebody has removed this already.")
	}
	return err
}

// Groups implements [oncall.Store].
func (roster) Groups(ctx context.Context, t tx.Tx) ([]oncall.Group, error) {
	var all []oncall.Group
	place := map[oncall.GroupID]int{}
	err := in(t).each(ctx, `SELECT id, name, tiers, wait_minutes FROM oncall_group ORDER BY id`, nil, func(scan func(...any) error) error {
		var g oncall.Group
		var tiers string
		err := scan((*string)(&g.ID), &g.Name, &tiers, &g.Wait)
		for _, tier := range strings.Fields(tiers) {
			g.Tiers = append(g.Tiers, triage.Tier(tier))
		}
		g.Wait *= time.Minute
		place[g.ID] = len(all)
		all = append(all, g)
		return err
	})
	if err != nil {
		return nil, fault.At("oncall.Groups", err)
	}
	err = in(t).each(ctx, `SELECT group_id, after_minutes, who, how FROM oncall_step ORDER BY group_id, position`, nil, func(scan func(...any) error) error {
		var group string
		var p oncall.Step
		err := scan(&group, &p.After, (*string)(&p.Who), (*string)(&p.How))
		p.After *= time.Minute
		g := &all[place[oncall.GroupID(group)]]
		g.Steps = append(g.Steps, p)
		return err
	})
	return all, fault.At("oncall.Groups", err)
}

// PutGroup implements [oncall.Store].
func (roster) PutGroup(ctx context.Context, t tx.Tx, g oncall.Group) error {
	var tiers []string
	for _, tier := range g.Tiers {
		tiers = append(tiers, string(tier))
	}
	if _, err := in(t).exec(ctx, `INSERT INTO oncall_group (id, name, tiers, wait_minutes) VALUES (`+marks(4)+`)
		ON CONFLICT (id) DO UPDATE SET name = excluded.name, tiers = excluded.tiers, wait_minutes = excluded.wait_minutes`,
		string(g.ID), g.Name, strings.Join(tiers, " "), int64(g.Wait/time.Minute)); err != nil {
		return fault.At("oncall.PutGroup", err)
	}
	if _, err := in(t).exec(ctx, `DELETE FROM oncall_step WHERE group_id = ?`, string(g.ID)); err != nil {
		return fault.At("oncall.PutGroup", err)
	}
	for i, p := range g.Steps {
		if _, err := in(t).exec(ctx, `INSERT INTO oncall_step (group_id, position, after_minutes, who, how) VALUES (`+marks(5)+`)`,
			string(g.ID), i, int64(p.After/time.Minute), string(p.Who), string(p.How)); err != nil {
			return fault.At("oncall.PutGroup", err)
		}
	}
	return nil
}

// Policy implements [oncall.Store].
func (roster) Policy(ctx context.Context, t tx.Tx) (oncall.Policy, error) {
	var p oncall.Policy
	err := in(t).one(ctx, `SELECT owner_id, fallback_id, again_minutes FROM oncall_policy WHERE id = 1`, nil,
		(*string)(&p.Owner), (*string)(&p.Fallback), &p.Again)
	if fault.Is(err, fault.NotFound) {
		return oncall.Policy{}, nil
	}
	p.Again *= time.Minute
	return p, fault.At("oncall.Policy", err)
}

// PutPolicy implements [oncall.Store].
func (roster) PutPolicy(ctx context.Context, t tx.Tx, p oncall.Policy) error {
	_, err := in(t).exec(ctx, `INSERT INTO oncall_policy (id, owner_id, fallback_id, again_minutes) VALUES (1, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET owner_id = excluded.owner_id, fallback_id = excluded.fallback_id,
			again_minutes = excluded.again_minutes`,
		string(p.Owner), string(p.Fallback), int64(p.Again/time.Minute))
	return fault.At("oncall.PutPolicy", err)
}
