package cli

import (
	"bufio"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"unicode"

	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/guard/rules"
	"bedside/internal/guard/yardstick"
)

// labelled is a text whose identifiers are known.
type labelled struct {
	ID    string `json:"id"`
	Text  string `json:"text"`
	Kind  string `json:"kind"`
	Spans []struct {
		Start int    `json:"start"`
		End   int    `json:"end"`
		Type  string `json:"type"`
		HIPAA string `json:"hipaa"`
	} `json:"spans"`
}

// covered is how many identifiers of a sort there are and how many of them were found: with all findings of category
// privacy, and with those that block or warn.
type covered struct {
	Type          string `json:"type"`
	All           int    `json:"identifiers"`
	Touched       int    `json:"touched"`
	Whole         int    `json:"whole"`
	TouchedStrict int    `json:"touched_block_or_warn"`
	WholeStrict   int    `json:"whole_block_or_warn"`
}

// coverage is what bench guard --data prints of a file, or of one kind of its texts.
type coverage struct {
	File          string     `json:"file"`
	Kind          string     `json:"kind"` // "" for the whole file
	Texts         int        `json:"texts"`
	Sum           covered    `json:"sum"`
	Clean         int        `json:"texts_without_identifiers"`
	Flagged       int        `json:"flagged_without_identifiers"`
	FlaggedStrict int        `json:"flagged_without_identifiers_block_or_warn"`
	Types         []*covered `json:"types"`
}

// coverage measures every file.
func (c *BenchGuardCmd) coverage(o *IO, g *guard.Guard) error {
	var all []*coverage
	for _, name := range c.Data {
		found, err := c.coverFile(o, g, name)
		if err != nil {
			return err
		}
		all = append(all, found...)
	}
	if c.Format == "json" {
		return encodeIndented(o.Out, all)
	}
	for _, v := range all {
		if err := v.print(o.Out); err != nil {
			return err
		}
	}
	return nil
}

// coverFile measures a file as a whole and, where its texts have several kinds, each kind.
func (c *BenchGuardCmd) coverFile(o *IO, g *guard.Guard, name string) ([]*coverage, error) {
	f, err := o.open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	whole := &coverage{File: name, Sum: covered{Type: "all"}}
	kinds := map[string]*coverage{}
	r := bufio.NewReaderSize(f, 64<<10)
	for n := 1; ; n++ {
		raw, long, err := readLine(r)
		end := errors.Is(err, io.EOF)
		if err != nil && !end {
			return nil, fault.Wrap(fault.Invalid, "cli.coverFile", "Cannot read "+name+": "+plainPath(err)+".", err)
		}
		if len(raw) > 0 {
			var l labelled
			if json.Unmarshal(raw, &l) != nil || long || !l.fits() {
				return nil, fault.New(fault.Invalid, "cli.coverFile", fmt.Sprintf("%s: line %d is not a text with spans inside it.", name, n))
			}
			if kinds[l.Kind] == nil {
				kinds[l.Kind] = &coverage{File: name, Kind: l.Kind, Sum: covered{Type: "all"}}
			}
			findings := g.Check(publicPost(l.Text)).Findings
			whole.add(&l, findings, c.Only)
			kinds[l.Kind].add(&l, findings, c.Only)
		}
		if end {
			break
		}
	}
	all := []*coverage{whole}
	if len(kinds) > 1 {
		for _, v := range kinds {
			all = append(all, v)
		}
	}
	slices.SortFunc(all, func(a, b *coverage) int { return cmp.Compare(a.Kind, b.Kind) })
	for _, v := range all {
		slices.SortFunc(v.Types, func(a, b *covered) int { return cmp.Compare(a.Type, b.Type) })
	}
	return all, nil
}

func (l *labelled) fits() bool {
	n := len([]rune(l.Text))
	for _, s := range l.Spans {
		if s.Start < 0 || s.End < s.Start || s.End > n {
			return false
		}
	}
	return true
}

// add counts one text; only is the type of what counts, "" for all.
func (v *coverage) add(l *labelled, findings []guard.Finding, only string) {
	v.Texts++
	letters := []rune(l.Text)
	found, strict := make([]bool, len(letters)), make([]bool, len(letters))
	any, anyStrict := false, false
	for _, f := range findings {
		if f.Category != guard.Privacy || only != "" && f.Type != only {
			continue
		}
		any, anyStrict = true, anyStrict || f.Severity != rules.Note
		for i := f.Start; i < f.End; i++ {
			found[i] = true
			strict[i] = strict[i] || f.Severity != rules.Note
		}
	}
	identifiers := 0
	for _, s := range l.Spans {
		if strings.HasPrefix(s.HIPAA, "-") || s.HIPAA == "" && yardstick.MayStay(s.Type) || only != "" && s.Type != only {
			continue
		}
		identifiers++
		t := v.of(s.Type)
		for _, c := range []*covered{t, &v.Sum} {
			c.All++
			touched, whole := spanned(letters, found, s.Start, s.End)
			c.Touched, c.Whole = c.Touched+touched, c.Whole+whole
			touched, whole = spanned(letters, strict, s.Start, s.End)
			c.TouchedStrict, c.WholeStrict = c.TouchedStrict+touched, c.WholeStrict+whole
		}
	}
	if identifiers > 0 {
		return
	}
	v.Clean++
	if any {
		v.Flagged++
	}
	if anyStrict {
		v.FlaggedStrict++
	}
}

func (v *coverage) of(typ string) *covered {
	i := slices.IndexFunc(v.Types, func(c *covered) bool { return c.Type == typ })
	if i < 0 {
		i = len(v.Types)
		v.Types = append(v.Types, &covered{Type: typ})
	}
	return v.Types[i]
}

// spanned is 1 if a place of the span is covered, and 1 if every letter and digit of it is.
func spanned(letters []rune, by []bool, start, end int) (touched, whole int) {
	whole = 1
	for i := start; i < end; i++ {
		switch {
		case by[i]:
			touched = 1
		case unicode.IsLetter(letters[i]) || unicode.IsDigit(letters[i]):
			whole = 0
		}
	}
	return touched, min(touched, whole)
}

func (v *coverage) print(out io.Writer) error {
	name := v.File
	if v.Kind != "" {
		name += ", " + v.Kind
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(w, "%s: %d texts\n", name, v.Texts)
	fmt.Fprintf(w, "\tidentifiers\ttouched\twhole\ttouched (block, warn)\twhole (block, warn)\t\n")
	for _, c := range append(slices.Clone(v.Types), &v.Sum) {
		fmt.Fprintf(w, "%s\t%d\t%s\t%s\t%s\t%s\t\n", c.Type, c.All, percent(c.Touched, c.All), percent(c.Whole, c.All), percent(c.TouchedStrict, c.All), percent(c.WholeStrict, c.All))
	}
	fmt.Fprintf(w, "without identifiers: %d texts, flagged %s, to block or warn %s\n\n", v.Clean, percent(v.Flagged, v.Clean), percent(v.FlaggedStrict, v.Clean))
	return w.Flush()
}

func percent(n, of int) string {
	if of == 0 {
		return "none"
	}
	return fmt.Sprintf("%.1f %%", 100*float64(n)/float64(of))
}
