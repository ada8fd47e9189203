package identity

import (
	"context"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/fault"
	"bedside/internal/id"
	"bedside/internal/practice"
	"bedside/internal/tx"
)

// ConnectionID is a connection's id.
type ConnectionID = id.Of[Connection]

// Connection is another program that may ask Bedside. It shows a token, which is said once and of which only the SHA-256
// is kept: 256 random bits need no slower hash, and a look-up by the hash tells nobody how much of a guess was right.
type Connection struct {
	ID      ConnectionID
	Name    string // as staff call it: "Referral portal"
	Scopes  Scopes
	Patient string // whose app it is, "" for a program of the practice's own
	By      StaffID
	Made    time.Time
	Ends    time.Time // it does nothing from then on
	Revoked time.Time // zero while nobody took it back
	Used    time.Time // to the minute; zero if never
}

// Actor is the connection as the rights table sees it.
func (c Connection) Actor() actor.Actor {
	return actor.Program(string(c.ID), c.Patient, c.Scopes.rights()...)
}

// Words writes the scopes as they were given.
func (c Connection) Words() string { return c.Scopes.text(c.Patient != "") }

// Open reports whether the token works.
func (c Connection) Open(now time.Time) bool { return c.Revoked.IsZero() && now.Before(c.Ends) }

const (
	longestConnection = 731 * 24 * time.Hour
	mostConnections   = 200
)

// ErrToken is why a token does not work, the same for one that never was, that was taken back and that is over.
var ErrToken = fault.New(fault.Forbidden, "identity.Connection", "The token is unknown, was taken back or is over. Ask the practice for a new one.")

// ConnectionStore keeps connections. Methods take the transaction; they return faults, NotFound for what is not there.
type ConnectionStore interface {
	// Connections returns all of them, the newest first.
	Connections(ctx context.Context, t tx.Tx) ([]Connection, error)
	// ConnectionBy returns the one whose token has the hash.
	ConnectionBy(ctx context.Context, t tx.Tx, hash []byte) (Connection, error)
	// AddConnection adds one with the hash of its token.
	AddConnection(ctx context.Context, t tx.Tx, c Connection, hash []byte) error
	// RevokeConnection takes one back, at the moment; Conflict if it was already.
	RevokeConnection(ctx context.Context, t tx.Tx, i ConnectionID, at time.Time) error
	// UseConnection moves Used forward, never back; it needs no event.
	UseConnection(ctx context.Context, t tx.Tx, i ConnectionID, at time.Time) error
}

// Connections makes connections and knows them by their tokens. It may be used by several goroutines at once.
type Connections struct {
	DB     tx.DB
	Store  ConnectionStore
	Audit  *audit.Log
	IDs    *id.Source
	Now    func() time.Time
	Random io.Reader
}

// All returns every connection, also those that are over, the newest first. It needs the right ManageStaff.
func (s *Connections) All(ctx context.Context, t tx.Tx) ([]Connection, error) {
	if err := t.By().Need(actor.ManageStaff); err != nil {
		return nil, err
	}
	return s.Store.Connections(ctx, t)
}

// Names returns the names of all connections: they stand beside what was done. It needs the right SeeSchedule.
func (s *Connections) Names(ctx context.Context, t tx.Tx) (map[ConnectionID]string, error) {
	if err := t.By().Need(actor.SeeSchedule); err != nil {
		return nil, err
	}
	all, err := s.Store.Connections(ctx, t)
	names := make(map[ConnectionID]string, len(all))
	for _, c := range all {
		names[c.ID] = c.Name
	}
	return names, err
}

// Make makes a connection with a name, scopes and, for a patient's app, the patient, good for so long. The token is
// returned here and nowhere again. Invalid with a sentence; it needs the right ManageStaff.
func (s *Connections) Make(ctx context.Context, by actor.Actor, name, scopes, patient string, long time.Duration) (c Connection, token string, err error) {
	const op = "identity.Connect"
	if err := by.Need(actor.ManageStaff); err != nil {
		return c, "", err
	}
	name = strings.Join(strings.Fields(name), " ")
	if l := utf8.RuneCountInString(name); l == 0 || l > 80 || !utf8.ValidString(name) || strings.ContainsFunc(name, unicode.IsControl) {
		return c, "", fault.Wrap(fault.Invalid, op, "Please give the program a name of up to 80 characters.", practice.Field("Name"))
	}
	if long < time.Hour || long > longestConnection {
		return c, "", fault.Wrap(fault.Invalid, op, "A token works for at least an hour and at most two years.", practice.Field("Ends"))
	}
	c = Connection{Name: name, Patient: patient, By: StaffID(by.ID)}
	if c.Scopes, err = ParseScopes(scopes, patient != ""); err != nil {
		return c, "", fault.Wrap(fault.Invalid, op, fault.Message(err), practice.Field("Scopes"))
	}
	if token, err = newToken(s.Random); err != nil {
		return c, "", err
	}
	token = tokenMark + token
	c.ID = id.New[Connection](s.IDs)
	err = s.DB.Do(ctx, by, func(t tx.Tx) error {
		all, err := s.Store.Connections(ctx, t)
		if err != nil {
			return err
		}
		if len(all) >= mostConnections {
			return fault.New(fault.Conflict, op, "There are "+strconv.Itoa(mostConnections)+" connections, and there can be no more.")
		}
		c.Made, c.Ends = t.Now().Truncate(time.Microsecond), t.Now().Add(long).Truncate(time.Microsecond)
		if err := s.Store.AddConnection(ctx, t, c, hashToken(token)); err != nil {
			return err
		}
		facts := audit.Facts{"scopes": c.Words(), "until": c.Ends.UTC().Format(time.RFC3339)}
		if patient != "" {
			facts["patient"] = patient
		}
		return s.record(ctx, t, "connected", c.ID, facts)
	})
	if err != nil {
		return c, "", err
	}
	return c, token, nil
}

// tokenMark begins every token, so that one that got into a file or a log is found by whoever looks for it.
const tokenMark = "bedside_"

// Revoke takes a token back at once. It needs the right ManageStaff.
func (s *Connections) Revoke(ctx context.Context, by actor.Actor, i ConnectionID) error {
	if err := by.Need(actor.ManageStaff); err != nil {
		return err
	}
	return s.DB.Do(ctx, by, func(t tx.Tx) error {
		if err := s.Store.RevokeConnection(ctx, t, i, t.Now()); err != nil {
			return err
		}
		return s.record(ctx, t, "disconnected", i, nil)
	})
}

// Enter returns the connection of a token and notes that it was used. It fails with ErrToken.
func (s *Connections) Enter(ctx context.Context, token string) (c Connection, err error) {
	if !strings.HasPrefix(token, tokenMark) || len(token) > 100 {
		return c, ErrToken
	}
	now := s.Now().Truncate(time.Microsecond)
	err = s.DB.View(ctx, actor.Visitor(), func(t tx.Tx) error {
		c, err = s.Store.ConnectionBy(ctx, t, hashToken(token))
		return err
	})
	switch {
	case fault.Is(err, fault.NotFound) || err == nil && !c.Open(now):
		return Connection{}, ErrToken
	case err != nil:
		return Connection{}, err
	case now.Sub(c.Used) < touchEvery:
		return c, nil
	}
	return c, s.DB.Do(ctx, c.Actor(), func(t tx.Tx) error { return s.Store.UseConnection(ctx, t, c.ID, now) })
}

// record adds an event about a connection. Its name is staff's words and stays out of it.
func (s *Connections) record(ctx context.Context, t tx.Tx, verb string, i ConnectionID, facts audit.Facts) error {
	return s.Audit.Record(ctx, t, verb, audit.Ref{Kind: "connection", ID: string(i)}, "", facts)
}
