// Package feed is calendars that other programs subscribe to: the visits of a provider or of a location, as iCalendar
// at an address that nobody can guess.
//
// It promises that nothing about a patient is in a feed, that an address is shown once and kept only as a hash, and
// that one that was revoked answers no more from that moment. Callers owe that the address is written nowhere.
package feed

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"io"
	"time"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/fault"
	"bedside/internal/id"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/tx"
)

// ID is a feed's id.
type ID = id.Of[Feed]

// Feed is a calendar that can be subscribed to: of a provider or of a location.
type Feed struct {
	ID       ID
	Provider practice.ProviderID // one of the two is ""
	Location practice.LocationID
	Services bool   // says the kind of each visit; otherwise a visit is a visit
	By       string // the staff member who made it
	Made     time.Time
	Revoked  time.Time // zero while it answers
	Fetched  time.Time // when it was last asked for, to the minute; zero for never
}

// Store keeps feeds. Its methods return faults.
type Store interface {
	// Insert adds a feed with the hash of its token.
	Insert(ctx context.Context, t tx.Tx, f Feed, hash []byte) error
	// All returns the feeds that were not revoked, the latest first.
	All(ctx context.Context, t tx.Tx) ([]Feed, error)
	// Find returns the feed with the token's hash that was not revoked, else NotFound.
	Find(ctx context.Context, t tx.Tx, hash []byte) (Feed, error)
	// Revoke ends a feed; NotFound if there is none that answers.
	Revoke(ctx context.Context, t tx.Tx, i ID, at time.Time) error
	// Touch keeps when the feed was asked for, in a transaction of its own.
	Touch(ctx context.Context, i ID, at time.Time) error
}

// Visits reads appointments; [schedule.Store] does.
type Visits interface {
	Between(ctx context.Context, t tx.Tx, from, to time.Time, f schedule.Filter) ([]schedule.Appointment, error)
}

// Practice reads the practice as it is.
type Practice interface {
	Get(ctx context.Context, t tx.Tx) (*practice.Practice, error)
}

// Service makes feeds and writes them. It may be used by several goroutines at once.
type Service struct {
	DB       tx.DB
	Store    Store
	Visits   Visits
	Practice Practice
	Audit    *audit.Log
	IDs      *id.Source
	Random   io.Reader
}

const tokenBytes = 32

// Make makes a feed and returns its token, which nobody can see again. Invalid unless it is of exactly one provider or
// location that is active; Forbidden without the right to manage the practice.
func (s *Service) Make(ctx context.Context, by actor.Actor, f Feed) (token string, err error) {
	const op = "feed.Make"
	if err := by.Need(actor.ManagePractice); err != nil {
		return "", fault.At(op, err)
	}
	b := make([]byte, tokenBytes)
	if _, err := io.ReadFull(s.Random, b); err != nil {
		return "", fault.Wrap(fault.Internal, op, "", err)
	}
	token = base64.RawURLEncoding.EncodeToString(b)
	err = s.DB.Do(ctx, by, func(t tx.Tx) error {
		p, err := s.Practice.Get(ctx, t)
		if err != nil {
			return err
		}
		v, provider := p.Provider(f.Provider)
		l, location := p.Location(f.Location)
		if provider == location || provider && !v.Active || location && !l.Active {
			return fault.New(fault.Invalid, op, "Choose a provider or a location.")
		}
		f.ID, f.By, f.Made, f.Revoked, f.Fetched = id.New[Feed](s.IDs), by.ID, t.Now(), time.Time{}, time.Time{}
		if err := s.Store.Insert(ctx, t, f, hash(token)); err != nil {
			return err
		}
		return s.Audit.Record(ctx, t, "made", about(f.ID), "", audit.Facts{"provider": string(f.Provider), "location": string(f.Location)})
	})
	return token, fault.At(op, err)
}

// All returns the feeds that answer, the latest first. Forbidden without the right to see the practice.
func (s *Service) All(ctx context.Context, t tx.Tx) ([]Feed, error) {
	if err := t.By().Need(actor.ManagePractice); err != nil {
		return nil, fault.At("feed.All", err)
	}
	all, err := s.Store.All(ctx, t)
	return all, fault.At("feed.All", err)
}

// Revoke ends a feed at once. NotFound if it is ended, Forbidden without the right to manage the practice.
func (s *Service) Revoke(ctx context.Context, by actor.Actor, i ID) error {
	const op = "feed.Revoke"
	if err := by.Need(actor.ManagePractice); err != nil {
		return fault.At(op, err)
	}
	return fault.At(op, s.DB.Do(ctx, by, func(t tx.Tx) error {
		if err := s.Store.Revoke(ctx, t, i, t.Now()); err != nil {
			return err
		}
		return s.Audit.Record(ctx, t, "revoked", about(i), "", nil)
	}))
}

func about(i ID) audit.Ref { return audit.Ref{Kind: "calendar feed", ID: string(i)} }

// hash is what is kept of a token. It is long and random, so a plain hash is as good as a slow one.
func hash(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}
