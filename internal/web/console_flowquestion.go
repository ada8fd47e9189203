package web

import (
	"slices"
	"strconv"
	"strings"

	"bedside/internal/fault"
	"bedside/internal/frontdesk/flow"
	"bedside/internal/web/view"
)

// mostAnswers is how many answers the form of a choice has room for.
const mostAnswers = 6

// flowQuestion shows a question of the practice's own in its form; "new" is one that is not there yet.
func (c *call) flowQuestion() error {
	x, err := c.flowDraft()
	if err != nil {
		return err
	}
	o, q, err := c.thisQuestion(x.e)
	if err != nil {
		return err
	}
	return c.page(c.questionPage(x, o, q))
}

// thisQuestion is the flow and the question of the address.
func (c *call) thisQuestion(e flow.Edition) (flow.Own, flow.Question, error) {
	step := c.r.PathValue("step")
	for _, o := range e.Own {
		if o.Name != c.r.PathValue("name") {
			continue
		}
		for _, q := range o.Steps {
			if q.Name == step {
				return o, q, nil
			}
		}
		if step == "new" {
			return o, flow.Question{}, nil
		}
	}
	return flow.Own{}, flow.Question{}, fault.New(fault.NotFound, "web.thisQuestion", "There is no such question.")
}

func (c *call) questionPage(x editing, o flow.Own, q flow.Question) view.FlowQuestion {
	v := view.FlowQuestion{Settings: c.under("Flows"), New: q.Name == "", Flow: o.Title, English: view.Field{Value: q.Ask.English}, Spanish: view.Field{Value: q.Ask.Spanish},
		Take: []view.Choice{view.Option("text", "Whatever they say", len(q.Options) == 0), view.Option("choice", "One of these answers", len(q.Options) > 0)},
		Then: x.thens(o, q.Name, q.Then), Version: fingerprint(flowPart(x.e, o.Name)), BackURL: flowURL(o.Name), Action: c.r.URL.Path}
	v.Title = "A question of your own"
	for i := range mostAnswers {
		a := flow.Option{}
		if i < len(q.Options) {
			a = q.Options[i]
		}
		v.Options = append(v.Options, view.FlowOption{N: i, English: a.English, Spanish: a.Spanish, Then: x.thens(o, q.Name, a.Then)})
	}
	for _, p := range x.problemsOf("step " + q.Name) {
		v.Advice = append(v.Advice, p.Text)
	}
	return v
}

// thens are what may follow a question or an answer.
func (x editing) thens(o flow.Own, but, now string) []view.Choice {
	all := []view.Choice{view.Option("", "the next step", now == "")}
	for _, s := range o.Steps {
		if s.Name != but {
			all = append(all, view.Option(s.Name, x.machine.StepName(s.Name), now == s.Name))
		}
	}
	return append(all, view.Option(flow.End, "the end", now == flow.End))
}

// flowQuestionPost keeps it, if the judge lets it be asked.
func (c *call) flowQuestionPost() error {
	x, err := c.flowDraft()
	if err != nil {
		return err
	}
	o, was, err := c.thisQuestion(x.e)
	if err != nil {
		return err
	}
	q := flow.Question{Name: was.Name, Ask: flow.Words{English: c.form("english"), Spanish: c.form("spanish")}, Then: c.form("then")}
	if c.form("take") == "choice" {
		q.Take = "choice"
		for i := range mostAnswers {
			n := strconv.Itoa(i)
			a := flow.Option{Words: flow.Words{English: c.form("en" + n), Spanish: c.form("es" + n)}, Then: c.form("then" + n)}
			if a.English+a.Spanish != "" {
				q.Options = append(q.Options, a)
			}
		}
	}
	if q.Name == "" {
		q.Name = flow.OwnName(q.Ask.English, func(n string) bool {
			return slices.ContainsFunc(x.e.Own, func(o flow.Own) bool {
				return slices.ContainsFunc(o.Steps, func(q flow.Question) bool { return q.Name == n })
			})
		})
	}
	put := func(e *flow.Edition) error {
		i := slices.IndexFunc(e.Own, func(p flow.Own) bool { return p.Name == o.Name })
		steps := slices.Clone(e.Own[i].Steps)
		if at := slices.IndexFunc(steps, func(p flow.Question) bool { return p.Name == q.Name }); at >= 0 {
			steps[at] = q
		} else {
			steps = append([]flow.Question{q}, steps...)
		}
		e.Own = slices.Clone(e.Own)
		e.Own[i].Steps = steps
		return nil
	}
	v := c.questionPage(x, o, q)
	v.New, v.Version, v.Advice = was.Name == "", c.form("version"), nil
	would := x.e
	if err := put(&would); err != nil {
		return err
	}
	m := mistakesIn(would, x, "step "+q.Name, &v.English, &v.Spanish)
	if strings.Contains(v.English.Error, "answer") { // it is about the answers below
		v.Error, v.English.Error = v.English.Error, ""
	}
	return c.save(m, nil, flowURL(o.Name), c.changeFlows(func(e flow.Edition) any { return flowPart(e, o.Name) }, put),
		func(n *view.Notice) view.Page { v.Notice = n; return v })
}
