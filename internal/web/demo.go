package web

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/schedule"
	"bedside/internal/tx"
	"bedside/internal/web/view"
)

// Demo is what only the demo has: people to be, a clock to move, a mailbox, and a copy to tamper with.
type Demo struct {
	People  []DemoPerson
	SignIn  func(ctx context.Context, staffID string) (token string, err error)
	Advance func(time.Duration)
	Mails   func() []DemoMail
	Tamper  func(ctx context.Context, how string) (Tampered, error)
	Phones  DemoPhones
	Archive func() []byte // old posts, to look back on
}

// DemoPerson is somebody the tour can be.
type DemoPerson struct{ ID, Role, Name string }

// DemoMail is one mail that the demo's mail server took.
type DemoMail struct {
	ID, From, To, Subject, Text string
	At                          time.Time
}

// Tampered is what was done to a copy of the log, and what verifying it found.
type Tampered struct {
	Did     string
	Problem *audit.Problem
	Took    time.Duration
}

// demoBar is the strip at the top of every page of the demo.
func (c *call) demoBar(at string) *view.Demo {
	if c.Server.Demo == nil {
		return nil
	}
	p, err := c.current()
	if err != nil {
		return nil
	}
	switch {
	case strings.HasPrefix(c.r.URL.Path, "/demo/mailbox"):
		at = "mailbox"
	case strings.HasPrefix(c.r.URL.Path, "/demo/race"):
		at = "race"
	case strings.HasPrefix(c.r.URL.Path, "/demo/phone"):
		at = "phone"
	}
	loc := firstLocation(p).In()
	bar := &view.Demo{Now: stamp(c.Now().In(loc)), Zone: zoneName(loc), Return: c.r.URL.Path, At: at}
	for _, person := range c.Server.Demo.People {
		bar.People = append(bar.People, view.DemoPerson{ID: person.ID, Role: person.Role, Name: person.Name, Now: person.ID == string(c.session.Staff.ID)})
	}
	return bar
}

// demoAs makes the visitor one of the people of the demo.
func (c *call) demoAs() error {
	who := c.form("who")
	if !slices.ContainsFunc(c.Server.Demo.People, func(p DemoPerson) bool { return p.ID == who }) {
		return fault.New(fault.NotFound, "web.demoAs", "There is nobody of this kind in the demo.")
	}
	token, err := c.Server.Demo.SignIn(c.r.Context(), who)
	if err != nil {
		return err
	}
	c.setSession(token)
	if back := localPath(c.form("return"), "/console"); strings.HasPrefix(back, "/console") && !strings.HasPrefix(back, "/console/signin") && !strings.HasPrefix(back, "/console/link") {
		return c.see(back)
	}
	return c.see("/console")
}

var clockSteps = map[string]time.Duration{"1h": time.Hour, "1d": 24 * time.Hour}

// demoClock moves the clock of the demo forward.
func (c *call) demoClock() error {
	by, ok := clockSteps[c.form("by")]
	if !ok {
		return fault.New(fault.Invalid, "web.demoClock", "The clock moves by an hour or a day.")
	}
	c.Server.Demo.Advance(by)
	if c.session.Staff.ID != "" { // an hour later the session has ended; nobody was away
		token, err := c.Server.Demo.SignIn(c.r.Context(), string(c.session.Staff.ID))
		if err != nil {
			return err
		}
		c.setSession(token)
	}
	return c.see(localPath(c.form("return"), "/"))
}

// demoMailbox shows what patients read.
func (c *call) demoMailbox() error {
	mails := c.Server.Demo.Mails()
	open := c.r.PathValue("id")
	if open == "" && len(mails) > 0 {
		open = mails[0].ID
	}
	p, err := c.current()
	if err != nil {
		return err
	}
	loc := firstLocation(p).In()
	v := view.Mailbox{Bare: c.bare("Mailbox")}
	for _, m := range mails {
		start, _, _ := strings.Cut(m.Text, "\n")
		v.Mails = append(v.Mails, view.MailRow{URL: "/demo/mailbox/" + m.ID, To: m.To, Subject: m.Subject, Start: start, When: stamp(m.At.In(loc)), Now: m.ID == open})
		if m.ID == open {
			v.Open = &view.Mail{From: m.From, To: m.To, Subject: m.Subject, When: stamp(m.At.In(loc)), Parts: mailParts(m.Text)}
		}
	}
	return c.page(v)
}

// mailParts shows the paragraphs of a mail; its stop link works here too.
func mailParts(text string) []view.MailPart {
	var parts []view.MailPart
	for paragraph := range strings.SplitSeq(text, "\n\n") {
		if i := strings.Index(paragraph, "http"); i >= 0 {
			before, link := strings.TrimSpace(paragraph[:i]), strings.TrimSpace(paragraph[i:])
			if j := strings.Index(link, "/stop/"); j >= 0 {
				parts = append(parts, view.MailPart{Text: before}, view.MailPart{Text: "Stop these e-mails", URL: link[j:]})
				continue
			}
		}
		if paragraph = strings.TrimSpace(paragraph); paragraph != "" {
			parts = append(parts, view.MailPart{Text: paragraph})
		}
	}
	return parts
}

const racers = 200

// demoRace lets a newcomer throw 200 bookings at one time.
func (c *call) demoRace() error { return c.racePage(nil, "") }

func (c *call) racePage(result *view.RaceResult, mistake string) error {
	p, err := c.current()
	if err != nil {
		return err
	}
	v := view.Race{Bare: c.bare("Race 200"), Result: result, Error: mistake}
	c.by = actor.Visitor() // whoever looks on: the racers are strangers
	svc, l, ok := firstOnline(p)
	if ok {
		v.Zone = zoneName(l.In()) + ", " + l.Name
		v.Days, err = c.slotDays(p, schedule.Query{Service: svc.ID, Location: l.ID, From: civil.DateOf(c.Now().In(l.In())), To: civil.DateOf(c.Now().In(l.In())).AddDays(7)}, 6,
			func(s schedule.Slot) view.Slot {
				w, _ := p.Provider(s.Provider)
				return view.Slot{Time: clock(s.Start), Who: short(w), Value: string(s.Provider) + " " + slotTime(s.Start)}
			})
	}
	if err != nil {
		return err
	}
	return c.page(v)
}

// demoRacePost throws them: 200 strangers through the same door as the booking page.
func (c *call) demoRacePost() error {
	p, err := c.current()
	if err != nil {
		return err
	}
	provider, start, err := parseSlotValue(c.form("start"))
	if err != nil {
		return c.racePage(nil, fault.Message(err))
	}
	svc, l, ok := firstOnline(p)
	w, known := p.Provider(provider)
	if !ok || !known {
		return c.racePage(nil, "Please choose a time.")
	}
	result := view.RaceResult{Total: racers, Slot: dayTime(start.In(l.In())) + ", " + short(w)}
	var mu sync.Mutex
	var wg sync.WaitGroup
	var slowest time.Duration
	began := time.Now()
	gate := make(chan struct{})
	for i := range racers {
		wg.Go(func() {
			<-gate
			email, _ := phi.ParseEmail(fmt.Sprintf("racer%d@example.com", i+1))
			a, err := c.Schedule.Book(c.r.Context(), actor.Visitor(), schedule.Request{
				Provider: provider, Location: l.ID, Service: svc.ID, Start: start, Channel: "site",
				Person: patient.Person{Name: phi.NewName("Racer", "Number "+strconv.Itoa(i+1)), Birth: phi.NewBirthDate(civil.Date{Year: 1990, Month: 1, Day: 1}), Email: email, How: "booking page"},
			})
			took := time.Since(began)
			mu.Lock()
			defer mu.Unlock()
			slowest = max(slowest, took)
			switch {
			case err == nil:
				result.Winner, result.First, result.VisitURL = i+1, millis(took), "/console/visits/"+string(a.ID)
			case fault.Is(err, fault.Conflict):
				result.Told++
			default:
				result.Failed++
				c.Log.Error("race", "err", err)
			}
		})
	}
	close(gate)
	wg.Wait()
	result.Elapsed, result.Slowest = millis(time.Since(began)), millis(slowest)
	err = c.DB.View(c.r.Context(), actor.System(), func(t tx.Tx) error {
		busy, err := c.Schedule.Store.Busy(c.r.Context(), t, start.Add(-24*time.Hour), start.Add(24*time.Hour))
		result.Overlaps = schedule.Overlaps(busy)
		return err
	})
	if err != nil {
		return err
	}
	return c.racePage(&result, "")
}

func millis(d time.Duration) string { return fmt.Sprintf("%d ms", d.Milliseconds()) }

// demoTamper changes a copy of the log without the key file and shows that verifying it names the row.
func (c *call) demoTamper() error {
	how := c.form("how")
	if how == "" {
		how = "change"
	}
	r, err := c.Server.Demo.Tamper(c.r.Context(), how)
	if err != nil {
		return err
	}
	v := view.Tamper{Console: c.console("Tamper with a copy", view.InAudit), Did: r.Did, Elapsed: millis(r.Took), BackURL: "/console/audit", Ways: view.TamperWays(how)}
	if r.Problem != nil {
		v.Found, v.Names, v.Text = true, fmt.Sprintf("Event %s", thousands(r.Problem.Seq)), r.Problem.Sentence
	}
	return c.Render.Page(c.w, http.StatusOK, v)
}
