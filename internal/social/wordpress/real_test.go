package wordpress_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"bedside/internal/attempt"
	"bedside/internal/fault"
	"bedside/internal/publish"
	"bedside/internal/social/wordpress"
	"bedside/internal/testkit"
)

func get(t testing.TB, address string) string {
	t.Helper()
	res, err := http.Get(address)
	must(t, err)
	defer func() { _ = res.Body.Close() }()
	b, err := io.ReadAll(res.Body)
	must(t, err)
	if res.StatusCode == http.StatusNotFound {
		return "404"
	}
	return string(b)
}

// A post's whole life on a real WordPress, as a visitor sees it.
func TestLife(t *testing.T) {
	author := testkit.WordPress(t)
	c := client(author.URL, author)
	must(t, c.Check(ctx))
	item, w := flu(t)
	r, err := c.Find(ctx, item)
	if err != nil || r.Outcome != (attempt.Outcome{Result: attempt.Failed, Code: "not there"}) {
		t.Fatalf("before: %+v, %v", r, err)
	}
	first, err := c.Publish(ctx, w, item)
	first = sent(t, first, err)
	page := get(t, first.URL)
	for _, want := range []string{
		"Flu shots &amp; you: 3 &lt; 4", "<p>We give flu shots on weekdays. &#091;gallery]", `lang="en"`, `alt="A nurse holds a tray &#091;blue]"`, string(item.Media[0].ID),
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page has no %s:\n%s", want, page)
		}
	}
	h := holds(t, item)
	if len(h.Posts) != 1 || h.Posts[0].CommentStatus != "closed" || len(h.Pictures) != 1 ||
		h.Pictures[0].Alt != item.Media[0].Alt || h.Pictures[0].Parent != h.Posts[0].ID {
		t.Errorf("WordPress holds %+v", h)
	}
	for range 2 { // again, and asked
		again, err := c.Publish(ctx, w, item)
		if again = sent(t, again, err); again != first {
			t.Errorf("again: %+v, was %+v", again, first)
		}
		found, err := c.Find(ctx, item)
		if found = sent(t, found, err); found != first {
			t.Errorf("found: %+v, was %+v", found, first)
		}
	}

	better, _ := flu(t)
	better.Title, better.HTML, better.Text = "Flu shots, corrected", "<p>We give flu shots on Mondays.</p>", "We give flu shots on Mondays."
	better.Slug = item.Slug
	better, w = cleared(t, better)
	for range 2 {
		r, err := c.Update(ctx, w, better, first.Ref)
		if r = sent(t, r, err); r.Ref != first.Ref || r.URL != first.URL {
			t.Errorf("the correction is %+v, was %+v", r, first)
		}
	}
	page = get(t, first.URL)
	if !strings.Contains(page, "on Mondays") || strings.Contains(page, "weekdays") || strings.Count(page, "<img") != 1 ||
		len(holds(t, item).Pictures) != 0 || get(t, h.Pictures[0].URL) != "404" {
		t.Errorf("after the correction:\n%s", page)
	}

	h = holds(t, better)
	for range 2 {
		if out, err := c.Remove(ctx, first.Ref); err != nil || out.Result != attempt.Sent {
			t.Fatalf("Remove = %+v, %v", out, err)
		}
	}
	if left := holds(t, better); len(left.Posts)+len(left.Pictures) != 0 || get(t, first.URL) != "404" || get(t, h.Pictures[0].URL) != "404" {
		t.Errorf("after removing it there is %+v", left)
	}
	if r, err := c.Update(ctx, w, better, first.Ref); err != nil || r.Result != attempt.Failed || !r.Permanent {
		t.Errorf("a correction of what is gone: %+v, %v", r, err)
	}
}

// Whatever request is cut off, and on whichever side of WordPress's doing it: asked and tried again, there is one post
// with one picture.
func TestCutAnywhere(t *testing.T) {
	author := testkit.WordPress(t)
	wire := testkit.NewWire(t, author.URL)
	item, w := flu(t)
	r, err := client(wire.URL, author).Publish(ctx, w, item)
	sent(t, r, err)
	if wire.Asked() < 6 {
		t.Fatalf("publishing took %d requests", wire.Asked())
	}
	for n := range wire.Asked() {
		for how, name := range map[testkit.Cut]string{testkit.Before: "before", testkit.After: "after"} {
			item, w := flu(t)
			wire.Cut(n+1, how)
			c := client(wire.URL, author)
			r, err := c.Publish(ctx, w, item)
			must(t, err)
			for tries := 0; r.Result != attempt.Sent && tries < 3; tries++ {
				if r.Permanent {
					t.Fatalf("request %d cut %s: %+v is for good", n+1, name, r)
				}
				if r.Result == attempt.Unknown {
					r, err = c.Find(ctx, item)
				} else {
					r, err = c.Publish(ctx, w, item)
				}
				must(t, err)
			}
			sent(t, r, nil)
			if h := holds(t, item); len(h.Posts) != 1 || h.Posts[0].Status != "publish" || len(h.Pictures) != 1 {
				t.Errorf("request %d cut %s: WordPress holds %+v", n+1, name, h)
			}
		}
	}
}

// Removing and correcting can be cut off and repeated.
func TestRemoveCutAnywhere(t *testing.T) {
	author := testkit.WordPress(t)
	wire := testkit.NewWire(t, author.URL)
	for n := 1; n <= 5; n++ {
		item, w := flu(t)
		c := client(wire.URL, author)
		wire.Cut(0, testkit.Whole)
		r, err := c.Publish(ctx, w, item)
		ref := sent(t, r, err).Ref
		wire.Cut(n, testkit.After)
		out, err := c.Remove(ctx, ref)
		must(t, err)
		if out.Result != attempt.Sent {
			out, err = c.Remove(ctx, ref)
		}
		if left := holds(t, item); err != nil || out.Result != attempt.Sent || len(left.Posts)+len(left.Pictures) != 0 {
			t.Errorf("request %d: %+v, %v, and there is %+v", n, out, err, left)
		}
	}
}

// A correction with another picture ends with the new words and the new picture alone, wherever it was cut off.
func TestCorrectionCutAnywhere(t *testing.T) {
	author := testkit.WordPress(t)
	wire := testkit.NewWire(t, author.URL)
	c := client(wire.URL, author)
	item, w := flu(t)
	r, err := c.Publish(ctx, w, item)
	first := sent(t, r, err)
	for n := 1; n <= 7; n++ {
		old := item
		item, w = flu(t)
		wire.Cut(n, testkit.After)
		r, err := c.Update(ctx, w, item, first.Ref)
		must(t, err)
		if r.Result != attempt.Sent {
			r, err = c.Update(ctx, w, item, first.Ref)
		}
		if r = sent(t, r, err); r != first {
			t.Errorf("request %d: %+v, was %+v", n, r, first)
		}
		now, before := holds(t, item), holds(t, old)
		if len(now.Posts) != 1 || len(now.Pictures) != 1 || len(before.Posts)+len(before.Pictures) != 0 {
			t.Errorf("request %d: WordPress holds %+v, and of before %+v", n, now, before)
		}
	}
}

// An address without a WordPress is said to be one.
func TestNoWordPress(t *testing.T) {
	nothing := httptest.NewServer(http.NotFoundHandler())
	defer nothing.Close()
	if err := client(nothing.URL, testkit.Account{Name: "a", Password: "b"}).Check(ctx); !fault.Is(err, fault.NotFound) {
		t.Error(err)
	}
}

// Somebody else's post with the same address is left alone.
func TestSomebodyElsesPost(t *testing.T) {
	author := testkit.WordPress(t)
	c := client(author.URL, author)
	theirs, w := flu(t)
	r, err := c.Publish(ctx, w, theirs)
	first := sent(t, r, err)
	mine, _ := flu(t)
	mine.Slug = theirs.Slug
	mine, w = cleared(t, mine)
	if r, err := c.Find(ctx, mine); err != nil || r.Result != attempt.Failed {
		t.Errorf("found somebody else's: %+v, %v", r, err)
	}
	r, err = c.Publish(ctx, w, mine)
	if second := sent(t, r, err); second.Ref == first.Ref || second.URL == first.URL {
		t.Errorf("%+v took the place of %+v", second, first)
	}
}

func TestAtOnce(t *testing.T) {
	author := testkit.WordPress(t)
	c := client(author.URL, author)
	var all sync.WaitGroup
	for range 4 {
		item, w := flu(t)
		all.Go(func() {
			if r, err := c.Publish(ctx, w, item); err != nil || r.Result != attempt.Sent {
				t.Errorf("%+v, %v", r, err)
			}
		})
	}
	all.Wait()
}

// Only an Author with the right password publishes, and what is wrong is said.
func TestWhoMayPublish(t *testing.T) {
	author, owner := testkit.WordPress(t), testkit.WordPressOwner(t)
	item, w := flu(t)
	administrator := client(owner.URL, owner)
	if err := administrator.Check(ctx); !fault.Is(err, fault.Forbidden) || !strings.Contains(fault.Message(err), "Author") {
		t.Errorf("an administrator: %v", err)
	}
	if r, err := administrator.Publish(ctx, w, item); !fault.Is(err, fault.Forbidden) {
		t.Errorf("an administrator published: %+v, %v", r, err)
	}
	stranger := client(author.URL, testkit.Account{Name: author.Name, Password: "wrong"})
	if err := stranger.Check(ctx); !fault.Is(err, fault.Forbidden) || !strings.Contains(fault.Message(err), "app password") {
		t.Errorf("a wrong password: %v", err)
	}
	if r, err := stranger.Publish(ctx, w, item); err != nil || r.Outcome != (attempt.Outcome{Result: attempt.Failed, Permanent: true, Code: "401"}) {
		t.Errorf("a wrong password: %+v, %v", r, err)
	}
	if r, err := stranger.Find(ctx, item); err != nil || r.Result != attempt.Unknown {
		t.Errorf("a wrong password finds: %+v, %v", r, err)
	}
	if h := holds(t, item); len(h.Posts)+len(h.Pictures) != 0 {
		t.Errorf("WordPress holds %+v", h)
	}
}

// A long post of the sort that limits are for goes through whole, and a script in it does not.
func TestLongPost(t *testing.T) {
	author := testkit.WordPress(t)
	c := client(author.URL, author)
	item, _ := flu(t)
	item.Media, item.Text = nil, "We give flu shots on weekdays."
	item.HTML = strings.Repeat("<p>We give flu shots on weekdays.</p>\n", 2700) + `<script>alert(1)</script><p onclick="x()">The end.</p>`
	item, w := cleared(t, item)
	r, err := c.Publish(ctx, w, item)
	page := get(t, sent(t, r, err).URL)
	if strings.Count(page, "<p>We give flu shots on weekdays.</p>") != 2700 || strings.Contains(page, "<script") || strings.Contains(page, "onclick") {
		t.Errorf("the page has %d bytes", len(page))
	}
}

var _ publish.Publisher = (*wordpress.Client)(nil)
