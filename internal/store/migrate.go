package store

import (
	"context"
	"crypto/subtle"
	"embed"
	"io/fs"
	"time"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"bedside/internal/fault"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migrate brings the schema forward. Migrations only go forward, and expand before they contract, because two
// program versions run at once during an upgrade.
func (s *Store) migrate(ctx context.Context) error {
	err := s.goForward(ctx)
	if _, ok := s.engine.(*sqliteEngine); !ok {
		return err
	}
	// Another program may have migrated the same file meanwhile. Each migration is one transaction, so nothing is
	// half done and the next look sees how far the other got. On a slow disk it takes seconds.
	for try := 1; try < 100 && err != nil && !fault.Is(err, fault.Conflict) && ctx.Err() == nil; try++ {
		time.Sleep(time.Duration(min(5*try, 100)) * time.Millisecond)
		err = s.goForward(ctx)
	}
	return err
}

func (s *Store) goForward(ctx context.Context) error {
	dir, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return fault.Wrap(fault.Internal, "store.migrate", "", err)
	}
	db, dialect := s.engine.migrator()
	var options []goose.ProviderOption
	if dialect == "postgres" { // replicas that start at once migrate one after another
		locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 300), lock.WithUnlockTimeout(1, 10))
		if err != nil {
			return fault.Wrap(fault.Internal, "store.migrate", "", err)
		}
		options = append(options, goose.WithSessionLocker(locker))
	}
	p, err := goose.NewProvider(goose.Dialect(dialect), db, dir, options...)
	if err != nil {
		return classify("store.migrate", err)
	}
	have, err := p.GetDBVersion(ctx)
	if err != nil {
		return classify("store.migrate", err)
	}
	sources := p.ListSources()
	if newest := sources[len(sources)-1].Version; have > newest {
		return fault.New(fault.Conflict, "store.migrate", "This database was written by a newer Bedside. Start that version again, or restore a backup from before the upgrade.")
	}
	_, err = p.Up(ctx)
	return classify("store.migrate", err)
}

// checkKeys refuses a key file that is not the one the database was written with, before anything is sealed under it.
func (s *Store) checkKeys(ctx context.Context) error {
	mine := s.keys.Token("installation", "key check")
	return s.own(ctx, func(t *Tx) error {
		var theirs []byte
		err := t.one(ctx, "SELECT key_check FROM installation WHERE id = 1", nil, &theirs)
		if fault.Is(err, fault.NotFound) {
			_, err = t.keep(ctx, "INSERT INTO installation (id, key_check) VALUES (1, ?)", mine)
			return err
		}
		if err == nil && subtle.ConstantTimeCompare(mine, theirs) != 1 {
			return fault.New(fault.Invalid, "store.Open", "The key file does not belong to this database. Use the key file that was made with it; the recovery sheet says which.")
		}
		return err
	})
}
