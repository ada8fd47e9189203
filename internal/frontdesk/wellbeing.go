package frontdesk

import (
	"cmp"
	"context"

	"bedside/internal/actor"
	"bedside/internal/fault"
	"bedside/internal/frontdesk/flow"
	"bedside/internal/inbox"
	"bedside/internal/oncall"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/schedule"
	"bedside/internal/triage"
	"bedside/internal/tx"
	"bedside/internal/words"
)

// Wellbeing is what somebody answered, by the link of a message, to the question how they are after a visit.
type Wellbeing struct {
	Message string // the message's id: its answers are one thread
	Patient patient.ID
	Visit   schedule.ID
	Key     string // the same answer twice counts once
	Worse   bool   // they say so, whatever else
	Text    string // what they add

	Language words.Language // of the page; what they write tells more
}

// thanked is what is said to an answer in which no rule hears anything urgent. It does not say that all is well.
var thanked = map[words.Language]triage.Sentence{
	words.English: "Thank you. Somebody at the practice reads this. If it gets worse, or you are worried, call us. In an emergency, call 911.",
	words.Spanish: "Gracias. Alguien del consultorio lee esto. Si empeora, o si le preocupa, llámenos. En una emergencia, llame al 911.",
}

// worseRule is the rule of an alert that somebody raised by saying that they are worse.
const worseRule = "follow-up: worse"

// Wellbeing takes the answer to a follow-up: it is read for emergencies before anything else. What is urgent alerts whoever
// is on call and is answered at once as a caller would be; everything else becomes a task in its thread. Whatever fails,
// there is something to say.
func (s *Service) Wellbeing(ctx context.Context, in Wellbeing) Reply {
	turn := Turn{Channel: Chat, Session: "after " + in.Message, ID: in.Key, Text: in.Text, Event: Said, Language: in.Language}
	d := s.listen(turn)
	if in.Worse && !d.urgent() {
		d.Result = triage.Result{Tier: triage.Urgent, Flags: []triage.Flag{{Rule: worseRule, Tier: triage.Urgent}}}
	}
	d.Ask = false // nobody is there to answer a question
	said := triage.Sentence("")
	var thread inbox.ThreadID
	err := s.safely(func() error {
		return s.DB.Do(ctx, actor.System(), func(t tx.Tx) (err error) {
			said, thread, err = s.wellbeing(ctx, t, in, d)
			return err
		})
	})
	if err != nil {
		s.Log.Error("an answer to a follow-up failed", "kind", fault.KindOf(err).String(), "err", err)
		return s.fallback(turn, d)
	}
	r := Reply{Recipient: string(thread), Thread: thread, Urgency: d.tier(), Hold: d.tier() == triage.Emergency}
	if r.Words, err = s.cleared([]triage.Sentence{said}, Chat, r.Recipient); err != nil {
		return s.fallback(turn, d)
	}
	return r
}

func (s *Service) wellbeing(ctx context.Context, t tx.Tx, in Wellbeing, d danger) (triage.Sentence, inbox.ThreadID, error) {
	p, err := s.Practice.Get(ctx, t)
	if err != nil {
		return "", "", err
	}
	h, err := s.Inbox.Open(ctx, t, inbox.Opening{Key: "after " + in.Message})
	if err != nil {
		return "", "", err
	}
	language := cmp.Or(words.Tell(words.Split(in.Text)), in.Language)
	if language != words.Spanish {
		language = words.English
	}
	said := thanked[language]
	if d.urgent() {
		ready, _, err := s.OnCall.Ready(ctx, t)
		if err != nil {
			return "", "", err
		}
		at := triage.Situation{Open: p.OpenAt(t.Now()), Asked: true, Alerting: ready, Minutes: int(p.Desk.Urgent.Minutes())}
		said = triage.Sentence(joined(triage.Say(d.Result, language, at)))
	}
	own := in.Text
	if in.Worse {
		own = "I feel worse. " + own
	}
	if own == "" {
		own = "I am all right."
	}
	heard := inbox.Entry{Thread: h.ID, From: inbox.FromPatient, Channel: Chat, Text: phi.NewText(own), Urgency: d.tier(), Key: "heard " + in.Key}
	if heard, err = s.Inbox.Add(ctx, t, heard); err != nil {
		return "", "", err
	}
	if !heard.At.Equal(t.Now()) { // it came before
		return said, h.ID, nil
	}
	answer := inbox.Entry{Thread: h.ID, From: inbox.FromBedside, Channel: Chat, Text: phi.NewText(string(said)), Urgency: triage.None, Key: "said " + in.Key}
	if _, err = s.Inbox.Add(ctx, t, answer); err != nil {
		return "", "", err
	}
	return said, h.ID, s.wellbeingFor(ctx, t, in, d, h.ID)
}

// wellbeingFor gives staff what there is to do.
func (s *Service) wellbeingFor(ctx context.Context, t tx.Tx, in Wellbeing, d danger, thread inbox.ThreadID) error {
	k := inbox.Task{Kind: inbox.Message, Thread: thread, Patient: in.Patient, Appointment: in.Visit, Text: phi.NewText("Somebody answered how they are after their visit. Read it.")}
	if d.urgent() {
		if err := s.Inbox.Urgent(ctx, t, thread, d.tier()); err != nil {
			return err
		}
		_, err := s.OnCall.Raise(ctx, t, oncall.Request{Thread: string(thread), Tier: d.tier(), Rule: d.rule(), Key: "after " + in.Message + ":" + d.rule()})
		if err != nil && !fault.Is(err, fault.Invalid) {
			return err
		}
		k.Kind, k.Urgency = inbox.Callback, d.tier()
		k.Text = phi.NewText("Something urgent stands in the answer to a follow-up. Rule: " + d.rule() + ". " + reach(d))
	}
	_, err := s.Inbox.AddTask(ctx, t, k)
	return err
}

// FollowUps knows the follow-ups that were sent.
type FollowUps interface {
	// Asked returns of which visit somebody at the number was asked in the last days how they are, false if of none.
	Asked(ctx context.Context, t tx.Tx, number phi.Phone) (patient.ID, schedule.ID, bool, error)
}

// shortestAnswer is how many letters an answer has at least: one letter answers another message.
const shortestAnswer = 3

// wellness takes a text that asks for nothing as the answer to a follow-up that went to its number: a task for staff.
func (w *world) wellness(m *memory, why *Why) (answer, bool, error) {
	if w.FollowUps == nil || w.in.Channel != SMS || w.in.Event != Said || len(w.in.Text) < shortestAnswer || m.State.Flow != "" || m.State.Stopped || w.wants(m) {
		return answer{}, false, nil
	}
	type asked struct {
		Patient patient.ID
		Visit   schedule.ID
		Found   bool
	}
	a, err := ask(w, "follow-up", "", asJSON[asked](), func() (a asked, err error) {
		a.Patient, a.Visit, a.Found, err = w.FollowUps.Asked(w.ctx, w.t, w.in.From)
		return a, err
	})
	if err != nil || !a.Found {
		return answer{}, false, err
	}
	i, err := w.Task(inbox.Task{Kind: inbox.Message, Patient: a.Patient, Appointment: a.Visit, Text: phi.NewText("Somebody answered by text how they are after their visit. Read it.")})
	why.Note = "the answer to a follow-up"
	said := literal([]triage.Sentence{thanked[w.speaks(m)]})
	said.Effects = []Effect{{flow.TaskMade, i}}
	return said, true, err
}
