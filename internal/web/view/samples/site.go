package samples

import "bedside/internal/web/view"

func siteFrame(section, title string) view.Site {
	return view.Site{Title: title, Practice: "Lakeside Family Medicine", Phone: "(218) 555-0100", PhoneURL: "tel:+12185550100", Section: section, BookingOpen: true}
}

func people() []view.Person {
	return []view.Person{
		{Name: "Ines Marlow, MD", Short: "Dr. Marlow", Initials: "IM", URL: "/providers/ines-marlow", Field: "Family medicine", Bio: "Joints, long illnesses, whole families.", Credentials: []string{"Certified by the American Board of Family Medicine, checked 2 Oct 2026"}, Languages: "English, Spanish", Limits: []string{"Does not treat children under two"}, Where: "Harbor Street and Mill Pond", Telehealth: true},
		{Name: "Kwame Osei, MD", Short: "Dr. Osei", Initials: "KO", URL: "/providers/kwame-osei", Field: "Internal medicine", Bio: "Hearts, blood pressure, careful medicines.", Credentials: []string{"Certified by the American Board of Internal Medicine, checked 2 Oct 2026"}, Languages: "English, Twi, French", Limits: []string{"Speaks for no company"}, Where: "Harbor Street"},
		{Name: "Ruth Bergstrom, NP", Short: "Ruth Bergstrom", Initials: "RB", URL: "/providers/ruth-bergstrom", Field: "Nurse practitioner", Bio: "Same-day visits, women’s health, vaccines.", Credentials: []string{"Licensed in Minnesota and Wisconsin, checked 2 Oct 2026"}, Languages: "English, Swedish", Limits: []string{"Works with Dr. Marlow"}, Where: "Harbor Street"},
	}
}

func places() []view.Place {
	open := []view.DayHours{{Day: "Monday to Thursday", Hours: "8:00 am to 5:00 pm", Now: true}, {Day: "Friday", Hours: "8:00 am to 3:00 pm"}, {Day: "Saturday and Sunday", Hours: "Closed"}}
	return []view.Place{
		{Name: "Harbor Street", Address: []string{"14 Harbor Street", "Elba, MN 55910"}, Phone: "(218) 555-0100", PhoneURL: "tel:+12185550100", Zone: "Central time", Hours: open, Closed: []string{"Thanksgiving, Thursday, Nov 26"}, Notes: []view.Own{{Text: "Park behind the house. No steps."}}},
		{Name: "Mill Pond", Address: []string{"200 Mill Pond Road", "Ironwood, MI 49938"}, Phone: "(906) 555-0101", PhoneURL: "tel:+19065550101", Zone: "Eastern time", Hours: open},
	}
}

func siteServices() []view.SiteService {
	return []view.SiteService{
		{Name: "New patient", Length: "40 minutes", Text: "Your first visit with us.", URL: "/book/with?service=s0"},
		{Name: "Joint pain", Length: "20 minutes", Text: "Knees, hips, shoulders, backs.", URL: "/book/with?service=s1"},
		{Name: "Yearly physical", Length: "30 minutes", Text: "A look at everything, once a year.", URL: "/book/with?service=s2"},
		{Name: "Video visit", Length: "20 minutes", Text: "From home, with your phone or computer.", URL: "/book/with?service=s3", Video: "by video"},
		{Name: "Small surgery", Length: "call us", Text: "Moles, stitches, nails.", Call: true},
	}
}

func site() []Sample {
	home := view.Home{Site: siteFrame("home", ""), Headline: view.Own{Text: "Care that answers, day and night."}, Lead: view.Own{Text: "Two offices on the lake, five people who know your name. Book a visit here at any hour, or call us."}, Next: slotDays("/book/details?start=x"), NextZone: "Central time, Harbor Street", People: people(), Places: places()}
	toured := home
	toured.Demo = tour("site", "/")
	home.Posts = sitePostRows()
	shut := home
	shut.BookingOpen, shut.Next = false, nil
	provider := view.Provider{Site: siteFrame("providers", "Ines Marlow, MD"), Person: people()[0], Services: siteServices(), Next: slotDays("/book/details?start=x"), NextZone: "Central time, Harbor Street", BookURL: "/book?provider=marlow"}
	provider.Checked = []view.CheckedLine{
		{Icon: "shield-check", Text: "Licensed in MN by the Minnesota Board of Medical Practice, number 70001", Checked: "Looked up Oct 2, 2026 at bmp.example", URL: "https://bmp.example"},
		{Icon: "graduation-cap", Text: "Board certified in Family Medicine by the American Board of Family Medicine", Checked: "Looked up Oct 2, 2026"},
	}
	provider.Qualifications, provider.Disclosures = []string{"MD, a university in Minnesota, 2004"}, []string{"Owns a part of this practice."}
	provider.NPI, provider.NPIChecked = "2000000002", "The national registry has this number under this name, looked up Oct 2, 2026. "
	provider.Data = &view.Thing{Context: "https://schema.org", Type: "IndividualPhysician", Name: "Ines Marlow, MD", NPI: "2000000002"}
	full := provider
	full.Next = nil
	closed := home
	closed.Notices = []view.Said{{English: "We are closed on Tuesday, November 24 because of the weather. If you have a visit then, we will contact you about a new time.", Spanish: "Estamos cerrados el martes 24 de noviembre por el mal tiempo. Si tiene una cita ese día, le avisaremos de una nueva hora."}}
	return []Sample{{"site-home", home}, {"site-home-closed", closed}, {"site-home-demo", toured}, {"site-home-shut", shut}, {"site-providers", view.Providers{Site: siteFrame("providers", "Providers"), People: people()}}, {"site-provider", provider}, {"site-provider-full", full}, {"site-findus", view.FindUs{Site: siteFrame("find", "Find us"), Places: places()}}}
}

func bookSteps(now int) []view.BookStep {
	steps := []view.BookStep{{Text: "What for", Said: "Joint pain", URL: "/book"}, {Text: "With whom", Said: "Dr. Marlow, Harbor Street", URL: "/book/with?service=s1"}, {Text: "When", Said: "Tue, Nov 24, 2:20 pm", URL: "/book/time?service=s1"}, {Text: "Who"}}
	for i := range steps {
		steps[i].Now, steps[i].Done = i+1 == now, i+1 < now
		if i+1 >= now {
			steps[i].URL, steps[i].Said = "", ""
		}
	}
	return steps
}

func siteBooking() []Sample {
	frame := siteFrame("book", "Book a visit")
	with := view.BookWith{Site: frame, Steps: bookSteps(2), Service: "s1", Providers: []view.Choice{{Label: "Anyone who is free", Note: "The soonest times", Chosen: true}, {Value: "marlow", Label: "Dr. Ines Marlow", Note: "Harbor Street and Mill Pond"}, {Value: "bergstrom", Label: "Ruth Bergstrom, NP", Note: "Harbor Street"}}, Locations: []view.Choice{{Label: "Any place", Chosen: true}, {Value: "harbor", Label: "Harbor Street", Note: "14 Harbor Street, Elba, MN"}, {Value: "mill", Label: "Mill Pond", Note: "200 Mill Pond Road, Ironwood, MI"}}}
	time := view.BookTime{Site: frame, Steps: bookSteps(3), Zone: "Central time (Harbor Street)", Days: slotDays("/book/details?start=x"), Later: "/book/time?from=2026-11-30",
		Narrow: view.Narrow{Service: "s1", Except: []view.Choice{view.Option("1", "Monday", false), view.Option("5", "Friday", true)}, On: true, AllURL: "/book/time?service=s1",
			After: []view.Choice{view.Option("", "At any time", false), view.Option("16:00", "4:00 pm", true)}, Until: []view.Choice{view.Option("", "At any time", true), view.Option("20:00", "8:00 pm", false)},
			Languages: []view.Choice{view.Option("", "Any", true), view.Option("Spanish", "Spanish", false)}}}
	none := time
	none.Days, none.NoneText, none.Earlier = nil, "Look at later days, or see if someone else is free.", "/book/time?from=2026-11-23"
	none.Others = []view.Link{{Text: "Anyone who is free", URL: "/book/time?service=s1"}, {Text: "At Mill Pond", URL: "/book/time?service=s1&location=mill"}}
	details := view.BookDetails{Site: frame, Steps: bookSteps(4), Chosen: chosen(), ChangeURL: "/book/time?service=s1", Remind: true}
	bad := details
	bad.Notice = view.Mend(2)
	bad.Given, bad.Family = fine("Ada"), wrong("", "Please write your last name.")
	bad.DOB = wrong("1971", "Please write month, day and year, like 03/14/1971.")
	asks := details
	asks.States = &view.Asked{Choices: []view.Choice{view.Option("", "Choose a state", true), view.Option("MN", "MN", false), view.Option("WI", "WI", false)}, Error: "Please say in which state you will be during the visit."}
	asks.Seen = &view.Asked{Choices: []view.Choice{view.Option("new", "No, this is the first time", false), view.Option("returning", "Yes", true)}}
	asks.Reasons = &view.Asked{Choices: []view.Choice{view.Option("", "Choose one", true), view.Option("Vaccine", "Vaccine", false)}}
	taken := view.BookTaken{BookDetails: details, Faster: true, Days: slotDays(""), MoreURL: "/book/time?service=s1"}
	taken.Steps = bookSteps(3)
	taken.Given, taken.Family, taken.DOB = fine("Ada"), fine("Delacroix"), fine("03/14/1971")
	full := taken
	full.Days = nil
	asked := view.BookDone{Site: frame, Chosen: chosen(), Requested: true, Mail: "You hear from us as soon as it is booked: by e-mail if you gave an address, by phone if not. If you hear nothing within a working day, please call us.", Next: []string{"If the time cannot be had after all, we call you and find another.", "Please come ten minutes early and bring your insurance card."}, Changes: "To move or cancel it, call (218) 555-0100."}
	asked.Title = "Your visit is requested"
	done := view.BookDone{Site: frame, Chosen: chosen(), Mail: "We sent an e-mail to a•••@example.com.", Next: []string{"Come ten minutes early. Bring your insurance card and a list of your medicines.", "We send a reminder the day before."}, ICSURL: "/book/done/t1.ics", Changes: "To move or cancel it, call (218) 555-0100."}
	time.WaitURL, none.WaitURL = "/book/wait?service=s1", "/book/wait?service=s1"
	waits := view.BookWait{Site: frame, Service: "s1", What: "Joint pain, Dr. Marlow", BackURL: "/book/time?service=s1", Details: bad, Only: time.Narrow.Except, After: time.Narrow.After, Until: time.Narrow.Until}
	waits.Notice, waits.Details.States, waits.Details.Seen, waits.Details.Reasons = view.Mend(2), asks.States, asks.Seen, nil
	return []Sample{
		{"site-book-wait", waits},
		{"site-book-service", view.BookService{Site: frame, Steps: bookSteps(1), Groups: []view.ServiceGroup{{Services: siteServices()}}}}, {"site-book-none", view.BookService{Site: frame, Steps: bookSteps(1)}},
		{"site-book-with", with}, {"site-book-time", time}, {"site-book-time-none", none}, {"site-book-details", details}, {"site-book-details-wrong", bad}, {"site-book-details-asks", asks}, {"site-book-taken", taken}, {"site-book-taken-full", full}, {"site-book-done", done}, {"site-book-requested", asked},
	}
}

func stop() []Sample {
	frame := siteFrame("", "Stop messages")
	es := siteFrame("", "Su cita")
	es.Lang, es.Other = "es", &view.Link{Text: "English", URL: "/visit/r1?lang=en"}
	return []Sample{
		{"stop", view.StopMessages{Site: frame, Action: "/stop/t1", Masked: "a•••@example.com", All: "Yes, stop them all", Some: []view.Choice{view.Option("reminders", "Reminders of visits", false), view.Option("announcements", "News of the practice", false)}}},
		{"answer", view.Answer{Site: frame, Head: "Your visit", When: "Tue, November 24 at 2:20 pm CST", Action: "/visit/r1", Call: "Or call us at",
			Buttons: []view.Choice{view.Option("confirm", "I am coming", true), view.Option("change", "I need another time", false), view.Option("cancel", "I cannot come", false)}}},
		{"answer-times", view.Answer{Site: es, Head: "Elija otra hora", When: "martes 24 de noviembre a las 2:20 pm CST", Label: "Horas libres", Action: "/visit/r1", Call: "O llámenos al",
			Times:   []view.Choice{view.Option("1", "miércoles 25 de noviembre a las 9:00 am CST", false), view.Option("2", "viernes 27 de noviembre a las 3:20 pm CST", false)},
			Buttons: []view.Choice{view.Option("keep", "No, que siga igual", false)}}},
		{"stop-done", view.StopMessagesDone{Site: frame}},
	}
}
