package view

// LookbackNew asks for an archive of old posts. GET /console/lookback, while none is open.
// Form: POST the same, multipart, with file or address; in the demo also demo.
type LookbackNew struct {
	Console
	Tabs    []Link
	File    Field
	Address Field
	CanAsk  bool // addresses can be fetched
	Try     bool // the demo has an archive of its own
}

// Template implements Page.
func (LookbackNew) Template() string { return "console/lookbacknew" }

// Lookback is what the guard found in an archive. GET /console/lookback?group=1&page=2
// Forms: POST …/done (group, post, page, done), …/forget. Nothing of it is stored.
type Lookback struct {
	Console
	Tabs     []Link
	Said     string // "1,204 posts, 2014 to 2026"
	Found    int
	Open     int // that nobody ticked
	Groups   []LookbackGroup
	Why      string // what the open group is about
	Posts    []LookbackPost
	Prev     string
	Next     string
	Bad      []LookbackBad
	BadMore  int // how many are not shown
	ForgetIn string
}

// Template implements Page.
func (Lookback) Template() string { return "console/lookback" }

// LookbackGroup is posts to be reconsidered for the same reason.
type LookbackGroup struct {
	Name string
	URL  string
	Open int
	Now  bool
}

// LookbackPost is one of them.
type LookbackPost struct {
	Group, Post, Page int // for its form
	Channel           string
	When              string
	Mark              Mark
	URL               string // of the original, may be ""
	Words             []PostWords
	Findings          []PostFinding
	Done              bool
}

// LookbackBad is a part of the archive that could not be read.
type LookbackBad struct {
	File string
	Line int // 0 for the whole
	Text string
}
