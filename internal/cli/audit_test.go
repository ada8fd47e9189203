package cli

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bedside/internal/actor"
	"bedside/internal/app"
	"bedside/internal/audit"
	"bedside/internal/id"
	"bedside/internal/phi"
	"bedside/internal/store"
	"bedside/internal/tx"
)

// logged makes a data folder with eight sealed events.
func logged(t *testing.T) string {
	t.Helper()
	ctx, dir := context.Background(), t.TempDir()
	database, key, heads := app.Files(dir)
	file, err := phi.NewKeyFile(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	keys, err := phi.ParseKeys(file)
	if err := errors.Join(err, os.WriteFile(key, []byte(file), 0o600)); err != nil {
		t.Fatal(err)
	}
	now := func() time.Time { return time.Date(2026, 11, 3, 10, 4, 0, 0, time.UTC) }
	s, err := store.Open(ctx, store.Config{URL: database, Keys: keys, Now: now, Log: slog.Default()})
	if err != nil {
		t.Fatal(err)
	}
	log := &audit.Log{Store: s.Audit(), Keys: keys, IDs: id.NewSource(now, rand.Reader)}
	for i := range 8 {
		err := s.Do(ctx, actor.System(), func(x tx.Tx) error {
			return log.Record(ctx, x, "booked", audit.Ref{Kind: "appointment", ID: fmt.Sprint(i)}, "", nil)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	sealer := &audit.Sealer{Store: s.Audit(), Keys: keys, Export: store.HeadFile{Path: heads}, Now: now, Log: slog.Default()}
	if _, err := sealer.Seal(ctx); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

func verify(c AuditVerifyCmd) (string, error) {
	var out, diagnostics bytes.Buffer
	err := c.Run(&IO{Ctx: context.Background(), Out: &out, Err: &diagnostics, Getenv: func(string) string { return "" }})
	return out.String(), err
}

func TestAuditVerifySaysThatAllIsWell(t *testing.T) {
	dir := logged(t)
	out, err := verify(AuditVerifyCmd{target: target{Data: dir}, Format: "text"})
	if want := "The event log is intact: 8 events, 0 more wait for their seal.\nIt agrees with the heads that were written down outside the database (1).\n"; err != nil || out != want {
		t.Errorf("%v\n%s", err, out)
	}
	out, err = verify(AuditVerifyCmd{target: target{Data: dir}, Heads: filepath.Join(dir, "none"), Format: "text"})
	if err != nil || !strings.Contains(out, "no exported heads") {
		t.Errorf("%v\n%s", err, out)
	}
	out, err = verify(AuditVerifyCmd{target: target{Data: dir}, Heads: filepath.Join(dir, "none"), Format: "json"})
	var got struct {
		Intact  bool
		Heads   *int
		Warning string
	}
	if err2 := json.Unmarshal([]byte(out), &got); err != nil || err2 != nil || !got.Intact || got.Heads == nil || *got.Heads != 0 || !strings.Contains(got.Warning, "cut off") {
		t.Errorf("%v %v\n%s", err, err2, out)
	}
}

func TestAuditVerifyNamesTheEvent(t *testing.T) {
	dir := logged(t)
	database, _, heads := app.Files(dir)
	if _, err := store.Tamper(context.Background(), database, "change"); err != nil {
		t.Fatal(err)
	}
	out, err := verify(AuditVerifyCmd{target: target{Data: dir}, Format: "text"})
	want := "Event 4 (booked, 3 Nov 2026 09:04 UTC) was changed after it was written.\nThe 3 events before it are as they were written.\n"
	if !errors.Is(err, errBadNews) || out != want {
		t.Errorf("%v\n%s", err, out)
	}
	out, err = verify(AuditVerifyCmd{target: target{Data: dir}, Format: "json"})
	var got struct {
		Intact  bool
		Events  int
		Problem struct{ Kind, Sentence string }
	}
	if err2 := json.Unmarshal([]byte(out), &got); !errors.Is(err, errBadNews) || err2 != nil || got.Intact || got.Events != 3 || got.Problem.Kind != "changed" {
		t.Errorf("%v %v\n%s", err, err2, out)
	}
	if err := os.WriteFile(heads, []byte("8 2026-11-03T10:04:00Z 00 00\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err = verify(AuditVerifyCmd{target: target{Data: dir}, Format: "text"})
	if !errors.Is(err, errBadNews) || !strings.Contains(out, "Line 1 of the exported heads was not written by Bedside") {
		t.Errorf("%v\n%s", err, out)
	}
}

func TestAuditVerifyMakesNoDatabase(t *testing.T) {
	dir := t.TempDir()
	if _, err := verify(AuditVerifyCmd{target: target{Data: dir}, Format: "text"}); err == nil || !strings.Contains(err.Error(), "There is no database at") {
		t.Error(err)
	}
	if _, err := verify(AuditVerifyCmd{URL: filepath.Join(dir, "bedside.db"), Format: "text"}); err == nil || !strings.Contains(err.Error(), "--url takes") {
		t.Error(err)
	}
	if left, _ := os.ReadDir(dir); len(left) != 0 {
		t.Error(left)
	}
	if _, err := verify(AuditVerifyCmd{URL: "postgres://localhost/none", Format: "text"}); err == nil || !strings.Contains(err.Error(), "--key") {
		t.Error(err)
	}
}
