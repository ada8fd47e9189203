// Package identity knows who works here, how they sign in and how long that holds.
//
// It promises that a session is worth nothing once it has ended, that guessing a password stops after five tries,
// that a one-time link works once, and that nobody can tell from an answer whether an e-mail address belongs to
// somebody here. Callers owe the token of every request to [Service.Session] and what it returns to nobody else;
// they limit how often one address on the network may try.
package identity

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"io"
	"sync"
	"time"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/fault"
	"bedside/internal/id"
	"bedside/internal/practice"
	"bedside/internal/tx"
)

// StaffID is a staff member's id.
type StaffID = id.Of[Staff]

// Staff is somebody who works here, or did.
type Staff struct {
	ID       StaffID
	Email    string // lower case
	Name     string
	Role     actor.Role
	Provider practice.ProviderID // "" unless the person is also booked
	Created  time.Time
	Ended    time.Time // zero while the person works here
	Seen     time.Time // when they last used the console, to the minute; only [Service.Staff] fills it
}

// Actor is the staff member as the rights table sees them.
func (s Staff) Actor() actor.Actor {
	return actor.Actor{Kind: actor.Staff, Role: s.Role, ID: string(s.ID)}
}

// Session is a staff member who is signed in.
type Session struct {
	Staff    Staff
	SeenAt   time.Time // to the minute
	IdleEnds time.Time // unless it is used before
	Ends     time.Time // in any case
}

// Actor is who acts in the session.
func (s Session) Actor() actor.Actor { return s.Staff.Actor() }

const (
	Idle       = 15 * time.Minute // a session that nobody uses ends after it
	Longest    = 12 * time.Hour   // every session ends after it
	LinkLife   = 30 * time.Minute // a one-time link works for it
	LockedFor  = 15 * time.Minute // nobody can sign in by password for it
	MaxTries   = 5                // wrong passwords in a row, then the account is locked
	touchEvery = time.Minute      // how exact SeenAt is
	keepFor    = 90 * 24 * time.Hour
)

// The ways in which signing in fails. A fault wraps them; errors.Is finds them.
var (
	ErrWrong    = fault.New(fault.Forbidden, "identity.SignIn", "E-mail or password is not right.")
	ErrLocked   = fault.New(fault.Forbidden, "identity.SignIn", "Too many wrong tries. Wait 15 minutes and try again, or ask an administrator for a one-time link.")
	ErrLinkUsed = fault.New(fault.Forbidden, "identity.SignInLink", "This link was used already. Sign in with your password, or ask for a new link.")
	ErrLinkOld  = fault.New(fault.Forbidden, "identity.SignInLink", "This link is too old or not complete. Ask an administrator of your practice for a new one.")
	ErrIdle     = fault.New(fault.Forbidden, "identity.Session", "Nobody clicked for a while. Sign in to go on.")
	ErrEnded    = fault.New(fault.Forbidden, "identity.Session", "Your session has ended. Please sign in again.")
)

// Service is what the program asks about staff. It may be used by several goroutines at once; it must not be copied.
type Service struct {
	DB     tx.DB
	Store  Store
	Audit  *audit.Log
	IDs    *id.Source
	Now    func() time.Time
	Random io.Reader

	strangers strangers
	hashing   sync.Once
	slots     chan struct{}
}

// Account is a staff member with what only this package needs to know.
type Account struct {
	Staff
	Password    string    // as hashPassword writes it; "" until one is set
	Failures    int       // wrong passwords in a row
	LockedUntil time.Time // zero if it never was
}

// Ticket is a session or a one-time link. Its token is nowhere in the database, only the token's SHA-256.
type Ticket struct {
	Hash    []byte
	Staff   StaffID
	Created time.Time // of a session
	Seen    time.Time // of a session
	Ends    time.Time
	Used    time.Time // of a link; zero until it is used
}

// Store keeps staff, sessions and links. Methods take the transaction; they return faults, NotFound for what is not
// there. Staff rows need an event in the same transaction; sessions and links do not.
type Store interface {
	// List returns everybody, also who has left, by name, with Seen.
	List(ctx context.Context, t tx.Tx) ([]Staff, error)
	// ByID and ByEmail return one account.
	ByID(ctx context.Context, t tx.Tx, i StaffID) (Account, error)
	ByEmail(ctx context.Context, t tx.Tx, email string) (Account, error)
	// Save adds the account or changes the one with its id.
	Save(ctx context.Context, t tx.Tx, a Account) error

	// AddSession adds a session and forgets those that ended before the instant.
	AddSession(ctx context.Context, t tx.Tx, s Ticket, forget time.Time) error
	Session(ctx context.Context, t tx.Tx, hash []byte) (Ticket, error)
	// Touch moves Seen forward, never back.
	Touch(ctx context.Context, t tx.Tx, hash []byte, seen time.Time) error
	// EndSession ends one session, EndSessions all of somebody's but the one to keep (nil keeps none).
	EndSession(ctx context.Context, t tx.Tx, hash []byte, at time.Time) error
	EndSessions(ctx context.Context, t tx.Tx, of StaffID, keep []byte, at time.Time) error

	// ReplaceLink adds a link; others of the same person stop working.
	ReplaceLink(ctx context.Context, t tx.Tx, l Ticket) error
	Link(ctx context.Context, t tx.Tx, hash []byte) (Ticket, error)
	// UseLink marks the link used; Conflict if it was already.
	UseLink(ctx context.Context, t tx.Tx, hash []byte, at time.Time) error
	// DropLinks removes somebody's links.
	DropLinks(ctx context.Context, t tx.Tx, of StaffID) error
}

// newToken returns 256 random bits as text for a cookie or a link.
func (s *Service) newToken() (string, error) { return newToken(s.Random) }

func newToken(random io.Reader) (string, error) {
	b := make([]byte, 32)
	if _, err := io.ReadFull(random, b); err != nil {
		return "", fault.Wrap(fault.Internal, "identity.newToken", "", err)
	}
	return base64.RawURLEncoding.EncodeToString(b), nil
}

func hashToken(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}

// record adds an event about a staff member. Events carry ids and never names or addresses.
func (s *Service) record(ctx context.Context, t tx.Tx, verb string, about StaffID, facts audit.Facts) error {
	return s.Audit.Record(ctx, t, verb, audit.Ref{Kind: "staff", ID: string(about)}, "", facts)
}
