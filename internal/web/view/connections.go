package view

// Connections lists the programs that may ask Bedside, and makes one more. GET /console/practice/connections, and for the
// apps of one patient GET /console/patients/{id}/apps.
// Form: POST the same with name, may (several), scopes, days.
// Each row: POST /console/practice/connections/{id}/end.
type Connections struct {
	Settings
	Patient *Banner // whose apps they are; nil for the programs of the practice
	Action  string
	Rows    []ConnectionRow
	Name    Field
	May     []Choice
	Scopes  Field // written out, instead of or beside May
	Days    []Choice
	Ticked  Field  // what is wrong with May
	Long    Field  // what is wrong with Days
	Address string // where the programs ask
	// Token is shown once, right after it was made.
	Token *NewToken
}

// Template implements Page.
func (Connections) Template() string { return "console/connections" }

// ConnectionRow is one program.
type ConnectionRow struct {
	ID, Name string
	Scopes   string
	Of       *Link  // the patient whose app it is
	Made     string // "Nov 2, 2026 by Priya Anand"
	Ends     string
	Used     string
	Mark     Mark
	Open     bool
}

// NewToken is a token, shown once.
type NewToken struct {
	Name, Token string
	Try         string // a command that tries it
}
