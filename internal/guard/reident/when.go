package reident

import "bedside/internal/guard/lex"

var (
	hYesterday, hToday, hTonight = hash("yesterday"), hash("today"), hash("tonight")
	hAyer, hHoy, hAnoche         = hash("ayer"), hash("hoy"), hash("anoche")
	hLast, hOn, hEarlier         = hash("last"), hash("on"), hash("earlier")
	hPast                        = hash("past")
	hAgo, hFew, hCouple          = hash("ago"), hash("few"), hash("couple")
	hSeveral, hMany              = hash("several"), hash("many")
	hEl, hLa, hPasado, hPasada   = hash("el"), hash("la"), hash("pasado"), hash("pasada")
	hEste, hEsta                 = hash("este"), hash("esta")
)

// days are the words that after "last", "this" or "on" name one day.
var days = hashesOf(map[string]bool{
	"monday": true, "tuesday": true, "wednesday": true, "thursday": true, "friday": true, "saturday": true, "sunday": true,
	"lunes": true, "martes": true, "miércoles": true, "jueves": true, "viernes": true, "sábado": true, "domingo": true,
	"christmas": true, "thanksgiving": true, "halloween": true, "easter": true,
})

// stretches are the words that after "last" or "this" name a time.
var stretches = hashesOf(map[string]*window{
	"week": &aWeek, "weekend": &aWeekend, "month": &aMonth, "year": &aYear, "night": &aDay, "morning": &aDay, "afternoon": &aDay,
	"evening": &aDay, "summer": &aSeason, "winter": &aSeason, "spring": &aSeason, "fall": &aSeason,
	"semana": &aWeek, "mes": &aMonth, "noche": &aDay, "mañana": &aDay, "tarde": &aDay, "fin": &aWeekend, "año": &aYear,
})

var months = hashesOf(map[string]int{
	"january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8, "september": 9, "october": 10,
	"november": 11, "december": 12, "jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9, "oct": 10,
	"nov": 11, "dec": 12, "enero": 1, "febrero": 2, "marzo": 3, "abril": 4, "mayo": 5, "junio": 6, "julio": 7, "agosto": 8,
	"septiembre": 9, "octubre": 10, "noviembre": 11, "diciembre": 12,
})

// when reads a time at token i and returns how many tokens it is. "Yesterday" is a date to whoever reads when the post
// was made.
func (r *Reader) when(i int) (Attribute, int) {
	at := func(w *window, n int) (Attribute, int) {
		return Attribute{Kind: When, Span: r.spanOf(i, i+n), Instead: "recently", window: w}, n
	}
	k := i + 1
	switch {
	case r.word(i, hYesterday, hToday, hTonight, hAyer, hHoy, hAnoche):
		return at(&aDay, 1)
	case r.word(i, hLast, hThis, hPast, hOn, hEarlier, hEl, hLa, hEste, hEsta):
		if r.word(i, hEarlier) && r.word(k, hThis) || r.word(i, hOn, hThis) && r.word(k, hLast, hPast) {
			k++
		}
		if k >= r.to {
			return Attribute{}, 0
		}
		h := r.toks[k].Hash
		if days[h] && r.title(k) || days[h] && r.word(i, hLast, hEl) {
			return at(&aDay, k+1-i)
		}
		if w := stretches[h]; w != nil && !r.word(i, hOn) {
			if r.word(i, hEl, hLa) && !r.word(k+1, hPasado, hPasada) {
				return Attribute{}, 0
			}
			return at(w, k+1-i)
		}
	}
	if w, n := r.ago(i); n > 0 {
		return at(w, n)
	}
	if w, n := r.date(i); n > 0 {
		a, n := at(w, n)
		if w.days.High >= year {
			a.Instead = "some years ago"
		}
		return a, n
	}
	return Attribute{}, 0
}

// ago reads "three days ago", "a few years ago", "a couple of weeks ago".
func (r *Reader) ago(i int) (*window, int) {
	n, k, ok := r.count(i)
	if !ok {
		k = i
		if r.word(k, hA) {
			n, k = 1, k+1
		}
		switch {
		case r.word(k, hFew, hSeveral, hMany):
			n, k = 4, k+1
		case r.word(k, hCouple) && r.word(k+1, hOf):
			n, k = 2, k+2
		case k == i:
			return nil, 0
		}
	}
	if !r.word(k+1, hAgo) {
		return nil, 0
	}
	switch {
	case r.word(k, hDay, hDays) && n <= 3:
		return &aDay, k + 2 - i
	case r.word(k, hDay, hDays), r.word(k, hWeek, hWeeks) && n == 1:
		return &aWeek, k + 2 - i
	case r.word(k, hWeek, hWeeks), r.word(k, hMonth, hMonths) && n == 1:
		return &aMonth, k + 2 - i
	case r.word(k, hMonth, hMonths), r.word(k, hYear) && n == 1:
		return &aYear, k + 2 - i
	case r.word(k, hYear, hYears):
		return &years, k + 2 - i
	}
	return nil, 0
}

var exactDay = window{days: aDay.days, visits: aDay.visits, day: true, exact: true}

// date reads October 3, 10/3/2026, "in October", "in 2019".
func (r *Reader) date(i int) (*window, int) {
	if n, ok := r.number(i); ok {
		switch {
		case r.toks[i].Len() == 4 && n >= 1900 && n <= r.year && r.is(i-1, wBefore):
			if n >= r.year-1 {
				return &aYear, 1
			}
			return &years, 1
		case n >= 1 && n <= 12 && (r.mark(i+1, '/') || r.mark(i+1, '-')) && !r.toks[i+1].Has(lex.Space) && (r.mark(i+3, '/') || r.mark(i+3, '-')):
			if _, ok := r.number(i + 4); ok && i+2 < r.to && r.toks[i+2].Kind == lex.Number {
				return &exactDay, 5
			}
		case n >= 1 && n <= 31 && i+1 < r.to && months[r.toks[i+1].Hash] > 0 && r.title(i+1):
			return &exactDay, 2
		}
		return nil, 0
	}
	if i >= r.to || months[r.toks[i].Hash] == 0 || !r.title(i) {
		return nil, 0
	}
	k := i + 1
	if r.mark(k, '.') {
		k++
	}
	if k < r.to && r.toks[k].Has(lex.Digit) {
		if n, ok := r.number(k); !ok || n <= 31 {
			return &exactDay, k + 1 - i
		}
	}
	if r.is(i-1, wBefore) || r.word(i-1, hLast, hThis) {
		return &aMonth, 1
	}
	return nil, 0
}
