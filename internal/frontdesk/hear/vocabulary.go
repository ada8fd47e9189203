package hear

import (
	"slices"
	"strings"

	"bedside/internal/practice"
	"bedside/internal/words"
)

// Named is something of the practice that callers name.
type Named struct {
	ID, Name string
	Words    []string // other words for it
}

// Vocabulary is what the practice has and callers name.
type Vocabulary struct {
	Services   []Named
	Providers  []Named
	Locations  []Named
	Insurances []string // besides the insurers that every ear knows
	Roster     []Person // may be empty: then names are only read
}

// VocabularyOf returns the vocabulary of a practice, without a roster.
func VocabularyOf(p *practice.Practice) Vocabulary {
	v := Vocabulary{Insurances: p.Desk.Insurances}
	for _, s := range p.Services {
		if s.Active {
			v.Services = append(v.Services, Named{ID: string(s.ID), Name: s.Name})
		}
	}
	for _, o := range p.Providers {
		if o.Active {
			v.Providers = append(v.Providers, Named{ID: string(o.ID), Name: o.Given + " " + o.Family})
		}
	}
	for _, l := range p.Locations {
		if l.Active {
			v.Locations = append(v.Locations, Named{ID: string(l.ID), Name: l.Name, Words: []string{l.City}})
		}
	}
	return v
}

// meaning is what a phrase stands for.
type meaning struct {
	words []string
	value string
	id    string
	rank  int // of meanings as long, the lower one counts
}

// phrases finds runs of words, the longest first.
type phrases map[string][]meaning

func (p phrases) add(phrase, value, id string, rank int) {
	var run []string
	for _, w := range words.Split(phrase) {
		if w.Kind != words.Mark {
			run = append(run, w.Text)
		}
	}
	if len(run) == 0 {
		return
	}
	all := append(p[run[0]], meaning{run, value, id, rank})
	slices.SortStableFunc(all, func(a, b meaning) int {
		if d := len(b.words) - len(a.words); d != 0 {
			return d
		}
		return a.rank - b.rank
	})
	p[run[0]] = all
}

// at returns the longest phrase that begins at token i.
func (p phrases) at(ts []token, i int) (meaning, bool) {
	for _, m := range p[ts[i].Text] {
		if len(m.words) > len(ts)-i {
			continue
		}
		fits := true
		for k, w := range m.words {
			if ts[i+k].Text != w {
				fits = false
				break
			}
		}
		if fits {
			return m, true
		}
	}
	return meaning{}, false
}

// vocabulary is the compiled [Vocabulary].
type vocabulary struct {
	services  phrases // and reasons for a visit; the value is the service's name
	locations phrases
	insurers  phrases
	providers []provider
}

// provider is a provider by the parts of the name.
type provider struct {
	Named
	parts []spoken
}

// needs is the file reasons.toml.
type needs struct {
	Need []struct {
		Name    string   `toml:"name"`
		Service []string `toml:"service"`
		Words   []string `toml:"words"`
		Loose   []string `toml:"loose"`
	} `toml:"need"`
}

func newVocabulary(v Vocabulary) *vocabulary {
	c := &vocabulary{services: phrases{}, locations: phrases{}, insurers: phrases{}}
	for _, s := range v.Services {
		for _, w := range append([]string{s.Name}, s.Words...) {
			c.services.add(w, s.Name, s.ID, 0)
		}
	}
	c.addNeeds(v.Services)
	for _, l := range v.Locations {
		for _, w := range append([]string{l.Name, short(l.Name)}, l.Words...) {
			c.locations.add(w, l.Name, l.ID, 0)
		}
	}
	var file struct {
		Insurer map[string][]string `toml:"insurer"`
	}
	mustRead("insurers.toml", &file)
	for _, name := range sorted(file.Insurer) {
		for _, w := range file.Insurer[name] {
			c.insurers.add(w, name, "", 1)
		}
	}
	for _, name := range v.Insurances {
		c.insurers.add(name, name, "", 0)
	}
	for _, p := range v.Providers {
		one := provider{Named: p}
		for _, w := range nameParts(p.Name) {
			one.parts = append(one.parts, say(w))
		}
		c.providers = append(c.providers, one)
	}
	return c
}

// short leaves out the kind of a street: callers say "Harbor".
func short(name string) string {
	fields := strings.Fields(name)
	if n := len(fields); n > 1 {
		switch strings.ToLower(fields[n-1]) {
		case "street", "road", "avenue", "drive", "lane", "clinic", "office", "center", "building", "campus", "boulevard":
			return strings.Join(fields[:n-1], " ")
		}
	}
	return name
}

// addNeeds joins the reasons for a visit to the services that the practice has.
func (c *vocabulary) addNeeds(services []Named) {
	var file needs
	mustRead("reasons.toml", &file)
	serves := func(looked []string) (Named, bool) {
		for _, want := range looked {
			for _, s := range services {
				if strings.Contains(words.Fold(s.Name), want) {
					return s, true
				}
			}
		}
		return Named{}, false
	}
	general, _ := serves(file.Need[len(file.Need)-1].Service)
	for _, n := range file.Need {
		s, ok := serves(n.Service)
		if !ok {
			s = general
		}
		for _, w := range n.Words {
			c.services.add(w, s.Name, s.ID, 1)
		}
		for _, w := range n.Loose {
			c.services.add(w, s.Name, s.ID, loose)
		}
	}
}

// readVocabulary reads the practice's own names: a service or the reason for one, a provider, a location, an insurance.
func (t *turn) readVocabulary() {
	if t.asked("name", "dob", "phone", "member_id") {
		return
	}
	t.readProvider()
	t.readNamed("location", t.ear.vocab.locations)
	t.readNamed("insurance", t.ear.vocab.insurers)
	t.readReason()
	if _, ok := t.Slot("insurance"); !ok && t.asked("insurance") {
		t.readAsked("insurance")
	}
	if _, ok := t.Slot("reason"); !ok && t.asked("reason", "message") {
		t.readAsked("reason")
	}
}

// readNamed adds a slot for every phrase of the table, each value once; after a correction the last one counts.
func (t *turn) readNamed(slot string, p phrases) {
	for i := 0; i < len(t.tokens); i++ {
		m, ok := p.at(t.tokens, i)
		if !ok {
			continue
		}
		to := i + len(m.words)
		if old, ok := t.Slot(slot); !ok || old.Value != m.value && t.Has(Correct) {
			t.Slots = slices.DeleteFunc(t.Slots, func(s Slot) bool {
				return s.Name == slot || slot == "insurance" && s.Name == "name" && s.Start == t.tokens[i].Start // "it's Cigna"
			})
			t.add(Slot{Name: slot, Value: m.value, ID: m.id, Sure: 0.9}, i, to)
		}
		i = to - 1
	}
}

// readAsked takes what was said, without courtesies before and after, as the answer to what was asked.
func (t *turn) readAsked(slot string) {
	from, to := 0, len(t.tokens)
	plain := func(i int) bool {
		k := t.tokens[i]
		return t.ear.lexicon.filler[k.id] || t.ear.lexicon.small[k.Text] || t.taken[i]
	}
	for from < to && plain(from) {
		from++
	}
	for to > from && t.ear.lexicon.filler[t.tokens[to-1].id] {
		to--
	}
	if to > from {
		t.add(Slot{Name: slot, Value: t.said(from, to), Sure: 0.4}, from, to)
	}
}
