package elsewhere_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"bedside/internal/actor"
	"bedside/internal/elsewhere"
	"bedside/internal/fault"
	"bedside/internal/hl7"
	"bedside/internal/schedule"
	"bedside/internal/testkit"
	"bedside/internal/tx"
)

// siu writes a message of the hospital: an event about the visit "filler", from and to on the Tuesday, said at a minute.
type siu struct {
	event, filler, placer, status string
	from, to                      string // "0900"
	said                          int
	provider, room                string
	control                       string
	patient                       string
}

func (s siu) String() string {
	if s.control == "" {
		s.control = fmt.Sprintf("%s-%s-%d", s.event, s.filler, s.said)
	}
	if s.provider == "" {
		s.provider = "D100"
	}
	if s.patient == "" {
		s.patient = "Nobody^Known||19610704"
	}
	out := fmt.Sprintf("MSH|^~\\&|HOSPITAL|LAKE|BEDSIDE||20481123%02d%02d00||SIU^%s^SIU_S12|%s|P|2.5.1\r", 12+s.said/60, s.said%60, s.event, s.control)
	timing := ""
	if s.from != "" {
		timing = "^^30^20481124" + s.from + "^20481124" + s.to
	}
	out += fmt.Sprintf("SCH|%s|%s^HOSPITAL|||||||||%s||||||||||||||%s\r", s.placer, s.filler, timing, s.status)
	out += "PID|1||55^^^LAKE^MR||" + s.patient + "||||||(518) 555-0177\rRGS|1|A\rAIP|1|A|" + s.provider + "^Marlow^Test\r"
	if s.room != "" {
		out += "AIL|1|A|" + s.room + "\r"
	}
	return out
}

// hear gives a message to the house and returns the code of its answer.
func (h *house) hear(m string) string {
	h.Helper()
	back := h.Receive(context.Background(), "hospital", []byte(m))
	ack, err := hl7.Parse(back)
	must(h, err)
	return ack.First("MSA").Get(1, 1)
}

// connect sets up the interface of the hospital, which knows the first provider as D100.
func (h *house) connect(change func(*elsewhere.Interface)) {
	h.Helper()
	ctx := context.Background()
	must(h, h.Ready(ctx, "hospital"))
	i := h.state().Interface
	if change != nil {
		change(&i)
	}
	must(h, h.SaveInterface(ctx, owner, i))
	must(h, h.Map(ctx, owner, "hospital", elsewhere.Mapping{Kind: elsewhere.MapProvider, Code: "D100", Target: string(h.who[0])}))
}

func (h *house) state() (out elsewhere.State) {
	h.Helper()
	must(h, h.View(context.Background(), owner, func(t tx.Tx) error {
		all, err := h.Interfaces(context.Background(), t)
		if err == nil {
			out = all[0]
		}
		return err
	}))
	return out
}

func (h *house) visit(i schedule.ID) (a schedule.Appointment) {
	h.Helper()
	must(h, h.View(context.Background(), desk, func(t tx.Tx) (err error) {
		a, err = h.visits.Get(context.Background(), t, i)
		return err
	}))
	return a
}

// The other book's visits take time, in whatever order word of them comes, and once.
func TestVisitsElsewhere(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		h := open(t, dsn)
		h.connect(nil)
		book := siu{event: "S12", filler: "F1", from: "0900", to: "0930", said: 1, status: "Booked"}
		for _, c := range []struct {
			name string
			m    siu
			ack  string
			free map[time.Time]bool
		}{
			{"booked", book, "AA", map[time.Time]bool{at(9, 0): false, at(9, 30): true}},
			{"the same again", book, "AA", map[time.Time]bool{at(9, 0): false, at(9, 30): true}},
			{"another with its number", func() siu { b := book; b.to = "1000"; b.control = "S12-F1-1"; return b }(), "AE", map[time.Time]bool{at(9, 0): false, at(9, 30): true}},
			{"moved", siu{event: "S13", filler: "F1", from: "1400", to: "1430", said: 5}, "AA", map[time.Time]bool{at(9, 0): true, at(14, 0): false}},
			{"an older change comes late", siu{event: "S14", filler: "F1", from: "0900", to: "0930", said: 3}, "AA", map[time.Time]bool{at(9, 0): true, at(14, 0): false}},
			{"cancelled", siu{event: "S15", filler: "F1", said: 9}, "AA", map[time.Time]bool{at(14, 0): true}},
			{"moved, late", siu{event: "S13", filler: "F1", from: "1400", to: "1430", said: 6}, "AA", map[time.Time]bool{at(14, 0): true}},
			{"cancelled before it was booked", siu{event: "S15", filler: "F2", said: 20}, "AA", nil},
			{"and booked after", siu{event: "S12", filler: "F2", from: "1000", to: "1030", said: 19}, "AA", map[time.Time]bool{at(10, 0): true}},
			{"moved before it was booked", siu{event: "S13", filler: "F3", from: "1100", to: "1130", said: 31}, "AA", map[time.Time]bool{at(11, 0): false}},
			{"and booked after", siu{event: "S12", filler: "F3", from: "1000", to: "1030", said: 30}, "AA", map[time.Time]bool{at(10, 0): true, at(11, 0): false}},
			{"blocked", siu{event: "S23", filler: "B1", from: "1500", to: "1700", said: 40}, "AA", map[time.Time]bool{at(15, 0): false, at(16, 30): false}},
			{"unblocked", siu{event: "S24", filler: "B1", said: 41}, "AA", map[time.Time]bool{at(15, 0): true}},
			{"by its status", siu{event: "S14", filler: "F3", from: "1100", to: "1130", said: 42, status: "Cancelled"}, "AA", map[time.Time]bool{at(11, 0): true}},
			{"by a clock that is wrong by years", func() siu { b := book; b.filler, b.control = "F9", "wrong"; return b }(), "AA", map[time.Time]bool{at(9, 0): false}},
			{"and put right", siu{event: "S15", filler: "F9", said: 45}, "AA", map[time.Time]bool{at(9, 0): true}},
			{"discontinued", siu{event: "S16", filler: "F3", said: 43}, "AA", nil},
			{"did not come", siu{event: "S26", filler: "F3", said: 44}, "AA", nil},
		} {
			text := c.m.String()
			if c.m.control == "wrong" {
				text = strings.Replace(text, "||20481123", "||20991231", 1)
			}
			if got := h.hear(text); got != c.ack {
				t.Errorf("%s: answered %s", c.name, got)
			}
			h.work()
			for start, free := range c.free {
				if got := h.free(h.who[0], start); got != free {
					t.Errorf("%s: %s is free: %t", c.name, start, got)
				}
			}
		}
		if got := h.tasks(); len(got) != 0 {
			t.Errorf("%q", got)
		}
	})
}

// Whom nobody knows is asked about once; what was held counts as soon as somebody has said it.
func TestUnknownProvider(t *testing.T) {
	ctx := context.Background()
	h := open(t, testkit.SQLite(t))
	h.connect(nil)
	for i := range 3 {
		if got := h.hear(siu{event: "S12", filler: fmt.Sprint("X", i), from: "0900", to: "0930", said: i, provider: "D200"}.String()); got != "AA" {
			t.Fatal(got)
		}
		h.work()
	}
	if got := h.tasks(); len(got) != 1 || !strings.Contains(got[0], "a provider “D200”") {
		t.Errorf("%q", got)
	}
	if st := h.state(); st.Counts.Held != 3 || !h.free(h.who[1], at(9, 0)) {
		t.Errorf("%+v", st.Counts)
	}
	must(t, h.Map(ctx, owner, "hospital", elsewhere.Mapping{Kind: elsewhere.MapProvider, Code: "d200", Target: string(h.who[1])}))
	h.work()
	if st := h.state(); st.Counts.Held != 0 || h.free(h.who[1], at(9, 0)) {
		t.Errorf("%+v", st.Counts)
	}
	must(t, h.Map(ctx, owner, "hospital", elsewhere.Mapping{Kind: elsewhere.MapProvider, Code: "D300", Target: elsewhere.Nothing}))
	if h.hear(siu{event: "S12", filler: "Y", from: "1000", to: "1030", said: 50, provider: "D300"}.String()); len(h.tasks()) != 1 {
		t.Errorf("%q", h.tasks())
	}
}

// A room that is matched is taken, and a patient who is on file by name, birth date and phone is not in two places.
func TestRoomAndPatient(t *testing.T) {
	ctx := context.Background()
	h := open(t, testkit.SQLite(t))
	h.connect(nil)
	must(t, h.Map(ctx, owner, "hospital", elsewhere.Mapping{Kind: elsewhere.MapRoom, Code: "ELM^1", Target: string(h.room)}))
	must(t, h.Map(ctx, owner, "hospital", elsewhere.Mapping{Kind: elsewhere.MapProvider, Code: "D300", Target: elsewhere.Nothing}))
	if h.hear(siu{event: "S12", filler: "R", from: "1000", to: "1030", said: 1, provider: "D300", room: "ELM^1^BED2"}.String()) != "AA" {
		t.Fatal("refused")
	}
	h.work()
	if h.free(h.who[0], at(10, 0)) || h.free(h.who[1], at(10, 0)) || !h.free(h.who[0], at(10, 30)) {
		t.Error("the room is not taken")
	}
	r := h.request(h.who[1], at(16, 0))
	r.Person.Name, r.Person.Phone = name("Agnes", "Tester"), phone("+15185550177")
	a, err := h.visits.Book(ctx, actor.Visitor(), r)
	must(t, err)
	h.hear(siu{event: "S12", filler: "P", from: "1100", to: "1130", said: 2, patient: "Tester^Agnes||" + strings.ReplaceAll(r.Person.Birth.Reveal(), "-", "")}.String())
	h.work()
	again := h.request(h.who[1], at(11, 0))
	again.Person, again.Patient = r.Person, a.Patient
	if _, err := h.visits.Book(ctx, desk, again); !fault.Is(err, fault.Conflict) || !strings.Contains(fault.Message(err), "already has a visit") {
		t.Errorf("%v", err)
	}
	again.Start = at(11, 30)
	if _, err := h.visits.Book(ctx, desk, again); err != nil {
		t.Error(err)
	}
}

// What cannot be taken is refused with the reason, and nothing of it is kept.
func TestMessagesAreRefused(t *testing.T) {
	h := open(t, testkit.SQLite(t))
	h.connect(nil)
	good := siu{event: "S12", filler: "F", from: "0900", to: "0930"}.String()
	for name, c := range map[string]struct{ in, ack, says string }{
		"not HL7":     {"hello", "AR", "MSH"},
		"another":     {strings.Replace(good, "SIU^S12^SIU_S12", "ADT^A01", 1), "AR", "Only scheduling messages"},
		"event":       {strings.Replace(good, "SIU^S12", "SIU^S99", 1), "AR", "This event"},
		"no number":   {strings.Replace(good, "|S12-F-0|", "||", 1), "AR", "MSH-10"},
		"no SCH":      {strings.Replace(good, "SCH|", "ZCH|", 1), "AE", "one SCH segment"},
		"no identity": {strings.Replace(good, "F^HOSPITAL", "", 1), "AE", "SCH-1 and SCH-2 are empty"},
		"no time":     {siu{event: "S12", filler: "F"}.String(), "AE", "when the visit begins"},
		"no end":      {siu{event: "S12", filler: "F", from: "0900", to: "x"}.String(), "", ""},
		"backwards":   {siu{event: "S12", filler: "F", from: "0900", to: "0830"}.String(), "AE", "ends before it begins"},
	} {
		if c.ack == "" {
			continue
		}
		ack, err := hl7.Parse(h.Receive(context.Background(), "hospital", []byte(c.in)))
		must(t, err)
		if msa := ack.First("MSA"); msa.Get(1, 1) != c.ack || !strings.Contains(msa.Get(3, 1), c.says) || ack.First("ERR").Get(8, 1) != msa.Get(3, 1) {
			t.Errorf("%s: %q", name, msa.Get(3, 1))
		}
		if st := h.state(); len(st.Last) != 0 || !strings.Contains(st.Refused, c.says) {
			t.Errorf("%s: %d kept, %q", name, len(st.Last), st.Refused)
		}
	}
	if back := h.Receive(context.Background(), "nobody", []byte(good)); back != nil {
		t.Errorf("%s", back)
	}
}

// owning sets up an interface whose system owns the book.
func owning(i *elsewhere.Interface) { i.Owns, i.Sends = true, true }

// Where the other system owns the book, a visit is a request until it agrees.
func TestRequested(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		h := open(t, dsn)
		h.connect(owning)
		a, err := h.visits.Book(ctx, actor.Visitor(), h.request(h.who[0], at(9, 0)))
		must(t, err)
		if a.Status != schedule.Pending || h.free(h.who[0], at(9, 0)) {
			t.Fatalf("%s", a.Status)
		}
		other, err := h.visits.Book(ctx, actor.Visitor(), h.request(h.who[1], at(11, 0)))
		must(t, err)
		if other.Status != schedule.Booked {
			t.Errorf("whom nobody else keeps a book for: %s", other.Status)
		}
		h.work()
		if got := h.visit(a.ID).Status; got != schedule.Booked || len(h.line.got) != 1 {
			t.Fatalf("%s after %d messages", got, len(h.line.got))
		}
		m, err := hl7.Parse([]byte(h.line.got[0]))
		must(t, err)
		sch := m.First("SCH")
		if m.First("MSH").Get(9, 2) != "S12" || len(m.First("MSH").Get(10, 1)) != 20 || sch.Get(1, 1) != string(a.ID) || sch.Get(25, 1) != "Pending" || m.First("AIP").Get(3, 1) != "D100" ||
			m.First("TQ1").Get(7, 1) != "20481124090000-0500" || sch.Get(11, 5) != "20481124093000-0500" || m.First("PID").Get(5, 1) == "" {
			t.Errorf("%q", h.line.got[0])
		}

		moved, err := h.visits.Move(ctx, desk, schedule.Move{ID: a.ID, Start: at(15, 0)})
		must(t, err)
		if moved.Status != schedule.Pending {
			t.Errorf("another time is agreed to by nobody: %s", moved.Status)
		}
		h.work()
		if got := h.visit(a.ID).Status; got != schedule.Booked {
			t.Errorf("%s", got)
		}
		_, err = h.visits.Cancel(ctx, desk, a.ID, 0, "patient")
		must(t, err)
		h.work()
		var events []string
		for _, raw := range h.line.got {
			m, err := hl7.Parse([]byte(raw))
			must(t, err)
			events = append(events, m.First("MSH").Get(9, 2)+" "+m.First("SCH").Get(25, 1))
		}
		if got := strings.Join(events, ", "); got != "S12 Pending, S13 Pending, S15 Cancelled" || len(h.tasks()) != 0 {
			t.Errorf("%s, %q", got, h.tasks())
		}
	})
}

// A request that is refused is cancelled with the practice's word; somebody phones.
func TestRequestRefused(t *testing.T) {
	ctx := context.Background()
	for how, refuse := range map[string]func(h *house, a schedule.Appointment){
		"by the answer": func(h *house, _ schedule.Appointment) {
			h.line.answer = func(_ int, m hl7.Message) ([]byte, error) {
				return hl7.Ack(m, hl7.Error, hl7.UnknownKey, "The slot is closed", "1", monday), nil
			}
		},
		"by a message": func(h *house, a schedule.Appointment) {
			h.line.answer = func(int, hl7.Message) ([]byte, error) { return nil, fault.New(fault.Unavailable, "test", "Gone.") }
			if got := h.hear(siu{event: "S15", placer: string(a.ID), filler: "", said: 5}.String()); got != "AA" {
				h.Error(got)
			}
		},
	} {
		t.Run(how, func(t *testing.T) {
			h := open(t, testkit.SQLite(t))
			h.connect(owning)
			a, err := h.visits.Book(ctx, actor.Visitor(), h.request(h.who[0], at(9, 0)))
			must(t, err)
			refuse(h, a)
			h.work()
			last := h.told[len(h.told)-1]
			if got := h.visit(a.ID); got.Status != schedule.Cancelled || got.Why != "practice" || last.Kind != schedule.WasCancelled || !h.free(h.who[0], at(9, 0)) {
				t.Errorf("%s %s", got.Status, got.Why)
			}
			if got := h.tasks(); len(got) != 1 || !strings.Contains(got[0], "“hospital” did not agree to the visit on Tue, November 24, 2048 at 9:00 am EST") || !strings.Contains(got[0], "Phone the patient") {
				t.Errorf("%q", got)
			}
			if st := h.state(); st.Stopped != "" {
				t.Errorf("the interface stands: %q", st.Stopped)
			}
		})
	}
}

// A move that is refused, by an answer or by a message with another time, leaves the visit where it stands in the other
// book: that time is kept until then, the patient hears it, and somebody phones.
func TestMoveRefused(t *testing.T) {
	ctx := context.Background()
	for how, refuse := range map[string]func(h *house, a schedule.Appointment){
		"by the answer": func(h *house, _ schedule.Appointment) {},
		"by a message": func(h *house, a schedule.Appointment) {
			h.hear(siu{event: "S14", placer: string(a.ID), filler: "H1", from: "0900", to: "0930", said: 59, status: "Booked"}.String())
		},
	} {
		t.Run(how, func(t *testing.T) {
			h := open(t, testkit.SQLite(t))
			h.connect(func(i *elsewhere.Interface) { owning(i) })
			h.line.answer = func(_ int, m hl7.Message) ([]byte, error) {
				switch {
				case m.First("MSH").Get(9, 2) == "S12":
					return hl7.Ack(m, hl7.Accept, "", "", "1", monday), nil
				case how == "by the answer":
					return hl7.Ack(m, hl7.Error, hl7.UnknownKey, "The slot is closed", "1", monday), nil
				}
				return nil, fault.New(fault.Unavailable, "test", "Gone.")
			}
			a, err := h.visits.Book(ctx, actor.Visitor(), h.request(h.who[0], at(9, 0)))
			must(t, err)
			h.work()
			for _, to := range []time.Time{at(15, 0), at(9, 30)} { // the second over what it keeps
				if _, err := h.visits.Move(ctx, desk, schedule.Move{ID: a.ID, Start: to}); err != nil {
					t.Fatal(err)
				}
				if h.free(h.who[0], at(9, 0)) {
					t.Error("the old time is not kept")
				}
			}
			refuse(h, a)
			h.work()
			last := h.told[len(h.told)-1]
			if got := h.visit(a.ID); got.Status != schedule.Booked || !got.Start.Equal(at(9, 0)) || last.Before.Status != schedule.Pending || last.After.Status != schedule.Booked {
				t.Errorf("%s at %s", got.Status, got.Start)
			}
			if h.free(h.who[0], at(9, 0)) || !h.free(h.who[0], at(9, 30)) || !h.free(h.who[0], at(15, 0)) {
				t.Error("another time is taken than the visit's")
			}
			if got := h.tasks(); len(got) != 1 || !strings.Contains(got[0], "Phone them") || !strings.Contains(got[0], "9:30 am EST") || !strings.Contains(got[0], "9:00 am EST") {
				t.Errorf("%q", got)
			}
			if st := h.state(); st.Stopped != "" {
				t.Errorf("the interface stands: %q", st.Stopped)
			}
		})
	}
}

// While nobody has agreed to a move, staff put the visit back with one press; after, there is nothing to put back.
func TestPutBack(t *testing.T) {
	ctx := context.Background()
	h := open(t, testkit.SQLite(t))
	h.connect(func(i *elsewhere.Interface) { owning(i) })
	a, err := h.visits.Book(ctx, actor.Visitor(), h.request(h.who[0], at(9, 0)))
	must(t, err)
	h.work()
	a, err = h.visits.Move(ctx, desk, schedule.Move{ID: a.ID, Start: at(9, 30), Provider: h.who[0]})
	must(t, err)
	if _, err := h.visits.PutBack(ctx, desk, a.ID, a.Version-1); !fault.Is(err, fault.Conflict) {
		t.Errorf("another version: %v", err)
	}
	back, err := h.visits.PutBack(ctx, desk, a.ID, a.Version)
	must(t, err)
	if !back.Start.Equal(at(9, 0)) || back.Status != schedule.Pending || !h.free(h.who[0], at(9, 30)) {
		t.Errorf("%s %s", back.Start, back.Status)
	}
	h.work()
	if got := h.visit(a.ID); got.Status != schedule.Booked || len(h.line.got) != 3 {
		t.Errorf("%s after %d messages", got.Status, len(h.line.got))
	}
	if _, err := h.visits.PutBack(ctx, desk, a.ID, 0); !fault.Is(err, fault.Conflict) {
		t.Errorf("nothing to put back: %v", err)
	}
}

// What the other book moves to where it cannot be here stays where it was, with its time.
func TestMoveThatCannotBe(t *testing.T) {
	ctx := context.Background()
	h := open(t, testkit.SQLite(t))
	h.connect(owning)
	a, err := h.visits.Book(ctx, actor.Visitor(), h.request(h.who[0], at(15, 0)))
	must(t, err)
	h.work()
	h.clock.Set(at(12, 0))
	h.hear(siu{event: "S13", placer: string(a.ID), from: "0900", to: "0930", said: 59}.String())
	h.work()
	if got := h.tasks(); len(got) != 1 || !strings.Contains(got[0], "which cannot be had here") {
		t.Errorf("%q", got)
	}
	if got := h.visit(a.ID); !got.Start.Equal(at(15, 0)) || h.free(h.who[0], at(15, 0)) {
		t.Errorf("%s: its time is offered to others", got.Start)
	}
}

// What nobody agrees to within half an hour of opening hours is a task, once; agreement by message confirms.
func TestRequestOverdue(t *testing.T) {
	ctx := context.Background()
	h := open(t, testkit.SQLite(t))
	h.connect(func(i *elsewhere.Interface) { owning(i); i.Confirms = elsewhere.ByMessage })
	h.clock.Set(time.Date(2048, 11, 23, 16, 50, 0, 0, newYork)) // ten minutes before the office closes
	a, err := h.visits.Book(ctx, actor.Visitor(), h.request(h.who[0], at(14, 0)))
	must(t, err)
	h.work()
	h.clock.Set(at(9, 19))
	h.work()
	if got := h.tasks(); len(got) != 0 || h.visit(a.ID).Status != schedule.Pending {
		t.Errorf("too soon: %q", got)
	}
	h.clock.Set(at(9, 20))
	h.work()
	h.work()
	if got := h.tasks(); len(got) != 1 || !strings.Contains(got[0], "“hospital” has not agreed to the visit on Tue, November 24, 2048 at 2:00 pm EST") {
		t.Errorf("%q", got)
	}
	h.hear(siu{event: "S12", placer: string(a.ID) + "^BEDSIDE", filler: "H9", from: "1400", to: "1430", said: 50, status: "Booked"}.String())
	h.work()
	if got := h.visit(a.ID); got.Status != schedule.Booked || !got.Start.Equal(at(14, 0)) {
		t.Errorf("%s", got.Status)
	}
	h.hear(siu{event: "S13", filler: "H9", from: "1530", to: "1600", said: 55}.String())
	h.work()
	if got := h.visit(a.ID); got.Status != schedule.Booked || !got.Start.Equal(at(15, 30)) || !h.free(h.who[0], at(14, 0)) {
		t.Errorf("what they moved is not moved here: %s %s", got.Status, got.Start)
	}
	if len(h.line.got) != 1 {
		t.Errorf("what came from them went back to them: %d messages", len(h.line.got))
	}
}

// What goes out goes in order; what was not answered goes again with its number; what is refused waits for a person.
func TestQueue(t *testing.T) {
	ctx := context.Background()
	h := open(t, testkit.SQLite(t))
	h.connect(func(i *elsewhere.Interface) { i.Sends = true })
	down := true
	h.line.answer = func(_ int, m hl7.Message) ([]byte, error) {
		switch {
		case down:
			return nil, fault.New(fault.Unavailable, "test", "It does not answer.")
		case m.First("MSH").Get(9, 2) == "S13":
			return hl7.Ack(m, hl7.Error, hl7.WrongType, "", "1", monday), nil
		}
		return hl7.Ack(m, hl7.Accept, "", "", "1", monday), nil
	}
	a, err := h.visits.Book(ctx, desk, h.request(h.who[0], at(9, 0)))
	must(t, err)
	_, err = h.visits.Move(ctx, desk, schedule.Move{ID: a.ID, Start: at(10, 0)})
	must(t, err)
	_, err = h.visits.Cancel(ctx, desk, a.ID, 0, "patient")
	must(t, err)
	for range 40 {
		h.work()
		h.clock.Advance(2 * time.Minute)
	}
	first := number(t, h.line.got[0])
	for _, raw := range h.line.got {
		if number(t, raw) != first {
			t.Fatal("another went before the first was taken")
		}
	}
	if got := h.tasks(); len(got) != 1 || !strings.Contains(got[0], "“hospital” has taken no message for an hour") {
		t.Errorf("%q", got)
	}
	down = false
	tries := len(h.line.got)
	h.clock.Advance(11 * time.Minute)
	h.work()
	if n := len(h.line.got) - tries; n != 2 || number(t, h.line.got[tries]) != first {
		t.Fatalf("%d messages", n)
	}
	st := h.state()
	if st.Counts != (elsewhere.Counts{Waiting: 1, Refused: 1}) || !strings.Contains(st.Stopped, "refused with AE") || len(h.tasks()) != 2 {
		t.Fatalf("%+v %q %q", st.Counts, st.Stopped, h.tasks())
	}
	var refused elsewhere.MessageID
	for _, m := range st.Last {
		if m.State == elsewhere.Refused {
			refused = m.ID
		}
	}
	if err := h.door.Skip(ctx, desk, refused); !fault.Is(err, fault.Forbidden) {
		t.Errorf("%v", err)
	}
	must(t, h.Resend(ctx, owner, refused))
	h.work()
	if st := h.state(); st.Counts.Refused != 1 || st.Stopped == "" {
		t.Errorf("%+v", st)
	}
	must(t, h.door.Skip(ctx, owner, refused))
	h.work()
	if st := h.state(); st.Counts != (elsewhere.Counts{}) || st.Stopped != "" {
		t.Errorf("%+v", st)
	}
	if err := h.door.Skip(ctx, owner, refused); !fault.Is(err, fault.Conflict) {
		t.Errorf("%v", err)
	}
	must(t, h.Pause(ctx, owner, "hospital", true))
	_, err = h.visits.Book(ctx, desk, h.request(h.who[0], at(11, 0)))
	must(t, err)
	before := len(h.line.got)
	h.work()
	must(t, h.Pause(ctx, owner, "hospital", false))
	if len(h.line.got) != before {
		t.Error("a pause sends")
	}
	if h.work(); len(h.line.got) != before+1 {
		t.Error("nothing goes on after a pause")
	}
}

func number(t testing.TB, raw string) string {
	m, err := hl7.Parse([]byte(raw))
	must(t, err)
	return m.First("MSH").Get(10, 1)
}
