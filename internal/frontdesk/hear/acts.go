package hear

import (
	"cmp"
	"slices"
)

// opposed acts want the same words: "no problem" is a yes, "not sure" neither.
func opposed(act string) bool {
	switch Act(act) {
	case Affirm, Deny, Unsure, Correct, AskRepeat:
		return true
	}
	return false
}

// readActs reads the acts, in the order they were said. Where two opposed acts claim the same words, the pattern that
// names more of them has them.
func (t *turn) readActs() {
	var found []hit
	for _, h := range t.hits {
		if h.kind == actKind {
			found = append(found, h)
		}
	}
	slices.SortStableFunc(found, func(a, b hit) int { return cmp.Compare(b.named(), a.named()) })
	owner := make([]string, len(t.tokens))
	var acts []hit
	for _, h := range found {
		if opposed(h.name) && !h.claim(owner) {
			continue
		}
		h.mark(t.taken)
		acts = append(acts, h)
	}
	slices.SortStableFunc(acts, func(a, b hit) int { return cmp.Compare(a.from, b.from) })
	for _, h := range acts {
		if !t.Has(Act(h.name)) {
			t.Acts = append(t.Acts, Act(h.name))
		}
	}
	for _, c := range t.in.Digits {
		if !t.asked("confirm") {
			break
		}
		switch c {
		case '1':
			t.Acts = append(t.Acts, Affirm)
		case '2':
			t.Acts = append(t.Acts, Deny)
		}
	}
}

// agrees reports whether the caller says yes to something, and not only "okay" before they go on.
func (t *turn) agrees() bool {
	for _, h := range t.hits {
		if h.kind == actKind && (h.name == string(Select) || h.name == string(Affirm) && (h.named() > 1 || t.tokens[h.from].Text == "yes" || t.tokens[h.from].Text == "si")) {
			return true
		}
	}
	return false
}
