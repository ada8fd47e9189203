package store

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/fault"
	"bedside/internal/id"
	"bedside/internal/phi"
	"bedside/internal/testkit"
	"bedside/internal/tx"
)

// bench is an open store with a table of numbers, tally, that belongs to no domain.
type bench struct {
	*Store
	log *audit.Log
}

func openBench(t testing.TB, dsn string, keys *phi.Keys) *bench {
	t.Helper()
	s, err := Open(context.Background(), Config{URL: dsn, Keys: keys, Now: time.Now, Log: slog.Default()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	err = s.own(context.Background(), func(x *Tx) error {
		_, err := x.keep(context.Background(), "CREATE TABLE IF NOT EXISTS tally (name TEXT PRIMARY KEY, n BIGINT NOT NULL)")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return &bench{s, &audit.Log{Store: s.Audit(), Keys: keys, IDs: id.NewSource(time.Now, rand.Reader)}}
}

// set writes a number, with its event.
func (b *bench) set(t tx.Tx, name string, n int) error {
	ctx := context.Background()
	_, err := in(t).exec(ctx, "INSERT INTO tally (name, n) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET n = excluded.n", name, n)
	if err != nil {
		return err
	}
	return b.log.Record(ctx, t, "set", audit.Ref{Kind: "tally", ID: name}, "", nil)
}

// get reads a number; one that was never set is 0.
func (b *bench) get(t tx.Tx, name string) (n int, err error) {
	err = in(t).one(context.Background(), "SELECT n FROM tally WHERE name = ?", []any{name}, &n)
	if fault.Is(err, fault.NotFound) {
		err = nil
	}
	return n, err
}

// now reads a number in a View of its own.
func (b *bench) now(t testing.TB, name string) (n int) {
	t.Helper()
	err := b.View(context.Background(), actor.System(), func(x tx.Tx) (err error) { n, err = b.get(x, name); return err })
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func (b *bench) do(f func(tx.Tx) error) error { return b.Do(context.Background(), actor.System(), f) }

func engines(t *testing.T, test func(t *testing.T, b *bench)) {
	testkit.Engines(t, func(t *testing.T, dsn string) { test(t, openBench(t, dsn, phi.NewKeys())) })
}

func TestDoCommitsAllOrNothing(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		if err := b.do(func(x tx.Tx) error { return errors.Join(b.set(x, "a", 1), b.set(x, "b", 2)) }); err != nil {
			t.Fatal(err)
		}
		no := errors.New("no")
		err := b.do(func(x tx.Tx) error { return errors.Join(b.set(x, "a", 10), b.set(x, "c", 3), no) })
		if !errors.Is(err, no) {
			t.Fatal(err)
		}
		if b.now(t, "a") != 1 || b.now(t, "b") != 2 || b.now(t, "c") != 0 {
			t.Fatal("half of it is there")
		}
	})
}

func TestRowsWithoutAnEventAreRefused(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		ctx := context.Background()
		write := func(x tx.Tx) error {
			_, err := in(x).exec(ctx, "INSERT INTO tally (name, n) VALUES ('a', 1)")
			return err
		}
		if err := b.do(write); !fault.Is(err, fault.Internal) || !strings.Contains(err.Error(), "no event was recorded") {
			t.Error(err)
		}
		err := b.do(func(x tx.Tx) error { // who looked is not what was changed
			return errors.Join(write(x), b.log.Disclose(ctx, x, "patient", "patient-1"))
		})
		if !fault.Is(err, fault.Internal) {
			t.Error(err)
		}
		err = b.do(func(x tx.Tx) error { // a statement that changed nothing needs none
			_, err := in(x).exec(ctx, "DELETE FROM tally")
			return err
		})
		if err != nil || b.now(t, "a") != 0 {
			t.Error(err)
		}
	})
}

func TestAViewCannotWrite(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		err := b.View(context.Background(), actor.System(), func(x tx.Tx) error { return b.set(x, "a", 1) })
		if !fault.Is(err, fault.Internal) {
			t.Error(err)
		}
		// And if a store forgot to ask, the engine refuses.
		err = b.engine.view(context.Background(), func(r runner) error {
			_, err := r.exec(context.Background(), "INSERT INTO tally (name, n) VALUES ('a', 1)")
			return err
		})
		if err == nil || b.now(t, "a") != 0 {
			t.Error("a View wrote")
		}
	})
}

func TestAViewIsOneReading(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		if err := b.do(func(x tx.Tx) error { return b.set(x, "a", 1) }); err != nil {
			t.Fatal(err)
		}
		err := b.View(context.Background(), actor.System(), func(x tx.Tx) error {
			before, err := b.get(x, "a")
			err2 := b.do(func(x tx.Tx) error { return b.set(x, "a", 2) })
			after, err3 := b.get(x, "a")
			if before != 1 || after != 1 {
				t.Error(before, after)
			}
			return errors.Join(err, err2, err3)
		})
		if err != nil || b.now(t, "a") != 2 {
			t.Error(err)
		}
	})
}

func TestWhatAViewDisclosedIsLoggedBeforeItReturns(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		ctx := context.Background()
		desk := actor.Actor{Kind: actor.Staff, Role: actor.FrontDesk, ID: "desk"}
		err := b.View(ctx, desk, func(x tx.Tx) error {
			return errors.Join(b.log.Disclose(ctx, x, "patient", "p2", "p1", "p2"), b.log.Disclose(ctx, x, "nobody"))
		})
		if err != nil {
			t.Fatal(err)
		}
		var events []audit.Event
		var patients []string
		err = b.Audit().Chain(ctx, func(e audit.Event, p []string) error {
			events, patients = append(events, e), append(patients, p...)
			return nil
		})
		if err != nil || len(events) != 1 || events[0].By != desk || events[0].Verb != audit.Read || !slices.Equal(patients, []string{"p1", "p2"}) {
			t.Fatalf("%+v %v %v", events, patients, err)
		}
		no := errors.New("no")
		err = b.View(ctx, desk, func(x tx.Tx) error { return x.Finally(func(tx.Tx) error { return no }) })
		if !errors.Is(err, no) {
			t.Error("a View returned although its reading could not be logged:", err)
		}
	})
}

func TestAsIsTheSameTransaction(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		ctx, self := context.Background(), actor.Verified("p1")
		err := b.Do(ctx, actor.System(), func(x tx.Tx) error {
			as := x.As(self)
			if as.By() != self || x.By() != actor.System() || !as.Now().Equal(x.Now()) {
				t.Error("another transaction, or another actor in the first")
			}
			return b.set(as, "as", 1)
		})
		if err != nil || b.now(t, "as") != 1 {
			t.Fatal(err)
		}
		err = b.Do(ctx, actor.System(), func(x tx.Tx) error {
			_, err := in(x.As(self)).exec(ctx, "UPDATE tally SET n = 2 WHERE name = 'as'")
			return err
		})
		if !fault.Is(err, fault.Internal) || b.now(t, "as") != 1 {
			t.Error("a write without an event committed because another actor made it:", err)
		}
		if err = b.View(ctx, actor.System(), func(x tx.Tx) error { return b.log.Disclose(ctx, x.As(self), "visits", "p1") }); err != nil {
			t.Fatal(err)
		}
		var last audit.Event
		if err = b.Audit().Chain(ctx, func(e audit.Event, _ []string) error { last = e; return nil }); err != nil || last.By != self {
			t.Errorf("disclosed to %+v: %v", last.By, err)
		}
	})
}

func TestAPanicUndoesAndGoesOnInItsCaller(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		var wg sync.WaitGroup
		for i := range 20 { // neighbours in the same commit do not notice
			wg.Go(func() {
				if err := b.do(func(x tx.Tx) error { return b.set(x, fmt.Sprint(i), i) }); err != nil {
					t.Error(err)
				}
			})
			wg.Go(func() {
				defer func() {
					if p := recover(); !strings.Contains(fmt.Sprint(p), "the roof") {
						t.Errorf("recovered %v", p)
					}
				}()
				err := b.do(func(x tx.Tx) error {
					_ = b.set(x, "a", 1)
					panic("the roof")
				})
				t.Errorf("returned %v", err)
			})
		}
		wg.Wait()
		if b.now(t, "a") != 0 || b.now(t, "19") != 19 {
			t.Error("the panic left something behind")
		}
	})
}

func TestAFailureUndoesItsOwnRowsOnly(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		var wg sync.WaitGroup
		no := errors.New("no")
		for i := range 100 {
			wg.Go(func() {
				err := b.do(func(x tx.Tx) error {
					if err := b.set(x, fmt.Sprint(i), i+1); err != nil || i%2 == 0 {
						return err
					}
					return no
				})
				if (i%2 == 1) != errors.Is(err, no) {
					t.Errorf("%d: %v", i, err)
				}
			})
		}
		wg.Wait()
		for i := range 100 {
			if got := b.now(t, fmt.Sprint(i)); (got == i+1) != (i%2 == 0) {
				t.Errorf("%d is %d", i, got)
			}
		}
	})
}

func TestTransactionsRunAsIfOneAfterAnother(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		const callers, times = 64, 4
		var wg sync.WaitGroup
		var gave atomic.Int32
		for range callers {
			wg.Go(func() {
				for range times {
					err := b.do(func(x tx.Tx) error {
						n, err := b.get(x, "a")
						if err != nil {
							return err
						}
						return b.set(x, "a", n+1)
					})
					switch {
					case fault.Is(err, fault.Unavailable): // PostgreSQL gives up after many conflicts, and says so
						gave.Add(1)
					case err != nil:
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		if got := b.now(t, "a"); got != callers*times-int(gave.Load()) {
			t.Fatalf("%d after %d increments, %d of which gave up", got, callers*times, gave.Load())
		}
		if gave.Load() > callers*times/10 {
			t.Errorf("%d of %d gave up", gave.Load(), callers*times)
		}
	})
}

// Two transactions each read what the other writes: whichever comes second must see the first.
func TestWriteSkewIsImpossible(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		for round := range 20 {
			left, right := fmt.Sprint("left-", round), fmt.Sprint("right-", round)
			var both sync.WaitGroup // on PostgreSQL both have read before either writes
			both.Add(2)
			meet := func(once *sync.Once) {
				once.Do(both.Done)
				met := make(chan struct{})
				go func() { both.Wait(); close(met) }()
				select {
				case <-met:
				case <-time.After(20 * time.Millisecond): // on SQLite there is only one at a time
				}
			}
			var wg sync.WaitGroup
			for _, side := range [][2]string{{left, right}, {right, left}} {
				wg.Go(func() {
					var once sync.Once
					err := b.do(func(x tx.Tx) error {
						n, err := b.get(x, side[1])
						meet(&once)
						if err != nil || n != 0 {
							return err
						}
						return b.set(x, side[0], 1)
					})
					if err != nil {
						t.Error(err)
					}
				})
			}
			wg.Wait()
			if sum := b.now(t, left) + b.now(t, right); sum != 1 {
				t.Fatalf("round %d: %d of the two wrote", round, sum)
			}
		}
	})
}

func TestAKeyThatIsTakenIsAConflict(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		insert := func(x tx.Tx) error {
			_, err := in(x).keep(context.Background(), "INSERT INTO tally (name, n) VALUES ('a', 1)")
			return err
		}
		if err := b.do(insert); err != nil {
			t.Fatal(err)
		}
		if err := b.do(insert); !fault.Is(err, fault.Conflict) {
			t.Error(err)
		}
	})
}

func TestACallerWhoHasGone(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		gone, cancel := context.WithCancel(context.Background())
		cancel()
		err := b.Do(gone, actor.System(), func(x tx.Tx) error { return b.set(x, "a", 1) })
		if !fault.Is(err, fault.Unavailable) || b.now(t, "a") != 0 {
			t.Error(err)
		}
		err = b.View(gone, actor.System(), func(x tx.Tx) error { _, err := b.get(x, "a"); return err })
		if !fault.Is(err, fault.Unavailable) {
			t.Error(err)
		}
		soon, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
		defer cancel()
		start := time.Now()
		err = b.View(soon, actor.System(), func(x tx.Tx) error {
			return in(x).each(soon, `WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 1000000000) SELECT MAX(n) FROM c`, nil,
				func(scan func(...any) error) error { return scan(new(int64)) })
		})
		if !fault.Is(err, fault.Unavailable) || time.Since(start) > 10*time.Second {
			t.Errorf("%v after %v", err, time.Since(start))
		}
		if err := b.do(func(x tx.Tx) error { return b.set(x, "a", 2) }); err != nil || b.now(t, "a") != 2 {
			t.Error("others suffer:", err)
		}
	})
}

func TestAfterCloseNothingHangs(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		if err := errors.Join(b.Close(), b.Close()); err != nil {
			t.Error(err)
		}
		if err := b.do(func(x tx.Tx) error { return nil }); err == nil {
			t.Error("a closed store works")
		}
	})
}

func TestAClosureThatEndsTheWriterDoesNotHangItsCaller(t *testing.T) {
	b := openBench(t, testkit.SQLite(t), phi.NewKeys())
	err := b.do(func(tx.Tx) error { runtime.Goexit(); return nil })
	if !fault.Is(err, fault.Unavailable) {
		t.Error(err)
	}
}

func TestAConflictRunsTheClosureAgain(t *testing.T) {
	dsn, keys := testkit.PG(t), phi.NewKeys()
	b, other := openBench(t, dsn, keys), openBench(t, dsn, keys)
	runs := 0
	err := b.do(func(x tx.Tx) error {
		runs++
		n, err := b.get(x, "a")
		if err != nil {
			return err
		}
		if runs == 1 {
			if err := other.do(func(x tx.Tx) error { return other.set(x, "a", 10) }); err != nil {
				return err
			}
		}
		return fault.Wrap(fault.Conflict, "test", "A domain may give the error another kind.", b.set(x, "a", n+1))
	})
	if err != nil || runs != 2 || b.now(t, "a") != 11 {
		t.Fatal(err, runs, b.now(t, "a"))
	}
}

func TestANewerSchemaIsRefused(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		keys := phi.NewKeys()
		b := openBench(t, dsn, keys)
		err := b.own(context.Background(), func(x *Tx) error {
			_, err := x.keep(context.Background(), "INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, ?)", true)
			return err
		})
		if err := errors.Join(err, b.Close()); err != nil {
			t.Fatal(err)
		}
		_, err = Open(context.Background(), Config{URL: dsn, Keys: keys, Now: time.Now, Log: slog.Default()})
		if !fault.Is(err, fault.Conflict) || !strings.HasPrefix(fault.Message(err), "This database was written by a newer Bedside.") {
			t.Error(err)
		}
	})
}

func TestAnotherKeyFileIsRefused(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		keys := phi.NewKeys()
		openBench(t, dsn, keys)
		_, err := Open(context.Background(), Config{URL: dsn, Keys: phi.NewKeys(), Now: time.Now, Log: slog.Default()})
		if !fault.Is(err, fault.Invalid) || !strings.HasPrefix(fault.Message(err), "The key file does not belong to this database.") {
			t.Error(err)
		}
		openBench(t, dsn, keys)
	})
}

func TestSeveralStartAtOnce(t *testing.T) {
	testkit.EmptyEngines(t, func(t *testing.T, dsn string) {
		keys := phi.NewKeys()
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				s, err := Open(context.Background(), Config{URL: dsn, Keys: keys, Now: time.Now, Log: slog.Default()})
				if err != nil {
					t.Error(err)
					return
				}
				_ = s.Close()
			})
		}
		wg.Wait()
	})
}

func TestADatabaseThatIsNotThere(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, []byte("this is no database, and it is long enough to tell: "+strings.Repeat("x", 4096)), 0o600); err != nil {
		t.Fatal(err)
	}
	sealed := filepath.Join(dir, "sealed")
	if err := os.Mkdir(sealed, 0o500); err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		kind fault.Kind
		says string
	}{
		filepath.Join(dir, "none", "bedside.db"): {fault.Unavailable, "Cannot write to"},
		filepath.Join(file, "bedside.db"):        {fault.Unavailable, "Cannot write to"},
		dir:                                      {fault.Unavailable, "Cannot write to"},
		file:                                     {fault.Unavailable, "The database file is damaged."},
		"postgres://nobody@127.0.0.1:1/none?sslmode=disable": {fault.Unavailable, "The database cannot be reached"},
		"postgres://[::1": {fault.Invalid, "It looks like postgres://"},
	}
	if os.Geteuid() != 0 { // root writes everywhere
		tests[filepath.Join(sealed, "bedside.db")] = tests[dir]
	}
	for url, want := range tests {
		_, err := Open(context.Background(), Config{URL: url, Keys: phi.NewKeys(), Now: time.Now, Log: slog.Default()})
		if !fault.Is(err, want.kind) || !strings.Contains(fault.Message(err), want.says) {
			t.Errorf("%s: %v: %s", url, err, fault.Message(err))
		}
	}
}

func TestACopyIsWholeAndPrivate(t *testing.T) {
	ctx := context.Background()
	keys := phi.NewKeys()
	b := openBench(t, testkit.SQLite(t), keys)
	stop := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() { // two numbers that are always the same, changed all the time
		for i := 1; ; i++ {
			select {
			case <-stop:
				return
			default:
			}
			if err := b.do(func(x tx.Tx) error { return errors.Join(b.set(x, "a", i), b.set(x, "b", i)) }); err != nil {
				t.Error(err)
			}
		}
	})
	for i := range 3 {
		path := filepath.Join(t.TempDir(), "it's a copy?.db")
		if err := b.CopyTo(ctx, path); err != nil {
			t.Fatal(err)
		}
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
			t.Error(info.Mode(), err)
		}
		copied := openBench(t, path, keys)
		if x, y := copied.now(t, "a"), copied.now(t, "b"); x != y || x == 0 && i == 2 {
			t.Errorf("copied %d and %d", x, y)
		}
		if err := b.CopyTo(ctx, path); !fault.Is(err, fault.Conflict) {
			t.Error(err)
		}
	}
	close(stop)
	wg.Wait()
	if err := b.CopyTo(ctx, filepath.Join(t.TempDir(), "none", "copy.db")); !fault.Is(err, fault.Unavailable) {
		t.Error(err)
	}
	if err := openBench(t, testkit.PG(t), keys).CopyTo(ctx, filepath.Join(t.TempDir(), "copy.db")); !fault.Is(err, fault.Invalid) {
		t.Error(err)
	}
}

func TestRebind(t *testing.T) {
	for query, want := range map[string]string{
		"":                                     "",
		"SELECT 1":                             "SELECT 1",
		"a = ? AND b IN (?, ?)":                "a = $1 AND b IN ($2, $3)",
		"a = '?' AND b = ?":                    "a = '?' AND b = $1",
		"a = 'it''s ?' AND b = ?":              "a = 'it''s ?' AND b = $1",
		"'' || ? || '?' || ?":                  "'' || $1 || '?' || $2",
		"é = ? AND '日本?' = ?":                  "é = $1 AND '日本?' = $2",
		strings.Repeat("?,", 10) + "?":         "$1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11",
		"SELECT n FROM t WHERE x = ? -- no 'q": "SELECT n FROM t WHERE x = $1 -- no 'q",
	} {
		if got := rebind(query); got != want {
			t.Errorf("%s\n got %s\nwant %s", query, got, want)
		}
	}
}

// The tests below run this binary a second time, as a program that is killed or whose disk is full.

const childEnv = "BEDSIDE_STORE_CHILD"

func child(t *testing.T, what, path string) (*exec.Cmd, *bufio.Scanner) {
	t.Helper()
	c := exec.Command(os.Args[0], "-test.run=^TestChild$")
	c.Env = append(os.Environ(), childEnv+"="+what+":"+path)
	c.Stderr = os.Stderr
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	return c, bufio.NewScanner(out)
}

func TestChild(t *testing.T) {
	what, path, ok := strings.Cut(os.Getenv(childEnv), ":")
	if !ok {
		return // it is run by the tests below
	}
	keys, err := os.ReadFile(path + ".key")
	if err != nil {
		t.Fatal(err)
	}
	k, err := phi.ParseKeys(string(keys))
	if err != nil {
		t.Fatal(err)
	}
	b := openBench(t, path, k)
	switch what {
	case "count": // until it is killed
		var wg sync.WaitGroup
		var out sync.Mutex
		for w := range 8 {
			wg.Go(func() {
				for i := 1; ; i++ {
					if err := b.do(func(x tx.Tx) error { return b.set(x, fmt.Sprint("w", w), i) }); err != nil {
						panic(err)
					}
					out.Lock()
					fmt.Printf("w%d %d\n", w, i)
					out.Unlock()
				}
			})
		}
		wg.Wait()
	case "full":
		signal.Ignore(syscall.SIGXFSZ)
		var was syscall.Rlimit
		info, err := os.Stat(path + "-wal")
		if err := errors.Join(err, syscall.Getrlimit(syscall.RLIMIT_FSIZE, &was)); err != nil {
			t.Fatal(err)
		}
		limit := was
		limit.Cur = uint64(info.Size()) + 100_000
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
			t.Fatal(err)
		}
		n := 0
		for ; n < 10_000; n++ {
			if err = b.do(func(x tx.Tx) error { return b.set(x, fmt.Sprint("row-", n, strings.Repeat("x", 500)), 1) }); err != nil {
				break
			}
		}
		fmt.Printf("%s|%s|%v\n", fault.KindOf(err), fault.Message(err), n > 0)
		fmt.Printf("read %d\n", b.now(t, "before"))
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &was); err != nil {
			t.Fatal(err)
		}
		err = b.do(func(x tx.Tx) error { return b.set(x, "after", n) })
		fmt.Printf("again %v\n", err)
	}
}

// newDisk makes a database with a key file beside it, for a child to open.
func newDisk(t *testing.T) (path string, open func() *bench) {
	t.Helper()
	path = testkit.SQLite(t)
	file, err := phi.NewKeyFile(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	keys, err := phi.ParseKeys(file)
	if err := errors.Join(err, os.WriteFile(path+".key", []byte(file), 0o600)); err != nil {
		t.Fatal(err)
	}
	return path, func() *bench { return openBench(t, path, keys) }
}

func TestWhatWasAnsweredSurvivesAKill(t *testing.T) {
	path, open := newDisk(t)
	told := map[string]int{}
	for range 3 {
		c, out := child(t, "count", path)
		for lines := 0; lines < 300 && out.Scan(); lines++ {
			var name string
			var n int
			if _, err := fmt.Sscanf(out.Text(), "%s %d", &name, &n); err != nil {
				t.Fatal(out.Text())
			}
			told[name] = n
		}
		if err := c.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = c.Wait()
		b := open()
		for name, n := range told {
			if got := b.now(t, name); got < n {
				t.Errorf("%s: told %d, kept %d", name, n, got)
			}
		}
		var sound string
		err := b.View(context.Background(), actor.System(), func(x tx.Tx) error {
			return in(x).one(context.Background(), "PRAGMA integrity_check", nil, &sound)
		})
		if err != nil || sound != "ok" {
			t.Fatal(sound, err)
		}
		if r, err := audit.Verify(context.Background(), b.Audit(), b.keys, nil); err != nil || r.Problem != nil {
			t.Fatalf("%+v %v", r, err)
		}
		if err := b.Close(); err != nil {
			t.Fatal(err)
		}
		clear(told)
	}
}

func TestADiskThatIsFull(t *testing.T) {
	path, open := newDisk(t)
	b := open()
	if err := b.do(func(x tx.Tx) error { return b.set(x, "before", 7) }); err != nil {
		t.Fatal(err)
	}
	c, out := child(t, "full", path)
	var got []string
	for out.Scan() && len(got) < 3 {
		got = append(got, out.Text())
	}
	if err := c.Wait(); err != nil {
		t.Error(err)
	}
	want := []string{"unavailable|The disk is full or cannot be written. Nothing was changed. Make room and try again.|true", "read 7", "again <nil>"}
	if !slices.Equal(got, want) {
		t.Fatalf("%q", got)
	}
	n, rows := b.now(t, "after"), 0
	err := b.View(context.Background(), actor.System(), func(x tx.Tx) error {
		return in(x).one(context.Background(), "SELECT COUNT(*) FROM tally WHERE name LIKE 'row-%'", nil, &rows)
	})
	if err != nil || rows != n {
		t.Fatalf("%d rows were answered for, %d are there, %v", n, rows, err)
	}
}
