package app_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"bedside/internal/actor"
	"bedside/internal/app"
	lakeside "bedside/internal/demo"
	"bedside/internal/fetch"
	"bedside/internal/testkit"
)

// A doctor looks back on what was posted long ago; nobody else sees it, and nothing of it is stored.
func TestLookBack(t *testing.T) {
	d := startDemo(t)
	doctor, desk := d.as(t, actor.Clinician), d.as(t, actor.FrontDesk)
	page := func(v visitor, query string) answer { return v.ask(t, "GET", "/console/lookback"+query, nil) }
	before := d.Now()

	if got := page(doctor, ""); got.status != http.StatusOK || !strings.Contains(got.body, `name="file"`) || !strings.Contains(got.body, `name="address"`) {
		t.Fatalf("the form: %d", got.status)
	}
	for _, wrong := range []struct {
		name, field, file string
		data              string
		want              string
	}{
		{"nothing", "other", "", "x", "Choose a file first"},
		{"a text", "file", "diary.txt", "Dear diary", "no posts in it that Bedside can read"},
		{"half a ZIP", "file", "a.zip", string(lakeside.Archive()[:300]), "The ZIP is damaged"},
		{"an address inside", "address", "", "http://127.0.0.1:1/", ""},
		{"no address", "address", "", "", "Give the address of a feed"},
	} {
		got := doctor.bring(t, "/console/lookback", wrong.field, wrong.file, []byte(wrong.data))
		if got.status < 400 || got.status >= 600 || got.status == 500 || !strings.Contains(got.said(), wrong.want) || !strings.Contains(got.body, `aria-invalid="true"`) {
			t.Errorf("%s: %d: %s", wrong.name, got.status, got.said())
		}
	}

	if got := doctor.bring(t, "/console/lookback", "file", "archive.zip", lakeside.Archive()); got.status != http.StatusSeeOther {
		t.Fatalf("the archive: %d: %s", got.status, got.said())
	}
	got := page(doctor, "")
	first, last := strings.Index(got.body, "Mrs. Agnes Tollefson"), strings.Index(got.body, "reply.patient")
	if first < 0 || last < 0 || last > first || !strings.Contains(got.body, "https://x.com/i/status/1001") || strings.Contains(got.body, "Vitamin C") {
		t.Errorf("the page: %s", got.said())
	}
	if got := page(doctor, "?group=1"); !strings.Contains(got.body, "Vitamin C") || strings.Contains(got.body, "Tollefson") {
		t.Error("the second group is another")
	}
	if got := page(doctor, "?group=99&page=99"); got.status != http.StatusOK {
		t.Errorf("beyond the end: %d", got.status)
	}
	if got := page(desk, ""); strings.Contains(got.body, "Tollefson") || !strings.Contains(got.body, `name="file"`) {
		t.Error("somebody else sees the archive")
	}

	doctor.send(t, "/console/lookback/done", url.Values{"group": {"0"}, "post": {"0"}, "page": {"1"}, "done": {"yes"}})
	if got := page(doctor, ""); !strings.Contains(got.body, "Not done") {
		t.Error("the tick is gone")
	}
	doctor.send(t, "/console/lookback/forget", nil)
	if got := page(doctor, ""); strings.Contains(got.body, "Tollefson") || !strings.Contains(got.body, `name="file"`) {
		t.Error("it was not forgotten")
	}
	for _, e := range d.eventsBy(t, doctor.id, before) {
		if e.Verb != "signed in" && e.Verb != "link made" {
			t.Errorf("looking back left the event %q", e.Verb)
		}
	}
}

// The address of a site leads to its feed.
func TestLookBackOnAFeed(t *testing.T) {
	site := http.NewServeMux()
	site.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = fmt.Fprint(w, `<!doctype html><link rel="alternate" type="application/rss+xml" href="/feed"><p>Welcome`)
	})
	site.HandleFunc("GET /feed", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/rss+xml")
		_, _ = fmt.Fprint(w, `<rss version="2.0"><channel><item><title>News</title><link>https://old.example/1</link><description>Vitamin C &lt;b&gt;cures&lt;/b&gt; the common cold.</description></item></channel></rss>`)
	})
	server := httptest.NewServer(site)
	defer server.Close()

	ctx, stop := context.WithCancel(context.Background())
	a, err := app.NewDemo(ctx, t.TempDir(), "127.0.0.1:0", slog.New(slog.DiscardHandler))
	must(t, err)
	a.Fetch = fetch.New(fetch.Config{Agent: "Bedside/1.0", Loopback: true, Now: time.Now})
	l, err := a.Listen()
	must(t, err)
	d := serveDemo(t, a, l, stop)
	doctor := d.as(t, actor.Clinician)
	if got := doctor.bring(t, "/console/lookback", "address", "", []byte(server.URL+"/")); got.status != http.StatusSeeOther {
		t.Fatalf("%d: %s", got.status, got.said())
	}
	if got := doctor.ask(t, "GET", "/console/lookback", nil); !strings.Contains(got.said(), "cures") || !strings.Contains(got.body, "https://old.example/1") {
		t.Error(got.said())
	}
	if got := doctor.bring(t, "/console/lookback", "address", "", []byte(server.URL+"/nowhere")); !strings.Contains(got.said(), "answers with 404 instead of a feed") {
		t.Errorf("%d: %s", got.status, got.said())
	}
}

// The tour has an archive to try, without anything of one's own; the page with what was found can be read by all.
func TestLookBackPage(t *testing.T) {
	testkit.Need(t, "browser")
	d := startDemo(t)
	ctx := testkit.Chrome(t)
	d.signIn(t, ctx)
	testkit.Do(t, ctx, testkit.Desktop(), testkit.Light(), chromedp.Navigate(d.url+"/console/lookback"))
	testkit.Axe(t, ctx)
	testkit.Screenshot(t, ctx, "lookback-new-light")
	testkit.Do(t, ctx, chromedp.Click(chromedp.CSS(`form:has([name="demo"]) button`)), chromedp.WaitVisible(chromedp.CSS("article mark")))
	testkit.Axe(t, ctx)
	testkit.Screenshot(t, ctx, "lookback-light")
	testkit.Do(t, ctx, testkit.Dark())
	testkit.Axe(t, ctx)
	testkit.Do(t, ctx, testkit.Phone(), testkit.Light())
	if wide := testkit.Get(t, ctx, chromedp.Evaluate[bool]("document.documentElement.scrollWidth > document.documentElement.clientWidth + 1")); wide {
		t.Error("on a telephone the page scrolls sideways")
	}
	testkit.Screenshot(t, ctx, "lookback-phone")
}
