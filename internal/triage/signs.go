package triage

// signs are the word lists that say not what is wrong but how it is meant. They stand in rules/signs.toml.
type signs struct {
	deny, allow, history   int // "no", "denies"; "not sure", which denies nothing; "history of"
	join, but              int // "and", "or"; "but", "now"
	subject, owner, into   int // "I", "she"; "my"; "in", after which "my" opens nothing new
	dated, hearsay, living int // "last year"; "on TV"; "again", "still", which undo both
	others, self, afar     int // "my husband"; "I"; "lives alone"
}

func newSigns(l *lexica) (signs, error) {
	var s signs
	for name, field := range map[string]*int{
		"s_deny": &s.deny, "s_allow": &s.allow, "s_history": &s.history,
		"s_join": &s.join, "s_but": &s.but,
		"s_subject": &s.subject, "s_owner": &s.owner, "s_into": &s.into,
		"s_dated": &s.dated, "s_hearsay": &s.hearsay, "s_living": &s.living,
		"s_others": &s.others, "s_self": &s.self, "s_afar": &s.afar,
	} {
		n, ok := l.number[name]
		if !ok {
			return s, invalid("there is no word list %q", name)
		}
		*field = n
	}
	return s, nil
}

// covered is how many words a denial covers; every "and", "or" and comma of a list begins the count anew.
const covered = 6

// cover marks what a denial or a history covers: up to the end of the sentence, a "but", or a new thought.
func (s signs) cover(t *turn) {
	by, since, history := -1, 0, false // the word that denies, the words since it or since the last of its list
	for i, w := range t.words {
		switch {
		case w.stop == end, t.is(s.but, i), by >= 0 && s.opens(t, i, by, since):
			by = -1
		case w.stop == pause && !(history && since == 1) && !s.listed(t, i): // "PMH: seizures" goes on
			by = -1
		case w.stop == pause, t.is(s.join, i):
			since = 0
		}
		if is, ok := s.denial(t, i); ok {
			by, since, history = i, 1+is.from-is.to, t.is(s.history, i)
		}
		if by >= 0 && since <= covered {
			t.denied[i] = by
		}
		since++
	}
}

// denial returns the denial or history that begins at word i. "Not sure" is none, nor is the "not" of a sign such as
// "not breathing".
func (s signs) denial(t *turn, i int) (span, bool) {
	if is, ok := t.at(s.history, i); ok {
		return is, true
	}
	is, ok := t.at(s.deny, i)
	return is, ok && t.reach[i] <= is.to && !t.within(s.allow, i)
}

// opens reports whether a new thought begins at word i, which the denial before it does not cover: "no fever and my
// chest hurts". "In my chest" opens none, nor does "didn't hit my head".
func (s signs) opens(t *turn, i, by, since int) bool {
	listed := i > by+1 && (t.is(s.join, i-1) || t.words[i].stop == pause)
	if t.is(s.subject, i) {
		return listed || since > 1
	}
	return t.is(s.owner, i) && (listed || since > 2 && !t.is(s.into, i-1))
}

// listed reports whether the comma before word i stands in a list that goes on to an "or" or "and" before anything new
// begins: "no chest pain, cough or fever".
func (s signs) listed(t *turn, i int) bool {
	for j := i; j < len(t.words) && j < i+4*covered; j++ {
		switch {
		case j > i && t.words[j].stop == end, t.is(s.but, j), t.is(s.subject, j), t.is(s.living, j):
			return false
		case t.is(s.join, j):
			return j+1 < len(t.words) && !t.is(s.subject, j+1) && !t.is(s.owner, j+1) && !t.is(s.but, j+1) && !t.is(s.deny, j+1)
		}
	}
	return false
}

// hush marks the clauses that are about long ago or about nobody, unless they speak of the present too.
func (s signs) hush(t *turn) {
	for from := 0; from < len(t.words); {
		to := from + 1
		for to < len(t.words) && !s.parts(t, to) {
			to++
		}
		about, living := false, false
		for i := from; i < to; i++ {
			about = about || t.is(s.dated, i) || t.is(s.hearsay, i)
			living = living || t.is(s.living, i)
		}
		if about && !living {
			t.mask(span{from, to})
		}
		from = to
	}
}

// parts reports whether a clause begins at word i.
func (s signs) parts(t *turn, i int) bool {
	switch {
	case t.words[i].stop == end:
		return true
	case t.words[i].stop == pause:
		return !t.is(s.dated, i) && !t.is(s.hearsay, i)
	case t.is(s.but, i):
		return true
	case t.is(s.join, i):
		return i+1 < len(t.words) && (t.is(s.subject, i+1) || t.is(s.owner, i+1) || t.is(s.but, i+1) || t.is(s.living, i+1))
	}
	return false
}

// other reports whether what was found is about somebody other than who speaks, or somewhere else: by the last person
// named before it ends, else the first one after it in the sentence.
func (t *turn) other(s signs, found span) bool {
	if len(t.occ[s.afar]) > 0 {
		return true
	}
	if t.is(s.self, found.to) { // "stabbed me"
		return false
	}
	for i := found.to - 1; i >= 0; i-- {
		switch {
		case t.is(s.others, i):
			return true
		case t.is(s.self, i):
			return false
		}
	}
	for i := found.to; i < len(t.words) && t.ends[i] == t.ends[found.from]; i++ {
		if t.is(s.others, i) {
			return true
		}
	}
	return false
}

// is reports whether a phrase of the list begins at word i.
func (t *turn) is(lexicon, i int) bool {
	if i < 0 || len(t.occ[lexicon]) == 0 {
		return false
	}
	_, ok := t.at(lexicon, i)
	return ok
}

// within reports whether word i lies in a phrase of the list.
func (t *turn) within(lexicon, i int) bool {
	for j := max(0, i-longest+1); j <= i; j++ {
		if is, ok := t.at(lexicon, j); ok && is.holds(i) {
			return true
		}
	}
	return false
}
