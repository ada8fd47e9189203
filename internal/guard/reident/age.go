package reident

import "bedside/internal/guard/lex"

var (
	hYear, hYears, hOld    = hash("year"), hash("years"), hash("old")
	hYr, hYrs, hYo, hY, hO = hash("yr"), hash("yrs"), hash("yo"), hash("y"), hash("o")
	hMonth, hMonths, hWeek = hash("month"), hash("months"), hash("week")
	hWeeks, hDay, hDays    = hash("weeks"), hash("day"), hash("days")
	hAge, hAged, hTurned   = hash("age"), hash("aged"), hash("turned")
	hEarly, hMid, hLate    = hash("early"), hash("mid"), hash("late")
	hDe, hAnos, hMeses     = hash("de"), hash("años"), hash("meses")
	hYoung, hMiddle        = hash("young"), hash("middle")
	hOlder                 = hash("older")
)

// decades are the words for ten years of age.
var decades = hashesOf(map[string]int{
	"20s": 20, "30s": 30, "40s": 40, "50s": 50, "60s": 60, "70s": 70, "80s": 80, "90s": 90,
	"twenties": 20, "thirties": 30, "forties": 40, "fifties": 50, "sixties": 60, "seventies": 70, "eighties": 80, "nineties": 90,
	"veintes": 20, "veintitantos": 20, "treintas": 30, "treinta": 30, "cuarenta": 40, "cuarentas": 40, "cincuenta": 50, "cincuentas": 50,
	"sesenta": 60, "sesentas": 60, "setenta": 70, "setentas": 70, "ochenta": 80, "ochentas": 80, "noventa": 90,
})

var tens = hashesOf(map[string]int{
	"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
	"treinta": 30, "cuarenta": 40, "cincuenta": 50, "sesenta": 60, "setenta": 70, "ochenta": 80, "noventa": 90, "veinte": 20,
})

var ones = hashesOf(map[string]int{
	"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
	"twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
	"un": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8, "nueve": 9, "diez": 10, "once": 11,
	"doce": 12, "trece": 13, "catorce": 14, "quince": 15,
})

// centuries are words for an age by its decade.
var centuries = hashesOf(map[string]span{
	"septuagenarian": {70, 79}, "octogenarian": {80, 89}, "nonagenarian": {90, 99}, "centenarian": {100, oldest}, "supercentenarian": {100, oldest},
	"sexagenarian": {60, 69}, "octogenario": {80, 89}, "octogenaria": {80, 89}, "centenario": {100, oldest}, "centenaria": {100, oldest},
})

// ageWords are the classes of words that may begin an age.
const ageWords = wAge | wInfant | wToddler | wTeen | wElderly | wChild | wMinor

// age reads an age at token i of one person and returns the token after it.
func (r *Reader) age(i int) (ages span, to int, ok bool) {
	if !r.is(i, ageWords) && !r.toks[i].Has(lex.Digit) {
		return span{}, 0, false
	}
	if r.is(i-1, wTheirs) && !r.word(i-2, hIn) {
		return span{}, 0, false // his 30-year-old son
	}
	if s, found := centuries[r.toks[i].Hash]; found {
		return s, i + 1, true
	}
	switch {
	case r.word(i, hIn) && r.is(i+1, wTheirs) && !r.word(i+1, hYour): // in her early sixties
		return r.decade(i)
	case r.toks[i].Kind == lex.Mixed:
		n, sex, found := gluedAge(r.d.Text[r.toks[i].Start:r.toks[i].End])
		if sex != 0 && i > r.from && !r.is(i-1, wArticle|wMine|wPatient) && !(r.mark(i-1, ':') && r.is(i-2, wPatient)) { // "$42M", "a fever of 101F"
			found = false
		}
		return span{n, n}, i + 1, found
	case r.is(i, wInfant) && r.one(i):
		return span{0, 1}, i + 1, true
	case r.is(i, wToddler) && r.one(i):
		return span{1, 3}, i + 1, true
	case r.is(i, wTeen) && (r.one(i) || r.is(i-1, wArticle)):
		return span{13, 17}, i + 1, true
	case r.is(i, wElderly) && (r.is(i-1, wArticle|wMine) || i == r.from || r.one(i)):
		return span{65, oldest}, i + 1, true
	case r.word(i, hOlder) && r.is(i-1, wArticle) && r.is(i+1, wMan|wWoman|wPerson):
		return span{60, oldest}, i + 1, true
	case r.word(i, hYoung) && r.is(i-1, wArticle|wMine) && r.is(i+1, wGrown):
		return span{18, 39}, i + 1, true
	case r.word(i, hMiddle) && r.mark(i+1, '-') && r.word(i+2, hAged):
		return span{40, 64}, i + 3, true
	case r.is(i, wChild|wMinor) && r.one(i) && r.is(i-1, wArticle):
		if _, _, aged := r.anyAge(i); aged {
			return span{}, 0, false
		}
		return span{0, 17}, i + 1, true
	}
	n, to, found := r.count(i)
	if !found || r.ranges(i, to) {
		return span{}, 0, false
	}
	if k, unit := r.yearsOld(to); k > 0 {
		switch {
		case unit == 'm' && n < 36:
			return span{n / 12, n / 12}, k, true
		case unit == 'w' || unit == 'd':
			return span{0, 0}, k, n < 100
		}
		return span{min(n, oldest), min(n, oldest)}, k, n <= 120 && unit == 'y'
	}
	if r.word(i-1, hAged, hTurned, hAge) || r.word(i-1, hOf) && r.word(i-2, hAge) {
		return span{min(n, oldest), min(n, oldest)}, to, n > 0 && n <= 120 && !r.word(to, hYears, hMonths, hWeeks, hDays)
	}
	if r.mark(to, '-') && r.word(to+1, hSomething) && n >= 20 && n%10 == 0 {
		return span{n, n + 9}, to + 2, true
	}
	if r.word(i-1, hIs, hWas, lex.Possessive) && r.is(i-2, wHe|wShe|wPatient) && n >= 1 && n <= 120 && (to >= r.to || r.toks[to].Kind == lex.Punct && !r.mark(to, '%') || r.word(to, hAnd, hNow)) {
		return span{min(n, oldest), min(n, oldest)}, to, true // he is 71
	}
	if r.mark(i-1, ',') && r.mark(to, ',') && n >= 1 && n <= 110 && r.toks[i].Kind == lex.Number && i > r.from+1 &&
		(r.is(i-2, wPatient|wMan|wWoman|wPerson) || r.toks[i-2].Kind == lex.Word && r.toks[i-2].Has(lex.Title) && months[r.toks[i-2].Hash] == 0) {
		return span{min(n, oldest), min(n, oldest)}, to, true // my patient, 71, came; Maria Lopez, 71, came
	}
	return span{}, 0, false
}

var hAnd, hNow, hSomething = hash("and"), hash("now"), hash("something")

// hYour keeps "in your forties" from being anybody's age.
var hYour = hash("your")

// anyAge reports whether an age in figures or words stands right before or after token i, so that "boy" adds nothing.
func (r *Reader) anyAge(i int) (ages span, to int, ok bool) {
	for k := max(r.from, i-6); k < min(r.to, i+6); k++ {
		if n, end, found := r.count(k); found && n <= 120 {
			if e, _ := r.yearsOld(end); e > 0 || r.word(k-1, hAged, hAge) {
				return span{n, n}, end, true
			}
		}
	}
	return span{}, 0, false
}

// ranges reports whether the number at tokens i..to is an end of a range: 50 to 80, 5-11, 65 and older.
func (r *Reader) ranges(i, to int) bool {
	if _, _, ok := r.count(to + 1); ok && (r.word(to, hTo, hAnd, hOr) || r.mark(to, '-') || r.mark(to, '–')) {
		return true
	}
	if r.word(to, hAnd, hOr) && r.word(to+1, hOlder, hOver, hUp, hYounger, hUnder) || r.mark(to, '+') {
		return true
	}
	if r.word(i-1, hTo, hOver, hUnder, hThan) || r.mark(i-1, '–') || r.mark(i-1, '-') && r.toks[i-1].Kind == lex.Punct && i-2 >= r.from && r.toks[i-2].Kind == lex.Number {
		return true
	}
	return false
}

var (
	hOr, hOver, hUp         = hash("or"), hash("over"), hash("up")
	hYounger, hUnder, hThan = hash("younger"), hash("under"), hash("than")
)

// decade reads "in her early sixties" from "in".
func (r *Reader) decade(i int) (span, int, bool) {
	k := i + 2
	late := 0
	for r.word(k, hEarly, hMid, hLate) || r.mark(k, '-') {
		if !r.mark(k, '-') {
			late = k
		}
		k++
	}
	if k >= r.to {
		return span{}, 0, false
	}
	from, ok := decades[r.toks[k].Hash]
	if !ok {
		if n, isNumber := r.number(k); isNumber && n%10 == 0 && n >= 20 && n <= 90 && r.word(k+1, lex.Possessive) { // 60's
			from, ok, k = n, true, k+1
		}
	}
	if !ok {
		return span{}, 0, false
	}
	s := span{from, from + 9}
	switch {
	case late > 0 && r.word(late, hEarly):
		s.to = from + 4
	case late > 0 && r.word(late, hLate):
		s.from = from + 5
	case late > 0:
		s = span{from + 3, from + 7}
	}
	return s, k + 1, true
}

// count reads a number in figures or words at token i and returns the token after it.
func (r *Reader) count(i int) (n, to int, ok bool) {
	if n, ok := r.number(i); ok {
		return n, i + 1, true
	}
	if i < r.from || i >= r.to || r.toks[i].Kind != lex.Word {
		return 0, 0, false
	}
	h := r.toks[i].Hash
	if n, ok := tens[h]; ok {
		k := i + 1
		if r.mark(k, '-') || r.word(k, hY) {
			k++
		}
		if k < r.to {
			if one, ok := ones[r.toks[k].Hash]; ok && one < 10 {
				return n + one, k + 1, true
			}
		}
		return n, i + 1, true
	}
	n, ok = ones[h]
	return n, i + 1, ok
}

// yearsOld returns the token after "-year-old", "years old", "y/o", "yo", "años" at token i and the unit, or 0.
func (r *Reader) yearsOld(i int) (to int, unit byte) {
	k := i
	if r.mark(k, '-') {
		k++
	}
	switch {
	case r.word(k, hYo, hAnos):
		return k + 1, 'y'
	case r.word(k, hMeses):
		return k + 1, 'm'
	case r.word(k, hY) && r.mark(k+1, '/') && r.word(k+2, hO):
		return k + 3, 'y'
	case r.word(k, hYear, hYears, hYr, hYrs):
		unit = 'y'
	case r.word(k, hMonth, hMonths):
		unit = 'm'
	case r.word(k, hWeek, hWeeks):
		unit = 'w'
	case r.word(k, hDay, hDays):
		unit = 'd'
	default:
		return 0, 0
	}
	k++
	if r.mark(k, '-') || r.mark(k, '.') {
		k++
	}
	switch {
	case r.word(k, hOld):
		return k + 1, unit
	case r.word(k, hOf) && r.word(k+1, hAge):
		return k + 2, unit
	}
	return 0, 0
}

// gluedAge reads 71yo, 71y, 42F and 42M.
func gluedAge(w string) (n int, sex byte, ok bool) {
	i := 0
	for i < len(w) && i < 4 && w[i] >= '0' && w[i] <= '9' {
		n = n*10 + int(w[i]-'0')
		i++
	}
	if i == 0 || n > 120 {
		return 0, 0, false
	}
	switch w[i:] {
	case "yo", "YO", "y", "yrs", "yr":
		return min(n, oldest), 0, true
	case "F", "f", "yof", "yoF", "YOF":
		return min(n, oldest), 'F', n > 0
	case "M", "yom", "yoM", "YOM":
		return min(n, oldest), 'M', n > 0
	}
	return 0, 0, false
}
