package flow

import (
	"slices"
	"strings"

	"bedside/internal/civil"
	"bedside/internal/inbox"
	"bedside/internal/phi"
	"bedside/internal/practice"
)

// inform answers a question about the practice. A flow that runs goes on afterwards.
func (t *talk) inform(f *Flow) error {
	running := t.Flow != f.Name
	if a, ok := t.approved(approvedHere); ok {
		t.quote(a)
	} else if err := map[string]func() error{"office": t.office, "find": t.find, "insurance": t.insurance}[f.Does](); err != nil {
		return err
	}
	if running || t.Flow != f.Name { // or it became a message
		return nil
	}
	return t.done()
}

// places are the locations that were named, or all.
func (t *talk) places() []practice.Location {
	if s, ok := t.in.Heard.Slot("location"); ok {
		if l, ok := t.p.Location(practice.LocationID(s.ID)); ok && l.Active {
			return []practice.Location{l}
		}
	}
	return slices.DeleteFunc(slices.Clone(t.p.Locations), func(l practice.Location) bool { return !l.Active })
}

// What is asked about the office, by words of the question.
var (
	asksWhere = []string{"where", "address", "directions", "located", "location", "get there", "find you", "donde", "direccion", "ubicacion", "ubicado", "ubicada", "llegar"}
	asksPark  = []string{"park", "parking", "entrance", "step", "steps", "bell", "estacionar", "estacionamiento", "parquear", "entrada"}
	asksPhone = []string{"phone", "number", "call", "telefono", "numero", "llamar"}
	asksWho   = []string{"who is", "who's", "tell me about", "what kind of", "what does", "speak", "speaks", "quien es", "hableme de", "habla", "que hace"}
	asksNow   = []string{"now", "still open", "right now", "ahora", "ahorita", "todavia"}
)

// office says hours, address, parking and number, as asked; the hours if nothing else was.
func (t *talk) office() error {
	plain, said := plainly(t.in.Text), false
	for _, l := range t.places() {
		if saysAny(plain, asksWhere) {
			t.say("address", Args{"place": l.Name, "address": l.Address + ", " + l.City + ", " + l.State + " " + l.ZIP})
			said = true
		}
		if saysAny(plain, asksPark) && l.Notes != "" {
			t.say("parking", Args{"text": l.Name + ": " + strings.ReplaceAll(l.Notes, "\n", " ")})
			said = true
		}
	}
	if saysAny(plain, asksPhone) {
		t.say("call", nil)
		said = true
	}
	if said {
		return nil
	}
	if day, ok := t.dayAsked(); ok {
		for _, l := range t.places() {
			t.hoursOn(l, day)
		}
		return nil
	}
	if saysAny(plain, asksNow) {
		if t.p.OpenAt(t.Now()) {
			t.say("hours.now", nil)
		} else if o, ok := t.p.NextOpen(t.Now()); ok {
			l, _ := t.p.Location(o.Location)
			t.say("hours.later", Args{"when": t.calendar().when(o.From.In(l.In()), t.zoned(l))})
		}
		return nil
	}
	for _, l := range t.places() {
		t.say("hours", Args{"place": l.Name, "days": t.week(l)})
	}
	return nil
}

// dayAsked is the one day that the question names.
func (t *talk) dayAsked() (civil.Date, bool) {
	for _, m := range t.in.Heard.When.Mentions {
		if d, err := civil.ParseDate(m.Value); err == nil && m.Name == "date" {
			return d, true
		}
	}
	return civil.Date{}, false
}

func (t *talk) hoursOn(l practice.Location, d civil.Date) {
	args := Args{"day": t.calendar().day(d), "place": l.Name, "times": t.times(t.p.OpenOn(l.ID, d))}
	if args["times"] == "" {
		t.say("hours.on.closed", args)
		return
	}
	t.say("hours.on.open", args)
}

// times says stretches of a day: "8:00 am to 12:00 pm and 1:00 pm to 5:00 pm".
func (t *talk) times(open []civil.Interval) string {
	var all []string
	for _, i := range open {
		all = append(all, put(t.wording(t.Language).Say["until"], "{from}", t.calendar().clock(i.From), "{to}", t.calendar().clock(i.To)))
	}
	return strings.Join(all, t.wording(t.Language).Say["then"])
}

// week says the hours of a location from Monday on, days with the same hours together.
func (t *talk) week(l practice.Location) []inbox.Piece {
	days := t.p.Week(l.ID, civil.DateOf(t.Now().In(l.In())))
	slices.SortFunc(days, func(a, b practice.DayHours) int { return (int(a.Date.Weekday())+6)%7 - (int(b.Date.Weekday())+6)%7 })
	c, say := t.calendar(), t.wording(t.Language).Say
	var list [][]inbox.Piece
	for i := 0; i < len(days); {
		j := i + 1
		for j < len(days) && slices.Equal(days[j].Open, days[i].Open) && days[j].Closed == days[i].Closed {
			j++
		}
		name := c.Days[days[i].Date.Weekday()]
		if j-i > 1 {
			name += say["through"] + c.Days[days[j-1].Date.Weekday()]
		}
		key, args := "hours.day", Args{"day": name, "times": t.times(days[i].Open), "text": days[i].Closed}
		switch {
		case days[i].Closed != "":
			key = "hours.closed.for"
		case len(days[i].Open) == 0:
			key = "hours.closed"
		}
		list = append(list, t.Line(key, t.Channel(), t.Language, args))
		i = j
	}
	var all []inbox.Piece
	for i, item := range list {
		if i > 0 {
			all = append(all, inbox.Piece{Text: phi.NewText("; ")})
		}
		all = append(all, item...)
	}
	return all
}

// find says who works here, or who does what was asked for.
func (t *talk) find() error {
	if s, ok := t.in.Heard.Slot("provider"); ok {
		if v, ok := t.p.Provider(practice.ProviderID(s.ID)); ok && v.Active {
			t.about(v)
			return nil
		}
	}
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
}

// suits reports whether a provider does what the question names: a service, a language, a place, a word of the
// specialty.
func (t *talk) suits(v practice.Provider) bool {
	plain := plainly(t.in.Text)
	for word, language := range languages {
		if saysAny(plain, []string{word}) {
			return saysAny(plainly(v.Languages), []string{language})
		}
	}
	if s, ok := t.in.Heard.Slot("service"); ok {
		return v.Offers(practice.ServiceID(s.ID))
	}
	if _, ok := t.in.Heard.Slot("location"); ok {
		for _, l := range t.places() {
			if slices.ContainsFunc(t.p.Hours, func(h practice.Hours) bool { return h.Provider == v.ID && h.Location == l.ID }) {
				return true
			}
		}
		return false
	}
	return true
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
		if l.Active && slices.ContainsFunc(t.p.Hours, func(h practice.Hours) bool { return h.Provider == v.ID && h.Location == l.ID }) {
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
	for _, plan := range plans {
		if strings.EqualFold(s.Value, plan) || saysAny(plain, []string{strings.TrimSpace(plainly(plan))}) {
			t.say("insurance.yes", Args{"text": plan})
			return nil
		}
	}
	if named || len(plans) == 0 {
		t.say("insurance.no", nil)
		return t.unanswered(inbox.Insurance)
	}
	t.say("insurance.list", Args{"text": strings.Join(plans, ", ")})
	return nil
}

// unanswered passes a question on: as a task at once where another flow runs, else with a name and a number.
func (t *talk) unanswered(kind inbox.TaskKind) error {
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
