package outreach_test

import (
	"context"
	"flag"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"bedside/internal/actor"
	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/outreach"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/testkit"
	"bedside/internal/tx"
)

// told is one text or letter as the world saw it.
type told struct {
	at       time.Time
	reminder bool
	reply    bool // to what a patient had just done, or a visit of that day that is off
	people   map[patient.ID]bool
	zones    []string
}

// Whatever patients, numbers, visits, kinds, zones and clocks there are: nobody gets more than one reminder a day and
// three in seven days, nor does a number that a family shares; texts go out between eight and nine in every zone the
// patient may be in, reminders by e-mail too; and no two texts go to a number within minutes, but for what passes.
func TestInvariants(t *testing.T) {
	h := openHouse(t, testkit.SQLite(t))
	zones := []string{"America/New_York", "America/Phoenix", "America/Puerto_Rico", "Pacific/Honolulu", "America/Indiana/Indianapolis", "America/Los_Angeles", "America/Chicago"}
	h.places(zones)
	areas := []string{"212", "602", "787", "808", "317", "310", "312", "907", "671"}
	base, run, seen := noon, 0, map[string]int{}
	if checks := flag.Lookup("rapid.checks"); checks.Value.String() == checks.DefValue { // a hundred take six seconds
		must(h, flag.Set("rapid.checks", "40"))
		defer func() { must(h, flag.Set("rapid.checks", checks.DefValue)) }()
	}
	rapid.Check(t, func(r *rapid.T) {
		run++
		base = noon.AddDate(0, run%36, run/36%28) // another month, with other clocks
		w := &watch{house: h, r: r, run: run, said: map[string][]told{}, who: map[string][]patient.ID{}, zonesOf: map[patient.ID][]string{}, persons: map[patient.ID]patient.Person{}}
		h.clock.Set(base.Add(time.Duration(rapid.IntRange(0, 24*60).Draw(r, "minute")) * time.Minute))
		h.choose(outreach.Settings{Kinds: map[outreach.Kind]bool{outreach.Missed: true}, After: map[practice.ServiceID]outreach.After{h.visit: {FollowUp: rapid.IntRange(0, 2).Draw(r, "follow-up"), Recall: rapid.IntRange(0, 1).Draw(r, "recall")}}})
		number := func(n int) string {
			return fmt.Sprintf("+1%s555%04d", rapid.SampledFrom(areas).Draw(r, "area"), run%1000*10+n)
		}
		numbers := []string{number(0), number(1)}[:rapid.IntRange(1, 2).Draw(r, "numbers")]
		var people []patient.ID
		for n := range rapid.IntRange(1, 3).Draw(r, "patients") {
			people = append(people, w.admit(n, rapid.SampledFrom(numbers).Draw(r, "number"), rapid.Bool().Draw(r, "e-mail")))
		}
		var visits []schedule.Appointment
		for range rapid.IntRange(2, 7).Draw(r, "steps") {
			switch do := rapid.SampledFrom([]string{"book", "book", "family", "move", "cancel", "close", "clock back"}).Draw(r, "do"); {
			case do == "book", do == "family":
				who := people
				if do == "book" {
					who = []patient.ID{rapid.SampledFrom(people).Draw(r, "who")}
				}
				start := w.start()
				for n, p := range who {
					if a, ok := w.visit(p, start.Add(time.Duration(n)*time.Hour)); ok {
						visits = append(visits, a)
					}
				}
			case do == "clock back":
				h.clock.Set(h.clock.Now().Add(-time.Duration(rapid.IntRange(1, 180).Draw(r, "back")) * time.Minute))
			case len(visits) > 0:
				n := rapid.IntRange(0, len(visits)-1).Draw(r, "which")
				visits[n] = w.change(visits[n], do)
			}
			w.goOn(rapid.IntRange(0, 30).Draw(r, "hours"))
		}
		w.goOn(12 * 24)
		w.check()
		for to, all := range w.said {
			for _, x := range all {
				seen[fmt.Sprintf("reminder %t, text %t, of %d, reply %t", x.reminder, to[0] == '+', len(x.people), x.reply)]++
			}
		}
	})
	for _, k := range []string{"reminder true, text true, of 1, reply false", "reminder true, text false, of 1, reply false", "reminder false, text true, of 1, reply true"} {
		if seen[k] == 0 {
			t.Errorf("never seen: %s", k)
		}
	}
	t.Logf("seen: %v", seen)
}

// places gives the house a location in every zone, open day and night.
func (h *house) places(zones []string) {
	h.Helper()
	ctx := context.Background()
	must(h, h.Do(ctx, actor.System(), func(t tx.Tx) error {
		var all []practice.Hours
		for d := time.Sunday; d <= time.Saturday; d++ {
			all = append(all, practice.Hours{Weekday: d, When: civil.Interval{From: 0, To: 1440}})
		}
		for _, z := range zones {
			at, err := h.practice.SaveLocation(ctx, t, practice.Location{Name: z, Address: "1 Main Street", City: "Elba", State: "MN", ZIP: "55910", Zone: z, Active: true,
				Rooms: []practice.Room{{Name: "1", Active: true}}})
			if err != nil {
				return err
			}
			who, err := h.practice.SaveProvider(ctx, t, practice.Provider{Given: "Ines", Family: "Marlow", Services: []practice.ServiceID{h.visit, h.video}, Active: true})
			if err != nil {
				return err
			}
			if err := h.practice.SaveHours(ctx, t, who, at, all); err != nil {
				return err
			}
			h.others = append(h.others, place{at, who})
		}
		return nil
	}))
}

type place struct {
	at  practice.LocationID
	who practice.ProviderID
}

type watch struct {
	*house
	r       *rapid.T
	run     int
	said    map[string][]told       // by number or address
	who     map[string][]patient.ID // whose it is
	zonesOf map[patient.ID][]string
	persons map[patient.ID]patient.Person
}

func (w *watch) admit(n int, number string, mail bool) patient.ID {
	p := patient.Patient{Name: phi.NewName("Tomasina", fmt.Sprintf("Run%dn%d", w.run, n)), Birth: phi.NewBirthDate(civil.Date{Year: 1950 + w.run%60, Month: 5, Day: 1 + n}),
		Contacts: []patient.Contact{{Kind: patient.Phone, Value: phi.NewText(number)}}}
	if mail {
		p.Contacts = []patient.Contact{{Kind: patient.Email, Value: phi.NewText(fmt.Sprintf("run%d.%d@example.com", w.run, n))}, p.Contacts[0]}
	}
	var i patient.ID
	ctx := context.Background()
	must(w.house, w.Do(ctx, frontDesk, func(t tx.Tx) (err error) {
		if i, err = w.patients.Add(ctx, t, p); err != nil {
			return err
		}
		kept, err := w.patients.Get(ctx, t, i)
		for _, c := range kept.Contacts {
			if err == nil {
				err = w.patients.SetConsent(ctx, t, c.ID, true, patient.Said{How: "staff", For: patient.Purposes()})
			}
		}
		return err
	}))
	for _, c := range p.Contacts {
		w.who[c.Value.Reveal()] = append(w.who[c.Value.Reveal()], i)
	}
	w.zonesOf[i] = practice.PhoneZones(number)
	w.persons[i] = patient.Person{Name: p.Name, Birth: p.Birth, Phone: phi.NewPhone(number)}
	return i
}

// start is a time within ten days.
func (w *watch) start() time.Time {
	steps := rapid.IntRange(6, rapid.SampledFrom([]int{4, 6, 10}).Draw(w.r, "days")*24*3).Draw(w.r, "start")
	return w.clock.Now().Truncate(20 * time.Minute).Add(time.Duration(steps) * 20 * time.Minute)
}

// visit books one at a random place, by the patient or by staff.
func (w *watch) visit(p patient.ID, start time.Time) (schedule.Appointment, bool) {
	at := rapid.SampledFrom(w.others).Draw(w.r, "place")
	service := rapid.SampledFrom([]practice.ServiceID{w.house.visit, w.video}).Draw(w.r, "service")
	request, by := schedule.Request{Provider: at.who, Location: at.at, Service: service, Start: start, Channel: "console", State: "MN"}, frontDesk
	if request.Patient = p; rapid.Bool().Draw(w.r, "by the patient") {
		request.Patient, request.Person, by = "", w.persons[p], actor.Visitor()
	}
	a, err := w.Book(context.Background(), by, request)
	if err != nil && !fault.Is(err, fault.Conflict) && !fault.Is(err, fault.Invalid) {
		must(w.house, err)
	}
	return a, err == nil
}

func (w *watch) change(a schedule.Appointment, do string) schedule.Appointment {
	ctx := context.Background()
	var err error
	was := a
	switch do {
	case "move":
		a, err = w.Scheduler.Move(ctx, frontDesk, schedule.Move{ID: a.ID, Version: a.Version, Provider: a.Provider, Location: a.Location, Start: a.Start.Add(26 * time.Hour)})
	case "cancel":
		a, err = w.Cancel(ctx, frontDesk, a.ID, a.Version, "practice")
	case "close":
		if w.clock.Now().Before(a.Start) {
			w.clock.Set(a.End)
		}
		a, err = w.Mark(ctx, frontDesk, a.ID, a.Version, rapid.SampledFrom([]schedule.Status{schedule.Fulfilled, schedule.NoShow}).Draw(w.r, "to"))
	}
	if err != nil {
		return was
	}
	return a
}

// goOn lets the program do what is due, as late as it happens to be, for so many hours.
func (w *watch) goOn(hours int) {
	end := w.clock.Now().Add(time.Duration(hours) * time.Hour)
	for {
		w.work()
		next, ok := w.next()
		if !ok || next.After(end) {
			w.clock.Set(later(w.clock.Now(), end))
			return
		}
		if next.After(w.clock.Now()) {
			w.clock.Set(next.Add(time.Duration(rapid.IntRange(0, 40).Draw(w.r, "late")) * time.Minute))
		} else {
			w.clock.Set(w.clock.Now().Add(time.Minute))
		}
	}
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// next is when the next message of anybody here is due.
func (w *watch) next() (at time.Time, ok bool) {
	must(w.house, w.View(context.Background(), actor.System(), func(t tx.Tx) error {
		for _, who := range w.people() {
			all, err := w.Service.Store.Find(context.Background(), t, outreach.Filter{Patient: who, Status: outreach.Waiting, Limit: 100})
			if err != nil {
				return err
			}
			for _, m := range all {
				if !ok || m.Due.Before(at) {
					at, ok = m.Due, true
				}
			}
		}
		return nil
	}))
	return at, ok
}

func (w *watch) people() (all []patient.ID) {
	for i := range w.zonesOf {
		all = append(all, i)
	}
	return all
}

// work sends what is due and notes what the world sees of it.
func (w *watch) work() {
	ctx := context.Background()
	jobs, err := w.Service.Queue.Claim(ctx, []string{outreach.JobKind, outreach.RecallJob}, 50, time.Minute)
	must(w.house, err)
	for _, c := range jobs {
		before, letters := len(w.carrier.texts), len(w.box.Messages())
		if c.Kind == outreach.RecallJob {
			must(w.house, w.RecallDue(ctx, c))
			continue
		}
		must(w.house, w.Send(ctx, c))
		if len(w.carrier.texts) == before && len(w.box.Messages()) == letters {
			continue
		}
		w.note(outreach.ID(c.Ref), len(w.carrier.texts) > before)
	}
}

func (w *watch) note(i outreach.ID, text bool) {
	ctx := context.Background()
	must(w.house, w.View(ctx, actor.System(), func(t tx.Tx) error {
		m, err := w.Service.Store.Get(ctx, t, i)
		if err != nil {
			return err
		}
		with, err := w.Service.Store.Together(ctx, t, i)
		if err != nil {
			return err
		}
		x := told{at: w.clock.Now(), reminder: m.Kind.Reminder(), reply: m.Asked && w.clock.Now().Sub(m.Created).Abs() < 15*time.Minute, people: map[patient.ID]bool{}}
		for _, o := range append(with, m) {
			x.people[o.Patient] = true
			x.zones = append(x.zones, "America/Chicago")
			x.zones = append(x.zones, w.zonesOf[o.Patient]...)
			if o.Appointment != "" {
				a, err := w.Service.Visits.Get(ctx, t, o.Appointment)
				if err != nil {
					return err
				}
				x.zones = append(x.zones, a.Zone)
				x.reply = x.reply || m.Kind == outreach.Cancelled && civil.DateOf(a.Start) == civil.DateOf(x.at.In(a.Start.Location()))
			}
		}
		to := ""
		if text {
			to = w.carrier.texts[len(w.carrier.texts)-1].to
		} else {
			to = w.box.Messages()[0].To
		}
		w.said[to] = append(w.said[to], x)
		return nil
	}))
}

func (w *watch) check() {
	byPatient := map[patient.ID][]told{}
	for to, all := range w.said {
		w.caps("the address", all)
		for n, x := range all {
			for p := range x.people {
				byPatient[p] = append(byPatient[p], x)
			}
			text := to[0] == '+'
			if (text && !x.reply) || x.reminder {
				w.awake(x)
			}
			for _, y := range all[:n] {
				if text && !x.reply && x.at.Sub(y.at).Abs() < 10*time.Minute {
					w.r.Fatalf("two texts to one number at %s and %s", y.at, x.at)
				}
			}
		}
	}
	for _, all := range byPatient {
		w.caps("a patient", all)
	}
}

// caps fails for two reminders of one civil day by any of the zones, or four in seven days.
func (w *watch) caps(whom string, all []told) {
	var r []told
	for _, x := range all {
		if x.reminder {
			r = append(r, x)
		}
	}
	for n, x := range r {
		inWeek := 0
		for _, y := range r[:n] {
			if x.at.Sub(y.at).Abs() < 7*24*time.Hour {
				inWeek++
			}
			for _, z := range x.zones {
				loc, err := time.LoadLocation(z)
				must(w.house, err)
				if civil.DateOf(x.at.In(loc)) == civil.DateOf(y.at.In(loc)) {
					w.r.Fatalf("%s is reminded twice on a day of %s: %s and %s", whom, z, y.at.In(loc), x.at.In(loc))
				}
			}
		}
		if inWeek >= 3 {
			w.r.Fatalf("%s is reminded %d times in a week, up to %s", whom, inWeek+1, x.at)
		}
	}
}

func (w *watch) awake(x told) {
	for _, z := range x.zones {
		loc, err := time.LoadLocation(z)
		must(w.house, err)
		if c := civil.ClockOf(x.at.In(loc)); c < civil.NewClock(8, 0) || c >= civil.NewClock(21, 0) {
			w.r.Fatalf("said at %s in %s", x.at.In(loc), z)
		}
	}
}
