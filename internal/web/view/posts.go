package view

// Posts is the board: where every post stands. GET /console/posts
type Posts struct {
	Console
	Tabs    []Link
	Columns []PostColumn
	Empty   bool // nothing was ever written
	NewURL  string
}

// Template implements Page.
func (Posts) Template() string { return "console/posts" }

// PostColumn is the posts in one state.
type PostColumn struct {
	Name  string
	Hint  string // what the column is for, while it is empty
	Cards []PostCard
}

// PostCard is one post on the board or in the month.
type PostCard struct {
	URL      string
	Title    string
	Kind     string
	Author   string
	Channels []string
	Marks    []Mark
	When     string
	Needs    string // what a person has to do next
}

// PostMonth is the month as a calendar. GET /console/posts/month?month=2026-11
type PostMonth struct {
	Console
	Tabs    []Link
	Name    string // "November 2026"
	Earlier string
	Later   string
	Today   string // "" in the month of today
	Days    []string
	Weeks   [][]PostDay
	Mix     []PostShare
	MixNote string // from how many posts, of how many days
	Thin    bool   // too few posts to read anything into the shares
	Pace    []PostPace
	Free    string // the next day with room
	NewURL  string
}

// Template implements Page.
func (PostMonth) Template() string { return "console/postmonth" }

// PostDay is one day of it.
type PostDay struct {
	Number string
	Label  string // "Monday, November 23"
	Now    bool
	Free   bool   // the next with room
	Out    bool   // of another month
	Quiet  string // "Weekend"
	Cards  []PostCard
}

// PostShare is one kind's part of what was published.
type PostShare struct {
	Kind    string
	Posts   int
	Percent int
	Aim     int
}

// PostPace is how often a channel had something new.
type PostPace struct {
	Channel string
	Said    string // "2 of at most 3 this week"
	Mark    *Mark  // when it is more
}

// PostMark is where a post stands.
func PostMark(state string) Mark {
	switch state {
	case "draft":
		return Mark{Quiet, "pencil", "Draft"}
	case "submitted":
		return Mark{Note, "eye", "Waits for approval"}
	case "cooling":
		return Mark{Note, "clock", "Cooling off"}
	case "approved":
		return Mark{Good, "circle-check", "Approved"}
	case "scheduled":
		return Mark{Note, "calendar-check", "Scheduled"}
	case "publishing":
		return Mark{Note, "send", "On its way"}
	case "published":
		return Mark{Good, "globe", "Published"}
	case "partly":
		return Mark{Caution, "circle-alert", "Not everywhere"}
	case "expired":
		return Mark{Caution, "calendar-x", "Its time has passed"}
	case "down":
		return Mark{Quiet, "circle-slash", "Taken down"}
	}
	return Mark{Quiet, "info", state}
}

// PublicationMark is what became of a post on one channel.
func PublicationMark(status string) Mark {
	switch status {
	case "waiting":
		return Mark{Quiet, "clock", "Waiting"}
	case "sending":
		return Mark{Note, "send", "Sending"}
	case "published":
		return Mark{Good, "circle-check", "Published"}
	case "failed":
		return Mark{Stop, "octagon-alert", "Failed"}
	case "unknown":
		return Mark{Caution, "circle-help", "Nobody knows"}
	case "confirm":
		return Mark{Caution, "hand", "Post it by hand"}
	case "replaced":
		return Mark{Quiet, "undo-2", "Corrected since"}
	case "down":
		return Mark{Quiet, "circle-slash", "Not there any more"}
	case "lost":
		return Mark{Stop, "octagon-alert", "Remove it by hand"}
	}
	return Mark{Quiet, "info", status}
}
