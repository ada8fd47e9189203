package view

// How asks how somebody is after a visit. GET /how/{ref}
// Form: POST the same address with feels (better, same, worse), text, key.
type How struct {
	Site
	Action string
	Key    string
	Feels  string // what was chosen
	Text   string
	Error  string
}

// Template implements Page.
func (How) Template() string { return "site/how" }

// HowDone says what is said to the answer.
type HowDone struct {
	Site
	Said     string
	SaidLang string // "es"
	Urgent   bool
}

// Template implements Page.
func (HowDone) Template() string { return "site/howdone" }

// Device tries camera, microphone and connection. GET /device
type Device struct{ Site }

// Template implements Page.
func (Device) Template() string { return "site/device" }

// Join asks where somebody is before a video visit. GET /join/{ref}
// Form: POST the same address with where, state, phone.
type Join struct {
	Site
	Action string
	When   string
	Where  Field
	Phone  Field
	States []Choice

	StateError string
}

// Template implements Page.
func (Join) Template() string { return "site/join" }

// Joined says what happens next.
type Joined struct{ Site }

// Template implements Page.
func (Joined) Template() string { return "site/joined" }
