package store_test

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"bedside/internal/actor"
	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/testkit"
	"bedside/internal/tx"
)

// model is the schedule as anybody would write it who had all the time in the world: it looks at every five minutes of
// a visit by themselves, and at every visit in the book.
type model struct {
	*office
	p       *practice.Practice
	visits  []*taken
	waits   []*waits
	told    *phoned
	server  bool                                   // PostgreSQL, which has a clock of its own
	earlier map[practice.ServiceID][]schedule.Slot // what somebody was shown who has not decided yet
}

// taken is one visit or hold.
type taken struct {
	schedule.Appointment
	hold    schedule.HoldID
	expires time.Time
}

func (m *model) live() []*taken {
	return slices.DeleteFunc(slices.Clone(m.visits), func(v *taken) bool {
		return !v.Status.Takes() || v.hold != "" && !v.expires.After(m.clock.Now())
	})
}

// works reports whether the provider works at the location at the instant.
func (m *model) works(v practice.ProviderID, l practice.Location, at time.Time) bool {
	day, clock := civil.DateOf(at.In(l.In())), civil.ClockOf(at.In(l.In()))
	in := func(w civil.Interval) bool { return w.From <= clock && clock < w.To }
	works, special := false, false
	for _, s := range m.p.Specials {
		if s.Provider == v && s.Location == l.ID && s.Date == day {
			special = true
			works = works || slices.ContainsFunc(s.Open, in)
		}
	}
	for _, h := range m.p.Hours {
		if !special && h.Provider == v && h.Location == l.ID && h.Weekday == day.Weekday() && in(h.When) {
			if h.Break {
				return false
			}
			works = true
		}
	}
	for _, c := range m.p.Closures {
		all := c.When == (civil.Interval{})
		during := day.String() >= c.From.String() && day.String() <= c.To.String() || c.Yearly && day.Month == c.From.Month && day.Day == c.From.Day // those here are one day long
		if (c.Provider == "" || c.Provider == v) && (c.Location == "" || c.Location == l.ID) && during && (all || in(c.When)) {
			return false
		}
	}
	if len(m.p.Holidays) > 0 && day.String() == "2026-11-26" { // the fourth Thursday of November
		return false
	}
	return works
}

// asker is who asks for a start.
type asker int

const (
	stranger    asker = iota
	staffLooks        // they are shown what strangers are, without notice and horizon
	staffDecide       // and may begin between two steps
)

// fits says why a stranger cannot have the start, or "".
func (m *model) fits(svc practice.Service, v practice.Provider, l practice.Location, start time.Time) string {
	return m.fitsAs(stranger, svc, v, l, start)
}

func (m *model) fitsAs(who asker, svc practice.Service, v practice.Provider, l practice.Location, start time.Time) string {
	const step = 5 * time.Minute
	now, end := m.clock.Now(), start.Add(time.Duration(svc.Minutes)*time.Minute)
	if !v.Offers(svc.ID) {
		return "does not offer it"
	}
	if start.Before(now) || who == stranger && (start.Before(now.Add(cmp.Or(svc.Notice, m.p.Settings.Notice))) || start.After(now.AddDate(0, 0, cmp.Or(svc.Horizon, m.p.Settings.Horizon)))) {
		return "too soon or too late"
	}
	begin := start
	for m.works(v.ID, l, begin.Add(-step)) && civil.DateOf(begin.Add(-step).In(l.In())) == civil.DateOf(start.In(l.In())) {
		begin = begin.Add(-step)
	}
	if who != staffDecide && start.Sub(begin)%(time.Duration(m.p.Settings.SlotStep)*time.Minute) != 0 {
		return "between two steps"
	}
	for at := start; at.Before(end); at = at.Add(step) {
		if !m.works(v.ID, l, at) || civil.DateOf(at.In(l.In())) != civil.DateOf(start.In(l.In())) {
			return "not at work"
		}
		day, clock := civil.DateOf(start.In(l.In())), civil.ClockOf(at.In(l.In()))
		for _, k := range m.p.Reserved {
			open := !now.Before(day.AddDays(-k.OpensDays).At(k.OpensAt, l.In())) && (len(k.Services) == 0 || slices.Contains(k.Services, svc.ID))
			if k.Provider == v.ID && k.Location == l.ID && k.Weekday == day.Weekday() && k.When.From <= clock && clock < k.When.To && !open {
				return "kept"
			}
		}
	}
	return m.room(svc, v, l, start)
}

// room says why the start is not free, or "".
func (m *model) room(svc practice.Service, v practice.Provider, l practice.Location, start time.Time) string {
	from, to := start.Add(-time.Duration(svc.Before)*time.Minute), start.Add(time.Duration(svc.Minutes+svc.Buffer)*time.Minute)
	seats, shared := 0, false
	days, weeks := map[time.Time]bool{}, map[time.Time]bool{}
	busy := map[string]bool{}
	provider := false
	zone := m.p.In(v)
	for _, o := range m.live() {
		if o.Provider == v.ID && o.Service == svc.ID && o.Location == l.ID && o.Start.Equal(start) && svc.Seats > 1 {
			shared = shared || o.Lane < 32 && whole(svc, l, o)
			if o.Lane < svc.Seats {
				seats++
			}
		}
		if o.Provider == v.ID {
			theirs, ours := civil.DateOf(o.Start.In(zone)), civil.DateOf(start.In(zone))
			k := o.Start.UTC()
			if o.Lane >= 32 {
				k = k.Add(time.Duration(o.Lane)) // overbooked visits count by themselves
			}
			if theirs == ours {
				days[k] = true
			}
			if theirs.Monday() == ours.Monday() {
				weeks[k] = true
			}
		}
		if o.From().Before(to) && from.Before(o.Blocked) {
			provider = provider || o.Provider == v.ID
			busy[string(o.Room)] = true
			for _, i := range o.Resources {
				busy[string(i)] = true
			}
		}
	}
	if shared {
		if seats < svc.Seats {
			return ""
		}
		return "no seat"
	}
	if provider {
		return "busy"
	}
	if v.MostDay > 0 && len(days) >= v.MostDay || v.MostWeek > 0 && len(weeks) >= v.MostWeek {
		return "full"
	}
	present := func(h practice.There) bool {
		for at := start; at.Before(start.Add(time.Duration(svc.Minutes) * time.Minute)); at = at.Add(5 * time.Minute) {
			day, clock := civil.DateOf(at.In(l.In())), civil.ClockOf(at.In(l.In()))
			there := len(h.Week) == 0
			for _, p := range h.Week {
				there = there || p.Weekday == day.Weekday() && p.When.From <= clock && clock < p.When.To
			}
			for _, a := range h.Away {
				there = there && (day.String() < a.From.String() || day.String() > a.To.String())
			}
			if !there {
				return false
			}
		}
		return true
	}
	rooms, free := 0, 0
	for _, r := range l.Rooms {
		if rooms++; !busy[string(r.ID)] && present(r.There) {
			free++
		}
	}
	if !svc.Telehealth && rooms > 0 && free == 0 {
		return "no room"
	}
	for _, n := range svc.Needs {
		free := 0
		for _, r := range l.Resources {
			if r.Pool == n.Pool && !busy[string(r.ID)] && present(r.There) {
				free++
			}
		}
		if free < n.Count {
			return "lacks " + n.Pool
		}
	}
	return ""
}

// whole reports whether a shared visit has what it needs, which one that was overbooked may not.
func whole(svc practice.Service, l practice.Location, o *taken) bool {
	needs := 0
	for _, n := range svc.Needs {
		needs += n.Count
	}
	return len(o.Resources) >= needs && (o.Room != "" || svc.Telehealth || len(l.Rooms) == 0)
}

// misfits says why the service is not for whom it is, on the day, or "".
func (m *model) misfits(svc practice.Service, a schedule.About, day civil.Date) string {
	if born := a.Birth.Reveal(); born != "" {
		age := day.Year - 1980 // all are born in May of it
		if day.Month < 5 || day.Month == 5 && fmt.Sprintf("%02d", day.Day) < born[8:] {
			age--
		}
		if age < svc.AgeFrom || svc.AgeTo > 0 && age > svc.AgeTo {
			return "age"
		}
	}
	switch {
	case svc.Seen != "" && a.Seen != "" && a.Seen != svc.Seen:
		return "new or not"
	case len(svc.Reasons) > 0 && a.Reason != "" && !slices.Contains(svc.Reasons, a.Reason):
		return "another reason"
	case svc.Telehealth && a.State != "" && a.State != "MN":
		return "no license"
	}
	return ""
}

// lacks says what a booking has to say and does not, or "".
func lacks(svc practice.Service, a schedule.About) string {
	switch {
	case svc.Telehealth && a.State == "":
		return "state"
	case svc.Seen != "" && a.Seen == "":
		return "seen"
	case len(svc.Reasons) > 0 && a.Reason == "":
		return "reason"
	}
	return ""
}

// slots are the free times of the days, as text.
func (m *model) slots(svc practice.Service, q schedule.Query) []string {
	var all []string
	who := stranger
	if q.Patient != "" {
		who, q.About = staffLooks, m.known(svc, q)
	}
	from, to := q.From, q.To
	for _, l := range m.p.Locations {
		begin, end := from.At(0, l.In()), to.AddDays(1).At(0, l.In())
		for _, v := range m.p.Providers {
			for at := begin; at.Before(end); at = at.Add(5 * time.Minute) {
				local := at.In(l.In())
				end := local.Add(time.Duration(svc.Minutes) * time.Minute)
				wanted := !slices.Contains(q.Except, local.Weekday()) && civil.ClockOf(local) >= q.After && (q.Until == 0 || civil.ClockOf(end) <= q.Until && civil.DateOf(end) == civil.DateOf(local)) &&
					(q.Language == "" || strings.Contains(v.Languages, q.Language))
				if wanted && m.misfits(svc, q.About, civil.DateOf(local)) == "" && m.fitsAs(who, svc, v, l, at) == "" {
					all = append(all, slotText(v.ID, l.ID, at))
				}
			}
		}
	}
	slices.Sort(all)
	return all
}

func slotText(v practice.ProviderID, l practice.LocationID, at time.Time) string {
	return at.UTC().Format("01-02 15:04 ") + string(v) + " " + string(l)
}

// TestTheModel makes practices, days and zones by chance, lets strangers and staff book, hold, overbook, move, cancel
// and wait in any order, one at a time and two at once, on what they saw just now or before others decided, books series,
// and has the waitlist offer what becomes free; it compares what is offered and what is taken with the model.
func TestTheModel(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		if strings.HasPrefix(dsn, "postgres") {
			few(t, 4)
			rapid.Check(t, func(rt *rapid.T) {
				play(t, rt, openOffice(t, testkit.PG(t), "America/Phoenix", monday, workday()), true)
			})
			return
		}
		few(t, 40)
		rapid.Check(t, func(rt *rapid.T) {
			zone := rapid.SampledFrom([]string{"America/New_York", "America/Phoenix", "America/Puerto_Rico", "Pacific/Honolulu", "America/Indiana/Indianapolis"}).Draw(rt, "zone")
			change := rapid.SampledFrom([]civil.Date{{Year: 2027, Month: 3, Day: 14}, {Year: 2027, Month: 11, Day: 7}, {Year: 2026, Month: 12, Day: 2}, {Year: 2026, Month: 11, Day: 27}}).Draw(rt, "around")
			now := change.AddDays(-2).At(600, mustZone(zone))
			play(t, rt, openOffice(t, testkit.SQLite(t), zone, now, workday()), false)
		})
	})
}

// few has rapid try so many times, unless somebody asks for more.
func few(t *testing.T, n int) {
	f := flag.Lookup("rapid.checks")
	before := f.Value.String()
	if before != f.DefValue {
		return
	}
	must(t, f.Value.Set(fmt.Sprint(n)))
	t.Cleanup(func() { _ = f.Value.Set(before) })
}

func play(t *testing.T, rt *rapid.T, o *office, server bool) {
	ctx := context.Background()
	m := &model{office: o, told: &phoned{}, server: server, earlier: map[practice.ServiceID][]schedule.Slot{}}
	o.Scheduler.Waits, o.Queue, o.Offered = o.Store.Waits(), o.Jobs(), []schedule.OfferFollower{m.told}
	if err := m.furnish(ctx, rt); err != nil {
		rt.Fatal(err)
	}
	must(t, o.View(ctx, actor.System(), func(x tx.Tx) (err error) { m.p, err = o.practice.Get(ctx, x); return err }))
	for n := range rapid.IntRange(30, 60).Draw(rt, "moves") {
		today := civil.DateOf(o.clock.Now().In(m.p.Locations[0].In()))
		svc := rapid.SampledFrom(m.p.Services[2:]).Draw(rt, "service")
		from := today.AddDays(rapid.IntRange(0, 3).Draw(rt, "from"))
		to := from.AddDays(rapid.IntRange(0, 2).Draw(rt, "days"))
		q := m.asks(rt, svc, from, to)
		by := actor.Visitor()
		if all := m.booked(); len(all) > 0 && rapid.IntRange(0, 3).Draw(rt, "for a patient") == 0 {
			by, q.Patient = frontDesk, rapid.SampledFrom(all).Draw(rt, "patient").Patient
		}
		var shown []schedule.Slot
		err := o.View(ctx, by, func(x tx.Tx) (err error) {
			shown, err = o.Slots(ctx, x, q)
			return err
		})
		if err != nil && (!fault.Is(err, fault.Invalid) || m.misfits(svc, m.known(svc, q), from) == "" || m.misfits(svc, m.known(svc, q), to) == "") {
			rt.Fatalf("a search for %s: %v", svc.Name, err)
		}
		var got []string
		for _, s := range shown {
			got = append(got, slotText(s.Provider, s.Location, s.Start))
		}
		slices.Sort(got)
		if want := m.slots(svc, q); !slices.Equal(got, want) {
			rt.Fatalf("move %d: %s from %s to %s\noffered and not free: %v\nfree and not offered: %v", n, svc.Name, from, to, missing(got, want), missing(want, got))
		}
		m.move(ctx, rt, svc, shown, q.About)
		m.earlier[svc.ID] = shown
		if len(m.told.offers) > 0 {
			rt.Fatalf("offered and not wanted: %+v", m.told.offers)
		}
	}
	var busy []schedule.Busy
	must(t, o.View(ctx, frontDesk, func(tr tx.Tx) (err error) {
		busy, err = o.Store.Schedule().Busy(ctx, tr, o.clock.Now().AddDate(0, 0, -3), o.clock.Now().AddDate(0, 0, 30))
		return err
	}))
	if n := schedule.Overlaps(busy); n != 0 || len(busy) != len(m.live()) {
		rt.Fatalf("%d overlaps; %d visits block time, the model has %d", n, len(busy), len(m.live()))
	}
}

// asks is a search with filters, for somebody of whom more or less is known.
func (m *model) asks(rt *rapid.T, svc practice.Service, from, to civil.Date) schedule.Query {
	q := schedule.Query{Service: svc.ID, From: from, To: to, About: schedule.About{
		State:  rapid.SampledFrom([]string{"MN", "MN", "MN", "TX", ""}).Draw(rt, "state"),
		Seen:   rapid.SampledFrom([]practice.Seen{"", practice.New, practice.Returning}).Draw(rt, "was here"),
		Reason: rapid.SampledFrom([]string{"", "Cough", "Cough", "Anything"}).Draw(rt, "reason"),
	}}
	if rapid.IntRange(0, 3).Draw(rt, "they know what is asked") > 0 {
		q.About = schedule.About{State: "MN", Seen: svc.Seen, Reason: "Cough"}
	}
	if rapid.Bool().Draw(rt, "age known") {
		q.About.Birth = someone(someoneElse + 1).Birth
	}
	if rapid.IntRange(1, 3).Draw(rt, "choosy") == 1 {
		q.Except = []time.Weekday{from.Weekday()}[:rapid.IntRange(0, 1).Draw(rt, "but that day")]
		q.After = civil.Clock(5 * rapid.IntRange(0, 200).Draw(rt, "after"))
		q.Until = civil.Clock(5 * rapid.IntRange(0, 288).Draw(rt, "until"))
		q.Language = rapid.SampledFrom([]string{"", "Spanish"}).Draw(rt, "language")
	}
	return q
}

func missing(a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(s string) bool { return slices.Contains(b, s) })
}

var someoneElse = 1000

// move does one thing by chance and has the model say beforehand whether it must succeed.
func (m *model) move(ctx context.Context, rt *rapid.T, svc practice.Service, shown []schedule.Slot, about schedule.About) {
	l := rapid.SampledFrom(m.p.Locations).Draw(rt, "location")
	v := rapid.SampledFrom(m.p.Providers).Draw(rt, "provider")
	start := m.clock.Now().Truncate(5 * time.Minute).Add(time.Duration(rapid.IntRange(0, 12*24*4).Draw(rt, "cells")) * 5 * time.Minute)
	if len(shown) > 0 && rapid.IntRange(0, 4).Draw(rt, "as shown") > 0 {
		if old := m.earlier[svc.ID]; len(old) > 0 && rapid.IntRange(0, 3).Draw(rt, "earlier") == 0 { // somebody else decided meanwhile
			shown = old
		}
		s := rapid.SampledFrom(shown).Draw(rt, "slot")
		v, _ = m.p.Provider(s.Provider)
		l, _ = m.p.Location(s.Location)
		start = s.Start
	}
	for _, o := range m.visits { // what was kept for somebody who never came
		if o.hold != "" && !o.expires.After(m.clock.Now()) && rapid.IntRange(0, 2).Draw(rt, "left") == 0 {
			svc, _ = m.p.Service(o.Service)
			v, _ = m.p.Provider(o.Provider)
			l, _ = m.p.Location(o.Location)
			start = o.Start
		}
	}
	for _, o := range m.live() { // one that others share already
		if o.Service == svc.ID && svc.Seats > 1 && rapid.IntRange(0, 2).Draw(rt, "joins") > 0 {
			v, _ = m.p.Provider(o.Provider)
			l, _ = m.p.Location(o.Location)
			start = o.Start
		}
	}
	someoneElse++
	r := schedule.Request{Provider: v.ID, Location: l.ID, Service: svc.ID, Start: start, Person: someone(someoneElse), Channel: "site", State: about.State, Seen: about.Seen, Reason: phi.NewText(about.Reason)}
	day := civil.DateOf(start.In(l.In()))
	undecided := schedule.About{State: about.State, Seen: about.Seen, Reason: about.Reason} // who holds a time need not say who they are
	free := cmp.Or(m.fits(svc, v, l, start), m.misfits(svc, undecided, day))
	about.Birth = r.Person.Birth
	unfit := cmp.Or(m.misfits(svc, about, day), lacks(svc, about))
	why := cmp.Or(m.fits(svc, v, l, start), unfit)
	judge := func(what string, err error) bool {
		if (err == nil) != (why == "") || err != nil && !fault.Is(err, fault.Conflict) && !fault.Is(err, fault.Invalid) {
			rt.Fatalf("%s %s with %s at %s: %v, the model says %q", what, svc.Name, v.Family, start, err, why)
		}
		return err == nil
	}
	live := m.live()
	var one *taken
	if len(live) > 0 {
		one = rapid.SampledFrom(live).Draw(rt, "one")
	}
	switch what := rapid.SampledFrom([]string{"book", "enlist", "cancel", "book", "race", "series", "accept", "book", "enlist", "cancel", "accept", "decline", "due", "book", "enlist", "cancel", "anyone", "hold", "hold", "redeem",
		"overbook", "move", "cancel", "error", "wait", "wait", "again", "book", "unwait"}).Draw(rt, "what"); {
	case what == "book":
		if a, err := m.Book(ctx, actor.Visitor(), r); judge("booking", err) {
			m.took(rt, svc, l, a)
		}
	case what == "anyone":
		r.Provider = ""
		free := []string{}
		least := 1 << 30
		for _, o := range m.p.Providers {
			if o.Offers(svc.ID) && m.fits(svc, o, l, start) == "" {
				n := m.load(o, start)
				if n < least {
					least, free = n, nil
				}
				if n == least {
					free = append(free, string(o.ID))
				}
			}
		}
		why = "nobody"
		if len(free) > 0 {
			why = unfit
		}
		if a, err := m.Book(ctx, actor.Visitor(), r); judge("booking anyone", err) {
			if string(a.Provider) != free[0] {
				rt.Fatalf("anyone became %s, fair is %v", a.Provider, free)
			}
			m.took(rt, svc, l, a)
		}
	case what == "hold":
		why = free
		if h, err := m.Hold(ctx, actor.Visitor(), r, 10*time.Minute); judge("holding", err) {
			a := schedule.Appointment{Provider: h.Provider, Location: h.Location, Service: h.Service, Room: h.Room, Resources: h.Resources, Start: h.Start, End: h.End, Blocked: h.Blocked, Before: h.Before, Lane: h.Lane, Status: schedule.Pending}
			m.visits = append(m.visits, &taken{a, h.ID, h.Expires})
		}
	case what == "race":
		m.race(ctx, rt, svc, r, about, shown)
	case what == "series" && one != nil && one.hold == "":
		m.series(ctx, rt, one, svc, v, l, start)
	case what == "enlist" && one != nil && one.hold == "":
		m.enlist(ctx, rt, one)
	case what == "accept" || what == "decline" || what == "unwait":
		m.answers(ctx, rt, what)
	case what == "due":
		m.expire(ctx, rt)
	case what == "redeem" && one != nil && one.hold != "" && one.Patient == "" && !one.Start.Before(m.clock.Now()):
		r.Hold, r.Provider, r.Location, r.Service, r.Start = one.hold, one.Provider, one.Location, one.Service, one.Start
		svc, _ = m.p.Service(one.Service)
		l, _ = m.p.Location(one.Location)
		r.State, r.Seen = "MN", svc.Seen
		about = schedule.About{Birth: r.Person.Birth, Seen: r.Seen, State: "MN"}
		if why = m.misfits(svc, about, civil.DateOf(one.Start.In(l.In()))); why != "" {
			_, err := m.Book(ctx, frontDesk, r)
			judge("redeeming", err)
		} else if a, err := m.Book(ctx, frontDesk, r); err != nil {
			rt.Fatalf("what was held until %s was refused at %s: %v", one.expires, m.clock.Now(), err)
		} else {
			one.expires = time.Time{}
			m.took(rt, svc, l, a)
		}
	case what == "overbook" && one != nil && one.Start.After(m.clock.Now()) && one.hold == "":
		r.Provider, r.Location, r.Service, r.Start, r.Overbook = one.Provider, one.Location, one.Service, one.Start, phi.NewText("she drove three hours")
		svc, _ = m.p.Service(one.Service)
		l, _ = m.p.Location(one.Location)
		r.State, r.Seen = "MN", svc.Seen
		if m.misfits(svc, schedule.About{Birth: r.Person.Birth}, civil.DateOf(one.Start.In(l.In()))) != "" {
			return
		}
		if _, err := m.Book(ctx, actor.Visitor(), r); err == nil {
			rt.Fatal("a stranger overbooks")
		}
		a, err := m.Book(ctx, frontDesk, r)
		if err != nil {
			rt.Fatalf("overbooking: %v", err)
		}
		m.visits = append(m.visits, &taken{Appointment: a})
	case what == "move" && one != nil && one.hold == "":
		svc, _ = m.p.Service(one.Service)
		v, _ = m.p.Provider(one.Provider)
		one.Status = schedule.Cancelled // it is not in its own way
		why = cmp.Or(m.fits(svc, v, l, start), m.misfits(svc, schedule.About{State: one.State.Reveal()}, day))
		one.Status = schedule.Booked
		a, err := m.Move(ctx, actor.Verified(string(one.Patient)), schedule.Move{ID: one.ID, Start: start, Location: l.ID})
		if judge("moving", err) {
			one.Status = schedule.Cancelled
			m.took(rt, svc, l, a)
			m.freed(ctx, rt, one.Provider, one.Location, one.Start)
		}
	case what == "cancel" && one != nil && one.hold == "":
		if _, err := m.Cancel(ctx, frontDesk, one.ID, 0, "practice"); err != nil {
			rt.Fatal(err)
		}
		one.Status = schedule.Cancelled
		m.freed(ctx, rt, one.Provider, one.Location, one.Start)
	case what == "error" && one != nil && one.hold == "":
		if _, err := m.Mark(ctx, frontDesk, one.ID, 0, schedule.EnteredInError); err != nil {
			rt.Fatal(err)
		}
		one.Status = schedule.EnteredInError
		m.freed(ctx, rt, one.Provider, one.Location, one.Start)
	case what == "wait":
		m.clock.Advance(time.Duration(rapid.IntRange(1, 90).Draw(rt, "minutes")) * time.Minute)
	case what == "again" && one != nil && one.hold == "": // the same patient somewhere else at that time
		r.Patient = one.Patient
		about.Seen = ""
		about = m.record(svc, one.Patient, about)
		why = cmp.Or(m.fits(svc, v, l, start), m.misfits(svc, about, day), lacks(svc, about), m.meets(one.Patient, svc, start))
		if a, err := m.Book(ctx, actor.Verified(string(one.Patient)), r); judge("booking again", err) {
			m.took(rt, svc, l, a)
		}
	}
}

// load counts the provider's visits on the day: those that share one are one.
func (m *model) load(v practice.Provider, start time.Time) int {
	zone, seen := m.p.In(v), map[string]bool{}
	for _, o := range m.live() {
		if o.Provider == v.ID && civil.DateOf(o.Start.In(zone)) == civil.DateOf(start.In(zone)) {
			k := o.Start.UTC().String()
			if o.Lane >= 32 {
				k += fmt.Sprint(o.Lane)
			}
			seen[k] = true
		}
	}
	return len(seen)
}

// took checks what the visit was given and puts it into the model's book.
func (m *model) took(rt *rapid.T, svc practice.Service, l practice.Location, a schedule.Appointment) {
	for _, o := range m.live() {
		if !o.From().Before(a.Blocked) || !a.From().Before(o.Blocked) || o.Provider == a.Provider && o.Start.Equal(a.Start) && o.Service == a.Service {
			continue
		}
		if o.Provider == a.Provider || a.Room != "" && o.Room == a.Room || slices.ContainsFunc(a.Resources, func(i practice.ResourceID) bool { return slices.Contains(o.Resources, i) }) {
			rt.Fatalf("two visits have the same provider, room or resource: %s and %s", o.Start, a.Start)
		}
	}
	for _, n := range svc.Needs {
		count := 0
		for _, i := range a.Resources {
			if slices.Contains(l.Pool(n.Pool), i) {
				count++
			}
		}
		if count != n.Count {
			rt.Fatalf("the visit has %d of %s, needs %d", count, n.Pool, n.Count)
		}
	}
	if wall := a.Start.In(l.In()).Format("2006-01-02T15:04"); a.Wall != wall {
		rt.Fatalf("the wall shows %s, kept is %s", wall, a.Wall)
	}
	moved := slices.ContainsFunc(m.visits, func(b *taken) bool { return b.ID == a.ID })
	m.visits = append(m.visits, &taken{Appointment: a})
	for _, w := range m.waits { // what they accept from now on moves it
		if !moved && w.Status == schedule.Waiting && w.Patient == a.Patient && w.Service == a.Service && w.Instead == "" && a.Start.After(m.clock.Now()) {
			w.Instead = a.ID
		}
	}
}
