// Package ident finds what points to a person in a text: the identifiers of HIPAA's Safe Harbor, 45 CFR
// 164.514(b)(2)(i), as far as words can show them.
//
// It promises whole identifiers, a street address from house number to ZIP and a date with its month, in time in
// proportion to the text. It does not judge: whether a found name belongs to a patient is for its caller to weigh,
// with [Context] as help. Callers owe a [Doc] scanned with a dictionary that [AddTo] filled. A [Finder] serves one
// goroutine at a time.
package ident

import (
	"cmp"
	"slices"

	"bedside/internal/guard/lex"
)

// Type is the sort of an identifier, as findings carry it.
type Type string

const (
	Name      Type = "NAME"      // (A)
	Geo       Type = "GEO"       // (B) anything smaller than a state, a hospital included
	Date      Type = "DATE"      // (C) finer than a year
	Age       Type = "AGE"       // (C) 90 and over
	Phone     Type = "PHONE"     // (D)
	Fax       Type = "FAX"       // (E)
	Email     Type = "EMAIL"     // (F)
	SSN       Type = "SSN"       // (G)
	MRN       Type = "MRN"       // (H)
	Plan      Type = "PLAN"      // (I)
	Account   Type = "ACCOUNT"   // (J)
	License   Type = "LICENSE"   // (K)
	Vehicle   Type = "VEHICLE"   // (L)
	Device    Type = "DEVICE"    // (M)
	URL       Type = "URL"       // (N)
	IP        Type = "IP"        // (O)
	Biometric Type = "BIOMETRIC" // (P)
	Photo     Type = "PHOTO"     // (Q)
	OtherID   Type = "OTHER_ID"  // (R)
)

// Hit is an identifier found.
type Hit struct {
	Type       Type
	From, To   int    // tokens, To exclusive
	Start, End int    // bytes, End exclusive
	Weak       bool   // an identifier only where the text is about a person
	Office     bool   // the words around it make it an organisation's own: "call us at", a toll-free number
	Passing    bool   // a place that says nothing of anyone unless the text is about a person
	Vague      bool   // a day of the week: a date only to whoever knows when the text was written
	Provider   bool   // a name with a clinician's title, or a role in a practice
	Fix        string // the most specific text that Safe Harbor leaves
}

// Finder holds the buffers for one text at a time. The zero Finder is ready.
type Finder struct{ scan scan }

type scan struct {
	d     *lex.Doc
	toks  []lex.Token
	hits  []Hit
	year  int  // the current year, to tell a birth year of someone of 90
	steps int  // how often a token was looked at, for the test that work grows with the text and no faster
	low   bool // nothing in the text has a capital, so capitals prove nothing

	language int8 // 2 if the text is Spanish, 1 if not, 0 if nobody has asked yet
}

// Find returns the identifiers of d in order, without overlaps. They are valid until the next call. year is the
// current one.
func (f *Finder) Find(d *lex.Doc, year int) []Hit {
	s := &f.scan
	*s = scan{d: d, toks: d.Tokens, hits: s.hits[:0], year: year, low: true}
	for _, i := range d.Woken {
		if t := &s.toks[i]; t.Has(lex.Title) && t.Kind == lex.Word {
			s.low = false
			break
		}
	}
	if s.low { // any word may be a name
		for i := 0; i < len(s.toks); {
			i = max(i+1, s.at(i))
		}
	} else {
		end := 0
		for _, i := range d.Woken {
			if int(i) >= end {
				end = s.at(int(i))
			}
		}
	}
	s.settle()
	s.uncite()
	s.join()
	if s.roll() {
		s.settle()
	}
	if s.echo() {
		s.settle()
	}
	s.staff()
	s.days()
	return s.hits
}

// at looks for an identifier that token i triggers and returns the token after it, or 0.
func (s *scan) at(i int) int {
	t := &s.toks[i]
	switch {
	case t.Kind == lex.Punct:
		return s.mark(i)
	case t.Has(lex.Digit):
		return s.number(i)
	}
	if t.Has(lex.Title) || s.low {
		if s.isNumber(i + 1) {
			if end := s.streetThenNumber(i); end > 0 {
				return end
			}
		}
		if s.led(i) {
			if end := s.placed(i); end > 0 {
				return end
			}
			if t.Has(lex.Title) && s.visited(i) {
				if end := s.site(i); end > 0 {
					return end
				}
			}
		}
	}
	switch {
	case t.Is(triggers):
		return s.word(i)
	case (t.Has(lex.Title) || s.low) && !t.Is(cCommon|cNoName):
		return s.unknown(i)
	}
	return 0
}

// triggers are the classes of words that may begin an identifier or announce one.
const triggers = lowTriggers | cCity | cHoliday | cStreetPrefix | cFacility | cInstitution | cCityPrefix |
	cState | cStateAbbr | cWeekday | cCountry

// lowTriggers do so without a capital too.
const lowTriggers = cGiven | cSurname | cMonth | cTitle | cKin | cName | cGreeting | cPatient | cUnit | cMRN | cPlan | cAccount | cLicense |
	cVehicle | cDevice | cID | cSSN | cTLD | cOldAge | cApposition | cAnnounceName | cMinor

// word tries what a word may begin, the surest first.
func (s *scan) word(i int) int {
	t := &s.toks[i]
	if t.Is(cTLD) {
		if end := s.bareDomain(i); end > 0 {
			return end
		}
	}
	if t.Is(cMRN | cPlan | cAccount | cLicense | cVehicle | cDevice | cID | cSSN) {
		if end := s.record(i); end > 0 {
			return end
		}
	}
	if t.Is(cMinor) {
		if end := s.rare(i); end > 0 {
			return end
		}
	}
	if t.Is(cMonth | cHoliday) {
		if end := s.monthDate(i); end > 0 {
			return end
		}
	}
	if t.Is(cWeekday) && s.capital(i) && s.isWord(i-1, hOn, hLast, hThis, hNext, hSince, hUntil) {
		h := s.add(Date, i, i+1, "")
		h.Weak, h.Vague = true, true
		return i + 1
	}
	if t.Is(cOldAge) {
		if end := s.oldAge(i); end > 0 {
			return end
		}
	}
	if t.Is(cStreetPrefix | cUnit | cCity | cCityPrefix | cState | cStateAbbr | cFacility | cInstitution | cMinor | cCountry) {
		if end := s.place(i); end > 0 {
			return end
		}
	}
	if end := s.name(i); end > 0 {
		return end
	}
	if t.Has(lex.Title) && !t.Is(cCommon|cNoName|cMonth|cWeekday|cTitle) {
		return s.unknown(i)
	}
	return 0
}

// rare tries what the words of the rarer classes begin.
func (s *scan) rare(i int) int {
	m := s.minor(i)
	if m&mBegins == 0 {
		return 0
	}
	for _, try := range [...]struct {
		of   minor
		read func(int) int
	}{{mField, s.field}, {mForeignStreet, s.prefixStreet}, {mForeignStreet, s.suffixStreet}, {mMilitary, s.military}, {mCorner, s.corner}, {mTens, s.hundred}, {mBiometric, s.biometric}, {mPhoto, s.photo}, {mDigit | mTeen | mTens, s.spoken}} {
		if m&try.of != 0 {
			if end := try.read(i); end > 0 {
				return end
			}
		}
	}
	return 0
}

// add records tokens from..to as an identifier.
func (s *scan) add(typ Type, from, to int, fix string) *Hit {
	return s.addBytes(typ, from, to, int(s.toks[from].Start), int(s.toks[to-1].End), fix)
}

func (s *scan) addBytes(typ Type, from, to, start, end int, fix string) *Hit {
	s.hits = append(s.hits, Hit{Type: typ, From: from, To: to, Start: start, End: end, Fix: fix})
	return &s.hits[len(s.hits)-1]
}

// settle sorts the hits and keeps the surer, else the longer, of two that overlap.
func (s *scan) settle() {
	if len(s.hits) < 2 {
		return
	}
	slices.SortStableFunc(s.hits, func(a, b Hit) int { return cmp.Or(a.Start-b.Start, b.End-a.End) })
	kept := s.hits[:1]
	for _, h := range s.hits[1:] {
		last := &kept[len(kept)-1]
		switch {
		case h.Start >= last.End:
			kept = append(kept, h)
		case h.Type == Geo && last.Type == Geo: // two parts of one address
			if h.End-h.Start > last.End-last.Start {
				last.Fix = h.Fix
			}
			last.To, last.End = max(last.To, h.To), max(last.End, h.End)
			last.Weak, last.Passing = last.Weak && h.Weak, (last.Weak || last.Passing) && (h.Weak || h.Passing)
		case h.Type == Name && last.Type == Geo && last.Weak && h.End <= last.End && h.Start > last.Start: // a hospital that bears a name
		case rank(h) > rank(*last), rank(h) == rank(*last) && h.End-h.Start > last.End-last.Start:
			*last = h
		}
	}
	s.hits = kept
}

// echo finds established names where they stand alone: "Maria Lopez ... Lopez ... maria". It reports whether it did.
func (s *scan) echo() bool {
	var known [16]uint64
	n := 0
	for i := range s.hits {
		h := &s.hits[i]
		if h.Type != Name || !s.establishes(h) {
			continue
		}
		for k := h.From; k < h.To && n < len(known); k++ {
			t := &s.toks[k]
			if t.Kind == lex.Word && t.Len() > 2 && t.Has(lex.Title) && !t.Is(cCommon|cWordName|cTitle|cMonth|cCity|cStreet) {
				known[n] = t.Hash
				n++
			}
		}
	}
	found, next, hits := false, 0, len(s.hits)
	for i := 0; n > 0 && i < len(s.toks); i++ {
		for next < hits && s.hits[next].To <= i {
			next++
		}
		if next < hits && s.hits[next].From <= i {
			i = s.hits[next].To - 1
			continue
		}
		if t := &s.toks[i]; slices.Contains(known[:n], t.Hash) && (t.Has(lex.Title) || s.onlyName(i)) && !s.eponym(i) {
			s.add(Name, i, i+1, "[name]")
			found = true
		}
	}
	return found
}

// rank orders types by how sure their shape is.
func rank(h Hit) int {
	switch {
	case h.Type == Email || h.Type == URL:
		return 3
	case h.Weak, h.Passing:
		return 0
	case h.Type == Name:
		return 1
	}
	return 2
}

// The helpers below answer false for an index outside the text.

func (s *scan) is(i int, c lex.Class) bool {
	s.steps++
	return i >= 0 && i < len(s.toks) && s.toks[i].Class&c != 0
}

func (s *scan) isMark(i int, r rune) bool {
	s.steps++
	return i >= 0 && i < len(s.toks) && s.toks[i].Hash == lex.Mark(r)
}

func (s *scan) isWord(i int, hashes ...uint64) bool {
	s.steps++
	return i >= 0 && i < len(s.toks) && slices.Contains(hashes, s.toks[i].Hash)
}

func (s *scan) isNumber(i int) bool {
	return i >= 0 && i < len(s.toks) && s.toks[i].Kind == lex.Number
}

// glued reports whether token i follows the one before without white space.
func (s *scan) glued(i int) bool {
	s.steps++
	return i > 0 && i < len(s.toks) && !s.toks[i].Has(lex.Space)
}

// capital reports whether token i is a word with a capital, or any word where nothing has one.
func (s *scan) capital(i int) bool {
	return i >= 0 && i < len(s.toks) && s.toks[i].Kind == lex.Word && (s.toks[i].Has(lex.Title) || s.low)
}

func (s *scan) text(i int) string { return s.d.Text[s.toks[i].Start:s.toks[i].End] }

func hash(word string) uint64 { return lex.Hashes(word)[0] }
