package guard

import (
	"slices"
	"strings"

	"bedside/internal/guard/ident"
)

// people gives everybody whom a text names one label, so that who is who stays clear when the names are gone.
type people struct {
	kind    Kind
	es      bool
	known   []person
	by      map[string][]int // names, in lower case, to indexes of known
	labels  map[string]bool  // that are taken
	patient bool             // "the patient" is taken
	places  []string         // that have no other name than "the area", in lower case
}

type person struct {
	names []string // in lower case, without titles
	label string   // with its article: "the patient", "his wife"
}

// mostNamesakes bounds how many people of one name are told apart.
const mostNamesakes = 8

// kin, and other words after which a name only repeats who it is.
var (
	kin = strings.Fields("wife husband mother father mom dad mum son daughter brother sister aunt uncle niece nephew cousin grandmother grandfather grandma grandpa grandson granddaughter spouse partner fiance fiancee boyfriend girlfriend stepson stepdaughter stepmother stepfather twin baby infant toddler child kid caregiver guardian roommate friend neighbor neighbour coworker boss colleague " +
		"esposa esposo marido madre padre mamá papá hija hijo hermana hermano abuela abuelo tía tío prima primo nieta nieto suegra suegro novia novio amiga amigo vecina vecino")
	persons = strings.Fields("patient man woman boy girl gentleman lady client resident teenager teen guy veteran widow widower student worker farmer teacher nurse doctor paciente hombre mujer niño niña señor señora joven anciano anciana")
	calls   = strings.Fields("named called llamado llamada")
	hellos  = strings.Fields("hi hello hey hola")
	thanks  = strings.Fields("you thanks congratulations congrats welcome sorry gracias felicidades bienvenida bienvenido")
	dears   = strings.Fields("dear querido querida estimado estimada")
	// besideOthers are words between somebody and somebody else: "the patient and Maria".
	besideOthers = strings.Fields("and or with by from to for told met saw called y e con por de para")

	equals = strings.Fields("is was are were es era name's")
	female = strings.Fields("sra srta señora señorita mrs ms miss esposa madre mamá hija hermana abuela tía prima nieta suegra novia amiga vecina mujer niña anciana la una")
)

// about names the person or the place that a span is about, "" for anything else.
func (p *people) about(s *span) string {
	switch {
	case s.Rule == nameRule:
		names, _ := nameWords(s.text[s.start:s.end])
		if i := p.find(names); i >= 0 {
			return p.known[i].label + " " + strings.Join(p.known[i].names, " ")
		}
	case s.Rule == sayings[ident.Geo].rule:
		return strings.ToLower(s.text[s.start:s.end])
	}
	return ""
}

// fit returns the edit for a name. James' knee becomes the patient's.
func (p *people) fit(s *span) edit {
	e := p.name(s)
	for _, mark := range []string{"' ", "’ "} {
		if e.end == s.end && strings.HasPrefix(s.text[s.end:], mark) {
			e.word += "'s"
			e.end += len(mark) - 1
		}
	}
	return e
}

func (p *people) name(s *span) edit {
	if w, _ := s.wordBefore(s.start); strings.HasPrefix(s.text[s.start:s.end], "miss ") && slices.Contains(strings.Fields("we i you they to will"), w) {
		s.start += len("miss ")
	}
	names, title := nameWords(s.text[s.start:s.end])
	before, at := s.wordBefore(s.start)
	mark, markAt := s.markBefore(s.start)
	after := s.markAfter(s.end)
	i := p.find(names)
	if i >= 0 && title == "" {
		return p.again(s, i)
	}
	add := func(label string) {
		if i < 0 {
			p.add(names, label)
		}
	}
	apposed := mark == ',' && (after != 0 || s.end == len(s.text))
	if apposed {
		before, at = s.wordBefore(markAt)
	}
	owner, _ := s.wordBefore(at)
	switch {
	case title == "" && (mark == 0 || apposed) && slices.Contains(kin, before):
		add(p.after(owner, before))
		return s.drop(s.start, s.end)
	case title == "" && (mark == 0 || apposed) && slices.Contains(persons, before):
		label := p.after("", before)
		if before == "paciente" && len(names) > 0 && strings.HasSuffix(names[0], "a") {
			label = "la paciente"
		}
		add(label)
		p.patient = p.patient || before == "patient" || before == "paciente"
		return s.drop(s.start, s.end)
	case mark == 0 && slices.Contains(calls, before):
		whom, _ := s.wordBefore(at)
		if slices.Contains(persons, whom) || slices.Contains(kin, whom) {
			add(p.after("", whom))
			p.patient = p.patient || whom == "patient" || whom == "paciente"
		} else {
			add(p.unknown(s))
		}
		return s.drop(at, s.end)
	case mark == '(' && after == ')':
		add(p.unknown(s))
		return s.drop(s.start, s.end)
	case mark == 0 && slices.Contains(hellos, before):
		add(p.unknown(s))
		return s.drop(s.start, s.end)
	case slices.Contains(thanks, before) && (mark == 0 || mark == ',') && (after != 0 || s.end == len(s.text)):
		add(p.unknown(s))
		if mark == ',' && after != ',' || mark == 0 {
			return s.drop(s.start, s.end)
		}
	case mark == 0 && slices.Contains(dears, before):
		add(p.titled(title, s))
		if title == "dr" || title == "doctor" {
			return s.put(s.start, s.end, "doctor")
		}
		if s.es {
			return s.put(s.start, s.end, "paciente")
		}
		if p.kind == Reply {
			return s.put(s.start, s.end, "reader")
		}
		return s.put(s.start, s.end, "patient")
	case mark == 0 && slices.Contains(equals, before) && slices.Contains([]string{"name", "nombre"}, owner):
		add(p.unknown(s))
		if s.es {
			return s.put(s.start, s.end, "reservado")
		}
		return s.put(s.start, s.end, "withheld")
	case mark == ':' || mark == '#' || mark == '@' || mark == '-' || mark == '—' || mark == '–':
		add(p.unknown(s))
		if mark != ':' && (s.end == len(s.text) || s.text[s.end] == '\n') && (mark == '—' || mark == '–') { // signed
			return s.drop(markAt, s.end)
		}
		return edit{s.start, s.end, p.bracket()}
	case s.begins(s.start) && after == ',' && p.spokenTo(s):
		add(p.unknown(s))
		return s.drop(s.start, s.end)
	}
	if i >= 0 {
		return p.again(s, i)
	}
	label := p.titled(title, s)
	if slices.Contains(besideOthers, before) {
		label = p.other(s, label)
	}
	p.add(names, label)
	return p.write(s, label)
}

// again writes the label of somebody who was named before.
func (p *people) again(s *span, i int) edit {
	before, _ := s.wordBefore(s.start)
	mark, _ := s.markBefore(s.start)
	head := p.known[i].label[strings.LastIndexByte(p.known[i].label, ' ')+1:]
	switch {
	case mark == 0 && (before == head || slices.Contains(hellos, before)): // "my patient Maria" once more
		return s.drop(s.start, s.end)
	case mark == ':':
		return edit{s.start, s.end, p.bracket()}
	case s.begins(s.start) && s.markAfter(s.end) == ',' && p.spokenTo(s):
		return s.drop(s.start, s.end)
	}
	return p.write(s, p.known[i].label)
}

// write puts a label where a name stood: "the Lopez family" is the patient's family.
func (p *people) write(s *span, label string) edit {
	before, at := s.wordBefore(s.start)
	next, _ := s.wordAfter(s.end)
	start := s.start
	if !p.es && before == "the" {
		start = at
		if next == "family" || next == "household" || next == "home" || next == "case" {
			label += "'s"
		}
	}
	if p.es && (before == "la" || before == "el") {
		start = at
	}
	return s.put(start, s.end, label)
}

// spokenTo reports whether the name is who the words that follow are said to.
func (p *people) spokenTo(s *span) bool {
	next, _ := s.wordAfter(s.end + 1)
	return slices.Contains(strings.Fields("we you i thank thanks please our your gracias le lo sentimos"), next)
}

func (p *people) bracket() string {
	if p.es {
		return "[nombre]"
	}
	return "[name]"
}
