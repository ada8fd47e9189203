package samples

import "bedside/internal/web/view"

func messageTexts() []Sample {
	own := view.Mark{Tone: view.Good, Icon: "circle-check", Word: "Your words"}
	draft := view.Mark{Tone: view.Caution, Icon: "pencil", Word: "Draft"}
	cells := func(kind, open string) (all []view.TextCell) {
		for _, c := range [][2]string{{"email", "E-mail"}, {"sms", "Text"}, {"voice", "Call"}} {
			cell := view.TextCell{Heading: c[1]}
			for _, l := range [][2]string{{"en", "English"}, {"es", "Spanish"}} {
				key := kind + "." + c[0] + "." + l[0]
				link := view.TextLink{Link: view.Link{Text: l[1], URL: "/console/practice/messages/" + key, Now: key == open}}
				switch key {
				case "reminder1.sms.en":
					link.Mark = &draft
				case "confirmation.email.es":
					link.Mark = &own
				}
				cell.Links = append(cell.Links, link)
			}
			all = append(all, cell)
		}
		return all
	}
	list := view.MessageTexts{Settings: settings("Wording"), Rows: []view.TextRow{
		{Name: "Confirmation", Why: "When a visit is booked", Cells: cells("confirmation", "")},
		{Name: "Reminder, 1 day", Why: "One day before", Cells: cells("reminder1", "")},
		{Name: "Cancelled", Why: "When a visit is cancelled", Cells: cells("cancelled", "")},
	}}
	list.Title = "What messages say"

	places := []view.TextPlace{{Tag: "{{practice}}", About: "the practice’s neutral name", Needed: true}, {Tag: "{{when}}", About: "day and time of the visit", Needed: true}, {Tag: "{{stop}}", About: "how to stop, in fixed words", Needed: true},
		{Tag: "{{if directions}}{{directions}}{{end}}", About: "the door, the parking, from the location’s page"}, {Tag: "{{if provider}}{{provider}}{{else}}…{{end}}", About: "the clinician", Record: true}}
	visits := []view.Choice{view.Option("", "An invented patient", false), view.Option("v5", "Mon, Nov 23, 10:20 am, Harbor Street, Ines Marlow, MD", true)}
	show := []view.Choice{view.Option("", "As the patient chose", true), view.Option("neutral", "Neutral", false), view.Option("more", "More on record", false)}
	fine_ := view.TextCheck{Tone: view.Good, Head: "These words can be saved", Text: "In every way they can read, they say what they must and nothing that tells why, with whom or what for.",
		Look: view.TextLook{Channel: "email", Language: "en", From: "Lakeside", Subject: []view.PostWords{{Text: "Your visit on Mon, November 23 at 10:20 am CST"}},
			Words: []view.PostWords{{Text: "Hello Ada,\n\nYour visit is booked for:\n\nMon, November 23 at 10:20 am CST\nHarbor Street\n14 Harbor Street, Elba, MN 55910\n\nPark behind the house.\n\nIf you need to change it, call Lakeside at (218) 555-0100."}}}}
	letter := view.MessageText{Settings: settings("Wording"), Switch: cells("confirmation", "confirmation.email.en"), Mark: view.Mark{Tone: view.Quiet, Icon: "check", Word: "As shipped"},
		Sent: "Patients get the words that Bedside ships with.", Language: "en", HasTitle: true, Title: fine("Your visit on {{when}}"),
		Body:    fine("Hello{{if first name}} {{first name}}{{end}},\n\nYour visit is booked for:\n\n{{when}}\n{{if place}}\n{{place}}\n{{end}}\n\nIf you need to change it, call {{practice}} at {{call}}.\n\n{{emergency}}\n\n{{stop}}"),
		Version: "0.0", Action: "/console/practice/messages/confirmation.email.en", Visits: visits, Show: show, Places: places, Check: fine_}
	letter.Settings.Title = "Confirmation"

	leaks := letter
	leaks.Settings.Title = "Reminder, 1 day"
	leaks.Notice = &view.Notice{Tone: view.Stop, Title: "Not saved: 2 things to mend", Text: "Each is underlined, with the reason and where it comes from beside the words. What you wrote is still here."}
	leaks.Switch, leaks.HasTitle, leaks.Mark, leaks.Draft, leaks.OwnSent, leaks.Version = cells("reminder1", "reminder1.sms.en"), false, draft, true, true, "4.2"
	leaks.Action = "/console/practice/messages/reminder1.sms.en"
	leaks.Sent = "Patients get your words, published Mon, Nov 16, 9:12 am 2026 by Kwame Osei."
	leaks.Body = fine("{{practice}}: your oncology visit is {{when}}. Reply CANCEL to cancel or call {{call}}. {{stop}}")
	leaks.Check = view.TextCheck{Tone: view.Stop, Head: "These words cannot be saved", Text: "2 things to mend, with the reason below.",
		Findings: []view.PostFinding{
			{Finding: view.Finding{Tone: view.Stop, Title: "Whoever sees this message learns what kind of care it is about. Name the practice in its most neutral form, and leave the specialty out.", Rule: "message.specialty", Quote: "oncology", Authority: "45 CFR 164.530(c) and 164.522(b); HHS FAQ 198; house policy"}, Number: 1, Field: "f-body", Start: 19, End: 27},
			{Finding: view.Finding{Tone: view.Stop, Title: "CANCEL, QUIT, END and STOP end all texts to the number. Let people answer R to move a visit, or call.", Rule: "sms.cancel", Quote: "Reply CANCEL to cancel", Authority: "47 CFR 64.1200(a)(10)"}, Number: 2, Field: "f-body", Start: 47, End: 69},
		},
		Look: view.TextLook{Channel: "sms", Language: "en", From: "Lakeside", Count: "131 characters, 1 segment", Longest: "162 characters, 2 segments",
			Words: []view.PostWords{{Text: "Lakeside: your "}, {Text: "oncology", Tone: view.Stop}, {Text: " visit is Mon Nov 23, 10:20 am CST. "}, {Text: "Reply CANCEL to cancel", Tone: view.Stop}, {Text: " or call 218-555-0100. STOP to end texts."}}}}
	leaks.Compare = []view.ComparedLine{{Now: "{{practice}}: your oncology visit is {{when}}.", NoShipped: true}, {Was: "{{practice}}: your visit is {{when}}.", NoNow: true}, {Now: "{{stop}}", Was: "{{stop}}", Same: true}}
	leaks.Versions = []view.TextVersion{
		{Number: 3, When: "Mon, Nov 16, 9:02 am 2026", Who: "Kwame Osei", Body: "{{practice}}: see you {{when}}. Call {{call}}. {{stop}}", Mark: view.Mark{Tone: view.Quiet, Icon: "clock", Word: "Before"}, Back: true},
		{Number: 2, When: "Fri, Nov 13, 4:40 pm 2026", Who: "Kwame Osei", Body: "{{practice}}: {{when}}. Call {{call}}. {{stop}}", Mark: view.Mark{Tone: view.Quiet, Icon: "circle-slash", Word: "Put aside"}}}

	spoken := letter
	spoken.Settings.Title, spoken.CanEdit = "Confirmation", false
	spoken.Switch, spoken.HasTitle, spoken.Language, spoken.Action = cells("confirmation", "confirmation.voice.es"), false, "es", "/console/practice/messages/confirmation.voice.es"
	spoken.Body = fine("Hola. Esta es una llamada automática de {{practice}}. Su visita es el {{when}}.")
	spoken.Check.Look = view.TextLook{Channel: "voice", Language: "es", Count: "about 9 seconds", Words: []view.PostWords{{Text: "Hola. Esta es una llamada automática de Lakeside. Su visita es el lunes 23 de noviembre a las 10:20 de la mañana."}}}
	unread := spoken
	unread.CanEdit = true
	unread.Body = fine("{{practice}}: {{if place}}{{place}}")
	unread.Check = view.TextCheck{Tone: view.Stop, Head: "These words cannot be saved", Text: "1 thing to mend, with the reason below.",
		Findings: []view.PostFinding{{Finding: view.Finding{Tone: view.Stop, Title: "Line 1: {{if place}} is not closed. Write {{end}} where it ends.", Rule: "template.braces", Quote: "{{if place}}"}, Number: 1, Field: "f-body", Start: 14, End: 26}},
		Look:     view.TextLook{Channel: "voice", Language: "es", Problem: "Line 1: {{if place}} is not closed. Write {{end}} where it ends."}}
	return []Sample{{"messages", list}, {"message-letter", letter}, {"message-leaks", leaks}, {"message-spoken", spoken}, {"message-unread", unread}}
}
