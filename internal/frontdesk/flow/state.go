package flow

import (
	"time"

	"bedside/internal/frontdesk/hear"
	"bedside/internal/frontdesk/when"
	"bedside/internal/identity"
	"bedside/internal/patient"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/words"
)

// Idle is the state in which nothing is asked.
const Idle = "idle"

// version is raised when a state of before can no longer be read as it was meant; such a conversation starts over.
const version = 1

// State is all that a conversation remembers. It holds a patient's values in the clear: it is stored sealed.
type State struct {
	V        int
	Language words.Language
	Edition  int64 // of the flows that it goes by; 0 are those that are shipped
	Greeted  bool
	Frame            // the flow that runs
	Parked   []Frame // those it interrupted, the last one first to be taken up again
	Queue    []Later
	Who      Who
	Behalf   string // whose visit it is, where it is not theirs or not clear
	Caller   Who    // who speaks for Who
	Tries    int    // of verifying who they are
	Silences int    // in a row
	Lost     int    // turns in a row, outside of a flow, that nothing was made of
	Question string // what was asked last, in words: what the listener hears the answer by
	Alarm    Alarm
	Stopped  bool // they texted STOP: nothing is said but to START and to an emergency
	Passed   bool // staff were told that they write on after STOP
	Reply    *Reply

	Announced []string // what rules had said, once
}

// Frame is one flow on its way.
type Frame struct {
	Flow    string
	Step    string
	Plain   bool              // a message is taken instead of what the flow does
	Slots   map[string]string // what was said, by slot
	Want    when.Want
	Wished  bool // the last wish was not looked for in vain, or refused
	Offered []Offer
	Shown   []Offer // all that were ever offered
	Last    []Offer // those that Chosen was chosen from
	Chosen  *Offer
	Visits  []Visit // theirs, to choose from
	Visit   *Visit
	Waits   []Waiting  `json:",omitempty"` // what they wait for
	Bound   patient.ID // whose visit it is, where a message of ours binds the frame to it and nobody was verified
	Held    []Kept     // times that are kept for whoever moves it
	Fails   int        // on this step
	Doubt   *Doubt     // what was heard in two ways, and is asked about before anything else
	For     For        // whom the task of the flow is for, the zero For for nobody in particular
}

// For is whom a message is for.
type For struct {
	Staff    identity.StaffID
	Provider practice.ProviderID // its care team
}

// Later is a flow that was asked for together with another, to be taken up after it.
type Later struct {
	Flow  string
	Text  string
	Slots map[string]string
}

// Who is who somebody says they are.
type Who struct {
	Given, Family string
	Others        []string // other hearings of the name
	Birth         string
	OtherBirths   []string
	Part          hear.Born // what is known of the date of birth while not all of it is
	Doubted       []string  // what was heard as the date of birth and not taken, or not found, the likeliest first
	Phone, Email  string
	Patient       patient.ID // once two identifiers have matched
}

// Offer is a free time that was offered.
type Offer struct {
	Provider practice.ProviderID
	Location practice.LocationID
	Start    time.Time
}

// Visit is a visit of a verified patient.
type Visit struct {
	ID       schedule.ID
	Version  int64
	Service  practice.ServiceID
	Provider practice.ProviderID
	Location practice.LocationID
	Start    time.Time

	Requested bool `json:",omitempty"` // whoever keeps the book has not agreed yet
}

// Alarm is an emergency that was heard, or asked about.
type Alarm struct {
	Held  int    // 2 its words alone are said once more, 1 they come before every answer, 0 is no emergency or one taken back
	Asked string // what was said that one question was asked about
	Rule  string
	Other bool   // it is about somebody else
	Text  string // what was said, where no flow ran: it may hold a request to come back to
	Heard string // all that was said since it began, to be read together
	Safe  bool   // they said that it is safe to talk
	Quiet bool   // they said that it is not: nothing is said
	Phone bool   // a number to call them was asked for
}

// NewState is where a conversation begins.
func NewState(l words.Language) State { return State{V: version, Language: l} }

// Current reports whether this program can go on with the state; one that cannot be starts over.
func (s *State) Current() bool { return s.V == version }

// Service is what the conversation is about to book, or the visit's, "" for nothing yet.
func (s *State) Service() practice.ServiceID {
	if s.Visit != nil {
		return s.Visit.Service
	}
	return practice.ServiceID(s.Slots["service"])
}

// Name is the flow's and the step's name, as "book.date".
func (s *State) Name() string {
	if s.Flow == "" {
		return Idle
	}
	return s.Flow + "." + s.Step
}

// inner are the slots that no value was said for: how far a flow is.
var inner = set("confirm change other local code sent on spelled agreed not away whoever list held looked")

// Known are the values said so far, by slot.
func (s *State) Known(p *practice.Practice) map[string]string {
	all := map[string]string{}
	for k, v := range s.Slots {
		if v != "" && !inner[k] {
			all[k] = v
		}
	}
	if v, ok := p.Provider(practice.ProviderID(s.Slots["provider"])); ok {
		all["provider"] = v.Name()
	}
	if v, ok := p.Service(practice.ServiceID(s.Slots["service"])); ok {
		all["service"] = v.Name
	}
	if l, ok := p.Location(practice.LocationID(s.Slots["location"])); ok {
		all["location"] = l.Name
	}
	for k, v := range map[string]string{"name": s.Who.name(), "dob": s.Who.Birth, "phone": s.Who.Phone, "email": s.Who.Email} {
		if v != "" {
			all[k] = v
		}
	}
	if s.Chosen != nil {
		all["date"], all["time"] = s.Chosen.Start.Format(time.DateOnly), s.Chosen.Start.Format("15:04")
	}
	return all
}

func (w Who) name() string {
	switch {
	case w.Family == "":
		return w.Given
	case w.Given == "":
		return w.Family
	}
	return w.Given + " " + w.Family
}

// same reports whether two offers are one time.
func (o Offer) same(p Offer) bool {
	return o.Provider == p.Provider && o.Location == p.Location && o.Start.Equal(p.Start)
}

func offerOf(s schedule.Slot) Offer { return Offer{s.Provider, s.Location, s.Start} }

func (o Offer) slot() schedule.Slot {
	return schedule.Slot{Provider: o.Provider, Location: o.Location, Start: o.Start}
}
