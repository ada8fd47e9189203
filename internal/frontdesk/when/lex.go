package when

import (
	_ "embed"
	"math/bits"
	"strconv"
	"strings"

	"bedside/internal/words"
)

// class is a set of things that an item may be.
type class uint64

const (
	number      class = 1 << iota
	hour              // 0 to 24, not three digits
	spokenHour        // one to twelve, as a word
	writtenHour       // 0 to 24, in digits
	minute            // 1 to 59
	spokenMin         // ten to fifty-nine, oh five
	writtenMin        // 00 to 59, two digits
	fives             // 5, 10, 15, 20 or 25: minutes to an hour
	dayNumber         // 1 to 31, "5th" too
	ordinal
	ones
	tens
	fourYear  // 1900 to 2099, four digits
	hourDigit // 1415, 630
	three     // three digits
	four      // four digits
	weekdayC
	shortDay // sun, mon: a word that is also something else
	weekdaysC
	workdayC
	monthC
	sureMonth // any month's name but may and march
	partC
	noonC
	dayWord
	halfC // am, pm
	oclockC
	unitC
	clockUnit
	holidayC
	thingC
	addressC
	numberedC
	fillerC
	unknown // a word that nothing names

	amountC // n is days, or 100 times the months, and minutes stand in clocks
	spanC   // several days
	dayC    // one day, or days of the week
	clockC
	markC // what says something about the whole: any day, the earliest
)

// classNames are the classes as patterns name them.
var classNames = map[string]class{
	"N": number, "H": hour, "HW": spokenHour, "HD": writtenHour, "M": minute, "MW": spokenMin, "MD": writtenMin, "M5": fives,
	"D": dayNumber, "ORD": ordinal, "ONES": ones, "TENS": tens, "YEAR": fourYear, "HHMM": hourDigit, "D3": three, "D4": four,
	"WD": weekdayC, "SHORT": shortDay, "WDS": weekdaysC, "WORKDAY": workdayC, "MON": monthC, "SUREMON": sureMonth, "PART": partC, "NOON": noonC,
	"DAYWORD": dayWord, "AMPM": halfC, "OCLOCK": oclockC, "UNIT": unitC, "CUNIT": clockUnit, "HOL": holidayC, "THING": thingC,
	"ADDRESS": addressC, "NUMBERED": numberedC, "WORD": unknown,
	"AMOUNT": amountC, "SPAN": spanC, "DAY": dayC, "CLOCK": clockC, "MARK": markC,
}

// listed are the classes as lexicon.txt names them.
var listed = map[string]class{
	"weekday": weekdayC, "wd": weekdayC | shortDay, "weekdays": weekdaysC, "workday": workdayC, "workdays": workdayC,
	"month": monthC | sureMonth, "mon": monthC, "part": partC, "noon": noonC, "dayword": dayWord, "ampm": halfC, "unit": unitC,
	"clockunit": clockUnit, "holiday": holidayC, "thing": thingC, "address": addressC, "numbered": numberedC, "filler": fillerC,
}

//go:embed lexicon.txt
var lexiconText string

// entry is what is known about a word before it is seen.
type entry struct {
	class   class
	word    int32
	n       int
	spanish bool // only in a Spanish text
}

var (
	grammar = compile(grammarStages)
	lexicon = readLexicon(lexiconText, grammar.words)
)

func readLexicon(text string, inRules map[string]int32) map[string]entry {
	m := map[string]entry{}
	for w, id := range inRules {
		m[w] = entry{word: id}
	}
	for line := range strings.Lines(text) {
		f := strings.Fields(line)
		if len(f) < 3 || f[0] == "#" {
			continue
		}
		n, _ := strconv.Atoi(f[1])
		for _, w := range f[2:] {
			w, spanish := strings.CutPrefix(w, "es:")
			e := m[w]
			e.spanish, e.n = spanish, n
			switch f[0] {
			case "num":
				e.class |= spoken(n)
			case "tens":
				e.class |= spoken(n) | tens
			case "ord":
				e.class |= ordinal | dayNumber
			default:
				e.class |= listed[f[0]]
			}
			m[w] = e
		}
	}
	return m
}

// spoken returns the classes of a number that was written as a word.
func spoken(n int) class {
	c := counted(n)
	if 1 <= n && n <= 12 {
		c |= spokenHour
	}
	if 10 <= n && n <= 59 {
		c |= spokenMin
	}
	if 1 <= n && n <= 9 {
		c |= ones
	}
	return c
}

func counted(n int) class {
	c := number
	if n <= 24 {
		c |= hour
	}
	if 1 <= n && n <= 59 {
		c |= minute
	}
	if 1 <= n && n <= 31 {
		c |= dayNumber
	}
	if n%5 == 0 && 5 <= n && n <= 25 {
		c |= fives
	}
	return c
}

// written returns the value and the classes of digits.
func written(digits string) (int, class) {
	n, err := strconv.Atoi(digits)
	if err != nil || len(digits) > 4 {
		return 0, 0
	}
	c := number
	switch len(digits) {
	case 1, 2:
		c = counted(n)
		if n <= 24 {
			c |= writtenHour
		}
		if len(digits) == 2 && n <= 59 {
			c |= writtenMin
		}
	case 3, 4:
		c |= three
		if len(digits) == 4 {
			c ^= three | four
		}
		if n/100 <= 24 && n%100 <= 59 {
			c |= hourDigit
		}
		if 1900 <= n && n <= 2099 {
			c |= fourYear
		}
	}
	return n, c
}

// lex makes the items of the words; false if none of them can belong to a date or time.
func (r *reader) lex() bool {
	r.spanish = r.Language == words.Spanish || r.Language == "" && words.Tell(r.words) == words.Spanish
	r.items = make([]item, 0, len(r.words))
	useful := false
	for i, w := range r.words {
		it := item{first: i, last: i + 1}
		switch e, known := lexicon[w.Text]; {
		case w.Kind == words.Digits:
			if !r.partOfName(i) {
				it.n, it.class = written(w.Text)
				it.word = lexicon[w.Text].word
			}
		case known && !(e.spanish && !r.spanish):
			it.class, it.word, it.n = e.class, e.word, e.n
		case w.Kind == words.Letters:
			it.class = unknown
		}
		useful = useful || it.word != 0 || it.class&^(unknown|fillerC) != 0
		r.items = append(r.items, it)
	}
	r.passDigitRuns()
	return useful
}

// partOfName reports whether the digits hang on letters that say nothing about time, as in "B12" and "5k".
func (r *reader) partOfName(i int) bool {
	w := r.words
	if i > 0 && !w[i].Space && w[i-1].Kind == words.Letters && lexicon[w[i-1].Text].word == 0 {
		return true
	}
	if i+1 < len(w) && !w[i+1].Space && w[i+1].Kind == words.Letters {
		_, known := lexicon[w[i+1].Text]
		return !known
	}
	return false
}

// passDigitRuns takes four and more numbers in a row for something else: a telephone number, a member id.
func (r *reader) passDigitRuns() {
	run := 0
	for i := 0; i <= len(r.items); i++ {
		if i < len(r.items) && r.items[i].class&number != 0 {
			run++
			continue
		}
		if run >= 4 {
			for k := i - run; k < i; k++ {
				r.items[k].class = 0
			}
		}
		run = 0
	}
}

func bitOf(c class) int { return bits.TrailingZeros64(uint64(c)) }
