package identity

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/fault"
	"bedside/internal/id"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/tx"
)

// New is somebody to invite.
type New struct {
	Email    string
	Name     string
	Role     actor.Role
	Provider practice.ProviderID
}

// checked returns n as it is kept, or says what is wrong with it.
func (n New) checked() (New, error) {
	const op = "identity.Invite"
	var err error
	if n.Email, err = address(n.Email); err != nil {
		return n, err
	}
	n.Name = strings.Join(strings.Fields(n.Name), " ")
	if l := utf8.RuneCountInString(n.Name); l == 0 || l > 120 || !utf8.ValidString(n.Name) || strings.ContainsFunc(n.Name, unicode.IsControl) {
		return n, fault.New(fault.Invalid, op, "Please give a name of up to 120 characters.")
	}
	return n, knownRole(op, n.Role)
}

// address returns an e-mail address as it is kept, in lower case.
func address(s string) (string, error) {
	email, err := phi.ParseEmail(strings.ToValidUTF8(s, " "))
	return email.Reveal(), err
}

func knownRole(op string, r actor.Role) error {
	if slices.Contains(actor.Roles(), r) {
		return nil
	}
	return fault.New(fault.Invalid, op, "There is no such role.")
}

// Staff returns everybody, also who has left, by name. It needs the right ManageStaff.
func (s *Service) Staff(ctx context.Context, t tx.Tx) ([]Staff, error) {
	if err := t.By().Need(actor.ManageStaff); err != nil {
		return nil, err
	}
	return s.Store.List(ctx, t)
}

// Names returns the names of everybody, also who has left: a colleague's name stands beside what they did. It needs the
// right SeeSchedule, which every role has.
func (s *Service) Names(ctx context.Context, t tx.Tx) (map[StaffID]string, error) {
	if err := t.By().Need(actor.SeeSchedule); err != nil {
		return nil, err
	}
	all, err := s.Store.List(ctx, t)
	names := make(map[StaffID]string, len(all))
	for _, who := range all {
		names[who.ID] = who.Name
	}
	return names, err
}

// First makes the first staff member, always an administrator, and their one-time link. If there is somebody already,
// also somebody who has left, it is Conflict.
func (s *Service) First(ctx context.Context, n New) (link string, err error) {
	n.Role = actor.Admin
	_, link, err = s.add(ctx, actor.System(), n, func(t tx.Tx) error {
		all, err := s.Store.List(ctx, t)
		if err == nil && len(all) > 0 {
			return fault.New(fault.Conflict, "identity.First", "This practice has staff already. Ask an administrator for an invitation.")
		}
		return err
	})
	return link, err
}

// Invite adds a staff member and makes their one-time link, or takes back somebody who has left, with a new role and
// without their old password. An address that somebody here has is Conflict. It needs the right ManageStaff.
func (s *Service) Invite(ctx context.Context, by actor.Actor, n New) (StaffID, string, error) {
	return s.add(ctx, by, n, func(tx.Tx) error { return nil })
}

func (s *Service) add(ctx context.Context, by actor.Actor, n New, allowed func(tx.Tx) error) (who StaffID, link string, err error) {
	if err := by.Need(actor.ManageStaff); err != nil {
		return "", "", err
	}
	if n, err = n.checked(); err != nil {
		return "", "", err
	}
	if link, err = s.newToken(); err != nil {
		return "", "", err
	}
	err = s.DB.Do(ctx, by, func(t tx.Tx) error {
		if err := allowed(t); err != nil {
			return err
		}
		now := t.Now().Truncate(time.Microsecond)
		a, err := s.Store.ByEmail(ctx, t, n.Email)
		switch {
		case err == nil && a.Ended.IsZero():
			return fault.New(fault.Conflict, "identity.Invite", "Somebody here has this e-mail address already.")
		case fault.Is(err, fault.NotFound):
			a.ID = id.New[Staff](s.IDs)
		case err != nil:
			return err
		}
		who = a.ID
		a = Account{Staff: Staff{ID: who, Email: n.Email, Name: n.Name, Role: n.Role, Provider: n.Provider, Created: now}}
		if err := s.Store.Save(ctx, t, a); err != nil {
			return err
		}
		if err := s.Store.ReplaceLink(ctx, t, Ticket{Hash: hashToken(link), Staff: who, Ends: now.Add(LinkLife)}); err != nil {
			return err
		}
		return s.record(ctx, t, "invited", who, audit.Facts{"role": string(n.Role)})
	})
	if err != nil {
		return "", "", err
	}
	return who, link, nil
}

// NewLink makes a one-time link for somebody; earlier ones of theirs stop working. It needs the right ManageStaff.
func (s *Service) NewLink(ctx context.Context, by actor.Actor, who StaffID) (string, error) {
	link, err := s.newToken()
	if err != nil {
		return "", err
	}
	err = s.change(ctx, by, who, func(t tx.Tx, a Account) error {
		if err := s.Store.ReplaceLink(ctx, t, Ticket{Hash: hashToken(link), Staff: who, Ends: t.Now().Add(LinkLife)}); err != nil {
			return err
		}
		return s.record(ctx, t, "link made", who, nil)
	})
	if err != nil {
		return "", err
	}
	return link, nil
}

// ChangeRole gives somebody another role, which holds for their running sessions at once. The last administrator
// keeps theirs: Conflict. It needs the right ManageStaff.
func (s *Service) ChangeRole(ctx context.Context, by actor.Actor, who StaffID, role actor.Role) error {
	if err := knownRole("identity.ChangeRole", role); err != nil {
		return err
	}
	return s.change(ctx, by, who, func(t tx.Tx, a Account) error {
		was := a.Role
		if was == role {
			return nil
		}
		if err := s.notLast(ctx, t, a); err != nil {
			return err
		}
		a.Role = role
		if err := s.Store.Save(ctx, t, a); err != nil {
			return err
		}
		return s.record(ctx, t, "role changed", who, audit.Facts{"from": string(was), "to": string(role)})
	})
}

// End takes somebody's access away: their sessions and links end at once. Nobody ends their own, and the last
// administrator stays: Conflict. It needs the right ManageStaff.
func (s *Service) End(ctx context.Context, by actor.Actor, who StaffID) error {
	return s.change(ctx, by, who, func(t tx.Tx, a Account) error {
		if by.Kind == actor.Staff && by.ID == string(who) {
			return fault.New(fault.Conflict, "identity.End", "You cannot end your own access. Ask another administrator.")
		}
		if err := s.notLast(ctx, t, a); err != nil {
			return err
		}
		a.Ended, a.Password = t.Now().Truncate(time.Microsecond), ""
		if err := s.Store.Save(ctx, t, a); err != nil {
			return err
		}
		if err := s.Store.EndSessions(ctx, t, who, nil, t.Now()); err != nil {
			return err
		}
		if err := s.Store.DropLinks(ctx, t, who); err != nil {
			return err
		}
		return s.record(ctx, t, "access ended", who, nil)
	})
}

// change runs f on the account of somebody who works here.
func (s *Service) change(ctx context.Context, by actor.Actor, who StaffID, f func(tx.Tx, Account) error) error {
	if err := by.Need(actor.ManageStaff); err != nil {
		return err
	}
	return s.DB.Do(ctx, by, func(t tx.Tx) error {
		a, err := s.Store.ByID(ctx, t, who)
		if err == nil && !a.Ended.IsZero() || fault.Is(err, fault.NotFound) {
			return fault.New(fault.NotFound, "identity.change", "This person does not work here. Invite them first.")
		}
		if err != nil {
			return err
		}
		return f(t, a)
	})
}

// notLast refuses to take the last administrator away.
func (s *Service) notLast(ctx context.Context, t tx.Tx, a Account) error {
	all, err := s.Store.List(ctx, t)
	if err != nil || a.Role != actor.Admin {
		return err
	}
	for _, other := range all {
		if other.ID != a.ID && other.Role == actor.Admin && other.Ended.IsZero() {
			return nil
		}
	}
	return fault.New(fault.Conflict, "identity.notLast", "A practice needs an administrator, and this is the last one. Make somebody else an administrator first.")
}

// SetPassword gives the person whose session it is a new password and ends their other sessions. A password that is
// too short, too long or too easy to guess is Invalid.
func (s *Service) SetPassword(ctx context.Context, token, password string) error {
	found, _, err := s.look(ctx, token)
	if err != nil {
		return err
	}
	if err := goodPassword(password, found.Staff); err != nil {
		return err
	}
	hash, err := s.hashPassword(ctx, password)
	if err != nil {
		return err
	}
	return s.DB.Do(ctx, found.Actor(), func(t tx.Tx) error {
		a, err := s.Store.ByID(ctx, t, found.Staff.ID)
		if err != nil {
			return err
		}
		if !a.Ended.IsZero() {
			return ErrEnded
		}
		a.Password, a.Failures, a.LockedUntil = hash, 0, time.Time{}
		if err := s.Store.Save(ctx, t, a); err != nil {
			return err
		}
		if err := s.Store.EndSessions(ctx, t, a.ID, hashToken(token), t.Now()); err != nil {
			return err
		}
		return s.record(ctx, t, "password set", a.ID, nil)
	})
}
