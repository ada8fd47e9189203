package text

import (
	"fmt"

	"bedside/internal/guard/lex"
	"bedside/internal/guard/rules"
)

// hardest is the highest grade that is told apart: years of school and of university.
const hardest = 20

// fewWords is how many words and marks the check needs.
const fewWords = 30

// grades is a rule for every grade that fires on what is harder, so that the editor and the guard measure alike.
func grades() *rules.Set {
	var p rules.Pack
	for year := range hardest {
		p.Rules = append(p.Rules, rules.Rule{ID: fmt.Sprint("grade.", year+1), Check: rules.Reading, Max: year + 1})
	}
	set, err := rules.NewSet([]rules.Pack{p})
	if err != nil {
		panic("text: rules without phrases compile: " + err.Error())
	}
	return set
}

// Grade is the years of school that a plain text asks for, from 1 to 21, as the guard's reading-level check measures.
// 0 says that it has too few words to tell.
func (t *Typesetter) Grade(plain string) int {
	var d lex.Doc
	d.Scan(plain, nil)
	if len(d.Tokens) < fewWords {
		return 0
	}
	var m rules.Matcher
	return len(m.Match(t.grades, &d, rules.Where{})) + 1
}
