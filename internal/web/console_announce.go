package web

import (
	"cmp"
	"errors"
	"net/http"
	"strconv"

	"bedside/internal/actor"
	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/outreach"
	"bedside/internal/practice"
	"bedside/internal/web/view"
	"bedside/internal/words"
)

const (
	noticesURL    = "/console/announcements"
	noticesListed = 100
)

var noticeMarks = map[outreach.NoticeStatus]view.Mark{
	outreach.NoticeDraft:   {Tone: view.Quiet, Icon: "pencil", Word: "Draft"},
	outreach.NoticeSent:    {Tone: view.Good, Icon: "send", Word: "Sent"},
	outreach.NoticeStopped: {Tone: view.Caution, Icon: "ban", Word: "Stopped"},
}

// groupTongues are the languages by which a group is chosen.
var groupTongues = map[words.Language]string{"": "Whatever they read", words.English: "English, or not known", words.Spanish: "Spanish"}

// announcements lists what was announced.
func (c *call) announcements() error {
	all, err := c.Outreach.Notices(c.r.Context(), c.by, noticesListed)
	if err != nil {
		return err
	}
	home := c.office()
	v := view.Announcements{Console: c.console("Announcements", view.InOutbox), Pages: view.OutboxPages("/console/announcements")}
	if c.by.May(actor.ManageOutbox) {
		v.NewURL = noticesURL + "/new"
	}
	for _, n := range all {
		row := view.AnnouncementRow{URL: noticesURL + "/" + string(n.ID), Title: n.Title, Words: n.Words, When: n.Changed.In(home).Format("Jan 2"), Mark: noticeMarks[n.Status]}
		if n.Status != outreach.NoticeDraft {
			row.To = plural(n.People, "patient")
		}
		v.Rows = append(v.Rows, row)
	}
	return c.page(v)
}

// announcement shows one, or an empty form for "new".
func (c *call) announcement() error {
	i := c.r.PathValue("id")
	if i == "new" {
		if !c.by.May(actor.ManageOutbox) {
			return c.see(noticesURL)
		}
		today := civil.DateOf(c.Now().In(c.office()))
		return c.announcementPage(http.StatusOK, outreach.Notice{Status: outreach.NoticeDraft, Group: outreach.Group{From: today.AddDays(-180), To: today}}, nil, nil)
	}
	n, r, err := c.Outreach.Notice(c.r.Context(), c.by, outreach.NoticeID(i))
	if err != nil {
		return err
	}
	return c.announcementPage(http.StatusOK, n, &r, nil)
}

func (c *call) announcementPage(status int, n outreach.Notice, r *outreach.Reach, wrong error) error {
	p, err := c.current()
	if err != nil {
		return err
	}
	own := noticesURL + "/" + cmp.Or(string(n.ID), "new")
	v := view.Announcement{Console: c.console("Announcement", view.InOutbox), Pages: view.OutboxPages("/console/announcements"), Action: own, Version: strconv.FormatInt(n.Version, 10), New: n.ID == "", Mark: noticeMarks[n.Status],
		Title: view.Field{Value: n.Title}, Words: view.Field{Value: n.Words}, From: view.Field{Value: n.Group.From.String()}, To: view.Field{Value: n.Group.To.String()},
		CanEdit: n.Status == outreach.NoticeDraft && c.by.May(actor.ManageOutbox)}
	v.Providers, v.Locations, v.Services = []view.Choice{view.Option("", "Anybody", n.Group.Provider == "")}, []view.Choice{view.Option("", "Anywhere", n.Group.Location == "")}, []view.Choice{view.Option("", "Anything", n.Group.Service == "")}
	for _, w := range p.Providers {
		v.Providers = append(v.Providers, view.Option(string(w.ID), w.Name(), w.ID == n.Group.Provider))
	}
	for _, l := range p.Locations {
		v.Locations = append(v.Locations, view.Option(string(l.ID), l.Name, l.ID == n.Group.Location))
	}
	for _, s := range p.Services {
		v.Services = append(v.Services, view.Option(string(s.ID), s.Name, s.ID == n.Group.Service))
	}
	for _, l := range []words.Language{"", words.English, words.Spanish} {
		v.Languages = append(v.Languages, view.Option(string(l), groupTongues[l], l == n.Group.Language))
	}
	if field := practice.Field(""); errors.As(wrong, &field) {
		at := map[practice.Field]*view.Field{"Title": &v.Title, "Words": &v.Words, "From": &v.From, "To": &v.To}[field]
		if at != nil {
			at.Error, wrong = fault.Message(wrong), nil
			v.Console.Notice = view.Mend(1)
		}
	}
	if wrong != nil {
		v.Console.Notice = &view.Notice{Tone: view.Stop, Title: fault.Message(wrong)}
		if f := (places{"Title": &v.Title, "Words": &v.Words, "To": &v.To}).of(wrong); f != nil {
			f.Error, v.Console.Notice = fault.Message(wrong), view.Mend(1)
		}
	}
	if r != nil {
		v.Said, v.Problem = r.Words, r.Problem
		v.Reach = []view.Fact{{Name: "Patients", Value: strconv.Itoa(r.People)}, {Name: "By e-mail", Value: strconv.Itoa(r.Email)}, {Name: "By text", Value: strconv.Itoa(r.Text)},
			{Name: "Did not agree", Value: strconv.Itoa(r.Silent) + ": they get nothing"}, {Name: "No address", Value: strconv.Itoa(r.Nobody)}, {Name: "Read Spanish", Value: strconv.Itoa(r.Spanish)}}
		for _, f := range r.Report.Findings {
			v.Findings = append(v.Findings, finding(f))
		}
		if v.Problem == "" && r.Email+r.Text == 0 && v.CanEdit {
			v.Problem = "Nobody in this group has agreed to announcements. Who does so says it on record: enter it on the patient’s page."
		}
		switch {
		case n.Status == outreach.NoticeSent:
			v.ListURL = "/console/outbox?about=" + string(n.ID)
			if c.by.May(actor.ManageOutbox) {
				v.StopURL = own + "/stop"
			}
		case v.CanEdit && r.Problem == "" && r.Email+r.Text > 0:
			v.SendURL = own + "/send"
		}
	}
	return c.Render.Page(c.w, status, v)
}

// announcementPost keeps a draft and shows whom it reaches.
func (c *call) announcementPost() error {
	n := outreach.Notice{Title: c.form("title"), Words: c.form("words"), Status: outreach.NoticeDraft, Group: outreach.Group{
		Provider: practice.ProviderID(c.form("provider")), Location: practice.LocationID(c.form("location")), Service: practice.ServiceID(c.form("service")), Language: words.Language(c.form("language"))}}
	n.Group.From, _ = civil.ParseDate(c.form("from")) // a zero day is refused with a sentence
	n.Group.To, _ = civil.ParseDate(c.form("to"))
	if i := c.r.PathValue("id"); i != "new" {
		n.ID = outreach.NoticeID(i)
	}
	n.Version, _ = strconv.ParseInt(c.form("version"), 10, 64)
	i, err := c.Outreach.SaveNotice(c.r.Context(), c.by, n)
	if fault.Is(err, fault.Invalid) {
		return c.announcementPage(http.StatusBadRequest, n, nil, err)
	}
	if err != nil {
		return err
	}
	return c.see(noticesURL + "/" + string(i))
}

// announcementSend sends it after a second look.
func (c *call) announcementSend() error {
	i := outreach.NoticeID(c.r.PathValue("id"))
	version, _ := strconv.ParseInt(c.form("version"), 10, 64)
	err := error(fault.New(fault.Invalid, "web.announcementSend", "Read the words and the numbers, and say so."))
	if c.form("sure") != "" {
		err = c.Outreach.SendNotice(c.r.Context(), c.by, i, version)
	}
	if fault.Is(err, fault.Invalid) {
		n, r, again := c.Outreach.Notice(c.r.Context(), c.by, i)
		if again != nil {
			return again
		}
		return c.announcementPage(http.StatusBadRequest, n, &r, err)
	}
	if err != nil {
		return err
	}
	c.say("sent")
	return c.see(noticesURL + "/" + string(i))
}

// announcementStop stops what has not gone yet.
func (c *call) announcementStop() error {
	i := outreach.NoticeID(c.r.PathValue("id"))
	if err := c.Outreach.StopNotice(c.r.Context(), c.by, i); err != nil {
		return fault.At("web.announcement", err)
	}
	c.say("settled")
	return c.see(noticesURL + "/" + string(i))
}
