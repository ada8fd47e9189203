package view

// Answer is the page behind a link in a message: it says what the message was about and has a button for each answer,
// since previews fetch links. GET /visit/{ref}, GET /offer/{ref}
// Form: POST Action with answer, the Value of one of Buttons or Times.
type Answer struct {
	Site
	Head    string
	Became  bool   // Head says what came of the answer
	When    string // the day and the time; "" where nothing is told
	Lead    string
	Action  string
	Buttons []Choice // Chosen is the first of them
	Times   []Choice // to choose from
	Label   string   // of Times
	Call    string   // "Or call us at"
}

// Template implements Page.
func (Answer) Template() string { return "site/answer" }
