package frontdesk

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"bedside/internal/fault"
	"bedside/internal/frontdesk/flow"
	"bedside/internal/frontdesk/hear"
	"bedside/internal/guard"
	"bedside/internal/inbox"
	"bedside/internal/oncall"
	"bedside/internal/phi"
	"bedside/internal/triage"
	"bedside/internal/words"
)

// danger is what triage found in a turn, before anything else looked at it.
type danger struct {
	triage.Result
	bare  bool // the rest of the turn failed: nothing but the words, the alert and their keeping
	alone bool // that failed too: not the alert either
}

func (d danger) tier() triage.Tier {
	if d.Tier == "" {
		return triage.None
	}
	return d.Tier
}

func (d danger) urgent() bool { return d.tier() != triage.None }

func (d danger) rule() string {
	if len(d.Flags) == 0 {
		return "said so"
	}
	return d.Flags[0].Rule
}

func (d danger) rules() (all []string) {
	for _, f := range d.Flags {
		all = append(all, f.Rule)
	}
	return all
}

func worse(a, b triage.Tier) bool { return rank(a) > rank(b) }

func rank(t triage.Tier) int { return slices.Index([]triage.Tier{triage.Urgent, triage.Emergency}, t) }

// listen reads all that was said and every other hearing of it, and takes the worst.
func (s *Service) listen(in Turn) (d danger) {
	err := s.safely(func() error {
		for _, text := range append([]string{in.Text}, in.NBest...) {
			if r := s.Triage.Read(text); worse(r.Tier, d.tier()) || d.Ask && !r.Ask && r.Tier == d.Tier {
				d.Result = r
			}
		}
		return nil
	})
	if err != nil {
		s.Log.Error("triage failed", "err", err)
	}
	return d
}

// fallback is what is said when the turn could not be run: the words of an emergency, or that something is wrong.
func (s *Service) fallback(in Turn, d danger) Reply {
	const caller = "caller"
	language := words.Tell(words.Split(in.Text))
	if language == "" {
		language = in.Language
	}
	if language != words.Spanish {
		language = words.English
	}
	r := Reply{Recipient: caller, Language: language, State: flow.Idle, Slots: map[string]string{}, Urgency: d.tier(), Next: "again-" + in.ID,
		Expect: Expect{Speech: in.Channel == Voice, Digits: in.Channel == Voice}}
	text := []triage.Sentence{triage.Sentence(sorry[language])}
	if d.urgent() {
		text, r.Hold = triage.Say(d.Result, language, triage.Situation{}), d.tier() == triage.Emergency
	}
	var err error
	if s.safely(func() error { r.Words, err = s.cleared(text, in.Channel, caller); return err }) != nil {
		r.Words, _ = s.standing[string(text[0])].To(guard.Channel(in.Channel), caller)
	}
	return r
}

// quiet is said to somebody for whom it is not safe to talk, and then nothing more (SAFETY 4).
var quiet = map[words.Language]triage.Sentence{words.English: "All right. In danger, call 911.", words.Spanish: "De acuerdo. En peligro, llame al 911."}

// askPhone is said where a call is promised and no number is known, noted when it came.
var (
	askPhone = map[words.Language]triage.Sentence{words.English: "Please write your phone number, so that we can call you.",
		words.Spanish: "Por favor escriba su número de teléfono, para que podamos llamarle."}
	noted = map[words.Language]triage.Sentence{words.English: "Thank you. If it gets worse, call 911 or go to an emergency room.",
		words.Spanish: "Gracias. Si empeora, llame al 911 o vaya a una sala de emergencias."}
)

// digits counts the digits of a text.
func digits(text string) (n int) {
	for _, r := range text {
		if '0' <= r && r <= '9' {
			n++
		}
	}
	return n
}

// heldFor is how long "continue" takes an emergency back.
const heldFor = time.Hour

// alarm answers an emergency, something urgent, and what is said after either. False goes on with the flow.
func (w *world) alarm(m *memory, d *danger, why *Why) (answer, bool, error) {
	al := &m.State.Alarm
	spoken := w.in.Event == Said
	if (al.Held > 0 || al.Quiet) && w.at.Sub(w.c.Last) > heldFor {
		*al = flow.Alarm{Asked: al.Asked}
	}
	if spoken && al.Held > 0 && !saysGoOn(w.in.Text) {
		w.together(al, d)
	}
	why.Rules = d.rules()
	asked := al.Asked
	al.Asked = ""
	numbered := al.Phone && spoken && d.tier() == triage.None && digits(w.in.Text) >= 7
	al.Phone = al.Phone && !spoken
	switch {
	case numbered:
		i, err := w.Task(inbox.Task{Kind: inbox.Callback, Urgency: triage.Urgent, Text: phi.NewText("The number for the urgent call: " + clip(w.in.Text))})
		a := literal([]triage.Sentence{noted[w.speaks(m)]})
		a.Effects = []Effect{{flow.TaskMade, i}}
		return a, true, err
	case d.tier() == triage.Emergency:
		w.holds(m, *d)
		a, err := w.say911(m, *d)
		return a, true, err
	case spoken && asked != "":
		return w.answered(m, d, asked, why)
	case d.tier() == triage.Urgent && d.Ask && !d.bare:
		al.Asked = w.in.Text
		if al.Held == 0 {
			al.Rule = d.rule()
		}
		a := literal(triage.Say(d.Result, w.speaks(m), w.situation(m)))
		return a, true, nil
	case d.tier() == triage.Urgent:
		return w.urgently(m, *d, why)
	case spoken && (al.Held > 0 && saysGoOn(w.in.Text) || saysContinue(w.in.Text) && !m.State.Stopped):
		a, err := w.takenBack(m, why)
		return a, true, err
	case al.Held > 0 && !m.State.Stopped && (spoken || w.in.Event == Silence):
		return w.again911(m, why)
	}
	return answer{}, false, nil
}

// holds remembers an emergency until it is taken back.
func (w *world) holds(m *memory, d danger) {
	al := &m.State.Alarm
	if m.State.Flow == "" && w.in.Event == Said && al.Held == 0 {
		al.Text = w.in.Text
	}
	al.Heard = ending(strings.TrimSpace(al.Heard + ". " + w.in.Text))
	al.Held, al.Other, al.Rule, al.Safe, al.Quiet = 2, d.Other, d.rule(), false, false
}

// ending is the end of what was said, as much of it as is read together.
func ending(s string) string {
	all := []rune(s)
	return string(all[max(0, len(all)-longestHeard):])
}

// together reads what was said before with what is said now: where that calls for other words, it is heard anew
// ("my son swallowed bleach", "he took it on purpose").
func (w *world) together(al *flow.Alarm, d *danger) {
	before, whole := w.Triage.Read(al.Heard), w.Triage.Read(al.Heard+". "+w.in.Text)
	say := func(r triage.Result) string { return joined(triage.Say(r, words.English, triage.Situation{})) }
	if whole.Tier != triage.Emergency || d.tier() != triage.Emergency && say(whole) == say(before) {
		al.Heard = ending(al.Heard + ". " + w.in.Text)
		return
	}
	for _, f := range whole.Flags {
		if !slices.ContainsFunc(d.Flags, func(g triage.Flag) bool { return g.Rule == f.Rule }) {
			d.Flags = append(d.Flags, f)
		}
	}
	known := func(f triage.Flag) int {
		if slices.ContainsFunc(before.Flags, func(g triage.Flag) bool { return g.Rule == f.Rule }) {
			return 1
		}
		return 0
	}
	slices.SortStableFunc(d.Flags, func(a, b triage.Flag) int { return cmp.Or(rank(b.Tier)-rank(a.Tier), known(a)-known(b)) })
	d.Tier, d.Ask, d.Other = whole.Tier, false, whole.Other || d.Other
}

// takenBack goes on with what was asked for; after STOP nothing is said, and a person phones.
func (w *world) takenBack(m *memory, why *Why) (answer, error) {
	in := w.goingOn(&m.State.Alarm)
	switch {
	case m.State.Stopped:
		i, err := w.Task(inbox.Task{Kind: inbox.PhonePatient, Text: phi.NewText("Took an emergency back by text after STOP. Phone them.")})
		return answer{Silent: true, Effects: []Effect{{flow.TaskMade, i}}}, err
	case !w.thread.Owner.Bedside():
		why.Note = "a person speaks"
		return answer{Silent: true}, nil
	}
	return w.converse(m, in, why)
}

// again911 says the words once more: alone at first, then before every answer to what asks for nothing, until they are
// taken back. Nothing is said to somebody for whom it is not safe.
func (w *world) again911(m *memory, why *Why) (answer, bool, error) {
	al := &m.State.Alarm
	spoken := w.in.Event == Said
	if spoken && w.hear(m).Intent == hear.OptOut {
		return answer{}, false, nil
	}
	if al.Quiet {
		return answer{Silent: true}, true, nil
	}
	held := triage.Result{Tier: triage.Emergency, Other: al.Other, Flags: w.flags(al.Rule)}
	first := al.Held > 1
	if spoken && held.Has(triage.Abuse) && !al.Safe && w.hear(m).Has(hear.Deny) {
		al.Quiet = true
		return hold(literal([]triage.Sentence{quiet[w.speaks(m)]})), true, nil
	}
	al.Held = 1
	if spoken && w.wants(m) || !first && (!spoken || !w.thread.Owner.Bedside()) {
		return answer{}, false, nil
	}
	al.Safe = al.Safe || !first || spoken && w.hear(m).Has(hear.Affirm) // to "is it safe to talk?", which is asked twice at most
	at := w.situation(m)
	at.Safe = al.Safe
	a := hold(literal(triage.Say(held, w.speaks(m), at)))
	if first {
		return a, true, nil
	}
	then, err := w.converse(m, flow.In{}, why)
	then.Said, then.Silent, then.Hold = both(a.Said, then.Said), false, true
	return then, true, err
}

// goingOn is the turn that takes an emergency back: with what was plainly asked for in the same breath, if no flow ran.
func (w *world) goingOn(al *flow.Alarm) flow.In {
	in := flow.In{Event: flow.Continue, Heard: hear.Heard{Selected: -1}}
	if al.Text != "" {
		listen := func(text string) hear.Heard {
			return w.listening(w.p).ear.Hear(hear.Input{Text: clip(text), Channel: w.in.Channel, Now: w.Now()})
		}
		if asks(listen(w.beside(al.Text))) {
			in.Heard = listen(al.Text)
			in.Text = in.Heard.Text
		}
	}
	*al = flow.Alarm{}
	return in
}

// beside is a text without the words of the emergency: those ask for nothing.
func (w *world) beside(text string) string {
	all := []rune(text)
	for _, f := range w.Triage.Read(text).Flags {
		for i := f.Start; i < min(f.End, len(all)); i++ {
			all[i] = ' '
		}
	}
	return string(all)
}

// flags are those of a rule that fired before.
func (w *world) flags(rule string) []triage.Flag {
	for _, r := range w.Triage.Rules() {
		if r.ID == rule {
			return []triage.Flag{{Rule: r.ID, Kind: r.Kind, Tier: r.Tier, Plain: r.Plain, Source: r.Source}}
		}
	}
	return nil
}

// wants reports whether the turn plainly asks for something, so that the words of the emergency need no repeating.
func (w *world) wants(m *memory) bool {
	return asks(w.hear(m))
}

func asks(h hear.Heard) bool {
	return h.Said && h.Intent != hear.None && h.Intent != hear.Other && h.Intent != hear.Emergency
}

func literal(all []triage.Sentence) answer {
	return answer{Said: inbox.Keep(inbox.Piece{Text: phi.NewText(joined(all))}).Reveal()}
}

func hold(a answer) answer { a.Hold = true; return a }

// speaks is the language to answer in: that of the words, or that of the conversation.
func (w *world) speaks(m *memory) words.Language {
	if l := words.Tell(words.Split(w.in.Text)); l != "" {
		m.State.Language = l
	}
	if m.State.Language == "" {
		m.State.Language = words.English
	}
	return m.State.Language
}

func (w *world) situation(m *memory) triage.Situation {
	svc, _ := w.p.Service(m.State.Service())
	return triage.Situation{Open: w.p.OpenAt(w.at), Telehealth: svc.Telehealth, Minutes: int(w.p.Desk.Urgent / time.Minute)}
}

// say911 says what is said first and alerts whoever is on call.
func (w *world) say911(m *memory, d danger) (answer, error) {
	a := hold(literal(triage.Say(d.Result, w.speaks(m), w.situation(m))))
	_, err := w.alert(&a, d, "An emergency was heard. The caller was told to call 911.")
	return a, err
}

// alert alerts whoever is on call, once for a rule in a conversation, and gives staff a task. It is tried also where the
// roster is not complete, for then the owner may hear of it; only where it is complete may a call be promised.
func (w *world) alert(a *answer, d danger, what string) (promise bool, err error) {
	if err := w.do("urgent", string(d.tier()), func() error { return w.Service.Inbox.Urgent(w.ctx, w.t, w.c.Thread, d.tier()) }); err != nil {
		return false, err
	}
	if !d.alone {
		i, err := ask(w, "alert", string(d.tier())+" "+d.rule(), asJSON[oncall.AlertID](), func() (oncall.AlertID, error) {
			return w.OnCall.Raise(w.ctx, w.t, oncall.Request{Thread: string(w.c.Thread), Tier: d.tier(), Rule: d.rule(), Key: string(w.c.ID) + ":" + d.rule()})
		})
		if err != nil && !fault.Is(err, fault.Invalid) {
			return false, err
		}
		if err == nil {
			a.Effects = append(a.Effects, Effect{flow.Alerted, string(i)})
			promise = w.ready && !d.bare
		}
	}
	i, err := w.Task(inbox.Task{Kind: inbox.Callback, Urgency: d.tier(), Text: phi.NewText(what + " Rule: " + d.rule() + ". " + reach(d))})
	if err == nil {
		a.Effects = append(a.Effects, Effect{flow.TaskMade, i})
	}
	return promise, err
}

// reach says how staff reach the caller: not by what somebody else may hear or read (SAFETY 4).
func reach(d danger) string {
	if d.Has(triage.Abuse) {
		return "Do not phone, text or leave a message first; ask a clinician how to reach them safely."
	}
	return "Phone them."
}

// urgently answers what cannot wait and is no emergency (SAFETY 5).
func (w *world) urgently(m *memory, d danger, why *Why) (answer, bool, error) {
	var a answer
	at := w.situation(m)
	open := at.Open
	promise, err := w.alert(&a, d, "Something urgent was heard.")
	at.Alerting, at.Open = promise, open && !d.bare
	a.Said = literal(triage.Say(d.Result, w.speaks(m), at)).Said
	if promise && !open && w.in.Channel == Chat && w.in.From.IsZero() && m.State.Who.Phone == "" {
		m.State.Alarm.Phone = true
		a.Said = both(a.Said, literal([]triage.Sentence{askPhone[w.speaks(m)]}).Said)
	}
	if err != nil || d.bare || w.in.Event == VoicemailLeft || w.in.Event == VoicemailRead {
		return a, true, err
	}
	if open && w.in.Channel == Voice && w.p.Desk.Transfer != "" {
		a.Transfer, a.Seconds = w.p.Desk.Transfer, w.p.Desk.TransferSeconds
		a.Effects = append(a.Effects, Effect{flow.Connected, ""})
		return a, true, nil
	}
	if m.State.Stopped || !w.thread.Owner.Bedside() || !open && m.State.Flow == "" {
		return a, true, nil
	}
	event := flow.Continue
	if open && m.State.Flow == "" {
		event = flow.Today
	}
	then, err := w.converse(m, flow.In{Event: event, Text: w.in.Text}, why)
	if err != nil {
		return a, true, err
	}
	then.Said = both(a.Said, then.Said)
	then.Effects = append(a.Effects, then.Effects...)
	return then, true, nil
}

// answered takes the answer to the one question that was asked about something ambiguous: only a plain no lets it rest.
// An emergency that was heard before the question stands.
func (w *world) answered(m *memory, d *danger, asked string, why *Why) (answer, bool, error) {
	al := &m.State.Alarm
	whole := w.Triage.Read(asked + ". " + w.in.Text)
	h := w.hear(m)
	switch {
	case whole.Tier == triage.Emergency:
		d.Result = whole
		w.holds(m, *d)
		a, err := w.say911(m, *d)
		return a, true, err
	case d.tier() == triage.None && (saysNo(w.in.Text) || w.in.Text == "" && h.Has(hear.Deny) || saysGoOn(w.in.Text)):
		if al.Held > 0 && !saysGoOn(w.in.Text) {
			return w.again911(m, why)
		}
		if m.State.Flow == "" && al.Text == "" {
			al.Text = asked
		}
		a, err := w.takenBack(m, why)
		return a, true, err
	}
	flags := w.flags(al.Rule)
	if al.Held > 0 {
		flags = w.Triage.Read(asked).Flags
	}
	d.Result = triage.Result{Tier: triage.Urgent, Flags: flags, Other: whole.Other}
	return w.urgently(m, *d, why)
}
