package ident

import "bedside/internal/guard/lex"

// Context says what sort of text identifiers stand in.
type Context struct {
	Person   bool // it describes the care, or the life, of one person
	Care     bool // it has words of care
	Announce bool // it tells of an event, hours or an offer of the practice
}

var (
	hOld, hYear, hYears                     = hash("old"), hash("year"), hash("years")
	hA, hAn, hMy, hOur                      = hash("a"), hash("an"), hash("my"), hash("our")
	hThis, hThe, hOne                       = hash("this"), hash("the"), hash("one")
	hYo, hAnother                           = hash("yo"), hash("another")
	hMi, hUn, hUna                          = hash("mi"), hash("un"), hash("una")
	hEl, hLa, hEste                         = hash("el"), hash("la"), hash("este")
	hEsta, hNuestro                         = hash("esta"), hash("nuestro")
	hNuestra                                = hash("nuestra")
	hHas, hHad                              = hash("has"), hash("had")
	hSeen, hAdmitted, hPresents, hPresented = hash("seen"), hash("admitted"), hash("presents"), hash("presented")
	hReports, hDenies, hDiagnosed           = hash("reports"), hash("denies"), hash("diagnosed")
	hTreated, hDischarged, hUnderwent       = hash("treated"), hash("discharged"), hash("underwent")
)

// ContextOf weighs the words of d: a patient in the singular, an age with "year-old", a relative by name, Mr. or Mrs.
// with "he" or "she", and near words of care "he" or "she" alone, a relative, or any title.
func ContextOf(d *lex.Doc) Context {
	c := Context{Announce: d.Seen&cAnnounce != 0}
	if d.Seen&(cPatient|cThird|cKin|cCare|cTitle) == 0 && !d.Digits {
		return c
	}
	s := scan{d: d, toks: d.Tokens}
	c.Care = d.Seen&cCare != 0
	third := d.Seen&cThird != 0
	var kin, named, layman bool
	for _, at := range d.Woken {
		i := int(at)
		switch t := &s.toks[i]; {
		case t.Is(cPatient):
			if s.onePatient(i) {
				c.Person = true
			}
		case t.Is(cThird):
		case t.Is(cKin):
			c.Person = c.Person || s.is(i-1, cThird) && s.capital(i+1) && !s.is(i+1, cCommon) && s.toks[i+1].Has(lex.Title) // her son Tom
			kin = kin || s.is(i-1, cThird) || s.isWord(i-1, hMy, hOur) || s.capital(i+1) && s.is(i+1, cGiven)
		case t.Is(cTitle) && s.capital(i):
			named = true
			layman = layman || t.Len() <= 4 && !s.isWord(i, hDr, hDra)
		case t.Hash == hOld && s.aged(i), t.Kind == lex.Mixed && s.agedMixed(i):
			c.Person = true
		}
	}
	c.Person = c.Person || layman && third || c.Care && (third || kin || named) || d.Seen&(cMRN|cSSN) != 0 && d.Digits && c.Care
	return c
}

// onePatient reports whether "patient" at token i is one person and no adjective or crowd.
func (s *scan) onePatient(i int) bool {
	if s.isWord(i-1, hA, hAn, hMy, hOur, hThis, hOne, hAnother, hOld, hYo, hMi, hUn, hUna, hEl, hLa, hEste, hEsta, hNuestro, hNuestra) || s.is(i-1, cPerson) {
		return true
	}
	if s.isWord(i+1, hIs, hWas, hHas, hHad) || (i == 0 || s.toks[i-1].Kind == lex.Punct) && s.isWord(i+1, hSeen, hAdmitted, hPresents, hPresented, hReports, hDenies, hDiagnosed, hTreated, hDischarged, hUnderwent) || i == 0 && s.toks[min(i+1, len(s.toks)-1)].Hash == lex.Possessive {
		return true
	}
	return s.isMark(i+1, ':') || s.capital(i+1) && !s.is(i+1, cCommon) && !s.low || s.isMark(i+1, ',') && s.capital(i+2) && !s.low
}

// aged reports whether "old" at token i ends an age: 62-year-old, 62 years old.
func (s *scan) aged(i int) bool {
	for k := i - 1; k >= 0 && k >= i-5; k-- {
		if s.isNumber(k) {
			return true
		}
		if !s.isMark(k, '-') && !s.isWord(k, hYear, hYears) {
			return false
		}
	}
	return false
}

// agedMixed reports whether token i is an age such as 65yo or 42F.
func (s *scan) agedMixed(i int) bool {
	n, rest := leadingNumber(s.text(i))
	if n <= 0 || n > 120 {
		return false
	}
	switch rest {
	case "yo", "y", "F", "M", "f", "m", "yof", "yom", "yrs", "yr":
		return true
	}
	return false
}

// leadingNumber cuts a number of at most four digits off the front of a word; -1 if there is none.
func leadingNumber(w string) (n int, rest string) {
	i := 0
	for i < len(w) && i < 5 && w[i] >= '0' && w[i] <= '9' {
		n = n*10 + int(w[i]-'0')
		i++
	}
	if i == 0 || i == 5 {
		return -1, w
	}
	return n, w[i:]
}
