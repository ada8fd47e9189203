package app

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"time"

	"bedside/internal/actor"
	"bedside/internal/attempt"
	"bedside/internal/channel/email"
	"bedside/internal/channel/twilio"
	"bedside/internal/guard"
	"bedside/internal/inbox"
	"bedside/internal/oncall"
	"bedside/internal/outreach"
	"bedside/internal/phi"
	"bedside/internal/triage"
	"bedside/internal/tx"
	"bedside/internal/words"
)

// lines answers what comes from the telephone. Without a number there is nothing.
func (a *App) lines() (http.Handler, error) {
	if !a.phone.Ready() {
		return http.NotFoundHandler(), nil
	}
	return twilio.NewHandler(twilio.Webhooks{Client: a.phone, Desk: a.Desk, OnCall: a.OnCall, Inbox: texts{a.Inbox, a.Outreach}, Triage: a.RedFlags, Guard: &a.guard, Log: a.Log})
}

// alerter reaches who is on call: by text and call over the telephone number, by e-mail over the mail server.
func (a *App) alerter(mail *email.Mailer) oncall.Sender {
	from := func(ctx context.Context) (address, name string, err error) {
		err = a.Store.View(ctx, actor.System(), func(t tx.Tx) error {
			p, err := a.Practice.Get(ctx, t)
			if err == nil {
				address, name = p.Settings.Email, p.Settings.NeutralName
			}
			return err
		})
		return address, name, err
	}
	return sender{twilio.Alerter{Client: a.phone}, email.Alerter{Mailer: mail, From: from}}
}

// sender is every way to reach who is on call.
type sender struct {
	twilio.Alerter
	mail email.Alerter
}

// Mail implements [oncall.Sender].
func (s sender) Mail(ctx context.Context, c guard.Cleared, to phi.Email, recipient string) (attempt.Outcome, error) {
	return s.mail.Mail(ctx, c, to, recipient)
}

// Ready implements [oncall.Sender].
func (s sender) Ready(h oncall.How) bool {
	if h == oncall.Email {
		return s.mail.Ready()
	}
	return s.Alerter.Ready()
}

// alerts tells the inbox what becomes of an alert.
type alerts struct {
	*inbox.Service
	rules []triage.Rule
}

// nobody is what a patient reads when a ladder has come to its end.
var nobody = map[words.Language]string{
	words.English: "We could not reach the clinician on call yet. We keep trying. If it gets worse or cannot wait, call 911 or go to an emergency room.",
	words.Spanish: "Todavía no hemos podido localizar al médico de guardia. Seguimos intentándolo. Si empeora o no puede esperar, llame al 911 o vaya a una sala de emergencias.",
}

// AlertEnded implements [oncall.Follower]: a person has something urgent to do, and the patient is told what to do.
func (s alerts) AlertEnded(ctx context.Context, t tx.Tx, a oncall.Alert) error {
	if a.Thread == "" {
		return nil
	}
	h, err := s.Thread(ctx, t, inbox.ThreadID(a.Thread))
	if err != nil {
		return err
	}
	task := inbox.Task{Kind: inbox.Unanswered, Thread: h.ID, Patient: h.Patient, Urgency: triage.Emergency, Text: phi.NewText("Nobody on call took the alert. Reach the patient now.")}
	abuse := slices.ContainsFunc(s.rules, func(r triage.Rule) bool { return r.ID == a.Rule && r.Kind == triage.Abuse })
	if abuse { // somebody else may hear or read it (SAFETY 4)
		task.Text = phi.NewText("Nobody on call took the alert. Do not phone, text or leave a message first; ask a clinician how to reach them safely.")
	}
	if _, err := s.AddTask(ctx, t, task); err != nil || abuse {
		return err
	}
	phoned, err := s.phoned(ctx, t, h.ID, a.Raised)
	if err != nil || phoned {
		return err
	}
	return s.tell(ctx, t, h)
}

// phoned reports whether the alert began on a call: whoever phoned was told at once what to do, and may not have agreed
// to texts.
func (s alerts) phoned(ctx context.Context, t tx.Tx, i inbox.ThreadID, raised time.Time) (phoned bool, err error) {
	const page = 500
	for after := int64(0); ; {
		entries, err := s.Entries(ctx, t, i, after, page)
		if err != nil {
			return false, err
		}
		for _, e := range entries {
			if e.From == inbox.FromPatient && !e.At.After(raised) {
				phoned = e.Channel != inbox.SMS && e.Channel != inbox.Chat
			}
			after = e.Seq
		}
		if len(entries) < page {
			return phoned, nil
		}
	}
}

// tell writes to the patient where they wrote to us last.
func (s alerts) tell(ctx context.Context, t tx.Tx, h inbox.Thread) error {
	last, err := s.Store.Latests(ctx, t, []inbox.ThreadID{h.ID})
	if err != nil {
		return err
	}
	e := inbox.Entry{Thread: h.ID, Session: last[h.ID].Session, From: inbox.FromBedside, Channel: last[h.ID].Channel, Text: phi.NewText(nobody[cmp.Or(h.Language, words.English)])}
	switch e.Channel {
	case inbox.SMS:
		e.State = inbox.Queued
	case inbox.Chat:
	default:
		return nil
	}
	_, err = s.Add(ctx, t, e)
	return err
}

// AlertAcknowledged implements [oncall.Follower].
func (s alerts) AlertAcknowledged(ctx context.Context, t tx.Tx, a oncall.Alert) error {
	if a.Thread == "" {
		return nil
	}
	_, err := s.Add(ctx, t, inbox.Entry{Thread: inbox.ThreadID(a.Thread), From: inbox.FromSystem, Channel: "console", Text: phi.NewText("Somebody on call took the alert.")})
	return err
}

// texts hears what became of a text, whoever sent it. Whose it is and that it waits for who sends it yet are found out in
// one transaction, or word could fall between them.
type texts struct {
	*inbox.Service
	outreach *outreach.Service
}

// Delivered implements [twilio.Inbox].
func (s texts) Delivered(ctx context.Context, ref string, state inbox.SendState, code string) error {
	return s.outreach.DB.Do(ctx, actor.System(), func(t tx.Tx) error {
		if state == inbox.Delivered || state == inbox.Failed {
			if ours, err := s.outreach.Delivered(ctx, t, ref, state == inbox.Delivered, code); err != nil || ours {
				return err
			}
		}
		return s.DeliveredIn(ctx, t, ref, state, code)
	})
}
