package web

import (
	"fmt"
	"time"

	"bedside/internal/actor"
	"bedside/internal/civil"
	"bedside/internal/oncall"
	"bedside/internal/phi"
	"bedside/internal/tx"
	"bedside/internal/web/view"
)

const (
	coverDays  = 28
	alertsPast = 10
)

func (c *call) onCallTabs(now string) []view.Link {
	return []view.Link{
		{Text: "Who answers", URL: "/console/oncall", Now: now == "oncall"},
		{Text: "Roster and ladders", URL: "/console/oncall/roster", Now: now == "roster"},
	}
}

// onCall is who answers now, what is alerted, and whether the next four weeks are covered.
func (c *call) onCall() error {
	ctx, loc, now := c.r.Context(), c.office(), c.Now()
	v := view.OnCall{Console: c.console("On call", view.InOnCall), Tabs: c.onCallTabs("oncall"), Drill: c.by.May(actor.ManageOnCall)}
	var duty oncall.Duty
	if err := c.view(func(t tx.Tx) (err error) {
		duty, err = c.OnCall.OnDuty(ctx, t, now)
		return err
	}); err != nil {
		return err
	}
	v.Now = dutyRows(duty)
	v.Why = dutyWords[duty.Why]
	alerts, err := c.OnCall.Alerts(ctx, c.by, oncall.Filter{Since: now.AddDate(0, 0, -30), Limit: 50})
	if err != nil {
		return err
	}
	for _, a := range alerts {
		row := c.alertRow(a, loc)
		if a.Status == oncall.Closed || a.Status == oncall.Acknowledged {
			if len(v.Past) < alertsPast {
				v.Past = append(v.Past, row)
			}
			continue
		}
		v.Alerts = append(v.Alerts, row)
	}
	if err := c.cover(&v, loc); err != nil {
		return err
	}
	return c.page(v)
}

// dutyRows are the people who are on call.
func dutyRows(duty oncall.Duty) (rows []view.DutyRow) {
	for _, d := range []struct {
		rank string
		who  *oncall.Person
	}{{"Primary", duty.Primary}, {"Backup 1", duty.Backup1}, {"Backup 2", duty.Backup2}} {
		if d.who != nil {
			rows = append(rows, view.DutyRow{Rank: d.rank, Name: d.who.Name, Reach: phone(d.who.Phone.Reveal())})
		}
	}
	return rows
}

var dutyWords = map[oncall.Why]string{
	oncall.ByShift: "By the roster.", oncall.ByOverride: "Standing in for somebody.", oncall.ByFallback: "Nobody is entered now, so the fallback answers.",
	oncall.ByNobody: "Nobody is entered, and there is no fallback.",
}

var dutyClass = map[oncall.Why]string{oncall.ByShift: "by-shift", oncall.ByOverride: "by-override", oncall.ByFallback: "by-fallback", oncall.ByNobody: "by-nobody"}

// cover draws the next four weeks and lists what is missing in them.
func (c *call) cover(v *view.OnCall, loc *time.Location) error {
	first := civil.DateOf(c.Now().In(loc))
	duties, err := c.OnCall.Calendar(c.r.Context(), c.by, first.At(0, loc), first.AddDays(coverDays).At(0, loc))
	if err != nil {
		return err
	}
	for n := range coverDays {
		d := first.AddDays(n)
		begins, ends := d.At(0, loc), d.AddDays(1).At(0, loc)
		day := view.DutyDay{Label: d.Format("Mon, Jan 2"), Now: n == 0}
		if d.Weekday() == time.Monday {
			day.Tick = d.Format("Jan 2")
		}
		for _, duty := range duties {
			from, to := later(duty.From, begins), earlier(duty.To, ends)
			if !to.After(from) {
				continue
			}
			part := view.DutyPart{From: int(from.Sub(begins).Minutes()), To: int(to.Sub(begins).Minutes()), Who: "nobody", Class: dutyClass[duty.Why]}
			if duty.Primary != nil {
				part.Who = duty.Primary.Name
			}
			day.Parts = append(day.Parts, part)
		}
		v.Days = append(v.Days, day)
	}
	gaps, err := c.OnCall.Gaps(c.r.Context(), c.by, c.Now(), coverDays)
	for _, g := range gaps {
		if g.From.IsZero() {
			v.Missing = append(v.Missing, missing(g))
			continue
		}
		v.Gaps = append(v.Gaps, view.GapRow{When: stamp(g.From.In(loc)) + " to " + stamp(g.To.In(loc)), What: gapWords[g.Kind], Length: hours(g.To.Sub(g.From))})
	}
	return err
}

var gapWords = map[oncall.GapKind]string{oncall.NoPrimary: "No primary: the fallback is alerted", oncall.NoBackup: "No backup where the ladder wants one"}

// missing says what keeps an alert from arriving, whatever the time.
func missing(g oncall.Gap) view.Notice {
	roster := &view.Link{Text: "Roster and ladders", URL: "/console/oncall/roster"}
	switch g.Kind {
	case oncall.NoOwner:
		return view.Notice{Tone: view.Stop, Title: "There is no owner", Text: "Every ladder ends with the owner. Until there is one, the line takes messages only.", Link: roster}
	case oncall.NoFallback:
		return view.Notice{Tone: view.Stop, Title: "There is no fallback", Text: "Somebody must answer when nobody is entered. Until then the line takes messages only.", Link: roster}
	case oncall.NoGroup:
		return view.Notice{Tone: view.Stop, Title: "There is no ladder for this: " + string(g.Tier), Text: "Say who is alerted, how, and who comes next.", Link: roster}
	case oncall.NoSender:
		return view.Notice{Tone: view.Stop, Title: "Nobody can be alerted", Text: "Neither a telephone number nor a mail server is configured."}
	}
	return view.Notice{Tone: view.Caution, Title: "Somebody has no telephone number", Text: "They can be alerted by e-mail only.", Link: roster}
}

func hours(d time.Duration) string {
	if d < time.Hour {
		return plural(int(d.Minutes()), "minute")
	}
	return plural(int(d.Round(time.Hour).Hours()), "hour")
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

func (c *call) alertRow(a oncall.Item, loc *time.Location) view.AlertRow {
	r := view.AlertRow{URL: "/console/oncall/alerts/" + string(a.ID), What: "From a conversation", When: stamp(a.Raised.In(loc)), Marks: []view.Mark{view.AlertMark(string(a.Status))}, By: a.ByName}
	if a.Drill {
		r.What = "A drill"
	}
	if m := view.UrgencyMark(string(a.Tier)); m != nil && !a.Drill {
		r.Marks = append(r.Marks, *m)
	}
	if a.Status.Live() {
		r.Next = "Next at " + clock(a.Next.In(loc))
		if c.by.May(actor.WorkInbox) {
			r.AckURL = r.URL + "/ack"
		}
	}
	return r
}

// alert is one alert with everything that was tried.
func (c *call) alert() error {
	d, err := c.OnCall.Alert(c.r.Context(), c.by, oncall.AlertID(c.r.PathValue("id")))
	if err != nil {
		return err
	}
	loc := c.office()
	v := view.Alert{Console: c.console("Alert", view.InOnCall), Row: c.alertRow(d.Item, loc), Explain: alertWords[d.Status], Note: c.field("note")}
	work := c.by.May(actor.WorkInbox)
	v.CanAck, v.CanEnd = work && d.Status.Live(), work && d.Status != oncall.Closed
	if d.Thread != "" {
		v.Thread = "/console/inbox/" + d.Thread
	}
	v.Facts = []view.Fact{{Name: "Raised", Value: stamp(d.Raised.In(loc))}, {Name: "Rule", Value: d.Rule}, {Name: "Ladder", Value: d.GroupName}}
	if !d.Acked.IsZero() {
		v.Facts = append(v.Facts, view.Fact{Name: "Taken", Value: stamp(d.Acked.In(loc)) + ", after " + hours(d.Acked.Sub(d.Raised))})
	}
	for _, t := range d.Tries {
		e := view.Step{Icon: howIcon[t.How], Text: howWords[t.How] + " " + t.Name, When: stamp(t.Started.In(loc)), Tone: view.Quiet}
		switch {
		case t.Person == "":
			e.Text = "Nobody was there to be alerted"
		case t.Outcome == "":
			e.Who = "on its way"
		default:
			mark := view.MessageMark(string(t.Outcome))
			e.Tone, e.Who = mark.Tone, mark.Word
		}
		if t.Code != "" && t.Outcome != "sent" {
			e.Who += ", " + t.Code
		}
		if t.Round > 0 {
			e.Who += fmt.Sprintf(", round %d to the owner", t.Round)
		}
		v.Tries = append(v.Tries, e)
	}
	return c.page(v)
}

var (
	howIcon    = map[oncall.How]string{oncall.Text: "message-square-text", oncall.Call: "phone-call", oncall.Email: "mail"}
	howWords   = map[oncall.How]string{oncall.Text: "Text to", oncall.Call: "Call to", oncall.Email: "E-mail to"}
	alertWords = map[oncall.Status]string{
		oncall.Open:         "The ladder runs. Whoever takes it first has it, and nobody else is alerted then.",
		oncall.Unanswered:   "The ladder came to its end and nobody took it. The owner is alerted again and again until somebody does.",
		oncall.Acknowledged: "Somebody has it. Say when it is done.",
		oncall.Closed:       "It is done.",
	}
)

func (c *call) alertAck() error {
	err := c.OnCall.Acknowledge(c.r.Context(), c.by, oncall.AlertID(c.r.PathValue("id")))
	return c.back("acknowledged", err, "/console/oncall/alerts/"+c.r.PathValue("id"))
}

func (c *call) alertClose() error {
	err := c.OnCall.Close(c.r.Context(), c.by, oncall.AlertID(c.r.PathValue("id")), phi.NewText(c.form("note")))
	return c.back("done", err, "/console/oncall/alerts/"+c.r.PathValue("id"))
}

// drill runs the ladder for practice.
func (c *call) drill() error {
	i, err := c.OnCall.Drill(c.r.Context(), c.by)
	return c.back("drill", err, "/console/oncall/alerts/"+string(i))
}

// alertLink is behind the link of an alert. Looking at it takes nothing, since previews fetch links.
func (c *call) alertLink() error {
	card, err := c.OnCall.Look(c.r.Context(), c.r.PathValue("ref"))
	if err != nil {
		return err
	}
	v := view.AlertLink{Bare: c.bare("Alert"), Action: oncall.LinkPath + c.r.PathValue("ref"), To: card.To, Open: card.Alert.Status.Live(), Inbox: "/console/oncall/alerts/" + string(card.Alert.ID)}
	switch {
	case v.Open:
		v.Title, v.Text = "Somebody needs you", "Raised at "+stamp(card.Alert.Raised.In(c.office()))+". Take it, then open the conversation in the console."
	case card.By != "":
		v.Title, v.Text = card.By+" has it", "Nobody else is alerted."
	default:
		v.Title, v.Text = "It is taken", "Nobody else is alerted."
	}
	if card.Alert.Drill {
		v.Text += " This is a drill."
	}
	return c.page(v)
}

func (c *call) alertLinkPost() error {
	f := c.OnCall.Take
	if c.form("do") == "pass" {
		f = c.OnCall.Pass
	}
	if _, err := f(c.r.Context(), c.r.PathValue("ref")); err != nil {
		return err
	}
	return c.see(oncall.LinkPath + c.r.PathValue("ref"))
}
