package flow

import (
	"slices"
	"time"

	"bedside/internal/civil"
	"bedside/internal/frontdesk/when"
	"bedside/internal/inbox"
	"bedside/internal/phi"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/words"
)

// entry is what they said they would come to, as an entry has it: no finer than days from one to another, days of the
// week, and one stretch of the day.
func (t *talk) entry() schedule.Wait {
	today := civil.DateOf(t.Now())
	w := schedule.Wait{Service: t.service(), Provider: practice.ProviderID(t.Slots["provider"]), Location: practice.LocationID(t.Slots["location"]), From: today}
	svc, _ := t.p.Service(w.Service)
	horizon := svc.Horizon
	if horizon == 0 {
		horizon = t.p.Settings.Horizon
	}
	if t.Visit != nil {
		if w.Provider == "" {
			w.Provider = t.keeps()
		}
		if w.Location == "" && t.Slots["away"] == "" {
			w.Location = t.Visit.Location
		}
		w.Instead = t.Visit.ID
		l, _ := t.p.Location(t.Visit.Location)
		horizon = today.DaysUntil(civil.DateOf(t.Visit.Start.In(l.In())))
	}
	want := t.Want
	want.Other = false
	if from, to := want.Days(today, horizon); !to.Before(from) {
		w.From, w.To = from, to
	} else {
		want, w.To = when.Want{}, today.AddDays(horizon)
	}
	w.Days = daysOfWeek(want, w.From, w.To)
	if !want.Exact {
		w.After, w.Until = stretch(want)
	}
	if minutes := civil.Clock(svc.Minutes); w.Until != 0 && w.Until-w.After < minutes {
		w.Until = 0
	}
	return w
}

// daysOfWeek are the days of the week that are wanted, none where all between the two days are.
func daysOfWeek(want when.Want, from, to civil.Date) (days []time.Weekday) {
	all := true
	for d := from; !to.Before(d); d = d.AddDays(1) {
		switch {
		case !want.Day(d):
			all = false
		case !slices.Contains(days, d.Weekday()):
			days = append(days, d.Weekday())
		}
	}
	if all {
		return nil
	}
	slices.Sort(days)
	return days
}

// stretch is the stretch of the day that holds all that is wanted; 0, 0 for the whole day.
func stretch(want when.Want) (after, until civil.Clock) {
	const midnight = 24 * 60
	hours := slices.Clone(want.Clocks)
	for _, d := range want.Dates {
		if len(d.Clocks) == 0 && len(want.Clocks) == 0 {
			hours = nil
			break
		}
		hours = append(hours, d.Clocks...)
	}
	if len(hours) > 0 {
		after, until = midnight, 0
		for _, h := range hours {
			after, until = min(after, h.From), max(until, h.To)
		}
	}
	for _, not := range want.NotDates {
		for _, h := range not.Clocks {
			if h.From == 0 {
				after = max(after, h.To)
			}
			if h.To >= midnight && (until == 0 || h.From < until) {
				until = h.From
			}
		}
	}
	if until >= midnight {
		until = 0
	}
	return after, until
}

// wishes says what an entry is for: the days, the days of the week, the hours, with whom and where.
func (t *talk) wishes(w Waiting, channel string, l words.Language) (all []inbox.Piece) {
	c := &t.wording(l).Calendar
	say := func(key string, args Args) { all = append(all, t.Line(key, channel, l, args)...) }
	key := "wait.days"
	switch today := civil.DateOf(t.Now()); {
	case w.From == w.To:
		key = "wait.day"
	case !today.Before(w.From):
		key = "wait.until"
	}
	say(key, Args{"day": c.day(w.From), "other": c.day(w.To)})
	if len(w.Days) > 0 && w.From != w.To {
		var list [][]inbox.Piece
		for _, d := range w.Days {
			list = append(list, []inbox.Piece{{Kind: inbox.VisitTime, Text: phi.NewText(c.Days[d])}})
		}
		say("wait.on", Args{"list": t.joined(list, "wait.or")})
	}
	if w.After != 0 {
		say("wait.after", Args{"from": c.clock(w.After)})
	}
	if w.Until != 0 {
		say("wait.over", Args{"to": c.clock(w.Until)})
	}
	if t.Bound != "" { // the message did not say it
		return all
	}
	if v, ok := t.p.Provider(w.Provider); ok {
		say("with", Args{"provider": v.Name()})
	}
	svc, _ := t.p.Service(w.Service)
	if at, ok := t.p.Location(w.Location); ok && !svc.Telehealth {
		say("where", Args{"place": at.Name})
	}
	return all
}

// wanted is what they are about to wait for.
func (t *talk) wanted() Waiting {
	w := t.entry()
	return Waiting{Service: w.Service, Provider: w.Provider, Location: w.Location, From: w.From, To: w.To, Days: w.Days, After: w.After, Until: w.Until}
}

// waitArgs are what the questions of the waiting list speak of.
func (t *talk) waitArgs(a Args) {
	if t.joins() {
		a["days"] = t.wishes(t.wanted(), t.Channel(), t.Language)
	}
	var list [][]inbox.Piece
	for _, w := range t.Waits {
		svc, _ := t.p.Service(w.Service)
		list = append(list, t.Line("wait.one", t.Channel(), t.Language, Args{"service": svc.Name, "days": t.wishes(w, t.Channel(), t.Language)}))
	}
	if len(list) > 0 {
		a["list"] = t.joined(list, "and")
	}
}

// waitPlain says for staff what they would wait for.
func (t *talk) waitPlain() string {
	svc, _ := t.p.Service(t.service())
	return svc.Name + ", " + Text(t.wishes(t.wanted(), "console", words.English))
}
