// Package web is the two faces of Bedside: the console, where staff work, and the site, which the public sees.
//
// It promises that every page works without JavaScript, that what a role may open stands in one table (routes.go)
// and is asked again by the domain, that no patient's value is in an address, a title or a log, and that an error
// is a plain sentence. Callers owe collaborators that are ready, and a proxy in front that passes Host on.
package web

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/closing"
	"bedside/internal/elsewhere"
	"bedside/internal/exchange"
	"bedside/internal/fault"
	"bedside/internal/fetch"
	"bedside/internal/frontdesk"
	"bedside/internal/frontdesk/edition"
	"bedside/internal/guard"
	"bedside/internal/guard/lift"
	"bedside/internal/guard/rules"
	"bedside/internal/id"
	"bedside/internal/identity"
	"bedside/internal/inbox"
	"bedside/internal/insight"
	"bedside/internal/knowledge"
	"bedside/internal/limit"
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
	"bedside/internal/triage"
	"bedside/internal/tx"
	"bedside/internal/web/render"
	"bedside/internal/web/static"
)

// Server serves both faces. It may be used by several goroutines at once; its fields are not changed after Handler.
type Server struct {
	DB        tx.DB
	Practice  *practice.Registry
	Patients  *patient.Registry
	Schedule  *schedule.Scheduler
	Elsewhere *elsewhere.Service // other books
	Feeds     *feed.Service
	Exchange  *exchange.Service
	Outreach  *outreach.Service
	Wording   *template.Service // what messages say
	Guard     outreach.Clearer  // reads what goes to patients
	RedFlags  *triage.Reader    // tells an emergency
	OnCall    *oncall.Service
	Inbox     *inbox.Service
	Desk      *frontdesk.Service
	Rehearse  *rehearse.Service
	Flows     *edition.Service
	Posts     *publish.Service
	Library   *knowledge.Service
	Closures  *closing.Service
	Insight   *insight.Service
	Typeset   *text.Typesetter // as Posts sets
	Reads     interface {      // the guard for what staff write
		Check(d guard.Draft) guard.Report
		Redact(d guard.Draft) string
		Lift(d guard.Draft) lift.Proposal
		Packs() ([]rules.Pack, PackProblem)
		RuleSet() string
	}
	IndexAge func() string    // says how old the list of retracted papers is; nil where there is none to speak of
	Numbers  practice.Numbers // the registry of provider numbers; nil where nothing can be asked
	Identity *identity.Service
	Programs *identity.Connections // other programs that may ask
	Audit    *audit.Log
	Keys     *phi.Keys
	IDs      *id.Source
	Render   *render.Engine
	Now      func() time.Time
	Log      *slog.Logger
	// Recording opens a voicemail, as WAV, by the carrier's id of it.
	Recording func(ctx context.Context, ref string) (io.ReadCloser, error)
	Chain     func() ChainState // what the last look at the audit chain found
	Ready     func() error      // nil when everything the program needs answers
	Mail      bool              // a mail server is configured
	Texts     bool              // a line for texts is configured
	Demo      *Demo             // nil outside the demo
	// Fetch asks at addresses that people give; nil where none can be asked.
	Fetch interface {
		Do(ctx context.Context, r fetch.Request) (fetch.Response, error)
	}
	Limits limit.Limits // how much may come from one network address

	chats     bells
	streams   atomic.Int32  // calendars that listen
	closing   chan struct{} // closed when the program is asked to stop
	lookbacks lookbacks     // archives of old posts that are open
	proxy     sync.Once     // for the warning that it is not declared
}

// ChainState is the state of the audit chain at the last look.
type ChainState struct {
	At      time.Time
	Events  int64
	Head    string // shortened
	Problem string // one sentence, "" while the chain is whole
}

// PackProblem is what is wrong with the rule packs of the practice's own; the zero PackProblem is nothing.
type PackProblem struct {
	Text  string // a sentence with file, line and rule
	Blind bool   // none were read before, so nothing goes out in public
}

const (
	formLimit  = 1 << 20  // bytes of a form
	draftLimit = 8 << 20  // bytes of a long post, every letter of which may take twelve
	fileLimit  = 20 << 20 // bytes of an upload
)

// Close ends the answers that stay open, so that the program can stop.
func (s *Server) Close() { close(s.closing) }

// Handler returns the whole of console, site and, in the demo, its pages.
func (s *Server) Handler() http.Handler {
	s.closing = make(chan struct{})
	mux := http.NewServeMux()
	mux.Handle("GET "+static.Prefix, static.Handler())
	mux.HandleFunc("GET /healthz", s.healthz)
	for _, r := range s.Routes() {
		mux.HandleFunc(r.Pattern, s.serve(r))
	}
	mux.Handle("/", s.bothFaces(func(c *call) error { return c.nothingHere(mux) }))
	guard := http.NewCrossOriginProtection()
	guard.SetDenyHandler(s.bothFaces(func(*call) error {
		return fault.New(fault.Forbidden, "web.crossOrigin", "This came from another site, so it was not done. Open the page itself and try again.")
	}))
	// A mail program's one-click unsubscribe (RFC 8058) is a POST from nowhere that carries its proof in the address.
	guard.AddInsecureBypassPattern("POST /stop/{ref}")
	return s.headers(guard.Handler(mux))
}

// headers are on every answer. Nothing is cached but static files, which say so themselves.
func (s *Server) headers(next http.Handler) http.Handler {
	ears := "()"
	if s.Demo != nil {
		ears = "(self)" // its telephones can be spoken into
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; media-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		eyes, ears := "()", ears
		if r.URL.Path == outreach.TryPath { // where a visitor tries their own
			eyes, ears = "(self)", "(self)"
		}
		h.Set("Permissions-Policy", "camera="+eyes+", microphone="+ears+", geolocation=(), interest-cohort=()")
		h.Set("Cache-Control", "no-store")
		if secure(r) {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		next.ServeHTTP(w, r)
	})
}

func secure(r *http.Request) bool {
	return r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https"
}

// call is one request on its way through a handler.
type call struct {
	*Server
	w       http.ResponseWriter
	r       *http.Request
	route   Route
	by      actor.Actor
	session identity.Session

	tongue    tongue                      // of a public page, once its frame is filled
	practice  *practice.Practice          // while it is only shown
	waiting   *waiting                    // once counted
	colleague map[identity.StaffID]string // once read
}

// serve makes the http handler of a route: it finds out who asks, checks the table, runs the handler and turns an
// error into a page.
func (s *Server) serve(route Route) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		if route.public() {
			var end func()
			w, end = squeezed(w, r)
			defer end()
		}
		c := &call{Server: s, w: w, r: r, route: route, by: actor.Visitor()}
		r.Body = http.MaxBytesReader(w, r.Body, route.Limit)
		defer func() {
			if p := recover(); p != nil {
				c.fail(fault.New(fault.Internal, "web.serve", "panic"))
				s.Log.Error("panic", "route", route.Pattern, "type", fmt.Sprintf("%T", p), "stack", string(debug.Stack())) // never its value
			}
			if d := time.Since(began); d > time.Second && w.Header().Get("Content-Type") != streamType {
				s.Log.Warn("slow page", "route", route.Pattern, "ms", d.Milliseconds())
			}
		}()
		if err := c.enter(); err != nil {
			c.fail(err)
			return
		}
		if err := route.handle(c); err != nil {
			c.fail(err)
		}
	}
}

// errSignIn sends a stranger to the sign-in page.
var errSignIn = errors.New("sign in first")

// enter finds out who asks and checks the route table, and that the form is text.
func (c *call) enter() error {
	if c.r.Method == http.MethodPost && c.route.Limit < fileLimit {
		if strings.HasPrefix(c.r.Header.Get("Content-Type"), "multipart/") {
			return fault.New(fault.Invalid, "web.enter", "Files are not taken here. Please open the page again and send its form.")
		}
		if err := c.r.ParseForm(); err != nil {
			return unread(err)
		}
	}
	if !c.route.Rough && (!wholeText(c.r.Form) || !wholeText(c.r.URL.Query())) {
		return fault.New(fault.Invalid, "web.enter", "Some of this is not text that can be read. Please type it again.")
	}
	if !c.route.Console {
		return nil
	}
	if cookie, err := c.r.Cookie(sessionCookie); err == nil {
		session, err := c.signedIn(cookie.Value)
		if err != nil && !fault.Is(err, fault.NotFound) && !fault.Is(err, fault.Forbidden) {
			return err
		}
		if err == nil {
			c.session, c.by = session, session.Actor()
		}
	}
	if c.route.Open {
		return nil
	}
	if c.by.Kind != actor.Staff {
		return errSignIn
	}
	if c.route.Need != "" {
		return c.by.Need(c.route.Need)
	}
	return nil
}

// signedIn reads the session. What a page asks for by itself does not keep it from going idle: nobody clicked.
func (c *call) signedIn(token string) (identity.Session, error) {
	if c.route.Quiet {
		return c.Identity.Look(c.r.Context(), token)
	}
	return c.Identity.Session(c.r.Context(), token)
}

func wholeText(form url.Values) bool {
	for name, values := range form {
		if !utf8.ValidString(name) {
			return false
		}
		for _, v := range values {
			if !utf8.ValidString(v) || strings.ContainsRune(v, 0) {
				return false
			}
		}
	}
	return true
}

// unread gives a body that could not be read its sentence.
func unread(err error) error {
	if errors.As(err, new(*http.MaxBytesError)) {
		return fault.Wrap(fault.Invalid, "web.form", "", err)
	}
	return fault.Wrap(fault.Invalid, "web.form", "The form did not arrive whole. Please try again.", err)
}

// view and do run f in a transaction of the one who asks.
func (c *call) view(f func(tx.Tx) error) error { return c.DB.View(c.r.Context(), c.by, f) }
func (c *call) do(f func(tx.Tx) error) error   { return c.DB.Do(c.r.Context(), c.by, f) }

// form returns a trimmed value of the form or the address.
func (c *call) form(name string) string { return strings.TrimSpace(c.r.FormValue(name)) }

// see answers with "go there": after a change, so that reloading changes nothing again.
func (c *call) see(path string) error {
	http.Redirect(c.w, c.r, path, http.StatusSeeOther)
	return nil
}

// bothFaces serves what has no route of its own: below /console it knows who is signed in, so that the page that says
// what is wrong is theirs.
func (s *Server) bothFaces(h func(*call) error) http.Handler {
	site := s.serve(Route{Pattern: "/", Limit: formLimit, handle: h})
	console := s.serve(Route{Pattern: "/console/", Console: true, Open: true, Limit: formLimit, handle: h})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/console" || strings.HasPrefix(r.URL.Path, "/console/") {
			console(w, r)
			return
		}
		site(w, r)
	})
}

// nothingHere answers for an address without a route, or for a method that its route does not take.
func (c *call) nothingHere(mux *http.ServeMux) error {
	var takes []string
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		r := c.r.Clone(c.r.Context())
		r.Method = method
		if _, pattern := mux.Handler(r); pattern != "/" {
			takes = append(takes, method)
		}
	}
	if takes == nil {
		return fault.New(fault.NotFound, "web", "")
	}
	c.w.Header().Set("Allow", strings.Join(takes, ", "))
	return errMethod
}

// errMethod is a request that the address does not take.
var errMethod = errors.New("another method")

func (s *Server) healthz(w http.ResponseWriter, _ *http.Request) {
	if err := s.Ready(); err != nil {
		s.Log.Error("not ready", "err", err)
		http.Error(w, "not ready", http.StatusServiceUnavailable)
		return
	}
	_, _ = w.Write([]byte("ok\n"))
}
