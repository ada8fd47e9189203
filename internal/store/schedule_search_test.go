package store_test

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"bedside/internal/actor"
	"bedside/internal/fault"
	"bedside/internal/id"
	"bedside/internal/patient"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/testkit"
	"bedside/internal/tx"
)

// scatter fills the book with n visits of three patients, in every state, several at one moment.
func (o *office) scatter(t testing.TB, n int) (all []schedule.Appointment, who []patient.ID) {
	t.Helper()
	ctx, chance := context.Background(), rand.New(rand.NewPCG(1, 2))
	must(t, o.Do(ctx, actor.System(), func(tr tx.Tx) error {
		for i := range 3 {
			p, err := o.patients.Admit(ctx, tr, someone(i))
			if err != nil {
				return err
			}
			who = append(who, p)
		}
		states := []schedule.Status{schedule.Pending, schedule.Booked, schedule.Arrived, schedule.Fulfilled, schedule.NoShow, schedule.Cancelled}
		loc := time.FixedZone("", 0)
		for range n {
			start := monday.Add(time.Duration(chance.IntN(n/4+1)) * time.Hour).In(loc)
			a := schedule.Appointment{ID: id.New[schedule.Appointment](o.ids), Patient: who[chance.IntN(3)], Provider: o.who[chance.IntN(3)], Location: o.at, Service: []practice.ServiceID{o.visit, o.video}[chance.IntN(2)],
				Start: start, End: start.Add(20 * time.Minute), Blocked: start.Add(25 * time.Minute), Zone: "UTC", Wall: "", Status: states[chance.IntN(len(states))], Channel: "import",
				Quiet: chance.IntN(8) == 0, Created: monday, Changed: monday.Add(time.Duration(chance.IntN(40)) * time.Minute), Version: 1}
			all = append(all, a)
		}
		if err := o.Store.Schedule().Insert(ctx, tr, all...); err != nil {
			return err
		}
		return o.Scheduler.Enter(ctx, tr, nil)
	}))
	return all, who
}

// matching is what a search finds, by the slow and obvious way.
func matching(all []schedule.Appointment, q schedule.Search) []schedule.ID {
	within := func(t time.Time, s schedule.Stretch) bool {
		in := (s.From.IsZero() || !t.Before(s.From)) && (s.To.IsZero() || t.Before(s.To))
		return in != s.Not
	}
	kept := slices.DeleteFunc(slices.Clone(all), func(a schedule.Appointment) bool {
		return q.Loud && a.Quiet || q.IDs != nil && !slices.Contains(q.IDs, a.ID) || q.Patients != nil && !slices.Contains(q.Patients, a.Patient) || q.Providers != nil && !slices.Contains(q.Providers, a.Provider) ||
			q.Locations != nil && !slices.Contains(q.Locations, a.Location) || q.Services != nil && !slices.Contains(q.Services, a.Service) || slices.Contains(q.Without, a.Service) ||
			q.Statuses != nil && !slices.Contains(q.Statuses, a.Status) || slices.ContainsFunc(q.Starts, func(s schedule.Stretch) bool { return !within(a.Start, s) }) ||
			slices.ContainsFunc(q.Changed, func(s schedule.Stretch) bool { return !within(a.Changed, s) })
	})
	slices.SortFunc(kept, func(a, b schedule.Appointment) int {
		x, y := a.Start, b.Start
		if q.ByChange {
			x, y = a.Changed, b.Changed
		}
		c := x.Compare(y)
		if c == 0 {
			c = slices.Compare([]byte(a.ID), []byte(b.ID))
		}
		if q.Latest {
			return -c
		}
		return c
	})
	var ids []schedule.ID
	for _, a := range kept {
		ids = append(ids, a.ID)
	}
	return ids
}

// Every search finds what the slow and obvious way finds, page after page.
func TestSearchesFindWhatMatches(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		o := openOffice(t, dsn, "America/Chicago", monday, workday())
		all, who := o.scatter(t, 160)
		chance := rand.New(rand.NewPCG(3, 4))
		some := func() bool { return chance.IntN(3) == 0 }
		stretch := func(unit time.Duration, n int) (s schedule.Stretch) {
			from := chance.IntN(n)
			if some() || some() {
				s.From = monday.Add(time.Duration(from) * unit)
			}
			if s.From.IsZero() || some() {
				s.To = monday.Add(time.Duration(from+1+chance.IntN(n)) * unit)
			}
			s.Not = some() && !s.From.IsZero() && !s.To.IsZero()
			return s
		}
		for range 80 {
			q := schedule.Search{ByChange: some(), Latest: some()}
			if some() {
				q.IDs = []schedule.ID{all[3].ID, all[7].ID, "none"}
			}
			if some() {
				q.Patients = who[:1+chance.IntN(2)]
			}
			if some() {
				q.Providers = o.who[1:]
			}
			if some() {
				q.Locations = []practice.LocationID{o.at}
			}
			if some() {
				q.Services = []practice.ServiceID{o.video}
			}
			if some() {
				q.Without = []practice.ServiceID{o.visit}
			}
			q.Loud = some()
			if some() {
				q.Statuses = []schedule.Status{schedule.Booked, schedule.Cancelled}
			}
			for some() {
				q.Starts = append(q.Starts, stretch(time.Hour, 40))
			}
			if some() {
				q.Changed = append(q.Changed, stretch(time.Minute, 40))
			}
			want := matching(all, q)
			var got []schedule.ID
			q.Limit = 1 + chance.IntN(50)
			must(t, o.View(context.Background(), frontDesk, func(tr tx.Tx) error {
				got = nil
				for page := q; ; {
					found, total, err := o.Scheduler.Search(context.Background(), tr, page)
					if err != nil {
						return err
					}
					if total != len(want) {
						t.Errorf("%+v counts %d, want %d", q, total, len(want))
					}
					for _, a := range found {
						got = append(got, a.ID)
					}
					if len(found) < q.Limit {
						return nil
					}
					last := found[len(found)-1]
					page.After = schedule.Place{At: last.Start, ID: last.ID}
					if q.ByChange {
						page.After.At = last.Changed
					}
				}
			}))
			if !slices.Equal(got, want) {
				t.Fatalf("%+v finds %v, want %v", q, got, want)
			}
		}
		must(t, o.View(context.Background(), frontDesk, func(tr tx.Tx) error {
			n, err := o.Store.Schedule().Count(context.Background(), tr, schedule.Search{}, 100)
			if n != 100 {
				t.Errorf("counted %d although 100 is enough", n)
			}
			return err
		}))
		// Somebody sees their own, and may not even ask for another's.
		own := actor.Program("c", string(who[0]), actor.SeeSchedule)
		must(t, o.View(context.Background(), own, func(tr tx.Tx) error {
			found, _, err := o.Scheduler.Search(context.Background(), tr, schedule.Search{Patients: who[:1], Limit: 200})
			if len(found) != len(matching(all, schedule.Search{Patients: who[:1]})) {
				t.Errorf("%d of their own", len(found))
			}
			for _, q := range []schedule.Search{{Limit: 1}, {Patients: who[1:2], Limit: 1}, {Patients: who[:2], Limit: 1}} {
				if _, _, err := o.Scheduler.Search(context.Background(), tr, q); !fault.Is(err, fault.Forbidden) {
					t.Errorf("%+v: %v", q, err)
				}
			}
			for _, a := range all {
				_, err := o.Scheduler.Show(context.Background(), tr, a.ID)
				if mine := a.Patient == who[0]; mine != (err == nil) || !mine && !fault.Is(err, fault.NotFound) {
					t.Errorf("shows %s of %s: %v", a.ID, a.Patient, err)
				}
			}
			return err
		}))
	})
}

// BenchmarkSearch asks a book of 200,000 visits what other programs ask.
func BenchmarkSearch(b *testing.B) {
	o := openOffice(b, testkit.SQLite(b), "America/Chicago", monday, workday())
	all, who := o.scatter(b, 200_000)
	day := []schedule.Stretch{{From: monday.AddDate(0, 0, 40), To: monday.AddDate(0, 0, 41)}}
	for name, q := range map[string]schedule.Search{
		"everything": {}, "latest": {Latest: true}, "a day": {Starts: day}, "a provider's day": {Starts: day, Providers: o.who[:1]}, "a patient's": {Patients: who[:1]}, "by id": {IDs: []schedule.ID{all[5].ID}},
		"what changed": {ByChange: true, Latest: true}, "changed since": {ByChange: true, Changed: []schedule.Stretch{{From: monday.Add(39 * time.Minute)}}}, "a rare state": {Statuses: []schedule.Status{schedule.EnteredInError}},
		"a provider's, a rare state": {Providers: o.who[:1], Statuses: []schedule.Status{schedule.EnteredInError}},
	} {
		q.Limit = 50
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				must(b, o.View(context.Background(), frontDesk, func(tr tx.Tx) error {
					_, _, err := o.Scheduler.Search(context.Background(), tr, q)
					return err
				}))
			}
		})
	}
}
