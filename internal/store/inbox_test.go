package store_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/fault"
	"bedside/internal/id"
	"bedside/internal/identity"
	"bedside/internal/inbox"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/testkit"
	"bedside/internal/triage"
	"bedside/internal/tx"
)

// converse fills the tables of the inbox.
func converse(ctx context.Context, o *office, t tx.Tx) error {
	s := o.Inbox()
	h := inbox.Thread{ID: id.New[inbox.Thread](o.ids), Name: phi.NewName("Tomasina", "Quill"), Kind: patient.Phone, Contact: phi.NewText("+12185550123"),
		Status: inbox.Open, Urgency: triage.None, Opened: t.Now(), Changed: t.Now(), Last: t.Now(), Version: 1}
	if err := s.AddThread(ctx, t, h, h.Contact.Reveal()); err != nil {
		return err
	}
	e := inbox.Entry{ID: id.New[inbox.Entry](o.ids), Thread: h.ID, At: t.Now(), Seq: 1, From: inbox.FromPatient, Channel: inbox.SMS, Key: "SM1", Text: phi.NewText("knee"), Urgency: triage.None}
	if err := s.AddEntry(ctx, t, e, []string{"knee"}); err != nil {
		return err
	}
	if err := s.Report(ctx, t, inbox.Report{Ref: "SM2", State: inbox.Delivered}, t.Now()); err != nil {
		return err
	}
	return s.AddTask(ctx, t, inbox.Task{ID: id.New[inbox.Task](o.ids), Kind: inbox.Refill, Thread: h.ID, Text: phi.NewText("Refill"), Urgency: triage.None, Created: t.Now(), Version: 1})
}

// talked is an office whose inbox is tried.
type talked struct {
	testing.TB
	*office
	inbox.Store
}

func openTalked(t testing.TB, dsn string) *talked {
	o := openOffice(t, dsn, "America/Chicago", monday, workday())
	return &talked{TB: t, office: o, Store: o.Inbox()}
}

func (o *talked) try(f func(t tx.Tx) error) error {
	return o.Do(context.Background(), actor.System(), func(t tx.Tx) error {
		if err := f(t); err != nil {
			return err
		}
		return o.practice.Audit.Record(context.Background(), t, "tested", audit.Ref{Kind: "test"}, "", nil)
	})
}

func (o *talked) do(f func(t tx.Tx) error) {
	o.Helper()
	must(o, o.try(f))
}

// thread is one with all its columns filled; n tells threads apart.
func (o *talked) thread(n int) inbox.Thread {
	at := monday.Add(time.Duration(n) * time.Minute)
	return inbox.Thread{ID: id.New[inbox.Thread](o.ids), Patient: "p", Name: phi.NewName("Tomasina", "Quill"), Kind: patient.Phone,
		Contact: phi.NewText(fmt.Sprintf("+1218555%04d", n)), Language: "es", Status: inbox.Waiting, Owner: inbox.Owner{Staff: "ana"}, Assignee: "ben",
		Urgency: triage.Urgent, Unread: true, Verified: "s1", Opened: at, Changed: at.Add(time.Second), Last: at.Add(time.Hour), Version: 1}
}

func (o *talked) addThread(h inbox.Thread) inbox.Thread {
	o.Helper()
	o.do(func(t tx.Tx) error { return o.AddThread(context.Background(), t, h, h.Contact.Reveal()) })
	return h
}

func (o *talked) entry(h inbox.Thread, seq int64, from inbox.From) inbox.Entry {
	return inbox.Entry{ID: id.New[inbox.Entry](o.ids), Thread: h.ID, Session: "s1", At: monday, Seq: seq, From: from, Staff: "ana", Channel: inbox.SMS,
		Text: phi.NewText("aardvark"), Said: phi.NewText("[]"), Why: phi.NewText("{}"), Urgency: triage.None, Key: fmt.Sprint("key", seq),
		State: inbox.Queued, Code: "c", Ref: "r", Seconds: 3, Tries: 2, Tried: monday.Add(time.Second)}
}

func (o *talked) addEntry(e inbox.Entry, words ...string) inbox.Entry {
	o.Helper()
	o.do(func(t tx.Tx) error { return o.AddEntry(context.Background(), t, e, words) })
	return e
}

func TestThreads(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		o := openTalked(t, dsn)
		h := o.addThread(o.thread(1))
		get := func(i inbox.ThreadID) (got inbox.Thread) {
			t.Helper()
			o.do(func(tr tx.Tx) (err error) { got, err = o.Thread(ctx, tr, i); return err })
			return got
		}
		if got := get(h.ID); !reflect.DeepEqual(got, h) {
			t.Errorf("read %+v, wrote %+v", got, h)
		}
		h.Patient, h.Name, h.Language, h.Status, h.Owner, h.Assignee, h.Urgency = "q", phi.NewName("", "Quill"), "en", inbox.Open, inbox.Owner{}, "", triage.None
		h.Unread, h.Verified, h.Changed, h.Last, h.Seq, h.Version = false, "", monday, monday.Add(2*time.Hour), 7, 2
		o.do(func(tr tx.Tx) error { return o.SaveThread(ctx, tr, h, 1) })
		if got := get(h.ID); !reflect.DeepEqual(got, h) {
			t.Errorf("read %+v, wrote %+v", got, h)
		}
		if err := o.try(func(tr tx.Tx) error { return o.SaveThread(ctx, tr, h, 1) }); !fault.Is(err, fault.Conflict) {
			t.Errorf("an old version: %v", err)
		}

		older := o.thread(1)
		older.Patient, older.Last = "other", monday
		o.addThread(older)
		latest := func(kind patient.ContactKind, key string, p patient.ID) (i inbox.ThreadID) {
			t.Helper()
			err := o.try(func(tr tx.Tx) error {
				got, err := o.Latest(ctx, tr, kind, key, p)
				i = got.ID
				return err
			})
			if err != nil && !fault.Is(err, fault.NotFound) {
				t.Error(err)
			}
			return i
		}
		key := h.Contact.Reveal()
		for n, c := range []struct{ got, want inbox.ThreadID }{
			{latest(patient.Phone, key, ""), h.ID}, {latest(patient.Phone, key, "other"), older.ID}, {latest(patient.Phone, key, "nobody"), ""},
			{latest(patient.Email, key, ""), ""}, {latest("", key, ""), ""},
		} {
			if c.got != c.want {
				t.Errorf("case %d: %q, want %q", n, c.got, c.want)
			}
		}
		o.do(func(tr tx.Tx) error {
			all, err := o.Store.OfPatient(ctx, tr, "q")
			if len(all) != 1 || all[0].ID != h.ID {
				t.Errorf("of the patient: %d threads", len(all))
			}
			return err
		})
		if err := o.try(func(tr tx.Tx) error { _, err := o.Thread(ctx, tr, "none"); return err }); !fault.Is(err, fault.NotFound) {
			t.Error(err)
		}
	})
}

func TestEntries(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		o := openTalked(t, dsn)
		h, other := o.addThread(o.thread(1)), o.addThread(o.thread(2))
		e := o.addEntry(o.entry(h, 3, inbox.FromPatient), "aardvark")
		find := func(what string, f func(tr tx.Tx) (inbox.Entry, error), want inbox.EntryID) (got inbox.Entry) {
			t.Helper()
			err := o.try(func(tr tx.Tx) (err error) { got, err = f(tr); return err })
			if got.ID != want || want == "" && !fault.Is(err, fault.NotFound) {
				t.Errorf("%s: %q, %v", what, got.ID, err)
			}
			return got
		}
		byKey := func(i inbox.ThreadID, key string) func(tr tx.Tx) (inbox.Entry, error) {
			return func(tr tx.Tx) (inbox.Entry, error) { return o.ByKey(ctx, tr, i, key) }
		}
		if got := find("the key", byKey(h.ID, "key3"), e.ID); !reflect.DeepEqual(got, e) {
			t.Errorf("read %+v, wrote %+v", got, e)
		}
		find("another key", byKey(h.ID, "key4"), "")
		find("no key", byKey(h.ID, ""), "")
		find("another thread's", byKey(other.ID, "key3"), "")
		find("the id", func(tr tx.Tx) (inbox.Entry, error) { return o.Entry(ctx, tr, e.ID) }, e.ID)
		find("the ref", func(tr tx.Tx) (inbox.Entry, error) { return o.ByRef(ctx, tr, "r") }, e.ID)
		find("no ref", func(tr tx.Tx) (inbox.Entry, error) { return o.ByRef(ctx, tr, "") }, "")
		for what, wrong := range map[string]inbox.Entry{"its place": o.entry(h, 3, inbox.FromNote), "a place before": o.entry(h, 2, inbox.FromNote)} {
			if err := o.try(func(tr tx.Tx) error { return o.AddEntry(ctx, tr, wrong, nil) }); !fault.Is(err, fault.Conflict) {
				t.Errorf("%s: %v", what, err)
			}
		}
		again := o.entry(h, 4, inbox.FromNote)
		again.Key = e.Key
		if err := o.try(func(tr tx.Tx) error { return o.AddEntry(ctx, tr, again, nil) }); !fault.Is(err, fault.Conflict) {
			t.Errorf("its key: %v", err)
		}

		e.State, e.Code, e.Ref, e.Tries, e.Tried = inbox.Held, "d", "s", 3, monday.Add(time.Hour)
		o.do(func(tr tx.Tx) error { return o.SaveEntry(ctx, tr, e) })
		if got := find("the id", func(tr tx.Tx) (inbox.Entry, error) { return o.Entry(ctx, tr, e.ID) }, e.ID); got.State != e.State || got.Code != e.Code ||
			got.Ref != e.Ref || got.Tries != 3 || !got.Tried.Equal(e.Tried) {
			t.Errorf("kept %+v", got)
		}
		if err := o.try(func(tr tx.Tx) error { return o.SaveEntry(ctx, tr, inbox.Entry{ID: "none"}) }); !fault.Is(err, fault.NotFound) {
			t.Error(err)
		}

		add := func(seq int64, from inbox.From, state inbox.SendState, session string) {
			e := o.entry(h, seq, from)
			e.State, e.Session, e.Key = state, session, ""
			o.addEntry(e, "bear")
		}
		add(4, inbox.FromBedside, inbox.Queued, "s1")
		add(5, inbox.FromNote, "", "s2")
		add(6, inbox.FromStaff, inbox.Failed, "s2")
		add(7, inbox.FromSystem, "", "s2")
		add(8, inbox.FromStaff, inbox.Sending, "s2")
		add(9, inbox.FromBedside, "", "s2")
		add(10, inbox.FromNote, "", "s2")
		places := func(f func(tr tx.Tx) ([]inbox.Entry, error)) (s string) {
			t.Helper()
			o.do(func(tr tx.Tx) error {
				all, err := f(tr)
				for _, e := range all {
					s += fmt.Sprint(e.Seq, " ")
				}
				return err
			})
			return s
		}
		last := func(i inbox.ThreadID, limit int) func(tr tx.Tx) ([]inbox.Entry, error) {
			return func(tr tx.Tx) ([]inbox.Entry, error) { return o.Entries(ctx, tr, i, limit) }
		}
		heard := func(after int64, limit int) func(tr tx.Tx) ([]inbox.Entry, error) {
			return func(tr tx.Tx) ([]inbox.Entry, error) { return o.Heard(ctx, tr, h.ID, after, limit) }
		}
		next := find("what goes out", func(tr tx.Tx) (inbox.Entry, error) { return o.NextOut(ctx, tr, h.ID) }, func() (i inbox.EntryID) {
			o.do(func(tr tx.Tx) error { all, err := o.Heard(ctx, tr, h.ID, 3, 1); i = all[0].ID; return err })
			return i
		}())
		find("nothing goes out", func(tr tx.Tx) (inbox.Entry, error) { return o.NextOut(ctx, tr, other.ID) }, "")
		o.do(func(tr tx.Tx) error {
			latest, err := o.Latests(ctx, tr, []inbox.ThreadID{h.ID, other.ID})
			if len(latest) != 1 || latest[h.ID].Seq != 9 {
				t.Errorf("the last thing said: %d, place %d", len(latest), latest[h.ID].Seq)
			}
			none, err2 := o.Latests(ctx, tr, nil)
			if err2 != nil || len(none) != 0 {
				t.Error(err2)
			}
			return err
		})
		for n, c := range []struct{ got, want string }{
			{places(last(h.ID, 3)), "8 9 10 "}, {places(last(h.ID, 99)), "3 4 5 6 7 8 9 10 "}, {fmt.Sprint(next.Seq), "4"},
			{places(heard(0, 99)), "3 4 8 9 "}, {places(heard(4, 1)), "8 "}, {places(heard(9, 9)), ""},
		} {
			if c.got != c.want {
				t.Errorf("case %d: %q, want %q", n, c.got, c.want)
			}
		}
		o.do(func(tr tx.Tx) error { return o.MoveSession(ctx, tr, "s1", h.ID, other.ID, 20) })
		if got := places(last(h.ID, 99)) + "| " + places(last(other.ID, 99)); got != "5 6 7 8 9 10 | 23 24 " {
			t.Errorf("after a session moved: %s", got)
		}
		threads := func(words ...string) (s string) {
			o.do(func(tr tx.Tx) error {
				all, err := o.FindThreads(ctx, tr, inbox.Query{Filter: inbox.Filter{Limit: 9}, Find: words})
				for _, got := range all {
					s += map[inbox.ThreadID]string{h.ID: "first ", other.ID: "other "}[got.ID]
				}
				return err
			})
			return s
		}
		o.do(func(tr tx.Tx) error { return o.Index(ctx, tr, h.ID, []string{"quill"}) })
		o.do(func(tr tx.Tx) error { return o.Index(ctx, tr, h.ID, []string{"tomasina"}) })
		for words, want := range map[string]string{"aardvark": "other ", "bear": "other first ", "bear aardvark": "other ", "bear tomasina": "first ", "quill": "", "zebra": ""} {
			if got := threads(strings.Fields(words)...); got != want {
				t.Errorf("%q finds %q, want %q", words, got, want)
			}
		}
		if !strings.HasPrefix(dsn, "postgres") {
			for _, file := range []string{dsn, dsn + "-wal"} {
				raw, err := os.ReadFile(file)
				for _, value := range []string{"aardvark", "Tomasina", "5550001", "key3"} {
					if err == nil && bytes.Contains(raw, []byte(value)) {
						t.Errorf("%s holds %q", file, value)
					}
				}
			}
		}
	})
}

func TestFindingThreads(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		o := openTalked(t, dsn)
		make := func(n int, f func(*inbox.Thread)) {
			h := o.thread(n)
			h.Patient, h.Status, h.Owner, h.Assignee, h.Urgency, h.Unread = "", inbox.Open, inbox.Owner{}, "", triage.None, false
			h.Language = ""
			if f != nil {
				f(&h)
			}
			o.addThread(h)
		}
		make(1, nil)
		make(2, func(h *inbox.Thread) { h.Urgency = triage.Urgent })
		make(3, func(h *inbox.Thread) { h.Assignee, h.Unread = "ana", true })
		make(4, func(h *inbox.Thread) { h.Owner, h.Status = inbox.Owner{Staff: "ana"}, inbox.Waiting })
		make(5, func(h *inbox.Thread) { h.Status, h.Patient, h.Assignee = inbox.Resolved, "p", "ben" })
		make(6, func(h *inbox.Thread) { h.Urgency = triage.Emergency })
		for n, c := range []struct {
			q    inbox.Query
			want string
		}{
			{inbox.Query{}, "6 2 5 4 3 1"},
			{inbox.Query{Filter: inbox.Filter{Running: true}}, "6 2 4 3 1"},
			{inbox.Query{Filter: inbox.Filter{Status: inbox.Open}}, "6 2 3 1"},
			{inbox.Query{Filter: inbox.Filter{Mine: true}, Me: "ana"}, "4 3"},
			{inbox.Query{Filter: inbox.Filter{Mine: true}}, ""},
			{inbox.Query{Filter: inbox.Filter{Assignee: "ben"}}, "5"},
			{inbox.Query{Filter: inbox.Filter{Unassigned: true}}, "6 2 4 1"},
			{inbox.Query{Filter: inbox.Filter{Urgent: true}}, "6 2"},
			{inbox.Query{Filter: inbox.Filter{Unread: true}}, "3"},
			{inbox.Query{Filter: inbox.Filter{Patient: "p"}}, "5"},
			{inbox.Query{Number: phi.NewText("+12185550003")}, "3"},
			{inbox.Query{Filter: inbox.Filter{Running: true, Unassigned: true, Offset: 1, Limit: 2}}, "2 4"},
		} {
			if c.q.Limit == 0 {
				c.q.Limit = 50
			}
			var got []string
			o.do(func(tr tx.Tx) error {
				all, err := o.FindThreads(ctx, tr, c.q)
				for _, h := range all {
					got = append(got, strings.TrimLeft(h.Contact.Reveal()[8:], "0"))
				}
				return err
			})
			if strings.Join(got, " ") != c.want {
				t.Errorf("case %d finds %v, want %s", n, got, c.want)
			}
		}
		o.do(func(tr tx.Tx) error {
			task := inbox.Task{Kind: inbox.Refill, Urgency: triage.None, Created: monday, Version: 1}
			for n, k := range []inbox.Task{{Assignee: "ana", Due: tr.Now()}, {Due: tr.Now().Add(time.Second)}, {Done: monday, Due: monday, Assignee: "ana"}} {
				task.ID, task.Assignee, task.Due, task.Done = inbox.TaskID(fmt.Sprint(n)), k.Assignee, k.Due, k.Done
				if err := o.Store.AddTask(ctx, tr, task); err != nil {
					return err
				}
			}
			n, err := o.Store.Tally(ctx, tr, "ana")
			if want := (inbox.Counts{Open: 4, Waiting: 1, Unread: 1, Mine: 2, Unassigned: 4, Urgent: 2, Tasks: 2, MyTasks: 1, Overdue: 1}); n != want {
				t.Errorf("tally %+v, want %+v", n, want)
			}
			if n, err := o.Store.Tally(ctx, tr, ""); err != nil || n.Mine != 0 || n.MyTasks != 0 {
				t.Errorf("nobody's tally %+v, %v", n, err)
			}
			return err
		})
	})
}

func TestTasks(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		o := openTalked(t, dsn)
		k := inbox.Task{ID: id.New[inbox.Task](o.ids), Kind: inbox.Refill, Thread: "h", Patient: "p", Appointment: "a", Text: phi.NewText("aardvark"), Assignee: "ana",
			Urgency: triage.Urgent, Due: monday, Created: monday, By: "ben", Done: monday.Add(time.Hour), DoneBy: "ana", Note: phi.NewText("bear"), Version: 1}
		o.do(func(tr tx.Tx) error { return o.AddTask(ctx, tr, k) })
		get := func() (got inbox.Task) {
			t.Helper()
			o.do(func(tr tx.Tx) (err error) { got, err = o.Store.Task(ctx, tr, k.ID); return err })
			return got
		}
		if got := get(); !reflect.DeepEqual(got, k) {
			t.Errorf("read %+v, wrote %+v", got, k)
		}
		k.Patient, k.Text, k.Assignee, k.Urgency, k.Due, k.Done, k.DoneBy, k.Note, k.Version = "q", phi.NewText("cat"), "", triage.None, time.Time{}, time.Time{}, "", phi.NewText(""), 2
		o.do(func(tr tx.Tx) error { return o.SaveTask(ctx, tr, k) })
		if got := get(); !reflect.DeepEqual(got, k) {
			t.Errorf("read %+v, wrote %+v", got, k)
		}
		if err := o.try(func(tr tx.Tx) error { return o.SaveTask(ctx, tr, k) }); !fault.Is(err, fault.Conflict) {
			t.Errorf("an old version: %v", err)
		}
		if err := o.try(func(tr tx.Tx) error { _, err := o.Store.Task(ctx, tr, "none"); return err }); !fault.Is(err, fault.NotFound) {
			t.Error(err)
		}
		at := monday
		for n, more := range []inbox.Task{
			{Kind: inbox.Billing, Thread: "h", Due: at.Add(2 * time.Hour)}, {Kind: inbox.Billing, Thread: "h", Due: at, Assignee: "ana"}, {Kind: inbox.Billing, Urgency: triage.Emergency},
			{Kind: inbox.Billing, Thread: "h", Done: at, Assignee: "ana", Due: at}, {Kind: inbox.Records, Patient: "r"},
		} {
			more.ID, more.Created, more.Version = inbox.TaskID(fmt.Sprint("t", n)), at, 1
			if more.Urgency == "" {
				more.Urgency = triage.None
			}
			o.do(func(tr tx.Tx) error { return o.AddTask(ctx, tr, more) })
		}
		k.Version, k.Kind = 3, inbox.Refill
		find := func(f inbox.TaskFilter, me identity.StaffID) string {
			t.Helper()
			if f.Limit == 0 {
				f.Limit = 50
			}
			var s []string
			o.do(func(tr tx.Tx) error {
				all, err := o.FindTasks(ctx, tr, f, me)
				for _, got := range all {
					s = append(s, strings.Replace(string(got.ID), string(k.ID), "k", 1))
				}
				return err
			})
			return strings.Join(s, " ")
		}
		for n, c := range []struct{ got, want string }{
			{find(inbox.TaskFilter{}, ""), "t2 t1 t0 k t4 t3"}, {find(inbox.TaskFilter{Open: true, Limit: 2, Offset: 1}, ""), "t1 t0"},
			{find(inbox.TaskFilter{Done: true}, ""), "t3"}, {find(inbox.TaskFilter{Kind: inbox.Records}, ""), "t4"},
			{find(inbox.TaskFilter{Mine: true}, "ana"), "t1 t3"}, {find(inbox.TaskFilter{Mine: true}, ""), ""}, {find(inbox.TaskFilter{Assignee: "ana", Open: true}, ""), "t1"},
			{find(inbox.TaskFilter{Unassigned: true}, ""), "t2 t0 k t4"}, {find(inbox.TaskFilter{Overdue: true}, ""), "t1"},
			{find(inbox.TaskFilter{Thread: "h"}, ""), "t1 t0 k t3"}, {find(inbox.TaskFilter{Patient: "q"}, ""), "k"},
		} {
			if c.got != c.want {
				t.Errorf("case %d finds %q, want %q", n, c.got, c.want)
			}
		}
		o.do(func(tr tx.Tx) error { return o.SetTaskPatient(ctx, tr, "h", "new") })
		if got := find(inbox.TaskFilter{Patient: "new"}, ""); got != "t1 t0 k" {
			t.Errorf("the open tasks of the thread: %q", got)
		}
		o.do(func(tr tx.Tx) error {
			n, err := o.OpenTasks(ctx, tr, []inbox.ThreadID{"h", "i"})
			if len(n) != 1 || n["h"] != 3 {
				t.Errorf("open tasks %v", n)
			}
			return err
		})
	})
}

func TestReports(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		o := openTalked(t, dsn)
		report := func(ref string, state inbox.SendState, code string) {
			t.Helper()
			must(t, o.Do(ctx, actor.System(), func(tr tx.Tx) error { // bookkeeping: without an event
				return o.Report(ctx, tr, inbox.Report{Ref: ref, State: state, Code: code}, tr.Now().Add(-time.Hour))
			}))
		}
		read := func(ref string) (r inbox.Report, err error) {
			err = o.Do(ctx, actor.System(), func(tr tx.Tx) (err error) { r, err = o.Reported(ctx, tr, ref); return err })
			return r, err
		}
		report("a", inbox.Sent, "")
		report("a", inbox.Failed, "30006")
		report("a", inbox.Delivered, "")
		if r, err := read("a"); err != nil || r != (inbox.Report{Ref: "a", State: inbox.Failed, Code: "30006"}) {
			t.Errorf("%+v, %v", r, err)
		}
		if _, err := read("a"); !fault.Is(err, fault.NotFound) {
			t.Errorf("read twice: %v", err)
		}
		report("b", inbox.Sent, "")
		o.clock.Advance(2 * time.Hour)
		report("c", inbox.Sent, "")
		if _, err := read("b"); !fault.Is(err, fault.NotFound) {
			t.Errorf("kept too long: %v", err)
		}
	})
}
