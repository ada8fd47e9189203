package demo

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"bedside/internal/civil"
	"bedside/internal/patient"
	"bedside/internal/practice"
	"bedside/internal/schedule"
)

func plan(t testing.TB, now string, seed uint64) (Plan, time.Time) {
	t.Helper()
	at, err := time.Parse(time.RFC3339, now)
	if err != nil {
		t.Fatal(err)
	}
	p, err := NewPlan(at, seed)
	if err != nil {
		t.Fatal(err)
	}
	return p, at
}

// days are a working day, a Sunday, both DST changes ahead, a holiday and a leap day.
var days = []string{"2026-11-23T18:00:00Z", "2026-11-22T15:00:00Z", "2026-10-20T15:00:00Z", "2027-03-01T15:00:00Z", "2026-11-26T15:00:00Z", "2028-02-29T15:00:00Z"}

func TestSameDaySamePlan(t *testing.T) {
	reveal := func(p Plan) (names []string) {
		for _, one := range p.Patients {
			names = append(names, one.Name.Reveal()+one.Birth.Reveal()+one.Number.Reveal())
		}
		return names
	}
	a, _ := plan(t, days[0], 1)
	b, _ := plan(t, days[0], 1)
	if !reflect.DeepEqual(reveal(a), reveal(b)) || !reflect.DeepEqual(a.Visits, b.Visits) || !reflect.DeepEqual(a.File, b.File) {
		t.Error("the same day and seed give two plans")
	}
	later, _ := plan(t, "2026-11-23T23:30:00Z", 1)
	if !reflect.DeepEqual(reveal(a), reveal(later)) || len(a.Visits) != len(later.Visits) {
		t.Fatal("the plan changes with the hour")
	}
	for i, v := range a.Visits {
		w := later.Visits[i]
		v.Status, v.Changed, w.Status, w.Changed = "", time.Time{}, "", time.Time{}
		if !reflect.DeepEqual(v, w) {
			t.Fatalf("visit %d changes with the hour", i)
		}
	}
	if c, _ := plan(t, days[0], 2); reflect.DeepEqual(reveal(a), reveal(c)) {
		t.Error("another seed gives the same patients")
	}
}

func TestPlanHolds(t *testing.T) {
	for _, day := range days {
		t.Run(day[:10], func(t *testing.T) {
			p, now := plan(t, day, 1)
			type busy struct {
				who string
				at  time.Time
			}
			taken := map[busy]bool{}
			take := func(who string, from, to time.Time) {
				for at := from; at.Before(to); at = at.Add(schedule.Cell) {
					if b := (busy{who, at.UTC()}); taken[b] {
						t.Fatalf("%s is taken twice at %s", strings.SplitN(who, " ", 2)[0], at)
					} else {
						taken[b] = true
					}
				}
			}
			status, zones, today := map[schedule.Status]int{}, map[string]int{}, 0
			for _, v := range p.Visits {
				status[v.Status]++
				zones[v.Start.Location().String()]++
				if civil.DateOf(v.Start) == civil.DateOf(now.In(v.Start.Location())) {
					today++
				}
				within(t, p, v)
				over := !v.End.After(now)
				if open := v.Status == schedule.Booked; over && open || !over && !open && v.Status != schedule.Cancelled {
					t.Errorf("a visit at %s is %s", v.Start, v.Status)
				}
				if !v.Created.Before(v.Start) || v.Created.After(now) || v.Changed.After(now) || v.Changed.Before(v.Created) {
					t.Errorf("a visit at %s was made %s and changed %s", v.Start, v.Created, v.Changed)
				}
				if v.Status == schedule.Cancelled {
					continue
				}
				take("provider "+v.Provider, v.Start, v.Blocked)
				take("patient "+p.Patients[v.Patient].Number.Reveal()+p.Patients[v.Patient].Name.Reveal(), v.Start, v.End)
				if v.Room != "" {
					take("room "+v.Location+v.Room, v.Start, v.Blocked)
				}
			}
			if n := len(p.Visits); n < 1200 || n > 2200 || today < 3 {
				t.Errorf("%d visits, %d of them today", n, today)
			}
			for _, s := range []schedule.Status{schedule.Booked, schedule.Fulfilled, schedule.NoShow, schedule.Cancelled} {
				if status[s] < 20 {
					t.Errorf("only %d visits are %s", status[s], s)
				}
			}
			if zones["America/Chicago"] < 300 || zones["America/Detroit"] < 200 {
				t.Errorf("visits by zone: %v", zones)
			}
			if len(p.File.Closures) < 2 {
				t.Errorf("closures: %v", p.File.Closures)
			}
		})
	}
}

// within fails unless the visit lies in the provider's hours at the location, off breaks and closures, on the site's
// grid, and the provider offers the service.
func within(t *testing.T, p Plan, v Visit) {
	t.Helper()
	day := civil.DateOf(v.Start)
	when := civil.Interval{From: civil.ClockOf(v.Start), To: civil.ClockOf(v.Blocked)}
	ok := false
	for _, h := range p.File.Hours {
		if h.Provider != v.Provider || h.Location != v.Location {
			continue
		}
		week, err := h.Week()
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range practice.Open(week, day.Weekday()) {
			ok = ok || w.Contains(when) && int(when.From-w.From)%p.File.Practice.SlotStep == 0
		}
	}
	for _, c := range p.File.Closures {
		if (c.Location == "" || c.Location == v.Location) && (c.Provider == "" || c.Provider == v.Provider) && c.From <= day.String() && day.String() <= c.To {
			ok = false
		}
	}
	for _, s := range p.File.Providers {
		if s.Given+" "+s.Family == v.Provider && !strings.Contains(strings.Join(s.Services, "|"), v.Service) {
			ok = false
		}
	}
	if !ok {
		t.Errorf("a visit with %s at %s on %s is outside of what is offered", v.Provider, v.Location, v.Start)
	}
}

func TestPatientsAreFictional(t *testing.T) {
	p, now := plan(t, days[0], 1)
	if len(p.Patients) != patients {
		t.Fatalf("%d patients", len(p.Patients))
	}
	seen, double, accents := map[string]bool{}, 0, 0
	for i, one := range p.Patients {
		name := one.Name.Reveal()
		if key := name + one.Birth.Reveal(); seen[key] {
			t.Errorf("patient %d is there twice", i)
		} else {
			seen[key] = true
		}
		if strings.Contains(one.Name.RevealFamily(), " ") {
			double++
		}
		if strings.ContainsFunc(name, func(r rune) bool { return r > 127 }) {
			accents++
		}
		if _, err := patient.ParseBirth(one.Birth.Reveal(), civil.DateOf(now)); err != nil {
			t.Errorf("patient %d: %v", i, err)
		}
		if len(one.Contacts) == 0 {
			t.Errorf("patient %d cannot be reached", i)
		}
		for _, c := range one.Contacts {
			v := c.Value.Reveal()
			phone := strings.HasPrefix(v, "+121855501") || strings.HasPrefix(v, "+190655501")
			domain := v[strings.IndexByte(v, '@')+1:]
			mail := domain == "example.com" || domain == "example.org" || domain == "example.net"
			if c.Kind == patient.Phone && !phone || c.Kind == patient.Email && !mail {
				t.Errorf("patient %d has a contact point that somebody may own", i)
			}
		}
	}
	if double < 30 || accents < 50 || len(p.Like) != 2 || len(p.OptOut) == 0 {
		t.Errorf("%d double surnames, %d names with accents, %d doubles, %d who stopped", double, accents, len(p.Like), len(p.OptOut))
	}
}
