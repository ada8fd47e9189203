package cli

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"bedside/internal/actor"
	"bedside/internal/app"
	"bedside/internal/civil"
	"bedside/internal/exchange"
	"bedside/internal/fault"
	"bedside/internal/practice"
	"bedside/internal/tx"
)

// ImportCmd brings a CSV file in.
type ImportCmd struct {
	target
	Kind     string            `arg:"" enum:"providers,patients,appointments,recalls" help:"What the file holds: providers, patients, appointments or recalls."`
	File     string            `arg:"" help:"The CSV file; - reads standard input."`
	Apply    bool              `help:"Bring in what is not refused. Without it nothing is stored."`
	Map      map[string]string `help:"What a column is taken for, as --map 'Pt Name=name'; an empty field leaves it out." placeholder:"HEADING=FIELD"`
	DayFirst bool              `help:"Dates are written with the day first."`
	Service  string            `help:"The service that visits of a kind that is not known become." placeholder:"NAME"`
	Overbook bool              `help:"Let a provider's visits overlap."`
}

// Help implements kong's help provider.
func (ImportCmd) Help() string {
	return `Lists every row that is refused, with line, column and why, and every visit that would be moved or cancelled, and counts what would be added, changed or left as it is. With --apply the others are then brought in. The same file twice changes nothing, and an import that was broken off goes on when it is run again.
Exit code 0: no row is refused. 1: some are. 2: the file cannot be used.

Examples:
  bedside import patients old-system.csv --data /var/lib/bedside
  bedside import appointments visits.csv --data /var/lib/bedside --map 'Appt Type=kind of visit' --service Follow-up --apply`
}

// Run looks at the file and, if it was told to, brings it in.
func (c *ImportCmd) Run(o *IO) (err error) {
	in, err := o.open(c.File)
	if err != nil {
		return err
	}
	data, err := io.ReadAll(io.LimitReader(in, exchange.MaxBytes+1))
	if err = errors.Join(err, in.Close()); err != nil {
		return fault.Wrap(fault.Invalid, "cli.import", "Cannot read "+c.File+": "+plainPath(err)+".", err)
	}
	table, err := exchange.Read(data)
	if err != nil {
		return err
	}
	a, _, err := c.open(o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	kind, by := exchange.Kind(c.Kind), actor.System()
	plan, err := c.plan(o, a, kind, table)
	if err != nil {
		return err
	}
	run, err := a.Exchange.Bring(o.Ctx, by, kind, filepath.Base(c.File), data)
	if err != nil {
		return err
	}
	look := func() (seen exchange.Seen, err error) {
		for more := true; more && err == nil; {
			more, err = a.Exchange.Advance(o.Ctx, run.ID, time.Minute)
		}
		if err == nil {
			seen, err = a.Exchange.Look(o.Ctx, by, run.ID)
		}
		return seen, err
	}
	seen, err := look()
	if err == nil && !same(seen.Plan, plan) {
		if err = a.Exchange.Replan(o.Ctx, by, run.ID, plan); err == nil {
			seen, err = look()
		}
	}
	if err == nil && seen.At < seen.Lines {
		err = a.Exchange.Replan(o.Ctx, by, run.ID, plan) // which says what is missing
	}
	if err != nil {
		return errors.Join(err, a.Exchange.Drop(o.Ctx, by, run.ID))
	}
	for i, h := range table.Headings {
		as := string(plan.Columns[i])
		if as == "" {
			as = "(left out)"
		}
		_, _ = fmt.Fprintf(o.Err, "%s: %s\n", h, as)
	}
	verb := "would be "
	if c.Apply {
		if err := a.Exchange.Apply(o.Ctx, by, run.ID); err != nil {
			return err
		}
		if seen, err = look(); err != nil {
			return err
		}
		verb = ""
	}
	out := bufio.NewWriter(o.Out)
	err = a.Exchange.Refusals(o.Ctx, by, run.ID, func(r exchange.Refusal) error {
		where := fmt.Sprintf("line %d", r.Line)
		if r.Column > 0 {
			where += fmt.Sprintf(", column %d (%s)", r.Column, r.Field)
		}
		_, err := fmt.Fprintf(out, "%s: %s\n", where, r.Sentence)
		return err
	})
	err = errors.Join(err, a.Exchange.Changes(o.Ctx, by, run.ID, func(r exchange.Numbered) error {
		_, err := fmt.Fprintf(out, "line %d, visit %s: %s%s, %s\n", r.Line, r.Number, verb, r.What, r.Text)
		return err
	}))
	n := seen.Counts
	visits := ""
	if kind == exchange.Appointments {
		visits = fmt.Sprintf("%d %smoved, %d %scancelled, ", n.Moved, verb, n.Cancelled, verb)
	}
	_, perr := fmt.Fprintf(out, "%d %sadded, %d %schanged, %s%d as they are, %d refused.\n", n.Added, verb, n.Changed, verb, visits, n.Unchanged, n.Refused)
	err = errors.Join(err, perr, out.Flush())
	if !c.Apply {
		err = errors.Join(err, a.Exchange.Drop(o.Ctx, by, run.ID))
	}
	if err == nil && seen.Counts.Refused > 0 {
		return errBadNews
	}
	return err
}

func same(a, b exchange.Plan) bool {
	return slices.Equal(a.Columns, b.Columns) && a.DayFirst == b.DayFirst && a.Service == b.Service && a.Overbook == b.Overbook
}

// plan is how the file is read.
func (c *ImportCmd) plan(o *IO, a *app.App, k exchange.Kind, table exchange.Table) (exchange.Plan, error) {
	const op = "cli.import"
	p := exchange.Plan{Columns: exchange.Guess(k, table.Headings), DayFirst: c.DayFirst, Overbook: c.Overbook}
	for heading, name := range c.Map {
		i := slices.IndexFunc(table.Headings, func(h string) bool { return strings.EqualFold(h, heading) })
		field := exchange.Field(strings.TrimSpace(name))
		switch {
		case i < 0:
			return p, fault.New(fault.Invalid, op, "The file has no column "+heading+".")
		case field != exchange.LeftOut && !slices.Contains(exchange.Fields(k), field):
			return p, fault.New(fault.Invalid, op, fmt.Sprintf("A column of %s cannot be taken for %q. It can be one of: %s.", k, name, fieldList(k)))
		}
		p.Columns[i] = field
	}
	if c.Service == "" {
		return p, nil
	}
	err := a.Store.View(o.Ctx, actor.System(), func(t tx.Tx) error {
		house, err := a.Practice.Get(o.Ctx, t)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(house.Services, func(s practice.Service) bool { return s.Active && strings.EqualFold(s.Name, c.Service) })
		if i < 0 {
			return fault.New(fault.Invalid, op, "The practice has no service "+c.Service+".")
		}
		p.Service = house.Services[i].ID
		return nil
	})
	return p, err
}

func fieldList(k exchange.Kind) string {
	var all []string
	for _, f := range exchange.Fields(k) {
		all = append(all, string(f))
	}
	return strings.Join(all, ", ")
}

// ExportCmd writes everything of a kind as CSV.
type ExportCmd struct {
	target
	Kind string `arg:"" enum:"providers,patients,appointments,recalls" help:"What to write: providers, patients, appointments or recalls."`
	File string `arg:"" optional:"" help:"The file to write, which must not exist; standard output if it is left out."`
	From string `help:"The first day of appointments; a year ago if it is left out." placeholder:"YYYY-MM-DD"`
	To   string `help:"The last day; in a year if it is left out." placeholder:"YYYY-MM-DD"`
}

// Help implements kong's help provider.
func (ExportCmd) Help() string {
	return "Writes CSV that bedside import reads. Every patient in it is entered in the access log.\n\nExample:\n  bedside export patients patients.csv --data /var/lib/bedside"
}

// Run writes the file.
func (c *ExportCmd) Run(o *IO) (err error) {
	var days exchange.Range
	for _, d := range []struct {
		to   *civil.Date
		text string
	}{{&days.From, c.From}, {&days.To, c.To}} {
		if d.text != "" {
			if *d.to, err = civil.ParseDate(d.text); err != nil {
				return err
			}
		}
	}
	a, _, err := c.open(o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	if c.File == "" {
		return a.Exchange.Export(o.Ctx, actor.System(), exchange.Kind(c.Kind), days, o.Out)
	}
	f, err := os.OpenFile(c.File, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fault.Wrap(fault.Invalid, "cli.export", "Cannot write "+c.File+": "+plainPath(err)+".", err)
	}
	err = a.Exchange.Export(o.Ctx, actor.System(), exchange.Kind(c.Kind), days, f)
	return errors.Join(err, f.Close())
}
