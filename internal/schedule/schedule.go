// Package schedule offers free times and gives each to one visit.
//
// It promises that no provider, room or patient is ever in two visits at once, whatever the channel and whatever the
// race: every visit owns the five-minute cells of its provider, its room, its resources and its patient, and a cell has
// one owner. Patients who share a visit, and what staff overbook with a reason, have lanes of their own.
// A time that [Scheduler.Slots] shows is never refused by [Scheduler.Book] unless somebody took it in between: one code,
// rules.go, decides both. Callers owe an idempotency key for every booking that may be sent twice.
package schedule

import (
	"context"
	"time"

	"bedside/internal/id"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/tx"
)

// ID is an appointment's id.
type ID = id.Of[Appointment]

// Appointment is a visit.
type Appointment struct {
	ID       ID
	Patient  patient.ID
	Provider practice.ProviderID
	Location practice.LocationID
	Service  practice.ServiceID
	Room     practice.RoomID // "" where none is needed
	Start    time.Time
	End      time.Time
	Blocked  time.Time // until when provider and room are blocked: End plus the service's buffer
	Zone     string    // of the location when it was booked
	Wall     string    // what the wall clock shows at the start, "2026-12-01T14:20"
	Status   Status
	Channel  string // where it was booked: site, console, api, import
	Reason   phi.Text
	Why      string // why it was cancelled: patient, practice, mistake
	Created  time.Time
	Changed  time.Time
	Version  int64

	Before    time.Duration // provider and room are blocked so long before the start
	Lane      int           // which place of the provider it has: a seat of a shared visit, or one that was overbooked
	Resources []practice.ResourceID
	Overbook  phi.Text // why it was overbooked; empty if it was not
	State     phi.Text // two letters: where the patient is during a video visit
	Series    ID       // the first visit of its series, "" for none

	Quiet bool              // nobody is told of it, neither a proxy nor whoever shares a number, but at Reach (SAFETY 9)
	Reach patient.ContactID // the contact point the patient chose for a quiet visit, "" for none

	Confirmed    time.Time // when the patient said that they are coming at this time; zero if they did not
	ConfirmedHow string    // where: text, link, call, chat, staff
}

// From is when provider and room begin to be blocked.
func (a Appointment) From() time.Time { return a.Start.Add(-a.Before) }

// UID names the visit in calendars, for ever: the same in a feed, a file and an invitation.
func (a Appointment) UID() string { return string(a.ID) + "@bedside" }

// Change tells a follower what became of a visit.
type Change struct {
	Kind   ChangeKind
	Before Appointment // zero when it was booked
	After  Appointment
}

// ChangeKind says what happened.
type ChangeKind string

const (
	WasBooked    ChangeKind = "booked"
	WasMoved     ChangeKind = "moved"
	WasCancelled ChangeKind = "cancelled"
	WasClosed    ChangeKind = "closed"    // fulfilled or noshow
	WasMarked    ChangeKind = "marked"    // another state: arrived, checked in, confirmed by the practice, or a mistake put right
	WasConfirmed ChangeKind = "confirmed" // the patient says that they are coming
	WasQuieted   ChangeKind = "quieted"   // it became a quiet visit, or is none any more
)

// Follower is told of every change inside its transaction; its error undoes the change.
type Follower interface {
	AppointmentChanged(ctx context.Context, t tx.Tx, c Change) error
}
