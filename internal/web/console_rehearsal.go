package web

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"bedside/internal/actor"
	"bedside/internal/fault"
	"bedside/internal/frontdesk"
	"bedside/internal/rehearse"
	"bedside/internal/web/view"
)

const rehearsalURL = "/console/rehearsal"

// deskTabs are the pages about conversations.
func deskTabs(now string) []view.Link {
	all := []view.Link{{Text: "Going on", URL: "/console/desk"}, {Text: "Rehearsal", URL: rehearsalURL}}
	for i := range all {
		all[i].Now = all[i].URL == now
	}
	return all
}

// rehearsals shows the last rehearsal, or the one that is named.
func (c *call) rehearsals() error { return c.rehearsalPage(http.StatusOK, view.Field{}, nil) }

func (c *call) rehearsalPage(status int, reason view.Field, notice *view.Notice) error {
	all, own, err := c.Rehearse.List(c.r.Context(), c.by)
	if err != nil {
		return err
	}
	shipped, err := rehearse.Shipped()
	if err != nil {
		return err
	}
	names, err := c.staffNames()
	if err != nil {
		return err
	}
	v := view.Rehearsals{Console: c.console("Rehearsal", view.InDesk), Tabs: deskTabs(rehearsalURL), MayStart: c.by.May(actor.ManagePractice), Forget: c.by.May(actor.WorkInbox), Count: len(shipped) + len(own)}
	if notice != nil {
		v.Notice = notice
	}
	named := rehearse.ID(c.r.PathValue("id"))
	for _, r := range all {
		done, of, runs := c.Rehearse.Progress(r.ID)
		switch {
		case runs:
			v.Running = &view.RehearsalRunning{Done: done, All: max(of, 1), Said: fmt.Sprintf("A rehearsal is being held: %d of %d scenarios", done, of)}
			continue
		case r.State != rehearse.Done:
			continue
		case v.Shown == nil && (named == "" || named == r.ID):
			if v.Shown, err = c.rehearsal(r, names); err != nil {
				return err
			}
			v.Shown.Reason = reason
			continue
		}
		v.Past = append(v.Past, view.Link{Text: stamp(r.Asked.In(c.office())), URL: rehearsalURL + "/" + string(r.ID)})
	}
	if named != "" && v.Shown == nil {
		return fault.New(fault.NotFound, "web.rehearsals", "There is no such rehearsal.")
	}
	for _, o := range own {
		s, err := o.Scenario()
		if err != nil { // another program's
			continue
		}
		v.Own = append(v.Own, view.OwnScenario{Name: s.Name, About: s.About, When: stamp(o.At.In(c.office())), RemoveURL: rehearsalURL + "/own/" + string(o.ID) + "/remove"})
	}
	return c.Render.Page(c.w, status, v)
}

// topics are how groups of scenarios are called, in their order.
var topics = [][2]string{{"emergency", "Emergencies"}, {"urgent", "What is urgent"}, {"book", "Booking"}, {"reschedule", "Moving a visit"}, {"cancel", "Cancelling"}, {"appointment_info", "When is my visit"},
	{"waitlist", "The waiting list"}, {"waitlist_leave", "Off the waiting list"}, {"waitlist_info", "Am I on the list"}, {"confirm", "Confirming"}, {"privacy", "For the privacy officer"}, {"opt_out", "No more texts"}, {"refill", "Refills"}, {"clinician_message", "Messages for the care team"}, {"records", "Records"},
	{"billing", "Bills"}, {"referral", "Referrals"}, {"office_info", "About the office"}, {"find_provider", "Who works here"}, {"insurance_question", "Insurance"}, {"staff", "A person, please"}, {"other", "Other callers"}}

// rehearsal shows one that was held.
func (c *call) rehearsal(r rehearse.Rehearsal, names map[string]string) (*view.Rehearsal, error) {
	both, err := r.Both()
	if err != nil {
		return nil, err
	}
	main := both.Published
	v := &view.Rehearsal{Heading: "Rehearsal of " + stamp(r.Asked.In(c.office())), Both: both.Draft != nil}
	v.Facts = []view.Fact{{Name: "What", Value: "What callers hear"}, {Name: "By", Value: cmp.Or(names[string(r.AskedBy)], "Bedside")}}
	after := map[string]rehearse.Result{}
	if both.Draft != nil {
		main = *both.Draft
		v.Facts[0].Value = "The draft, beside what callers hear"
		for _, x := range main.Results {
			after[x.Name] = x
		}
	}
	v.Facts = append(v.Facts, view.Fact{Name: "Conversations", Value: strconv.Itoa(main.Runs())}, view.Fact{Name: "Each scenario", Value: plural(r.Repeats, "time") + ", each in other words"})
	for _, o := range []rehearse.Outcome{rehearse.Failed, rehearse.Passed, rehearse.Skipped} {
		if n := main.Count(o); n > 0 {
			m := view.ScenarioMark(string(o))
			m.Word = fmt.Sprintf("%d %s", n, strings.ToLower(m.Word))
			v.Marks = append(v.Marks, m)
		}
	}
	var worse []string
	if both.Draft != nil {
		worse = rehearse.NewlyFailing(both.Published, *both.Draft)
	}
	groups := map[string]*view.RehearsalGroup{}
	for _, x := range both.Published.Results {
		row := view.ScenarioRow{URL: rehearsalURL + "/" + string(r.ID) + "/" + x.Name, Name: x.Name, About: x.About, Who: whoCalls(x), Before: view.ScenarioMark(string(x.Outcome)), Why: capital(x.Why)}
		failed := x.Outcome == rehearse.Failed
		if d, ok := after[x.Name]; ok {
			row.After = view.ScenarioMark(string(d.Outcome))
			failed = failed || d.Outcome == rehearse.Failed
		}
		if x.Outcome == rehearse.Skipped && after[x.Name].Outcome != rehearse.Failed {
			row.URL = ""
		}
		if slices.Contains(worse, x.Name) {
			v.Worse = append(v.Worse, row)
		}
		topic := x.Topic
		if !slices.ContainsFunc(topics, func(t [2]string) bool { return t[0] == topic }) {
			topic = "other"
		}
		g := groups[topic]
		if g == nil {
			g = &view.RehearsalGroup{}
			groups[topic] = g
		}
		g.Open = g.Open || failed
		g.Rows = append(g.Rows, row)
	}
	for _, t := range topics {
		if g := groups[t[0]]; g != nil {
			g.Name, g.Said = t[1], plural(len(g.Rows), "scenario")
			if g.Open {
				g.Said += ", not all passed"
			}
			v.Groups = append(v.Groups, *g)
		}
	}
	if r.Reason != "" {
		v.Given = []view.Fact{{Name: "Right all the same", Value: r.Reason}, {Name: "Said by", Value: names[string(r.ReasonBy)] + ", " + stamp(r.ReasonAt.In(c.office()))}}
	} else if len(worse) > 0 && c.by.May(actor.ManagePractice) {
		v.ReasonURL = rehearsalURL + "/" + string(r.ID) + "/reason"
	}
	return v, nil
}

func capital(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToUpper(s[:1]) + s[1:] + "."
}

// personas are how people who call are described.
var personas = map[string]string{"hurried": "in a hurry", "confused": "confused", "hardofhearing": "hard of hearing", "abusive": "angry", "rambling": "tells stories", "wavering": "undecided"}

// whoCalls says who calls in a scenario.
func whoCalls(x rehearse.Result) string {
	var all []string
	if x.Language == "es" {
		all = append(all, "in Spanish")
	}
	for _, p := range x.Personas {
		if said, ok := personas[p]; ok {
			all = append(all, said)
		}
	}
	if x.Own {
		all = append(all, "your own")
	}
	if len(all) == 0 {
		return "anybody"
	}
	return strings.Join(all, ", ")
}

// scenario is one of them with its conversation, side by side.
func (c *call) scenario() error {
	r, err := c.Rehearse.Get(c.r.Context(), c.by, rehearse.ID(c.r.PathValue("id")))
	if err != nil {
		return err
	}
	both, err := r.Both()
	if err != nil {
		return err
	}
	v := view.ScenarioPage{Console: c.console("Scenario", view.InDesk), Name: c.r.PathValue("name"), BackURL: rehearsalURL + "/" + string(r.ID)}
	add := func(id, title string, report *rehearse.Report) {
		if report == nil {
			return
		}
		i := slices.IndexFunc(report.Results, func(x rehearse.Result) bool { return x.Name == v.Name })
		if i < 0 || report.Results[i].Run == nil {
			return
		}
		v.About = report.Results[i].About
		v.Sides = append(v.Sides, scenarioSide(id, title, report.Results[i]))
	}
	add("draft", "The draft", both.Draft)
	add("live", "What callers hear", &both.Published)
	if len(v.Sides) == 0 {
		return fault.New(fault.NotFound, "web.scenario", "There is no such scenario in this rehearsal.")
	}
	return c.page(v)
}

func scenarioSide(id, title string, x rehearse.Result) view.ScenarioSide {
	run := x.Run
	via := map[string]string{frontdesk.Voice: "by phone", frontdesk.SMS: "by text", frontdesk.Chat: "in the chat"}[run.Channel]
	s := view.ScenarioSide{ID: id, Title: title, Mark: view.ScenarioMark(string(x.Outcome)), Said: fmt.Sprintf("All %d conversations passed. This is one of them, %s.", x.Runs, via), Wrong: run.Wrong}
	if x.Wrong > 0 {
		s.Said = fmt.Sprintf("%d of %d conversations failed. This is the first of them, %s, in wording %d.", x.Wrong, x.Runs, via, run.Repeat)
	}
	for _, e := range run.Expects {
		s.Expects = append(s.Expects, strings.ToUpper(e[:1])+e[1:]+".")
	}
	for _, l := range run.Lines {
		if l.Text == "" {
			continue
		}
		line := view.ScenarioLine{Who: "Caller", Text: l.Text, State: l.State, Lang: tongue("").foreign(l.Text)}
		if !l.Caller {
			line.Who, line.Mine = "Bedside", true
		}
		s.Lines = append(s.Lines, line)
	}
	return s
}

// rehearsalStart begins one.
func (c *call) rehearsalStart() error {
	_, err := c.Rehearse.Start(c.r.Context(), c.by)
	if fault.Is(err, fault.Conflict) || fault.Is(err, fault.Invalid) {
		return c.rehearsalPage(statusOf(err), view.Field{}, &view.Notice{Tone: view.Caution, Title: fault.Message(err)})
	}
	if err != nil {
		return err
	}
	return c.see(rehearsalURL)
}

// rehearsalReason keeps why a draft may be published all the same.
func (c *call) rehearsalReason() error {
	err := c.Rehearse.Reason(c.r.Context(), c.by, rehearse.ID(c.r.PathValue("id")), c.form("reason"))
	if fault.Is(err, fault.Invalid) {
		f := c.field("reason")
		f.Error = fault.Message(err)
		return c.rehearsalPage(http.StatusBadRequest, f, nil)
	}
	if err != nil {
		return err
	}
	c.say("noted")
	return c.see(rehearsalURL + "/" + c.r.PathValue("id"))
}

// scenarioRemove ends a scenario of the practice's own.
func (c *call) scenarioRemove() error {
	if err := c.Rehearse.Forget(c.r.Context(), c.by, rehearse.OwnID(c.r.PathValue("own"))); err != nil {
		return err
	}
	c.say("done")
	return c.see(rehearsalURL)
}

// learn makes a scenario of a turn that was misunderstood.
func (c *call) learn() error {
	i := c.r.PathValue("id")
	seq, err := strconv.ParseInt(c.form("turn"), 10, 64)
	if err != nil {
		return fault.New(fault.NotFound, "web.learn", "There is no such turn.")
	}
	if _, err := c.Rehearse.Learn(c.r.Context(), c.by, frontdesk.ID(i), seq, c.form("meant")); err != nil {
		return err
	}
	c.say("learnt")
	return c.see("/console/desk/" + i)
}

// meanings are what a caller can have meant, to choose from.
func meanings() []view.Choice {
	all := []view.Choice{view.Option("", "They meant…", true)}
	for _, m := range rehearse.Meanings() {
		said := strings.ReplaceAll(m, "_", " ")
		for _, t := range topics {
			if t[0] == m {
				said = t[1]
			}
		}
		if m == "emergency" {
			said = "An emergency"
		}
		all = append(all, view.Option(m, said, false))
	}
	return all
}
