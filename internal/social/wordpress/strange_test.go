package wordpress_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"bedside/internal/attempt"
	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/publish"
	"bedside/internal/social"
	"bedside/internal/social/wordpress"
	"bedside/internal/testkit"
)

// script answers as a WordPress with one post does, but for requests that a test answers itself.
type script struct {
	*httptest.Server
	answer func(w http.ResponseWriter, r *http.Request) bool // false leaves it to the script
	public bool                                              // the post, with the mark of the item
	item   publish.Item
	asked  []string
}

const author = `{"publish_posts":true,"upload_files":true,"edit_published_posts":true,"delete_published_posts":true}`

func play(t testing.TB, item publish.Item, answer func(w http.ResponseWriter, r *http.Request) bool) *script {
	t.Helper()
	s := &script{answer: answer, item: item}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.asked = append(s.asked, r.Method+" "+strings.TrimPrefix(r.URL.Path, "/wp-json/wp/v2"))
		if s.answer != nil && s.answer(w, r) {
			return
		}
		s.usual(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *script) usual(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	one := fmt.Sprintf(`{"id":7,"status":"publish","link":"https://lakeside.example/flu","content":{"raw":"<!-- bedside %s -->"}}`, s.item.Key)
	switch at := r.Method + " " + strings.TrimPrefix(r.URL.Path, "/wp-json/wp/v2"); {
	case at == "GET /users/me":
		_, _ = fmt.Fprintf(w, `{"id":2,"capabilities":%s}`, author)
	case at == "GET /posts" && s.public:
		_, _ = fmt.Fprintf(w, "[%s]", one)
	case strings.HasPrefix(at, "GET /"):
		_, _ = w.Write([]byte("[]"))
	case at == "POST /posts":
		_, _ = w.Write([]byte(`{"id":7,"status":"draft"}`))
	default:
		s.public = true
		_, _ = w.Write([]byte(one))
	}
}

// plain is a notice without a picture.
func plain(t testing.TB) (publish.Item, guard.Cleared) {
	item, _ := flu(t)
	item.Media = nil
	return cleared(t, item)
}

// What a WordPress should not answer, at the request that makes the post public and at the first one.
func TestStrangeAnswers(t *testing.T) {
	say := func(status int, kind, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", kind)
			w.WriteHeader(status)
			_, _ = w.Write([]byte(body))
		}
	}
	is := func(r attempt.Result, permanent bool, code string) attempt.Outcome {
		return attempt.Outcome{Result: r, Permanent: permanent, Code: code}
	}
	for name, c := range map[string]struct {
		answer      http.HandlerFunc
		early, late attempt.Outcome
	}{
		"broken":              {say(500, "application/json", `{"code":"internal_server_error"}`), is("failed", false, "500"), is("unknown", false, "500")},
		"a gateway gave up":   {say(504, "text/html", "<html>"), is("failed", false, "504"), is("unknown", false, "504")},
		"a page":              {say(200, "text/html", "<html>Just a moment</html>"), is("failed", false, "html"), is("unknown", false, "html")},
		"a page that is JSON": {say(200, "application/json", "Warning: Undefined variable in plugin.php {}"), is("failed", false, "html"), is("unknown", false, "html")},
		"too many":            {say(429, "application/json", "{}"), is("failed", false, "429"), is("failed", false, "429")},
		"revoked":             {say(401, "application/json", `{"code":"rest_cannot_create"}`), is("failed", true, "401"), is("failed", true, "401")},
		"a firewall":          {say(403, "text/html", "<html>"), is("failed", true, "403"), is("failed", true, "403")},
		"too large":           {say(413, "text/html", "<html>"), is("failed", true, "413"), is("failed", true, "413")},
		"a page to sign in": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/wp-login.php", http.StatusFound)
		}, is("failed", true, "redirect"), is("failed", true, "redirect")},
		"nothing at all": {nil, is("failed", false, "slow"), is("unknown", false, "slow")},
	} {
		t.Run(name, func(t *testing.T) {
			for at, want := range map[string]attempt.Outcome{"GET /users/me": c.early, "POST /posts/7": c.late} {
				item, w := plain(t)
				soon, cancel := context.WithCancel(ctx)
				defer cancel()
				s := play(t, item, func(w http.ResponseWriter, r *http.Request) bool {
					if r.Method+" "+strings.TrimPrefix(r.URL.Path, "/wp-json/wp/v2") != at {
						return false
					}
					if c.answer != nil {
						c.answer(w, r)
						return true
					}
					_, _ = io.Copy(io.Discard, r.Body)
					cancel() // time is up
					<-r.Context().Done()
					return true
				})
				r, err := client(s.URL, testkit.Account{Name: "a", Password: "b"}).Publish(soon, w, item)
				if err != nil || r.Outcome != want {
					t.Errorf("%s: %+v, %v, want %+v", at, r.Outcome, err, want)
				}
				if step := social.NextStep(r.Code); step == "" || strings.Contains(step, "refused it") {
					t.Errorf("there is no next step for %q", r.Code)
				}
			}
		})
	}
}

// Refused before anything leaves: other words, no account, an address inside a network.
func TestNothingLeaves(t *testing.T) {
	item, w := plain(t)
	s := play(t, item, nil)
	c := client(s.URL, testkit.Account{Name: "a", Password: "b"})
	other := item
	other.Text += " And more."
	if r, err := c.Publish(ctx, w, other); !fault.Is(err, fault.Forbidden) {
		t.Errorf("other words: %+v, %v", r, err)
	}
	if r, err := c.Update(ctx, guard.Cleared{}, item, "7"); !fault.Is(err, fault.Forbidden) {
		t.Errorf("words that nobody cleared: %+v, %v", r, err)
	}
	for _, ref := range []string{"", "0", "-1", "7/../8", "at://x"} {
		if out, err := c.Remove(ctx, ref); !fault.Is(err, fault.Invalid) {
			t.Errorf("removing %q: %+v, %v", ref, out, err)
		}
	}
	if len(s.asked) != 0 {
		t.Errorf("%q was asked", s.asked)
	}
	if none := (&wordpress.Client{}); none.Ready() || !fault.Is(none.Check(ctx), fault.Unavailable) {
		t.Error("no account is ready")
	}
	for _, inside := range []string{"http://lakeside.example", "https://10.0.0.7", "https://169.254.169.254"} {
		c := client(inside, testkit.Account{Name: "a", Password: "b"})
		if r, err := c.Publish(ctx, w, item); err != nil || r.Result != attempt.Failed || !r.Permanent || r.Code != "address" {
			t.Errorf("%s: %+v, %v", inside, r, err)
		}
		if err := c.Check(ctx); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", inside, err)
		}
	}
}

// A role that may do less than an Author, or more, is refused with its reason.
func TestRoles(t *testing.T) {
	for name, can := range map[string]string{
		"a subscriber": `{"read":true}`, "nobody": `[]`, "a contributor": `{"edit_posts":true}`,
		"an editor":                      author[:len(author)-1] + `,"edit_others_posts":true}`,
		"an author with a plugin's gift": author[:len(author)-1] + `,"unfiltered_html":true}`,
	} {
		item, w := plain(t)
		s := play(t, item, func(w http.ResponseWriter, r *http.Request) bool {
			w.Header().Set("Content-Type", "application/json")
			_, _ = fmt.Fprintf(w, `{"id":2,"capabilities":%s}`, can)
			return true
		})
		if r, err := client(s.URL, testkit.Account{Name: "a", Password: "b"}).Publish(ctx, w, item); !fault.Is(err, fault.Forbidden) || len(s.asked) != 1 {
			t.Errorf("%s: %+v, %v after %q", name, r, err, s.asked)
		}
	}
}

// A post that somebody put into the trash is not brought back, and one that WordPress holds back is not called public.
func TestTrashedAndHeldBack(t *testing.T) {
	item, w := plain(t)
	status := "trash"
	s := play(t, item, func(w http.ResponseWriter, r *http.Request) bool {
		if !strings.Contains(r.URL.Path, "/posts") {
			return false
		}
		w.Header().Set("Content-Type", "application/json")
		one := fmt.Sprintf(`{"id":7,"status":%q,"content":{"raw":"<!-- bedside %s -->"}}`, status, item.Key)
		if r.Method == http.MethodGet {
			one = "[" + one + "]"
		}
		_, _ = w.Write([]byte(one))
		return true
	})
	c := client(s.URL, testkit.Account{Name: "a", Password: "b"})
	if r, err := c.Find(ctx, item); err != nil || r.Outcome != (attempt.Outcome{Result: attempt.Unknown, Code: "trash"}) {
		t.Errorf("Find = %+v, %v", r, err)
	}
	if r, err := c.Publish(ctx, w, item); err != nil || r.Outcome != (attempt.Outcome{Result: attempt.Failed, Permanent: true, Code: "trash"}) {
		t.Errorf("Publish = %+v, %v", r, err)
	}
	status = "pending"
	if r, err := c.Publish(ctx, w, item); err != nil || r.Outcome != (attempt.Outcome{Result: attempt.Failed, Permanent: true, Code: "status"}) {
		t.Errorf("Publish = %+v, %v", r, err)
	}
}
