package source

import (
	_ "embed"
	"strings"
)

//go:embed hosts.txt
var hostList string

// party is who stands behind a host or a registrant of DOIs.
type party struct {
	typ  Type
	name string
}

var parties = parseHosts(hostList)

func parseHosts(list string) map[string]party {
	all := map[string]party{}
	var typ Type
	for line := range strings.Lines(list) {
		line = strings.TrimSpace(line)
		if section, ok := strings.CutPrefix(line, "["); ok {
			typ = Type(strings.TrimSuffix(section, "]"))
			continue
		}
		keys, name, ok := strings.Cut(line, "\t")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		for k := range strings.FieldsSeq(keys) {
			all[k] = party{typ, name}
		}
	}
	return all
}

// hostOf returns who stands behind a host: the host itself, else the domain that it belongs to, else what its end says.
func hostOf(host string) (party, bool) {
	for h := host; h != ""; {
		if p, ok := parties[h]; ok {
			return p, true
		}
		_, rest, _ := strings.Cut(h, ".")
		if !strings.Contains(rest, ".") {
			break
		}
		h = rest
	}
	switch {
	case within(host, "gov"), within(host, "mil"), within(host, "gov.uk"), within(host, "gc.ca"), within(host, "gov.au"), within(host, "europa.eu"), stateOf(host):
		return party{typ: Government}, true
	case within(host, "edu"), within(host, "ac.uk"):
		return party{typ: Institution}, true
	}
	return party{typ: Unknown}, false
}

// stateOf reports whether the host is a state's or a county's: state.mn.us, co.hennepin.mn.us.
func stateOf(host string) bool {
	parts := strings.Split(host, ".")
	n := len(parts)
	if n < 3 || parts[n-1] != "us" || len(parts[n-2]) != 2 {
		return false
	}
	return parts[n-3] == "state" || n > 3 && (parts[n-4] == "co" || parts[n-4] == "ci")
}

// shorteners are hosts behind which another is hidden.
var shorteners = strings.Fields("bit.ly tinyurl.com goo.gl ow.ly buff.ly is.gd rb.gy cutt.ly shorturl.at t.ly tiny.cc rebrand.ly lnkd.in t.co amzn.to qr.co qrco.de")

// typeOf says what kind of source it is and who is behind it.
func typeOf(r *Ref) party {
	if r.Host != "" && r.Host != "doi.org" && r.Host != "dx.doi.org" {
		return typeOfLink(r)
	}
	switch r.ID.Kind {
	case DOI:
		prefix, _, _ := strings.Cut(r.ID.Value, "/")
		if p, ok := parties[prefix]; ok {
			return ofDOI(p, r.ID.Value)
		}
		return party{typ: Unknown}
	case PMID:
		return party{Journal, "PubMed"}
	case PMC:
		return party{Journal, "PubMed Central"}
	case ArXiv:
		return party{Preprint, "arXiv"}
	}
	return party{typ: Unknown}
}

// ofDOI looks closer at the DOIs of houses that have journals and something else.
func ofDOI(p party, doi string) party {
	_, suffix, _ := strings.Cut(doi, "/")
	switch {
	case strings.HasPrefix(doi, "10.1016/s0140-6736"), strings.HasPrefix(doi, "10.1016/s1470-2045"), strings.HasPrefix(doi, "10.1016/s2213-"), strings.HasPrefix(doi, "10.1016/s1473-3099"):
		p.name = "The Lancet"
	case strings.HasPrefix(doi, "10.1002/14651858"):
		p.name = "Cochrane"
	case strings.HasPrefix(doi, "10.1101/") && !digits(strings.ReplaceAll(suffix, ".", "")): // Cold Spring Harbor's own journals
		p = party{Journal, "Cold Spring Harbor Laboratory Press"}
	case strings.HasPrefix(doi, "10.2196/preprints"):
		p = party{Preprint, "JMIR Preprints"}
	}
	return p
}

func typeOfLink(r *Ref) party {
	p, _ := hostOf(r.Host)
	path := strings.ToLower(r.Path)
	switch {
	case within(r.Host, "ncbi.nlm.nih.gov") && r.ID.Kind == PMID:
		return party{Journal, "PubMed"}
	case within(r.Host, "ncbi.nlm.nih.gov") && r.ID.Kind == PMC, within(r.Host, "europepmc.org") && !r.ID.IsZero():
		return party{Journal, "PubMed Central"}
	case within(r.Host, "ncbi.nlm.nih.gov") && strings.HasPrefix(path, "/books/"):
		return party{Journal, "NCBI Bookshelf"}
	case r.Host == "cdc.gov" && strings.HasPrefix(path, "/mmwr/"):
		if strings.Contains(path, "/rr/") {
			return party{Guideline, "CDC, MMWR Recommendations and Reports"}
		}
		return party{Government, "CDC, MMWR"}
	case r.Host == "facebook.com" && strings.HasPrefix(path, "/marketplace"):
		return party{Vendor, p.name}
	case (p.typ == Society || p.typ == Government) && saysGuideline(path):
		p.typ = Guideline
	case p.typ == Unknown && sells(path):
		p.typ = Vendor
	}
	return p
}

// saysGuideline reports whether a path of a society or an agency leads to its guidance for clinicians.
func saysGuideline(path string) bool {
	for _, w := range []string{"guideline", "recommendation", "clinical-guidance", "practice-bulletin", "committee-opinion", "schedules", "policy-statement", "standards-of-care"} {
		if strings.Contains(path, w) {
			return true
		}
	}
	return false
}

// sells reports whether a path is one of a shop.
func sells(path string) bool {
	for _, w := range []string{"/cart", "/checkout", "/products/", "/product/", "/shop/", "/store/", "?aff", "&aff", "affiliate", "ref=aff", "discount", "coupon"} {
		if strings.Contains(path, w) {
			return true
		}
	}
	return strings.HasSuffix(path, "/shop") || strings.HasSuffix(path, "/store")
}
