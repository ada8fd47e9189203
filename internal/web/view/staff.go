package view

// Staff lists who may sign in. GET /console/practice/staff
// Form (invite): POST the same with name, email, role.
// Each row: POST /console/practice/staff/{id}/role (role), /end, /link.
type Staff struct {
	Settings
	Rows  []StaffRow
	Name  Field
	Email Field
	Roles []Choice // Note says what the role may do
	// Link is shown once, right after an invitation or a new link.
	Link *OneTimeLink
}

// Template implements Page.
func (Staff) Template() string { return "console/staff" }

// StaffRow is one person in a list.
type StaffRow struct {
	ID, Name, Email string
	Roles           []Choice
	Role            string
	Seen            string // "today, 8:02 am", "never"
	Mark            Mark   // active, invited, ended
	Self            bool   // nobody ends their own access
	Ended           bool
}

// OneTimeLink is a sign-in link, shown once.
type OneTimeLink struct {
	Name    string // whose
	URL     string
	Expires string // "It works once, until tomorrow, 10:04 am."
}
