package samples

import "bedside/internal/web/view"

func patientRows() []view.PatientRow {
	dup := view.Mark{Tone: view.Caution, Icon: "users", Word: "Maybe double"}
	return []view.PatientRow{
		{Name: "Ada Delacroix", DOB: "03/14/1971", Phone: "(218) 555-0142", Next: "Tue, Nov 24, 2:20 pm", URL: "/console/patients/p1"},
		{Name: "Adah Delacroix", DOB: "03/14/1971", Phone: "(218) 555-0142", Next: "none", URL: "/console/patients/p2", Mark: &dup},
		{Name: "Emre Yildiz", DOB: "09/30/1965", Phone: "(218) 555-0177", Next: "today, 2:20 pm", URL: "/console/patients/p3"},
		{Name: "Tobias Achterberg-Montgomery", DOB: "12/25/2001", Phone: "(906) 555-0119", Next: "today, 11:00 am", URL: "/console/patients/p4"},
	}
}

func patients() []Sample {
	list := view.Patients{Console: frame(view.InPatients, "Patients"), Total: "400 patients", Found: patientRows(), Next: "/console/patients?page=2", NewURL: "/console/patients/new", ImportURL: "/console/import?kind=patients",
		Pairs: []view.Pair{{A: patientRows()[0], B: patientRows()[1], Why: "same birth date and phone"}}}
	none := view.Patients{Console: frame(view.InPatients, "Patients"), Total: "no patients", NewURL: "/console/patients/new", ImportURL: "/console/import?kind=patients"}
	asked := none
	asked.Asked, asked.Query, asked.Total = true, fine("Zzyzx"), "400 patients"
	banner := delacroix()
	banner.Flags = []view.Mark{{Tone: view.Caution, Icon: "circle-slash", Word: "Stopped phone"}}
	one := view.Patient{InviteAction: "/console/patients/p1/invitations", Console: frame(view.InPatients, "Patient"), Banner: banner,
		Facts: []view.Fact{{Name: "Added", Value: "Nov 3, 2026"}, {Name: "Changed", Value: "Nov 9, 2026"}},
		Contacts: []view.Contact{
			{Kind: "E-mail", Icon: "mail", Value: "ada@example.com", Consent: view.Mark{Tone: view.Good, Icon: "circle-check", Word: "Reminders agreed to"}, Since: "yes by booking page, Nov 3, 2026", URL: "/console/patients/p1/consent/c1",
				For: []view.Mark{{Tone: view.Good, Icon: "check", Word: "Follow-up and recall"}}, Said: []view.ConsentRow{{Mark: view.Mark{Tone: view.Good, Icon: "circle-check", Word: "Said yes"}, For: "reminders of visits", When: "Nov 3, 2026, 9:12 am", By: "booking page, by whoever has it", Words: "Yes, remind me by e-mail"}}},
			{Kind: "Phone", Icon: "phone", Value: "(218) 555-0142", Consent: view.Mark{Tone: view.Caution, Icon: "ban", Word: "Stopped"}, Since: "no by staff, Nov 9, 2026", Said: []view.ConsentRow{{Mark: view.Mark{Tone: view.Stop, Icon: "ban", Word: "Stopped"}, For: "everything", When: "Nov 9, 2026, 8:40 am", By: "text, by whoever has it", Words: "stop texting me"}}},
		},
		Coming: rows()[4:5], Before: rows()[:1], Messages: messages()[:2], BookURL: "/console/book/p1", EditURL: "/console/patients/p1/edit", LookedURL: "/console/patients/p1/looked", Looked: "4 people in the last 30 days."}
	one.PreferURL, one.Prefers = "/console/patients/p1/preferences", []view.Fact{{Name: "Language", Value: "English"}, {Name: "Messages say", Value: "When and where, nothing else"}}
	one.ProxyURL, one.Proxies = "/console/patients/p1/proxies", []view.ProxyRow{
		{Name: "Noel Delacroix", Born: "05/06/1955", Is: "Spouse or partner", May: "Visits", Until: "Nov 3, 2026 to Nov 3, 2027", Seen: "signed form", By: "Priya Anand, Nov 3, 2026", Mark: view.Mark{Tone: view.Good, Icon: "circle-check", Word: "In force"}, EndAction: "/console/patients/p1/proxies/x1/end"},
		{Name: "Vera Holm", Born: "01/12/1970", Is: "Caregiver", May: "All", Until: "Jan 2, 2025 to Jan 2, 2026", Seen: "letter of the agency", By: "Helen Ashby, Jan 2, 2025", Mark: view.Mark{Tone: view.Stop, Icon: "ban", Word: "Withdrawn"}}}
	one.DueURL, one.Dues = "/console/patients/p1/recall", []view.Fact{{Name: "Eye check", Value: "Jan 14, 2027, told 1 time"}}
	recall := view.RecallForm{Console: frame(view.InPatients, "Recall"), Banner: banner, Action: one.DueURL, BackURL: "/console/patients/p1", Dues: one.Dues, Services: []view.Choice{view.Option("", "Choose", true), view.Option("s1", "Eye check", false)}}
	badRecall := recall
	badRecall.Notice, badRecall.Dues = view.Mend(2), nil
	badRecall.Service, badRecall.Day = wrong("", "Choose the kind of visit that is due."), wrong("2062-01-01", "That is more than ten years away. Check the year.")
	one.CopyURL = "/console/patients/p1/copy"
	copied := view.PatientCopy{Console: frame(view.InPatients, "Copy for the patient"), Quiet: true, Action: one.CopyURL, BackURL: "/console/patients/p1",
		Text: "Copy of what is on file about you at Lakeside Family Medicine\nMade: Mon, November 23, 2026, 10:02 am CST, by Priya Anand\n\nWHO YOU ARE\n  Name: Ada Delacroix\n  Born: March 14, 1971\n\nWHAT WAS SAID ABOUT MESSAGES: YES, NO AND STOP\n  Mon, November 9, 2026, 8:40 am CST: Stop\n  For: everything\n  At: Phone 218-555-0142\n  How: text\n    In these words:\n      | stop texting me\n\nSHA-256 of everything above: 0f3a…\n"}
	proxy := view.ProxyForm{Console: frame(view.InPatients, "Who may speak for a patient"), Banner: banner, Action: "/console/patients/p1/proxies", BackURL: "/console/patients/p1", From: fine("2026-11-23"), To: fine("2027-11-23"),
		Relations: []view.Choice{view.Option("spouse", "Spouse or partner", true), view.Option("caregiver", "Caregiver", false)}, Scopes: []view.Choice{{Value: "scheduling", Label: "Visits", Note: "Set, move and cancel them, and be told when they are", Chosen: true}, {Value: "all", Label: "All", Note: "Both"}}}
	said := view.ConsentForm{Console: frame(view.InPatients, "What they say"), Banner: banner, Contact: one.Contacts[0], Action: "/console/patients/p1/consent/c1", BackURL: "/console/patients/p1", Wrong: "Choose what it is for.",
		What: []view.Choice{view.Option("yes", "Yes to this", true), view.Option("no", "No to this", false), view.Option("stop", "Stop", false)}, For: []view.Choice{view.Option("reminders", "Reminders of visits", true)}, How: []view.Choice{view.Option("call", "On the phone", true)}}
	prefers := view.PreferForm{Console: frame(view.InPatients, "How they want it"), Banner: banner, Action: "/console/patients/p1/preferences", BackURL: "/console/patients/p1", Language: []view.Choice{view.Option("es", "Spanish", true)},
		Channel: []view.Choice{view.Option("sms", "Text", true)}, Say: []view.Choice{view.Option("provider", "With whom the visit is", false)}, How: []view.Choice{view.Option("call", "On the phone", true)}}
	looked := view.PatientLooked{Console: frame(view.InPatients, "Who has looked"), Banner: delacroix(), Rows: []view.Look{
		{When: "today, 10:02 am", Who: "Priya Anand", Role: "Front desk", What: "The record"}, {When: "today, 9:12 am", Who: "Dr. Ines Marlow", Role: "Clinician", What: "A visit"}},
		Next: "/console/patients/p1/looked?page=2"}
	form := view.PatientForm{Console: frame(view.InPatients, "New patient"), New: true, Action: "/console/patients/new", BackURL: "/console/patients"}
	bad := form
	bad.Notice = view.Mend(1)
	bad.Given, bad.Family, bad.DOB, bad.Same = fine("Ada"), fine("Delacroix"), wrong("31/02/1980", "This is not a date. Write MM/DD/YYYY."), patientRows()[:1]
	return []Sample{{"proxy-new", proxy}, {"consent", said}, {"preferences", prefers}, {"patients", list}, {"patients-empty", none}, {"patients-none-found", asked}, {"patient", one}, {"patient-copy", copied}, {"recall", recall}, {"recall-wrong", badRecall}, {"patient-looked", looked}, {"patient-new", form}, {"patient-form-wrong", bad}}
}

const sampleCSV = "first name,last name,birth date,phone,email\nAda,Delacroix,03/14/1971,218-555-0142,ada@example.com\nMinh,Tran,07/02/1958,218-555-0190,"

func imports() []Sample {
	kinds := []view.Choice{view.Option("providers", "Providers", false), view.Option("patients", "Patients", true), view.Option("appointments", "Appointments", false)}
	home := view.Import{Console: frame(view.InPatients, "Import and export"), Kinds: kinds, Sample: sampleCSV, Exports: kinds, CanExport: true, Rows: []view.ImportRow{
		{URL: "/console/import/1", Kind: "Patients", Name: "patients.csv", When: "Mon, Nov 23, 9:12 am", Rows: "397 rows", Mark: view.Mark{Tone: "caution", Icon: "triangle-alert", Word: "waits for you"}},
		{URL: "/console/import/2", Kind: "Providers", Name: "clinicians.csv", When: "Mon, Nov 23, 9:02 am", Rows: "5 rows", Mark: view.Mark{Tone: "good", Icon: "check", Word: "brought in"}},
	}}
	wrongFile := home
	wrongFile.Rows, wrongFile.File = nil, wrong("", "This is an Excel workbook. In Excel, save it as CSV UTF-8 and choose that file.")
	fields := func(now string) []view.Choice {
		return []view.Choice{view.Option("", "left out", now == ""), view.Option("name", "name", now == "name"), view.Option("date of birth", "date of birth", now == "date of birth"), view.Option("phone", "phone", now == "phone")}
	}
	run := view.ImportRun{Console: frame(view.InPatients, "Import patients"), URL: "/console/import/1", Name: "patients.csv", Kind: "patients", Lines: 397, At: 397, Added: 367, Changed: 12, Unchanged: 15, Refused: 3, Waiting: true,
		Columns: []view.ImportColumn{{Name: "column0", Heading: "Patient", First: "Alex Sample · Sam O’Sample", Choices: fields("name")}, {Name: "column1", Heading: "DOB", First: "02/28/1980 · 1/5/1962", Choices: fields("date of birth")},
			{Name: "column2", Heading: "Insurance", First: "Harbor Mutual", Choices: fields("")}},
		Refusals: []view.ImportRefusal{{Line: 12, Column: "2", Field: "date of birth", Text: "That is not a date of birth. Write month, day and full year, such as 02/28/1980."}, {Line: 77, Text: "This is the same patient as in line 12."}, {Line: 80, Text: "A quotation mark in this row is not closed."}}}
	working, done, unread := run, run, run
	working.Waiting, working.Working, working.At, working.Columns, working.Applied = false, true, 200, nil, true
	done.Waiting, done.Done, done.Applied, done.Columns = false, true, true, nil
	unread.Unread, unread.At, unread.Refusals, unread.Visits, unread.Services = true, 0, nil, true, []view.Choice{view.Option("", "Refuse them", true), view.Option("1", "Follow-up", false)}
	visits := run
	visits.Kind, visits.Name, visits.Added, visits.Changed, visits.Moved, visits.Cancelled, visits.Refusals, visits.Refused = "appointments", "visits.csv", 12, 0, 3, 1, nil, 0
	visits.Others, visits.Changes = 2, []view.ImportChange{{Line: 4, Number: "80417", What: "Would be moved", Text: "from Mon, November 30, 2026 at 9:00 am CST to Tue, December 1, 2026 at 9:20 am CST, with Ruth Osei, MD"},
		{Line: 9, Number: "80431", What: "Would be cancelled", Text: "Wed, December 2, 2026 at 2:00 pm CST"}}
	return []Sample{{"importrun-visits", visits}, {"import", home}, {"import-wrong", wrongFile}, {"importrun", run}, {"importrun-working", working}, {"importrun-done", done}, {"importrun-unread", unread}}
}

func outbox() []Sample {
	box := view.Outbox{Console: frame(view.InOutbox, "Outbox"), Pages: view.OutboxPages("/console/outbox"), Parts: []view.OutboxPart{{Text: "Next", Rows: messages()[:1]}, {Text: "Went, or settled", Rows: messages()[1:]}}, Next: "/console/outbox?page=2", Tabs: []view.Tab{
		{Text: "All", URL: "/console/outbox", Count: 1204, Now: true}, {Text: "Needs you", URL: "/console/outbox?state=needs", Count: 3, Now: false}, {Text: "Waiting", URL: "/console/outbox?state=waiting", Count: 61, Now: false}, {Text: "Sent", URL: "/console/outbox?state=sent", Count: 1130, Now: false}, {Text: "Skipped", URL: "/console/outbox?state=skipped", Count: 10, Now: false}}}
	mute := box
	mute.Parts, mute.Tabs = box.Parts[:1], box.Tabs[:3]
	mute.NoServer = &view.Notice{Tone: view.Caution, Title: "No mail server is set up", Text: "Messages wait here and none is lost. Put the server’s address under [mail] in the configuration and start Bedside again; whatever is still worth sending then goes out."}
	empty := box
	empty.Parts, empty.Next = nil, ""
	base := view.Message{Console: frame(view.InOutbox, "Message"), ID: "m3", To: delacroix(), Address: "ada@example.com", VisitURL: "/console/visits/v5",
		Facts:   []view.Fact{{Name: "Kind", Value: "Reminder, 1 day"}, {Name: "Why", Value: "visit on Tue, Nov 24, 2:20 pm"}, {Name: "Due", Value: "today, 2:20 pm"}},
		Subject: "Your visit on Tuesday", Paragraphs: []string{"Lakeside: this is a reminder of your visit on Tuesday, November 24 at 2:20 pm, Central time.", "To change it, call (218) 555-0100.", "To stop these e-mails, use the link below."}}
	unknown := base
	unknown.Mark, unknown.CanSettle, unknown.CanAgain = view.MessageMark("unknown"), true, true
	unknown.Explain = "The text was handed over, then the connection broke before the server said yes. It may have arrived. Ask the patient, or look in the server’s log, before you send it again."
	unknown.Attempts = []view.Attempt{{Number: 1, When: "today, 9:12:04 am", Mark: view.MessageMark("failed"), Answer: "421 try again later", Elapsed: "212 ms"}, {Number: 2, When: "today, 9:13:04 am", Mark: view.MessageMark("unknown"), Answer: "connection reset after DATA", Elapsed: "3.1 s"}}
	held := base
	held.Mark, held.Would, held.CanGiveUp = view.MessageMark("held"), true, true
	held.Explain = "The guard stopped it, so nothing was sent. Mend the words under Practice, or give it up and call."
	held.Findings = []view.Finding{{Tone: view.Stop, Title: "A record number", Rule: "privacy.record", Quote: "MRN 00412", Text: "would tell others who the patient is.", Authority: "45 CFR 164.514(b)(2)"}}
	waiting := base
	waiting.Mark, waiting.Would, waiting.CanGiveUp, waiting.Explain = view.MessageMark("waiting"), true, true, "It goes out when it is due. The text is made again from the visit as it is then."
	phone := waiting
	phone.Mark, phone.Phone, phone.CanAgain, phone.Explain = view.MessageMark("skipped"), true, true, "It is not sent. Phone the patient, then say here that you did."
	return []Sample{{"outbox", box}, {"outbox-no-server", mute}, {"outbox-empty", empty}, {"message-unknown", unknown}, {"message-held", held}, {"message-waiting", waiting}, {"message-phone", phone}}
}

func events() []view.EventRow {
	return []view.EventRow{
		{Number: "1,284", When: "today, 10:02:11 am", Who: "Priya Anand", Verb: "appointment.cancelled", Subject: "visit 01JD4K", URL: "/console/audit/visits/v8", Facts: []view.Fact{{Name: "reason", Value: "patient"}}, Hash: "9f2c…41"},
		{Number: "1,283", When: "today, 9:41:40 am", Who: "Bedside", Verb: "message.sent", Subject: "message 01JD4J", Facts: []view.Fact{{Name: "kind", Value: "confirmation"}, {Name: "attempt", Value: "1"}}, Hash: "77ab…0e"},
		{Number: "1,282", When: "today, 9:41:39 am", Who: "a patient", Verb: "appointment.booked", Subject: "visit 01JD4H", URL: "/console/audit/visits/v2", Facts: []view.Fact{{Name: "service", Value: "follow-up"}, {Name: "through", Value: "site"}}, Hash: "c01d…9a"},
	}
}

func audit() []Sample {
	good := view.Chain{Mark: view.Mark{Tone: view.Good, Icon: "shield-check", Word: "Verified"}, Text: "up to event 1,284, 3 seconds ago", Head: "9f2c77ab…c01d"}
	log := view.Audit{Console: frame(view.InAudit, "Audit"), Chain: good, Who: []view.Choice{view.Option("", "Everyone", true)}, Verbs: []view.Choice{view.Option("", "Everything", true)}, Rows: events(), Older: "/console/audit?page=2", Tamper: view.TamperWays("change")}
	receipt := view.Receipt{Console: frame(view.InAudit, "Receipt"), Subject: "Visit 01JD4H", Banner: delacroix(), Chain: good, Facts: []view.Fact{{Name: "When", Value: "Tuesday, November 24, 2:20 pm Central time"}, {Name: "With", Value: "Dr. Marlow, Harbor Street"}},
		Printed: "Made Mon, Nov 23, 10:04 am for Kwame Osei", BackURL: "/console/audit", Rows: []view.ReceiptRow{
			{Number: "1,102", When: "Nov 22, 8:15:02 pm", Kind: "event", Icon: "calendar-check", Who: "the patient, on the site", Text: "Booked for Mon, Nov 23, 9:40 am", Hash: "ab12…9c"},
			{Number: "1,103", When: "Nov 22, 8:15:03 pm", Kind: "message", Icon: "send", Who: "Bedside", Text: "Confirmation sent by e-mail, accepted by the server", Hash: "d0f4…77"},
			{When: "today, 9:11:58 am", Kind: "access", Icon: "eye", Who: "Priya Anand", Text: "Opened the visit"},
			{Number: "1,240", When: "today, 9:12:20 am", Kind: "event", Icon: "undo-2", Who: "Priya Anand", Text: "Moved to Tue, Nov 24, 2:20 pm", Hash: "5e5e…10"}}}
	tamper := view.Tamper{Console: frame(view.InAudit, "Tamper with a copy"), Did: "One fact of event 1,283 was changed in a copy of the audit log, straight in the table.", Found: true, Names: "event 1,283", Text: "Its seal does not fit its facts.", Elapsed: "18 ms", BackURL: "/console/audit", Ways: view.TamperWays("change")}
	missed := tamper
	missed.Found, missed.Text = false, "The change came back as it was. Try again."
	return []Sample{{"audit", log}, {"audit-empty", view.Audit{Console: frame(view.InAudit, "Audit"), Chain: good}}, {"receipt", receipt}, {"tamper", tamper}, {"tamper-missed", missed}}
}

func demo() []Sample {
	box := view.Mailbox{Bare: bare("Mailbox"), Mails: []view.MailRow{
		{URL: "/demo/mailbox/2", To: "Ada Delacroix", Subject: "Your visit on Tuesday", Start: "Lakeside: your visit", When: "10:02 am", Now: true},
		{URL: "/demo/mailbox/1", To: "Minh Tran", Subject: "Your visit on Friday", Start: "Lakeside: your visit", When: "9:41 am"}},
		Open: &view.Mail{From: "Lakeside <visits@lakeside.example>", To: "ada@example.com", Subject: "Your visit on Tuesday", When: "Mon, Nov 23, 10:02 am",
			Parts: []view.MailPart{{Text: "Lakeside: your visit is on Tuesday, November 24 at 2:20 pm, Central time."}, {Text: "To change it, call (218) 555-0100."}, {Text: "Stop these e-mails", URL: "/stop/t1"}}}}
	box.Demo = tour("mailbox", "/demo/mailbox")
	empty := view.Mailbox{Bare: box.Bare}
	shut := box
	shut.Open = nil
	race := view.Race{Bare: bare("Race 200"), Zone: "Central time, Harbor Street, Dr. Marlow", Days: slotDays("")}
	race.Demo = tour("race", "/demo/race")
	done := race
	done.Result = &view.RaceResult{Slot: "Tuesday, November 24, 2:20 pm, Dr. Marlow", Total: 200, Winner: 73, Told: 199, Elapsed: "412 ms", First: "3 ms", Slowest: "388 ms", VisitURL: "/console/visits/v9"}
	return []Sample{{"mailbox", box}, {"mailbox-empty", empty}, {"mailbox-shut", shut}, {"race", race}, {"race-result", done}}
}
