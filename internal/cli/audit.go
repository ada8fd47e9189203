package cli

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"bedside/internal/app"
	"bedside/internal/audit"
	"bedside/internal/fault"
	"bedside/internal/phi"
	"bedside/internal/store"
)

// AuditCmd looks after the event log.
type AuditCmd struct {
	Verify AuditVerifyCmd `cmd:"" help:"Check that nobody has changed the event log."`
}

// Help implements kong's help provider.
func (AuditCmd) Help() string { return AuditVerifyCmd{}.Help() }

// AuditVerifyCmd checks the event log.
type AuditVerifyCmd struct {
	Data   string `xor:"where" required:"" placeholder:"DIR" type:"path" help:"The data folder, with database, key file and exported heads."`
	URL    string `xor:"where" required:"" placeholder:"URL" help:"The PostgreSQL database; needs --key too."`
	Key    string `placeholder:"FILE" type:"path" help:"The key file, if it is not in the data folder."`
	Heads  string `placeholder:"FILE" type:"path" help:"The exported heads, if they are not in the data folder."`
	Format string `enum:"text,json" default:"text" help:"Form of the output: ${enum}."`
}

// Help implements kong's help provider.
func (AuditVerifyCmd) Help() string {
	return `Names the first event that was changed, removed, inserted, moved or cut off.
Ends with 0 if the log is intact and with 1 if it is not.

Examples:
  bedside audit verify --data /var/lib/bedside
  bedside audit verify --url postgres://bedside@db/bedside --key bedside.key --heads audit-heads.log`
}

// Run verifies the log.
func (c *AuditVerifyCmd) Run(o *IO) error {
	const op = "cli.audit"
	database, key, heads := c.URL, c.Key, c.Heads
	if c.Data == "" && !strings.HasPrefix(c.URL, "postgres://") && !strings.HasPrefix(c.URL, "postgresql://") {
		return fault.New(fault.Invalid, op, "--url takes the address of a PostgreSQL database, such as postgres://user@host/name. For SQLite name the folder with --data.")
	}
	if c.Data != "" {
		var usualKey, usualHeads string
		database, usualKey, usualHeads = app.Files(c.Data)
		if _, err := os.Stat(database); err != nil { // opening it would make a new one
			return fault.Wrap(fault.Invalid, op, "There is no database in "+c.Data+": "+plainPath(err)+".", err)
		}
		if key == "" {
			key = usualKey
		}
		if heads == "" {
			heads = usualHeads
		}
	}
	file, err := os.ReadFile(key)
	if err != nil {
		return fault.Wrap(fault.Invalid, op, "Cannot read the key file: "+plainPath(err)+". Name it with --key.", err)
	}
	keys, err := phi.ParseKeys(string(file))
	if err != nil {
		return err
	}
	s, err := store.Open(o.Ctx, store.Config{URL: database, Keys: keys, Now: time.Now, Log: o.Log()})
	if err != nil {
		return err
	}
	return errors.Join(verifyAudit(o.Ctx, s, keys, heads, o.Out, c.Format), s.Close())
}

// verifyAudit writes what verification found, as "text" or "json". It returns errBadNews if the log or the exported
// heads were tampered with.
func verifyAudit(ctx context.Context, s *store.Store, keys *phi.Keys, headsPath string, out io.Writer, format string) error {
	heads, err := store.HeadFile{Path: headsPath}.Read(keys)
	var report audit.Report
	switch {
	case fault.Is(err, fault.Invalid):
		report.Problem = &audit.Problem{Kind: audit.HeadForged, Sentence: fault.Message(err)}
	case err != nil:
		return err
	default:
		if report, err = audit.Verify(ctx, s.Audit(), keys, heads); err != nil {
			return err
		}
	}
	write := writeAuditText
	if format == "json" {
		write = writeAuditJSON
	}
	if err := write(out, report); err != nil {
		return err
	}
	if report.Problem != nil {
		return errBadNews
	}
	return nil
}

func writeAuditText(out io.Writer, r audit.Report) error {
	var err error
	say := func(format string, a ...any) {
		if err == nil {
			_, err = fmt.Fprintf(out, format+"\n", a...)
		}
	}
	if p := r.Problem; p != nil {
		say("%s", p.Sentence)
		if p.Kind != audit.HeadForged {
			say("The %d events before it are as they were written.", r.Events)
		}
		return err
	}
	say("The event log is intact: %d events, %d more wait for their seal.", r.Events, r.Unsealed)
	if r.Heads == 0 {
		say("There are no exported heads to compare with: events cut off at the end would not be noticed.")
	} else {
		say("It agrees with the heads that were written down outside the database (%d).", r.Heads)
	}
	return err
}

func writeAuditJSON(out io.Writer, r audit.Report) error {
	type head struct {
		Seq int64  `json:"seq"`
		MAC string `json:"mac"`
	}
	type problem struct {
		Kind     audit.Kind `json:"kind"`
		Seq      int64      `json:"seq,omitempty"`
		Event    string     `json:"event,omitempty"`
		At       *time.Time `json:"at,omitempty"`
		Sentence string     `json:"sentence"`
	}
	result := struct {
		Intact   bool     `json:"intact"`
		Events   int      `json:"events"`
		Unsealed int      `json:"unsealed"`
		Heads    int      `json:"heads"`
		Head     head     `json:"head"`
		Problem  *problem `json:"problem,omitempty"`
	}{r.Problem == nil, r.Events, r.Unsealed, r.Heads, head{r.Head.Seq, hex.EncodeToString(r.Head.MAC)}, nil}
	if p := r.Problem; p != nil {
		result.Problem = &problem{Kind: p.Kind, Seq: p.Seq, Event: string(p.EventID), Sentence: p.Sentence}
		if !p.At.IsZero() {
			result.Problem.At = &p.At
		}
	}
	return json.NewEncoder(out).Encode(result)
}
