package web

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/publish"
	"bedside/internal/web/view"
)

// mostPictures is how many pictures the editor shows.
const mostPictures = 20

// postNew begins a post.
func (c *call) postNew() error {
	d := publish.Draft{Content: publish.Content{Kind: publish.Education, Account: publish.ForPractice, Language: "en",
		Channels: []publish.Channel{publish.SiteChannel}}}
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
		Kind: publish.Kind(c.form("kind")), Account: publish.Account(c.form("account")), Language: c.form("language"),
		Title: strings.Join(strings.Fields(c.form("title")), " "),
		Body:  strings.ReplaceAll(c.r.PostFormValue("body"), "\r\n", "\n"), Texts: map[publish.Channel]string{}, Disclosures: list("disclosures"),
		Sources: list("sources"), Correction: c.form("correction"),
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
			d.Media = append(d.Media, publish.Media{ID: media, Alt: c.form("alt_" + i), People: c.form("people_"+i) != "",
				Shows: authorisationIDs(c.r.PostForm["shows_"+i])})
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
		if _, err := c.Posts.Look(ctx, c.by, d); err != nil && !fault.Is(err, fault.Invalid) {
			return err
		}
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
		return c.editorPage(statusOf(err), d, p, &view.Notice{Tone: view.Stop, Title: fault.Message(err),
			Text: "What you wrote is still here. Open the other state beside this one, and take over what is missing.",
			Link: &view.Link{Text: "See it as it is now", URL: "/console/posts/" + string(d.ID)}})
	}
	return err
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
	v := view.Editor{Console: c.console(title, view.InPosts), ID: string(d.ID), Row: d.Row, Mark: view.PostMark(string(p.State)),
		Auto: p.State == publish.Drafting && status == http.StatusOK, Title: view.Field{Value: d.Title}, Body: view.Field{Value: d.Body},
		Label: view.Field{Value: d.Story.Label}, Disclosures: view.Field{Value: strings.Join(d.Disclosures, "\n")},
		Sources: view.Field{Value: strings.Join(d.Sources, "\n")}, Check: check, CanSubmit: true}
	if notice != nil {
		v.Notice = notice
	} else if p.State != publish.Drafting && p.Public == "" {
		v.Notice = &view.Notice{Tone: view.Note, Title: view.PostMark(string(p.State)).Word,
			Text: "If you save a change, whatever was decided about it falls away, and it has to be approved anew."}
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
