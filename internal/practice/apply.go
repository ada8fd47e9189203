package practice

import (
	"context"
	"slices"
	"strings"
	"time"

	"bedside/internal/fault"
	"bedside/internal/tx"
)

// Apply adds what the file has and the practice has not, and makes what both have, by name, as the file says. What
// only the practice has stays. Applying a file twice changes nothing the second time. The faults are those of the
// Save methods; the sentence names the part of the file.
func (f File) Apply(ctx context.Context, t tx.Tx, r *Registry) error {
	s, err := f.settings()
	if err != nil {
		return err
	}
	if err := r.SaveSettings(ctx, t, s); err != nil {
		return part("practice", err)
	}
	p, err := r.Get(ctx, t)
	if err != nil {
		return err
	}
	names := naming{locations: map[string]LocationID{}, services: map[string]ServiceID{}, providers: map[string]ProviderID{}}
	for _, l := range f.Locations {
		at := l.location(p)
		if err = at.SetPresences(l.There); err == nil {
			names.locations[l.Name], err = r.SaveLocation(ctx, t, at)
		}
		if err != nil {
			return part("location "+l.Name, err)
		}
	}
	for _, s := range f.Services {
		if names.services[s.Name], err = r.SaveService(ctx, t, s.service(p)); err != nil {
			return part("service "+s.Name, err)
		}
	}
	for _, v := range f.Providers {
		if names.providers[v.name()], err = r.SaveProvider(ctx, t, v.provider(p, names)); err != nil {
			return part("provider "+v.name(), err)
		}
	}
	if err := f.applyCredentials(ctx, t, r, names); err != nil {
		return err
	}
	if err := f.applyTimes(ctx, t, r, names); err != nil {
		return err
	}
	if err := f.applyDesk(ctx, t, r); err != nil {
		return err
	}
	if f.Practice.Live {
		return part("practice", r.GoLive(ctx, t))
	}
	return nil
}

// naming is what the names in the file mean.
type naming struct {
	locations map[string]LocationID
	services  map[string]ServiceID
	providers map[string]ProviderID
}

// part says which part of the file a fault is about.
func part(name string, err error) error {
	if err == nil || !fault.Is(err, fault.Invalid) {
		return err
	}
	return fault.Wrap(fault.Invalid, "practice.Apply", "In the file, "+name+": "+fault.Message(err), err)
}

// location is the location of the file over the one with its name in p.
func (f FileLocation) location(p *Practice) Location {
	l := Location{Name: f.Name, Address: f.Address, City: f.City, State: f.State, ZIP: f.ZIP, Phone: f.Phone, Zone: f.Zone, Notes: f.Notes, NotesES: f.NotesES, Active: true}
	if l.Zone == "" {
		l.Zone = p.Settings.Zone
	}
	old, _ := find(p.Locations, func(o Location) bool { return strings.EqualFold(o.Name, f.Name) })
	l.ID = old.ID
	for _, name := range f.Rooms {
		room, _ := find(old.Rooms, func(o Room) bool { return strings.EqualFold(o.Name, name) })
		l.Rooms = append(l.Rooms, Room{ID: room.ID, Name: name, Active: true})
	}
	for _, pool := range f.Resources {
		for _, name := range pool.Names {
			had, _ := find(old.Resources, func(o Resource) bool { return strings.EqualFold(o.Pool, pool.Pool) && strings.EqualFold(o.Name, name) })
			l.Resources = append(l.Resources, Resource{ID: had.ID, Pool: pool.Pool, Name: name, Active: true})
		}
	}
	return l
}

func (f FileService) service(p *Practice) Service {
	old, _ := find(p.Services, func(o Service) bool { return strings.EqualFold(o.Name, f.Name) })
	s := Service{ID: old.ID, Name: f.Name, Description: f.Description, Minutes: f.Minutes, Buffer: f.Buffer,
		Telehealth: f.Telehealth, Online: f.Online, Active: true, Before: f.Before, Notice: time.Duration(f.Notice) * time.Minute,
		Horizon: f.Horizon, Seats: f.Seats, Seen: Seen(f.Seen), AgeFrom: f.AgeFrom, AgeTo: f.AgeTo, Reasons: f.Reasons}
	for _, text := range f.Needs {
		if n, err := ParseNeed(text); err == nil {
			s.Needs = append(s.Needs, n)
		}
	}
	return s
}

func (f FileProvider) provider(p *Practice, names naming) Provider {
	old, _ := find(p.Providers, func(o Provider) bool { return strings.EqualFold(o.Given+" "+o.Family, f.name()) })
	v := Provider{ID: old.ID, Given: f.Given, Family: f.Family, Credentials: f.Credentials, Specialty: f.Specialty,
		Qualifications: strings.TrimSpace(f.Qualifications + "\n" + f.Certification), Bio: f.Bio, Languages: f.Languages, Limits: f.Limits,
		Disclosures: f.Disclosures, NPI: f.NPI, Active: true, Zone: f.Zone, MostDay: f.MostDay, MostWeek: f.MostWeek}
	for _, s := range f.Services {
		v.Services = append(v.Services, names.services[s])
	}
	slices.Sort(v.Services)
	return v
}
