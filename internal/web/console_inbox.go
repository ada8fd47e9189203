package web

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"bedside/internal/actor"
	"bedside/internal/fault"
	"bedside/internal/identity"
	"bedside/internal/inbox"
	"bedside/internal/phi"
	"bedside/internal/tx"
	"bedside/internal/web/view"
)

// channels say in words and a picture how something was said.
var channels = map[string]struct{ via, icon string }{
	"chat": {"in the chat", "message-circle"}, "sms": {"by text", "message-square-text"}, "voice": {"by phone", "phone-call"},
	"voicemail": {"on voicemail", "voicemail"}, "email": {"by e-mail", "mail"}, "console": {"", "sticky-note"},
}

// shows are the ways to look at the inbox: the tab, and what it chooses.
var shows = []struct {
	key, text string
	filter    inbox.Filter
	count     func(inbox.Counts) int
}{
	{"", "To do", inbox.Filter{Status: inbox.Open}, func(n inbox.Counts) int { return n.Open }},
	{"mine", "Mine", inbox.Filter{Running: true, Mine: true}, func(n inbox.Counts) int { return n.Mine }},
	{"urgent", "Urgent", inbox.Filter{Running: true, Urgent: true}, func(n inbox.Counts) int { return n.Urgent }},
	{"unassigned", "Nobody’s", inbox.Filter{Running: true, Unassigned: true}, func(n inbox.Counts) int { return n.Unassigned }},
	{"waiting", "Waiting for the patient", inbox.Filter{Status: inbox.Waiting}, func(n inbox.Counts) int { return n.Waiting }},
	{"resolved", "Resolved", inbox.Filter{Status: inbox.Resolved}, func(inbox.Counts) int { return 0 }},
}

const inboxPage = 40

// inbox lists threads; what is searched for is never in an address.
func (c *call) inbox() error {
	n := c.waits().inbox
	v := view.Inbox{Console: c.console("Inbox", view.InInbox), Query: c.field("q"), Tabs: inboxTabs(n, c.form("show"))}
	page := pageNumber(c.form("page"))
	f := inbox.Filter{}
	for _, s := range shows {
		if s.key == c.form("show") {
			f = s.filter
		}
	}
	if v.Query.Value != "" {
		f, v.Asked = inbox.Filter{Words: phi.NewText(v.Query.Value)}, true
	}
	f.Offset, f.Limit = page*inboxPage, inboxPage+1
	items, err := c.Inbox.List(c.r.Context(), c.by, f)
	if err != nil {
		return err
	}
	at := func(n int) string { return fmt.Sprintf("/console/inbox?show=%s&page=%d", c.form("show"), n) }
	if page > 0 {
		v.Prev = at(page - 1)
	}
	if len(items) > inboxPage {
		items = items[:inboxPage]
		if !v.Asked {
			v.Next = at(page + 1)
		}
	}
	if !c.Inbox.Texter.Ready() {
		v.NoLine = &view.Notice{Tone: view.Note, Title: "No telephone number yet", Text: "Chats from the site arrive here. For calls and texts, add a [twilio] section to the configuration file."}
	}
	loc := c.office()
	for _, i := range items {
		v.Rows = append(v.Rows, threadRow(i, loc, c.Now()))
	}
	return c.page(v)
}

// inboxTabs are the tabs of the inbox, tasks at their end.
func inboxTabs(n inbox.Counts, now string) []view.Tab {
	var tabs []view.Tab
	for _, s := range shows {
		tabs = append(tabs, view.Tab{Text: s.text, URL: "/console/inbox?show=" + s.key, Count: s.count(n), Now: s.key == now})
	}
	return append(tabs, view.Tab{Text: "Tasks", URL: "/console/inbox/tasks", Count: n.Tasks, Now: now == "tasks"})
}

func threadRow(i inbox.Item, loc *time.Location, now time.Time) view.ThreadRow {
	r := view.ThreadRow{
		URL: "/console/inbox/" + string(i.ID), Who: whoWrites(i.Who, i.Thread), Last: start(i.Latest.Text.Reveal(), 140), Icon: channels[i.Latest.Channel].icon,
		When: shortStamp(i.Last.In(loc), now.In(loc)), Unread: i.Unread, Tasks: i.Tasks, To: i.AssignedTo,
	}
	switch i.Latest.From {
	case inbox.FromBedside:
		r.From = "Bedside"
	case inbox.FromStaff:
		r.From = "You at the desk"
		if i.Speaker != "" {
			r.From = i.Speaker
		}
	}
	if m := view.UrgencyMark(string(i.Urgency)); m != nil {
		r.Marks = append(r.Marks, *m)
	}
	if i.Speaker != "" {
		r.Marks = append(r.Marks, view.Mark{Tone: view.Note, Icon: "hand", Word: i.Speaker + " speaks"})
	}
	return r
}

// whoWrites is how a thread is called: by a name, else by its number, else by what it is.
func whoWrites(n phi.Name, h inbox.Thread) string {
	switch {
	case !n.IsZero():
		return n.Reveal()
	case h.Contact.Reveal() != "":
		return phone(h.Contact.Reveal())
	}
	return "Somebody on the site"
}

// start is the beginning of a text on one line.
func start(text string, most int) string {
	text = strings.Join(strings.Fields(text), " ")
	if r := []rune(text); len(r) > most {
		return string(r[:most]) + "…"
	}
	return text
}

// shortStamp says when something was, the shorter the nearer.
func shortStamp(at, now time.Time) string {
	if at.Format(time.DateOnly) == now.Format(time.DateOnly) {
		return clock(at)
	}
	return stamp(at)
}

// office is the practice's own zone.
func (c *call) office() *time.Location {
	p, err := c.current()
	if err != nil {
		return time.UTC
	}
	return zoneOf(p, "")
}

// colleagues are the choices of who something is given to.
func (c *call) colleagues(now identity.StaffID) ([]view.Choice, error) {
	if c.colleague == nil {
		err := c.view(func(t tx.Tx) (err error) {
			c.colleague, err = c.Identity.Names(c.r.Context(), t)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	all := []view.Choice{view.Option("", "Nobody", now == "")}
	for i, name := range c.colleague {
		all = append(all, view.Option(string(i), name, i == now))
	}
	slices.SortFunc(all[1:], func(a, b view.Choice) int { return strings.Compare(a.Label, b.Label) })
	return all, nil
}

// tasks lists what somebody has to do.
func (c *call) tasks() error {
	n := c.waits().inbox
	show, page := c.form("show"), pageNumber(c.form("page"))
	f := inbox.TaskFilter{Open: show != "done", Done: show == "done", Mine: show == "mine", Overdue: show == "overdue", Offset: page * inboxPage, Limit: inboxPage + 1}
	items, err := c.Inbox.Tasks(c.r.Context(), c.by, f)
	if err != nil {
		return err
	}
	tab := func(key, text string, count int) view.Tab {
		return view.Tab{Text: text, URL: "/console/inbox/tasks?show=" + key, Count: count, Now: show == key}
	}
	v := view.Tasks{Console: c.console("Tasks", view.InInbox), Tabs: []view.Tab{
		{Text: "Conversations", URL: "/console/inbox", Count: n.Open}, tab("", "Open", n.Tasks), tab("mine", "Mine", n.MyTasks), tab("overdue", "Overdue", n.Overdue), tab("done", "Done", 0),
	}}
	at := func(n int) string { return fmt.Sprintf("/console/inbox/tasks?show=%s&page=%d", show, n) }
	if page > 0 {
		v.Prev = at(page - 1)
	}
	if len(items) > inboxPage {
		items, v.Next = items[:inboxPage], at(page+1)
	}
	for _, i := range items {
		row, err := c.taskRow(i.Task, i.AssignedTo)
		if err != nil {
			return err
		}
		row.Who, row.ReturnTo = i.Who.Reveal(), "/console/inbox/tasks?show="+show
		v.Rows = append(v.Rows, row)
	}
	return c.page(v)
}

// taskKinds say what a task is about.
var taskKinds = map[inbox.TaskKind]struct{ text, icon string }{
	inbox.Message: {"Message", "mail"}, inbox.Refill: {"Refill", "clipboard-list"}, inbox.Records: {"Records", "clipboard-copy"}, inbox.Billing: {"Billing", "clipboard-list"},
	inbox.Referral: {"Referral", "phone-forwarded"}, inbox.Callback: {"Call back", "phone-call"}, inbox.Insurance: {"Insurance", "shield"}, inbox.Proposal: {"Bedside proposes", "bot"},
	inbox.Voicemail: {"Voicemail", "voicemail"}, inbox.Unanswered: {"Nobody answered", "siren"}, inbox.PhonePatient: {"Phone the patient", "phone"}, inbox.ChartCopy: {"Copy for the chart", "clipboard-copy"},
	inbox.Doubt: {"Find out", "circle-help"}, inbox.Mend: {"Mend the rules", "shield-check"}, inbox.OtherBook: {"Another book", "calendar-x"},
}

func (c *call) taskRow(k inbox.Task, to string) (view.TaskRow, error) {
	loc, kind := c.office(), taskKinds[k.Kind]
	r := view.TaskRow{ID: string(k.ID), Kind: kind.text, Icon: kind.icon, Text: k.Text.Reveal(), To: to, When: shortStamp(k.Created.In(loc), c.Now().In(loc)), Version: k.Version,
		Done: !k.Done.IsZero(), Note: k.Note.Reveal(), Work: c.by.May(actor.WorkInbox)}
	if k.Thread != "" {
		r.URL = "/console/inbox/" + string(k.Thread)
	}
	if m := view.UrgencyMark(string(k.Urgency)); m != nil {
		r.Marks = append(r.Marks, *m)
	}
	if !r.Done && !k.Due.IsZero() && k.Due.Before(c.Now()) {
		r.Marks = append(r.Marks, view.Mark{Tone: view.Caution, Icon: "clock", Word: "Overdue"})
	}
	if !r.Work || r.Done {
		return r, nil
	}
	var err error
	r.Assign, err = c.colleagues(k.Assignee)
	return r, err
}

// taskDone and taskAssign do what was decided about a task, and go back to where it was seen.
func (c *call) taskDone() error {
	err := c.Inbox.DoneTask(c.r.Context(), c.by, inbox.TaskID(c.r.PathValue("id")), c.version(), phi.NewText(c.form("note")))
	return c.back("done", err, "/console/inbox/tasks")
}

func (c *call) taskAssign() error {
	err := c.Inbox.AssignTask(c.r.Context(), c.by, inbox.TaskID(c.r.PathValue("id")), c.version(), identity.StaffID(c.form("to")))
	return c.back("assigned", err, "/console/inbox/tasks")
}

// back goes to where a form was, with a notice.
func (c *call) back(notice string, err error, fallback string) error {
	if err != nil {
		return fault.At("web.inbox", err)
	}
	c.say(notice)
	return c.see(localPath(c.form("return"), fallback))
}

// version is that of the row a form was made from.
func (c *call) version() int64 { return after(c.form("version")) }
