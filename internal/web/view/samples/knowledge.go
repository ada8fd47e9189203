package samples

import "bedside/internal/web/view"

func knowledge() []Sample {
	answers := view.Mark{Tone: view.Good, Icon: "circle-check", Word: "Answers"}
	const at = "/console/knowledge"
	rows := []view.KnowledgeRow{
		{URL: at + "/s1", Name: "This site: offices, people, visits and posts", Icon: "quote", Mark: answers, Count: "9 pages, 41 passages", Read: "Mon, Nov 23, 9:40 am"},
		{URL: at + "/s2", Name: "lakeside.example", Icon: "globe", Mark: view.Mark{Tone: view.Note, Icon: "clock", Word: "Reading"}, Count: "42 pages, 180 passages", Read: "Sun, Nov 22, 9:40 am", Found: 2, Reading: true, Done: 18, Known: 44},
		{URL: at + "/s3", Name: "Patient guide.pdf", Icon: "sticky-note", Mark: answers, Count: "6 pages, 38 passages", Read: "Mon, Nov 2, 4:12 pm", Found: 1},
		{URL: at + "/s4", Name: "old.lakeside.example", Icon: "globe", Mark: view.Mark{Tone: view.Stop, Icon: "octagon-alert", Word: "Not read"}, Problem: "The site's robots.txt asks programs not to read this page. Ask whoever runs the site to allow it, or bring the pages as files."},
	}
	language := []view.Choice{view.Option("en", "English", true), view.Option("es", "Spanish", false)}
	list := view.Knowledge{Settings: settings("Knowledge"), Rows: rows, Waiting: 2, Rare: 14, Asked: "/console/questions", Language: language}
	fresh, mend, tried, doctor := list, list, list, list
	fresh.Rows, fresh.Waiting, fresh.Rare = nil, 0, 0
	mend.Notice, mend.Address, mend.File = view.Mend(2), wrong("http://10.0.0.1", "The address must begin with https://."), wrong("", "This kind of file cannot be read. Bring Markdown (.md), HTML, plain text (.txt) or PDF.")
	tried.Question = fine("Where can I lock my bicycle?")
	tried.Try = &view.KnowledgeTry{Mark: view.Mark{Tone: view.Good, Icon: "quote", Word: "A passage is quoted"}, Enough: "72 %",
		Says: "Bicycles can be locked to the rack beside the main entrance. That is from: Your visit, https://lakeside.example/visit, as of November 23, 2026.",
		Rows: []view.KnowledgeTried{{Text: "Bicycles can be locked to the rack beside the main entrance.", Source: "Your visit, https://lakeside.example/visit", Sure: "100 %", Said: true}, {Text: "Parking is free at both offices.", Source: "Your visit, https://lakeside.example/visit", Sure: "31 %"}}}
	doctor.Question, doctor.CanEdit = fine("How much ibuprofen can I take?"), false
	doctor.Try = &view.KnowledgeTry{Mark: view.Mark{Tone: view.Caution, Icon: "hand", Word: "A message to a clinician"}, Why: "This asks about somebody's health. No page is quoted, whatever it says: only an answer that the practice has approved, or a message.", Enough: "72 %"}

	one := view.KnowledgeSource{Settings: settings("Knowledge"), Row: rows[1], AgainURL: at + "/s2/again", GoneURL: at + "/s2/remove", More: 12,
		Pages: []view.KnowledgePage{
			{Name: "Your visit", URL: "https://lakeside.example/visit", Mark: view.Mark{Tone: view.Good, Icon: "circle-check", Word: "Read"}, Language: "English", Read: "Sun, Nov 22, 9:38 am"},
			{Name: "https://lakeside.example/staff-only", URL: "https://lakeside.example/staff-only", Mark: view.Mark{Tone: view.Quiet, Icon: "circle-slash", Word: "Left out"}, Why: "The site's robots.txt asks programs not to read it."},
		},
		Found: []view.KnowledgeFound{
			{Page: "News", Head: "News › Summer", Text: "Our patient Agnes Tollefson of Two Harbors turned 93 in July.", Why: "This looks like a name in a text about a person.", Mark: view.Mark{Tone: view.Caution, Icon: "shield-alert", Word: "Not said"}},
			{Page: "Fever", Text: "Adults can take two tablets every six hours.", Why: "This tells what to do about one's health. It is read on the page, and never said as an answer.", Mark: view.Mark{Tone: view.Quiet, Icon: "hand", Word: "About health"}},
		}}
	empty, failed := one, one
	empty.Row, empty.Pages, empty.Found, empty.More = view.KnowledgeRow{Name: "lakeside.example", Mark: view.Mark{Tone: view.Quiet, Icon: "clock", Word: "Will be read"}}, nil, nil, 0
	failed.Row, failed.Pages, failed.Found, failed.More = rows[3], nil, nil, 0

	asked := []view.AskedRow{
		{URL: "/console/questions/q1", Words: "Can I park my trailer behind the office?", People: 17, Where: "12 by phone, 5 by chat", Since: "September 4, 2026"},
		{URL: "/console/questions/q2", Words: "Do you validate parking?", People: 11, Where: "11 by chat", Since: "November 1, 2026"},
	}
	open := view.Unanswered{Settings: settings("Knowledge"), Rows: asked, Rare: 14, Fewest: 11}
	none := view.Unanswered{Settings: open.Settings, Rare: 1, Fewest: 11}
	form := view.AskedOne{Settings: settings("Knowledge"), URL: asked[0].URL, Row: asked[0], Ways: []string{"Is there room for a trailer?"}, Asks: fine("Can I park my trailer behind the office?\nIs there room for a trailer?"), Post: true}
	clear, refused := form, form
	clear.English, clear.Source, clear.Checked = fine("Yes. Trailers park along the lake side of the lot."), fine("Patient guide, page 1"), view.AskedCheck{Clear: true}
	refused.Notice, refused.English = view.Mend(1), wrong("Yes, and our lot always cures impatience.", "The guard found something in these words: It promises a result.")
	refused.Checked = view.AskedCheck{Findings: []view.Finding{{Tone: view.Stop, Title: "It promises a result.", Quote: "always cures", Rule: "claim.cure", Authority: "FTC"}}}

	site := view.SiteQuestions{Site: siteFrame("questions", "Questions"), Rows: []view.SiteQuestion{
		{ID: "q-1", Ask: view.Own{Text: "Where can I park?"}, Says: view.Own{Text: "Parking is free. Park behind the house, off Second Street."}, Spanish: "El estacionamiento es gratis.", Source: "Patient guide, page 1"},
		{ID: "q-2", Ask: view.Own{Text: "Can I bring my dog?"}, Says: view.Own{Text: "Service dogs are welcome."}, Source: "Patient guide, page 4"},
	}, Data: &view.Thing{Context: "https://schema.org", Type: "FAQPage", Main: []*view.Thing{{Type: "Question", Name: "Can I bring my dog?", Accepted: &view.Thing{Type: "Answer", Text: "Service dogs are welcome."}}}}}
	bare := view.SiteQuestions{Site: site.Site}
	return []Sample{
		{"knowledge", list}, {"knowledge-empty", fresh}, {"knowledge-mend", mend}, {"knowledge-tried", tried}, {"knowledge-medical", doctor},
		{"knowledgesource", one}, {"knowledgesource-empty", empty}, {"knowledgesource-failed", failed},
		{"asked", open}, {"asked-none", none}, {"askedone", form}, {"askedone-clear", clear}, {"askedone-refused", refused},
		{"questions", site}, {"questions-empty", bare},
	}
}
