// Package app puts the program together. It is the only package that knows everything.
//
// It promises that an [App] that New returned has a database with today's schema, its key file and every
// collaborator, and that Run serves until its context ends and then finishes what it began. Callers owe a data
// folder that no other program uses.
package app

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"sync"
	"time"
	_ "time/tzdata" // zones are rules of law that change: they come with the program, not with the machine

	"bedside/internal/actor"
	"bedside/internal/api"
	"bedside/internal/api/fhir"
	"bedside/internal/audit"
	"bedside/internal/channel/email"
	"bedside/internal/channel/mllp"
	"bedside/internal/channel/twilio"
	"bedside/internal/closing"
	"bedside/internal/elsewhere"
	"bedside/internal/exchange"
	"bedside/internal/fault"
	"bedside/internal/fetch"
	"bedside/internal/frontdesk"
	"bedside/internal/frontdesk/edition"
	"bedside/internal/guard"
	"bedside/internal/id"
	"bedside/internal/identity"
	"bedside/internal/inbox"
	"bedside/internal/insight"
	"bedside/internal/job"
	"bedside/internal/knowledge"
	"bedside/internal/limit"
	"bedside/internal/llm"
	"bedside/internal/nppes"
	"bedside/internal/oncall"
	"bedside/internal/outreach"
	"bedside/internal/outreach/template"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/publish"
	"bedside/internal/publish/text"
	"bedside/internal/rehearse"
	"bedside/internal/schedule"
	"bedside/internal/schedule/feed"
	"bedside/internal/social/bluesky"
	"bedside/internal/social/wordpress"
	"bedside/internal/sources"
	"bedside/internal/store"
	"bedside/internal/triage"
	"bedside/internal/tx"
	"bedside/internal/web"
	"bedside/internal/web/render"
)

// Config says where the data is, where to listen and by whom mail goes out. Tests replace Now and Random.
type Config struct {
	Database string // postgres://… or the path of an SQLite file
	KeyFile  string
	Heads    string        // the file that the heads of the audit chain are exported to
	Rules    string        // the folder of rule packs of the practice's own; it need not be there
	Listen   string        // host:port
	Proxied  bool          // every request comes through the practice's own proxy
	SMTP     email.Config  // the zero Config while there is no mail server
	Twilio   twilio.Config // the zero Config while there is no telephone number
	HL7      []mllp.Interface

	WordPress wordpress.Config // the zero Config where posts are copied by hand; HTTP is set by New
	Bluesky   bluesky.Config

	Sources   Sources    // the zero Sources looks nowhere
	Model     llm.Config // the zero Config while there is none; HTTP is set by New
	NPPESFile string     // the registry's file of provider numbers; the registry itself is asked if empty

	PDF knowledge.PDF // reads the words of PDF files; nil where none can be read

	Log *slog.Logger

	Now    func() time.Time // nil for the machine's clock
	Random io.Reader        // nil for the system's
}

// App is the program.
type App struct {
	Config
	Keys      *phi.Keys
	IDs       *id.Source
	Store     *store.Store
	Audit     *audit.Log
	Practice  *practice.Registry
	Patients  *patient.Registry
	Identity  *identity.Service
	Programs  *identity.Connections
	Schedule  *schedule.Scheduler
	Feeds     *feed.Service // calendars to subscribe to
	Exchange  *exchange.Service
	Outreach  *outreach.Service
	Closures  *closing.Service
	Insight   *insight.Service
	Wording   *template.Service // what messages say
	OnCall    *oncall.Service
	Inbox     *inbox.Service
	Desk      *frontdesk.Service
	Flows     *edition.Service // what the practice makes of the flows
	Rehearse  *rehearse.Service
	Posts     *publish.Service
	Library   *knowledge.Service // what the practice has written, as answers
	Elsewhere *elsewhere.Service // other books
	Fetch     *fetch.Client      // the one for the outside world
	Papers    *sources.Registry  // what is known of retractions
	Numbers   practice.Numbers   // the registry of provider numbers; nil where nothing can be asked
	RedFlags  *triage.Reader     // reads every turn for emergencies
	Demo      *web.Demo          // set by demo before Run

	phone   *twilio.Client
	mllp    *mllp.Lines
	jobs    *job.Runner
	guard   liveGuard
	typeset *text.Typesetter
	watch   watcher
}

// New opens the database and builds every collaborator. Errors say in a sentence what to do.
func New(ctx context.Context, c Config) (*App, error) {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Random == nil {
		c.Random = rand.Reader
	}
	c.SMTP.Now, c.Twilio.Now = c.Now, c.Now
	a := &App{Config: c, phone: &twilio.Client{Config: c.Twilio}}
	file, err := os.ReadFile(c.KeyFile)
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, "app.New", "Cannot read the key file "+c.KeyFile+". Run bedside init first, or put the key file where the configuration says.", err)
	}
	if a.Keys, err = phi.ParseKeys(string(file)); err != nil {
		return nil, err
	}
	if a.RedFlags, err = triage.New(); err != nil {
		return nil, err
	}
	a.IDs = id.NewSource(c.Now, c.Random)
	if a.Store, err = store.Open(ctx, store.Config{URL: c.Database, Keys: a.Keys, Now: c.Now, Log: c.Log}); err != nil {
		return nil, err
	}
	s := a.Store
	a.Audit = &audit.Log{Store: s.Audit(), Keys: a.Keys, IDs: a.IDs}
	a.Practice = &practice.Registry{Store: s.Practice(), Audit: a.Audit, IDs: a.IDs}
	a.Patients = &patient.Registry{Store: s.Patients(), Audit: a.Audit, IDs: a.IDs}
	a.Identity = &identity.Service{DB: s, Store: s.Identity(), Audit: a.Audit, IDs: a.IDs, Now: c.Now, Random: c.Random}
	a.Programs = &identity.Connections{DB: s, Store: s.Connections(), Audit: a.Audit, IDs: a.IDs, Now: c.Now, Random: c.Random}
	a.Schedule = &schedule.Scheduler{DB: s, Store: s.Schedule(), Practice: a.Practice, Patients: a.Patients, Audit: a.Audit, IDs: a.IDs}
	mail := &email.Mailer{Config: c.SMTP}
	a.Outreach = &outreach.Service{DB: s, Store: s.Outreach(), Queue: s.Jobs(), Patients: a.Patients, Practice: a.Practice, Visits: s.Schedule(), Guard: &a.guard,
		Ports: map[guard.Channel]outreach.Port{outreach.Email: mail, outreach.SMS: twilio.Texts{Client: a.phone}}, Invites: s.Invitations(), Audit: a.Audit, Keys: a.Keys, IDs: a.IDs}
	a.Inbox = &inbox.Service{DB: s, Store: s.Inbox(), Queue: s.Jobs(), Patients: a.Patients, Practice: a.Practice, Staff: s.Identity(), Guard: &a.guard,
		Texter: a.phone, Audit: a.Audit, IDs: a.IDs}
	a.Wording = &template.Service{Store: s.MessageTexts(), Practice: a.Practice, Guard: &a.guard, Audit: a.Audit}
	a.Outreach.Caller, a.Outreach.Reports = caller{a.Inbox}, s.Inbox()
	a.Outreach.Texts, a.Outreach.Spoken = a.Wording, a.Inbox
	a.OnCall = &oncall.Service{DB: s, Store: s.OnCall(), Queue: s.Jobs(), Practice: a.Practice, Guard: &a.guard,
		Sender: a.alerter(mail), Audit: a.Audit, Keys: a.Keys, IDs: a.IDs, Followers: []oncall.Follower{alerts{a.Inbox, a.RedFlags.Rules()}}}
	a.Schedule.Followers = []schedule.Follower{a.Outreach, a.Inbox}
	offers := &outreach.Offers{Service: a.Outreach, Waits: s.Waits(), Else: a.Inbox}
	a.Schedule.Waits, a.Schedule.Queue, a.Schedule.Offered, a.Schedule.Reach = s.Waits(), s.Jobs(), []schedule.OfferFollower{offers}, a.Outreach
	a.Outreach.Sources = map[outreach.Kind]outreach.Source{outreach.Offer: offers, outreach.Proposal: offers}
	a.Feeds = &feed.Service{DB: s, Store: s.CalendarFeeds(), Visits: s.Schedule(), Practice: a.Practice, Audit: a.Audit, IDs: a.IDs, Random: c.Random}
	a.Exchange = &exchange.Service{DB: s, Store: s.Exchange(), Queue: s.Jobs(), Practice: a.Practice, Patients: a.Patients, Schedule: a.Schedule, Outreach: a.Outreach, Staff: s.Identity(), Audit: a.Audit, IDs: a.IDs}
	a.typeset = text.New()
	a.Fetch = fetch.New(fetch.Config{Agent: agent, Now: c.Now})
	a.Elsewhere = a.elsewhere()
	a.Schedule.Followers, a.Schedule.Owner = append(a.Schedule.Followers, a.Elsewhere), a.Elsewhere
	a.Papers = a.papers()
	a.Posts = a.voice()
	a.Library = a.library()
	a.Insight = &insight.Service{DB: s, Store: s.Insight()}
	a.Closures = &closing.Service{DB: s, Practice: a.Practice, Schedule: a.Schedule, Guard: &a.guard, Posts: a.Posts, Tell: closings{caller{a.Inbox}, a.Outreach}, Audit: a.Audit}
	a.Numbers = &nppes.Client{Fetch: a.Fetch, URL: nppes.API, Now: c.Now}
	if c.NPPESFile != "" {
		a.Numbers = nppes.InFile(c.NPPESFile)
	}
	handlers := map[string]job.Handler{outreach.JobKind: a.Outreach.Send, outreach.RecallJob: a.Outreach.RecallDue, outreach.NoticeJob: a.Outreach.NoticeDue, inbox.JobKind: a.Inbox.Send,
		oncall.JobKind: a.OnCall.Step, schedule.OfferJob: a.Schedule.OfferDue, exchange.JobKind: a.Exchange.Step}
	handlers[frontdesk.CodeJob] = func(ctx context.Context, c job.Claimed) error { return a.Desk.SendCode(ctx, c) } // the desk is made below
	maps.Copy(handlers, a.Posts.Handlers())
	maps.Copy(handlers, a.Library.Handlers())
	maps.Copy(handlers, a.Elsewhere.Handlers())
	a.jobs = &job.Runner{Queue: s.Jobs(), Now: c.Now, Log: c.Log, Lease: jobLease, Workers: jobHands, Handlers: handlers}
	if err := a.guard.refresh(ctx, a); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	a.Flows = &edition.Service{DB: s, Store: s.Editions(), Practice: a.Practice, Staff: s.Identity(), Guard: &a.guard, Triage: a.RedFlags, Audit: a.Audit}
	a.Desk, err = frontdesk.New(frontdesk.Deps{
		DB: s, Store: s.FrontDesk(), Practice: a.Practice, Patients: a.Patients, Visits: a.Schedule, Inbox: a.Inbox, OnCall: a.OnCall, Staff: s.Identity(), Triage: a.RedFlags, Knowledge: a.Library,
		Guard: &a.guard, Model: a.model(), Editions: a.Flows, Replies: a.Outreach, FollowUps: a.Outreach, Texter: a.phone, Queue: s.Jobs(), Random: c.Random, Audit: a.Audit, Keys: a.Keys, IDs: a.IDs, Now: c.Now, Log: c.Log,
	})
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	a.Rehearse = &rehearse.Service{DB: s, Store: s.Rehearsals(), Practice: a.Practice, Editions: a.Flows, Desk: a.Desk, Guard: &a.guard, Open: a.HouseOf, Audit: a.Audit, IDs: a.IDs,
		Now: c.Now, Log: c.Log, Workers: max(1, runtime.GOMAXPROCS(0)-1)}
	a.Flows.Gate = a.Rehearse
	return a, nil
}

// SetURL tells the practice where its site is reached, so that links in messages work. Call it before Run.
func (a *App) SetURL(ctx context.Context, url string) error {
	a.phone.PublicURL = url
	return a.Store.Do(ctx, actor.System(), func(t tx.Tx) error {
		p, err := a.Practice.Get(ctx, t)
		if err != nil || p.Settings.URL == url {
			return err
		}
		s := p.Settings
		s.URL = url
		return a.Practice.SaveSettings(ctx, t, s)
	})
}

// Close closes the database. Run does it too.
func (a *App) Close() error {
	a.Rehearse.Close()
	return a.Store.Close()
}

// Listen takes the address. A port that is in use is Conflict.
func (a *App) Listen() (net.Listener, error) {
	l, err := net.Listen("tcp", a.Config.Listen)
	if err != nil {
		return nil, fault.Wrap(fault.Conflict, "app.Listen", fmt.Sprintf("Cannot listen on %s: the address is in use or not ours. Stop the other program or choose another address.", a.Config.Listen), err)
	}
	return l, nil
}

const (
	grace     = 10 * time.Second // for requests that run when the program is asked to stop
	jobLease  = 2 * time.Minute
	jobHands  = 4
	forgetAge = 30 * 24 * time.Hour // of idempotency keys
)

// gcPercent trades a little time for memory: a practice's machine has more of the first.
const gcPercent = 50

// Run serves on l until ctx ends. It owns l and the database from here on.
func (a *App) Run(ctx context.Context, l net.Listener) error {
	defer debug.SetGCPercent(debug.SetGCPercent(gcPercent))
	engine, err := render.New()
	if err != nil {
		return errors.Join(fault.Wrap(fault.Internal, "app.Run", "", err), l.Close(), a.Close())
	}
	limits := limit.New(a.Now, a.Proxied)
	pages := &web.Server{
		Elsewhere: a.Elsewhere,
		DB:        a.Store,
		Practice:  a.Practice,
		Patients:  a.Patients,
		Schedule:  a.Schedule,
		Feeds:     a.Feeds,
		Exchange:  a.Exchange,
		Outreach:  a.Outreach,
		OnCall:    a.OnCall,
		Inbox:     a.Inbox,
		Desk:      a.Desk,
		Rehearse:  a.Rehearse,
		Flows:     a.Flows,
		Wording:   a.Wording,
		Closures:  a.Closures,
		Insight:   a.Insight,
		Guard:     &a.guard,
		Posts:     a.Posts,
		Library:   a.Library,
		Numbers:   a.Numbers,
		Fetch:     a.Fetch,
		Typeset:   a.typeset,
		Reads:     &a.guard,
		IndexAge:  a.indexAge,
		RedFlags:  a.RedFlags,
		Identity:  a.Identity,
		Programs:  a.Programs,
		Audit:     a.Audit,
		Keys:      a.Keys,
		IDs:       a.IDs,
		Recording: a.phone.Recording,
		Render:    engine,
		Now:       a.Now,
		Log:       a.Log,
		Chain:     a.watch.state,
		Ready:     a.ready,
		Mail:      a.Outreach.Ready(outreach.Email),
		Texts:     a.Outreach.Ready(outreach.SMS),
		Demo:      a.Demo,
		Limits:    limits,
	}
	lines, err := a.lines()
	if err != nil {
		return errors.Join(err, l.Close(), a.Close())
	}
	mux := http.NewServeMux()
	mux.Handle("/twilio/", lines)
	mux.Handle("/api/", (&api.Server{DB: a.Store, Practice: a.Practice, Schedule: a.Schedule, Now: a.Now, Log: a.Log, Bookings: limits.Booking, Checks: limits.Check, Guard: &a.guard}).Handler())
	programs := a.FHIR(limits)
	mux.Handle("/fhir", programs)
	mux.Handle("/fhir/", programs)
	mux.Handle("/", pages.Handler())
	server := &http.Server{
		Handler: mux, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute, WriteTimeout: 2 * time.Minute, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10,
		ErrorLog: slog.NewLogLogger(a.Log.Handler(), slog.LevelDebug),
	}
	server.RegisterOnShutdown(pages.Close)
	work, stop := context.WithCancel(context.WithoutCancel(ctx))
	var wg sync.WaitGroup
	sealer := &audit.Sealer{Store: a.Store.Audit(), Keys: a.Keys, Export: store.HeadFile{Path: a.Heads}, Now: a.Now, Log: a.Log}
	for _, f := range []func(context.Context){sealer.Run, a.jobs.Run, a.guard.run(a), a.watch.run(a), a.tidy, a.serveHL7} {
		wg.Go(func() { f(work) })
	}
	if err := a.Library.Wake(ctx); err != nil {
		a.Log.Error("waking the library", "err", err)
	}
	if a.Outreach.Ready(outreach.Email) || a.Outreach.Ready(outreach.SMS) {
		if err := a.Outreach.Wake(ctx); err != nil {
			a.Log.Error("waking the outbox", "err", err)
		}
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(l) }()
	select {
	case err = <-served:
	case <-ctx.Done():
		down, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
		if server.Shutdown(down) != nil {
			err = server.Close() // who is still being answered after so long is cut off
		}
		cancel()
	}
	stop()
	wg.Wait()
	if _, sealErr := sealer.Seal(context.WithoutCancel(ctx)); sealErr != nil {
		a.Log.Error("sealing at the end", "err", sealErr)
	}
	return errors.Join(err, a.Close())
}

// FHIR is the door for programs that speak it.
func (a *App) FHIR(limits limit.Limits) http.Handler {
	return (&fhir.Server{DB: a.Store, Practice: a.Practice, Patients: a.Patients, Schedule: a.Schedule, Connections: a.Programs, Audit: a.Audit, Now: a.Now,
		Asks: limits.Programs, Guesses: limits.Guesses, Log: a.Log}).Handler()
}

// ready reports whether the database answers.
func (a *App) ready() error {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	return a.Store.View(ctx, actor.System(), func(t tx.Tx) error {
		_, err := a.Practice.Get(ctx, t)
		return err
	})
}

// tidy drops what nobody needs any more.
func (a *App) tidy(ctx context.Context) {
	for {
		err := a.Store.Schedule().Forget(ctx, a.Now().Add(-forgetAge))
		if err != nil && ctx.Err() == nil {
			a.Log.Error("tidying", "err", err)
		}
		if err := a.Store.Elsewhere().Forget(ctx, a.Now().Add(-forgetAge)); err != nil && ctx.Err() == nil {
			a.Log.Error("forgetting old messages of other books", "err", err)
		}
		if err := a.Library.Forget(ctx); err != nil && ctx.Err() == nil {
			a.Log.Error("forgetting old questions", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(time.Hour):
		}
	}
}

// Files are the usual places in a data folder.
func Files(data string) (database, keys, heads string) {
	return filepath.Join(data, "bedside.db"), filepath.Join(data, "bedside.key"), filepath.Join(data, "audit-heads.log")
}

// MakeKeys writes a fresh key file, readable by its owner only. Conflict if there is one already.
func MakeKeys(path string) error {
	text, err := phi.NewKeyFile(rand.Reader)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, os.ErrExist) {
		return fault.Wrap(fault.Conflict, "app.MakeKeys", "There is a key file already: "+path+". A new one would make the old data unreadable.", err)
	}
	if err != nil {
		return fault.Wrap(fault.Unavailable, "app.MakeKeys", "Cannot write the key file "+path+". Check that the folder exists and belongs to the user who runs Bedside.", err)
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Sync(), f.Close())
}
