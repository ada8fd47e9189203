package view

// Settings is the frame of the pages under Practice: the way up and the pages
// of the same group as tabs, and whether this person may change anything.
type Settings struct {
	Console
	Tabs    []Link
	CanEdit bool
}

// PracticeForm is the practice itself. GET /console/practice
// Form: POST the same with name, neutral, phone, email, web, tagline, about,
// zone, quiet_from, quiet_to (HH:MM), lead (minutes), horizon (days), step
// (minutes), version.
type PracticeForm struct {
	Settings
	Name      Field
	Neutral   Field // what messages call the practice
	Phone     Field
	Email     Field
	Web       Field
	QuietFrom Field
	QuietTo   Field
	Tagline   Field // the headline of the site
	About     Field
	Index     string // how old the list of retracted papers is
	Zones     []Choice
	Lead      []Choice // how soon a visit can be booked online
	Horizon   []Choice // how far ahead
	Step      []Choice // on which minutes visits begin
	Invite    bool     // invitations (1)
	Version   string
	Wrong     struct{ Zone, Lead, Horizon, Step Field } // what is wrong with a choice
}

// Template implements Page.
func (PracticeForm) Template() string { return "console/practice" }

// Locations lists the sites. GET /console/practice/locations
type Locations struct {
	Settings
	Rows   []LocationRow
	NewURL string
}

// Template implements Page.
func (Locations) Template() string { return "console/locations" }

// LocationRow is one location in a list.
type LocationRow struct {
	URL, Name, Address, Zone, Phone, Rooms string
	Mark                                   *Mark // "Closed for good"
}

// LocationForm makes or changes a location. GET /console/practice/locations/new, /{id}
// Form: POST the same with name, zone, street, city, state, zip, phone, rooms
// (one a line), notes and notes_es (one a line), active (1), version.
type LocationForm struct {
	Settings
	New     bool
	Action  string
	BackURL string
	Name    Field
	Zones   []Choice
	Street  Field
	City    Field
	State   Field
	Zip     Field
	Phone   Field
	Rooms   Field
	Pools   Field // a line each: "Assistant: Ana, Bo"
	There   Field // a line each: "Ana: Mon-Thu 8:00-17:00"
	Zone    Field // what is wrong with it
	Notes   Field // parking, entrance
	NotesES Field // the same in Spanish
	Active  bool
	Version string
}

// Template implements Page.
func (LocationForm) Template() string { return "console/locationform" }

// ProvidersList lists the providers. GET /console/practice/providers
type ProvidersList struct {
	Settings
	Due    string // "3 licences or numbers are to be looked up again", "" for none
	Rows   []ProviderRow
	NewURL string
}

// Template implements Page.
func (ProvidersList) Template() string { return "console/providers" }

// ProviderRow is one provider in a list.
type ProviderRow struct {
	URL, Name, Initials, Field, Where, Services string
	Marks                                       []Mark // "No hours yet", "Video only"
}

// ProviderForm makes or changes a provider. GET /console/practice/providers/new, /{id}
// Form: POST the same with given, family, degree, field, qualifications, bio,
// languages, limits, disclosures, npi, service (ids), active (1), version.
type ProviderForm struct {
	Settings
	New            bool
	Action         string
	BackURL        string
	HoursURL       string
	Given          Field
	Family         Field
	Degree         Field // "MD"
	Field          Field // "Family medicine"
	Qualifications Field // training and degrees, a line each
	Bio            Field
	Languages      Field
	Limits         Field
	Disclosures    Field
	NPI            Field
	Services       []Choice
	MostDay        Field // visits a day, empty for no limit
	MostWeek       Field
	Zones          []Choice // by which days are counted
	Active         bool
	Version        string
	SiteURL        string  // the provider's page, "" for a new one
	Box            *NPIBox // nil without a number
	Held           []CredentialRow
	Hidden         []HiddenLine
	NewURL         string // of a credential
}

// Template implements Page.
func (ProviderForm) Template() string { return "console/providerform" }

// Services lists the kinds of visit. GET /console/practice/services
type Services struct {
	Settings
	Rows   []ServiceRow
	NewURL string
}

// Template implements Page.
func (Services) Template() string { return "console/services" }

// ServiceRow is one service in a list.
type ServiceRow struct {
	URL, Name, Length, Buffer, Who string
	Online                         Mark // "Bookable online", "By phone only"
}

// ServiceForm makes or changes a service. GET /console/practice/services/new, /{id}
// Form: POST the same with name, text, minutes, buffer, provider (ids), online
// (1), video (1), active (1), version.
type ServiceForm struct {
	Settings
	New       bool
	Action    string
	BackURL   string
	Name      Field
	Text      Field // a sentence for patients
	Minutes   []Choice
	Buffer    []Choice
	Providers []Choice
	Online    bool
	Video     bool
	Active    bool
	Version   string

	Before  []Choice // minutes
	Lead    []Choice // minutes of notice, 0 for the practice's
	Horizon []Choice // days, 0 for the practice's
	Seats   Field
	Seen    []Choice
	AgeFrom Field
	AgeTo   Field
	Reasons Field  // a line each
	Needs   Field  // a line each: "2 Assistant"
	Pools   string // what there is: "Assistant, Ultrasound"
	Ruled   bool   // something of this is set

	Wrong struct{ Minutes, Buffer, Before, Notice, Horizon Field } // what is wrong with a choice
}

// Template implements Page.
func (ServiceForm) Template() string { return "console/serviceform" }

// Calendars lists what other programs subscribe to. GET /console/practice/calendars
// Form: POST the same with of ("provider:id" or "location:id"), services (1);
// POST the same/{id}/revoke.
type Calendars struct {
	Settings
	Rows    []CalendarRow
	Of      []Choice
	Error   string
	Address string // of the one just made, shown this once
}

// Template implements Page.
func (Calendars) Template() string { return "console/calendars" }

// CalendarRow is one calendar that answers.
type CalendarRow struct {
	ID, Of, Shows, Made, Fetched string
}
