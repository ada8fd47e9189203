package app

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/channel/email"
	"bedside/internal/channel/email/mailbox"
	"bedside/internal/channel/twilio"
	"bedside/internal/channel/twilio/exchange"
	"bedside/internal/demo"
	"bedside/internal/fault"
	"bedside/internal/identity"
	"bedside/internal/practice"
	"bedside/internal/store"
	"bedside/internal/tx"
	"bedside/internal/web"
)

// DemoSeed makes the demo the same every time.
const DemoSeed = 1

// DemoApp is the fictional practice with what only the demo has.
type DemoApp struct {
	*App
	Link     string // the path that signs in once
	mail     *mailbox.Server
	exchange *exchange.Exchange
	made     sync.Map // the last call from each number
}

// NewDemo opens the demo in a data folder and fills it if it is new. Its mail goes over real SMTP to a server in
// this process, its calls and texts over real signed HTTP to an exchange in it; its clock can be moved.
func NewDemo(ctx context.Context, data, address string, log *slog.Logger) (*DemoApp, error) {
	if err := os.MkdirAll(data, 0o700); err != nil {
		return nil, fault.Wrap(fault.Invalid, "app.NewDemo", "Cannot make the folder "+data+". Choose another with --data.", err)
	}
	database, keys, heads := Files(data)
	if _, err := os.Stat(keys); os.IsNotExist(err) {
		if err := MakeKeys(keys); err != nil {
			return nil, err
		}
	}
	clock := &movingClock{file: filepath.Join(data, "demo-clock")}
	if err := clock.read(); err != nil {
		return nil, err
	}
	mail, err := mailbox.Listen("127.0.0.1:0", mailbox.Clock(clock.now))
	if err != nil {
		return nil, err
	}
	host, port, err := net.SplitHostPort(mail.Addr())
	if err != nil {
		return nil, errors.Join(err, mail.Close())
	}
	phones, err := exchange.Listen("127.0.0.1:0", exchange.Config{AccountSID: demoAccount, AuthToken: rand.Text(), Number: demo.Number, Now: clock.now})
	if err != nil {
		return nil, errors.Join(err, mail.Close())
	}
	a, err := New(ctx, Config{
		Database: database, KeyFile: keys, Heads: heads, Listen: address, SMTP: email.Config{Host: host, Port: portNumber(port)}, Log: log, Now: clock.now,
		Twilio: twilio.Config{AccountSID: phones.AccountSID, AuthToken: phones.AuthToken, Number: phones.Number, BaseURL: phones.URL()}, Sources: Sources{Folder: data},
	})
	if err != nil {
		return nil, errors.Join(err, phones.Close(), mail.Close())
	}
	a.Numbers = demo.Numbers()
	d := &DemoApp{App: a, mail: mail, exchange: phones}
	if err := d.prepare(ctx, clock); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

// Close closes what NewDemo opened, where Run does not.
func (d *DemoApp) Close() error {
	return errors.Join(d.App.Close(), d.exchange.Close(), d.mail.Close())
}

const demoAccount = "AC0123456789abcdef0123456789abcdef"

// SetURL tells the exchange too where its webhooks go.
func (d *DemoApp) SetURL(ctx context.Context, url string) error {
	d.exchange.Point(url)
	return d.App.SetURL(ctx, url)
}

func portNumber(s string) (n int) {
	_, _ = fmt.Sscanf(s, "%d", &n)
	return n
}

// prepare fills an empty database and makes the tour.
func (d *DemoApp) prepare(ctx context.Context, clock *movingClock) error {
	var p *practice.Practice
	err := d.Store.View(ctx, actor.System(), func(t tx.Tx) (err error) {
		p, err = d.Practice.Get(ctx, t)
		return err
	})
	if err != nil {
		return err
	}
	fresh := !p.Settings.Live
	if fresh {
		if err := demo.Seed(ctx, demo.Deps{
			DB: d.Store, Practice: d.Practice, Patients: d.Patients, Identity: d.Identity, Schedule: d.Schedule, Outreach: d.Outreach, OnCall: d.OnCall, Posts: d.Posts, IDs: d.IDs,
		}, d.Now(), DemoSeed); err != nil {
			return err
		}
	}
	if err := d.guard.refresh(ctx, d.App); err != nil {
		return err
	}
	if fresh {
		if err := errors.Join(demo.Talk(ctx, d.Desk, clock.advance), clock.write()); err != nil {
			return err
		}
	}
	people, err := d.people(ctx)
	if err != nil || len(people) == 0 {
		return err
	}
	d.Demo = &web.Demo{People: people, SignIn: d.signIn, Advance: func(by time.Duration) {
		clock.advance(by)
		if err := clock.write(); err != nil {
			d.Log.Error("keeping the demo's clock", "err", err)
		}
		d.jobs.Nudge()
	}, Mails: d.mails, Tamper: d.tamper, Phones: d.phones(), Archive: demo.Archive}
	token, err := d.Identity.NewLink(ctx, actor.System(), identity.StaffID(people[len(people)-1].ID))
	d.Link = "/console/link/" + token
	return err
}

var tourRoles = []struct {
	role actor.Role
	name string
}{{actor.Clinician, "Doctor"}, {actor.FrontDesk, "Front desk"}, {actor.Admin, "Owner"}}

// people are one of each role of the tour; the owner is last.
func (d *DemoApp) people(ctx context.Context) (people []web.DemoPerson, err error) {
	err = d.Store.View(ctx, actor.System(), func(t tx.Tx) error {
		all, err := d.Identity.Staff(ctx, t)
		for _, r := range tourRoles {
			for _, s := range all {
				if s.Role == r.role {
					people = append(people, web.DemoPerson{ID: string(s.ID), Role: r.name, Name: s.Name})
					break
				}
			}
		}
		return err
	})
	return people, err
}

// signIn makes the visitor somebody, as a one-time link would.
func (d *DemoApp) signIn(ctx context.Context, staffID string) (string, error) {
	link, err := d.Identity.NewLink(ctx, actor.System(), identity.StaffID(staffID))
	if err != nil {
		return "", err
	}
	token, _, err := d.Identity.SignInLink(ctx, link)
	return token, err
}

// Run serves until ctx ends.
func (d *DemoApp) Run(ctx context.Context, l net.Listener) error {
	return errors.Join(d.App.Run(ctx, l), d.exchange.Close(), d.mail.Close())
}

// mails are what the demo's mail server took, newest first.
func (d *DemoApp) mails() []web.DemoMail {
	var all []web.DemoMail
	for _, m := range d.mail.Messages() {
		all = append(all, web.DemoMail{ID: mailID(m), From: m.From, To: m.To, Subject: m.Subject, Text: m.Text, At: m.At})
	}
	return all
}

// mailID is what comes before the @ of a Message-ID.
func mailID(m mailbox.Message) string {
	name, _, _ := strings.Cut(strings.Trim(strings.Join(m.Header["Message-Id"], ""), "<>"), "@")
	return name
}

// tamper changes the log in a copy of the database, without the key file's help, and verifies the copy.
func (d *DemoApp) tamper(ctx context.Context, how string) (r web.Tampered, err error) {
	dir, err := os.MkdirTemp(filepath.Dir(d.Database), "copy-*")
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	path := filepath.Join(dir, "bedside.db")
	heads, err := store.HeadFile{Path: d.Heads}.Read(d.Keys)
	if err != nil {
		return r, err
	}
	if err := d.Store.CopyTo(ctx, path); err != nil {
		return r, err
	}
	if r.Did, err = store.Tamper(ctx, path, how); err != nil {
		return r, err
	}
	copied, err := store.Open(ctx, store.Config{URL: path, Keys: d.Keys, Now: d.Now, Log: d.Log})
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, copied.Close()) }()
	began := time.Now()
	report, err := audit.Verify(ctx, copied.Audit(), d.Keys, heads)
	r.Problem, r.Took = report.Problem, time.Since(began)
	return r, err
}

// movingClock is the machine's clock, moved forward. It stays so when the demo is started again: what was written
// tomorrow would lie in the future else.
type movingClock struct {
	ahead atomic.Int64
	file  string
}

func (c *movingClock) now() time.Time { return time.Now().Add(time.Duration(c.ahead.Load())) }

func (c *movingClock) advance(by time.Duration) { c.ahead.Add(int64(by)) }

// read sets the clock to where it was.
func (c *movingClock) read() error {
	b, err := os.ReadFile(c.file)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	var ahead time.Duration
	if err == nil {
		ahead, err = time.ParseDuration(strings.TrimSpace(string(b)))
	}
	if err != nil {
		return fault.Wrap(fault.Invalid, "app.movingClock", "The demo's clock in "+c.file+" cannot be read. Remove the file, or begin with another folder.", err)
	}
	c.ahead.Store(int64(ahead))
	return nil
}

// write keeps how far the clock is ahead.
func (c *movingClock) write() error {
	return os.WriteFile(c.file, []byte(time.Duration(c.ahead.Load()).String()+"\n"), 0o600)
}
