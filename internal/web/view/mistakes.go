package view

// Mistakes lists what should not have been public. GET /console/mistakes
type Mistakes struct {
	Console
	Tabs []Link
	Rows []MistakeRow
}

// Template implements Page.
func (Mistakes) Template() string { return "console/mistakes" }

// MistakeRow is one of them.
type MistakeRow struct {
	URL        string
	Name       string // "Mistake of Mon, Nov 23"
	Discovered string
	By         string
	Mark       Mark
	Left       string // "58 days left"
}

// MistakeNew is where somebody says that something should not be public. GET /console/posts/{id}/mistake
// Form: POST the same (what, discovered, discovered_time)
type MistakeNew struct {
	Console
	BackURL        string
	What           Field
	Discovered     Field
	DiscoveredTime Field
	Public         []PublicationRow // where it is now
}

// Template implements Page.
func (MistakeNew) Template() string { return "console/mistakenew" }

// Mistake is one mistake with its clock and its assessment. GET /console/mistakes/{id}
// Forms: POST …/assess (row, nature, receiver, viewed, mitigation, conclusion, reason), …/notified (row, on)
type Mistake struct {
	Console
	URL          string
	PostURL      string
	Row          int64
	Mark         Mark
	What         string
	Clock        MistakeClock
	Facts        []Fact
	Evidence     []MistakeEvidence
	Left         []PublicationRow // where it may still be
	Nature       Field
	Receiver     Field
	Viewed       Field
	Mitigation   Field
	Conclusion   []Choice
	Reason       Field
	Assessed     string
	CanAssess    bool
	CanNotify    bool
	Notified     Field
	NotifiedSaid string
}

// Template implements Page.
func (Mistake) Template() string { return "console/mistake" }

// MistakeClock is the time since it was discovered.
type MistakeClock struct {
	Day  int // of Of
	Of   int // 60
	Ends string
	Said string // "58 days left"
	Tone Tone
	Done bool
}

// MistakeEvidence is what was public, frozen.
type MistakeEvidence struct {
	Channel string
	URL     string
	Since   string
	Hash    string
	Title   string
	Text    string
	Alts    []string
}

// MistakeMark is where it stands.
func MistakeMark(state string) Mark {
	switch state {
	case "open":
		return Mark{Stop, "siren", "To be assessed"}
	case "notify":
		return Mark{Stop, "mail", "Tell those affected"}
	case "closed":
		return Mark{Quiet, "check", "Closed"}
	}
	return Mark{Quiet, "info", state}
}

// Pocket is the guard for a telephone. GET /check; POST the same (text), POST /check/live for the script. Nothing is kept.
type Pocket struct {
	Bare
	Kind  []Choice // POST kind
	Text  string
	Asked bool
	Said  PocketSaid
}

// PocketSaid is what the guard says there: a piece of the page.
type PocketSaid struct {
	PostCheck
	Offer string // what could be answered instead; "" for nothing
}

// Part implements Piece.
func (PocketSaid) Part() string { return "pocket-piece" }

// Template implements Page.
func (Pocket) Template() string { return "console/pocket" }
