package hear

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"time"

	"bedside/internal/civil"
	"bedside/internal/words"
)

// guess is a date of birth that may have been said.
type guess struct {
	date     civil.Date
	score    float64
	said     float64 // how well the best hearing fits it; 0 where it only sounds like one that was heard
	from, to int     // tokens of the text; to is 0 where it is from another hearing
}

// oldest is the age in years above which nobody is believed; the oldest person on record reached it.
const oldest = 122

// births reads dates of birth.
type births struct {
	*numerals
	phones   *phones
	days     *[32]spoken // the ordinals
	today    civil.Date
	dayFirst bool
	heard    bool // by a recogniser, which takes one number for another
}

// possible reports whether somebody alive may be born on the day.
func (b births) possible(d civil.Date) bool {
	birthday := civil.Date{Year: d.Year + oldest + 1, Month: d.Month, Day: d.Day}
	return !b.today.Before(d) && b.today.Before(birthday)
}

// read returns what dates of birth the hearings may mean, best first. The first hearing counts most, and a date that
// several of them may mean counts more than one.
func (b births) read(hearings [][]token) []guess {
	sum := map[civil.Date]*guess{}
	add := func(d civil.Date, score float64, g guess, first bool) {
		s := sum[d]
		if s == nil {
			s = &guess{date: d}
			sum[d] = s
		}
		s.score += score
		if d == g.date {
			s.said = max(s.said, g.score)
		}
		if first {
			s.from, s.to = g.from, g.to
		}
	}
	weight := 1.0
	for n, ts := range hearings {
		for _, g := range b.one(ts) {
			add(g.date, weight*g.score, g, n == 0)
			if b.heard {
				b.confuse(g.date, func(d civil.Date, score float64) { add(d, weight*score*g.score, g, n == 0) })
			}
		}
		weight *= 0.8
	}
	all := make([]guess, 0, len(sum))
	for _, g := range sum {
		all = append(all, *g)
	}
	slices.SortFunc(all, func(a, c guess) int {
		if d := cmp.Compare(c.score, a.score); d != 0 {
			return d
		}
		return a.date.DaysUntil(c.date) // any order that is always the same
	})
	return all
}

// one returns what dates one hearing may mean. Where the speaker puts themselves right and says a whole date after
// that, it is that one.
func (b births) one(ts []token) []guess {
	for i := len(ts) - 2; i > 0; i-- {
		if !corrects(ts[i].Text) && !(ts[i].Text == "no" && (ts[i].comma || ts[i+1].comma)) {
			continue
		}
		after := b.plainly(ts[i+1:])
		if !slices.ContainsFunc(after, func(g guess) bool { return g.score >= amended }) {
			break
		}
		for n := range after {
			after[n].from, after[n].to = after[n].from+i+1, after[n].to+i+1
		}
		return after
	}
	return b.plainly(ts)
}

// amended is the score that a date must have to take the place of what was said before it.
const amended = 0.15

func corrects(w string) bool {
	switch w {
	case "sorry", "mean", "meant", "wait", "actually", "rather", "correction", "perdon", "digo":
		return true
	}
	return false
}

// plainly returns what dates the words may mean, each once with its best score.
func (b births) plainly(ts []token) []guess {
	best := map[civil.Date]guess{}
	refused := false // a date was said plainly, and nobody alive can be born then
	add := func(year, month, day int, score float64, from, to int) {
		if month < 1 || month > 12 || day < 1 || score <= 0 {
			return
		}
		d := civil.Date{Year: year, Month: time.Month(month), Day: day}
		if d.AddDays(0) != d || !b.possible(d) { // no February 30
			refused = refused || score >= plain
			return
		}
		if score > best[d].score {
			best[d] = guess{d, score, score, from, to}
		}
	}
	for _, noisy := range []bool{false, true} {
		trust := 1.0
		if noisy {
			trust = 0.5
		}
		ps := b.pieces(ts, noisy)
		if len(ps) == 0 || len(ps) > 16 {
			continue
		}
		named := false
		for m, p := range ps {
			if p.month > 0 {
				named = true
				if !noisy && (m == 0 || ps[m-1].to < p.from-2) {
					for _, g := range b.garbled(ts, p.from) {
						b.years(ps[m+1:], func(y int, s float64) { add(y, p.month, g.date.Day, g.score*s, ps[0].from, ps[len(ps)-1].to) })
					}
				}
				b.named(ps, m, func(y, mo, d int, s float64) { add(y, mo, d, s*trust, ps[0].from, ps[len(ps)-1].to) })
			}
		}
		numbers := ps
		if named {
			trust *= 0.2 // the month may be no month: "the 5th" heard as "May 5th"
			numbers = slices.DeleteFunc(slices.Clone(ps), func(p piece) bool { return p.month > 0 })
		}
		clear := slices.ContainsFunc(slices.Collect(maps.Values(best)), func(g guess) bool { return g.score > 0.95 })
		if len(numbers) > 0 && !(named && (len(numbers) < 2 || clear)) {
			b.numeric(numbers, !named && figured(ts), func(y, mo, d int, s float64) { add(y, mo, d, s*trust, ps[0].from, ps[len(ps)-1].to) })
		}
	}
	all := make([]guess, 0, len(best))
	for _, g := range best {
		if !refused || g.score >= plain {
			all = append(all, g)
		}
	}
	return all
}

// figured reports whether a date is written in figures with marks between: 3/14/1990.
func figured(ts []token) bool {
	marked := func(i int) bool {
		return ts[i].Kind == words.Digits && ts[i-1].Kind == words.Digits && !ts[i].Space && ts[i].Start == ts[i-1].End+1
	}
	for i := 2; i < len(ts); i++ {
		if marked(i-1) && marked(i) {
			return true
		}
	}
	return false
}

// plain is the score of a date that was said without anything odd.
const plain = 0.9

// named reads a date whose month is the name at m.
func (b births) named(ps []piece, m int, add func(year, month, day int, score float64)) {
	after := ps[m+1:]
	var days []int // places in ps
	if m > 0 {
		days = append(days, m-1)
	}
	if m+1 < len(ps) {
		days = append(days, m+1)
	}
	for _, at := range days {
		p := ps[at]
		day := p.value()
		score := 1.0
		if b.heard && at < m && len(p.digits) == 4 && p.ordinal { // "the 19... 17th of January"
			p.digits = p.digits[2:]
			day, score = p.value(), 0.6
		}
		if b.heard && day > 31 && day < 100 && day%10 == 0 { // "fifteenth" heard as "fifty"
			day, score = 10+day/10, 0.6
		}
		if p.month > 0 || len(p.digits) > 2 || day < 1 || day > 31 {
			continue
		}
		rest := after
		if at > m {
			rest = after[1:]
			if m > 0 {
				score = 0.6
			}
		}
		if at < m && at > 0 && ps[at-1].value() == 0 { // "0 5 March"
			score = 0.9
		}
		if at < m && at > 0 && !p.ordinal && len(p.digits) == 1 && (ps[at-1].digits == "1" || ps[at-1].digits == "2" || ps[at-1].digits == "3") {
			n, _ := strconv.Atoi(ps[at-1].digits + p.digits) // "2 3 March"
			b.years(rest, func(y int, s float64) { add(y, ps[m].month, n, 0.8*s) })
		}
		b.years(rest, func(y int, s float64) { add(y, ps[m].month, day, score*s) })
		if first := ps[:min(at, m)]; len(rest) == 0 && groups(first) != nil { // "1980, the 5th of May"
			b.years(first, func(y int, s float64) { add(y, ps[m].month, day, 0.95*s) })
		}
	}
}
