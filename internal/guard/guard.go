// Package guard reads everything that Bedside says to anyone before it is said.
//
// It promises that a [Cleared] exists only for words that [Guard.Clear] has read and let pass, and that it is good
// for one audience, one channel and one recipient. Callers owe a [Draft] whose patient values are typed parts rather
// than text, and a port that sends nothing but what [Cleared.For] returns. Passing the guard is neither
// de-identification nor legal clearance: both take a person's knowledge.
package guard

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"bedside/internal/civil"
	"bedside/internal/guard/ident"
	"bedside/internal/guard/lex"
	"bedside/internal/guard/reident"
	"bedside/internal/guard/rules"
	"bedside/internal/guard/source"
)

// detectors is raised with every change to what the code, as opposed to the packs, finds.
const detectors = "3"

// Guard holds the rules and what is the practice's own. It is immutable and may be used by several goroutines.
type Guard struct {
	set      *rules.Set
	packs    []rules.Pack // whole, whatever is switched off
	dict     *lex.Dict
	own      own
	practice reident.Practice
	now      func() time.Time
	ruleSet  string
	notices  source.Notices // nil where nothing is known of retractions
	pool     sync.Pool      // of *work
}

// keptTokens is how large a buffer may be to be used again; one very long text should not hold memory for ever.
const keptTokens = 1 << 16

// work is the buffers of one Check.
type work struct {
	doc     lex.Doc
	finder  ident.Finder
	matcher rules.Matcher
	people  reident.Reader
	sources source.Finder
}

// New returns a guard with the rules of packs, nil meaning those that Bedside ships with. Findings on what is own
// are notes, and rules of states where the practice is not, or that it has switched off, are left out. now tells which
// rules are in force and whose age is 90. A pack that does not compile, or an id that stands in two packs, is an Invalid
// fault.
func New(packs []rules.Pack, own Own, now func() time.Time) (*Guard, error) {
	usual := packs == nil
	if usual {
		var err error
		if packs, err = rules.Embedded(); err != nil {
			return nil, err
		}
	}
	asked, off := rules.Without(packs, own.Off)
	own.Off = nil // what they come to is in off
	ready := func() (compiled, error) { return compile(asked, own.States) }
	if usual && len(off) == 0 && len(own.States) == 0 {
		ready = shipped
	}
	c, err := ready()
	if err != nil {
		return nil, err
	}
	g := &Guard{set: c.set, packs: packs, dict: c.dict, own: newOwn(own), practice: own.Practice, now: now}
	g.pool.New = func() any { return &work{} }

	sum := sha256.New()
	_, _ = fmt.Fprintf(sum, "%s %#v %q", detectors, own, off)
	var versions []string
	for _, p := range packs {
		_, _ = fmt.Fprintf(sum, " %q %s", p.Name, p.Sum)
		versions = append(versions, p.Version)
	}
	g.ruleSet = strings.Join(slices.Compact(versions), "+") + "-" + hex.EncodeToString(sum.Sum(nil))[:12]
	return g, nil
}

// compiled is rules that can be asked, and the dictionary of all words that anything looks for.
type compiled struct {
	set  *rules.Set
	dict *lex.Dict
}

func compile(packs []rules.Pack, states []string) (compiled, error) {
	set, err := rules.NewSet(packs, states...)
	if err != nil {
		return compiled{}, err
	}
	words := map[uint64]lex.Entry{}
	ident.AddTo(words)
	source.AddTo(words)
	set.AddTo(words)
	reident.AddTo(words)
	return compiled{set, lex.NewDict(words)}, nil
}

// shipped is what Bedside ships with for a practice of no known state, compiled once.
var shipped = sync.OnceValues(func() (compiled, error) {
	packs, err := rules.Embedded()
	if err != nil {
		return compiled{}, err
	}
	return compile(packs, nil)
})

// RuleSet names the rules, the detectors and the practice's own names that this guard reads with. A [Waiver] for
// one rule set is no waiver for another.
func (g *Guard) RuleSet() string { return g.ruleSet }

// Rules returns every rule of the guard's packs.
func (g *Guard) Rules() []rules.Rule { return g.set.Rules() }

// Packs returns the packs that the guard was made with, the rules in them that are not asked here too. They are not to
// be changed.
func (g *Guard) Packs() []rules.Pack { return g.packs }

// Check reads a draft and reports what could hurt. It never fails: a draft that cannot be right, such as one for an
// unknown audience, is read as if it were public.
func (g *Guard) Check(d Draft) Report {
	if !d.Audience.Known() {
		d.Audience = Public
	}
	r := Report{Verdict: Clear, RuleSet: g.ruleSet, kind: d.Kind, audience: d.Audience, recipient: d.Recipient}
	var values []value
	r.Text, r.body, values = d.render()

	w := g.pool.Get().(*work)
	defer func() {
		if cap(w.doc.Tokens) <= keptTokens {
			g.pool.Put(w)
		}
	}()
	w.doc.Scan(r.Text, g.dict)
	ascii := w.doc.ASCII
	if w.doc.Styled {
		if r.plain = lex.PlainOf(r.Text); r.plain.Text != r.Text {
			w.doc.Scan(r.plain.Text, g.dict)
			for i := range values {
				values[i].start, values[i].end = r.plain.At(values[i].start), r.plain.At(values[i].end)
			}
		}
	}
	today := civil.DateOf(g.now())
	hits := w.finder.Find(&w.doc, today.Year)
	matches := w.matcher.Match(g.set, &w.doc, rules.Where{Kind: string(d.Kind), Audience: string(d.Audience), Channel: string(d.Channel), Day: today})

	r.add(unreadable(&w.doc))
	for _, v := range values {
		r.add(v.judge(d))
	}
	if len(hits) > 0 {
		t := g.weigherFor(d, &w.doc, hits, matches)
		for i := range hits {
			if inside(values, hits[i].Start, hits[i].End) {
				continue
			}
			if f, found := t.weigh(&hits[i]); found {
				r.add(&f)
			}
		}
	}
	for i := range matches {
		m := &matches[i]
		start, end := int(w.doc.Tokens[m.From].Start), int(w.doc.Tokens[m.To-1].End)
		if !inside(values, start, end) || readIn(values, m.Rule.Category, start, end) {
			r.add(ruleFinding(m, start, end))
		}
	}
	g.groups(&r, d, w, today.Year)
	refs := w.sources.Find(&w.doc)
	if len(refs) > 0 {
		g.cite(&r, d, &w.doc, refs, values)
	}
	r.ask(d, &w.doc, refs)
	r.Offer = g.offer(d, &r, &w.doc)
	r.finish(ascii)
	return r
}

// inside reports whether the bytes all belong to one typed value, which the table governs and nothing else.
func inside(values []value, start, end int) bool {
	for _, v := range values {
		if v.part.kind != literal && v.start <= start && end <= v.end {
			return true
		}
	}
	return false
}

// readIn reports whether the bytes lie in a value that rules of the category read all the same.
func readIn(values []value, category string, start, end int) bool {
	for _, v := range values {
		if v.part.read && v.start <= start && end <= v.end {
			return category == string(Privacy) || category == "boundary"
		}
	}
	return false
}

// putRight begins the message of a finding whose severity the text itself lowers.
const putRight = "This seems to be put right here, so it is only noted. "

func ruleFinding(m *rules.Match, start, end int) *Finding {
	f := &Finding{
		Rule: m.Rule.ID, Category: Category(m.Rule.Category), Severity: m.Severity, Type: m.Rule.Type,
		Start: start, End: end, Message: m.Rule.Message, Authority: m.Rule.Authority, Fix: m.Fix,
	}
	if m.Lowered() {
		f.Message = putRight + f.Message
	}
	return f
}
