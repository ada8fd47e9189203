package identity

import (
	"slices"
	"strings"

	"bedside/internal/actor"
	"bedside/internal/fault"
)

// Scopes are what a connection may do, as SMART App Launch 2 writes it: "system/Appointment.rs system/Slot.rs". Of one
// connection they are all of one level: patient for a patient's app, else system.
type Scopes []Scope

// Scope is one of them.
type Scope struct {
	Resource string // a name of Resources, or "*" for all of them
	May      string // of "crus", in this order: create, read, update, search
}

// Resources are what a scope can be about, in the order of screens.
func Resources() []string {
	return []string{"Appointment", "Patient", "Slot", "Schedule", "Practitioner", "PractitionerRole", "Location", "HealthcareService"}
}

// writable are the resources that can be changed at all.
var writable = map[string]bool{"Appointment": true}

const crus = "crus"

// ParseScopes reads scopes with spaces between them; a patient's are those of the level patient. Invalid with a sentence
// that names what is not understood.
func ParseScopes(s string, ofPatient bool) (Scopes, error) {
	const op = "identity.ParseScopes"
	level := levelOf(ofPatient)
	var all Scopes
	for _, word := range strings.Fields(s) {
		rest, ok := strings.CutPrefix(word, level+"/")
		resource, may, dot := strings.Cut(rest, ".")
		if !ok || !dot || resource != "*" && !slices.Contains(Resources(), resource) || !ordered(may) {
			return nil, fault.New(fault.Invalid, op, "A scope looks like "+level+"/Appointment.rs: the level "+level+", a resource, and of the letters c, r, u, s those that are meant, in this order.")
		}
		if strings.ContainsAny(may, "cu") && !writable[resource] {
			return nil, fault.New(fault.Invalid, op, "Only "+level+"/Appointment can be created and updated by other programs.")
		}
		if !slices.Contains(all, Scope{resource, may}) {
			all = append(all, Scope{resource, may})
		}
	}
	if len(all) == 0 {
		return nil, fault.New(fault.Invalid, op, "Choose at least one thing that the program may do.")
	}
	return all, nil
}

func levelOf(ofPatient bool) string {
	if ofPatient {
		return "patient"
	}
	return "system"
}

// ordered reports whether the letters are some of crus, each once, in its order.
func ordered(may string) bool {
	at := 0
	for _, letter := range may {
		n := strings.IndexRune(crus[at:], letter)
		if n < 0 {
			return false
		}
		at += n + 1
	}
	return may != ""
}

// Allow reports whether one of the scopes allows the letter of crus about the resource.
func (all Scopes) Allow(resource string, letter byte) bool {
	return slices.ContainsFunc(all, func(s Scope) bool {
		return (s.Resource == resource || s.Resource == "*") && strings.IndexByte(s.May, letter) >= 0
	})
}

// text writes them as ParseScopes reads them.
func (all Scopes) text(ofPatient bool) string {
	var words []string
	for _, s := range all {
		words = append(words, levelOf(ofPatient)+"/"+s.Resource+"."+s.May)
	}
	return strings.Join(words, " ")
}

// rights are what of the rights table the scopes need.
func (all Scopes) rights() []actor.Right {
	rights := []actor.Right{actor.SeePractice}
	for _, n := range []struct {
		resource string
		letters  string
		right    actor.Right
	}{
		{"Appointment", "rus", actor.SeeSchedule}, // who changes a visit is shown it
		{"Appointment", "c", actor.Book}, {"Appointment", "u", actor.ChangeVisits}, {"Patient", "rs", actor.SeePatients},
	} {
		if slices.ContainsFunc([]byte(n.letters), func(l byte) bool { return all.Allow(n.resource, l) }) {
			rights = append(rights, n.right)
		}
	}
	return rights
}
