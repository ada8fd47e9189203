package app_test

import (
	"context"
	"strings"
	"testing"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/civil"
	"bedside/internal/id"
	"bedside/internal/outreach"
	"bedside/internal/schedule"
	"bedside/internal/tx"
)

// furnishOutreach makes an announcement, a follow-up that was sent, and the link to a visit.
func (d demo) furnishOutreach(t *testing.T, house furnished) {
	t.Helper()
	ctx := context.Background()
	today := civil.DateOf(d.Now())
	notice, err := d.Outreach.SaveNotice(ctx, actor.System(), outreach.Notice{Title: "Second floor", Words: "From December we are on the second floor.", Group: outreach.Group{From: today.AddDays(-60), To: today}})
	must(t, err)
	a := d.somebody(t)
	m := d.followUp(t, a.ID)
	plain := func(s string) func() string { return func() string { return s } }
	house["/console/announcements/{id}"] = plain(string(notice))
	house["/how/{ref}"] = plain(strings.TrimPrefix(d.Outreach.FollowUpLink(d.url, m), d.url+"/how/"))
	house["/join/{ref}"] = plain(strings.TrimPrefix(d.Outreach.JoinLink(d.url, a.ID), d.url+"/join/"))
	house["/console/due/{id}"], house["{do}"] = plain("none"), plain("pause")
}

// followUp enters a follow-up to a visit that went out just now.
func (d demo) followUp(t *testing.T, visit schedule.ID) outreach.ID {
	t.Helper()
	ctx := context.Background()
	m := outreach.Message{ID: id.New[outreach.Message](d.IDs), Kind: outreach.FollowUp, Channel: outreach.Email, Appointment: visit, Status: outreach.Sent, Due: d.Now(), Until: d.Now().AddDate(0, 0, 3), Created: d.Now(), Changed: d.Now(), Row: 1}
	must(t, d.Store.Do(ctx, actor.System(), func(tr tx.Tx) error {
		a, err := d.Store.Schedule().Get(ctx, tr, visit)
		if err != nil {
			return err
		}
		m.Patient = a.Patient
		if err := d.Store.Outreach().Add(ctx, tr, m); err != nil {
			return err
		}
		return d.Audit.Record(ctx, tr, "tested", audit.Ref{Kind: "test"}, "", nil)
	}))
	return m.ID
}
