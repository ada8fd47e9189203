package text

import (
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/text"
)

// Reading is a Markdown text in plain words, and where in the Markdown each of them stands.
type Reading struct {
	Plain string

	pieces []piece
	bytes  []int32 // of each code point of Plain, and where it ends
	points []int32 // of each byte of the Markdown, and how many there are
}

// piece is a run of plain words that came from one place, as bytes. Where the lengths differ, as for an entity, the
// whole is one.
type piece struct{ at, length, source, sourceLength int }

// Read reads a Markdown text.
func (t *Typesetter) Read(markdown string) *Reading {
	source := letters(markdown)
	w := &writer{source: source}
	w.block(t.markdown.Parser().Parse(text.NewReader(source)))
	r := &Reading{Plain: w.out.String(), pieces: w.pieces}
	r.bytes = make([]int32, 0, len(r.Plain)+1)
	for i := range r.Plain {
		r.bytes = append(r.bytes, int32(i))
	}
	r.bytes = append(r.bytes, int32(len(r.Plain)))
	r.points = make([]int32, 0, len(source)+1)
	n := int32(0)
	for i := 0; i < len(source); {
		_, size := utf8.DecodeRune(source[i:])
		for range size {
			r.points = append(r.points, n)
		}
		i += size
		n++
	}
	r.points = append(r.points, n)
	return r
}

// letters is the text with whatever is no letter, such as half of one, as the sign for that. Code points stay where they
// are.
func letters(markdown string) []byte {
	if !utf8.ValidString(markdown) {
		markdown = string([]rune(markdown))
	}
	return []byte(strings.ReplaceAll(markdown, "\x00", "\ufffd"))
}

// Source returns the part of the Markdown, in code points, that became the code points start to end of Plain, with the
// marks in between. What came from nowhere, such as the dash of a list, is the place where it stands.
func (r *Reading) Source(start, end int) (from, to int) {
	last := len(r.bytes) - 1
	start = max(0, min(start, last))
	end = max(start, min(end, last))
	a, b := int(r.bytes[start]), int(r.bytes[end])
	first := sort.Search(len(r.pieces), func(i int) bool { p := r.pieces[i]; return p.at+p.length > a })
	end = sort.Search(len(r.pieces), func(i int) bool { return r.pieces[i].at >= b })
	if first >= end { // between two pieces
		at := len(r.points) - 1
		if first < len(r.pieces) {
			at = r.pieces[first].source
		}
		return int(r.points[at]), int(r.points[at])
	}
	from, to = r.pieces[first].place(a, b)
	if first < end-1 {
		f, t := r.pieces[end-1].place(a, b)
		from, to = min(from, f), max(to, t)
	}
	return int(r.points[from]), int(r.points[to])
}

// place is the bytes of the source that became the part of a piece that lies in a..b.
func (p piece) place(a, b int) (from, to int) {
	if p.length != p.sourceLength {
		return p.source, p.source + p.sourceLength
	}
	return p.source + max(0, a-p.at), p.source + min(p.length, b-p.at)
}
