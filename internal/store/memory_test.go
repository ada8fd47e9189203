package store_test

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"maps"
	"testing"
	"time"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/civil"
	"bedside/internal/id"
	"bedside/internal/phi"
	"bedside/internal/store"
	"bedside/internal/tx"
)

// A database in memory keeps what is committed, undoes what fails, and comes back to how it was as often as it is asked.
func TestMemory(t *testing.T) {
	ctx, keys := context.Background(), phi.NewKeys()
	now := func() time.Time { return time.Date(2026, 11, 23, 16, 0, 0, 0, time.UTC) }
	m, err := store.OpenMemory(ctx, store.Config{Keys: keys, Now: now, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = m.Close() }()
	log := &audit.Log{Store: m.Audit(), Keys: keys, IDs: id.NewSource(now, rand.Reader)}
	day := civil.Date{Year: 2026, Month: 11, Day: 23}
	try := func(of string, fails error) {
		t.Helper()
		err := m.Do(ctx, actor.System(), func(x tx.Tx) error {
			if err := m.FrontDesk().Try(ctx, x, of, day); err != nil {
				return err
			}
			if err := log.Record(ctx, x, "tried", audit.Ref{Kind: "test"}, "", nil); err != nil {
				return err
			}
			return fails
		})
		if !errors.Is(err, fails) {
			t.Fatalf("a transaction ended with %v, want %v", err, fails)
		}
	}
	tried := func(of string) (n int) {
		t.Helper()
		if err := m.View(ctx, actor.System(), func(x tx.Tx) (err error) {
			n, err = m.FrontDesk().Tried(ctx, x, of, day)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return n
	}
	digests := func() map[string]string {
		t.Helper()
		d, err := m.Digests(ctx)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	try("before", nil)
	if err := m.Keep(); err != nil {
		t.Fatal(err)
	}
	kept := digests()
	for range 3 {
		try("after", nil)
		try("failed", errors.ErrUnsupported)
		try("after", nil)
		if tried("before") != 1 || tried("after") != 2 || tried("failed") != 0 {
			t.Fatalf("tried %d, %d and %d times, want 1, 2 and 0", tried("before"), tried("after"), tried("failed"))
		}
		changed := digests()
		if changed["verifying"] == kept["verifying"] {
			t.Error("the digest of a table that was written to has not changed")
		}
		if changed["event"] == kept["event"] {
			t.Error("the events have not changed")
		}
		changed["verifying"], changed["event"] = kept["verifying"], kept["event"]
		if !maps.Equal(changed, kept) {
			t.Error("the digest of a table that nobody wrote to has changed")
		}
		if err := m.Reset(); err != nil {
			t.Fatal(err)
		}
		if !maps.Equal(digests(), kept) || tried("after") != 0 {
			t.Error("it is not as it was kept")
		}
	}
}
