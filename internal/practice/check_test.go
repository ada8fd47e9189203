package practice

import (
	"testing"

	"bedside/internal/civil"
	"bedside/internal/fault"
)

// Reminders are planned on quarter hours: hours that hold none would let no reminder out, ever.
func TestHoursForMessages(t *testing.T) {
	for hours, good := range map[[2]string]bool{
		{"08:00", "21:00"}: true,
		{"09:15", "10:15"}: true,
		{"08:20", "08:30"}: false,
		{"08:20", "17:00"}: false,
		{"09:00", "17:10"}: false,
		{"09:00", "09:45"}: false,
		{"07:45", "17:00"}: false,
		{"17:00", "09:00"}: false,
	} {
		s := Settings{Name: "A", Zone: "America/Chicago", Horizon: 60, SlotStep: 20}
		var err error
		if s.Quiet.From, err = civil.ParseClock(hours[0]); err != nil {
			t.Fatal(err)
		}
		if s.Quiet.To, err = civil.ParseClock(hours[1]); err != nil {
			t.Fatal(err)
		}
		err = s.normalise()
		if good && err != nil || !good && !fault.Is(err, fault.Invalid) {
			t.Errorf("%s to %s: %v", hours[0], hours[1], err)
		}
	}
}
