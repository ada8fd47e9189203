package reident

// window is a time that a text names.
type window struct {
	days   Range // how long it is, or how long ago it began
	visits Range // how many people one clinician sees in it
	day    bool  // it is one day
	exact  bool  // with its date
}

// and joins two windows of one story: what is known by either is known. The first one counts only if there is one.
func (w window) and(o *window, also bool) window {
	if !also {
		return *o
	}
	return window{w.days.atMost(o.days), w.visits.atMost(o.visits), w.day || o.day, w.exact || o.exact}
}

const year = 365

// The times that texts name. Visits are 20 a clinician's day, 15 to 30 (Physicians Foundation 2018: 20.2); five days a
// week; of a month's visits four in five are different people; a panel is 1,200 to 2,500 (Raffoul, JABFM 2016).
var (
	aDay     = window{days: Range{1, 3}, visits: Range{15, 30}, day: true}
	aWeekend = window{days: Range{2, 3}, visits: Range{15, 60}}
	aWeek    = window{days: Range{7, 10}, visits: Range{80, 150}}
	aMonth   = window{days: Range{30, 60}, visits: Range{240, 480}}
	aSeason  = window{days: Range{60, 180}, visits: Range{500, 1500}}
	aYear    = window{days: Range{year / 2, 3 * year / 2}, visits: Range{1200, 2500}}
	years    = window{days: Range{2 * year, 5 * year}, visits: Range{3000, 6000}}
)

// setting is what an attribute's share depends on besides itself.
type setting struct {
	sex    byte // 0 is not known
	ages   span
	aged   bool // ages are known
	place  size
	people float64 // the most who live in the place
	window *window // nil is none
	inside bool    // for an insider: of those who were seen, not of those who live somewhere
}

// share returns what part of the people in a setting an attribute's fact leaves, at most all.
func (t *tables) share(a *Attribute, s setting) Range {
	f := a.fact
	r := t.rate(f, s)
	if f.kind == Occupation && f.flags&status == 0 {
		r = r.times(working(f, s, a.retired))
	}
	if !s.inside {
		r = r.times(here(f, s))
		if f.flags&rural != 0 { // nowhere do more live by one such trade
			r.High = min(r.High, 0.25)
		}
	}
	switch {
	case f.yearly:
		r = r.times(yearsOf(f, s))
	case a.fresh && s.window != nil && s.window.days.High <= aMonth.days.High: // of those who have it few were told of it just then
		r.Low *= 0.02
	}
	return r.share()
}

// rate is how many of those of a sex and age are what the fact says, by its rate, its base and its skew.
func (t *tables) rate(f *fact, s setting) Range {
	who := group{s.sex, span{0, oldest}}
	if s.aged {
		who.ages = s.ages
		if r, ok := banded(f, s.ages); ok {
			return r.times(bySex(f, s.sex))
		}
	}
	both := group{who.sex, span{max(who.ages.from, f.base.ages.from), min(who.ages.to, f.base.ages.to)}}
	if f.base.sex != 0 {
		if who.sex != 0 && who.sex != f.base.sex {
			return f.rate.scale(0, 0.02)
		}
		both.sex = f.base.sex
	}
	part := t.count(both) / t.count(who)
	if part == 0 { // an 18-year-old surgeon: the text says so, the table does not
		return f.rate.scale(0, 0.02)
	}
	return f.rate.scale(part, part).times(bySex(f, s.sex)).times(byAge(f, s))
}

// banded returns the rate at some ages where the table has it.
func banded(f *fact, ages span) (Range, bool) {
	out := Range{Low: 1}
	found := false
	for _, b := range f.bands {
		if ages.from <= b.ages.to && b.ages.from <= ages.to {
			out, found = Range{min(out.Low, b.rate.Low), max(out.High, b.rate.High)}, true
		}
	}
	return out, found
}

func bySex(f *fact, sex byte) Range {
	switch {
	case f.female == Range{} || sex == 0:
		return Range{1, 1}
	case sex == 'F':
		return f.female.scale(2, 2)
	}
	return Range{2 * (1 - f.female.High), 2 * (1 - f.female.Low)}
}

// byAge is how much more, or less, usual a fact is at an age than over all.
func byAge(f *fact, s setting) Range {
	const near = 10
	switch {
	case f.usual == span{} || !s.aged:
		return Range{1, 1}
	case s.ages.from >= f.usual.from && s.ages.to <= f.usual.to:
		return Range{1, 4}
	case s.ages.to >= f.usual.from-near && s.ages.from <= f.usual.to+near:
		return Range{0.2, 4}
	}
	return Range{0.05, 0.4}
}

// working is how usual it is to have an occupation at an age, against all adults; for the retired, to have had it.
func working(f *fact, s setting, retired bool) Range {
	n := s.ages.from
	switch {
	case retired && !s.aged:
		return Range{0.5, 1}
	case retired && n < 50:
		return Range{0.02, 0.3}
	case retired && n < 60:
		return Range{0.2, 1}
	case retired:
		return Range{1.5, 3}
	case !s.aged:
		return Range{1, 1}
	case s.ages.to < 16:
		return Range{0, 0.02}
	case s.ages.to < 25:
		return Range{0.2, 1}
	case n < 65:
		return Range{1, 1.6}
	case f.flags&late != 0 && n < 80:
		return Range{1.2, 1.7}
	case f.flags&late != 0:
		return Range{0.2, 1.2}
	case n < 70:
		return Range{0.3, 1.2}
	case n < 80:
		return Range{0.05, 0.6}
	}
	return Range{0, 0.25}
}

// here is how much more, or less, usual something is in a place than in the country.
func here(f *fact, s setting) Range {
	switch {
	case f.kind == Condition || f.kind == Family:
		return Range{1, 1}
	case f.flags&local != 0:
		return Range{0.1, 6}
	case f.flags&rural != 0 && s.place == region:
		return Range{0.3, 4}
	case f.flags&rural != 0 && s.people > 250_000:
		return Range{0.1, 2}
	case f.flags&rural != 0:
		return Range{0.5, 60}
	case s.place == region:
		return Range{1, 1}
	}
	return Range{0.5, 2}
}

// yearsOf is over how many years what happens yearly adds up: those in which people know of it, or the time named.
func yearsOf(f *fact, s setting) Range {
	out := Range{0.25, 5}
	if f.flags&lasting != 0 {
		out = Range{15, 35}
	}
	if s.window != nil {
		out = out.atMost(s.window.days.scale(1.0/year, 1.0/year))
	}
	if s.inside { // whoever had it is seen for it
		out = Range{out.Low, max(1, out.High*30)}
	}
	return out
}
