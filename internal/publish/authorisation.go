package publish

import (
	"time"

	"bedside/internal/civil"
	"bedside/internal/identity"
	"bedside/internal/patient"
	"bedside/internal/phi"
)

// Authorisation is a person's written consent to be shown or told of: a patient's under 45 CFR 164.508(c), or the
// release of somebody else.
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
	ExpiryEvent    string     // the event that ends it, and Ended says that it happened
	Signed         civil.Date
	Representative phi.Name // who signed for the person, "" for themselves
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

	Turns18  civil.Date // of a minor: to be looked at again from that day on
	Reviewed civil.Date // when it was

	Ended   civil.Date // revoked, or its event happened
	Revoked bool
	How     phi.Text // how it was revoked

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
