package practice

import (
	"cmp"
	"context"
	"reflect"
	"slices"
	"time"

	"bedside/internal/audit"
	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/id"
	"bedside/internal/tx"
)

// Special returns the provider's special hours at the location on the date, or false if they are those of the week.
func (p *Practice) Special(v ProviderID, l LocationID, d civil.Date) (Special, bool) {
	return find(p.Specials, func(s Special) bool { return s.Date == d && s.Provider == v && s.Location == l })
}

// SaveSpecial replaces the provider's hours at the location on one date; no stretches are a day without work. Invalid
// with a sentence for stretches that overlap, a date that is over, or a provider who would be at two locations at once;
// NotFound for a provider or location that is not there.
func (r *Registry) SaveSpecial(ctx context.Context, t tx.Tx, s Special) error {
	const op = "practice.SaveSpecial"
	p, err := r.changeMore(ctx, t)
	if err != nil {
		return err
	}
	v, okV := p.Provider(s.Provider)
	l, okL := p.Location(s.Location)
	if !okV || !okL {
		return fault.New(fault.NotFound, op, "There is no such provider or location.")
	}
	s.Open = slices.SortedFunc(slices.Values(s.Open), func(a, b civil.Interval) int { return cmp.Compare(a.From, b.From) })
	old, known := p.Special(s.Provider, s.Location, s.Date)
	switch err := s.check(); {
	case err != nil:
		return fault.At(op, err)
	case known && slices.Equal(old.Open, s.Open):
		return nil
	case s.Date.Before(civil.DateOf(t.Now().In(l.In()))):
		return fault.At(op, in("Date", invalid("This date is over. Choose one that is still to come.")))
	}
	for _, o := range p.Locations {
		if o.ID == l.ID || !o.Active {
			continue
		}
		for d := range 3 { // a day at another place may lie across two dates here
			day := s.Date.AddDays(d - 1)
			for _, w := range p.WorkOn(day, o.ID, v.ID) {
				for _, n := range s.Open {
					if day.At(w.From, o.In()).Before(s.Date.At(n.To, l.In())) && s.Date.At(n.From, l.In()).Before(day.At(w.To, o.In())) {
						return fault.At(op, in("Open", invalid(v.Name()+" works at "+o.Name+" at that time. Take those hours out first.")))
					}
				}
			}
		}
	}
	if err := r.Store.PutSpecial(ctx, t, s); err != nil {
		return fault.At(op, err)
	}
	return r.changedTo(ctx, t, p, "changed hours", audit.Ref{Kind: "provider", ID: string(v.ID)}, audit.Facts{"location": string(l.ID), "day": s.Date.String()})
}

func (s Special) check() error {
	if s.Date.IsZero() {
		return in("Date", invalid("A date is missing."))
	}
	for i, w := range s.Open {
		switch {
		case !w.Valid():
			return in("Open", invalid("A stretch ends before it begins, or leaves the day."))
		case w.From%5 != 0 || w.To%5 != 0:
			return in("Open", invalid("Hours begin and end on full five minutes."))
		case i > 0 && w.From < s.Open[i-1].To:
			return in("Open", invalid("Two stretches overlap."))
		}
	}
	return nil
}

// RemoveSpecial gives the date the hours of the week again; NotFound if it has no special ones.
func (r *Registry) RemoveSpecial(ctx context.Context, t tx.Tx, v ProviderID, l LocationID, d civil.Date) error {
	const op = "practice.RemoveSpecial"
	p, err := r.changeMore(ctx, t)
	if err != nil {
		return err
	}
	if _, ok := p.Special(v, l, d); !ok {
		return fault.New(fault.NotFound, op, "That day has the hours of the week already.")
	}
	if err := r.Store.DeleteSpecial(ctx, t, v, l, d); err != nil {
		return fault.At(op, err)
	}
	return r.changedTo(ctx, t, p, "changed hours", audit.Ref{Kind: "provider", ID: string(v)}, audit.Facts{"location": string(l), "day": d.String()})
}

// Opens is when the reserved stretch of a day opens.
func (s Reserved) Opens(d civil.Date, loc *time.Location) time.Time {
	return d.AddDays(-s.OpensDays).At(s.OpensAt, loc)
}

// SaveReserved adds a reserved stretch (no id) or replaces one and returns its id. Visits that are booked in it stay.
// Invalid with a sentence, also for a service that is not there and for hours that are kept for something else or in which
// nobody works; NotFound for an id, a provider or a location that is not.
func (r *Registry) SaveReserved(ctx context.Context, t tx.Tx, s Reserved) (ReservedID, error) {
	const op = "practice.SaveReserved"
	p, err := r.changeMore(ctx, t)
	if err != nil {
		return "", err
	}
	_, okV := p.Provider(s.Provider)
	_, okL := p.Location(s.Location)
	old, known := find(p.Reserved, func(o Reserved) bool { return o.ID == s.ID })
	gone := slices.ContainsFunc(s.Services, func(i ServiceID) bool { _, ok := p.Service(i); return !ok })
	if !okV || !okL || s.ID != "" && !known {
		return "", fault.New(fault.NotFound, op, "There is no such provider, location or reserved time.")
	}
	switch {
	case gone:
		err = in("Services", invalid("One of these services is no longer there. Choose again."))
	case !s.When.Valid() || s.When.From%5 != 0 || s.When.To%5 != 0:
		err = in("When", invalid("Reserved hours end after they begin, on full five minutes, such as 11:00 to 12:00."))
	case s.Weekday < time.Sunday || s.Weekday > time.Saturday:
		err = in("Weekday", invalid("A weekday is missing."))
	case s.OpensDays < 0 || s.OpensDays > 60:
		err = in("OpensDays", invalid("Reserved hours open between 0 and 60 days before."))
	case s.OpensAt < 0 || s.OpensAt >= 1440:
		err = in("OpensAt", invalid("The time at which it opens looks like 07:00."))
	case s.OpensDays == 0 && s.OpensAt >= s.When.To:
		err = in("OpensAt", invalid("It would open after it is over. Choose an earlier time or a day before."))
	default:
		err = in("Name", needed("What it is kept for", &s.Name, short))
	}
	if err != nil {
		return "", fault.At(op, err)
	}
	verb := "changed"
	if !known {
		verb = "added"
		s.ID = id.New[Reserved](r.IDs)
		for _, o := range p.Reserved { // one that is there is not added again
			same := s
			if same.ID = o.ID; reflect.DeepEqual(o, same) {
				return o.ID, nil
			}
		}
	} else if reflect.DeepEqual(old, s) {
		return s.ID, nil
	}
	if err := p.checkReserved(s); err != nil {
		return "", fault.At(op, err)
	}
	if err := r.Store.PutReserved(ctx, t, s); err != nil {
		return "", fault.At(op, err)
	}
	return s.ID, r.changedTo(ctx, t, p, verb, audit.Ref{Kind: "reserved time", ID: string(s.ID)}, audit.Facts{"provider": string(s.Provider), "location": string(s.Location)})
}

// checkReserved refuses hours that are kept for two things at once, of which neither could be had, and hours in which
// nobody works anyway.
func (p *Practice) checkReserved(s Reserved) error {
	for _, o := range p.Reserved {
		if o.ID != s.ID && o.Provider == s.Provider && o.Location == s.Location && o.Weekday == s.Weekday && o.When.Overlaps(s.When) {
			return in("When", invalid("These hours overlap those kept for “"+o.Name+"”, "+o.When.From.Spoken()+" to "+o.When.To.Spoken()+". Choose others, or give those back first."))
		}
	}
	works := slices.ContainsFunc(Open(p.week(s.Provider, s.Location), s.Weekday), s.When.Overlaps) ||
		slices.ContainsFunc(p.Specials, func(o Special) bool {
			return o.Provider == s.Provider && o.Location == s.Location && o.Date.Weekday() == s.Weekday && slices.ContainsFunc(o.Open, s.When.Overlaps)
		})
	if !works {
		return in("When", invalid("The provider does not work there on a "+s.Weekday.String()+" at that time, so there is nothing to keep free. Enter the hours of work first."))
	}
	return nil
}

// RemoveReserved gives the hours back; NotFound if there is no such reserved time.
func (r *Registry) RemoveReserved(ctx context.Context, t tx.Tx, i ReservedID) error {
	p, err := r.changeMore(ctx, t)
	if err != nil {
		return err
	}
	if err := r.Store.DeleteReserved(ctx, t, i); err != nil {
		return fault.At("practice.RemoveReserved", err)
	}
	return r.changedTo(ctx, t, p, "removed", audit.Ref{Kind: "reserved time", ID: string(i)}, nil)
}
