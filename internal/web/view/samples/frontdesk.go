package samples

import (
	"fmt"

	"bedside/internal/web/view"
)

func chat() []Sample {
	in := view.Chat{Site: view.Site{Title: "Chat with us", Practice: "Lakeside Family Medicine", Phone: "(218) 555-0100", PhoneURL: "tel:+12185550100", Section: "chat", BookingOpen: true}, Turn: "0123456789abcdef"}
	on := in
	on.Begun, on.After = true, 6
	on.Lines = []view.ChatLine{
		{Seq: 1, Who: "You", Mine: true, Text: "my knee hurts, can I come in next Tuesday afternoon?", When: "10:02 am"},
		{Seq: 2, Who: "Automated assistant", Text: "I can book an office visit. Tuesday, December 1 is free at 1:20 pm, 2:40 pm or 4:00 pm at Harbor Street. Which do you want?", When: "10:02 am"},
		{Seq: 3, Who: "You", Mine: true, Text: "and I have crushing chest pain", When: "10:03 am"},
		{Seq: 4, Who: "Automated assistant", Urgent: true, Text: "Call 911 now. If this is not an emergency, say continue.", When: "10:03 am"},
		{Seq: 5, Who: "You", Mine: true, Text: "continuar, por favor", When: "10:04 am", Lang: "es"},
		{Seq: 6, Who: "Priya, Lakeside Family Medicine", Person: true, Text: "This is Priya from the front desk. Are you all right?", When: "10:04 am"},
	}
	bad := in
	bad.Error = "Please write something first."
	return []Sample{{"site-chat", on}, {"site-chat-new", in}, {"site-chat-mend", bad}}
}

func inbox() []Sample {
	urgent, emergency := *view.UrgencyMark("urgent"), *view.UrgencyMark("emergency")
	tabs := []view.Tab{{Text: "To do", URL: "/console/inbox", Count: 4, Now: true}, {Text: "Mine", URL: "/console/inbox?show=mine", Count: 1}, {Text: "Tasks", URL: "/console/inbox/tasks", Count: 3}}
	rows := []view.ThreadRow{
		{URL: "/console/inbox/t1", Who: "Ada Delacroix", Last: "I have crushing chest pain", Icon: "message-circle", When: "10:03 am", Marks: []view.Mark{emergency}, Unread: true, Tasks: 1},
		{URL: "/console/inbox/t2", Who: "(218) 555-0142", Last: "We will call you within 30 minutes.", From: "Bedside", Icon: "phone-call", When: "9:40 am", Marks: []view.Mark{urgent}, To: "Priya Anand"},
		{URL: "/console/inbox/t3", Who: "Somebody on the site", Last: "Is the office open on Thanksgiving?", Icon: "message-square-text", When: "Fri, Nov 20, 4:12 pm", Unread: true},
	}
	list := view.Inbox{Console: frame(view.InInbox, "Inbox"), Tabs: tabs, Rows: rows, Next: "/console/inbox?page=1"}
	empty := view.Inbox{Console: frame(view.InInbox, "Inbox"), Tabs: tabs, NoLine: &view.Notice{Tone: view.Note, Title: "No telephone number yet", Text: "Chats from the site arrive here."}}
	none := view.Inbox{Console: frame(view.InInbox, "Inbox"), Tabs: tabs, Query: fine("knee"), Asked: true}
	assign := []view.Choice{view.Option("", "Nobody", true), view.Option("s1", "Priya Anand", false)}
	tasks := []view.TaskRow{
		{ID: "k1", Kind: "Refill", Icon: "clipboard-list", Text: "Lisinopril 10 mg, Bay Pharmacy", Who: "Ada Delacroix", URL: "/console/inbox/t1", When: "9:12 am", Marks: []view.Mark{{Tone: view.Caution, Icon: "clock", Word: "Overdue"}}, Version: 1, Assign: assign, Work: true, ReturnTo: "/console/inbox/tasks"},
		{ID: "k2", Kind: "Voicemail", Icon: "voicemail", Text: "Listen to the message.", URL: "/console/inbox/t2", To: "Priya Anand", When: "8:30 am", Marks: []view.Mark{urgent}, Version: 2, Assign: assign, Work: true, ReturnTo: "/console/inbox/tasks"},
		{ID: "k3", Kind: "Referral", Icon: "phone-forwarded", Text: "To an eye doctor.", When: "Fri, Nov 20, 2:00 pm", Done: true, Note: "Called, plan agreed."},
	}
	banner := delacroix()
	thread := view.Thread{
		Console: frame(view.InInbox, "Conversation"), URL: "/console/inbox/t1", Who: "Ada Delacroix", Banner: &banner, Sub: []view.Mark{emergency}, After: 6, Version: 3, Key: "key", Earlier: true,
		Speaker: "Bedside", Speaks: "Bedside answers here. When you take over, it is silent until you hand back. In an emergency it still says to call 911.",
		CanTake: true, CanReply: true, CanEnd: true, Work: true, Assign: assign, Tasks: tasks[:1], CopyURL: "/console/inbox/t1/copy", Others: []view.Link{{Text: "Fri, Nov 6, 9:00 am", URL: "/console/inbox/t9"}},
		Facts: []view.Fact{{Name: "Began", Value: "Mon, Nov 23, 10:01 am"}, {Name: "Number", Value: "(218) 555-0142"}},
		Lines: []view.ThreadLine{
			{Seq: 1, Who: "Ada Delacroix", Text: "my knee hurts, can I come in next Tuesday afternoon?", When: "10:02 am", Icon: "message-circle", Via: "in the chat"},
			{Seq: 2, Who: "Bedside", Class: "mine", Text: "Tuesday, December 1 is free at 1:20 pm, 2:40 pm or 4:00 pm. Which do you want?", When: "10:02 am", Icon: "message-circle", Via: "in the chat"},
			{Seq: 3, Who: "Ada Delacroix", Class: "danger", Text: "and I have crushing chest pain", When: "10:03 am", Icon: "message-circle", Via: "in the chat"},
			{Seq: 4, Class: "event", Text: "An alert was raised.", When: "10:03 am"},
			{Seq: 5, Who: "Priya Anand, a note", Class: "note", Text: "Called her back, she is with her daughter.", When: "10:05 am", Icon: "sticky-note"},
			{Seq: 6, Who: "Priya Anand", Class: "mine", Text: "We are here until five.", When: "10:06 am", Icon: "message-square-text", Via: "by text", Mark: view.ThreadMark("delivered")},
		},
	}
	mine := thread
	mine.Banner, mine.Speaker, mine.Speaks, mine.CanTake, mine.CanBack, mine.KnowURL = nil, "You", "You answer here, and Bedside is silent. Hand back when you are done.", false, true, "/console/inbox/t1/patient"
	mine.Text, mine.Who, mine.Tasks = "Your MRI shows a tear.", "(218) 555-0142", nil
	mine.Findings = []view.Finding{{Tone: view.Stop, Title: "This tells a result where others may read it.", Rule: "value.reason", Authority: "House policy"}}
	mine.Lines = append([]view.ThreadLine{{Seq: 1, Who: "(218) 555-0142", Text: "Please call me back.", When: "9:40 am", Icon: "voicemail", Via: "on voicemail", Audio: "/console/inbox/t1/recordings/e1"}}, mine.Lines[3:]...)
	closed := thread
	closed.CanReply, closed.NoReply, closed.CanTake, closed.CanEnd, closed.CanReopen = false, "Somebody at this number asked us to stop texting. Phone them instead.", false, false, true
	closed.Sub = []view.Mark{{Tone: view.Quiet, Icon: "check", Word: "Resolved"}, {Tone: view.Quiet, Icon: "clock", Word: "Waiting for the patient"}}
	closed.Lines = append(closed.Lines, view.ThreadLine{Seq: 7, Who: "Priya Anand", Class: "mine", Text: "Hello?", When: "10:09 am", Icon: "message-square-text", Via: "by text", Mark: view.ThreadMark("held")},
		view.ThreadLine{Seq: 8, Who: "Priya Anand", Class: "mine", Text: "Are you there?", When: "10:10 am", Icon: "message-square-text", Via: "by text", Mark: view.ThreadMark("failed")})
	who := view.ThreadPatient{Console: frame(view.InInbox, "Who is it?"), URL: "/console/inbox/t1", Who: "(218) 555-0142", Version: 3, Query: fine("Delacroix"), Found: []view.FoundPatient{{ID: "p1", Row: view.PatientRow{Name: "Ada Delacroix", DOB: "born 03/14/1971", Phone: "(218) 555-0142", URL: "/console/patients/p1"}}}}
	nobody := who
	nobody.Found = nil
	return []Sample{
		{"inbox", list}, {"inbox-empty", empty}, {"inbox-none", none}, {"thread", thread}, {"thread-mine", mine}, {"thread-closed", closed},
		{"tasks", view.Tasks{Console: frame(view.InInbox, "Tasks"), Tabs: tabs, Rows: tasks}}, {"tasks-empty", view.Tasks{Console: frame(view.InInbox, "Tasks"), Tabs: tabs}},
		{"thread-copy", view.ThreadCopy{Console: frame(view.InInbox, "Copy for the chart"), Text: "Lakeside Family Medicine\n10:02 am  Patient: …\nSHA-256 0f3a…", BackURL: "/console/inbox/t1"}},
		{"thread-patient", who}, {"thread-patient-nobody", nobody},
	}
}

func onCall() []Sample {
	tabs := []view.Link{{Text: "Who answers", URL: "/console/oncall", Now: true}, {Text: "Roster and ladders", URL: "/console/oncall/roster"}}
	var days []view.DutyDay
	for i, tick := range []string{"Nov 23", "", "", "", "", "", "", "Nov 30", "", "", "", "", "", ""} {
		d := view.DutyDay{Label: fmt.Sprint("Nov ", 23+i), Tick: tick, Now: i == 0, Parts: []view.DutyPart{{From: 0, To: 480, Who: "Ines Marlow", Class: "by-shift"}, {From: 480, To: 1440, Who: "Ruth Bergstrom", Class: "by-shift"}}}
		if i == 5 {
			d.Parts[1] = view.DutyPart{From: 480, To: 1440, Who: "Helen Ashby", Class: "by-fallback"}
		}
		if i == 8 {
			d.Parts[0].Class = "by-override"
		}
		days = append(days, d)
	}
	alert := view.AlertRow{URL: "/console/oncall/alerts/a1", What: "From a conversation", When: "Mon, Nov 23, 9:02 pm", Marks: []view.Mark{view.AlertMark("unanswered"), *view.UrgencyMark("emergency")}, Next: "Next at 9:14 pm", AckURL: "/console/oncall/alerts/a1/ack"}
	past := view.AlertRow{URL: "/console/oncall/alerts/a2", What: "A drill", When: "Fri, Nov 20, 4:00 pm", Marks: []view.Mark{view.AlertMark("closed")}, By: "Ines Marlow"}
	full := view.OnCall{Console: frame(view.InOnCall, "On call"), Tabs: tabs, Now: []view.DutyRow{{Rank: "Primary", Name: "Ines Marlow", Reach: "(218) 555-0191"}, {Rank: "Backup 1", Name: "Ruth Bergstrom", Reach: "(218) 555-0192"}}, Why: "By the roster.",
		Alerts: []view.AlertRow{alert}, Past: []view.AlertRow{past}, Days: days, Gaps: []view.GapRow{{When: "Sat, Nov 28, 8:00 am to Sun, Nov 29, 12:00 am", What: "No primary: the fallback is alerted", Length: "16 hours"}}, Drill: true}
	empty := view.OnCall{Console: frame(view.InOnCall, "On call"), Tabs: tabs, Why: "Nobody is entered, and there is no fallback.", Missing: []view.Notice{{Tone: view.Stop, Title: "There is no owner", Text: "Every ladder ends with the owner.", Link: &view.Link{Text: "Roster and ladders", URL: "/console/oncall/roster"}}}, Days: days[:7]}
	detail := view.Alert{Console: frame(view.InOnCall, "Alert"), Row: alert, Explain: "The ladder came to its end and nobody took it.", CanAck: true, CanEnd: true, Thread: "/console/inbox/t1",
		Facts: []view.Fact{{Name: "Raised", Value: "Mon, Nov 23, 9:02 pm"}, {Name: "Rule", Value: "chest.crushing"}, {Name: "Ladder", Value: "Day and night"}},
		Tries: []view.Step{{When: "9:02 pm", Text: "Text to Ines Marlow", Icon: "message-square-text", Tone: view.Good, Who: "Sent"}, {When: "9:04 pm", Text: "Call to Ines Marlow", Icon: "phone-call", Tone: view.Stop, Who: "Failed, no-answer"}}}
	taken := detail
	taken.CanAck, taken.Row.Marks, taken.Tries, taken.Row.Next = false, []view.Mark{view.AlertMark("acknowledged")}, nil, ""
	people := []view.Choice{view.Option("p1", "Ines Marlow", true), view.Option("p2", "Ruth Bergstrom", false)}
	shift := view.ShiftForm{Person: people, Instead: people, Rank: []view.Choice{view.Option("primary", "Primary", true), view.Option("backup1", "Backup 1", false)}}
	how := []view.Choice{view.Option("text", "text", true), view.Option("call", "call", false)}
	ladder := view.Ladder{ID: "g1", Name: fine("Day and night"), Wait: fine("5"), For: []view.Choice{view.Option("emergency", "Emergencies", true), view.Option("urgent", "What is urgent", true)}, Steps: []view.LadderStep{{Number: 1, After: fine("0"), Who: people, How: how, Words: "at once: text to Ines Marlow"}, {Number: 2, After: fine("2"), Who: people, How: how, Words: "after 2 minutes: call to Ines Marlow"}, {Number: 3, After: fine("0"), Who: people, How: how}}}
	more := ladder
	more.ID, more.Name = "", fine("")
	tabs = []view.Link{{Text: "Who answers", URL: "/console/oncall"}, {Text: "Roster and ladders", URL: "/console/oncall/roster", Now: true}}
	roster := view.Roster{Console: frame(view.InOnCall, "On call"), Tabs: tabs, CanEdit: true, Ladders: []view.Ladder{ladder, more}, Shift: shift, Override: shift, Owner: people, Fallback: people, Again: fine("15"),
		People: []view.RosterPerson{{ID: "p1", Name: "Ines Marlow", Phone: "(218) 555-0191", Email: "ines@lakeside.example", Marks: []view.Mark{{Tone: view.Note, Icon: "flag", Word: "Owner"}, {Tone: view.Note, Icon: "moon", Word: "Fallback"}}}, {ID: "p2", Name: "Ruth Bergstrom", Phone: "(218) 555-0192", CanRemove: true}},
		Shifts: []view.ShiftRow{{Who: "Ines Marlow", What: "Primary", When: "Mon, Nov 23, 5:00 pm to Tue, Nov 24, 8:00 am", RemoveURL: "/console/oncall/shifts/s1/remove"}}, Later: []view.ShiftRow{{Who: "Ruth Bergstrom", What: "Primary", When: "Sat, Nov 28, 8:00 am to Sun, Nov 29, 8:00 am"}}, Overrides: []view.ShiftRow{{RemoveURL: "/console/oncall/overrides/o1/remove", Who: "Ruth Bergstrom", What: "Ines Marlow", When: "Sat, Nov 28, 8:00 am to Sun, Nov 29, 8:00 am"}}}
	fresh := view.Roster{Console: frame(view.InOnCall, "On call"), Tabs: tabs, CanEdit: true, Ladders: []view.Ladder{more}, Shift: shift, Override: shift}
	link := view.AlertLink{Bare: bare("Alert"), Action: "/oncall/ref", To: "Ines Marlow", Title: "Somebody needs you", Text: "Raised at 9:02 pm. Take it, then open the conversation in the console.", Open: true, Inbox: "/console/oncall/alerts/a1"}
	read := roster
	read.CanEdit, read.Ladders = false, roster.Ladders[:1]
	return []Sample{{"oncall", full}, {"oncall-empty", empty}, {"alert", detail}, {"alert-taken", taken}, {"roster", roster}, {"roster-read", read}, {"roster-empty", fresh}, {"alert-link", link}}
}

func goingOn() []Sample {
	rows := []view.LiveRow{
		{URL: "/console/desk/c1", Who: "A caller", Icon: "phone-call", Via: "by phone", State: "choosing a time", Line: "the later one", Since: "for 2 minutes", Thread: "/console/inbox/t1", Marks: []view.Mark{{Tone: view.Good, Icon: "user-check", Word: "Verified"}}},
		{URL: "/console/desk/c2", Who: "Somebody on the site", Icon: "message-circle", Via: "in the chat", State: "emergency", Line: "crushing chest pain", Since: "since just now", Thread: "/console/inbox/t2", Marks: []view.Mark{*view.UrgencyMark("emergency"), {Tone: view.Note, Icon: "hand", Word: "Priya speaks"}}},
	}
	why := []view.Fact{{Name: "Heard", Value: "I need to see somebody about my knee, Tuesday… no, Thursday"}, {Name: "Or", Value: "I need to see somebody about my niece, Tuesday no Thursday"}, {Name: "Wants", Value: "book (95 % sure)"}, {Name: "Scores", Value: "book 1.0"},
		{Name: "Says", Value: "correct"}, {Name: "Date", Value: "2026-11-26"}, {Name: "Reason", Value: "knee (80 % sure)"}, {Name: "Was asked", Value: "How can I help you?"}, {Name: "Step", Value: "idle → book.time"}, {Name: "Guard", Value: "clear"}, {Name: "Took", Value: "0.4 ms"}}
	again := view.Replay{Console: frame(view.InDesk, "Run again"), Row: rows[0], BackURL: "/console/desk/c1", When: "Mon, Nov 23, 10:01 am", Said: why[0].Value, Facts: why,
		Result: view.Notice{Tone: view.Good, Title: "Same result", Text: "Run again just now on the copy that was kept: what was heard, decided, said and done is the same. Nothing was changed and nobody was told anything."}}
	other := again
	other.Result = view.Notice{Tone: view.Caution, Title: "It would come out differently now", Text: "Nothing was changed and nobody was told anything. What is different stands below."}
	other.Differs = []view.Change{{What: "What is said", Then: "I have Thursday, November 26 at 10:20 am. Does that suit you?", Now: "We are closed on Thursday, November 26. These are the nearest."}}
	other.Changed = []view.Change{{What: "The practice's settings", Then: "as of Nov 23, 2026, 9:58:04 am", Now: "as of Nov 24, 2026, 8:01:30 am"}}
	one := view.Conversation{Console: frame(view.InDesk, "Conversation"), Row: rows[0], Version: 2, CanTake: true, Facts: []view.Fact{{Name: "Began", Value: "Mon, Nov 23, 10:01 am"}, {Name: "How", Value: "by phone"}},
		Steps: []view.ConversationStep{
			{Learn: &view.TurnLearn{URL: "/console/desk/c1/learn", ID: "meant-1", Turn: "1", Meanings: []view.Choice{view.Option("", "They meant…", true), view.Option("refill", "Refills", false)}}, Who: "A caller", Text: "I need to see somebody about my knee, Tuesday… no, Thursday", When: "10:01 am", Why: &view.TurnWhy{Short: "wants: book", Facts: why, ReplayURL: "/console/desk/c1/turns/2"}},
			{Who: "Bedside", Class: "mine", Text: "On Thursday, December 3 there is 10:20 am, 1:40 pm or 3:00 pm. Which do you want?", When: "10:01 am"},
			{Class: "event", Text: "The call was put through.", When: "10:02 am"},
		}}
	return []Sample{
		{"live", view.Live{Console: frame(view.InDesk, "Front desk"), Tabs: rehearsalTabs(0), Rows: rows}}, {"conversation", one}, {"replay", again}, {"replay-differs", other},
		{"live-quiet", view.Live{Console: frame(view.InDesk, "Front desk"), Tabs: rehearsalTabs(0), Ready: &view.Notice{Tone: view.Caution, Title: "The line takes messages only", Text: "There is no owner."}}},
	}
}

func phones() []Sample {
	sets := []view.Handset{{URL: "/demo/phone?number=1", Name: "A telephone", Role: "Somebody calls us", Now: true}, {URL: "/demo/phone?number=2", Name: "Ines Marlow", Role: "On call", Rings: true, New: 2}}
	on := view.Phones{Bare: bare("Call us"), Handsets: sets, Number: "+12185550177", Handset: view.PhoneState{Number: "+12185550177", Shown: "(218) 555-0177", State: "Listening to you", CanSay: true, CanPress: true, CanEnd: true, Listening: true, Lang: "en-US",
		Lines: []view.PhoneLine{{Seq: 1, Who: "The practice", Text: "Thank you for calling Lakeside. This is an automated assistant.", When: "9:02 pm"}, {Seq: 2, Who: "You", Class: "mine", Text: "are you open tomorrow?", When: "9:02 pm"}, {Seq: 3, Class: "event", Text: "A key was pressed."}},
		Texts: []view.PhoneLine{{Who: "You", Class: "mine", Text: "C", When: "8:00 pm"}, {Who: "The practice", Text: "Gracias.", When: "8:00 pm", Lang: "es"}}, Keys: []string{"1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"}}}
	rings := view.Phones{Bare: bare("Call us"), Handsets: sets, Number: "+12185550191", Handset: view.PhoneState{Number: "+12185550191", Shown: "(218) 555-0191", State: "Ringing", Rings: true}}
	idle := view.Phones{Bare: bare("Call us"), Handsets: sets, Number: "+12185550177", Handset: view.PhoneState{Number: "+12185550177", Shown: "(218) 555-0177", State: "Ready", CanCall: true}}
	return []Sample{{"demo-phone", on}, {"demo-phone-rings", rings}, {"demo-phone-idle", idle}}
}
