package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"bedside/internal/actor"
	"bedside/internal/app"
	"bedside/internal/fault"
	"bedside/internal/frontdesk"
	"bedside/internal/frontdesk/flow"
	"bedside/internal/tx"
)

// FlowsCmd is about what a practice makes of the flows.
type FlowsCmd struct {
	Check FlowsCheckCmd `cmd:"" help:"Say what is wrong with an edition of the flows."`
}

// FlowsCheckCmd asks the judge that the editor asks.
type FlowsCheckCmd struct {
	File     string `arg:"" help:"The edition, as a TOML file; - is standard input."`
	Practice string `placeholder:"FILE" help:"The practice it is for, as a TOML file. By default the demo's."`
	Format   string `enum:"text,json" default:"text" help:"text or json."`
}

// Help shows how the command is used.
func (*FlowsCheckCmd) Help() string {
	return `Says what keeps an edition from being published, a sentence a line, and then what is only advice. Exit code 1 if it cannot
be published.

Example:
  bedside flows check ours.toml --practice practice.toml`
}

// problemJSON is one sentence of the judge.
type problemJSON struct {
	At   string `json:"at"`
	Text string `json:"text"`
	Mild bool   `json:"mild"`
}

// Run prints the problems.
func (c *FlowsCheckCmd) Run(o *IO) (err error) {
	dir, err := os.MkdirTemp("", "bedside-flows-*")
	if err != nil {
		return fault.Wrap(fault.Unavailable, "cli.flows", "Cannot make a temporary folder.", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	a, err := (&TalkCmd{Practice: c.Practice}).open(o, dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	e, err := o.readEdition(c.File)
	if err != nil {
		return err
	}
	problems, err := judge(o.Ctx, a, e)
	if err != nil {
		return err
	}
	for _, p := range problems {
		if c.Format == "json" {
			out := json.NewEncoder(o.Out)
			out.SetEscapeHTML(false)
			err = out.Encode(problemJSON(p))
		} else {
			_, err = fmt.Fprintln(o.Out, said(p))
		}
		if err != nil {
			return err
		}
	}
	if flow.Stops(problems) {
		return errBadNews
	}
	return nil
}

func said(p flow.Problem) string {
	if p.Mild {
		return p.At + ": advice: " + p.Text
	}
	return p.At + ": " + p.Text
}

// judge says what is wrong with an edition in a practice.
func judge(ctx context.Context, a *app.App, e flow.Edition) (problems []flow.Problem, err error) {
	err = a.Store.View(ctx, actor.System(), func(t tx.Tx) error {
		h, err := a.Flows.House(ctx, t)
		h.Staff = nil // a practice in a file has no staff that could be named
		_, problems = flow.Build(e, h)
		return err
	})
	return problems, err
}

func (o *IO) readEdition(path string) (flow.Edition, error) {
	f, err := o.open(path)
	if err != nil {
		return flow.Edition{}, err
	}
	defer f.Close()
	text, err := io.ReadAll(f)
	if err != nil {
		return flow.Edition{}, fault.Wrap(fault.Unavailable, "cli.flows", "Cannot read the flows: "+plainPath(err)+".", err)
	}
	return flow.ParseEdition(string(text))
}

// edition reads what the front desk goes by; what could not be published is not spoken either.
func (o *IO) edition(path string, a *app.App) (frontdesk.Editions, error) {
	e, err := o.readEdition(path)
	if err != nil {
		return nil, err
	}
	problems, err := judge(o.Ctx, a, e)
	for _, p := range problems {
		_, _ = fmt.Fprintln(o.Err, said(p))
	}
	if err == nil && flow.Stops(problems) {
		err = fault.New(fault.Invalid, "cli.flows", "These flows cannot be spoken. The sentences above say what to mend.")
	}
	return frontdesk.OneEdition(e), err
}
