package outreach

import (
	"context"
	"strings"
	"time"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/ical"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/schedule"
	"bedside/internal/tx"
	"bedside/internal/words"
)

// Invitation is the visit for the patient's own calendar, as a letter carries it: an invitation, a change of one, or
// that it is over (RFC 5546, RFC 6047). Its sequence is the visit's own version, so that sending again, after a crash
// too, says the same and a later change always counts more.
type Invitation struct {
	words    guard.Cleared // what calendars call it; where, an empty line, and what else
	method   ical.Method
	uid      string
	sequence int64
	start    time.Time
	end      time.Time
	zone     string
}

// Method is what the invitation is for, for the headers of its part.
func (i *Invitation) Method() string { return string(i.method) }

// said is what the record of an attempt says of the invitation, "" for none.
func (i *Invitation) said(to phi.Text) string {
	if i == nil {
		return ""
	}
	title, body, err := Words(i.words, Email, to)
	if err != nil {
		return ""
	}
	return "\n\n[calendar: " + i.Method() + "]\n" + title + "\n" + body
}

// Calendar writes the invitation from the practice's address to the patient's, at the time. Forbidden if its words were
// not cleared for the patient.
func (i *Invitation) Calendar(from string, to phi.Text, at time.Time) ([]byte, error) {
	const op = "outreach.Calendar"
	title, body, err := Words(i.words, Email, to)
	if err != nil {
		return nil, fault.At(op, err)
	}
	where, more, _ := strings.Cut(body, "\n\n")
	item := ical.Item{UID: i.uid, Sequence: i.sequence, Stamp: at, Start: i.start, End: i.end, Zone: i.zone, Status: ical.Confirmed, Summary: title, Location: where, Text: more,
		Organizer: ical.Person{Mail: from}, Attendee: ical.Person{Mail: to.Reveal()}}
	if i.method == ical.Cancel {
		item.Status = ical.Cancelled
	}
	b, err := ical.Write(ical.Object{Method: i.method, Items: []ical.Item{item}})
	return b, fault.At(op, err)
}

// Invitations keeps who was invited to what, and who does not want to be. Its methods return faults.
type Invitations interface {
	// Invited reports whether the contact point, at the address that it has now, was invited to the visit.
	Invited(ctx context.Context, t tx.Tx, i schedule.ID, c patient.Contact) (bool, error)
	// Invite keeps that it is.
	Invite(ctx context.Context, t tx.Tx, i schedule.ID, c patient.Contact, sequence int64) error
	// Unwanted reports whether the patient wants no invitations; SetUnwanted keeps it.
	Unwanted(ctx context.Context, t tx.Tx, p patient.ID) (bool, error)
	SetUnwanted(ctx context.Context, t tx.Tx, p patient.ID, unwanted bool) error
}

// Unwanted reports whether the patient wants no invitations. Forbidden without the right to see patients.
func (s *Service) Unwanted(ctx context.Context, t tx.Tx, p patient.ID) (bool, error) {
	if err := t.By().Need(actor.SeePatients); err != nil {
		return false, fault.At("outreach.Unwanted", err)
	}
	unwanted, err := s.Invites.Unwanted(ctx, t, p)
	return unwanted, fault.At("outreach.Unwanted", err)
}

// SetUnwanted keeps whether the patient wants no invitations. Whoever was invited before is still told of changes.
// Forbidden without the right to change patients.
func (s *Service) SetUnwanted(ctx context.Context, t tx.Tx, p patient.ID, unwanted bool) error {
	const op = "outreach.SetUnwanted"
	if err := t.By().Need(actor.ChangePatients); err != nil {
		return fault.At(op, err)
	}
	was, err := s.Invites.Unwanted(ctx, t, p)
	if err != nil || was == unwanted {
		return fault.At(op, err)
	}
	if err := s.Invites.SetUnwanted(ctx, t, p, unwanted); err != nil {
		return fault.At(op, err)
	}
	verb := "wants invitations"
	if unwanted {
		verb = "wants no invitations"
	}
	return s.Audit.Record(ctx, t, verb, audit.Ref{Kind: "patient", ID: string(p)}, "", nil)
}

// sayInvited is what an invitation says, in the patient's language.
var sayInvited = map[words.Language]struct{ title, video, change, at, answer string }{
	words.English: {"Visit at ", "By video or phone. You do not need to come in.", "\n\nTo change or cancel, call ", " at ", ". Answering this invitation does not change your visit."},
	words.Spanish: {"Cita en ", "Por video o teléfono. No tiene que venir.", "\n\nPara cambiarla o cancelarla, llame a ", " al ", ". Responder a esta invitación no cambia su cita."},
}

// invitation is what the message carries for the patient's calendar, nil for none, with what the guard found in it. A
// confirmation invites where the practice does and the patient does not mind; whoever was invited is told of every
// change, whatever was switched off since, lest a calendar keep what is not so.
//
// A patient who changed their address is invited anew at the new one when the visit moves, as anybody is, and is not sent the
// end of an invitation that never came there. To the old address nothing is sent, not even that end: whose it is now nobody
// knows, and a stranger must not be told that somebody had a visit here, when, and that it is off (SAFETY 8, 9). The
// calendar behind it keeps what it has; the patient reads the change in the letter itself, at the address on file.
func (s *Service) invitation(ctx context.Context, t tx.Tx, m Message, w world) (*Invitation, guard.Report, error) {
	if s.Invites == nil || w.channel != Email || m.Kind != Confirmation && m.Kind != Moved && m.Kind != Cancelled {
		return nil, guard.Report{}, nil
	}
	if invited, err := s.invites(ctx, t, m, w); err != nil || !invited {
		return nil, guard.Report{}, err
	}
	a := w.visit
	i := &Invitation{method: ical.Request, uid: a.UID(), sequence: a.Version - 1, start: a.Start, end: a.End, zone: a.Zone}
	if m.Kind == Cancelled {
		i.method = ical.Cancel
	}
	v, say := s.values(m, w, keyOf([]item{{Message: m, world: w}})), sayInvited[w.language]
	name, call := guard.PracticeName(v.Practice), guard.PracticePhone(v.Call)
	place := guard.Place(v.Place)
	if v.Video {
		place = guard.Literal(say.video)
	}
	d := guard.Draft{Kind: guard.Email, Audience: guard.Patient, Channel: Email, Recipient: w.contact.Value.Reveal(), Author: string(actor.Bedside),
		Title: []guard.Part{guard.Literal(say.title), name}, Body: []guard.Part{place, guard.Literal(say.change), name, guard.Literal(say.at), call, guard.Literal(say.answer)}}
	cleared, report, err := s.Guard.Clear(d)
	if err != nil {
		return nil, report, err
	}
	i.words = cleared
	return i, report, s.Invites.Invite(ctx, t, a.ID, w.contact, i.sequence)
}

// invites reports whether the message carries an invitation.
func (s *Service) invites(ctx context.Context, t tx.Tx, m Message, w world) (bool, error) {
	before, err := s.Invites.Invited(ctx, t, m.Appointment, w.contact)
	if err != nil || before || m.Kind == Cancelled || !w.practice.Settings.Invitations {
		return before, err
	}
	unwanted, err := s.Invites.Unwanted(ctx, t, m.Patient)
	return !unwanted, err
}
