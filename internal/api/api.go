// Package api is the JSON door for other programs: the practice's own website, a kiosk, a patient's app.
//
// It promises that what it does is what the booking page does, with the same rules and the same silence about who is
// a patient, and that every answer is JSON: a result or {"error":{"kind","message"}}. Callers owe an
// Idempotency-Key for every booking (draft-ietf-httpapi-idempotency-key-header): sent again, it gives the same visit.
package api

import (
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"bedside/internal/actor"
	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/httpstatus"
	"bedside/internal/limit"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/tx"
)

// Server answers below /api/. It may be used by several goroutines at once.
type Server struct {
	DB       tx.DB
	Practice *practice.Registry
	Schedule *schedule.Scheduler
	Now      func() time.Time
	Bookings *limit.Limiter // shared with the site; nil for none
	Checks   *limit.Limiter // nil for none
	Guard    interface {
		// Answer reads a draft; Unavailable while not all rules can be asked.
		Answer(d guard.Draft) (guard.Report, error)
	}
	Log *slog.Logger
}

const (
	bodyLimit = 64 << 10 // bytes
	textLimit = 1 << 20  // bytes of a text to be checked, with what JSON adds
)

// route is an address of the API.
type route struct {
	pattern string
	limit   int64 // bytes of the body
	handle  func(*http.Request) (int, any, error)
}

// routes is every address: the only place that says so, but for openapi.json, which a test compares with it.
func (s *Server) routes() []route {
	return []route{
		{"GET /api/v1/services", bodyLimit, s.services},
		{"GET /api/v1/slots", bodyLimit, s.slots},
		{"POST /api/v1/appointments", bodyLimit, s.book},
		{"POST /api/v1/check", textLimit, s.check},
		{"GET /api/v1/openapi.json", bodyLimit, func(*http.Request) (int, any, error) { return http.StatusOK, json.RawMessage(description), nil }},
		{"/api/", bodyLimit, func(*http.Request) (int, any, error) {
			return 0, nil, fault.New(fault.NotFound, "api", "There is nothing at this address.")
		}},
	}
}

// description is the API in OpenAPI 3.1.
//
//go:embed openapi.json
var description []byte

// Handler returns every address of the API.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	for _, r := range s.routes() {
		mux.HandleFunc(r.pattern, s.answer(r))
	}
	return http.NewCrossOriginProtection().Handler(mux)
}

// answer turns a result or an error into JSON.
func (s *Server) answer(to route) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, to.limit)
		status, result, err := s.safely(to.handle, r)
		if err != nil {
			status = httpstatus.Of(err)
			if status == http.StatusInternalServerError {
				s.Log.Error("api", "route", r.Pattern, "err", err)
			}
			var e errorBody
			e.Error.Kind, e.Error.Message = fault.KindOf(err).String(), fault.Message(err)
			result = e
			if refused := (limit.Refused{}); errors.As(err, &refused) {
				w.Header().Set("Retry-After", strconv.Itoa(refused.Seconds()))
			}
		}
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.WriteHeader(status)
		e := json.NewEncoder(w)
		e.SetEscapeHTML(false) // as bedside check --jsonl writes it; no browser takes JSON for a page
		if err := e.Encode(result); err != nil {
			s.Log.Debug("api: the caller hung up", "route", r.Pattern)
		}
	}
}

// safely turns a panic into an error without its value, which may be a patient's.
func (s *Server) safely(h func(*http.Request) (int, any, error), r *http.Request) (status int, result any, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fault.New(fault.Internal, "api", fmt.Sprintf("panic of type %T at\n%s", p, debug.Stack()))
		}
	}()
	return h(r)
}

type errorBody struct {
	Error struct {
		Kind    string `json:"kind"`
		Message string `json:"message"`
	} `json:"error"`
}

// body reads a request that must be JSON in UTF-8.
func body(r *http.Request) ([]byte, error) {
	const op = "api.body"
	if kind, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";"); kind != "application/json" {
		return nil, fault.New(fault.Invalid, op, "Send the request as application/json.")
	}
	raw, err := io.ReadAll(r.Body)
	if err != nil {
		var big *http.MaxBytesError
		if errors.As(err, &big) {
			return nil, fault.Wrap(fault.Invalid, op, fmt.Sprintf("The request is too large: at most %d KiB.", big.Limit>>10), err)
		}
		return nil, fault.Wrap(fault.Invalid, op, "The request did not arrive whole.", err)
	}
	if !utf8.Valid(raw) {
		return nil, fault.New(fault.Invalid, op, "The request is not valid UTF-8.")
	}
	return raw, nil
}

// read reads one JSON object without unknown fields. What is wrong with it is said without repeating it.
func read(r *http.Request, into any) error {
	raw, err := body(r)
	if err != nil {
		return err
	}
	d := json.NewDecoder(strings.NewReader(string(raw)))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err == nil {
		if _, err = d.Token(); errors.Is(err, io.EOF) { // d.More would take a bracket for the end
			return nil
		}
	}
	return fault.New(fault.Invalid, "api.read", "The request is not one JSON object of the fields that this address takes.")
}

// services lists what can be booked: GET /api/v1/services.
func (s *Server) services(r *http.Request) (int, any, error) {
	p, err := s.practice(r)
	if err != nil {
		return 0, nil, err
	}
	type item struct {
		ID         practice.ServiceID `json:"id"`
		Name       string             `json:"name"`
		Minutes    int                `json:"minutes"`
		Telehealth bool               `json:"telehealth"`
	}
	all := []item{}
	for _, svc := range p.Services {
		if svc.Active && svc.Online {
			all = append(all, item{svc.ID, svc.Name, svc.Minutes, svc.Telehealth})
		}
	}
	return http.StatusOK, map[string]any{"services": all}, nil
}

func (s *Server) practice(r *http.Request) (p *practice.Practice, err error) {
	err = s.DB.View(r.Context(), actor.Visitor(), func(t tx.Tx) error {
		p, err = s.Practice.Get(r.Context(), t)
		return err
	})
	return p, err
}
