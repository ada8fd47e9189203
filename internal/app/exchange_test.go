package app_test

import (
	"context"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"bedside/internal/actor"
	"bedside/internal/exchange"
	"bedside/internal/fault"
	"bedside/internal/schedule"
	"bedside/internal/schedule/feed"
	"bedside/internal/testkit"
	"bedside/internal/tx"
)

// furnishExchange makes another calendar each time: a door revokes it.
func (d demo) furnishExchange(t *testing.T, house furnished, a schedule.Appointment) {
	t.Helper()
	owner := actor.Actor{Kind: actor.Staff, Role: actor.Admin, ID: "owner"}
	mint := func() (token, i string) {
		token, err := d.Feeds.Make(context.Background(), owner, feed.Feed{Provider: a.Provider})
		must(t, err)
		must(t, d.Store.View(context.Background(), owner, func(tr tx.Tx) error {
			all, err := d.Feeds.All(context.Background(), tr)
			i = string(all[0].ID)
			return err
		}))
		return token, i
	}
	house["/calendar/feed/{token}"] = func() string { token, _ := mint(); return token + ".ics" }
	house["{kind}"] = func() string { return "providers" }
	house["/console/import/{id}"] = func() string {
		run, err := d.Exchange.Bring(context.Background(), owner, exchange.Patients, "old system.csv", []byte("Patient,DOB,Cell,Insurance\nAlex Sample,02/28/1980,218-555-0123,Harbor Mutual\nSam O'Sample,1/5/62,,\nAlex Sample,2/28/1980,,\n"))
		must(t, err)
		_, err = d.Exchange.Advance(context.Background(), run.ID, time.Minute)
		if err != nil && !fault.Is(err, fault.Conflict) { // the job is at it
			t.Fatal(err)
		}
		testkit.Eventually(t, "the file to be looked at", func() bool {
			seen, err := d.Exchange.Look(context.Background(), owner, run.ID)
			must(t, err)
			return seen.Phase == exchange.Checked
		})
		return string(run.ID)
	}
	house["/console/practice/calendars/{id}"] = func() string { _, i := mint(); return i }
}

var feedAddress = regexp.MustCompile(`https?://[^<]*(/calendar/feed/[A-Za-z0-9_-]{43}\.ics)<`)

// An owner makes a calendar and sees its address once; a calendar program asks for it again and again; then it is
// revoked and answers no more.
func TestACalendarFeed(t *testing.T) {
	d := startDemo(t)
	owner, a := d.as(t, actor.Admin), d.somebody(t)
	const page = "/console/practice/calendars"
	made := owner.send(t, page, map[string][]string{"of": {"provider:" + string(a.Provider)}})
	found := feedAddress.FindStringSubmatch(made.body)
	if made.status != http.StatusOK || found == nil {
		t.Fatalf("%d: %s", made.status, made.said())
	}
	path := found[1]
	if again := owner.ask(t, "GET "+page, page, nil); strings.Contains(again.body, path) || !strings.Contains(again.body, "Not yet") {
		t.Error("the address is shown twice, or the calendar is not listed")
	}
	get := func(path, had string) *http.Response {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, d.url+path, nil)
		must(t, err)
		r.Header.Set("If-None-Match", had)
		got, err := http.DefaultClient.Do(r)
		must(t, err)
		must(t, got.Body.Close())
		return got
	}
	first := get(path, "")
	tag := first.Header.Get("ETag")
	if first.StatusCode != http.StatusOK || !strings.HasPrefix(first.Header.Get("Content-Type"), "text/calendar") || tag == "" || !strings.HasPrefix(first.Header.Get("Cache-Control"), "private") {
		t.Fatalf("%d %v", first.StatusCode, first.Header)
	}
	if same := get(path, `"other", W/`+tag); same.StatusCode != http.StatusNotModified {
		t.Errorf("an unchanged calendar is answered by %d", same.StatusCode)
	}
	for _, wrong := range []string{strings.TrimSuffix(path, ".ics"), "/calendar/feed/" + strings.Repeat("A", 43) + ".ics"} {
		if got := get(wrong, ""); got.StatusCode != http.StatusNotFound {
			t.Errorf("a wrong address is answered by %d", got.StatusCode)
		}
	}
	revoke := regexp.MustCompile(page + `/[0-9a-f-]{36}/revoke`).FindString(owner.ask(t, "GET "+page, page, nil).body)
	if done := owner.send(t, revoke, nil); done.status != http.StatusSeeOther {
		t.Fatalf("%d: %s", done.status, done.said())
	}
	if got := get(path, tag); got.StatusCode != http.StatusNotFound {
		t.Errorf("a revoked calendar is answered by %d", got.StatusCode)
	}
}
