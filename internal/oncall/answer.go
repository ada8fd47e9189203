package oncall

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"slices"
	"strings"
	"time"

	"bedside/internal/actor"
	"bedside/internal/attempt"
	"bedside/internal/audit"
	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/id"
	"bedside/internal/identity"
	"bedside/internal/phi"
	"bedside/internal/tx"
)

// What says what an answer did.
type What string

const (
	Took    What = "took"    // it is theirs now
	Yours   What = "yours"   // it was theirs already
	Others  What = "others"  // somebody else has it
	Passed  What = "passed"  // the next one is alerted
	Last    What = "last"    // nobody is left to pass it on to
	Done    What = "done"    // it is closed
	Unclear What = "unclear" // neither taken nor passed on
)

// Answer is what to say to somebody who answered an alert.
type Answer struct {
	What      What
	Alert     AlertID
	Name      string        // of who has it, for Others; "" for staff who are not on call
	Since     time.Time     // when they took it
	More      int           // alerts that still wait for this person to take them
	Words     guard.Cleared // what to say to a text or into the call; see [Words]. Zero where nothing is said
	Recipient string        // whom Words are for
}

// LinkPath is where the site answers the link of an alert.
const LinkPath = "/oncall/"

func (s *Service) ref(i TryID) string {
	return string(i) + "." + base64.RawURLEncoding.EncodeToString(s.Keys.LinkMAC("alert", string(i)))
}

// tried returns the try of a ref that is ours.
func (s *Service) tried(ctx context.Context, t tx.Tx, ref string) (Try, error) {
	name, _, _ := strings.Cut(ref, ".")
	i, err := id.Parse[Try](name)
	if err != nil || subtle.ConstantTimeCompare([]byte(ref), []byte(s.ref(i))) != 1 {
		return Try{}, fault.New(fault.NotFound, "oncall.tried", "This link is not complete. Copy all of it from the message, or sign in and open On call.")
	}
	return s.Store.Try(ctx, t, i)
}

// Card is what the page behind a link shows: nothing about a patient, for a link may come into other hands.
type Card struct {
	Alert Alert  // without its rule and note
	To    string // the name of who was alerted
	By    string // the name of who took it, if somebody on call did
}

// Look says what the link is about and changes nothing, since previews fetch links. NotFound for one that is not ours.
func (s *Service) Look(ctx context.Context, ref string) (c Card, err error) {
	err = s.DB.View(ctx, actor.System(), func(t tx.Tx) error {
		y, err := s.tried(ctx, t, ref)
		if err != nil {
			return err
		}
		if c.Alert, err = s.Store.Get(ctx, t, y.Alert); err != nil {
			return err
		}
		c.Alert.Rule, c.Alert.Note = "", phi.Text{}
		names, err := s.names(ctx, t)
		c.To, c.By = names[y.Person], names[c.Alert.By]
		return err
	})
	return c, fault.At("oncall.Look", err)
}

// Take takes the alert of a link for whoever was sent it, as a POST asks. The first who takes it has it. NotFound as
// Look.
func (s *Service) Take(ctx context.Context, ref string) (Answer, error) {
	n, err := s.byRef(ctx, ref, Took, Email)
	return n, fault.At("oncall.Take", err)
}

// Pass passes the alert of a link on to whoever comes next. NotFound as Look.
func (s *Service) Pass(ctx context.Context, ref string) (Answer, error) {
	n, err := s.byRef(ctx, ref, Passed, Email)
	return n, fault.At("oncall.Pass", err)
}

// Pressed takes what was pressed in a call: 1 takes the alert, 2 passes it on. NotFound as Look.
func (s *Service) Pressed(ctx context.Context, ref, digits string) (Answer, error) {
	want, ok := map[string]What{"1": Took, "2": Passed}[strings.TrimSpace(digits)]
	if !ok {
		want = Unclear
	}
	n, err := s.byRef(ctx, ref, want, Call)
	return n, fault.At("oncall.Pressed", err)
}

func (s *Service) byRef(ctx context.Context, ref string, want What, h How) (n Answer, err error) {
	err = s.work(ctx, func(t tx.Tx) error {
		y, err := s.tried(ctx, t, ref)
		if err != nil {
			return err
		}
		n, err = s.answer(ctx, t, y, want, h)
		return err
	})
	return n, err
}

// answer does what the person of the try wants with its alert, and says what became of it.
func (s *Service) answer(ctx context.Context, t tx.Tx, y Try, want What, h How) (Answer, error) {
	a, err := s.Store.Get(ctx, t, y.Alert)
	if err != nil {
		return Answer{}, err
	}
	n := Answer{What: want, Alert: a.ID, Recipient: string(y.Person)}
	switch {
	case a.Status == Closed:
		n.What = Done
	case a.Status == Acknowledged && a.By == y.Person:
		n.What = Yours
	case a.Status == Acknowledged:
		n.What = Others
	case want == Passed:
		n.What, err = s.pass(ctx, t, &a, y)
	case want == Took:
		err = s.acknowledge(ctx, t, &a, y.Person, "", string(h))
	}
	if err != nil {
		return Answer{}, err
	}
	p, err := s.Practice.Get(ctx, t)
	if err != nil {
		return Answer{}, err
	}
	names, err := s.names(ctx, t)
	if err != nil {
		return Answer{}, err
	}
	n.Name, n.Since = names[a.By], a.Acked
	if n.More, err = s.waiting(ctx, t, y, a); err != nil || h == Email {
		return n, err
	}
	n.Words = s.say(n, h, p, y)
	return n, nil
}

// waiting counts the other alerts that the person of the try was sent and that still wait.
func (s *Service) waiting(ctx context.Context, t tx.Tx, y Try, but Alert) (n int, err error) {
	tries, err := s.Store.Tried(ctx, t, y.Person, t.Now().Add(-answering))
	if err != nil {
		return 0, err
	}
	seen := []AlertID{but.ID}
	for _, try := range tries {
		if slices.Contains(seen, try.Alert) {
			continue
		}
		seen = append(seen, try.Alert)
		a, err := s.Store.Get(ctx, t, try.Alert)
		if err != nil {
			return 0, err
		}
		if a.Status.Live() {
			n++
		}
	}
	return n, nil
}

// acknowledge gives the alert to who took it. A job that is left over finds it taken.
func (s *Service) acknowledge(ctx context.Context, t tx.Tx, a *Alert, by PersonID, staff identity.StaffID, how string) error {
	all, err := s.Store.Persons(ctx, t)
	if err != nil {
		return err
	}
	for _, p := range all {
		switch {
		case p.ID == by:
			staff = p.Staff
		case by == "" && staff != "" && p.Staff == staff && p.Active:
			by = p.ID
		}
	}
	a.Status, a.Acked, a.By, a.Staff = Acknowledged, t.Now(), by, staff
	if err := s.save(ctx, t, a, "alert acknowledged", audit.Facts{"how": how, "person": string(by), "staff": string(staff)}); err != nil || a.Drill {
		return err
	}
	for _, f := range s.Followers {
		if err := f.AlertAcknowledged(ctx, t, *a); err != nil {
			return err
		}
	}
	return nil
}

// pass has the next step follow at once, if nobody else was alerted since. Who passed is not alerted again before the
// end of the ladder.
func (s *Service) pass(ctx context.Context, t tx.Tx, a *Alert, y Try) (What, error) {
	tries, err := s.Store.Tries(ctx, t, a.ID)
	if err != nil {
		return "", err
	}
	last := tries[len(tries)-1]
	if a.Round > 0 && last.Person == y.Person {
		return Last, s.record(ctx, t, *a, "alert not taken", y.facts())
	}
	for _, try := range tries {
		if try.ID != y.ID && (try.ID != last.ID || last.Person != y.Person) {
			continue
		}
		if try.running() {
			try.Ended, try.Outcome = t.Now(), attempt.Sent
		}
		try.Code = PassedOn
		if err := s.Store.End(ctx, t, try); err != nil {
			return "", err
		}
	}
	if last.Person != y.Person {
		return Passed, s.record(ctx, t, *a, "alert not taken", y.facts())
	}
	if last.running() {
		l, err := s.ladder(ctx, t, *a)
		if err != nil {
			return "", err
		}
		l.advance(a, t.Now(), false)
	}
	a.Next = t.Now()
	if err := s.schedule(ctx, t, *a); err != nil {
		return "", err
	}
	return Passed, s.save(ctx, t, a, "alert passed on", y.facts())
}
