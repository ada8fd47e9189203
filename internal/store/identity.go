package store

import (
	"context"
	"time"

	"bedside/internal/fault"
	"bedside/internal/identity"
	"bedside/internal/tx"
)

// Identity returns the store of package identity.
func (s *Store) Identity() identity.Store { return identityStore{} }

type identityStore struct{}

const staffColumns = "s.id, s.email, s.name, s.role, s.provider_id, s.created_at, s.ended_at"

func scanStaff(scan func(...any) error, more ...any) (p identity.Staff, err error) {
	var created, ended int64
	err = scan(append([]any{&p.ID, &p.Email, &p.Name, &p.Role, &p.Provider, &created, &ended}, more...)...)
	p.Created, p.Ended = instant(created), instant(ended)
	return p, err
}

// List implements [identity.Store].
func (identityStore) List(ctx context.Context, t tx.Tx) ([]identity.Staff, error) {
	var all []identity.Staff
	err := in(t).each(ctx, "SELECT "+staffColumns+`, COALESCE((SELECT MAX(x.seen_at) FROM session x WHERE x.staff_id = s.id), 0)
		FROM staff s ORDER BY s.name, s.id`, nil, func(scan func(...any) error) error {
		var seen int64
		p, err := scanStaff(scan, &seen)
		p.Seen = instant(seen)
		all = append(all, p)
		return err
	})
	return all, fault.At("identity.List", err)
}

// ByID implements [identity.Store].
func (identityStore) ByID(ctx context.Context, t tx.Tx, i identity.StaffID) (identity.Account, error) {
	return account(ctx, in(t), "s.id = ?", string(i))
}

// ByEmail implements [identity.Store].
func (identityStore) ByEmail(ctx context.Context, t tx.Tx, email string) (identity.Account, error) {
	return account(ctx, in(t), "s.email = ?", email)
}

func account(ctx context.Context, t *Tx, where, arg string) (a identity.Account, err error) {
	found := false
	err = t.each(ctx, "SELECT "+staffColumns+", s.password_hash, s.failures, s.locked_until FROM staff s WHERE "+where, []any{arg}, func(scan func(...any) error) error {
		var locked int64
		found = true
		a.Staff, err = scanStaff(scan, &a.Password, &a.Failures, &locked)
		a.LockedUntil = instant(locked)
		return err
	})
	if err == nil && !found {
		err = fault.New(fault.NotFound, "store.account", "There is no such person here.")
	}
	return a, fault.At("identity.account", err)
}

// Save implements [identity.Store].
func (identityStore) Save(ctx context.Context, t tx.Tx, a identity.Account) error {
	_, err := in(t).exec(ctx, `INSERT INTO staff (id, email, name, role, provider_id, password_hash, failures, locked_until, created_at, ended_at)
		VALUES (`+marks(10)+`) ON CONFLICT (id) DO UPDATE SET email = excluded.email, name = excluded.name, role = excluded.role,
		provider_id = excluded.provider_id, password_hash = excluded.password_hash, failures = excluded.failures,
		locked_until = excluded.locked_until, created_at = excluded.created_at, ended_at = excluded.ended_at`,
		string(a.ID), a.Email, a.Name, string(a.Role), string(a.Provider), a.Password, a.Failures, micros(a.LockedUntil), micros(a.Created), micros(a.Ended))
	return fault.At("identity.Save", err)
}

// AddSession implements [identity.Store].
func (identityStore) AddSession(ctx context.Context, t tx.Tx, s identity.Ticket, forget time.Time) error {
	if _, err := in(t).keep(ctx, "DELETE FROM session WHERE ends_at < ?", micros(forget)); err != nil {
		return fault.At("identity.AddSession", err)
	}
	_, err := in(t).keep(ctx, "INSERT INTO session (token_hash, staff_id, created_at, seen_at, ends_at) VALUES (?, ?, ?, ?, ?)",
		s.Hash, string(s.Staff), micros(s.Created), micros(s.Seen), micros(s.Ends))
	return fault.At("identity.AddSession", err)
}

// Session implements [identity.Store].
func (identityStore) Session(ctx context.Context, t tx.Tx, hash []byte) (identity.Ticket, error) {
	k, created, seen, ends := identity.Ticket{Hash: hash}, int64(0), int64(0), int64(0)
	err := in(t).one(ctx, "SELECT staff_id, created_at, seen_at, ends_at FROM session WHERE token_hash = ?", []any{hash}, &k.Staff, &created, &seen, &ends)
	k.Created, k.Seen, k.Ends = instant(created), instant(seen), instant(ends)
	return k, fault.At("identity.Session", err)
}

// Touch implements [identity.Store].
func (identityStore) Touch(ctx context.Context, t tx.Tx, hash []byte, seen time.Time) error {
	_, err := in(t).keep(ctx, "UPDATE session SET seen_at = ? WHERE token_hash = ? AND seen_at < ?", micros(seen), hash, micros(seen))
	return fault.At("identity.Touch", err)
}

// EndSession implements [identity.Store].
func (identityStore) EndSession(ctx context.Context, t tx.Tx, hash []byte, at time.Time) error {
	_, err := in(t).keep(ctx, "UPDATE session SET ends_at = ? WHERE token_hash = ? AND ends_at > ?", micros(at), hash, micros(at))
	return fault.At("identity.EndSession", err)
}

// EndSessions implements [identity.Store].
func (identityStore) EndSessions(ctx context.Context, t tx.Tx, of identity.StaffID, keep []byte, at time.Time) error {
	if keep == nil {
		keep = []byte{}
	}
	_, err := in(t).keep(ctx, "UPDATE session SET ends_at = ? WHERE staff_id = ? AND token_hash <> ? AND ends_at > ?", micros(at), string(of), keep, micros(at))
	return fault.At("identity.EndSessions", err)
}

// ReplaceLink implements [identity.Store].
func (s identityStore) ReplaceLink(ctx context.Context, t tx.Tx, l identity.Ticket) error {
	if err := s.DropLinks(ctx, t, l.Staff); err != nil {
		return err
	}
	_, err := in(t).keep(ctx, "INSERT INTO login_link (token_hash, staff_id, ends_at, used_at) VALUES (?, ?, ?, 0)", l.Hash, string(l.Staff), micros(l.Ends))
	return fault.At("identity.ReplaceLink", err)
}

// Link implements [identity.Store].
func (identityStore) Link(ctx context.Context, t tx.Tx, hash []byte) (identity.Ticket, error) {
	k, ends, used := identity.Ticket{Hash: hash}, int64(0), int64(0)
	err := in(t).one(ctx, "SELECT staff_id, ends_at, used_at FROM login_link WHERE token_hash = ?", []any{hash}, &k.Staff, &ends, &used)
	k.Ends, k.Used = instant(ends), instant(used)
	return k, fault.At("identity.Link", err)
}

// UseLink implements [identity.Store].
func (identityStore) UseLink(ctx context.Context, t tx.Tx, hash []byte, at time.Time) error {
	n, err := in(t).keep(ctx, "UPDATE login_link SET used_at = ? WHERE token_hash = ? AND used_at = 0", micros(at), hash)
	if err == nil && n == 0 {
		err = fault.New(fault.Conflict, "store.UseLink", "This link was used already.")
	}
	return fault.At("identity.UseLink", err)
}

// DropLinks implements [identity.Store].
func (identityStore) DropLinks(ctx context.Context, t tx.Tx, of identity.StaffID) error {
	_, err := in(t).keep(ctx, "DELETE FROM login_link WHERE staff_id = ?", string(of))
	return fault.At("identity.DropLinks", err)
}
