package guard

import (
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
}

func (g *Guard) weigherFor(d Draft, doc *lex.Doc, hits []ident.Hit) weigher {
	c := ident.ContextOf(doc)
	w := weigher{g: g, doc: doc, in: columnOf(d), tied: c.Person || d.Kind == Reply && d.Audience == Public, ann: c.Announce}
	for i := range hits {
		if h := &hits[i]; c.Care && h.Type == ident.Name && !h.Provider && !g.own.has(h, doc) {
			w.tied = true // somebody is named beside words of care
		}
	}
	return w
}

// weigh returns the finding for a hit, or nil where it points to nobody.
func (w *weigher) weigh(h *ident.Hit) *Finding {
	if h.Weak && !w.tied {
		return nil
	}
	severity := w.severity(h)
	say := sayings[h.Type]
	f := &Finding{
		Rule: say.rule, Category: Privacy, Severity: severity, Type: string(h.Type), Start: h.Start, End: h.End,
		Authority: "45 CFR 164.514(b)(2)(i)(" + h.Type.Letter() + ")",
	}
	if severity != rules.Note {
		fix := h.Fix
		f.Fix = &fix
	}
	switch severity {
	case rules.Block:
		f.Message = "This looks like " + say.what + " in a text about a person, and may show who it is. " + say.instead
	case rules.Warn:
		f.Message = "This looks like " + say.what + ". If it belongs to a patient or someone close to one, take it out."
	default:
		f.Message = "This looks like " + say.what + " that points to no patient, and may stay."
	}
	return f
}

func (w *weigher) severity(h *ident.Hit) rules.Severity {
	switch {
	case w.in == colleagues, w.g.own.has(h, w.doc):
		return rules.Note
	}
	switch h.Type {
	case ident.SSN, ident.MRN, ident.Plan, ident.Account: // they always belong to somebody
		return rules.Block
	}
	switch w.in {
	case left, live: // to the one patient whom it concerns
		if h.Type == ident.Name && w.in == left {
			return rules.Warn
		}
		return rules.Note
	}
	switch {
	case h.Office && (h.Type == ident.URL || !w.tied || h.Type == ident.Phone):
		return rules.Note
	case w.tied && (h.Provider || h.Vague || h.Type == ident.OtherID && h.Weak):
		return rules.Warn // Safe Harbor does not ask for a clinician's name, caution does
	case w.tied:
		return rules.Block
	case w.ann && h.Type != ident.Name, h.Type == ident.Date, h.Type == ident.Age, h.Type == ident.URL:
		return rules.Note
	}
	return rules.Warn
}

// sayings are the words for each type of identifier.
var sayings = map[ident.Type]struct{ rule, what, instead string }{
	ident.Name:    {"privacy.name", "a name", "Write who it is to the story, such as \"a patient\"; a changed name is not enough."},
	ident.Geo:     {"privacy.place", "a place smaller than a state", "Name the state or the region."},
	ident.Date:    {"privacy.date", "a date finer than a year", "Give the year, or say \"recently\"."},
	ident.Age:     {"privacy.age", "an age of 90 or over", "Write \"90 or older\"."},
	ident.Phone:   {"privacy.phone", "a telephone number", "Take it out."},
	ident.Fax:     {"privacy.fax", "a fax number", "Take it out."},
	ident.Email:   {"privacy.email", "an e-mail address", "Take it out."},
	ident.SSN:     {"privacy.ssn", "a social security number, or part of one", "Take it out."},
	ident.MRN:     {"privacy.record", "a medical record number", "Take it out."},
	ident.Plan:    {"privacy.plan", "a number of a health plan", "Take it out."},
	ident.Account: {"privacy.account", "an account or card number", "Take it out."},
	ident.License: {"privacy.license", "a licence or certificate number", "Take it out."},
	ident.Vehicle: {"privacy.vehicle", "a number of a vehicle", "Take it out."},
	ident.Device:  {"privacy.device", "a number of a device", "Take it out."},
	ident.URL:     {"privacy.link", "a link", "Link to a source, not to a person's page."},
	ident.IP:      {"privacy.ip", "an internet address", "Take it out."},
	ident.OtherID: {"privacy.number", "a number or account that belongs to someone", "Take it out."},
}
