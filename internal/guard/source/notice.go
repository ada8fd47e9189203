package source

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"bedside/internal/civil"
)

// Nature is what a notice about a paper says.
type Nature byte

const (
	Retraction    Nature = 'R'
	Expression    Nature = 'E' // of concern
	Correction    Nature = 'C'
	Reinstatement Nature = 'I'
)

// Notice is one notice about a paper.
type Notice struct {
	Nature Nature
	Date   civil.Date // zero where it is not known
	DOI    string     // of the notice itself, "" for none
	Why    []string   // as the index gives it
	By     string     // who says so: "Retraction Watch"
}

// State is how a paper stands.
type State string

const (
	Retracted  State = "retracted"
	Concern    State = "concern" // its journal has expressed concern
	Corrected  State = "corrected"
	Reinstated State = "reinstated"
	NotKnown   State = "unknown" // nobody has looked, or nothing was found: never "clean"
)

// Standing is how a paper stands, and who says so. The zero Standing is that of what is no paper.
type Standing struct {
	State    State
	Date     civil.Date // of the notice that counts, zero where it is not known
	Notice   string     // its DOI
	Why      []string
	By       string
	Looked   []Looked
	Sentence string // all of it in words
	// Published is the DOI of the article that a preprint became, as far as somebody said so.
	Published string
}

// Looked is where somebody has looked. Problem says why nothing was seen there, "" if it was.
type Looked struct {
	Where   string // "Retraction Watch"
	On      civil.Date
	Problem string
}

// Notices knows about retractions. About answers from memory: it is called while somebody types.
type Notices interface {
	About(i ID) Standing
}

// Stand sums up notices. A correction after a retraction does not undo it; a reinstatement does, and so does nothing
// else. Notices without a date count as the oldest.
func Stand(notices []Notice, looked []Looked) Standing {
	all := slices.Clone(notices)
	slices.SortStableFunc(all, func(a, b Notice) int {
		return cmp.Or(inOrder(a.Date, b.Date), cmp.Compare(order(a.Nature), order(b.Nature)))
	})
	s := Standing{State: NotKnown, Looked: looked}
	weight := map[State]int{NotKnown: 0, Reinstated: 1, Corrected: 1, Concern: 2, Retracted: 3}
	for _, n := range all {
		state := n.Nature.state()
		if state != Reinstated && weight[state] < weight[s.State] {
			continue
		}
		if state == s.State && s.By != "" { // the first who says so is named, the others are not repeated
			if s.Date.IsZero() {
				s.Date = n.Date
			}
			s.Notice, s.Why = cmp.Or(s.Notice, n.DOI), append(s.Why, n.Why...)
			if !slices.Contains(strings.Split(s.By, ", "), n.By) {
				s.By += ", " + n.By
			}
			continue
		}
		s.State, s.Date, s.Notice, s.Why, s.By = state, n.Date, n.DOI, slices.Clone(n.Why), n.By
	}
	slices.Sort(s.Why)
	s.Why = slices.Compact(s.Why)
	s.Sentence = s.say()
	return s
}

// inOrder compares two days; one that is not known is before all.
func inOrder(a, b civil.Date) int {
	switch {
	case a == b:
		return 0
	case a.IsZero(), !b.IsZero() && a.Before(b):
		return -1
	}
	return 1
}

// order puts what undoes a notice of the same day after it.
func order(n Nature) int { return strings.IndexByte("CERI", byte(n)) }

func (n Nature) state() State {
	switch n {
	case Retraction:
		return Retracted
	case Expression:
		return Concern
	case Correction:
		return Corrected
	case Reinstatement:
		return Reinstated
	}
	return NotKnown
}

func (s *Standing) say() string {
	on := ""
	if !s.Date.IsZero() {
		on = " on " + s.Date.String()
	}
	switch s.State {
	case Retracted:
		return "It was retracted" + on + ", says " + s.By + s.seen() + "."
	case Concern:
		return "Its journal expressed concern" + on + ", says " + s.By + s.seen() + "."
	case Corrected:
		return "It was corrected" + on + ", says " + s.By + s.seen() + ". Check that what you cite still stands."
	case Reinstated:
		return "It was retracted and reinstated" + on + ", says " + s.By + s.seen() + "."
	}
	var seen, problems []string
	for _, l := range s.Looked {
		if l.Problem != "" {
			problems = append(problems, l.Problem)
		} else {
			seen = append(seen, l.Where+" ("+l.On.String()+")")
		}
	}
	say := "Nobody has looked whether it was retracted: no index is imported, and asking is not configured."
	switch {
	case len(seen) > 0:
		say = "No notice was found in " + strings.Join(seen, ", ") + ". That does not prove that there is none."
	case len(problems) > 0:
		say = "It is not known whether it was retracted."
	}
	return strings.Join(append([]string{say}, problems...), " ")
}

// seen says of what day the words of who says so are.
func (s *Standing) seen() string {
	for _, l := range s.Looked {
		if l.Where == s.By && l.Problem == "" {
			return fmt.Sprintf(" (as of %s)", l.On)
		}
	}
	return ""
}

// reason is the standing as a reason, if it is one.
func (s *Standing) reason() (Reason, bool) {
	switch s.State {
	case Retracted, Concern, Corrected:
		return doubts(ScienceBased, s.Sentence), true
	case Reinstated:
		return speaks(ScienceBased, s.Sentence), true
	}
	return Reason{}, false
}
