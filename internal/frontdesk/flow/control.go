package flow

import (
	"slices"
	"strings"

	"bedside/internal/frontdesk/hear"
	"bedside/internal/inbox"
	"bedside/internal/patient"
	"bedside/internal/practice"
	"bedside/internal/words"
)

// What is understood at any time, whatever was asked.

// phrases are what may be said at any time, as the words that it takes, folded.
var phrases = []struct {
	do  string
	any []string
}{
	{"over", []string{"start over", "begin again", "from the beginning", "empezar de nuevo", "empezar otra vez", "volver a empezar", "desde el principio"}},
	{"back", []string{"go back", "one step back", "previous question", "volver atras", "un paso atras", "regresar", "atras"}},
	{"never", []string{"never mind", "nevermind", "forget it", "forget about it", "leave it", "drop it", "olvidelo", "no importa", "dejelo", "ya no quiero"}},
	{"spanish", []string{"espanol por favor", "en espanol", "hablar espanol", "habla espanol", "speak spanish", "in spanish"}},
	{"english", []string{"english please", "in english", "speak english", "en ingles", "ingles por favor"}},
	{"again", []string{"repeat", "say that again", "say it again", "repita", "repitalo", "otra vez por favor"}},
}

// privately are words that are for the privacy officer alone (SAFETY 10).
var privately = []string{
	"subpoena", "police", "sheriff", "detective", "fbi", "reporter", "journalist", "newspaper", "warrant", "court order", "attorney", "lawyer",
	"psychotherapy notes", "therapy notes", "hiv", "aids test", "has aids", "with aids", "abortion", "substance abuse", "rehab records", "methadone",
	"citacion judicial", "policia", "detective", "reportero", "periodista", "orden judicial", "abogado", "notas de terapia", "vih", "sida", "aborto",
}

// theirs are the words for a visit that there is, folded.
var theirs = []string{"appointment", "appt", "visit", "appointments", "visits", "cita", "citas", "visita", "consulta"}

// plainly is a text as words with one space between and around them.
func plainly(text string) string {
	var b strings.Builder
	b.WriteByte(' ')
	for _, w := range words.Split(text) {
		if w.Kind != words.Mark {
			b.WriteString(w.Text + " ")
		}
	}
	return b.String()
}

func saysAny(plain string, any []string) bool {
	return slices.ContainsFunc(any, func(s string) bool { return strings.Contains(plain, " "+s+" ") })
}

// texting is what the carriers' words do: they are obeyed before anything else, and after STOP nothing but START is
// answered (SAFETY 12).
func (t *talk) texting() (done bool, err error) {
	if t.Channel() != "sms" {
		return false, nil
	}
	word := strings.TrimSpace(plainly(t.in.Text))
	switch {
	case slices.Contains([]string{"start", "unstop", "empezar", "comenzar", "reanudar"}, word) && (t.Stopped || word != "start"):
		t.Stopped, t.Passed = false, false
		t.say("started", nil)
		return true, t.Start(t.From())
	case t.Stopped && slices.Contains([]string{"visits", "visit", "reminders", "citas", "cita", "recordatorios"}, word): // the answer to which messages
		t.Stopped, t.Passed = false, false
		t.say("started.visits", nil)
		return true, t.Start(t.From(), patient.Reminders)
	case !t.Stopped && t.wrongNumber():
		t.State.Frame, t.Parked, t.Queue, t.State.Reply = Frame{}, nil, nil, nil
		t.Stopped = true
		t.did(OptedOut, "")
		t.say("stopped.wrong", nil)
		return true, t.Wrong(t.From())
	case t.Stopped:
		t.out.Silent = true
		t.note("stopped")
		if t.Passed {
			return true, nil
		}
		t.Passed = true
		return true, t.task(inbox.PhonePatient, "Texted after STOP. Phone them.", t.in.Text)
	case slices.Contains([]string{"help", "info", "ayuda"}, word):
		t.say("help", nil)
		return true, nil
	}
	return false, nil
}

// control does what may be said at any time.
func (t *talk) control() (bool, error) {
	plain := plainly(t.in.Text)
	if i := t.in.Heard.Intent; i == hear.Staff && t.seeks(plain) || i == hear.FindProvider && t.booksWith(plain) {
		t.in.Heard.Intent = hear.Book
	}
	h := t.in.Heard
	free := t.Flow != "" && t.steps[t.Step].Free && len(strings.Fields(plain)) > 4
	for _, p := range phrases {
		if saysAny(plain, p.any) && !free && !((p.do == "spanish" || p.do == "english") && t.seeks(plain)) {
			if done, err := t.command(p.do); done || err != nil {
				return done, err
			}
		}
	}
	switch {
	case t.Flow != "" && len(strings.Fields(plain)) < 4 && (h.Intent == hear.Goodbye || h.Has(hear.SayGoodbye)):
		if t.Step == "confirm" {
			t.say("never", nil)
		}
		t.say("bye", nil)
		t.out.Hangup = true
		return true, t.left()
	case t.Flow == "book" && h.Intent == hear.Cancel && h.Said && len(strings.Fields(plain)) < 4 && !saysAny(plain, theirs): // what is not booked yet
		return t.command("never")
	case h.Intent == hear.OptOut && saysAny(plain, wrongs) && (saysAny(plain, mistakes) || t.Channel() != "sms"): // a number they gave, or dialed
	case h.Intent == hear.OptOut:
		return true, t.optOut()
	case h.Intent == hear.Staff && !(t.Flow == "message" && free), t.in.Digits == "0", t.picked() == "staff":
		return true, t.person()
	case saysAny(plain, privately) && t.Flow != "privacy" && t.Step != "confirm":
		t.park()
		t.say("privacy", nil)
		return true, t.begin(t.flows["privacy"])
	case free:
		return false, nil
	case t.judging():
		t.say("judge", nil)
		return true, t.ask("")
	case !t.Plain && t.Flow != "message" && t.Step != "confirm" && t.Behalf == "" && t.proxy():
		return true, t.behalf()
	case t.Behalf == "" && t.open():
		t.Behalf = whose
		return true, t.start(t.wish(), map[string]string{"on": clip(t.in.Text)})
	case h.Has(hear.AskBot):
		t.say("bot", nil)
		return true, t.ask("")
	case (h.Intent == hear.Repeat || h.Has(hear.AskRepeat) && t.Flow != "") && !(t.Step == "code" && saysAny(plain, without)):
		return t.command("again")
	case t.Flow == "" && (h.Intent == hear.Goodbye || h.Has(hear.SayGoodbye)),
		t.Flow == "" && h.Has(hear.Deny) && h.Intent == hear.None && t.Question != "":
		t.say("bye", nil)
		t.out.Hangup, t.Question = true, ""
		return true, nil
	case t.Flow == "" && h.Has(hear.Thank) && h.Intent == hear.None:
		t.say("welcome", nil)
		return true, t.done()
	case plain == " espanol " || plain == " spanish ":
		return t.command("spanish")
	case plain == " english " || plain == " ingles ":
		return t.command("english")
	}
	return false, nil
}

// wrongs are the words of somebody who is not whom we wrote to, and mistakes those of somebody who speaks of a number they gave.
var (
	wrongs   = []string{"wrong number", "wrong person", "numero equivocado", "numero incorrecto", "se equivoco de numero", "se equivocaron de numero", "persona equivocada"}
	mistakes = []string{"i gave", "gave you", "gave them", "i wrote", "i typed", "i put", "i left", "my number", "my new number", "on file", "le di", "les di", "di el", "mi numero", "puse"}
)

// wrongNumber reports whether a text says that the number is somebody else's.
func (t *talk) wrongNumber() bool {
	plain := plainly(t.in.Text)
	return saysAny(plain, wrongs) && !saysAny(plain, mistakes) && !strings.Contains(t.in.Text, "?") && len(strings.Fields(plain)) <= 12
}

// command does one of the phrases; false where it has no meaning now.
func (t *talk) command(do string) (bool, error) {
	switch {
	case do == "again":
		return true, t.ask("")
	case do == "spanish" && t.p.Desk.Spanish, do == "english":
		if t.Language = words.English; do == "spanish" {
			t.Language = words.Spanish
		}
		t.say("language", nil)
		t.in.Heard.Language = ""
		if wants := t.in.Heard.When.Want; !wants.IsZero() || t.in.Heard.Said {
			return false, nil // and something else besides
		}
		return true, t.ask("")
	case t.Flow == "":
		return false, nil
	case do == "over":
		f := t.flow()
		t.say("over", nil)
		t.Who = Who{Patient: t.Who.Patient}
		if t.Behalf != "" {
			t.Who, t.Caller, t.Behalf = Who{}, Who{}, ""
		}
		t.in.Heard = hear.Heard{Selected: -1}
		return true, t.begin(f)
	case do == "never":
		t.say("never", nil)
		return true, t.done()
	case do == "back":
		t.say("back", nil)
		if before := t.walked(); len(before) > 0 {
			t.forget(before[len(before)-1])
		}
		return true, t.next()
	}
	return false, nil
}

// forget empties what a step asked for.
func (t *talk) forget(step string) {
	switch step {
	case "name":
		t.Who.Given, t.Who.Family, t.Who.Others = "", "", nil
	case "dob":
		t.Who.Birth, t.Who.OtherBirths, t.Who.Doubted, t.Who.Part = "", nil, nil, hear.Born{}
	case "phone":
		t.Who.Phone, t.Who.Email = "", ""
		delete(t.Slots, "local")
	case "date", "time":
		t.rewish()
	case "visit":
		t.Visit = nil
	default:
		delete(t.Slots, step)
	}
}

// park keeps the flow that runs, to come back to.
func (t *talk) park() {
	if t.Flow == "" || len(t.Parked) >= 3 {
		return
	}
	t.Parked = append([]Frame{t.State.Frame}, t.Parked...)
}

func (t *talk) calendar() *Calendar { return &t.wording(t.Language).Calendar }

// optOut ends texts and automated calls to the number they use, with one confirmation.
func (t *talk) optOut() error {
	from := t.From()
	if from.IsZero() {
		t.say("stopped.ask", nil)
		t.park()
		t.State.Frame = Frame{Flow: "message", Slots: map[string]string{"text": "No more texts or automated calls."}}
		t.Step = "phone"
		return nil
	}
	if err := t.Stop(from); err != nil {
		return err
	}
	t.did(OptedOut, "")
	if slices.Contains([]string{"parar", "alto", "basta", "detener", "cancelar", "no mas"}, strings.TrimSpace(plainly(t.in.Text))) {
		t.Language = words.Spanish
	}
	if t.Channel() == "sms" {
		t.Stopped = true
		t.State.Frame, t.Parked, t.Queue, t.State.Reply = Frame{}, nil, nil, nil
		t.out.Pieces = nil
		key := "stopped"
		if slices.Contains([]string{"cancel", "cancelar"}, strings.TrimSpace(plainly(t.in.Text))) { // it may have been meant for a visit
			key = "stopped.cancel"
		}
		t.say(key, nil)
		return t.task(inbox.PhonePatient, "Asked for no more texts and automated calls. Phone them from now on.", t.in.Text)
	}
	t.say("stopped.voice", nil)
	return t.ask("")
}

// call is the practice's number as Americans write it.
func (t *talk) call() string { return american(t.p.Settings.Phone) }

func american(n string) string {
	if len(n) == 12 && strings.HasPrefix(n, "+1") {
		return "(" + n[2:5] + ") " + n[5:8] + "-" + n[8:]
	}
	return n
}

// dial is how far Bedside may go in the flow that runs.
func (t *talk) dial() practice.Dial { return t.p.Desk.Dial(t.Flow) }
