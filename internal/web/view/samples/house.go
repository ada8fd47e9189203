package samples

import "bedside/internal/web/view"

func zones() []view.Choice {
	return []view.Choice{view.Option("America/New_York", "Eastern time", false), view.Option("America/Chicago", "Central time", true), view.Option("America/Denver", "Mountain time", false), view.Option("America/Los_Angeles", "Pacific time", false)}
}

func settings(place string) view.Settings {
	v := view.Settings{Console: frame(view.InPractice, place), Tabs: []view.Link{{Text: "Practice", URL: view.PracticeHome, Up: true}}, CanEdit: true}
	for _, g := range view.PracticeGroups() {
		for _, p := range g.Places {
			if p.Text == place {
				for _, p := range g.Places {
					v.Tabs = append(v.Tabs, view.Link{Text: p.Text, URL: p.URL, Now: p.Text == place})
				}
			}
		}
	}
	return v
}

func locationRows() []view.LocationRow {
	return []view.LocationRow{
		{URL: "/console/practice/locations/harbor", Name: "Harbor Street", Address: "14 Harbor Street, Elba, MN 55910", Zone: "Central time", Phone: "(218) 555-0100", Rooms: "Room 1, Room 2, Room 3"},
		{URL: "/console/practice/locations/mill", Name: "Mill Pond", Address: "200 Mill Pond Road, Ironwood, MI 49938", Zone: "Eastern time", Phone: "(906) 555-0101", Rooms: "Room A, Room B"}}
}

func practice() []Sample {
	form := view.PracticeForm{Settings: settings("General"), Name: fine("Lakeside Family Medicine"), Neutral: fine("Lakeside"), Phone: fine("(218) 555-0100"), Email: fine("desk@lakeside.example"), Web: fine("https://lakeside.example"), QuietTo: fine("08:00"), QuietFrom: fine("21:00"), Version: "4", Index: "The index of retracted papers goes up to 2026-11-20 and was imported on 2026-11-22 (notices: 70000, papers: 66000).", Tagline: fine("Care that answers, day and night."), Zones: zones(), Lead: []view.Choice{view.Option("120", "2 hours", true)}, Horizon: []view.Choice{view.Option("60", "60 days", true)}, Step: []view.Choice{view.Option("20", "20 minutes", true)}}
	reader := form
	reader.CanEdit = false
	location := view.LocationForm{Settings: settings("Locations"), Action: "/console/practice/locations/harbor", BackURL: "/console/practice/locations", Name: fine("Harbor Street"), Zones: zones(), Street: fine("14 Harbor Street"), City: fine("Elba"), State: fine("MN"), Zip: fine("55910"), Rooms: fine("Room 1\nRoom 2\nRoom 3"), Notes: fine("Park behind the house. No steps."), Active: true}
	rows := []view.ProviderRow{
		{URL: "/console/practice/providers/marlow", Name: "Ines Marlow, MD", Initials: "IM", Field: "Family medicine", Where: "Harbor Street, Mill Pond", Services: "9 services"},
		{URL: "/console/practice/providers/bergstrom", Name: "Ruth Bergstrom, NP", Initials: "RB", Field: "Nurse practitioner", Where: "Harbor Street", Services: "7 services", Marks: []view.Mark{{Tone: view.Caution, Icon: "clock", Word: "No hours yet"}}},
		{URL: "/console/practice/providers/vance", Name: "Lena Vance, MD", Initials: "LV", Field: "Internal medicine", Where: "Video", Services: "3 services", Marks: []view.Mark{{Tone: view.Note, Icon: "video", Word: "Video only"}}}}
	provider := view.ProviderForm{Settings: settings("Providers"), Action: "/console/practice/providers/marlow", BackURL: "/console/practice/providers", HoursURL: "/console/practice/hours?provider=marlow", Given: fine("Ines"), Family: fine("Marlow"), Degree: fine("MD"), Field: fine("Family medicine"), Qualifications: fine("MD, a university in Minnesota, 2004\nBoard certified"), Bio: fine("Joints, long illnesses, whole families."), Languages: fine("English, Spanish"), Limits: fine("Does not treat children under two"), Active: true, Services: []view.Choice{view.Option("s1", "Joint pain", true), view.Option("s2", "Yearly physical", true), view.Option("s3", "Small surgery", false)}}
	again := view.Mark{Tone: view.Caution, Icon: "clock", Word: "Look up again"}
	provider.SiteURL, provider.NewURL = "/providers/ines-marlow", "/console/practice/providers/marlow/credentials/new"
	provider.Disclosures, provider.NPI = fine("Owns a part of this practice."), fine("2000000002")
	provider.Box = &view.NPIBox{Number: "2000000002", Says: "INES MARLOW, Family Medicine, MN", Checked: "NPPES, Oct 2, 2026", Mark: view.Mark{Tone: view.Good, Icon: "circle-check", Word: "Fits"}, Action: "/console/practice/providers/marlow/npi"}
	provider.Held = []view.CredentialRow{
		{URL: "/console/practice/providers/marlow/credentials/c1", Text: "MN license 70001, Minnesota Board of Medical Practice", Checked: "Priya Anand, Oct 2, 2026; again by Dec 1, 2026", Mark: again},
		{URL: "/console/practice/providers/marlow/credentials/c2", Text: "Family Medicine, American Board of Family Medicine", Checked: "Priya Anand, Oct 2, 2026; again by Apr 2, 2027", Mark: view.Mark{Tone: view.Good, Icon: "circle-check", Word: "In force"}},
	}
	provider.Hidden = []view.HiddenLine{{Text: "Board certified", Why: "It does not say which board."}}
	newProvider := view.ProviderForm{Settings: settings("Providers"), New: true, Action: "/console/practice/providers/new", BackURL: "/console/practice/providers", Active: true}
	credential := view.CredentialForm{
		Settings: settings("Providers"), Who: "Ines Marlow, MD", Action: "/console/practice/providers/marlow/credentials/c1", BackURL: "/console/practice/providers/marlow#checks", RemoveURL: "/console/practice/providers/marlow/credentials/c1/remove",
		Kinds: []view.Choice{{Value: "licence", Label: "License", Note: "Of a state, with its number", Chosen: true}, {Value: "board", Label: "Board certification", Note: "In a field, by a board"}}, Statuses: []view.Choice{view.Option("active", "In force", true)},
		Issuer: fine("Minnesota Board of Medical Practice"), State: fine("MN"), Number: fine("70001"), Checked: fine("2026-10-02"), Source: fine("https://bmp.example"), Next: wrong("2026-09-01", "Write when to look it up again: after the last look, and within thirteen months."), By: "Priya Anand",
	}
	online := view.Mark{Tone: view.Good, Icon: "globe", Word: "Bookable online"}
	phone := view.Mark{Tone: view.Quiet, Icon: "phone", Word: "By phone only"}
	services := view.Services{Settings: settings("Services"), NewURL: "/console/practice/services/new", Rows: []view.ServiceRow{{URL: "/console/practice/services/s1", Name: "Joint pain", Length: "20 min", Buffer: "none", Who: "Dr. Marlow, Ruth Bergstrom", Online: online}, {URL: "/console/practice/services/s2", Name: "Yearly physical", Length: "30 min", Buffer: "10 min", Who: "everyone", Online: online}, {URL: "/console/practice/services/s3", Name: "Small surgery", Length: "40 min", Buffer: "20 min", Who: "Dr. Osei", Online: phone}}}
	service := view.ServiceForm{Settings: settings("Services"), New: true, Action: "/console/practice/services/new", BackURL: "/console/practice/services", Minutes: []view.Choice{view.Option("15", "15 minutes", false), view.Option("20", "20 minutes", true)}, Buffer: []view.Choice{view.Option("0", "none", true), view.Option("10", "10 minutes", false)}, Providers: providers("")[1:], Online: true, Active: true}
	roles := []view.Choice{{Value: "frontdesk", Label: "Front desk", Note: "Calendar, patients and messages", Chosen: true}, {Value: "clinician", Label: "Clinician", Note: "The same, without settling messages"}, {Value: "readonly", Label: "Read only", Note: "Sees, changes nothing"}, {Value: "admin", Label: "Administrator", Note: "Everything, staff and audit too"}}
	active := view.Mark{Tone: view.Good, Icon: "circle-check", Word: "Active"}
	staff := view.Staff{Settings: settings("Staff"), Roles: roles, Rows: []view.StaffRow{
		{ID: "1", Name: "Priya Anand", Email: "priya@lakeside.example", Roles: roles, Role: "Front desk", Seen: "now", Mark: active, Self: true}, {ID: "2", Name: "Ines Marlow", Email: "ines@lakeside.example", Roles: roles, Role: "Clinician", Seen: "today, 8:02 am", Mark: active},
		{ID: "3", Name: "Tom Reyes", Email: "tom@lakeside.example", Role: "Front desk", Seen: "Aug 4, 2026", Mark: view.Mark{Tone: view.Quiet, Icon: "circle-slash", Word: "Ended"}, Ended: true}}}
	connections := view.Connections{Settings: settings("Connections"), Action: "/console/practice/connections", Address: "https://lakeside.example/fhir",
		May:  []view.Choice{{Value: "book", Label: "Book", Note: "Find free times, keep one for ten minutes, book it", Chosen: true}, {Value: "read", Label: "See the book", Note: "Every visit, with time, place and provider, without who it is for"}},
		Days: []view.Choice{view.Option("30", "30 days", false), view.Option("365", "one year", true)}}
	connected := connections
	connected.Rows = []view.ConnectionRow{
		{ID: "1", Name: "Referral portal", Scopes: "system/Appointment.c system/Slot.rs system/Schedule.rs system/Practitioner.rs system/Location.rs", Made: "made Nov 2, 2026 by Priya Anand", Used: "Mon, Nov 23, 9:41 am", Ends: "until Nov 2, 2027", Mark: active, Open: true},
		{ID: "2", Name: "Calendar on a phone", Scopes: "patient/Appointment.rs", Of: &view.Link{Text: "An app of one patient", URL: "/console/patients/p1/apps"}, Made: "made Oct 5, 2026 by Priya Anand", Used: "never", Ends: "Oct 20, 2026", Mark: view.Mark{Tone: view.Quiet, Icon: "circle-slash", Word: "Ended"}}}
	connected.Token = &view.NewToken{Name: "Referral portal", Token: "bedside_9cUXo1lq2Yw3nT5pZ7rV8sB0dF4gH6jK-mNqWeRtYuI", Try: "curl -H 'Authorization: Bearer bedside_9cUXo1lq2Yw3nT5pZ7rV8sB0dF4gH6jK-mNqWeRtYuI' 'https://lakeside.example/fhir/Slot'"}
	invited := staff
	invited.Link = &view.OneTimeLink{Name: "Mara Quist", URL: "https://lakeside.example/console/link/7Jq2mXw8fY0pLr3s", Expires: "It works once, until tomorrow, 10:04 am."}
	return []Sample{
		{"practice-pages", view.PracticePages{Console: frame(view.InPractice, "Practice"), Groups: view.PracticeGroups()}}, {"practice", form}, {"practice-reader", reader},
		{"locations", view.Locations{Settings: settings("Locations"), Rows: locationRows(), NewURL: "/console/practice/locations/new"}}, {"locations-empty", view.Locations{Settings: settings("Locations"), NewURL: "/console/practice/locations/new"}}, {"location", location},
		{"providers-list", view.ProvidersList{Settings: settings("Providers"), Due: "2 credentials to look up again", Rows: rows, NewURL: "/console/practice/providers/new"}}, {"providers-empty", view.ProvidersList{Settings: settings("Providers")}}, {"provider-form", provider}, {"provider-new", newProvider}, {"credential-form", credential},
		{"services", services}, {"services-empty", view.Services{Settings: settings("Services")}}, {"service-form", service},
		{"staff", staff}, {"staff-invited", invited}, {"connections", connected}, {"connections-empty", connections},
	}
}

func week() view.HoursWeek {
	var w view.HoursWeek
	for i, d := range []string{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"} {
		day := view.HoursDay{Key: []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}[i], Name: d, On: i < 5}
		if day.On {
			day.From, day.To, day.BreakFrom, day.BreakTo = "08:00", "17:00", "12:00", "13:00"
		}
		w.Days = append(w.Days, day)
	}
	return w
}

func hours() []Sample {
	ok := view.Hours{Settings: settings("Hours"), Providers: providers("marlow")[1:], Locations: locations(), Provider: "marlow", Location: "harbor", Who: "Dr. Marlow at Harbor Street", Zone: "Central time", Sum: "40 hours a week", Week: week(), Version: "2"}
	bad := ok
	bad.Week, bad.Notice = week(), view.Mend(1)
	bad.Week.Days[2].To, bad.Week.Days[2].Error = "07:00", "The end is before the start."
	calendars := view.Calendars{Settings: settings("Calendar feeds"), Of: []view.Choice{view.Option("provider:1", "Ines Marlow, MD", true), view.Option("location:1", "Everybody at Harbor Street", false)}, Rows: []view.CalendarRow{
		{ID: "1", Of: "Ines Marlow, MD", Shows: "Times only", Made: "Mon, Nov 2, 9:12 am, Kwame Osei", Fetched: "Mon, Nov 23, 9:58 am"},
		{ID: "2", Of: "Everybody at Harbor Street", Shows: "Times and kinds of visits", Made: "Fri, Nov 20, 4:40 pm, Kwame Osei", Fetched: "Not yet"},
	}}
	calendarMade, noCalendars := calendars, calendars
	calendarMade.Address, noCalendars.Rows = "https://lakeside.example/calendar/feed/qk3T0dZr5nYw8mJx1vBhC7sLpE2aUf9GoHiNtWcRbK4.ics", nil
	closures := view.Closures{Settings: settings("Closures"), Locations: append([]view.Choice{view.Option("", "All", true)}, locations()...), Providers: providers(""), Rows: []view.ClosureRow{
		{ID: "1", When: "Thu, Nov 26, 2026", What: "Everything", Reason: "Thanksgiving"}, {ID: "2", When: "Mon, Dec 1 to Fri, Dec 5, 2026", What: "Dr. Abara", Reason: "Vacation", Visits: "3 visits fall on it", VisitsURL: "/console/calendar?date=2026-12-01"}}}
	closures.Holidays = []view.Choice{{Value: "Thanksgiving Day", Label: "Thanksgiving Day", Note: "Thu, Nov 26, 2026", Chosen: true}, {Value: "Christmas Day", Label: "Christmas Day", Note: "Fri, Dec 25, 2026"}}
	none := closures
	none.Rows = nil
	late := none
	late.Notice, late.To = view.Mend(1), wrong("2026-10-01", "These days are over. Choose days that are still to come.")
	days := view.Days{Settings: settings("Hours"), Providers: ok.Providers, Locations: ok.Locations, Provider: "marlow", Location: "harbor", Who: ok.Who, HoursURL: "/console/practice/hours",
		Specials: []view.SpecialRow{{Date: "2026-12-24", When: "Thu, Dec 24, 2026", Hours: "8:00 am to 12:00 pm"}, {Date: "2026-12-31", When: "Thu, Dec 31, 2026", Hours: "off"}},
		Reserved: []view.ReservedRow{{ID: "1", When: "Monday, 11:00 am to 12:00 pm", Name: "Same-day urgent", For: "Same-day visit", Opens: "on the day at 7:00 am"}},
		Weekdays: []view.Choice{view.Option("mon", "Monday", true)}, Services: []view.Choice{view.Option("s1", "Same-day visit", false), view.Option("s2", "Follow-up", false)},
		OpensDays: []view.Choice{view.Option("0", "on the day", true)}, OpensAt: fine("07:00")}
	bare := days
	bare.Specials, bare.Reserved = nil, nil
	bare.Notice, bare.Hours = view.Mend(1), wrong("12:00-08:00", "Hours look like 08:00-12:00 13:00-15:00, each from earlier to later. Leave it empty for a day off.")
	return []Sample{{"hours", ok}, {"hours-wrong", bad}, {"closures", closures}, {"calendars", calendars}, {"calendarmade", calendarMade}, {"calendarsempty", noCalendars}, {"closures-empty", none}, {"closures-wrong", late}, {"days", days}, {"days-wrong", bare}}
}

func setup() []Sample {
	at := func(n int, title string) view.Setup {
		return view.Setup{Bare: view.Bare{Title: title}, Step: n, Steps: view.SetupSteps(n)}
	}
	people := view.SetupPeople{Setup: at(3, "Providers and services")}
	for i := range 4 {
		p := view.SetupPerson{Index: i, Locations: locations()}
		if i == 0 {
			p.Name, p.Credentials = fine("Ines Marlow"), fine("MD")
		}
		people.People = append(people.People, p)
	}
	for i, s := range []string{"New patient", "Follow-up", "Yearly physical", "Same-day visit", "Vaccine", "Video visit"} {
		people.Services = append(people.Services, view.SetupService{Index: i, On: i < 4, Name: fine(s), Minutes: fine([]string{"40", "20", "30", "20", "15", "20"}[i]), Online: i != 0})
	}
	return []Sample{
		{"setup-practice", view.SetupPractice{Setup: at(1, "Your practice"), Zones: zones(), Name: fine("Lakeside Family Medicine"), Neutral: fine("Lakeside")}},
		{"setup-hours", view.SetupHours{Setup: at(2, "Hours and locations"), Zones: zones(), Week: week()}},
		{"setup-hours-more", view.SetupHours{Setup: at(2, "Hours and locations"), Have: locationRows()[:1], Zones: zones(), Week: week()}},
		{"setup-people", people},
		{"setup-patients", view.SetupPatients{Setup: at(4, "Patients"), Sample: sampleCSV}},
		{"setup-done", view.SetupDone{Setup: at(5, "Your site is live"), SiteURL: "https://lakeside.example", ConsoleURL: "/console", Made: []view.Fact{{Name: "Locations", Value: "2"}, {Name: "Providers", Value: "5"}, {Name: "Services", Value: "12"}, {Name: "Patients", Value: "400"}},
			Left: []view.Need{{Mark: view.Mark{Tone: view.Caution, Icon: "mail"}, Text: "No mail server yet: messages wait", Link: view.Link{Text: "How to", URL: "/console/outbox"}}}}},
	}
}
