package oncall

import (
	"time"

	"bedside/internal/identity"
	"bedside/internal/phi"
	"bedside/internal/triage"
)

// Person is somebody who can be alerted, with or without a sign-in of their own.
type Person struct {
	ID     PersonID
	Staff  identity.StaffID // "" for somebody without a sign-in
	Name   string
	Phone  phi.Phone // the zero Phone or Email if there is none
	Email  phi.Email
	Active bool
}

// Rank is the place of a person among those who are on call together.
type Rank string

const (
	Primary Rank = "primary"
	Backup1 Rank = "backup1"
	Backup2 Rank = "backup2"
)

// Ranks lists every rank, who is alerted first before others.
func Ranks() []Rank { return []Rank{Primary, Backup1, Backup2} }

// Shift is a stretch of time in which a person is on call. Where two of a rank overlap, the one entered last holds.
type Shift struct {
	ID       ShiftID
	Person   PersonID
	Rank     Rank
	From, To time.Time
}

// Override has somebody stand in for another: a holiday, a swap. Where several overlap, the one entered last holds.
type Override struct {
	ID       OverrideID
	From, To time.Time
	Instead  PersonID // who is away; "" is whoever would be primary
	Person   PersonID // who stands in
	Note     string
}

// How is a way of alerting somebody.
type How string

const (
	Text  How = "text"
	Call  How = "call"
	Email How = "email"
)

// Hows lists every way.
func Hows() []How { return []How{Text, Call, Email} }

// Who is whom a step alerts: a rank, the owner, or "person:" and an id.
type Who string

// Owner is the person to whom every ladder comes in the end.
const Owner Who = "owner"

// ToPerson is always that person, whoever is on call.
func ToPerson(i PersonID) Who { return Who(personPrefix) + Who(i) }

const personPrefix = "person:"

// Step is one rung of a ladder.
type Step struct {
	After time.Duration // since the step before; 0 for the first
	Who   Who
	How   How
}

// Group is a ladder: who is alerted how, one after the other, for what.
type Group struct {
	ID    GroupID
	Name  string
	Tiers []triage.Tier // what it is for; no two groups are for the same
	Steps []Step
	Wait  time.Duration // after the last step, until the owner is alerted
}

// Policy is what holds for every ladder.
type Policy struct {
	Owner    PersonID
	Fallback PersonID      // is on call whenever nobody else is; has no dates, so it cannot run out
	Again    time.Duration // how often the owner is alerted after the end of a ladder
}
