package audit

import (
	"fmt"
	"regexp"
	"time"

	"bedside/internal/id"
)

// Kind says what was done to the log.
type Kind string

const (
	Changed       Kind = "changed"        // an event does not say what it said
	Removed       Kind = "removed"        // an event is not there
	Inserted      Kind = "inserted"       // an event was not written by Bedside
	Reordered     Kind = "reordered"      // an event stands in another place
	Cut           Kind = "cut"            // the end of the log is not there
	Rewritten     Kind = "rewritten"      // from here on the seals are other ones
	AccessChanged Kind = "access changed" // the access log names other patients than the event was written for
	HeadForged    Kind = "head forged"    // an exported head was not written by Bedside
)

// Problem is the first thing that is wrong with the log.
type Problem struct {
	Kind     Kind
	Seq      int64        // the place; 0 for an event that has none
	EventID  id.Of[Event] // the event that stands there; "" if none does
	At       time.Time    // what it says about when it happened
	Sentence string       // for a person
}

const (
	notOurs       = "was not written by Bedside"
	accessChanged = "shows other patients in the access log than it was written for"
)

// problem is about an event that is there; what goes on after "Event 412 (booked, 3 Nov 2026 10:04 UTC)".
func problem(k Kind, e Event, what string) *Problem {
	return &Problem{k, e.Seq, e.ID, e.At, name(e) + " " + what + "."}
}

// missing is about the place seq, behind which e stands now.
func missing(seq int64, e Event) *Problem {
	s := fmt.Sprintf("Event %d was removed.", seq)
	if last := e.Seq - 1; last > seq {
		s = fmt.Sprintf("Events %d to %d were removed.", seq, last)
	}
	return &Problem{Kind: Removed, Seq: seq, Sentence: s}
}

// moved is about the place seq, whose event stands elsewhere.
func moved(seq int64, owner Event) *Problem {
	where := "now has no place"
	if owner.Seq != 0 {
		where = fmt.Sprintf("now stands as event %d", owner.Seq)
	}
	owner.Seq, where = seq, "was moved: it "+where
	return problem(Reordered, owner, where)
}

// cutOff is about the first place that is not there any more.
func cutOff(last int64, h ExportedHead) *Problem {
	return &Problem{Kind: Cut, Seq: last + 1, At: h.At, Sentence: fmt.Sprintf(
		"The log was cut off: it ends with event %d, but on %s it had %d. If an earlier backup was restored, that is why.", last, date(h.At), h.Seq)}
}

func name(e Event) string {
	verb := e.Verb
	if !plainVerb.MatchString(verb) { // whoever changed it may have put anything there
		verb = "unreadable"
	}
	if e.Seq == 0 {
		return fmt.Sprintf("An event that is not sealed (%s, %s)", verb, date(e.At))
	}
	return fmt.Sprintf("Event %d (%s, %s)", e.Seq, verb, date(e.At))
}

var plainVerb = regexp.MustCompile(`^[a-z][a-z -]{0,39}$`)

func date(t time.Time) string { return t.UTC().Format("2 Jan 2006 15:04 UTC") }
