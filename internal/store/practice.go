package store

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/practice"
	"bedside/internal/tx"
)

// Practice returns the store of package practice.
func (s *Store) Practice() practice.Store { return practiceStore{} }

type practiceStore struct{}

func (practiceStore) Version(ctx context.Context, t tx.Tx) (int64, bool, error) {
	var version int64
	err := in(t).one(ctx, "SELECT version FROM practice WHERE id = 1", nil, &version)
	if fault.Is(err, fault.NotFound) {
		err = nil
	}
	return version, in(t).wrote, err
}

func (s practiceStore) Load(ctx context.Context, t tx.Tx) (*practice.Practice, error) {
	p := &practice.Practice{Settings: practice.Defaults(), Desk: practice.DeskDefaults(), Group: practice.GroupDefaults()}
	for _, part := range []func(context.Context, *Tx, *practice.Practice) error{
		s.settings, s.locations, s.rooms, s.resources, s.providers, s.offers, s.credentials, s.services, s.hours, s.closures, s.notices, s.holidays, s.specials, s.reserved,
		s.desk, s.dials, s.answers, s.rulesOff, s.group,
	} {
		if err := part(ctx, in(t), p); err != nil {
			return nil, err
		}
	}
	return p, nil
}

func (practiceStore) settings(ctx context.Context, t *Tx, p *practice.Practice) error {
	v, notice := &p.Settings, int64(p.Settings.Notice/time.Minute)
	err := t.one(ctx, `SELECT name, neutral_name, tagline, about, phone, email, url, zone, quiet_from, quiet_to,
		notice_minutes, horizon_days, slot_minutes, live, invitations, version FROM practice WHERE id = 1`, nil,
		&v.Name, &v.NeutralName, &v.Tagline, &v.About, &v.Phone, &v.Email, &v.URL, &v.Zone, &v.Quiet.From, &v.Quiet.To,
		&notice, &v.Horizon, &v.SlotStep, &v.Live, &v.Invitations, &p.Version)
	v.Notice = time.Duration(notice) * time.Minute
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	return err
}

func (practiceStore) locations(ctx context.Context, t *Tx, p *practice.Practice) error {
	return t.each(ctx, "SELECT id, name, address, city, state, zip, phone, zone, notes, notes_es, active FROM location ORDER BY position, id", nil,
		func(scan func(...any) error) error {
			var l practice.Location
			err := scan(&l.ID, &l.Name, &l.Address, &l.City, &l.State, &l.ZIP, &l.Phone, &l.Zone, &l.Notes, &l.NotesES, &l.Active)
			p.Locations = append(p.Locations, l)
			return err
		})
}

func (practiceStore) rooms(ctx context.Context, t *Tx, p *practice.Practice) error {
	at := make(map[practice.LocationID]*practice.Location, len(p.Locations))
	for i := range p.Locations {
		at[p.Locations[i].ID] = &p.Locations[i]
	}
	return t.each(ctx, "SELECT location_id, id, name, active, there FROM room ORDER BY position, id", nil,
		func(scan func(...any) error) error {
			var l practice.LocationID
			var r practice.Room
			var there string
			err := scan(&l, &r.ID, &r.Name, &r.Active, &there)
			if err == nil {
				r.There, err = readThere(there)
			}
			if err != nil {
				return err
			}
			at[l].Rooms = append(at[l].Rooms, r)
			return nil
		})
}

func (practiceStore) providers(ctx context.Context, t *Tx, p *practice.Practice) error {
	return t.each(ctx, `SELECT id, slug, given, family, credentials, specialty, certification, bio, languages, limits, disclosures, active,
		npi, npi_checked, npi_source, npi_name, npi_taxonomy, npi_states, npi_differs, zone, most_day, most_week FROM provider ORDER BY position, id`, nil,
		func(scan func(...any) error) error {
			var v practice.Provider
			c, checked := &v.NPICheck, ""
			err := scan(&v.ID, &v.Slug, &v.Given, &v.Family, &v.Credentials, &v.Specialty, &v.Qualifications, &v.Bio, &v.Languages, &v.Limits, &v.Disclosures, &v.Active,
				&v.NPI, &checked, &c.Source, &c.Name, &c.Taxonomy, &c.States, &c.Differs, &v.Zone, &v.MostDay, &v.MostWeek)
			if err == nil {
				c.On, err = dayOrNone(checked)
			}
			p.Providers = append(p.Providers, v)
			return err
		})
}

func (practiceStore) offers(ctx context.Context, t *Tx, p *practice.Practice) error {
	by := make(map[practice.ProviderID]*practice.Provider, len(p.Providers))
	for i := range p.Providers {
		by[p.Providers[i].ID] = &p.Providers[i]
	}
	return t.each(ctx, "SELECT provider_id, service_id FROM offer ORDER BY provider_id, service_id", nil,
		func(scan func(...any) error) error {
			var v practice.ProviderID
			var s practice.ServiceID
			if err := scan(&v, &s); err != nil {
				return err
			}
			by[v].Services = append(by[v].Services, s)
			return nil
		})
}

func (practiceStore) services(ctx context.Context, t *Tx, p *practice.Practice) error {
	return t.each(ctx, `SELECT id, slug, name, description, minutes, buffer_minutes, telehealth, online, active,
		before_minutes, notice_minutes, horizon_days, seats, seen, age_from, age_to, reasons, needs FROM service ORDER BY position, id`, nil,
		func(scan func(...any) error) error {
			var v practice.Service
			var notice int64
			var reasons, needs string
			err := scan(&v.ID, &v.Slug, &v.Name, &v.Description, &v.Minutes, &v.Buffer, &v.Telehealth, &v.Online, &v.Active,
				&v.Before, &notice, &v.Horizon, &v.Seats, &v.Seen, &v.AgeFrom, &v.AgeTo, &reasons, &needs)
			v.Notice, v.Reasons = time.Duration(notice)*time.Minute, lines(reasons)
			for _, line := range lines(needs) {
				n, wrong := practice.ParseNeed(line)
				v.Needs, err = append(v.Needs, n), cmp.Or(err, wrong)
			}
			p.Services = append(p.Services, v)
			return err
		})
}

const (
	kindWork  = "work"
	kindBreak = "break"
)

func (practiceStore) hours(ctx context.Context, t *Tx, p *practice.Practice) error {
	return t.each(ctx, "SELECT id, provider_id, location_id, weekday, kind, starts, ends FROM hours ORDER BY provider_id, location_id, weekday, starts, ends", nil,
		func(scan func(...any) error) error {
			var h practice.Hours
			var kind string
			err := scan(&h.ID, &h.Provider, &h.Location, &h.Weekday, &kind, &h.When.From, &h.When.To)
			h.Break = kind == kindBreak
			p.Hours = append(p.Hours, h)
			return err
		})
}

func (practiceStore) closures(ctx context.Context, t *Tx, p *practice.Practice) error {
	return t.each(ctx, "SELECT id, location_id, provider_id, first_day, last_day, name, starts, ends, yearly FROM closure ORDER BY first_day, last_day, id", nil,
		func(scan func(...any) error) error {
			var c practice.Closure
			var from, to string
			err := scan(&c.ID, &c.Location, &c.Provider, &from, &to, &c.Name, &c.When.From, &c.When.To, &c.Yearly)
			if err == nil {
				c.From, err = civil.ParseDate(from)
			}
			if err == nil {
				c.To, err = civil.ParseDate(to)
			}
			p.Closures = append(p.Closures, c)
			return err
		})
}

func (practiceStore) desk(ctx context.Context, t *Tx, p *practice.Practice) error {
	d, sign := &p.Desk, &p.Desk.RedFlags
	urgent, insurances, signed, codes, private := int64(d.Urgent/time.Minute), "", int64(0), "", ""
	err := t.one(ctx, `SELECT transfer, transfer_seconds, referral, urgent_minutes, voicemail, spanish, insurances,
		signed_set, signed_by, signed_name, signed_at, codes, private FROM desk WHERE id = 1`, nil,
		&d.Transfer, &d.TransferSeconds, &d.Referral, &urgent, &d.Voicemail, &d.Spanish, &insurances, &sign.Set, &sign.Staff, &sign.Name, &signed, &codes, &private)
	d.Codes = lines(codes)
	for _, i := range lines(private) {
		d.Private = append(d.Private, practice.ServiceID(i))
	}
	d.Urgent, d.Insurances, sign.At = time.Duration(urgent)*time.Minute, lines(insurances), instant(signed)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	return err
}

// lines splits a column that holds a line each; none of them is empty.
func lines(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, "\n")
}

func (practiceStore) dials(ctx context.Context, t *Tx, p *practice.Practice) error {
	return t.each(ctx, "SELECT flow, how_far FROM dial", nil, func(scan func(...any) error) error {
		var flow string
		var dial practice.Dial
		err := scan(&flow, &dial)
		if p.Desk.Dials == nil {
			p.Desk.Dials = map[string]practice.Dial{}
		}
		p.Desk.Dials[flow] = dial
		return err
	})
}

func (practiceStore) answers(ctx context.Context, t *Tx, p *practice.Practice) error {
	return t.each(ctx, "SELECT id, asks, english, spanish, source, approved_by, approved_at, active, on_site FROM answer ORDER BY position, id", nil,
		func(scan func(...any) error) error {
			var a practice.Answer
			var asks string
			var approved int64
			err := scan(&a.ID, &asks, &a.English, &a.Spanish, &a.Source, &a.ApprovedBy, &approved, &a.Active, &a.OnSite)
			a.Asks, a.ApprovedAt = lines(asks), instant(approved)
			p.Answers = append(p.Answers, a)
			return err
		})
}

func (practiceStore) PutSettings(ctx context.Context, t tx.Tx, v practice.Settings, version int64) error {
	_, err := in(t).exec(ctx, `INSERT INTO practice (id, name, neutral_name, tagline, about, phone, email, url, zone, quiet_from, quiet_to,
		notice_minutes, horizon_days, slot_minutes, live, invitations, version) VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET name = excluded.name, neutral_name = excluded.neutral_name, tagline = excluded.tagline,
		about = excluded.about, phone = excluded.phone, email = excluded.email, url = excluded.url, zone = excluded.zone,
		quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to, notice_minutes = excluded.notice_minutes,
		horizon_days = excluded.horizon_days, slot_minutes = excluded.slot_minutes, live = excluded.live, invitations = excluded.invitations, version = excluded.version`,
		v.Name, v.NeutralName, v.Tagline, v.About, v.Phone, v.Email, v.URL, v.Zone, int64(v.Quiet.From), int64(v.Quiet.To),
		int64(v.Notice/time.Minute), v.Horizon, v.SlotStep, v.Live, v.Invitations, version)
	return err
}

func (practiceStore) SetVersion(ctx context.Context, t tx.Tx, version int64) error {
	_, err := in(t).exec(ctx, "UPDATE practice SET version = ? WHERE id = 1", version)
	return err
}

func (practiceStore) PutLocation(ctx context.Context, t tx.Tx, l practice.Location) error {
	_, err := in(t).exec(ctx, `INSERT INTO location (id, name, address, city, state, zip, phone, zone, notes, notes_es, active, position)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, (SELECT COALESCE(MAX(position), 0) + 1 FROM location))
		ON CONFLICT (id) DO UPDATE SET name = excluded.name, address = excluded.address, city = excluded.city, state = excluded.state,
		zip = excluded.zip, phone = excluded.phone, zone = excluded.zone, notes = excluded.notes, notes_es = excluded.notes_es, active = excluded.active`,
		l.ID, l.Name, l.Address, l.City, l.State, l.ZIP, l.Phone, l.Zone, l.Notes, l.NotesES, l.Active)
	for i := 0; i < len(l.Rooms) && err == nil; i++ {
		_, err = in(t).exec(ctx, `INSERT INTO room (id, location_id, name, position, active, there) VALUES (?, ?, ?, ?, ?, ?)
			ON CONFLICT (id) DO UPDATE SET name = excluded.name, position = excluded.position, active = excluded.active, there = excluded.there`,
			l.Rooms[i].ID, l.ID, l.Rooms[i].Name, i, l.Rooms[i].Active, l.Rooms[i].There.String())
	}
	for i := 0; i < len(l.Resources) && err == nil; i++ {
		r := l.Resources[i]
		_, err = in(t).exec(ctx, `INSERT INTO resource (id, location_id, pool, name, position, active, there) VALUES (?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT (id) DO UPDATE SET pool = excluded.pool, name = excluded.name, position = excluded.position, active = excluded.active, there = excluded.there`,
			r.ID, l.ID, r.Pool, r.Name, i, r.Active, r.There.String())
	}
	return err
}

func (practiceStore) PutProvider(ctx context.Context, t tx.Tx, p practice.Provider) error {
	check := p.NPICheck
	_, err := in(t).exec(ctx, `INSERT INTO provider (id, slug, given, family, credentials, specialty, certification, bio, languages, limits, disclosures, active,
		npi, npi_checked, npi_source, npi_name, npi_taxonomy, npi_states, npi_differs, zone, most_day, most_week, position)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, (SELECT COALESCE(MAX(position), 0) + 1 FROM provider))
		ON CONFLICT (id) DO UPDATE SET slug = excluded.slug, given = excluded.given, family = excluded.family,
		credentials = excluded.credentials, specialty = excluded.specialty, certification = excluded.certification,
		bio = excluded.bio, languages = excluded.languages, limits = excluded.limits, disclosures = excluded.disclosures, active = excluded.active,
		npi = excluded.npi, npi_checked = excluded.npi_checked, npi_source = excluded.npi_source, npi_name = excluded.npi_name,
		npi_taxonomy = excluded.npi_taxonomy, npi_states = excluded.npi_states, npi_differs = excluded.npi_differs,
		zone = excluded.zone, most_day = excluded.most_day, most_week = excluded.most_week`,
		p.ID, p.Slug, p.Given, p.Family, p.Credentials, p.Specialty, p.Qualifications, p.Bio, p.Languages, p.Limits, p.Disclosures, p.Active,
		p.NPI, check.On.String(), check.Source, check.Name, check.Taxonomy, check.States, check.Differs, p.Zone, p.MostDay, p.MostWeek)
	if err == nil {
		_, err = in(t).exec(ctx, "DELETE FROM offer WHERE provider_id = ?", p.ID)
	}
	for i := 0; i < len(p.Services) && err == nil; i++ {
		_, err = in(t).exec(ctx, "INSERT INTO offer (provider_id, service_id) VALUES (?, ?)", p.ID, p.Services[i])
	}
	return err
}

func (practiceStore) PutService(ctx context.Context, t tx.Tx, v practice.Service) error {
	var needs []string
	for _, n := range v.Needs {
		needs = append(needs, n.String())
	}
	_, err := in(t).exec(ctx, `INSERT INTO service (id, slug, name, description, minutes, buffer_minutes, telehealth, online, active,
		before_minutes, notice_minutes, horizon_days, seats, seen, age_from, age_to, reasons, needs, position)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, (SELECT COALESCE(MAX(position), 0) + 1 FROM service))
		ON CONFLICT (id) DO UPDATE SET slug = excluded.slug, name = excluded.name, description = excluded.description,
		minutes = excluded.minutes, buffer_minutes = excluded.buffer_minutes, telehealth = excluded.telehealth,
		online = excluded.online, active = excluded.active, before_minutes = excluded.before_minutes, notice_minutes = excluded.notice_minutes,
		horizon_days = excluded.horizon_days, seats = excluded.seats, seen = excluded.seen, age_from = excluded.age_from, age_to = excluded.age_to,
		reasons = excluded.reasons, needs = excluded.needs`,
		v.ID, v.Slug, v.Name, v.Description, v.Minutes, v.Buffer, v.Telehealth, v.Online, v.Active,
		v.Before, int64(v.Notice/time.Minute), v.Horizon, v.Seats, string(v.Seen), v.AgeFrom, v.AgeTo, strings.Join(v.Reasons, "\n"), strings.Join(needs, "\n"))
	return err
}

func (practiceStore) ReplaceHours(ctx context.Context, t tx.Tx, p practice.ProviderID, l practice.LocationID, hours []practice.Hours) error {
	_, err := in(t).exec(ctx, "DELETE FROM hours WHERE provider_id = ? AND location_id = ?", p, l)
	for i := 0; i < len(hours) && err == nil; i++ {
		h, kind := hours[i], kindWork
		if h.Break {
			kind = kindBreak
		}
		_, err = in(t).exec(ctx, "INSERT INTO hours (id, provider_id, location_id, weekday, kind, starts, ends) VALUES (?, ?, ?, ?, ?, ?, ?)",
			h.ID, p, l, int64(h.Weekday), kind, int64(h.When.From), int64(h.When.To))
	}
	return err
}

func (practiceStore) InsertClosure(ctx context.Context, t tx.Tx, c practice.Closure) error {
	_, err := in(t).exec(ctx, "INSERT INTO closure (id, location_id, provider_id, first_day, last_day, name, starts, ends, yearly) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
		c.ID, c.Location, c.Provider, c.From.String(), c.To.String(), c.Name, int64(c.When.From), int64(c.When.To), c.Yearly)
	return err
}

func (practiceStore) DeleteClosure(ctx context.Context, t tx.Tx, i practice.ClosureID) error {
	if _, err := in(t).exec(ctx, "DELETE FROM notice WHERE closure_id = ?", i); err != nil {
		return err
	}
	n, err := in(t).exec(ctx, "DELETE FROM closure WHERE id = ?", i)
	if err == nil && n == 0 {
		return fault.New(fault.NotFound, "store.DeleteClosure", "There is no such closure.")
	}
	return err
}

func (practiceStore) PutDesk(ctx context.Context, t tx.Tx, d practice.Desk) error {
	var private []string
	for _, i := range d.Private {
		private = append(private, string(i))
	}
	_, err := in(t).exec(ctx, `INSERT INTO desk (id, transfer, transfer_seconds, referral, urgent_minutes, voicemail, spanish, insurances,
		signed_set, signed_by, signed_name, signed_at, codes, private) VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET transfer = excluded.transfer, transfer_seconds = excluded.transfer_seconds,
		referral = excluded.referral, urgent_minutes = excluded.urgent_minutes, voicemail = excluded.voicemail, spanish = excluded.spanish,
		insurances = excluded.insurances, signed_set = excluded.signed_set, signed_by = excluded.signed_by,
		signed_name = excluded.signed_name, signed_at = excluded.signed_at, codes = excluded.codes, private = excluded.private`,
		d.Transfer, d.TransferSeconds, d.Referral, int64(d.Urgent/time.Minute), d.Voicemail, d.Spanish, strings.Join(d.Insurances, "\n"),
		d.RedFlags.Set, d.RedFlags.Staff, d.RedFlags.Name, micros(d.RedFlags.At), strings.Join(d.Codes, "\n"), strings.Join(private, "\n"))
	if err == nil {
		_, err = in(t).exec(ctx, "DELETE FROM dial")
	}
	flows := slices.Sorted(maps.Keys(d.Dials))
	for i := 0; i < len(flows) && err == nil; i++ {
		_, err = in(t).exec(ctx, "INSERT INTO dial (flow, how_far) VALUES (?, ?)", flows[i], string(d.Dials[flows[i]]))
	}
	return err
}

func (practiceStore) PutAnswer(ctx context.Context, t tx.Tx, a practice.Answer) error {
	_, err := in(t).exec(ctx, `INSERT INTO answer (id, asks, english, spanish, source, approved_by, approved_at, active, on_site, position)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, (SELECT COALESCE(MAX(position), 0) + 1 FROM answer))
		ON CONFLICT (id) DO UPDATE SET asks = excluded.asks, english = excluded.english, spanish = excluded.spanish, source = excluded.source,
		approved_by = excluded.approved_by, approved_at = excluded.approved_at, active = excluded.active, on_site = excluded.on_site`,
		a.ID, strings.Join(a.Asks, "\n"), a.English, a.Spanish, a.Source, a.ApprovedBy, micros(a.ApprovedAt), a.Active, a.OnSite)
	return err
}

func (practiceStore) DeleteAnswer(ctx context.Context, t tx.Tx, i practice.AnswerID) error {
	n, err := in(t).exec(ctx, "DELETE FROM answer WHERE id = ?", i)
	if err == nil && n == 0 {
		return fault.New(fault.NotFound, "store.DeleteAnswer", "There is no such answer.")
	}
	return err
}
