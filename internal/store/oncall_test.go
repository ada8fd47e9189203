package store_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"bedside/internal/actor"
	"bedside/internal/attempt"
	"bedside/internal/audit"
	"bedside/internal/fault"
	"bedside/internal/id"
	"bedside/internal/oncall"
	"bedside/internal/phi"
	"bedside/internal/testkit"
	"bedside/internal/triage"
	"bedside/internal/tx"
)

func TestOnCallStore(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		o := openOffice(t, dsn, "America/Chicago", monday, workday())
		s := o.Store.OnCall()
		do := func(f func(tx.Tx) error) error {
			return o.Do(ctx, actor.System(), func(tr tx.Tx) error {
				if err := f(tr); err != nil {
					return err
				}
				return o.practice.Audit.Record(ctx, tr, "tested", audit.Ref{Kind: "test"}, "", nil)
			})
		}
		mail, err := phi.ParseEmail("ana@practice.example")
		must(t, err)
		ana := oncall.Person{ID: id.New[oncall.Person](o.ids), Staff: "staff-1", Name: "Ana", Phone: phi.NewPhone("+12185550141"), Email: mail, Active: true}
		bo := oncall.Person{ID: id.New[oncall.Person](o.ids), Name: "Bo"}

		t.Run("persons", func(t *testing.T) {
			must(t, do(func(tr tx.Tx) error {
				if err := s.PutPerson(ctx, tr, bo); err != nil {
					return err
				}
				return s.PutPerson(ctx, tr, ana)
			}))
			must(t, do(func(tr tx.Tx) error {
				all, err := s.Persons(ctx, tr)
				if len(all) != 2 || all[0].ID != ana.ID || all[0].Staff != "staff-1" || all[0].Phone.Reveal() != "+12185550141" || all[0].Email.Reveal() != "ana@practice.example" ||
					!all[0].Active || all[1].Name != "Bo" || !all[1].Phone.IsZero() || !all[1].Email.IsZero() || all[1].Active {
					t.Errorf("persons %+v", all)
				}
				return err
			}))
			at := func(number string) (p oncall.Person, err error) {
				err = do(func(tr tx.Tx) (err error) { p, err = s.PersonAt(ctx, tr, phi.NewPhone(number)); return err })
				return p, err
			}
			if p, err := at("+12185550141"); err != nil || p.ID != ana.ID {
				t.Errorf("who has the number: %v %v", p.ID, err)
			}
			for _, number := range []string{"+12185550142", ""} {
				if _, err := at(number); !fault.Is(err, fault.NotFound) {
					t.Errorf("a number that is nobody's: %v", err)
				}
			}
			bo.Phone = ana.Phone // who left and came back elsewhere; the active has it
			must(t, do(func(tr tx.Tx) error { return s.PutPerson(ctx, tr, bo) }))
			if p, err := at("+12185550141"); err != nil || p.ID != ana.ID {
				t.Errorf("who has the number of two: %v %v", p.ID, err)
			}
		})

		t.Run("shifts and overrides", func(t *testing.T) {
			shift := oncall.Shift{ID: id.New[oncall.Shift](o.ids), Person: ana.ID, Rank: oncall.Primary, From: monday, To: monday.Add(time.Hour)}
			over := oncall.Override{ID: id.New[oncall.Override](o.ids), From: monday, To: monday.Add(time.Hour), Instead: ana.ID, Person: bo.ID, Note: "swap"}
			must(t, do(func(tr tx.Tx) error {
				if err := s.AddOverride(ctx, tr, over); err != nil {
					return err
				}
				return s.PutShift(ctx, tr, shift)
			}))
			for _, c := range []struct {
				from, to time.Time
				n        int
			}{
				{monday, monday.Add(time.Microsecond), 1}, {monday.Add(-time.Hour), monday, 0}, {monday.Add(time.Hour), monday.Add(2 * time.Hour), 0},
				{monday.Add(59 * time.Minute), monday.Add(2 * time.Hour), 1}, {monday.Add(-time.Hour), monday.Add(3 * time.Hour), 1},
			} {
				must(t, do(func(tr tx.Tx) error {
					shifts, err := s.Shifts(ctx, tr, c.from, c.to)
					if err != nil {
						return err
					}
					overs, err := s.Overrides(ctx, tr, c.from, c.to)
					if len(shifts) != c.n || len(overs) != c.n || c.n == 1 && (shifts[0] != shift || overs[0] != over) {
						t.Errorf("%s to %s: %+v %+v", c.from, c.to, shifts, overs)
					}
					return err
				}))
			}
			shift.Person, shift.Rank, shift.To = bo.ID, oncall.Backup2, monday.Add(2*time.Hour)
			must(t, do(func(tr tx.Tx) error { return s.PutShift(ctx, tr, shift) }))
			must(t, do(func(tr tx.Tx) error {
				all, err := s.Shifts(ctx, tr, monday, monday.Add(24*time.Hour))
				if len(all) != 1 || all[0] != shift {
					t.Errorf("replaced: %+v", all)
				}
				return err
			}))
			drop := func() [2]error {
				return [2]error{do(func(tr tx.Tx) error { return s.DropShift(ctx, tr, shift.ID) }), do(func(tr tx.Tx) error { return s.DropOverride(ctx, tr, over.ID) })}
			}
			for _, err := range drop() {
				must(t, err)
			}
			for _, err := range drop() {
				if !fault.Is(err, fault.NotFound) {
					t.Errorf("removed twice: %v", err)
				}
			}
		})

		group := oncall.Group{ID: id.New[oncall.Group](o.ids), Name: "Night", Tiers: []triage.Tier{triage.Emergency, triage.Urgent}, Wait: 5 * time.Minute, Steps: []oncall.Step{
			{Who: oncall.Who(oncall.Primary), How: oncall.Text}, {After: 3 * time.Minute, Who: oncall.ToPerson(bo.ID), How: oncall.Call}}}
		t.Run("ladders and policy", func(t *testing.T) {
			groups := func() (all []oncall.Group) {
				t.Helper()
				must(t, do(func(tr tx.Tx) (err error) { all, err = s.Groups(ctx, tr); return err }))
				return all
			}
			none := oncall.Group{ID: id.New[oncall.Group](o.ids), Name: "Nothing yet"}
			must(t, do(func(tr tx.Tx) error {
				if err := s.PutGroup(ctx, tr, group); err != nil {
					return err
				}
				return s.PutGroup(ctx, tr, none)
			}))
			if got := groups(); fmt.Sprint(got) != fmt.Sprint([]oncall.Group{group, none}) {
				t.Errorf("read %+v", got)
			}
			group.Steps, group.Tiers = group.Steps[:1], group.Tiers[:1]
			must(t, do(func(tr tx.Tx) error {
				if err := s.PutGroup(ctx, tr, group); err != nil {
					return err
				}
				return s.DropGroup(ctx, tr, none.ID)
			}))
			if got := groups(); fmt.Sprint(got) != fmt.Sprint([]oncall.Group{group}) {
				t.Errorf("read %+v", got)
			}
			if err := do(func(tr tx.Tx) error { return s.DropGroup(ctx, tr, none.ID) }); !fault.Is(err, fault.NotFound) {
				t.Errorf("removed twice: %v", err)
			}
			for _, want := range []oncall.Policy{{}, {Owner: ana.ID, Fallback: bo.ID, Again: time.Hour}, {Owner: bo.ID, Fallback: bo.ID, Again: time.Minute}} {
				must(t, do(func(tr tx.Tx) error {
					if want.Owner != "" {
						if err := s.PutPolicy(ctx, tr, want); err != nil {
							return err
						}
					}
					got, err := s.Policy(ctx, tr)
					if got != want {
						t.Errorf("the policy is %+v, want %+v", got, want)
					}
					return err
				}))
			}
		})

		a := oncall.Alert{ID: id.New[oncall.Alert](o.ids), Thread: "t1", Tier: triage.Emergency, Rule: "chest_pain", Group: group.ID, Status: oncall.Open,
			Raised: monday, Next: monday.Add(time.Minute), Row: 1}
		get := func() (got oncall.Alert) {
			t.Helper()
			must(t, do(func(tr tx.Tx) (err error) { got, err = s.Get(ctx, tr, a.ID); return err }))
			return got
		}
		t.Run("alerts", func(t *testing.T) {
			must(t, do(func(tr tx.Tx) error { return s.Add(ctx, tr, a, "key") }))
			if got := get(); fmt.Sprint(got) != fmt.Sprint(a) {
				t.Errorf("read %+v, wrote %+v", got, a)
			}
			again := a
			again.ID = id.New[oncall.Alert](o.ids)
			if err := do(func(tr tx.Tx) error { return s.Add(ctx, tr, again, "key") }); !fault.Is(err, fault.Conflict) {
				t.Errorf("the same key twice: %v", err)
			}
			again.Thread, again.Drill, again.Raised, again.Status = "", true, monday.Add(time.Hour), oncall.Acknowledged
			must(t, do(func(tr tx.Tx) error { return s.Add(ctx, tr, again, "other") }))
			must(t, do(func(tr tx.Tx) error {
				got, err := s.Raised(ctx, tr, "other")
				if fmt.Sprint(got) != fmt.Sprint(again) {
					t.Errorf("raised by the key: %+v", got)
				}
				if _, err := s.Raised(ctx, tr, "none"); !fault.Is(err, fault.NotFound) {
					t.Errorf("a key that raised nothing: %v", err)
				}
				if _, err := s.Get(ctx, tr, "none"); !fault.Is(err, fault.NotFound) {
					t.Errorf("an alert that is not there: %v", err)
				}
				return err
			}))
			for want, f := range map[string]oncall.Filter{
				"other key": {}, "key": {Live: true}, "key ": {Thread: "t1"}, "other": {Since: monday.Add(time.Minute)}, "other ": {Limit: 1}, " key": {Limit: 5, Offset: 1}, "": {Thread: "t2"},
			} {
				must(t, do(func(tr tx.Tx) error {
					all, err := s.Find(ctx, tr, f)
					names := map[oncall.AlertID]string{a.ID: "key", again.ID: "other"}
					var got []string
					for _, one := range all {
						got = append(got, names[one.ID])
					}
					if strings.Join(got, " ") != strings.TrimSpace(want) {
						t.Errorf("%+v finds %q, want %q", f, got, want)
					}
					return err
				}))
			}
			first, second := get(), get()
			first.Row, first.Status, first.Step, first.Round, first.Acked, first.By, first.Staff, first.Note = 2, oncall.Closed, 3, 4, monday.Add(time.Hour), ana.ID, "staff-1", phi.NewText("Tomasina was called")
			second.Row = 2
			must(t, do(func(tr tx.Tx) error { return s.Save(ctx, tr, first) }))
			if err := do(func(tr tx.Tx) error { return s.Save(ctx, tr, second) }); !fault.Is(err, fault.Conflict) {
				t.Errorf("the second writer: %v", err)
			}
			if got := get(); fmt.Sprint(got) != fmt.Sprint(first) || got.Note.Reveal() != "Tomasina was called" {
				t.Errorf("kept %+v", got)
			}
		})

		t.Run("tries", func(t *testing.T) {
			one := oncall.Try{ID: id.New[oncall.Try](o.ids), Alert: a.ID, Round: 1, Step: 2, Person: ana.ID, How: oncall.Call, Started: monday}
			two := oncall.Try{ID: id.New[oncall.Try](o.ids), Alert: a.ID, Person: ana.ID, How: oncall.Text, Started: monday.Add(time.Minute), Ended: monday.Add(time.Minute), Outcome: attempt.Failed, Code: oncall.NoCarrier}
			three := oncall.Try{ID: id.New[oncall.Try](o.ids), Alert: a.ID, Person: ana.ID, How: oncall.Text, Started: monday.Add(2 * time.Minute)}
			must(t, do(func(tr tx.Tx) error {
				for _, y := range []oncall.Try{one, two, three} {
					if err := s.Start(ctx, tr, y); err != nil {
						return err
					}
				}
				one.Ended, one.Outcome, one.Code = monday.Add(time.Second), attempt.Sent, "queued"
				if err := s.End(ctx, tr, one); err != nil {
					return err
				}
				if err := s.End(ctx, tr, oncall.Try{ID: "none"}); !fault.Is(err, fault.NotFound) {
					t.Errorf("a try that is not there ended: %v", err)
				}
				if _, err := s.Try(ctx, tr, "none"); !fault.Is(err, fault.NotFound) {
					t.Errorf("a try that is not there: %v", err)
				}
				got, err := s.Try(ctx, tr, one.ID)
				if got != one {
					t.Errorf("read %+v, wrote %+v", got, one)
				}
				return err
			}))
			must(t, do(func(tr tx.Tx) error {
				all, err := s.Tries(ctx, tr, a.ID)
				if len(all) != 3 || all[0] != one || all[1] != two || all[2] != three {
					t.Errorf("tries %+v", all)
				}
				return err
			}))
			for since, want := range map[time.Time]int{monday: 2, monday.Add(time.Microsecond): 1, monday.Add(time.Hour): 0} {
				must(t, do(func(tr tx.Tx) error {
					all, err := s.Tried(ctx, tr, ana.ID, since)
					if len(all) != want || want > 0 && all[0] != three {
						t.Errorf("tried since %s: %+v", since, all)
					}
					return err
				}))
			}
		})

		if !strings.HasPrefix(dsn, "postgres") {
			for _, file := range []string{dsn, dsn + "-wal"} {
				raw, err := os.ReadFile(file)
				for _, value := range []string{"2185550141", "ana@practice", "Tomasina"} {
					if err == nil && bytes.Contains(raw, []byte(value)) {
						t.Errorf("%s holds %s", file, value)
					}
				}
			}
		}
	})
}

// callOut gives every table of the roster and of alerts a row.
func (l *lived) callOut(t testing.TB) {
	t.Helper()
	ctx, s := context.Background(), l.OnCall()
	must(t, l.Do(ctx, actor.System(), func(t tx.Tx) error {
		p := oncall.Person{ID: id.New[oncall.Person](l.ids), Name: "Ana", Phone: phi.NewPhone("+12185550141"), Active: true}
		g := oncall.Group{ID: id.New[oncall.Group](l.ids), Name: "Night", Tiers: []triage.Tier{triage.Urgent}, Wait: time.Minute, Steps: []oncall.Step{{Who: oncall.Owner, How: oncall.Text}}}
		a := oncall.Alert{ID: id.New[oncall.Alert](l.ids), Tier: triage.Urgent, Group: g.ID, Status: oncall.Closed, Raised: t.Now(), Next: t.Now(), Note: phi.NewText("done"), Drill: true, Row: 1}
		for _, put := range []func() error{
			func() error { return s.PutPerson(ctx, t, p) },
			func() error {
				return s.PutShift(ctx, t, oncall.Shift{ID: id.New[oncall.Shift](l.ids), Person: p.ID, Rank: oncall.Primary, From: t.Now(), To: t.Now().Add(time.Hour)})
			},
			func() error {
				return s.AddOverride(ctx, t, oncall.Override{ID: id.New[oncall.Override](l.ids), Person: p.ID, From: t.Now(), To: t.Now().Add(time.Hour)})
			},
			func() error { return s.PutGroup(ctx, t, g) },
			func() error {
				return s.PutPolicy(ctx, t, oncall.Policy{Owner: p.ID, Fallback: p.ID, Again: time.Minute})
			},
			func() error { return s.Add(ctx, t, a, "key") },
			func() error {
				return s.Start(ctx, t, oncall.Try{ID: id.New[oncall.Try](l.ids), Alert: a.ID, Person: p.ID, How: oncall.Text, Started: t.Now()})
			},
			func() error { return l.practice.Audit.Record(ctx, t, "tested", audit.Ref{Kind: "test"}, "", nil) },
		} {
			if err := put(); err != nil {
				return err
			}
		}
		return nil
	}))
}
