package store_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"
	"time"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/schedule"
	"bedside/internal/testkit"
	"bedside/internal/tx"
)

// A patient who asks for a copy gets what was said about messages with who, when, how and the words, and what was sent;
// what another of the family wrote from the number that they share is not in it.
func TestACopyForThePatient(t *testing.T) {
	ctx := context.Background()
	o := openOffice(t, testkit.SQLite(t), "America/Chicago", monday, workday())
	r := &records{Store: o.Store, clock: o.clock, keys: o.practice.Audit.Keys, practice: o.practice, patients: o.patients}
	s := r.exchange()
	mail := patient.Contact{Kind: patient.Email, Value: phi.NewText("copy@example.com"), Consent: true, ConsentHow: "booking page", ConsentWords: phi.NewText("Remind me by e-mail.")}
	who := r.add(t, patient.Patient{Name: phi.NewName("Copy", "Test"), Birth: birthday, Contacts: []patient.Contact{mail, reach(patient.Phone, "218-555-0170"), reach(patient.Phone, "218-555-0171")}})
	r.add(t, patient.Patient{Name: phi.NewName("Sister", "Test"), Birth: birthday, Contacts: []patient.Contact{reach(patient.Phone, "218-555-0171")}})
	phones := r.get(t, who).Contacts[1:]
	must(t, r.do(frontDesk, func(ctx context.Context, t tx.Tx) error {
		return r.patients.SetConsent(ctx, t, phones[0].ID, true, patient.Said{How: "call", Words: phi.NewText("Text me,\nfine.\nVISITS"), For: []patient.Purpose{patient.Reminders, patient.Announcements}})
	}))
	for _, c := range []struct{ number, words string }{{"+12185550170", "stop it"}, {"+12185550171", "my sister does not want these"}} {
		must(t, r.do(frontDesk, func(ctx context.Context, t tx.Tx) error {
			return r.patients.StopAt(ctx, t, patient.Phone, phi.NewText(c.number), patient.Said{How: "text", Words: phi.NewText(c.words)})
		}))
	}
	_, err := s.Schedule.Book(ctx, frontDesk, schedule.Request{Patient: who, Provider: o.who[0], Location: o.at, Service: o.visit, Start: time.Date(2026, 11, 30, 15, 0, 0, 0, time.UTC), Channel: "console", Quiet: true})
	must(t, err)
	must(t, s.Outreach.DB.Do(ctx, owner, func(t tx.Tx) error {
		_, err := s.Outreach.AddRecall(ctx, t, who, o.video, civil.Date{Year: 2027, Month: 5, Day: 3}, "staff")
		return err
	}))
	c, err := s.Copy(ctx, frontDesk, who)
	must(t, err)
	for _, want := range []string{"  Name: Copy Test\n", "E-mail copy@example.com: you agreed to reminders of visits\n",
		"CST: Yes\n    For: reminders of visits\n    At: E-mail copy@example.com\n    How: booking page", "    In these words:\n      | Remind me by e-mail.\n",
		"CST: Yes\n    For: reminders of visits, announcements\n    At: Phone 218-555-0170\n    How: call, written down by", "      | Text me,\n      | fine.\n      | VISITS\n",
		"CST: Stop\n    For: everything\n    At: Phone 218-555-0170\n", "      | stop it\n", "At: Phone 218-555-0171\n", "The words are not shown",
		"Mon, November 30, 2026, 9:00 am CST: booked\n    What: Visit\n", "Quiet: nobody but you", "Due May 3, 2027: Video visit, due\n", "Confirmation of a visit, not sent yet\n", "Reminder, one day before, not sent yet\n"} {
		if !strings.Contains(c.Text, want) {
			t.Errorf("%q is not in it", want)
		}
	}
	if strings.Contains(c.Text, "my sister") || strings.Contains(c.Text, "\nVISITS\nVISITS") || !c.Quiet {
		t.Error("it says what somebody else wrote, or not that there is a quiet visit")
	}
	above, sum, found := strings.Cut(c.Text, "SHA-256 of everything above: ")
	digest := sha256.Sum256([]byte(above))
	if !found || strings.TrimSpace(sum) != hex.EncodeToString(digest[:]) {
		t.Errorf("its sum is %q", sum)
	}
	if t.Failed() {
		t.Log(c.Text)
	}
	must(t, r.View(ctx, owner, func(tr tx.Tx) error {
		read, err := r.Audit().Find(ctx, tr, audit.Filter{Patient: string(who), Verb: audit.Read})
		copied, cerr := r.Audit().Find(ctx, tr, audit.Filter{Subject: audit.Ref{Kind: "patient", ID: string(who)}, Verb: "record copied"})
		if len(read) == 0 || len(copied) != 1 || copied[0].Facts["sha256"] != strings.TrimSpace(sum) {
			t.Errorf("nobody knows that it was made: %d, %d", len(read), len(copied))
		}
		must(t, cerr)
		return err
	}))
	_, err = s.Copy(ctx, actor.Actor{Kind: actor.Staff, Role: actor.ReadOnly, ID: "r"}, who)
	wantKind(t, "by who may only read", err, fault.Forbidden)
	_, err = s.Copy(ctx, frontDesk, "nobody")
	wantKind(t, "of nobody", err, fault.NotFound)
}
