package guard

import (
	"slices"
	"strings"
	"time"

	"bedside/internal/fault"
	"bedside/internal/guard/rules"
	"bedside/internal/phi"
)

// Cleared is words that the guard let pass, for one audience, channel and recipient. Only [Guard.Clear] makes one;
// the zero Cleared opens nowhere. It is never stored: who sends later renders again and clears again.
type Cleared struct {
	title, body phi.Text
	audience    Audience
	channel     Channel
	recipient   string
}

// For returns the words if they were cleared for exactly this audience, channel and recipient. Every outward port
// calls it; anything else is a Forbidden fault.
func (c Cleared) For(a Audience, ch Channel, recipient string) (title, body string, err error) {
	if c.audience == "" || c.audience != a || c.channel != ch || c.recipient != recipient {
		return "", "", fault.New(fault.Forbidden, "guard.For", "These words were not cleared for this recipient.")
	}
	return c.title.Reveal(), c.body.Reveal(), nil
}

// Waiver is the reasoned decision of two people to let findings of certain rules pass in one text.
type Waiver struct {
	TextHash string    // Report.TextHash of the text they read
	RuleSet  string    // Guard.RuleSet they read it with
	Rules    []string  // ids of the rules they let pass
	By       [2]string // two different people
	Reason   string
	At       time.Time
}

// Clear reads a draft and, if nothing in it blocks or asks for a second look, makes it ready to go out. A finding
// that warns needs a waiver as one that blocks does: review means that a person looks. Without one the error is an
// Invalid fault and the report says why. A draft without kind, audience or channel, one for a patient without a
// recipient or for the public with one, and a waiver for other words or rules or without two people and a reason
// are Invalid too.
func (g *Guard) Clear(d Draft, waivers ...Waiver) (Cleared, Report, error) {
	if err := d.check(); err != nil {
		return Cleared{}, Report{}, err
	}
	r := g.Check(d)
	var passed []string
	for _, w := range waivers {
		if err := g.accept(w, r); err != nil {
			return Cleared{}, r, err
		}
		passed = append(passed, w.Rules...)
	}
	for _, f := range r.Findings {
		if f.Severity != rules.Note && !slices.Contains(passed, f.Rule) {
			return Cleared{}, r, fault.New(fault.Invalid, "guard.Clear", "The guard found something in these words: "+f.Message)
		}
	}
	title := strings.TrimSuffix(r.Text[:r.body], titleEnd)
	return Cleared{phi.NewText(title), phi.NewText(r.Text[r.body:]), d.Audience, d.Channel, d.Recipient}, r, nil
}

func (d *Draft) check() error {
	switch {
	case !d.Kind.Known(), !d.Audience.Known(), d.Channel == "":
		return fault.New(fault.Invalid, "guard.Clear", "A draft needs a kind, an audience and a channel.")
	case d.Audience == Patient && d.Recipient == "":
		return fault.New(fault.Invalid, "guard.Clear", "A draft for a patient needs a recipient.")
	case d.Audience == Public && d.Recipient != "":
		return fault.New(fault.Invalid, "guard.Clear", "A public draft has no recipient.")
	}
	return nil
}

func (g *Guard) accept(w Waiver, r Report) error {
	refuse := func(why string) error { return fault.New(fault.Invalid, "guard.Clear", "The waiver "+why+".") }
	switch {
	case w.TextHash != r.TextHash():
		return refuse("is for other words; they were changed since")
	case w.RuleSet != g.ruleSet:
		return refuse("was made under other rules; check the text again")
	case w.By[0] == "" || w.By[1] == "" || w.By[0] == w.By[1]:
		return refuse("needs two different people")
	case strings.TrimSpace(w.Reason) == "":
		return refuse("needs a reason")
	case w.At.IsZero() || w.At.After(g.now()):
		return refuse("needs the time when it was given")
	}
	return nil
}
