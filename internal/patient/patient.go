// Package patient keeps the people the practice knows: name, birth date, contact points with their consent.
//
// It promises that what it stores can be read only with the key file, that looking somebody up says nothing to a
// stranger about whether they are a patient, and that an opt-out holds for the address whoever it belongs to.
// Callers owe a disclosure in the audit log for every patient they show to staff.
package patient

import (
	"time"

	"bedside/internal/id"
	"bedside/internal/phi"
)

// Ids.
type (
	ID        = id.Of[Patient]
	ContactID = id.Of[Contact]
)

// Patient is a person the practice knows.
type Patient struct {
	ID       ID
	Name     phi.Name
	Birth    phi.BirthDate
	Number   phi.Text // the practice's own number for the patient, "" if it uses none
	Contacts []Contact
	Like     ID // a patient this may be the same person as, for staff to decide; "" for none
	Created  time.Time
	Changed  time.Time
	Version  int64
}

// ContactKind is the sort of contact point.
type ContactKind string

const (
	Phone ContactKind = "phone"
	Email ContactKind = "email"
)

// Contact is a phone number or an address of a patient, with its consent to reminders: at an address by e-mail, at a
// number by text or automated call. Neither says anything about the other.
type Contact struct {
	ID         ContactID
	Kind       ContactKind
	Value      phi.Text // E.164 or a lower-case address
	Consent    bool
	ConsentHow string    // "booking page", "import", "staff"
	ConsentAt  time.Time // when it was given or withdrawn; zero for never
	OptedOut   bool      // somebody at this number or address asked us to stop
}

// Person is who somebody says they are: what the booking page asks.
type Person struct {
	Name    phi.Name
	Birth   phi.BirthDate
	Phone   phi.Phone // may be empty, as may Email, but not both
	Email   phi.Email
	Consent bool   // to reminders by e-mail; nobody is asked about texts and calls
	How     string // where consent was given
}
