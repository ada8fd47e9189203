package web

import (
	"net/http"
	"slices"
	"time"

	"bedside/internal/fault"
	"bedside/internal/guard/rules"
	"bedside/internal/practice"
	"bedside/internal/tx"
	"bedside/internal/web/view"
)

// thisRule is the rule of the address, and its page.
func (c *call) thisRule() (placed, view.Rule, error) {
	p, err := c.current()
	if err != nil {
		return placed{}, view.Rule{}, err
	}
	all, _ := c.placedRules(p)
	i := slices.IndexFunc(all, func(r placed) bool { return r.ID == c.r.PathValue("rule") })
	if i < 0 {
		return placed{}, view.Rule{}, fault.New(fault.NotFound, "web.rule", "There is no such rule.")
	}
	v, err := c.rulePage(p, all[i])
	return all[i], v, err
}

// rule shows one rule, and whether and how it can be switched off.
func (c *call) rule() error {
	_, v, err := c.thisRule()
	if err != nil {
		return err
	}
	return c.page(v)
}

func (c *call) rulePage(p *practice.Practice, r placed) (view.Rule, error) {
	v := view.Rule{Console: c.console("Rule", view.InPosts), Tabs: c.postTabs(rulesHome), BackURL: rulesHome, Row: c.ruleRow(r), Two: r.Hands() > 1}
	if r.Hands() == rules.Never {
		v.Never = "Nobody switches this rule off: it keeps patients' information private."
		return v, nil
	}
	own := ruleURL(r.ID)
	decided, there := p.RuleOff(r.ID)
	if !there {
		if c.mayRules() {
			v.OffURL = own + "/off"
		}
		return v, nil
	}
	names, err := c.staffNames()
	if err != nil {
		return v, err
	}
	when := func(at time.Time) string { return at.In(c.office()).Format("Mon, Jan 2, 2006, 3:04 pm") }
	v.Decided = []view.Fact{{Name: "By", Value: names[decided.By]}, {Name: "When", Value: when(decided.At)}, {Name: "Why", Value: decided.Reason}}
	if decided.Second != "" {
		v.Decided = append(v.Decided, view.Fact{Name: "Agreed", Value: names[decided.Second] + ", " + when(decided.SecondAt)})
	}
	if c.mayRules() {
		v.OnURL = own + "/on"
		if v.Two && decided.Second == "" && decided.By != c.by.ID {
			v.AgreeURL = own + "/agree"
		}
	}
	return v, nil
}

// ruleOff decides that a rule is not asked.
func (c *call) ruleOff() error {
	r, v, err := c.thisRule()
	if err != nil {
		return err
	}
	if r.Hands() == rules.Never {
		return fault.New(fault.Forbidden, "web.ruleOff", "Nobody switches this rule off: it keeps patients' information private.")
	}
	v.Reason = c.field("reason")
	var m mistakes
	if m.need(&v.Reason, "Say why your practice does without this rule."); m > 0 {
		v.Notice = view.Mend(int(m))
		return c.Render.Page(c.w, http.StatusBadRequest, v)
	}
	return c.save(m, places{"Reason": &v.Reason}, ruleURL(r.ID), func(t tx.Tx) error {
		return c.Practice.SwitchRuleOff(c.r.Context(), t, r.ID, v.Reason.Value)
	}, func(n *view.Notice) view.Page { v.Notice = n; return v })
}

// ruleAgree is the second person's agreement.
func (c *call) ruleAgree() error {
	return c.switchRule(func(t tx.Tx, id string) error { return c.Practice.AgreeRuleOff(c.r.Context(), t, id) })
}

// ruleOn has a rule asked again.
func (c *call) ruleOn() error {
	return c.switchRule(func(t tx.Tx, id string) error { return c.Practice.SwitchRuleOn(c.r.Context(), t, id) })
}

func (c *call) switchRule(f func(t tx.Tx, id string) error) error {
	r, v, err := c.thisRule()
	if err != nil {
		return err
	}
	return c.save(0, nil, ruleURL(r.ID), func(t tx.Tx) error { return f(t, r.ID) }, func(n *view.Notice) view.Page { v.Notice = n; return v })
}
