package practice

import (
	"context"
	"reflect"
	"slices"
	"strings"

	"bedside/internal/audit"
	"bedside/internal/fault"
	"bedside/internal/id"
	"bedside/internal/tx"
)

// SaveLocation adds a location (no id) or replaces one, with its rooms and resources, and returns its id. One that is missing
// from its list is ended, never deleted, because past visits took place in it. NotFound for an id or a room that is
// not there; Invalid with a sentence, also if a new zone makes a provider's hours overlap.
func (r *Registry) SaveLocation(ctx context.Context, t tx.Tx, l Location) (LocationID, error) {
	const op = "practice.SaveLocation"
	p, err := r.changeMore(ctx, t)
	if err != nil {
		return "", err
	}
	l.Rooms, l.Resources = slices.Clone(l.Rooms), slices.Clone(l.Resources)
	if err := l.normalise(); err != nil {
		return "", fault.At(op, err)
	}
	if slices.ContainsFunc(p.Locations, func(o Location) bool { return o.ID != l.ID && strings.EqualFold(o.Name, l.Name) }) {
		return "", fault.Wrap(fault.Invalid, op, "There is a location with this name already.", Field("Name"))
	}
	verb, facts := "added", audit.Facts{}
	old, known := p.Location(l.ID)
	if l.ID == "" {
		l.ID = id.New[Location](r.IDs)
	} else if !known {
		return "", fault.New(fault.NotFound, op, "There is no such location.")
	}
	if err := r.keepRooms(&l, old); err != nil {
		return "", fault.At(op, err)
	}
	if known {
		if reflect.DeepEqual(old, l) {
			return l.ID, nil
		}
		verb, facts["fields"] = "changed", changed(old, l)
	}
	if err := p.withLocation(l).checkWeeks(t.Now().Year()); err != nil {
		return "", fault.At(op, err)
	}
	if err := r.Store.PutLocation(ctx, t, l); err != nil {
		return "", fault.At(op, err)
	}
	return l.ID, r.changedTo(ctx, t, p, verb, audit.Ref{Kind: "location", ID: string(l.ID)}, facts)
}

// keepRooms gives new rooms and resources their ids and appends the old ones that are missing, ended.
func (r *Registry) keepRooms(l *Location, old Location) error {
	for i := range l.Rooms {
		room := &l.Rooms[i]
		same := func(o Room) bool { return o.ID == room.ID }
		if room.ID == "" {
			room.ID = id.New[Room](r.IDs)
		} else if !slices.ContainsFunc(old.Rooms, same) {
			return fault.New(fault.NotFound, "practice.keepRooms", "There is no such room at this location.")
		}
	}
	for _, o := range old.Rooms {
		if !slices.ContainsFunc(l.Rooms, func(n Room) bool { return n.ID == o.ID }) {
			o.Active = false
			l.Rooms = append(l.Rooms, o)
		}
	}
	for i := range l.Resources {
		n := &l.Resources[i]
		if n.ID == "" {
			n.ID = id.New[Resource](r.IDs)
		} else if !slices.ContainsFunc(old.Resources, func(o Resource) bool { return o.ID == n.ID }) {
			return fault.New(fault.NotFound, "practice.keepRooms", "There is no such resource at this location.")
		}
	}
	for _, o := range old.Resources {
		if !slices.ContainsFunc(l.Resources, func(n Resource) bool { return n.ID == o.ID }) {
			o.Active = false
			l.Resources = append(l.Resources, o)
		}
	}
	return nil
}

// SaveProvider adds a provider (no id) or replaces one and returns the id. The slug is made from the name once and
// then stays, because others link to it; what the registry says of the number stays while the number does. NotFound for an id or a service that is not there; Invalid with a sentence.
func (r *Registry) SaveProvider(ctx context.Context, t tx.Tx, v Provider) (ProviderID, error) {
	const op = "practice.SaveProvider"
	p, err := r.changeMore(ctx, t)
	if err != nil {
		return "", err
	}
	if err := v.normalise(); err != nil {
		return "", fault.At(op, err)
	}
	v.Services = slices.Clone(v.Services)
	slices.Sort(v.Services)
	v.Services = slices.Compact(v.Services)
	for _, s := range v.Services {
		if _, ok := p.Service(s); !ok {
			return "", fault.New(fault.NotFound, op, "There is no such service.")
		}
	}
	if slices.ContainsFunc(p.Providers, func(o Provider) bool { return v.NPI != "" && o.NPI == v.NPI && o.ID != v.ID }) {
		return "", fault.Wrap(fault.Invalid, op, "Another provider has this number.", Field("NPI"))
	}
	verb, facts := "added", audit.Facts{}
	v.NPICheck = NPICheck{}
	if v.ID == "" {
		v.ID = id.New[Provider](r.IDs)
		v.Slug = slug(v.Given+" "+v.Family, func(s string) bool {
			return slices.ContainsFunc(p.Providers, func(o Provider) bool { return o.Slug == s })
		})
	} else {
		old, ok := p.Provider(v.ID)
		if !ok {
			return "", fault.New(fault.NotFound, op, "There is no such provider.")
		}
		if v.NPI == old.NPI {
			v.NPICheck = old.NPICheck
		}
		if v.Slug = old.Slug; reflect.DeepEqual(old, v) {
			return v.ID, nil
		}
		verb, facts["fields"] = "changed", changed(old, v)
	}
	if err := r.Store.PutProvider(ctx, t, v); err != nil {
		return "", fault.At(op, err)
	}
	return v.ID, r.changedTo(ctx, t, p, verb, audit.Ref{Kind: "provider", ID: string(v.ID)}, facts)
}

// CheckProvider says what is wrong with a provider, but for what only the others show. Invalid with a sentence.
func CheckProvider(v Provider) error { return v.normalise() }

// SaveService adds a service (no id) or replaces one and returns its id. Visits that are booked keep their length.
// NotFound for an id that is not there; Invalid with a sentence.
func (r *Registry) SaveService(ctx context.Context, t tx.Tx, s Service) (ServiceID, error) {
	const op = "practice.SaveService"
	p, err := r.changeMore(ctx, t)
	if err != nil {
		return "", err
	}
	if err := s.normalise(); err != nil {
		return "", fault.At(op, err)
	}
	if slices.ContainsFunc(p.Services, func(o Service) bool { return o.ID != s.ID && strings.EqualFold(o.Name, s.Name) }) {
		return "", fault.Wrap(fault.Invalid, op, "There is a service with this name already.", Field("Name"))
	}
	if !reachable(p.Settings.Ahead(s)) {
		return "", fault.At(op, in("Horizon", errNothingAhead()))
	}
	verb, facts := "added", audit.Facts{}
	if s.ID == "" {
		s.ID = id.New[Service](r.IDs)
		s.Slug = slug(s.Name, func(w string) bool {
			return slices.ContainsFunc(p.Services, func(o Service) bool { return o.Slug == w })
		})
	} else {
		old, ok := p.Service(s.ID)
		if !ok {
			return "", fault.New(fault.NotFound, op, "There is no such service.")
		}
		if s.Slug = old.Slug; reflect.DeepEqual(old, s) {
			return s.ID, nil
		}
		verb, facts["fields"] = "changed", changed(old, s)
	}
	if err := r.Store.PutService(ctx, t, s); err != nil {
		return "", fault.At(op, err)
	}
	return s.ID, r.changedTo(ctx, t, p, verb, audit.Ref{Kind: "service", ID: string(s.ID)}, facts)
}
