package app_test

import (
	"context"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/chromedp/chromedp"

	"bedside/internal/actor"
	"bedside/internal/app"
	"bedside/internal/patient"
	"bedside/internal/schedule"
	"bedside/internal/testkit"
	"bedside/internal/tx"
)

// demo is the running demo and where it is reached.
type demo struct {
	*app.DemoApp
	url string
}

// startDemo runs the demo on a free port until the test ends.
func startDemo(t *testing.T) demo {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	d, l := newDemo(t, ctx)
	return serveDemo(t, d, l, stop)
}

// seeded is what a demo's folder holds after its first start. It is made once: each test goes on from a copy.
var seeded = sync.OnceValues(func() (fs.FS, error) {
	dir, err := os.MkdirTemp("", "demo")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	d, err := app.NewDemo(context.Background(), dir, "127.0.0.1:0", slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, err
	}
	if err := d.Close(); err != nil {
		return nil, err
	}
	files := fstest.MapFS{}
	return files, fs.WalkDir(os.DirFS(dir), ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := os.ReadFile(filepath.Join(dir, name))
		files[name] = &fstest.MapFile{Data: data, Mode: 0o600}
		return err
	})
})

// newDemo makes the demo ready to be served.
func newDemo(t *testing.T, ctx context.Context) (*app.DemoApp, net.Listener) {
	t.Helper()
	files, err := seeded()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, files); err != nil {
		t.Fatal(err)
	}
	d, err := app.NewDemo(ctx, dir, "127.0.0.1:0", slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn})))
	if err != nil {
		t.Fatal(err)
	}
	l, err := d.Listen()
	if err != nil {
		t.Fatal(err)
	}
	return d, l
}

func serveDemo(t *testing.T, d *app.DemoApp, l net.Listener, stop func()) demo {
	url := "http://" + l.Addr().String()
	if err := d.SetURL(context.Background(), url); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- d.Run(ctx, l) }()
	t.Cleanup(func() {
		cancel()
		stop()
		if err := <-done; err != nil {
			t.Errorf("the server ended with %v", err)
		}
	})
	return demo{d, url}
}

// signIn opens the printed link in the window and presses its button.
func (d demo) signIn(t *testing.T, ctx context.Context) {
	t.Helper()
	testkit.Do(t, ctx, chromedp.Navigate(d.url+d.Link), chromedp.Submit(chromedp.CSS("main form")), chromedp.WaitVisible(chromedp.CSS("nav.rail")))
}

// somebody returns an office visit that is booked and ahead: 20 minutes, with nothing around them.
func (d demo) somebody(t testing.TB) (a schedule.Appointment) {
	t.Helper()
	err := d.Store.View(context.Background(), actor.System(), func(tr tx.Tx) error {
		p, err := d.Practice.Get(context.Background(), tr)
		if err != nil {
			return err
		}
		all, err := d.Schedule.Between(context.Background(), tr, d.Now().AddDate(0, 0, 2), d.Now().AddDate(0, 0, 14), schedule.Filter{Status: schedule.Booked})
		all = slices.DeleteFunc(all, func(a schedule.Appointment) bool { svc, _ := p.Service(a.Service); return svc.Name != "Office visit" })
		if len(all) > 0 {
			a = all[len(all)/2]
		}
		return err
	})
	if err != nil || a.ID == "" {
		t.Fatalf("the demo has no visit ahead: %v", err)
	}
	return a
}

// answer returns the id of an answer of the demo.
func (d demo) answer(t testing.TB) (i string) {
	t.Helper()
	err := d.Store.View(context.Background(), actor.System(), func(tr tx.Tx) error {
		p, err := d.Practice.Get(context.Background(), tr)
		if err == nil {
			i = string(p.Answers[0].ID)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return i
}

// credential returns the address of a credential of the demo.
func (d demo) credential(t testing.TB) (path string) {
	t.Helper()
	err := d.Store.View(context.Background(), actor.System(), func(tr tx.Tx) error {
		p, err := d.Practice.Get(context.Background(), tr)
		if err == nil {
			path = "/console/practice/providers/" + string(p.Credentials[0].Provider) + "/credentials/" + string(p.Credentials[0].ID)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// contactOf returns the id of the patient's first contact point.
func (d demo) contactOf(t testing.TB, i patient.ID) (c string) {
	t.Helper()
	err := d.Store.View(context.Background(), actor.System(), func(tr tx.Tx) error {
		to, err := d.Patients.Get(context.Background(), tr, i)
		if err == nil {
			c = string(to.Contacts[0].ID)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// switchedOff returns the address of a rule that somebody switched off.
func (d demo) switchedOff(t *testing.T) string {
	t.Helper()
	const rule = "claim.miracle"
	who := actor.Actor{Kind: actor.Staff, Role: actor.Admin, ID: string(d.staff(t, actor.Admin).ID)}
	err := d.Store.Do(context.Background(), who, func(tr tx.Tx) error {
		return d.Practice.SwitchRuleOff(context.Background(), tr, rule, "We say what our award is and who gave it.")
	})
	if err != nil {
		t.Fatal(err)
	}
	return "/console/rules/" + rule
}

// TestEveryPageIsAccessible opens every page that has no form behind it, light and dark, and asks axe-core. With
// BEDSIDE_SHOTS it leaves pictures of each, light and dark, at the width of a desk and of a telephone.
func TestEveryPageIsAccessible(t *testing.T) {
	testkit.Need(t, "browser")
	d := startDemo(t)
	windows := make(chan context.Context, 2)
	for range cap(windows) {
		window := testkit.Chrome(t)
		d.visitAs(t, window, actor.Admin)
		windows <- window
	}
	a := d.somebody(t)
	visit, person := "/console/visits/"+string(a.ID), "/console/patients/"+string(a.Patient)
	desk := furnished{}
	d.furnishDesk(t, desk)
	d.furnishOutreach(t, desk)
	d.furnishPosts(t, desk)
	d.furnishExchange(t, desk, a)
	d.furnishKnowledge(t, desk)
	d.furnishFlows(t, desk)
	d.furnishTexts(t, desk)
	story := d.tickStory(t)
	away := d.away(t, a.Provider)
	at := func(pattern string) string { return desk.path(t, "GET "+pattern) }
	ref := func(link string) string { return link[strings.LastIndex(link, "/")+1:] }
	for _, page := range []struct{ name, path string }{
		{"site-home", "/"}, {"site-home-es", "/?lang=es"}, {"site-provider-es", "/providers/ines-marlow?lang=es"}, {"site-book-es", "/book?lang=es"}, {"site-with-es", "/book/with?lang=es&service=" + string(a.Service)}, {"site-time-es", "/book/time?lang=es&service=" + string(a.Service)}, {"site-findus-es", "/find-us?lang=es"}, {"site-chat", "/chat"}, {"site-chat-es", "/chat?lang=es"},
		{"site-providers", "/providers"}, {"site-findus", "/find-us"}, {"site-provider", "/providers/ines-marlow"},
		{"site-posts", "/posts"}, {"site-post", "/posts/joint-injections"}, {"site-post-corrected", "/posts/colds-what-helps"}, {"site-post-es", "/posts/fiebre-en-los-ninos"}, {"site-gone", "/posts/stretching-before-a-run"}, {"site-book", "/book"}, {"site-with", "/book/with?service=" + string(a.Service)},
		{"site-time", "/book/time?service=" + string(a.Service) + "&not=5&after=13:00"}, {"site-wait", "/book/wait?service=" + string(a.Service) + "&not=5&after=13:00"}, {"site-wait-es", "/book/wait?lang=es&service=" + string(a.Service) + "&provider=" + string(a.Provider)}, {"site-wait-done", "/book/wait/done"}, {"site-missing", "/nothing"},
		{"today", "/console"}, {"calendar-day", "/console/calendar?date=" + a.DayOf().String() + "&location=" + string(a.Location)},
		{"calendar-week", "/console/calendar?view=week&date=" + a.DayOf().String() + "&provider=" + string(a.Provider) + "&location=" + string(a.Location)},
		{"calendar-week-all", "/console/calendar?view=week&date=" + a.DayOf().String() + "&location=" + string(a.Location)},
		{"calendar-month", "/console/calendar?view=month&date=" + a.DayOf().String()}, {"calendar-list", "/console/calendar?view=list&date=" + a.DayOf().String() + "&location=" + string(a.Location)},
		{"calendar-find", "/console/calendar/find"}, {"calendar-free", "/console/calendar/free?service=" + string(a.Service)},
		{"daysheet", "/console/calendar/sheet?date=" + a.DayOf().String() + "&location=" + string(a.Location)},
		{"visit", visit}, {"visit-move", visit + "/move"}, {"visit-cancel", visit + "/cancel"},
		{"book-who", "/console/book"}, {"book-slot", "/console/book/" + string(a.Patient) + "?service=" + string(a.Service)},
		{"patients", "/console/patients"}, {"patient", person}, {"patient-edit", person + "/edit"}, {"patient-copy", person + "/copy"}, {"recall", person + "/recall"}, {"proxy-new", person + "/proxies"}, {"consent", person + "/consent/" + d.contactOf(t, a.Patient)}, {"preferences", person + "/preferences"}, {"visit-link", "/visit/" + d.Outreach.VisitRef(a)}, {"visit-link-es", "/visit/" + d.Outreach.VisitRef(a) + "?lang=es"}, {"patient-new", "/console/patients/new"}, {"patient-looked", person + "/looked"},
		{"import", "/console/import"}, {"import-run", at("/console/import/{id}")}, {"outbox", "/console/outbox"}, {"effects", "/console/outbox/effects"}, {"ahead", "/console/outbox/ahead"}, {"sending", "/console/practice/sending"}, {"due", "/console/due"}, {"announcements", "/console/announcements"}, {"announcement", at("/console/announcements/{id}")}, {"site-device", "/device"}, {"site-device-es", "/device?lang=es"}, {"site-join", at("/join/{ref}")}, {"site-join-es", at("/join/{ref}") + "?lang=es"}, {"site-how", at("/how/{ref}")}, {"site-how-es", at("/how/{ref}") + "?lang=es"},
		{"site-stop", "/stop/" + ref(d.Outreach.StopLink(d.url, d.mailOf(t, a.Patient)))}, {"site-offer", "/offer/" + d.offerOf(t, away)}, {"site-done", d.done(a)}, {"site-done-es", d.done(a) + "?lang=es"}, {"site-details-es", "/book/details?lang=es&service=" + string(a.Service) + "&provider=" + string(a.Provider) + "&location=" + string(a.Location) + "&start=" + minute(free(t, d, a))}, {"site-details", "/book/details?service=" + string(a.Service) + "&provider=" + string(a.Provider) + "&location=" + string(a.Location) + "&start=" + minute(free(t, d, a))},
		{"practice-pages", "/console/practice/all"}, {"practice", "/console/practice"}, {"locations", "/console/practice/locations"}, {"location", "/console/practice/locations/" + string(a.Location)},
		{"providers", "/console/practice/providers"}, {"provider", "/console/practice/providers/" + string(a.Provider)},
		{"credential", d.credential(t)}, {"credential-new", "/console/practice/providers/" + string(a.Provider) + "/credentials/new"}, {"services", "/console/practice/services"}, {"service", "/console/practice/services/" + string(a.Service)},
		{"hours", "/console/practice/hours?provider=" + string(a.Provider) + "&location=" + string(a.Location)}, {"closures", "/console/practice/closures"}, {"practice-calendars", "/console/practice/calendars"}, {"close", "/console/close?say=Snow+or+storm"}, {"closed", away}, {"waitlist", "/console/waitlist"},
		{"days", "/console/practice/days?provider=" + string(a.Provider) + "&location=" + string(a.Location)}, {"books", "/console/practice/books"}, {"book-hl7", "/console/practice/books/hl7/" + d.otherBook(t)()}, {"desk", "/console/practice/desk"}, {"voice", "/console/practice/voice"}, {"group", "/console/practice/voice/group"}, {"answers", "/console/practice/answers"},
		{"flows", "/console/practice/flows"}, {"flow", "/console/practice/flows/flow/book"}, {"flow-own", at("/console/practice/flows/flow/{name}")}, {"flow-answer", "/console/practice/flows/flow/office_info"},
		{"flow-question", at("/console/practice/flows/flow/{name}/step/{step}")}, {"flow-question-new", at("/console/practice/flows/flow/{name}") + "/step/new"}, {"flow-lines", "/console/practice/flows/lines"},
		{"flow-line", "/console/practice/flows/lines/open@voice"}, {"flow-line-fixed", "/console/practice/flows/lines/unknown"}, {"flow-routing", "/console/practice/flows/routing"}, {"flow-rule", "/console/practice/flows/routing/1"}, {"flow-rule-new", "/console/practice/flows/routing/new"},
		{"messages", "/console/practice/messages"}, {"message-letter", "/console/practice/messages/confirmation.email.en"}, {"message-text", at("/console/practice/messages/{key}")}, {"message-call", "/console/practice/messages/reminder1.voice.es"},
		{"flow-publish", "/console/practice/flows/publish"}, {"flow-versions", "/console/practice/flows/versions"}, {"flow-version", "/console/practice/flows/versions/0"},
		{"answer", "/console/practice/answers/" + d.answer(t)}, {"answer-new", "/console/practice/answers/new"}, {"emergencies", "/console/practice/emergencies"}, {"staff", "/console/practice/staff"}, {"patient-apps", person + "/apps"}, {"connections", d.connection(t)},
		{"setup-practice", "/console/setup/practice"}, {"setup-hours", "/console/setup/hours"}, {"setup-people", "/console/setup/people"}, {"setup-patients", "/console/setup/patients"}, {"setup-done", "/console/setup/done"},
		{"audit", "/console/audit"}, {"receipt", "/console/audit/visits/" + string(a.ID)}, {"password", "/console/password"}, {"console-missing", "/console/visits/none"},
		{"chat", "/chat"}, {"inbox", "/console/inbox"}, {"inbox-urgent", "/console/inbox?show=urgent"}, {"tasks", "/console/inbox/tasks"}, {"thread", at("/console/inbox/{id}")},
		{"thread-copy", at("/console/inbox/{id}/copy")}, {"thread-patient", at("/console/inbox/{id}/patient")}, {"rehearsal", "/console/rehearsal"}, {"scenario", at("/console/rehearsal/{id}/{name}")}, {"live", "/console/desk"}, {"conversation", at("/console/desk/{id}")}, {"replay", at("/console/desk/{id}/turns/1")},
		{"oncall", "/console/oncall"}, {"roster", "/console/oncall/roster"}, {"alert", at("/console/oncall/alerts/{id}")}, {"alert-link", at("/oncall/{ref}")}, {"phone", "/demo/phone"},
		{"posts", "/console/posts"}, {"posts-month", "/console/posts/month"}, {"editor-new", "/console/posts/new"}, {"editor", story + "/edit"}, {"review", story}, {"post-read", story + "/read"}, {"mistake-new", at("/console/posts/{id}/mistake")},
		{"pictures", "/console/pictures"}, {"picture", at("/console/pictures/{id}")}, {"authorisations", "/console/authorisations"}, {"authorisation-new", "/console/authorisations/new"}, {"authorisation", at("/console/authorisations/{id}")},
		{"mistakes", "/console/mistakes"}, {"mistake", at("/console/mistakes/{id}")}, {"pocket", "/check"},
		{"rules", "/console/rules"}, {"rules-none", "/console/rules?q=nothing+is+like+this"}, {"rule", "/console/rules/claim.cure"}, {"rule-never", "/console/rules/reply.patient"}, {"rule-off", d.switchedOff(t)},
		{"site-questions", "/questions"}, {"knowledge", "/console/knowledge"}, {"knowledge-source", at("/console/knowledge/{id}")}, {"asked", "/console/questions"}, {"asked-one", at("/console/questions/{id}")},
		{"mailbox", "/demo/mailbox"}, {"race", "/demo/race"},
	} {
		t.Run(page.name, func(t *testing.T) {
			t.Parallel()
			ctx := <-windows
			defer func() { windows <- ctx }()
			testkit.Do(t, ctx, testkit.Desktop(), testkit.Light(), chromedp.Navigate(d.url+page.path))
			testkit.Axe(t, ctx)
			testkit.Screenshot(t, ctx, page.name+"-light")
			if title := testkit.Get(t, ctx, chromedp.Title()); title == "" || strings.Contains(title, "@") {
				t.Errorf("the title is %q", title)
			}
			testkit.Do(t, ctx, testkit.Dark())
			testkit.AxeColours(t, ctx)
			testkit.Screenshot(t, ctx, page.name+"-dark")
			testkit.Do(t, ctx, testkit.Phone(), testkit.Light())
			if wide := testkit.Get(t, ctx, chromedp.Evaluate[bool]("document.documentElement.scrollWidth > document.documentElement.clientWidth + 1")); wide {
				t.Error("on a telephone the page scrolls sideways")
			}
			testkit.Screenshot(t, ctx, page.name+"-phone")
			testkit.Do(t, ctx, testkit.Dark())
			testkit.Screenshot(t, ctx, page.name+"-phone-dark")
		})
	}
}
