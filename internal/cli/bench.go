package cli

import (
	"cmp"
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"bedside/internal/actor"
	"bedside/internal/app"
	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/tx"
)

// BenchCmd measures this machine.
type BenchCmd struct {
	Booking BenchBookingCmd `cmd:"" help:"Whole bookings against their bare rows, and the count of overlaps."`
	Slots   BenchSlotsCmd   `cmd:"" help:"The search for free times among many stored visits."`
	Talk    BenchTalkCmd    `cmd:"" help:"Turns of the conversation, and many chats at once."`
	Guard   BenchGuardCmd   `cmd:"" help:"The guard: its speed beside a bare pass, or what it finds in labelled text."`
}

// benchFlags are common to all measurements.
type benchFlags struct {
	Format string `enum:"text,json" default:"text" help:"text or json."`
	Dir    string `help:"Measure on the disk of this folder." type:"path" placeholder:"DIR"`

	Postgres string `placeholder:"URL" help:"Measure on this PostgreSQL server too, in a database that is made and dropped. By default the one that BEDSIDE_TEST_PG names."`
}

// figure is one measured number. Times are in milliseconds.
type figure struct {
	Engine string  `json:"engine"`
	Name   string  `json:"name"`
	Value  float64 `json:"value"`
	Unit   string  `json:"unit,omitempty"`
	Goal   string  `json:"goal,omitempty"`
	Met    *bool   `json:"met,omitempty"`
}

func goal(engine, name string, value float64, unit, text string, met bool) figure {
	return figure{engine, name, value, unit, text, &met}
}

// engines runs measure on SQLite, and on PostgreSQL where there is a server, and prints the figures.
func (b benchFlags) engines(o *IO, measure func(a *app.App, engine, dir string) ([]figure, error)) error {
	servers := []string{""}
	if pg := cmp.Or(b.Postgres, o.Getenv("BEDSIDE_TEST_PG")); pg != "" {
		servers = append(servers, pg)
	}
	var all []figure
	for _, server := range servers {
		figures, err := b.engine(o, server, measure)
		if err != nil {
			return err
		}
		all = append(all, figures...)
	}
	return printFigures(o.Out, b.Format, all)
}

func (b benchFlags) engine(o *IO, server string, measure func(*app.App, string, string) ([]figure, error)) (figures []figure, err error) {
	dir, err := os.MkdirTemp(b.Dir, "bedside-bench-*")
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, "cli.bench", "Cannot make a temporary folder. Choose one with --dir.", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	engine, database := "sqlite", filepath.Join(dir, "bench.db")
	if server != "" {
		drop, url, err := benchDatabase(o.Ctx, server)
		if err != nil {
			return nil, err
		}
		defer drop()
		engine, database = "postgres", url
	}
	keys := filepath.Join(dir, "bench.key")
	if err := app.MakeKeys(keys); err != nil {
		return nil, err
	}
	a, err := app.New(o.Ctx, app.Config{Database: database, KeyFile: keys, Heads: filepath.Join(dir, "heads"), Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	return measure(a, engine, dir)
}

// benchDatabase makes a database on the server and returns what drops it.
func benchDatabase(ctx context.Context, server string) (drop func(), at string, err error) {
	u, err := url.Parse(server)
	if err != nil {
		return nil, "", fault.New(fault.Invalid, "cli.bench", "The PostgreSQL server’s address cannot be read. It looks like postgres://user@host:5432/postgres.")
	}
	name := "bench_" + strings.ToLower(rand.Text())
	run := func(ctx context.Context, statement string) error {
		db, err := sql.Open("pgx", server) // the store registers the driver
		if err != nil {
			return err
		}
		_, err = db.ExecContext(ctx, statement)
		return fault.Wrap(fault.Unavailable, "cli.bench", "Cannot use this PostgreSQL server. Check its address, and that you may make databases there.", errors.Join(err, db.Close()))
	}
	if err := run(ctx, "CREATE DATABASE "+name); err != nil {
		return nil, "", err
	}
	u.Path = "/" + name
	return func() { _ = run(context.WithoutCancel(ctx), "DROP DATABASE "+name+" WITH (FORCE)") }, u.String(), nil
}

func printFigures(w io.Writer, format string, all []figure) error {
	if format == "json" {
		return json.NewEncoder(w).Encode(all)
	}
	for _, f := range all {
		line := fmt.Sprintf("%-9s %-46s %10.2f %-4s", f.Engine, f.Name, f.Value, f.Unit)
		if f.Goal != "" {
			line += map[bool]string{true: " reached: ", false: " not reached: "}[*f.Met] + f.Goal
		}
		if _, err := fmt.Fprintln(w, strings.TrimRight(line, " ")); err != nil {
			return err
		}
	}
	return nil
}

// quantile returns the q-th part of sorted times, in milliseconds.
func quantile(times []time.Duration, q float64) float64 {
	slices.Sort(times)
	return float64(times[min(int(q*float64(len(times))), len(times)-1)].Microseconds()) / 1000
}

// benchOffice is a practice to measure in: one location that never closes.
type benchOffice struct {
	*app.App
	at        practice.LocationID
	visit     practice.ServiceID
	providers []practice.ProviderID
	patients  []patient.ID
}

func openBenchOffice(ctx context.Context, a *app.App, providers, patients int, hours civil.Interval) (*benchOffice, error) {
	b := &benchOffice{App: a}
	return b, a.Store.Do(ctx, actor.System(), func(t tx.Tx) (err error) {
		b.providers, b.patients = nil, nil
		if err := a.Practice.SaveSettings(ctx, t, practice.Settings{Name: "Bench", NeutralName: "Bench", Phone: "+12185550100", Email: "bench@example.com", Zone: "America/Chicago",
			Quiet: civil.Interval{From: 480, To: 1260}, Horizon: 365, SlotStep: 20}); err != nil {
			return err
		}
		if b.at, err = a.Practice.SaveLocation(ctx, t, practice.Location{Name: "Here", Address: "1 Main Street", City: "Elba", State: "MN", ZIP: "55910", Zone: "America/Chicago", Active: true}); err != nil {
			return err
		}
		if b.visit, err = a.Practice.SaveService(ctx, t, practice.Service{Name: "Visit", Minutes: 20, Online: true, Active: true}); err != nil {
			return err
		}
		for i := range providers {
			v, err := a.Practice.SaveProvider(ctx, t, practice.Provider{Given: "Provider", Family: "Number" + string(rune('A'+i)), Services: []practice.ServiceID{b.visit}, Active: true})
			if err != nil {
				return err
			}
			b.providers = append(b.providers, v)
			var week []practice.Hours
			for d := range 7 {
				week = append(week, practice.Hours{Weekday: time.Weekday(d), When: hours})
			}
			if err := a.Practice.SaveHours(ctx, t, v, b.at, week); err != nil {
				return err
			}
		}
		for i := range patients {
			p, err := a.Patients.Add(ctx, t, patient.Patient{Name: phi.NewName("Bench", "Patient"+string(rune('A'+i%26))+string(rune('a'+i/26%26))),
				Birth:    phi.NewBirthDate(civil.Date{Year: 1950, Month: 1, Day: 1}.AddDays(i)),
				Contacts: []patient.Contact{{Kind: patient.Email, Value: phi.NewText(fmt.Sprintf("bench%d@example.com", i)), Consent: true, ConsentHow: "staff"}}})
			if err != nil {
				return err
			}
			b.patients = append(b.patients, p)
		}
		return nil
	})
}
