package flow

import (
	"slices"
	"strings"

	"bedside/internal/frontdesk/hear"
)

// menu are the words of "idle.choices", and their like, each said alone, folded.
var menu = []struct {
	flow string
	any  []string
}{
	{"book", []string{"book", "booking", "appointment", "cita", "reservar", "agendar"}},
	{"reschedule", []string{"change", "move", "reschedule", "cambiar", "cambio", "mover"}},
	{"cancel", []string{"cancel", "cancelar"}},
	{"office_info", []string{"hours", "office hours", "horario", "horarios", "horas"}},
	{"refill", []string{"refill", "refills", "receta", "resurtir"}},
	{"waitlist", []string{"waitlist", "waiting list", "wait list", "lista de espera"}},
	{"message", []string{"message", "mensaje", "recado"}},
	{"staff", []string{"staff", "personal"}},
}

// picked returns what a word of the menu, said alone, stands for; "" where it is none.
func (t *talk) picked() string {
	said := strings.Fields(plainly(t.in.Text))
	said = slices.DeleteFunc(said, func(w string) bool {
		return slices.Contains([]string{"please", "a", "the", "por", "favor", "una", "un", "el"}, w)
	})
	for _, m := range menu {
		if slices.Contains(m.any, strings.Join(said, " ")) {
			return m.flow
		}
	}
	return ""
}

// judged are questions whether something is serious, which only licensed people answer (SAFETY 6), folded.
var judged = []string{"serious", "dangerous", "life threatening", "worry", "worried", "something bad", "grave", "serio", "peligroso", "peligrosa", "preocuparme"}

var noEmergency = []string{"not an emergency", "isn't an emergency", "no emergency", "not urgent", "no es una emergencia", "no es emergencia", "no es urgente"}

// judging reports whether somebody asks how serious something is, or to be told that it is no emergency.
func (t *talk) judging() bool {
	plain := plainly(t.in.Text)
	words := strings.Fields(plain)
	if len(words) == 0 {
		return false
	}
	first, last := words[0], words[len(words)-1]
	asks := strings.Contains(t.in.Text, "?")
	if saysAny(plain, noEmergency) {
		return asks || slices.Contains([]string{"right", "correct", "verdad", "cierto"}, last)
	}
	return saysAny(plain, judged) && (asks || slices.Contains([]string{"is", "are", "could", "does", "should", "es", "son", "sera", "debo"}, first))
}

// relatives are those for whom somebody may ask only where that is on record (SAFETY 9).
var relatives = []string{
	"son", "daughter", "child", "kid", "baby", "patient", "client",
	"wife", "husband", "partner", "spouse", "mother", "mom", "father", "dad", "sister", "brother", "grandmother", "grandma", "grandfather", "grandpa",
	"girlfriend", "boyfriend", "fiance", "fiancee", "friend", "neighbor", "aunt", "uncle", "cousin", "roommate",
}

var parientes = []string{
	"hijo", "hija", "nino", "nina", "bebe", "paciente",
	"esposa", "esposo", "marido", "mujer", "pareja", "madre", "mama", "padre", "papa", "hermana", "hermano", "abuela", "abuelo", "novia", "novio",
	"amiga", "amigo", "vecina", "vecino", "tia", "tio", "suegra", "suegro",
}

// behalves are the words of somebody who says that they speak for another, folded.
var behalves = []string{"on behalf of", "calling for my", "calling about my", "power of attorney for", "caregiver for", "guardian of", "guardian for", "de parte de", "en nombre de"}

// proxy reports whether somebody asks about the visit of somebody else.
func (t *talk) proxy() bool {
	plain := plainly(t.in.Text)
	if !saysAny(plain, theirs) && t.in.Heard.Intent != hear.AppointmentInfo || t.in.Heard.Intent == hear.Book && saysAny(plain, []string{"book", "make", "schedule", "need", "want", "like", "new", "hacer", "quiero", "quisiera", "necesito"}) {
		return false
	}
	if saysAny(plain, behalves) {
		return true
	}
	asks := t.in.Heard.Said && t.in.Heard.Intent == hear.AppointmentInfo
	for _, r := range relatives {
		if asks && saysAny(plain, []string{"my " + r}) {
			return true
		}
		if saysAny(plain, []string{"my " + r + "'s", "my " + r + "s", "her " + r, "his " + r, "my " + r + " has", "does my " + r, "of my " + r}) {
			return true
		}
	}
	for _, r := range parientes {
		if asks && saysAny(plain, []string{"mi " + r}) {
			return true
		}
		if saysAny(plain, []string{"de mi " + r, "su " + r, "mi " + r + " tiene", "tiene mi " + r}) {
			return true
		}
	}
	return false
}
