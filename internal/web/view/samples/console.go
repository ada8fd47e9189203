package samples

import (
	"net/http"

	"bedside/internal/web/view"
)

func signIn() []Sample {
	in := view.SignIn{Bare: bare("Sign in"), Next: "/console"}
	bad := in
	bad.Email, bad.Password = fine("priya@lakeside.example"), wrong("", "The e-mail or the password is not right.")
	used, old, locked, out := in, in, in, in
	used.Notice, old.Notice, out.Notice = view.LinkUsed(), view.LinkExpired(), view.SignedOut(true)
	locked.Notice, locked.Locked = view.LockedOut("15 minutes"), true
	return []Sample{
		{"signin", in}, {"signin-wrong", bad}, {"signin-link-used", used}, {"signin-link-expired", old},
		{"signin-locked-out", locked}, {"signin-locked", out},
		{"link", view.LinkSignIn{Bare: bare("Sign in"), Action: "/console/link/abc", Name: "Priya Anand", Role: "Front desk"}},
		{"setpassword", view.SetPassword{Bare: bare("Choose a password"), Email: "priya@lakeside.example", MinLen: 12, SkipURL: "/console"}},
	}
}

func today() []Sample {
	full := view.Today{
		Console: frame(view.InToday, "Today"), Date: "Monday, November 23", Zone: "Central time",
		Tabs:   []view.Link{{Text: "Harbor Street", URL: "/console?location=harbor", Now: true}, {Text: "Mill Pond", URL: "/console?location=mill"}},
		Visits: rows(),
		Open: &view.VisitCard{Patient: delacroix(), URL: "/console/visits/v5", Mark: view.VisitMark("booked"), Facts: []view.Fact{
			{Name: "When", Value: "10:20 am, 20 minutes"}, {Name: "Service", Value: "Joint pain"}, {Name: "Provider", Value: "Dr. Marlow"}, {Name: "Where", Value: "Harbor Street, Room 1"},
		}},
		Alerts: []view.AlertRow{{URL: "/console/oncall/alerts/a1", What: "From a conversation", When: "Mon, Nov 23, 10:03 am", Next: "Next at 10:05 am", AckURL: "/console/oncall/alerts/a1/ack"}},
		OnCall: []view.DutyRow{{Rank: "Primary", Name: "Ines Marlow", Reach: "(218) 555-0191"}, {Rank: "Backup 1", Name: "Ruth Bergstrom", Reach: "(218) 555-0192"}},
		Needs: []view.Need{
			{Mark: *view.UrgencyMark("emergency"), Text: "Emergency: Ada Delacroix", Count: 1, Link: view.Link{Text: "Open", URL: "/console/inbox/t1"}},
			{Mark: view.Mark{Tone: view.Note, Icon: "inbox", Word: "Inbox"}, Text: "3 conversations have something new", Count: 3, Link: view.Link{Text: "Read", URL: "/console/inbox"}},
			{Mark: view.MessageMark("unknown"), Text: "One message may or may not have arrived", Count: 1, Link: view.Link{Text: "Look", URL: "/console/outbox?state=unknown"}},
			{Mark: view.MessageMark("held"), Text: "One message is held by the guard", Count: 1, Link: view.Link{Text: "Read it", URL: "/console/outbox?state=held"}},
			{Mark: view.MessageMark("failed"), Text: "One message could not be sent", Count: 1, Link: view.Link{Text: "Look", URL: "/console/outbox?state=failed"}},
			{Mark: view.Mark{Tone: view.Caution, Icon: "users", Word: "Possible duplicate"}, Text: "Two records may be one person", Count: 1, Link: view.Link{Text: "Compare", URL: "/console/patients"}},
		},
		Free: []view.Slot{
			{Time: "3:40 pm", Who: "Dr. Marlow", URL: "/console/book?start=1"}, {Time: "4:00 pm", Who: "Ruth Bergstrom", URL: "/console/book?start=2"},
			{Time: "4:20 pm", Who: "Dr. Marlow", URL: "/console/book?start=3"}, {Time: "Tue 8:20 am", Who: "Dr. Osei", URL: "/console/book?start=4"},
		},
		Gaps: []view.Gap{{Who: "Dr. Marlow", Time: "11:00 am to 12:00", Length: "60 min", URL: "/console/book?start=5"}, {Who: "Dr. Osei", Time: "2:20 to 3:00 pm", Length: "40 min", URL: "/console/book?start=6"}},
		Days: days(), Week: "134 visits in the next 7 days", BookURL: "/console/book", SheetURL: "/console/calendar/sheet?date=2026-11-23",
	}
	empty := view.Today{Console: frame(view.InToday, "Today"), Date: "Monday, November 23", Zone: "Central time", NoHours: true, Week: "Nothing booked yet"}
	empty.Demo, empty.Nav = nil, view.Rail(view.InToday, view.Waits{})
	return []Sample{{"today", full}, {"today-empty", empty}}
}

func calendar() []Sample {
	b := func(at, span int, time, until, who, what, state string) view.Block {
		return view.Block{URL: "/console/visits/v1", At: at, Span: span, Time: time, Half: "am", Until: until, Patient: who, Service: what, Mark: view.VisitMark(state)}
	}
	past := func(x view.Block) view.Block { x.Past = true; return x }
	by := func(x view.Block, by, who string) view.Block { x.By, x.Who = by, who; return x }
	bands := []view.Band{{At: 1, Span: 12, Kind: "off"}, {At: 61, Span: 12, Kind: "break", Text: "Break"}, {At: 121, Span: 12, Kind: "off"}}
	var hours []view.HourLine
	for i, text := range []string{"7 am", "8 am", "9 am", "10 am", "11 am", "12 pm", "1 pm", "2 pm", "3 pm", "4 pm", "5 pm"} {
		hours = append(hours, view.HourLine{At: 1 + 12*i, Text: text})
	}
	day := view.Calendar{
		Console: frame(view.InCalendar, "Calendar"), Range: "Monday, November 23", Date: "2026-11-23", Zone: "Central time",
		Prev: "/console/calendar?date=2026-11-22", Next: "/console/calendar?date=2026-11-24",
		DayURL: "/console/calendar?date=2026-11-23", WeekURL: "/console/calendar?view=week&date=2026-11-23",
		SheetURL: "/console/calendar/sheet?date=2026-11-23", BookURL: "/console/book",
		Providers: providers(""), Locations: locations(), Hours: hours,
		Columns: []view.Column{
			{Head: "Dr. Marlow", Sub: "Harbor Street, 6 visits", Today: true, Bands: bands, NowAt: 38, Visits: []view.Block{
				past(b(17, 8, "8:20", "9:00", "Jonah Whitfield", "New patient", "fulfilled")), b(41, 4, "10:20", "10:40", "Ada Delacroix", "Joint pain", "booked"),
				b(73, 6, "1:00", "1:30", "Ines Castellanos", "Yearly physical", "booked"), b(79, 3, "1:30", "1:45", "Bo Lindgren", "Follow-up", "booked"), b(89, 4, "2:20", "2:40", "Emre Yildiz", "Joint pain", "booked"),
			}},
			{Head: "Dr. Osei", Sub: "Harbor Street, 5 visits", Today: true, Bands: bands, NowAt: 38, Visits: []view.Block{
				past(b(13, 4, "8:00", "8:20", "Minh Tran", "Blood pressure", "fulfilled")), b(33, 4, "9:40", "10:00", "Greta Lindqvist", "Diabetes check", "arrived"),
				b(49, 6, "11:00", "11:30", "Wanda Kowalczyk", "Heart check", "booked"), b(97, 6, "3:00", "3:30", "Ottavia Brandolini", "Yearly physical", "booked"),
			}},
			{Head: "Ruth Bergstrom, NP", Sub: "Harbor Street, 3 visits", Today: true, Bands: bands, NowAt: 38, Visits: []view.Block{
				past(b(25, 4, "9:00", "9:20", "Sol Ferreira", "Same-day visit", "noshow")), b(49, 6, "11:00", "11:30", "Tobias Achterberg-Montgomery", "Yearly physical", "booked"), b(109, 3, "4:00", "4:15", "Lily Park", "Vaccine", "booked"),
			}},
			{Head: "Dr. Vance", Sub: "Video only", Today: true, NowAt: 38, Bands: []view.Band{{At: 1, Span: 72, Kind: "off"}, {At: 109, Span: 24, Kind: "off"}}, Visits: []view.Block{
				b(73, 4, "1:00", "1:20", "Noor Haddad", "Video visit", "booked"),
			}},
			{Head: "Dr. Abara", Sub: "away", Today: true, Bands: []view.Band{{At: 1, Span: 132, Kind: "closed", Text: "Vacation"}}},
		},
	}
	day.Scale = "finest"
	week := day
	week.Scale = "fine"
	week.Week, week.Range = true, "November 23 to 29"
	week.TodayURL = "/console/calendar?view=week"
	week.Columns = nil
	for i, h := range []string{"Mon 23", "Tue 24", "Wed 25", "Thu 26", "Fri 27", "Sat 28"} {
		c := view.Column{Head: h, Sub: "5 visits", URL: "/console/calendar?date=2026-11-23", Bands: bands}
		switch i {
		case 3:
			c.Sub, c.Bands = "Closed: Thanksgiving", []view.Band{{At: 1, Span: 132, Kind: "closed", Text: "Closed: Thanksgiving"}}
		case 0:
			c.Today, c.NowAt = true, 38
			fallthrough
		default:
			c.Visits = []view.Block{
				by(b(13+4*i, 4, "8:00", "8:20", "Minh Tran", "Blood pressure", "booked"), "O", "Dr. Osei"), by(b(17, 8, "8:20", "9:00", "Jonah Whitfield", "New patient", "booked"), "M", "Dr. Marlow"),
				by(b(25, 4, "9:00", "9:20", "Sol Ferreira", "Same-day visit", "booked"), "B", "Dr. Bergstrom"), by(b(49, 6, "11:00", "11:30", "Wanda Kowalczyk", "Heart check", "booked"), "O", "Dr. Osei"), by(b(89, 4, "2:20", "2:40", "Emre Yildiz", "Joint pain", "booked"), "M", "Dr. Marlow"),
			}
		}
		week.Columns = append(week.Columns, c)
	}
	lists := week
	lists.Lists, lists.Legend = true, []view.Fact{{Name: "M", Value: "Dr. Marlow"}, {Name: "O", Value: "Dr. Osei"}}
	sheet := view.DaySheet{Console: frame(view.InCalendar, "Day sheet"), Date: "Monday, November 23", Where: "Harbor Street", Zone: "Central time",
		Printed: "Printed Mon, Nov 23, 7:41 am by Priya Anand", BackURL: "/console/calendar", Sheets: []view.Sheet{
			{Provider: "Dr. Marlow", Hours: "8:00 am to 5:00 pm, break 12:00 to 1:00", Rows: rows()[1:6]}, {Provider: "Dr. Osei", Hours: "8:00 am to 5:00 pm", Rows: rows()[:2]}, {Provider: "Dr. Vance", Hours: "1:00 to 4:00 pm, by video"},
		}}
	empty := day
	empty.Columns, empty.Closed = nil, "Closed: Thanksgiving"
	return []Sample{{"calendar-day", day}, {"calendar-week", week}, {"calendar-week-lists", lists}, {"calendar-empty", empty}, {"daysheet", sheet}}
}

func visits() []Sample {
	v := view.Visit{Console: frame(view.InCalendar, "Visit"), Patient: delacroix(), Mark: view.VisitMark("booked"),
		When: "Tuesday, November 24, 2:20 pm", Zone: "Central time", Length: "20 minutes",
		Facts: []view.Fact{{Name: "Service", Value: "Joint pain"}, {Name: "Provider", Value: "Dr. Marlow"}, {Name: "Where", Value: "Harbor Street, Room 1"}, {Name: "Reason", Value: "“my knee, since the weekend”"}, {Name: "Booked", Value: "on the site, Sun, Nov 22, 8:15 pm"}},
		History: []view.Step{
			{When: "Nov 22, 8:15 pm", Who: "the patient, on the site", Text: "Booked for Mon, Nov 23, 9:40 am", Icon: "calendar-check", Tone: view.Good},
			{When: "Nov 22, 8:15 pm", Who: "Bedside", Text: "Confirmation sent", Icon: "send"},
			{When: "today, 9:12 am", Who: "Priya Anand, front desk", Text: "Moved to Tue, Nov 24, 2:20 pm", Icon: "undo-2"},
		},
		Messages: messages()[:3], MoveURL: "/console/visits/v5/move", CancelURL: "/console/visits/v5/cancel", AuditURL: "/console/audit/visits/v5", AgainURL: "/console/book/p1",
		CloseAction: "/console/visits/v5/close", Version: "3", Marks: []view.VisitStep{{Status: "arrived", Text: "Arrived", Icon: "circle-check"}, {Status: "checked-in", Text: "Checked in", Icon: "circle-check"}, {Status: "entered-in-error", Text: "Entered in error", Icon: "circle-x"}}}
	past := v
	past.Marks = []view.VisitStep{{Status: "fulfilled", Text: "It took place", Icon: "check"}, {Status: "noshow", Text: "Did not come", Icon: "circle-alert"}}
	gone := v
	gone.Mark, gone.MoveURL, gone.CancelURL, gone.Messages = view.VisitMark("cancelled"), "", "", nil
	move := view.VisitMove{Console: frame(view.InCalendar, "Move the visit"), Patient: delacroix(), Now: "Tuesday, November 24, 2:20 pm", Zone: "Central time",
		BackURL: "/console/visits/v5", Action: "/console/visits/v5/move", Days: slotDays(""), Later: "/console/visits/v5/move?from=2026-11-30",
		Providers: []view.Link{{Text: "Dr. Marlow", URL: "?provider=marlow", Now: true}, {Text: "Anyone", URL: "?provider="}}, Tell: true, TellNote: "An e-mail goes to the patient at once.", Key: "k1"}
	taken := move
	taken.Error = "That time was just taken. Choose another."
	none := move
	none.Tell, none.TellNote = false, "There is no e-mail address to tell the patient by. Please phone."
	none.Days = nil
	cancel := view.VisitCancel{Console: frame(view.InCalendar, "Cancel the visit"), Patient: delacroix(), Now: "Tuesday, November 24, 2:20 pm", Zone: "Central time", BackURL: "/console/visits/v5", Action: "/console/visits/v5/cancel",
		Reasons: []view.Choice{view.Option("patient", "The patient asked", true), view.Option("provider", "The provider is away", false), view.Option("practice", "The practice is closed", false), view.Option("mistake", "Booked by mistake", false)}, Tell: true, TellNote: "An e-mail goes to the patient at once, without the reason.", Key: "k2"}
	return []Sample{{"visit", v}, {"visit-past", past}, {"visit-cancelled", gone}, {"visit-move", move}, {"visit-move-taken", taken}, {"visit-move-none", none}, {"visit-cancel", cancel}}
}

func chosen() view.Chosen {
	return view.Chosen{Service: "Joint pain", When: "Tuesday, November 24, 2:20 pm", Zone: "Central time", Length: "20 minutes", Who: "Dr. Marlow", Where: "Harbor Street",
		Address: "14 Harbor Street, Elba, MN", ServiceID: "s1", ProviderID: "marlow", LocationID: "harbor", Start: "2026-11-24T14:20:00-06:00", Key: "k3"}
}

func booking() []Sample {
	who := view.BookPatient{Console: frame(view.InCalendar, "Book a visit"), NewURL: "/console/patients/new"}
	found, none := who, who
	found.Asked, found.Query, found.Found = true, fine("dela"), patientRows()[:2]
	none.Asked, none.Query = true, fine("Zzyzx")
	services := []view.Choice{view.Option("s1", "Joint pain, 20 min", true), view.Option("s2", "Yearly physical, 30 min", false)}
	slot := view.BookSlot{Console: frame(view.InCalendar, "Book a visit"), Patient: delacroix(), Action: "/console/book/p1", Services: services, Providers: providers("marlow"), Locations: locations(),
		Ready: true, Zone: "Central time, Harbor Street", Days: slotDays("/console/book/p1/confirm?start=x"), Later: "/console/book/p1?from=2026-11-30"}
	start := slot
	start.Ready, start.Days = false, nil
	full := slot
	full.Days, full.NoneText = nil, "Look at later days, or choose another provider."
	confirm := view.BookConfirm{Console: frame(view.InCalendar, "Book a visit"), Patient: delacroix(), Action: "/console/book/p1/confirm", Chosen: chosen(), BackURL: "/console/book/p1",
		Tell: true, TellNote: "An e-mail that confirms the visit goes to the patient at once.", Preview: "Lakeside: your visit is on Tuesday, November 24 at 2:20 pm Central time. To change it call (218) 555-0100."}
	slot.Service = "s1"
	over := confirm
	over.Error, over.Over, over.Times = "This time is kept for “Same-day urgent”. It can be overbooked with a reason.", true, fine("1")
	over.Every = []view.Choice{view.Option("7", "7 days", true)}
	over.States = []view.Choice{view.Option("", "not said", true), view.Option("MN", "MN", false)}
	waits := view.Waitlist{Console: frame(view.InCalendar, "Waitlist"), CanEdit: true, Rows: []view.WaitRow{
		{ID: "w1", Patient: "Ada Delacroix", PatientURL: "/console/patients/p1", Phone: "(218) 555-0123", What: "Follow-up with Dr. Marlow", When: "Tue, Nov 24 to Fri, Dec 4, after 4:00 pm", Since: "Nov 20", Urgent: true, Offer: &view.OfferRow{ID: "o1", When: "Tuesday, November 24, 4:20 pm, Dr. Marlow", Until: "11:40 am"}},
		{ID: "w2", Patient: "Jonas Abara", PatientURL: "/console/patients/p2", Phone: "(218) 555-0124", What: "Follow-up", When: "Tue, Nov 24 to Fri, Dec 18", Since: "Nov 21", Passed: 1}}}
	return []Sample{{"waitlist", waits}, {"waitlist-empty", view.Waitlist{Console: waits.Console}}, {"book-confirm-over", over}, {"book-patient", who}, {"book-patient-found", found}, {"book-patient-none", none}, {"book-slot", slot}, {"book-slot-start", start}, {"book-slot-full", full}, {"book-confirm", confirm}}
}

func effects() []Sample {
	v := view.Effects{Console: frame(view.InOutbox, "Outbox"), Tabs: []view.Tab{{Text: "All", URL: "/console/outbox", Count: 212}, {Text: "What they did", URL: "/console/outbox/effects", Now: true}}, Rows: []view.EffectRow{
		{Kind: "Reminder, 3 days", With: "95 %, 190 of 200 (91 to 97 %)", Without: "88 %, 53 of 60 (78 to 94 %)", Enough: true, Low: -0.5, Is: 6.7, High: 17.1, Said: "+6.7 points, likely -0.5 to +17.1"},
		{Kind: "Reminder, 1 day", With: "96 %, 211 of 220 (92 to 98 %)", Without: "84 %, 67 of 80 (74 to 90 %)", Enough: true, Low: 5.0, Is: 12.2, High: 21.6, Said: "+12.2 points, likely +5.0 to +21.6"},
		{Kind: "Reminder, same day", With: "none yet", Without: "90 %, 9 of 10 (60 to 98 %)", Said: "Too few to say: 0 and 10 of the 50 visits that each side needs"}}}
	return []Sample{{"effects", v}}
}

func errors() []Sample {
	var all []Sample
	for _, status := range []int{http.StatusForbidden, http.StatusNotFound, http.StatusConflict, http.StatusRequestEntityTooLarge, http.StatusInternalServerError} {
		head, text := view.ErrorWords(status)
		all = append(all, Sample{"error-" + http.StatusText(status)[:3], view.ConsoleError{Console: frame("", "Sorry"), Status: status, Head: head, Text: text, Ref: "01JD4", Back: &view.Link{Text: "Back to Today", URL: "/console"}}})
	}
	head, text := view.ErrorWords(http.StatusNotFound)
	return append(all, Sample{"bare-error", view.BareError{Bare: bare("Sorry"), Status: 404, Head: head, Text: text, Back: &view.Link{Text: "Sign in", URL: "/console/signin"}}},
		Sample{"site-error", view.SiteError{Site: siteFrame("", "Sorry"), Status: 404, Head: head, Text: text}})
}
