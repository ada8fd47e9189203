package source

import (
	"strings"

	"bedside/internal/guard/lex"
)

// preprint reads "arXiv:2004.12345v2", "arXiv:hep-th/9901001", "medRxiv 2020.03.22.20040758"; token i is the server's name.
func (f *Finder) preprint(i int) int {
	n := f.after(i)
	if n >= len(f.toks) || n == i+1 && f.glued(n) || f.toks[n].Kind == lex.Punct || !f.d.Digits {
		return 0
	}
	start := int(f.toks[n].Start)
	end := stretch(f.d.Text, start, 40)
	id := strings.ToLower(f.d.Text[start:end])
	if f.toks[i].Hash == hArXiv {
		if id, ok := arxiv(id); ok {
			return f.addBytes(Ref{Kind: ArXiv, ID: ID{ArXiv, id}}, i, int(f.toks[i].Start), end)
		}
		return 0
	}
	id = unversioned(id)
	if len(id) < 6 || !digits(strings.ReplaceAll(id, ".", "")) {
		return 0
	}
	return f.addBytes(Ref{Kind: DOI, ID: ID{DOI, "10.1101/" + id}}, i, int(f.toks[i].Start), end)
}

// arxiv returns an id of arXiv without its version: 2004.12345, or hep-th/9901001 as before 2007.
func arxiv(s string) (string, bool) {
	s = unversioned(strings.ToLower(s))
	year, rest, ok := strings.Cut(s, ".")
	if ok && len(year) == 4 && digits(year) && (len(rest) == 4 || len(rest) == 5) && digits(rest) {
		return s, true
	}
	field, rest, ok := strings.Cut(s, "/")
	letters := strings.Trim(field, "abcdefghijklmnopqrstuvwxyz-.") == "" && field != ""
	return s, ok && letters && len(rest) == 7 && digits(rest)
}

// unversioned drops a version: v2.
func unversioned(s string) string {
	if v := strings.LastIndexByte(s, 'v'); v > 0 && v+4 > len(s) && digits(s[v+1:]) {
		return s[:v]
	}
	return s
}
