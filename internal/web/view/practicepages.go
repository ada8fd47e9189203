package view

// PracticeHome is the page that leads to everything under Practice.
const PracticeHome = "/console/practice/all"

// Setting is a page under Practice, and what stands there in one sentence.
type Setting struct{ Text, URL, Says string }

// Group is the pages under Practice that belong together.
type Group struct {
	Name, Icon string
	Places     []Setting
}

// PracticeGroups are all pages under Practice. Take away what the role may not see.
func PracticeGroups() []Group {
	return []Group{
		{"Who and where", "map-pin", []Setting{
			{"General", "/console/practice", "Name and contact, how far ahead patients book, quiet hours."},
			{"Locations", "/console/practice/locations", "Addresses, rooms and equipment, and how to find the door."},
			{"Providers", "/console/practice/providers", "Who is booked, for what, with which credentials and limits."},
			{"Staff", "/console/practice/staff", "Who signs in, and what each may do."},
		}},
		{"Schedule", "calendar", []Setting{
			{"Services", "/console/practice/services", "Kinds of visit: how long, with whom, and for whom."},
			{"Hours", "/console/practice/hours", "Each provider’s week, days unlike it, and hours kept free."},
			{"Closures", "/console/practice/closures", "Days off, closed days and holidays."},
		}},
		{"Messages", "send", []Setting{
			{"Sending", "/console/practice/sending", "Which reminders, follow-ups and recalls go out, and when."},
			{"Wording", "/console/practice/messages", "What each message says, by e-mail, text and call, in English and Spanish."},
		}},
		{"Front desk", "headset", []Setting{
			{"Answering", "/console/practice/desk", "How far Bedside goes by itself, and whom it puts through."},
			{"Flows", "/console/practice/flows", "What callers are asked, in which words, and where they are sent."},
			{"Answers", "/console/practice/answers", "What you have approved to be said, word for word."},
			{"Knowledge", "/console/knowledge", "Pages and files that are quoted, and what nobody could answer."},
			{"Emergency list", "/console/practice/emergencies", "By which words an emergency is told, and who has signed that."},
		}},
		{"Public voice", "pencil", []Setting{
			{"Posting", "/console/practice/voice", "How long a post cools off, the mix, and where it appears."},
			{"Group size", "/console/practice/voice/group", "How many people a story without a name must fit."},
		}},
		{"Other programs", "globe", []Setting{
			{"Other books", "/console/practice/books", "Calendars and systems elsewhere whose taken times count here."},
			{"Calendar feeds", "/console/practice/calendars", "Visits in the calendar of a provider’s own phone."},
			{"Connections", "/console/practice/connections", "Programs that find, book and read over FHIR."},
		}},
	}
}

// PracticePages leads to everything under Practice. GET /console/practice/all
type PracticePages struct {
	Console
	Groups []Group
}

// Template implements Page.
func (PracticePages) Template() string { return "console/practicepages" }
