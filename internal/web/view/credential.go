package view

// CredentialRow is a licence, a certification or a provider number in the form of a provider.
type CredentialRow struct {
	URL, Text, Checked string
	Mark               Mark // "In force", "Look up again", "Ended"
}

// HiddenLine is something that the site does not say of a provider, and why.
type HiddenLine struct{ Text, Why string }

// NPIBox is what is known of a provider's number. Form: POST Action, no fields.
type NPIBox struct {
	Number, Says, Differs, Checked string
	Mark                           Mark
	Action                         string // "" where nobody can look it up
}

// CredentialForm makes or changes a licence or a certification, as somebody looked it up.
// GET /console/practice/providers/{id}/credentials/new, /{credential}
// Form: POST the same with kind, issuer, state, number, field, status, expires, checked, source, next, version.
type CredentialForm struct {
	Settings
	New       bool
	Who       string // "Ines Marlow, MD"
	Action    string
	BackURL   string
	RemoveURL string
	Kinds     []Choice
	Statuses  []Choice
	Issuer    Field
	State     Field
	Number    Field
	Field     Field
	Expires   Field
	Checked   Field
	Source    Field
	Next      Field
	By        string // who looked it up last, "" for a new one
	Version   string
}

// Template implements Page.
func (CredentialForm) Template() string { return "console/credentialform" }
