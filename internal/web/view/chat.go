package view

// Chat is the conversation with a visitor of the site. GET /chat
// Forms: POST /chat (turn, text), POST /chat/end.
type Chat struct {
	Site
	Lines []ChatLine
	Turn  string // key of what is said next: said twice, it counts once
	After int64  // the last line shown
	Begun bool
	Error string
	Text  string // what could not be sent
}

// Template implements Page.
func (Chat) Template() string { return "site/chat" }

// ChatLines are the lines that came since: a piece of the page.
type ChatLines struct{ Lines []ChatLine }

// Part implements Piece.
func (ChatLines) Part() string { return "chat-lines" }

// ChatLine is one thing said.
type ChatLine struct {
	Seq    int64
	Who    string // "You", "Assistant", "Priya from the front desk"
	Mine   bool
	Person bool // a person of the practice
	Urgent bool
	Text   string
	When   string // "10:04 am"
	Lang   string // "es" where it is not English
}
