package feed

import (
	"context"
	"time"

	"bedside/internal/actor"
	"bedside/internal/fault"
	"bedside/internal/ical"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/tx"
)

const (
	// Refresh is how often a feed is worth asking for.
	Refresh = 15 * time.Minute

	daysBack  = 7  // what is over is there so many days
	leastDays = 90 // how far a feed reaches, or as far as the site offers times
)

// Write returns the feed with the token as iCalendar. What was cancelled, moved away or entered in error is not in it,
// so that calendars drop it. The same visits give the same bytes. NotFound for a token that is not ours or was revoked.
func (s *Service) Write(ctx context.Context, token string) ([]byte, error) {
	const op = "feed.Write"
	var f Feed
	var o ical.Object
	var now time.Time
	err := s.DB.View(ctx, actor.System(), func(t tx.Tx) (err error) {
		if f, err = s.Store.Find(ctx, t, hash(token)); err != nil {
			return err
		}
		now = t.Now()
		o, err = s.object(ctx, t, f)
		return err
	})
	if fault.Is(err, fault.NotFound) {
		return nil, fault.New(fault.NotFound, op, "There is no calendar at this address. It may have been revoked.")
	}
	if err != nil {
		return nil, fault.At(op, err)
	}
	if now.Sub(f.Fetched) >= time.Minute {
		if err := s.Store.Touch(ctx, f.ID, now); err != nil {
			return nil, fault.At(op, err)
		}
	}
	b, err := ical.Write(o)
	return b, fault.At(op, err)
}

// object is the calendar. It reads of a visit when, where, with whom and, if staff chose so, what kind: never for whom
// or why.
func (s *Service) object(ctx context.Context, t tx.Tx, f Feed) (ical.Object, error) {
	p, err := s.Practice.Get(ctx, t)
	if err != nil {
		return ical.Object{}, err
	}
	o := ical.Object{Method: ical.Publish, Refresh: Refresh, Color: "teal"}
	filter := schedule.Filter{Provider: f.Provider, Location: f.Location}
	if v, ok := p.Provider(f.Provider); ok {
		o.Name = v.Name()
	}
	if l, ok := p.Location(f.Location); ok {
		o.Name = l.Name
	}
	from := t.Now().AddDate(0, 0, -daysBack)
	visits, err := s.Visits.Between(ctx, t, from, t.Now().AddDate(0, 0, max(p.Settings.Horizon, leastDays)), filter)
	if err != nil {
		return ical.Object{}, err
	}
	for _, a := range visits {
		if !a.Status.Takes() {
			continue
		}
		i := ical.Item{UID: a.UID(), Sequence: a.Version - 1, Stamp: a.Changed, Modified: a.Changed, Start: a.Start, End: a.End, Zone: a.Zone, Status: ical.Confirmed,
			Summary: summary(p, f, a)}
		if a.Status == schedule.Pending {
			i.Status = ical.Tentative
		}
		if l, ok := p.Location(a.Location); ok {
			i.Location = l.Name
		}
		o.Items = append(o.Items, i)
	}
	return o, nil
}

func summary(p *practice.Practice, f Feed, a schedule.Appointment) string {
	words := "Visit"
	if svc, ok := p.Service(a.Service); ok && f.Services {
		words = svc.Name
	}
	if a.Status == schedule.Pending {
		words += " (asked for)"
	}
	if v, ok := p.Provider(a.Provider); ok && f.Provider == "" {
		words += ", " + v.Name()
	}
	return words
}
