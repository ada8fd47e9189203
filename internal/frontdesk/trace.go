package frontdesk

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"bedside/internal/actor"
	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/inbox"
	"bedside/internal/phi"
	"bedside/internal/words"
)

// trace is all that a turn was decided by, so that it can be run again to the same result: what came in, what the
// conversation remembered, what the world said, and by which rules. It is kept sealed, as long as what was said.
type trace struct {
	At       time.Time
	In       turned
	Before   string // the memory
	Last     time.Time
	Patient  string // who was verified
	Language words.Language
	Person   bool // a person spoke in the thread
	Ready    bool
	Codes    bool // a code could be sent
	Proposed string
	Bare     bool // the rest of the turn had failed
	Alone    bool
	Tape     []asking
	Versions Versions

	After   string // a digest of the memory
	Effects []Effect
	Said    string
	Rest    string // a digest of all else that the caller noticed
	Why     Why
}

// turned is a turn as it came, without what only tells where it came from.
type turned struct {
	Channel  string
	ID       string
	From     string
	Text     string
	NBest    []string
	Digits   string
	Event    Event
	Detail   string
	Seconds  int
	Language words.Language
	Heard    bool
}

// Versions name what a turn is decided by.
type Versions struct {
	Practice int64  // its settings, hours and answers: microseconds of their last change
	RedFlags string // the rules for emergencies
	Ear      string // the word lists
	Flows    string // the questions and their wording
	Guard    string // the rule set; "" where nothing was said
}

// versions are those of now.
func (w *world) versions() Versions {
	return Versions{Practice: w.p.Version, RedFlags: w.Triage.Set(), Ear: w.lists, Flows: w.machine.Fingerprint()}
}

// trace begins a trace, before the turn changes anything.
func (w *world) trace(m memory, d danger) *trace {
	in := w.said
	return &trace{
		At: w.at, Before: w.memory(m), Last: w.c.Last, Patient: string(w.c.Patient), Language: w.c.Language, Person: !w.thread.Owner.Bedside(), Ready: w.ready, Codes: w.sends,
		Proposed: w.proposed, Bare: d.bare, Alone: d.alone, Versions: w.versions(),
		In: turned{in.Channel, in.ID, in.From.Reveal(), in.Text, in.NBest, in.Digits, in.Event, in.Detail, in.Seconds, in.Language, in.Heard},
	}
}

// memory is a memory as it is kept.
func (w *world) memory(m memory) string {
	var c Conversation
	if err := c.remember(m); err != nil { // it is remembered in any case, and the error comes then
		return ""
	}
	return c.Memory.Reveal()
}

// ended takes what became of the turn.
func (r *trace) ended(w *world, m memory, a answer, why Why) {
	r.Tape, r.After, r.Effects, r.Said, r.Why = w.tape.Asked, w.digest(w.memory(m)), a.Effects, a.Said, why
	a.Said, a.Effects, a.Slots = "", nil, nil
	r.Rest = w.digest(w.rest(a))
}

// rest is what else the caller noticed of an answer.
func (w *world) rest(a answer) string {
	b, err := json.Marshal([]any{a.Silent, a.Hold, a.Transfer, a.Seconds, a.Voicemail, a.Hangup})
	if err != nil {
		return ""
	}
	return string(b)
}

func (w *world) keepTrace(r *trace) error {
	b, err := json.Marshal(r)
	if err != nil {
		return fault.Wrap(fault.Internal, "frontdesk.keepTrace", "", err)
	}
	return w.Store.Trace(w.ctx, w.t, w.c.ID, w.c.Turns, phi.NewText(string(b)))
}

// verdict is what the guard makes of a reply, and by which rule set.
func (w *world) verdict(a answer) (verdict, set string) {
	if a.Silent || a.Said == "" {
		return "", ""
	}
	text, err := said(a.Said)
	if err != nil {
		return "", ""
	}
	if _, ok := w.standing[text]; ok {
		return "clear, as a standing sentence", ""
	}
	parts, err := inbox.Parts(phi.NewText(a.Said))
	if err != nil {
		return "", ""
	}
	var r guard.Report
	if w.safely(func() error { r = w.Guard.Check(w.draft(parts, w.in.Channel, string(w.c.ID))); return nil }) != nil {
		return "not read", ""
	}
	var rules []string
	for _, f := range r.Findings {
		if !slices.Contains(rules, f.Rule) {
			rules = append(rules, f.Rule)
		}
	}
	if len(rules) > 0 {
		return string(r.Verdict) + ": " + strings.Join(rules, ", "), r.RuleSet
	}
	return string(r.Verdict), r.RuleSet
}

// draft is a reply as the guard reads it.
func (s *Service) draft(parts []guard.Part, channel, recipient string) guard.Draft {
	return guard.Draft{Kind: guard.Kind(channel), Audience: guard.Patient, Channel: guard.Channel(channel), Recipient: recipient, Author: string(actor.Bedside), Body: parts}
}

// turn is a trace's turn as it came.
func (r *trace) turn() Turn {
	in := Turn{Channel: r.In.Channel, ID: r.In.ID, Text: r.In.Text, NBest: r.In.NBest, Digits: r.In.Digits, Event: r.In.Event, Detail: r.In.Detail,
		Seconds: r.In.Seconds, Language: r.In.Language, Heard: r.In.Heard}
	if r.In.From != "" {
		in.From = phi.NewPhone(r.In.From)
	}
	return in
}
