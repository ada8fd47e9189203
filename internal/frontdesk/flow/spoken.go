package flow

import (
	"maps"
	"slices"
	"strings"

	"bedside/internal/practice"
	"bedside/internal/words"
)

// Shown is a flow as the editor shows it.
type Shown struct {
	Name    string
	Title   string // in a few words, without its stop
	Own     bool
	Off     bool
	Stays   bool // it cannot be switched off
	Answers bool // it asks nothing: it is an answer
	Intents []string
	Steps   []ShownStep
	Missing []string // steps that could be asked besides
	End     []Spoken // what is said in the end
}

// ShownStep is one step.
type ShownStep struct {
	Name  string
	Title string // how the editor calls it
	Own   bool   // a question of the practice's own
	Drop  bool   // it may be left out
	Says  []Spoken
	Then  string // where it goes on otherwise than with the next, in words
}

// Spoken is one line as it is said, with everything filled in, in both languages.
type Spoken struct {
	Key     string
	When    string // "asked", "asked again", "on the keypad", "then"
	Channel string // the only one it is said on, "" for all
	English string
	Spanish string
	Fixed   string // why it cannot be changed, "" where it can
}

// Show returns a flow as it will be spoken, false if there is none.
func (m *Machine) Show(name string, p *practice.Practice) (Shown, bool) {
	f := m.flows[name]
	if f == nil {
		return Shown{}, false
	}
	s := Shown{Name: f.Name, Title: bareTitle(f), Own: f.own != nil, Off: f.off, Stays: f.Stays, Answers: len(f.Steps) == 0, Intents: f.Intents}
	for i, step := range f.Steps {
		x := ShownStep{Name: step, Title: m.StepName(step), Own: strings.HasPrefix(step, OwnPrefix), Drop: f.own != nil || slices.Contains(f.MayDrop, step)}
		for _, ask := range []struct {
			when string
			keys []string
		}{
			{"asked", m.asking(f, step)},
			{"asked again", []string{f.Name + "." + step + ".again", step + ".again"}},
		} {
			x.Says = append(x.Says, m.lines(ask.keys, ask.when, p)...)
		}
		if f.own != nil {
			x.Then = m.onward(f.own, i)
		}
		s.Steps = append(s.Steps, x)
	}
	for _, step := range f.MayDrop {
		if !slices.Contains(f.Steps, step) {
			s.Missing = append(s.Missing, step)
		}
	}
	for _, key := range ending(f) {
		s.End = append(s.End, m.lines([]string{key}, "then", p)...)
	}
	return s, true
}

// asking are the keys that a step may be asked by, the first that has words counts.
func (m *Machine) asking(f *Flow, step string) []string {
	if step == "time" {
		return []string{"time.more"}
	}
	return []string{f.Name + "." + step, step}
}

// ending are the keys of what is said when a flow is over.
func ending(f *Flow) []string {
	switch f.Does {
	case "book", "move", "cancel":
		all := []string{f.Name + ".done", f.Name + ".propose"}
		if f.Does != "cancel" {
			all = append(all, f.Name+".requested")
		}
		return all
	case "confirm":
		return []string{"confirm.done"}
	case "wait", "leave":
		return []string{f.Name + ".done", f.Name + ".propose"}
	case "waiting":
		return []string{"waitlist_info.tell", "waitlist_info.kept"}
	case "tell":
		return []string{"tell.one", "tell.more", "tell.requested"}
	case "office":
		return []string{"hours.today.open", "hours", "address", "call"}
	case "find":
		return []string{"providers", "provider"}
	case "insurance":
		return []string{"insurance.yes", "insurance.no"}
	}
	return []string{"passed.open", "passed.closed"}
}

// onward says where a step of the practice's own goes on, if not with the next.
func (m *Machine) onward(o *Own, i int) string {
	q := o.Steps[i]
	to := func(then string) string {
		if then == End {
			return "the flow ends"
		}
		return m.StepName(then)
	}
	var all []string
	for _, x := range q.Options {
		if x.Then != "" {
			all = append(all, "after “"+x.English+"”: "+to(x.Then))
		}
	}
	if q.Then != "" {
		all = append(all, "then: "+to(q.Then))
	}
	return strings.Join(all, "; ")
}

// lines are those of the first key that has words, on every channel on which it has its own.
func (m *Machine) lines(keys []string, when string, p *practice.Practice) (all []Spoken) {
	say := m.words[words.English].Say
	for _, key := range keys {
		for _, k := range []string{key, key + "@voice", key + "@sms", key + "@chat"} {
			if _, ok := say[k]; ok {
				all = append(all, m.Spoken(k, when, p))
			}
		}
		if len(all) > 0 {
			return all
		}
	}
	return nil
}

// Spoken is a line as it is said, with everything filled in.
func (m *Machine) Spoken(key, when string, p *practice.Practice) Spoken {
	name, channel, _ := strings.Cut(key, "@")
	on := channel
	if on == "" {
		on = "voice"
		if _, ok := m.words[words.English].Say[name+"@voice"]; ok {
			on = "fax" // none has its own
		}
	}
	fill := func(l words.Language) string {
		return strings.TrimSpace(Text(pieces(m.words[l].Say[key], samples(m, p, on, l))))
	}
	return Spoken{Key: key, When: when, Channel: channel, English: fill(words.English), Spanish: fill(words.Spanish), Fixed: m.catalog.fixed(key)}
}

// SaidIn are the titles of the flows in which a line is said.
func (m *Machine) SaidIn(key string) (titles []string) {
	for _, name := range m.Flows() {
		s, _ := m.Show(name, nil)
		all := slices.Clone(s.End)
		for _, step := range s.Steps {
			all = append(all, step.Says...)
		}
		if slices.ContainsFunc(all, func(l Spoken) bool { return l.Key == key }) {
			titles = append(titles, s.Title)
		}
	}
	return titles
}

// Words are those of a line, with its placeholders; false if there is no such line.
func (m *Machine) Words(key string) (Words, bool) {
	en, ok := m.words[words.English].Say[key]
	return Words{en, m.words[words.Spanish].Say[key]}, ok
}

// Wording are the lines that stand in the editor's groups, those with a channel of their own behind the others.
func (m *Machine) Wording(p *practice.Practice) (groups []string, lines map[string][]Spoken) {
	lines = map[string][]Spoken{}
	keys := slices.Sorted(maps.Keys(m.words[words.English].Say))
	for _, g := range m.catalog.Groups {
		groups = append(groups, g.Name)
		for _, want := range g.Keys {
			for _, k := range keys {
				if bareKey(k) == want {
					lines[g.Name] = append(lines[g.Name], m.Spoken(k, "", p))
				}
			}
		}
	}
	return groups, lines
}
