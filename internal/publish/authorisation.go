package publish

import (
	"time"

	"bedside/internal/civil"
	"bedside/internal/identity"
	"bedside/internal/patient"
	"bedside/internal/phi"
)

// Authorisation is a person's written consent to be shown or told of: a patient's under 45 CFR 164.508(c), or the
// release of somebody else. Nothing deletes one.
type Authorisation struct {
	ID      AuthorisationID
	Kind    AuthorisationKind
	Patient patient.ID // "" where none is on file
	Person  phi.Name

	// The core elements, 164.508(c)(1)(i) to (vi).
	What           phi.Text // the information, specifically
	Discloser      string   // who may disclose it
	Recipient      string   // to whom
	Purpose        string
	Expires        civil.Date // the last day, or
	ExpiryEvent    string     // the event that ends it; [Service.End] says that it happened
	Signed         civil.Date
	Representative phi.Name // who signed for the person; none for themselves
	Authority      string   // to do so

	// The required statements, (c)(2)(i) to (iii): the form says so.
	SaysRevocable    bool // that it may be revoked in writing, and how
	SaysConditions   bool // whether care depends on signing
	SaysRedisclosure bool // that it may be disclosed again and is then not protected

	// The form, (b)(3), (c)(3), (c)(4), (b)(6).
	OwnForm   bool // combined with no other document
	Plain     bool // in plain language
	CopyGiven civil.Date
	KeptAt    string // where the signed form is

	Turns18  civil.Date // of a minor: from that day on it has to be looked at again
	Reviewed civil.Date // when it was

	Ended   civil.Date // revoked, or its event happened
	Revoked bool
	How     phi.Text // how it was revoked, or what happened

	By      identity.StaffID
	Created time.Time
	Row     int64
}

// AuthorisationKind is who the person is.
type AuthorisationKind string

const (
	OfPatient AuthorisationKind = "patient"
	Release   AuthorisationKind = "release" // of a staff member, a model, a relative
)

// Lacks are sentences that say what a valid form would have and this one has not: one that is not completely filled in
// is not valid (164.508(b)(2)). A release needs what shows that it was given.
func (a Authorisation) Lacks() (all []string) {
	say := func(lacks bool, sentence string) {
		if lacks {
			all = append(all, sentence)
		}
	}
	say(a.Person.IsZero(), "Who it is about is missing.")
	say(a.What.IsZero(), "What may be shown or told is missing.")
	say(a.Purpose == "", "The purpose is missing.")
	say(a.Signed.IsZero(), "The day it was signed is missing.")
	say(a.KeptAt == "", "Where the signed form is kept is missing.")
	say(!a.Representative.IsZero() && a.Authority == "", "What gives the representative the authority to sign is missing.")
	if a.Kind != OfPatient {
		return all
	}
	say(a.Discloser == "", "Who may disclose it is missing.")
	say(a.Recipient == "", "To whom it may be disclosed is missing.")
	say(a.Expires.IsZero() && a.ExpiryEvent == "", "The day or the event that ends it is missing.")
	say(!a.SaysRevocable, "The form has to say that it may be revoked in writing, and how.")
	say(!a.SaysConditions, "The form has to say whether care depends on signing.")
	say(!a.SaysRedisclosure, "The form has to say that others may pass it on and that it is then not protected.")
	say(!a.OwnForm, "The form may not be part of another document.")
	say(!a.Plain, "The form has to be in plain language.")
	say(a.CopyGiven.IsZero(), "The person has to get a copy of the signed form.")
	return all
}

// Problem is "" if the authorisation holds on the day, else a sentence that says why not.
func (a Authorisation) Problem(today civil.Date) string {
	switch lacks := a.Lacks(); {
	case a.Revoked:
		return "An authorisation was revoked."
	case !a.Ended.IsZero():
		return "An authorisation has ended."
	case len(lacks) > 0:
		return "An authorisation is not complete. " + lacks[0]
	case today.Before(a.Signed):
		return "An authorisation is not signed yet."
	case !a.Expires.IsZero() && a.Expires.Before(today):
		return "An authorisation has expired."
	case a.grown(today):
		return "An authorisation was given for a minor who is 18 now. Look at it again."
	}
	return ""
}

// grown reports whether a minor has come of age and nobody has looked at it again.
func (a Authorisation) grown(today civil.Date) bool {
	return !a.Turns18.IsZero() && !today.Before(a.Turns18) && (a.Reviewed.IsZero() || a.Reviewed.Before(a.Turns18))
}

// KeepUntil is the day until which the form is kept: six years after it was last in effect (164.530(j)); no day while
// it is.
func (a Authorisation) KeepUntil() civil.Date {
	last := a.Ended
	if last.IsZero() || !a.Expires.IsZero() && a.Expires.Before(last) {
		last = a.Expires
	}
	if last.IsZero() {
		return last
	}
	return civil.DateOf(time.Date(last.Year+6, last.Month, last.Day, 12, 0, 0, 0, time.UTC))
}
