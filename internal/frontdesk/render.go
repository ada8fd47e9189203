package frontdesk

import (
	"context"
	"encoding/json"
	"time"

	"bedside/internal/actor"
	"bedside/internal/fault"
	"bedside/internal/frontdesk/hear"
	"bedside/internal/guard"
	"bedside/internal/inbox"
	"bedside/internal/phi"
	"bedside/internal/tx"
	"bedside/internal/words"
)

// render makes the reply of what was committed. Words that the guard does not let pass are not said: an apology is, and
// a person looks.
func (s *Service) render(ctx context.Context, in Turn, a answer) (Reply, error) {
	r := Reply{
		Recipient: string(a.Conversation), Language: a.Language, Silent: a.Silent, Hold: a.Hold, Voicemail: a.Voicemail, Hangup: a.Hangup, Next: a.Next,
		State: a.State, Slots: a.Slots, Effects: a.Effects, Urgency: a.Urgency, Thread: a.Thread,
	}
	if r.Slots == nil {
		r.Slots = map[string]string{}
	}
	if in.Channel == Voice && !a.Hangup {
		r.Expect = Expect{Speech: true, Digits: true, NumDigits: a.Digits, Long: a.Long}
		if l := s.ear.Load(); l != nil {
			r.Expect.Hints = l.hints
		}
	}
	if a.Transfer != "" {
		r.Transfer = &Transfer{Number: a.Transfer, Seconds: a.Seconds, Whisper: s.whisper(r.Recipient)}
	}
	if a.Silent || a.Said == "" {
		r.Silent = true
		return r, nil
	}
	var err error
	if r.Words, err = s.clear(a, in.Channel, r.Recipient); err == nil {
		return r, nil
	}
	s.Log.Error("words were not cleared", "channel", in.Channel, "kind", fault.KindOf(err).String())
	language := a.Language
	if language != words.Spanish {
		language = words.English
	}
	if r.Words, err = s.standing[sorry[language]].To(guard.Channel(in.Channel), r.Recipient); err != nil {
		return Reply{}, err
	}
	return r, s.DB.Do(ctx, actor.System(), func(t tx.Tx) error {
		_, err := s.Inbox.AddTask(ctx, t, inbox.Task{Kind: inbox.Unanswered, Thread: a.Thread, Text: phi.NewText("The guard did not let an answer pass. Please answer here.")})
		return err
	})
}

// clear clears what was kept for its recipient: the words of an emergency were when the program started.
func (s *Service) clear(a answer, channel, recipient string) (guard.Cleared, error) {
	text, err := said(a.Said)
	if err != nil {
		return guard.Cleared{}, err
	}
	if st, ok := s.standing[text]; ok {
		return st.To(guard.Channel(channel), recipient)
	}
	parts, err := inbox.Parts(phi.NewText(a.Said))
	if err != nil {
		return guard.Cleared{}, err
	}
	c, _, err := s.Guard.Clear(s.draft(parts, channel, recipient))
	return c, err
}

// whisper is told to who picks up; without it the call is connected all the same.
func (s *Service) whisper(recipient string) guard.Cleared {
	c, _, err := s.Guard.Clear(guard.Draft{Kind: guard.Voice, Audience: guard.Staff, Channel: Voice, Recipient: recipient, Author: string(actor.Bedside),
		Body: []guard.Part{guard.Literal("A caller would like to talk to a person. Press 1 to take the call.")}})
	if err != nil {
		s.Log.Error("the whisper was not cleared")
	}
	return c
}

// said is the text of what was kept.
func said(kept string) (string, error) {
	var list []struct{ Text string }
	if err := json.Unmarshal([]byte(kept), &list); err != nil {
		return "", fault.Wrap(fault.Internal, "frontdesk.said", "what was said cannot be read", err)
	}
	text := ""
	for _, p := range list {
		text += p.Text
	}
	return text, nil
}

// both joins two kept texts.
func both(a, b string) string {
	switch {
	case a == "":
		return b
	case b == "":
		return a
	}
	space := inbox.Keep(inbox.Piece{Text: phi.NewText(" ")}).Reveal()
	return a[:len(a)-1] + "," + space[1:len(space)-1] + "," + b[1:]
}

// Why is how a turn was understood and what was decided.
type Why struct {
	Turn     int64  // its place in the conversation; 0 for one of before turns were counted
	Heard    string // the hearing that was taken
	Intent   string // and how sure
	Sure     float64
	Scores   []Score  // of every intent that the words spoke for
	Also     []string // other intents in the same turn
	Acts     []string
	Slots    map[string]string
	Doubts   []Doubt // of slots that are less than sure, or have other readings
	Missed   []string
	Others   []string // other hearings
	Proposed string   // what a model took the words for, as it was heard; "" for nothing
	Rules    []string // triage rules that fired
	Asked    string   // the question that was open
	Before   string   // the state
	After    string
	Did      []Effect
	Guard    string // what it made of the reply: "clear", or its verdict with the rules
	Took     time.Duration
	Note     string // what else decided: an expired offer, a limit, who speaks
}

// Score is how much speaks for an intent.
type Score struct {
	Intent string
	Weight float64
}

// Doubt is how sure a slot was heard, and what else it may be.
type Doubt struct {
	Slot         string
	Sure         float64
	Alternatives []string
}

// certain is how sure a slot is about which nothing needs to be said.
const certain = 0.9

func (y *Why) understood(h hear.Heard) {
	y.Heard, y.Intent, y.Sure, y.Slots = h.Text, string(h.Intent), h.Sure, map[string]string{}
	for _, s := range h.Scores {
		y.Scores = append(y.Scores, Score{string(s.Intent), s.Weight})
	}
	text := []rune(h.Text)
	for _, m := range h.Missed {
		if m.End <= len(text) {
			y.Missed = append(y.Missed, string(text[m.Start:m.End]))
		}
	}
	for _, o := range h.Others {
		y.Also = append(y.Also, string(o))
	}
	for _, a := range h.Acts {
		y.Acts = append(y.Acts, string(a))
	}
	for _, s := range h.Slots {
		y.Slots[s.Name] = s.Value
		if s.Sure < certain || len(s.Alternatives) > 0 {
			y.Doubts = append(y.Doubts, Doubt{s.Name, s.Sure, s.Alternatives})
		}
	}
}

func (y Why) text() phi.Text {
	b, err := json.Marshal(y)
	if err != nil { // strings and numbers always marshal; NaN, which does not, is no confidence
		return phi.Text{}
	}
	return phi.NewText(string(b))
}

func readWhy(text phi.Text) *Why {
	var y Why
	if text.IsZero() || json.Unmarshal([]byte(text.Reveal()), &y) != nil {
		return nil
	}
	return &y
}
