package web

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/civil"
	"bedside/internal/id"
	"bedside/internal/schedule"
	"bedside/internal/tx"
	"bedside/internal/web/view"
)

const auditPage = 100

// filterVerbs are what people look for most.
var filterVerbs = []string{"booked", "moved", "cancelled", "closed", audit.Read, "message attempted", "message sent", "opted out", "added", "changed", "imported", "signed in", "sign-in failed", "locked", "invited", "access ended"}

// auditLog lists events, newest first.
func (c *call) auditLog() error {
	p, err := c.current()
	if err != nil {
		return err
	}
	loc := firstLocation(p).In()
	names, err := c.actorNames()
	if err != nil {
		return err
	}
	v := view.Audit{Console: c.console("Audit", view.InAudit), Chain: c.chain(), From: view.Field{Value: c.form("from")}, To: view.Field{Value: c.form("to")}}
	if c.Server.Demo != nil {
		v.Tamper = view.TamperWays("change")
	}
	v.Who = []view.Choice{view.Option("", "Anybody", c.form("who") == "")}
	for _, i := range slices.SortedFunc(maps.Keys(names), func(a, b string) int { return cmp.Compare(names[a], names[b]) }) {
		v.Who = append(v.Who, view.Option(i, names[i], c.form("who") == i))
	}
	v.Verbs = []view.Choice{view.Option("", "Anything", c.form("verb") == "")}
	for _, verb := range filterVerbs {
		v.Verbs = append(v.Verbs, view.Option(verb, eventWord(verb), c.form("verb") == verb))
	}
	f := audit.Filter{Actor: c.form("who"), Verb: c.form("verb"), Limit: auditPage + 1}
	if d, err := civil.ParseDate(c.form("from")); err == nil {
		f.Since = d.At(0, loc)
	} else if c.form("from") != "" {
		v.From.Error = "A date looks like 2026-11-22."
	}
	if d, err := civil.ParseDate(c.form("to")); err == nil {
		f.Before = d.AddDays(1).At(0, loc)
	} else if c.form("to") != "" {
		v.To.Error = "A date looks like 2026-11-22."
	}
	f.OlderThan = pageEnd(c.form("before"))
	var events []audit.Event
	err = c.view(func(t tx.Tx) (err error) {
		events, err = c.Audit.Find(c.r.Context(), t, f)
		return err
	})
	if err != nil {
		return err
	}
	if len(events) > auditPage {
		events = events[:auditPage]
		q := c.r.URL.Query()
		q.Set("before", pageMark(events[auditPage-1]))
		v.Older = "/console/audit?" + q.Encode()
	}
	if c.form("before") != "" {
		v.Newer = "/console/audit"
	}
	for _, e := range events {
		v.Rows = append(v.Rows, eventRow(e, loc, names))
	}
	return c.page(v)
}

// pageMark names the event that a page ends with, for an address; pageEnd reads it, the zero Event for anything else.
func pageMark(e audit.Event) string {
	return strconv.FormatInt(e.At.UnixMicro(), 10) + "." + string(e.ID)
}

func pageEnd(s string) audit.Event {
	at, name, _ := strings.Cut(s, ".")
	us, err1 := strconv.ParseInt(at, 10, 64)
	i, err2 := id.Parse[audit.Event](name)
	if err1 != nil || err2 != nil {
		return audit.Event{}
	}
	return audit.Event{ID: i, At: time.UnixMicro(us)}
}

// chain is the state of the chain at the last look.
func (c *call) chain() view.Chain {
	s := c.Server.Chain()
	if s.At.IsZero() {
		return view.Chain{Mark: view.Mark{Tone: view.Quiet, Icon: "clock", Word: "Being verified"}, Text: "the first look at the whole log has not ended yet"}
	}
	ago := c.Now().Sub(s.At).Round(time.Second)
	if s.Problem != "" {
		return view.Chain{Mark: view.Mark{Tone: view.Stop, Icon: "octagon-alert", Word: "Broken"}, Text: s.Problem, Head: s.Head}
	}
	if s.Events == 0 {
		return view.Chain{Mark: view.Mark{Tone: view.Quiet, Icon: "clock", Word: "Being sealed"}, Text: "no event is sealed yet", Head: s.Head}
	}
	return view.Chain{Mark: view.Mark{Tone: view.Good, Icon: "circle-check", Word: "Verified"}, Text: fmt.Sprintf("up to event %s, %s ago", thousands(s.Events), ago), Head: s.Head}
}

// thousands writes 1284 as 1,284.
func thousands(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

func eventRow(e audit.Event, loc *time.Location, names map[string]string) view.EventRow {
	row := view.EventRow{When: e.At.In(loc).Format("Jan 2, 3:04:05 pm"), Who: actorName(e.By, names), Verb: sentence(e, loc), Subject: e.Subject.Kind, Hash: short12(e.MAC)}
	if e.Seq > 0 {
		row.Number = thousands(e.Seq)
	}
	if e.Verb == audit.Read {
		row.Subject = "" // the sentence says it
	}
	if e.Subject.ID != "" {
		row.Subject += " " + e.Subject.ID[max(len(e.Subject.ID)-6, 0):]
	}
	if e.About != "" {
		row.URL = "/console/audit/visits/" + e.About
	}
	for _, name := range slices.Sorted(maps.Keys(e.Facts)) {
		if name != "digest" { // of the patients shown; it is there for the program
			row.Facts = append(row.Facts, view.Fact{Name: name, Value: shortFact(e.Facts[name], loc)})
		}
	}
	return row
}

// shortFact shows the end of an id, a time by the clock of the practice, everything else whole.
func shortFact(s string, loc *time.Location) string {
	if at, err := time.Parse(time.RFC3339, s); err == nil {
		return stamp(at.In(loc))
	}
	if len(s) == 36 && s[8] == '-' {
		return "…" + s[30:]
	}
	return s
}

func short12(mac []byte) string {
	if len(mac) < 6 {
		return ""
	}
	return fmt.Sprintf("%x", mac[:6])
}

var kindNames = map[actor.Kind]string{actor.Patient: "Visitor", actor.Bedside: "Bedside", actor.Peer: "Another program"}

// actorName says who acted.
func actorName(a actor.Actor, names map[string]string) string {
	switch a.Kind {
	case actor.Staff:
		return cmp.Or(names[a.ID], "Former staff")
	case actor.Peer:
		return cmp.Or(names[a.ID], kindNames[a.Kind])
	}
	return cmp.Or(kindNames[a.Kind], "Nobody")
}

// receipt is everything about one visit in order, to print.
func (c *call) receipt() error {
	o, err := c.open("receipt")
	if err != nil {
		return err
	}
	a, loc := o.visit, o.visit.Start.Location()
	names, err := c.actorNames()
	if err != nil {
		return err
	}
	var events []audit.Event
	err = c.view(func(t tx.Tx) error {
		ctx := c.r.Context()
		about, err := c.Audit.Receipt(ctx, t, string(a.ID))
		if err != nil {
			return err
		}
		looked, err := c.Audit.Accesses(ctx, t, string(a.Patient))
		events = slices.Concat(about, slices.DeleteFunc(looked, func(e audit.Event) bool { return e.At.Before(a.Created.Add(-schedule.Cell)) }))
		return err
	})
	if err != nil {
		return err
	}
	slices.SortStableFunc(events, func(x, y audit.Event) int { return x.At.Compare(y.At) })
	v := view.Receipt{Console: c.console("Receipt of a visit", view.InAudit), Subject: "Visit " + string(a.ID), Banner: c.banner(o.patient), Chain: c.chain(),
		Facts:   append([]view.Fact{{Name: "When", Value: dayTime(a.Start) + ", " + zoneName(loc)}}, visitFacts(o.practice, a)...),
		Printed: "Printed " + stamp(c.Now().In(loc)) + " by " + c.session.Staff.Name, BackURL: "/console/visits/" + string(a.ID)}
	for _, e := range events {
		step := c.step(e, loc, names)
		row := view.ReceiptRow{When: e.At.In(loc).Format("Jan 2, 3:04:05 pm"), Kind: "event", Icon: step.Icon, Who: step.Who, Text: step.Text, Hash: short12(e.MAC)}
		switch {
		case e.Verb == audit.Read:
			row.Kind = "access"
		case e.Subject.Kind == "message":
			row.Kind = "message"
		}
		if e.Seq > 0 {
			row.Number = thousands(e.Seq)
		}
		v.Rows = append(v.Rows, row)
	}
	return c.page(v)
}
