package app_test

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"bedside/internal/actor"
	"bedside/internal/inbox"
	"bedside/internal/oncall"
	"bedside/internal/testkit"
)

// later moves the clock of the demo by an hour, as its strip does.
func (d demo) later(t *testing.T, v visitor) {
	t.Helper()
	if got := v.ask(t, "POST /demo/clock", "/demo/clock?by=1h", nil); got.status != http.StatusSeeOther {
		t.Fatalf("moving the clock: %d: %s", got.status, got.said())
	}
}

// laterStill moves the clock and waits until what was due by then is done: another alert, raised after it, went out.
func (d demo) laterStill(t *testing.T, v visitor) {
	t.Helper()
	d.later(t, v)
	before := len(d.Demo.Phones.State(onCallPhone).Texts) + len(d.Demo.Phones.State(otherPhone).Texts)
	d.emergency(t, "later-still")
	testkit.Eventually(t, "another alert", func() bool {
		return len(d.Demo.Phones.State(onCallPhone).Texts)+len(d.Demo.Phones.State(otherPhone).Texts) > before
	})
}

func (d demo) alert(t *testing.T, i oncall.AlertID) oncall.Detail {
	t.Helper()
	a, err := d.OnCall.Alert(context.Background(), actor.System(), i)
	must(t, err)
	return a
}

// stepDone waits until every try of an alert has its outcome: the next one is due from then.
func (d demo) stepDone(t *testing.T, i oncall.AlertID) {
	t.Helper()
	testkit.Eventually(t, "the step to be over", func() bool {
		return !slices.ContainsFunc(d.alert(t, i).Tries, func(y oncall.NamedTry) bool { return y.Outcome == "" })
	})
}

// TestAnAlertRunsToTheOwner: nobody takes an alert while the clock runs. The ladder ends with the owner, the front desk
// has a task and the patient is told; the owner takes it by the link in the text, and then it is quiet.
func TestAnAlertRunsToTheOwner(t *testing.T) {
	testkit.Need(t, "browser")
	d, ctx := startDemo(t), testkit.Chrome(t)
	watch := d.as(t, actor.FrontDesk)
	i := d.emergency(t, "night")
	d.linkTo(t, d.primary(t), 0)
	if page := watch.ask(t, "GET /console", "/console", nil).said(); !strings.Contains(page, "Nobody has taken this alert yet") || !strings.Contains(page, "I take it") {
		t.Errorf("the first page of the front desk does not show the alert: %s", page)
	}
	for tries := 0; d.alert(t, i).Status != oncall.Unanswered; tries++ {
		d.stepDone(t, i)
		before := len(d.alert(t, i).Tries)
		d.later(t, watch)
		testkit.Eventually(t, "the next step", func() bool {
			a := d.alert(t, i)
			return len(a.Tries) > before || a.Status == oncall.Unanswered
		})
		if tries == 10 {
			t.Fatal("the ladder has no end")
		}
	}
	link := d.linkTo(t, ownersPhone, 0)
	tasks, err := d.Inbox.Tasks(context.Background(), actor.System(), inbox.TaskFilter{Open: true})
	must(t, err)
	unanswered := 0
	for _, k := range tasks {
		if k.Kind == inbox.Unanswered {
			unanswered++
		}
	}
	if unanswered != 1 {
		t.Errorf("%d tasks say that nobody answered", unanswered)
	}
	if got := says(t, d.opened(t, ctx, link), "main"); !strings.Contains(got, "Somebody needs you") || d.alert(t, i).Status != oncall.Unanswered {
		t.Errorf("looking at the link did something, or it says: %s", got)
	}
	testkit.Axe(t, ctx)
	testkit.Do(t, ctx, testkit.Phone(), chromedp.Click(css("button[value=take]")))
	hears(t, ctx, "main", "has it")
	testkit.Screenshot(t, ctx, "story-alert-taken")
	if a := d.alert(t, i); a.Status != oncall.Acknowledged {
		t.Errorf("after the owner took it the alert is %s", a.Status)
	}
	texts := len(d.Demo.Phones.State(ownersPhone).Texts)
	d.laterStill(t, watch)
	if n := len(d.Demo.Phones.State(ownersPhone).Texts); n != texts {
		t.Errorf("the owner took it and was still sent %d texts more", n-texts)
	}
}

// opened opens a page and returns the window.
func (d demo) opened(t *testing.T, ctx context.Context, path string) context.Context {
	t.Helper()
	testkit.Do(t, ctx, chromedp.Navigate(d.url+path), chromedp.WaitVisible(css("main")))
	return ctx
}

// TestAnAlertTakenByKey: the telephone of whoever is on call rings, and a 1 on it takes the alert. Nobody else is
// alerted after that.
func TestAnAlertTakenByKey(t *testing.T) {
	d := startDemo(t)
	watch := d.as(t, actor.FrontDesk)
	primary, i := d.primary(t), d.emergency(t, "by-key")
	d.linkTo(t, primary, 0)
	d.stepDone(t, i)
	d.later(t, watch)
	testkit.Eventually(t, "the telephone to ring", func() bool { return d.Demo.Phones.State(primary).Rings })
	d.phone(t, primary, "answer", "")
	testkit.Eventually(t, "the call to wait for a key", func() bool { return d.Demo.Phones.State(primary).Keys })
	d.phone(t, primary, "key", "1")
	testkit.Eventually(t, "the alert to be taken", func() bool { return d.alert(t, i).Status == oncall.Acknowledged })
	tries := len(d.alert(t, i).Tries)
	d.laterStill(t, watch)
	if n := len(d.alert(t, i).Tries); n != tries {
		t.Errorf("the alert was taken and %d more were tried", n-tries)
	}
}
