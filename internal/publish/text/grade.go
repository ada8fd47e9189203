package text

import (
	"math"

	"bedside/internal/guard/lex"
	"bedside/internal/guard/rules"
)

// hardest is the highest grade that is told apart: years of school and of university, and beyond.
const hardest = 21

// Grade is the years of school that a plain text asks for, from 1 to 21, as the guard measures. 0 says that it has too
// few words to tell.
func (t *Typesetter) Grade(plain string) int {
	var d lex.Doc
	d.Scan(plain, nil)
	grade, ok := rules.Grade(&d)
	if !ok {
		return 0
	}
	return int(min(max(math.Ceil(grade), 1), hardest))
}
