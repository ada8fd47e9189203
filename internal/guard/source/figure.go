package source

import (
	"bedside/internal/guard/lex"
)

// counting is the class of words that a figure without digits begins with.
const counting lex.Class = 1 << 62

const countingWords = "one two three four five nine half uno una dos tres cuatro cinco nueve twice double doubles doubled triple triples tripled halve halves halved"

var (
	people = words(`patients people adults women men children kids teens seniors americans users cases babies mothers smokers girls boys students
		parents participants volunteers workers doctors physicians dentists nurses customers clients experts pregnancies households residents diabetics pacientes personas adultos mujeres hombres niños`)
	outcomes = words(`risk risks chance chances odds likely mortality survival effective effectiveness accurate accuracy fewer deaths infections
		hospitalizations relapse remission prevented preventable improvement efficacy riesgo eficaz`)
	changes           = words("fewer less lower higher greater reduction decrease menos mayor menor")
	prices            = words("price prices cost costs fee fees discount discounts rate rates precio precios")
	roughly           = words("about roughly around nearly almost some approximately than over maybe unos casi")
	multiples         = words("twice double doubles doubled triple triples tripled halve halves halved")
	hPercent          = hash("percent")
	hPer              = hash("per")
	hCent             = hash("cent")
	hIn, hOf          = hash("in"), hash("of")
	hDe, hCada, hHalf = hash("de"), hash("cada"), hash("half")
	hOut              = hash("out")
	hTimes            = hash("times")
	hFold             = hash("fold")
	percent           = lex.Mark('%')
)

const figureReach = 5 // tokens

// Figure looks for a claim with a number in it, such as "73 % of patients", "one in three adults", "twice as likely", in a
// text that names no source for it. It returns the tokens of the first one; from is negative where there is none. A rough
// one, "about one in three adults", is common knowledge more often than a finding.
func Figure(d *lex.Doc, refs []Ref) (from, to int, rough bool) {
	if len(refs) > 0 || !d.Digits && d.Seen&counting == 0 {
		return -1, 0, false
	}
	for _, at := range d.Woken {
		i := int(at)
		t := &d.Tokens[i]
		if t.Kind != lex.Number && t.Class&counting == 0 && (t.Kind != lex.Mixed || d.Text[t.End-1]|0x20 != 'x') {
			continue
		}
		if to = figure(d, i); to > i {
			for k := range d.Tokens {
				if namers[d.Tokens[k].Hash] || d.Tokens[k].Hash == hWho && d.Tokens[k].Has(lex.Upper) {
					return -1, 0, false
				}
			}
			rough = i > 0 && roughly[d.Tokens[i-1].Hash] && !outcomes[d.Tokens[to-1].Hash]
			return i, to, rough
		}
	}
	return -1, 0, false
}

var hWho = hash("who")

// figure reads a figure at token i and returns the token after it, or 0.
func figure(d *lex.Doc, i int) int {
	is := func(k int, hashes ...uint64) bool {
		for _, h := range hashes {
			if k < len(d.Tokens) && d.Tokens[k].Hash == h {
				return true
			}
		}
		return false
	}
	switch t := &d.Tokens[i]; {
	case multiples[t.Hash]:
		return reach(d, i+1, outcomes)
	case t.Kind == lex.Mixed: // 3x
		if digits(d.Text[t.Start : t.End-1]) {
			return reach(d, i+1, outcomes)
		}
		return 0
	case t.Hash == hHalf:
		if is(i+1, hOf) {
			return reachIn(d, i+2, people, 3)
		}
		return 0
	}
	k := i + 1
	if is(k, dot) && k+1 < len(d.Tokens) && d.Tokens[k+1].Kind == lex.Number && !d.Tokens[k+1].Has(lex.Space) { // 37.5
		k += 2
	}
	switch {
	case is(k, percent, hPercent), is(k, hPer) && is(k+1, hCent):
		if is(k, hPer) {
			k++
		}
		if end := reach(d, k+1, outcomes); end > 0 {
			return end
		}
		if is(k+1, hOf, hDe) {
			return reach(d, k+2, people)
		}
		if end := reachIn(d, k+1, changes, 1); end > 0 && reachIn(d, end, prices, 3) == 0 {
			return end
		}
	case is(k, hIn, hOf), is(k, hOut) && is(k+1, hOf):
		if is(k, hOut) {
			k++
		}
		if k+1 < len(d.Tokens) && (d.Tokens[k+1].Kind == lex.Number || d.Tokens[k+1].Class&counting != 0) {
			return reachIn(d, k+2, people, 2)
		}
	case is(k, hDe) && is(k+1, hCada):
		if k+2 < len(d.Tokens) && (d.Tokens[k+2].Kind == lex.Number || d.Tokens[k+2].Class&counting != 0) {
			return reachIn(d, k+3, people, 2)
		}
	case is(k, hTimes, hFold), is(k, hyphen) && is(k+1, hFold):
		return reach(d, k+1, outcomes)
	}
	return 0
}

func reach(d *lex.Doc, from int, s set) int { return reachIn(d, from, s, figureReach) }

// reachIn returns the token after the first of the words within so many tokens of the same sentence, or 0.
func reachIn(d *lex.Doc, from int, s set, most int) int {
	for k := from; k < from+most && k < len(d.Tokens); k++ {
		if t := &d.Tokens[k]; s[t.Hash] {
			return k + 1
		} else if t.Hash == dot && k+1 < len(d.Tokens) && d.Tokens[k+1].Has(lex.Space) || t.Has(lex.Line) {
			return 0
		}
	}
	return 0
}
