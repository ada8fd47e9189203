package hear

import (
	"slices"
	"strconv"
	"strings"

	"bedside/internal/practice"
)

// Born is as much of a date of birth as was said; 0 is what was not.
type Born struct{ Year, Month, Day int }

// IsZero reports whether nothing of it was said.
func (b Born) IsZero() bool { return b == Born{} }

// readBorn reads the parts of a date of birth where one was asked for and no whole one was heard. Which part a bare
// number is, what was asked for tells: dob_day, dob_month or dob_year.
func (t *turn) readBorn() {
	if d, whole := t.Slot("dob"); whole && d.Sure >= guessed || !t.asked("dob") || !t.Born.IsZero() {
		return
	}
	b := births{t.ear.numerals, t.ear.phones, &t.ear.days, t.today, t.in.DayFirst, len(t.in.NBest) > 0}
	ps := b.pieces(t.tokens, false)
	if t.in.Digits != "" {
		ps = []piece{{digits: t.in.Digits}}
	}
	month := slices.IndexFunc(ps, func(p piece) bool { return p.month > 0 })
	day := slices.IndexFunc(ps, func(p piece) bool { return p.ordinal && p.value() >= 1 && p.value() <= 31 })
	if beside := month + 1; day < 0 && month >= 0 && beside < len(ps) && ps[beside].from == ps[month].to && len(ps[beside].digits) <= 2 && ps[beside].value() <= 31 &&
		beside+1 == len(ps) && !t.asked("dob_year") { // "March 3"
		day = beside
	}
	if month >= 0 {
		t.Born.Month = ps[month].month
	}
	if day >= 0 {
		t.Born.Day = ps[day].value()
	}
	var rest []piece
	for i, p := range ps {
		if i != month && i != day && p.month == 0 {
			rest = append(rest, p)
		}
	}
	n := 0
	if row := strings.Join(groups(rest), ""); len(row) > 4 { // a whole date that is none
		t.Born = Born{}
		return
	}
	if len(rest) == 1 {
		n = rest[0].value()
	}
	switch {
	case n >= 1 && n <= 31 && t.asked("dob_day") && t.Born.Day == 0:
		t.Born.Day = n
	case n >= 1 && n <= 12 && t.asked("dob_month") && t.Born.Month == 0:
		t.Born.Month = n
	case len(rest) > 0 && (t.asked("dob_year") || t.Born.Day > 0 || t.Born.Month > 0 || len(rest[0].digits) == 4 || len(rest) > 1):
		best := 0.0
		b.years(rest, func(y int, score float64) {
			if score > best && y > t.today.Year-oldest && y <= t.today.Year {
				t.Born.Year, best = y, score
			}
		})
	}
	if t.Born.IsZero() {
		return
	}
	for _, p := range ps { // what is part of a birth is no day to come
		if p.to > p.from {
			t.drop("date", p.from, p.to)
			t.drop("time", p.from, p.to)
		}
	}
}

// guessed is how sure a date of birth is that is more than a guess; beside a guess the parts that were said plainly are
// told.
const guessed = 0.5

// numberOf reads a telephone number among the tokens, with where it stands; "" for none. Whole is false for digits in a
// row that are too few.
func (t *turn) numberOf(ts []token, skip func(i int) bool) (number string, from, to int, whole bool) {
	between, most := pauses(), ""
	for i := 0; i < len(ts); i++ {
		if skip(i) {
			continue
		}
		digits, end := t.ear.numerals.digitsOf(ts, i, between)
		if len(digits) >= len(most) {
			most = digits
		}
		if len(digits) < shortestPhone {
			i = max(i, end-1)
			continue
		}
		if e164, err := practice.ParsePhone(digits); len(digits) <= shortestPhone+1 && err == nil && (len(digits) == shortestPhone || digits[0] == '1') {
			return e164, i, end, true
		}
		if len(digits) == shortestPhone || len(digits) == shortestPhone+1 && digits[0] == '1' {
			i = end - 1
		}
	}
	return most, 0, 0, false
}

const shortestPhone = 10 // digits, with the area code

// readPhone reads a telephone number: ten digits, or eleven that begin with 1. An extension is left out. Where several
// hearings differ, each is told, that of the text first.
func (t *turn) readPhone() {
	e164, from, to, whole := t.numberOf(t.tokens, func(i int) bool { return t.taken[i] && !t.asked("phone") })
	if !whole {
		if t.asked("phone", "phone_part") && t.in.Digits == "" {
			t.Number = e164
		} else if t.asked("phone", "phone_part") {
			t.Number = t.in.Digits
		}
		return
	}
	s := Slot{Name: "phone", Value: e164, Sure: 0.9}
	counts := map[string]int{e164: 1}
	for _, ts := range t.hearings[1:] {
		if other, _, _, ok := t.numberOf(ts, func(int) bool { return false }); ok {
			if counts[other]++; other != e164 && !slices.Contains(s.Alternatives, other) {
				s.Alternatives = append(s.Alternatives, other)
			}
		}
	}
	if len(s.Alternatives) > 0 && 2*counts[e164] <= len(t.hearings) {
		s.Sure = 0.6
	}
	t.drop("date", from, to)
	t.drop("time", from, to)
	t.add(s, from, to)
}

// readCode reads a code of six digits where one was asked for, said or keyed.
func (t *turn) readCode() {
	if !t.asked("code") {
		return
	}
	digits, to := t.in.Digits, 0
	from := 0
	for i := 0; i < len(t.tokens) && digits == ""; i++ {
		if d, end := t.ear.numerals.digitsOf(t.tokens, i, pauses()); len(d) >= codeDigits {
			digits, from, to = d, i, end
		}
	}
	if _, err := strconv.Atoi(digits); err != nil || len(digits) != codeDigits {
		return
	}
	if to > from {
		t.drop("date", from, to)
		t.drop("time", from, to)
	}
	t.add(Slot{Name: "code", Value: digits, Sure: 1}, from, to)
}

// codeDigits is how long a code is that is sent to a number on file.
const codeDigits = 6
