package view

// Effects compares visits with and without each kind of message.
// GET /console/outbox/effects
type Effects struct {
	Console
	Pages []Link
	Rows  []EffectRow
}

// Template implements Page.
func (Effects) Template() string { return "console/effects" }

// Known are the rows with enough visits to say something.
func (e Effects) Known() (all []EffectRow) {
	for _, r := range e.Rows {
		if r.Enough {
			all = append(all, r)
		}
	}
	return all
}

// EffectRow is one kind of message.
type EffectRow struct {
	Kind          string
	With, Without string // "94%, 181 of 193 (90 to 97%)"
	Enough        bool
	Low, Is, High float64 // points
	Said          string  // "+4.5 points, likely +1.2 to +7.9"; why there is nothing to say if not Enough
}
