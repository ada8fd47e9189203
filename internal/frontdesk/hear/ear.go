package hear

import (
	"bedside/internal/civil"
	"bedside/internal/words"
)

// Ear listens for one practice. It is immutable and may be used by several goroutines at once.
type Ear struct {
	lexicon   *lexicon
	numerals  *numerals
	days      [32]spoken // the ordinals as they sound
	phones    *phones
	roster    *roster
	nicknames map[string][]string
	alphabet  *alphabet
	vocab     *vocabulary
}

// longestText is how many code points of a turn are read; nobody says more in one breath.
const longestText = 10_000

// New returns an ear that knows the words.
func New(v Vocabulary) *Ear {
	e := &Ear{lexicon: readLexicon(), numerals: &numerals{}, phones: newPhones(), alphabet: &alphabet{}}
	mustRead("numbers.toml", e.numerals)
	mustRead("alphabet.toml", e.alphabet)
	e.days = e.numerals.ordinals()
	e.nicknames = readNicknames()
	e.roster = newRoster(v.Roster, e.nicknames, e.phones)
	e.vocab = newVocabulary(v)
	return e
}

// Hear returns what a turn means.
func (e *Ear) Hear(in Input) Heard {
	t := e.listen(in)
	t.readActs()
	t.readWhen()
	t.readPeople()
	t.readBorn()
	t.readNumbers()
	t.readVocabulary()
	t.choose()
	t.readIntent()
	t.readMissed()
	return t.Heard
}

// turn is one turn while it is read.
type turn struct {
	Heard
	ear      *Ear
	in       Input
	today    civil.Date
	runes    []rune
	tokens   []token
	hearings [][]token // of all hypotheses, that of Text first
	hits     []hit
	taken    []bool // tokens that something has used
	ofWhen   []bool // tokens of a date or time
	aside    bool   // it speaks of something that is not for a front desk: weather, a taxi
}

// listen takes the best hearing and finds every pattern in it.
func (e *Ear) listen(in Input) *turn {
	t := &turn{ear: e, in: in, today: civil.DateOf(in.Now)}
	t.Selected = -1
	all := in.NBest
	if in.Text != "" && (len(all) == 0 || all[0] != in.Text) {
		all = append([]string{in.Text}, all...)
	}
	if len(all) == 0 {
		all = []string{""}
	}
	for n, s := range all[:min(len(all), 10)] {
		r := []rune(s)
		if len(r) > longestText {
			r = r[:longestText]
			s = string(r)
		}
		ws := words.Split(s)
		ts := e.lexicon.tokens(ws)
		if n == 0 {
			t.Text, t.runes, t.tokens = s, r, ts
			t.Language = words.Tell(ws)
		}
		t.hearings = append(t.hearings, ts)
	}
	t.hits = e.lexicon.hits(t.tokens)
	t.taken = make([]bool, len(t.tokens))
	if t.Language == "" {
		t.Language = spokenIn(t.hits)
	}
	return t
}

// spokenIn is the language that most patterns are of.
func spokenIn(hits []hit) words.Language {
	en, es := 0, 0
	for _, h := range hits {
		switch h.language {
		case words.English:
			en++
		case words.Spanish:
			es++
		}
	}
	switch {
	case en > es:
		return words.English
	case es > en:
		return words.Spanish
	}
	return ""
}

// asked reports whether one of the slots was just asked.
func (t *turn) asked(names ...string) bool {
	for _, a := range t.in.Asked {
		for _, n := range names {
			if a == n {
				return true
			}
		}
	}
	return false
}

// add adds a slot that stands in tokens from to to (exclusive) and takes them; to is 0 where it is not of the text.
func (t *turn) add(s Slot, from, to int) {
	if to > from {
		s.Start, s.End = t.tokens[from].Start, t.tokens[to-1].End
		for i := from; i < to; i++ {
			t.taken[i] = true
		}
	}
	t.Slots = append(t.Slots, s)
}

// said is the text of the tokens as it was given.
func (t *turn) said(from, to int) string {
	return string(t.runes[t.tokens[from].Start:t.tokens[to-1].End])
}

// free reports whether none of the tokens has been used.
func (t *turn) free(from, to int) bool {
	for i := from; i < to; i++ {
		if t.taken[i] {
			return false
		}
	}
	return true
}

// readMissed notes the words with content that nothing has used.
func (t *turn) readMissed() {
	for i := 0; i < len(t.tokens); i++ {
		if !t.missed(i) {
			continue
		}
		from := i
		for i+1 < len(t.tokens) && t.missed(i+1) {
			i++
		}
		t.Missed = append(t.Missed, Span{Start: t.tokens[from].Start, End: t.tokens[i].End})
	}
}

func (t *turn) missed(i int) bool {
	k := t.tokens[i]
	return !t.taken[i] && !t.ear.lexicon.filler[k.id] && !t.ear.lexicon.small[k.Text] && (k.Kind == words.Digits || len(k.Text) > 2)
}
