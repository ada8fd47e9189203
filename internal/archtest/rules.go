// Package archtest holds the rules of the house: which package may import which, and why. They are data here and a
// test beside it; nothing imports this package.
package archtest

// The layers, each in import order: a package may import those before it in its own layer.
var (
	// leaves are what everything stands on. A leaf may import the leaves before it and nothing else of ours.
	leaves = []string{"fault", "id", "civil", "actor", "phi", "tx", "strict", "words", "attempt", "ical", "hl7"}

	// domains hold what the practice knows and decides. A domain may import leaves and the domains before it; its
	// sub-packages count as the domain itself.
	domains = []string{
		"audit", "job", "practice", "guard", "triage", "identity", "patient", "schedule", "oncall", "inbox", "elsewhere", "outreach", "exchange",
		"knowledge", "frontdesk", "rehearse", "publish", "closing", "insight",
	}

	// adapters join the domains to the world. They import leaves and domains, and of each other only the libraries.
	adapters  = []string{"limit", "httpstatus", "store", "channel", "voice", "social", "fetch", "nppes", "sources", "pdf", "llm", "web", "api"}
	libraries = []string{"limit", "httpstatus", "voice", "fetch"} // limit, httpstatus: site and API count an address and say an error alike

	// tops know how it all fits together.
	tops = []string{"config", "app", "demo", "cli"}

	// forTests are imported by tests only.
	forTests = []string{"testkit", "archtest"}
)

// ban is an import that a layer must not have.
type ban struct {
	in     []string // packages of ours
	path   string   // an import path; everything below it is meant too
	except []string // packages of ours that may
	reason string
}

var bans = []ban{
	{in: inside(leaves, domains), path: "database/sql", reason: "a domain that knows SQL cannot be tested or moved without a database; it declares an interface and package store implements it"},
	{in: inside(leaves, domains), path: "net/http", reason: "what the practice decides must not depend on the way a question came in: by page, telephone or text"},
	{in: inside(leaves, domains), path: "os", reason: "files, environment and processes are the program's business; app reads them and passes on what a domain needs"},
	{in: inside(leaves, domains), path: "math/rand", reason: "chance is injected, so that the demo and every test are the same each time"},
	{in: inside(leaves, domains, adapters, tops), path: "github.com/jackc/pgx", except: []string{"store"}, reason: "the engine is store's secret; nothing else may come to depend on it"},
	{in: inside(leaves, domains, adapters, tops), path: "modernc.org/sqlite", except: []string{"store"}, reason: "the engine is store's secret; nothing else may come to depend on it"},
	{in: inside(leaves, domains, adapters, tops), path: "testing", reason: "what tests need must not be in the program"},
}

func inside(layers ...[]string) []string {
	var all []string
	for _, l := range layers {
		all = append(all, l...)
	}
	return all
}

// Reasons for the rules between our own packages.
const (
	whyLeaf     = "a leaf imports only the leaves before it, so that anything may import a leaf without a second thought"
	whyDomain   = "a domain imports leaves and the domains before it; so each can be understood with what stands before it, and there is no circle"
	whyAdapter  = "adapters import leaves, domains and the libraries among them, never each other: they meet in app, so that one can be replaced without touching another"
	whyStore    = "only app, cli and tests import store: everything else speaks to the interface that its domain declares"
	whyTests    = "only tests import it: what tests need must not be in the program"
	whyUnknown  = "a new package takes a place in internal/archtest/rules.go first, so that its imports have been thought about"
	whyInit     = "no init functions: what runs at start is called by main, where it can be seen"
	whyClock    = "the clock is injected (a func() time.Time), so that the demo and every test are the same each time and the clock can be moved"
	whyClockVar = "a clock in a package variable is package state: two tests at once would move each other's time"
)
