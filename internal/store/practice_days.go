package store

import (
	"context"
	"strings"

	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/practice"
	"bedside/internal/tx"
)

func (practiceStore) resources(ctx context.Context, t *Tx, p *practice.Practice) error {
	at := make(map[practice.LocationID]*practice.Location, len(p.Locations))
	for i := range p.Locations {
		at[p.Locations[i].ID] = &p.Locations[i]
	}
	return t.each(ctx, "SELECT location_id, id, pool, name, active, there FROM resource ORDER BY position, id", nil,
		func(scan func(...any) error) error {
			var l practice.LocationID
			var r practice.Resource
			var there string
			err := scan(&l, &r.ID, &r.Pool, &r.Name, &r.Active, &there)
			if err == nil {
				r.There, err = readThere(there)
			}
			if err != nil {
				return err
			}
			at[l].Resources = append(at[l].Resources, r)
			return nil
		})
}

// readThere reads when a room or a resource is there, as it was kept.
func readThere(text string) (practice.There, error) {
	h, err := practice.ParseThere(text)
	if err != nil {
		err = fault.Wrap(fault.Internal, "store.practice", "when a room or a resource is there cannot be read", err)
	}
	return h, err
}

func (practiceStore) holidays(ctx context.Context, t *Tx, p *practice.Practice) error {
	kept := map[string]bool{}
	err := t.each(ctx, "SELECT name FROM holiday", nil, func(scan func(...any) error) error {
		var name string
		err := scan(&name)
		kept[name] = true
		return err
	})
	for _, name := range practice.FederalHolidays() {
		if kept[name] {
			p.Holidays = append(p.Holidays, name)
		}
	}
	return err
}

func (practiceStore) ReplaceHolidays(ctx context.Context, t tx.Tx, names []string) error {
	_, err := in(t).exec(ctx, "DELETE FROM holiday")
	for i := 0; i < len(names) && err == nil; i++ {
		_, err = in(t).exec(ctx, "INSERT INTO holiday (name) VALUES (?)", names[i])
	}
	return err
}

func (practiceStore) specials(ctx context.Context, t *Tx, p *practice.Practice) error {
	return t.each(ctx, "SELECT provider_id, location_id, day, starts, ends FROM special_day ORDER BY day, provider_id, location_id, starts", nil,
		func(scan func(...any) error) error {
			var s practice.Special
			var day string
			var w civil.Interval
			err := scan(&s.Provider, &s.Location, &day, &w.From, &w.To)
			if err == nil {
				s.Date, err = civil.ParseDate(day)
			}
			if n := len(p.Specials); n == 0 || p.Specials[n-1].Date != s.Date || p.Specials[n-1].Provider != s.Provider || p.Specials[n-1].Location != s.Location {
				p.Specials = append(p.Specials, s)
			}
			if w.Valid() {
				last := &p.Specials[len(p.Specials)-1]
				last.Open = append(last.Open, w)
			}
			return err
		})
}

func (s practiceStore) PutSpecial(ctx context.Context, t tx.Tx, v practice.Special) error {
	err := s.DeleteSpecial(ctx, t, v.Provider, v.Location, v.Date)
	open := v.Open
	if len(open) == 0 {
		open = []civil.Interval{{}} // a row that says: no work
	}
	for i := 0; i < len(open) && err == nil; i++ {
		_, err = in(t).exec(ctx, "INSERT INTO special_day (provider_id, location_id, day, starts, ends) VALUES (?, ?, ?, ?, ?)",
			v.Provider, v.Location, v.Date.String(), int64(open[i].From), int64(open[i].To))
	}
	return err
}

func (practiceStore) DeleteSpecial(ctx context.Context, t tx.Tx, v practice.ProviderID, l practice.LocationID, d civil.Date) error {
	_, err := in(t).exec(ctx, "DELETE FROM special_day WHERE provider_id = ? AND location_id = ? AND day = ?", v, l, d.String())
	return err
}

func (practiceStore) reserved(ctx context.Context, t *Tx, p *practice.Practice) error {
	return t.each(ctx, `SELECT id, provider_id, location_id, weekday, starts, ends, name, services, opens_days, opens_at FROM reserved
		ORDER BY provider_id, location_id, weekday, starts, id`, nil,
		func(scan func(...any) error) error {
			var r practice.Reserved
			var services string
			err := scan(&r.ID, &r.Provider, &r.Location, &r.Weekday, &r.When.From, &r.When.To, &r.Name, &services, &r.OpensDays, &r.OpensAt)
			for _, i := range lines(services) {
				r.Services = append(r.Services, practice.ServiceID(i))
			}
			p.Reserved = append(p.Reserved, r)
			return err
		})
}

func (practiceStore) PutReserved(ctx context.Context, t tx.Tx, r practice.Reserved) error {
	_, err := in(t).exec(ctx, `INSERT INTO reserved (id, provider_id, location_id, weekday, starts, ends, name, services, opens_days, opens_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET provider_id = excluded.provider_id, location_id = excluded.location_id, weekday = excluded.weekday,
		starts = excluded.starts, ends = excluded.ends, name = excluded.name, services = excluded.services, opens_days = excluded.opens_days,
		opens_at = excluded.opens_at`,
		r.ID, r.Provider, r.Location, int64(r.Weekday), int64(r.When.From), int64(r.When.To), r.Name, listed(r.Services), r.OpensDays, int64(r.OpensAt))
	return err
}

// listed joins ids for a column that holds a line each.
func listed[ID ~string](ids []ID) string {
	var all []string
	for _, i := range ids {
		all = append(all, string(i))
	}
	return strings.Join(all, "\n")
}

func (practiceStore) DeleteReserved(ctx context.Context, t tx.Tx, i practice.ReservedID) error {
	n, err := in(t).exec(ctx, "DELETE FROM reserved WHERE id = ?", i)
	if err == nil && n == 0 {
		return fault.New(fault.NotFound, "store.DeleteReserved", "There is no such reserved time.")
	}
	return err
}

func (practiceStore) notices(ctx context.Context, t *Tx, p *practice.Practice) error {
	return t.each(ctx, `SELECT n.closure_id, n.english, n.spanish, n.shown_from, n.post_id FROM notice n JOIN closure c ON c.id = n.closure_id
		ORDER BY c.first_day, c.starts, c.id`, nil,
		func(scan func(...any) error) error {
			var n practice.Notice
			var from int64
			err := scan(&n.Closure, &n.English, &n.Spanish, &from, &n.Post)
			n.From = instant(from)
			p.Notice = append(p.Notice, n)
			return err
		})
}

func (practiceStore) PutNotice(ctx context.Context, t tx.Tx, n practice.Notice) error {
	_, err := in(t).exec(ctx, `INSERT INTO notice (closure_id, english, spanish, shown_from, post_id) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (closure_id) DO UPDATE SET english = excluded.english, spanish = excluded.spanish, shown_from = excluded.shown_from, post_id = excluded.post_id`,
		n.Closure, n.English, n.Spanish, micros(n.From), n.Post)
	return err
}
