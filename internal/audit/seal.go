package audit

import (
	"bytes"
	"context"
	"log/slog"
	"time"

	"bedside/internal/fault"
	"bedside/internal/id"
	"bedside/internal/phi"
)

// Exporter writes lines down where whoever can write the database should not be able to take them away.
type Exporter interface {
	Append(line string) error
}

// Sealer gives committed events their places in the chain and exports the head. One Sealer is used by one goroutine
// at a time; any number of processes may seal the same database.
type Sealer struct {
	Store  Store
	Keys   *phi.Keys
	Export Exporter
	Now    func() time.Time
	Log    *slog.Logger

	exported Head
	foreign  map[id.Of[Event]]bool // reported already
}

const (
	sealEvery = 500 * time.Millisecond
	sealPause = 30 * time.Second // the longest after errors
	sealBatch = 500              // one transaction; on SQLite bookings wait some ten milliseconds for it
)

// Run seals until ctx ends, so that an event is sealed and its head exported within a second of its commit. Errors
// are logged and tried again, after longer and longer pauses.
func (s *Sealer) Run(ctx context.Context) {
	pause := sealEvery
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(pause):
		}
		if _, err := s.Seal(ctx); err == nil {
			pause = sealEvery
		} else if ctx.Err() == nil {
			s.Log.Error("the event log could not be sealed", "error", err)
			pause = min(2*pause, sealPause)
		}
	}
}

// Seal gives every committed event without a place the next one, exports the head if it moved, and returns how many
// events it sealed. An event that Bedside did not write stays without a place, for Verify to name, and is logged once.
func (s *Sealer) Seal(ctx context.Context) (int, error) {
	sealed := 0
	var after Event
	for {
		events, err := s.Store.Unsealed(ctx, after, sealBatch)
		if err != nil {
			return sealed, err
		}
		if len(events) > 0 {
			after = events[len(events)-1]
		}
		n, err := s.place(ctx, s.own(events))
		sealed += n
		switch {
		case fault.Is(err, fault.Conflict): // another process sealed meanwhile; look again
			after = Event{}
		case err != nil:
			return sealed, err
		case len(events) < sealBatch:
			return sealed, s.export(ctx)
		}
		if err := ctx.Err(); err != nil {
			return sealed, err
		}
	}
}

// own leaves out what Bedside did not write.
func (s *Sealer) own(events []Event) []Event {
	var own []Event
	for _, e := range events {
		switch {
		case e.ours(s.Keys):
			own = append(own, e)
		case !s.foreign[e.ID] && len(s.foreign) < 1000:
			if s.foreign == nil {
				s.foreign = map[id.Of[Event]]bool{}
			}
			s.foreign[e.ID] = true
			s.Log.Error("the event log holds an event that Bedside did not write; run: bedside audit verify", "event", e.ID)
		}
	}
	return own
}

// place appends the events to the chain.
func (s *Sealer) place(ctx context.Context, events []Event) (int, error) {
	if len(events) == 0 {
		return 0, nil
	}
	head, err := s.Store.Head(ctx)
	if err != nil {
		return 0, err
	}
	for i := range events {
		head = head.next(s.Keys, events[i].Tag)
		events[i].Seq, events[i].MAC = head.Seq, head.MAC
	}
	if err := s.Store.Seal(ctx, events); err != nil {
		return 0, err
	}
	return len(events), nil
}

// export writes the head down unless this Sealer wrote the same one last.
func (s *Sealer) export(ctx context.Context) error {
	head, err := s.Store.Head(ctx)
	if err != nil || head.Seq == s.exported.Seq && bytes.Equal(head.MAC, s.exported.MAC) {
		return err
	}
	if err := s.Export.Append(FormatHead(head, s.Now(), s.Keys)); err != nil {
		return fault.Wrap(fault.Unavailable, "audit.export", "The head of the event log could not be written down.", err)
	}
	s.exported = head
	return nil
}
