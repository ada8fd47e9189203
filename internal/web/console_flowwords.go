package web

import (
	"slices"
	"strings"

	"bedside/internal/fault"
	"bedside/internal/frontdesk/flow"
	"bedside/internal/web/view"
)

// flowLines lists every line that is said, in both languages.
func (c *call) flowLines() error {
	x, err := c.flowDraft()
	if err != nil {
		return err
	}
	v := view.FlowWording{Settings: c.under("Flows")}
	v.Title = "Wording"
	groups, lines := x.machine.Wording(x.house.Practice)
	for _, g := range groups {
		group := view.FlowGroup{Name: g}
		for _, l := range lines[g] {
			row := x.line(l, false)
			row.When = x.machine.About(l.Key)
			group.Lines = append(group.Lines, row)
		}
		v.Groups = append(v.Groups, group)
	}
	return c.page(v)
}

// flowLine shows one line in its form.
func (c *call) flowLine() error {
	x, err := c.flowDraft()
	if err != nil {
		return err
	}
	v, err := c.flowLinePage(x)
	if err != nil {
		return err
	}
	return c.page(v)
}

func linePart(e flow.Edition, key string) any {
	i := slices.IndexFunc(e.Lines, func(l flow.Line) bool { return l.Key == key })
	if i < 0 {
		return flow.Line{Key: key}
	}
	return e.Lines[i]
}

func (c *call) flowLinePage(x editing) (view.FlowWords, error) {
	key := c.r.PathValue("key")
	now, ok := x.machine.Words(key)
	was, _ := x.shipped.Words(key)
	spoken := x.machine.Spoken(key, "", x.house.Practice)
	if !ok {
		return view.FlowWords{}, fault.New(fault.NotFound, "web.flowLine", "There is no such line.")
	}
	v := view.FlowWords{Settings: c.under("Flows"), About: x.machine.About(key), English: view.Field{Value: now.English}, Spanish: view.Field{Value: now.Spanish},
		Shipped: [2]string{was.English, was.Spanish}, Heard: [2]string{spoken.English, spoken.Spanish}, Placeholders: strings.Join(placeholders(was.English), " "),
		Version: fingerprint(linePart(x.e, key)), BackURL: flowsURL + "/lines", Action: lineURL(key)}
	v.Title = "What is said"
	if in := x.machine.SaidIn(key); len(in) > 1 {
		v.Where = "It is said in " + plural(len(in), "flow") + ": " + strings.Join(in, ", ") + "."
	}
	if now != was && v.CanEdit {
		v.ResetURL = lineURL(key) + "/shipped"
	}
	if spoken.Fixed != "" {
		v.CanEdit = false
		v.Advice = append(v.Advice, "This line cannot be changed. "+spoken.Fixed)
	}
	for _, p := range x.problemsOf("line " + key) {
		v.Advice = append(v.Advice, p.Text)
	}
	return v, nil
}

// placeholders are those of a line, each once.
func placeholders(line string) (all []string) {
	for _, part := range strings.SplitAfter(line, "}") {
		if i := strings.IndexByte(part, '{'); i >= 0 && strings.HasSuffix(part, "}") && !slices.Contains(all, part[i:]) {
			all = append(all, part[i:])
		}
	}
	return all
}

// flowLinePost keeps the words of a line, if the judge lets them be said.
func (c *call) flowLinePost() error {
	x, err := c.flowDraft()
	if err != nil {
		return err
	}
	v, err := c.flowLinePage(x)
	if err != nil {
		return err
	}
	key := c.r.PathValue("key")
	v.English, v.Spanish, v.Version = c.field("english"), c.field("spanish"), c.form("version")
	said := flow.Words{English: v.English.Value, Spanish: v.Spanish.Value}
	put := func(e *flow.Edition) error {
		e.Lines = slices.DeleteFunc(slices.Clone(e.Lines), func(l flow.Line) bool { return l.Key == key })
		if was := (flow.Words{English: v.Shipped[0], Spanish: v.Shipped[1]}); said != was {
			e.Lines = append(e.Lines, flow.Line{Key: key, Words: said})
		}
		return nil
	}
	would := x.e
	_ = put(&would)
	m := mistakesIn(would, x, "line "+key, &v.English, &v.Spanish)
	return c.save(m, nil, flowsURL+"/lines", c.changeFlows(func(e flow.Edition) any { return linePart(e, key) }, put),
		func(n *view.Notice) view.Page { v.Notice = n; return v })
}

// mistakesIn puts what the judge would refuse about one thing beside the field of its language.
func mistakesIn(would flow.Edition, x editing, at string, english, spanish *view.Field) (m mistakes) {
	_, problems := flow.Build(would, x.house)
	for _, p := range problems {
		if p.At != at || p.Mild {
			continue
		}
		f := english
		if strings.Contains(p.Text, "Spanish") {
			f = spanish
		}
		if f.Error == "" {
			m++
		}
		f.Error = strings.TrimSpace(f.Error + " " + p.Text)
	}
	return m
}

// flowLineShipped goes back to the shipped words of a line.
func (c *call) flowLineShipped() error {
	key := c.r.PathValue("key")
	err := c.do(c.changeFlows(func(e flow.Edition) any { return linePart(e, key) }, func(e *flow.Edition) error {
		e.Lines = slices.DeleteFunc(e.Lines, func(l flow.Line) bool { return l.Key == key })
		return nil
	}))
	if err != nil {
		return err
	}
	c.say("saved")
	return c.see(flowsURL + "/lines")
}
