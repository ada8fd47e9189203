package reident

import "bedside/internal/guard/lex"

// sex is what the person's noun says, else the sentence's pronouns.
func (r *Reader) sex(noun int) byte {
	for k := noun; noun >= 0 && k <= noun+1; k++ { // "patient" may be followed by "a woman"
		switch {
		case r.is(k, wMan):
			return 'M'
		case r.is(k, wWoman):
			return 'F'
		}
	}
	if r.seen&(wMan|wWoman|wHe|wShe|wUn|wUna) == 0 && !r.mixed {
		return 0
	}
	for i := r.from; i < r.to; i++ {
		switch {
		case r.is(i, wUna) && r.someone(i+1):
			return 'F'
		case r.is(i, wUn) && r.someone(i+1):
			return 'M'
		case r.is(i, wMan) && !r.is(i, wKin) && r.one(i):
			return 'M'
		case r.is(i, wWoman) && !r.is(i, wKin) && r.one(i):
			return 'F'
		case r.toks[i].Kind == lex.Mixed:
			if _, sex, ok := gluedAge(r.d.Text[r.toks[i].Start:r.toks[i].End]); ok && sex != 0 {
				return sex
			}
		}
	}
	for i := r.from; i < r.to; i++ {
		switch {
		case r.is(i, wHe):
			return 'M'
		case r.is(i, wShe):
			return 'F'
		}
	}
	return 0
}

// someone reports whether a word for a person or a trade stands at token i, so that the article before it has their sex.
func (r *Reader) someone(i int) bool {
	f, _ := r.fact(i)
	return r.is(i, wPerson) || f != nil && f.kind == Occupation
}
