package guard_test

import (
	"testing"

	"bedside/internal/guard"
	"bedside/internal/guard/rules"
)

// severityOf is how much the finding of a rule weighs in a post; "" where there is none.
func severityOf(g *guard.Guard, rule, text string) (heaviest rules.Severity) {
	weight := map[rules.Severity]int{rules.Note: 1, rules.Warn: 2, rules.Block: 3}
	for _, f := range g.Check(post(text)).Findings {
		if f.Rule == rule && weight[f.Severity] > weight[heaviest] {
			heaviest = f.Severity
		}
	}
	return heaviest
}

// Speaking of a myth is not spreading it, and pressing one is not putting it right.
func TestMythsPutRight(t *testing.T) {
	g := newGuard(t, guard.Own{})
	for text, want := range map[string]rules.Severity{
		"Vaccines cause cancer.":                                      rules.Block,
		"Nobody can deny that vaccines cause cancer.":                 rules.Block,
		"No doubt about it: vaccines cause cancer.":                   rules.Block,
		"Don't listen to the CDC, vaccines cause cancer.":             rules.Block,
		"It is not a myth: vaccines cause cancer.":                    rules.Block,
		"Did you know that vaccines cause cancer?":                    rules.Block,
		"Vaccines cause cancer. Wear a coat.":                         rules.Block,
		"There is no evidence that vaccines cause cancer.":            rules.Note,
		"Myth: vaccines cause cancer.":                                rules.Note,
		"MYTH #4\nVaccines cause cancer.":                             rules.Note,
		"Contrary to what a video says, vaccines cause cancer never.": rules.Note,
		"It is false that vaccines cause cancer.":                     rules.Note,
		"Vaccines cause cancer? That is a myth.":                      rules.Note,
		"Do vaccines cause cancer?":                                   rules.Note,
		"Vaccines do not cause cancer.":                               "",
	} {
		if got := severityOf(g, "myth.vaccine-deaths", text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// A rule for one platform is silent elsewhere.
func TestRulesOfAChannel(t *testing.T) {
	g := newGuard(t, guard.Own{})
	for channel, want := range map[guard.Channel]bool{"x": true, "linkedin": false, "site": false, "": false} {
		d := post("In partnership with GlowCo we love this serum.")
		d.Channel = channel
		got := false
		for _, f := range g.Check(d).Findings {
			got = got || f.Rule == "x.paid-ad"
		}
		if got != want {
			t.Errorf("on %q: %v", channel, got)
		}
	}
}

// Telling readers what to do is told from telling them how things are.
func TestAdviceAndEducation(t *testing.T) {
	g := newGuard(t, guard.Own{})
	advises := func(text string) bool {
		for _, f := range g.Check(post(text)).Findings {
			if f.Category == "advice" && f.Severity != rules.Note {
				return true
			}
		}
		return false
	}
	for _, text := range []string{
		"Take 400 mg of magnesium before bed.",
		"Stop your blood pressure pills if you eat well.",
		"Start taking a baby aspirin today.",
		"Skip your insulin when you fast.",
		"Double your dose on bad days.",
		"Everyone over 50 should take a statin.",
		"I recommend melatonin for every child.",
		"Quit your antidepressant and try running.",
		"You should take vitamin K for your bones.",
		"Give your toddler two teaspoons of cough syrup.",
		"You don't need your inhaler in summer.",
		"Cut your prednisone in half this week.",
		"Throw out your statins.",
		"Use 5 drops of iodine daily.",
	} {
		if !advises(text) {
			t.Errorf("passes: %q", text)
		}
	}
	for _, text := range []string{
		"Magnesium is in nuts, beans and whole grains.",
		"In the trial, adults took 400 mg of magnesium or a dummy pill for eight weeks.",
		"Some people stop blood pressure pills on their own. Please talk to us before you change anything.",
		"Aspirin thins the blood and can cause bleeding; whether it helps depends on your risk.",
		"Never skip your insulin. If you plan to fast, ask us first.",
		"Statins lower LDL. The guideline suggests them for adults aged 40 to 75 who are at risk.",
		"Melatonin is sold as a supplement, and what is in the bottle varies.",
		"Antidepressants take four to six weeks to work.",
		"The vaccine is given in two doses, two to six months apart.",
		"We recommend the shingles vaccine for adults 50 and older; it is not for people who reacted badly to a dose before.",
		"Cough syrup does little in young children.",
		"Inhalers work best with a spacer.",
	} {
		if advises(text) {
			t.Errorf("held: %q", text)
		}
	}
}
