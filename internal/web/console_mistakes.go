package web

import (
	"net/http"

	"bedside/internal/actor"
	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/phi"
	"bedside/internal/publish"
	"bedside/internal/web/view"
)

// breachDays is the outer limit of 45 CFR 164.404(b), in calendar days from discovery.
const breachDays = 60

// hurry is the number of days left from which the clock is red.
const hurry = 14

// mistakes lists what should not have been public.
func (c *call) mistakes() error {
	all, err := c.Posts.Mistakes(c.r.Context(), c.by)
	if err != nil {
		return err
	}
	names, err := c.staffNames()
	if err != nil {
		return err
	}
	v := view.Mistakes{Console: c.console("Mistakes", view.InPosts), Tabs: c.postTabs("/console/mistakes")}
	for _, m := range all {
		at := m.Discovered.In(c.office())
		row := view.MistakeRow{URL: "/console/mistakes/" + string(m.ID), Name: "Mistake of " + at.Format("Mon, Jan 2"), Discovered: stamp(at),
			By: names[string(m.By)], Mark: mistakeMark(m)}
		if m.Closed.IsZero() {
			row.Left = c.mistakeClock(m).Said
		}
		v.Rows = append(v.Rows, row)
	}
	return c.page(v)
}

func mistakeMark(m publish.Mistake) view.Mark {
	switch {
	case !m.Closed.IsZero():
		return view.MistakeMark("closed")
	case m.Conclusion == publish.Breach:
		return view.MistakeMark("notify")
	}
	return view.MistakeMark("open")
}

// mistakeClock is the time since it was discovered, and what is left.
func (c *call) mistakeClock(m publish.Mistake) view.MistakeClock {
	today, last := civil.DateOf(c.Now().In(c.office())), m.NotifyBy(c.office())
	left := today.DaysUntil(last)
	v := view.MistakeClock{Of: breachDays, Day: min(max(breachDays-left, 0), breachDays), Ends: last.Format("Monday, January 2, 2006"),
		Said: plural(max(left, 0), "day") + " left", Tone: view.Caution, Done: !m.Closed.IsZero()}
	if left < 0 {
		v.Said = plural(-left, "day") + " too late"
	}
	if left <= hurry {
		v.Tone = view.Stop
	}
	return v
}

// mistakeNew is where somebody says that a post should not be public.
func (c *call) mistakeNew() error {
	now := c.Now().In(c.office())
	return c.mistakeNewPage(http.StatusOK, view.MistakeNew{Discovered: dateField(civil.DateOf(now)),
		DiscoveredTime: view.Field{Value: civil.ClockOf(now).String()}}, nil)
}

func (c *call) mistakeNewPage(status int, v view.MistakeNew, notice *view.Notice) error {
	d, err := c.Posts.Get(c.r.Context(), c.by, c.postID())
	if err != nil {
		return err
	}
	v.Console, v.BackURL = c.console("This was a mistake", view.InPosts), "/console/posts/"+string(d.ID)
	if notice != nil {
		v.Notice = notice
	}
	for _, u := range d.Publications {
		if u.Status == publish.Gone || u.Status == publish.Replaced {
			continue
		}
		row, err := c.publicationRow(u, false)
		if err != nil {
			return err
		}
		v.Public = append(v.Public, row)
	}
	return c.Render.Page(c.w, status, v)
}

// mistakeNewPost takes it down everywhere and begins the assessment.
func (c *call) mistakeNewPost() error {
	v := view.MistakeNew{What: c.field("what"), Discovered: c.field("discovered"), DiscoveredTime: c.field("discovered_time")}
	var m mistakes
	m.need(&v.What, "Say in a sentence what is wrong.")
	at, err := c.when("discovered", "discovered_time")
	if err == nil && at.IsZero() {
		err = fault.New(fault.Invalid, "web.mistake", "Say when it was discovered.")
	}
	m.at(&v.Discovered, err)
	if m > 0 {
		return c.mistakeNewPage(http.StatusBadRequest, v, view.Mend(int(m)))
	}
	made, err := c.Posts.Report(c.r.Context(), c.by, c.postID(), at, phi.NewText(v.What.Value))
	if fault.Is(err, fault.Invalid) {
		return c.mistakeNewPage(statusOf(err), v, &view.Notice{Tone: view.Stop, Title: fault.Message(err)})
	}
	if err != nil {
		return err
	}
	c.say("reported")
	if c.by.May(actor.ManageVoice) {
		return c.see("/console/mistakes/" + string(made))
	}
	return c.see("/console/posts/" + string(c.postID()))
}

func (c *call) mistakeID() publish.MistakeID { return publish.MistakeID(c.r.PathValue("id")) }

// mistake is one mistake with its clock and its assessment.
func (c *call) mistake() error {
	m, err := c.Posts.Mistake(c.r.Context(), c.by, c.mistakeID())
	if err != nil {
		return err
	}
	return c.mistakePage(http.StatusOK, m, nil)
}

func (c *call) mistakePage(status int, m publish.Mistake, notice *view.Notice) error {
	d, err := c.Posts.Get(c.r.Context(), c.by, m.Post)
	if err != nil {
		return err
	}
	loc := c.office()
	v := view.Mistake{
		Console: c.console("Mistake", view.InPosts), URL: "/console/mistakes/" + string(m.ID), PostURL: "/console/posts/" + string(m.Post),
		Row: m.Row, Mark: mistakeMark(m), What: m.What.Reveal(), Clock: c.mistakeClock(m),
		Facts:  []view.Fact{{Name: "Discovered", Value: stamp(m.Discovered.In(loc))}, {Name: "Reported", Value: stamp(m.Created.In(loc)) + ", " + d.Names[m.By]}},
		Nature: view.Field{Value: m.Nature.Reveal()}, Receiver: view.Field{Value: m.Receiver.Reveal()}, Viewed: view.Field{Value: m.Viewed.Reveal()},
		Mitigation: view.Field{Value: m.Mitigation.Reveal()}, Reason: view.Field{Value: m.Reason.Reveal()},
		CanAssess: m.Closed.IsZero() && m.Conclusion != publish.Breach, CanNotify: m.Closed.IsZero() && m.Conclusion == publish.Breach,
	}
	if notice != nil {
		v.Notice = notice
	}
	for _, o := range []view.Choice{
		{Value: string(publish.Undecided), Label: "Not decided yet"}, {Value: string(publish.NoInformation), Label: "Nothing protected was in it"},
		{Value: string(publish.LowProbability), Label: "Low probability that it was compromised",
			Note: "All four factors say so. It is not a breach."},
		{Value: string(publish.Breach), Label: "A breach", Note: "Those affected are told, in writing."},
	} {
		o.Chosen = o.Value == string(m.Conclusion)
		v.Conclusion = append(v.Conclusion, o)
	}
	if !m.Assessed.IsZero() {
		v.Assessed = "Concluded " + stamp(m.Assessed.In(loc)) + " by " + d.Names[m.AssessedBy]
	}
	if !m.Notified.IsZero() {
		v.NotifiedSaid = "Everybody affected had been told by " + usDate(m.Notified) + "."
	}
	for _, e := range m.Evidence {
		row := view.MistakeEvidence{Channel: postChannels[e.Channel], URL: e.URL, Hash: e.Hash, Title: e.Title, Text: e.Text, Alts: e.Alts}
		if !e.Since.IsZero() {
			row.Since = stamp(e.Since.In(loc))
		}
		v.Evidence = append(v.Evidence, row)
	}
	for _, u := range d.Publications {
		if u.Status == publish.Gone {
			continue
		}
		row, err := c.publicationRow(u, true)
		if err != nil {
			return err
		}
		v.Left = append(v.Left, row)
	}
	return c.Render.Page(c.w, status, v)
}

func (c *call) mistakeAssess() error {
	a := publish.Assessment{Nature: phi.NewText(c.form("nature")), Receiver: phi.NewText(c.form("receiver")), Viewed: phi.NewText(c.form("viewed")),
		Mitigation: phi.NewText(c.form("mitigation")), Conclusion: publish.Conclusion(c.form("conclusion")), Reason: phi.NewText(c.form("reason"))}
	return c.mistakeDo(a, c.Posts.Assess(c.r.Context(), c.by, c.mistakeID(), c.postRow(), a))
}

func (c *call) mistakeNotified() error {
	on, _ := civil.ParseDate(c.form("on")) // the domain says what is missing
	return c.mistakeDo(publish.Assessment{}, c.Posts.Notified(c.r.Context(), c.by, c.mistakeID(), c.postRow(), on))
}

// mistakeDo shows the page again; what its reader can mend comes back with what was typed.
func (c *call) mistakeDo(typed publish.Assessment, err error) error {
	if fault.Is(err, fault.Invalid) {
		m, got := c.Posts.Mistake(c.r.Context(), c.by, c.mistakeID())
		if got != nil {
			return got
		}
		if typed != (publish.Assessment{}) {
			m.Assessment = typed
		}
		return c.mistakePage(statusOf(err), m, &view.Notice{Tone: view.Stop, Title: fault.Message(err), Text: "Nothing was saved. What you typed is still here."})
	}
	if err != nil {
		return err
	}
	c.say("saved")
	return c.see("/console/mistakes/" + string(c.mistakeID()))
}
