package fhir

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"bedside/internal/actor"
	"bedside/internal/civil"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/tx"
)

// offer is a time at which a service could begin with somebody somewhere. It is a Slot and, as proposed, an Appointment;
// nothing of it is stored, and the same offer has the same id for ever.
type offer struct {
	role
	s     practice.Service
	start time.Time
}

// id names provider, location, service and the five minutes in which the offer begins.
func (o offer) id() string {
	return o.role.id() + "." + short(string(o.s.ID)) + "." + strconv.FormatInt(o.start.Unix()/int64(schedule.Cell/time.Second), 36)
}

func (o offer) end() time.Time { return o.start.Add(time.Duration(o.s.Minutes) * time.Minute) }

// offerOf reads an id; false if it names nothing of this practice.
func (a *ask) offerOf(id string) (o offer, ok bool) {
	parts := strings.Split(id, ".")
	if len(id) > 64 || len(parts) != 4 {
		return o, false
	}
	n, err := strconv.ParseInt(parts[3], 36, 64)
	if err != nil || n < 0 || n > 1<<31 || strconv.FormatInt(n, 36) != parts[3] {
		return o, false
	}
	for _, v := range a.p.Providers {
		if short(string(v.ID)) == parts[0] {
			o.v = v
		}
	}
	for _, l := range a.p.Locations {
		if short(string(l.ID)) == parts[1] {
			o.l = l
		}
	}
	for _, s := range a.p.Services {
		if short(string(s.ID)) == parts[2] {
			o.s = s
		}
	}
	if o.v.ID == "" || o.l.ID == "" || o.s.ID == "" {
		return o, false
	}
	o.start = time.Unix(n*int64(schedule.Cell/time.Second), 0).In(o.l.In())
	return o, inYears(o.start)
}

// wanted narrows offers.
type wanted struct {
	services []practice.Service
	only     func(role) bool
	from, to time.Time // of the start; to is not included
	about    schedule.About
}

const (
	longestLook = 62 * 24 * time.Hour
	usualLook   = 14 * 24 * time.Hour
)

// offers returns what is offered to a stranger, who is shown the same: a program keeps the practice's notice and horizon,
// and what is held is not there. The earliest first.
func (a *ask) offers(ctx context.Context, t tx.Tx, w wanted) (all []offer, err error) {
	if w.to.Sub(w.from) > longestLook {
		return nil, problem{code: "too-costly", text: "Please ask for at most 62 days at once."}
	}
	if !w.from.Before(w.to) {
		return nil, nil
	}
	ask := schedule.Query{From: civil.DateOf(w.from.Add(-24 * time.Hour)), To: civil.DateOf(w.to.Add(24 * time.Hour)), About: w.about}
	if today := civil.DateOf(t.Now().Add(-24 * time.Hour)); ask.From.Before(today) { // nothing is offered in the past
		ask.From = today
	}
	ask.To = earlier(ask.To, ask.From.AddDays(int(longestLook/(24*time.Hour))))
	roles := map[schedule.Slot]role{}
	for _, o := range a.roles() {
		if !o.active() || !w.only(o) {
			continue
		}
		if len(roles) == 0 {
			ask.Provider, ask.Location = o.v.ID, o.l.ID
		}
		if roles[schedule.Slot{Provider: o.v.ID, Location: o.l.ID}] = o; ask.Provider != o.v.ID {
			ask.Provider = ""
		}
		if ask.Location != o.l.ID {
			ask.Location = ""
		}
	}
	if len(roles) == 0 || !a.p.Settings.Live || ask.To.Before(ask.From) {
		return nil, nil
	}
	for _, s := range w.services {
		if !s.Active || !s.Online {
			continue
		}
		ask.Service = s.ID
		found, err := a.Schedule.Slots(ctx, t.As(actor.Visitor()), ask)
		if errors.As(err, new(schedule.Field)) && len(w.services) > 1 { // it is not for this patient, another may be
			continue
		}
		if err != nil {
			return nil, err
		}
		for _, f := range found {
			o, ok := roles[schedule.Slot{Provider: f.Provider, Location: f.Location}]
			if ok && !f.Start.Before(w.from) && f.Start.Before(w.to) {
				all = append(all, offer{o, s, f.Start})
			}
		}
	}
	slices.SortStableFunc(all, func(x, y offer) int { return x.start.Compare(y.start) })
	return all, nil
}

func earlier(x, y civil.Date) civil.Date {
	if y.Before(x) {
		return y
	}
	return x
}

// free reports whether the offer can be had.
func (a *ask) free(ctx context.Context, t tx.Tx, o offer) (bool, error) {
	all, err := a.offers(ctx, t, wanted{services: []practice.Service{o.s}, only: func(r role) bool { return r.id() == o.role.id() }, from: o.start, to: o.start.Add(time.Second)})
	return len(all) > 0, err
}
