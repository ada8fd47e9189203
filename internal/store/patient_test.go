package store_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"bedside/internal/actor"
	"bedside/internal/civil"
	"bedside/internal/exchange"
	"bedside/internal/fault"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/store"
	"bedside/internal/testkit"
	"bedside/internal/tx"
)

var birthday = phi.NewBirthDate(civil.Date{Year: 1980, Month: 2, Day: 29})

func reach(kind patient.ContactKind, value string) patient.Contact {
	return patient.Contact{Kind: kind, Value: phi.NewText(value)}
}

func (r *records) add(t testing.TB, p patient.Patient) (i patient.ID) {
	t.Helper()
	must(t, r.do(frontDesk, func(ctx context.Context, t tx.Tx) (err error) {
		i, err = r.patients.Add(ctx, t, p)
		return err
	}))
	return i
}

func (r *records) get(t testing.TB, i patient.ID) (p patient.Patient) {
	t.Helper()
	must(t, r.view(frontDesk, func(ctx context.Context, t tx.Tx) (err error) {
		p, err = r.patients.Get(ctx, t, i)
		return err
	}))
	return p
}

func (r *records) count(t testing.TB) (n int) {
	t.Helper()
	must(t, r.view(frontDesk, func(ctx context.Context, t tx.Tx) (err error) {
		n, err = r.patients.Count(ctx, t)
		return err
	}))
	return n
}

func (r *records) admit(t testing.TB, who patient.Person) (i patient.ID) {
	t.Helper()
	must(t, r.do(actor.Visitor(), func(ctx context.Context, t tx.Tx) (err error) {
		i, err = r.patients.Admit(ctx, t, who)
		return err
	}))
	return i
}

func (r *records) find(t testing.TB, query string) (names []string) {
	t.Helper()
	must(t, r.view(frontDesk, func(ctx context.Context, t tx.Tx) error {
		found, err := r.patients.Find(ctx, t, query, 5)
		for _, p := range found {
			names = append(names, p.Name.Reveal())
		}
		return err
	}))
	return names
}

func TestPatientIsKeptAndChanged(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		r := openRecords(t, dsn, slog.New(slog.DiscardHandler))
		mail := reach(patient.Email, "Test@Example.com")
		mail.Consent, mail.ConsentHow = true, "staff"
		i := r.add(t, patient.Patient{Name: phi.NewName("Zoë 🙂", `O'"Test`), Birth: birthday, Number: phi.NewText("A-17"),
			Contacts: []patient.Contact{reach(patient.Phone, "(218) 555-0123"), mail}})
		p := r.get(t, i)
		if p.Name.RevealGiven() != "Zoë 🙂" || p.Name.RevealFamily() != `O'"Test` || p.Birth.Reveal() != birthday.Reveal() || p.Number.Reveal() != "A-17" ||
			p.Version != 1 || !p.Created.Equal(monday) || len(p.Contacts) != 2 {
			t.Fatal("what was read is not what was written")
		}
		if phone, mail := p.Contacts[0], p.Contacts[1]; phone.Value.Reveal() != "+12185550123" || phone.Consent || !phone.ConsentAt.IsZero() ||
			mail.Value.Reveal() != "test@example.com" || !mail.Consent || !mail.ConsentAt.Equal(monday) {
			t.Fatal("contact points are not what was written")
		}

		r.clock.Advance(time.Hour)
		changed := p
		changed.Name = phi.NewName("Zoë", "Tester")
		changed.Contacts = []patient.Contact{p.Contacts[1], reach(patient.Phone, "218-555-0150")}
		change := func(ctx context.Context, t tx.Tx) error { return r.patients.Change(ctx, t, changed) }
		must(t, r.do(frontDesk, change))
		wantKind(t, "a change of a version that is no longer current", r.do(frontDesk, change), fault.Conflict)
		q := r.get(t, i)
		if q.Name.RevealFamily() != "Tester" || q.Version != 2 || !q.Changed.Equal(monday.Add(time.Hour)) || len(q.Contacts) != 2 ||
			q.Contacts[0].ID != p.Contacts[1].ID || !q.Contacts[0].ConsentAt.Equal(monday) || q.Contacts[1].Value.Reveal() != "+12185550150" {
			t.Error("the change is not what was written")
		}
		must(t, r.view(frontDesk, func(ctx context.Context, tr tx.Tx) error {
			_, _, err := r.patients.Contact(ctx, tr, p.Contacts[0].ID)
			wantKind(t, "a contact point that was removed", err, fault.NotFound)
			owner, c, err := r.patients.Contact(ctx, tr, p.Contacts[1].ID)
			if owner.ID != i || c.Kind != patient.Email {
				t.Error("a contact point leads to another patient")
			}
			return err
		}))
		if got := r.find(t, "218-555-0123"); len(got) != 0 {
			t.Error("a number that was removed still finds the patient")
		}
	})
}

func TestWhoMayDoWhatWithPatients(t *testing.T) {
	r := openRecords(t, testkit.SQLite(t), slog.New(slog.DiscardHandler))
	i := r.add(t, patient.Patient{Name: phi.NewName("Test", "Person"), Birth: birthday, Contacts: []patient.Contact{reach(patient.Email, "t@example.com")}})
	contact := r.get(t, i).Contacts[0].ID
	readOnly := actor.Actor{Kind: actor.Staff, Role: actor.ReadOnly, ID: "r"}
	see := map[string]func(context.Context, tx.Tx) error{
		"get":      func(ctx context.Context, t tx.Tx) error { _, err := r.patients.Get(ctx, t, i); return err },
		"many":     func(ctx context.Context, t tx.Tx) error { _, err := r.patients.Many(ctx, t, nil); return err },
		"contact":  func(ctx context.Context, t tx.Tx) error { _, _, err := r.patients.Contact(ctx, t, contact); return err },
		"find":     func(ctx context.Context, t tx.Tx) error { _, err := r.patients.Find(ctx, t, "person", 1); return err },
		"recent":   func(ctx context.Context, t tx.Tx) error { _, err := r.patients.Recent(ctx, t, 1, 0); return err },
		"count":    func(ctx context.Context, t tx.Tx) error { _, err := r.patients.Count(ctx, t); return err },
		"doubtful": func(ctx context.Context, t tx.Tx) error { _, err := r.patients.Doubtful(ctx, t, 1); return err },
		"alike": func(ctx context.Context, t tx.Tx) error {
			_, err := r.patients.Alike(ctx, t, patient.Patient{})
			return err
		},
	}
	change := map[string]func(context.Context, tx.Tx) error{
		"add": func(ctx context.Context, t tx.Tx) error {
			_, err := r.patients.Add(ctx, t, patient.Patient{})
			return err
		},
		"change": func(ctx context.Context, t tx.Tx) error { return r.patients.Change(ctx, t, patient.Patient{}) },
		"consent": func(ctx context.Context, t tx.Tx) error {
			return r.patients.SetConsent(ctx, t, contact, true, patient.Said{How: "staff", For: []patient.Purpose{patient.Reminders}})
		},
		"import": func(ctx context.Context, t tx.Tx) error {
			_, err := r.patients.Bring(ctx, t, patient.Patient{}, false)
			return err
		},
	}
	for what, f := range see {
		wantKind(t, "a visitor: "+what, r.do(actor.Visitor(), f), fault.Forbidden)
		if err := r.view(readOnly, f); err != nil {
			t.Errorf("read-only staff: %s: %v", what, err)
		}
	}
	for what, f := range change {
		wantKind(t, "a visitor: "+what, r.do(actor.Visitor(), f), fault.Forbidden)
		wantKind(t, "read-only staff: "+what, r.view(readOnly, f), fault.Forbidden)
	}
	wantKind(t, "read-only staff: admit", r.do(readOnly, func(ctx context.Context, t tx.Tx) error {
		_, err := r.patients.Admit(ctx, t, patient.Person{})
		return err
	}), fault.Forbidden)
}

func TestFind(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		r := openRecords(t, dsn, slog.New(slog.DiscardHandler))
		for n, name := range []string{"Maria|García López", "Mario|Garza", "María José|Muñoz-Garcia", "Sean|O'Brien", "Shawn|Brien", "Ana|de la Cruz",
			"Cathrine|Smyth", "Katherine|Smith", "Thomas|Smithson", "Li|Ng", "Ludwig|Vandenberg", "Jimena|Hernández"} {
			given, family, _ := strings.Cut(name, "|")
			r.add(t, patient.Patient{Name: phi.NewName(given, family), Birth: phi.NewBirthDate(civil.Date{Year: 1970 + n, Month: 3, Day: 4}),
				Number: phi.NewText(fmt.Sprintf("MRN-%03d", n)), Contacts: []patient.Contact{reach(patient.Phone, fmt.Sprintf("+1218555010%d", n%10)),
					reach(patient.Email, fmt.Sprintf("p%d@example.com", n))}})
		}
		for query, want := range map[string][]string{
			"garcia":              {"Maria García López", "María José Muñoz-Garcia", "Mario Garza"},
			"GARCÍA maria":        {"Maria García López", "María José Muñoz-Garcia", "Mario Garza"},
			"gar":                 {"Maria García López", "Mario Garza", "María José Muñoz-Garcia"},
			"munoz":               {"María José Muñoz-Garcia"},
			"garcialopez":         {"Maria García López"},
			"obrien":              {"Sean O'Brien"},
			"o'brien":             {"Sean O'Brien"},
			"brien":               {"Shawn Brien", "Sean O'Brien"},
			"delacruz":            {"Ana de la Cruz"},
			"cruz, ana":           {"Ana de la Cruz"},
			"smith":               {"Katherine Smith", "Thomas Smithson", "Cathrine Smyth"},
			"catherine":           {"Cathrine Smyth", "Katherine Smith"},
			"smith thom":          {"Thomas Smithson"},
			"ng":                  {"Li Ng"},
			"van den berg":        {"Ludwig Vandenberg"},
			"ximena ernandes":     {"Jimena Hernández"},
			"3/4/1977":            {"Katherine Smith"},
			"smith 1977-03-04":    {"Katherine Smith"},
			"smith 3/4/1990":      nil,
			"March 4, 1977":       {"Katherine Smith"},
			"(218) 555-0103":      {"Sean O'Brien"},
			"P3@Example.com":      {"Sean O'Brien"},
			"MRN-003":             {"Sean O'Brien"},
			"nobody":              nil,
			"":                    nil,
			"🙂 '' -- ; DROP":      nil,
			"999999999999999":     nil,
			"\xff\xfe garcia\x00": {"Maria García López", "María José Muñoz-Garcia", "Mario Garza"},
		} {
			got := r.find(t, query)
			if !slices.Equal(got, want) {
				t.Errorf("%q finds %q, want %q", query, got, want)
			}
		}
	})
}

func TestAdmitSaysNothing(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		r := openRecords(t, dsn, slog.New(slog.DiscardHandler))
		onFile := r.add(t, patient.Patient{Name: phi.NewName("José", "Peña Ruiz"), Birth: birthday,
			Contacts: []patient.Contact{reach(patient.Phone, "218-555-0123"), reach(patient.Email, "jose@example.com")}})
		phone, err := patient.ParsePhone("218 555 0123")
		must(t, err)
		other, err := patient.ParsePhone("218 555 0199")
		must(t, err)
		mail, err := phi.ParseEmail("jose@example.com")
		must(t, err)
		person := func(change func(*patient.Person)) patient.Person {
			w := patient.Person{Name: phi.NewName("JOSE", "Pena Ruiz"), Birth: birthday, Phone: phone, Email: mail, Consent: true, How: "booking page"}
			change(&w)
			return w
		}

		if i := r.admit(t, person(func(*patient.Person) {})); i != onFile {
			t.Error("somebody who matches in everything is not known")
		}
		p := r.get(t, onFile)
		if p.Contacts[0].Consent || !p.Contacts[0].ConsentAt.IsZero() {
			t.Error("a yes to e-mail was recorded for the phone")
		}
		if !p.Contacts[1].Consent || p.Contacts[1].ConsentHow != "booking page" {
			t.Error("consent was not recorded")
		}
		if i := r.admit(t, person(func(w *patient.Person) { w.Phone = phi.Phone{} })); i != onFile {
			t.Error("somebody who gives one of their contact points is not known")
		}

		for what, c := range map[string]struct {
			who  patient.Person
			like patient.ID
		}{
			"another phone":      {person(func(w *patient.Person) { w.Phone = other }), onFile},
			"another spelling":   {person(func(w *patient.Person) { w.Name = phi.NewName("Jose", "Peña Ruis") }), onFile},
			"another birth date": {person(func(w *patient.Person) { w.Birth = phi.NewBirthDate(civil.Date{Year: 1981, Month: 2, Day: 28}) }), ""},
			"another name":       {person(func(w *patient.Person) { w.Name, w.Phone = phi.NewName("Marta", "Ruiz"), other }), onFile}, // twins share an address
		} {
			i := r.admit(t, c.who)
			if i == onFile {
				t.Errorf("%s: taken for the patient on file", what)
			}
			if like := r.get(t, i).Like; (like == "") != (c.like == "") {
				t.Errorf("%s: the new record is like %q, want %q", what, like, c.like)
			}
			if again := r.admit(t, c.who); again != i {
				t.Errorf("%s: the same person again is another record", what)
			}
		}
		if after := r.get(t, onFile); after.Version != p.Version || len(after.Contacts) != 2 {
			t.Error("a stranger changed a record that was there before")
		}
		must(t, r.view(frontDesk, func(ctx context.Context, tr tx.Tx) error {
			pairs, err := r.patients.Doubtful(ctx, tr, 10)
			if len(pairs) != 3 {
				t.Errorf("%d pairs for staff to decide, want 3", len(pairs))
			}
			return err
		}))

		for what, who := range map[string]patient.Person{
			"no way to reach":  person(func(w *patient.Person) { w.Phone, w.Email = phi.Phone{}, phi.Email{} }),
			"no name":          person(func(w *patient.Person) { w.Name = phi.NewName("", " ") }),
			"a long name":      person(func(w *patient.Person) { w.Name = phi.NewName(strings.Repeat("é", 101), "P") }),
			"broken UTF-8":     person(func(w *patient.Person) { w.Name = phi.NewName("J\xff", "P") }),
			"no birth date":    person(func(w *patient.Person) { w.Birth = phi.BirthDate{} }),
			"born tomorrow":    person(func(w *patient.Person) { w.Birth = phi.NewBirthDate(civil.DateOf(monday).AddDays(1)) }),
			"consent to what?": person(func(w *patient.Person) { w.How = "José said so" }),
		} {
			err := r.do(actor.Visitor(), func(ctx context.Context, t tx.Tx) error { _, err := r.patients.Admit(ctx, t, who); return err })
			wantKind(t, what, err, fault.Invalid)
		}
	})
}

func TestOptOutHoldsForTheAddress(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		r := openRecords(t, dsn, slog.New(slog.DiscardHandler))
		shared := reach(patient.Email, "family@example.com")
		shared.Consent, shared.ConsentHow = true, "staff"
		parent := r.add(t, patient.Patient{Name: phi.NewName("Parent", "Test"), Birth: birthday, Contacts: []patient.Contact{shared}})
		child := r.add(t, patient.Patient{Name: phi.NewName("Child", "Test"), Birth: phi.NewBirthDate(civil.Date{Year: 2015, Month: 1, Day: 2}), Contacts: []patient.Contact{shared}})
		contact := r.get(t, parent).Contacts[0].ID
		stop := func(ctx context.Context, t tx.Tx) error {
			return r.patients.OptOut(ctx, t, contact, patient.Said{How: "link"})
		}
		must(t, r.do(actor.Visitor(), stop))
		must(t, r.do(actor.Visitor(), stop))
		if !r.get(t, parent).Contacts[0].OptedOut || !r.get(t, child).Contacts[0].OptedOut {
			t.Error("a stop does not hold for everybody at the address")
		}
		mail, err := phi.ParseEmail("family@example.com")
		must(t, err)
		r.admit(t, patient.Person{Name: phi.NewName("Parent", "Test"), Birth: birthday, Email: mail, Consent: true, How: "booking page"})
		if !r.get(t, parent).Contacts[0].OptedOut {
			t.Error("a box ticked by somebody unverified ended a stop")
		}
		must(t, r.do(frontDesk, func(ctx context.Context, t tx.Tx) error {
			return r.patients.SetConsent(ctx, t, contact, true, patient.Said{How: "staff", For: []patient.Purpose{patient.Reminders}, Words: phi.NewText("Please write to me again.")})
		}))
		if c := r.get(t, parent).Contacts[0]; c.OptedOut || !c.Consent {
			t.Error("a patient who asks again gets no messages")
		}
		must(t, r.do(frontDesk, func(ctx context.Context, t tx.Tx) error {
			return r.patients.SetConsent(ctx, t, contact, false, patient.Said{How: "staff"})
		}))
		if c := r.get(t, parent).Contacts[0]; c.Consent {
			t.Error("consent that was withdrawn is still there")
		}
		r.admit(t, patient.Person{Name: phi.NewName("Parent", "Test"), Birth: birthday, Email: mail, Consent: true, How: "booking page"})
		if c := r.get(t, parent).Contacts[0]; c.Consent || c.ConsentHow != "staff" {
			t.Error("a box ticked by somebody unverified gave back a consent that was withdrawn")
		}
	})
}

func TestANumberNobodyKnowsCanStop(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		r := openRecords(t, dsn, slog.New(slog.DiscardHandler))
		number := phi.NewText("+12185550142")
		stopped := func() (is bool) {
			must(t, r.do(actor.Visitor(), func(ctx context.Context, t tx.Tx) (err error) {
				is, err = r.patients.StoppedAt(ctx, t, patient.Phone, number)
				return err
			}))
			return is
		}
		set := func(f func(context.Context, tx.Tx, patient.ContactKind, phi.Text, patient.Said) error, how string) error {
			return r.do(actor.Visitor(), func(ctx context.Context, t tx.Tx) error {
				return f(ctx, t, patient.Phone, number, patient.Said{How: how})
			})
		}
		for range 2 {
			if stopped() {
				t.Error("stopped before anybody asked")
			}
			must(t, set(r.patients.StopAt, "text"))
			must(t, set(r.patients.StopAt, "text"))
			if !stopped() {
				t.Error("a stop was not heard")
			}
			must(t, set(r.patients.StartAt, "text"))
		}
		must(t, set(r.patients.StopAt, "text"))
		who := r.add(t, patient.Patient{Name: phi.NewName("Late", "Comer"), Birth: birthday, Contacts: []patient.Contact{reach(patient.Phone, "+12185550142")}})
		if !r.get(t, who).Contacts[0].OptedOut {
			t.Error("a stop does not hold for a patient who came later")
		}
		wantKind(t, "a way nobody knows", set(r.patients.StopAt, "José said so"), fault.Invalid)
	})
}

func TestVerifyTakesBirthDateAndName(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		r := openRecords(t, dsn, slog.New(slog.DiscardHandler))
		add := func(given, family string, birth phi.BirthDate) patient.ID {
			return r.add(t, patient.Patient{Name: phi.NewName(given, family), Birth: birth, Contacts: []patient.Contact{reach(patient.Phone, "+12185550143")}})
		}
		other := phi.NewBirthDate(civil.Date{Year: 1970, Month: 5, Day: 6})
		kathryn, catherine := add("Kathryn", "Meyer", birthday), add("Catherine", "Maier", birthday)
		add("Catherine", "Maier", other)
		add("Peter", "Maier", birthday)
		match := func(given, family string) (ids []patient.ID) {
			must(t, r.do(actor.System(), func(ctx context.Context, t tx.Tx) error {
				all, err := r.patients.Verify(ctx, t, []phi.Name{phi.NewName(given, family)}, []phi.BirthDate{birthday})
				for _, p := range all {
					ids = append(ids, p.ID)
				}
				return err
			}))
			return ids
		}
		if got := match("catherine", "maier"); !slices.Equal(got, []patient.ID{catherine, kathryn}) {
			t.Errorf("the same name is not first: %v", got)
		}
		if got := match("Susan", "Maier"); len(got) != 0 {
			t.Errorf("a family name alone matched: %v", got)
		}
		err := r.do(actor.Visitor(), func(ctx context.Context, t tx.Tx) error {
			_, err := r.patients.Verify(ctx, t, []phi.Name{phi.NewName("Catherine", "Maier")}, []phi.BirthDate{birthday})
			return err
		})
		wantKind(t, "a stranger", err, fault.Forbidden)
	})
}

func TestImportTwiceAddsNobody(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		r := openRecords(t, dsn, slog.New(slog.DiscardHandler))
		must(t, r.do(owner, func(ctx context.Context, t tx.Tx) error {
			return r.practice.SaveSettings(ctx, t, practice.Settings{Name: "A", Phone: "+12185550100", Zone: "America/Chicago", Quiet: civil.Interval{From: 480, To: 1260}, Horizon: 60, SlotStep: 20})
		}))
		var file strings.Builder
		file.WriteString("first name,last name,dob,phone,email,mrn,consent\n")
		for n := range 603 {
			number := ""
			if n%2 == 0 {
				number = fmt.Sprintf("M%05d", n)
			}
			fmt.Fprintf(&file, "Given%c,Family%c%c,%d/%d/%d,218-555-%04d,p%d@example.com,%s,yes\n",
				'a'+n%26, 'a'+n/26%26, 'a'+n/676, 1+n%12, 1+n%28, 1940+n%70, 100+n%100, n, number)
		}
		apply := func(file string, want exchange.Counts) {
			t.Helper()
			dry, run, _ := r.bring(t, exchange.Patients, file, true)
			if dry != want || run.Counts != want {
				t.Errorf("the dry run says %+v, then came %+v, want %+v", dry, run.Counts, want)
			}
		}
		apply(file.String(), exchange.Counts{Added: 603})
		apply(file.String(), exchange.Counts{Unchanged: 603})
		apply(strings.ToUpper(file.String()[:2000]), exchange.Counts{Unchanged: 31, Refused: 1}) // cut off within a line

		const head = "first name,last name,dob,phone,email,mrn\n"
		apply(head+"Givena,Married,1/1/1940,906-555-0142,,M00000\n", exchange.Counts{Changed: 1})
		apply(head+"Somebody,Else,5/5/1955,,,M00000\n", exchange.Counts{Refused: 1})
		apply(head+"Givenb,Familyaa,2/2/1941,,new@example.com,\n", exchange.Counts{Added: 1}) // the same name and birth, reached elsewhere
		apply(head+"Givenb,Familyaa,2/2/1941,,new@example.com,\n", exchange.Counts{Unchanged: 1})
		if n := r.count(t); n != 604 {
			t.Errorf("%d patients, want 604", n)
		}
		if got := r.find(t, "M00000"); !slices.Equal(got, []string{"Givena Married"}) {
			t.Error("the file's name was not taken over")
		}
	})
}

// TestNoPatientInAnyByte writes a patient down in every way and then looks for them in everything that is stored and
// logged.
func TestNoPatientInAnyByte(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		var logged bytes.Buffer
		var mu sync.Mutex
		r := openRecords(t, dsn, slog.New(slog.NewTextHandler(locked{&mu, &logged}, &slog.HandlerOptions{Level: slog.LevelDebug})))
		mail := reach(patient.Email, "quillfeather@example.org")
		mail.Consent, mail.ConsentHow = true, "staff"
		known := patient.Patient{Name: phi.NewName("Wilhelmina", "Quillfeather"), Birth: phi.NewBirthDate(civil.Date{Year: 1951, Month: 7, Day: 23}),
			Number: phi.NewText("CHART-77341"), Contacts: []patient.Contact{reach(patient.Phone, "218-555-0177"), mail}}
		i := r.add(t, known)
		p := r.get(t, i)
		slog.New(slog.NewTextHandler(locked{&mu, &logged}, nil)).Info("a patient in a log", "patient", p, "list", []any{p.Name, p.Contacts})
		r.find(t, "quillfeather")
		email, err := phi.ParseEmail("quillfeather@example.org")
		must(t, err)
		r.admit(t, patient.Person{Name: p.Name, Birth: p.Birth, Email: email, Consent: true, How: "booking page"})
		must(t, r.do(actor.Visitor(), func(ctx context.Context, t tx.Tx) error {
			return r.patients.OptOut(ctx, t, p.Contacts[1].ID, patient.Said{How: "link"})
		}))
		_, run, no := r.bring(t, exchange.Patients, "first name,last name,dob,phone\nWilhelmina,Quillfeather,7/23/1951,218-555-0178\nWilhelmina,Quillfeather,7/23/51,\n", true)
		fmt.Fprintf(&logged, "%+v %+v", run, no)
		wantKind(t, "a change of an old version", r.do(frontDesk, func(ctx context.Context, t tx.Tx) error {
			p.Version = 7
			err := r.patients.Change(ctx, t, p)
			fmt.Fprintf(&logged, "%+v", err)
			return err
		}), fault.Conflict)

		everything := map[string][]byte{"what was logged": logged.Bytes()}
		if strings.HasPrefix(dsn, "postgres") {
			everything["the tables"] = dump(t, dsn)
		} else {
			for _, suffix := range []string{"", "-wal", "-shm"} {
				data, err := os.ReadFile(filepath.Clean(dsn + suffix))
				must(t, err)
				everything["the file bedside.db"+suffix] = data
			}
		}
		for where, data := range everything {
			if len(data) == 0 {
				t.Errorf("%s is empty: nothing was looked at", where)
			}
			data = bytes.ToLower(data)
			for what, secret := range map[string]string{"given name": "wilhelmina", "family name": "quillfeather", "birth date": "1951-07-23", "birth day": "7/23/1951",
				"phone": "2185550177", "e-mail": "quillfeather@example.org", "number": "77341"} {
				if bytes.Contains(data, []byte(secret)) {
					t.Errorf("the %s stands in %s", what, where)
				}
			}
		}
	})
}

// locked is a writer for several goroutines.
type locked struct {
	mu *sync.Mutex
	w  *bytes.Buffer
}

func (l locked) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(b)
}

// dump returns every row of every table as text, bytes as they are.
func dump(t testing.TB, dsn string) []byte {
	t.Helper()
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, dsn)
	must(t, err)
	defer func() { _ = conn.Close(ctx) }()
	rows, err := conn.Query(ctx, "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
	must(t, err)
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	must(t, err)
	var out bytes.Buffer
	for _, table := range tables {
		_, err := conn.PgConn().CopyTo(ctx, &out, "COPY "+pgx.Identifier{table}.Sanitize()+" TO STDOUT BINARY")
		must(t, err)
	}
	return out.Bytes()
}

// TestVerifyingDoesTheSameWork whoever is on file: the same statements and as many sealed values opened.
func TestVerifyingDoesTheSameWork(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		r := openRecords(t, dsn, slog.New(slog.DiscardHandler))
		other := phi.NewBirthDate(civil.Date{Year: 1970, Month: 5, Day: 6})
		r.add(t, patient.Patient{Name: phi.NewName("Catherine", "Maier"), Birth: birthday, Number: phi.NewText("A-1"),
			Contacts: []patient.Contact{reach(patient.Phone, "+12185550143"), reach(patient.Email, "cm@example.com")}})
		r.add(t, patient.Patient{Name: phi.NewName("Peter", "Lowe"), Birth: birthday})
		work := func(names []phi.Name, births []phi.BirthDate) (w store.Work) {
			must(t, r.view(actor.System(), func(ctx context.Context, t tx.Tx) error {
				before := r.Work()
				_, err := r.patients.Verify(ctx, t, names, births)
				after := r.Work()
				w = store.Work{Statements: after.Statements - before.Statements, Opened: after.Opened - before.Opened}
				return err
			}))
			return w
		}
		want := work([]phi.Name{phi.NewName("Catherine", "Maier")}, []phi.BirthDate{birthday})
		if want.Statements == 0 || want.Opened == 0 {
			t.Fatalf("nothing was counted: %+v", want)
		}
		for what, c := range map[string]struct {
			names  []phi.Name
			births []phi.BirthDate
		}{
			"a name that nobody has":      {[]phi.Name{phi.NewName("Susan", "Nobody")}, []phi.BirthDate{birthday}},
			"a day on which nobody is":    {[]phi.Name{phi.NewName("Catherine", "Maier")}, []phi.BirthDate{other}},
			"several of both, and nobody": {[]phi.Name{phi.NewName("Susan", "Nobody"), phi.NewName("Ann", "None")}, []phi.BirthDate{other, birthday}},
			"no name and no day":          {nil, nil},
		} {
			if got := work(c.names, c.births); got != want {
				t.Errorf("%s costs %+v, a patient %+v", what, got, want)
			}
		}
	})
}

func TestProxiesAreKept(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		r := openRecords(t, dsn, slog.New(slog.DiscardHandler))
		of := r.add(t, patient.Patient{Name: phi.NewName("Catherine", "Maier"), Birth: birthday})
		today := civil.DateOf(monday)
		p := patient.Proxy{Patient: of, Name: phi.NewName("Vera", "Holm"), Birth: birthday, Relation: patient.Caregiver, Scope: patient.ForInformation, From: today,
			To: today.AddDays(90), Document: phi.NewText("a letter")}
		var i patient.ProxyID
		must(t, r.do(frontDesk, func(ctx context.Context, t tx.Tx) (err error) { i, err = r.patients.AddProxy(ctx, t, p); return err }))
		read := func(n int) (all []patient.Proxy) {
			must(t, r.view(frontDesk, func(ctx context.Context, t tx.Tx) (err error) {
				all, err = r.Patients().Proxies(ctx, t, of, n)
				return err
			}))
			return all
		}
		all := read(0)
		if len(all) != 1 || all[0].ID != i || all[0].Name.Reveal() != "Vera Holm" || all[0].Birth.Reveal() != birthday.Reveal() || all[0].Document.Reveal() != "a letter" ||
			all[0].Relation != p.Relation || all[0].Scope != p.Scope || all[0].From != p.From || all[0].To != p.To || !all[0].Ended.IsZero() {
			t.Errorf("%d, %+v", len(all), all)
		}
		if all = read(4); len(all) != 4 || all[3].ID != "" {
			t.Errorf("%d with decoys", len(all))
		}
		for range 2 { // again is no error
			must(t, r.do(frontDesk, func(ctx context.Context, t tx.Tx) error { return r.patients.EndProxy(ctx, t, of, i) }))
		}
		if all = read(0); all[0].Ended.IsZero() || all[0].Holds(today) {
			t.Error("it was withdrawn and holds")
		}
		err := r.do(frontDesk, func(_ context.Context, t tx.Tx) error { return r.patients.EndProxy(ctx, t, of, "none") })
		wantKind(t, "one that there is not", err, fault.NotFound)
	})
}
