package view

// GroupForm is how many people a description of one person must fit. GET /console/practice/voice/group
// Form: POST the same with readers, insiders, daily, catchment (may be empty), version.
type GroupForm struct {
	Settings
	Readers, Insiders Field
	Daily, Catchment  Field
	Least             int    // that may be asked for
	Towns             string // of the locations, "Duluth, MN; Cloquet, MN"
	Version           string
}

// Template implements Page.
func (GroupForm) Template() string { return "console/group" }
