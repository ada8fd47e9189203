package frontdesk_test

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"bedside/internal/actor"
	"bedside/internal/attempt"
	"bedside/internal/frontdesk"
	"bedside/internal/inbox"
	"bedside/internal/patient"
	"bedside/internal/practice"
	"bedside/internal/store"
	"bedside/internal/testkit"
	"bedside/internal/tx"
)

// work runs what is due of the codes.
func (h *house) work() {
	h.Helper()
	due, err := h.Jobs().Claim(context.Background(), []string{frontdesk.CodeJob}, 10, time.Minute)
	must(h, err)
	for _, c := range due {
		must(h, h.desk.SendCode(context.Background(), c))
	}
}

var six = regexp.MustCompile(`\d{6}`)

// code is the one that was texted last, "" for none.
func (h *house) code() string {
	if n := len(h.line.sent); n > 0 {
		return six.FindString(h.line.sent[n-1].text)
	}
	return ""
}

func (h *house) consent(i patient.ID, yes bool) {
	h.Helper()
	must(h, h.Do(context.Background(), actor.System(), func(x tx.Tx) error {
		p, err := h.patients.Get(context.Background(), x, i)
		if err != nil {
			return err
		}
		return h.patients.SetConsent(context.Background(), x, p.Contacts[0].ID, yes, patient.Said{How: "staff", For: []patient.Purpose{patient.Reminders}})
	}))
}

// coded is a house whose practice asks for a code before a visit is cancelled and where records are asked for, with Maria,
// who agreed to texts.
func coded(t testing.TB) (*house, patient.ID) {
	h := openHouse(t, testkit.SQLite(t))
	maria := h.known("Maria", "Lopez", "1958-03-03", "218-555-0123", "2026-12-01", "10:00", "Marlow")
	h.consent(maria, true)
	h.changeDesk(func(d *practice.Desk) { d.Codes = []string{"cancel", "records"} })
	return h, maria
}

var (
	cancels = []string{"I need to cancel my appointment", "Maria Lopez", "3/3/1958"}
	records = []string{"I need my medical records", "the lab report, to my address", "Maria Lopez", "3/3/1958"}
)

const onItsWay = "If a cell phone is on file for you, a text with six digits is on its way to it. What are the digits?"

// TestACodeGoesToTheNumberOnFile and only who can say it goes on; it is good once.
func TestACodeGoesToTheNumberOnFile(t *testing.T) {
	h, _ := coded(t)
	c := h.call(frontdesk.Voice, "+12185550166")
	if got := c.tell(cancels); got != onItsWay {
		t.Fatal(got)
	}
	if len(h.line.sent) > 0 {
		t.Error("it was sent within the turn")
	}
	h.work()
	if n := len(h.line.sent); n != 1 || h.line.sent[0].to != "+12185550123" || h.code() == "" || strings.Contains(h.line.sent[0].text, "Maria") {
		t.Fatalf("%d texts: %+v", n, h.line.sent)
	}
	if got := c.say("000000"); !strings.Contains(got, "Those are not the digits.") || strings.Contains(got, "December") {
		t.Error(got)
	}
	if got := c.say("it is " + strings.Join(strings.Split(h.code(), ""), " ")); !strings.Contains(got, "So I cancel your visit on Tuesday, December 1") {
		t.Error(got)
	}
	again := h.call(frontdesk.Voice, "+12185550166")
	again.tell(cancels)
	if got := again.say(h.code()); strings.Contains(got, "December") { // the new one is another, and this one was for another call
		t.Error("a code was good twice:", got)
	}
}

// TestACodeIsKeyed on the telephone.
func TestACodeIsKeyed(t *testing.T) {
	h, _ := coded(t)
	c := h.call(frontdesk.Voice, "+12185550166")
	c.tell(cancels)
	if c.last.Expect.NumDigits != 6 {
		t.Errorf("%d keys are expected", c.last.Expect.NumDigits)
	}
	h.work()
	if got := c.send(frontdesk.Turn{Digits: h.code(), Heard: true}); !strings.Contains(got, "So I cancel your visit") {
		t.Error(got)
	}
}

// TestACodeEnds after three wrong ones, after ten minutes, and where nothing came; then staff find out who they are.
func TestACodeEnds(t *testing.T) {
	for name, x := range map[string]struct {
		prepare func(h *house)
		say     func(h *house) []string
	}{
		"three wrong":  {func(*house) {}, func(h *house) []string { return []string{"111 111", "222222", "333333"} }},
		"the fourth":   {func(*house) {}, func(h *house) []string { return []string{"111 111", "222222", "333333", h.code()} }},
		"too late":     {func(h *house) { h.clock.Advance(11 * time.Minute) }, func(h *house) []string { return []string{h.code()} }},
		"nothing came": {func(*house) {}, func(h *house) []string { return []string{"nothing came"} }},
	} {
		h, _ := coded(t)
		c := h.call(frontdesk.Chat, "")
		c.tell(cancels)
		h.work()
		x.prepare(h)
		if got := c.tell(x.say(h)); strings.Contains(got, "December") || c.last.State == "cancel.confirm" {
			t.Errorf("%s: %s", name, got)
		}
		if len(h.booked()) != 1 {
			t.Errorf("%s: the visit is gone", name)
		}
	}
}

// TestARequestGoesToStaffWithOrWithoutACode and says which.
func TestARequestGoesToStaffWithOrWithoutACode(t *testing.T) {
	for code, want := range map[bool]string{true: "The code that went to a number on file was right.", false: "No code was given: find out who they are"} {
		h, maria := coded(t)
		c := h.call(frontdesk.Chat, "+12185550166")
		c.tell(records)
		h.work()
		if code {
			c.say(h.code())
		} else {
			c.say("I didn't get it")
		}
		var tasks []inbox.TaskItem
		tasks, err := h.inbox.Tasks(context.Background(), h.ana, inbox.TaskFilter{})
		must(t, err)
		if len(tasks) != 1 || !strings.Contains(tasks[0].Text.Reveal(), want) || (tasks[0].Patient == maria) != code {
			t.Errorf("%v: %d tasks, %+v", code, len(tasks), tasks)
		}
	}
}

// TestNoCodeTellsWhoIsOnFile: whoever there is and whatever number, the words and the work of every turn are the same.
func TestNoCodeTellsWhoIsOnFile(t *testing.T) {
	turns := append(append([]string{}, records...), "123 456", "654321", "nothing came")
	tell := func(prepare func(*house)) (all []string, sent int) {
		h := openHouse(t, testkit.SQLite(t))
		h.changeDesk(func(d *practice.Desk) { d.Codes = []string{"records"} })
		prepare(h)
		h.call(frontdesk.Chat, "").say("hello")
		c := h.call(frontdesk.Chat, "+12185550166")
		for _, said := range turns {
			before := h.Work()
			words := c.say(said)
			after := h.Work()
			all = append(all, fmt.Sprint(words, c.last.State, store.Work{Statements: after.Statements - before.Statements, Opened: after.Opened - before.Opened}))
			h.work()
		}
		return all, len(h.line.sent)
	}
	known := func(h *house) patient.ID { return h.known("Maria", "Lopez", "1958-03-03", "218-555-0123", "", "", "") }
	want, none := tell(func(*house) {})
	if none != 0 {
		t.Errorf("%d texts for nobody", none)
	}
	for name, x := range map[string]struct {
		prepare func(*house)
		texts   int
	}{
		"a number that takes texts": {func(h *house) { h.consent(known(h), true) }, 1},
		"no consent":                {func(h *house) { known(h) }, 0},
		"somebody said stop": {func(h *house) {
			h.consent(known(h), true)
			h.call(frontdesk.SMS, "+12185550123").say("STOP")
		}, 0},
	} {
		got, texts := tell(x.prepare)
		if texts != x.texts {
			t.Errorf("%s: %d texts", name, texts)
		}
		for n := range want {
			if got[n] != want[n] {
				t.Errorf("%s, turn %d:\n got %s\nwant %s", name, n, got[n], want[n])
			}
		}
	}
}

// TestNobodysTelephoneIsFlooded: four codes a day, to the same words.
func TestNobodysTelephoneIsFlooded(t *testing.T) {
	h, _ := coded(t)
	for n := range 7 {
		c := h.call(frontdesk.Chat, "+12185550166")
		if got := c.tell(cancels); got != onItsWay {
			t.Fatalf("%d: %s", n, got)
		}
		h.work()
	}
	if n := len(h.line.sent); n != 4 {
		t.Errorf("%d texts", n)
	}
}

// TestACodeIsSentOnceAtMost: where the program died, it is not sent again; where nobody knows, it is good if it came.
func TestACodeIsSentOnceAtMost(t *testing.T) {
	h, _ := coded(t)
	h.line.result = attempt.Unknown
	c := h.call(frontdesk.Chat, "")
	c.tell(cancels)
	h.work()
	h.clock.Advance(2 * time.Minute)
	h.work()
	if n := len(h.line.sent); n != 1 {
		t.Errorf("%d texts", n)
	}
	if got := c.say(h.code()); !strings.Contains(got, "So I cancel your visit") {
		t.Error(got)
	}
	h, _ = coded(t)
	h.line.off = true // no line: who must give a code leaves a message
	if got := h.call(frontdesk.Chat, "").tell(cancels); strings.Contains(got, "December") || !strings.Contains(got, "make sure who you are") {
		t.Error(got)
	}
}
