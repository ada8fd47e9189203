package readings

import (
	"slices"
	"strings"

	"bedside/internal/guard"
	"bedside/internal/guard/rules"
)

// patient is somebody in the practice's care.
func patient(v *voice, m *room) {
	ids, confirms := m.private()
	switch {
	case len(confirms) > 0:
		v.say("I see that what I write in public gets an answer in public: "+quotes(two(confirms))+" says who comes here.", two(confirms)...)
	case len(ids) > 0 && m.person:
		if ids[0].Type == "NAME" {
			v.say("One of us stands here by name, "+quote(ids[0])+". What of my visit will I read here?", ids[0])
			break
		}
		v.say("This is about one of us, with "+quotes(two(ids))+". What of my visit will I read here?", two(ids)...)
	}
	for _, f := range m.serious(2, "advice") {
		switch {
		case strings.HasPrefix(f.Rule, "advice.you-have"), strings.HasPrefix(f.Rule, "advice.reassure"):
			v.say(quote(f)+" is about me, then, although nobody has seen me.", f)
		default:
			v.say("I may do what "+quote(f)+" says without asking anyone, and I may be the one for whom it is wrong.", f)
		}
	}
	for _, f := range m.serious(1, "claim") {
		v.say("I take "+quote(f)+" as a promise. If it does not hold for me, I was misled.", f)
	}
	if f, ok := m.of("fit.shame", "fit.stigma", "fit.scare"); ok {
		switch {
		case strings.HasPrefix(f.Rule, "fit.stigma"):
			v.say(quote(f)+" is what I am to them, before I am a person.", f)
		case strings.HasPrefix(f.Rule, "fit.scare"):
			v.say(quote(f)+" frightens me, and I do not know what to do now.", f)
		default:
			v.say(quote(f)+" shames me. I would rather not come.", f)
		}
	}
	for _, f := range m.serious(1, "disclosure") {
		v.say("From "+quote(f)+" I cannot tell who paid, or who agreed to what.", f)
	}
	if m.grade != nil && m.grade.Years > hardFor {
		if len(m.grade.Words) > 0 {
			v.say("I stop at “" + m.grade.Words[0].Text + "”: this is written for " + years(m.grade.Years) + " years of school.")
		} else {
			v.say("The sentences are long: this is written for " + years(m.grade.Years) + " years of school.")
		}
	}
}

// hardFor is the grade from which the readings say that a text is hard; half of adults in the United States read at
// or below the eighth (NCES, National Assessment of Adult Literacy 2003).
const hardFor = 9

// described is the person whom the text tells of, or the one who is answered.
func described(v *voice, m *room) {
	ids, confirms := m.private()
	if len(confirms) > 0 {
		v.say("I did not say in public that I am a patient here. "+quotes(two(confirms))+" did.", two(confirms)...)
	}
	if len(ids) > 0 && (m.person || ids[0].Severity == rules.Block) {
		if len(ids) == 1 {
			v.say("I know myself by "+quote(ids[0])+", and so does whoever knows me.", ids[0])
		} else {
			v.say("I know myself by "+quotes(ids)+", and together they leave no doubt for my family or at work.", two(ids)...)
		}
	}
	if f, ok := m.of("privacy.photo", "privacy.biometric"); ok && f.Severity != rules.Note {
		v.say("Did I sign for "+quote(f)+"?", f)
	}
	if f, ok := m.of("reputation.joke", "reputation.venting", "reputation.slang", "reply.insult"); ok {
		v.say(quote(f)+" is about me. They laughed, or they were angry, and told everyone.", f)
	} else if len(m.tone) > 0 && m.person && (m.tone[0].Name == "mocking" || m.tone[0].Name == "hostile") {
		v.say("“" + m.tone[0].Evidence[0].Text + "” is about me, and now others laugh or judge with them.")
	}
	if f, ok := m.of("reply.argue", "reply.threat"); ok {
		v.say(quote(f)+" tells me that they want to be right more than to know what happened.", f)
	}
	if len(v.says) == 0 && m.person {
		v.say("No name is given, but I know that this is me. Was I asked?")
	}
}

// colleague is another clinician.
func colleague(v *voice, m *room) {
	if f, ok := m.of("myth."); ok {
		v.say("I know the evidence against "+quote(f)+", and wonder what else here was not looked up.", f)
	}
	for _, f := range m.serious(2, "source") {
		switch {
		case strings.HasPrefix(f.Rule, "source.number"):
			v.say("Where does "+quote(f)+" come from? I would not repeat a figure without its source.", f)
		case strings.HasPrefix(f.Rule, "source.retracted"):
			v.say("The work behind "+quote(f)+" was withdrawn or is in doubt.", f)
		case strings.HasPrefix(f.Rule, "source.preprint"):
			v.say(quote(f)+" has not been reviewed by anyone yet.", f)
		default:
			v.say(quote(f)+": which study, in whom, against what?", f)
		}
	}
	for _, f := range m.serious(1, "advice") {
		v.say("I would not say "+quote(f)+" to somebody whose chart I have not seen.", f)
	}
	for _, f := range m.serious(1, "claim") {
		switch {
		case strings.HasPrefix(f.Rule, "myth."):
		case strings.HasPrefix(f.Rule, "claim.best"), strings.HasPrefix(f.Rule, "claim.award"), strings.HasPrefix(f.Rule, "claim.comparison"), strings.HasPrefix(f.Rule, "claim.success"):
			v.say(quote(f)+": measured how, and against whom?", f)
		default:
			v.say("No treatment I know lives up to "+quote(f)+".", f)
		}
	}
	if f, ok := m.of("reputation.colleagues", "reputation.rivals"); ok {
		v.say(quote(f)+" is about us. I will think twice before I send you anyone.", f)
	}
	if ids, _ := m.private(); len(ids) > 0 && m.person && !m.isReply() {
		v.say("With "+quotes(two(ids))+" I could find out at work whom this is about.", two(ids)...)
	}
}

// reporter is somebody who looks for a story, or writes about the practice one day.
func reporter(v *voice, m *room) {
	ids, confirms := m.private()
	if own := append(confirms, ids...); len(own) > 0 && (m.person || own[0].Severity == rules.Block) {
		v.say("The practice itself wrote "+quote(own[0])+" where all can read it. That is the story, and it needs no second source.", own[0])
	}
	if f, ok := m.of("reputation.", "reply.insult", "reply.threat"); ok && f.Severity != rules.Note {
		v.say(quote(f)+" is my headline as it stands.", f)
	}
	for _, f := range m.serious(1, "claim") {
		v.say("I would set "+quote(f)+" beside what the studies say.", f)
	}
	for _, f := range m.serious(1, "disclosure") {
		v.say("Who paid for "+quote(f)+"? I would ask the practice first, and then whoever sells it.", f)
	}
	if f, ok := m.of("boundary.politics", "boundary.drugs", "boundary.alcohol", "boundary.dating", "boundary.money"); ok && f.Severity != rules.Note {
		v.say("A doctor who writes "+quote(f)+" is news where everyone knows the doctor.", f)
	}
}

// regulator is whoever watches over one of the rules.
func regulator(v *voice, m *room) {
	said := map[string]bool{}
	for _, f := range m.findings {
		if f.Severity == rules.Note {
			break
		}
		who, why := watcher(f)
		if who == "" || said[who] {
			continue
		}
		said[who] = true
		v.say(who+" would ask about "+quote(f)+": "+why+".", f)
	}
}

// watcher returns who watches over the rule that a finding is taken from, and the rule.
func watcher(f guard.Finding) (who, why string) {
	why = strings.TrimSuffix(f.Authority, ".")
	for _, w := range watchers {
		if slices.ContainsFunc(w.marks, func(mark string) bool { return strings.Contains(f.Authority, mark) }) {
			return w.who, why
		}
	}
	return "", ""
}

// watchers are in the order in which their names are looked for in an authority: states before the federation.
var watchers = []struct {
	who   string
	marks []string
}{
	{"The Texas Medical Board", []string{"Tex.", "Texas"}},
	{"Florida's Department of Health", []string{"Fla.", "Florida"}},
	{"New York's Education Department", []string{"NYCRR", "New York"}},
	{"The Medical Board of California", []string{"Cal.", "California"}},
	{"Illinois's regulator", []string{"ILCS", "Illinois"}},
	{"The Office for Civil Rights", []string{"45 CFR 16", "OCR", "HIPAA", "HHS"}},
	{"The Federal Trade Commission", []string{"FTC", "16 CFR", "15 U.S.C."}},
	{"The Food and Drug Administration", []string{"FDA", "21 CFR", "21 U.S.C."}},
	{"A state medical board", []string{"FSMB", "AMA", "Code of Medical Ethics"}},
}

// years writes a number of years.
func years(f float64) string {
	n := int(f + 0.5)
	if n > most {
		return "more than " + number(most)
	}
	return number(n)
}

const most = 20

func number(n int) string {
	return []string{"no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
		"fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"}[n]
}
