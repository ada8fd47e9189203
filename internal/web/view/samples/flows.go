package samples

import "bedside/internal/web/view"

func flows() []Sample {
	under := func(title string) view.Settings {
		s := settings("Flows")
		s.Title = title
		return s
	}
	quiet := view.Mark{Tone: view.Quiet, Icon: "check", Word: "As shipped"}
	problem := []view.FlowProblem{{Text: "The flow “Needs a school form.” can end without “a number to call back”: nobody could answer. Ask for it on every way through.", URL: "/console/practice/flows/flow/own_forms"},
		{Text: "Rules 1 and 3 can fit the same words. Rule 1 decides then, because it stands first.", URL: "/console/practice/flows/routing/3", Mild: true}}
	list := view.Flows{Settings: under("Flows"), Rules: "2 routing rules",
		Live: view.Notice{Tone: view.Good, Title: "Callers hear version 3", Text: "Published by Priya Anand, Mon, Nov 23, 10:04 am: A shorter greeting."},
		Rows: []view.FlowRow{
			{URL: "/console/practice/flows/flow/book", Name: "Wants a visit", Asks: "what the visit is for → which day → which time → first and last name → date of birth → a number to call back → reading it back", Marks: []view.Mark{{Tone: view.Good, Icon: "pencil", Word: "Changed"}}},
			{URL: "/console/practice/flows/flow/office_info", Name: "Asks about the office", Asks: "an answer", Marks: []view.Mark{quiet}},
			{URL: "/console/practice/flows/flow/refill", Name: "Asks for a refill", Asks: "the medicine → the pharmacy → first and last name", Marks: []view.Mark{{Tone: view.Caution, Icon: "circle-slash", Word: "Off"}}},
			{URL: "/console/practice/flows/flow/own_forms", Name: "Needs a school form", Asks: "Which form do you need? → first and last name", Marks: []view.Mark{{Tone: view.Good, Icon: "pencil", Word: "Your own"}, {Tone: view.Stop, Icon: "octagon-alert", Word: "1 problem"}}}},
		Wheres: []view.Link{{Text: "Wording", URL: "/console/practice/flows/lines"}, {Text: "Routing", URL: "/console/practice/flows/routing"}, {Text: "Versions", URL: "/console/practice/flows/versions"}}}
	draft := list
	draft.Draft = &view.FlowDraft{Text: "Last changed by Priya Anand, Mon, Nov 23, 10:20 am.", Problems: problem, URL: "/console/practice/flows/publish"}
	reader := list
	reader.CanEdit = false

	ask := view.FlowLine{When: "asked", English: "Which form do you need? Please say one of these: Sports or Camp.", Spanish: "¿Qué formulario necesita? Por favor diga una de estas opciones: Deporte o Campamento."}
	name := []view.FlowLine{{When: "asked", English: "What is your first and last name?", Spanish: "¿Cuál es su nombre y apellido?", EditURL: "/console/practice/flows/lines/name", Changed: true},
		{When: "asked again", English: "Please say your first and last name, or spell it.", Spanish: "Por favor diga su nombre y apellido, o deletréelo.", EditURL: "/console/practice/flows/lines/name.again"}}
	end := []view.FlowLine{{When: "then", English: "I have passed this on. Somebody here will read it soon and get back to you.", Spanish: "Ya lo pasé. Alguien de aquí lo leerá pronto y le contestará.", EditURL: "/console/practice/flows/lines/passed.open"}}
	own := view.Flow{Settings: under("Needs a school form"), Name: "own_forms", Says: "For whom rule 1 sends here.", Own: true, NewURL: "/console/practice/flows/flow/own_forms/step/new", Version: "4",
		Problems: problem[:1], TitleIn: fine("Needs a school form."), Tasks: []view.Choice{view.Option("message", "Message", true)}, Add: []view.Choice{view.Option("dob", "date of birth", false)},
		Steps: []view.FlowStep{{Name: "own_which", Title: "Which form do you need?", Then: "after “Camp”: When does the camp begin?", EditURL: "/console/practice/flows/flow/own_forms/step/own_which", Down: true, Drop: true, Lines: []view.FlowLine{ask}},
			{Name: "name", Title: "first and last name", Up: true, Drop: true, Lines: name}}, End: end}
	shipped := own
	shipped.Settings, shipped.Own, shipped.NewURL, shipped.MayOff, shipped.Changed, shipped.Says = under("Wants a visit"), false, "", true, true, "For whoever wants a visit."
	off := shipped
	off.Off = true
	answer := view.Flow{Settings: under("Asks about insurance"), Name: "insurance_question", Says: "For whoever asks about insurance.", MayOff: true, Version: "1",
		End: []view.FlowLine{{When: "then", English: "I cannot say whether your plan is taken.", Spanish: "No puedo decir si aceptamos su plan.", Fixed: "It promises no coverage.", EditURL: "/console/practice/flows/lines/insurance.no"}}}

	line := view.FlowWords{Settings: under("What is said"), About: "“open”, by phone", English: fine("Hello from {practice}."), Spanish: fine("Le saluda {practice}."), Shipped: [2]string{"Thank you for calling {practice}.", "Gracias por llamar a {practice}."},
		Heard: [2]string{"Hello from Lakeside.", "Le saluda Lakeside."}, Placeholders: "{practice}", Where: "It is said in 2 flows: Wants a visit, Asks for a refill.", Version: "2", BackURL: "/console/practice/flows/lines", Action: "/console/practice/flows/lines/open@voice", ResetURL: "/console/practice/flows/lines/open@voice/shipped"}
	wrongLine := line
	wrongLine.Notice, wrongLine.English = view.Mend(1), wrong("Hi, this is {practice}.", "The English words are not complete. It must tell people to call 911 in an emergency.")
	fixed := line
	fixed.CanEdit, fixed.ResetURL, fixed.Advice = false, "", []string{"This line cannot be changed. It names the words or the keys that are listened for."}

	thens := []view.Choice{view.Option("", "the next step", true), view.Option("end", "the end", false)}
	question := view.FlowQuestion{Settings: under("A question of your own"), New: true, Flow: "Needs a school form.", Version: "1", BackURL: "/console/practice/flows/flow/own_forms", Action: "/console/practice/flows/flow/own_forms/step/new",
		Take: []view.Choice{view.Option("text", "Whatever they say", false), view.Option("choice", "One of these answers", true)}, Then: thens,
		Options: []view.FlowOption{{N: 0, English: "Sports", Spanish: "Deporte", Then: thens}, {N: 1, English: "Camp", Spanish: "Campamento", Then: thens}, {N: 2, Then: thens}}}
	refused := question
	refused.Notice, refused.English = view.Mend(1), wrong("What is your Social Security number?", "The English words may not be: nothing here asks for, or claims, a Social Security number. A Social Security number opens more than a record, and nothing that the front desk does needs it.")
	refused.Error = "A choice needs from 2 to 6 answers."

	rules := view.Routing{Settings: under("Routing"), NewURL: "/console/practice/flows/routing/new", Version: "3", Untried: true, Problems: problem[1:],
		Rules: []view.RoutingRow{{N: 1, Says: "When the caller says “school form” or “camp form”, then the flow “Needs a school form” begins.", URL: "/console/practice/flows/routing/1", Down: true},
			{N: 2, Says: "When the caller asks about a bill and the practice is closed, then Bedside takes a message for Priya Anand.", URL: "/console/practice/flows/routing/2", Up: true}}}
	tried := rules
	tried.Untried, tried.Trial = false, &view.RoutingTrial{Title: "2 of 132 conversations would have gone another way", Rows: []view.TrialRow{
		{URL: "/console/desk/1", When: "Mon, Nov 23, 9:12 am", Said: "do you fill out camp forms", Was: "No rule fits.", Would: "The flow “Needs a school form” begins."},
		{URL: "/console/desk/2", When: "Fri, Nov 20, 6:40 pm", Said: "I have a question about my bill", Was: "The flow “Has a question about a bill” begins.", Would: "Bedside takes a message for Priya Anand."}}}
	one := func(value, label string) []view.Choice { return []view.Choice{view.Option(value, label, true)} }
	rule := view.RoutingRule{Settings: under("A routing rule"), Says: fine("school form\nformulario"), Wants: []view.Choice{view.Option("billing", "asks about a bill", false), view.Option("refill", "asks for a refill", false)},
		Hours: one("", "at any time"), Days: []view.Choice{view.Option("monday", "Monday", true), view.Option("tuesday", "Tuesday", false)}, Provider: one("", "nobody in particular"), Language: one("", "in either language"), Channel: one("", "in any way"),
		Do: []view.Choice{view.Option("flow", "begin a flow", true), view.Option("announce", "say something, and go on", false)}, Flow: one("own_forms", "Needs a school form"), Staff: one("", "choose who"),
		Words: "When the caller says “school form” or “formulario” and it is Monday, then the flow “Needs a school form” begins.", Version: "3", Action: "/console/practice/flows/routing/1"}
	badRule := rule
	badRule.Notice, badRule.Error = view.Mend(1), "“chest pain” is heard as an emergency or as urgent, and that comes before every rule. Take it out."

	versions := view.FlowVersions{Settings: under("Versions"), Rows: []view.FlowVersion{
		{URL: "/console/practice/flows/versions/3", Name: "Version 3", When: "Mon, Nov 23, 10:04 am 2026", Who: "Priya Anand", Why: "A shorter greeting.", Mark: view.Mark{Tone: view.Good, Icon: "circle-check", Word: "Callers hear it"}},
		{URL: "/console/practice/flows/versions/0", Name: "As shipped", Why: "What Bedside comes with.", Mark: view.Mark{Tone: view.Quiet, Icon: "clock", Word: "Before"}}}}
	publish := view.FlowCompare{Settings: under("Publish the draft"), Heading: "What callers would hear differently", Mark: "4.2", Action: "/console/practice/flows/publish", Verb: "Publish", AsideURL: "/console/practice/flows/aside",
		Rows: []view.FlowDifference{{About: "“open”, by phone", Was: "Thank you for calling {practice}.", Now: "Hello from {practice}.", WasES: "Gracias por llamar a {practice}.", NowES: "Le saluda {practice}."},
			{About: "Needs a school form", Now: "a flow of your own that ends in a task: Needs a school form."}, {About: "Routing", Was: "When the caller asks about a bill, then they are connected to a person, or leave a message if nobody answers."}}}
	carry := publish
	carry.Action, carry.CarryURL, carry.Text = "", "/console/practice/flows/carry", "Version 5 was published after this draft was begun. Look at what differs now."
	back := publish
	back.Settings, back.Heading, back.Verb, back.AsideURL, back.UpURL, back.Problems = under("Version 2"), "What going back to it would change", "Go back to this version", "", "/console/practice/flows/versions/2/up", problem[1:]
	same := publish
	same.Rows, same.Action, same.AsideURL, same.Text = nil, "", "", "There is no draft. Change a flow, a line or a rule, and it begins."
	return []Sample{
		{"flows", list}, {"flows-draft", draft}, {"flows-reader", reader}, {"flow", shipped}, {"flow-own", own}, {"flow-off", off}, {"flow-answer", answer},
		{"flow-wording", view.FlowWording{Settings: under("Wording"), Groups: []view.FlowGroup{{Name: "Who is calling", Lines: append(name, answer.End...)}}}},
		{"flow-line", line}, {"flow-line-wrong", wrongLine}, {"flow-line-fixed", fixed}, {"flow-question", question}, {"flow-question-refused", refused},
		{"flow-routing", rules}, {"flow-routing-tried", tried}, {"flow-routing-empty", view.Routing{Settings: under("Routing"), NewURL: "/console/practice/flows/routing/new"}},
		{"flow-rule", rule}, {"flow-rule-wrong", badRule}, {"flow-versions", versions}, {"flow-publish", publish}, {"flow-carry", carry}, {"flow-back", back}, {"flow-no-draft", same},
	}
}
