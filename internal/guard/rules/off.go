package rules

import "slices"

// Off is the decision of a practice that a rule is not to be asked.
type Off struct {
	Rule string
	By   []string // who decided, each another person
}

// Never is the answer of [Rule.Hands] for a rule that nobody switches off.
const Never = 0

// Hands is how many people it takes to switch the rule off: one for what warns or notes, two for what blocks, as for a
// waiver, and for what guards the privacy of patients, because where two rules conflict the one that protects the
// patient wins. A rule that blocks for privacy is [Never] switched off: 45 CFR 164.502(a) leaves no practice that
// choice. The identifiers of 45 CFR 164.514(b)(2) are code and no rules, so that they have no switch at all.
func (r *Rule) Hands() int {
	private := r.Category == "privacy"
	switch {
	case private && r.Severity == Block:
		return Never
	case private || r.Severity == Block:
		return 2
	}
	return 1
}

// Off reports whether the decisions switch the rule off: it may be, and enough different people said so.
func (r *Rule) Off(decided []Off) bool {
	hands := r.Hands()
	if hands == Never {
		return false
	}
	var by []string
	for _, d := range decided {
		if d.Rule != r.ID {
			continue
		}
		for _, who := range d.By {
			if who != "" && !slices.Contains(by, who) {
				by = append(by, who)
			}
		}
	}
	return len(by) >= hands
}

// Without returns the packs without the rules that the decisions switch off, and the ids of those, sorted.
func Without(packs []Pack, decided []Off) (rest []Pack, off []string) {
	if len(decided) == 0 {
		return packs, nil
	}
	for _, p := range packs {
		kept := p.Rules[:0:0]
		for i := range p.Rules {
			if p.Rules[i].Off(decided) {
				off = append(off, p.Rules[i].ID)
			} else {
				kept = append(kept, p.Rules[i])
			}
		}
		p.Rules = kept
		rest = append(rest, p)
	}
	slices.Sort(off)
	return rest, off
}
