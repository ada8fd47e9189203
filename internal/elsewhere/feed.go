package elsewhere

import (
	"bytes"
	"context"
	"crypto/sha256"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/fault"
	"bedside/internal/ical"
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

// TryCalendar reads a calendar as it would be read, and keeps nothing.
func (s *Service) TryCalendar(ctx context.Context, by actor.Actor, n NewFeed) (ical.Read, error) {
	if err := by.Need(actor.ManagePractice); err != nil {
		return ical.Read{}, err
	}
	text := n.File
	if len(text) == 0 {
		address, err := s.address(n.Address)
		if err != nil {
			return ical.Read{}, err
		}
		got, err := s.Web.Get(ctx, address, "", "")
		if err != nil {
			return ical.Read{}, err
		}
		text = got.Body
	}
	var p *practice.Practice
	var now time.Time
	err := s.DB.View(ctx, by, func(t tx.Tx) (err error) {
		now = t.Now()
		p, err = s.Practice.Get(ctx, t)
		return err
	})
	if err != nil {
		return ical.Read{}, err
	}
	return s.parse(p, Feed{Location: n.Location}, text, now)
}

// address is an address that may be asked.
func (s *Service) address(given string) (string, error) {
	given = strings.TrimSpace(given)
	if rest, ok := strings.CutPrefix(given, "webcal://"); ok {
		given = "https://" + rest
	}
	return given, s.Web.Allowed(given)
}

// parse reads a calendar for the coming year.
func (s *Service) parse(p *practice.Practice, f Feed, text []byte, now time.Time) (ical.Read, error) {
	l, _ := p.Location(f.Location)
	from := now.Truncate(time.Hour)
	return ical.Busy(text, ical.Asked{From: from, To: from.Add(ahead), Zone: l.In(), Ours: ours})
}

// ours reports whether an event is a visit of ours that was taken over into that calendar.
func ours(uid string) bool { return strings.HasSuffix(strings.TrimSpace(uid), "@bedside") }

func markOf(text []byte) []byte {
	sum := sha256.Sum256(text)
	return sum[:]
}

// ReadFeed is the [job.Handler] of a feed that is due.
func (s *Service) ReadFeed(ctx context.Context, c job.Claimed) error {
	const op = "elsewhere.ReadFeed"
	by := actor.System()
	var f Feed
	var p *practice.Practice
	var now time.Time
	err := s.DB.View(ctx, by, func(t tx.Tx) (err error) {
		if f, err = s.Store.Feed(ctx, t, FeedID(c.Ref)); err != nil {
			return err
		}
		now = t.Now()
		p, err = s.Practice.Get(ctx, t)
		return err
	})
	if fault.Is(err, fault.NotFound) || err == nil && f.Paused {
		return s.DB.Do(ctx, by, func(t tx.Tx) error { return s.Queue.Done(ctx, t, c) })
	}
	if err != nil {
		return fault.At(op, err)
	}
	etag, modified := f.ETag, f.Modified
	if now.Sub(f.Read) > again {
		etag, modified, f.Mark = "", "", nil
	}
	got, err := s.Web.Get(ctx, f.Address.Reveal(), etag, modified)
	var read ical.Read
	same := err == nil && (got.Same || f.Mark != nil && bytes.Equal(f.Mark, markOf(got.Body)))
	if err == nil && !same {
		read, err = s.parse(p, f, got.Body, now)
	}
	if err != nil && !fault.Is(err, fault.Invalid) && !fault.Is(err, fault.Unavailable) {
		return fault.At(op, err)
	}
	problem := ""
	if err != nil {
		problem = fault.Message(err)
	}
	return fault.At(op, s.DB.Do(ctx, by, func(t tx.Tx) error {
		f, err := s.Store.Feed(ctx, t, FeedID(c.Ref))
		if fault.Is(err, fault.NotFound) {
			return s.Queue.Done(ctx, t, c)
		}
		if err != nil {
			return err
		}
		f.Tried, f.Next = t.Now(), t.Now().Add(f.Every)
		switch {
		case problem != "":
			f.Problem, f.Next = problem, t.Now().Add(max(f.Every, retry))
			err = s.failing(ctx, t, &f)
		case same:
			f.Problem = ""
			f.Version++
			if err = s.over(ctx, t, string(f.ID), staleNote); err == nil {
				err = s.Store.NoteFeed(ctx, t, f)
			}
		default:
			f.ETag, f.Modified, f.Mark = got.ETag, got.Modified, markOf(got.Body)
			err = s.take(ctx, t, &f, read)
		}
		if err != nil {
			return err
		}
		return s.Queue.Later(ctx, t, c, f.Next)
	}))
}

const staleNote = "stale"

// failing keeps why a feed could not be read. Once that has gone on for a day, staff are told.
func (s *Service) failing(ctx context.Context, t tx.Tx, f *Feed) error {
	since := f.Read
	if since.IsZero() {
		since = f.Added
	}
	if t.Now().Sub(since) > stale {
		text := "“" + f.Name + "” has not been read for a day, so times may be offered that are taken there. What is wrong stands on the page Other books."
		if err := s.once(ctx, t, string(f.ID), staleNote, text); err != nil {
			return err
		}
	}
	f.Version++
	return s.Store.NoteFeed(ctx, t, *f)
}

// take lets a whole reading take the place of the one before.
func (s *Service) take(ctx context.Context, t tx.Tx, f *Feed, read ical.Read) error {
	f.Problem, f.Left, f.Lost, f.Events, f.Times = "", read.Left, read.Lost, read.Events, len(read.Busy)
	f.Read, f.Tried = t.Now(), t.Now()
	f.Version++
	var spans []schedule.Span
	for _, b := range read.Busy {
		spans = append(spans, schedule.OfElsewhere(f.Provider, f.Room, "", b.From, b.To)...)
	}
	by := t.As(actor.System())
	if _, err := s.Visits.Block(ctx, by, schedule.Block{Source: string(f.ID), Spans: spans}); err != nil {
		return err
	}
	if err := s.clash(ctx, by, string(f.ID), "", f.Name, spans); err != nil {
		return err
	}
	if err := s.over(ctx, t, string(f.ID), staleNote); err != nil {
		return err
	}
	return s.Store.NoteFeed(ctx, t, *f)
}
