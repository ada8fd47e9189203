// Package fhir is the door for other programs that speak HL7 FHIR R4 (4.0.1) and IHE ITI Scheduling (ITI-115 to ITI-118).
//
// It promises that what a program does here goes through the same rules, transactions, followers and audit as what a
// patient does on the site; that nothing is told beyond the scopes of the token; that whoever changes a visit says which
// version they saw; and that every answer is a resource, an error an OperationOutcome. Slots and proposed appointments
// are computed and never stored: their ids say which they are. Callers owe a [Server] with all its collaborators.
package fhir

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/fault"
	"bedside/internal/identity"
	"bedside/internal/limit"
	"bedside/internal/patient"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/tx"
)

// Server answers below /fhir. It may be used by several goroutines at once.
type Server struct {
	DB          tx.DB
	Practice    *practice.Registry
	Patients    *patient.Registry
	Schedule    *schedule.Scheduler
	Connections *identity.Connections
	Audit       *audit.Log
	Now         func() time.Time
	Asks        *limit.Limiter // requests of one network address; nil for none
	Guesses     *limit.Limiter // tokens that do not work
	Log         *slog.Logger
}

const (
	bodyLimit = 256 << 10 // bytes
	mime4     = "application/fhir+json"
)

// route is an address. Open ones need no token; the others say what scope they need, or ask themselves where it is "".
type route struct {
	pattern  string
	open     bool
	resource string
	letter   byte
	handle   func(*ask) (reply, error)
}

// reply is an answer: a resource, with what stands in the headers.
type reply struct {
	status   int // 0 is 200
	body     any
	etag     string
	modified time.Time
	location string
	kind     string // of what is not FHIR's JSON
}

// ask is one request on its way.
type ask struct {
	*Server
	r    *http.Request
	conn identity.Connection
	by   actor.Actor
	p    *practice.Practice
	base string // the address of the door, without a slash at its end
}

// routes is every address: the only place that says so.
func (s *Server) routes() []route {
	all := []route{
		{pattern: "GET /fhir/metadata", open: true, handle: (*ask).metadata},
		{pattern: "GET /fhir/Appointment/$find", handle: (*ask).find},
		{pattern: "POST /fhir/Appointment/$find", handle: (*ask).find},
		{pattern: "POST /fhir/Appointment/$hold", resource: "Appointment", letter: 'c', handle: (*ask).hold},
		{pattern: "POST /fhir/Appointment/$book", handle: (*ask).book},
		{pattern: "POST /fhir/Appointment", resource: "Appointment", letter: 'c', handle: (*ask).create},
		{pattern: "PUT /fhir/Appointment/{id}", resource: "Appointment", letter: 'u', handle: (*ask).update},
		{pattern: "PATCH /fhir/Appointment/{id}", resource: "Appointment", letter: 'u', handle: (*ask).patch},
		{pattern: "/fhir/", open: true, handle: (*ask).nothing},
		{pattern: "/fhir", open: true, handle: (*ask).nothing},
	}
	for _, k := range kinds() {
		all = append(all,
			route{"GET /fhir/" + k.name + "/{id}", false, k.name, 'r', k.read},
			route{"GET /fhir/" + k.name, false, k.name, 's', k.search},
			route{"POST /fhir/" + k.name + "/_search", false, k.name, 's', k.search})
	}
	return all
}

// kind is a sort of resource.
type kind struct {
	name   string
	read   func(*ask) (reply, error)
	search func(*ask) (reply, error)
	params []param
}

// Handler returns every address.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	for _, r := range s.routes() {
		mux.HandleFunc(r.pattern, s.serve(r))
	}
	return mux
}

func (s *Server) serve(to route) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, bodyLimit)
		got, err := s.safely(to, r)
		h := w.Header()
		h.Set("Cache-Control", "no-store")
		h.Set("X-Content-Type-Options", "nosniff")
		if err != nil {
			got = failed(err)
			if got.status == http.StatusInternalServerError {
				s.Log.Error("fhir", "route", r.Pattern, "err", err)
			}
			if got.status == http.StatusUnauthorized {
				h.Set("WWW-Authenticate", `Bearer realm="fhir"`)
			}
			if refused := (limit.Refused{}); errors.As(err, &refused) {
				h.Set("Retry-After", strconv.Itoa(refused.Seconds()))
			}
		}
		s.write(w, r, got)
	}
}

func (s *Server) write(w http.ResponseWriter, r *http.Request, got reply) {
	h := w.Header()
	if got.etag != "" {
		h.Set("ETag", got.etag)
	}
	if !got.modified.IsZero() {
		h.Set("Last-Modified", got.modified.UTC().Format(http.TimeFormat))
	}
	if got.location != "" {
		h.Set("Location", got.location)
	}
	if got.status == 0 {
		got.status = http.StatusOK
	}
	if got.etag != "" && r.Method != http.MethodPost && r.Method != http.MethodPut && r.Method != http.MethodPatch && matches(r.Header.Get("If-None-Match"), got.etag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Type", mime4+"; charset=utf-8")
	if got.status < 300 && r.Header.Get("Prefer") == "return=minimal" && r.Method != http.MethodGet && r.Method != http.MethodHead && !strings.Contains(r.Pattern, "$") && !strings.HasSuffix(r.Pattern, "_search") {
		w.WriteHeader(got.status)
		return
	}
	w.WriteHeader(got.status)
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false) // no browser takes FHIR's JSON for a page
	if r.URL.Query().Get("_pretty") == "true" {
		e.SetIndent("", "  ")
	}
	if err := e.Encode(got.body); err != nil {
		s.Log.Debug("fhir: the caller hung up", "route", r.Pattern)
	}
}

// safely turns a panic into an error without its value, which may be a patient's.
func (s *Server) safely(to route, r *http.Request) (got reply, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fault.New(fault.Internal, "fhir", fmt.Sprintf("panic of type %T at\n%s", p, debug.Stack()))
		}
	}()
	if err := s.Asks.Check(r); err != nil {
		return reply{}, err
	}
	a := &ask{Server: s, r: r, base: origin(r) + "/fhir"}
	if err := a.negotiate(); err != nil {
		return reply{}, err
	}
	if err := a.enter(to); err != nil {
		return reply{}, err
	}
	return to.handle(a)
}

// enter knows who asks and reads the practice.
func (a *ask) enter(to route) error {
	a.by = actor.Visitor()
	if !to.open {
		scheme, token, _ := strings.Cut(a.r.Header.Get("Authorization"), " ")
		if token = strings.TrimSpace(token); !strings.EqualFold(scheme, "Bearer") {
			token = ""
		}
		conn, err := a.Connections.Enter(a.r.Context(), token)
		if errors.Is(err, identity.ErrToken) {
			if err := a.Guesses.Check(a.r); err != nil {
				return err
			}
			return problem{status: http.StatusUnauthorized, code: "login", text: "Send the token that the practice made: Authorization: Bearer …. " + fault.Message(err)}
		}
		if err != nil {
			return err
		}
		a.conn, a.by = conn, conn.Actor()
	}
	if to.resource != "" {
		if err := a.need(to.resource, to.letter); err != nil {
			return err
		}
	}
	return a.DB.View(a.r.Context(), actor.Visitor(), func(t tx.Tx) (err error) {
		a.p, err = a.Practice.Get(a.r.Context(), t)
		return err
	})
}

// need asks the token's scopes.
func (a *ask) need(resource string, letter byte) error {
	if a.conn.Scopes.Allow(resource, letter) {
		return nil
	}
	level := "system"
	if a.own() != "" {
		level = "patient"
	}
	return problem{status: http.StatusForbidden, code: "forbidden", text: fmt.Sprintf("This token has no scope %s/%s.%c.", level, resource, letter)}
}

// own is the patient whose app asks, "" for a program of the practice's own.
func (a *ask) own() patient.ID { return patient.ID(a.conn.Patient) }

// sees reports whether the program may know who a patient is.
func (a *ask) sees() bool {
	return a.conn.Scopes.Allow("Patient", 'r') || a.conn.Scopes.Allow("Patient", 's')
}

// nothing answers everywhere else.
func (a *ask) nothing() (reply, error) {
	rest := strings.Trim(strings.TrimPrefix(a.r.URL.Path, "/fhir"), "/")
	first, _, _ := strings.Cut(rest, "/")
	for _, k := range kinds() {
		if first == k.name {
			return reply{}, problem{status: http.StatusMethodNotAllowed, code: "not-supported", text: "Bedside does not do this to " + k.name + ". See /fhir/metadata for what it does."}
		}
	}
	return reply{}, problem{status: http.StatusNotFound, code: "not-supported", text: "There is nothing at this address. See /fhir/metadata for what there is."}
}
