package flow

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"bedside/internal/civil"
	"bedside/internal/frontdesk/hear"
	"bedside/internal/identity"
	"bedside/internal/inbox"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/words"
)

// aWorld is one in which nothing is free and nobody is known; tasks are counted.
type aWorld struct {
	World
	p     *practice.Practice
	tasks int
}

func (w *aWorld) Practice() *practice.Practice { return w.p }
func (w *aWorld) Now() time.Time               { return time.Date(2026, 11, 23, 16, 0, 0, 0, time.UTC) }
func (w *aWorld) Answers() *Answers            { return NewAnswers(w.p) }
func (w *aWorld) Channel() string              { return "voice" }
func (w *aWorld) From() phi.Phone              { return phi.Phone{} }
func (w *aWorld) Ready() bool                  { return true }
func (w *aWorld) Named(phi.Name) error         { return nil }
func (w *aWorld) Task(inbox.Task) (string, error) {
	w.tasks++
	return "task", nil
}
func (w *aWorld) Assignee(For) (identity.StaffID, error)       { return "", nil }
func (w *aWorld) Free(schedule.Query) ([]schedule.Slot, error) { return nil, nil }
func (w *aWorld) Stop(phi.Phone) error                         { return nil }
func (w *aWorld) Start(phi.Phone, ...patient.Purpose) error    { return nil }
func (*aWorld) Codes() bool                                    { return false }

func (*aWorld) SendCode([]phi.Name, []phi.BirthDate) error { return nil }

func (*aWorld) CheckCode(string) (patient.ID, CodeState, error) { return "", CodeOver, nil }

func (w *aWorld) MatchWaiting([]phi.Name, []phi.BirthDate, *Speaker) (patient.ID, []Waiting, bool, error) {
	return "p", []Waiting{{ID: "w", Service: "visit", From: civil.DateOf(w.Now()), To: civil.DateOf(w.Now()).AddDays(9), Days: []time.Weekday{1, 3}, Until: 720}}, true, nil
}
func (*aWorld) Wait(schedule.Joining) (schedule.WaitID, error) { return "w", nil }
func (*aWorld) Leave(patient.ID, schedule.WaitID) error        { return nil }

func (w *aWorld) Match([]phi.Name, []phi.BirthDate, *Speaker) (patient.ID, []schedule.Appointment, bool, error) {
	return "", nil, false, nil
}

var (
	someSteps = []string{"name", "phone", "dob", "text", "medicine", "own_a", "own_b", "own_c", "own_d", "visit", "confirm", "date", "own_e"}
	someThen  = []string{"", "", "", "", End, "name", "phone", "own_a", "own_b", "own_c", "own_gone"}
	someWords = []string{"Which day?", "What size is it?", "Tell us more.", "", "{when}?", "Your password?", "¿Cuál talla?"}
)

func draws[T any](all []T, label string, r *rapid.T) T { return rapid.SampledFrom(all).Draw(r, label) }

// anEdition is anything that may come of a form, well or not; likely says how often it is what a person would make.
func anEdition(r *rapid.T) (e Edition) {
	odd := rapid.IntRange(0, 2).Draw(r, "odd") == 0
	flows := []string{"book", "cancel", "billing", "refill", "office_info"}
	if odd {
		flows = append(flows, "message", "gone")
	}
	for range rapid.IntRange(0, 2).Draw(r, "changes") {
		c := Change{Name: draws(flows, "flow", r), Off: rapid.IntRange(0, 3).Draw(r, "off") == 0}
		if rapid.IntRange(0, 3).Draw(r, "reorder") == 0 {
			m, _ := Load()
			if f := m.flows[c.Name]; f != nil {
				c.Steps = rapid.Permutation(f.Steps).Draw(r, "steps")
			}
		}
		e.Changes = append(e.Changes, c)
	}
	for i := range rapid.IntRange(0, 2).Draw(r, "own") {
		o := Own{Name: fmt.Sprintf("own_flow%d", i), Title: "Something."}
		steps := rapid.SliceOfN(rapid.SampledFrom(someSteps), 1, 6).Draw(r, "steps")
		if !odd {
			slices.Sort(steps)
			steps = append(slices.DeleteFunc(slices.Compact(steps), func(s string) bool {
				return s == "name" || s == "phone" || s == "visit" || s == "confirm" || s == "date"
			}), "name", "phone")
		}
		for _, s := range steps {
			q := Question{Name: s}
			if strings.HasPrefix(s, OwnPrefix) {
				q.Name += fmt.Sprint(i)
				q.Ask = Words{draws(someWords[:3], "en", r), "¿Cuál?"}
				if odd && rapid.Bool().Draw(r, "odd words") {
					q.Ask.English = draws(someWords, "en", r)
				}
				if rapid.Bool().Draw(r, "choice") {
					q.Options = []Option{{Words: Words{"Red", "Rojo"}}, {Words: Words{"Blue", "Azul"}}, {Words: Words{"Green", "Verde"}}}
				}
			}
			jump := func(label string) string {
				then := draws(someThen, label, r)
				if !odd && (then == End || then == "own_gone") {
					then = ""
				}
				if strings.HasPrefix(then, OwnPrefix) && then != "own_gone" {
					then += fmt.Sprint(i)
				}
				return then
			}
			for n := range q.Options {
				q.Options[n].Then = jump("answer")
			}
			if rapid.IntRange(0, 2).Draw(r, "jumps") == 0 {
				q.Then = jump("then")
			}
			o.Steps = append(o.Steps, q)
		}
		e.Own = append(e.Own, o)
	}
	for range rapid.IntRange(0, 2).Draw(r, "rules") {
		if !odd {
			e.Rules = append(e.Rules, Rule{Says: []string{fmt.Sprint("zebra", len(e.Rules))}, Do: Announce, Say: Words{"We close early.", "Cerramos temprano."}})
			continue
		}
		e.Rules = append(e.Rules, Rule{Says: rapid.SliceOfN(rapid.SampledFrom([]string{"zebra", "zebra form", "staff", "blue"}), 0, 2).Draw(r, "says"),
			Wants: rapid.SliceOfN(rapid.SampledFrom(Wants()), 0, 1).Draw(r, "wants"), Do: draws([]Do{Start, Start, Transfer, Queue, Announce, ""}, "do", r),
			Flow: draws([]string{"own_flow0", "own_flow1", "book", "gone"}, "to", r), Say: Words{"We close early.", "Cerramos temprano."}})
	}
	return e
}

// answers are what somebody says who is asked, of every kind; none of them is another request.
var someAnswers = []string{"", "red", "blue please", "the third", "green or red", "Tom Reed", "218-555-0123", "March 3, 1958", "yes", "no", "umm", "zebra", "asdf qwer",
	"a large one for my son", "rojo", "pues no sé", "it was on the fifth", "1", "7"}

// TestWhatIsBuiltAlwaysEnds draws editions, holds every flow of those that are built with a caller who says anything but
// another request, and counts the turns until it is over. (Flows that look for a time end here in a message, for nothing
// is free.)
func TestWhatIsBuiltAlwaysEnds(t *testing.T) {
	ear := hear.New(hear.Vocabulary{})
	p := house(t).Practice
	p.Services = []practice.Service{{ID: "visit", Name: "Office visit", Minutes: 20, Online: true, Active: true}}
	built, own, refused := 0, 0, 0
	rapid.Check(t, func(r *rapid.T) {
		e := anEdition(r)
		again, err := ParseEdition(e.Document())
		if err != nil || again.Document() != e.Document() {
			r.Fatalf("the document does not come back: %v\n%s", err, e.Document())
		}
		m, problems := Build(e, House{})
		if m == nil {
			refused++
			if len(problems) == 0 {
				r.Fatal("refused without a word")
			}
			return
		}
		built++
		own += len(e.Own)
		name := draws(m.Flows(), "flow", r)
		f := m.flows[name]
		if len(f.Steps) == 0 {
			return
		}
		w := &aWorld{p: p}
		s := NewState(words.English)
		s.Flow, s.Slots, s.Greeted, s.Step = name, map[string]string{}, true, f.Steps[0]
		bound := 4*(len(f.Steps)+len(m.message)) + 8
		if _, err := m.Turn(&s, In{Event: Continue, Heard: hear.Heard{Selected: -1}}, w); err != nil {
			r.Fatal(err)
		}
		for n := 0; s.Flow != ""; n++ {
			if n > bound {
				r.Fatalf("%s has not ended after %d turns: %+v\n%s", name, n, s.Frame, e.Document())
			}
			in := In{Text: draws(someAnswers, "says", r), Full: true}
			x := m.Expecting(&s, p)
			in.Heard = ear.Hear(hear.Input{Text: in.Text, Channel: "voice", Asked: x.Asked, Prompt: x.Prompt, Now: w.Now(), Language: s.Language})
			if in.Text == "" {
				in.Event = Silence
			}
			out, err := m.Turn(&s, in, w)
			if err != nil {
				r.Fatal(err)
			}
			if out.Hangup || out.Voicemail || out.Transfer != "" {
				return
			}
			if len(out.Pieces) == 0 {
				r.Fatalf("nothing is said in %s at %s", name, s.Step)
			}
		}
	})
	t.Logf("%d editions were built, with %d flows of their own; %d were refused", built, own, refused)
	if built < 20 || own < 5 || refused < 20 {
		t.Error("too few of one kind to prove anything")
	}
}

// TestStaffIsReachedFromEveryStep says "staff" and keys 0 at every step of every flow, the practice's own too.
func TestStaffIsReachedFromEveryStep(t *testing.T) {
	m, problems := Build(own(func(*Own) {}), House{})
	if m == nil {
		t.Fatal(problems)
	}
	ear, p := hear.New(hear.Vocabulary{}), house(t).Practice
	p.Desk.Transfer = "+12185550190"
	p.Desk.Voicemail = false
	for _, name := range m.Flows() {
		for _, step := range m.flows[name].Steps {
			for _, in := range []In{{Text: "staff"}, {Text: "personal, por favor"}, {Digits: "0"}} {
				s := NewState(words.English)
				s.Flow, s.Step, s.Slots, s.Greeted = name, step, map[string]string{}, true
				x := m.Expecting(&s, p)
				in.Heard = ear.Hear(hear.Input{Text: in.Text, Digits: in.Digits, Channel: "voice", Asked: x.Asked, Now: (&aWorld{}).Now()})
				out, err := m.Turn(&s, in, &aWorld{p: p})
				if err != nil {
					t.Fatal(err)
				}
				if out.Transfer == "" && s.Flow != "message" && !out.Voicemail && !slices.ContainsFunc(out.Effects, func(e Effect) bool { return e.Type == TaskMade }) {
					t.Errorf("%q at %s.%s reaches nobody: %s", in.Text+in.Digits, name, step, Text(out.Pieces))
				}
			}
		}
	}
}

func FuzzParseEdition(f *testing.F) {
	full := Edition{Own: []Own{forms()}, Changes: []Change{{Name: "book", Off: true, Steps: []string{"name"}}}, Lines: []Line{{"hello", Words{"Hi \"you\" \\ {name}", "¿Sí?"}}},
		Rules: []Rule{{Says: []string{"a"}, Do: Queue, Days: []string{"monday"}, Staff: "x"}}}
	for _, s := range []string{"", full.Document(), "[[flow]]\nname = 1", "[[own]]\nname = \"own_a\"\n[[own.step]]\nname = \"own_a\"\nthen = \"own_a\"", "rule = [[]]", "[[rule]]\ntriage = false"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, document string) {
		e, err := ParseEdition(document)
		if err != nil {
			return
		}
		m, problems := Build(e, House{})
		if (m == nil) != Stops(problems) {
			t.Errorf("built and refused at once: %v", problems)
		}
		again, err := ParseEdition(e.Document())
		if err != nil || !reflect.DeepEqual(again.Document(), e.Document()) {
			t.Errorf("it does not come back: %v", err)
		}
		if _, err := Compose(e); err != nil {
			t.Error(err)
		}
	})
}

// TestWhatDiffersIsSaid reads what a person would be shown before they publish.
func TestWhatDiffersIsSaid(t *testing.T) {
	was := Edition{Rules: []Rule{{Says: []string{"camp form"}, Do: Transfer}}}
	now := Edition{Own: []Own{forms()}, Changes: []Change{{Name: "refill", Off: true}, {Name: "billing", Steps: []string{"name", "text", "phone"}}},
		Lines: []Line{{"open@sms", Words{"Hi.", "Hola."}}}, Rules: []Rule{{Says: []string{"camp form"}, Do: Start, Flow: "own_forms"}}}
	all, err := Diff(was, now, House{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, d := range all {
		got = append(got, d.About+" | "+d.Was.English+" | "+d.Now.English)
	}
	for _, want := range []string{
		"Asks for a refill | on | switched off: a message is taken",
		"Has a question about a bill: what is asked | the message → first and last name → date of birth → a number to call back | first and last name → the message → a number to call back",
		"Needs a school form |  | a flow of your own that ends in a task: Needs a school form.",
		"Needs a school form: When does the camp begin? |  | When does the camp begin?",
		"Routing | When the caller says “camp form”, then they are connected to a person, or leave a message if nobody answers. | ",
		"Routing |  | When the caller says “camp form”, then the flow “Needs a school form” begins.",
	} {
		if !slices.Contains(got, want) {
			t.Errorf("not %q in\n%s", want, strings.Join(got, "\n"))
		}
	}
	if i := slices.IndexFunc(all, func(d Difference) bool { return d.About == "“open”, in a text" }); i < 0 || all[i].Now != (Words{"Hi.", "Hola."}) || !strings.Contains(all[i].Was.Spanish, "PARAR") {
		t.Errorf("the greeting: %+v", all)
	}
	if same, err := Diff(now, now, House{}); err != nil || len(same) != 0 {
		t.Errorf("an edition differs from itself: %+v, %v", same, err)
	}
}

// TestRulesAreSaidInExactWords holds the sentence of a rule to everything that is set in it.
func TestRulesAreSaidInExactWords(t *testing.T) {
	h := house(t)
	m, _ := Build(own(func(*Own) {}), h)
	for want, r := range map[string]Rule{
		"When the caller says “camp form” or “formulario” or asks about a bill, then the flow “Needs a school form” begins.":                                                                                            {Says: []string{"camp form", "formulario"}, Wants: []string{"billing"}, Do: Start, Flow: "own_forms"},
		"When the caller wants a visit and they are new here, they name Kofi Osei, MD, the practice is closed, it is Monday or Friday, they speak Spanish and they call, then Bedside takes a message for Ana Petrova.": {Wants: []string{"book"}, New: true, Provider: "osei", Hours: Closed, Days: []string{"monday", "friday"}, Language: words.Spanish, Channel: "voice", Do: MessageFor, Staff: "ana"},
		"Whatever the caller asks for, if they name a provider, then Bedside takes a message for that provider's care team.":                                                                                            {Do: Queue},
		"Whatever the caller asks for, if the practice is open, then Bedside says once “We close early.” (in Spanish “Cerramos temprano.”) and goes on.":                                                                {Hours: Open, Do: Announce, Say: Words{"We close early.", "Cerramos temprano."}},
	} {
		if got := m.RuleInWords(r, h); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
