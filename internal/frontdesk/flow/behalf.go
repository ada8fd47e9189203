package flow

import (
	"slices"

	"bedside/internal/civil"
	"bedside/internal/frontdesk/hear"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/practice"
)

// Whose visit it is that somebody speaks of (SAFETY 9). It is asked only where the words leave it open; where they tell
// that it is somebody else's, both are identified, and whether the one may speak for the other is on record or not.
const (
	whose     = "whose"   // it is asked whether they call for themselves
	ofCaller  = "caller"  // who calls is asked
	ofSome    = "whom"    // only in the words: whose new visit it is, where it matters how old they are
	ofPatient = "patient" // for whom is asked
)

// Speaker is somebody who speaks for a patient, and for what.
type Speaker struct {
	Names  []phi.Name
	Births []phi.BirthDate
	Wants  []patient.Scope // each of them is enough
}

// wants is the authority that a flow needs: to be told of a visit, either is enough.
func (f *Flow) wants() []patient.Scope {
	if f.Does == "tell" || f.Does == "confirm" || f.Does == "waiting" {
		return []patient.Scope{patient.ForVisits, patient.ForInformation}
	}
	return []patient.Scope{patient.ForVisits}
}

// behalf begins to find out who speaks for whom.
func (t *talk) behalf() error {
	f := t.aboutVisit()
	if !t.Ready() || t.p.Desk.Dial(f.Name) == practice.Message {
		t.say("proxy", nil)
		t.park()
		return t.start(t.flows["message"], map[string]string{"text": clip(t.in.Text)})
	}
	if t.Flow != f.Name {
		t.park()
	}
	t.Who, t.Caller, t.Behalf = Who{Phone: t.Who.Phone}, Who{}, ofCaller
	t.in.Heard.Slots = slices.DeleteFunc(slices.Clone(t.in.Heard.Slots), func(s hear.Slot) bool { return s.Name == "name" || s.Name == "dob" }) // whose it is, is not clear
	t.say("proxy", nil)
	return t.start(f, map[string]string{"on": clip(t.in.Text)})
}

// aboutVisit is the flow that somebody wants for somebody else: the one they name, the one that runs, or to be told.
func (t *talk) aboutVisit() *Flow {
	for _, f := range []*Flow{t.wish(), t.flow()} {
		if f != nil && slices.Contains(f.Steps, "visit") {
			return f
		}
	}
	return t.flows["appointment_info"]
}

func (t *talk) wish() *Flow {
	f, _ := t.wished()
	return f
}

// handOver goes on to the patient once it is known who calls.
func (t *talk) handOver() {
	if w := t.Who; t.Behalf == ofCaller && w.Given != "" && w.Family != "" && w.Birth != "" {
		t.Caller, t.Who, t.Behalf = w, Who{Phone: w.Phone}, ofPatient
	}
}

// askWhose asks for whom they call.
func (t *talk) askWhose() error {
	t.asks = true
	t.say("whose", nil)
	t.Question = t.line("whose")
	return nil
}

// selves and elses are the answers to it, folded.
var (
	selves = []string{"myself", "me", "mine", "my own", "own", "for me", "yo", "mi", "mia", "mio", "para mi", "yo mismo", "yo misma"}
	elses  = []string{"someone else", "somebody else", "someone", "somebody", "else", "her", "him", "them", "hers", "his", "theirs", "she", "he", "they", "not me",
		"otra persona", "otro", "otra", "alguien mas", "ella", "el", "ellos"}
)

// settleWhose takes the answer: whoever is not understood twice leaves a message.
func (t *talk) settleWhose() error {
	plain := plainly(t.in.Text)
	of := saysAny(plain, elses) || t.relative(plain)
	switch {
	case of && !saysAny(plain, []string{"myself", "my own", "mine"}):
		text := t.Slots["on"]
		t.Behalf = ""
		if err := t.behalf(); err != nil {
			return err
		}
		t.Slots["on"] = text
		return nil
	case saysAny(plain, selves):
		t.Behalf = ""
		return t.next()
	}
	if t.Fails++; t.Fails < 2 {
		t.say("sorry", nil)
		return t.askWhose()
	}
	text := t.Slots["on"]
	t.Behalf, t.Fails = "", 0
	return t.orMessage(text)
}

// relative reports whether a relative of the caller's is named.
func (t *talk) relative(plain string) bool {
	for _, r := range relatives {
		if saysAny(plain, []string{"my " + r}) {
			return true
		}
	}
	for _, r := range parientes {
		if saysAny(plain, []string{"mi " + r}) {
			return true
		}
	}
	return false
}

// open reports whether a turn that asks about a visit speaks of a relative and leaves it open whose visit it is.
func (t *talk) open() bool {
	f, ok := t.wished()
	return ok && slices.Contains(f.Steps, "visit") && t.Flow == "" && t.Ready() && t.p.Desk.Dial(f.Name) != practice.Message && t.relative(plainly(t.in.Text))
}

// speaker is who speaks for the patient, nil for themselves.
func (t *talk) speaker() *Speaker {
	if t.Behalf != ofPatient {
		return nil
	}
	names, births := t.Caller.claims()
	return &Speaker{names, births, t.flow().wants()}
}

// claims are the names and dates of birth that somebody may have said.
func (w Who) claims() (names []phi.Name, births []phi.BirthDate) {
	names = append(names, phi.NewName(w.Given, w.Family))
	for _, o := range w.Others {
		if given, family := split(o); family != "" {
			names = append(names, phi.NewName(given, family))
		}
	}
	for _, b := range append([]string{w.Birth}, w.OtherBirths...) {
		if d, err := civil.ParseDate(b); err == nil {
			births = append(births, phi.NewBirthDate(d))
		}
	}
	return names, births
}

// unproven ends a try to speak for somebody with a message, in the words of every other try.
func (t *talk) unproven() error {
	text := t.Slots["on"] + "\nFor: " + t.Who.name() + ", born " + t.Who.Birth
	t.Who, t.Caller, t.Behalf = t.Caller, Who{}, ""
	t.say("unknown.last", nil)
	return t.orMessage(text)
}
