package guard

import (
	"slices"

	"bedside/internal/guard/ident"
	"bedside/internal/guard/lex"
	"bedside/internal/guard/rules"
)

// weigher decides how much an identifier weighs where it stands.
type weigher struct {
	g    *Guard
	doc  *lex.Doc
	in   column
	tied bool // the text is about a patient, a relative or a household
	ann  bool // it announces an event, hours or an offer of the practice

	answers bool // it answers somebody in public: a name in it is theirs
}

func (g *Guard) weigherFor(d Draft, doc *lex.Doc, hits []ident.Hit, matches []rules.Match) weigher {
	c := ident.ContextOf(doc)
	w := weigher{g: g, doc: doc, in: columnOf(d), tied: c.Person, ann: c.Announce, answers: d.Kind == Reply && d.Audience == Public}
	for i := range matches {
		if m := &matches[i]; w.answers && m.Severity == rules.Block && m.Rule.Category == string(Privacy) {
			w.tied = true // the reply speaks of somebody's care
		}
	}
	for i := range hits {
		if h := &hits[i]; c.Care && h.Type == ident.Name && !h.Provider && !g.own.has(h, doc) {
			w.tied = true // somebody is named beside words of care
		}
	}
	return w
}

// weigh returns the finding for a hit; it is false where the hit points to nobody.
func (w *weigher) weigh(h *ident.Hit) (f Finding, found bool) {
	if h.Weak && !w.tied {
		return Finding{}, false
	}
	severity := w.severity(h)
	say := sayings[h.Type]
	f = Finding{
		Rule: say.rule, Category: Privacy, Severity: severity, Type: string(h.Type), Start: h.Start, End: h.End,
		Authority: say.authority,
	}
	if severity != rules.Note {
		fix := h.Fix
		f.Fix = &fix
	}
	switch {
	case severity == rules.Block && !somebodys(h.Type):
		f.Message = say.tied
	case severity == rules.Block:
		f.Message = say.somebodys
	case severity == rules.Warn:
		f.Message = say.warn
	default:
		f.Message = say.note
	}
	return f, true
}

func (w *weigher) severity(h *ident.Hit) rules.Severity {
	switch {
	case w.in == colleagues, w.g.own.has(h, w.doc), w.askedFor(h):
		return rules.Note
	case somebodys(h.Type):
		return rules.Block
	case w.in == left || w.in == live: // to the one patient whom it concerns
		if h.Type == ident.Name && w.in == left {
			return rules.Warn
		}
		return rules.Note
	case (h.Provider || w.public(h)) && !w.tied: // in their role
		return rules.Note
	case w.answers && !w.tied && (h.Type == ident.Phone || h.Type == ident.OtherID && len(lastDigits(w.doc.Text[h.Start:h.End])) == 10): // the number to call
		return rules.Note
	case h.Office && (h.Type == ident.URL || !w.tied || h.Type == ident.Phone):
		return rules.Note
	case w.tied && (h.Provider || h.Vague || h.Type == ident.OtherID && h.Weak):
		return rules.Warn // Safe Harbor does not ask for a clinician's name, caution does
	case w.tied, w.answers && h.Type == ident.Name:
		return rules.Block
	case h.Passing, w.ann && h.Type != ident.Name, h.Type == ident.Date, h.Type == ident.Age, h.Type == ident.URL:
		return rules.Note
	}
	return rules.Warn
}

// ways are the words before the name of somebody whom readers are to call.
var ways = [][]uint64{
	lex.Hashes("ask for"), lex.Hashes("asking for"), lex.Hashes("speak with"), lex.Hashes("speak to"), lex.Hashes("talk to"), lex.Hashes("talk with"),
	lex.Hashes("pregunte por"), lex.Hashes("hable con"),
}

// askedFor reports whether readers are to ask for the person, who then works here.
func (w *weigher) askedFor(h *ident.Hit) bool {
	return h.Type == ident.Name && h.From >= 2 && slices.ContainsFunc(ways, func(way []uint64) bool { return w.doc.Phrase(h.From-2, way) })
}

var (
	offices = hashesOf("senator", "sen", "congressman", "congresswoman", "governor", "mayor", "president", "secretary", "commissioner",
		"director", "general", "minister", "justice", "professor", "king", "queen", "pope")
	cited  = [][]uint64{lex.Hashes("et al"), lex.Hashes("and colleagues"), lex.Hashes("and coworkers"), lex.Hashes("and others")}
	during = hashesOf("in", "since", "of", "from", "around", "until", "born", "died")
)

// The years that put whoever is named beside them into history.
const firstYear, lastYear = 1000, 1939

// public reports whether the name is that of somebody in an office, of an author who is cited or of a person of history.
func (w *weigher) public(h *ident.Hit) bool {
	if h.Type != ident.Name {
		return false
	}
	toks := w.doc.Tokens
	if offices[toks[h.From].Hash] || h.From > 0 && offices[toks[h.From-1].Hash] && toks[h.From-1].Has(lex.Title) ||
		slices.ContainsFunc(cited, func(c []uint64) bool { return w.doc.Phrase(h.To, c) }) {
		return true
	}
	from, to := w.doc.Sentence(h.From)
	for i := from + 1; i < to; i++ {
		if t := &toks[i]; t.Kind == lex.Number && t.Hash >= firstYear && t.Hash <= lastYear && during[toks[i-1].Hash] {
			return true
		}
	}
	return false
}

// somebodys reports whether what is of the type belongs to one person wherever it stands.
func somebodys(t ident.Type) bool {
	return t == ident.SSN || t == ident.MRN || t == ident.Plan || t == ident.Account
}

// saying is what findings of one type of identifier say, by how much they weigh.
type saying struct{ rule, authority, tied, somebodys, warn, note string }

// say makes the sentences for an identifier: the item of 45 CFR 164.514(b)(2)(i) that names it, the rule's id, what it
// is, and what to do about it.
func say(item, rule, what, instead string) saying {
	return saying{
		rule:      rule,
		authority: "45 CFR 164.514(b)(2)(i)(" + item + ")",
		tied:      "This looks like " + what + " in a text about a person, and may show who it is. " + instead,
		somebodys: "This looks like " + what + ", which belongs to somebody. " + instead,
		warn:      "This looks like " + what + ". If it belongs to a patient or someone close to one, take it out.",
		note:      "This looks like " + what + " that points to no patient, and may stay.",
	}
}

// sayings are the sentences for each type of identifier.
var sayings = map[ident.Type]saying{
	ident.Name:      say("A", "privacy.name", "a name", "Write who it is to the story, such as \"a patient\"; a changed name is not enough."),
	ident.Geo:       say("B", "privacy.place", "a place smaller than a state", "Name the state or the region."),
	ident.Date:      say("C", "privacy.date", "a date finer than a year", "Give the year, or say \"recently\"."),
	ident.Age:       say("C", "privacy.age", "an age of 90 or over", "Write \"90 or older\"."),
	ident.Phone:     say("D", "privacy.phone", "a telephone number", "Take it out."),
	ident.Fax:       say("E", "privacy.fax", "a fax number", "Take it out."),
	ident.Email:     say("F", "privacy.email", "an e-mail address", "Take it out."),
	ident.SSN:       say("G", "privacy.ssn", "a social security number, or part of one", "Take it out."),
	ident.MRN:       say("H", "privacy.record", "a medical record number", "Take it out."),
	ident.Plan:      say("I", "privacy.plan", "a number of a health plan", "Take it out."),
	ident.Account:   say("J", "privacy.account", "an account or card number", "Take it out."),
	ident.License:   say("K", "privacy.license", "a licence or certificate number", "Take it out."),
	ident.Vehicle:   say("L", "privacy.vehicle", "a number of a vehicle", "Take it out."),
	ident.Device:    say("M", "privacy.device", "a number of a device", "Take it out."),
	ident.URL:       say("N", "privacy.link", "a link", "Link to a source, not to a person's page."),
	ident.IP:        say("O", "privacy.ip", "an internet address", "Take it out."),
	ident.Biometric: say("P", "privacy.biometric", "a mark of somebody's body, such as a fingerprint", "Leave it out."),
	ident.Photo:     say("Q", "privacy.photo", "a picture of a person", "Do not show it without a written authorization."),
	ident.OtherID:   say("R", "privacy.number", "a number or account that belongs to someone", "Take it out."),
}

// identifies reports whether the finding is an identifier that was found, rather than what a rule or the size of a group
// says.
func (f *Finding) identifies() bool {
	return sayings[ident.Type(f.Type)].rule == f.Rule && f.Rule != ""
}

func hashesOf(words ...string) map[uint64]bool {
	out := map[uint64]bool{}
	for _, w := range words {
		out[lex.Hashes(w)[0]] = true
	}
	return out
}
