package flow

import (
	"strings"

	"bedside/internal/practice"
)

// wanted says an intent as something that the caller does.
var wanted = map[string]string{
	"book": "wants a visit", "reschedule": "wants to move a visit", "cancel": "wants to cancel a visit", "confirm": "wants to confirm a visit",
	"waitlist": "wants to be told when a time opens", "waitlist_leave": "wants off the waiting list", "waitlist_info": "asks whether they are on the waiting list",
	"appointment_info": "asks about their visit", "find_provider": "asks for a provider", "office_info": "asks about the office",
	"insurance_question": "asks about insurance", "refill": "asks for a refill", "records": "asks for records", "billing": "asks about a bill",
	"referral": "asks for a referral", "clinician_message": "has a message for a clinician", "new_patient": "wants to become a patient",
}

// Wanted says an intent of [Wants] in words.
func Wanted(intent string) string { return wanted[intent] }

// RuleInWords says a rule in one sentence, exactly as it works.
func (m *Machine) RuleInWords(r Rule, h House) string {
	return m.ruleWhen(r, h) + ", " + m.ruleThen(r, h) + "."
}

func (m *Machine) ruleWhen(r Rule, h House) string {
	var says []string
	for _, s := range r.Says {
		says = append(says, "“"+strings.TrimSpace(s)+"”")
	}
	var either []string
	if len(says) > 0 {
		either = append(either, "says "+listed(says, "or"))
	}
	for _, w := range r.Wants {
		either = append(either, wanted[w])
	}
	when := "When the caller " + listed(either, "or")
	if len(either) == 0 {
		when = "Whatever the caller asks for"
	}
	var all []string
	if r.New {
		all = append(all, "they are new here")
	}
	switch {
	case r.Provider != "":
		all = append(all, "they name "+providerName(r.Provider, h))
	case r.Do == Queue:
		all = append(all, "they name a provider")
	}
	switch r.Hours {
	case Open:
		all = append(all, "the practice is open")
	case Closed:
		all = append(all, "the practice is closed")
	}
	if len(r.Days) > 0 {
		all = append(all, "it is "+listed(dayNames(r.Days), "or"))
	}
	if r.Language != "" {
		all = append(all, "they speak "+language(r.Language))
	}
	if r.Channel != "" {
		all = append(all, map[string]string{"voice": "they call", "sms": "they text", "chat": "they write in the chat"}[r.Channel])
	}
	if len(all) == 0 {
		return when
	}
	if len(either) == 0 {
		return when + ", if " + listed(all, "and")
	}
	return when + " and " + listed(all, "and")
}

func (m *Machine) ruleThen(r Rule, h House) string {
	switch r.Do {
	case Start:
		if f := m.flows[r.Flow]; f != nil {
			return "then the flow “" + bareTitle(f) + "” begins"
		}
	case Transfer:
		return "then they are connected to a person, or leave a message if nobody answers"
	case MessageFor:
		if name := h.Staff[r.Staff]; name != "" {
			return "then Bedside takes a message for " + name
		}
		return "then Bedside takes a message for somebody who is not named"
	case Queue:
		if r.Provider != "" {
			return "then Bedside takes a message for the care team of " + providerName(r.Provider, h)
		}
		return "then Bedside takes a message for that provider's care team"
	case Announce:
		return "then Bedside says once “" + r.Say.English + "” (in Spanish “" + r.Say.Spanish + "”) and goes on"
	}
	return "then nothing that there is happens"
}

func providerName(i string, h House) string {
	if h.Practice != nil {
		if v, ok := h.Practice.Provider(practice.ProviderID(i)); ok {
			return v.Name()
		}
	}
	return "a provider who is not here any more"
}

func dayNames(days []string) (all []string) {
	for _, d := range days {
		if d != "" {
			all = append(all, strings.ToUpper(d[:1])+d[1:])
		}
	}
	return all
}

// listed joins with commas, the last with a word.
func listed(all []string, word string) string {
	if len(all) < 2 {
		return strings.Join(all, "")
	}
	return strings.Join(all[:len(all)-1], ", ") + " " + word + " " + all[len(all)-1]
}

// stepNames is how the editor calls the shipped steps.
var stepNames = map[string]string{
	"reason": "what the visit is for", "date": "which day", "time": "which time", "name": "first and last name", "dob": "date of birth", "phone": "a number to call back",
	"visit": "which visit", "confirm": "reading it back", "text": "the message", "medicine": "the medicine", "pharmacy": "the pharmacy",
	"state": "which state they will be in, for a video visit", "seen": "whether they were here before, where it matters", "code": "the code that was sent to them",
	"list": "whether to be on the waiting list", "held": "whether they have a visit that they want sooner",
}

// StepName is how the editor calls a step: a question of the practice's own by its words.
func (m *Machine) StepName(step string) string {
	if n := stepNames[step]; n != "" {
		return n
	}
	for _, f := range m.flows {
		if f.own == nil {
			continue
		}
		if q, ok := f.own.step(step); ok && q.Ask.English != "" {
			return q.Ask.English
		}
	}
	return step
}
