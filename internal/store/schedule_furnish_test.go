package store_test

import (
	"context"
	"fmt"
	"time"

	"pgregory.net/rapid"

	"bedside/internal/actor"
	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/practice"
	"bedside/internal/tx"
)

// furnish gives the office rules by chance: a second place in another zone, pools, services of every kind, limits, days
// unlike the week. Hours begin and end outside the hour in which clocks change.
func (m *model) furnish(ctx context.Context, rt *rapid.T) error {
	r := m.practice
	chance := func(n int, what string) bool { return rapid.IntRange(1, n).Draw(rt, what) == 1 }
	five := func(from, to int, what string) int { return 5 * rapid.IntRange(from/5, to/5).Draw(rt, what) }
	return m.Do(ctx, actor.System(), func(t tx.Tx) error {
		p, err := r.Get(ctx, t)
		if err != nil {
			return err
		}
		s := p.Settings
		s.SlotStep, s.Notice, s.Horizon = rapid.SampledFrom([]int{10, 15, 20, 30}).Draw(rt, "step"), time.Duration(five(0, 180, "notice"))*time.Minute, rapid.IntRange(2, 20).Draw(rt, "horizon")
		if err := r.SaveSettings(ctx, t, s); err != nil {
			return err
		}
		l, _ := p.Location(m.at)
		l.Resources = nil
		for i := range rapid.IntRange(0, 3).Draw(rt, "assistants") {
			l.Resources = append(l.Resources, practice.Resource{Pool: "Assistant", Name: fmt.Sprint("A", i), Active: true})
		}
		if chance(2, "ultrasound") {
			l.Resources = append(l.Resources, practice.Resource{Pool: "Ultrasound", Name: "U", Active: true})
		}
		for i := range l.Rooms {
			l.Rooms[i].There = m.there(rt, t.Now())
		}
		for i := range l.Resources {
			l.Resources[i].There = m.there(rt, t.Now())
		}
		if _, err := r.SaveLocation(ctx, t, l); err != nil {
			return err
		}
		var services []practice.ServiceID
		for i := range 3 {
			svc := practice.Service{Name: fmt.Sprint("Kind ", i, " ", rapid.IntRange(0, 1<<30).Draw(rt, "name")), Minutes: five(5, 60, "minutes"), Online: true, Active: true}
			if chance(2, "buffer") {
				svc.Buffer = five(0, 20, "after")
			}
			if chance(2, "before") {
				svc.Before = five(0, 20, "before")
			}
			svc.Telehealth = chance(4, "video")
			if chance(3, "shared") {
				svc.Seats = rapid.IntRange(2, 3).Draw(rt, "seats")
			}
			if chance(3, "helped") {
				svc.Needs = []practice.Need{{Count: rapid.IntRange(1, 2).Draw(rt, "helpers"), Pool: "Assistant"}}
			}
			if chance(4, "scanned") {
				svc.Needs = append(svc.Needs, practice.Need{Count: 1, Pool: "Ultrasound"})
			}
			if chance(4, "own notice") {
				svc.Notice = time.Duration(five(5, 60, "its notice")) * time.Minute
			}
			svc.Seen = rapid.SampledFrom([]practice.Seen{"", "", "", practice.New, practice.Returning}).Draw(rt, "seen")
			switch rapid.IntRange(0, 5).Draw(rt, "ages") {
			case 0:
				svc.AgeFrom = 47 // who is asked for is born in 1980
			case 1:
				svc.AgeTo = 46
			}
			if chance(5, "reasons") {
				svc.Reasons = []string{"Cough", "Rash"}
			}
			i, err := r.SaveService(ctx, t, svc)
			if err != nil {
				return err
			}
			services = append(services, i)
		}
		today := civil.DateOf(t.Now().In(l.In()))
		if chance(2, "holiday") {
			if err := r.SaveHolidays(ctx, t, []string{"Thanksgiving Day"}); err != nil {
				return err
			}
		}
		if chance(3, "every year") {
			day := today.AddDays(rapid.IntRange(0, 3).Draw(rt, "on"))
			before := civil.Date{Year: day.Year - 2, Month: day.Month, Day: day.Day}
			if _, err := r.AddClosure(ctx, t, practice.Closure{Name: "Founder's day", From: before, To: before, Yearly: true}); err != nil {
				return err
			}
		}
		for n, v := range p.Providers {
			v.Services = append([]practice.ServiceID{m.visit, m.video}, services[rapid.IntRange(0, 1).Draw(rt, "offers"):]...)
			if chance(2, "speaks") {
				v.Languages = "English, Spanish"
			}
			if chance(3, "limit") {
				v.MostDay = rapid.IntRange(1, 3).Draw(rt, "most a day")
			}
			if chance(2, "week") {
				v.MostWeek = rapid.IntRange(1, 3).Draw(rt, "most a week")
			}
			if chance(3, "elsewhere") {
				v.Zone = "Pacific/Honolulu"
			}
			if _, err := r.SaveProvider(ctx, t, v); err != nil {
				return err
			}
			var week []practice.Hours
			for d := time.Sunday; d <= time.Saturday; d++ {
				from := rapid.SampledFrom([]int{0, 300, 480, 545}).Draw(rt, "begins")
				to := from + five(60, 400, "lasts")
				if from == 0 {
					to = 300
				}
				week = append(week, practice.Hours{Weekday: d, When: civil.Interval{From: civil.Clock(from), To: civil.Clock(to)}})
				if from > 0 && chance(2, "break") {
					at := from + five(5, 40, "break at")
					week = append(week, practice.Hours{Weekday: d, Break: true, When: civil.Interval{From: civil.Clock(at), To: civil.Clock(at + 15)}})
				}
			}
			if err := r.SaveHours(ctx, t, v.ID, m.at, week); err != nil {
				return err
			}
			day := today.AddDays(rapid.IntRange(0, 4).Draw(rt, "special"))
			open := []civil.Interval{{From: 600, To: 720}, {From: 765, To: 900}}[:rapid.IntRange(0, 2).Draw(rt, "stretches")]
			if chance(2, "special day") {
				if err := r.SaveSpecial(ctx, t, practice.Special{Provider: v.ID, Location: m.at, Date: day, Open: open}); err != nil {
					return err
				}
			}
			if n == 0 || chance(2, "reserved") {
				k := practice.Reserved{Provider: v.ID, Location: m.at, Weekday: day.Weekday(), When: civil.Interval{From: 600, To: 660}, Name: "Urgent",
					OpensDays: rapid.IntRange(0, 4).Draw(rt, "opens"), OpensAt: civil.Clock(five(300, 590, "opens at"))}
				if chance(2, "for one") {
					k.Services = services[1:2]
				}
				if _, err := r.SaveReserved(ctx, t, k); err != nil && !fault.Is(err, fault.Invalid) { // where nobody works, nothing is kept
					return err
				}
			}
			if chance(2, "time off") {
				c := practice.Closure{Provider: v.ID, From: today.AddDays(1), To: today.AddDays(2), Name: "Away"}
				if chance(2, "part of it") {
					c.When = civil.Interval{From: 615, To: 700}
				}
				if _, err := r.AddClosure(ctx, t, c); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// there is when a room or a resource is there, most of them always.
func (m *model) there(rt *rapid.T, now time.Time) practice.There {
	var h practice.There
	if rapid.IntRange(1, 3).Draw(rt, "not always") > 1 {
		return h
	}
	for d := time.Sunday; d <= time.Saturday; d++ {
		if rapid.IntRange(1, 4).Draw(rt, "not that day") == 1 {
			continue
		}
		h.Week = append(h.Week, practice.Presence{Weekday: d, When: civil.Interval{From: civil.Clock(5 * rapid.IntRange(60, 140).Draw(rt, "comes")), To: civil.Clock(5 * rapid.IntRange(150, 230).Draw(rt, "goes"))}})
	}
	if rapid.IntRange(1, 3).Draw(rt, "away") == 1 {
		day := civil.DateOf(now).AddDays(rapid.IntRange(0, 3).Draw(rt, "from"))
		h.Away = []practice.Absence{{From: day, To: day.AddDays(rapid.IntRange(0, 2).Draw(rt, "for"))}}
	}
	return h
}
