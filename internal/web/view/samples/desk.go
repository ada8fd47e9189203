package samples

import "bedside/internal/web/view"

func desk() []Sample {
	visit := func(flow, name string, chosen int) view.DialRow {
		row := view.DialRow{Flow: flow, Name: name, Choices: [3]view.Choice{
			view.Option("message", "Staff call back with a time", false), view.Option("propose", "Finds a time; staff book it", false), view.Option("act", "Books a free time at once", false)}}
		row.Choices[chosen].Chosen = true
		return row
	}
	info := visit("office_info", "Ask about the office", 2)
	info.Choices[1] = view.Choice{}
	form := view.DeskForm{
		Settings: settings("Answering"), Transfer: fine("(218) 555-0199"), Voicemail: true, Spanish: true, Insurances: fine("Medicare\nMedica\nBlue Cross"), Version: "4",
		Codes:   []view.Choice{view.Option("records", "Ask for records", true), view.Option("refill", "Ask for a refill", false), view.Option("cancel", "Cancel a visit", false)},
		Private: []view.Choice{view.Option("s1", "Office visit", false), view.Option("s2", "Women’s health visit", true)},
		Ringing: []view.Choice{view.Option("25", "25 seconds", true)}, Urgent: []view.Choice{view.Option("30", "30 minutes", true)},
		Dials: []view.DialRow{visit("book", "Book a visit", 2), visit("cancel", "Cancel a visit", 1), info,
			{Flow: "refill", Name: "Ask for a refill", Always: "A message with medicine and pharmacy. A clinician decides."}},
	}
	reader, mend := form, form
	reader.CanEdit = false
	mend.Notice, mend.Transfer = view.Mend(1), wrong("911", "That is not a telephone number. It looks like 218-555-0123.")

	rows := []view.AnswerRow{
		{URL: "/console/practice/answers/a1", Ask: "Where can I park?", Says: "Parking is free. Park behind the house, off Second Street.", Mark: view.Mark{Tone: view.Good, Icon: "languages", Word: "English, Spanish"}, Now: true},
		{URL: "/console/practice/answers/a2", Ask: "Can I bring my dog?", Says: "Service dogs are welcome. Please leave other animals at home.", Mark: view.Mark{Tone: view.Quiet, Icon: "languages", Word: "English only"}},
		{URL: "/console/practice/answers/a3", Ask: "Do I have to wear a mask?", Says: "Masks are free at the door.", Mark: view.Mark{Tone: view.Quiet, Icon: "circle-slash", Word: "Not in use"}},
	}
	answers := view.Answers{Settings: settings("Answers"), Rows: rows, NewURL: "/console/practice/answers/new"}
	one, refused, first := answers, answers, answers
	one.Form = &view.AnswerForm{Action: "/console/practice/answers/a1", RemoveURL: "/console/practice/answers/a1/remove", Asks: fine("Where can I park?\n¿Dónde puedo estacionar?"),
		English: fine(rows[0].Says), Spanish: fine("El estacionamiento es gratis."), Source: fine("Patient guide, page 1"), Active: true, Approved: "Priya Anand, Mon, Nov 23, 10:04 am"}
	refused.Notice = view.Mend(1)
	refused.Form = &view.AnswerForm{New: true, Action: "/console/practice/answers/new", Asks: fine("Does it work?"), English: wrong("Our shots always work.", "The guard found something in these words: It promises a result."), Source: fine("us"), Active: true}
	first.Rows, first.Form = nil, &view.AnswerForm{New: true, Action: "/console/practice/answers/new", Active: true}

	outdated := []view.RuleChange{{Rule: "chest-pain", Then: "Pain or pressure in the chest (emergency)", Now: "Pain, pressure or burning in the chest (emergency)", Mark: view.Mark{Tone: view.Caution, Icon: "pencil", Word: "Changed"}},
		{Rule: "battery", Now: "A battery was swallowed (emergency)", Mark: view.Mark{Tone: view.Note, Icon: "plus", Word: "New"}}, {Rule: "old", Then: "An old rule (urgent)", Mark: view.Mark{Tone: view.Stop, Icon: "circle-slash", Word: "Gone"}}}
	list := view.RedFlags{
		Settings: settings("Emergency list"), MaySign: true, Set: "3f8a1c92d07e",
		Signed: view.Notice{Tone: view.Caution, Title: "No clinician has signed this list", Text: "Bedside uses it all the same. Let a clinician of the practice read and sign it."},
		Tiers: []view.RedFlagTier{
			{ID: "emergency", Name: "Emergency", Does: "911, 988 or Poison Help before anything else", Rows: []view.RedFlagRow{
				{Kind: "Chest pain", Plain: "pain, pressure or tightness in the chest", Source: "American Heart Association", Fires: []string{"my chest feels tight"}, Quiet: []string{"my chest x-ray is on Monday"}}}},
			{ID: "urgent", Name: "Urgent", Does: "a nurse now, or whoever is on call", Rows: []view.RedFlagRow{
				{Kind: "Medicine out", Plain: "out of a medicine that must not stop", Source: "house policy", Fires: []string{"I ran out of insulin"}, Quiet: []string{"refill my insulin next month"}}}},
		},
	}
	signed := list
	signed.MaySign, signed.Signed = false, view.Notice{Tone: view.Good, Title: "Signed by Ines Marlow", Text: "Mon, Nov 23, 10:04 am, this very list."}
	day := []view.Choice{view.Option("0", "none", false), view.Option("1440", "1 day", true)}
	voice := view.VoiceForm{
		Settings: settings("Posting"), Version: "4", Waits: []view.Wait{{Name: "clear", Label: "The guard found nothing", Choices: day}, {Name: "story", Label: "It tells a story", Choices: day}},
		Aims: []view.Aim{{Name: "aim-education", Label: "Education", Share: fine("60")}, {Name: "aim-promotion", Label: "Promotion", Share: fine("0")}},
		Week: []view.Choice{view.Option("2", "2 posts", true)}, Day: []view.Choice{view.Option("1", "1 post", true)},
		Quiet: []view.Choice{view.Option("0", "Sunday", true), view.Option("1", "Monday", false)}, Officer: []view.Choice{view.Option("", "Any administrator", true)}, Fit: "11 for a reader, 11 for an insider",
	}
	tooMuch := voice
	tooMuch.Notice, tooMuch.Aims = view.Mend(1), []view.Aim{{Name: "aim-education", Label: "Education", Share: wrong("160", "Write a number from 0 to 100.")}}
	changed := list
	changed.MaySign, changed.Changed, changed.Signed = false, outdated, view.Notice{Tone: view.Caution, Title: "The list has changed since Ines Marlow signed it", Text: "That was on Mon, Nov 2, 4:10 pm 2026. Let a clinician of the practice read it and sign it."}
	group := view.GroupForm{Settings: settings("Group size"), Readers: fine("11"), Insiders: fine("20"), Daily: fine("20"), Least: 11, Towns: "Duluth, MN; Cloquet, MN", Version: "4"}
	group.Title = "How many people must fit"
	few := group
	few.Notice, few.Readers, few.Catchment = view.Mend(2), wrong("5", "Write a number from 11 to 1000000."), wrong("many", "Write a whole number.")
	return []Sample{
		{"voice", voice}, {"voice-wrong", tooMuch}, {"group", group}, {"group-wrong", few},
		{"desk", form}, {"desk-reader", reader}, {"desk-wrong", mend},
		{"answers", answers}, {"answer", one}, {"answer-refused", refused}, {"answer-first", first}, {"answers-empty", view.Answers{Settings: settings("Answers"), NewURL: "/console/practice/answers/new"}},
		{"emergencies", list}, {"emergencies-signed", signed}, {"emergencies-changed", changed},
	}
}
