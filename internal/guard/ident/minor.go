package ident

import (
	_ "embed"
	"strings"
)

//go:embed words/minor.txt
var minorWords string

// minor is a set of classes that only a verifier asks for, when a word of class cMinor has called it: too many for
// the bits of a lex.Class, and too rare.
type minor uint32

const (
	mTravel minor = 1 << iota
	mAddress
	mField
	mForeignStreet
	mFloor
	mHead
	mDigit
	mTeen
	mTens
	mBiometric
	mScan
	mPhoto
	mShown
	mMilitary
	mCorner
	mPersonalHost
)

// The sections of minor.txt in the order of the classes.
var minorSections = strings.Fields(`travel address field foreignstreet floor head digit teen tens biometric scan photo
	shown military corner personalhost`)

// minors is the table of those words.
var minors = func() map[uint64]minor {
	m := map[uint64]minor{}
	var class minor
	for line := range strings.Lines(minorWords) {
		line = strings.TrimSpace(line)
		if name, ok := strings.CutPrefix(line, "["); ok {
			class = 0
			for i, s := range minorSections {
				if s+"]" == name {
					class = 1 << i
				}
			}
			if class == 0 {
				panic("ident: minor.txt has the unknown section [" + name)
			}
			continue
		}
		if !strings.HasPrefix(line, "#") {
			for w := range strings.FieldsSeq(line) {
				m[hash(w)] |= class
			}
		}
	}
	return m
}()

// minor returns the minor classes of token i, 0 outside the text.
func (s *scan) minor(i int) minor {
	if !s.is(i, cMinor) {
		return 0
	}
	return minors[s.toks[i].Hash]
}
