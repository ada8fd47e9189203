package flow

import (
	"slices"
	"strings"

	"bedside/internal/words"
)

// Difference is one thing that is not the same in two editions. Was and Now are in both languages where it is spoken,
// and only in English where it is a rule or a switch; "" is that it is not there.
type Difference struct {
	About string // "Wants a visit: the order", "“more”", "Routing"
	Was   Words
	Now   Words
}

// Diff returns what callers would hear differently, flows first, then their lines, then rules. Both may be anything that
// can be read.
func Diff(was, now Edition, h House) ([]Difference, error) {
	a, err := Compose(was)
	if err != nil {
		return nil, err
	}
	b, err := Compose(now)
	if err != nil {
		return nil, err
	}
	var all []Difference
	add := func(about, x, y string) {
		if x != y {
			all = append(all, Difference{About: about, Was: Words{English: x}, Now: Words{English: y}})
		}
	}
	names := a.Flows()
	for _, n := range b.Flows() {
		if !slices.Contains(names, n) {
			names = append(names, n)
		}
	}
	for _, n := range names {
		x, y := a.flows[n], b.flows[n]
		title := ""
		if x != nil {
			title = bareTitle(x)
		}
		if y != nil {
			title = bareTitle(y)
		}
		add(title, a.state(x), b.state(y))
		add(title+": what is asked", a.asked(x), b.asked(y))
	}
	keys := map[string]bool{}
	for _, m := range []*Machine{a, b} {
		for k := range m.words[words.English].Say {
			keys[k] = true
		}
	}
	for _, k := range sorted(keys) {
		x, _ := a.Words(k)
		y, _ := b.Words(k)
		if x != y {
			all = append(all, Difference{About: b.About(k), Was: x, Now: y})
		}
	}
	return append(all, a.rulesDiff(b, h)...), nil
}

func sorted(set map[string]bool) (all []string) {
	for k := range set {
		all = append(all, k)
	}
	slices.Sort(all)
	return all
}

// state says whether a flow is there, and on.
func (m *Machine) state(f *Flow) string {
	switch {
	case f == nil:
		return ""
	case f.off:
		return "switched off: a message is taken"
	case f.own != nil:
		return "a flow of your own that ends in a task: " + f.Title
	}
	return "on"
}

// asked lists what a flow asks, in its order.
func (m *Machine) asked(f *Flow) string {
	if f == nil {
		return ""
	}
	var all []string
	for i, s := range f.Steps {
		name := m.StepName(s)
		if f.own != nil {
			if then := m.onward(f.own, i); then != "" {
				name += " (" + then + ")"
			}
		}
		all = append(all, name)
	}
	return strings.Join(all, " → ")
}

// About says in words what a line is.
func (m *Machine) About(key string) string {
	name, channel, _ := strings.Cut(key, "@")
	on := map[string]string{"voice": ", by phone", "sms": ", in a text", "chat": ", in the chat"}[channel]
	flow, step, cut := strings.Cut(name, ".")
	if f := m.flows[flow]; f != nil && cut {
		step, how := strings.CutSuffix(step, ".again")
		said := bareTitle(f) + ": " + m.StepName(step)
		if how {
			said += ", asked again"
		}
		return said + on
	}
	return "“" + name + "”" + on
}

// rulesDiff says which rules came, went or stand elsewhere.
func (m *Machine) rulesDiff(b *Machine, h House) (all []Difference) {
	list := func(x *Machine) (said []string) {
		for _, r := range x.rules {
			said = append(said, x.RuleInWords(r.Rule, h))
		}
		return said
	}
	was, now := list(m), list(b)
	for _, s := range was {
		if !slices.Contains(now, s) {
			all = append(all, Difference{About: "Routing", Was: Words{English: s}})
		}
	}
	for _, s := range now {
		if !slices.Contains(was, s) {
			all = append(all, Difference{About: "Routing", Now: Words{English: s}})
		}
	}
	kept := func(x, in []string) []string {
		return slices.DeleteFunc(slices.Clone(x), func(s string) bool { return !slices.Contains(in, s) })
	}
	if x, y := kept(was, now), kept(now, was); !slices.Equal(x, y) {
		all = append(all, Difference{About: "Routing: which comes first", Was: Words{English: strings.Join(x, " ")}, Now: Words{English: strings.Join(y, " ")}})
	}
	return all
}
