package when

import (
	"slices"

	"bedside/internal/civil"
)

// group is days and the times of day that belong to them: "Tuesday morning", then "or Thursday after four".
type group struct {
	days   []*days
	clocks []clock
}

// gatherer makes one reading of the items that the grammar has left.
type gatherer struct {
	*reader
	out       Reading
	groups    []group
	notDays   []Days
	notClocks []civil.Interval
	refused   bool // the item before was refused, and what is joined to it is too
	joined    bool // "or" or "and" stands between this item and the date or time before
	corrected bool // "no", "sorry" stands before
	dayMarks  []int
	timeMarks []int // the mentions of the last day and time, for a correction to take back
	afterDay  bool  // the last thing said was a day
	marks     []mark
}

// gather turns the items into mentions and the want.
func (r *reader) gather() Reading {
	g := &gatherer{reader: r, groups: []group{{}}}
	for i := range r.items {
		it := &r.items[i]
		switch {
		case it.days != nil || len(it.clocks) > 0:
			g.dated(i)
			g.joined, g.corrected = false, false
		case it.mark == correction:
			g.corrected, g.refused = true, false
		case it.mark == joining:
			g.joined = true
		case it.mark == unclear:
			g.vague(it)
		case it.mark != 0:
			g.marks = append(g.marks, it.mark)
			g.refused = false
		case it.class&(weekdayC|sureMonth|holidayC|weekdaysC) != 0 && it.class&shortDay == 0:
			g.vague(it)
		case it.class&(unknown|fillerC) != 0:
			g.refused, g.joined = false, false
		}
	}
	g.want()
	return g.out
}

func (g *gatherer) vague(it *item) {
	g.out.Vague = append(g.out.Vague, g.place(it.first, it.last))
}

// place returns the code points of some words, without the small words in front.
func (g *gatherer) place(first, last int) Span {
	w := g.words
	for first < last-1 && slices.Contains(small, w[first].Text) {
		first++
	}
	return Span{w[first].Start, w[last-1].End}
}

// small are the words that stand before a date or time and are no part of it.
var small = []string{
	"on", "at", "by", "the", "for", "around", "about", "after", "before", "since", "until", "till", "from", "between", "@", ",", "past",
	"el", "la", "las", "los", "a", "para", "desde", "hasta", "not", "no", "except", "but", "than", "later", "earlier", "approximately", "make", "making", "it", "that",
}

// dated takes in a date, a time or both.
func (g *gatherer) dated(i int) {
	it := &g.items[i]
	where := g.place(it.first, it.last)
	if left := it.leaving; left != nil {
		where.Start = g.words[left.last].Start
		g.left(left)
	}
	only := slices.Contains([]string{"only", "just", "solo"}, g.words[it.first].Text) // "not Tuesday, and only mornings"
	not := it.not || g.refused && g.joined && !only
	if g.corrected && !not {
		g.takeBack(it)
	}
	if it.days != nil {
		g.addDays(it, where, not)
	}
	if len(it.clocks) > 0 {
		g.addClocks(it, where, not)
	}
	g.refused, g.afterDay = not, it.days != nil && len(it.clocks) == 0 && it.days.part == 0
}

// left mentions what is given up.
func (g *gatherer) left(it *item) {
	where := g.place(it.first, it.last)
	if it.days != nil {
		g.mentionDays(it.days, where, true)
		return
	}
	c := it.clocks[0]
	g.mentionClock(&c, g.settle(&c), where, false, true)
}

// takeBack forgets the last day, or time, that was said before the correction.
func (g *gatherer) takeBack(it *item) {
	last := &g.groups[len(g.groups)-1]
	if it.days != nil && len(last.days) > 0 {
		last.days = last.days[:len(last.days)-1]
		g.unsay(&g.dayMarks)
	}
	if len(it.clocks) > 0 && len(last.clocks) > 0 {
		last.clocks = last.clocks[:len(last.clocks)-1]
		g.unsay(&g.timeMarks)
	}
}

// unsay takes out the mentions of the last item of a kind.
func (g *gatherer) unsay(said *[]int) {
	if len(*said) == 0 {
		return
	}
	from := (*said)[len(*said)-1]
	*said = (*said)[:len(*said)-1]
	if from >= len(g.out.Mentions) {
		return
	}
	start := g.out.Mentions[from].Start
	kind := g.out.Mentions[from].Name[:4]
	g.out.Mentions = slices.DeleteFunc(g.out.Mentions, func(m Mention) bool { return m.Start == start && m.Name[:4] == kind })
}

func (g *gatherer) addDays(it *item, where Span, not bool) {
	d := it.days
	if d.clash != nil && !not && d.rel != since {
		if g.out.Clash == nil && !g.asked("dob") {
			c := *d.clash
			c.Span = where
			g.out.Clash = &c
		}
		if d.clash.Kind == NoSuchDay {
			return
		}
	}
	last := &g.groups[len(g.groups)-1]
	d = g.repeated(last, d, not)
	d = g.narrowed(last, d, not)
	g.dayMarks = append(g.dayMarks, len(g.out.Mentions))
	g.mentionDays(d, where, not)
	if d.past || d.clash != nil && !not || g.asked("dob") {
		return
	}
	span := limited(d)
	switch {
	case not:
		if d.said.weekday >= 0 && d.said.day == 0 && d.said.which == 0 {
			span = Days{On: 1 << d.said.weekday}
		}
		if d.part > 0 {
			span.Clocks = []civil.Interval{partHours[d.part]}
		}
		g.notDays = append(g.notDays, span)
		return
	case len(last.days) > 0 && len(last.clocks) > 0 && !(g.joined && g.afterDay):
		g.groups = append(g.groups, group{})
		last = &g.groups[len(g.groups)-1]
	}
	last.days = append(last.days, d)
	if d.part > 0 {
		g.partOf(last, d.part)
	}
}

// revalue gives the mention of the last day another value.
func (g *gatherer) revalue(d civil.Date) {
	if n := len(g.dayMarks); n > 0 && g.dayMarks[n-1] < len(g.out.Mentions) {
		g.out.Mentions[g.dayMarks[n-1]].Value = d.String()
	}
}

func (g *gatherer) mentionDays(d *days, where Span, not bool) {
	add := func(name string, value civil.Date, other []civil.Date) {
		m := Mention{Name: name, Value: value.String(), Start: where.Start, End: where.End, Past: d.past, Not: not}
		for _, o := range other {
			m.Alternatives = append(m.Alternatives, o.String())
		}
		g.out.Mentions = append(g.out.Mentions, m)
	}
	switch {
	case d.From.IsZero():
	case d.rel == after || d.rel == from || d.rel == since:
		if d.rel == after {
			add("date_from", d.To, d.other)
			break
		}
		add("date_from", d.From, d.other)
	case d.rel == before || d.rel == until:
		add("date_to", d.To, d.other)
	case d.From == d.To:
		add("date", d.From, d.other)
	default:
		add("date_from", d.From, nil)
		add("date_to", d.To, d.other)
	}
}

func (g *gatherer) addClocks(it *item, where Span, not bool) {
	last := &g.groups[len(g.groups)-1]
	past := it.days != nil && it.days.past
	g.timeMarks = append(g.timeMarks, len(g.out.Mentions))
	for i := range it.clocks {
		c := it.clocks[i]
		if c.rel == since {
			past = true
		}
		g.settleBeside(last, &c, not)
		other := g.settle(&c)
		if c.part == 0 {
			g.mentionClock(&c, other, where, past, not)
		}
		switch {
		case past || g.asked("dob"):
		case not:
			g.notClocks = append(g.notClocks, c.window())
		default:
			last.clocks = append(last.clocks, c)
		}
	}
}

// settleBeside settles the half of the day by a part of the day said with the date, which it replaces, or drops a part
// that a time within it makes plain.
func (g *gatherer) settleBeside(in *group, c *clock, not bool) {
	if not || c.part > 0 || g.joined {
		return
	}
	for i, p := range in.clocks {
		if p.part > 0 && p.rel == at {
			c.inPart(p.part)
			in.clocks = slices.Delete(in.clocks, i, i+1)
			return
		}
	}
}

func (g *gatherer) mentionClock(c *clock, other []civil.Clock, where Span, past, not bool) {
	add := func(name string, value civil.Clock) {
		m := Mention{Name: name, Value: (value % 1440).String(), Start: where.Start, End: where.End, Past: past, Not: not}
		for _, o := range other {
			m.Alternatives = append(m.Alternatives, o.String())
		}
		g.out.Mentions = append(g.out.Mentions, m)
	}
	switch c.rel {
	case span:
		add("time_from", c.from)
		add("time_to", c.to)
	case after, from, since:
		add("time_from", c.from)
	case before, until:
		add("time_to", c.from)
	default:
		add("time", c.from)
	}
}
