package app_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"bedside/internal/actor"
	"bedside/internal/civil"
	"bedside/internal/outreach"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/schedule"
	"bedside/internal/testkit"
	"bedside/internal/tx"
)

const testPatience = 5 * time.Minute // longer than any story takes

func quoted(s string) string {
	b, _ := json.Marshal(s)
	return string(b)
}

// TestAMovedVisit: staff move a visit on its page. The patient is told once, the reminders move along, the old time is
// free again. Then they cancel it: what waited is skipped, and the patient is told that too.
func TestAMovedVisit(t *testing.T) {
	testkit.Need(t, "browser")
	d, ctx := startDemo(t), context.Background()
	const address = "ottoline@example.net"
	a := d.book(t, "Ottoline", "Featherweight", address)
	testkit.Eventually(t, "the confirmation", func() bool { return len(d.mailsTo(address)) == 1 })
	d.settled(t, a.ID)
	if d.offers(t, a, a.Start) {
		t.Fatal("a time that is given is offered")
	}
	before := d.due(t, a.ID)

	desk := testkit.Chrome(t)
	d.signIn(t, desk)
	testkit.Do(t, desk, chromedp.Navigate(d.url+"/console/visits/"+string(a.ID)), chromedp.Click(css("a[href$='/move']")), chromedp.WaitVisible(css("form[action$='/move']")))
	testkit.Axe(t, desk)
	if told := testkit.Get(t, desk, chromedp.Text(css(".told"))); !strings.Contains(told, "e-mail") {
		t.Errorf("the page says of the patient being told: %q", told)
	}
	testkit.Do(t, desk, chromedp.Click(css("a[rel=next]")), chromedp.WaitVisible(css("a[rel=prev]"))) // a week later
	for week := 2; ; week++ {                                                                         // two weeks later, or three where that one is a holiday
		at := testkit.Get(t, desk, chromedp.Location())
		testkit.Do(t, desk, chromedp.Click(css("a[rel=next]")))
		testkit.Eventually(t, "a later week", func() bool { return testkit.Get(t, desk, chromedp.Location()) != at })
		testkit.Do(t, desk, chromedp.WaitVisible(css("main a.button")))
		if testkit.Get(t, desk, chromedp.Evaluate[bool]("!!document.querySelector('label.slot')")) {
			break
		}
		if week == 5 {
			t.Fatal("nothing is free in the weeks to come")
		}
	}
	chosen := testkit.Get(t, desk, value("label.slot:last-of-type input"))
	testkit.Do(t, desk, chromedp.Click(css("input[value="+quoted(chosen)+"]")), chromedp.Click(css("main form[action$='/move'] button.first")), chromedp.WaitVisible(css("#history-head")))
	if got := testkit.Get(t, desk, chromedp.Text(css("main"))); !strings.Contains(got, "The visit is moved") || !strings.Contains(got, "Moved from") {
		t.Errorf("after moving, the visit's page says:\n%s", got)
	}
	testkit.Screenshot(t, desk, "story-moved")

	b := d.visit(t, a.ID)
	var to int64
	_, _ = fmt.Sscan(chosen[strings.Index(chosen, " "):], &to)
	if b.Start.Unix()/60 != to || b.Start.Equal(a.Start) || b.Version != a.Version+1 {
		t.Fatalf("chosen was %s, the visit went from %v to %v", chosen, a.Start, b.Start)
	}
	if !d.offers(t, a, a.Start) {
		t.Error("the old time is not free again")
	}
	if d.offers(t, b, b.Start) {
		t.Error("the new time is still offered")
	}

	// The patient is told once, when staff can no more take it back, and reads the new time only.
	d.Demo.Advance(time.Minute)
	testkit.Eventually(t, "word of the move", func() bool { return len(d.mailsTo(address)) == 2 })
	word := d.Demo.Mails()[0]
	if !strings.Contains(word.Text, b.Start.Format("January 2 at 3:04 pm")) {
		t.Errorf("word of the move does not say %v:\n%s", b.Start, word.Text)
	}
	after := d.due(t, a.ID)
	for kind, days := range map[outreach.Kind]int{outreach.Reminder3: 3, outreach.Reminder1: 1} {
		at := after[kind].In(b.Start.Location())
		if want := civil.DateOf(b.Start).AddDays(-days); civil.DateOf(at) != want || after[kind].Equal(before[kind]) {
			t.Errorf("%s was due %v and now is %v, wanted some time on %v", kind, before[kind], at, want)
		}
	}
	for range 3 { // nothing more comes of it
		d.Demo.Advance(time.Hour)
		d.settled(t, a.ID)
	}
	if got := d.mailsTo(address); len(got) != 2 {
		t.Errorf("the patient got %q", got)
	}

	// A page that was open all the while cannot move it a second time without looking.
	if _, err := d.Schedule.Move(ctx, actor.System(), schedule.Move{ID: a.ID, Version: a.Version, Start: a.Start}); err == nil {
		t.Error("the visit was moved by somebody who had not seen that it was moved")
	}

	// The patient rings to cancel.
	d.signInAgain(t, desk)
	testkit.Do(t, desk, chromedp.Navigate(d.url+"/console/visits/"+string(a.ID)), chromedp.Click(css("a[href$='/cancel']")), chromedp.WaitVisible(css("form[action$='/cancel']")))
	testkit.Axe(t, desk)
	testkit.Do(t, desk, chromedp.Click(css("main form[action$='/cancel'] button.first")), chromedp.WaitVisible(css("#history-head")))
	testkit.Eventually(t, "word of the cancellation", func() bool { return len(d.mailsTo(address)) == 3 })
	d.settled(t, a.ID)
	state := map[outreach.Kind]string{}
	for _, m := range d.messages(t, a.ID) {
		state[m.Kind] = strings.TrimSpace(string(m.Status) + " " + string(m.Why))
	}
	for kind, want := range map[outreach.Kind]string{
		outreach.Confirmation: "sent", outreach.Moved: "sent", outreach.Cancelled: "sent",
		outreach.Reminder3: "skipped visit_cancelled", outreach.Reminder1: "skipped visit_cancelled",
	} {
		if state[kind] != want {
			t.Errorf("the %s is %q, not %q", kind, state[kind], want)
		}
	}
	if !d.offers(t, b, b.Start) {
		t.Error("the cancelled time is not free again")
	}
	if got := d.visit(t, a.ID); got.Status != schedule.Cancelled {
		t.Errorf("the visit is %s", got.Status)
	}
	for d.Now().Before(b.Start) { // until the day it would have been
		d.Demo.Advance(24 * time.Hour)
		d.settled(t, a.ID)
	}
	if got := d.mailsTo(address); len(got) != 3 {
		t.Errorf("after the cancellation the patient got %q", got)
	}
}

// book gives a stranger a visit some ten days ahead, as the booking page does.
func (d demo) book(t *testing.T, given, family, address string) schedule.Appointment {
	t.Helper()
	like := d.somebody(t)
	email, err := phi.ParseEmail(address)
	must(t, err)
	phone, err := patient.ParsePhone("218-555-0177")
	must(t, err)
	var found []schedule.Slot
	today := civil.DateOf(d.Now())
	must(t, d.Store.View(context.Background(), actor.Visitor(), func(tr tx.Tx) (err error) {
		found, err = d.Schedule.Slots(context.Background(), tr, schedule.Query{Service: like.Service, Location: like.Location, From: today.AddDays(7), To: today.AddDays(13)})
		return err
	}))
	if len(found) == 0 {
		t.Fatal("nothing is free in the week after next")
	}
	slot := found[len(found)/2]
	a, err := d.Schedule.Book(context.Background(), actor.Visitor(), schedule.Request{
		Provider: slot.Provider, Location: slot.Location, Service: like.Service, Start: slot.Start, Channel: "site",
		Person: patient.Person{Name: phi.NewName(given, family), Birth: phi.NewBirthDate(civil.Date{Year: 1979, Month: 8, Day: 4}), Phone: phone, Email: email, Consent: true, How: "booking page"},
	})
	must(t, err)
	return a
}

// offers reports whether a stranger could have the time with the visit's provider.
func (d demo) offers(t *testing.T, a schedule.Appointment, at time.Time) bool {
	t.Helper()
	var found []schedule.Slot
	must(t, d.Store.View(context.Background(), actor.Visitor(), func(tr tx.Tx) (err error) {
		day := civil.DateOf(at)
		found, err = d.Schedule.Slots(context.Background(), tr, schedule.Query{Service: a.Service, Provider: a.Provider, Location: a.Location, From: day, To: day})
		return err
	}))
	return slices.ContainsFunc(found, func(s schedule.Slot) bool { return s.Start.Equal(at) })
}

// due is when each kind of message of the visit is due.
func (d demo) due(t *testing.T, i schedule.ID) map[outreach.Kind]time.Time {
	t.Helper()
	due := map[outreach.Kind]time.Time{}
	for _, m := range d.messages(t, i) {
		due[m.Kind] = m.Due
	}
	return due
}

func (d demo) visit(t *testing.T, i schedule.ID) (a schedule.Appointment) {
	t.Helper()
	must(t, d.Store.View(context.Background(), actor.System(), func(tr tx.Tx) (err error) {
		a, err = d.Schedule.Get(context.Background(), tr, i)
		return err
	}))
	return a
}

// signInAgain signs the window in with a new link: hours have passed, so its session has ended.
func (d demo) signInAgain(t *testing.T, window context.Context) {
	t.Helper()
	d.visitAs(t, window, actor.Admin)
}

// visitAs signs somebody of the role in by a one-time link.
func (d demo) visitAs(t *testing.T, window context.Context, role actor.Role) {
	t.Helper()
	link, err := d.Identity.NewLink(context.Background(), actor.System(), d.staff(t, role).ID)
	must(t, err)
	testkit.Do(t, window, chromedp.Navigate(d.url+"/console/link/"+link), chromedp.Submit(css("main form")), chromedp.WaitVisible(css("nav.rail")))
}
