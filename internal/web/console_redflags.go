package web

import (
	"strings"

	"bedside/internal/actor"
	"bedside/internal/fault"
	"bedside/internal/practice"
	"bedside/internal/triage"
	"bedside/internal/tx"
	"bedside/internal/web/view"
)

// redFlags shows the list by which emergencies are told, and who has signed it.
func (c *call) redFlags() error {
	p, err := c.current()
	if err != nil {
		return err
	}
	v, err := c.redFlagsPage(p)
	if err != nil {
		return err
	}
	return c.page(v)
}

func (c *call) redFlagsPage(p *practice.Practice) (view.RedFlags, error) {
	v := view.RedFlags{Settings: c.under("Emergency list"), Set: c.RedFlags.Set(), MaySign: c.by.May(actor.SignRedFlags)}
	v.Signed = signedNotice(p, v.Set)
	for _, tier := range []struct {
		tier triage.Tier
		name string
		does string
	}{
		{triage.Emergency, "Emergency", "911, 988 or Poison Help before anything else"},
		{triage.Urgent, "Urgent", "a nurse while you are open, whoever is on call while you are closed"},
	} {
		t := view.RedFlagTier{ID: string(tier.tier), Name: tier.name, Does: tier.does}
		for _, r := range c.RedFlags.Rules() {
			if r.Tier == tier.tier {
				t.Rows = append(t.Rows, view.RedFlagRow{Kind: kindName(r.Kind), Plain: r.Plain, Source: r.Source, Fires: some(r.Fires), Quiet: some(r.Quiet)})
			}
		}
		v.Tiers = append(v.Tiers, t)
	}
	if s := p.Desk.RedFlags.Set; s == "" || s == v.Set {
		return v, nil
	}
	err := c.view(func(t tx.Tx) error {
		was, err := c.Practice.Signed(c.r.Context(), t)
		v.Changed = signedChanges(was, c.RedFlags.Rules())
		return err
	})
	return v, err
}

// signed are the rules as they are signed.
func signed(rules []triage.Rule) (all []practice.SignedRule) {
	for _, r := range rules {
		all = append(all, practice.SignedRule{Rule: r.ID, Mark: r.Mark(), Tier: string(r.Tier), Plain: r.Plain})
	}
	return all
}

// signedChanges are what is new, other and gone since the list was signed.
func signedChanges(was []practice.SignedRule, now []triage.Rule) (rows []view.RuleChange) {
	before := map[string]practice.SignedRule{}
	for _, r := range was {
		before[r.Rule] = r
	}
	for _, r := range signed(now) {
		old, there := before[r.Rule]
		delete(before, r.Rule)
		row := view.RuleChange{Rule: r.Rule, Now: r.Plain + tierWord(r.Tier), Then: old.Plain + tierWord(old.Tier)}
		switch {
		case !there:
			row.Mark, row.Then = view.Mark{Tone: view.Note, Icon: "plus", Word: "New"}, ""
		case old.Mark == r.Mark:
			continue
		default:
			row.Mark = view.Mark{Tone: view.Caution, Icon: "pencil", Word: "Changed"}
			if row.Then == row.Now {
				row.Then = "The same words; what it listens for in detail, its source or its examples were others."
			}
		}
		rows = append(rows, row)
	}
	for _, r := range was {
		if _, gone := before[r.Rule]; gone {
			rows = append(rows, view.RuleChange{Rule: r.Rule, Then: r.Plain + tierWord(r.Tier), Mark: view.Mark{Tone: view.Stop, Icon: "circle-slash", Word: "Gone"}})
		}
	}
	return rows
}

func tierWord(tier string) string {
	if tier == "" {
		return ""
	}
	return " (" + tier + ")"
}

// signedNotice says who has signed the set of rules, if anybody has.
func signedNotice(p *practice.Practice, set string) view.Notice {
	s := p.Desk.RedFlags
	at := stamp(s.At.In(zoneOf(p, ""))) + s.At.Format(" 2006")
	const plea = "Bedside uses it all the same. Let a clinician of the practice read it and sign it."
	switch s.Set {
	case set:
		return view.Notice{Tone: view.Good, Title: "Signed by " + s.Name, Text: at + ", this very list."}
	case "":
		return view.Notice{Tone: view.Caution, Title: "No clinician has signed this list", Text: plea}
	}
	return view.Notice{Tone: view.Caution, Title: "The list has changed since " + s.Name + " signed it", Text: "That was on " + at + ". " + plea}
}

// kindName is a kind of emergency in words: "Chest pain".
func kindName(k triage.Kind) string {
	words := strings.ReplaceAll(string(k), "_", " ")
	return strings.ToUpper(words[:1]) + words[1:]
}

// some is what a page shows of a rule's examples.
func some(examples []string) []string { return examples[:min(len(examples), 3)] }

// redFlagsSign puts the reader's name under the list that was shown to them.
func (c *call) redFlagsSign() error {
	p, err := c.current()
	if err != nil {
		return err
	}
	v, err := c.redFlagsPage(p)
	if err != nil {
		return err
	}
	return c.save(0, nil, "/console/practice/emergencies", func(t tx.Tx) error {
		switch {
		case c.form("set") != v.Set:
			return fault.New(fault.Conflict, "web.redFlagsSign", "The list has changed since you opened it. Read it anew.")
		case c.form("clinician") == "":
			return fault.New(fault.Invalid, "web.redFlagsSign", "Only a licensed clinician signs. Tick that you are one and have read the list.")
		}
		return c.Practice.SignRedFlags(c.r.Context(), t, v.Set, c.session.Staff.Name, signed(c.RedFlags.Rules())...)
	}, func(n *view.Notice) view.Page { v.Notice = n; return v })
}
