// Package samples holds one filled view, or more, for each page: for the tests
// of templates and handlers, and to look at the pages as pictures. Everybody
// and everything in it is invented.
package samples

import "bedside/internal/web/view"

// Sample is a view with a name that can be a file's.
type Sample struct {
	Name string
	View view.Page
}

// All are the samples in the order of the house.
func All() []Sample {
	var all []Sample
	for _, part := range [][]Sample{
		signIn(), today(), calendar(), visits(), booking(), closings(), effects(), ahead(), patients(), imports(), outbox(), outreach(),
		practice(), hours(), desk(), flows(), messageTexts(), inbox(), onCall(), goingOn(), rehearsals(), setup(), audit(), demo(), phones(), errors(), site(), sitePosts(), siteBooking(), chat(), stop(), posts(), editor(), review(), pictures(), mistakes(), lookback(), rules(), knowledge(), books(),
	} {
		all = append(all, part...)
	}
	return all
}

func tour(at, ret string) *view.Demo {
	return &view.Demo{Now: "Mon, Nov 23, 10:04 am", Zone: "Central time", Return: ret, At: at, People: []view.DemoPerson{
		{ID: "doctor", Role: "Doctor", Name: "Dr. Ines Marlow"},
		{ID: "desk", Role: "Front desk", Name: "Priya Anand", Now: true},
		{ID: "owner", Role: "Owner", Name: "Kwame Osei"},
	}}
}

func frame(in view.Section, title string) view.Console {
	return view.Console{Title: title, Practice: "Lakeside Family", Nav: view.Rail(in, view.Waits{Inbox: 5, Alerts: 1, Outbox: 4}), User: "Priya Anand",
		Role: "Front desk", LockSeconds: 540, Demo: tour("console", "/console")}
}

func bare(title string) view.Bare {
	return view.Bare{Title: title, Practice: "Lakeside Family"}
}

func fine(v string) view.Field { return view.Field{Value: v} }

func wrong(v, e string) view.Field { return view.Field{Value: v, Error: e} }

func delacroix() view.Banner {
	return view.Banner{Name: "Ada Delacroix", DOB: "born 03/14/1971 (55)", Phone: "(218) 555-0142", URL: "/console/patients/p1"}
}

func rows() []view.VisitRow {
	r := func(n, t, l, p, dob, s, who, room, state string) view.VisitRow {
		return view.VisitRow{URL: "/console?visit=v" + n, Time: t, Length: l, Patient: p, DOB: dob, Service: s, Who: who, Room: room, Mark: view.VisitMark(state)}
	}
	all := []view.VisitRow{
		r("1", "8:00 am", "20 min", "Minh Tran", "born 07/02/1958", "Blood pressure", "Dr. Osei", "Room 2", "fulfilled"),
		r("2", "8:20 am", "40 min", "Jonah Whitfield", "born 11/30/1984", "New patient", "Dr. Marlow", "Room 1", "fulfilled"),
		r("3", "9:00 am", "20 min", "Sol Ferreira", "born 05/19/1990", "Same-day visit", "Ruth Bergstrom", "Room 3", "noshow"),
		r("4", "9:40 am", "20 min", "Greta Lindqvist", "born 01/08/1949", "Diabetes check", "Dr. Osei", "Room 2", "arrived"),
		r("5", "10:20 am", "20 min", "Ada Delacroix", "born 03/14/1971", "Joint pain", "Dr. Marlow", "Room 1", "booked"),
		r("6", "11:00 am", "30 min", "Tobias Achterberg-Montgomery", "born 12/25/2001", "Yearly physical", "Ruth Bergstrom", "Room 3", "booked"),
		r("7", "1:00 pm", "20 min", "Noor Haddad", "born 08/21/1996", "Video visit", "Dr. Vance", "", "booked"),
		r("8", "2:20 pm", "20 min", "Peter Okafor", "born 02/11/1977", "Follow-up", "Dr. Osei", "Room 2", "cancelled"),
	}
	for i := range all[:3] {
		all[i].Past = true
	}
	all[4].Now = true
	return all
}

func slotDays(url string) []view.SlotDay {
	s := func(t, who string) view.Slot {
		v := view.Slot{Time: t, Who: who, Value: "2026-11-24T" + t}
		if url != "" {
			v.URL = url
		}
		return v
	}
	return []view.SlotDay{
		{Day: "Today, Monday", Slots: []view.Slot{s("3:40 pm", ""), s("4:20 pm", "")}},
		{Day: "Tuesday, November 24", Slots: []view.Slot{s("8:20 am", ""), s("11:00 am", ""), s("2:20 pm", "")}},
		{Day: "Wednesday, November 25", Slots: []view.Slot{s("9:40 am", ""), s("1:00 pm", ""), s("1:20 pm", ""), s("1:40 pm", ""), s("2:00 pm", "")}},
	}
}

func providers(chosen string) []view.Choice {
	return []view.Choice{
		view.Option("", "Everyone", chosen == ""), view.Option("marlow", "Dr. Marlow", chosen == "marlow"),
		view.Option("osei", "Dr. Osei", chosen == "osei"), view.Option("bergstrom", "Ruth Bergstrom, NP", chosen == "bergstrom"),
		view.Option("vance", "Dr. Vance", false), view.Option("abara", "Dr. Abara", false),
	}
}

func locations() []view.Choice {
	return []view.Choice{view.Option("harbor", "Harbor Street", true), view.Option("mill", "Mill Pond", false)}
}

func messages() []view.MessageRow {
	m := func(n, to, kind, icon, why, due, state, note string) view.MessageRow {
		return view.MessageRow{URL: "/console/outbox/m" + n, To: to, Kind: kind, By: "by e-mail", Icon: icon, Why: why, Due: due, Mark: view.MessageMark(state), Note: note}
	}
	return []view.MessageRow{
		m("1", "Ada Delacroix", "Reminder, 1 day", "bell", "visit on Tue, Nov 24, 2:20 pm", "today, 2:20 pm", "waiting", ""),
		m("2", "Minh Tran", "Confirmation", "calendar-check", "visit on Fri, Nov 27 was booked", "today, 9:41 am", "sent", "1 attempt"),
		m("3", "Jonah Whitfield", "Moved", "undo-2", "visit moved to Thu, Nov 26", "today, 9:12 am", "unknown", "the connection broke after the text was sent"),
		m("4", "Sol Ferreira", "Reminder, 3 days", "bell", "visit on Thu, Nov 26, 9:00 am", "today, 9:00 am", "failed", "3 attempts: mailbox does not exist"),
		m("5", "Greta Lindqvist", "Confirmation", "calendar-check", "visit on Mon, Dec 1 was booked", "today, 8:30 am", "held", "an address is in the text"),
		m("6", "Noor Haddad", "Reminder, 1 day", "bell", "visit today, 1:00 pm", "Sun, Nov 22, 1:00 pm", "skipped", "stopped by the patient"),
		m("7", "Peter Okafor", "Cancelled", "circle-x", "visit today, 2:20 pm was cancelled", "today, 10:02 am", "sending", ""),
	}
}

func days() []view.DayCount {
	counts := []int{31, 28, 33, 29, 24, 4, 0}
	names := []string{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"}
	dates := []string{"Nov 2", "Nov 9", "Nov 16", "Nov 23", "Nov 30", "Dec 7", "Dec 14"}
	var all []view.DayCount
	for w, d := range dates {
		for i, c := range counts {
			n := c
			if w > 3 || w == 3 && i > 0 {
				n = c * (16 - 2*w - i%3) / 14
			}
			day := view.DayCount{Label: names[i] + " of the week of " + d, Count: n, Now: w == 3 && i == 0, Ahead: w > 3 || w == 3 && i > 0}
			if w == 3 && i == 3 {
				day.Count = 0
			}
			if i == 0 {
				day.Tick = d
			}
			all = append(all, day)
		}
	}
	return all
}
