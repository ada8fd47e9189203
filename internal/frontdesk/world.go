package frontdesk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"bedside/internal/actor"
	"bedside/internal/fault"
	"bedside/internal/frontdesk/flow"
	"bedside/internal/frontdesk/hear"
	"bedside/internal/identity"
	"bedside/internal/inbox"
	"bedside/internal/knowledge"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/tx"
	"bedside/internal/words"
)

// world is what one turn sees and does, within its transaction.
type world struct {
	*Service
	ctx    context.Context
	t      tx.Tx
	at     time.Time // when the turn is
	tape   *tape
	in     Turn
	said   Turn // as it came: a spoken message's words may be taken for the message
	p      *practice.Practice
	c      Conversation
	fresh  bool // the conversation begins with this turn
	thread inbox.Thread
	ready  bool
	taken  []flow.Offer // times that somebody else was given while the turn ran before
	ears   *hear.Heard  // what was heard, once it was listened for

	sends   bool          // a code could be sent
	code    *Code         // one that was asked for in this turn
	machine *flow.Machine // that of the edition the turn goes by

	proposed string   // what a model takes the words for, said plainly; "" for nothing
	followed bool     // it was heard in their place
	did      []Effect // beside those of the flow
}

var _ flow.World = (*world)(nil)

// longestHeard is how much of a turn is read for its meaning, in code points. Triage reads all of it.
const longestHeard = 2000

// converse runs the flow on the turn and makes an answer of what it says.
func (w *world) converse(m *memory, in flow.In, why *Why) (answer, error) {
	in.Digits, in.Full = w.in.Digits, w.in.Heard
	in.Key = "talk:" + w.in.Channel + ":" + string(w.c.ID) + ":" + w.in.ID
	if in.Event != flow.Continue {
		in.Heard.Selected = -1
	}
	if in.Event == flow.Said {
		in.Heard = w.hear(m)
		in.Text = in.Heard.Text
		why.understood(in.Heard)
	}
	out, err := w.machine.Turn(&m.State, in, w)
	if err != nil {
		return answer{}, err
	}
	if w.followed {
		out.Notes = append(out.Notes, "a model said what may be meant")
	}
	why.Note = strings.Join(out.Notes, ", ")
	a := answer{Silent: out.Silent, Hold: out.Hold, Transfer: out.Transfer, Voicemail: out.Voicemail, Hangup: out.Hangup, Slots: out.Known}
	if a.Transfer != "" {
		a.Seconds = w.p.Desk.TransferSeconds
	}
	if len(out.Pieces) > 0 {
		a.Said = inbox.Keep(out.Pieces...).Reveal()
	}
	for _, e := range out.Effects {
		a.Effects = append(a.Effects, Effect(e))
	}
	return a, nil
}

// hear listens to what was said, once.
func (w *world) hear(m *memory) hear.Heard {
	if w.ears != nil {
		return *w.ears
	}
	e := w.machine.Expecting(&m.State, w.p)
	in := hear.Input{Text: clip(w.in.Text), Digits: w.in.Digits, Channel: w.in.Channel, Asked: e.Asked, Prompt: e.Prompt, Offered: e.Offered, Choices: e.Choices, About: e.About, Now: w.Now(),
		Language: m.State.Language}
	for _, n := range w.in.NBest {
		in.NBest = append(in.NBest, clip(n))
	}
	ear := w.listening(w.p).ear
	h := ear.Hear(in)
	if _, ok := h.Slot(m.State.Step); !ok && h.Born.IsZero() && h.Number == "" || h.Has(hear.Deny) || h.Has(hear.Correct) {
		h = other(h, ear, in)
	}
	if w.proposed != "" && unsure(h, e) {
		in.Text, in.NBest = w.proposed, nil
		if meant := ear.Hear(in); meant.Said || len(meant.Slots) > 0 {
			h, w.followed = inPlace(meant, h), true
		}
	}
	w.ears = &h
	return h
}

// other listens once more where a name, a birth date or a number was asked for and something else may have been said: a
// correction of the time, a question, another request.
func other(h hear.Heard, ear *hear.Ear, in hear.Input) hear.Heard {
	if !slices.ContainsFunc(in.Asked, func(s string) bool { return s == "name" || s == "dob" || s == "phone" }) {
		return h
	}
	named := slices.Contains(in.Asked, "name")
	in.Asked, in.Prompt = nil, ""
	again := ear.Hear(in)
	if !named && !again.Said && !again.Has(hear.Deny) && !again.Has(hear.RequestAlternatives) && halfBirth(in.Text) { // "April 12": of the birth date
		return h
	}
	_, provider := again.Slot("provider")
	_, place := again.Slot("location")
	_, service := again.Slot("service")
	_, insurance := again.Slot("insurance")
	_, phone := again.Slot("phone")
	switch want := again.When.Want; {
	case again.Said && (!h.Said || provider || place || service || insurance):
		return again
	case again.Has(hear.Correct) && len(again.Slots) > 0, phone && len(h.Slots) == 0:
		return again
	case (provider || place) && (!named || strings.Contains(words.Fold(in.Text), " with ") || again.Has(hear.Deny) || again.Has(hear.Correct) || again.Has(hear.RequestAlternatives)): // "no, Dr. Osei please"
		return again
	case again.When.Clash == nil && !want.IsZero() && len(again.Slots) > 0:
		if !again.Has(hear.Deny) {
			again.Acts = append(again.Acts, hear.Correct)
		}
		return again
	}
	return h
}

// months are the names of months, and dated the words of somebody who speaks of a visit's day and no birthday, folded.
var (
	months = set(`january february march april may june july august september october november december
		enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre`)
	dated = set(`monday tuesday wednesday thursday friday saturday sunday today tomorrow week make move change instead actually rather come book appointment visit
		lunes martes miercoles jueves viernes sabado domingo hoy manana semana mejor cambiar mover venir cita`)
)

func set(list string) map[string]bool {
	all := map[string]bool{}
	for _, w := range strings.Fields(list) {
		all[w] = true
	}
	return all
}

// halfBirth reports whether words are a day and a month and nothing that a visit's day is told by.
func halfBirth(text string) bool {
	month, day := false, false
	for _, w := range words.Split(text) {
		switch {
		case w.Kind == words.Digits:
			day = day || len(w.Text) < 3
		case months[w.Text]:
			month = true
		case dated[w.Text]:
			return false
		}
	}
	return month && day
}

func clip(s string) string {
	if len(s) <= longestHeard || utf8.RuneCountInString(s) <= longestHeard {
		return s
	}
	return string([]rune(s)[:longestHeard])
}

// Practice implements [flow.World], as do the methods that follow.
func (w *world) Practice() *practice.Practice { return w.p }

func (w *world) Now() time.Time { return w.at.In(home(w.p)) }

func (w *world) Answers() *flow.Answers { return w.listening(w.p).answers }

// Written implements [flow.World].
func (w *world) Written(question string, l words.Language) (knowledge.Answer, knowledge.Verdict) {
	if w.Knowledge == nil {
		return knowledge.Answer{}, knowledge.Nothing
	}
	return w.Knowledge.Ask(question, l, w.in.Channel)
}

// Unanswered implements [flow.World].
func (w *world) Unanswered(question string, l words.Language) error {
	if w.Knowledge == nil {
		return nil
	}
	return w.do("unanswered", w.digest(question), func() error {
		return w.Knowledge.Unanswered(w.ctx, w.t, knowledge.Asked{Text: question, Language: l, Channel: w.in.Channel, Person: w.person()})
	})
}

// person tells this person from others: the patient who was verified, the number, or the session.
func (w *world) person() string {
	switch {
	case w.c.Patient != "":
		return "patient " + string(w.c.Patient)
	case !w.in.From.IsZero():
		return "phone " + w.in.From.Reveal()
	}
	return "session " + w.in.Channel + " " + w.in.Session
}

func (w *world) Channel() string { return w.in.Channel }

func (w *world) From() phi.Phone { return w.in.From }

func (w *world) Ready() bool { return w.ready }

// Free leaves out what was taken while the turn ran before. A kind of visit that is not booked here,
// or not for them, has no free time.
func (w *world) Free(q schedule.Query) ([]schedule.Slot, error) {
	return ask(w, "free times", days(q), asSlots(w.p), func() ([]schedule.Slot, error) { return w.free(q) })
}

func (w *world) free(q schedule.Query) ([]schedule.Slot, error) {
	slots, err := w.Visits.Slots(w.ctx, w.t.As(actor.Visitor()), q)
	if fault.Is(err, fault.NotFound) || errors.As(err, new(schedule.Field)) { // it is booked by staff, or is not for them
		return nil, nil
	}
	var free []schedule.Slot
	for _, s := range slots {
		if !w.gone(s.Provider, s.Start) {
			free = append(free, s)
		}
	}
	return free, err
}

func (w *world) gone(v practice.ProviderID, at time.Time) bool {
	for _, o := range w.taken {
		if o.Provider == v && o.Start.Equal(at) {
			return true
		}
	}
	return false
}

// Book books as whoever calls: a stranger, or the patient who was verified.
func (w *world) Book(r schedule.Request) (schedule.Appointment, error) {
	by := actor.Visitor()
	if r.Patient != "" {
		by = actor.Verified(string(r.Patient))
	}
	with := fmt.Sprint(r.Patient, " ", r.Service, " ", r.Provider, " ", r.Location, " ", r.Start.Unix())
	return ask(w, "book", with, asVisit(), func() (schedule.Appointment, error) {
		a, err := w.Visits.BookIn(w.ctx, w.t.As(by), r)
		return a, tookIt(err, r.Provider, r.Location, r.Start)
	})
}

func tookIt(err error, v practice.ProviderID, l practice.LocationID, at time.Time) error {
	if !fault.Is(err, fault.Conflict) {
		return err
	}
	return &takenError{flow.Offer{Provider: v, Location: l, Start: at}, err}
}

// Move and Cancel act as the verified patient.
func (w *world) Move(by patient.ID, m schedule.Move) (schedule.Appointment, error) {
	with := fmt.Sprint(m.ID, " ", m.Version, " ", m.Provider, " ", m.Location, " ", m.Start.Unix())
	return ask(w, "move", with, asVisit(), func() (schedule.Appointment, error) {
		return w.Visits.MoveIn(w.ctx, w.t.As(actor.Verified(string(by))), m)
	})
}

func (w *world) Cancel(by patient.ID, i schedule.ID, version int64) (schedule.Appointment, error) {
	return ask(w, "cancel", fmt.Sprint(i, " ", version), asVisit(), func() (schedule.Appointment, error) {
		return w.Visits.CancelIn(w.ctx, w.t.As(actor.Verified(string(by))), i, version, "patient")
	})
}

// Assignee is the staff member, or the one who is the provider, as long as they work here.
func (w *world) Assignee(f flow.For) (identity.StaffID, error) {
	if f == (flow.For{}) {
		return "", nil
	}
	all, err := w.Staff.List(w.ctx, w.t)
	for _, s := range all {
		if s.Ended.IsZero() && (f.Staff != "" && s.ID == f.Staff || f.Provider != "" && s.Provider == f.Provider) {
			return s.ID, nil
		}
	}
	return "", err
}

// Task adds a task to the thread.
func (w *world) Task(k inbox.Task) (string, error) {
	return ask(w, "task", string(k.Kind)+" "+w.digest(k.Text.Reveal()), asJSON[string](), func() (string, error) {
		k.Thread = w.c.Thread
		i, err := w.Service.Inbox.AddTask(w.ctx, w.t, k)
		return string(i), err
	})
}

// Named tells staff who they say they are.
func (w *world) Named(n phi.Name) error {
	return w.do("name", w.digest(n.Reveal()), func() error { return w.identify("", n) })
}

// Stop ends texts and automated calls to the number.
func (w *world) Stop(p phi.Phone) error {
	return w.do("stop", w.digest(p.Reveal()), func() error {
		return w.Patients.StopAt(w.ctx, w.t, patient.Phone, phi.NewText(p.Reveal()), patient.Said{How: w.how(), Words: phi.NewText(w.in.Text)})
	})
}

// Start undoes Stop.
func (w *world) Start(p phi.Phone, of ...patient.Purpose) error {
	return w.do("start", w.digest(p.Reveal()), func() error {
		return w.Patients.StartAt(w.ctx, w.t, patient.Phone, phi.NewText(p.Reveal()), patient.Said{How: w.how(), Words: phi.NewText(w.in.Text), For: of})
	})
}

// Wrong takes the number off every record that has it, and has staff find another for each patient.
func (w *world) Wrong(p phi.Phone) error {
	return w.do("wrong number", w.digest(p.Reveal()), func() error {
		whose, err := w.Patients.Detach(w.ctx, w.t, patient.Phone, phi.NewText(p.Reveal()), patient.Said{How: w.how(), Words: phi.NewText(w.in.Text)})
		for _, i := range whose {
			if err == nil {
				_, err = w.Service.Inbox.AddTask(w.ctx, w.t, inbox.Task{Kind: inbox.PhonePatient, Patient: i,
					Text: phi.NewText("Somebody else answered a text at the number on file, and it was taken off the record. Find out where this patient is reached.")})
			}
		}
		return err
	})
}

func (w *world) how() string {
	return map[string]string{SMS: "text", Voice: "call", Chat: "chat"}[w.in.Channel]
}
