// Package wire is the JSON in which other programs speak with the guard: bedside check --jsonl and POST /api/v1/check
// take a [Text] and answer with an [Answer].
//
// It promises that offsets are code points of the text as it came, end-exclusive, and that a list is never null.
// Callers owe that they repeat the id and write nothing of an answer to a log: it holds the words that were read.
package wire

import (
	"bytes"
	"cmp"
	"encoding/json"
	"regexp"
	"unicode/utf8"

	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/guard/readings"
	"bedside/internal/guard/rules"
)

// Text is what is to be read. What it leaves out is up to who reads it.
type Text struct {
	ID       json.RawMessage `json:"id"` // any JSON; it comes back as it is
	Text     *string         `json:"text"`
	Kind     guard.Kind      `json:"kind"`
	Audience guard.Audience  `json:"audience"`
	Channel  guard.Channel   `json:"channel"`
	Readings bool            `json:"readings"` // say too how it may be read
	Explain  bool            `json:"explain"`  // say too what is fine, and why
}

// Answer is what the guard saw in a text.
type Answer struct {
	ID       json.RawMessage `json:"id"`
	Verdict  guard.Verdict   `json:"verdict"`
	Findings []Finding       `json:"findings"`
	Group    *Group          `json:"group_size,omitempty"` // where one person is described, and it is known where to count
	Learned
}

// Learned is what was asked for besides. Its fields stand beside the findings.
type Learned struct {
	Readings *readings.Readings `json:"readings,omitempty"`
	Fine     []readings.Fine    `json:"fine,omitzero"`
}

// LearnedOf is what a report tells of how the draft may be read and of what is fine, as far as either is wanted.
func LearnedOf(d guard.Draft, r guard.Report, reads, explain bool) (out Learned) {
	if reads {
		all := readings.Of(d, r)
		out.Readings = &all
	}
	if explain {
		out.Fine = readings.FineIn(r)
	}
	return out
}

// Group is how many people a description of one person fits.
type Group struct {
	Low  int `json:"low"`
	High int `json:"high"`
}

// GroupOf is a group as JSON, nil for none and for one of which it is not known where to count.
func GroupOf(g *guard.Group) *Group {
	if g == nil || !g.Known {
		return nil
	}
	return &Group{g.Low, g.High}
}

// Failure is the answer to a text that could not be read.
type Failure struct {
	ID    json.RawMessage `json:"id"`
	Error string          `json:"error"` // a sentence
}

// Finding is one thing the guard saw.
type Finding struct {
	Rule      string         `json:"rule"`
	Category  guard.Category `json:"category"`
	Severity  rules.Severity `json:"severity"`
	Type      string         `json:"type,omitempty"` // of identifier, with category privacy
	Start     int            `json:"start"`
	End       int            `json:"end"`
	Text      string         `json:"text"`
	Message   string         `json:"message"`
	Authority string         `json:"authority"`
}

// Parse reads a Text. What is none, or has no text, is an Invalid fault that does not repeat it; the ID is set where it
// could be read.
func Parse(raw []byte) (Text, error) {
	const op = "wire.Parse"
	var t Text
	if err := json.Unmarshal(raw, &t); err != nil {
		return Text{ID: IDOf(raw)}, fault.New(fault.Invalid, op, `This is not a JSON object with "id" and "text".`)
	}
	t.ID = bytes.ToValidUTF8(t.ID, []byte("\ufffd"))
	if t.Text == nil {
		return t, fault.New(fault.Invalid, op, `This has no "text".`)
	}
	return t, nil
}

// Draft is the text as the guard reads it; kind and audience stand for what the text leaves out. An unknown kind or
// audience is an Invalid fault.
func (t Text) Draft(kind guard.Kind, audience guard.Audience, channel guard.Channel) (guard.Draft, error) {
	d := guard.Draft{
		Kind: cmp.Or(t.Kind, kind), Audience: cmp.Or(t.Audience, audience), Channel: cmp.Or(t.Channel, channel),
		Body: []guard.Part{guard.Literal(*t.Text)},
	}
	if !d.Kind.Known() || !d.Audience.Known() {
		return d, fault.New(fault.Invalid, "wire.Draft", "This has an unknown kind or audience. Kinds are post, reply, page, sms, email, voice and chat; audiences public, patient and staff.")
	}
	return d, nil
}

// AnswerOf is the answer for a report.
func AnswerOf(id json.RawMessage, r guard.Report) Answer {
	return Answer{ID: OrNull(id), Verdict: r.Verdict, Findings: Findings(r.Findings), Group: GroupOf(r.Group)}
}

// Findings are findings as JSON.
func Findings(all []guard.Finding) []Finding {
	out := make([]Finding, 0, len(all))
	for _, f := range all {
		out = append(out, Finding{f.Rule, f.Category, f.Severity, f.Type, f.Start, f.End, f.Text, f.Message, f.Authority})
	}
	return out
}

// OrNull is the id, or null for none.
func OrNull(id json.RawMessage) json.RawMessage {
	if len(id) == 0 {
		return json.RawMessage("null")
	}
	return id
}

const idWithin = 4 << 10 // bytes

var brokenID = regexp.MustCompile(`"id"\s*:\s*("(?:[^"\\]|\\.)*"|-?[0-9]+(?:\.[0-9]+)?)`)

// IDOf finds the id of what is no JSON object, or only the beginning of one; nil where it cannot be read.
func IDOf(raw []byte) json.RawMessage {
	if m := brokenID.FindSubmatch(raw[:min(len(raw), idWithin)]); m != nil && json.Valid(m[1]) && utf8.Valid(m[1]) {
		return bytes.Clone(m[1])
	}
	return nil
}
