package cli

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"

	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/guard/source"
	"bedside/internal/sources"
)

// SourcesCmd keeps the index by which the guard knows papers that were retracted.
type SourcesCmd struct {
	Import SourcesImportCmd `cmd:"" help:"Import the Retraction Watch file."`
	Status SourcesStatusCmd `cmd:"" help:"Say how old the index is, or what it has on a paper."`
}

// Help shows how the command is used.
func (*SourcesCmd) Help() string {
	return `Examples:
  bedside sources import retraction_watch.csv --data /var/lib/bedside
  bedside sources status --data /var/lib/bedside
  bedside sources status --data /var/lib/bedside 10.1016/S0140-6736(97)11096-0`
}

// SourcesImportCmd imports the Retraction Watch file.
type SourcesImportCmd struct {
	File string `arg:"" help:"The Retraction Watch file, a CSV; - reads standard input."`
	target
	Format string `enum:"text,json" default:"text" help:"Form of the output: ${enum}."`
}

// Help shows how the command is used.
func (*SourcesImportCmd) Help() string {
	return `Reads the file of retractions and expressions of concern that Retraction Watch and Crossref give out, and puts an
index of it into the data folder, in the place of the one that is there. A running Bedside takes it up by itself. The old
index stays until the new one is whole, whatever happens. Rows that cannot be read are listed by their line; the others
are kept. Import it again once a month: an index knows nothing of what came after it.

The file: https://gitlab.com/crossref/retraction-watch-data (retraction_watch.csv, about 65 MB)

Examples:
  bedside sources import retraction_watch.csv --data /var/lib/bedside
  bedside sources import - --config /etc/bedside.toml --format json < retraction_watch.csv`
}

// Run imports the file and says what became of it.
func (c *SourcesImportCmd) Run(o *IO) error {
	conf, err := c.load(o)
	if err != nil {
		return err
	}
	f, err := o.open(c.File)
	if err != nil {
		return err
	}
	defer f.Close()
	head, sum, err := sources.Import(conf.Data, f, civil.DateOf(time.Now()))
	if err != nil {
		return err
	}
	if c.Format == "json" {
		return encodeIndented(o.Out, importJSON(head, sum))
	}
	return writeImport(o.Out, filepath.Base(c.File), head, sum)
}

// kindsOfNotice are the natures in the order in which they are told.
var kindsOfNotice = []struct {
	nature    source.Nature
	one, many string
}{
	{source.Retraction, "retraction", "retractions"}, {source.Expression, "expression of concern", "expressions of concern"},
	{source.Correction, "correction", "corrections"}, {source.Reinstatement, "reinstatement", "reinstatements"},
}

func writeImport(w io.Writer, name string, head source.Head, sum source.Import) error {
	var b strings.Builder
	fmt.Fprintf(&b, "Imported %s on %s from %s.\n", counted(head.Notices, "notice", "notices"), counted(head.Papers, "paper", "papers"), name)
	var kinds []string
	for _, k := range kindsOfNotice {
		if n := sum.Natures[k.nature]; n > 0 {
			kinds = append(kinds, counted(n, k.one, k.many))
		}
	}
	fmt.Fprintf(&b, "Rows: %s.\n", strings.Join(kinds, ", "))
	if !head.Newest.IsZero() {
		fmt.Fprintf(&b, "The latest notice is of %s; of what came later nothing is known.\n", head.Newest)
	}
	if sum.Nameless > 0 {
		fmt.Fprintf(&b, "%s without a DOI or a PubMed id: nobody can look those up.\n", counted(sum.Nameless, "row", "rows"))
	}
	if sum.Bad > 0 {
		fmt.Fprintf(&b, "%s could not be read:\n", counted(sum.Bad, "row", "rows"))
		for _, r := range sum.Listed {
			fmt.Fprintf(&b, "  line %d: %s\n", r.Line, r.Why)
		}
		if more := sum.Bad - len(sum.Listed); more > 0 {
			fmt.Fprintf(&b, "  and %d more\n", more)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

type badRowJSON struct {
	Line int    `json:"line"`
	Why  string `json:"why"`
}

func importJSON(head source.Head, sum source.Import) any {
	bad := make([]badRowJSON, 0, len(sum.Listed))
	for _, r := range sum.Listed {
		bad = append(bad, badRowJSON(r))
	}
	natures := map[string]int{}
	for _, k := range kindsOfNotice {
		natures[strings.ReplaceAll(k.many, " ", "_")] = sum.Natures[k.nature]
	}
	return struct {
		Imported string         `json:"imported"`
		Newest   string         `json:"newest"`
		Papers   int            `json:"papers"`
		Notices  int            `json:"notices"`
		Rows     map[string]int `json:"rows"`
		Nameless int            `json:"without_id"`
		Bad      int            `json:"unreadable"`
		BadRows  []badRowJSON   `json:"unreadable_rows"`
	}{head.Imported.String(), head.Newest.String(), head.Papers, head.Notices, natures, sum.Nameless, sum.Bad, bad}
}

// SourcesStatusCmd says how old the index is.
type SourcesStatusCmd struct {
	Papers []string `arg:"" optional:"" name:"paper" help:"DOIs, PubMed ids as \"PMID 123\", or links, to look up in the index."`
	target
	Format string `enum:"text,json" default:"text" help:"Form of the output: ${enum}."`
}

// Help shows how the command is used.
func (*SourcesStatusCmd) Help() string {
	return `What the index does not have is unknown, never clean.

Examples:
  bedside sources status --data /var/lib/bedside
  bedside sources status --data /var/lib/bedside "PMID 9500320" https://doi.org/10.1056/NEJMoa2034577`
}

// Run prints the age of the index, and a line for each paper.
func (c *SourcesStatusCmd) Run(o *IO) error {
	conf, err := c.load(o)
	if err != nil {
		return err
	}
	shelf, err := sources.OpenShelf(conf.Data)
	if err != nil {
		return err
	}
	type paper struct {
		Paper    string       `json:"paper"`
		Standing standingJSON `json:"standing"`
	}
	papers := []paper{}
	for _, text := range c.Papers {
		i, ok := source.ParseID(text)
		if !ok {
			return fault.New(fault.Invalid, "cli.sources", "This names no paper: "+text+". Give a DOI, \"PMID 123\", or a link to one.")
		}
		papers = append(papers, paper{i.String(), standingOf(shelf.About(i))})
	}
	head, ok := shelf.Head()
	if c.Format == "json" {
		index := any(nil)
		if ok {
			index = struct {
				Imported string `json:"imported"`
				Newest   string `json:"newest"`
				Days     int    `json:"days_old"`
				Papers   int    `json:"papers"`
				Notices  int    `json:"notices"`
			}{head.Imported.String(), head.Newest.String(), head.Age(civil.DateOf(time.Now())), head.Papers, head.Notices}
		}
		return encodeIndented(o.Out, struct {
			Index  any     `json:"index"`
			Papers []paper `json:"papers"`
		}{index, papers})
	}
	var b strings.Builder
	b.WriteString(sources.AgeSentence(head, ok, civil.DateOf(time.Now())) + "\n")
	for _, p := range papers {
		fmt.Fprintf(&b, "%s: %s\n", p.Paper, p.Standing.Sentence)
	}
	_, err = io.WriteString(o.Out, b.String())
	return err
}
