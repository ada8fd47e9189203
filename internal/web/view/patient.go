package view

// Patients searches and lists. GET /console/patients
// Form: POST /console/patients/search with q; the answer is this page, so that
// no name is ever in an address.
type Patients struct {
	Console
	Query     Field
	Asked     bool
	Total     string // "400 patients"
	Found     []PatientRow
	Prev      string // addresses of pages, while nothing was asked
	Next      string
	NewURL    string // empty when the role may not
	ImportURL string
	Pairs     []Pair // possible duplicates
}

// Template implements Page.
func (Patients) Template() string { return "console/patients" }

// PatientRow is one patient in a list.
type PatientRow struct {
	Name  string
	DOB   string
	Phone string
	Next  string // next visit, or "none"
	URL   string
	Mark  *Mark
}

// Pair is two records that may be one person.
type Pair struct {
	A, B PatientRow
	Why  string // "same birth date and phone"
}

// Patient is the page of one patient. GET /console/patients/{id}
type Patient struct {
	Console
	Banner    Banner
	Facts     []Fact
	Contacts  []Contact
	Coming    []VisitRow
	Before    []VisitRow
	Messages  []MessageRow
	Proxies   []ProxyRow
	ProxyURL  string       // records one; "" when the role may not
	Past      []ConsentRow // what was said about contact points that are gone
	Prefers   []Fact
	PreferURL string // records them; "" when the role may not
	Dues      []Fact // for which visits they are due
	DueURL    string // puts them on the due list; "" when the role may not
	AppsURL   string // the apps that may ask about them; "" when the role may not
	BookURL   string
	EditURL   string
	CopyURL   string // a copy for the patient; "" when the role may not
	LookedURL string // who has looked

	InviteAction string // whether calendar invitations are wanted (POST with unwanted, 1); "" when nobody is invited
	Uninvited    bool

	Looked string // "4 people in the last 30 days"
}

// Template implements Page.
func (Patient) Template() string { return "console/patient" }

// RecallForm puts a patient on the due list. GET /console/patients/{id}/recall
// Form: POST the same with service and day.
type RecallForm struct {
	Console
	Banner   Banner
	Action   string
	BackURL  string
	Dues     []Fact // what is due already
	Service  Field
	Services []Choice
	Day      Field
}

// Template implements Page.
func (RecallForm) Template() string { return "console/recallform" }

// PatientCopy is what is on file about a patient, for the patient. GET /console/patients/{id}/copy
// Form: POST the same, which answers with the file.
type PatientCopy struct {
	Console
	Text    string
	Quiet   bool // there are quiet visits in it
	Action  string
	BackURL string
}

// Template implements Page.
func (PatientCopy) Template() string { return "console/patientcopy" }

// Contact is a phone number or an address with its consent.
type Contact struct {
	Kind    string // "E-mail"
	Icon    string // "mail", "phone"
	Value   string
	Consent Mark   // "May be used", "Not asked", "Stopped"
	Since   string // "said yes on the booking page, Nov 3, 2026"
	For     []Mark // what it may be used for, a purpose each
	Said    []ConsentRow
	URL     string // records what was said; empty when the role may not
}

// ConsentRow is an entry of the ledger of consent.
type ConsentRow struct {
	Mark  Mark   // "Said yes"
	For   string // "reminders of visits"
	When  string
	By    string // "booking page, by the patient"
	Words string // exactly what was shown or said; "" where nobody wrote it down
}

// ConsentForm records what a patient said about one contact point. GET /console/patients/{id}/consent/{contact}
// Form: POST the same with what (yes, no, stop), for (each purpose), how, words.
type ConsentForm struct {
	Console
	Banner  Banner
	Contact Contact
	Action  string
	BackURL string
	What    []Choice
	For     []Choice
	How     []Choice
	Words   Field
	Wrong   string // what is wrong with the choices

	ForError string // nothing was chosen
}

// Template implements Page.
func (ConsentForm) Template() string { return "console/consentform" }

// PreferForm records how a patient wants to be reached and what may be said. GET /console/patients/{id}/preferences
// Form: POST the same with language, channel, from, to (times of day), say (each topic), how, words.
type PreferForm struct {
	Console
	Banner   Banner
	Action   string
	BackURL  string
	Language []Choice
	Channel  []Choice
	From, To Field
	Say      []Choice
	How      []Choice
	Words    Field
}

// Template implements Page.
func (PreferForm) Template() string { return "console/preferform" }

// PatientLooked is the access log of one record. GET /console/patients/{id}/looked
type PatientLooked struct {
	Console
	Banner Banner
	Rows   []Look
	Prev   string
	Next   string
}

// Template implements Page.
func (PatientLooked) Template() string { return "console/patientlooked" }

// Look is one reading of a record.
type Look struct {
	When, Who, Role, What string
}

// PatientForm makes or changes a patient. GET /console/patients/new, GET /console/patients/{id}/edit
// Form: POST Action with given, family, dob (MM/DD/YYYY), number, phone, email,
// consent_email (1), consent_text (1), two (1: they are two people), version.
type PatientForm struct {
	Console
	New          bool
	Banner       *Banner // who is changed
	Action       string
	BackURL      string
	Given        Field
	Family       Field
	DOB          Field
	Number       Field // the practice's own number for the patient
	Phone        Field
	Email        Field
	ConsentEmail bool
	ConsentText  bool
	Version      string
	Same         []PatientRow // records that look like this one
	Two          bool         // staff said that they are two people
}

// Template implements Page.
func (PatientForm) Template() string { return "console/patientform" }

// ProxyRow is somebody who may speak for a patient, or could.
type ProxyRow struct {
	Name, Born, Is, May, Until, Seen, By string
	Mark                                 Mark
	EndAction                            string // withdraws it (POST); "" where it is over
}

// ProxyForm records that somebody may speak for a patient. GET /console/patients/{id}/proxies
// Form: POST the same with given, family, dob (MM/DD/YYYY), relation, scope,
// from, to (days), document.
type ProxyForm struct {
	Console
	Banner    Banner
	Action    string
	BackURL   string
	Note      string
	Given     Field
	Family    Field
	DOB       Field
	Relations []Choice
	Scopes    []Choice
	From, To  Field
	Document  Field
}

// Template implements Page.
func (ProxyForm) Template() string { return "console/proxyform" }
