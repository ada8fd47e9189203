package samples

import "bedside/internal/web/view"

func rules() []Sample {
	tabs := append(postTabs(0)[:5:5], view.Link{Text: "Rules", URL: "/console/rules", Now: true})
	tabs[0].Now = false
	warns := view.Mark{Tone: view.Caution, Icon: "triangle-alert", Word: "Warns"}
	row := view.RuleRow{ID: "claim.cure", URL: "/console/rules/claim.cure", Title: "Promises a cure", Message: "A cure for everybody is hard to prove. Say what the evidence shows, and for whom.", Marks: []view.Mark{warns},
		Authority: "FTC Health Products Compliance Guidance, 2022", Link: "https://www.ftc.gov/business-guidance/resources/health-products-compliance-guidance",
		Fires: []string{"Our laser cures migraines.", "A permanent fix for back pain."}, Quiet: []string{"There is no cure for migraine, but it can be treated."},
		Facts: []view.Fact{{Name: "About", Value: "Claims"}, {Name: "Holds in", Value: "US"}, {Name: "Compared with its source", Value: "Nov 22, 2026"}, {Name: "Pack", Value: "FTC 2026.11"}}}
	off, private := row, row
	off.Marks = []view.Mark{warns, {Tone: view.Quiet, Icon: "circle-slash", Word: "Switched off"}}
	private.Link, private.Marks = "", []view.Mark{{Tone: view.Stop, Icon: "octagon-alert", Word: "Blocks"}}
	list := view.Rules{Console: frame(view.InPosts, "Rules"), Tabs: tabs, Set: "2026.11-3f8a1c92d07e", Said: "2 of 212 rules", Query: fine("cure"), Asked: true,
		Categories: []view.Choice{view.Option("", "Anything", true), view.Option("claim", "Claims", false)}, Severities: []view.Choice{view.Option("", "Any", true)},
		Packs: []view.Choice{view.Option("", "All", true)}, States: []view.Choice{view.Option("", "Any", true)}, Rows: []view.RuleRow{row, off}, Prev: "/console/rules?page=1", Next: "/console/rules?page=3"}
	none, blind := list, list
	none.Rows, none.Prev, none.Next = nil, "", ""
	blind.Problem = &view.Notice{Tone: view.Stop, Title: "Nothing goes out in public: your practice's own rules cannot be read", Text: "ours.toml: Line 12: Rule \"ours.words\" needs the severity block, warn or note."}
	page := view.Rule{Console: frame(view.InPosts, "Rule"), Tabs: tabs, BackURL: "/console/rules", Row: row, OffURL: "/console/rules/claim.cure/off", Two: true, Reason: fine("")}
	mend, decided, never := page, page, page
	mend.Reason, mend.Notice = wrong("", "Say why your practice does without this rule."), view.Mend(1)
	decided.Row, decided.OffURL, decided.OnURL, decided.AgreeURL = off, "", "/console/rules/claim.cure/on", "/console/rules/claim.cure/agree"
	decided.Decided = []view.Fact{{Name: "By", Value: "Kwame Osei"}, {Name: "When", Value: "Mon, Nov 23, 10:04 am 2026"}, {Name: "Why", Value: "We write \"cure\" only of bacon."}}
	never.Row, never.OffURL, never.Never = private, "", "Nobody switches this rule off: it keeps patients' information private."
	return []Sample{{"rules", list}, {"rules-none", none}, {"rules-blind", blind}, {"rule", page}, {"rule-mend", mend}, {"rule-decided", decided}, {"rule-never", never}}
}
