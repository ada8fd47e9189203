package view

// Import asks for a file and lists those that came. GET /console/import?kind=
// Forms: POST the same, multipart, with kind and file; POST /console/export/{kind}
// with from and to for appointments.
type Import struct {
	Console
	Kinds     []Choice
	File      Field
	Sample    string // a few lines of CSV to copy
	Rows      []ImportRow
	Exports   []Choice
	CanExport bool
	From, To  Field // of the appointments that are taken out
}

// Template implements Page.
func (Import) Template() string { return "console/import" }

// ImportRow is one file that came.
type ImportRow struct {
	URL, Kind, Name, When, Rows string
	Mark                        Mark
}

// ImportRun is one file: being looked at, waiting for a decision, coming in, or
// in. GET /console/import/{id}
// Forms: POST the same/plan with column0, column1 …, day_first (1), service,
// overbook (1); POST the same/apply and /drop.
type ImportRun struct {
	Console
	URL, Name, Kind string
	Lines, At       int

	Added, Changed, Moved, Cancelled, Unchanged, Refused int

	Working  bool // a job is at it
	Waiting  bool // for a decision
	Unread   bool // not looked at, because the columns are not known
	Applied  bool // it comes in, or is in
	Done     bool
	Dropped  bool
	Setup    bool // the first run goes on after this
	Visits   bool
	Columns  []ImportColumn
	DayFirst bool
	Services []Choice
	Overbook bool
	Refusals []ImportRefusal
	More     int // refusals that are not shown
	Changes  []ImportChange
	Others   int // changes that are not shown
}

// Template implements Page.
func (ImportRun) Template() string { return "console/importrun" }

// Good is how many rows come in or are there.
func (r ImportRun) Good() int { return r.New() + r.Unchanged }

// New is how many rows would change something.
func (r ImportRun) New() int { return r.Added + r.Changed + r.Moved + r.Cancelled }

// ImportColumn is one column of the file and what it is taken for.
type ImportColumn struct {
	Name, Heading, First string
	Choices              []Choice
}

// ImportRefusal is one row that is refused.
type ImportRefusal struct {
	Line          int
	Column, Field string
	Text          string // what is wrong and what to do; it repeats nothing of the row
}

// ImportChange is what a row does to a visit that is here, or would.
type ImportChange struct {
	Line   int
	Number string // what the other system calls the visit
	What   string // "Moved", "Would be cancelled"
	Text   string // from when to when
}
