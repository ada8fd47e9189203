package flow

import (
	"slices"
	"time"

	"bedside/internal/practice"
)

// Expecting is what the listener is told before it hears: what was asked, and what there is to choose from.
type Expecting struct {
	Asked   []string
	Prompt  string
	Offered []time.Time
	Choices []string    // names to choose from
	About   []time.Time // what is spoken of where nothing is on offer
	Digits  int         // how many may be keyed, 0 for none
	Long    bool        // wait longer before the answer is over
	Free    bool        // the answer is taken as it is said
}

// Expecting returns what the state expects to hear next.
func (m *Machine) Expecting(s *State, p *practice.Practice) Expecting {
	step := m.steps[s.Step]
	e := Expecting{Asked: step.Asked, Prompt: s.Question, Digits: step.Keypad, Long: step.Long, Free: step.Free}
	in := func(l practice.LocationID, at time.Time) time.Time {
		where, _ := p.Location(l)
		return at.In(where.In())
	}
	if s.Flow == "" {
		e.Digits = 1 // 0 for a person
		if s.Reply != nil {
			for _, a := range s.Reply.Choices {
				e.Offered = append(e.Offered, in(a.Visit.Location, a.Visit.Start))
			}
		}
		return e
	}
	for _, o := range s.Offered {
		e.Offered = append(e.Offered, in(o.Location, o.Start))
	}
	switch n := len(s.Shown); {
	case s.Chosen != nil:
		e.About = append(e.About, in(s.Chosen.Location, s.Chosen.Start))
	case n > 0:
		e.About = append(e.About, in(s.Shown[n-1].Location, s.Shown[n-1].Start))
	case s.Visit != nil:
		e.About = append(e.About, in(s.Visit.Location, s.Visit.Start))
	}
	if s.Step == "visit" {
		for _, v := range s.Visits {
			e.Offered = append(e.Offered, in(v.Location, v.Start))
		}
	}
	if s.Doubt != nil {
		e.Asked, e.Free, e.Long, e.Digits = s.Doubt.asked(), false, false, 1
		if s.Doubt.Slot == "phone" {
			a, _, _ := differing(s.Doubt.Values[0], s.Doubt.Values[1])
			e.Digits = len(a)
		}
		for _, v := range s.Doubt.Values {
			if svc, ok := p.Service(practice.ServiceID(v)); ok {
				e.Choices = append(e.Choices, svc.Name)
			}
		}
		return e
	}
	if part := missing(s.Who.Part); s.Step == "dob" && part != "" {
		e.Asked = append(slices.Clone(e.Asked), "dob_"+part)
		e.Digits = map[string]int{"day": 2, "month": 2, "year": 4}[part]
	}
	if s.Step == "name" && s.Who.Birth == "" { // they often come together
		e.Asked = append(slices.Clone(e.Asked), "dob")
	}
	return e
}
