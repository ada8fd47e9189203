package reident

import (
	"math"
	"math/bits"
)

// most and mostPlaces are how many facts and places of a person count; what a text says beyond them is left out.
const most, mostPlaces = 6, 4

// Estimate returns how many people a description fits, for a post of the practice's.
//
// The people of the place, times the share of each attribute among those whom the ones before it leave, are those
// others who fit; with the person there is one more. No group is larger than one that a part of the description
// makes: so a factor above one, where a condition is usual at an age, can never make an attribute add people.
func (p *Person) Estimate(by Practice) Estimate {
	e := Estimate{least: [2]int{by.readers(), by.insiders()}}
	c := calculation{t: loaded(), g: gazette(), by: by}
	c.area, c.known = c.g.catchment(by)
	e.Reader, e.Insider, e.Unique = c.size(p.Attributes)
	e.Located = c.known
	for _, a := range p.Attributes {
		e.Located = e.Located || a.Kind == Place
	}
	e.Factors = c.factors(p.Attributes)
	e.Blur = c.blur(p.Attributes, &e)
	return e
}

type calculation struct {
	t     *tables
	g     *gazetteer
	by    Practice
	area  Range // the author's catchment
	known bool  // it is known
}

// parts are the attributes of a person, sorted.
type parts struct {
	places [mostPlaces]*Attribute
	placed int
	ages   span
	aged   bool
	sex    byte
	facts  [most]*Attribute
	n      int
	window window
	timed  bool // there is a window
	unique bool
}

func (c *calculation) sort(attributes []Attribute) (p parts) {
	happened := false
	for i := range attributes {
		a := &attributes[i]
		switch a.Kind {
		case Place:
			if p.placed < mostPlaces {
				p.places[p.placed] = a
				p.placed++
			}
		case Age:
			p.ages, p.aged = a.ages, true
		case Sex:
			p.sex = a.sex
		case When:
			p.window = p.window.and(a.window, p.timed)
			p.timed = true
		case Unique:
			p.unique = true
		default:
			if p.n < most {
				p.facts[p.n] = a
				p.n++
			}
			p.unique = p.unique || a.fact.flags&news != 0
			happened = happened || a.Kind == Event && a.fact.flags&lasting == 0
		}
	}
	p.unique = p.unique || happened && p.window.exact // as good as a public record
	return p
}

// named returns the time window, nil if there is none.
func (p *parts) named() *window {
	if !p.timed {
		return nil
	}
	return &p.window
}

// size returns the group for both observers, the person included.
func (c *calculation) size(attributes []Attribute) (reader, insider Range, unique bool) {
	p := c.sort(attributes)
	unique = p.unique
	if unique {
		reader = Range{1, 1}
	} else {
		others := c.reader(&p)
		reader = others.plusOne()
	}
	if p.timed {
		insider = c.insider(&p).plusOne()
		if unique {
			insider = Range{1, 1}
		}
	}
	return reader, insider, unique
}

func (r Range) plusOne() Range { return Range{1 + r.Low, 1 + r.High} }

// reader returns how many others fit, for a reader. The author's own area is one more thing the reader knows.
func (c *calculation) reader(p *parts) Range {
	out := Range{everyone, everyone}
	switch {
	case c.known:
		out = c.product(p, c.area, county)
	case p.placed == 0:
		out = c.product(p, anywhere, county)
	}
	for _, a := range p.places[:p.placed] {
		people := a.people
		if c.known {
			people = people.atMost(c.area)
		}
		out = out.atMost(c.product(p, people, a.size))
	}
	if p.window.day { // a day lets a reader match the news, a parked truck, an absence
		out.Low *= 0.1
	}
	return out
}

// product multiplies, for the age and the sex as they are said and as if they were not, and keeps the smallest.
func (c *calculation) product(p *parts, people Range, where size) Range {
	s := setting{place: where, people: people.High, window: p.named()}
	return c.least(p, s, func(s setting) Range { return people.times(c.demographic(s)) })
}

// insider returns how many others fit of those who were seen in the time named.
func (c *calculation) insider(p *parts) Range {
	visits := p.window.visits
	if n := float64(c.by.Daily); n > 0 {
		visits = visits.scale(n/20, n/20)
	}
	s := setting{window: p.named(), inside: true}
	return c.least(p, s, func(s setting) Range { return visits.times(c.demographic(s)).times(seen(s)).atMost(visits) })
}

func (c *calculation) least(p *parts, s setting, people func(setting) Range) Range {
	out := Range{everyone, everyone}
	for without := range 4 {
		s.sex, s.ages, s.aged = p.sex, p.ages, p.aged
		if without&1 != 0 {
			s.sex = 0
		}
		if without&2 != 0 {
			s.aged = false
		}
		out = out.atMost(people(s).times(c.together(p, s)))
	}
	return out
}

// demographic is the share of a sex and age; ages differ from place to place.
func (c *calculation) demographic(s setting) Range {
	g := group{s.sex, span{0, oldest}}
	mix := Range{1, 1}
	if s.aged {
		g.ages = s.ages
		mix = drift
		if s.ages.to-s.ages.from >= 9 {
			mix.Low = 0.9
		}
	}
	n := c.t.count(g) / everyone
	return mix.scale(n, n).share()
}

// seen is how much more often those of an age come to see a doctor: twice as often from 65 on, young men less.
func seen(s setting) Range {
	switch {
	case s.aged && s.ages.from >= 60:
		return Range{1.2, 2}
	case s.aged && s.sex == 'M' && s.ages.from >= 18 && s.ages.to < 45:
		return Range{0.5, 1}
	}
	return Range{0.7, 1.3}
}

// together is the share of all facts. Attributes that go together make the product too small, so each pair of
// conditions lifts the high figure threefold, at most thirtyfold; the low one never, since a mistake there calls an
// exposed patient safe. No part of the facts may leave fewer than all of them.
func (c *calculation) together(p *parts, s setting) Range {
	var shares [most]Range
	out := Range{1, 1}
	conditions := 0 // as a set of facts
	for i := range p.n {
		shares[i] = c.t.share(p.facts[i], s)
		out = out.times(shares[i])
		if p.facts[i].Kind == Condition {
			conditions |= 1 << i
		}
	}
	if bits.OnesCount(uint(conditions)) < 2 {
		return out
	}
	out.High = 1
	var product [1 << most]float64
	product[0] = 1
	for set := 1; set < 1<<p.n; set++ {
		last := bits.Len(uint(set)) - 1
		product[set] = product[set&^(1<<last)] * shares[last].High
		together := bits.OnesCount(uint(set & conditions))
		linked := math.Pow(3, float64(together*(together-1)/2))
		out.High = min(out.High, product[set]*min(linked, 30))
	}
	return out
}

// factors are the steps of the arithmetic in the order they are said in a message.
func (c *calculation) factors(attributes []Attribute) []Factor {
	p := c.sort(attributes)
	s := setting{sex: p.sex, ages: p.ages, aged: p.aged, place: county, people: anywhere.High, window: p.named()}
	if c.known {
		s.people = c.area.High
	}
	for _, a := range p.places[:p.placed] {
		if a.people.High < s.people {
			s.place, s.people = a.size, a.people.High
		}
	}
	var out []Factor
	for _, a := range attributes {
		f := Factor{Attribute: a}
		switch a.Kind {
		case Place:
			f.Share = a.people
		case Age:
			f.Share = c.demographic(setting{ages: a.ages, aged: true})
		case Sex:
			f.Share = c.demographic(setting{sex: a.sex})
		case When:
			f.Share = a.window.visits
		case Unique:
		default:
			f.Share = c.t.share(&a, s)
		}
		out = append(out, f)
	}
	return out
}
