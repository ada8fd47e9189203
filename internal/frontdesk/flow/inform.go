package flow

import (
	"slices"
	"strings"

	"bedside/internal/civil"
	"bedside/internal/inbox"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/words"
)

// inform answers a question about the practice. A flow that runs goes on afterwards.
func (t *talk) inform(f *Flow) error {
	running := t.Flow != f.Name
	if a, ok := t.approved(approvedHere); ok {
		t.quote(a)
	} else if done, err := t.beside(f); err != nil {
		return err
	} else if done {
		t.note("written")
	} else if err := map[string]func() error{"office": t.office, "find": t.find, "insurance": t.insurance}[f.Does](); err != nil {
		return err
	}
	if running || t.Flow != f.Name || t.asks { // or it became a message
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
	asksWhere = []string{"where", "address", "directions", "located", "location", "get there", "get to", "find you", "donde", "direccion", "ubicacion", "ubicado", "ubicada", "llegar"}
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
		notes := l.Notes
		if t.Language == words.Spanish && l.NotesES != "" {
			notes = l.NotesES
		}
		if saysAny(plain, asksPark) && notes != "" {
			t.say("parking", Args{"text": l.Name + ": " + strings.ReplaceAll(notes, "\n", " ")})
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
		t.hoursOn(l, civil.DateOf(t.Now().In(l.In())))
		t.say("hours", Args{"days": t.week(l)})
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
	when := "on"
	if d == civil.DateOf(t.Now().In(l.In())) {
		when = "today"
	}
	if args["times"] == "" {
		t.say("hours."+when+".closed", args)
		return
	}
	t.say("hours."+when+".open", args)
}

// times says stretches of a day: "8:00 am to 12:00 pm and 1:00 pm to 5:00 pm".
func (t *talk) times(open []civil.Interval) string {
	var all []string
	for _, i := range t.heard(open) {
		all = append(all, put(t.wording(t.Language).Say["until"], "{from}", t.calendar().clock(i.From), "{to}", t.calendar().clock(i.To)))
	}
	return strings.Join(all, t.wording(t.Language).Say["then"])
}

// heard leaves out the gaps of under an hour where hours are heard and not read.
func (t *talk) heard(open []civil.Interval) (all []civil.Interval) {
	for _, i := range open {
		if n := len(all); n > 0 && t.Channel() == "voice" && i.From-all[n-1].To < 60 {
			all[n-1].To = i.To
			continue
		}
		all = append(all, i)
	}
	return all
}

// week says the hours of a location from Monday on, days with the same hours together.
func (t *talk) week(l practice.Location) []inbox.Piece {
	days := t.p.Week(l.ID, civil.DateOf(t.Now().In(l.In())))
	slices.SortFunc(days, func(a, b practice.DayHours) int { return (int(a.Date.Weekday())+6)%7 - (int(b.Date.Weekday())+6)%7 })
	c, say := t.calendar(), t.wording(t.Language).Say
	var list [][]inbox.Piece
	for i := 0; i < len(days); {
		j := i + 1
		for j < len(days) && slices.Equal(t.heard(days[j].Open), t.heard(days[i].Open)) && days[j].Closed == days[i].Closed {
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
