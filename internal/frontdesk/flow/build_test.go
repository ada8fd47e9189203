package flow

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"bedside/internal/guard"
	"bedside/internal/identity"
	"bedside/internal/practice"
	"bedside/internal/triage"
	"bedside/internal/words"
)

var redFlags = sync.OnceValues(triage.New)

// house is a small practice that an edition is checked against.
func house(t testing.TB) House {
	t.Helper()
	g, err := guard.New(nil, guard.Own{Names: []string{"Lakeside"}, Phones: []string{"+12185550100"}}, func() time.Time { return time.Date(2026, 11, 23, 16, 0, 0, 0, time.UTC) })
	if err != nil {
		t.Fatal(err)
	}
	r, err := redFlags()
	if err != nil {
		t.Fatal(err)
	}
	p := &practice.Practice{Settings: practice.Settings{Name: "Lakeside", NeutralName: "Lakeside", Phone: "+12185550100", Zone: "America/Chicago"}, Desk: practice.DeskDefaults()}
	p.Providers = []practice.Provider{{ID: "osei", Given: "Kofi", Family: "Osei", Credentials: "MD", Active: true}}
	p.Hours = []practice.Hours{{Provider: "osei", Weekday: time.Monday}}
	return House{Practice: p, Staff: map[identity.StaffID]string{"ana": "Ana Petrova"}, Guard: g, Triage: r}
}

// said makes both languages of a line that stays in the bounds of the shipped one.
func line(key, en, es string) Edition { return Edition{Lines: []Line{{key, Words{en, es}}}} }

// forms is a flow of the practice's own.
func forms() Own {
	return Own{Name: "own_forms", Title: "Needs a school form.", Steps: []Question{
		{Name: "own_which", Ask: Words{"Which form do you need?", "¿Qué formulario necesita?"}, Options: []Option{
			{Words: Words{"Sports", "Deporte"}}, {Words: Words{"Camp", "Campamento"}, Then: "own_camp"}}},
		{Name: "own_school", Ask: Words{"Which school is it for?", "¿Para qué escuela es?"}, Then: "name"},
		{Name: "own_camp", Ask: Words{"When does the camp begin?", "¿Cuándo empieza el campamento?"}},
		{Name: "name"}, {Name: "dob"}, {Name: "phone"},
	}}
}

func own(change func(*Own)) Edition {
	o := forms()
	change(&o)
	return Edition{Own: []Own{o}}
}

func rule(r Rule) Edition { return Edition{Own: []Own{forms()}, Rules: []Rule{r}} }

func TestAnEditionThatIsWellIsBuilt(t *testing.T) {
	h := house(t)
	for name, e := range map[string]Edition{
		"as shipped": {},
		"a greeting": line("open@voice", "Hello, this is {practice}. You are talking to an automated assistant, and what you say is written down. Call 911 in an emergency. Say staff for a person.",
			"Hola, habla a {practice}. Le atiende un asistente automático y lo que diga se escribe. En una emergencia llame al 911. Diga personal para hablar con una persona."),
		"off":            {Changes: []Change{{Name: "refill", Off: true}, {Name: "book", Off: true}}},
		"another order":  {Changes: []Change{{Name: "book", Steps: []string{"name", "dob", "phone", "state", "date", "time", "confirm"}}}},
		"birth first":    {Changes: []Change{{Name: "cancel", Steps: []string{"dob", "name", "visit", "confirm"}}}},
		"without a date": {Changes: []Change{{Name: "billing", Steps: []string{"name", "text", "phone"}}}},
		"its own":        own(func(*Own) {}),
		"rules": {Own: []Own{forms()}, Rules: []Rule{
			{Hours: Closed, Do: Announce, Say: Words{"We are closed for inventory on Friday.", "El viernes está cerrado por inventario."}},
			{Says: []string{"school form", "formulario"}, Do: Start, Flow: "own_forms"},
			{Wants: []string{"billing"}, Hours: Open, Days: []string{"monday"}, Do: Transfer},
			{Wants: []string{"billing"}, Do: MessageFor, Staff: "ana"},
			{Provider: "osei", New: true, Do: Queue},
		}},
	} {
		m, problems := Build(e, h)
		if m == nil {
			t.Errorf("%s is refused: %+v", name, problems)
		}
		for _, p := range problems {
			if !strings.Contains(p.Text, "No number is set") {
				t.Errorf("%s: %s: %s", name, p.At, p.Text)
			}
		}
	}
}

// TestWhatMayNotBeIsRefused names for every refusal what it is about and some words of its sentence.
func TestWhatMayNotBeIsRefused(t *testing.T) {
	h := house(t)
	steps := func(flow string, s ...string) Edition { return Edition{Changes: []Change{{Name: flow, Steps: s}}} }
	q := func(en, es string) Edition { return own(func(o *Own) { o.Steps[1].Ask = Words{en, es} }) }
	es := "¿Para qué escuela es?"
	for name, c := range map[string]struct {
		e        Edition
		at, text string
	}{
		"no such flow":           {Edition{Changes: []Change{{Name: "surgery"}}}, "flow surgery", "no flow"},
		"a flow twice":           {Edition{Changes: []Change{{Name: "book"}, {Name: "book", Off: true}}}, "flow book", "twice"},
		"message off":            {Edition{Changes: []Change{{Name: "message", Off: true}}}, "flow message", "cannot be switched off"},
		"privacy off":            {Edition{Changes: []Change{{Name: "privacy", Off: true}}}, "flow privacy", "cannot be switched off"},
		"no such step":           {steps("book", "reason", "date", "time", "name", "dob", "phone", "weight", "confirm"), "flow book", `"weight"`},
		"a step twice":           {steps("book", "date", "date", "time", "name", "dob", "phone", "confirm"), "flow book", "twice"},
		"no birth date":          {steps("cancel", "name", "visit", "confirm"), "flow cancel", "must ask for the name and the date of birth"},
		"identity too late":      {steps("cancel", "visit", "name", "dob", "confirm"), "flow cancel", "must ask for the name and the date of birth before"},
		"not read back":          {steps("book", "date", "time", "name", "dob", "phone"), "flow book", "cannot do without “reading it back”"},
		"read back too early":    {steps("book", "date", "time", "confirm", "name", "dob", "phone"), "flow book", "must be the last"},
		"time before day":        {steps("book", "time", "date", "name", "dob", "phone", "confirm"), "flow book", "must come after “which day”"},
		"a foreign step":         {steps("billing", "text", "visit", "name", "dob", "phone"), "flow billing", "may not ask for"},
		"an empty flow":          {own(func(o *Own) { o.Steps = nil }), "flow own_forms", "asks nothing"},
		"a name of ours":         {own(func(o *Own) { o.Name = "book" }), "flow book", "must begin with"},
		"no title":               {own(func(o *Own) { o.Title = " " }), "flow own_forms", "needs a title"},
		"a task of no kind":      {own(func(o *Own) { o.Task = "copy" }), "flow own_forms", "cannot end in a task"},
		"a circle":               {own(func(o *Own) { o.Steps[5].Then = "own_which" }), "flow own_forms", "never ends"},
		"a small circle":         {own(func(o *Own) { o.Steps[2].Then = "own_camp" }), "flow own_forms", "goes round in a circle"},
		"an answer in a circle":  {own(func(o *Own) { o.Steps[0].Options[1].Then = "own_which" }), "flow own_forms", "goes round in a circle"},
		"leads to nothing":       {own(func(o *Own) { o.Steps[2].Then = "own_gone" }), "step own_camp", `"own_gone"`},
		"an answer to nothing":   {own(func(o *Own) { o.Steps[0].Options[0].Then = "own_gone" }), "step own_which", `"own_gone"`},
		"never asked":            {own(func(o *Own) { o.Steps[0].Options[1].Then = "" }), "flow own_forms", "nothing leads to “When does the camp begin?”"},
		"nobody to call":         {own(func(o *Own) { o.Steps[0].Options[0].Then = End }), "flow own_forms", "can end without “first and last name”"},
		"no number":              {own(func(o *Own) { o.Steps = o.Steps[:5] }), "flow own_forms", "can end without “a number to call back”"},
		"its own visit":          {own(func(o *Own) { o.Steps[4].Name = "visit" }), "flow own_forms", "may not ask for “which visit”"},
		"an unknown step":        {own(func(o *Own) { o.Steps[4].Name = "weight" }), "flow own_forms", `"weight"`},
		"one answer":             {own(func(o *Own) { o.Steps[0].Options = o.Steps[0].Options[:1] }), "step own_which", "from 2 to"},
		"an answer in English":   {own(func(o *Own) { o.Steps[0].Options[0].Spanish = "" }), "step own_which", "in English and in Spanish"},
		"two answers alike":      {own(func(o *Own) { o.Steps[0].Options[0].English = "Summer camp" }), "step own_which", "cannot be told"},
		"staff as an answer":     {own(func(o *Own) { o.Steps[0].Options[0].English = "Staff" }), "step own_which", "always means something else"},
		"back as an answer":      {own(func(o *Own) { o.Steps[0].Options[0].English = "Go back" }), "step own_which", "always means something else"},
		"an emergency as answer": {own(func(o *Own) { o.Steps[0].Options[0].English = "Chest pain" }), "step own_which", "heard as an emergency"},
		"only English":           {q("Which school is it for?", ""), "step own_school", "The Spanish words are missing"},
		"a placeholder":          {q("Which school is {when} for?", es), "step own_school", "not given"},
		"no placeholder":         {q("Which school is {school} for?", es), "step own_school", "{school}"},
		"half a placeholder":     {q("Which school {is it for?", es), "step own_school", "No placeholder"},
		"two lines":              {q("Which school\nis it for?", es), "step own_school", "line break"},
		"far too long":           {q(strings.Repeat("Which school is it for? ", 40), es), "step own_school", "longer than"},
		"a patient's name":       {q("Is it for Tom Reed, born March 3, 1958?", es), "step own_school", "The guard does not let"},

		"no such line":      {line("open@fax", "Hello.", "Hola."), "line open@fax", "no line"},
		"a fixed line":      {line("unknown", "You are no patient here.", "Usted no es paciente aquí."), "line unknown", "cannot be changed"},
		"a fixed key":       {line("time.keypad", "Press 9.", "Oprima 9."), "line time.keypad", "cannot be changed"},
		"no practice":       {line("open@sms", "Automated assistant. Text STAFF for a person, STOP to end texts. Emergency: call 911.", "{practice}, asistente automático. Escriba PERSONAL, PARAR. Emergencia: llame al 911."), "line open@sms", "{practice}"},
		"no 911":            {line("open@voice", "{practice}. I am the automated assistant. This call is written down. Say staff at any time.", "{practice}. Soy el asistente automático. Esta llamada se escribe. En una emergencia llame al 911. Diga personal."), "line open@voice", "911"},
		"a person":          {line("open@voice", "{practice}, my name is Amy. I am the automated assistant. This call is written down. In an emergency call 911. Say staff at any time.", "{practice}. Soy el asistente automático. Esta llamada se escribe. En una emergencia llame al 911. Diga personal."), "line open@voice", "to be somebody"},
		"not written down":  {line("open@chat", "I am the automated assistant of {practice}. In an emergency call 911. Write staff for a person.", "Soy el asistente automático de {practice}. Lo que escribe se guarda. En una emergencia llame al 911. Escriba personal."), "line open@chat", "written down, recorded or kept"},
		"a lost time":       {line("book.confirm", "Shall I book {service} for {name}{with}{where}?", "¿Reservo {service}, {when}{with}{where}, para {name}?"), "line book.confirm", "lost {when}"},
		"wait with 911":     {line("hello", "If this is an emergency, please leave a message. How can I help?", "¿En qué le puedo ayudar?"), "line hello", "911"},
		"no emergency":      {line("more", "That can wait until Monday. Is there anything else?", "¿Hay algo más?"), "line more", "how serious"},
		"a line twice":      {Edition{Lines: []Line{{"hello", Words{"Yes?", "¿Sí?"}}, {"hello", Words{"Yes?", "¿Sí?"}}}}, "line hello", "twice"},
		"a social security": {line("billing.text", "What is your question, and your Social Security number?", "¿Cuál es su pregunta sobre la cuenta?"), "line billing.text", "Social Security number"},

		"rule to nowhere":      {rule(Rule{Says: []string{"camp form"}, Do: Start, Flow: "own_gone"}), "rule 1", "a flow that there is not"},
		"rule to what is off":  {Edition{Changes: []Change{{Name: "refill", Off: true}}, Rules: []Rule{{Says: []string{"inhaler form"}, Do: Start, Flow: "refill"}}}, "rule 1", "switched off"},
		"rule of staff":        {rule(Rule{Says: []string{"talk to a person"}, Do: Start, Flow: "own_forms"}), "rule 1", "always reaches"},
		"rule of a yes":        {rule(Rule{Says: []string{"yes please"}, Do: Start, Flow: "own_forms"}), "rule 1", "answer to other questions"},
		"rule of a day":        {rule(Rule{Says: []string{"Monday"}, Do: Start, Flow: "own_forms"}), "rule 1", "answer to other questions"},
		"rule of nothing":      {rule(Rule{Says: []string{"can I have"}, Do: Start, Flow: "own_forms"}), "rule 1", "answer to other questions"},
		"rule of an emergency": {rule(Rule{Says: []string{"chest pain"}, Do: Start, Flow: "book"}), "rule 1", "heard as an emergency"},
		"rule of a subpoena":   {rule(Rule{Says: []string{"subpoena"}, Do: Start, Flow: "records"}), "rule 1", "always reaches"},
		"rule for a stop":      {rule(Rule{Wants: []string{"opt_out"}, Do: Start, Flow: "own_forms"}), "rule 1", "No rule can be made"},
		"rule for all":         {rule(Rule{Do: Start, Flow: "own_forms"}), "rule 1", "fits everything"},
		"rule without then":    {rule(Rule{Says: []string{"camp form"}}), "rule 1", "what then"},
		"transfer at night":    {rule(Rule{Wants: []string{"billing"}, Hours: Closed, Do: Transfer}), "rule 1", "Nobody answers"},
		"rule of nobody":       {rule(Rule{Wants: []string{"billing"}, Do: MessageFor, Staff: "bob"}), "rule 1", "works here"},
		"a provider who left":  {rule(Rule{Provider: "gone", Do: Queue}), "rule 1", "does not work here"},
		"open on Sunday":       {rule(Rule{Wants: []string{"book"}, Hours: Open, Days: []string{"sunday"}, Do: Transfer}), "rule 1", "never open on Sunday"},
		"no such day":          {rule(Rule{Wants: []string{"book"}, Days: []string{"someday"}, Do: Transfer}), "rule 1", "no day"},
		"an announced card":    {rule(Rule{Hours: Closed, Do: Announce, Say: Words{"Have your credit card ready.", "Tenga su tarjeta lista."}}), "rule 1", "a card or a bank account"},
		"half an announcement": {rule(Rule{Hours: Closed, Do: Announce, Say: Words{English: "We are closed."}}), "rule 1", "The Spanish words are missing"},
		"a rule in the shade": {Edition{Own: []Own{forms()}, Rules: []Rule{{Says: []string{"form"}, Do: Transfer}, {Says: []string{"camp form"}, Hours: Open, Do: Start, Flow: "own_forms"}}},
			"rule 2", "never gets its turn: rule 1"},
	} {
		m, problems := Build(c.e, h)
		if m != nil {
			t.Errorf("%s passes", name)
		}
		found := slices.ContainsFunc(problems, func(p Problem) bool { return !p.Mild && p.At == c.at && strings.Contains(p.Text, c.text) })
		if !found {
			t.Errorf("%s: not %q about %q in %+v", name, c.text, c.at, problems)
		}
	}
}

// TestWhatMayNotBeAsked reads questions that somebody might write, in both languages and in disguise, and neighbours
// that ask for nothing of the kind.
func TestWhatMayNotBeAsked(t *testing.T) {
	c, err := readCatalog()
	if err != nil {
		t.Fatal(err)
	}
	for text, name := range map[string]string{
		"What are the last four of your social?":                "a Social Security number",
		"Please give me your S.S.N.":                            "a Social Security number",
		"your s s n please":                                     "a Social Security number",
		"Your Social-Security number?":                          "a Social Security number",
		"¿Cuál es su número de Seguro Social?":                  "a Social Security number",
		"What is the number on your insurance or bank card?":    "",
		"What is the number on your card?":                      "a card or a bank account",
		"Please read me the CVV.":                               "a card or a bank account",
		"¿Me dice el número de su tarjeta?":                     "a card or a bank account",
		"What is the password of your patient portal?":          "a password or a code",
		"¿Cuál es su contraseña?":                               "a password or a code",
		"What is your mother's maiden name?":                    "a password or a code",
		"Are you a citizen?":                                    "an identity document or where somebody comes from",
		"¿Cuál es su estatus migratorio?":                       "an identity document or where somebody comes from",
		"What are your symptoms?":                               "clinical detail",
		"Are you pregnant?":                                     "clinical detail",
		"On a scale of 1 to 10, how much does it hurt?":         "clinical detail",
		"¿Qué síntomas tiene?":                                  "clinical detail",
		"What is your member ID?":                               "a member number of an insurance",
		"Which school is the form for?":                         "",
		"Which insurance do you have?":                          "",
		"What is your child's first name?":                      "",
		"¿Para qué día necesita el formulario?":                 "",
		"Should we mail it or will you pick it up?":             "",
		"Do you want to pay the bill or do you have a dispute?": "",
		"Are you a new patient?":                                "",
	} {
		got := ""
		if n := c.forbidden("own_a.own_b", text, true); n != nil {
			got = n.Name
		}
		if got != name {
			t.Errorf("%q: %q, want %q", text, got, name)
		}
	}
	if n := c.forbidden("hello", "If you have a fever, please wear a mask.", false); n != nil {
		t.Errorf("an announcement asks for %s", n.Name)
	}
	if n := c.forbidden("hello", "Thank you for calling. Do you have a fever?", false); n == nil {
		t.Error("a question within a line is not read")
	}
}

// TestTheCatalogKnowsEveryLine holds the editor's list of lines and what the shipped words promise together.
func TestTheCatalogKnowsEveryLine(t *testing.T) {
	m := load(t)
	in := map[string]string{}
	for _, g := range m.catalog.Groups {
		for _, k := range g.Keys {
			if in[k] != "" {
				t.Errorf("%q is in %q and %q", k, in[k], g.Name)
			}
			in[k] = g.Name
		}
	}
	var keys []string
	for key := range m.words[words.English].Say {
		keys = append(keys, bareKey(key))
		if in[bareKey(key)] == "" {
			t.Errorf("%q is in no group", key)
		}
		if strings.Contains(key, ".keypad") && m.catalog.fixed(key) == "" {
			t.Errorf("%q names keys and can be changed", key)
		}
		for _, l := range Languages() {
			text := m.words[l].Say[key]
			if why := m.catalog.missing(key, l, text); len(why) > 0 {
				t.Errorf("%q in %s: %v", key, l, why)
			}
			if n := m.catalog.forbidden(key, text, false); n != nil && m.catalog.fixed(key) == "" {
				t.Errorf("%q in %s asks for %s", key, l, n.Name)
			}
		}
	}
	for k := range in {
		if !slices.Contains(keys, k) && !slices.ContainsFunc(keys, func(x string) bool { return strings.HasPrefix(x, k) }) {
			t.Errorf("there is no line %q", k)
		}
	}
	folded := regexp.MustCompile(`^[a-z0-9'* ]+$`)
	for _, n := range m.catalog.Never {
		if n.Why == "" || n.Source == "" || len(n.English) == 0 || len(n.Spanish) == 0 {
			t.Errorf("%q does not say why, or is not read in both languages", n.Name)
		}
		for _, p := range slices.Concat(n.English, n.Spanish) {
			if !folded.MatchString(p) || strings.TrimSpace(plainly(strings.ReplaceAll(p, "*", "x"))) != strings.ReplaceAll(p, "*", "x") {
				t.Errorf("%q is not as words are read", p)
			}
		}
	}
}

// TestEveryLineThatIsNotFixedCanBePutOtherwise adds a word of thanks to every line that a practice may change.
func TestEveryLineThatIsNotFixedCanBePutOtherwise(t *testing.T) {
	h, m, n := house(t), load(t), 0
	for key := range m.words[words.English].Say {
		if m.catalog.fixed(key) != "" {
			continue
		}
		n++
		w, _ := m.Words(key)
		if _, problems := Build(line(key, "Thank you. "+w.English, "Gracias. "+w.Spanish), h); len(problems) > 0 {
			t.Errorf("%s: %+v", key, problems)
		}
	}
	if n < 60 {
		t.Errorf("only %d lines can be changed", n)
	}
}

func TestALineThatMayNotBeSaidAnyMoreIsAsShipped(t *testing.T) {
	e := own(func(*Own) {})
	e.Lines = []Line{{"hello", Words{"Tom Reed, born March 3, 1958, was here.", "¿En qué le puedo ayudar?"}}, {"more", Words{"What else?", "¿Qué más?"}}}
	m, problems := BuildMost(e, house(t))
	if m == nil || !Stops(problems) || Text(m.Line("hello", "chat", words.English, nil)) != "How can I help you?" || Text(m.Line("more", "chat", words.English, nil)) != "What else?" || m.flows["own_forms"] == nil {
		t.Errorf("%v %+v", m != nil, problems)
	}
	if m, _ := BuildMost(own(func(o *Own) { o.Steps = nil }), house(t)); m != nil {
		t.Error("what cannot be run is run")
	}
}
