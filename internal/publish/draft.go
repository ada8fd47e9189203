package publish

import (
	"time"

	"bedside/internal/guard"
	"bedside/internal/identity"
	"bedside/internal/phi"
)

// Draft is what a person has written so far.
type Draft struct {
	ID  PostID // "" for a new post
	Row int64  // of the post that the person read
	Due time.Time
	Content
}

// Checked is what the guard and the channels say of a draft.
type Checked struct {
	Verdict guard.Verdict // the worst of all channels
	On      map[Channel]OnChannel
	Missing []string // sentences: what has to be there before it can be submitted
}

// OnChannel is a draft as one channel gets it.
type OnChannel struct {
	Item   Item
	Report guard.Report // its offsets count in Words of the item: title, blank line, text, alternatives of pictures
	Over   string       // "" or a sentence: by how much it is too long
}

// Detail is a post with everything that staff see of it.
type Detail struct {
	Post
	Words        Version   // the current one
	Versions     []Version // the latest first
	Approvals    []Approval
	Comments     []Comment
	Waivers      []Waiver
	Publications []Publication
	Checked      Checked
	Names        map[identity.StaffID]string
	MayApprove   string // "" if whoever asks may approve now, else a sentence that says why not
}

// Note is a short text of staff among themselves.
type Note = phi.Text
