package web

import (
	"fmt"
	"unicode/utf8"

	"bedside/internal/fault"
	"bedside/internal/guard/rules"
	"bedside/internal/outreach"
	"bedside/internal/outreach/template"
	"bedside/internal/schedule"
	"bedside/internal/tx"
	"bedside/internal/web/view"
)

// textCheck is what the guard says to a text, and what it will look like for the visit of the form.
func (c *call) textCheck(k template.Key, text template.Text) (v view.TextCheck, err error) {
	var checked template.Checked
	var seen outreach.Seen
	var unseen error
	err = c.view(func(t tx.Tx) (err error) {
		if checked, err = c.Wording.Check(c.r.Context(), t, k, text); err != nil {
			return err
		}
		seen, unseen = c.Outreach.Preview(c.r.Context(), t, k, text, outreach.Look{Visit: schedule.ID(c.r.PostFormValue("visit")), Allow: outreach.Allow(c.form("show")),
			Long: c.form("long") != "", Bare: c.form("bare") != ""})
		if kind := fault.KindOf(unseen); unseen != nil && kind != fault.Invalid && kind != fault.NotFound {
			return unseen
		}
		return nil
	})
	if err != nil {
		return v, err
	}
	for _, p := range checked.Problems {
		v.Findings = append(v.Findings, textFinding(p))
	}
	v.Findings = inOrder(v.Findings)
	textVerdict(&v, checked.Problems)
	v.Look = c.textLook(k, seen, checked)
	if unseen != nil {
		v.Look.Problem = fault.Message(unseen)
	}
	return v, nil
}

func textFinding(p template.Problem) view.PostFinding {
	v := view.PostFinding{Finding: view.Finding{Tone: tones[p.Severity], Title: p.Says, Rule: p.Rule, Quote: p.Quote, Authority: p.Authority}, Start: p.Start, End: p.End}
	if v.Field = "f-body"; p.Field == template.Title {
		v.Field = "f-title"
	}
	return v
}

// stopping counts what keeps a text from being saved.
func stopping(all []template.Problem) (n int) {
	for _, p := range all {
		if p.Severity != rules.Note {
			n++
		}
	}
	return n
}

func textVerdict(v *view.TextCheck, all []template.Problem) {
	v.Tone, v.Head, v.Text = view.Good, "These words can be saved", "In every way they can read, they say what they must and nothing that tells why, with whom or what for."
	if n := stopping(all); n > 0 {
		v.Tone, v.Head, v.Text = view.Stop, "These words cannot be saved", plural(n, "thing")+" to mend, with the reason below."
	}
}

// textLook is the message as it arrives.
func (c *call) textLook(k template.Key, seen outreach.Seen, checked template.Checked) view.TextLook {
	v := view.TextLook{Channel: string(k.Channel), Language: string(k.Language), From: c.settings().NeutralName}
	body := seen.Report
	if title := seen.Title.Reveal(); title != "" {
		v.Subject = underlined(title, seen.Report)
		head := utf8.RuneCountInString(title) + len("\n\n")
		body.Findings = nil
		for _, f := range seen.Report.Findings {
			f.Start, f.End = f.Start-head, f.End-head
			body.Findings = append(body.Findings, f)
		}
	}
	v.Words = underlined(seen.Body.Reveal(), body)
	switch k.Channel {
	case template.SMS:
		v.Count, v.Longest = textCount(seen.Body.Reveal(), seen.Length), textCount(checked.Longest, checked.Length)
	case template.Voice:
		v.Count = fmt.Sprintf("about %s", plural(max(1, spoken(seen.Body.Reveal())), "second"))
	}
	return v
}

func textCount(said string, l template.Length) string {
	if said == "" {
		return ""
	}
	alphabet := ""
	if l.Unicode {
		alphabet = fmt.Sprintf(", because of “%s”", l.Why)
	}
	return plural(utf8.RuneCountInString(said), "character") + ", " + plural(l.Segments, "segment") + alphabet
}

// spoken is about how many seconds words take on the telephone.
func spoken(said string) int {
	const perSecond = 14 // letters
	return utf8.RuneCountInString(said) / perSecond
}
