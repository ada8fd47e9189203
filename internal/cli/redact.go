package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"bedside/internal/guard"
	"bedside/internal/guard/lift"
)

// RedactCmd rewrites a text without what points to a patient.
type RedactCmd struct {
	Draft draftFlags `embed:""`
	Own   ownFlags   `embed:""`
	Packs ownPacks   `embed:""`
	Jsonl bool       `help:"Read and write one JSON object a line."`
	Lift  bool       `help:"Turn a story about one patient into a general statement instead, and say what was dropped and what a person must write anew."`
	File  string     `arg:"" optional:"" help:"The text; - or nothing reads standard input."`
}

// Help shows how the command is used.
func (*RedactCmd) Help() string {
	return `Identifiers become the most specific text that HIPAA's Safe Harbor leaves. What is left may still show who it
is: the result is a proposal for a person to read, not de-identification.

Examples:
  bedside redact story.txt
  bedside redact --lift story.txt
  bedside redact --jsonl < drafts.jsonl`
}

// Run rewrites the file.
func (c *RedactCmd) Run(o *IO) error {
	g, err := newGuard(o, c.Packs, c.Own)
	if err != nil {
		return err
	}
	if c.Lift {
		return c.lift(o, g)
	}
	if c.Jsonl {
		type line struct {
			ID   json.RawMessage `json:"id"`
			Text string          `json:"text"`
		}
		return eachLine(o, []string{c.File}, c.Draft, func(id json.RawMessage, d guard.Draft) any { return line{id, g.Redact(d)} })
	}
	text, err := o.readAll(c.File)
	if err != nil {
		return err
	}
	_, err = io.WriteString(o.Out, g.Redact(c.Draft.of(text)))
	return err
}

// lift writes a proposal: the text on Out, and on Err what it leaves out and what it leaves to a person.
func (c *RedactCmd) lift(o *IO, g *guard.Guard) error {
	if c.Jsonl {
		type line struct {
			ID json.RawMessage `json:"id"`
			lift.Proposal
		}
		return eachLine(o, []string{c.File}, c.Draft, func(id json.RawMessage, d guard.Draft) any { return line{id, g.Lift(d)} })
	}
	text, err := o.readAll(c.File)
	if err != nil {
		return err
	}
	p := g.Lift(c.Draft.of(text))
	var said strings.Builder
	for _, d := range p.Dropped {
		fmt.Fprintf(&said, "left out: %s, %s. %s\n", d.What, quote(d.Text), d.Why)
	}
	for _, s := range p.Anew {
		fmt.Fprintf(&said, "write anew: %s  %s\n", quote(s.Text), s.Why)
	}
	said.WriteString(p.Notice + "\n")
	if _, err := io.WriteString(o.Err, said.String()); err != nil {
		return err
	}
	if p.Text == "" {
		return nil
	}
	_, err = io.WriteString(o.Out, strings.TrimRight(p.Text, "\n")+"\n")
	return err
}
