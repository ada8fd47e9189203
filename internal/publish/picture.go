package publish

import (
	"time"

	"bedside/internal/identity"
)

// Picture is an uploaded picture. Its original is kept sealed; only the cleaned one is ever shown.
type Picture struct {
	ID            MediaID
	Type          string
	Width, Height int
	Size          int      // bytes of the cleaned picture
	Sum           string   // SHA-256 of it
	Removed       []string // what cleaning took out
	Checklist     []string // the leaks that a person looked for and did not find, by their keys
	CheckedBy     identity.StaffID
	Checked       time.Time // zero until the whole list was gone through
	By            identity.StaffID
	At            time.Time
}
