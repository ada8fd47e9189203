package practice

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"bedside/internal/fault"
)

func TestDial(t *testing.T) {
	set := Desk{Dials: map[string]Dial{"cancel": Propose}}
	for flow, want := range map[string]Dial{
		"book": Act, "cancel": Propose, "office_info": Act, "appointment_info": Act,
		"refill": Message, "records": Message, "billing": Message, "referral": Message, "clinician_message": Message,
		"prescribe": Message, "": Message,
	} {
		if got := set.Dial(flow); got != want {
			t.Errorf("%q goes as far as %q, want %q", flow, got, want)
		}
	}
}

func TestFlowsCanAllTakeAMessage(t *testing.T) {
	order := []Dial{Message, Propose, Act}
	for _, f := range Flows() {
		if f.May[0] != Message || !slices.IsSortedFunc(f.May, func(a, b Dial) int { return slices.Index(order, a) - slices.Index(order, b) }) {
			t.Errorf("%s goes %v", f.Name, f.May)
		}
	}
}

func TestDeskRefuses(t *testing.T) {
	for what, c := range map[string]struct {
		change func(*Desk)
		field  Field
	}{
		"a refill that Bedside decides": {func(d *Desk) { d.Dials = map[string]Dial{"refill": Act} }, "Dials"},
		"a proposal of office hours":    {func(d *Desk) { d.Dials = map[string]Dial{"office_info": Propose} }, "Dials"},
		"no way to go":                  {func(d *Desk) { d.Dials = map[string]Dial{"book": ""} }, "Dials"},
		"a flow there is not":           {func(d *Desk) { d.Dials = map[string]Dial{"diagnose": Message} }, "Dials"},
		"three digits":                  {func(d *Desk) { d.Transfer = "911" }, "Transfer"},
		"words for a number":            {func(d *Desk) { d.Referral = "the back office" }, "Referral"},
		"two rings":                     {func(d *Desk) { d.TransferSeconds = 9 }, "TransferSeconds"},
		"ringing for ever":              {func(d *Desk) { d.TransferSeconds = 61 }, "TransferSeconds"},
		"a call back at once":           {func(d *Desk) { d.Urgent = 0 }, "Urgent"},
		"a call back tomorrow":          {func(d *Desk) { d.Urgent = 24 * time.Hour }, "Urgent"},
		"half a minute":                 {func(d *Desk) { d.Urgent = 10*time.Minute + 30*time.Second }, "Urgent"},
		"a plan of two lines":           {func(d *Desk) { d.Insurances = []string{"Blue\nCross"} }, "Insurances"},
		"more plans than can be heard":  {func(d *Desk) { d.Insurances = many(301) }, "Insurances"},
	} {
		d := DeskDefaults()
		c.change(&d)
		refused(t, what, d.normalise(), c.field)
	}
	d := DeskDefaults()
	d.Transfer, d.Insurances = " (218) 555-0199 ", []string{" Medicare ", "", "medicare", "Aetna"}
	if err := d.normalise(); err != nil || d.Transfer != "+12185550199" || !slices.Equal(d.Insurances, []string{"Medicare", "Aetna"}) {
		t.Errorf("%+v, %v", d, err)
	}
}

func TestAnswerRefuses(t *testing.T) {
	good := func() Answer {
		return Answer{Asks: []string{" Where can I park? ", "where can I park?", ""}, English: " Behind the house. ", Source: "Office guide", ApprovedBy: "Priya Anand"}
	}
	for what, c := range map[string]struct {
		change func(*Answer)
		field  Field
	}{
		"nothing to ask":       {func(a *Answer) { a.Asks = []string{" "} }, "Asks"},
		"too many ways to ask": {func(a *Answer) { a.Asks = many(61) }, "Asks"},
		"nothing to say":       {func(a *Answer) { a.English = "" }, "English"},
		"a speech":             {func(a *Answer) { a.English = strings.Repeat("very ", 121) }, "English"},
		"two paragraphs":       {func(a *Answer) { a.Spanish = "Uno.\n\nDos." }, "Spanish"},
		"no source":            {func(a *Answer) { a.Source = "" }, "Source"},
		"nobody's word":        {func(a *Answer) { a.ApprovedBy = " " }, "ApprovedBy"},
	} {
		a := good()
		c.change(&a)
		refused(t, what, a.normalise(), c.field)
	}
	a := good()
	if err := a.normalise(); err != nil || !slices.Equal(a.Asks, []string{"Where can I park?"}) || a.English != "Behind the house." {
		t.Errorf("%+v, %v", a, err)
	}
}

func many(n int) (all []string) {
	for i := range n {
		all = append(all, strings.Repeat("x", i%90+1)+strings.Repeat("y", i/90+1))
	}
	return all
}

func refused(t *testing.T, what string, err error, want Field) {
	t.Helper()
	var field Field
	if !fault.Is(err, fault.Invalid) || !errors.As(err, &field) || field != want || !strings.HasSuffix(fault.Message(err), ".") {
		t.Errorf("%s: %v about %q, want a sentence about %q", what, err, field, want)
	}
}
