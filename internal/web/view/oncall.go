package view

// OnCall is who answers now, what is alerted, and whether the next four weeks are covered. GET /console/oncall
// Form: POST /console/oncall/drill
type OnCall struct {
	Console
	Tabs    []Link
	Now     []DutyRow // primary and backups
	Why     string    // "by the roster until Mon, 8:00 am"
	Missing []Notice  // what keeps an alert from arriving
	Alerts  []AlertRow
	Past    []AlertRow
	Days    []DutyDay // four weeks
	Gaps    []GapRow
	Drill   bool // the reader may try it out
}

// Template implements Page.
func (OnCall) Template() string { return "console/oncall" }

// DutyRow is one person who is on call now.
type DutyRow struct{ Rank, Name, Reach string }

// DutyDay is one day of the four weeks.
type DutyDay struct {
	Label string // "Mon, Nov 23"
	Tick  string // label under it, empty for most: "Nov 23"
	Now   bool
	Parts []DutyPart
}

// DutyPart is a stretch of the day, in minutes after its midnight.
type DutyPart struct {
	From, To int
	Who      string
	Class    string // "by-shift", "by-override", "by-fallback", "by-nobody"
}

// GapRow is a stretch in which nobody is entered.
type GapRow struct{ When, What, Length string }

// AlertRow is one alert in a list.
type AlertRow struct {
	URL    string
	What   string
	When   string
	Marks  []Mark
	Next   string // "the owner at 9:14 pm"
	By     string
	AckURL string
}

// Alert is one alert with everything that was tried. GET /console/oncall/alerts/{id}
// Forms: POST …/ack, …/close (note)
type Alert struct {
	Console
	Row     AlertRow
	Explain string
	Facts   []Fact
	Tries   []Step
	Thread  string
	CanAck  bool
	CanEnd  bool
	Note    Field
}

// Template implements Page.
func (Alert) Template() string { return "console/alert" }

// AlertMark is the state of an alert.
func AlertMark(state string) Mark {
	switch state {
	case "open":
		return Mark{Caution, "bell-ring", "Nobody took it yet"}
	case "unanswered":
		return Mark{Stop, "siren", "Nobody answered"}
	case "acknowledged":
		return Mark{Good, "hand", "Taken"}
	}
	return Mark{Quiet, "check", "Done"}
}

// Roster is who is on call when, and the ladders. GET /console/oncall/roster
// Forms: POST /console/oncall/people (id, name, phone, email, staff), /people/{id}/remove, /shifts (person, rank, from,
// from_time, to, to_time, weeks), /shifts/{id}/remove, /overrides (person, instead, …, note), /overrides/{id}/remove,
// /ladders (id, name, tier…, wait, after_N, who_N, how_N), /ladders/{id}/remove, /policy (owner, fallback, again),
// /table (table)
type Roster struct {
	Console
	Tabs      []Link
	CanEdit   bool
	People    []RosterPerson
	Shifts    []ShiftRow // of the next days
	Later     []ShiftRow
	Overrides []ShiftRow
	Ladders   []Ladder
	Person    PersonForm
	Shift     ShiftForm
	Override  ShiftForm
	Owner     []Choice
	Fallback  []Choice
	Again     Field
	Table     Field
}

// Template implements Page.
func (Roster) Template() string { return "console/roster" }

// RosterPerson is somebody who can be alerted.
type RosterPerson struct {
	ID, Name, Phone, Email string
	Marks                  []Mark
	Form                   PersonForm
	CanRemove              bool
}

// PersonForm adds or changes somebody.
type PersonForm struct {
	Name, Phone, Email Field
	Staff              []Choice
}

// ShiftRow is a shift or an override.
type ShiftRow struct {
	Who, What, When string
	RemoveURL       string // empty for who may not
}

// ShiftForm adds one.
type ShiftForm struct {
	From, FromTime, To, ToTime, Weeks, Note Field
	Person, Rank, Instead                   []Choice
}

// Ladder is who is alerted how, one after the other.
type Ladder struct {
	ID    string
	Name  Field
	For   []Choice
	Wait  Field
	Steps []LadderStep
}

// LadderStep is one rung; an empty one adds a rung.
type LadderStep struct {
	Number int
	After  Field
	Who    []Choice
	How    []Choice
	Words  string // "at once: text to the primary"
}

// AlertLink is the page behind the link of an alert. GET /oncall/{ref}; POST /oncall/{ref} (do = take or pass)
type AlertLink struct {
	Bare
	Action string
	To     string
	Title  string
	Text   string
	Open   bool
	Inbox  string
}

// Template implements Page.
func (AlertLink) Template() string { return "console/alertlink" }

// Live is the conversations that are going on. GET /console/desk
type Live struct {
	Console
	Tabs  []Link
	Rows  []LiveRow
	Ready *Notice // why the line takes messages only
}

// Template implements Page.
func (Live) Template() string { return "console/live" }

// LiveRows are the rows alone: a piece of the page.
type LiveRows struct{ Rows []LiveRow }

// Part implements Piece.
func (LiveRows) Part() string { return "live-rows" }

// LiveRow is one conversation.
type LiveRow struct {
	URL, Who, Icon, Via, State, Line, Since string
	Marks                                   []Mark
	Thread                                  string
}

// Conversation is one call, chat or exchange of texts with what was understood and why.
// GET /console/desk/{id}. Form: POST /console/inbox/{thread}/take (version)
type Conversation struct {
	Console
	Row     LiveRow
	Facts   []Fact
	Steps   []ConversationStep
	Version int64
	CanTake bool
}

// Template implements Page.
func (Conversation) Template() string { return "console/conversation" }

// ConversationStep is one thing said, and how it was understood.
type ConversationStep struct {
	Who, Text, When, Class, Lang string
	Why                          *TurnWhy // nil where nothing was decided
	Learn                        *TurnLearn
}

// TurnWhy is what a turn was decided by.
type TurnWhy struct {
	Short     string // "wants: book"
	Facts     []Fact
	ReplayURL string // "" where nothing was kept to run it again
}

// TurnLearn lets staff say what a turn should have been taken for; nil where nobody may.
// Form: POST {URL} with turn, meant.
type TurnLearn struct {
	URL, ID  string
	Turn     string
	Meanings []Choice
}

// Replay is a turn that was run again. GET /console/desk/{id}/turns/{turn}
type Replay struct {
	Console
	Row     LiveRow
	BackURL string
	When    string
	Said    string
	Result  Notice
	Differs []Change
	Changed []Change // versions of what decides
	Facts   []Fact   // why, then
}

// Template implements Page.
func (Replay) Template() string { return "console/replay" }

// Change is something that is not as it was.
type Change struct{ What, Then, Now string }
