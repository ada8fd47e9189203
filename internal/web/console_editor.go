package web

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"bedside/internal/actor"
	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/publish"
	"bedside/internal/web/view"
)

// mostPictures is how many pictures the editor shows.
const mostPictures = 20

// postNew begins a post.
func (c *call) postNew() error {
	d := publish.Draft{Content: publish.Content{Kind: publish.Education, Account: publish.ForPractice, Language: "en", Channels: []publish.Channel{publish.SiteChannel}}}
	return c.editorPage(http.StatusOK, d, publish.Post{State: publish.Drafting}, nil)
}

// postEdit shows a post in the editor.
func (c *call) postEdit() error {
	d, err := c.Posts.Get(c.r.Context(), c.by, publish.PostID(c.r.PathValue("id")))
	if err != nil {
		return err
	}
	if d.State == publish.Down {
		return fault.New(fault.Conflict, "web.postEdit", "This post was taken down. Write a new one.")
	}
	draft := publish.Draft{ID: d.ID, Row: d.Row, Due: d.Due, Content: d.Words.Content}
	if !d.Words.Submitted.IsZero() {
		draft.Correction = "" // of what is written now
	}
	return c.editorPage(http.StatusOK, draft, d.Post, nil)
}

// postDraft reads the form. A day or a time that is none is Invalid.
func (c *call) postDraft() (d publish.Draft, err error) {
	list := func(name string) []string { return lines(c.r.PostFormValue(name)) }
	row, _ := strconv.ParseInt(c.form("row"), 10, 64)
	d = publish.Draft{ID: publish.PostID(c.form("id")), Row: row, Content: publish.Content{
		Kind: publish.Kind(c.form("kind")), Account: publish.Account(c.form("account")), Language: c.form("language"), Title: strings.Join(strings.Fields(c.form("title")), " "),
		Body: strings.ReplaceAll(c.r.PostFormValue("body"), "\r\n", "\n"), Texts: map[publish.Channel]string{}, Disclosures: list("disclosures"), Sources: list("sources"), Correction: c.form("correction"),
	}}
	for _, ch := range c.r.PostForm["channel"] {
		d.Channels = append(d.Channels, publish.Channel(ch))
	}
	for _, ch := range publish.Channels() {
		if own := strings.ReplaceAll(c.r.PostFormValue("text_"+string(ch)), "\r\n", "\n"); own != "" {
			d.Texts[ch] = own
		}
	}
	if whose := publish.Whose(c.form("story")); whose != "none" {
		d.Story = publish.Story{Told: whose != publish.Nobodys, Whose: whose, Label: c.form("label"), Authorisations: authorisationIDs(c.r.PostForm["of"])}
	}
	for n := 1; n <= mostPictures; n++ {
		i := strconv.Itoa(n)
		if media := publish.MediaID(c.form("picture_" + i)); media != "" && c.form("drop_"+i) == "" {
			d.Media = append(d.Media, publish.Media{ID: media, Alt: c.form("alt_" + i), People: c.form("people_"+i) != "", Shows: authorisationIDs(c.r.PostForm["shows_"+i])})
		}
	}
	if add := publish.MediaID(c.form("add")); add != "" {
		d.Media = append(d.Media, publish.Media{ID: add})
	}
	d.Due, err = c.when("due", "due_time")
	return d, err
}

func authorisationIDs(all []string) (ids []publish.AuthorisationID) {
	for _, i := range all {
		ids = append(ids, publish.AuthorisationID(i))
	}
	return ids
}

// when reads a day and a time of the form, where the practice is; the zero time if both are empty. A day without a time
// means nine in the morning. Invalid if it is none.
func (c *call) when(dayField, timeField string) (time.Time, error) {
	if c.form(dayField) == "" && c.form(timeField) == "" {
		return time.Time{}, nil
	}
	d, err := civil.ParseDate(c.form(dayField))
	at := civil.NewClock(9, 0)
	if err == nil && c.form(timeField) != "" {
		at, err = civil.ParseClock(c.form(timeField))
	}
	if err != nil {
		return time.Time{}, fault.New(fault.Invalid, "web.when", "Say the day and the time, or leave both empty.")
	}
	return d.At(at, c.office()), nil
}

// postSave keeps what was written, and does what its button says.
func (c *call) postSave() error {
	ctx := c.r.Context()
	d, err := c.postDraft()
	do := c.form("do")
	var p publish.Post
	if err == nil {
		p, err = c.Posts.Save(ctx, c.by, d)
	}
	if err == nil {
		d.ID, d.Row = p.ID, p.Row
		if do == "submit" {
			var submitted publish.Post
			if submitted, err = c.Posts.Submit(ctx, c.by, p.ID, p.Row); err == nil {
				p = submitted
			}
		}
	}
	switch kind := fault.KindOf(err); {
	case err == nil && do == "submit":
		c.say("submitted")
		return c.see("/console/posts/" + string(p.ID))
	case err == nil && do == "check":
		return c.editorPage(http.StatusOK, d, p, view.Done("Saved and checked"))
	case err == nil:
		c.say("saved")
		return c.see("/console/posts/" + string(p.ID) + "/edit")
	case kind == fault.Invalid:
		notice := &view.Notice{Tone: view.Stop, Title: fault.Message(err), Text: "What you wrote is still here and saved."}
		if p.ID == "" {
			notice.Text = "What you wrote is still here, but not saved yet."
		}
		return c.editorPage(statusOf(err), d, p, notice)
	case kind == fault.Conflict:
		return c.editorPage(statusOf(err), d, p, &view.Notice{Tone: view.Stop, Title: fault.Message(err), Text: "What you wrote is still here. Open the other state beside this one, and take over what is missing.",
			Link: &view.Link{Text: "See it as it is now", URL: "/console/posts/" + string(d.ID)}})
	}
	return err
}

// postCheck is what the guard and the channels say while somebody writes. It keeps nothing.
func (c *call) postCheck() error {
	d, err := c.postDraft()
	if err != nil && !fault.Is(err, fault.Invalid) {
		return err
	}
	v, err := c.checkDraft(d)
	if err != nil {
		return err
	}
	return c.piece(v)
}

// postKeep keeps what somebody writes, while it is a draft.
func (c *call) postKeep() error {
	d, err := c.postDraft()
	var p publish.Post
	if err == nil {
		p, err = c.Posts.Save(c.r.Context(), c.by, d)
	}
	v := view.Kept{ID: string(d.ID), Row: d.Row, Mark: view.PostMark(string(publish.Drafting))}
	switch fault.KindOf(err) {
	case fault.Invalid, fault.Conflict:
		v.Problem = fault.Message(err)
		if d.ID != "" {
			v.URL = "/console/posts/" + string(d.ID)
		}
	default:
		if err != nil {
			return err
		}
		v.ID, v.Row, v.Mark = string(p.ID), p.Row, view.PostMark(string(p.State))
	}
	status := http.StatusOK
	if err != nil {
		status = statusOf(err)
	}
	return c.pieceAs(status, v)
}

// checkDraft reads a draft as every channel it is for would get it.
func (c *call) checkDraft(d publish.Draft) (v view.PostCheck, err error) {
	if d.Title == "" && strings.TrimSpace(d.Body) == "" && len(d.Texts) == 0 {
		return view.PostCheck{Tone: view.Quiet, Head: "The guard reads along", Text: "What could hurt a patient or mislead a reader is underlined while you write, with the reason and, where there is one, a better wording."}, nil
	}
	if len(d.Channels) == 0 { // so that it is read all the same
		d.Channels = []publish.Channel{publish.SiteChannel}
	}
	checked, err := c.Posts.Check(c.r.Context(), c.by, d)
	if fault.Is(err, fault.Invalid) {
		return view.PostCheck{Tone: view.Caution, Head: "This cannot be read yet", Text: fault.Message(err)}, nil
	}
	if err != nil {
		return v, err
	}
	return c.checkView(d.Content, checked), nil
}

// checkView is what was found, as the editor and the page of a post show it.
func (c *call) checkView(d publish.Content, checked publish.Checked) view.PostCheck {
	v := view.PostCheck{Findings: c.postFindings(d, checked.On), Missing: checked.Missing}
	verdict(&v)
	v.Findings, v.More = listed(v.Findings)
	plain := c.Typeset.Plain(d.Body)
	v.Words = len(strings.Fields(plain))
	if grade := c.Typeset.Grade(plain); grade > 0 {
		v.Grade = fmt.Sprintf("Reading grade %d", grade)
		if grade > aimGrade {
			v.Grade += fmt.Sprintf(", aim %d", aimGrade)
		}
	}
	for _, ch := range publish.Channels() {
		o, ok := checked.On[ch]
		if !ok {
			continue
		}
		l := c.look(ch, o)
		v.Looks = append(v.Looks, l)
		tab := view.PostTab{Channel: l.Channel, Name: l.Name, Note: strings.TrimSuffix(l.Count, " characters")}
		for _, f := range o.Report.Findings {
			if tones[f.Severity] == view.Stop {
				tab.Stops++
			}
		}
		if o.Over != "" {
			tab.Stops++
		}
		v.Tabs = append(v.Tabs, tab)
	}
	personal := slices.ContainsFunc(v.Findings, func(f view.PostFinding) bool { return f.Tone == view.Stop && strings.HasPrefix(f.Rule, "privacy") })
	v.Story = personal && !d.Story.Told
	if personal && d.Body != "" {
		if made := c.Reads.Redact(guard.Draft{Kind: guard.Post, Audience: guard.Public, Channel: publish.SiteChannel, Body: []guard.Part{guard.Literal(d.Body)}}); made != d.Body {
			v.Rewrite = made
		}
	}
	return v
}

// aimGrade is the years of school that most readers have no trouble with.
const aimGrade = 8

// editorPage shows the editor with what was written.
func (c *call) editorPage(status int, d publish.Draft, p publish.Post, notice *view.Notice) error {
	check, err := c.checkDraft(d)
	if err != nil {
		return err
	}
	title := "Write a post"
	if p.Public != "" {
		title = "Correct a post"
	}
	v := view.Editor{Console: c.console(title, view.InPosts), ID: string(d.ID), Row: d.Row, Mark: view.PostMark(string(p.State)), Auto: p.State == publish.Drafting && status == http.StatusOK, Title: view.Field{Value: d.Title}, Body: view.Field{Value: d.Body},
		Label: view.Field{Value: d.Story.Label}, Disclosures: view.Field{Value: strings.Join(d.Disclosures, "\n")}, Sources: view.Field{Value: strings.Join(d.Sources, "\n")}, Check: check, CanSubmit: true}
	if notice != nil {
		v.Notice = notice
	} else if p.State != publish.Drafting && p.Public == "" {
		v.Notice = &view.Notice{Tone: view.Note, Title: view.PostMark(string(p.State)).Word, Text: "If you save a change, whatever was decided about it falls away, and it has to be approved anew."}
	}
	if d.ID != "" {
		v.ViewURL = "/console/posts/" + string(d.ID)
	}
	if p.Public != "" {
		v.Correction = &view.Field{Value: d.Correction}
	}
	if !d.Due.IsZero() {
		at := d.Due.In(c.office())
		v.Due.Value, v.DueTime.Value = civil.DateOf(at).String(), civil.ClockOf(at).String()
	}
	c.editorChoices(&v, d)
	if err := c.editorPeople(&v, d); err != nil {
		return err
	}
	return c.Render.Page(c.w, status, v)
}

// editorChoices fills in what a post can be, and the panels of its channels.
func (c *call) editorChoices(v *view.Editor, d publish.Draft) {
	for _, k := range publish.Kinds() {
		v.Kind = append(v.Kind, view.Option(string(k), postKinds[k], k == d.Kind))
	}
	v.Language = []view.Choice{view.Option("en", "English", d.Language != "es"), view.Option("es", "Spanish", d.Language == "es")}
	v.Account = []view.Choice{
		{Value: string(publish.ForPractice), Label: "The practice", Note: "Somebody else approves it.", Chosen: d.Account != publish.Own},
		{Value: string(publish.Own), Label: "My own account", Note: "You check it yourself once it has cooled off, and post it by hand. The practice’s own site is not for it.", Chosen: d.Account == publish.Own},
	}
	for _, w := range []struct {
		whose       publish.Whose
		label, note string
	}{
		{"none", "Nobody’s: it tells of no person", ""}, {publish.Real, "A real person’s", "They have signed an authorization for it."}, {publish.Altered, "A real person’s, with details changed", "Changing names is not enough: they have signed, and readers are told."},
		{publish.Composite, "Put together from several people’s", "Nobody can be recognized in it, and readers are told."}, {publish.Invented, "Invented", "Readers are told."},
	} {
		v.Story = append(v.Story, view.Choice{Value: string(w.whose), Label: w.label, Note: w.note, Chosen: w.whose == d.Story.Whose && d.Story.Told || w.whose == "none" && !d.Story.Told})
	}
	for _, ch := range publish.Channels() {
		choice := view.Option(string(ch), postChannels[ch], slices.Contains(d.Channels, ch))
		if c.Posts.Publishers[ch] == nil {
			choice.Note = "by hand"
		}
		v.Channels = append(v.Channels, choice)
		panel := view.PostPanel{Channel: string(ch), Name: postChannels[ch], Article: publish.Long(ch), Text: view.Field{Value: d.Texts[ch]}}
		for _, l := range v.Check.Looks {
			if l.Channel == panel.Channel {
				panel.Look = l
			}
		}
		v.Panels = append(v.Panels, panel)
	}
}

// editorPeople fills in pictures and authorisations.
func (c *call) editorPeople(v *view.Editor, d publish.Draft) error {
	pictures, err := c.Posts.Pictures(c.r.Context(), c.by)
	if err != nil {
		return err
	}
	signed, err := c.Posts.Authorisations(c.r.Context(), c.by)
	if err != nil {
		return err
	}
	today := civil.DateOf(c.Now().In(c.office()))
	people := func(chosen []publish.AuthorisationID) (all []view.Choice) {
		for _, a := range signed {
			on := slices.Contains(chosen, a.ID)
			if why := a.Problem(today); why == "" || on {
				all = append(all, view.Choice{Value: string(a.ID), Label: a.Person.Reveal(), Note: strings.TrimSpace(a.What.Reveal() + ". " + why), Chosen: on})
			}
		}
		return all
	}
	v.Of = people(d.Story.Authorisations)
	used := map[publish.MediaID]bool{}
	for n, m := range d.Media {
		used[m.ID] = true
		v.Pictures = append(v.Pictures, view.PostPicture{Number: n + 1, ID: string(m.ID), URL: pictureFile(m.ID), Alt: view.Field{Value: m.Alt}, People: m.People, Shows: people(m.Shows)})
	}
	v.Add = []view.Choice{view.Option("", "None", true)}
	for _, p := range pictures {
		if !used[p.ID] && !p.Checked.IsZero() {
			v.Add = append(v.Add, view.Option(string(p.ID), "Picture of "+stamp(p.At.In(c.office())), false))
		}
	}
	if len(v.Add) == 1 || !c.by.May(actor.WritePosts) {
		v.Add = nil
	}
	return nil
}
