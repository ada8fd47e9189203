package elsewhere

import (
	"context"
	"slices"
	"strings"
	"time"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/civil"
	"bedside/internal/job"
	"bedside/internal/practice"
	"bedside/internal/tx"
)

// Interface is a connection to another system, as the practice sets it up. Its name, and where it listens and sends,
// stand in the configuration.
type Interface struct {
	Name     string
	Zone     string        // of times that name none
	Owns     bool          // the other system owns the book of the providers it knows
	Sends    bool          // what changes here is sent
	Confirms Confirms      // how the other system agrees to a request
	Wait     time.Duration // in opening hours, until staff are told that it has not agreed
	Paused   bool          // nothing is sent
	Stopped  string        // why nothing is sent until a person has decided, "" while all is well
	Heard    time.Time     // when a message last came in
	Refused  string        // why a message was last refused that was not kept, "" for never
	RefuseAt time.Time
	Version  int64
}

// Confirms says how another system agrees.
type Confirms string

const (
	ByAck     Confirms = "ack"     // by the acknowledgement of the request
	ByMessage Confirms = "message" // by a message of its own about the visit
)

// Source is the interface as a source of what is taken elsewhere.
func (i Interface) Source() string { return "hl7:" + i.Name }

func (i Interface) zone() *time.Location {
	z, err := civil.Zone(i.Zone)
	if err != nil {
		return time.UTC
	}
	return z
}

// MapKind is what a code of the other system stands for.
type MapKind string

const (
	MapProvider MapKind = "provider"
	MapRoom     MapKind = "room"
	MapLocation MapKind = "location" // for what is sent
	MapService  MapKind = "service"  // for what is sent
)

// MapKinds lists every kind.
func MapKinds() []MapKind { return []MapKind{MapProvider, MapRoom, MapLocation, MapService} }

// Nothing is the target of a code that means nothing here.
const Nothing = "none"

// Mapping says what a code of the other system is here.
type Mapping struct {
	Kind   MapKind
	Code   string
	Target string // an id; "" while nobody has said, or [Nothing]
	Seen   time.Time
}

// mapped is what the codes of one interface are.
type mapped []Mapping

func (m mapped) target(kind MapKind, code string) (target string, known bool) {
	for _, o := range m {
		if o.Kind == kind && strings.EqualFold(o.Code, code) {
			return o.Target, o.Target != ""
		}
	}
	return "", false
}

// code is how the other system calls something of ours; the first of several.
func (m mapped) code(kind MapKind, target string) (string, bool) {
	for _, o := range m {
		if o.Kind == kind && o.Target == target && target != "" {
			return o.Code, true
		}
	}
	return "", false
}

const usualWait = 30 * time.Minute

// Ready makes the interfaces that the configuration names, with usual settings, and wakes their work. A name that is
// gone from the configuration keeps its messages and sends nothing.
func (s *Service) Ready(ctx context.Context, names ...string) error {
	return s.DB.Do(ctx, actor.System(), func(t tx.Tx) error {
		p, err := s.Practice.Get(ctx, t)
		if err != nil {
			return err
		}
		all, err := s.Store.Interfaces(ctx, t)
		if err != nil {
			return err
		}
		for _, name := range names {
			if !slices.ContainsFunc(all, func(i Interface) bool { return i.Name == name }) {
				i := Interface{Name: name, Zone: p.Settings.Zone, Confirms: ByAck, Wait: usualWait, Version: 1}
				if err := s.Store.PutInterface(ctx, t, i); err != nil {
					return err
				}
				if err := s.record(ctx, t, "interface added", "interface", name, nil); err != nil {
					return err
				}
			}
			if err := s.wake(ctx, t, name); err != nil {
				return err
			}
		}
		feeds, err := s.Store.Feeds(ctx, t)
		for n := 0; err == nil && n < len(feeds); n++ {
			if !feeds[n].Paused && feeds[n].Problem != "" {
				err = s.due(ctx, t, feeds[n])
			}
		}
		return err
	})
}

// wake looks at what came in and sends what waits.
func (s *Service) wake(ctx context.Context, t tx.Tx, name string) error {
	for _, kind := range []string{InJob, OutJob} {
		if err := s.Queue.Put(ctx, t, job.Job{Kind: kind, Key: name, Ref: name, Due: t.Now()}); err != nil {
			return err
		}
	}
	return nil
}

// State is an interface as the console shows it.
type State struct {
	Interface
	Mappings []Mapping
	Counts   Counts
	Last     []Message // the newest first
}

// Counts are how many messages wait.
type Counts struct{ New, Held, Waiting, Refused int }

const shown = 30

// Interfaces returns every interface with its last messages, whose words are not read.
func (s *Service) Interfaces(ctx context.Context, t tx.Tx) (out []State, err error) {
	if err := t.By().Need(actor.SeePractice); err != nil {
		return nil, err
	}
	all, err := s.Store.Interfaces(ctx, t)
	for n := 0; err == nil && n < len(all); n++ {
		st := State{Interface: all[n]}
		if st.Mappings, err = s.Store.Mappings(ctx, t, st.Name); err != nil {
			return nil, err
		}
		if st.Counts, err = s.Store.Counts(ctx, t, st.Name); err != nil {
			return nil, err
		}
		st.Last, err = s.Store.LastMessages(ctx, t, st.Name, shown)
		out = append(out, st)
	}
	return out, err
}

// SaveInterface changes the settings of an interface: zone, who owns the book, whether it sends, how the other system
// agrees and how long it has.
func (s *Service) SaveInterface(ctx context.Context, by actor.Actor, n Interface) error {
	const op = "elsewhere.SaveInterface"
	if _, err := civil.Zone(n.Zone); err != nil {
		return err
	}
	if n.Wait < 5*time.Minute || n.Wait > 24*time.Hour {
		return wrong(op, "Give the other system 5 minutes to 24 hours of opening hours.")
	}
	if n.Confirms != ByAck && n.Confirms != ByMessage {
		return wrong(op, "Choose how the other system agrees.")
	}
	return s.changeInterface(ctx, by, n.Name, "interface changed", func(_ tx.Tx, i *Interface) error {
		i.Zone, i.Owns, i.Sends, i.Confirms, i.Wait = n.Zone, n.Owns, n.Sends, n.Confirms, n.Wait
		return nil
	})
}

// Pause stops sending, or goes on.
func (s *Service) Pause(ctx context.Context, by actor.Actor, name string, pause bool) error {
	return s.changeInterface(ctx, by, name, "interface paused", func(t tx.Tx, i *Interface) error {
		i.Paused = pause
		return s.wake(ctx, t, name)
	})
}

func (s *Service) changeInterface(ctx context.Context, by actor.Actor, name, verb string, f func(tx.Tx, *Interface) error) error {
	if err := by.Need(actor.ManagePractice); err != nil {
		return err
	}
	return s.DB.Do(ctx, by, func(t tx.Tx) error {
		i, err := s.Store.Interface(ctx, t, name)
		if err != nil {
			return err
		}
		if err := f(t, &i); err != nil {
			return err
		}
		i.Version++
		if err := s.Store.PutInterface(ctx, t, i); err != nil {
			return err
		}
		return s.record(ctx, t, verb, "interface", name, audit.Facts{"owns": yes(i.Owns), "sends": yes(i.Sends), "paused": yes(i.Paused)})
	})
}

// Map says what a code of the other system is here: the id of something, [Nothing], or "" to be asked again. What was
// held because nobody knew is looked at anew.
func (s *Service) Map(ctx context.Context, by actor.Actor, name string, m Mapping) error {
	const op = "elsewhere.Map"
	if err := by.Need(actor.ManagePractice); err != nil {
		return err
	}
	m.Code = strings.TrimSpace(m.Code)
	if m.Code == "" || len(m.Code) > 200 || !slices.Contains(MapKinds(), m.Kind) {
		return wrong(op, "Write the code as the other system writes it, and what kind of thing it is.")
	}
	return s.DB.Do(ctx, by, func(t tx.Tx) error {
		p, err := s.Practice.Get(ctx, t)
		if err != nil {
			return err
		}
		if m.Target != "" && m.Target != Nothing && !there(p, m.Kind, m.Target) {
			return wrong(op, "Choose what the code stands for.")
		}
		if _, err := s.Store.Interface(ctx, t, name); err != nil {
			return err
		}
		codes, err := s.Store.Mappings(ctx, t, name)
		if err != nil {
			return err
		}
		for _, o := range codes {
			if o.Kind == m.Kind && strings.EqualFold(o.Code, m.Code) {
				m.Code = o.Code
			}
		}
		m.Seen = t.Now()
		if err := s.Store.PutMapping(ctx, t, name, m); err != nil {
			return err
		}
		if err := s.over(ctx, t, "hl7:"+name, unknownNote(m.Code)); err != nil {
			return err
		}
		if err := s.Store.Reconsider(ctx, t, name); err != nil {
			return err
		}
		if err := s.wake(ctx, t, name); err != nil {
			return err
		}
		return s.record(ctx, t, "code mapped", "interface", name, audit.Facts{"kind": string(m.Kind), "code": m.Code, "target": m.Target})
	})
}

// there reports whether the practice has the thing.
func there(p *practice.Practice, kind MapKind, target string) bool {
	switch kind {
	case MapProvider:
		_, ok := p.Provider(practice.ProviderID(target))
		return ok
	case MapLocation:
		_, ok := p.Location(practice.LocationID(target))
		return ok
	case MapService:
		_, ok := p.Service(practice.ServiceID(target))
		return ok
	}
	return slices.ContainsFunc(p.Locations, func(l practice.Location) bool {
		return slices.ContainsFunc(l.Rooms, func(r practice.Room) bool { return string(r.ID) == target })
	})
}

var _ interface {
	Owns(context.Context, tx.Tx, practice.ProviderID) (bool, error)
} = (*Service)(nil)

// Owns implements [schedule.Owner].
func (s *Service) Owns(ctx context.Context, t tx.Tx, v practice.ProviderID) (bool, error) {
	return s.Store.Owned(ctx, t, v)
}
