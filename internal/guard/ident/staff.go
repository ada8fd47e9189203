package ident

import "bedside/internal/guard/lex"

var (
	hYour, hWelcome, hMeet  = hash("your"), hash("welcome"), hash("meet")
	hFront, hBilling, hDesk = hash("front"), hash("billing"), hash("desk")
	hReception, hLab        = hash("reception"), hash("lab")
	hPA, hC                 = hash("pa"), hash("c")
)

// staff marks the names that the words beside them give to clinicians or to the practice's own people.
func (s *scan) staff() {
	for i := range s.hits {
		if h := &s.hits[i]; h.Type == Name && !h.Provider {
			h.Provider = s.credentialed(h.To) || s.introduced(h.From) || s.employed(h.To) || s.known(i)
		}
	}
}

// known reports whether hit i is part of the name of a clinician before it: Nurse Patty ... Patty.
func (s *scan) known(i int) bool {
	word := s.toks[s.hits[i].From].Hash
	for k := max(0, i-8); k < i; k++ {
		if h := &s.hits[k]; h.Provider && s.hits[i].To == s.hits[i].From+1 {
			for j := h.From; j < h.To; j++ {
				if s.toks[j].Hash == word {
					return true
				}
			}
		}
	}
	return false
}

// credentialed reports whether letters follow: Ruth Bergstrom, PA-C.
func (s *scan) credentialed(i int) bool {
	i = s.skipComma(i)
	if !s.is(i, cCredential) || !s.toks[i].Has(lex.Upper) {
		return false
	}
	return !s.isWord(i, hPA) || s.isMark(i+1, '-') && s.isWord(i+2, hC) // PA alone may be Pennsylvania
}

// introduced reports whether a role of ours stands before the name: our new nurse Gloria; our front desk hero, Marcus.
func (s *scan) introduced(i int) bool {
	k := i - 1
	if s.isMark(k, ',') {
		k--
	}
	role := false
	for n := 0; n < 5 && k >= 0 && s.toks[k].Kind != lex.Punct; n++ {
		role = role || s.is(k, cRole) || s.isWord(k, hDesk) && s.isWord(k-1, hFront)
		if s.isWord(k, hOur, hWelcome, hMeet) {
			return role
		}
		k--
	}
	return false
}

// employed reports whether a role of ours follows: Tom Diaz, our new nurse practitioner; Dana at the front desk.
func (s *scan) employed(i int) bool {
	if s.isWord(i, hAt, hFrom, hIn) && s.isWord(i+1, hThe, hOur) {
		return s.isWord(i+2, hFront) && s.isWord(i+3, hDesk) || s.isWord(i+2, hBilling, hReception, hLab)
	}
	if !s.isMark(i, ',') || !s.isWord(i+1, hOur, hYour) {
		return false
	}
	for k := i + 2; k < i+6; k++ {
		if s.is(k, cRole) {
			return true
		}
	}
	return false
}
