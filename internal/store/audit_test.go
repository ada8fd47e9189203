package store_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/fault"
	"bedside/internal/id"
	"bedside/internal/phi"
	"bedside/internal/store"
	"bedside/internal/testkit"
	"bedside/internal/tx"
)

// ledger is an event log on a real database, with the way around it.
type ledger struct {
	*store.Store
	log    *audit.Log
	sealer *audit.Sealer
	keys   *phi.Keys
	clock  *testkit.Clock
	heads  store.HeadFile
	raw    *sql.DB // what somebody has who can write the database
	said   *bytes.Buffer
}

var admin = actor.Actor{Kind: actor.Staff, Role: actor.Admin, ID: "staff-1"}

func openLedger(t testing.TB, dsn string) *ledger {
	t.Helper()
	l := &ledger{keys: phi.NewKeys(), clock: testkit.NewClock(time.Date(2026, 11, 3, 10, 4, 0, 0, time.UTC)), said: &bytes.Buffer{}}
	logger := slog.New(slog.NewTextHandler(l.said, nil))
	s, err := store.Open(context.Background(), store.Config{URL: dsn, Keys: l.keys, Now: l.clock.Now, Log: logger})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	l.Store = s
	l.log = &audit.Log{Store: s.Audit(), Keys: l.keys, IDs: id.NewSource(l.clock.Now, rand.Reader)}
	l.heads = store.HeadFile{Path: filepath.Join(t.TempDir(), "audit-heads.log")}
	l.sealer = &audit.Sealer{Store: s.Audit(), Keys: l.keys, Export: l.heads, Now: l.clock.Now, Log: logger}
	l.raw = rawDB(t, dsn)
	return l
}

// rawDB opens the database behind the store's back.
func rawDB(t testing.TB, dsn string) *sql.DB {
	t.Helper()
	driver := "pgx"
	if !strings.HasPrefix(dsn, "postgres") {
		driver, dsn = "sqlite", "file:"+dsn+"?_pragma=busy_timeout(5000)"
	}
	db, err := sql.Open(driver, dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// booked records an event about a visit.
func (l *ledger) booked(t testing.TB, visit string) {
	t.Helper()
	l.clock.Advance(time.Minute)
	err := l.Do(context.Background(), admin, func(x tx.Tx) error {
		return l.log.Record(context.Background(), x, "booked", audit.Ref{Kind: "appointment", ID: visit}, visit, audit.Facts{"service": "checkup", "note": "<&>\u2028"})
	})
	if err != nil {
		t.Fatal(err)
	}
}

// looked shows the patients to somebody.
func (l *ledger) looked(t testing.TB, patients ...string) {
	t.Helper()
	l.clock.Advance(time.Minute)
	err := l.View(context.Background(), admin, func(x tx.Tx) error {
		return l.log.Disclose(context.Background(), x, "patients", patients...)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func (l *ledger) seal(t testing.TB) int {
	t.Helper()
	n, err := l.sealer.Seal(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func (l *ledger) verify(t interface{ Fatal(...any) }) audit.Report {
	heads, err := l.heads.Read(l.keys)
	if err != nil {
		t.Fatal(err)
	}
	r, err := audit.Verify(context.Background(), l.Audit(), l.keys, heads)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func (l *ledger) sql(t interface{ Fatal(...any) }, statements ...string) {
	for _, s := range statements {
		if _, err := l.raw.Exec(s); err != nil {
			t.Fatal(s, err)
		}
	}
}

// filled is a ledger with twenty sealed events, a head after each five, of which every fifth is a Read of two
// patients, and two that are not sealed yet. keep and restore let a test damage it over and over.
func filled(t testing.TB, dsn string) *ledger {
	l := openLedger(t, dsn)
	for i := 1; i <= 20; i++ {
		if i%5 == 0 {
			l.looked(t, fmt.Sprint("patient-", i), "patient-b")
			l.seal(t)
		} else {
			l.booked(t, fmt.Sprint("visit-", i))
		}
	}
	l.booked(t, "visit-21")
	l.looked(t, "patient-c")
	l.sql(t, "CREATE TABLE event_kept AS SELECT * FROM event", "CREATE TABLE access_kept AS SELECT * FROM access")
	return l
}

func (l *ledger) restore(t interface{ Fatal(...any) }) {
	l.sql(t, "DELETE FROM access", "DELETE FROM event", "INSERT INTO event SELECT * FROM event_kept", "INSERT INTO access SELECT * FROM access_kept")
}

func TestAnIntactLogVerifies(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		l := filled(t, dsn)
		r := l.verify(t)
		if r.Problem != nil || r.Events != 20 || r.Unsealed != 2 || r.Heads != 4 || r.Head.Seq != 20 {
			t.Fatalf("%+v %+v", r, r.Problem)
		}
		if n := l.seal(t); n != 2 {
			t.Fatalf("sealed %d events, want 2", n)
		}
		if r := l.verify(t); r.Problem != nil || r.Events != 22 || r.Unsealed != 0 || r.Heads != 5 {
			t.Fatalf("%+v %+v", r, r.Problem)
		}
	})
}

func TestAnEmptyLogVerifies(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		l := openLedger(t, dsn)
		if n := l.seal(t); n != 0 {
			t.Fatal(n)
		}
		if r := l.verify(t); r.Problem != nil || r.Events != 0 || r.Heads != 0 {
			t.Fatalf("%+v", r)
		}
	})
}

// Somebody who can write the database and has no key does each of these things; the first wrong row is named.
func TestVerifyNamesTheRow(t *testing.T) {
	const forged = `INSERT INTO event (id, at, actor_kind, actor_role, actor_id, verb, subject_kind, subject_id, about, facts, tag, seq, mac)
		SELECT 'forged', at, actor_kind, actor_role, actor_id, verb, subject_kind, subject_id, about, facts, tag, %s, %s FROM event WHERE `
	down := func(from int) []string { // numbers from there on go down by one
		return []string{fmt.Sprintf("UPDATE event SET seq = -seq + 1 WHERE seq > %d", from), "UPDATE event SET seq = -seq WHERE seq < 0"}
	}
	up := func(from int) []string { // numbers from there on go up by one
		return []string{fmt.Sprintf("UPDATE event SET seq = -seq - 1 WHERE seq >= %d", from), "UPDATE event SET seq = -seq WHERE seq < 0"}
	}
	tests := []struct {
		name string
		sql  []string
		kind audit.Kind
		seq  int64
		says string
	}{
		{"actor", []string{"UPDATE event SET actor_id = 'somebody' WHERE seq = 12"}, audit.Changed, 12, "Event 12 (booked, 3 Nov 2026 10:16 UTC) was changed after it was written."},
		{"facts that mean the same", []string{"UPDATE event SET facts = ' ' || facts WHERE seq = 12"}, audit.Changed, 12, "was changed"},
		{"two rows", []string{"UPDATE event SET verb = 'moved' WHERE seq IN (7, 12)"}, audit.Changed, 7, "Event 7 (moved, "},
		{"escape sequences", []string{"UPDATE event SET verb = '\x1b[2J' WHERE seq = 7"}, audit.Changed, 7, "Event 7 (unreadable, "},
		{"tag", []string{"UPDATE event SET tag = mac WHERE seq = 12"}, audit.Changed, 12, "its tag"},
		{"text and tag", []string{"UPDATE event SET tag = mac, verb = 'moved' WHERE seq = 12"}, audit.Changed, 12, "its tag with it"},
		{"seal", []string{"UPDATE event SET mac = tag WHERE seq = 12"}, audit.Changed, 12, "its seal"},
		{"last seal", []string{"UPDATE event SET mac = tag WHERE seq = 20"}, audit.Changed, 20, "its seal"},
		{"one removed", []string{"DELETE FROM event WHERE seq = 12"}, audit.Removed, 12, "Event 12 was removed."},
		{"first removed", []string{"DELETE FROM event WHERE seq = 1"}, audit.Removed, 1, "Event 1 was removed."},
		{"three removed", []string{"DELETE FROM event WHERE seq IN (11, 12, 13)"}, audit.Removed, 11, "Events 11 to 13 were removed."},
		{"removed and renumbered", append([]string{"DELETE FROM event WHERE seq = 12"}, down(12)...), audit.Removed, 12, "Event 12 was removed. The events behind it were given new numbers."},
		{"inserted", append(up(12), fmt.Sprintf(forged, "12", "mac")+"seq = 13"), audit.Inserted, 12, "Event 12 (booked, 3 Nov 2026 10:16 UTC) was not written by Bedside."},
		{"inserted before all", []string{fmt.Sprintf(forged, "-4", "mac") + "seq = 1"}, audit.Inserted, -4, "was not written by Bedside."},
		{"appended", []string{fmt.Sprintf(forged, "21", "mac") + "seq = 1"}, audit.Inserted, 21, "Event 21 "},
		{"inserted unsealed", []string{fmt.Sprintf(forged, "NULL", "NULL") + "seq = 1"}, audit.Inserted, 0, "An event that is not sealed (booked, 3 Nov 2026 10:05 UTC) was not written by Bedside."},
		{"changed unsealed", []string{"UPDATE event SET actor_id = 'somebody' WHERE seq IS NULL AND verb = 'booked'"}, audit.Inserted, 0, "not sealed"},
		{"neighbours swapped", []string{"UPDATE event SET seq = -1 WHERE seq = 12", "UPDATE event SET seq = 12 WHERE seq = 13", "UPDATE event SET seq = 13 WHERE seq = -1"},
			audit.Reordered, 12, "Event 12 (booked, 3 Nov 2026 10:16 UTC) was moved: it now stands as event 13."},
		{"swapped with their seals kept in place", []string{`UPDATE event SET seq = -1 WHERE seq = 7`, "UPDATE event SET seq = 7 WHERE seq = 13", "UPDATE event SET seq = 13 WHERE seq = -1",
			"UPDATE event SET mac = (SELECT mac FROM event_kept k WHERE k.seq = event.seq) WHERE seq IN (7, 13)"},
			audit.Reordered, 7, "it now stands as event 13"},
		{"moved to the end", append([]string{"UPDATE event SET seq = 99 WHERE seq = 3"}, down(3)...), audit.Reordered, 3, "Event 3 (booked, 3 Nov 2026 10:07 UTC) was moved: it now stands as event 98."},
		{"taken out", []string{"UPDATE event SET seq = NULL WHERE seq = 12"}, audit.Reordered, 12, "it now has no place"},
		{"cut", []string{"DELETE FROM access WHERE event_id IN (SELECT id FROM event WHERE seq > 17 OR seq IS NULL)", "DELETE FROM event WHERE seq > 17 OR seq IS NULL"}, audit.Cut, 18, "it ends with event 17, but on 3 Nov 2026 10:24 UTC it had 20."},
		{"everything", []string{"DELETE FROM access", "DELETE FROM event"}, audit.Cut, 1, "it ends with event 0"},
		{"rewritten", append([]string{"DELETE FROM event WHERE seq = 12", "UPDATE event SET mac = tag WHERE seq > 12"}, down(12)...), audit.Rewritten, 12, "without the key file"},
		{"another patient", []string{"UPDATE access SET patient_id = 'patient-x' WHERE patient_id = 'patient-10'"}, audit.AccessChanged, 10, "Event 10 (read, 3 Nov 2026 10:14 UTC) shows other patients in the access log than it was written for."},
		{"a look hidden", []string{"DELETE FROM access WHERE patient_id = 'patient-10'"}, audit.AccessChanged, 10, ""},
		{"a look invented", []string{"INSERT INTO access SELECT id, 'patient-x' FROM event WHERE seq = 3"}, audit.AccessChanged, 3, ""},
		{"a look hidden before it is sealed", []string{"DELETE FROM access WHERE patient_id = 'patient-c'"}, audit.AccessChanged, 0, ""},
		{"another event", []string{"UPDATE access SET event_id = (SELECT id FROM event WHERE seq = 9) WHERE patient_id = 'patient-15'"}, audit.AccessChanged, 9, ""},
	}
	testkit.Engines(t, func(t *testing.T, dsn string) {
		l := filled(t, dsn)
		if strings.HasPrefix(dsn, "postgres") { // on SQLite whoever goes around Bedside has no foreign keys either
			l.sql(t, "ALTER TABLE access DROP CONSTRAINT access_event_id_fkey")
		}
		for _, test := range tests {
			t.Run(test.name, func(t *testing.T) {
				l.restore(t)
				l.sql(t, test.sql...)
				p := l.verify(t).Problem
				if p == nil {
					t.Fatal("not found")
				}
				if p.Kind != test.kind || p.Seq != test.seq || !strings.Contains(p.Sentence, test.says) {
					t.Fatalf("%+v, want %s at %d: %s", p, test.kind, test.seq, test.says)
				}
			})
		}
		l.restore(t)
		if p := l.verify(t).Problem; p != nil {
			t.Fatalf("restored, and %+v", p)
		}
	})
}

// Any single column of any single row, changed to anything, is found, and it is that row.
func TestAnyMutationIsFound(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		l := filled(t, dsn)
		bytea := "x'%x'"
		if strings.HasPrefix(dsn, "postgres") {
			bytea = `'\x%x'`
		}
		value := map[string]func(*rapid.T) string{
			"at": func(t *rapid.T) string { return fmt.Sprint(rapid.Int64().Draw(t, "at")) },
			"seq": func(t *rapid.T) string {
				return rapid.SampledFrom([]string{"NULL", "0", "-7", "21", "400"}).Draw(t, "seq")
			},
		}
		for _, column := range []string{"tag", "mac"} {
			value[column] = func(t *rapid.T) string {
				return fmt.Sprintf(bytea, rapid.SliceOfN(rapid.Byte(), 0, 40).Draw(t, "bytes"))
			}
		}
		columns := []string{"id", "at", "actor_kind", "actor_role", "actor_id", "verb", "subject_kind", "subject_id", "about", "facts", "tag", "seq", "mac"}
		rapid.Check(t, func(t *rapid.T) {
			seq := rapid.IntRange(1, 20).Filter(func(n int) bool { return n%5 != 0 }).Draw(t, "row")
			column := rapid.SampledFrom(columns).Draw(t, "column")
			draw, ok := value[column]
			if !ok {
				draw = func(t *rapid.T) string {
					return "'" + rapid.StringMatching(`[ -&(-~é]{0,12}`).Draw(t, "text") + "'"
				}
			}
			l.restore(t)
			res, err := l.raw.Exec(fmt.Sprintf("UPDATE event SET %s = %s WHERE seq = %d", column, draw(t), seq))
			if err != nil {
				t.Fatal(err)
			}
			if n, _ := res.RowsAffected(); n != 1 {
				t.Fatal(n)
			}
			p := l.verify(t).Problem
			if p == nil {
				t.Fatal("not found")
			}
			if column != "seq" && p.Seq != int64(seq) {
				t.Fatalf("%+v", p)
			}
		})
	})
}

func TestAChainRewrittenWithTheKeyDiffersFromItsExportedHead(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		l := filled(t, dsn)
		l.sql(t, "DELETE FROM event WHERE seq = 12", "UPDATE event SET seq = NULL, mac = NULL")
		again := &audit.Sealer{Store: l.Audit(), Keys: l.keys, Export: store.HeadFile{Path: filepath.Join(t.TempDir(), "thrown-away")}, Now: l.clock.Now, Log: slog.Default()}
		if _, err := again.Seal(context.Background()); err != nil {
			t.Fatal(err)
		}
		p := l.verify(t).Problem
		if p == nil || p.Kind != audit.Rewritten || p.Seq != 15 {
			t.Fatalf("%+v", p)
		}
	})
}

func TestWithAnotherKeyNothingVerifies(t *testing.T) {
	l := filled(t, testkit.SQLite(t))
	r, err := audit.Verify(context.Background(), l.Audit(), phi.NewKeys(), nil)
	if err != nil || r.Problem == nil || r.Problem.Seq != 1 || r.Problem.Kind != audit.Inserted {
		t.Fatalf("%+v %v", r.Problem, err)
	}
}

func TestAForgedHeadIsRefused(t *testing.T) {
	l := filled(t, testkit.SQLite(t))
	good, err := os.ReadFile(l.heads.Path)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(string(good), "\n")
	for name, text := range map[string]string{
		"another place":   lines[0] + strings.Replace(lines[1], "10 ", "11 ", 1),
		"another key":     lines[0] + audit.FormatHead(audit.Head{Seq: 10, MAC: make([]byte, 32)}, time.Unix(0, 0), phi.NewKeys()) + "\n",
		"no line":         lines[0] + "\n",
		"hand-written":    lines[0] + "10 2026-11-03T10:04:05Z 00 00\n",
		"seal upper case": lines[0] + strings.ToUpper(lines[1]),
	} {
		if err := os.WriteFile(l.heads.Path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := l.heads.Read(l.keys)
		if !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Message(err), "Line 2 of the exported heads was not written by Bedside") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAHeadCutShortByACrashIsLeftOut(t *testing.T) {
	l := filled(t, testkit.SQLite(t))
	good, err := os.ReadFile(l.heads.Path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(l.heads.Path, good[:len(good)-30], 0o600); err != nil {
		t.Fatal(err)
	}
	if r := l.verify(t); r.Problem != nil || r.Heads != 3 {
		t.Fatalf("%+v", r)
	}
	l.seal(t)
	if r := l.verify(t); r.Problem != nil || r.Heads != 4 {
		t.Fatalf("%+v", r)
	}
}

func TestTwoSealersMakeOneChain(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		l := openLedger(t, dsn)
		var wg sync.WaitGroup
		for range 3 {
			s := &audit.Sealer{Store: l.Audit(), Keys: l.keys, Export: discard{}, Now: l.clock.Now, Log: slog.New(slog.DiscardHandler)}
			wg.Go(func() {
				for range 15 {
					if _, err := s.Seal(context.Background()); err != nil {
						t.Error(err)
					}
				}
			})
		}
		for w := range 4 {
			wg.Go(func() {
				for i := range 25 {
					l.booked(t, fmt.Sprint("visit-", w, "-", i))
				}
			})
		}
		wg.Wait()
		l.seal(t)
		if r := l.verify(t); r.Problem != nil || r.Events != 100 || r.Unsealed != 0 {
			t.Fatalf("%+v %+v", r, r.Problem)
		}
	})
}

type discard struct{}

func (discard) Append(string) error { return nil }

func TestAForeignEventIsLeftUnsealedAndLoggedOnce(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		l := openLedger(t, dsn)
		l.booked(t, "visit-1")
		for i := range 550 { // more than one batch, older than what is ours
			l.sql(t, fmt.Sprintf(`INSERT INTO event (id, at, actor_kind, actor_role, actor_id, verb, subject_kind, subject_id, about, facts, tag)
				SELECT 'forged-%03d', at - 1, actor_kind, actor_role, actor_id, verb, subject_kind, subject_id, about, facts, tag FROM event WHERE about = 'visit-1' AND id NOT LIKE 'forged%%'`, i))
		}
		if n := l.seal(t); n != 1 {
			t.Fatalf("sealed %d", n)
		}
		l.seal(t)
		if n := strings.Count(l.said.String(), "event=forged-007"); n != 1 {
			t.Fatalf("logged %d times", n)
		}
		if p := l.verify(t).Problem; p == nil || p.Kind != audit.Inserted || p.EventID != "forged-000" {
			t.Fatalf("%+v", p)
		}
	})
}

type brokenExport struct{ err error }

func (b *brokenExport) Append(string) error { return b.err }

func TestAHeadThatCouldNotBeWrittenIsWrittenLater(t *testing.T) {
	l := openLedger(t, testkit.SQLite(t))
	broken := &brokenExport{errors.New("disk full")}
	l.sealer.Export = broken
	l.booked(t, "visit-1")
	if n, err := l.sealer.Seal(context.Background()); n != 1 || !fault.Is(err, fault.Unavailable) {
		t.Fatal(n, err)
	}
	l.sealer.Export = l.heads
	if n := l.seal(t); n != 0 {
		t.Fatal(n)
	}
	if r := l.verify(t); r.Problem != nil || r.Heads != 1 || r.Events != 1 {
		t.Fatalf("%+v", r)
	}
}

func TestTheSealerRunsUntilItIsStopped(t *testing.T) {
	l := openLedger(t, testkit.SQLite(t))
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { l.sealer.Run(ctx); close(done) }()
	l.booked(t, "visit-1")
	testkit.Eventually(t, "the event is sealed and its head exported", func() bool { return l.verify(t).Heads == 1 })
	cancel()
	<-done
}

func TestWhoMayReadTheLog(t *testing.T) {
	l := openLedger(t, testkit.SQLite(t))
	for _, role := range actor.Roles() {
		by := actor.Actor{Kind: actor.Staff, Role: role, ID: "x"}
		err := l.View(context.Background(), by, func(x tx.Tx) error {
			_, err := l.log.Find(context.Background(), x, audit.Filter{})
			_, err2 := l.log.Receipt(context.Background(), x, "visit-1")
			_, err3 := l.log.Accesses(context.Background(), x, "patient-1")
			return errors.Join(err, err2, err3)
		})
		if want := by.May(actor.SeeAudit); (err == nil) != want || !want && !fault.Is(err, fault.Forbidden) {
			t.Errorf("%s: %v", role, err)
		}
	}
}

func TestFindReceiptAccesses(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		l := filled(t, dsn)
		l.booked(t, "visit-7")
		start := time.Date(2026, 11, 3, 10, 4, 0, 0, time.UTC)
		find := func(f audit.Filter) (found []audit.Event) {
			t.Helper()
			if err := l.View(ctx, admin, func(x tx.Tx) (err error) { found, err = l.log.Find(ctx, x, f); return err }); err != nil {
				t.Fatal(err)
			}
			return found
		}
		for _, test := range []struct {
			f    audit.Filter
			want int
		}{
			{audit.Filter{}, 23}, {audit.Filter{Limit: 5}, 5}, {audit.Filter{Verb: audit.Read}, 5}, {audit.Filter{About: "visit-7"}, 2},
			{audit.Filter{Patient: "patient-b"}, 4}, {audit.Filter{Patient: "patient-b", Verb: "booked"}, 0}, {audit.Filter{Actor: "staff-1"}, 23},
			{audit.Filter{Actor: "staff-2"}, 0}, {audit.Filter{Subject: audit.Ref{Kind: "appointment", ID: "visit-3"}}, 1},
			{audit.Filter{Since: start.Add(4 * time.Minute), Before: start.Add(6 * time.Minute)}, 2},
		} {
			if got := find(test.f); len(got) != test.want {
				t.Errorf("%+v: %d events, want %d", test.f, len(got), test.want)
			}
		}
		var paged []audit.Event
		for f := (audit.Filter{Limit: 7}); ; {
			page := find(f)
			paged = append(paged, page...)
			if len(page) < 7 {
				break
			}
			f.OlderThan = page[6]
		}
		if len(paged) != 23 || paged[0].About != "visit-7" || paged[22].About != "visit-1" {
			t.Errorf("%d events by pages", len(paged))
		}
		err := l.View(ctx, admin, func(x tx.Tx) error {
			receipt, err := l.log.Receipt(ctx, x, "visit-7")
			if len(receipt) != 2 || receipt[0].Seq != 7 || receipt[1].Seq != 0 || receipt[0].Facts["service"] != "checkup" || receipt[0].By != admin {
				t.Errorf("%+v", receipt)
			}
			looks, err2 := l.log.Accesses(ctx, x, "patient-b")
			if len(looks) != 4 || looks[0].Seq != 5 || looks[0].Facts["patients"] != "2" {
				t.Errorf("%+v", looks)
			}
			return errors.Join(err, err2)
		})
		if err != nil {
			t.Error(err)
		}
	})
}

func TestTamperWithACopy(t *testing.T) {
	ctx := context.Background()
	path := testkit.SQLite(t)
	l := filled(t, path)
	l.seal(t)
	want := map[string]audit.Problem{
		"change":  {Kind: audit.Changed, Seq: 11, Sentence: "Moved the time of event 11 back by one hour."},
		"remove":  {Kind: audit.Removed, Seq: 11, Sentence: "Removed event 11."},
		"insert":  {Kind: audit.Inserted, Seq: 11, Sentence: "Inserted an event as number 11 and gave those behind it new numbers."},
		"reorder": {Kind: audit.Reordered, Seq: 11, Sentence: "Let events 11 and 12 change places."},
		"cut":     {Kind: audit.Cut, Seq: 20, Sentence: "Removed event 20 and everything behind it."},
	}
	heads, err := l.heads.Read(l.keys)
	if err != nil {
		t.Fatal(err)
	}
	for how, want := range want {
		copied := filepath.Join(t.TempDir(), "copy.db")
		if err := l.CopyTo(ctx, copied); err != nil {
			t.Fatal(err)
		}
		did, err := store.Tamper(ctx, copied, how)
		if err != nil || did != want.Sentence {
			t.Fatalf("%s: %q %v", how, did, err)
		}
		s, err := store.Open(ctx, store.Config{URL: copied, Keys: l.keys, Now: l.clock.Now, Log: slog.Default()})
		if err != nil {
			t.Fatal(err)
		}
		r, err := audit.Verify(ctx, s.Audit(), l.keys, heads)
		if err != nil || r.Problem == nil || r.Problem.Kind != want.Kind || r.Problem.Seq != want.Seq {
			t.Errorf("%s: %+v %v", how, r.Problem, err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
	if _, err := store.Tamper(ctx, path, "change"); !fault.Is(err, fault.Conflict) {
		t.Errorf("the running database was tampered with: %v", err)
	}
	if p := l.verify(t).Problem; p != nil {
		t.Errorf("%+v", p)
	}
	if _, err := store.Tamper(ctx, path+".none", "change"); !fault.Is(err, fault.NotFound) {
		t.Error(err)
	}
	if _, err := store.Tamper(ctx, path, "burn"); !fault.Is(err, fault.Invalid) {
		t.Error(err)
	}
}
