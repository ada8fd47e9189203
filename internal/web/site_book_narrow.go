package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"bedside/internal/civil"
	"bedside/internal/practice"
	"bedside/internal/schedule"
	"bedside/internal/tx"
	"bedside/internal/web/view"
)

// Which of the free times a visitor wants to see. It stands in the address: none of it is about a patient.

// narrow reads it into the query. What makes no sense is as if it were not said.
func (c *call) narrow(q *schedule.Query) {
	for _, s := range c.r.Form["not"] {
		if n, err := strconv.Atoi(s); err == nil && time.Sunday <= time.Weekday(n) && time.Weekday(n) <= time.Saturday {
			q.Except = append(q.Except, time.Weekday(n))
		}
	}
	clock := func(name string) civil.Clock {
		at, err := civil.ParseClock(c.form(name))
		if err != nil {
			return 0
		}
		return at
	}
	q.After, q.Until = clock("after"), clock("until")
	if q.Language = c.form("language"); len(q.Language) > 40 {
		q.Language = ""
	}
}

// wanted is the query as an address has it, to begin on a day.
func wanted(q schedule.Query, from string) string {
	v := url.Values{"service": {string(q.Service)}, "provider": {string(q.Provider)}, "location": {string(q.Location)}}
	for _, d := range q.Except {
		v.Add("not", strconv.Itoa(int(d)))
	}
	for name, at := range map[string]civil.Clock{"after": q.After, "until": q.Until} {
		if at > 0 {
			v.Set(name, at.String())
		}
	}
	if q.Language != "" {
		v.Set("language", q.Language)
	}
	if from != "" {
		v.Set("from", from)
	}
	return "/book/time?" + v.Encode()
}

// narrowed is the form that asks for it.
func (c *call) narrowed(p *practice.Practice, q schedule.Query) view.Narrow {
	l := c.tongue
	all := schedule.Query{Service: q.Service, Provider: q.Provider, Location: q.Location}
	v := view.Narrow{Service: string(q.Service), Provider: string(q.Provider), Location: string(q.Location),
		On: len(q.Except) > 0 || q.After > 0 || q.Until > 0 || q.Language != "", AllURL: c.to(wanted(all, "")), Asked: c.askedIn()}
	for n := range 7 {
		d := time.Weekday((n + 1) % 7) // from Monday
		v.Except = append(v.Except, view.Option(strconv.Itoa(int(d)), l.weekday(d), slices.Contains(q.Except, d)))
	}
	v.After = l.fullHours(q.After, 8, 18)
	v.Until = l.fullHours(q.Until, 9, 20)
	v.Languages = []view.Choice{view.Option("", l.say("Any", "Cualquiera"), q.Language == "")}
	var said []string
	for _, w := range p.Providers {
		if !w.Active || !w.Offers(q.Service) || q.Provider != "" && w.ID != q.Provider {
			continue
		}
		for _, name := range languagesOf(w) {
			if !slices.Contains(said, name) {
				said = append(said, name)
			}
		}
	}
	slices.Sort(said)
	for _, name := range said {
		v.Languages = append(v.Languages, view.Option(name, l.language(name), strings.EqualFold(name, q.Language)))
	}
	if len(said) < 2 && q.Language == "" {
		v.Languages = nil
	}
	return v
}

// languagesOf are the languages that a provider speaks, as the practice wrote them.
func languagesOf(w practice.Provider) (names []string) {
	for _, name := range strings.FieldsFunc(w.Languages, func(r rune) bool { return r == ',' || r == ';' || r == '\n' }) {
		if name = strings.TrimSpace(name); name != "" {
			names = append(names, name)
		}
	}
	return names
}

// fullHours lists full hours to choose from, and the one that was chosen if it is none of them.
func (l tongue) fullHours(chosen civil.Clock, from, to int) []view.Choice {
	all := []view.Choice{view.Option("", l.say("At any time", "A cualquier hora"), chosen == 0)}
	for h := from; h <= to; h++ {
		at := civil.NewClock(h, 0)
		all = append(all, view.Option(at.String(), l.clock(at), at == chosen))
	}
	if chosen > 0 && !slices.ContainsFunc(all, func(o view.Choice) bool { return o.Chosen }) {
		all = append(all, view.Option(chosen.String(), l.clock(chosen), true))
	}
	return all
}

// firstFree is the first day from then on that has a time as it is wanted; the day itself if none has.
func (c *call) firstFree(q schedule.Query) (civil.Date, error) {
	q.To, q.Most = q.From.AddDays(mostAhead), 1
	day := q.From
	err := c.view(func(t tx.Tx) error {
		slots, err := c.Schedule.Slots(c.r.Context(), t, q)
		if len(slots) > 0 {
			day = civil.DateOf(slots[0].Start)
		}
		return err
	})
	return day, err
}

const mostAhead = 60 // days that one search may span
