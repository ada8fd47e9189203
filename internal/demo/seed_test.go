package demo_test

import (
	"context"
	"crypto/rand"
	"log/slog"
	"testing"
	"time"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/civil"
	"bedside/internal/demo"
	"bedside/internal/guard"
	"bedside/internal/id"
	"bedside/internal/identity"
	"bedside/internal/oncall"
	"bedside/internal/outreach"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/publish"
	"bedside/internal/publish/text"
	"bedside/internal/schedule"
	"bedside/internal/store"
	"bedside/internal/testkit"
	"bedside/internal/tx"
)

var now = time.Date(2026, 11, 23, 18, 0, 0, 0, time.UTC)

func open(t testing.TB, dsn string) (*store.Store, demo.Deps) {
	t.Helper()
	clock := testkit.NewClock(now)
	keys := phi.NewKeys()
	s, err := store.Open(context.Background(), store.Config{URL: dsn, Keys: keys, Now: clock.Now, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	ids := id.NewSource(clock.Now, rand.Reader)
	log := &audit.Log{Store: s.Audit(), Keys: keys, IDs: ids}
	d := demo.Deps{DB: s, IDs: ids,
		Practice: &practice.Registry{Store: s.Practice(), Audit: log, IDs: ids},
		Patients: &patient.Registry{Store: s.Patients(), Audit: log, IDs: ids},
		Identity: &identity.Service{DB: s, Store: s.Identity(), Audit: log, IDs: ids, Now: clock.Now, Random: rand.Reader},
	}
	d.OnCall = &oncall.Service{DB: s, Store: s.OnCall(), Queue: s.Jobs(), Practice: d.Practice, Audit: log, Keys: keys, IDs: ids}
	d.Schedule = &schedule.Scheduler{DB: s, Store: s.Schedule(), Practice: d.Practice, Patients: d.Patients, Audit: log, IDs: ids}
	d.Outreach = &outreach.Service{DB: s, Store: s.Outreach(), Queue: s.Jobs(), Patients: d.Patients, Practice: d.Practice, Visits: s.Schedule(), Audit: log, Keys: keys, IDs: ids}
	g, err := guard.New(nil, guard.Own{}, clock.Now)
	if err != nil {
		t.Fatal(err)
	}
	d.Posts = &publish.Service{DB: s, Store: s.Publish(), Queue: s.Jobs(), Guard: g, Publishers: map[publish.Channel]publish.Publisher{publish.SiteChannel: publish.Site{}},
		Typeset: text.New(), Practice: d.Practice, Staff: s.Identity(), Tell: errands{}, Audit: log, IDs: ids}
	return s, d
}

// errands tells nobody.
type errands struct{}

func (errands) Tell(context.Context, tx.Tx, publish.Errand) error { return nil }

func TestSeed(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		s, d := open(t, dsn)
		began := time.Now()
		if err := demo.Seed(ctx, d, now, 1); err != nil {
			t.Fatal(err)
		}
		t.Logf("seeded in %v", time.Since(began))
		err := s.View(ctx, actor.System(), func(tr tx.Tx) error {
			p, err := d.Practice.Get(ctx, tr)
			if err != nil {
				return err
			}
			if !p.Settings.Live || len(p.Locations) != 2 || len(p.Providers) != 5 || len(p.Services) != 12 || len(p.Closures) < 3 {
				t.Errorf("the practice is not complete: %d locations, %d providers, %d services, %d closures", len(p.Locations), len(p.Providers), len(p.Services), len(p.Closures))
			}
			if n, err := d.Patients.Count(ctx, tr); n != 400 || err != nil {
				t.Errorf("%d patients, %v", n, err)
			}
			if pairs, err := d.Patients.Doubtful(ctx, tr, 10); len(pairs) != 2 || err != nil {
				t.Errorf("%d pairs of records that may be one person, %v", len(pairs), err)
			}
			staff, err := d.Identity.Staff(ctx, tr)
			roles := map[actor.Role]int{}
			for _, who := range staff {
				roles[who.Role]++
				if (who.Role == actor.Clinician) != (who.Provider != "") {
					t.Errorf("a %s is booked as %q", who.Role, who.Provider)
				}
			}
			if err != nil || len(roles) != len(actor.Roles()) {
				t.Errorf("staff by role: %v, %v", roles, err)
			}
			from := civil.DateOf(now)
			slots, err := d.Schedule.Slots(ctx, tr, schedule.Query{Service: p.Services[0].ID, From: from, To: from.AddDays(13)})
			if err != nil || len(slots) < 50 {
				t.Errorf("%d free times in two weeks, %v", len(slots), err)
			}
			counts, needs, err := d.Outreach.Store.Tally(ctx, tr)
			for _, status := range []outreach.Status{outreach.Sent, outreach.Failed, outreach.Unknown, outreach.Skipped, outreach.Waiting} {
				if counts[status] == 0 {
					t.Errorf("no message is %s", status)
				}
			}
			if needs.Total() == 0 || err != nil {
				t.Errorf("nothing in the Outbox needs a person: %+v, %v", needs, err)
			}
			t.Logf("messages: %v, %+v; %d free times", counts, needs, len(slots))

			shown, err := d.Posts.Published(ctx, tr, 50, 0)
			if err != nil || len(shown) < 7 {
				t.Errorf("the site shows %d posts, %v", len(shown), err)
			}
			corrected := 0
			for i, o := range shown {
				corrected += len(o.Corrections)
				if o.First.After(now) || o.Changed.Before(o.First) || o.ReviewedBy == o.Author || i > 0 && o.First.After(shown[i-1].First) {
					t.Errorf("%s: public since %s, changed %s, by %s, read by %s", o.Slug, o.First, o.Changed, o.Author, o.ReviewedBy)
				}
			}
			if down, err := d.Posts.PublishedPost(ctx, tr, "stretching-before-a-run"); err != nil || !down.Gone || corrected != 1 {
				t.Errorf("taken down: %+v, %v; %d corrections", down.Gone, err, corrected)
			}
			checked, lapsed := 0, 0
			for _, v := range p.Providers {
				if profile := p.Profile(v, p.Today(now)); len(profile.Claims) < 2 {
					t.Errorf("%s has no more than %+v", v.Name(), profile)
				}
				if !v.NPICheck.On.IsZero() {
					checked++
				}
				if v.NPICheck.Differs != "" {
					lapsed++
				}
			}
			if checked != 4 || lapsed != 1 || p.DueChecks(p.Today(now)) == 0 {
				t.Errorf("%d numbers were looked up, %d do not fit, %d looks are due", checked, lapsed, p.DueChecks(p.Today(now)))
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if n := stations(t, d); n != 8 {
			t.Errorf("posts stand in %d states", n)
		}
	})
}

// stations are the states that the board of the demo shows.
func stations(t *testing.T, d demo.Deps) int {
	t.Helper()
	board, err := d.Posts.Board(context.Background(), actor.System(), civil.DateOf(now).AddDays(-60), civil.DateOf(now))
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, cards := range board.Cards {
		if len(cards) > 0 {
			n++
		}
	}
	return n
}

// TestSeedGoesOnAfterAnInterruption stops Seed in the middle and runs it again.
func TestSeedGoesOnAfterAnInterruption(t *testing.T) {
	s, d := open(t, testkit.SQLite(t))
	ctx, cancel := context.WithCancel(context.Background())
	staff := d.Identity
	d.Identity = &identity.Service{DB: canceller{s, cancel}, Store: staff.Store, Audit: staff.Audit, IDs: staff.IDs, Now: staff.Now, Random: staff.Random}
	if err := demo.Seed(ctx, d, now, 1); err == nil {
		t.Fatal("the interruption did not happen")
	}
	d.Identity = staff
	if err := demo.Seed(context.Background(), d, now, 1); err != nil {
		t.Fatal(err)
	}
	err := s.View(context.Background(), actor.System(), func(tr tx.Tx) error {
		n, err := d.Patients.Count(context.Background(), tr)
		all, _ := d.Identity.Staff(context.Background(), tr)
		if n != 400 || len(all) != 7 {
			t.Errorf("%d patients and %d staff", n, len(all))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// canceller ends the context after the first transaction.
type canceller struct {
	tx.DB
	cancel func()
}

func (c canceller) Do(ctx context.Context, by actor.Actor, f func(tx.Tx) error) error {
	defer c.cancel()
	return c.DB.Do(ctx, by, f)
}
