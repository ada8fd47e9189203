package store_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/exchange"
	"bedside/internal/fault"
	"bedside/internal/outreach"
	"bedside/internal/patient"
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
	if err := l.CalendarFeeds().Insert(ctx, t, feed.Feed{ID: "f", Provider: l.who[0], Services: true, By: "s", Made: monday}, []byte("hash")); err != nil {
		return err
	}
	if err := l.Invitations().Invite(ctx, t, a.ID, patient.Contact{ID: "contact", Kind: patient.Email, Value: phi.NewText("x@example.com")}, 3); err != nil {
		return err
	}
	if err := l.Invitations().SetUnwanted(ctx, t, a.Patient, true); err != nil {
		return err
	}
	if err := l.Exchange().Insert(ctx, t, someRun(), []byte("first name,x\nAda,1\n")); err != nil {
		return err
	}
	if err := l.Exchange().PutForeign(ctx, t, exchange.Foreign{Name: phi.NewText("Number 80417"), Appointment: a.ID, Said: "said"}); err != nil {
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
			if err := s.Clear(ctx, t, run.ID); err != nil {
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
	reminders := &outreach.Service{DB: r, Store: r.Outreach(), Queue: r.Jobs(), Patients: r.patients, Practice: r.practice, Visits: r.Schedule(), Invites: r.Invitations(), Audit: r.patients.Audit, Keys: r.keys, IDs: ids}
	visits.Waits, visits.Followers = r.Waits(), []schedule.Follower{reminders}
	return &exchange.Service{DB: r, Store: r.Exchange(), Queue: r.Jobs(), Practice: r.practice, Patients: r.patients, Schedule: visits, Outreach: reminders, Staff: r.Identity(), Audit: r.patients.Audit, IDs: ids}
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

// dies is a database whose transactions fail after some of them: what has committed stays.
type dies struct {
	tx.DB
	after int
}

func (d *dies) Do(ctx context.Context, by actor.Actor, f func(tx.Tx) error) error {
	if d.after--; d.after < 0 {
		return errors.New("the program is gone")
	}
	return d.DB.Do(ctx, by, f)
}

// A practice comes over from another system: providers, patients, appointments. What was brought in is brought in
// again and changes nothing, what is written out comes back the same, and an import that dies goes on where it was.
func TestAPracticeComesOver(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		o := openOffice(t, dsn, "America/Chicago", monday, workday())
		r := &records{Store: o.Store, clock: o.clock, keys: o.practice.Audit.Keys, practice: o.practice, patients: o.patients}
		expect := func(k exchange.Kind, file string, want exchange.Counts) []exchange.Refusal {
			t.Helper()
			dry, run, no := r.bring(t, k, file, true)
			if dry != want || run.Counts != want {
				t.Fatalf("of %s the dry run says %+v, then came %+v, want %+v: %+v", k, dry, run.Counts, want, no)
			}
			return no
		}
		const providers = "Provider Name,NPI,Specialty,Services\n\"Marlow, Test\",1234567893,Family medicine,Visit; Video visit\n\"Wexcombe, Theodora\",,Pediatrics,Visit\nNobody,,,\n\"Linnet, Ambrose\",123,,\n\"Wexcombe, Theodora\",,,\n"
		expect(exchange.Providers, providers, exchange.Counts{Added: 1, Changed: 1, Refused: 3})
		expect(exchange.Providers, providers, exchange.Counts{Unchanged: 2, Refused: 3})

		patients := "First Name,Last Name,DOB,Phone,Email,MRN,Consent\n"
		for n := range 450 {
			patients += fmt.Sprintf("Given%c,Family%c%c,%d/%d/1980,218-555-%04d,p%d@example.com,M%d,yes\n", 'a'+n%26, 'a'+n/26%26, 'a'+n%7, 1+n%12, 1+n%28, n, n, n)
		}
		s := r.exchange()
		run, err := s.Bring(ctx, owner, exchange.Patients, "p.csv", []byte(patients))
		must(t, err)
		_, err = s.Advance(ctx, run.ID, time.Hour)
		must(t, err)
		must(t, s.Apply(ctx, owner, run.ID))
		dying := *s
		dying.DB = &dies{s.DB, 2}
		if _, err := dying.Advance(ctx, run.ID, time.Hour); err == nil {
			t.Fatal("it did not die")
		}
		if n := r.count(t); n != 400 {
			t.Fatalf("%d patients after it died, want two whole chunks", n)
		}
		for more := true; more; {
			more, err = s.Advance(ctx, run.ID, time.Hour)
			must(t, err)
		}
		must(t, r.View(ctx, owner, func(t tx.Tx) error { run, err = s.Store.Get(ctx, t, run.ID); return err }))
		if n := r.count(t); n != 450 || run.Counts != (exchange.Counts{Added: 450}) || run.Phase != exchange.Done {
			t.Fatalf("%d patients in the end, %+v", n, run)
		}

		visits := "MRN,Provider,Visit Type,Date,Time,Minutes,Status\n" +
			"M1,Marlow,Visit,11/24/2026,7:10 am,35,scheduled\n" + // before anybody works: it was promised
			"M2,Marlow,Visit,11/24/2026,9:00 am,20,scheduled\n" +
			"M3,Marlow,Visit,11/2/2026,9:00 am,20,no show\n" +
			"M4,Marlow,Visit,11/2/2026,9:10 am,20,completed\n" + // the past overlaps as it did
			"M5,Wexcombe,Visit,11/24/2026,9:00 am,20,cancelled\n" +
			"M6,Marlow,Video visit,11/24/2026,9:10 am,20,scheduled\n" + // overlaps line 3
			"M999,Wexcombe,Visit,11/24/2026,9:00 am,20,scheduled\n" + // nobody
			"M7,Wexcombe,Video visit,11/24/2026,9:00 am,20,scheduled\n" // not hers
		no := expect(exchange.Appointments, visits, exchange.Counts{Added: 5, Refused: 3})
		if len(no) != 3 || no[0].Line != 7 || no[1].Line != 8 || no[2].Line != 9 {
			t.Errorf("refused: %+v", no)
		}
		expect(exchange.Appointments, visits, exchange.Counts{Unchanged: 5, Refused: 3})
		_, err = o.Book(ctx, frontDesk, schedule.Request{Patient: r.numbered(t, "M8"), Provider: o.who[0], Location: o.at, Service: o.visit, Start: time.Date(2026, 11, 24, 15, 10, 0, 0, time.UTC), Channel: "console"})
		wantKind(t, "a booking where one came in", err, fault.Conflict)
		over := "MRN,Provider,Visit Type,Date,Time\nM8,Marlow,Visit,11/24/2026,9:05 am\n"
		if _, run, no := r.bring(t, exchange.Appointments, over, false); run.Counts.Refused != 1 || !strings.Contains(no[0].Sentence, "already has another visit") {
			t.Errorf("a visit over one that is there: %+v", no)
		}
		run, err = s.Bring(ctx, frontDesk, exchange.Appointments, "o.csv", []byte(over))
		must(t, err)
		_, err = s.Advance(ctx, run.ID, time.Hour)
		must(t, err)
		plan := run.Plan
		plan.Overbook = true
		must(t, s.Replan(ctx, frontDesk, run.ID, plan))
		_, err = s.Advance(ctx, run.ID, time.Hour)
		must(t, err)
		must(t, s.Apply(ctx, frontDesk, run.ID))
		_, err = s.Advance(ctx, run.ID, time.Hour)
		must(t, err)
		must(t, r.View(ctx, owner, func(tr tx.Tx) error {
			day := time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)
			all, err := o.Between(ctx, tr, day, day.AddDate(0, 0, 1), schedule.Filter{Provider: o.who[0]})
			if err != nil || len(all) != 3 || all[2].Lane < 32 || all[2].Overbook.IsZero() || all[0].End.Sub(all[0].Start) != 35*time.Minute {
				t.Errorf("on that day: %+v, %v", all, err)
			}
			due, err := o.Outreach().Of(ctx, tr, all[0].ID)
			for _, m := range due {
				if m.Kind == outreach.Confirmation {
					t.Error("what was agreed elsewhere is confirmed")
				}
			}
			return err
		}))

		recalls := "MRN,Recall Type,Due\nM20,Visit,5/3/2027\nM21,Video visit,11/1/2026\nM22,Visit,2027-06-01\nM20,Visit,5/4/2027\nM23,Surgery,5/3/2027\nM24,Visit,soon\nM25,Visit,5/3/2062\nM999,Visit,5/3/2027\nM1,Visit,5/3/2027\n"
		no = expect(exchange.Recalls, recalls, exchange.Counts{Added: 3, Refused: 6})
		for n, want := range []string{"due in line 2", "not known here", "not a date", "ten years", "not on file", "booked already"} {
			if no[n].Line != 5+n || !strings.Contains(no[n].Sentence, want) {
				t.Errorf("line %d: %s", no[n].Line, no[n].Sentence)
			}
		}
		expect(exchange.Recalls, recalls, exchange.Counts{Unchanged: 3, Refused: 6})
		expect(exchange.Recalls, "MRN,Recall Type,Due\nM20,Visit,5/10/2027\n", exchange.Counts{Changed: 1})

		for _, k := range exchange.Kinds() {
			var out bytes.Buffer
			must(t, s.Export(ctx, owner, k, exchange.Range{}, &out))
			lines := bytes.Count(out.Bytes(), []byte("\r\n")) - 1
			if _, run, no := r.bring(t, k, out.String(), true); run.Counts.Added+run.Counts.Changed > 0 || run.Counts.Unchanged+run.Counts.Refused != lines || lines < 3 || run.Counts.Refused > map[exchange.Kind]int{exchange.Appointments: 1}[k] { // the overbooked one asks again
				t.Errorf("%d %s were written out and come back as %+v: %+v", lines, k, run.Counts, no)
			}
			wantKind(t, "written out by the front desk", s.Export(ctx, frontDesk, k, exchange.Range{}, &out), fault.Forbidden)
		}
		must(t, r.View(ctx, owner, func(tr tx.Tx) error {
			read, err := o.Store.Audit().Find(ctx, tr, audit.Filter{Patient: string(r.numbered(t, "M17")), Verb: audit.Read})
			if len(read) == 0 {
				t.Error("a patient was written out and it is not in the access log")
			}
			return err
		}))
		_, err = s.Bring(ctx, frontDesk, exchange.Providers, "p.csv", []byte(providers))
		wantKind(t, "providers by the front desk", err, fault.Forbidden)
		wantKind(t, "applied twice", s.Apply(ctx, frontDesk, run.ID), fault.Conflict)
	})
}

// numbered returns the patient with the practice's number.
func (r *records) numbered(t testing.TB, number string) (i patient.ID) {
	t.Helper()
	must(t, r.View(context.Background(), owner, func(tr tx.Tx) error {
		found, err := r.patients.OnFile(context.Background(), tr, patient.Patient{Number: phi.NewText(number)})
		if err == nil && len(found) == 1 {
			i = found[0].ID
		}
		return err
	}))
	return i
}
