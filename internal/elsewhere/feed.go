package elsewhere

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/id"
	"bedside/internal/job"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/tx"
)

// FeedID is a feed's id.
type FeedID = id.Of[Feed]

// Feed is a calendar that says when a provider or a room is taken elsewhere. Only times are kept of it.
type Feed struct {
	ID       FeedID
	Name     string
	Provider practice.ProviderID // "" for a room's
	Room     practice.RoomID     // "" for a provider's
	Location practice.LocationID // whose zone a time without one is in
	Address  phi.Text            // zero for a file: whoever has the address can read the calendar
	Every    time.Duration       // between two readings
	Paused   bool

	Problem  string   // why the last reading failed, "" if it did not
	Left     []string // sentences about events that could not be read
	Lost     int      // how many
	Events   int
	Times    int // stretches in which somebody is busy
	ETag     string
	Modified string
	Mark     []byte // of what was read last
	Added    time.Time
	Read     time.Time // the last reading that was whole
	Tried    time.Time
	Next     time.Time
	Version  int64
}

const (
	shortestEvery = 5 * time.Minute
	longestEvery  = 24 * time.Hour
	ahead         = 400 * 24 * time.Hour // how far ahead a calendar is read
	again         = 20 * time.Hour       // from then on it is read anew even if it has not changed: the year moves on
	retry         = 15 * time.Minute
	stale         = 24 * time.Hour // without a whole reading staff are told
)

// NewFeed is a feed as somebody enters it, with the calendar itself if it is a file.
type NewFeed struct {
	Name     string
	Provider practice.ProviderID
	Room     practice.RoomID
	Location practice.LocationID
	Address  string
	File     []byte
	Every    time.Duration
}

// AddFeed adds a feed. One with an address is read at once by a job, a file before AddFeed returns. Invalid with a
// sentence, and nothing is kept, if it cannot be read or the address is not one that is asked.
func (s *Service) AddFeed(ctx context.Context, by actor.Actor, n NewFeed) (i FeedID, err error) {
	const op = "elsewhere.AddFeed"
	if err := by.Need(actor.ManagePractice); err != nil {
		return "", err
	}
	f := Feed{Name: strings.TrimSpace(n.Name), Provider: n.Provider, Room: n.Room, Location: n.Location, Every: n.Every}
	if len(n.File) == 0 {
		address, err := s.address(n.Address)
		if err != nil {
			return "", err
		}
		if f.Address = phi.NewText(address); f.Every < shortestEvery || f.Every > longestEvery {
			return "", wrong(op, "A calendar is read every 5 minutes at most, and once a day at least.")
		}
	}
	if utf8.RuneCountInString(f.Name) > 80 || !utf8.ValidString(f.Name) {
		return "", wrong(op, "The name has more than 80 characters.")
	}
	err = s.DB.Do(ctx, by, func(t tx.Tx) error {
		f := f
		p, err := s.Practice.Get(ctx, t)
		if err != nil {
			return err
		}
		if err := f.belongs(p); err != nil {
			return err
		}
		f.ID, f.Added, f.Version = id.New[Feed](s.IDs), t.Now(), 1
		i = f.ID
		if err := s.Store.PutFeed(ctx, t, f); err != nil {
			return err
		}
		if err := s.record(ctx, t, "calendar added", "calendar", string(f.ID), audit.Facts{"provider": string(f.Provider), "room": string(f.Room)}); err != nil {
			return err
		}
		if len(n.File) > 0 {
			read, err := s.parse(p, f, n.File, t.Now())
			if err != nil {
				return err
			}
			return s.take(ctx, t, &f, read)
		}
		return s.due(ctx, t, f)
	})
	return i, err
}

// belongs checks whose the feed is, and gives it the name of that.
func (f *Feed) belongs(p *practice.Practice) error {
	const op = "elsewhere.belongs"
	l, ok := p.Location(f.Location)
	if !ok {
		return wrong(op, "Choose the location whose clock the calendar goes by.")
	}
	v, isProvider := p.Provider(f.Provider)
	room := slices.IndexFunc(l.Rooms, func(r practice.Room) bool { return r.ID == f.Room })
	switch {
	case isProvider == (f.Room != "") || f.Provider != "" && !isProvider:
		return wrong(op, "Choose the provider, or the room, whose calendar it is.")
	case f.Room != "" && room < 0:
		return wrong(op, "The room is at another location.")
	case f.Name == "" && isProvider:
		f.Name = "Calendar of " + v.Name()
	case f.Name == "":
		f.Name = "Calendar of room " + l.Rooms[room].Name
	}
	return nil
}

// Feeds returns every feed.
func (s *Service) Feeds(ctx context.Context, t tx.Tx) ([]Feed, error) {
	if err := t.By().Need(actor.SeePractice); err != nil {
		return nil, err
	}
	return s.Store.Feeds(ctx, t)
}

// RemoveFeed removes a feed and frees what it took.
func (s *Service) RemoveFeed(ctx context.Context, by actor.Actor, i FeedID) error {
	return s.changeFeed(ctx, by, i, func(t tx.Tx, f *Feed) error {
		if _, err := s.Visits.Block(ctx, t.As(actor.System()), schedule.Block{Source: string(i)}); err != nil {
			return err
		}
		for _, about := range []string{"", staleNote} {
			if err := s.over(ctx, t, string(i), about); err != nil {
				return err
			}
		}
		if err := s.Queue.Drop(ctx, t, FeedJob, string(i)); err != nil {
			return err
		}
		if err := s.Store.RemoveFeed(ctx, t, i); err != nil {
			return err
		}
		return s.record(ctx, t, "calendar removed", "calendar", string(i), nil)
	})
}

// PauseFeed stops reading a feed, or goes on; what it took stays taken.
func (s *Service) PauseFeed(ctx context.Context, by actor.Actor, i FeedID, pause bool) error {
	return s.changeFeed(ctx, by, i, func(t tx.Tx, f *Feed) error {
		f.Paused = pause
		f.Version++
		if err := s.Store.PutFeed(ctx, t, *f); err != nil {
			return err
		}
		if err := s.record(ctx, t, "calendar paused", "calendar", string(i), audit.Facts{"paused": yes(pause)}); err != nil || pause {
			return err
		}
		return s.due(ctx, t, *f)
	})
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// Again reads a feed now.
func (s *Service) Again(ctx context.Context, by actor.Actor, i FeedID) error {
	return s.changeFeed(ctx, by, i, func(t tx.Tx, f *Feed) error {
		if f.Address.IsZero() || f.Paused {
			return wrong("elsewhere.Again", "A file is read when you bring it, and a calendar that is paused is not read.")
		}
		f.ETag, f.Modified, f.Mark = "", "", nil
		f.Version++
		if err := s.Store.NoteFeed(ctx, t, *f); err != nil {
			return err
		}
		return s.due(ctx, t, *f)
	})
}

func (s *Service) due(ctx context.Context, t tx.Tx, f Feed) error {
	if f.Address.IsZero() {
		return nil
	}
	return s.Queue.Put(ctx, t, job.Job{Kind: FeedJob, Key: string(f.ID), Ref: string(f.ID), Due: t.Now()})
}

func (s *Service) changeFeed(ctx context.Context, by actor.Actor, i FeedID, f func(tx.Tx, *Feed) error) error {
	if err := by.Need(actor.ManagePractice); err != nil {
		return err
	}
	return s.DB.Do(ctx, by, func(t tx.Tx) error {
		feed, err := s.Store.Feed(ctx, t, i)
		if err != nil {
			return err
		}
		return f(t, &feed)
	})
}
