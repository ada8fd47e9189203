package view

// VoiceForm is what holds for every post. GET /console/practice/voice
// Form: POST the same with clear, own, review, block, story (minutes), aim-{kind} (percent), week, day,
// quiet (0 for Sunday to 6, each that is), officer, version.
type VoiceForm struct {
	Settings
	Waits   []Wait
	Aims    []Aim
	Week    []Choice
	Day     []Choice
	Quiet   []Choice
	Officer []Choice
	Fit     string // "11 for a reader, 11 for an insider"
	Version string
}

// Template implements Page.
func (VoiceForm) Template() string { return "console/voice" }

// Wait is how long posts of one sort cool off.
type Wait struct {
	Name, Label string
	Choices     []Choice
}

// Aim is the share that posts of one kind should have.
type Aim struct {
	Name, Label string
	Share       Field
}
