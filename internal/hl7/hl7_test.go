package hl7_test

import (
	"bytes"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"pgregory.net/rapid"

	"bedside/internal/fault"
	"bedside/internal/hl7"
)

const siu = "MSH|^~\\&|EHR|LAKE|BEDSIDE|LAKE|20261201083000||SIU^S12^SIU_S12|42|P|2.5.1\rSCH|P1^BEDSIDE|F1^EHR|||||||30|MIN^Minutes\rPID|1||77^^^LAKE^MR~88^^^STATE^PI||O\\S\\Hara&van^Agnes\\T\\Co||19700301\rNTE|1||one\\.br\\two \\X48692C\\ \\Q\\ \\\r"

func TestParse(t *testing.T) {
	m, err := hl7.Parse([]byte(siu))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		segment                           string
		field, repetition, component, sub int
		want                              string
	}{
		{"MSH", 1, 1, 1, 1, "|"}, {"MSH", 2, 1, 1, 1, `^~\&`}, {"MSH", 3, 1, 1, 1, "EHR"}, {"MSH", 9, 1, 2, 1, "S12"}, {"MSH", 10, 1, 1, 1, "42"},
		{"SCH", 1, 1, 1, 1, "P1"}, {"SCH", 2, 1, 2, 1, "EHR"}, {"SCH", 9, 1, 1, 1, "30"}, {"SCH", 40, 1, 1, 1, ""},
		{"PID", 3, 2, 1, 1, "88"}, {"PID", 3, 2, 4, 1, "STATE"}, {"PID", 3, 3, 1, 1, ""}, {"PID", 5, 1, 1, 1, "O^Hara"}, {"PID", 5, 1, 1, 2, "van"}, {"PID", 5, 1, 2, 1, "Agnes&Co"},
		{"NTE", 3, 1, 1, 1, "one\ntwo Hi, \\Q\\ \\"}, {"ZZZ", 1, 1, 1, 1, ""}, {"PID", 0, 1, 1, 1, ""},
	} {
		if got := m.First(c.segment).Part(c.field, c.repetition, c.component, c.sub); got != c.want {
			t.Errorf("%s-%d: %q, want %q", c.segment, c.field, got, c.want)
		}
	}
	if n := m.First("PID").Repeats(3); n != 2 {
		t.Errorf("%d repetitions", n)
	}
	other, err := hl7.Parse([]byte("\x0bMSH$%*!?$EHR$$$$2026120108$$SIU%S13$7$P$2.3.1\nSCH$1%a?b\r\n\x1c\r"))
	if err != nil || other.First("SCH").Part(1, 1, 2, 2) != "b" || other.First("MSH").Get(9, 2) != "S13" {
		t.Errorf("other separators: %v %v", err, other)
	}
	latin, err := hl7.Parse([]byte("MSH|^~\\&|EHR||||||SIU^S12|1|P|2.3\rPID|1||||Mu\xf1oz\r"))
	if err != nil || latin.First("PID").Get(5, 1) != "Muñoz" {
		t.Errorf("%v", err)
	}
}

// A zero byte, as it stands or escaped, is not there: PostgreSQL keeps none, and a message that cannot be kept would stop
// all behind it.
func TestNoZeroBytes(t *testing.T) {
	m, err := hl7.Parse([]byte("MSH|^~\\&|EHR||||||SIU^S12|1\x002|P|2.3\rAIP|1||D\\X00\\1\\X4100\\\r"))
	if err != nil || m.First("MSH").Get(10, 1) != "12" || m.First("AIP").Get(3, 1) != "D1A" {
		t.Errorf("%q %q %v", m.First("MSH").Get(10, 1), m.First("AIP").Get(3, 1), err)
	}
}

func TestRefused(t *testing.T) {
	for name, c := range map[string]struct{ in, says string }{
		"nothing":        {"", "MSH"},
		"something else": {"GET / HTTP/1.1\r\n\r\n", "MSH"},
		"cut off":        {"MSH|^~", "MSH"},
		"same marks":     {"MSH|^^^^|EHR\r", "separators"},
		"letters":        {"MSHabcdefghijk\r", "separators"},
		"two":            {siu + siu, "more than one MSH"},
		"a bad name":     {siu + "P|1\r", "three letters"},
		"a long name":    {siu + "SCHX|1\r", "three letters"},
		"too many":       {siu + strings.Repeat("NTE|1\r", 3000), "2,000 segments"},
		"too large":      {siu + "NTE|1||" + strings.Repeat("x", hl7.Largest), "larger than a megabyte"},
	} {
		if _, err := hl7.Parse([]byte(c.in)); !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Message(err), c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAck(t *testing.T) {
	m, err := hl7.Parse([]byte(siu))
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 12, 1, 14, 30, 0, 0, time.UTC)
	want := "MSH|^~\\&|BEDSIDE|LAKE|EHR|LAKE|20261201143000+0000||ACK^S12^ACK|9|P|2.5.1||||||UNICODE UTF-8\rMSA|AE|42|The provider X\\T\\Y is unknown.\rERR|||103|E||||The provider X\\T\\Y is unknown.\r"
	if got := string(hl7.Ack(m, hl7.Error, hl7.NotInTable, "The provider X&Y is unknown.", "9", at)); got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if _, err := hl7.Parse(hl7.Ack(hl7.Message{}, hl7.Reject, hl7.UnknownType, "Not HL7.", "9", at)); err != nil {
		t.Error(err)
	}
}

func TestTime(t *testing.T) {
	newYork, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	for in, want := range map[string]string{
		"20261201083000":           "2026-12-01T08:30:00-05:00",
		"202607010830":             "2026-07-01T08:30:00-04:00",
		"2026120108":               "2026-12-01T08:00:00-05:00",
		"20261201083000.1234-0800": "2026-12-01T08:30:00-08:00",
		"202612011330+0000":        "2026-12-01T13:30:00Z",
		"20261201":                 "",
		"20261301083000":           "",
		"tomorrow":                 "",
		"":                         "",
	} {
		got, ok := hl7.Time(in, newYork)
		if ok != (want != "") || ok && got.Format(time.RFC3339) != want {
			t.Errorf("%q: %v %t, want %q", in, got, ok, want)
		}
	}
}

// What is written is read as it was, whatever it is.
func TestText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := strings.TrimSpace(rapid.StringMatching(`[ -~áéñ\n]{0,40}`).Draw(t, "value"))
		m, err := hl7.Parse([]byte(hl7.Header(hl7.Head{FromApp: "a", Type: "SIU^S12", Control: "1", Version: "2.5.1"}) + hl7.Line("NTE", "1", hl7.Join("x", hl7.Text(v)), "z")))
		if err != nil {
			t.Fatal(err)
		}
		if got := m.First("NTE").Get(2, 2); got != v && v != `""` {
			t.Fatalf("%q became %q", v, got)
		}
	})
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(siu))
	f.Add([]byte("MSH$%*!?$EHR$$$$2026120108$$SIU%S13$7$P$2.3.1\nSCH$1%a?b\r\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		m, err := hl7.Parse(text)
		if err != nil {
			if !fault.Is(err, fault.Invalid) || fault.Message(err) == "" {
				t.Fatal(err)
			}
			return
		}
		for _, s := range m.Segments {
			for field := range 12 {
				for r := range s.Repeats(field) + 1 {
					_ = s.Part(field, r, 2, 1)
				}
			}
		}
		ack := hl7.Ack(m, hl7.Accept, "", "", "1", time.Time{})
		if back, err := hl7.Parse(ack); err != nil || bytes.Count(ack, []byte("\r")) != 2 || back.First("MSA").Get(1, 1) != hl7.Accept {
			t.Fatalf("%v: %q", err, ack)
		}
	})
}
