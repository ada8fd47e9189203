package wordpress_test

import (
	"bytes"
	"context"
	"encoding/json"
	"image"
	"image/jpeg"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"bedside/internal/attempt"
	"bedside/internal/fetch"
	"bedside/internal/guard"
	"bedside/internal/id"
	"bedside/internal/publish"
	"bedside/internal/social/wordpress"
	"bedside/internal/testkit"
)

// client speaks to a server on this machine as somebody.
func client(address string, as testkit.Account) *wordpress.Client {
	web := fetch.New(fetch.Config{Agent: "Bedside/test", Loopback: true, Now: time.Now})
	return &wordpress.Client{Config: wordpress.Config{URL: address, User: as.Name, Password: as.Password, HTTP: web}}
}

var ids = id.NewSource(time.Now, strings.NewReader(strings.Repeat("0123456789abcdef", 1<<16)))

// flu is a notice with a picture, and the words of it as the guard clears them.
func flu(t testing.TB) (publish.Item, guard.Cleared) {
	t.Helper()
	return cleared(t, publish.Item{Key: string(id.New[publish.Publication](ids)), Slug: "flu-" + string(id.New[publish.Post](ids)), Language: "en",
		Title: "Flu shots & you: 3 < 4", HTML: "<p>We give flu shots on weekdays. [gallery] \"No visit needed.\"</p>",
		Text:  "We give flu shots on weekdays. No visit needed.",
		Media: []publish.File{snapshot(t, "A nurse holds a tray [blue]")}, At: time.Now()})
}

func snapshot(t testing.TB, alt string) publish.File {
	t.Helper()
	var b bytes.Buffer
	must(t, jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 60, 40)), nil))
	return publish.File{ID: id.New[publish.Picture](ids), Type: "image/jpeg", Alt: alt, Size: b.Len(), Bytes: func() ([]byte, error) { return b.Bytes(), nil }}
}

// theGuard is made once: it is immutable.
var theGuard = sync.OnceValues(func() (*guard.Guard, error) { return guard.New(nil, guard.Own{}, time.Now) })

func cleared(t testing.TB, i publish.Item) (publish.Item, guard.Cleared) {
	t.Helper()
	g, err := theGuard()
	must(t, err)
	title, body := i.Words()
	c, r, err := g.Clear(guard.Draft{Kind: guard.Post, Audience: guard.Public, Channel: publish.WordPress, Author: "author",
		Title: []guard.Part{guard.Literal(title)}, Body: []guard.Part{guard.Literal(body)}})
	if err != nil {
		t.Fatal(err, r.Findings)
	}
	return i, c
}

// held is what the WordPress has of an item, as its administrator sees it.
type held struct {
	Posts []struct {
		ID            int
		Status, Link  string
		CommentStatus string `json:"comment_status"`
	}
	Pictures []struct {
		ID     int
		Parent int    `json:"post"`
		Alt    string `json:"alt_text"`
		URL    string `json:"source_url"`
	}
}

func holds(t testing.TB, i publish.Item) (h held) {
	t.Helper()
	q := url.Values{"search": {i.Key}, "status": {"any,trash"}, "context": {"edit"}}
	list(t, "/posts?"+q.Encode(), &h.Posts)
	for _, f := range i.Media {
		list(t, "/media?"+url.Values{"search": {string(f.ID)}, "context": {"edit"}}.Encode(), &h.Pictures)
	}
	return h
}

func list(t testing.TB, path string, into any) {
	t.Helper()
	owner := testkit.WordPressOwner(t)
	at, err := url.Parse(owner.URL)
	must(t, err)
	at.User = url.UserPassword(owner.Name, owner.Password)
	must(t, json.Unmarshal([]byte(get(t, at.String()+"/wp-json/wp/v2"+path)), into))
}

// must fails the test with the first error.
func must(t testing.TB, errs ...error) {
	t.Helper()
	for _, err := range errs {
		if err != nil {
			t.Fatal(err)
		}
	}
}

// sent checks that something appeared and returns where.
func sent(t testing.TB, r publish.Result, err error) publish.Result {
	t.Helper()
	if err != nil || r.Result != attempt.Sent || r.Ref == "" || !strings.HasPrefix(r.URL, "http") {
		t.Fatalf("%+v, %v", r, err)
	}
	return r
}

var ctx = context.Background()
