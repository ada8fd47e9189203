package flow

import (
	"bytes"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"

	"bedside/internal/fault"
	"bedside/internal/inbox"
	"bedside/internal/strict"
)

// Edition is what a practice makes of the flows that Bedside ships with: which are on, what they ask in which order, how
// it is said, flows of its own, and who is sent where. The zero Edition is the flows as they are shipped. Whether one
// can be run is [Build]'s to say.
type Edition struct {
	Changes []Change `toml:"flow,omitempty"`
	Own     []Own    `toml:"own,omitempty"`
	Lines   []Line   `toml:"line,omitempty"`
	Rules   []Rule   `toml:"rule,omitempty"` // the first that fits decides
}

// Change is what is different about a shipped flow.
type Change struct {
	Name  string   `toml:"name"`
	Off   bool     `toml:"off,omitempty"`   // a message is taken instead
	Steps []string `toml:"steps,omitempty"` // in place of the shipped ones
}

// Own is a flow of the practice's own. It asks its questions and ends in a task for staff.
type Own struct {
	Name  string         `toml:"name"`  // begins with own_
	Title string         `toml:"title"` // the first line of its task
	Task  inbox.TaskKind `toml:"task,omitempty"`
	Steps []Question     `toml:"step"` // asked from the first on
}

// Question is one step of a flow of the practice's own: a shipped step, or a question of its own.
type Question struct {
	Name    string   `toml:"name"`           // a shipped step's, or one that begins with own_
	Take    string   `toml:"take,omitempty"` // text, choice or yes; "" for a shipped step
	Ask     Words    `toml:"ask,omitzero"`   // the zero Words ask a shipped step as it is shipped
	Options []Option `toml:"option,omitempty"`
	Then    string   `toml:"then,omitempty"` // the step that follows, or End; "" is the next in the list
}

// Option is one answer that a choice takes.
type Option struct {
	Words
	Then string `toml:"then,omitempty"` // what follows this answer, "" what follows the step
}

// End is what follows the last step of a flow: its task.
const End = "end"

// Words are said in both languages.
type Words struct {
	English string `toml:"en,omitempty"`
	Spanish string `toml:"es,omitempty"`
}

// Line is the wording of a key, as "book.reason" or "open@voice", in place of the shipped.
type Line struct {
	Key string `toml:"key"`
	Words
}

// OwnPrefix begins the names of the practice's own flows and questions, so that none is ever a shipped one's.
const OwnPrefix = "own_"

// ParseEdition reads the document of an edition. What is not one is Invalid, with the line in the sentence; whether an
// edition that can be read can also be run is [Build]'s to say.
func ParseEdition(document string) (Edition, error) {
	var e Edition
	err := strict.Decode(strings.NewReader(document), &e)
	return e, fault.At("flow.ParseEdition", err)
}

// Document is the edition as [ParseEdition] reads it. Equal editions have equal documents.
func (e Edition) Document() string {
	var b bytes.Buffer
	enc := toml.NewEncoder(&b)
	enc.Indent = ""
	if err := enc.Encode(e); err != nil { // strings, booleans and lists always encode
		panic("flow: " + err.Error())
	}
	return b.String()
}

// Change returns what is different about a shipped flow, the zero Change for nothing.
func (e Edition) Change(name string) Change {
	i := slices.IndexFunc(e.Changes, func(c Change) bool { return c.Name == name })
	if i < 0 {
		return Change{Name: name}
	}
	return e.Changes[i]
}
