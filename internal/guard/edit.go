package guard

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// wordBefore returns the word, in lower case, that ends before byte at with nothing but blanks in between, and where
// it begins. "" if there is none.
func (s *span) wordBefore(at int) (string, int) {
	end := at
	for end > s.lo && s.text[end-1] == ' ' {
		end--
	}
	start := end
	for start > s.lo {
		r, n := utf8.DecodeLastRuneInString(s.text[s.lo:start])
		if !unicode.IsLetter(r) && r != '\'' && r != '’' {
			break
		}
		start -= n
	}
	if start > 0 && s.text[start-1] >= '0' && s.text[start-1] <= '9' { // the end of something else
		return "", end
	}
	return strings.ToLower(s.text[start:end]), start
}

// wordAfter returns the word, in lower case, that follows byte at after blanks, and where it ends.
func (s *span) wordAfter(at int) (string, int) { return s.wordWithin(at, s.hi) }

// seen returns the word that follows byte at as wordAfter does, though another finding may stand there.
func (s *span) seen(at int) string {
	w, _ := s.wordWithin(at, s.sees)
	return w
}

func (s *span) wordWithin(at, hi int) (string, int) {
	for at < hi && s.text[at] == ' ' {
		at++
	}
	end := at
	for end < hi {
		r, n := utf8.DecodeRuneInString(s.text[end:hi])
		if !unicode.IsLetter(r) {
			break
		}
		end += n
	}
	return strings.ToLower(s.text[at:end]), end
}

// mentioned reports whether the word stands before the span in its sentence.
func (s *span) mentioned(word string) bool {
	before := s.text[max(0, s.start-nearby):s.start]
	before = strings.ToLower(before[strings.LastIndexAny(before, ".!?\n")+1:])
	return slices.Contains(strings.FieldsFunc(before, func(r rune) bool { return !unicode.IsLetter(r) }), word)
}

// markBefore returns the mark that stands before byte at, blanks aside, or 0 for a letter, a line or the beginning.
func (s *span) markBefore(at int) (rune, int) {
	for at > s.lo && s.text[at-1] == ' ' {
		at--
	}
	r, n := utf8.DecodeLastRuneInString(s.text[s.lo:at])
	if n == 0 || unicode.IsLetter(r) || unicode.IsDigit(r) || r == '\n' {
		return 0, at
	}
	return r, at - n
}

// markAfter returns the mark right after byte at, or 0.
func (s *span) markAfter(at int) rune {
	r, n := utf8.DecodeRuneInString(s.text[at:])
	if n == 0 || unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsSpace(r) {
		return 0
	}
	return r
}

// nearby is how many bytes around a finding are looked at.
const nearby = 400

// begins reports whether a sentence, a line or a list entry begins at byte at.
func (s *span) begins(at int) bool {
	near := s.text[max(0, at-nearby):at]
	head := strings.TrimRight(near, " \t\"“'(*_>#¿¡")
	if head == "" && len(near) < nearby || strings.HasSuffix(head, "\n") {
		return true
	}
	if head == "" {
		return false
	}
	if line := head[strings.LastIndexByte(head, '\n')+1:]; line == "-" || line == "•" || line == "+" {
		return true
	}
	switch head[len(head)-1] {
	case '!', '?':
		return true
	case '.': // but not after an initial or "Dr."
		word := head[strings.LastIndexAny(head[:len(head)-1], " \n")+1 : len(head)-1]
		return head != near && (len(word) > 3 || word == strings.ToLower(word))
	}
	return false
}

// put is the edit that writes word instead of start..end, with the capital, the article and the blanks that the place
// asks for.
func (s *span) put(start, end int, word string) edit {
	if word == "" {
		return s.drop(start, end)
	}
	start, word = s.article(start, word)
	if s.begins(start) {
		word = capital(word)
	}
	return edit{start, end, word}
}

// article makes the word before and the article of word agree: no two articles, none after "my", "an" before a vowel.
func (s *span) article(start int, word string) (int, string) {
	before, at := s.wordBefore(start)
	bare := word
	for _, a := range articles(s.es) {
		bare = strings.TrimPrefix(bare, a+" ")
	}
	switch {
	case s.es && bare != word && strings.HasPrefix(word, "el ") && (before == "de" || before == "a"):
		return at, s.text[at:at+len(before)] + "l " + bare
	case slices.Contains(owners, before), before == "the", slices.Contains(articles(s.es), before) && s.es:
		return start, bare
	case s.es || before != "a" && before != "an":
		return start, word
	}
	article := s.text[at : at+1]
	if strings.ContainsAny(strings.ToLower(bare[:1]), "aeiou") {
		article += "n"
	}
	return at, article + " " + bare
}

var owners = []string{"my", "our", "your", "his", "her", "their", "its", "this", "that", "mi", "nuestro", "nuestra", "su", "este", "esta"}

func articles(es bool) []string {
	if es {
		return []string{"el", "la", "un", "una"}
	}
	return []string{"the", "a", "an"}
}

// drop takes out start..end with what would hang in the air: empty brackets, a comma, a blank.
func (s *span) drop(start, end int) edit {
	if m, at := s.markBefore(start); strings.ContainsRune("([", m) && m != 0 && strings.ContainsRune(")]", s.markAfter(end)) {
		start, end = at, end+1
	}
	begins := s.begins(start)
	if m, at := s.markBefore(start); m == ',' && (s.markAfter(end) != 0 || end == len(s.text)) {
		start = at
		if rest := s.text[end:]; strings.HasPrefix(rest, ",") && (len(rest) < 3 || rest[2] < '0' || rest[2] > '9') { // but "a patient, 47, came"
			end++
		}
	}
	if begins {
		for end < s.hi && strings.IndexByte(" ,;:", s.text[end]) >= 0 {
			end++
		}
		if _, n := utf8.DecodeRuneInString(s.text[end:s.hi]); n > 0 {
			return edit{start, end + n, capital(s.text[end : end+n])}
		}
		return edit{start, end, ""}
	}
	for start > s.lo && s.text[start-1] == ' ' {
		start--
	}
	if start > 0 && wordByte(s.text[start-1]) && end < len(s.text) && wordByte(s.text[end]) {
		return edit{start, end, " "}
	}
	return edit{start, end, ""}
}

func wordByte(c byte) bool {
	return c >= 0x80 || c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9'
}

func capital(word string) string {
	r, n := utf8.DecodeRuneInString(word)
	return string(unicode.ToUpper(r)) + word[n:]
}

// swap puts a rule's better wording in, if the grammar around it can take it.
func (s *span) swap() edit {
	fix := *s.Fix
	as := edit{s.start, s.end, s.text[s.start:s.end]}
	next, _ := s.wordAfter(s.end)
	ends := s.markAfter(s.end) != 0 && s.markAfter(s.end) != '-' || next == "" || slices.Contains(afterNoun, next)
	first, rest, more := strings.Cut(fix, " ")
	switch {
	case fix == "":
		return s.drop(s.start, s.end)
	case !more:
	case first == "with" || first == "With":
		if had, at := s.wordBefore(s.start); ends && next != "and" && next != "or" && has[had] != "" {
			return edit{at, s.end, cased(has[had], s.text[at]) + " " + rest}
		} else if !ends || !slices.Contains(nouns, had) {
			return as
		}
	case strings.Contains(rest, "with ") || strings.Contains(rest, "who ") || strings.Contains(rest, "without ") || strings.Contains(rest, "of "),
		strings.HasPrefix(fix, "not "), strings.HasPrefix(fix, "of "), strings.HasPrefix(fix, "caught "):
		if !ends {
			return as
		}
	}
	if before, at := s.wordBefore(s.start); before == "the" && strings.HasPrefix(strings.ToLower(fix), "people ") { // the homeless: people without housing
		return edit{at, s.end, cased(fix, s.text[at])}
	}
	start, word := s.article(s.start, fix)
	if s.begins(start) && s.text[s.start] < 'a' {
		word = capital(word)
	}
	return edit{start, s.end, word}
}

// cased gives a word the capital of the letter that stood there.
func cased(word string, as byte) string {
	if as >= 'A' && as <= 'Z' {
		return capital(word)
	}
	return word
}

var (
	has   = map[string]string{"is": "has", "are": "have", "was": "had", "were": "had", "am": "have"}
	nouns = []string{"people", "person", "patients", "patient", "children", "child", "adults", "adult", "women", "men", "someone", "anyone"}
	// afterNoun are words that show that the words before them are a whole noun phrase.
	afterNoun = []string{
		"is", "are", "was", "were", "has", "have", "had", "can", "may", "might", "must", "should", "will", "would", "do", "does", "who", "that",
		"and", "or", "but", "in", "on", "at", "to", "for", "from", "by", "with", "without", "of", "as", "than", "if", "when", "because",
		"need", "needs", "often", "also", "live", "get", "die", "come", "after", "before", "during", "not", "never", "always",
	}
)
