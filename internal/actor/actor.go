// Package actor says who acts and what they may do.
//
// It promises one table of rights for the whole program, in rights.go. Callers owe the actor of every change and
// every disclosure to the domain that makes it; the domain asks [Actor.Need] before it does anything.
package actor

import (
	"slices"
	"strings"

	"bedside/internal/fault"
)

// Kind is the sort of actor.
type Kind string

const (
	Staff   Kind = "staff"   // a person of the practice who is signed in
	Patient Kind = "patient" // someone outside: a stranger on the site or the line, or a patient who was verified
	Bedside Kind = "bedside" // the program itself, doing work that is due
	Peer    Kind = "peer"    // another system, as the connection that the practice made for it
)

// Role is what a staff member is in the practice; it is empty for the other kinds.
type Role string

const (
	Admin     Role = "admin"
	Clinician Role = "clinician"
	FrontDesk Role = "front_desk"
	ReadOnly  Role = "read_only"
)

// Roles lists every role, in the order screens show them.
func Roles() []Role { return []Role{Admin, Clinician, FrontDesk, ReadOnly} }

// Actor is who acts. The zero Actor is nobody and may do nothing.
type Actor struct {
	Kind Kind
	Role Role
	ID   string // the id of the staff member, of the patient who was verified, or of the connection; "" where there is none
	For  string // of another system: the patient whose app it is; "" for the practice's own

	only string // the rights that [Program] narrows to, each between bars; "" where it does not
}

// System is Bedside itself.
func System() Actor { return Actor{Kind: Bedside} }

// Visitor is someone outside the practice whose identity is not verified.
func Visitor() Actor { return Actor{Kind: Patient} }

// Verified is the patient with the id, whom two identifiers verified in a conversation.
func Verified(patient string) Actor { return Actor{Kind: Patient, ID: patient} }

// Program is another system with the connection's id. Of what the table gives a peer it may do only these; the app of a
// patient may do for that patient what they may do themselves, and else what anybody may, and of both only these.
func Program(connection, patient string, only ...Right) Actor {
	a := Actor{Kind: Peer, ID: connection, For: patient, only: "|"}
	for _, r := range only {
		a.only += string(r) + "|"
	}
	return a
}

// Outside reports whether the actor is nobody of the practice: what the practice offers to strangers is what they are
// offered, in words that tell nothing about anybody else.
func (a Actor) Outside() bool { return a.Kind == Patient || a.Kind == Peer }

// Own is the id of the patient whose rights over what is theirs the actor has, "" for none.
func (a Actor) Own() string {
	switch a.Kind {
	case Patient:
		return a.ID
	case Peer:
		return a.For
	}
	return ""
}

// May reports whether the rights table gives the actor the right.
func (a Actor) May(r Right) bool {
	switch a.Kind {
	case Staff: // a role that is none of the four gives nothing, even if it is called like another kind of actor
		return slices.Contains(Roles(), a.Role) && table[r][string(a.Role)]
	case Patient, Bedside:
		return table[r][string(a.Kind)]
	case Peer:
		column := Peer
		if a.For != "" {
			column = Patient
		}
		return a.allowed(r) && table[r][string(column)]
	}
	return false
}

// allowed reports whether the right is one of those that a [Program] is narrowed to.
func (a Actor) allowed(r Right) bool {
	return a.only == "" || strings.Contains(a.only, "|"+string(r)+"|")
}

// Need returns a Forbidden fault unless the actor has the right.
func (a Actor) Need(r Right) error {
	if a.May(r) {
		return nil
	}
	return fault.New(fault.Forbidden, "actor.Need", "Your role does not allow this. Ask an administrator of the practice.")
}

// NeedFor is Need for something that belongs to the patient with the id, who may have rights over it of their own.
func (a Actor) NeedFor(r Right, patient string) error {
	if o := a.Own(); o != "" && o == patient && own[r] && a.allowed(r) {
		return nil
	}
	return a.Need(r)
}
