package web

import (
	"fmt"
	"strings"

	"bedside/internal/actor"
	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/guard/rules"
	"bedside/internal/outreach"
	"bedside/internal/patient"
	"bedside/internal/tx"
	"bedside/internal/web/view"
)

// messageKinds are the kinds of messages: in a table, why they exist, and at the start of a sentence.
var messageKinds = map[string]struct{ text, icon, why, subject string }{
	string(outreach.Requested):    {"Asked for", "clock", "The visit on %s was asked for", "The note that the visit was asked for"},
	string(outreach.Confirmation): {"Confirmation", "calendar-check", "The visit on %s was booked", "The confirmation"},
	string(outreach.Reminder3):    {"Reminder, 3 days", "bell", "Three days before the visit on %s", "The reminder three days before"},
	string(outreach.Reminder1):    {"Reminder, 1 day", "bell", "One day before the visit on %s", "The reminder one day before"},
	string(outreach.Reminder0):    {"Reminder, same day", "bell", "The day of the visit on %s: missed one before", "The reminder of the day"},
	string(outreach.Telehealth):   {"Video visit, 1 day", "video", "One day before the video visit on %s", "The note how to join the video visit"},
	string(outreach.Join):         {"Video visit, 1 hour", "video", "One hour before the video visit on %s", "The link to the video visit"},
	string(outreach.Moved):        {"Moved", "undo-2", "The visit was moved to %s", "The note that the visit was moved"},
	string(outreach.Cancelled):    {"Cancelled", "circle-x", "The visit on %s was cancelled", "The note that the visit was cancelled"},
	string(outreach.Proposal):     {"Another time", "calendar-plus", "The visit on %s cannot be kept", "The other time that was proposed"},
	string(outreach.Missed):       {"Missed", "calendar", "The visit on %s did not happen", "The note after the visit that did not happen"},
	string(outreach.FollowUp):     {"Follow-up", "message-square-text", "After the visit on %s", "The follow-up"},
	string(outreach.Offer):        {"Earlier time", "calendar-plus", "On the waiting list", "The offer of an earlier time"},
	string(outreach.Recall):       {"Recall", "calendar-plus", "It is time for the next visit", "The recall"},
	string(outreach.Announcement): {"Announcement", "users", "Sent to a group", "The announcement"},
}

// channelMarks are the ways a message goes: with what, and what an outcome says.
var channelMarks = map[guard.Channel]string{outreach.Email: "by e-mail", outreach.SMS: "by text", outreach.Voice: "by call"}

// whyMessages say what a message waits for, or why it ended as it did.
var whyMessages = map[outreach.Why]string{
	outreach.NoServer: "no mail server is set up", outreach.NoLine: "no line for texts is set up", outreach.NoSender: "the practice has no e-mail address or phone number", outreach.Retrying: "the last try failed; it is tried again", outreach.Paused: "a person holds it back", outreach.Shut: "the practice is closed then: move the visit", outreach.MayUndo: "waits a minute, in case the move is taken back", outreach.TakenBack: "the move was taken back", outreach.OtherWay: "it failed at one address and goes to another",
	outreach.QuietHours: "waits for the end of quiet hours", outreach.Cap: "one reminder a day and three a week", outreach.NoAddress: "no address to write to", outreach.Settled: "settled otherwise", outreach.SwitchedOff: "the practice sends none of this kind", outreach.Spacing: "another text went to the number minutes ago",
	outreach.OptedOut: "asked us to stop", outreach.ByPhone: "wants a person to phone", outreach.Taken: "the time is theirs", outreach.NoConsent: "did not say yes to reminders", outreach.VisitOff: "the visit is cancelled",
	outreach.VisitOn: "the visit stands", outreach.VisitMoved: "the visit was moved", outreach.TooLate: "too late to be of use", outreach.ByStaff: "given up by a person",
	outreach.ByGuard: "the guard wants a person to look", outreach.Crashed: "the program stopped while it was being sent", outreach.NoAnswer: "the line broke before the server answered",
	outreach.Refused: "the server refused it", outreach.OutOfTime: "tried for too long", outreach.DidNotArrive: "a person found that it did not arrive", outreach.Arrived: "a person found that it arrived",
}

// whyNoted says what a message waits for, or why it ended as it did, and whether somebody has to phone instead.
func whyNoted(m outreach.Message) string {
	note := whyMessages[m.Why]
	if m.Status == outreach.Skipped && m.Why == outreach.QuietHours {
		note = "no hour was left that is not quiet"
	}
	if m.Phone() {
		note += ": phone the patient"
	}
	return note
}

// messageRow is one message in a list, its times in the zone of its visit.
func (c *call) messageRow(m outreach.Item) view.MessageRow {
	kind := messageKinds[string(m.Kind)]
	return view.MessageRow{
		URL: "/console/outbox/" + string(m.ID), To: m.Name.Reveal(), Kind: kind.text, By: channelMarks[m.Channel], Icon: kind.icon, Why: strings.Replace(kind.why, "%s", c.stampAway(m.Visit.Start), 1),
		Due: c.stampAway(m.Due.In(m.Zone)), Mark: view.MessageMark(string(m.Status)), Note: whyNoted(m.Message),
	}
}

const outboxPage = 50

// outboxStates are the ways to look at the messages.
func (c *call) outboxStates(now string) ([]view.Tab, error) {
	counts, needs, err := c.Outreach.Tally(c.r.Context(), c.by)
	if err != nil {
		return nil, err
	}
	all := 0
	for _, n := range counts {
		all += n
	}
	tabs := []view.Tab{{Text: "All", URL: "/console/outbox", Count: all, Now: now == ""}, {Text: "Needs you", URL: "/console/outbox?state=needs", Count: needs.Total(), Now: now == "needs"}}
	for _, s := range outreach.Statuses() {
		if counts[s] > 0 {
			tabs = append(tabs, view.Tab{Text: view.MessageMark(string(s)).Word, URL: "/console/outbox?state=" + string(s), Count: counts[s], Now: now == string(s)})
		}
	}
	return tabs, nil
}

// outbox lists every message.
func (c *call) outbox() error {
	state := c.form("state")
	tabs, err := c.outboxStates(state)
	if err != nil {
		return err
	}
	v := view.Outbox{Console: c.console("Outbox", view.InOutbox), Pages: view.OutboxPages("/console/outbox"), Tabs: tabs}
	if !c.Mail {
		v.NoServer = &view.Notice{Tone: view.Caution, Title: "No mail server is set up", Text: "Messages wait here until one is. Add an [smtp] section to the configuration file and start Bedside again."}
	}
	page := pageNumber(c.form("page"))
	f := outreach.Filter{Status: outreach.Status(state), Ref: c.form("about"), Offset: page * outboxPage, Limit: outboxPage + 1}
	if state == "needs" {
		f.Status, f.Needy = "", true
	}
	items, err := c.Outreach.List(c.r.Context(), c.by, f)
	if err != nil {
		return err
	}
	at := func(n int) string { return fmt.Sprintf("/console/outbox?state=%s&page=%d", state, n) }
	if page > 0 {
		v.Prev = at(page - 1)
	}
	if len(items) > outboxPage {
		items, v.Next = items[:outboxPage], at(page+1)
	}
	for _, m := range items {
		text := stretchWords[m.Stretch(c.Now())]
		if n := len(v.Parts); n == 0 || v.Parts[n-1].Text != text {
			v.Parts = append(v.Parts, view.OutboxPart{Text: text})
		}
		part := &v.Parts[len(v.Parts)-1]
		part.Rows = append(part.Rows, c.messageRow(m))
	}
	return c.page(v)
}

var stretchWords = map[outreach.Stretch]string{outreach.GoesNext: "Next", outreach.HasGone: "Went, or settled", outreach.GoesLater: "Later than a day from now"}

// explain says what a state means and what to do.
var explain = map[outreach.Status]string{
	outreach.Waiting: "It has not been sent yet.",
	outreach.Sending: "It is being sent right now.",
	outreach.Sent:    "The patient's mail server took it.",
	outreach.Failed:  "It did not arrive. Correct the address and send it again, or phone the patient.",
	outreach.Unknown: "It may or may not have arrived; a mail server cannot be asked. Ask the patient, then say here what you found.",
	outreach.Held:    "The guard found something in it. Look at what it says below before it goes out.",
	outreach.Skipped: "It is not to be sent.",
}

// explainText are those that differ for what goes by telephone.
var explainText = map[outreach.Status]string{
	outreach.Sent:    "The carrier took it.",
	outreach.Failed:  "It did not arrive. Correct the number and send it again, or phone the patient.",
	outreach.Unknown: "It may or may not have arrived; the carrier was asked and cannot say. Ask the patient, then say here what you found.",
}

func explained(m outreach.Message) string {
	if m.Phone() {
		return "It is not sent. Phone the patient, then say here that you did."
	}
	if text := explainText[m.Status]; text != "" && m.Channel != outreach.Email {
		return text
	}
	return explain[m.Status]
}

// message is one message with its attempts and its exact words.
func (c *call) message() error {
	d, err := c.Outreach.Get(c.r.Context(), c.by, outreach.ID(c.r.PathValue("id")))
	if err != nil {
		return err
	}
	var to patient.Patient
	err = c.view(func(t tx.Tx) (err error) {
		to, err = c.Patients.Get(c.r.Context(), t, d.Patient)
		return err
	})
	if err != nil {
		return err
	}
	row := c.messageRow(d.Item)
	v := view.Message{
		Console: c.console("Message", view.InOutbox), ID: string(d.ID), To: c.banner(to), Address: d.Address.Reveal(), Mark: row.Mark, Explain: explained(d.Message),
		Would: d.Would, Subject: d.Title.Reveal(), Paragraphs: strings.Split(d.Body.Reveal(), "\n\n"),
		Facts: []view.Fact{{Name: "What", Value: row.Kind}, {Name: "How", Value: row.By}, {Name: "Because", Value: row.Why}, {Name: "Due", Value: row.Due}},
	}
	if d.Appointment != "" {
		v.VisitURL = "/console/visits/" + string(d.Appointment)
	}
	if row.Note != "" {
		v.Facts = append(v.Facts, view.Fact{Name: "Note", Value: row.Note})
	}
	for _, f := range d.Report.Findings {
		v.Findings = append(v.Findings, finding(f))
	}
	for i, a := range d.Attempts {
		state := string(a.Outcome)
		if state == "" {
			state = "sending"
		}
		v.Attempts = append(v.Attempts, view.Attempt{Number: i + 1, When: stamp(a.Started.In(d.Zone)), Mark: view.MessageMark(state), Answer: a.Detail, Elapsed: fmt.Sprintf("%d ms", a.Elapsed().Milliseconds())})
	}
	if c.by.May(actor.ManageOutbox) {
		v.CanSettle, v.CanBounce = d.Status == outreach.Unknown, d.Status == outreach.Sent
		v.CanAgain = (d.Status == outreach.Failed || d.Status == outreach.Held || d.Status == outreach.Skipped || d.Status == outreach.Unknown) && d.End.After(c.Now())
		v.CanGiveUp = d.Status == outreach.Waiting || d.Status == outreach.Held || d.Status == outreach.Failed || d.Status == outreach.Unknown || d.Phone()
		v.Phone = d.Phone()
	}
	return c.page(v)
}

// finding is one thing the guard saw.
func finding(f guard.Finding) view.Finding {
	tone := view.Note
	switch f.Severity {
	case rules.Block:
		tone = view.Stop
	case rules.Warn:
		tone = view.Caution
	}
	v := view.Finding{Tone: tone, Title: f.Message, Rule: f.Rule, Quote: f.Text, Authority: f.Authority}
	if head, rest, more := strings.Cut(f.Message, ". "); more && len(f.Message) > longTitle { // the arithmetic of a group
		v.Title, v.Text = head+".", rest
	}
	return v
}

// longTitle is how many bytes of a message stand as its heading.
const longTitle = 200

// messageAgain, messageArrived, messageLost and messageGiveUp do what a person decided.
func (c *call) messageAgain() error {
	return c.decide("sent", c.Outreach.Resend(c.r.Context(), c.by, outreach.ID(c.r.PathValue("id"))))
}
func (c *call) messageArrived() error {
	return c.decide("settled", c.Outreach.Settle(c.r.Context(), c.by, outreach.ID(c.r.PathValue("id")), true))
}
func (c *call) messageLost() error {
	return c.decide("settled", c.Outreach.Settle(c.r.Context(), c.by, outreach.ID(c.r.PathValue("id")), false))
}
func (c *call) messageGiveUp() error {
	return c.decide("settled", c.Outreach.GiveUp(c.r.Context(), c.by, outreach.ID(c.r.PathValue("id"))))
}

func (c *call) decide(notice string, err error) error {
	if err != nil {
		return fault.At("web.outbox", err)
	}
	c.say(notice)
	return c.see("/console/outbox/" + c.r.PathValue("id"))
}
