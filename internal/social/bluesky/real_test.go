package bluesky_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"bedside/internal/attempt"
	"bedside/internal/fault"
	"bedside/internal/publish"
	"bedside/internal/testkit"
)

// A post's whole life on a real server.
func TestLife(t *testing.T) {
	account := testkit.PDS(t)
	c := client(account.URL, account)
	must(t, c.Check(ctx))
	item, w := flu(t)
	if r, err := c.Find(ctx, item); err != nil || r.Outcome != (attempt.Outcome{Result: attempt.Failed, Code: "not there"}) {
		t.Fatalf("before: %+v, %v", r, err)
	}
	r, err := c.Publish(ctx, w, item)
	first := sent(t, r, err)
	got := records(t)[first.Ref]
	if got.Value.Text != item.Text || !slices.Equal(got.Value.Langs, []string{"en"}) || got.Value.CreatedAt != item.At.UTC().Format("2006-01-02T15:04:05.000Z") {
		t.Errorf("the record is %+v", got.Value)
	}
	var facets []string
	for _, f := range got.Value.Facets {
		what := f.Features[0]
		_, kind, _ := strings.Cut(what.Type, "#")
		facets = append(facets, fmt.Sprintf("%s %q %s%s", kind, item.Text[f.Index.ByteStart:f.Index.ByteEnd], what.URI, what.Tag))
		if mine := strings.HasPrefix(first.Ref, "at://"+what.DID+"/"); (kind == "mention") != (what.DID != "" && mine) {
			t.Errorf("%+v leads to %q", f, what.DID)
		}
	}
	want := []string{`link "https://lakeside.example/flu" https://lakeside.example/flu`, `tag "#FluShots" FluShots`, `mention "@lakeside.test" `}
	if !slices.Equal(facets, want) {
		t.Errorf("the facets are %q", facets)
	}
	if e := got.Value.Embed; e.Type != "app.bsky.embed.images" || len(e.Images) != 1 || e.Images[0].Alt != "A nurse holds a tray" ||
		e.Images[0].AspectRatio.Width != 60 || e.Images[0].AspectRatio.Height != 40 || e.Images[0].Image.Size != item.Media[0].Size {
		t.Errorf("the pictures are %+v", e)
	}
	for range 2 { // again, after a new start too, and asked
		r, err := client(account.URL, account).Publish(ctx, w, item)
		if again := sent(t, r, err); again != first || records(t)[first.Ref].CID != got.CID {
			t.Errorf("again: %+v, was %+v", again, first)
		}
		r, err = c.Find(ctx, item)
		if found := sent(t, r, err); found != first {
			t.Errorf("found: %+v, was %+v", found, first)
		}
	}

	better, _ := flu(t)
	better.Text, better.Media, better.Link = "Flu shots on Mondays.", nil, "https://lakeside.example/posts/flu"
	better, w = cleared(t, better)
	count := len(records(t))
	for range 2 {
		r, err := c.Update(ctx, w, better, first.Ref)
		if r := sent(t, r, err); r != first {
			t.Errorf("the correction is %+v, was %+v", r, first)
		}
	}
	now := records(t)
	if got := now[first.Ref].Value; len(now) != count || got.Text != better.Text || got.Embed.External.URI != better.Link || got.Embed.External.Title != "lakeside.example" {
		t.Errorf("after the correction: %+v", got)
	}
	for range 2 {
		if out, err := c.Remove(ctx, first.Ref); err != nil || out.Result != attempt.Sent {
			t.Fatalf("Remove = %+v, %v", out, err)
		}
	}
	if _, still := records(t)[first.Ref]; still {
		t.Error("it is still there")
	}
	r, err = c.Update(ctx, w, better, first.Ref) // a correction that was cut off between its halves
	sent(t, r, err)
}

// Whatever request is cut off, and on whichever side of the server's doing it: asked and tried again, there is one post.
func TestCutAnywhere(t *testing.T) {
	account := testkit.PDS(t)
	wire := testkit.NewWire(t, account.URL)
	item, w := flu(t)
	r, err := client(wire.URL, account).Publish(ctx, w, item)
	sent(t, r, err)
	asked := wire.Asked()
	if asked != 5 { // sign in, two handles, a picture, the record
		t.Fatalf("publishing took %d requests", asked)
	}
	for n := range asked {
		for how, name := range map[testkit.Cut]string{testkit.Before: "before", testkit.After: "after"} {
			before := records(t)
			item, w := flu(t)
			wire.Cut(n+1, how)
			c := client(wire.URL, account)
			r, err := c.Publish(ctx, w, item)
			must(t, err)
			for tries := 0; r.Result != attempt.Sent && tries < 3; tries++ {
				if r.Permanent || n+1 < asked && r.Result == attempt.Unknown {
					t.Fatalf("request %d cut %s: %+v", n+1, name, r)
				}
				if r.Result == attempt.Unknown {
					r, err = c.Find(ctx, item)
				} else {
					r, err = client(wire.URL, account).Publish(ctx, w, item) // the program was started anew
				}
				must(t, err)
			}
			ref := sent(t, r, nil).Ref
			now := records(t)
			maps.DeleteFunc(now, func(uri string, _ stored) bool { _, was := before[uri]; return was })
			if _, is := now[ref]; len(now) != 1 || !is {
				t.Errorf("request %d cut %s: there are %d new records", n+1, name, len(now))
			}
		}
	}
}

// A correction that is cut off anywhere ends with the new words when it is tried again, and never with both.
func TestCorrectionCutAnywhere(t *testing.T) {
	account := testkit.PDS(t)
	wire := testkit.NewWire(t, account.URL)
	c := client(wire.URL, account)
	item, w := flu(t)
	r, err := c.Publish(ctx, w, item)
	first := sent(t, r, err)
	count := len(records(t))
	for n := 1; n <= 6; n++ {
		for _, how := range []testkit.Cut{testkit.Before, testkit.After} {
			item.Text = fmt.Sprintf("Flu shots on Mondays. Corrected %d.%d", n, how)
			item, w = cleared(t, item)
			wire.Cut(n, how)
			r, err := c.Update(ctx, w, item, first.Ref)
			must(t, err)
			if r.Result != attempt.Sent {
				r, err = c.Update(ctx, w, item, first.Ref)
			}
			if now := records(t); sent(t, r, err) != first || now[first.Ref].Value.Text != item.Text || len(now) != count {
				t.Errorf("request %d: %+v, %v", n, r, err)
			}
		}
	}
}

// Twenty at once share one session and are twenty posts.
func TestAtOnce(t *testing.T) {
	account := testkit.PDS(t)
	c := client(account.URL, account)
	before := len(records(t))
	var all sync.WaitGroup
	for range 20 {
		item, _ := flu(t)
		item.Media = nil
		item, w := cleared(t, item)
		all.Go(func() {
			if r, err := c.Publish(ctx, w, item); err != nil || r.Result != attempt.Sent {
				t.Errorf("%+v, %v", r, err)
			}
		})
	}
	all.Wait()
	if now := len(records(t)); now != before+20 {
		t.Errorf("%d records became %d", before, now)
	}
}

// What the server does not take is said, for good, and nothing is there.
func TestLimits(t *testing.T) {
	account := testkit.PDS(t)
	c := client(account.URL, account)
	for name, c2 := range map[string]struct {
		text  string
		media []publish.File
		kind  fault.Kind // 0: the server refuses it
	}{
		"301 letters":        {text: strings.Repeat("a", 301)},
		"100,000 letters":    {text: strings.Repeat("Flu shots. ", 9100), kind: fault.Invalid},
		"five pictures":      {text: "Flu shots.", media: slices.Repeat([]publish.File{snapshot(t, 2, 2)}, 5), kind: fault.Invalid},
		"a large picture":    {text: "Flu shots.", media: []publish.File{file(t, make([]byte, 2_000_001))}, kind: fault.Invalid},
		"what is no picture": {text: "Flu shots.", media: []publish.File{file(t, []byte("<svg onload=alert(1)>"))}, kind: fault.Invalid},
	} {
		item, _ := flu(t)
		item.Text, item.Media = c2.text, c2.media
		item, w := cleared(t, item)
		r, err := c.Publish(ctx, w, item)
		if c2.kind == 0 && (err != nil || r.Result != attempt.Failed || !r.Permanent || r.Code != "InvalidRequest") || c2.kind != 0 && !fault.Is(err, c2.kind) {
			t.Errorf("%s: %+v, %v", name, r, err)
		}
		if r, err := c.Find(ctx, item); err != nil || r.Result != attempt.Failed {
			t.Errorf("%s: found %+v, %v", name, r, err)
		}
	}
}

func TestWrongPassword(t *testing.T) {
	account := testkit.PDS(t)
	c := client(account.URL, testkit.Account{Name: account.Name, Password: "wrong"})
	item, w := flu(t)
	if r, err := c.Publish(ctx, w, item); err != nil || r.Outcome != (attempt.Outcome{Result: attempt.Failed, Permanent: true, Code: "AuthenticationRequired"}) {
		t.Errorf("%+v, %v", r, err)
	}
	if err := c.Check(ctx); !fault.Is(err, fault.Forbidden) || !strings.Contains(fault.Message(err), "app password") {
		t.Errorf("%v", err)
	}
}
