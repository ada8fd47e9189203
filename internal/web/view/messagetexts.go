package view

// MessageTexts lists what messages to patients say. GET /console/practice/messages
type MessageTexts struct {
	Settings
	Rows []TextRow
}

// Template implements Page.
func (MessageTexts) Template() string { return "console/messagetexts" }

// TextRow is one kind of message.
type TextRow struct {
	Name, Why string
	Cells     []TextCell // e-mail, text, call, each in both languages
}

// TextCell is one text.
type TextCell struct {
	Heading string // "E-mail"
	Links   []TextLink
}

// TextLink opens a text in one language.
type TextLink struct {
	Link
	Mark *Mark // nil for one that is as shipped
}

// MessageText is where what a message says is written, beside what it will look like. GET /console/practice/messages/{key}
// Forms: POST the same with title, body, version, visit, show, long, bare; do = check or save. POST …/publish and …/aside
// with version, …/back with number (0 for what Bedside ships with). The script posts the first to …/check, which answers
// with TextCheck.
type MessageText struct {
	Settings
	Switch      []TextCell // the other texts of this kind
	Mark        Mark       // of what is in the editor
	Sent        string     // "Patients get the words that Bedside ships with."
	Language    string     // "es"
	HasTitle    bool
	Title, Body Field
	Version     string
	Action      string // with /check, /publish, /aside, /back after it
	Visits      []Choice
	Show        []Choice
	Long, Bare  bool
	Places      []TextPlace
	Check       TextCheck
	Draft       bool // there is one, which can be published or put aside
	Compare     []ComparedLine
	OwnSent     bool // what is sent is not what Bedside ships with
	Versions    []TextVersion
}

// Template implements Page.
func (MessageText) Template() string { return "console/messagetext" }

// TextPlace is a place that may stand in a text.
type TextPlace struct {
	Tag    string // "{{if directions}}{{directions}}{{end}}"
	About  string
	Needed bool
	Record bool
}

// TextCheck is what the guard says, and what the message will look like: a piece of the editor.
type TextCheck struct {
	Tone     Tone
	Head     string
	Text     string
	Findings []PostFinding
	Look     TextLook
}

// Part implements Piece.
func (TextCheck) Part() string { return "text-check" }

// TextLook is a message as it arrives.
type TextLook struct {
	Channel  string // "email", "sms", "voice"
	Language string
	From     string
	Subject  []PostWords
	Words    []PostWords
	Count    string // "157 characters, 1 segment"
	Longest  string // the same with the longest values
	Problem  string // why there is nothing to show
}

// TextVersion is an earlier text.
type TextVersion struct {
	Number int64
	When   string
	Who    string
	Title  string
	Body   string
	Mark   Mark
	Back   bool // it can be sent again
}

// ComparedLine is a line of what is in the editor beside one of what Bedside ships with.
type ComparedLine struct {
	Now, Was  string
	Same      bool
	NoNow     bool // it is only in what Bedside ships with
	NoShipped bool // it is only in the editor
}
