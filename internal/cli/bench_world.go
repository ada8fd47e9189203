package cli

import (
	"strconv"
	"time"

	"bedside/internal/app"
	"bedside/internal/civil"
	"bedside/internal/demo"
	"bedside/internal/frontdesk"
	"bedside/internal/frontdesk/flow"
	"bedside/internal/identity"
	"bedside/internal/inbox"
	"bedside/internal/knowledge"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/words"
)

// stillWorld is a [flow.World] in which nothing changes and every time of the practice's hours is free.
type stillWorld struct {
	p       *practice.Practice
	answers *flow.Answers
	now     time.Time
	slots   []schedule.Slot
}

func newStillWorld() (*stillWorld, error) {
	now := time.Date(2026, 11, 23, 16, 0, 0, 0, time.UTC)
	plan, err := demo.NewPlan(now, app.DemoSeed)
	if err != nil {
		return nil, err
	}
	zone, err := civil.Zone(plan.File.Practice.Zone)
	if err != nil {
		return nil, err
	}
	w := &stillWorld{p: stillPractice(plan.File), now: now.In(zone)}
	w.answers = flow.NewAnswers(w.p)
	day := civil.DateOf(w.now)
	for n := range 28 {
		for clock := civil.NewClock(8, 0); clock < civil.NewClock(17, 0); clock += 20 {
			for i := range 3 {
				at := day.AddDays(n).At(clock, zone)
				w.slots = append(w.slots, schedule.Slot{Provider: w.p.Providers[i].ID, Location: w.p.Locations[0].ID, Start: at, End: at.Add(20 * time.Minute)})
			}
		}
	}
	return w, nil
}

// stillPractice is a practice file as it reads once it is applied, as far as a conversation asks for it.
func stillPractice(f practice.File) *practice.Practice {
	p := &practice.Practice{Desk: practice.DeskDefaults(), Settings: practice.Settings{Name: f.Practice.Name, NeutralName: f.Practice.Name, Phone: "+12185550100",
		Zone: f.Practice.Zone, Horizon: 28, SlotStep: 20, Live: true}}
	for i, s := range f.Services {
		p.Services = append(p.Services, practice.Service{ID: practice.ServiceID("s" + strconv.Itoa(i)), Name: s.Name, Minutes: s.Minutes, Telehealth: s.Telehealth, Online: s.Online, Active: true})
	}
	for i, l := range f.Locations {
		p.Locations = append(p.Locations, practice.Location{ID: practice.LocationID("l" + strconv.Itoa(i)), Name: l.Name, Address: l.Address, City: l.City, State: l.State, ZIP: l.ZIP,
			Zone: l.Zone, Active: true})
	}
	for i, v := range f.Providers {
		at := practice.Provider{ID: practice.ProviderID("p" + strconv.Itoa(i)), Given: v.Given, Family: v.Family, Credentials: v.Credentials, Specialty: v.Specialty,
			Languages: v.Languages, Active: true}
		for _, s := range p.Services {
			at.Services = append(at.Services, s.ID)
		}
		p.Providers = append(p.Providers, at)
		for d := time.Monday; d <= time.Friday; d++ {
			p.Hours = append(p.Hours, practice.Hours{Provider: at.ID, Location: p.Locations[0].ID, Weekday: d, When: civil.Interval{From: 480, To: 1020}})
		}
	}
	for i, a := range f.Answers {
		p.Answers = append(p.Answers, practice.Answer{ID: practice.AnswerID("a" + strconv.Itoa(i)), Asks: a.Asks, English: a.English, Spanish: a.Spanish, Source: a.Source, Active: true})
	}
	return p
}

func (w *stillWorld) Practice() *practice.Practice { return w.p }

func (w *stillWorld) Answers() *flow.Answers { return w.answers }
func (*stillWorld) Written(string, words.Language) (knowledge.Answer, knowledge.Verdict) {
	return knowledge.Answer{}, knowledge.Nothing
}
func (*stillWorld) Unanswered(string, words.Language) error { return nil }

func (w *stillWorld) Now() time.Time { return w.now }

func (w *stillWorld) Channel() string { return frontdesk.Chat }

func (w *stillWorld) From() phi.Phone { return phi.Phone{} }

func (w *stillWorld) Ready() bool { return true }

func (w *stillWorld) Free(schedule.Query) ([]schedule.Slot, error) { return w.slots, nil }

func (w *stillWorld) Match([]phi.Name, []phi.BirthDate, *flow.Speaker) (patient.ID, []schedule.Appointment, bool, error) {
	return "", nil, false, nil
}

func (w *stillWorld) MatchWaiting([]phi.Name, []phi.BirthDate, *flow.Speaker) (patient.ID, []flow.Waiting, bool, error) {
	return "", nil, false, nil
}

func (w *stillWorld) Wait(schedule.Joining) (schedule.WaitID, error) { return "wait", nil }

func (w *stillWorld) Leave(patient.ID, schedule.WaitID) error { return nil }

func (w *stillWorld) Codes() bool { return false }

func (w *stillWorld) SendCode([]phi.Name, []phi.BirthDate) error { return nil }

func (w *stillWorld) CheckCode(string) (patient.ID, flow.CodeState, error) {
	return "", flow.CodeOver, nil
}

func (w *stillWorld) Book(r schedule.Request) (schedule.Appointment, error) {
	return schedule.Appointment{ID: "visit", Provider: r.Provider, Location: r.Location, Service: r.Service, Start: r.Start}, nil
}

func (w *stillWorld) Move(patient.ID, schedule.Move) (schedule.Appointment, error) {
	return schedule.Appointment{}, nil
}

func (w *stillWorld) Cancel(patient.ID, schedule.ID, int64) (schedule.Appointment, error) {
	return schedule.Appointment{}, nil
}

func (w *stillWorld) Assignee(flow.For) (identity.StaffID, error) { return "", nil }

func (w *stillWorld) Task(inbox.Task) (string, error) { return "task", nil }

func (w *stillWorld) Named(phi.Name) error { return nil }

func (w *stillWorld) Stop(phi.Phone) error { return nil }

func (w *stillWorld) Start(phi.Phone, ...patient.Purpose) error { return nil }

func (w *stillWorld) Wrong(phi.Phone) error { return nil }

func (w *stillWorld) Asks() ([]flow.Asked, error) { return nil, nil }

func (w *stillWorld) Confirm(patient.ID, schedule.ID) (schedule.Appointment, error) {
	return schedule.Appointment{}, nil
}

func (w *stillWorld) Hold(patient.ID, flow.Visit, flow.Offer) (schedule.HoldID, error) {
	return "", nil
}

func (w *stillWorld) Unhold([]schedule.HoldID) error { return nil }

func (w *stillWorld) Accept(patient.ID, schedule.OfferID) (schedule.Appointment, error) {
	return schedule.Appointment{}, nil
}

func (w *stillWorld) Decline(patient.ID, schedule.OfferID) error { return nil }
