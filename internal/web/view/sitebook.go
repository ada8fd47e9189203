package view

// BookStep is one step of booking, as shown above the form.
type BookStep struct {
	Text string
	URL  string // to go back to it; empty if it cannot be changed
	Said string // what was chosen: "Joint pain, 20 minutes"
	Now  bool
	Done bool

	Spanish bool // the page is
}

// SiteService is a kind of visit as patients see it.
type SiteService struct {
	Name   string
	Length string // "20 minutes", or to call us
	Text   string // one sentence, the practice's own
	Lang   string // of name and text, where it is not the page's
	Only   string // for which ages, "" for all
	URL    string
	Video  string // "by video", "" where it is not
	Call   bool   // cannot be booked online: call us
}

// BookService is the first step: what for. GET /book
type BookService struct {
	Site
	Steps  []BookStep
	Groups []ServiceGroup
}

// ServiceGroup is a heading with services; one group without a name is fine.
type ServiceGroup struct {
	Name     string
	Services []SiteService
}

// Template implements Page.
func (BookService) Template() string { return "site/bookservice" }

// BookWith is the second step: with whom and where. GET /book/with?service=
// Form: GET /book/time with service, provider (empty for anyone), location
// (empty for any).
type BookWith struct {
	Site
	Steps     []BookStep
	Service   string // id, kept in the form
	Providers []Choice
	Locations []Choice
}

// Template implements Page.
func (BookWith) Template() string { return "site/bookwith" }

// BookTime is the third step: when. GET /book/time?service=&provider=&location=&from=
type BookTime struct {
	Site
	Steps   []BookStep
	Zone    string // "Central time, Harbor Street"
	Days    []SlotDay
	Earlier string // address, empty at the start
	Later   string
	// NoneText says what to do when Days is empty: another week, another
	// provider, or the phone.
	NoneText string
	Others   []Link // "With anyone", "At Mill Pond"
	Narrow   Narrow
	WaitURL  string // to be told when a time opens, empty where nobody can wait
	Only     string // for which ages the service is, "" for all
}

// Narrow asks which of the free times somebody wants to see.
type Narrow struct {
	Service, Provider, Location string

	Except       []Choice // days of the week on which not
	After, Until []Choice
	Languages    []Choice // none: there is no choice
	On           bool     // something was chosen
	AllURL       string
	Asked        string // the language that the address asks for
}

// Template implements Page.
func (BookTime) Template() string { return "site/booktime" }

// Chosen is the visit that is being booked.
type Chosen struct {
	Service string // "Joint pain"
	Lang    string // of Service, where it is not the page's
	When    string // "Tuesday, November 24, 2:20 pm"
	Zone    string // "Central time"
	Length  string // "20 minutes"
	Who     string
	Where   string
	Address string
	// The ids go back with the form: service, provider, location, start, key.
	ServiceID, ProviderID, LocationID, Start string
	Key                                      string // Idempotency-Key
}

// BookDetails is the fourth step: who. GET /book/details
// Form: POST /book with the ids of Chosen and given, family, dob (MM/DD/YYYY),
// phone, email, reason, language, and remind, texts, quiet (1 when ticked),
// reach (email, phone or nothing) for a quiet visit.
type BookDetails struct {
	Site
	Steps     []BookStep
	Chosen    Chosen
	ChangeURL string
	Given     Field
	Family    Field
	DOB       Field
	Phone     Field
	Email     Field
	Reason    Field
	Remind    bool
	Texts     bool
	Quiet     bool
	Reach     []Choice
	Languages []Choice
	// What the two boxes say, to the letter.
	RemindWords, TextsWords string

	// What the service needs to know of the patient; nil for what it does not ask. Form: state, seen, reason.
	States  *Asked
	Seen    *Asked
	Reasons *Asked // in place of Reason
	Only    string // for which ages the service is, "" for all
}

// Asked is a question with its choices and what is wrong with the answer.
type Asked struct {
	Choices []Choice
	Error   string
}

// Template implements Page.
func (BookDetails) Template() string { return "site/bookdetails" }

// BookTaken says that the time is gone, keeps what was typed and
// offers other times: each is a button of the same form (name "start").
// POST /book answers with it, status 409.
type BookTaken struct {
	BookDetails
	Faster  bool      // somebody else was; else the time is no longer offered
	Days    []SlotDay // Slot.Value is the new start
	MoreURL string
}

// Template implements Page.
func (BookTaken) Template() string { return "site/booktaken" }

// BookDone says that the visit is booked, or requested. GET /book/done/{token}
type BookDone struct {
	Site
	Chosen  Chosen
	Mail    string   // "We sent an e-mail to t•••@example.com." or why not
	Next    []string // what happens next, a sentence each
	ICSURL  string   // empty for none
	Changes string   // how to move or cancel

	Requested bool // whoever keeps the book has not agreed yet
}

// Template implements Page.
func (BookDone) Template() string { return "site/bookdone" }
