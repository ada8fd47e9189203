package cli

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"bedside/internal/actor"
	"bedside/internal/app"
	"bedside/internal/audit"
	"bedside/internal/channel/email"
	"bedside/internal/civil"
	"bedside/internal/demo"
	"bedside/internal/fault"
	"bedside/internal/id"
	"bedside/internal/oncall"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/store"
	"bedside/internal/triage"
	"bedside/internal/tx"
)

// open makes the practice in a folder, live, with somebody on call.
func (c *TalkCmd) open(o *IO, dir string) (*app.App, error) {
	file, err := c.file(o)
	if err != nil {
		return nil, err
	}
	now, err := c.clock(file.Practice.Zone)
	if err != nil {
		return nil, err
	}
	if c.Practice == "" { // the demo's closures lie around its day
		plan, err := demo.NewPlan(now(), app.DemoSeed)
		if err != nil {
			return nil, err
		}
		file = plan.File
	}
	database, keys, heads := app.Files(dir)
	if err := app.MakeKeys(keys); err != nil {
		return nil, err
	}
	if err := fillPractice(o.Ctx, database, keys, now, file); err != nil {
		return nil, err
	}
	// Nothing that is due is done, so nothing is ever mailed: that there is a mail server makes people reachable.
	a, err := app.New(o.Ctx, app.Config{Database: database, KeyFile: keys, Heads: heads, Now: now, Log: slog.New(slog.NewTextHandler(o.Err, nil)),
		SMTP: email.Config{Host: "localhost", Port: 25}})
	if err != nil {
		return nil, err
	}
	if err := fillRoster(o.Ctx, a.OnCall); err != nil {
		return nil, errors.Join(err, a.Close())
	}
	return a, nil
}

// file is the practice to talk to.
func (c *TalkCmd) file(o *IO) (practice.File, error) {
	if c.Practice == "" {
		plan, err := demo.NewPlan(time.Now(), app.DemoSeed)
		return plan.File, err
	}
	f, err := o.open(c.Practice)
	if err != nil {
		return practice.File{}, err
	}
	defer f.Close()
	return practice.ReadFile(f)
}

// clock is the machine's, or stands still where --now says.
func (c *TalkCmd) clock(zone string) (func() time.Time, error) {
	if c.Now == "" {
		return time.Now, nil
	}
	loc, err := civil.Zone(zone)
	if err != nil {
		return nil, err
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04", time.DateOnly} {
		if at, err := time.ParseInLocation(layout, c.Now, loc); err == nil {
			return func() time.Time { return at }, nil
		}
	}
	return nil, fault.New(fault.Invalid, "cli.talk", "--now looks like 2026-11-23T10:00, or with a zone as 2026-11-23T10:00:00-06:00.")
}

// fillPractice writes the practice into a new database and opens it to callers.
func fillPractice(ctx context.Context, database, keyFile string, now func() time.Time, file practice.File) (err error) {
	text, err := os.ReadFile(filepath.Clean(keyFile))
	if err != nil {
		return err
	}
	keys, err := phi.ParseKeys(string(text))
	if err != nil {
		return err
	}
	s, err := store.Open(ctx, store.Config{URL: database, Keys: keys, Now: now, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	ids := id.NewSource(now, rand.Reader)
	registry := &practice.Registry{Store: s.Practice(), Audit: &audit.Log{Store: s.Audit(), Keys: keys, IDs: ids}, IDs: ids}
	return s.Do(ctx, actor.System(), func(t tx.Tx) error {
		if err := file.Apply(ctx, t, registry); err != nil {
			return err
		}
		return registry.GoLive(ctx, t)
	})
}

// fillRoster makes somebody reachable, so that the line may do more than take messages.
func fillRoster(ctx context.Context, s *oncall.Service) error {
	by := actor.System()
	at, err := phi.ParseEmail("oncall@practice.example")
	if err != nil {
		return err
	}
	who, err := s.SavePerson(ctx, by, oncall.Person{Name: "Whoever is on call", Phone: phi.NewPhone(onCallNumber), Email: at})
	if err != nil {
		return err
	}
	if err := s.SavePolicy(ctx, by, oncall.Policy{Owner: who, Fallback: who, Again: 15 * time.Minute}); err != nil {
		return err
	}
	_, err = s.SaveGroup(ctx, by, oncall.Group{Name: "Everything", Tiers: []triage.Tier{triage.Emergency, triage.Urgent}, Wait: 5 * time.Minute,
		Steps: []oncall.Step{{Who: oncall.Owner, How: oncall.Email}}})
	return err
}
