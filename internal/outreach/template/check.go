package template

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/guard/rules"
)

// Problem is something about a text: what refuses it, or with the severity note what its author should know.
type Problem struct {
	Field      Field
	Start, End int // code points of the field as it was given, end exclusive; both 0 for what is missing
	Severity   rules.Severity
	Rule       string
	Says       string // in plain words, with what to do
	Quote      string
	Authority  string // "" for what is only how the words are written
}

// Refuses reports whether one of the problems keeps the text from being saved.
func Refuses(all []Problem) bool {
	return slices.ContainsFunc(all, func(p Problem) bool { return p.Severity != rules.Note })
}

// Checked is what was seen in a text.
type Checked struct {
	Problems []Problem // what refuses it first
	Longest  string    // of a text message or a spoken one, with the longest values
	Length   Length    // of Longest
}

// Reader is the guard as it reads now.
type Reader interface {
	Check(d guard.Draft) guard.Report
}

// Check reads a text in every way it can read, with v as values: nothing in v may be empty. Every way must say what it
// has to and pass the guard as it stands; what a patient chose on record is read as chosen.
func Check(g Reader, k Key, t Text, v Values) Checked {
	c := checker{guard: g, key: k, lead: map[Field]int{Title: lead(t.Title), Body: lead(t.Body)}}
	clean, err := t.Clean()
	if err != nil {
		c.problem(Problem{Field: Body, Rule: "template.text", Says: fault.Message(err)})
		return c.done()
	}
	c.text = clean
	r, err := read(clean)
	if err != nil {
		c.unread(err)
		return c.done()
	}
	c.walk(Title, r.title, "", false)
	c.walk(Body, r.body, "", false)
	c.fields()
	if len(c.tests) > mostTests {
		c.problem(Problem{Field: Body, Rule: "template.tests", Says: fmt.Sprintf("The words ask for more than %d different places with {{if …}}. Leave some out, or the guard cannot read every way they can read.", mostTests)})
	}
	if Refuses(c.found) {
		return c.done()
	}
	v.Allows = Allows{Provider: true, Service: true}
	c.literals(r)
	for way := range 1 << len(c.tests) {
		holds := map[string]bool{}
		for i, name := range c.tests {
			holds[name] = way&(1<<i) != 0
		}
		c.way(r, v, holds)
	}
	c.lengths()
	return c.done()
}

// checker gathers what is found.
type checker struct {
	guard  Reader
	key    Key
	text   Text
	tests  []string // the places that are asked for with {{if …}}
	found  []Problem
	lead   map[Field]int // code points of space before the words, which are not kept
	longer string
}

// problem adds one, once; without a severity it refuses.
func (c *checker) problem(p Problem) {
	p.Severity = cmp.Or(p.Severity, rules.Block)
	same := func(o Problem) bool {
		return o.Field == p.Field && o.Rule == p.Rule && o.Start == p.Start && o.End == p.End && o.Says == p.Says
	}
	if !slices.ContainsFunc(c.found, same) {
		c.found = append(c.found, p)
	}
}

func (c *checker) done() Checked {
	order := []rules.Severity{rules.Block, rules.Warn, rules.Note}
	slices.SortStableFunc(c.found, func(a, b Problem) int {
		return cmp.Or(slices.Index(order, a.Severity)-slices.Index(order, b.Severity), strings.Compare(string(b.Field), string(a.Field)), a.Start-b.Start)
	})
	for i := range c.found {
		if p := &c.found[i]; p.End > 0 {
			p.Start, p.End = p.Start+c.lead[p.Field], p.End+c.lead[p.Field]
		}
	}
	out := Checked{Problems: c.found}
	if c.key.Channel != Email {
		out.Longest, out.Length = c.longer, Measure(c.longer)
	}
	return out
}

func lead(s string) int {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	return utf8.RuneCountInString(s) - utf8.RuneCountInString(strings.TrimLeftFunc(s, unicode.IsSpace))
}

// unread is what the parser says, at its place.
func (c *checker) unread(err error) {
	var m mistake
	errors.As(err, &m)
	field := Body
	if _, inTitle := parse(c.text.Title); inTitle != nil {
		field = Title
	}
	c.problem(Problem{Field: field, Start: m.start, End: m.end, Rule: "template.braces", Says: m.says, Quote: c.quote(field, m.start, m.end)})
}

func (c *checker) quote(f Field, start, end int) string {
	all := []rune(c.text.Body)
	if f == Title {
		all = []rune(c.text.Title)
	}
	return string(all[min(start, len(all)):min(end, len(all))])
}

// walk looks at the places of nodes; within is the place that the block around them asks for, and yes whether it is
// there.
func (c *checker) walk(f Field, nodes []node, within string, yes bool) {
	for _, n := range nodes {
		if n.name == "" {
			continue
		}
		refuse := func(format string, args ...any) {
			line := ""
			if f == Body {
				line = fmt.Sprintf("Line %d: ", lineOf([]rune(c.text.Body), n.start))
			}
			c.problem(Problem{Field: f, Start: n.start, End: n.end, Rule: "template.place", Says: line + fmt.Sprintf(format, args...), Quote: c.quote(f, n.start, n.end)})
		}
		p, known := placeNamed(n.name)
		near := nearest(n.name, c.key.Kind)
		switch {
		case (!known || p.inner) && near != "":
			refuse("there is no place {{%s}}. Did you mean {{%s}}?", n.name, near)
		case !known || p.inner:
			refuse("there is no place {{%s}}. The places that there are stand in the list beside the words.", n.name)
		case !p.in(c.key.Kind):
			refuse("a message of this kind has no {{%s}}. Take it out.", n.name)
		case p.Record && f == Title:
			refuse("{{%s}} may not stand in the subject: a subject is read on the screen of a locked telephone.", n.name)
		case n.block && p.Always:
			refuse("{{%s}} is in every message, so there is nothing to ask. Write it without {{if %s}}.", n.name, n.name)
		case n.block:
			if !slices.Contains(c.tests, n.name) {
				c.tests = append(c.tests, n.name)
			}
			c.walk(f, n.yes, n.name, true)
			c.walk(f, n.no, n.name, false)
		case p.Test:
			refuse("{{%s}} has no words. Ask with {{if %s}}, and write what to say then.", n.name, n.name)
		case p.Record && (within != n.name || !yes):
			refuse("only patients who chose so on record are told. Write {{if %s}} … {{%s}} … {{else}} with neutral words … {{end}}.", n.name, n.name)
		case !p.Always && (within != n.name || !yes):
			refuse("{{%s}} may be empty. Write {{if %s}} … {{%s}} … {{end}}.", n.name, n.name, n.name)
		}
	}
}

// fields asks for a subject where there is one.
func (c *checker) fields() {
	switch {
	case c.key.Channel == Email && c.text.Title == "":
		c.problem(Problem{Field: Title, Rule: "template.subject", Says: "Write a subject."})
	case c.key.Channel != Email && c.text.Title != "":
		c.problem(Problem{Field: Title, Rule: "template.subject", Says: "Only e-mail has a subject."})
	}
	if c.text.Body == "" {
		c.problem(Problem{Field: Body, Rule: "template.empty", Says: "Write what the message says, or go back to the words that Bedside ships with."})
	}
}

// draft is a way to read as it would be sent.
func draft(k Key, title, body []guard.Part) guard.Draft {
	d := guard.Draft{Audience: guard.Patient, Channel: guard.Channel(k.Channel), Recipient: "anybody", Author: "bedside", Title: title, Body: body}
	switch k.Channel {
	case Email:
		d.Kind = guard.Email
	case SMS:
		d.Kind = guard.SMS
	case Voice:
		d.Kind, d.Channel = guard.Email, "voicemail" // a machine may take it: it is read as strictly as what is written
	}
	return d
}

// way reads one of the ways.
func (c *checker) way(r reading, v Values, holds map[string]bool) {
	title, body := r.writeAs(c.key, v, holds)
	said := body.told.String()
	if utf8.RuneCountInString(said) > utf8.RuneCountInString(c.longer) {
		c.longer = said
	}
	c.required(title, body)
	report := c.guard.Check(draft(c.key, title.parts, body.parts))
	head := len(title.origins)
	if head > 0 {
		head += len("\n\n")
	}
	for _, f := range report.Findings {
		if f.Severity == rules.Note {
			continue
		}
		field, from, start, end := Body, body.origins, f.Start-head, f.End-head
		if f.Start < head {
			field, from, start, end = Title, title.origins, f.Start, f.End
		}
		p := Problem{Field: field, Severity: f.Severity, Rule: f.Rule, Says: f.Message, Quote: f.Text, Authority: f.Authority}
		if start < end && start < len(from) {
			p.Start, p.End = from[start].start, from[min(end, len(from))-1].end
		}
		c.problem(p)
	}
}
