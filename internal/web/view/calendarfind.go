package view

// CalendarCard is one visit beside the calendar: who, when, what, how far they are told, and what can be done.
// A piece. GET /console/calendar/visits/{id}
type CalendarCard struct {
	ID       string
	URL      string
	Patient  Banner
	Mark     Mark
	Reach    *Mark
	When     string
	Length   string
	Facts    []Fact
	Sharing  []Link // the others of a shared visit
	Action   string // where the buttons post status; empty for who may not
	Version  string
	Marks    []VisitStep
	MoveURL  string
	EndURL   string // cancel it
	AgainURL string
	OverURL  string // book another patient at this time
}

// Part implements Piece.
func (CalendarCard) Part() string { return "calendar-card" }

// CalendarFind is the search for a patient's visits from the calendar; what is searched for is never in an address.
// POST /console/calendar/find with q.
type CalendarFind struct {
	Console
	FindResult
	BackURL string
}

// FindResult are those who were found: a piece of the page.
type FindResult struct {
	Query Field
	Found []FoundVisits
	Asked bool
}

// Template implements Page.
func (CalendarFind) Template() string { return "console/calendarfind" }

// Part implements Piece.
func (FindResult) Part() string { return "find-result" }

// FoundVisits is one of them with their visits.
type FoundVisits struct {
	Patient Banner
	BookURL string
	Visits  []VisitRow // the coming ones, then the last; URL leads to their day
}

// CalendarFree lists the next free times of a service. GET /console/calendar/free?service=&provider=&location=&from=
// &after=&until=&not= (weekdays, repeated)
type CalendarFree struct {
	Console
	Services  []Choice
	Providers []Choice
	Locations []Choice
	Not       []Choice // weekdays that do not suit
	From      Field
	After     Field
	Until     Field
	Ready     bool
	Zone      string
	Days      []SlotDay
	Earlier   string
	Later     string
	BackURL   string
	Error     string
}

// Template implements Page.
func (CalendarFree) Template() string { return "console/calendarfree" }

// DaySheet is the printed list of a day, a page a provider. GET /console/calendar/sheet?date=&location=&show=
// Form: GET the same with show, repeated, and keep=1, which remembers the columns in this browser.
type DaySheet struct {
	Console
	Date     string // "Monday, November 23, 2026"
	Day      string // 2026-11-23
	Location string
	Where    string
	Zone     string
	Printed  string // "Printed Mon, Nov 23, 7:41 am by Priya Anand"
	BackURL  string
	Columns  []Choice // what the practice has on paper
	Sheets   []Sheet

	Born, Phone, Service, Room, Reason, Status, Initials bool
}

// Template implements Page.
func (DaySheet) Template() string { return "console/daysheet" }

// Sheet is one provider's day on the day sheet.
type Sheet struct {
	Provider string
	Hours    string // "8:00 am to 5:00 pm, break 12:00 to 1:00"
	Rows     []SheetRow
}

// SheetRow is one visit on paper, or a stretch that is free.
type SheetRow struct {
	VisitRow
	Phone  string
	Reason string
	Free   string // "40 min free"; then nothing else stands in it but the time
}
