package elsewhere_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
	_ "time/tzdata"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/civil"
	"bedside/internal/elsewhere"
	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/hl7"
	"bedside/internal/id"
	"bedside/internal/identity"
	"bedside/internal/inbox"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/store"
	"bedside/internal/testkit"
	"bedside/internal/tx"
)

var (
	owner = actor.Actor{Kind: actor.Staff, Role: actor.Admin, ID: "00000000-0000-7000-8000-00000000000a"}
	desk  = actor.Actor{Kind: actor.Staff, Role: actor.FrontDesk, ID: "00000000-0000-7000-8000-00000000000b"}
)

// monday is noon in New York on the day before the visits of these tests, later than any server's clock.
var monday = time.Date(2048, 11, 23, 17, 0, 0, 0, time.UTC)

var newYork, _ = time.LoadLocation("America/New_York")

// at is a time on the Tuesday after, in New York.
func at(hour, minute int) time.Time { return time.Date(2048, 11, 24, hour, minute, 0, 0, newYork) }

// door is the service without the name that a test has too.
type door struct{ *elsewhere.Service }

// house is a practice with two providers in New York and an open door to other books.
type house struct {
	testing.TB
	*store.Store
	door
	clock    *testkit.Clock
	visits   *schedule.Scheduler
	web      *web
	line     *line
	told     []schedule.Change
	dsn      string
	patients *patient.Registry
	at       practice.LocationID
	room     practice.RoomID
	service  practice.ServiceID
	who      []practice.ProviderID
	n        int
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// web answers with what the test puts there.
type web struct {
	sync.Mutex
	body  string
	err   error
	asked int
}

func (w *web) Allowed(address string) error {
	if !strings.HasPrefix(address, "https://") {
		return fault.New(fault.Invalid, "web", "The address must begin with https://.")
	}
	return nil
}

func (w *web) Get(_ context.Context, _, etag, _ string) (elsewhere.Answer, error) {
	w.Lock()
	defer w.Unlock()
	w.asked++
	if w.err != nil {
		return elsewhere.Answer{}, w.err
	}
	mark := fmt.Sprint(len(w.body))
	return elsewhere.Answer{Body: []byte(w.body), ETag: mark, Same: etag == mark}, nil
}

func open(t testing.TB, dsn string) *house {
	t.Helper()
	return openWith(t, dsn, phi.NewKeys())
}

func openWith(t testing.TB, dsn string, keys *phi.Keys) *house {
	t.Helper()
	ctx := context.Background()
	h := &house{TB: t, clock: testkit.NewClock(monday), web: &web{}, line: &line{}, dsn: dsn}
	ids := id.NewSource(h.clock.Now, rand.Reader)
	s, err := store.Open(ctx, store.Config{URL: dsn, Keys: keys, Now: h.clock.Now, Log: slog.New(slog.DiscardHandler)})
	must(t, err)
	t.Cleanup(func() { _ = s.Close() })
	h.Store = s
	log := &audit.Log{Store: s.Audit(), Keys: keys, IDs: ids}
	r := &practice.Registry{Store: s.Practice(), Audit: log, IDs: ids}
	h.patients = &patient.Registry{Store: s.Patients(), Audit: log, IDs: ids}
	h.visits = &schedule.Scheduler{DB: s, Store: s.Schedule(), Practice: r, Patients: h.patients, Audit: log, IDs: ids}
	box := &inbox.Service{DB: s, Store: s.Inbox(), Queue: s.Jobs(), Patients: h.patients, Practice: r, Staff: s.Identity(), Guard: (*guard.Guard)(nil), Audit: log, IDs: ids}
	h.door.Service = &elsewhere.Service{DB: s, Store: s.Elsewhere(), Queue: s.Jobs(), Practice: r, Patients: h.patients, Visits: h.visits, Inbox: box, Web: h.web, Line: h.line,
		Audit: log, IDs: ids, Log: slog.New(slog.DiscardHandler), Now: h.clock.Now}
	h.visits.Followers, h.visits.Owner = []schedule.Follower{h.Service, h}, h.Service
	must(t, s.Do(ctx, actor.System(), func(x tx.Tx) error {
		if err := r.SaveSettings(ctx, x, practice.Settings{Name: "Test Practice", NeutralName: "Test Practice", Phone: "+12185550100", Zone: "America/New_York",
			Quiet: civil.Interval{From: 480, To: 1260}, Notice: time.Hour, Horizon: 90, SlotStep: 30, Live: true}); err != nil {
			return err
		}
		if h.at, err = r.SaveLocation(ctx, x, practice.Location{Name: "Elm Street", Address: "1 Elm Street", City: "Troy", State: "NY", ZIP: "12180", Zone: "America/New_York", Active: true, Rooms: []practice.Room{{Name: "1", Active: true}}}); err != nil {
			return err
		}
		if h.service, err = r.SaveService(ctx, x, practice.Service{Name: "Visit", Minutes: 30, Online: true, Active: true}); err != nil {
			return err
		}
		for _, name := range []string{"Marlow", "Osei"} {
			v, err := r.SaveProvider(ctx, x, practice.Provider{Given: "Test", Family: name, Credentials: "MD", Services: []practice.ServiceID{h.service}, Active: true})
			if err != nil {
				return err
			}
			h.who = append(h.who, v)
			var week []practice.Hours
			for d := time.Sunday; d <= time.Saturday; d++ {
				week = append(week, practice.Hours{Weekday: d, When: civil.Interval{From: 540, To: 1020}})
			}
			if err := r.SaveHours(ctx, x, v, h.at, week); err != nil {
				return err
			}
		}
		p, err := r.Get(ctx, x)
		if err != nil {
			return err
		}
		h.room = p.Locations[0].Rooms[0].ID
		return r.GoLive(ctx, x)
	}))
	return h
}

// AppointmentChanged hears what a patient would be told.
func (h *house) AppointmentChanged(_ context.Context, _ tx.Tx, c schedule.Change) error {
	h.told = append(h.told, c)
	return nil
}

// line is the other system: it keeps what it gets and answers with what the test wants.
type line struct {
	got    []string
	answer func(n int, m hl7.Message) ([]byte, error)
}

func (l *line) Send(_ context.Context, _ string, raw []byte) ([]byte, error) {
	m, err := hl7.Parse(raw)
	if err != nil {
		return nil, err
	}
	l.got = append(l.got, string(raw))
	if l.answer != nil {
		return l.answer(len(l.got), m)
	}
	return hl7.Ack(m, hl7.Accept, "", "", "ack", monday), nil
}

// request asks for half an hour with the provider.
func (h *house) request(v practice.ProviderID, start time.Time) schedule.Request {
	h.n++
	return schedule.Request{Provider: v, Location: h.at, Service: h.service, Start: start, Channel: "site", Person: patient.Person{
		Name: phi.NewName("Agnes", fmt.Sprintf("Tester%c%c", 'a'+h.n%26, 'a'+h.n/26%26)), Birth: phi.NewBirthDate(civil.Date{Year: 1970 + h.n/28, Month: 3, Day: 1 + h.n%28}), Phone: phi.NewPhone("+12185550142"), How: "site"}}
}

// free reports whether the provider is offered at the time, which is the same as whether a booking there succeeds.
func (h *house) free(v practice.ProviderID, start time.Time) bool {
	h.Helper()
	ctx := context.Background()
	offered := false
	must(h, h.View(ctx, desk, func(t tx.Tx) error {
		day := civil.DateOf(start.In(newYork))
		all, err := h.visits.Slots(ctx, t, schedule.Query{Service: h.service, Provider: v, Location: h.at, From: day, To: day})
		offered = false
		for _, s := range all {
			offered = offered || s.Start.Equal(start)
		}
		return err
	}))
	rollback := fmt.Errorf("only asked")
	err := h.Do(ctx, desk, func(t tx.Tx) error {
		if _, err := h.visits.BookIn(ctx, t, h.request(v, start)); err != nil {
			return err
		}
		return rollback
	})
	if booked := errors.Is(err, rollback); booked != offered {
		h.Errorf("%s is offered: %t, and booking says %v", start, offered, err)
	}
	return offered
}

// work does what is due.
func (h *house) work() {
	h.Helper()
	ctx := context.Background()
	handlers := h.Handlers()
	var kinds []string
	for k := range handlers {
		kinds = append(kinds, k)
	}
	for range 200 {
		testkit.OnServer(h, h.dsn, "UPDATE job SET due = 1 WHERE due <= "+strconv.FormatInt(h.clock.Now().UnixMicro(), 10))
		claimed, err := h.Jobs().Claim(ctx, kinds, 1, time.Minute)
		must(h, err)
		if len(claimed) == 0 {
			return
		}
		must(h, handlers[claimed[0].Kind](ctx, claimed[0]))
	}
	h.Fatal("the work does not end")
}

// tasks are the open tasks of staff, in words.
func (h *house) tasks() []string {
	h.Helper()
	var out []string
	must(h, h.View(context.Background(), actor.System(), func(t tx.Tx) error {
		all, err := h.Store.Inbox().FindTasks(context.Background(), t, inbox.TaskFilter{Open: true, Limit: 100}, identity.StaffID(""))
		out = nil
		for _, k := range all {
			out = append(out, k.Text.Reveal())
		}
		return err
	}))
	return out
}

func text(s string) phi.Text { return phi.NewText(s) }

func name(given, family string) phi.Name { return phi.NewName(given, family) }
func phone(s string) phi.Phone           { return phi.NewPhone(s) }
