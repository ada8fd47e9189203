package frontdesk_test

import (
	"context"
	"strings"
	"testing"

	"bedside/internal/actor"
	"bedside/internal/fault"
	"bedside/internal/frontdesk"
	"bedside/internal/frontdesk/edition"
	"bedside/internal/frontdesk/flow"
	"bedside/internal/identity"
	"bedside/internal/inbox"
	"bedside/internal/practice"
	"bedside/internal/testkit"
	"bedside/internal/tx"
	"bedside/internal/words"
)

var admin = actor.Actor{Kind: actor.Staff, Role: actor.Admin, ID: "owner"}

// draft changes the draft of the flows.
func (h *house) draft(f func(*flow.Edition)) (v edition.Version) {
	h.Helper()
	must(h, h.Do(context.Background(), admin, func(t tx.Tx) (err error) {
		v, err = h.flows.Change(context.Background(), t, func(e *flow.Edition) error { f(e); return nil })
		return err
	}))
	return v
}

// publish publishes what f makes of the flows, with its rules tried.
func (h *house) publish(f func(*flow.Edition)) edition.Version {
	h.Helper()
	ctx, v := context.Background(), h.draft(f)
	must(h, h.Do(ctx, admin, func(t tx.Tx) (err error) {
		if err := h.flows.Tried(ctx, t, v.Mark()); err != nil {
			return err
		}
		v, err = h.flows.Draft(ctx, t)
		return err
	}))
	v, err := h.flows.Publish(ctx, admin, v.Mark(), "For a test.")
	must(h, err)
	return v
}

func greeting(en, es string) flow.Line {
	return flow.Line{Key: "open@voice", Words: flow.Words{English: en, Spanish: es}}
}

var ourGreeting = greeting("Hello from {practice}. You talk with our automated assistant, and the call is written down. In an emergency call 911. Say staff for a person.",
	"Le saluda {practice}. Habla con un asistente automático y la llamada se escribe. En una emergencia llame al 911. Diga personal para hablar con una persona.")

// schoolForms is a flow of the practice's own.
func schoolForms() flow.Own {
	return flow.Own{Name: "own_forms", Title: "Needs a school form.", Steps: []flow.Question{
		{Name: "own_which", Ask: flow.Words{English: "Which form do you need?", Spanish: "¿Qué formulario necesita?"}, Options: []flow.Option{
			{Words: flow.Words{English: "Sports", Spanish: "Deporte"}, Then: "name"}, {Words: flow.Words{English: "Camp", Spanish: "Campamento"}}}},
		{Name: "own_camp", Ask: flow.Words{English: "When does the camp begin?", Spanish: "¿Cuándo empieza el campamento?"}},
		{Name: "name"}, {Name: "phone"},
	}}
}

// TestAnOfficeEditsItsFlows is the story of an office that changes the greeting and a step, is refused a question,
// publishes, hears it, and goes back.
func TestAnOfficeEditsItsFlows(t *testing.T) {
	h := openHouse(t, testkit.SQLite(t))
	ctx := context.Background()
	open := func() string { return h.call("voice", "+12185550111").send(frontdesk.Turn{Event: frontdesk.Opened}) }
	shipped := open()
	if !strings.Contains(shipped, "Thank you for calling") {
		t.Fatalf("as shipped: %q", shipped)
	}
	v := h.draft(func(e *flow.Edition) {
		e.Lines = append(e.Lines, ourGreeting)
		e.Changes = append(e.Changes, flow.Change{Name: "book", Steps: []string{"name", "dob", "phone", "reason", "state", "date", "time", "confirm"}})
		e.Own = append(e.Own, schoolForms())
		e.Own[0].Steps[1].Ask = flow.Words{English: "What is your child’s Social Security number?", Spanish: "¿Cuál es el número de Seguro Social de su hijo?"}
		e.Rules = append(e.Rules, flow.Rule{Says: []string{"school form", "camp form"}, Do: flow.Start, Flow: "own_forms"})
	})
	if _, err := h.flows.Publish(ctx, admin, v.Mark(), "Summer."); !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Message(err), "Social Security number") {
		t.Fatalf("asking for a Social Security number: %v", err)
	}
	if open() != shipped {
		t.Error("a draft is heard")
	}
	v = h.draft(func(e *flow.Edition) { e.Own[0].Steps[1].Ask = schoolForms().Steps[1].Ask })
	if _, err := h.flows.Publish(ctx, admin, v.Mark(), "Summer."); !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Message(err), "Try the rules") {
		t.Fatalf("rules that were not tried: %v", err)
	}
	one := h.publish(func(*flow.Edition) {})
	if got := open(); !strings.HasPrefix(got, "Hello from Lakeside") {
		t.Errorf("after publishing: %q", got)
	}
	c := h.call("voice", "+12185550112")
	if got := c.say("I'd like to book a checkup on Tuesday afternoon"); !strings.Contains(got, "first and last name") {
		t.Errorf("the name comes first now: %q", got)
	}
	c = h.call("voice", "+12185550113")
	for _, turn := range [][2]string{
		{"I need a camp form for my daughter", "Which form do you need? Please say one of these: Sports or Camp."},
		{"umm what", "Which form"}, {"the camp one", "When does the camp begin?"}, {"go back", "Which form"}, {"camp", "camp begin"},
		{"on the fifth of July", "first and last name"}, {"Tom Reed", "I have passed this on"},
	} {
		if got := c.say(turn[0]); !strings.Contains(got, turn[1]) {
			t.Fatalf("to %q: %q, want %q", turn[0], got, turn[1])
		}
	}
	tasks, err := h.inbox.Tasks(ctx, h.ana, inbox.TaskFilter{Open: true})
	must(t, err)
	if text := tasks[len(tasks)-1].Text.Reveal(); len(tasks) != 1 || !strings.HasPrefix(text, "Needs a school form.") || !strings.Contains(text, "Which form do you need? Camp") ||
		!strings.Contains(text, "When does the camp begin? on the fifth of July") || !strings.Contains(text, "Tom Reed") {
		t.Errorf("the task: %q", text)
	}

	_, err = h.flows.GoBack(ctx, admin, 0, "Summer is over.")
	must(t, err)
	if open() != shipped {
		t.Error("it did not go back")
	}
	events, err := h.findEvents("went back to")
	must(t, err)
	if len(events) != 1 || events[0].Subject.Kind != "flows" || events[0].By.ID != "owner" {
		t.Errorf("the trace: %+v", events)
	}
	_, err = h.flows.GoBack(ctx, admin, one.Number, "It is not.")
	must(t, err)
	if got := open(); !strings.HasPrefix(got, "Hello from Lakeside") {
		t.Errorf("after going back to what was published: %q", got)
	}
}

// TestEveryProgramSpeaksWhatIsPublished has two programs on one database: what one publishes the other says in its next turn.
func TestEveryProgramSpeaksWhatIsPublished(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		h := openHouse(t, dsn)
		other := h.again(h.flows)
		c := other.call("voice", "+12185550111")
		if got := c.send(frontdesk.Turn{Event: frontdesk.Opened}); strings.Contains(got, "Hello from") {
			t.Fatalf("before: %q", got)
		}
		h.publish(func(e *flow.Edition) {
			e.Lines = append(e.Lines, ourGreeting, flow.Line{Key: "more", Words: flow.Words{English: "What else can we do?", Spanish: "¿Qué más podemos hacer?"}})
		})
		if got := c.say("what is your address"); !strings.Contains(got, "What else can we do?") {
			t.Errorf("in the middle of a conversation: %q", got)
		}
		if got := other.call("voice", "+12185550112").send(frontdesk.Turn{Event: frontdesk.Opened}); !strings.HasPrefix(got, "Hello from") {
			t.Errorf("a new one: %q", got)
		}
	})
}

// TestAConversationGoesOnAsItBegan publishes in the middle of conversations.
func TestAConversationGoesOnAsItBegan(t *testing.T) {
	h := openHouse(t, testkit.SQLite(t))
	h.publish(func(e *flow.Edition) {
		e.Own = append(e.Own, schoolForms())
		e.Rules = append(e.Rules, flow.Rule{Says: []string{"camp form"}, Do: flow.Start, Flow: "own_forms"})
	})
	c := h.call("chat", "")
	c.say("I need a camp form")
	h.publish(func(e *flow.Edition) {
		*e = flow.Edition{Lines: []flow.Line{{Key: "more", Words: flow.Words{English: "What else?", Spanish: "¿Qué más?"}}}}
	})
	for _, turn := range [][2]string{{"camp", "camp begin"}, {"July", "first and last name"}, {"Tom Reed", "phone number"}, {"218-555-0123", "passed this on"}} {
		if got := c.say(turn[0]); !strings.Contains(got, turn[1]) {
			t.Fatalf("what runs goes on as it began: to %q %q", turn[0], got)
		}
	}
	if got := c.say("I need a camp form"); strings.Contains(got, "Which form") {
		t.Errorf("what begins afterwards is as published: %q", got)
	}
	if got := h.call("chat", "").say("I need a camp form"); strings.Contains(got, "Which form") {
		t.Errorf("a new conversation is as published: %q", got)
	}

	// An edition that cannot be read any more is as a program of another version leaves it.
	c = h.call("chat", "")
	h.publish(func(e *flow.Edition) {
		e.Own = append(e.Own, schoolForms())
		e.Rules = append(e.Rules, flow.Rule{Says: []string{"camp form"}, Do: flow.Start, Flow: "own_forms"})
	})
	c.say("I need a camp form")
	gone := h.again(frontdesk.OneEdition(flow.Edition{}))
	c.house = gone
	got := c.say("camp")
	if !strings.Contains(got, "has just changed") || !strings.Contains(got, "How can I help you?") {
		t.Errorf("a flow that is gone: %q", got)
	}
}

// again is the same house with another program, which goes by other editions.
func (h *house) again(e frontdesk.Editions) *house {
	h.Helper()
	other, d := *h, h.desk.Deps
	d.Editions = e
	var err error
	other.desk, err = frontdesk.New(d)
	must(h, err)
	return &other
}

// TestAStepThatIsGone asks for what is open now and keeps what was said.
func TestAStepThatIsGone(t *testing.T) {
	h := openHouse(t, testkit.SQLite(t))
	without := flow.Edition{Changes: []flow.Change{{Name: "book", Steps: []string{"state", "date", "time", "name", "dob", "phone", "confirm"}}}}
	c := h.call("chat", "")
	if got := c.say("I'd like to book an appointment with Dr. Haddad on Tuesday"); !strings.Contains(got, "seen for") {
		t.Fatalf("the reason is asked: %q", got)
	}
	was := c.house
	c.house = h.again(frontdesk.OneEdition(without))
	if got := c.say("staff please"); !strings.Contains(got, "I told the front desk") {
		t.Errorf("a person is reached: %q", got)
	}
	c.house = was
	c = h.again(frontdesk.OneEdition(flow.Edition{})).call("chat", "")
	c.session += " again"
	c.say("I'd like to book an appointment on Tuesday")
	c.house = h.again(broken{without})
	if got := c.say("my knee"); !strings.Contains(got, "has just changed") || !strings.Contains(got, "Tuesday, December 1") && !strings.Contains(got, "Tuesday, November 24") {
		t.Errorf("what was said is kept, and what is open is asked: %q", got)
	}
}

// broken has one edition that can be read and no others.
type broken struct{ e flow.Edition }

func (broken) Published(context.Context, tx.Tx) (int64, error) { return 7, nil }

func (b broken) Edition(_ context.Context, _ tx.Tx, n int64) (flow.Edition, error) {
	if n != 7 {
		return flow.Edition{}, fault.New(fault.NotFound, "test", "There is none.")
	}
	return b.e, nil
}

// unreadable is what callers hear, and cannot be run.
type unreadable struct{}

func (unreadable) Published(context.Context, tx.Tx) (int64, error) { return 3, nil }

func (unreadable) Edition(context.Context, tx.Tx, int64) (flow.Edition, error) {
	return flow.Edition{Own: []flow.Own{{Name: "own_x"}}}, nil
}

func TestAnEditionThatCannotBeRunSilencesNobody(t *testing.T) {
	h := openHouse(t, testkit.SQLite(t))
	other := h.again(unreadable{})
	if got := other.call("chat", "").say("What are your hours?"); !strings.Contains(got, "open") {
		t.Errorf("the flows as they are shipped answer: %q", got)
	}
}

// TestRulesSendCallers is every thing that a rule does, and what comes before all of them.
func TestRulesSendCallers(t *testing.T) {
	h := openHouse(t, testkit.SQLite(t))
	var osei string
	for _, v := range h.p.Providers {
		if v.Family == "Osei" {
			osei = string(v.ID)
		}
	}
	h.changeDesk(func(d *practice.Desk) { d.Transfer = "+12185550190" })
	h.publish(func(e *flow.Edition) {
		e.Own = append(e.Own, schoolForms())
		e.Rules = []flow.Rule{
			{Channel: "chat", Do: flow.Announce, Say: flow.Words{English: "We are closed on Friday for inventory.", Spanish: "El viernes está cerrado por inventario."}},
			{Wants: []string{"billing"}, Channel: "voice", Hours: flow.Open, Do: flow.Transfer},
			{Wants: []string{"billing"}, Do: flow.MessageFor, Staff: identity.StaffID(h.ana.ID)},
			{Says: []string{"paperwork", "papeleo"}, Provider: osei, Do: flow.Queue},
			{Says: []string{"camp form", "formulario"}, Do: flow.Start, Flow: "own_forms"},
			{Says: []string{"my chest"}, Do: flow.Start, Flow: "own_forms"},
			{Says: []string{"jury duty"}, Language: words.Spanish, Do: flow.Start, Flow: "own_forms"},
			{Says: []string{"ferry"}, Days: []string{"tuesday"}, Do: flow.Start, Flow: "own_forms"},
		}
	})
	for name, c := range map[string]struct {
		channel, said, want string
	}{
		"announced at the opening": {"chat", "", "inventory"},
		"connected":                {"voice", "I have a question about my bill", "connect you"},
		"a message for Ana":        {"chat", "I have a question about my bill", "message"},
		"its own flow":             {"chat", "do you do camp forms", "Which form"},
		"in Spanish":               {"chat", "necesito un formulario para la escuela por favor", "¿Qué formulario necesita?"},
		"an emergency":             {"chat", "my chest hurts so bad and I need a camp form", "911"},
		"a person":                 {"chat", "staff, about a camp form", "told the front desk"},
		"in the other language":    {"chat", "do I get an excuse for jury duty", "message"},
		"on another day":           {"chat", "is the ferry running", "message"},
	} {
		x := h.call(c.channel, map[string]string{"voice": "+12185550111"}[c.channel])
		got := x.send(frontdesk.Turn{Event: frontdesk.Opened})
		if c.said != "" {
			got = x.say(c.said)
		}
		if !strings.Contains(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	x := h.call("chat", "")
	x.send(frontdesk.Turn{Event: frontdesk.Opened})
	if got := x.say("What are your hours?"); strings.Contains(got, "inventory") {
		t.Errorf("announced twice: %q", got)
	}
	for _, turn := range []string{"I have a question about my bill from August", "It was charged twice I think", "Tom Reed", "218-555-0123"} {
		x.say(turn)
	}
	x = h.call("chat", "")
	for _, turn := range []string{"I have paperwork for Dr. Osei to sign for my job", "It is a form for my job and needs a signature", "Ann Reed", "218-555-0124"} {
		x.say(turn)
	}
	tasks, err := h.inbox.Tasks(context.Background(), h.ana, inbox.TaskFilter{Open: true})
	must(t, err)
	ana, team := 0, 0
	for _, k := range tasks {
		if string(k.Assignee) == h.ana.ID && strings.Contains(k.Text.Reveal(), "Tom Reed") {
			ana++
		}
		if strings.Contains(k.Text.Reveal(), "For Kofi Osei") || strings.Contains(k.Text.Reveal(), "Osei, ") && strings.Contains(k.Text.Reveal(), "Ann Reed") {
			team++
		}
	}
	if ana != 1 || team != 1 {
		for _, k := range tasks {
			t.Logf("%s: %s", k.Assignee, k.Text.Reveal())
		}
		t.Errorf("%d messages for Ana, %d for the team of Dr. Osei", ana, team)
	}
}

// TestRulesAreTriedOnPastConversations reads what was said before again.
func TestRulesAreTriedOnPastConversations(t *testing.T) {
	h := openHouse(t, testkit.SQLite(t))
	ctx := context.Background()
	camp := h.call("chat", "")
	camp.say("do you fill out camp forms")
	h.call("chat", "").say("What are your hours?")
	flames := h.call("chat", "")
	flames.say("I have chest pain and a camp form")
	e := flow.Edition{Own: []flow.Own{schoolForms()}, Rules: []flow.Rule{{Says: []string{"camp form"}, Do: flow.Start, Flow: "own_forms"}}}
	house := flow.House{Practice: h.p, Guard: h.guard}
	got, err := h.desk.TryRules(ctx, admin, e, house)
	must(t, err)
	if got.Calls != 2 || len(got.Changed) != 1 || got.Changed[0].Would != "The flow “Needs a school form” begins." || got.Changed[0].Said.Reveal() != "do you fill out camp forms" {
		t.Errorf("tried: %+v", got)
	}
	_, err = h.desk.TryRules(ctx, h.ana, e, house)
	if !fault.Is(err, fault.Forbidden) {
		t.Errorf("the front desk tries: %v", err)
	}
	e.Rules[0].Flow = "own_gone"
	if _, err = h.desk.TryRules(ctx, admin, e, house); !fault.Is(err, fault.Invalid) {
		t.Errorf("what cannot be run is tried: %v", err)
	}
	e.Rules, e.Changes = nil, []flow.Change{{Name: "office_info", Off: true}}
	if got, err = h.desk.TryRules(ctx, admin, e, house); err != nil || len(got.Changed) != 1 || !strings.Contains(got.Changed[0].Would, "switched off") {
		t.Errorf("what is off: %+v, %v", got, err)
	}
}
