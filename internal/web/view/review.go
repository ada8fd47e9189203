package view

// Review is one post: what will appear, what was said about it, what is next. GET /console/posts/{id}
// Forms: POST …/submit, …/schedule (both row; schedule with due, due_time or now=1), …/approve, …/return (hash, note),
// …/comment (text), …/waive (hash, rule…, reason), …/agree (waiver), …/read (hash), …/down (reason).
// POST /console/publications/{id}/confirm (address), …/settle (there, address), …/again, …/removed.
type Review struct {
	Console
	URL     string
	Steps   []BookStep
	Mark    Mark
	Row     int64
	Hash    string
	Stop    *Notice // what stands in the way
	Next    PostNext
	Looks   []PostLook
	Check   PostCheck
	Facts   []Fact
	Missing []string

	Publications []PublicationRow
	Trail        []Step // submitted, approved, returned, read, published
	Comments     []PostComment
	CanComment   bool
	Comment      string // that was refused
	Waivers      []PostWaiver
	CanWaive     []Choice // rules whose findings two people may let pass
	WaiveReason  Field

	EditURL    string
	EditWord   string // "Edit", "Correct it"
	MistakeURL string
	CanDown    bool
}

// Template implements Page.
func (Review) Template() string { return "console/review" }

// PostNext is what has to happen next, and who may do it.
type PostNext struct {
	Head     string
	Text     string
	Submit   bool
	Approve  bool
	Return   bool
	Note     string // that was refused
	WhyNot   string // why whoever looks may not approve
	Read     bool
	ReadURL  string
	Schedule bool
	Due      Field
	DueTime  Field
	Free     string // the next day with room, in words
}

// PostComment is what somebody wrote among ourselves.
type PostComment struct {
	Who, When, Text string
}

// PostWaiver is a decision to let findings pass.
type PostWaiver struct {
	ID       string
	Rules    string
	Reason   string
	By, When string
	Agreed   string
	CanAgree bool
	Old      bool // it was for other words
}

// PublicationRow is a post on one channel.
type PublicationRow struct {
	ID         string
	Return     string // the page to come back to
	Channel    string
	Mark       Mark
	Note       string
	When       string
	URL        string
	Copy       string // what a person copies and posts
	CanConfirm bool
	CanSettle  bool
	CanAgain   bool
	CanRemoved bool
}

// PostRead is where the author reads a post again. GET /console/posts/{id}/read
// Form: POST the same (hash)
type PostRead struct {
	Console
	URL     string
	Hash    string
	Looks   []PostLook
	Check   PostCheck
	Ready   bool   // the cooling off has ended
	Until   string // when it ends; "" if it does not cool off
	EditURL string
}

// Template implements Page.
func (PostRead) Template() string { return "console/postread" }
