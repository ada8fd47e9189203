package cli

import (
	"encoding/json"
	"io"

	"bedside/internal/guard"
)

// RedactCmd rewrites a text without what points to a patient.
type RedactCmd struct {
	Draft draftFlags `embed:""`
	Own   ownFlags   `embed:""`
	Packs ownPacks   `embed:""`
	Jsonl bool       `help:"Read and write one JSON object a line."`
	File  string     `arg:"" optional:"" help:"The text; - or nothing reads standard input."`
}

// Help shows how the command is used.
func (*RedactCmd) Help() string {
	return `Identifiers become the most specific text that HIPAA's Safe Harbor leaves. What is left may still show who it
is: the result is a proposal for a person to read, not de-identification.

Examples:
  bedside redact story.txt
  bedside redact --jsonl < drafts.jsonl`
}

// Run rewrites the file.
func (c *RedactCmd) Run(o *IO) error {
	g, err := newGuard(o, c.Packs, c.Own)
	if err != nil {
		return err
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
