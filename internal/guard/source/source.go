// Package source finds what a text rests on and says what kind of source it is, why a reader may rely on it or not, and
// whether the paper was retracted.
//
// It promises that links, DOIs, PubMed, PMC and preprint ids are found in one walk over the tokens, in time in
// proportion to the text; that what it says of a source is reasons in words, after the principles of the National
// Academy of Medicine (Kington et al., NAM Perspectives 2021, doi 10.31478/202107a), and never a score; and that what
// no list knows is unknown, never clean. Callers owe a [lex.Doc] scanned with a dictionary that [AddTo] filled. A
// [Finder] serves one goroutine at a time; everything else here may be shared.
package source

import "strings"

// Kind is how a source is named in the text.
type Kind string

const (
	Link  Kind = "link"
	DOI   Kind = "doi"
	PMID  Kind = "pmid"  // of PubMed
	PMC   Kind = "pmc"   // of PubMed Central
	ArXiv Kind = "arxiv" // of arXiv
)

// ID names a paper. Its value is in one form: a DOI in small letters without what stands before "10.", a PMID in
// digits, a PMC id as "PMC123", an arXiv id without its version. The zero ID names none.
type ID struct {
	Kind  Kind
	Value string
}

// IsZero reports whether the id names no paper.
func (i ID) IsZero() bool { return i.Value == "" }

// String is the id as people write it.
func (i ID) String() string {
	switch i.Kind {
	case DOI:
		return "doi:" + i.Value
	case PMID:
		return "PMID " + i.Value
	case ArXiv:
		return "arXiv:" + i.Value
	}
	return i.Value
}

// Key is the id as indexes hold it: a DOI as it is, others after their kind. An arXiv id is the DOI that arXiv gives it.
func (i ID) Key() string {
	switch i.Kind {
	case DOI:
		return i.Value
	case ArXiv:
		return arxivPrefix + strings.ToLower(i.Value)
	case PMID, PMC:
		return string(i.Kind) + ":" + strings.ToLower(i.Value)
	}
	return ""
}

// arxivPrefix begins the DOIs that arXiv gives its papers (since 2022, for older ones too).
const arxivPrefix = "10.48550/arxiv."

// Ref is a source as it stands in a text.
type Ref struct {
	Kind       Kind
	ID         ID     // the paper, as far as the words name one
	Host       string // of a link, in small letters without "www."; "" for an id
	Path       string // of a link, from the host on
	From, To   int    // tokens, To exclusive
	Start, End int    // bytes, End exclusive
}

// Type is what kind of source it is.
type Type string

const (
	Guideline   Type = "guideline"   // of a panel, a society or an agency
	Journal     Type = "journal"     // an article that peers have read, as far as the place tells
	Preprint    Type = "preprint"    // nobody has reviewed it
	Government  Type = "government"  // a public agency
	Society     Type = "society"     // a professional or patients' organisation
	Institution Type = "institution" // a hospital, a university
	News        Type = "news"
	Vendor      Type = "vendor" // sells what it speaks of
	Social      Type = "social" // anybody writes there
	Unknown     Type = "unknown"
)

// Source is a source found, typed and judged. Start and End count code points where a report holds it, bytes before.
type Source struct {
	Kind       Kind
	Type       Type
	Name       string // who is behind it, "" where no table knows
	ID         ID
	Host       string
	Start, End int
	Text       string
	Reasons    []Reason
	Standing   Standing
}
