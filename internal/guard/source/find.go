package source

import (
	"slices"
	"strings"

	"bedside/internal/guard/lex"
)

// trigger is the class of words that a source begins or ends with. Classes from the other end belong to package ident, bit 61 to package reident.
const trigger lex.Class = 1 << 63

const longestAddress = 2048

func hash(word string) uint64 { return lex.Hashes(word)[0] }

var (
	hHTTP, hHTTPS, hWWW, hTen         = hash("http"), hash("https"), hash("www"), hash("10")
	hPMID, hPubMed, hPMCID, hPMC      = hash("pmid"), hash("pubmed"), hash("pmcid"), hash("pmc")
	hArXiv, hBioRxiv, hMedRxiv, hID   = hash("arxiv"), hash("biorxiv"), hash("medrxiv"), hash("id")
	dot, colon, slash, number, equals = lex.Mark('.'), lex.Mark(':'), lex.Mark('/'), lex.Mark('#'), lex.Mark('=')
)

// ends are the last labels of addresses that people write without "https://". Two-letter ones that are words, as "us", need a
// scheme.
const ends = "com org net gov edu mil int info io co uk eu ca health news clinic"

// AddTo puts the words that begin a source or a figure into a dictionary to be built.
func AddTo(dict map[uint64]lex.Entry) {
	for _, w := range append(strings.Fields(ends), "http", "https", "www", "10", "pmid", "pubmed", "pmcid", "pmc", "arxiv", "biorxiv", "medrxiv") {
		e := dict[hash(w)]
		e.Class |= trigger
		e.Wakes = true
		dict[hash(w)] = e
	}
	for _, w := range strings.Fields(countingWords) {
		e := dict[hash(w)]
		e.Class |= counting
		e.Wakes = true
		dict[hash(w)] = e
	}
}

// ParseID reads one paper's name, as "10.1056/NEJMoa2034577", "PMID 34611600", or an address that leads to it.
func ParseID(s string) (ID, bool) {
	words := map[uint64]lex.Entry{}
	AddTo(words)
	var d lex.Doc
	var f Finder
	d.Scan(strings.TrimSpace(s), lex.NewDict(words))
	refs := f.Find(&d)
	if len(refs) != 1 || refs[0].ID.IsZero() || refs[0].Start != 0 && refs[0].Kind != DOI {
		return ID{}, false
	}
	return refs[0].ID, true
}

// Finder holds the buffer for one text at a time. The zero Finder is ready.
type Finder struct {
	d    *lex.Doc
	toks []lex.Token
	refs []Ref
	last int // the byte where the last source ends
}

// Find returns the sources of d in order, without overlaps. They are valid until the next call.
func (f *Finder) Find(d *lex.Doc) []Ref {
	f.refs = f.refs[:0]
	if d.Seen&trigger == 0 && !d.Mixed {
		return nil
	}
	f.d, f.toks, f.last = d, d.Tokens, 0
	end := 0
	for _, i := range d.Woken {
		t := &f.toks[i]
		if int(i) >= end && (t.Class&trigger != 0 || t.Kind == lex.Mixed && t.Len() >= len("PMC12345")) {
			end = f.at(int(i))
		}
	}
	return f.refs
}

// at reads a source that token i triggers and returns the token after it, or 0.
func (f *Finder) at(i int) int {
	switch h := f.toks[i].Hash; {
	case f.toks[i].Kind == lex.Mixed:
		if id := f.text(i); strings.EqualFold(id[:3], "PMC") && digits(id[3:]) {
			return f.add(Ref{Kind: PMC, ID: ID{PMC, strings.ToUpper(id)}}, i, i+1)
		}
	case h == hHTTP || h == hHTTPS:
		if f.mark(i+1, colon) && f.mark(i+2, slash) && f.mark(i+3, slash) {
			return f.link(i)
		}
	case h == hWWW:
		if f.mark(i+1, dot) {
			return f.link(i)
		}
	case h == hTen:
		return f.doi(i)
	case h == hPMID || h == hPubMed:
		return f.pmid(i)
	case h == hPMC || h == hPMCID:
		return f.pmc(i)
	case h == hArXiv || h == hBioRxiv || h == hMedRxiv:
		if end := f.preprint(i); end > 0 {
			return end
		}
		return f.bare(i)
	default:
		return f.bare(i)
	}
	return 0
}

// add records a source from token from up to the token that begins at byte end or later, unless it is in the one before.
func (f *Finder) add(r Ref, from, to int) int {
	return f.addBytes(r, from, int(f.toks[from].Start), int(f.toks[to-1].End))
}

func (f *Finder) addBytes(r Ref, from, start, end int) int {
	if start < f.last {
		return 0
	}
	to := from
	for to < len(f.toks) && int(f.toks[to].Start) < end {
		to++
	}
	r.From, r.To, r.Start, r.End = from, to, start, end
	f.refs = append(f.refs, r)
	f.last = end
	return to
}

// link reads an address that begins at token i.
func (f *Finder) link(i int) int {
	start := int(f.toks[i].Start)
	end := stretch(f.d.Text, start, longestAddress)
	r, ok := address(f.d.Text[start:end])
	if !ok {
		return 0
	}
	return f.addBytes(r, i, start, end)
}

// bare reads an address without its scheme whose last label of the host is token i: of a host that a table knows, or one
// with a path.
func (f *Finder) bare(i int) int {
	if !f.mark(i-1, dot) || !f.glued(i) || f.mark(i+1, dot) && f.glued(i+2) && f.toks[i+2].Kind != lex.Punct {
		return 0
	}
	from := i
	for n := 0; n < 12 && from >= 2 && f.glued(from) && f.glued(from-1) && (f.mark(from-1, dot) || f.mark(from-1, hyphen)) && f.toks[from-2].Kind != lex.Punct; n++ {
		from -= 2
	}
	if from == i || f.mark(from-1, at) && f.glued(from) || f.mark(from-1, slash) && f.glued(from) {
		return 0
	}
	start := int(f.toks[from].Start)
	host := strings.ToLower(f.d.Text[start:f.toks[i].End])
	path := f.mark(i+1, slash) && f.glued(i+2)
	if _, known := hostOf(host); !known && !path {
		return 0
	}
	end := int(f.toks[i].End)
	if path {
		end = stretch(f.d.Text, start, longestAddress)
	}
	r, ok := address(f.d.Text[start:max(start, end)])
	if !ok {
		return 0
	}
	return f.addBytes(r, from, start, end)
}

var hyphen, at = lex.Mark('-'), lex.Mark('@')

// doi reads 10.1056/NEJMoa2034577 wherever it stands; token i is the 10.
func (f *Finder) doi(i int) int {
	if f.toks[i].Len() != 2 || !f.mark(i+1, dot) || !f.glued(i+2) || f.toks[i+2].Kind != lex.Number || f.toks[i+2].Len() < 4 ||
		f.glued(i) && f.mark(i-1, dot) {
		return 0
	}
	start := int(f.toks[i].Start)
	end := stretch(f.d.Text, start, longestDOI)
	doi, ok := NormalDOI(f.d.Text[start:end])
	if !ok {
		return 0
	}
	return f.addBytes(Ref{Kind: DOI, ID: ID{DOI, doi}}, i, start, end)
}

// longestPMID is the digits of a PubMed id.
const longestPMID = 8

// pmid reads "PMID: 34611600" and "PubMed 34611600"; token i is the word.
func (f *Finder) pmid(i int) int {
	n := f.after(i)
	if f.isWord(n, hID) {
		n = f.after(n)
	}
	least := 1
	if f.toks[i].Hash == hPubMed {
		least = 5 // it may be any number otherwise
	}
	if n >= len(f.toks) || f.toks[n].Kind != lex.Number || f.toks[n].Len() > longestPMID || f.toks[n].Len() < least {
		if f.toks[i].Hash == hPubMed {
			return f.bare(i)
		}
		return 0
	}
	return f.add(Ref{Kind: PMID, ID: ID{PMID, strings.TrimLeft(f.text(n), "0")}}, i, n+1)
}

// pmc reads "PMC 8486420" and "PMCID: PMC8486420"; token i is the word.
func (f *Finder) pmc(i int) int {
	n := f.after(i)
	if n >= len(f.toks) {
		return 0
	}
	if s := strings.ToUpper(f.text(n)); digits(strings.TrimPrefix(s, "PMC")) && len(s) >= 5 && len(s) <= 3+longestPMID+1 {
		return f.add(Ref{Kind: PMC, ID: ID{PMC, "PMC" + strings.TrimPrefix(s, "PMC")}}, i, n+1)
	}
	return 0
}

// after returns the token after i, a colon, a number sign or an equals sign between.
func (f *Finder) after(i int) int {
	if f.mark(i+1, colon) || f.mark(i+1, number) || f.mark(i+1, equals) {
		i++
	}
	return i + 1
}

// The helpers below answer false for an index outside the text.

func (f *Finder) mark(i int, h uint64) bool { return i >= 0 && i < len(f.toks) && f.toks[i].Hash == h }

func (f *Finder) isWord(i int, hashes ...uint64) bool {
	return i >= 0 && i < len(f.toks) && slices.Contains(hashes, f.toks[i].Hash)
}

func (f *Finder) glued(i int) bool { return i > 0 && i < len(f.toks) && !f.toks[i].Has(lex.Space) }

func (f *Finder) text(i int) string { return f.d.Text[f.toks[i].Start:f.toks[i].End] }
