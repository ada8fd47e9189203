package flow

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"bedside/internal/frontdesk/hear"
	"bedside/internal/inbox"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/words"
)

// route is a rule that is ready to be asked.
type route struct {
	Rule
	says []string // as stems
}

// weekdays are the days of rules.
var weekdays = []string{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"}

// Hours of rules.
const (
	Open   = "open"
	Closed = "closed"
)

// Case is what rules look at: something that was said, and when.
type Case struct {
	Text     string
	Heard    hear.Heard
	At       time.Time // in the practice's zone
	Open     bool      // the practice was
	Language words.Language
	Channel  string
	Asking   bool // another question is open: only what is named by words or intent turns away from it
}

// Route returns the places of the rules that apply: those that announce, and the first that decides, -1 for none.
func (m *Machine) Route(c Case) (announce []int, decides int) {
	plain, said := plainly(c.Text), stems(c.Text)
	for i := range m.rules {
		r := &m.rules[i]
		if !r.fits(c, plain, said) {
			continue
		}
		if r.Do != Announce {
			return announce, i
		}
		announce = append(announce, i)
	}
	return announce, -1
}

// Decided says in words what is done with something that was said: what is announced, and where the caller is sent.
func (m *Machine) Decided(c Case, h House) string {
	announce, i := m.Route(c)
	var all []string
	for _, a := range announce {
		all = append(all, "“"+m.rules[a].Say.English+"” is said.")
	}
	switch f := m.byWish[string(c.Heard.Intent)]; {
	case i >= 0:
		then := strings.TrimPrefix(m.ruleThen(m.rules[i].Rule, h), "then ")
		all = append(all, strings.ToUpper(then[:1])+then[1:]+".")
	case c.Heard.Said && f != nil && f.off:
		all = append(all, "A message is taken, since “"+bareTitle(f)+"” is switched off.")
	case c.Heard.Said && f != nil:
		all = append(all, "The flow “"+bareTitle(f)+"” begins.")
	default:
		all = append(all, "No rule fits.")
	}
	return strings.Join(all, " ")
}

// Takes reports what was asked in a state such as "book.date", and whether its answer is taken as it is said, so that no
// rule reads it.
func (m *Machine) Takes(state string) (asked []string, free bool) {
	_, step, _ := strings.Cut(state, ".")
	s := m.steps[step]
	return s.Asked, s.Free
}

// Rules returns those of the machine, in their order.
func (m *Machine) Rules() []Rule {
	all := make([]Rule, len(m.rules))
	for i, r := range m.rules {
		all[i] = r.Rule
	}
	return all
}

func (r *route) fits(c Case, plain, said string) bool {
	provider, named := c.Heard.Slot("provider")
	switch {
	case r.Channel != "" && r.Channel != c.Channel,
		r.Language != "" && r.Language != c.Language,
		r.Hours == Open && !c.Open, r.Hours == Closed && c.Open,
		len(r.Days) > 0 && !slices.Contains(r.Days, weekdays[c.At.Weekday()]),
		r.New && !isNew(c.Heard, plain),
		r.Provider != "" && (!named || provider.ID != r.Provider),
		r.Do == Queue && !named:
		return false
	case len(r.Says) == 0 && len(r.Wants) == 0:
		return !c.Asking && (r.New || r.Provider != "" || r.Do == Queue || asksForSomething(c.Heard, c.Text))
	}
	return saysAnyOf(said, r.says) || c.Heard.Said && slices.Contains(r.Wants, string(c.Heard.Intent))
}

// stems is plainly without the endings of plurals, in either language: a rule for "form" is for "forms" too.
func stems(text string) string {
	all := strings.Fields(plainly(text))
	for i, w := range all {
		if len(w) > 3 && strings.HasSuffix(w, "s") && !strings.HasSuffix(w, "ss") {
			all[i] = strings.TrimSuffix(w, "s")
		}
	}
	return " " + strings.Join(all, " ") + " "
}

// saysAnyOf is saysAny for stems.
func saysAnyOf(plain string, all []string) bool {
	return slices.ContainsFunc(all, func(s string) bool { return strings.Contains(plain, s) })
}

// newHere are the words of somebody who has not been here, folded.
var newHere = []string{"new patient", "new here", "first time", "never been", "paciente nuevo", "paciente nueva", "primera vez", "nunca he ido"}

func isNew(h hear.Heard, plain string) bool {
	return h.Said && h.Intent == hear.NewPatient || slices.Contains(h.Others, hear.NewPatient) || saysAny(plain, newHere)
}

// asksForSomething reports whether a turn is more than a greeting, thanks, yes or no.
func asksForSomething(h hear.Heard, text string) bool {
	return !plainAct(h, text) && (h.Said || len(h.Slots) > 0 || len(h.Missed) > 0)
}

// moment is the turn as rules look at it.
func (t *talk) moment(asking bool) Case {
	return Case{Text: t.in.Text, Heard: t.in.Heard, At: t.Now(), Open: t.p.OpenAt(t.Now()), Language: t.Language, Channel: t.Channel(), Asking: asking}
}

// routed does what the rules say; false where none decides.
func (t *talk) routed(asking bool) (bool, error) {
	if len(t.rules) == 0 || asking && t.steps[t.Step].Free || !t.Ready() {
		return false, nil
	}
	announce, i := t.Route(t.moment(asking))
	for _, a := range announce {
		t.announced(t.rules[a].Say)
	}
	if i < 0 {
		return false, nil
	}
	r := t.rules[i]
	switch f := t.flows[r.Flow]; {
	case r.Do == Transfer:
		t.note("rule " + strconv.Itoa(i+1))
		return true, t.person()
	case r.Do == Start && (f == nil || f == t.flow()):
		return false, nil
	case r.Do == Start:
		t.note("rule " + strconv.Itoa(i+1))
		t.park()
		if len(f.Steps) == 0 && !f.off {
			return true, t.begin(f)
		}
		return true, t.start(f, map[string]string{})
	}
	whom := For{Staff: r.Staff}
	if r.Do == Queue {
		v, _ := t.in.Heard.Slot("provider")
		whom = For{Provider: practice.ProviderID(v.ID)}
	}
	if t.Flow == "message" && t.For == whom {
		return false, nil
	}
	t.note("rule " + strconv.Itoa(i+1))
	t.park()
	return true, t.messageFor(whom)
}

// messageFor takes a message for somebody.
func (t *talk) messageFor(f For) error {
	t.State.Frame = Frame{Flow: "message", For: f, Slots: map[string]string{}}
	t.Lost = 0
	if telling("text", t.in.Text) {
		t.Slots["text"] = clip(t.in.Text)
	}
	t.absorb()
	return t.next()
}

// announce says what rules announce to everybody, whatever is said.
func (t *talk) announce() {
	c := t.moment(false)
	for _, r := range t.rules {
		if r.Do == Announce && len(r.Says) == 0 && len(r.Wants) == 0 && !r.New && r.Provider == "" {
			always := route{Rule: Rule{Hours: r.Hours, Days: r.Days, Language: r.Language, Channel: r.Channel, Says: []string{""}}, says: []string{""}}
			if always.fits(c, " ", " ") {
				t.announced(r.Say)
			}
		}
	}
}

// greet says who speaks, and says first what everybody has to know today.
func (t *talk) greet() {
	t.say("open", nil)
	for _, n := range t.p.Notices(t.Now(), "") {
		t.announced(Words{English: n.English, Spanish: n.Spanish})
	}
}

// announced says what is announced, once in a conversation.
func (t *talk) announced(say Words) {
	text := say.English
	if t.Language == words.Spanish && say.Spanish != "" {
		text = say.Spanish
	}
	if slices.Contains(t.Announced, say.English) {
		return
	}
	t.Announced = append(t.Announced, say.English)
	t.note("announced")
	t.add([]inbox.Piece{{Text: phi.NewText(text)}})
}
