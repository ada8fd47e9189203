package store

import (
	"context"
	"time"

	"bedside/internal/fault"
	"bedside/internal/identity"
	"bedside/internal/tx"
)

// Connections returns the store of the connections that package identity makes.
func (s *Store) Connections() identity.ConnectionStore { return connectionStore{} }

type connectionStore struct{}

func connections(ctx context.Context, t *Tx, where string, args ...any) (all []identity.Connection, err error) {
	err = t.each(ctx, "SELECT id, name, scopes, patient_id, made_by, made_at, ends_at, revoked_at, used_at FROM connection "+where, args, func(scan func(...any) error) error {
		var c identity.Connection
		var scopes string
		var made, ends, revoked, used int64
		if err := scan(&c.ID, &c.Name, &scopes, &c.Patient, &c.By, &made, &ends, &revoked, &used); err != nil {
			return err
		}
		c.Made, c.Ends, c.Revoked, c.Used = instant(made), instant(ends), instant(revoked), instant(used)
		var err error
		if c.Scopes, err = identity.ParseScopes(scopes, c.Patient != ""); err != nil {
			return fault.Wrap(fault.Internal, "store.connections", "a connection has scopes that nobody understands", err)
		}
		all = append(all, c)
		return nil
	})
	return all, fault.At("identity.connections", err)
}

func (connectionStore) Connections(ctx context.Context, t tx.Tx) ([]identity.Connection, error) {
	return connections(ctx, in(t), "ORDER BY made_at DESC, id DESC")
}

func (connectionStore) ConnectionBy(ctx context.Context, t tx.Tx, hash []byte) (identity.Connection, error) {
	all, err := connections(ctx, in(t), "WHERE token_hash = ?", hash)
	if err == nil && len(all) == 0 {
		err = fault.New(fault.NotFound, "store.ConnectionBy", "")
	}
	if err != nil {
		return identity.Connection{}, err
	}
	return all[0], nil
}

func (connectionStore) AddConnection(ctx context.Context, t tx.Tx, c identity.Connection, hash []byte) error {
	_, err := in(t).exec(ctx, "INSERT INTO connection (id, name, token_hash, scopes, patient_id, made_by, made_at, ends_at, revoked_at, used_at) VALUES ("+marks(10)+")",
		string(c.ID), c.Name, hash, c.Words(), c.Patient, string(c.By), micros(c.Made), micros(c.Ends), micros(c.Revoked), micros(c.Used))
	return fault.At("identity.AddConnection", err)
}

func (connectionStore) RevokeConnection(ctx context.Context, t tx.Tx, i identity.ConnectionID, at time.Time) error {
	n, err := in(t).exec(ctx, "UPDATE connection SET revoked_at = ? WHERE id = ? AND revoked_at = 0", micros(at), string(i))
	if err == nil && n == 0 {
		return fault.New(fault.Conflict, "store.RevokeConnection", "This connection was ended already, or there is none.")
	}
	return fault.At("identity.RevokeConnection", err)
}

func (connectionStore) UseConnection(ctx context.Context, t tx.Tx, i identity.ConnectionID, at time.Time) error {
	_, err := in(t).keep(ctx, "UPDATE connection SET used_at = ? WHERE id = ? AND used_at < ?", micros(at), string(i), micros(at))
	return fault.At("identity.UseConnection", err)
}
