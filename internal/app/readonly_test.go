package app_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"bedside/internal/actor"
	"bedside/internal/outreach"
	"bedside/internal/testkit"
)

// TestSomebodyTriesWhatTheyMayNot follows a staff member who may only read. They see the day, the patients and the
// outbox, and not one button that is not theirs; then they type the addresses by hand, and send the forms of others
// from the developer's console, and are told in a plain page that this is not theirs. Nothing has changed in the end.
func TestSomebodyTriesWhatTheyMayNot(t *testing.T) {
	testkit.Need(t, "browser")
	d := startDemo(t)
	began := d.Now()
	a := d.somebody(t)
	message := d.messages(t, a.ID)
	if len(message) == 0 {
		t.Fatal("the visit has no message")
	}
	window := testkit.Chrome(t)
	d.visitAs(t, window, actor.ReadOnly)
	visit, person, mail := "/console/visits/"+string(a.ID), "/console/patients/"+string(a.Patient), "/console/outbox/"+string(message[0].ID)

	// What they see.
	for path, wanted := range map[string]string{
		"/console": "Visits", "/console/calendar?date=" + a.DayOf().String() + "&location=" + string(a.Location): "Location", visit: "What happened", "/console/patients": "Born", person: "How to reach",
		"/console/outbox": "Became", mail: "Attempts", "/console/practice/all": "Who and where", "/console/practice": "Name in messages", "/console/practice/providers": "Field", "/console/practice/closures": "closed",
		"/console/practice/hours?provider=" + string(a.Provider) + "&location=" + string(a.Location): "Hours",
	} {
		testkit.Do(t, window, chromedp.Navigate(d.url+path), chromedp.WaitVisible(css("main")))
		text := testkit.Get(t, window, chromedp.Text(css("main")))
		if !strings.Contains(text, wanted) {
			t.Errorf("%s does not show %q:\n%s", path, wanted, text)
		}
		for _, never := range []string{"Move it", "Cancel it", "Book a visit", "Book another", "New patient", "Import", "Change", "Stop messages", "Send again", "Give up", "New provider", "Save", "Receipt", "Set hours"} {
			if slices.Contains(testkit.Get(t, window, buttons), never) {
				t.Errorf("%s offers %q", path, never)
			}
		}
		testkit.Axe(t, window)
	}
	if rail := testkit.Get(t, window, chromedp.Text(css("nav.rail"))); strings.Contains(rail, "Audit") {
		t.Errorf("the rail offers the audit: %s", rail)
	}

	// What they type.
	for _, path := range []string{
		visit + "/move", visit + "/cancel", "/console/book", "/console/book/" + string(a.Patient), "/console/patients/new", "/console/import", person + "/edit", person + "/copy", person + "/recall", person + "/looked",
		"/console/practice/staff", "/console/setup/practice", "/console/setup/people", "/console/audit", "/console/audit/visits/" + string(a.ID),
	} {
		resp, err := chromedp.RunResponse(window, chromedp.Navigate(d.url+path))
		must(t, err)
		if resp.Status != http.StatusForbidden {
			t.Errorf("%s answers %d", path, resp.Status)
		}
		if text := testkit.Get(t, window, chromedp.Text(css("main"))); !strings.Contains(text, "This is not yours to open") || !strings.Contains(text, "Ask an administrator") {
			t.Errorf("%s says:\n%s", path, text)
		}
		if rail := testkit.Get(t, window, chromedp.Text(css("nav.rail"))); !strings.Contains(rail, "Patients") {
			t.Errorf("%s leaves no way back", path)
		}
	}
	testkit.Axe(t, window)
	testkit.Screenshot(t, window, "story-forbidden")

	// What they send with forms that they made themselves, which come from the practice's own page.
	for path, form := range map[string]string{
		visit + "/cancel": "reason=patient&key=1", visit + "/move": "key=1&start=x", visit + "/close": "status=noshow", mail + "/giveup": "", mail + "/again": "",
		"/console/patients/new": "given=A&family=B&dob=01/01/1980", person + "/edit": "given=A&family=B&dob=01/01/1980", "/console/practice": "name=Mine", "/console/practice/staff": "name=Me&email=me@example.com&role=admin",
		"/console/practice/staff/" + string(d.staff(t, actor.ReadOnly).ID) + "/role": "role=admin", "/console/setup/skip": "", "/demo/tamper": "how=change",
	} {
		status := testkit.Get(t, window, chromedp.Evaluate[int](`fetch(`+quoted(path)+`, {method: 'POST', redirect: 'manual', headers: {'Content-Type': 'application/x-www-form-urlencoded'}, body: `+quoted(form)+`}).then(r => r.status)`, chromedp.EvalAwaitPromise))
		if status != http.StatusForbidden {
			t.Errorf("a form sent to %s answers %d", path, status)
		}
	}
	if got := d.visit(t, a.ID); got.Status != a.Status || got.Version != a.Version || !got.Start.Equal(a.Start) {
		t.Errorf("the visit was %v and is %v", a, got)
	}
	if got := d.messages(t, a.ID); slices.ContainsFunc(got, func(m outreach.Item) bool { return m.Why == outreach.ByStaff }) {
		t.Error("a message was given up")
	}
	if role := d.staff(t, actor.ReadOnly).Role; role != actor.ReadOnly {
		t.Errorf("they made themselves %s", role)
	}
	for _, e := range d.eventsBy(t, string(d.staff(t, actor.ReadOnly).ID), began) {
		if e.Verb != "signed in" && e.Verb != "read" {
			t.Errorf("the log has of them: %s", e.Verb)
		}
	}
}

// buttons are the words of everything in the main part of the page that can be pressed.
var buttons = chromedp.Evaluate[[]string](`[...document.querySelectorAll('main a.button, main button')].filter(b => !b.disabled && !b.closest('fieldset[disabled]')).map(b => b.innerText.trim())`)
