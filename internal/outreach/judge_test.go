package outreach

import (
	"testing"
	"time"

	"bedside/internal/civil"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/schedule"
)

// ready is a world in which a text of the kind goes at noon.
func ready(k Kind, noon time.Time) (world, Message) {
	visit := schedule.Appointment{ID: "visit", Start: noon.Add(24 * time.Hour), Zone: "America/Chicago", Status: schedule.Booked}
	switch k {
	case Requested:
		visit.Status = schedule.Pending
	case Cancelled:
		visit.Status = schedule.Cancelled
	case Missed:
		visit.Status = schedule.NoShow
	case FollowUp:
		visit.Status = schedule.Fulfilled
	case Reminder3:
		visit.Start = noon.Add(72 * time.Hour)
	}
	w := world{practice: &practice.Practice{Settings: practice.Settings{Phone: "+12185550100", NeutralName: "Elm Street Practice", Zone: "America/Chicago", Quiet: widest}},
		visit: visit, channel: SMS, contact: patient.Contact{ID: "contact", Kind: patient.Phone, Value: phi.NewText("+12185550199"), Consent: true, Also: patient.Purposes()},
		settings: Settings{Kinds: map[Kind]bool{Missed: true}}}
	return w, Message{Kind: k, Appointment: visit.ID, Until: until(k, noon), Created: noon.Add(-time.Hour)}
}

// Whatever the kind: nothing goes against a stop, a wish for a person, or a person who holds it back; what nobody asked for
// needs consent to its purpose, and keeps the patient's own hours and one a day, for the patient and for the number.
func TestEveryKindIsJudged(t *testing.T) {
	noon := time.Date(2026, 11, 23, 18, 0, 0, 0, time.UTC)
	for _, k := range Kinds() {
		mine, asked := k.Reminder(), k == Offer
		answer := judgement{status: Sending}
		unless := func(yes bool, s Status, w Why) judgement {
			if yes {
				return judgement{status: s, why: w}
			}
			return answer
		}
		for name, c := range map[string]struct {
			change func(*world)
			want   judgement
		}{
			"as it is":            {func(*world) {}, answer},
			"everything stopped":  {func(w *world) { w.contact.OptedOut = true }, unless(true, Skipped, OptedOut)},
			"its purpose stopped": {func(w *world) { w.contact.Stopped = []patient.Purpose{k.Purpose()} }, unless(mine || asked, Skipped, OptedOut)},
			"no consent to it":    {func(w *world) { w.contact.Consent, w.contact.Also = false, nil }, unless(mine || asked, Skipped, NoConsent)},
			"a person is wanted":  {func(w *world) { w.prefers.Channel = patient.ByPerson }, unless(true, Skipped, ByPhone)},
			"nowhere to write":    {func(w *world) { w.channel = "" }, unless(true, Skipped, NoAddress)},
			"held back":           {func(w *world) { w.pause.At = noon }, unless(k != Cancelled && k != Moved && k != Proposal, Waiting, Paused)},
			"the patient's hours": {func(w *world) { w.prefers.Hours = civil.Interval{From: 14 * 60, To: 16 * 60} }, unless(true, Waiting, QuietHours)},
			"one to the patient": {func(w *world) {
				w.told = []Told{{At: noon.Add(-3 * time.Hour), Kind: Reminder1, Channel: Email, Patient: true}}
			}, unless(mine, Waiting, Cap)},
			"one to the number": {func(w *world) {
				w.told = []Told{{At: noon.Add(-3 * time.Hour), Kind: Reminder1, Channel: SMS, Address: true}}
			}, unless(mine, Waiting, Cap)},
			"an answer went today": {func(w *world) {
				w.told = []Told{{At: noon.Add(-3 * time.Hour), Kind: Confirmation, Channel: SMS, Address: true, Patient: true}}
			}, answer},
		} {
			w, m := ready(k, noon)
			c.change(&w)
			got := w.judge(m, noon, true)
			if got.why == Cap && got.status == Skipped { // there is no other day for it
				got.status = Waiting
			}
			if got.status != c.want.status || got.why != c.want.why {
				t.Errorf("%s, %s: %s (%s), want %s (%s)", k, name, got.status, got.why, c.want.status, c.want.why)
			}
		}
	}
}
