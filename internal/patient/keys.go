package patient

import (
	"slices"
	"strings"
	"unicode"

	"bedside/internal/phi"
)

// Key is something a patient is looked up by. The database holds only a keyed token of it.
type Key struct {
	Kind  KeyKind
	Value phi.Text
}

// KeyKind is the sort of key.
type KeyKind string

const (
	KeyBirth  KeyKind = "birth"  // the date
	KeySound  KeyKind = "sound"  // how a word of the name sounds
	KeyStart  KeyKind = "start"  // the first three letters of a word of the name, for names half typed
	KeyNumber KeyKind = "number" // the practice's own number, letters and digits only
	KeyPhone  KeyKind = "phone"  // a contact point, as KeyEmail
	KeyEmail  KeyKind = "email"
)

func key(kind KeyKind, value string) Key { return Key{kind, phi.NewText(value)} }

// keys lists what the patient can be looked up by, apart from the contact points, each once.
func (p Patient) keys() []Key {
	var all []Key
	seen := map[string]bool{}
	add := func(kind KeyKind, value string) {
		if at := string(kind) + value; value != "" && !seen[at] {
			seen[at] = true
			all = append(all, key(kind, value))
		}
	}
	add(KeyBirth, p.Birth.Reveal())
	add(KeyNumber, bare(p.Number.Reveal()))
	for _, w := range nameWords(p.Name) {
		add(KeySound, sound(w))
		add(KeyStart, start(w))
	}
	return all
}

// nameWords are the words a name is found by: each of its own, all of a family name of several as one ("de la Cruz" is
// "delacruz" too), and what follows an apostrophe ("O'Brien" is "brien" too).
func nameWords(n phi.Name) []string {
	family := words(n.RevealFamily())
	all := append(words(n.RevealGiven()), family...)
	if len(family) > 1 {
		all = append(all, strings.Join(family, ""))
	}
	for _, part := range strings.Fields(n.Reveal()) {
		if i := strings.IndexAny(part, "'’ʻ`"); i > 0 {
			all = append(all, words(part[i:])...)
		}
	}
	return all
}

// SoundOf is how a name sounds, the same for two spellings of it in whatever order.
func SoundOf(n phi.Name) string {
	var all []string
	for _, w := range words(n.Reveal()) {
		all = append(all, sound(w))
	}
	slices.Sort(all)
	return strings.Join(all, " ")
}

// start is the first three letters of a word.
func start(word string) string {
	r := []rune(word)
	return string(r[:min(3, len(r))])
}

// bare is a patient's number without what people put between its characters.
func bare(number string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToUpper(r)
		}
		return -1
	}, number)
}
