package store_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"bedside/internal/audit"
	"bedside/internal/fault"
	"bedside/internal/phi"
	"bedside/internal/store"
	"bedside/internal/testkit"
)

func headLine(seq int64, keys *phi.Keys) string {
	return audit.FormatHead(audit.Head{Seq: seq, MAC: make([]byte, 32)}, time.Unix(seq, 0), keys)
}

// full is a head file that the next line makes too big.
func full(t *testing.T, keys *phi.Keys) string {
	t.Helper()
	path, line := filepath.Join(t.TempDir(), "heads"), headLine(1, keys)+"\n"
	if err := os.WriteFile(path, bytes.Repeat([]byte(line), 4<<20/len(line)), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestTheHeadFileStaysBounded(t *testing.T) {
	keys := phi.NewKeys()
	h := store.HeadFile{Path: full(t, keys)}
	if err := h.Append(headLine(2, keys)); err != nil {
		t.Fatal(err)
	}
	heads, err := h.Read(keys)
	if err != nil || len(heads) != 10_001 || heads[10_000].Seq != 2 || heads[0].Seq != 1 {
		t.Fatal(len(heads), err)
	}
}

// growing is the file by a path such as /dev/fd/7, beside which nobody can make another, not even root: it stands for a
// share that only grows.
func growing(t *testing.T, path string) store.HeadFile {
	t.Helper()
	f, err := os.OpenFile(path, os.O_RDWR|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	h := store.HeadFile{Path: fmt.Sprintf("/dev/fd/%d", f.Fd())}
	if other, err := os.CreateTemp(filepath.Dir(h.Path), "x"); err == nil {
		t.Fatal(other.Name(), "can be made")
	}
	return h
}

func TestTheHeadFileGrowsWhereNothingElseCanBeMade(t *testing.T) {
	keys := phi.NewKeys()
	path := full(t, keys)
	h := growing(t, path)
	before, err := h.Read(keys)
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Append(headLine(2, keys)); err != nil {
		t.Fatal(err)
	}
	after, err := store.HeadFile{Path: path}.Read(keys)
	if err != nil || len(after) != len(before)+1 || after[len(before)].Seq != 2 {
		t.Fatal(len(before), len(after), err)
	}
}

func TestALineThatACrashCutShortIsLeftOut(t *testing.T) {
	keys := phi.NewKeys()
	path := filepath.Join(t.TempDir(), "heads")
	first, second := headLine(1, keys)+"\n", headLine(2, keys)+"\n"
	for _, c := range []struct {
		name, before, after string
		grows               bool
	}{
		{"it is taken out", first + second[:40], first, false},
		{"it is marked where the file only grows", first + second[:40], first + second[:40] + " (cut short)\n", true},
		{"a second crash cut the mark", first + second[:40] + " (cut sh", first + second[:40] + " (cut sh (cut short)\n", true},
	} {
		f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
		if err != nil {
			t.Fatal(err)
		}
		_, err = f.WriteString(c.before)
		h := store.HeadFile{Path: path}
		if c.grows {
			h = growing(t, path)
		}
		if err := errors.Join(err, f.Close(), h.Append(headLine(3, keys))); err != nil {
			t.Fatal(c.name, err)
		}
		got, err := os.ReadFile(path)
		if want := c.after + headLine(3, keys) + "\n"; err != nil || string(got) != want {
			t.Fatalf("%s: %v\n%s\nwant\n%s", c.name, err, got, want)
		}
		heads, err := h.Read(keys)
		if err != nil || len(heads) != 2 || heads[0].Seq != 1 || heads[1].Seq != 3 {
			t.Fatal(c.name, heads, err)
		}
	}
	if err := os.WriteFile(path, []byte(second[:40]+"\n"+first), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := (store.HeadFile{Path: path}).Read(keys); !fault.Is(err, fault.Invalid) {
		t.Error("a short line that Bedside did not mark:", err)
	}
}

func TestWhoseDatabase(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		ask := func(keys *phi.Keys) error {
			s, err := store.OpenAsIs(store.Config{URL: dsn, Keys: keys, Now: time.Now})
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = s.Close() }()
			return s.Belongs(t.Context())
		}
		if err := ask(phi.NewKeys()); !fault.Is(err, fault.NotFound) {
			t.Error("empty:", err)
		}
		l := openLedger(t, dsn)
		if err := ask(l.keys); err != nil {
			t.Error("ours:", err)
		}
		if err := ask(phi.NewKeys()); !fault.Is(err, fault.Invalid) {
			t.Error("another's:", err)
		}
	})
}
