package hear

import (
	"slices"
	"strconv"
	"time"

	"bedside/internal/civil"
)

// confusions are what a recogniser writes for something else that was said, likeliest first. They stand in numbers.toml.
type confusions struct {
	Day   map[string][]int `toml:"day"`
	Month map[string][]int `toml:"month"`
}

// How much less than the date that was heard one counts that sounds like it: the likeliest, then the next. A reading
// that cuts the same digits in an odd way is right less often than that.
var (
	misheardDay   = [...]float64{0.28, 0.25, 0.17}
	misheardMonth = 0.23
)

// confuse calls add for the dates that a recogniser takes for d, with how likely each is beside d.
func (b births) confuse(d civil.Date, add func(d civil.Date, score float64)) {
	one := func(c civil.Date, score float64) {
		if c.AddDays(0) == c && b.possible(c) {
			add(c, score)
		}
	}
	for i, n := range b.Confused.Day[strconv.Itoa(d.Day)] {
		one(civil.Date{Year: d.Year, Month: d.Month, Day: n}, misheardDay[min(i, len(misheardDay)-1)])
	}
	for _, n := range b.Confused.Month[strconv.Itoa(int(d.Month))] {
		one(civil.Date{Year: d.Year, Month: time.Month(n), Day: d.Day}, misheardMonth)
	}
	misheardYears(d.Year, func(y int, score float64) { one(civil.Date{Year: y, Month: d.Month, Day: d.Day}, score) })
}

// misheardYears calls add for the years that a recogniser takes for y: "-teen" and "-ty" are one, the hiss of a last
// "six" and the breath of a last "four" are lost, "two thousand" and "twenty" are one, "seven" and "nine" sound alike.
func misheardYears(y int, add func(y int, score float64)) {
	unit, ten := y%10, y/10%10
	switch {
	case y < 2000 && ten == 1 && unit > 1:
		add(1900+10*unit, 0.29)
	case y < 2000 && unit == 0 && ten > 1:
		add(1910+ten, 0.29)
		add(y+6, 0.26)
		add(y+9, 0.17)
	case y == 2000:
		add(2004, 0.2)
	case y > 2000 && ten == 0:
		add(y+10, 0.3)
	case y == 2020:
		add(2012, 0.28)
	case y > 2010:
		add(y-10, 0.29)
	case unit == 7:
		add(y+2, 0.18)
	case unit == 9:
		add(y-2, 0.18)
	}
}

// ordinals are the days as they are said, by how they sound.
func (n *numerals) ordinals() (all [32]spoken) {
	for w, v := range n.Ordinal {
		if v < len(all) && all[v].plain == "" {
			all[v] = say(w)
		}
	}
	return all
}

// soundsLike is how near a word must be to an ordinal to be one, misheard.
const soundsLike = 0.5

// garbled returns the days that may stand, misheard, before the month at token i: as the table has them, or by sound.
func (b births) garbled(ts []token, i int) []guess {
	for n := i - 1; n >= 0 && n >= i-3; n-- {
		w := ts[n].Text
		if w == "of" || w == "the" {
			continue
		}
		if d := b.Garbled[w]; d > 0 {
			return []guess{{date: civil.Date{Day: d}, score: 0.3}}
		}
		if !b.heard || len(w) < 3 {
			return nil
		}
		var all []guess
		heard := say(w)
		for d, o := range b.days[:13] { // the long ones are not taken for another word
			if s := b.phones.like(heard, o); o.plain != "" && s >= soundsLike {
				all = append(all, guess{date: civil.Date{Day: d}, score: 0.3 * s})
			}
		}
		slices.SortFunc(all, func(x, y guess) int { return int(1000 * (y.score - x.score)) })
		return all[:min(len(all), 3)]
	}
	return nil
}
