// Package hear turns what somebody said into what they mean: an intent, acts and slots, from text, from what a speech
// recogniser heard in several ways, or from the keypad, in English and Spanish.
//
// It promises the same answer for the same input, in time that grows with the text and no faster, says how sure it is
// and what it did not understand, and never takes part in a decision: it proposes. Callers owe what was just asked and
// said, because half of what people say means nothing without it, and the clock.
package hear

import (
	"time"

	"bedside/internal/frontdesk/when"
	"bedside/internal/words"
)

// Intent is what the caller wants.
type Intent string

// The intents.
const (
	Book              Intent = "book"
	Reschedule        Intent = "reschedule"
	Cancel            Intent = "cancel"
	Confirm           Intent = "confirm"
	AppointmentInfo   Intent = "appointment_info"
	Waitlist          Intent = "waitlist"       // to be told when something opens
	WaitlistLeave     Intent = "waitlist_leave" // to be told no more
	WaitlistInfo      Intent = "waitlist_info"  // whether they are on it
	FindProvider      Intent = "find_provider"
	OfficeInfo        Intent = "office_info"
	Refill            Intent = "refill"
	Records           Intent = "records"
	Billing           Intent = "billing"
	Referral          Intent = "referral"
	ClinicianMessage  Intent = "clinician_message"
	NewPatient        Intent = "new_patient"
	InsuranceQuestion Intent = "insurance_question"
	Staff             Intent = "staff"
	Emergency         Intent = "emergency"
	OptOut            Intent = "opt_out"
	Goodbye           Intent = "goodbye"
	Repeat            Intent = "repeat"
	Other             Intent = "other" // something that no flow serves
	None              Intent = "none"  // an answer, a courtesy, or nothing
)

// Act is what the caller does with words besides wanting something.
type Act string

// The acts.
const (
	Affirm              Act = "affirm"
	Deny                Act = "deny"
	Thank               Act = "thank"
	Greet               Act = "greet"
	SayGoodbye          Act = "goodbye"
	AskRepeat           Act = "repeat"
	Correct             Act = "correct"
	Select              Act = "select"
	RequestAlternatives Act = "request_alternatives"
	Unsure              Act = "unsure"
	AskBot              Act = "ask_bot"
)

// Slot is a value that was said. Names are those of DESIGN §8: date, time, date_from, date_to, time_from, time_to,
// name, dob, phone, provider, location, service, reason, insurance, member_id; code, where one was asked for.
type Slot struct {
	Name         string
	Value        string // dates as YYYY-MM-DD, times as HH:MM, phone numbers in E.164; names as they were said
	ID           string // of the provider, location or service in the vocabulary
	Start, End   int    // code points of [Heard.Text], end-exclusive; both 0 for what was keyed or heard in another way
	Alternatives []string
	Sure         float64 // 0 to 1
}

// Score is how much the words speak for an intent; 1 is what one firm phrase weighs.
type Score struct {
	Intent Intent
	Weight float64
}

// Span is a piece of the text in code points, end-exclusive.
type Span = when.Span

// Input is a turn and what was going on when it was said.
type Input struct {
	Text    string   // may be "" where NBest is given
	NBest   []string // what a recogniser heard, best first
	Digits  string   // what was keyed
	Channel string   // "voice", "sms", "chat", "" unknown

	Asked    []string       // slots that were just asked
	Prompt   string         // what was just said to the caller
	Offered  []time.Time    // times that were just offered, in order, in the practice's zone
	About    []time.Time    // times that are spoken of where none is offered: the visit's, the one that was chosen
	Choices  []string       // names that were just offered
	Now      time.Time      // in the practice's zone
	Language words.Language // that the conversation is in, for words that do not tell
	DayFirst bool           // 5/12 is the fifth of December
}

// Heard is what was understood.
type Heard struct {
	Text     string   // the hearing that was taken
	Intent   Intent   // the first thing that is wanted, or the flow that the words go on with
	Said     bool     // the words themselves name Intent; if not, it is what the prompt was about
	Sure     float64  // of Intent, 0 to 1
	Scores   []Score  // of all intents that the words speak for, in the order they were said
	Others   []Intent // further things that are wanted, in the order they were said
	Acts     []Act
	Slots    []Slot
	Matches  []Match // people of the roster who may be meant, best first
	Born     Born    // of a date of birth that was asked for and not said whole
	Number   string  // digits in a row, where a telephone number was asked for and they are none
	Selected int     // place in Offered or Choices, -1 for none
	When     when.Reading
	Language words.Language // what was spoken, "" unknown
	Missed   []Span         // words with content that nothing used
}

// Slot returns the first slot of the name.
func (h Heard) Slot(name string) (Slot, bool) {
	for _, s := range h.Slots {
		if s.Name == name {
			return s, true
		}
	}
	return Slot{}, false
}

// Has reports whether the act was heard.
func (h Heard) Has(a Act) bool {
	for _, x := range h.Acts {
		if x == a {
			return true
		}
	}
	return false
}
