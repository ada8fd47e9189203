package web

import (
	"fmt"

	"bedside/internal/insight"
	"bedside/internal/web/view"
)

// effects compares visits with and without each kind of message.
func (c *call) effects() error {
	all, err := c.Insight.Attendance(c.r.Context(), c.by)
	if err != nil {
		return err
	}
	v := view.Effects{Console: c.console("Outbox", view.InOutbox), Pages: view.OutboxPages("/console/outbox/effects")}
	for _, e := range all {
		row := view.EffectRow{Kind: messageKinds[string(e.Kind)].text, With: shareWords(e.With), Without: shareWords(e.Without), Enough: e.Enough}
		if e.Enough {
			row.Low, row.Is, row.High = 100*e.Difference.Low, 100*(e.With.Value()-e.Without.Value()), 100*e.Difference.High
			row.Said = fmt.Sprintf("%+.1f points, likely %+.1f to %+.1f", row.Is, row.Low, row.High)
		} else {
			row.Said = fmt.Sprintf("Too few to say: %d visits with it and %d without, and each side needs 50", e.With.Of, e.Without.Of)
		}
		v.Rows = append(v.Rows, row)
	}
	return c.page(v)
}

// shareWords says a share with where it may lie.
func shareWords(s insight.Share) string {
	if s.Of == 0 {
		return "none yet"
	}
	i := s.Interval()
	return fmt.Sprintf("%.0f%%, %d of %d (%.0f to %.0f%%)", 100*s.Value(), s.N, s.Of, 100*i.Low, 100*i.High)
}
