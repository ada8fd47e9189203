package app_test

import (
	"context"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"bedside/internal/actor"
	"bedside/internal/app"
	"bedside/internal/channel/email"
	"bedside/internal/channel/email/mailbox"
	"bedside/internal/identity"
	"bedside/internal/patient"
	"bedside/internal/testkit"
	"bedside/internal/tx"
)

// startEmpty runs a practice as bedside init leaves it, with a mail server of its own, until the test ends. Change
// may replace collaborators.
func startEmpty(t *testing.T, change func(*app.Config)) (a *app.App, url string, mail *mailbox.Server) {
	t.Helper()
	database, keys, heads := app.Files(t.TempDir())
	must(t, app.MakeKeys(keys))
	mail, err := mailbox.Listen("127.0.0.1:0")
	must(t, err)
	t.Cleanup(func() { _ = mail.Close() })
	c := app.Config{Database: database, KeyFile: keys, Heads: heads, Listen: "127.0.0.1:0", SMTP: smtpOf(t, mail), Log: slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelError}))}
	if change != nil {
		change(&c)
	}
	a, err = app.New(context.Background(), c)
	must(t, err)
	l, err := a.Listen()
	must(t, err)
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- a.Run(ctx, l) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Errorf("the server ended with %v", err)
		}
	})
	return a, "http://" + l.Addr().String(), mail
}

func smtpOf(t *testing.T, mail *mailbox.Server) email.Config {
	t.Helper()
	host, port, err := net.SplitHostPort(mail.Addr())
	must(t, err)
	n, err := strconv.Atoi(port)
	must(t, err)
	return email.Config{Host: host, Port: n}
}

// TestTheFirstRun: an owner opens the link that bedside init printed, reads no manual, and four pages later strangers
// book at the practice's own site.
func TestTheFirstRun(t *testing.T) {
	testkit.Need(t, "browser")
	a, url, mail := startEmpty(t, nil)
	link, err := a.Identity.First(context.Background(), identity.New{Email: "ines@harborstreet.example", Name: "Ines Marlow"})
	must(t, err)
	window := testkit.Chrome(t)
	first := css("main form button.first")
	step := func(name string) {
		t.Helper()
		testkit.Axe(t, window)
		testkit.Screenshot(t, window, "story-first-run-"+name)
	}
	fill := func(fields ...string) {
		for i := 0; i < len(fields); i += 2 {
			at := css("[name=" + fields[i] + "]")
			if testkit.Get(t, window, value(string(at))) != "" {
				testkit.Do(t, window, chromedp.Clear(at))
			}
			testkit.Do(t, window, chromedp.SendKeys(at, fields[i+1]))
		}
	}
	head := func() string { return testkit.Get(t, window, chromedp.Text(css("h1"))) }

	// Before anything is set up, nobody can book and the site does not pretend otherwise.
	testkit.Do(t, window, chromedp.Navigate(url+"/"), chromedp.WaitVisible(css("main")))
	step("0-site-before")
	if testkit.Get(t, window, chromedp.Evaluate[bool]("!!document.querySelector('a[href^=\"/book\"]')")) {
		t.Error("a practice that nobody has set up offers visits on its site")
	}

	// The link, and a password: one that is easy to guess is refused.
	testkit.Do(t, window, chromedp.Navigate(url+"/console/link/"+link), chromedp.WaitVisible(first))
	step("0-link")
	testkit.Do(t, window, chromedp.Click(first), chromedp.WaitVisible(css("#f-password")))
	step("0-password")
	fill("password", "password123456")
	testkit.Do(t, window, chromedp.Click(first), chromedp.WaitVisible(css("#f-password-wrong")))
	fill("password", "heron over quiet water")
	testkit.Do(t, window, chromedp.Click(first), chromedp.WaitVisible(css("#f-neutral")))

	// One: the practice. A number that is none comes back with what else was typed.
	if head() != "Your practice" {
		t.Errorf("after the password comes %q", head())
	}
	step("1")
	fill("name", "Harbor Street Family Medicine", "phone", "555", "email", "desk@harborstreet.example")
	testkit.Do(t, window, chromedp.SetValue(css("[name=zone]"), "America/Chicago"), chromedp.Click(first), chromedp.WaitVisible(css("#f-phone-wrong")))
	step("1-mistake")
	if got := testkit.Get(t, window, value("[name=name]")); got != "Harbor Street Family Medicine" {
		t.Errorf("after a mistake the name is %q", got)
	}
	fill("phone", "(218) 555-0100")
	testkit.Do(t, window, chromedp.Click(first), chromedp.WaitVisible(css("#week-head")))

	// Two: a location with the usual hours.
	step("2")
	fill("loc_name", "Harbor Street", "street", "14 Harbor Street", "city", "Elder Bay", "state", "MN", "zip", "55604", "rooms", "Room 1\nRoom 2")
	testkit.Do(t, window, chromedp.Click(first), chromedp.WaitVisible(css("[name=who_name_0]")))

	// Three: who, and what for.
	step("3")
	fill("who_name_0", "Dr. Ines Marlow, MD", "who_name_1", "Ruth Bergstrom")
	fill("who_creds_1", "NP")
	testkit.Do(t, window, chromedp.Click(first), chromedp.WaitVisible(css("input[type=file]")))

	// Four: three patients from a file of the old system.
	step("4")
	file := filepath.Join(t.TempDir(), "patients.csv")
	must(t, os.WriteFile(file, []byte("Last name;First name;DOB;Mobile;Mail;Consent\r\nO’Brien;Siobhán;11/30/1988;218-555-0161;siobhan@example.net;yes\r\nNúñez;José;1971-03-14;(218) 555-0162;;no\r\nFeatherstone;Wilhelmina;7/2/1958;;wilhelmina@example.net;yes\r\n"), 0o600))
	testkit.Do(t, window, chromedp.SetUploadFiles(css("input[type=file]"), []string{file}), chromedp.Click(first), chromedp.WaitVisible(css("#columns-head")))
	if text := testkit.Get(t, window, chromedp.Text(css("main"))); !strings.Contains(text, "Siobhán") || !strings.Contains(text, "Núñez") || !strings.Contains(text, "Bring in 3 rows") || !strings.Contains(text, "Nothing is stored yet") {
		t.Errorf("the file was understood as:\n%s", text)
	}
	step("4-preview")
	testkit.Do(t, window, chromedp.Click(css("main form[action$='/apply'] button.first")), chromedp.WaitVisible(css("main form[action$='/skip']")), chromedp.Click(first), chromedp.WaitVisible(css("a.live")))

	// The site is live.
	step("5")
	if head() != "Your site is live" {
		t.Errorf("in the end comes %q", head())
	}
	must(t, a.Store.View(context.Background(), actor.System(), func(tr tx.Tx) error {
		n, err := a.Patients.Count(context.Background(), tr)
		if n != 3 {
			t.Errorf("of three patients came %d", n)
		}
		return err
	}))
	testkit.Do(t, window, chromedp.Click(css("main a.button.first")), chromedp.WaitVisible(css("nav.rail")))
	step("6-today")

	// And the first of them books there.
	hers := testkit.Chrome(t)
	testkit.Do(t, hers, testkit.Phone(), chromedp.Navigate(url+"/"), chromedp.Click(css("main a.button.first")), chromedp.WaitVisible(css("ul.options")), chromedp.Click(css("ul.options a")),
		chromedp.WaitVisible(css("input[name=provider]")), chromedp.Click(first), chromedp.WaitVisible(css("main .pager")))
	if testkit.Get(t, hers, chromedp.Evaluate[bool]("!document.querySelector('main a.slot')")) { // a holiday week would have none
		testkit.Do(t, hers, chromedp.Click(css("a[rel=next]")))
	}
	testkit.Do(t, hers, chromedp.Click(css("main a.slot")), chromedp.WaitVisible(css("#f-given")))
	for field, text := range map[string]string{"given": "Siobhan", "family": "O'Brien", "dob": "11/30/1988", "phone": "218-555-0161", "email": "siobhan@example.net"} {
		testkit.Do(t, hers, chromedp.SendKeys(css("#f-"+field), text))
	}
	testkit.Do(t, hers, chromedp.Click(first), chromedp.WaitVisible(css("section.booked")))
	testkit.Axe(t, hers)
	testkit.Eventually(t, "her confirmation", func() bool { return len(mail.Messages()) == 1 })
	must(t, a.Store.View(context.Background(), actor.System(), func(tr tx.Tx) error {
		found, err := a.Patients.Find(context.Background(), tr, "11/30/1988", 5)
		if len(found) != 1 || found[0].Name.Reveal() != "Siobhán O’Brien" {
			t.Errorf("she was on file and now there are %d of her", len(found))
		}
		for _, p := range found {
			for _, c := range p.Contacts {
				if c.Kind == patient.Email && !c.Consent {
					t.Error("her consent is gone")
				}
			}
		}
		return err
	}))

	// The owner comes back with the password.
	again := testkit.Chrome(t)
	testkit.Do(t, again, chromedp.Navigate(url+"/console"), chromedp.SendKeys(css("[name=email]"), "ines@harborstreet.example"), chromedp.SendKeys(css("[name=password]"), "heron over quiet water"),
		chromedp.Click(css("main form button.first")), chromedp.WaitVisible(css("nav.rail")))
	if testkit.Get(t, again, chromedp.Text(css("main h1"))) != "Today" {
		t.Error("the owner does not come to Today")
	}
}
