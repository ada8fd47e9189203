package view

import (
	"strconv"
	"strings"
)

// CalendarBar is what stands over every picture of the calendar: where one is, where one can go, and what is chosen.
// Form: GET /console/calendar with view, date, location, who (slugs of providers, repeated) and keep=1, which remembers
// location and who in this browser.
type CalendarBar struct {
	View      string // day, week, month or list
	Range     string // "Monday, November 23" or "November 23 to 29"
	Date      string // 2026-11-23
	Zone      string
	Prev      string
	Next      string
	TodayURL  string // empty when today is shown
	Views     []Link
	Providers []Choice // by slug
	Some      string   // "All 4 providers", "3 of 50 providers"
	Locations []Choice
	Cancelled bool   // cancelled visits are shown too
	SheetURL  string // the printed day sheet
	BookURL   string // empty for who may not book
	FreeURL   string // the next free time
	CloseURL  string // somebody is ill, or the house stays shut; empty for who may not close
	Closed    string // "Closed: Thanksgiving" when the whole day is shut
}

// Calendar shows a day with a column a provider, or one provider's week with a column a day.
// GET /console/calendar?view=day|week&date=2026-11-23&location=&who=
type Calendar struct {
	Console
	Bar  CalendarBar
	Grid CalendarGrid
}

// Template implements Page.
func (Calendar) Template() string { return "console/calendar" }

// CalendarGrid are the columns. Times are five-minute cells: From is where the picture starts, counted from midnight,
// and every At counts from From, beginning at 1. As a piece it may have some of the columns only.
type CalendarGrid struct {
	Week     bool
	Hours    []HourLine
	Columns  []Column
	Scale    string // how tall the cells are: "", "fine" or "finest"
	From     int    // minutes after midnight of cell 1
	Now      int    // minutes after midnight, by the location's clock
	Location string
	Step     int    // cells between the starts that patients are offered
	Edit     bool   // visits can be moved here
	Query    string // of the address: what piece and stream are asked with
	Moving   string // a visit that is carried here from another day
}

// Part implements Piece.
func (CalendarGrid) Part() string { return "calendar-grid" }

// HourLine is one label of the time axis; each is twelve cells high.
type HourLine struct {
	At   int
	Text string // "8 am"
}

// Column is a provider on a day.
type Column struct {
	Number   int // tells it from the others on the page
	Provider string
	Date     string
	Head     string // "Dr. Marlow", "Mon 23"
	Sub      string // "12 visits", "Closed: Thanksgiving"
	URL      string // the provider's week, or the day
	Today    bool
	Bands    []Band
	Visits   []Block
	NowAt    int    // where the now line is; 0 for none
	Pulse    string // changes when the column does
	More     string // where its visits are, when it has come without them
}

// Band is a shaded stretch.
type Band struct {
	At, Span int
	Kind     string // "off", "break", "closed", "away", "kept", "held" or "elsewhere"
	Text     string // "Break, 12:00 to 1:00 pm"
}

// Block is one visit in the grid, or one that several patients share.
type Block struct {
	ID       string
	At, Span int
	Time     string // "9:40"
	Half     string // "am"
	Patient  string // or the service, of a shared visit
	Service  string // or "3 of 8 seats"
	State    string // as schedule has it, and how far the patient is told: "told", "reminded", "phone"
	Reach    string
	Word     string // "Arrived", "Booked, reminded"
	Over     bool   // overbooked
	Shared   bool
	Past     bool
	Lane, Of int // beside others: the first of two is 1 of 2
}

// Class is what places and draws it.
func (b Block) Class() string {
	c := []string{"visit at-" + strconv.Itoa(b.At), "for-" + strconv.Itoa(b.Span), b.State, b.Half}
	for _, more := range []struct {
		is   bool
		name string
	}{{b.Reach != "", b.Reach}, {b.Over, "over"}, {b.Shared, "shared"}, {b.Past, "past"}} {
		if more.is {
			c = append(c, more.name)
		}
	}
	return strings.Join(c, " ")
}

// mostBeside is how many visits have room beside each other in a column.
const mostBeside = 4

// Beside is the place of a visit that has others beside it, "1-2" for the first of two; "" where it is alone.
func (b Block) Beside() string {
	if b.Of < 2 {
		return ""
	}
	return strconv.Itoa(min(b.Lane, mostBeside)) + "-" + strconv.Itoa(min(b.Of, mostBeside))
}

// CalendarWeek shows how full the week of many providers is. It names no patient.
// GET /console/calendar?view=week&date=2026-11-23&location=&who=
type CalendarWeek struct {
	Console
	Bar   CalendarBar
	Loads CalendarLoads
}

// Template implements Page.
func (CalendarWeek) Template() string { return "console/calendarweek" }

// CalendarLoads are its days and providers: a piece of the page.
type CalendarLoads struct {
	Query string // of the address: what piece and stream are asked with
	Pulse string // changes when any of it does
	Days  []DayHead
	Rows  []LoadRow
}

// Part implements Piece.
func (CalendarLoads) Part() string { return "calendar-loads" }

// DayHead is the head of a day's column.
type DayHead struct {
	Text  string // "Mon 23"
	Note  string // "Closed: Thanksgiving"
	URL   string
	Today bool
}

// LoadRow is one provider's week.
type LoadRow struct {
	Who  string
	URL  string
	Days []LoadDay
}

// LoadDay is how full one day is.
type LoadDay struct {
	URL    string
	Text   string // "1 h 20 min free"; "off"
	Visits string // "12 visits"
	Label  string // before it, for a screen reader: "Dr. Marlow, Monday, November 23"
	Count  int
	Tenth  int // of the hours that are taken, 0 to 10
	Off    bool
	Over   bool // more is booked than there are hours
	Today  bool
}

// CalendarMonth is a month to jump from. It names no patient. GET /console/calendar?view=month&date=2026-11-23
type CalendarMonth struct {
	Console
	Bar   CalendarBar
	Month CalendarDays
}

// Template implements Page.
func (CalendarMonth) Template() string { return "console/calendarmonth" }

// CalendarDays are its days: a piece of the page.
type CalendarDays struct {
	Query string   // of the address: what piece and stream are asked with
	Pulse string   // changes when any of it does
	Month string   // "November 2026"
	Days  []string // "Mon" to "Sun"
	Weeks [][]MonthDay
}

// Part implements Piece.
func (CalendarDays) Part() string { return "calendar-days" }

// MonthDay is one day of it.
type MonthDay struct {
	LoadDay
	Number int
	Out    bool   // of another month
	Note   string // "Thanksgiving"
}

// CalendarList is a day as one list in the order of time, for narrow screens and for reading.
// GET /console/calendar?view=list&date=2026-11-23&location=&who=
type CalendarList struct {
	Console
	Bar  CalendarBar
	List CalendarRows
}

// Template implements Page.
func (CalendarList) Template() string { return "console/calendarlist" }

// CalendarRows are its visits: a piece of the page.
type CalendarRows struct {
	Rows    []VisitRow
	Query   string // of the address: what piece and stream are asked with
	Pulse   string // changes when any of it does
	BookURL string
}

// Part implements Piece.
func (CalendarRows) Part() string { return "calendar-rows" }
