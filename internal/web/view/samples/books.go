package samples

import "bedside/internal/web/view"

func books() []Sample {
	good := func(word string) view.Mark { return view.Mark{Tone: view.Good, Icon: "circle-check", Word: word} }
	at := "/console/practice/books"
	feeds := []view.BookFeed{
		{URL: at + "/feeds/f1", Name: "Calendar of Ines Marlow, MD", Of: "Ines Marlow, MD", Mark: good("Read"), Count: "214 events, 96 busy times", Read: "Mon, Nov 23, 9:58 am", Next: "10:13 am"},
		{URL: at + "/feeds/f2", Name: "County hospital", Of: "Kwame Osei, MD", Mark: view.Mark{Tone: view.Stop, Icon: "octagon-alert", Word: "Not read"}, Problem: "The calendar ends in the middle: it was cut off on the way. What was read before stays.", Count: "1,204 events, 310 busy times, 2 events left out", Left: []string{"An event ends before it begins, or lasts more than ten years."}, Read: "Sun, Nov 22, 6:00 pm", Next: "10:15 am"},
		{URL: at + "/feeds/f3", Name: "Calendar of room 3", Of: "Room 3, Harbor Street", Mark: view.Mark{Tone: view.Quiet, Icon: "circle-slash", Word: "Paused"}, Count: "12 events, 12 busy times", Read: "Fri, Nov 20, 8:00 am", Paused: true},
	}
	runs := view.BookInterface{URL: at + "/hl7/lakeside-ehr", Name: "lakeside-ehr", Mark: good("Runs"), What: "It owns the book; changes are sent", Waits: "nothing waits", Heard: "Mon, Nov 23, 10:02 am"}
	stands := runs
	stands.Mark, stands.Waits = view.Mark{Tone: view.Stop, Icon: "octagon-alert", Word: "Stands still"}, "1 held, 3 to send, 1 refused"
	whose := []view.Choice{view.Option("provider:p1", "Ines Marlow, MD", true), view.Option("room:r3", "Room 3, Harbor Street", false)}
	list := view.OtherBooks{Settings: settings("Other books"), Feeds: feeds, Interfaces: []view.BookInterface{runs}, Whose: whose, Location: []view.Choice{view.Option("l1", "Harbor Street", true)}, Every: []view.Choice{view.Option("15", "Every 15 minutes", true)}}
	empty, mend, tried := list, list, list
	empty.Feeds, empty.Interfaces = nil, nil
	mend.Notice, mend.Address, mend.File = view.Mend(2), wrong("http://10.0.0.1/a.ics", "The address must begin with https://."), wrong("", "This is no calendar. Give the address of an iCalendar feed, which often ends in .ics, not of a page that shows it.")
	tried.Try = &view.BookTry{Count: "2 events, 2 busy times in the coming year.", First: []string{"Tue, Nov 24, 9:00 am to Tue, Nov 24, 10:00 am", "Wed, Nov 25, 10:00 am to Wed, Nov 25, 10:10 am"}, Left: []string{"The time zone “Middle Earth” is unknown: its times are read as the practice's."}}

	providers := []view.Choice{view.Option("", "nobody has said yet", false), view.Option("none", "nothing of ours", false), view.Option("p1", "Ines Marlow, MD", true)}
	unknown := []view.Choice{view.Option("", "nobody has said yet", true), view.Option("none", "nothing of ours", false), view.Option("p1", "Ines Marlow, MD", false)}
	one := view.OtherBook{Settings: settings("Other books"), Row: stands, Owns: true, Sends: true, Zone: fine("America/Chicago"), Wait: fine("30"),
		Stopped:  "“S13” was refused with AE. Send it again once the reason is mended there, or skip it and enter the change by hand.",
		Refused:  "Mon, Nov 23, 8:12 am: SCH-1 and SCH-2 are empty: the message does not say which visit it is about.",
		Confirms: []view.Choice{{Value: "ack", Label: "By acknowledging the request", Note: "Its AA is its yes. Most systems.", Chosen: true}, {Value: "message", Label: "By a message of its own", Note: "Its S12, S13 or S14 about the visit is its yes."}},
		Codes:    []view.BookCode{{Kind: "provider", KindName: "Provider", Code: "D100", Target: providers}, {Kind: "provider", KindName: "Provider", Code: "D200", Target: unknown, Unknown: true}},
		Kind:     []view.Choice{view.Option("provider", "Provider", true), view.Option("room", "Room", false)}, Target: providers,
		Messages: []view.BookMessage{
			{URL: at + "/hl7/lakeside-ehr/messages/m3", At: "Mon, Nov 23, 10:02 am", Way: "From them:", Event: "S12", Number: "77120", Mark: view.Mark{Tone: view.Caution, Icon: "circle-help", Word: "Held"}, Problem: "Nobody has said who “D200” is here. Say it above, and the message is looked at again."},
			{URL: at + "/hl7/lakeside-ehr/messages/m2", At: "Mon, Nov 23, 9:58 am", Way: "To them:", Event: "S13", Number: "019ab3c4d5e6f7081a2b", Mark: view.Mark{Tone: view.Stop, Icon: "octagon-alert", Word: "Refused"}, Problem: "It answered AE.", VisitURL: "/console/visits/v1", Refused: true},
			{URL: at + "/hl7/lakeside-ehr/messages/m1", At: "Mon, Nov 23, 9:40 am", Way: "To them:", Event: "S12", Number: "019ab3c4d5e6f7081a2a", Mark: good("Taken"), VisitURL: "/console/visits/v1"},
		},
		Tried: &view.MessageTry{Mark: good("Acknowledged with AA"), Lines: []string{"S12 books a visit, status BOOKED.", "Taken: Tue, Nov 24, 9:00 am to Tue, Nov 24, 9:30 am.", "Provider “D100”: Ines Marlow, MD."}},
	}
	bare := view.OtherBook{Settings: one.Settings, Row: runs, Zone: one.Zone, Wait: one.Wait, Confirms: one.Confirms, Kind: one.Kind, Target: one.Target}
	return []Sample{{"books", list}, {"books-empty", empty}, {"books-mend", mend}, {"books-tried", tried}, {"book-hl7", one}, {"book-hl7-empty", bare}}
}
