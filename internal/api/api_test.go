package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"bedside/internal/actor"
	"bedside/internal/api"
	"bedside/internal/app"
	"bedside/internal/civil"
	"bedside/internal/guard"
	"bedside/internal/limit"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/testkit"
	"bedside/internal/tx"
)

const house = `
[practice]
name = "Harbor Street Medicine"
phone = "218-555-0100"
email = "desk@harborstreet.example"
zone = "America/Chicago"

[[location]]
name = "Harbor Street"
address = "14 Harbor Street"
city = "Elder Bay"
state = "MN"
zip = "55604"
rooms = ["Room 1", "Room 2"]

[[service]]
name = "Office visit"
minutes = 20
online = true

[[service]]
name = "New patient"
minutes = 40

[[provider]]
given = "Ines"
family = "Marlow"
credentials = "MD"
services = ["Office visit", "New patient"]

[[provider]]
given = "Ruth"
family = "Bergstrom"
credentials = "NP"
services = ["Office visit"]

[[hours]]
provider = "Ines Marlow"
location = "Harbor Street"
mon = "08:00-17:00"
tue = "08:00-17:00"

[[hours]]
provider = "Ruth Bergstrom"
location = "Harbor Street"
mon = "08:00-17:00"
tue = "08:00-17:00"
`

// door is the API of a practice whose clock stands on Monday, November 2, 2026, ten in the morning.
type door struct {
	*app.App
	t                   *testing.T
	url                 string
	log                 *bytes.Buffer
	service, unlisted   practice.ServiceID
	provider, provider2 practice.ProviderID
	location            practice.LocationID
}

func open(t *testing.T) *door {
	t.Helper()
	database, keys, heads := app.Files(t.TempDir())
	must(t, app.MakeKeys(keys))
	d := &door{t: t, log: &bytes.Buffer{}}
	log := slog.New(slog.NewTextHandler(d.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	clock := testkit.NewClock(time.Date(2026, 11, 2, 16, 0, 0, 0, time.UTC))
	a, err := app.New(t.Context(), app.Config{Database: database, KeyFile: keys, Heads: heads, Log: log, Now: clock.Now})
	must(t, err)
	t.Cleanup(func() { must(t, a.Close()) })
	d.App = a
	file, err := practice.ReadFile(strings.NewReader(house))
	must(t, err)
	must(t, a.Store.Do(t.Context(), actor.System(), func(tr tx.Tx) error {
		return errors.Join(file.Apply(t.Context(), tr, a.Practice), a.Practice.GoLive(t.Context(), tr))
	}))
	must(t, a.Store.View(t.Context(), actor.System(), func(tr tx.Tx) error {
		p, err := a.Practice.Get(t.Context(), tr)
		d.service, d.unlisted, d.provider, d.provider2, d.location = p.Services[0].ID, p.Services[1].ID, p.Providers[0].ID, p.Providers[1].ID, p.Locations[0].ID
		return err
	}))
	server := httptest.NewServer((&api.Server{DB: a.Store, Practice: a.Practice, Schedule: a.Schedule, Now: a.Now, Log: log, Guard: a.Posts.Guard.(answerer), Checks: limit.New(a.Now, false).Check}).Handler())
	t.Cleanup(server.Close)
	d.url = server.URL
	return d
}

// answerer is the guard of the program as the API has it.
type answerer interface {
	Answer(d guard.Draft) (guard.Report, error)
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// person is somebody's part of a booking.
type person map[string]any

// booking is a good request for the hour of Tuesday, by the clock in Chicago, with changes.
func (d *door) booking(hour, minute int, who person) map[string]any {
	p := person{"given": "Wilhelmina", "family": "Quartermaine", "birth": "1980-05-17", "phone": "(218) 555-0142", "email": "wilhelmina@example.net"}
	for k, v := range who {
		p[k] = v
	}
	return map[string]any{"service": d.service, "provider": d.provider, "location": d.location, "start": time.Date(2026, 11, 3, hour+6, minute, 0, 0, time.UTC), "remind": true, "patient": p}
}

func written(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}

type answer struct {
	status int
	body   map[string]any
	raw    string
	header http.Header
}

func (a answer) message() string {
	e, _ := a.body["error"].(map[string]any)
	s, _ := e["message"].(string)
	return s
}

// post sends a body with an idempotency key; "" for none.
func (d *door) post(key string, body io.Reader, header ...string) answer {
	d.t.Helper()
	return d.postTo("/api/v1/appointments", key, body, header...)
}

func (d *door) postTo(path, key string, body io.Reader, header ...string) answer {
	d.t.Helper()
	r, err := http.NewRequestWithContext(d.t.Context(), http.MethodPost, d.url+path, body)
	must(d.t, err)
	r.Header.Set("Content-Type", "application/json")
	if key != "" {
		r.Header.Set("Idempotency-Key", key)
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	return d.do(r)
}

func (d *door) get(path string) answer {
	d.t.Helper()
	r, err := http.NewRequestWithContext(d.t.Context(), http.MethodGet, d.url+path, http.NoBody)
	must(d.t, err)
	return d.do(r)
}

func (d *door) do(r *http.Request) answer {
	d.t.Helper()
	resp, err := http.DefaultClient.Do(r)
	must(d.t, err)
	defer func() { _ = resp.Body.Close() }()
	raw, err := io.ReadAll(resp.Body)
	must(d.t, err)
	a := answer{status: resp.StatusCode, raw: string(raw), header: resp.Header}
	if strings.HasPrefix(resp.Header.Get("Content-Type"), "application/json") {
		must(d.t, json.Unmarshal(raw, &a.body))
	}
	return a
}

// book books and wants it to work.
func (d *door) book(key string, b map[string]any) string {
	d.t.Helper()
	a := d.post(key, strings.NewReader(written(b)))
	if a.status != http.StatusCreated {
		d.t.Fatalf("%d %s", a.status, a.raw)
	}
	return a.body["id"].(string)
}

// visits are all that are in the book, with their patients.
func (d *door) visits() (all []schedule.Appointment, who map[patient.ID]patient.Patient) {
	d.t.Helper()
	must(d.t, d.Store.View(d.t.Context(), actor.System(), func(tr tx.Tx) (err error) {
		if all, err = d.Schedule.Between(d.t.Context(), tr, d.Now(), d.Now().AddDate(0, 1, 0), schedule.Filter{}); err != nil {
			return err
		}
		var ids []patient.ID
		for _, a := range all {
			ids = append(ids, a.Patient)
		}
		who, err = d.Patients.Many(d.t.Context(), tr, ids)
		return err
	}))
	return all, who
}

func TestAVisitByAnotherProgram(t *testing.T) {
	d := open(t)
	services := d.get("/api/v1/services")
	if got := services.raw; services.status != http.StatusOK || !strings.Contains(got, string(d.service)) || strings.Contains(got, string(d.unlisted)) {
		t.Errorf("services: %d %s", services.status, got)
	}
	slots := d.get("/api/v1/slots?from=2026-11-03&to=2026-11-03&service=" + string(d.service) + "&provider=" + string(d.provider))
	if !strings.Contains(slots.raw, `"start":"2026-11-03T09:00:00-06:00"`) {
		t.Errorf("slots: %d %s", slots.status, slots.raw)
	}
	a := d.post("k1", strings.NewReader(written(d.booking(9, 0, nil))))
	if a.status != http.StatusCreated || a.body["status"] != "booked" || a.body["start"] != "2026-11-03T09:00:00-06:00" || a.body["end"] != "2026-11-03T09:20:00-06:00" || a.body["zone"] != "America/Chicago" {
		t.Errorf("%d %s", a.status, a.raw)
	}
	for name, want := range map[string]string{"Content-Type": "application/json", "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"} {
		if got := a.header.Get(name); got != want {
			t.Errorf("%s: %q", name, got)
		}
	}
	if slots := d.get("/api/v1/slots?from=2026-11-03&to=2026-11-03&service=" + string(d.service) + "&provider=" + string(d.provider)); strings.Contains(slots.raw, "T09:00:00") {
		t.Error("a time that was just given is offered")
	}
	all, who := d.visits()
	if len(all) != 1 || who[all[0].Patient].Name.Reveal() != "Wilhelmina Quartermaine" || all[0].Channel != "api" {
		t.Errorf("in the book: %v", all)
	}
}

// What is wrong with a request is said in a sentence that repeats nothing of it, and nothing is booked.
func TestBadRequests(t *testing.T) {
	d := open(t)
	good := written(d.booking(9, 0, nil))
	changed := func(change func(map[string]any)) string {
		b := d.booking(9, 0, nil)
		change(b)
		return written(b)
	}
	as := func(who person) string { return written(d.booking(9, 0, who)) }
	for name, c := range map[string]struct {
		key, body string
		header    []string
		status    int
		says      string
	}{
		"no key":               {"", good, nil, 400, "Idempotency-Key"},
		"a key too long":       {strings.Repeat("k", 256), good, nil, 400, "Idempotency-Key"},
		"no type":              {"k", good, []string{"Content-Type", ""}, 400, "application/json"},
		"a form":               {"k", "given=A", []string{"Content-Type", "application/x-www-form-urlencoded"}, 400, "application/json"},
		"text":                 {"k", good, []string{"Content-Type", "text/plain"}, 400, "application/json"},
		"nothing":              {"k", "", nil, 400, "not one JSON object"},
		"half an object":       {"k", good[:len(good)/2], nil, 400, "not one JSON object"},
		"two objects":          {"k", good + good, nil, 400, "not one JSON object"},
		"a bracket after it":   {"k", good + "}", nil, 400, "not one JSON object"},
		"words after it":       {"k", good + " and more", nil, 400, "not one JSON object"},
		"a list":               {"k", "[" + good + "]", nil, 400, "not one JSON object"},
		"null":                 {"k", "null", nil, 400, ""},
		"another field":        {"k", changed(func(b map[string]any) { b["colour"] = "blue" }), nil, 400, "fields that this address takes"},
		"another type":         {"k", changed(func(b map[string]any) { b["remind"] = "yes" }), nil, 400, "fields that this address takes"},
		"a number for a name":  {"k", as(person{"given": 7}), nil, 400, "fields that this address takes"},
		"not UTF-8":            {"k", strings.Replace(good, "Wilhelmina", "Wil\xffhelmina", 1), nil, 400, "UTF-8"},
		"half a character":     {"k", strings.Replace(good, "Wilhelmina", `Wil\ud800helmina`, 1), nil, 400, "name"},
		"a zero in a name":     {"k", strings.Replace(good, "Wilhelmina", `Wil\u0000helmina`, 1), nil, 400, "name"},
		"deep nesting":         {"k", strings.Repeat("[", 20_000), nil, 400, "not one JSON object"},
		"no first name":        {"k", as(person{"given": " "}), nil, 400, "name"},
		"a name too long":      {"k", as(person{"family": strings.Repeat("x", 5000)}), nil, 400, "name"},
		"no birth date":        {"k", as(person{"birth": ""}), nil, 400, "birth"},
		"a birth to come":      {"k", as(person{"birth": "2031-01-01"}), nil, 400, "birth"},
		"no such day":          {"k", as(person{"birth": "1980-02-30"}), nil, 400, "birth"},
		"a phone of letters":   {"k", as(person{"phone": "call me"}), nil, 400, "phone"},
		"no e-mail":            {"k", as(person{"email": "a b@c"}), nil, 400, "e-mail"},
		"two e-mails":          {"k", as(person{"email": "a@example.net\r\nBcc: b@example.net"}), nil, 400, "e-mail"},
		"no start":             {"k", changed(func(b map[string]any) { delete(b, "start") }), nil, 400, "not offered"},
		"a start at night":     {"k", changed(func(b map[string]any) { b["start"] = "2026-11-03T03:00:00Z" }), nil, 400, "not offered"},
		"a start gone by":      {"k", changed(func(b map[string]any) { b["start"] = "2020-11-03T15:00:00Z" }), nil, 400, "not offered"},
		"a start next century": {"k", changed(func(b map[string]any) { b["start"] = "2126-11-03T15:00:00Z" }), nil, 400, "not offered"},
		"an odd second":        {"k", changed(func(b map[string]any) { b["start"] = "2026-11-03T15:00:01Z" }), nil, 400, "not offered"},
		"nobody":               {"k", changed(func(b map[string]any) { b["provider"] = "nobody" }), nil, 400, "does not offer"},
		"nowhere":              {"k", changed(func(b map[string]any) { b["location"] = "" }), nil, 400, "does not offer"},
		"nothing of ours":      {"k", changed(func(b map[string]any) { b["service"] = "'; DROP TABLE appointment; --" }), nil, 404, "cannot be booked"},
		"not online":           {"k", changed(func(b map[string]any) { b["service"] = d.unlisted }), nil, 404, "cannot be booked"},
		"too long a reason":    {"k", changed(func(b map[string]any) { b["reason"] = strings.Repeat("é", 501) }), nil, 400, "500 characters"},
	} {
		t.Run(name, func(t *testing.T) {
			a := d.post(c.key, strings.NewReader(c.body), c.header...)
			if a.status != c.status || !strings.Contains(strings.ToLower(a.message()), strings.ToLower(c.says)) || a.message() == "" {
				t.Errorf("%d %s", a.status, a.raw)
			}
			for _, theirs := range []string{"Wilhelmina", "Quartermaine", "DROP", "call me", "Bcc", "nobody", "example.net"} {
				if strings.Contains(a.raw, theirs) {
					t.Errorf("the answer repeats %q: %s", theirs, a.raw)
				}
			}
		})
	}
	for _, path := range []string{"/api/v1/slots", "/api/v1/slots?from=x&to=y", "/api/v1/slots?from=2026-11-03&to=2026-11-03&service=%ff%00", "/api/v1/slots?from=0001-01-01&to=9999-12-31&service=" + string(d.service), "/api/v1/slots?from=2026-11-09&to=2026-11-03&service=" + string(d.service)} {
		if a := d.get(path); a.status != http.StatusBadRequest && a.status != http.StatusNotFound || a.message() == "" {
			t.Errorf("%s: %d %.200s", path, a.status, a.raw)
		}
	}
	if a := d.get("/api/v1/nothing"); a.status != http.StatusNotFound || a.message() == "" {
		t.Errorf("%d %s", a.status, a.raw)
	}
	if a := d.get("/api/v1/appointments"); a.status != http.StatusMethodNotAllowed && a.status != http.StatusNotFound {
		t.Errorf("%d %s", a.status, a.raw)
	}
	if all, _ := d.visits(); len(all) != 0 {
		t.Errorf("nothing was to be booked, and %d visits are in the book", len(all))
	}
	if got := d.log.String(); strings.Contains(got, "Wilhelmina") || strings.Contains(got, "Quartermaine") || strings.Contains(got, "level=ERROR") {
		t.Errorf("the log says:\n%s", got)
	}
}

// counted counts what is read of it.
type counted struct {
	io.Reader
	n int
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.n += n
	return n, err
}

// Ten megabytes are refused as too large, and not read to their end first.
func TestABodyThatIsTooLarge(t *testing.T) {
	d := open(t)
	body := &counted{Reader: io.MultiReader(strings.NewReader(`{"reason":"`), io.LimitReader(endless('x'), 10<<20), strings.NewReader(`"}`))}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/api/v1/appointments", body)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Idempotency-Key", "k")
	w := httptest.NewRecorder()
	(&api.Server{DB: d.Store, Practice: d.Practice, Schedule: d.Schedule, Now: d.Now, Log: d.Log}).Handler().ServeHTTP(w, r)
	if w.Code != http.StatusRequestEntityTooLarge || !strings.Contains(w.Body.String(), "too large") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if body.n > 200<<10 {
		t.Errorf("%d bytes of it were read", body.n)
	}
	// Over the network too, where the one who sends may be cut off in the middle.
	real, err := http.NewRequestWithContext(t.Context(), http.MethodPost, d.url+"/api/v1/appointments", io.LimitReader(endless('x'), 10<<20))
	must(t, err)
	real.Header.Set("Content-Type", "application/json")
	real.Header.Set("Idempotency-Key", "k")
	if resp, err := http.DefaultClient.Do(real); err == nil {
		_ = resp.Body.Close()
		if resp.StatusCode != http.StatusRequestEntityTooLarge {
			t.Errorf("%d", resp.StatusCode)
		}
	}
	d.book("k", d.booking(9, 0, nil)) // and the door is still open
}

type endless byte

func (e endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(e)
	}
	return len(p), nil
}

// The same request again is the same visit; the same key with another request is a Conflict and changes nothing.
func TestOneKeyOneVisit(t *testing.T) {
	d := open(t)
	b := d.booking(9, 0, nil)
	first := d.post("k", strings.NewReader(written(b)))
	again := d.post("k", strings.NewReader(written(b)))
	if first.status != http.StatusCreated || again.status != first.status || again.raw != first.raw {
		t.Errorf("first %d %s\nagain %d %s", first.status, first.raw, again.status, again.raw)
	}
	for name, other := range map[string]map[string]any{
		"another time": d.booking(10, 0, nil), "another person": d.booking(9, 0, person{"given": "Wilhelm"}), "another birth date": d.booking(9, 0, person{"birth": "1980-05-18"}),
	} {
		if a := d.post("k", strings.NewReader(written(other))); a.status != http.StatusConflict || a.body["id"] != nil {
			t.Errorf("%s under the same key: %d %s", name, a.status, a.raw)
		}
	}
	if all, _ := d.visits(); len(all) != 1 {
		t.Errorf("%d visits are in the book", len(all))
	}
	// Many at once, as a program does that waited too long for an answer.
	b = d.booking(11, 0, person{"given": "Theodora"})
	ids := make(chan string, 20)
	for range cap(ids) {
		go func() { a := d.post("many", strings.NewReader(written(b))); ids <- fmt.Sprint(a.status, a.body["id"]) }()
	}
	want := <-ids
	for range cap(ids) - 1 {
		if got := <-ids; got != want || !strings.HasPrefix(got, "201") {
			t.Errorf("%s and %s", want, got)
		}
	}
	if all, _ := d.visits(); len(all) != 2 {
		t.Errorf("%d visits are in the book", len(all))
	}
}

// A time that is gone is a Conflict that says to choose another; the same key can then have another time.
func TestATimeThatIsGone(t *testing.T) {
	d := open(t)
	d.book("k1", d.booking(9, 0, nil))
	a := d.post("k2", strings.NewReader(written(d.booking(9, 0, person{"given": "Theodora", "family": "Applegarth"}))))
	if a.status != http.StatusConflict || a.message() != "That time was just taken. Please choose another." {
		t.Errorf("%d %s", a.status, a.raw)
	}
	d.book("k2", d.booking(9, 30, person{"given": "Theodora", "family": "Applegarth"}))
	if n := d.patients(); n != 2 {
		t.Errorf("two people asked, %d patients are on file", n)
	}
}

func (d *door) patients() (n int) {
	d.t.Helper()
	must(d.t, d.Store.View(d.t.Context(), actor.System(), func(tr tx.Tx) (err error) {
		n, err = d.Patients.Count(d.t.Context(), tr)
		return err
	}))
	return n
}

// Names are as people write them.
func TestNamesAsPeopleWriteThem(t *testing.T) {
	d := open(t)
	names := [][2]string{
		{"Siobhán", "O'Brien"}, {"Siobhan", "O’Brien"}, {"José María", "Núñez y Ordóñez"}, {"Zoë", "D'Arcy-Smythe"}, {`Robert "Bob"`, `'); DROP TABLE patient; --`}, {"李", "小龙"}, {"Ægir", "Þórðarson"},
		{"Sunny ☀️", "👩‍⚕️ Ray"}, {"<b>Bo</b>", "&amp;"}, {"%s", "%n"},
	}
	hour, minute := 8, 0
	for i, n := range names {
		a := d.post(fmt.Sprint("k", i), strings.NewReader(written(d.booking(hour, minute, person{"given": n[0], "family": n[1], "birth": fmt.Sprintf("1980-01-%02d", i+1), "email": fmt.Sprintf("p%d@example.net", i)}))))
		if a.status == http.StatusBadRequest && a.message() != "" {
			t.Logf("%q is refused: %s", n, a.message())
			continue
		}
		if a.status != http.StatusCreated {
			t.Errorf("%q: %d %s", n, a.status, a.raw)
			continue
		}
		if minute += 30; minute == 60 {
			hour, minute = hour+1, 0
		}
		all, who := d.visits()
		i := slices.IndexFunc(all, func(v schedule.Appointment) bool { return string(v.ID) == a.body["id"] })
		if got := who[all[i].Patient].Name; got.Reveal() != n[0]+" "+n[1] {
			t.Errorf("%q is kept as %q", n, got.Reveal())
		}
	}
	if all, _ := d.visits(); len(all) < 6 {
		t.Errorf("of %d people %d are booked", len(names), len(all))
	}
}

// Whoever asks learns nothing about who is a patient: known or not, busy or not, with or without a mistake, the answer has
// the same status and the same words.
func TestTheSameSilence(t *testing.T) {
	d := open(t)
	ctx := context.Background()
	known := person{"given": "Wilhelmina", "family": "Quartermaine", "birth": "1980-05-17", "phone": "(218) 555-0142", "email": "wilhelmina@example.net"}
	stranger := person{"given": "Theodora", "family": "Applegarth", "birth": "1958-07-02", "phone": "(218) 555-0190", "email": "theodora@example.net"}
	must(t, d.Store.Do(ctx, actor.System(), func(tr tx.Tx) error {
		phone, err1 := patient.ParsePhone("218-555-0142")
		email, err2 := phi.ParseEmail("wilhelmina@example.net")
		_, err := d.Patients.Add(ctx, tr, patient.Patient{Name: phi.NewName("Wilhelmina", "Quartermaine"), Birth: phi.NewBirthDate(civil.Date{Year: 1980, Month: 5, Day: 17}), Contacts: []patient.Contact{
			{Kind: patient.Phone, Value: phi.NewText(phone.Reveal()), ConsentHow: "staff"}, {Kind: patient.Email, Value: phi.NewText(email.Reveal()), ConsentHow: "staff"}}})
		return errors.Join(err1, err2, err)
	}))
	n := 0
	try := func(with practice.ProviderID, hour, minute int, who, change person) answer {
		n++
		b := d.booking(hour, minute, who)
		for k, v := range change {
			b["patient"].(person)[k] = v
		}
		b["provider"] = with
		return d.post(fmt.Sprint("try", n), strings.NewReader(written(b)))
	}
	same := func(what string, a, b answer) {
		t.Helper()
		if a.status != b.status || a.message() != b.message() || !reflect.DeepEqual(shape(a), shape(b)) {
			t.Errorf("%s: of a patient %d %s, of a stranger %d %s", what, a.status, a.raw, b.status, b.raw)
		}
	}
	same("booking", try(d.provider, 9, 0, known, nil), try(d.provider, 9, 30, stranger, nil))
	same("a time that is taken", try(d.provider, 9, 0, known, nil), try(d.provider, 9, 0, stranger, nil))
	// She has a visit at nine with one provider. Somebody who tries her name at nine with the other must not learn it: it sounds
	// as if the time were taken.
	busy, taken := try(d.provider2, 9, 0, known, nil), try(d.provider, 9, 0, stranger, nil)
	same("when she is busy herself", busy, taken)
	if busy.status != http.StatusConflict {
		t.Errorf("one patient got two visits at once: %d", busy.status)
	}
	for name, change := range map[string]person{"another birth date": {"birth": "1980-05-18"}, "another phone": {"phone": "218-555-0199"}, "another e-mail": {"email": "other@example.net"}, "a mistake": {"birth": "x"}, "no phone": {"phone": ""}} {
		same(name, try(d.provider, 10+n%6, 0, known, change), try(d.provider2, 10+n%6, 30, stranger, change))
	}
}

// shape is the answer with every value replaced by its kind.
func shape(a answer) any {
	var of func(v any) any
	of = func(v any) any {
		switch v := v.(type) {
		case map[string]any:
			m := map[string]any{}
			for k, e := range v {
				m[k] = of(e)
			}
			return m
		default:
			return fmt.Sprintf("%T", v)
		}
	}
	return of(a.body)
}
