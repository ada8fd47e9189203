package cli

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/guard/rules"
)

// RulesCmd shows what the guard's rules are and proves that they do what they say.
type RulesCmd struct {
	List RulesListCmd `cmd:"" help:"List every rule."`
	Show RulesShowCmd `cmd:"" help:"Show one rule with its source and examples."`
	Test RulesTestCmd `cmd:"" help:"Run every rule over its own examples."`

	Status RulesStatusCmd `cmd:"" help:"Say what is due for review, and what starts or ends when."`
}

// Help shows how the command is used.
func (*RulesCmd) Help() string {
	return `Examples:
  bedside rules list
  bedside rules show claim.cure
  bedside rules test --pack ours.toml
  bedside rules status --days 180`
}

// packFlags are what every subcommand of rules takes.
type packFlags struct {
	ownPacks `embed:""`
	Format   string `enum:"text,json" default:"text" help:"Form of the output: ${enum}."`
}

// RulesListCmd lists the rules.
type RulesListCmd struct {
	Packs packFlags `embed:""`
}

// Help shows how the command is used.
func (*RulesListCmd) Help() string { return "Example:\n  bedside rules list --format json" }

// Run prints one rule a line.
func (c *RulesListCmd) Run(o *IO) error {
	packs, err := c.Packs.load()
	if err != nil {
		return err
	}
	var all []rules.Rule
	for _, p := range packs {
		all = append(all, p.Rules...)
	}
	if c.Packs.Format == "json" {
		return encodeIndented(o.Out, all)
	}
	w := tabwriter.NewWriter(o.Out, 0, 0, 2, ' ', 0)
	for _, r := range all {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", r.ID, r.Severity, r.Category, r.Title)
	}
	return w.Flush()
}

// RulesShowCmd shows one rule.
type RulesShowCmd struct {
	ID    string    `arg:"" help:"The id of a rule, as rules list prints it."`
	Packs packFlags `embed:""`
}

// Help shows how the command is used.
func (*RulesShowCmd) Help() string { return "Example:\n  bedside rules show reply.patient" }

// Run prints the rule.
func (c *RulesShowCmd) Run(o *IO) error {
	packs, err := c.Packs.load()
	if err != nil {
		return err
	}
	for _, p := range packs {
		for _, r := range p.Rules {
			if r.ID != c.ID {
				continue
			}
			if c.Packs.Format == "json" {
				return encodeIndented(o.Out, r)
			}
			return showRule(o.Out, p, r)
		}
	}
	return fault.New(fault.NotFound, "cli.RulesShow", "There is no rule "+c.ID+". See: bedside rules list")
}

func showRule(out io.Writer, p rules.Pack, r rules.Rule) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	row := func(name, value string) {
		if value != "" {
			fmt.Fprintf(w, "%s\t%s\n", name, value)
		}
	}
	anyOf := func(list []string) string {
		if len(list) == 0 {
			return "all"
		}
		return strings.Join(list, ", ")
	}
	row("rule", r.ID)
	row("title", r.Title)
	row("severity", string(r.Severity))
	row("category", r.Category)
	row("kinds", anyOf(r.Kinds))
	row("audiences", anyOf(r.Audiences))
	row("check", string(r.Check))
	row("message", r.Message)
	row("authority", r.Authority)
	row("link", r.URL)
	row("jurisdiction", r.Jurisdiction)
	row("in force from", r.EffectiveFrom.String())
	row("in force to", r.EffectiveTo.String())
	row("checked on", r.CheckedOn.String())
	row("review by", r.ReviewBy.String())
	row("pack", p.Name+" "+p.Version)
	row("file", p.File)
	for _, text := range r.Examples.Must {
		row("fires on", text)
	}
	for _, text := range r.Examples.MustNot {
		row("passes", text)
	}
	return w.Flush()
}

// RulesTestCmd runs the examples of the rules.
type RulesTestCmd struct {
	Packs packFlags `embed:""`
}

// Help shows how the command is used.
func (*RulesTestCmd) Help() string {
	return `A rule whose examples do not hold ends in exit code 1. A rule that nobody has compared with its source for twelve
months is a warning.

Example:
  bedside rules test --pack ours.toml`
}

// Run prints what does not hold.
func (c *RulesTestCmd) Run(o *IO) error {
	packs, _, err := c.Packs.parse()
	if err != nil {
		return err
	}
	if _, err := rules.NewSet(packs); err != nil {
		return err
	}
	failures := rules.Try(packs, civil.DateOf(time.Now()))
	total, broken := 0, 0
	for _, p := range packs {
		total += len(p.Rules)
	}
	for _, f := range failures {
		if !f.Stale {
			broken++
		}
	}
	if c.Packs.Format == "json" {
		err = encodeIndented(o.Out, append([]rules.Failure{}, failures...))
	} else {
		err = writeFailures(o.Out, failures, total, broken)
	}
	if err == nil && broken > 0 {
		return errBadNews
	}
	return err
}

func writeFailures(out io.Writer, failures []rules.Failure, total, broken int) error {
	var b strings.Builder
	for _, f := range failures {
		word := "broken"
		if f.Stale {
			word = "due"
		}
		fmt.Fprintf(&b, "%s: %s\n", word, f)
	}
	fmt.Fprintf(&b, "%d rules, %d broken, %d due for review.\n", total, broken, len(failures)-broken)
	_, err := io.WriteString(out, b.String())
	return err
}
