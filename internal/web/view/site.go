package view

// Site is the frame of every public page. Views embed it.
type Site struct {
	Title    string // browser title; the practice's name follows it
	Practice string
	Phone    string // "(218) 555-0100"
	PhoneURL string // "tel:+12185550100"
	Section  string // "home", "providers", "posts", "find", "book" or empty
	// BookingOpen is false while nothing can be booked online; the buttons
	// then say to call.
	BookingOpen bool
	Canonical   string // the page's own address, where others may lead to it
	Lang        string // "es" where it is not English
	Asked       string // the language that the address asks for: links go on in it
	Other       *Link  // the same page in the other language, where there is one
	Notice      *Notice
	Notices     []Said // what everybody has to know today
	Demo        *Demo
}

// Said is a sentence in both languages.
type Said struct{ English, Spanish string }

// Person is a provider as patients see one.
type Person struct {
	Name        string // "Ines Marlow, MD"
	Short       string // "Dr. Marlow"
	Initials    string
	URL         string
	Field       string   // "Family medicine"
	Bio         string   // one or two sentences
	Credentials []string // in a list of people: "Board certified in Family Medicine by the American Board of Family Medicine"
	Languages   string   // "English, Spanish"
	Limits      []string // "Does not treat children under two"
	Where       string   // "Harbor Street and Mill Pond", "Video visits only"
	Telehealth  bool

	Lang    string // of what the practice wrote of them, where it is not the page's
	Spanish bool   // the page is
}

// Place is a location as patients see one.
type Place struct {
	Name     string
	Address  []string // lines
	Phone    string
	PhoneURL string
	Zone     string // "Central time"
	Hours    []DayHours
	Notes    []Own    // parking, entrance
	Closed   []string // "Thanksgiving, Thursday, Nov 26"
}

// DayHours is one line of opening hours.
type DayHours struct {
	Day   string // "Monday to Thursday"
	Hours string // "8:00 am to 5:00 pm", "Closed"
	Now   bool   // today falls in this line
}

// Home is the first page of the site. GET /
type Home struct {
	Site
	Posts    []SitePostRow // the latest
	Data     Data
	Headline Own // "Care that answers, day and night."
	Lead     Own
	Next     []SlotDay // the next free visits; empty is said in words
	NextZone string    // "Central time, Harbor Street"
	People   []Person
	Places   []Place
}

// Template implements Page.
func (Home) Template() string { return "site/home" }

// Providers lists who works here. GET /providers
type Providers struct {
	Site
	People []Person
}

// Template implements Page.
func (Providers) Template() string { return "site/providers" }

// Provider is the page of one provider. GET /providers/{slug}
type Provider struct {
	Site
	Person         Person
	Qualifications []string
	Checked        []CheckedLine
	NPI            string // "2000000002"
	NPIChecked     string // "The national registry has this number under this name, looked up 2 Oct 2026. …"
	Disclosures    []string
	Data           Data
	Services       []SiteService
	Next           []SlotDay
	NextZone       string
	BookURL        string
}

// CheckedLine is a licence or a certification, and who looked it up when and where.
type CheckedLine struct {
	Icon, Text, Checked string
	URL                 string // of the register, may be empty
}

// Template implements Page.
func (Provider) Template() string { return "site/provider" }

// FindUs lists the locations. GET /find-us
type FindUs struct {
	Site
	Places []Place
	Data   Data
}

// Template implements Page.
func (FindUs) Template() string { return "site/findus" }

// SlotDay is one day with its free times.
type SlotDay struct {
	Day   string // "Today, Monday", "Tuesday, November 24"
	Slots []Slot
}

// Slot is one free time. Where a page offers it as a link, URL is filled;
// where it is a button or a radio, Value is.
type Slot struct {
	Time   string // "2:20 pm"
	Who    string // "Dr. Marlow", empty where it goes without saying
	Where  string
	URL    string
	Value  string
	Chosen bool
}

// StopMessages asks whether to stop messages; a button does it, since previews fetch
// links. GET /stop/{token}. Form: POST the same address with what (all, some) and for (each of Some); no fields are all.
type StopMessages struct {
	Site
	Action string // address of the form
	Masked string // "t•••@example.com": enough to know it, not enough to tell
	All    string // what the first button says
	Some   []Choice
	Error  string // "Stop only these" was pressed with nothing chosen
}

// Template implements Page.
func (StopMessages) Template() string { return "site/stop" }

// StopMessagesDone says that no more messages come. POST /stop/{token}
type StopMessagesDone struct {
	Site
	Some []string // what was stopped; none for all
}

// Template implements Page.
func (StopMessagesDone) Template() string { return "site/stopdone" }

// SiteError is any failure a patient may meet.
type SiteError struct {
	Site
	Status int
	Head   string
	Text   string
	Ref    string // a code to read out on the phone, may be empty
	Back   *Link
}

// Template implements Page.
func (SiteError) Template() string { return "site/error" }
