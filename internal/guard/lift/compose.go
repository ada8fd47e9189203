package lift

import (
	"strings"
)

// who is what the people are called whom the statement is about: the life stage, never the years.
func (t *teller) who() string {
	st := &t.story
	group := -1
	for _, n := range st.stages {
		g := stageOf(n)
		if group >= 0 && g != group { // two ages, or two people
			group = 3
			break
		}
		group = g
	}
	if group < 0 {
		group = 3
	}
	who := stages[group][0]
	if t.es {
		return stages[group][1]
	}
	if st.outside && st.condition != nil && st.condition.outdoor {
		who += " who work outdoors"
	}
	return who
}

var stages = [...][2]string{{"babies", "bebés"}, {"children", "niños"}, {"teenagers", "adolescentes"}, {"people", "personas"}, {"older adults", "adultos mayores"}}

func stageOf(years int) int {
	switch {
	case years < 2:
		return 0
	case years < 13:
		return 1
	case years < 20:
		return 2
	case years < 65:
		return 3
	}
	return 4
}

// name is what an entry is called in the text's language.
func (t *teller) name(e *entry) string {
	if t.es {
		return e.es
	}
	return e.en
}

// opening is what the story says in general: that there are such cases, and no more.
func (t *teller) opening() (out []string) {
	st := &t.story
	if t.es {
		return t.openingES()
	}
	who := t.who()
	c := st.condition
	var signs []string
	for _, s := range st.signs {
		signs = append(signs, s.en)
	}
	what := strings.Join(signs, " and ")
	switch {
	case c != nil && c.event && what != "":
		out = append(out, "Some "+who+" who have "+c.en+" notice "+what+".")
	case c != nil && c.event:
		out = append(out, "Some "+who+" have "+c.en+".")
	case c != nil && what != "" && !strings.Contains(who, " who "):
		out = append(out, "Some "+who+" with "+c.en+" have "+what+".")
	case c != nil && what != "":
		out = append(out, "Some "+who+" get "+c.en+". It can show as "+what+".")
	case c != nil && strings.Contains(who, " who "):
		out = append(out, "Some "+who+" get "+c.en+".")
	case c != nil:
		out = append(out, "Some "+who+" have "+c.en+".")
	case what != "":
		out = append(out, "Some "+who+" come to us with "+what+".")
	default:
		return nil
	}
	switch {
	case st.mistaken != nil:
		out = append(out, "Some take it for "+st.mistaken.en+" at first.")
	case st.took:
		out = append(out, "Some take it for something harmless at first.")
	}
	if st.waited {
		out = append(out, "Some wait before they ask for help.")
	}
	if c == nil {
		return out
	}
	for _, e := range st.tests {
		out = append(out, capital(e.en)+" can help find it.")
	}
	for _, e := range st.cares {
		out = append(out, "It is sometimes treated with "+e.en+".")
	}
	if st.recovered && !st.died {
		out = append(out, "Some people recover well.")
	}
	return out
}

func (t *teller) openingES() (out []string) {
	st := &t.story
	who := t.who()
	some := "Algunas "
	if who != "personas" {
		some = "Algunos "
	}
	c := st.condition
	var signs []string
	for _, s := range st.signs {
		signs = append(signs, s.es)
	}
	what := strings.Join(signs, " y ")
	switch {
	case c != nil && c.event && what != "":
		out = append(out, some+who+" que sufren "+c.es+" notan "+what+".")
	case c != nil && c.event:
		out = append(out, some+who+" sufren "+c.es+".")
	case c != nil && what != "":
		out = append(out, some+who+" con "+c.es+" tienen "+what+".")
	case c != nil:
		out = append(out, some+who+" tienen "+c.es+".")
	case what != "":
		out = append(out, some+who+" vienen con "+what+".")
	default:
		return nil
	}
	switch {
	case st.mistaken != nil:
		out = append(out, "A veces se confunde al principio con "+st.mistaken.es+".")
	case st.took:
		out = append(out, "A veces parece al principio algo sin importancia.")
	}
	if st.waited {
		out = append(out, "Hay quien espera antes de pedir ayuda.")
	}
	for _, e := range st.tests {
		if c != nil {
			out = append(out, capital(e.es)+" puede ayudar a encontrarlo.")
		}
	}
	for _, e := range st.cares {
		if c != nil {
			out = append(out, "A veces se trata con "+e.es+".")
		}
	}
	if c != nil && st.recovered && !st.died {
		out = append(out, "Hay quien se recupera bien.")
	}
	return out
}
