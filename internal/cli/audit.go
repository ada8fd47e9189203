package cli

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

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
	target
	URL    string `placeholder:"URL" help:"The PostgreSQL database, if it is not the one of the configuration. Alone it needs --key too."`
	Key    string `placeholder:"FILE" type:"path" help:"The key file, if it is not the one of the configuration."`
	Heads  string `placeholder:"FILE" type:"path" help:"The exported heads, if they are not where the configuration says."`
	Format string `enum:"text,json" default:"text" help:"Form of the output: ${enum}."`
}

// Help implements kong's help provider.
func (AuditVerifyCmd) Help() string {
	return `Names the first event that was changed, removed, inserted, moved or cut off.
Ends with 0 if the log is intact and with 1 if it is not. That events were cut off at the end shows only where the heads
of the log were exported to a file. The database is left as it is.

Examples:
  bedside audit verify --config /var/lib/bedside/bedside.toml
  bedside audit verify --url postgres://bedside@db/bedside --key bedside.key --heads audit-heads.log`
}

// Run verifies the log.
func (c *AuditVerifyCmd) Run(o *IO) error {
	const op = "cli.audit"
	conf, err := c.database(o, c.URL)
	if err != nil {
		return err
	}
	if c.Key != "" {
		conf.KeyFile = c.Key
	}
	if c.Heads != "" {
		conf.Heads = c.Heads
	}
	if conf.KeyFile == "" {
		return fault.New(fault.Invalid, op, "Name the key file with --key.")
	}
	keys, err := readKeys(op, conf.KeyFile)
	if err != nil {
		return err
	}
	s, err := store.OpenAsIs(store.Config{URL: conf.Database, Keys: keys, Now: time.Now, Log: o.Log()})
	if err != nil {
		return err
	}
	err = s.Belongs(o.Ctx) // with another key file everything would look forged
	if err == nil {
		err = verifyAudit(o.Ctx, s, keys, conf.Heads, o.Out, c.Format)
	}
	return errors.Join(err, s.Close())
}

// readKeys reads the key file.
func readKeys(op, path string) (*phi.Keys, error) {
	file, err := os.ReadFile(path)
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, op, "Cannot read the key file "+path+": "+plainPath(err)+".", err)
	}
	return phi.ParseKeys(string(file))
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

// noHeads is said of a log that is intact as far as can be known.
const noHeads = "There are no exported heads to compare with: whether events were cut off at the end cannot be found out."

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
		say("%s", noHeads)
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
		Warning  string   `json:"warning,omitempty"`
		Problem  *problem `json:"problem,omitempty"`
	}{r.Problem == nil, r.Events, r.Unsealed, r.Heads, head{r.Head.Seq, hex.EncodeToString(r.Head.MAC)}, "", nil}
	if r.Problem == nil && r.Heads == 0 {
		result.Warning = noHeads
	}
	if p := r.Problem; p != nil {
		result.Problem = &problem{Kind: p.Kind, Seq: p.Seq, Event: string(p.EventID), Sentence: p.Sentence}
		if !p.At.IsZero() {
			result.Problem.At = &p.At
		}
	}
	return json.NewEncoder(out).Encode(result)
}
