package store_test

import (
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pressly/goose/v3"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/civil"
	"bedside/internal/id"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/store"
	"bedside/internal/testkit"
	"bedside/internal/tx"
)

// firstProgram writes as the first program did: its statements are frozen here, and must go on working while the
// program of today runs on the same database.
type firstProgram struct {
	db   *sql.DB
	pg   bool
	keys *phi.Keys
	ids  *id.Source
}

func openFirstProgram(t *testing.T, dsn string, keys *phi.Keys, ids *id.Source) *firstProgram {
	f := &firstProgram{pg: strings.HasPrefix(dsn, "postgres"), keys: keys, ids: ids}
	driver, url := "sqlite", "file:"+dsn+"?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_txlock=immediate"
	if f.pg {
		driver, url = "pgx", dsn
	}
	db, err := sql.Open(driver, url)
	must(t, err)
	t.Cleanup(func() { _ = db.Close() })
	if !f.pg {
		db.SetMaxOpenConns(1)
	}
	f.db = db
	return f
}

// schema makes the first schema.
func (f *firstProgram) schema(t *testing.T) {
	dialect := goose.DialectSQLite3
	if f.pg {
		dialect = goose.DialectPostgres
	}
	p, err := goose.NewProvider(dialect, f.db, os.DirFS("migrations"))
	must(t, err)
	_, err = p.UpTo(context.Background(), 1)
	must(t, err)
}

func (f *firstProgram) exec(t *sql.Tx, query string, args ...any) error {
	if f.pg {
		for i := 1; strings.Contains(query, "?"); i++ {
			query = strings.Replace(query, "?", fmt.Sprintf("$%d", i), 1)
		}
	}
	_, err := t.Exec(query, args...)
	return err
}

// booking is one booking of the first program, with everything that belonged to it.
func (f *firstProgram) booking(n int, start time.Time) error {
	t, err := f.db.Begin()
	if err != nil {
		return err
	}
	defer func() { _ = t.Rollback() }()
	now := time.Now().UnixMicro()
	p, a, e := string(id.New[patient.Patient](f.ids)), string(id.New[schedule.Appointment](f.ids)), audit.Event{}
	e.ID = id.New[audit.Event](f.ids)
	steps := []struct {
		query string
		args  []any
	}{
		{"INSERT INTO patient (id, given_sealed, family_sealed, birth_sealed, number_sealed, like_id, created_at, changed_at, version) VALUES (?, ?, ?, ?, ?, '', ?, ?, 1)",
			[]any{p, f.keys.Seal("patient|given|"+p, "First"), f.keys.Seal("patient|family|"+p, "Program"), f.keys.Seal("patient|birth|"+p, "1970-01-01"), nil, now, now}},
		{"INSERT INTO contact_point (id, patient_id, kind, value_sealed, value_token, consent, consent_how, consent_at, position) VALUES (?, ?, 'email', ?, ?, true, 'staff', ?, 0)",
			[]any{"c-" + p, p, f.keys.Seal("contact_point|value|c-"+p, "first@example.com"), f.keys.Token("email", fmt.Sprint("first", n)), now}},
		{`INSERT INTO appointment (id, patient_id, provider_id, location_id, service_id, room_id, starts, ends, blocked_until, zone, wall, status, channel, reason_sealed, cancel_reason, created_at, changed_at, version)
			VALUES (?, ?, 'provider', 'location', 'service', '', ?, ?, ?, 'America/Chicago', ?, 'booked', 'site', ?, '', ?, ?, 1)`,
			[]any{a, p, start.UnixMicro(), start.Add(20 * time.Minute).UnixMicro(), start.Add(20 * time.Minute).UnixMicro(), start.Format("2006-01-02T15:04"), nil, now, now}},
		{"INSERT INTO busy_cell (resource, lane, cell, appointment_id) VALUES ('provider:provider', 0, ?, ?)", []any{start.Unix() / 300, a}},
		{"INSERT INTO event (id, at, actor_kind, actor_role, actor_id, verb, subject_kind, subject_id, about, facts, tag) VALUES (?, ?, 'patient', '', '', 'booked', 'appointment', ?, ?, '{}', ?)",
			[]any{string(e.ID), now, a, a, []byte("tag")}},
		{"INSERT INTO job (kind, key, ref, due) VALUES ('first', ?, ?, ?)", []any{a, a, now}},
		{"INSERT INTO location (id, name, address, city, state, zip, phone, zone, position, active) VALUES (?, ?, '', '', '', '', '', 'America/Chicago', 9, false)",
			[]any{fmt.Sprint("extra-", n), fmt.Sprint("Extra ", n)}},
	}
	for _, s := range steps {
		if err := f.exec(t, s.query, s.args...); err != nil {
			return fmt.Errorf("%.40s: %w", s.query, err)
		}
	}
	return t.Commit()
}

// office is the first program's practice.
func (f *firstProgram) office(t *testing.T) {
	tr, err := f.db.Begin()
	must(t, err)
	for _, q := range []string{
		"INSERT INTO practice (id, name, neutral_name, tagline, about, phone, email, url, zone, quiet_from, quiet_to, notice_minutes, horizon_days, slot_minutes, live, version) VALUES (1, 'First', 'First', '', '', '+12185550100', '', '', 'America/Chicago', 480, 1260, 60, 60, 20, true, 1)",
		"INSERT INTO location (id, name, address, city, state, zip, phone, zone, position, active) VALUES ('location', 'Here', '', '', '', '', '', 'America/Chicago', 1, true)",
		"INSERT INTO provider (id, slug, given, family, credentials, specialty, certification, bio, languages, limits, position, active) VALUES ('provider', 'p', 'A', 'B', '', '', '', '', '', '', 1, true)",
		"INSERT INTO service (id, slug, name, description, minutes, buffer_minutes, telehealth, online, position, active) VALUES ('service', 's', 'Visit', '', 20, 0, false, true, 1, true)",
		"INSERT INTO offer (provider_id, service_id) VALUES ('provider', 'service')",
		"INSERT INTO hours (id, provider_id, location_id, weekday, kind, starts, ends) VALUES ('h1', 'provider', 'location', 1, 'work', 0, 1440), ('h2', 'provider', 'location', 2, 'work', 0, 1440)",
	} {
		must(t, f.exec(tr, q))
	}
	must(t, tr.Commit())
}

// TestUpgradeWithTwoProgramsAtOnce begins on the first schema, lets the first program book, opens the database with
// the program of today, and lets both book at the same time.
func TestUpgradeWithTwoProgramsAtOnce(t *testing.T) {
	testkit.EmptyEngines(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		keys, ids := phi.NewKeys(), id.NewSource(time.Now, rand.Reader)
		first := openFirstProgram(t, dsn, keys, ids)
		first.schema(t)
		first.office(t)
		must(t, first.booking(0, monday.Add(24*time.Hour)))

		clock := testkit.NewClock(monday)
		s, err := store.Open(ctx, store.Config{URL: dsn, Keys: keys, Now: clock.Now, Log: slog.New(slog.DiscardHandler)})
		must(t, err)
		t.Cleanup(func() { _ = s.Close() })
		log := &audit.Log{Store: s.Audit(), Keys: keys, IDs: ids}
		today := &schedule.Scheduler{DB: s, Store: s.Schedule(), Practice: &practice.Registry{Store: s.Practice(), Audit: log, IDs: ids},
			Patients: &patient.Registry{Store: s.Patients(), Audit: log, IDs: ids}, Audit: log, IDs: ids}
		at := civil.Date{Year: 2026, Month: 11, Day: 30}.At(0, mustZone("America/Chicago"))
		const each = 25
		var wg sync.WaitGroup
		wg.Go(func() {
			for n := 1; n <= each; n++ {
				if err := first.booking(n, at.Add(time.Duration(n)*40*time.Minute)); err != nil && !strings.Contains(err.Error(), "40001") {
					t.Errorf("the first program: %v", err)
					return
				}
			}
		})
		wg.Go(func() {
			for n := 1; n <= each; n++ {
				_, err := today.Book(ctx, actor.System(), schedule.Request{Provider: "provider", Location: "location", Service: "service", Start: at.Add(time.Duration(n)*40*time.Minute + 20*time.Minute), Person: someone(n), Channel: "site"})
				if err != nil {
					t.Errorf("the program of today: %v", err)
					return
				}
			}
		})
		wg.Wait()
		must(t, s.View(ctx, actor.System(), func(tr tx.Tx) error {
			visits, err := today.Between(ctx, tr, monday, monday.AddDate(0, 0, 30), schedule.Filter{})
			if len(visits) < 2*each {
				t.Errorf("%d visits after the upgrade, want %d", len(visits), 2*each+1)
			}
			p, err2 := today.Practice.Get(ctx, tr)
			if err2 == nil && len(p.Locations) < 2 {
				t.Errorf("the first program's locations are not there")
			}
			if err == nil {
				err = err2
			}
			return err
		}))
		var verbs int
		must(t, first.db.QueryRow("SELECT COUNT(*) FROM event WHERE verb = 'booked'").Scan(&verbs))
		if verbs < 2*each {
			t.Errorf("the first program reads %d bookings, want %d", verbs, 2*each+1)
		}
	})
}
