package words

import "strings"

// Language is a language that Bedside speaks, by its BCP 47 tag; "" is none that it can tell.
type Language string

const (
	English Language = "en"
	Spanish Language = "es"
)

// Words that one of the two languages uses all the time and the other does not.
const (
	english = `
	an and appointment are at been book can can't cancel change could did do does don't feel for get had has
	have hello her hi him his how hurt hurts i i'd i'll i'm i've is it it's make my need not of on pain please
	reschedule schedule see she someone speak talk thank thanks that the they this to today tomorrow want was
	we what when where why will with would yeah yes you your`
	spanish = `
	ahora al algo ayuda buenas buenos cambiar cancelar cita como con cual cuando de del dias doctora dolor
	donde duele el ella en era es espanol esta estoy favor gracias ha hablar hacer hacia hay hija hijo hola
	hoy la las le les lo los manana mas medico mi mis muy nada necesito ningun ninguna noches nos nosotros
	otra otro para pero podria por porque puede puedo que quien quiero quisiera se si sin son soy su sus
	tardes tengo tiene tienen tu un una unas unos usted ustedes ver yo`
)

var common = merge(english, spanish)

func merge(english, spanish string) map[string]Language {
	m := map[string]Language{}
	for _, w := range strings.Fields(english) {
		m[w] = English
	}
	for _, w := range strings.Fields(spanish) {
		m[w] = Spanish
	}
	return m
}

// Tell returns the language that more of the words belong to; "" where none does or as many to the one as to the other.
func Tell(ws []Word) Language {
	en, es := 0, 0
	for _, w := range ws {
		switch common[w.Text] {
		case English:
			en++
		case Spanish:
			es++
		}
		if w.Text == "¿" || w.Text == "¡" {
			es++
		}
	}
	switch {
	case en > es:
		return English
	case es > en:
		return Spanish
	}
	return ""
}
