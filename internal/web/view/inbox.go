package view

// Inbox lists threads. GET /console/inbox?show=&page=; POST /console/inbox/search (q)
type Inbox struct {
	Console
	Tabs   []Tab
	Query  Field
	Asked  bool
	Rows   []ThreadRow
	Prev   string
	Next   string
	NoLine *Notice // while no text line is configured
}

// Template implements Page.
func (Inbox) Template() string { return "console/inbox" }

// ThreadRow is one thread in a list.
type ThreadRow struct {
	URL    string
	Who    string
	Last   string // the last thing said
	From   string // "Bedside: ", "Priya: ", "" for the person
	Icon   string // of the channel
	When   string
	Marks  []Mark
	Unread bool
	Tasks  int
	To     string // whom it is assigned to
}

// Thread is one running conversation. GET /console/inbox/{id}
// Forms: POST …/reply (version, key, text), …/note (text), …/take, …/handback, …/assign (to), …/resolve, …/reopen
// (all with version), …/task (text, to). The script asks GET …/since?after= and POST …/check (text).
type Thread struct {
	Console
	URL       string
	Who       string
	Banner    *Banner // a patient on file
	Sub       []Mark
	Lines     []ThreadLine
	After     int64
	Earlier   bool
	Version   int64
	Key       string // of the next reply
	Text      string // a reply that was refused
	Findings  []Finding
	Speaker   string // "Bedside", "you", "Priya"
	Speaks    string // the sentence about it
	CanTake   bool
	CanBack   bool
	CanReply  bool
	NoReply   string // why nobody can reply here
	CanEnd    bool
	CanReopen bool
	Work      bool // the reader may work in the inbox
	Assign    []Choice
	Tasks     []TaskRow
	Others    []Link
	Facts     []Fact
	CopyURL   string
	KnowURL   string // where staff say who it is
}

// Template implements Page.
func (Thread) Template() string { return "console/thread" }

// ThreadLines are the lines that came since: a piece of the page.
type ThreadLines struct {
	Lines   []ThreadLine
	Version int64 // of the thread, for the forms of the page
}

// Part implements Piece.
func (ThreadLines) Part() string { return "thread-lines" }

// ThreadFindings are what the guard says to a reply that is being written: a piece of the page.
type ThreadFindings struct{ Findings []Finding }

// Part implements Piece.
func (ThreadFindings) Part() string { return "thread-findings" }

// ThreadLine is one entry.
type ThreadLine struct {
	Seq   int64
	Who   string
	Class string // "mine" for what we said, "note", "event", "danger" beside it
	Text  string
	When  string
	Icon  string // of the channel
	Via   string // "by phone", "by text"
	Mark  *Mark  // what became of it
	Open  bool   // that is not known yet
	Audio string // where a recording is heard
	Lang  string
}

// TaskRow is one task. POST /console/tasks/{id}/done (version, note), …/assign (version, to)
type TaskRow struct {
	ID       string
	Kind     string
	Icon     string
	Text     string
	Who      string
	URL      string // its thread
	To       string
	When     string
	Marks    []Mark
	Version  int64
	Done     bool
	Note     string
	Assign   []Choice
	Work     bool
	ReturnTo string
}

// Tasks lists tasks. GET /console/inbox/tasks?show=
type Tasks struct {
	Console
	Tabs []Tab
	Rows []TaskRow
	Prev string
	Next string
}

// Template implements Page.
func (Tasks) Template() string { return "console/tasks" }

// ThreadCopy is a conversation for the chart. GET /console/inbox/{id}/copy
type ThreadCopy struct {
	Console
	Text    string
	BackURL string
}

// Template implements Page.
func (ThreadCopy) Template() string { return "console/threadcopy" }

// ThreadMark is what became of a reply.
func ThreadMark(state string) *Mark {
	switch state {
	case "waiting", "sending":
		return &Mark{Quiet, "clock", "On its way"}
	case "sent":
		return &Mark{Quiet, "check", "Sent"}
	case "delivered":
		return &Mark{Good, "circle-check", "Arrived"}
	case "failed":
		return &Mark{Stop, "octagon-alert", "Did not arrive"}
	case "unknown":
		return &Mark{Caution, "circle-help", "Unknown"}
	case "held":
		return &Mark{Caution, "shield-alert", "Not sent"}
	}
	return nil
}

// UrgencyMark is how urgent something is; nil if it is not.
func UrgencyMark(tier string) *Mark {
	switch tier {
	case "emergency":
		return &Mark{Stop, "siren", "Emergency"}
	case "urgent":
		return &Mark{Caution, "triangle-alert", "Urgent"}
	}
	return nil
}

// ThreadPatient is where staff say who the person of a thread is. GET …/patient?; POST the same with patient, version;
// POST …/patient/search (q)
type ThreadPatient struct {
	Console
	URL     string
	Who     string
	Version int64
	Query   Field
	Found   []FoundPatient
}

// Template implements Page.
func (ThreadPatient) Template() string { return "console/threadpatient" }

// FoundPatient is a patient who was found, to be chosen.
type FoundPatient struct {
	ID  string
	Row PatientRow
}
