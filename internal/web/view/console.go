package view

// Console is the frame of every page of the console behind sign-in. Views
// embed it.
type Console struct {
	Title    string // heading and browser title: no patient's value
	Practice string // short name beside the initial
	Nav      []NavItem
	User     string // who is signed in
	Role     string // "Front desk"
	// LockSeconds is how long the session lasts without a click; the foot of
	// the rail counts it down; "Stay" in console.js is POST /console/stay (204).
	// 0 hides it.
	LockSeconds int
	Notice      *Notice
	Demo        *Demo
}

// LockMinutes is the time until the session locks, rounded up.
func (c Console) LockMinutes() int { return (c.LockSeconds + 59) / 60 }

// Initial is the letter of the practice's mark.
func (c Console) Initial() string { return initial(c.Practice) }

// Initial is the letter of the practice's mark.
func (b Bare) Initial() string { return initial(b.Practice) }

func initial(practice string) string {
	for _, r := range practice {
		return string(r)
	}
	return "B"
}

// Section is a place in the rail.
type Section string

// The places in the rail.
const (
	InToday    Section = "today"
	InInbox    Section = "inbox"
	InDesk     Section = "desk"
	InOnCall   Section = "oncall"
	InCalendar Section = "calendar"
	InPatients Section = "patients"
	InOutbox   Section = "outbox"
	InPosts    Section = "posts"
	InPractice Section = "practice"
	InAudit    Section = "audit"
)

// NavItem is one line of the rail.
type NavItem struct {
	Section Section
	Text    string
	URL     string
	Icon    string
	Key     string // second key of "g t"; empty for none
	Count   int    // 0 is not shown
	Now     bool
}

// Waits is what waits for a person; the rail counts it.
type Waits struct{ Inbox, Alerts, Outbox int }

// Rail is the full rail with one place open. Take items away where the role may not go.
func Rail(now Section, n Waits) []NavItem {
	items := []NavItem{
		{InToday, "Today", "/console", "sun", "t", 0, false},
		{InInbox, "Inbox", "/console/inbox", "inbox", "i", n.Inbox, false},
		{InCalendar, "Calendar", "/console/calendar", "calendar", "c", 0, false},
		{InPatients, "Patients", "/console/patients", "users", "p", 0, false},
		{InDesk, "Front desk", "/console/desk", "headset", "d", 0, false},
		{InOnCall, "On call", "/console/oncall", "bell-ring", "a", n.Alerts, false},
		{InOutbox, "Outbox", "/console/outbox", "send", "o", n.Outbox, false},
		{InPosts, "Posts", "/console/posts", "pencil", "w", 0, false},
		{InPractice, "Practice", PracticeHome, "settings", "s", 0, false},
		{InAudit, "Audit", "/console/audit", "shield", "", 0, false},
	}
	for i := range items {
		items[i].Now = items[i].Section == now
	}
	return items
}

// Bare is the frame of the pages before sign-in and of the first run.
type Bare struct {
	Title    string
	Practice string // empty before the first run
	Notice   *Notice
	Demo     *Demo
}

// Demo is the strip at the top of every page of the demo. It is nil elsewhere.
//
// Forms: POST /demo/as (who, return) switches the person;
// POST /demo/clock (by = 1h or 1d, return) moves the clock.
type Demo struct {
	Now    string // the demo's time: "Mon, Nov 23, 10:04 am"
	Zone   string // "Central time"
	People []DemoPerson
	Return string // address of this page, to come back to
	At     string // "site", "console", "mailbox" or "race"
}

// DemoPerson is one of the people the tour can be.
type DemoPerson struct {
	ID   string
	Role string // "Doctor"
	Name string // "Dr. Ines Marlow"
	Now  bool
}
