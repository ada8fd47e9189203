package app_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"bedside/internal/actor"
	"bedside/internal/civil"
	"bedside/internal/closing"
	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/practice"
	"bedside/internal/publish"
	"bedside/internal/schedule"
	"bedside/internal/tx"
)

// away closes the provider's next day with visits, asks the patients, and returns the address of the closure.
func (d demo) away(t *testing.T, who practice.ProviderID) string {
	t.Helper()
	done, err := d.Closures.Close(context.Background(), d.by(t, actor.FrontDesk), closing.Plan{Closure: practice.Closure{Provider: who, From: d.busyDay(t, who), To: d.busyDay(t, who), Name: "Away"}, Ask: true})
	must(t, err)
	if done.Asked.Offered == 0 {
		t.Fatal("nobody was asked")
	}
	return "/console/closures/" + string(done.Closure)
}

// newClosure makes another closure each time: a door opens it again.
func (d demo) newClosure(t *testing.T) func() string {
	n := 0
	return func() (i string) {
		n++
		must(t, d.Store.Do(context.Background(), actor.System(), func(tr tx.Tx) error {
			day := civil.DateOf(d.Now()).AddDays(400 + n)
			c, err := d.Practice.AddClosure(context.Background(), tr, practice.Closure{From: day, To: day, Name: "Training"})
			i = string(c)
			return err
		}))
		return i
	}
}

// offered is the last part of the link to a time that is offered to somebody.
func (d demo) offered(t *testing.T) (ref string) {
	t.Helper()
	return d.offerOf(t, d.away(t, d.somebody(t).Provider))
}

// offerOf returns the link's end of the first offer that a closure made.
func (d demo) offerOf(t *testing.T, away string) (ref string) {
	t.Helper()
	closure := practice.ClosureID(strings.TrimPrefix(away, "/console/closures/"))
	must(t, d.Store.View(context.Background(), actor.System(), func(tr tx.Tx) error {
		waits, err := d.Schedule.Waits.Because(context.Background(), tr, closure)
		if err != nil {
			return err
		}
		offers, err := d.Schedule.Waits.OffersOf(context.Background(), tr, waits[0].ID)
		if err == nil {
			ref = strings.TrimPrefix(d.Outreach.OfferLink(d.url, offers[0].ID), d.url+"/offer/")
		}
		return err
	}))
	return ref
}

// busyDay is the next day after tomorrow on which the provider has visits that stand.
func (d demo) busyDay(t *testing.T, who practice.ProviderID) (day civil.Date) {
	t.Helper()
	must(t, d.Store.View(context.Background(), actor.System(), func(tr tx.Tx) error {
		all, err := d.Schedule.Between(context.Background(), tr, d.Now().AddDate(0, 0, 2), d.Now().AddDate(0, 0, 30), schedule.Filter{Provider: who, Status: schedule.Booked})
		if len(all) > 0 {
			day = all[0].DayOf()
		}
		return err
	}))
	return day
}

// A snow day: one sentence, looked at first, is heard by callers, said by the chat, stands on the site and in a post,
// the patients are asked, and one undo takes all of it back.
func TestASnowDay(t *testing.T) {
	d := startDemo(t)
	ctx := context.Background()
	desk := d.as(t, actor.FrontDesk)
	a := d.somebody(t)
	day := d.busyDay(t, a.Provider)
	const english, spanish = "We are closed that day because of the snow.", "Ese día estamos cerrados por la nieve."
	form := url.Values{"from": {day.String()}, "to": {day.String()}, "reason": {"Weather"}, "english": {english}, "spanish": {spanish}, "channel": {"site"}, "ask": {"1"}, "step": {"look"}}
	ask := func(method, path string, form url.Values) answer {
		t.Helper()
		if method == "POST" {
			return desk.send(t, path, form)
		}
		return desk.ask(t, method+" "+path, path, nil)
	}
	read := func(path string) string { t.Helper(); return (visitor{url: d.url}).ask(t, "GET "+path, path, nil).body }
	said := func(text string) string {
		t.Helper()
		r := d.chat(t, "snow "+text, "1", text)
		_, words, err := r.Words.For(guard.Patient, guard.Channel("chat"), r.Recipient)
		must(t, err)
		return words
	}
	look := ask("POST", "/console/close", form)
	if look.status != http.StatusOK || !strings.Contains(look.body, "May be said") || !strings.Contains(look.body, "Will be offered") {
		t.Fatalf("the look ahead: %d", look.status)
	}
	if strings.Contains(read("/"), english) {
		t.Fatal("looking said it already")
	}
	for what, edit := range map[string]func(url.Values){
		"a patient's name": func(f url.Values) {
			f.Set("english", "Closed: the patient Maria Gonzalez, born 3/4/1961, fell on our ice.")
		},
		"one language":            func(f url.Values) { f.Del("spanish") },
		"days in reverse":         func(f url.Values) { f.Set("to", day.AddDays(-1).String()) },
		"an end before the start": func(f url.Values) { f.Set("begins", "15:00"); f.Set("ends", "13:00") },
		"a post without a word":   func(f url.Values) { f.Del("english"); f.Del("spanish") },
		"a day that is no day":    func(f url.Values) { f.Set("from", "2026-02-31") },
		"a closure that is over":  func(f url.Values) { f.Set("from", "2020-01-01"); f.Set("to", "2020-01-02") },
		"no reason":               func(f url.Values) { f.Del("reason") },
	} {
		bad := url.Values{}
		for k, v := range form {
			bad[k] = v
		}
		bad.Set("step", "close")
		edit(bad)
		if got := ask("POST", "/console/close", bad); got.status != http.StatusBadRequest {
			t.Errorf("%s: %d", what, got.status)
		}
	}
	form.Set("step", "close")
	done := ask("POST", "/console/close", form)
	if done.status != http.StatusSeeOther || !strings.HasPrefix(done.location, "/console/closures/") {
		t.Fatalf("closing: %d to %s", done.status, done.location)
	}
	i := practice.ClosureID(strings.TrimPrefix(done.location, "/console/closures/"))
	for _, path := range []string{"/", "/find-us", "/book"} {
		if !strings.Contains(read(path), english) {
			t.Errorf("%s does not say it", path)
		}
	}
	if heard := said("hello"); !strings.Contains(heard, english) {
		t.Errorf("the chat begins with %q", heard)
	}
	if heard := said("hola, buenos días"); !strings.Contains(heard, spanish) {
		t.Errorf("the chat begins in Spanish with %q", heard)
	}
	page := ask("GET", done.location, nil)
	if !strings.Contains(page.body, "Asked") || !strings.Contains(page.body, english) || !strings.Contains(page.body, "Undo: open again") {
		t.Errorf("the closure's page: %d", page.status)
	}
	post := d.noticePost(t, i)
	p, err := d.Posts.Get(ctx, actor.System(), post)
	must(t, err)
	if p.State != publish.Submitted || !strings.Contains(p.Words.Body, english) {
		t.Errorf("the post is %s", p.State)
	}
	if undone := ask("POST", done.location+"/undo", nil); undone.status != http.StatusSeeOther {
		t.Fatalf("undo: %d", undone.status)
	}
	if strings.Contains(read("/"), english) {
		t.Error("the site still says it")
	}
	if heard := said("good morning"); strings.Contains(heard, english) {
		t.Error("the chat still says it")
	}
	if p, err = d.Posts.Get(ctx, actor.System(), post); err != nil || p.State != publish.Down {
		t.Errorf("the post is %s, %v", p.State, err)
	}
	must(t, d.Store.View(ctx, actor.System(), func(tr tx.Tx) error {
		if _, err := d.Schedule.Affected(ctx, tr, i); !fault.Is(err, fault.NotFound) {
			t.Errorf("the closure: %v", err)
		}
		waits, err := d.Schedule.Waits.Because(ctx, tr, i)
		for _, w := range waits {
			if w.Status == schedule.Waiting {
				t.Error("somebody still waits for another time")
			}
		}
		return err
	}))
}

// noticePost is the post that says what the closure's notice says.
func (d demo) noticePost(t *testing.T, i practice.ClosureID) (post publish.PostID) {
	t.Helper()
	must(t, d.Store.View(context.Background(), actor.System(), func(tr tx.Tx) error {
		p, err := d.Practice.Get(context.Background(), tr)
		if err != nil {
			return err
		}
		for _, n := range p.Notice {
			if n.Closure == i {
				post = publish.PostID(n.Post)
			}
		}
		return nil
	}))
	return post
}
