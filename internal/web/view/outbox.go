package view

// Outbox lists every message. GET /console/outbox?state=&kind=&page=
type Outbox struct {
	Console
	Pages []Link
	Tabs  []Tab // by state: all, needs you, waiting, sent, …
	Parts []OutboxPart
	Prev  string
	Next  string
	// NoServer is the banner while no mail server is configured.
	NoServer *Notice
}

// OutboxPart is what goes next, what went, or what goes later.
type OutboxPart struct {
	Text string
	Rows []MessageRow
}

// Template implements Page.
func (Outbox) Template() string { return "console/outbox" }

// OutboxPages are the pages about messages, the one at url open.
func OutboxPages(url string) []Link {
	pages := []Link{
		{Text: "Messages", URL: "/console/outbox"}, {Text: "Next seven days", URL: "/console/outbox/ahead"}, {Text: "Due list", URL: "/console/due"},
		{Text: "Announcements", URL: "/console/announcements"}, {Text: "What they did", URL: "/console/outbox/effects"},
	}
	for i := range pages {
		pages[i].Now = pages[i].URL == url
	}
	return pages
}

// Tab is one filter.
type Tab struct {
	Text  string
	URL   string
	Count int
	Now   bool
}

// MessageRow is one message in a list.
type MessageRow struct {
	URL  string
	To   string // the patient's name; empty on the patient's and the visit's own page
	Kind string // "Confirmation", "Reminder, 3 days", "Moved", "Cancelled"
	By   string // "by e-mail", "by text"
	Icon string // "calendar-check", "bell", "undo-2", "circle-x"
	Why  string // "visit on Tue, Nov 24 was booked"
	Due  string
	Mark Mark
	Note string // "tried 2 times", "after quiet hours, 8:00 am"
}

// Message is one message with its attempts. GET /console/outbox/{id}
// Forms: POST /console/outbox/{id}/again, /arrived, /lost, /giveup; shown when
// the Can fields say so.
type Message struct {
	Console
	ID         string
	To         Banner
	Address    string // "tomas@example.com"
	Mark       Mark
	Explain    string // one sentence: what this state means and what to do
	Facts      []Fact // kind, why, due, visit
	VisitURL   string
	Would      bool // the text is what would be sent now
	Subject    string
	Paragraphs []string // the exact text
	Findings   []Finding
	Attempts   []Attempt
	CanAgain   bool
	CanSettle  bool // unknown: it arrived, or it did not
	CanBounce  bool // sent: it came back (POST …/bounced)
	CanGiveUp  bool
	Phone      bool // somebody has to phone instead, and gives it up by saying so
}

// Template implements Page.
func (Message) Template() string { return "console/message" }

// Attempt is one try to send.
type Attempt struct {
	Number  int
	When    string
	Mark    Mark
	Answer  string // what the server said
	Elapsed string // "412 ms"
}

// Finding is one thing the guard saw.
type Finding struct {
	Tone      Tone // stop, caution, note
	Title     string
	Rule      string // "privacy.phone"
	Quote     string
	Text      string
	Authority string
}
