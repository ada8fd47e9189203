package source

import (
	"slices"
	"strings"

	"bedside/internal/guard/lex"
)

// set is hashes of words.
type set map[uint64]bool

func words(list string) set {
	s := set{}
	for w := range strings.FieldsSeq(list) {
		s[hash(w)] = true
	}
	return s
}

var (
	negations  = words("not no never without isn't wasn't hasn't haven't aren't weren't didn't nunca sin")
	takenBack  = words("retracted retraction retractions retracts withdrawn withdrew discredited retractado retractada retractado retirado retirada")
	concerned  = words("concern concerns preocupación")
	unreviewed = words("preliminary unreviewed early preliminar preliminares")
	reviewed   = words("peer peers reviewed review revisado revisada")
	before     = words("not before yet without awaiting awaits hasn't isn't wasn't until sin aún")
	claims     = words(`cure cures cured heal heals healed treat treats treated prevent prevents prevented reverse reverses reversed lower lowers lowered
		reduce reduces reduced raise raises boost boosts boosted improve improves improved cause causes caused proven proves prove proof shows shown
		study studies research risk risks effective kills detox detoxes relieves relieve works worked linked evidence cura previene reduce mejora causa trata`)
	invites = words(`follow subscribe watch video videos channel join live tune podcast episode listen register rsvp tag page profile reel webinar hiring
		apply job event síguenos sigue mira`)
	namers = words(`source sources according cdc nih nci fda cms ahrq hhs uspstf aap acog aafp acp ama aha acs acc aad ada apa idsa nice nhs nejm jama lancet
		bmj cochrane pubmed census gallup pew kff fuente fuentes según`)
)

// Context is a text with its sources, and what it says of them. It serves one goroutine at a time. However many sources
// there are, the whole text is read a fixed number of times.
type Context struct {
	d          *lex.Doc
	refs       []Ref
	taken      answerOnce // retracted or withdrawn, anywhere
	concern    answerOnce
	unreviewed answerOnce
}

// NewContext returns the context of the sources that were found in d.
func NewContext(d *lex.Doc, refs []Ref) *Context { return &Context{d: d, refs: refs} }

// answerOnce is an answer that is looked for once.
type answerOnce struct{ known, yes bool }

func (a *answerOnce) of(look func() bool) bool {
	if !a.known {
		a.known, a.yes = true, look()
	}
	return a.yes
}

// around returns the tokens of the sentence of a source with those before and after it.
func (c *Context) around(r *Ref) (from, to int) {
	d := c.d
	from, to = d.Sentence(r.From)
	to = max(to, r.To)
	if from > 0 {
		from, _ = d.Sentence(from - 1)
	}
	if to < len(d.Tokens) {
		_, to = d.Sentence(to)
	}
	return from, to
}

// says reports whether one of the words stands in tokens from..to, outside the sources themselves and not denied.
func (c *Context) says(from, to int, s set) bool {
	for i := from; i < to; i++ {
		if t := &c.d.Tokens[i]; t.Kind == lex.Word && s[t.Hash] && !c.inRef(i) && !denied(c.d, from, i) {
			return true
		}
	}
	return false
}

const denialReach = 4

func denied(d *lex.Doc, from, i int) bool {
	for k := max(from, i-denialReach); k < i; k++ {
		if negations[d.Tokens[k].Hash] {
			return true
		}
	}
	return false
}

func (c *Context) inRef(i int) bool {
	n, _ := slices.BinarySearchFunc(c.refs, i, func(r Ref, i int) int {
		if r.To <= i {
			return -1
		}
		return 1
	})
	return n < len(c.refs) && c.refs[n].From <= i
}

// Said is how far a text says something of a source.
type Said int

const (
	Nowhere Said = iota
	Elsewhere
	Nearby // in its sentence or one beside it
)

// SaysRetracted is how far the text says that the paper was retracted or withdrawn.
func (c *Context) SaysRetracted(r *Ref) Said { return c.said(r, takenBack, &c.taken) }

// SaysConcern is how far the text says that there is concern about the paper.
func (c *Context) SaysConcern(r *Ref) Said {
	return max(c.said(r, concerned, &c.concern), c.SaysRetracted(r))
}

func (c *Context) said(r *Ref, s set, anywhere *answerOnce) Said {
	from, to := c.around(r)
	switch {
	case c.says(from, to, s):
		return Nearby
	case anywhere.of(func() bool { return c.says(0, len(c.d.Tokens), s) }):
		return Elsewhere
	}
	return Nowhere
}

// SaysUnreviewed reports whether the text says that something was not reviewed yet.
func (c *Context) SaysUnreviewed() bool {
	return c.unreviewed.of(func() bool {
		for i := range c.d.Tokens {
			h := c.d.Tokens[i].Hash
			switch {
			case !unreviewed[h] && !reviewed[h] || c.inRef(i):
			case unreviewed[h]:
				return true
			default:
				for k := max(0, i-denialReach); k < i; k++ {
					if before[c.d.Tokens[k].Hash] {
						return true
					}
				}
			}
		}
		return false
	})
}

// Carries reports whether a source stands beside words that claim something about health, and not beside an invitation to
// follow or to watch.
func (c *Context) Carries(r *Ref) bool {
	from, to := c.d.Sentence(r.From)
	if from > 0 && c.onlyRefs(from, r.From) { // the link stands alone: what is before it is what it is for
		from, _ = c.d.Sentence(from - 1)
	}
	return c.says(from, to, claims) && !c.says(from, to, invites)
}

func (c *Context) onlyRefs(from, to int) bool {
	for i := from; i < to; i++ {
		if c.d.Tokens[i].Kind != lex.Punct && !c.inRef(i) {
			return false
		}
	}
	return true
}

// Named reports whether the words beside a source name it: a word with a capital that does not begin the sentence, or
// "et al". A source whose address says whose it is names itself.
func (c *Context) Named(s *Source, r *Ref) bool {
	if hides(s.Host) {
		return false
	}
	if s.Kind == Link && s.Host != "doi.org" && s.Host != "dx.doi.org" {
		return true
	}
	from, to := c.around(r)
	for i := from; i < to; i++ {
		t := &c.d.Tokens[i]
		if t.Kind != lex.Word || t.Len() < 2 || c.inRef(i) {
			continue
		}
		begins := i == 0 || t.Has(lex.Line) || stops[c.d.Tokens[i-1].Hash]
		if t.Has(lex.Title) && !begins || namers[t.Hash] || t.Hash == hEt {
			return true
		}
	}
	return false
}

var (
	hEt   = hash("et")
	stops = set{dot: true, colon: true, lex.Mark(';'): true, lex.Mark('!'): true, lex.Mark('?'): true}
)
