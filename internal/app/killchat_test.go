package app_test

import (
	"cmp"
	"context"
	"fmt"
	"html"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"bedside/internal/actor"
	"bedside/internal/app"
	"bedside/internal/channel/email/mailbox"
	"bedside/internal/oncall"
	"bedside/internal/phi"
	"bedside/internal/testkit"
	"bedside/internal/triage"
)

// TestKilledInTheMiddleOfAConversation: people book in the chat, one turn after the other, each sent again until it is
// answered, while the program is killed and started again. In the end every turn stands in its conversation once with
// one answer, and everybody has exactly the one visit that they were told of.
func TestKilledInTheMiddleOfAConversation(t *testing.T) {
	bin := filepath.Join(t.TempDir(), "bedside")
	build := exec.CommandContext(t.Context(), "go", "build", "-buildvcs=false", "-o", bin, "./cmd/bedside")
	build.Dir = testkit.Root(t)
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	testkit.Engines(t, func(t *testing.T, dsn string) {
		mail, err := mailbox.Listen("127.0.0.1:0")
		must(t, err)
		t.Cleanup(func() { _ = mail.Close() })
		p := newProgram(t, bin, dsn, mail)
		p.fillRoster()
		p.start()
		c := &chatters{t: t, p: p}
		done := make(chan struct{})
		go func() { defer close(done); c.run(4, 3) }()
		for n := range 5 {
			want := 12 * (n + 1)
			testkit.Eventually(t, "turns to be answered", func() bool { return c.count() >= want || closed(done) })
			p.kill()
			p.start()
		}
		<-done
		c.check()
		p.stop()
		p.checkLog()
		p.checkBook(c.visits())
		t.Logf("%d turns, %d visits, %d sendings", c.count(), len(c.told), c.sent)
	})
}

func closed(done chan struct{}) bool {
	select {
	case <-done:
		return true
	default:
		return false
	}
}

// fillRoster makes the line do more than take messages.
func (p *program) fillRoster() {
	p.t.Helper()
	ctx, by := context.Background(), actor.System()
	database, key, heads := app.Files(p.data)
	a, err := app.New(ctx, app.Config{Database: cmp.Or(p.database, database), KeyFile: key, Heads: heads, Log: slog.New(slog.DiscardHandler)})
	must(p.t, err)
	address, err := phi.ParseEmail("ines@harborstreet.example")
	must(p.t, err)
	who, err := a.OnCall.SavePerson(ctx, by, oncall.Person{Name: "Ines Marlow", Phone: phi.NewPhone("+12185550191"), Email: address})
	must(p.t, err)
	must(p.t, a.OnCall.SavePolicy(ctx, by, oncall.Policy{Owner: who, Fallback: who, Again: 15 * time.Minute}))
	_, err = a.OnCall.SaveGroup(ctx, by, oncall.Group{Name: "All", Tiers: []triage.Tier{triage.Emergency, triage.Urgent}, Wait: 5 * time.Minute, Steps: []oncall.Step{{Who: oncall.Owner, How: oncall.Email}}})
	must(p.t, err)
	must(p.t, a.Close())
}

// chatters are people who book in the chat.
type chatters struct {
	t *testing.T
	p *program

	mu       sync.Mutex
	answered int
	sent     int
	told     map[string]string // a conversation, and what it was told at last
	chats    []*chatter
}

type chatter struct {
	http  *http.Client
	name  string
	turns []string
}

func (c *chatters) count() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.answered
}

// run has so many people at once book so many visits each.
func (c *chatters) run(people, each int) {
	c.told = map[string]string{}
	var wg sync.WaitGroup
	for person := range people {
		wg.Go(func() {
			for n := range each {
				jar, _ := cookiejar.New(nil)
				who := &chatter{http: &http.Client{Jar: jar, Timeout: 20 * time.Second}, name: "Chatty " + strings.Repeat("o", person+1) + "smith" + strings.Repeat("e", n)}
				day := time.Now().AddDate(0, 0, 7+n)
				for day.Weekday() == time.Saturday || day.Weekday() == time.Sunday {
					day = day.AddDate(0, 0, 1)
				}
				who.turns = []string{
					"I want to book an office visit on " + day.Format("January 2") + " in the afternoon", fmt.Sprintf("number %d please", 1+person%3), who.name,
					fmt.Sprintf("March %d 1980", 1+person*5+n), fmt.Sprintf("chatty%d%d@example.net", person, n), "yes",
				}
				c.talk(who)
			}
		})
	}
	wg.Wait()
}

// talk says one turn after the other; who is offered other times takes the first.
func (c *chatters) talk(who *chatter) {
	c.mu.Lock()
	c.chats = append(c.chats, who)
	c.mu.Unlock()
	for n := 0; n < len(who.turns) && n < 20; n++ {
		said := c.ask(who, fmt.Sprintf("%016x", n+1), who.turns[n])
		last := said[strings.LastIndex(said, "Automated assistant"):]
		switch {
		case strings.Contains(last, "is booked"):
			c.mu.Lock()
			c.told[who.name] = last
			c.mu.Unlock()
			return
		case strings.Contains(last, "just taken"):
			who.turns = append(who.turns[:n+1], "number 1 please", "yes")
		case n == len(who.turns)-1:
			c.t.Errorf("%s was told at last: %s", who.name, last)
		}
	}
}

// ask sends a turn until it is answered, then once more: the same comes back.
func (c *chatters) ask(who *chatter, turn, text string) string {
	form := url.Values{"turn": {turn}, "text": {text}}
	for {
		if body, ok := c.post(who, form); ok {
			again, ok := c.post(who, form)
			if ok && again != body {
				c.t.Errorf("a turn that came twice was answered with\n%s\nand with\n%s", body, again)
			}
			c.mu.Lock()
			c.answered++
			c.mu.Unlock()
			return body
		}
		select {
		case <-c.t.Context().Done():
			return "Automated assistant"
		case <-time.After(10 * time.Millisecond): // a person would wait longer before asking again
		}
	}
}

func (c *chatters) post(who *chatter, form url.Values) (string, bool) {
	c.mu.Lock()
	c.sent++
	c.mu.Unlock()
	req, err := http.NewRequestWithContext(c.t.Context(), http.MethodPost, c.p.url+"/chat", strings.NewReader(form.Encode()))
	if err != nil {
		return "", false
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Accept", "text/x-lines")
	req.Header.Set("X-Forwarded-For", fmt.Sprintf("198.51.100.%d", len(who.name)))
	res, err := who.http.Do(req)
	if err != nil {
		return "", false
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	return plainLines(string(body)), err == nil && res.StatusCode == http.StatusOK
}

var tag = regexp.MustCompile(`<[^>]*>`)

func plainLines(page string) string {
	return strings.Join(strings.Fields(html.UnescapeString(tag.ReplaceAllString(page, " "))), " ")
}

// check reads every conversation as it stands: each turn once, each with one answer.
func (c *chatters) check() {
	for _, who := range c.chats {
		res, err := who.http.Get(c.p.url + "/chat")
		must(c.t, err)
		page, err := io.ReadAll(res.Body)
		must(c.t, err)
		_ = res.Body.Close()
		own, answers := strings.Count(string(page), `class="line mine"`), strings.Count(string(page), "<b>Automated assistant</b>")
		if own == 0 || own != answers || strings.Count(plainLines(string(page)), "is booked") != 1 {
			c.t.Errorf("%s: %d turns have %d answers in\n%s", who.name, own, answers, plainLines(string(page)))
		}
		for _, turn := range who.turns[2:] {
			if n := strings.Count(plainLines(string(page)), turn+" "); n > 1 && turn != "yes" && turn != "number 1 please" && turn != who.name {
				c.t.Errorf("%q stands %d times", turn, n)
			}
		}
	}
}

// visits are the visits of the book, each for one of the conversations that were told of one.
func (c *chatters) visits() map[string]string {
	all := c.p.rows("SELECT id FROM appointment WHERE status = 'booked' ORDER BY id")
	if len(all) != len(c.told) || len(c.told) != len(c.chats) {
		c.t.Errorf("%d visits are in the book, %d conversations of %d were told of one", len(all), len(c.told), len(c.chats))
	}
	m := map[string]string{}
	for i, row := range all {
		m[fmt.Sprint(i)] = row[0]
	}
	return m
}
