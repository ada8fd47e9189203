package web

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"bedside/internal/fault"
	"bedside/internal/frontdesk/edition"
	"bedside/internal/frontdesk/flow"
	"bedside/internal/tx"
	"bedside/internal/web/view"
)

// flowPublish shows what would change for callers, and asks why.
func (c *call) flowPublish() error {
	x, err := c.flowDraft()
	if err != nil {
		return err
	}
	v, err := c.publishPage(x)
	if err != nil {
		return err
	}
	return c.page(v)
}

func (c *call) publishPage(x editing) (view.FlowCompare, error) {
	v := view.FlowCompare{Settings: c.under("Flows"), Heading: "What callers would hear differently", Mark: markText(x.draft.Mark()), Verb: "Publish", Problems: x.problemsOf("")}
	v.Title = "Publish the draft"
	live, err := x.live.Edition()
	if err != nil { // another program's; everything is new
		live = flow.Edition{}
	}
	if v.Rows, err = differences(live, x.e, x.house); err != nil {
		return v, err
	}
	switch {
	case x.draft.Number == 0:
		v.Text = "There is no draft. Change a flow, a line or a rule, and it begins."
	case !v.CanEdit:
	case x.draft.Base != x.live.Number:
		v.Text = fmt.Sprintf("Version %d was published after this draft was begun. Look at what differs now: publishing the draft would undo what it does not hold.", x.live.Number)
		v.CarryURL, v.AsideURL = flowsURL+"/carry", flowsURL+"/aside"
	default:
		v.AsideURL = flowsURL + "/aside"
		if !flow.Stops(x.problems) {
			v.Action = flowsURL + "/publish"
		}
	}
	return v, nil
}

func markText(m edition.Mark) string { return fmt.Sprintf("%d.%d", m.Number, m.Revision) }

func (c *call) mark() edition.Mark {
	n, r, _ := strings.Cut(c.form("version"), ".")
	var m edition.Mark
	m.Number, _ = strconv.ParseInt(n, 10, 64)
	m.Revision, _ = strconv.ParseInt(r, 10, 64)
	return m
}

func differences(was, now flow.Edition, h flow.House) (rows []view.FlowDifference, err error) {
	all, err := flow.Diff(was, now, h)
	for _, d := range all {
		rows = append(rows, view.FlowDifference{About: d.About, Was: d.Was.English, Now: d.Now.English, WasES: d.Was.Spanish, NowES: d.Now.Spanish})
	}
	return rows, err
}

// flowPublishPost publishes the draft.
func (c *call) flowPublishPost() error {
	_, err := c.Flows.Publish(c.r.Context(), c.by, c.mark(), c.form("note"))
	return c.flowWent(err, func() (view.FlowCompare, error) {
		x, err := c.flowDraft()
		if err != nil {
			return view.FlowCompare{}, err
		}
		return c.publishPage(x)
	})
}

// flowWent goes on to the list, or shows the page again with why not and the reason that was typed.
func (c *call) flowWent(err error, again func() (view.FlowCompare, error)) error {
	if err == nil {
		c.say("live")
		return c.see(flowsURL)
	}
	if k := fault.KindOf(err); k != fault.Invalid && k != fault.Conflict {
		return err
	}
	v, failed := again()
	if failed != nil {
		return failed
	}
	v.Note = c.field("note")
	v.Notice = &view.Notice{Tone: view.Stop, Title: fault.Message(err), Text: "Nothing was published."}
	status := http.StatusBadRequest
	if fault.Is(err, fault.Conflict) {
		status = http.StatusConflict
	}
	return c.Render.Page(c.w, status, v)
}

// flowAside puts the draft aside; flowCarry makes it one of what callers hear now.
func (c *call) flowAside() error { return c.withDraft(flowsURL, c.Flows.PutAside) }
func (c *call) flowCarry() error { return c.withDraft(flowsURL+"/publish", c.Flows.CarryOver) }

func (c *call) withDraft(next string, do func(context.Context, tx.Tx, edition.Mark) error) error {
	err := c.do(func(t tx.Tx) error { return do(c.r.Context(), t, c.mark()) })
	if err != nil {
		return err
	}
	c.say("done")
	return c.see(next)
}

// flowVersions lists what was published, and what was put aside.
func (c *call) flowVersions() error {
	x, err := c.flowDraft()
	if err != nil {
		return err
	}
	var all []edition.Version
	if err := c.view(func(t tx.Tx) (err error) { all, err = c.Flows.List(c.r.Context(), t); return err }); err != nil {
		return err
	}
	v := view.FlowVersions{Settings: c.under("Flows")}
	v.Title = "Versions"
	for _, n := range all {
		at, by := n.PublishedAt, n.PublishedBy
		row := view.FlowVersion{URL: flowsURL + "/versions/" + strconv.FormatInt(n.Number, 10), Name: fmt.Sprintf("Version %d", n.Number), Why: n.Note, Mark: versionMarks[n.State]}
		if n.State == edition.Aside {
			at, by, row.Why = n.SavedAt, n.SavedBy, "A draft that was put aside."
		}
		row.When, row.Who = stamp(at.In(zoneOf(x.house.Practice, "")))+at.Format(" 2006"), c.staffName(x.house, by)
		v.Rows = append(v.Rows, row)
	}
	shipped := view.FlowVersion{URL: flowsURL + "/versions/0", Name: "As shipped", Why: "What Bedside comes with.", Mark: versionMarks[edition.Past]}
	if x.live.Number == 0 {
		shipped.Mark = versionMarks[edition.Published]
	}
	v.Rows = append(v.Rows, shipped)
	return c.page(v)
}

var versionMarks = map[edition.State]view.Mark{
	edition.Published: {Tone: view.Good, Icon: "circle-check", Word: "Callers hear it"},
	edition.Past:      {Tone: view.Quiet, Icon: "clock", Word: "Before"},
	edition.Aside:     {Tone: view.Quiet, Icon: "circle-slash", Word: "Put aside"},
}

// flowVersion shows what going back to a version would change.
func (c *call) flowVersion() error {
	v, err := c.versionPage()
	if err != nil {
		return err
	}
	return c.page(v)
}

func (c *call) versionPage() (view.FlowCompare, error) {
	n, err := strconv.ParseInt(c.r.PathValue("n"), 10, 64)
	if err != nil || n < 0 {
		return view.FlowCompare{}, fault.New(fault.NotFound, "web.versionPage", "There is no such version.")
	}
	x, err := c.flowDraft()
	if err != nil {
		return view.FlowCompare{}, err
	}
	var was edition.Version
	if err := c.view(func(t tx.Tx) (err error) { was, err = c.Flows.Get(c.r.Context(), t, n); return err }); err != nil {
		return view.FlowCompare{}, err
	}
	v := view.FlowCompare{Settings: c.under("Flows"), Heading: "What going back to it would change", Verb: "Go back to this version", Note: view.Field{}}
	v.Title = fmt.Sprintf("Version %d", n)
	if n == 0 {
		v.Title = "As shipped"
	}
	e, err := was.Edition()
	if err != nil {
		v.Text = "This program cannot read that version."
		return v, nil
	}
	live, err := x.live.Edition()
	if err != nil {
		live = flow.Edition{}
	}
	if v.Rows, err = differences(live, e, x.house); err != nil {
		return v, err
	}
	_, problems := flow.Build(e, x.house)
	for _, p := range problems {
		v.Problems = append(v.Problems, view.FlowProblem{Text: p.Text, Mild: p.Mild})
	}
	here := flowsURL + "/versions/" + strconv.FormatInt(n, 10)
	if v.CanEdit && was.State == edition.Past && n != x.live.Number && !flow.Stops(problems) {
		v.Action = here
	}
	if v.CanEdit && x.draft.Number == 0 && n != x.live.Number {
		v.UpURL = here + "/up"
	}
	if n == x.live.Number {
		v.Text = "Callers hear this version."
	}
	return v, nil
}

// flowVersionPost goes back to it.
func (c *call) flowVersionPost() error {
	n, err := strconv.ParseInt(c.r.PathValue("n"), 10, 64)
	if err != nil {
		return fault.New(fault.NotFound, "web.flowVersionPost", "There is no such version.")
	}
	_, err = c.Flows.GoBack(c.r.Context(), c.by, n, c.form("note"))
	return c.flowWent(err, c.versionPage)
}

// flowVersionUp begins a draft with it.
func (c *call) flowVersionUp() error {
	n, err := strconv.ParseInt(c.r.PathValue("n"), 10, 64)
	if err != nil {
		return fault.New(fault.NotFound, "web.flowVersionUp", "There is no such version.")
	}
	if err := c.do(func(t tx.Tx) error { return c.Flows.TakeUp(c.r.Context(), t, n) }); err != nil {
		return err
	}
	c.say("done")
	return c.see(flowsURL)
}
