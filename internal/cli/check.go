package cli

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/guard/rules"
	"bedside/internal/practice"
)

// CheckCmd reads texts and prints what the guard finds in them.
type CheckCmd struct {
	Draft  draftFlags `embed:""`
	Own    ownFlags   `embed:""`
	Format string     `enum:"text,json,sarif" default:"text" help:"Form of the findings: ${enum}."`
	Jsonl  bool       `help:"Read and write one JSON object a line."`
	Learn  learnFlags `embed:""`
	Pack   []string   `placeholder:"FILE" help:"A rule pack of the practice's own, besides those of Bedside. May be given more than once."`
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
}

// Help shows how the command is used.
func (*CheckCmd) Help() string {
	return `Exit code 0: nothing blocks. 1: something blocks. 2: the command could not be done.

Examples:
  bedside check post.md
  echo "Thank you for being our patient!" | bedside check --kind reply -
  bedside check --practice practice.toml post.md
  bedside check --readings --explain post.md
  bedside check --jsonl < drafts.jsonl`
}

// Run checks every file in turn.
func (c *CheckCmd) Run(o *IO) error {
	g, err := newGuard(o, c.Pack, c.Own)
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
		d := c.Draft.of(text)
		r := g.Check(d)
		all = append(all, checked{name, text, r, c.Learn.of(d, r)})
	}
	switch c.Format {
	case "json":
		err = writeJSON(o.Out, all)
	case "sarif":
		err = writeSARIF(o.Out, all, g.Rules())
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

// checked is a file and what was found in it.
type checked struct {
	name, text string
	report     guard.Report
	learned    learned
}

func (d draftFlags) of(text string) guard.Draft {
	return guard.Draft{
		Kind: guard.Kind(d.Kind), Audience: guard.Audience(d.Audience), Channel: guard.Channel(d.Channel),
		Body: []guard.Part{guard.Literal(text)},
	}
}

// newGuard returns a guard with Bedside's rules and those of the pack files.
func newGuard(o *IO, files []string, whose ownFlags) (*guard.Guard, error) {
	packs, err := loadPacks(files)
	if err != nil {
		return nil, err
	}
	own, err := whose.own(o)
	if err != nil {
		return nil, err
	}
	return guard.New(packs, own, time.Now)
}

// own returns what is the practice's own; without a file nothing is.
func (f ownFlags) own(o *IO) (guard.Own, error) {
	if f.Practice == "" {
		return guard.Own{}, nil
	}
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
	}
	return own, nil
}

// longestText is the most bytes of a file, or of one line of JSON.
const longestText = 64 << 20

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

// textLine is a line of input.
type textLine struct {
	ID       json.RawMessage `json:"id"`
	Text     *string         `json:"text"`
	Kind     string          `json:"kind"`
	Audience string          `json:"audience"`
	Channel  string          `json:"channel"`
}

// resultLine is a line of output.
type resultLine struct {
	ID       json.RawMessage `json:"id"`
	Verdict  guard.Verdict   `json:"verdict"`
	Findings []findingJSON   `json:"findings"`
	learned
}

func (c *CheckCmd) lines(o *IO, g *guard.Guard) error {
	blocked := false
	err := eachLine(o, c.Files, c.Draft, func(id json.RawMessage, d guard.Draft) any {
		r := g.Check(d)
		blocked = blocked || r.Verdict == guard.Block
		return resultLine{id, r.Verdict, findingsJSON(r.Findings), c.Learn.of(d, r)}
	})
	if err == nil && blocked {
		return errBadNews
	}
	return err
}

// eachLine reads JSON lines from the files in turn and writes what answer makes of each before it reads the next.
// defaults say what a text is where its line does not.
func eachLine(o *IO, files []string, defaults draftFlags, answer func(json.RawMessage, guard.Draft) any) error {
	if len(files) == 0 {
		files = []string{"-"}
	}
	out := json.NewEncoder(o.Out)
	out.SetEscapeHTML(false)
	for _, name := range files {
		f, err := o.open(name)
		if err != nil {
			return err
		}
		err = eachLineOf(f, defaults, func(id json.RawMessage, d guard.Draft) error { return out.Encode(answer(id, d)) })
		_ = f.Close()
		if err != nil {
			return err
		}
	}
	return nil
}

func eachLineOf(in io.Reader, defaults draftFlags, answer func(json.RawMessage, guard.Draft) error) error {
	lines := bufio.NewScanner(in)
	lines.Buffer(make([]byte, 0, 64<<10), longestText)
	bad := func(n int, why string) error {
		return fault.New(fault.Invalid, "cli.eachLine", fmt.Sprintf("Line %d %s.", n, why))
	}
	n := 0
	for lines.Scan() {
		n++
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		var l textLine
		if err := json.Unmarshal(lines.Bytes(), &l); err != nil {
			return bad(n, "is not a JSON object with \"id\" and \"text\": "+err.Error())
		}
		if l.Text == nil {
			return bad(n, "has no \"text\"")
		}
		flags := defaults
		flags.Kind = cmp.Or(l.Kind, flags.Kind)
		flags.Audience = cmp.Or(l.Audience, flags.Audience)
		flags.Channel = cmp.Or(l.Channel, flags.Channel)
		if !guard.Kind(flags.Kind).Known() || !guard.Audience(flags.Audience).Known() {
			return bad(n, "has an unknown kind or audience")
		}
		if l.ID == nil {
			l.ID = json.RawMessage("null")
		}
		if err := answer(l.ID, flags.of(*l.Text)); err != nil {
			return err
		}
	}
	switch err := lines.Err(); {
	case errors.Is(err, bufio.ErrTooLong):
		return bad(n+1, fmt.Sprintf("is longer than %d MB", longestText>>20))
	case err != nil:
		return fault.Wrap(fault.Invalid, "cli.eachLine", "Cannot read the input: "+plainPath(err)+".", err)
	}
	return nil
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
		at := places(c.report.Text, startsOf(c.report.Findings))
		for i, f := range c.report.Findings {
			count[f.Severity]++
			fmt.Fprintf(&b, "%s:%d:%d: %s: %s\n", c.name, at[i].line, at[i].column, f.Severity, f.Message)
			fmt.Fprintf(&b, "    found      %s\n", quote(f.Text))
			if f.Fix != nil {
				fmt.Fprintf(&b, "    instead    %s\n", quoteFix(*f.Fix))
			}
			fmt.Fprintf(&b, "    rule       %s\n    authority  %s\n\n", f.Rule, f.Authority)
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
		c.learned.write(&b)
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

// findingJSON is a finding as the contract spells it.
type findingJSON struct {
	Rule      string         `json:"rule"`
	Category  guard.Category `json:"category"`
	Severity  rules.Severity `json:"severity"`
	Type      string         `json:"type,omitempty"`
	Start     int            `json:"start"`
	End       int            `json:"end"`
	Text      string         `json:"text"`
	Message   string         `json:"message"`
	Authority string         `json:"authority"`
}

func findingsJSON(findings []guard.Finding) []findingJSON {
	out := make([]findingJSON, 0, len(findings))
	for _, f := range findings {
		out = append(out, findingJSON{f.Rule, f.Category, f.Severity, f.Type, f.Start, f.End, f.Text, f.Message, f.Authority})
	}
	return out
}

// writeJSON prints one object a file.
func writeJSON(w io.Writer, all []checked) error {
	type file struct {
		File     string        `json:"file"`
		Verdict  guard.Verdict `json:"verdict"`
		Findings []findingJSON `json:"findings"`
		learned
	}
	out := make([]file, 0, len(all))
	for _, c := range all {
		out = append(out, file{c.name, c.report.Verdict, findingsJSON(c.report.Findings), c.learned})
	}
	return encodeIndented(w, out)
}

func encodeIndented(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

// writeSARIF prints findings as SARIF 2.1.0, for editors and code hosts.
func writeSARIF(w io.Writer, all []checked, known []rules.Rule) error {
	type object = map[string]any
	level := map[rules.Severity]string{rules.Block: "error", rules.Warn: "warning", rules.Note: "note"}
	ruleList := []object{}
	for _, r := range known {
		ruleList = append(ruleList, object{"id": r.ID, "shortDescription": object{"text": r.Title}})
	}
	results := []object{}
	for _, c := range all {
		at := places(c.report.Text, startsOf(c.report.Findings))
		for i, f := range c.report.Findings {
			results = append(results, object{
				"ruleId": f.Rule, "level": level[f.Severity], "message": object{"text": f.Message},
				"locations": []object{{"physicalLocation": object{
					"artifactLocation": object{"uri": c.name},
					"region": object{
						"startLine": at[i].line, "startColumn": at[i].column,
						"charOffset": f.Start, "charLength": f.End - f.Start,
					},
				}}},
			})
		}
	}
	return encodeIndented(w, object{
		"$schema": "https://json.schemastore.org/sarif-2.1.0.json",
		"version": "2.1.0",
		"runs": []object{{
			"tool":       object{"driver": object{"name": "bedside", "rules": ruleList}},
			"columnKind": "unicodeCodePoints",
			"results":    results,
		}},
	})
}
