// Package rules is what the guard knows about words as data: packs of rules in TOML, each with its severity, its
// source, the dates it was valid and checked, and texts on which it must and must not fire.
//
// It promises that a pack which parses can be run: every phrase compiles, no id stands twice, and matching takes
// time in proportion to the text whatever the text says. Callers owe the words that a [Set] adds to their
// dictionary, because rules read tokens, never the text. A Set is immutable and may be shared by goroutines.
//
// Phrases are words in order, without regard to case, accents and punctuation between letters:
//
//	cure|cures|cured   one of these words
//	do_not|don't       one of them is two words
//	fully? cured       the word before ? may be missing
//	stop ... pills     up to four other words of the same sentence in between
//	{supplement}       one of the word list of that name, the pack's own or a shared one; it may hold phrases
//	{a}|{b}            one of either list
//	!kind|{a}          one word that is none of these
//	{number} {amount}  any number; one with a unit of medicine, 500 mg or 500mg
//	{link}             the start of a web address or DOI
//
// The shared list "insist" holds phrases such as "no doubt" and "not only", in which a word of denial denies nothing.
package rules

import (
	"slices"
	"strings"
	"time"

	"bedside/internal/civil"
)

// Severity is how much a finding weighs: block stops a draft, warn asks for a second look, note informs.
type Severity string

const (
	Block Severity = "block"
	Warn  Severity = "warn"
	Note  Severity = "note"
)

// Check is the kind of test a rule makes.
type Check string

const (
	Existence    Check = "existence"     // a phrase of Any stands in the text
	Substitution Check = "substitution"  // a phrase of Swap does; its value is the better wording
	Cooccurrence Check = "co-occurrence" // each group of All has a phrase in the same Scope
	Absence      Check = "absence"       // a phrase of Any stands there and none of Needs in the same Scope
	Count        Check = "count"         // phrases of Any stand there more than Max times
	Reading      Check = "reading-level" // the text asks for more than Max years of school
)

// Categories lists what a rule may be about, in the order lists show them.
func Categories() []string {
	return []string{"privacy", "claim", "advice", "source", "regulatory", "disclosure", "boundary", "reputation", "transparency", "fit"}
}

// Rule is one thing to look for. The exported fields are those of the TOML.
type Rule struct {
	ID       string   `toml:"id" json:"id"`
	Title    string   `toml:"title" json:"title"`
	Category string   `toml:"category" json:"category"`
	Severity Severity `toml:"severity" json:"severity"`
	Type     string   `toml:"type" json:"type,omitempty"` // of identifier, for category privacy only

	Kinds     []string `toml:"kinds" json:"kinds,omitempty"`         // empty means all
	Audiences []string `toml:"audiences" json:"audiences,omitempty"` // empty means all
	Channels  []string `toml:"channels" json:"channels,omitempty"`   // linkedin, sms; empty means all

	Check  Check             `toml:"check" json:"check"`
	Any    []string          `toml:"any" json:"any,omitempty"`
	All    [][]string        `toml:"all" json:"all,omitempty"`
	Needs  []string          `toml:"needs" json:"needs,omitempty"`
	Unless []string          `toml:"unless" json:"unless,omitempty"` // phrases that silence the rule in their sentence
	Debunk []string          `toml:"debunk" json:"debunk,omitempty"` // phrases that put the claim right there, in the next sentence or in a heading: what is found is a note
	Swap   map[string]string `toml:"swap" json:"swap,omitempty"`
	Scope  string            `toml:"scope" json:"scope,omitempty"` // sentence (the default) or text
	Max    int               `toml:"max" json:"max,omitempty"`

	Message   string  `toml:"message" json:"message"`     // plain words: what may be wrong or is missing
	Fix       *string `toml:"fix" json:"fix,omitempty"`   // what to write instead of a match
	Authority string  `toml:"authority" json:"authority"` // the source, or "House policy"
	URL       string  `toml:"url" json:"url,omitempty"`

	Jurisdiction  string `toml:"jurisdiction" json:"jurisdiction"` // US, US-CA
	EffectiveFrom Day    `toml:"effective_from" json:"effective_from,omitzero"`
	EffectiveTo   Day    `toml:"effective_to" json:"effective_to,omitzero"`
	CheckedOn     Day    `toml:"checked_on" json:"checked_on"` // when a person last compared the rule with its source
	ReviewBy      Day    `toml:"review_by" json:"review_by"`

	Examples Examples `toml:"examples" json:"examples"`

	line int // of its pack's source, 0 if it is not known
}

// Examples are texts that prove what a rule does.
type Examples struct {
	Must    []string `toml:"must" json:"must"`
	MustNot []string `toml:"must_not" json:"must_not"`
}

// Pack is a dated set of rules. [Parse] makes one.
type Pack struct {
	Name    string              `toml:"name"`
	Version string              `toml:"version"`
	Words   map[string][]string `toml:"words"` // besides the shared lists of words.toml
	Rules   []Rule              `toml:"rule"`
	Sum     string              `toml:"-"` // SHA-256 of its source, in hex
	File    string              `toml:"-"` // where a practice's own pack stands; "" for those that Bedside ships with

	// What holds for every rule that does not say otherwise.
	Category     string   `toml:"category"`
	Severity     Severity `toml:"severity"`
	Kinds        []string `toml:"kinds"`
	Audiences    []string `toml:"audiences"`
	Channels     []string `toml:"channels"`
	Check        Check    `toml:"check"`
	Debunk       []string `toml:"debunk"`
	Authority    string   `toml:"authority"`
	URL          string   `toml:"url"`
	Jurisdiction string   `toml:"jurisdiction"`
	CheckedOn    Day      `toml:"checked_on"`
	ReviewBy     Day      `toml:"review_by"`
}

// Day is a date in a pack, written "2026-11-22"; the zero Day is none.
type Day struct{ civil.Date }

// UnmarshalText reads a day; anything else is an Invalid fault.
func (d *Day) UnmarshalText(text []byte) (err error) {
	d.Date, err = civil.ParseDate(string(text))
	return err
}

// MarshalText writes the day as UnmarshalText reads it.
func (d Day) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// In reports whether the rule is in force in one of the states; one of the United States is in all of them.
func (r *Rule) In(states []string) bool {
	state, ok := strings.CutPrefix(r.Jurisdiction, "US-")
	return !ok || len(states) == 0 || slices.Contains(states, state)
}

// Valid reports whether the rule was in force on the day.
func (r *Rule) Valid(day civil.Date) bool {
	return (r.EffectiveFrom.IsZero() || !day.Before(r.EffectiveFrom.Date)) &&
		(r.EffectiveTo.IsZero() || !r.EffectiveTo.Before(day))
}

// Stale reports whether nobody has compared the rule with its source for twelve months, or its review is due.
func (r *Rule) Stale(day civil.Date) bool {
	yearAgo := civil.DateOf(day.At(0, time.UTC).AddDate(-1, 0, 0))
	return r.CheckedOn.Before(yearAgo) || r.ReviewBy.Before(day)
}
