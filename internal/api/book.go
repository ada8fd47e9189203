package api

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
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

// slots lists free times: GET /api/v1/slots?service=&from=2026-11-24&to=2026-11-30&provider=&location=, and to narrow
// them except=fri,sat, after=16:00, until=18:00, language=, state=MN, seen=new or returning, fair=true for one provider
// at each time, and most=3 for so many that differ.
func (s *Server) slots(r *http.Request) (int, any, error) {
	q := r.URL.Query()
	ask := schedule.Query{Service: practice.ServiceID(q.Get("service")), Provider: practice.ProviderID(q.Get("provider")), Location: practice.LocationID(q.Get("location"))}
	ask.About = schedule.About{State: q.Get("state"), Seen: practice.Seen(q.Get("seen"))}
	ask.Language, ask.Fair = q.Get("language"), q.Get("fair") == "true"
	var err error
	if ask.From, err = civil.ParseDate(q.Get("from")); err != nil {
		return 0, nil, err
	}
	if ask.To, err = civil.ParseDate(q.Get("to")); err != nil {
		return 0, nil, err
	}
	if err := filters(&ask, q); err != nil {
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

// filters reads what narrows a search.
func filters(ask *schedule.Query, q url.Values) (err error) {
	for _, day := range strings.FieldsFunc(q.Get("except"), func(r rune) bool { return r == ',' }) {
		n := slices.Index([]string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}, day)
		if n < 0 {
			return fault.New(fault.Invalid, "api.slots", "Days in except look like mon,tue.")
		}
		ask.Except = append(ask.Except, time.Weekday(n))
	}
	for name, at := range map[string]*civil.Clock{"after": &ask.After, "until": &ask.Until} {
		if v := q.Get(name); v != "" {
			if *at, err = civil.ParseClock(v); err != nil {
				return err
			}
		}
	}
	if v := q.Get("most"); v != "" {
		if ask.Most, err = strconv.Atoi(v); err != nil || ask.Most < 1 {
			return fault.New(fault.Invalid, "api.slots", "The number in most is 1 or more.")
		}
	}
	if ask.About.State != "" {
		ask.About.State, err = schedule.ParseState(ask.About.State)
	}
	return err
}

// booking is the body of POST /api/v1/appointments.
type booking struct {
	Service  practice.ServiceID  `json:"service"`
	Provider practice.ProviderID `json:"provider"`
	Location practice.LocationID `json:"location"`
	Start    time.Time           `json:"start"`
	Reason   string              `json:"reason"`
	Remind   bool                `json:"remind"` // consent to reminders by e-mail
	State    string              `json:"state"`  // two letters: where the patient will be during a video visit
	Seen     practice.Seen       `json:"seen"`   // "new" or "returning", where the service is for one of them
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
		State: b.State, Seen: b.Seen,
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
