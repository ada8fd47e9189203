package elsewhere_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/elsewhere"
	"bedside/internal/guard"
	"bedside/internal/hl7"
	"bedside/internal/id"
	"bedside/internal/inbox"
	"bedside/internal/patient"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/testkit"
	"bedside/internal/testkit/mortal"
)

func TestMain(m *testing.M) { mortal.Main(m, live) }

// live takes a message, acknowledges it, looks at it and sends what waits. Its counterpart is a file, to which each
// acknowledgement and each message that was sent is a line.
func live(l mortal.Life) error {
	ctx := context.Background()
	note := func(what string) error {
		f, err := os.OpenFile(l.Peer, os.O_APPEND|os.O_WRONLY|os.O_CREATE, 0o600)
		if err == nil {
			_, err = fmt.Fprintln(f, what)
			_ = f.Close()
		}
		return err
	}
	ids := id.NewSource(l.Now, rand.Reader)
	log := &audit.Log{Store: l.Store.Audit(), Keys: l.Keys, IDs: ids}
	own := &practice.Registry{Store: l.Store.Practice(), Audit: log, IDs: ids}
	people := &patient.Registry{Store: l.Store.Patients(), Audit: log, IDs: ids}
	db, q := mortal.DB{DB: l.Store, Lines: l.Lines}, mortal.Queue{Queue: l.Store.Jobs(), Lines: l.Lines}
	visits := &schedule.Scheduler{DB: db, Store: l.Store.Schedule(), Practice: own, Patients: people, Audit: log, IDs: ids}
	box := &inbox.Service{DB: db, Store: l.Store.Inbox(), Queue: q, Patients: people, Practice: own, Staff: l.Store.Identity(), Guard: (*guard.Guard)(nil), Audit: log, IDs: ids}
	s := &elsewhere.Service{DB: db, Store: l.Store.Elsewhere(), Queue: q, Practice: own, Patients: people, Visits: visits, Inbox: box, Web: &web{}, Audit: log, IDs: ids, Log: slog.New(slog.DiscardHandler), Now: l.Now,
		Line: &line{answer: func(_ int, m hl7.Message) ([]byte, error) {
			return mortal.Step(l.Lines, func() ([]byte, error) {
				head := m.First("MSH")
				return hl7.Ack(m, hl7.Accept, "", "", "1", l.Now()), note("sent " + m.First("SCH").Get(1, 1) + " " + head.Get(10, 1))
			})
		}}}
	visits.Followers, visits.Owner = []schedule.Follower{s}, s
	if ack := s.Receive(ctx, "hospital", []byte(l.About)); ack == nil {
		return fmt.Errorf("the message was not acknowledged")
	}
	if err := mortal.Do(l.Lines, func() error { return note("acknowledged") }); err != nil {
		return err
	}
	for range 2 {
		claimed, err := q.Claim(ctx, []string{elsewhere.InJob, elsewhere.OutJob}, 1, time.Minute)
		if err != nil || len(claimed) != 1 {
			return fmt.Errorf("%d jobs: %w", len(claimed), err)
		}
		if err := s.Handlers()[claimed[0].Kind](ctx, claimed[0]); err != nil {
			return err
		}
	}
	return nil
}

// TestCrashesAtEveryLine kills a process at every line of taking and sending messages. The other system sends what was
// not acknowledged again; then nothing is lost, and nothing counts twice.
func TestCrashesAtEveryLine(t *testing.T) {
	ctx := context.Background()
	dsn := testkit.SQLite(t)
	f := mortal.NewFamily(t, dsn)
	f.Peer = filepath.Join(t.TempDir(), "peer")
	h := openWith(t, dsn, f.Keys)
	h.connect(owning)
	var asked schedule.Appointment
	message := func(n int) string {
		return strings.ReplaceAll(siu{event: "S12", filler: fmt.Sprint("F", n), from: "0900", to: "0930", said: 1}.String(), "20481124", at(0, 0).AddDate(0, 0, n).Format("20060102"))
	}
	acknowledged, peer := 0, ""
	died := f.EveryLine(func(n int) mortal.Order {
		var err error
		asked, err = h.visits.Book(ctx, actor.Visitor(), h.request(h.who[0], at(11, 0).AddDate(0, 0, n)))
		must(t, err)
		return mortal.Order{About: message(n), Clock: h.clock.Now()}
	}, func(n int) {
		h.clock.Advance(10 * time.Minute) // its lease is over
		all, err := os.ReadFile(f.Peer)
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		peer = string(all)
		if now := strings.Count(peer, "acknowledged"); now == acknowledged {
			if got := h.hear(message(n)); got != "AA" {
				t.Fatalf("line %d: sent again, it is answered %s", n, got)
			}
		} else {
			acknowledged = now
		}
		h.work()
		if h.free(h.who[0], at(9, 0).AddDate(0, 0, n)) {
			t.Fatalf("line %d: the message is lost", n)
		}
		in, out := 0, map[string]bool{}
		for _, m := range h.state().Last {
			if !m.Out && m.Control == fmt.Sprintf("S12-F%d-1", n) {
				in++
			}
		}
		for line := range strings.Lines(peer) {
			if number, ok := strings.CutPrefix(line, "sent "+string(asked.ID)+" "); ok {
				out[strings.TrimSpace(number)] = true
			}
		}
		for _, raw := range h.line.got {
			m, err := hl7.Parse([]byte(raw))
			must(t, err)
			if m.First("SCH").Get(1, 1) == string(asked.ID) {
				out[m.First("MSH").Get(10, 1)] = true
			}
		}
		if in != 1 || len(out) != 1 || h.visit(asked.ID).Status != schedule.Booked || len(h.tasks()) != 0 {
			t.Fatalf("line %d: %d kept, sent with %d numbers, %s, %q", n, in, len(out), h.visit(asked.ID).Status, h.tasks())
		}
	})
	if died < 12 || acknowledged == 0 {
		t.Errorf("only %d lines, %d acknowledged", died, acknowledged)
	}
}
