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

// PG returns the URL of a fresh, empty PostgreSQL database that is dropped when the test ends. The test [Need]s
// postgres.
func PG(t testing.TB) string {
	t.Helper()
	Need(t, "postgres")
	server := os.Getenv("BEDSIDE_TEST_PG")
	at, err := url.Parse(server)
	if err != nil {
		t.Fatalf("BEDSIDE_TEST_PG is no URL: %v", err)
	}
	name := "test_" + strings.ToLower(rand.Text())
	serverDo(t, server, "CREATE DATABASE "+name+" TEMPLATE template0")
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

// SQLite returns the path of a database file that does not exist yet, in a folder that goes when the test ends.
func SQLite(t testing.TB) string {
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
