package testkit

import (
	"context"
	"crypto/rand"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// PG returns the URL of a fresh PostgreSQL database with today's schema and no rows, which is dropped when the test
// ends. The test [Need]s postgres.
func PG(t testing.TB) string {
	t.Helper()
	Need(t, "postgres")
	like, err := pgTemplate()
	if err != nil {
		t.Fatalf("the schema on the server at BEDSIDE_TEST_PG: %v", err)
	}
	return pgLike(t, like)
}

// EmptyPG is [PG] without a schema.
func EmptyPG(t testing.TB) string {
	t.Helper()
	Need(t, "postgres")
	return pgLike(t, "template0")
}

func pgLike(t testing.TB, template string) string {
	t.Helper()
	server := os.Getenv("BEDSIDE_TEST_PG")
	at, err := url.Parse(server)
	if err != nil {
		t.Fatalf("BEDSIDE_TEST_PG is no URL: %v", err)
	}
	name := "test_" + strings.ToLower(rand.Text())
	serverDo(t, server, "CREATE DATABASE "+name+" TEMPLATE "+template)
	t.Cleanup(func() { serverDo(t, server, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)") })
	at.Path = "/" + name
	return at.String()
}

// OnServer runs a statement on the database if it is PostgreSQL's, whose clock cannot be moved: time passes there when
// a test writes it. On SQLite it does nothing.
func OnServer(t testing.TB, dsn, statement string) {
	t.Helper()
	if strings.HasPrefix(dsn, "postgres") {
		serverDo(t, dsn, statement)
	}
}

// Expire ends all leases on PostgreSQL. On SQLite they end by the clock of the one who asks.
func Expire(t testing.TB, dsn string) {
	t.Helper()
	OnServer(t, dsn, "UPDATE job SET leased_until = 0")
}

func serverDo(t testing.TB, server, sql string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	conn, err := pgx.Connect(ctx, server)
	if err != nil {
		t.Fatalf("PostgreSQL at BEDSIDE_TEST_PG: %v", err)
	}
	defer func() { _ = conn.Close(ctx) }()
	if _, err := conn.Exec(ctx, sql); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
}

// SQLite returns the path of a fresh database file with today's schema and no rows, in a folder that goes when the test
// ends.
func SQLite(t testing.TB) string {
	t.Helper()
	path := NoSQLite(t)
	file, err := template()
	if err == nil {
		err = os.WriteFile(path, file, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// NoSQLite is the path of a file that does not exist yet, in a folder that goes when the test ends.
func NoSQLite(t testing.TB) string {
	t.Helper()
	return filepath.Join(t.TempDir(), "bedside.db")
}

// Engines runs the test once on each engine, with a fresh database: subtest "sqlite" gets a file's path, subtest
// "postgres" a URL.
func Engines(t *testing.T, test func(t *testing.T, dsn string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, SQLite(t)) })
	t.Run("postgres", func(t *testing.T) { test(t, PG(t)) })
}

// EmptyEngines is [Engines] without a schema, for what makes one.
func EmptyEngines(t *testing.T, test func(t *testing.T, dsn string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, NoSQLite(t)) })
	t.Run("postgres", func(t *testing.T) { test(t, EmptyPG(t)) })
}
