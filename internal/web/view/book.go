package view

// BookPatient is the first step of booking by staff: who. GET /console/book
// Form: POST /console/book/search with q (never in the address).
type BookPatient struct {
	Console
	Query   Field
	Asked   bool // a search was made
	Found   []PatientRow
	NewURL  string
	Carried []Hidden // a time that was already chosen travels along
}

// Template implements Page.
func (BookPatient) Template() string { return "console/bookpatient" }

// Hidden is a value that a form carries along.
type Hidden struct{ Name, Value string }

// BookSlot is the second step: service, provider, location, time.
// GET /console/book/{patient}?service=&provider=&location=&from=
// Form (filters): GET the same. Each Slot's URL leads to the confirmation.
type BookSlot struct {
	Console
	Patient   Banner
	Action    string
	Services  []Choice
	Providers []Choice
	Locations []Choice
	Ready     bool // a service is chosen, so Days counts
	Zone      string
	Days      []SlotDay
	Earlier   string
	Later     string
	NoneText  string
	When      string   // the time that was chosen in the calendar; the service is still to come
	Carried   []Hidden // and how it travels along

	Service string // id of the chosen one
	On      Field  // a day and a time that are typed, which need provider and location
	At      Field
	Wait    WaitForm
}

// WaitForm puts a patient on the waitlist. POST /console/book/{patient}/wait with service, provider, location, from, to,
// after, until, instead, urgent.
type WaitForm struct {
	Open                   bool // it was sent, and something is to be mended
	From, To, After, Until Field
	Visits                 []Choice // of this kind, which an earlier one may replace
	Urgent                 bool
	WrongProvider          Field // what is wrong with the choice
}

// Template implements Page.
func (BookSlot) Template() string { return "console/bookslot" }

// BookConfirm is the third step. GET /console/book/{patient}/confirm?service=&provider=&location=&start=
// Form: POST the same with the ids of Chosen, reason, key.
type BookConfirm struct {
	Console
	Patient  Banner
	Action   string
	Chosen   Chosen
	BackURL  string
	Reason   Field
	Tell     bool
	TellNote string
	Preview  string // the exact words that go out, empty for none
	Error    string

	Quiet    bool
	States   []Choice // where the patient is during a video visit; nil for another visit
	Every    []Choice // days between the visits of a series
	Times    Field    // how many, 1 for no series
	Overbook Field    // why a time that is taken or not offered is booked all the same
	Over     bool     // it is not to be had without a reason
	Wrong    struct{ State, Every Field }
}

// Template implements Page.
func (BookConfirm) Template() string { return "console/bookconfirm" }
