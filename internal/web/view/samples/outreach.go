package samples

import "bedside/internal/web/view"

// outreach are the pages of what is sent by itself.
func outreach() []Sample {
	sending := view.Sending{Settings: settings("Sending"), DueURL: "/console/due",
		Kinds: []view.Choice{{Value: "reminder3", Label: "Reminder three days before", Note: "At the time of day of the visit.", Chosen: true}, {Value: "reminder1", Label: "Reminder one day before", Note: "At the time of day of the visit.", Chosen: true},
			{Value: "missed", Label: "After a visit that did not take place", Note: "Two hours later, without blame, with a way to a new time."}},
		Always: []view.Fact{{Name: "Hours", Value: "Nothing unasked goes out before 8:00 am or after 9:00 pm, wherever the patient may be"}, {Name: "How many", Value: "One reminder a day and three in seven days"}},
		Services: []view.SendingService{{ID: "s1", Name: "Yearly physical", FollowUp: []view.Choice{view.Option("0", "no", true), view.Option("2", "2 days later", false)}, Recall: []view.Choice{view.Option("0", "no", false), view.Option("12", "in 12 months", true)}},
			{ID: "s2", Name: "Vaccine", FollowUp: []view.Choice{view.Option("0", "no", false), view.Option("2", "2 days later", true)}, Recall: []view.Choice{view.Option("0", "no", true)}}}}
	bare := sending
	bare.Services, bare.CanEdit = nil, false
	tabs := []view.Tab{{Text: "Due", URL: "/console/due", Now: true}, {Text: "Paused", URL: "/console/due?state=paused"}}
	due := view.DueList{Console: frame(view.InOutbox, "Due list"), Pages: view.OutboxPages("/console/due"), Tabs: tabs, CanEdit: true, Next: "/console/due?page=1", Rows: []view.DueRow{
		{ID: "1", Patient: "Ada Delacroix", PatientURL: "/console/patients/p1", BookURL: "/console/book/p1", What: "Yearly physical", When: "Oct 2, 2026", From: "after their last visit", Told: "2 times, last on Nov 2", Late: true, CanPause: true},
		{ID: "2", Patient: "Minh Tran", PatientURL: "/console/patients/p2", BookURL: "/console/book/p2", What: "Eye check", When: "Jan 14, 2027", From: "entered by staff", Told: "not yet", CanPause: true}}}
	list := view.Announcements{Console: frame(view.InOutbox, "Announcements"), Pages: view.OutboxPages("/console/announcements"), NewURL: "/console/announcements/new", Rows: []view.AnnouncementRow{
		{URL: "/console/announcements/1", Title: "Flu shots", Words: "Flu shots are here. Come in any weekday morning, without a visit.", When: "Nov 20", To: "412 patients", Mark: view.Mark{Tone: view.Good, Icon: "send", Word: "Sent"}},
		{URL: "/console/announcements/2", Title: "Second floor", Words: "From December we are on the second floor.", When: "Nov 22", Mark: view.Mark{Tone: view.Quiet, Icon: "pencil", Word: "Draft"}}}}
	one := view.Announcement{Console: frame(view.InOutbox, "Announcement"), Pages: view.OutboxPages("/console/announcements"), Action: "/console/announcements/2", Version: "3", Mark: view.Mark{Tone: view.Quiet, Icon: "pencil", Word: "Draft"},
		Title: fine("Second floor"), Words: fine("From December we are on the second floor. Take the elevator by the main door."), From: fine("2026-06-01"), To: fine("2026-11-23"),
		Providers: providers(""), Locations: locations(), Services: []view.Choice{view.Option("", "Anything", true)}, CanEdit: true, Languages: []view.Choice{view.Option("", "Whatever they read", true), view.Option("es", "Spanish", false)},
		Reach: []view.Fact{{Name: "Patients", Value: "431"}, {Name: "By e-mail", Value: "388"}, {Name: "By text", Value: "24"}, {Name: "Did not agree", Value: "15: they get nothing"}, {Name: "No address", Value: "4"}, {Name: "Read Spanish", Value: "63"}},
		Said:  "Lakeside: From December we are on the second floor. Take the elevator by the main door. Questions? Call 218-555-0100. STOP to end texts.", SendURL: "/console/announcements/2/send"}
	bad := one
	bad.SendURL, bad.Problem = "", "This speaks of money (“your balance”). A message about health care may not ask for payment."
	sent := one
	sent.SendURL, sent.CanEdit, sent.StopURL, sent.ListURL = "", false, "/console/announcements/2/stop", "/console/outbox?about=2"
	fresh := one
	fresh.New, fresh.Reach, fresh.Action, fresh.Title, fresh.Words = true, nil, "/console/announcements/new", view.Field{}, view.Field{}
	how := view.How{Site: siteFrame("", "How are you?"), Action: "/how/1", Key: "1"}
	again := how
	again.Error = "Choose one, or write something first."
	join := view.Join{Site: siteFrame("", "Join your visit"), Action: "/join/1", When: "Tue, Dec 1, 2:20 pm Central time", States: []view.Choice{view.Option("", "Choose", true), view.Option("MN", "MN", false)}}
	return []Sample{{"site-how", how}, {"site-how-again", again}, {"site-how-done", view.HowDone{Site: how.Site, Said: "Thank you. Somebody at the practice reads this.", SaidLang: "en"}},
		{"site-how-urgent", view.HowDone{Site: how.Site, Said: "Call 911 now.", SaidLang: "en", Urgent: true}}, {"site-device", view.Device{Site: siteFrame("", "Try your device")}}, {"site-join", join}, {"site-joined", view.Joined{Site: join.Site}},
		{"sending", sending}, {"sending-bare", bare}, {"due", due}, {"due-empty", view.DueList{Console: due.Console, Pages: due.Pages, Tabs: tabs}},
		{"announcements", list}, {"announcements-empty", view.Announcements{Console: list.Console, Pages: list.Pages, NewURL: list.NewURL}},
		{"announcement", one}, {"announcement-refused", bad}, {"announcement-sent", sent}, {"announcement-new", fresh}}
}
