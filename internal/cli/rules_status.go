package cli

import (
	"fmt"
	"text/tabwriter"
	"time"

	"bedside/internal/civil"
	"bedside/internal/guard/rules"
)

// RulesStatusCmd says what the calendar asks of the rules.
type RulesStatusCmd struct {
	Packs packFlags `embed:""`
	Days  int       `default:"90" help:"How many days ahead to look."`
}

// Help shows how the command is used.
func (*RulesStatusCmd) Help() string {
	return `Lists by date which rules somebody has to compare with their source, and which start, end or have ended. A rule is
due on the day its pack names, or twelve months after it was compared. Exit code 1 if a review is overdue.

Example:
  bedside rules status --days 180 --format json`
}

// Run prints what is due, starts or ends.
func (c *RulesStatusCmd) Run(o *IO) error {
	packs, err := c.Packs.load()
	if err != nil {
		return err
	}
	today := civil.DateOf(time.Now())
	all := rules.Calendar(packs, today, c.Days)
	overdue := 0
	for _, k := range all {
		if k.What == rules.Due && k.On.Before(today) {
			overdue++
		}
	}
	if c.Packs.Format == "json" {
		err = encodeIndented(o.Out, append([]rules.Change{}, all...))
	} else {
		err = c.print(o, packs, all, overdue)
	}
	if err == nil && overdue > 0 {
		return errBadNews
	}
	return err
}

func (c *RulesStatusCmd) print(o *IO, packs []rules.Pack, all []rules.Change, overdue int) error {
	w := tabwriter.NewWriter(o.Out, 0, 0, 2, ' ', 0)
	total := 0
	for _, p := range packs {
		total += len(p.Rules)
	}
	for _, k := range all {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", k.On, k.What, k.Rule, k.Pack)
	}
	fmt.Fprintf(w, "%d rules; within %d days %d changes, %d reviews overdue.\n", total, c.Days, len(all), overdue)
	return w.Flush()
}
