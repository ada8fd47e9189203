package app_test

import (
	"context"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"bedside/internal/actor"
	"bedside/internal/fetch"
	"bedside/internal/frontdesk"
	"bedside/internal/guard"
	"bedside/internal/knowledge"
	"bedside/internal/phi"
	"bedside/internal/publish"
	"bedside/internal/testkit"
	"bedside/internal/tx"
	"bedside/internal/words"
)

const guide = `# Patient guide

## Bicycles

Bicycles can be locked to the rack beside the main entrance.

## Umbrellas

Umbrellas left behind are kept at the front desk for 30 days.

## Summer

Our patient Agnes Tollefson of Two Harbors turned 93 on July 4 after her hip was replaced.

## Fever

Adults can take two tablets of 200 mg every six hours.
`

// furnishKnowledge brings a file and has eleven people ask what nothing answers.
func (d demo) furnishKnowledge(t *testing.T, house furnished) {
	t.Helper()
	ctx := context.Background()
	house["/console/knowledge/{id}"] = func() string {
		i, err := d.Library.AddFile(ctx, actor.System(), "guide.md", []byte(guide))
		must(t, err)
		return string(i)
	}
	d.asked(t, "Can I park my trailer overnight?", knowledge.Fewest)
	house["/console/questions/{id}"] = func() string {
		all, _, err := d.Library.Open(ctx, d.by(t, actor.Clinician))
		must(t, err)
		if len(all) == 0 {
			d.asked(t, "Can I park my trailer overnight?", knowledge.Fewest)
			all, _, err = d.Library.Open(ctx, d.by(t, actor.Clinician))
			must(t, err)
		}
		return all[0].Key
	}
}

// asked has so many people ask something that nothing answers.
func (d demo) asked(t *testing.T, question string, people int) {
	t.Helper()
	must(t, d.Store.Do(context.Background(), actor.System(), func(tr tx.Tx) error {
		for n := range people {
			if err := d.Library.Unanswered(context.Background(), tr, knowledge.Asked{Text: question, Language: words.English, Channel: "chat", Person: fmt.Sprint("person ", n)}); err != nil {
				return err
			}
		}
		return nil
	}))
}

// website is a site of a practice, whose pages a test changes.
type website struct {
	*httptest.Server
	mu    sync.Mutex
	pages map[string]string
	asked []string
}

func newWebsite(t *testing.T, pages map[string]string) *website {
	w := &website{pages: pages}
	w.Server = httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.asked = append(w.asked, r.URL.RequestURI())
		body, ok := w.pages[r.URL.Path]
		switch {
		case !ok:
			http.NotFound(rw, r)
		case strings.HasPrefix(body, "→ "):
			http.Redirect(rw, r, strings.TrimPrefix(body, "→ "), http.StatusFound)
		case body == "503":
			rw.WriteHeader(http.StatusServiceUnavailable)
		default:
			if !strings.HasSuffix(r.URL.Path, ".txt") && !strings.HasSuffix(r.URL.Path, ".xml") {
				rw.Header().Set("Content-Type", "text/html; charset=utf-8")
			}
			_, _ = io.WriteString(rw, body)
		}
	}))
	t.Cleanup(w.Close)
	return w
}

func (w *website) set(path, body string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if body == "" {
		delete(w.pages, path)
		return
	}
	w.pages[path] = body
}

// got reports whether a path was ever asked for.
func (w *website) got(path string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, p := range w.asked {
		if p == path {
			return true
		}
	}
	return false
}

func html5(title, main string) string {
	return `<!doctype html><html lang="en"><head><title>` + title + `</title></head><body><nav><a href="/">Home</a> <a href="/visit">Visit</a> <a href="/private/notes">Notes</a></nav><main><h1>` + title + `</h1>` + main + `</main></body></html>`
}

// startReading is startDemo with a client that may ask this machine, and no waiting between pages.
func startReading(t *testing.T) demo {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	d, l := newDemo(t, ctx)
	d.Fetch = fetch.New(fetch.Config{Agent: "Bedside/1.0", Loopback: true, Now: d.Now})
	d.Library.Pause = func(context.Context, time.Duration) {}
	return serveDemo(t, d, l, stop)
}

// said asks the front desk on a channel, as a stranger of their own, and returns the words.
func (d demo) said(t *testing.T, channel, session, question string) string {
	t.Helper()
	from := phi.Phone{}
	if channel != frontdesk.Chat {
		from = phi.NewPhone(session)
	}
	if channel == frontdesk.Voice {
		_, err := d.Desk.Turn(context.Background(), frontdesk.Turn{Channel: channel, Session: session, ID: "open", Event: frontdesk.Opened, From: from})
		must(t, err)
	}
	r, err := d.Desk.Turn(context.Background(), frontdesk.Turn{Channel: channel, Session: session, ID: question, Text: question, From: from, Heard: true})
	must(t, err)
	_, words, err := r.Words.For(guard.Patient, guard.Channel(channel), r.Recipient)
	must(t, err)
	return words
}

// TestAPracticesSiteAnswers: a site is read, a caller and a chat hear what stands there with its source, a question for
// a clinician becomes a message, pages that change and go are followed, and what was not to be read was not.
func TestAPracticesSiteAnswers(t *testing.T) {
	d := startReading(t)
	owner := d.as(t, actor.Admin)
	const bikes = "Bicycles can be locked to the rack beside the side door."
	elsewhere := newWebsite(t, map[string]string{"/": html5("Another", "<p>Never to be read, because it is another host.</p>")})
	site := newWebsite(t, map[string]string{
		"/robots.txt":    "User-agent: *\nDisallow: /private/\n",
		"/":              html5("Welcome", `<p>We look after families on the lake.</p><a href="/old">Old</a> <a href="`+elsewhere.URL+`/">Friends</a>`),
		"/visit":         html5("Your visit", "<h2>Bicycles</h2><p>"+bikes+"</p><h2>Dose</h2><p>Adults take 400 mg of ibuprofen twice a day.</p><h2>News</h2><p>Our patient Agnes Tollefson of Two Harbors turned 93 on July 4 after her hip was replaced.</p>"),
		"/private/notes": html5("Notes", "<p>The kayak shed code is under the mat.</p>"),
		"/old":           "→ " + elsewhere.URL + "/",
		"/hidden":        `<html lang="en"><head><meta name="robots" content="noindex"></head><body><main><p>Snowshoes can be rented in the basement.</p></main></body></html>`,
		"/gone":          html5("Gone soon", "<h2>Canoes</h2><p>Canoes can be tied to the pier behind the house.</p>"),
	})
	site.set("/sitemap.xml", `<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>`+site.URL+`/gone</loc></url><url><loc>`+site.URL+`/hidden</loc></url><url><loc>https://elsewhere.example/x</loc></url></urlset>`)

	if a := owner.send(t, "/console/knowledge/sites", url.Values{"address": {"http://10.1.2.3/"}}); a.status != http.StatusBadRequest || !strings.Contains(a.said(), "must begin with https") {
		t.Errorf("an address inside a network: %d %s", a.status, a.said())
	}
	if a := d.as(t, actor.Clinician).send(t, "/console/knowledge/sites", url.Values{"address": {site.URL}}); a.status != http.StatusForbidden {
		t.Errorf("a clinician adds a site: %d", a.status)
	}
	a := owner.send(t, "/console/knowledge/sites", url.Values{"address": {site.URL}})
	must(t, redirected(a))
	source := a.location
	page := func() string { return owner.ask(t, "GET "+source, source, nil).said() }
	testkit.Eventually(t, "the site to be read", func() bool { return d.source(t, source).State == knowledge.Ready })

	chat := d.said(t, frontdesk.Chat, "bike-chat", "Where can I lock my bicycle?")
	if !strings.Contains(chat, bikes) || !strings.Contains(chat, "Your visit, "+site.URL+"/visit, as of ") {
		t.Errorf("the chat says %q", chat)
	}
	voice := d.said(t, frontdesk.Voice, "+12185550161", "where can I lock my bicycle")
	if !strings.Contains(voice, bikes) || !strings.Contains(voice, "That is from our page: Your visit, as of ") || strings.Contains(voice, "http") {
		t.Errorf("the telephone says %q", voice)
	}
	if text := d.said(t, frontdesk.SMS, "+12185550162", "where can I lock my bicycle?"); !strings.Contains(text, bikes) {
		t.Errorf("a text says %q", text)
	}
	for _, q := range []string{"How many mg of ibuprofen do adults take?", "What do adults take twice a day?"} {
		if got := d.said(t, frontdesk.Chat, "dose "+q, q); strings.Contains(got, "400") {
			t.Errorf("to %q a page is quoted: %q", q, got)
		}
	}
	if got := d.said(t, frontdesk.Chat, "dose", "How many mg of ibuprofen can I take?"); !strings.Contains(got, "medical advice") || !strings.Contains(got, "care team") {
		t.Errorf("a dose: %q", got)
	}
	for q, never := range map[string]string{
		"What is the kayak shed code?": "under the mat", "Where can I rent snowshoes?": "basement", "Is it to be read on another host?": "Never", "Which patient turned 93?": "Agnes",
	} {
		if got := d.said(t, frontdesk.Chat, "never "+never, q); strings.Contains(got, never) {
			t.Errorf("to %q: %q", q, got)
		}
	}
	if site.got("/private/notes") || elsewhere.got("/") {
		t.Errorf("asked for what was not to be read: %v, %v", site.asked, elsewhere.asked)
	}
	said := page()
	for _, want := range []string{"robots.txt asks programs not to read it", "leads to another site", "asks not to be quoted", "Agnes Tollefson", "about one's health"} {
		if !strings.Contains(html.UnescapeString(said), want) {
			t.Errorf("the page of the source does not say %q: %s", want, said)
		}
	}

	// Changed, gone, and out of reach for a while.
	canoes := func() string {
		return d.said(t, frontdesk.Chat, fmt.Sprint("canoes ", time.Now().UnixNano()), "Where are canoes tied?")
	}
	if !strings.Contains(canoes(), "pier") {
		t.Error("what the sitemap names is not read")
	}
	site.set("/visit", html5("Your visit", "<h2>Bicycles</h2><p>Bicycles are kept in the shed now.</p>"))
	site.set("/gone", "")
	again := func() {
		before := d.source(t, source).Indexed
		d.Demo.Advance(time.Minute)
		must(t, redirected(d.as(t, actor.Admin).send(t, source+"/again", nil)))
		testkit.Eventually(t, "the site to be read again", func() bool {
			return d.source(t, source).Indexed.After(before) && d.source(t, source).State == knowledge.Ready
		})
	}
	again()
	if got := d.said(t, frontdesk.Chat, "bike-2", "Where can I lock my bicycle?"); strings.Contains(got, "side door") {
		t.Errorf("the words of before: %q", got)
	}
	if got := canoes(); strings.Contains(got, "pier") {
		t.Errorf("a page that is gone still answers: %q", got)
	}
	site.set("/visit", "503")
	again()
	if got := d.said(t, frontdesk.Chat, "bike-3", "Where are bicycles kept?"); !strings.Contains(got, "in the shed now") {
		t.Errorf("a page that did not answer once is lost: %q", got)
	}
	site.set("/robots.txt", "User-agent: *\nDisallow: /\n")
	d.Demo.Advance(time.Minute)
	must(t, redirected(d.as(t, actor.Admin).send(t, source+"/again", nil)))
	testkit.Eventually(t, "robots.txt to be obeyed", func() bool { return d.source(t, source).State == knowledge.Failed })
	must(t, redirected(d.as(t, actor.Admin).send(t, source+"/remove", nil)))
	if got := d.said(t, frontdesk.Chat, "bike-4", "Where are bicycles kept?"); strings.Contains(got, "shed") {
		t.Errorf("what was removed still answers: %q", got)
	}
}

// source is the source whose page has the address.
func (d demo) source(t *testing.T, path string) (src knowledge.Source) {
	t.Helper()
	must(t, d.Store.View(context.Background(), actor.System(), func(tr tx.Tx) (err error) {
		src, err = d.Store.Knowledge().Source(context.Background(), tr, knowledge.SourceID(path[strings.LastIndex(path, "/")+1:]))
		return err
	}))
	return src
}

// TestElevenPeopleAsk: what ten people ask is shown to nobody; with the eleventh a clinician sees it, answers once, and
// the next caller hears it, the site shows it, and a post is begun.
func TestElevenPeopleAsk(t *testing.T) {
	d := startDemo(t)
	doctor := d.as(t, actor.Clinician)
	const list, question = "/console/questions", "Can I park my boat trailer behind the office?"
	ask := func(n int) string { return d.said(t, frontdesk.Chat, fmt.Sprint("boat ", n), question) }
	for n := range knowledge.Fewest - 1 {
		if got := ask(n); !strings.Contains(got, "I can take a message") {
			t.Fatalf("to what nothing answers: %q", got)
		}
	}
	ask(0) // the same person again
	if said := doctor.ask(t, "GET "+list, list, nil).said(); strings.Contains(said, "trailer") {
		t.Fatalf("ten people's question is shown: %s", said)
	}
	ask(knowledge.Fewest - 1)
	for _, v := range []visitor{d.as(t, actor.FrontDesk), d.as(t, actor.ReadOnly)} {
		if a := v.ask(t, "GET "+list, list, nil); a.status != http.StatusForbidden {
			t.Errorf("%s reads what patients ask: %d", v.name, a.status)
		}
	}
	all, _, err := d.Library.Open(context.Background(), d.by(t, actor.Clinician))
	must(t, err)
	if len(all) != 1 || all[0].People != knowledge.Fewest {
		t.Fatalf("shown: %+v", all)
	}
	if said := doctor.ask(t, "GET "+list, list, nil).said(); !strings.Contains(said, "park my boat trailer") || !strings.Contains(said, "11") {
		t.Errorf("the list: %s", said)
	}
	one := list + "/" + all[0].Key
	check := doctor.send(t, one+"/check", url.Values{"text": {"Our lot cures every disease, guaranteed."}})
	if check.status != http.StatusOK || !strings.Contains(check.body, "notice") {
		t.Errorf("the guard says nothing: %d %s", check.status, check.body)
	}
	form := url.Values{"asks": {question}, "english": {"Our shots cure every disease, guaranteed."}, "source": {"Patient guide, page 1"}, "post": {"1"}}
	if a := doctor.send(t, one, form); a.status != http.StatusBadRequest {
		t.Errorf("words that the guard refuses: %d", a.status)
	}
	form.Set("english", "Yes. Trailers can stand along the lake side of the lot.")
	a := doctor.send(t, one, form)
	must(t, redirected(a))
	if !strings.HasPrefix(a.location, "/console/posts/") {
		t.Fatalf("after approving: %s", a.location)
	}
	post, err := d.Posts.Get(context.Background(), d.by(t, actor.Clinician), publish.PostID(strings.TrimPrefix(a.location, "/console/posts/")))
	must(t, err)
	if post.State != publish.Drafting || !strings.Contains(post.Words.Body, "lake side") {
		t.Errorf("the post is %s: %q", post.State, post.Words.Body)
	}
	if got := d.said(t, frontdesk.Voice, "+12185550171", "can I park my boat trailer behind the office"); !strings.Contains(got, "lake side of the lot") {
		t.Errorf("the next caller hears %q", got)
	}
	faq := (visitor{url: d.url}).ask(t, "GET /questions", "/questions", nil)
	if faq.status != http.StatusOK || !strings.Contains(faq.body, "lake side of the lot") || !strings.Contains(faq.body, `"FAQPage"`) {
		t.Errorf("the site: %d %s", faq.status, faq.said())
	}
	if said := doctor.ask(t, "GET "+list, list, nil).said(); strings.Contains(said, "boat trailer") {
		t.Error("the question stands there still")
	}
	if a := doctor.send(t, one, form); a.status != http.StatusNotFound {
		t.Errorf("approved twice: %d", a.status)
	}
}

// TestAFileAnswers: a file is brought, a question is tried, and what is wrong with it is shown.
func TestAFileAnswers(t *testing.T) {
	d := startDemo(t)
	owner := d.as(t, actor.Admin)
	bring := func(name, text string) answer {
		return owner.bring(t, "/console/knowledge/files", "file", name, []byte(text))
	}
	for name, want := range map[string]string{"guide.docx": "This kind of file cannot be read", "empty.txt": "There are no sentences"} {
		if a := bring(name, "1 2 3"); a.status != http.StatusBadRequest || !strings.Contains(a.said(), want) {
			t.Errorf("%s: %d %s", name, a.status, a.said())
		}
	}
	a := bring("guide.md", guide)
	must(t, redirected(a))
	said := owner.ask(t, "GET "+a.location, a.location, nil).said()
	if !strings.Contains(said, "Agnes Tollefson") || !strings.Contains(said, "Not said") {
		t.Errorf("what is wrong with it is not shown: %s", said)
	}
	try := func(q string) string {
		got := owner.send(t, "/console/knowledge/try", url.Values{"question": {q}, "language": {"en"}})
		if got.status != http.StatusOK {
			t.Errorf("%s: %d", q, got.status)
		}
		return got.said()
	}
	if said := try("Where can I lock my bike?"); !strings.Contains(said, "A passage is quoted") || !strings.Contains(said, "guide.md") {
		t.Errorf("tried: %s", said)
	}
	if said := try("How many mg should I take?"); !strings.Contains(said, "A message to a clinician") {
		t.Errorf("tried: %s", said)
	}
	if said := try("Where can I park?"); !strings.Contains(said, "An approved answer is said") {
		t.Errorf("tried: %s", said)
	}
	if said := try("Do you sell kites?"); !strings.Contains(said, "A message is taken") {
		t.Errorf("tried: %s", said)
	}
	must(t, redirected(bring("guide.md", "# Guide\n\n## Bicycles\n\nBicycles are kept in the shed.\n")))
	if said := try("Where can I lock my bike?"); strings.Contains(said, "beside the main entrance") || !strings.Contains(said, "in the shed") {
		t.Errorf("after it was replaced: %s", said)
	}
}
