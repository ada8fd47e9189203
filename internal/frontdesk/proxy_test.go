package frontdesk_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"bedside/internal/actor"
	"bedside/internal/civil"
	"bedside/internal/frontdesk"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/store"
	"bedside/internal/testkit"
	"bedside/internal/tx"
)

func day(s string) civil.Date {
	d, err := civil.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// speaks records that Paul Lopez, born May 6, 1955, may speak for the patient.
func (h *house) speaks(of patient.ID, r patient.Relation, s patient.Scope, from, to string) (i patient.ProxyID) {
	h.Helper()
	must(h, h.Do(context.Background(), actor.System(), func(x tx.Tx) (err error) {
		i, err = h.patients.AddProxy(context.Background(), x, patient.Proxy{Patient: of, Name: phi.NewName("Paul", "Lopez"), Birth: phi.NewBirthDate(day("1955-05-06")),
			Relation: r, Scope: s, From: day(from), To: day(to), Document: phi.NewText("marriage certificate")})
		return err
	}))
	return i
}

// asks is what Paul says who asks for Maria's visit.
var asks = []string{"when is my wife's appointment", "Paul Lopez", "5/6/1955", "Maria Lopez", "3/3/1958"}

func (c *call) tell(turns []string) (last string) {
	c.Helper()
	for _, said := range turns {
		last = c.say(said)
	}
	return last
}

// TestSomebodySpeaksForAnotherOnlyOnRecord: within their scope, their days, and until it is withdrawn.
func TestSomebodySpeaksForAnotherOnlyOnRecord(t *testing.T) {
	const yes, no = "You have a visit on Tuesday, December 1", "I cannot find a visit under that name and date of birth. I can take a message."
	move := append([]string{"cancel my wife's appointment"}, asks[1:]...)
	for name, x := range map[string]struct {
		prepare func(h *house, maria patient.ID)
		turns   []string
		want    string
	}{
		"all": {func(h *house, i patient.ID) { h.speaks(i, patient.Spouse, patient.ForAll, "2026-01-01", "2027-01-01") }, asks, yes},
		"scheduling tells": {func(h *house, i patient.ID) {
			h.speaks(i, patient.Spouse, patient.ForVisits, "2026-01-01", "2027-01-01")
		}, asks, yes},
		"information tells": {func(h *house, i patient.ID) {
			h.speaks(i, patient.Spouse, patient.ForInformation, "2026-01-01", "2027-01-01")
		}, asks, yes},
		"scheduling cancels": {func(h *house, i patient.ID) {
			h.speaks(i, patient.Spouse, patient.ForVisits, "2026-01-01", "2027-01-01")
		}, move, "So I cancel"},
		"information is less": {func(h *house, i patient.ID) {
			h.speaks(i, patient.Spouse, patient.ForInformation, "2026-01-01", "2027-01-01")
		}, move, no},
		"nothing on record": {func(*house, patient.ID) {}, asks, no},
		"not yet":           {func(h *house, i patient.ID) { h.speaks(i, patient.Spouse, patient.ForAll, "2026-12-24", "2027-01-01") }, asks, no},
		"the last day":      {func(h *house, i patient.ID) { h.speaks(i, patient.Spouse, patient.ForAll, "2026-01-01", "2026-11-23") }, asks, yes},
		"withdrawn": {func(h *house, i patient.ID) {
			p := h.speaks(i, patient.Spouse, patient.ForAll, "2026-01-01", "2027-01-01")
			must(h, h.Do(context.Background(), actor.System(), func(x tx.Tx) error { return h.patients.EndProxy(context.Background(), x, i, p) }))
		}, asks, no},
		"for somebody else": {func(h *house, _ patient.ID) {
			other := h.known("Ann", "Lowe", "1960-01-01", "218-555-0177", "2026-12-02", "10:00", "Osei")
			h.speaks(other, patient.Caregiver, patient.ForAll, "2026-01-01", "2027-01-01")
		}, asks, no},
		"another birth date": {func(h *house, i patient.ID) { h.speaks(i, patient.Spouse, patient.ForAll, "2026-01-01", "2027-01-01") },
			[]string{asks[0], asks[1], "5/6/1956", asks[3], asks[4]}, no},
		"by leave of the question": {func(h *house, i patient.ID) { h.speaks(i, patient.Spouse, patient.ForAll, "2026-01-01", "2027-01-01") },
			append([]string{"I need to cancel an appointment, my wife fell ill", "for her"}, asks[1:]...), "So I cancel"},
	} {
		h := openHouse(t, testkit.SQLite(t))
		maria := h.known("Maria", "Lopez", "1958-03-03", "218-555-0123", "2026-12-01", "10:00", "Marlow")
		x.prepare(h, maria)
		c := h.call(frontdesk.Chat, "")
		if got := c.tell(x.turns); !strings.Contains(got, x.want) {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// TestWhoseVisitItIsIsAskedOnlyWhereItIsOpen and somebody who calls for themselves goes on as ever.
func TestWhoseVisitItIsIsAskedOnlyWhereItIsOpen(t *testing.T) {
	const ask = "Are you calling for yourself, or for somebody else?"
	h := openHouse(t, testkit.SQLite(t))
	h.known("Maria", "Lopez", "1958-03-03", "218-555-0123", "2026-12-01", "10:00", "Marlow")
	c := h.call(frontdesk.Chat, "")
	if got := c.say("I need to cancel an appointment, my mother is ill"); !strings.HasSuffix(got, ask) {
		t.Fatal(got)
	}
	if got := c.say("hm what"); !strings.HasSuffix(got, ask) {
		t.Error(got)
	}
	if got := c.tell([]string{"for myself", "Maria Lopez", "3/3/1958"}); !strings.Contains(got, "So I cancel your visit") {
		t.Error(got)
	}
	for _, said := range []string{"I need to cancel my appointment", "when is my next appointment", "I need an appointment for my mother"} {
		if got := h.call(frontdesk.Chat, "").say(said); strings.Contains(got, ask) {
			t.Errorf("%q: %s", said, got)
		}
	}
}

// TestAnAuthorityIsNotLearnt: whoever is on file and whatever is on record, somebody without it hears the same and costs
// the same.
func TestAnAuthorityIsNotLearnt(t *testing.T) {
	tell := func(prepare func(*house)) (all []string) {
		h := openHouse(t, testkit.SQLite(t))
		prepare(h)
		h.call(frontdesk.Chat, "").say("hello")
		c := h.call(frontdesk.Chat, "")
		for _, said := range asks {
			before := h.Work()
			words := c.say(said)
			after := h.Work()
			all = append(all, fmt.Sprint(words, c.last.State, store.Work{Statements: after.Statements - before.Statements, Opened: after.Opened - before.Opened}))
		}
		return all
	}
	want := tell(func(*house) {})
	for name, prepare := range map[string]func(h *house){
		"a patient with a visit": func(h *house) {
			h.known("Maria", "Lopez", "1958-03-03", "218-555-0123", "2026-12-01", "10:00", "Marlow")
		},
		"an authority of another": func(h *house) {
			i := h.known("Maria", "Lopez", "1958-03-03", "218-555-0123", "", "", "")
			h.speaks(i, patient.Spouse, patient.ForAll, "2026-12-24", "2027-01-01")
		},
	} {
		for n, got := range tell(prepare) {
			if got != want[n] {
				t.Errorf("%s, turn %d:\n got %s\nwant %s", name, n, got, want[n])
			}
		}
	}
}

// TestAMinorsConfidentialVisitIsToldToNobody who knows a name and a date of birth.
func TestAMinorsConfidentialVisitIsToldToNobody(t *testing.T) {
	h := openHouse(t, testkit.SQLite(t))
	i := h.known("Maria", "Lopez", "2011-03-03", "218-555-0123", "2026-12-01", "10:00", "Marlow")
	h.speaks(i, patient.Parent, patient.ForAll, "2026-01-01", "2028-01-01")
	turns := []string{"when is my daughter's appointment", "Paul Lopez", "5/6/1955", "Maria Lopez", "3/3/2011"}
	if got := h.call(frontdesk.Chat, "").tell(turns); !strings.Contains(got, "December 1") {
		t.Error("a visit that is not confidential:", got)
	}
	a := h.booked()[0]
	h.changeDesk(func(d *practice.Desk) { d.Private = []practice.ServiceID{a.Service} })
	for _, turns := range [][]string{turns, {"when is my next appointment", "Maria Lopez", "3/3/2011"}} {
		if got := h.call(frontdesk.Chat, "").tell(turns); strings.Contains(got, "December 1") || !strings.Contains(got, "I cannot find a visit") {
			t.Errorf("%v: %s", turns, got)
		}
	}
}

func TestAnAuthorityMustBeWhole(t *testing.T) {
	h := openHouse(t, testkit.SQLite(t))
	grown := h.known("Maria", "Lopez", "1958-03-03", "218-555-0123", "", "", "")
	child := h.known("Tom", "Lopez", "2011-03-03", "218-555-0123", "", "", "")
	good := patient.Proxy{Patient: grown, Name: phi.NewName("Paul", "Lopez"), Birth: phi.NewBirthDate(day("1955-05-06")), Relation: patient.Spouse,
		Scope: patient.ForAll, From: day("2026-01-01"), To: day("2027-01-01"), Document: phi.NewText("marriage certificate")}
	add := func(by actor.Actor, change func(*patient.Proxy)) error {
		p := good
		change(&p)
		return h.Do(context.Background(), by, func(x tx.Tx) error { _, err := h.patients.AddProxy(context.Background(), x, p); return err })
	}
	must(t, add(h.ana, func(*patient.Proxy) {}))
	for name, change := range map[string]func(*patient.Proxy){
		"no end":                        func(p *patient.Proxy) { p.To = civil.Date{} },
		"no document":                   func(p *patient.Proxy) { p.Document = phi.NewText(" ") },
		"no relation":                   func(p *patient.Proxy) { p.Relation = "friend" },
		"no scope":                      func(p *patient.Proxy) { p.Scope = "" },
		"it ends before it begins":      func(p *patient.Proxy) { p.To = day("2025-01-01") },
		"for ever":                      func(p *patient.Proxy) { p.To = day("2099-01-01") },
		"the parent of a grown person":  func(p *patient.Proxy) { p.Relation = patient.Parent },
		"a parent past the eighteenth":  func(p *patient.Proxy) { p.Patient, p.Relation, p.To = child, patient.Parent, day("2029-03-03") },
		"a child speaks for a grown-up": func(p *patient.Proxy) { p.Birth = phi.NewBirthDate(day("2015-01-01")) },
		"nobody's":                      func(p *patient.Proxy) { p.Patient = "none" },
	} {
		if err := add(h.ana, change); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
	if err := add(actor.Visitor(), func(*patient.Proxy) {}); err == nil {
		t.Error("a visitor recorded an authority")
	}
	must(t, add(h.ana, func(p *patient.Proxy) { p.Patient, p.Relation, p.To = child, patient.Parent, day("2029-03-02") }))
}
