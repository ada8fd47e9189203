package flow

import (
	"crypto/sha256"
	"encoding/hex"

	"bedside/internal/identity"
	"bedside/internal/words"
)

// Rule sends a caller somewhere: when they say one of Says or mean one of Wants, and all else that is set is so. An
// emergency is heard before any rule, and so is the wish for a person.
type Rule struct {
	Says  []string `toml:"says,omitempty"`  // words, in either language
	Wants []string `toml:"wants,omitempty"` // intents; without words and intents it fits whatever is said

	Hours    string         `toml:"hours,omitempty"`    // open or closed, "" for both
	Days     []string       `toml:"days,omitempty"`     // monday and so on, by the practice's clock
	Provider string         `toml:"provider,omitempty"` // the id of one who is named
	New      bool           `toml:"new,omitempty"`      // the caller says they are new here
	Language words.Language `toml:"language,omitempty"`
	Channel  string         `toml:"channel,omitempty"`

	Do    Do               `toml:"do"`
	Flow  string           `toml:"flow,omitempty"`  // of Start
	Staff identity.StaffID `toml:"staff,omitempty"` // of MessageFor
	Say   Words            `toml:"say,omitzero"`    // of Announce
}

// Do is what a rule does.
type Do string

const (
	Start      Do = "flow"     // starts a flow
	Transfer   Do = "transfer" // connects to a person, or takes a message for one
	MessageFor Do = "message"  // takes a message for a staff member
	Queue      Do = "queue"    // takes a message for the care team of the provider who is named
	Announce   Do = "announce" // says something, once, and goes on
)

// RulesMark is the same for two editions whose rules are the same.
func (e Edition) RulesMark() string {
	if len(e.Rules) == 0 {
		return ""
	}
	sum := sha256.Sum256([]byte(Edition{Rules: e.Rules}.Document()))
	return hex.EncodeToString(sum[:8])
}
