package view

// Visit is the page of one appointment. GET /console/visits/{id}
type Visit struct {
	Console
	Patient   Banner
	Mark      Mark
	When      string // "Tuesday, November 24, 2:20 pm"
	Zone      string // "Central time"
	Length    string
	Facts     []Fact // provider, location, room, service, reason, booked how
	History   []Step
	Messages  []MessageRow
	MoveURL   string // empty when it cannot be moved
	CancelURL string
	AuditURL  string // the receipt
	AgainURL  string // book another
	// CloseAction is where the buttons of Marks post status; empty hides them.
	CloseAction string
	Marks       []VisitStep
	Version     string

	ConfirmAction string // notes that the patient is coming (POST key); empty hides it
	BackAction    string // puts it back to BackTo, where it stood before a move nobody has agreed to (POST key); empty hides it
	BackTo        string
	// QuietAction makes it a quiet visit or not (POST key, quiet, reach); empty hides it.
	QuietAction string
	Quiet       bool
	Reach       []Choice
}

// VisitStep is a state that a visit can be marked as.
type VisitStep struct{ Status, Text, Icon string }

// Template implements Page.
func (Visit) Template() string { return "console/visit" }

// Step is one thing that happened.
type Step struct {
	When string
	Who  string
	Text string
	Icon string
	Tone Tone
}

// VisitMove chooses another time. GET /console/visits/{id}/move?from=&provider=
// Form: POST the same with start (a Slot's Value), key.
type VisitMove struct {
	Console
	Patient   Banner
	Now       string // when it is now
	Zone      string
	BackURL   string
	Action    string
	Providers []Link // filter: Link.Now is the one shown
	Days      []SlotDay
	Earlier   string
	Later     string
	Tell      bool   // the patient hears of it by e-mail
	TellNote  string // "An e-mail goes to the patient at once." or why none can
	Key       string
	Error     string // "That time was just taken."

	Who      []Choice // for a time that is typed: on, at, provider, overbook
	On, At   Field
	Overbook Field
	Over     bool // a typed time was refused
}

// Template implements Page.
func (VisitMove) Template() string { return "console/visitmove" }

// VisitCancel asks for a reason. GET /console/visits/{id}/cancel
// Form: POST the same with reason and series (radios), key.
type VisitCancel struct {
	Console
	Patient  Banner
	Now      string
	Zone     string
	BackURL  string
	Action   string
	Reasons  []Choice
	Series   []Choice // how much of a series; nil for a visit by itself
	Tell     bool
	TellNote string
	Key      string
	Error    string
}

// Template implements Page.
func (VisitCancel) Template() string { return "console/visitcancel" }
