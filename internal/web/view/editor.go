package view

import "html/template"

// Editor is where a post is written. GET /console/posts/new, /console/posts/{id}/edit
// Form: POST /console/posts/edit (id, row, title, body, kind, account, language, channel…, text_{channel}, story, label,
// of…, disclosures, sources, due, due_time, correction, picture_{n}, alt_{n}, people_{n}, shows_{n}…, add; do = save, check or submit). The
// script posts the same to /console/posts/check, which answers with PostCheck, and to /console/posts/keep, which
// answers with Kept.
type Editor struct {
	Console
	ID           string // "" for a new post
	Row          int64
	Steps        []BookStep
	Mark         Mark
	Auto         bool // what is typed is kept at once
	Title, Body  Field
	Kind         []Choice
	Account      []Choice
	Language     []Choice
	Channels     []Choice
	Panels       []PostPanel
	Story        []Choice
	Label        Field
	Of           []Choice // authorisations for the story
	Disclosures  Field
	Sources      Field
	Pictures     []PostPicture
	Add          []Choice // pictures that can be added
	Due, DueTime Field
	Correction   *Field // nil before it was public
	Check        PostCheck
	ViewURL      string
	CanSubmit    bool
}

// Template implements Page.
func (Editor) Template() string { return "console/editor" }

// PostPanel is one channel in the editor.
type PostPanel struct {
	Channel string
	Name    string
	Article bool  // it takes the article itself, with its title
	Text    Field // its own words; empty takes the article's
	Look    PostLook
}

// PostLook is what will stand on one channel, exactly.
type PostLook struct {
	Channel  string
	Name     string
	Title    string
	HTML     template.HTML // of an article, sanitised by internal/publish/text
	Parts    []PostWords   // else
	Count    string        // "212 of 300 characters"
	Over     string        // "" or by how much it is too long
	Marks    []Mark
	Link     string
	Pictures []PostPicture
}

// PostWords is a stretch of a text, underlined if the guard saw something in it.
type PostWords struct {
	Text string
	Tone Tone // "" for none
}

// PostPicture is a picture as a post shows it.
type PostPicture struct {
	Number int
	ID     string
	URL    string // of its bytes
	Alt    Field
	People bool
	Shows  []Choice // authorisations of whom it shows
}

// PostCheck is what the guard and the channels say to a draft: a piece of the editor.
type PostCheck struct {
	Tone     Tone
	Head     string
	Text     string
	Findings []PostFinding
	More     int // findings that are not listed
	Missing  []string
	Tabs     []PostTab
	Looks    []PostLook
	Words    int
	Grade    string        // "Reading grade 9, aim 6"; "" for too little text
	Rewrite  string        // the whole text with every fix; "" if it would not change
	Lift     *PostLift     // nil if it tells of nobody
	Readings *PostReadings // nil if there is nothing to say
	Fine     []PostReason  // what may stay, and why
	Fits     string        // how many people the person described shares the description with, where enough do; "" for nobody
	Story    bool          // the text tells of a person, and nobody said whose story it is
	Sources  []PostSource
	Index    string // how old the list of retracted papers is
	CanLook  bool   // services can be asked about the papers
}

// PostSource is something that the text rests on, and why readers may rely on it or not.
type PostSource struct {
	Name     string // who is behind it, else the host
	Kind     string // "journal"
	Quote    string // as it stands in the text
	Tone     Tone   // Quiet unless it was retracted or doubted
	Standing string // whether it was retracted, "" for what is no paper
	Reasons  []SourceReason
}

// SourceReason is one thing that speaks for a source or, with Doubt, one to look at first.
type SourceReason struct {
	Doubt bool
	Text  string
}

// Part implements Piece.
func (PostCheck) Part() string { return "post-check" }

// PostTab is the head of a channel's panel.
type PostTab struct {
	Channel string
	Name    string
	Note    string // "212 of 300"
	Tone    Tone
	Stops   int // findings that block, or text that is too long
}

// PostFinding is one thing the guard saw, and where in the form it stands: code points of the field, or of none.
type PostFinding struct {
	Finding
	Number int
	Where  string // the channels
	Field  string // id of the input, "" if it stands in none
	Start  int
	End    int
	CanFix bool
	Fix    string // what comes there, "" where words are only left out
	Edits  string // JSON [[field, start, end, text], …]: what the button writes; "" for no button
}

// Kept is what became of what was typed: a piece of the editor.
type Kept struct {
	ID      string
	Row     int64
	Mark    Mark
	Problem string // "" or why it was not kept
	URL     string // of the post as it is now
}

// Part implements Piece.
func (Kept) Part() string { return "post-kept" }
