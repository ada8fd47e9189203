package view

// Setup is the frame of the first run: four calm steps.
type Setup struct {
	Bare
	Step  int // 1 to 4, 5 when done
	Steps []BookStep
}

// SetupSteps are the four steps with one open.
func SetupSteps(now int) []BookStep {
	steps := []BookStep{
		{Text: "Practice", URL: "/console/setup/practice"},
		{Text: "Hours and locations", URL: "/console/setup/hours"},
		{Text: "Providers and services", URL: "/console/setup/people"},
		{Text: "Patients", URL: "/console/setup/patients"},
	}
	for i := range steps {
		steps[i].Now = i+1 == now
		steps[i].Done = i+1 < now
		if !steps[i].Done {
			steps[i].URL = ""
		}
	}
	return steps
}

// SetupPractice is step one. GET /console/setup/practice
// Form: POST the same with name, neutral, phone, email, zone.
type SetupPractice struct {
	Setup
	Name    Field
	Neutral Field
	Phone   Field
	Email   Field
	Zones   []Choice
}

// Template implements Page.
func (SetupPractice) Template() string { return "console/setuppractice" }

// SetupHours is step two. GET /console/setup/hours
// Form: POST the same with id, loc_name, zone, street, city, state, zip, rooms,
// the week's fields as in Hours, and again (1: add one more location).
type SetupHours struct {
	Setup
	ID     string        // of the location in the form, empty for a new one
	Have   []LocationRow // locations that are there already; URL opens one here
	Name   Field
	Zones  []Choice
	Street Field
	City   Field
	State  Field
	Zip    Field
	Rooms  Field
	Week   HoursWeek
}

// Template implements Page.
func (SetupHours) Template() string { return "console/setuphours" }

// SetupPeople is step three. GET /console/setup/people
// Form: POST the same with, for each row i from 0: who_id_i, who_name_i,
// who_creds_i, who_loc_i (ids); svc_id_i, svc_on_i (1), svc_name_i,
// svc_minutes_i, svc_online_i (1).
type SetupPeople struct {
	Setup
	People   []SetupPerson // rows, some of them empty to fill in
	Services []SetupService
	Error    string
}

// SetupPerson is one row of providers.
type SetupPerson struct {
	Index       int
	ID          string // empty for a new one
	Name        Field  // "Ines Marlow"
	Credentials Field  // "MD"
	Locations   []Choice
}

// SetupService is one row of services.
type SetupService struct {
	Index   int
	ID      string // empty for a new one
	On      bool
	Name    Field
	Minutes Field
	Online  bool
}

// Template implements Page.
func (SetupPeople) Template() string { return "console/setuppeople" }

// SetupPatients is step four. GET /console/setup/patients
// Form: POST the same, multipart, with file; or POST /console/setup/skip.
type SetupPatients struct {
	Setup
	File   Field
	Sample string
}

// Template implements Page.
func (SetupPatients) Template() string { return "console/setuppatients" }

// SetupDone is the end: the site is live. GET /console/setup/done
type SetupDone struct {
	Setup
	SiteURL    string // "https://lakeside.example"
	ConsoleURL string
	Made       []Fact // "Locations: 2"
	Left       []Need // what is not yet there, such as a mail server
}

// Template implements Page.
func (SetupDone) Template() string { return "console/setupdone" }
