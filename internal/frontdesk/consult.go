package frontdesk

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode"

	"bedside/internal/actor"
	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/frontdesk/flow"
	"bedside/internal/frontdesk/hear"
	"bedside/internal/guard"
	"bedside/internal/guard/ident"
	"bedside/internal/guard/rules"
	"bedside/internal/practice"
	"bedside/internal/tx"
	"bedside/internal/words"
)

// Model proposes what a caller may have meant where the ear is unsure. A proposal is heard as if the caller had said it
// in plain words, so it does nothing that a caller could not; its own words reach nobody. (DESIGN §1, promise 5)
type Model interface {
	// Mean proposes a meaning; the zero Meaning is none. Errors are faults, and mean none too.
	Mean(ctx context.Context, q Question) (Meaning, error)
}

// Question is what a model is told: nothing that says who the caller is.
type Question struct {
	Said     string // what the caller said, with identifiers masked
	Doing    string // in words: "choosing a time"
	Today    civil.Date
	Language words.Language

	Intents   []string // to choose from
	Providers []string // likewise, by name
	Services  []string
}

// Meaning is what a model proposes.
type Meaning struct {
	Intent   string // one of the question's, "" for none
	Date     string // YYYY-MM-DD, "" for none
	Time     string // HH:MM, "" for none
	Provider string // one of the question's
	Service  string // likewise
}

// mostAsked is how often a model is asked about one conversation.
const mostAsked = 3

// consultTime bounds a turn's wait for a model: a caller waits for it too.
const consultTime = 2500 * time.Millisecond

// proposal is a meaning for a turn of a conversation as it was when the model was asked.
type proposal struct {
	asked   bool
	version int64
	said    string // in plain words, "" for nothing
}

// consult asks the model about a turn that the ear is unsure of, outside of any transaction. Whatever goes wrong, there
// is no proposal, and the conversation goes on as without a model.
func (s *Service) consult(ctx context.Context, in Turn, d danger) (p proposal) {
	if s.Model == nil || in.Event != Said || in.Digits != "" || d.urgent() {
		return p
	}
	var q Question
	err := s.safely(func() error {
		return s.DB.View(ctx, actor.System(), func(t tx.Tx) (err error) {
			p, q, err = s.question(ctx, t, in)
			return err
		})
	})
	if err != nil || !p.asked {
		return proposal{}
	}
	ctx, cancel := context.WithTimeout(ctx, consultTime)
	defer cancel()
	var m Meaning
	err = s.safely(func() (err error) { m, err = s.Model.Mean(ctx, q); return err })
	if err != nil {
		s.Log.Warn("the model gave no meaning", "kind", fault.KindOf(err).String())
		return p
	}
	p.said = q.plain(m)
	return p
}

// question makes the question about a turn, if there is one to ask.
func (s *Service) question(ctx context.Context, t tx.Tx, in Turn) (p proposal, q Question, err error) {
	if _, err := s.before(ctx, t, in); err == nil { // it was answered already
		return p, q, nil
	}
	house, err := s.Practice.Get(ctx, t)
	if err != nil {
		return p, q, err
	}
	w, err := s.look(ctx, t, house, in)
	if err != nil || !w.thread.Owner.Bedside() {
		return p, q, err
	}
	m := w.c.recalled()
	if err := w.goBy(&m); err != nil {
		return p, q, err
	}
	if m.Asked >= mostAsked || !unsure(w.hear(&m), w.machine.Expecting(&m.State, house)) {
		return p, q, nil
	}
	q = Question{Said: s.masked(w.hear(&m).Text, house), Doing: w.machine.InWords(m.State.Name()), Today: civil.DateOf(w.Now()), Language: m.State.Language, Intents: Wishes()}
	for _, v := range house.Providers {
		if v.Active {
			q.Providers = append(q.Providers, v.Name())
		}
	}
	for _, svc := range house.Services {
		if svc.Active {
			q.Services = append(q.Services, svc.Name)
		}
	}
	return proposal{asked: true, version: w.c.Version}, q, nil
}

// identities are slots whose answers say who somebody is. What is said to them goes to no model.
var identities = []string{"name", "dob", "phone", "member_id", "insurance"}

// unsure reports whether words with content were said and nothing was made of them.
func unsure(h hear.Heard, e flow.Expecting) bool {
	if len(h.Missed) == 0 || e.Free || slices.ContainsFunc(e.Asked, func(a string) bool { return slices.Contains(identities, a) }) {
		return false
	}
	lost := !h.Said && len(h.Slots) == 0 && len(h.Acts) == 0 && h.Selected < 0
	return lost || h.Intent == hear.Other
}

// masked is the words without what says who somebody is: what the guard takes for an identifier, and every longer
// number. A day or a time of day stays.
func (s *Service) masked(text string, p *practice.Practice) string {
	r := s.Guard.Check(guard.Draft{Kind: guard.Chat, Audience: guard.Public, Channel: Chat, Body: []guard.Part{guard.Literal(text)}})
	var b strings.Builder
	all, at := []rune(r.Text), 0
	for _, f := range r.Findings {
		own := f.Type == string(ident.Name) && f.Severity == rules.Note && provider(f.Text, p)
		near := f.Type == string(ident.Date) && !strings.ContainsFunc(f.Text, unicode.IsDigit)
		if f.Category != guard.Privacy || own || near || f.Start < at {
			continue
		}
		b.WriteString(string(all[at:f.Start]) + "[" + f.Type + "]")
		at = f.End
	}
	b.WriteString(string(all[at:]))
	return numberless(b.String())
}

// provider reports whether the words hold the family name of a provider of the practice.
func provider(text string, p *practice.Practice) bool {
	said := words.Fold(text)
	return slices.ContainsFunc(p.Providers, func(v practice.Provider) bool { return strings.Contains(said, words.Fold(v.Family)) })
}

const longestNumber = 4 // digits: a time or a year of four tells nobody from another

// numberless masks numbers that are longer than any time.
func numberless(text string) string {
	fields := strings.Fields(text)
	for i, f := range fields {
		digits := strings.Map(func(r rune) rune {
			if unicode.IsDigit(r) {
				return r
			}
			return -1
		}, f)
		if len([]rune(digits)) > longestNumber {
			fields[i] = "[NUMBER]"
		}
	}
	return strings.Join(fields, " ")
}

// wishes are the plain words for each intent that a model may propose. An emergency, a wish to hear no more and whatever
// else has its own rules is not among them.
var wishes = map[string]map[words.Language]string{
	"book":               {words.English: "I want to book an appointment", words.Spanish: "quiero hacer una cita"},
	"reschedule":         {words.English: "I want to reschedule my appointment", words.Spanish: "quiero cambiar mi cita"},
	"cancel":             {words.English: "I want to cancel my appointment", words.Spanish: "quiero cancelar mi cita"},
	"appointment_info":   {words.English: "When is my appointment?", words.Spanish: "¿Cuándo es mi cita?"},
	"waitlist":           {words.English: "put me on the waiting list", words.Spanish: "póngame en la lista de espera"},
	"waitlist_leave":     {words.English: "take me off the waiting list", words.Spanish: "quíteme de la lista de espera"},
	"waitlist_info":      {words.English: "am I on the waiting list?", words.Spanish: "¿estoy en la lista de espera?"},
	"find_provider":      {words.English: "Which doctors do you have?", words.Spanish: "¿Qué doctores tienen?"},
	"office_info":        {words.English: "What are your hours?", words.Spanish: "¿Cuál es su horario?"},
	"refill":             {words.English: "I need a refill", words.Spanish: "necesito que me renueven la receta"},
	"records":            {words.English: "I need my medical records", words.Spanish: "necesito mi expediente médico"},
	"billing":            {words.English: "I have a question about my bill", words.Spanish: "tengo una pregunta sobre mi factura"},
	"referral":           {words.English: "I need a referral", words.Spanish: "necesito una referencia"},
	"clinician_message":  {words.English: "I want to leave a message for the doctor", words.Spanish: "quiero dejar un mensaje para el doctor"},
	"insurance_question": {words.English: "Do you take my insurance?", words.Spanish: "¿Aceptan mi seguro?"},
	"staff":              {words.English: "I want to speak to a person", words.Spanish: "quiero hablar con una persona"},
}

// Wishes are the intents that a model may propose.
func Wishes() []string { return slices.Sorted(maps.Keys(wishes)) }

// plain says a meaning as a caller would. What is none of the question's choices, and a day or a time that is none or is
// over, is left out.
func (q Question) plain(m Meaning) string {
	language := q.Language
	if language != words.Spanish {
		language = words.English
	}
	var said []string
	if slices.Contains(q.Intents, m.Intent) {
		said = append(said, wishes[m.Intent][language])
	}
	if slices.Contains(q.Services, m.Service) {
		said = append(said, m.Service)
	}
	if slices.Contains(q.Providers, m.Provider) {
		said = append(said, m.Provider)
	}
	if d, err := civil.ParseDate(m.Date); err == nil && !d.Before(q.Today) {
		said = append(said, d.String())
	}
	if c, err := civil.ParseClock(m.Time); err == nil {
		said = append(said, c.String())
	}
	return strings.Join(said, ", ")
}

// inPlace is what was meant as something heard: with the caller's own words, in which it stands nowhere.
func inPlace(meant, h hear.Heard) hear.Heard {
	meant.Text, meant.Language, meant.Missed = h.Text, h.Language, nil
	for i := range meant.Slots {
		meant.Slots[i].Start, meant.Slots[i].End = 0, 0
	}
	return meant
}
