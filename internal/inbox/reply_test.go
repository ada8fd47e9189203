package inbox_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"bedside/internal/actor"
	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/identity"
	"bedside/internal/inbox"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/testkit"
	"bedside/internal/tx"
)

func TestReplies(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		h := openHouse(t, dsn)
		chat, sms := h.chat("k"), h.texts(number)
		mail := h.open(inbox.Opening{Kind: patient.Email, Contact: phi.NewText("somebody@example.com")})

		report, err := h.Reply(ctx, ana, chat.ID, 1, "key", phi.NewText("His SSN is 078-05-1120."))
		is(t, err, fault.Invalid, "guard")
		if report.Verdict == guard.Clear || len(report.Findings) == 0 || len(h.all(chat.ID)) != 0 || !h.now(chat.ID).Owner.Bedside() {
			t.Errorf("refused words leave %d entries, verdict %s", len(h.all(chat.ID)), report.Verdict)
		}
		live, err := h.CheckReply(ana, chat, phi.NewText("His SSN is 078-05-1120."))
		if must(t, err); live.Verdict != report.Verdict || len(live.Findings) != len(report.Findings) {
			t.Errorf("while it is typed the guard says %s", live.Verdict)
		}
		for range 2 { // the same page sent twice
			_, err = h.Reply(ctx, ana, chat.ID, 1, "key", phi.NewText("Please call us."))
			must(t, err)
		}
		h.expect(chat.ID, `system ana "Took over."`, `staff ana "Please call us."`)
		_, err = h.Reply(ctx, ana, chat.ID, h.now(chat.ID).Version, "key", phi.NewText("Something else."))
		is(t, err, fault.Conflict, "Another reply")
		_, err = h.Reply(ctx, ben, chat.ID, h.now(chat.ID).Version, "key", phi.NewText("Please call us."))
		is(t, err, fault.Conflict, "Ana Diaz took this over")
		_, err = h.Reply(ctx, ana, chat.ID, 1, "", phi.NewText("Please call us."))
		is(t, err, fault.Conflict, "changed this thread")

		must(t, h.reply(ana, sms.ID, "Please call us."))
		h.expect(sms.ID, `system ana "Took over."`, `staff ana "Please call us." waiting`)
		is(t, h.reply(ana, mail.ID, "Please call us."), fault.Invalid, "cannot be answered here")
		for words, want := range map[string]string{"": "words", " \n": "words", strings.Repeat("a ", 801): "1600"} {
			is(t, h.reply(ana, chat.ID, words), fault.Invalid, want)
		}
		h.desk(func(t tx.Tx) error {
			return h.patients.StopAt(ctx, t, patient.Phone, sms.Contact, patient.Said{How: "test"})
		})
		is(t, h.reply(ana, sms.ID, "Please call us again."), fault.Conflict, "asked us not to text")
		h.carrier.ready = false
		is(t, h.reply(ana, h.texts("+12185550124").ID, "Please call us."), fault.Unavailable, "no line")
	})
}

// Two people answer at once: one speaks, the other is told who.
func TestTwoRepliesAtOnce(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		h := openHouse(t, dsn)
		for n := range 20 {
			th := h.chat(fmt.Sprint("k", n))
			var both sync.WaitGroup
			var errs [2]error
			for i, by := range []actor.Actor{ana, ben} {
				both.Go(func() {
					_, errs[i] = h.Reply(context.Background(), by, th.ID, 1, "", phi.NewText("How can I help?"))
				})
			}
			both.Wait()
			won, lost := 0, 1
			if errs[0] != nil {
				won, lost = 1, 0
			}
			if errs[won] != nil || len(h.all(th.ID)) != 2 {
				t.Fatalf("%v, %d entries", errs[won], len(h.all(th.ID)))
			}
			is(t, errs[lost], fault.Conflict, []string{"Ana Diaz", "Ben Osei"}[won]+" took this over")
		}
	})
}

// What comes at the same time in one thread, the same thing twice too, is all there once, in one order.
func TestAllAtOnce(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		h := openHouse(t, dsn)
		var everybody sync.WaitGroup
		for n := range 24 {
			everybody.Go(func() {
				err := h.Do(ctx, actor.System(), func(t tx.Tx) error {
					th, err := h.Open(ctx, t, inbox.Opening{Kind: patient.Phone, Contact: phi.NewText(number)})
					if err != nil {
						return err
					}
					_, err = h.Add(ctx, t, inbox.Entry{Thread: th.ID, From: inbox.FromPatient, Channel: inbox.SMS, Key: fmt.Sprint(n / 2), Text: phi.NewText(fmt.Sprint("text ", n/2))})
					return err
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		everybody.Wait()
		all, seen := h.all(h.texts(number).ID), map[string]bool{}
		for n, e := range all {
			if e.Seq != int64(n)+1 || seen[e.Text.Reveal()] {
				t.Errorf("place %d at %d, or the same twice", e.Seq, n)
			}
			seen[e.Text.Reveal()] = true
		}
		if len(all) != 12 {
			t.Errorf("%d entries", len(all))
		}
	})
}

// onlyOne replays the entries of a thread and returns an error where somebody spoke while another did.
func onlyOne(all []inbox.Entry) error {
	var owner identity.StaffID
	for _, e := range all {
		switch text := e.Text.Reveal(); {
		case e.From == inbox.FromSystem && text == "Took over.":
			owner = e.Staff
		case e.From == inbox.FromSystem && (text == "Handed back to Bedside." || text == "Resolved."):
			owner = ""
		case e.From == inbox.FromBedside && owner != "":
			return fmt.Errorf("entry %d: Bedside spoke while %s did", e.Seq, owner)
		case e.From == inbox.FromStaff && owner != e.Staff:
			return fmt.Errorf("entry %d: %s spoke while %q did", e.Seq, e.Staff, owner)
		}
	}
	return nil
}

// Whatever people and Bedside do at the same time in a thread, by pages that are up to date or not, never two speak.
func TestNeverBoth(t *testing.T) {
	ctx := context.Background()
	tried := errors.New("refused")
	testkit.Engines(t, func(t *testing.T, dsn string) {
		h := openHouse(t, dsn)
		rapid.Check(t, func(r *rapid.T) {
			th := h.chat(rapid.StringN(8, 8, -1).Draw(r, "key"))
			act := func(by actor.Actor, what, behind int) error {
				seen := h.now(th.ID).Version - int64(behind)
				switch what {
				case 0:
					return h.Take(ctx, by, th.ID, seen)
				case 1:
					return h.HandBack(ctx, by, th.ID, seen)
				case 2:
					return h.Resolve(ctx, by, th.ID, seen)
				case 3, 4:
					_, err := h.Reply(ctx, by, th.ID, seen, "", phi.NewText("Please call us."))
					return err
				}
				return h.Do(ctx, actor.System(), func(t tx.Tx) error { // Bedside, as whoever speaks for it owes
					now, err := h.Thread(ctx, t, th.ID)
					if err == nil && now.Owner.Bedside() {
						_, err = h.Add(ctx, t, inbox.Entry{Thread: th.ID, From: inbox.FromBedside, Channel: inbox.Chat, Text: phi.NewText("Hello")})
					} else if err == nil {
						err = tried
					}
					return err
				})
			}
			type step struct{ who, what, behind int }
			plan := rapid.SliceOfN(rapid.Custom(func(r *rapid.T) step {
				return step{rapid.IntRange(0, 1).Draw(r, "who"), rapid.IntRange(0, 6).Draw(r, "what"), rapid.IntRange(0, 1).Draw(r, "behind")}
			}), 2, 12).Draw(r, "plan")
			var everybody sync.WaitGroup
			for lane := range 3 {
				everybody.Go(func() {
					for n, s := range plan {
						if n%3 != lane {
							continue
						}
						err := act([]actor.Actor{ana, ben}[s.who], s.what, s.behind)
						if err != nil && !errors.Is(err, tried) && !fault.Is(err, fault.Conflict) {
							r.Errorf("%+v: %v", s, err)
						}
					}
				})
			}
			everybody.Wait()
			if err := onlyOne(h.all(th.ID)); err != nil {
				r.Fatalf("%v\n%s", err, h.lines(th.ID))
			}
		})
	})
}

// Nobody without the right sees or changes anything; Bedside itself takes nothing over.
func TestRights(t *testing.T) {
	ctx := context.Background()
	h := openHouse(t, testkit.SQLite(t))
	p := h.patient("Tomasina", "Quill", 4)
	th := h.chat("k")
	h.identify(th.ID, "s", p, "Tomasina", "Quill")
	h.says(th, "Hello")
	k := h.task(inbox.Task{Kind: inbox.Refill, Thread: th.ID, Text: phi.NewText("Refill")})
	in := func(by actor.Actor, f func(t tx.Tx) error) error { return h.Do(ctx, by, f) }
	text := phi.NewText("Please call us.")
	version := h.now(th.ID).Version
	sees := map[string]func(actor.Actor) error{
		"List":  func(by actor.Actor) error { _, err := h.List(ctx, by, inbox.Filter{}); return err },
		"Tally": func(by actor.Actor) error { _, err := h.Service.Tally(ctx, by); return err },
		"Get":   func(by actor.Actor) error { _, err := h.Get(ctx, by, th.ID); return err },
		"Copy":  func(by actor.Actor) error { _, err := h.Copy(ctx, by, th.ID); return err },
		"Tasks": func(by actor.Actor) error { _, err := h.Tasks(ctx, by, inbox.TaskFilter{}); return err },
		"Thread": func(by actor.Actor) error {
			return h.View(ctx, by, func(t tx.Tx) error { _, err := h.Thread(ctx, t, th.ID); return err })
		},
		"Entries": func(by actor.Actor) error {
			return h.View(ctx, by, func(t tx.Tx) error { _, err := h.Entries(ctx, t, th.ID, 0, 9); return err })
		},
	}
	person := map[string]func(actor.Actor) error{
		"Reply":      func(by actor.Actor) error { _, err := h.Reply(ctx, by, th.ID, version, "", text); return err },
		"Assign":     func(by actor.Actor) error { return h.Assign(ctx, by, th.ID, version, "") },
		"Resolve":    func(by actor.Actor) error { return h.Resolve(ctx, by, th.ID, version) },
		"Reopen":     func(by actor.Actor) error { return h.Reopen(ctx, by, th.ID, version) },
		"Take":       func(by actor.Actor) error { return h.Take(ctx, by, th.ID, version) },
		"HandBack":   func(by actor.Actor) error { return h.HandBack(ctx, by, th.ID, version) },
		"SetPatient": func(by actor.Actor) error { return h.SetPatient(ctx, by, th.ID, version, p) },
	}
	works := map[string]func(actor.Actor) error{
		"Open": func(by actor.Actor) error {
			return in(by, func(t tx.Tx) error { _, err := h.Open(ctx, t, inbox.Opening{Key: "new"}); return err })
		},
		"Add": func(by actor.Actor) error {
			return in(by, func(t tx.Tx) error {
				_, err := h.Add(ctx, t, inbox.Entry{Thread: th.ID, From: inbox.FromPatient})
				return err
			})
		},
		"Identify": func(by actor.Actor) error {
			return in(by, func(t tx.Tx) error { _, err := h.Identify(ctx, t, th.ID, "s", p, phi.Name{}); return err })
		},
		"AddTask": func(by actor.Actor) error {
			return in(by, func(t tx.Tx) error {
				_, err := h.AddTask(ctx, t, inbox.Task{Kind: inbox.Refill, Text: text})
				return err
			})
		},
		"Urgent": func(by actor.Actor) error {
			return in(by, func(t tx.Tx) error { return h.Urgent(ctx, t, th.ID, "urgent") })
		},
		"Ended": func(by actor.Actor) error { return in(by, func(t tx.Tx) error { return h.Ended(ctx, t, th.ID) }) },
		"Note":  func(by actor.Actor) error { return h.Note(ctx, by, th.ID, text) },
		"Seen":  func(by actor.Actor) error { return h.Seen(ctx, by, th.ID, 99) },
		"NewTask": func(by actor.Actor) error {
			_, err := h.NewTask(ctx, by, inbox.Task{Kind: inbox.Refill, Text: text})
			return err
		},
		"DoneTask":   func(by actor.Actor) error { return h.DoneTask(ctx, by, k, 1, text) },
		"AssignTask": func(by actor.Actor) error { return h.AssignTask(ctx, by, k, 1, "") },
		"CheckReply": func(by actor.Actor) error { _, err := h.CheckReply(by, th, text); return err },
	}
	before := h.lines(th.ID)
	try := func(fs map[string]func(actor.Actor) error, who ...actor.Actor) {
		t.Helper()
		for name, f := range fs {
			for _, by := range who {
				if err := f(by); !fault.Is(err, fault.Forbidden) {
					t.Errorf("%s by %q %q: %v", name, by.Kind, by.Role, err)
				}
			}
		}
	}
	outside := []actor.Actor{{}, actor.Visitor(), actor.Verified(string(p)), {Kind: actor.Peer}}
	try(sees, outside...)
	try(works, append(outside, rita)...)
	try(person, append(outside, rita, actor.System())...)
	if now := h.now(th.ID); now.Version != version || h.lines(th.ID) != before {
		t.Error("something was changed by somebody who may not")
	}
	for name, f := range sees {
		n := h.reads(p)
		must(t, f(rita))
		if shows := name != "Tally" && name != "Thread" && name != "Entries"; h.reads(p) != n+map[bool]int{true: 1}[shows] {
			t.Errorf("%s: %d reads more in the access log", name, h.reads(p)-n)
		}
	}
	for _, f := range []func() error{
		func() error { _, err := h.Get(ctx, ana, "none"); return err }, func() error { return h.Take(ctx, ana, "none", 1) },
		func() error { _, err := h.Copy(ctx, ana, "none"); return err }, func() error { return h.DoneTask(ctx, ana, "none", 1, text) },
	} {
		is(t, f(), fault.NotFound, "There is no such")
	}
}

func TestAssigning(t *testing.T) {
	ctx := context.Background()
	h := openHouse(t, testkit.SQLite(t))
	p := h.patient("Tomasina", "Quill", 4)
	th := h.chat("k")
	k := h.task(inbox.Task{Kind: inbox.Refill, Thread: th.ID, Text: phi.NewText("Refill")})
	for _, who := range []identity.StaffID{identity.StaffID(rita.ID), identity.StaffID(left.ID), "nobody"} {
		is(t, h.Assign(ctx, ana, th.ID, h.now(th.ID).Version, who), fault.Invalid, "Choose somebody")
		is(t, h.AssignTask(ctx, ana, k, 1, who), fault.Invalid, "Choose somebody")
		_, err := h.NewTask(ctx, ana, inbox.Task{Kind: inbox.Refill, Text: phi.NewText("Refill"), Assignee: who})
		is(t, err, fault.Invalid, "Choose somebody")
	}
	version := h.now(th.ID).Version
	must(t, h.Assign(ctx, ana, th.ID, version, identity.StaffID(ben.ID)))
	is(t, h.Assign(ctx, ana, th.ID, version, ""), fault.Conflict, "Somebody else")
	must(t, h.AssignTask(ctx, ana, k, 1, identity.StaffID(ben.ID)))
	is(t, h.AssignTask(ctx, ana, k, 1, ""), fault.Conflict, "this task")

	is(t, h.SetPatient(ctx, ana, th.ID, h.now(th.ID).Version, "nobody"), fault.Invalid, "no such patient")
	must(t, h.SetPatient(ctx, ana, th.ID, h.now(th.ID).Version, p))
	other := h.chat("other")
	h.identify(other.ID, "s", p, "Tomasina", "Quill")
	d, err := h.Get(ctx, ben, th.ID)
	must(t, err)
	if d.Patient != p || d.Tasks[0].Patient != p || d.Tasks[0].AssignedTo != "Ben Osei" || len(d.Others) != 1 || d.Others[0].ID != other.ID {
		t.Errorf("patient %q, %d others", d.Patient, len(d.Others))
	}
	must(t, h.DoneTask(ctx, ben, k, 2, phi.NewText("")))
	is(t, h.DoneTask(ctx, ben, k, 3, phi.NewText("")), fault.Conflict, "this task")
	must(t, h.SetPatient(ctx, ana, th.ID, h.now(th.ID).Version, ""))
	if h.now(th.ID).Patient != "" {
		t.Error("the patient stays")
	}
}
