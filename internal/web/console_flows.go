package web

import (
	"cmp"
	"fmt"
	"net/url"
	"strings"

	"bedside/internal/fault"
	"bedside/internal/frontdesk/edition"
	"bedside/internal/frontdesk/flow"
	"bedside/internal/identity"
	"bedside/internal/tx"
	"bedside/internal/web/view"
)

const flowsURL = "/console/practice/flows"

// editing is the draft of the flows, or what callers hear where there is none, with what the judge says of it.
type editing struct {
	draft, live edition.Version
	e           flow.Edition
	machine     *flow.Machine
	shipped     *flow.Machine
	house       flow.House
	problems    []flow.Problem
}

// flowDraft reads the draft.
func (c *call) flowDraft() (x editing, err error) {
	err = c.view(func(t tx.Tx) (err error) {
		ctx := c.r.Context()
		if x.draft, err = c.Flows.Draft(ctx, t); err != nil {
			return err
		}
		if x.live, err = c.Flows.Current(ctx, t); err != nil {
			return err
		}
		x.house, err = c.Flows.House(ctx, t)
		return err
	})
	if err != nil {
		return x, err
	}
	if x.e, err = x.draft.Edition(); err != nil {
		return x, err
	}
	if x.machine, err = flow.Compose(x.e); err != nil {
		return x, err
	}
	x.shipped, err = flow.Load()
	_, x.problems = flow.Build(x.e, x.house)
	return x, err
}

// changeFlows changes the draft, if the part that v shows is still as the form was made from.
func (c *call) changeFlows(part func(flow.Edition) any, change func(*flow.Edition) error) func(tx.Tx) error {
	return func(t tx.Tx) error {
		_, err := c.Flows.Change(c.r.Context(), t, func(e *flow.Edition) error {
			if err := c.unchanged(part(*e)); err != nil {
				return err
			}
			return change(e)
		})
		return err
	}
}

// problemsOf are the judge's sentences about one thing, "" for all, with where to mend each.
func (x editing) problemsOf(at string) (all []view.FlowProblem) {
	for _, p := range x.problems {
		if at == "" || p.At == at {
			all = append(all, view.FlowProblem{Text: p.Text, URL: x.mend(p.At), Mild: p.Mild})
		}
	}
	return all
}

// mend is the page on which what a problem is about can be changed.
func (x editing) mend(at string) string {
	kind, name, _ := strings.Cut(at, " ")
	switch kind {
	case "flow":
		return flowURL(name)
	case "line":
		return lineURL(name)
	case "rule":
		return flowsURL + "/routing/" + name
	case "step":
		for _, o := range x.e.Own {
			for _, q := range o.Steps {
				if q.Name == name {
					return flowURL(o.Name) + "/step/" + url.PathEscape(name)
				}
			}
		}
	}
	return flowsURL
}

func flowURL(name string) string { return flowsURL + "/flow/" + url.PathEscape(name) }
func lineURL(key string) string  { return flowsURL + "/lines/" + url.PathEscape(key) }

// flows lists what the front desk does.
func (c *call) flows() error {
	x, err := c.flowDraft()
	if err != nil {
		return err
	}
	return c.page(c.flowsPage(x, view.Field{}))
}

func (c *call) flowsPage(x editing, name view.Field) view.Flows {
	v := view.Flows{Settings: c.under("Flows"), Live: c.liveNotice(x), Rules: plural(len(x.e.Rules), "routing rule"), Name: name, Wheres: []view.Link{
		{Text: "Wording", URL: flowsURL + "/lines"}, {Text: "Routing", URL: flowsURL + "/routing"}, {Text: "Versions", URL: flowsURL + "/versions"}}}
	if x.draft.Number > 0 {
		v.Draft = &view.FlowDraft{Text: "Last changed by " + c.staffName(x.house, x.draft.SavedBy) + ", " + stamp(x.draft.SavedAt.In(zoneOf(x.house.Practice, ""))) + ".",
			Problems: x.problemsOf(""), URL: flowsURL + "/publish"}
	}
	for _, name := range x.machine.Flows() {
		f, _ := x.machine.Show(name, x.house.Practice)
		row := view.FlowRow{URL: flowURL(name), Name: f.Title, Asks: "an answer"}
		if len(f.Steps) > 0 {
			var asks []string
			for _, s := range f.Steps {
				asks = append(asks, s.Title)
			}
			row.Asks = strings.Join(asks, " → ")
		}
		switch ch := x.e.Change(name); {
		case f.Own:
			row.Marks = append(row.Marks, view.Mark{Tone: view.Good, Icon: "pencil", Word: "Your own"})
		case f.Off:
			row.Marks = append(row.Marks, view.Mark{Tone: view.Caution, Icon: "circle-slash", Word: "Off"})
		case len(ch.Steps) > 0:
			row.Marks = append(row.Marks, view.Mark{Tone: view.Good, Icon: "pencil", Word: "Changed"})
		default:
			row.Marks = append(row.Marks, view.Mark{Tone: view.Quiet, Icon: "check", Word: "As shipped"})
		}
		if n := len(x.problemsOf("flow " + name)); n > 0 {
			row.Marks = append(row.Marks, view.Mark{Tone: view.Stop, Icon: "octagon-alert", Word: plural(n, "problem")})
		}
		v.Rows = append(v.Rows, row)
	}
	return v
}

// liveNotice says which version callers hear, and whether it can be run at all.
func (c *call) liveNotice(x editing) view.Notice {
	live, err := x.live.Edition()
	partly := false
	if err == nil {
		m, problems := flow.BuildMost(live, flow.House{Guard: x.house.Guard})
		if partly = flow.Stops(problems); m == nil {
			err = fault.New(fault.Invalid, "web.liveNotice", "")
		}
	}
	switch {
	case err == nil && partly:
		return view.Notice{Tone: view.Caution, Title: fmt.Sprintf("Callers hear version %d, but for some lines", x.live.Number),
			Text: "The guard does not let them be said any more, so they are said as they are shipped. The draft says which: change them and publish."}
	case err != nil:
		return view.Notice{Tone: view.Stop, Title: fmt.Sprintf("Version %d cannot be run by this program", x.live.Number),
			Text: "Callers hear the flows as they are shipped. Mend the draft and publish it, or go back to another version."}
	case x.live.Number == 0:
		return view.Notice{Tone: view.Note, Title: "Callers hear the flows as they are shipped", Text: "What you change is a draft until you publish it."}
	}
	return view.Notice{Tone: view.Good, Title: fmt.Sprintf("Callers hear version %d", x.live.Number),
		Text: "Published by " + c.staffName(x.house, x.live.PublishedBy) + ", " + stamp(x.live.PublishedAt.In(zoneOf(x.house.Practice, ""))) + ": " + x.live.Note}
}

// staffName is the name of a staff member, or who else did it.
func (c *call) staffName(h flow.House, i identity.StaffID) string {
	if i == "" {
		return "Bedside"
	}
	return cmp.Or(h.Staff[i], "somebody who has left")
}

// flowsPost makes a flow of the practice's own: it asks who is calling, and for a message.
func (c *call) flowsPost() error {
	x, err := c.flowDraft()
	if err != nil {
		return err
	}
	title := c.field("title")
	var m mistakes
	m.need(&title, "Say in a few words what callers want, as staff read it.")
	name := flow.OwnName(title.Value, func(n string) bool { _, ok := x.machine.Show(n, nil); return ok })
	return c.save(m, nil, flowURL(name), func(t tx.Tx) error {
		_, err := c.Flows.Change(c.r.Context(), t, func(e *flow.Edition) error {
			e.Own = append(e.Own, flow.Own{Name: name, Title: title.Value, Steps: []flow.Question{{Name: "text"}, {Name: "name"}, {Name: "phone"}}})
			return nil
		})
		return err
	}, func(n *view.Notice) view.Page {
		v := c.flowsPage(x, title)
		v.Notice = n
		return v
	})
}
