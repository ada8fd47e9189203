package samples

import (
	"net/http"
	"strings"

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

func calendarBar(v string) view.CalendarBar {
	b := view.CalendarBar{View: v, Range: "Monday, November 23", Date: "2026-11-23", Zone: "Central time", Prev: "/console/calendar?date=2026-11-22", Next: "/console/calendar?date=2026-11-24",
		Providers: []view.Choice{view.Option("ines-marlow", "Ines Marlow, MD", true), view.Option("kwame-osei", "Kwame Osei, DO", false)}, Some: "1 of 2 providers", Locations: locations(),
		SheetURL: "/console/calendar/sheet?date=2026-11-23", BookURL: "/console/book", FreeURL: "/console/calendar/free", CloseURL: "/console/close"}
	for _, x := range []string{"Day", "Week", "Month", "List"} {
		b.Views = append(b.Views, view.Link{Text: x, URL: "/console/calendar?view=" + strings.ToLower(x), Now: strings.ToLower(x) == v})
	}
	return b
}

func calendar() []Sample {
	b := func(at, span int, time, who, what, state string) view.Block {
		return view.Block{ID: "v1", At: at, Span: span, Time: time, Half: "am", Patient: who, Service: what, State: state, Word: view.VisitMark(state).Word}
	}
	reach := func(x view.Block, class, word string) view.Block {
		x.Reach, x.Word, x.Half = class, word, "pm"
		return x
	}
	past := func(x view.Block) view.Block { x.Past = true; return x }
	lane := func(x view.Block, n, of int, over bool) view.Block {
		if x.Lane, x.Of, x.Over = n, of, over; over {
			x.Word += ", overbooked"
		}
		return x
	}
	shared := b(109, 12, "4:00", "Knee class", "3 of 8 seats", "booked")
	shared.Shared = true
	bands := []view.Band{{At: 1, Span: 12, Kind: "off", Text: "Before hours"}, {At: 61, Span: 12, Kind: "break", Text: "Break, 12:00 to 1:00 pm"}, {At: 121, Span: 12, Kind: "off", Text: "After hours"}}
	var hours []view.HourLine
	for i, text := range []string{"7 am", "8 am", "9 am", "10 am", "11 am", "12 pm", "1 pm", "2 pm", "3 pm", "4 pm", "5 pm"} {
		hours = append(hours, view.HourLine{At: 1 + 12*i, Text: text})
	}
	columns := 0
	column := func(key, head, sub string, bands []view.Band, visits ...view.Block) view.Column {
		columns++
		return view.Column{Number: columns, Provider: key, Date: "2026-11-23", Head: head, Sub: sub, URL: "/console/calendar?view=week", Today: true, NowAt: 38, Bands: bands, Visits: visits}
	}
	day := view.Calendar{
		Console: frame(view.InCalendar, "Calendar"), Bar: calendarBar("day"),
		Grid: view.CalendarGrid{Hours: hours, Scale: "finest", From: 420, Now: 604, Location: "harbor", Step: 4, Edit: true, Query: "view=day&date=2026-11-23&who=all", Columns: []view.Column{
			column("marlow", "Dr. Marlow", "7 visits", bands, past(b(17, 8, "8:20", "Jonah Whitfield", "New patient", "fulfilled")), lane(b(41, 4, "10:20", "Ada Delacroix", "Joint pain", "booked"), 1, 2, false),
				lane(b(43, 4, "10:30", "Vera Lindholm", "Joint pain", "booked"), 2, 2, true), reach(b(73, 6, "1:00", "Ines Castellanos", "Yearly physical", "booked"), "reminded", "Reminded"),
				reach(b(79, 3, "1:30", "Bo Lindgren", "Follow-up", "booked"), "unreached", "Phone them"), reach(b(89, 4, "2:20", "Emre Yildiz", "Joint pain", "booked"), "told", "Told"), shared),
			column("osei", "Dr. Osei", "5 visits", append(bands, view.Band{At: 85, Span: 6, Kind: "kept", Text: "Kept for Same-day urgent"}, view.Band{At: 37, Span: 4, Kind: "held", Text: "Held until 10:14 am"}, view.Band{At: 103, Span: 6, Kind: "elsewhere", Text: "Busy elsewhere"}),
				past(b(13, 4, "8:00", "Minh Tran", "Blood pressure", "fulfilled")), b(33, 4, "9:40", "Greta Lindqvist", "Diabetes check", "arrived"), b(41, 4, "10:20", "Ole Varga", "Diabetes check", "checked-in"),
				b(49, 6, "11:00", "Wanda Kowalczyk", "Heart check", "pending"), reach(b(97, 6, "3:00", "Ottavia Brandolini", "Yearly physical", "booked"), "confirmed", "Booked, confirmed")),
			column("bergstrom", "Ruth Bergstrom, NP", "3 visits", bands, past(b(25, 4, "9:00", "Sol Ferreira", "Same-day visit", "noshow")), b(49, 6, "11:00", "Tobias Achterberg-Montgomery", "Yearly physical", "cancelled"), b(109, 3, "4:00", "Lily Park", "Vaccine", "booked")),
			column("vance", "Dr. Vance", "Vacation", []view.Band{{At: 1, Span: 132, Kind: "away", Text: "Vacation"}}),
			column("abara", "Dr. Abara", "Inventory", []view.Band{{At: 1, Span: 132, Kind: "closed", Text: "Inventory"}}),
			{Number: 50, Provider: "farrow", Date: "2026-11-23", Head: "Dr. Farrow", Sub: "31 visits", URL: "/console/calendar?view=week", Today: true, More: "/console/calendar?who=farrow"},
		}},
	}
	week := day
	week.Bar = calendarBar("week")
	week.Bar.Range, week.Bar.TodayURL = "November 23 to 29", "/console/calendar?view=week"
	week.Grid.Scale, week.Grid.Week, week.Grid.Columns = "fine", true, nil
	for i, h := range []string{"Mon 23", "Tue 24", "Wed 25", "Thu 26", "Fri 27"} {
		c := column("2026-11-2"+string(rune('3'+i)), h, "2 visits", bands, b(13+4*i, 4, "8:00", "Minh Tran", "Blood pressure", "booked"), b(25, 8, "9:00", "Jonah Whitfield", "New patient", "booked"))
		if c.Today = i == 0; !c.Today {
			c.NowAt = 0
		}
		week.Grid.Columns = append(week.Grid.Columns, c)
	}
	empty := day
	empty.Grid.Columns, empty.Bar.Closed = nil, "Closed: Thanksgiving"
	loads := view.CalendarWeek{Console: frame(view.InCalendar, "Calendar"), Bar: week.Bar, Loads: view.CalendarLoads{Query: "view=week", Days: []view.DayHead{{Text: "Mon 23", URL: "/console/calendar", Today: true}, {Text: "Thu 26", URL: "/console/calendar", Note: "Thanksgiving"}}, Rows: []view.LoadRow{
		{Who: "Dr. Marlow", URL: "/console/calendar?who=ines-marlow", Days: []view.LoadDay{{URL: "/console/calendar", Visits: "12 visits", Text: "1 h 20 min free", Label: "Dr. Marlow, Monday, November 23", Count: 12, Tenth: 8, Today: true}, {Text: "off", Off: true}}},
		{Who: "Dr. Osei", URL: "/console/calendar?who=kwame-osei", Days: []view.LoadDay{{URL: "/console/calendar", Visits: "22 visits", Text: "40 min too much", Label: "Dr. Osei, Monday, November 23", Count: 22, Tenth: 10, Over: true, Today: true}, {Text: "off", Off: true}}}}}}
	month := view.CalendarMonth{Console: frame(view.InCalendar, "Calendar"), Bar: calendarBar("month"), Month: view.CalendarDays{Query: "view=month", Month: "November 2026", Days: []string{"Mon", "Tue"}, Weeks: [][]view.MonthDay{{
		{LoadDay: view.LoadDay{URL: "/console/calendar", Visits: "34 visits", Text: "9 h free", Label: "Monday, November 23", Count: 34, Tenth: 7, Today: true}, Number: 23}, {LoadDay: view.LoadDay{URL: "/console/calendar", Text: "off", Label: "Tuesday, December 1", Off: true}, Number: 1, Out: true, Note: "Inventory"}}}}}
	list := view.CalendarList{Console: frame(view.InCalendar, "Calendar"), Bar: calendarBar("list"), List: view.CalendarRows{Rows: rows(), Query: "view=list", BookURL: "/console/book"}}
	noList := list
	noList.List.Rows = nil
	return append([]Sample{{"calendar-day", day}, {"calendar-week", week}, {"calendar-week-all", loads}, {"calendar-month", month}, {"calendar-list", list}, {"calendar-list-empty", noList}, {"calendar-empty", empty}}, aroundCalendar()...)
}

func aroundCalendar() []Sample {
	found := view.CalendarFind{Console: frame(view.InCalendar, "Find a visit"), BackURL: "/console/calendar"}
	found.FindResult = view.FindResult{Query: fine("dela"), Asked: true, Found: []view.FoundVisits{{Patient: delacroix(), BookURL: "/console/book/p1", Visits: rows()[4:6]}, {Patient: delacroix()}}}
	none := found
	none.Found = nil
	free := view.CalendarFree{Console: frame(view.InCalendar, "Next free time"), Services: []view.Choice{view.Option("s1", "Joint pain, 20 min", true)}, Providers: providers(""), Locations: locations(), Not: []view.Choice{view.Option("mon", "Mon", true), view.Option("tue", "Tue", false)},
		Ready: true, Zone: "Central time", Days: slotDays("/console/book?start=1"), Later: "/console/calendar/free?from=2026-12-07", BackURL: "/console/calendar"}
	full := free
	full.Days, full.Error = nil, "Please ask for at most 62 days at once."
	ask := full
	ask.Ready, ask.Error = false, ""
	sheetRows := []view.SheetRow{{VisitRow: view.VisitRow{Time: "8:00 am"}, Free: "40 min free"}}
	for _, r := range rows()[1:6] {
		sheetRows = append(sheetRows, view.SheetRow{VisitRow: r, Phone: "(218) 555-0142", Reason: "my knee"})
	}
	sheet := view.DaySheet{Console: frame(view.InCalendar, "Day sheet"), Date: "Monday, November 23, 2026", Day: "2026-11-23", Location: "harbor", Where: "Harbor Street", Zone: "Central time",
		Printed: "Printed Mon, Nov 23, 7:41 am by Priya Anand", BackURL: "/console/calendar", Born: true, Phone: true, Service: true, Room: true, Reason: true, Status: true,
		Columns: []view.Choice{view.Option("born", "Birth date", true), view.Option("phone", "Phone", true)},
		Sheets:  []view.Sheet{{Provider: "Ines Marlow, MD", Hours: "8:00 am to 12:00 pm, 1:00 pm to 5:00 pm", Rows: sheetRows}, {Provider: "Kwame Osei, DO", Hours: "8:00 am to 5:00 pm", Rows: sheetRows[1:]}, {Provider: "Dr. Vance", Hours: "1:00 pm to 4:00 pm"}}}
	blank := sheet
	blank.Sheets = nil
	return []Sample{{"calendar-find", found}, {"calendar-find-none", none}, {"calendar-free", free}, {"calendar-free-full", full}, {"calendar-free-ask", ask}, {"daysheet", sheet}, {"daysheet-empty", blank}}
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
	asked := v
	asked.Mark, asked.BackAction, asked.BackTo = view.VisitMark("pending"), "/console/visits/v5/back", "Mon, Nov 23, 9:40 am"
	gone := v
	gone.Mark, gone.MoveURL, gone.CancelURL, gone.Messages = view.VisitMark("cancelled"), "", "", nil
	move := view.VisitMove{Console: frame(view.InCalendar, "Move the visit"), Patient: delacroix(), Now: "Tuesday, November 24, 2:20 pm", Zone: "Central time",
		BackURL: "/console/visits/v5", Action: "/console/visits/v5/move", Days: slotDays(""), Later: "/console/visits/v5/move?from=2026-11-30",
		Providers: []view.Link{{Text: "Dr. Marlow", URL: "?provider=marlow", Now: true}, {Text: "Anyone", URL: "?provider="}}, Tell: true, TellNote: "An e-mail goes to the patient at once.", Key: "k1"}
	move.Who, move.On, move.At = []view.Choice{view.Option("marlow", "Ines Marlow, MD", true)}, fine("2026-11-24"), fine("14:20")
	taken := move
	taken.Error = "That time was just taken. Choose another."
	none := move
	none.Tell, none.TellNote = false, "No message can go to the patient. Please phone."
	none.Days = nil
	cancel := view.VisitCancel{Console: frame(view.InCalendar, "Cancel the visit"), Patient: delacroix(), Now: "Tuesday, November 24, 2:20 pm", Zone: "Central time", BackURL: "/console/visits/v5", Action: "/console/visits/v5/cancel",
		Reasons: []view.Choice{view.Option("patient", "The patient asked", true), view.Option("provider", "The provider is away", false), view.Option("practice", "The practice is closed", false), view.Option("mistake", "Booked by mistake", false)}, Tell: true, TellNote: "An e-mail goes to the patient at once, without the reason.", Key: "k2"}
	series := cancel
	series.Series = []view.Choice{view.Option("", "Only this visit", true), view.Option("rest", "This one and all that follow in its series", false)}
	return []Sample{{"visit-cancel-series", series}, {"visit", v}, {"visit-past", past}, {"visit-asked", asked}, {"visit-cancelled", gone}, {"visit-move", move}, {"visit-move-taken", taken}, {"visit-move-none", none}, {"visit-cancel", cancel}}
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
	chosenAt := start
	chosenAt.When, chosenAt.Carried = "Tuesday, November 24, 2:20 pm", []view.Hidden{{Name: "on", Value: "2026-11-24"}}
	full := slot
	full.Days, full.NoneText = nil, "Look at later days, or choose another provider."
	confirm := view.BookConfirm{Console: frame(view.InCalendar, "Book a visit"), Patient: delacroix(), Action: "/console/book/p1/confirm", Chosen: chosen(), BackURL: "/console/book/p1",
		Tell: true, TellNote: "An e-mail that confirms the visit goes to the patient at once.", Preview: "Lakeside: your visit is on Tuesday, November 24 at 2:20 pm Central time. To change it call (218) 555-0100."}
	slot.Service = "s1"
	over := confirm
	over.Error, over.Over, over.Times = "This time is kept for “Same-day urgent”. It can be overbooked with a reason.", true, fine("1")
	over.Every = []view.Choice{view.Option("7", "7 days", true)}
	over.States = []view.Choice{view.Option("", "not said", true), view.Option("MN", "MN", false)}
	series := over
	series.Error, series.Notice, series.Times = "", view.Mend(1), wrong("60", "A series is 2 to 52 visits.")
	joins := slot
	joins.Notice, joins.Wait = view.Mend(2), view.WaitForm{Open: true, From: fine("2026-11-30"), To: wrong("2026-11-20", "The last day is before the first, or over. Choose days that are still to come."), Urgent: true,
		Visits: []view.Choice{view.Option("", "none, it is another visit", true), view.Option("a1", "Wed, Dec 9, 9:00 am", false)}}
	joins.Wait.WrongProvider = wrong("", "Nobody gives this kind of visit there. Choose anybody, or another kind of visit.")
	waits := view.Waitlist{Console: frame(view.InCalendar, "Waitlist"), CanEdit: true, Rows: []view.WaitRow{
		{ID: "w1", Patient: "Ada Delacroix", PatientURL: "/console/patients/p1", Phone: "(218) 555-0123", What: "Follow-up with Dr. Marlow", When: "Tue, Nov 24 to Fri, Dec 4, after 4:00 pm", Since: "Nov 20", Urgent: true, Offer: &view.OfferRow{ID: "o1", When: "Tuesday, November 24, 4:20 pm, Dr. Marlow", Until: "11:40 am", Told: &view.Mark{Tone: view.Good, Icon: "circle-check", Word: "Sent"}}, Why: "first, it is urgent"},
		{ID: "w2", Patient: "Jonas Abara", PatientURL: "/console/patients/p2", Phone: "(218) 555-0124", What: "Follow-up", When: "Tue, Nov 24 to Fri, Dec 18", Since: "Nov 21", Why: "has a visit and wants an earlier one", Passed: []view.OfferRow{{When: "Mon, Nov 23, 9:00 am, Dr. Marlow", Became: "nobody answered"}}, Times: []view.Choice{view.Option("1 p l", "Wed, Nov 25, 9:00 am, Dr. Osei", false)}},
		{ID: "w3", Patient: "Emre Yildiz", PatientURL: "/console/patients/p3", Phone: "(218) 555-0177", What: "Follow-up", When: "Tue, Nov 24 to Fri, Dec 18", Since: "Nov 22", Why: "has no visit yet", TimesURL: "/console/waitlist?for=w3#w-w3", Offer: &view.OfferRow{ID: "o2", When: "Tue, Nov 24, 4:20 pm, Dr. Marlow", Until: "11:40 am"}}}}
	return []Sample{{"waitlist", waits}, {"waitlist-empty", view.Waitlist{Console: waits.Console}}, {"book-confirm-over", over}, {"book-confirm-series", series}, {"book-slot-waits", joins}, {"book-patient", who}, {"book-patient-found", found}, {"book-patient-none", none}, {"book-slot", slot}, {"book-slot-start", start}, {"book-slot-chosen", chosenAt}, {"book-slot-full", full}, {"book-confirm", confirm}}
}

func effects() []Sample {
	v := view.Effects{Console: frame(view.InOutbox, "Outbox"), Pages: view.OutboxPages("/console/outbox/effects"), Rows: []view.EffectRow{
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
		Sample{"site-error", view.SiteError{Site: siteFrame("", "Sorry"), Status: 404, Head: head, Text: text, Ref: "01JD4"}})
}

func ahead() []Sample {
	v := view.Ahead{Console: frame(view.InOutbox, "Outbox"), CanEdit: true, Pages: view.OutboxPages("/console/outbox/ahead"),
		Days: []view.DayCount{{Label: "Monday, Nov 23", Tick: "23", Count: 8, Now: true}, {Label: "Tuesday, Nov 24", Tick: "24", Count: 12, Ahead: true}}, Links: []view.Link{{Text: "Mon, Nov 23", URL: "?", Now: true}, {Text: "Tue, Nov 24", URL: "?"}},
		Rows: []view.ComingRow{
			{URL: "/console/outbox/1", To: "Ada Delacroix", Patient: "p1", Kind: "Reminder, 1 day", Icon: "bell", By: "by text", Why: "One day before the visit on Tue, Nov 24, 2:20 pm", When: "2:20 pm", Mark: view.Mark{Tone: view.Good, Icon: "send", Word: "Will go"}},
			{URL: "/console/outbox/2", To: "Jonas Abara", Patient: "p2", Kind: "Reminder, 3 days", Icon: "bell", By: "by e-mail", Why: "Three days before the visit on Thu, Nov 26, 9:00 am", When: "9:00 am", Mark: view.Mark{Tone: view.Note, Icon: "clock", Word: "Will wait"}, Note: "a person holds it back", Paused: true},
			{URL: "/console/patients/p4", To: "Tobias Achterberg-Montgomery", Patient: "p4", Kind: "Recall", Icon: "calendar-plus", By: "by e-mail", Why: "It is time for the next visit", When: "10:00 am", Mark: view.Mark{Tone: view.Good, Icon: "send", Word: "Will go"}, Note: "planned that day, unless they book a visit before"}}}
	v.Pauses = []view.PauseRow{{Patient: "p2", Who: "Jonas Abara", URL: "/console/patients/p2", Until: "until Fri, Nov 27, 12:00 am", Since: "Mon, Nov 23, 9:12 am"}}
	none := v
	none.Rows, none.Pauses = nil, []view.PauseRow{{Who: "Everybody", Until: "until somebody resumes", Since: "Mon, Nov 23, 9:12 am"}}
	none.All = true
	return []Sample{{"ahead", v}, {"ahead-none", none}}
}
