package guard

import (
	"slices"
	"strings"

	"bedside/internal/guard/ident"
)

// fit returns the edit for an identifier: the most specific words that Safe Harbor leaves, in the grammar around it.
func (s *span) fit(who *people) edit {
	if s.Rule == GroupRule {
		return s.blur()
	}
	switch ident.Type(s.Type) {
	case ident.Name:
		if strings.HasPrefix(s.Rule, "privacy.name") {
			return who.fit(s)
		}
	case ident.Date:
		return s.date()
	case ident.Age:
		return s.age()
	case ident.Geo:
		return s.place(who)
	}
	return s.number()
}

// number takes out what has no general form: "call her at 218-555-0199" becomes "call her".
func (s *span) number() edit {
	fix := *s.Fix
	before, at := s.wordBefore(s.start)
	mark, _ := s.markBefore(s.start)
	ends := s.end == len(s.text) || strings.IndexByte(".,;!?)\n", s.text[s.end]) >= 0
	switch {
	case !strings.HasPrefix(fix, "["):
		return s.put(s.start, s.end, fix)
	case s.es && slices.Contains(equals, before):
		return s.put(s.start, s.end, "reservado")
	case mark == 0 && slices.Contains(equals, before):
		return s.put(s.start, s.end, "withheld")
	case mark == 0 && ends && at > s.lo && slices.Contains([]string{"at", "via", "from", "under", "al"}, before):
		return s.drop(at, s.end)
	}
	return edit{s.start, s.end, fix}
}

// blur says less exactly what narrows down who it is: "broke his wrist" becomes "had an injury", "asthma attack"
// "a health condition".
func (s *span) blur() edit {
	fix, end := *s.Fix, s.end
	if next, after := s.wordAfter(end); strings.HasPrefix(fix, "a health") && slices.Contains(conditionEnds, next) {
		end = after
	}
	did := firstWord(s.text[s.start:s.end])
	if strings.Trim(did, "0123456789") == "" { // an age that is only a number: "my patient, 47, came", "she is 47"
		if mark, _ := s.markBefore(s.start); mark == ',' {
			return s.drop(s.start, s.end)
		}
		if before, _ := s.wordBefore(s.start); slices.Contains(equals, before) && !strings.HasPrefix(fix, "in ") && !strings.HasPrefix(fix, "a") {
			fix = "a " + fix
		}
	}
	if strings.HasPrefix(fix, "a ") || strings.HasPrefix(fix, "an ") {
		if strings.HasSuffix(did, "ed") || slices.Contains(deeds, did) {
			return s.put(s.start, end, "had "+fix)
		}
	}
	return s.put(s.start, end, fix)
}

var (
	conditionEnds = strings.Fields("attack attacks flare flares episode episodes crisis disease syndrome symptoms")
	deeds         = strings.Fields("broke tore lost fell cut hurt had got won ran")
)

// age writes "90 or older", as an adjective, a person or a number of years.
func (s *span) age() edit {
	words := strings.ToLower(s.text[s.start:s.end])
	before, at := s.wordBefore(s.start)
	if strings.HasPrefix(*s.Fix, "a year") { // born in 1931
		switch {
		case before == "in":
			return s.put(at, s.end, "90 or more years ago")
		case before == "en":
			return s.put(at, s.end, "hace 90 años o más")
		}
		return edit{s.start, s.end, "[date]"}
	}
	next := s.seen(s.end)
	if s.es {
		if strings.Contains(words, "año") || next != "años" {
			return s.put(s.start, s.end, "90 años o más")
		}
		_, end := s.wordAfter(s.end)
		return s.put(s.start, end, "90 años o más")
	}
	adjective := strings.HasSuffix(words, "old") || *s.Fix == "90-or-older"
	noun := next != "" && s.markAfter(s.end) == 0 && !slices.Contains(notNoun, next)
	switch {
	case words == "nineties":
		if slices.Contains(owners, before) {
			if in, inAt := s.wordBefore(at); in == "in" {
				return s.put(inAt, s.end, "90 or older")
			}
		}
		return s.put(s.start, s.end, "90 or older")
	case slices.Contains(equals, before), adjective && before != "a" && before != "an" && !noun:
		return s.put(s.start, s.end, "90 or older")
	case adjective && noun:
		return s.put(s.start, s.end, "90-or-older")
	case adjective, strings.HasSuffix(words, "arian"):
		return s.put(s.start, s.end, "person 90 or older")
	}
	return s.put(s.start, s.end, "90 or older")
}

// notNoun are words that show that an age before them stands for the person.
var notNoun = append(slices.Clone(afterNoun), strings.Fields("came went saw said told felt walked fell took called asked presented presenting presents brought living lives whose whom then now today arrived wanted needed started returned complained complaining admitted seen diagnosed")...)

// place names the state where the text does, a kind of place, or "the area".
func (s *span) place(who *people) edit {
	words := s.text[s.start:s.end]
	before, at := s.wordBefore(s.start)
	mark, _ := s.markBefore(s.start)
	if strings.Trim(words, "0123456789-") == "" { // a ZIP code
		return edit{s.start, s.end, *s.Fix}
	}
	kind := s.kindOfPlace(words)
	state := stateIn(words)
	street := strings.Contains(*s.Fix, "address")
	next, _ := s.wordAfter(s.end)
	attributive := (slices.Contains(owners, before) || before == "a" || before == "an" || before == "the") && mark == 0 && next != "" && !slices.Contains(notNoun, next)
	switch {
	case mark == ':' && state != "":
		return edit{s.start, s.end, state}
	case mark == ':', mark == '#', mark == '@':
		return edit{s.start, s.end, s.in("[place]", "[lugar]")}
	case kind != "" && state != "" && !attributive:
		return s.put(s.start, s.end, kind+s.in(" in ", " en ")+state)
	case kind != "":
		return s.put(s.start, s.end, kind)
	case state != "" && attributive:
		return s.put(s.start, s.end, state)
	case state != "" && before == "at" && mark == 0:
		return s.put(at, s.end, "in "+state)
	case state != "" && street && mark == 0 && !slices.Contains([]string{"in", "from", "to", "near", "of", "en", "de"}, before):
		return s.put(s.start, s.end, s.in("in ", "en ")+state)
	case state != "":
		return edit{s.start, s.end, state}
	case attributive:
		if next == "area" || next == "region" {
			return s.drop(s.start, s.end)
		}
		return s.put(s.start, s.end, s.in("local", "[lugar]"))
	case mark == 0 && (before == "at" || before == "near"):
		return s.put(at, s.end, "in the area")
	case mark == 0 && before == "of" && street:
		return s.drop(at, s.end)
	case s.es && mark == 0 && street && before != "en" && before != "de":
		return s.put(s.start, s.end, "en la zona")
	case street && mark == 0 && !slices.Contains([]string{"in", "from", "to", "on", "en", "de"}, before) && before != "":
		return s.put(s.start, s.end, "in the area")
	case mark == 0 && before == "on":
		return s.put(at, s.end, "in the area")
	}
	return s.put(s.start, s.end, who.area(s, words))
}

// area is what a town is called: the first of a text is the area, others are other places.
func (p *people) area(s *span, words string) string {
	words = strings.ToLower(words)
	if !slices.Contains(p.places, words) && len(p.places) < 2 {
		p.places = append(p.places, words)
	}
	if len(p.places) > 0 && p.places[0] == words && !s.mentioned(s.in("area", "zona")) {
		return s.in("the area", "la zona")
	}
	return s.in("another place", "otro lugar")
}

func (s *span) in(en, es string) string {
	if s.es {
		return es
	}
	return en
}

// kindOfPlace is what a place of that name is: a hospital, a school. "" if its name does not say.
func (s *span) kindOfPlace(words string) string {
	low := strings.ToLower(words)
	for _, k := range placeKinds {
		if strings.Contains(low, k.word) {
			return s.in(k.en, k.es)
		}
	}
	switch *s.Fix {
	case "a hospital":
		return s.in("a hospital", "un hospital")
	case "a clinic":
		return s.in("a clinic", "una clínica")
	}
	return ""
}

var placeKinds = []struct{ word, en, es string }{
	{"hospice", "a hospice", "un centro de cuidados paliativos"}, {"medical center", "a hospital", "un hospital"}, {"hospital", "a hospital", "un hospital"},
	{"infirmary", "a hospital", "un hospital"}, {"pharmacy", "a pharmacy", "una farmacia"}, {"farmacia", "a pharmacy", "una farmacia"},
	{"elementary", "a school", "una escuela"}, {"middle school", "a school", "una escuela"}, {"high school", "a school", "una escuela"},
	{"university", "a university", "una universidad"}, {"universidad", "a university", "una universidad"}, {"college", "a college", "una universidad"},
	{"clinic", "a clinic", "una clínica"}, {"clínica", "a clinic", "una clínica"}, {"centro de salud", "a clinic", "un centro de salud"},
	{"health center", "a clinic", "un centro de salud"}, {"family medicine", "a practice", "un consultorio"}, {"pediatrics", "a practice", "un consultorio"},
	{"office", "an office", "un consultorio"}, {"nursing home", "a nursing home", "una residencia"}, {"church", "a church", "una iglesia"}, {"county jail", "a jail", "una cárcel"},
}

// stateIn returns the state that a place's words name, or "".
func stateIn(words string) string {
	fields := strings.FieldsFunc(words, func(r rune) bool { return r == ' ' || r == ',' || r == '.' || r == '\n' || r == '-' })
	for i := len(fields) - 1; i > 0 && i >= len(fields)-4; i-- {
		if name, ok := states[fields[i]]; ok {
			return name
		}
		for _, name := range states {
			if fields[i] == name || i > 1 && fields[i-1]+" "+fields[i] == name {
				return name
			}
		}
	}
	return ""
}

// states are the two-letter codes of the United States Postal Service.
var states = map[string]string{
	"AL": "Alabama", "AK": "Alaska", "AZ": "Arizona", "AR": "Arkansas", "CA": "California", "CO": "Colorado", "CT": "Connecticut",
	"DE": "Delaware", "FL": "Florida", "GA": "Georgia", "HI": "Hawaii", "ID": "Idaho", "IL": "Illinois", "IN": "Indiana", "IA": "Iowa",
	"KS": "Kansas", "KY": "Kentucky", "LA": "Louisiana", "ME": "Maine", "MD": "Maryland", "MA": "Massachusetts", "MI": "Michigan",
	"MN": "Minnesota", "MS": "Mississippi", "MO": "Missouri", "MT": "Montana", "NE": "Nebraska", "NV": "Nevada", "NH": "New Hampshire",
	"NJ": "New Jersey", "NM": "New Mexico", "NY": "New York", "NC": "North Carolina", "ND": "North Dakota", "OH": "Ohio", "OK": "Oklahoma",
	"OR": "Oregon", "PA": "Pennsylvania", "RI": "Rhode Island", "SC": "South Carolina", "SD": "South Dakota", "TN": "Tennessee",
	"TX": "Texas", "UT": "Utah", "VT": "Vermont", "VA": "Virginia", "WA": "Washington", "WV": "West Virginia", "WI": "Wisconsin",
	"WY": "Wyoming", "PR": "Puerto Rico",
}
