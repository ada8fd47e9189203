package hear

import "bedside/internal/words"

// setting is what was going on when something was said, as far as the prompt tells.
type setting struct {
	flow  Intent // the flow that the prompt belongs to, "" for none
	offer bool   // it offers to book
	more  bool   // it asks whether there is anything else
	dated bool   // it names a day or a time
	info  bool   // it tells an address, a number or the like, and of which flow is not clear
}

// settingOf reads a prompt. What the prompt of a booking says, that it is made, could not be made or which time is
// wanted, outweighs what it tells besides.
func (x *lexicon) settingOf(prompt []token) setting {
	sum := map[string]float64{}
	seen := map[*pattern]bool{}
	for _, h := range x.hits(prompt) {
		if h.kind == promptKind && !seen[h.pattern] {
			seen[h.pattern] = true
			sum[h.name]++
		}
	}
	for _, t := range prompt {
		if t.Kind == words.Digits && len(t.Text) > 2 {
			sum["info"]++
		}
	}
	s := setting{more: sum["more"] > 0, info: sum["info"] > 0, dated: sum["dated"] > 0}
	s.offer = sum["offer"] > 0 && !s.dated
	if s.dated {
		sum["book"]++
	}
	if s.info && sum["find_provider"] <= 1 && sum["book"] == 0 {
		return s
	}
	best := 0.0
	for _, f := range []Intent{Cancel, Reschedule, Book, FindProvider, Refill, Records, Billing, Referral, ClinicianMessage, InsuranceQuestion} {
		if w := sum[string(f)]; w > best {
			s.flow, best = f, w
		}
	}
	if s.flow == "" && sum["named"] > 0 && !s.more {
		s.flow = FindProvider
	}
	return s
}
