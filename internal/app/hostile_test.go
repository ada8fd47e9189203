package app_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"bedside/internal/actor"
)

// The editor answers while somebody types what nobody types, in time and without an error of its own, and says that it
// cannot be read.
func TestTheEditorReadsHostileText(t *testing.T) {
	d := startDemo(t)
	v := d.as(t, actor.Clinician)
	for name, body := range map[string]string{
		"a million brackets": strings.Repeat("(", 1e6), "a million square ones": strings.Repeat("[", 1e6), "one word of 6 MB": strings.Repeat("a", 6<<20),
		"quotes in quotes": strings.Repeat("> ", 1e5) + "x", "lists in lists": strings.Repeat("- ", 5e4) + "x", "open links": strings.Repeat("[a](b ", 1e5), "open emphasis": strings.Repeat("**a ", 1e5),
		"open comments": strings.Repeat("<!-- ", 1e5), "backticks": strings.Repeat("`a``b```", 1e5), "identifiers, many": strings.Repeat("My patient Maria Lopez, MRN 123456. ", 2e4),
	} {
		start := time.Now()
		a := v.send(t, "/console/posts/check", url.Values{"title": {"A title"}, "body": {body}, "kind": {"education"}, "channel": {"site"}})
		if a.status != http.StatusOK || strings.TrimSpace(a.body) == "" {
			t.Errorf("%s: %d %.300s", name, a.status, a.body)
		}
		if took := time.Since(start); took > 30*time.Second {
			t.Errorf("%s took %s", name, took)
		}
	}
	for name, body := range map[string]string{"invalid UTF-8": "\xff\xfe", "a NUL": "a\x00b", "9 MB": strings.Repeat("a", 9<<20)} {
		if a := v.send(t, "/console/posts/check", url.Values{"body": {body}}); a.status != http.StatusBadRequest && a.status != http.StatusRequestEntityTooLarge {
			t.Errorf("%s: %d", name, a.status)
		}
	}
}
