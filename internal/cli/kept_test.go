package cli

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"

	"bedside/internal/actor"
	"bedside/internal/app"
	"bedside/internal/practice"
	"bedside/internal/tx"
)

// keep makes a practice in a data folder, as serve does. It is closed with the test.
func keep(t *testing.T, data string) *app.App {
	t.Helper()
	database, keys, heads := app.Files(data)
	if err := app.MakeKeys(keys); err != nil {
		t.Fatal(err)
	}
	a, err := app.New(t.Context(), app.Config{Database: database, KeyFile: keys, Heads: heads, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func write(t *testing.T, a *app.App, f func(ctx context.Context, t tx.Tx) error) {
	t.Helper()
	by := actor.Actor{Kind: actor.Staff, Role: actor.Admin, ID: "owner"}
	if err := a.Store.Do(t.Context(), by, func(tr tx.Tx) error { return f(t.Context(), tr) }); err != nil {
		t.Fatal(err)
	}
}

// run runs check or redact on a text, and returns what it writes and its error.
func run(t *testing.T, text string, c interface{ Run(*IO) error }) (string, error) {
	t.Helper()
	var out bytes.Buffer
	err := c.Run(&IO{Ctx: t.Context(), In: strings.NewReader(text), Out: &out, Err: &bytes.Buffer{}, Getenv: func(string) string { return "" }})
	if errors.Is(err, errBadNews) {
		err = nil
	}
	return out.String(), err
}

func check(data string) *CheckCmd {
	return &CheckCmd{Draft: draftFlags{Kind: "post", Audience: "public"}, Format: "text", Packs: ownPacks{Data: data}}
}

func redact(data string) *RedactCmd {
	return &RedactCmd{Draft: draftFlags{Kind: "post", Audience: "public"}, Packs: ownPacks{Data: data}, File: "-"}
}

// What the practice decided in the console holds for the command line, while the program runs and when it does not.
func TestWhatThePracticeKeepsHoldsForTheCommandLine(t *testing.T) {
	data := t.TempDir()
	const text = "Individuals come in. Kwame Osei brings the coffee. I saw a woman in her 50s with high blood pressure in Ohio."
	before, err := run(t, text, check(data))
	if err != nil || !strings.Contains(before, "fit.plain") || !strings.Contains(before, "block: This looks like a name") || strings.Contains(before, "privacy.group") {
		t.Fatalf("a folder without a database: %v\n%s", err, before)
	}
	a := keep(t, data)
	write(t, a, func(ctx context.Context, tr tx.Tx) error {
		s := practice.Defaults()
		s.Name, s.NeutralName = "Kwame Osei Family Medicine", "Kwame Osei"
		if err := a.Practice.SaveSettings(ctx, tr, s); err != nil {
			return err
		}
		if err := a.Practice.SwitchRuleOff(ctx, tr, "fit.plain", "We like the word."); err != nil {
			return err
		}
		return a.Practice.SaveGroup(ctx, tr, practice.Group{Readers: 1_000_000, Insiders: 11, Daily: 20})
	})
	look := func(when string) {
		t.Helper()
		after, err := run(t, text, check(data))
		if err != nil || strings.Contains(after, "fit.plain") || strings.Contains(after, "block: This looks like a name") || !strings.Contains(after, "privacy.group") {
			t.Errorf("%s: %v\n%s", when, err, after)
		}
		if made, err := run(t, "Individuals come in.", redact(data)); err != nil || made != "Individuals come in." {
			t.Errorf("%s, rewritten: %q %v", when, made, err)
		}
		usual := check(data)
		usual.Own.Group = 11
		if after, err := run(t, text, usual); err != nil || strings.Contains(after, "privacy.group") {
			t.Errorf("%s, with --group: %v\n%s", when, err, after)
		}
	}
	look("while the program runs")
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	look("afterwards")
	again, err := app.New(t.Context(), a.Config)
	if err != nil {
		t.Fatalf("after looking the program does not start: %v", err)
	}
	if err := again.Close(); err != nil {
		t.Error(err)
	}
}

// A database that cannot be read is said to be so: to read with all rules would be another answer than the console's.
func TestADatabaseThatCannotBeRead(t *testing.T) {
	data := t.TempDir()
	if err := keep(t, data).Close(); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", filepath.Join(data, "bedside.db"))
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	defer db.Close()
	do := func(statement string) {
		t.Helper()
		if _, err := db.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	refused := func(when, says string) {
		t.Helper()
		for _, c := range []interface{ Run(*IO) error }{check(data), redact(data)} {
			if out, err := run(t, "Walk.", c); out != "" || err == nil || !strings.Contains(err.Error(), says) || !strings.Contains(err.Error(), "Leave --data out") {
				t.Errorf("%s: %q %v", when, out, err)
			}
		}
	}
	do("PRAGMA journal_mode = DELETE")
	do("BEGIN EXCLUSIVE")
	refused("while another program holds it", "Another program is holding the database.")
	do("ROLLBACK")
	do("INSERT INTO goose_db_version (version_id, is_applied) VALUES (999, 1)")
	refused("of a newer program", "written by a newer Bedside")
	do("DELETE FROM goose_db_version WHERE version_id > 5")
	refused("of an older program", "Run bedside migrate first.")
	do("DROP TABLE goose_db_version")
	refused("of something else", "cannot be read")
}
