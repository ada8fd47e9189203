package hear

import "strconv"

// numeric reads a date of numbers only. All digits are put in a row and cut into day, month and year in every way; a
// cut that falls where the speaker made one is better, and so is the order of the place. Figures with marks between are cut there and nowhere else.
func (b births) numeric(ps []piece, figured bool, add func(year, month, day int, score float64)) {
	if p := ps[0]; len(p.digits) == 2 && p.digits > "31" && p.digits[1] != '0' && len(ps) > 1 { // "37 1984" was the 30th of the 7th
		split := append([]piece{{digits: p.digits[:1] + "0"}, {digits: p.digits[1:]}}, ps[1:]...)
		b.numeric(split, figured, func(y, m, d int, s float64) { add(y, m, d, 0.9*s) })
	}
	row := ""
	breaks := map[int]bool{0: true}
	if len(ps) == 1 && len(ps[0].digits) == 8 { // 19900314
		var n [3]int
		for i, cut := range []string{ps[0].digits[:4], ps[0].digits[4:6], ps[0].digits[6:]} {
			n[i], _ = strconv.Atoi(cut)
		}
		if n[0] >= 1900 {
			add(n[0], n[1], n[2], plain)
		}
	}
	var ordinal [32]bool // by where a piece begins
	for _, p := range ps {
		if p.ordinal && len(row) < 32 {
			ordinal[len(row)] = true
		}
		row += p.digits
		breaks[len(row)] = true
	}
	if len(row) < 4 || len(row) > 12 || len(row) == 4 && len(ps) < 3 && row >= "1900" && row <= strconv.Itoa(b.today.Year) { // a year alone
		return
	}
	cut := func(from, to int) (n int, score float64) {
		n, err := strconv.Atoi(row[from:to])
		if err != nil || n < 1 || n > 31 {
			return 0, 0
		}
		score = 0.35
		if breaks[from] && breaks[to] {
			score = 1
		} else if to-from == 2 {
			score = 0.8
		}
		return n, score
	}
	if n := len(row); b.heard && n > 8 { // more digits than a date has: its ends are what was said most clearly
		d1, _ := cut(0, 2)
		d2, _ := cut(2, 4)
		if y, err := strconv.Atoi(row[n-4:]); err == nil {
			day, month := d2, d1
			if b.dayFirst {
				day, month = d1, d2
			}
			add(y, month, day, 0.25)
		}
	}
	for one := 1; one <= 3; one++ {
		for two := 1; two <= 3; two++ {
			end := one + two
			if end+2 > len(row) {
				continue
			}
			if figured && !(breaks[one] && breaks[end]) {
				continue
			}
			first, s1 := cut(trim(row, 0, one), one)
			second, s2 := cut(trim(row, one, end), end)
			if s1 == 0 || s2 == 0 {
				continue
			}
			score := s1 * s2
			if one == 3 || two == 3 { // a nought too many: 21008
				score *= 0.3
			}
			var rest []string
			at := end
			for i := end + 1; i <= len(row); i++ {
				if breaks[i] {
					rest = append(rest, row[at:i])
					at = i
				}
			}
			b.year(row[end:], rest, func(y int, s float64) {
				day, month := second, first
				if b.dayFirst || ordinal[0] && !ordinal[one] {
					day, month = first, second
				}
				if b.today.Year-y > oldest || len(row)-end == 2 && len(row) > 6 {
					s *= 0.3
				}
				add(y, month, day, score*s)
				add(y, day, month, 0.22*score*s)
			})
		}
	}
}

// trim passes over a nought that makes three digits of two.
func trim(row string, from, to int) int {
	if to-from == 3 {
		if row[from] == '0' {
			return from + 1
		}
		return to // no such cut
	}
	return from
}
