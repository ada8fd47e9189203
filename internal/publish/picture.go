package publish

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"slices"
	"strconv"
	"time"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/fault"
	"bedside/internal/guard/media"
	"bedside/internal/id"
	"bedside/internal/identity"
	"bedside/internal/tx"
)

// Picture is an uploaded picture. Its original is kept sealed; only the cleaned one is ever shown.
type Picture struct {
	ID            MediaID
	Type          string
	Width, Height int
	Size          int      // bytes of the cleaned picture
	Sum           string   // SHA-256 of it
	Removed       []string // what cleaning took out
	Checklist     []string // keys of the leaks that a person looked for, and that are not there or are dealt with
	CheckedBy     identity.StaffID
	Checked       time.Time // zero until somebody went through the whole list
	By            identity.StaffID
	At            time.Time
}

// Leaks are the keys of the checklist, [media.Leaks].
func Leaks() (keys []string) {
	for _, l := range media.Leaks() {
		keys = append(keys, l.ID)
	}
	return keys
}

// AddPicture keeps an uploaded picture, cleaned. Invalid for a file that is no picture that can be shown, or too large.
func (s *Service) AddPicture(ctx context.Context, by actor.Actor, r io.Reader) (p Picture, err error) {
	const op = "publish.AddPicture"
	who, err := person(by, actor.WritePosts)
	if err != nil {
		return p, fault.At(op, err)
	}
	var original bytes.Buffer
	c, err := s.Clean.Clean(io.TeeReader(r, &original))
	if err != nil {
		return p, fault.At(op, err)
	}
	sum := sha256.Sum256(c.Bytes)
	p = Picture{Type: c.Type, Width: c.Width, Height: c.Height, Size: len(c.Bytes), Sum: hex.EncodeToString(sum[:]), Removed: c.Removed, By: who}
	err = s.DB.Do(ctx, by, func(t tx.Tx) error {
		p.ID, p.At = id.New[Picture](s.IDs), t.Now()
		if err := s.Store.AddPicture(ctx, t, p, original.Bytes(), c.Bytes); err != nil {
			return err
		}
		return s.recordPicture(ctx, t, p, "picture added", audit.Facts{"removed": strconv.Itoa(len(p.Removed)), "sum": p.Sum})
	})
	return p, fault.At(op, err)
}

// CheckPicture keeps which leaks a person looked for, and that are not there or are dealt with: a person who can be
// recognised has signed an authorisation. The picture may be used when the whole list was gone through.
func (s *Service) CheckPicture(ctx context.Context, by actor.Actor, i MediaID, clean []string) error {
	const op = "publish.CheckPicture"
	who, err := person(by, actor.WritePosts)
	if err != nil {
		return fault.At(op, err)
	}
	return fault.At(op, s.DB.Do(ctx, by, func(t tx.Tx) error {
		p, err := s.Store.Picture(ctx, t, i)
		if err != nil {
			return err
		}
		p.Checklist = slices.DeleteFunc(Leaks(), func(l string) bool { return !slices.Contains(clean, l) })
		if p.CheckedBy, p.Checked = who, t.Now(); len(p.Checklist) < len(Leaks()) {
			p.CheckedBy, p.Checked = "", time.Time{}
		}
		if err := s.Store.SavePicture(ctx, t, p); err != nil {
			return err
		}
		return s.recordPicture(ctx, t, p, "picture checked", audit.Facts{"of": strconv.Itoa(len(p.Checklist))})
	}))
}

func (s *Service) recordPicture(ctx context.Context, t tx.Tx, p Picture, verb string, facts audit.Facts) error {
	return s.Audit.Record(ctx, t, verb, audit.Ref{Kind: "picture", ID: string(p.ID)}, "", facts)
}

// Pictures returns the pictures added last.
func (s *Service) Pictures(ctx context.Context, by actor.Actor) (all []Picture, err error) {
	const op = "publish.Pictures"
	if err := by.Need(actor.SeePosts); err != nil {
		return nil, fault.At(op, err)
	}
	err = s.DB.View(ctx, by, func(t tx.Tx) error {
		all, err = s.Store.Pictures(ctx, t, 200)
		return err
	})
	return all, fault.At(op, err)
}

// PictureBytes returns a cleaned picture for staff.
func (s *Service) PictureBytes(ctx context.Context, by actor.Actor, i MediaID) (p Picture, b []byte, err error) {
	const op = "publish.PictureBytes"
	if err := by.Need(actor.SeePosts); err != nil {
		return p, nil, fault.At(op, err)
	}
	err = s.DB.View(ctx, by, func(t tx.Tx) error {
		p, b, err = s.picture(ctx, t, i)
		return err
	})
	return p, b, fault.At(op, err)
}

func (s *Service) picture(ctx context.Context, t tx.Tx, i MediaID) (p Picture, b []byte, err error) {
	if p, err = s.Store.Picture(ctx, t, i); err == nil {
		b, err = s.Store.PictureBytes(ctx, t, i)
	}
	return p, b, err
}
