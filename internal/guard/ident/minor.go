package ident

import (
	_ "embed"
	"strings"

	"bedside/internal/guard/name"
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
	mLeads    // the words of leads
	mEveryday // nothing but a common word, of three letters at least
)

// The sections of minor.txt in the order of the classes.
var minorSections = strings.Fields(`travel address field foreignstreet floor head digit teen tens biometric scan photo
	shown military corner personalhost`)

// mBegins are the classes of words at which something may begin that has no capital.
const mBegins = mField | mForeignStreet | mMilitary | mCorner | mTens | mBiometric | mPhoto | mDigit | mTeen | mHead

// eachMinor calls add with each of those words.
func eachMinor(add func(word string, class minor)) {
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
				add(w, class)
			}
		}
	}
}

// infoShift parts the bits of lex.Token.More: below it are minor classes, above it is what package name knows.
const infoShift = 20

// minor returns the minor classes of token i, 0 outside the text.
func (s *scan) minor(i int) minor {
	s.steps++
	if i < 0 || i >= len(s.toks) {
		return 0
	}
	return minor(s.toks[i].More & (1<<infoShift - 1))
}

// info is name.At; it is known at once of the words that this package's lists hold.
func (s *scan) info(i int) name.Info {
	if info := name.Info(s.toks[i].More >> infoShift); info != 0 && s.d.ASCII {
		return info
	}
	return name.At(s.d, i)
}
