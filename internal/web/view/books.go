package view

// OtherBooks are the books that live elsewhere: calendars that are read, and HL7 interfaces. GET /console/practice/books
// Forms: POST …/feeds (multipart: whose, location, name, address, every, file, do: add or try),
// …/feeds/{id} (do: again, pause, go, remove).
type OtherBooks struct {
	Settings
	Feeds      []BookFeed
	Interfaces []BookInterface
	Whose      []Choice
	Location   []Choice
	Every      []Choice
	Name       Field
	Address    Field
	File       Field
	Error      string
	Try        *BookTry // after a calendar was tried
}

// Template implements Page.
func (OtherBooks) Template() string { return "console/books" }

// BookFeed is a calendar that is read.
type BookFeed struct {
	URL, Name, Of string
	Mark          Mark
	Count         string // "214 events, 96 busy times"
	Read, Next    string
	Problem       string
	Left          []string // what could not be read
	File, Paused  bool
}

// BookTry is what a calendar would take.
type BookTry struct {
	Count string
	First []string // the first busy times
	Left  []string
}

// BookInterface is an HL7 interface in the list.
type BookInterface struct {
	URL, Name string
	Mark      Mark
	What      string // "It owns the book; changes are sent"
	Waits     string // "3 wait, 1 held"
	Heard     string
}

// OtherBook is one HL7 interface. GET /console/practice/books/hl7/{name}
// Forms: POST the same (zone, owns, sends, confirms, wait); …/code (kind, code, target); …/pause (pause);
// …/try (message); …/messages/{id} (do: resend, skip).
type OtherBook struct {
	Settings
	Row      BookInterface
	Stopped  string // why nothing is sent
	Refused  string // why a message was last refused, and when
	Paused   bool
	Zone     Field
	Wait     Field // minutes
	Owns     bool
	Sends    bool
	Confirms []Choice
	Codes    []BookCode
	Kind     []Choice
	Code     Field
	Target   []Choice // everything a code may stand for
	Error    string
	Messages []BookMessage
	Message  Field // that is tried
	Tried    *MessageTry
}

// Template implements Page.
func (OtherBook) Template() string { return "console/book" }

// BookCode is a code of the other system.
type BookCode struct {
	Kind, KindName, Code string
	Target               []Choice
	Unknown              bool // nobody has said what it is
}

// BookMessage is one message.
type BookMessage struct {
	URL, At, Way, Event, Number string
	Mark                        Mark
	Problem                     string
	VisitURL                    string
	Refused                     bool // a person decides
}

// MessageTry is what a message would do.
type MessageTry struct {
	Mark  Mark
	Lines []string
}
