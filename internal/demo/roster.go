package demo

import (
	"context"
	"strings"
	"time"

	"bedside/internal/actor"
	"bedside/internal/civil"
	"bedside/internal/oncall"
	"bedside/internal/phi"
	"bedside/internal/triage"
)

// onCallWeeks is how far the roster is filled, this week included. One Saturday of the four weeks that the page shows
// is nobody's, so that a newcomer sees a gap.
const (
	onCallWeeks = 6
	gapWeek     = 3
)

// fillRoster says who is on call: nights by turns, the day by the front desk's own clinician, and a ladder that ends
// with the owner.
func (s *seeding) fillRoster(ctx context.Context) error {
	by := actor.System()
	r, err := s.OnCall.Roster(ctx, by)
	if err != nil || len(r.Persons) > 0 {
		return err
	}
	people := map[string]oncall.PersonID{}
	for _, h := range Handsets()[3:] {
		first, _, _ := strings.Cut(h.Name, " ")
		email, err := phi.ParseEmail(first + "@lakeside.example")
		if err != nil {
			return err
		}
		if people[h.Name], err = s.OnCall.SavePerson(ctx, by, oncall.Person{Name: h.Name, Phone: phi.NewPhone(h.Number), Email: email}); err != nil {
			return err
		}
	}
	owner := people["Helen Ashby"]
	if err := s.OnCall.SavePolicy(ctx, by, oncall.Policy{Owner: owner, Fallback: owner, Again: 15 * time.Minute}); err != nil {
		return err
	}
	home, err := civil.Zone(s.plan.File.Practice.Zone)
	if err != nil {
		return err
	}
	monday := civil.DateOf(s.now.In(home)).Monday()
	at := func(d civil.Date, hour int) oncall.Wall { return oncall.Wall{Day: d, Clock: civil.NewClock(hour, 0)} }
	for day := range 7 {
		primary, backup := people["Ines Marlow"], people["Ruth Bergstrom"]
		if day%2 == 1 {
			primary, backup = backup, primary
		}
		for week := range onCallWeeks {
			if day == 5 && week == gapWeek {
				continue
			}
			from := monday.AddDays(7*week + day)
			for _, turn := range []oncall.NewShift{{Person: primary, Rank: oncall.Primary}, {Person: backup, Rank: oncall.Backup1}} {
				turn.From, turn.To = at(from, 8), at(from.AddDays(1), 8)
				if err := s.OnCall.AddShifts(ctx, by, turn); err != nil {
					return err
				}
			}
		}
	}
	if err := s.OnCall.AddShifts(ctx, by, oncall.NewShift{Person: people["Ines Marlow"], Rank: oncall.Primary, From: at(monday.AddDays(-1), 8), To: at(monday, 8)}); err != nil {
		return err
	}
	_, err = s.OnCall.SaveGroup(ctx, by, oncall.Group{
		Name: "Day and night", Tiers: []triage.Tier{triage.Emergency, triage.Urgent}, Wait: 5 * time.Minute,
		Steps: []oncall.Step{
			{Who: oncall.Who(oncall.Primary), How: oncall.Text}, {After: 2 * time.Minute, Who: oncall.Who(oncall.Primary), How: oncall.Call},
			{After: 5 * time.Minute, Who: oncall.Who(oncall.Backup1), How: oncall.Text}, {After: 2 * time.Minute, Who: oncall.Who(oncall.Backup1), How: oncall.Call},
		},
	})
	return err
}
