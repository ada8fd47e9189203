package knowledge_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/id"
	"bedside/internal/job"
	"bedside/internal/knowledge"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/store"
	"bedside/internal/testkit"
	"bedside/internal/tx"
	"bedside/internal/words"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// web is a scripted world of websites.
type web struct {
	pages  map[string]string // by address; "→ " redirects, a number is a status
	deny   []string          // addresses that robots.txt keeps
	pause  time.Duration
	closed bool // robots.txt cannot be had
	asked  []string
}

func (w *web) Manners(context.Context, string) (knowledge.Manners, error) {
	if w.closed {
		return nil, fault.New(fault.Unavailable, "test", "The site cannot be reached.")
	}
	return manners{w}, nil
}

type manners struct{ *web }

func (m manners) Allow(address string) bool { return !slices.Contains(m.deny, address) }
func (m manners) Pause() time.Duration      { return m.pause }
func (m manners) Maps() []string            { return nil }

func (w *web) Allowed(address string) error {
	if !strings.HasPrefix(address, "https://") {
		return fault.New(fault.Invalid, "test", "The address must begin with https://.")
	}
	return nil
}

func (w *web) Get(_ context.Context, address string, _ int64) (knowledge.Got, error) {
	w.asked = append(w.asked, address)
	body, ok := w.pages[address]
	var status int
	switch _, err := fmt.Sscanf(body, "%d", &status); {
	case !ok:
		return knowledge.Got{Status: 404}, nil
	case strings.HasPrefix(body, "→ "):
		return knowledge.Got{Status: 302, To: strings.TrimPrefix(body, "→ ")}, nil
	case body == "gone away":
		return knowledge.Got{}, fault.New(fault.Unavailable, "test", "It takes too long to answer.")
	case err == nil:
		return knowledge.Got{Status: status}, nil
	}
	return knowledge.Got{Status: 200, Type: "text/html", Body: []byte(body)}, nil
}

// house is a library on a real database.
type house struct {
	*knowledge.Service
	store *store.Store
	clock *testkit.Clock
	web   *web
	pages []knowledge.Shown
}

func (h *house) Shown(context.Context, tx.Tx) ([]knowledge.Shown, error) { return h.pages, nil }

func openHouse(t testing.TB) *house {
	t.Helper()
	keys := phi.NewKeys()
	h := &house{clock: testkit.NewClock(time.Date(2026, 11, 23, 16, 0, 0, 0, time.UTC)), web: &web{pages: map[string]string{}}}
	var err error
	h.store, err = store.Open(context.Background(), store.Config{URL: testkit.SQLite(t), Keys: keys, Now: h.clock.Now, Log: slog.New(slog.DiscardHandler)})
	must(t, err)
	t.Cleanup(func() { _ = h.store.Close() })
	ids := id.NewSource(h.clock.Now, rand.Reader)
	log := &audit.Log{Store: h.store.Audit(), Keys: keys, IDs: ids}
	registry := &practice.Registry{Store: h.store.Practice(), Audit: log, IDs: ids}
	must(t, h.store.Do(context.Background(), actor.System(), func(x tx.Tx) error {
		s := practice.Defaults()
		s.Name = "Lakeside"
		return registry.SaveSettings(context.Background(), x, s)
	}))
	g, err := guard.New(nil, guard.Own{Names: []string{"Lakeside"}}, h.clock.Now)
	must(t, err)
	h.Service = &knowledge.Service{DB: h.store, Store: h.store.Knowledge(), Queue: h.store.Jobs(), Guard: g, Web: h.web, Own: h, Practice: registry, Audit: log, Keys: keys, IDs: ids,
		Pause: func(context.Context, time.Duration) {}}
	return h
}

// work does what is due once, and reports whether there was something.
func (h *house) work(t testing.TB) bool {
	t.Helper()
	all, err := h.store.Jobs().Claim(context.Background(), []string{knowledge.JobKind}, 1, time.Minute)
	must(t, err)
	for _, c := range all {
		must(t, h.Read(context.Background(), c))
	}
	return len(all) > 0
}

func page(title, text string, links ...string) string {
	for _, l := range links {
		text += ` <a href="` + l + `">more</a>`
	}
	return `<html lang="en"><title>` + title + `</title><main><h1>` + title + `</h1><p>` + text + `</p></main></html>`
}

func (h *house) source(t testing.TB, i knowledge.SourceID) (src knowledge.Source) {
	t.Helper()
	must(t, h.store.View(context.Background(), actor.System(), func(x tx.Tx) (err error) {
		src, err = h.Store.Source(context.Background(), x, i)
		return err
	}))
	return src
}

func (h *house) says(question string) string {
	a, _ := h.Ask(question, words.English, "chat")
	return a.Text
}

const base = "https://lakeside.example/"

// TestHalfAnIndexNeverAnswers: while a site is read again, every answer is of the reading before; a program that dies in
// the middle goes on where it was.
func TestHalfAnIndexNeverAnswers(t *testing.T) {
	h := openHouse(t)
	words := strings.Fields("kayak anchor barrel candle dragon easel falcon goblet hammer island jungle kettle ladder magnet needle orchid pillow quartz ribbon saddle")
	write := func(where string) {
		var links []string
		for n, w := range words {
			h.web.pages[base+w] = page("The "+w, fmt.Sprintf("Every %s is kept in the %s shed, place %d.", w, where, n))
			links = append(links, "/"+w)
		}
		h.web.pages[base] = page("Welcome", "Welcome to the lake.", links...)
	}
	write("red")
	i, err := h.AddSite(context.Background(), actor.System(), "lakeside.example")
	must(t, err)
	for n := 0; h.source(t, i).Live == 0; n++ {
		if n > 20 {
			t.Fatal("the site is never read")
		}
		if got := h.says("Where is the kayak kept?"); got != "" {
			t.Fatalf("half of the first reading answers: %s", got)
		}
		h.work(t)
	}
	all := func(want string) {
		t.Helper()
		for _, w := range words {
			if got := h.says("Where is the " + w + " kept?"); !strings.Contains(got, want+" shed") {
				t.Errorf("%s: %q, want the %s one", w, got, want)
			}
		}
	}
	all("red")
	write("blue")
	must(t, h.Again(context.Background(), actor.System(), i))
	before := h.source(t, i).Live
	for n := 0; h.source(t, i).Live == before; n++ {
		if n > 20 {
			t.Fatal("the site is never read again")
		}
		all("red")
		if n == 1 { // the program dies with a lease, and another goes on
			_, err := h.store.Jobs().Claim(context.Background(), []string{knowledge.JobKind}, 1, time.Minute)
			must(t, err)
			h.clock.Advance(2 * time.Minute)
		}
		h.work(t)
	}
	all("blue")
	seen := map[string]int{}
	for _, a := range h.web.asked {
		seen[a]++
	}
	for _, w := range words {
		if seen[base+w] != 2 {
			t.Errorf("%s was asked for %d times in two readings", w, seen[base+w])
		}
	}
}

// TestASiteThatIsGone goes on answering for two weeks, says what is wrong, and then falls silent.
func TestASiteThatIsGone(t *testing.T) {
	h := openHouse(t)
	h.web.pages[base] = page("Bicycles", "Bicycles can be locked to the rack beside the door.")
	i, err := h.AddSite(context.Background(), actor.System(), base)
	must(t, err)
	h.work(t)
	const q = "Where can I lock my bicycle?"
	if h.says(q) == "" {
		t.Fatal("the site does not answer")
	}
	if _, err := h.AddSite(context.Background(), actor.System(), base+"other"); !fault.Is(err, fault.Conflict) {
		t.Errorf("the same site twice: %v", err)
	}
	for _, c := range []struct {
		what  string
		wreck func()
	}{
		{"unreachable", func() { h.web.closed = true }}, {"the front page is gone", func() { h.web.closed = false; delete(h.web.pages, base) }}, {"slow", func() { h.web.pages[base] = "gone away" }},
		{"robots.txt", func() { h.web.pages[base] = page("x", "y z"); h.web.deny = []string{base} }},
	} {
		what := c.what
		c.wreck()
		h.clock.Advance(25 * time.Hour)
		h.work(t)
		if src := h.source(t, i); src.State != knowledge.Failed || src.Problem == "" {
			t.Errorf("%s: %s, %q", what, src.State, src.Problem)
		}
		if h.says(q) == "" {
			t.Errorf("%s: it falls silent at once", what)
		}
	}
	h.clock.Advance(15 * 24 * time.Hour)
	must(t, h.Refresh(context.Background()))
	if got := h.says(q); got != "" {
		t.Errorf("after two weeks: %s", got)
	}
}

// TestWhereTheReaderGoes: whatever pages lead to, nothing is asked for but pages of the site that its robots.txt allows,
// each once, and no more than there may be.
func TestWhereTheReaderGoes(t *testing.T) {
	h := openHouse(t)
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		n++
		host := fmt.Sprintf("https://h%d.example/", n)
		name := rapid.SampledFrom([]string{"a", "b", "c", "d", "e", "a#x", "b?q=1", "//evil.example/x", "https://evil.example/", "http://h1.example/", "javascript:x", "mailto:a@b", "../../a", "\x00", "%zz", "/", ""})
		*h.web = web{pages: map[string]string{}}
		for _, p := range []string{"", "a", "b", "c", "d", "e", "b?q=1"} {
			switch rapid.IntRange(0, 9).Draw(rt, "kind") {
			case 0:
				h.web.pages[host+p] = "→ " + name.Draw(rt, "to")
			case 1:
				h.web.pages[host+p] = "500"
			default:
				h.web.pages[host+p] = page("P "+p, "Words of "+p+" stand here.", rapid.SliceOfN(name, 0, 6).Draw(rt, "links")...)
			}
			if p != "" && rapid.Bool().Draw(rt, "deny") {
				h.web.deny = append(h.web.deny, host+p)
			}
		}
		i, err := h.AddSite(context.Background(), actor.System(), host)
		must(t, err)
		for range 10 {
			h.work(t)
		}
		count := map[string]int{}
		for _, a := range h.web.asked {
			u, err := url.Parse(a)
			if err != nil || u.Scheme+"://"+u.Host+"/" != host || slices.Contains(h.web.deny, a) || u.Fragment != "" {
				rt.Errorf("asked for %q", a)
			}
			if count[a]++; count[a] > 1 && u.Path != "/sitemap.xml" {
				rt.Errorf("asked twice for %q", a)
			}
		}
		if s := h.source(t, i).State; s != knowledge.Ready && s != knowledge.Failed {
			rt.Errorf("it is %s in the end; asked %v", s, slices.Sorted(maps.Keys(count)))
		}
		must(t, h.Remove(context.Background(), actor.System(), i))
	})
}

// TestWhatIsShownOfQuestions: no question of fewer than eleven people, none about health, and no word that one person
// alone said, nor a name.
func TestWhatIsShownOfQuestions(t *testing.T) {
	h := openHouse(t)
	doctor := actor.Actor{Kind: actor.Staff, Role: actor.Clinician, ID: "doctor"}
	ask := func(text string, people ...int) {
		t.Helper()
		must(t, h.store.Do(context.Background(), actor.System(), func(x tx.Tx) error {
			for _, n := range people {
				if err := h.Unanswered(context.Background(), x, knowledge.Asked{Text: text, Language: words.English, Channel: "voice", Person: fmt.Sprint(n)}); err != nil {
					return err
				}
			}
			return h.Audit.Record(context.Background(), x, "tested", audit.Ref{Kind: "test"}, "", nil)
		}))
	}
	for n := range 6 {
		ask("Can I tie my canoe to the pier?", n)
		ask("can i tie a canoe to your pier", 6+n)
	}
	ask("Can I, Agnes Tollefson of Two Harbors, tie my canoe to the pier?", 40)
	for range 30 {
		ask("Do you have a sauna?", 1, 2, 3)
	}
	for n := range 20 {
		ask("How many mg of ibuprofen can I take?", n)
	}
	all, rare, err := h.Open(context.Background(), doctor)
	must(t, err)
	if len(all) != 1 || all[0].People != 13 && all[0].People != 12 || rare == 0 {
		t.Fatalf("%d shown, %d rare: %+v", len(all), rare, all)
	}
	if shown := all[0].Words + strings.Join(all[0].Ways, " "); strings.Contains(shown, "Agnes") || strings.Contains(shown, "Harbors") || !strings.Contains(shown, "canoe") {
		t.Errorf("shown: %q, %q", all[0].Words, all[0].Ways)
	}
	for _, by := range []actor.Actor{{Kind: actor.Staff, Role: actor.FrontDesk, ID: "x"}, actor.Visitor(), actor.System()} {
		if _, _, err := h.Open(context.Background(), by); !fault.Is(err, fault.Forbidden) {
			t.Errorf("%v reads what patients ask: %v", by, err)
		}
	}
	must(t, h.Dismiss(context.Background(), doctor, all[0].Key))
	if all, _, err = h.Open(context.Background(), doctor); err != nil || len(all) != 0 {
		t.Errorf("after it was dismissed: %d, %v", len(all), err)
	}
	h.clock.Advance(200 * 24 * time.Hour)
	must(t, h.Forget(context.Background()))
	if _, rare, err = h.Open(context.Background(), doctor); err != nil || rare != 0 {
		t.Errorf("after half a year %d are kept, %v", rare, err)
	}
}

var _ job.Handler = (*knowledge.Service)(nil).Read
