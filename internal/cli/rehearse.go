package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"runtime"
	"slices"
	"strings"
	"time"

	"bedside/internal/actor"
	"bedside/internal/app"
	"bedside/internal/fault"
	"bedside/internal/frontdesk/flow"
	"bedside/internal/practice"
	"bedside/internal/rehearse"
	"bedside/internal/tx"
)

// RehearseCmd plays the scenarios against the practice's front desk.
type RehearseCmd struct {
	target
	Practice  string   `placeholder:"FILE" help:"The practice, as a TOML file. By default the demo's, or the one that --config or --data names."`
	Now       string   `placeholder:"T" help:"The day to rehearse on: 2026-11-23, by the practice's clock. By default today."`
	Only      string   `placeholder:"NAME" help:"Play this scenario alone, or those that match it: book.*."`
	More      []string `placeholder:"FILE" help:"Play the scenarios of this file too."`
	Draft     bool     `xor:"which" help:"Rehearse the draft of the flows. With --config or --data; the default where there is a draft."`
	Published bool     `xor:"which" help:"Rehearse what callers hear."`
	Repeat    int      `default:"5" help:"How often each is played, each time in other words."`
	Format    string   `enum:"text,json" default:"text" help:"text or json."`
	List      bool     `help:"Name the scenarios and play none."`
	All       bool     `help:"Print every conversation that failed, not only the first of each scenario."`
	Show      bool     `help:"Print a conversation of each scenario that passed, too."`
}

// Help shows how the command is used.
func (*RehearseCmd) Help() string {
	return `Callers who are invented talk with the front desk on a copy of the practice in memory: nothing that they do is kept and
nothing leaves. A scenario passes if the words were right and the database is as it should be afterwards.
Exit code 0: none failed. 1: some did. 2: the rehearsal could not be held.

Examples:
  bedside rehearse
  bedside rehearse --practice practice.toml --only 'emergency.*' --repeat 1
  bedside rehearse --config /etc/bedside/bedside.toml --format json`
}

// Run holds the rehearsal and prints what failed.
func (c *RehearseCmd) Run(o *IO) (err error) {
	scenarios, err := c.scenarios(o)
	if err != nil {
		return err
	}
	if c.List {
		for _, s := range scenarios {
			if _, err := fmt.Fprintf(o.Out, "%-34s %s\n", s.Name, s.About); err != nil {
				return err
			}
		}
		return nil
	}
	a, done, err := c.front(o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, done()) }()
	var p *practice.Practice
	var e flow.Edition
	if err := a.Store.View(o.Ctx, actor.System(), func(t tx.Tx) (err error) {
		if p, err = a.Practice.Get(o.Ctx, t); err != nil {
			return err
		}
		v, err := a.Flows.Draft(o.Ctx, t) // what callers hear where there is none
		if c.Published {
			v, err = a.Flows.Current(o.Ctx, t)
		}
		if err == nil && c.Draft && v.Number == 0 {
			err = fault.New(fault.Invalid, "cli.rehearse", "There is no draft of the flows.")
		}
		if err != nil {
			return err
		}
		e, err = v.Edition()
		return err
	}); err != nil {
		return err
	}
	now, err := (&TalkCmd{Now: c.Now}).clock(p.Settings.Zone)
	if err != nil {
		return err
	}
	began := time.Now()
	report, err := rehearse.Hold(o.Ctx, rehearse.Plan{
		Open:      func(ctx context.Context) (*rehearse.House, error) { return a.HouseOf(ctx, p, e) },
		Scenarios: scenarios, At: now(), Repeats: c.Repeat, Workers: runtime.GOMAXPROCS(0), Failures: map[bool]int{true: 1 << 20}[c.All], Progress: c.progress(o),
	})
	if err != nil {
		return err
	}
	report.Took = time.Since(began)
	return c.print(o.Out, report)
}

// progress writes to a terminal how far it is.
func (c *RehearseCmd) progress(o *IO) func(done, all int) {
	f, ok := o.Err.(*os.File)
	if !ok || c.Format != "text" {
		return nil
	}
	if info, err := f.Stat(); err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return nil
	}
	return func(done, all int) {
		_, _ = fmt.Fprintf(f, "\r%d of %d scenarios", done, all)
		if done == all {
			_, _ = fmt.Fprint(f, "\r\033[K")
		}
	}
}

func (c *RehearseCmd) scenarios(o *IO) ([]rehearse.Scenario, error) {
	all, err := rehearse.Shipped()
	if err != nil {
		return nil, err
	}
	for _, name := range c.More {
		f, err := o.open(name)
		if err != nil {
			return nil, err
		}
		text, err := io.ReadAll(io.LimitReader(f, longestText))
		if err = errors.Join(err, f.Close()); err != nil {
			return nil, fault.Wrap(fault.Invalid, "cli.rehearse", "Cannot read "+name+": "+plainPath(err)+".", err)
		}
		own, err := rehearse.Parse(name, string(text))
		if err != nil {
			return nil, err
		}
		for i := range own {
			own[i].Own = true
		}
		all = append(all, own...)
	}
	if c.Only == "" {
		return all, nil
	}
	if _, err := path.Match(c.Only, ""); err != nil {
		return nil, fault.New(fault.Invalid, "cli.rehearse", "--only takes a name, or a pattern such as book.*.")
	}
	all = slices.DeleteFunc(all, func(s rehearse.Scenario) bool { ok, _ := path.Match(c.Only, s.Name); return !ok })
	if len(all) == 0 {
		return nil, fault.New(fault.Invalid, "cli.rehearse", "There is no scenario "+c.Only+". bedside rehearse --list names them.")
	}
	return all, nil
}

// front opens the practice that is named, or makes one in a folder that is gone afterwards.
func (c *RehearseCmd) front(o *IO) (*app.App, func() error, error) {
	if c.Config == "" && c.Data == "" {
		dir, err := os.MkdirTemp("", "bedside-rehearse-*")
		if err != nil {
			return nil, nil, fault.Wrap(fault.Unavailable, "cli.rehearse", "Cannot make a temporary folder.", err)
		}
		a, err := (&TalkCmd{Practice: c.Practice, Now: c.Now}).open(o, dir)
		if err != nil {
			return nil, nil, errors.Join(err, os.RemoveAll(dir))
		}
		return a, func() error { return errors.Join(a.Close(), os.RemoveAll(dir)) }, nil
	}
	if c.Practice != "" {
		return nil, nil, fault.New(fault.Invalid, "cli.rehearse", "Name the practice once: --practice, --config or --data.")
	}
	if _, err := c.database(o, ""); err != nil { // opening would make one
		return nil, nil, err
	}
	a, _, err := c.target.open(o)
	if err != nil {
		return nil, nil, err
	}
	return a, a.Close, nil
}

// print writes what became of the scenarios, those that failed with their conversations.
func (c *RehearseCmd) print(w io.Writer, r rehearse.Report) error {
	failed := r.Count(rehearse.Failed)
	if c.Format == "json" {
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(r); err != nil {
			return err
		}
	} else if _, err := io.WriteString(w, c.text(r)); err != nil {
		return err
	}
	if failed > 0 {
		return errBadNews
	}
	return nil
}

func (c *RehearseCmd) text(r rehearse.Report) string {
	var b strings.Builder
	for _, x := range r.Results {
		switch {
		case x.Outcome == rehearse.Skipped:
			fmt.Fprintf(&b, "skipped  %s: %s\n", x.Name, x.Why)
		case x.Outcome == rehearse.Failed:
			fmt.Fprintf(&b, "\nFAILED   %s: %s\n         %d of %d conversations, the first: %s, %s, repeat %d\n", x.Name, x.About, x.Wrong, x.Runs, x.Run.Persona, x.Run.Channel, x.Run.Repeat)
			conversation(&b, x.Run)
			for _, more := range x.More {
				fmt.Fprintf(&b, "\n         %s, %s, repeat %d\n", more.Persona, more.Channel, more.Repeat)
				conversation(&b, &more)
			}
		case c.Show:
			fmt.Fprintf(&b, "\npassed   %s: %s\n         %s, %s, repeat %d\n", x.Name, x.About, x.Run.Persona, x.Run.Channel, x.Run.Repeat)
			conversation(&b, x.Run)
		}
	}
	fmt.Fprintf(&b, "\n%d passed, %d failed, %d skipped: %d conversations in %.1f s, from %s on.\n", r.Count(rehearse.Passed), r.Count(rehearse.Failed), r.Count(rehearse.Skipped),
		r.Runs(), r.Took.Seconds(), r.At.Format("Monday, January 2, 2006"))
	return b.String()
}

func conversation(b *strings.Builder, r *rehearse.Run) {
	for _, w := range r.Wrong {
		fmt.Fprintf(b, "       ! %s\n", w)
	}
	for _, e := range r.Expects {
		fmt.Fprintf(b, "       ? %s\n", e)
	}
	for _, l := range r.Lines {
		mark := "<"
		if l.Caller {
			mark = ">"
		}
		_, _ = fmt.Fprintf(b, "       %s %s\n", mark, strings.ReplaceAll(l.Text, "\n", " "))
		if l.State != "" {
			fmt.Fprintf(b, "         [%s]\n", l.State)
		}
	}
}
