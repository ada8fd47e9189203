package outreach

import (
	"context"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/id"
	"bedside/internal/practice"
	"bedside/internal/tx"
	"bedside/internal/words"
)

// NoticeID names an announcement.
type NoticeID = id.Of[Notice]

// Notice is something that the practice tells a chosen group of its patients.
type Notice struct {
	ID      NoticeID
	Title   string // for staff
	Words   string // what it says, without names and numbers of a patient
	Group   Group
	Status  NoticeStatus
	By      string // the staff member who wrote it
	SentBy  string // who sent it, or stopped it
	People  int    // for how many it was planned
	Until   time.Time
	Created time.Time
	Changed time.Time
	Version int64
}

// Group chooses patients: those with a visit from one day to another, with a provider, at a location, of a service, who read
// a language.
type Group struct {
	From     civil.Date
	To       civil.Date
	Provider practice.ProviderID `json:",omitempty"` // "" for any, as the others
	Location practice.LocationID `json:",omitempty"`
	Service  practice.ServiceID  `json:",omitempty"`
	Language words.Language      `json:",omitempty"` // in which messages to them are: who chose none and spoke none has English
}

// NoticeStatus is the state of an announcement.
type NoticeStatus string

const (
	NoticeDraft   NoticeStatus = "draft"
	NoticeSent    NoticeStatus = "sent" // or being sent
	NoticeStopped NoticeStatus = "stopped"
)

// Announcer keeps announcements. Its methods return faults.
type Announcer interface {
	AddNotice(ctx context.Context, t tx.Tx, n Notice) error
	Notice(ctx context.Context, t tx.Tx, i NoticeID) (Notice, error)
	// SaveNotice replaces an announcement whose version is still n.Version-1; Conflict if it is not.
	SaveNotice(ctx context.Context, t tx.Tx, n Notice) error
	// Notices returns announcements, the latest first.
	Notices(ctx context.Context, t tx.Tx, limit int) ([]Notice, error)
}

const (
	// NoticeJob is the kind of the jobs that [Service.NoticeDue] handles. Their key and ref are the announcement's id.
	NoticeJob = "outreach.notice"

	longestNotice = 300 // characters
	widestGroup   = 366 // days
)

// SaveNotice keeps a draft, a new one if it has no id. Invalid without a title, words of up to 300 characters and days
// in order; Conflict if it is no draft any more or was changed; Forbidden without the right to manage the outbox.
func (s *Service) SaveNotice(ctx context.Context, by actor.Actor, n Notice) (NoticeID, error) {
	const op = "outreach.SaveNotice"
	if err := by.Need(actor.ManageOutbox); err != nil {
		return "", fault.At(op, err)
	}
	n.Title, n.Words = strings.TrimSpace(n.Title), strings.TrimSpace(n.Words)
	if err := n.check(); err != nil {
		return "", fault.At(op, err)
	}
	err := s.DB.Do(ctx, by, func(t tx.Tx) error {
		now := t.Now()
		if n.ID == "" {
			n.ID, n.Status, n.By, n.SentBy, n.People, n.Created, n.Changed, n.Version = id.New[Notice](s.IDs), NoticeDraft, by.ID, "", 0, now, now, 1
			if err := s.Store.AddNotice(ctx, t, n); err != nil {
				return err
			}
			return s.recordNotice(ctx, t, n, "announcement written")
		}
		old, err := s.draftNotice(ctx, t, n.ID, n.Version)
		if err != nil {
			return err
		}
		old.Title, old.Words, old.Group, old.By = n.Title, n.Words, n.Group, by.ID
		return s.saveNotice(ctx, t, old, "announcement changed")
	})
	return n.ID, fault.At(op, err)
}

// check returns what is wrong with a draft, with its field as the cause.
func (n Notice) check() error {
	no := func(f practice.Field, sentence string) error {
		return fault.Wrap(fault.Invalid, "outreach.SaveNotice", sentence, f)
	}
	g := n.Group
	switch {
	case n.Title == "" || utf8.RuneCountInString(n.Title) > 100:
		return no("Title", "Give it a title of up to 100 characters. Only staff see it.")
	case n.Words == "" || utf8.RuneCountInString(n.Words) > longestNotice:
		return no("Words", "Write what it says, in up to "+strconv.Itoa(longestNotice)+" characters.")
	case g.From.IsZero():
		return no("From", "Choose patients by their visits from one day to another. Write the first day.")
	case g.To.IsZero() || g.To.Before(g.From):
		return no("To", "Write the last day, which is not before the first.")
	case g.From.DaysUntil(g.To) > widestGroup:
		return no("To", "Choose patients by their visits of a year at most.")
	case g.Language != "" && g.Language != words.English && g.Language != words.Spanish:
		return no("Language", "Choose English, Spanish or everybody.")
	}
	return nil
}

func (s *Service) draftNotice(ctx context.Context, t tx.Tx, i NoticeID, version int64) (Notice, error) {
	n, err := s.Store.Notice(ctx, t, i)
	if err == nil && (n.Status != NoticeDraft || n.Version != version) {
		err = fault.New(fault.Conflict, "outreach.draftNotice", "This announcement was changed or sent meanwhile. Please look at it again.")
	}
	return n, err
}

func (s *Service) saveNotice(ctx context.Context, t tx.Tx, n Notice, verb string) error {
	n.Changed = t.Now()
	n.Version++
	if err := s.Store.SaveNotice(ctx, t, n); err != nil {
		return err
	}
	return s.recordNotice(ctx, t, n, verb)
}

func (s *Service) recordNotice(ctx context.Context, t tx.Tx, n Notice, verb string) error {
	return s.Audit.Record(ctx, t, verb, audit.Ref{Kind: "announcement", ID: string(n.ID)}, "", audit.Facts{"status": string(n.Status), "people": strconv.Itoa(n.People)})
}

// Notices returns the announcements, the latest first. Forbidden without the right to see the outbox.
func (s *Service) Notices(ctx context.Context, by actor.Actor, limit int) (all []Notice, err error) {
	const op = "outreach.Notices"
	if err := by.Need(actor.SeeOutbox); err != nil {
		return nil, fault.At(op, err)
	}
	err = s.DB.View(ctx, by, func(t tx.Tx) (err error) {
		all, err = s.Store.Notices(ctx, t, limit)
		return err
	})
	return all, fault.At(op, err)
}

// Notice returns an announcement and whom it would reach now, with the words as a text would say them and what the guard
// finds in them. NotFound if there is none, Forbidden without the right to see the outbox.
func (s *Service) Notice(ctx context.Context, by actor.Actor, i NoticeID) (n Notice, r Reach, err error) {
	const op = "outreach.Notice"
	if err := by.Need(actor.SeeOutbox); err != nil {
		return n, r, fault.At(op, err)
	}
	err = s.DB.View(ctx, by, func(t tx.Tx) error {
		if n, err = s.Store.Notice(ctx, t, i); err != nil {
			return err
		}
		r, err = s.reach(ctx, t, n)
		return err
	})
	return n, r, fault.At(op, err)
}
