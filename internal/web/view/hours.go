package view

// Hours edits the week of one provider at one location.
// GET /console/practice/hours?provider=&location=
// Form (choose): GET the same. Form (save): POST the same with provider,
// location, version and, for each day d (mon, tue, … sun): on_d (1), from_d,
// to_d, break_from_d, break_to_d (HH:MM).
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
	Error     string
}

// Closures lists the days when something is shut. GET /console/practice/closures
// Form: POST the same with location (empty for all), provider (empty for all),
// from, to (YYYY-MM-DD), reason.
// Each row: POST /console/practice/closures/{id}/remove.
type Closures struct {
	Settings
	Rows      []ClosureRow
	Locations []Choice
	Providers []Choice
	From      Field
	To        Field
	Reason    Field
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
