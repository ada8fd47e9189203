package rehearse

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"log/slog"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/fault"
	"bedside/internal/frontdesk"
	"bedside/internal/frontdesk/edition"
	"bedside/internal/frontdesk/flow"
	"bedside/internal/guard"
	"bedside/internal/id"
	"bedside/internal/identity"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/tx"
)

// Ids.
type (
	ID    = id.Of[Rehearsal]
	OwnID = id.Of[Own]
)

// State is where a rehearsal stands.
type State string

const (
	Running State = "running"
	Done    State = "done"
	Broken  State = "broken" // it could not be held, or the program ended meanwhile
)

// Rehearsal is one that somebody asked for, as it is kept.
type Rehearsal struct {
	ID        ID
	State     State
	Draft     string // a fingerprint of what is to be published, "" where there was no draft
	Published string // of what callers hear
	Practice  int64  // the practice's version
	Repeats   int
	AskedBy   identity.StaffID
	Asked     time.Time
	Ended     time.Time
	Reports   phi.Text // JSON of Both
	Worse     int      // scenarios that pass with what is published and fail with the draft
	Reason    string   // why it may be published all the same
	ReasonBy  identity.StaffID
	ReasonAt  time.Time
}

// Both is what came of a rehearsal.
type Both struct {
	Published Report
	Draft     *Report // nil where there was no draft
}

// Both reads what came of it.
func (r Rehearsal) Both() (b Both, err error) {
	if r.Reports.IsZero() {
		return b, nil
	}
	err = json.Unmarshal([]byte(r.Reports.Reveal()), &b)
	return b, fault.Wrap(fault.Internal, "rehearse.Both", "what came of a rehearsal cannot be read", err)
}

// Own is a scenario of the practice's own.
type Own struct {
	ID   OwnID
	Text phi.Text
	By   identity.StaffID
	At   time.Time
}

// Store keeps rehearsals. Its methods return faults.
type Store interface {
	Add(ctx context.Context, t tx.Tx, r Rehearsal) error
	// Put replaces a rehearsal, NotFound if there is none with its id; Get returns one, likewise.
	Put(ctx context.Context, t tx.Tx, r Rehearsal) error
	Get(ctx context.Context, t tx.Tx, i ID) (Rehearsal, error)
	// Last returns up to n, the last first.
	Last(ctx context.Context, t tx.Tx, n int) ([]Rehearsal, error)

	AddOwn(ctx context.Context, t tx.Tx, o Own) error
	// EndOwn ends a scenario, NotFound if there is none; Owns returns those that have not ended, the first that was made first.
	EndOwn(ctx context.Context, t tx.Tx, i OwnID) error
	Owns(ctx context.Context, t tx.Tx) ([]Own, error)
}

// Editions are the practice's editions of the flows.
type Editions interface {
	Draft(ctx context.Context, t tx.Tx) (edition.Version, error)
	Current(ctx context.Context, t tx.Tx) (edition.Version, error)
}

// Redactor is the guard as it reads now.
type Redactor interface {
	Redact(d guard.Draft) string
	Check(d guard.Draft) guard.Report
}

// Service holds rehearsals for the practice. All fields are needed; it may be used by several goroutines at once. One
// rehearsal at a time is held.
type Service struct {
	DB       tx.DB
	Store    Store
	Practice frontdesk.Practices
	Editions Editions
	Desk     *frontdesk.Service
	Guard    Redactor
	Open     func(ctx context.Context, p *practice.Practice, e flow.Edition) (*House, error)
	Audit    *audit.Log
	IDs      *id.Source
	Now      func() time.Time
	Log      *slog.Logger
	Workers  int

	mu   sync.Mutex
	now  *running
	over sync.WaitGroup
}

// running is the rehearsal that is held.
type running struct {
	id        ID
	done, all int
	stop      context.CancelFunc
}

// fingerprint tells an edition from another.
func fingerprint(document string) string {
	sum := sha256.Sum256([]byte(document))
	return hex.EncodeToString(sum[:8])
}

// Progress returns how far a rehearsal is, false for one that is not being held.
func (s *Service) Progress(i ID) (done, all int, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.now == nil || s.now.id != i {
		return 0, 0, false
	}
	return s.now.done, s.now.all, true
}

// Start begins a rehearsal of the draft, if there is one, and of what callers hear, and returns at once. Conflict while
// another one is held. ManagePractice.
func (s *Service) Start(ctx context.Context, by actor.Actor) (ID, error) {
	const op = "rehearse.Start"
	r, todo, err := s.prepare(ctx, by, Repeats)
	if err != nil {
		return "", fault.At(op, err)
	}
	hold, stop := context.WithCancel(context.WithoutCancel(ctx))
	if err := s.begin(r.ID, stop); err != nil {
		stop()
		return "", fault.At(op, err)
	}
	if err := s.keep(ctx, by, r, "rehearsal began", true); err != nil {
		s.end()
		return "", fault.At(op, err)
	}
	s.over.Go(func() {
		defer s.end()
		if _, err := s.hold(hold, by, r, todo); err != nil && hold.Err() == nil {
			s.Log.Error("a rehearsal", "err", err)
		}
	})
	return r.ID, nil
}

func (s *Service) begin(i ID, stop context.CancelFunc) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.now != nil {
		return fault.New(fault.Conflict, "rehearse.begin", "A rehearsal is being held. Wait until it is over.")
	}
	s.now = &running{id: i, stop: stop}
	return nil
}

func (s *Service) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.now != nil {
		s.now.stop()
		s.now = nil
	}
}

// Close ends the rehearsal that is held and waits for it.
func (s *Service) Close() {
	s.mu.Lock()
	if s.now != nil {
		s.now.stop()
	}
	s.mu.Unlock()
	s.over.Wait()
}

// todo is what a rehearsal plays.
type todo struct {
	practice         *practice.Practice
	published, draft flow.Edition
	scenarios        []Scenario
}

// prepare reads what is to be played. ManagePractice.
func (s *Service) prepare(ctx context.Context, by actor.Actor, repeats int) (r Rehearsal, w todo, err error) {
	if err := by.Need(actor.ManagePractice); err != nil {
		return r, w, err
	}
	r = Rehearsal{ID: id.New[Rehearsal](s.IDs), State: Running, Repeats: repeats, AskedBy: staffOf(by), Asked: s.Now()}
	err = s.DB.View(ctx, by, func(t tx.Tx) (err error) {
		if w.practice, err = s.Practice.Get(ctx, t); err != nil {
			return err
		}
		live, err := s.Editions.Current(ctx, t)
		if err != nil {
			return err
		}
		draft, err := s.Editions.Draft(ctx, t)
		if err != nil {
			return err
		}
		r.Practice, r.Published = w.practice.Version, fingerprint(live.Document)
		if w.published, err = live.Edition(); err != nil {
			return err
		}
		if draft.Number > 0 && draft.Document != live.Document {
			r.Draft = fingerprint(draft.Document)
			if w.draft, err = draft.Edition(); err != nil {
				return err
			}
		}
		w.scenarios, err = s.scenarios(ctx, t)
		return err
	})
	return r, w, err
}

// scenarios are those that are shipped and those of the practice's own.
func (s *Service) scenarios(ctx context.Context, t tx.Tx) ([]Scenario, error) {
	all, err := Shipped()
	if err != nil {
		return nil, err
	}
	own, err := s.Store.Owns(ctx, t)
	for _, o := range own {
		some, err := Parse("own", o.Text.Reveal())
		if err != nil { // another program's
			continue
		}
		for _, x := range some {
			x.Own = true
			all = append(all, x)
		}
	}
	return all, err
}

// hold plays everything and keeps what came of it.
func (s *Service) hold(ctx context.Context, by actor.Actor, r Rehearsal, w todo) (Rehearsal, error) {
	rounds := 1
	if r.Draft != "" {
		rounds = 2
	}
	play := func(round int, e flow.Edition) (Report, error) {
		began := s.Now()
		report, err := Hold(ctx, Plan{Open: func(ctx context.Context) (*House, error) { return s.Open(ctx, w.practice, e) }, Scenarios: w.scenarios, At: r.Asked,
			Repeats: r.Repeats, Workers: s.Workers, Progress: func(done, all int) { s.far(r.ID, round*all+done, rounds*all) }})
		report.Took = s.Now().Sub(began)
		return report, err
	}
	var both Both
	var err error
	if both.Published, err = play(0, w.published); err == nil && r.Draft != "" {
		var draft Report
		if draft, err = play(1, w.draft); err == nil {
			both.Draft = &draft
			r.Worse = len(NewlyFailing(both.Published, draft))
		}
	}
	r.State, r.Ended = Done, s.Now()
	if err != nil {
		r.State = Broken
	} else if b, jerr := json.Marshal(both); jerr == nil {
		r.Reports = phi.NewText(string(b))
	}
	kept := s.keep(context.WithoutCancel(ctx), by, r, "rehearsal ended", false)
	if err == nil {
		err = kept
	}
	return r, err
}

func (s *Service) far(i ID, done, all int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.now != nil && s.now.id == i {
		s.now.done, s.now.all = done, all
	}
}

func (s *Service) keep(ctx context.Context, by actor.Actor, r Rehearsal, verb string, fresh bool) error {
	return s.DB.Do(ctx, by, func(t tx.Tx) error {
		put := s.Store.Put
		if fresh {
			put = s.Store.Add
		}
		if err := put(ctx, t, r); err != nil {
			return err
		}
		return s.Audit.Record(ctx, t, verb, audit.Ref{Kind: "rehearsal", ID: string(r.ID)}, "", audit.Facts{"state": string(r.State), "draft": r.Draft})
	})
}

const shown = 20 // rehearsals in the list

// List returns the last rehearsals, the last first, and the practice's own scenarios. One that was running when its
// program ended is Broken. SeePractice.
func (s *Service) List(ctx context.Context, by actor.Actor) (all []Rehearsal, own []Own, err error) {
	if err := staff(by, actor.SeePractice); err != nil {
		return nil, nil, err
	}
	err = s.DB.View(ctx, by, func(t tx.Tx) (err error) {
		if all, err = s.Store.Last(ctx, t, shown); err == nil {
			own, err = s.Store.Owns(ctx, t)
		}
		return err
	})
	for i := range all {
		s.settled(&all[i])
	}
	return all, own, fault.At("rehearse.List", err)
}

// Get returns a rehearsal, NotFound if there is none. SeePractice.
func (s *Service) Get(ctx context.Context, by actor.Actor, i ID) (r Rehearsal, err error) {
	if err := staff(by, actor.SeePractice); err != nil {
		return r, err
	}
	err = s.DB.View(ctx, by, func(t tx.Tx) (err error) { r, err = s.Store.Get(ctx, t, i); return err })
	s.settled(&r)
	return r, fault.At("rehearse.Get", err)
}

func (s *Service) settled(r *Rehearsal) {
	if _, _, ok := s.Progress(r.ID); r.State == Running && !ok && s.Now().Sub(r.Asked) > time.Minute {
		r.State = Broken
	}
}

const (
	shortestReason = 15 // code points
	longestReason  = 500
)

// Reason keeps why a draft that fails where what is published passes may be published all the same. Invalid for a reason
// that says little, Conflict where none is needed. ManagePractice.
func (s *Service) Reason(ctx context.Context, by actor.Actor, i ID, reason string) error {
	const op = "rehearse.Reason"
	if err := by.Need(actor.ManagePractice); err != nil {
		return fault.At(op, err)
	}
	reason = strings.Join(strings.Fields(reason), " ")
	if n := utf8.RuneCountInString(reason); n < shortestReason || n > longestReason {
		return fault.New(fault.Invalid, op, "Say in a sentence why it is right all the same, so that others know later.")
	}
	return fault.At(op, s.DB.Do(ctx, by, func(t tx.Tx) error {
		r, err := s.Store.Get(ctx, t, i)
		if err != nil {
			return err
		}
		if r.State != Done || r.Worse == 0 {
			return fault.New(fault.Conflict, op, "Nothing that passes today fails in this rehearsal. No reason is needed.")
		}
		r.Reason, r.ReasonBy, r.ReasonAt = reason, staffOf(by), t.Now()
		if err := s.Store.Put(ctx, t, r); err != nil {
			return err
		}
		return s.Audit.Record(ctx, t, "rehearsal overruled", audit.Ref{Kind: "rehearsal", ID: string(i)}, "", audit.Facts{"draft": r.Draft, "scenarios": strconv.Itoa(r.Worse)})
	}))
}

// staff is Need for what is for staff alone.
func staff(by actor.Actor, right actor.Right) error {
	if by.Kind != actor.Staff && by.Kind != actor.Bedside {
		return actor.Actor{}.Need(right)
	}
	return by.Need(right)
}

func staffOf(by actor.Actor) identity.StaffID {
	if by.Kind == actor.Staff {
		return identity.StaffID(by.ID)
	}
	return ""
}
