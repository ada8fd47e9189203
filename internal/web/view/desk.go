package view

// DeskForm is how the front desk answers. GET /console/practice/desk
// Form: POST the same with dial-{flow} (message, propose or act), transfer,
// ringing (seconds), referral, voicemail (1), urgent (minutes), spanish (1),
// insurances (one a line), code and private (as often as chosen), version.
type DeskForm struct {
	Settings
	Dials      []DialRow
	Transfer   Field
	Ringing    []Choice
	Referral   Field
	Voicemail  bool
	Urgent     []Choice
	Spanish    bool
	Insurances Field
	Codes      []Choice // flows that ask for a code
	Private    []Choice // services of which nothing is told of a minor's visits
	Version    string
}

// Template implements Page.
func (DeskForm) Template() string { return "console/desk" }

// DialRow is one thing that patients ask for, and how far Bedside may go: one
// choice for each column, without a label where there is none.
type DialRow struct {
	Flow, Name string
	Choices    [3]Choice
	Always     string // instead of choices: what always happens
}

// Answers is the list of approved answers beside the form of one. GET /console/practice/answers, /new, /{id}
// Form: POST /console/practice/answers/{id} with asks (one a line), english,
// spanish, source, active (1), site (1), version; POST …/{id}/remove.
type Answers struct {
	Settings
	Rows   []AnswerRow
	NewURL string
	Form   *AnswerForm // nil shows the list alone
}

// Template implements Page.
func (Answers) Template() string { return "console/deskanswers" }

// AnswerRow is one answer in the list.
type AnswerRow struct {
	URL, Ask, Says string
	Mark           Mark // "English, Spanish", "English only", "Not in use"
	Now            bool
}

// AnswerForm makes or changes an answer.
type AnswerForm struct {
	New       bool
	Action    string
	RemoveURL string // "" for a new one
	Asks      Field
	English   Field
	Spanish   Field
	Source    Field
	Active    bool
	OnSite    bool
	Approved  string // "Priya Anand, Mon, Nov 23, 10:04 am"
	Version   string
}

// RedFlags is the list by which emergencies are told. GET /console/practice/emergencies
// Form: POST the same with set, clinician (1).
type RedFlags struct {
	Settings
	Signed  Notice // who signed this very list, or that nobody has
	MaySign bool
	Set     string       // names the list that is shown
	Changed []RuleChange // since it was signed
	Tiers   []RedFlagTier
}

// RuleChange is a rule that is not as it was signed.
type RuleChange struct {
	Rule      string
	Then, Now string // in plain words; "" for none
	Mark      Mark
}

// Template implements Page.
func (RedFlags) Template() string { return "console/deskredflags" }

// RedFlagTier is the rules that lead to the same words.
type RedFlagTier struct {
	ID, Name, Does string
	Rows           []RedFlagRow
}

// RedFlagRow is one rule.
type RedFlagRow struct {
	Kind, Plain, Source string
	Fires, Quiet        []string // examples
}
