package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/guard/reident"
	"bedside/internal/guard/rules"
	"bedside/internal/guard/wire"
	"bedside/internal/practice"
)

// CheckCmd reads texts and prints what the guard finds in them.
type CheckCmd struct {
	Draft  draftFlags `embed:""`
	Own    ownFlags   `embed:""`
	Format string     `enum:"text,json,sarif" default:"text" help:"Form of the findings: ${enum}."`
	Jsonl  bool       `help:"Read and write one JSON object a line."`
	MD     bool       `name:"markdown" help:"The text is Markdown, as files are whose names end in .md."`
	Packs  ownPacks   `embed:""`
	Learn  learnFlags `embed:""`
	Files  []string   `arg:"" optional:"" name:"file" help:"Text or Markdown; - or nothing reads standard input."`
}

// draftFlags say what the text will be.
type draftFlags struct {
	Kind     string `enum:"post,reply,page,sms,email,voice,chat" default:"post" help:"What the text will be: ${enum}."`
	Audience string `enum:"public,patient,staff" default:"public" help:"Who will read it: ${enum}."`
	Channel  string `help:"How it goes out, such as site, sms, email, voicemail."`
}

// ownFlags say whose text it is.
type ownFlags struct {
	Practice string `placeholder:"FILE" help:"The practice whose names, places and numbers point to no patient, as the TOML file of init --import."`
	Group    int    `name:"group" placeholder:"N" help:"How many people a description of one person must fit at least; 11 unless said."`
}

// Help shows how the command is used.
func (*CheckCmd) Help() string {
	return `Exit code 0: nothing blocks. 1: something blocks. 2: the command could not be done.

Examples:
  bedside check post.md
  echo "Thank you for being our patient!" | bedside check --kind reply -
  bedside check --practice practice.toml post.md
  bedside check --data /var/lib/bedside post.md     # with its index of retracted papers
  bedside check --readings --explain post.md
  bedside check --jsonl < drafts.jsonl

With --jsonl a line in is {"id","text"} and perhaps "kind", "audience" and "channel"; a line out, in the same order, is
{"id","verdict","findings"}. A line that cannot be read is answered with {"id","error"}, and the exit code is 2. Of
Markdown what a reader sees is read, and a comment in it for what points to somebody; offsets are those of the source.`
}

// Run checks every file in turn.
func (c *CheckCmd) Run(o *IO) error {
	g, err := newGuard(o, c.Packs, c.Own)
	if err != nil {
		return err
	}
	if c.Jsonl {
		return c.lines(o, g)
	}
	files := c.Files
	if len(files) == 0 {
		files = []string{"-"}
	}
	var all []checked
	for _, name := range files {
		text, err := o.readAll(name)
		if err != nil {
			return err
		}
		all = append(all, c.check(g, name, text))
	}
	switch c.Format {
	case "json":
		err = writeJSON(o.Out, all)
	case "sarif":
		err = writeSARIF(o.Out, all, g.Packs())
	default:
		err = writeText(o.Out, all)
	}
	if err != nil {
		return err
	}
	for _, f := range all {
		if f.report.Verdict == guard.Block {
			return errBadNews
		}
	}
	return nil
}

// checked is a file and what was found in it, with offsets in its text.
type checked struct {
	name, text string
	report     guard.Report // with fixes as they are to be read
	fixes      []*guard.Fix // one for each finding; none for Markdown, whose marks may end within what is replaced
	markdown   bool
	learned    wire.Learned
}

func (d draftFlags) of(text string) guard.Draft {
	return guard.Draft{
		Kind: guard.Kind(d.Kind), Audience: guard.Audience(d.Audience), Channel: guard.Channel(d.Channel),
		Body: []guard.Part{guard.Literal(text)},
	}
}

// newGuard returns a guard as the practice's own would read: with Bedside's rules and those of its own packs, without
// those that it has switched off, and with what its data folder knows of retractions.
func newGuard(o *IO, of ownPacks, whose ownFlags) (*guard.Guard, error) {
	packs, err := of.load()
	if err != nil {
		return nil, err
	}
	own, err := kept(o, of.Data)
	if err != nil {
		return nil, err
	}
	if err := whose.add(o, &own); err != nil {
		return nil, err
	}
	known, err := notices(of.Data)
	if err != nil {
		return nil, err
	}
	g, err := guard.New(packs, own, time.Now)
	if err == nil {
		g.UseNotices(known)
	}
	return g, err
}

// add puts what the flags say in the place of what is known: a file's practice, and how many people must fit.
func (f ownFlags) add(o *IO, own *guard.Own) error {
	if f.Practice != "" {
		named, err := f.named(o)
		if err != nil {
			return err
		}
		named.Off = own.Off
		named.Practice.Readers, named.Practice.Insiders = own.Practice.Readers, own.Practice.Insiders
		*own = named
	}
	if f.Group > 0 {
		own.Practice.Readers, own.Practice.Insiders = f.Group, f.Group
	}
	return nil
}

// named returns what is the own of the file's practice.
func (f ownFlags) named(o *IO) (guard.Own, error) {
	r, err := o.open(f.Practice)
	if err != nil {
		return guard.Own{}, err
	}
	defer r.Close()
	p, err := practice.ReadFile(r)
	if err != nil {
		return guard.Own{}, err
	}
	own := guard.Own{
		Names: []string{p.Practice.Name, p.Practice.NeutralName}, Phones: []string{p.Practice.Phone},
		Emails: []string{p.Practice.Email}, Domains: []string{p.Practice.URL},
	}
	for _, v := range p.Providers {
		own.Names = append(own.Names, v.Given+" "+v.Family)
	}
	for _, l := range p.Locations {
		own.Places = append(own.Places, l.Name, l.City, l.Address+", "+l.City+", "+l.State+" "+l.ZIP)
		own.Phones = append(own.Phones, l.Phone)
		own.States = append(own.States, l.State)
		own.Practice.Towns = append(own.Practice.Towns, reident.Town{Name: l.City, State: l.State})
	}
	return own, nil
}

// longestText is the most bytes of a file, or of one line of JSON.
const longestText = 16 << 20

// readAll returns the text of a file, without a byte order mark.
func (o *IO) readAll(name string) (string, error) {
	f, err := o.open(name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, longestText+1))
	if err != nil {
		return "", fault.Wrap(fault.Invalid, "cli.readAll", "Cannot read "+name+": "+plainPath(err)+".", err)
	}
	if len(b) > longestText {
		return "", fault.New(fault.Invalid, "cli.readAll", fmt.Sprintf("%s is longer than %d MB.", name, longestText>>20))
	}
	return strings.TrimPrefix(string(b), "\ufeff"), nil
}

func (c *CheckCmd) lines(o *IO, g *guard.Guard) error {
	var blocked atomic.Bool
	err := eachLine(o, c.Files, c.Draft, func(id json.RawMessage, d guard.Draft) any {
		r := g.Check(d)
		if r.Verdict == guard.Block {
			blocked.Store(true)
		}
		a := wire.AnswerOf(id, r)
		a.Learned = c.Learn.of(d, r)
		return a
	})
	if err == nil && blocked.Load() {
		return errBadNews
	}
	return err
}

// place is a line and a column, both from 1 and in code points.
type place struct{ line, column int }

// places turns sorted code point offsets into places, walking the text once.
func places(text string, offsets []int) []place {
	out := make([]place, len(offsets))
	at, here, next := 0, place{1, 1}, 0
	for _, r := range text {
		for next < len(offsets) && offsets[next] <= at {
			out[next] = here
			next++
		}
		at++
		here.column++
		if r == '\n' {
			here = place{here.line + 1, 1}
		}
	}
	for ; next < len(offsets); next++ {
		out[next] = here
	}
	return out
}

// withFixes is a report whose fixes read as the rewrite would write them, and their edits.
func withFixes(r guard.Report) (guard.Report, []*guard.Fix) {
	fixes := r.Fixes()
	for i, f := range fixes {
		if f != nil {
			r.Findings[i].Fix = &f.Says
		}
	}
	return r, fixes
}

func startsOf(findings []guard.Finding) []int {
	out := make([]int, len(findings))
	for i, f := range findings {
		out[i] = f.Start
	}
	return out
}

// writeText prints findings for a person, and a last line that sums up.
func writeText(w io.Writer, all []checked) error {
	var b strings.Builder
	count := map[rules.Severity]int{}
	for _, c := range all {
		at := places(c.text, startsOf(c.report.Findings))
		for i, f := range c.report.Findings {
			count[f.Severity]++
			fmt.Fprintf(&b, "%s:%d:%d: %s: %s\n", c.name, at[i].line, at[i].column, f.Severity, f.Message)
			fmt.Fprintf(&b, "    found      %s\n", quote(f.Text))
			if f.Fix != nil {
				fmt.Fprintf(&b, "    instead    %s\n", quoteFix(*f.Fix))
			}
			fmt.Fprintf(&b, "    rule       %s\n    authority  %s\n\n", f.Rule, f.Authority)
		}
		if g := c.report.Group; g != nil && !slices.ContainsFunc(c.report.Findings, func(f guard.Finding) bool { return f.Rule == guard.GroupRule }) {
			fmt.Fprintf(&b, "%s: how many people fit: %s\n\n", c.name, g.Message())
		}
		if c.report.Offer != "" {
			fmt.Fprintf(&b, "You could answer: %s\n\n", c.report.Offer)
		}
	}
	switch {
	case count[rules.Block] > 0:
		fmt.Fprintf(&b, "Not ready: %d to change", count[rules.Block])
	case count[rules.Warn] > 0:
		fmt.Fprintf(&b, "A second look, please: %d in doubt", count[rules.Warn])
	default:
		b.WriteString("Nothing blocks")
	}
	if count[rules.Block] > 0 && count[rules.Warn] > 0 {
		fmt.Fprintf(&b, ", %d in doubt", count[rules.Warn])
	}
	if n := count[rules.Note]; n == 1 {
		b.WriteString(", 1 note")
	} else if n > 1 {
		fmt.Fprintf(&b, ", %d notes", n)
	}
	b.WriteString(".\n")
	for _, c := range all {
		writeLearned(&b, c.learned)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

const longestQuote = 90

// quote shows words on one line, the middle of long ones left out.
func quote(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if utf8.RuneCountInString(s) > longestQuote {
		r := []rune(s)
		s = string(r[:longestQuote/2]) + " … " + string(r[len(r)-longestQuote/2:])
	}
	return "“" + s + "”"
}

func quoteFix(fix string) string {
	if fix == "" {
		return "leave it out"
	}
	return quote(fix)
}

// writeJSON prints one object a file.
func writeJSON(w io.Writer, all []checked) error {
	type file struct {
		File     string         `json:"file"`
		Verdict  guard.Verdict  `json:"verdict"`
		Findings []wire.Finding `json:"findings"`
		Group    *wire.Group    `json:"group_size,omitempty"`
		Sources  []sourceJSON   `json:"sources"`
		wire.Learned
	}
	out := make([]file, 0, len(all))
	for _, c := range all {
		out = append(out, file{c.name, c.report.Verdict, wire.Findings(c.report.Findings), wire.GroupOf(c.report.Group), sourcesJSON(c.report.Sources), c.learned})
	}
	return encodeIndented(w, out)
}

func encodeIndented(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}
