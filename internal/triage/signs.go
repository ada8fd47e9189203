package triage

// sign is a word list that says not what is wrong but how it is meant. They stand in rules/signs.toml.
type sign uint8

const (
	deny    sign = iota // "no", "denies"
	allow               // "not sure", which denies nothing
	history             // "history of"
	join                // "and", "or"
	but                 // "but", "with"
	subject             // "I", "she has"
	owner               // "my"
	into                // "in", after which "my" opens nothing new
	dated               // "last year"
	hearsay             // "on TV"
	living              // "again", "still": undo both
	others              // "my husband"
	self                // "I"
	afar                // "lives alone"
	turned              // "until now", which ends what a denial before it said
	signCount
)

var signNames = [signCount]string{
	"s_deny", "s_allow", "s_history", "s_join", "s_but", "s_subject", "s_owner", "s_into", "s_dated", "s_hearsay", "s_living", "s_others", "s_self", "s_afar",
	"s_turned",
}

// signs are the lists of the signs, by number.
type signs [signCount]int

func newSigns(l *lexica) (s signs, err error) {
	for i, name := range signNames {
		n, ok := l.list(name)
		if !ok {
			return s, invalid("there is no word list %q", name)
		}
		s[i] = n
	}
	return s, nil
}

// mark notes for each word which signs begin there.
func (s signs) mark(t *turn) {
	t.marks = make([]uint16, len(t.words))
	for i, lexicon := range s {
		for _, o := range t.occ[lexicon] {
			t.marks[o.from] |= 1 << i
		}
	}
	for _, o := range t.occ[s[allow]] {
		for i := o.from; i < o.to; i++ {
			t.allowed[i] = true
		}
	}
}

// is reports whether a sign begins at word i.
func (t *turn) is(s sign, i int) bool {
	return 0 <= i && i < len(t.marks) && t.marks[i]&(1<<s) != 0
}

// covered is how many words a denial covers; every "and", "or" and comma of a list begins the count anew.
const covered = 6

// cover marks what a denial or a history covers: up to the end of the sentence, a "but", or a new thought.
func (s signs) cover(t *turn) {
	by, since, kept := -1, 0, false // the word that denies; the words since it, or since the last of its list
	for i, w := range t.words {
		if t.is(turned, i) && by >= 0 && !kept && w.stop != end { // "never had chest pain until now"
			for j := by; j < i; j++ {
				t.denied[j] = -1
			}
		}
		switch {
		case w.stop == end, t.is(but, i), by >= 0 && t.opens(i, by, since):
			by = -1
		case w.stop == pause && by >= 0 && !(kept && since == 1) && !t.listed(i): // "PMH: seizures" goes on
			by = -1
		case w.stop == pause, t.is(join, i):
			since = 0
		}
		if is, ok := s.denial(t, i); ok {
			by, since, kept = i, 1+is.from-is.to, t.is(history, i)
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
	if t.is(history, i) {
		return t.at(s[history], i)
	}
	if !t.is(deny, i) || t.allowed[i] {
		return span{}, false
	}
	is, ok := t.at(s[deny], i)
	return is, ok && t.reach[i] <= is.to
}

// opens reports whether a new thought begins at word i, which the denial before it does not cover: "no fever and my
// chest hurts". "In my chest" opens none, nor does "didn't hit my head".
func (t *turn) opens(i, by, since int) bool {
	listed := i > by+1 && (t.is(join, i-1) || t.words[i].stop == pause)
	if t.is(subject, i) {
		return listed || since > 1
	}
	return t.is(owner, i) && (listed || since > 2 && !t.is(into, i-1))
}

// listed reports whether the comma before word i stands in a list that goes on to an "or" or "and" before anything new
// begins: "no chest pain, cough or fever". It looks as far as a list may reach.
func (t *turn) listed(i int) bool {
	for j := i; j < len(t.words) && j < i+4*covered; j++ {
		switch {
		case j > i && t.words[j].stop == end, t.is(but, j), t.is(subject, j), t.is(living, j), t.is(deny, j):
			return false
		case t.is(join, j):
			return j+1 < len(t.words) && !t.is(subject, j+1) && !t.is(owner, j+1) && !t.is(but, j+1) && !t.is(deny, j+1)
		}
	}
	return false
}

// hush marks the clauses that are about long ago or about nobody, unless they speak of the present too.
func (t *turn) hush() {
	for from := 0; from < len(t.words); {
		to := from + 1
		for to < len(t.words) && !t.parts(to) {
			to++
		}
		about, present := false, false
		for i := from; i < to; i++ {
			about = about || t.is(dated, i) || t.is(hearsay, i)
			present = present || t.is(living, i)
		}
		if about && !present {
			t.mask(span{from, to})
		}
		from = to
	}
}

// parts reports whether a clause begins at word i.
func (t *turn) parts(i int) bool {
	switch {
	case t.words[i].stop == end, t.is(but, i):
		return true
	case t.words[i].stop == pause:
		return !t.is(dated, i) && !t.is(hearsay, i)
	}
	return t.is(join, i) && (t.is(subject, i+1) || t.is(owner, i+1) || t.is(but, i+1) || t.is(living, i+1))
}

// other reports whether what was found is about somebody other than who speaks, or somewhere else: by the last person
// named before it ends, else the first one after it in the sentence.
func (t *turn) other(s signs, found span) bool {
	if len(t.occ[s[afar]]) > 0 {
		return true
	}
	if t.is(self, found.to) { // "stabbed me"
		return false
	}
	for i := found.to - 1; i >= 0; i-- {
		if t.is(others, i) || t.is(self, i) {
			return t.is(others, i)
		}
	}
	for i := found.to; i < len(t.words) && t.ends[i] == t.ends[found.from]; i++ {
		if t.is(others, i) {
			return true
		}
	}
	return false
}
