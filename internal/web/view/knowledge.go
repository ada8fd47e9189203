package view

// Knowledge is what answers are quoted from. GET /console/knowledge
// Forms: POST …/files (multipart: file), …/sites (address), …/try (question, language), …/{id}/again, …/{id}/remove.
type Knowledge struct {
	Settings
	Rows     []KnowledgeRow
	Waiting  int    // questions that a clinician may answer
	Rare     int    // questions of too few people
	Asked    string // where they are, "" for who may not answer
	File     Field
	Address  Field
	Question Field
	Language []Choice
	Try      *KnowledgeTry // after a question was tried
}

// Template implements Page.
func (Knowledge) Template() string { return "console/knowledge" }

// KnowledgeRow is one source.
type KnowledgeRow struct {
	URL     string
	Name    string // "Patient guide.pdf", "lakeside.example", "This site"
	Icon    string
	Mark    Mark
	Count   string // "42 pages, 180 passages"
	Read    string // "Mon, Nov 23, 10:04 am"
	Problem string
	Found   int // passages that may not be said
	Reading bool
	Done    int // pages read, of those known
	Known   int
}

// KnowledgeTry is what would be said to a question.
type KnowledgeTry struct {
	Mark   Mark
	Says   string // the words, as they would be said
	Why    string // why nothing is quoted
	Rows   []KnowledgeTried
	Enough string // "72 %"
}

// KnowledgeTried is a passage that was looked at.
type KnowledgeTried struct {
	Text, Source, Sure string
	Said               bool
}

// KnowledgeSource is one source with its pages and what is wrong with them. GET /console/knowledge/{id}
type KnowledgeSource struct {
	Settings
	Row      KnowledgeRow
	AgainURL string // "" for a file
	GoneURL  string // removes it; "" for what Bedside shows
	Pages    []KnowledgePage
	More     int // that are not shown
	Found    []KnowledgeFound
}

// Template implements Page.
func (KnowledgeSource) Template() string { return "console/knowledgesource" }

// KnowledgePage is one page of a source.
type KnowledgePage struct {
	Name, URL string
	Mark      Mark
	Why       string
	Language  string
	Read      string
}

// KnowledgeFound is a passage that is not said, and why.
type KnowledgeFound struct {
	Page, Head, Text, Why string
	Mark                  Mark
}

// Unanswered is what at least eleven people asked and nothing answers. GET /console/questions
type Unanswered struct {
	Settings
	Rows   []AskedRow
	Rare   int
	Fewest int
}

// Template implements Page.
func (Unanswered) Template() string { return "console/asked" }

// AskedRow is one question.
type AskedRow struct {
	URL    string
	Words  string
	People int
	Where  string // "9 by phone, 4 by chat"
	Since  string
}

// AskedOne is one question with the form of its answer. GET /console/questions/{id}
// Form: POST the same with asks (one a line), english, spanish, source, post (1). POST …/check (text) answers with a
// piece, POST …/dismiss ends it.
type AskedOne struct {
	Settings
	URL     string
	Row     AskedRow
	Ways    []string
	Asks    Field
	English Field
	Spanish Field
	Source  Field
	Post    bool
	Checked AskedCheck
}

// Template implements Page.
func (AskedOne) Template() string { return "console/askedone" }

// AskedCheck is what the guard says while the answer is written.
type AskedCheck struct {
	Findings []Finding
	Clear    bool
}

// Part implements Piece.
func (AskedCheck) Part() string { return "asked-check" }

// SiteQuestions are the answers that the practice shows to everybody. GET /questions
type SiteQuestions struct {
	Site
	Rows []SiteQuestion
	Data Data
}

// Template implements Page.
func (SiteQuestions) Template() string { return "site/questions" }

// SiteQuestion is one question with its answer.
type SiteQuestion struct {
	ID        string
	Ask, Says Own
	Spanish   string // the same answer for whoever reads it, on the English page
	Source    string
}
