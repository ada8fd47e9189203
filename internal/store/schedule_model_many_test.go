package store_test

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"pgregory.net/rapid"

	"bedside/internal/actor"
	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/patient"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/tx"
)

// booked are the visits, without what is only kept.
func (m *model) booked() []*taken {
	return slices.DeleteFunc(m.live(), func(o *taken) bool { return o.hold != "" })
}

// record is what is on record of a patient where the service asks for it.
func (m *model) record(svc practice.Service, i patient.ID, a schedule.About) schedule.About {
	if svc.Seen == "" && svc.AgeFrom == 0 && svc.AgeTo == 0 {
		return a
	}
	a.Birth, a.Seen = someone(0).Birth, practice.New // all are of one age
	for _, o := range m.booked() {
		if o.Patient == i && o.Start.Before(m.clock.Now()) {
			a.Seen = practice.Returning
		}
	}
	return a
}

// known is what counts of whom a search is for: staff may book for any reason.
func (m *model) known(svc practice.Service, q schedule.Query) schedule.About {
	if q.Patient == "" {
		return q.About
	}
	a := m.record(svc, q.Patient, q.About)
	a.Reason = ""
	return a
}

// meets says that the patient is somewhere else at that time, or "".
func (m *model) meets(i patient.ID, svc practice.Service, start time.Time) string {
	for _, o := range m.live() {
		if o.Patient == i && o.Start.Before(start.Add(time.Duration(svc.Minutes)*time.Minute)) && start.Before(o.End) {
			return "the patient is somewhere else"
		}
	}
	return ""
}

// series books the same visit on several days, all or none.
func (m *model) series(ctx context.Context, rt *rapid.T, one *taken, svc practice.Service, v practice.Provider, l practice.Location, start time.Time) {
	q := schedule.Series{Every: rapid.IntRange(1, 7).Draw(rt, "every"), Times: rapid.IntRange(2, 4).Draw(rt, "times"),
		Request: schedule.Request{Patient: one.Patient, Provider: v.ID, Location: l.ID, Service: svc.ID, Start: start, Channel: "console", State: "MN"}}
	before, why := len(m.visits), ""
	var starts []time.Time
	for n := range q.Times {
		day := civil.DateOf(start.In(l.In())).AddDays(n * q.Every)
		at := day.At(civil.ClockOf(start.In(l.In())), l.In())
		why = cmp.Or(why, m.fitsAs(staffDecide, svc, v, l, at), m.misfits(svc, m.record(svc, one.Patient, schedule.About{State: "MN"}), day), m.meets(one.Patient, svc, at))
		starts = append(starts, at)
		end := at.Add(time.Duration(svc.Minutes) * time.Minute)
		m.visits = append(m.visits, &taken{Appointment: schedule.Appointment{Patient: one.Patient, Provider: v.ID, Location: l.ID, Service: svc.ID, Start: at, End: end,
			Blocked: end.Add(time.Duration(svc.Buffer) * time.Minute), Before: time.Duration(svc.Before) * time.Minute, Status: schedule.Booked}})
	}
	m.visits = m.visits[:before]
	all, err := m.BookSeries(ctx, frontDesk, q)
	if (err == nil) != (why == "") || err != nil && !fault.Is(err, fault.Conflict) {
		rt.Fatalf("%d of %s every %d days from %s: %v, the model says %q", q.Times, svc.Name, q.Every, start, err, why)
	}
	for n, a := range all {
		if !a.Start.Equal(starts[n]) || a.Series != all[0].ID {
			rt.Fatalf("visit %d of the series is at %s, want %s", n, a.Start, starts[n])
		}
		m.took(rt, svc, l, a)
	}
}

// race has two callers book at once: it must come out as if one of them had been first.
func (m *model) race(ctx context.Context, rt *rapid.T, svc practice.Service, r schedule.Request, about schedule.About, shown []schedule.Slot) {
	someoneElse++
	other := r
	other.Person = someone(someoneElse)
	other.Start = r.Start.Add(time.Duration(5*rapid.IntRange(-6, 6).Draw(rt, "later")) * time.Minute)
	if rapid.Bool().Draw(rt, "with another") {
		other.Provider = rapid.SampledFrom(m.p.Providers).Draw(rt, "the other").ID
	}
	if len(shown) > 0 && rapid.Bool().Draw(rt, "what was shown too") {
		s := rapid.SampledFrom(shown).Draw(rt, "the other's")
		other.Provider, other.Location, other.Start = s.Provider, s.Location, s.Start
	}
	asks := [2]schedule.Request{r, other}
	var got [2]schedule.Appointment
	var errs [2]error
	var both sync.WaitGroup
	for n := range asks {
		both.Go(func() { got[n], errs[n] = m.Book(ctx, actor.Visitor(), asks[n]) })
	}
	both.Wait()
	before := len(m.visits)
	serial := func(order ...int) bool {
		defer func() { m.visits = m.visits[:before] }()
		for _, n := range order {
			v, _ := m.p.Provider(asks[n].Provider)
			l, _ := m.p.Location(asks[n].Location)
			about.Birth = asks[n].Person.Birth
			why := cmp.Or(m.fits(svc, v, l, asks[n].Start), m.misfits(svc, about, civil.DateOf(asks[n].Start.In(l.In()))), lacks(svc, about))
			if (why == "") != (errs[n] == nil) {
				return false
			}
			if why == "" {
				m.visits = append(m.visits, &taken{Appointment: got[n]})
			}
		}
		return true
	}
	if !serial(0, 1) && !serial(1, 0) {
		rt.Fatalf("two at once, %s at %s and %s: %v and %v, as in neither order", svc.Name, asks[0].Start, asks[1].Start, errs[0], errs[1])
	}
	for n, a := range got {
		if l, _ := m.p.Location(a.Location); errs[n] == nil {
			m.took(rt, svc, l, a)
		}
	}
}

// waits is somebody on the waitlist, with what they were offered.
type waits struct {
	schedule.Wait
	offers []*schedule.Offer
}

// enlist puts somebody on the waitlist who has a visit, for another or for an earlier one.
func (m *model) enlist(ctx context.Context, rt *rapid.T, one *taken) {
	m.clock.Advance(time.Second) // nobody comes at the same time
	today := civil.DateOf(m.clock.Now().In(m.p.Locations[0].In()))
	w := schedule.Wait{Patient: one.Patient, Service: rapid.SampledFrom(m.booked()).Draw(rt, "like").Service, From: today, To: today.AddDays(6 - rapid.IntRange(0, 6).Draw(rt, "days less")), Urgent: rapid.Bool().Draw(rt, "urgent")}
	switch rapid.IntRange(0, 5).Draw(rt, "choosy") {
	case 0:
		w.Provider = rapid.SampledFrom(m.p.Providers).Draw(rt, "only with").ID
	case 1:
		w.After, w.Until = 600, civil.Clock(rapid.IntRange(610, 900).Draw(rt, "until"))
	case 2:
		w.Days = []time.Weekday{today.AddDays(1).Weekday(), today.AddDays(2).Weekday()}
	}
	why := ""
	if rapid.Bool().Draw(rt, "instead") {
		w.Instead, w.Service = one.ID, one.Service
	}
	svc, _ := m.p.Service(w.Service)
	if w.Instead == "" {
		a := m.record(svc, one.Patient, schedule.About{})
		if why = m.misfits(svc, a, w.From); m.misfits(svc, a, w.To) == "" {
			why = ""
		}
	}
	if w.Until > 0 && int(w.Until-w.After) < svc.Minutes {
		why = "too short"
	}
	if !slices.ContainsFunc(m.p.Providers, func(v practice.Provider) bool { return v.Offers(svc.ID) && (w.Provider == "" || v.ID == w.Provider) }) {
		why = "nobody gives it"
	}
	old := slices.IndexFunc(m.waits, func(o *waits) bool {
		return o.Status == schedule.Waiting && o.Patient == w.Patient && o.Service == w.Service && (o.Instead == w.Instead || o.Instead == "" || w.Instead == "")
	})
	w, err := m.Wait(ctx, frontDesk, schedule.Joining{Wait: w})
	if (err == nil) != (why == "") || err != nil && !fault.Is(err, fault.Invalid) {
		rt.Fatalf("waiting for %s: %v, the model says %q", svc.Name, err, why)
	}
	switch {
	case err != nil:
	case old < 0:
		m.waits = append(m.waits, &waits{Wait: w})
	case m.waits[old].ID != w.ID:
		rt.Fatalf("who waits for %s already waits twice", svc.Name)
	default: // the last wishes, in the place that they have
		m.waits[old].Wait = w
	}
}

// next is who must be offered a time that became free: the first by rank who wants it, can have it and was not asked.
func (m *model) next(v practice.Provider, l practice.Location, start time.Time) *waits {
	now := m.clock.Now()
	var best *waits
	rank := func(w *waits) int {
		switch {
		case w.Urgent:
			return 0
		case w.Instead == "":
			return 1
		}
		return 2
	}
	for _, w := range m.waits { // in the order in which they came
		svc, _ := m.p.Service(w.Service)
		at, end := start.In(l.In()), start.In(l.In()).Add(time.Duration(svc.Minutes)*time.Minute)
		day, lately, asked := civil.DateOf(at), 0, false
		for _, o := range w.offers {
			asked = asked || o.Status == schedule.OfferOpen || o.Provider == v.ID && o.Location == l.ID && o.Start.Equal(start)
			if o.Made.Add(24 * time.Hour).After(now) {
				lately++
			}
		}
		wanted := w.Status == schedule.Waiting && (w.Provider == "" || w.Provider == v.ID) && day.String() >= w.From.String() && day.String() <= w.To.String() &&
			(len(w.Days) == 0 || slices.Contains(w.Days, day.Weekday())) && civil.ClockOf(at) >= w.After &&
			(w.Until == 0 || civil.ClockOf(end) <= w.Until && civil.DateOf(end) == day)
		about := m.record(svc, w.Patient, schedule.About{})
		if w.Instead != "" {
			i := slices.IndexFunc(m.booked(), func(o *taken) bool { return o.ID == w.Instead })
			if i < 0 || !start.Before(m.booked()[i].Start) {
				continue
			}
			about = schedule.About{State: m.booked()[i].State.Reveal()}
		}
		if wanted && !asked && lately < 3 && m.fitsAs(staffDecide, svc, v, l, start) == "" && m.misfits(svc, about, day) == "" && m.meets(w.Patient, svc, start) == "" &&
			(best == nil || rank(w) < rank(best)) {
			best = w
		}
	}
	return best
}

// freed checks that what became free is offered to whom the model says, and to nobody else.
func (m *model) freed(ctx context.Context, rt *rapid.T, who practice.ProviderID, where practice.LocationID, start time.Time) {
	v, _ := m.p.Provider(who)
	l, _ := m.p.Location(where)
	var want *waits
	if start.Sub(m.clock.Now()) >= time.Hour {
		want = m.next(v, l, start)
	}
	if want == nil {
		return // that nothing else was offered is seen after the move
	}
	if len(m.told.offers) == 0 {
		rt.Fatalf("%s with %s is offered to nobody", start, v.Family)
	}
	o := m.told.offers[0]
	m.told.offers = m.told.offers[1:]
	stands := min(max(start.Sub(m.clock.Now())/4, 15*time.Minute), 4*time.Hour)
	if o.Wait != want.ID || o.Provider != who || o.Location != where || !o.Start.Equal(start) || !o.Expires.Equal(m.clock.Now().Add(stands).Truncate(time.Microsecond)) {
		rt.Fatalf("%s with %s is offered to another, or for another time: %+v", start, v.Family, o)
	}
	want.offers = append(want.offers, &o)
	if err := m.View(ctx, actor.System(), func(t tx.Tx) error {
		h, err := m.Store.Schedule().Hold(ctx, t, o.Hold)
		m.visits = append(m.visits, &taken{schedule.Appointment{Patient: h.Patient, Provider: h.Provider, Location: h.Location, Service: h.Service, Room: h.Room, Resources: h.Resources,
			Start: h.Start, End: h.End, Blocked: h.Blocked, Before: h.Before, Lane: h.Lane, Status: schedule.Pending}, h.ID, h.Expires})
		return err
	}); err != nil {
		rt.Fatal(err)
	}
}

// answers has somebody take the last time that they were offered, let it go, or wait no more.
func (m *model) answers(ctx context.Context, rt *rapid.T, what string) {
	asked := slices.DeleteFunc(slices.Clone(m.waits), func(w *waits) bool { return len(w.offers) == 0 })
	if len(asked) == 0 {
		return
	}
	w := rapid.SampledFrom(asked).Draw(rt, "who answers")
	o := w.offers[len(w.offers)-1]
	by := frontDesk
	if rapid.Bool().Draw(rt, "by themselves") {
		by = actor.Verified(string(w.Patient))
	}
	var kept *taken
	for _, h := range m.visits {
		if h.hold == o.Hold {
			kept = h
		}
	}
	why := ""
	if w.Status != schedule.Waiting {
		why = "they wait no more"
	} else if what != "unwait" && (o.Status != schedule.OfferOpen || !o.Expires.After(m.clock.Now())) {
		why = "no longer kept"
	}
	judge := func(err error) bool {
		if (err == nil) != (why == "") || err != nil && !fault.Is(err, fault.Conflict) && !fault.Is(err, fault.Invalid) {
			rt.Fatalf("%s of %s: %v, the model says %q", what, o.Start, err, why)
		}
		return err == nil
	}
	svc, _ := m.p.Service(o.Service)
	l, _ := m.p.Location(o.Location)
	switch what {
	case "accept":
		i := slices.IndexFunc(m.booked(), func(b *taken) bool { return b.ID == w.Instead })
		switch day := civil.DateOf(o.Start.In(l.In())); {
		case why != "":
		case w.Instead != "" && i < 0:
			why = "the visit is gone"
		case w.Instead == "":
			if why = m.misfits(svc, m.record(svc, w.Patient, schedule.About{}), day); why == "" && svc.Telehealth && by != frontDesk {
				why = "nobody said in which state"
			}
		}
		var old *taken
		if w.Instead != "" && i >= 0 {
			old = m.booked()[i]
		}
		a, err := m.Accept(ctx, by, o.ID)
		if !judge(err) {
			return
		}
		kept.expires, o.Status, w.Status = time.Time{}, schedule.OfferAccepted, schedule.WaitOver
		if old != nil {
			old.Status = schedule.Cancelled
		}
		m.took(rt, svc, l, a)
		if old != nil {
			m.freed(ctx, rt, old.Provider, old.Location, old.Start)
		}
	case "decline":
		if judge(m.Decline(ctx, by, o.ID)) {
			kept.expires, o.Status = time.Time{}, schedule.OfferDeclined
			m.freed(ctx, rt, o.Provider, o.Location, o.Start)
		}
	case "unwait":
		if !judge(m.Unwait(ctx, by, w.ID)) {
			return
		}
		if w.Status = schedule.WaitEnded; o.Status == schedule.OfferOpen {
			kept.expires, o.Status = time.Time{}, schedule.OfferDeclined
			m.freed(ctx, rt, o.Provider, o.Location, o.Start)
		}
	}
}

// expire has the offers that are over go to the next who waits.
func (m *model) expire(ctx context.Context, rt *rapid.T) {
	if m.server { // its own clock it is there
		return
	}
	due, err := m.Jobs().Claim(ctx, []string{schedule.OfferJob}, 10, time.Minute)
	if err != nil {
		rt.Fatal(err)
	}
	for _, c := range due {
		if err := m.OfferDue(ctx, c); err != nil {
			rt.Fatal(err)
		}
		for _, w := range m.waits {
			for _, o := range w.offers {
				if string(o.ID) == c.Ref && o.Status == schedule.OfferOpen {
					o.Status = schedule.OfferExpired
					m.freed(ctx, rt, o.Provider, o.Location, o.Start)
				}
			}
		}
	}
	for _, w := range m.waits {
		for _, o := range w.offers {
			if o.Status == schedule.OfferOpen && !o.Expires.After(m.clock.Now()) {
				rt.Fatalf("the offer of %s is over and still open", o.Start)
			}
		}
	}
}
