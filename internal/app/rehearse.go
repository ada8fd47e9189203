package app

import (
	"context"
	"errors"
	"log/slog"
	mathrand "math/rand/v2"
	"time"

	"bedside/internal/actor"
	"bedside/internal/attempt"
	"bedside/internal/audit"
	"bedside/internal/fault"
	"bedside/internal/frontdesk"
	"bedside/internal/frontdesk/flow"
	"bedside/internal/guard"
	"bedside/internal/id"
	"bedside/internal/inbox"
	"bedside/internal/oncall"
	"bedside/internal/outreach"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/rehearse"
	"bedside/internal/schedule"
	"bedside/internal/store"
	"bedside/internal/triage"
	"bedside/internal/tx"
)

// HouseOf makes a front desk with an edition of the flows on a copy of the practice, in memory, for a rehearsal. It says what this program says: the
// guard, the rules of emergencies and the wording are the same. There is no telephone, no mail server and no model
// behind it, nothing that is due is ever done, and what it writes is sealed under keys that nobody keeps. An edition that
// cannot be run is Invalid.
func (a *App) HouseOf(ctx context.Context, p *practice.Practice, e flow.Edition) (_ *rehearse.House, err error) {
	_, problems := flow.Build(e, flow.House{Practice: p})
	for _, x := range problems {
		if !x.Mild {
			return nil, fault.New(fault.Invalid, "app.HouseOf", "The draft of the flows cannot be run. "+x.Text)
		}
	}
	clock, faults, keys := &rehearse.Clock{}, &rehearse.Faults{}, phi.NewKeys()
	clock.Set(a.Now())
	log := slog.New(slog.NewTextHandler(faults, &slog.HandlerOptions{Level: slog.LevelError}))
	db, err := store.OpenMemory(ctx, store.Config{Keys: keys, Now: clock.Now, Log: log})
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, db.Close())
		}
	}()
	ids := id.NewSource(clock.Now, mathrand.NewChaCha8([32]byte{'r', 'e', 'h', 'e', 'a', 'r', 's', 'e'}))
	books := &audit.Log{Store: db.Audit(), Keys: keys, IDs: ids}
	own := &practice.Registry{Store: db.Practice(), Audit: books, IDs: ids}
	people := &patient.Registry{Store: db.Patients(), Audit: books, IDs: ids}
	h := &rehearse.House{DB: db, Patients: people, Conversations: db.FrontDesk(), Clock: clock, Faults: faults, Reset: db.Reset, Digests: db.Digests, Close: db.Close}
	h.Visits = &schedule.Scheduler{DB: db, Store: db.Schedule(), Practice: own, Patients: people, Audit: books, IDs: ids, Waits: db.Waits(), Queue: db.Jobs()}
	h.Inbox = &inbox.Service{DB: db, Store: db.Inbox(), Queue: db.Jobs(), Patients: people, Practice: own, Staff: db.Identity(), Guard: &a.guard, Texter: deafTexts{}, Audit: books, IDs: ids}
	h.OnCall = &oncall.Service{DB: db, Store: db.OnCall(), Queue: db.Jobs(), Practice: own, Guard: &a.guard, Sender: deafAlerts{}, Audit: books, Keys: keys, IDs: ids}
	told := &outreach.Service{DB: db, Store: db.Outreach(), Queue: db.Jobs(), Patients: people, Practice: own, Visits: db.Schedule(), Guard: &a.guard, Ports: map[guard.Channel]outreach.Port{outreach.Email: deafMail{}}, Audit: books, Keys: keys, IDs: ids}
	h.Visits.Followers = []schedule.Follower{told, h.Inbox}
	err = db.Do(ctx, actor.System(), func(t tx.Tx) error {
		if err := own.Copy(ctx, t, p); err != nil {
			return err
		}
		h.Practice, err = own.Get(ctx, t)
		return err
	})
	if err != nil {
		return nil, err
	}
	if err = somebodyOnCall(ctx, h.OnCall); err != nil {
		return nil, err
	}
	h.Desk, err = frontdesk.New(frontdesk.Deps{
		DB: db, Store: db.FrontDesk(), Practice: own, Patients: people, Visits: h.Visits, Inbox: h.Inbox, OnCall: h.OnCall, Staff: db.Identity(), Triage: a.RedFlags,
		Editions: frontdesk.OneEdition(e), Guard: &a.guard, Audit: books, Keys: keys, IDs: ids, Now: clock.Now, Log: log,
	})
	if err != nil {
		return nil, err
	}
	return h, db.Keep()
}

// somebodyOnCall makes a roster, so that the line may act.
func somebodyOnCall(ctx context.Context, s *oncall.Service) error {
	by := actor.System()
	who, err := s.SavePerson(ctx, by, oncall.Person{Name: "Whoever is on call", Phone: phi.NewPhone("+12185550197")})
	if err != nil {
		return err
	}
	if err := s.SavePolicy(ctx, by, oncall.Policy{Owner: who, Fallback: who, Again: 15 * time.Minute}); err != nil {
		return err
	}
	_, err = s.SaveGroup(ctx, by, oncall.Group{Name: "Everything", Tiers: []triage.Tier{triage.Emergency, triage.Urgent}, Wait: 5 * time.Minute,
		Steps: []oncall.Step{{Who: oncall.Owner, How: oncall.Text}}})
	return err
}

// A telephone, a text line and a mail server that are there and through which nothing goes.
type (
	deafAlerts struct{}
	deafTexts  struct{}
	deafMail   struct{}
)

var errDeaf = errors.New("nothing leaves a rehearsal")

func (deafAlerts) Ready(oncall.How) bool { return true }
func (deafTexts) Ready() bool            { return true }
func (deafMail) Ready() bool             { return true }

func (deafAlerts) Text(context.Context, guard.Cleared, phi.Phone, string) (attempt.Outcome, error) {
	return attempt.Outcome{}, errDeaf
}

func (deafAlerts) Call(context.Context, guard.Cleared, phi.Phone, string, string) (attempt.Outcome, error) {
	return attempt.Outcome{}, errDeaf
}

func (deafAlerts) Mail(context.Context, guard.Cleared, phi.Email, string) (attempt.Outcome, error) {
	return attempt.Outcome{}, errDeaf
}

func (deafTexts) Text(context.Context, guard.Cleared, phi.Phone, string, string) (attempt.Outcome, error) {
	return attempt.Outcome{}, errDeaf
}

func (deafTexts) Find(context.Context, phi.Phone, guard.Cleared, string, time.Time) (attempt.Outcome, error) {
	return attempt.Outcome{}, errDeaf
}

func (deafMail) Send(context.Context, guard.Cleared, outreach.Envelope) (attempt.Outcome, error) {
	return attempt.Outcome{}, errDeaf
}

func (deafMail) Find(context.Context, outreach.Envelope, phi.Text, time.Time) (attempt.Outcome, error) {
	return attempt.Outcome{}, errDeaf
}
