package web

import (
	"bedside/internal/outreach/template"
	"bedside/internal/tx"
	"bedside/internal/web/view"
	"bedside/internal/words"
)

const textsURL = "/console/practice/messages"

var (
	textChannels  = map[template.Channel]string{template.Email: "E-mail", template.SMS: "Text", template.Voice: "Call"}
	textLanguages = map[words.Language]string{words.English: "English", words.Spanish: "Spanish"}
	textMarks     = map[template.State]view.Mark{
		template.Draft:     {Tone: view.Caution, Icon: "pencil", Word: "Draft"},
		template.Published: {Tone: view.Good, Icon: "circle-check", Word: "Your words"},
		template.Past:      {Tone: view.Quiet, Icon: "clock", Word: "Before"},
		template.Aside:     {Tone: view.Quiet, Icon: "circle-slash", Word: "Put aside"},
	}
)

// textWhy says when a kind of message goes out.
var textWhy = map[template.Kind]string{
	template.Confirmation: "When a visit is booked", template.Requested: "When a visit waits for the book that lives elsewhere",
	template.Reminder3: "Three days before", template.Reminder1: "One day before", template.Reminder0: "On the day, for who missed a visit before",
	template.Telehealth: "One day before a visit by video", template.Join: "One hour before a visit by video", template.Moved: "When a visit has a new time",
	template.Cancelled: "When a visit is cancelled", template.Proposal: "When we cannot keep a visit", template.Offer: "When an earlier time is free for who waits",
	template.Missed: "After a visit that was missed", template.FollowUp: "After a visit", template.Recall: "When it is time for the next visit",
	template.Announcement: "When you tell a group of patients something",
}

// messageTexts lists what messages say.
func (c *call) messageTexts() error {
	var own []template.Edition
	if err := c.view(func(t tx.Tx) (err error) { own, err = c.Wording.Now(c.r.Context(), t); return err }); err != nil {
		return err
	}
	v := view.MessageTexts{Settings: c.under("Wording")}
	v.Settings.Title = "What messages say"
	for _, k := range template.Kinds() {
		v.Rows = append(v.Rows, view.TextRow{Name: messageKinds[string(k)].text, Why: textWhy[k], Cells: textCells(k, own, template.Key{})})
	}
	return c.page(v)
}

// textCells are the texts of a kind, with the one that is open.
func textCells(k template.Kind, own []template.Edition, open template.Key) (all []view.TextCell) {
	states := map[template.Key]template.State{}
	for _, e := range own {
		if states[e.Key] != template.Draft {
			states[e.Key] = e.State
		}
	}
	for _, ch := range template.Channels() {
		cell := view.TextCell{Heading: textChannels[ch]}
		for _, l := range template.Languages() {
			key := template.Key{Kind: k, Channel: ch, Language: l}
			link := view.TextLink{Link: view.Link{Text: textLanguages[l], URL: textsURL + "/" + key.String(), Now: key == open}}
			if state, ok := states[key]; ok {
				mark := textMarks[state]
				link.Mark = &mark
			}
			cell.Links = append(cell.Links, link)
		}
		all = append(all, cell)
	}
	return all
}
