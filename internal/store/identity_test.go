package store_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/fault"
	"bedside/internal/id"
	"bedside/internal/identity"
	"bedside/internal/phi"
	"bedside/internal/store"
	"bedside/internal/testkit"
	"bedside/internal/tx"
)

// house is a practice with staff on a real database.
type house struct {
	*identity.Service
	store *store.Store
	keys  *phi.Keys
	clock *testkit.Clock
	dsn   string
	boss  identity.StaffID // an administrator, who has the password below
	token string           // their session
}

const (
	bossMail = "priya@example.com"
	bossWord = "five quiet yellow boats"
)

func openHouse(t testing.TB, dsn string) *house {
	t.Helper()
	h := &house{keys: phi.NewKeys(), clock: testkit.NewClock(time.Date(2026, 11, 3, 10, 0, 0, 0, time.UTC)), dsn: dsn}
	h.start(t)
	link, err := h.First(context.Background(), identity.New{Email: " Priya@Example.com ", Name: "Priya  Anand", Role: actor.ReadOnly})
	if err != nil {
		t.Fatal(err)
	}
	token, session := h.byLink(t, link)
	h.boss, h.token = session.Staff.ID, token
	if err := h.SetPassword(context.Background(), token, bossWord); err != nil {
		t.Fatal(err)
	}
	return h
}

// start opens the database, as the program does when it starts.
func (h *house) start(t testing.TB) {
	t.Helper()
	s, err := store.Open(context.Background(), store.Config{URL: h.dsn, Keys: h.keys, Now: h.clock.Now, Log: slog.Default()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	ids := id.NewSource(h.clock.Now, rand.Reader)
	h.store = s
	h.Service = &identity.Service{DB: s, Store: s.Identity(), Audit: &audit.Log{Store: s.Audit(), Keys: h.keys, IDs: ids}, IDs: ids, Now: h.clock.Now, Random: rand.Reader}
}

func (h *house) byLink(t testing.TB, link string) (string, identity.Session) {
	t.Helper()
	token, session, err := h.SignInLink(context.Background(), link)
	if err != nil {
		t.Fatal(err)
	}
	return token, session
}

func (h *house) admin() actor.Actor {
	return actor.Actor{Kind: actor.Staff, Role: actor.Admin, ID: string(h.boss)}
}

func (h *house) invite(t testing.TB, email string, role actor.Role) (identity.StaffID, string) {
	t.Helper()
	who, link, err := h.Invite(context.Background(), h.admin(), identity.New{Email: email, Name: "Somebody New", Role: role})
	if err != nil {
		t.Fatal(err)
	}
	return who, link
}

// verbs returns what happened, oldest first, as "verb" or "verb fact=value".
func (h *house) verbs(t testing.TB) []string {
	t.Helper()
	var all []string
	err := h.store.Audit().Chain(context.Background(), func(e audit.Event, _ []string) error {
		line := e.Verb
		for _, k := range []string{"how", "failures", "account", "from", "to", "role"} {
			if v, ok := e.Facts[k]; ok {
				line += " " + k + "=" + v
			}
		}
		all = append(all, line)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestTheFirstOfAPractice(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		h := openHouse(t, dsn)
		s, err := h.Session(ctx, h.token)
		if err != nil || s.Staff.Role != actor.Admin || s.Staff.Email != bossMail || s.Staff.Name != "Priya Anand" || s.Actor() != h.admin() {
			t.Fatalf("%+v %v", s, err)
		}
		if _, err := h.First(ctx, identity.New{Email: "b@example.com", Name: "B"}); !fault.Is(err, fault.Conflict) {
			t.Error(err)
		}
		want := []string{"invited role=admin", "signed in how=link", "password set"}
		if got := h.verbs(t); strings.Join(got, "|") != strings.Join(want, "|") {
			t.Errorf("%q", got)
		}
	})
}

func TestTwoCannotBothBeTheFirst(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		h := &house{keys: phi.NewKeys(), clock: testkit.NewClock(time.Date(2026, 11, 3, 10, 0, 0, 0, time.UTC)), dsn: dsn}
		h.start(t)
		var won atomic.Int32
		var wg sync.WaitGroup
		for i := range 8 {
			wg.Go(func() {
				_, err := h.First(context.Background(), identity.New{Email: fmt.Sprintf("p%d@example.com", i), Name: "P"})
				if err == nil {
					won.Add(1)
				} else if !fault.Is(err, fault.Conflict) {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if won.Load() != 1 {
			t.Fatal(won.Load())
		}
	})
}

func TestSignIn(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		h := openHouse(t, dsn)
		token, s, err := h.SignIn(ctx, "  PRIYA@example.COM", bossWord)
		if err != nil || s.Staff.ID != h.boss || !s.Ends.Equal(h.clock.Now().Add(12*time.Hour)) || !s.IdleEnds.Equal(h.clock.Now().Add(15*time.Minute)) {
			t.Fatalf("%+v %v", s, err)
		}
		if len(token) != 43 {
			t.Errorf("a token of %d characters", len(token))
		}
		h.invite(t, "no-password@example.com", actor.ReadOnly)
		for _, try := range [][2]string{{bossMail, "wrong wrong wrong"}, {"nobody@example.com", bossWord}, {"no-password@example.com", ""},
			{"", ""}, {"priya", bossWord}, {"a@b.c\x00", "x"}, {"\xff@example.com", "x"}, {strings.Repeat("x", 1<<20) + "@example.com", "x"}, {bossMail, "\x00\xff"}} {
			_, _, err := h.SignIn(ctx, try[0], try[1])
			if !errors.Is(err, identity.ErrWrong) || fault.Message(err) != "E-mail or password is not right." || !fault.Is(err, fault.Forbidden) {
				t.Errorf("%.30q: %v", try[0], err)
			}
		}
		if _, err := h.Session(ctx, token); err != nil {
			t.Error("the others' failures ended a session:", err)
		}
	})
}

func TestLockout(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		h := openHouse(t, dsn)
		for _, email := range []string{bossMail, "nobody@example.com"} { // who is here and who is not get the same answers
			for i := range 4 {
				if _, _, err := h.SignIn(ctx, email, "wrong wrong wrong"); !errors.Is(err, identity.ErrWrong) {
					t.Fatalf("%s, try %d: %v", email, i+1, err)
				}
			}
			if _, _, err := h.SignIn(ctx, email, "wrong wrong wrong"); !errors.Is(err, identity.ErrLocked) {
				t.Fatalf("%s: %v", email, err)
			}
			if _, _, err := h.SignIn(ctx, email, bossWord); !errors.Is(err, identity.ErrLocked) {
				t.Fatalf("%s: %v", email, err)
			}
		}
		if err := h.store.Close(); err != nil {
			t.Fatal(err)
		}
		h.start(t) // a restart forgets nothing
		if _, _, err := h.SignIn(ctx, bossMail, bossWord); !errors.Is(err, identity.ErrLocked) {
			t.Fatal(err)
		}
		h.clock.Advance(identity.LockedFor - time.Second)
		if _, _, err := h.SignIn(ctx, bossMail, bossWord); !errors.Is(err, identity.ErrLocked) {
			t.Fatal(err)
		}
		h.clock.Advance(time.Second)
		if _, _, err := h.SignIn(ctx, bossMail, "wrong wrong wrong"); !errors.Is(err, identity.ErrWrong) {
			t.Fatal(err) // five new tries
		}
		if _, _, err := h.SignIn(ctx, bossMail, bossWord); err != nil {
			t.Fatal(err)
		}
		got := strings.Join(h.verbs(t), "|")
		for _, want := range []string{"sign-in failed failures=4|locked failures=5|sign-in failed account=unknown", "|sign-in failed failures=1|signed in how=password"} {
			if !strings.Contains(got, want) {
				t.Errorf("%s\nis not in\n%s", want, got)
			}
		}
	})
}

func TestGuessesSideBySideAllCount(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		h := openHouse(t, dsn)
		var wrong, locked atomic.Int32
		var wg sync.WaitGroup
		for range 12 {
			wg.Go(func() {
				_, _, err := h.SignIn(context.Background(), bossMail, "wrong wrong wrong")
				switch {
				case errors.Is(err, identity.ErrWrong):
					wrong.Add(1)
				case errors.Is(err, identity.ErrLocked):
					locked.Add(1)
				default:
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if wrong.Load() != 4 || locked.Load() != 8 {
			t.Fatalf("%d wrong, %d locked", wrong.Load(), locked.Load())
		}
	})
}

func TestALinkUnlocks(t *testing.T) {
	ctx := context.Background()
	h := openHouse(t, testkit.SQLite(t))
	for range 5 {
		_, _, _ = h.SignIn(ctx, bossMail, "wrong wrong wrong")
	}
	link, err := h.NewLink(ctx, actor.System(), h.boss)
	if err != nil {
		t.Fatal(err)
	}
	h.byLink(t, link)
	if _, _, err := h.SignIn(ctx, bossMail, bossWord); err != nil {
		t.Fatal(err)
	}
}

func TestALinkWorksOnce(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		h := openHouse(t, dsn)
		who, link := h.invite(t, "desk@example.com", actor.FrontDesk)
		if owner, err := h.LinkOwner(ctx, link); err != nil || owner.ID != who || owner.Name != "Somebody New" {
			t.Fatalf("%+v %v", owner, err)
		}
		var won, used atomic.Int32
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				_, _, err := h.SignInLink(ctx, link)
				switch {
				case err == nil:
					won.Add(1)
				case errors.Is(err, identity.ErrLinkUsed):
					used.Add(1)
				default:
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if won.Load() != 1 || used.Load() != 7 {
			t.Fatalf("%d won, %d were told that it is used", won.Load(), used.Load())
		}
		if _, err := h.LinkOwner(ctx, link); !errors.Is(err, identity.ErrLinkUsed) {
			t.Error(err)
		}
	})
}

func TestALinkEnds(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		h := openHouse(t, dsn)
		who, link := h.invite(t, "desk@example.com", actor.FrontDesk)
		newer, err := h.NewLink(ctx, h.admin(), who)
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := h.SignInLink(ctx, link); !errors.Is(err, identity.ErrLinkOld) {
			t.Error("an earlier link still works:", err)
		}
		h.clock.Advance(identity.LinkLife)
		for _, token := range []string{newer, "", "no such link", h.token} {
			if _, _, err := h.SignInLink(ctx, token); !errors.Is(err, identity.ErrLinkOld) || !fault.Is(err, fault.Forbidden) {
				t.Errorf("%q: %v", token, err)
			}
		}
	})
}

func TestSessionsEnd(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		h := openHouse(t, dsn)
		ok := func(token string) {
			t.Helper()
			if s, err := h.Session(ctx, token); err != nil || s.Staff.ID != h.boss {
				t.Fatalf("%+v %v", s, err)
			}
		}
		gone := func(token string, want error) {
			t.Helper()
			if s, err := h.Session(ctx, token); !errors.Is(err, want) || s != (identity.Session{}) {
				t.Fatalf("%+v %v", s, err)
			}
		}
		sign := func() string {
			t.Helper()
			token, _, err := h.SignIn(ctx, bossMail, bossWord)
			if err != nil {
				t.Fatal(err)
			}
			return token
		}
		idle := sign()
		h.clock.Advance(identity.Idle - time.Second)
		ok(idle)
		h.clock.Advance(identity.Idle - time.Second)
		ok(idle) // it was used meanwhile
		h.clock.Advance(identity.Idle)
		gone(idle, identity.ErrIdle)

		long := sign()
		for range 12*60/10 - 1 {
			h.clock.Advance(10 * time.Minute)
			ok(long)
		}
		h.clock.Advance(10 * time.Minute)
		gone(long, identity.ErrEnded)

		out := sign()
		if err := h.SignOut(ctx, out); err != nil {
			t.Fatal(err)
		}
		gone(out, identity.ErrEnded)
		for _, token := range []string{out, idle, "", "no such session"} {
			if err := h.SignOut(ctx, token); err != nil {
				t.Errorf("%q: %v", token, err)
			}
		}
		gone("", identity.ErrEnded)
		if got := h.verbs(t); got[len(got)-1] != "signed out" {
			t.Error(got)
		}

		var seen time.Time
		err := h.store.View(ctx, h.admin(), func(x tx.Tx) error {
			all, err := h.Staff(ctx, x)
			seen = all[0].Seen
			return err
		})
		if err != nil || !seen.Equal(h.clock.Now()) {
			t.Errorf("seen %v, now %v, %v", seen, h.clock.Now(), err)
		}
	})
}

func TestASessionIsTouchedOnceAMinute(t *testing.T) {
	ctx := context.Background()
	h := openHouse(t, testkit.SQLite(t))
	start := h.clock.Now()
	for range 59 {
		h.clock.Advance(time.Second)
		if s, err := h.Session(ctx, h.token); err != nil || !s.SeenAt.Equal(start) {
			t.Fatal(s.SeenAt, err)
		}
	}
	h.clock.Advance(time.Second)
	if s, err := h.Session(ctx, h.token); err != nil || !s.SeenAt.Equal(h.clock.Now()) {
		t.Fatal(s.SeenAt, err)
	}
}

func TestARoleChangeHoldsAtOnce(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		h := openHouse(t, dsn)
		who, link := h.invite(t, "desk@example.com", actor.FrontDesk)
		token, _ := h.byLink(t, link)
		if err := h.ChangeRole(ctx, h.admin(), who, actor.ReadOnly); err != nil {
			t.Fatal(err)
		}
		if s, err := h.Session(ctx, token); err != nil || s.Actor().May(actor.Book) || s.Staff.Role != actor.ReadOnly {
			t.Fatalf("%+v %v", s, err)
		}
		if err := h.ChangeRole(ctx, h.admin(), who, actor.ReadOnly); err != nil {
			t.Error(err)
		}
		if got := h.verbs(t); got[len(got)-1] != "role changed from=front_desk to=read_only" {
			t.Error(got)
		}
		if err := h.ChangeRole(ctx, h.admin(), who, "bedside"); !fault.Is(err, fault.Invalid) {
			t.Error(err)
		}
	})
}

func TestAccessEndsAtOnceAndComesBackByInvitation(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		h := openHouse(t, dsn)
		who, link := h.invite(t, "desk@example.com", actor.FrontDesk)
		token, _ := h.byLink(t, link)
		if err := h.SetPassword(ctx, token, "seven loud purple trains"); err != nil {
			t.Fatal(err)
		}
		link, err := h.NewLink(ctx, h.admin(), who)
		if err != nil {
			t.Fatal(err)
		}
		if err := h.End(ctx, h.admin(), who); err != nil {
			t.Fatal(err)
		}
		if _, err := h.Session(ctx, token); !errors.Is(err, identity.ErrEnded) {
			t.Error(err)
		}
		if _, _, err := h.SignInLink(ctx, link); !errors.Is(err, identity.ErrLinkOld) {
			t.Error(err)
		}
		if _, _, err := h.SignIn(ctx, "desk@example.com", "seven loud purple trains"); !errors.Is(err, identity.ErrWrong) {
			t.Error(err)
		}
		for _, err := range []error{h.End(ctx, h.admin(), who), h.ChangeRole(ctx, h.admin(), who, actor.Admin), h.End(ctx, h.admin(), "nobody")} {
			if !fault.Is(err, fault.NotFound) {
				t.Error(err)
			}
		}
		again, link := h.invite(t, "Desk@example.com", actor.Clinician)
		if again != who {
			t.Error("somebody who came back is somebody else")
		}
		if _, s := h.byLink(t, link); s.Staff.Role != actor.Clinician {
			t.Errorf("%+v", s)
		}
		if _, _, err := h.SignIn(ctx, "desk@example.com", "seven loud purple trains"); !errors.Is(err, identity.ErrWrong) {
			t.Error("the old password came back too:", err)
		}
	})
}

func TestTheLastAdministratorStays(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		h := openHouse(t, dsn)
		for _, err := range []error{h.End(ctx, actor.System(), h.boss), h.ChangeRole(ctx, h.admin(), h.boss, actor.Clinician), h.End(ctx, h.admin(), h.boss)} {
			if !fault.Is(err, fault.Conflict) {
				t.Error(err)
			}
		}
		second, _ := h.invite(t, "second@example.com", actor.Admin)
		if err := h.End(ctx, h.admin(), h.boss); !strings.Contains(fault.Message(err), "your own access") {
			t.Error(err)
		}
		// Two administrators who demote each other at once: one stays.
		var wg sync.WaitGroup
		for _, who := range []identity.StaffID{h.boss, second} {
			wg.Go(func() {
				if err := h.ChangeRole(ctx, actor.System(), who, actor.ReadOnly); err != nil && !fault.Is(err, fault.Conflict) {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		admins := 0
		err := h.store.View(ctx, actor.System(), func(x tx.Tx) error {
			all, err := h.Staff(ctx, x)
			for _, s := range all {
				if s.Role == actor.Admin {
					admins++
				}
			}
			return err
		})
		if err != nil || admins != 1 {
			t.Fatalf("%d administrators, %v", admins, err)
		}
	})
}

func TestAPasswordChangeEndsTheOtherSessions(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		h := openHouse(t, dsn)
		other, _, err := h.SignIn(ctx, bossMail, bossWord)
		if err != nil {
			t.Fatal(err)
		}
		if err := h.SetPassword(ctx, h.token, "short"); !fault.Is(err, fault.Invalid) {
			t.Error(err)
		}
		if err := h.SetPassword(ctx, h.token, "nine soft copper rivers"); err != nil {
			t.Fatal(err)
		}
		if _, err := h.Session(ctx, other); !errors.Is(err, identity.ErrEnded) {
			t.Error(err)
		}
		if _, err := h.Session(ctx, h.token); err != nil {
			t.Error(err)
		}
		if _, _, err := h.SignIn(ctx, bossMail, bossWord); !errors.Is(err, identity.ErrWrong) {
			t.Error(err)
		}
		if _, _, err := h.SignIn(ctx, bossMail, "nine soft copper rivers"); err != nil {
			t.Error(err)
		}
	})
}

func TestWhoMayManageStaff(t *testing.T) {
	ctx := context.Background()
	h := openHouse(t, testkit.SQLite(t))
	who, _ := h.invite(t, "desk@example.com", actor.FrontDesk)
	by := []actor.Actor{actor.Visitor(), {Kind: actor.Peer}, {}}
	for _, role := range actor.Roles() {
		by = append(by, actor.Actor{Kind: actor.Staff, Role: role, ID: "x"})
	}
	for _, a := range by {
		_, _, invited := h.Invite(ctx, a, identity.New{Email: string(a.Role) + "@example.com", Name: "N", Role: actor.ReadOnly})
		_, linked := h.NewLink(ctx, a, who)
		listed := h.store.View(ctx, a, func(x tx.Tx) error { _, err := h.Staff(ctx, x); return err })
		for what, err := range map[string]error{"invite": invited, "link": linked, "role": h.ChangeRole(ctx, a, who, actor.FrontDesk), "list": listed} {
			if may := a.May(actor.ManageStaff); (err == nil) != may || !may && !fault.Is(err, fault.Forbidden) {
				t.Errorf("%+v, %s: %v", a, what, err)
			}
		}
		if err := h.End(ctx, a, who); !a.May(actor.ManageStaff) && !fault.Is(err, fault.Forbidden) {
			t.Errorf("%+v: %v", a, err)
		}
	}
}

func TestWhoCanBeInvited(t *testing.T) {
	ctx := context.Background()
	h := openHouse(t, testkit.SQLite(t))
	for why, n := range map[string]identity.New{
		"no address": {Email: "desk", Name: "N", Role: actor.ReadOnly},
		"no UTF-8":   {Email: "a\xff@example.com", Name: "N", Role: actor.ReadOnly},
		"no name":    {Email: "a@example.com", Name: "  ", Role: actor.ReadOnly},
		"long name":  {Email: "a@example.com", Name: strings.Repeat("x", 121), Role: actor.ReadOnly},
		"bad name":   {Email: "a@example.com", Name: "N\x00", Role: actor.ReadOnly},
		"no role":    {Email: "a@example.com", Name: "N"},
		"no person":  {Email: "a@example.com", Name: "N", Role: "bedside"},
	} {
		if _, _, err := h.Invite(ctx, h.admin(), n); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", why, err)
		}
	}
	if _, _, err := h.Invite(ctx, h.admin(), identity.New{Email: "PRIYA@example.com", Name: "N", Role: actor.ReadOnly}); !fault.Is(err, fault.Conflict) {
		t.Error(err)
	}
	if _, _, err := h.Invite(ctx, h.admin(), identity.New{Email: "obrien@example.com", Name: "Siobhán O'Brien 🙂", Role: actor.ReadOnly}); err != nil {
		t.Error(err)
	}
}

// Events about staff carry ids: neither addresses nor names, no token, and no token stands anywhere in the database.
func TestNoTokenAndNoNameIsWrittenDown(t *testing.T) {
	ctx := context.Background()
	h := openHouse(t, testkit.SQLite(t))
	_, link := h.invite(t, "desk@example.com", actor.FrontDesk)
	_, _, _ = h.SignIn(ctx, "desk@example.com", "wrong wrong wrong")
	_, _, _ = h.SignIn(ctx, "stranger@example.com", "wrong wrong wrong")
	raw := rawDB(t, h.dsn)
	var all strings.Builder
	for _, table := range []string{"event", "session", "login_link"} {
		rows, err := raw.Query("SELECT * FROM " + table)
		if err != nil {
			t.Fatal(err)
		}
		columns, _ := rows.Columns()
		for rows.Next() {
			values := make([]any, len(columns))
			into := make([]any, len(columns))
			for i := range values {
				into[i] = &values[i]
			}
			if err := rows.Scan(into...); err != nil {
				t.Fatal(err)
			}
			for _, v := range values {
				_, _ = fmt.Fprintf(&all, "%s\n", v)
			}
		}
	}
	for _, secret := range []string{link, h.token, "example.com", "Priya", "Somebody", "wrong wrong"} {
		if strings.Contains(all.String(), secret) {
			t.Errorf("%q is written down", secret)
		}
	}
}
