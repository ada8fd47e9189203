package app_test

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"bedside/internal/actor"
	"bedside/internal/schedule"
	"bedside/internal/tx"
)

// waits are the entries of the list that anybody put there themselves, the first made first.
func (d demo) waits(t *testing.T) (all []schedule.Wait) {
	t.Helper()
	must(t, d.Store.View(context.Background(), actor.System(), func(tr tx.Tx) (err error) {
		all, err = d.Schedule.Waits.Waiting(context.Background(), tr, "")
		return err
	}))
	return slices.DeleteFunc(all, func(w schedule.Wait) bool { return w.Channel == "" })
}

// Whoever asks on the booking page to be told when something opens is told the same, whether or not they are on file; the
// list has them once, with what they said.
func TestSomebodyAsksToBeToldWhenSomethingOpens(t *testing.T) {
	t.Parallel()
	d := startDemo(t)
	a, who := d.book(t, "Odalys", "Featherweight", "odalys@example.net"), d.as(t, "")
	if _, body := d.get(t, "/book/time?service="+string(a.Service)+"&not=5&after=13:00"); !strings.Contains(body, "/book/wait?") {
		t.Error("the free times do not lead to the list")
	}
	if _, body := d.get(t, "/book/wait?service="+string(a.Service)+"&lang=es&given=Eve"); !strings.Contains(body, "Avísenme cuando haya una hora") || strings.Contains(body, "Eve") {
		t.Error("the page is not in Spanish, or takes a name from its address")
	}
	form := func(given, family, dob string) url.Values {
		return url.Values{"service": {string(a.Service)}, "provider": {string(a.Provider)}, "location": {string(a.Location)}, "only": {"2", "4"}, "after": {"13:00"},
			"given": {given}, "family": {family}, "dob": {dob}, "phone": {"218-555-0163"}, "reason": {"A sore shoulder"}, "texts": {"1"}}
	}
	bad := who.send(t, "/book/wait", form("", "Marsh", "13/45/1990"))
	if bad.status != http.StatusBadRequest || !strings.Contains(bad.said(), "to mend") || len(d.waits(t)) != 0 {
		t.Errorf("without a name and a date: %d %s", bad.status, bad.said())
	}
	if es := who.send(t, "/book/wait?lang=es", form("", "Marsh", "01/02/1990")); !strings.Contains(es.said(), "Escriba el nombre.") {
		t.Errorf("in Spanish: %s", es.said())
	}
	stranger := who.send(t, "/book/wait", form("Wren", "Marsh", "01/02/1990"))
	theirs := form("Odalys", "Featherweight", "08/04/1979")
	theirs.Set("phone", "218-555-0177")
	theirs.Set("sooner", "1")
	onFile := who.send(t, "/book/wait", theirs)
	if stranger.status != http.StatusSeeOther || stranger.status != onFile.status || stranger.location != onFile.location {
		t.Errorf("a stranger goes to %d %s, somebody on file to %d %s", stranger.status, stranger.location, onFile.status, onFile.location)
	}
	if _, body := d.get(t, stranger.location); !strings.Contains(body, "You are on the waiting list") || strings.Contains(body, "Wren") {
		t.Error("what follows does not say so, or names them")
	}
	who.send(t, "/book/wait", form("Wren", "Marsh", "01/02/1990"))
	all := d.waits(t)
	if len(all) != 2 {
		t.Fatalf("%d wait, want 2", len(all))
	}
	for i, w := range all {
		if w.Channel != "site" || w.Service != a.Service || w.After != 780 || len(w.Days) != 2 || w.Provider != a.Provider || w.Reason.Reveal() != "A sore shoulder" {
			t.Errorf("%d: %+v", i, w)
		}
	}
	if all[0].Instead != "" || all[1].Patient != a.Patient || all[1].Instead == "" {
		t.Errorf("who has a visit and wants it sooner: %+v", all[1])
	}
}

// Whatever staff just did is said on the page they come to, where the keyboard goes on.
func TestWhatStaffDidIsSaidWhereTheyCome(t *testing.T) {
	t.Parallel()
	d := startDemo(t)
	who := d.as(t, actor.Admin)
	for _, path := range []string{"/console/waitlist", "/console/calendar", "/console/outbox", "/console/outbox/ahead", "/console/due", "/console/announcements", "/console/practice/closures",
		"/console/practice/books", "/console/practice/calendars", "/console/practice/connections", "/console/practice/messages", "/console/practice/sending", "/console/import"} {
		_, page := d.get(t, path, "Cookie", "bedside_session="+who.session+"; bedside_notice=saved")
		if !strings.Contains(page, `tabindex="-1" autofocus><div class="notice good" role="status">`) || !strings.Contains(page, "<b>Saved</b>") {
			t.Errorf("%s does not say what was done", path)
		}
	}
}

// One press on a visit's own page puts its patient on the list for a sooner time, and one takes them off.
func TestOnePressWaitsForASoonerVisit(t *testing.T) {
	t.Parallel()
	d := startDemo(t)
	a, who := d.somebody(t), d.as(t, "")
	path := "/visit/" + d.Outreach.VisitRef(a)
	if _, body := d.get(t, path); !strings.Contains(body, "I would come sooner") || strings.Contains(body, "waiting list") {
		t.Error("the page does not offer it, or tells more")
	}
	if len(d.waits(t)) != 0 {
		t.Fatal("looking put somebody on the list")
	}
	for range 2 {
		if got := who.send(t, path, url.Values{"answer": {"sooner"}}); !strings.Contains(got.said(), "You are on the waiting list") || got.status != http.StatusOK {
			t.Fatalf("%d %s", got.status, got.said())
		}
	}
	all := d.waits(t)
	if len(all) != 1 || all[0].Instead != a.ID || all[0].Patient != a.Patient || all[0].To != a.DayOf() || all[0].Channel != "link" {
		t.Fatalf("the list: %+v", all)
	}
	if got := who.send(t, path+"?lang=es", url.Values{"answer": {"leave"}}); !strings.Contains(got.said(), "Usted ya no está en la lista de espera") {
		t.Errorf("%d %s", got.status, got.said())
	}
	if all := d.waits(t); len(all) != 0 {
		t.Errorf("still on the list: %+v", all)
	}
}
