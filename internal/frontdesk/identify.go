package frontdesk

import (
	"slices"
	"strings"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/civil"
	"bedside/internal/frontdesk/flow"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/schedule"
	"bedside/internal/words"
)

func (w *world) identify(p patient.ID, n phi.Name) error {
	h, err := w.Service.Inbox.Identify(w.ctx, w.t, w.c.Thread, string(w.c.ID), p, n)
	if err == nil {
		w.thread, w.c.Thread = h, h.ID
	}
	return err
}

// How often a day somebody may fail to say who they are (SAFETY 8): from one number or chat, also for one name; and
// for one name from anywhere, which is so loose that a stranger does not lock out the patient, and leads to staff.
const (
	failsADay       = 8
	failsOfNameADay = 30
)

// Match is [flow.World]'s. It does the same work and leaves the same traces whether or not there is somebody.
func (w *world) Match(names []phi.Name, births []phi.BirthDate, by *flow.Speaker) (patient.ID, []schedule.Appointment, bool, error) {
	visits := asVisits()
	got, err := ask(w, "match", w.claim(names, births, by), asJSON[matched](), func() (matched, error) {
		var m matched
		i, err := w.match(names, births, by, func(who patient.Patient) (bool, error) {
			all, err := w.Visits.Coming(w.ctx, w.t.As(actor.Verified(string(who.ID))), who.ID)
			all = w.tellable(all, who)
			if by != nil { // nobody else is told of a quiet visit
				all = slices.DeleteFunc(all, func(a schedule.Appointment) bool { return a.Quiet })
			}
			for _, a := range all {
				m.Visits = append(m.Visits, flow.VisitOf(a))
			}
			return len(all) > 0, err
		})
		m.Patient, m.OK = i, i != ""
		return m, err
	})
	if err != nil {
		return "", nil, false, err
	}
	all, err := visits.take(asJSON[[]flow.Visit]().put(got.Visits))
	return got.Patient, all, got.OK, err
}

// claim is who somebody says they are, as it stands on a tape.
func (w *world) claim(names []phi.Name, births []phi.BirthDate, by *flow.Speaker) string {
	var said []string
	for _, n := range names {
		said = append(said, n.Reveal())
	}
	for _, b := range births {
		said = append(said, b.Reveal())
	}
	if by != nil {
		said = append(said, "by", by.Names[0].Reveal())
	}
	return w.digest(strings.Join(said, "|"))
}

// match returns the one patient who is verified, "" for nobody; and for nobody, too, where tells finds nothing of theirs
// that may be spoken of.
func (w *world) match(names []phi.Name, births []phi.BirthDate, by *flow.Speaker, tells func(patient.Patient) (bool, error)) (patient.ID, error) {
	budgets := w.budgets(names)
	over := false
	for _, b := range budgets {
		n, err := w.Store.Tried(w.ctx, w.t, b.of, civil.DateOf(w.Now()))
		if err != nil {
			return "", err
		}
		over = over || n >= b.most
	}
	found, err := w.candidates(names, births)
	if err != nil {
		return "", err
	}
	who := patient.Patient{ID: "nobody"}
	if len(found) == 1 && !over {
		who = found[0]
	}
	facts := audit.Facts{}
	if by != nil {
		authority, err := w.Patients.Speaks(w.ctx, w.t, who.ID, by.Names, by.Births, civil.DateOf(w.Now()), by.Wants...)
		if err != nil {
			return "", err
		}
		if facts["proxy"] = string(authority); authority == "" { // then there is nobody of whom to tell
			delete(facts, "proxy")
			who = patient.Patient{ID: "nobody"}
		}
	}
	ok, err := tells(who)
	if err != nil {
		return "", err
	}
	verb := "verified"
	if !ok {
		verb = "not verified"
		for _, b := range budgets {
			if err := w.Store.Try(w.ctx, w.t, b.of, civil.DateOf(w.Now())); err != nil {
				return "", err
			}
		}
	}
	if err := w.Audit.Record(w.ctx, w.t, verb, audit.Ref{Kind: "conversation", ID: string(w.c.ID)}, "", facts); err != nil || !ok {
		return "", err
	}
	if err := w.Audit.Disclose(w.ctx, w.t.As(actor.Verified(string(who.ID))), "visits", string(who.ID)); err != nil {
		return "", err
	}
	return who.ID, w.identify(who.ID, who.Name)
}

// tellable leaves out the visits of a minor that they may consent to alone: those are told to nobody who knows a name and
// a date of birth, for a parent knows them too. Staff decide (SAFETY 9).
func (w *world) tellable(visits []schedule.Appointment, of patient.Patient) []schedule.Appointment {
	if !patient.Minor(of.Birth, civil.DateOf(w.Now())) {
		return visits
	}
	return slices.DeleteFunc(visits, func(a schedule.Appointment) bool { return slices.Contains(w.p.Desk.Private, a.Service) })
}

// budget is how often something may fail on a day.
type budget struct {
	of   string
	most int
}

// budgets are those that a try is held against.
func (w *world) budgets(names []phi.Name) []budget {
	source := "number " + w.in.From.Reveal()
	if w.in.From.IsZero() {
		source = w.in.Channel + " " + w.in.Session
	}
	all := []budget{{source, failsADay}}
	if len(names) > 0 {
		name := "name " + patient.SoundOf(names[0])
		all = append(all, budget{name + " from " + source, failsADay}, budget{name, failsOfNameADay})
	}
	return all
}

// candidates are the patients whom a name and a birth date fit. Where one was typed exactly as it is on file, those
// that only sound like it do not count.
func (w *world) candidates(names []phi.Name, births []phi.BirthDate) ([]patient.Patient, error) {
	found, err := w.Patients.Verify(w.ctx, w.t, names, births)
	if err != nil || w.in.Channel == Voice || len(names) == 0 {
		return found, err
	}
	exact := slices.DeleteFunc(slices.Clone(found), func(p patient.Patient) bool { return words.Fold(p.Name.Reveal()) != words.Fold(names[0].Reveal()) })
	if len(exact) > 0 {
		return exact, nil
	}
	return found, nil
}
