package view

// Rehearsals is what came of the last rehearsals. GET /console/rehearsal, and /console/rehearsal/{id} for one.
// Form: POST /console/rehearsal begins one; POST …/{id}/reason with reason; POST …/own/{id}/remove.
type Rehearsals struct {
	Console
	Tabs     []Link
	MayStart bool
	Running  *RehearsalRunning // nil while none is held
	Shown    *Rehearsal        // nil before the first
	Past     []Link
	Own      []OwnScenario
	Forget   bool // own scenarios may be removed
	Count    int  // scenarios there are
}

// Template implements Page.
func (Rehearsals) Template() string { return "console/rehearsal" }

// RehearsalRunning is how far one is.
type RehearsalRunning struct {
	Done, All int
	Said      string
}

// Rehearsal is one that was held.
type Rehearsal struct {
	Heading   string
	Facts     []Fact
	Marks     []Mark
	Both      bool // a draft stands beside what callers hear
	Groups    []RehearsalGroup
	Worse     []ScenarioRow // pass with what callers hear and fail with the draft
	ReasonURL string        // "" where none is needed, or one may not give it
	Reason    Field
	Given     []Fact // the reason that was given
}

// RehearsalGroup is the scenarios about one thing.
type RehearsalGroup struct {
	Name, Said string
	Open       bool // one of them failed
	Rows       []ScenarioRow
}

// ScenarioRow is one scenario.
type ScenarioRow struct {
	URL, Name, About, Who string
	Before                Mark // what callers hear; the zero Mark where it was not played
	After                 Mark // the draft; the zero Mark where there is none
	Why                   string
}

// ScenarioPage is one scenario with its conversation. GET /console/rehearsal/{id}/{name}
type ScenarioPage struct {
	Console
	Name, About, BackURL string
	Sides                []ScenarioSide
}

// Template implements Page.
func (ScenarioPage) Template() string { return "console/scenario" }

// ScenarioSide is the conversation with one edition.
type ScenarioSide struct {
	ID, Title string
	Mark      Mark
	Said      string // "3 of 15 conversations failed; the first: hurried, by phone, in the second wording"
	Wrong     []string
	Expects   []string
	Lines     []ScenarioLine
}

// ScenarioLine is one line of it.
type ScenarioLine struct {
	Who, Text, State string
	Mine             bool
	Lang             string
}

// OwnScenario is one that the practice made.
type OwnScenario struct{ Name, About, When, RemoveURL string }

// ScenarioMark is how a scenario came out.
func ScenarioMark(outcome string) Mark {
	switch outcome {
	case "passed":
		return Mark{Good, "circle-check", "Passed"}
	case "failed":
		return Mark{Stop, "octagon-alert", "Failed"}
	case "skipped":
		return Mark{Quiet, "circle-slash", "Skipped"}
	}
	return Mark{}
}
