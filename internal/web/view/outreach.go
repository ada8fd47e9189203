package view

// Sending is what the practice sends, and when. GET and POST /console/practice/sending
// Form: kind (several), and for each service followup-ID and recall-ID.
type Sending struct {
	Settings
	Kinds    []Choice
	Services []SendingService
	Always   []Fact // what cannot be switched off, and what nothing can widen
	DueURL   string
}

// Template implements Page.
func (Sending) Template() string { return "console/sending" }

// SendingService is what follows a visit of a service.
type SendingService struct {
	ID       string
	Name     string
	FollowUp []Choice
	Recall   []Choice
}

// DueList lists who is due for a visit. GET /console/due?state=
// Forms: POST /console/due/{id}/pause, /resume, /remove.
type DueList struct {
	Console
	Pages   []Link
	Tabs    []Tab
	Rows    []DueRow
	CanEdit bool
	Imports bool // they may bring in a file of them
	Prev    string
	Next    string
}

// Template implements Page.
func (DueList) Template() string { return "console/due" }

// DueRow is one entry.
type DueRow struct {
	ID, Patient, PatientURL, BookURL string
	What, When, From                 string
	Told                             string // "told twice, last on Nov 24"
	Late                             bool
	CanPause, CanResume              bool
}

// Announcements lists what was announced. GET /console/announcements
type Announcements struct {
	Console
	Pages  []Link
	Rows   []AnnouncementRow
	NewURL string
}

// Template implements Page.
func (Announcements) Template() string { return "console/announcements" }

// AnnouncementRow is one of them.
type AnnouncementRow struct {
	URL, Title, Words, When, To string
	Mark                        Mark
}

// Announcement is one of them, or a new one. GET and POST /console/announcements/{id}
// Form: title, words, from, to, provider, location, service, language, version. POST …/send with version and sure; …/stop.
type Announcement struct {
	Console
	Pages     []Link
	Action    string
	Version   string
	New       bool
	Mark      Mark
	Title     Field
	Words     Field
	From      Field
	To        Field
	Providers []Choice
	Locations []Choice
	Services  []Choice
	Languages []Choice
	CanEdit   bool
	// The rest is there once it was saved.
	Reach    []Fact
	Said     string // as a text would say it
	Problem  string // why it may not go out
	Findings []Finding
	SendURL  string
	StopURL  string
	ListURL  string // its messages
}

// Template implements Page.
func (Announcement) Template() string { return "console/announcement" }
