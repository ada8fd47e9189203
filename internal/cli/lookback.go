package cli

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"bedside/internal/fault"
	"bedside/internal/guard/rules"
	"bedside/internal/publish/archive"
)

// LookbackCmd reads an archive of old posts and says which to reconsider.
type LookbackCmd struct {
	Own   ownFlags `embed:""`
	Packs ownPacks `embed:""`
	File  string   `arg:"" help:"A ZIP of X, Instagram, Facebook or LinkedIn, a file out of it, or a saved feed; - reads standard input."`
}

// Help shows how the command is used.
func (*LookbackCmd) Help() string {
	return `What may identify a patient comes first, then what may mislead a reader, the latest first. Nothing is stored.
Exit code 0: nothing blocks. 1: something would be blocked today. 2: the archive could not be read.

Examples:
  bedside lookback twitter-archive.zip
  bedside lookback Shares.csv`
}

// longestArchive is the most bytes of an archive that comes from standard input; a file may be longer.
const longestArchive = 256 << 20

// Run reads the archive and prints what the guard found.
func (c *LookbackCmd) Run(o *IO) error {
	g, err := newGuard(o, c.Packs, c.Own)
	if err != nil {
		return err
	}
	a, err := c.read(o)
	if err != nil {
		return err
	}
	r, err := archive.Review(o.Ctx, g, a.Posts)
	if err != nil {
		return err
	}
	if blocks, err := writeLookback(o.Out, a, r); err != nil || !blocks {
		return err
	}
	return errBadNews
}

func (c *LookbackCmd) read(o *IO) (archive.Archive, error) {
	in, err := o.open(c.File)
	if err != nil {
		return archive.Archive{}, err
	}
	defer func() { _ = in.Close() }() // nothing was written
	if f, ok := in.(*os.File); ok {
		info, err := f.Stat()
		if err != nil {
			return archive.Archive{}, fault.Wrap(fault.Invalid, "cli.lookback", "Cannot read "+c.File+": "+plainPath(err)+".", err)
		}
		if info.Mode().IsRegular() {
			return archive.Read(f, info.Size())
		}
	}
	b, err := io.ReadAll(io.LimitReader(in, longestArchive+1))
	if err != nil {
		return archive.Archive{}, fault.Wrap(fault.Invalid, "cli.lookback", "Cannot read "+c.File+": "+plainPath(err)+".", err)
	}
	if len(b) > longestArchive {
		return archive.Archive{}, fault.New(fault.Invalid, "cli.lookback", fmt.Sprintf("The input is longer than %d MB. Give the name of the file instead.", longestArchive>>20))
	}
	return archive.Read(bytes.NewReader(b), int64(len(b)))
}

// writeLookback prints the posts for a person and reports whether one would be blocked today.
func writeLookback(out io.Writer, a archive.Archive, r archive.Reviewed) (blocks bool, err error) {
	var b strings.Builder
	n := 0
	for _, g := range r.Groups {
		title := string(g.Category)
		if g.Blocks {
			title += ", may identify a patient"
		}
		fmt.Fprintf(&b, "%s: %d\n\n", title, len(g.Found))
		for _, f := range g.Found {
			n++
			blocks = blocks || f.Blocks
			when, kind := "no date   ", ""
			if !f.At.IsZero() {
				when = f.At.Format(time.DateOnly)
			}
			if f.Reply {
				kind = " reply"
			}
			fmt.Fprintf(&b, "  %s %s%s  %s\n", when, f.Channel, kind, f.URL)
			fmt.Fprintf(&b, "    %s\n", quote(f.Report.Text))
			for _, v := range f.Report.Findings {
				if v.Severity != rules.Note {
					fmt.Fprintf(&b, "    %-5s %s: %s\n          %s · %s\n", v.Severity, quote(v.Text), v.Message, v.Rule, v.Authority)
				}
			}
			b.WriteByte('\n')
		}
	}
	for _, p := range a.Problems {
		fmt.Fprintf(&b, "%s:%d: %s\n", p.File, p.Line, p.Sentence)
	}
	fmt.Fprintf(&b, "%d posts read, %d to reconsider, %d not understood.\n", r.Read, n, a.LeftOut)
	_, err = io.WriteString(out, b.String())
	return blocks, err
}
