package bluesky_test

import (
	"bytes"
	"context"
	"encoding/json"
	"image"
	"image/jpeg"
	"net/http"
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
	"bedside/internal/social/bluesky"
	"bedside/internal/testkit"
)

var ctx = context.Background()

func client(address string, as testkit.Account) *bluesky.Client {
	web := fetch.New(fetch.Config{Agent: "Bedside/test", Loopback: true, Now: time.Now})
	return bluesky.New(bluesky.Config{Server: address, Handle: as.Name, Password: as.Password, HTTP: web})
}

var ids = id.NewSource(time.Now, strings.NewReader(strings.Repeat("fedcba9876543210", 1<<16)))

// flu is a notice with a picture, a link, a tag and a mention, and its words as the guard clears them.
func flu(t testing.TB) (publish.Item, guard.Cleared) {
	t.Helper()
	return cleared(t, publish.Item{Key: string(id.New[publish.Publication](ids)), Language: "en", At: time.Now(),
		Text:  "Flu shots for you & your família — at https://lakeside.example/flu. #FluShots, says @lakeside.test to @nobody.test!",
		Media: []publish.File{snapshot(t, 60, 40)}})
}

func snapshot(t testing.TB, width, height int) publish.File {
	t.Helper()
	var b bytes.Buffer
	must(t, jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, width, height)), nil))
	return file(t, b.Bytes())
}

func file(t testing.TB, b []byte) publish.File {
	t.Helper()
	return publish.File{ID: id.New[publish.Picture](ids), Type: "image/jpeg", Alt: "A nurse holds a tray", Size: len(b),
		Bytes: func() ([]byte, error) { return b, nil }}
}

// theGuard is made once: it is immutable.
var theGuard = sync.OnceValues(func() (*guard.Guard, error) { return guard.New(nil, guard.Own{}, time.Now) })

func cleared(t testing.TB, i publish.Item) (publish.Item, guard.Cleared) {
	t.Helper()
	g, err := theGuard()
	must(t, err)
	_, body := i.Words()
	c, r, err := g.Clear(guard.Draft{Kind: guard.Post, Audience: guard.Public, Channel: publish.Bluesky, Author: "author",
		Body: []guard.Part{guard.Literal(body)}})
	if err != nil {
		t.Fatal(err, r.Findings)
	}
	return i, c
}

// stored is a record as anybody can read it.
type stored struct {
	URI   string
	CID   string
	Value struct {
		Text, CreatedAt string
		Langs           []string
		Facets          []struct {
			Index    struct{ ByteStart, ByteEnd int }
			Features []struct {
				Type          string `json:"$type"`
				URI, Tag, DID string
			}
		}
		Embed struct {
			Type   string `json:"$type"`
			Images []struct {
				Alt         string
				AspectRatio struct{ Width, Height int }
				Image       struct {
					Ref  map[string]string
					Size int
				}
			}
			External struct{ URI, Title string }
		}
	}
}

// records returns everything that the account of the test has posted.
func records(t testing.TB) map[string]stored {
	t.Helper()
	account := testkit.PDS(t)
	all := map[string]stored{}
	cursor := ""
	for {
		q := url.Values{"repo": {account.Name}, "collection": {"app.bsky.feed.post"}, "limit": {"100"}, "cursor": {cursor}}
		res, err := http.Get(account.URL + "/xrpc/com.atproto.repo.listRecords?" + q.Encode())
		must(t, err)
		var answer struct {
			Records []stored
			Cursor  string
		}
		must(t, json.NewDecoder(res.Body).Decode(&answer), res.Body.Close())
		for _, r := range answer.Records {
			all[r.URI] = r
		}
		if cursor = answer.Cursor; cursor == "" {
			return all
		}
	}
}

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
	if err != nil || r.Result != attempt.Sent || !strings.HasPrefix(r.Ref, "at://did:plc:") || !strings.HasPrefix(r.URL, "https://bsky.app/profile/did:plc:") {
		t.Fatalf("%+v, %v", r, err)
	}
	return r
}
