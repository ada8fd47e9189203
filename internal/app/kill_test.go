package app_test

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"bedside/internal/app"
	"bedside/internal/channel/email/mailbox"
	"bedside/internal/testkit"
)

// TestKilledInTheMiddle runs the built program as a process of its own, books without a pause, and kills it again and
// again: while bookings come in, while a mail is being said, and between the mail server's taking of a mail and the
// program's hearing of it. In the end every booking that was answered stands in the book once with the time it owns,
// nobody was told anything twice, what was under way says honestly that its fate is unknown, and the log verifies.
func TestKilledInTheMiddle(t *testing.T) {
	bin := filepath.Join(t.TempDir(), "bedside")
	build := exec.CommandContext(t.Context(), "go", "build", "-buildvcs=false", "-o", bin, "./cmd/bedside")
	build.Dir = testkit.Root(t)
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	testkit.Engines(t, func(t *testing.T, dsn string) {
		gate := &gate{}
		mail, err := mailbox.Listen("127.0.0.1:0", mailbox.Faulty(func(to string) mailbox.Fault {
			gate.pass("before it is said", to)
			return mailbox.Fault{}
		}), mailbox.Clock(func() time.Time { // asked when the whole mail is there and before it is kept
			gate.pass("after it is taken", "")
			return time.Now()
		}))
		must(t, err)
		t.Cleanup(func() { _ = mail.Close() })
		p := newProgram(t, bin, dsn, mail)

		p.start()
		line := &bookers{t: t, p: p, answered: map[string]string{}}
		line.open()
		for round, moment := range []string{"while bookings come in", "before it is said", "after it is taken", "while bookings come in", "after it is taken", "before it is said"} {
			if moment == "while bookings come in" {
				want := line.count() + 7
				testkit.Eventually(t, "bookings to come in", func() bool { return line.count() >= want })
				p.kill()
			} else {
				g := gate.arm(moment)
				testkit.Eventually(t, "a mail to be under way", g.reached)
				p.kill()
				g.release()
			}
			if round == 2 {
				p.leasesEnd() // as if two minutes had passed before somebody started it again
			}
			p.start()
		}
		want := line.count() + 7
		testkit.Eventually(t, "bookings after the last restart", func() bool { return line.count() >= want })
		line.close()
		p.kill()
		p.leasesEnd()
		p.start()
		p.settled()
		p.stop()

		p.checkBook(line.answered)
		p.checkMail(mail, gate.held)
		p.checkLog()
		t.Logf("%d bookings, %d mails, starts %v", len(line.answered), len(mail.Messages()), p.starts)
	})
}

// gate holds the next mail that comes to a place, until it is released.
type gate struct {
	mu    sync.Mutex
	armed *held
	held  []string
}

type held struct {
	place    string
	at, free chan struct{}
}

func (g *gate) arm(place string) *held {
	h := &held{place, make(chan struct{}), make(chan struct{})}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.armed = h
	return h
}

func (g *gate) pass(place, to string) {
	g.mu.Lock()
	h := g.armed
	if h == nil || h.place != place {
		g.mu.Unlock()
		return
	}
	g.armed = nil
	if to != "" {
		g.held = append(g.held, to)
	}
	g.mu.Unlock()
	close(h.at)
	<-h.free
}

func (h *held) reached() bool {
	select {
	case <-h.at:
		return true
	default:
		return false
	}
}

func (h *held) release() { close(h.free) }

// program is the built program on a data folder.
type program struct {
	t         *testing.T
	bin, data string
	database  string // what Bedside is told: "" for SQLite in the data folder
	url       string
	env       []string
	running   *exec.Cmd
	said      bytes.Buffer
	starts    []time.Duration
}

func newProgram(t *testing.T, bin, dsn string, mail *mailbox.Server) *program {
	t.Helper()
	host, port, err := net.SplitHostPort(mail.Addr())
	must(t, err)
	p := &program{t: t, bin: bin, data: t.TempDir(), url: fmt.Sprintf("http://127.0.0.1:%d", testkit.FreePort(t))}
	if strings.HasPrefix(dsn, "postgres") {
		p.database = dsn
	}
	p.env = append(os.Environ(), "BEDSIDE_SMTP_HOST="+host, "BEDSIDE_SMTP_PORT="+port, "BEDSIDE_LISTEN="+strings.TrimPrefix(p.url, "http://"), "BEDSIDE_DATABASE="+p.database, "BEDSIDE_BEHIND_PROXY=true")
	file := filepath.Join(t.TempDir(), "practice.toml")
	second := strings.NewReplacer(`given = "Ines"`, `given = "Ruth"`, `family = "Marlow"`, `family = "Bergstrom"`, `"Ines Marlow"`, `"Ruth Bergstrom"`).Replace(oneDoctor[strings.Index(oneDoctor, "[[provider]]"):])
	must(t, os.WriteFile(file, []byte(oneDoctor+second), 0o600))
	p.run("init", "--data", p.data, "--owner-email", "ines@harborstreet.example", "--import", file)
	t.Cleanup(func() {
		if p.running != nil {
			_ = p.running.Process.Kill()
			_ = p.running.Wait()
		}
		if t.Failed() {
			t.Logf("the program said:\n%s", p.said.Bytes())
		}
	})
	return p
}

// run runs the program to its end and fails the test unless it ends with 0.
func (p *program) run(args ...string) string {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.t.Context(), time.Minute)
	defer cancel()
	c := exec.CommandContext(ctx, p.bin, args...)
	c.Env = p.env
	out, err := c.CombinedOutput()
	if err != nil {
		p.t.Fatalf("bedside %s: %v\n%s", args[0], err, out)
	}
	return string(out)
}

func (p *program) start() {
	p.t.Helper()
	p.running = exec.CommandContext(context.Background(), p.bin, "serve", "--data", p.data)
	p.running.Env, p.running.Stdout, p.running.Stderr = p.env, &p.said, &p.said
	began := time.Now()
	must(p.t, p.running.Start())
	testkit.Eventually(p.t, "the program to serve", func() bool {
		resp, err := http.Get(p.url + "/healthz")
		if err != nil {
			return false
		}
		_ = resp.Body.Close()
		return resp.StatusCode == http.StatusOK
	})
	p.starts = append(p.starts, time.Since(began))
}

// kill is SIGKILL: the program gets no chance to finish anything.
func (p *program) kill() {
	p.t.Helper()
	must(p.t, p.running.Process.Kill())
	_ = p.running.Wait()
	p.running = nil
}

// stop asks it to end, and it ends well.
func (p *program) stop() {
	p.t.Helper()
	must(p.t, p.running.Process.Signal(syscall.SIGTERM))
	if err := p.running.Wait(); err != nil {
		p.t.Errorf("asked to stop, the program ended with %v", err)
	}
	p.running = nil
}

// db opens the database beside the program, as nobody should while it runs.
func (p *program) db(f func(*sql.DB)) {
	p.t.Helper()
	driver, dsn := "pgx", p.database
	if dsn == "" {
		database, _, _ := app.Files(p.data)
		driver, dsn = "sqlite", "file:"+database+"?_pragma=busy_timeout(10000)"
	}
	db, err := sql.Open(driver, dsn)
	must(p.t, err)
	f(db)
	must(p.t, db.Close())
}

// leasesEnd lets the time pass that the work of a dead process stays its own.
func (p *program) leasesEnd() {
	p.db(func(db *sql.DB) {
		_, err := db.ExecContext(p.t.Context(), "UPDATE job SET leased_until = 0")
		must(p.t, err)
	})
}

// settled waits until nothing is being sent and nothing that is due waits.
func (p *program) settled() {
	p.db(func(db *sql.DB) {
		testkit.Eventually(p.t, "the outbox to settle", func() bool {
			open := -1
			now := time.Now().UnixMicro()
			must(p.t, db.QueryRowContext(p.t.Context(), fmt.Sprintf("SELECT count(*) FROM message WHERE status = 'sending' OR status = 'waiting' AND due <= %d", now)).Scan(&open))
			return open == 0
		})
	})
}

// rows reads a query whose columns are all text.
func (p *program) rows(query string) (all [][]string) {
	p.t.Helper()
	p.db(func(db *sql.DB) {
		rows, err := db.QueryContext(p.t.Context(), query)
		must(p.t, err)
		defer func() { _ = rows.Close() }()
		columns, err := rows.Columns()
		must(p.t, err)
		for rows.Next() {
			row, into := make([]string, len(columns)), make([]any, len(columns))
			for i := range row {
				into[i] = &row[i]
			}
			must(p.t, rows.Scan(into...))
			all = append(all, row)
		}
		must(p.t, rows.Err())
	})
	return all
}

// checkBook holds the book against the answers, and the cells against the book.
func (p *program) checkBook(answered map[string]string) {
	p.t.Helper()
	there := map[string]bool{}
	cells := map[string]bool{} // that must be taken
	for _, a := range p.rows("SELECT id, patient_id, provider_id, room_id, CAST(starts AS TEXT), CAST(ends AS TEXT), CAST(blocked_until AS TEXT) FROM appointment WHERE status = 'booked'") {
		there[a[0]] = true
		var starts, ends, blocked int64
		_, err := fmt.Sscan(strings.Join(a[4:], " "), &starts, &ends, &blocked)
		must(p.t, err)
		const cell = int64(5 * time.Minute / time.Microsecond)
		for resource, until := range map[string]int64{"patient:" + a[1]: ends, "provider:" + a[2]: blocked, "room:" + a[3]: blocked} {
			for c := starts / cell; c < until/cell; c++ {
				cells[fmt.Sprint(resource, " ", c, " ", a[0])] = true
			}
		}
	}
	ids := map[string]string{}
	for key, id := range answered {
		if !there[id] {
			p.t.Errorf("%s was answered with %s, which is not in the book", key, id)
		}
		if other, twice := ids[id]; twice {
			p.t.Errorf("%s and %s were answered with one visit", key, other)
		}
		ids[id] = key
	}
	if len(there) != len(answered) {
		p.t.Errorf("%d bookings were answered and %d visits are in the book", len(answered), len(there))
	}
	for _, c := range p.rows("SELECT resource, CAST(cell AS TEXT), appointment_id FROM busy_cell") {
		if k := strings.Join(c, " "); cells[k] {
			delete(cells, k)
		} else {
			p.t.Errorf("a cell is taken without its visit: %s", k)
		}
	}
	for k := range cells {
		p.t.Errorf("a visit does not own its time: %s", k)
	}
}

// checkMail holds the outbox against what patients got.
func (p *program) checkMail(mail *mailbox.Server, held []string) {
	p.t.Helper()
	got := map[string]int{}
	for _, m := range mail.Messages() {
		name, _, _ := strings.Cut(strings.Trim(strings.Join(m.Header["Message-Id"], ""), "<>"), ".") // the message's id
		if got[name]++; got[name] > 1 {
			p.t.Errorf("%s was told the same thing twice", m.To)
		}
	}
	unknown, all := 0, 0
	for _, m := range p.rows("SELECT id, kind, status, why FROM message WHERE kind = 'confirmation'") {
		id, status, why := m[0], m[2], m[3]
		all++
		switch {
		case status == "sent" && got[id] != 1:
			p.t.Errorf("a message is sent and arrived %d times", got[id])
		case status == "unknown":
			unknown++
			if why != "crashed" {
				p.t.Errorf("the fate of a message is unknown because of %q", why)
			}
		case status != "sent":
			p.t.Errorf("a message is %s %s", status, why)
		}
	}
	if unknown < 4 { // one for each time that the program was killed while a mail was held
		p.t.Errorf("four mails were under way when the program was killed and the fate of %d is unknown; held were %v", unknown, held)
	}
	if open := p.rows("SELECT id FROM attempt WHERE outcome = ''"); len(open) > 0 {
		p.t.Errorf("%d attempts never ended", len(open))
	}
	p.t.Logf("%d confirmations, the fate of %d is unknown", all, unknown)
}

func (p *program) checkLog() {
	p.t.Helper()
	_, key, heads := app.Files(p.data)
	args := []string{"audit", "verify", "--data", p.data}
	if p.database != "" {
		args = []string{"audit", "verify", "--url", p.database, "--key", key, "--heads", heads}
	}
	if said := p.run(args...); !strings.Contains(said, "intact") || !strings.Contains(said, " 0 more wait") {
		p.t.Errorf("audit verify says:\n%s", said)
	}
}

// bookers are three people's programs that book one visit after the other, and ask again with the same key until
// they have an answer.
type bookers struct {
	t *testing.T
	p *program

	mu       sync.Mutex
	answered map[string]string // key to the visit's id
	next     int
	slots    []slotOffer
	service  string
	done     chan struct{}
	wg       sync.WaitGroup
}

type slotOffer struct {
	Provider, Location string
	Start              time.Time
}

func (b *bookers) open() {
	b.t.Helper()
	var services struct{ Services []struct{ ID string } }
	b.get("/api/v1/services", &services)
	b.service = services.Services[0].ID
	from := time.Now().AddDate(0, 0, 6)
	var slots struct{ Slots []slotOffer }
	b.get("/api/v1/slots?"+url.Values{"service": {b.service}, "from": {from.Format(time.DateOnly)}, "to": {from.AddDate(0, 0, 20).Format(time.DateOnly)}}.Encode(), &slots)
	for _, s := range slots.Slots {
		if s.Start.Minute()%30 == 0 { // a visit takes twenty minutes and times are offered every fifteen
			b.slots = append(b.slots, s)
		}
	}
	b.done = make(chan struct{})
	for range 3 {
		b.wg.Go(b.work)
	}
}

func (b *bookers) get(path string, into any) {
	b.t.Helper()
	resp, err := http.Get(b.p.url + path)
	must(b.t, err)
	defer func() { _ = resp.Body.Close() }()
	must(b.t, json.NewDecoder(resp.Body).Decode(into))
}

func (b *bookers) count() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.answered)
}

func (b *bookers) close() {
	close(b.done)
	b.wg.Wait()
}

func (b *bookers) work() {
	for {
		select {
		case <-b.done:
			return
		default:
		}
		b.mu.Lock()
		n := b.next
		b.next++
		b.mu.Unlock()
		if n >= len(b.slots) {
			b.t.Error("the bookers ran out of times")
			return
		}
		key := fmt.Sprintf("visit-%d", n)
		id, err := b.ask(key, n)
		if err != nil {
			b.t.Errorf("%s: %v", key, err)
			return
		}
		b.mu.Lock()
		b.answered[key] = id
		b.mu.Unlock()
	}
}

// ask asks until there is an answer.
func (b *bookers) ask(key string, n int) (string, error) {
	s := b.slots[n]
	body, err := json.Marshal(map[string]any{"service": b.service, "provider": s.Provider, "location": s.Location, "start": s.Start, "remind": true, "patient": map[string]string{
		"given": "Person", "family": "Number" + strings.Repeat("i", n%7) + string(rune('a'+n%26)), "birth": "1980-01-02", "email": fmt.Sprintf("person%d@example.net", n)}})
	if err != nil {
		return "", err
	}
	client := http.Client{Timeout: 20 * time.Second}
	var last error
	for deadline, pause := time.Now().Add(time.Minute), time.Millisecond; time.Now().Before(deadline); pause = min(2*pause, 50*time.Millisecond) {
		r, err := http.NewRequestWithContext(context.Background(), http.MethodPost, b.p.url+"/api/v1/appointments", bytes.NewReader(body))
		if err != nil {
			return "", err
		}
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Idempotency-Key", key)
		r.Header.Set("X-Forwarded-For", fmt.Sprintf("10.0.%d.%d", n>>8, n&255)) // each person comes from an address of their own
		resp, err := client.Do(r)
		if err == nil {
			var a struct {
				ID    string
				Error struct{ Message string }
			}
			err = json.NewDecoder(resp.Body).Decode(&a)
			_ = resp.Body.Close()
			switch {
			case err != nil: // it was killed in the middle of its answer
			case resp.StatusCode == http.StatusCreated:
				return a.ID, nil
			case resp.StatusCode != http.StatusServiceUnavailable:
				return "", fmt.Errorf("%d %s", resp.StatusCode, a.Error.Message)
			}
		}
		last = cmp.Or(err, last)
		time.Sleep(pause) // nobody listens while the program is down
	}
	return "", errors.Join(errors.New("no answer in a minute"), last)
}
