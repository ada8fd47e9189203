package frontdesk_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"bedside/internal/actor"
	"bedside/internal/frontdesk"
	"bedside/internal/guard"
	"bedside/internal/inbox"
	"bedside/internal/phi"
	"bedside/internal/testkit"
	"bedside/internal/triage"
)

// toConfirm talks until a time of Dr. Marlow's on Tuesday of next week is read back.
func (c *call) toConfirm(n int) {
	c.Helper()
	for _, said := range []string{"I'd like an appointment for my knee", "Tuesday next week at 2 pm with Dr. Marlow", "yes", "Tom Reed" + string(rune('a'+n)), "3/3/1983",
		fmt.Sprintf("tom%d@example.com", n)} {
		c.say(said)
	}
	if c.last.State != "book.confirm" {
		c.Fatalf("the state is %s: %s", c.last.State, c.words(c.last))
	}
}

func TestATurnThatComesAgainGetsTheSameAnswer(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		h := openHouse(t, dsn)
		c := h.call(frontdesk.Chat, "")
		c.toConfirm(0)
		yes := frontdesk.Turn{ID: "the yes", Text: "yes", Heard: true}
		first := c.send(yes)
		effects := c.last.Effects
		if len(effects) != 1 || effects[0].Type != "appointment_booked" {
			t.Fatalf("the effects are %v: %s", effects, first)
		}
		for range 3 { // also after a program that died between the commit and the reply
			if again := c.send(yes); again != first || len(c.last.Effects) != 1 || c.last.Effects[0] != effects[0] || c.last.State != "idle" {
				t.Errorf("the second time: %s %v", again, c.last.Effects)
			}
		}
		if n := len(h.booked()); n != 1 {
			t.Errorf("%d visits are booked", n)
		}
		d, err := h.desk.Transcript(context.Background(), c.channel, c.session, 0)
		must(t, err)
		if n := strings.Count(transcriptOf(t, d), first); n != 1 {
			t.Errorf("the answer stands %d times in the transcript", n)
		}
	})
}

// TestAnIDThatIsUsedForOtherWordsIsAnotherTurn: a page that counts its turns anew swallows nothing, least of all an
// emergency; and each of them may come again.
func TestAnIDThatIsUsedForOtherWordsIsAnotherTurn(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		h := openHouse(t, dsn)
		c := h.call(frontdesk.Chat, "")
		hours := c.send(frontdesk.Turn{ID: "1", Text: "what are your hours"})
		danger := frontdesk.Turn{ID: "1", Text: "I have crushing chest pain"}
		first := c.send(danger)
		if !strings.HasPrefix(first, "Call 911 now.") || c.last.Urgency != triage.Emergency {
			t.Fatalf("an emergency was swallowed: %q", first)
		}
		effects := fmt.Sprint(c.last.Effects)
		if again := c.send(danger); again != first || fmt.Sprint(c.last.Effects) != effects {
			t.Errorf("the second time: %q %v", again, c.last.Effects)
		}
		if again := c.send(frontdesk.Turn{ID: "1", Text: "what are your hours"}); again != hours {
			t.Errorf("what came first is answered by %q", again)
		}
		if quiet := c.send(frontdesk.Turn{ID: "1", Event: frontdesk.Silence}); quiet == hours {
			t.Error("another event was swallowed")
		}
	})
}

func transcriptOf(t testing.TB, d frontdesk.Transcript) string {
	t.Helper()
	var b strings.Builder
	for _, l := range d.Lines {
		text := l.Own.Reveal()
		if l.From != inbox.FromPatient {
			_, body, err := l.Words.For(guard.Patient, frontdesk.Chat, d.Recipient)
			must(t, err)
			text = body
		}
		fmt.Fprintf(&b, "%d %s %s: %s\n", l.Seq, l.From, l.Who, text)
	}
	return b.String()
}

func TestOneTimeIsGivenOnce(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		h := openHouse(t, dsn)
		const callers = 8
		var all []*call
		for n := range callers {
			c := h.call(frontdesk.Chat, "")
			c.toConfirm(n)
			all = append(all, c)
		}
		var wg sync.WaitGroup
		said := make([]string, callers)
		for n, c := range all {
			wg.Go(func() {
				r, err := h.desk.Turn(context.Background(), frontdesk.Turn{Channel: c.channel, Session: c.session, ID: "yes", Text: "yes", Heard: true})
				if err == nil {
					_, said[n], err = r.Words.For(guard.Patient, frontdesk.Chat, r.Recipient)
				}
				if err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		booked, taken := 0, 0
		for _, s := range said {
			booked += strings.Count(s, "is booked")
			taken += strings.Count(s, "just taken")
		}
		if visits := h.booked(); booked != len(visits) || booked+taken != callers || booked != 1 {
			t.Errorf("%d were told that it is booked and %d that it was taken; %d visits stand: %q", booked, taken, len(visits), said)
		}
	})
}

// TestAnEmergencyIsAnsweredWhateverFails takes away one thing after the other.
func TestAnEmergencyIsAnsweredWhateverFails(t *testing.T) {
	for name, fail := range map[string]func(h *house){
		"nothing":         func(h *house) {},
		"the guard":       func(h *house) { h.guard.fail = func() { panic("a name: Maria") } },
		"the database":    func(h *house) { must(h, h.Close()) },
		"the on-call":     func(h *house) { h.desk.OnCall = nil },
		"the inbox":       func(h *house) { h.desk.Inbox = nil },
		"the practice":    func(h *house) { h.desk.Practice = nil },
		"the schedule":    func(h *house) { h.desk.Visits = nil },
		"everything else": func(h *house) { h.desk.Deps = frontdesk.Deps{Log: h.desk.Log, Triage: h.desk.Triage} },
	} {
		t.Run(name, func(t *testing.T) {
			h := openHouse(t, testkit.SQLite(t))
			fail(h)
			for _, x := range []struct{ channel, text, want string }{
				{frontdesk.Voice, "I have crushing chest pain", "Call 911 now."},
				{frontdesk.Chat, "me duele mucho el pecho y no puedo respirar", "Llame al 911 ahora."},
				{frontdesk.SMS, "I want to kill myself", "988"},
			} {
				c := h.call(x.channel, "+12185550111")
				got := c.say(x.text)
				if first, _, _ := strings.Cut(got, "."); !strings.Contains(first+".", x.want) || !c.last.Hold || c.last.Urgency != triage.Emergency {
					t.Errorf("on %s: %q %+v", x.channel, got, c.last.Urgency)
				}
			}
		})
	}
}

func TestAnApologyIsSaidWhenTheRestFails(t *testing.T) {
	h := openHouse(t, testkit.SQLite(t))
	c := h.call(frontdesk.Chat, "")
	h.guard.fail = func() { panic("somebody's words") }
	if got := c.say("hello"); !strings.Contains(got, "something is wrong on our side") {
		t.Error(got)
	}
	h.guard.fail = nil
	if got := c.say("what is your phone number"); !strings.Contains(got, "(218) 555-0100") {
		t.Error(got)
	}
}

func TestATurnNeedsAChannelASessionAndAnID(t *testing.T) {
	h := openHouse(t, testkit.SQLite(t))
	for _, in := range []frontdesk.Turn{{}, {Channel: "fax", Session: "1", ID: "1"}, {Channel: frontdesk.Chat, ID: "1"}, {Channel: frontdesk.Chat, Session: "1"}} {
		if _, err := h.desk.Turn(context.Background(), in); err == nil {
			t.Errorf("%+v was answered", in)
		}
	}
}

// TestNobodyLearnsWhetherANeighbourIsAPatient holds every reply to somebody who tries a patient's name against those to
// somebody who tries one that nobody has.
func TestNobodyLearnsWhetherANeighbourIsAPatient(t *testing.T) {
	tries := []string{"when is my next appointment", "Maria Lopez", "3/3/1958", "Maria Lopez", "3/4/1958", "cancel my appointment", "Maria Lopez", "3/3/1958",
		"just a message", "is Maria there?", "Sue Neighbor", "218 555 0166"}
	told := func(prepare func(*house)) (all []string) {
		h := openHouse(t, testkit.SQLite(t))
		prepare(h)
		c := h.call(frontdesk.Chat, "")
		for _, text := range tries {
			words := c.say(text)
			r := c.last
			all = append(all, fmt.Sprint(words, r.State, r.Slots, len(r.Effects), r.Urgency, r.Silent, r.Expect, r.Transfer == nil, r.Hangup))
		}
		return all
	}
	none := told(func(*house) {})
	for name, there := range map[string]func(*house){
		"a patient without visits": func(h *house) { h.known("Maria", "Lopez", "1958-03-03", "218-555-0123", "", "", "") },
		"two of the name and day": func(h *house) {
			h.known("Maria", "Lopez", "1958-03-03", "218-555-0123", "2026-12-01", "10:00", "Marlow")
			h.known("Maria", "Lopez", "1958-03-03", "218-555-0124", "2026-12-02", "10:00", "Osei")
		},
		"another birth date": func(h *house) {
			h.known("Maria", "Lopez", "1958-03-05", "218-555-0123", "2026-12-01", "10:00", "Marlow")
		},
	} {
		for n, got := range told(there) {
			if got != none[n] {
				t.Errorf("%s, turn %d:\n got %s\nwant %s", name, n, got, none[n])
			}
		}
	}
}

func TestANumberMayTryOnlySoOftenADay(t *testing.T) {
	h := openHouse(t, testkit.SQLite(t))
	h.known("Maria", "Lopez", "1958-03-03", "218-555-0123", "2026-12-01", "10:00", "Marlow")
	try := func(day string) string {
		c := h.call(frontdesk.Chat, "+12185550166")
		c.say("when is my next appointment")
		c.say("Maria Lopez")
		return c.say(day)
	}
	for n := range 8 {
		if got := try(fmt.Sprintf("3/%d/1958", 10+n)); !strings.Contains(got, "cannot find a visit") {
			t.Fatal(got)
		}
	}
	if got := try("3/3/1958"); !strings.Contains(got, "cannot find a visit") {
		t.Error("the ninth try of a day was taken:", got)
	}
	h.clock.Advance(24 * time.Hour)
	if got := try("3/3/1958"); !strings.Contains(got, "You have a visit") {
		t.Error("nor on the next day:", got)
	}
}

func TestOnlyFailuresAreCountedAndAStrangerLocksNobodyOut(t *testing.T) {
	h := openHouse(t, testkit.SQLite(t))
	h.known("Maria", "Lopez", "1958-03-03", "218-555-0123", "2026-12-01", "10:00", "Marlow")
	try := func(from, name, born string) string {
		c := h.call(frontdesk.Chat, from)
		c.say("when is my next appointment")
		c.say(name)
		return c.say(born)
	}
	for n := range 10 {
		if got := try("+12185550123", "Maria Lopez", "3/3/1958"); !strings.Contains(got, "You have a visit") {
			t.Fatalf("success %d counted as a failure: %s", n, got)
		}
	}
	for n := range 12 { // the stranger spells it in two ways, each time in a chat of its own
		try("", []string{"Maria Lopez", "Maria Lopes"}[n%2], fmt.Sprintf("3/%d/1958", 10+n))
	}
	if got := try("+12185550123", "Maria Lopez", "3/3/1958"); !strings.Contains(got, "You have a visit") {
		t.Error("a stranger locked the patient out:", got)
	}
	for n := range 18 {
		try("", "Maria Lopes", fmt.Sprintf("3/%d/1957", 1+n))
	}
	if got := try("", "Maria Lopez", "3/3/1958"); strings.Contains(got, "You have a visit") {
		t.Error("a name may be tried without end")
	}
}

func TestAPersonTakesOverWhileBedsideIsAboutToSpeak(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		h := openHouse(t, dsn)
		c := h.call(frontdesk.Chat, "")
		c.say("I'd like an appointment for my knee")
		h.take(c.last.Thread)
		if got := c.say("are you there?"); got != "" || !c.last.Silent {
			t.Errorf("Bedside spoke: %q", got)
		}
		_, err := h.inbox.Reply(context.Background(), h.ana, c.last.Thread, h.thread(c.last.Thread).Version, "k1", phi.NewText("Yes, I am here now."))
		must(t, err)
		d, err := h.desk.Transcript(context.Background(), c.channel, c.session, 0)
		must(t, err)
		if text := transcriptOf(t, d); d.Owner != "Ana" || !strings.Contains(text, "staff Ana: Yes, I am here now.") || !strings.Contains(text, "patient : are you there?") {
			t.Errorf("%q %s", d.Owner, text)
		}
		h.handBack(c.last.Thread)
		if got := c.say("tomorrow"); !strings.Contains(got, "Which one suits you?") {
			t.Error(got)
		}
	})
}

func TestStaffSeeWhatGoesOn(t *testing.T) {
	h := openHouse(t, testkit.SQLite(t))
	c, other := h.call(frontdesk.Chat, ""), h.call(frontdesk.Voice, "+12185550111")
	c.say("I'd like an appointment for my knee")
	h.clock.Advance(time.Minute)
	other.say("I have crushing chest pain")
	h.clock.Advance(time.Minute)
	c.say("tomorrow")
	all, err := h.desk.Live(context.Background(), h.ana)
	must(t, err)
	if len(all) != 2 || all[0].Channel != frontdesk.Voice || all[0].Urgency != triage.Emergency || all[1].State != "choosing a time" || all[1].Line.Reveal() != "tomorrow" {
		t.Fatalf("%+v", all)
	}
	d, err := h.desk.Conversation(context.Background(), h.ana, all[1].ID)
	must(t, err)
	if len(d.Turns) != 4 || d.Turns[0].Why == nil || d.Turns[0].Why.Intent != "book" || d.Turns[2].Why.Before != "book.date" || d.Turns[2].Why.After != "book.time" || d.Turns[1].Why != nil {
		t.Errorf("%+v", d.Turns)
	}
	for _, by := range []actor.Actor{actor.Visitor(), {}} {
		if _, err := h.desk.Live(context.Background(), by); err == nil {
			t.Errorf("%v saw it", by)
		}
		if _, err := h.desk.Conversation(context.Background(), by, all[1].ID); err == nil {
			t.Errorf("%v saw it", by)
		}
	}
	h.clock.Advance(time.Hour)
	if all, err = h.desk.Live(context.Background(), h.ana); err != nil || len(all) != 0 {
		t.Errorf("%v %v", all, err)
	}
}

func TestALongTurnIsKeptWholeAndReadForEmergencies(t *testing.T) {
	h := openHouse(t, testkit.SQLite(t))
	c := h.call(frontdesk.Chat, "")
	text := strings.Repeat("I would like to tell you about my garden and the lake. ", 180) + "I have crushing chest pain now."
	if got := c.say(text); !strings.HasPrefix(got, "Call 911 now.") {
		t.Error(got)
	}
	d, err := h.desk.Transcript(context.Background(), c.channel, c.session, 0)
	must(t, err)
	if len(d.Lines) != 2 || d.Lines[0].Own.Reveal() != text {
		t.Error("not all of it was kept")
	}
}

func TestWhatAPatientDoesIsLoggedAsTheirs(t *testing.T) {
	h := openHouse(t, testkit.SQLite(t))
	who := h.known("Maria", "Lopez", "1958-03-03", "218-555-0123", "2026-12-01", "10:00", "Marlow")
	c := h.call(frontdesk.Chat, "")
	for _, said := range []string{"cancel my appointment", "Maria Lopez", "3/3/1958", "yes"} {
		c.say(said)
	}
	if len(c.last.Effects) != 1 || c.last.Effects[0].Type != "appointment_cancelled" {
		t.Fatalf("%v", c.last.Effects)
	}
	all, err := h.findEvents("cancelled")
	must(t, err)
	if len(all) != 1 || all[0].By != actor.Verified(string(who)) {
		t.Errorf("%+v", all)
	}
	if len(h.booked()) != 0 {
		t.Error("the visit still stands")
	}
	if read, err := h.findEvents("read"); err != nil || len(read) == 0 {
		t.Errorf("no disclosure was entered: %v", err)
	}
}
