// Package demo is a fictional practice, complete: Lakeside Family Medicine with two offices in two time zones, five
// providers, four hundred patients, three weeks of visits behind it and four ahead.
//
// It promises that everybody in it is invented, that phone numbers and addresses are those set aside for fiction, and
// that the same day and seed give the same practice. Callers owe an empty database.
package demo

import (
	_ "embed"
	"math/rand/v2"
	"strings"
	"time"

	"bedside/internal/actor"
	"bedside/internal/civil"
	"bedside/internal/patient"
	"bedside/internal/practice"
	"bedside/internal/schedule"
)

//go:embed lakeside.toml
var lakeside string

// Plan is the demo practice as data.
type Plan struct {
	File     practice.File
	Patients []patient.Patient
	Like     map[int]int // the place of a second record, and of the patient it is like
	OptOut   []int       // the places of patients who have stopped e-mail
	Staff    []Person
	Visits   []Visit
}

// Person is a staff member.
type Person struct {
	Name, Email string
	Role        actor.Role
	Provider    string // "Ines Marlow", "" for nobody who is booked
}

// Visit is an appointment. Provider, location, room and service are named by their names in the file.
type Visit struct {
	Patient                           int // the place in Patients
	Provider, Location, Room, Service string
	Start, End, Blocked               time.Time // in the location's zone
	Status                            schedule.Status
	Why, Channel, Reason              string
	Created, Changed                  time.Time
}

// The demo's calendar, in days from today.
const (
	behind = 21
	ahead  = 28
)

// NewPlan returns the plan for a day and a seed: everything follows from the two, but the outcome of today's visits,
// which are as far as now says.
func NewPlan(now time.Time, seed uint64) (Plan, error) {
	file, err := practice.ReadFile(strings.NewReader(lakeside))
	if err != nil {
		return Plan{}, err
	}
	home, err := civil.Zone(file.Practice.Zone)
	if err != nil {
		return Plan{}, err
	}
	today := civil.DateOf(now.In(home))
	file.Closures = closures(today)
	lookedUp(file.Providers, today)
	r := rand.New(rand.NewPCG(seed, 0xbed51de))
	t := &town{r: r, today: today, seen: map[string]bool{}}
	t.fill()
	p := Plan{File: file, Like: t.doubles(), Staff: staff()}
	for i, one := range t.all {
		p.Patients = append(p.Patients, one.Patient)
		if i%80 == 33 && len(one.Contacts) == 2 {
			p.OptOut = append(p.OptOut, i)
		}
	}
	book := diary{r: r, now: now, today: today, file: file, town: t.all, seen: map[string]bool{}, rooms: map[string]time.Time{}}
	p.Visits, err = book.fill()
	return p, err
}

func staff() []Person {
	return []Person{
		{"Helen Ashby", "helen@lakeside.example", actor.Admin, ""},
		{"Ines Marlow", "ines@lakeside.example", actor.Clinician, "Ines Marlow"},
		{"Kwame Osei", "kwame@lakeside.example", actor.Clinician, "Kwame Osei"},
		{"Ruth Bergstrom", "ruth@lakeside.example", actor.Clinician, "Ruth Bergstrom"},
		{"Tomás Herrera", "tomas@lakeside.example", actor.Clinician, "Tomás Herrera"},
		{"Priya Anand", "priya@lakeside.example", actor.FrontDesk, ""},
		{"George Lindgren", "george@lakeside.example", actor.ReadOnly, ""},
	}
}

// closures are the holidays around today, a training day at one location and a provider's days off. None is today,
// so that a newcomer finds the practice open.
func closures(today civil.Date) []practice.FileClosure {
	var all []practice.FileClosure
	add := func(c practice.FileClosure, from, to civil.Date) {
		if today.DaysUntil(to) >= -behind && today.DaysUntil(from) <= 2*ahead && (to.Before(today) || today.Before(from)) {
			c.From, c.To = from.String(), to.String()
			all = append(all, c)
		}
	}
	for year := today.Year - 1; year <= today.Year+1; year++ {
		thanks := nth(year, time.November, time.Thursday, 4)
		add(practice.FileClosure{Name: "New Year’s Day"}, civil.Date{Year: year, Month: time.January, Day: 1}, civil.Date{Year: year, Month: time.January, Day: 1})
		add(practice.FileClosure{Name: "Memorial Day"}, nth(year, time.June, time.Monday, 1).AddDays(-7), nth(year, time.June, time.Monday, 1).AddDays(-7))
		add(practice.FileClosure{Name: "Independence Day"}, civil.Date{Year: year, Month: time.July, Day: 4}, civil.Date{Year: year, Month: time.July, Day: 4})
		add(practice.FileClosure{Name: "Labor Day"}, nth(year, time.September, time.Monday, 1), nth(year, time.September, time.Monday, 1))
		add(practice.FileClosure{Name: "Thanksgiving"}, thanks, thanks.AddDays(1))
		add(practice.FileClosure{Name: "Christmas"}, civil.Date{Year: year, Month: time.December, Day: 24}, civil.Date{Year: year, Month: time.December, Day: 25})
	}
	training := today.Monday().AddDays(16) // a Wednesday
	add(practice.FileClosure{Name: "Staff training", Location: "Mill Pond"}, training, training)
	away := today.Monday().AddDays(21)
	add(practice.FileClosure{Name: "Away", Provider: "Kwame Osei"}, away, away.AddDays(4))
	return all
}

// nth is the n-th weekday of a month.
func nth(year int, month time.Month, day time.Weekday, n int) civil.Date {
	first := civil.Date{Year: year, Month: month, Day: 1}
	return first.AddDays((int(day)-int(first.Weekday())+7)%7 + 7*(n-1))
}
