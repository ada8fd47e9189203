package patient

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode"

	"bedside/internal/actor"
	"bedside/internal/fault"
	"bedside/internal/phi"
	"bedside/internal/tx"
)

// candidates is how many records one search opens at most.
const candidates = 2000

// Find returns up to limit patients for what somebody typed, the best match first: a birth date, a phone number, an
// e-mail address, a patient's number, or words of the name in any order, half typed or spelled as they sound; words
// and a date or number together narrow. Forbidden without the right to see patients.
func (r *Registry) Find(ctx context.Context, t tx.Tx, query string, limit int) ([]Patient, error) {
	if err := t.By().Need(actor.SeePatients); err != nil {
		return nil, err
	}
	exact, typed := understand(query)
	found, err := r.narrow(ctx, t, exact, typed)
	if err == nil && len(found) == 0 && len(typed) > 1 {
		typed = []string{strings.Join(typed, "")} // "van den berg" may be on file as Vandenberg
		found, err = r.narrow(ctx, t, exact, typed)
	}
	return found[:min(limit, len(found))], err
}

// understand splits a query into keys that must all match and words of a name.
func understand(query string) (exact [][]Key, typed []string) {
	query = strings.TrimSpace(query)
	if keys := exactly(query); keys != nil {
		return [][]Key{keys}, nil
	}
	for _, part := range strings.Fields(query) {
		if keys := exactly(part); keys != nil {
			exact = append(exact, keys)
		} else {
			typed = append(typed, words(part)...)
		}
	}
	return exact, typed
}

// exactly returns what s can be other than a name, nil if nothing.
func exactly(s string) []Key {
	if d, ok := parseDay(s); ok {
		return []Key{key(KeyBirth, d.String())}
	}
	if e, err := phi.ParseEmail(s); err == nil {
		return []Key{key(KeyEmail, e.Reveal())}
	}
	if !strings.ContainsFunc(s, unicode.IsDigit) || strings.ContainsFunc(s, unicode.IsSpace) && strings.ContainsFunc(s, unicode.IsLetter) {
		return nil
	}
	keys := []Key{key(KeyNumber, bare(s))}
	if p, err := ParsePhone(s); err == nil {
		keys = append(keys, key(KeyPhone, p.Reveal()))
	}
	return keys
}

// narrow looks up by tokens, opens what it found and orders it by how well the words match.
func (r *Registry) narrow(ctx context.Context, t tx.Tx, groups [][]Key, typed []string) ([]Patient, error) {
	groups = slices.Clone(groups)
	for _, w := range typed {
		if len(start(w)) >= 3 {
			groups = append(groups, []Key{key(KeySound, sound(w)), key(KeyStart, start(w))})
		}
	}
	if len(groups) == 0 {
		for _, w := range typed {
			groups = append(groups, []Key{key(KeySound, sound(w)), key(KeyStart, w)})
		}
	}
	if len(groups) == 0 {
		return nil, nil
	}
	ids, err := r.Store.Having(ctx, t, groups, candidates)
	if err != nil {
		return nil, fault.At("patient.Find", err)
	}
	list, err := r.load(ctx, t, ids)
	if err != nil {
		return nil, err
	}
	type hit struct {
		p     Patient
		score int
		name  string
	}
	var hits []hit
	for _, p := range list {
		if score, ok := match(p.Name, typed); ok {
			hits = append(hits, hit{p, score, plain(p.Name.RevealFamily()) + " " + plain(p.Name.RevealGiven())})
		}
	}
	slices.SortFunc(hits, func(a, b hit) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.name, b.name), cmp.Compare(a.p.ID, b.p.ID))
	})
	found := make([]Patient, len(hits))
	for i, h := range hits {
		found[i] = h.p
	}
	return found, nil
}

// match scores a name against the words typed: for each word the whole of a name's word is worth most, then its
// beginning, then its sound. Every word must match one.
func match(n phi.Name, typed []string) (score int, ok bool) {
	family, all := words(n.RevealFamily()), nameWords(n)
	for _, w := range typed {
		best := 0
		for _, have := range all {
			worth := 0
			switch {
			case have == w:
				worth = 60
			case strings.HasPrefix(have, w):
				worth = 40
			case sound(have) == sound(w):
				worth = 10 + shared(have, w)
			}
			if worth > 0 && slices.Contains(family, have) {
				worth++
			}
			best = max(best, worth)
		}
		if best == 0 {
			return 0, false
		}
		score += best
	}
	return score, true
}

// shared is how many letters two words have in common at their start, at most nine.
func shared(a, b string) int {
	n := 0
	for n < min(len(a), len(b), 9) && a[n] == b[n] {
		n++
	}
	return n
}
