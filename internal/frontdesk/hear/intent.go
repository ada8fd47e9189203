package hear

import (
	"cmp"
	"math/bits"
	"slices"
	"strings"

	"bedside/internal/words"
)

// enough is the weight that makes an intent.
const enough = soft

// said is an intent that the words themselves name.
type said struct {
	intent Intent
	weight float64
	firm   bool // more than hints
	at     int  // the token where it begins
}

// readIntent decides what is wanted: first by the words, then by what was going on.
func (t *turn) readIntent() {
	all := t.intents()
	for _, s := range all {
		t.Scores = append(t.Scores, Score{s.intent, s.weight})
	}
	g := setting{}
	if t.in.Prompt != "" {
		g = t.ear.lexicon.settingOf(t.ear.lexicon.tokens(words.Split(t.in.Prompt)))
	}
	goesOn := false // something was said, however softly, that belongs to the flow that is going on
	if g.flow != "" || g.info || g.offer || len(t.in.Asked) > 0 {
		all = slices.DeleteFunc(all, func(s said) bool {
			goesOn = goesOn || s.intent == g.flow
			return !s.firm || s.intent == Reschedule && g.flow == Book && g.dated // what is not booked yet is not moved
		})
	}
	if slices.ContainsFunc(all, func(s said) bool { return s.firm }) {
		all = slices.DeleteFunc(all, func(s said) bool { return !s.firm })
	}
	if slices.ContainsFunc(all, func(s said) bool {
		return s.intent == Waitlist || s.intent == WaitlistLeave || s.intent == WaitlistInfo
	}) {
		all = slices.DeleteFunc(all, func(s said) bool { return s.intent == Book }) // what they have, or what they wait for
	}
	if stopWords(t) {
		all = []said{{intent: OptOut, firm: true}}
	}
	if strings.ContainsRune(t.in.Digits, '0') && len(t.in.Digits) == 1 {
		all = append([]said{{intent: Staff, firm: true}}, all...)
	}
	if g == (setting{}) && t.in.Prompt != "" && t.others() {
		all = slices.DeleteFunc(all, func(s said) bool { return !s.firm })
	}
	if len(all) > 0 {
		slices.SortStableFunc(all, func(a, b said) int { return cmp.Compare(rank(a.intent), rank(b.intent)) })
		if all[0].intent == Book && len(all) > 1 && all[1].intent == FindProvider && t.in.Prompt == "" {
			all = all[1:] // who wants a visit with somebody they have yet to find looks for somebody first
		}
		t.Intent, t.Said, t.Sure = all[0].intent, true, 0.95
		if !all[0].firm {
			t.Sure = 0.6
		}
		for _, s := range all[1:] {
			t.Others = append(t.Others, s.intent)
		}
		return
	}
	if goesOn {
		t.Intent, t.Sure = g.flow, 0.8
		return
	}
	t.Intent, t.Sure = t.goesOn(g)
}

// rank puts what cannot wait first: an emergency, a stop, a person.
func rank(i Intent) int {
	switch i {
	case Emergency:
		return 0
	case OptOut:
		return 1
	case Staff:
		return 2
	}
	return 3
}

// goesOn returns the intent of words that name none: the flow of the prompt, unless they turn it down or close it.
func (t *turn) goesOn(g setting) (Intent, float64) {
	closing := t.Has(Thank) || t.Has(SayGoodbye)
	dated := len(t.When.Mentions) > 0 && !t.aside
	switch {
	case t.Has(AskRepeat) && !t.Has(Affirm) && len(t.Slots) == 0:
		t.Said = true
		return Repeat, 0.8
	case g == (setting{}) && t.in.Prompt == "":
		return t.alone()
	case dated && (g.offer || g.more || g.info || g.flow == ""):
		return Book, 0.7
	case g.more && (t.Has(Deny) || closing):
		return None, 0.9
	case g.offer && (t.Has(Deny) || t.Has(Unsure) || t.Has(RequestAlternatives) || !t.Has(Affirm) && (t.aside || closing)):
		return None, 0.9
	case t.Has(Deny) && closing && !g.dated && !dated:
		return None, 0.8
	case g.flow != "":
		return g.flow, 0.7
	case g.offer:
		return Book, 0.7
	case closing && !t.agrees():
		return Book, 0.5
	case g.info || t.agrees() || t.Has(RequestAlternatives) || t.others():
		return FindProvider, 0.5
	case g.more:
		return None, 0.6
	}
	return t.alone()
}

// others reports whether somebody else is spoken of: not the caller, and not the practice.
func (t *turn) others() bool {
	for _, k := range t.tokens {
		switch k.Text {
		case "their", "theirs", "they", "his", "her", "its", "he", "she":
			return true
		}
	}
	return false
}

// alone returns the intent of words that name none, where nothing was going on.
func (t *turn) alone() (Intent, float64) {
	_, service := t.Slot("service")
	switch {
	case service && !t.aside && len(t.in.Asked) == 0 && (t.cued("wish") || len(t.tokens) <= 3):
		t.Said = true
		return Book, 0.6
	case t.asksFor() && !t.aside && len(t.in.Asked) == 0:
		return Book, 0.6
	case t.Has(SayGoodbye):
		t.Said = true
		return Goodbye, 0.8
	case len(t.Acts) > 0 || len(t.Slots) > 0 || len(t.tokens) == 0:
		return None, 0.8
	}
	if len(t.in.Asked) > 0 {
		return None, 0.5
	}
	unused := 0
	for i := range t.tokens {
		if t.missed(i) {
			unused++
		}
	}
	if unused > 1 || t.aside {
		return Other, 0.5
	}
	return None, 0.5
}

// asksFor reports whether one of the practice's providers is named together with a day or time, or with the wish to see
// them: "is Dr. Osei in on Thursday?"
func (t *turn) asksFor() bool {
	p, ok := t.Slot("provider")
	if !ok || p.ID == "" {
		return false
	}
	for _, k := range t.tokens {
		switch k.Text {
		case "see", "visit", "ver", "consultar":
			return true
		}
	}
	return len(t.When.Mentions) > 0
}

// cued reports whether words were said that stand before a value of the kind.
func (t *turn) cued(name string) bool {
	return slices.ContainsFunc(t.hits, func(h hit) bool { return h.kind == cueKind && h.name == name })
}

// intents weighs the hits of a turn: where two claim the same words, the one of more weight, then any but those that
// are [general], then the one that names more words, then the tighter one has them. What is left is summed for each intent, each pattern once. The result are
// the intents that reach [enough], in the order they were said.
func (t *turn) intents() (all []said) {
	var claims []hit
	negated := map[int]bool{} // tokens before which something takes back what follows
	for _, h := range t.hits {
		switch h.kind {
		case intentKind, neverKind:
			claims = append(claims, h)
		case negateKind:
			negated[h.to] = true
		}
	}
	slices.SortStableFunc(claims, func(a, b hit) int {
		return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(general(a), general(b)), cmp.Compare(b.named(), a.named()), cmp.Compare(a.to-a.from, b.to-b.from))
	})
	owner := make([]string, len(t.tokens)) // who has the token
	sum := map[string]*said{}
	seen := map[*pattern]bool{}
	for _, h := range claims {
		if seen[h.pattern] || !h.claim(owner) {
			continue
		}
		if h.kind == neverKind {
			h.mark(t.taken)
			t.aside = true
			continue
		}
		if negated[h.from] {
			continue
		}
		h.mark(t.taken)
		seen[h.pattern] = true
		s := sum[h.name]
		if s == nil {
			s = &said{intent: Intent(h.name), at: h.from}
			sum[h.name] = s
		}
		s.weight, s.firm, s.at = s.weight+h.weight, s.firm || h.firm, min(s.at, h.from)
	}
	for _, s := range sum {
		if s.weight >= enough {
			all = append(all, *s)
		}
	}
	slices.SortFunc(all, func(a, b said) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.intent, b.intent)) })
	return all
}

// general is 1 for the intents that yield where another fits as well: to move a visit is not to book one; and -1 for those
// that do not: to leave the waiting list is not to join it.
func general(h hit) int {
	switch Intent(h.name) {
	case Book, FindProvider:
		return 1
	case WaitlistLeave, WaitlistInfo:
		return -1
	}
	return 0
}

// claim takes the words of the hit and reports whether nobody else had them.
func (h hit) claim(owner []string) bool {
	me := h.name
	if h.kind == neverKind {
		me = "-"
	}
	for m := h.mask; m != 0; m &= m - 1 {
		if o := owner[h.from+bits.TrailingZeros64(m)]; o != "" && o != me {
			return false
		}
	}
	for m := h.mask; m != 0; m &= m - 1 {
		owner[h.from+bits.TrailingZeros64(m)] = me
	}
	return true
}

// mark notes the words of the hit as used.
func (h hit) mark(taken []bool) {
	for m := h.mask; m != 0; m &= m - 1 {
		taken[h.from+bits.TrailingZeros64(m)] = true
	}
}

// stopWords reports whether a message is nothing but a word by which people stop texts and calls (SAFETY 12). STOP and
// its like are a stop wherever they come; CANCEL, END and QUIT only in a text, because on the telephone and in a chat
// they mean the visit or the conversation. A short text that ends with STOP is one too: "no thanks, stop".
func stopWords(t *turn) bool {
	if t.in.Channel == "sms" && stopsAtTheEnd(t.tokens) {
		return true
	}
	found := false
	for _, k := range t.tokens {
		switch k.Text {
		case "stop", "stopall", "unsubscribe", "revoke", "optout", "parar", "pare", "paren", "alto", "basta", "detener", "detenga":
			found = true
		case "cancel", "end", "quit", "cancelar", "terminar", "fin", "baja", "salir":
			if t.in.Channel != "sms" {
				return false
			}
			found = true
		case "all", "now", "please", "todo", "todos", "ya", "por", "favor", "it", "me", "thanks", "gracias":
		default:
			return false
		}
	}
	return found
}

// longestStop is how many words a text may have that its last word stops.
const longestStop = 8

// stopsAtTheEnd reports whether a text ends with STOP as a word of its own, which is not so in "the bus stop" or "it
// won't stop".
func stopsAtTheEnd(ts []token) bool {
	n := len(ts)
	if n < 2 || n > longestStop || ts[n-1].Text != "stop" && ts[n-1].Text != "stopall" {
		return false
	}
	if ts[n-1].fresh || ts[n-1].comma {
		return true
	}
	switch ts[n-2].Text {
	case "the", "a", "bus", "my", "this", "that", "next", "last", "non", "to", "not", "i", "we", "he", "she", "it", "they", "should", "can", "could",
		"will", "would", "did", "does", "do", "can't", "cant", "cannot", "won't", "wont", "don't", "dont", "doesn't", "doesnt", "didn't", "didnt", "never", "when":
		return false
	}
	return true
}
