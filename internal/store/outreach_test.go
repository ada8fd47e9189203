package store_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"bedside/internal/actor"
	"bedside/internal/attempt"
	"bedside/internal/audit"
	"bedside/internal/fault"
	"bedside/internal/id"
	"bedside/internal/outreach"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/testkit"
	"bedside/internal/tx"
)

func TestOutreachStore(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		o := openOffice(t, dsn, "America/Chicago", monday, workday())
		s := o.Store.Outreach()
		a, err := o.Book(ctx, actor.Visitor(), o.request(o.who[0], monday.Add(21*time.Hour), 1))
		must(t, err)
		do := func(f func(tx.Tx) error) error {
			return o.Do(ctx, actor.System(), func(tr tx.Tx) error {
				if err := f(tr); err != nil {
					return err
				}
				return o.practice.Audit.Record(ctx, tr, "tested", audit.Ref{Kind: "test"}, "", nil)
			})
		}
		var contact patient.ContactID
		must(t, do(func(tr tx.Tx) (err error) {
			ways, err := s.Ways(ctx, tr, a.Patient)
			if len(ways) != 1 || ways[0].Kind != patient.Email || !ways[0].Consent || ways[0].OptedOut {
				t.Fatalf("ways %+v", ways)
			}
			contact = ways[0].ID
			return err
		}))
		if contact == "" {
			t.Fatal("the patient's address is not found")
		}
		must(t, do(func(tr tx.Tx) error {
			none, err := s.Ways(ctx, tr, "nobody")
			if len(none) != 0 {
				t.Errorf("nobody's ways: %+v", none)
			}
			return err
		}))

		m := outreach.Message{ID: id.New[outreach.Message](o.ids), Kind: outreach.Reminder1, Channel: outreach.Email, Appointment: a.ID, Version: 1, Patient: a.Patient,
			Contact: contact, Due: monday.Add(time.Hour), Status: outreach.Waiting, Why: outreach.Retrying, Created: monday, Changed: monday, Row: 1}
		must(t, do(func(tr tx.Tx) error { return s.Add(ctx, tr, m) }))
		get := func() (got outreach.Message) {
			t.Helper()
			must(t, do(func(tr tx.Tx) (err error) { got, err = s.Get(ctx, tr, m.ID); return err }))
			return got
		}
		if got := get(); !reflect.DeepEqual(got, m) {
			t.Errorf("read %+v, wrote %+v", got, m)
		}

		t.Run("a message that is not there", func(t *testing.T) {
			if err := do(func(tr tx.Tx) error { _, err := s.Get(ctx, tr, "none"); return err }); !fault.Is(err, fault.NotFound) {
				t.Error(err)
			}
			if err := do(func(tr tx.Tx) error { return s.End(ctx, tr, outreach.Attempt{ID: "none"}) }); !fault.Is(err, fault.NotFound) {
				t.Error(err)
			}
		})
		t.Run("two writers", func(t *testing.T) {
			first, second := get(), get()
			first.Row, first.Due = 2, monday.Add(2*time.Hour)
			second.Row, second.Why = 2, outreach.Cap
			must(t, do(func(tr tx.Tx) error { return s.Save(ctx, tr, first) }))
			if err := do(func(tr tx.Tx) error { return s.Save(ctx, tr, second) }); !fault.Is(err, fault.Conflict) {
				t.Errorf("the second writer: %v", err)
			}
			if got := get(); !reflect.DeepEqual(got, first) {
				t.Errorf("kept %+v", got)
			}
		})
		t.Run("whom a stop concerns", func(t *testing.T) {
			must(t, do(func(tr tx.Tx) error {
				all, err := s.WaitingFor(ctx, tr, contact)
				if len(all) != 1 || all[0].ID != m.ID {
					t.Errorf("waiting for the address: %+v", all)
				}
				none, other := s.WaitingFor(ctx, tr, "another")
				if other != nil || len(none) != 0 {
					t.Errorf("waiting for another: %+v, %v", none, other)
				}
				return err
			}))
		})

		words := "Your visit\n\nTomasina, come at 2:20 pm"
		address := phi.NewText("shared@example.com")
		x := outreach.Attempt{ID: id.New[outreach.Attempt](o.ids), Message: m.ID, Started: monday.Add(time.Hour), To: address, Text: phi.NewText(words)}
		toldOf := func(p patient.ID, to phi.Text, since time.Time) (all []outreach.Told) {
			t.Helper()
			must(t, do(func(tr tx.Tx) (err error) { all, err = s.Told(ctx, tr, p, to, since); return err }))
			return all
		}
		reminded := func(since time.Time) []outreach.Told {
			return toldOf(a.Patient, phi.NewText("nobody@example.com"), since)
		}
		must(t, do(func(tr tx.Tx) error { return s.Start(ctx, tr, x) }))
		if n := len(reminded(monday)); n != 1 {
			t.Errorf("an attempt that runs counts as %d reminders", n)
		}
		if n := len(reminded(x.Started)); n != 0 {
			t.Errorf("an attempt that is not later counts as %d reminders", n)
		}
		for _, c := range []struct {
			result attempt.Result
			want   int
		}{{attempt.Failed, 0}, {attempt.Unknown, 1}, {attempt.Sent, 1}} {
			result, want := c.result, c.want
			x.Ended, x.Outcome, x.Detail = x.Started.Add(time.Second), result, "250"
			must(t, do(func(tr tx.Tx) error { return s.End(ctx, tr, x) }))
			if n := len(reminded(monday)); n != want {
				t.Errorf("an attempt that was %s counts as %d reminders", result, n)
			}
		}
		t.Run("who was told", func(t *testing.T) {
			told := outreach.Told{At: x.Started, Kind: outreach.Reminder1, Channel: outreach.Email, Patient: true, Address: true}
			if got := toldOf(a.Patient, address, monday); len(got) != 1 || got[0] != told {
				t.Errorf("patient and address were told %+v", got)
			}
			told.Patient = false
			if got := toldOf("another", address, monday); len(got) != 1 || got[0] != told {
				t.Errorf("the address was told %+v", got)
			}
			b, err := o.Book(ctx, actor.Visitor(), o.request(o.who[0], monday.Add(22*time.Hour), 2))
			must(t, err)
			with := outreach.Message{ID: id.New[outreach.Message](o.ids), Kind: outreach.Reminder1, Channel: outreach.Email, Appointment: b.ID, Version: 1, Patient: b.Patient,
				Due: monday, With: m.ID, Status: outreach.Sent, Created: monday, Changed: monday, Row: 1}
			must(t, do(func(tr tx.Tx) error { return s.Add(ctx, tr, with) }))
			told.Patient, told.Address = true, false
			if got := toldOf(b.Patient, phi.NewText("nobody@example.com"), monday); len(got) != 1 || got[0] != told {
				t.Errorf("who was told with another was told %+v", got)
			}
			must(t, do(func(tr tx.Tx) error {
				all, err := s.Together(ctx, tr, m.ID)
				if len(all) != 1 || !reflect.DeepEqual(all[0], with) {
					t.Errorf("together: %+v", all)
				}
				return err
			}))
		})
		must(t, do(func(tr tx.Tx) error {
			all, err := s.Attempts(ctx, tr, m.ID)
			if len(all) != 1 || all[0].Text.Reveal() != words || all[0].Elapsed() != time.Second || all[0].Detail != "250" {
				t.Errorf("attempts %+v", all)
			}
			return err
		}))
		if !strings.HasPrefix(dsn, "postgres") {
			for _, file := range []string{dsn, dsn + "-wal"} {
				raw, err := os.ReadFile(file)
				if err == nil && bytes.Contains(raw, []byte("Tomasina")) {
					t.Errorf("%s holds the words that were sent", file)
				}
			}
		}
	})
}

// What leads to messages is kept as it was, and two writers are told apart.
func TestWhatLeadsToMessages(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		o := openOffice(t, dsn, "America/Chicago", monday, workday())
		s := o.Store.Outreach()
		a, err := o.Book(ctx, actor.Visitor(), o.request(o.who[0], monday.Add(21*time.Hour), 1))
		must(t, err)
		do := func(f func(tx.Tx) error) {
			t.Helper()
			must(t, o.Do(ctx, actor.System(), func(tr tx.Tx) error {
				return errors.Join(f(tr), o.practice.Audit.Record(ctx, tr, "tested", audit.Ref{Kind: "test"}, "", nil))
			}))
		}
		do(func(tr tx.Tx) error {
			if err := outlived(ctx, tr, s, o.ids, a); err != nil {
				return err
			}
			chosen, err := s.Settings(ctx, tr)
			if !chosen.On(outreach.Missed) || chosen.After[a.Service] != (outreach.After{FollowUp: 2, Recall: 6}) {
				t.Errorf("chosen %+v", chosen)
			}
			return err
		})
		do(func(tr tx.Tx) error {
			all, err := s.DueOf(ctx, tr, a.Patient)
			if err != nil || len(all) != 1 {
				t.Fatalf("due: %+v, %v", all, err)
			}
			d := all[0]
			d.Status, d.Tries, d.Told, d.Version = outreach.IsPaused, 2, monday, 2
			if err := s.SaveDue(ctx, tr, d); err != nil {
				return err
			}
			if err := s.SaveDue(ctx, tr, d); !fault.Is(err, fault.Conflict) {
				t.Errorf("kept twice: %v", err)
			}
			got, err := s.Due(ctx, tr, d.ID)
			if got.Status != d.Status || got.Tries != 2 || !got.Told.Equal(monday) || got.Day != d.Day || got.How != "staff" || got.Service != a.Service {
				t.Errorf("kept %+v, wrote %+v", got, d)
			}
			none, found := s.FindDue(ctx, tr, outreach.IsDue, 5, 0)
			if len(none) != 0 || found != nil {
				t.Errorf("due: %+v, %v", none, found)
			}
			if _, err := s.Due(ctx, tr, "none"); !fault.Is(err, fault.NotFound) {
				t.Errorf("an entry that is not there: %v", err)
			}
			return err
		})
		do(func(tr tx.Tx) error {
			all, err := s.Notices(ctx, tr, 5)
			if err != nil || len(all) != 1 || all[0].Group.To.Day != 27 {
				t.Fatalf("announcements: %+v, %v", all, err)
			}
			n := all[0]
			n.Status, n.SentBy, n.People, n.Until, n.Version = outreach.NoticeSent, "priya", 3, monday, 2
			if err := s.SaveNotice(ctx, tr, n); err != nil {
				return err
			}
			if err := s.SaveNotice(ctx, tr, n); !fault.Is(err, fault.Conflict) {
				t.Errorf("kept twice: %v", err)
			}
			got, err := s.Notice(ctx, tr, n.ID)
			if got.Status != n.Status || got.People != 3 || !got.Until.Equal(monday) || got.Group != n.Group || got.Words != n.Words {
				t.Errorf("kept %+v, wrote %+v", got, n)
			}
			if _, err := s.Notice(ctx, tr, "none"); !fault.Is(err, fault.NotFound) {
				t.Errorf("one that is not there: %v", err)
			}
			return err
		})
	})
}
