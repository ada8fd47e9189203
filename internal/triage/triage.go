// Package triage hears an emergency in what somebody said or wrote, in English and Spanish, and holds the words that
// are said first.
//
// It promises the same answer every time, in time linear in the text and without any input or output, and that every
// flag names the rule, its source and the words that raised it. Callers owe that it reads every turn before anything
// else does, that its sentences were cleared when the program started, and that [None] is never told to anyone as
// "this is no emergency": only licensed people judge.
package triage

import (
	"cmp"
	"slices"
)

// Tier is how fast somebody must act.
type Tier string

const (
	None      Tier = "none"      // no rule fired; says nothing about the person
	Urgent    Tier = "urgent"    // a clinician is told now
	Emergency Tier = "emergency" // 911 or 988, before anything else
)

// Kind is a kind of emergency or urgency, such as "chest_pain". The rules name more kinds than the constants, which
// are those that have words of their own.
type Kind string

const (
	Suicide   Kind = "suicide"         // thoughts of suicide or self-harm: 988
	Attempt   Kind = "suicide_attempt" // under way: 911
	Abuse     Kind = "abuse"           // "Is it safe to talk?" before anything else
	Poisoning Kind = "poisoning"       // 911 or Poison Help
)

// Flag is one rule that fired, with the words that made it.
type Flag struct {
	Rule       string
	Kind       Kind
	Tier       Tier
	Start, End int    // code points of the text, end-exclusive
	Plain      string // what the rule looks for, in plain words
	Source     string // who says that it matters
}

// Result is what a turn means.
type Result struct {
	Tier  Tier   // the worst of the flags
	Flags []Flag // worst first, then in the order of the text; one for each rule
	Other bool   // it is about somebody else, or somewhere else: 911 needs their address
	Ask   bool   // ambiguous: one clarifying question before staff are alerted; Tier is Urgent then
}

// Has reports whether a rule of that kind fired.
func (r Result) Has(k Kind) bool {
	return slices.ContainsFunc(r.Flags, func(f Flag) bool { return f.Kind == k })
}

// Reader reads turns. It is immutable and may be used by several goroutines at once.
type Reader struct {
	lexica   *lexica
	spelling *spelling
	signs    signs
	rules    []Rule
	masks    []pattern
	set      string
}

// Set names exactly these rules, word lists and sentences: what a clinician signs. It changes with any of them.
func (r *Reader) Set() string { return r.set }

// Read returns what a turn means. Both languages are always listened for.
func (r *Reader) Read(text string) Result {
	t := r.hear(text)
	for _, m := range r.masks {
		m.each(t, t.mask)
	}
	res := Result{Tier: None}
	ask := true
	for i := range r.rules {
		rule := &r.rules[i]
		found, ok := rule.find(t)
		if !ok {
			continue
		}
		first, last := t.words[found.from], t.words[found.to-1]
		res.Flags = append(res.Flags, Flag{rule.ID, rule.Kind, rule.Tier, first.start, last.end, rule.Plain, rule.Source})
		res.Other = res.Other || t.other(r.signs, found)
		ask = ask && rule.Ask
	}
	if len(res.Flags) == 0 {
		return res
	}
	slices.SortStableFunc(res.Flags, func(a, b Flag) int {
		return cmp.Or(rank(b.Tier)-rank(a.Tier), a.Start-b.Start, a.End-b.End)
	})
	res.Tier, res.Ask = res.Flags[0].Tier, ask
	return res
}

// Rules returns every rule, in the order of the files. The caller must not change them.
func (r *Reader) Rules() []Rule { return r.rules }

func rank(t Tier) int {
	switch t {
	case Emergency:
		return 2
	case Urgent:
		return 1
	}
	return 0
}
