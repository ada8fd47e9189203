package guard

import (
	"cmp"
	"slices"
	"strings"

	"bedside/internal/guard/ident"
	"bedside/internal/guard/lex"
	"bedside/internal/guard/reident"
	"bedside/internal/guard/rules"
)

// Own is what is the practice's own and therefore points to no patient: its staff, its addresses, its numbers.
type Own struct {
	Names   []string // of staff and of the practice, "Dr. Lena Ortiz"
	Places  []string // addresses and names of locations
	Phones  []string // in any form
	Emails  []string
	Domains []string // "lakeside.example" or an address of the site; what ends in one belongs to it
	States  []string // where it practices, "MN"; rules of other states do not apply. None means that it is not known
	// Practice is where its readers know it to be, and how many people must fit a description.
	Practice reident.Practice

	Off []rules.Off // decisions that a rule is not to be asked
}

// own is Own made ready for comparison.
type own struct {
	names, places   [][]uint64 // token hashes, without marks
	phone           string     // the first, as it was given
	phones          []string   // the last ten digits
	emails, domains []string   // lower case
}

func newOwn(o Own) own {
	out := own{}
	for _, n := range o.Names {
		out.names = append(out.names, wordHashes(n))
	}
	for _, p := range o.Places {
		out.places = append(out.places, wordHashes(p))
	}
	for _, p := range o.Phones {
		if p != "" {
			out.phone = cmp.Or(out.phone, p)
			out.phones = append(out.phones, lastDigits(p))
		}
	}
	for _, e := range o.Emails {
		if e != "" {
			out.emails = append(out.emails, strings.ToLower(e))
		}
	}
	for _, d := range o.Domains {
		if d == "" {
			continue
		}
		out.domains = append(out.domains, strings.TrimPrefix(hostOf(d), "www."))
	}
	return out
}

// wordHashes returns the hashes of a text's words and numbers.
func wordHashes(text string) []uint64 {
	return slices.DeleteFunc(lex.Hashes(text), isMark)
}

func isMark(h uint64) bool { return !lex.LookedUp(h) || h == lex.Mark('#') || h == lex.Mark('@') }

func lastDigits(s string) string {
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
	return digits[max(0, len(digits)-10):]
}

// has reports whether what was found is the practice's own.
func (o *own) has(h *ident.Hit, d *lex.Doc) bool {
	text := d.Text[h.Start:h.End]
	switch h.Type {
	case ident.Name:
		return slices.ContainsFunc(o.names, func(own []uint64) bool { return partOf(d.Tokens[h.From:h.To], own) })
	case ident.Geo:
		within := func(own []uint64) bool { return partOf(d.Tokens[h.From:h.To], own) }
		return slices.ContainsFunc(o.places, within) || slices.ContainsFunc(o.names, within) // a practice's name may read as a place
	case ident.Phone, ident.Fax, ident.OtherID: // a number without its cue may read as any code
		return slices.Contains(o.phones, lastDigits(text))
	case ident.Email:
		_, domain, _ := strings.Cut(strings.ToLower(text), "@")
		return slices.Contains(o.emails, strings.ToLower(text)) || o.domain(domain)
	case ident.URL:
		return o.domain(hostOf(text))
	}
	return false
}

// hostOf returns the host of a web address, with or without its scheme, in lower case.
func hostOf(address string) string {
	host := strings.ToLower(address)
	if _, rest, ok := strings.Cut(host, "://"); ok {
		host = rest
	}
	if end := strings.IndexAny(host, "/?#:"); end >= 0 {
		host = host[:end]
	}
	return host
}

func (o *own) domain(host string) bool {
	return slices.ContainsFunc(o.domains, func(d string) bool { return host == d || strings.HasSuffix(host, "."+d) })
}

// partOf reports whether every word of the tokens is one of own; initials and titles may be left out.
func partOf(tokens []lex.Token, own []uint64) bool {
	words := 0
	for i := range tokens {
		t := &tokens[i]
		if t.Kind == lex.Punct || t.Kind == lex.Word && t.Len() <= 2 {
			continue
		}
		if !slices.Contains(own, t.Hash) {
			return false
		}
		words++
	}
	return words > 0
}
