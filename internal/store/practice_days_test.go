package store_test

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/testkit"
	"bedside/internal/tx"
)

// days gives the office what makes days unlike each other, around the given one, and keeps a time in it.
func (o *office) days(ctx context.Context, t tx.Tx, day civil.Date) error {
	r := o.practice
	if err := r.SaveHolidays(ctx, t, []string{"Christmas Day"}); err != nil {
		return err
	}
	if err := r.SaveSpecial(ctx, t, practice.Special{Provider: o.who[1], Location: o.at, Date: day, Open: []civil.Interval{{From: 600, To: 660}, {From: 700, To: 720}}}); err != nil {
		return err
	}
	if err := r.SaveSpecial(ctx, t, practice.Special{Provider: o.who[1], Location: o.at, Date: day.AddDays(1)}); err != nil {
		return err
	}
	if _, err := r.SaveReserved(ctx, t, practice.Reserved{Provider: o.who[2], Location: o.at, Weekday: day.Weekday(), When: civil.Interval{From: 540, To: 600}, Name: "Urgent",
		Services: []practice.ServiceID{o.visit}, OpensAt: 420}); err != nil {
		return err
	}
	p, err := r.Get(ctx, t)
	if err != nil {
		return err
	}
	l, _ := p.Location(o.at)
	l.Resources = []practice.Resource{{Pool: "Assistant", Name: "Ana", Active: true}, {Pool: "Assistant", Name: "Bo", Active: true}, {Pool: "Ultrasound", Name: "The one", Active: true}}
	if _, err := r.SaveLocation(ctx, t, l); err != nil {
		return err
	}
	_, err = o.HoldIn(ctx, t, schedule.Request{Provider: o.who[1], Location: o.at, Service: o.visit, Start: day.At(600, l.In())}, time.Hour)
	return err
}

func TestDaysUnlikeTheWeek(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		o := openOffice(t, dsn, "America/Chicago", monday, workday())
		day := civil.Date{Year: 2026, Month: 12, Day: 1}
		must(t, o.Do(ctx, owner, func(t tx.Tx) error { return o.days(ctx, t, day) }))
		read := func() (p *practice.Practice) {
			must(t, o.View(ctx, owner, func(x tx.Tx) (err error) { p, err = o.practice.Get(ctx, x); return err }))
			return p
		}
		p := read()
		for _, c := range []struct {
			name string
			who  int
			day  civil.Date
			want []civil.Interval
		}{
			{"an ordinary day", 0, day, []civil.Interval{{From: 540, To: 720}, {From: 780, To: 1020}}},
			{"a special day", 1, day, []civil.Interval{{From: 600, To: 660}, {From: 700, To: 720}}},
			{"a special day without work", 1, day.AddDays(1), nil},
			{"a holiday", 0, civil.Date{Year: 2026, Month: 12, Day: 25}, nil},
			{"a holiday that is kept on the Friday before", 0, civil.Date{Year: 2027, Month: 12, Day: 24}, nil},
		} {
			if got := p.WorkOn(c.day, o.at, o.who[c.who]); !slices.Equal(got, c.want) {
				t.Errorf("%s: %v, want %v", c.name, got, c.want)
			}
		}
		must(t, o.Do(ctx, owner, func(x tx.Tx) error {
			for _, c := range []practice.Closure{
				{From: day, To: day, Name: "Meeting", When: civil.Interval{From: 600, To: 660}},
				{From: civil.Date{Year: 2020, Month: 12, Day: 30}, To: civil.Date{Year: 2021, Month: 1, Day: 2}, Name: "Turn of the year", Yearly: true},
			} {
				if _, err := o.practice.AddClosure(ctx, x, c); err != nil {
					return err
				}
			}
			return o.practice.RemoveSpecial(ctx, x, o.who[1], o.at, day.AddDays(1))
		}))
		p = read()
		if got := p.WorkOn(day, o.at, o.who[0]); !slices.Equal(got, []civil.Interval{{From: 540, To: 600}, {From: 660, To: 720}, {From: 780, To: 1020}}) {
			t.Errorf("beside a meeting: %v", got)
		}
		if len(p.WorkOn(day.AddDays(1), o.at, o.who[1])) != 2 {
			t.Error("the day off that was taken back is still off")
		}
		for d, shut := range map[civil.Date]bool{{Year: 2026, Month: 12, Day: 29}: false, {Year: 2026, Month: 12, Day: 30}: true, {Year: 2027, Month: 1, Day: 2}: true, {Year: 2027, Month: 1, Day: 3}: false, {Year: 2030, Month: 1, Day: 1}: true} {
			if _, closed := p.ClosedOn(d, o.at, o.who[0]); closed != shut {
				t.Errorf("%s closed: %v", d, closed)
			}
		}
		var names []string
		for _, c := range p.Shut(civil.Date{Year: 2026, Month: 12, Day: 1}, civil.Date{Year: 2027, Month: 1, Day: 1}) {
			names = append(names, c.Name+" "+c.From.String())
		}
		if !slices.Equal(names, []string{"Meeting 2026-12-01", "Christmas Day 2026-12-25", "Turn of the year 2026-12-30"}) {
			t.Errorf("what is shut: %v", names)
		}
		for name, change := range map[string]func(tx.Tx) error{
			"a closure that is over": func(x tx.Tx) error {
				_, err := o.practice.AddClosure(ctx, x, practice.Closure{From: day.AddDays(-30), To: day.AddDays(-29), Name: "Past"})
				return err
			},
			"a closure that ends before it begins": func(x tx.Tx) error {
				_, err := o.practice.AddClosure(ctx, x, practice.Closure{From: day, To: day, Name: "Back", When: civil.Interval{From: 700, To: 600}})
				return err
			},
			"special hours that overlap": func(x tx.Tx) error {
				return o.practice.SaveSpecial(ctx, x, practice.Special{Provider: o.who[0], Location: o.at, Date: day, Open: []civil.Interval{{From: 540, To: 660}, {From: 600, To: 720}}})
			},
			"special hours on a day that is over": func(x tx.Tx) error {
				return o.practice.SaveSpecial(ctx, x, practice.Special{Provider: o.who[0], Location: o.at, Date: day.AddDays(-30)})
			},
			"reserved hours that open when they are over": func(x tx.Tx) error {
				_, err := o.practice.SaveReserved(ctx, x, practice.Reserved{Provider: o.who[0], Location: o.at, When: civil.Interval{From: 540, To: 600}, Name: "Late", OpensAt: 600})
				return err
			},
			"hours that are kept for a service that is gone": func(x tx.Tx) error {
				_, err := o.practice.SaveReserved(ctx, x, practice.Reserved{Provider: o.who[0], Location: o.at, When: civil.Interval{From: 540, To: 600}, Name: "Gone", Services: []practice.ServiceID{"gone"}})
				return err
			},
			"a room whose hours overlap": func(x tx.Tx) error {
				p, err := o.practice.Get(ctx, x)
				if err != nil {
					return err
				}
				l, _ := p.Location(o.at)
				l.Rooms = []practice.Room{{Name: "3", Active: true, There: practice.There{Week: []practice.Presence{{Weekday: 1, When: civil.Interval{From: 540, To: 660}}, {Weekday: 1, When: civil.Interval{From: 600, To: 720}}}}}}
				_, err = o.practice.SaveLocation(ctx, x, l)
				return err
			},
			"a holiday that there is not": func(x tx.Tx) error { return o.practice.SaveHolidays(ctx, x, []string{"Groundhog Day"}) },
			"a service for people from 20 to 10": func(x tx.Tx) error {
				_, err := o.practice.SaveService(ctx, x, practice.Service{Name: "Backwards", Minutes: 20, AgeFrom: 20, AgeTo: 10})
				return err
			},
		} {
			if err := o.Do(ctx, owner, change); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

// What contradicts itself, or another rule, is refused at the field that is to be mended.
func TestRulesThatCannotBe(t *testing.T) {
	ctx := context.Background()
	o := openOffice(t, testkit.SQLite(t), "America/Chicago", monday, workday())
	day := civil.Date{Year: 2026, Month: 12, Day: 1}
	must(t, o.Do(ctx, owner, func(t tx.Tx) error { return o.days(ctx, t, day) }))
	kept := func(from, to int, more func(*practice.Reserved)) func(tx.Tx) error {
		k := practice.Reserved{Provider: o.who[2], Location: o.at, Weekday: day.Weekday(), When: civil.Interval{From: civil.Clock(from), To: civil.Clock(to)}, Name: "Other", OpensDays: 1}
		if more != nil {
			more(&k)
		}
		return func(x tx.Tx) error { _, err := o.practice.SaveReserved(ctx, x, k); return err }
	}
	service := func(s practice.Service) func(tx.Tx) error {
		s.Name, s.Minutes = "Kind", 20
		return func(x tx.Tx) error { _, err := o.practice.SaveService(ctx, x, s); return err }
	}
	settings := func(f func(*practice.Settings)) func(tx.Tx) error {
		return func(x tx.Tx) error {
			p, err := o.practice.Get(ctx, x)
			if err != nil {
				return err
			}
			s := p.Settings
			f(&s)
			return o.practice.SaveSettings(ctx, x, s)
		}
	}
	week := func(hours ...practice.Hours) func(tx.Tx) error {
		return func(x tx.Tx) error { return o.practice.SaveHours(ctx, x, o.who[0], o.at, hours) }
	}
	work := func(from, to int) practice.Hours {
		return practice.Hours{Weekday: time.Wednesday, When: civil.Interval{From: civil.Clock(from), To: civil.Clock(to)}}
	}
	for name, c := range map[string]struct {
		field  practice.Field // "" for what can be
		change func(tx.Tx) error
	}{
		"reserved hours that overlap others":         {"When", kept(570, 630, nil)},
		"reserved hours after others":                {"", kept(600, 630, nil)},
		"reserved hours of somebody else":            {"", kept(570, 630, func(k *practice.Reserved) { k.Provider = o.who[0] })},
		"reserved hours before anybody comes":        {"When", kept(300, 360, nil)},
		"reserved hours in a break":                  {"When", kept(720, 780, nil)},
		"reserved hours that only a special day has": {"", kept(300, 360, func(k *practice.Reserved) { k.Provider, k.Weekday = o.who[1], time.Sunday })},
		"fewer than no seats":                        {"Seats", service(practice.Service{Seats: -1})},
		"a notice longer than a visit is offered":    {"Horizon", service(practice.Service{Notice: 7 * 24 * time.Hour, Horizon: 7})},
		"a notice one minute shorter":                {"", service(practice.Service{Notice: 7*24*time.Hour - time.Minute, Horizon: 7})},
		"a notice longer than the practice's days":   {"Horizon", service(practice.Service{Notice: 60 * 24 * time.Hour})},
		"a practice that offers nothing":             {"Horizon", settings(func(s *practice.Settings) { s.Notice, s.Horizon = 48*time.Hour, 2 })},
		"work that overlaps itself":                  {"Wednesday", week(work(480, 600), work(540, 660))},
		"work on no full five minutes":               {"Wednesday", week(work(483, 600))},
		"a break as long as the day":                 {"Wednesday", week(work(480, 600), practice.Hours{Weekday: time.Wednesday, Break: true, When: civil.Interval{From: 480, To: 600}})},
		"a break outside of work":                    {"Wednesday", week(practice.Hours{Weekday: time.Wednesday, Break: true, When: civil.Interval{From: 480, To: 540}})},
	} {
		undone := errors.New("not kept")
		err := o.Do(ctx, owner, func(x tx.Tx) error {
			sunday := practice.Special{Provider: o.who[1], Location: o.at, Date: civil.Date{Year: 2026, Month: 12, Day: 6}, Open: []civil.Interval{{From: 300, To: 420}}}
			if err := o.practice.SaveSpecial(ctx, x, sunday); err != nil {
				return err
			}
			return cmp.Or(c.change(x), undone)
		})
		var at practice.Field
		if errors.As(err, &at); at != c.field || c.field == "" && !errors.Is(err, undone) {
			t.Errorf("%s: at the field %q: %v", name, at, err)
		}
	}
}

// TestHolidays compares with the dates that the Office of Personnel Management publishes for 2026 and 2027.
func TestHolidays(t *testing.T) {
	for year, days := range map[int]string{
		2026: "01-01 01-19 02-16 05-25 06-19 07-03 09-07 10-12 11-11 11-26 12-25",
		2027: "01-01 01-18 02-15 05-31 06-18 07-05 09-06 10-11 11-11 11-25 12-24",
		2022: "21-12-31 01-17 02-21 05-30 06-20 07-04 09-05 10-10 11-11 11-24 12-26",
	} {
		got := ""
		for _, name := range practice.FederalHolidays() {
			d, ok := practice.Holiday(name, year)
			if !ok {
				t.Errorf("there is no %s", name)
			}
			if d.Year != year {
				got += d.Format("06-01-02") + " "
				continue
			}
			got += d.Format("01-02") + " "
		}
		if got != days+" " {
			t.Errorf("%d: %s, want %s", year, got, days)
		}
	}
}
