package frontdesk_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"bedside/internal/actor"
	"bedside/internal/attempt"
	"bedside/internal/civil"
	"bedside/internal/frontdesk"
	"bedside/internal/guard"
	"bedside/internal/outreach"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/testkit"
	"bedside/internal/tx"
)

// Send and Find make the line a port of outreach.
func (l *line) Send(_ context.Context, c guard.Cleared, e outreach.Envelope) (attempt.Outcome, error) {
	_, body, err := outreach.Words(c, outreach.SMS, e.To)
	if err == nil {
		l.sent = append(l.sent, sent{e.To.Reveal(), body})
	}
	return attempt.Outcome{Result: l.result}, err
}

func (l *line) Find(context.Context, outreach.Envelope, phi.Text, time.Time) (attempt.Outcome, error) {
	return attempt.Outcome{Result: attempt.Unknown}, nil
}

// texts has outreach follow the book and the waitlist.
func (h *house) texts() {
	offers := &outreach.Offers{Service: h.outreach, Waits: h.Waits(), Else: h.inbox}
	h.outreach.Sources = map[outreach.Kind]outreach.Source{outreach.Offer: offers}
	h.visits.Followers = append(h.visits.Followers, h.outreach)
	h.visits.Offered, h.visits.Reach = []schedule.OfferFollower{offers}, h.outreach
}

// everybody returns all patients, the first added first.
func (h *house) everybody() (all []patient.Patient) {
	h.Helper()
	must(h, h.View(context.Background(), actor.System(), func(x tx.Tx) (err error) {
		all, err = h.patients.Recent(context.Background(), x, 50, 0)
		return err
	}))
	slices.SortFunc(all, func(a, b patient.Patient) int { return a.Created.Compare(b.Created) })
	return all
}

// agree records that everybody agrees to texts.
func (h *house) agree() {
	h.Helper()
	for _, p := range h.everybody() {
		for _, c := range p.Contacts {
			if c.Consent {
				continue
			}
			must(h, h.Do(context.Background(), actor.System(), func(x tx.Tx) error {
				return h.patients.SetConsent(context.Background(), x, c.ID, true, patient.Said{How: "staff", For: []patient.Purpose{patient.Reminders}})
			}))
		}
	}
}

// deliver sends what is due and returns what was texted.
func (h *house) deliver() []sent {
	h.Helper()
	before := len(h.line.sent)
	for {
		all, err := h.Jobs().Claim(context.Background(), []string{outreach.JobKind}, 50, time.Minute)
		must(h, err)
		if len(all) == 0 {
			return h.line.sent[before:]
		}
		for _, c := range all {
			must(h, h.outreach.Send(context.Background(), c))
		}
	}
}

func (s *story) remind() {
	s.Helper()
	s.agree()
	const spaced = 11 * time.Minute // messages to one number keep a distance
	for range 3 {
		for _, x := range s.deliver() {
			fmt.Fprintf(s.out, "* %s: %s\n", x.to, x.text)
		}
		s.clock.Advance(spaced)
	}
}

func (h *house) one(given string) patient.Patient {
	h.Helper()
	all := h.everybody()
	i := slices.IndexFunc(all, func(p patient.Patient) bool { return p.Name.RevealGiven() == given })
	if i < 0 {
		h.Fatalf("there is no %s", given)
	}
	return all[i]
}

func (h *house) visitsOf(given string) (all []schedule.Appointment) {
	h.Helper()
	must(h, h.View(context.Background(), actor.System(), func(x tx.Tx) (err error) {
		all, err = h.visits.OfPatient(context.Background(), x, h.one(given).ID)
		return err
	}))
	return all
}

func (s *story) meanwhile(what, given string) {
	s.Helper()
	a := s.visitsOf(given)[0]
	var err error
	if what == "moved" {
		slot := s.free(a.Service, civil.DateOf(a.Start).AddDays(4))
		_, err = s.visits.Move(context.Background(), s.ana, schedule.Move{ID: a.ID, Provider: slot.Provider, Location: slot.Location, Start: slot.Start})
	} else {
		_, err = s.visits.Cancel(context.Background(), s.ana, a.ID, 0, "practice")
	}
	must(s, err)
}

// waits puts somebody on the waitlist for an earlier time than their visit.
func (s *story) waits(given string) {
	s.Helper()
	a := s.visitsOf(given)[0]
	_, err := s.visits.Wait(context.Background(), s.ana, schedule.Joining{Wait: schedule.Wait{Patient: a.Patient, Service: a.Service, From: civil.DateOf(s.clock.Now()), To: civil.DateOf(a.Start), Instead: a.ID}})
	must(s, err)
}

// offered offers the next free time from tomorrow on to the first who waits and has none on offer.
func (s *story) offered() {
	s.Helper()
	ctx := context.Background()
	var w schedule.Waited
	must(s, s.View(ctx, s.ana, func(x tx.Tx) error {
		all, err := s.visits.Waitlist(ctx, x)
		w = all[slices.IndexFunc(all, func(w schedule.Waited) bool { return len(w.Offers) == 0 })]
		return err
	}))
	slot := s.free(w.Service, civil.DateOf(s.clock.Now()).AddDays(1))
	_, err := s.visits.OfferTo(ctx, s.ana, w.ID, slot.Provider, slot.Location, slot.Start)
	must(s, err)
}

// another books one more visit for somebody, at the first free time of a day.
func (s *story) another(given, day string) {
	s.Helper()
	a := s.visitsOf(given)[0]
	d, err := civil.ParseDate(day)
	must(s, err)
	slot := s.free(a.Service, d)
	_, err = s.visits.Book(context.Background(), s.ana, schedule.Request{Patient: a.Patient, Provider: slot.Provider, Location: slot.Location, Service: a.Service, Start: slot.Start, Channel: "console"})
	must(s, err)
}

func (s *story) free(svc practice.ServiceID, day civil.Date) schedule.Slot {
	s.Helper()
	var slots []schedule.Slot
	must(s, s.View(context.Background(), s.ana, func(x tx.Tx) (err error) {
		slots, err = s.visits.Slots(context.Background(), x, schedule.Query{Service: svc, From: day, To: day.AddDays(3)})
		return err
	}))
	if len(slots) == 0 {
		s.Fatalf("nothing is free from %s on", day)
	}
	return slots[0]
}

// Whatever is written from whatever number, in whatever order: a visit is confirmed, moved or given up only by a text from
// a number that its patient has and that was told of it.
func TestAReplyNeverActsOnAnotherPatientsVisit(t *testing.T) {
	h := openHouse(t, testkit.SQLite(t))
	h.texts()
	numbers := []string{"+12185550181", "+12185550182", "+12185550183"}
	for i, who := range [][3]string{{"Nora", "Lindqvist", numbers[0]}, {"Lena", "Brandt", numbers[1]}, {"Jonas", "Brandt", numbers[1]}, {"Piet", "Anders", numbers[2]}} {
		h.known(who[0], who[1], fmt.Sprintf("1961-04-%02d", 5+i), who[2], "2026-12-03", []string{"10:00", "10:20", "10:40", "11:00"}[i], "Marlow")
	}
	h.agree()
	h.deliver()
	h.clock.Advance(time.Hour)
	h.deliver()
	said := []string{"C", "R", "1", "2", "yes", "no", "sí", "cancel my visit", "I can't make it", "the second one", "Friday", "none of these", "Lena", "👍", "thanks", "book a visit", "never mind"}
	holds := func(a schedule.Appointment, number string) bool {
		return slices.ContainsFunc(h.everybody(), func(p patient.Patient) bool {
			return p.ID == a.Patient && slices.ContainsFunc(p.Contacts, func(c patient.Contact) bool { return c.Value.Reveal() == number })
		})
	}
	acted := 0
	rapid.Check(t, func(rt *rapid.T) {
		number := rapid.SampledFrom(numbers).Draw(rt, "number")
		before := map[schedule.ID]schedule.Appointment{}
		for _, a := range h.booked() {
			before[a.ID] = a
		}
		h.call(frontdesk.SMS, number).say(rapid.SampledFrom(said).Draw(rt, "said"))
		h.clock.Advance(time.Minute)
		after := h.booked()
		for _, was := range before {
			i := slices.IndexFunc(after, func(a schedule.Appointment) bool { return a.ID == was.ID })
			if i >= 0 && after[i].Version == was.Version {
				continue
			}
			if acted++; !holds(was, number) {
				rt.Fatalf("a text from %s changed a visit of somebody else", number)
			}
		}
	})
	if acted == 0 {
		t.Error("nothing that was written did anything")
	}
}
