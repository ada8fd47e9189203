package flow

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"bedside/internal/frontdesk/hear"
	"bedside/internal/inbox"
	"bedside/internal/triage"
)

// How much a practice may make of its own. More of it nobody would listen to.
const (
	mostOwn     = 30
	mostSteps   = 12
	mostOptions = 6
	longestName = 60 // code points of a title or an option
)

var ownName = regexp.MustCompile(`^own_[a-z0-9_]{1,40}$`)

// Tasks are the kinds that a flow of the practice's own may end in.
func Tasks() []inbox.TaskKind {
	return []inbox.TaskKind{inbox.Message, inbox.Callback, inbox.Refill, inbox.Records, inbox.Billing, inbox.Referral, inbox.Insurance}
}

// changes checks what is different about the shipped flows.
func (b *builder) changes() {
	seen := map[string]bool{}
	for _, c := range b.e.Changes {
		at, f := "flow "+c.Name, b.m.flows[c.Name]
		switch {
		case f == nil:
			b.stop(at, "There is no flow %q.", c.Name)
			continue
		case seen[c.Name]:
			b.stop(at, "The flow %q stands there twice. Keep one.", c.Name)
		case c.Off && f.Stays:
			b.stop(at, "“%s” cannot be switched off: whoever cannot be helped otherwise ends there.", bareTitle(f))
		}
		seen[c.Name] = true
		if len(c.Steps) > 0 {
			b.steps(at, f, c.Steps)
		}
	}
}

func bareTitle(f *Flow) string { return strings.TrimSuffix(f.Title, ".") }

// steps checks the steps of a shipped flow in another order.
func (b *builder) steps(at string, f *Flow, steps []string) {
	for i, s := range steps {
		step, there := b.m.steps[s]
		switch {
		case !there:
			b.stop(at, "The flow %q has a step %q that there is not.", f.Name, s)
		case slices.Contains(steps[:i], s):
			b.stop(at, "The flow %q asks for “%s” twice. It would never get past the second time. Take one out.", f.Name, b.stepName(s))
		case !slices.Contains(f.Steps, s):
			b.stop(at, "The flow %q may not ask for “%s”. Make a flow of your own for it.", f.Name, b.stepName(s))
		case step.Last && i != len(steps)-1:
			b.stop(at, "In the flow %q, “%s” must be the last step: it reads back what will be done.", f.Name, b.stepName(s))
		}
		for _, before := range step.After {
			if !slices.Contains(steps[:i], before) && s == "visit" {
				b.stop(at, "The flow %q speaks of a visit: it must ask for the name and the date of birth before, so that nothing is told to a stranger.", f.Name)
				break
			}
			if !slices.Contains(steps[:i], before) {
				b.stop(at, "In the flow %q, “%s” must come after “%s”.", f.Name, b.stepName(s), b.stepName(before))
			}
		}
	}
	for _, s := range f.Steps {
		switch {
		case slices.Contains(steps, s) || slices.Contains(f.MayDrop, s) || slices.Contains(f.Since, s):
		case (s == "name" || s == "dob") && slices.Contains(f.Steps, "visit"):
			b.stop(at, "The flow %q tells or changes a visit: it must ask for the name and the date of birth. “%s” is missing.", f.Name, b.stepName(s))
		default:
			b.stop(at, "The flow %q cannot do without “%s”.", f.Name, b.stepName(s))
		}
	}
}

// stepName is how the editor calls a step.
func (b *builder) stepName(s string) string {
	for i := range b.e.Own {
		if q, ok := b.e.Own[i].step(s); ok && strings.TrimSpace(q.Ask.English) != "" {
			return q.Ask.English
		}
	}
	return b.m.StepName(s)
}

// own checks the flows of the practice's own.
func (b *builder) own() {
	if len(b.e.Own) > mostOwn {
		b.stop("flows", "There are more than %d flows of your own. Nobody would find their way.", mostOwn)
		return
	}
	questions := map[string]string{}
	for i := range b.e.Own {
		o := &b.e.Own[i]
		at := "flow " + o.Name
		switch {
		case !ownName.MatchString(o.Name):
			b.stop(at, "The name %q of a flow of your own must begin with %q and hold small letters, digits and _ only.", o.Name, OwnPrefix)
		case slices.ContainsFunc(b.e.Own[:i], func(p Own) bool { return p.Name == o.Name }):
			b.stop(at, "Two flows have the name %q. Rename one.", o.Name)
		}
		if title := strings.TrimSpace(o.Title); title == "" || utf8.RuneCountInString(title) > longestName {
			b.stop(at, "The flow %q needs a title of at most %d letters: staff read it first.", o.Name, longestName)
		}
		if o.Task != "" && !slices.Contains(Tasks(), o.Task) {
			b.stop(at, "The flow %q cannot end in a task of the kind %q.", o.Name, o.Task)
		}
		for _, q := range o.Steps {
			if _, shipped := b.m.steps[q.Name]; shipped {
				continue
			}
			if in, ok := questions[q.Name]; ok && in != o.Name {
				b.stop(at, "The question %q is in two flows. Rename one.", q.Name)
			}
			questions[q.Name] = o.Name
		}
		b.ownSteps(at, o)
	}
}

func (b *builder) ownSteps(at string, o *Own) {
	if len(o.Steps) == 0 {
		b.stop(at, "The flow “%s” asks nothing. Add a step.", o.Title)
		return
	}
	if len(o.Steps) > mostSteps {
		b.stop(at, "The flow “%s” has more than %d steps. Nobody answers so many.", o.Title, mostSteps)
		return
	}
	for i, q := range o.Steps {
		b.question(at, o, i, q)
	}
	b.ends(at, o)
}

// question checks one step of a flow of the practice's own.
func (b *builder) question(at string, o *Own, i int, q Question) {
	step, shipped := b.m.steps[q.Name]
	where := "step " + q.Name
	switch {
	case slices.Contains(o.names()[:i], q.Name):
		b.stop(at, "The flow “%s” asks for “%s” twice. It would never get past the second time. Take one out.", o.Title, b.stepName(q.Name))
	case shipped && !step.Common:
		b.stop(at, "A flow of your own may not ask for “%s”: only the shipped flows speak of visits.", b.stepName(q.Name))
	case shipped && (q.Take != "" || len(q.Options) > 0):
		b.stop(at, "The step “%s” is a shipped one; its answer is read as it is shipped.", b.stepName(q.Name))
	case !shipped && !ownName.MatchString(q.Name):
		b.stop(at, "The flow “%s” has a step %q that there is not.", o.Title, q.Name)
	case !shipped && q.Take != "" && q.Take != "text" && q.Take != "choice":
		b.stop(where, "An answer is taken as text or as a choice, not as %q.", q.Take)
	case !shipped && q.Take == "choice" && len(q.Options) < 2, !shipped && len(q.Options) == 1, len(q.Options) > mostOptions:
		b.stop(where, "A choice needs from 2 to %d answers.", mostOptions)
	case q.Take == "text" && len(q.Options) > 0:
		b.stop(where, "A free answer has no choices. Take them out, or make it a choice.")
	}
	if !shipped || q.Ask != (Words{}) {
		b.words(where, o.Name+"."+q.Name, q.Ask, Words{}, true)
	}
	b.options(where, q.Options)
	for _, then := range append(thens(q.Options), q.Then) {
		if then != "" && then != End && !slices.Contains(o.names(), then) {
			b.stop(where, "After “%s” the flow “%s” goes on with %q, which there is not.", b.stepName(q.Name), o.Title, then)
		}
	}
}

func thens(all []Option) (then []string) {
	for _, o := range all {
		then = append(then, o.Then)
	}
	return then
}

// options checks what a choice offers: each can be told from the others and from what may be said at any time.
func (b *builder) options(where string, all []Option) {
	for i, o := range all {
		for _, label := range []string{o.English, o.Spanish} {
			plain := plainly(label)
			switch {
			case strings.TrimSpace(plain) == "" || utf8.RuneCountInString(label) > longestName || strings.ContainsAny(label, "{}\n"):
				b.stop(where, "Every answer needs a few words in English and in Spanish.")
				continue
			case slices.ContainsFunc(all[:i], func(x Option) bool {
				return names(plain, x) || names(plainly(x.English), o) || names(plainly(x.Spanish), o)
			}):
				b.stop(where, "The answer “%s” cannot be told from another one of this question. Use other words.", label)
				continue
			}
			if b.always(label) {
				b.stop(where, "The answer “%s” always means something else: it reaches a person, goes back or ends. Use another word.", label)
			}
			if n := b.m.catalog.forbidden(where, label, true); n != nil {
				b.stop(where, "The answer “%s” asks for %s. %s", label, n.Name, n.Why)
			}
			if b.h.Triage != nil && b.h.Triage.Read(label).Tier != triage.None {
				b.stop(where, "The answer “%s” is heard as an emergency, which comes before every question. Use another word.", label)
			}
		}
	}
}

// always reports whether words mean something at any time, whatever was asked.
func (b *builder) always(label string) bool {
	plain := plainly(label)
	if strings.TrimSpace(plain) == "0" || slices.ContainsFunc(phrases, func(p struct {
		do  string
		any []string
	}) bool {
		return saysAny(plain, p.any)
	}) || saysAny(plain, privately) {
		return true
	}
	h := b.hears(label)
	return h.Said && slices.Contains([]hear.Intent{hear.Staff, hear.OptOut, hear.Goodbye, hear.Repeat, hear.Emergency}, h.Intent)
}

// answers reports whether words are no more than yes, no, thanks, a number, a day or a time.
func (b *builder) answers(text string) bool {
	h := b.hears(text)
	return !h.When.Want.IsZero() || len(h.Acts) > 0 && len(strings.Fields(plainly(text))) < 3 || strings.Trim(strings.TrimSpace(plainly(text)), "0123456789") == ""
}

func (b *builder) hears(text string) hear.Heard {
	if b.ear == nil {
		b.ear = hear.New(hear.Vocabulary{})
	}
	return b.ear.Hear(hear.Input{Text: text, Asked: []string{"choice"}, Now: time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)})
}

// ends says whether every way through a flow of the practice's own comes to its end, and by the name and a number to call
// back at.
func (b *builder) ends(at string, o *Own) {
	all := o.names()
	next := func(s string) []string {
		if i := slices.Index(all, s); i >= 0 {
			return o.onward(i)
		}
		return nil
	}
	if loop := circle(all[0], next, nil, map[string]bool{}); loop != nil {
		said := make([]string, len(loop))
		for i, s := range loop {
			said[i] = "“" + b.stepName(s) + "”"
		}
		b.stop(at, "The flow “%s” goes round in a circle and never ends: %s. Let one of them end the flow.", o.Title, strings.Join(said, ", then "))
		return
	}
	reached := reach(all[0], next, "")
	for _, s := range all {
		if !slices.Contains(reached, s) {
			b.stop(at, "In the flow “%s” nothing leads to “%s”. Take it out, or let a step go on with it.", o.Title, b.stepName(s))
		}
	}
	for _, s := range []string{"name", "phone"} {
		if all[0] != s && slices.Contains(reach(all[0], next, s), End) {
			b.stop(at, "The flow “%s” can end without “%s”: nobody could answer. Ask for it on every way through.", o.Title, b.stepName(s))
		}
	}
}

// circle returns steps that lead back to the first of them, nil if none do. clear are those from which none do.
func circle(at string, next func(string) []string, path []string, clear map[string]bool) []string {
	if i := slices.Index(path, at); i >= 0 {
		return append(slices.Clone(path[i:]), at)
	}
	if clear[at] {
		return nil
	}
	for _, s := range next(at) {
		if loop := circle(s, next, append(slices.Clone(path), at), clear); loop != nil {
			return loop
		}
	}
	clear[at] = true
	return nil
}

// reach are the steps that can be come to, [End] among them, without passing by one.
func reach(from string, next func(string) []string, without string) (all []string) {
	for waiting := []string{from}; len(waiting) > 0; waiting = waiting[1:] {
		s := waiting[0]
		if s == without || slices.Contains(all, s) {
			continue
		}
		all = append(all, s)
		waiting = append(waiting, next(s)...)
	}
	return all
}
