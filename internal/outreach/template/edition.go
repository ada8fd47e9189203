package template

import (
	"context"
	"time"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/fault"
	"bedside/internal/identity"
	"bedside/internal/practice"
	"bedside/internal/tx"
)

// State is where a practice's own text stands.
type State string

const (
	Draft     State = "draft"     // it is being written; one at most of each key
	Published State = "published" // it is sent; one at most of each key
	Past      State = "past"      // it was sent once
	Aside     State = "aside"     // a draft that was put aside; nothing that was written is lost
)

// Edition is a practice's own text of a key. Number 0 is the text that Bedside ships with, which is always there.
type Edition struct {
	Key
	Text
	Number   int64
	State    State
	Revision int64 // raised by every change of a draft

	SavedBy     identity.StaffID // "" for Bedside
	SavedAt     time.Time
	PublishedBy identity.StaffID
	PublishedAt time.Time // zero for never
}

// Mark names a draft as somebody saw it. The zero Mark is that there was none.
type Mark struct{ Number, Revision int64 }

// Mark returns the edition's.
func (e Edition) Mark() Mark { return Mark{e.Number, e.Revision} }

// Store keeps editions. Its methods return faults.
type Store interface {
	// Add adds an edition; Conflict if its number is taken, or if it is a draft or published and there is another.
	Add(ctx context.Context, t tx.Tx, e Edition) error
	// Put replaces the edition of its key and number, NotFound if there is none.
	Put(ctx context.Context, t tx.Tx, e Edition) error
	// Of returns the editions of a key, the last first.
	Of(ctx context.Context, t tx.Tx, k Key) ([]Edition, error)
	// Now returns every draft and every published edition.
	Now(ctx context.Context, t tx.Tx) ([]Edition, error)
	// Published returns the published edition of a key; false where there is none.
	Published(ctx context.Context, t tx.Tx, k Key) (Edition, bool, error)
}

// Practices is the practice as it is.
type Practices interface {
	Get(ctx context.Context, t tx.Tx) (*practice.Practice, error)
}

// Service keeps the practice's own words. It may be used by several goroutines at once; all fields are needed.
type Service struct {
	Store    Store
	Practice Practices
	Guard    Reader
	Audit    *audit.Log
}

// Refused is the cause of an Invalid: what stands in the way of a text.
type Refused struct{ Problems []Problem }

// Error makes it a cause; people read the sentence of the fault.
func (*Refused) Error() string { return "refused" }

// Text returns what is said: the practice's own published words, else those that Bedside ships with. It asks for no
// right: sending reads it.
func (s *Service) Text(ctx context.Context, t tx.Tx, k Key) (Text, error) {
	e, own, err := s.Store.Published(ctx, t, k)
	if err != nil {
		return Text{}, fault.At("template.Text", err)
	}
	if _, unread := read(e.Text); !own || unread != nil { // one that another program wrote
		return Default(k), nil
	}
	return e.Text, nil
}

// Render fills in what is said of a key, as [Render].
func (s *Service) Render(ctx context.Context, t tx.Tx, k Key, v Values) (Said, error) {
	text, err := s.Text(ctx, t, k)
	if err != nil {
		return Said{}, err
	}
	said, err := Render(k, text, v)
	return said, fault.At("template.Service.Render", err)
}

// Now returns every draft and every published edition. SeePractice.
func (s *Service) Now(ctx context.Context, t tx.Tx) ([]Edition, error) {
	if err := t.By().Need(actor.SeePractice); err != nil {
		return nil, fault.At("template.Now", err)
	}
	return s.Store.Now(ctx, t)
}

// History is what there is of one key.
type History struct {
	Sent  Edition  // Number 0 for the text that Bedside ships with
	Draft *Edition // nil for none
	Past  []Edition
}

// Of returns what there is of a key. NotFound for one that is not known. SeePractice.
func (s *Service) Of(ctx context.Context, t tx.Tx, k Key) (History, error) {
	const op = "template.Of"
	if err := t.By().Need(actor.SeePractice); err != nil {
		return History{}, fault.At(op, err)
	}
	h, _, err := s.history(ctx, t, k)
	return h, fault.At(op, err)
}

// history reads a key, and the highest number in it.
func (s *Service) history(ctx context.Context, t tx.Tx, k Key) (h History, last int64, err error) {
	if !k.Known() {
		return h, 0, fault.New(fault.NotFound, "template.history", "There is no such message.")
	}
	all, err := s.Store.Of(ctx, t, k)
	if err != nil {
		return h, 0, err
	}
	h.Sent = Edition{Key: k, Text: Default(k), State: Published}
	for _, e := range all {
		last = max(last, e.Number)
		switch e.State {
		case Draft:
			h.Draft = &e
		case Published:
			h.Sent = e
		default:
			h.Past = append(h.Past, e)
		}
	}
	return h, last, nil
}
