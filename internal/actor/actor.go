// Package actor says who acts and what they may do.
//
// It promises one table of rights for the whole program, in rights.go. Callers owe the actor of every change and
// every disclosure to the domain that makes it; the domain asks [Actor.Need] before it does anything.
package actor

import (
	"slices"

	"bedside/internal/fault"
)

// Kind is the sort of actor.
type Kind string

const (
	Staff   Kind = "staff"   // a person of the practice who is signed in
	Patient Kind = "patient" // someone outside: a stranger on the site or the line, or a patient who was verified
	Bedside Kind = "bedside" // the program itself, doing work that is due
	Peer    Kind = "peer"    // another system
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
	ID   string // the id of the staff member, or of the patient who was verified; "" where there is none
}

// System is Bedside itself.
func System() Actor { return Actor{Kind: Bedside} }

// Visitor is someone outside the practice whose identity is not verified.
func Visitor() Actor { return Actor{Kind: Patient} }

// Verified is the patient with the id, whom two identifiers verified in a conversation.
func Verified(patient string) Actor { return Actor{Kind: Patient, ID: patient} }

// May reports whether the rights table gives the actor the right.
func (a Actor) May(r Right) bool {
	switch a.Kind {
	case Staff: // a role that is none of the four gives nothing, even if it is called like another kind of actor
		return slices.Contains(Roles(), a.Role) && table[r][string(a.Role)]
	case Patient, Bedside, Peer:
		return table[r][string(a.Kind)]
	}
	return false
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
	if a.Kind == Patient && a.ID != "" && a.ID == patient && own[r] {
		return nil
	}
	return a.Need(r)
}
