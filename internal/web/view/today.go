package view

// Today is the first page after sign-in. GET /console?location=&visit=
// With a visit chosen its detail stands beside the list.
type Today struct {
	Console
	Date     string // "Monday, November 23"
	Tabs     []Link // locations
	Zone     string // "Central time"
	Visits   []VisitRow
	Open     *VisitCard // the chosen or the next visit
	Alerts   []AlertRow // that nobody took
	Needs    []Need
	OnCall   []DutyRow // who answers now
	Free     []Slot    // the next free times, with Who, Where and URL to book
	Gaps     []Gap
	Days     []DayCount // three weeks back, four ahead
	Week     string     // "212 visits in the next 7 days"
	BookURL  string
	SheetURL string
	// NoHours is true while no provider has hours: the empty state then
	// points to Practice.
	NoHours bool
}

// Template implements Page.
func (Today) Template() string { return "console/today" }

// VisitRow is one visit in a list.
type VisitRow struct {
	URL     string
	Time    string // "9:40 am"
	Length  string // "20 min"
	Patient string // empty on the patient's own page
	DOB     string // second identifier, "born 03/14/1971"
	Service string
	Who     string
	Room    string
	Mark    Mark
	Now     bool // chosen
	Past    bool
}

// VisitCard is the detail beside the list.
type VisitCard struct {
	Patient Banner
	URL     string
	Mark    Mark
	Facts   []Fact
}

// Banner names a patient by two identifiers, on every page about one.
type Banner struct {
	Name  string
	DOB   string // "born 03/14/1971 (55)"
	Phone string
	URL   string
	Flags []Mark // "Quiet visits", "Do not e-mail"
}

// Need is something that a person has to look at.
type Need struct {
	Mark  Mark
	Text  string // "Three reminders may or may not have arrived"
	Count int
	Link  Link
}

// Gap is a stretch of free time in somebody's day.
type Gap struct {
	Who, Where, Time, Length string
	URL                      string // to book in it
}

// DayCount is one bar of the plot.
type DayCount struct {
	Label string // "Mon, Nov 23"
	Tick  string // label under the axis, empty for most: "Nov 23"
	Count int
	Now   bool
	Ahead bool
}
