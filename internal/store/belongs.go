package store

import (
	"context"
	"crypto/subtle"

	"bedside/internal/actor"
	"bedside/internal/fault"
	"bedside/internal/tx"
)

// Belongs is nil if the database was written with the key file that the store was opened with. Another key file is
// Invalid, a database that no practice was ever made in NotFound. It changes nothing and takes any schema, for stores
// from [OpenAsIs].
func (s *Store) Belongs(ctx context.Context) error {
	const op, none = "store.Belongs", "There is no practice in this database."
	return s.View(ctx, actor.System(), func(x tx.Tx) error {
		t := in(x)
		if schema, _, err := s.schema(ctx, t); err != nil {
			return err
		} else if schema == 0 {
			return fault.New(fault.NotFound, op, none)
		}
		var theirs []byte
		err := t.one(ctx, "SELECT key_check FROM installation WHERE id = 1", nil, &theirs)
		switch {
		case fault.Is(err, fault.NotFound):
			return fault.New(fault.NotFound, op, none)
		case err != nil:
			return err
		case subtle.ConstantTimeCompare(s.keys.Token("installation", "key check"), theirs) != 1:
			return fault.New(fault.Invalid, op, "The key file does not belong to this database. Use the key file that was made with it; the recovery sheet says which.")
		}
		return nil
	})
}
