package readings

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"bedside/internal/guard"
	"bedside/internal/guard/lex"
	"bedside/internal/guard/lift"
	"bedside/internal/guard/rules"
)

// Fine is something in the text that may stay, and why, so that people learn instead of fearing.
type Fine struct {
	What      string `json:"what"` // "an age under 90"
	Text      string `json:"text"`
	Start     int    `json:"start"` // code points, End exclusive
	End       int    `json:"end"`
	Why       string `json:"why"`
	Authority string `json:"authority"`
}

const safeHarbor = "45 CFR 164.514(b)(2)(i)"

// together is added once where one person is described: what is no identifier alone may be one among others.
const together = " In a story about one person it still narrows down who it is, so keep only what the story needs."

// mostFine is how many things are explained.
const mostFine = 60

// FineIn returns what in the text that the report read may stay, in the order of the text: ages under 90, states, years,
// conditions where nobody is described, vague times, and what the guard noted as the practice's own.
func FineIn(r guard.Report) []Fine {
	var d lex.Doc
	d.Scan(r.Text, nil)
	described := lift.TellsOfOne(r.Text)
	person := described // and nobody has said so yet
	at := points{text: r.Text}
	out := []Fine{}
	taken := covered(&d, r.Findings)
	add := func(from, to int, what, why, authority string) {
		if slices.Contains(taken[from:to], true) || len(out) >= mostFine {
			return
		}
		text := r.Text[d.Tokens[from].Start:d.Tokens[to-1].End]
		start := at.of(int(d.Tokens[from].Start))
		if person && authority != "" {
			why += together
			person = false
		}
		out = append(out, Fine{what, text, start, start + utf8.RuneCountInString(text), why, cmp.Or(authority, "House policy")})
	}
	for i := 0; i < len(d.Tokens); i++ {
		if n := ageAt(&d, i); n > 0 {
			add(i, i+n, "an age under 90", "Only ages of 90 and over are identifiers.", safeHarbor+"(C)")
			i += n - 1
		} else if n := stateAt(&d, i); n > 0 {
			add(i, i+n, "a state", "Places are identifiers below the state; the state itself may be named.", safeHarbor+"(B)")
			i += n - 1
		} else if n := vagueAt(&d, i); n > 0 {
			add(i, i+n, "a vague time", "It is no date. Write about it later than it happened, and nobody can count back.", safeHarbor+"(C)")
			i += n - 1
		} else if n := yearAt(&d, i); n > 0 {
			add(i, i+1, "a year", "A year alone is no date that identifies.", safeHarbor+"(C)")
		} else if n := hoursAt(&d, i); n > 0 {
			add(i, i+n, "opening hours", "When the practice is open points to no patient.", "")
			i += n - 1
		} else if name, n := lift.ConditionAt(&d, i); n > 0 {
			if !described {
				add(i, i+n, "a condition", "Nobody is described, so "+name+" is a subject and nobody's health information.", "45 CFR 160.103 (individually identifiable health information)")
			}
			i += n - 1
		}
	}
	for _, f := range r.Findings {
		if f.Category == guard.Privacy && f.Severity == rules.Note {
			out = append(out, noted(f))
		}
	}
	slices.SortStableFunc(out, func(a, b Fine) int { return cmp.Compare(a.Start, b.Start) })
	return out
}

// noted explains a note of the guard.
func noted(f guard.Finding) Fine {
	what, why := "the practice's own", "It belongs to the practice or to nobody in particular and points to no patient."
	switch f.Type {
	case "NAME":
		what, why = "a clinician or colleague in their role", "Who works here, or treats in public, is no patient's identifier."
	case "GEO":
		what, why = "a place of the practice, or of an event", "Where the practice is or invites to points to no patient."
	case "DATE":
		what, why = "a date of an event or of news", "It is not the date of anyone's care."
	case "PHONE", "FAX", "EMAIL":
		what, why = "a way to reach the practice", "It is how patients find you."
	case "URL":
		what, why = "a link", "It leads to a source or to the practice, not to a person's page."
	case "AGE":
		what, why = "an age of 90 or over", "Nobody is described, so it is nobody's age."
	}
	return Fine{what, f.Text, f.Start, f.End, why, f.Authority}
}

// covered marks the tokens that a finding of category privacy covers.
func covered(d *lex.Doc, findings []guard.Finding) []bool {
	out := make([]bool, len(d.Tokens))
	at := points{text: d.Text}
	next := 0
	for i := range d.Tokens {
		start := at.of(int(d.Tokens[i].Start))
		for next < len(findings) && findings[next].End <= start {
			next++
		}
		for k := next; k < min(len(findings), next+4); k++ {
			out[i] = out[i] || findings[k].Category == guard.Privacy && findings[k].Start <= start && start < findings[k].End
		}
	}
	return out
}

func word(d *lex.Doc, i int, words ...string) bool {
	return i >= 0 && i < len(d.Tokens) && slices.Contains(words, strings.ToLower(d.Text[d.Tokens[i].Start:d.Tokens[i].End]))
}

func isNumber(d *lex.Doc, i int) bool {
	return i >= 0 && i < len(d.Tokens) && d.Tokens[i].Kind == lex.Number
}

const oldest = 89

// ageAt returns how many tokens an age under 90 at token i has: 62-year-old, 62 years old, aged 62, age 62, 62 años; the
// number alone in "she is 62" and "my patient, 62, came".
func ageAt(d *lex.Doc, i int) int {
	if word(d, i, "aged", "age", "ages") && isNumber(d, i+1) && d.Tokens[i+1].Hash <= oldest {
		return 2
	}
	if !isNumber(d, i) || d.Tokens[i].Hash > oldest || d.Tokens[i].Len() > 2 {
		return 0
	}
	k := i + 1
	if word(d, k, "-") {
		k++
	}
	switch {
	case word(d, k, "year", "years", "month", "months", "week", "weeks"):
		k++
		if word(d, k, "-") {
			k++
		}
		if word(d, k, "old") {
			return k + 1 - i
		}
		if word(d, k, "of") && word(d, k+1, "age") {
			return k + 2 - i
		}
	case word(d, k, "años") && word(d, i-1, "de"):
		return k + 1 - i
	case word(d, i-1, "is", "was") && word(d, i-2, "he", "she", "who", "patient") && (word(d, k, "and", "now", ".", ",", ";", "!") || k == len(d.Tokens)),
		word(d, i-1, ",") && word(d, i+1, ",") && word(d, i-2, "patient", "man", "woman", "boy", "girl"):
		return 1
	}
	return 0
}

// yearAt reports a year from 1900 on, with a word before it that makes it one.
func yearAt(d *lex.Doc, i int) int {
	if isNumber(d, i) && d.Tokens[i].Len() == 4 && d.Tokens[i].Hash >= 1900 && d.Tokens[i].Hash <= 2100 &&
		word(d, i-1, "in", "since", "of", "by", "until", "before", "after", "from", "en", "desde", "de", "early", "late", "(") {
		return 1
	}
	return 0
}

// vagueAt returns how many tokens a vague time has: last week, a few months ago, recently.
func vagueAt(d *lex.Doc, i int) int {
	unit := func(k int) bool {
		return word(d, k, "week", "weeks", "month", "months", "year", "years", "summer", "winter", "spring", "fall", "autumn", "decade")
	}
	switch {
	case word(d, i, "last", "this", "next", "past") && unit(i+1):
		return 2
	case word(d, i, "recently", "lately", "recientemente"):
		return 1
	case word(d, i, "a", "some", "several", "many", "two", "three") && unit(i+1) && word(d, i+2, "ago"):
		return 3
	case word(d, i, "a") && word(d, i+1, "few", "couple") && unit(i+2) && word(d, i+3, "ago"):
		return 4
	case word(d, i, "la", "el") && word(d, i+1, "semana", "mes", "año") && word(d, i+2, "pasada", "pasado"):
		return 3
	}
	return 0
}

// hoursAt returns how many tokens hours such as "8 to 4", "9-5" or "7 am to 6 pm" have, after a word that opens or
// closes.
func hoursAt(d *lex.Doc, i int) int {
	if !isNumber(d, i) || d.Tokens[i].Hash < 1 || d.Tokens[i].Hash > 24 || d.Tokens[i].Len() > 2 {
		return 0
	}
	half := func(k int) int {
		if !isNumber(d, k) || d.Tokens[k].Len() > 2 || d.Tokens[k].Hash > 24 {
			return 0
		}
		k++
		if word(d, k, ":") && isNumber(d, k+1) {
			k += 2
		}
		if word(d, k, "am", "pm") {
			k++
		}
		return k
	}
	k := half(i)
	if k == 0 || !word(d, k, "to", "-", "–", "until", "and", "a") {
		return 0
	}
	end := half(k + 1)
	if end == 0 {
		return 0
	}
	from, to := d.Sentence(i)
	for n := from; n < to; n++ {
		if word(d, n, "open", "hours", "closed", "weekday", "weekdays", "walk-in", "walk", "between", "abierto", "horario") {
			return end - i
		}
	}
	return 0
}

// states are the names of the states; two-letter codes are left to the guard.
var states = func() (p lex.Phrases[bool]) {
	for name := range strings.SplitSeq("Alabama,Alaska,Arizona,Arkansas,California,Colorado,Connecticut,Delaware,Florida,Georgia,Hawaii,Idaho,Illinois,"+
		"Indiana,Iowa,Kansas,Kentucky,Louisiana,Maine,Maryland,Massachusetts,Michigan,Minnesota,Mississippi,Missouri,Montana,Nebraska,Nevada,"+
		"New Hampshire,New Jersey,New Mexico,New York,North Carolina,North Dakota,Ohio,Oklahoma,Oregon,Pennsylvania,Rhode Island,South Carolina,"+
		"South Dakota,Tennessee,Texas,Utah,Vermont,Virginia,Washington,West Virginia,Wisconsin,Wyoming,Puerto Rico", ",") {
		p.Add(name, true)
	}
	return p
}()

func stateAt(d *lex.Doc, i int) int {
	if !d.Tokens[i].Has(lex.Title) {
		return 0
	}
	_, n := states.At(d, i)
	return n
}
