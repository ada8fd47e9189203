package samples

import "bedside/internal/web/view"

func closings() []Sample {
	times := []view.Choice{view.Option("a", "Wed, Nov 25, 2:20 pm", true), view.Option("b", "Thu, Nov 26, 9:40 am", false)}
	rows := []view.AffectedRow{
		{ID: "v1", Time: "Tue, Nov 24, 9:00 am", Patient: "Ada Delacroix", PatientURL: "/console/patients/p1", VisitURL: "/console/visits/v1", Phone: "(218) 555-0123", What: "Follow-up, Dr. Marlow",
			Mark: view.Mark{Tone: view.Good, Icon: "circle-check", Word: "Agreed"}, New: "Wed, Nov 25, 9:00 am"},
		{ID: "v2", Time: "Tue, Nov 24, 9:40 am", Patient: "Jonas Abara", PatientURL: "/console/patients/p2", VisitURL: "/console/visits/v2", Phone: "(218) 555-0124", What: "Joint pain, Dr. Marlow",
			Mark: view.Mark{Tone: view.Note, Icon: "send", Word: "Asked"}, New: "Wed, Nov 25, 10:20 am", Note: "kept until Tue, Nov 24, 10:04 am"},
		{ID: "v3", Time: "Tue, Nov 24, 2:20 pm", Patient: "Tomás Herrera", PatientURL: "/console/patients/p3", VisitURL: "/console/visits/v3", Phone: "(218) 555-0125", What: "Joint pain, Dr. Marlow",
			Mark: view.Mark{Tone: view.Stop, Icon: "phone", Word: "No answer: phone"}, Times: times},
		{ID: "v4", Time: "Tue, Nov 24, 3:00 pm", Patient: "Wilhelmina Featherstonehaugh-Montgomery", PatientURL: "/console/patients/p4", VisitURL: "/console/visits/v4", Phone: "(218) 555-0126", What: "Yearly physical, Dr. Marlow",
			Mark: view.Mark{Tone: view.Caution, Icon: "clock", Word: "Not asked yet"}, Times: times},
	}
	ill := view.Closed{Console: frame(view.InCalendar, "Closed"), ID: "c1", What: "Dr. Marlow", When: "Tuesday, Nov 24", Rows: rows, Phone: rows[2:3], Done: 1, Of: 4, Open: 2, CanEdit: true}
	snow := ill
	snow.What, snow.English, snow.Spanish = "All locations", "We are closed on Tuesday, November 24 because of the weather. If you have a visit then, we will contact you about a new time.", "Estamos cerrados el martes 24 de noviembre por el mal tiempo. Si tiene una cita ese día, le avisaremos de una nueva hora."
	snow.Said = []view.Mark{{Tone: view.Good, Icon: "phone", Word: "Callers hear it"}, {Tone: view.Good, Icon: "message-circle", Word: "The chat says it"}, {Tone: view.Good, Icon: "globe", Word: "It stands on the site"}}
	snow.Post, snow.PostMark = &view.Link{Text: "The post", URL: "/console/posts/1"}, view.PostMark("submitted")
	form := view.Close{Console: frame(view.InCalendar, "Close"), Locations: locations(), Providers: providers("marlow"), From: fine("2026-11-24"), To: fine("2026-11-24"), Reason: fine("Away"), Ask: true,
		Begin: []view.Link{{Text: "Snow or storm", URL: "?say=Snow"}, {Text: "No power", URL: "?say=No"}, {Text: "Closed", URL: "?say=Closed"}}, Channels: []view.Choice{view.Option("site", "Website", true), view.Option("bluesky", "Bluesky", false)}}
	look := form
	look.English, look.Spanish = fine(snow.English), fine(snow.Spanish)
	may := view.Mark{Tone: view.Good, Icon: "shield-check", Word: "May be said"}
	look.Look = &view.CloseLook{Rows: rows[2:], Reads: []view.CloseRead{{Place: "Callers hear it first", Language: "English", Mark: may}, {Place: "On every page of the site", Language: "English", Mark: may},
		{Place: "In a post", Language: "Spanish", Mark: view.Mark{Tone: view.Stop, Icon: "shield-alert", Word: "Not like this"}, Text: "It names a patient."}}}
	nobody := ill
	nobody.Rows, nobody.Phone, nobody.Of, nobody.Done, nobody.Open = nil, nil, 0, 0, 0
	return []Sample{{"close", form}, {"close-look", look}, {"closed-ill", ill}, {"closed-snow", snow}, {"closed-nobody", nobody}}
}
