package web

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"bedside/internal/fault"
	"bedside/internal/practice"
	"bedside/internal/web/view"
)

// showRules fills in the rules of a service.
func showRules(v *view.ServiceForm, p *practice.Practice, svc practice.Service) {
	ruleChoices(v, svc)
	v.Seats.Value = strconv.Itoa(max(svc.Seats, 1))
	v.AgeFrom.Value, v.AgeTo.Value = unlessZero(svc.AgeFrom), unlessZero(svc.AgeTo)
	v.Reasons.Value = strings.Join(svc.Reasons, "\n")
	var needs []string
	for _, n := range svc.Needs {
		needs = append(needs, n.String())
	}
	v.Needs.Value = strings.Join(needs, "\n")
	v.Pools = poolsOf(p)
	v.Ruled = svc.Before > 0 || svc.Seats > 1 || svc.Notice > 0 || svc.Horizon > 0 || svc.AgeFrom > 0 || svc.AgeTo > 0 || svc.Seen != "" || len(svc.Reasons)+len(svc.Needs) > 0
}

func unlessZero(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// poolsOf says what locations have.
func poolsOf(p *practice.Practice) string {
	var names []string
	for _, l := range p.Locations {
		for _, r := range l.Resources {
			if l.Active && r.Active && !slices.Contains(names, r.Pool) {
				names = append(names, r.Pool)
			}
		}
	}
	if len(names) == 0 {
		return ""
	}
	return "There is: " + strings.Join(names, ", ") + "."
}

func ruleChoices(v *view.ServiceForm, svc practice.Service) {
	own := func(say func(int) string) func(int) string {
		return func(n int) string {
			if n == 0 {
				return "as the practice"
			}
			return say(n)
		}
	}
	v.Before = amounts(svc.Before, spell, 0, 5, 10, 15, 20, 30)
	v.Lead = amounts(int(svc.Notice/time.Minute), own(spell), 0, 15, 30, 60, 120, 240, 720, 1440, 2880, 4320, 10080)
	v.Horizon = amounts(svc.Horizon, own(func(n int) string { return plural(n, "day") }), 0, 7, 14, 30, 60, 90, 180, 365)
	v.Seen = []view.Choice{
		view.Option("", "Anyone", svc.Seen == practice.Anyone),
		view.Option(string(practice.New), "People who have not been here before", svc.Seen == practice.New),
		view.Option(string(practice.Returning), "People who have been here before", svc.Seen == practice.Returning),
	}
}

// readRules reads the rules of a service and writes beside each field what is wrong with it.
func (c *call) readRules(v *view.ServiceForm, svc *practice.Service, m *mistakes) {
	v.Seats, v.AgeFrom, v.AgeTo, v.Reasons, v.Needs, v.Ruled = c.field("seats"), c.field("age_from"), c.field("age_to"), c.field("reasons"), c.field("needs"), true
	svc.Before, svc.Horizon, svc.Seen = max(c.number("before"), 0), max(c.number("horizon"), 0), practice.Seen(c.form("seen"))
	svc.Notice = time.Duration(max(c.number("notice"), 0)) * time.Minute
	svc.Seats, svc.AgeFrom, svc.AgeTo = m.count(&v.Seats, 1), m.whole(&v.AgeFrom, 0), m.whole(&v.AgeTo, 0)
	svc.Reasons = lines(v.Reasons.Value)
	for _, line := range lines(v.Needs.Value) {
		n, err := practice.ParseNeed(line)
		m.at(&v.Needs, err)
		svc.Needs = append(svc.Needs, n)
	}
	ruleChoices(v, *svc)
}

// whole reads a whole number; an empty field is what is otherwise.
func (m *mistakes) whole(f *view.Field, otherwise int) int {
	if strings.TrimSpace(f.Value) == "" {
		return otherwise
	}
	n, err := strconv.Atoi(strings.TrimSpace(f.Value))
	if err != nil || n < 0 {
		m.at(f, fault.New(fault.Invalid, "web.whole", "Write a whole number, or leave it empty."))
	}
	return n
}

// pools refuses what no location has all of: the visit could be booked nowhere.
func (m *mistakes) pools(p *practice.Practice, svc practice.Service, f *view.Field) {
	short := func(l practice.Location) bool {
		return !l.Active || slices.ContainsFunc(svc.Needs, func(n practice.Need) bool { return len(l.Pool(n.Pool)) < n.Count })
	}
	if f.Error == "" && svc.Active && len(svc.Needs) > 0 && !slices.ContainsFunc(p.Locations, func(l practice.Location) bool { return !short(l) }) {
		m.at(f, fault.New(fault.Invalid, "web.pools", strings.TrimSpace("No location has all of this, so nobody could be booked. Enter it at a location first. "+poolsOf(p))))
	}
}

// count is [mistakes.whole] where none makes no sense: an empty field is what is otherwise, and a zero is asked about.
func (m *mistakes) count(f *view.Field, otherwise int) int {
	n := m.whole(f, otherwise)
	if n == 0 && strings.TrimSpace(f.Value) != "" && f.Error == "" {
		m.at(f, fault.New(fault.Invalid, "web.count", "Write 1 or more, or leave it empty."))
	}
	return n
}

// pooled writes the resources of a location, a pool on each line.
func pooled(l practice.Location) string {
	var all []string
	for i, r := range l.Resources {
		if !r.Active || slices.ContainsFunc(l.Resources[:i], func(o practice.Resource) bool { return o.Active && o.Pool == r.Pool }) {
			continue
		}
		var names []string
		for _, o := range l.Resources {
			if o.Active && o.Pool == r.Pool {
				names = append(names, o.Name)
			}
		}
		all = append(all, r.Pool+": "+strings.Join(names, ", "))
	}
	return strings.Join(all, "\n")
}

// readPools reads them. A name that was in its pool before is the same resource, also if it was ended.
func readPools(had []practice.Resource, f *view.Field, m *mistakes) []practice.Resource {
	var now []practice.Resource
	for _, line := range lines(f.Value) {
		pool, names, ok := strings.Cut(line, ":")
		if !ok || strings.TrimSpace(names) == "" {
			m.at(f, fault.New(fault.Invalid, "web.readPools", "Write what it is, a colon, and a name for each: Assistant: Ana, Bo."))
			continue
		}
		for name := range strings.SplitSeq(names, ",") {
			if name = strings.TrimSpace(name); name == "" {
				continue
			}
			r := practice.Resource{Pool: strings.TrimSpace(pool), Name: name, Active: true}
			same := func(o practice.Resource) bool {
				return strings.EqualFold(o.Pool, r.Pool) && strings.EqualFold(o.Name, r.Name)
			}
			if k := slices.IndexFunc(had, same); k >= 0 && !slices.ContainsFunc(now, same) {
				r.ID, r.There = had[k].ID, had[k].There
			}
			now = append(now, r)
		}
	}
	return now
}
