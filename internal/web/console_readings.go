package web

import (
	"fmt"
	"slices"

	"bedside/internal/guard"
	"bedside/internal/guard/readings"
	"bedside/internal/publish"
	"bedside/internal/web/view"
)

// readers are who reads a post, as the editor calls them.
var readers = map[string]string{
	"patient": "A patient", "described": "The person described", "colleague": "A colleague", "reporter": "A reporter", "regulator": "A regulator",
}

// manner are the tones of a text as marks.
var manner = map[string]view.Mark{
	"hostile": {Tone: view.Caution, Icon: "triangle-alert", Word: "Hostile"}, "mocking": {Tone: view.Caution, Icon: "triangle-alert", Word: "Mocking"},
	"defensive": {Tone: view.Caution, Icon: "triangle-alert", Word: "Defensive"}, "alarmist": {Tone: view.Caution, Icon: "triangle-alert", Word: "Alarming"},
	"salesy": {Tone: view.Note, Icon: "info", Word: "Selling"}, "warm": {Tone: view.Good, Icon: "circle-check", Word: "Warm"},
}

// learn adds to what the guard found how the words may be read, what of them is fine, and how many people a
// description fits.
func learn(v *view.PostCheck, d guard.Draft, r guard.Report) {
	v.Readings = readingsView(readings.Of(d, r))
	if r.Group != nil && !slices.ContainsFunc(r.Findings, func(f guard.Finding) bool { return f.Rule == guard.GroupRule }) {
		v.Fits = r.Group.Message()
	}
	for _, f := range readings.FineIn(r) {
		v.Fine = append(v.Fine, view.PostReason{What: f.What, Quote: f.Text, Why: f.Why})
	}
}

// addReadings is learn for a post, with a proposal to say its story in general.
func (c *call) addReadings(v *view.PostCheck, title, body string) {
	d := guard.Draft{Kind: guard.Post, Audience: guard.Public, Channel: publish.SiteChannel, Body: []guard.Part{guard.Literal(c.Typeset.Plain(body))}}
	if title != "" {
		d.Title = []guard.Part{guard.Literal(title)}
	}
	learn(v, d, c.Reads.Check(d))
	if body == "" {
		return
	}
	p := c.Reads.Lift(guard.Draft{Kind: guard.Post, Audience: guard.Public, Channel: publish.SiteChannel, Body: []guard.Part{guard.Literal(body)}})
	if !p.Changed || p.Text == "" && len(p.Anew) == 0 {
		return
	}
	l := &view.PostLift{Text: p.Text, Notice: p.Notice}
	for _, s := range p.Dropped {
		l.Dropped = append(l.Dropped, view.PostReason{What: s.What, Quote: s.Text, Why: s.Why})
	}
	for _, s := range p.Anew {
		l.Anew = append(l.Anew, view.PostReason{Quote: s.Text, Why: s.Why})
	}
	v.Lift = l
}

// readingsView is nil where there is nothing to say.
func readingsView(r readings.Readings) *view.PostReadings {
	v := view.PostReadings{}
	for _, m := range r.Matter {
		v.Matter = append(v.Matter, view.PostMatter{Tone: tones[m.Severity], Quote: m.Text, Text: m.Message})
	}
	for _, s := range r.Readers {
		v.Readers = append(v.Readers, view.PostReader{Who: readers[s.Who], Says: s.Says})
	}
	if g := r.Grade; g != nil && g.Years > readings.Aim {
		v.Grade = fmt.Sprintf("Reading grade %.1f, aim %d", g.Years, g.Aim)
		for _, w := range g.Words {
			v.Words = append(v.Words, view.PostHard{Word: w.Text, Instead: w.Instead, Raises: fmt.Sprintf("+%.1f", w.Raises), Times: w.Times})
		}
		if g.Longest != nil {
			v.Long = fmt.Sprintf("The longest sentence has %d words.", g.Longest.Words)
		}
	}
	for _, t := range r.Tone {
		tone := view.PostTone{Mark: manner[t.Name], Says: t.Says}
		for _, e := range t.Evidence {
			tone.Quotes = append(tone.Quotes, e.Text)
		}
		v.Tones = append(v.Tones, tone)
	}
	if len(v.Matter)+len(v.Readers)+len(v.Words)+len(v.Tones) == 0 {
		return nil
	}
	return &v
}
