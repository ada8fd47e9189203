package hear

import (
	"strings"

	"bedside/internal/practice"
)

// readNumbers reads telephone numbers and member ids.
func (t *turn) readNumbers() {
	if t.asked("phone") && t.in.Digits != "" {
		if e164, err := practice.ParsePhone(t.in.Digits); err == nil {
			t.add(Slot{Name: "phone", Value: e164, Sure: 1}, 0, 0)
			return
		}
	}
	t.readMember()
	t.readCode()
	t.readPhone()
}

// pauses are the words between the groups of a telephone number.
func pauses() map[string]bool {
	return map[string]bool{
		"um": true, "uh": true, "dash": true, "and": true, "then": true, "area": true, "code": true, "hyphen": true, "dot": true,
		"guion": true, "y": true, "punto": true,
	}
}

// drop takes back slots of a name that stand within the tokens: digits of a telephone number are no time.
func (t *turn) drop(name string, from, to int) {
	kept := t.Slots[:0]
	for _, s := range t.Slots {
		if strings.HasPrefix(s.Name, name) && s.Start < t.tokens[to-1].End && s.End > t.tokens[from].Start && s.End > 0 {
			continue
		}
		kept = append(kept, s)
	}
	t.Slots = kept
}

// Bounds of a member id.
const (
	shortestMember = 5
	longestMember  = 20
)

// readMember reads a member id where one was asked for or announced.
func (t *turn) readMember() {
	at, maybe := -1, -1
	for _, h := range t.hits {
		switch {
		case h.kind != cueKind:
		case h.name == "member_id":
			at = h.to
		case h.name == "maybe_member_id":
			maybe = h.to
		}
	}
	if at < 0 && maybe >= 0 && t.insured() {
		at = maybe
	}
	if at < 0 && t.asked("member_id") {
		at = 0
	}
	if at < 0 {
		return
	}
	for i := at; i < len(t.tokens) && i < at+8; i++ {
		code, to := t.ear.alphabet.code(t.tokens, i, t.ear.numerals, t.capitals)
		if len(code) < shortestMember || len(code) > longestMember || !strings.ContainsAny(code, "0123456789") {
			continue
		}
		t.drop("date", i, to)
		t.drop("time", i, to)
		t.add(Slot{Name: "member_id", Value: code, Sure: 0.8}, i, to)
		return
	}
}

// insured reports whether an insurance is named: "my number is" announces its member id then.
func (t *turn) insured() bool {
	for i := range t.tokens {
		if _, ok := t.ear.vocab.insurers.at(t.tokens, i); ok {
			return true
		}
	}
	return false
}

// capitals reports whether the word was written in capitals.
func (t *turn) capitals(k token) bool {
	s := string(t.runes[k.Start:k.End])
	return strings.ToUpper(s) == s && strings.ToLower(s) != s
}
