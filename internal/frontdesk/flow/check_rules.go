package flow

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"bedside/internal/civil"
	"bedside/internal/practice"
	"bedside/internal/triage"
	"bedside/internal/words"
)

const (
	mostRules = 60
	mostSays  = 20
)

// Wants are the intents that a rule may ask for. A person, an emergency, the end and whatever else is heard at any time
// are not among them.
func Wants() []string {
	return []string{"book", "reschedule", "cancel", "confirm", "appointment_info", "waitlist", "waitlist_leave", "waitlist_info", "find_provider", "office_info", "insurance_question", "refill",
		"records", "billing", "referral", "clinician_message", "new_patient"}
}

// rules checks who is sent where.
func (b *builder) rules() {
	if len(b.e.Rules) > mostRules {
		b.stop("rules", "There are more than %d rules. Nobody would know any more who goes where.", mostRules)
		return
	}
	for i, r := range b.e.Rules {
		at := fmt.Sprintf("rule %d", i+1)
		before := len(b.problems)
		b.when(at, r)
		b.then(at, r)
		if len(b.problems) == before {
			b.among(at, i, r)
		}
	}
}

// when checks what a rule asks for.
func (b *builder) when(at string, r Rule) {
	if len(r.Says) > mostSays {
		b.stop(at, "A rule takes at most %d phrases.", mostSays)
		return
	}
	for _, s := range r.Says {
		plain := strings.TrimSpace(plainly(s))
		switch {
		case len(content(s)) == 0 || b.answers(s):
			b.stop(at, "“%s” is what people answer to other questions. Listen for words that say what they want.", s)
		case len(plain) < 2 || utf8.RuneCountInString(s) > longestName:
			b.stop(at, "The words “%s” are too short or too long to be listened for.", s)
		case b.h.Triage != nil && b.h.Triage.Read(s).Tier != triage.None:
			b.stop(at, "“%s” is heard as an emergency or as urgent, and that comes before every rule. Take it out.", s)
		case b.always(s):
			b.stop(at, "“%s” always reaches a person, the privacy officer, or ends the conversation. No rule comes before that. Take it out.", s)
		}
	}
	for _, w := range r.Wants {
		if !slices.Contains(Wants(), w) {
			b.stop(at, "No rule can be made for %q.", w)
		}
	}
	for _, d := range r.Days {
		if !slices.Contains(weekdays, d) {
			b.stop(at, "There is no day %q.", d)
		}
	}
	if r.Hours != "" && r.Hours != Open && r.Hours != Closed {
		b.stop(at, "A rule is for open or for closed hours, not for %q.", r.Hours)
	}
	if r.Channel != "" && !slices.Contains(channels, r.Channel) {
		b.stop(at, "There is no channel %q.", r.Channel)
	}
	if r.Language != "" && !slices.Contains(Languages(), r.Language) {
		b.stop(at, "Bedside does not speak %q.", string(r.Language))
	}
	if p := b.h.Practice; p != nil {
		if v, ok := p.Provider(practice.ProviderID(r.Provider)); r.Provider != "" && (!ok || !v.Active) {
			b.stop(at, "The provider of this rule does not work here any more. Choose another, or take the rule out.")
		}
		if r.Language == words.Spanish && !p.Desk.Spanish {
			b.stop(at, "The front desk does not offer Spanish, so this rule is never used.")
		}
		if len(r.Days) > 0 && r.Hours == Open && !opens(p, r.Days) {
			b.stop(at, "The practice is never open on %s, so this rule is never used.", listed(dayNames(r.Days), "or"))
		}
	}
}

// opens reports whether the practice is open on one of the days in the coming weeks.
func opens(p *practice.Practice, days []string) bool {
	from := civil.Date{Year: 2026, Month: time.January, Day: 1} // only the days of the week count
	for i := range 7 {
		d := from.AddDays(i)
		if !slices.Contains(days, weekdays[d.Weekday()]) {
			continue
		}
		for _, h := range p.Hours {
			if h.Weekday == d.Weekday() && !h.Break {
				return true
			}
		}
	}
	return false
}

// then checks what a rule does.
func (b *builder) then(at string, r Rule) {
	f := b.m.flows[r.Flow]
	p := b.h.Practice
	switch r.Do {
	case Start:
		switch {
		case f == nil:
			b.stop(at, "The rule leads to a flow that there is not. Choose one.")
		case f.off:
			b.stop(at, "The rule leads to “%s”, which is switched off.", bareTitle(f))
		case f.Name == "privacy":
			b.stop(at, "The privacy officer's flow is begun by itself, by no rule.")
		}
	case Transfer:
		switch {
		case r.Hours == Closed:
			b.stop(at, "Nobody answers when the practice is closed. Take a message instead, or make the rule for open hours.")
		case r.Channel == "" || r.Channel == "voice":
			if p != nil && p.Desk.Transfer == "" {
				b.mild(at, "No number is set that a person answers, so a message is taken.")
			}
		}
	case MessageFor:
		if _, ok := b.h.Staff[r.Staff]; r.Staff == "" || b.h.Staff != nil && !ok {
			b.stop(at, "The message has to be for somebody who works here. Choose who.")
		}
	case Queue:
	case Announce:
		b.words(at, "announce", r.Say, Words{}, false)
	default:
		b.stop(at, "The rule says when, and not what then. Choose what is done.")
	}
	if r.Do != Announce && len(r.Says) == 0 && len(r.Wants) == 0 && !r.New && r.Provider == "" && r.Do != Queue &&
		r.Hours == "" && len(r.Days) == 0 && r.Language == "" && r.Channel == "" {
		b.stop(at, "The rule fits everything that anybody says, so nothing else would ever be done. Say when it applies.")
	}
}

// among names rules that never get their turn, and those that fit the same and do something else.
func (b *builder) among(at string, i int, r Rule) {
	if r.Do == Announce {
		return
	}
	for j, before := range b.e.Rules[:i] {
		switch {
		case before.Do == Announce:
		case covers(before, r):
			b.stop(at, "Rule %d never gets its turn: rule %d fits whenever it does. Put it before, narrow rule %d, or take it out.", i+1, j+1, j+1)
			return
		case (before.Do != r.Do || before.Flow != r.Flow || before.Staff != r.Staff) && meets(before, r) && !covers(r, before): // an exception that stands before what is usual is no accident
			b.mild(at, "Rules %d and %d can fit the same words. Rule %d decides then, because it stands first.", j+1, i+1, j+1)
		}
	}
}

// whatever reports whether a rule asks neither for words nor for somebody.
func whatever(r Rule) bool {
	return len(r.Says)+len(r.Wants) == 0 && !r.New && r.Provider == "" && r.Do != Queue
}

// covers reports whether a fits whenever r does.
func covers(a, r Rule) bool {
	wide := func(mine, other string) bool { return mine == "" || mine == other }
	days := len(a.Days) == 0 || len(r.Days) > 0 && !slices.ContainsFunc(r.Days, func(d string) bool { return !slices.Contains(a.Days, d) })
	if !days || !wide(a.Hours, r.Hours) || !wide(a.Provider, r.Provider) || !wide(string(a.Language), string(r.Language)) || !wide(a.Channel, r.Channel) ||
		a.New && !r.New || a.Do == Queue && r.Provider == "" && r.Do != Queue {
		return false
	}
	if len(a.Says) == 0 && len(a.Wants) == 0 {
		return a.New || a.Provider != "" || a.Do == Queue || len(r.Says) > 0 || len(r.Wants) > 0 || !r.New && r.Provider == "" && r.Do != Queue
	}
	if len(r.Says) == 0 && len(r.Wants) == 0 {
		return false
	}
	for _, s := range r.Says {
		if !slices.ContainsFunc(a.Says, func(p string) bool { return strings.Contains(stems(s), stems(p)) }) {
			return false
		}
	}
	return !slices.ContainsFunc(r.Wants, func(w string) bool { return !slices.Contains(a.Wants, w) })
}

// meets reports whether two rules plainly share words or an intent, and can be so at the same time.
func meets(a, r Rule) bool {
	apart := func(x, y string) bool { return x != "" && y != "" && x != y }
	if apart(a.Hours, r.Hours) || apart(a.Provider, r.Provider) || apart(string(a.Language), string(r.Language)) || apart(a.Channel, r.Channel) {
		return false
	}
	if len(a.Days) > 0 && len(r.Days) > 0 && !slices.ContainsFunc(a.Days, func(d string) bool { return slices.Contains(r.Days, d) }) {
		return false
	}
	if slices.ContainsFunc(a.Wants, func(w string) bool { return slices.Contains(r.Wants, w) }) {
		return true
	}
	for _, s := range a.Says {
		for _, x := range r.Says {
			if strings.Contains(stems(s), stems(x)) || strings.Contains(stems(x), stems(s)) {
				return true
			}
		}
	}
	return whatever(a) || whatever(r)
}
