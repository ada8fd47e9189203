package app_test

import (
	"context"
	"strings"
	"testing"

	"bedside/internal/actor"
	"bedside/internal/civil"
	"bedside/internal/frontdesk"
	"bedside/internal/inbox"
	"bedside/internal/oncall"
	"bedside/internal/testkit"
	"bedside/internal/tx"
)

// Telephones of the demo.
const (
	callersPhone   = "+12185550177"
	frontDeskPhone = "+12185550199"
	onCallPhone    = "+12185550191" // it and the other take turns, a day each
	otherPhone     = "+12185550192"
	ownersPhone    = "+12185550190"
)

// primary is the telephone of whoever is alerted first today.
func (d demo) primary(t *testing.T) (number string) {
	t.Helper()
	must(t, d.Store.View(context.Background(), actor.System(), func(tr tx.Tx) error {
		duty, err := d.OnCall.OnDuty(context.Background(), tr, d.Now())
		if err == nil {
			number = duty.Primary.Phone.Reveal()
		}
		return err
	}))
	return number
}

// chat says something in a chat of its own and returns the answer.
func (d demo) chat(t *testing.T, session, turn, text string) frontdesk.Reply {
	t.Helper()
	r, err := d.Desk.Turn(context.Background(), frontdesk.Turn{Channel: frontdesk.Chat, Session: session, ID: turn, Text: text, Event: frontdesk.Said, Heard: true})
	must(t, err)
	return r
}

// emergency raises an alert from a chat and returns it.
func (d demo) emergency(t *testing.T, session string) oncall.AlertID {
	t.Helper()
	for _, e := range d.chat(t, session, "first", "I have crushing chest pain").Effects {
		if e.Type == "alert_raised" {
			return oncall.AlertID(e.ID)
		}
	}
	t.Fatal("crushing chest pain raised no alert")
	return ""
}

// linkTo waits for the text of an alert on a telephone of somebody on call and returns the path of its link.
func (d demo) linkTo(t *testing.T, number string, already int) (path string) {
	t.Helper()
	testkit.Eventually(t, "a text to "+number, func() bool {
		texts := d.Demo.Phones.State(number).Texts
		if len(texts) <= already {
			return false
		}
		_, rest, _ := strings.Cut(texts[len(texts)-1].Text, d.url)
		path, _, _ = strings.Cut(rest, " ")
		return strings.HasPrefix(path, oncall.LinkPath)
	})
	return path
}

// holds a telephone of the demo and does something with it.
func (d demo) phone(t *testing.T, number, do, text string) {
	t.Helper()
	must(t, d.Demo.Phones.Do(context.Background(), number, do, text))
}

// phase waits until the call on a telephone has come to it.
func (d demo) phase(t *testing.T, number, phase string) {
	t.Helper()
	testkit.Eventually(t, "the telephone "+number+" to be "+phase, func() bool { return d.Demo.Phones.State(number).Phase == phase })
}

// voicemail calls, asks for a person, and leaves a message where nobody picks up: by night at once, by day once the
// front desk has declined.
func (d demo) voicemail(t *testing.T) (inbox.ThreadID, inbox.EntryID) {
	t.Helper()
	ctx := context.Background()
	d.phone(t, callersPhone, "call", "")
	d.phase(t, callersPhone, "listening")
	d.phone(t, callersPhone, "say", "staff")
	testkit.Eventually(t, "the tone", func() bool {
		if d.Demo.Phones.State(frontDeskPhone).Rings {
			d.phone(t, frontDeskPhone, "decline", "")
		}
		return d.Demo.Phones.State(callersPhone).Phase == "recording"
	})
	d.phone(t, callersPhone, "say", "please call me back about my knee")
	d.phone(t, callersPhone, "hangup", "")
	var h inbox.ThreadID
	var e inbox.EntryID
	testkit.Eventually(t, "the message in the inbox", func() bool {
		items, err := d.Inbox.List(ctx, actor.System(), inbox.Filter{})
		must(t, err)
		for _, i := range items {
			thread, err := d.Inbox.Get(ctx, actor.System(), i.ID)
			must(t, err)
			for _, entry := range thread.Entries {
				if entry.Channel == "voicemail" && entry.Ref != "" {
					h, e = i.ID, entry.ID
				}
			}
		}
		return e != ""
	})
	return h, e
}

// furnishDesk makes one of everything of the front desk.
func (d demo) furnishDesk(t *testing.T, house furnished) {
	t.Helper()
	ctx, by := context.Background(), actor.System()
	plain := func(s string) func() string { return func() string { return s } }
	thread, entry := d.voicemail(t)
	house["/console/inbox/{id}"], house["{entry}"] = plain(string(thread)), plain(string(entry))
	alert := d.emergency(t, "furnished")
	house["/console/oncall/alerts/{id}"] = plain(string(alert))
	house["/oncall/{ref}"] = plain(strings.TrimPrefix(d.linkTo(t, d.primary(t), 0), oncall.LinkPath))
	tasks, err := d.Inbox.Tasks(ctx, by, inbox.TaskFilter{Open: true})
	must(t, err)
	house["/console/tasks/{id}"] = plain(string(tasks[0].ID))
	live, err := d.Desk.Live(ctx, by)
	must(t, err)
	house["{turn}"] = plain("1")
	house["/console/desk/{id}"] = plain(string(live[0].ID))
	d.furnishRehearsal(t, house)
	r, err := d.OnCall.Roster(ctx, by)
	must(t, err)
	now := civil.DateOf(d.Now())
	must(t, d.OnCall.AddOverride(ctx, by, oncall.NewOverride{Person: r.Policy.Owner, From: oncall.Wall{Day: now.AddDays(40)}, To: oncall.Wall{Day: now.AddDays(41)}}))
	r, err = d.OnCall.Roster(ctx, by)
	must(t, err)
	house["/console/oncall/people/{id}"] = plain(string(r.Persons[0].ID))
	house["/console/oncall/shifts/{id}"] = plain(string(r.Shifts[0].ID))
	house["/console/oncall/overrides/{id}"] = plain(string(r.Overrides[0].ID))
	house["/console/oncall/ladders/{id}"] = plain(string(r.Groups[0].ID))
}
