package view

// Flows lists what the front desk does, and where the draft stands. GET /console/practice/flows
// Form: POST the same with title makes a flow of the practice's own.
type Flows struct {
	Settings
	Live   Notice // which version callers hear
	Draft  *FlowDraft
	Rows   []FlowRow
	Rules  string // "4 rules"
	Name   Field  // of a new one
	Wheres []Link // the pages beside: wording, routing, versions
}

// Template implements Page.
func (Flows) Template() string { return "console/flows" }

// FlowRow is one flow.
type FlowRow struct {
	URL, Name, Asks string
	Marks           []Mark
}

// FlowDraft is the draft beside what callers hear.
type FlowDraft struct {
	Text     string // "12 changes, last by Priya Anand at 10:04 am"
	Problems []FlowProblem
	URL      string // to publish it
}

// FlowProblem is a sentence of the judge, with where to mend it.
type FlowProblem struct {
	Text, URL string
	Mild      bool
}

// Flow is one flow as it will be spoken. GET /console/practice/flows/flow/{name}
// Forms: POST the same with version, do (up, down, drop, add, on, off, shipped, remove, name) and of (the step), title, task.
type Flow struct {
	Settings
	Name     string
	Says     string // who gets here
	Own      bool
	Off      bool
	MayOff   bool
	Changed  bool
	Steps    []FlowStep
	End      []FlowLine
	Add      []Choice // steps that may be asked besides
	NewURL   string   // a question of one's own
	Problems []FlowProblem
	Version  string
	TitleIn  Field
	Tasks    []Choice
}

// Template implements Page.
func (Flow) Template() string { return "console/flow" }

// FlowStep is one step of a flow, with what is said at it.
type FlowStep struct {
	Name, Title    string
	Then           string
	EditURL        string // of a question of one's own
	Up, Down, Drop bool
	Lines          []FlowLine
}

// FlowLine is one line as it is spoken.
type FlowLine struct {
	When, English, Spanish string
	EditURL                string // to change it, or to read why not
	Fixed                  string
	Changed                bool
}

// FlowWording lists every line. GET /console/practice/flows/lines
type FlowWording struct {
	Settings
	Groups []FlowGroup
}

// Template implements Page.
func (FlowWording) Template() string { return "console/flowwording" }

// FlowGroup is lines that belong together.
type FlowGroup struct {
	Name  string
	Lines []FlowLine
}

// FlowWords is one line in both languages. GET /console/practice/flows/lines/{key}
// Form: POST the same with english, spanish, version; POST …/shipped with version.
type FlowWords struct {
	Settings
	About            string
	English, Spanish Field
	Shipped          [2]string
	Heard            [2]string // as it is said now
	Placeholders     string
	Where            string // the flows it is said in, where there are several
	Advice           []string
	Version, BackURL string
	Action, ResetURL string
}

// Template implements Page.
func (FlowWords) Template() string { return "console/flowwords" }

// FlowQuestion is a question of one's own. GET /console/practice/flows/flow/{flow}/step/{step}, "new" for a new one
// Form: POST the same with english, spanish, take (text or choice), and for each of the options en0, es0, then0, …; then,
// version.
type FlowQuestion struct {
	Settings
	New              bool
	Flow             string
	English, Spanish Field
	Take             []Choice
	Options          []FlowOption
	Then             []Choice
	Error            string
	Advice           []string
	Version, BackURL string
	Action           string
}

// Template implements Page.
func (FlowQuestion) Template() string { return "console/flowquestion" }

// FlowOption is one answer of a choice.
type FlowOption struct {
	N                int
	English, Spanish string
	Then             []Choice
}

// Routing lists the rules. GET /console/practice/flows/routing
// Forms: POST the same with version, do (up, down, remove) and of (the place); POST …/try.
type Routing struct {
	Settings
	Rules    []RoutingRow
	NewURL   string
	Problems []FlowProblem
	Untried  bool
	Trial    *RoutingTrial
	Version  string
}

// Template implements Page.
func (Routing) Template() string { return "console/routing" }

// RoutingRow is one rule in exact words.
type RoutingRow struct {
	N        int
	Says     string
	URL      string
	Up, Down bool
}

// RoutingTrial is what the rules would have changed.
type RoutingTrial struct {
	Title string // "4 of 132 conversations would have gone another way"
	Rows  []TrialRow
}

// TrialRow is one conversation.
type TrialRow struct{ URL, When, Said, Was, Would string }

// RoutingRule is the form of one rule. GET /console/practice/flows/routing/{n}, "new" for a new one
// Form: POST the same with says (one a line), want (several), hours, day (several), provider, new (1), language, channel,
// do, flow, staff, english, spanish, version.
type RoutingRule struct {
	Settings
	New              bool
	Says             Field
	Wants            []Choice
	Hours            []Choice
	Days             []Choice
	Provider         []Choice
	NewHere          bool
	Language         []Choice
	Channel          []Choice
	Do               []Choice
	Flow             []Choice
	Staff            []Choice
	English, Spanish Field
	Words            string // the rule in exact words
	Error            string
	Advice           []string
	Version, Action  string
}

// Template implements Page.
func (RoutingRule) Template() string { return "console/routingrule" }

// FlowVersions lists what was published. GET /console/practice/flows/versions
type FlowVersions struct {
	Settings
	Rows []FlowVersion
}

// Template implements Page.
func (FlowVersions) Template() string { return "console/flowversions" }

// FlowVersion is one version in the list.
type FlowVersion struct {
	URL, Name, When, Who, Why string
	Mark                      Mark
}

// FlowCompare is what differs, and what to do about it. GET /console/practice/flows/publish, …/versions/{n}
// Form: POST the same with note and version publishes or goes back; …/aside and …/carry with version; POST …/versions/{n}/up.
type FlowCompare struct {
	Settings
	Heading  string
	Text     string
	Rows     []FlowDifference
	Problems []FlowProblem
	Note     Field
	Mark     string
	Action   string // "" where nothing can be published
	Verb     string // on the button
	AsideURL string
	CarryURL string // somebody else published meanwhile
	UpURL    string // to go on from it
}

// Template implements Page.
func (FlowCompare) Template() string { return "console/flowcompare" }

// FlowDifference is one thing before and after.
type FlowDifference struct {
	About                  string
	Was, Now, WasES, NowES string
}
