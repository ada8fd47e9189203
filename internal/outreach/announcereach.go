package outreach

import (
	"cmp"
	"context"
	"slices"

	"bedside/internal/guard"
	"bedside/internal/patient"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/tx"
	"bedside/internal/words"
)

// Reach says how many of a group an announcement reaches, and how.
type Reach struct {
	People  int
	Email   int
	Text    int
	Nobody  int // no address to write to
	Silent  int // asked us to stop, or never agreed
	Spanish int // read Spanish
	Words   string
	Report  guard.Report
	Problem string // why it may not go out, "" if it may
}

func (s *Service) reach(ctx context.Context, t tx.Tx, n Notice) (r Reach, err error) {
	people, err := s.members(ctx, t, n.Group)
	if err != nil {
		return r, err
	}
	r.People = len(people)
	for _, p := range people {
		c, err := s.choose(ctx, t, Message{Patient: p, Kind: Announcement}, schedule.Appointment{}, patient.Preferences{})
		if err != nil {
			return r, err
		}
		if says, err := s.languageOf(ctx, t, p); err != nil {
			return r, err
		} else if says == words.Spanish {
			r.Spanish++
		}
		ways, err := s.Store.Ways(ctx, t, p)
		if err != nil {
			return r, err
		}
		at := slices.IndexFunc(ways, func(w Way) bool { return w.ID == c.contact })
		switch {
		case at < 0:
			r.Nobody++
		case !ways[at].May(patient.Announcements):
			r.Silent++
		case c.channel == SMS:
			r.Text++
		default:
			r.Email++
		}
	}
	p, err := s.Practice.Get(ctx, t)
	if err != nil {
		return r, err
	}
	w := world{practice: p, channel: SMS, matter: Matter{Words: []guard.Part{guard.Literal(n.Words)}}}
	w.language = cmp.Or(n.Group.Language, words.English)
	_, body, report, err := s.preview(ctx, t, []item{{Message{Kind: Announcement}, w}})
	if err != nil {
		return r, err
	}
	r.Words, r.Report, r.Problem = body.Reveal(), report, unfit(n.Words)
	if r.Problem == "" && report.Verdict != guard.Clear {
		r.Problem = "The guard does not let these words pass. Change what it names."
	}
	return r, nil
}

// members are the patients of a group, each once, in the order of their first visit.
func (s *Service) members(ctx context.Context, t tx.Tx, g Group) ([]patient.ID, error) {
	p, err := s.Practice.Get(ctx, t)
	if err != nil {
		return nil, err
	}
	home := practice.Location{Zone: p.Settings.Zone}.In()
	visits, err := s.Visits.Between(ctx, t, g.From.At(0, home), g.To.AddDays(1).At(0, home), schedule.Filter{Provider: g.Provider, Location: g.Location})
	if err != nil {
		return nil, err
	}
	var all []patient.ID
	seen := map[patient.ID]bool{}
	for _, v := range visits {
		gone := v.Status == schedule.Cancelled || v.Status == schedule.EnteredInError
		if gone || g.Service != "" && v.Service != g.Service || seen[v.Patient] {
			continue
		}
		seen[v.Patient] = true
		if g.Language != "" {
			says, err := s.languageOf(ctx, t, v.Patient)
			if err != nil {
				return nil, err
			}
			if says != g.Language {
				continue
			}
		}
		all = append(all, v.Patient)
	}
	return all, nil
}

func (s *Service) languageOf(ctx context.Context, t tx.Tx, p patient.ID) (words.Language, error) {
	var w world
	err := s.speaks(ctx, t, p, &w)
	return w.language, err
}
