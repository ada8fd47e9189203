package inbox_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"bedside/internal/actor"
	"bedside/internal/fault"
	"bedside/internal/inbox"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/schedule"
	"bedside/internal/testkit"
	"bedside/internal/triage"
	"bedside/internal/tx"
)

// A chat that Bedside begins and a person ends, as everybody sees it.
func TestAConversation(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		h := openHouse(t, dsn)
		p := h.patient("Tomasina", "Quill", 4)
		th := h.chat("k1")
		h.says(th, "My knee hurts since the zebra bit me")
		h.add(inbox.Entry{Thread: th.ID, Session: "s1", From: inbox.FromBedside, Channel: inbox.Chat, Text: phi.NewText("Who are you?"),
			Why: phi.NewText(`{"intent":"book"}`)})
		h.task(inbox.Task{Kind: inbox.Callback, Thread: th.ID, Text: phi.NewText("Phone about the knee"), Due: noon.Add(time.Hour)})
		if th = h.identify(th.ID, "s1", p, "Tomasina", "Quill"); th.Patient != p || th.Version < 2 {
			t.Errorf("after two identifiers: %q, version %d", th.Patient, th.Version)
		}

		items, err := h.List(ctx, rita, inbox.Filter{Running: true})
		must(t, err)
		if len(items) != 1 || items[0].Who.Reveal() != "Tomasina Quill" || items[0].Speaker != "" || items[0].Tasks != 1 || !items[0].Unread ||
			items[0].Latest.Text.Reveal() != "Who are you?" {
			t.Fatalf("the list has %d, %d tasks", len(items), items[0].Tasks)
		}
		if n := h.reads(p); n != 1 {
			t.Errorf("%d reads in the access log after a list", n)
		}
		must(t, h.Note(ctx, ana, th.ID, phi.NewText(" She sounds worried. ")))
		must(t, h.reply(ana, th.ID, "This is Ana at the front desk. How can I help?"))
		h.expect(th.ID, `patient "My knee hurts since the zebra bit me"`, `bedside "Who are you?"`, `note ana "She sounds worried."`,
			`system ana "Took over."`, `staff ana "This is Ana at the front desk. How can I help?"`)
		d, err := h.Get(ctx, ana, th.ID)
		must(t, err)
		if d.Owner.Staff != "00000000-0000-7000-8000-00000000000a" || d.Status != inbox.Waiting || d.Unread || !d.Ready || d.Stopped ||
			d.Known.Name.Reveal() != "Tomasina Quill" || len(d.Tasks) != 1 || d.Tasks[0].Patient != p || d.Names[d.Owner.Staff] != "Ana Diaz" ||
			d.Entries[1].Why.Reveal() != `{"intent":"book"}` {
			t.Errorf("the thread is %s, %d tasks, unread %t", d.Status, len(d.Tasks), d.Unread)
		}
		h.says(th, "Thank you")
		if now := h.now(th.ID); now.Status != inbox.Open || !now.Unread || now.Version != d.Version {
			t.Errorf("after an answer: %s, unread %t, version %d", now.Status, now.Unread, now.Version)
		}
		must(t, h.Seen(ctx, ana, th.ID, 1)) // she has not seen the last one yet
		if !h.now(th.ID).Unread {
			t.Error("what came meanwhile counts as seen")
		}
		must(t, h.Seen(ctx, ana, th.ID, h.now(th.ID).Seq))
		if h.now(th.ID).Unread {
			t.Error("still unread")
		}

		// what the chat's page shows after a reload
		var heard []string
		must(t, h.View(ctx, actor.System(), func(t tx.Tx) error {
			all, err := h.Entries(ctx, t, th.ID, 1, 10)
			for _, e := range all {
				heard = append(heard, e.Text.Reveal())
			}
			return err
		}))
		if got := fmt.Sprintf("%q", heard); got != `["Who are you?" "This is Ana at the front desk. How can I help?" "Thank you"]` {
			t.Errorf("the page shows %s", got)
		}
		is(t, h.Resolve(ctx, ana, th.ID, h.now(th.ID).Version), fault.Conflict, "Finish its tasks")
		must(t, h.DoneTask(ctx, ana, d.Tasks[0].ID, 1, phi.NewText("Phoned her")))
		must(t, h.Resolve(ctx, ana, th.ID, h.now(th.ID).Version))
		if now := h.now(th.ID); now.Status != inbox.Resolved || !now.Owner.Bedside() {
			t.Errorf("resolved: %s, owner %q", now.Status, now.Owner.Staff)
		}
		if same := h.chat("k1"); same.ID != th.ID || same.Status != inbox.Open {
			t.Errorf("who comes back gets another thread, or a %s one", same.Status)
		}
		h.noValues("Tomasina", "Quill", "zebra", "knee", "worried", "Ana", "front desk", "Phoned")
	})
}

// One number is one thread until it has been quiet for thirty days; another number and another chat are others.
func TestWhichThread(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		h := openHouse(t, dsn)
		a, b, c := h.texts(number), h.texts("+12185550124"), h.chat("k1")
		if a.ID == b.ID || a.ID == c.ID || h.texts(number).ID != a.ID || h.chat("k2").ID == c.ID || h.chat(number).ID == a.ID {
			t.Error("threads are mixed up")
		}
		must(t, h.Resolve(ctx, ana, a.ID, a.Version))
		h.clock.Advance(30*24*time.Hour - time.Second)
		if again := h.texts(number); again.ID != a.ID || again.Status != inbox.Open {
			t.Error("not the same thread a moment before thirty days")
		}
		must(t, h.Resolve(ctx, ana, a.ID, h.now(a.ID).Version))
		h.clock.Advance(time.Second)
		if again := h.texts(number); again.ID == a.ID || again.Contact.Reveal() != number {
			t.Error("the same thread after thirty days")
		}
		if b = h.texts("+12185550124"); b.Status != inbox.Open { // it was never resolved
			t.Error("a running thread was left behind")
		}
		if b = h.open(inbox.Opening{Kind: patient.Phone, Contact: b.Contact, Language: "es"}); b.Language != "es" || h.now(b.ID).Language != "es" {
			t.Error("the language stays English")
		}
		h.desk(func(t tx.Tx) error {
			_, err := h.Open(ctx, t, inbox.Opening{Kind: patient.Phone})
			is(h, err, fault.Invalid, "number")
			return nil
		})
	})
}

// A number that two patients share keeps their words apart, but one person who speaks for two stays in one thread.
func TestASharedNumber(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		h := openHouse(t, dsn)
		mother, son := h.patient("Maren", "Quill", 1), h.patient("Odo", "Quill", 2)
		th := h.texts(number)
		said := func(th inbox.Thread, session, words string) {
			h.add(inbox.Entry{Thread: th.ID, Session: session, From: inbox.FromPatient, Channel: "voice", Text: phi.NewText(words)})
		}
		said(th, "call1", "I want a refill")
		h.identify(th.ID, "call1", mother, "Maren", "Quill")
		if th = h.identify(th.ID, "call1", son, "Odo", "Quill"); th.Patient != mother {
			t.Error("a mother who speaks for her son lost her thread")
		}
		th = h.texts(number)
		said(th, "call2", "This is about aardvarks")
		own := h.identify(th.ID, "call2", son, "Odo", "Quill")
		if own.ID == th.ID || own.Patient != son || own.Contact.Reveal() != number {
			t.Errorf("the son's call stays in a thread of %q", own.Patient)
		}
		said(own, "call2", "and bears")
		h.expect(own.ID, `patient "This is about aardvarks"`, `patient "and bears"`)
		h.expect(th.ID, `patient "I want a refill"`, `system "Another patient was verified in this conversation."`,
			`system "Another patient at this number was verified. Their conversation goes on in a thread of its own."`)
		for words, want := range map[string]inbox.ThreadID{"aardvarks": own.ID, "refill": th.ID, "maren": th.ID, "odo quill": own.ID} {
			items, err := h.List(ctx, ana, inbox.Filter{Words: phi.NewText(words)})
			must(t, err)
			if len(items) != 1 || items[0].ID != want {
				t.Errorf("%q finds %d threads, or another one", words, len(items))
			}
		}
		last := h.texts(number)
		said(last, "call3", "me again")
		if back := h.identify(last.ID, "call3", mother, "Maren", "Quill"); back.ID != th.ID {
			t.Error("the mother does not get her thread back")
		}
		if back := h.identify(th.ID, "call3", mother, "Maren", "Quill"); back.ID != th.ID || h.identify(th.ID, "call3", "", "Somebody", "Else").Name.Reveal() == "Somebody Else" {
			t.Error("who is verified is renamed")
		}
	})
}

func TestEnded(t *testing.T) {
	ctx := context.Background()
	h := openHouse(t, testkit.SQLite(t))
	ended := func(th inbox.Thread) inbox.Status {
		h.desk(func(t tx.Tx) error { return h.Ended(ctx, t, th.ID) })
		return h.now(th.ID).Status
	}
	quiet, taken, busy, urgent, texted := h.chat("1"), h.chat("2"), h.chat("3"), h.chat("4"), h.texts(number)
	h.says(quiet, "When are you open?")
	h.take(ana, taken.ID)
	h.task(inbox.Task{Kind: inbox.Refill, Thread: busy.ID, Text: phi.NewText("Refill")})
	h.desk(func(t tx.Tx) error { return h.Urgent(ctx, t, urgent.ID, triage.Urgent) })
	h.add(inbox.Entry{Thread: texted.ID, From: inbox.FromBedside, Channel: inbox.SMS, State: inbox.Queued, Text: phi.NewText("We are open.")})
	for name, c := range map[string]struct {
		th   inbox.Thread
		want inbox.Status
	}{
		"nothing is left to do": {quiet, inbox.Resolved}, "a person speaks": {taken, inbox.Open}, "a task": {busy, inbox.Open},
		"urgent": {urgent, inbox.Open}, "a text waits": {texted, inbox.Open},
	} {
		if got := ended(c.th); got != c.want {
			t.Errorf("%s: %s", name, got)
		}
	}
	if h.now(quiet.ID).Unread {
		t.Error("a resolved thread is unread")
	}
	h.task(inbox.Task{Kind: inbox.Doubt, Thread: quiet.ID, Text: phi.NewText("Look"), Urgency: triage.Urgent})
	if now := h.now(quiet.ID); now.Status != inbox.Open || now.Urgency != triage.Urgent {
		t.Errorf("a task in a resolved thread leaves it %s, %s", now.Status, now.Urgency)
	}
	h.desk(func(t tx.Tx) error { return h.Urgent(ctx, t, quiet.ID, triage.None) })
	if h.now(quiet.ID).Urgency != triage.Urgent {
		t.Error("the urgency was lowered")
	}
}

// A visit that changes is told in the patient's running thread, and opens none.
func TestVisits(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		h := openHouse(t, dsn)
		p := h.patient("Tomasina", "Quill", 4)
		a := schedule.Appointment{ID: "00000000-0000-7000-8000-0000000000aa", Patient: p, Start: noon.Add(48 * time.Hour), Zone: "America/Chicago", Status: schedule.Booked}
		moved := a
		moved.Start = a.Start.Add(90 * time.Minute)
		tell := func(kind schedule.ChangeKind, before, after schedule.Appointment) {
			must(t, h.Do(ctx, actor.Visitor(), func(t tx.Tx) error {
				return h.AppointmentChanged(ctx, t, schedule.Change{Kind: kind, Before: before, After: after})
			}))
		}
		tell(schedule.WasBooked, schedule.Appointment{}, a) // there is no thread
		th := h.chat("k")
		h.identify(th.ID, "s", p, "Tomasina", "Quill")
		last := h.now(th.ID).Last
		h.clock.Advance(time.Minute)
		tell(schedule.WasBooked, schedule.Appointment{}, a)
		tell(schedule.WasMoved, a, moved)
		tell(schedule.WasCancelled, moved, moved)
		came := moved
		came.Status = schedule.NoShow
		tell(schedule.WasClosed, moved, came)
		when, then := "Wed, November 25, 2048 at 12:00 pm CST", "Wed, November 25, 2048 at 1:30 pm CST"
		h.expect(th.ID, `system "Visit booked: `+when+`."`, `system "Visit moved from `+when+` to `+then+`."`,
			`system "Visit cancelled: `+then+`."`, `system "Did not come to the visit: `+then+`."`)
		now := h.now(th.ID)
		if !now.Last.Equal(last) || now.Unread {
			t.Error("what happened counts as said")
		}
		must(t, h.Resolve(ctx, ana, th.ID, now.Version))
		n := len(h.all(th.ID))
		tell(schedule.WasBooked, schedule.Appointment{}, a)
		if h.now(th.ID).Status != inbox.Resolved || len(h.all(th.ID)) != n {
			t.Error("a change of a visit opened a thread that was resolved")
		}
	})
}

// A turn that is delivered twice is one entry.
func TestTheSameKey(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		h := openHouse(t, dsn)
		th := h.texts(number)
		e := inbox.Entry{Thread: th.ID, From: inbox.FromPatient, Channel: inbox.SMS, Key: "SM1", Text: phi.NewText("Hello"), Urgency: triage.Emergency}
		first := h.add(e)
		again := h.add(e)
		if again.ID != first.ID || again.Key != "SM1" || first.Seq != 1 {
			t.Errorf("places %d and %d", first.Seq, again.Seq)
		}
		other := h.texts("+12185550124")
		e.Thread = other.ID
		if h.add(e).ID == first.ID {
			t.Error("another thread's entry")
		}
		if now := h.now(th.ID); now.Urgency != triage.Emergency || now.Seq != 1 {
			t.Errorf("the thread is %s with %d entries", now.Urgency, now.Seq)
		}
	})
}

// Whatever somebody says is kept as it was said, and is in no file.
func TestAnyWords(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		h := openHouse(t, dsn)
		th := h.chat("k")
		long := strings.Repeat("ababab acacac adadad aeaeae ", 2500)
		for _, words := range []string{long, "\x00\x01\x1b[31m", "'; DROP TABLE entry; --", "<script>alert(1)</script>", "\xff\xfe", "¿Dónde está? 你好 مرحبا", strings.Repeat("z", 100_000)} {
			if e := h.says(th, words); h.all(th.ID)[e.Seq-1].Text.Reveal() != words {
				t.Errorf("%.20q is kept as something else", words)
			}
		}
		var many strings.Builder
		for n := range 3000 {
			_, _ = fmt.Fprintf(&many, "word%c%c%c ", 'a'+n%26, 'a'+n/26%26, 'a'+n/676)
		}
		h.says(th, many.String())
	})
}

// Staff find a thread by words that were said in it, by a name, or by its number.
func TestSearch(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		h := openHouse(t, dsn)
		one, two := h.texts(number), h.chat("k")
		h.says(one, "Mi rodilla me DUELE mucho, señora")
		h.says(two, "It's my knee; mucho pain")
		h.identify(two.ID, "s", "", "Élodie", "Quill-Marsh")
		for words, want := range map[string][]inbox.ThreadID{
			"duele": {one.ID}, "mucho": {one.ID, two.ID}, "SENORA Mucho": {one.ID}, "knee duele": nil, "elodie": {two.ID}, "quill": {two.ID}, "it’s": {two.ID},
			"(218) 555-0123": {one.ID}, "+12185550123": {one.ID}, "(218) 555-0199": nil, "my knee": {two.ID},
		} {
			items, err := h.List(ctx, rita, inbox.Filter{Words: phi.NewText(words)})
			must(t, err)
			found := map[inbox.ThreadID]bool{}
			for _, i := range items {
				found[i.ID] = true
			}
			for _, i := range want {
				if !found[i] || len(items) != len(want) {
					t.Errorf("%q finds %d threads, want %d", words, len(items), len(want))
				}
			}
			if len(want) == 0 && len(items) > 0 {
				t.Errorf("%q finds %d threads", words, len(items))
			}
		}
		for _, words := range []string{"me", "?", "5"} {
			_, err := h.List(ctx, rita, inbox.Filter{Words: phi.NewText(words)})
			is(t, err, fault.Invalid, "three letters")
		}
		n, err := h.Service.Tally(ctx, ana)
		if must(t, err); n != (inbox.Counts{Open: 2, Unread: 2, Unassigned: 2}) {
			t.Errorf("%+v", n)
		}
	})
}
