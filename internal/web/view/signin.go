package view

// SignIn asks who you are. GET /console/signin
// Form: POST the same with email, password, next.
type SignIn struct {
	Bare
	Email    Field
	Password Field
	Next     string // a path of the console to go to
	Locked   bool   // too many tries; the form is not shown
}

// Template implements Page.
func (SignIn) Template() string { return "console/signin" }

// LinkUsed is the notice when a one-time link is opened a second time.
func LinkUsed() *Notice {
	return &Notice{Tone: Caution, Title: "This link was used already",
		Text: "It works once. Sign in with your password, or ask for a new link."}
}

// LinkExpired is the notice when a one-time link is too old.
func LinkExpired() *Notice {
	return &Notice{Tone: Caution, Title: "This link is too old",
		Text: "Ask an administrator of your practice for a new one."}
}

// LockedOut is the notice after too many wrong passwords.
func LockedOut(wait string) *Notice {
	return &Notice{Tone: Stop, Title: "Too many tries",
		Text: "Wait " + wait + " and try again, or ask an administrator for a one-time link."}
}

// SignedOut is the notice after signing out or after the session locked.
func SignedOut(locked bool) *Notice {
	if locked {
		return &Notice{Tone: Note, Title: "Locked", Text: "Nobody clicked for a while. Sign in to go on where you were."}
	}
	return &Notice{Tone: Note, Title: "You are signed out"}
}

// LinkSignIn is the page behind a one-time link: a button signs in, since
// previews fetch links. GET /console/link/{token}. Form: POST the same.
type LinkSignIn struct {
	Bare
	Action string
	Name   string // "Priya Anand"
	Role   string
}

// Template implements Page.
func (LinkSignIn) Template() string { return "console/link" }

// SetPassword is offered after a one-time link. GET /console/password
// Form: POST the same with password; SkipURL goes on without.
type SetPassword struct {
	Bare
	Email    string // for password managers
	Password Field
	MinLen   int
	SkipURL  string
}

// Template implements Page.
func (SetPassword) Template() string { return "console/setpassword" }
