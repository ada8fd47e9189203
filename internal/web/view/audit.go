package view

// Audit lists events. GET /console/audit?who=&verb=&subject=&from=&to=&page=
// Form (filters): GET the same with who, verb, from, to (YYYY-MM-DD).
type Audit struct {
	Console
	Chain  Chain
	Who    []Choice
	Verbs  []Choice
	From   Field
	To     Field
	Rows   []EventRow
	Newer  string
	Older  string
	Tamper []Choice // the ways the demo offers to "tamper with a copy": POST /demo/tamper with how
}

// Template implements Page.
func (Audit) Template() string { return "console/audit" }

// Chain is the state of the audit chain.
type Chain struct {
	Mark Mark   // "Verified", "Broken"
	Text string // "up to event 1,284, 3 seconds ago"
	Head string // the last exported head, shortened
}

// EventRow is one event.
type EventRow struct {
	Number  string // "1,284"
	When    string
	Who     string
	Verb    string // "appointment.booked"
	Subject string // "visit 01J…", never a name
	URL     string // the subject's receipt, may be empty
	Facts   []Fact
	Hash    string // shortened
}

// Receipt is everything about one visit in order, to print.
// GET /console/audit/visits/{id}
type Receipt struct {
	Console
	Subject string // "Visit 01J9…"
	Banner  Banner
	Facts   []Fact
	Rows    []ReceiptRow
	Chain   Chain
	Printed string
	BackURL string
}

// Template implements Page.
func (Receipt) Template() string { return "console/receipt" }

// ReceiptRow is one event, message or access.
type ReceiptRow struct {
	Number string // event number, empty for accesses
	When   string
	Kind   string // "event", "message", "access"
	Icon   string
	Who    string
	Text   string
	Hash   string
}

// Tamper is the result of "tamper with a copy". POST /demo/tamper
type Tamper struct {
	Console
	Did     string // "Changed the start of one visit in event 731, in a copy."
	Found   bool
	Names   string // "Event 731"
	Text    string // how it was found
	Elapsed string
	BackURL string
	Ways    []Choice // to do it again
}

// Template implements Page.
func (Tamper) Template() string { return "console/tamper" }

// TamperWays are the ways to tamper with a log; one is chosen.
func TamperWays(now string) []Choice {
	return []Choice{
		Option("change", "Change an event", now == "change"), Option("remove", "Remove an event", now == "remove"), Option("insert", "Insert an event", now == "insert"),
		Option("reorder", "Swap two events", now == "reorder"), Option("cut", "Cut off the end", now == "cut"),
	}
}
