package flow

import (
	"slices"
	"strings"

	"bedside/internal/inbox"
	"bedside/internal/phi"
	"bedside/internal/practice"
)

// find says who works here, or who does what was asked for.
func (t *talk) find() error {
	if s, ok := t.in.Heard.Slot("provider"); ok {
		if v, ok := t.p.Provider(practice.ProviderID(s.ID)); ok && v.Active {
			t.about(v)
			return nil
		}
	}
	t.ofEither()
	var found []practice.Provider
	for _, v := range t.p.Providers {
		if v.Active && t.suits(v) {
			found = append(found, v)
		}
	}
	if len(found) == 0 {
		t.say("provider.none", nil)
		return t.unanswered(inbox.Message)
	}
	if len(found) == 1 {
		t.about(found[0])
		return nil
	}
	var list [][]inbox.Piece
	for _, v := range found {
		list = append(list, []inbox.Piece{{Kind: inbox.ProviderName, Text: phi.NewText(v.Name())}, {Text: phi.NewText(", " + v.Specialty)}})
	}
	t.say("providers", Args{"list": t.joined(list, "and")})
	return nil
}

// languages are those that a question may name, in English as providers list them.
var languages = map[string]string{
	"spanish": "spanish", "espanol": "spanish", "portuguese": "portuguese", "portugues": "portuguese", "french": "french", "frances": "french",
	"german": "german", "polish": "polish", "polaco": "polish", "swedish": "swedish", "arabic": "arabic", "chinese": "chinese", "mandarin": "chinese",
	"vietnamese": "vietnamese", "russian": "russian", "ruso": "russian", "hmong": "hmong", "somali": "somali", "twi": "twi",
	"english": "english", "ingles": "english",
}

// firstLanguage is the one that folded words name first, "" for none.
func firstLanguage(plain string) string {
	for _, w := range strings.Fields(plain) {
		if l := languages[w]; l != "" {
			return l
		}
	}
	return ""
}

// suits reports whether a provider does what the question names: a service, a language, a place, a word of the
// specialty.
func (t *talk) suits(v practice.Provider) bool {
	if l := firstLanguage(plainly(t.in.Text)); l != "" {
		return saysAny(plainly(v.Languages), []string{l})
	}
	if s, ok := t.in.Heard.Slot("service"); ok && !v.Offers(practice.ServiceID(s.ID)) {
		return false
	}
	l, ok := t.in.Heard.Slot("location")
	return !ok || t.worksAt(v, practice.LocationID(l.ID))
}

func (t *talk) worksAt(v practice.Provider, l practice.LocationID) bool {
	return slices.ContainsFunc(t.p.Hours, func(h practice.Hours) bool { return h.Provider == v.ID && h.Location == l })
}

// about says what a provider does, whom they see, in which languages and where.
func (t *talk) about(v practice.Provider) {
	text := []string{v.Specialty + "."}
	if v.Limits != "" {
		text = append(text, v.Limits)
	}
	t.say("provider", Args{"provider": v.Name(), "text": strings.Join(text, " ")})
	if t.Channel() == "sms" {
		return
	}
	if v.Languages != "" {
		t.say("provider.languages", Args{"text": v.Languages})
	}
	var list [][]inbox.Piece
	for _, l := range t.p.Locations {
		if l.Active && t.worksAt(v, l.ID) {
			list = append(list, []inbox.Piece{{Kind: inbox.Place, Text: phi.NewText(l.Name)}})
		}
	}
	if len(list) > 0 {
		t.say("provider.places", Args{"list": t.joined(list, "and")})
	}
}

// insurance says whether a plan is on the practice's list. It promises no coverage.
func (t *talk) insurance() error {
	plans := t.p.Desk.Insurances
	plain := plainly(t.in.Text)
	s, named := t.in.Heard.Slot("insurance")
	var found []string
	for _, plan := range plans {
		if saysAny(plain, []string{strings.TrimSpace(plainly(plan))}) || named && family(plan, s.Value) {
			found = append(found, plan)
		}
	}
	if len(found) > 0 {
		t.say("insurance.yes", Args{"text": strings.Join(found, ", ")})
		return nil
	}
	other := len(t.in.Heard.Missed) > 0 && !saysAny(plain, []string{"what", "which", "list", "que", "cual", "cuales", "lista"}) // one that is on no list
	if named || other || len(plans) == 0 {
		t.say("insurance.no", nil)
		return t.unanswered(inbox.Insurance)
	}
	t.say("insurance.list", Args{"text": strings.Join(plans, ", ")})
	return nil
}

// family reports whether a plan has every word of an insurer's name: "Blue Cross and Blue Shield of Minnesota" is of
// Blue Cross Blue Shield.
func family(plan, insurer string) bool {
	have := content(plan)
	return !slices.ContainsFunc(content(insurer), func(w string) bool { return !slices.Contains(have, w) })
}

// unanswered passes a question on: as a task at once where another flow runs, else with a name and a number.
func (t *talk) unanswered(kind inbox.TaskKind) error {
	if t.Ready() {
		if err := t.Unanswered(t.in.Text, t.Language); err != nil {
			return err
		}
	}
	f := t.flow()
	if f != nil && len(f.Steps) > 0 {
		if err := t.task(kind, "A question without an approved answer.", t.in.Text); err != nil {
			return err
		}
		t.passed("passed")
		return nil
	}
	name := "message"
	if f != nil {
		name = f.Name
	}
	t.State.Frame = Frame{Flow: name, Plain: true, Slots: map[string]string{"text": clip(t.in.Text)}}
	return t.next()
}
