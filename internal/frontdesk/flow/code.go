package flow

import (
	"slices"
	"strings"

	"bedside/internal/frontdesk/hear"
)

// Where the practice asks for more than a name and a date of birth, a code goes to a number on file. The words are the
// same whether there is such a number, and such a patient, or not (SAFETY 8).

// coded reports whether the flow that runs asks for a code.
func (t *talk) coded() bool {
	return !t.Plain && t.Flow != "" && slices.Contains(t.p.Desk.Codes, t.Flow)
}

// withCode puts the question for the code right after those for the two identifiers.
func withCode(steps []string) []string {
	i := slices.Index(steps, "dob")
	if i < 0 {
		return steps
	}
	return slices.Insert(slices.Clone(steps), i+1, "code")
}

// codeKnown sends the code when it is first asked for. Where none can be sent, staff find out who they are.
func (t *talk) codeKnown() (bool, error) {
	if t.Slots["code"] != "" {
		return true, nil
	}
	if !t.Codes() || t.Behalf != "" { // no line, or the number on file is not the caller's
		t.Slots["code"] = "none"
		t.note("no code could be asked for")
		if t.flow().Does == "" {
			return true, nil
		}
		t.say("code.staff", nil)
		return false, t.orMessage(t.summary())
	}
	if t.Slots["sent"] == "" {
		t.Slots["sent"] = "yes"
		names, births := t.Who.claims()
		return false, t.SendCode(names, births)
	}
	return false, nil
}

// without are the words of somebody to whom no code came, folded.
var without = []string{"didn't get", "didnt get", "did not get", "don't have", "dont have", "no code", "no text", "nothing came", "haven't", "never came", "not my phone", "new number", "other phone",
	"no me llego", "no llego", "no tengo", "no he recibido", "no recibi"}

// takeCode takes the code that was said or keyed. Whoever has none, or says a wrong one too often, goes on to staff.
func (t *talk) takeCode() (bool, error) {
	c, ok := t.in.Heard.Slot("code")
	if !ok {
		plain := plainly(t.in.Text)
		if saysAny(plain, without) || t.in.Heard.Has(hear.Deny) && len(strings.Fields(plain)) < 4 {
			return true, t.uncoded()
		}
		return false, nil
	}
	who, state, err := t.CheckCode(c.Value)
	switch {
	case err != nil:
		return false, err
	case state == CodeRight:
		t.Slots["code"] = "right"
		t.Who.Patient = who
		return true, nil
	case state == CodeOver:
		return true, t.uncoded()
	}
	t.note("the code was wrong")
	t.asks = true
	t.say("code.wrong", nil)
	return true, t.ask("again")
}

// uncoded goes on without a code: what staff do anyway is passed on and says so, what Bedside would have done is a
// message.
func (t *talk) uncoded() error {
	t.note("no code was given")
	t.say("code.none", nil)
	t.Slots["code"] = "none"
	if t.flow().Does == "" {
		return nil
	}
	t.asks = true
	return t.orMessage(t.summary())
}

// proof says for staff what a code proved, where one was asked for.
func (t *talk) proof() string {
	switch {
	case !slices.Contains(t.p.Desk.Codes, t.Flow) || t.flow().Does != "":
		return ""
	case t.Slots["code"] == "right":
		return " The code that went to a number on file was right."
	}
	return " No code was given: find out who they are before anything is told or sent."
}
