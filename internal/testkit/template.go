package testkit

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	_ "github.com/jackc/pgx/v5/stdlib" // registers the driver "pgx"
	"github.com/pressly/goose/v3"
	_ "modernc.org/sqlite" // registers the driver "sqlite"
)

// Migrations take longer than most tests, so each engine runs them once: what a test is given is a copy. Package store
// cannot be asked for it, because its own tests import this package.

// template is an SQLite file with today's schema and no rows, made once in a run.
var template = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "bedside-template-")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	path := filepath.Join(dir, "bedside.db")
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=journal_mode(WAL)&_pragma=synchronous(OFF)")
	if err != nil {
		return nil, err
	}
	if err := migrate(db, goose.DialectSQLite3); err != nil {
		_ = db.Close()
		return nil, err
	}
	if err := db.Close(); err != nil { // which brings the log home
		return nil, err
	}
	return os.ReadFile(path)
})

func migrate(db *sql.DB, dialect goose.Dialect) error {
	p, err := goose.NewProvider(dialect, db, migrations())
	if err != nil {
		return err
	}
	_, err = p.Up(context.Background())
	return err
}

func migrations() fs.FS { return os.DirFS(filepath.Join(root(), "internal", "store", "migrations")) }

// pgTemplate is the name of the database on the server that has today's schema and no rows. Whoever comes first makes
// it, also when several test programs run at once; its name is of the migrations, so another schema has another.
var pgTemplate = sync.OnceValues(func() (string, error) {
	server := os.Getenv("BEDSIDE_TEST_PG")
	files, err := fs.Glob(migrations(), "*.sql")
	if err != nil {
		return "", err
	}
	sum := sha256.New()
	for _, f := range files {
		text, err := fs.ReadFile(migrations(), f)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(sum, "%s %d\n%s", f, len(text), text)
	}
	name := "bedside_template_" + hex.EncodeToString(sum.Sum(nil)[:8])

	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	conn, err := pgx.Connect(ctx, server)
	if err != nil {
		return "", err
	}
	defer func() { _ = conn.Close(context.Background()) }()
	const turn = 7200 // of the advisory lock; any number that nobody else takes
	if _, err := conn.Exec(ctx, "SELECT pg_advisory_lock($1)", turn); err != nil {
		return "", err
	}
	var there bool
	if err := conn.QueryRow(ctx, "SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = $1)", name).Scan(&there); err != nil || there {
		return name, err
	}
	half := name + "_half" // of a program that was ended while it made it
	at, err := url.Parse(server)
	if err != nil {
		return "", err
	}
	at.Path = "/" + half
	for _, do := range []func() error{
		func() error { _, err := conn.Exec(ctx, "DROP DATABASE IF EXISTS "+half+" WITH (FORCE)"); return err },
		func() error { _, err := conn.Exec(ctx, "CREATE DATABASE "+half+" TEMPLATE template0"); return err },
		func() error {
			db, err := sql.Open("pgx", at.String())
			if err != nil {
				return err
			}
			defer func() { _ = db.Close() }()
			return migrate(db, goose.DialectPostgres)
		},
		func() error { _, err := conn.Exec(ctx, "ALTER DATABASE "+half+" RENAME TO "+name); return err },
	} {
		if err := do(); err != nil {
			return "", err
		}
	}
	return name, nil
})
