package elsewhere

import (
	"bytes"
	"context"
	"crypto/sha256"
	"strings"
	"time"

	"bedside/internal/actor"
	"bedside/internal/fault"
	"bedside/internal/ical"
	"bedside/internal/job"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/tx"
)

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
