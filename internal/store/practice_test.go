package store_test

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/id"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/store"
	"bedside/internal/testkit"
	"bedside/internal/tx"
)

var owner = actor.Actor{Kind: actor.Staff, Role: actor.Admin, ID: "owner"}

// records is a database with the registries of practice and patient.
type records struct {
	*store.Store
	clock    *testkit.Clock
	keys     *phi.Keys
	practice *practice.Registry
	patients *patient.Registry
}

func openRecords(t testing.TB, dsn string, log *slog.Logger) *records {
	t.Helper()
	r := &records{clock: testkit.NewClock(monday), keys: phi.NewKeys()}
	s, err := store.Open(context.Background(), store.Config{URL: dsn, Keys: r.keys, Now: r.clock.Now, Log: log})
	must(t, err)
	t.Cleanup(func() { _ = s.Close() })
	ids := id.NewSource(r.clock.Now, rand.Reader)
	events := &audit.Log{Store: s.Audit(), Keys: r.keys, IDs: ids}
	r.Store = s
	r.practice = &practice.Registry{Store: s.Practice(), Audit: events, IDs: ids}
	r.patients = &patient.Registry{Store: s.Patients(), Audit: events, IDs: ids}
	return r
}

func (r *records) do(by actor.Actor, f func(ctx context.Context, t tx.Tx) error) error {
	ctx := context.Background()
	return r.Do(ctx, by, func(t tx.Tx) error { return f(ctx, t) })
}

func (r *records) view(by actor.Actor, f func(ctx context.Context, t tx.Tx) error) error {
	ctx := context.Background()
	return r.View(ctx, by, func(t tx.Tx) error { return f(ctx, t) })
}

func (r *records) read(t testing.TB) (p *practice.Practice) {
	t.Helper()
	must(t, r.view(actor.Visitor(), func(ctx context.Context, t tx.Tx) (err error) {
		p, err = r.practice.Get(ctx, t)
		return err
	}))
	return p
}

func wantKind(t testing.TB, what string, err error, kind fault.Kind) {
	t.Helper()
	if !fault.Is(err, kind) {
		t.Errorf("%s: got %v, want a fault of kind %v", what, err, kind)
	}
}

func TestPracticeKeepsWhatIsSaved(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		r := openRecords(t, dsn, slog.New(slog.DiscardHandler))
		if p := r.read(t); p.Version != 0 || p.Settings != practice.Defaults() {
			t.Fatalf("before anything was saved: %+v", p)
		}
		settings := practice.Defaults()
		settings.Name, settings.Phone, settings.Email, settings.URL = " Lakeside ", "(218) 555-0100", "Desk@Example.com", "https://lakeside.example/"
		var at practice.LocationID
		var visit practice.ServiceID
		var who practice.ProviderID
		must(t, r.do(owner, func(ctx context.Context, t tx.Tx) (err error) {
			if err = r.practice.SaveSettings(ctx, t, settings); err != nil {
				return err
			}
			if at, err = r.practice.SaveLocation(ctx, t, practice.Location{Name: "Harbor Street", State: "mn", ZIP: "55604", Zone: "America/Chicago",
				Active: true, Rooms: []practice.Room{{Name: "1", Active: true}, {Name: "2", Active: true}}}); err != nil {
				return err
			}
			if visit, err = r.practice.SaveService(ctx, t, practice.Service{Name: "Visit", Minutes: 20, Active: true}); err != nil {
				return err
			}
			if who, err = r.practice.SaveProvider(ctx, t, practice.Provider{Given: "José", Family: "Peña", Services: []practice.ServiceID{visit}, Active: true}); err != nil {
				return err
			}
			return r.practice.SaveHours(ctx, t, who, at, []practice.Hours{
				{Weekday: time.Monday, When: civil.Interval{From: 540, To: 1020}},
				{Weekday: time.Monday, Break: true, When: civil.Interval{From: 720, To: 750}},
			})
		}))
		p := r.read(t)
		l, _ := p.Location(at)
		v, _ := p.Provider(who)
		s, _ := p.Service(visit)
		if p.Settings.Name != "Lakeside" || p.Settings.NeutralName != "Lakeside" || p.Settings.Phone != "+12185550100" ||
			p.Settings.Email != "desk@example.com" || p.Settings.URL != "https://lakeside.example" {
			t.Errorf("settings: %+v", p.Settings)
		}
		if l.State != "MN" || len(l.Rooms) != 2 || l.Rooms[0].Name != "1" || v.Slug != "jose-pena" || !v.Offers(visit) || s.Slug != "visit" {
			t.Errorf("location %+v, provider %+v, service %+v", l, v, s)
		}
		if len(p.Hours) != 2 || p.Hours[0].Break || !p.Hours[1].Break {
			t.Errorf("hours: %+v", p.Hours)
		}
		if r.read(t) != p {
			t.Error("nothing has changed, and the practice was read again")
		}

		must(t, r.do(owner, func(ctx context.Context, t tx.Tx) (err error) {
			l.Rooms = l.Rooms[1:]
			if _, err = r.practice.SaveLocation(ctx, t, l); err != nil {
				return err
			}
			v.Family, v.Active = "Peña-Ruiz", false
			_, err = r.practice.SaveProvider(ctx, t, v)
			return err
		}))
		q := r.read(t)
		l, _ = q.Location(at)
		v, _ = q.Provider(who)
		if q.Version <= p.Version || len(l.Rooms) != 2 || !l.Rooms[0].Active || l.Rooms[1].Active {
			t.Errorf("a room that is left out is ended: %+v", l.Rooms)
		}
		if v.Active || v.Slug != "jose-pena" || v.Family != "Peña-Ruiz" {
			t.Errorf("an ended provider stays, under the same slug: %+v", v)
		}
	})
}

func TestPracticeThatIsUndoneIsNotRemembered(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		r := openRecords(t, dsn, slog.New(slog.DiscardHandler))
		save := func(name string, then error) error {
			return r.do(owner, func(ctx context.Context, tr tx.Tx) error {
				s := practice.Defaults()
				s.Name = name
				if err := r.practice.SaveSettings(ctx, tr, s); err != nil {
					return err
				}
				if p, err := r.practice.Get(ctx, tr); err != nil || p.Settings.Name != name {
					t.Errorf("a transaction does not see its own change: %v", err)
				}
				return then
			})
		}
		must(t, save("First", nil))
		undone := errors.New("undone")
		if err := save("Second", undone); !errors.Is(err, undone) {
			t.Fatal(err)
		}
		if name := r.read(t).Settings.Name; name != "First" {
			t.Errorf("the practice is called %q after its change was undone", name)
		}
		must(t, save("Third", nil)) // at the same instant as the change that was undone
		if name := r.read(t).Settings.Name; name != "Third" {
			t.Errorf("the practice is called %q", name)
		}
	})
}

func TestOnlyAnAdministratorChangesThePractice(t *testing.T) {
	r := openRecords(t, testkit.SQLite(t), slog.New(slog.DiscardHandler))
	for name, by := range map[string]actor.Actor{
		"clinician":  {Kind: actor.Staff, Role: actor.Clinician, ID: "c"},
		"front desk": frontDesk,
		"read-only":  {Kind: actor.Staff, Role: actor.ReadOnly, ID: "r"},
		"visitor":    actor.Visitor(),
		"nobody":     {},
	} {
		for what, change := range map[string]func(context.Context, tx.Tx) error{
			"settings": func(ctx context.Context, t tx.Tx) error {
				return r.practice.SaveSettings(ctx, t, practice.Defaults())
			},
			"location": func(ctx context.Context, t tx.Tx) error {
				_, err := r.practice.SaveLocation(ctx, t, practice.Location{})
				return err
			},
			"provider": func(ctx context.Context, t tx.Tx) error {
				_, err := r.practice.SaveProvider(ctx, t, practice.Provider{})
				return err
			},
			"service": func(ctx context.Context, t tx.Tx) error {
				_, err := r.practice.SaveService(ctx, t, practice.Service{})
				return err
			},
			"hours": func(ctx context.Context, t tx.Tx) error { return r.practice.SaveHours(ctx, t, "", "", nil) },
			"desk":  func(ctx context.Context, t tx.Tx) error { return r.practice.SaveDesk(ctx, t, practice.DeskDefaults()) },
			"answer": func(ctx context.Context, t tx.Tx) error {
				_, err := r.practice.SaveAnswer(ctx, t, practice.Answer{})
				return err
			},
			"words": func(ctx context.Context, t tx.Tx) error { return r.practice.RemoveAnswer(ctx, t, "") },
			"live":  func(ctx context.Context, t tx.Tx) error { return r.practice.GoLive(ctx, t) },
		} {
			wantKind(t, name+" changes "+what, r.do(by, change), fault.Forbidden)
		}
		if by.May(actor.CloseDays) {
			continue
		}
		for what, change := range map[string]func(context.Context, tx.Tx) error{
			"closure": func(ctx context.Context, t tx.Tx) error {
				_, err := r.practice.AddClosure(ctx, t, practice.Closure{})
				return err
			},
			"opening": func(ctx context.Context, t tx.Tx) error { return r.practice.RemoveClosure(ctx, t, "") },
			"notice":  func(ctx context.Context, t tx.Tx) error { return r.practice.PutNotice(ctx, t, practice.Notice{}) },
		} {
			wantKind(t, name+" changes "+what, r.do(by, change), fault.Forbidden)
		}
	}
}

func TestPracticeRefuses(t *testing.T) {
	r := openRecords(t, testkit.SQLite(t), slog.New(slog.DiscardHandler))
	example, err := practice.ReadFile(strings.NewReader(practice.Example()))
	must(t, err)
	must(t, r.do(owner, func(ctx context.Context, t tx.Tx) error { return example.Apply(ctx, t, r.practice) }))
	p := r.read(t)
	harbor, pond, marlow := p.Locations[0], p.Locations[1], p.Providers[0]
	settings := func(change func(*practice.Settings)) func(context.Context, tx.Tx) error {
		return func(ctx context.Context, t tx.Tx) error {
			s := p.Settings
			change(&s)
			return r.practice.SaveSettings(ctx, t, s)
		}
	}
	location := func(change func(*practice.Location)) func(context.Context, tx.Tx) error {
		return func(ctx context.Context, t tx.Tx) error {
			l := harbor
			change(&l)
			_, err := r.practice.SaveLocation(ctx, t, l)
			return err
		}
	}
	hours := func(at practice.LocationID, week ...practice.Hours) func(context.Context, tx.Tx) error {
		return func(ctx context.Context, t tx.Tx) error {
			return r.practice.SaveHours(ctx, t, marlow.ID, at, week)
		}
	}
	span := func(day time.Weekday, from, to civil.Clock) practice.Hours {
		return practice.Hours{Weekday: day, When: civil.Interval{From: from, To: to}}
	}
	for what, c := range map[string]struct {
		do   func(context.Context, tx.Tx) error
		kind fault.Kind
	}{
		"no name":              {settings(func(s *practice.Settings) { s.Name = " " }), fault.Invalid},
		"a name with a bell":   {settings(func(s *practice.Settings) { s.Name = "Lake\aside" }), fault.Invalid},
		"broken UTF-8":         {settings(func(s *practice.Settings) { s.Name = "Lake\xff" }), fault.Invalid},
		"an unknown zone":      {settings(func(s *practice.Settings) { s.Zone = "America/Springfield" }), fault.Invalid},
		"the machine's zone":   {settings(func(s *practice.Settings) { s.Zone = "Local" }), fault.Invalid},
		"seven in the morning": {settings(func(s *practice.Settings) { s.Quiet.From = 420 }), fault.Invalid},
		"http":                 {settings(func(s *practice.Settings) { s.URL = "http://lakeside.example" }), fault.Invalid},
		"an address with path": {settings(func(s *practice.Settings) { s.URL = "https://lakeside.example/visits" }), fault.Invalid},
		"a step of 7 minutes":  {settings(func(s *practice.Settings) { s.SlotStep = 7 }), fault.Invalid},
		"three digits":         {settings(func(s *practice.Settings) { s.Phone = "911" }), fault.Invalid},
		"a taken name":         {location(func(l *practice.Location) { l.Name = "mill pond" }), fault.Invalid},
		"a long state":         {location(func(l *practice.Location) { l.State = "Minnesota" }), fault.Invalid},
		"a short ZIP code":     {location(func(l *practice.Location) { l.ZIP = "5560" }), fault.Invalid},
		"a foreign room":       {location(func(l *practice.Location) { l.Rooms = pond.Rooms }), fault.NotFound},
		"an unknown location":  {location(func(l *practice.Location) { l.ID = "none"; l.Name = "Elsewhere" }), fault.NotFound},
		"two rooms of one name": {location(func(l *practice.Location) {
			l.Rooms = []practice.Room{{Name: "a", Active: true}, {Name: "A", Active: true}}
		}), fault.Invalid},
		"hours turned round": {hours(harbor.ID, span(time.Monday, 600, 540)), fault.Invalid},
		"hours off the grid": {hours(harbor.ID, span(time.Monday, 541, 600)), fault.Invalid},
		"hours that overlap": {hours(harbor.ID, span(time.Monday, 540, 600), span(time.Monday, 595, 700)), fault.Invalid},
		"a break outside":    {hours(harbor.ID, span(time.Monday, 540, 600), practice.Hours{Weekday: time.Monday, Break: true, When: civil.Interval{From: 590, To: 610}}), fault.Invalid},
		"hours nowhere":      {hours("none", span(time.Monday, 540, 600)), fault.NotFound},
	} {
		wantKind(t, what, r.do(owner, c.do), c.kind)
	}
	if q := r.read(t); !reflect.DeepEqual(p, q) {
		t.Error("a refused change has left something behind")
	}
}

func TestNobodyIsAtTwoLocationsAtOnce(t *testing.T) {
	r := openRecords(t, testkit.SQLite(t), slog.New(slog.DiscardHandler))
	example, err := practice.ReadFile(strings.NewReader(practice.Example()))
	must(t, err)
	must(t, r.do(owner, func(ctx context.Context, t tx.Tx) error { return example.Apply(ctx, t, r.practice) }))
	p := r.read(t)
	harbor, pond, who := p.Locations[0], p.Locations[1], p.Providers[0].ID // Central and Eastern time
	week := func(at practice.LocationID, day time.Weekday, from, to civil.Clock) func(context.Context, tx.Tx) error {
		return func(ctx context.Context, t tx.Tx) error {
			return r.practice.SaveHours(ctx, t, who, at, []practice.Hours{{Weekday: day, When: civil.Interval{From: from, To: to}}})
		}
	}
	must(t, r.do(owner, week(harbor.ID, time.Tuesday, civil.NewClock(8, 0), civil.NewClock(12, 0))))
	wantKind(t, "12:00 Eastern is 11:00 Central", r.do(owner, week(pond.ID, time.Tuesday, civil.NewClock(12, 0), civil.NewClock(16, 0))), fault.Invalid)
	must(t, r.do(owner, week(pond.ID, time.Tuesday, civil.NewClock(13, 0), civil.NewClock(16, 0))))
	wantKind(t, "the other location moves to Central time", r.do(owner, func(ctx context.Context, t tx.Tx) error {
		l := harbor
		l.Zone = "America/Denver"
		_, err := r.practice.SaveLocation(ctx, t, l)
		return err
	}), fault.Invalid)
	must(t, r.do(owner, week(pond.ID, time.Saturday, civil.NewClock(20, 0), civil.NewClock(24, 0))))
	must(t, r.do(owner, week(harbor.ID, time.Saturday, civil.NewClock(23, 0), civil.NewClock(24, 0))))
	wantKind(t, "Saturday night there is Sunday here", r.do(owner, week(pond.ID, time.Sunday, 0, civil.NewClock(2, 0))), fault.Invalid)
}

func TestClosures(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		r := openRecords(t, dsn, slog.New(slog.DiscardHandler))
		day := civil.Date{Year: 2026, Month: 11, Day: 26}
		add := func(c practice.Closure) (i practice.ClosureID, err error) {
			err = r.do(owner, func(ctx context.Context, t tx.Tx) (err error) {
				i, err = r.practice.AddClosure(ctx, t, c)
				return err
			})
			return i, err
		}
		thanksgiving := practice.Closure{From: day, To: day.AddDays(1), Name: "Thanksgiving"}
		_, err := add(thanksgiving)
		wantKind(t, "a closure before the practice has a name", err, fault.Conflict)
		must(t, r.do(owner, func(ctx context.Context, t tx.Tx) error {
			s := practice.Defaults()
			s.Name = "Lakeside"
			return r.practice.SaveSettings(ctx, t, s)
		}))
		i, err := add(thanksgiving)
		must(t, err)
		if again, err := add(thanksgiving); err != nil || again != i {
			t.Errorf("the same closure was added twice: %v", err)
		}
		_, err = add(practice.Closure{From: day, To: day.AddDays(-1), Name: "Backwards"})
		wantKind(t, "a closure that ends before it begins", err, fault.Invalid)
		if c := r.read(t).Closures; len(c) != 1 || c[0].From != day || c[0].To != day.AddDays(1) {
			t.Errorf("closures: %+v", c)
		}
		remove := func(ctx context.Context, t tx.Tx) error { return r.practice.RemoveClosure(ctx, t, i) }
		must(t, r.do(owner, remove))
		wantKind(t, "a closure removed twice", r.do(owner, remove), fault.NotFound)
	})
}

func TestPracticeFileTwice(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		r := openRecords(t, dsn, slog.New(slog.DiscardHandler))
		example, err := practice.ReadFile(strings.NewReader(practice.Example()))
		must(t, err)
		apply := func(ctx context.Context, t tx.Tx) error { return example.Apply(ctx, t, r.practice) }
		must(t, r.do(owner, apply))
		p := r.read(t)
		if !p.Settings.Live || len(p.Locations) != 2 || len(p.Providers) == 0 || len(p.Hours) == 0 || len(p.Closures) == 0 ||
			len(p.Answers) == 0 || p.Desk.Dial("cancel") != practice.Propose {
			t.Errorf("the example is not complete: %+v", p)
		}
		must(t, r.do(owner, apply))
		if q := r.read(t); !reflect.DeepEqual(p, q) {
			t.Error("applying the file again has changed something")
		}
	})
}

var doctor = actor.Actor{Kind: actor.Staff, Role: actor.Clinician, ID: "doctor"}

func TestDeskKeepsWhatIsSaved(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		r := openRecords(t, dsn, slog.New(slog.DiscardHandler))
		if d := r.read(t).Desk; !reflect.DeepEqual(d, practice.DeskDefaults()) {
			t.Errorf("before anything was saved: %+v", d)
		}
		save := func(d practice.Desk) error {
			return r.do(owner, func(ctx context.Context, t tx.Tx) error { return r.practice.SaveDesk(ctx, t, d) })
		}
		sign := func(by actor.Actor, set string) error {
			return r.do(by, func(ctx context.Context, t tx.Tx) error { return r.practice.SignRedFlags(ctx, t, set, " Ines Marlow ") })
		}
		wantKind(t, "a desk before the practice has a name", save(practice.DeskDefaults()), fault.Conflict)
		wantKind(t, "a signature before that", sign(doctor, "set-1"), fault.Conflict)
		must(t, r.do(owner, func(ctx context.Context, t tx.Tx) error {
			s := practice.Defaults()
			s.Name = "Lakeside"
			return r.practice.SaveSettings(ctx, t, s)
		}))
		want := practice.Desk{
			Dials: map[string]practice.Dial{"book": practice.Propose, "office_info": practice.Message}, Transfer: "+12185550199", TransferSeconds: 40,
			Referral: "+12185550198", Urgent: 20 * time.Minute, Insurances: []string{"Blue Cross", "Médica"}, Codes: []string{"cancel", "records"},
		}
		odd := want
		odd.Codes = []string{"office_info"}
		wantKind(t, "a code for what is told to everybody", save(odd), fault.Invalid)
		odd.Codes, odd.Private = nil, []practice.ServiceID{"none"}
		wantKind(t, "a service that there is not", save(odd), fault.Invalid)
		must(t, save(want))
		if d := r.read(t).Desk; !reflect.DeepEqual(d, want) {
			t.Errorf("got %+v, want %+v", d, want)
		}
		before := r.read(t)
		must(t, save(want))
		if r.read(t) != before {
			t.Error("saving what is there already has changed the practice")
		}

		for name, by := range map[string]actor.Actor{"an administrator": owner, "front desk": frontDesk, "visitor": actor.Visitor(), "Bedside": actor.System()} {
			wantKind(t, name+" signs", sign(by, "set-1"), fault.Forbidden)
		}
		wantKind(t, "a signature under nothing", sign(doctor, ""), fault.Invalid)
		must(t, sign(doctor, "set-1"))
		for range 2 { // a new signature takes the place of the one before
			rules := []practice.SignedRule{{Rule: "a", Mark: "1", Tier: "emergency", Plain: "An a"}, {Rule: "b", Mark: "2", Tier: "urgent", Plain: "A b"}}
			must(t, r.do(doctor, func(ctx context.Context, t tx.Tx) error {
				return r.practice.SignRedFlags(ctx, t, "set-1", "Ines Marlow", rules...)
			}))
			must(t, r.view(owner, func(ctx context.Context, x tx.Tx) error {
				got, err := r.practice.Signed(ctx, x)
				if !slices.Equal(got, rules) {
					t.Errorf("signed: %+v", got)
				}
				return err
			}))
		}
		want.RedFlags = practice.Signature{Set: "set-1", Staff: "doctor", Name: "Ines Marlow", At: r.clock.Now()}
		if d := r.read(t).Desk; !reflect.DeepEqual(d, want) {
			t.Errorf("signed: got %+v, want %+v", d, want)
		}
		forged := practice.DeskDefaults()
		forged.RedFlags = practice.Signature{Set: "set-2", Staff: "owner", Name: "Somebody"}
		must(t, save(forged))
		if d := r.read(t).Desk; d.RedFlags != want.RedFlags || d.Dial("book") != practice.Act || d.Transfer != "" {
			t.Errorf("the desk was saved over the signature: %+v", d)
		}
	})
}

func TestAnswers(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		r := openRecords(t, dsn, slog.New(slog.DiscardHandler))
		save := func(a practice.Answer) (i practice.AnswerID, err error) {
			err = r.do(owner, func(ctx context.Context, t tx.Tx) (err error) {
				i, err = r.practice.SaveAnswer(ctx, t, a)
				return err
			})
			return i, err
		}
		parking := practice.Answer{Asks: []string{"Where can I park?", "¿Dónde estaciono?"}, English: "Behind the house.", Spanish: "Detrás de la casa.",
			Source: "Office guide", ApprovedBy: "Priya Anand", Active: true}
		_, err := save(parking)
		wantKind(t, "an answer before the practice has a name", err, fault.Conflict)
		must(t, r.do(owner, func(ctx context.Context, t tx.Tx) error {
			s := practice.Defaults()
			s.Name = "Lakeside"
			return r.practice.SaveSettings(ctx, t, s)
		}))
		parking.ID, err = save(parking)
		must(t, err)
		parking.ApprovedAt = r.clock.Now()
		pets, err := save(practice.Answer{Asks: []string{"May my dog come?"}, English: "Service dogs only.", Source: "Office guide", ApprovedBy: "Priya Anand"})
		must(t, err)
		p := r.read(t)
		if a, ok := p.Answer(parking.ID); !ok || !reflect.DeepEqual(a, parking) || len(p.Answers) != 2 || p.Answers[1].ID != pets || p.Answers[1].Active {
			t.Errorf("answers: %+v", p.Answers)
		}

		r.clock.Advance(time.Hour)
		parking.ApprovedBy = "Tom Reyes"
		_, err = save(parking)
		must(t, err)
		if a, _ := r.read(t).Answer(parking.ID); a.ApprovedBy != "Priya Anand" {
			t.Errorf("words that did not change were approved again: %+v", a)
		}
		parking.English = "In front of the house."
		_, err = save(parking)
		must(t, err)
		if a, _ := r.read(t).Answer(parking.ID); a.ApprovedBy != "Tom Reyes" || !a.ApprovedAt.Equal(r.clock.Now()) || a.English != parking.English {
			t.Errorf("new words were not approved anew: %+v", a)
		}

		_, err = save(practice.Answer{Asks: []string{"Pets?", "MAY MY DOG COME?"}, English: "No.", Source: "Office guide", ApprovedBy: "Priya Anand"})
		wantKind(t, "a question with two answers", err, fault.Invalid)
		_, err = save(practice.Answer{ID: "none", Asks: []string{"Pets?"}, English: "No.", Source: "Office guide", ApprovedBy: "Priya Anand"})
		wantKind(t, "an answer that is not there", err, fault.NotFound)
		remove := func(ctx context.Context, t tx.Tx) error { return r.practice.RemoveAnswer(ctx, t, pets) }
		must(t, r.do(owner, remove))
		wantKind(t, "an answer removed twice", r.do(owner, remove), fault.NotFound)
		if n := len(r.read(t).Answers); n != 1 {
			t.Errorf("%d answers are left", n)
		}
	})
}
