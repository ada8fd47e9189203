package archive_test

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"bedside/internal/fault"
	"bedside/internal/publish/archive"
)

func read(data string) (archive.Archive, error) {
	return archive.Read(strings.NewReader(data), int64(len(data)))
}

func must(t *testing.T, data string) archive.Archive {
	t.Helper()
	a, err := read(data)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// file is one of a ZIP.
type file struct{ name, text string }

func pack(t testing.TB, files ...file) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, f := range files {
		w, err := z.Create(f.name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(f.text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

const tweets = `window.YTD.tweets.part0 = [
  {"tweet": {"id_str": "1700", "created_at": "Wed Oct 10 20:19:24 +0000 2018", "full_text": "Wash your hands &amp; rest: https://t.co/a1 https://t.co/m1",
    "entities": {"urls": [{"url": "https://t.co/a1", "expanded_url": "https://www.cdc.gov/flu"}], "media": [{"url": "https://t.co/m1"}]}}},
  {"tweet": {"id_str": "1701", "created_at": "Thu Oct 11 20:19:24 +0000 2018", "full_text": "@other I agree", "in_reply_to_screen_name": "other"}},
  {"tweet": {"id_str": "1702", "created_at": "Fri Oct 12 20:19:24 +0000 2018", "full_text": "And one more thing", "in_reply_to_screen_name": "LakesideFM"}},
  {"tweet": {"id_str": "1703", "created_at": "Sat Oct 13 20:19:24 +0000 2018", "full_text": "A long story begins here…", "entities": {}}}
]`

// line is a post as the tests compare it.
func line(p archive.Post) string {
	day, reply := "-", ""
	if !p.At.IsZero() {
		day = p.At.UTC().Format(time.DateOnly)
	}
	if p.Reply {
		reply = " reply"
	}
	return fmt.Sprintf("%s%s %s [%s] %q %s", p.Channel, reply, day, p.Title, p.Text, p.URL)
}

func TestFormats(t *testing.T) {
	for _, test := range []struct {
		name, data string
		want       []string
	}{
		{"X, one file", "\ufeff" + tweets, []string{
			`x 2018-10-13 [] "A long story begins here…" https://x.com/i/status/1703`,
			`x reply 2018-10-12 [] "And one more thing" https://x.com/i/status/1702`,
			`x reply 2018-10-11 [] "@other I agree" https://x.com/i/status/1701`,
			`x 2018-10-10 [] "Wash your hands & rest: https://www.cdc.gov/flu" https://x.com/i/status/1700`,
		}},
		{"X, the ZIP: a thread is no reply, long posts are whole, messages stay closed", pack(t,
			file{"x/data/tweets.js", tweets},
			file{"x/data/account.js", `window.YTD.account.part0 = [{"account": {"username": "lakesidefm"}}]`},
			file{"x/data/note-tweet.js", `window.YTD.note_tweet.part0 = [{"noteTweet": {"createdAt": "2018-10-13T20:19:24.000Z", "core": {"text": "A long story begins here and ends here."}}}]`},
			file{"x/data/direct-messages.js", `window.YTD.direct_messages.part0 = [{"tweet": {"full_text": "private"}}]`},
			file{"x/data/deleted-tweets.js", `window.YTD.deleted_tweets.part0 = [{"tweet": {"full_text": "gone"}}]`},
			file{"x/data/manifest.js", `window.__THAR_CONFIG = {"a": [1]}`},
		), []string{
			`x 2018-10-13 [] "A long story begins here and ends here." https://x.com/i/status/1703`,
			`x 2018-10-12 [] "And one more thing" https://x.com/i/status/1702`,
			`x reply 2018-10-11 [] "@other I agree" https://x.com/i/status/1701`,
			`x 2018-10-10 [] "Wash your hands & rest: https://www.cdc.gov/flu" https://x.com/i/status/1700`,
		}},
		{"X, as in 2015", `window.YTD.tweet.part0 = [{"id_str": "9", "created_at": "Wed Oct 07 20:19:24 +0000 2015", "full_text": "Bare"}]`, []string{`x 2015-10-07 [] "Bare" https://x.com/i/status/9`}},
		{"Instagram", pack(t,
			file{"content/posts_1.json", `[{"media": [{"uri": "a.jpg", "creation_timestamp": 1600000000, "title": "Caf\u00c3\u00a9 open \u00f0\u009f\u0091\u008b"}]}, {"media": [{"title": "one"}, {"title": ""}], "title": "Both", "creation_timestamp": 1600100000}]`},
			file{"comments/post_comments_1.json", `[{"string_map_data": {"Comment": {"value": "So kind"}, "Time": {"timestamp": 1600200000}}}]`},
			file{"content/archived_posts.json", `{"ig_archived_post_media": [{"media": [{"title": "hidden", "creation_timestamp": 1600000000}]}]}`},
			file{"messages/inbox/a/message_1.json", `{"messages": [{"title": "private", "creation_timestamp": 1600000000}]}`},
		), []string{`instagram reply 2020-09-15 [] "So kind" `, `instagram 2020-09-14 [] "Both\n\none" `, `instagram 2020-09-13 [] "Café open 👋" `}},
		{"Instagram, as in 2018", `{"photos": [{"caption": "Old", "taken_at": "2018-01-02T10:00:00", "path": "a"}], "stories": [{"caption": "s"}], "profile": {"x": [{"deep": 1}]}}`, []string{`instagram 2018-01-02 [] "Old" `}},
		{"Threads", `{"text_post_app_text_posts": [{"media": [{"title": "Hi", "creation_timestamp": 1600000000}]}]}`, []string{`threads 2020-09-13 [] "Hi" `}},
		{"Facebook", pack(t,
			file{"posts/your_posts_1.json", `[{"timestamp": 1500000000, "data": [{"post": "It\u00e2\u0080\u0099s flu season"}, {"update_timestamp": 1}], "title": "L updated"}, {"timestamp": 1500000001}]`},
			file{"comments_and_reactions/comments.json", `{"comments_v2": [{"timestamp": 1500100000, "data": [{"comment": {"timestamp": 1500100000, "comment": "Thank you", "author": "L"}}]}]}`},
		), []string{`facebook reply 2017-07-15 [] "Thank you" `, `facebook 2017-07-14 [] "It’s flu season" `}},
		{"LinkedIn, posts", "Date,ShareLink,ShareCommentary,SharedUrl,MediaUrl,Visibility\r\n2021-05-04 12:00:00,https://www.linkedin.com/feed/update/1,\"First line\"\"\n\"\"\n\"\"She said \"\"yes\"\", then\",,,MEMBER_NETWORK\n2021-05-05 12:00:00,javascript:alert(1),Short,,,\n",
			[]string{`linkedin 2021-05-05 [] "Short" `, `linkedin 2021-05-04 [] "First line\n\nShe said \"yes\", then" https://www.linkedin.com/feed/update/1`}},
		{"LinkedIn, comments", "Date,Link,Message\n2021-05-04 12:00:00,https://www.linkedin.com/feed/update/2,\"He said \\\"no\\\", twice\"\n", []string{`linkedin reply 2021-05-04 [] "He said \"no\", twice" https://www.linkedin.com/feed/update/2`}},
		{"RSS", `<?xml version="1.0" encoding="iso-8859-1"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Site</title><item><title>Caf` + "\xe9" + ` &amp; cake</title><link>https://a.example/1</link><pubDate>Tue, 4 May 2021 10:00:00 GMT</pubDate><description>short</description><content:encoded><![CDATA[<p>One <b>two</b></p><script>x()</script><p>three&nbsp;four</p>]]></content:encoded></item></channel></rss>`,
			[]string{`feed 2021-05-04 [Café & cake] "One two\nthree four" https://a.example/1`}},
		{"Atom", `<feed xmlns="http://www.w3.org/2005/Atom"><title>S</title><entry><title>T</title><link rel="self" href="https://a.example/self"/><link href="https://a.example/2"/><updated>2021-05-04T10:00:00Z</updated><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>A</p><p>B</p></div></content></entry></feed>`,
			[]string{`feed 2021-05-04 [T] "A\nB" https://a.example/2`}},
		{"JSON feed", `{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "url": "https://a.example/3", "title": "T", "content_html": "<p>A &lt; B</p>", "date_published": "2021-05-04T10:00:00Z"}]}`,
			[]string{`feed 2021-05-04 [T] "A < B" https://a.example/3`}},
	} {
		t.Run(test.name, func(t *testing.T) {
			a := must(t, test.data)
			var got []string
			for _, p := range a.Posts {
				got = append(got, line(p))
			}
			if g, w := strings.Join(got, "\n"), strings.Join(test.want, "\n"); g != w {
				t.Errorf("got\n%s\nwant\n%s", g, w)
			}
			if len(a.Problems) != 0 {
				t.Errorf("problems %+v", a.Problems)
			}
		})
	}
}

func TestBrokenRowsAreToldAndLeftOut(t *testing.T) {
	for _, test := range []struct {
		name, data string
		posts      int
		want       archive.Problem // the first, its sentence begins so
	}{
		{"a row of another form", "window.YTD.tweets.part0 = [\n{\"tweet\": {\"full_text\": \"a\"}},\n{\"tweet\": {\"full_text\": 7}},\n{\"tweet\": {\"full_text\": \"c\"}}]", 2, archive.Problem{Line: 3, Sentence: "This row has not the form of a post."}},
		{"cut off", "[\n{\"timestamp\": 1500000000, \"data\": [{\"post\": \"a\"}]},\n{\"timestamp\": 15000", 1, archive.Problem{Line: 2, Sentence: "The file breaks off"}},
		{"a date that is none", "Date,ShareLink,ShareCommentary\nyesterday,x,a\n2021-05-04 12:00:00,x,b\n", 1, archive.Problem{Line: 2, Sentence: "This row has no date"}},
		{"a quotation mark that stays open", "Date,ShareLink,ShareCommentary\n2021-05-04 12:00:00,x,b\n2021-05-04 12:00:00,x,\"" + strings.Repeat("and so on\n", 3000), 1, archive.Problem{Line: 3, Sentence: "A quotation mark is not closed"}},
		{"XML that ends", "<rss><channel>\n<item><title>a</title></item>\n<item><title>b", 1, archive.Problem{Line: 3, Sentence: "The file breaks off"}},
		{"a row without end", `[{"timestamp": 1500000000, "data": [{"post": "a"}]}, {"post": "` + strings.Repeat("x", 5<<20), 1, archive.Problem{Line: 1, Sentence: "A single row here is longer than 4 MB"}},
		{"brackets without end", `{"photos": [{"caption": "a", "taken_at": "2018-01-02T10:00:00"}], "b": {"c": ` + strings.Repeat("[", 1000), 1, archive.Problem{Line: 1, Sentence: "The file breaks off"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			a := must(t, test.data)
			if len(a.Posts) != test.posts || len(a.Problems) == 0 || a.LeftOut != len(a.Problems) {
				t.Fatalf("%d posts, problems %+v", len(a.Posts), a.Problems)
			}
			if p := a.Problems[0]; p.Line != test.want.Line || p.File != "" || !strings.HasPrefix(p.Sentence, test.want.Sentence) {
				t.Errorf("problem %+v", p)
			}
		})
	}
}

func TestWhatIsNoArchive(t *testing.T) {
	for _, test := range []struct{ name, data, want string }{
		{"nothing", "", "There are no posts in it"},
		{"a text", "Dear diary", "There are no posts in it"},
		{"a page", "<!doctype html><p>Hello", "There are no posts in it"},
		{"a table of something else", "name,phone\na,b\n", "There are no posts in it"},
		{"private messages", "CONVERSATION ID,Link,Date,Message\n1,x,2021-05-04 12:00:00,secret\n", "There are no posts in it"},
		{"a ZIP cut off", pack(t, file{"data/tweets.js", tweets})[:200], "The ZIP is damaged"},
		{"an archive to be read", pack(t, file{"posts/your_posts_1.html", "<p>a"}), "This archive was made to be read in a browser"},
		{"a ZIP in a ZIP", pack(t, file{"a.zip", pack(t, file{"data/tweets.js", tweets})}), "There are no posts in it"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := read(test.data)
			if !fault.Is(err, fault.Invalid) || !strings.HasPrefix(fault.Message(err), test.want) {
				t.Errorf("%v", err)
			}
		})
	}
}

// A small ZIP that unpacks to more than Bedside reads is not read to its end.
func TestBomb(t *testing.T) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for n := range 3 {
		w, err := z.Create(fmt.Sprintf("data/tweets-part%d.js", n))
		if err != nil {
			t.Fatal(err)
		}
		row := `, {"tweet": {"padding": "` + strings.Repeat(" ", 1<<20) + `"}}`
		_, _ = fmt.Fprintf(w, `window.YTD.tweets.part%d = [{"tweet": {"full_text": "a"}}%s]`, n, strings.Repeat(row, 3))
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	a, err := archive.ReadAtMost(bytes.NewReader(b.Bytes()), int64(b.Len()), 5<<20)
	if err != nil {
		t.Fatal(err)
	}
	if len(a.Posts) != 2 || len(a.Problems) != 1 || a.Problems[0].Sentence != "The archive is longer than what Bedside reads; the rest was not read." {
		t.Errorf("%d posts, %+v", len(a.Posts), a.Problems)
	}
}

func TestDiscover(t *testing.T) {
	for page, want := range map[string]string{
		`<html><head><link rel="stylesheet" href="a.css"><link rel="alternate" type="application/atom+xml" href="/posts/feed.atom">`: "/posts/feed.atom",
		`<link rel="alternate" hreflang="es" href="/es">`: "",
		`no page`: "",
	} {
		if got := archive.Discover([]byte(page)); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// Whatever was said, Meta's way of writing it is undone.
func TestMeta(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		said := rapid.StringMatching(`[a-zé👋ñ“”]{1,20}`).Draw(rt, "said")
		var spoiled strings.Builder
		for _, b := range []byte(said) {
			_, _ = fmt.Fprintf(&spoiled, `\u%04x`, b)
		}
		a, err := read(`[{"timestamp": 1500000000, "data": [{"post": "` + spoiled.String() + `"}]}]`)
		if err != nil || a.Posts[0].Text != said {
			rt.Errorf("%v", err)
		}
	})
}

func TestPrintsNoWords(t *testing.T) {
	a := must(t, tweets)
	if s := fmt.Sprintf("%v %+v %#v %s", a.Posts[0], a, a.Posts, a.Posts[0]); strings.Contains(s, "story") {
		t.Error("a post prints its words")
	}
}

// holds is what is true of every archive.
func holds(t *testing.T, data string) {
	a, err := read(data)
	if err != nil {
		if !fault.Is(err, fault.Invalid) || fault.Message(err) == "" {
			t.Fatalf("%v", err)
		}
		return
	}
	for i, p := range a.Posts {
		switch {
		case p.Text == "" && p.Title == "", !utf8.ValidString(p.Text), !utf8.ValidString(p.Title), p.Channel == "":
			t.Fatal("a post without words, or with broken ones")
		case p.URL != "" && !strings.HasPrefix(p.URL, "http"):
			t.Fatal("an address that may not be linked to")
		case i > 0 && p.At.After(a.Posts[i-1].At):
			t.Fatal("not the latest first")
		}
	}
	for _, p := range a.Problems {
		if p.Sentence == "" || p.Line < 0 {
			t.Fatalf("%+v", p)
		}
	}
}

func FuzzX(f *testing.F) {
	f.Add(tweets[len("window.YTD.tweets.part0 = "):])
	f.Fuzz(func(t *testing.T, s string) { holds(t, "window.YTD.tweets.part0 = "+s) })
}

func FuzzJSON(f *testing.F) {
	f.Add(`[{"media": [{"creation_timestamp": 1600000000, "title": "Caf\u00c3\u00a9"}]}]`)
	f.Add(`{"comments_v2": [{"timestamp": 1500100000, "data": [{"comment": {"timestamp": 1500100000, "comment": "Thank you"}}]}]}`)
	f.Add(`{"version": "1", "items": [{"url": "https://a.example/3", "title": "T", "content_html": "<p>A &lt; B</p>"}]}`)
	f.Fuzz(holds)
}

func FuzzLinkedIn(f *testing.F) {
	f.Add("2021-05-04 12:00:00,https://a.example,\"First\"\"\n\"\"second\"\n", false)
	f.Add("2021-05-04 12:00:00,https://a.example,\"He said \\\"no\\\", twice\"\n", true)
	f.Fuzz(func(t *testing.T, s string, comments bool) {
		if comments {
			holds(t, "Date,Link,Message\n"+s)
		} else {
			holds(t, "Date,ShareLink,ShareCommentary\n"+s)
		}
	})
}

func FuzzFeed(f *testing.F) {
	f.Add(`<rss><channel><item><title>a</title><link>https://a.example</link><description>&lt;p>b</description></item></channel></rss>`)
	f.Add(`<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>T</title><content type="xhtml"><p>A</p></content></entry></feed>`)
	f.Fuzz(func(t *testing.T, s string) { holds(t, s); archive.Discover([]byte(s)) })
}

func FuzzZIP(f *testing.F) {
	f.Add(pack(f, file{"data/tweets.js", tweets}))
	f.Fuzz(holds)
}

// BenchmarkLookBack reads an archive of 10,000 posts and has the guard read them.
func BenchmarkLookBack(b *testing.B) {
	data := pack(b, file{"data/tweets.js", manyTweets(10_000)})
	g := newGuard(b)
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		a, err := read(data)
		if err != nil {
			b.Fatal(err)
		}
		if r, err := archive.Review(context.Background(), g, a.Posts); err != nil || r.Read != 10_000 {
			b.Fatal(err)
		}
	}
}
