package app_test

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"bedside/internal/actor"
	"bedside/internal/civil"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/tx"
)

// TestTheCalendarByForms does without scripts what the calendar does with them: a visit is moved to a time that is typed,
// overbooked with a reason, cancelled with those that follow in its series; patients and free times are found.
func TestTheCalendarByForms(t *testing.T) {
	d, back := startDemo(t), context.Background()
	desk := d.as(t, actor.FrontDesk)
	like := d.book(t, "Odalys", "Featherweight", "odalys@example.net")
	free := d.emptiest(t, like)
	book := func(n int, given string) schedule.Appointment {
		a, err := d.Schedule.Book(back, actor.System(), schedule.Request{Patient: d.book(t, given, "Featherweight", given+"@example.net").Patient, Provider: like.Provider, Location: like.Location, Service: like.Service, Start: free[n].Start, Channel: "console"})
		must(t, err)
		return a
	}
	a, b := book(0, "Ottoline"), book(2, "Bertrand")
	move := func(to time.Time, why string) answer {
		return desk.send(t, "/console/visits/"+string(a.ID)+"/move", url.Values{"key": {strconv.FormatInt(d.visit(t, a.ID).Version, 10)}, "provider": {string(a.Provider)},
			"on": {civil.DateOf(to).String()}, "at": {civil.ClockOf(to).String()}, "overbook": {why}})
	}
	if got := move(free[1].Start, ""); got.status != http.StatusSeeOther || !d.visit(t, a.ID).Start.Equal(free[1].Start) {
		t.Errorf("moved to a typed time: %d, %s", got.status, got.said())
	}
	if got := move(b.Start, ""); got.status != http.StatusConflict || !strings.Contains(got.said(), "just taken") || !strings.Contains(got.body, "<details open>") {
		t.Errorf("moved to what is taken: %d, %s", got.status, got.said())
	}
	if got := move(b.Start, "Cannot come at another time"); got.status != http.StatusSeeOther {
		t.Errorf("overbooked: %d, %s", got.status, got.said())
	}
	if now := d.visit(t, a.ID); now.Lane < 32 || now.Overbook.Reveal() != "Cannot come at another time" {
		t.Errorf("it has lane %d, because %q", now.Lane, now.Overbook.Reveal())
	}

	// A series ends from its second visit on.
	all, err := d.Schedule.BookSeries(back, actor.System(), schedule.Series{Request: schedule.Request{Patient: b.Patient, Provider: b.Provider, Location: b.Location, Service: b.Service, Start: free[4].Start, Channel: "console", Overbook: phi.NewText("whatever the days hold")}, Every: 7, Times: 3})
	must(t, err)
	first := all[0]
	series := func() (all []schedule.Appointment) {
		must(t, d.Store.View(back, actor.System(), func(tr tx.Tx) (err error) { all, err = d.Store.Schedule().OfSeries(back, tr, first.Series); return err }))
		return all
	}
	second := series()[1]
	path := "/console/visits/" + string(second.ID) + "/cancel"
	if page := desk.ask(t, "GET", path, nil); !strings.Contains(page.said(), "all that follow in its series") {
		t.Errorf("the page does not ask how much of the series: %s", page.said())
	}
	if got := desk.send(t, path, url.Values{"key": {"1"}, "reason": {"patient"}, "series": {"rest"}}); got.status != http.StatusSeeOther {
		t.Errorf("cancelling the rest: %d, %s", got.status, got.said())
	}
	for i, v := range series() {
		if want := i == 0; v.Status.Takes() != want {
			t.Errorf("visit %d of the series is %s", i+1, v.Status)
		}
	}

	where := "date=" + a.DayOf().String() + "&location=" + string(a.Location)
	if list := desk.ask(t, "GET", "/console/calendar?view=list&"+where, nil); !strings.Contains(list.said(), "Ottoline Featherweight") {
		t.Errorf("the list does not show the visit: %s", list.said())
	}
	if found := desk.send(t, "/console/calendar/find", url.Values{"q": {"Featherweight"}}); found.status != http.StatusOK || !strings.Contains(found.said(), "Ottoline Featherweight") || !strings.Contains(found.body, "#"+string(a.ID)) {
		t.Errorf("finding her: %d, %s", found.status, found.said())
	}
	if next := desk.ask(t, "GET", "/console/calendar/free?service="+string(a.Service)+"&provider="+string(a.Provider), nil); !strings.Contains(next.body, "/console/book?location=") {
		t.Errorf("no free time is offered: %s", next.said())
	}
	if sheet := desk.ask(t, "GET", "/console/calendar/sheet?keep=1&show=initials&show=free&"+where, nil); strings.Contains(sheet.body, "Ottoline") || !strings.Contains(sheet.said(), "O.F.") || !strings.Contains(sheet.said(), " free") {
		t.Errorf("the sheet with initials only says: %s", sheet.said())
	}
}

// TestTheCalendarRemembers: who is shown is remembered in the browser, an address that names everybody wins, and nothing
// of a patient is in the cookie.
func TestTheCalendarRemembers(t *testing.T) {
	d := startDemo(t)
	desk := d.as(t, actor.FrontDesk)
	var p *practice.Practice
	must(t, d.Store.View(context.Background(), actor.System(), func(tr tx.Tx) (err error) { p, err = d.Practice.Get(context.Background(), tr); return err }))
	get := func(path string, cookies ...*http.Cookie) (string, []*http.Cookie) {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, d.url+path, http.NoBody)
		must(t, err)
		for _, c := range append(cookies, &http.Cookie{Name: "bedside_session", Value: desk.session}) {
			r.AddCookie(c)
		}
		resp, err := http.DefaultClient.Do(r)
		must(t, err)
		defer func() { _ = resp.Body.Close() }()
		var body strings.Builder
		_, err = bufio.NewReader(resp.Body).WriteTo(&body)
		must(t, err)
		return body.String(), resp.Cookies()
	}
	one, other := p.Providers[0], p.Providers[1]
	_, kept := get("/console/calendar?keep=1&who=" + one.Slug + "&who=" + other.Slug)
	var cookie *http.Cookie
	for _, c := range kept {
		if c.Name == "bedside_calendar" {
			cookie = c
		}
	}
	if cookie == nil || !cookie.HttpOnly || strings.Trim(cookie.Value, "abcdefghijklmnopqrstuvwxyz0123456789-.|") != "" {
		t.Fatalf("what is remembered is %v", cookie)
	}
	const some = "2 of 5 providers"
	if body, _ := get("/console/calendar", cookie); !strings.Contains(body, some) {
		t.Error("what was chosen is forgotten")
	}
	if body, _ := get("/console/calendar?who=all", cookie); strings.Contains(body, some) {
		t.Error("an address that names everybody shows a few")
	}
	if body, _ := get("/console/calendar?who=" + one.Slug + "&view=week"); !strings.Contains(body, `data-week`) {
		t.Error("one provider's week has no grid")
	}
}

// TestTheCalendarListens: the stream says which provider's column has changed and nothing else, and what a page asks for
// by itself does not keep a session from going idle.
func TestTheCalendarListens(t *testing.T) {
	d, back := startDemo(t), context.Background()
	desk := d.as(t, actor.FrontDesk)
	a := d.book(t, "Ottoline", "Featherweight", "ottoline@example.net")
	query := "?view=day&who=all&date=" + a.DayOf().String() + "&location=" + string(a.Location)
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, d.url+"/console/calendar/stream"+query, http.NoBody)
	must(t, err)
	r.AddCookie(&http.Cookie{Name: "bedside_session", Value: desk.session})
	resp, err := http.DefaultClient.Do(r)
	must(t, err)
	defer func() { _ = resp.Body.Close() }()
	lines := bufio.NewScanner(resp.Body)
	next := func() (by map[practice.ProviderID]string) {
		for lines.Scan() {
			data, ok := strings.CutPrefix(lines.Text(), "data: ")
			if !ok {
				continue
			}
			var event struct {
				All string
				By  map[practice.ProviderID]string
			}
			must(t, json.Unmarshal([]byte(data), &event))
			return event.By
		}
		t.Fatalf("the stream ended: %v", lines.Err())
		return nil
	}
	before := next()
	_, err = d.Schedule.Cancel(back, actor.System(), a.ID, 0, "practice")
	must(t, err)
	after, same := next(), 0
	for after[a.Provider] == before[a.Provider] { // a message about somebody else's visit went meanwhile
		after = next()
	}
	for who := range after {
		if before[who] == after[who] {
			same++
		}
	}
	if same == 0 {
		t.Error("of every provider it is said that the column changed")
	}

	d.Demo.Advance(10 * time.Minute)
	if got := desk.ask(t, "GET", "/console/calendar/columns"+query, nil); got.status != http.StatusOK {
		t.Errorf("the columns after ten minutes: %d", got.status)
	}
	d.Demo.Advance(6 * time.Minute)
	if got := desk.ask(t, "GET", "/console/calendar"+query, nil); got.status != http.StatusSeeOther {
		t.Errorf("nobody clicked for sixteen minutes, and the session is alive: %d", got.status)
	}
}
