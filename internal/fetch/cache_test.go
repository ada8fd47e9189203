package fetch_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"bedside/internal/fetch"
)

func TestKeeping(t *testing.T) {
	for name, c := range map[string]struct {
		header string // of every answer, lines
		ask    http.Header
		wait   time.Duration
		full   int // of three questions, how many are answered in full
		asked  int
	}{
		"nothing said":         {"", nil, 0, 3, 3},
		"a tag":                {"Etag: `1`", nil, 0, 1, 3},
		"a date":               {"Last-Modified: Sat, 01 Jan 2000 00:00:00 GMT", nil, 0, 1, 3},
		"an hour":              {"Cache-Control: public, max-age=3600", nil, time.Minute, 1, 1},
		"a minute is over":     {"Cache-Control: max-age=60", nil, 2 * time.Minute, 3, 3},
		"a minute, and a tag":  {"Cache-Control: max-age=60\nEtag: `1`", nil, 2 * time.Minute, 1, 3},
		"a year counts a day":  {"Cache-Control: max-age=31536000", nil, 25 * time.Hour, 3, 3},
		"not to be kept":       {"Cache-Control: no-store\nEtag: `1`", nil, 0, 3, 3},
		"for one person":       {"Cache-Control: private, max-age=60\nEtag: `1`", nil, 0, 3, 3},
		"to be asked for anew": {"Cache-Control: no-cache, max-age=60\nEtag: `1`", nil, 0, 1, 3},
		"it is never the same": {"Vary: *\nEtag: `1`", nil, 0, 3, 3},
		"with a key":           {"Cache-Control: max-age=60", http.Header{"Authorization": {"k"}}, 0, 3, 3},
	} {
		t.Run(name, func(t *testing.T) {
			full, asked := 0, 0
			answer := func(rw http.ResponseWriter, r *http.Request) {
				asked++
				for line := range strings.Lines(c.header) {
					k, v, _ := strings.Cut(strings.TrimSpace(line), ": ")
					rw.Header().Set(k, v)
				}
				if r.Header.Get("If-None-Match") != "" || r.Header.Get("If-Modified-Since") != "" {
					rw.WriteHeader(http.StatusNotModified)
					return
				}
				full++
				_, _ = rw.Write([]byte("hello"))
			}
			inBubble(t, answer, func(t *testing.T, w *world) {
				for range 3 {
					res, err := w.Do(t.Context(), fetch.Request{URL: "https://site.example/", Header: c.ask})
					if err != nil || res.Status != 200 || string(res.Body) != "hello" {
						t.Fatalf("%d %q, %v", res.Status, res.Body, err)
					}
					copy(res.Body, "spoil") // the caller's own
					time.Sleep(c.wait)
				}
				if full != c.full || asked != c.asked {
					t.Errorf("asked %d times, %d of them answered in full", asked, full)
				}
			})
		})
	}
}

// However much is asked for, what is kept stays within its limit, and what is not kept is asked for again.
func TestKeepingIsBounded(t *testing.T) {
	asked := map[string]int{}
	w := newWorld(t, func(rw http.ResponseWriter, r *http.Request) {
		asked[r.URL.Path]++
		rw.Header().Set("Cache-Control", "max-age=3600")
		_, _ = rw.Write(make([]byte, 1<<20))
	})
	for i := range 20 {
		_, err := w.get(fmt.Sprint("https://site.example/", i))
		must(t, err)
	}
	for _, path := range []string{"/19", "/0"} {
		_, err := w.get("https://site.example" + path)
		must(t, err)
	}
	if asked["/19"] != 1 || asked["/0"] != 2 {
		t.Errorf("the last was asked for %d times, the first %d", asked["/19"], asked["/0"])
	}
}

func TestWelcome(t *testing.T) {
	for name, c := range map[string]struct {
		status int
		robots string
		path   string
		want   bool
	}{
		"no file":                    {404, "", "/a", true},
		"not to be had":              {500, "", "/a", false},
		"empty":                      {200, "", "/a", true},
		"everybody out":              {200, "User-agent: *\nDisallow: /", "/a", false},
		"nothing disallowed":         {200, "User-agent: *\nDisallow:", "/a", true},
		"somebody else":              {200, "User-agent: badbot\nDisallow: /", "/a", true},
		"we by name":                 {200, "User-agent: *\nDisallow:\n\nUser-agent: bedside\nDisallow: /a # no", "/a/b", false},
		"we by name are welcome":     {200, "User-agent: *\nDisallow: /\nUser-agent: BEDSIDE\nAllow: /", "/a", true},
		"two names, one group":       {200, "User-agent: other\nUser-agent: Bedside\nDisallow: /x", "/x", false},
		"the longer wins":            {200, "User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", true},
		"the longer wins, turned":    {200, "User-agent: *\nAllow: /a\nDisallow: /a/b", "/a/b/c", false},
		"the friendlier of two":      {200, "User-agent: *\nDisallow: /a\nAllow: /a", "/a", true},
		"a star":                     {200, "User-agent: *\nDisallow: /*.pdf", "/a/b.pdf?x=1", false},
		"a star and an end":          {200, "User-agent: *\nDisallow: /*.pdf$", "/a/b.pdf?x=1", true},
		"an end":                     {200, "User-agent: *\nDisallow: /a$", "/a", false},
		"a query":                    {200, "User-agent: *\nDisallow: /?q=", "/?q=1", false},
		"lines of a Macintosh":       {200, "User-agent: *\rDisallow: /a", "/a", false},
		"a mark at the start":        {200, "\ufeffUser-agent: *\nDisallow: /a", "/a", false},
		"a rule before any agent":    {200, "Disallow: /", "/a", true},
		"a site map in between":      {200, "User-agent: *\nSitemap: https://site.example/map\nDisallow: /a", "/a", false},
		"a page instead of the file": {200, "<!DOCTYPE html><p>Disallow: /</p>", "/a", true},
	} {
		t.Run(name, func(t *testing.T) {
			answer := func(rw http.ResponseWriter, r *http.Request) {
				if r.URL.Path != "/robots.txt" || r.URL.RawQuery != "" {
					t.Errorf("%s was asked for", r.URL)
				}
				rw.WriteHeader(c.status)
				_, _ = rw.Write([]byte(c.robots))
			}
			inBubble(t, answer, func(t *testing.T, w *world) {
				if got, err := w.Welcome(t.Context(), "https://site.example"+c.path); err != nil || got != c.want {
					t.Errorf("%v, %v", got, err)
				}
			})
		})
	}
}

// A longer list of paths that are disallowed never lets us in where a shorter one kept us out.
func TestMoreRulesNeverOpen(t *testing.T) {
	var robots string
	w := newWorld(t, func(rw http.ResponseWriter, _ *http.Request) { _, _ = rw.Write([]byte(robots)) })
	welcome := func(lines []string, path string) bool {
		robots = "User-agent: *\n" + strings.Join(lines, "\n")
		got, err := w.Welcome(context.Background(), "https://site.example"+path)
		must(t, err)
		return got
	}
	rapid.Check(t, func(r *rapid.T) {
		part := rapid.StringMatching(`/[ab*]{0,4}(/[ab*]{0,3})?\$?`)
		path := rapid.StringMatching(`/[ab]{0,4}(/[ab]{0,3})?`).Draw(r, "path")
		var lines []string
		for _, p := range rapid.SliceOfN(part, 0, 4).Draw(r, "rules") {
			lines = append(lines, "Disallow: "+p)
		}
		more := append(lines, "Disallow: "+part.Draw(r, "more"))
		if welcome(more, path) && !welcome(lines, path) {
			r.Errorf("%q lets %s in and %q does not", more, path, lines)
		}
	})
}

func FuzzRobots(f *testing.F) {
	f.Add("User-agent: *\nDisallow: /a*b$\nAllow: /", "/aab")
	f.Add("user-agent:Bedside\rdisallow:/"+strings.Repeat("*a", 50), "/"+strings.Repeat("a", 100))
	var robots string
	w := newWorld(f, func(rw http.ResponseWriter, _ *http.Request) { _, _ = rw.Write([]byte(robots)) })
	f.Fuzz(func(t *testing.T, text, path string) {
		robots = text
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		if _, err := w.Welcome(ctx, "https://site.example/"+strings.TrimPrefix(path, "/")); fetch.Code(err) == "slow" {
			t.Errorf("%q against %q takes too long", text, path)
		}
	})
}
