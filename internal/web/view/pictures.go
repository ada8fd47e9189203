package view

// Pictures lists uploaded pictures. GET /console/pictures; POST the same with file, multipart.
type Pictures struct {
	Console
	Tabs     []Link
	Rows     []PictureRow
	File     Field
	CanWrite bool
}

// Template implements Page.
func (Pictures) Template() string { return "console/pictures" }

// PictureRow is one of them.
type PictureRow struct {
	URL   string
	Image string // of its bytes
	Size  string // "1600 × 1200, 240 KB"
	When  string
	Mark  Mark
}

// Picture is one picture, what was taken out of it, and what a person looks for. GET /console/pictures/{id}
// Form: POST the same (found…)
type Picture struct {
	Console
	Image    string
	Row      PictureRow
	Removed  []string
	List     []Choice
	Checked  string // "Mon, Nov 23, Priya Anand"
	CanWrite bool
	Facts    []Fact
}

// Template implements Page.
func (Picture) Template() string { return "console/picture" }

// Authorisations lists who may be shown or told of. GET /console/authorisations
type Authorisations struct {
	Console
	Tabs   []Link
	Rows   []AuthorisationRow
	NewURL string
}

// Template implements Page.
func (Authorisations) Template() string { return "console/authorisations" }

// AuthorisationRow is one of them.
type AuthorisationRow struct {
	URL    string
	Who    string
	Kind   string
	What   string
	Signed string
	Until  string
	Mark   Mark
}

// Authorisation is one of them, or a new one. GET /console/authorisations/new, /console/authorisations/{id}
// Forms: POST the same (row, kind, name, what, discloser, recipient, purpose, expires, event, signed, representative,
// authority, revocable, conditions, redisclosure, own_form, plain, copy, kept, minor, reviewed); …/revoke (on, how).
type Authorisation struct {
	Console
	URL            string
	New            bool
	Row            int64
	Mark           Mark
	Kind           []Choice
	Given, Family  Field
	What           Field
	Discloser      Field
	Recipient      Field
	Purpose        Field
	Expires, Event Field
	Signed         Field
	Representative Field
	Authority      Field
	Revocable      bool
	Conditions     bool
	Redisclosure   bool
	OwnForm        bool
	Plain          bool
	Copy           Field
	KeptAt         Field
	Minor          Field // the day on which a minor is 18
	Reviewed       Field
	CanEdit        bool
	CanRevoke      bool
	On, How        Field // of the revocation
	Ended          string
	Lacks          []string // what a valid form would have
}

// Template implements Page.
func (Authorisation) Template() string { return "console/authorisation" }

// AuthorisationMark is whether it is good.
func AuthorisationMark(state string) Mark {
	switch state {
	case "good":
		return Mark{Good, "circle-check", "In force"}
	case "soon":
		return Mark{Caution, "clock", "Ends soon"}
	case "review":
		return Mark{Caution, "user-check", "Look at it again"}
	case "incomplete":
		return Mark{Caution, "circle-alert", "Not complete"}
	case "ended":
		return Mark{Quiet, "circle-slash", "Ended"}
	case "revoked":
		return Mark{Stop, "ban", "Revoked"}
	}
	return Mark{Quiet, "info", state}
}
