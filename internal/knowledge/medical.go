package knowledge

import (
	_ "embed"
	"strings"
	"sync"

	"github.com/BurntSushi/toml"

	"bedside/internal/words"
)

//go:embed medical.toml
var medicalSource string

// medicine is what tells a question for a clinician, in one language.
type medicine struct {
	Alone   []string `toml:"alone"`
	Health  string   `toml:"health"`
	Forms   string   `toml:"forms"`
	Who     string   `toml:"who"`
	Service []string `toml:"service"`
	Should  []string `toml:"should"`
	Plain   string   `toml:"plain"`
}

var medicines = sync.OnceValue(func() map[words.Language]medicine {
	all := map[words.Language]medicine{}
	if _, err := toml.Decode(medicalSource, &all); err != nil {
		panic("knowledge: medical.toml: " + err.Error())
	}
	return all
})

// Medical reports whether a question is one that only a licensed person answers: about symptoms, doses, results, or
// what somebody should do about their health. In doubt it is.
func Medical(question string) bool {
	plain := " " + strings.Join(plainly(question), " ") + " "
	for _, m := range medicines() {
		if m.asked(plain) {
			return true
		}
	}
	return false
}

func (m medicine) asked(plain string) bool {
	for _, s := range m.Alone {
		if strings.Contains(plain, " "+s+" ") {
			return true
		}
	}
	for _, s := range m.Should {
		if _, rest, ok := strings.Cut(plain, " "+s+" "); ok && m.advice(rest) {
			return true
		}
	}
	if !anyWord(plain, m.Health) {
		return false
	}
	for _, s := range m.Service {
		if strings.Contains(plain, " "+s+" ") {
			return false
		}
	}
	return anyWord(plain, m.Forms) || anyWord(plain, m.Who)
}

// advice reports whether what follows "should I" asks what to do, and not how to come or what to bring.
func (m medicine) advice(rest string) bool {
	for i, w := range strings.Fields(rest) {
		if i == 3 {
			break
		}
		if strings.Contains(" "+strings.Join(strings.Fields(m.Plain), " ")+" ", " "+w+" ") {
			return anyWord(" "+rest, m.Health)
		}
	}
	return true
}

func anyWord(plain, list string) bool {
	for _, w := range strings.Fields(list) {
		if strings.Contains(plain, " "+w+" ") {
			return true
		}
	}
	return false
}

// plainly are the words and numbers of a text, folded.
func plainly(text string) (all []string) {
	for _, w := range words.Split(text) {
		if w.Kind != words.Mark {
			all = append(all, w.Text)
		}
	}
	return all
}

// clinical are words by which a passage tells what to do about one's health. It is read on the page and never said as
// an answer.
var clinical = []string{" mg ", " mcg ", " milligrams ", " dose ", " doses ", " dosage ", " tablet ", " tablets ", " take two ", " twice a day ", " times a day ", " every four hours ",
	" every six hours ", " every eight hours ", " ibuprofen ", " acetaminophen ", " aspirin ", " antibiotic ", " antibiotics ", " symptom ", " symptoms ", " treatment for ", " side effects ",
	" seek care ", " see a doctor if ", " call us if you have ", " dosis ", " miligramos ", " veces al dia ", " sintomas ", " ibuprofeno ", " pastillas "}

// Clinical reports whether a passage gives advice about health.
func Clinical(text string) bool {
	plain := " " + strings.Join(plainly(text), " ") + " "
	for _, s := range clinical {
		if strings.Contains(plain, s) {
			return true
		}
	}
	return false
}
