package store_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"bedside/internal/actor"
	"bedside/internal/exchange"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/testkit"
	"bedside/internal/tx"
)

// imported is a practice with patients M0 to M7, whose visits come from files.
type imported struct {
	*records
	o *office
}

func openImported(t *testing.T, dsn string) imported {
	o := openOffice(t, dsn, "America/Chicago", monday, workday())
	r := &records{Store: o.Store, clock: o.clock, keys: o.practice.Audit.Keys, practice: o.practice, patients: o.patients}
	var who strings.Builder
	for n := range 8 {
		fmt.Fprintf(&who, "\nTest P%d,1/%d/1980,M%d", n, n+1, n)
	}
	r.bring(t, exchange.Patients, "name,dob,MRN"+who.String(), true)
	return imported{r, o}
}

const visitHead = "Appt ID,MRN,Provider,Visit Type,Date,Minutes,Status\n"

// visit is the visit with the number.
func (im imported) visit(t testing.TB, number string) (a schedule.Appointment) {
	t.Helper()
	ctx := context.Background()
	must(t, im.View(ctx, owner, func(tr tx.Tx) error {
		f, err := im.Exchange().Foreign(ctx, tr, phi.NewText(number))
		if err == nil {
			a, err = im.o.Scheduler.Store.Get(ctx, tr, f.Appointment)
		}
		return err
	}))
	return a
}

// at is where the visit with the number is: "Marlow 09:00", or "" where it is cancelled.
func (im imported) at(t testing.TB, number string) (where string) {
	t.Helper()
	a := im.visit(t, number)
	must(t, im.View(context.Background(), owner, func(tr tx.Tx) error {
		p, err := im.practice.Get(context.Background(), tr)
		if v, ok := p.Provider(a.Provider); ok && a.Status.Takes() {
			where = v.Family + " " + a.Start.Format("15:04")
		}
		return err
	}))
	return where
}

// Whatever the order of the rows and whoever takes whose time, a file whose visits do not overlap each other comes in whole;
// the dry run says the same; the book is then as the file says; and the file once more changes nothing.
func TestVisitsMakeWay(t *testing.T) {
	im := openImported(t, testkit.SQLite(t))
	week := 0
	few(t, 12)
	rapid.Check(t, func(rt *rapid.T) {
		week++
		day := monday.AddDate(0, 0, 7*week).Format("1/2/2006")
		var places []string
		for _, v := range []string{"Marlow", "Osei"} {
			for n := range 6 {
				places = append(places, fmt.Sprintf("%s %02d:%02d", v, 9+n/2, n%2*30))
			}
		}
		file := func(count int) (rows []string, want map[string]string) {
			want = map[string]string{}
			free := rapid.Permutation(places).Draw(rt, "places")
			for n := range count {
				number, status := fmt.Sprintf("W%d-%d", week, n), "booked"
				if rapid.IntRange(0, 5).Draw(rt, "cancelled") == 0 && count == 8 {
					status = "cancelled"
				}
				v, at, _ := strings.Cut(free[n], " ")
				if want[number] = free[n]; status == "cancelled" {
					want[number] = ""
				}
				rows = append(rows, fmt.Sprintf("%s,M%d,%s,Visit,%s %s,20,%s\n", number, n, v, day, at, status))
			}
			return rapid.Permutation(rows).Draw(rt, "rows"), want
		}
		first, _ := file(6)
		if _, run, no := im.bring(t, exchange.Appointments, visitHead+strings.Join(first, ""), true); run.Counts.Added != 6 {
			rt.Fatalf("%+v %+v", run.Counts, no)
		}
		second, want := file(8)
		text := visitHead + strings.Join(second, "")
		dry, run, no := im.bring(t, exchange.Appointments, text, true)
		if dry != run.Counts || len(no) != 0 {
			rt.Fatalf("the dry run says %+v, then came %+v: %+v\n%s%s", dry, run.Counts, no, strings.Join(first, ""), text)
		}
		for number, place := range want {
			if got := im.at(t, number); got != place && !(place == "" && strings.HasSuffix(number, "-6")) {
				rt.Fatalf("%s is at %q, want %q", number, got, place)
			}
		}
		if again, _, _ := im.bring(t, exchange.Appointments, text, true); again.Unchanged != 8 {
			rt.Fatalf("again: %+v", again)
		}
	})
	must(t, im.View(context.Background(), owner, func(tr tx.Tx) error {
		busy, err := im.o.Scheduler.Store.Busy(context.Background(), tr, monday, monday.AddDate(0, 0, 7*week+8))
		if schedule.Overlaps(busy) != 0 {
			t.Error("visits overlap")
		}
		return err
	}))
}

// Whoever waits for an earlier time is not offered what another row of the file takes; what a visit leaves to nobody is
// refused together with those that relied on it; a file that dies on the way is counted as if it had not.
func TestVisitsMakeWayInPart(t *testing.T) {
	ctx := context.Background()
	im := openImported(t, testkit.SQLite(t))
	s := im.exchange()
	bring := func(file string) exchange.ID {
		t.Helper()
		run, err := s.Bring(ctx, owner, exchange.Appointments, "file.csv", []byte(visitHead+file))
		must(t, err)
		_, err = s.Advance(ctx, run.ID, time.Hour)
		must(t, err)
		return run.ID
	}
	row := func(n int, v, at, status string) string {
		return fmt.Sprintf("X%d,M%d,%s,Visit,11/24/2026 %s,20,%s\n", n, n, v, at, status)
	}
	im.bring(t, exchange.Appointments, visitHead+row(0, "Marlow", "9:00", "booked")+row(1, "Marlow", "9:30", "booked")+row(2, "Marlow", "10:00", "booked")+row(3, "Osei", "9:00", "booked"), true)
	im.bring(t, exchange.Appointments, visitHead+",M7,Marlow,Visit,11/24/2026 10:30,20,booked\n", true)

	// 0 takes the time of 1, which takes the time of 2, which takes a time that is not to be had; 3 leaves for a cancelled one.
	i := bring(row(0, "Marlow", "9:30", "booked") + row(1, "Marlow", "10:00", "booked") + row(2, "Marlow", "10:30", "booked") + row(3, "Osei", "11:00", "booked"))
	seen, err := s.Look(ctx, owner, i)
	must(t, err)
	if seen.Counts != (exchange.Counts{Moved: 1, Refused: 3}) || len(seen.Changes) != 1 || seen.Changes[0].Line != 5 || seen.Changes[0].Number != "X3" ||
		seen.Changes[0].Text != "from Tue, November 24, 2026 at 9:00 am CST to Tue, November 24, 2026 at 11:00 am CST" {
		t.Errorf("%+v %+v", seen.Counts, seen.Changes)
	}
	for n, no := range seen.Refusals {
		if no.Line != n+2 || !strings.Contains(no.Sentence, "The provider already has another visit") {
			t.Errorf("%+v", no)
		}
	}
	must(t, s.Drop(ctx, owner, i))

	// A swap, half of which is far behind in the file, with a death between two transactions.
	var far strings.Builder
	for n := range 250 {
		fmt.Fprintf(&far, "F%d,M7,Osei,Visit,%s,20,booked\n", n, monday.AddDate(0, 0, 7+n/10).Add(time.Duration(n%10)*30*time.Minute).Format("1/2/2006 15:04"))
	}
	i = bring(row(0, "Marlow", "9:30", "booked") + far.String() + row(1, "Marlow", "9:00", "booked") + row(3, "Osei", "9:00", "cancelled"))
	dry, err := s.Look(ctx, owner, i)
	must(t, err)
	if dry.Counts != (exchange.Counts{Added: 250, Moved: 2, Cancelled: 1}) || len(dry.Changes) != 3 {
		t.Fatalf("%+v %+v", dry.Counts, dry.Changes)
	}
	must(t, s.Apply(ctx, owner, i))
	s.DB = &dies{im.Store, 1}
	if _, err := s.Advance(ctx, i, time.Hour); err == nil {
		t.Fatal("it did not die")
	}
	if got := im.at(t, "X0") + ", " + im.at(t, "X1"); got != "Marlow 09:30, Marlow 09:00" {
		t.Errorf("they stand at %s", got)
	}
	s.DB = im.Store
	_, err = s.Advance(ctx, i, time.Hour)
	must(t, err)
	if done, err := s.Look(ctx, owner, i); err != nil || done.Counts != dry.Counts || len(done.Changes) != 3 || done.Phase != exchange.Done {
		t.Errorf("%+v %v", done.Counts, err)
	}

	// Somebody waits for a time with Marlow. What 1 leaves goes to 0, and what 0 leaves is offered.
	s.Schedule.Queue = im.Jobs()
	w, err := s.Schedule.Wait(ctx, frontDesk, schedule.Joining{Wait: schedule.Wait{Patient: im.visit(t, "X3").Patient, Service: im.o.visit, Provider: im.visit(t, "X0").Provider}})
	must(t, err)
	i = bring(row(1, "Marlow", "11:00", "booked") + row(0, "Marlow", "9:00", "booked"))
	must(t, s.Apply(ctx, owner, i))
	_, err = s.Advance(ctx, i, time.Hour)
	must(t, err)
	must(t, im.View(ctx, owner, func(tr tx.Tx) error {
		offers, err := s.Schedule.Waits.OffersOf(ctx, tr, w.ID)
		if len(offers) != 1 || offers[0].Start.In(im.visit(t, "X0").Start.Location()).Format("15:04") != "09:30" || im.at(t, "X0") != "Marlow 09:00" {
			t.Errorf("%+v", offers)
		}
		return err
	}))
}

// A time that was kept for somebody who never decided is free to a file as to anybody else, and one that is still kept is not.
func TestFilesAndHolds(t *testing.T) {
	ctx := context.Background()
	im := openImported(t, testkit.SQLite(t))
	row := "H1,M1,Marlow,Visit,11/24/2026 9:00,20,booked\n"
	im.bring(t, exchange.Appointments, visitHead+"H0,M0,Marlow,Visit,11/24/2026 11:00,20,booked\n", true)
	_, err := im.o.Hold(ctx, actor.Visitor(), schedule.Request{Provider: im.visit(t, "H0").Provider, Location: im.o.at, Service: im.o.visit, Start: im.visit(t, "H0").Start.Add(-2 * time.Hour), Seen: practice.New}, 10*time.Minute)
	must(t, err)
	if dry, run, _ := im.bring(t, exchange.Appointments, visitHead+row, true); dry.Refused != 1 || run.Counts != dry {
		t.Errorf("it is kept: %+v, %+v", dry, run.Counts)
	}
	im.clock.Set(monday.Add(11 * time.Minute))
	if dry, run, _ := im.bring(t, exchange.Appointments, visitHead+row+"H0,M0,Marlow,Visit,11/24/2026 9:30,20,booked\n", true); dry != (exchange.Counts{Added: 1, Moved: 1}) || run.Counts != dry {
		t.Errorf("it was kept: %+v, %+v", dry, run.Counts)
	}

	// Visits that follow one another without the minutes that their kind keeps free are refused for that, and come in as
	// they are once staff let them.
	if _, _, no := im.bring(t, exchange.Appointments, visitHead+"H2,M2,Marlow,Visit,11/24/2026 9:50,20,booked\n", false); len(no) != 1 || !strings.Contains(no[0].Sentence, "not the minutes before or after") {
		t.Errorf("%+v", no)
	}
}
