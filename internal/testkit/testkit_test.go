package testkit

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/jackc/pgx/v5"
)

// recorder is a test that only remembers how it ended.
type recorder struct {
	testing.TB
	failed, skipped bool
	said            strings.Builder
}

func (r *recorder) Helper()                   {}
func (r *recorder) Fatal(...any)              { r.failed = true; panic(r) }
func (r *recorder) Fatalf(string, ...any)     { r.failed = true; panic(r) }
func (r *recorder) Skipf(string, ...any)      { r.skipped = true; panic(r) }
func (r *recorder) Errorf(f string, _ ...any) { r.failed = true; r.said.WriteString(f) }

func record(f func(t testing.TB)) (r *recorder) {
	r = &recorder{}
	defer func() {
		if p := recover(); p != nil && p != any(r) {
			panic(p)
		}
	}()
	f(r)
	return r
}

func TestNeed(t *testing.T) {
	for _, what := range []string{"postgres", "browser", "wordpress", "pds"} {
		t.Setenv("BEDSIDE_TEST_WORDPRESS", "")
		t.Setenv("BEDSIDE_TEST_PDS", "")
		t.Setenv("BEDSIDE_TEST_PG", "")
		t.Setenv("BEDSIDE_TEST_CHROMIUM", "")
		t.Setenv("PATH", "")
		t.Setenv("BEDSIDE_TEST_SKIP", "")
		if r := record(func(t testing.TB) { Need(t, what) }); !r.failed {
			t.Errorf("%s is missing and nobody said so", what)
		}
		t.Setenv("BEDSIDE_TEST_SKIP", "postgres,browser,wordpress,pds")
		if r := record(func(t testing.TB) { Need(t, what) }); !r.skipped || r.failed {
			t.Errorf("%s was to be skipped", what)
		}
		t.Setenv("BEDSIDE_TEST_SKIP", "")
		t.Setenv("BEDSIDE_TEST_PG", "postgres://localhost/")
		t.Setenv("BEDSIDE_TEST_CHROMIUM", "/chromium")
		t.Setenv("BEDSIDE_TEST_WORDPRESS", "http://a:b@127.0.0.1:1")
		t.Setenv("BEDSIDE_TEST_PDS", "http://a:b@127.0.0.1:1")
		if r := record(func(t testing.TB) { Need(t, what) }); r.skipped || r.failed {
			t.Errorf("%s is there and the test did not run", what)
		}
	}
	if r := record(func(t testing.TB) { Need(t, "postgers") }); !r.failed {
		t.Error("a slip of the pen counts as there")
	}
}

func TestClock(t *testing.T) {
	start := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	c := NewClock(start)
	c.Advance(time.Hour)
	if got := c.Now().Sub(start); got != time.Hour {
		t.Errorf("moved by an hour, the clock moved by %v", got)
	}
	c.Set(start)
	if !c.Now().Equal(start) {
		t.Errorf("set to %v, the clock shows %v", start, c.Now())
	}
}

func TestPG(t *testing.T) {
	ctx := context.Background()
	a, b := PG(t), PG(t)
	if a == b {
		t.Fatal("two tests would share a database")
	}
	conn, err := pgx.Connect(ctx, a)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(ctx) }()
	var bytewise bool
	if err := conn.QueryRow(ctx, "select 'B' < 'a'").Scan(&bytewise); err != nil {
		t.Fatal(err)
	}
	if bytewise {
		t.Log("this server sorts text by bytes; one that does not finds more mistakes")
	}
}

func TestChrome(t *testing.T) {
	good := `<!doctype html><html lang="en"><title>A page</title><link rel="icon" href="data:,"><main><h1>Hello</h1></main></html>`
	bad := `<!doctype html><html><title>A page</title><link rel="icon" href="data:,"><img src="data:,"><input></html>`
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", "default-src 'none'; img-src data:")
		page := good
		if r.URL.Path == "/bad" {
			page = bad
		}
		_, _ = w.Write([]byte(page))
	}))
	defer server.Close()

	ctx := Chrome(t)
	Do(t, ctx, chromedp.Navigate(server.URL+"/good"))
	if title := Get(t, ctx, chromedp.Title()); title != "A page" {
		t.Errorf("the title is %q", title)
	}
	Axe(t, ctx)
	Do(t, ctx, Phone(), Dark(), chromedp.Navigate(server.URL+"/bad"))
	if r := record(func(r testing.TB) { Axe(r, ctx) }); !r.failed {
		t.Error("axe let a page pass that has a picture without words, a field without a label and no language")
	}
}

// TestElementsThatComeAndGo: a page that replaces its button all the time is pressed all the same, once for each press.
func TestElementsThatComeAndGo(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write([]byte(`<!doctype html><html lang="en"><title>A page</title><link rel="icon" href="data:,"><button>Press</button>
<script>
	pressed = 0
	addEventListener("click", () => pressed++)
	setInterval(() => (b => b.replaceWith(b.cloneNode(true)))(document.querySelector("button")), 2)
</script></html>`))
	}))
	defer server.Close()

	ctx := Chrome(t)
	Do(t, ctx, chromedp.Navigate(server.URL))
	const presses = 20
	for range presses {
		Do(t, ctx, chromedp.Focus(chromedp.CSS("button")), chromedp.Click(chromedp.CSS("button")))
	}
	// The mouse may go down on one button and up on the next, which is no press: only too many is a mistake.
	if n := Get(t, ctx, chromedp.Evaluate[int]("pressed")); n > presses {
		t.Errorf("%d presses were %d", presses, n)
	}
}
