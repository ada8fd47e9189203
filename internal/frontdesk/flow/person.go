package flow

import (
	"strings"

	"bedside/internal/inbox"
	"bedside/internal/phi"
)

// person connects to a person, or takes a message for one.
func (t *talk) person() error {
	t.asks = true
	desk, open := t.p.Desk, t.p.OpenAt(t.Now())
	switch {
	case t.Channel() == "voice" && open && desk.Transfer != "":
		number := desk.Transfer
		if t.Flow == "referral" && desk.Referral != "" {
			number = desk.Referral
		}
		t.say("transfer", nil)
		t.out.Transfer = number
		t.did(Connected, "")
		return nil
	case t.Channel() == "voice":
		t.asks = false
		return t.orMessage("")
	}
	err := t.task(inbox.Callback, "Asks for a person.", t.in.Text)
	t.passed("staff")
	return err
}

// orMessage takes a message, spoken where it is a call and the practice wants that. What was said already is its text.
func (t *talk) orMessage(text string) error {
	if t.Channel() == "voice" && t.p.Desk.Voicemail {
		t.say("voicemail", nil)
		t.out.Voicemail, t.asks = true, true
		return nil
	}
	f := t.flows["message"]
	if t.Flow == "message" {
		f = t.flow()
	}
	t.State.Frame = Frame{Flow: f.Name, Slots: map[string]string{}}
	if text != "" {
		t.Slots["text"] = clip(text)
	}
	return t.next()
}

// passed says when somebody will read it.
func (t *talk) passed(key string) {
	if t.p.OpenAt(t.Now()) {
		t.say(key+".open", nil)
		return
	}
	if o, ok := t.p.NextOpen(t.Now()); ok {
		l, _ := t.p.Location(o.Location)
		t.say(key+".closed", Args{"when": t.calendar().when(o.From.In(l.In()), false)})
		return
	}
	t.say(key+".open", nil)
}

// silence asks again, then again by keypad; the third time a person or a voicemail, and the line is put down.
func (t *talk) silence() error {
	t.Silences++
	switch {
	case t.Silences < 3 && t.Stopped:
		t.out.Silent = true
		return nil
	case t.Silences == 1:
		t.say("silent", nil)
		return t.ask("again")
	case t.Silences == 2:
		t.say("silent", nil)
		return t.ask("keypad")
	}
	t.note("silent")
	switch {
	case t.Channel() == "voice" && t.p.OpenAt(t.Now()) && t.p.Desk.Transfer != "", t.Channel() == "voice" && t.p.Desk.Voicemail && t.Silences == 3:
		return t.person()
	case t.Channel() == "voice":
		t.say("silent.bye", nil)
		t.out.Hangup = true
		return nil
	}
	t.out.Silent = true
	return nil
}

const longestText = 1000 // code points of what is passed on in a task

// clip shortens what is passed on; the entry of the turn keeps all of it.
func clip(s string) string {
	r := []rune(strings.TrimSpace(s))
	return string(r[:min(len(r), longestText)])
}

// task gives staff something to do, with what is known of the caller.
func (t *talk) task(kind inbox.TaskKind, title, text string) error {
	lines := []string{title}
	if v, ok := t.p.Provider(t.For.Provider); ok {
		lines[0] += " For " + v.Name() + "."
	}
	if text = clip(text); text != "" {
		lines = append(lines, "“"+text+"”")
	}
	for _, l := range [][2]string{{"Name: ", t.Who.name()}, {"Born: ", t.Who.Birth}, {"Phone: ", t.Who.Phone}, {"E-mail: ", t.Who.Email}} {
		if l[1] != "" {
			lines = append(lines, l[0]+l[1])
		}
	}
	if t.Caller.Given != "" {
		lines = append(lines, "On the phone, for them: "+t.Caller.name()+", born "+t.Caller.Birth)
	}
	to, err := t.Assignee(t.For)
	if err != nil {
		return err
	}
	i, err := t.Task(inbox.Task{Kind: kind, Patient: t.Who.Patient, Assignee: to, Text: phi.NewText(strings.Join(lines, "\n"))})
	if err == nil {
		t.did(TaskMade, i)
	}
	return err
}
