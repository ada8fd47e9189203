package store

import (
	"context"

	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/practice"
	"bedside/internal/tx"
)

// dayOrNone reads a column that holds a day or nothing.
func dayOrNone(s string) (civil.Date, error) {
	if s == "" {
		return civil.Date{}, nil
	}
	return civil.ParseDate(s)
}

func (practiceStore) credentials(ctx context.Context, t *Tx, p *practice.Practice) error {
	return t.each(ctx, `SELECT id, provider_id, kind, issuer, state, number, field, status, expires, checked_by, checked_on, source, next_check
		FROM credential ORDER BY position, id`, nil,
		func(scan func(...any) error) error {
			var c practice.Credential
			var expires, checked, next string
			err := scan(&c.ID, &c.Provider, &c.Kind, &c.Issuer, &c.State, &c.Number, &c.Field, &c.Status, &expires, &c.CheckedBy, &checked, &c.Source, &next)
			for i, into := range []*civil.Date{&c.Expires, &c.CheckedOn, &c.Next} {
				if err == nil {
					*into, err = dayOrNone([]string{expires, checked, next}[i])
				}
			}
			p.Credentials = append(p.Credentials, c)
			return err
		})
}

func (practiceStore) PutCredential(ctx context.Context, t tx.Tx, c practice.Credential) error {
	_, err := in(t).exec(ctx, `INSERT INTO credential (id, provider_id, kind, issuer, state, number, field, status, expires, checked_by, checked_on, source, next_check, position)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, (SELECT COALESCE(MAX(position), 0) + 1 FROM credential))
		ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, issuer = excluded.issuer, state = excluded.state, number = excluded.number,
		field = excluded.field, status = excluded.status, expires = excluded.expires, checked_by = excluded.checked_by,
		checked_on = excluded.checked_on, source = excluded.source, next_check = excluded.next_check`,
		c.ID, c.Provider, string(c.Kind), c.Issuer, c.State, c.Number, c.Field, string(c.Status), c.Expires.String(), c.CheckedBy, c.CheckedOn.String(), c.Source, c.Next.String())
	return err
}

func (practiceStore) DeleteCredential(ctx context.Context, t tx.Tx, i practice.CredentialID) error {
	n, err := in(t).exec(ctx, "DELETE FROM credential WHERE id = ?", i)
	if err == nil && n == 0 {
		return fault.New(fault.NotFound, "store.DeleteCredential", "There is no such credential.")
	}
	return err
}
