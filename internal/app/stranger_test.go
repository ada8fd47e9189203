package app_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/outreach"
	"bedside/internal/schedule"
	"bedside/internal/store"
	"bedside/internal/testkit"
	"bedside/internal/tx"
	"bedside/internal/web"
)

// TestTheStrangersVisit follows one visit through the whole house: booked on the page without JavaScript, seen in the
// calendar, confirmed and reminded by real SMTP, stopped by the patient, and every step of it in the audit log.
func TestTheStrangersVisit(t *testing.T) {
	testkit.Need(t, "browser")
	d := startDemo(t)
	page := testkit.Chrome(t)
	const hers = "wilhelmina@example.net"
	first := css("main form button.first")
	text := func() string { return testkit.Get(t, page, chromedp.Text(css("body"))) }

	accessible := func() { // axe is a script
		t.Helper()
		testkit.Do(t, page, testkit.NoScript(false))
		testkit.Axe(t, page)
		testkit.Do(t, page, testkit.NoScript(true))
	}

	// She chooses what, with whom, and a time a week ahead.
	testkit.Do(t, page, testkit.NoScript(true), testkit.Phone(), chromedp.Navigate(d.url+"/"), chromedp.Click(css("main a.button.first")), chromedp.WaitVisible(css("ul.options")),
		chromedp.Click(css("ul.options a")), chromedp.WaitVisible(css("input[name=provider]")), chromedp.Click(first), chromedp.WaitVisible(css("a[href*='from=']")),
		chromedp.Click(css("main a[href*='from=']")), chromedp.WaitVisible(css("main a[href^='/book/details']")), chromedp.Click(css("main a[href^='/book/details']")), chromedp.WaitVisible(css("#f-given")))

	// She mistypes her birth date; the page says so and keeps the rest.
	fill := func(id, value string) { testkit.Do(t, page, chromedp.SendKeys(css("#f-"+id), value)) }
	fill("given", "Wilhelmina")
	fill("family", "Quartermaine")
	fill("dob", "17/05/1980")
	fill("phone", "(218) 555-0142")
	fill("email", hers)
	fill("reason", "A sore elbow")
	testkit.Do(t, page, chromedp.Click(css("input[name=remind]"))) // she wants reminders; unasked nobody gets any
	testkit.Do(t, page, chromedp.Click(first), chromedp.WaitVisible(css(".error, [aria-invalid=true]")))
	if got := testkit.Get(t, page, chromedp.Value(css("#f-family"))); got != "Quartermaine" {
		t.Errorf("after a mistake the last name is %q", got)
	}
	accessible()
	fill("dob", kb.End+strings.Repeat(kb.Backspace, 10))
	fill("dob", "05/17/1980")
	testkit.Do(t, page, chromedp.Click(first), chromedp.WaitVisible(css("section.booked")))
	if at := testkit.Get(t, page, chromedp.Location()); strings.Contains(at, "Quartermaine") || strings.Contains(text(), "Quartermaine") {
		t.Errorf("the page after booking tells the name: %s", at)
	}
	accessible()
	testkit.Screenshot(t, page, "story-booked")

	// The confirmation arrives: when and where, how to stop, and neither reason nor provider.
	a := d.visitOf(t, "site")
	d.settled(t, a.ID)
	testkit.Eventually(t, "a confirmation", func() bool { return len(d.mailsTo(hers)) == 1 })
	mail := d.mailsTo(hers)[0]
	for _, want := range []string{a.Start.Format("January 2 at 3:04 pm MST"), ") 555-0100", "/stop/"} {
		if !strings.Contains(mail.Text, want) {
			t.Errorf("the confirmation lacks %q:\n%s", want, mail.Text)
		}
	}
	for _, never := range []string{"elbow", "Quartermaine", "Marlow", "Osei", "Office visit"} {
		if strings.Contains(mail.Text+mail.Subject, never) {
			t.Errorf("the confirmation says %q", never)
		}
	}

	// The front desk sees her in the calendar and on the visit's page.
	desk := testkit.Chrome(t)
	d.signIn(t, desk)
	testkit.Do(t, desk, chromedp.Navigate(d.url+"/console/calendar?date="+a.DayOf().String()+"&location="+string(a.Location)), chromedp.WaitVisible(css("main")))
	if got := testkit.Get(t, desk, chromedp.Text(css("main"))); !strings.Contains(got, "Wilhelmina Quartermaine") {
		t.Error("the calendar does not show the visit")
	}
	testkit.Do(t, desk, chromedp.Navigate(d.url+"/console/visits/"+string(a.ID)), chromedp.WaitVisible(css("main")))
	if got := testkit.Get(t, desk, chromedp.Text(css("main"))); !strings.Contains(got, "A sore elbow") || !strings.Contains(got, "Sent") {
		t.Errorf("the visit's page shows no reason or no sent confirmation:\n%s", got)
	}

	// Days pass; three days and one day before, she is reminded.
	for hour := 0; len(d.mailsTo(hers)) < 3; hour += 6 {
		if hour > 21*24 {
			t.Fatalf("three weeks later: %v", d.messages(t, a.ID))
		}
		d.Demo.Advance(6 * time.Hour)
		d.settled(t, a.ID)
	}
	for _, m := range d.messages(t, a.ID) {
		if m.Status != outreach.Sent {
			t.Errorf("the %s is %s %s", m.Kind, m.Status, m.Why)
		}
	}

	// Looking at the stop link stops nothing; the button does.
	stop := mail.Text[strings.Index(mail.Text, "/stop/"):]
	stop = strings.Fields(stop)[0]
	testkit.Do(t, page, chromedp.Navigate(d.url+stop), chromedp.WaitVisible(first))
	if d.optedOut(t) {
		t.Error("looking at the link stopped the messages")
	}
	accessible()
	testkit.Do(t, page, chromedp.Click(first), chromedp.WaitNotPresent(css("form[action^='/stop/']")))
	if !d.optedOut(t) {
		t.Error("the button stopped nothing")
	}

	// The log holds every step and verifies.
	heads := store.HeadFile{Path: d.Heads}
	testkit.Eventually(t, "a sealed log", func() bool {
		h, err := heads.Read(d.Keys)
		if err != nil {
			t.Fatal(err)
		}
		r, err := audit.Verify(context.Background(), d.Store.Audit(), d.Keys, h)
		if err != nil || r.Problem != nil {
			t.Fatalf("the audit log does not verify: %v %v", r.Problem, err)
		}
		return r.Unsealed == 0
	})
	verbs := map[string]bool{}
	must(t, d.Store.View(context.Background(), actor.System(), func(tr tx.Tx) error {
		events, err := d.Audit.Receipt(context.Background(), tr, string(a.ID))
		for _, e := range events {
			verbs[e.Verb] = true
		}
		return err
	}))
	for _, want := range []string{"booked", "messages planned", "message attempted", "message sent"} {
		if !verbs[want] {
			t.Errorf("the receipt lacks %q: %v", want, verbs)
		}
	}
}

// css finds an element by its selector.
type css = chromedp.CSS

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// visitOf returns the visit that was booked last through the channel.
func (d demo) visitOf(t *testing.T, channel string) (a schedule.Appointment) {
	t.Helper()
	must(t, d.Store.View(context.Background(), actor.System(), func(tr tx.Tx) error {
		all, err := d.Schedule.Between(context.Background(), tr, d.Now(), d.Now().AddDate(0, 3, 0), schedule.Filter{})
		for _, v := range all {
			if v.Channel == channel && v.Created.After(a.Created) {
				a = v
			}
		}
		return err
	}))
	return a
}

func (d demo) messages(t *testing.T, i schedule.ID) []outreach.Item {
	t.Helper()
	all, err := d.Outreach.List(context.Background(), actor.System(), outreach.Filter{Appointment: i})
	must(t, err)
	return all
}

// settled waits until nothing of the visit that is due waits or is being sent.
func (d demo) settled(t *testing.T, i schedule.ID) {
	t.Helper()
	testkit.Eventually(t, "due messages to settle", func() bool {
		for _, m := range d.messages(t, i) {
			if m.Status == outreach.Sending || m.Status == outreach.Waiting && !m.Due.After(d.Now()) {
				return false
			}
		}
		return true
	})
}

func (d demo) mailsTo(address string) (all []web.DemoMail) {
	for _, m := range d.Demo.Mails() {
		if strings.Contains(m.To, address) {
			all = append(all, m)
		}
	}
	return all
}

func (d demo) optedOut(t *testing.T) bool {
	t.Helper()
	out := false
	must(t, d.Store.View(context.Background(), actor.System(), func(tr tx.Tx) error {
		found, err := d.Patients.Find(context.Background(), tr, "Quartermaine", 5)
		for _, p := range found {
			for _, c := range p.Contacts {
				out = out || c.OptedOut
			}
		}
		return err
	}))
	return out
}
