// Package template is the words of messages to patients: what each kind of message says on each channel in each
// language, with named places that are filled in for one visit.
//
// It promises that a text which [Check] lets pass says who writes, whom to call and how to stop in every way it can
// read; that what a patient did not choose on record is never said, whatever the text holds (SAFETY 11); and that a
// practice's own words stand in only while they pass. Callers owe values as they are now, what the patient chose, and
// the guard for whatever [Render] returns: it makes parts of a draft, it clears nothing.
package template

import (
	"fmt"
	"slices"

	"bedside/internal/words"
)

// Kind is what a message is for; the names are those of package outreach.
type Kind string

// Kinds of messages.
const (
	Confirmation Kind = "confirmation"
	Requested    Kind = "requested" // asked for in a book that lives elsewhere, and not acknowledged yet
	Reminder3    Kind = "reminder3" // three days before
	Reminder1    Kind = "reminder1" // one day before
	Reminder0    Kind = "reminder0" // shortly before, for those who missed a visit
	Moved        Kind = "moved"
	Cancelled    Kind = "cancelled"
	Proposal     Kind = "proposal"   // another time, because the visit's own cannot be kept
	Offer        Kind = "offer"      // an earlier time, for who waits for one
	Telehealth   Kind = "telehealth" // how to join a visit by video, and to try the device
	Join         Kind = "join"       // shortly before a visit by video
	Missed       Kind = "missed"
	FollowUp     Kind = "followup"
	Recall       Kind = "recall"
	Announcement Kind = "announcement"
)

// Kinds lists every kind, in the order of a visit's life.
func Kinds() []Kind {
	return []Kind{Confirmation, Requested, Reminder3, Reminder1, Reminder0, Telehealth, Join, Moved, Cancelled, Proposal, Offer, Missed, FollowUp, Recall, Announcement}
}

// Channel is the way a message goes.
type Channel string

// Channels of messages.
const (
	Email Channel = "email"
	SMS   Channel = "sms"
	Voice Channel = "voice" // a script that is spoken, to whoever picks up or to a machine
)

// Channels lists every channel.
func Channels() []Channel { return []Channel{Email, SMS, Voice} }

// Languages lists every language that messages are written in, the first for whoever's is not known.
func Languages() []words.Language { return []words.Language{words.English, words.Spanish} }

// Key names one text.
type Key struct {
	Kind     Kind
	Channel  Channel
	Language words.Language
}

// Known reports whether there is such a text.
func (k Key) Known() bool {
	return slices.Contains(Kinds(), k.Kind) && slices.Contains(Channels(), k.Channel) && slices.Contains(Languages(), k.Language)
}

// String is "confirmation.sms.es".
func (k Key) String() string { return fmt.Sprintf("%s.%s.%s", k.Kind, k.Channel, k.Language) }

// Keys lists every key, by kind, then channel, then language.
func Keys() []Key {
	var all []Key
	for _, k := range Kinds() {
		for _, c := range Channels() {
			for _, l := range Languages() {
				all = append(all, Key{k, c, l})
			}
		}
	}
	return all
}

// Text is what a message says, with its places: {{when}}. Only an e-mail has a title.
type Text struct {
	Title string `toml:"title"`
	Body  string `toml:"body"`
}

// Field is one of the two inputs of a [Text].
type Field string

// The fields.
const (
	Title Field = "title"
	Body  Field = "body"
)
