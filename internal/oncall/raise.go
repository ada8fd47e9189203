package oncall

import (
	"context"
	"slices"
	"strconv"
	"time"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/fault"
	"bedside/internal/id"
	"bedside/internal/triage"
	"bedside/internal/tx"
)

// Request asks for an alert.
type Request struct {
	Thread string
	Tier   triage.Tier // Emergency or Urgent
	Rule   string      // the triage rule, or a code of the caller's
	Key    string      // one alert of a key is on its way at a time; "" raises every time
}

// Raise raises an alert in t and returns it, or the one of the key that still covers it: one that somebody has yet to
// take, or took a short while ago, for nothing worse. The first step of a new one is due at once.
// Forbidden without the right WorkInbox, Invalid without a tier that needs somebody.
func (s *Service) Raise(ctx context.Context, t tx.Tx, r Request) (AlertID, error) {
	const op = "oncall.Raise"
	if err := t.By().Need(actor.WorkInbox); err != nil {
		return "", fault.At(op, err)
	}
	if !slices.Contains(tiers, r.Tier) {
		return "", fault.New(fault.Invalid, op, "Only an emergency or something urgent alerts whoever is on call.")
	}
	i, err := s.raise(ctx, t, Alert{Thread: r.Thread, Tier: r.Tier, Rule: r.Rule}, r.Key)
	return i, fault.At(op, err)
}

// Drill raises an alert that says it is a drill. Forbidden without the right ManageOnCall, Invalid while it would reach
// nobody.
func (s *Service) Drill(ctx context.Context, by actor.Actor) (i AlertID, err error) {
	err = s.manage(ctx, by, "oncall.Drill", func(t tx.Tx) error {
		ready, why, err := s.Ready(ctx, t)
		if err == nil && !ready {
			err = invalid(why)
		}
		if err != nil {
			return err
		}
		i, err = s.raise(ctx, t, Alert{Tier: triage.Urgent, Rule: "drill", Drill: true}, "")
		return err
	})
	return i, err
}

func (s *Service) raise(ctx context.Context, t tx.Tx, a Alert, key string) (AlertID, error) {
	for first, n := key, 2; key != ""; n++ {
		before, err := s.Store.Raised(ctx, t, key)
		if fault.Is(err, fault.NotFound) {
			break
		}
		if err != nil || before.covers(a.Tier, t.Now()) {
			return before.ID, err
		}
		key = first + "#" + strconv.Itoa(n)
	}
	groups, err := s.Store.Groups(ctx, t)
	if err != nil {
		return "", err
	}
	g, _ := groupFor(groups, a.Tier) // without a ladder the owner is alerted at once
	a.ID, a.Group, a.Status, a.Raised, a.Next, a.Row = id.New[Alert](s.IDs), g.ID, Open, t.Now(), t.Now(), 1
	if err := s.Store.Add(ctx, t, a, orElse(key, string(a.ID))); err != nil {
		return "", err
	}
	if err := s.schedule(ctx, t, a); err != nil {
		return "", err
	}
	return a.ID, s.record(ctx, t, a, "alert raised", audit.Facts{"group": string(g.ID)})
}

// freshly is how long somebody who took an alert is taken to be at it.
const freshly = 30 * time.Minute

// covers reports whether somebody is alerted already to what was heard now.
func (a Alert) covers(tier triage.Tier, now time.Time) bool {
	if slices.Index(tiers, tier) < slices.Index(tiers, a.Tier) {
		return false
	}
	return a.Status.Live() || a.Status == Acknowledged && now.Sub(a.Acked) < freshly
}

// Ready reports whether an alert would reach somebody, and if not what is missing, as a sentence for staff. While it is
// not, the line takes messages only.
func (s *Service) Ready(ctx context.Context, t tx.Tx) (ready bool, why string, err error) {
	r, err := s.read(ctx, t, t.Now(), t.Now().Add(time.Microsecond))
	if err != nil {
		return false, "", fault.At("oncall.Ready", err)
	}
	groups, err := s.Store.Groups(ctx, t)
	if err != nil {
		return false, "", fault.At("oncall.Ready", err)
	}
	why = s.missing(r, groups)
	return why == "", why, nil
}

func (s *Service) missing(r entered, groups []Group) string {
	if gaps := s.standing(r, groups); len(gaps) > 0 {
		return map[GapKind]string{
			NoOwner:    "Say who the owner is: the person to whom every alert comes that nobody took.",
			NoFallback: "Say who answers when nobody is entered on the calendar.",
			NoGroup:    "Make a ladder for emergencies and one for what is urgent, or one for both.",
			NoSender:   "Set up the telephone or e-mail, so that alerts can go out.",
		}[gaps[0].Kind]
	}
	for _, i := range []PersonID{r.policy.Owner, r.policy.Fallback} {
		if !s.reaches(r.persons[i]) {
			return "Nothing that is set up reaches " + r.persons[i].Name + ". Enter a number or an e-mail address."
		}
	}
	return ""
}

// reaches reports whether some way to the person is set up.
func (s *Service) reaches(p Person) bool {
	return !p.Phone.IsZero() && (s.Sender.Ready(Text) || s.Sender.Ready(Call)) || !p.Email.IsZero() && s.Sender.Ready(Email)
}
