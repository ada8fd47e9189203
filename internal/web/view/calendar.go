package view

// Calendar shows a day (columns are providers) or a week (columns are days). A week over all providers has lists for
// columns, since visits at the same time would have no room side by side.
// GET /console/calendar?view=day|week&date=2026-11-23&provider=&location=
// Form (filters): GET the same address with view, date, provider, location.
//
// Times are five-minute cells: From is where the picture starts, counted from
// midnight (7:00 is 84), and every At counts from From, beginning at 1.
type Calendar struct {
	Console
	Week      bool
	Range     string // "Monday, November 23" or "November 23 to 29"
	Date      string // 2026-11-23, kept in the filter form
	Zone      string
	Prev      string
	Next      string
	TodayURL  string // empty when today is shown
	DayURL    string
	WeekURL   string
	SheetURL  string // the printed day sheet
	BookURL   string
	Providers []Choice
	Locations []Choice
	Hours     []HourLine
	Columns   []Column
	Lists     bool   // the columns are lists instead of grids
	Legend    []Fact // whose initials stand in the lists
	Scale     string // how tall the cells are: "", "fine" or "finest"
	Closed    string // "Closed: Thanksgiving" when the whole day is shut
}

// Template implements Page.
func (Calendar) Template() string { return "console/calendar" }

// HourLine is one label of the time axis; each is twelve cells high.
type HourLine struct {
	At   int
	Text string // "8 am"
}

// Column is a provider in a day or a day in a week.
type Column struct {
	Head   string // "Dr. Marlow", "Mon 23"
	Sub    string // "12 visits", "Closed: Thanksgiving"
	URL    string // to the day, in a week
	Today  bool
	Bands  []Band
	Visits []Block
	NowAt  int // where the now line is; 0 for none
}

// Band is a shaded stretch.
type Band struct {
	At, Span int
	Kind     string // "off", "break" or "closed"
	Text     string // "Break"; empty for off-hours
}

// Block is one visit in the grid.
type Block struct {
	URL      string
	At, Span int
	Time     string // "9:40"
	Half     string // "am"; the grid shows it only where there is no axis
	Until    string // "10:00 am"
	Patient  string
	Service  string
	Who, By  string // in lists: "Dr. Marlow", "IM"
	Mark     Mark
	Past     bool
}

// DaySheet is the printed list of a day. GET /console/calendar/sheet?date=&location=
type DaySheet struct {
	Console
	Date    string
	Where   string
	Zone    string
	Printed string // "Printed Mon, Nov 23, 7:41 am by Priya Anand"
	BackURL string
	Sheets  []Sheet
}

// Template implements Page.
func (DaySheet) Template() string { return "console/daysheet" }

// Sheet is one provider's day on the day sheet.
type Sheet struct {
	Provider string
	Hours    string // "8:00 am to 5:00 pm, break 12:00 to 1:00"
	Rows     []VisitRow
}
