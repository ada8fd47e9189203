package api

import (
	"net/http"
	"time"

	"bedside/internal/actor"
	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/tx"
)

// slots lists free times: GET /api/v1/slots?service=&from=2026-11-24&to=2026-11-30&provider=&location=.
func (s *Server) slots(r *http.Request) (int, any, error) {
	q := r.URL.Query()
	ask := schedule.Query{Service: practice.ServiceID(q.Get("service")), Provider: practice.ProviderID(q.Get("provider")), Location: practice.LocationID(q.Get("location"))}
	var err error
	if ask.From, err = civil.ParseDate(q.Get("from")); err != nil {
		return 0, nil, err
	}
	if ask.To, err = civil.ParseDate(q.Get("to")); err != nil {
		return 0, nil, err
	}
	type item struct {
		Provider practice.ProviderID `json:"provider"`
		Location practice.LocationID `json:"location"`
		Start    time.Time           `json:"start"` // RFC 3339 with the location's offset
		End      time.Time           `json:"end"`
	}
	all := []item{}
	err = s.DB.View(r.Context(), actor.Visitor(), func(t tx.Tx) error {
		found, err := s.Schedule.Slots(r.Context(), t, ask)
		for _, f := range found {
			all = append(all, item{f.Provider, f.Location, f.Start, f.End})
		}
		return err
	})
	return http.StatusOK, map[string]any{"slots": all}, err
}

// booking is the body of POST /api/v1/appointments.
type booking struct {
	Service  practice.ServiceID  `json:"service"`
	Provider practice.ProviderID `json:"provider"`
	Location practice.LocationID `json:"location"`
	Start    time.Time           `json:"start"`
	Reason   string              `json:"reason"`
	Remind   bool                `json:"remind"` // consent to reminders by e-mail
	Patient  struct {
		Given  string `json:"given"`
		Family string `json:"family"`
		Birth  string `json:"birth"` // 1971-03-14 or 03/14/1971
		Phone  string `json:"phone"`
		Email  string `json:"email"`
	} `json:"patient"`
}

const longestKey = 255

// book takes a free time.
func (s *Server) book(r *http.Request) (int, any, error) {
	if err := s.Bookings.Check(r); err != nil {
		return 0, nil, err
	}
	key := r.Header.Get("Idempotency-Key")
	if key == "" || len(key) > longestKey {
		return 0, nil, fault.New(fault.Invalid, "api.book", "Send an Idempotency-Key header of at most 255 characters, so that a repeated request books once.")
	}
	var b booking
	if err := read(r, &b); err != nil {
		return 0, nil, err
	}
	person, err := b.person(civil.DateOf(s.Now()))
	if err != nil {
		return 0, nil, err
	}
	a, err := s.Schedule.Book(r.Context(), actor.Visitor(), schedule.Request{
		Key: "api:" + key, Person: person, Provider: b.Provider, Location: b.Location, Service: b.Service, Start: b.Start, Reason: phi.NewText(b.Reason), Channel: "api",
	})
	if err != nil {
		return 0, nil, err
	}
	return http.StatusCreated, map[string]any{"id": a.ID, "status": a.Status, "start": a.Start, "end": a.End, "zone": a.Zone}, nil
}

func (b booking) person(today civil.Date) (patient.Person, error) {
	p := patient.Person{Name: phi.NewName(b.Patient.Given, b.Patient.Family), Consent: b.Remind, How: "api"}
	for _, part := range []string{b.Patient.Given, b.Patient.Family} {
		if err := patient.CheckName(part); err != nil {
			return p, err
		}
	}
	var err error
	if p.Birth, err = patient.ParseBirth(b.Patient.Birth, today); err != nil {
		return p, err
	}
	if b.Patient.Phone != "" {
		if p.Phone, err = patient.ParsePhone(b.Patient.Phone); err != nil {
			return p, err
		}
	}
	if b.Patient.Email != "" {
		if p.Email, err = phi.ParseEmail(b.Patient.Email); err != nil {
			return p, err
		}
	}
	return p, nil
}
