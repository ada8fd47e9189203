package rehearse

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/fault"
	"bedside/internal/frontdesk"
	"bedside/internal/frontdesk/flow"
	"bedside/internal/guard"
	"bedside/internal/id"
	"bedside/internal/inbox"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/tx"
	"bedside/internal/words"
)

// Meanings are what somebody can have meant, for staff to say: the flows that have a dial, a person, no more texts, and an
// emergency.
func Meanings() []string {
	var all []string
	for _, f := range practice.Flows() {
		all = append(all, f.Name)
	}
	return append(all, "staff", "opt_out", "emergency")
}

// outcomes are what must come of a conversation in which somebody meant something, and who calls.
var outcomes = map[string]struct{ caller, expects string }{
	"book":              {"new", "expect: booked name={name}"},
	"reschedule":        {"known", "expect: moved\nexpect: verified"},
	"cancel":            {"known", "expect: cancelled\nexpect: verified"},
	"confirm":           {"known", "expect: said {visit.clock}\nexpect: verified"},
	"appointment_info":  {"known", "expect: said {visit.clock}\nexpect: verified"},
	"waitlist":          {"new", "expect: waits"},
	"waitlist_leave":    {"known", "never: off the waiting list"},
	"waitlist_info":     {"known", "never: You are on the waiting list"},
	"refill":            {"new", "expect: task kind=refill"},
	"clinician_message": {"new", "expect: task kind=message"},
	"referral":          {"new", "expect: task kind=referral"},
	"records":           {"new", "expect: task kind=records"},
	"billing":           {"new", "expect: task kind=billing"},
	"staff":             {"new", "allow: task kind=callback"},
	"opt_out":           {"new", "expect: stopped"},
	"emergency":         {"new", "expect: alert tier=emergency\nexpect: task kind=callback"},
}

// Learn makes a scenario of a turn that was misunderstood and what was said before it for the same request: the same
// words, said by somebody who is invented, must be taken for what was meant, and lead to it. Nothing of whoever said them
// is kept: names, dates, numbers and whatever else the guard takes for somebody's give way, and answers to questions about
// who somebody is are never taken over. It returns the scenario's name. NotFound if there is no such turn, Invalid for a
// meaning that there is not or where nothing is left to say. WorkInbox.
func (s *Service) Learn(ctx context.Context, by actor.Actor, i frontdesk.ID, seq int64, meant string) (string, error) {
	const op = "rehearse.Learn"
	if err := by.Need(actor.WorkInbox); err != nil {
		return "", fault.At(op, err)
	}
	if !slices.Contains(Meanings(), meant) {
		return "", fault.New(fault.Invalid, op, "Say what they meant.")
	}
	d, err := s.Desk.Conversation(ctx, by, i)
	if err != nil {
		return "", fault.At(op, err)
	}
	var p *practice.Practice
	if err := s.DB.View(ctx, actor.System(), func(t tx.Tx) (err error) { p, err = s.Practice.Get(ctx, t); return err }); err != nil {
		return "", fault.At(op, err)
	}
	said := requested(d.Turns, seq)
	if said == nil {
		return "", fault.New(fault.NotFound, op, "There is no such turn.")
	}
	c := cleaner{guard: s.Guard, practice: p, names: known(d)}
	var lines []string
	for n, turn := range said {
		text := c.clean(turn, n == len(said)-1)
		if text == "" {
			return "", fault.New(fault.Invalid, op, "Nothing of what was said can be kept without telling who said it. Write a scenario by hand.")
		}
		lines = append(lines, map[bool]string{true: hello, false: script}[n == 0]+": "+text)
	}
	o := Own{ID: id.New[Own](s.IDs), By: staffOf(by), At: s.Now()}
	name := "own." + strings.ReplaceAll(meant, "_", "-") + "-" + string(o.ID)[max(0, len(o.ID)-6):]
	text := own(name, meant, d, lines)
	if _, err := Parse("own", text); err != nil {
		return "", fault.At(op, err)
	}
	o.Text = phi.NewText(text)
	err = s.DB.Do(ctx, by, func(t tx.Tx) error {
		if err := s.Store.AddOwn(ctx, t, o); err != nil {
			return err
		}
		return s.Audit.Record(ctx, t, "scenario added", audit.Ref{Kind: "scenario", ID: string(o.ID)}, "", audit.Facts{"meant": meant})
	})
	return name, fault.At(op, err)
}

// Forget ends a scenario of the practice's own. NotFound if there is none. WorkInbox.
func (s *Service) Forget(ctx context.Context, by actor.Actor, i OwnID) error {
	const op = "rehearse.Forget"
	if err := by.Need(actor.WorkInbox); err != nil {
		return fault.At(op, err)
	}
	return fault.At(op, s.DB.Do(ctx, by, func(t tx.Tx) error {
		if err := s.Store.EndOwn(ctx, t, i); err != nil {
			return err
		}
		return s.Audit.Record(ctx, t, "scenario ended", audit.Ref{Kind: "scenario", ID: string(i)}, "", nil)
	}))
}

// own writes the scenario down.
func own(name, meant string, d frontdesk.Detail, lines []string) string {
	language := words.English
	if d.Language == words.Spanish {
		language = words.Spanish
	}
	out := outcomes[meant]
	all := []string{"== " + name, "Somebody was misunderstood here and meant: " + strings.ReplaceAll(meant, "_", " ") + ".", "topic: " + meant, "channel: " + d.Channel,
		"language: " + string(language)}
	if out.caller != "" {
		all = append(all, "caller: "+out.caller)
	}
	all = append(all, lines...)
	if meant != "emergency" && meant != "opt_out" {
		all = append(all, "expect: meant flow="+meant)
	}
	return strings.Join(append(all, out.expects), "\n") + "\n"
}

// requested are the turns from the last one that was said while nothing was asked, up to the one of a place; nil if there
// is none.
func requested(turns []frontdesk.Step, seq int64) (all []frontdesk.Step) {
	found := false
	for _, x := range turns {
		if x.From != inbox.FromPatient || x.Why == nil || x.Seq > seq {
			continue
		}
		if x.Why.Before == flow.Idle {
			all = nil
		}
		all = append(all, x)
		found = x.Seq == seq
	}
	if !found {
		return nil
	}
	return all
}

// known are the names that were said or found in a conversation, each word of them folded.
func known(d frontdesk.Detail) map[string]bool {
	all := map[string]bool{}
	add := func(name string) {
		for _, w := range words.Split(name) {
			if w.Kind == words.Letters && len(w.Text) > 1 {
				all[w.Text] = true
			}
		}
	}
	add(d.Who.Reveal())
	for _, t := range d.Turns {
		if t.Why == nil {
			continue
		}
		for slot, v := range t.Why.Slots {
			if slot == "name" || slot == "member_id" || slot == "email" {
				add(v)
			}
		}
		if strings.HasSuffix(t.Why.Before, ".name") {
			add(t.Text.Reveal())
		}
	}
	for w := range all {
		if ordinary[w] {
			delete(all, w)
		}
	}
	return all
}

// ordinary are words of an answer to "what is your name" that are no name.
var ordinary = func() map[string]bool {
	all := map[string]bool{}
	for _, w := range strings.Fields("my name is it's its this i'm im i am the a yes no and last first spelled that's me mi nombre es soy me llamo want need to please can you an of for") {
		all[w] = true
	}
	return all
}()

// cleaner takes everything out of what somebody said that could tell who they are.
type cleaner struct {
	guard    Redactor
	practice *practice.Practice
	names    map[string]bool
}

// clean is what may be kept of a turn, "" for nothing. An answer about who somebody is gives way whole, unless it is the
// turn that was misunderstood.
func (c cleaner) clean(turn frontdesk.Step, last bool) string {
	_, step, _ := strings.Cut(turn.Why.Before, ".")
	if with, ok := map[string]string{"name": "{name}", "dob": "{birth}", "phone": "{phone}"}[step]; ok && !last {
		return with
	}
	text := strings.Map(func(r rune) rune {
		if strings.ContainsRune("{}|~[]()#=", r) || unicode.IsControl(r) {
			return ' '
		}
		return r
	}, turn.Text.Reveal())
	text = c.named(text)
	text = c.guard.Redact(guard.Draft{Kind: guard.Reply, Audience: guard.Public, Channel: "site", Body: []guard.Part{guard.Literal(text)}})
	text = strings.ReplaceAll(text, "[name]", "{name}")
	text = c.plain(text)
	if r := []rune(text); len(r) > longest {
		text = string(r[:longest])
	}
	return strings.TrimSpace(text)
}

// named puts the invented name in the place of those that are known.
func (c cleaner) named(text string) string {
	r := []rune(text)
	var b strings.Builder
	at, just := 0, false
	for _, w := range words.Split(text) {
		if w.Kind != words.Letters || !c.names[w.Text] && !c.names[strings.TrimSuffix(w.Text, "'s")] {
			just = just && w.Kind == words.Mark
			continue
		}
		if !just {
			b.WriteString(string(r[at:w.Start]) + "{name}")
		}
		at, just = w.End, true
	}
	return b.String() + string(r[at:])
}

// plain leaves words that anybody could have said: no number of more than two digits, no address, no word with a capital
// that is not the practice's own or the beginning of a sentence, nothing that was taken out and marked so.
func (c cleaner) plain(text string) string {
	house := map[string]bool{}
	add := func(all ...string) {
		for _, s := range all {
			for _, w := range words.Split(s) {
				house[w.Text] = true
			}
		}
	}
	for _, v := range c.practice.Providers {
		add(v.Given, v.Family, "Dr", "Doctor")
	}
	for _, l := range c.practice.Locations {
		add(l.Name)
	}
	for _, x := range c.practice.Services {
		add(x.Name)
	}
	add(c.practice.Desk.Insurances...)
	for _, t := range tongues {
		add(t.days...)
		add(t.months...)
	}
	add("I", "I'm", "I'd", "I'll", "I've", "Español", "English")
	var kept []string
	for n, f := range strings.Fields(text) {
		if strings.Contains(f, "{name}") {
			if len(kept) == 0 || kept[len(kept)-1] != "{name}" {
				kept = append(kept, "{name}")
			}
			continue
		}
		digits, own := 0, true
		for _, r := range f {
			if unicode.IsDigit(r) {
				digits++
			}
		}
		for _, w := range words.Split(f) {
			own = own && (w.Kind != words.Letters || house[w.Text])
		}
		begins := n == 0 || len(kept) > 0 && strings.ContainsAny(kept[len(kept)-1][len(kept[len(kept)-1])-1:], ".?!")
		capital := unicode.IsUpper(firstLetter(f)) && !begins
		switch {
		case digits > 2, strings.ContainsAny(f, "@[]{}/\\"), strings.Contains(f, "://"):
		case capital && !own:
		case c.names[words.Fold(strings.Trim(f, ".,;:!?'\"“”’"))]:
		default:
			kept = append(kept, f)
		}
	}
	return strings.Join(kept, " ")
}

// firstLetter is the first letter of a word, 0 if it has none.
func firstLetter(s string) rune {
	for _, r := range s {
		if unicode.IsLetter(r) {
			return r
		}
	}
	return 0
}

// Scenario reads the scenario.
func (o Own) Scenario() (Scenario, error) {
	all, err := Parse("own", o.Text.Reveal())
	if err != nil || len(all) != 1 {
		return Scenario{}, fault.Wrap(fault.Internal, "rehearse.Scenario", "a scenario cannot be read", fmt.Errorf("%d: %w", len(all), err))
	}
	return all[0], nil
}
