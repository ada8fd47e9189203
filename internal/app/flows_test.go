package app_test

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/frontdesk"
	"bedside/internal/frontdesk/edition"
	"bedside/internal/frontdesk/flow"
	"bedside/internal/guard"
	"bedside/internal/tx"
)

// furnishFlows publishes a version and begins a draft with a flow of the practice's own and a rule, anew wherever it was
// put aside or published.
func (d demo) furnishFlows(t *testing.T, house furnished) {
	t.Helper()
	ctx, by := context.Background(), actor.System()
	change := func(f func(*flow.Edition)) (v edition.Version) {
		must(t, d.Store.Do(ctx, by, func(tr tx.Tx) (err error) {
			v, err = d.Flows.Change(ctx, tr, func(e *flow.Edition) error { f(e); return nil })
			return err
		}))
		return v
	}
	v := change(func(e *flow.Edition) {
		e.Lines = append(e.Lines, flow.Line{Key: "more", Words: flow.Words{English: "What else can I do for you?", Spanish: "¿Qué más puedo hacer por usted?"}})
	})
	_, err := d.Flows.Publish(ctx, by, v.Mark(), "Warmer words.")
	must(t, err)
	ours := func(value string) func() string {
		return func() string {
			change(func(e *flow.Edition) {
				if len(e.Own) == 0 {
					e.Own = append(e.Own, flow.Own{Name: "own_forms", Title: "Needs a school form.", Steps: []flow.Question{
						{Name: "own_which", Ask: flow.Words{English: "Which form do you need?", Spanish: "¿Qué formulario necesita?"}, Options: []flow.Option{
							{Words: flow.Words{English: "Sports", Spanish: "Deporte"}, Then: "name"}, {Words: flow.Words{English: "Camp", Spanish: "Campamento"}}}},
						{Name: "own_camp", Ask: flow.Words{English: "When does the camp begin?", Spanish: "¿Cuándo empieza el campamento?"}}, {Name: "name"}, {Name: "phone"}}})
				}
				if len(e.Rules) == 0 {
					e.Rules = append(e.Rules, flow.Rule{Says: []string{"camp form"}, Do: flow.Start, Flow: "own_forms"})
				}
			})
			return value
		}
	}
	house["/console/practice/flows/flow/{name}"] = ours("own_forms")
	house["{step}"] = ours("own_which")
	house["/console/practice/flows/lines/{key}"] = ours("hello")
	house["/console/practice/flows/routing/{n}"] = ours("1")
	house["/console/practice/flows/versions/{n}"] = ours("0")
}

// TestAnOfficeEditsItsFlowsInTheConsole is the whole story by the forms: another greeting and a question are written, a
// Social Security number is refused, a rule is tried on what was said, and it all goes live and back.
func TestAnOfficeEditsItsFlowsInTheConsole(t *testing.T) {
	d := startDemo(t)
	d.chat(t, "before", "one", "do you fill out camp forms")
	v, reader := d.as(t, actor.Admin), d.as(t, actor.FrontDesk)
	const at = "/console/practice/flows"
	spoken := func(session, text string) string {
		r := d.chat(t, session, "one", text)
		_, words, err := r.Words.For(guard.Patient, frontdesk.Chat, r.Recipient)
		must(t, err)
		return words
	}
	sees := func(path, want string) string {
		t.Helper()
		a := v.ask(t, "GET "+path, path, nil)
		if a.status != 200 || !strings.Contains(a.body, want) {
			t.Fatalf("%s: %d, without %q", path, a.status, want)
		}
		return a.body
	}
	sees(at, "as they are shipped")
	const line = at + "/lines/open@chat"
	if a := v.submit(t, line, line, url.Values{"english": {"Hi, {practice} here."}, "spanish": {"Hola, {practice}."}}); a.status != 400 || !strings.Contains(a.body, "call 911 in an emergency") || !strings.Contains(a.body, "Hi, {practice} here.") {
		t.Fatalf("a greeting without 911: %d", a.status)
	}
	good := url.Values{"english": {"Welcome to {practice}. I am an automated assistant and what you write is kept. In an emergency call 911. Write staff for a person."},
		"spanish": {"Le saluda {practice}. Soy un asistente automático y lo que escribe se guarda. En una emergencia llame al 911. Escriba personal para una persona."}}
	if a := v.submit(t, line, line, good); a.status != 303 {
		t.Fatalf("a greeting: %d %s", a.status, a.body)
	}
	if a := v.send(t, at, url.Values{"title": {"Needs a camp form."}}); a.location != at+"/flow/own_needs_a_camp_form" {
		t.Fatalf("a flow of its own leads to %q", a.location)
	}
	const own = at + "/flow/own_needs_a_camp_form"
	ask := url.Values{"english": {"What is your child’s Social Security number?"}, "spanish": {"¿Cuál es el número de Seguro Social?"}, "take": {"text"}}
	if a := v.submit(t, own+"/step/new", own+"/step/new", ask); a.status != 400 || !strings.Contains(a.body, "a Social Security number") {
		t.Fatalf("asking for a Social Security number: %d", a.status)
	}
	ask = url.Values{"english": {"When does the camp begin?"}, "spanish": {"¿Cuándo empieza el campamento?"}, "take": {"text"}}
	if a := v.submit(t, own+"/step/new", own+"/step/new", ask); a.status != 303 {
		t.Fatalf("a question: %d %s", a.status, a.body)
	}
	sees(own, "¿Cuándo empieza el campamento?")
	if a := v.submit(t, own, own, url.Values{"do": {"down own_when_does_the_camp_begin"}}); a.status != 303 {
		t.Fatalf("a step is moved: %d", a.status)
	}
	stale := url.Values{"do": {"drop text"}, "version": {version.FindStringSubmatch(v.ask(t, "GET "+own, own, nil).body)[2]}}
	if a := v.submit(t, own, own, url.Values{"do": {"drop text"}}); a.status != 303 {
		t.Fatalf("a step is left out: %d", a.status)
	}
	if a := v.send(t, own, stale); a.status != 409 || !strings.Contains(a.body, "Somebody else changed this") {
		t.Errorf("a stale form: %d", a.status)
	}
	if a := v.submit(t, at+"/routing/new", at+"/routing/new", url.Values{"says": {"chest pain"}, "do": {"flow"}, "flow": {"own_needs_a_camp_form"}}); a.status != 400 || !strings.Contains(a.body, "heard as an emergency") {
		t.Fatalf("a rule above an emergency: %d", a.status)
	}
	if a := v.submit(t, at+"/routing/new", at+"/routing/new", url.Values{"says": {"camp form\nformulario de campamento"}, "do": {"flow"}, "flow": {"own_needs_a_camp_form"}}); a.status != 303 {
		t.Fatalf("a rule: %d %s", a.status, a.body)
	}
	sees(at+"/routing", "When the caller says “camp form” or “formulario de campamento”, then the flow “Needs a camp form” begins.")
	publish := func() answer {
		return v.submit(t, at+"/publish", at+"/publish", url.Values{"note": {"Summer."}})
	}
	if a := publish(); a.status != 400 || !strings.Contains(a.body, "Try the rules on past calls first") {
		t.Fatalf("rules that were not tried: %d %s", a.status, a.said())
	}
	if a := v.send(t, at+"/routing/try", nil); a.status != 200 || !strings.Contains(a.body, "1 of ") || !strings.Contains(a.body, "do you fill out camp forms") {
		t.Fatalf("the trial: %d %s", a.status, a.body)
	}
	if body := sees(at+"/publish", "Welcome to {practice}"); !strings.Contains(body, "<del>") {
		t.Error("the draft is not shown beside what callers hear")
	}
	if spoken("draft", "I have a question"); !strings.Contains(spoken("draft2", "hello"), "Hello, this is") {
		t.Error("callers hear the draft")
	}
	if a := reader.send(t, at+"/publish", nil); a.status != 403 {
		t.Errorf("the front desk publishes: %d", a.status)
	}
	if a := publish(); a.status != 303 {
		t.Fatalf("publishing: %d %s", a.status, a.body)
	}
	if got := spoken("live", "I need a camp form"); !strings.HasPrefix(got, "Welcome to") || !strings.Contains(got, "first and last name") && !strings.Contains(got, "camp begin") {
		t.Errorf("callers hear %q", got)
	}
	sees(at+"/versions", "Summer.")
	sees(at, "Callers hear version 1")
	if a := v.send(t, at+"/versions/0", url.Values{"note": {"It was better."}}); a.status != 303 {
		t.Fatalf("going back: %d %s", a.status, a.body)
	}
	if got := spoken("back", "hello"); !strings.HasPrefix(got, "Hello, this is") {
		t.Errorf("after going back callers hear %q", got)
	}
	if events := d.eventsBy(t, d.by(t, actor.Admin).ID, d.Now().AddDate(0, 0, -1)); !strings.Contains(verbs(events), "published") || !strings.Contains(verbs(events), "went back to") {
		t.Errorf("the trace: %s", verbs(events))
	}
}

func verbs(events []audit.Event) string {
	var all []string
	for _, e := range events {
		all = append(all, e.Verb)
	}
	return strings.Join(all, ", ")
}
