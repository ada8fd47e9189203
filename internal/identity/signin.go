package identity

import (
	"context"
	"errors"
	"strconv"
	"time"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/fault"
	"bedside/internal/tx"
)

// SignIn checks a password and opens a session. The token goes to the person's browser. It fails with ErrWrong, the
// same and after the same work whether or not the address is known, or with ErrLocked.
func (s *Service) SignIn(ctx context.Context, email, password string) (string, Session, error) {
	kept, err := address(email)
	if err != nil {
		return "", Session{}, s.stranger(ctx, email, password)
	}
	var a Account
	err = s.DB.View(ctx, actor.Visitor(), func(t tx.Tx) (err error) {
		a, err = s.Store.ByEmail(ctx, t, kept)
		return err
	})
	if fault.Is(err, fault.NotFound) || err == nil && !a.Ended.IsZero() {
		return "", Session{}, s.stranger(ctx, kept, password)
	}
	if err != nil {
		return "", Session{}, err
	}
	if a.locked(s.Now()) {
		return "", Session{}, ErrLocked
	}
	right, err := s.checkPassword(ctx, a.Password, password)
	if err != nil {
		return "", Session{}, err
	}
	if !right {
		return "", Session{}, s.failed(ctx, a.ID)
	}
	return s.open(ctx, a.Staff, "password", func(t tx.Tx, now Account) error {
		switch { // while the password was checked
		case now.locked(t.Now()):
			return ErrLocked
		case now.Password != a.Password:
			return ErrWrong
		}
		return nil
	})
}

func (a Account) locked(now time.Time) bool { return now.Before(a.LockedUntil) }

// failed counts a wrong password. The count is in the database, so that neither a restart nor another replica
// forgets it, and guesses that run side by side all count.
func (s *Service) failed(ctx context.Context, who StaffID) error {
	answer := ErrWrong
	err := s.DB.Do(ctx, actor.Visitor(), func(t tx.Tx) error {
		answer = ErrWrong
		a, err := s.Store.ByID(ctx, t, who)
		if err != nil {
			return err
		}
		if a.locked(t.Now()) {
			answer = ErrLocked
			return nil
		}
		verb := "sign-in failed"
		a.Failures++
		facts := audit.Facts{"failures": strconv.Itoa(a.Failures)}
		if a.Failures >= MaxTries {
			a.Failures, a.LockedUntil = 0, t.Now().Add(LockedFor)
			verb, answer = "locked", ErrLocked
		}
		if err := s.Store.Save(ctx, t, a); err != nil {
			return err
		}
		return s.record(ctx, t, verb, who, facts)
	})
	if err != nil {
		return err
	}
	return answer
}

// SignInLink opens a session for a one-time link, which does not work again, and unlocks the account. It fails with
// ErrLinkUsed or ErrLinkOld. Programs that look at links before people do must not reach it: a page asks with
// LinkOwner and a button comes here.
func (s *Service) SignInLink(ctx context.Context, token string) (string, Session, error) {
	who, err := s.LinkOwner(ctx, token)
	if err != nil {
		return "", Session{}, err
	}
	return s.open(ctx, who, "link", func(t tx.Tx, now Account) error {
		err := s.Store.UseLink(ctx, t, hashToken(token), t.Now())
		if fault.Is(err, fault.Conflict) {
			return ErrLinkUsed
		}
		return err
	})
}

// LinkOwner says whom a one-time link signs in, and leaves it unused. It fails as SignInLink does.
func (s *Service) LinkOwner(ctx context.Context, token string) (Staff, error) {
	var who Staff
	err := s.DB.View(ctx, actor.Visitor(), func(t tx.Tx) error {
		l, err := s.Store.Link(ctx, t, hashToken(token))
		switch {
		case fault.Is(err, fault.NotFound):
			return ErrLinkOld
		case err != nil:
			return err
		case !l.Used.IsZero():
			return ErrLinkUsed
		case !t.Now().Before(l.Ends):
			return ErrLinkOld
		}
		a, err := s.Store.ByID(ctx, t, l.Staff)
		who = a.Staff
		return err
	})
	return who, err
}

// open makes the session; allowed looks at the account once more inside the transaction.
func (s *Service) open(ctx context.Context, who Staff, how string, allowed func(tx.Tx, Account) error) (string, Session, error) {
	token, err := s.newToken()
	if err != nil {
		return "", Session{}, err
	}
	var opened Session
	err = s.DB.Do(ctx, who.Actor(), func(t tx.Tx) error {
		a, err := s.Store.ByID(ctx, t, who.ID)
		if err != nil {
			return err
		}
		if !a.Ended.IsZero() {
			return ErrEnded
		}
		if err := allowed(t, a); err != nil {
			return err
		}
		if a.Failures > 0 || !a.LockedUntil.IsZero() {
			a.Failures, a.LockedUntil = 0, time.Time{}
			if err := s.Store.Save(ctx, t, a); err != nil {
				return err
			}
		}
		now := t.Now().Truncate(time.Microsecond)
		ticket := Ticket{Hash: hashToken(token), Staff: a.ID, Created: now, Seen: now, Ends: now.Add(Longest)}
		if err := s.Store.AddSession(ctx, t, ticket, now.Add(-keepFor)); err != nil {
			return err
		}
		opened = ticket.session(a.Staff)
		return s.record(ctx, t, "signed in", a.ID, audit.Facts{"how": how})
	})
	if err != nil {
		return "", Session{}, err
	}
	return token, opened, nil
}

func (k Ticket) session(who Staff) Session {
	return Session{Staff: who, SeenAt: k.Seen, IdleEnds: k.Seen.Add(Idle), Ends: k.Ends}
}

// Session returns the session of a token and keeps it from going idle. The staff member's role is the one they have
// now. It fails with ErrIdle or ErrEnded, both Forbidden.
func (s *Service) Session(ctx context.Context, token string) (Session, error) {
	found, now, err := s.look(ctx, token)
	if err != nil || now.Sub(found.SeenAt) < touchEvery {
		return found, err
	}
	err = s.DB.Do(ctx, found.Actor(), func(t tx.Tx) error {
		return s.Store.Touch(ctx, t, hashToken(token), now)
	})
	found.SeenAt, found.IdleEnds = now, now.Add(Idle)
	return found, err
}

// Look is [Service.Session] that does not keep the session from going idle.
func (s *Service) Look(ctx context.Context, token string) (Session, error) {
	found, _, err := s.look(ctx, token)
	return found, err
}

// look reads a session that has not ended, and the time it was read at.
func (s *Service) look(ctx context.Context, token string) (found Session, now time.Time, err error) {
	err = s.DB.View(ctx, actor.Visitor(), func(t tx.Tx) error {
		now = t.Now().Truncate(time.Microsecond)
		ticket, err := s.Store.Session(ctx, t, hashToken(token))
		switch {
		case fault.Is(err, fault.NotFound):
			return ErrEnded
		case err != nil:
			return err
		case !now.Before(ticket.Ends):
			return ErrEnded
		case !now.Before(ticket.Seen.Add(Idle)):
			return ErrIdle
		}
		a, err := s.Store.ByID(ctx, t, ticket.Staff)
		if err == nil && !a.Ended.IsZero() {
			return ErrEnded
		}
		found = ticket.session(a.Staff)
		return err
	})
	return found, now, err
}

// SignOut ends the session at once. One that has ended already is no error.
func (s *Service) SignOut(ctx context.Context, token string) error {
	found, _, err := s.look(ctx, token)
	if errors.Is(err, ErrIdle) || errors.Is(err, ErrEnded) {
		return nil
	}
	if err != nil {
		return err
	}
	return s.DB.Do(ctx, found.Actor(), func(t tx.Tx) error {
		if err := s.Store.EndSession(ctx, t, hashToken(token), t.Now()); err != nil {
			return err
		}
		return s.record(ctx, t, "signed out", found.Staff.ID, nil)
	})
}
