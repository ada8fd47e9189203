package demo

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"time"
)

// oldPost is something that somebody of the practice said years ago.
type oldPost struct {
	day, said, to string
}

// oldPosts are what the tour looks back on: most of it may stand.
var oldPosts = []oldPost{
	{"2013-02-11", "New year, new practice! Lakeside Family Medicine is open on Main Street.", ""},
	{"2014-10-04", "Saw a sweet 93-year-old today, Mrs. Agnes Tollefson from Two Harbors, still chopping her own wood after her hip replacement. Inspiring!", ""},
	{"2015-06-20", "Vitamin C cures the common cold. Always has, always will.", ""},
	{"2016-01-15", "Long shift. If one more patient googles his own diagnosis I will scream. Wine, please.", ""},
	{"2016-09-30", "Flu shots are in. Walk in on Saturday, nine to noon.", ""},
	{"2017-04-02", "So glad your biopsy came back clean, Karen! See you at your follow-up on Thursday.", "karen_example"},
	{"2017-11-19", "Wash your hands for as long as it takes to sing Happy Birthday twice.", ""},
	{"2018-03-08", "Everybody over 40 should take a baby aspirin every day. No exceptions.", ""},
	{"2018-08-14", "A car seat should face backward for as long as the child fits into it.", ""},
	{"2019-05-05", "Our little town's only sheriff's deputy with hepatitis is cured. What a week!", ""},
	{"2019-12-24", "The office is closed until January 2. For emergencies call 911.", ""},
	{"2020-04-01", "Thank you for being our patient. We are sorry that your visit on March 12 took so long.", "duluth_reviewer"},
	{"2021-07-17", "Love this blood pressure monitor, use my code LAKESIDE10 for ten percent off!", ""},
	{"2022-02-02", "Children need more sleep than we think: nine to twelve hours at school age.", ""},
}

// Archive is the ZIP that a network would give: what a doctor of the practice posted long ago. All of it is invented.
func Archive() []byte {
	type entry struct {
		ID      string `json:"id_str"`
		Created string `json:"created_at"`
		Text    string `json:"full_text"`
		To      string `json:"in_reply_to_screen_name,omitempty"`
	}
	type row struct {
		Tweet entry `json:"tweet"`
	}
	var rows []row
	for i, p := range oldPosts {
		at, _ := time.Parse(time.DateOnly, p.day) // they stand above
		rows = append(rows, row{entry{fmt.Sprint(1000 + i), at.Add(18 * time.Hour).Format(time.RubyDate), p.said, p.to}})
	}
	list, _ := json.MarshalIndent(rows, "", "  ") // strings alone
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, _ := z.Create("data/tweets.js") // memory does not fail
	_, _ = fmt.Fprintf(w, "window.YTD.tweets.part0 = %s\n", list)
	_ = z.Close()
	return b.Bytes()
}
