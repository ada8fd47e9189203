package web

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"bedside/internal/fault"
	"bedside/internal/frontdesk/flow"
	"bedside/internal/identity"
	"bedside/internal/tx"
	"bedside/internal/web/view"
	"bedside/internal/words"
)

const routingURL = flowsURL + "/routing"

// routing lists the rules in exact words.
func (c *call) routing() error {
	x, err := c.flowDraft()
	if err != nil {
		return err
	}
	return c.page(c.routingPage(x))
}

func rulesPart(e flow.Edition) any { return e.Rules }

func (c *call) routingPage(x editing) view.Routing {
	v := view.Routing{Settings: c.under("Flows"), NewURL: routingURL + "/new#rule", Version: fingerprint(rulesPart(x.e))}
	v.Title = "Routing"
	live, err := x.live.Edition()
	v.Untried = len(x.e.Rules) > 0 && x.draft.Tried != x.e.RulesMark() && (err != nil || live.RulesMark() != x.e.RulesMark())
	for i, r := range x.e.Rules {
		v.Rules = append(v.Rules, view.RoutingRow{N: i + 1, Says: x.machine.RuleInWords(r, x.house), URL: routingURL + "/" + strconv.Itoa(i+1) + "#rule", Up: i > 0, Down: i < len(x.e.Rules)-1})
		v.Problems = append(v.Problems, x.problemsOf(fmt.Sprintf("rule %d", i+1))...)
	}
	return v
}

// routingPost moves a rule, or takes it out.
func (c *call) routingPost() error {
	x, err := c.flowDraft()
	if err != nil {
		return err
	}
	do, of, _ := strings.Cut(c.form("do"), " ")
	n, _ := strconv.Atoi(of)
	return c.save(0, nil, routingURL, c.changeFlows(rulesPart, func(e *flow.Edition) error {
		i := n - 1
		switch {
		case i < 0 || i >= len(e.Rules):
		case do == "remove":
			e.Rules = slices.Delete(slices.Clone(e.Rules), i, i+1)
		case do == "up" && i > 0:
			e.Rules[i-1], e.Rules[i] = e.Rules[i], e.Rules[i-1]
		case do == "down" && i < len(e.Rules)-1:
			e.Rules[i+1], e.Rules[i] = e.Rules[i], e.Rules[i+1]
		}
		return nil
	}), func(n *view.Notice) view.Page {
		v := c.routingPage(x)
		v.Notice = n
		return v
	})
}

// routingTry reads the last conversations again with the draft's rules, and shows which would have gone another way.
func (c *call) routingTry() error {
	x, err := c.flowDraft()
	if err != nil {
		return err
	}
	v := c.routingPage(x)
	trial, err := c.Desk.TryRules(c.r.Context(), c.by, x.e, x.house)
	if fault.Is(err, fault.Invalid) {
		v.Notice = &view.Notice{Tone: view.Stop, Title: fault.Message(err)}
		return c.page(v)
	}
	if err != nil {
		return err
	}
	if x.draft.Number > 0 && v.Untried {
		err := c.do(func(t tx.Tx) error { return c.Flows.Tried(c.r.Context(), t, x.draft.Mark()) })
		if err != nil {
			return c.notSaved(err, nil, func(n *view.Notice) view.Page { v.Notice = n; return v })
		}
		v.Untried = false
	}
	v.Trial = &view.RoutingTrial{Title: fmt.Sprintf("%d of %s would have gone another way", len(trial.Changed), plural(trial.Calls, "conversation"))}
	for _, ch := range trial.Changed {
		v.Trial.Rows = append(v.Trial.Rows, view.TrialRow{URL: "/console/desk/" + string(ch.ID), When: stamp(ch.At.In(zoneOf(x.house.Practice, ""))), Said: ch.Said.Reveal(), Was: ch.Was, Would: ch.Would})
	}
	return c.page(v)
}

// routingRule shows a rule in its form; "new" is one that is not there yet.
func (c *call) routingRule() error {
	x, err := c.flowDraft()
	if err != nil {
		return err
	}
	r, i, err := c.thisRoute(x.e)
	if err != nil {
		return err
	}
	return c.page(c.routePage(x, r, i))
}

// thisRoute is the rule of the address and its place, -1 for a new one.
func (c *call) thisRoute(e flow.Edition) (flow.Rule, int, error) {
	n, err := strconv.Atoi(c.r.PathValue("n"))
	switch {
	case c.r.PathValue("n") == "new":
		return flow.Rule{Do: flow.Start}, -1, nil
	case err != nil || n < 1 || n > len(e.Rules):
		return flow.Rule{}, 0, fault.New(fault.NotFound, "web.thisRoute", "There is no such rule.")
	}
	return e.Rules[n-1], n - 1, nil
}

func (c *call) routePage(x editing, r flow.Rule, i int) view.RoutingRule {
	v := view.RoutingRule{Settings: c.under("Flows"), New: i < 0, Says: view.Field{Value: strings.Join(r.Says, "\n")}, NewHere: r.New,
		English: view.Field{Value: r.Say.English}, Spanish: view.Field{Value: r.Say.Spanish}, Version: fingerprint(rulesPart(x.e)), Action: c.r.URL.Path}
	v.Title = "A routing rule"
	if i >= 0 {
		v.Words = x.machine.RuleInWords(r, x.house)
		for _, p := range x.problemsOf(fmt.Sprintf("rule %d", i+1)) {
			v.Advice = append(v.Advice, p.Text)
		}
	}
	for _, w := range flow.Wants() {
		v.Wants = append(v.Wants, view.Option(w, flow.Wanted(w), slices.Contains(r.Wants, w)))
	}
	pick := func(now string, pairs ...string) (all []view.Choice) {
		for n := 0; n < len(pairs); n += 2 {
			all = append(all, view.Option(pairs[n], pairs[n+1], pairs[n] == now))
		}
		return all
	}
	v.Hours = pick(r.Hours, "", "at any time", flow.Open, "while the practice is open", flow.Closed, "while it is closed")
	for _, d := range []string{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"} {
		v.Days = append(v.Days, view.Option(d, strings.ToUpper(d[:1])+d[1:], slices.Contains(r.Days, d)))
	}
	v.Language = pick(string(r.Language), "", "in either language", string(words.English), "in English", string(words.Spanish), "in Spanish")
	v.Channel = pick(r.Channel, "", "in any way", "voice", "by phone", "sms", "by text", "chat", "in the chat")
	v.Do = pick(string(r.Do), string(flow.Start), "begin a flow", string(flow.Transfer), "connect them to a person", string(flow.MessageFor), "take a message for somebody",
		string(flow.Queue), "take a message for the care team of the provider they name", string(flow.Announce), "say something, and go on")
	v.Provider = pick(r.Provider, "", "nobody in particular")
	for _, p := range x.house.Practice.Providers {
		if p.Active || string(p.ID) == r.Provider {
			v.Provider = append(v.Provider, view.Option(string(p.ID), p.Name(), string(p.ID) == r.Provider))
		}
	}
	v.Flow = pick(r.Flow, "", "choose a flow")
	for _, name := range x.machine.Flows() {
		if f, _ := x.machine.Show(name, nil); name != "privacy" {
			v.Flow = append(v.Flow, view.Option(name, f.Title, name == r.Flow))
		}
	}
	v.Staff = pick(string(r.Staff), "", "choose who")
	for _, i := range sortedStaff(x.house) {
		v.Staff = append(v.Staff, view.Option(string(i), x.house.Staff[i], i == r.Staff))
	}
	return v
}

func sortedStaff(h flow.House) (all []identity.StaffID) {
	for i := range h.Staff {
		all = append(all, i)
	}
	slices.SortFunc(all, func(a, b identity.StaffID) int { return strings.Compare(h.Staff[a], h.Staff[b]) })
	return all
}

// routingRulePost keeps a rule, if the judge lets it be.
func (c *call) routingRulePost() error {
	x, err := c.flowDraft()
	if err != nil {
		return err
	}
	_, i, err := c.thisRoute(x.e)
	if err != nil {
		return err
	}
	r := flow.Rule{Says: lines(c.form("says")), Wants: c.r.Form["want"], Hours: c.form("hours"), Days: c.r.Form["day"], Provider: c.form("provider"), New: c.form("new") != "",
		Language: words.Language(c.form("language")), Channel: c.form("channel"), Do: flow.Do(c.form("do"))}
	switch r.Do { // what belongs to another choice is not kept
	case flow.Start:
		r.Flow = c.form("flow")
	case flow.MessageFor:
		r.Staff = identity.StaffID(c.form("staff"))
	case flow.Announce:
		r.Say = flow.Words{English: c.form("english"), Spanish: c.form("spanish")}
	}
	place := i
	put := func(e *flow.Edition) error {
		e.Rules = slices.Clone(e.Rules)
		if i < 0 {
			e.Rules = append(e.Rules, r)
			place = len(e.Rules) - 1
			return nil
		}
		if i < len(e.Rules) {
			e.Rules[i] = r
		}
		return nil
	}
	would := x.e
	if err := put(&would); err != nil {
		return err
	}
	v := c.routePage(x, r, i)
	v.Words, v.Version, v.Advice = x.machine.RuleInWords(r, x.house), c.form("version"), nil
	m := mistakesIn(would, x, fmt.Sprintf("rule %d", place+1), &v.English, &v.Spanish)
	if r.Do != flow.Announce {
		v.Error, v.English.Error, v.Spanish.Error = strings.TrimSpace(v.English.Error+" "+v.Spanish.Error), "", ""
	}
	return c.save(m, nil, routingURL, c.changeFlows(rulesPart, put), func(n *view.Notice) view.Page { v.Notice = n; return v })
}
