package frontdesk

import (
	"fmt"
	"slices"

	"bedside/internal/actor"
	"bedside/internal/civil"
	"bedside/internal/frontdesk/flow"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/schedule"
)

// MatchWaiting is [flow.World]'s, as are the methods that follow.
func (w *world) MatchWaiting(names []phi.Name, births []phi.BirthDate, by *flow.Speaker) (patient.ID, []flow.Waiting, bool, error) {
	type matched struct {
		Patient patient.ID
		Waits   []flow.Waiting
	}
	got, err := ask(w, "match waiting", w.claim(names, births, by), asJSON[matched](), func() (m matched, err error) {
		m.Patient, err = w.match(names, births, by, func(who patient.Patient) (bool, error) {
			m.Waits, err = w.tellableWaits(who, by != nil)
			return len(m.Waits) > 0, err
		})
		return m, err
	})
	return got.Patient, got.Waits, got.Patient != "", err
}

// tellableWaits are what a patient waits for and may be spoken of, by the rules of visits: whoever speaks for them is
// told nothing of a quiet visit, and nobody of what a minor may consent to alone (SAFETY 9).
func (w *world) tellableWaits(who patient.Patient, proxy bool) (all []flow.Waiting, err error) {
	own := w.t.As(actor.Verified(string(who.ID)))
	list, err := w.Visits.WaitsOf(w.ctx, own, who.ID)
	if err != nil {
		return nil, err
	}
	var quiet []schedule.ID
	if proxy {
		coming, err := w.Visits.Coming(w.ctx, own, who.ID)
		if err != nil {
			return nil, err
		}
		for _, a := range coming {
			if a.Quiet {
				quiet = append(quiet, a.ID)
			}
		}
	}
	minor := patient.Minor(who.Birth, civil.DateOf(w.Now()))
	for _, x := range list {
		if slices.Contains(quiet, x.Instead) || minor && slices.Contains(w.p.Desk.Private, x.Service) {
			continue
		}
		f := flow.Waiting{ID: x.ID, Service: x.Service, Provider: x.Provider, Location: x.Location, From: x.From, To: x.To, Days: x.Days, After: x.After, Until: x.Until}
		for _, o := range x.Offers {
			f.Kept = &flow.WaitingOffer{Start: o.Start, Until: o.Expires, Location: o.Location}
		}
		all = append(all, f)
	}
	return all, nil
}

// Wait puts on the list as whoever calls: a stranger, or the patient who was verified.
func (w *world) Wait(j schedule.Joining) (schedule.WaitID, error) {
	by := actor.Visitor()
	if j.Patient != "" {
		by = actor.Verified(string(j.Patient))
	}
	with := fmt.Sprint(j.Patient, " ", j.Service, " ", j.Provider, " ", j.Location, " ", j.From, " to ", j.To, " ", j.Days, " ", j.After, " to ", j.Until, " ", j.Instead)
	return ask(w, "wait", with, asJSON[schedule.WaitID](), func() (schedule.WaitID, error) {
		x, err := w.Visits.WaitIn(w.ctx, w.t.As(by), j)
		return x.ID, err
	})
}

// Leave acts as the verified patient.
func (w *world) Leave(by patient.ID, i schedule.WaitID) error {
	return w.do("leave", string(i), func() error { return w.Visits.UnwaitIn(w.ctx, w.t.As(actor.Verified(string(by))), i) })
}
