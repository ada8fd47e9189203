package view

// Ahead shows what goes out in the next seven days, and why.
// GET /console/outbox/ahead?day=
// POST /console/outbox/pause with patient (empty for everybody), until (a date, empty until
// somebody resumes); …/resume with patient.
type Ahead struct {
	Console
	Pages   []Link
	Days    []DayCount
	Links   []Link // the days
	Rows    []ComingRow
	More    bool
	Pauses  []PauseRow
	All     bool // everything is paused
	CanEdit bool
	Until   Field // of the pause of everything
}

// Template implements Page.
func (Ahead) Template() string { return "console/ahead" }

// ComingRow is a message that is to go out.
type ComingRow struct {
	URL, To, Patient string // Patient is an id
	Kind, Icon, Why  string
	By               string // "by text"
	When             string // "9:40 am"
	Mark             Mark   // what would become of it
	Note             string
	Paused           bool
}

// PauseRow is what holds messages back.
type PauseRow struct{ Patient, Who, URL, Until, Since string }
