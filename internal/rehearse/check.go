package rehearse

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"bedside/internal/actor"
	"bedside/internal/civil"
	"bedside/internal/inbox"
	"bedside/internal/oncall"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/tx"
	"bedside/internal/words"
)

// grows are the tables that a conversation may write to. What it writes into those of visits, patients, tasks, alerts and
// opt-outs is looked at row by row; any other table must be as it was.
var grows = []string{
	"access", "event", "job", "idempotency", // the program's own books
	"thread", "entry", "entry_word", "conversation", "turn", "trace", "verifying", // what was said
	"patient", "patient_token", "contact_point", "appointment", "hold", "busy_cell", "message", "waitlist", "task", "alert", "alert_try", "opt_out", "consent",
}

// after is the database when the conversation is over.
type after struct {
	visits   []schedule.Appointment
	waits    []schedule.Wait
	tasks    []inbox.TaskItem
	alerts   []oncall.Item
	verified patient.ID
	meant    []string // what each thing that was said was taken for
	stopped  bool
	tables   map[string]string
	people   map[patient.ID]patient.Patient
}

func (p *played) look(ctx context.Context) (a after, err error) {
	h, by := p.stage.h, actor.System()
	if a.tables, err = h.Digests(ctx); err != nil {
		return a, err
	}
	if a.tasks, err = h.Inbox.Tasks(ctx, by, inbox.TaskFilter{Limit: 100}); err != nil {
		return a, err
	}
	if a.alerts, err = h.OnCall.Alerts(ctx, by, oncall.Filter{}); err != nil {
		return a, err
	}
	err = h.DB.View(ctx, by, func(t tx.Tx) error {
		c, err := h.Conversations.Latest(ctx, t, p.channel, p.session)
		if err != nil {
			return err
		}
		a.verified = c.Patient
		if a.stopped, err = h.Patients.StoppedAt(ctx, t, patient.Phone, phi.NewText(p.stage.caller.Phone)); err != nil {
			return err
		}
		now := h.Clock.Now()
		if a.visits, err = h.Visits.Between(ctx, t, now.AddDate(0, 0, -1), now.AddDate(2, 0, 0), schedule.Filter{}); err != nil {
			return err
		}
		if a.waits, err = h.Visits.Waits.Waiting(ctx, t, ""); err != nil {
			return err
		}
		var ids []patient.ID
		for _, v := range a.visits {
			ids = append(ids, v.Patient)
		}
		a.people, err = h.Patients.Many(ctx, t, ids)
		return err
	})
	if err != nil {
		return a, err
	}
	if p.replies[len(p.replies)-1].reply.Recipient == "" {
		return a, nil
	}
	return a, p.understood(ctx, &a)
}

// check holds the words and the database against what was expected.
func (p *played) check(ctx context.Context, template map[string]string) error {
	a, err := p.look(ctx)
	if err != nil {
		return err
	}
	expects := adapted(p.Scenario, p.stage.h.Practice.Desk)
	for _, e := range expects {
		p.run.Expects = append(p.run.Expects, e.sentence(p.stage.cast))
	}
	p.heard(expects, a)
	p.visited(of(expects, "booked", "moved", "cancelled", "waits"), a)
	p.waited(of(expects, "waits"), a)
	p.tasked(of(expects, "task"), a)
	p.alerted(of(expects, "alert"), a)
	if want := len(of(expects, "verified")) > 0; want != (a.verified != "") {
		p.wrong("%s", map[bool]string{true: "The caller was not verified.", false: "The caller was verified, and nothing asked for it."}[want])
	}
	if want := len(of(expects, "stopped")) > 0; want != a.stopped {
		p.wrong("%s", map[bool]string{true: "Texts to the caller's number were not stopped.", false: "Texts to the caller's number were stopped."}[want])
	}
	for _, table := range slices.Sorted(maps.Keys(a.tables)) {
		if a.tables[table] != template[table] && !slices.Contains(grows, table) {
			p.wrong("Something changed that must not: the table %s.", table)
		}
	}
	if n := count(a.tables["opt_out"]); n > 0 && !a.stopped && len(of(expects, "stopped")) == 0 && !p.restarted() {
		p.wrong("Somebody else's number was stopped.")
	}
	return nil
}

// restarted reports whether the caller undid a stop.
func (p *played) restarted() bool {
	return slices.ContainsFunc(p.replies, func(s said) bool {
		return strings.EqualFold(s.in.Text, "start") || strings.EqualFold(s.in.Text, "unstop")
	})
}

func of(all []Expect, verbs ...string) (some []Expect) {
	for _, e := range all {
		if slices.Contains(verbs, e.Verb) {
			some = append(some, e)
		}
	}
	return some
}

// count is how many rows a digest says.
func count(digest string) int {
	n, _, _ := strings.Cut(digest, " ")
	i, _ := strconv.Atoi(n)
	return i
}

// adapted is what to expect where the practice's dials let Bedside do less than the scenario is about.
func adapted(s *Scenario, d practice.Desk) []Expect {
	dial := d.Dial(s.Topic)
	flows := practice.Flows()
	i := slices.IndexFunc(flows, func(f practice.Flow) bool { return f.Name == s.Topic })
	if i < 0 || dial == flows[i].May[len(flows[i].May)-1] {
		return s.Expects
	}
	var all []Expect
	acts := false
	for _, e := range s.Expects {
		switch e.Verb {
		case "booked", "moved", "cancelled", "waits":
			acts = true
		case "said", "asked", "meant":
		case "verified":
			if dial == practice.Propose {
				all = append(all, e)
			}
		default:
			all = append(all, e)
		}
	}
	kind := map[string]inbox.TaskKind{"insurance_question": inbox.Insurance, "book": inbox.Proposal, "reschedule": inbox.Proposal, "cancel": inbox.Proposal, "waitlist": inbox.Proposal, "waitlist_leave": inbox.Proposal}[s.Topic]
	if kind == "" {
		kind = inbox.Message
	}
	if acts || kind != inbox.Proposal {
		all = append(all, Expect{Verb: "task", With: map[string]string{"kind": string(kind)}})
	}
	return all
}

// heard checks what was and was not said and asked.
func (p *played) heard(expects []Expect, a after) {
	var all []string
	for _, r := range p.replies {
		all = append(all, spoken(r.text))
	}
	whole := strings.Join(all, " ¶ ")
	for _, e := range expects {
		text := spoken(p.stage.cast.say(e.Text))
		switch e.Verb {
		case "said":
			if !has(whole, text) {
				p.wrong("“%s” was not said.", p.stage.cast.say(e.Text))
			}
		case "never":
			if has(whole, text) {
				p.wrong("“%s” was said and must not be.", p.stage.cast.say(e.Text))
			}
		case "asked":
			most, _ := strconv.Atoi(e.With["most"])
			if n := p.asked[e.With["step"]]; n > most {
				p.wrong("The front desk asked for “%s” %d times, and at most %d were expected.", e.With["step"], n, most)
			}
		case "meant":
			if !slices.Contains(a.meant, e.With["flow"]) {
				p.wrong("Nothing that the caller said was taken for “%s”.", strings.ReplaceAll(e.With["flow"], "_", " "))
			}
		case "transferred":
			if !slices.ContainsFunc(p.replies, func(s said) bool { return s.reply.Transfer != nil }) {
				p.wrong("The caller was not connected to a person.")
			}
		case "voicemail":
			if !slices.ContainsFunc(p.replies, func(s said) bool { return s.reply.Voicemail }) {
				p.wrong("The caller could not leave a spoken message.")
			}
		case "hangup":
			if !slices.ContainsFunc(p.replies, func(s said) bool { return s.reply.Hangup }) {
				p.wrong("The front desk did not end the call.")
			}
		}
	}
}

// spoken is a text as words with one space around each, so that a word is not found within another.
func spoken(text string) string {
	var b strings.Builder
	b.WriteByte(' ')
	for _, w := range words.Split(text) {
		if w.Kind != words.Mark {
			b.WriteString(w.Text + " ")
		}
	}
	return b.String()
}

func has(whole, text string) bool {
	return strings.TrimSpace(text) != "" && strings.Contains(whole, text)
}

// visited checks the book: what was on file stands as it was unless something else was expected, and nothing else is new.
func (p *played) visited(expects []Expect, a after) {
	file := map[schedule.ID]schedule.Appointment{}
	for _, v := range slices.Concat(p.stage.mine, p.stage.others) {
		file[v.ID] = v
	}
	var fresh []schedule.Appointment
	changed := map[schedule.ID]schedule.Appointment{}
	for _, v := range a.visits {
		old, known := file[v.ID]
		switch {
		case !known:
			fresh = append(fresh, v)
		case old.Version != v.Version:
			changed[v.ID] = v
		}
	}
	for _, e := range expects {
		switch e.Verb {
		case "booked":
			i := slices.IndexFunc(fresh, func(v schedule.Appointment) bool { return p.fits(e, v, a) == "" })
			if i < 0 {
				why := "There is no new visit."
				if len(fresh) > 0 {
					why = p.fits(e, fresh[0], a)
				}
				p.wrong("Expected: %s. %s", e.sentence(p.stage.cast), why)
				continue
			}
			fresh = slices.Delete(fresh, i, i+1)
		case "moved", "cancelled":
			id := schedule.ID(p.stage.cast["visit"].fact)
			if named := e.With["visit"]; named != "" {
				id = schedule.ID(p.stage.cast.fact(named))
			}
			v, ok := changed[id]
			status := schedule.Booked
			if e.Verb == "cancelled" {
				status = schedule.Cancelled
			}
			switch {
			case !ok:
				p.wrong("Expected: %s. The visit is as it was.", e.sentence(p.stage.cast))
			case v.Status != status:
				p.wrong("Expected: %s. The visit is %s.", e.sentence(p.stage.cast), v.Status)
			case e.Verb == "moved":
				if why := p.fits(e, v, a); why != "" {
					p.wrong("Expected: %s. %s", e.sentence(p.stage.cast), why)
				}
			}
			delete(changed, id)
		}
	}
	for _, v := range fresh {
		p.wrong("A visit was booked that nobody asked for: %s.", p.visit(v))
	}
	for _, v := range changed {
		p.wrong("A visit was changed that nobody asked about: %s, %s.", p.visit(v), v.Status)
	}
	if most := p.stage.files + len(of(expects, "booked", "waits")); count(a.tables["patient"]) > most {
		p.wrong("There are %d patients on file, and at most %d were expected.", count(a.tables["patient"]), most)
	}
}

// waited checks the waiting list: who was expected on it is, and nobody else.
func (p *played) waited(expects []Expect, a after) {
	left := a.waits
	for _, e := range expects {
		i := slices.IndexFunc(left, func(w schedule.Wait) bool { return (w.Instead != "") == (e.With["sooner"] == "yes") })
		if i < 0 {
			p.wrong("Expected: %s. They are not.", e.sentence(p.stage.cast))
			continue
		}
		left = slices.Delete(slices.Clone(left), i, i+1)
	}
	if len(left) > 0 {
		p.wrong("Somebody was put on the waiting list who did not ask for it.")
	}
}

func (p *played) local(v schedule.Appointment) time.Time {
	l, _ := p.stage.h.Practice.Location(v.Location)
	return v.Start.In(l.In())
}

func (p *played) visit(v schedule.Appointment) string {
	s, _ := p.stage.h.Practice.Service(v.Service)
	w, _ := p.stage.h.Practice.Provider(v.Provider)
	return s.Name + ", " + p.local(v).Format("Monday, January 2 at 3:04 pm") + ", with " + w.Name()
}

// fits says why a visit is not the one that was expected, "" if it is.
func (p *played) fits(e Expect, v schedule.Appointment, a after) string {
	at := p.local(v)
	if v.Status != schedule.Booked {
		return "It is " + string(v.Status) + "."
	}
	who := a.people[v.Patient]
	for _, k := range slices.Sorted(maps.Keys(e.With)) {
		if k == "visit" { // says which
			continue
		}
		want := p.stage.cast.fact(e.With[k])
		var got string
		switch k {
		case "day":
			got = civil.DateOf(at).String()
		case "time":
			got = at.Format("15:04")
		case "part":
			got = [...]string{"morning", "afternoon", "evening"}[min(2, max(0, (at.Hour()-7)/5))]
		case "with":
			got = string(v.Provider)
		case "at":
			got = string(v.Location)
		case "service":
			got = string(v.Service)
		case "name":
			want, got = words.Fold(want), words.Fold(who.Name.Reveal())
		case "born":
			got = who.Birth.Reveal()
		case "phone", "email":
			for _, c := range who.Contacts {
				if string(c.Kind) == k {
					got = c.Value.Reveal()
				}
			}
		}
		if got != want {
			return fmt.Sprintf("It is %s; the %s is not right.", p.visit(v), k)
		}
	}
	return ""
}

// tasked checks that staff got what they should, and nothing else.
func (p *played) tasked(expects []Expect, a after) {
	left := slices.Clone(a.tasks)
	for _, e := range expects {
		i := slices.IndexFunc(left, func(k inbox.TaskItem) bool {
			text := spoken(k.Text.Reveal())
			lacks := e.With["lacks"]
			return string(k.Kind) == e.With["kind"] && (e.With["has"] == "" || has(text, spoken(p.stage.cast.say(strings.ReplaceAll(e.With["has"], "_", " "))))) &&
				(lacks == "" || !has(text, spoken(p.stage.cast.say(strings.ReplaceAll(lacks, "_", " ")))))
		})
		if i < 0 {
			p.wrong("Expected: %s. Staff were given %s.", e.sentence(p.stage.cast), kinds(a.tasks))
			continue
		}
		left = slices.Delete(left, i, i+1)
	}
	for _, k := range left {
		if slices.ContainsFunc(p.Expects, func(e Expect) bool { return e.Verb == "allow" && e.With["kind"] == string(k.Kind) }) {
			continue
		}
		p.wrong("Staff were given a task that was not expected: %s.", strings.ReplaceAll(string(k.Kind), "_", " "))
	}
}

func kinds(all []inbox.TaskItem) string {
	if len(all) == 0 {
		return "no task"
	}
	var names []string
	for _, k := range all {
		names = append(names, strings.ReplaceAll(string(k.Kind), "_", " "))
	}
	return strings.Join(names, ", ")
}

// alerted checks that whoever is on call was alerted as often as expected.
func (p *played) alerted(expects []Expect, a after) {
	if len(a.alerts) != len(expects) {
		p.wrong("Whoever is on call was alerted %d times, and %d were expected.", len(a.alerts), len(expects))
		return
	}
	for _, e := range expects {
		if !slices.ContainsFunc(a.alerts, func(x oncall.Item) bool { return string(x.Tier) == e.With["tier"] }) {
			p.wrong("Nobody was alerted of something %s.", e.With["tier"])
		}
	}
}
