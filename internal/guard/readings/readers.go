package readings

import (
	"slices"
	"strings"

	"bedside/internal/guard"
	"bedside/internal/guard/lex"
	"bedside/internal/guard/lift"
	"bedside/internal/guard/rules"
)

// Reader is one of those who may read the text, and what they may take from it.
type Reader struct {
	Who    string   `json:"who"` // patient, described, colleague, reporter or regulator
	Says   []string `json:"says"`
	Behind []string `json:"behind"` // the rules whose findings it is taken from
}

// mostSaid is how many sentences one reader gets.
const mostSaid = 3

// room is a draft with its findings, for those who read it.
type room struct {
	draft    guard.Draft
	findings []guard.Finding // that block or warn, what matters most first, and notes after them
	person   bool            // it tells of one person
	grade    *Grade
	tone     []Tone
	doc      *lex.Doc
}

// readers asks each reader.
func readers(d guard.Draft, doc *lex.Doc, r guard.Report) []Reader {
	m := room{draft: d, findings: slices.Clone(r.Findings), person: lift.TellsOfOne(r.Text), grade: gradeOf(doc), tone: toneOf(doc), doc: doc}
	slices.SortStableFunc(m.findings, func(a, b guard.Finding) int {
		if w := weight(a.Severity) - weight(b.Severity); w != 0 {
			return w
		}
		return stake(a) - stake(b)
	})
	out := []Reader{}
	for _, ask := range []struct {
		who  string
		read func(*voice, *room)
	}{{"patient", patient}, {"described", described}, {"colleague", colleague}, {"reporter", reporter}, {"regulator", regulator}} {
		v := voice{}
		ask.read(&v, &m)
		if len(v.says) > 0 {
			out = append(out, Reader{ask.who, v.says[:min(len(v.says), mostSaid)], v.behind})
		}
	}
	return out
}

// voice gathers what one reader says.
type voice struct{ says, behind []string }

func (v *voice) say(sentence string, from ...guard.Finding) {
	if slices.Contains(v.says, sentence) || len(v.says) == mostSaid {
		return
	}
	v.says = append(v.says, sentence)
	for _, f := range from {
		if !slices.Contains(v.behind, f.Rule) {
			v.behind = append(v.behind, f.Rule)
		}
	}
}

// serious returns the findings that block or warn of the categories, at most n, different words each.
func (m *room) serious(n int, categories ...guard.Category) (out []guard.Finding) {
	for _, f := range m.findings {
		if f.Severity == rules.Note || !slices.Contains(categories, f.Category) {
			continue
		}
		if !slices.ContainsFunc(out, func(o guard.Finding) bool { return strings.EqualFold(o.Text, f.Text) }) {
			if out = append(out, f); len(out) == n {
				return out
			}
		}
	}
	return out
}

// private returns the identifiers that block or warn, and apart from them what confirms that somebody is a patient.
func (m *room) private() (identifiers, confirms []guard.Finding) {
	for _, f := range m.serious(8, guard.Privacy) {
		if strings.HasPrefix(f.Rule, "reply.") {
			confirms = append(confirms, f)
		} else {
			identifiers = append(identifiers, f)
		}
	}
	return identifiers, confirms
}

// of returns the first finding whose rule begins with one of the prefixes, notes too.
func (m *room) of(prefixes ...string) (guard.Finding, bool) {
	for _, f := range m.findings {
		for _, p := range prefixes {
			if strings.HasPrefix(f.Rule, p) {
				return f, true
			}
		}
	}
	return guard.Finding{}, false
}

const longestQuote = 60

// quote is the words of a finding, on one line.
func quote(f guard.Finding) string {
	words := []rune(strings.Join(strings.Fields(f.Text), " "))
	if len(words) > longestQuote {
		words = append(words[:longestQuote-1], '…')
	}
	return "“" + string(words) + "”"
}

// quotes is the words of at most two findings.
func quotes(list []guard.Finding) string {
	if len(list) == 1 {
		return quote(list[0])
	}
	return quote(list[0]) + " and " + quote(list[1])
}

func two(list []guard.Finding) []guard.Finding { return list[:min(2, len(list))] }

func (m *room) isReply() bool { return m.draft.Kind == guard.Reply }
