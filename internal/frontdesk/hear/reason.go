package hear

import "slices"

// loose is the rank of words that are a reason only beside another or where one is expected.
const loose = 2

// closeReasons is how many other words may stand between two words of one reason.
const closeReasons = 3

// readReason reads why somebody wants to come and which service that is. The words of the reason run from the first to
// the last that tell it; of several services the one whose words are the most specific counts.
func (t *turn) readReason() {
	var best meaning
	var others []string
	tied := false // another service was named beside the best, with "or"
	from, to := -1, -1
	expected := t.asked("reason", "service", "message") || len(t.in.Asked) == 0 && len(t.tokens) <= 3
	for _, h := range t.hits {
		expected = expected || h.kind == intentKind && (h.name == string(Book) || h.name == string(ClinicianMessage))
	}
	for i := 0; i < len(t.tokens); i++ {
		m, ok := t.ear.vocab.services.at(t.tokens, i)
		if !ok || !t.free(i, i+len(m.words)) && t.dated(i) || m.rank == loose && i > 0 && returns(t.tokens[i-1].Text) {
			continue
		}
		if from < 0 || i-to > closeReasons && m.rank < best.rank {
			from = i
		}
		if to < 0 || i-to <= closeReasons || from == i {
			to = i + len(m.words)
		}
		switch {
		case best.words == nil || m.rank < best.rank || m.rank == best.rank && len(m.words) > len(best.words):
			if best.words != nil && best.value != m.value {
				others = append(others, best.value)
			}
			tied = false
			best = m
		case m.value != best.value && !slices.Contains(others, m.value):
			others = append(others, m.value)
			if m.rank == best.rank && t.alternative(i) && best.value != "" && m.value != "" {
				tied = true
				others[0], others[len(others)-1] = others[len(others)-1], others[0]
			}
		}
		i += len(m.words) - 1
	}
	if from < 0 || best.rank == loose && !expected {
		return
	}
	t.add(Slot{Name: "reason", Value: t.said(from, to), Sure: 0.8}, from, to)
	if best.value != "" {
		sure := 0.8
		if len(others) > 0 {
			sure = 0.6
		}
		if tied { // the first of the others is the one
			sure = 0.5
		}
		t.add(Slot{Name: "service", Value: best.value, ID: best.id, Alternatives: others, Sure: sure}, from, to)
	}
}

// returns reports whether "back" after the word is no part of the body: "call me back".
func returns(w string) bool {
	switch w {
	case "call", "calls", "called", "calling", "come", "came", "coming", "go", "get", "got", "me", "us", "write", "text", "be", "way", "right", "heard":
		return true
	}
	return false
}

// alternative reports whether "or" stands before what begins at token i: "a check or a vaccination".
func (t *turn) alternative(i int) bool {
	for n := i - 1; n >= max(0, i-2); n-- {
		if t.tokens[n].Text == "or" || t.tokens[n].Text == "o" {
			return true
		}
	}
	return false
}
