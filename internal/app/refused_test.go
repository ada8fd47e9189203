package app_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
)

// TestRefused: who is refused is told so in a sentence, in the face of the house they came to.
func TestRefused(t *testing.T) {
	d := startDemo(t)
	ask := func(method, path string, header ...string) (*http.Response, string) {
		t.Helper()
		r, err := http.NewRequest(method, d.url+path, strings.NewReader(""))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		for i := 0; i < len(header); i += 2 {
			r.Header.Set(header[i], header[i+1])
		}
		client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
		resp, err := client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(resp.Body)
		if err := errors.Join(err, resp.Body.Close()); err != nil {
			t.Fatal(err)
		}
		return resp, string(body)
	}
	const site, console = "site.css", "console.css"
	for _, c := range []struct {
		name, method, path string
		header             []string
		status             int
		face, says, allow  string
	}{
		{"a page that is not there", "GET", "/nothing", nil, 404, site, "There is nothing here", ""},
		{"a page of the console that is not there", "GET", "/console/nothing", nil, 404, console, "There is nothing here", ""},
		{"a form sent to a page", "POST", "/providers", nil, 405, site, "cannot be done here", "GET"},
		{"a form opened as a page", "GET", "/console/signout", nil, 405, console, "cannot be done here", "POST"},
		{"another method", "DELETE", "/book", nil, 405, site, "cannot be done here", "GET, POST"},
		{"a form of another site", "POST", "/book", []string{"Sec-Fetch-Site", "cross-site"}, 403, site, "came from another site", ""},
		{"a form of another site for the console", "POST", "/console/signin", []string{"Sec-Fetch-Site", "cross-site"}, 403, console, "came from another site", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			resp, body := ask(c.method, c.path, c.header...)
			if resp.StatusCode != c.status || resp.Header.Get("Allow") != c.allow || !strings.Contains(body, c.face) || !strings.Contains(body, c.says) {
				t.Errorf("answered %d, Allow %q, in the right face: %v:\n%s", resp.StatusCode, resp.Header.Get("Allow"), strings.Contains(body, c.face), body)
			}
		})
	}

	for _, c := range []struct{ name, path, says string }{
		{"sign-ins", "/console/signin", "Please wait"}, {"stop links", "/stop/none", "Please wait"}, {"bookings", "/book", "Please wait"},
		{"bookings by the API, counted together with those", "/api/v1/appointments", `"message":"That was a lot`},
	} {
		t.Run("too many "+c.name, func(t *testing.T) {
			for range 100 {
				resp, body := ask("POST", c.path)
				if resp.StatusCode != http.StatusTooManyRequests {
					continue
				}
				if resp.Header.Get("Retry-After") == "" || !strings.Contains(body, c.says) {
					t.Errorf("Retry-After %q:\n%s", resp.Header.Get("Retry-After"), body)
				}
				return
			}
			t.Error("never refused")
		})
	}
}
