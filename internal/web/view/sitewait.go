package view

// BookWait asks who wants to be told when a time opens, and for which times. GET /book/wait?service=&provider=&location=
// Form: POST the same with service, provider, location, only (days of the week), after, until, sooner, given, family, dob,
// phone, email, reason, state, seen, remind and texts (1 when ticked). What follows is the same whoever it is.
type BookWait struct {
	Site
	Service string // ids that go back with the form
	With    string
	Where   string
	What    string // "Office visit, Dr. Marlow, Harbor Street"
	Only    []Choice
	After   []Choice
	Until   []Choice
	Sooner  bool
	Details BookDetails // who they are
	BackURL string
}

// Template implements Page.
func (BookWait) Template() string { return "site/bookwait" }
