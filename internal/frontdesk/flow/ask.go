package flow

import (
	"strconv"
	"strings"

	"bedside/internal/civil"
	"bedside/internal/inbox"
	"bedside/internal/phi"
	"bedside/internal/practice"
)

// ask asks the open question: "" as it is asked first, "again" after it was not understood, "keypad" the second time.
func (t *talk) ask(how string) error {
	t.asks = true
	if t.Flow == "" {
		if how == "" {
			how = "hello"
		}
		key := map[string]string{"hello": "hello", "again": "idle", "keypad": "idle.choices"}[how]
		t.say(key, nil)
		t.Question = t.line(key)
		return nil
	}
	if how == "keypad" && t.Channel() != "voice" {
		how = "again"
	}
	said := len(t.out.Pieces)
	f, s := t.Flow+"."+t.Step, t.Step
	key := t.first(f, s)
	if how != "" {
		key = t.first(f+"."+how, s+"."+how, f, s)
	}
	if s == "name" || s == "dob" {
		whom := t.Behalf
		if whom == "" && t.forAges() {
			whom = ofSome
		}
		key = t.first(whom+"."+s+"."+how, whom+"."+s, key)
		if how != "" && t.Behalf != ofPatient {
			key = t.first(f+"."+how, s+"."+how, f, s)
		}
	}
	args := t.args()
	switch {
	case t.Step == "time" && t.Bound != "":
		t.say("reply.offers", args)
	case t.Step == "time":
		t.say(t.offerKey(how), args)
	case t.Step == "name" && t.Who.Given != "" && t.Who.Family == "":
		t.say(t.first(t.Behalf+".family", "name.family"), nil)
	case t.Step == "date" && t.Slots["other"] != "" && how == "":
		key := "date.other"
		if t.Flow == "book" && len(t.Shown) > atOnce && t.mayWait("waitlist") { // twice: there may be nothing that suits
			key = "date.list"
		}
		t.say(key, nil)
	default:
		t.say(key, args)
	}
	t.Question = strings.TrimSpace(Text(t.out.Pieces[said:]))
	return nil
}

func (t *talk) offerKey(how string) string {
	if how != "" {
		return "time." + how
	}
	if len(t.Offered) == 1 {
		return "time.one"
	}
	return "time.more"
}

// args are what the questions of the flow speak of.
func (t *talk) args() Args {
	a := Args{"name": t.Who.name()}
	if svc, ok := t.p.Service(t.service()); ok {
		a["service"] = svc.Name
	}
	switch {
	case t.Visit != nil:
		t.describe(a, "when", *t.Visit)
		if t.Chosen != nil {
			t.describe(a, "to", Visit{Service: t.Visit.Service, Provider: t.Chosen.Provider, Location: t.Chosen.Location, Start: t.Chosen.Start})
		}
	case t.Chosen != nil:
		t.describe(a, "when", Visit{Service: t.service(), Provider: t.Chosen.Provider, Location: t.Chosen.Location, Start: t.Chosen.Start})
	}
	switch t.Step {
	case "time":
		a["offers"] = t.offers(t.Offered)
	case "visit":
		a["offers"] = t.visits(t.Visits)
	}
	t.waitArgs(a)
	return a
}

// describe fills when, with whom and where a visit is.
func (t *talk) describe(a Args, when string, v Visit) {
	l, _ := t.p.Location(v.Location)
	a[when] = t.calendar().when(v.Start.In(l.In()), t.zoned(l))
	a["with"], a["where"] = []inbox.Piece(nil), []inbox.Piece(nil)
	if t.Bound != "" { // the message did not say it
		return
	}
	if w, ok := t.p.Provider(v.Provider); ok {
		a["with"] = t.Line("with", t.Channel(), t.Language, Args{"provider": w.Name()})
	}
	if svc, ok := t.p.Service(v.Service); ok && svc.Telehealth {
		a["where"] = t.Line("byvideo", t.Channel(), t.Language, nil)
	} else {
		a["where"] = t.Line("where", t.Channel(), t.Language, Args{"place": l.Name})
	}
}

// zoned reports whether the clock of a place is not the one that callers expect.
func (t *talk) zoned(l practice.Location) bool { return l.Zone != t.p.Settings.Zone }

// offers lists times: the day once for those on one day, the provider and the place once where they are the same. They
// are numbered where they are heard and not read.
func (t *talk) offers(all []Offer) []inbox.Piece {
	if t.Bound != "" {
		return t.bare(all)
	}
	if len(all) == 1 {
		return t.visits([]Visit{t.visitAt(all[0])})
	}
	withOne, inOne, c := true, true, t.calendar()
	svc, _ := t.p.Service(t.service())
	for _, o := range all {
		withOne, inOne = withOne && o.Provider == all[0].Provider, inOne && o.Location == all[0].Location
	}
	var list [][]inbox.Piece
	var day civil.Date
	for i, o := range all {
		a := Args{"n": strconv.Itoa(i + 1)}
		t.describe(a, "when", t.visitAt(o))
		at := t.local(o)
		if a["when"] = c.when(at, !inOne && t.zoned(t.place(o))); civil.DateOf(at) == day {
			a["when"] = c.clock(civil.ClockOf(at)) + c.zone(at, !inOne && t.zoned(t.place(o)))
		}
		day = civil.DateOf(at)
		if withOne {
			delete(a, "with")
		}
		if inOne && !svc.Telehealth {
			delete(a, "where")
		}
		list = append(list, t.Line("offer", t.Channel(), t.Language, a))
	}
	said := t.joined(list, "or")
	who, _ := t.p.Provider(all[0].Provider)
	where := t.place(all[0])
	shared := Args{"provider": who.Name(), "place": where.Name, "when": c.zone(t.local(all[0]), inOne && t.zoned(where))}
	var key string
	switch {
	case withOne && svc.Telehealth:
		key = "offers.who"
	case svc.Telehealth:
	case withOne && inOne:
		key = "offers.both"
	case withOne:
		key = "offers.who"
	case inOne:
		key = "offers.where"
	}
	return append(said, t.Line(key, t.Channel(), t.Language, shared)...)
}

// bare lists times as days and clocks alone, numbered.
func (t *talk) bare(all []Offer) []inbox.Piece {
	var list [][]inbox.Piece
	for i, o := range all {
		a := Args{"n": strconv.Itoa(i + 1)}
		t.describe(a, "when", t.visitAt(o))
		list = append(list, t.Line("reply.offer", t.Channel(), t.Language, a))
	}
	return t.joined(list, "or")
}

func (t *talk) visitAt(o Offer) Visit {
	return Visit{Service: t.service(), Provider: o.Provider, Location: o.Location, Start: o.Start}
}

func (t *talk) place(o Offer) practice.Location {
	l, _ := t.p.Location(o.Location)
	return l
}

func (t *talk) visits(all []Visit) []inbox.Piece {
	var list [][]inbox.Piece
	for i, v := range all {
		a := Args{"n": strconv.Itoa(i + 1)}
		t.describe(a, "when", v)
		key := "visit.one"
		switch {
		case len(all) == 1:
			key = "offer.one"
		case v.Requested:
			key = "visit.requested"
		}
		list = append(list, t.Line(key, t.Channel(), t.Language, a))
	}
	return t.joined(list, "or")
}

// joined joins items with commas, the last with a word.
func (t *talk) joined(list [][]inbox.Piece, word string) []inbox.Piece {
	var all []inbox.Piece
	last := t.wording(t.Language).Say[word]
	for i, item := range list {
		switch {
		case i == 0:
		case i == len(list)-1:
			all = append(all, inbox.Piece{Text: phi.NewText(last)})
		default:
			all = append(all, inbox.Piece{Text: phi.NewText("; ")})
		}
		all = append(all, item...)
	}
	return all
}
