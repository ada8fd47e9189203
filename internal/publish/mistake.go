package publish

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/id"
	"bedside/internal/identity"
	"bedside/internal/phi"
	"bedside/internal/tx"
)

// Mistake is something that should not have been public, with the assessment that 45 CFR 164.402 asks for.
type Mistake struct {
	ID         MistakeID
	Post       PostID
	What       phi.Text // what is wrong with it
	Discovered time.Time
	By         identity.StaffID
	Created    time.Time
	Evidence   []Evidence
	Assessment
	Assessed   time.Time // zero until it was concluded
	AssessedBy identity.StaffID
	Notified   civil.Date // when everybody affected had been told
	Closed     time.Time
	Row        int64
}

// Evidence is what was public, frozen when the button was pressed.
type Evidence struct {
	Channel     Channel
	URL         string
	Hash        string    // of the version
	Since       time.Time // zero if nobody knows whether it was public at all
	Title, Text string
	Pictures    []string // SHA-256 of each
	Alts        []string
}

// Format prints no words.
func (e Evidence) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte("[redacted]")) }

// Assessment holds the four factors of 164.402(2), and what follows from them.
type Assessment struct {
	Nature     phi.Text // what kind of information, and how likely somebody is recognised
	Receiver   phi.Text // who saw or could see it
	Viewed     phi.Text // whether it was seen at all
	Mitigation phi.Text // how far the risk was made smaller
	Conclusion Conclusion
	Reason     phi.Text
}

// Conclusion is what the privacy officer decided.
type Conclusion string

const (
	Undecided      Conclusion = ""
	NoInformation  Conclusion = "no_information" // nothing protected was in it
	LowProbability Conclusion = "low"            // that it was compromised: no breach
	Breach         Conclusion = "breach"         // those affected are told (164.404)
)

// notifyWithin is the outer limit of 164.404(b), in calendar days from discovery. It is a limit and not a plan: those
// affected are told without unreasonable delay.
const notifyWithin = 60

// NotifyBy is the last day on which those affected by a breach may be told; zone is where the practice is.
func (m Mistake) NotifyBy(zone *time.Location) civil.Date {
	return civil.DateOf(m.Discovered.In(zone)).AddDays(notifyWithin)
}

// Report is the button "I made a mistake": it takes the post down everywhere, freezes what was public, tells the
// privacy officer, and opens the assessment. The clock runs from discovery. Whoever writes posts may press it. Invalid
// if nothing of the post was ever on its way, or for a discovery in the future.
func (s *Service) Report(ctx context.Context, by actor.Actor, i PostID, discovered time.Time, what phi.Text) (m MistakeID, err error) {
	const op = "publish.Report"
	who, err := person(by, actor.WritePosts)
	if err != nil {
		return "", fault.At(op, err)
	}
	err = s.DB.Do(ctx, by, func(t tx.Tx) error {
		p, err := s.Store.Post(ctx, t, i)
		if err != nil {
			return err
		}
		if discovered.IsZero() {
			discovered = t.Now()
		}
		if discovered.After(t.Now()) {
			return fault.New(fault.Invalid, op, "The mistake was discovered in the past. Say when.")
		}
		seen, err := s.evidence(ctx, t, p)
		if err != nil {
			return err
		}
		if len(seen) == 0 {
			return fault.New(fault.Invalid, op, "Nothing of this post was public. Change the draft, or leave it.")
		}
		if _, err := s.takeDown(ctx, t, p, "taken down for a mistake"); err != nil {
			return err
		}
		made := Mistake{ID: id.New[Mistake](s.IDs), Post: p.ID, What: what, Discovered: discovered, By: who, Created: t.Now(), Evidence: seen, Row: 1}
		if err := s.Store.AddMistake(ctx, t, made); err != nil {
			return err
		}
		m = made.ID
		house, err := s.Practice.Get(ctx, t)
		if err != nil {
			return err
		}
		policy, err := s.policy(ctx, t)
		if err != nil {
			return err
		}
		e := Errand{Kind: ToAssess, Urgent: true, For: policy.PrivacyOfficer, Post: p.ID, Due: made.NotifyBy(zoneOf(house)).At(0, zoneOf(house)),
			Text: "Something that was public may not have been. It was taken down. Assess whether it is a breach, without delay."}
		if err := s.Tell.Tell(ctx, t, e); err != nil {
			return err
		}
		return s.recordMistake(ctx, t, made, "mistake reported")
	})
	return m, fault.At(op, err)
}

// evidence is what is or may be public of a post, or was.
func (s *Service) evidence(ctx context.Context, t tx.Tx, p Post) ([]Evidence, error) {
	all, err := s.Store.Publications(ctx, t, p.ID)
	if err != nil {
		return nil, err
	}
	var seen []Evidence
	for _, u := range all {
		if u.Sent.IsZero() && !slices.Contains([]Status{Sending, Unknown, Confirm, Lost}, u.Status) {
			continue
		}
		v, err := s.Store.Version(ctx, t, u.Version)
		if err != nil {
			return nil, err
		}
		w, err := s.setting(ctx, t, v)
		if err != nil {
			return nil, err
		}
		i := s.item(p, v, u.Channel, w)
		e := Evidence{Channel: u.Channel, URL: u.URL, Hash: u.Hash, Since: u.Sent, Title: i.Title, Text: i.Text}
		for _, f := range i.Media {
			e.Pictures, e.Alts = append(e.Pictures, w.pictures[f.ID].Sum), append(e.Alts, f.Alt)
		}
		seen = append(seen, e)
	}
	return seen, nil
}

// Assess keeps an assessment, for as long as it is undecided as often as it takes. To conclude, all four factors and a
// reason are needed; nothing protected needs the reason. A breach stays open until those affected are told. Conflict if
// it was concluded or has changed since it was read.
func (s *Service) Assess(ctx context.Context, by actor.Actor, i MistakeID, row int64, a Assessment) error {
	const op = "publish.Assess"
	return s.onMistake(ctx, by, i, row, op, "mistake assessed", func(t tx.Tx, who identity.StaffID, m *Mistake) error {
		empty := func(text phi.Text) bool { return strings.TrimSpace(text.Reveal()) == "" }
		switch {
		case !m.Assessed.IsZero():
			return fault.New(fault.Conflict, op, "This was concluded already.")
		case !slices.Contains([]Conclusion{Undecided, NoInformation, LowProbability, Breach}, a.Conclusion):
			return fault.New(fault.Invalid, op, "Say what you conclude.")
		case a.Conclusion != Undecided && empty(a.Reason):
			return fault.New(fault.Invalid, op, "Write down why you conclude this.")
		case a.Conclusion == LowProbability && slices.ContainsFunc([]phi.Text{a.Nature, a.Receiver, a.Viewed, a.Mitigation}, empty):
			return fault.New(fault.Invalid, op, "A low probability rests on all four factors. Write something for each.")
		}
		m.Assessment = a
		if a.Conclusion != Undecided {
			m.Assessed, m.AssessedBy = t.Now(), who
		}
		if a.Conclusion == NoInformation || a.Conclusion == LowProbability {
			m.Closed = t.Now()
		}
		return nil
	})
}

// Notified closes a breach: everybody affected had been told by the day.
func (s *Service) Notified(ctx context.Context, by actor.Actor, i MistakeID, row int64, on civil.Date) error {
	const op = "publish.Notified"
	return s.onMistake(ctx, by, i, row, op, "mistake notified", func(t tx.Tx, _ identity.StaffID, m *Mistake) error {
		if m.Conclusion != Breach || !m.Closed.IsZero() {
			return fault.New(fault.Conflict, op, "Only a breach that is open ends with telling those affected.")
		}
		if on.IsZero() {
			return fault.New(fault.Invalid, op, "Say on which day everybody had been told.")
		}
		m.Notified, m.Closed = on, t.Now()
		return nil
	})
}

// onMistake changes a mistake for whoever manages the public voice.
func (s *Service) onMistake(ctx context.Context, by actor.Actor, i MistakeID, row int64, op, verb string, f func(tx.Tx, identity.StaffID, *Mistake) error) error {
	who, err := person(by, actor.ManageVoice)
	if err != nil {
		return fault.At(op, err)
	}
	return fault.At(op, s.DB.Do(ctx, by, func(t tx.Tx) error {
		m, err := s.Store.Mistake(ctx, t, i)
		if err != nil {
			return err
		}
		if m.Row != row {
			return fault.New(fault.Conflict, op, "Somebody else changed this meanwhile. Please look at it again.")
		}
		if err := f(t, who, &m); err != nil {
			return err
		}
		m.Row++
		if err := s.Store.SaveMistake(ctx, t, m); err != nil {
			return err
		}
		return s.recordMistake(ctx, t, m, verb)
	}))
}

func (s *Service) recordMistake(ctx context.Context, t tx.Tx, m Mistake, verb string) error {
	facts := audit.Facts{"post": string(m.Post), "discovered": m.Discovered.UTC().Format(time.RFC3339), "conclusion": string(m.Conclusion)}
	return s.Audit.Record(ctx, t, verb, audit.Ref{Kind: "mistake", ID: string(m.ID)}, "", facts)
}

// Mistakes returns all, open ones first. Forbidden without the right to manage the public voice.
func (s *Service) Mistakes(ctx context.Context, by actor.Actor) (all []Mistake, err error) {
	const op = "publish.Mistakes"
	if err := by.Need(actor.ManageVoice); err != nil {
		return nil, fault.At(op, err)
	}
	err = s.DB.View(ctx, by, func(t tx.Tx) error {
		all, err = s.Store.Mistakes(ctx, t)
		return err
	})
	return all, fault.At(op, err)
}

// Mistake returns one, as Mistakes does.
func (s *Service) Mistake(ctx context.Context, by actor.Actor, i MistakeID) (m Mistake, err error) {
	const op = "publish.Mistake"
	if err := by.Need(actor.ManageVoice); err != nil {
		return m, fault.At(op, err)
	}
	err = s.DB.View(ctx, by, func(t tx.Tx) error {
		m, err = s.Store.Mistake(ctx, t, i)
		return err
	})
	return m, fault.At(op, err)
}
