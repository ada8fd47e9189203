package outreach

import "bedside/internal/patient"

// Kind is what a message is for.
type Kind string

const (
	Requested    Kind = "requested" // asked for; whoever keeps the book has not said yes yet
	Confirmation Kind = "confirmation"
	Reminder3    Kind = "reminder3"  // three days before
	Reminder1    Kind = "reminder1"  // one day before
	Reminder0    Kind = "reminder0"  // on the day, for who missed a visit before
	Telehealth   Kind = "telehealth" // one day before a video visit: how to join, and how to try the device
	Join         Kind = "join"       // one hour before a video visit
	Moved        Kind = "moved"
	Cancelled    Kind = "cancelled"
	Proposal     Kind = "proposal" // another time for a visit that cannot be kept
	Missed       Kind = "missed"   // after a visit that the patient did not come to
	FollowUp     Kind = "followup" // after a visit: how are you
	Offer        Kind = "offer"    // an earlier time, to who waits for one
	Recall       Kind = "recall"   // it is time for the next visit
	Announcement Kind = "announcement"
)

// Kinds lists every kind, in the order of a visit's life; those that are about no visit come last.
func Kinds() []Kind {
	return []Kind{Requested, Confirmation, Reminder3, Reminder1, Reminder0, Telehealth, Join, Moved, Cancelled, Proposal, Missed, FollowUp, Offer, Recall, Announcement}
}

// Reminder reports whether quiet hours, caps and the consent to reminders hold for the kind: the practice writes of its
// own accord. The others answer what somebody did or asked for, or take back what the practice had said (SAFETY 13).
func (k Kind) Reminder() bool {
	switch k {
	case Reminder3, Reminder1, Reminder0, Telehealth, Join, Missed, FollowUp, Recall, Announcement:
		return true
	}
	return false
}

// Purpose is what a patient agrees to with messages of the kind.
func (k Kind) Purpose() patient.Purpose {
	switch k {
	case FollowUp, Missed, Recall:
		return patient.FollowUps
	case Announcement:
		return patient.Announcements
	}
	return patient.Reminders
}

// agreed reports whether the kind needs consent to its purpose.
func (k Kind) agreed() bool { return k.Reminder() || k == Offer }

// stopped reports whether somebody at the contact point asked us to stop what the kind is. Who stopped reminders alone still
// gets answers.
func (k Kind) stopped(c patient.Contact) bool {
	if k.agreed() {
		return c.Stops(k.Purpose())
	}
	return c.OptedOut
}
