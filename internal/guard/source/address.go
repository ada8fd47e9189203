package source

import (
	"strings"
)

// address takes a web address apart and looks for the paper that it leads to.
func address(s string) (r Ref, ok bool) {
	if _, rest, cut := strings.Cut(s, "://"); cut {
		s = rest
	}
	end := strings.IndexAny(s, "/?#")
	if end < 0 {
		end = len(s)
	}
	host, path := strings.ToLower(s[:end]), s[end:]
	host = host[strings.LastIndexByte(host, '@')+1:] // what stands before it is no host, whatever it looks like
	host, _, _ = strings.Cut(host, ":")
	host = strings.TrimSuffix(strings.TrimPrefix(plain(host), "www."), ".")
	if !strings.Contains(host, ".") {
		return r, false
	}
	return Ref{Kind: Link, Host: host, Path: path, ID: paper(host, path)}, true
}

// within reports whether a host is, or belongs to, a domain.
func within(host, domain string) bool {
	rest, ok := strings.CutSuffix(host, domain)
	return ok && (rest == "" || strings.HasSuffix(rest, "."))
}

// paper returns the paper that an address names, the zero ID if it names none.
func paper(host, path string) ID {
	plainPath, _, _ := strings.Cut(path, "#")
	plainPath, _, _ = strings.Cut(plainPath, "?")
	parts := strings.Split(strings.Trim(plainPath, "/"), "/")
	last := parts[len(parts)-1]
	switch {
	case host == "doi.org" || host == "dx.doi.org":
		if doi, ok := NormalDOI(strings.Trim(plainPath, "/")); ok {
			return ID{DOI, doi}
		}
		return ID{}
	case within(host, "ncbi.nlm.nih.gov") || within(host, "europepmc.org"):
		return listed(host, parts, path)
	case within(host, "arxiv.org") && len(parts) > 1:
		if id, ok := arxiv(strings.TrimSuffix(strings.Join(parts[1:], "/"), ".pdf")); ok {
			return ID{ArXiv, id}
		}
	}
	if doi, ok := doiIn(path); ok {
		return ID{DOI, doi}
	}
	doi := ""
	switch {
	case within(host, "nature.com") && len(parts) == 2 && parts[0] == "articles":
		doi = "10.1038/" + trimView(last)
	case within(host, "bmj.com") && parts[0] == "content" && strings.HasPrefix(last, "bmj"):
		doi = "10.1136/" + trimView(last)
	case within(host, "thelancet.com") || within(host, "sciencedirect.com"):
		doi = lancet(parts)
	case host == "cdc.gov" && parts[0] == "mmwr" && strings.HasPrefix(last, "mm"), host == "cdc.gov" && parts[0] == "mmwr" && strings.HasPrefix(last, "rr"):
		name, _, _ := strings.Cut(last, ".")
		doi = "10.15585/mmwr." + name
	}
	doi, ok := NormalDOI(doi)
	if !ok {
		return ID{}
	}
	return ID{DOI, doi}
}

// listed reads addresses of PubMed, PubMed Central and Europe PMC.
func listed(host string, parts []string, path string) ID {
	for i, p := range parts {
		id := strings.ToUpper(p)
		switch {
		case strings.HasPrefix(id, "PMC") && digits(id[3:]):
			return ID{PMC, id}
		case len(p) > longestPMID || !digits(p):
		case strings.HasPrefix(host, "pubmed.") && i == 0, i > 0 && (strings.EqualFold(parts[i-1], "pubmed") || strings.EqualFold(parts[i-1], "med")):
			return ID{PMID, strings.TrimLeft(p, "0")}
		}
	}
	if doi, ok := doiIn(path); ok {
		return ID{DOI, doi}
	}
	return ID{}
}

// doiIn looks for a DOI in a path or a query: /doi/full/10.1056/NEJMoa2034577, ?id=10.1371/journal.pone.0000001.
func doiIn(path string) (string, bool) {
	for from := 0; ; {
		i := strings.Index(path[from:], "10.")
		if i < 0 {
			return "", false
		}
		from += i
		if from == 0 || strings.IndexByte("/=:", path[from-1]) >= 0 || strings.HasSuffix(strings.ToLower(path[:from]), "%2f") {
			rest := path[from:]
			if end := strings.IndexAny(rest, "?#&"); end >= 0 {
				rest = rest[:end]
			}
			if doi, ok := NormalDOI(rest); ok {
				return trimView(doi), true
			}
		}
		from += len("10.")
	}
}

// views are what publishers add to a DOI in an address to show it in some way.
var views = []string{
	"/full", "/fulltext", "/full-text", "/abstract", "/abs", "/pdf", "/epdf", "/epub", "/html", "/meta", "/summary", "/references",
	".full", ".full-text", ".fulltext", ".pdf", ".full.pdf", ".abstract", ".short", ".html", ".htm", ".long", ".article-info",
}

// trimView drops such additions.
func trimView(doi string) string {
	doi = strings.TrimSuffix(doi, "/")
	for again := true; again; {
		again = false
		for _, v := range views {
			if rest, cut := strings.CutSuffix(doi, v); cut && rest != "" {
				doi, again = rest, true
			}
		}
	}
	return withoutVersion(doi)
}

// lancets are the ISSNs of the Lancet's journals, whose articles all have a DOI made from their publisher item
// identifier. Other journals of the same house have not.
const lancets = "0140-6736 1470-2045 1474-4422 1473-3099 2213-8587 2213-2600 2214-109X 2215-0366 2352-3018 2352-3026 2468-1253 2468-2667"

// lancet returns the DOI for .../PIIS0140-6736(97)11096-0/fulltext and .../pii/S0140673697110960.
func lancet(parts []string) string {
	for _, p := range parts {
		p = strings.ToUpper(unescape(p))
		p = strings.TrimPrefix(p, "PII")
		p = strings.Map(func(r rune) rune {
			if strings.ContainsRune("()-", r) {
				return -1
			}
			return r
		}, p)
		if len(p) != 17 || p[0] != 'S' || !digits(p[9:16]) {
			continue
		}
		issn := p[1:5] + "-" + p[5:9]
		if strings.Contains(lancets, issn) {
			return "10.1016/s" + strings.ToLower(issn) + "(" + p[9:11] + ")" + p[11:16] + "-" + p[16:]
		}
	}
	return ""
}
