package oncall_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"bedside/internal/actor"
	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/oncall"
	"bedside/internal/phi"
	"bedside/internal/testkit"
	"bedside/internal/triage"
	"bedside/internal/tx"
)

func wall(t testing.TB, s string) oncall.Wall {
	t.Helper()
	day, clock, _ := strings.Cut(s, " ")
	d, err := civil.ParseDate(day)
	must(t, err)
	c, err := civil.ParseClock(clock)
	must(t, err)
	return oncall.Wall{Day: d, Clock: c}
}

func (h *house) shift(who oncall.PersonID, rank oncall.Rank, from, to string, weeks int) {
	h.Helper()
	must(h, h.AddShifts(context.Background(), owner, oncall.NewShift{Person: who, Rank: rank, From: wall(h, from), To: wall(h, to), Weeks: weeks}))
}

func (h *house) instead(away, in oncall.PersonID, from, to string) {
	h.Helper()
	must(h, h.AddOverride(context.Background(), owner, oncall.NewOverride{Instead: away, Person: in, From: wall(h, from), To: wall(h, to)}))
}

// empty is a house whose calendar has no shift.
func empty(t testing.TB) *house {
	t.Helper()
	h := openHouse(t, testkit.SQLite(t))
	r, err := h.Roster(context.Background(), owner)
	must(t, err)
	for _, s := range r.Shifts {
		must(t, h.RemoveShift(context.Background(), owner, s.ID))
	}
	return h
}

// calendar is who answers from day to day, as lines in the practice's time.
func (h *house) calendar(from, to string) string {
	h.Helper()
	z := chicago(h)
	a, b := wall(h, from), wall(h, to)
	all, err := h.Calendar(context.Background(), readOnly, a.Day.At(a.Clock, z), b.Day.At(b.Clock, z))
	must(h, err)
	var out []string
	for _, d := range all {
		line := d.From.In(z).Format("2 15:04") + "-" + d.To.In(z).Format("2 15:04")
		for _, p := range []*oncall.Person{d.Primary, d.Backup1, d.Backup2} {
			if p != nil {
				line += " " + strings.Fields(p.Name)[0]
			}
		}
		out = append(out, line+" "+string(d.Why))
	}
	return strings.Join(out, "\n")
}

func TestCalendar(t *testing.T) {
	for name, c := range map[string]struct {
		enter func(*house)
		want  string
	}{
		"nothing": {func(*house) {}, "23 00:00-25 00:00 Cho fallback"},
		"shifts and holes": {func(h *house) {
			h.shift(h.ana, oncall.Primary, "2026-11-23 17:00", "2026-11-24 08:00", 1)
			h.shift(h.ben, oncall.Backup1, "2026-11-23 20:00", "2026-11-24 06:00", 1)
		}, "23 00:00-23 17:00 Cho fallback\n23 17:00-23 20:00 Ana shift\n23 20:00-24 06:00 Ana Ben shift\n24 06:00-24 08:00 Ana shift\n24 08:00-25 00:00 Cho fallback"},
		"the shift entered last holds": {func(h *house) {
			h.shift(h.ana, oncall.Primary, "2026-11-23 00:00", "2026-11-25 00:00", 1)
			h.shift(h.ben, oncall.Primary, "2026-11-23 12:00", "2026-11-23 18:00", 1)
		}, "23 00:00-23 12:00 Ana shift\n23 12:00-23 18:00 Ben shift\n23 18:00-25 00:00 Ana shift"},
		"a holiday, in every rank": {func(h *house) {
			h.shift(h.ana, oncall.Primary, "2026-11-23 00:00", "2026-11-24 00:00", 1)
			h.shift(h.ana, oncall.Backup1, "2026-11-24 00:00", "2026-11-24 24:00", 1)
			h.instead(h.ana, h.ben, "2026-11-23 12:00", "2026-11-24 12:00")
		}, "23 00:00-23 12:00 Ana shift\n23 12:00-24 00:00 Ben override\n24 00:00-24 12:00 Cho Ben fallback\n24 12:00-25 00:00 Cho Ana fallback"},
		"the override entered last holds": {func(h *house) {
			h.shift(h.ana, oncall.Primary, "2026-11-23 00:00", "2026-11-24 24:00", 1)
			h.instead(h.ana, h.ben, "2026-11-23 00:00", "2026-11-24 00:00")
			h.instead(h.ana, h.dia, "2026-11-23 12:00", "2026-11-24 12:00")
		}, "23 00:00-23 12:00 Ben override\n23 12:00-24 12:00 Dia override\n24 12:00-25 00:00 Ana shift"},
		"who stands in is away too": {func(h *house) {
			h.shift(h.ana, oncall.Primary, "2026-11-23 00:00", "2026-11-24 24:00", 1)
			h.instead(h.ana, h.ben, "2026-11-23 00:00", "2026-11-24 00:00")
			h.instead(h.ben, h.dia, "2026-11-23 00:00", "2026-11-24 12:00")
		}, "23 00:00-24 00:00 Dia override\n24 00:00-25 00:00 Ana shift"},
		"whoever is on, and when nobody is": {func(h *house) {
			h.shift(h.ana, oncall.Primary, "2026-11-23 00:00", "2026-11-23 12:00", 1)
			h.instead("", h.ben, "2026-11-23 06:00", "2026-11-23 18:00")
		}, "23 00:00-23 06:00 Ana shift\n23 06:00-23 18:00 Ben override\n23 18:00-25 00:00 Cho fallback"},
		"somebody who is not alerted any more": {func(h *house) {
			h.shift(h.ana, oncall.Primary, "2026-11-23 00:00", "2026-11-25 00:00", 1)
			h.shift(h.ben, oncall.Primary, "2026-11-24 00:00", "2026-11-25 00:00", 1)
			must(h, h.RemovePerson(context.Background(), owner, h.ben))
		}, "23 00:00-25 00:00 Ana shift"},
	} {
		t.Run(name, func(t *testing.T) {
			h := empty(t)
			c.enter(h)
			if got := h.calendar("2026-11-23 00:00", "2026-11-25 00:00"); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

// Weekly shifts keep to the wall clock over both jumps, and leave no hole and no overlap.
func TestWeeksOverTheJumps(t *testing.T) {
	h := empty(t)
	h.clock.Set(time.Date(2026, 10, 20, 12, 0, 0, 0, time.UTC))
	for day := 25; day <= 31; day++ { // from October 25 on, every night and every day
		from, next := fmt.Sprintf("2026-10-%02d", day), civil.Date{Year: 2026, Month: 10, Day: day}.AddDays(1).String()
		h.shift(h.ana, oncall.Primary, from+" 08:00", from+" 17:00", 30)
		h.shift(h.ben, oncall.Primary, from+" 17:00", next+" 08:00", 30)
	}
	if got, want := h.calendar("2026-10-31 12:00", "2026-11-02 12:00"),
		"31 12:00-31 17:00 Ana shift\n31 17:00-1 08:00 Ben shift\n1 08:00-1 17:00 Ana shift\n1 17:00-2 08:00 Ben shift\n2 08:00-2 12:00 Ana shift"; got != want {
		t.Errorf("over the end of daylight saving time:\n%s", got)
	}
	if got, want := h.calendar("2027-03-13 12:00", "2027-03-14 12:00"), "13 12:00-13 17:00 Ana shift\n13 17:00-14 08:00 Ben shift\n14 08:00-14 12:00 Ana shift"; got != want {
		t.Errorf("over its begin:\n%s", got)
	}
	gaps, err := h.Gaps(context.Background(), readOnly, time.Date(2026, 10, 25, 13, 0, 0, 0, time.UTC), 180)
	must(t, err)
	for _, g := range gaps {
		if g.Kind == oncall.NoPrimary {
			t.Errorf("a hole from %s to %s", g.From, g.To)
		}
	}
	z := chicago(t)
	for at, want := range map[string]string{"2026-11-01 00:30": "Ben Ocker", "2026-11-01 07:59": "Ben Ocker", "2026-11-01 08:00": "Ana Brook", "2027-03-14 07:59": "Ben Ocker"} {
		w := wall(t, at)
		must(t, h.View(context.Background(), readOnly, func(t tx.Tx) error {
			d, err := h.OnDuty(context.Background(), t, w.Day.At(w.Clock, z))
			if err == nil && d.Primary.Name != want {
				err = fmt.Errorf("at %s %s answers", at, d.Primary.Name)
			}
			return err
		}))
	}
}

// The calendar against single moments: it has no holes, and says of every moment what OnDuty says.
func TestTheCalendarIsEveryMoment(t *testing.T) {
	h := empty(t)
	ctx := context.Background()
	first := civil.Date{Year: 2026, Month: 11, Day: 23}
	rapid.Check(t, func(r *rapid.T) {
		people := rapid.SampledFrom([]oncall.PersonID{h.ana, h.ben, h.cho, h.dia})
		stretch := func() (oncall.Wall, oncall.Wall) {
			from, long := rapid.IntRange(0, 72).Draw(r, "from"), rapid.IntRange(1, 48).Draw(r, "hours")
			at := func(hour int) oncall.Wall {
				return oncall.Wall{Day: first.AddDays(hour / 24), Clock: civil.NewClock(hour%24, 0)}
			}
			return at(from), at(from + long)
		}
		for range rapid.IntRange(0, 3).Draw(r, "shifts") {
			n := oncall.NewShift{Person: people.Draw(r, "who"), Rank: rapid.SampledFrom(oncall.Ranks()).Draw(r, "rank")}
			n.From, n.To = stretch()
			must(t, h.AddShifts(ctx, owner, n))
		}
		n := oncall.NewOverride{Person: h.ana, Instead: rapid.SampledFrom([]oncall.PersonID{"", h.ben, h.cho}).Draw(r, "instead")}
		n.From, n.To = stretch()
		must(t, h.AddOverride(ctx, owner, n))
		z := chicago(t)
		from, to := first.At(0, z), first.AddDays(5).At(0, z)
		all, err := h.Calendar(ctx, readOnly, from, to)
		must(t, err)
		for i, d := range all {
			if i == 0 && !d.From.Equal(from) || i > 0 && !d.From.Equal(all[i-1].To) || i == len(all)-1 && !d.To.Equal(to) || !d.To.After(d.From) {
				r.Fatalf("a hole at %s", d.From)
			}
			for _, at := range []time.Time{d.From, d.To.Add(-time.Microsecond), d.From.Add(d.To.Sub(d.From) / 2)} {
				must(t, h.View(ctx, readOnly, func(tr tx.Tx) error {
					now, err := h.OnDuty(ctx, tr, at)
					if err == nil && (name(now.Primary) != name(d.Primary) || name(now.Backup1) != name(d.Backup1) || name(now.Backup2) != name(d.Backup2) || now.Why != d.Why) {
						r.Fatalf("at %s the calendar is wrong", at)
					}
					return err
				}))
			}
		}
	})
}

func name(p *oncall.Person) string {
	if p == nil {
		return ""
	}
	return p.Name
}

func TestGaps(t *testing.T) {
	ctx := context.Background()
	h := openHouse(t, testkit.SQLite(t))
	z := chicago(t)
	gaps := func() string {
		t.Helper()
		all, err := h.Gaps(ctx, readOnly, evening, 28)
		must(t, err)
		var out []string
		for _, g := range all {
			line := string(g.Kind)
			if !g.From.IsZero() {
				line += " " + g.From.In(z).Format("Jan 2 15:04") + " " + g.To.In(z).Format("Jan 2 15:04")
			}
			out = append(out, strings.TrimSpace(line+" "+string(g.Rank)+string(g.Tier)))
		}
		return strings.Join(out, "\n")
	}
	// from evening, November 23, 20:00, for four weeks; shifts end on November 30
	if got, want := gaps(), "no_primary Nov 30 00:00 Dec 21 20:00\nno_backup Nov 30 00:00 Dec 21 20:00 backup1"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	h.shift(h.ana, oncall.Primary, "2026-11-30 00:00", "2026-12-05 00:00", 1)
	h.shift(h.ben, oncall.Primary, "2026-12-05 00:00", "2026-12-30 00:00", 1)
	h.change(h.ben, func(p *oncall.Person) { p.Phone = phi.Phone{} })
	if got, want := gaps(), "no_phone\nno_backup Nov 30 00:00 Dec 21 20:00 backup1"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	must(t, h.RemoveGroup(ctx, owner, h.group))
	h.line.without = map[oncall.How]bool{oncall.Text: true, oncall.Call: true, oncall.Email: true}
	if got, want := gaps(), "no_group emergency\nno_group urgent\nno_sender\nno_phone"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if _, err := h.Gaps(ctx, readOnly, evening, 0); !fault.Is(err, fault.Invalid) {
		t.Errorf("no days: %v", err)
	}
	if _, err := h.Calendar(ctx, readOnly, evening, evening.AddDate(2, 0, 0)); !fault.Is(err, fault.Invalid) {
		t.Errorf("two years: %v", err)
	}
}

// The line acts only when an alert would reach somebody, and says what is missing.
func TestReady(t *testing.T) {
	ctx := context.Background()
	h := openHouse(t, testkit.SQLite(t))
	ready := func() string {
		t.Helper()
		var yes bool
		var why string
		must(t, h.View(ctx, actor.Visitor(), func(t tx.Tx) (err error) {
			yes, why, err = h.Ready(ctx, t)
			return err
		}))
		if yes != (why == "") {
			t.Errorf("ready %t: %q", yes, why)
		}
		return why
	}
	if why := ready(); why != "" {
		t.Errorf("not ready: %s", why)
	}
	h.line.without[oncall.Text], h.line.without[oncall.Call] = true, true
	if why := ready(); why != "" { // by e-mail everybody is reached
		t.Errorf("not ready: %s", why)
	}
	h.change(h.cho, func(p *oncall.Person) { p.Email = phi.Email{} })
	if why := ready(); why != "Nothing that is set up reaches Cho Marsh. Enter a number or an e-mail address." {
		t.Errorf("ready: %q", why)
	}
	h.line.without = nil
	must(t, h.RemoveGroup(ctx, owner, h.group))
	if why := ready(); !strings.HasPrefix(why, "Make a ladder") {
		t.Errorf("ready: %q", why)
	}
	_, err := h.SaveGroup(ctx, owner, oncall.Group{Name: "Day", Tiers: []triage.Tier{triage.Urgent}, Wait: time.Minute, Steps: []oncall.Step{{Who: oncall.Owner, How: oncall.Call}}})
	must(t, err)
	if why := ready(); !strings.HasPrefix(why, "Make a ladder") {
		t.Errorf("ready without a ladder for emergencies: %q", why)
	}
}
