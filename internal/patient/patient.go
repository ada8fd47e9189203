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
	lang "bedside/internal/words"
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

// Contact is a phone number or an address of a patient, with what the ledger of consent comes to: at an address by
// e-mail, at a number by text. Neither says anything about the other. [Contact.May] tells whether it may be used.
type Contact struct {
	ID         ContactID
	Kind       ContactKind
	Value      phi.Text  // E.164 or a lower-case address
	Consent    bool      // to reminders
	ConsentHow string    // "booking page", "import", "staff"
	ConsentAt  time.Time // when it was given or withdrawn; zero for never
	Also       []Purpose // agreed to beside reminders
	OptedOut   bool      // somebody at this number or address asked us to stop everything
	Stopped    []Purpose // what they asked us to stop one by one

	ConsentWords phi.Text // of a consent that is given with it: what they were shown or said; only the ledger keeps it
}

// Person is who somebody says they are: what the booking page asks.
type Person struct {
	Name    phi.Name
	Birth   phi.BirthDate
	Phone   phi.Phone // may be empty, as may Email, but not both
	Email   phi.Email
	Consent bool   // to reminders by e-mail
	Texts   bool   // to reminders by text, which the law wants asked for by itself
	How     string // where consent was given

	ConsentWords, TextsWords phi.Text      // exactly what they agreed to
	Language                 lang.Language // the one they chose; "" if they did not
}
