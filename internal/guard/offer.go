package guard

import "bedside/internal/guard/lex"

// The same words for praise and complaint, so that the answer itself tells nothing: thanks for writing, why nothing
// more is said, and a number to call. Nobody is written to first (house policy on 45 CFR 164.502(a)).
var offers = map[bool]struct{ before, office, after string }{
	false: {"Thank you for writing. To protect everyone's privacy we do not answer in public, whatever is said. Please call ", "our office", "; we would like to listen."},
	true:  {"Gracias por escribir. Para proteger la privacidad de todas las personas no respondemos en público. Por favor llame a ", "nuestra oficina", "; queremos escuchar."},
}

// offer returns what could be said instead of a public reply that does not pass: "" for anything else.
func (g *Guard) offer(d Draft, r *Report, doc *lex.Doc) string {
	if d.Kind != Reply || d.Audience != Public || r.Verdict == Clear {
		return ""
	}
	say := offers[doc.Spanish()]
	at := say.office
	if g.own.phone != "" {
		at += " (" + g.own.phone + ")"
	}
	return say.before + at + say.after
}
