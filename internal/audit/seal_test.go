package audit

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"bedside/internal/phi"
	"bedside/internal/tx"
)

// shelf is a store of one event that can be out of order.
type shelf struct {
	mu     sync.Mutex
	broken error
	event  *Event
	head   Head
	asked  int
}

func (s *shelf) Insert(context.Context, tx.Tx, Event, []string) error     { return nil }
func (s *shelf) Find(context.Context, tx.Tx, Filter) ([]Event, error)     { return nil, nil }
func (s *shelf) Chain(context.Context, func(Event, []string) error) error { return nil }
func (s *shelf) Head(context.Context) (Head, error)                       { return s.head, nil }
func (s *shelf) Unsealed(_ context.Context, after Event, _ int) ([]Event, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked++
	if s.broken != nil || s.event == nil || after.ID != "" {
		return nil, s.broken
	}
	return []Event{*s.event}, nil
}

func (s *shelf) Seal(_ context.Context, events []Event) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.event, s.head = nil, Head{events[0].Seq, events[0].MAC}
	return nil
}

// mend makes the store work, with one event that is not sealed yet.
func (s *shelf) mend(e *Event) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.broken, s.event = nil, e
}

// counted is an Exporter that only counts.
type counted struct{ atomic.Int32 }

func (c *counted) Append(string) error { c.Add(1); return nil }

func TestTheSealerKeepsItsTimeAndOutlivesErrors(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		keys := phi.NewKeys()
		var said bytes.Buffer
		var exported counted
		s := &shelf{broken: errors.New("no database")}
		sealer := &Sealer{Store: s, Keys: keys, Export: &exported, Now: time.Now, Log: slog.New(slog.NewTextHandler(&said, nil))}
		ctx, cancel := context.WithCancel(context.Background())
		done := make(chan struct{})
		go func() { sealer.Run(ctx); close(done) }()

		pass := func(d time.Duration) { time.Sleep(d); synctest.Wait() }
		pass(10 * time.Minute)
		tries := s.asked
		if tries < 15 || tries > 40 || strings.Count(said.String(), "no database") != tries {
			t.Errorf("%d tries in ten minutes without a database", tries)
		}
		e := Event{ID: "1", At: time.Now(), Verb: "booked"}
		e.Tag = e.tag(keys)
		s.mend(&e)
		pass(sealPause)
		if exported.Load() != 1 {
			t.Errorf("exported %d times", exported.Load())
		}
		s.mend(&e)
		committed := time.Now()
		for exported.Load() < 2 {
			pass(time.Millisecond)
		}
		if late := time.Since(committed); late > time.Second {
			t.Errorf("sealed after %v", late)
		}
		pass(time.Minute)
		if exported.Load() != 2 {
			t.Errorf("exported %d times", exported.Load())
		}
		cancel()
		<-done
	})
}

func FuzzParseHeads(f *testing.F) {
	keys := phi.NewKeys()
	good := FormatHead(Head{412, bytes.Repeat([]byte{7}, 32)}, time.Date(2026, 11, 3, 10, 4, 5, 6000, time.UTC), keys) + "\n"
	f.Add(good)
	f.Add(good + good[:20])
	f.Add("412 2026-11-03T10:04:05Z 00 00\n")
	f.Add(" \n")
	f.Add("\n\n")
	f.Fuzz(func(t *testing.T, text string) {
		heads, err := ParseHeads(strings.NewReader(good+text), keys)
		if err != nil {
			return
		}
		again := ""
		for _, h := range heads {
			again += FormatHead(h.Head, h.At, keys) + "\n"
		}
		whole := good + text
		if whole = whole[:strings.LastIndexByte(whole, '\n')+1]; again != whole {
			t.Fatalf("%q was read as %q", whole, again)
		}
	})
}
