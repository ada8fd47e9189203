package flow

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"bedside/internal/frontdesk/hear"
	"bedside/internal/guard"
	"bedside/internal/identity"
	"bedside/internal/inbox"
	"bedside/internal/practice"
	"bedside/internal/triage"
	"bedside/internal/words"
)

// House is what an edition is checked against. What is nil is not asked.
type House struct {
	Practice *practice.Practice          // is who is named there?
	Staff    map[identity.StaffID]string // the names of those who work here
	Guard    Clearer                     // may it be said? Whoever says it asks again
	Triage   *triage.Reader              // is it heard as an emergency?
}

// Clearer is the guard.
type Clearer interface {
	Clear(d guard.Draft, waivers ...guard.Waiver) (guard.Cleared, guard.Report, error)
}

// Problem is something about an edition that a person has to know.
type Problem struct {
	At   string // what it is about: "flow book", "step own_size", "line open@voice", "rule 3"
	Text string // a sentence that says what is wrong, and what to do
	Mild bool   // advice; the edition can be run
}

// Build makes the machine of an edition. It is the only judge of one: the editor, whoever publishes and the program when
// it starts all ask it. The machine is nil if any problem is not mild.
func Build(e Edition, h House) (*Machine, []Problem) {
	m, err := Load()
	if err != nil {
		return nil, []Problem{{At: "flows", Text: err.Error()}}
	}
	b := &builder{m: m, e: e, h: h, shipped: map[words.Language]map[string]string{}}
	for l, w := range m.words {
		b.shipped[l] = maps.Clone(w.Say)
	}
	b.changes()
	b.own()
	b.m.compose(e)
	b.lines()
	b.rules()
	if Stops(b.problems) {
		return nil, b.problems
	}
	return m, b.problems
}

// BuildMost makes the machine of what can be run of an edition: lines that may not be said, such as after the guard has
// learned something, are as they are shipped, and the problems say which.
func BuildMost(e Edition, h House) (*Machine, []Problem) {
	m, problems := Build(e, h)
	if m != nil {
		return m, problems
	}
	e.Lines = slices.DeleteFunc(slices.Clone(e.Lines), func(l Line) bool {
		return slices.ContainsFunc(problems, func(p Problem) bool { return !p.Mild && p.At == "line "+l.Key })
	})
	m, _ = Build(e, h)
	return m, problems
}

// Compose makes the machine of an edition as far as there is one, for showing what it would say: nothing may be run by it.
func Compose(e Edition) (*Machine, error) {
	m, err := Load()
	if err == nil {
		m.compose(e)
	}
	return m, err
}

// Stops reports whether an edition with these problems cannot be run.
func Stops(all []Problem) bool {
	return slices.ContainsFunc(all, func(p Problem) bool { return !p.Mild })
}

// builder checks an edition.
type builder struct {
	m        *Machine
	e        Edition
	h        House
	shipped  map[words.Language]map[string]string
	problems []Problem
	ear      *hear.Ear // once it is needed
}

func (b *builder) stop(at, format string, args ...any) {
	b.problems = append(b.problems, Problem{At: at, Text: fmt.Sprintf(format, args...)})
}

func (b *builder) mild(at, format string, args ...any) {
	b.problems = append(b.problems, Problem{At: at, Text: fmt.Sprintf(format, args...), Mild: true})
}

// compose changes a shipped machine to an edition. What does not fit is left as it is shipped, or out.
func (m *Machine) compose(e Edition) {
	m.edition = e.Document()
	for _, c := range e.Changes {
		f := m.flows[c.Name]
		if f == nil {
			continue
		}
		f.off = c.Off && !f.Stays
		if steps := m.there(c.Steps); len(steps) > 0 && len(f.Steps) > 0 {
			f.Steps = f.whole(steps)
		}
	}
	for i := range e.Own {
		m.addOwn(&e.Own[i])
	}
	for _, l := range e.Lines {
		for lang, text := range l.by() {
			if _, shipped := m.words[lang].Say[l.Key]; shipped && strings.TrimSpace(text) != "" && m.sound(text) {
				m.words[lang].Say[l.Key] = text
			}
		}
	}
	for _, r := range e.Rules {
		x := route{Rule: r}
		for _, s := range r.Says {
			if s = stems(s); strings.TrimSpace(s) != "" {
				x.says = append(x.says, s)
			}
		}
		if len(r.Says) == 0 || len(x.says) > 0 {
			m.rules = append(m.rules, x)
		}
	}
}

// there leaves the steps that there are, each once.
func (m *Machine) there(steps []string) (all []string) {
	for _, s := range steps {
		if _, ok := m.steps[s]; ok && !slices.Contains(all, s) {
			all = append(all, s)
		}
	}
	return all
}

// whole adds to an order of the practice's the steps that came since, each before the step that follows it as shipped.
func (f *Flow) whole(order []string) []string {
	for n := len(f.Steps) - 1; n >= 0; n-- {
		s := f.Steps[n]
		if !slices.Contains(f.Since, s) || slices.Contains(order, s) {
			continue
		}
		at := len(order)
		if n+1 < len(f.Steps) {
			if i := slices.Index(order, f.Steps[n+1]); i >= 0 {
				at = i
			}
		}
		order = slices.Insert(slices.Clone(order), at, s)
	}
	return order
}

func (m *Machine) sound(text string) bool {
	_, err := cut(text)
	return err == nil
}

func (m *Machine) addOwn(o *Own) {
	if o.Name == "" || m.flows[o.Name] != nil || len(o.Steps) == 0 {
		return
	}
	m.flows[o.Name] = &Flow{Name: o.Name, Title: o.Title, Steps: o.names(), Task: cmp.Or(o.Task, inbox.Message), own: o, place: len(m.flows)}
	for _, q := range o.Steps {
		if _, shipped := m.steps[q.Name]; !shipped {
			s := Step{Take: cmp.Or(q.Take, "text"), Asked: []string{"reason"}, Free: true, Long: true}
			if len(q.Options) > 0 {
				s = Step{Take: "choice", Asked: []string{"choice"}, Keypad: 1, options: q.Options}
			}
			m.steps[q.Name] = s
		}
		for lang, text := range q.Ask.by() {
			if strings.TrimSpace(text) == "" || !m.sound(text) {
				continue
			}
			say := m.words[lang].Say
			if len(q.Options) > 0 {
				text += " " + put(say["choice"], "{list}", choices(q.Options, lang))
			}
			say[o.Name+"."+q.Name] = text
		}
	}
}

// by are the words by language.
func (w Words) by() map[words.Language]string {
	return map[words.Language]string{words.English: w.English, words.Spanish: w.Spanish}
}

// Languages are those that every line is said in.
func Languages() []words.Language { return []words.Language{words.English, words.Spanish} }

// Flows are the names of the flows: the shipped ones, then the practice's own.
func (m *Machine) Flows() []string {
	return slices.SortedFunc(maps.Keys(m.flows), func(a, b string) int { return cmp.Compare(m.flows[a].place, m.flows[b].place) })
}
