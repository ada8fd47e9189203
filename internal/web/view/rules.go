package view

// Rules lists what the guard asks. GET /console/rules?q=&category=&severity=&source=&state=&page=2
type Rules struct {
	Console
	Tabs       []Link
	Problem    *Notice // a pack of the practice's own that cannot be read
	Set        string  // the rule set's name
	Said       string  // "38 of 212 rules"
	Query      Field
	Categories []Choice
	Severities []Choice
	Packs      []Choice
	States     []Choice
	Asked      bool // something is filtered
	Rows       []RuleRow
	Prev, Next string
}

// Template implements Page.
func (Rules) Template() string { return "console/rules" }

// RuleRow is one rule in the list, and the head of its own page.
type RuleRow struct {
	ID, URL, Title, Message string
	Marks                   []Mark // its severity; "Switched off", "Due for review"
	Authority               string
	Link                    string // of the authority, "" for none
	Fires, Quiet            []string
	Facts                   []Fact
}

// Rule is one rule. GET /console/rules/{rule}
// Forms: POST …/off (reason), …/agree, …/on; what may not be done has no address.
type Rule struct {
	Console
	Tabs     []Link
	BackURL  string
	Row      RuleRow
	Decided  []Fact // who switched it off, when and why
	Never    string // why it cannot be switched off
	OffURL   string
	AgreeURL string
	OnURL    string
	Two      bool // it takes two people
	Reason   Field
}

// Template implements Page.
func (Rule) Template() string { return "console/rule" }
