// Package knowledge is what the practice has written, as answers: its files, its website and what Bedside shows of it.
//
// It promises that an answer is a passage quoted word for word with its source, that it is about what was asked or is
// not given, that a question for a clinician is never answered from a page, and that half of an index never answers.
// What nobody could answer is kept without who asked, and shown only once eleven people have. Callers owe that triage
// has read a question before, and that what they say of an answer is cleared for whom they say it to.
package knowledge

import (
	"context"
	"time"

	"bedside/internal/guard"
	"bedside/internal/id"
	"bedside/internal/knowledge/read"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/tx"
	"bedside/internal/words"
)

// Ids.
type (
	SourceID   = id.Of[Source]
	PageID     = id.Of[Page]
	QuestionID = id.Of[Question]
)

// Kind is where words come from.
type Kind string

const (
	File  Kind = "file"  // it was brought to the console
	Site  Kind = "site"  // a website of the practice
	House Kind = "house" // what Bedside itself shows: the pages and posts of its site
)

// State is how far a source is. Whatever it is, what was read before goes on answering.
type State string

const (
	Waiting State = "waiting" // it will be read
	Reading State = "reading"
	Ready   State = "ready"
	Failed  State = "failed" // Problem says why; it is tried again by itself
)

// Source is something that is read for answers.
type Source struct {
	ID       SourceID
	Kind     Kind
	Name     phi.Text // of the file; the site's host
	Address  string   // of the site, where reading begins
	State    State
	Problem  string // a sentence
	AddedBy  string // a staff id, "" for Bedside itself
	Added    time.Time
	Indexed  time.Time // when it was last read whole; zero before
	Live     int64     // the generation of pages that answers, 0 for none
	Building int64     // the one that is being read, 0 for none
	Version  int64
}

// PageState is what became of a page.
type PageState string

const (
	Unread PageState = "unread"
	Taken  PageState = "taken"
	Kept   PageState = "kept"   // it did not answer this time; its words of before are kept
	Out    PageState = "out"    // it is left out, Why says why
	Broken PageState = "broken" // it could not be read, Why says why
)

// Page is one page of a source.
type Page struct {
	ID         PageID
	Source     SourceID
	Generation int64
	Address    string // of the page; of a file "" or its page number, as "page 3"
	Depth      int    // links from where reading began
	State      PageState
	Why        string
	Title      phi.Text
	Language   words.Language
	Read       time.Time
}

// Use is whether a passage may answer.
type Use string

const (
	Answers Use = "answers"
	Blocked Use = "blocked" // the guard would not let it be said; Why is its sentence
	Health  Use = "health"  // it gives advice about health
)

// Passage is a few sentences of a page.
type Passage struct {
	Page     PageID
	Number   int
	Headings []string
	Text     phi.Text // sealed where it is kept: what the guard found in it may be a patient's
	Use      Use
	Why      string
}

// Question is one that nothing answered. Who asked is a token that tells people apart and nothing else.
type Question struct {
	ID       QuestionID
	At       time.Time
	Person   []byte
	Language words.Language
	Channel  string
	Text     phi.Text
}

// Store keeps it all. Its methods return faults, NotFound for one thing that is not there. Words and names are sealed.
type Store interface {
	AddSource(ctx context.Context, t tx.Tx, s Source) error
	Source(ctx context.Context, t tx.Tx, i SourceID) (Source, error)
	// SaveSource replaces a source whose version is still s.Version-1; Conflict if it is not.
	SaveSource(ctx context.Context, t tx.Tx, s Source) error
	// Sources returns all, the first added first.
	Sources(ctx context.Context, t tx.Tx) ([]Source, error)
	// RemoveSource removes a source with its pages and passages.
	RemoveSource(ctx context.Context, t tx.Tx, i SourceID) error

	// AddPage adds a page; one whose address the generation has already is left as it is, and added is false.
	AddPage(ctx context.Context, t tx.Tx, p Page) (added bool, err error)
	SavePage(ctx context.Context, t tx.Tx, p Page) error
	// PageAt returns the page of a generation at an address.
	PageAt(ctx context.Context, t tx.Tx, i SourceID, generation int64, address string) (Page, error)
	// Pages returns up to limit pages of a generation in the order of depth and id; with a state only those.
	Pages(ctx context.Context, t tx.Tx, i SourceID, generation int64, state PageState, limit int) ([]Page, error)
	// Counts returns how many pages of a generation there are in each state.
	Counts(ctx context.Context, t tx.Tx, i SourceID, generation int64) (map[PageState]int, error)
	// Uses returns how many passages of a generation there are of each use.
	Uses(ctx context.Context, t tx.Tx, i SourceID, generation int64) (map[Use]int, error)
	// PutPassages replaces the passages of a page.
	PutPassages(ctx context.Context, t tx.Tx, i PageID, all []Passage) error
	// Passages returns those of a generation in the order of pages and numbers; with a use only those.
	Passages(ctx context.Context, t tx.Tx, i SourceID, generation int64, use Use) ([]Passage, error)
	// DropOthers removes the pages of a source but those of the generations given.
	DropOthers(ctx context.Context, t tx.Tx, i SourceID, keep ...int64) error

	// Revision is raised by [Store.Raise] with every change of what answers.
	Revision(ctx context.Context, t tx.Tx) (int64, error)
	Raise(ctx context.Context, t tx.Tx) error

	AddQuestion(ctx context.Context, t tx.Tx, q Question) error
	// Open returns up to limit questions that nobody has settled and that were asked since, the oldest first.
	Open(ctx context.Context, t tx.Tx, since time.Time, limit int) ([]Question, error)
	// Settle ends questions: with the answer that was approved, or "" where none will be given.
	Settle(ctx context.Context, t tx.Tx, all []QuestionID, answer practice.AnswerID) error
	// Forget removes what was asked before.
	Forget(ctx context.Context, t tx.Tx, before time.Time) (int, error)
}

// Clearer is the guard as it reads now.
type Clearer interface {
	Check(d guard.Draft) guard.Report
	Redact(d guard.Draft) string
	Clear(d guard.Draft, waivers ...guard.Waiver) (guard.Cleared, guard.Report, error)
}

// Web reads pages of websites. It reaches no address inside a network, and follows no redirect by itself.
type Web interface {
	// Manners reads what a site asks of those who read it by themselves; Unavailable where that cannot be had.
	Manners(ctx context.Context, address string) (Manners, error)
	// Get reads an address.
	Get(ctx context.Context, address string, most int64) (Got, error)
	// Allowed is nil for an address that may be asked, else Invalid with a sentence for who wrote it.
	Allowed(address string) error
}

// Manners is what a site asks of those who read it by themselves (RFC 9309).
type Manners interface {
	Allow(address string) bool
	Pause() time.Duration // between two pages, 0 where it does not say
	Maps() []string       // the addresses of its sitemaps
}

// Got is an answer of a website.
type Got struct {
	Status int
	Type   string // media type
	Robots string // of the header X-Robots-Tag
	To     string // where a redirect leads
	Body   []byte
}

// PDF reads the words of a PDF, page by page, and ends by itself on whatever bytes. Invalid with a sentence for what
// cannot be read.
type PDF interface {
	Pages(ctx context.Context, data []byte) ([]read.Page, error)
}

// Shown is a page that Bedside itself shows.
type Shown struct {
	Address  string // from the site's root: "/find-us"
	Type     string // media type of Body
	Language words.Language
	Title    string
	Body     string
}

// Own gives the pages that Bedside itself shows to everybody.
type Own interface {
	Shown(ctx context.Context, t tx.Tx) ([]Shown, error)
}

// Practice is the practice's own records: its address, and the answers that it has approved.
type Practice interface {
	Get(ctx context.Context, t tx.Tx) (*practice.Practice, error)
	ApproveAnswer(ctx context.Context, t tx.Tx, a practice.Answer) (practice.AnswerID, error)
}

// Posts begins a post as a draft, which takes its usual way from there. It returns the draft's id.
type Posts interface {
	Begin(ctx context.Context, t tx.Tx, language words.Language, title, body string, source string) (string, error)
}
