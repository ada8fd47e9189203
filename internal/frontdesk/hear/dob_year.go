package hear

import (
	"strconv"
	"strings"
	"time"

	"bedside/internal/civil"
)

// years reads the year that is the rest of a date.
func (b births) years(ps []piece, add func(year int, score float64)) {
	digits := ""
	for i, p := range ps {
		if p.month > 0 {
			continue
		}
		if p.ordinal && len(p.digits) < 3 && i == 0 && len(ps) > 1 { // a stray "8th" before the year
			b.years(ps[1:], func(y int, s float64) { add(y, 0.9*s) })
		}
		digits += p.digits
	}
	if digits == "" {
		return
	}
	b.year(digits, groups(ps), add)
}

// groups are the digits of the pieces.
func groups(ps []piece) []string {
	var g []string
	for _, p := range ps {
		if p.digits != "" {
			g = append(g, p.digits)
		}
	}
	return g
}

// year reads a year from its digits and how they came: 1958, 19 58, 58, and 1950 8, which is how recognisers write
// "nineteen fifty eight".
func (b births) year(digits string, g []string, add func(year int, score float64)) {
	n, err := strconv.Atoi(digits)
	if err != nil {
		return
	}
	switch {
	case b.heard && len(digits) == 4 && (n/100 == 18 || n/100 == 90): // "nineteen" is taken for "eighteen" and "ninety"
		add(1900+n%100, 0.6)
	case len(digits) == 4:
		add(n, 1)
	case len(digits) < 5 && strings.HasPrefix(digits, "00") && n > 0: // "oh oh three"
		add(2000+n, 0.7)
	case len(digits) == 2:
		near := b.today.Year/100*100 + n
		if near > b.today.Year {
			near -= 100
		}
		add(near, 0.8)
		add(near-100, 0.3)
	case len(digits) == 3 && n >= 190 && n < 203: // 200 3, 197
		add(n/10*100+n%10, 0.4)
		if n < 200 {
			add(10*n+n%10, 0.35) // of two that are alike one is lost: "nineteen eighty eight"
			add(1900+n%100, 0.2)
			add(1900+n%10*10, 0.1)
		}
	}
	if len(g) < 2 {
		if len(digits) == 5 { // a digit too many: 19930, 11993
			for i := range digits {
				y, _ := strconv.Atoi(digits[:i] + digits[i+1:])
				add(y, 0.3)
			}
		}
		return
	}
	last, before := g[len(g)-1], g[len(g)-2]
	tail, _ := strconv.Atoi(last)
	head, _ := strconv.Atoi(before)
	switch {
	case len(g) > 2 && (g[len(g)-3] == "19" || g[len(g)-3] == "20") && len(before) == 2 && before[1] == '0' && len(last) == 1: // 19 40 8
		century, _ := strconv.Atoi(g[len(g)-3])
		add(100*century+head+tail, 0.95)
	case len(before) == 4 && len(last) == 1 && before[3] == '0': // 1950 8
		add(head+tail, 0.95)
		add(head, 0.3)
	case len(before) == 4 && len(last) == 2 && before[2:] == "00": // 2000 19
		add(head+tail, 0.9)
	case len(before) == 3 && len(last) == 1 && (head == 200 || head == 190): // 200 3
		add(head*10+tail, 0.9)
	case len(before) == 4:
		add(head, 0.4)
	case len(last) == 4 && len(g) > 1:
		add(tail, 0.4)
	}
}

// keyed reads a date of birth from the keypad: MMDDYYYY or MMDDYY.
func (b births) keyed(digits string) []civil.Date {
	if len(digits) != 8 && len(digits) != 6 {
		return nil
	}
	month, _ := strconv.Atoi(digits[:2])
	day, _ := strconv.Atoi(digits[2:4])
	var all []civil.Date
	b.year(digits[4:], nil, func(y int, _ float64) {
		d := civil.Date{Year: y, Month: time.Month(month), Day: day}
		if month >= 1 && month <= 12 && day >= 1 && d.AddDays(0) == d && b.possible(d) {
			all = append(all, d)
		}
	})
	return all
}
