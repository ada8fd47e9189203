package view

// Hours edits the week of one provider at one location.
// GET /console/practice/hours?provider=&location=
// Form (choose): GET the same. Form (save): POST the same with provider,
// location, version and, for each day d (mon, tue, … sun): on_d (1), from_d,
// to_d, break_from_d, break_to_d (HH:MM), more_d (HH:MM-HH:MM …).
type Hours struct {
	Settings
	Providers []Choice
	Locations []Choice
	Provider  string // id
	Location  string // id
	Who       string // "Dr. Marlow at Harbor Street"
	Zone      string
	Week      HoursWeek
	Version   string
	Sum       string // "36 hours a week"
	DaysURL   string // days unlike the week, and what is kept free
}

// Template implements Page.
func (Hours) Template() string { return "console/hours" }

// HoursWeek is the grid of seven days, used by the first run too.
type HoursWeek struct{ Days []HoursDay }

// HoursDay is one row of the grid.
type HoursDay struct {
	Key       string // "mon"
	Name      string // "Monday"
	On        bool
	From      string // 08:00
	To        string
	BreakFrom string
	BreakTo   string
	More      string // further breaks: "15:00-15:15 16:30-16:40"
	Error     string
}

// Closures lists the days when something is shut. GET /console/practice/closures
// Form: POST the same with location (empty for all), provider (empty for all),
// from, to (YYYY-MM-DD), begins, ends (HH:MM), yearly (1), reason.
// POST /console/practice/holidays with holiday, once for each that is kept.
// Each row: POST /console/practice/closures/{id}/remove.
type Closures struct {
	Settings
	Rows      []ClosureRow
	Locations []Choice
	Providers []Choice
	From      Field
	To        Field
	Begins    Field // a time; empty for the whole day, as is Ends
	Ends      Field
	Yearly    bool
	Reason    Field
	Holidays  []Choice
}

// Template implements Page.
func (Closures) Template() string { return "console/closures" }

// ClosureRow is one closure in a list.
type ClosureRow struct {
	ID, When, What, Reason string
	Visits                 string // "3 visits fall on it", empty for none
	VisitsURL              string
	Past                   bool
}

// Days lists a provider's days at a location that are unlike the week, and the
// hours that are kept free. GET /console/practice/days?provider=&location=
// POST the same with provider, location, date, hours ("08:00-12:00", or empty
// for a day off); …/days/remove with provider, location, date.
// POST /console/practice/reserved with provider, location, weekday, from, to,
// name, service (several), opens_days, opens_at; …/reserved/{id}/remove.
type Days struct {
	Settings
	Providers []Choice
	Locations []Choice
	Provider  string // id
	Location  string // id
	Who       string
	HoursURL  string
	Specials  []SpecialRow
	Date      Field
	Hours     Field
	Reserved  []ReservedRow
	Weekdays  []Choice
	From      Field
	To        Field
	Name      Field
	Services  []Choice
	OpensDays []Choice
	OpensAt   Field
	Wrong     Field // what is wrong with the choice of services
}

// Template implements Page.
func (Days) Template() string { return "console/days" }

// SpecialRow is one day in a list.
type SpecialRow struct {
	Date  string // 2026-12-24, as the form has it
	When  string // "Thu, Dec 24, 2026"
	Hours string // "8:00 am to 12:00 pm", "off"
	Shut  string // why it is closed then all the same: "Christmas"
}

// ReservedRow is one stretch that is kept free.
type ReservedRow struct {
	ID, When, Name, For, Opens string
}
