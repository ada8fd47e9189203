package flow

import (
	"math"
	"slices"
	"strings"

	"bedside/internal/frontdesk/hear"
	"bedside/internal/inbox"
	"bedside/internal/practice"
	"bedside/internal/words"
)

// How alike a question must be to one that the practice has approved an answer for.
const (
	approvedAny    = 0.55 // nothing else was meant
	approvedHere   = 0.75 // the same was meant
	approvedSurely = 0.85 // something else may have been meant
	sameWord       = 0.99 // one word is all that was said
)

// common are words that say nothing about what a question is about, in either language, folded.
var common = set(`a an the is are am do does did can could may i you we they he she it my your our me us to of in on at for with
	from by and or there here have has had be been will would should if so this that these those what how when who which need want get take
	please hi hello tell know much many any some about also
	el la los las un una unos unas es son esta estan hay que como cuando quien cual puedo puede pueden tengo tiene tienen mi su sus de del en por
	para con y o si lo le se al me nos hola favor necesito quiero debo ustedes usted cuanto`)

func set(list string) map[string]bool {
	all := map[string]bool{}
	for _, w := range strings.Fields(list) {
		all[w] = true
	}
	return all
}

const longestAsk = 64 // words

// content is the words of a question that say what it is about, without endings.
func content(text string) []string {
	var all []string
	for _, w := range words.Split(text) {
		if len(all) == longestAsk {
			break // a story, not a question
		}
		if w.Kind == words.Mark || common[w.Text] {
			continue
		}
		s := w.Text
		for _, end := range []string{"ing", "ed", "es", "s"} {
			if len(s) > len(end)+3 && strings.HasSuffix(s, end) {
				s = s[:len(s)-len(end)]
				break
			}
		}
		if !slices.Contains(all, s) {
			all = append(all, s)
		}
	}
	return all
}

// empty are the words of a request that only name it, as content cuts them.
var empty = set(`question bill account statement message record copy copi medical refill prescription medicine medication referral refer
	give send leave call back doctor dr nurse provider team talk speak care clinic office request ask order cita receta surtir pregunta cuenta factura
	mensaje recado dejar expediente copia referencia medicina medicamento doctor enfermera pedir hablar
	i'd i'm i've i'll you'd it's that's don't can't running runn low out short almost nearly last again just now today asap quick oh um uh well okay ok so really
	stupid machine useles useless robot damn god god' sake sak thing want mas acabo acabado necesita quisiera surtan surta resurtir ya se idiot ridiculou ridiculous goddamn hell
	like appointment book visit schedule see someone somebody make set new patient cancel move change pill meds blood pressure heart`)

// telling reports whether a request says what it is about, by how many words of its own it has: the name of a medicine
// is one, a message takes some.
func telling(step, text string) bool {
	n := 0
	for _, w := range content(text) {
		if !empty[w] {
			n++
		}
	}
	if step == "text" {
		return n >= 3
	}
	return n >= 1
}

// weak are words that two questions may share without being about the same thing.
var weak = set("no not don't change know cambiar cambio")

// alike is the cosine of two lists of words: 0 where they share but one that tells, unless they are the same.
func alike(a, b []string) float64 {
	both, tell := 0, 0
	for _, w := range a {
		if slices.Contains(b, w) {
			both++
			if !weak[w] {
				tell++
			}
		}
	}
	if tell == 0 || tell == 1 && (len(a) > 1 || len(b) > 1) {
		return 0
	}
	return float64(both) / math.Sqrt(float64(len(a)*len(b)))
}

// Answers are a practice's approved answers, made ready to be found. They are immutable.
type Answers struct{ all []asked }

// asked is one way of asking, as its content.
type asked struct {
	content []string
	answer  practice.Answer
}

// NewAnswers makes the approved answers of a practice ready.
func NewAnswers(p *practice.Practice) *Answers {
	all := &Answers{}
	for _, a := range p.Answers {
		for _, ask := range a.Asks {
			if a.Active {
				all.all = append(all.all, asked{content(ask), a})
			}
		}
	}
	return all
}

// best is the answer that was asked for in words most like those said, and how like.
func (s *Answers) best(text string) (found practice.Answer, best float64) {
	said := content(text)
	for _, a := range s.all {
		if score := alike(said, a.content); score > best && (len(said) > 1 || score > sameWord) {
			found, best = a.answer, score
		}
	}
	return found, best
}

// To is the answer to a question in a language, "" for none.
func (s *Answers) To(question string, l words.Language) string {
	a, like := s.best(question)
	switch {
	case like < approvedAny:
		return ""
	case l == words.Spanish && a.Spanish != "":
		return a.Spanish
	}
	return a.English
}

// approved returns the approved answer to what was said, if one is alike enough.
func (t *talk) approved(enough float64) (practice.Answer, bool) {
	found, best := t.Answers().best(t.in.Text)
	if best >= enough {
		t.note("answer " + string(found.ID))
	}
	return found, best >= enough
}

// quote says an approved answer word for word, with its source.
func (t *talk) quote(a practice.Answer) {
	text := a.English
	if t.Language == words.Spanish && a.Spanish != "" {
		text = a.Spanish
	}
	t.say("answer", Args{"text": text, "source": strings.TrimSuffix(a.Source, ".")})
}

// medical are questions that only a licensed person answers.
var medical = []string{
	"should i take", "can i take", "is it safe", "is it normal", "how much ibuprofen", "how many pills", "what dose", "what dosage", "side effects",
	"side effect", "what should i do about", "is it serious", "do i have", "what medicine should", "interact with", "diagnose", "test results", "my results", "dose of", "okay to take", "ok to take", "all right to take", "can i mix", "how many milligrams", "how much should i take", "safe to take", "cuanto debo tomar", "que tomo para",
	"debo tomar", "puedo tomar", "es seguro", "es normal", "que dosis", "efectos secundarios", "es grave", "mis resultados",
}

// plainAct reports whether a turn is no more than yes, no or "I don't know".
func plainAct(h hear.Heard, text string) bool {
	return len(strings.Fields(plainly(text))) < 4 && (h.Has(hear.Affirm) || h.Has(hear.Deny) || h.Has(hear.Unsure)) && !h.Said
}

// idle is a turn outside of any flow.
func (t *talk) idle() error {
	h := t.in.Heard
	f, wished := t.wished()
	enough := approvedSurely
	if !wished {
		enough = approvedAny
	}
	with := wished && f.Name == "book" && t.booksWith(plainly(t.in.Text)) // a wish, whatever the pages say of interpreters
	switch picked := t.picked(); {
	case picked == "staff":
		return t.person()
	case picked != "":
		f, wished = t.flows[picked], true
	case plainAct(h, t.in.Text), with:
		enough = 2 // "no" asks for no answer
	}
	if a, ok := t.approved(enough); ok && t.Ready() && t.picked() == "" {
		t.quote(a)
		return t.done()
	}
	if done, err := t.routed(false); done || err != nil {
		return err
	}
	if picked := t.picked(); picked == "" && !with && (!wished || len(f.Steps) > 0) {
		var wish *Flow
		if wished {
			wish = f
		}
		if done, err := t.write(wish); done || err != nil {
			if err != nil || t.Flow != "" {
				return err
			}
			return t.done()
		}
	}
	plain := plainly(t.in.Text)
	_, service := h.Slot("service")
	_, provider := h.Slot("provider")
	switch {
	case t.aside(Step{Free: true}):
		return t.ask("again")
	case wished && len(f.Steps) > 0 && t.Ready() && saysAny(plain, medical) && f.Name == "clinician_message", !wished && saysAny(plain, medical):
		t.say("advice", nil)
		return t.begin(t.flows["clinician_message"])
	case wished:
		return t.begin(f)
	case h.Intent == hear.None && (service || !h.When.Want.IsZero() && h.When.Clash == nil):
		return t.begin(t.flows["book"])
	case h.Intent == hear.None && saysAny(plain, message):
		return t.begin(t.flows["clinician_message"])
	case h.Intent == hear.None && provider:
		return t.begin(t.flows["find_provider"])
	case h.Has(hear.Greet) || h.Has(hear.Affirm):
		return t.ask("hello")
	case h.Intent == hear.Other || !t.Ready() || t.wonders():
		if t.Ready() {
			t.say("unanswered", nil)
		} else {
			t.say("unready", nil)
		}
		return t.unanswered(inbox.Message)
	}
	t.Lost++
	switch t.Lost {
	case 1:
		return t.ask("again")
	case 2:
		t.say("sorry", nil)
		return t.ask("keypad")
	}
	t.Lost = 0
	return t.person()
}
