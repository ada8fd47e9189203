package oncall

import (
	"strconv"
	"time"

	"bedside/internal/attempt"
	"bedside/internal/audit"
	"bedside/internal/identity"
	"bedside/internal/phi"
	"bedside/internal/triage"
)

// Status is the state of an alert.
type Status string

const (
	Open         Status = "open"         // its ladder runs
	Unanswered   Status = "unanswered"   // the ladder is at its end; the owner is alerted again and again
	Acknowledged Status = "acknowledged" // somebody took it
	Closed       Status = "closed"       // it is done
)

// Live reports whether somebody still has to take the alert.
func (s Status) Live() bool { return s == Open || s == Unanswered }

// Alert is something that somebody on call has to take.
type Alert struct {
	ID     AlertID
	Thread string // the conversation it came from; "" for a drill
	Tier   triage.Tier
	Rule   string // the triage rule, or a code of whoever raised it
	Group  GroupID
	Status Status
	Step   int // the step that comes next
	Round  int // 0 on the ladder, then how often the owner was alerted
	Raised time.Time
	Next   time.Time // when the next step is due
	Acked  time.Time // zero until somebody took it
	By     PersonID  // who took it, "" for somebody who is not on the list of persons
	Staff  identity.StaffID
	Note   phi.Text // of whoever closed it
	Drill  bool
	Row    int64 // its version
}

// Try is one alerting of one person. One without an outcome runs, or its program died.
type Try struct {
	ID      TryID
	Alert   AlertID
	Round   int
	Step    int
	Person  PersonID // "" if nobody was there to be alerted
	How     How
	Started time.Time
	Ended   time.Time
	Outcome attempt.Result // "" while it runs
	Code    string         // the carrier's code or a word of ours
}

// Codes of tries that did not reach a carrier.
const (
	Nobody    = "nobody"     // nobody has that rank now
	NoAddress = "no_address" // the person has no number, or no e-mail address
	NoCarrier = "no_carrier" // nothing is set up to send it
	ByGuard   = "guard"      // the guard did not let the words pass
	Refused   = "refused"    // the port refused them
	Crashed   = "crashed"    // the program died in between; it is repeated once
	PassedOn  = "passed_on"  // the person passed the alert on; also of a try that reached nobody for that reason
)

// running reports whether the try has no outcome yet.
func (y Try) running() bool { return y.Outcome == "" }

// facts are what an event says of a try.
func (y Try) facts() audit.Facts {
	f := audit.Facts{"round": strconv.Itoa(y.Round), "step": strconv.Itoa(y.Step), "how": string(y.How), "person": string(y.Person)}
	if !y.running() {
		f["outcome"], f["code"] = string(y.Outcome), y.Code
	}
	return f
}
