package guard

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"bedside/internal/guard/rules"
)

// after is the label of somebody of whom the word before the name says who it is.
func (p *people) after(owner, who string) string {
	switch {
	case slices.Contains([]string{"my", "our", "his", "her", "their", "your", "mi", "su", "nuestro", "nuestra"}, owner):
		return owner + " " + who
	case p.es && (slices.Contains(female, who) || slices.Contains(female, owner)):
		return "la " + who
	case p.es:
		return "el " + who
	}
	return "the " + who
}

// titled is the label of somebody of whom no more than a title is known.
func (p *people) titled(title string, s *span) string {
	switch title {
	case "dr", "doctor":
		return p.turn("the doctor", "another doctor", "el médico", "otro médico")
	case "dra", "doctora":
		return p.turn("the doctor", "another doctor", "la médica", "otra médica")
	case "nurse":
		return p.turn("a nurse", "another nurse", "una enfermera", "otra enfermera")
	case "prof", "professor":
		return "the professor"
	case "rev", "reverend", "pastor", "rabbi", "officer", "sergeant", "captain", "judge", "senator", "coach":
		return p.turn("the "+title, "another "+title, "[nombre]", "[nombre]")
	}
	return p.unknown(s)
}

// other is a label for somebody who stands beside whoever the text itself calls so in the same sentence.
func (p *people) other(s *span, label string) string {
	word := label[strings.LastIndexByte(label, ' ')+1:]
	if !s.mentioned(word) {
		return label
	}
	switch label {
	case "the patient":
		return p.turn("another person", "a third person", "", "")
	case "el paciente", "la paciente":
		return p.turn("", "", "otra persona", "una tercera persona")
	case "the doctor":
		return "another doctor"
	case "el médico":
		return "otro médico"
	case "la médica":
		return "otra médica"
	}
	return label
}

// turn is the first label, or the other one if the first is taken.
func (p *people) turn(first, other, firstES, otherES string) string {
	if p.es {
		first, other = firstES, otherES
	}
	if p.labels[first] {
		return other
	}
	return first
}

// unknown is the label of somebody of whom nothing is known: in a text about a patient, the first is the patient.
func (p *people) unknown(s *span) string {
	first := "the patient"
	if p.es {
		first = "el paciente"
		if before, _ := s.wordBefore(s.start); slices.Contains(female, before) || slices.Contains(female, firstWord(s.text[s.start:s.end])) || strings.HasSuffix(firstWord(s.text[s.start:s.end]), "a") {
			first = "la paciente"
		}
	}
	switch {
	case s.Severity == rules.Block && p.kind != Reply && !p.patient:
		p.patient = true
		return first
	case s.Severity == rules.Block && p.kind != Reply:
		return p.turn("another person", "a third person", "otra persona", "una tercera persona")
	}
	return p.turn("someone", "someone else", "alguien", "otra persona")
}

// find returns who of the known bears the names, or -1.
func (p *people) find(names []string) int {
	for _, n := range names {
		for _, i := range p.by[n] {
			k := p.known[i].names
			if len(names) == 1 || len(k) == 1 || names[0] == k[0] || names[0] == k[len(k)-1] || k[0] == names[len(names)-1] {
				return i
			}
		}
	}
	return -1
}

func (p *people) add(names []string, label string) {
	if p.by == nil {
		p.by, p.labels = map[string][]int{}, map[string]bool{}
	}
	p.labels[label] = true
	for _, n := range names {
		if len(p.by[n]) < mostNamesakes {
			p.by[n] = append(p.by[n], len(p.known))
		}
	}
	p.known = append(p.known, person{names, label})
}

// nameWords returns the words of a name in lower case and the title before it.
func nameWords(name string) (words []string, title string) {
	for i, w := range strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' && r != '’' }) {
		switch {
		case i == 0 && slices.Contains(titles, w):
			title = w
		case utf8.RuneCountInString(w) > 1 && !slices.Contains([]string{"jr", "sr", "ii", "iii", "iv", "de", "la", "del", "van", "von", "md", "rn"}, w):
			words = append(words, w)
		}
	}
	return words, title
}

var titles = strings.Fields("dr mr mrs ms miss mx prof professor doctor sr sra srta señor señora señorita dra doctora nurse rev reverend pastor rabbi officer sergeant captain judge senator coach")

func firstWord(s string) string {
	w, _, _ := strings.Cut(strings.ToLower(s), " ")
	return strings.Trim(w, ".")
}
