package web

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"bedside/internal/actor"
	"bedside/internal/civil"
	"bedside/internal/guard/rules"
	"bedside/internal/practice"
	"bedside/internal/web/view"
)

const (
	rulesHome  = "/console/rules"
	rulesShown = 15
)

// category words, in the order of [rules.Categories].
var categoryWords = map[string]string{
	"privacy": "Privacy", "claim": "Claims", "advice": "Advice", "source": "Sources", "regulatory": "Regulation", "disclosure": "Disclosure",
	"boundary": "Boundaries", "reputation": "Reputation", "transparency": "Transparency", "fit": "Fit and plain words",
}

var severityMarks = map[rules.Severity]view.Mark{
	rules.Block: {Tone: view.Stop, Icon: "octagon-alert", Word: "Blocks"},
	rules.Warn:  {Tone: view.Caution, Icon: "triangle-alert", Word: "Warns"},
	rules.Note:  {Tone: view.Note, Icon: "info", Word: "Notes"},
}

// ruleState is how a rule stands in this practice.
type ruleState string

const (
	ruleAsked   ruleState = "asked"
	ruleOff     ruleState = "off"
	ruleWaits   ruleState = "waits" // for a second person; it is asked
	ruleDue     ruleState = "due"   // it is asked, and to be compared with its source
	ruleNotHere ruleState = "elsewhere"
	ruleNotNow  ruleState = "dated"
)

var ruleStates = []struct {
	state ruleState
	word  string
	mark  view.Mark
}{
	{ruleAsked, "Asked", view.Mark{}},
	{ruleOff, "Switched off", view.Mark{Tone: view.Quiet, Icon: "circle-slash", Word: "Switched off"}},
	{ruleWaits, "Waits for a second person", view.Mark{Tone: view.Caution, Icon: "clock", Word: "Waits for a second person"}},
	{ruleDue, "Due for review", view.Mark{Tone: view.Caution, Icon: "clock", Word: "Due for review"}},
	{ruleNotHere, "Of another state", view.Mark{Tone: view.Quiet, Icon: "circle-slash", Word: "Of another state"}},
	{ruleNotNow, "Not in force now", view.Mark{Tone: view.Quiet, Icon: "circle-slash", Word: "Not in force now"}},
}

// placed is a rule with its pack and how it stands.
type placed struct {
	*rules.Rule
	pack  *rules.Pack
	state ruleState
}

// placedRules returns every rule in the order of its pack.
func (c *call) placedRules(p *practice.Practice) ([]placed, PackProblem) {
	packs, problem := c.Reads.Packs()
	today := p.Today(c.Now())
	var states []string
	for _, l := range p.Locations {
		states = append(states, l.State)
	}
	var all []placed
	for i := range packs {
		for k := range packs[i].Rules {
			r := &packs[i].Rules[k]
			all = append(all, placed{r, &packs[i], stateOfRule(r, p, states, today)})
		}
	}
	return all, problem
}

func stateOfRule(r *rules.Rule, p *practice.Practice, states []string, today civil.Date) ruleState {
	decided, there := p.RuleOff(r.ID)
	switch {
	case there && r.Off([]rules.Off{{Rule: r.ID, By: []string{decided.By, decided.Second}}}):
		return ruleOff
	case !r.In(states):
		return ruleNotHere
	case !r.Valid(today):
		return ruleNotNow
	case there && r.Hands() != rules.Never:
		return ruleWaits
	case r.Stale(today):
		return ruleDue
	}
	return ruleAsked
}

// rules lists every rule, or those that the address asks for.
func (c *call) rules() error {
	p, err := c.current()
	if err != nil {
		return err
	}
	all, problem := c.placedRules(p)
	v := view.Rules{Console: c.console("Rules", view.InPosts), Tabs: c.postTabs(rulesHome), Set: c.Reads.RuleSet(), Query: c.field("q"), Problem: packNotice(problem)}
	c.ruleChoices(&v, all)
	asked := url.Values{}
	for _, name := range []string{"q", "category", "severity", "source", "state"} {
		if s := c.form(name); s != "" {
			asked.Set(name, s)
		}
	}
	v.Asked = len(asked) > 0
	words := strings.Fields(strings.ToLower(c.form("q")))
	found := slices.DeleteFunc(slices.Clone(all), func(r placed) bool { return !c.wanted(r, words) })
	v.Said = plural(len(all), "rule")
	if v.Asked {
		v.Said = fmt.Sprintf("%s of %s", thousands(int64(len(found))), v.Said)
	}
	page, _ := strconv.Atoi(c.form("page"))
	page = min(max(page, 1), max(1, (len(found)+rulesShown-1)/rulesShown))
	first := (page - 1) * rulesShown
	for _, r := range found[first:min(first+rulesShown, len(found))] {
		v.Rows = append(v.Rows, c.ruleRow(r))
	}
	at := func(n int) string {
		asked.Set("page", strconv.Itoa(n))
		return rulesHome + "?" + asked.Encode()
	}
	if page > 1 {
		v.Prev = at(page - 1)
	}
	if first+rulesShown < len(found) {
		v.Next = at(page + 1)
	}
	return c.page(v)
}

func packNotice(p PackProblem) *view.Notice {
	switch {
	case p.Text == "":
		return nil
	case p.Blind:
		return &view.Notice{Tone: view.Stop, Title: "Nothing goes out in public: your practice's own rules cannot be read", Text: p.Text + " Patients are answered as ever, by Bedside's rules."}
	}
	return &view.Notice{Tone: view.Caution, Title: "Your practice's own rules cannot be read", Text: p.Text + " Until then the rules go on as they were before."}
}

// wanted reports whether the address asks for the rule.
func (c *call) wanted(r placed, words []string) bool {
	is := func(name, value string) bool { return c.form(name) == "" || c.form(name) == value }
	if !is("category", r.Category) || !is("severity", string(r.Severity)) || !is("source", r.pack.Name) || !is("state", string(r.state)) {
		return false
	}
	text := strings.ToLower(strings.Join(slices.Concat([]string{r.ID, r.Title, r.Message, r.Authority, r.Jurisdiction}, r.Examples.Must, r.Examples.MustNot), "\n"))
	return !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(text, w) })
}

func (c *call) ruleChoices(v *view.Rules, all []placed) {
	choice := func(list *[]view.Choice, name, value, label string) {
		*list = append(*list, view.Option(value, label, c.form(name) == value))
	}
	choice(&v.Categories, "category", "", "Anything")
	for _, k := range rules.Categories() {
		choice(&v.Categories, "category", k, categoryWords[k])
	}
	choice(&v.Severities, "severity", "", "Any")
	for _, s := range []rules.Severity{rules.Block, rules.Warn, rules.Note} {
		choice(&v.Severities, "severity", string(s), severityMarks[s].Word)
	}
	choice(&v.Packs, "source", "", "All")
	for i := range all {
		if i == 0 || all[i].pack != all[i-1].pack {
			choice(&v.Packs, "source", all[i].pack.Name, all[i].pack.Name)
		}
	}
	choice(&v.States, "state", "", "Any")
	for _, s := range ruleStates {
		choice(&v.States, "state", string(s.state), s.word)
	}
}

func (c *call) ruleRow(r placed) view.RuleRow {
	v := view.RuleRow{ID: r.ID, URL: ruleURL(r.ID), Title: r.Title, Message: r.Message, Authority: r.Authority, Fires: r.Examples.Must, Quiet: r.Examples.MustNot, Marks: []view.Mark{severityMarks[r.Severity]}}
	if strings.HasPrefix(r.URL, "https://") {
		v.Link = r.URL
	}
	for _, s := range ruleStates {
		if s.state == r.state && s.mark.Word != "" {
			v.Marks = append(v.Marks, s.mark)
		}
	}
	fact := func(name, value string) {
		if value != "" {
			v.Facts = append(v.Facts, view.Fact{Name: name, Value: value})
		}
	}
	fact("About", categoryWords[r.Category])
	fact("Asked of", askedOf(r.Kinds, "everything", ruleKinds)+" for "+askedOf(r.Audiences, "anybody", ruleReaders))
	fact("Holds in", r.Jurisdiction)
	fact("In force from", dayIf(r.EffectiveFrom.Date))
	fact("In force to", dayIf(r.EffectiveTo.Date))
	fact("Compared with its source", usDay(r.CheckedOn.Date))
	fact("To be compared again by", usDay(r.DueOn()))
	fact("Pack", r.pack.Name+" "+r.pack.Version)
	fact("File", r.pack.File)
	return v
}

// ruleKinds and ruleReaders are what a rule is asked of, in the words of the console.
var (
	ruleKinds   = map[string]string{"post": "posts", "reply": "answers in public", "page": "pages", "sms": "texts", "email": "e-mails", "voice": "calls", "chat": "chats"}
	ruleReaders = map[string]string{"public": "the public", "patient": "one patient", "staff": "staff"}
)

func askedOf(list []string, all string, words map[string]string) string {
	var said []string
	for _, s := range list {
		said = append(said, cmp.Or(words[s], s))
	}
	return cmp.Or(strings.Join(said, ", "), all)
}

// dayIf is usDay for a day that may be none.
func dayIf(d civil.Date) string {
	if d.IsZero() {
		return ""
	}
	return usDay(d)
}

func ruleURL(id string) string { return rulesHome + "/" + url.PathEscape(id) }

// mayRules reports whether the one who asks may switch rules.
func (c *call) mayRules() bool { return c.by.May(actor.ManageVoice) }
