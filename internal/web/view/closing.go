package view

// Close shuts the practice or a part of it and says so everywhere.
// GET /console/close?provider=&say= (a sentence to begin with)
// Form: POST the same with location, provider, from, to, begins, ends, reason,
// english, spanish, channel (several), ask (1), and step: look shows what would
// happen, close does it.
type Close struct {
	Console
	Locations []Choice
	Providers []Choice
	From, To  Field
	Begins    Field // a time; empty for the whole day, as is Ends
	Ends      Field
	Reason    Field
	English   Field
	Spanish   Field
	Begin     []Link   // sentences to begin with
	Channels  []Choice // where a post says the same
	Ask       bool
	Look      *CloseLook // after step=look
}

// Template implements Page.
func (Close) Template() string { return "console/close" }

// CloseLook is what closing would do.
type CloseLook struct {
	Reads  []CloseRead
	Rows   []AffectedRow // with the time that would be offered
	Refuse bool          // the guard stands in the way
}

// CloseRead is what the guard finds in the words at one place.
type CloseRead struct {
	Place    string // "Callers", "The site"
	Language string // "English"
	Mark     Mark
	Text     string // why not, empty if it may be said
}

// Closed is a closure with everybody whom it concerns.
// GET /console/closures/{id}
// POST …/ask with visit and time_{visit}, or all (1); …/rest cancels what is
// left; …/undo opens again.
type Closed struct {
	Console
	ID       string
	What     string // "Dr. Marlow"
	When     string // "Tuesday, Nov 24"
	Facts    []Fact
	English  string // what is said, empty if nothing is
	Spanish  string
	Said     []Mark // where it is said now
	Post     *Link
	PostMark Mark
	Rows     []AffectedRow
	Phone    []AffectedRow // whom somebody has to phone
	Done     int
	Of       int
	Open     int // of whom nothing is kept and nobody was asked
	CanEdit  bool
	Over     bool
}

// Template implements Page.
func (Closed) Template() string { return "console/closed" }

// AffectedRow is one visit that a closure makes impossible.
type AffectedRow struct {
	ID, Time, Patient, PatientURL, VisitURL, Phone string
	What                                           string // "Follow-up, Dr. Marlow"
	Mark                                           Mark
	New                                            string   // the time that is kept, or was agreed
	Note                                           string   // "kept until 4:00 pm", "by text"
	Times                                          []Choice // to offer; empty where none is to be offered
}
