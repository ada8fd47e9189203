package view

// Mailbox is where the demo's e-mails arrive: a list beside one opened mail.
// GET /demo/mailbox, GET /demo/mailbox/{id}
type Mailbox struct {
	Bare
	Mails []MailRow
	Open  *Mail
}

// Template implements Page.
func (Mailbox) Template() string { return "demo/mailbox" }

// MailRow is one mail in the list.
type MailRow struct {
	URL, To, Subject, Start, When string
	Now                           bool
}

// Mail is one mail as the patient reads it.
type Mail struct {
	From    string
	To      string
	Subject string
	When    string
	Parts   []MailPart
}

// MailPart is a paragraph, or a link when URL is filled.
type MailPart struct {
	Text string
	URL  string
}

// Race lets a newcomer throw 200 bookings at one slot. GET /demo/race
// Form: POST the same with start (a Slot's Value).
type Race struct {
	Bare
	Days   []SlotDay
	Zone   string
	Error  string
	Result *RaceResult
}

// Template implements Page.
func (Race) Template() string { return "demo/race" }

// RaceResult is what became of the 200.
type RaceResult struct {
	Slot     string // "Tuesday, November 24, 2:20 pm, Dr. Marlow"
	Total    int
	Winner   int // number of the one that won, from 1
	Told     int // were told that the time was taken
	Failed   int // got another answer; should be 0
	Overlaps int // counted afterwards in the table; must be 0
	Elapsed  string
	First    string // the winner's own time
	Slowest  string
	VisitURL string
}

// Squares are the 200, with the winner marked.
func (r RaceResult) Squares() []bool {
	s := make([]bool, r.Total)
	if r.Winner > 0 && r.Winner <= r.Total {
		s[r.Winner-1] = true
	}
	return s
}

// Phones are the telephones of the demo: one calls and texts the practice, on others it rings.
// GET /demo/phone?number=
// Form: POST the same with number, do (call, say, keys, silence, hangup, answer, decline, text), text.
type Phones struct {
	Bare
	Handsets []Handset
	Number   string
	Handset  PhoneState
}

// Template implements Page.
func (Phones) Template() string { return "demo/phone" }

// Handset is one telephone to choose.
type Handset struct {
	URL   string
	Name  string
	Role  string
	Now   bool
	Rings bool
	New   int // texts on it
}

// PhoneState is what a telephone shows.
type PhoneState struct {
	Number    string
	Shown     string // "(218) 555-0177"
	State     string // "Listening", "Ringing", …
	CanCall   bool
	CanSay    bool
	CanPress  bool
	CanEnd    bool
	Rings     bool
	Lines     []PhoneLine
	Texts     []PhoneLine
	Keys      []string
	Listening bool
	Lang      string
}

// Part implements Piece.
func (PhoneState) Part() string { return "phone" }

// PhoneLine is one thing heard, or one text.
type PhoneLine struct {
	Who, Class, Text, When, Lang string
	Seq                          int
}
