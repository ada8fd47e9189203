// Package rehearse holds conversations with the front desk before patients do: scenarios, each a caller with something
// on their mind, played on a copy of the practice, on a clock that stands where it is put.
//
// It promises that a scenario passes only if the words were right and the database is as it should be afterwards, that
// the same scenarios on the same practice at the same time come out the same, and that one which does not apply to the
// practice is skipped with the reason and never passed. Callers owe a [House] that nothing leaves and nobody else uses.
//
// How a scenario is written: docs/operating.md has the whole language.
package rehearse

import (
	"time"

	"bedside/internal/words"
)

// Scenario is one caller and what must come of the call.
type Scenario struct {
	Name     string // "book.knee"; unique
	About    string // one sentence for staff
	Topic    string // the flow it is about, "emergency", or another word to sort it by
	Personas []string
	Channels []string
	Language words.Language
	Caller   string // who calls: new, known, known twice
	Clock    string // open, closed
	Needs    []string
	Says     map[string][]Turn // by what was asked; one after the other, as often as it is asked
	Expects  []Expect
	Own      bool // the practice's own
}

// Turn is one thing that the caller says, in several ways.
type Turn []string

// Expect is something that must have come of the call.
type Expect struct {
	Verb string
	With map[string]string // "day": "{day}"
	Text string            // of said and never: what is, or is not, to be heard
	Line int
}

// Outcome is what became of a scenario.
type Outcome string

const (
	Passed  Outcome = "passed"
	Failed  Outcome = "failed"
	Skipped Outcome = "skipped"
)

// Result is what became of a scenario, in all its runs.
type Result struct {
	Name     string   `json:"name"`
	About    string   `json:"about"`
	Topic    string   `json:"topic"`
	Personas []string `json:"personas"`
	Language string   `json:"language"`
	Own      bool     `json:"own,omitempty"`
	Outcome  Outcome  `json:"outcome"`
	Why      string   `json:"why,omitempty"` // why it was skipped
	Runs     int      `json:"runs"`
	Wrong    int      `json:"wrong"`          // how many of the runs failed
	Run      *Run     `json:"run,omitempty"`  // the first that failed, else the first of all
	More     []Run    `json:"more,omitempty"` // further ones that failed, as many as were asked for
}

// Run is one conversation.
type Run struct {
	Persona string   `json:"persona"`
	Channel string   `json:"channel"`
	Repeat  int      `json:"repeat"` // from 1
	Lines   []Line   `json:"lines"`
	Wrong   []string `json:"wrong,omitempty"` // sentences; none is a pass
	Expects []string `json:"expects"`         // what was expected, in words
}

// Line is one thing that was said or happened.
type Line struct {
	Caller bool   `json:"caller,omitempty"`
	Text   string `json:"text"`
	State  string `json:"state,omitempty"` // of an answer: the step, and what it did
}

// Report is a rehearsal of one edition of the practice.
type Report struct {
	At      time.Time     `json:"at"`   // where the clock was put
	Took    time.Duration `json:"took"` // by the machine's clock
	Results []Result      `json:"results"`
}

// Count returns how many scenarios came out so.
func (r Report) Count(o Outcome) (n int) {
	for _, x := range r.Results {
		if x.Outcome == o {
			n++
		}
	}
	return n
}

// Runs is how many conversations were held.
func (r Report) Runs() (n int) {
	for _, x := range r.Results {
		n += x.Runs
	}
	return n
}

// Pair is a scenario side by side.
type Pair struct {
	Name          string
	Before, After Outcome // "" where it was not played
}

// Worse reports whether a change broke it: what is published passes and what is to be published does not.
func (p Pair) Worse() bool { return p.Before != Failed && p.After == Failed && p.Before != "" }

// Compare puts what is published and what is to be published side by side, in the order of the latter.
func Compare(published, draft Report) []Pair {
	before := map[string]Outcome{}
	for _, r := range published.Results {
		before[r.Name] = r.Outcome
	}
	var all []Pair
	for _, r := range draft.Results {
		all = append(all, Pair{r.Name, before[r.Name], r.Outcome})
	}
	return all
}

// NewlyFailing are the names of the scenarios that a change broke.
func NewlyFailing(published, draft Report) (names []string) {
	for _, p := range Compare(published, draft) {
		if p.Worse() {
			names = append(names, p.Name)
		}
	}
	return names
}
