package samples

import "bedside/internal/web/view"

func lookback() []Sample {
	tabs := append(postTabs(0)[:4:4], view.Link{Text: "Look back", URL: "/console/lookback", Now: true})
	tabs[0].Now = false
	fresh := view.LookbackNew{Console: frame(view.InPosts, "Look back"), Tabs: tabs, CanAsk: true, Try: true}
	mend := fresh
	mend.File, mend.Address = wrong("", "Choose a file first."), wrong("", "The server there answers with 404 instead of a feed.")
	found := finding(view.Stop, 1, "This looks like a name in a text about a person.", "Mrs. Agnes Tollefson", "privacy.name", "45 CFR 164.514(b)(2)(i)(A)", "", 32, 52)
	found.CanFix, found.Where, found.Text = false, "", "Better: “a patient”"
	post := view.LookbackPost{Channel: "X", When: "October 4, 2014", Mark: view.Mark{Tone: view.Stop, Icon: "octagon-alert", Word: "Could not be posted today"}, URL: "https://x.com/i/status/1001",
		Words: []view.PostWords{{Text: "Saw a sweet 93-year-old today, "}, {Text: "Mrs. Agnes Tollefson", Tone: view.Stop}, {Text: " from Two Harbors."}}, Findings: []view.PostFinding{found}}
	done, doubt := post, post
	done.Post, done.Done = 1, true
	doubt.Post, doubt.URL, doubt.Mark, doubt.Channel = 2, "", view.Mark{Tone: view.Caution, Icon: "triangle-alert", Word: "To look at"}, "Facebook, a reply"
	list := view.Lookback{Console: frame(view.InPosts, "Look back"), Tabs: tabs, Said: "14 posts, 2013 to 2022", Found: 6, Open: 5, ForgetIn: "an hour after it was read,", Why: "Take these down first.",
		Groups: []view.LookbackGroup{{Name: "May identify a patient", URL: "/console/lookback?group=0&page=1", Open: 2, Now: true}, {Name: "Claims", URL: "/console/lookback?group=1&page=1"}},
		Posts:  []view.LookbackPost{post, done, doubt}, Prev: "/console/lookback?group=0&page=1", Next: "/console/lookback?group=0&page=3",
		Bad: []view.LookbackBad{{File: "tweets.js", Line: 12, Text: "This row has not the form of a post. It was left out."}, {Text: "The ZIP has more files than Bedside looks at; the rest was not read."}}, BadMore: 3}
	nothing := view.Lookback{Console: list.Console, Tabs: tabs, Said: "3 posts", ForgetIn: list.ForgetIn}
	return []Sample{{"lookback-new", fresh}, {"lookback-mend", mend}, {"lookback", list}, {"lookback-nothing", nothing}}
}
