package publish

import (
	"time"

	"bedside/internal/civil"
	"bedside/internal/identity"
	"bedside/internal/phi"
)

// Mistake is something that should not have been public, with the assessment that 45 CFR 164.402 asks for.
type Mistake struct {
	ID         MistakeID
	Post       PostID
	What       phi.Text // what is wrong with it
	Discovered time.Time
	By         identity.StaffID
	Created    time.Time
	Evidence   []Evidence
	Assessment
	Assessed   time.Time // zero until it was
	AssessedBy identity.StaffID
	Notified   civil.Date // when everybody affected had been told
	Closed     time.Time
	Row        int64
}

// Evidence is what was public, frozen when the button was pressed.
type Evidence struct {
	Channel     Channel
	URL         string
	Hash        string
	Since       time.Time // zero if nobody knows whether it was public at all
	Title, Text string
	Alts        []string
}

// Assessment holds the four factors of 164.402(2), and what follows from them.
type Assessment struct {
	Nature     phi.Text // what kind of information, and how likely somebody is recognised
	Receiver   phi.Text // who saw it
	Viewed     phi.Text // whether it was seen at all
	Mitigation phi.Text // how far the risk was made smaller
	Conclusion Conclusion
	Reason     phi.Text
}

// Conclusion is what the privacy officer decided.
type Conclusion string

const (
	Undecided      Conclusion = ""
	NoInformation  Conclusion = "no_information" // nothing protected was in it
	LowProbability Conclusion = "low"            // that it was compromised: no breach
	Breach         Conclusion = "breach"         // those affected are told (164.404)
)
