// Package hear turns what somebody said into what they mean: an intent, acts and slots, from text, from what a speech
// recogniser heard in several ways, or from the keypad, in English and Spanish.
//
// It promises the same answer for the same input, in time that grows with the text and no faster, says how sure it is
// and what it did not understand, and never takes part in a decision: it proposes. Callers owe what was just asked and
// said, because half of what people say means nothing without it, and the clock.
package hear

import (
	"slices"
	"time"

	"bedside/internal/civil"
	"bedside/internal/frontdesk/when"
	"bedside/internal/words"
)

// Intent is what the caller wants.
type Intent string

// The intents.
const (
	Book              Intent = "book"
	Reschedule        Intent = "reschedule"
	Cancel            Intent = "cancel"
	Confirm           Intent = "confirm"
	AppointmentInfo   Intent = "appointment_info"
	FindProvider      Intent = "find_provider"
	OfficeInfo        Intent = "office_info"
	Refill            Intent = "refill"
	Records           Intent = "records"
	Billing           Intent = "billing"
	Referral          Intent = "referral"
	ClinicianMessage  Intent = "clinician_message"
	NewPatient        Intent = "new_patient"
	InsuranceQuestion Intent = "insurance_question"
	Staff             Intent = "staff"
	Emergency         Intent = "emergency"
	OptOut            Intent = "opt_out"
	Goodbye           Intent = "goodbye"
	Repeat            Intent = "repeat"
	Other             Intent = "other" // something that no flow serves
	None              Intent = "none"  // an answer, a courtesy, or nothing
)

// Act is what the caller does with words besides wanting something.
type Act string

// The acts.
const (
	Affirm              Act = "affirm"
	Deny                Act = "deny"
	Thank               Act = "thank"
	Greet               Act = "greet"
	SayGoodbye          Act = "goodbye"
	AskRepeat           Act = "repeat"
	Correct             Act = "correct"
	Select              Act = "select"
	RequestAlternatives Act = "request_alternatives"
	Unsure              Act = "unsure"
	AskBot              Act = "ask_bot"
)

// Slot is a value that was said. Names are those of DESIGN §8: date, time, date_from, date_to, time_from, time_to,
// name, dob, phone, provider, location, service, reason, insurance, member_id.
type Slot struct {
	Name         string
	Value        string // dates as YYYY-MM-DD, times as HH:MM, phone numbers in E.164; names as they were said
	ID           string // of the provider, location or service in the vocabulary
	Start, End   int    // code points of [Heard.Text], end-exclusive; both 0 for what was keyed or heard in another way
	Alternatives []string
	Sure         float64 // 0 to 1
}

// Span is a piece of the text in code points, end-exclusive.
type Span = when.Span

// Input is a turn and what was going on when it was said.
type Input struct {
	Text    string   // may be "" where NBest is given
	NBest   []string // what a recogniser heard, best first
	Digits  string   // what was keyed
	Channel string   // "voice", "sms", "chat", "" unknown

	Asked    []string    // slots that were just asked
	Prompt   string      // what was just said to the caller
	Offered  []time.Time // times that were just offered, in order, in the practice's zone
	Choices  []string    // names that were just offered
	Now      time.Time   // in the practice's zone
	Language words.Language
	DayFirst bool // 5/12 is the fifth of December
}

// Heard is what was understood.
type Heard struct {
	Text     string   // the hearing that was taken
	Intent   Intent   // the first thing that is wanted, or the flow that the words go on with
	Said     bool     // the words themselves name Intent; if not, it is what the prompt was about
	Sure     float64  // of Intent, 0 to 1
	Others   []Intent // further things that are wanted, in the order they were said
	Acts     []Act
	Slots    []Slot
	Matches  []Match // people of the roster who may be meant, best first
	Selected int     // place in Offered or Choices, -1 for none
	When     when.Reading
	Language words.Language // what was spoken, "" unknown
	Missed   []Span         // words with content that nothing used
}

// Slot returns the first slot of the name.
func (h Heard) Slot(name string) (Slot, bool) {
	for _, s := range h.Slots {
		if s.Name == name {
			return s, true
		}
	}
	return Slot{}, false
}

// Has reports whether the act was heard.
func (h Heard) Has(a Act) bool {
	for _, x := range h.Acts {
		if x == a {
			return true
		}
	}
	return false
}

// Ear listens for one practice. It is immutable and may be used by several goroutines at once.
type Ear struct {
	lexicon   *lexicon
	numerals  *numerals
	phones    *phones
	roster    *roster
	nicknames map[string][]string
	alphabet  *alphabet
	vocab     *vocabulary
}

// longestText is how many code points of a turn are read; nobody says more in one breath.
const longestText = 10_000

// New returns an ear that knows the words.
func New(v Vocabulary) *Ear {
	e := &Ear{lexicon: readLexicon(), numerals: &numerals{}, phones: newPhones(), alphabet: &alphabet{}}
	mustRead("numbers.toml", e.numerals)
	mustRead("alphabet.toml", e.alphabet)
	e.nicknames = readNicknames()
	e.roster = newRoster(v.Roster, e.nicknames, e.phones)
	e.vocab = newVocabulary(v)
	return e
}

// Hear returns what a turn means.
func (e *Ear) Hear(in Input) Heard {
	t := e.listen(in)
	t.readActs()
	t.readWhen()
	t.readPeople()
	t.readNumbers()
	t.readVocabulary()
	t.choose()
	t.readIntent()
	t.readMissed()
	return t.Heard
}

// turn is one turn while it is read.
type turn struct {
	Heard
	ear      *Ear
	in       Input
	today    civil.Date
	runes    []rune
	tokens   []token
	hearings [][]token // of all hypotheses, that of Text first
	hits     []hit
	taken    []bool // tokens that something has used
	aside    bool   // it speaks of something that is not for a front desk: weather, a taxi
}

// listen takes the best hearing and finds every pattern in it.
func (e *Ear) listen(in Input) *turn {
	t := &turn{ear: e, in: in, today: civil.DateOf(in.Now)}
	t.Selected = -1
	all := in.NBest
	if in.Text != "" && (len(all) == 0 || all[0] != in.Text) {
		all = append([]string{in.Text}, all...)
	}
	if len(all) == 0 {
		all = []string{""}
	}
	for n, s := range all[:min(len(all), 10)] {
		r := []rune(s)
		if len(r) > longestText {
			r = r[:longestText]
			s = string(r)
		}
		ws := words.Split(s)
		ts := e.lexicon.tokens(ws)
		if n == 0 {
			t.Text, t.runes, t.tokens = s, r, ts
			t.Language = words.Tell(ws)
		}
		t.hearings = append(t.hearings, ts)
	}
	t.hits = e.lexicon.hits(t.tokens)
	t.taken = make([]bool, len(t.tokens))
	if t.Language == "" {
		t.Language = spokenIn(t.hits)
	}
	return t
}

// spokenIn is the language that most patterns are of.
func spokenIn(hits []hit) words.Language {
	en, es := 0, 0
	for _, h := range hits {
		switch h.language {
		case words.English:
			en++
		case words.Spanish:
			es++
		}
	}
	switch {
	case en > es:
		return words.English
	case es > en:
		return words.Spanish
	}
	return ""
}

// asked reports whether one of the slots was just asked.
func (t *turn) asked(names ...string) bool {
	for _, a := range t.in.Asked {
		for _, n := range names {
			if a == n {
				return true
			}
		}
	}
	return false
}

// add adds a slot that stands in tokens from to to (exclusive) and takes them; to is 0 where it is not of the text.
func (t *turn) add(s Slot, from, to int) {
	if to > from {
		s.Start, s.End = t.tokens[from].Start, t.tokens[to-1].End
		for i := from; i < to; i++ {
			t.taken[i] = true
		}
	}
	t.Slots = append(t.Slots, s)
}

// said is the text of the tokens as it was given.
func (t *turn) said(from, to int) string {
	return string(t.runes[t.tokens[from].Start:t.tokens[to-1].End])
}

// free reports whether none of the tokens has been used.
func (t *turn) free(from, to int) bool {
	for i := from; i < to; i++ {
		if t.taken[i] {
			return false
		}
	}
	return true
}

// readWhen reads dates and times.
func (t *turn) readWhen() {
	if t.asked("dob", "phone", "member_id", "name") && !t.asked("date", "time") {
		return
	}
	t.When = when.Read(t.Text, when.Options{
		Now: t.in.Now, Asked: t.in.Asked, Language: t.Language, DayFirst: t.in.DayFirst, Offered: t.in.Offered,
	})
	for _, m := range t.When.Mentions {
		if m.Past || m.Not {
			continue
		}
		sure := 0.95
		if len(m.Alternatives) > 0 {
			sure = 0.7
		}
		t.Slots = append(t.Slots, Slot{Name: m.Name, Value: m.Value, Start: m.Start, End: m.End, Alternatives: m.Alternatives, Sure: sure})
		for i, k := range t.tokens {
			if m.Start <= k.Start && k.End <= m.End {
				t.taken[i] = true
			}
		}
	}
	t.readCorrection()
}

// readCorrection tells "Tuesday, no, Thursday" from a no.
func (t *turn) readCorrection() {
	begun := false // something with content was said before
	for i := 0; i+1 < len(t.tokens); i++ {
		k := t.tokens[i]
		switch k.Text {
		case "no", "sorry", "wait", "actually", "rather", "nope", "perdon", "digo", "mejor":
		default:
			begun = begun || !t.ear.lexicon.filler[k.id]
			continue
		}
		after := false
		for n := i + 1; n < len(t.tokens) && n <= i+3; n++ {
			after = after || t.dated(n)
		}
		if !after {
			continue
		}
		t.Acts = slices.DeleteFunc(t.Acts, func(a Act) bool { return a == Deny && begun || a == Correct || a == AskRepeat })
		t.Acts = append(t.Acts, Correct) // after a prompt, "no, Thursday" is both a no and a correction
		t.taken[i] = true
		return
	}
}

// readMissed notes the words with content that nothing has used.
func (t *turn) readMissed() {
	for i := 0; i < len(t.tokens); i++ {
		if !t.missed(i) {
			continue
		}
		from := i
		for i+1 < len(t.tokens) && t.missed(i+1) {
			i++
		}
		t.Missed = append(t.Missed, Span{Start: t.tokens[from].Start, End: t.tokens[i].End})
	}
}

func (t *turn) missed(i int) bool {
	k := t.tokens[i]
	return !t.taken[i] && !t.ear.lexicon.filler[k.id] && !t.ear.lexicon.small[k.Text] && (k.Kind == words.Digits || len(k.Text) > 2)
}
