package flow

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/guard/lex"
	"bedside/internal/guard/rules"
	"bedside/internal/inbox"
	"bedside/internal/words"
)

const (
	longestLine = 400 // code points: half a minute on the telephone
	schoolYears = 6   // of reading; patients' words are for everybody (DESIGN §7)
)

// channels are those that lines are said on.
var channels = []string{"voice", "sms", "chat"}

// lines checks the wording that stands in place of the shipped.
func (b *builder) lines() {
	seen := map[string]bool{}
	for _, l := range b.e.Lines {
		at := "line " + l.Key
		english, there := b.shipped[words.English][l.Key]
		switch {
		case !there:
			b.stop(at, "There is no line %q.", l.Key)
			continue
		case seen[l.Key]:
			b.stop(at, "The line %q stands there twice. Keep one.", l.Key)
		}
		seen[l.Key] = true
		was := Words{english, b.shipped[words.Spanish][l.Key]}
		if why := b.m.catalog.fixed(l.Key); why != "" && l.Words != was {
			b.stop(at, "This line cannot be changed. %s", why)
			continue
		}
		if l.Words != was {
			b.words(at, l.Key, l.Words, was, false)
		}
	}
}

// words checks what is said in both languages. was is what it stands in place of: its placeholders stay.
func (b *builder) words(at, key string, w, was Words, question bool) {
	for _, lang := range Languages() {
		text, name := w.by()[lang], language(lang)
		if strings.TrimSpace(text) == "" {
			b.stop(at, "The %s words are missing. Everything is said in both languages.", name)
			continue
		}
		if utf8.RuneCountInString(text) > longestLine {
			b.stop(at, "The %s words are longer than %d letters: on the telephone that is half a minute.", name, longestLine)
		}
		if strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) || r == utf8.RuneError }) {
			b.stop(at, "The %s words hold a line break or a character that cannot be said. Write them in one line.", name)
			continue
		}
		parts, err := cut(text)
		if err != nil {
			b.stop(at, "%s %s", fault.Message(err), "Placeholders are put in as they stand in the shipped words.")
			continue
		}
		if !b.placeholders(at, name, parts, was.by()[lang], question) {
			continue
		}
		b.says(at, key, lang, text, question)
	}
}

func language(l words.Language) string {
	if l == words.Spanish {
		return "Spanish"
	}
	return "English"
}

// filled are the placeholders that every line has.
var filled = []string{"practice", "phone"}

// placeholders checks that a line has those that it is given and no others.
func (b *builder) placeholders(at, name string, parts []string, was string, question bool) (ok bool) {
	have, need := held(parts), []string{}
	if before, err := cut(was); err == nil {
		need = held(before)
	}
	ok = true
	for _, p := range have {
		if !slices.Contains(need, p) && !slices.Contains(filled, p) {
			b.stop(at, "The %s words have a placeholder {%s} that this line is not given. Take it out.", name, p)
			ok = false
		}
	}
	for _, p := range need {
		if !slices.Contains(have, p) && !slices.Contains(filled, p) && !question {
			b.stop(at, "The %s words have lost {%s}, which says what matters. Put it back.", name, p)
			ok = false
		}
	}
	if strings.Contains(was, "{practice}") && !slices.Contains(have, "practice") {
		b.stop(at, "The %s words have lost {practice}: callers must hear whom they have reached.", name)
		ok = false
	}
	return ok
}

// held are the placeholders among the parts of a line.
func held(parts []string) (all []string) {
	for i := 1; i < len(parts); i += 2 {
		if !slices.Contains(all, parts[i]) {
			all = append(all, parts[i])
		}
	}
	return all
}

// says checks what words ask for, promise and leave out, and has the guard read them.
func (b *builder) says(at, key string, lang words.Language, text string, question bool) {
	name := language(lang)
	if n := b.m.catalog.forbidden(key, text, question); n != nil {
		b.stop(at, "The %s words may not be: nothing here asks for, or claims, %s. %s", name, n.Name, n.Why)
	}
	for _, why := range b.m.catalog.missing(key, lang, text) {
		b.stop(at, "The %s words are not complete. %s", name, why)
	}
	if plain := plainly(text); saysAny(plain, []string{"emergency", "emergencies", "emergencia", "emergencias"}) && !saysAny(plain, []string{"911"}) {
		b.stop(at, "The %s words speak of an emergency and do not say to call 911.", name)
	}
	if other := words.Tell(words.Split(text)); other != "" && other != lang {
		b.mild(at, "The %s words look like %s.", name, language(other))
	}
	if years, ok := grade(text); ok && lang == words.English && years > schoolYears+0.5 {
		b.mild(at, "The %s words take about %.0f years of school. Shorter sentences and words reach everybody.", name, years)
	}
	b.cleared(at, key, lang, text)
}

// grade is the reading level of English words that are longer than a sentence or two.
func grade(text string) (float64, bool) {
	var d lex.Doc
	d.Scan(text, nil)
	return rules.Grade(&d)
}

// cleared has the guard read a line on every channel that it is said on.
func (b *builder) cleared(at, key string, lang words.Language, text string) {
	if b.h.Guard == nil {
		return
	}
	_, only, _ := strings.Cut(key, "@")
	for _, channel := range channels {
		if _, other := b.shipped[lang][key+"@"+channel]; only != "" && only != channel || other {
			continue
		}
		parts, err := inbox.Parts(inbox.Keep(pieces(text, samples(b.m, b.h.Practice, channel, lang))...))
		if err == nil {
			_, _, err = b.h.Guard.Clear(guard.Draft{Kind: guard.Kind(channel), Audience: guard.Patient, Channel: guard.Channel(channel), Recipient: "anybody", Body: parts})
		}
		if err != nil {
			b.stop(at, "The guard does not let the %s words be said: %s", language(lang), fault.Message(err))
			return
		}
	}
}
