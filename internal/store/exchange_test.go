package store_test

import (
	"bytes"
	"context"
	"slices"
	"testing"
	"time"

	"bedside/internal/audit"
	"bedside/internal/exchange"
	"bedside/internal/fault"
	"bedside/internal/outreach"
	"bedside/internal/phi"
	"bedside/internal/schedule"
	"bedside/internal/schedule/feed"
	"bedside/internal/testkit"
	"bedside/internal/tx"
)

func someRun() exchange.Run {
	return exchange.Run{ID: "r", Kind: exchange.Patients, Name: phi.NewText("patients “new”.csv"), Plan: exchange.Plan{Columns: []exchange.Field{exchange.GivenName, exchange.LeftOut}},
		Phase: exchange.Checked, Lines: 2, At: 2, Counts: exchange.Counts{Added: 1, Refused: 1}, By: "s", Role: "admin", Made: monday, Changed: monday, Version: 1}
}

// exchanged fills the tables of what leaves and comes in.
func exchanged(ctx context.Context, l *lived, t tx.Tx, a schedule.Appointment) error {
	if err := l.Feeds().Insert(ctx, t, feed.Feed{ID: "f", Provider: l.who[0], Services: true, By: "s", Made: monday}, []byte("hash")); err != nil {
		return err
	}
	if err := l.Invitations().Invite(ctx, t, a.ID, "contact", 3); err != nil {
		return err
	}
	if err := l.Invitations().SetUnwanted(ctx, t, a.Patient, true); err != nil {
		return err
	}
	if err := l.Exchange().Insert(ctx, t, someRun(), []byte("first name,x\nAda,1\n")); err != nil {
		return err
	}
	return l.Exchange().Refuse(ctx, t, "r", []exchange.Refusal{{Line: 3, Column: 1, Field: exchange.GivenName, Sentence: "“Why” \\ 🦃"}})
}

func TestRunsAreKept(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		o := openOffice(t, dsn, "America/Chicago", monday, workday())
		s, run := o.Exchange(), someRun()
		file := bytes.Repeat([]byte("Ada,Lóvelace\r\n"), 60_000) // more than three parts
		do := func(f func(tx.Tx) error) error {
			return o.Do(ctx, owner, func(t tx.Tx) error {
				if err := f(t); err != nil {
					return err
				}
				return o.practice.Audit.Record(ctx, t, "tried", audit.Ref{Kind: "run"}, "", nil)
			})
		}
		must(t, do(func(t tx.Tx) error { return s.Insert(ctx, t, run, file) }))
		must(t, do(func(t tx.Tx) error {
			var all []exchange.Refusal
			for i := range 250 {
				all = append(all, exchange.Refusal{Line: i + 2, Column: i % 3, Field: exchange.Phone, Sentence: "No."})
			}
			return s.Refuse(ctx, t, run.ID, all)
		}))
		run.Phase, run.At, run.Counts, run.Version = exchange.Applying, 7, exchange.Counts{Added: 1, Changed: 2, Unchanged: 3, Refused: 4}, 2
		run.Plan = exchange.Plan{Columns: []exchange.Field{exchange.FullName}, DayFirst: true, Service: "s", Overbook: true}
		must(t, do(func(t tx.Tx) error { return s.Save(ctx, t, run) }))
		wantKind(t, "an old version", do(func(t tx.Tx) error { return s.Save(ctx, t, run) }), fault.Conflict)
		must(t, o.View(ctx, owner, func(tr tx.Tx) error {
			got, err := s.Get(ctx, tr, run.ID)
			must(t, err)
			recent, err := s.Recent(ctx, tr, 5)
			must(t, err)
			if got.Name.Reveal() != run.Name.Reveal() || got.Counts != run.Counts || got.Phase != run.Phase || got.At != 7 || !slices.Equal(got.Plan.Columns, run.Plan.Columns) ||
				!got.Plan.Overbook || got.Role != run.Role || !got.Made.Equal(run.Made) || len(recent) != 1 || recent[0].ID != run.ID {
				t.Errorf("%+v", got)
			}
			kept, err := s.File(ctx, tr, run.ID)
			must(t, err)
			if !bytes.Equal(kept, file) {
				t.Error("the file is another")
			}
			some, err := s.Refusals(ctx, tr, run.ID, 100, 30)
			must(t, err)
			if len(some) != 30 || some[0].Line != 101 || some[0].Column != 0 || some[0].Field != exchange.Phone {
				t.Errorf("%+v", some[0])
			}
			_, err = s.Get(ctx, tr, "nobody's")
			wantKind(t, "no run", err, fault.NotFound)
			return nil
		}))
		must(t, do(func(t tx.Tx) error {
			if err := s.ClearRefusals(ctx, t, run.ID); err != nil {
				return err
			}
			return s.Forget(ctx, t, run.ID)
		}))
		must(t, o.View(ctx, owner, func(tr tx.Tx) error {
			_, err := s.File(ctx, tr, run.ID)
			wantKind(t, "a file that is gone", err, fault.NotFound)
			some, err := s.Refusals(ctx, tr, run.ID, 0, 30)
			if len(some) != 0 {
				t.Error("refusals are left")
			}
			return err
		}))
	})
}

// exchange is the service over the records.
func (r *records) exchange() *exchange.Service {
	ids := r.patients.IDs
	visits := &schedule.Scheduler{DB: r, Store: r.Schedule(), Practice: r.practice, Patients: r.patients, Audit: r.patients.Audit, IDs: ids}
	reminders := &outreach.Service{DB: r, Store: r.Outreach(), Queue: r.Jobs(), Patients: r.patients, Practice: r.practice, Visits: r.Schedule(), Audit: r.patients.Audit, Keys: r.keys, IDs: ids}
	return &exchange.Service{DB: r, Store: r.Exchange(), Queue: r.Jobs(), Practice: r.practice, Patients: r.patients, Schedule: visits, Outreach: reminders, Audit: r.patients.Audit, IDs: ids}
}

// bring has a file looked at by the owner and, if apply says so, brought in. It returns what the dry run says, the run
// as it ends, and what was refused.
func (r *records) bring(t testing.TB, k exchange.Kind, file string, apply bool) (dry exchange.Counts, run exchange.Run, no []exchange.Refusal) {
	t.Helper()
	ctx, s := context.Background(), r.exchange()
	run, err := s.Bring(ctx, owner, k, "file.csv", []byte(file))
	must(t, err)
	on := func() {
		t.Helper()
		for more := true; more; {
			more, err = s.Advance(ctx, run.ID, time.Hour)
			must(t, err)
		}
		must(t, r.View(ctx, owner, func(t tx.Tx) error {
			if run, err = s.Store.Get(ctx, t, run.ID); err == nil {
				no, err = s.Store.Refusals(ctx, t, run.ID, 0, 1000)
			}
			return err
		}))
	}
	on()
	dry = run.Counts
	if apply {
		must(t, s.Apply(ctx, owner, run.ID))
		on()
		if run.Phase != exchange.Done {
			t.Fatalf("the run is %s", run.Phase)
		}
	}
	return dry, run, no
}
