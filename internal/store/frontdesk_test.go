package store_test

import (
	"bytes"
	"context"
	"log/slog"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/frontdesk"
	"bedside/internal/id"
	"bedside/internal/inbox"
	"bedside/internal/phi"
	"bedside/internal/store"
	"bedside/internal/testkit"
	"bedside/internal/triage"
	"bedside/internal/tx"
	"bedside/internal/words"
)

// talk fills the tables of the front desk.
func talk(ctx context.Context, o *office, t tx.Tx) error {
	s := o.FrontDesk()
	c := aConversation(o, t.Now())
	if err := s.Add(ctx, t, c, "+12185550123"); err != nil {
		return err
	}
	if err := s.Answer(ctx, t, c.ID, frontdesk.SMS, "+12185550123", "SM1", phi.NewText("an answer")); err != nil {
		return err
	}
	if err := s.AddCode(ctx, t, aCode(o, c.ID, t.Now())); err != nil {
		return err
	}
	if err := s.Trace(ctx, t, c.ID, 1, phi.NewText("a trace")); err != nil {
		return err
	}
	return s.Try(ctx, t, "number +12185550123", civil.DateOf(t.Now()))
}

func aConversation(o *office, at time.Time) frontdesk.Conversation {
	at = at.UTC().Truncate(time.Microsecond)
	return frontdesk.Conversation{ID: id.New[frontdesk.Conversation](o.ids), Channel: frontdesk.SMS, Thread: inbox.ThreadID("a thread"), Patient: "a patient",
		Language: words.Spanish, Step: "book.date", Urgency: triage.Urgent, Memory: phi.NewText(`{"who":"Tomasina Quill"}`), Turns: 3, Started: at, Last: at, Version: 1}
}

// talking runs a change of the front desk's rows with the event that it needs.
func talking(t testing.TB, o *office, f func(x tx.Tx, s frontdesk.Store) error) error {
	t.Helper()
	return o.Do(context.Background(), actor.System(), func(x tx.Tx) error {
		if err := f(x, o.FrontDesk()); err != nil {
			return err
		}
		return o.practice.Audit.Record(context.Background(), x, "tried", audit.Ref{Kind: "test"}, "", nil)
	})
}

func TestConversationsAreKept(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		o := openOffice(t, dsn, "America/Chicago", monday, workday())
		c := aConversation(o, o.clock.Now())
		must(t, talking(t, o, func(x tx.Tx, s frontdesk.Store) error { return s.Add(ctx, x, c, "+12185550123") }))
		read := func(channel, session string) (got frontdesk.Conversation, err error) {
			err = talking(t, o, func(x tx.Tx, s frontdesk.Store) (err error) {
				got, err = s.Latest(ctx, x, channel, session)
				return err
			})
			return got, err
		}
		got, err := read(frontdesk.SMS, "+12185550123")
		must(t, err)
		if !same(got, c) {
			t.Errorf("got %+v, want %+v", got, c)
		}
		for _, x := range [][2]string{{frontdesk.SMS, "+12185550124"}, {frontdesk.Voice, "+12185550123"}} {
			if _, err := read(x[0], x[1]); !fault.Is(err, fault.NotFound) {
				t.Errorf("%v: %v", x, err)
			}
		}

		c.Thread, c.Patient, c.Language, c.Step, c.Urgency, c.Memory = "another", "", words.English, "idle", triage.Emergency, phi.NewText("{}")
		c.Turns, c.Last, c.Ended, c.Version = 4, c.Last.Add(time.Minute), c.Last.Add(time.Minute), 2
		save := func() error {
			return talking(t, o, func(x tx.Tx, s frontdesk.Store) error { return s.Save(ctx, x, c) })
		}
		must(t, save())
		if err := save(); !fault.Is(err, fault.Conflict) {
			t.Errorf("a row that was changed meanwhile was saved: %v", err)
		}
		must(t, talking(t, o, func(x tx.Tx, s frontdesk.Store) (err error) { got, err = s.Get(ctx, x, c.ID); return err }))
		if !same(got, c) {
			t.Errorf("got %+v, want %+v", got, c)
		}
		err = talking(t, o, func(x tx.Tx, s frontdesk.Store) error { _, err := s.Get(ctx, x, "none"); return err })
		if !fault.Is(err, fault.NotFound) {
			t.Error(err)
		}

		later := aConversation(o, o.clock.Now().Add(time.Hour))
		must(t, talking(t, o, func(x tx.Tx, s frontdesk.Store) error { return s.Add(ctx, x, later, "+12185550123") }))
		if got, err = read(frontdesk.SMS, "+12185550123"); err != nil || got.ID != later.ID {
			t.Errorf("the latest is %s, want %s: %v", got.ID, later.ID, err)
		}
		var running []frontdesk.Conversation
		must(t, talking(t, o, func(x tx.Tx, s frontdesk.Store) (err error) {
			running, err = s.Running(ctx, x, o.clock.Now().Add(-time.Hour), 10)
			return err
		}))
		if len(running) != 1 || running[0].ID != later.ID {
			t.Errorf("%d run", len(running))
		}
	})
}

func same(a, b frontdesk.Conversation) bool {
	if a.Memory.Reveal() != b.Memory.Reveal() {
		return false
	}
	a.Memory, b.Memory = phi.Text{}, phi.Text{}
	return reflect.DeepEqual(a, b)
}

func TestAnswersAreKept(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		o := openOffice(t, dsn, "America/Chicago", monday, workday())
		c := aConversation(o, o.clock.Now())
		answer := func(session, turn string) error {
			return talking(t, o, func(x tx.Tx, s frontdesk.Store) error {
				return s.Answer(ctx, x, c.ID, frontdesk.Chat, session, turn, phi.NewText("to "+turn))
			})
		}
		must(t, talking(t, o, func(x tx.Tx, s frontdesk.Store) error { return s.Add(ctx, x, c, "key") }))
		must(t, answer("key", "1"))
		must(t, answer("key", "2"))
		must(t, answer("another key", "1")) // ids are unique within a session only
		if err := answer("key", "1"); !fault.Is(err, fault.Conflict) {
			t.Errorf("a turn was answered twice: %v", err)
		}
		for turn, want := range map[string]string{"1": "to 1", "2": "to 2", "3": ""} {
			var got phi.Text
			err := talking(t, o, func(x tx.Tx, s frontdesk.Store) (err error) {
				got, err = s.Answered(ctx, x, frontdesk.Chat, "key", turn)
				return err
			})
			if got.Reveal() != want || fault.Is(err, fault.NotFound) != (want == "") {
				t.Errorf("%s: %q %v", turn, got.Reveal(), err)
			}
		}
	})
}

func TestTriesAreCounted(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		o := openOffice(t, dsn, "America/Chicago", monday, workday())
		day := civil.Date{Year: 2026, Month: 11, Day: 23}
		for n, x := range []struct {
			of   string
			day  civil.Date
			want int
		}{{"number 1", day, 0}, {"number 1", day, 1}, {"number 2", day, 0}, {"number 1", day.AddDays(1), 0}, {"number 1", day, 2}} {
			must(t, talking(t, o, func(tr tx.Tx, s frontdesk.Store) error {
				got, err := s.Tried(context.Background(), tr, x.of, x.day)
				if err != nil || got != x.want {
					t.Errorf("try %d: %d before, want %d (%v)", n, got, x.want, err)
				}
				return s.Try(context.Background(), tr, x.of, x.day)
			}))
		}
		other, err := store.Open(context.Background(), store.Config{URL: dsn, Keys: o.practice.Audit.Keys, Now: o.clock.Now, Log: slog.New(slog.DiscardHandler)})
		must(t, err) // another copy of the program, or this one after a restart
		defer func() { _ = other.Close() }()
		must(t, other.View(context.Background(), actor.System(), func(tr tx.Tx) error {
			got, err := other.FrontDesk().Tried(context.Background(), tr, "number 1", day)
			if got != 3 {
				t.Errorf("after a restart %d tries are known", got)
			}
			return err
		}))
	})
}

// TestNoConversationIsReadable looks for a patient's values in the database's own file.
func TestNoConversationIsReadable(t *testing.T) {
	dsn := testkit.SQLite(t)
	o := openOffice(t, dsn, "America/Chicago", monday, workday())
	must(t, o.Do(context.Background(), actor.System(), func(x tx.Tx) error {
		if err := talk(context.Background(), o, x); err != nil {
			return err
		}
		return o.practice.Audit.Record(context.Background(), x, "tried", audit.Ref{Kind: "test"}, "", nil)
	}))
	var all []byte
	for _, name := range []string{dsn, dsn + "-wal"} {
		data, err := os.ReadFile(name)
		must(t, err)
		all = append(all, data...)
	}
	for _, secret := range []string{"Tomasina", "Quill", "+12185550123", "5550123", "an answer", "a trace"} {
		if bytes.Contains(all, []byte(secret)) {
			t.Errorf("%q stands in the file", secret)
		}
	}
	if !strings.Contains(string(all), "book.date") {
		t.Errorf("the row is not there at all (%d bytes)", len(all))
	}
}

func TestTracesAreKept(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		o := openOffice(t, dsn, "America/Chicago", monday, workday())
		c := aConversation(o, o.clock.Now())
		must(t, talking(t, o, func(x tx.Tx, s frontdesk.Store) error { return s.Add(ctx, x, c, "key") }))
		keep := func(turn int64) error {
			return talking(t, o, func(x tx.Tx, s frontdesk.Store) error {
				return s.Trace(ctx, x, c.ID, turn, phi.NewText("how it was decided"))
			})
		}
		must(t, keep(1))
		if err := keep(1); !fault.Is(err, fault.Conflict) {
			t.Errorf("a turn was decided twice: %v", err)
		}
		for turn, want := range map[int64]string{1: "how it was decided", 2: ""} {
			var got phi.Text
			err := talking(t, o, func(x tx.Tx, s frontdesk.Store) (err error) { got, err = s.Traced(ctx, x, c.ID, turn); return err })
			if got.Reveal() != want || fault.Is(err, fault.NotFound) != (want == "") {
				t.Errorf("%d: %q %v", turn, got.Reveal(), err)
			}
		}
	})
}

func aCode(o *office, c frontdesk.ID, at time.Time) frontdesk.Code {
	at = at.UTC().Truncate(time.Microsecond)
	return frontdesk.Code{ID: id.New[frontdesk.Code](o.ids), Conversation: c, Patient: "a patient", Language: words.English, Status: frontdesk.CodeSent, Token: []byte{1, 2},
		Tries: 1, Asked: at, Ends: at.Add(10 * time.Minute)}
}

func TestCodesAreKept(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		o := openOffice(t, dsn, "America/Chicago", monday, workday())
		c := aConversation(o, o.clock.Now())
		first, last := aCode(o, c.ID, o.clock.Now()), aCode(o, c.ID, o.clock.Now().Add(time.Minute))
		last.Token = nil
		must(t, talking(t, o, func(x tx.Tx, s frontdesk.Store) error {
			if err := s.Add(ctx, x, c, "key"); err != nil {
				return err
			}
			if err := s.AddCode(ctx, x, first); err != nil {
				return err
			}
			return s.AddCode(ctx, x, last)
		}))
		read := func(f func(x tx.Tx, s frontdesk.Store) (frontdesk.Code, error)) (got frontdesk.Code, err error) {
			err = talking(t, o, func(x tx.Tx, s frontdesk.Store) (err error) { got, err = f(x, s); return err })
			return got, err
		}
		latest := func(x tx.Tx, s frontdesk.Store) (frontdesk.Code, error) { return s.LatestCode(ctx, x, c.ID) }
		if got, err := read(latest); err != nil || !reflect.DeepEqual(got, last) {
			t.Errorf("%+v, want %+v: %v", got, last, err)
		}
		last.Status, last.Tries, last.Token = frontdesk.CodeSpent, 3, []byte{7}
		must(t, talking(t, o, func(x tx.Tx, s frontdesk.Store) error { return s.SaveCode(ctx, x, last) }))
		for _, want := range []frontdesk.Code{first, last} {
			got, err := read(func(x tx.Tx, s frontdesk.Store) (frontdesk.Code, error) { return s.Code(ctx, x, want.ID) })
			if err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("%+v, want %+v: %v", got, want, err)
			}
		}
		if _, err := read(func(x tx.Tx, s frontdesk.Store) (frontdesk.Code, error) { return s.LatestCode(ctx, x, "none") }); !fault.Is(err, fault.NotFound) {
			t.Error(err)
		}
	})
}
