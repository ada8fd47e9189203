package samples

import "bedside/internal/web/view"

func rehearsalTabs(now int) []view.Link {
	all := []view.Link{{Text: "Going on", URL: "/console/desk"}, {Text: "Rehearsal", URL: "/console/rehearsal"}}
	all[now].Now = true
	return all
}

func rehearsals() []Sample {
	passed, failed, skipped := view.ScenarioMark("passed"), view.ScenarioMark("failed"), view.ScenarioMark("skipped")
	worse := view.ScenarioRow{URL: "/console/rehearsal/r1/office.address", Name: "office.address", About: "The address is told.", Who: "anybody", Before: passed, After: failed}
	groups := []view.RehearsalGroup{
		{Name: "Emergencies", Said: "2 scenarios", Rows: []view.ScenarioRow{
			{URL: "/console/rehearsal/r1/emergency.chest", Name: "emergency.chest", About: "Chest pain at the very beginning.", Who: "anybody", Before: passed, After: passed},
			{URL: "/console/rehearsal/r1/es.emergency.chest", Name: "es.emergency.chest", About: "Dolor de pecho.", Who: "in Spanish", Before: passed, After: passed}}},
		{Name: "About the office", Said: "2 scenarios, not all passed", Open: true, Rows: []view.ScenarioRow{worse,
			{Name: "insurance.list", About: "Which insurances are taken.", Who: "anybody", Before: skipped, After: skipped, Why: "The practice lists no insurance."}}},
	}
	counts := []view.Mark{{Tone: view.Stop, Icon: failed.Icon, Word: "1 failed"}, {Tone: view.Good, Icon: passed.Icon, Word: "167 passed"}, {Tone: view.Quiet, Icon: skipped.Icon, Word: "1 skipped"}}
	held := &view.Rehearsal{Heading: "Rehearsal of Mon, Nov 23, 10:04 am", Marks: counts, Both: true, Groups: groups, Worse: []view.ScenarioRow{worse}, ReasonURL: "/console/rehearsal/r1/reason",
		Facts: []view.Fact{{Name: "What", Value: "The draft, beside what callers hear"}, {Name: "By", Value: "Priya Anand"}, {Name: "Conversations", Value: "2,200"}, {Name: "Each scenario", Value: "5 times, each in other words"}}}
	full := view.Rehearsals{Console: frame(view.InDesk, "Rehearsal"), Tabs: rehearsalTabs(1), MayStart: true, Shown: held, Forget: true, Count: 169, Past: []view.Link{{Text: "Fri, Nov 20, 4:00 pm", URL: "/console/rehearsal/r0"}},
		Own: []view.OwnScenario{{Name: "own.refill-3fa2c1", About: "Somebody was misunderstood here and meant: refill.", When: "Mon, Nov 23, 9:40 am", RemoveURL: "/console/rehearsal/own/o1/remove"}}}
	given := *held
	given.ReasonURL, given.Given, given.Both = "", []view.Fact{{Name: "Right all the same", Value: "We are moving and tell nobody where until Friday."}, {Name: "Said by", Value: "Priya Anand, Mon, Nov 23, 10:10 am"}}, false
	said := full
	said.Shown, said.MayStart, said.Own = &given, false, nil
	mend := full
	bad := *held
	bad.Reason = view.Field{Value: "no", Error: "Say in a sentence why it is right all the same, so that others know later."}
	mend.Shown = &bad
	runs := view.Rehearsals{Console: frame(view.InDesk, "Rehearsal"), Tabs: rehearsalTabs(1), MayStart: true, Count: 169, Running: &view.RehearsalRunning{Done: 61, All: 338, Said: "A rehearsal is being held: 61 of 338 scenarios"}}
	none := view.Rehearsals{Console: frame(view.InDesk, "Rehearsal"), Tabs: rehearsalTabs(1), MayStart: true, Count: 169}
	lines := []view.ScenarioLine{{Who: "Caller", Text: "(calls)"}, {Who: "Bedside", Mine: true, Text: "Hello, this is the automated assistant of Lakeside. How can I help you?", State: "idle"},
		{Who: "Caller", Text: "where are you located"}, {Who: "Bedside", Mine: true, Text: "I can take a message. What is your message?", State: "message.text"}}
	one := view.ScenarioPage{Console: frame(view.InDesk, "Scenario"), Name: "office.address", About: "The address is told.", BackURL: "/console/rehearsal/r1", Sides: []view.ScenarioSide{
		{ID: "draft", Title: "The draft", Mark: failed, Said: "15 of 15 conversations failed. This is the first of them, in the chat, in wording 1.", Wrong: []string{"“14 Harbor Street” was not said."}, Expects: []string{"Somewhere it is said: “14 Harbor Street”."}, Lines: lines},
		{ID: "live", Title: "What callers hear", Mark: passed, Said: "All 15 conversations passed. This is one of them, in the chat.", Expects: []string{"Somewhere it is said: “14 Harbor Street”."}, Lines: lines[:3]}}}
	return []Sample{{"rehearsal", full}, {"rehearsal-said", said}, {"rehearsal-mend", mend}, {"rehearsal-runs", runs}, {"rehearsal-empty", none}, {"scenario", one}}
}
