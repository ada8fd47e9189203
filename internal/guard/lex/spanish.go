package lex

import "strings"

// Spanish reports whether a text is in Spanish rather than English, by the small words of both. What has too few of
// either is English.
func (d *Doc) Spanish() bool {
	es, en := 0, 0
	for i := range d.Tokens {
		switch small[d.Tokens[i].Hash] {
		case spanish:
			es++
		case english:
			en++
		}
	}
	return es > 1 && es > en || es > 0 && en == 0
}

const (
	spanish = 1
	english = 2
)

var small = func() map[uint64]int {
	out := map[uint64]int{}
	for w := range strings.FieldsSeq("el la los las una del que con por para su fue mi paciente en y se años vive vino hola señora señor es si usted lo nos le les está siento gracias nuestra nuestro") {
		out[Hashes(w)[0]] = spanish
	}
	for w := range strings.FieldsSeq("the of and to an in was is with for he she his her my patient on at from we you it that came who are if your") {
		out[Hashes(w)[0]] = english
	}
	return out
}()
