package flow

import (
	"fmt"

	"bedside/internal/guard"
	"bedside/internal/practice"
)

// House is what an edition is checked against.
type House struct {
	Practice *practice.Practice // nil does not ask whether who is named is there
	Guard    Clearer            // nil does not read the words: whoever says them clears them anyway
}

// Clearer is the guard.
type Clearer interface {
	Clear(d guard.Draft, waivers ...guard.Waiver) (guard.Cleared, guard.Report, error)
}

// Problem is something about an edition that a person has to know.
type Problem struct {
	At   string // what it is about: "flow book", "step own_size", "line open@voice", "rule 3"
	Text string // a sentence that says what is wrong, and what to do
	Mild bool   // advice; the edition can be run
}

// Build makes the machine of an edition. It is the only judge of one: the editor, whoever publishes and the program when
// it starts all ask it. The machine is nil if any problem is not mild.
func Build(e Edition, h House) (*Machine, []Problem) {
	m, err := Load()
	if err != nil {
		return nil, []Problem{{At: "flows", Text: err.Error()}}
	}
	return m, nil
}

// Stops reports whether an edition with these problems cannot be run.
func Stops(all []Problem) bool {
	for _, p := range all {
		if !p.Mild {
			return true
		}
	}
	return false
}

func problem(at, format string, args ...any) Problem {
	return Problem{At: at, Text: fmt.Sprintf(format, args...)}
}
