package flow

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/frontdesk/hear"
	"bedside/internal/inbox"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/words"
)

// A reply to a message of ours acts on what the message was about and on nothing else, and tells nothing but what the
// message said (SAFETY 8): the day and the time, never with whom, where or what for.

// Asked is what a message of ours to a number was about, as it stands now.
type Asked struct {
	Patient patient.ID
	First   string // the first name, said only where several people share the number
	Visit   Visit
	Offer   schedule.OfferID // a time from the waitlist; "" for a visit that stands
	State   AskedState
	Sent    time.Time
	Fresh   bool // nothing was said in the conversation since
}

// AskedState is what became of it since.
type AskedState string

const (
	AskedOpen      AskedState = "open"
	AskedConfirmed AskedState = "confirmed" // of an offer: it was taken
	AskedMoved     AskedState = "moved"     // to another time than the message said
	AskedOff       AskedState = "off"       // cancelled, or the time went to somebody else
	AskedOver      AskedState = "over"
)

// Replies is what a reply can see and do.
type Replies interface {
	// Asks returns what the last messages to the number that they write from were about, the last sent first.
	Asks() ([]Asked, error)
	Confirm(by patient.ID, i schedule.ID) (schedule.Appointment, error)
	// Hold keeps a time for a while for somebody who is moving the visit, "" if it cannot be kept; Unhold gives it back.
	Hold(by patient.ID, v Visit, o Offer) (schedule.HoldID, error)
	Unhold(all []schedule.HoldID) error
	// Accept takes a time that was offered from the waitlist, Decline lets it go. Conflict if it is no longer kept.
	Accept(by patient.ID, i schedule.OfferID) (schedule.Appointment, error)
	Decline(by patient.ID, i schedule.OfferID) error
}

// Reply is a reply of which it is asked what it is about.
type Reply struct {
	Wants   string
	Choices []Asked
}

// What a reply may want.
const (
	replyYes    = "yes" // also what the word is of an offer
	replyC      = "confirm"
	replyChange = "change"
	replyCancel = "cancel"
	replyNo     = "no"
)

// replies are the whole texts that are a reply, folded.
var replies = map[string][]string{
	replyC: {"c", "confirm", "confirmed", "i confirm", "i'll be there", "ill be there", "i will be there", "see you then", "ok see you then", "okay see you then", "see you there", "will be there", "we'll be there",
		"confirmo", "confirmar", "confirmado", "confirmada", "ahi estare", "alli estare", "nos vemos", "si confirmo", "si ahi estare"},
	replyYes: {"y", "yes", "yep", "yeah", "yes please", "ok", "okay", "sure", "sounds good", "great", "perfect", "i'll take it", "ill take it", "take it", "yes i'll take it", "si", "si por favor", "claro", "esta bien", "vale", "de acuerdo", "lo tomo", "la tomo",
		"yes thanks", "yes thank you", "ok thanks", "ok thank you", "si gracias", "yes i'll be there", "yes ill be there", "yes i will be there", "yes see you then"},
	replyChange: {"r", "change", "reschedule", "change it", "another time", "different time", "new time", "cambiar", "cambio", "cambiarla", "otra hora", "otro dia", "reprogramar"},
	replyNo:     {"n", "no", "nope", "no thanks", "no thank you", "no gracias", "pass"},
}

// unable are the words of somebody who cannot come and does not say what then, folded.
var unable = []string{"can't make it", "cant make it", "cannot make it", "can't come", "cant come", "cannot come", "won't make it", "wont make it", "not able to come", "not able to make it", "unable to come",
	"unable to make it", "won't be able", "wont be able", "no puedo ir", "no puedo venir", "no podre ir", "no voy a poder", "no podre asistir"}

// thumbs say yes without a word.
var thumbs = []string{"👍", "👌", "✅", "✔"}

// wants is what a text would be as a reply, "" for nothing.
func (t *talk) wants() string {
	h, plain := t.in.Heard, strings.TrimSpace(plainly(t.in.Text))
	if plain == "" && slices.ContainsFunc(thumbs, func(s string) bool { return strings.Contains(t.in.Text, s) }) {
		return replyYes
	}
	for want, all := range replies {
		if slices.Contains(all, plain) || slices.Contains(all, strings.TrimSuffix(plain, " please")) {
			return want
		}
	}
	few := len(strings.Fields(plain)) <= 6
	switch {
	case plain == "", strings.Contains(t.in.Text, "?"), asks(strings.Fields(plain)[0]):
		return ""
	case h.Said && h.Intent == hear.Confirm:
		return replyC
	case h.Said && h.Intent == hear.Reschedule:
		return replyChange
	case h.Said && h.Intent == hear.Cancel:
		return replyCancel
	case saysAny(" "+plain+" ", unable):
		return replyNo
	case saysAny(" "+plain+" ", otherTimes):
		return replyChange
	case h.Said, !h.When.Want.IsZero(), !few:
		return ""
	case h.Has(hear.Affirm) && !h.Has(hear.Deny):
		return replyYes
	}
	return ""
}

// replied takes a text that is a reply to a message of ours.
func (t *talk) replied() (bool, error) {
	if t.Channel() != "sms" || t.in.Event != Said {
		return false, nil
	}
	if t.Reply != nil {
		return t.which()
	}
	want := t.wants()
	letter := len([]rune(strings.TrimSpace(t.in.Text))) == 1
	instead := t.Bound != "" && want == replyC // C after R: it stays as it is
	if want == "" || t.Flow != "" && !letter && !instead {
		return false, nil
	}
	all, err := t.Asks()
	if err != nil || len(all) == 0 {
		return false, err
	}
	if t.Flow != "" && !all[0].Fresh && !instead { // the question that is open was asked after the message
		return false, nil
	}
	t.speak()
	if last := all[0]; want != replyCancel && last.Fresh && last.Offer != "" && last.State != AskedOpen {
		return t.lateReply(want, all[:1]) // and no yes to what was written before it
	}
	open := t.answerable(want, all)
	switch len(open) {
	case 0:
		return t.lateReply(want, all)
	case 1:
		return true, t.reply(want, open[0])
	}
	if want != replyCancel && all[0].Fresh && open[0].Offer == all[0].Offer && open[0].Visit.ID == all[0].Visit.ID {
		if other := slices.ContainsFunc(open[1:], func(a Asked) bool { return a.Offer == "" == (open[0].Offer == "") }); !other {
			return true, t.reply(want, open[0]) // an offer and a visit: the yes is to what was written last
		}
	}
	t.State.Frame = Frame{}
	slices.SortFunc(open, func(a, b Asked) int { return a.Visit.Start.Compare(b.Visit.Start) })
	t.State.Reply = &Reply{Wants: want, Choices: open}
	t.askWhich()
	return true, nil
}

// answerable are the visits and offers that a reply may be about, each once.
func (t *talk) answerable(want string, all []Asked) (open []Asked) {
	for _, a := range all {
		offer := a.Offer != ""
		fits := a.State == AskedOpen || a.State == AskedConfirmed && want != replyYes && want != replyC
		switch {
		case !fits, offer && (a.State != AskedOpen || want == replyCancel):
		case slices.ContainsFunc(open, func(o Asked) bool { return o.Visit.ID == a.Visit.ID && o.Offer == a.Offer }):
		default:
			open = append(open, a)
		}
	}
	return open
}

// labels tell what may be meant from one another by no more than it takes: whose, else which day, else which time.
func (t *talk) labels(all []Asked) []string {
	same := func(f func(Asked) string) bool {
		return !slices.ContainsFunc(all, func(a Asked) bool { return f(a) != f(all[0]) })
	}
	distinct := func(f func(Asked) string) bool {
		seen := map[string]bool{}
		for _, a := range all {
			seen[f(a)] = true
		}
		return len(seen) == len(all)
	}
	c := t.calendar()
	at := func(a Asked) time.Time { l, _ := t.p.Location(a.Visit.Location); return a.Visit.Start.In(l.In()) }
	who := func(a Asked) string { return a.First }
	day := func(a Asked) string { return c.day(civil.DateOf(at(a))) }
	moment := func(a Asked) string { return c.when(at(a), false) }
	label := moment
	switch people := !same(func(a Asked) string { return string(a.Patient) }); {
	case people && distinct(who):
		label = who
	case people && distinct(func(a Asked) string { return who(a) + day(a) }):
		label = func(a Asked) string { return who(a) + ", " + day(a) }
	case people:
		label = func(a Asked) string { return who(a) + ", " + moment(a) }
	case distinct(day):
		label = day
	}
	var list []string
	for _, a := range all {
		list = append(list, label(a))
	}
	return list
}

func (t *talk) askWhich() {
	var list [][]inbox.Piece
	for i, l := range t.labels(t.Reply.Choices) {
		kind := inbox.VisitTime
		if !strings.ContainsFunc(l, func(r rune) bool { return '0' <= r && r <= '9' }) {
			kind = inbox.FirstName
		}
		list = append(list, []inbox.Piece{{Text: phi.NewText(strconv.Itoa(i+1) + " ")}, {Kind: kind, Text: phi.NewText(l)}})
	}
	t.say("reply.which", Args{"offers": t.joined(list, "or")})
	t.Question, t.asks = t.line("reply.which"), true
}

// which takes the answer to which one was meant. What is no answer to that is something of its own.
func (t *talk) which() (bool, error) {
	r := *t.Reply
	t.State.Reply = nil
	i := t.chosen(len(r.Choices))
	if i < 0 {
		i = t.calledBy(r.Choices)
	}
	if i < 0 {
		return t.replied()
	}
	all, err := t.Asks()
	if err != nil {
		return false, err
	}
	for _, a := range all { // as it stands now
		if a.Visit.ID == r.Choices[i].Visit.ID && a.Offer == r.Choices[i].Offer {
			if a.State == AskedOpen || a.State == AskedConfirmed {
				return true, t.reply(r.Wants, a)
			}
			return t.lateReply(r.Wants, []Asked{a})
		}
	}
	return t.lateReply(r.Wants, nil)
}

// calledBy is the one choice that the words name by a first name or by the day, -1 if none or several.
func (t *talk) calledBy(all []Asked) int {
	found := -1
	plain := plainly(t.in.Text)
	for i, a := range all {
		l, _ := t.p.Location(a.Visit.Location)
		day := words.Fold(t.calendar().Days[a.Visit.Start.In(l.In()).Weekday()])
		byDay := strings.Contains(plain, " "+day+" ") || !t.in.Heard.When.Want.IsZero() && t.in.Heard.When.Want.Day(civil.DateOf(a.Visit.Start.In(l.In()))) && t.in.Heard.When.Want.At(a.Visit.Start.In(l.In()))
		if byDay || a.First != "" && strings.Contains(plain, " "+words.Fold(a.First)+" ") {
			if found >= 0 {
				return -1
			}
			found = i
		}
	}
	return found
}

// lateReply answers a reply to what is over, moved or off, and tells no more than that.
func (t *talk) lateReply(want string, all []Asked) (bool, error) {
	if len(all) == 0 {
		t.say("reply.none", nil)
		return t.replyDone()
	}
	a := all[0]
	switch {
	case a.Offer != "" && a.State == AskedConfirmed:
		t.say("reply.taken", t.whenOf(a.Visit))
	case a.Offer != "":
		t.say("reply.gone", nil)
	case a.State == AskedConfirmed && (want == replyYes || want == replyC):
		t.say("reply.confirmed", t.whenOf(a.Visit))
	case a.State == AskedMoved:
		t.say("reply.moved", nil)
	case want == replyChange && t.Ready() && !t.flows["book"].off: // there is nothing to change any more: a new time
		t.note("a new visit")
		return true, t.begin(t.flows["book"])
	case a.State == AskedOff:
		t.say("reply.off", nil)
	case a.State == AskedOver:
		t.say("reply.over", nil)
	default:
		return false, nil
	}
	t.note("a late reply")
	return t.replyDone()
}

func (t *talk) replyDone() (bool, error) {
	t.State.Frame, t.asks, t.Question = Frame{}, true, ""
	return true, nil
}

func (t *talk) whenOf(v Visit) Args {
	l, _ := t.p.Location(v.Location)
	return Args{"when": t.calendar().when(v.Start.In(l.In()), t.zoned(l))}
}

// reply does what a reply wants with what it is about.
func (t *talk) reply(want string, a Asked) error {
	if err := t.give(""); err != nil {
		return err
	}
	t.State.Frame = Frame{}
	switch {
	case a.Offer != "" && (want == replyNo || want == replyChange):
		return t.declined(a)
	case a.Offer != "":
		return t.accepted(a)
	case want == replyChange:
		return t.bound("reschedule", a)
	case want == replyCancel:
		return t.bound("cancel", a)
	case want == replyNo:
		t.say("reply.no", nil)
		t.Question, t.asks = t.line("reply.no"), true
		return nil
	}
	v, err := t.Confirm(a.Patient, a.Visit.ID)
	if fault.Is(err, fault.Conflict) || fault.Is(err, fault.NotFound) {
		t.say("reply.off", nil)
		_, err = t.replyDone()
		return err
	}
	if err != nil {
		return err
	}
	t.did(Confirmed, string(v.ID))
	t.say("reply.confirmed", t.whenOf(VisitOf(v)))
	_, err = t.replyDone()
	return err
}

func (t *talk) accepted(a Asked) error {
	v, err := t.Accept(a.Patient, a.Offer)
	switch {
	case fault.Is(err, fault.Conflict), fault.Is(err, fault.NotFound):
		t.say("reply.gone", nil)
	case err != nil:
		return err
	default:
		t.did(Booked, string(v.ID))
		t.say("reply.taken", t.whenOf(VisitOf(v)))
	}
	_, err = t.replyDone()
	return err
}

func (t *talk) declined(a Asked) error {
	if err := t.Decline(a.Patient, a.Offer); err != nil && !fault.Is(err, fault.Conflict) && !fault.Is(err, fault.NotFound) {
		return err
	}
	t.say("reply.declined", nil)
	_, err := t.replyDone()
	return err
}

// bound runs a flow on the visit of the message: nobody is asked who they are, and nothing but this visit is spoken of.
// Where the practice does not let Bedside act, staff are told.
func (t *talk) bound(flow string, a Asked) error {
	f := t.flows[flow]
	v := a.Visit
	t.State.Frame = Frame{Flow: f.Name, Slots: map[string]string{}, Visit: &v, Bound: a.Patient, Wished: flow == "reschedule"}
	if dial := t.p.Desk.Dial(f.Name); f.off || !t.Ready() || dial != practice.Act {
		l, _ := t.p.Location(v.Location)
		text := f.Title + " Their visit: " + v.Start.In(l.In()).Format("Mon, January 2, 2006 at 3:04 pm MST") + ". Phone them."
		i, err := t.Task(inbox.Task{Kind: inbox.PhonePatient, Patient: a.Patient, Appointment: v.ID, Text: phi.NewText(text)})
		if err != nil {
			return err
		}
		t.did(TaskMade, i)
		t.passed("passed")
		_, err = t.replyDone()
		return err
	}
	if want := t.in.Heard.When.Want; flow == "reschedule" && !want.IsZero() && t.in.Heard.When.Clash == nil { // "R, Friday if you can"
		t.Want = want
	}
	return t.next()
}

// keep keeps the times that are offered for a reply.
func (t *talk) keep() error {
	for _, o := range t.Offered {
		i, err := t.Hold(t.Bound, *t.Visit, o)
		if err != nil {
			return err
		}
		t.Held = append(t.Held, Kept{o, i, t.Now().Add(HeldFor)})
	}
	return nil
}

// HeldFor is how long the times that a reply was offered are kept.
const HeldFor = 20 * time.Minute

// Kept is a time that is kept by a hold, until it ends.
type Kept struct {
	Offer Offer
	Hold  schedule.HoldID // "" where it could not be kept
	Until time.Time
}

// give gives back all that is kept but the one.
func (t *talk) give(but schedule.HoldID) error {
	var all []schedule.HoldID
	for _, k := range t.Held {
		if k.Hold != "" && k.Hold != but {
			all = append(all, k.Hold)
		}
	}
	t.Held = slices.DeleteFunc(t.Held, func(k Kept) bool { return k.Hold != but })
	if len(all) == 0 {
		return nil
	}
	return t.Unhold(all)
}

// kept is the hold of the time that was chosen, "" if there is none any more.
func (t *talk) kept() schedule.HoldID {
	for _, k := range t.Held {
		if t.Chosen != nil && k.Offer.same(*t.Chosen) && t.Now().Before(k.Until) {
			return k.Hold
		}
	}
	return ""
}

// mover is who acts on the visit: the patient who was verified, or the one whose visit the message was about.
func (t *talk) mover() patient.ID {
	if t.Bound != "" {
		return t.Bound
	}
	return t.Who.Patient
}
