package guard

import (
	"slices"
	"strings"

	"bedside/internal/guard/ident"
)

// year is what Safe Harbor leaves of the date: its year, or "" if it names none.
func (s *span) year() string {
	if fix := *s.Fix; len(fix) == 4 && strings.Trim(fix, "0123456789") == "" {
		return fix
	}
	return ""
}

// date writes the year in the place of a date, or what can be said without one: "on March 5, 2023" becomes "in 2023",
// "on Tuesday" "recently", "by Friday" "by then".
func (s *span) date() edit {
	if s.es {
		return s.fecha()
	}
	start := s.start
	before, at := s.wordBefore(start)
	mark, markAt := s.markBefore(start)
	if mark == '-' { // mid-March
		if w, wAt := s.wordBefore(markAt); w == "mid" {
			start = wAt
		}
	} else if before == "early" || before == "late" || before == "mid" || before == "past" {
		start = at
	}
	before, at = s.wordBefore(start)
	mark, _ = s.markBefore(start)
	year := s.year()
	next, _ := s.wordAfter(s.end)
	if slices.Contains(owners, before) && before != "this" || before == "the" || before == "a" {
		if before != "the" || next != "" && s.markAfter(s.end) == 0 && !slices.Contains(notNoun, next) { // the March 5 visit
			return s.put(start, s.end, year)
		}
		start = at
		before, at = s.wordBefore(start)
	}
	if mark != 0 {
		before = ""
	}
	recently, later := "recently", "afterward"
	if s.ahead() {
		recently, later = "soon", "later"
	}
	if words := strings.ToLower(s.text[start:s.end]); year == "" && strings.HasPrefix(words, "last ") {
		if strings.HasSuffix(words, "day") {
			return s.put(start, s.end, recently)
		}
		return s.put(start, s.end, "some time ago")
	}
	switch before {
	case "on":
		in, _ := s.wordBefore(at)
		switch {
		case year == "":
			return s.put(at, s.end, recently)
		case in == "in": // came in on March 5, 2023
			return s.put(at, s.end, year)
		}
		return s.put(at, s.end, "in "+year)
	case "in", "during", "throughout":
		if year == "" && before == "in" {
			return s.put(at, s.end, recently)
		} else if year == "" {
			return s.put(at, s.end, "at the time")
		}
	case "since", "before", "by", "until", "till":
		if year == "" {
			year = "then"
		}
	case "after":
		if year == "" {
			return s.put(at, s.end, later)
		}
	case "from", "of", "for":
		if year == "" {
			return s.drop(at, s.end)
		}
	case "last":
		if words := s.text[s.start:s.end]; year == "" && strings.HasSuffix(strings.ToLower(words), "day") {
			return s.put(at, s.end, recently)
		} else if year == "" {
			return s.put(at, s.end, "some time ago")
		}
		return s.put(at, s.end, "in "+year)
	case "this", "next":
		if year == "" {
			return s.put(at, s.end, recently)
		}
		return s.put(at, s.end, "in "+year)
	case "and", "or", "to", "through":
		if year == "" {
			year = "later"
		}
	case "":
		switch {
		case year == "" && mark == ':', year == "" && s.markAfter(s.end) == ':', year == "" && mark == 0 && s.begins(start) && s.markAfter(s.end) != 0:
			return edit{start, s.end, "[date]"}
		case year == "" && s.begins(start):
			return s.put(start, s.end, "that day")
		case year == "":
			return s.drop(start, s.end)
		}
	case "dob", "date", "dated", "exp", "birthdate", "birthday", "is", "was":
		if year == "" {
			return edit{start, s.end, "[date]"}
		}
	default:
		if year == "" {
			return s.put(start, s.end, recently)
		}
		return s.put(start, s.end, "in "+year)
	}
	return s.put(start, s.end, year)
}

// ahead reports whether the sentence speaks of what is to come.
func (s *span) ahead() bool {
	from, to := max(0, s.start-nearby), min(len(s.text), s.end+nearby)
	from += strings.LastIndexAny(s.text[from:s.start], ".!?\n") + 1
	if n := strings.IndexAny(s.text[s.end:to], ".!?\n"); n >= 0 {
		to = s.end + n
	}
	for w := range strings.FieldsSeq(strings.ToLower(s.text[from:s.start]) + " " + strings.ToLower(s.text[s.end:to])) {
		if slices.Contains([]string{"will", "going", "next", "scheduled", "upcoming", "plans", "we'll", "he'll", "she'll", "due"}, strings.Trim(w, ",;:")) {
			return true
		}
	}
	return false
}

// fecha is date for Spanish.
func (s *span) fecha() edit {
	before, at := s.wordBefore(s.start)
	year := s.year()
	start := s.start
	switch before {
	case "el", "del", "al":
		start = at
		if before == "del" {
			if year == "" {
				return s.drop(start, s.end)
			}
			return s.put(start, s.end, "de "+year)
		}
		before, at = s.wordBefore(start)
	}
	if m, _ := s.markBefore(start); m != 0 {
		before = ""
	}
	switch before {
	case "desde", "hasta":
		if year == "" {
			year = "entonces"
		}
		return s.put(start, s.end, year)
	case "en", "de":
		if year == "" {
			return s.put(at, s.end, "hace poco")
		}
		return s.put(start, s.end, year)
	case "":
		if year == "" {
			return edit{start, s.end, "[fecha]"}
		}
		if start == s.start {
			return edit{start, s.end, year}
		}
	}
	if year == "" {
		return s.put(start, s.end, "hace poco")
	}
	return s.put(start, s.end, "en "+year)
}

// beginsRange reports whether the date and the next one are the two ends of a time.
func (s *span) beginsRange(next *span) bool {
	if s.Type != string(ident.Date) || next.Type != string(ident.Date) || s.es || next.Fix == nil || s.Fix == nil {
		return false
	}
	before, _ := s.wordBefore(s.start)
	between := s.text[s.end:next.start]
	return before == "from" && slices.Contains([]string{" to ", " until ", " through ", "-", " - ", "–", " – "}, between) || before == "between" && between == " and "
}

// dateRange writes both ends as one: the year, the two years, or "for a time".
func (s *span) dateRange(next *span) edit {
	_, at := s.wordBefore(s.start)
	a, b := s.year(), next.year()
	switch {
	case a == "" && b == "":
		return s.put(at, next.end, "for a time")
	case a == "" || b == "" || a == b:
		return s.put(at, next.end, "in "+max(a, b))
	}
	return s.put(at, next.end, "from "+a+" to "+b)
}
