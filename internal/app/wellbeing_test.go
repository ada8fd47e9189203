package app_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/frontdesk"
	"bedside/internal/guard"
	"bedside/internal/id"
	"bedside/internal/inbox"
	"bedside/internal/oncall"
	"bedside/internal/outreach"
	"bedside/internal/phi"
	"bedside/internal/triage"
	"bedside/internal/tx"
)

// Whoever answers how they are is heard like a caller: a red flag says 911 at once and alerts whoever is on call, "worse"
// alerts too, and every other answer becomes a task. The link shows nothing, and looking changes nothing.
func TestHowAreYou(t *testing.T) {
	d := startDemo(t)
	ctx := context.Background()
	a := d.somebody(t)
	m := d.followUp(t, a.ID)
	path := strings.TrimPrefix(d.Outreach.FollowUpLink(d.url, m), d.url)
	v := visitor{name: "a patient", url: d.url}
	raised := func() (n int) {
		t.Helper()
		all, err := d.OnCall.Alerts(ctx, actor.System(), oncall.Filter{Limit: 100})
		must(t, err)
		for _, x := range all {
			if strings.HasPrefix(x.Rule, "follow-up") || x.Tier == triage.Emergency {
				n++
			}
		}
		return n
	}
	tasks := func() (n int) {
		t.Helper()
		all, err := d.Inbox.Tasks(ctx, actor.System(), inbox.TaskFilter{Limit: 200})
		must(t, err)
		for _, k := range all {
			if k.Appointment == a.ID && strings.Contains(k.Text.Reveal(), "after their visit") || strings.Contains(k.Text.Reveal(), "follow-up") {
				n++
			}
		}
		return n
	}
	keyed := func(form url.Values) url.Values {
		t.Helper()
		_, page := d.get(t, path)
		_, rest, _ := strings.Cut(page, `name="key" value="`)
		key, _, _ := strings.Cut(rest, `"`)
		form.Set("key", key)
		return form
	}
	alerts, before := raised(), tasks()
	if _, page := d.get(t, path); strings.Contains(page, "Office visit") || !strings.Contains(page, "How are you after your visit?") || tasks() != before {
		t.Error("looking says or does something")
	}
	if res, _ := d.get(t, path+"x"); res.StatusCode != http.StatusNotFound {
		t.Errorf("a link that is not ours: %d", res.StatusCode)
	}
	if got := v.send(t, path, keyed(url.Values{"text": {" "}})); got.status != http.StatusBadRequest {
		t.Errorf("nothing said: %d", got.status)
	}
	form := keyed(url.Values{"feels": {"better"}})
	for range 2 { // the same twice is once
		if got := v.send(t, path, form); !strings.Contains(got.body, "Somebody at the practice reads this") || raised() != alerts || tasks() != before+1 {
			t.Errorf("better: %d, %d alerts, %d tasks", got.status, raised()-alerts, tasks()-before)
		}
	}
	if got := v.send(t, path, keyed(url.Values{"feels": {"worse"}})); raised() != alerts+1 || strings.Contains(got.body, "Somebody at the practice reads this") {
		t.Errorf("worse: %d alerts:\n%s", raised()-alerts, got.body)
	}
	got := v.send(t, path, keyed(url.Values{"feels": {"better"}, "text": {"I have crushing chest pain and I cannot breathe"}}))
	if !strings.Contains(got.body, "911 now") || !strings.Contains(got.body, `role="alert"`) || raised() != alerts+2 {
		t.Errorf("an emergency: %d alerts:\n%s", raised()-alerts, got.body)
	}
}

// A text that asks for nothing, to a number that was asked how they are, is the answer; an emergency stays one.
func TestAnAnswerByText(t *testing.T) {
	d := startDemo(t)
	ctx := context.Background()
	m := d.followUp(t, d.somebody(t).ID)
	const from = "+12185550143"
	must(t, d.Store.Do(ctx, actor.System(), func(tr tx.Tx) error {
		x := outreach.Attempt{ID: id.New[outreach.Attempt](d.IDs), Message: m, Started: d.Now(), To: phi.NewText(from), Text: phi.NewText("How are you?")}
		if err := d.Store.Outreach().Start(ctx, tr, x); err != nil {
			return err
		}
		return d.Audit.Record(ctx, tr, "tested", audit.Ref{Kind: "test"}, "", nil)
	}))
	say := func(number, turn, text string) string {
		t.Helper()
		r, err := d.Desk.Turn(ctx, frontdesk.Turn{Channel: frontdesk.SMS, Session: number, ID: turn, From: phi.NewPhone(number), Text: text, Event: frontdesk.Said})
		must(t, err)
		_, body, err := r.Words.For(guard.Patient, frontdesk.SMS, r.Recipient)
		must(t, err)
		return body
	}
	if got := say(from, "one", "Much better, thanks a lot"); !strings.Contains(got, "Somebody at the practice reads this") {
		t.Errorf("an answer got %q", got)
	}
	if got := say(from, "two", "when are you open"); strings.Contains(got, "Somebody at the practice reads this") {
		t.Errorf("a question got %q", got)
	}
	if got := say(from, "three", "crushing chest pain"); !strings.Contains(got, "911") {
		t.Errorf("an emergency got %q", got)
	}
	if got := say("+12185550144", "one", "Much better, thanks a lot"); strings.Contains(got, "Somebody at the practice reads this") {
		t.Errorf("somebody who was asked nothing got %q", got)
	}
}
