package samples

import (
	"html/template"

	"bedside/internal/web/view"
)

func postTabs(now int) []view.Link {
	tabs := []view.Link{{Text: "Board", URL: "/console/posts"}, {Text: "Month", URL: "/console/posts/month"}, {Text: "Pictures", URL: "/console/pictures"}, {Text: "Authorizations", URL: "/console/authorisations"}, {Text: "Mistakes", URL: "/console/mistakes"}}
	tabs[now].Now = true
	return tabs
}

func posts() []Sample {
	card := func(title, kind, state, when, needs string, channels ...string) view.PostCard {
		return view.PostCard{URL: "/console/posts/1", Title: title, Kind: kind, Author: "Dr. Marlow", Channels: channels, Marks: []view.Mark{view.PostMark(state)}, When: when, Needs: needs}
	}
	flu := card("Flu shots are here", "News", "scheduled", "Tue, Nov 24, 9:00 am", "", "Website", "Bluesky")
	late := card("What to do about a tick", "Education", "expired", "Mon, Nov 16, 9:00 am", "Give it a new time", "Website", "LinkedIn")
	gone := card("Thank you, Priya", "News", "published", "Mon, Nov 9, 12:00 pm", "", "Website", "WordPress", "Bluesky")
	half := card("Five questions about blood pressure", "Answer", "partly", "Fri, Nov 20, 9:00 am", "Find out whether it is on Bluesky", "Website", "Bluesky")
	bare := func(c view.PostCard) view.PostCard { c.Marks = nil; return c }
	columns := []view.PostColumn{
		{Name: "Drafts", Cards: []view.PostCard{bare(card("The farmer and the tick", "Education", "draft", "", "", "Website"))}},
		{Name: "Waiting for approval", Cards: []view.PostCard{bare(card("When a cough needs a visit", "Education", "submitted", "", "Somebody else reads it", "Website", "Bluesky"))}},
		{Name: "Cooling off", Cards: []view.PostCard{bare(card("A composite of three winters", "Education", "cooling", "until Tue, Nov 24, 8:00 am", "", "Website"))}},
		{Name: "Approved", Hint: "Approved, read again, and without a time."},
		{Name: "Scheduled", Cards: []view.PostCard{late, bare(flu)}},
		{Name: "Published", Cards: []view.PostCard{half, card("On its way", "News", "publishing", "", "", "Website"), card("Holiday hours", "News", "approved", "", "", "Website"), bare(gone), card("Old hours", "News", "down", "", "", "Website")}},
	}
	board := view.Posts{Console: frame(view.InPosts, "Posts"), Tabs: postTabs(0), Columns: columns, NewURL: "/console/posts/new"}
	empty := view.Posts{Console: frame(view.InPosts, "Posts"), Tabs: postTabs(0), Empty: true, NewURL: "/console/posts/new"}

	month := view.PostMonth{Console: frame(view.InPosts, "Month"), Tabs: postTabs(1), Name: "November 2026", Earlier: "/console/posts/month?month=2026-10", Later: "/console/posts/month?month=2026-12",
		Days: []string{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"}, Free: "Thursday, November 26", NewURL: "/console/posts/new", MixNote: "14 posts since October 24. The line is what you aim at.",
		Mix:  []view.PostShare{{Kind: "Education", Posts: 7, Percent: 50, Aim: 60}, {Kind: "Answers", Posts: 3, Percent: 21, Aim: 20}, {Kind: "News of the practice", Posts: 3, Percent: 21, Aim: 10}, {Kind: "Passed on", Posts: 1, Percent: 8, Aim: 10}, {Kind: "Promotion", Aim: 5}},
		Pace: []view.PostPace{{Channel: "Website", Said: "1 of at most 2 this week"}, {Channel: "Bluesky", Said: "3 of at most 2 this week", Mark: &view.Mark{Tone: view.Caution, Icon: "triangle-alert", Word: "More than planned"}}}}
	var week []view.PostDay
	for i := range 35 {
		n := i%30 + 1
		d := view.PostDay{Number: itoa(n), Label: "November " + itoa(n), Out: i >= 30, Now: i == 22, Free: i == 25}
		if i%7 > 4 {
			d.Quiet = "quiet"
		}
		switch i {
		case 8:
			d.Cards = []view.PostCard{gone}
		case 15:
			d.Cards = []view.PostCard{late}
		case 23:
			d.Cards = []view.PostCard{flu, half}
		}
		week = append(week, d)
		if len(week) == 7 {
			month.Weeks, week = append(month.Weeks, week), nil
		}
	}
	thin := month
	thin.Weeks, thin.Mix, thin.Pace, thin.Free, thin.Today = month.Weeks[:2], nil, nil, "", "/console/posts/month"
	few := month
	few.Thin = true
	return []Sample{{"posts", board}, {"posts-empty", empty}, {"posts-month", month}, {"posts-month-empty", thin}, {"posts-month-thin", few}}
}

func itoa(n int) string {
	return template.HTMLEscapeString(string(rune('0'+n/10)) + string(rune('0'+n%10)))
}

func finding(tone view.Tone, n int, title, quote, rule, authority, fix string, start, end int) view.PostFinding {
	f := view.PostFinding{Finding: view.Finding{Tone: tone, Title: title, Quote: quote, Rule: rule, Authority: authority}, Number: n, Field: "f-body", Start: start, End: end, CanFix: true, Fix: fix, Edits: `[["f-body",0,1,""]]`, Where: "Website, Bluesky"}
	return f
}

const tickStory = "Last Tuesday a 71-year-old dairy farmer from Elba came in with a fever nobody could place. His wife, Carol, had brought a tick in a pill bottle.\n\nIf you find a tick, take 200 mg of doxycycline within three days and you are completely protected."

func storyCheck() view.PostCheck {
	return view.PostCheck{
		Tone: view.Stop, Head: "This may identify a patient", Text: "3 things to mend, 1 to look at, 1 to know. Nothing leaves until they are mended, or two people let them pass with a reason.", Words: 48, Grade: "Reading grade 9, aim 8", Story: true,
		Findings: []view.PostFinding{
			finding(view.Stop, 1, "A day, with somebody’s care.", "Last Tuesday", "privacy.date", "45 CFR 164.514(b)(2)(i)(C)", "Recently", 0, 12),
			finding(view.Stop, 2, "A place below a state, with an age and a trade.", "Elba", "privacy.place", "45 CFR 164.514(b)(2)(i)(B)", "a small town", 46, 50),
			finding(view.Stop, 3, "A relative’s name.", "Carol", "privacy.name", "45 CFR 164.514(b)(2)(i)(A)", "", 103, 108),
			finding(view.Caution, 4, "A dose, to everyone. Say for whom, and for whom not.", "take 200 mg of doxycycline", "advice.dose", "House policy", "ask us within three days", 167, 193),
			finding(view.Note, 5, "Reads as a promise.", "completely protected", "claim.absolute", "FTC Health Products Compliance Guidance, 2022", "much less likely to fall ill", 225, 245),
		},
		Missing: []string{"Say whose story it is."},
		Tabs:    []view.PostTab{{Channel: "site", Name: "Website", Stops: 3}, {Channel: "bluesky", Name: "Bluesky", Note: "312 of 300", Tone: view.Stop, Stops: 4}},
		More:    12,
		Sources: []view.PostSource{
			{Name: "A Journal", Kind: "Journal", Quote: "https://doi.org/10.1000/taken", Tone: view.Stop, Standing: "It was retracted on 2024-05-31, says Retraction Watch (as of 2026-11-20).", Reasons: []view.SourceReason{{Doubt: true, Text: "One article is one study: say what kind, in whom, and what others found."}}},
			{Name: "CDC", Kind: "Public agency", Quote: "https://www.cdc.gov/ticks", Tone: view.Quiet, Reasons: []view.SourceReason{{Text: "It answers to the public and dates its pages."}, {Doubt: true, Text: "Compare the date."}}},
		},
		CanLook: true,
		Index:   "The index of retracted papers goes up to 2026-11-20 and was imported on 2026-11-22 (notices: 70000, papers: 66000).",
		Rewrite: "Recently a farmer in his seventies came in with a fever nobody could place. His wife had brought a tick in a pill bottle.",
		Lift: &view.PostLift{Text: "Some older adults who work outdoors get Lyme disease. It can show as a fever.", Notice: "A proposal, made by rules from your own words. Read it as a neighbor of the patient would, and check that it is still true.",
			Anew:    []view.PostReason{{Quote: "If you find a tick, take 200 mg of doxycycline within three days.", Why: "The guard does not let it pass as it stands."}},
			Dropped: []view.PostReason{{What: "an age", Quote: "71-year-old", Why: "An age shrinks the group; the stage of life is enough."}, {What: "the work", Quote: "farmer", Why: "People are known in their town by what they do."}}},
		Readings: &view.PostReadings{
			Matter:  []view.PostMatter{{Tone: view.Stop, Quote: "Carol", Text: "A relative’s name."}, {Tone: view.Caution, Quote: "take 200 mg of doxycycline", Text: "A dose, to everyone."}},
			Readers: []view.PostReader{{Who: "The person described", Says: []string{"I know myself by “Carol” and “Elba”, and together they leave no doubt for my family or at work."}}, {Who: "A regulator", Says: []string{"The Office for Civil Rights would ask about “Carol”: 45 CFR 164.514(b)(2)(i)(A)."}}},
			Grade:   "Reading grade 8.6, aim 6", Words: []view.PostHard{{Word: "completely", Raises: "+0.5", Times: 1}, {Word: "protected", Instead: "safe", Raises: "+0.4", Times: 2}}, Long: "The longest sentence has 27 words.",
			Tones: []view.PostTone{{Mark: view.Mark{Tone: view.Caution, Icon: "triangle-alert", Word: "Alarming"}, Says: "It frightens.", Quotes: []string{"before it’s too late"}}}},
		Fits: "This describes one person, and for a reader between 1,000 and 4,000 people fit. At least 11 people should fit; even then it is no de-identification.",
		Fine: []view.PostReason{{What: "an age under 90", Quote: "71-year-old", Why: "Only ages of 90 and over are identifiers."}},
	}
}

func looks() []view.PostLook {
	site := view.PostLook{Channel: "site", Name: "Website", Title: "The farmer and the tick", HTML: "<p>Recently a farmer came in with a fever nobody could place.</p><h2>What to do</h2><ul><li>Check your legs.</li><li>Check your dog.</li></ul><p><em>Several people’s stories were combined.</em></p>",
		Pictures: []view.PostPicture{{URL: "/console/pictures/m1/file", Alt: fine("A tick on a leaf")}}}
	blue := view.PostLook{Channel: "bluesky", Name: "Bluesky", Count: "212 of 300 characters", Link: "https://lakeside.example/posts/tick", Marks: []view.Mark{{Tone: view.Caution, Icon: "triangle-alert", Word: "1 to look at"}},
		Parts: []view.PostWords{{Text: "If you find a tick, "}, {Text: "ask us within three days", Tone: view.Caution}, {Text: ". Check your "}, {Text: "hairline", Tone: view.Note}, {Text: ", your dog. lakeside.example/posts/tick"}}}
	over := view.PostLook{Channel: "x", Name: "X", Over: "32 characters too many.", Count: "312 of 280 characters", Parts: []view.PostWords{{Text: "Last Tuesday", Tone: view.Stop}, {Text: " a farmer came in."}}}
	return []view.PostLook{site, blue, over}
}

func editor() []Sample {
	steps := []view.BookStep{{Text: "Write", Now: true}, {Text: "Approve"}, {Text: "Cool off"}, {Text: "Publish"}}
	who := []view.Choice{{Value: "a1", Label: "Greta L., good until 2027", Note: "Two photos and the story of the knee"}}
	v := view.Editor{Console: frame(view.InPosts, "Write a post"), ID: "p1", Row: 3, Steps: steps, Mark: view.PostMark("draft"), Auto: true, Title: fine("The farmer and the tick"), Body: fine(tickStory),
		Kind: []view.Choice{view.Option("education", "Education", true), view.Option("practice", "News of the practice", false)}, Language: []view.Choice{view.Option("en", "English", true), view.Option("es", "Spanish", false)},
		Account:  []view.Choice{{Value: "practice", Label: "The practice", Note: "Somebody else approves it.", Chosen: true}, {Value: "own", Label: "My own account", Note: "You check it yourself, after it has cooled off, and post it by hand."}},
		Channels: []view.Choice{view.Option("site", "Website", true), view.Option("bluesky", "Bluesky", true), {Value: "x", Label: "X", Note: "by hand"}},
		Story:    []view.Choice{view.Option("", "Nobody’s: it tells of no person", true), {Value: "real", Label: "A real person’s", Note: "A written authorization is needed."}, view.Option("invented", "Invented", false)},
		Of:       who, Disclosures: fine("The practice sells no tick products."), Sources: fine("CDC, Tick bites, https://www.cdc.gov/ticks"), Due: fine("2026-11-26"), DueTime: fine("09:00"), ViewURL: "/console/posts/p1", CanSubmit: true, Check: storyCheck(),
		Pictures: []view.PostPicture{{Number: 1, ID: "m1", URL: "/console/pictures/m1/file", Alt: fine("A tick on a leaf"), People: true, Shows: who}}, Add: []view.Choice{view.Option("", "None", true), view.Option("m2", "Picture of Mon, Nov 23, 9:00 am", false)}}
	l := looks()
	v.Panels = []view.PostPanel{{Channel: "site", Name: "Website", Article: true, Look: l[0]}, {Channel: "bluesky", Name: "Bluesky", Text: fine("If you find a tick, ask us."), Look: l[1]}, {Channel: "x", Name: "X", Look: l[2]}}
	fresh := v
	fresh.ID, fresh.Row, fresh.Title, fresh.Body, fresh.Pictures, fresh.Of, fresh.Add, fresh.ViewURL = "", 0, fine(""), fine(""), nil, nil, nil, ""
	fresh.Check = view.PostCheck{Tone: view.Quiet, Head: "The guard reads along", Text: "What could hurt a patient or mislead a reader is underlined while you write, with the reason and, where there is one, a better wording."}
	fresh.Panels = []view.PostPanel{{Channel: "site", Name: "Website", Article: true}}
	mend := v
	mend.Auto, mend.Title, mend.Body, mend.Notice = false, wrong("", "Give it a title."), wrong("", "Write something first."), view.Mend(2)
	mend.Mark, mend.Correction = view.PostMark("published"), &view.Field{Error: "Say what was corrected."}
	return []Sample{{"editor", v}, {"editor-new", fresh}, {"editor-mend", mend}}
}

func review() []Sample {
	check := storyCheck()
	check.Tone, check.Head, check.Text, check.Findings = view.Caution, "Somebody has to look", "1 to look at, 1 to know. They may stay if a second person says why.", check.Findings[3:]
	for i := range check.Findings {
		check.Findings[i].Field = ""
	}
	clean := view.PostCheck{Tone: view.Good, Head: "Nothing found", Text: "That is not a promise: whether somebody can be recognized, a person has to judge."}
	v := view.Review{Console: frame(view.InPosts, "Post"), URL: "/console/posts/p1", Steps: []view.BookStep{{Text: "Write", Done: true}, {Text: "Approve", Now: true}, {Text: "Cool off"}, {Text: "Publish"}}, Mark: view.PostMark("submitted"), Row: 4, Hash: "0f3a", Looks: looks(), Check: check,
		Next: view.PostNext{Head: "Read it and decide", Text: "What stands on the left is exactly what will appear. Your approval is for these words and no others.", Approve: true, Return: true}, Facts: []view.Fact{{Name: "Author", Value: "Dr. Ines Marlow"}, {Name: "Account", Value: "The practice"}, {Name: "Story", Value: "Composite: “Several people’s stories were combined.”"}, {Name: "Due", Value: "Thu, Nov 26, 9:00 am"}},
		Trail:    []view.Step{{When: "Mon, Nov 23, 9:50 am", Who: "Dr. Ines Marlow", Text: "Asked for approval", Icon: "eye", Tone: view.Note}, {When: "Fri, Nov 20, 4:00 pm", Who: "Ruth Bergstrom", Text: "Returned: “Too close to a person we know.”", Icon: "undo-2", Tone: view.Caution}},
		Comments: []view.PostComment{{Who: "Ruth Bergstrom", When: "Fri, Nov 20, 4:00 pm", Text: "I knew at once who it was."}}, CanComment: true, CanWaive: []view.Choice{view.Option("advice.dose", "A dose, to everyone", false)}, EditURL: "/console/posts/p1/edit", EditWord: "Edit",
		Waivers: []view.PostWaiver{{ID: "w1", Rules: "advice.dose", Reason: "The dose is the CDC’s for this bite.", By: "Dr. Ines Marlow", When: "Mon, Nov 23, 9:55 am", CanAgree: true}, {ID: "w2", Rules: "claim.absolute", Reason: "A quotation.", By: "Dr. Ines Marlow", When: "Fri, Nov 20, 3:00 pm", Agreed: "Helen Ashby agreed", Old: true}}}
	author := v
	author.Next = view.PostNext{Head: "Waits for somebody else", WhyNot: "You wrote it. On the practice’s account a second person decides.", Text: "You can still edit it; it is then submitted anew."}
	author.Check, author.CanWaive, author.Waivers, author.Comments, author.Trail = clean, nil, nil, nil, nil
	draft := author
	draft.Mark, draft.Missing, draft.Next = view.PostMark("draft"), []string{"Say whose story it is."}, view.PostNext{Head: "Not submitted yet", Submit: true}
	read := v
	read.Mark, read.Next = view.PostMark("cooling"), view.PostNext{Head: "Read it again", Text: "The cooling off has ended.", ReadURL: "/console/posts/p1/read"}
	timed := v
	timed.Mark, timed.Next = view.PostMark("expired"), view.PostNext{Head: "It needs a new time", Schedule: true, Due: fine("2026-11-27"), DueTime: fine("09:00"), Free: "Thursday, November 26"}
	timed.Stop = &view.Notice{Tone: view.Caution, Title: "Its time has passed", Text: "It was approved too late, so it was not published by itself."}
	out := v
	out.Mark, out.CanDown, out.MistakeURL, out.EditWord, out.Next = view.PostMark("partly"), true, "/console/posts/p1/mistake", "Correct it", view.PostNext{Head: "Not everywhere yet"}
	out.Publications = []view.PublicationRow{
		{ID: "u1", Channel: "Website", Mark: view.PublicationMark("published"), When: "Thu, Nov 26, 9:00 am", URL: "https://lakeside.example/posts/tick"},
		{ID: "u2", Channel: "Bluesky", Mark: view.PublicationMark("unknown"), Note: "Bluesky did not answer. Look there, then say here what you found.", CanSettle: true},
		{ID: "u3", Channel: "LinkedIn", Mark: view.PublicationMark("confirm"), Copy: "If you find a tick, ask us within three days.", CanConfirm: true},
		{ID: "u4", Channel: "WordPress", Mark: view.PublicationMark("failed"), Note: "The application password was refused. Make a new one in WordPress.", CanAgain: true},
		{ID: "u5", Channel: "X", Mark: view.PublicationMark("lost"), Note: "A person posted it, so a person removes it.", URL: "https://x.com/lakeside/1", CanRemoved: true},
		{ID: "u6", Channel: "Newsletter", Mark: view.PublicationMark("waiting")}, {ID: "u7", Channel: "Mastodon", Mark: view.PublicationMark("sending")},
		{ID: "u8", Channel: "Facebook", Mark: view.PublicationMark("replaced")}, {ID: "u9", Channel: "Instagram", Mark: view.PublicationMark("down")},
	}
	again := view.PostRead{Console: frame(view.InPosts, "Read it again"), URL: "/console/posts/p1", Hash: "0f3a", Looks: looks()[:1], Check: check, Ready: true, EditURL: "/console/posts/p1/edit"}
	early := again
	early.Ready, early.Until, early.Check = false, "Tuesday, November 24, 8:00 am", clean
	return []Sample{{"review", v}, {"review-author", author}, {"review-draft", draft}, {"review-read", read}, {"review-expired", timed}, {"review-partly", out}, {"post-read", again}, {"post-read-early", early}}
}

func pictures() []Sample {
	row := view.PictureRow{URL: "/console/pictures/m1", Image: "/console/pictures/m1/file", Size: "1600 × 1200, 240 KB", When: "Mon, Nov 23, 9:00 am", Mark: view.Mark{Tone: view.Good, Icon: "circle-check", Word: "Looked through"}}
	open := row
	open.Mark = view.Mark{Tone: view.Caution, Icon: "eye", Word: "Look through it"}
	list := view.Pictures{Console: frame(view.InPosts, "Pictures"), Tabs: postTabs(2), Rows: []view.PictureRow{open, row}, CanWrite: true}
	empty := view.Pictures{Console: frame(view.InPosts, "Pictures"), Tabs: postTabs(2), File: wrong("", "This is not a picture that can be read."), CanWrite: true}
	five := []view.Choice{{Value: "people", Label: "Can anybody be recognized?", Note: "Faces, also in the background; tattoos"}, {Value: "screens", Label: "Can anything be read on a screen?"}, {Value: "labels", Label: "Is there a wristband?"}, {Value: "badges", Label: "Is there a badge?"}, {Value: "reflections", Label: "Does anything reflect?"}}
	one := view.Picture{Console: frame(view.InPosts, "Picture"), Image: row.Image, Row: open, Removed: []string{"Where it was taken (GPS)", "The camera’s serial number", "A small copy of the uncropped picture"}, List: five, CanWrite: true, Facts: []view.Fact{{Name: "Uploaded", Value: "Mon, Nov 23, 9:00 am"}, {Name: "By", Value: "Priya Anand"}}}
	done := one
	done.Row, done.Removed, done.Checked = row, nil, "Mon, Nov 23, 9:05 am, Priya Anand"

	auth := func(n, who, kind, what, state string) view.AuthorisationRow {
		return view.AuthorisationRow{URL: "/console/authorisations/" + n, Who: who, Kind: kind, What: what, Signed: "10/01/2026", Until: "10/01/2027", Mark: view.AuthorisationMark(state)}
	}
	all := view.Authorisations{Console: frame(view.InPosts, "Authorizations"), Tabs: postTabs(3), NewURL: "/console/authorisations/new", Rows: []view.AuthorisationRow{
		auth("a1", "Greta Lindqvist", "A patient", "Two photos of the garden party", "good"), auth("a2", "Priya Anand", "Somebody else", "The team page", "soon"), auth("a3", "Minh Tran", "A patient", "The story of the knee", "revoked"),
		auth("a4", "Noor Haddad", "A patient", "A photo at the fair", "ended"), auth("a5", "Sol Ferreira", "A patient", "A photo at the fair", "review")}}
	nobody := view.Authorisations{Console: frame(view.InPosts, "Authorizations"), Tabs: postTabs(3), NewURL: "/console/authorisations/new"}
	form := view.Authorisation{Console: frame(view.InPosts, "Authorization"), URL: "/console/authorisations/a1", Row: 2, Mark: view.AuthorisationMark("good"), Kind: []view.Choice{view.Option("patient", "A patient’s authorization", true), view.Option("release", "A release: staff, a relative, a model", false)},
		Given: fine("Greta"), Family: fine("Lindqvist"), What: fine("Two photos of the garden party"), Discloser: fine("Lakeside Family Medicine"), Recipient: fine("Everybody, on the site"), Purpose: fine("To invite to the next one"), Expires: fine("2027-10-01"), Signed: fine("2026-10-01"),
		Revocable: true, Conditions: true, Redisclosure: true, OwnForm: true, Plain: true, Copy: fine("2026-10-01"), KeptAt: fine("Binder 4"), CanEdit: true, CanRevoke: true, On: fine("2026-11-23")}
	fresh := view.Authorisation{Console: frame(view.InPosts, "Authorization"), URL: "/console/authorisations/new", New: true, Kind: form.Kind, Signed: wrong("", "Say when it was signed."), CanEdit: true}
	past := form
	past.CanEdit, past.CanRevoke, past.Ended, past.Mark = false, false, "Revoked on 11/20/2026, by letter.", view.AuthorisationMark("revoked")
	return []Sample{{"pictures", list}, {"pictures-empty", empty}, {"picture", one}, {"picture-done", done}, {"authorisations", all}, {"authorisations-empty", nobody}, {"authorisation", form}, {"authorisation-new", fresh}, {"authorisation-past", past}}
}

func mistakes() []Sample {
	rows := []view.MistakeRow{{URL: "/console/mistakes/k1", Name: "Mistake of Mon, Nov 23", Discovered: "Mon, Nov 23, 9:00 am", By: "Priya Anand", Mark: view.MistakeMark("open"), Left: "60 days left"}, {URL: "/console/mistakes/k2", Name: "Mistake of Mon, Nov 2", Discovered: "Mon, Nov 2, 9:00 am", By: "Ruth Bergstrom", Mark: view.MistakeMark("closed")}}
	left := []view.PublicationRow{{ID: "u5", Channel: "X", Mark: view.PublicationMark("lost"), Note: "A person posted it, so a person removes it.", URL: "https://x.com/lakeside/1", CanRemoved: true}}
	fresh := view.MistakeNew{Console: frame(view.InPosts, "This was a mistake"), BackURL: "/console/posts/p1", What: wrong("", "Say in a sentence what is wrong."), Discovered: fine("2026-11-23"), DiscoveredTime: fine("09:00"), Public: left}
	conclusions := []view.Choice{view.Option("", "Not decided yet", true), {Value: "no_information", Label: "No protected information was in it"}, {Value: "low", Label: "Low probability that it was compromised", Note: "Not a breach"}, {Value: "breach", Label: "A breach", Note: "Those affected are told"}}
	one := view.Mistake{Console: frame(view.InPosts, "Mistake"), URL: "/console/mistakes/k1", PostURL: "/console/posts/p1", Row: 1, Mark: view.MistakeMark("open"), What: "The whiteboard behind Priya shows two names.", Clock: view.MistakeClock{Day: 3, Of: 60, Ends: "Friday, January 22", Said: "57 days left", Tone: view.Caution},
		Facts: []view.Fact{{Name: "Discovered", Value: "Mon, Nov 23, 9:00 am"}, {Name: "Reported by", Value: "Priya Anand"}}, Evidence: []view.MistakeEvidence{{Channel: "Website", URL: "https://lakeside.example/posts/thanks", Since: "Mon, Nov 9, 12:00 pm", Hash: "0f3a", Title: "Thank you, Priya", Text: "Ten years at our front desk.", Alts: []string{"Priya before the whiteboard"}}},
		Left: left, Conclusion: conclusions, CanAssess: true}
	told := one
	told.Mark, told.CanNotify, told.Assessed, told.Clock.Tone, told.Clock.Said, told.Clock.Day = view.MistakeMark("notify"), true, "Assessed on Tue, Nov 24 by Helen Ashby", view.Stop, "4 days left", 56
	closed := told
	closed.Mark, closed.CanNotify, closed.CanAssess, closed.Clock.Done, closed.NotifiedSaid, closed.Left, closed.Evidence = view.MistakeMark("closed"), false, false, true, "Everybody affected was told by 11/30/2026.", nil, nil
	pocketKinds := []view.Choice{view.Option("post", "A post or a page", true), view.Option("reply", "An answer to a review or a comment", false)}
	pocket := view.Pocket{Bare: bare("Before you post"), Text: tickStory, Asked: true, Kind: pocketKinds, Said: view.PocketSaid{PostCheck: storyCheck(), Offer: "Thank you for writing. To protect everyone's privacy we do not answer in public, whatever is said. Please call our office (218-555-0100); we would like to listen."}}
	return []Sample{
		{"mistakes", view.Mistakes{Console: frame(view.InPosts, "Mistakes"), Tabs: postTabs(4), Rows: rows}}, {"mistakes-empty", view.Mistakes{Console: frame(view.InPosts, "Mistakes"), Tabs: postTabs(4)}},
		{"mistake-new", fresh}, {"mistake", one}, {"mistake-told", told}, {"mistake-closed", closed}, {"pocket", pocket}, {"pocket-new", view.Pocket{Bare: bare("Before you post"), Kind: pocketKinds}},
	}
}
