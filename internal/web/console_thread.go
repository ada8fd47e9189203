package web

import (
	"errors"
	"io"
	"net/http"
	"slices"

	"bedside/internal/actor"
	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/id"
	"bedside/internal/identity"
	"bedside/internal/inbox"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/triage"
	"bedside/internal/tx"
	"bedside/internal/web/view"
)

func (c *call) threadID() inbox.ThreadID { return inbox.ThreadID(c.r.PathValue("id")) }

// thread is one running conversation: what was said, who speaks, what is to be done.
func (c *call) thread() error {
	return c.threadPage(http.StatusOK, "", nil, nil)
}

func (c *call) threadPage(status int, text string, findings []guard.Finding, notice *view.Notice) error {
	ctx := c.r.Context()
	d, err := c.Inbox.Get(ctx, c.by, c.threadID())
	if err != nil {
		return err
	}
	v := view.Thread{
		Console: c.console("Conversation", view.InInbox), URL: "/console/inbox/" + string(d.ID), Who: whoWrites(d.Name, d.Thread), Lines: c.threadLines(d),
		Version: d.Version, Earlier: len(d.Entries) > 0 && d.Entries[0].Seq > 1, Key: string(id.New[inbox.Entry](c.IDs)), Text: text, CopyURL: "/console/inbox/" + string(d.ID) + "/copy", Work: c.by.May(actor.WorkInbox),
	}
	if notice != nil {
		v.Notice = notice
	}
	for _, f := range findings {
		v.Findings = append(v.Findings, finding(f))
	}
	if n := len(d.Entries); n > 0 {
		v.After = d.Entries[n-1].Seq
		if d.Unread {
			if err := c.Inbox.Seen(ctx, c.by, d.ID, v.After); err != nil {
				return err
			}
		}
	}
	if d.Known.ID != "" {
		b := c.banner(d.Known)
		v.Banner, v.Who = &b, d.Known.Name.Reveal()
	}
	if err := c.threadSide(&v, d); err != nil {
		return err
	}
	return c.Render.Page(c.w, status, v)
}

// threadSide fills in who speaks, who may do what, and what is to be done.
func (c *call) threadSide(v *view.Thread, d inbox.Detail) error {
	me := c.session.Staff.ID
	if m := view.UrgencyMark(string(d.Urgency)); m != nil {
		v.Sub = append(v.Sub, *m)
	}
	switch {
	case d.Status == inbox.Resolved:
		v.Sub = append(v.Sub, view.Mark{Tone: view.Quiet, Icon: "check", Word: "Resolved"})
	case d.Status == inbox.Waiting:
		v.Sub = append(v.Sub, view.Mark{Tone: view.Quiet, Icon: "clock", Word: "Waiting for the patient"})
	}
	switch {
	case d.Owner.Bedside():
		v.Speaker, v.Speaks = "Bedside", "Bedside answers here. When you take over, it is silent until you hand back. In an emergency it still says to call 911."
	case d.Owner.Staff == me:
		v.Speaker, v.Speaks = "You", "You answer here, and Bedside is silent. Hand back when you are done."
	default:
		v.Speaker, v.Speaks = d.Names[d.Owner.Staff], d.Names[d.Owner.Staff]+" answers here. Take over only if you have agreed on it."
	}
	if v.Work {
		running := d.Status != inbox.Resolved
		v.CanTake, v.CanBack = running && d.Owner.Staff != me, running && !d.Owner.Bedside()
		v.CanEnd, v.CanReopen = running, !running
		switch {
		case d.Stopped:
			v.NoReply = "Somebody at this number asked us to stop texting. Phone them instead."
		case !d.Ready:
			v.NoReply = "Nobody can be written to here. Phone them instead."
		case !d.Owner.Bedside() && d.Owner.Staff != me:
			v.NoReply = v.Speaker + " answers here."
		default:
			v.CanReply = true
		}
		if d.Known.ID == "" {
			v.KnowURL = v.URL + "/patient"
		}
	}
	for _, k := range d.Tasks {
		row, err := c.taskRow(k.Task, k.AssignedTo)
		if err != nil {
			return err
		}
		row.ReturnTo, row.URL = v.URL, ""
		v.Tasks = append(v.Tasks, row)
	}
	for _, o := range d.Others {
		v.Others = append(v.Others, view.Link{Text: shortStamp(o.Last.In(c.office()), c.Now().In(c.office())), URL: "/console/inbox/" + string(o.ID)})
	}
	v.Facts = append(v.Facts, view.Fact{Name: "Began", Value: stamp(d.Opened.In(c.office()))})
	if d.Contact.Reveal() != "" {
		v.Facts = append(v.Facts, view.Fact{Name: "Number", Value: phone(d.Contact.Reveal())})
	}
	var err error
	v.Assign, err = c.colleagues(d.Assignee)
	return err
}

// threadLines are the entries as a person reads them.
func (c *call) threadLines(d inbox.Detail) []view.ThreadLine {
	loc, now := c.office(), c.Now()
	var lines []view.ThreadLine
	for _, e := range d.Entries {
		ch := channels[e.Channel]
		l := view.ThreadLine{Seq: e.Seq, Text: e.Text.Reveal(), When: shortStamp(e.At.In(loc), now.In(loc)), Icon: ch.icon, Via: ch.via, Mark: view.ThreadMark(string(e.State)), Lang: c.tongue.foreign(e.Text.Reveal()),
			Open: e.State == inbox.Queued || e.State == inbox.Sending}
		switch e.From {
		case inbox.FromPatient:
			l.Who = whoWrites(d.Name, d.Thread)
			if e.Urgency == triage.Emergency {
				l.Class = "danger"
			}
		case inbox.FromBedside:
			l.Who, l.Class = "Bedside", "mine"
			if e.Urgency == triage.Emergency {
				l.Class = "mine danger"
			}
		case inbox.FromStaff:
			l.Who, l.Class = d.Names[e.Staff], "mine"
		case inbox.FromNote:
			l.Who, l.Class, l.Via, l.Icon = d.Names[e.Staff]+", a note", "note", "", "sticky-note"
		default:
			l.Class = "event"
		}
		if e.Channel == "voicemail" && e.Ref != "" {
			l.Audio = "/console/inbox/" + string(d.ID) + "/recordings/" + string(e.ID)
		}
		lines = append(lines, l)
	}
	return lines
}

// threadSince are the lines after one, for the page that is open, and with again our own whose fate it waits for. Nothing
// is read of the patient, and nothing entered in the access log, while there is nothing new.
func (c *call) threadSince() error {
	last, again := after(c.r.URL.Query().Get("after")), c.r.URL.Query().Get("again") != ""
	var h inbox.Thread
	err := c.view(func(t tx.Tx) (err error) {
		h, err = c.Inbox.Thread(c.r.Context(), t, c.threadID())
		return err
	})
	if err != nil {
		return err
	}
	if h.Seq <= last && !again {
		return c.piece(view.ThreadLines{Version: h.Version})
	}
	d, err := c.Inbox.Get(c.r.Context(), c.by, c.threadID())
	if err != nil {
		return err
	}
	lines := slices.DeleteFunc(c.threadLines(d), func(l view.ThreadLine) bool { return l.Seq <= last && (!again || l.Mark == nil) })
	return c.piece(view.ThreadLines{Lines: lines, Version: d.Version})
}

// threadCheck is what the guard says to a reply while it is written.
func (c *call) threadCheck() error {
	d, err := c.Inbox.Get(c.r.Context(), c.by, c.threadID())
	if err != nil {
		return err
	}
	r, err := c.Inbox.CheckReply(c.by, d.Thread, phi.NewText(c.form("text")))
	if err != nil {
		return err
	}
	var v view.ThreadFindings
	for _, f := range r.Findings {
		v.Findings = append(v.Findings, finding(f))
	}
	return c.piece(v)
}

// threadReply answers; what the guard does not let pass comes back with the reason.
func (c *call) threadReply() error {
	text := c.form("text")
	report, err := c.Inbox.Reply(c.r.Context(), c.by, c.threadID(), c.version(), c.form("key"), phi.NewText(text))
	if fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict) {
		notice := &view.Notice{Tone: view.Stop, Title: "This was not sent", Text: fault.Message(err)}
		return c.threadPage(statusOf(err), text, report.Findings, notice)
	}
	if err != nil {
		return err
	}
	c.chats.wakeAll()
	return c.see("/console/inbox/" + string(c.threadID()) + "#reply")
}

// What a button of the page does: say what became of it and show the page again.
func (c *call) threadDo(notice string, err error) error {
	c.chats.wakeAll()
	return c.back(notice, err, "/console/inbox/"+string(c.threadID()))
}

func (c *call) threadNote() error {
	return c.threadDo("noted", c.Inbox.Note(c.r.Context(), c.by, c.threadID(), phi.NewText(c.form("text"))))
}
func (c *call) threadTake() error {
	return c.threadDo("taken", c.Inbox.Take(c.r.Context(), c.by, c.threadID(), c.version()))
}
func (c *call) threadBack() error {
	return c.threadDo("handed", c.Inbox.HandBack(c.r.Context(), c.by, c.threadID(), c.version()))
}
func (c *call) threadAssign() error {
	return c.threadDo("assigned", c.Inbox.Assign(c.r.Context(), c.by, c.threadID(), c.version(), identity.StaffID(c.form("to"))))
}
func (c *call) threadResolve() error {
	return c.threadDo("resolved", c.Inbox.Resolve(c.r.Context(), c.by, c.threadID(), c.version()))
}
func (c *call) threadReopen() error {
	return c.threadDo("reopened", c.Inbox.Reopen(c.r.Context(), c.by, c.threadID(), c.version()))
}
func (c *call) threadTask() error {
	_, err := c.Inbox.NewTask(c.r.Context(), c.by, inbox.Task{Kind: inbox.Message, Thread: c.threadID(), Text: phi.NewText(c.form("text")), Assignee: identity.StaffID(c.form("to"))})
	return c.threadDo("added", err)
}

// threadPatient finds who the person of a thread is, among the patients on file.
func (c *call) threadPatient() error {
	d, err := c.Inbox.Get(c.r.Context(), c.by, c.threadID())
	if err != nil {
		return err
	}
	v := view.ThreadPatient{Console: c.console("Who is it?", view.InInbox), URL: "/console/inbox/" + string(d.ID), Who: whoWrites(d.Name, d.Thread), Version: d.Version, Query: c.field("q")}
	if v.Query.Value == "" {
		v.Query.Value = d.Name.Reveal()
	}
	err = c.view(func(t tx.Tx) error {
		found, err := c.Patients.Find(c.r.Context(), t, v.Query.Value, 20)
		var shown []string
		for _, to := range found {
			v.Found = append(v.Found, view.FoundPatient{ID: string(to.ID), Row: patientRow(to, c.Now())})
			shown = append(shown, string(to.ID))
		}
		return errors.Join(err, c.Audit.Disclose(c.r.Context(), t, "search", shown...))
	})
	if err != nil {
		return err
	}
	return c.page(v)
}

func (c *call) threadPatientPost() error {
	return c.threadDo("saved", c.Inbox.SetPatient(c.r.Context(), c.by, c.threadID(), c.version(), patient.ID(c.form("patient"))))
}

// threadCopy is the conversation for the chart.
func (c *call) threadCopy() error {
	text, err := c.Inbox.Copy(c.r.Context(), c.by, c.threadID())
	if err != nil {
		return err
	}
	return c.page(view.ThreadCopy{Console: c.console("Copy for the chart", view.InInbox), Text: text, BackURL: "/console/inbox/" + string(c.threadID())})
}

// recording plays a voicemail. It stays at the carrier and passes through.
func (c *call) recording() error {
	d, err := c.Inbox.Get(c.r.Context(), c.by, c.threadID())
	if err != nil {
		return err
	}
	for _, e := range d.Entries {
		if string(e.ID) != c.r.PathValue("entry") || e.Ref == "" || e.Channel != "voicemail" {
			continue
		}
		audio, err := c.Recording(c.r.Context(), e.Ref)
		if err != nil {
			return err
		}
		defer func() { _ = audio.Close() }()
		c.w.Header().Set("Content-Type", "audio/wav")
		_, err = io.Copy(c.w, audio)
		return err
	}
	return fault.New(fault.NotFound, "web.recording", "There is no such recording.")
}
