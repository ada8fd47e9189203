package store_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"math"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"filippo.io/age"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/civil"
	"bedside/internal/elsewhere"
	"bedside/internal/fault"
	"bedside/internal/frontdesk/edition"
	"bedside/internal/frontdesk/flow"
	"bedside/internal/id"
	"bedside/internal/identity"
	"bedside/internal/outreach"
	"bedside/internal/outreach/template"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/rehearse"
	"bedside/internal/schedule"
	"bedside/internal/store"
	"bedside/internal/testkit"
	"bedside/internal/tx"
	"bedside/internal/words"
)

// lived is an office whose every table has rows: it was used through its own stores.
type lived struct {
	*office
	keys *phi.Keys
	dsn  string
}

func openLived(t testing.TB, dsn string) *lived {
	t.Helper()
	ctx := context.Background()
	l := &lived{office: openOffice(t, dsn, "America/Chicago", monday, workday()), dsn: dsn}
	log := l.practice.Audit
	l.keys = log.Keys
	l.Followers = append(l.Followers, &outreach.Service{DB: l, Store: l.Outreach(), Queue: l.Jobs(), Patients: l.patients, Practice: l.practice,
		Visits: l.Schedule(), Audit: log, Keys: l.keys, IDs: l.ids})

	staff := &identity.Service{DB: l, Store: l.Identity(), Audit: log, IDs: l.ids, Now: l.clock.Now, Random: rand.Reader}
	link, err := staff.First(ctx, identity.New{Email: "priya@example.com", Name: "Priya", Role: actor.Admin})
	must(t, err)
	_, _, err = staff.SignInLink(ctx, link)
	must(t, err)

	programs := &identity.Connections{DB: l, Store: l.Connections(), Audit: log, IDs: l.ids, Now: l.clock.Now, Random: rand.Reader}
	_, token, err := programs.Make(ctx, owner, "Zuweisungsportal ✓", "system/Slot.rs", "", time.Hour)
	must(t, err)
	_, err = programs.Enter(ctx, token)
	must(t, err)

	day := civil.Date{Year: 2026, Month: 11, Day: 24}
	var visits []schedule.Appointment
	free := l.slots(t, actor.Visitor(), schedule.Query{Service: l.visit, Provider: l.who[0], From: day, To: day})
	for i := range 4 {
		r := l.request(l.who[0], free[2*i].Start, i)
		r.Key, r.Reason = fmt.Sprint("key-", i), phi.NewText("knee")
		a, err := l.Book(ctx, actor.Visitor(), r)
		must(t, err)
		visits = append(visits, a)
	}
	_, err = l.Cancel(ctx, frontDesk, visits[0].ID, visits[0].Version, "patient")
	must(t, err)
	must(t, l.Do(ctx, owner, func(t tx.Tx) error {
		if err := l.Store.Outreach().PutPause(ctx, t, outreach.Pause{Patient: visits[1].Patient, Until: t.Now().Add(time.Hour), By: "priya", At: t.Now()}); err != nil {
			return err
		}
		shut, err := l.practice.AddClosure(ctx, t, practice.Closure{From: day.AddDays(2), To: day.AddDays(2), Name: "<&> \"Fête\" 🦃"})
		if err != nil {
			return err
		}
		if err := l.practice.PutNotice(ctx, t, practice.Notice{Closure: shut, English: "We are closed.", Spanish: "Está cerrado: año nuevo.", From: t.Now(), Post: "p"}); err != nil {
			return err
		}
		if err := l.patients.Prefer(ctx, t, visits[1].Patient, patient.Preferences{Language: words.Spanish, Channel: patient.ByEmail, How: "staff", Words: phi.NewText("In Spanish, please.")}); err != nil {
			return err
		}
		if _, err := l.patients.AddProxy(ctx, t, patient.Proxy{Patient: visits[0].Patient, Name: phi.NewName("Vera", "Holm"), Birth: birthday, Relation: patient.Caregiver,
			Scope: patient.ForAll, From: day, To: day.AddDays(90), Document: phi.NewText("a letter")}); err != nil {
			return err
		}
		if err := l.practice.SignRedFlags(ctx, t.As(doctor), "set-1", "Ines Marlow", practice.SignedRule{Rule: "chest-pain", Mark: "a", Tier: "emergency", Plain: "Pain in the chest"}); err != nil {
			return err
		}
		if err := l.days(ctx, t, day.AddDays(7)); err != nil {
			return err
		}
		waits := schedule.Wait{ID: "w", Patient: visits[1].Patient, Service: l.visit, From: day, To: day.AddDays(9), Days: []time.Weekday{2, 4}, Until: 720, Urgent: true, Reason: phi.NewText("a knee"), State: phi.NewText("MN"), Channel: "chat", Status: schedule.Waiting, Created: t.Now(), Changed: t.Now()}
		if err := l.Store.Waits().PutWait(ctx, t, waits); err != nil {
			return err
		}
		if err := l.Store.Waits().PutOffer(ctx, t, schedule.Offer{ID: "o", Wait: "w", Hold: "h", Provider: l.who[0], Location: l.at, Service: l.visit, Start: t.Now(), Status: schedule.OfferOpen, Made: t.Now(), Expires: t.Now(), Changed: t.Now()}); err != nil {
			return err
		}
		if err := exchanged(ctx, l, t, visits[1]); err != nil {
			return err
		}
		desk := practice.DeskDefaults()
		desk.Codes = []string{"records"}
		desk.Dials, desk.Insurances = map[string]practice.Dial{"book": practice.Propose}, []string{"Medicare", "Blue Cross"}
		if err := l.practice.SaveDesk(ctx, t, desk); err != nil {
			return err
		}
		if _, err := l.practice.SaveAnswer(ctx, t, practice.Answer{Asks: []string{"Parking?", "¿Dónde estaciono?"}, English: "Here.", Source: "us", ApprovedBy: "Priya"}); err != nil {
			return err
		}
		if err := l.practice.SwitchRuleOff(ctx, t, "fit.emoji", "We like them: 🦃."); err != nil {
			return err
		}
		if err := l.practice.SaveGroup(ctx, t, practice.Group{Readers: 20, Insiders: 12, Daily: 25, Catchment: 60_000}); err != nil {
			return err
		}
		if _, err := l.practice.SaveCredential(ctx, t, licence(l.who[0])); err != nil {
			return err
		}
		flows := &edition.Service{Store: l.Editions(), Audit: log}
		if _, err := flows.Change(ctx, t, func(e *flow.Edition) error {
			e.Lines = append(e.Lines, flow.Line{Key: "hello", Words: flow.Words{English: "“Hi” \\ 🦃", Spanish: "¿Qué?"}})
			return nil
		}); err != nil {
			return err
		}
		own := template.Edition{Key: template.Key{Kind: template.Recall, Channel: template.SMS, Language: "es"}, Text: template.Text{Body: "“¿Qué?” \\ 🦃 {{stop}}"}, Number: 3,
			State: template.Published, Revision: 2, SavedBy: "a", SavedAt: t.Now(), PublishedBy: "b", PublishedAt: t.Now()}
		if err := l.MessageTexts().Add(ctx, t, own); err != nil {
			return err
		}
		held := rehearse.Rehearsal{ID: "held", State: rehearse.Done, Draft: "a", Repeats: 5, Reports: phi.NewText("{}"), Worse: 1, Reason: "“Why” \\ 🦃"}
		if err := l.Rehearsals().Add(ctx, t, held); err != nil {
			return err
		}
		if err := l.Rehearsals().AddOwn(ctx, t, rehearse.Own{ID: "own", Text: phi.NewText("== own.x\nhello: ¿qué?\n")}); err != nil {
			return err
		}
		if err := converse(ctx, l.office, t); err != nil {
			return err
		}
		if _, err := speak(ctx, l.office, t); err != nil {
			return err
		}
		if err := talk(ctx, l.office, t); err != nil {
			return err
		}
		if _, _, err := studied(ctx, l.Knowledge(), l.ids, t); err != nil {
			return err
		}
		p, err := l.patients.Get(ctx, t, visits[1].Patient)
		if err != nil {
			return err
		}
		if err := l.patients.OptOut(ctx, t, p.Contacts[0].ID, patient.Said{How: "staff"}); err != nil {
			return err
		}
		messages, err := l.Outreach().Of(ctx, t, visits[1].ID)
		if err != nil {
			return err
		}
		to := outreach.Attempt{ID: id.New[outreach.Attempt](l.ids), Message: messages[0].ID, Started: t.Now(), To: phi.NewText("+12185550177"), Text: phi.NewText("Hello")}
		if err := l.Outreach().Start(ctx, t, to); err != nil {
			return err
		}
		return outlived(ctx, t, l.Outreach(), l.ids, visits[1])
	}))
	l.callOut(t)
	l.elsewhere(t, visits[1])
	must(t, l.Do(ctx, actor.System(), func(t tx.Tx) error {
		for i := range 200 { // more than one INSERT holds
			if err := log.Record(ctx, t, "counted", audit.Ref{Kind: "test"}, "", audit.Facts{"n": fmt.Sprint(i), "text": "<&>\u2028"}); err != nil {
				return err
			}
		}
		return nil
	}))
	_, err = (&audit.Sealer{Store: l.Store.Audit(), Keys: l.keys, Export: discard{}, Now: l.clock.Now, Log: slog.New(slog.DiscardHandler)}).Seal(ctx)
	must(t, err)
	must(t, l.View(ctx, frontDesk, func(t tx.Tx) error { return log.Disclose(ctx, t, "patients", string(visits[1].Patient)) })) // not sealed
	raw := rawDB(t, dsn)
	for _, q := range []string{
		"INSERT INTO job (kind, key, ref, due, attempts) VALUES ('odd', '', '\r\n\t\u2028\\u0041\x01', " + fmt.Sprint(int64(math.MaxInt64)) + ", " + fmt.Sprint(int64(math.MinInt64)) + ")",
		"INSERT INTO opt_out (kind, value_token, at, how) SELECT 'odd', " + map[bool]string{true: "''::bytea", false: "x''"}[strings.HasPrefix(dsn, "postgres")] + ", 0, ''",
	} {
		_, err := raw.Exec(q)
		must(t, err)
	}
	return l
}

// outlived keeps what leads to messages.
func outlived(ctx context.Context, t tx.Tx, s outreach.Store, ids *id.Source, a schedule.Appointment) error {
	chosen := outreach.Settings{Kinds: map[outreach.Kind]bool{outreach.Missed: true}, After: map[practice.ServiceID]outreach.After{a.Service: {FollowUp: 2, Recall: 6}}}
	day := civil.Date{Year: 2027, Month: 5, Day: 24}
	due := outreach.Due{ID: id.New[outreach.Due](ids), Patient: a.Patient, Service: a.Service, Day: day, How: "staff", Status: outreach.IsDue, Created: t.Now(), Changed: t.Now(), Version: 1}
	note := outreach.Notice{ID: id.New[outreach.Notice](ids), Title: "Flu shots", Words: "Flu shots are here.", Group: outreach.Group{From: day, To: day.AddDays(3)}, Status: outreach.NoticeDraft,
		Created: t.Now(), Changed: t.Now(), Version: 1}
	return errors.Join(s.SaveSettings(ctx, t, chosen), s.AddDue(ctx, t, due), s.AddNotice(ctx, t, note))
}

// open opens a database with the office's key file.
func (l *lived) open(t testing.TB, dsn string) *store.Store {
	t.Helper()
	s, err := store.Open(context.Background(), l.config(dsn))
	must(t, err)
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func (l *lived) config(dsn string) store.Config {
	return store.Config{URL: dsn, Keys: l.keys, Now: l.clock.Now, Log: slog.New(slog.DiscardHandler)}
}

func (l *lived) dump(t testing.TB) string {
	t.Helper()
	var b strings.Builder
	must(t, l.Dump(context.Background(), &b))
	return b.String()
}

// elsewhere fills what is kept of other books.
func (l *lived) elsewhere(t testing.TB, a schedule.Appointment) {
	t.Helper()
	ctx, s := context.Background(), l.Store.Elsewhere()
	must(t, l.Do(ctx, owner, func(x tx.Tx) error {
		m := elsewhere.Message{ID: id.New[elsewhere.Message](l.ids), Interface: "hospital", Control: "1", Event: "S12", Raw: phi.NewText("MSH|"), Mark: []byte{1}, Said: monday, At: monday, State: elsewhere.New}
		return errors.Join(
			s.PutFeed(ctx, x, elsewhere.Feed{ID: id.New[elsewhere.Feed](l.ids), Name: "Calendar", Provider: l.who[0], Location: l.at, Address: phi.NewText("https://calendar.example/secret"), Every: time.Hour, Left: []string{"One", "Two"}, Mark: []byte{2}, Added: monday, Version: 1}),
			s.PutClashes(ctx, x, "hl7:hospital", "", []elsewhere.Clash{{Appointment: a.ID, Start: a.Start}}),
			s.PutInterface(ctx, x, elsewhere.Interface{Name: "hospital", Zone: "America/Chicago", Owns: true, Confirms: elsewhere.ByAck, Wait: time.Hour, Version: 1}),
			s.PutMapping(ctx, x, "hospital", elsewhere.Mapping{Kind: elsewhere.MapProvider, Code: "D1", Target: string(l.who[2]), Seen: monday}),
			s.AddMessage(ctx, x, m),
			s.PutVisit(ctx, x, elsewhere.Visit{ID: id.New[elsewhere.Visit](l.ids), Interface: "hospital", Placer: phi.NewText("p"), Filler: phi.NewText("f"), State: elsewhere.TakesTime, Said: monday}),
			l.Store.Schedule().Block(ctx, x, "hl7:hospital", "v", schedule.OfElsewhere(l.who[2], "", "", monday, monday.Add(time.Hour))),
			l.practice.Audit.Record(ctx, x, "filled", audit.Ref{Kind: "test"}, "", nil))
	}))
}

// everyRow returns the rows of every table but goose's, in an order of their own.
func everyRow(t testing.TB, dsn string) map[string][]string {
	t.Helper()
	db := rawDB(t, dsn)
	list := "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT IN ('goose_db_version', 'sqlite_sequence')"
	if strings.HasPrefix(dsn, "postgres") {
		list = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'goose_db_version'"
	}
	all := map[string][]string{}
	for _, line := range lines(t, db, list) {
		_, table, _ := strings.Cut(line, "=")
		all[strings.Trim(table, `"`)] = lines(t, db, "SELECT * FROM "+table)
	}
	return all
}

// lines returns the rows of a query as sorted lines, the same on both engines.
func lines(t testing.TB, db *sql.DB, query string) (all []string) {
	t.Helper()
	rows, err := db.Query(query)
	must(t, err)
	defer func() { _ = rows.Close() }()
	names, err := rows.Columns()
	must(t, err)
	for rows.Next() {
		cells, dest := make([]any, len(names)), make([]any, len(names))
		for i := range cells {
			dest[i] = &cells[i]
		}
		must(t, rows.Scan(dest...))
		var line []string
		for i, c := range cells {
			switch v := c.(type) {
			case []byte:
				c = hex.EncodeToString(v)
			case bool: // SQLite's are numbers
				c = map[bool]int64{true: 1}[v]
			}
			line = append(line, fmt.Sprintf("%s=%#v", names[i], c))
		}
		all = append(all, strings.Join(line, " "))
	}
	must(t, rows.Err())
	slices.Sort(all)
	return all
}

func sameRows(t testing.TB, got, want map[string][]string) {
	t.Helper()
	if a, b := slices.Sorted(maps.Keys(got)), slices.Sorted(maps.Keys(want)); !slices.Equal(a, b) {
		t.Fatalf("the tables are %v, want %v", a, b)
	}
	for table, rows := range want {
		if len(got[table]) != len(rows) {
			t.Errorf("table %s has %d rows, want %d", table, len(got[table]), len(rows))
			continue
		}
		for i, row := range rows {
			if got[table][i] != row {
				t.Errorf("table %s differs:\n got %s\nwant %s", table, got[table][i], row)
				break
			}
		}
	}
}

func TestADumpComesBackTheSame(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, from string) {
		l := openLived(t, from)
		want := everyRow(t, from)
		for table, rows := range want {
			if len(rows) == 0 {
				t.Errorf("table %s is empty: let openLived fill it, so that its columns are tried", table)
			}
		}
		dump := l.dump(t)
		testkit.Engines(t, func(t *testing.T, into string) {
			// The target may be one that was opened before, or one without tables and without the key file.
			must(t, l.open(t, into).Load(context.Background(), strings.NewReader(dump)))
			fresh, err := store.OpenAsIs(store.Config{URL: testkit.NoSQLite(t), Now: l.clock.Now})
			must(t, err)
			must(t, errors.Join(fresh.Load(context.Background(), strings.NewReader(dump)), fresh.Close()))

			sameRows(t, everyRow(t, into), want)
			s := l.open(t, into)
			r, err := audit.Verify(context.Background(), s.Audit(), l.keys, nil)
			if must(t, err); r.Problem != nil || r.Events < 200 || r.Unsealed == 0 {
				t.Errorf("after the restore: %+v", r)
			}
			again := &lived{office: &office{Store: s}}
			if _, rows, _ := strings.Cut(dump, "\n"); !strings.HasSuffix(rows, lastLine(again.dump(t))) {
				t.Error("the dump of the restored database ends otherwise")
			}
		})
	})
}

func lastLine(s string) string {
	return s[strings.LastIndexByte(strings.TrimSuffix(s, "\n"), '\n')+1:]
}

// TestTextThatIsNoUTF8 is for SQLite only: PostgreSQL takes none.
func TestTextThatIsNoUTF8(t *testing.T) {
	l := openLived(t, testkit.SQLite(t))
	_, err := rawDB(t, l.dsn).Exec("UPDATE closure SET name = CAST(x'4ff63ff0' AS TEXT)")
	must(t, err)
	into := testkit.SQLite(t)
	must(t, l.open(t, into).Load(context.Background(), strings.NewReader(l.dump(t))))
	sameRows(t, everyRow(t, into), everyRow(t, l.dsn))

	err = l.open(t, testkit.PG(t)).Load(context.Background(), strings.NewReader(l.dump(t)))
	if !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Message(err), "table closure") {
		t.Error(err)
	}
}

// TestADumpIsOneReading lets somebody write while the dump is being written.
func TestADumpIsOneReading(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		l := openLived(t, dsn)
		want := everyRow(t, dsn)
		var b bytes.Buffer
		must(t, l.Dump(context.Background(), writerFunc(func(p []byte) (int, error) {
			if b.Len() == 0 {
				must(t, l.Do(context.Background(), actor.System(), func(t tx.Tx) error {
					return l.practice.Audit.Record(context.Background(), t, "meanwhile", audit.Ref{Kind: "test"}, "", nil)
				}))
			}
			return b.Write(p)
		})))
		into := testkit.SQLite(t)
		must(t, l.open(t, into).Load(context.Background(), &b))
		if got := everyRow(t, into); len(got["event"]) != len(want["event"]) {
			t.Errorf("%d events, want %d", len(got["event"]), len(want["event"]))
		}
	})
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

func TestADamagedDumpLeavesNothing(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, into string) {
		l := openLived(t, testkit.SQLite(t))
		dump := l.dump(t)
		lines := strings.SplitAfter(strings.TrimSuffix(dump, "\n"), "\n")
		lines[len(lines)-1] += "\n"
		find := func(prefix string) int {
			return slices.IndexFunc(lines, func(l string) bool { return strings.HasPrefix(l, prefix) })
		}
		event, hours := find(`{"table":"event"`), find(`{"table":"hours"`)
		end := len(lines) - 1
		target := l.open(t, into)
		before := everyRow(t, into)
		for name, c := range map[string]struct {
			edit func(l []string) []string
			want fault.Kind
		}{
			"nothing":                  {func(l []string) []string { return nil }, fault.Invalid},
			"another file":             {func(l []string) []string { return []string{"\x89PNG\r\n"} }, fault.Invalid},
			"other JSON":               {func(l []string) []string { return []string{`{"format":"something else"}`} }, fault.Invalid},
			"a newer format":           {func(l []string) []string { l[0] = strings.Replace(l[0], `"version":1`, `"version":2`, 1); return l }, fault.Conflict},
			"a newer schema":           {func(l []string) []string { l[0] = strings.Replace(l[0], `"schema":`, `"schema":99`, 1); return l }, fault.Conflict},
			"another schema":           {func(l []string) []string { l[0] = `{"format":"bedside dump","version":1,"schema":0}`; return l }, fault.Conflict},
			"no end":                   {func(l []string) []string { return l[:end] }, fault.Invalid},
			"half a line":              {func(l []string) []string { l[end] = l[end][:20]; return l }, fault.Invalid},
			"something behind the end": {func(l []string) []string { return append(l, "{}\n") }, fault.Invalid},
			"a row less":               {func(l []string) []string { return slices.Delete(l, event+1, event+2) }, fault.Invalid},
			"a row twice":              {func(l []string) []string { return slices.Insert(l, event+1, l[event+1]) }, fault.Invalid},
			"a row first":              {func(l []string) []string { return slices.Insert(l, 1, "[]\n") }, fault.Invalid},
			"a short row":              {func(l []string) []string { l[hours+1] = `["x"]` + "\n"; return l }, fault.Invalid},
			"a table less": {func(l []string) []string {
				return slices.Delete(l, hours, hours+1+slices.IndexFunc(l[hours+1:], func(s string) bool { return s[0] == '{' }))
			}, fault.Invalid},
			"a table twice": {func(l []string) []string { return slices.Insert(l, end, l[hours]) }, fault.Invalid},
			"a table of its own": {func(l []string) []string {
				return slices.Insert(l, end, `{"table":"goose_db_version","columns":[{"name":"id","type":"bigint"}]}`+"\n", "[7]\n")
			}, fault.Invalid},
			"a column of another type": {func(l []string) []string {
				l[hours] = strings.Replace(l[hours], `"type":"bigint"`, `"type":"text"`, 1)
				return l
			}, fault.Invalid},
			"another chain": {func(l []string) []string { l[end] = strings.Replace(l[end], `"seq":`, `"seq":1`, 1); return l }, fault.Invalid},
			"no JSON":       {func(l []string) []string { l[event+1] = "Wilhelmina\n"; return l }, fault.Invalid},
			"a value of another type": {func(l []string) []string {
				l[hours+1] = `["Wilhelmina","Wilhelmina","Wilhelmina","Wilhelmina","Wilhelmina","Wilhelmina","Wilhelmina"]` + "\n"
				return l
			}, fault.Invalid},
		} {
			err := target.Load(context.Background(), strings.NewReader(strings.Join(c.edit(slices.Clone(lines)), "")))
			wantKind(t, name, err, c.want)
			if err != nil && strings.Contains(err.Error(), "ilhelmina") {
				t.Errorf("%s: the error says a value: %v", name, err)
			}
		}
		stopped, stop := context.WithCancel(context.Background())
		stop()
		if err := target.Load(stopped, strings.NewReader(dump)); !errors.Is(err, context.Canceled) {
			t.Errorf("after it was stopped: %v", err)
		}
		sameRows(t, everyRow(t, into), before)
		must(t, target.Load(context.Background(), strings.NewReader(dump))) // what failed is not in the way
		wantKind(t, "a second time", target.Load(context.Background(), strings.NewReader(dump)), fault.Conflict)
		sameRows(t, everyRow(t, into), everyRow(t, l.dsn))
	})
}

// TestADumpOfAnOlderSchema restores what the first program wrote; the program of today then brings it up to date.
func TestADumpOfAnOlderSchema(t *testing.T) {
	testkit.EmptyEngines(t, func(t *testing.T, into string) {
		ctx := context.Background()
		l := &lived{office: &office{clock: testkit.NewClock(monday)}, keys: phi.NewKeys()}
		from := testkit.NoSQLite(t)
		old, err := store.OpenAsIs(l.config(from))
		must(t, err)
		openFirstProgram(t, from, l.keys, id.NewSource(l.clock.Now, rand.Reader)).schema(t)
		_, err = rawDB(t, from).Exec("INSERT INTO installation (id, key_check) VALUES (1, ?)", l.keys.Token("installation", "key check"))
		must(t, err)
		var dump strings.Builder
		must(t, errors.Join(old.Dump(ctx, &dump), old.Close()))
		if !strings.Contains(dump.String(), `"schema":1,`) {
			t.Fatalf("the dump begins with %.100s", dump.String())
		}
		target, err := store.OpenAsIs(l.config(into))
		must(t, err)
		must(t, errors.Join(target.Load(ctx, strings.NewReader(dump.String())), target.Close()))
		sameRows(t, everyRow(t, into), everyRow(t, from))
		today := l.open(t, into)
		wantKind(t, "into tables of today", today.Load(ctx, strings.NewReader(dump.String())), fault.Conflict)
	})
}

// TestAnotherWriterDuringARestore is for PostgreSQL only: SQLite lets nobody else write.
func TestAnotherWriterDuringARestore(t *testing.T) {
	ctx := context.Background()
	l := openLived(t, testkit.SQLite(t))
	dump := strings.NewReader(l.dump(t))
	into := testkit.PG(t)
	target, raw := l.open(t, into), rawDB(t, into)
	other := func() {
		x, err := raw.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelSerializable})
		must(t, err)
		_, err = x.Exec("SELECT COUNT(*) FROM event")
		must(t, err)
		_, err = x.Exec("INSERT INTO job (kind, key, ref, due) VALUES ('other', '', '', 0)")
		must(t, errors.Join(err, x.Commit()))
	}
	err := target.Load(ctx, readerFunc(func(p []byte) (int, error) {
		if dump.Len() < int(dump.Size())/2 && other != nil {
			other()
			other = nil
		}
		return dump.Read(p)
	}))
	if !fault.Is(err, fault.Conflict) || !strings.Contains(fault.Message(err), "Another program") {
		t.Error(err)
	}
	if rows := everyRow(t, into); len(rows["event"]) != 0 || len(rows["job"]) != 1 {
		t.Errorf("%d events, %d jobs", len(rows["event"]), len(rows["job"]))
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

func TestWhatCannotBeDumpedIsNotSaid(t *testing.T) {
	l := openLived(t, testkit.SQLite(t))
	_, err := rawDB(t, l.dsn).Exec("UPDATE hours SET starts = 'Wilhelmina'")
	must(t, err)
	if err := l.Dump(context.Background(), io.Discard); !fault.Is(err, fault.Internal) || strings.Contains(err.Error(), "Wilhelmina") || !strings.Contains(err.Error(), "table hours") {
		t.Error(err)
	}
	s, err := store.OpenAsIs(store.Config{URL: testkit.NoSQLite(t), Now: l.clock.Now})
	must(t, err)
	wantKind(t, "a database without tables", s.Dump(context.Background(), io.Discard), fault.NotFound)
	must(t, s.Close())
}

// locker makes an identity and what is encrypted to it.
func locker(t testing.TB) (*age.X25519Identity, age.Recipient) {
	t.Helper()
	i, err := age.GenerateX25519Identity()
	must(t, err)
	return i, i.Recipient()
}

func TestABackupIsRestoredWhole(t *testing.T) {
	testkit.EmptyEngines(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		l := openLived(t, testkit.SQLite(t))
		mine, to := locker(t)
		other, toOther := locker(t)
		dir := t.TempDir()
		path := filepath.Join(dir, "b.age")
		must(t, os.WriteFile(path, []byte("the one of yesterday"), 0o644))
		must(t, l.BackupFile(ctx, path, to, toOther))
		backup, err := os.ReadFile(path)
		must(t, err)
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("others may read the backup: %v %v", info.Mode(), err)
		}
		restore := func(c store.Config, backup []byte, with ...age.Identity) error {
			return store.Restore(ctx, c, bytes.NewReader(backup), with...)
		}
		stranger, _ := locker(t)
		phrase, err := age.NewScryptIdentity("five quiet yellow boats")
		must(t, err)
		wantKind(t, "another identity", restore(l.config(dsn), backup, stranger), fault.Invalid)
		wantKind(t, "a passphrase", restore(l.config(dsn), backup, phrase), fault.Invalid)
		foreign := l.config(dsn)
		foreign.Keys = phi.NewKeys()
		if err := restore(foreign, backup, mine); !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Message(err), "key file") {
			t.Errorf("another key file: %v", err)
		}
		for _, n := range []int{0, 10, 150, 300, len(backup) / 2, len(backup) - 1} {
			wantKind(t, fmt.Sprint("cut short to ", n), restore(l.config(dsn), backup[:n], mine), fault.Invalid)
		}
		for n := 0; n < len(backup); n += 1 + len(backup)/25 {
			flipped := slices.Clone(backup)
			flipped[n] ^= 1
			if err := restore(l.config(dsn), flipped, mine); !fault.Is(err, fault.Invalid) {
				t.Errorf("bit flipped at %d of %d: %v", n, len(backup), err)
			}
		}
		wantKind(t, "more behind it", restore(l.config(dsn), append(slices.Clone(backup), 0), mine), fault.Invalid)
		wantKind(t, "no gzip", restore(l.config(dsn), encrypted(t, []byte("hello"), to), mine), fault.Invalid)
		if !strings.HasPrefix(dsn, "postgres") {
			if left, err := os.ReadDir(filepath.Dir(dsn)); err != nil || len(left) != 0 {
				t.Errorf("left behind: %v %v", left, err)
			}
		}
		must(t, restore(l.config(dsn), backup, other)) // every recipient can, and what failed is not in the way
		wantKind(t, "a second time", restore(l.config(dsn), backup, mine), fault.Conflict)
		s := l.open(t, dsn)
		r, err := audit.Verify(ctx, s.Audit(), l.keys, nil)
		if must(t, err); r.Problem != nil || r.Events == 0 {
			t.Errorf("%+v", r)
		}
		must(t, s.View(ctx, frontDesk, func(tr tx.Tx) error { // sealed columns open
			found, err := (&patient.Registry{Store: s.Patients(), Audit: l.practice.Audit, IDs: l.ids}).Find(ctx, tr, "stranger", 10)
			if len(found) == 0 {
				t.Error("nobody is found")
			}
			return err
		}))
		if left, err := os.ReadDir(dir); err != nil || len(left) != 1 {
			t.Errorf("beside the backup: %v %v", left, err)
		}
	})
}

// encrypted is a file that age wrote and Bedside did not.
func encrypted(t testing.TB, text []byte, to age.Recipient) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := age.Encrypt(&b, to)
	must(t, err)
	_, err = w.Write(text)
	must(t, errors.Join(err, w.Close()))
	return b.Bytes()
}

func TestAPassphraseOpensABackup(t *testing.T) {
	ctx := context.Background()
	l := openLived(t, testkit.SQLite(t))
	to, err := age.NewScryptRecipient("five quiet yellow boats")
	must(t, err)
	to.SetWorkFactor(10)
	var b bytes.Buffer
	must(t, l.Backup(ctx, &b, to))
	for phrase, want := range map[string]fault.Kind{"five quiet yellow goats": fault.Invalid, "five quiet yellow boats": -1} {
		with, err := age.NewScryptIdentity(phrase)
		must(t, err)
		if err := store.Restore(ctx, l.config(testkit.NoSQLite(t)), bytes.NewReader(b.Bytes()), with); err != nil && fault.KindOf(err) != want || err == nil && want >= 0 {
			t.Errorf("%s: %v", phrase, err)
		}
	}
	_, other := locker(t)
	wantKind(t, "a passphrase beside a recipient", l.Backup(ctx, io.Discard, to, other), fault.Invalid)
	wantKind(t, "nobody", l.Backup(ctx, io.Discard), fault.Invalid)
}

func TestABackupThatCannotBeWritten(t *testing.T) {
	l := openLived(t, testkit.SQLite(t))
	_, to := locker(t)
	for _, room := range []int{0, 100, 20_000} {
		err := l.Backup(context.Background(), writerFunc(func(p []byte) (int, error) {
			if room -= len(p); room < 0 {
				return 0, fmt.Errorf("writing: %w", syscall.ENOSPC)
			}
			return len(p), nil
		}), to)
		if !fault.Is(err, fault.Unavailable) || !strings.Contains(fault.Message(err), "disk is full") {
			t.Error(err)
		}
	}
	dir := t.TempDir()
	wantKind(t, "a folder", l.BackupFile(context.Background(), dir, to), fault.Invalid)
	wantKind(t, "a device", l.BackupFile(context.Background(), os.DevNull, to), fault.Invalid)
	wantKind(t, "no folder", l.BackupFile(context.Background(), filepath.Join(dir, "none", "b.age"), to), fault.Unavailable)
	stopped, stop := context.WithCancel(context.Background())
	stop()
	if err := l.BackupFile(stopped, filepath.Join(dir, "b.age"), to); err == nil {
		t.Error("it was stopped and went on")
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}

// The tests below run this binary a second time, as a program that is killed or whose disk is full.

const backupChildEnv = "BEDSIDE_BACKUP_CHILD"

func TestBackupChild(t *testing.T) {
	var what, database, path, recipient string
	if n, _ := fmt.Sscan(os.Getenv(backupChildEnv), &what, &database, &path, &recipient); n != 4 {
		return // it is run by the tests below
	}
	to, err := age.ParseX25519Recipient(recipient)
	must(t, err)
	s, err := store.OpenAsIs(store.Config{URL: database, Now: time.Now})
	must(t, err)
	if what == "full" {
		signal.Ignore(syscall.SIGXFSZ)
		must(t, syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 5000, Max: 5000}))
		err := s.BackupFile(context.Background(), path, to)
		fmt.Println(fault.KindOf(err), fault.Message(err))
		return
	}
	for { // until it is killed
		must(t, s.BackupFile(context.Background(), path, to))
		fmt.Println("written")
	}
}

func backupChild(what, database, path, recipient string) *exec.Cmd {
	c := exec.Command(os.Args[0], "-test.run=^TestBackupChild$")
	c.Env = append(os.Environ(), fmt.Sprintf("%s=%s %s %s %s", backupChildEnv, what, database, path, recipient))
	c.Stderr = os.Stderr
	return c
}

func TestAFullDiskLeavesTheOldBackup(t *testing.T) {
	l := openLived(t, testkit.SQLite(t))
	mine, _ := locker(t)
	path := filepath.Join(t.TempDir(), "b.age")
	must(t, os.WriteFile(path, []byte("the one of yesterday"), 0o600))
	out, err := backupChild("full", l.dsn, path, mine.Recipient().String()).Output()
	must(t, err)
	if want := "unavailable Cannot write the backup to " + path + ": file too large.\n"; !strings.HasPrefix(string(out), want) {
		t.Errorf("it said %q, want %q", out, want)
	}
	old, err := os.ReadFile(path)
	if left, _ := os.ReadDir(filepath.Dir(path)); err != nil || string(old) != "the one of yesterday" || len(left) != 1 {
		t.Errorf("%v %v: %s", err, left, old)
	}
}

func TestAKillLeavesAWholeBackup(t *testing.T) {
	l := openLived(t, testkit.SQLite(t))
	mine, _ := locker(t)
	path := filepath.Join(t.TempDir(), "b.age")
	for range 5 {
		c := backupChild("loop", l.dsn, path, mine.Recipient().String())
		out, err := c.StdoutPipe()
		must(t, errors.Join(err, c.Start()))
		_, err = io.ReadFull(out, make([]byte, 3*len("written\n")))
		must(t, err)
		time.Sleep(2 * time.Millisecond)
		must(t, c.Process.Kill())
		_ = c.Wait()
		f, err := os.Open(path)
		must(t, err)
		must(t, errors.Join(store.Restore(context.Background(), l.config(testkit.NoSQLite(t)), f, mine), f.Close()))
	}
}

// BenchmarkBackup says what a backup costs for each row.
func BenchmarkBackup(b *testing.B) {
	l := openLived(b, testkit.SQLite(b))
	rows := 0
	for _, table := range everyRow(b, l.dsn) {
		rows += len(table)
	}
	for b.Loop() {
		w := gzip.NewWriter(io.Discard)
		must(b, errors.Join(l.Dump(context.Background(), w), w.Close()))
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*rows), "ns/row")
}
