package guard_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/phi"
)

func reminder() guard.Draft {
	return guard.Draft{
		Kind: guard.SMS, Audience: guard.Patient, Channel: "sms", Recipient: "cp-1",
		Body: []guard.Part{
			guard.Literal("Hi "), guard.FirstName(phi.NewName("Maria", "Lopez")), guard.Literal(", this is "),
			guard.PracticeName("Lakeside Family Practice"), guard.Literal(". Your visit is "),
			guard.VisitTime("Tuesday, October 6 at 9:30 am CDT"), guard.Literal(" at "), guard.Place("14 Main Street"),
			guard.Literal(". Call "), guard.PracticePhone("218-555-0100"), guard.Literal(" to change it, or see "),
			guard.Link("https://lakeside.example/v/x7k2"), guard.Literal(". Reply STOP to end texts."),
		},
	}
}

func TestOwnConfirmationIsCleared(t *testing.T) {
	g := newGuard(t, guard.Own{})
	c, r, err := g.Clear(reminder())
	if err != nil {
		t.Fatalf("%v: %+v", err, r.Findings)
	}
	title, body, err := c.For(guard.Patient, "sms", "cp-1")
	if err != nil || title != "" || !strings.HasPrefix(body, "Hi Maria, this is Lakeside") {
		t.Errorf("got %q, %q, %v", title, body, err)
	}
}

func TestTitleAndBodyComeBackApart(t *testing.T) {
	g := newGuard(t, guard.Own{})
	d := reminder()
	d.Kind, d.Channel = guard.Email, "email"
	d.Title = []guard.Part{guard.Literal("Your visit on "), guard.VisitTime("Tuesday")}
	c, r, err := g.Clear(d)
	if err != nil {
		t.Fatal(err)
	}
	title, body, err := c.For(guard.Patient, "email", "cp-1")
	if err != nil || title != "Your visit on Tuesday" || !strings.HasPrefix(body, "Hi Maria") {
		t.Errorf("got %q, %q, %v", title, body, err)
	}
	if r.Text != title+"\n\n"+body {
		t.Errorf("the report read %q", r.Text)
	}
}

func TestClearedOpensForNobodyElse(t *testing.T) {
	g := newGuard(t, guard.Own{})
	c, _, err := g.Clear(reminder())
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		c  guard.Cleared
		a  guard.Audience
		ch guard.Channel
		to string
	}{
		{guard.Cleared{}, guard.Patient, "sms", "cp-1"},
		{guard.Cleared{}, "", "", ""},
		{c, guard.Public, "sms", "cp-1"},
		{c, guard.Patient, "email", "cp-1"},
		{c, guard.Patient, "sms", "cp-2"},
		{c, guard.Patient, "sms", ""},
	} {
		if _, body, err := x.c.For(x.a, x.ch, x.to); !fault.Is(err, fault.Forbidden) || body != "" {
			t.Errorf("For(%q, %q, %q): %q, %v, want a Forbidden fault", x.a, x.ch, x.to, body, err)
		}
	}
	if s := fmt.Sprintf("%v %+v %#v", c, c, c); strings.Contains(s, "Maria") {
		t.Errorf("a Cleared prints its words: %s", s)
	}
	if s := fmt.Sprintf("%+v %#v", reminder(), reminder()); strings.Contains(s, "Maria") {
		t.Errorf("a Draft prints its values: %s", s)
	}
}

func TestIncompleteDraftsAreInvalid(t *testing.T) {
	g := newGuard(t, guard.Own{})
	for name, spoil := range map[string]func(*guard.Draft){
		"no kind":             func(d *guard.Draft) { d.Kind = "" },
		"unknown audience":    func(d *guard.Draft) { d.Audience = "friends" },
		"no channel":          func(d *guard.Draft) { d.Channel = "" },
		"patient, nobody":     func(d *guard.Draft) { d.Recipient = "" },
		"public to somebody":  func(d *guard.Draft) { d.Audience = guard.Public },
		"reason over the air": func(d *guard.Draft) { d.Body = append(d.Body, guard.Reason(phi.NewText("cough"))) },
	} {
		d := reminder()
		spoil(&d)
		if _, _, err := g.Clear(d); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v, want an Invalid fault", name, err)
		}
	}
}

func TestWaiver(t *testing.T) {
	g := newGuard(t, guard.Own{})
	d := post("Meet Maria Lopez. Maria Lopez had surgery here.")
	_, r, err := g.Clear(d)
	if err == nil {
		t.Fatal("the story of a patient was cleared")
	}
	good := guard.Waiver{
		TextHash: r.TextHash(), RuleSet: g.RuleSet(), Rules: []string{"privacy.name"},
		By: [2]string{"u-1", "u-2"}, Reason: "Her written authorisation of 3 November is on file.", At: now.Add(-time.Hour),
	}
	c, _, err := g.Clear(d, good)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := c.For(guard.Public, "site", ""); err != nil {
		t.Error(err)
	}
	for name, spoil := range map[string]func(*guard.Waiver){
		"other words":  func(w *guard.Waiver) { w.TextHash = g.Check(post("Other words.")).TextHash() },
		"other rules":  func(w *guard.Waiver) { w.RuleSet = "old" },
		"another rule": func(w *guard.Waiver) { w.Rules = []string{"privacy.date"} },
		"one person":   func(w *guard.Waiver) { w.By[1] = w.By[0] },
		"nobody":       func(w *guard.Waiver) { w.By = [2]string{} },
		"no reason":    func(w *guard.Waiver) { w.Reason = " " },
		"no time":      func(w *guard.Waiver) { w.At = time.Time{} },
		"the future":   func(w *guard.Waiver) { w.At = now.Add(time.Hour) },
	} {
		w := good
		spoil(&w)
		if _, _, err := g.Clear(d, w); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v, want an Invalid fault", name, err)
		}
	}
}

func TestTextHashIsForOneRecipient(t *testing.T) {
	g := newGuard(t, guard.Own{})
	a, b := reminder(), reminder()
	b.Recipient = "cp-2"
	if g.Check(a).TextHash() == g.Check(b).TextHash() {
		t.Error("a waiver for one patient's message would be good for another's")
	}
}
