package practice

import (
	"context"

	"bedside/internal/civil"
	"bedside/internal/tx"
)

// FileCredential is a [Credential]. A provider's is the same as one of the practice's if kind, board, state, number and
// field are.
type FileCredential struct {
	Kind      CredentialKind   `toml:"kind"`
	Issuer    string           `toml:"issuer"`
	State     string           `toml:"state"`
	Number    string           `toml:"number"`
	Field     string           `toml:"field"`
	Status    CredentialStatus `toml:"status"` // "active" if it is left out
	Expires   string           `toml:"expires"`
	CheckedBy string           `toml:"checked_by"`
	CheckedOn string           `toml:"checked_on"`
	Source    string           `toml:"source"`
	Next      string           `toml:"next"`
}

// credential reads the days.
func (f FileCredential) credential() (Credential, error) {
	c := Credential{Kind: f.Kind, Issuer: f.Issuer, State: f.State, Number: f.Number, Field: f.Field, Status: f.Status, CheckedBy: f.CheckedBy, Source: f.Source}
	if c.Status == "" {
		c.Status = InForce
	}
	for _, d := range []struct {
		text string
		into *civil.Date
	}{{f.Expires, &c.Expires}, {f.CheckedOn, &c.CheckedOn}, {f.Next, &c.Next}} {
		if d.text == "" {
			continue
		}
		var err error
		if *d.into, err = civil.ParseDate(d.text); err != nil {
			return c, invalidFile("The days of the credential from %q cannot be read. A day looks like 2026-11-26.", f.Issuer)
		}
	}
	return c, nil
}

func (f File) applyCredentials(ctx context.Context, t tx.Tx, r *Registry, names naming) error {
	for _, v := range f.Providers {
		for _, held := range v.Held {
			c, err := held.credential()
			if err == nil {
				c.Provider = names.providers[v.name()]
				err = r.applyCredential(ctx, t, c)
			}
			if err != nil {
				return part("credential of "+v.name(), err)
			}
		}
	}
	return nil
}

func (r *Registry) applyCredential(ctx context.Context, t tx.Tx, c Credential) error {
	p, err := r.Get(ctx, t)
	if err != nil {
		return err
	}
	if err := c.normalise(p.Today(t.Now())); err != nil {
		return err
	}
	old, _ := find(p.Credentials, func(o Credential) bool { return o.sameAs(c) })
	c.ID = old.ID
	_, err = r.SaveCredential(ctx, t, c)
	return err
}
