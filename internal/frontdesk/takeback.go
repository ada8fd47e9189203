package frontdesk

import (
	"slices"
	"strings"

	"bedside/internal/words"
)

// none are the words that say it is no emergency, goOn the other words that take one back, refusals a plain no to "Is
// this an emergency?", and besides what may stand beside any of them. All are folded. (SAFETY 2)
var (
	none = []string{"not an emergency", "no emergency", "isn't an emergency", "no es una emergencia", "no es emergencia"}
	goOn = []string{"continue", "false alarm", "keep going", "go on", "i'm fine", "i am fine", "i'm ok", "i'm okay", "i am ok", "i am okay", "by mistake", "my mistake",
		"a mistake", "continuar", "continua", "siga", "estoy bien", "falsa alarma"}
	refusals = []string{"no", "nope", "nah", "not really", "not at all", "it is not", "it isn't", "it's not", "no lo es", "para nada"}
	besides  = []string{"yes", "yeah", "ok", "okay", "please", "sorry", "thanks", "thank you", "just", "i want to", "i'd like to", "let's", "it's", "it is", "it was", "this is",
		"this", "that was", "it", "a", "booking", "si", "por favor", "gracias", "perdon", "quiero", "fue", "es una", "una", "es", "esto"}
)

// longestTakeBack is how many words a plain take-back or a plain no may have.
const longestTakeBack = 7

// saysGoOn reports whether the whole turn is a plain take-back. One word that may mean more ("I am ok with dying", "I
// can't go on") keeps the emergency.
func saysGoOn(text string) bool {
	if saysOnly(text, append(slices.Clone(none), goOn...), besides) {
		return true
	}
	return saysOnly(text, none, append(slices.Clone(besides), "no"))
}

// saysNo reports whether the whole turn is a plain no.
func saysNo(text string) bool {
	return saysOnly(text, refusals, []string{"thanks", "thank you", "gracias", "sir", "ma'am", "senor", "senora"})
}

// saysContinue reports whether the turn is the word that is offered, which never is an answer to anything else.
func saysContinue(text string) bool {
	return saysOnly(text, []string{"continue", "continuar", "continua"}, []string{"please", "por favor"})
}

// saysOnly reports whether the text is made of the phrases, at least one of them, and of what may stand beside them.
func saysOnly(text string, phrases, beside []string) bool {
	var all []string
	for _, w := range words.Split(text) {
		switch {
		case w.Kind != words.Mark:
			all = append(all, w.Text)
		case w.Text == "?" || w.Text == "¿":
			return false
		}
	}
	if len(all) > longestTakeBack {
		return false
	}
	said := false
	for len(all) > 0 {
		n := begins(all, phrases)
		said = said || n > 0
		if n == 0 {
			n = begins(all, beside)
		}
		if n == 0 {
			return false
		}
		all = all[n:]
	}
	return said
}

// begins returns how many words the longest of the phrases has that the words begin with, 0 for none.
func begins(all, phrases []string) (n int) {
	for _, p := range phrases {
		if f := strings.Fields(p); len(f) > n && len(f) <= len(all) && slices.Equal(f, all[:len(f)]) {
			n = len(f)
		}
	}
	return n
}
