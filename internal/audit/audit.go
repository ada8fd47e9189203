// Package audit keeps what happened, by whom and to what, so that it can be verified.
//
// It promises that an event is in the log if and only if its change is committed, that no event holds a patient's
// values, and that whoever changes, removes, inserts, reorders or cuts off rows without the key file is found by
// [Verify]. Callers owe one [Log.Record] for every change and one [Log.Disclose] for every patient whose record
// they show.
package audit

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"bedside/internal/actor"
	"bedside/internal/id"
	"bedside/internal/phi"
	"bedside/internal/tx"
)

// Event is one thing that happened.
type Event struct {
	ID      id.Of[Event]
	At      time.Time
	By      actor.Actor
	Verb    string // past tense, as "booked"
	Subject Ref
	About   string // the id of the appointment whose receipt this belongs to; "" for none
	Facts   Facts
	Tag     []byte // authenticates everything above
	Seq     int64  // the place in the sealed chain, from 1; 0 until it is sealed
	MAC     []byte // chains the event to the one before; nil until it is sealed
}

// Ref names what an event is about.
type Ref struct{ Kind, ID string }

// Facts are scalars that say more: ids, counts, times, codes. Never a patient's values, so that erasing a patient
// does not break the chain.
type Facts map[string]string

// Read is the verb of a disclosure.
const Read = "read"

// Store keeps events. Methods take the transaction, or run one of their own; they return faults.
type Store interface {
	// Insert adds an event that is not sealed yet, and for a Read the patients it disclosed.
	Insert(ctx context.Context, t tx.Tx, e Event, patients []string) error
	// Find returns the events that match, newest first.
	Find(ctx context.Context, t tx.Tx, f Filter) ([]Event, error)
	// Unsealed returns up to limit events without a place, oldest first, from after the one given on (by At and
	// ID; the zero Event for the first).
	Unsealed(ctx context.Context, after Event, limit int) ([]Event, error)
	// Seal writes Seq and MAC of the events, all or none; Conflict if a place or an event is taken already.
	Seal(ctx context.Context, events []Event) error
	// Chain calls f for every event until f returns an error: the sealed ones by Seq, then the others oldest
	// first, each with the patients of the access log in order. It is one consistent reading.
	Chain(ctx context.Context, f func(e Event, patients []string) error) error
	// Head returns the last sealed place, the zero Head for an empty chain.
	Head(ctx context.Context) (Head, error)
}

// Filter chooses events; zero fields choose all.
type Filter struct {
	About   string    // an appointment
	Patient string    // events that disclosed or concern this patient
	Subject Ref       // exactly this subject
	Verb    string    // exactly this verb
	Actor   string    // a staff id
	Since   time.Time // this old or newer
	Before  time.Time // older than this
	// OlderThan goes on where a page ended: only what is older than this event.
	OlderThan Event
	Limit     int // 0 chooses all
}

// Log records events in the transactions of others.
type Log struct {
	Store Store
	Keys  *phi.Keys
	IDs   *id.Source
}

// Record adds an event to t. The receipt of an appointment collects what is recorded with its id as about.
func (l *Log) Record(ctx context.Context, t tx.Tx, verb string, subject Ref, about string, facts Facts) error {
	return l.add(ctx, t, Event{Verb: verb, Subject: subject, About: about, Facts: facts}, nil)
}

// Disclose enters in the access log that the actor of t was shown what of the patients.
func (l *Log) Disclose(ctx context.Context, t tx.Tx, what string, patients ...string) error {
	slices.Sort(patients)
	patients = slices.Compact(patients)
	if len(patients) == 0 {
		return nil
	}
	return t.Finally(func(t tx.Tx) error {
		facts := Facts{"patients": strconv.Itoa(len(patients)), "digest": digest(patients)}
		return l.add(ctx, t, Event{Verb: Read, Subject: Ref{Kind: what}, Facts: facts}, patients)
	})
}

func (l *Log) add(ctx context.Context, t tx.Tx, e Event, patients []string) error {
	e.ID, e.At, e.By = id.New[Event](l.IDs), t.Now().Truncate(time.Microsecond), t.By()
	e.Tag = e.tag(l.Keys)
	return l.Store.Insert(ctx, t, e, patients)
}

// tag authenticates what the event says.
func (e Event) tag(keys *phi.Keys) []byte { return keys.AuditMAC("event", e.canonical()) }

// ours reports whether the event is as Bedside wrote it.
func (e Event) ours(keys *phi.Keys) bool { return hmac.Equal(e.Tag, e.tag(keys)) }

// canonical is the text that the tag authenticates: every field, each with its length.
func (e Event) canonical() string {
	if e.Facts == nil {
		e.Facts = Facts{}
	}
	facts, _ := json.Marshal(e.Facts) // a map of strings always marshals, with sorted keys
	var b strings.Builder
	for _, s := range []string{string(e.ID), strconv.FormatInt(e.At.UnixMicro(), 10), string(e.By.Kind), string(e.By.Role), e.By.ID,
		e.Verb, e.Subject.Kind, e.Subject.ID, e.About, string(facts)} {
		b.WriteString(strconv.Itoa(len(s)) + ":" + s)
	}
	return b.String()
}

// digest binds the list of patients in the access log to the event.
func digest(patients []string) string {
	sum := sha256.Sum256([]byte(strings.Join(patients, "\n")))
	return hex.EncodeToString(sum[:8])
}

// Head is the last sealed place of the chain; the zero Head is that of an empty one.
type Head struct {
	Seq int64
	MAC []byte
}

// next returns the head after an event with the tag.
func (h Head) next(keys *phi.Keys, tag []byte) Head {
	seq := h.Seq + 1
	return Head{seq, keys.AuditMAC("chain", strconv.FormatInt(seq, 10), string(h.MAC), string(tag))}
}
