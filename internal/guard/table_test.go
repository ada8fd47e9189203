package guard

import (
	"strings"
	"testing"
	"time"

	"bedside/internal/phi"
)

// The whole table, as a practice would read it: who may see which value. y is yes.
const wholeTable = `
value          public  sms  email  voicemail  voice  chat  page  staff
first name          -    y      y          y      y     y     y      y
full name           -    -      -          -      y     y     y      y
visit time          -    y      y          y      y     y     y      y
reason              -    -      -          -      y     y     y      y
service             y    -      -          -      y     y     y      y
provider            y    -      -          -      y     y     y      y
place               y    y      y          y      y     y     y      y
practice            y    y      y          y      y     y     y      y
phone               y    y      y          y      y     y     y      y
link                y    y      y          y      y     y     y      y`

var (
	name   = phi.NewName("Maria", "Lopez")
	values = map[string]Part{
		"first name": FirstName(name), "full name": FullName(name), "visit time": VisitTime("Tuesday at 9:30 am CDT"),
		"reason": Reason(phi.NewText("knee pain")), "service": ServiceName("New visit"), "provider": ProviderName("Dr. Ortiz"),
		"place": Place("14 Main Street"), "practice": PracticeName("Lakeside"), "phone": PracticePhone("218-555-0100"),
		"link": Link("https://lakeside.example/a"),
	}
	columns = map[string]Draft{
		"public":    {Kind: Post, Audience: Public, Channel: "site"},
		"sms":       {Kind: SMS, Audience: Patient, Channel: "sms", Recipient: "c"},
		"email":     {Kind: Email, Audience: Patient, Channel: "email", Recipient: "c"},
		"voicemail": {Kind: Voice, Audience: Patient, Channel: "voicemail", Recipient: "c"},
		"voice":     {Kind: Voice, Audience: Patient, Channel: "voice", Recipient: "c"},
		"chat":      {Kind: Chat, Audience: Patient, Channel: "site", Recipient: "c"},
		"page":      {Kind: Page, Audience: Patient, Channel: "site", Recipient: "c"},
		"staff":     {Kind: SMS, Audience: Staff, Channel: "sms", Recipient: "s"},
	}
)

func TestTable(t *testing.T) {
	g, err := New(nil, Own{}, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(wholeTable), "\n")
	head := strings.Fields(lines[0])[1:]
	if len(lines)-1 != len(values) || len(values) != len(allowed) {
		t.Fatal("the table does not name every value")
	}
	for _, line := range lines[1:] {
		value := strings.TrimSpace(line[:12])
		for i, cell := range strings.Fields(line[12:]) {
			d := columns[head[i]]
			d.Body = []Part{values[value]}
			if _, _, err := g.Clear(d); (err == nil) != (cell == "y") {
				t.Errorf("%s to %s: cleared %v, the table says %s", value, head[i], err == nil, cell)
			}
		}
	}
}

// A patient's value is not a way to send other things from the practice.
func TestValuesLookLikeWhatTheyAre(t *testing.T) {
	g, err := New(nil, Own{}, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range []Part{
		FirstName(phi.NewName("http://evil.example", "")), FirstName(phi.NewName("Call 900-555-0100", "")),
		FirstName(phi.NewName(strings.Repeat("Ann ", 40), "")), FirstName(phi.NewName("Ann\nYour account", "")),
		Link("javascript:alert(1)"), Link("https://a.example/ b"), VisitTime("9:30\nPay here"), Place(strings.Repeat("x", 400)),
	} {
		d := columns["sms"]
		d.Body = []Part{Literal("Hi "), p}
		if _, _, err := g.Clear(d); err == nil {
			t.Errorf("%q was cleared", p.text.Reveal())
		}
	}
}

// A literal cannot complete what a value begins.
func TestLiteralsThatCompleteAValueAreSeen(t *testing.T) {
	g, err := New(nil, Own{}, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	d := columns["sms"]
	d.Body = []Part{Literal("Hi "), FirstName(name), Literal(" Lopez, see you soon.")}
	if r := g.Check(d); r.Verdict == Clear {
		t.Errorf("a family name after the first name: %s", r.Verdict)
	}
}

// What a patient chose on record may be left for that patient, and goes to nobody else; a full name stays out of what
// is left.
func TestChosenValues(t *testing.T) {
	g, err := New(nil, Own{}, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	for value, may := range map[string]bool{"reason": true, "service": true, "provider": true} {
		for column, d := range columns {
			d.Body = []Part{values[value].Chosen()}
			before := d
			before.Body = []Part{values[value]}
			_, _, err := g.Clear(d)
			_, _, without := g.Clear(before)
			if want := without == nil || may && (column == "sms" || column == "email" || column == "voicemail"); (err == nil) != want {
				t.Errorf("%s, chosen, to %s: cleared %v, want %v", value, column, err == nil, want)
			}
		}
	}
}

// The practice's name is read for what it tells where a message says that it is read.
func TestNamesAreRead(t *testing.T) {
	g, err := New(nil, Own{}, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		part Part
		want Verdict
	}{
		{PracticeName("Twin Oaks Oncology").Read(), Block}, {PracticeName("Twin Oaks").Read(), Clear}, {PracticeName("Twin Oaks Oncology"), Clear},
		{PracticeName("Miracle Cure Street").Read(), Clear}, {Place("Infusion center, third floor").Read(), Block},
	} {
		d := columns["sms"]
		d.Body = []Part{c.part, Literal(": your visit is on Tuesday.")}
		if r := g.Check(d); r.Verdict != c.want {
			t.Errorf("%q: %s, want %s", c.part.text.Reveal(), r.Verdict, c.want)
		}
	}
}
