package demo

import (
	"context"
	"time"

	"bedside/internal/actor"
	"bedside/internal/fault"
	"bedside/internal/id"
	"bedside/internal/identity"
	"bedside/internal/oncall"
	"bedside/internal/outreach"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/publish"
	"bedside/internal/schedule"
	"bedside/internal/tx"
)

// Deps is what Seed writes with. All fields are needed.
type Deps struct {
	DB       tx.DB
	Practice *practice.Registry
	Patients *patient.Registry
	Identity *identity.Service
	Schedule *schedule.Scheduler
	Outreach *outreach.Service
	OnCall   *oncall.Service
	Posts    *publish.Service
	IDs      *id.Source
}

// Seed fills an empty database with the practice of the plan for now and seed. The last thing it does, in one
// transaction with all patients and visits, is to let the practice go live: if it is interrupted before, it may run
// again.
func Seed(ctx context.Context, d Deps, now time.Time, seed uint64) error {
	plan, err := NewPlan(now, seed)
	if err != nil {
		return fault.At("demo.Seed", err)
	}
	by := actor.System()
	if err := d.DB.Do(ctx, by, func(t tx.Tx) error { return plan.File.Apply(ctx, t, d.Practice) }); err != nil {
		return fault.At("demo.Seed", err)
	}
	s := seeding{Deps: d, plan: plan, now: now}
	if err := d.DB.View(ctx, by, func(t tx.Tx) error { return s.learn(ctx, t) }); err != nil {
		return fault.At("demo.Seed", err)
	}
	for _, who := range plan.Staff {
		_, _, err := d.Identity.Invite(ctx, by, identity.New{Email: who.Email, Name: who.Name, Role: who.Role, Provider: s.providers[who.Provider]})
		if err != nil && !fault.Is(err, fault.Conflict) {
			return fault.At("demo.Seed", err)
		}
	}
	if err := s.fillRoster(ctx); err != nil {
		return fault.At("demo.Seed", err)
	}
	if err := s.writePosts(ctx); err != nil {
		return fault.At("demo.Seed", err)
	}
	if err := s.lookUp(ctx); err != nil {
		return fault.At("demo.Seed", err)
	}
	err = d.DB.Do(ctx, by, func(t tx.Tx) error {
		s.people, s.visits = nil, nil
		for _, step := range []func(context.Context, tx.Tx) error{s.addPatients, s.enterVisits, s.writeHistory, s.enterPosts, d.Practice.GoLive} {
			if err := step(ctx, t); err != nil {
				return err
			}
		}
		return nil
	})
	return fault.At("demo.Seed", err)
}

// seeding is one run of Seed.
type seeding struct {
	Deps
	plan Plan
	now  time.Time

	providers map[string]practice.ProviderID
	locations map[string]practice.LocationID
	services  map[string]practice.ServiceID
	rooms     map[string]practice.RoomID // by location and room
	people    []patient.Patient          // as they were added, with their contact points
	visits    []schedule.Appointment
}

// learn reads the ids behind the names of the file.
func (s *seeding) learn(ctx context.Context, t tx.Tx) error {
	p, err := s.Practice.Get(ctx, t)
	if err != nil {
		return err
	}
	s.providers, s.locations = map[string]practice.ProviderID{}, map[string]practice.LocationID{}
	s.services, s.rooms = map[string]practice.ServiceID{}, map[string]practice.RoomID{}
	for _, v := range p.Providers {
		s.providers[v.Given+" "+v.Family] = v.ID
	}
	for _, v := range p.Services {
		s.services[v.Name] = v.ID
	}
	for _, l := range p.Locations {
		s.locations[l.Name] = l.ID
		for _, r := range l.Rooms {
			s.rooms[l.Name+" "+r.Name] = r.ID
		}
	}
	return nil
}

func (s *seeding) addPatients(ctx context.Context, t tx.Tx) error {
	ids := make([]patient.ID, len(s.plan.Patients))
	for i, p := range s.plan.Patients {
		if old, ok := s.plan.Like[i]; ok {
			p.Like = ids[old]
		}
		var err error
		if ids[i], err = s.Patients.Add(ctx, t, p); err != nil {
			return err
		}
	}
	known, err := s.Patients.Many(ctx, t, ids)
	if err != nil {
		return err
	}
	for _, i := range s.plan.OptOut {
		for _, c := range known[ids[i]].Contacts {
			if c.Kind == patient.Email {
				if err := s.Patients.OptOut(ctx, t, c.ID, patient.Said{How: "link"}); err != nil {
					return err
				}
			}
		}
	}
	if known, err = s.Patients.Many(ctx, t, ids); err != nil {
		return err
	}
	for _, i := range ids {
		s.people = append(s.people, known[i])
	}
	return nil
}

// enterVisits takes the visits over and plans the reminders of those to come.
func (s *seeding) enterVisits(ctx context.Context, t tx.Tx) error {
	for _, v := range s.plan.Visits {
		s.visits = append(s.visits, schedule.Appointment{
			ID: id.New[schedule.Appointment](s.IDs), Patient: s.people[v.Patient].ID, Provider: s.providers[v.Provider],
			Location: s.locations[v.Location], Service: s.services[v.Service], Room: s.rooms[v.Location+" "+v.Room],
			Start: v.Start, End: v.End, Blocked: v.Blocked, Zone: v.Start.Location().String(), Wall: v.Start.Format("2006-01-02T15:04"),
			Status: v.Status, Why: v.Why, Channel: v.Channel, Reason: phi.NewText(v.Reason), Created: v.Created, Changed: v.Changed, Version: 1,
		})
	}
	if err := s.Schedule.Enter(ctx, t, s.visits); err != nil {
		return err
	}
	return s.Outreach.Entered(ctx, t, s.visits...)
}
