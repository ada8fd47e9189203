package web

import (
	"slices"
	"strings"

	"bedside/internal/fault"
	"bedside/internal/frontdesk/flow"
	"bedside/internal/inbox"
	"bedside/internal/web/view"
)

// flow shows one flow as it will be spoken.
func (c *call) flow() error {
	x, err := c.flowDraft()
	if err != nil {
		return err
	}
	v, err := c.flowPage(x)
	if err != nil {
		return err
	}
	return c.page(v)
}

func (c *call) flowPage(x editing) (view.Flow, error) {
	name := c.r.PathValue("name")
	f, ok := x.machine.Show(name, x.house.Practice)
	if !ok {
		return view.Flow{}, fault.New(fault.NotFound, "web.flow", "There is no such flow.")
	}
	v := view.Flow{Settings: c.under("Flows"), Name: name, Own: f.Own, Off: f.Off, MayOff: !f.Stays && !f.Own, Changed: len(x.e.Change(name).Steps) > 0,
		Says: who(x, f), Problems: x.problemsOf("flow " + name), Version: fingerprint(flowPart(x.e, name)), TitleIn: view.Field{Value: f.Title + "."}}
	v.Title = f.Title
	for i, s := range f.Steps {
		row := view.FlowStep{Name: s.Name, Title: s.Title, Then: s.Then, Up: i > 0 && len(f.Steps) > 1, Down: i < len(f.Steps)-1, Drop: s.Drop && len(f.Steps) > 1}
		if s.Own {
			row.EditURL = flowURL(name) + "/step/" + s.Name
		}
		for _, l := range s.Says {
			row.Lines = append(row.Lines, x.line(l, s.Own))
		}
		v.Problems = append(v.Problems, x.problemsOf("step "+s.Name)...)
		v.Steps = append(v.Steps, row)
	}
	for _, l := range f.End {
		v.End = append(v.End, x.line(l, false))
	}
	for _, s := range f.Missing {
		v.Add = append(v.Add, view.Option(s, x.machine.StepName(s), false))
	}
	if f.Own {
		v.NewURL = flowURL(name) + "/step/new"
		for _, s := range []string{"text", "name", "dob", "phone", "medicine", "pharmacy"} {
			if !slices.ContainsFunc(f.Steps, func(has flow.ShownStep) bool { return has.Name == s }) {
				v.Add = append(v.Add, view.Option(s, x.machine.StepName(s), false))
			}
		}
		for _, o := range x.e.Own {
			if o.Name == name {
				v.TitleIn.Value = o.Title
				for _, k := range flow.Tasks() {
					v.Tasks = append(v.Tasks, view.Option(string(k), taskKinds[k].text, o.Task == k || o.Task == "" && k == inbox.Message))
				}
			}
		}
	}
	return v, nil
}

// who says who comes to a flow.
func who(x editing, f flow.Shown) string {
	var all []string
	for _, i := range f.Intents {
		if w := flow.Wanted(i); w != "" {
			all = append(all, "whoever "+w)
		}
	}
	for i, r := range x.e.Rules {
		if r.Do == flow.Start && r.Flow == f.Name {
			all = append(all, "whom rule "+thousands(int64(i+1))+" sends here")
		}
	}
	switch {
	case len(all) > 0:
		return "For " + strings.Join(all, ", and ") + "."
	case f.Own:
		return "Nobody comes here yet: make a routing rule that leads here."
	}
	return "Begins by itself where it is needed."
}

// line is one line of the dialogue.
func (x editing) line(l flow.Spoken, own bool) view.FlowLine {
	v := view.FlowLine{When: l.When, English: l.English, Spanish: l.Spanish, Fixed: l.Fixed}
	if on := saidBy[l.Channel]; on != "" {
		v.When = strings.TrimSpace(v.When + ", " + on)
	}
	if !own {
		v.EditURL = lineURL(l.Key)
	}
	if was, ok := x.shipped.Words(l.Key); ok {
		now, _ := x.machine.Words(l.Key)
		v.Changed = was != now
	}
	return v
}

// saidBy say how a line is said that has words of its own there.
var saidBy = map[string]string{"voice": "by phone", "sms": "in a text", "chat": "in the chat"}

// flowPart is what a form of a flow may change.
func flowPart(e flow.Edition, name string) any {
	for _, o := range e.Own {
		if o.Name == name {
			return o
		}
	}
	return e.Change(name)
}

// flowPost changes a flow: the order of its steps, whether it is on, and what it is called.
func (c *call) flowPost() error {
	x, err := c.flowDraft()
	if err != nil {
		return err
	}
	v, err := c.flowPage(x)
	if err != nil {
		return err
	}
	name, do, of := c.r.PathValue("name"), c.form("do"), c.form("of")
	if word, step, ok := strings.Cut(do, " "); ok { // a button holds both
		do, of = word, step
	}
	next := flowURL(name)
	if do == "remove" {
		next = flowsURL
	}
	return c.save(0, nil, next, c.changeFlows(func(e flow.Edition) any { return flowPart(e, name) }, func(e *flow.Edition) error {
		if i := slices.IndexFunc(e.Own, func(o flow.Own) bool { return o.Name == name }); i >= 0 {
			return c.changeOwn(e, i, do, of)
		}
		return changeShipped(x, e, name, do, of)
	}), func(n *view.Notice) view.Page { v.Notice = n; return v })
}

// changeShipped keeps what is different about a shipped flow, and drops it where nothing is.
func changeShipped(x editing, e *flow.Edition, name, do, of string) error {
	f, _ := x.shipped.Show(name, nil)
	shipped := make([]string, len(f.Steps))
	for i, s := range f.Steps {
		shipped[i] = s.Name
	}
	ch := e.Change(name)
	steps := ch.Steps
	if len(steps) == 0 {
		steps = shipped
	}
	switch do {
	case "on", "off":
		ch.Off = do == "off"
	case "shipped":
		steps = shipped
	default:
		steps = moved(steps, do, of)
	}
	if ch.Steps = steps; slices.Equal(steps, shipped) {
		ch.Steps = nil
	}
	e.Changes = slices.DeleteFunc(e.Changes, func(c flow.Change) bool { return c.Name == name })
	if ch.Off || len(ch.Steps) > 0 {
		e.Changes = append(e.Changes, ch)
	}
	return nil
}

func (c *call) changeOwn(e *flow.Edition, i int, do, of string) error {
	o := &e.Own[i]
	switch do {
	case "remove":
		e.Own = slices.Delete(e.Own, i, i+1)
	case "name":
		o.Title, o.Task = c.form("title"), inbox.TaskKind(c.form("task"))
	case "add":
		o.Steps = append(o.Steps, flow.Question{Name: of})
	default:
		var names []string
		for _, q := range o.Steps {
			names = append(names, q.Name)
		}
		was := slices.Clone(o.Steps)
		o.Steps = nil
		for _, n := range moved(names, do, of) {
			o.Steps = append(o.Steps, was[slices.Index(names, n)])
		}
	}
	return nil
}

// moved is a list with one of its words moved up or down, left out or added.
func moved(all []string, do, of string) []string {
	all = slices.Clone(all)
	i := slices.Index(all, of)
	switch {
	case do == "add" && i < 0:
		return append([]string{of}, all...)
	case do == "up" && i > 0:
		all[i-1], all[i] = all[i], all[i-1]
	case do == "down" && i >= 0 && i < len(all)-1:
		all[i+1], all[i] = all[i], all[i+1]
	case do == "drop" && i >= 0:
		all = slices.Delete(all, i, i+1)
	}
	return all
}
