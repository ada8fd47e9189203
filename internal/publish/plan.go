package publish

import (
	"time"

	"bedside/internal/civil"
)

// Policy is how the practice wants its public voice to be. All figures are its own to change.
type Policy struct {
	Cooling    CoolingOff
	Aims       map[Kind]int   // percent of the month's posts
	PerWeek    int            // at most, on a channel
	PerDay     int            // at most, on a channel
	QuietDays  []time.Weekday // nothing is planned on them
	Aware      int            // days of which the mix is counted
	ReviewerID string         // staff id of the privacy officer, "" for any administrator
}

// CoolingOff is how long a post waits after it was submitted before it may go.
type CoolingOff struct {
	Clear  time.Duration // the guard found nothing
	Own    time.Duration // at least, on one's own account
	Review time.Duration // the guard asked for a second look
	Block  time.Duration // a finding that blocks was waived
	Story  time.Duration // it tells a story
}

// Card is a post on the board.
type Card struct {
	Post
	Title        string
	Channels     []Channel
	Author       string
	Publications []Publication
	Needs        string // "" or what a person has to do next
}

// Board is the posts by state and the days of a month.
type Board struct {
	Cards map[State][]Card
	Days  []Day
	Mix   Mix
	Free  civil.Date // the next day with room
}

// Day is one day of the plan.
type Day struct {
	Date  civil.Date
	Quiet string // "" or why nothing is planned on it
	Cards []Card // due or sent on it
}

// Mix is how the posts of the last days divide, against what the practice aims at.
type Mix struct {
	Since  civil.Date
	Total  int
	Kinds  []Share
	Pace   map[Channel]Pace
	Enough bool // there are enough posts to read anything into the shares
}

// Share is one kind's part of the mix.
type Share struct {
	Kind    Kind
	Posts   int
	Percent int
	Aim     int
}

// Pace is how often a channel had something new.
type Pace struct {
	Week int // in the last seven days
	Aim  int // at most
}
