package store_test

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"bedside/internal/exchange"
	"bedside/internal/outreach"
	"bedside/internal/phi"
	"bedside/internal/schedule"
	"bedside/internal/testkit"
	"bedside/internal/tx"
)

// A visit that the other system has a number for is the same visit in the next file: it is moved and cancelled, its patient
// is told, the dry run says so and writes nothing. What was changed here since stays; what was changed in both is refused.
func TestVisitsFollowTheOtherSystem(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		o := openOffice(t, dsn, "America/Chicago", monday, workday())
		r := &records{Store: o.Store, clock: o.clock, keys: o.practice.Audit.Keys, practice: o.practice, patients: o.patients}
		s := r.exchange()
		r.bring(t, exchange.Patients, "name,dob,MRN,email,consent\nA One,1/1/1980,M1,a@example.com,yes\nB Two,1/2/1980,M2,,\nC Three,1/3/1980,M3,,\nD Four,1/4/1980,M4,,\n", true)
		const head = "Appt ID,MRN,Provider,Visit Type,Date,Minutes,Status\n"
		expect := func(file string, want exchange.Counts, sentences ...string) {
			t.Helper()
			dry, run, no := r.bring(t, exchange.Appointments, head+file, true)
			if dry != want || run.Counts != want || len(no) != len(sentences) {
				t.Fatalf("the dry run says %+v, then came %+v, want %+v: %+v", dry, run.Counts, want, no)
			}
			for n, s := range sentences {
				if !strings.Contains(no[n].Sentence, s) {
					t.Errorf("line %d: %q, want %q", no[n].Line, no[n].Sentence, s)
				}
			}
		}
		of := func(number string) (a schedule.Appointment) {
			t.Helper()
			must(t, r.View(ctx, owner, func(tr tx.Tx) error {
				f, err := s.Store.Foreign(ctx, tr, phi.NewText(number))
				if err != nil {
					return err
				}
				a, err = o.Scheduler.Store.Get(ctx, tr, f.Appointment)
				return err
			}))
			return a
		}
		first := "X1,M1,Marlow,Visit,11/24/2026 9:00,35,booked\nX2,M2,Marlow,Visit,11/24/2026 10:00,20,booked\nX3,M3,Osei,Visit,11/24/2026 9:00,20,booked\n"
		expect(first, exchange.Counts{Added: 3})
		expect(first, exchange.Counts{Unchanged: 3})
		was := of("X1")

		// By ten minutes, over the time that it has itself; to another provider; cancelled.
		second := "X1,M1,Marlow,Visit,11/24/2026 9:10,35,booked\nX2,M2,Lind,Visit,11/24/2026 10:00,20,booked\nX3,M3,Osei,Visit,11/24/2026 9:00,20,cancelled\n"
		if dry, _, _ := r.bring(t, exchange.Appointments, head+second, false); dry != (exchange.Counts{Moved: 2, Cancelled: 1}) || !of("X1").Start.Equal(was.Start) {
			t.Fatalf("the dry run says %+v, and wrote", dry)
		}
		expect(second, exchange.Counts{Moved: 2, Cancelled: 1})
		expect(second, exchange.Counts{Unchanged: 3})
		moved := of("X1")
		if moved.ID != was.ID || !moved.Start.Equal(was.Start.Add(10*time.Minute)) || moved.End.Sub(moved.Start) != 35*time.Minute || of("X2").Provider == was.Provider || of("X3").Status != schedule.Cancelled {
			t.Errorf("%+v", moved)
		}
		must(t, r.View(ctx, owner, func(tr tx.Tx) error {
			all, err := r.Outreach().Of(ctx, tr, moved.ID)
			told := 0
			for _, m := range all {
				if m.Kind == outreach.Moved {
					told++
				}
			}
			if told != 1 {
				t.Errorf("told %d times that it moved", told)
			}
			busy, berr := o.Scheduler.Store.Busy(ctx, tr, was.Start.Add(-time.Hour), was.Start.Add(8*time.Hour))
			if berr != nil || schedule.Overlaps(busy) != 0 {
				t.Errorf("overlaps: %v", berr)
			}
			return err
		}))

		// Here, staff move one: the same file undoes nothing, and one that says something else is for a person to decide.
		here, err := s.Schedule.Move(ctx, frontDesk, schedule.Move{ID: moved.ID, Start: moved.Start.Add(4 * time.Hour), Overbook: phi.NewText("asked")})
		must(t, err)
		expect(second, exchange.Counts{Unchanged: 3})
		third := strings.Replace(second, "9:10", "11:10", 1)
		expect(third, exchange.Counts{Unchanged: 2, Refused: 1}, "changed both here and in the other system")
		if !of("X1").Start.Equal(here.Start) {
			t.Error("what was moved here is moved back")
		}

		// Nobody is given a time twice, whoever moves; a number is one patient's visit, and one row's.
		expect("X2,M2,Osei,Visit,11/25/2026 9:00,20,booked\nY4,M4,Osei,Visit,11/25/2026 12:00,20,booked\n", exchange.Counts{Added: 1, Moved: 1})
		expect("X2,M2,Osei,Visit,11/25/2026 12:10,20,booked\n", exchange.Counts{Refused: 1}, "already has another visit")
		expect("X2,M3,Osei,Visit,11/25/2026 14:00,20,booked\n", exchange.Counts{Refused: 1}, "another patient")
		expect("Y4,M4,Osei,Visit,11/25/2026 12:00,20,booked\nY4,M4,Osei,Visit,11/26/2026 12:00,20,booked\n", exchange.Counts{Unchanged: 1, Refused: 1}, "visit number of line 2")
		expect("X3,M3,Osei,Visit,11/24/2026 9:00,20,booked\n", exchange.Counts{Refused: 1}, "cancelled here")
		expect("Y4,M4,Osei,Video visit,11/25/2026 12:30,20,booked\n", exchange.Counts{Refused: 1}, "another kind of visit")
		expect(strings.Repeat("Y", 101)+",M4,Osei,Visit,11/26/2026 12:00,20,booked\n", exchange.Counts{Refused: 1}, "longer than 100")

		// A visit that was here without a number gets it; what was written out comes back as it is.
		expect(",M4,Lind,Visit,11/27/2026 9:00,20,booked\n", exchange.Counts{Added: 1})
		expect("Z9,M4,Lind,Visit,11/27/2026 9:00,20,booked\n", exchange.Counts{Unchanged: 1})
		expect("Z9,M4,Lind,Visit,11/27/2026 9:30,20,booked\n", exchange.Counts{Moved: 1})
		var out bytes.Buffer
		must(t, s.Export(ctx, owner, exchange.Appointments, exchange.Range{}, &out))
		for _, number := range []string{"X1", "X2", "X3", "Y4", "Z9"} {
			if !strings.Contains(out.String(), ","+number+"\r\n") {
				t.Errorf("%s is not written out", number)
			}
		}
		if dry, _, no := r.bring(t, exchange.Appointments, out.String(), false); dry.Unchanged+dry.Refused != 5 || dry.Refused > 1 { // what staff moved is another in both
			t.Errorf("what was written out: %+v %+v", dry, no)
		}

		// What took place is closed by the file.
		o.clock.Set(monday.AddDate(0, 0, 30))
		expect("Z9,M4,Lind,Visit,11/27/2026 9:30,20,completed\nY4,M4,Osei,Visit,11/25/2026 12:00,20,no show\n", exchange.Counts{Changed: 2})
	})
}
