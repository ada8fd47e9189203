package publish

import (
	"time"

	"bedside/internal/identity"
)

// Public is a post as everybody sees it on the site.
type Public struct {
	Post        PostID
	Slug        string
	Gone        bool // it was taken down: nothing else is set but Slug
	Version     Version
	HTML        string           // the whole post: body, label, disclosures, sources, corrections
	Text        string           // the same in plain words
	Author      identity.StaffID // who wrote it
	ReviewedBy  identity.StaffID // who approved it; the author on their own account
	Reviewed    time.Time
	First       time.Time // when it first was public
	Changed     time.Time // when its words last changed; First if they did not
	Corrections []Correction
}

// Correction says that the words were changed after they were public, when and what.
type Correction struct {
	At   time.Time
	Note string
}
